//! Clinical rules as data: IKZF1 deletion classes, `IKZF1plus`, UKALL-CNA, borders of the calls.

use serde::Deserialize;

use std::collections::BTreeSet;

use super::error::KnowledgeError;
use super::gene_model::GeneModel;
use crate::model::calls::{EventKind, MlpaCall};
use crate::model::estimate::Estimate;

/// All rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// All contiguous exon deletions of IKZF1.
    pub ikzf1: Vec<Ikzf1Deletion>,
    /// `IKZF1plus` presets.
    pub ikzf1plus: Vec<Ikzf1PlusPreset>,
    /// UKALL-CNA loci and presets, and the `P2RY8::CRLF2` signature.
    pub ukall_cna: UkallCna,
    /// Borders and thresholds of the calls.
    pub calling: Calling,
    /// Gains and losses of whole chromosomes, and their classes.
    pub aneuploidy: AneuploidyRules,
}

/// When a chromosome counts as changed, and the classes of such changes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AneuploidyRules {
    #[allow(dead_code)]
    version: String,
    #[allow(dead_code)]
    citation: String,
    /// When a chromosome counts as changed.
    pub chromosome: ChromosomeThresholds,
    /// Classes in order of precedence.
    pub class: Vec<AneuploidyClass>,
    /// Chromosomes that a near-haploid clone keeps in two copies.
    #[serde(default)]
    pub near_haploid_keeps: Vec<String>,
    /// The screen for iAMP21.
    pub iamp21: Iamp21Screen,
}

/// When a chromosome counts as changed.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChromosomeThresholds {
    /// Backbone targets below which it is not assessed.
    pub fewest_targets: u32,
    /// Distance of its ratio from 1 that makes a change.
    pub least_change: f64,
    /// Standard errors that this distance must exceed as well.
    pub deviations: f64,
    /// Distance of PAR1's genes below gained ones beside them that leaves them open.
    pub least_step: f64,
}

/// A class of aneuploidy; both ends of a bin belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AneuploidyClass {
    /// Name.
    pub name: String,
    /// Autosomes lost, from and to.
    pub lost: [u32; 2],
    /// Autosomes gained, from and to.
    pub gained: [u32; 2],
}

/// When chromosome 21 is suspicious.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Iamp21Screen {
    /// The chromosome.
    pub contig: String,
    /// How many times the gain of other gained chromosomes.
    pub least_extra: f64,
    /// Lowest ratio.
    pub least_ratio: f64,
}

impl AneuploidyRules {
    fn check(&self) -> Result<(), String> {
        let ChromosomeThresholds { least_change, deviations, least_step, .. } = self.chromosome;
        if !(0.0 < least_change && least_change < 1.0) {
            return Err("chromosome.least_change must lie between 0 and 1".to_owned());
        }
        if !(0.0 < least_step && least_step < 1.0) {
            return Err("chromosome.least_step must lie between 0 and 1".to_owned());
        }
        if !(deviations >= 0.0 && deviations.is_finite()) {
            return Err("chromosome.deviations must be 0 or more".to_owned());
        }
        for class in &self.class {
            if class.lost[0] > class.lost[1] || class.gained[0] > class.gained[1] {
                return Err(format!("class '{}': a bin goes from low to high", class.name));
            }
        }
        let Iamp21Screen { least_extra, least_ratio, .. } = self.iamp21;
        if !(least_extra >= 1.0 && least_ratio > 1.0) {
            return Err("iamp21: least_extra must be 1 or more and least_ratio above 1".to_owned());
        }
        Ok(())
    }
}

/// One contiguous exon deletion of IKZF1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ikzf1Deletion {
    /// `4-7`, `1`.
    pub exons: String,
    /// Name as MLPA laboratories write it.
    pub mlpa_category: String,
    /// Functional class code.
    pub class: String,
    /// Predicted effect in words.
    pub effect: String,
}

/// One `IKZF1plus` preset.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ikzf1PlusPreset {
    /// Code.
    pub name: String,
    /// Source.
    pub citation: String,
    /// True when a part is not confirmed from a primary text.
    pub unconfirmed: bool,
    /// True when an ERG deletion rules `IKZF1plus` out.
    pub erg_deletion_excludes: bool,
    /// Loci of which at least one must be deleted.
    pub co_deleted: Vec<CoDeleted>,
}

