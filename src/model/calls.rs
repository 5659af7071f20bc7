//! Copy-number calls of one sample: exons, segments, genes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::assembly::Assembly;
use super::chromosomes::Aneuploidy;
use super::contig::{Contig, ContigStyle};
use super::depth::{DepthQc, DepthSource, ParState};
use super::estimate::Estimate;
use super::interval::Interval;
use super::junction::{Junction, JunctionEvidence};
use super::locus_state::LocusState;
use super::par::Par1;
use super::sample::{Role, Sex};
use super::snp::SnpEvidence;

/// Copy state of an exon or a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CopyState {
    /// Two copies.
    Normal,
    /// One copy lost in some or all of the cells.
    HetDel,
    /// Both copies lost in some or all of the cells.
    HomDel,
    /// At least one copy gained in some or all of the cells.
    Gain,
    /// The data cannot answer; the reason stands beside it.
    NotAssessed,
}

impl CopyState {
    /// The code written in tables: `normal`, `het_del`, `hom_del`, `gain`, `not_assessed`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::HetDel => "het_del",
            Self::HomDel => "hom_del",
            Self::Gain => "gain",
            Self::NotAssessed => "not_assessed",
        }
    }

    /// True for a heterozygous or homozygous deletion.
    pub fn is_deletion(self) -> bool {
        matches!(self, Self::HetDel | Self::HomDel)
    }
}

/// What MLPA would have called at its borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MlpaCall {
    /// Ratio at or below the deletion border (0.75 unless configured).
    Deletion,
    /// Ratio between the borders.
    Normal,
    /// Ratio at or above the duplication border (1.3 unless configured).
    Duplication,
    /// No ratio.
    NotAssessed,
}

impl MlpaCall {
    /// `deletion`, `normal`, `duplication`, `not_assessed`, as written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Deletion => "deletion",
            Self::Normal => "normal",
            Self::Duplication => "duplication",
            Self::NotAssessed => "not_assessed",
        }
    }
}

/// One exon of one gene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExonCall {
    /// Exon number in the gene's reference transcript (`1a`, `1b` for CDKN2A).
    pub exon: String,
    /// Transcript that numbers the exon.
    pub transcript: String,
    /// The exon, 0-based half-open; absent when the assembly lacks it.
    pub interval: Option<Interval>,
    /// Number of targets that lie on the exon.
    pub targets: u32,
    /// Mean depth over these targets; absent without targets.
    pub depth: Option<f64>,
    /// Depth expected from the normals for two copies.
    pub expected: Option<f64>,
    /// `depth / expected`, the MLPA-equivalent ratio.
    pub ratio: Option<Estimate>,
    /// Called state.
    pub state: CopyState,
    /// Mean number of copies over all cells of the sample.
    pub copies: Option<f64>,
    /// Fraction of the sample's cells that carry the event; absent when normal.
    pub clone_fraction: Option<f64>,
    /// Phred-scaled probability that the exon is not deleted; 0 to 99.
    pub phred_deletion: Option<f64>,
    /// Phred-scaled probability that the exon is not lost on both copies in the same cells; 0 to 99.
    /// Absent in results that older versions wrote.
    #[serde(default)]
    pub phred_homozygous: Option<f64>,
    /// Phred-scaled probability that the exon is not gained; 0 to 99.
    pub phred_gain: Option<f64>,
    /// What MLPA would say of the ratio.
    pub mlpa_call: MlpaCall,
    /// Smallest clone fraction at which a heterozygous deletion of this exon alone would have been
    /// called with 95 % power; absent when none would.
    pub limit_of_detection: Option<f64>,
    /// Why the exon was not assessed, or empty.
    pub reason: String,
}

/// Deletion or gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Copies lost.
    Deletion,
    /// Copies gained.
    Gain,
}

