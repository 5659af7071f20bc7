//! What both methods say of one sample.

use super::profile::MlpaSample;
use crate::interpret::loci::Loci;
use crate::model::calls::{CopyState, ExonCall, GeneCall};
use crate::model::locus_state::LocusState;
use crate::model::patient::PatientResult;

/// One sample with both results.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// NGS.
    pub ngs: &'a PatientResult,
    /// Loci of the NGS result.
    pub loci: Loci<'a>,
    /// MLPA.
    pub mlpa: &'a MlpaSample,
}

impl Pair<'_> {
    /// The sample, as NGS names it.
    pub fn name(&self) -> &str {
        &self.ngs.calls.sample.name
    }

    /// NGS answer for an exon: one that was called normal is open where its gene is, with the reason.
    pub fn ngs_exon(&self, gene: &GeneCall, exon: &ExonCall) -> (CopyState, String) {
        match self.loci.undecided(gene).filter(|_| exon.state == CopyState::Normal) {
            Some(doubt) => (CopyState::NotAssessed, doubt),
            None if exon.state == CopyState::NotAssessed => (exon.state, exon.reason.clone()),
            None => (exon.state, String::new()),
        }
    }

    /// NGS answer for a gene.
    pub fn ngs_gene(&self, gene: &str) -> NgsGene {
        match self.loci.gene_state(gene) {
            LocusState::Deleted => NgsGene::Deleted,
            LocusState::NotAssessed => NgsGene::NotAssessed,
            LocusState::NotDeleted => {
                let gained = self.ngs.calls.gene(gene).is_some_and(|call| call.gained);
                if gained { NgsGene::Gained } else { NgsGene::NotDeleted }
            }
        }
    }
}

/// NGS answer for a gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NgsGene {
    /// At least one exon is deleted.
    Deleted,
    /// Gained and not deleted.
    Gained,
    /// Neither.
    NotDeleted,
    /// The data cannot answer.
    NotAssessed,
}

impl NgsGene {
    /// Code in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Gained => "gained",
            Self::NotDeleted => "not_deleted",
            Self::NotAssessed => "not_assessed",
        }
    }
}
