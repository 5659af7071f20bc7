//! What an allele does to a gene's reference transcript, from the exon table and the reference.
//!
//! ```text
//! allele --> on the transcript's strand, moved to its 3' end --> place (exon, intron, UTR) --> c.
//!        --> edited coding sequence --> both proteins compared --> p. and terms
//! ```

mod coding;
mod protein;
mod transcript;

pub use protein::name as residue_name;
pub use transcript::Transcript;

use crate::knowledge::gene_model::GeneModel;
use crate::model::assembly::Assembly;
use crate::model::merged_variant::Effect;
use crate::variants::normalise::Allele;
use crate::variants::sequence::{Sequence, SequenceError};

/// The reference transcripts of the genes, ready to be asked.
#[derive(Debug, Clone)]
pub struct Projector {
    transcripts: Vec<Transcript>,
}

impl Projector {
    /// Reads the transcripts of every gene whose contig the reference has.
    pub fn new(
        sequence: &dyn Sequence,
        genes: &GeneModel,
        assembly: Assembly,
    ) -> Result<Self, SequenceError> {
        let mut transcripts = Vec::new();
        for gene in genes.genes() {
            transcripts.extend(Transcript::of_gene(sequence, gene, assembly)?);
        }
        Ok(Self { transcripts })
    }

    /// The transcripts.
    pub fn transcripts(&self) -> &[Transcript] {
        &self.transcripts
    }

    /// The effect on the first transcript that the allele touches.
    pub fn effect(
        &self,
        sequence: &dyn Sequence,
        contig: u16,
        allele: &Allele,
    ) -> Result<Option<Effect>, SequenceError> {
        let start = allele.position.saturating_sub(1);
        let end = start.saturating_add(u32::try_from(allele.reference.len()).unwrap_or(u32::MAX));
        let touched = self.transcripts.iter().find(|t| t.overlaps(contig, start, end));
        touched.map_or(Ok(None), |transcript| coding::effect(sequence, transcript, allele))
    }
}

#[cfg(test)]
mod tests;