/// A locus whose deletion counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoDeleted {
    /// Name as printed.
    pub locus: String,
    /// Genes of which any counts.
    pub genes: Vec<String>,
    /// True when only a homozygous deletion counts.
    pub homozygous: bool,
}

/// UKALL-CNA: loci, presets, and the `P2RY8::CRLF2` signature over the same genes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UkallCna {
    version: String,
    citation: String,
    /// Loci of the profile.
    #[serde(rename = "locus")]
    pub loci: Vec<Locus>,
    /// Presets.
    #[serde(rename = "preset")]
    pub presets: Vec<UkallPreset>,
    /// The `P2RY8::CRLF2` signature.
    pub p2ry8_crlf2: Signature,
}

/// A locus of one or several genes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locus {
    /// Name.
    pub name: String,
    /// Genes of which any counts.
    pub genes: Vec<String>,
}

/// One UKALL-CNA preset.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UkallPreset {
    /// Code.
    pub name: String,
    /// Source.
    pub citation: String,
    /// True when a part is not confirmed from a primary text.
    pub unconfirmed: bool,
    /// Class of profiles that no rule names.
    #[serde(rename = "else")]
    pub otherwise: String,
    /// Rules, first that fits.
    pub rules: Vec<ProfileRule>,
}

/// A rule over the set of deleted loci.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileRule {
    /// Class when the rule fits.
    pub class: String,
    /// Fits when the deleted loci are exactly one of these sets.
    #[serde(default)]
    pub exactly: Vec<Vec<String>>,
    /// Fits when any of these loci is deleted.
    #[serde(default)]
    pub any: Vec<String>,
}

/// Genes and exons that a deletion takes and leaves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Source.
    pub citation: String,
    /// Genes that are lost.
    pub lost: Vec<String>,
    /// Exons that are lost, `gene:exon`.
    pub lost_exons: Vec<String>,
    /// Genes that are kept.
    pub kept: Vec<String>,
    /// Exons that are kept, `gene:exon`.
    pub kept_exons: Vec<String>,
}

/// Borders and thresholds of the calls.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calling {
    version: String,
    citation: String,
    /// MLPA's borders.
    pub mlpa: MlpaBorders,
    /// Thresholds of a call.
    pub call: CallThresholds,
    /// Thresholds of quality flags.
    pub qc: QcThresholds,
    /// Heterozygous SNPs as evidence.
    pub snps: SnpRules,
    /// Reads away from the targets as evidence.
    pub off_target: OffTargetRules,
}

/// When reads away from the targets assess a chromosome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffTargetRules {
    /// Independent fragments that the reads of a chromosome must be worth.
    pub fewest_fragments: u32,
}

/// Which SNPs count as heterozygous, and how far they are believed.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnpRules {
    /// Fewest fragments with either allele.
    pub fewest_fragments: u32,
    /// Fewest fragments with the rarer allele.
    pub fewest_minor: u32,
    /// Share of the rarer allele below which a SNP is taken as homozygous, and of third bases above
    /// which it is not used.
    pub smallest_share: f64,
    /// Chance that a SNP says nothing of the copies.
    pub outliers: f64,
    /// Chance of copy-neutral loss of heterozygosity over a region.
    pub copy_neutral: f64,
}

/// MLPA's borders.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MlpaBorders {
    /// Ratio at or below which a probe is deleted.
    pub deletion: f64,
    /// Ratio at or above which a probe is duplicated.
    pub duplication: f64,
}

impl MlpaBorders {
    /// What MLPA would say of a ratio.
    pub fn call(&self, ratio: Option<&Estimate>) -> MlpaCall {
        match ratio {
            None => MlpaCall::NotAssessed,
            Some(ratio) if ratio.value <= self.deletion => MlpaCall::Deletion,
            Some(ratio) if ratio.value >= self.duplication => MlpaCall::Duplication,
            Some(_) => MlpaCall::Normal,
        }
    }

    /// The borders as options of a result.
    pub fn options(&self) -> [String; 2] {
        [
            format!("mlpa_deletion={}", self.deletion),
            format!("mlpa_duplication={}", self.duplication),
        ]
    }
}

