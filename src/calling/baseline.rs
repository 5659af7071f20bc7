//! Which level of the sample is two copies.
//!
//! The zero is the level that most blocks of neighbouring targets share: a mode, not a median,
//! because gains of many chromosomes (high hyperdiploidy) move a median. Depth alone cannot tell
//! every case, so a second level with real support is reported beside the chosen one.

use std::collections::BTreeMap;

use crate::model::calls::{Baseline, CompetingLevel};
use crate::model::contig::Contig;
use crate::model::snp::ChromosomeBalance;

/// Levels closer than this (log scale) are one level.
const APART: f64 = 0.08;
/// Support from which a second level is reported, and whole chromosomes at it that are enough: three
/// gained chromosomes in diploid cells look like three kept ones in near-haploid cells. Our choice.
const COMPETING_SUPPORT: f64 = 0.2;
const COMPETING_CHROMOSOMES: usize = 3;
/// Above this ratio to the most common level, a level of several chromosomes cannot be one gained
/// copy (1.5 in pure leukaemia): the common level is then one copy, as in near-haploid leukaemia.
const NEAR_HAPLOID_RATIO: f64 = 1.55;
/// Log likelihood ratio from which the alleles of a chromosome are called: 20 to 1.
const CLEAR: f64 = 3.0;

/// Neighbouring targets, or those of one region: they change together.
#[derive(Debug, Clone)]
pub struct Block {
    /// Contig.
    pub contig: Contig,
    /// Target indices.
    pub targets: Vec<usize>,
}

/// Mean log level of a block, its standard error, and the number of targets behind it.
#[derive(Debug, Clone)]
pub struct BlockLevel {
    /// Contig.
    pub contig: Contig,
    /// Mean log ratio.
    pub level: f64,
    /// Standard error of the mean.
    pub error: f64,
    /// Number of targets.
    pub weight: f64,
    /// Log likelihood ratio of skewed alleles to balanced ones; 0 without heterozygous SNPs.
    pub imbalance: f64,
}

/// Groups the voting targets: each region is a block, the others go by runs on a contig.
pub fn blocks(
    contigs: &[Contig],
    voting: &[bool],
    regions: &[Vec<usize>],
    run: usize,
) -> Vec<Block> {
    let mut in_region = vec![false; contigs.len()];
    let mut blocks = Vec::new();
    for region in regions {
        for &t in region {
            in_region[t] = true;
        }
        let targets: Vec<usize> = region.iter().copied().filter(|&t| voting[t]).collect();
        if let Some(&first) = targets.first() {
            blocks.push(Block { contig: contigs[first].clone(), targets });
        }
    }
    let mut open: Option<Block> = None;
    for t in (0..contigs.len()).filter(|&t| voting[t] && !in_region[t]) {
        match &mut open {
            Some(block) if block.contig == contigs[t] && block.targets.len() < run => {
                block.targets.push(t);
            }
            _ => {
                blocks.extend(open.take());
                open = Some(Block { contig: contigs[t].clone(), targets: vec![t] });
            }
        }
    }
    blocks.extend(open);
    blocks
}

fn support(blocks: &[BlockLevel], level: f64) -> f64 {
    let total: f64 = blocks.iter().map(|b| b.weight).sum();
    let near = blocks.iter().map(|b| {
        let spread = b.error.hypot(0.02);
        b.weight * (-0.5 * ((b.level - level) / spread).powi(2)).exp()
    });
    if total > 0.0 { near.sum::<f64>() / total } else { 0.0 }
}

fn refined(blocks: &[BlockLevel], level: f64) -> f64 {
    let mut level = level;
    for _ in 0..5 {
        let (mut sum, mut total) = (0.0, 0.0);
        for block in blocks {
            let spread = block.error.hypot(0.02);
            // Blocks of another level must not draw it to the middle between the two.
            if (block.level - level).abs() < (2.5 * spread).min(APART) {
                sum += block.level / spread.powi(2);
                total += 1.0 / spread.powi(2);
            }
        }
        if total > 0.0 {
            level = sum / total;
        }
    }
    level
}

/// What was chosen.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Log level of two copies.
    pub level: f64,
    /// What is reported of it.
    pub baseline: Baseline,
    /// Balance of the alleles at this level, and at the competing one.
    pub balance: (ChromosomeBalance, Option<ChromosomeBalance>),
    /// True when the alleles turned the choice round.
    pub by_alleles: bool,
}

