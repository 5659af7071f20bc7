//! From both sides' results to a comparison.

use std::collections::{BTreeMap, BTreeSet};

use super::discordance::{self, Evidence};
use super::joined::{self, Both, JoinError};
use super::levels::{Call, Item};
use super::pair::Pair;
use super::profile::{Borders, MlpaCohort, MlpaState};
use super::questions::{self, Question};
use super::result::{
    Category, CategoryPair, Comparison, ExonPair, GenePair, Level, SCHEMA_VERSION, Samples,
};
use super::{agreement, criteria, swap};
use crate::interpret::loci::Loci;
use crate::knowledge::Knowledge;
use crate::knowledge::mlpa::Kit;
use crate::model::patient::{InputFile, PatientResult};

/// What a comparison is made from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// NGS results.
    pub ngs: &'a [PatientResult],
    /// MLPA results.
    pub mlpa: &'a MlpaCohort,
    /// NGS name to MLPA name, where they differ.
    pub map: &'a BTreeMap<String, String>,
    /// MLPA's borders.
    pub borders: Borders,
    /// Probes of the kit.
    pub kit: &'a Kit,
    /// Genes and clinical rules.
    pub knowledge: &'a Knowledge,
    /// Acceptance criteria.
    pub criteria: &'a [String],
    /// What the laboratory states of the comparison.
    pub intended_use: &'a str,
    /// What the laboratory states of the specimens.
    pub specimens: &'a str,
    /// Files, for the record.
    pub inputs: &'a [InputFile],
}

/// A comparison could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// Samples.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// No pair of results, and why.
    #[error("{0}")]
    Nothing(String),
    /// A criterion or a border.
    #[error("{0}")]
    Option(String),
}

/// Compares.
pub fn compare(request: &Request) -> Result<Comparison, CompareError> {
    if let Some(fault) = request.borders.fault() {
        return Err(CompareError::Option(fault));
    }
    let samples = joined::samples(request.ngs, &request.mlpa.samples, request.map)?;
    let ngs: BTreeMap<&str, &PatientResult> =
        request.ngs.iter().map(|result| (result.calls.sample.name.as_str(), result)).collect();
    let pairs: Vec<Pair> = samples
        .joined
        .iter()
        .filter_map(|names| {
            let ngs = *ngs.get(names.ngs.as_str())?;
            let mlpa = request.mlpa.samples.iter().find(|sample| sample.name == names.mlpa)?;
            let thresholds = &request.knowledge.rules.calling.call;
            Some(Pair { ngs, loci: Loci { calls: &ngs.calls, thresholds }, mlpa })
        })
        .collect();
    let results: Vec<Both> = pairs.iter().map(|pair| Both::new(*pair, request.kit)).collect();
    let exons: Vec<ExonPair> = results.iter().flat_map(|own| own.exons.iter().cloned()).collect();
    let genes: Vec<GenePair> = results.iter().flat_map(|own| own.genes.iter().cloned()).collect();
    let ikzf1: Vec<CategoryPair> = results.iter().map(|own| own.ikzf1.pair.clone()).collect();
    let swaps = swap::find_among(
        &swap::profiles(&samples, &exons),
        &exons,
        &unpartnered(request, &samples, &pairs, &exons),
        &request.mlpa.order,
        request.knowledge.mlpa.swap.false_alarm,
    );
    let questions = questions::all(&results, &request.knowledge.rules);
    let levels: Vec<Level> =
        questions.iter().flat_map(Question::levels).filter(|level| level.pairs > 0).collect();
    let discordances = results
        .iter()
        .flat_map(|own| {
            let evidence = Evidence {
                borders: &request.borders,
                own,
                swaps: &swaps,
                reference_spread: request.knowledge.mlpa.raw.reference_spread,
            };
            discordance::all(&questions, &evidence)
        })
        .collect();
    if let Some(why) = nothing_compared(&pairs, &exons, &levels) {
        return Err(CompareError::Nothing(why));
    }
    let mut criteria =
        criteria::judge(request.criteria, &levels, &groups(&questions, request.knowledge))
            .map_err(CompareError::Option)?;
    if swaps.are_suspected() {
        criteria::leave_open(&mut criteria);
    }
    Ok(Comparison {
        schema_version: SCHEMA_VERSION.to_owned(),
        software: format!("ikaros {}", env!("CARGO_PKG_VERSION")),
        intended_use: request.intended_use.to_owned(),
        specimens: request.specimens.to_owned(),
        borders: request.borders,
        inputs: request.inputs.to_vec(),
        categories: categories(&questions),
        levels,
        ratios: agreement::ratios(&exons),
        border_choice: agreement::border_choice(&exons),
        discordances,
        criteria,
        remarks: remarks(request, &pairs, &exons),
        samples,
        swaps,
        exons,
        genes,
        ikzf1,
    })
}

