//! MLPA results of one sample: readings gathered by exon, and called again with the laboratory's
//! borders.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::implausible;
use super::labels;
use super::observation::{Clause, Extent, MlpaFile, Observation, Place, Reading, Stated, Subject};
use crate::knowledge::gene_model::GeneModel;
use crate::knowledge::mlpa::{Kit, ReferenceLevel};
use crate::stats::robust::median;

/// Borders between the states of a ratio.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Borders {
    /// At or below it a probe is deleted.
    pub deletion: f64,
    /// At or above it a probe is duplicated.
    pub duplication: f64,
    /// Above the deletion border and up to here a probe is borderline.
    pub borderline_to: f64,
    /// Below it a deletion is homozygous.
    pub homozygous_to: f64,
}

impl Borders {
    /// Why these borders cannot be used, or `None` when they can.
    pub fn fault(&self) -> Option<String> {
        let rising = 0.0 <= self.homozygous_to
            && self.homozygous_to < self.deletion
            && self.deletion <= self.borderline_to
            && self.borderline_to < self.duplication
            && self.duplication.is_finite();
        (!rising).then(|| {
            format!(
                "the borders must rise: homozygous {} < deletion {} <= borderline {} < \
                 duplication {}",
                self.homozygous_to, self.deletion, self.borderline_to, self.duplication
            )
        })
    }

    /// State of a ratio.
    pub fn state(&self, ratio: f64) -> MlpaState {
        if ratio < self.homozygous_to {
            MlpaState::HomDeleted
        } else if ratio <= self.deletion {
            MlpaState::Deleted
        } else if ratio <= self.borderline_to {
            MlpaState::Borderline
        } else if ratio < self.duplication {
            MlpaState::Normal
        } else {
            MlpaState::Gained
        }
    }
}

/// State of an exon or gene by MLPA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MlpaState {
    /// Two copies.
    Normal,
    /// At least one copy lost.
    Deleted,
    /// Less than a heterozygous loss in every cell can give.
    HomDeleted,
    /// Just above the deletion border.
    Borderline,
    /// Copies gained.
    Gained,
    /// Tested without an answer.
    Inconclusive,
    /// Not tested, failed, or nothing written.
    NoResult,
}

impl MlpaState {
    /// Code in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Deleted => "deleted",
            Self::HomDeleted => "hom_deleted",
            Self::Borderline => "borderline",
            Self::Gained => "gained",
            Self::Inconclusive => "inconclusive",
            Self::NoResult => "no_result",
        }
    }

    /// True for a loss of one or both copies.
    pub fn is_deletion(self) -> bool {
        matches!(self, Self::Deleted | Self::HomDeleted)
    }

    /// True where no copy is lost.
    fn is_intact(self) -> bool {
        matches!(self, Self::Normal | Self::Gained)
    }

    fn stated(stated: Stated) -> Self {
        match stated {
            Stated::Normal => Self::Normal,
            Stated::Deleted => Self::Deleted,
            Stated::HomDeleted => Self::HomDeleted,
            Stated::Gained => Self::Gained,
            Stated::Inconclusive => Self::Inconclusive,
        }
    }
}

/// One probe of an exon.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MlpaProbe {
    /// Name.
    pub probe: String,
    /// What it says.
    pub reading: Reading,
    /// Chromosome and position, when the file states them.
    pub position: Option<(String, u32)>,
    /// Where it stands.
    pub place: Place,
}

/// One exon of one sample.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MlpaExon {
    /// HGNC symbol.
    pub gene: String,
    /// Exon in the kit's numbering.
    pub exon: String,
    /// Its probes.
    pub probes: Vec<MlpaProbe>,
    /// Median ratio of the probes; absent when the result was stated without ratios.
    pub ratio: Option<f64>,
    /// State, by the borders when there is a ratio.
    pub state: MlpaState,
    /// What the laboratory states, when it does.
    pub stated: Option<MlpaState>,
    /// True when probes of the exon fall on different sides of a border.
    pub probes_differ: bool,
    /// Why there is no result; empty when there is one.
    pub reason: String,
}

