//! IKZF1 as a protein: exons and zinc fingers to scale, deletions as bars, small variants as
//! lollipops.

use std::sync::LazyLock;

use super::{Drawing, Mark, Shape, class, cross, exons, number};
use crate::knowledge::Knowledge;
use crate::knowledge::small_variants::Domain;
use crate::model::assembly::Assembly;
use crate::model::calls::{CopyState, ExonCall, GeneCall, SampleCalls, Segment};
use crate::model::merged_variant::MergedVariant;
use crate::model::patient::PatientResult;
use crate::report::text::Texts;
use crate::report::{open, words};

const GENE: &str = "IKZF1";
const LEFT: f64 = 14.0;
/// Width of an exon that codes for nothing, which has no place on the protein's scale.
const UNTRANSLATED: f64 = 34.0;
const GAP: f64 = 8.0;
const PROTEIN: f64 = 560.0;
const EXONS: f64 = 62.0;
const EXON_HEIGHT: f64 = 18.0;
const DOMAINS: f64 = EXONS + EXON_HEIGHT + 4.0;
const DOMAIN_HEIGHT: f64 = 15.0;
const AXIS: f64 = DOMAINS + DOMAIN_HEIGHT + 5.0;
const BARS: f64 = AXIS + 24.0;
const BAR_STEP: f64 = 20.0;
/// Room for the label of a bar.
const LABEL: f64 = 370.0;

/// The gene's reading frame and domains, from the built-in tables.
struct Model {
    /// Each exon with its first and last residue; none where it codes for nothing.
    exons: Vec<(String, Option<(f64, f64)>)>,
    residues: f64,
    domains: Vec<Domain>,
}

static MODEL: LazyLock<Option<Model>> = LazyLock::new(model);

fn model() -> Option<Model> {
    let knowledge = Knowledge::builtin();
    let gene = knowledge.genes.gene(GENE)?;
    let mut bases = 0_u32;
    let mut exons = Vec::new();
    for exon in &gene.exons {
        let place = exon.coding(Assembly::Grch38).map(|coding| {
            let first = f64::from(bases) / 3.0;
            bases += coding.len();
            (first, f64::from(bases) / 3.0)
        });
        exons.push((exon.label.clone(), place));
    }
    // The stop codon is no residue.
    let residues = f64::from((bases / 3).checked_sub(1).filter(|residues| *residues > 0)?);
    let domains = knowledge.small_variants.domains.iter();
    let domains = domains.filter(|domain| domain.gene == GENE).cloned().collect();
    Some(Model { exons, residues, domains })
}

impl Model {
    fn x(&self, residue: f64) -> f64 {
        LEFT + UNTRANSLATED + GAP + PROTEIN * (residue / self.residues).clamp(0.0, 1.0)
    }

    /// Left and right edge of an exon.
    fn exon(&self, label: &str) -> Option<(f64, f64)> {
        let (_, place) = self.exons.iter().find(|(exon, _)| exon == label)?;
        Some(place.map_or((LEFT, LEFT + UNTRANSLATED), |(a, b)| (self.x(a), self.x(b))))
    }
}

/// The picture; absent when IKZF1 was not called.
pub fn plot(t: &Texts, result: &PatientResult) -> Option<Drawing> {
    let model = MODEL.as_ref()?;
    let calls = &result.calls;
    let call = calls.gene(GENE)?;
    let variants = variants(result);
    let mut marks: Vec<Mark> =
        call.exons.iter().filter_map(|e| exon(t, model, calls, call, e)).collect();
    marks.extend(model.domains.iter().map(|domain| finger(t, model, domain)));
    let segments = call.segments.iter().enumerate();
    marks.extend(segments.filter_map(|(row, segment)| event(t, model, segment, row)));
    let placed: Vec<&&MergedVariant> = variants.iter().filter(|v| residue(v).is_some()).collect();
    marks.extend(placed.iter().enumerate().filter_map(|(i, v)| lollipop(t, model, v, i)));
    let note = if result.merged.is_some() {
        let unplaced = (variants.len() - placed.len()).to_string();
        let (placed, all) = (placed.len().to_string(), variants.len().to_string());
        let counts = [("placed", &*placed), ("all", &*all), ("unplaced", &*unplaced)];
        t.say("plot-ikzf1-note", &counts)
    } else {
        t.get("plot-ikzf1-no-variants")
    };
    let rows = call.segments.len().max(1) as f64;
    Some(Drawing {
        kind: "protein",
        title: t.get("plot-ikzf1"),
        summary: summary(t, result, call, placed.len()),
        note,
        width: number(LEFT + UNTRANSLATED + GAP + PROTEIN + 16.0),
        height: number(BARS + BAR_STEP * rows),
        shapes: axis(t, model),
        marks,
    })
}

