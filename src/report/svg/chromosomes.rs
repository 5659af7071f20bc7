//! The level of each autosome over the panel's backbone.

use super::{Drawing, Mark, Scale, Shape, bar, class, cross, number, symbol};
use crate::model::calls::{CopyState, SampleCalls};
use crate::model::chromosomes::{ChromosomeLevel, ChromosomeState};
use crate::report::text::Texts;
use crate::report::words;

const LEFT: f64 = 44.0;
const STEP: f64 = 25.0;
const SCALE: Scale = Scale { roof: 12.0, floor: 122.0, most: 2.0 };
const HEIGHT: f64 = 156.0;

/// The picture; absent when the sample does not resemble the normals.
pub fn plot(t: &Texts, calls: &SampleCalls) -> Option<Drawing> {
    let line = calls.aneuploidy.as_ref().filter(|line| !line.chromosomes.is_empty())?;
    let right = LEFT + STEP * line.chromosomes.len() as f64;
    let mut shapes = Vec::new();
    for ratio in [0.0, 0.5, 1.0, 1.5, 2.0] {
        let y = SCALE.height(ratio);
        let class = if ratio == 1.0 { "two" } else { "grid" };
        shapes.push(Shape::line(class, (LEFT, y), (right, y)));
        shapes.push(Shape::text("tick", LEFT - 5.0, y + 3.5, t.number(ratio, 1)));
    }
    let middle = f64::midpoint(LEFT, right);
    shapes.push(Shape::text("axis", middle, HEIGHT - 5.0, t.get("plot-axis-chromosome")));
    let middle = f64::midpoint(SCALE.roof, SCALE.floor);
    shapes.push(Shape::turned("axis", 11.0, middle, -90, t.get("plot-axis-ratio")));
    let marks = line.chromosomes.iter().enumerate();
    Some(Drawing {
        kind: "chromosomes",
        title: t.get("plot-chromosomes"),
        summary: words::aneuploidy(t, &calls.sample, line),
        note: t.get("plot-chromosomes-note"),
        width: number(right + 10.0),
        height: number(HEIGHT),
        shapes,
        marks: marks.map(|(i, level)| mark(t, level, LEFT + STEP * (i as f64 + 0.5))).collect(),
    })
}

fn mark(t: &Texts, level: &ChromosomeLevel, x: f64) -> Mark {
    let (key, state) = match level.state {
        ChromosomeState::Balanced => ("chromosome-balanced", CopyState::Normal),
        ChromosomeState::Gained => ("chromosome-gained", CopyState::Gain),
        ChromosomeState::Lost => ("chromosome-lost", CopyState::HetDel),
        ChromosomeState::NotAssessed => ("not-assessed", CopyState::NotAssessed),
    };
    let name = level.contig.to_string();
    let mut parts = vec![t.say("plot-chromosome", &[("name", &name), ("state", &t.get(key))])];
    if let Some(ratio) = level.ratio {
        parts.push(t.say("plot-ratio", &[("ratio", &t.ratio_interval(ratio))]));
    }
    parts.push(t.say("plot-targets", &[("targets", &level.targets.to_string())]));
    parts.extend(words::chromosome_evidence(t, level));
    if let Some(limit) = level.limit_of_detection {
        parts.push(t.say("chromosome-limit", &[("cells", &t.percent_up(limit))]));
    }
    parts.extend(level.unseen_in_blasts.then(|| t.get("chromosome-unseen")));
    let mut shapes = Vec::new();
    if let Some(ratio) = level.ratio.filter(|_| state != CopyState::NotAssessed) {
        let line = bar(x, SCALE.height(ratio.high), SCALE.height(ratio.low));
        shapes.push(Shape::path(bar_class(state), line));
        shapes.push(Shape::path(class(state), symbol(state, x, SCALE.height(ratio.value))));
        if ratio.value > SCALE.most {
            shapes.push(Shape::text("above", x, SCALE.roof - 2.0, "↑"));
        }
    } else {
        let height = SCALE.floor - SCALE.roof;
        shapes.push(Shape::rect("none", [x - 9.0, SCALE.roof, 18.0, height]));
        let middle = f64::midpoint(SCALE.roof, SCALE.floor);
        shapes.push(Shape::path("cross", cross(x, middle)));
    }
    shapes.push(Shape::text("number", x, SCALE.floor + 12.0, name));
    Mark { title: parts.join(&t.get("joint")), shapes }
}

fn bar_class(state: CopyState) -> &'static str {
    match state {
        CopyState::Gain => "bar gain",
        CopyState::HetDel => "bar het",
        _ => "bar normal",
    }
}
