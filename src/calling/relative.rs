//! Genes that lie below the chromosome they are on: a loss inside a gain.
//!
//! A deletion on one of three copies comes back to the depth of two. By itself the gene looks
//! unchanged; beside its gained chromosome it does not. A gain of the other part of the chromosome
//! looks the same, so that this leaves the gene open and calls nothing.

use super::region::RegionData;
use crate::knowledge::rules::AneuploidyRules;
use crate::model::calls::{CopyState, Estimate, GeneCall, SampleCalls};
use crate::model::chromosomes::{ChromosomeLevel, ChromosomeState};
use crate::model::locus_state::LocusState;

/// A gene at two copies, and its chromosome above them.
#[derive(Debug, Clone, PartialEq)]
pub struct Below {
    /// Gene symbol.
    pub gene: String,
    /// Ratio to two copies over the exons that no event was called on.
    pub ratio: Estimate,
    /// Chromosome, as it is numbered.
    pub chromosome: String,
    /// Its ratio to two copies.
    pub level: Estimate,
}

/// The genes without a called deletion that lie below their gained chromosome.
pub fn below(calls: &SampleCalls, regions: &[RegionData], rules: &AneuploidyRules) -> Vec<Below> {
    let Some(line) = &calls.aneuploidy else { return Vec::new() };
    let of_gene = |gene: &GeneCall| {
        let contig = gene.span()?.contig;
        let chromosome = line
            .chromosomes
            .iter()
            .find(|c| c.contig == contig && c.state == ChromosomeState::Gained)?;
        let region = regions.iter().find(|r| r.region.genes.contains(&gene.gene))?;
        let ratio = unchanged(gene, region)?;
        is_below(&ratio, chromosome, rules).then(|| Below {
            gene: gene.gene.clone(),
            ratio,
            chromosome: contig.as_str().to_owned(),
            level: chromosome.ratio.unwrap_or(ratio),
        })
    };
    let genes = calls.genes.iter().filter(|gene| gene.state == LocusState::NotDeleted);
    genes.filter_map(of_gene).collect()
}

/// Ratio over the exons of a gene that were called neither way.
fn unchanged(gene: &GeneCall, region: &RegionData) -> Option<Estimate> {
    let index = region.region.genes.iter().position(|symbol| *symbol == gene.gene)?;
    let is_unchanged =
        |exon: usize| gene.exons.get(exon).is_some_and(|exon| exon.state == CopyState::Normal);
    let units = region.units.iter().filter(|u| u.gene == index && is_unchanged(u.exon));
    let members: Vec<usize> = units.flat_map(|unit| unit.members.iter().copied()).collect();
    region.ratio(&members)
}

/// Nearer to two copies than to the chromosome, and apart from it by more than the errors explain.
fn is_below(ratio: &Estimate, chromosome: &ChromosomeLevel, rules: &AneuploidyRules) -> bool {
    let Some(level) = chromosome.ratio else { return false };
    let error = |e: &Estimate| (e.high - e.value) / 1.96;
    let apart = level.value - ratio.value;
    apart > (level.value - 1.0) / 2.0
        && apart > rules.chromosome.deviations * error(ratio).hypot(error(&level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;
    use crate::model::contig::Contig;

    fn estimate(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    fn is_apart(ratio: f64, level: f64, half: f64) -> bool {
        let chromosome = ChromosomeLevel {
            contig: Contig::new("9"),
            targets: 20,
            ratio: Some(estimate(level, 0.04)),
            state: ChromosomeState::Gained,
            evidence: None,
            backbone: None,
            off_target: None,
            contradicted: false,
        };
        is_below(&estimate(ratio, half), &chromosome, &Knowledge::builtin().rules.aneuploidy)
    }

    #[test]
    fn two_copies_on_a_gained_chromosome_are_told_apart_from_noise() {
        assert!(is_apart(1.0, 1.4, 0.08));
        assert!(!is_apart(1.35, 1.4, 0.08));
        // Too noisy to say.
        assert!(!is_apart(1.0, 1.2, 0.2));
        // Above the middle between both.
        assert!(!is_apart(1.25, 1.45, 0.02));
    }
}
