//! The comparison as it is written: the public JSON contract of `ikaros compare`.

use schemars::JsonSchema;
use serde::Serialize;

use super::profile::{Borders, MlpaState};
use crate::model::calls::CopyState;
use crate::model::estimate::Estimate;
use crate::model::patient::InputFile;

/// Version of the layout.
pub const SCHEMA_VERSION: &str = "1.2";

/// Everything that a comparison found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Version of this layout.
    pub schema_version: String,
    /// `ikaros` and its version.
    pub software: String,
    /// What the laboratory states of the comparison; empty when nothing was stated.
    pub intended_use: String,
    /// What the laboratory states of the specimens; empty when nothing was stated.
    pub specimens: String,
    /// MLPA's borders in use.
    pub borders: Borders,
    /// Input files.
    pub inputs: Vec<InputFile>,
    /// Samples that were compared, and those that were not.
    pub samples: Samples,
    /// Numbers of samples by what MLPA and NGS found.
    pub categories: Vec<Category>,
    /// Agreement at each level.
    pub levels: Vec<Level>,
    /// Agreement of the ratios.
    pub ratios: Vec<RatioAgreement>,
    /// Borders that separate best.
    pub border_choice: Vec<BorderChoice>,
    /// Differences with their reasons.
    pub discordances: Vec<Discordance>,
    /// Exchanged samples.
    pub swaps: Swaps,
    /// Acceptance criteria of the user.
    pub criteria: Vec<Criterion>,
    /// Every exon that has a probe, in the samples' order.
    pub exons: Vec<ExonPair>,
    /// Every gene that MLPA tested.
    pub genes: Vec<GenePair>,
    /// IKZF1 categories.
    pub ikzf1: Vec<CategoryPair>,
    /// What the reader should know.
    pub remarks: Vec<String>,
}

/// Samples of both sides.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Samples {
    /// Samples with both results.
    pub joined: Vec<JoinedSample>,
    /// NGS samples without an MLPA result.
    pub ngs_only: Vec<String>,
    /// MLPA samples without an NGS result.
    pub mlpa_only: Vec<String>,
}

/// One sample with both results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct JoinedSample {
    /// Name in the NGS results.
    pub ngs: String,
    /// Name in the MLPA files.
    pub mlpa: String,
}

/// How many samples there are of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Category {
    /// What was found, for example `IKZF1 4-7`.
    pub category: String,
    /// Samples in which MLPA found it.
    pub mlpa: u64,
    /// Samples in which NGS found it.
    pub ngs: u64,
    /// Samples in which both found it.
    pub both: u64,
    /// Samples in which a side leaves it open.
    pub open: u64,
}

/// A share with its counts and exact (Clopper-Pearson) 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Rate {
    /// Numerator.
    pub count: u64,
    /// Denominator.
    pub of: u64,
    /// Share; absent without a denominator.
    pub rate: Option<Estimate>,
}

/// Agreement of yes-or-no answers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Binary {
    /// Both found it.
    pub both: u64,
    /// NGS alone.
    pub ngs_alone: u64,
    /// MLPA alone.
    pub mlpa_alone: u64,
    /// Neither.
    pub neither: u64,
    /// Share of MLPA's findings that NGS found (positive agreement).
    pub sensitivity: Rate,
    /// Share of MLPA's negatives that NGS left (negative agreement).
    pub specificity: Rate,
    /// Share of NGS' findings that MLPA found.
    pub ppv: Rate,
    /// Share of NGS' negatives that MLPA left.
    pub npv: Rate,
}

/// A table of counts: rows NGS, columns MLPA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Table {
    /// NGS categories.
    pub ngs: Vec<String>,
    /// MLPA categories.
    pub mlpa: Vec<String>,
    /// Counts, one list per NGS category.
    pub counts: Vec<Vec<u64>>,
    /// Who stands in the cells where the two sides differ or one of them has no result. The reasons
    /// are in the list of differences, under the same level, sample and subject.
    pub differing: Vec<DifferingCell>,
}

/// A cell of a table in which the two sides do not say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DifferingCell {
    /// NGS category.
    pub ngs: String,
    /// MLPA category.
    pub mlpa: String,
    /// Every pair that the cell counts.
    pub pairs: Vec<Member>,
}

/// One pair of results in a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Member {
    /// Sample, as NGS names it.
    pub sample: String,
    /// Gene, exon, locus or preset.
    pub subject: String,
}

/// How the two sides differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// One finds what the other excludes.
    Contradiction,
    /// The MLPA ratio lies just beside the deletion border.
    Borderline,
    /// Both find a deletion, and not the same number of copies lost.
    Degree,
    /// One side has no result.
    NoResult,
}

impl Difference {
    /// Code in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Borderline => "borderline",
            Self::Degree => "degree",
            Self::NoResult => "no_result",
        }
    }
}

