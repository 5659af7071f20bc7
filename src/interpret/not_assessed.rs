//! The list of what could not be assessed.

use crate::model::calls::{CopyState, GeneCall, SampleCalls};
use crate::model::locus_state::LocusState;
use crate::model::patient::{Ikzf1Result, NotAssessed};

/// One entry per gene, or per reason where only some of its exons are concerned.
pub fn list(calls: &SampleCalls, _ikzf1: &Ikzf1Result) -> Vec<NotAssessed> {
    calls.genes.iter().flat_map(of_gene).collect()
}

fn of_gene(gene: &GeneCall) -> Vec<NotAssessed> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for exon in gene.exons.iter().filter(|exon| exon.state == CopyState::NotAssessed) {
        match reasons.iter_mut().find(|(reason, _)| *reason == exon.reason) {
            Some((_, exons)) => exons.push(&exon.exon),
            None => reasons.push((&exon.reason, vec![&exon.exon])),
        }
    }
    let whole = gene.state == LocusState::NotAssessed && reasons.len() == 1;
    reasons
        .into_iter()
        .map(|(reason, exons)| {
            let what = match exons.as_slice() {
                _ if whole => gene.gene.clone(),
                [one] => format!("{} exon {one}", gene.gene),
                many => format!("{} exons {}", gene.gene, many.join(", ")),
            };
            NotAssessed { what, reason: reason.to_owned() }
        })
        .collect()
}
