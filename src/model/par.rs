//! The first pseudo-autosomal region (PAR1), where X and Y carry the same sequence.

use super::assembly::Assembly;
use super::interval::Interval;

/// Where PAR1 lies on X and on Y, 0-based half-open. Source: the assemblies' own annotation
/// (UCSC and Genome Reference Consortium).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Par1 {
    /// Start on X.
    pub x_start: u32,
    /// End on X.
    pub x_end: u32,
    /// X position minus the position of the same base on Y.
    pub x_minus_y: u32,
}

impl Par1 {
    /// PAR1 of an assembly.
    pub fn of(assembly: Assembly) -> Self {
        match assembly {
            Assembly::Grch37 => Self { x_start: 60_000, x_end: 2_699_520, x_minus_y: 50_000 },
            Assembly::Grch38 => Self { x_start: 10_000, x_end: 2_781_479, x_minus_y: 0 },
        }
    }

    /// True when the interval lies on X and shares a base with PAR1.
    pub fn touches_on_x(&self, interval: &Interval) -> bool {
        interval.contig.is_x() && interval.start < self.x_end && interval.end > self.x_start
    }

    /// True when the interval lies on X with at least half of its bases in PAR1.
    pub fn holds_on_x(&self, interval: &Interval) -> bool {
        interval.contig.is_x() && holds(interval, self.x_start, self.x_end)
    }

    /// True when the interval lies on Y with at least half of its bases in PAR1.
    pub fn holds_on_y(&self, interval: &Interval) -> bool {
        let (start, end) = (self.x_start - self.x_minus_y, self.x_end - self.x_minus_y);
        interval.contig.is_y() && holds(interval, start, end)
    }
}

fn holds(interval: &Interval, start: u32, end: u32) -> bool {
    let inside = interval.end.min(end).saturating_sub(interval.start.max(start));
    2 * u64::from(inside) >= u64::from(interval.len()) && inside > 0
}