/// Agreement at one level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Level {
    /// `exon`, `gene`, `locus`, `homozygous`, `ikzf1_category`, `ikzf1plus`, `ikzf1plus_erg_aside`,
    /// `ukall_cna`.
    pub level: String,
    /// `all`, a gene, a locus, a preset; at `ikzf1_category` also one category against the rest.
    pub group: String,
    /// `deletion`, `gain`, `homozygous`, `category`, `one_category`, `answer`, `class`.
    pub finding: String,
    /// What became of borderline answers: `apart`, `not_deleted`, `deleted`. At `homozygous` they
    /// are the losses that may be of one allele or of both.
    pub borderline: String,
    /// All pairs, those without a result on a side among them.
    pub pairs: u64,
    /// Pairs with a result on both sides.
    pub compared: u64,
    /// Pairs without an NGS result.
    pub ngs_no_call: Rate,
    /// Pairs without an MLPA result.
    pub mlpa_no_call: Rate,
    /// Compared pairs that agree.
    pub agreement: Rate,
    /// Cohen's kappa with its large-sample interval; absent when it is not defined.
    pub kappa: Option<Estimate>,
    /// Yes-or-no figures; absent for categories.
    pub binary: Option<Binary>,
    /// The full table.
    pub table: Table,
}

/// A regression line `ngs = intercept + slope mlpa`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Regression {
    /// Slope with its 95 % interval.
    pub slope: Estimate,
    /// Intercept with its 95 % interval.
    pub intercept: Estimate,
}

/// Bland-Altman figures of NGS minus MLPA.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Differences {
    /// Mean difference.
    pub bias: Estimate,
    /// Standard deviation.
    pub deviation: f64,
    /// Lower limit of agreement.
    pub lower: Estimate,
    /// Upper limit of agreement.
    pub upper: Estimate,
}

/// Agreement of the ratios of one gene.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RatioAgreement {
    /// Gene, or `all`.
    pub gene: String,
    /// Pairs of ratios.
    pub pairs: u64,
    /// Bland-Altman; absent below three pairs.
    pub differences: Option<Differences>,
    /// Passing-Bablok; absent when it cannot be computed.
    pub passing_bablok: Option<Regression>,
    /// Deming with equal error variances; absent when it cannot be computed.
    pub deming: Option<Regression>,
}

/// The border that separates best, of one method against the other's call.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BorderChoice {
    /// Whose ratio: `ngs` or `mlpa`.
    pub ratio_of: String,
    /// Whose call it is held against.
    pub against: String,
    /// Deleted and not deleted.
    pub deleted: u64,
    /// Not deleted.
    pub not_deleted: u64,
    /// Area under the curve (`DeLong`).
    pub area: Estimate,
    /// The border with the largest sum of sensitivity and specificity.
    pub best: f64,
    /// Borders that are as good: lowest and highest.
    pub best_range: [f64; 2],
    /// Sensitivity at the best border.
    pub sensitivity: f64,
    /// Specificity at the best border.
    pub specificity: f64,
    /// The curve: border, sensitivity, specificity.
    pub curve: Vec<[f64; 3]>,
}

/// Why two results differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    /// Stable code, for example `BELOW_MLPA_LIMIT`.
    pub code: String,
    /// The figures that it rests on.
    pub evidence: String,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Discordance {
    /// Sample, as NGS names it.
    pub sample: String,
    /// Level.
    pub level: String,
    /// Gene, exon, locus or preset.
    pub subject: String,
    /// How they differ.
    pub difference: Difference,
    /// NGS result, as in the tables of counts.
    pub ngs: String,
    /// MLPA result, as in the tables of counts.
    pub mlpa: String,
    /// NGS ratio, of an exon.
    pub ngs_ratio: Option<f64>,
    /// MLPA ratio, of an exon.
    pub mlpa_ratio: Option<f64>,
    /// Reasons, the most telling first; never empty.
    pub reasons: Vec<Reason>,
}

/// One exon with a probe.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExonPair {
    /// Sample, as NGS names it.
    pub sample: String,
    /// Gene.
    pub gene: String,
    /// Exon as the kit names it.
    pub mlpa_exon: String,
    /// Exon of the gene table; absent when the probe lies in none.
    pub ngs_exon: Option<String>,
    /// MLPA state.
    pub mlpa: MlpaState,
    /// MLPA ratio.
    pub mlpa_ratio: Option<f64>,
    /// NGS state.
    pub ngs: CopyState,
    /// NGS ratio with its interval.
    pub ngs_ratio: Option<Estimate>,
    /// Fraction of the cells that carry the event, by NGS.
    pub clone_fraction: Option<f64>,
    /// Mean copies over all cells, by NGS.
    pub copies: Option<f64>,
    /// Clone fraction from which NGS finds a loss of this exon alone.
    pub limit_of_detection: Option<f64>,
    /// Why a side has no result; empty when both have.
    pub reason: String,
    /// True when the probes of the exon disagree.
    pub probes_differ: bool,
    /// MLPA state that the laboratory states, when it differs from the borders'.
    pub stated_otherwise: Option<MlpaState>,
}

