//! Variant allele fractions of the small variants, with their intervals.

use super::{Drawing, Mark, Scale, Shape, bar, number};
use crate::model::patient::PatientResult;
use crate::report::text::{NONE, Texts};
use crate::stats::proportion::jeffreys;

const LEFT: f64 = 62.0;
const STEP: f64 = 34.0;
const ROOF: f64 = 12.0;
const FLOOR: f64 = 132.0;
const HEIGHT: f64 = 226.0;
/// More are counted beside the picture.
const MOST: usize = 16;

/// Characters of a name for which the picture has room; the title has the whole.
const NAME: usize = 20;

/// One variant with what decides its place.
struct Point {
    name: String,
    vaf: f64,
    interval: Option<(f64, f64)>,
    depth: Option<u32>,
    limit: Option<f64>,
    /// Filters that it fails; none is a pass.
    filters: String,
}

/// The picture; absent where no variant has an allele fraction.
pub fn plot(t: &Texts, result: &PatientResult) -> Option<Drawing> {
    let mut points = points(result);
    if points.is_empty() {
        return None;
    }
    let all = points.len();
    points.truncate(MOST);
    let expected = result.calls.purity.map(|purity| purity.value / 2.0);
    let highest = points
        .iter()
        .map(|point| point.interval.map_or(point.vaf, |(_, high)| high.max(point.vaf)))
        .chain(expected)
        .fold(0.1, f64::max);
    let most = if highest <= 0.25 {
        0.25
    } else if highest <= 0.5 {
        0.5
    } else {
        1.0
    };
    let scale = Scale { roof: ROOF, floor: FLOOR, most };
    let right = LEFT + (STEP * points.len() as f64).max(6.0 * STEP);
    let mut shapes = axis(t, &scale, right);
    if let Some(expected) = expected {
        let y = scale.height(expected);
        shapes.push(Shape::line("expected", (LEFT, y), (right, y)));
        let label = t.say("plot-vaf-expected", &[("vaf", &t.percent(expected))]);
        shapes.push(Shape::text("side", right + 4.0, y + 3.5, label));
    }
    let shown = points.len().to_string();
    let total = all.to_string();
    let marks = points.iter().enumerate();
    Some(Drawing {
        kind: "vaf",
        title: t.get("plot-vaf"),
        summary: t.say("plot-vaf-summary", &[("shown", &shown), ("all", &total)]),
        note: t.say("plot-vaf-note", &[("shown", &shown), ("all", &total)]),
        width: number(right + 130.0),
        height: number(HEIGHT),
        shapes,
        marks: marks
            .map(|(i, point)| mark(t, &scale, point, LEFT + STEP * (i as f64 + 0.5)))
            .collect(),
    })
}

fn axis(t: &Texts, scale: &Scale, right: f64) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for fifth in 0..=5 {
        let vaf = scale.most * f64::from(fifth) / 5.0;
        let y = scale.height(vaf);
        shapes.push(Shape::line("grid", (LEFT, y), (right, y)));
        shapes.push(Shape::text("tick", LEFT - 5.0, y + 3.5, t.percent_to(vaf, 0)));
    }
    let middle = f64::midpoint(ROOF, FLOOR);
    shapes.push(Shape::turned("axis", 10.0, middle, -90, t.get("plot-axis-vaf")));
    shapes
}

fn mark(t: &Texts, scale: &Scale, point: &Point, x: f64) -> Mark {
    let passes = point.filters.is_empty();
    let mut shapes = Vec::new();
    if let Some((low, high)) = point.interval {
        shapes.push(Shape::path("bar normal", bar(x, scale.height(high), scale.height(low))));
    }
    if let Some(limit) = point.limit.filter(|limit| *limit <= scale.most) {
        let y = scale.height(limit);
        shapes.push(Shape::line("limit", (x - 11.0, y), (x + 11.0, y)));
    }
    let [left, y] = [x - 3.4, scale.height(point.vaf)].map(number);
    let (class, data) = if passes {
        ("pass", format!("M{left} {y}a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0z"))
    } else {
        ("filtered", format!("M{left} {y}m0 -3.4h6.8v6.8h-6.8z"))
    };
    shapes.push(Shape::path(class, data));
    shapes.push(Shape::turned("label", x + 3.0, FLOOR + 10.0, -50, label(&point.name)));
    Mark { title: title(t, point), shapes }
}

