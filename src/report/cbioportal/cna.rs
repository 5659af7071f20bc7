//! `data_cna.txt`: one row per gene, one column per patient.

use std::collections::BTreeSet;

use crate::model::calls::{CopyState, EventKind, GeneCall, SampleCalls};
use crate::model::locus_state::LocusState;
use crate::report::cell;

use super::case::Case;

/// The table: -2 both copies lost, -1 one copy lost, 0 every assessed exon present, 1 gained, `NA`
/// not assessed, or neither called nor excluded. Part of a gene counts as the gene. 2 (amplified) is
/// never written: the caller does not part it from a gain.
pub fn table(cases: &[Case<'_>]) -> String {
    let head = std::iter::once("Hugo_Symbol").chain(cases.iter().map(|case| case.id.as_str()));
    let mut text = cell::line(head);
    for gene in genes(cases) {
        let states = cases.iter().map(|case| state(&case.result.calls, gene).to_owned());
        text.push_str(&cell::line(std::iter::once(cell::text(gene)).chain(states)));
    }
    text
}

/// All genes, in the order in which the results have them.
fn genes<'a>(cases: &[Case<'a>]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    let all = cases.iter().flat_map(|case| &case.result.calls.genes);
    all.map(|gene| gene.gene.as_str()).filter(|gene| seen.insert(*gene)).collect()
}

fn state(calls: &SampleCalls, gene: &str) -> &'static str {
    let Some(gene) = calls.gene(gene) else { return "NA" };
    match gene.state {
        LocusState::Deleted => {
            let is_homozygous = |state: CopyState| state == CopyState::HomDel;
            let both = gene.segments.iter().any(|segment| is_homozygous(segment.state))
                || gene.exons.iter().any(|exon| is_homozygous(exon.state));
            if both { "-2" } else { "-1" }
        }
        _ if gene.gained => "1",
        LocusState::NotDeleted if is_open(calls, gene) => "NA",
        LocusState::NotDeleted => "0",
        LocusState::NotAssessed => "NA",
    }
}

/// True when nothing was called and something may be there.
pub(super) fn is_open(calls: &SampleCalls, gene: &GeneCall) -> bool {
    [EventKind::Deletion, EventKind::Gain].into_iter().any(|kind| calls.is_undecided(gene, kind))
}