fn axis(t: &Texts, model: &Model) -> Vec<Shape> {
    let mut shapes =
        vec![Shape::line("two", (model.x(0.0), AXIS), (model.x(model.residues), AXIS))];
    let mut residue = 0.0;
    // The last tick is the protein's length, which needs its room.
    while residue < model.residues - 40.0 {
        let x = model.x(residue);
        shapes.push(Shape::line("two", (x, AXIS), (x, AXIS + 3.0)));
        shapes.push(Shape::text("number", x, AXIS + 13.0, t.number(residue.max(1.0), 0)));
        residue += 100.0;
    }
    let end = model.x(model.residues);
    shapes.push(Shape::line("two", (end, AXIS), (end, AXIS + 3.0)));
    let unit = t.say("plot-residues", &[("last", &t.number(model.residues, 0))]);
    shapes.push(Shape::text("tick", end + 12.0, AXIS + 13.0, unit));
    shapes
}

fn exon(
    t: &Texts,
    model: &Model,
    calls: &SampleCalls,
    call: &GeneCall,
    exon: &ExonCall,
) -> Option<Mark> {
    let (left, right) = model.exon(&exon.exon)?;
    // What an open gene measures as normal is no answer either.
    let assessed = exon.state != CopyState::NotAssessed && !open::exon(calls, call, exon);
    let class = if assessed { "exon-box" } else { "none" };
    let mut shapes = vec![Shape::rect(class, [left, EXONS, right - left, EXON_HEIGHT])];
    let middle = f64::midpoint(left, right);
    shapes.push(Shape::text("number", middle, EXONS + 12.5, exon.exon.clone()));
    if !assessed {
        shapes.push(Shape::path("cross", cross(left + 7.0, EXONS + EXON_HEIGHT / 2.0)));
    }
    let state = exons::state(t, calls, call, exon);
    let title = t.say("plot-exon", &[("exon", &exon.exon), ("state", &state)]);
    Some(Mark { title, shapes })
}

fn finger(t: &Texts, model: &Model, domain: &Domain) -> Mark {
    let (left, right) = (model.x(f64::from(domain.from) - 1.0), model.x(f64::from(domain.to)));
    let name = t.word("domain", &domain.name).unwrap_or_else(|| domain.name.clone());
    let number = domain.name.rsplit(' ').next().unwrap_or_default();
    let class = if domain.function == "dimerisation" { "dimerisation" } else { "binding" };
    let (from, to) = (domain.from.to_string(), domain.to.to_string());
    Mark {
        title: t.say("plot-domain", &[("name", &name), ("from", &from), ("to", &to)]),
        shapes: vec![
            Shape::rect(class, [left, DOMAINS, right - left, DOMAIN_HEIGHT]),
            Shape::text(
                "finger",
                f64::midpoint(left, right),
                DOMAINS + 11.0,
                format!("ZF{number}"),
            ),
        ],
    }
}