/// Ratios of samples with one result only. The exons of the kit are those of a joined sample.
fn unpartnered(
    request: &Request,
    samples: &Samples,
    pairs: &[Pair],
    exons: &[ExonPair],
) -> swap::Unpartnered {
    let thresholds = &request.knowledge.rules.calling.call;
    let widest = pairs.iter().map(|pair| pair.mlpa).max_by_key(|own| own.exons.len());
    let alone = request.ngs.iter().filter(|own| samples.ngs_only.contains(&own.calls.sample.name));
    let ngs: Vec<(String, Vec<ExonPair>)> = alone
        .filter_map(|ngs| {
            let loci = Loci { calls: &ngs.calls, thresholds };
            let pair = Pair { ngs, loci, mlpa: widest? };
            Some((pair.name().to_owned(), Both::new(pair, request.kit).exons))
        })
        .collect();
    let mlpa = request.mlpa.samples.iter().filter(|own| samples.mlpa_only.contains(&own.name));
    swap::unpartnered(exons, &ngs, &mlpa.collect::<Vec<_>>())
}

/// Every level and group that a comparison can have, whether or not these samples tell of it.
fn groups(questions: &[Question], knowledge: &Knowledge) -> Vec<(String, String)> {
    let mut known: Vec<(String, String)> = Vec::new();
    let genes = knowledge.genes.copy_number_genes().map(|gene| gene.symbol.as_str());
    let genes: Vec<&str> = std::iter::once("all").chain(genes).collect();
    for level in ["exon", "gene"] {
        known.extend(genes.iter().map(|gene| (level.to_owned(), (*gene).to_owned())));
    }
    for question in questions {
        let own = (question.level.to_owned(), question.group.clone());
        if !known.contains(&own) {
            known.push(own);
        }
    }
    known
}

/// Why not a single result of one side meets one of the other; absent when some do.
fn nothing_compared(pairs: &[Pair], exons: &[ExonPair], levels: &[Level]) -> Option<String> {
    if levels.iter().any(|level| level.compared > 0) {
        return None;
    }
    let called = |gene: &str| pairs.iter().any(|pair| pair.ngs.calls.gene(gene).is_some());
    let tested: BTreeSet<&str> = pairs
        .iter()
        .flat_map(|pair| {
            let exons = pair.mlpa.exons.iter().map(|exon| exon.gene.as_str());
            exons.chain(pair.mlpa.genes.keys().chain(pair.mlpa.loci.keys()).map(String::as_str))
        })
        .collect();
    let is_known =
        |name: &&str| called(name) || pairs.iter().any(|p| p.mlpa.loci.contains_key(*name));
    let why = if tested.is_empty() {
        "the tables name no gene in the samples that have both results".to_owned()
    } else if !tested.iter().any(is_known) {
        let some = tested.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        let is_exchanged = pairs
            .iter()
            .flat_map(|pair| &pair.mlpa.exons)
            .any(|exon| called(&exon.exon.to_ascii_uppercase()));
        let hint = if is_exchanged { ": the columns 'gene' and 'exon' are exchanged" } else { "" };
        format!("none of the genes that the tables name ({some}) is called from NGS{hint}")
    } else if !exons.is_empty() && exons.iter().all(|exon| exon.mlpa == MlpaState::NoResult) {
        "MLPA has no result in any probe of the samples that have both".to_owned()
    } else {
        "wherever one method has a result, the other has none".to_owned()
    };
    Some(format!(
        "nothing can be compared: {why}. See what is understood of the tables with 'ikaros mlpa \
         read --rows'"
    ))
}

