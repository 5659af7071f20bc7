//! The picture of a gene: ratio per exon with its interval, drawn by `report/exon_plot.html`.

use crate::model::calls::{CopyState, EventKind, ExonCall, GeneCall, SampleCalls, Segment};
use crate::model::locus_state::LocusState;

use super::junctions::{self, Bracket, Scale};
use super::{bar, class, number, symbol};
use crate::report::text::Texts;
use crate::report::view::{limits, reason};
use crate::report::{open, words};

const LEFT: f64 = 44.0;
const RIGHT: f64 = 34.0;
const TOP: f64 = 26.0;
const STEP: f64 = 25.0;
const PLOT_HEIGHT: f64 = 150.0;
const BOTTOM: f64 = 34.0;
/// Ratio at the upper edge; larger values are drawn there, with an arrow.
const MAX_RATIO: f64 = 2.0;

/// The picture of one gene.
pub struct Plot {
    /// Heading: the gene's symbol.
    pub gene: String,
    /// Transcript that numbers the exons.
    pub transcript: String,
    /// That a deletion is neither called nor excluded; empty where that is decided.
    pub undecided: String,
    /// What could have been found of the gene; empty where nothing was assessed.
    pub limits: String,
    /// What a reader without the picture should know.
    pub summary: String,
    /// Width of the picture.
    pub width: String,
    /// Height of the picture.
    pub height: String,
    /// Left edge of the plot area.
    pub left: String,
    /// Right edge of the plot area.
    pub right: String,
    /// Middle of the plot area, for the axis title.
    pub middle_x: String,
    /// Upper edge of the plot area.
    pub roof: String,
    /// Height of the plot area.
    pub depth: String,
    /// Middle of the plot area, for the axis title and the crosses.
    pub middle_y: String,
    /// Lower edge of the plot area.
    pub floor: String,
    /// Height of the axis titles.
    pub title_y: String,
    /// Ticks of the ratio axis.
    pub ticks: Vec<Tick>,
    /// Borders that MLPA uses, and the ratio of two copies.
    pub lines: Vec<Line>,
    /// Events, as bands behind the exons.
    pub bands: Vec<Band>,
    /// Exons.
    pub exons: Vec<Mark>,
    /// Junctions that the reads show over the gene.
    pub junctions: Vec<Bracket>,
}

/// A tick of the ratio axis.
pub struct Tick {
    /// Height.
    pub y: String,
    /// Label.
    pub label: String,
}

/// A horizontal line.
pub struct Line {
    /// Height.
    pub y: String,
    /// Label at its right end.
    pub label: String,
    /// Style class.
    pub class: &'static str,
}

/// An event behind the exons.
pub struct Band {
    /// Left edge.
    pub x: String,
    /// Width.
    pub width: String,
    /// Middle, for the label.
    pub middle: String,
    /// Label, for example `64 %`.
    pub label: String,
    /// Style class.
    pub class: &'static str,
}

/// One exon.
pub struct Mark {
    /// Position.
    pub x: String,
    /// Exon number.
    pub label: String,
    /// Values for hovering.
    pub title: String,
    /// Style class and shape: `normal`, `het`, `hom`, `gain`.
    pub class: &'static str,
    /// Height of the ratio; empty when the exon was not assessed.
    pub y: String,
    /// Outline of the symbol as SVG path data.
    pub path: String,
    /// The interval with its end strokes as SVG path data.
    pub bar: String,
    /// True when the ratio lies above the axis.
    pub above: bool,
    /// True when a deletion of what was measured as normal is neither called nor excluded.
    pub open: bool,
}

/// The picture of a gene with MLPA's borders (0.75 and 1.3 unless configured).
pub fn plot(t: &Texts, calls: &SampleCalls, gene: &GeneCall, borders: (f64, f64)) -> Plot {
    let count = gene.exons.len().max(1) as f64;
    // Short genes keep room for their heading and axis titles.
    let inner = (count * STEP).max(132.0);
    let step = inner / count;
    let right = LEFT + inner;
    let floor = TOP + PLOT_HEIGHT;
    let x = |index: usize| LEFT + (index as f64 + 0.5) * step;
    Plot {
        gene: gene.gene.clone(),
        transcript: gene.transcript.clone(),
        undecided: undecided(t, calls, gene),
        limits: limits(t, gene),
        summary: summary(t, calls, gene),
        width: number(right + RIGHT),
        height: number(floor + BOTTOM),
        left: number(LEFT),
        right: number(right),
        middle_x: number(f64::midpoint(LEFT, right)),
        roof: number(TOP),
        depth: number(PLOT_HEIGHT),
        middle_y: number(f64::midpoint(TOP, floor)),
        floor: number(floor),
        title_y: number(floor + BOTTOM - 5.0),
        ticks: [0.0, 0.5, 1.0, 1.5, 2.0]
            .map(|ratio| Tick { y: number(height(ratio)), label: t.number(ratio, 1) })
            .into(),
        lines: vec![
            Line { y: number(height(1.0)), label: String::new(), class: "two" },
            line(t, borders.0),
            line(t, borders.1),
        ],
        bands: gene.segments.iter().filter_map(|s| band(t, gene, s, step)).collect(),
        exons: gene
            .exons
            .iter()
            .enumerate()
            .map(|(i, exon)| Mark {
                open: open::exon(calls, gene, exon),
                ..mark(title(t, calls, gene, exon), exon, x(i))
            })
            .collect(),
        junctions: junctions::brackets(t, calls, gene, &Scale::new(gene, x, step), TOP),
    }
}

