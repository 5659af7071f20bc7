//! Genes that lie below the chromosome they are on: a loss inside a gain.
//!
//! A deletion on one of three copies comes back to the depth of two. By itself the gene looks
//! unchanged; beside its gained chromosome it does not. A gain of the other part of the chromosome
//! looks the same, so that this leaves the gene open and calls nothing.
//!
//! Chromosome X has one copy or two by itself, so that PAR1, of which every cell has two, is held
//! against its own gained genes: with a gained X, the deletion that joins P2RY8 to CRLF2 shows as
//! genes at two copies between gained ones.

use super::region::RegionData;
use crate::knowledge::rules::AneuploidyRules;
use crate::model::calls::{CopyState, GeneCall, SampleCalls};
use crate::model::chromosomes::{ChromosomeLevel, ChromosomeState};
use crate::model::estimate::Estimate;
use crate::model::locus_state::LocusState;
use crate::model::par::Par1;

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
    let par1 = Par1::of(calls.assembly);
    let beside = |gene: &GeneCall, level: Estimate| {
        let region = regions.iter().find(|r| r.region.genes.contains(&gene.gene))?;
        let ratio = region.ratio(&members(gene, region, CopyState::Normal))?;
        let chromosome = gene.span()?.contig.as_str().to_owned();
        Some(Below { gene: gene.gene.clone(), ratio, chromosome, level })
    };
    let is_low = |found: &Below| is_below(&found.ratio, &found.level, rules);
    let undeleted = || calls.genes.iter().filter(|gene| gene.state == LocusState::NotDeleted);
    let (in_par1, elsewhere): (Vec<&GeneCall>, Vec<&GeneCall>) =
        undeleted().partition(|gene| gene.span().is_some_and(|span| par1.holds_on_x(&span)));
    let mut found: Vec<Below> = elsewhere
        .into_iter()
        .filter_map(|gene| beside(gene, gained_autosome(calls, gene)?))
        .filter(is_low)
        .collect();
    if let Some(level) = gained_par1(calls, regions) {
        // The deletion ends inside P2RY8, whose exons together then lie between both levels: where
        // one gene is low, none of the others that are not gained is decided.
        let others: Vec<Below> =
            in_par1.into_iter().filter_map(|gene| beside(gene, level)).collect();
        found.extend(others.iter().any(is_low).then_some(others).into_iter().flatten());
    }
    found
}

/// Level of the autosome that a gene lies on, where it is gained.
fn gained_autosome(calls: &SampleCalls, gene: &GeneCall) -> Option<Estimate> {
    let contig = gene.span()?.contig;
    let mut chromosomes = calls.aneuploidy.as_ref()?.chromosomes.iter();
    let is_it = |c: &&ChromosomeLevel| c.contig == contig && c.state == ChromosomeState::Gained;
    chromosomes.find(is_it)?.ratio
}

/// Ratio of PAR1's gained genes, where a gained X or Y may be their cause: it reaches the end of the
/// chromosome, and more than one gene, as healthy people carry gains around SHOX.
fn gained_par1(calls: &SampleCalls, regions: &[RegionData]) -> Option<Estimate> {
    let par1 = Par1::of(calls.assembly);
    let mut inside: Vec<(u32, &GeneCall)> = calls
        .genes
        .iter()
        .filter_map(|gene| Some((gene.span()?, gene)))
        .filter(|(span, gene)| par1.holds_on_x(span) && gene.state != LocusState::NotAssessed)
        .map(|(span, gene)| (span.start, gene))
        .collect();
    inside.sort_by_key(|(start, _)| *start);
    let is_gained = |gene: &&GeneCall| {
        let mut assessed = gene.exons.iter().filter(|e| e.state != CopyState::NotAssessed);
        assessed.all(|exon| exon.state == CopyState::Gain)
    };
    let gained: Vec<&GeneCall> =
        inside.iter().map(|(_, gene)| *gene).take_while(is_gained).collect();
    let outermost = &gained.first()?.gene;
    let region = regions.iter().find(|r| r.region.genes.contains(outermost))?;
    let of_gene = |gene: &&GeneCall| members(gene, region, CopyState::Gain);
    (gained.len() > 1)
        .then(|| region.ratio(&gained.iter().flat_map(of_gene).collect::<Vec<_>>()))?
}

/// Targets of a gene's exons that have a state, as positions in the region.
fn members(gene: &GeneCall, region: &RegionData, state: CopyState) -> Vec<usize> {
    let index = region.region.genes.iter().position(|symbol| *symbol == gene.gene);
    let has_it = |exon: usize| gene.exons.get(exon).is_some_and(|exon| exon.state == state);
    let units = region.units.iter().filter(|u| Some(u.gene) == index && has_it(u.exon));
    units.flat_map(|unit| unit.members.iter().copied()).collect()
}

/// Nearer to two copies than to the chromosome, and apart from it by more than the errors explain.
fn is_below(ratio: &Estimate, level: &Estimate, rules: &AneuploidyRules) -> bool {
    let error = |e: &Estimate| (e.high - e.value) / 1.96;
    let apart = level.value - ratio.value;
    apart > (level.value - 1.0) / 2.0
        && apart > rules.chromosome.deviations * error(ratio).hypot(error(level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    fn estimate(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    fn is_apart(ratio: f64, level: f64, half: f64) -> bool {
        let rules = &Knowledge::builtin().rules.aneuploidy;
        is_below(&estimate(ratio, half), &estimate(level, 0.04), rules)
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