/// MLPA results of one sample.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MlpaSample {
    /// Name as the files write it.
    pub name: String,
    /// Exons in the order of the files.
    pub exons: Vec<MlpaExon>,
    /// Genes that were stated without exons.
    pub genes: BTreeMap<String, MlpaState>,
    /// Loci that were stated.
    pub loci: BTreeMap<String, MlpaState>,
    /// Spread (standard deviation) of the reference probes; absent below three.
    pub reference_spread: Option<f64>,
    /// Why its ratios are not used; empty when they are.
    pub failure: String,
}

impl MlpaSample {
    /// Exons of a gene.
    pub fn exons_of<'a>(&'a self, gene: &'a str) -> impl Iterator<Item = &'a MlpaExon> {
        self.exons.iter().filter(move |exon| exon.gene == gene)
    }

    /// State of a gene: from its exons, else as stated.
    pub fn gene(&self, gene: &str) -> MlpaState {
        let states: Vec<MlpaState> = self.exons_of(gene).map(|exon| exon.state).collect();
        if states.is_empty() {
            self.genes.get(gene).copied().unwrap_or(MlpaState::NoResult)
        } else {
            joined(&states)
        }
    }

    /// State of a locus: from its genes, else as stated.
    pub fn locus(&self, name: &str, genes: &[String]) -> MlpaState {
        let tested: Vec<MlpaState> = genes
            .iter()
            .filter(|gene| self.exons_of(gene).next().is_some() || self.genes.contains_key(*gene))
            .map(|gene| self.gene(gene))
            .collect();
        let of_genes = joined(&tested);
        let is_open = of_genes == MlpaState::NoResult;
        match self.loci.get(name).copied() {
            // What is stated of the locus counts where its genes have no result of their own.
            Some(stated) if is_open => stated,
            // Two that exclude each other are no answer.
            Some(stated)
                if stated.is_deletion() && of_genes.is_intact()
                    || of_genes.is_deletion() && stated.is_intact() =>
            {
                MlpaState::Inconclusive
            }
            _ => of_genes,
        }
    }
}

/// State of several exons together. A deletion anywhere is a deletion; a borderline or missing exon
/// leaves the rest open, because it may be the deleted one.
fn joined(states: &[MlpaState]) -> MlpaState {
    let order = [
        MlpaState::HomDeleted,
        MlpaState::Deleted,
        MlpaState::Borderline,
        MlpaState::Inconclusive,
        MlpaState::NoResult,
        MlpaState::Gained,
        MlpaState::Normal,
    ];
    order.into_iter().find(|wanted| states.contains(wanted)).unwrap_or(MlpaState::NoResult)
}

/// MLPA results of all files.
#[derive(Debug, Clone, PartialEq)]
pub struct MlpaCohort {
    /// Names of the samples in the files' order.
    pub order: Vec<String>,
    /// Samples by name.
    pub samples: Vec<MlpaSample>,
    /// What the reader should know.
    pub remarks: Vec<String>,
}

/// Files contradict each other.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct Contradiction(pub Vec<String>);

/// Most problems that are listed.
const MOST_PROBLEMS: usize = 20;

/// What readings are judged with.
#[derive(Debug, Clone, Copy)]
pub struct Judging<'a> {
    /// Borders between the states.
    pub borders: &'a Borders,
    /// Where reference probes lie.
    pub reference: ReferenceLevel,
    /// Probes of the kit.
    pub kit: &'a Kit,
    /// The gene table.
    pub genes: &'a GeneModel,
}