fn remarks(request: &Request, pairs: &[Pair], exons: &[ExonPair]) -> Vec<String> {
    let mut remarks = request.mlpa.remarks.clone();
    let unknown: BTreeSet<&str> = pairs
        .iter()
        .flat_map(|pair| pair.mlpa.exons.iter().map(move |exon| (pair, exon)))
        .filter(|(pair, exon)| pair.ngs.calls.gene(&exon.gene).is_none())
        .map(|(_, exon)| exon.gene.as_str())
        .collect();
    if !unknown.is_empty() {
        let names = unknown.into_iter().collect::<Vec<_>>().join(", ");
        remarks.push(format!("tested by MLPA and not called from NGS: {names}"));
    }
    let outside: BTreeSet<String> = exons
        .iter()
        .filter(|exon| exon.ngs_exon.is_none())
        .map(|exon| format!("{} {}", exon.gene, exon.mlpa_exon))
        .collect();
    if !outside.is_empty() {
        let names = outside.into_iter().collect::<Vec<_>>().join(", ");
        remarks.push(format!("probes in no exon of the gene table, such as those of an area, count for their gene and at \
             no exon: {names}"));
    }
    let unconfirmed: BTreeSet<&str> = exons
        .iter()
        .filter(|exon| {
            let entry = request.kit.find("", &exon.gene, &exon.mlpa_exon);
            entry.is_some_and(|entry| entry.confidence.starts_with("UNVERIFIED"))
        })
        .map(|exon| exon.gene.as_str())
        .collect();
    if !unconfirmed.is_empty() {
        let names = unconfirmed.into_iter().collect::<Vec<_>>().join(", ");
        remarks.push(format!(
            "the probe table does not confirm which exons the probes of {names} test: replace it \
             with the kit's own (--probes)"
        ));
    }
    remarks.sort();
    remarks.dedup();
    remarks
}

/// Numbers of samples by what was found: IKZF1 categories, genes, and rules.
fn categories(questions: &[Question]) -> Vec<Category> {
    let label = |question: &Question| match (question.level, question.finding) {
        (_, "one_category") => Some(format!("IKZF1 {}", question.group)),
        ("gene", "deletion") if question.group != "all" => {
            Some(format!("{} deleted", question.group))
        }
        ("homozygous", _) => Some(format!("both alleles of {}", question.group)),
        ("ikzf1plus", _) => Some(format!("IKZF1plus ({})", question.group)),
        ("ikzf1plus_erg_aside", _) => Some(format!("IKZF1plus, ERG aside ({})", question.group)),
        _ => None,
    };
    let mut found: Vec<Category> = questions
        .iter()
        .filter_map(|question| {
            let count = |wanted: &dyn Fn(&Item) -> bool| {
                question.items.iter().filter(|item| wanted(item)).count() as u64
            };
            let is_clear = |call: Call| matches!(call, Call::Found | Call::NotFound);
            Some(Category {
                category: label(question)?,
                mlpa: count(&|item| item.mlpa == Call::Found),
                ngs: count(&|item| item.ngs == Call::Found),
                both: count(&|item| item.ngs == Call::Found && item.mlpa == Call::Found),
                open: count(&|item| !is_clear(item.ngs) || !is_clear(item.mlpa)),
            })
        })
        .collect();
    // The categories come first, as a report does.
    let is_ikzf1 = |category: &Category| category.category.starts_with("IKZF1 ");
    found.sort_by_key(|category| !is_ikzf1(category));
    found
}