/// One event: a run of neighbouring exons that changed together.
///
/// Two overlapping events on the two alleles are two segments; a homozygous deletion with the same
/// ends on both alleles is one segment with the state `hom_del`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// Deletion or gain.
    pub kind: EventKind,
    /// `het_del`, `hom_del` or `gain`.
    pub state: CopyState,
    /// First exon in transcript order.
    pub first_exon: String,
    /// Last exon in transcript order.
    pub last_exon: String,
    /// Fraction of the sample's cells that carry the event.
    pub clone_fraction: Estimate,
    /// The other reading of the same depth, when there is one: a heterozygous loss in a fraction
    /// `f` of the cells looks like a homozygous loss in `f / 2`.
    pub alternative: Option<String>,
    /// First to last changed target.
    pub inner: Interval,
    /// Last unchanged target before to first unchanged target after; an end is absent where no
    /// target was tested beyond.
    pub outer_start: Option<u32>,
    /// See `outer_start`.
    pub outer_end: Option<u32>,
    /// Number of targets inside.
    pub targets: u32,
    /// Mean ratio over the targets inside.
    pub ratio: Estimate,
    /// Phred-scaled probability that there is no such event in the gene; 0 to 99.
    pub phred: f64,
}

impl Segment {
    /// True for a gain of two copies that is one copy more in twice the cells as well: told as a gain
    /// alone, the share of the cells would be that of one copy.
    pub fn is_of_two_copies(&self) -> bool {
        let other = self.alternative.as_deref();
        self.state == CopyState::Gain && other.is_some_and(|said| said.starts_with("one copy more"))
    }

    /// `4-7`, or `5` for a single exon.
    pub fn exon_range(&self) -> String {
        if self.first_exon == self.last_exon {
            self.first_exon.clone()
        } else {
            format!("{}-{}", self.first_exon, self.last_exon)
        }
    }
}

/// One gene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneCall {
    /// HGNC symbol.
    pub gene: String,
    /// Reference transcript of the exon numbering.
    pub transcript: String,
    /// Deleted, not deleted, or not assessed: what was called. A gene that is neither called nor excluded
    /// is `not_deleted` here and `not_assessed` in the interpretation, which speaks for the result.
    pub state: LocusState,
    /// True when at least one segment is a gain.
    pub gained: bool,
    /// Exons in transcript order.
    pub exons: Vec<ExonCall>,
    /// Events, most certain first.
    pub segments: Vec<Segment>,
    /// Posterior of the deletion patterns of this gene, most likely first, those above 1 %:
    /// `none`, `4-7`, `1-8+4-7`, ...
    pub patterns: Vec<Pattern>,
    /// Probability that the gene carries any deletion.
    pub probability_deletion: f64,
    /// Probability that the gene carries any gain.
    pub probability_gain: f64,
    /// Smallest clone fraction at which loss of the whole gene would have been called with 95 %
    /// power; absent when none would.
    pub limit_of_detection: Option<f64>,
    /// The same for the loss of both copies of the whole gene in the same cells; absent as well in
    /// results that older versions wrote.
    #[serde(default)]
    pub limit_homozygous: Option<f64>,
    /// The same for one more copy of the whole gene.
    #[serde(default)]
    pub limit_gain: Option<f64>,
    /// The same as `limit_of_detection` for each recurrent deletion of the gene, and for its loss as
    /// a whole.
    #[serde(default)]
    pub pattern_limits: Vec<PatternLimit>,
    /// Why exons were not assessed, in words; empty when all were.
    pub reasons: Vec<String>,
    /// Exons of recurrent deletions, as in [`Pattern`], of which none was assessed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unseen_recurrent: Vec<String>,
}

/// What could have been seen of a deletion pattern.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PatternLimit {
    /// Exon range, as in [`Pattern`].
    pub exons: String,
    /// Smallest clone fraction at which this heterozygous deletion would have been called with
    /// 95 % power; absent when not even one in every cell would.
    pub limit_of_detection: Option<f64>,
}

/// A deletion pattern and its posterior probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pattern {
    /// `none` or the deleted exon ranges joined by `+`.
    pub exons: String,
    /// Posterior probability.
    pub probability: f64,
}

/// Where the zero of the copy-number scale was put.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Baseline {
    /// Level that was taken as two copies, as a ratio to the normals' median level.
    pub level: f64,
    /// Share of the panel's backbone at that level.
    pub support: f64,
    /// Another level that could be two copies, with its support; shown, never hidden.
    pub competing: Option<CompetingLevel>,
}

