//! Reads that lie away from every target: a capture lets some of the whole genome through.

use serde::{Deserialize, Serialize};

use super::contig::Contig;

/// Records of one sample away from the targets, per autosome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OffTargetReads {
    /// Records within so many bases of a target are not off target.
    pub margin: u32,
    /// Variance of a count of records, relative to that of as many independent ones: mates and
    /// duplicates come together.
    pub clumping: f64,
    /// Autosomes of the file's header, in order.
    pub autosomes: Vec<OffTargetCount>,
}

/// Records on one autosome away from the targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffTargetCount {
    /// Autosome.
    pub contig: Contig,
    /// Mapped records of every kind, each once.
    pub records: u64,
}

impl OffTargetReads {
    /// Records on a contig; none where it was not counted.
    pub fn on(&self, contig: &Contig) -> Option<u64> {
        self.autosomes.iter().find(|count| count.contig == *contig).map(|count| count.records)
    }

    /// Records on all autosomes.
    pub fn total(&self) -> u64 {
        self.autosomes.iter().map(|count| count.records).sum()
    }
}
