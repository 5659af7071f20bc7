//! A reason for every difference, with the figures that it rests on.

mod exon;
mod gene;

use super::joined::Both;
use super::levels::{self, Item};
use super::profile::Borders;
use super::questions::Question;
use super::result::{Difference, Discordance, Reason, Swaps};
use crate::model::calls::{QcFlag, Severity};
use crate::stats::apart;

/// What the reasons of one sample are looked for in.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Borders in use.
    pub borders: &'a Borders,
    /// The sample.
    pub own: &'a Both<'a>,
    /// Exchanged samples.
    pub swaps: &'a Swaps,
    /// Spread of the reference probes above which an MLPA sample is poor.
    pub reference_spread: f64,
}

/// Levels in the order of the list: what a report concludes first, then what it rests on.
const ORDER: [&str; 8] = [
    "ikzf1_category",
    "ikzf1plus",
    "ikzf1plus_erg_aside",
    "ukall_cna",
    "homozygous",
    "locus",
    "gene",
    "exon",
];

/// Every difference of a sample, at every level.
pub fn all(questions: &[Question], evidence: &Evidence) -> Vec<Discordance> {
    let mut found = Vec::new();
    for level in ORDER {
        match level {
            "gene" => found.extend(genes(evidence)),
            "exon" => found.extend(exons(evidence)),
            _ => {
                let own = questions.iter().filter(|own| own.listed && own.level == level);
                found.extend(own.flat_map(|question| of_rule(question, evidence)));
            }
        }
    }
    found
}

fn of_rule<'a>(
    question: &'a Question,
    evidence: &'a Evidence,
) -> impl Iterator<Item = Discordance> + 'a {
    let name = evidence.own.pair.name();
    question.items.iter().filter(move |item| item.sample == name).filter_map(move |item| {
        let beneath = || match question.level {
            "ikzf1_category" => gene::about_category(evidence),
            _ => gene::about_grounds(&question.grounds, evidence),
        };
        let genes: Vec<&str> = match question.level {
            "ikzf1_category" => vec!["IKZF1"],
            _ => question.grounds.iter().flat_map(|g| &g.genes).map(String::as_str).collect(),
        };
        discordance(question.level, item, &genes, beneath, evidence)
    })
}

fn genes<'a>(evidence: &'a Evidence) -> impl Iterator<Item = Discordance> + 'a {
    evidence.own.genes.iter().filter_map(move |gene| {
        let item = levels::gene_item(gene, false);
        discordance(
            "gene",
            &item,
            &[&gene.gene],
            || gene::about(&gene.gene, gene.mlpa, evidence),
            evidence,
        )
    })
}

fn exons<'a>(evidence: &'a Evidence) -> impl Iterator<Item = Discordance> + 'a {
    // A probe in no exon is compared with nothing: what it finds is told all the same.
    let is_told =
        |exon: &&super::result::ExonPair| exon.ngs_exon.is_some() || exon.mlpa.is_deletion();
    evidence.own.exons.iter().filter(is_told).filter_map(move |exon| {
        let item = levels::exon_item(exon, false);
        let found =
            discordance("exon", &item, &[&exon.gene], || exon::about(exon, evidence), evidence)?;
        Some(Discordance {
            ngs_ratio: exon.ngs_ratio.map(|ratio| ratio.value),
            mlpa_ratio: exon.mlpa_ratio,
            ..found
        })
    })
}

fn discordance(
    level: &str,
    item: &Item,
    genes: &[&str],
    beneath: impl FnOnce() -> Vec<Reason>,
    evidence: &Evidence,
) -> Option<Discordance> {
    let difference = item.difference?;
    let mut reasons = Vec::new();
    if difference != Difference::NoResult {
        reasons.extend(about_swap(evidence));
    }
    reasons.extend(beneath());
    reasons.extend(about_quality(genes, evidence));
    reasons.dedup();
    if reasons.is_empty() {
        let text = "no figure of either method explains it: repeat one of them";
        reasons.push(reason("UNEXPLAINED", text.to_owned()));
    }
    Some(Discordance {
        sample: item.sample.clone(),
        level: level.to_owned(),
        subject: item.subject.clone(),
        difference,
        ngs: item.ngs_category.clone(),
        mlpa: item.mlpa_category.clone(),
        ngs_ratio: None,
        mlpa_ratio: None,
        reasons,
    })
}

fn reason(code: &str, evidence: String) -> Reason {
    Reason { code: code.to_owned(), evidence }
}

/// Adds reasons whose code is not there yet.
fn add(reasons: &mut Vec<Reason>, found: impl IntoIterator<Item = Reason>, prefix: &str) {
    for found in found {
        if !reasons.iter().any(|known| known.code == found.code) {
            reasons.push(Reason { evidence: format!("{prefix}{}", found.evidence), ..found });
        }
    }
}

/// A sample that is another's.
fn about_swap(evidence: &Evidence) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let name = evidence.own.pair.name();
    for swap in &evidence.swaps.suspected {
        if let Some(better) = swap.pairs.iter().find(|other| other.ngs == name) {
            reasons.push(reason(
                "SWAP_SUSPECTED",
                format!(
                    "the MLPA profile of {} fits better (difference {:.3}, under its own name \
                     {:.3}, over the samples concerned)",
                    better.mlpa, swap.distance_exchanged, swap.distance_as_named
                ),
            ));
        }
    }
    let others = evidence.swaps.unpartnered.iter();
    for own in others.filter(|own| own.ngs == name && own.instead_of.is_some()) {
        reasons.push(reason("SWAP_SUSPECTED", own.told.clone()));
    }
    reasons
}

/// The quality of a sample, which weighs less than what is seen at the place itself. A flag about
/// another gene says nothing here.
fn about_quality(genes: &[&str], evidence: &Evidence) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let pair = &evidence.own.pair;
    let is_here = |flag: &&QcFlag| {
        flag.severity != Severity::Note
            && flag.about.as_ref().is_none_or(|about| genes.contains(&about.gene.as_str()))
    };
    for flag in pair.ngs.calls.flags.iter().filter(is_here) {
        reasons.push(reason("NGS_QUALITY", format!("{}: {}", flag.code, flag.message)));
    }
    if !pair.mlpa.failure.is_empty() {
        reasons.push(reason("MLPA_QUALITY", pair.mlpa.failure.clone()));
    }
    if let Some(spread) = pair.mlpa.reference_spread.filter(|s| *s > evidence.reference_spread) {
        reasons.push(reason(
            "MLPA_QUALITY",
            format!(
                "its reference probes spread by {} (limit {:.2})",
                apart::from_border(spread, evidence.reference_spread),
                evidence.reference_spread
            ),
        ));
    }
    reasons
}