/// Chooses the level of two copies.
///
/// Where alleles are seen they decide between two levels: at two copies they are balanced. A level
/// that is skewed on most autosomes gives way to one that is balanced on most.
pub fn choose(blocks: &[BlockLevel]) -> Choice {
    let best = |wanted: &dyn Fn(f64) -> bool| {
        blocks
            .iter()
            .map(|b| b.level)
            .filter(|level| wanted(*level))
            .map(|level| (support(blocks, level), level))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)))
    };
    let Some((_, mode)) = best(&|_| true) else {
        return Choice {
            level: 0.0,
            baseline: Baseline { level: 1.0, support: 0.0, competing: None },
            balance: (ChromosomeBalance::default(), None),
            by_alleles: false,
        };
    };
    let mode = refined(blocks, mode);
    let second = best(&|level| (level - mode).abs() > APART)
        .map(|(_, level)| refined(blocks, level))
        .filter(|level| (level - mode).abs() > APART);
    let near_haploid = second.filter(|level| is_near_haploid(blocks, mode, *level));
    let (by_depth, other) = match near_haploid {
        Some(upper) => (upper, Some(mode)),
        None => (mode, second),
    };
    let turned = other
        .filter(|o| balance(blocks, *o).is_balanced() && balance(blocks, by_depth).is_skewed());
    let (level, other) = match turned {
        Some(balanced) => (balanced, Some(by_depth)),
        None => (by_depth, other),
    };
    let is_supported = |l: &f64| {
        turned.is_some()
            || near_haploid.is_some()
            || support(blocks, *l) >= COMPETING_SUPPORT
            || chromosomes_at(blocks, *l, level) >= COMPETING_CHROMOSOMES
    };
    let other = other.filter(is_supported);
    let competing = other.map(|other| CompetingLevel {
        ratio: (other - level).exp(),
        support: support(blocks, other),
    });
    Choice {
        level,
        baseline: Baseline { level: level.exp(), support: support(blocks, level), competing },
        balance: (balance(blocks, level), other.map(|other| balance(blocks, other))),
        by_alleles: turned.is_some(),
    }
}

/// Whole chromosomes at a level, clearly apart from another one.
fn chromosomes_at(blocks: &[BlockLevel], wanted: f64, other: f64) -> usize {
    let mut of_contig: BTreeMap<&Contig, (f64, f64)> = BTreeMap::new();
    for block in blocks {
        let weight = block.error.hypot(0.02).powi(-2);
        let (sum, total) = of_contig.entry(&block.contig).or_default();
        *sum += weight * block.level;
        *total += weight;
    }
    let is_there = |(sum, total): &&(f64, f64)| {
        let (level, error) = (sum / total, total.sqrt().recip());
        (level - wanted).abs() < APART.min((wanted - other).abs() / 2.0)
            && (level - other).abs() > APART.max(3.0 * error)
    };
    of_contig.values().filter(is_there).count()
}

/// Autosomes at a level, by the balance of the alleles on them.
fn balance(blocks: &[BlockLevel], level: f64) -> ChromosomeBalance {
    let mut of_contig: BTreeMap<&Contig, f64> = BTreeMap::new();
    let near = |b: &&BlockLevel| (b.level - level).abs() < 2.5 * b.error.hypot(0.02);
    for block in blocks.iter().filter(near) {
        *of_contig.entry(&block.contig).or_default() += block.imbalance;
    }
    let count = |wanted: &dyn Fn(f64) -> bool| {
        of_contig.values().filter(|ratio| wanted(**ratio)).count() as u32
    };
    ChromosomeBalance {
        balanced: count(&|ratio| ratio < -CLEAR),
        skewed: count(&|ratio| ratio > CLEAR),
    }
}

/// True when the second level is too high to be one gained copy, at least two chromosomes carry
/// it, and no level lies between: most of the genome is then at one copy.
fn is_near_haploid(blocks: &[BlockLevel], mode: f64, upper: f64) -> bool {
    if upper - mode < NEAR_HAPLOID_RATIO.ln() {
        return false;
    }
    let near = |b: &&BlockLevel, level: f64| (b.level - level).abs() < 2.5 * b.error.hypot(0.02);
    let mut contigs: Vec<&Contig> =
        blocks.iter().filter(|b| near(b, upper)).map(|b| &b.contig).collect();
    contigs.sort();
    contigs.dedup();
    let between = f64::midpoint(mode, upper);
    let middle: f64 = blocks
        .iter()
        .filter(|b| near(b, between) && !near(b, mode) && !near(b, upper))
        .map(|b| b.weight)
        .sum();
    let top: f64 = blocks.iter().filter(|b| near(b, upper)).map(|b| b.weight).sum();
    contigs.len() >= 2 && middle < 0.5 * top
}

