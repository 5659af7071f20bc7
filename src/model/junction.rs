//! Reads that join the two ends of a recurrent deletion.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the reads say of one class of recurrent deletion in one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JunctionEvidence {
    /// Name of the region.
    pub region: String,
    /// Lost exon with the lowest coordinate: index of the gene in the region, index of the exon in
    /// the gene.
    pub from: (usize, usize),
    /// Lost exon with the highest coordinate, likewise.
    pub to: (usize, usize),
    /// Fragments with a read that is split across the deletion.
    pub split_fragments: u32,
    /// Further fragments whose mates lie on either side of the deletion.
    pub discordant_fragments: u32,
    /// Mean fragment depth over the left windows.
    pub left_depth: f64,
    /// Mean fragment depth over the right windows.
    pub right_depth: f64,
    /// Share of the left windows' positions that are deep enough to judge, 0 to 1.
    pub left_covered: f64,
    /// Share of the right windows' positions that are deep enough to judge, 0 to 1.
    pub right_covered: f64,
    /// Mean fragment depth at the last base before and the first base after the best supported
    /// breakpoint; absent without a split fragment.
    pub break_depth: Option<f64>,
    /// Breakpoints of split fragments, most fragments first: bases before the left break, bases
    /// before the right one (the deletion is this 0-based half-open interval), fragments. Where
    /// both ends share bases the deletion is put leftmost.
    pub breakpoints: Vec<(u32, u32, u32)>,
}

impl JunctionEvidence {
    /// Fragments that support the deletion.
    pub fn support(&self) -> u32 {
        self.split_fragments.saturating_add(self.discordant_fragments)
    }
}
