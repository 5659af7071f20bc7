//! Genes that lie below the chromosome they are on: a loss inside a gain.
//!
//! A deletion on one of three copies comes back to the depth of two. By itself the gene looks
//! unchanged; beside its gained chromosome it does not. A gain of the other part of the chromosome
//! looks the same, so that this leaves the gene open and calls nothing.
//!
//! Chromosome X has one copy or two by itself, so that PAR1, of which every cell has two, is held
//! against its own gained genes: with a gained X, the deletion that joins P2RY8 to CRLF2 shows as
//! genes at fewer copies between gained ones - at two, or where more than one X was gained, above two.

use super::region::RegionData;
use crate::knowledge::rules::AneuploidyRules;
use crate::model::calls::{CopyState, GeneCall, SampleCalls};
use crate::model::chromosomes::{ChromosomeLevel, ChromosomeState};
use crate::model::estimate::Estimate;
use crate::model::locus_state::LocusState;
use crate::model::par::Par1;

/// A gene, and its chromosome above it.
#[derive(Debug, Clone, PartialEq)]
pub struct Below {
    /// Gene symbol.
    pub gene: String,
    /// Ratio to two copies: of an autosome's gene over the exons that no event was called on, of
    /// PAR1's over all that are not deleted.
    pub ratio: Estimate,
    /// Chromosome, as it is numbered.
    pub chromosome: String,
    /// Its ratio to two copies.
    pub level: Estimate,
}

/// The genes without a called deletion that lie below their gained chromosome.
pub fn below(calls: &SampleCalls, regions: &[RegionData], rules: &AneuploidyRules) -> Vec<Below> {
    let par1 = Par1::of(calls.assembly);
    let beside = |gene: &GeneCall, level: Estimate, is_seen: &dyn Fn(CopyState) -> bool| {
        let region = regions.iter().find(|r| r.region.genes.contains(&gene.gene))?;
        let ratio = region.ratio(&members(gene, region, is_seen))?;
        let chromosome = gene.span()?.contig.as_str().to_owned();
        Some(Below { gene: gene.gene.clone(), ratio, chromosome, level })
    };
    let unchanged = |state| state == CopyState::Normal;
    let undeleted = || calls.genes.iter().filter(|gene| gene.state == LocusState::NotDeleted);
    let (in_par1, elsewhere): (Vec<&GeneCall>, Vec<&GeneCall>) =
        undeleted().partition(|gene| gene.span().is_some_and(|span| par1.holds_on_x(&span)));
    let mut found: Vec<Below> = elsewhere
        .into_iter()
        .filter_map(|gene| beside(gene, gained_autosome(calls, gene)?, &unchanged))
        .filter(|found| is_nearer_two(found) && is_apart(found, rules))
        .collect();
    if let Some((level, outer)) = gained_par1(calls, regions) {
        // The deletion ends inside P2RY8, whose exons together then lie between both levels: where
        // one gene is low, none of the others is decided.
        let present = |state| matches!(state, CopyState::Normal | CopyState::Gain);
        let others: Vec<Below> = in_par1
            .into_iter()
            .filter(|gene| !outer.contains(&gene.gene.as_str()))
            .filter_map(|gene| beside(gene, level, &present))
            .collect();
        let is_low = |found: &Below| {
            found.level.value - found.ratio.value >= rules.chromosome.least_step
                && is_apart(found, rules)
        };
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

/// Ratio of PAR1's gained genes and their names, where a gained X or Y may be their cause: they
/// reach the end of the chromosome and are more than one, as healthy people carry gains around SHOX.
/// A gene counts as gained with most of its exons: the ends of an event are not always found.
fn gained_par1<'c>(
    calls: &'c SampleCalls,
    regions: &[RegionData],
) -> Option<(Estimate, Vec<&'c str>)> {
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
        let has = |state| gene.exons.iter().filter(|exon| exon.state == state).count();
        let assessed = gene.exons.len() - has(CopyState::NotAssessed);
        2 * has(CopyState::Gain) > assessed
    };
    let gained: Vec<&GeneCall> =
        inside.iter().map(|(_, gene)| *gene).take_while(is_gained).collect();
    // Where all are gained, the two outermost are what the others are held against.
    let outer = match gained.len() {
        0 | 1 => return None,
        all if all == inside.len() => &gained[..2],
        _ => &gained[..],
    };
    let region = regions.iter().find(|r| r.region.genes.contains(&outer[0].gene))?;
    let of_gene = |gene: &&GeneCall| members(gene, region, |state| state == CopyState::Gain);
    let ratio = region.ratio(&outer.iter().flat_map(of_gene).collect::<Vec<_>>())?;
    Some((ratio, outer.iter().map(|gene| gene.gene.as_str()).collect()))
}

/// Targets of a gene's exons that are in a state, as positions in the region.
fn members(gene: &GeneCall, region: &RegionData, is_in: impl Fn(CopyState) -> bool) -> Vec<usize> {
    let index = region.region.genes.iter().position(|symbol| *symbol == gene.gene);
    let has_it = |exon: usize| gene.exons.get(exon).is_some_and(|exon| is_in(exon.state));
    let units = region.units.iter().filter(|u| Some(u.gene) == index && has_it(u.exon));
    units.flat_map(|unit| unit.members.iter().copied()).collect()
}

/// Nearer to two copies than to the chromosome.
fn is_nearer_two(found: &Below) -> bool {
    found.level.value - found.ratio.value > (found.level.value - 1.0) / 2.0
}

/// Below the chromosome by more than the errors explain.
fn is_apart(found: &Below, rules: &AneuploidyRules) -> bool {
    let error = |e: &Estimate| (e.high - e.value) / 1.96;
    found.level.value - found.ratio.value
        > rules.chromosome.deviations * error(&found.ratio).hypot(error(&found.level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    fn estimate(value: f64, half: f64) -> Estimate {
        Estimate { value, low: value - half, high: value + half }
    }

    fn is_below(ratio: f64, level: f64, half: f64) -> bool {
        let found = Below {
            gene: "PAX5".to_owned(),
            ratio: estimate(ratio, half),
            chromosome: "9".to_owned(),
            level: estimate(level, 0.04),
        };
        is_nearer_two(&found) && is_apart(&found, &Knowledge::builtin().rules.aneuploidy)
    }

    #[test]
    fn two_copies_on_a_gained_chromosome_are_told_apart_from_noise() {
        assert!(is_below(1.0, 1.4, 0.08));
        assert!(!is_below(1.35, 1.4, 0.08));
        // Too noisy to say.
        assert!(!is_below(1.0, 1.2, 0.2));
        // Above the middle between both.
        assert!(!is_below(1.25, 1.45, 0.02));
    }
}
