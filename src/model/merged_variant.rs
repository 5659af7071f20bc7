//! Small variants of one patient, one record per allele whatever number of callers states it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contig::Contig;
use super::locus_state::Answer;

/// What one caller says of an allele.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallerStatement {
    /// The caller.
    pub caller: String,
    /// Variant allele fraction as it states it.
    pub vaf: Option<f64>,
    /// Depth as it states it.
    pub depth: Option<u32>,
    /// Alternative reads as it states them.
    pub alternative_depth: Option<u32>,
    /// FILTER as it wrote it.
    pub filter: String,
    /// The record as written, `POS:REF:ALT`, where normalisation or joining changed it.
    pub original: Option<String>,
}

/// Fragments counted from the reads at one allele.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recount {
    /// Fragments that pass the filters and tell the alleles apart.
    pub depth: u32,
    /// Fragments with the reference allele.
    pub reference: u32,
    /// Fragments with the alternative allele.
    pub alternative: u32,
    /// Reads with the reference allele on the forward and the reverse strand.
    pub reference_strands: (u32, u32),
    /// Reads with the alternative allele on the forward and the reverse strand.
    pub alternative_strands: (u32, u32),
    /// Fragments lost to base quality alone.
    pub lost_base_quality: u32,
    /// Fragments lost to mapping quality.
    pub lost_mapping_quality: u32,
    /// Fragments with the alternative allele among those lost to base quality.
    pub alternative_lost_base_quality: u32,
    /// Fragments with the alternative allele among those lost to mapping quality.
    pub alternative_lost_mapping_quality: u32,
}

impl Recount {
    /// Alternative over all counted fragments.
    pub fn vaf(&self) -> Option<f64> {
        (self.depth > 0).then(|| f64::from(self.alternative) / f64::from(self.depth))
    }
}

/// Effect of an allele on a gene's reference transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// Gene symbol.
    pub gene: String,
    /// Transcript with its version.
    pub transcript: String,
    /// Sequence Ontology terms, the gravest first; none where the effect is withheld.
    pub terms: Vec<String>,
    /// HGVS c. without the transcript.
    pub hgvs_c: String,
    /// HGVS p. without the protein; absent where the protein is not concerned.
    pub hgvs_p: Option<String>,
    /// `5/8`, or `intron 4/7`.
    pub place: String,
    /// First changed residue, 1-based; absent where the protein is not changed.
    pub residue: Option<u32>,
    /// Name of the protein, where the gene has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protein: Option<String>,
}

/// An annotation that came with an input VCF.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Annotation {
    /// `VEP`, `SnpEff`, `ANNOVAR` or `bcftools csq`.
    pub tool: String,
    /// Transcript as written.
    pub transcript: String,
    /// Transcript of the same sequence that the annotation names (MANE), where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// Consequence as written.
    pub consequence: String,
    /// HGVS c. without the transcript, where it is stated.
    pub hgvs_c: Option<String>,
    /// HGVS p. without the protein, where it is stated.
    pub hgvs_p: Option<String>,
}