/// A second candidate for the zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompetingLevel {
    /// Ratio of this level to the chosen one.
    pub ratio: f64,
    /// Share of the panel's backbone at that level.
    pub support: f64,
}

/// How well the sample fits its panel of normals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NormalsFit {
    /// SHA-256 of the panel of normals.
    pub digest: String,
    /// Its members, by name.
    pub members: Vec<String>,
    /// Members that were left out for this sample (the sample itself).
    pub left_out: Vec<String>,
    /// Correlation of log depth with the normals' location, over all targets.
    pub correlation: f64,
    /// Residual noise of the sample, relative to that of the normals when each is left out.
    pub noise_factor: f64,
    /// Differences between stretches of a chromosome, relative to those of the normals, at least 1;
    /// absent in results that older versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wave_factor: Option<f64>,
    /// Factors of systematic variation that were removed.
    pub factors: u32,
    /// Mean depth of the members, for comparison with that of the sample; absent in results that
    /// older versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<DepthOfNormals>,
    /// Chromosomes of which the normals have fragments and the sample has none: its file is
    /// incomplete, and nothing of it is assessed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_reads: Vec<Contig>,
    /// How many of the members carry events in the ALL genes, each called against the others.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub members_with_events: u32,
    /// Genes in which members that were used carry a deletion, which hides one of the sample.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub genes_with_events: Vec<String>,
    /// The member whose depths are those of the sample, under another name; it was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks with a reference.
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl NormalsFit {
    /// Fewest members with events of their own that false calls do not explain.
    const FEWEST_WITH_EVENTS: u32 = 2;
    /// Most members, as one in so many, whose events false calls explain.
    const ONE_WITH_EVENTS_IN: usize = 10;

    /// True when more members carry events than false calls explain: patients may be among them.
    pub fn has_patients(&self) -> bool {
        let found = self.members_with_events;
        found >= Self::FEWEST_WITH_EVENTS
            && found as usize * Self::ONE_WITH_EVENTS_IN > self.members.len()
    }

    /// The chromosomes without reads as a list: `21`, `13, 21`.
    pub fn chromosomes_without_reads(&self) -> String {
        let names: Vec<&str> = self.without_reads.iter().map(Contig::as_str).collect();
        names.join(", ")
    }
}

/// Mean depth over all targets among the members of a panel of normals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DepthOfNormals {
    /// Shallowest member.
    pub lowest: f64,
    /// Median of the members.
    pub median: f64,
    /// Deepest member.
    pub highest: f64,
}

/// How serious a quality flag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information.
    Note,
    /// The result needs a closer look.
    Warning,
    /// The result should not be used.
    Fail,
}

/// A quality flag with a stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QcFlag {
    /// Stable code, for example `LOW_DEPTH`.
    pub code: String,
    /// How serious it is.
    pub severity: Severity,
    /// What was found, with its figure.
    pub message: String,
    /// The event that it speaks of; absent where it speaks of the sample.
    pub about: Option<FlaggedEvent>,
}

/// An event of a gene that a flag speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FlaggedEvent {
    /// Gene symbol.
    pub gene: String,
    /// Deletion or gain.
    pub kind: EventKind,
}

impl QcFlag {
    /// The code of an event that is neither called nor excluded.
    pub const UNCERTAIN: &str = "UNCERTAIN";
    /// The code of a gene at two copies on a chromosome that is gained: a loss within the gain.
    pub const RELATIVE_LOSS: &str = "RELATIVE_LOSS";
    /// The code of an event that is called and to be confirmed.
    pub const PROBABLE: &str = "PROBABLE";
    /// The code of a called deletion whose first and last exon are not certain.
    pub const ENDS_UNCERTAIN: &str = "ENDS_UNCERTAIN";

    /// True when it says of an event that it is neither called nor excluded.
    fn leaves_open(&self) -> bool {
        self.code == Self::UNCERTAIN || self.code == Self::RELATIVE_LOSS
    }

    /// True when it speaks of this kind of event of a gene.
    pub fn is_about(&self, gene: &str, kind: EventKind) -> bool {
        self.about.as_ref().is_some_and(|about| about.gene == gene && about.kind == kind)
    }
}