/// Thresholds of a call.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallThresholds {
    /// Posterior at which a gene's deletion is called.
    pub probability: f64,
    /// Posterior below which a called deletion is marked as to be confirmed, and at which a gain is
    /// called.
    pub certain: f64,
    /// Posterior from which an event of a normal is taken as its own.
    pub carried: f64,
    /// Posterior from which an uncalled event is flagged.
    pub uncertain: f64,
    /// Power of the limit of detection.
    pub power: f64,
    /// Power at which a loss in every cell must be found for a gene to count as assessed.
    pub assessable_power: f64,
    /// Share of a gene's exons that must be assessed before rules take it as not deleted.
    pub assessed_exons: f64,
}

impl CallThresholds {
    /// Posterior at which an event of a kind is called. No category rests on gains, and the shallow
    /// ones are what noise looks like first: they must be certain.
    pub fn to_call(&self, kind: EventKind) -> f64 {
        match kind {
            EventKind::Deletion => self.probability,
            EventKind::Gain => self.certain,
        }
    }
}

/// Thresholds of quality flags.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QcThresholds {
    /// Mean on-target depth below which the flag `LOW_DEPTH` is set.
    pub mean_depth_note: f64,
    /// Correlation with the normals below which `LOW_CORRELATION` is set.
    pub correlation_warning: f64,
    /// Correlation with the normals below which nothing is assessed.
    pub correlation_fail: f64,
    /// Noise relative to the normals above which `NOISY` is set.
    pub noise_warning: f64,
    /// Differences between stretches of a chromosome, relative to the normals, above which `WAVY` is
    /// set.
    #[serde(default = "wave_warning")]
    pub wave_warning: f64,
    /// Targets outside the ALL genes below which `FEW_TARGETS` is set.
    pub targets_warning: u32,
    /// Share of the cells beyond the stated blasts from which a deletion sets
    /// `BLASTS_CONTRADICTED`.
    #[serde(default = "blasts_contradicted")]
    pub blasts_contradicted: f64,
}

/// For rule files of before.
fn blasts_contradicted() -> f64 {
    0.2
}

/// For rule files of before.
fn wave_warning() -> f64 {
    1.4
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ikzf1PlusFile {
    #[allow(dead_code)]
    version: String,
    #[allow(dead_code)]
    citation: String,
    preset: Vec<Ikzf1PlusPreset>,
}

impl Rules {
    /// Reads the rule files through `text`, which gives a file's content by name,
    /// and checks every name against the gene model.
    pub fn parse<'a>(
        text: &dyn Fn(&str) -> &'a str,
        genes: &GeneModel,
    ) -> Result<Self, KnowledgeError> {
        let plus: Ikzf1PlusFile = from_toml("ikzf1plus.toml", text("ikzf1plus.toml"))?;
        let rules = Self {
            ikzf1: ikzf1_deletions("ikzf1_deletions.tsv", text("ikzf1_deletions.tsv"))?,
            ikzf1plus: plus.preset,
            ukall_cna: from_toml("ukall_cna.toml", text("ukall_cna.toml"))?,
            calling: from_toml("calling.toml", text("calling.toml"))?,
            aneuploidy: from_toml("aneuploidy.toml", text("aneuploidy.toml"))?,
        };
        rules.check(genes)?;
        Ok(rules)
    }

    /// The entry of an IKZF1 exon range.
    pub fn ikzf1_deletion(&self, exons: &str) -> Option<&Ikzf1Deletion> {
        self.ikzf1.iter().find(|deletion| deletion.exons == exons)
    }

    fn check(&self, genes: &GeneModel) -> Result<(), KnowledgeError> {
        let checks = [
            ("ikzf1_deletions.tsv", check_ikzf1(&self.ikzf1, genes)),
            ("ikzf1plus.toml", check_ikzf1plus(&self.ikzf1plus, genes)),
            ("ukall_cna.toml", check_ukall_cna(&self.ukall_cna, genes)),
            ("calling.toml", self.calling.check()),
            ("aneuploidy.toml", self.aneuploidy.check()),
        ];
        for (name, check) in checks {
            check.map_err(|message| KnowledgeError::Rules { name: name.to_owned(), message })?;
        }
        Ok(())
    }
}