/// One gene.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GenePair {
    /// Sample, as NGS names it.
    pub sample: String,
    /// Gene.
    pub gene: String,
    /// NGS answer: `deleted`, `gained`, `not_deleted`, `not_assessed`.
    pub ngs: String,
    /// MLPA state.
    pub mlpa: MlpaState,
}

/// IKZF1 category of one sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CategoryPair {
    /// Sample, as NGS names it.
    pub sample: String,
    /// NGS exons that are deleted: `none`, `4-7`, ... or `not_assessed`.
    pub ngs: String,
    /// MLPA exons that are deleted; `?` at its end when borderline or missing exons leave it open.
    pub mlpa: String,
    /// `agree`, `differ`, `compatible` (equal on every exon that both decided) or `no_call`.
    pub outcome: String,
    /// Exons that a side left open.
    pub open: String,
}

/// Exchanged samples.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Swaps {
    /// Samples whose profiles were compared.
    pub samples: u64,
    /// Samples without an event, which an exchange among themselves would not show.
    pub flat: u64,
    /// Spread of the differences between the two methods' ratios.
    pub noise: Option<f64>,
    /// Exchanges that explain the profiles better than the names do.
    pub suspected: Vec<Swap>,
    /// MLPA samples without an NGS sample of their name whose events an NGS sample has.
    pub unpartnered: Vec<Misnamed>,
}

impl Swaps {
    /// True while figures of samples that were compared may be another's.
    pub fn are_suspected(&self) -> bool {
        !self.suspected.is_empty() || self.unpartnered.iter().any(|own| own.instead_of.is_some())
    }
}

/// An MLPA sample that may have another name among the NGS results.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Misnamed {
    /// The suspicion in words.
    pub told: String,
    /// MLPA sample, as its file names it.
    pub mlpa: String,
    /// NGS sample that it agrees with best.
    pub ngs: String,
    /// The MLPA sample under which that NGS sample was compared; absent where it has none.
    pub instead_of: Option<String>,
    /// Further NGS samples with the same events.
    pub also: Vec<String>,
    /// How many standard deviations of chance it fits better than a profile without an event, and than
    /// the MLPA sample of the name.
    pub z: f64,
    /// Threshold of `z` for this number of samples.
    pub threshold: f64,
}

/// A circle of exchanged samples.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Swap {
    /// The circle in words.
    pub told: String,
    /// The circle: each NGS sample with the MLPA sample that fits it better, whose own NGS sample is
    /// the next; the last closes it.
    pub pairs: Vec<SwapPair>,
    /// Root mean square difference of the ratios under the names.
    pub distance_as_named: f64,
    /// The same after the exchange.
    pub distance_exchanged: f64,
    /// How many standard deviations of chance the exchange fits better.
    pub z: f64,
    /// Threshold of `z` for this number of samples.
    pub threshold: f64,
    /// IKZF1 exons that agree under the names and after the exchange, of all.
    pub exons_agree: [u64; 3],
}

/// One link of a circle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SwapPair {
    /// NGS sample.
    pub ngs: String,
    /// MLPA sample that fits it better than its own.
    pub mlpa: String,
    /// Further MLPA samples that fit it as well, by the ratios alone.
    pub fits_as_well: Vec<String>,
}

/// An acceptance criterion and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Criterion {
    /// As the user wrote it.
    pub criterion: String,
    /// The figure; absent when there is none.
    pub found: Option<f64>,
    /// `met`, `not met`, or `not assessable` with the reason.
    pub outcome: String,
    /// Why it is not assessable; empty otherwise.
    pub reason: String,
}

impl Criterion {
    /// True when the figure is there and reaches the value.
    pub fn is_met(&self) -> bool {
        self.outcome == "met"
    }

    /// `met`, `not met (0.91)`, `not assessable: no sample`.
    pub fn verdict(&self) -> String {
        match (self.found, self.reason.as_str()) {
            (Some(found), _) => format!("{} ({found:.4})", self.outcome),
            (None, "") => self.outcome.clone(),
            (None, reason) => format!("{}: {reason}", self.outcome),
        }
    }
}

/// The JSON Schema (2020-12) of a comparison.
pub fn schema() -> Result<Vec<u8>, serde_json::Error> {
    let mut schema = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Comparison>();
    schema.insert("title".to_owned(), "ikaros comparison with MLPA".into());
    schema.insert("x-schema-version".to_owned(), SCHEMA_VERSION.into());
    let mut bytes = serde_json::to_vec_pretty(&schema)?;
    bytes.push(b'\n');
    Ok(bytes)
}