/// Sample identity and what the laboratory stated of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleInfo {
    /// Sample name.
    pub name: String,
    /// Patient's sample or healthy reference.
    pub role: Role,
    /// Sex chromosomes as stated; `unknown` when not stated.
    pub sex_stated: Sex,
    /// Sex chromosomes as the depth shows them; `unknown` when the panel cannot tell.
    pub sex_observed: Sex,
    /// Blast percentage as stated by the laboratory, 0 to 100.
    pub blast_percent: Option<f64>,
    /// How the laboratory counted the blasts, in its words; absent when it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blast_method: Option<String>,
    /// The name that the sample's file gives itself, where a sheet calls the sample otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_in_file: Option<String>,
}

impl SampleInfo {
    /// Standard deviation of a blast percentage stated by the laboratory, as a fraction.
    const BLAST_ERROR: f64 = 0.1;

    /// The stated blast percentage as it is written: `15`, `12.5`.
    pub fn blasts_written(&self) -> Option<String> {
        let percent = self.blast_percent?;
        Some(format!("{percent:.*}", usize::from(percent.fract() != 0.0)))
    }

    /// The stated blasts as a share of the cells, as precise as counts by eye are.
    pub fn stated_purity(&self) -> Option<Estimate> {
        let value = (self.blast_percent? / 100.0).clamp(0.02, 1.0);
        Some(Estimate::of_share(value, Self::BLAST_ERROR))
    }

    /// A sample of which nothing but its name and role is stated.
    pub fn new(name: &str, role: Role) -> Self {
        Self {
            name: name.to_owned(),
            role,
            sex_stated: Sex::Unknown,
            sex_observed: Sex::Unknown,
            blast_percent: None,
            blast_method: None,
            name_in_file: None,
        }
    }

    /// The stated sex, or the observed one when none was stated.
    pub fn sex(&self) -> Sex {
        if self.sex_stated == Sex::Unknown { self.sex_observed } else { self.sex_stated }
    }
}

/// All copy-number calls of one sample: the output of `ikaros call`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleCalls {
    /// Who the sample is.
    pub sample: SampleInfo,
    /// Reference assembly.
    pub assembly: Assembly,
    /// How the sample's files write contig names; tables follow it.
    pub contig_style: ContigStyle,
    /// How PAR1 lies in the sample's alignment.
    pub par: ParState,
    /// What counted the depth.
    pub depth_source: DepthSource,
    /// Filters of the counter.
    pub depth_filters: String,
    /// Digest of the target set.
    pub target_digest: String,
    /// Number of targets of the panel.
    pub targets: u32,
    /// Mean depth over all targets.
    pub mean_depth: f64,
    /// Quality figures of the reads, when they were seen.
    pub depth_qc: Option<DepthQc>,
    /// Fit to the panel of normals.
    pub normals: NormalsFit,
    /// The zero of the copy-number scale.
    pub baseline: Baseline,
    /// Gains and losses of whole chromosomes over the backbone; absent when the sample does not
    /// resemble the normals.
    #[serde(default)]
    pub aneuploidy: Option<Aneuploidy>,
    /// Reads at recurrent junctions; absent when they were not looked for, as in imported tables.
    pub junctions: Option<Vec<JunctionEvidence>>,
    /// Junctions anywhere in the ALL genes, at single-base resolution; absent when they were not
    /// looked for.
    #[serde(default)]
    pub junctions_at_large: Option<Vec<Junction>>,
    /// What heterozygous SNPs say; absent when no common SNPs were counted.
    pub snps: Option<SnpEvidence>,
    /// Fraction of the sample's cells that are leukaemic, from the events themselves; absent when
    /// there is none to tell it.
    pub purity: Option<Estimate>,
    /// Genes in the gene model's order.
    pub genes: Vec<GeneCall>,
    /// Quality flags.
    pub flags: Vec<QcFlag>,
}