#[cfg(test)]
mod tests {
    use super::*;

    fn genome(levels: &[(usize, f64)]) -> Vec<BlockLevel> {
        let mut number = 0;
        let mut blocks = Vec::new();
        for &(count, ratio) in levels {
            for i in 0..count {
                number += 1;
                blocks.push(BlockLevel {
                    contig: Contig::new(&format!("{}", number % 22 + 1)),
                    level: f64::ln(ratio) + 0.005 * (i % 3) as f64,
                    error: 0.02,
                    weight: 10.0,
                    imbalance: 0.0,
                });
            }
        }
        blocks
    }

    #[test]
    fn hyperdiploid_keeps_the_zero() {
        let Choice { level, baseline, .. } = choose(&genome(&[(12, 1.0), (9, 1.35)]));
        assert!(level.abs() < 0.02);
        assert!((baseline.competing.unwrap().ratio - 1.35).abs() < 0.03);
    }

    #[test]
    fn near_haploid_takes_the_upper_level() {
        let Choice { level, baseline, .. } = choose(&genome(&[(18, 1.0), (4, 1.74)]));
        assert!((level.exp() - 1.74).abs() < 0.03);
        assert!((baseline.competing.unwrap().ratio - 1.0 / 1.74).abs() < 0.03);
    }

    #[test]
    fn a_few_chromosomes_at_another_level_are_reported() {
        // Three gained chromosomes, or three kept ones of a near-haploid clone in 60 % of the cells.
        let mut blocks = genome(&[(22, 1.0)]);
        for block in &mut blocks {
            if ["14", "18", "21"].contains(&block.contig.as_str()) {
                block.level = 1.43_f64.ln();
            }
        }
        let competing = choose(&blocks).baseline.competing.unwrap();
        assert!((competing.ratio - 1.43).abs() < 0.03);
        // Two are gains.
        for block in &mut blocks {
            if block.contig.as_str() == "14" {
                block.level = 0.0;
            }
        }
        assert_eq!(choose(&blocks).baseline.competing, None);
    }

    #[test]
    fn the_zero_does_not_slide_between_two_levels() {
        let mut blocks = genome(&[(12, 1.2), (10, 1.0)]);
        // Wide enough that each level reaches the blocks of the other.
        for block in &mut blocks {
            block.error = 0.1;
        }
        let level = choose(&blocks).level.exp();
        assert!((level - 1.2).abs() < 0.02 || (level - 1.0).abs() < 0.02, "{level}");
    }

    #[test]
    fn one_amplified_chromosome_does_not_move_the_zero() {
        let mut blocks = genome(&[(18, 1.0)]);
        for _ in 0..3 {
            let amplified =
                BlockLevel { contig: Contig::new("21"), level: 0.6, ..blocks[0].clone() };
            blocks.push(amplified);
        }
        assert!(choose(&blocks).level.abs() < 0.02);
        assert_eq!(choose(&[]).level, 0.0);
    }

    #[test]
    fn balanced_alleles_decide_between_two_levels() {
        // Losses of most chromosomes in part of the cells: depth takes the common level.
        let mut blocks = genome(&[(14, 1.0), (8, 1.3)]);
        assert!(choose(&blocks).level.abs() < 0.02);
        for block in &mut blocks {
            block.imbalance = if block.level > 0.1 { -6.0 } else { 9.0 };
        }
        let lost = choose(&blocks);
        assert!((lost.level.exp() - 1.3).abs() < 0.03 && lost.by_alleles);
        assert_eq!(lost.balance.0, ChromosomeBalance { balanced: 8, skewed: 0 });
        assert!((lost.baseline.competing.unwrap().ratio - 1.0 / 1.3).abs() < 0.03);
        // Gains of the others: the alleles agree with depth.
        for block in &mut blocks {
            block.imbalance = -block.imbalance;
        }
        let gained = choose(&blocks);
        assert!(gained.level.abs() < 0.02 && !gained.by_alleles);
        // One chromosome is no proof.
        for (i, block) in blocks.iter_mut().enumerate() {
            block.imbalance = if i == 0 { 9.0 } else { 0.0 };
        }
        assert!(!choose(&blocks).by_alleles);
    }
}