/// Functional classes that results and their readers know.
const CLASSES: [&str; 4] =
    ["dominant_negative", "loss_of_function", "dominant_negative_possible", "unclassified"];
/// Loci of a profile: every combination of the unknown ones is tried.
const MOST_LOCI: usize = 16;

/// Every contiguous range of exons stands there once.
fn check_ikzf1(rows: &[Ikzf1Deletion], genes: &GeneModel) -> Result<(), String> {
    let gene = genes.gene("IKZF1").ok_or("genes.tsv has no IKZF1")?;
    let ranges = (0..gene.exons.len()).flat_map(|first| {
        (first..gene.exons.len()).map(move |last| {
            let (from, to) = (&gene.exons[first].label, &gene.exons[last].label);
            if first == last { from.clone() } else { format!("{from}-{to}") }
        })
    });
    let mut missing: BTreeSet<String> = ranges.collect();
    for row in rows {
        if !missing.remove(&row.exons) {
            return Err(format!("'{}' is twice or no range of exons of IKZF1", row.exons));
        }
        if !CLASSES.contains(&row.class.as_str()) {
            let known = CLASSES.join(", ");
            return Err(format!("exons {}: class '{}' is none of {known}", row.exons, row.class));
        }
        if row.mlpa_category.trim().is_empty() {
            return Err(format!("exons {}: mlpa_category is empty", row.exons));
        }
    }
    match missing.first() {
        Some(exons) => {
            Err(format!("no row for exons {exons}: all {} are needed", rows.len() + missing.len()))
        }
        None => Ok(()),
    }
}

fn check_ikzf1plus(presets: &[Ikzf1PlusPreset], genes: &GeneModel) -> Result<(), String> {
    names(presets.iter().map(|preset| preset.name.as_str()), "preset")?;
    for preset in presets {
        let within = |message: String| format!("preset {}: {message}", preset.name);
        let loci = preset.co_deleted.iter();
        names(loci.map(|locus| locus.locus.as_str()), "co_deleted locus").map_err(within)?;
        for locus in &preset.co_deleted {
            called_genes(&locus.locus, &locus.genes, genes).map_err(within)?;
        }
    }
    Ok(())
}

fn check_ukall_cna(rule: &UkallCna, genes: &GeneModel) -> Result<(), String> {
    names(rule.loci.iter().map(|locus| locus.name.as_str()), "locus")?;
    if rule.loci.len() > MOST_LOCI {
        return Err(format!("{} loci are more than {MOST_LOCI}", rule.loci.len()));
    }
    for locus in &rule.loci {
        called_genes(&locus.name, &locus.genes, genes)?;
    }
    names(rule.presets.iter().map(|preset| preset.name.as_str()), "preset")?;
    for preset in &rule.presets {
        preset.check(&rule.loci).map_err(|message| format!("preset {}: {message}", preset.name))?;
    }
    rule.p2ry8_crlf2.check(genes).map_err(|message| format!("p2ry8_crlf2: {message}"))
}

impl UkallPreset {
    fn check(&self, loci: &[Locus]) -> Result<(), String> {
        let classes = self.rules.iter().map(|rule| &rule.class).chain([&self.otherwise]);
        for class in classes {
            // `inconclusive` is the answer for profiles whose class is open.
            if class.trim().is_empty() || class == "inconclusive" {
                return Err(format!("'{class}' cannot be a class"));
            }
        }
        for rule in &self.rules {
            for locus in rule.exactly.iter().flatten().chain(&rule.any) {
                if !loci.iter().any(|known| known.name == *locus) {
                    return Err(format!("no locus is called '{locus}'"));
                }
            }
            for set in &rule.exactly {
                if set.iter().collect::<BTreeSet<_>>().len() != set.len() {
                    return Err(format!("a locus is twice in [{}]", set.join(", ")));
                }
            }
        }
        Ok(())
    }
}

impl Signature {
    fn check(&self, genes: &GeneModel) -> Result<(), String> {
        called_genes("lost", &self.lost, genes)?;
        called_genes("kept", &self.kept, genes)?;
        for name in self.lost_exons.iter().chain(&self.kept_exons) {
            let known = name.split_once(':').and_then(|(gene, exon)| {
                genes.gene(gene).filter(|gene| gene.copy_number)?.exon_index(exon)
            });
            if known.is_none() {
                return Err(format!("'{name}' is not gene:exon of a called gene"));
            }
        }
        Ok(())
    }
}

