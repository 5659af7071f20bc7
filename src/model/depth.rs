//! Depth of one sample over the targets, and the quality figures that go with it.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::assembly::Assembly;
use super::contig::ContigStyle;
use super::junction::{Junction, JunctionEvidence};
use super::off_target::OffTargetReads;
use super::snp::SnpCounts;
use super::target::TargetSet;

/// How reads of the first pseudo-autosomal region (PAR1) lie in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParState {
    /// The Y copy is masked: all reads are on X with a real mapping quality.
    Masked,
    /// Both copies are present: reads are split between X and Y with mapping quality 0. Depth of
    /// PAR1 targets is then the sum of both copies without the mapping-quality filter.
    Unmasked,
    /// The targets hold nothing in PAR1, or nothing aligned there.
    NotSeen,
}

impl ParState {
    /// `masked`, `unmasked` or `not_seen`, as written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Masked => "masked",
            Self::Unmasked => "unmasked",
            Self::NotSeen => "not_seen",
        }
    }
}

/// What counted the depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DepthSource {
    /// `ikaros depth`: fragments and mean depth.
    Ikaros,
    /// A mosdepth `.regions.bed.gz`: mean depth alone.
    Mosdepth,
    /// A `CNVkit` `.targetcoverage.cnn`: mean depth alone.
    Cnvkit,
    /// A DRAGEN `.target.counts.gz`, GC-corrected or not: alignments per target.
    Dragen,
}

impl DepthSource {
    /// `ikaros`, `mosdepth`, `cnvkit` or `dragen`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ikaros => "ikaros",
            Self::Mosdepth => "mosdepth",
            Self::Cnvkit => "cnvkit",
            Self::Dragen => "dragen",
        }
    }
}

/// Depth on one target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TargetDepth {
    /// Fragments with at least one passing read base on the target; absent in imported tables.
    pub fragments: Option<u32>,
    /// Passing bases divided by the target's length. Never NaN, never negative.
    pub mean_depth: f64,
}

/// Depth of one sample over all targets of a panel; the i-th depth belongs to the i-th target.
#[derive(Debug, Clone)]
pub struct DepthTable {
    /// Sample name: the read groups' SM, the sheet's name, or the file's stem.
    pub sample: String,
    /// What counted.
    pub source: DepthSource,
    /// Filters as the counter states them, for example `mapq>=30;baseq>=30;mates-once`; equal text
    /// is needed to compare two tables. Imported tables say what made them, such as `mosdepth`.
    pub filters: String,
    /// Assembly from the contig lengths, or from the targets for an imported table.
    pub assembly: Option<Assembly>,
    /// How the file writes contig names.
    pub style: ContigStyle,
    /// How PAR1 lies in the file.
    pub par: ParState,
    /// The targets.
    pub targets: Arc<TargetSet>,
    /// Depth per target, in the targets' order.
    pub depths: Vec<TargetDepth>,
    /// Quality figures, when the reads were seen.
    pub qc: Option<DepthQc>,
    /// Reads at recurrent junctions; absent when they were not looked for.
    pub junctions: Option<Vec<JunctionEvidence>>,
    /// Junctions anywhere in the ALL genes; absent when they were not looked for.
    pub junctions_at_large: Option<Vec<Junction>>,
    /// Fragments at common SNPs; absent when they were not counted.
    pub snps: Option<SnpCounts>,
    /// Records away from the targets; absent where the file's index does not count records, and in
    /// imported tables.
    pub off_target: Option<OffTargetReads>,
}

/// Quality figures of one sample's reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DepthQc {
    /// Mean de-duplicated depth over all target bases, with the depth filters.
    pub mean_depth: f64,
    /// Percentage of target bases at 100x or more.
    pub percent_100x: f64,
    /// Percentage of target bases at 500x or more.
    pub percent_500x: f64,
    /// Percentage of target bases at 1,000x or more.
    pub percent_1000x: f64,
    /// Primary mapped reads in the file, from its index; absent where the index does not tell.
    pub mapped_reads: Option<u64>,
    /// Primary reads, duplicates included, that touch a target.
    pub on_target_reads: u64,
    /// `on_target_reads / mapped_reads`, as a percentage.
    pub on_target_percent: Option<f64>,
    /// Duplicates among the primary reads that touch a target, as a percentage.
    pub duplicate_percent: f64,
    /// Mean mapping quality of the primary reads that touch a target.
    pub mapq_mean: f64,
    /// Percentage of these reads below the mapping-quality filter.
    pub mapq_low_percent: f64,
    /// Percentage of aligned target bases that fail the base-quality filter.
    pub base_quality_lost_percent: f64,
    /// Median insert size of proper pairs that touch a target; absent for single-end reads.
    pub insert_size_median: Option<u32>,
    /// 10th and 90th percentile of the insert size.
    pub insert_size_p10_p90: Option<(u32, u32)>,
}
