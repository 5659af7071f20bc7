//! What an allele does to a gene's reference transcript, from the exon table and the reference.
//!
//! ```text
//! allele --> on the transcript's strand, moved to its 3' end --> place (exon, intron, UTR) --> c.
//!        --> edited coding sequence --> both proteins compared --> p. and terms
//! ```

mod coding;
mod codon;
mod fault;
mod protein;
mod residues;
mod transcript;

pub use codon::{name as residue_name, residue as translate};
pub use fault::Fault;
pub use residues::{of_codon as codon_fault, unknown_at};
pub use transcript::{Transcript, complement, reverse_complement};

use crate::knowledge::Knowledge;
use crate::knowledge::gene_model::GeneModel;
use crate::knowledge::small_variants::Hotspot;
use crate::model::assembly::Assembly;
use crate::model::merged_variant::Effect;
use crate::variants::normalise::Allele;
use crate::variants::sequence::{Sequence, SequenceError};

/// How a remark begins where the reference does not hold the transcript's coding sequence.
pub const WITHHELD: &str = "effect not told";

/// The reference transcripts of the genes, ready to be asked.
#[derive(Debug, Clone)]
pub struct Projector {
    transcripts: Vec<Transcript>,
    /// Further transcripts of the same genes that read other proteins.
    others: Vec<Transcript>,
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
        Ok(Self { transcripts, others: Vec::new() })
    }

    /// Holds the codons of hotspots against the residues that are known.
    #[must_use]
    pub fn with_residues(mut self, hotspots: &[Hotspot]) -> Self {
        for transcript in &mut self.transcripts {
            if transcript.fault.as_ref().is_none_or(Fault::is_in_part)
                && let Some(wrong) = residues::of_hotspots(transcript, hotspots)
            {
                transcript.fault = Some(wrong);
            }
        }
        self
    }

    /// Takes the reference as it is, right or wrong: to compare names with a program that reads the
    /// same bases. Never for a patient.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.transcripts.iter_mut().chain(&mut self.others).for_each(|t| t.fault = None);
        self
    }

    /// Transcripts that the reference does not hold as they are.
    pub fn unreadable(&self) -> impl Iterator<Item = &Transcript> {
        self.transcripts.iter().chain(&self.others).filter(|t| t.fault.is_some())
    }

    /// Transcripts whose protein an allele concerns in a way that the reference does not tell.
    pub fn withheld(
        &self,
        sequence: &dyn Sequence,
        contig: u16,
        allele: &Allele,
    ) -> Result<Vec<&Transcript>, SequenceError> {
        let mut found = Vec::new();
        for transcript in self.unreadable().filter(|t| touches(t, contig, allele)) {
            let read = coding::effect(sequence, transcript, allele)?;
            if read.is_some_and(|read| is_withheld(&read)) {
                found.push(transcript);
            }
        }
        Ok(found)
    }

    /// Adds the transcripts by which a gene makes further proteins, and names the proteins.
    pub fn with_proteins(
        mut self,
        sequence: &dyn Sequence,
        knowledge: &Knowledge,
        assembly: Assembly,
    ) -> Result<Self, SequenceError> {
        for second in &knowledge.small_variants.second_proteins {
            let Some(gene) = knowledge.genes.gene(&second.gene) else { continue };
            let of_gene = self.transcripts.iter_mut().find(|t| t.gene == second.gene);
            if let Some(main) = of_gene {
                main.protein = Some(second.main_protein.clone());
            }
            self.others.extend(Transcript::second(sequence, gene, second, assembly)?);
        }
        Ok(self)
    }

    /// Effects on the gene's other proteins, beside the one that was told.
    pub fn others(
        &self,
        sequence: &dyn Sequence,
        contig: u16,
        allele: &Allele,
        main: &Effect,
    ) -> Result<Vec<Effect>, SequenceError> {
        let mut found = Vec::new();
        let of_gene = self.others.iter().filter(|t| t.gene == main.gene && t.id != main.transcript);
        for transcript in of_gene.filter(|t| touches(t, contig, allele)) {
            let effect = told(sequence, transcript, allele)?;
            found.extend(effect.filter(|effect| effect.hgvs_p.is_some()));
        }
        Ok(found)
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
        let mut all = self.transcripts.iter().chain(&self.others);
        all.find(|t| touches(t, contig, allele))
            .map_or(Ok(None), |transcript| told(sequence, transcript, allele))
    }
}

/// The effect. Where the reference does not tell what happens to the protein, that is left out: the
/// place and its c. name come from the exon table.
fn told(
    sequence: &dyn Sequence,
    transcript: &Transcript,
    allele: &Allele,
) -> Result<Option<Effect>, SequenceError> {
    let read = coding::effect(sequence, transcript, allele)?;
    Ok(read.map(|read| {
        if is_withheld(&read) {
            Effect { terms: Vec::new(), hgvs_p: None, residue: None, ..read.effect }
        } else {
            read.effect
        }
    }))
}

fn is_withheld(read: &coding::Read) -> bool {
    !read.is_certain && read.effect.hgvs_p.is_some()
}

fn touches(transcript: &Transcript, contig: u16, allele: &Allele) -> bool {
    let start = allele.position.saturating_sub(1);
    let length = u32::try_from(allele.reference.len()).unwrap_or(u32::MAX);
    transcript.overlaps(contig, start, start.saturating_add(length))
}

#[cfg(test)]
mod tests;