/// Gathers the readings of all files by sample and exon.
///
/// The same probe of a sample twice is an error, also when the values agree: it means that a sample
/// was tested or pasted twice, and which of the two counts is for the laboratory to say.
pub fn gather(files: &[MlpaFile], judging: &Judging) -> Result<MlpaCohort, Contradiction> {
    let mut by_sample: BTreeMap<&str, Vec<&Observation>> = BTreeMap::new();
    for observation in files.iter().flat_map(|file| &file.observations) {
        by_sample.entry(&observation.sample).or_default().push(observation);
    }
    let mut problems: Vec<String> =
        files.iter().filter_map(|file| off_level(file, judging.reference)).collect();
    problems.extend(files.iter().filter_map(implausible::copy_numbers));
    problems.extend(implausible::copies(&by_sample));
    let mut remarks: Vec<String> =
        files.iter().flat_map(|file| file.remarks.iter().cloned()).collect();
    let mut samples = Vec::new();
    for (name, observations) in by_sample {
        problems.extend(twice(name, &observations));
        let (sample, notes) = sample(name, &observations, judging);
        remarks.extend(notes);
        samples.push(sample);
    }
    if !problems.is_empty() {
        let more = problems.len().saturating_sub(MOST_PROBLEMS);
        problems.truncate(MOST_PROBLEMS);
        if more > 0 {
            problems.push(format!("and {more} more"));
        }
        return Err(Contradiction(problems));
    }
    remarks.extend(without_probe(&mut samples, judging.kit));
    let mut order: Vec<String> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for name in files.iter().flat_map(|file| &file.samples) {
        if known.insert(name) {
            order.push(name.clone());
        }
    }
    Ok(MlpaCohort { order, samples, remarks })
}

/// Ratios of the reference probes by sample.
fn references<'a>(
    observations: impl Iterator<Item = &'a Observation>,
) -> BTreeMap<&'a str, Vec<f64>> {
    let mut found: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for observation in observations {
        if let (Subject::Reference(_), Reading::Ratio(ratio)) =
            (&observation.subject, &observation.reading)
        {
            found.entry(&observation.sample).or_default().push(*ratio);
        }
    }
    found
}

/// Why a table holds no ratios: in most of its samples the reference probes do not lie at 1.
fn off_level(file: &MlpaFile, level: ReferenceLevel) -> Option<String> {
    let mut medians: Vec<f64> =
        references(file.observations.iter()).values_mut().map(|own| median(own)).collect();
    let off = medians.iter().filter(|median| !level.holds(**median)).count();
    (2 * off > medians.len()).then(|| {
        let sheet =
            if file.sheet.is_empty() { String::new() } else { format!(", sheet '{}'", file.sheet) };
        format!(
            "{}{sheet}: the reference probes of {off} of {} samples lie outside {} to {} (median \
             {:.2}), so these are no ratios to two copies: divide copy numbers by 2, and make \
             ratios from raw signals with 'ikaros mlpa ratios'",
            file.file,
            medians.len(),
            level.lowest,
            level.highest,
            median(&mut medians)
        )
    })
}

/// Fewest reference probes whose median speaks for a sample.
const FEWEST_REFERENCES: usize = 3;

/// Takes the ratios of a sample away where its reference probes do not lie at 1; says why.
fn fail_off_level(
    exons: &mut [MlpaExon],
    observations: &[&Observation],
    level: ReferenceLevel,
) -> String {
    let table = |place: &Place| (place.file.clone(), place.sheet.clone());
    let tables: BTreeSet<(String, String)> =
        observations.iter().map(|own| table(&own.place)).collect();
    let mut failure = String::new();
    for wanted in tables {
        let own = observations.iter().copied().filter(|own| table(&own.place) == wanted);
        let Some(mut ratios) = references(own).into_values().next() else { continue };
        let found = median(&mut ratios);
        if ratios.len() < FEWEST_REFERENCES || level.holds(found) {
            continue;
        }
        failure = format!(
            "the median of its reference probes is {found:.2}, outside {} to {}: the MLPA failed",
            level.lowest, level.highest
        );
        let is_of_table = |exon: &&mut MlpaExon| {
            exon.probes.iter().any(|probe| {
                matches!(probe.reading, Reading::Ratio(_)) && table(&probe.place) == wanted
            })
        };
        for exon in exons.iter_mut().filter(is_of_table) {
            exon.ratio = None;
            exon.state = MlpaState::NoResult;
            exon.probes_differ = false;
            exon.reason.clone_from(&failure);
        }
    }
    failure
}

