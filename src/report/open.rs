//! What is open: a gene whose deletion is neither called nor excluded is told so in every output,
//! whatever its exons were measured to be. And in few words what was not read of the small variants.

use std::collections::BTreeSet;

use crate::model::calls::{CopyState, EventKind, ExonCall, GeneCall, SampleCalls};
use crate::model::locus_state::LocusState;
use crate::model::patient::PatientResult;
use crate::report::text::Texts;

/// Why a gene without a called deletion is not told as "not deleted", though exons of it were
/// assessed; absent when it may be.
pub fn gene(result: &PatientResult, gene: &GeneCall) -> Option<String> {
    if gene.state != LocusState::NotDeleted {
        return None;
    }
    let mut listed = result.interpretation.not_assessed.iter();
    let why = listed.find(|entry| entry.what == gene.gene).map(|entry| entry.reason.clone());
    let is_open = || result.calls.is_undecided(gene, EventKind::Deletion);
    why.or_else(|| is_open().then(|| "a deletion is neither called nor excluded".to_owned()))
}

/// True for an exon that was measured as normal in a gene whose deletion is open on its exons.
pub fn exon(calls: &SampleCalls, gene: &GeneCall, exon: &ExonCall) -> bool {
    exon.state == CopyState::Normal && calls.is_undecided_on_exons(gene, EventKind::Deletion)
}

/// What could not be told of small variants, for the lists of a run: `small variants` where none were
/// judged, else `hotspots: 38 of 51` and `small variants in 21 genes`.
pub fn small_variants(t: &Texts, result: &PatientResult) -> Vec<String> {
    let Some(merged) = &result.merged else { return vec![t.get("unread-variants")] };
    let mut open = Vec::new();
    let blind = merged.hotspots.iter().filter(|h| h.state == "not_assessed").count();
    if blind > 0 {
        let (blind, all) = (blind.to_string(), merged.hotspots.len().to_string());
        open.push(t.say("unread-hotspots", &[("blind", &blind), ("all", &all)]));
    }
    let genes: BTreeSet<&str> = merged.unreadable.iter().map(|u| u.gene.as_str()).collect();
    match genes.iter().next() {
        None => {}
        Some(gene) if genes.len() == 1 => open.push(t.say("unread-gene", &[("gene", gene)])),
        Some(_) => {
            open.push(t.say("unread-genes", &[("count", &genes.len().to_string())]));
        }
    }
    open
}