impl GeneCall {
    /// Posterior of the exons that are called deleted, of those of a gene that is deleted; absent
    /// without a called deletion.
    pub fn probability_of_ends(&self) -> Option<f64> {
        let mut called: Vec<String> = self
            .segments
            .iter()
            .filter(|segment| segment.kind == EventKind::Deletion)
            .map(Segment::exon_range)
            .collect();
        called.sort();
        called.dedup();
        if called.is_empty() || self.probability_deletion <= 0.0 {
            return None;
        }
        let is_called = |pattern: &&Pattern| {
            let mut exons: Vec<&str> = pattern.exons.split('+').collect();
            exons.sort_unstable();
            exons.dedup();
            exons == called
        };
        let probability: f64 = self.patterns.iter().filter(is_called).map(|p| p.probability).sum();
        Some((probability / self.probability_deletion).min(1.0))
    }

    /// From the gene's first to its last exon; absent when the assembly has none of them.
    pub fn span(&self) -> Option<Interval> {
        let mut exons = self.exons.iter().filter_map(|exon| exon.interval.as_ref());
        let first = exons.next()?.clone();
        Some(exons.fold(first, |span, exon| Interval {
            start: span.start.min(exon.start),
            end: span.end.max(exon.end),
            ..span
        }))
    }
}

impl GeneCall {
    /// Highest ratio to two copies among exons of which more than four copies are told: they are
    /// gained beyond two copies more in every cell.
    pub fn amplified(&self) -> Option<f64> {
        let beyond = |exon: &&ExonCall| exon.copies.is_some_and(|copies| copies > 4.0);
        let gained = self.exons.iter().filter(|exon| exon.state == CopyState::Gain);
        gained.filter(beyond).filter_map(|exon| exon.ratio.map(|r| r.value)).max_by(f64::total_cmp)
    }
}

impl SampleCalls {
    /// Codes of the quality flags, each once, in their order: several genes may have the same.
    pub fn flag_codes(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = Vec::new();
        for flag in &self.flags {
            if !codes.contains(&flag.code.as_str()) {
                codes.push(&flag.code);
            }
        }
        codes
    }

    /// The event, where every assessed exon of PAR1 has the same one, in two genes or more.
    pub fn whole_par1(&self) -> Option<EventKind> {
        let par1 = Par1::of(self.assembly);
        let is_inside = |gene: &&GeneCall| gene.span().is_some_and(|span| par1.holds_on_x(&span));
        let of_gene = |gene: &GeneCall| {
            let assessed = gene.exons.iter().filter(|e| e.state != CopyState::NotAssessed);
            let states: Vec<CopyState> = assessed.map(|exon| exon.state).collect();
            (!states.is_empty()).then_some(states)
        };
        let genes: Vec<Vec<CopyState>> =
            self.genes.iter().filter(is_inside).filter_map(of_gene).collect();
        let all = |wanted: &dyn Fn(CopyState) -> bool| genes.iter().flatten().all(|s| wanted(*s));
        match genes.len() {
            0 | 1 => None,
            _ if all(&CopyState::is_deletion) => Some(EventKind::Deletion),
            _ if all(&|state| state == CopyState::Gain) => Some(EventKind::Gain),
            _ => None,
        }
    }

    /// True when no deletion of a gene is called, and one in all of the stated blasts would not have
    /// been seen either: they are fewer than its limit of detection.
    pub fn blasts_below_limit(&self, gene: &GeneCall) -> bool {
        let Some(percent) = self.sample.blast_percent else { return false };
        let is_above = |limit: f64| 100.0 * limit > percent + 1e-6;
        self.sample.role == Role::Tumour
            && gene.state == LocusState::NotDeleted
            && gene.limit_of_detection.is_none_or(is_above)
    }

    /// Genes without a called deletion whose limit of detection lies above the share of the cells that
    /// the sample's own certain events are in; none where blasts are stated, which are asked instead.
    pub fn share_below_limit(&self) -> Vec<&GeneCall> {
        let Some(share) = self.purity.filter(|_| self.sample.blast_percent.is_none()) else {
            return Vec::new();
        };
        let is_above = |gene: &&GeneCall| {
            gene.state == LocusState::NotDeleted
                && gene.limit_of_detection.is_some_and(|limit| limit > share.value)
        };
        self.genes.iter().filter(is_above).collect()
    }

