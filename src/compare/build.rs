//! From both sides' results to a comparison.

use std::collections::{BTreeMap, BTreeSet};

use super::discordance::{self, Evidence};
use super::joined::{self, JoinError, Pair};
use super::levels::{self, Borderline, Call, Categories, Item};
use super::profile::{Borders, MlpaCohort, MlpaState};
use super::result::{
    Category, CategoryPair, Comparison, ExonPair, GenePair, Level, SCHEMA_VERSION,
};
use super::{agreement, criteria, swap};
use crate::interpret::loci::{self, Loci};
use crate::interpret::ukall_cna;
use crate::knowledge::Knowledge;
use crate::knowledge::mlpa::Kit;
use crate::knowledge::rules::Ikzf1PlusPreset;
use crate::model::calls::CopyState;
use crate::model::locus_state::{Answer, LocusState};
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
    let exons: Vec<ExonPair> =
        pairs.iter().flat_map(|pair| joined::exons(pair, request.kit)).collect();
    let genes: Vec<GenePair> = pairs.iter().flat_map(joined::genes).collect();
    let ikzf1: Vec<CategoryPair> = pairs.iter().map(|pair| ikzf1(pair, &exons)).collect();
    let swaps = swap::find(
        &swap::profiles(&samples, &exons),
        &exons,
        request.knowledge.mlpa.swap.false_alarm,
    );
    let evidence = Evidence {
        borders: &request.borders,
        exons: &exons,
        swaps: &swaps,
        reference_spread: request.knowledge.mlpa.raw.reference_spread,
    };
    let mut discordances = Vec::new();
    for (pair, category) in pairs.iter().zip(&ikzf1) {
        discordances.extend(discordance::category(pair, category, &evidence));
        let own: Vec<GenePair> =
            genes.iter().filter(|gene| gene.sample == pair.name()).cloned().collect();
        discordances.extend(discordance::genes(pair, &own, &evidence));
        discordances.extend(discordance::exons(pair, &evidence));
    }
    let levels = all_levels(request, &pairs, &exons, &genes, &ikzf1);
    if let Some(why) = nothing_compared(&pairs, &exons, &levels) {
        return Err(CompareError::Nothing(why));
    }
    let criteria = criteria::judge(request.criteria, &levels).map_err(CompareError::Option)?;
    Ok(Comparison {
        schema_version: SCHEMA_VERSION.to_owned(),
        software: format!("ikaros {}", env!("CARGO_PKG_VERSION")),
        intended_use: request.intended_use.to_owned(),
        borders: request.borders,
        inputs: request.inputs.to_vec(),
        categories: categories(&pairs, &genes, &ikzf1),
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
        remarks.push(format!("probes in no exon of the gene table, not compared: {names}"));
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

/// IKZF1 exons that each side finds deleted.
fn ikzf1(pair: &Pair, exons: &[ExonPair]) -> CategoryPair {
    let Some(gene) = pair.ngs.calls.gene("IKZF1") else {
        return levels::compare_patterns(pair.name(), &[], &[]);
    };
    let ngs: Vec<(String, Option<bool>)> = gene
        .exons
        .iter()
        .map(|exon| {
            let known = exon.state != CopyState::NotAssessed;
            (exon.exon.clone(), known.then(|| exon.state.is_deletion()))
        })
        .collect();
    let mlpa: Vec<(String, Option<bool>)> = gene
        .exons
        .iter()
        .map(|exon| {
            let own = exons.iter().find(|other| {
                other.sample == pair.name()
                    && other.gene == "IKZF1"
                    && other.ngs_exon.as_deref() == Some(exon.exon.as_str())
            });
            let state = own.map_or(MlpaState::NoResult, |own| own.mlpa);
            let deleted = match levels::mlpa_call(state, false) {
                Call::Found => Some(true),
                Call::NotFound => Some(false),
                Call::Borderline | Call::None => None,
            };
            (exon.exon.clone(), deleted)
        })
        .collect();
    levels::compare_patterns(pair.name(), &ngs, &mlpa)
}

fn all_levels(
    request: &Request,
    pairs: &[Pair],
    exons: &[ExonPair],
    genes: &[GenePair],
    ikzf1: &[CategoryPair],
) -> Vec<Level> {
    let mut found = Vec::new();
    // A probe outside every exon has no counterpart.
    let exon_items = |gene: Option<&str>, gain: bool| -> Vec<Item> {
        exons
            .iter()
            .filter(|exon| exon.ngs_exon.is_some() && gene.is_none_or(|gene| exon.gene == gene))
            .map(|exon| levels::exon_item(exon, gain))
            .collect()
    };
    let gene_items = |gene: Option<&str>, gain: bool| -> Vec<Item> {
        genes
            .iter()
            .filter(|pair| gene.is_none_or(|gene| pair.gene == gene))
            .map(|pair| levels::gene_item(pair, gain))
            .collect()
    };
    let mut names: Vec<&str> = Vec::new();
    for gene in genes {
        if !names.contains(&gene.gene.as_str()) {
            names.push(&gene.gene);
        }
    }
    for (level, items) in
        [("exon", &exon_items as &dyn Fn(Option<&str>, bool) -> Vec<Item>), ("gene", &gene_items)]
    {
        for gene in std::iter::once(None).chain(names.iter().copied().map(Some)) {
            let group = gene.unwrap_or("all");
            for borderline in Borderline::ALL {
                found.push(levels::binary(
                    level,
                    group,
                    "deletion",
                    borderline,
                    &items(gene, false),
                ));
            }
            found.push(levels::binary(level, group, "gain", Borderline::Apart, &items(gene, true)));
        }
    }
    found.extend(loci_levels(request, pairs));
    let both: Vec<Categories> = ikzf1.iter().map(category_sides).collect();
    found.push(levels::categories("ikzf1_category", "IKZF1", "category", &both));
    for preset in &request.knowledge.rules.ikzf1plus {
        found.push(plus_level("ikzf1plus", preset, pairs, false));
        found.push(plus_level("ikzf1plus_erg_aside", preset, pairs, true));
    }
    for preset in &request.knowledge.rules.ukall_cna.presets {
        let items: Vec<Categories> = pairs
            .iter()
            .map(|pair| {
                let class = |states: &[(&str, LocusState)]| {
                    let class = ukall_cna::result(states, preset).class;
                    (class != "inconclusive").then_some(class)
                };
                let loci = &request.knowledge.rules.ukall_cna.loci;
                let ngs: Vec<_> = loci
                    .iter()
                    .map(|locus| (locus.name.as_str(), pair.loci.state(&locus.genes)))
                    .collect();
                let mlpa: Vec<_> = loci
                    .iter()
                    .map(|locus| {
                        let state = pair.mlpa.locus(&locus.name, &locus.genes);
                        (locus.name.as_str(), joined::locus_state(state))
                    })
                    .collect();
                (class(&ngs), class(&mlpa))
            })
            .collect();
        found.push(levels::categories("ukall_cna", &preset.name, "class", &items));
    }
    found.retain(|level| level.pairs > 0);
    found
}

/// Category of a side; absent when an open exon decides. Compatible categories are open.
fn category_sides(pair: &CategoryPair) -> Categories {
    let side = |name: &str, prefix: &str| {
        let none = matches!(name, "not_assessed" | "no_result");
        (!none && !pair.open.contains(prefix)).then(|| name.to_owned())
    };
    (side(&pair.ngs, "NGS:"), side(&pair.mlpa, "MLPA:"))
}

fn loci_levels(request: &Request, pairs: &[Pair]) -> Vec<Level> {
    let answer = |state: LocusState| match state {
        LocusState::Deleted => (Call::Found, "deleted"),
        LocusState::NotDeleted => (Call::NotFound, "not_deleted"),
        LocusState::NotAssessed => (Call::None, "not_assessed"),
    };
    let mut found = Vec::new();
    let mut all = Vec::new();
    for locus in &request.knowledge.rules.ukall_cna.loci {
        let items: Vec<Item> = pairs
            .iter()
            .map(|pair| {
                let (ngs, category) = answer(pair.loci.state(&locus.genes));
                let state = pair.mlpa.locus(&locus.name, &locus.genes);
                Item {
                    ngs,
                    mlpa: levels::mlpa_call(state, false),
                    ngs_category: category.to_owned(),
                    mlpa_category: state.code().to_owned(),
                }
            })
            .collect();
        found.push((locus.name.clone(), items.clone()));
        all.extend(items);
    }
    found.insert(0, ("all".to_owned(), all));
    found
        .into_iter()
        .flat_map(|(group, items)| {
            Borderline::ALL.map(|b| levels::binary("locus", &group, "deletion", b, &items))
        })
        .collect()
}

fn plus_level(level: &str, preset: &Ikzf1PlusPreset, pairs: &[Pair], erg_aside: bool) -> Level {
    let call = |answer: Answer| match answer {
        Answer::Yes => Call::Found,
        Answer::No => Call::NotFound,
        Answer::NotAssessed => Call::None,
    };
    let items: Vec<Item> = pairs
        .iter()
        .map(|pair| {
            let ngs = plus(preset, erg_aside, &|_, genes| pair.loci.state(genes), &|genes| {
                pair.loci.any_homozygous(genes)
            });
            let mlpa_state =
                |name: &str, genes: &[String]| joined::locus_state(pair.mlpa.locus(name, genes));
            let mlpa = plus(preset, erg_aside, &mlpa_state, &|genes| {
                loci::any(genes.iter().map(|gene| match pair.mlpa.gene(gene) {
                    MlpaState::HomDeleted => Answer::Yes,
                    // A heterozygous ratio may be a homozygous loss in half as many cells.
                    MlpaState::Deleted
                    | MlpaState::Borderline
                    | MlpaState::Inconclusive
                    | MlpaState::NoResult => Answer::NotAssessed,
                    MlpaState::Normal | MlpaState::Gained => Answer::No,
                }))
            });
            Item {
                ngs: call(ngs),
                mlpa: call(mlpa),
                ngs_category: ngs.code().to_owned(),
                mlpa_category: mlpa.code().to_owned(),
            }
        })
        .collect();
    levels::binary(level, &preset.name, "answer", Borderline::Apart, &items)
}

/// The `IKZF1plus` rule over any source of states. With `erg_aside` ERG does not count, because
/// most MLPA kits have no probe there.
fn plus(
    preset: &Ikzf1PlusPreset,
    erg_aside: bool,
    state: &dyn Fn(&str, &[String]) -> LocusState,
    homozygous: &dyn Fn(&[String]) -> Answer,
) -> Answer {
    let gene = |name: &str| state(name, &[name.to_owned()]);
    let ikzf1 = loci::is_deleted(gene("IKZF1"));
    let companion = loci::any(preset.co_deleted.iter().map(|locus| {
        if locus.homozygous {
            homozygous(&locus.genes)
        } else {
            loci::is_deleted(state(&locus.locus, &locus.genes))
        }
    }));
    let no_erg = if preset.erg_deletion_excludes && !erg_aside {
        loci::is_kept(gene("ERG"))
    } else {
        Answer::Yes
    };
    loci::all([ikzf1, companion, no_erg].into_iter())
}

/// Numbers of samples by what was found.
fn categories(pairs: &[Pair], genes: &[GenePair], ikzf1: &[CategoryPair]) -> Vec<Category> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut found: BTreeSet<(String, bool, String)> = BTreeSet::new();
    for pair in ikzf1 {
        for (is_ngs, name) in [(true, &pair.ngs), (false, &pair.mlpa)] {
            let label = format!("IKZF1 {name}");
            names.insert(label.clone());
            found.insert((label, is_ngs, pair.sample.clone()));
        }
    }
    for gene in genes.iter().filter(|gene| gene.gene != "IKZF1") {
        for (is_ngs, deleted) in [(true, gene.ngs == "deleted"), (false, gene.mlpa.is_deletion())] {
            if deleted {
                let label = format!("{} deleted", gene.gene);
                names.insert(label.clone());
                found.insert((label, is_ngs, gene.sample.clone()));
            }
        }
    }
    let has = |name: &str, is_ngs: bool, sample: &str| {
        found.contains(&(name.to_owned(), is_ngs, sample.to_owned()))
    };
    names
        .into_iter()
        .map(|name| {
            let count = |wanted: &dyn Fn(&str) -> bool| {
                pairs.iter().filter(|pair| wanted(pair.name())).count() as u64
            };
            Category {
                mlpa: count(&|sample| has(&name, false, sample)),
                ngs: count(&|sample| has(&name, true, sample)),
                both: count(&|sample| has(&name, false, sample) && has(&name, true, sample)),
                category: name,
            }
        })
        .collect()
}