fn label(name: &str) -> String {
    if name.chars().count() <= NAME {
        return name.to_owned();
    }
    name.chars().take(NAME - 1).chain(['…']).collect()
}

fn title(t: &Texts, point: &Point) -> String {
    let vaf = t.percent_to(point.vaf, 1);
    let vaf = point.interval.map_or_else(
        || vaf.clone(),
        |(low, high)| format!("{vaf} ({}–{})", t.number(100.0 * low, 1), t.percent_to(high, 1)),
    );
    let mut parts = vec![t.say("plot-vaf-mark", &[("name", &point.name), ("vaf", &vaf)])];
    let depth = point.depth.map_or_else(|| NONE.to_owned(), |depth| t.thousands(depth.into()));
    parts.push(t.say("plot-vaf-depth", &[("depth", &depth)]));
    parts.push(match point.limit {
        Some(limit) => t.say("plot-vaf-limit", &[("limit", &t.percent(limit))]),
        None => t.get("plot-vaf-no-limit"),
    });
    if !point.filters.is_empty() {
        parts.push(t.say("plot-vaf-filters", &[("filters", &point.filters)]));
    }
    parts.join(&t.get("joint"))
}

/// The merged alleles, those that pass first; without them what the callers wrote, an allele once.
fn points(result: &PatientResult) -> Vec<Point> {
    let mut points: Vec<Point> = match &result.merged {
        Some(merged) => merged.variants.iter().filter_map(of_merged).collect(),
        None => of_callers(result),
    };
    points.retain(|point| point.vaf.is_finite() && (0.0..=1.0).contains(&point.vaf));
    points.sort_by_key(|point| !point.filters.is_empty());
    points
}

fn of_merged(variant: &crate::model::merged_variant::MergedVariant) -> Option<Point> {
    let effect = variant.effect.as_ref();
    let gene = variant.gene.clone().unwrap_or_else(|| variant.contig.to_string());
    let change = effect.map_or_else(
        || format!("{}{}>{}", variant.position, variant.reference, variant.alternative),
        |effect| effect.hgvs_p.clone().unwrap_or_else(|| effect.hgvs_c.clone()),
    );
    let interval = variant
        .alternative_depth
        .zip(variant.depth)
        .and_then(|(alternative, depth)| jeffreys(alternative, depth));
    Some(Point {
        name: short(&format!("{gene} {change}")),
        vaf: variant.vaf?,
        interval,
        depth: variant.depth,
        limit: variant.limit_of_detection,
        filters: variant.filters.join(", "),
    })
}

fn of_callers(result: &PatientResult) -> Vec<Point> {
    let mut seen = std::collections::BTreeSet::new();
    let mut points = Vec::new();
    for variant in &result.small_variants {
        let Some(vaf) = variant.vaf else { continue };
        let change = format!("{}>{}", variant.reference, variant.alternative);
        if !seen.insert((variant.contig.clone(), variant.position, change.clone())) {
            continue;
        }
        let counts = variant.alternative_depth.zip(variant.depth);
        let passes = matches!(variant.filter.as_str(), "PASS" | "." | "");
        points.push(Point {
            name: short(&format!("{} {}{change}", variant.gene, variant.position)),
            vaf,
            interval: counts.and_then(|(alternative, depth)| jeffreys(alternative, depth)),
            depth: variant.depth,
            limit: None,
            filters: if passes { String::new() } else { variant.filter.clone() },
        });
    }
    points
}

/// Long alleles would run out of the picture; the table has them whole.
fn short(name: &str) -> String {
    if name.chars().count() <= 22 {
        return name.to_owned();
    }
    name.chars().take(21).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_inside_the_picture() {
        assert_eq!(short("NRAS p.Gly12Asp"), "NRAS p.Gly12Asp");
        assert_eq!(short(&"é".repeat(40)).chars().count(), 22);
    }
}
