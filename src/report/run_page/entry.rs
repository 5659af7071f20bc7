//! What the page needs of each sample: little, so that a run of a thousand fits in memory.

use crate::model::calls::{
    CopyState, DepthOfNormals, EventKind, GeneCall, QcFlag, SampleCalls, Severity,
};
use crate::model::language::Language;
use crate::model::locus_state::LocusState;
use crate::model::merged_variant::MergedVariant;
use crate::model::patient::PatientResult;
use crate::model::sample::Sex;
use crate::report::open;
use crate::report::run_table::{RunRow, Status};
use crate::report::text::Texts;
use crate::report::view::{self, Phrase};

/// One sample of a run: its row in `run.tsv`, and more where it was finished.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The row.
    pub row: RunRow,
    /// Figures behind it; absent when the sample failed.
    pub detail: Option<Detail>,
}

impl Entry {
    /// A finished sample, in the language of the page.
    pub fn from_result(result: &PatientResult, language: Language) -> Self {
        let detail = Detail::new(result, Texts::of(language));
        Self { row: RunRow::from_result(result), detail: Some(detail) }
    }

    /// A sample of which there is a row alone.
    pub fn failed(row: RunRow) -> Self {
        Self { row, detail: None }
    }

    /// How far the sample can be trusted.
    pub fn quality(&self) -> Quality {
        let Some(detail) = self.detail.as_ref().filter(|_| self.row.status == Status::Ok) else {
            return Quality::Failed;
        };
        let has = |severity| detail.flags.iter().any(|flag| flag.severity == severity);
        if has(Severity::Fail) {
            Quality::Fail
        } else if has(Severity::Warning) {
            Quality::Warning
        } else if has(Severity::Note) {
            Quality::Note
        } else {
            Quality::Pass
        }
    }
}

/// How far a sample can be trusted, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// Not finished.
    Failed,
    /// Finished, but not to be used.
    Fail,
    /// A closer look is needed.
    Warning,
    /// There is something to know.
    Note,
    /// Nothing to say.
    Pass,
}

impl Quality {
    /// All, the gravest first.
    pub const ALL: [Self; 5] = [Self::Failed, Self::Fail, Self::Warning, Self::Note, Self::Pass];

    /// `failed`, `fail`, `warning`, `note`, `pass`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Fail => "fail",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Pass => "pass",
        }
    }
}

/// What is kept of a finished sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// What made the result.
    pub software: String,
    /// Digest of the panel of normals.
    pub panel: String,
    /// Number of its members.
    pub members: usize,
    /// Mean depth of its members.
    pub normals: Option<DepthOfNormals>,
    /// Correlation with the normals.
    pub correlation: f64,
    /// Noise relative to the normals.
    pub noise: f64,
    /// Percentage of the target bases at 1,000x or more, where the reads were counted.
    pub covered: Option<f64>,
    /// Percentage of duplicates, where the reads were counted.
    pub duplicates: Option<f64>,
    /// Sex as stated.
    pub stated: Sex,
    /// Sex as the depth shows it.
    pub seen: Sex,
    /// Quality flags.
    pub flags: Vec<FlagMark>,
    /// What was not assessed, in the words of the page.
    pub open: Vec<String>,
    /// Genes that were called.
    pub genes: Vec<GeneMark>,
    /// Small variants on the genes.
    pub variants: Variants,
}

impl Detail {
    fn new(result: &PatientResult, t: &Texts) -> Self {
        let calls = &result.calls;
        Self {
            software: result.provenance.software.clone(),
            panel: calls.normals.digest.clone(),
            members: calls.normals.members.len() + calls.normals.left_out.len(),
            normals: calls.normals.depth,
            correlation: calls.normals.correlation,
            noise: calls.normals.noise_factor,
            covered: calls.depth_qc.as_ref().map(|qc| qc.percent_1000x),
            duplicates: calls.depth_qc.as_ref().map(|qc| qc.duplicate_percent),
            stated: calls.sample.sex_stated,
            seen: calls.sample.sex_observed,
            flags: calls.flags.iter().map(|flag| FlagMark::new(t, calls, flag)).collect(),
            open: result
                .interpretation
                .not_assessed
                .iter()
                .map(|item| item.what.clone())
                .chain(open::small_variants(t, result))
                .collect(),
            genes: calls.genes.iter().map(|gene| GeneMark::new(t, gene, calls)).collect(),
            variants: variants(t, result),
        }
    }
}

/// A quality flag in the words of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagMark {
    /// Its code.
    pub code: String,
    /// Its weight.
    pub severity: Severity,
    /// What it says.
    pub finding: Phrase,
}