/// Takes away exons that the table names and the kit has no probe for: no sample has anything in
/// their cells, and the probe table does not know them. All other missing readings are failures.
fn without_probe(samples: &mut [MlpaSample], kit: &Kit) -> Option<String> {
    let is_none = |probe: &MlpaProbe| matches!(probe.reading, Reading::Empty | Reading::Absent);
    let is_blank = |exon: &MlpaExon| exon.probes.iter().all(is_none);
    let key = |exon: &MlpaExon| (exon.gene.clone(), exon.exon.clone());
    let all = |wanted: bool| -> BTreeSet<(String, String)> {
        let exons = samples.iter().flat_map(|sample| &sample.exons);
        exons.filter(|exon| is_blank(exon) == wanted).map(key).collect()
    };
    let mut absent: BTreeSet<(String, String)> =
        all(true).difference(&all(false)).cloned().collect();
    absent.retain(|(gene, exon)| kit.find("", gene, exon).is_none());
    if absent.is_empty() {
        return None;
    }
    for sample in samples {
        sample.exons.retain(|exon| !absent.contains(&key(exon)));
    }
    let names: Vec<String> = absent.iter().map(|(gene, exon)| format!("{gene} {exon}")).collect();
    Some(format!(
        "empty in every sample and in no probe table, so taken for exons without a probe: {}",
        names.join(", ")
    ))
}

fn twice(sample: &str, observations: &[&Observation]) -> Vec<String> {
    let mut seen: BTreeMap<(&Subject, &str), &Place> = BTreeMap::new();
    let mut problems = Vec::new();
    let present = observations.iter().filter(|own| own.reading != Reading::Absent);
    for observation in present {
        let key = (&observation.subject, observation.probe.as_str());
        if let Some(first) = seen.insert(key, &observation.place) {
            problems.push(format!(
                "sample {sample}: {} ({}) is there twice: {first} and {}; keep the valid one, or \
                 give repeated tests different names",
                observation.subject, observation.probe, observation.place
            ));
        }
    }
    // One line tells what a whole repeated sample is.
    if problems.len() > 3 {
        let all = problems.len();
        problems.truncate(1);
        problems[0] += &format!(" ({all} probes of this sample are there twice)");
    }
    problems
}

fn sample(
    name: &str,
    observations: &[&Observation],
    judging: &Judging,
) -> (MlpaSample, Vec<String>) {
    let mut remarks = Vec::new();
    let mut exons: Vec<MlpaExon> = Vec::new();
    let mut stated_genes = BTreeMap::new();
    let mut loci = BTreeMap::new();
    let references =
        references(observations.iter().copied()).into_values().next().unwrap_or_default();
    for observation in observations {
        match &observation.subject {
            Subject::Reference(_) => {}
            Subject::Exon { gene, exon } => add_probe(&mut exons, gene, exon, observation),
            Subject::Gene(gene) => match &observation.reading {
                Reading::Clauses(clauses) if clauses.iter().any(names_exons) => {
                    match expand(gene, clauses, observation, judging.genes) {
                        Ok(found) => {
                            for probe in found {
                                add_probe(&mut exons, gene, &probe.0, &probe.1);
                            }
                        }
                        Err(why) => {
                            let known = judging.genes.gene(gene).is_some();
                            let state = if known {
                                MlpaState::Inconclusive
                            } else {
                                whole_state(&observation.reading)
                            };
                            stated_genes.insert(gene.clone(), state);
                            remarks.push(format!("sample {name}: {why} ({})", observation.place));
                        }
                    }
                }
                // What another table says of the gene counts.
                Reading::Absent => {
                    stated_genes.entry(gene.clone()).or_insert(MlpaState::NoResult);
                }
                reading => {
                    stated_genes.insert(gene.clone(), whole_state(reading));
                }
            },
            Subject::Locus(locus) if observation.reading == Reading::Absent => {
                loci.entry(locus.clone()).or_insert(MlpaState::NoResult);
            }
            Subject::Locus(locus) => {
                loci.insert(locus.clone(), whole_state(&observation.reading));
            }
        }
        if let Reading::Unclear(text) = &observation.reading {
            remarks.push(format!(
                "sample {name}: '{text}' is not understood of {} and counts as inconclusive ({})",
                observation.subject, observation.place
            ));
        }
    }
    for exon in &mut exons {
        decide(exon, judging.borders);
    }
    let failure = fail_off_level(&mut exons, observations, judging.reference);
    if !failure.is_empty() {
        remarks.push(format!("sample {name}: {failure}"));
    }
    for (gene, stated) in &stated_genes {
        let found: Vec<MlpaState> =
            exons.iter().filter(|exon| exon.gene == *gene).map(|exon| exon.state).collect();
        if !found.is_empty() && joined(&found).is_deletion() != stated.is_deletion() {
            remarks.push(format!(
                "sample {name}: {gene} is stated as {} but its exons say {}; the exons count",
                stated.code(),
                joined(&found).code()
            ));
        }
    }
    let sample = MlpaSample {
        name: name.to_owned(),
        exons,
        genes: stated_genes,
        loci,
        reference_spread: spread(&references),
        failure,
    };
    (sample, remarks)
}