impl Calling {
    fn check(&self) -> Result<(), String> {
        let MlpaBorders { deletion, duplication } = self.mlpa;
        let CallThresholds {
            probability,
            certain,
            carried,
            uncertain,
            power,
            assessable_power,
            assessed_exons,
        } = self.call;
        let (qc, snps, off_target) = (self.qc, self.snps, self.off_target);
        // Each in the form that a value that is no number fails.
        let checks = [
            (0.0 < deletion && deletion < 1.0, "mlpa.deletion must lie between 0 and 1"),
            (1.0 < duplication && duplication.is_finite(), "mlpa.duplication must be above 1"),
            ((0.5..1.0).contains(&probability), "call.probability must lie between 0.5 and 1"),
            (
                (probability..1.0).contains(&certain),
                "call.certain must lie between call.probability and 1",
            ),
            (
                (probability..1.0).contains(&carried),
                "call.carried must lie between call.probability and 1",
            ),
            (
                0.0 < uncertain && uncertain <= probability,
                "call.uncertain must lie between 0 and call.probability",
            ),
            ((0.5..1.0).contains(&power), "call.power must lie between 0.5 and 1"),
            (
                (0.5..1.0).contains(&assessable_power),
                "call.assessable_power must lie between 0.5 and 1",
            ),
            ((0.0..=1.0).contains(&assessed_exons), "call.assessed_exons must lie between 0 and 1"),
            (
                (0.0..=1.0).contains(&qc.correlation_fail)
                    && (qc.correlation_fail..=1.0).contains(&qc.correlation_warning),
                "qc.correlation_fail must lie between 0 and 1, qc.correlation_warning between it and 1",
            ),
            (
                qc.mean_depth_note >= 0.0 && qc.noise_warning > 0.0 && qc.wave_warning > 0.0,
                "qc.mean_depth_note, qc.noise_warning and qc.wave_warning must be positive numbers",
            ),
            (
                (0.0..=1.0).contains(&qc.blasts_contradicted),
                "qc.blasts_contradicted must lie between 0 and 1",
            ),
            (
                snps.fewest_minor > 0 && (0.0..0.5).contains(&snps.smallest_share),
                "snps.fewest_minor must be above 0, snps.smallest_share between 0 and 0.5",
            ),
            (
                [snps.outliers, snps.copy_neutral].iter().all(|p| 0.0 < *p && *p < 1.0),
                "snps.outliers and snps.copy_neutral must lie between 0 and 1",
            ),
            // Fewer could not show the gain of one copy in every cell.
            (off_target.fewest_fragments >= 36, "off_target.fewest_fragments must be 36 or more"),
        ];
        checks.iter().find(|(sound, _)| !sound).map_or(Ok(()), |(_, why)| Err((*why).to_owned()))
    }
}

/// At least one, none twice.
fn names<'a>(names: impl Iterator<Item = &'a str>, what: &str) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(format!("{what} '{name}' is there twice"));
        }
    }
    if seen.is_empty() { Err(format!("there is no {what}")) } else { Ok(()) }
}

/// A locus needs genes, and each must be one that is called: the state of another is never known.
fn called_genes(locus: &str, symbols: &[String], genes: &GeneModel) -> Result<(), String> {
    if symbols.is_empty() {
        return Err(format!("{locus} has no genes"));
    }
    let called = |symbol: &&String| genes.gene(symbol).is_some_and(|gene| gene.copy_number);
    match symbols.iter().find(|symbol| !called(symbol)) {
        Some(symbol) => Err(format!("{locus}: '{symbol}' is not a called gene of genes.tsv")),
        None => Ok(()),
    }
}

fn from_toml<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, KnowledgeError> {
    toml::from_str(text)
        .map_err(|e| KnowledgeError::Rules { name: name.to_owned(), message: e.to_string() })
}

fn ikzf1_deletions(name: &str, text: &str) -> Result<Vec<Ikzf1Deletion>, KnowledgeError> {
    csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| KnowledgeError::Rules { name: name.to_owned(), message: e.to_string() })
}