/// One allele, merged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MergedVariant {
    /// Contig under its canonical name.
    pub contig: Contig,
    /// 1-based position of the left-aligned, trimmed allele.
    pub position: u32,
    /// Reference allele.
    pub reference: String,
    /// Alternative allele.
    pub alternative: String,
    /// Gene of the model that the allele touches.
    pub gene: Option<String>,
    /// What each caller says, by the callers' names.
    pub callers: Vec<CallerStatement>,
    /// Distinct callers whose files were given.
    pub callers_run: u32,
    /// Callers that cannot state an allele of this kind, that state a part of it, or whose file does
    /// not cover the contig.
    pub not_assessed_by: Vec<String>,
    /// Fragments counted from the reads; absent without an alignment.
    pub recount: Option<Recount>,
    /// Depth that decides.
    pub depth: Option<u32>,
    /// Reference depth that decides.
    pub reference_depth: Option<u32>,
    /// Alternative depth that decides.
    pub alternative_depth: Option<u32>,
    /// Variant allele fraction that decides.
    pub vaf: Option<f64>,
    /// Where the deciding figures come from: `reads`, or a caller's name.
    pub vaf_source: String,
    /// Smallest variant allele fraction that this depth finds with 95 % probability.
    pub limit_of_detection: Option<f64>,
    /// Filters that the allele fails; none is a pass.
    pub filters: Vec<String>,
    /// Name of the whitelisted hotspot.
    pub whitelist: Option<String>,
    /// Frequency in the population file.
    pub population_frequency: Option<f64>,
    /// The multi-nucleotide record that holds this one as a part, `POS:REF:ALT`.
    pub part_of: Option<String>,
    /// Effect on the reference transcript.
    pub effect: Option<Effect>,
    /// Effects on further transcripts of the gene that read other proteins from the same bases,
    /// where they concern the protein.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_effects: Vec<Effect>,
    /// Annotations that came with the inputs.
    pub annotations: Vec<Annotation>,
    /// Programs whose annotation on the same transcript says the same.
    #[serde(default)]
    pub agreements: Vec<String>,
    /// Where an input's annotation on the same transcript says something else.
    pub disagreements: Vec<String>,
    /// Programs whose annotations are on other transcripts, or cannot be compared.
    #[serde(default)]
    pub not_compared: Vec<String>,
    /// Remarks for the reader.
    pub notes: Vec<String>,
}

impl MergedVariant {
    /// True when no filter is failed.
    pub fn passes(&self) -> bool {
        self.filters.is_empty()
    }

    /// True when both alleles have one base.
    pub fn is_snv(&self) -> bool {
        self.reference.len() == 1 && self.alternative.len() == 1
    }
}

/// The kinds of allele that callers differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// One base for another.
    Snv,
    /// Several neighbouring bases for as many others.
    Mnv,
    /// Anything that changes the length.
    Indel,
}

impl Kind {
    /// The kind of a trimmed allele.
    pub fn of(reference: &str, alternative: &str) -> Self {
        match (reference.len(), alternative.len()) {
            (1, 1) => Self::Snv,
            (a, b) if a == b => Self::Mnv,
            _ => Self::Indel,
        }
    }
}

/// What a limit of detection means.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DetectionRule {
    /// Fewest fragments with the allele.
    pub min_alternative: u32,
    /// Smallest variant allele fraction.
    pub min_vaf: f64,
    /// Probability with which an allele at the limit reaches both.
    pub power: f64,
}

/// A transcript whose coding sequence the reference does not hold, or not as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnreadableTranscript {
    /// Gene symbol.
    pub gene: String,
    /// Transcript with its version.
    pub transcript: String,
    /// What is wrong with the reference's bases.
    pub cause: String,
    /// True where bases are not known and the rest can be the transcript's: codons of known bases
    /// are read, their changes told and their hotspots assessed. False where nothing of the protein
    /// is told and no hotspot assessed.
    #[serde(default)]
    pub in_part: bool,
}

/// A deletion, duplication or breakend that an input VCF holds beside the small variants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct StructuralRecord {
    /// Contig under its canonical name.
    pub contig: Contig,
    /// POS as written.
    pub position: u32,
    /// Last base, where it is stated.
    pub end: Option<u32>,
    /// ALT as written.
    pub allele: String,
    /// `deletion`, `duplication` or `other`.
    pub kind: String,
    /// The caller.
    pub caller: String,
    /// FILTER as written.
    pub filter: String,
}

/// A structural record beside the copy-number calls of the same sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StructuralFinding {
    /// The record, `DEL 7:50319000-50391000 (DRAGEN, PASS)`.
    pub record: String,
    /// Genes whose exons it covers.
    pub genes: Vec<String>,
    /// `agrees`, `not_seen`, `differs`, `not_assessed` or `outside_genes`.
    pub depth: String,
    /// What that rests on.
    pub evidence: String,
}

