//! The list of what could not be assessed.

use super::loci::Loci;
use crate::knowledge::Knowledge;
use crate::knowledge::gene_model::Gene;
use crate::model::calls::{CopyState, GeneCall};
use crate::model::locus_state::LocusState;
use crate::model::patient::NotAssessed;

/// One entry per gene, or per reason where only some of its exons are concerned; genes that nobody
/// called are among them.
pub fn list(loci: Loci, knowledge: &Knowledge) -> Vec<NotAssessed> {
    let absent = |gene: &&Gene| loci.calls.gene(&gene.symbol).is_none();
    let entry =
        |gene: &Gene| NotAssessed { what: gene.symbol.clone(), reason: "not called".to_owned() };
    let absent = knowledge.genes.copy_number_genes().filter(absent).map(entry);
    loci.calls.genes.iter().flat_map(|gene| of_gene(loci, gene)).chain(absent).collect()
}

fn of_gene(loci: Loci, gene: &GeneCall) -> Vec<NotAssessed> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for exon in gene.exons.iter().filter(|exon| exon.state == CopyState::NotAssessed) {
        match reasons.iter_mut().find(|(reason, _)| *reason == exon.reason) {
            Some((_, exons)) => exons.push(&exon.exon),
            None => reasons.push((&exon.reason, vec![&exon.exon])),
        }
    }
    let whole = reasons.len() == 1 && reasons[0].1.len() == gene.exons.len();
    let of_exons = reasons.into_iter().map(|(reason, exons)| {
        let what = match exons.as_slice() {
            _ if whole => gene.gene.clone(),
            [one] => format!("{} exon {one}", gene.gene),
            many => format!("{} exons {}", gene.gene, many.join(", ")),
        };
        NotAssessed { what, reason: reason.to_owned() }
    });
    // Exons called normal whose gene is open nevertheless.
    let doubt = loci.doubt(gene).filter(|_| gene.state != LocusState::NotAssessed);
    let of_gene = doubt.map(|reason| NotAssessed { what: gene.gene.clone(), reason });
    of_gene.into_iter().chain(of_exons).collect()
}
