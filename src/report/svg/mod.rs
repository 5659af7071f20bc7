//! Pictures of a report as positions in the picture's own units; the templates print them as
//! inline SVG. One picture a file.
//!
//! Every mark has its values as a title, can be reached with the keyboard, and has a shape of its
//! own, so that nothing rests on colour.

pub mod chromosomes;
pub mod exons;
pub mod ikzf1;
pub mod junctions;
pub mod vaf;

use super::cell;
use crate::model::calls::CopyState;

/// A picture of shapes and marks.
pub struct Drawing {
    /// Its class on the page.
    pub kind: &'static str,
    /// Heading.
    pub title: String,
    /// What a reader without the picture should know.
    pub summary: String,
    /// How to read it.
    pub note: String,
    /// Width.
    pub width: String,
    /// Height.
    pub height: String,
    /// Axes, lines and labels.
    pub shapes: Vec<Shape>,
    /// What was measured.
    pub marks: Vec<Mark>,
}

/// One measured thing.
pub struct Mark {
    /// Its values in words.
    pub title: String,
    /// What is drawn of it.
    pub shapes: Vec<Shape>,
}

/// What can be drawn.
pub enum Shape {
    /// A line.
    Line {
        /// Style class.
        class: &'static str,
        /// Its ends: x1, y1, x2, y2.
        ends: [String; 4],
    },
    /// A rectangle.
    Rect {
        /// Style class.
        class: &'static str,
        /// x, y, width, height.
        at: [String; 4],
    },
    /// An outline as SVG path data.
    Path {
        /// Style class.
        class: &'static str,
        /// The data.
        data: String,
    },
    /// A text.
    Text {
        /// Style class.
        class: &'static str,
        /// x, y.
        at: [String; 2],
        /// Degrees by which it is turned about its own place.
        turn: i32,
        /// What it says.
        text: String,
    },
}

impl Shape {
    fn line(class: &'static str, from: (f64, f64), to: (f64, f64)) -> Self {
        Self::Line { class, ends: [from.0, from.1, to.0, to.1].map(number) }
    }

    fn rect(class: &'static str, at: [f64; 4]) -> Self {
        Self::Rect { class, at: at.map(number) }
    }

    fn path(class: &'static str, data: String) -> Self {
        Self::Path { class, data }
    }

    fn text(class: &'static str, x: f64, y: f64, text: impl Into<String>) -> Self {
        Self::Text { class, at: [x, y].map(number), turn: 0, text: text.into() }
    }

    fn turned(class: &'static str, x: f64, y: f64, turn: i32, text: impl Into<String>) -> Self {
        Self::Text { class, at: [x, y].map(number), turn, text: text.into() }
    }
}

/// A vertical scale: values from zero to `most` between two heights.
struct Scale {
    roof: f64,
    floor: f64,
    most: f64,
}

impl Scale {
    /// Height of a value, cut at the ends of the axis.
    fn height(&self, value: f64) -> f64 {
        let share = value.clamp(0.0, self.most) / self.most;
        self.floor - (self.floor - self.roof) * share
    }
}

fn number(value: f64) -> String {
    cell::number(value, 1)
}

/// The class that a state is drawn in.
fn class(state: CopyState) -> &'static str {
    match state {
        CopyState::Normal => "normal",
        CopyState::HetDel => "het",
        CopyState::HomDel => "hom",
        CopyState::Gain => "gain",
        CopyState::NotAssessed => "none",
    }
}

/// An interval between two heights, with end strokes that a symbol does not hide.
fn bar(x: f64, high: f64, low: f64) -> String {
    let [x, left, high, low] = [x, x - 5.0, high, low].map(number);
    format!("M{x} {high}L{x} {low}M{left} {high}h10M{left} {low}h10")
}

/// A cross: not assessed.
fn cross(x: f64, y: f64) -> String {
    let [x, y] = [x, y].map(number);
    format!("M{x} {y}m-4 -4l8 8m0 -8l-8 8")
}

/// A shape for each state, so that nothing rests on colour: circle, triangle down, diamond,
/// triangle up.
fn symbol(state: CopyState, x: f64, y: f64) -> String {
    let points: &[(f64, f64)] = match state {
        CopyState::HetDel => &[(-4.2, -3.4), (4.2, -3.4), (0.0, 4.2)],
        CopyState::HomDel => &[(0.0, -4.8), (4.8, 0.0), (0.0, 4.8), (-4.8, 0.0)],
        CopyState::Gain => &[(-4.2, 3.4), (4.2, 3.4), (0.0, -4.2)],
        CopyState::Normal | CopyState::NotAssessed => {
            let (x, y) = (number(x - 2.8), number(y));
            return format!("M{x} {y}a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0 -5.6 0z");
        }
    };
    let corners: Vec<String> =
        points.iter().map(|(dx, dy)| format!("{} {}", number(x + dx), number(y + dy))).collect();
    format!("M{}z", corners.join("L"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_own_shape() {
        let states = [CopyState::Normal, CopyState::HetDel, CopyState::HomDel, CopyState::Gain];
        let mut shapes = states.map(|state| symbol(state, 0.0, 0.0)).to_vec();
        shapes.sort();
        shapes.dedup();
        assert_eq!(shapes.len(), states.len());
    }

    #[test]
    fn values_outside_the_axis_stay_inside_the_picture() {
        let scale = Scale { roof: 10.0, floor: 110.0, most: 2.0 };
        assert_eq!(scale.height(7.0), 10.0);
        assert_eq!(scale.height(-1.0), 110.0);
        assert!(scale.height(0.75) > scale.height(1.3));
    }
}
