//! The interpreted result of one sample: the public JSON contract (`PATIENT.ikaros.json`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calls::SampleCalls;
use super::locus_state::{Answer, LocusState};
use super::merged_variant::MergedResult;
use super::small_variant::SmallVariant;

/// Version of the JSON contract; raised when a field changes its meaning or goes.
pub const SCHEMA_VERSION: &str = "1.0";

/// Everything that is known and concluded of one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PatientResult {
    /// Version of this layout.
    pub schema_version: String,
    /// Copy-number calls.
    pub calls: SampleCalls,
    /// Small variants on the ALL genes, in genome order: the merged records of `merged` where there
    /// are any, one per allele with the figures that decide; else the callers' own records.
    pub small_variants: Vec<SmallVariant>,
    /// What was read of each VCF.
    pub variant_files: Vec<VariantFile>,
    /// The same merged to one record per allele; absent where no reference FASTA was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<MergedResult>,
    /// Conclusions.
    pub interpretation: Interpretation,
    /// What made this result.
    pub provenance: Provenance,
}

/// What was read of one VCF, so that nothing is lost silently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VariantFile {
    /// File name.
    pub file: String,
    /// Caller as the header states it.
    pub caller: String,
    /// Records in the file.
    pub records: u64,
    /// Alleles carried into the report.
    pub reported: u64,
    /// Alleles left out, by reason.
    pub left_out: Vec<Count>,
}

/// A counted reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// Stable reason, for example `outside_genes`.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// Conclusions of the rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interpretation {
    /// The one-line result.
    pub headline: String,
    /// The IKZF1 result.
    pub ikzf1: Ikzf1Result,
    /// One result per `IKZF1plus` preset.
    pub ikzf1plus: Vec<Ikzf1PlusResult>,
    /// True when the presets disagree.
    pub ikzf1plus_presets_differ: bool,
    /// One result per UKALL-CNA preset.
    pub ukall_cna: Vec<UkallCnaResult>,
    /// The pseudo-autosomal region.
    pub par1: Par1Result,
    /// ERG.
    pub erg: LocusResult,
    /// Loci of the risk profiles, in their order.
    pub loci: Vec<LocusResult>,
    /// Everything that could not be assessed, with the reason.
    pub not_assessed: Vec<NotAssessed>,
    /// Rules that were applied, with versions and citations.
    pub rules: Vec<RuleSource>,
}

impl Interpretation {
    /// UKALL-CNA by the preset that tables of a run show; absent where the rules lack it.
    pub fn ukall_two_tier(&self) -> Option<&UkallCnaResult> {
        self.ukall_cna.iter().find(|preset| preset.preset == "two-tier")
    }
}

/// State of one locus of a risk profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LocusResult {
    /// Locus name as the profile uses it, for example `CDKN2A/B`.
    pub locus: String,
    /// Deleted, not deleted or not assessed.
    pub state: LocusState,
    /// Homozygous deletion: yes, no, or not decidable from depth.
    pub homozygous: Answer,
    /// What the state rests on.
    pub evidence: String,
    /// Transcript that numbers the exons in `evidence`; empty for loci of several genes.
    pub transcript: String,
}

/// The IKZF1 deletion result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ikzf1Result {
    /// Deleted, not deleted or not assessed.
    pub status: LocusState,
    /// `none`, `1-8`, `4-7`, any range `a-b` or `a`, several joined by `+`, or `not_assessed`.
    pub category: String,
    /// The category with its reservations, for example `2-8 (exon 1 not assessed)`.
    pub category_label: String,
    /// MLPA's name of the category, for example `exons 4-7 (IK6)` or `other (exons 5-6)`.
    pub mlpa_category: String,
    /// Functional class code: `dominant_negative`, `loss_of_function`,
    /// `dominant_negative_possible`, `unclassified`, `none` or `not_assessed`; of several segments
    /// each, joined by `+`.
    pub class: String,
    /// Posterior probability of the category, from depth.
    pub probability: f64,
    /// Largest clone fraction of the deletions.
    pub clone_fraction: Option<f64>,
    /// Both alleles lost: yes, no, or not decidable.
    pub biallelic: Answer,
    /// Each deletion.
    pub segments: Vec<Ikzf1Segment>,
    /// Smallest clone fraction that would have been found, in words.
    pub limit_of_detection: String,
}