impl FlagMark {
    fn new(t: &Texts, calls: &SampleCalls, flag: &QcFlag) -> Self {
        let finding = view::flag(t, calls, flag);
        Self { code: flag.code.clone(), severity: flag.severity, finding }
    }
}

/// What the oncoprint shows of one gene of one sample.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneMark {
    /// Symbol.
    pub gene: String,
    /// `het_del` or `hom_del`.
    pub deletion: Option<CopyState>,
    /// A part of it is gained.
    pub gain: bool,
    /// A deletion or a gain is neither called nor excluded.
    pub undecided: bool,
    /// Exons that were assessed.
    pub assessed: usize,
    /// All its exons.
    pub exons: usize,
    /// Smallest clone fraction at which loss of the whole gene would have been called.
    pub limit: Option<f64>,
    /// Events: state, exons, clone fraction.
    pub events: Vec<(CopyState, String, f64)>,
    /// Why exons were not assessed.
    pub reasons: Vec<String>,
}

impl GeneMark {
    fn new(t: &Texts, gene: &GeneCall, calls: &SampleCalls) -> Self {
        let has = |state| gene.exons.iter().any(|exon| exon.state == state);
        let deleted = gene.state == LocusState::Deleted;
        let deletion = match (deleted, has(CopyState::HomDel)) {
            (true, true) => Some(CopyState::HomDel),
            (true, false) => Some(CopyState::HetDel),
            (false, _) => None,
        };
        Self {
            gene: gene.gene.clone(),
            deletion,
            gain: gene.gained,
            undecided: [EventKind::Deletion, EventKind::Gain]
                .into_iter()
                .any(|kind| calls.is_undecided(gene, kind)),
            assessed: gene.exons.iter().filter(|e| e.state != CopyState::NotAssessed).count(),
            exons: gene.exons.len(),
            limit: gene.limit_of_detection,
            events: gene
                .segments
                .iter()
                .map(|s| (s.state, s.exon_range(), s.clone_fraction.value))
                .collect(),
            reasons: gene.reasons.iter().map(|said| view::reason(t, calls, gene, said)).collect(),
        }
    }
}

/// What is known of the small variants of a sample.
#[derive(Debug, Clone, PartialEq)]
pub enum Variants {
    /// No VCF was read.
    NoFile,
    /// VCFs were read, but without a reference their records were not merged and not judged.
    NotMerged,
    /// Merged.
    Merged {
        /// Those that pass.
        found: Vec<VariantMark>,
        /// Hotspots that could not be assessed: gene and name.
        blind: Vec<(String, String)>,
    },
}

impl Variants {
    /// Those that pass, on one gene.
    pub fn of<'a>(&'a self, gene: &'a str) -> impl Iterator<Item = &'a VariantMark> {
        self.found().iter().filter(move |variant| variant.gene == gene)
    }

    /// Those that pass.
    pub fn found(&self) -> &[VariantMark] {
        match self {
            Self::Merged { found, .. } => found,
            Self::NoFile | Self::NotMerged => &[],
        }
    }
}

/// A small variant on a gene.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantMark {
    /// Symbol.
    pub gene: String,
    /// HGVS where it is known, else the alleles.
    pub name: String,
    /// Variant allele fraction.
    pub vaf: Option<f64>,
}

/// The merged variants that pass. Records that nobody merged are no findings yet: germline alleles
/// and the callers' noise are among them.
fn variants(t: &Texts, result: &PatientResult) -> Variants {
    let Some(merged) = &result.merged else {
        let none = result.variant_files.is_empty();
        return if none { Variants::NoFile } else { Variants::NotMerged };
    };
    let of_gene = |variant: &MergedVariant| {
        let effect = variant.effect.as_ref();
        let hgvs = effect.map(|e| e.hgvs_p.clone().unwrap_or_else(|| e.hgvs_c.clone()));
        let alleles = || {
            format!(
                "{}:{} {}>{}",
                variant.contig, variant.position, variant.reference, variant.alternative
            )
        };
        Some(VariantMark {
            gene: variant.gene.clone()?,
            name: short(&hgvs.unwrap_or_else(alleles)),
            vaf: variant.vaf,
        })
    };
    let passing = merged.variants.iter().filter(|variant| variant.passes());
    let blind = merged.hotspots.iter().filter(|hotspot| hotspot.state == "not_assessed");
    Variants::Merged {
        found: passing.filter_map(of_gene).collect(),
        blind: blind.map(|h| (h.gene.clone(), view::hotspot(t, &h.label))).collect(),
    }
}

/// Long alleles are cut: the sample's own report has them whole.
fn short(name: &str) -> String {
    const LONGEST: usize = 60;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST).chain(['…']).collect()
}
