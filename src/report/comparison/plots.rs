//! Plots of a comparison as inline SVG.

use crate::compare::agreement;
use crate::compare::result::{BorderChoice, Comparison, ExonPair};
use crate::report::cell;

const WIDTH: f64 = 380.0;
const HEIGHT: f64 = 330.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 40.0;

/// One plot; every text is escaped by the template.
pub(super) struct Plot {
    pub(super) title: String,
    pub(super) caption: String,
    pub(super) x_title: String,
    pub(super) y_title: String,
    pub(super) width: String,
    pub(super) height: String,
    pub(super) left: String,
    pub(super) right: String,
    pub(super) top: String,
    pub(super) floor: String,
    pub(super) middle_x: String,
    pub(super) middle_y: String,
    pub(super) tick_x: String,
    pub(super) tick_y: String,
    pub(super) title_y: String,
    pub(super) x_ticks: Vec<Tick>,
    pub(super) y_ticks: Vec<Tick>,
    pub(super) lines: Vec<Line>,
    pub(super) points: Vec<Point>,
}

/// A tick.
pub(super) struct Tick {
    pub(super) at: String,
    pub(super) label: String,
}

/// A line with a label at its end.
pub(super) struct Line {
    pub(super) class: &'static str,
    pub(super) path: String,
    pub(super) label: String,
    pub(super) x: String,
    pub(super) y: String,
}

/// A point.
pub(super) struct Point {
    pub(super) class: &'static str,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) title: String,
}

fn number(value: f64) -> String {
    cell::number(value, 1)
}

/// From values to places; values outside are cut at the frame.
#[derive(Clone, Copy)]
struct Axes {
    x: (f64, f64),
    y: (f64, f64),
}

impl Axes {
    fn x(self, value: f64) -> f64 {
        let share = (value - self.x.0) / (self.x.1 - self.x.0);
        LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn y(self, value: f64) -> f64 {
        let share = (value - self.y.0) / (self.y.1 - self.y.0);
        HEIGHT - BOTTOM - share.clamp(0.0, 1.0) * (HEIGHT - BOTTOM - TOP)
    }

    fn line(self, class: &'static str, from: (f64, f64), to: (f64, f64), label: &str) -> Line {
        let place = |(x, y): (f64, f64)| format!("{} {}", number(self.x(x)), number(self.y(y)));
        Line {
            class,
            path: format!("M{}L{}", place(from), place(to)),
            label: label.to_owned(),
            x: number(self.x(from.0) + 3.0),
            y: number(self.y(from.1) - 3.0),
        }
    }

    fn empty(self, words: [&str; 4], ticks: (&[f64], &[f64])) -> Plot {
        let [title, caption, x_title, y_title] = words.map(str::to_owned);
        let tick = |at: f64, value: f64| Tick { at: number(at), label: cell::number(value, 2) };
        Plot {
            title,
            caption,
            x_title,
            y_title,
            width: number(WIDTH),
            height: number(HEIGHT),
            left: number(LEFT),
            right: number(WIDTH - RIGHT),
            top: number(TOP),
            floor: number(HEIGHT - BOTTOM),
            middle_x: number(f64::midpoint(LEFT, WIDTH - RIGHT)),
            middle_y: number(f64::midpoint(TOP, HEIGHT - BOTTOM)),
            tick_x: number(LEFT - 4.0),
            tick_y: number(HEIGHT - BOTTOM + 13.0),
            title_y: number(HEIGHT - 8.0),
            x_ticks: ticks.0.iter().map(|value| tick(self.x(*value), *value)).collect(),
            y_ticks: ticks.1.iter().map(|value| tick(self.y(*value), *value)).collect(),
            lines: Vec::new(),
            points: Vec::new(),
        }
    }
}

/// All plots that there are figures for.
pub(super) fn all(result: &Comparison) -> Vec<Plot> {
    let pairs: Vec<(&ExonPair, (f64, f64))> =
        result.exons.iter().filter_map(|exon| Some((exon, agreement::pair(exon)?))).collect();
    let mut plots = Vec::new();
    if !pairs.is_empty() {
        plots.push(ratios(result, &pairs));
        plots.push(differences(result, &pairs));
    }
    if !result.border_choice.is_empty() {
        plots.push(roc(&result.border_choice));
    }
    plots
}

fn class(exon: &ExonPair) -> &'static str {
    if exon.ngs.is_deletion() == exon.mlpa.is_deletion() { "" } else { "differ" }
}

