//! What an explanation holds.

use serde::Serialize;

use super::junctions::RecurrentJunction;
use crate::model::calls::{Baseline, ExonCall, NormalsFit, Pattern, PatternLimit, QcFlag, Segment};
use crate::model::estimate::Estimate;
use crate::model::junction::Junction;
use crate::model::locus_state::LocusState;
use crate::model::merged_variant::{HotspotResult, UnreadableTranscript, VariantFinding};
use crate::model::patient::{
    Ikzf1PlusResult, Ikzf1Result, LocusResult, NotAssessed, RuleSource, UkallCnaResult,
};
use crate::model::sample::{Role, Sex};
use crate::model::snp::RegionSnps;

/// How the call of one gene came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation<'a> {
    /// Version of this layout.
    pub schema_version: &'static str,
    /// Sample name.
    pub sample: &'a str,
    /// Patient's sample or healthy reference.
    pub role: Role,
    /// Stated, else observed.
    pub sex: Sex,
    /// `GRCh37` or `GRCh38`.
    pub assembly: &'static str,
    /// Gene symbol.
    pub gene: &'a str,
    /// Transcript that numbers the exons.
    pub transcript: &'a str,
    /// Deleted, not deleted or not assessed; not assessed as well where a deletion is neither called
    /// nor excluded.
    pub state: LocusState,
    /// Why the gene is not assessed though exons of it are; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// True when a deletion of the exons that are measured as normal is neither called nor excluded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub exons_open: bool,
    /// A part of the gene is gained.
    pub gained: bool,
    /// Probability that the gene carries any deletion.
    pub probability_deletion: f64,
    /// Probability that the gene carries any gain.
    pub probability_gain: f64,
    /// How depth was counted.
    pub counting: Counting<'a>,
    /// Fit to the panel of normals.
    pub normals: &'a NormalsFit,
    /// The zero of the copy-number scale.
    pub baseline: &'a Baseline,
    /// Fraction of leukaemic cells, from the events.
    pub purity: Option<Estimate>,
    /// Exons with their figures.
    pub exons: &'a [ExonCall],
    /// Events.
    pub segments: &'a [Segment],
    /// Posterior of the deletion patterns above 1 %.
    pub patterns: &'a [Pattern],
    /// Smallest clone fraction at which loss of the whole gene would have been called.
    pub limit_of_detection: Option<f64>,
    /// The same for the loss of both copies.
    pub limit_homozygous: Option<f64>,
    /// The same for one more copy.
    pub limit_gain: Option<f64>,
    /// The same for each recurrent deletion.
    pub pattern_limits: &'a [PatternLimit],
    /// Reads at the gene's recurrent junctions; absent when they were not looked for.
    pub recurrent_junctions: Option<Vec<RecurrentJunction>>,
    /// Other junctions over the gene; absent when they were not looked for.
    pub junctions: Option<Vec<&'a Junction>>,
    /// What heterozygous SNPs say of the gene's region; absent when none were counted, or none of
    /// the region is heterozygous.
    pub alleles: Option<&'a RegionSnps>,
    /// Meanings of the small variants on the gene; absent when none were merged.
    pub small_variants: Option<Vec<&'a VariantFinding>>,
    /// Hotspots of the gene at which a change may have gone unseen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hotspots_not_assessed: Vec<&'a HotspotResult>,
    /// Transcripts of the gene whose coding sequence was not read as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<&'a UnreadableTranscript>,
    /// Quality flags of the sample, and those of this gene.
    pub flags: Vec<&'a QcFlag>,
    /// What the rules concluded for the gene.
    pub conclusions: Conclusions<'a>,
    /// What was not assessed in the gene, with the reasons.
    pub not_assessed: Vec<&'a NotAssessed>,
    /// Thresholds that were used, where the result names the built-in rules.
    pub thresholds: Vec<Threshold>,
    /// Rule files that applied, with versions and sources.
    pub rules: Vec<&'a RuleSource>,
    /// Options that decide the result.
    pub options: &'a [String],
    /// Where the figures per target are, which the result does not hold.
    pub per_target: String,
}

/// How depth was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counting<'a> {
    /// The counter.
    pub source: &'static str,
    /// Its filters.
    pub filters: &'a str,
    /// Targets of the panel.
    pub targets: u32,
    /// Targets on the gene's exons.
    pub targets_on_gene: u32,
    /// Mean depth over all targets.
    pub mean_depth: f64,
}

/// What the rules concluded for a gene.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conclusions<'a> {
    /// The IKZF1 result, for IKZF1.
    pub ikzf1: Option<&'a Ikzf1Result>,
    /// Loci of the risk profiles that rest on the gene.
    pub loci: Vec<&'a LocusResult>,
    /// `IKZF1plus`, where the gene is one of its loci.
    pub ikzf1plus: Vec<&'a Ikzf1PlusResult>,
    /// UKALL-CNA, where the gene is one of its loci.
    pub ukall_cna: Vec<&'a UkallCnaResult>,
}

/// A threshold of the rules that were used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Threshold {
    /// What it decides.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}