/// An event as a bar: one line for one copy, two for both, a bar with a plus for a gain.
fn event(t: &Texts, model: &Model, segment: &Segment, row: usize) -> Option<Mark> {
    let (left, first_right) = model.exon(&segment.first_exon)?;
    let (last_left, right) = model.exon(&segment.last_exon)?;
    let (left, right) = (left.min(last_left), right.max(first_right));
    let y = BARS + BAR_STEP * row as f64;
    let class = class(segment.state);
    let rect = |y: f64, height: f64| Shape::rect(class, [left, y, right - left, height]);
    let mut shapes = match segment.state {
        CopyState::HomDel => vec![rect(y, 2.5), rect(y + 4.5, 2.5)],
        _ => vec![rect(y + 1.0, 5.0)],
    };
    let exons = words::exons(t, &segment.first_exon, &segment.last_exon);
    let state = words::copy_state(t, segment.state);
    let cells = t.percent_interval(segment.clone_fraction);
    let label = t.say("plot-bar", &[("exons", &exons), ("state", &state), ("cells", &cells)]);
    // The label stays inside the picture: from the left end on, else up to the right end.
    let fits = left + LABEL <= LEFT + UNTRANSLATED + GAP + PROTEIN;
    let (anchor, x) = if fits { ("bar-start", left) } else { ("bar-end", right.max(LABEL)) };
    shapes.push(Shape::text(anchor, x, y + 16.0, label.clone()));
    Some(Mark { title: label, shapes })
}

/// IKZF1's merged small variants that pass, by residue.
fn variants(result: &PatientResult) -> Vec<&MergedVariant> {
    let merged = result.merged.iter().flat_map(|merged| &merged.variants);
    let mut own: Vec<&MergedVariant> = merged
        .filter(|variant| variant.passes() && variant.gene.as_deref() == Some(GENE))
        .collect();
    own.sort_by_key(|variant| (residue(variant), variant.position));
    own
}

fn residue(variant: &MergedVariant) -> Option<u32> {
    variant.effect.as_ref()?.residue
}

fn lollipop(t: &Texts, model: &Model, variant: &MergedVariant, index: usize) -> Option<Mark> {
    let x = model.x(f64::from(residue(variant)?) - 0.5);
    let effect = variant.effect.as_ref()?;
    let name = effect.hgvs_p.clone().unwrap_or_else(|| effect.hgvs_c.clone());
    // Three levels, so that neighbours' labels do not cover each other.
    let y = EXONS - 12.0 - 15.0 * (index % 3) as f64;
    let [left, top] = [x - 4.0, y].map(number);
    let vaf = variant.vaf.map_or_else(|| t.get("not-stated"), |vaf| t.percent_to(vaf, 1));
    Some(Mark {
        title: t.say("plot-vaf-mark", &[("name", &name), ("vaf", &vaf)]),
        shapes: vec![
            Shape::line("stem", (x, EXONS), (x, y)),
            Shape::path("pass", format!("M{left} {top}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z")),
            Shape::text("lollipop", x + 7.0, y + 3.5, name),
        ],
    })
}

fn summary(t: &Texts, result: &PatientResult, call: &GeneCall, variants: usize) -> String {
    let mut events: Vec<String> = call
        .segments
        .iter()
        .map(|segment| {
            let exons = words::exons(t, &segment.first_exon, &segment.last_exon);
            let state = words::copy_state(t, segment.state);
            t.say("plot-event", &[("exons", &exons), ("state", &state)])
        })
        .collect();
    events.extend(open::gene(result, call).map(|_| t.get("state-undecided")));
    let events =
        if events.is_empty() { t.get("plot-no-event") } else { events.join(&t.get("joint")) };
    let variants = variants.to_string();
    t.say("plot-ikzf1-summary", &[("events", &events), ("variants", &variants)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_protein_has_its_length_and_each_exon_its_place() {
        let model = MODEL.as_ref().unwrap();
        assert_eq!(model.residues, 519.0);
        assert_eq!(model.exons.len(), 8);
        assert!(model.exons[0].1.is_none(), "exon 1 is not translated");
        assert_eq!(model.domains.len(), 6);
        let (left, _) = model.exon("4").unwrap();
        let (_, right) = model.exon("7").unwrap();
        // The zinc fingers that bind DNA lie in exons 4 to 6, those that dimerise in exon 8.
        let finger = |n: usize| model.x(f64::from(model.domains[n].from));
        assert!(left < finger(0) && finger(3) < right && finger(4) > right);
    }
}