fn line(t: &Texts, border: f64) -> Line {
    Line { y: number(height(border)), label: t.number(border, 2), class: "border" }
}

/// Height of a ratio, cut at the ends of the axis.
fn height(ratio: f64) -> f64 {
    TOP + PLOT_HEIGHT * (1.0 - ratio.clamp(0.0, MAX_RATIO) / MAX_RATIO)
}

fn band(t: &Texts, gene: &GeneCall, segment: &Segment, step: f64) -> Option<Band> {
    let place = |name: &str| gene.exons.iter().position(|exon| exon.exon == name);
    let (a, b) = (place(&segment.first_exon)?, place(&segment.last_exon)?);
    let (first, last) = (a.min(b), a.max(b));
    let x = LEFT + first as f64 * step;
    let width = (last - first + 1) as f64 * step;
    Some(Band {
        x: number(x),
        width: number(width),
        middle: number(x + width / 2.0),
        label: t.percent(segment.clone_fraction.value),
        class: class(segment.state),
    })
}

fn mark(title: String, exon: &ExonCall, x: f64) -> Mark {
    let ratio = exon.ratio.filter(|_| exon.state != CopyState::NotAssessed);
    let y = ratio.map(|ratio| height(ratio.value));
    Mark {
        x: number(x),
        label: exon.exon.clone(),
        title,
        class: class(exon.state),
        y: y.map(number).unwrap_or_default(),
        path: y.map(|y| symbol(exon.state, x, y)).unwrap_or_default(),
        bar: ratio.map(|ratio| bar(x, height(ratio.high), height(ratio.low))).unwrap_or_default(),
        above: ratio.is_some_and(|ratio| ratio.value > MAX_RATIO),
        open: false,
    }
}

fn title(t: &Texts, calls: &SampleCalls, gene: &GeneCall, exon: &ExonCall) -> String {
    let state = state(t, calls, gene, exon);
    let mut parts = vec![t.say("plot-exon", &[("exon", &exon.exon), ("state", &state)])];
    if let Some(ratio) = exon.ratio {
        parts.push(t.say("plot-ratio", &[("ratio", &t.ratio_interval(ratio))]));
    }
    if let (Some(depth), Some(expected)) = (exon.depth, exon.expected) {
        let (depth, expected) = (t.depth(depth), t.depth(expected));
        parts.push(t.say("plot-depth", &[("depth", &depth), ("expected", &expected)]));
    }
    if let Some(fraction) = exon.clone_fraction {
        parts.push(t.say("plot-cells", &[("cells", &t.percent(fraction))]));
    }
    if exon.state != CopyState::NotAssessed {
        parts.push(t.say("plot-mlpa", &[("call", &words::mlpa(t, exon.mlpa_call))]));
    }
    parts.push(t.say("plot-targets", &[("targets", &exon.targets.to_string())]));
    if !exon.reason.is_empty() {
        parts.push(reason(t, calls, gene, &exon.reason));
    }
    parts.join(&t.get("joint"))
}

/// The state of an exon in words; one of an open gene is undecided, whatever was measured.
pub(super) fn state(t: &Texts, calls: &SampleCalls, gene: &GeneCall, exon: &ExonCall) -> String {
    if open::exon(calls, gene, exon) {
        t.get("state-undecided")
    } else {
        words::copy_state(t, exon.state)
    }
}

/// What the table of genes says of such a gene: its exons alone would look decided.
fn undecided(t: &Texts, calls: &SampleCalls, gene: &GeneCall) -> String {
    let known = gene.state != LocusState::NotAssessed;
    let undecided = known && calls.is_undecided(gene, EventKind::Deletion);
    if undecided { t.get("state-undecided") } else { String::new() }
}

fn summary(t: &Texts, calls: &SampleCalls, gene: &GeneCall) -> String {
    let assessed = gene.exons.iter().filter(|exon| exon.state != CopyState::NotAssessed).count();
    let event = |segment: &Segment| {
        let exons = words::exons(t, &segment.first_exon, &segment.last_exon);
        let state = words::copy_state(t, segment.state);
        t.say("plot-event", &[("exons", &exons), ("state", &state)])
    };
    let mut events: Vec<String> = gene.segments.iter().map(event).collect();
    events.extend(Some(undecided(t, calls, gene)).filter(|said| !said.is_empty()));
    let joint = t.get("joint");
    let events = if events.is_empty() { t.get("plot-no-event") } else { events.join(&joint) };
    let (assessed, all) = (assessed.to_string(), gene.exons.len().to_string());
    t.say(
        "plot-summary",
        &[("gene", &gene.gene), ("assessed", &assessed), ("exons", &all), ("events", &events)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_outside_the_axis_stay_inside_the_picture() {
        assert_eq!(height(7.0), TOP);
        assert_eq!(height(-1.0), TOP + PLOT_HEIGHT);
        assert!(height(0.75) > height(1.3));
    }
}
