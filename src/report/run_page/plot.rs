//! A figure over the samples of a run, drawn as inline SVG by `templates/run/plot.html`. Here are
//! the positions alone, in the picture's own units.

use crate::report::cell;
use crate::report::text::Texts;

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 170.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 22.0;

/// One sample.
pub(super) struct Point {
    pub value: f64,
    pub title: String,
    /// Style class and shape: `patient`, `normal`, `marked`.
    pub class: &'static str,
}

/// The picture.
pub(super) struct Plot {
    pub label: String,
    pub unit: String,
    pub ticks: Vec<Tick>,
    /// Range of the normals: upper edge and height; empty height when it is a line alone.
    pub band: Option<(String, String)>,
    /// Middle of the normals.
    pub line: Option<String>,
    pub marks: Vec<Mark>,
    pub right: String,
}

/// A tick of the axis.
pub(super) struct Tick {
    pub y: String,
    pub label: String,
}

/// A symbol.
pub(super) struct Mark {
    pub path: String,
    pub class: &'static str,
    pub title: String,
}

/// The picture of the points; `reference` is lowest, middle and highest of the normals.
pub(super) fn plot(
    points: &[Point],
    reference: Option<[f64; 3]>,
    label: String,
    unit: String,
    t: &Texts,
) -> Plot {
    let values = points.iter().map(|point| point.value).chain(reference.into_iter().flatten());
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let axis = Axis::over(low, high);
    let step = (WIDTH - LEFT - RIGHT) / points.len().max(1) as f64;
    let mark = |(index, point): (usize, &Point)| Mark {
        path: symbol(point.class, LEFT + (index as f64 + 0.5) * step, axis.y(point.value)),
        class: point.class,
        title: point.title.clone(),
    };
    Plot {
        label,
        unit,
        ticks: axis.ticks(t),
        band: reference
            .filter(|[low, _, high]| low < high)
            .map(|[low, _, high]| (number(axis.y(high)), number(axis.y(low) - axis.y(high)))),
        line: reference.map(|[_, middle, _]| number(axis.y(middle))),
        marks: points.iter().enumerate().map(mark).collect(),
        right: number(WIDTH - RIGHT),
    }
}

/// An axis whose ticks are round numbers.
struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    fn over(low: f64, high: f64) -> Self {
        let span = if high > low { high - low } else { high.abs().max(1.0) * 0.1 };
        let raw = span / 4.0;
        let power = 10_f64.powf(raw.log10().floor());
        let round = [1.0, 2.0, 5.0].into_iter().find(|round| round * power >= raw);
        let step = round.unwrap_or(10.0) * power;
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }.wide()
    }

    /// Never without a height.
    fn wide(self) -> Self {
        let flat = self.high - self.low < self.step / 2.0;
        if flat {
            // None of the figures that start at zero has values below it.
            let below = self.low - self.step;
            let low = if self.low >= 0.0 { below.max(0.0) } else { below };
            Self { low, high: self.high + self.step, ..self }
        } else {
            self
        }
    }

    fn y(&self, value: f64) -> f64 {
        let inner = HEIGHT - TOP - BOTTOM;
        TOP + inner * (1.0 - (value - self.low) / (self.high - self.low))
    }

    fn ticks(&self, t: &Texts) -> Vec<Tick> {
        let decimals = (-self.step.log10().floor()).clamp(0.0, 9.0) as usize;
        let count = ((self.high - self.low) / self.step).round().clamp(1.0, 12.0) as u32;
        let value = |index: u32| self.low + f64::from(index) * self.step;
        (0..=count)
            .map(|index| Tick {
                y: number(self.y(value(index))),
                label: t.number(value(index), decimals),
            })
            .collect()
    }
}

/// A circle for a patient, a square for a normal, a diamond for what stands out.
fn symbol(class: &str, x: f64, y: f64) -> String {
    match class {
        "marked" => format!("M{} {}l4.8 4.8l-4.8 4.8l-4.8 -4.8z", number(x), number(y - 4.8)),
        "normal" => format!("M{} {}h4.4v4.4h-4.4z", number(x - 2.2), number(y - 2.2)),
        _ => {
            format!("M{} {}a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0z", number(x - 2.6), number(y))
        }
    }
}

fn number(value: f64) -> String {
    cell::number(value, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_inside_and_ticks_are_round() {
        let t = Texts::of(crate::model::language::Language::English);
        for (low, high) in [(0.93, 0.998), (1.0, 1.0), (0.0, 0.0), (310.0, 1_702.0), (-2.0, 1e9)] {
            let axis = Axis::over(low, high);
            for value in [low, high] {
                assert!((TOP - 1e-6..=HEIGHT - BOTTOM + 1e-6).contains(&axis.y(value)), "{value}");
            }
            let ticks = axis.ticks(t);
            assert!((2..=13).contains(&ticks.len()), "{low} {high}: {}", ticks.len());
        }
        let labels: Vec<String> =
            Axis::over(310.0, 1_702.0).ticks(t).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, ["0", "500", "1000", "1500", "2000"]);
    }
}
