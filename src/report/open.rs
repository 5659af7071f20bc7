//! What is open: a gene whose deletion is neither called nor excluded is told so in every output,
//! whatever its exons were measured to be.

use crate::model::calls::{CopyState, EventKind, ExonCall, GeneCall, SampleCalls};
use crate::model::locus_state::LocusState;
use crate::model::patient::PatientResult;

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