/// What was looked for at a hotspot and what was seen there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HotspotResult {
    /// Gene symbol.
    pub gene: String,
    /// Name of the hotspot.
    pub label: String,
    /// Contig under its canonical name.
    pub contig: Contig,
    /// First base, 1-based.
    pub start: u32,
    /// Last base, 1-based.
    pub end: u32,
    /// `found`, `not_found` or `not_assessed`.
    pub state: String,
    /// Smallest depth over its bases; absent without an alignment.
    pub depth: Option<u32>,
    /// Smallest variant allele fraction that this depth finds with 95 % probability.
    pub limit_of_detection: Option<f64>,
    /// What was found, or why nothing could be.
    pub evidence: String,
}

/// What one allele means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VariantFinding {
    /// Gene symbol.
    pub gene: String,
    /// Contig, position and alleles, `7:50382593:A:T`.
    pub allele: String,
    /// HGVS c. with its transcript.
    pub hgvs_c: String,
    /// HGVS p.
    pub hgvs_p: Option<String>,
    /// Class of the rule.
    pub class: String,
    /// Meaning in words.
    pub text: String,
    /// Variant allele fraction that decides.
    pub vaf: Option<f64>,
    /// Filters that the allele fails; none is a pass.
    pub filters: Vec<String>,
    /// Why a germline origin should be thought of.
    pub germline: Option<String>,
    /// Both alleles of the gene are hit.
    pub both_alleles: Answer,
    /// What `both_alleles` rests on.
    pub evidence: String,
    /// True when it is taken for the deletion that the depth shows, and not for a second event.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same_event: bool,
    /// Code of the rule.
    pub rule: String,
    /// Source of the rule.
    pub citation: String,
    /// True when the rule is not confirmed from a primary text.
    pub unconfirmed: bool,
}

/// How IKZF1 is changed, by deletion and small variant together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ikzf1Mutation {
    /// `deletion`, `small_variant`, `both`, `none` or `not_assessed`.
    pub status: String,
    /// Both alleles hit.
    pub biallelic: Answer,
    /// What the answers rest on.
    pub evidence: String,
}

/// Conclusions from the small variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VariantConclusions {
    /// IKZF1.
    pub ikzf1: Ikzf1Mutation,
    /// Alleles that a rule knows, in genome order.
    pub findings: Vec<VariantFinding>,
    /// Structural records beside the copy-number calls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub structural: Vec<StructuralFinding>,
}

/// The merged small variants of one patient.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MergedResult {
    /// Alleles in the merged VCF.
    pub alleles: u64,
    /// Records that tell something beyond those in `variants`: more than a patient has.
    #[serde(default)]
    pub not_listed: u64,
    /// Records on the genes of the model that are not in `variants` because they fail a filter or
    /// change no protein, as far as it is told.
    #[serde(default)]
    pub unlisted_on_genes: u64,
    /// Mean de-duplicated depth over the targets, where it is known.
    pub mean_depth: Option<f64>,
    /// Records on the genes of the model that change a protein or a splice site, and all at
    /// hotspots, with the filters that they fail; the others stand in the merged VCF.
    pub variants: Vec<MergedVariant>,
    /// What each hotspot shows.
    pub hotspots: Vec<HotspotResult>,
    /// Deletions, duplications and breakends that callers wrote with symbolic alleles.
    #[serde(default)]
    pub structural: Vec<StructuralRecord>,
    /// What the limits of detection mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detection: Option<DetectionRule>,
    /// Remarks on the reads and inputs as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// Transcripts whose coding sequence the reference does not hold as a whole: what is not told
    /// of their proteins, and which of their hotspots are not assessed, `in_part` says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<UnreadableTranscript>,
    /// Conclusions.
    pub conclusions: Option<VariantConclusions>,
}