fn names_exons(clause: &Clause) -> bool {
    clause.extent != Extent::Somewhere
}

fn add_probe(exons: &mut Vec<MlpaExon>, gene: &str, exon: &str, observation: &Observation) {
    let probe = MlpaProbe {
        probe: observation.probe.clone(),
        reading: observation.reading.clone(),
        position: observation.position.clone(),
        place: observation.place.clone(),
    };
    let stated = observation.stated.map(MlpaState::stated);
    match exons.iter_mut().find(|other| other.gene == gene && other.exon == exon) {
        Some(found) => {
            found.probes.push(probe);
            found.stated = found.stated.or(stated);
        }
        None => exons.push(MlpaExon {
            gene: gene.to_owned(),
            exon: exon.to_owned(),
            probes: vec![probe],
            ratio: None,
            state: MlpaState::NoResult,
            stated,
            probes_differ: false,
            reason: String::new(),
        }),
    }
}

/// State of an exon from its probes.
fn decide(exon: &mut MlpaExon, borders: &Borders) {
    let mut ratios: Vec<f64> = exon
        .probes
        .iter()
        .filter_map(|probe| match probe.reading {
            Reading::Ratio(ratio) => Some(ratio),
            _ => None,
        })
        .collect();
    if !ratios.is_empty() {
        let states: BTreeSet<MlpaState> = ratios.iter().map(|r| borders.state(*r)).collect();
        let ratio = median(&mut ratios);
        exon.ratio = Some(ratio);
        // Probes of an area lie apart: each speaks for its own place.
        exon.state = if labels::is_area(&exon.exon) {
            joined(&states.iter().copied().collect::<Vec<_>>())
        } else {
            borders.state(ratio)
        };
        exon.probes_differ = states.len() > 1;
        return;
    }
    let stated: Vec<MlpaState> = exon
        .probes
        .iter()
        .filter_map(|probe| match &probe.reading {
            Reading::State(state) => Some(MlpaState::stated(*state)),
            Reading::Unclear(_) => Some(MlpaState::Inconclusive),
            Reading::Clauses(_) => Some(whole_state(&probe.reading)),
            _ => None,
        })
        .collect();
    if stated.is_empty() {
        exon.state = MlpaState::NoResult;
        exon.reason =
            exon.probes.iter().map(|probe| why_none(&probe.reading)).next().unwrap_or_default();
    } else {
        exon.state = joined(&stated);
        exon.stated = Some(exon.state);
        exon.probes_differ = stated.iter().any(|state| *state != stated[0]);
    }
}

fn why_none(reading: &Reading) -> String {
    match reading {
        Reading::Empty => "the cell is empty".to_owned(),
        Reading::Absent => "the table says nothing of it for this sample".to_owned(),
        Reading::NotDone(text) => format!("the laboratory writes '{text}'"),
        Reading::Signal(_) => "a raw signal, no ratio".to_owned(),
        _ => String::new(),
    }
}

/// State of a gene or locus that one reading speaks for.
fn whole_state(reading: &Reading) -> MlpaState {
    match reading {
        Reading::State(state) => MlpaState::stated(*state),
        Reading::Clauses(clauses) => {
            let states: Vec<MlpaState> =
                clauses.iter().map(|clause| MlpaState::stated(clause.state)).collect();
            joined(&states)
        }
        Reading::Unclear(_) => MlpaState::Inconclusive,
        Reading::Empty
        | Reading::Absent
        | Reading::NotDone(_)
        | Reading::Ratio(_)
        | Reading::Signal(_) => MlpaState::NoResult,
    }
}