fn title(exon: &ExonPair, (mlpa, ngs): (f64, f64)) -> String {
    format!("{} {} exon {}: MLPA {mlpa:.2}, NGS {ngs:.2}", exon.sample, exon.gene, exon.mlpa_exon)
}

fn ratios(result: &Comparison, pairs: &[(&ExonPair, (f64, f64))]) -> Plot {
    let axes = Axes { x: (0.0, 2.0), y: (0.0, 2.0) };
    let ticks = [0.0, 0.5, 1.0, 1.5, 2.0];
    let mut plot = axes.empty(
        [
            "Ratios of both methods, exon by exon",
            "Orange: one method calls a deletion and the other does not. Ratios above 2 lie on the frame.",
            "MLPA ratio",
            "NGS ratio",
        ],
        (&ticks, &ticks),
    );
    let borders = &result.borders;
    plot.lines = vec![
        axes.line("same", (0.0, 0.0), (2.0, 2.0), ""),
        axes.line("border", (borders.deletion, 0.0), (borders.deletion, 2.0), "deletion"),
        axes.line("border", (borders.duplication, 0.0), (borders.duplication, 2.0), "duplication"),
    ];
    let line = result.ratios.first().and_then(|all| all.passing_bablok.or(all.deming));
    if let Some(line) = line {
        let at = |x: f64| (x, line.intercept.value + line.slope.value * x);
        plot.lines.push(axes.line("fit", at(0.3), at(1.6), ""));
    }
    plot.points = pairs
        .iter()
        .map(|(exon, pair)| Point {
            class: class(exon),
            x: number(axes.x(pair.0)),
            y: number(axes.y(pair.1)),
            title: title(exon, *pair),
        })
        .collect();
    plot
}

fn differences(result: &Comparison, pairs: &[(&ExonPair, (f64, f64))]) -> Plot {
    let axes = Axes { x: (0.0, 2.0), y: (-0.6, 0.6) };
    let mut plot = axes.empty(
        [
            "Differences against means (Bland-Altman)",
            "Lines: mean difference and limits of agreement (1.96 standard deviations).",
            "mean of both ratios",
            "NGS minus MLPA",
        ],
        (&[0.0, 0.5, 1.0, 1.5, 2.0], &[-0.6, -0.3, 0.0, 0.3, 0.6]),
    );
    plot.lines.push(axes.line("same", (0.0, 0.0), (2.0, 0.0), ""));
    if let Some(found) = result.ratios.first().and_then(|all| all.differences) {
        for (class, value) in [
            ("fit", found.bias.value),
            ("border", found.lower.value),
            ("border", found.upper.value),
        ] {
            plot.lines.push(axes.line(class, (0.0, value), (2.0, value), &cell::number(value, 2)));
        }
    }
    plot.points = pairs
        .iter()
        .map(|(exon, pair)| Point {
            class: class(exon),
            x: number(axes.x(f64::midpoint(pair.0, pair.1))),
            y: number(axes.y(pair.1 - pair.0)),
            title: title(exon, *pair),
        })
        .collect();
    plot
}

fn roc(choices: &[BorderChoice]) -> Plot {
    let axes = Axes { x: (0.0, 1.0), y: (0.0, 1.0) };
    let ticks = [0.0, 0.25, 0.5, 0.75, 1.0];
    let mut plot = axes.empty(
        [
            "Choice of the deletion border (ROC)",
            "Solid: NGS ratio against MLPA's calls. Dashed: MLPA ratio against NGS' calls. Dots: best borders.",
            "1 - specificity",
            "sensitivity",
        ],
        (&ticks, &ticks),
    );
    plot.lines.push(axes.line("same", (0.0, 0.0), (1.0, 1.0), ""));
    for choice in choices {
        let mut path = format!("M{} {}", number(axes.x(0.0)), number(axes.y(0.0)));
        for [_, sensitivity, specificity] in &choice.curve {
            path +=
                &format!("L{} {}", number(axes.x(1.0 - specificity)), number(axes.y(*sensitivity)));
        }
        let class = if choice.ratio_of == "ngs" { "curve" } else { "curve second" };
        plot.lines.push(Line {
            class,
            path,
            label: String::new(),
            x: String::new(),
            y: String::new(),
        });
        plot.points.push(Point {
            class: "differ",
            x: number(axes.x(1.0 - choice.specificity)),
            y: number(axes.y(choice.sensitivity)),
            title: format!("{} ratio, border {:.3}", choice.ratio_of, choice.best),
        });
    }
    plot
}
