//! What the reads say at the breaks of one gene's deletions.

use serde::Serialize;

use crate::knowledge::Knowledge;
use crate::model::calls::GeneCall;
use crate::model::junction::JunctionEvidence;
use crate::model::patient::PatientResult;

/// Reads at one class of recurrent deletion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecurrentJunction {
    /// Region that is searched together.
    pub region: String,
    /// Lost exon with the lowest coordinate, `IKZF1:4`.
    pub from: String,
    /// Lost exon with the highest coordinate.
    pub to: String,
    /// True when absence of reads would say something: both sides are covered.
    pub assessable: bool,
    /// Fragments with a split read.
    pub split_fragments: u32,
    /// Further fragments with mates on either side.
    pub discordant_fragments: u32,
    /// Mean fragment depth over the left windows.
    pub left_depth: f64,
    /// Mean fragment depth over the right windows.
    pub right_depth: f64,
    /// Fragment depth at the break; absent without a split fragment.
    pub break_depth: Option<f64>,
}

/// The classes that touch the gene; `None` when no reads were looked at.
pub(super) fn recurrent(
    result: &PatientResult,
    gene: &GeneCall,
    knowledge: &Knowledge,
) -> Option<Vec<RecurrentJunction>> {
    let evidence = result.calls.junctions.as_ref()?;
    Some(evidence.iter().filter_map(|class| one(class, gene, knowledge)).collect())
}

fn one(
    class: &JunctionEvidence,
    gene: &GeneCall,
    knowledge: &Knowledge,
) -> Option<RecurrentJunction> {
    let region = knowledge.regions.regions.iter().find(|region| region.name == class.region)?;
    let place = region.genes.iter().position(|symbol| *symbol == gene.gene)?;
    if !(class.from.0..=class.to.0).contains(&place) {
        return None;
    }
    let exon = |(index, exon): (usize, usize)| {
        let symbol = region.genes.get(index)?;
        let label = &knowledge.genes.gene(symbol)?.exons.get(exon)?.label;
        Some(format!("{symbol}:{label}"))
    };
    Some(RecurrentJunction {
        region: class.region.clone(),
        from: exon(class.from)?,
        to: exon(class.to)?,
        assessable: crate::junctions::is_assessable(class),
        split_fragments: class.split_fragments,
        discordant_fragments: class.discordant_fragments,
        left_depth: class.left_depth,
        right_depth: class.right_depth,
        break_depth: class.break_depth,
    })
}
