//! Agreement of the ratios themselves, and the borders that would separate best.

use super::levels::estimate;
use super::profile::MlpaState;
use super::result::{BorderChoice, Differences, ExonPair, RatioAgreement, Regression};
use crate::model::calls::CopyState;
use crate::stats::method_comparison::{Line, bland_altman, deming, passing_bablok};
use crate::stats::roc::{Roc, roc};

/// Agreement over all genes and per gene, in the genes' order.
pub fn ratios(exons: &[ExonPair]) -> Vec<RatioAgreement> {
    let mut genes: Vec<&str> = Vec::new();
    for exon in exons {
        if !genes.contains(&exon.gene.as_str()) {
            genes.push(&exon.gene);
        }
    }
    let all = std::iter::once(("all", None));
    all.chain(genes.into_iter().map(|gene| (gene, Some(gene))))
        .map(|(name, gene)| {
            let chosen = exons.iter().filter(|exon| gene.is_none_or(|gene| exon.gene == gene));
            of_gene(name, &chosen.filter_map(pair).collect::<Vec<_>>())
        })
        .filter(|agreement| agreement.pairs > 0)
        .collect()
}

/// MLPA ratio and NGS ratio of an exon, when both have one.
pub fn pair(exon: &ExonPair) -> Option<(f64, f64)> {
    Some((exon.mlpa_ratio?, exon.ngs_ratio.filter(|_| exon.ngs != CopyState::NotAssessed)?.value))
}

fn of_gene(name: &str, pairs: &[(f64, f64)]) -> RatioAgreement {
    let line = |line: Line| Regression {
        slope: estimate(line.slope),
        intercept: estimate(line.intercept),
    };
    RatioAgreement {
        gene: name.to_owned(),
        pairs: pairs.len() as u64,
        differences: bland_altman(pairs).map(|found| Differences {
            bias: estimate(found.bias),
            deviation: found.deviation,
            lower: estimate(found.lower),
            upper: estimate(found.upper),
        }),
        passing_bablok: passing_bablok(pairs).map(line),
        deming: deming(pairs).map(line),
    }
}

/// The border of each method's ratio against the other's call. Borderline and missing results are
/// not held against anything.
pub fn border_choice(exons: &[ExonPair]) -> Vec<BorderChoice> {
    let ngs: Vec<(f64, bool)> = exons
        .iter()
        .filter_map(|exon| {
            let deleted = match exon.mlpa {
                MlpaState::Deleted | MlpaState::HomDeleted => true,
                MlpaState::Normal | MlpaState::Gained => false,
                _ => return None,
            };
            let ratio = exon.ngs_ratio.filter(|_| exon.ngs != CopyState::NotAssessed)?;
            Some((ratio.value, deleted))
        })
        .collect();
    let mlpa: Vec<(f64, bool)> = exons
        .iter()
        .filter(|exon| exon.ngs != CopyState::NotAssessed)
        .filter_map(|exon| Some((exon.mlpa_ratio?, exon.ngs.is_deletion())))
        .collect();
    [("ngs", "mlpa", ngs), ("mlpa", "ngs", mlpa)]
        .into_iter()
        .filter_map(|(ratio_of, against, scores)| Some(choice(ratio_of, against, &roc(&scores)?)))
        .collect()
}

fn choice(ratio_of: &str, against: &str, roc: &Roc) -> BorderChoice {
    BorderChoice {
        ratio_of: ratio_of.to_owned(),
        against: against.to_owned(),
        deleted: roc.counts.0 as u64,
        not_deleted: roc.counts.1 as u64,
        area: estimate(roc.area),
        best: roc.best.at,
        best_range: [roc.best_range.0, roc.best_range.1],
        sensitivity: roc.best.sensitivity,
        specificity: roc.best.specificity,
        curve: roc.borders.iter().map(|b| [b.at, b.sensitivity, b.specificity]).collect(),
    }
}
