//! What a region can carry: no event, one or two, and the steps in which their clone fractions are
//! weighed.

use crate::model::calls::EventKind;

/// Clone fractions are weighed in steps of 2 %: 1 to 50.
pub const STEPS: usize = 50;

/// One event: an interval of units on one allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// First unit.
    pub first: usize,
    /// Last unit.
    pub last: usize,
    /// True for a gain.
    pub gain: bool,
}

impl Event {
    /// Deletion or gain.
    pub fn kind(self) -> EventKind {
        if self.gain { EventKind::Gain } else { EventKind::Deletion }
    }

    pub(super) fn covers(self, unit: usize) -> bool {
        (self.first..=self.last).contains(&unit)
    }
}

/// A set of events, sorted: none, one, or two.
pub type Configuration = Vec<Event>;

/// Log weights at steps of the clone fraction of one event or two; without a second event its step
/// is 0.
pub(super) type Points = Vec<(f64, [usize; 2])>;