/// One IKZF1 deletion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ikzf1Segment {
    /// `4-7`, `1`, ...
    pub exons: String,
    /// Functional class code.
    pub class: String,
    /// Predicted effect in words.
    pub effect: String,
    /// Fraction of the sample's cells.
    pub clone_fraction: f64,
    /// Homozygous in these cells.
    pub homozygous: bool,
    /// HGVS in both assemblies.
    pub hgvs: Hgvs,
    /// True when MLPA at its borders would have called every assessed exon inside.
    pub mlpa_would_see: bool,
}

/// HGVS descriptions of an exon deletion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hgvs {
    /// Genomic, GRCh38.
    pub g_grch38: String,
    /// Genomic, GRCh37.
    pub g_grch37: String,
    /// Coding, with its genomic reference; absent where the deletion passes an end of the
    /// transcript.
    pub c: Option<String>,
}

/// Result of one `IKZF1plus` preset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ikzf1PlusResult {
    /// Preset code, for example `stanulla2018`.
    pub preset: String,
    /// Yes, no or not assessed.
    pub answer: Answer,
    /// The answer with its reservations, for example `IKZF1plus (ERG not assessed)`.
    pub label: String,
    /// Co-deleted loci that count.
    pub supporting: Vec<String>,
    /// Loci the answer still depends on.
    pub open: Vec<String>,
    /// True when a part of the rule is not confirmed from a primary text.
    pub unconfirmed: bool,
    /// Source of the rule.
    pub citation: String,
}

/// Result of one UKALL-CNA preset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UkallCnaResult {
    /// Preset code, for example `two-tier`.
    pub preset: String,
    /// `good`, `intermediate`, `poor` or `inconclusive`.
    pub class: String,
    /// The classes that the unknown loci leave open; one when conclusive.
    pub possible: Vec<String>,
    /// Loci whose deletion is called and to be confirmed, without which the class may be another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<String>,
    /// True when a part of the rule is not confirmed from a primary text.
    pub unconfirmed: bool,
    /// Source of the rule.
    pub citation: String,
}

/// Result of the pseudo-autosomal region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Par1Result {
    /// Deletion in any PAR1 gene.
    pub state: LocusState,
    /// Gain in any PAR1 gene.
    pub gained: bool,
    /// Signature of the `P2RY8::CRLF2` deletion: yes, no, or not assessed.
    pub p2ry8_crlf2: Answer,
    /// The genes' states, in order along the chromosome.
    pub genes: Vec<LocusResult>,
    /// What the answer rests on.
    pub evidence: String,
}

/// Something that could not be assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotAssessed {
    /// `IKZF1 exon 1`, `ERG`, ...
    pub what: String,
    /// Why.
    pub reason: String,
}

/// A rule file that was applied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleSource {
    /// Name of the rule set.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it comes from.
    pub citation: String,
    /// SHA-256 of the file that was used.
    pub digest: String,
}

/// What made a result. No clock and no host, so that the same inputs give the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// `ikaros` and its version.
    pub software: String,
    /// Input files by name, with size and SHA-256 where it was taken.
    pub inputs: Vec<InputFile>,
    /// Options that decide the result, as `name=value`.
    pub options: Vec<String>,
}

/// An input file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InputFile {
    /// What it was used as: `alignment`, `depth`, `targets`, `normals`, `vcf`, `reference`, `calls`,
    /// `population`, `panel-of-normals`.
    pub kind: String,
    /// File name without its folder.
    pub file: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256; absent for alignments, which are bound by name, size and header.
    pub sha256: Option<String>,
}