/// Every exon of a gene with what the clauses say of it. Exons that none names are normal where
/// events are named, and without a result where normal or inconclusive exons are: then only what is
/// named was tested.
fn expand(
    gene: &str,
    clauses: &[Clause],
    observation: &Observation,
    genes: &GeneModel,
) -> Result<Vec<(String, Observation)>, String> {
    let labels = numbered_exons(gene, genes)?;
    let place = |label: &str| {
        labels.iter().position(|known| known == label).ok_or_else(|| {
            format!(
                "{gene} has no exon {label} (it has {} to {})",
                labels.first().map_or("", String::as_str),
                labels.last().map_or("", String::as_str)
            )
        })
    };
    let is_event = |clause: &Clause| {
        matches!(clause.state, Stated::Deleted | Stated::HomDeleted | Stated::Gained)
    };
    let is_silent =
        |clause: &Clause| clause.state == Stated::Normal || clause.extent == Extent::Others;
    let are_events = clauses.iter().any(is_event) && !clauses.iter().any(is_silent);
    let others = if are_events { Reading::State(Stated::Normal) } else { Reading::Absent };
    let mut states = vec![others; labels.len()];
    for clause in clauses {
        let (from, to) = match &clause.extent {
            Extent::Range(from, to) => (place(from)?, place(to)?),
            Extent::Whole => (0, labels.len() - 1),
            Extent::Somewhere | Extent::Others => continue,
        };
        if from > to {
            return Err(format!("{gene}: the range of exons runs backwards"));
        }
        states[from..=to].fill(Reading::State(clause.state));
    }
    Ok(labels
        .into_iter()
        .zip(states)
        .map(|(label, state)| {
            let mut probe = observation.clone();
            probe.probe = format!("{gene}_{label}");
            probe.reading = state;
            (label, probe)
        })
        .collect())
}

/// The exons of a gene as a text can name them.
fn numbered_exons(gene: &str, genes: &GeneModel) -> Result<Vec<String>, String> {
    let found = genes
        .gene(gene)
        .ok_or_else(|| format!("{gene} is not in the gene table, so its exons are not known"))?;
    let labels: Vec<String> = found.exons.iter().map(|exon| exon.label.clone()).collect();
    if labels.is_empty() { Err(format!("{gene} has no exons")) } else { Ok(labels) }
}

/// Standard deviation of the reference probes around their mean.
fn spread(ratios: &[f64]) -> Option<f64> {
    if ratios.len() < 3 {
        return None;
    }
    let n = ratios.len() as f64;
    let mean = ratios.iter().sum::<f64>() / n;
    Some((ratios.iter().map(|ratio| (ratio - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BORDERS: Borders =
        Borders { deletion: 0.75, duplication: 1.3, borderline_to: 0.85, homozygous_to: 0.4 };

    #[test]
    fn borders_belong_to_the_outer_state() {
        use MlpaState::{Borderline, Deleted, Gained, HomDeleted, Normal};
        let states =
            [0.0, 0.39, 0.4, 0.75, 0.751, 0.85, 0.851, 1.299, 1.3].map(|r| BORDERS.state(r));
        assert_eq!(
            states,
            [
                HomDeleted, HomDeleted, Deleted, Deleted, Borderline, Borderline, Normal, Normal,
                Gained
            ]
        );
        assert!(BORDERS.fault().is_none());
        assert!(Borders { duplication: 0.5, ..BORDERS }.fault().unwrap().contains("rise"));
        assert!(Borders { deletion: f64::NAN, ..BORDERS }.fault().is_some());
    }

    #[test]
    fn a_missing_exon_leaves_a_gene_open_unless_another_is_deleted() {
        use MlpaState::{Borderline, Deleted, Gained, NoResult, Normal};
        assert_eq!(joined(&[]), NoResult);
        assert_eq!(joined(&[NoResult, NoResult]), NoResult);
        assert_eq!(joined(&[NoResult, Normal]), NoResult);
        assert_eq!(joined(&[NoResult, Gained]), NoResult);
        assert_eq!(joined(&[NoResult, Deleted]), Deleted);
        assert_eq!(joined(&[Normal, Gained]), Gained);
        assert_eq!(joined(&[Borderline, Normal]), Borderline);
        assert_eq!(joined(&[Borderline, Deleted]), Deleted);
    }
}
