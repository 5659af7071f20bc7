//! ERG: present, not found, or not assessed.

use super::loci::Loci;
use crate::model::locus_state::LocusState;
use crate::model::patient::LocusResult;

/// ERG deletions are often subclonal, so depth without one is weak evidence of absence.
pub fn result(loci: Loci) -> LocusResult {
    let mut result = loci.result("ERG", &["ERG".to_owned()]);
    if result.state == LocusState::NotDeleted {
        result.evidence.push_str(
            "; ERG deletions are often subclonal: depth without one is weak evidence of absence",
        );
    }
    result
}
