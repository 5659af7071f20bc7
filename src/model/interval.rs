//! Genomic intervals: 0-based and half-open, as in BED.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contig::Contig;

/// A 0-based half-open interval `[start, end)` on a contig.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Interval {
    /// Contig under its canonical name.
    pub contig: Contig,
    /// First base, 0-based.
    pub start: u32,
    /// One past the last base, 0-based.
    pub end: u32,
}

impl Interval {
    /// An interval; `start` must be below `end`, which readers check with the line at hand.
    pub fn new(contig: Contig, start: u32, end: u32) -> Self {
        Self { contig, start, end }
    }

    /// Number of bases.
    pub fn len(&self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// True when the interval holds no base.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of bases shared with another interval.
    pub fn overlap(&self, other: &Self) -> u32 {
        if self.contig != other.contig {
            return 0;
        }
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
}

/// Written 1-based and inclusive, as genome browsers do: `7:50304716-50304922`.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}-{}", self.contig, self.start + 1, self.end)
    }
}