    /// True when a gene's deletion in every cell of a patient would not reliably have been found.
    pub fn is_out_of_reach(&self, gene: &GeneCall) -> bool {
        self.sample.role == Role::Tumour
            && gene.state == LocusState::NotDeleted
            && gene.limit_of_detection.is_none()
    }

    /// The called deletion in the most cells, by the lower end of its interval, with its gene. Gains
    /// do not say in how many cells they are: there may be several copies more.
    pub fn largest_deletion(&self) -> Option<(&GeneCall, &Segment)> {
        let deleted = self.genes.iter().filter(|gene| gene.state == LocusState::Deleted);
        let segments = deleted.flat_map(|gene| gene.segments.iter().map(move |s| (gene, s)));
        segments
            .filter(|(_, segment)| segment.kind == EventKind::Deletion)
            .max_by(|a, b| a.1.clone_fraction.low.total_cmp(&b.1.clone_fraction.low))
    }

    /// True when an event of a gene is neither called nor excluded: it is flagged so, the gene lies
    /// below its gained chromosome, the event lies on exons that were not assessed, or it would not
    /// have been seen in the stated blasts. Such a gene is not to be told as unchanged.
    pub fn is_undecided(&self, gene: &GeneCall, kind: EventKind) -> bool {
        let is_called = gene.state == LocusState::Deleted;
        let is_unseen = kind == EventKind::Deletion && !gene.unseen_recurrent.is_empty();
        (is_unseen && !is_called) || self.is_undecided_on_exons(gene, kind)
    }

    /// The same of the exons that were assessed: those of a gene of which others were not stay as
    /// they were measured.
    pub fn is_undecided_on_exons(&self, gene: &GeneCall, kind: EventKind) -> bool {
        let is_called = match kind {
            EventKind::Deletion => gene.state == LocusState::Deleted,
            EventKind::Gain => gene.gained,
        };
        let hidden = gene.segments.iter().any(|segment| segment.kind == kind);
        let is_flagged = |flag: &QcFlag| flag.leaves_open() && flag.is_about(&gene.gene, kind);
        let is_unseen = kind == EventKind::Deletion
            && (self.blasts_below_limit(gene)
                || self.is_out_of_reach(gene)
                || self.is_hidden_by_normals(gene));
        !is_called && (hidden || is_unseen || self.flags.iter().any(is_flagged))
    }

    /// True when normals that were compared with carry a deletion in the gene.
    pub fn is_hidden_by_normals(&self, gene: &GeneCall) -> bool {
        self.normals.genes_with_events.contains(&gene.gene)
    }

    /// True when a gene lies below its gained chromosome.
    pub fn is_below_chromosome(&self, gene: &str) -> bool {
        let is_so = |flag: &QcFlag| {
            flag.code == QcFlag::RELATIVE_LOSS && flag.is_about(gene, EventKind::Deletion)
        };
        self.flags.iter().any(is_so)
    }

    /// True when a called event of a gene is to be confirmed.
    pub fn is_probable(&self, gene: &str, kind: EventKind) -> bool {
        let mut flags = self.flags.iter();
        flags.any(|flag| flag.code == QcFlag::PROBABLE && flag.is_about(gene, kind))
    }

    /// True when the exons of a called deletion may be others than those called.
    pub fn has_uncertain_ends(&self, gene: &str) -> bool {
        let mut flags = self.flags.iter();
        flags.any(|flag| {
            flag.code == QcFlag::ENDS_UNCERTAIN && flag.is_about(gene, EventKind::Deletion)
        })
    }

    /// Junctions with an end in the gene, or that lose or repeat a part of it; absent when they were
    /// not looked for.
    pub fn junctions_over(&self, gene: &GeneCall) -> Option<Vec<&Junction>> {
        let found = self.junctions_at_large.as_ref()?;
        let span = gene.span();
        let touches = |junction: &&Junction| span.as_ref().is_some_and(|s| junction.touches(s));
        Some(found.iter().filter(touches).collect())
    }

    /// The call of a gene by symbol.
    pub fn gene(&self, symbol: &str) -> Option<&GeneCall> {
        self.genes.iter().find(|gene| gene.gene == symbol)
    }
}
