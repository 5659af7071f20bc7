//! Reads that join the two ends of a recurrent deletion.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contig::Contig;
use super::interval::Interval;

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

/// What two joined breakends mean for the genome between them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum JunctionKind {
    /// The segment between is lost.
    Deletion,
    /// The segment between is repeated head to tail.
    TandemGain,
    /// One end is turned round.
    Inversion,
    /// The ends lie on two contigs.
    Translocation,
}

impl JunctionKind {
    /// `deletion`, `tandem_gain`, `inversion` or `translocation`, as written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Deletion => "deletion",
            Self::TandemGain => "tandem_gain",
            Self::Inversion => "inversion",
            Self::Translocation => "translocation",
        }
    }
}

/// One side of a junction: the break lies before base `position` (0-based), and the bases on one
/// side of it are kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Breakend {
    /// Contig.
    pub contig: Contig,
    /// Number of bases before the break.
    pub position: u32,
    /// True when the bases before the break are kept, false when those after it are.
    pub keeps_left: bool,
}

/// A junction that reads show, at single-base resolution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Junction {
    /// What it means.
    pub kind: JunctionKind,
    /// The breakend that comes first in the genome; shared bases are counted to its other side.
    pub first: Breakend,
    /// The other one.
    pub second: Breakend,
    /// Fragments with a read that is split over the junction.
    pub split_fragments: u32,
    /// Further fragments whose mates lie on either side of it.
    pub discordant_fragments: u32,
    /// Bases that both sides share at the break (micro-homology).
    pub shared_bases: u32,
    /// Bases between the two sides that neither holds (N nucleotides), in the direction of the
    /// first breakend's contig; empty when there are none or the reads do not tell.
    pub inserted: String,
    /// Fragments that lie over the break, those of the junction not included: the mean of both
    /// sides; absent where it was not looked for.
    pub depth: Option<f64>,
    /// Recombination signal heptamers (`CACAGTG`, one mismatch) beside the breaks, in words; empty
    /// when there are none or no reference was given.
    pub signal: String,
}

impl Junction {
    /// Fragments that support it.
    pub fn support(&self) -> u32 {
        self.split_fragments.saturating_add(self.discordant_fragments)
    }

    /// True when an end lies in the span, or when the junction loses or repeats a part of it.
    pub fn touches(&self, span: &Interval) -> bool {
        let Self { first, second, .. } = self;
        let inside = |end: &Breakend| {
            end.contig == span.contig && (span.start..=span.end).contains(&end.position)
        };
        let around = matches!(self.kind, JunctionKind::Deletion | JunctionKind::TandemGain)
            && first.contig == span.contig
            && first.contig == second.contig
            && first.position < span.end
            && second.position > span.start;
        inside(first) || inside(second) || around
    }

    /// Share of the fragments at the break that carry the junction; absent without a depth.
    pub fn fraction(&self) -> Option<f64> {
        let support = f64::from(self.support());
        self.depth.map(|depth| support / (support + depth).max(1.0))
    }
}
