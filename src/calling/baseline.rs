//! Which level of the sample is two copies.
//!
//! The zero is the level that most blocks of neighbouring targets share: a mode, not a median,
//! because gains of many chromosomes (high hyperdiploidy) move a median. Depth alone cannot tell
//! every case, so a second level with real support is reported beside the chosen one.

use crate::model::calls::{Baseline, CompetingLevel};
use crate::model::contig::Contig;

/// Levels closer than this (log scale) are one level.
const APART: f64 = 0.08;
/// Support from which a second level is reported.
const COMPETING_SUPPORT: f64 = 0.2;
/// Above this ratio to the most common level, a level of several chromosomes cannot be one gained
/// copy (1.5 in pure leukaemia): the common level is then one copy, as in near-haploid leukaemia.
const NEAR_HAPLOID_RATIO: f64 = 1.55;

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
            if (block.level - level).abs() < 2.5 * spread {
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

/// Chooses the level of two copies; the log level and what is reported of it.
pub fn choose(blocks: &[BlockLevel]) -> (f64, Baseline) {
    let best = |wanted: &dyn Fn(f64) -> bool| {
        blocks
            .iter()
            .map(|b| b.level)
            .filter(|level| wanted(*level))
            .map(|level| (support(blocks, level), level))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)))
    };
    let Some((_, mode)) = best(&|_| true) else {
        return (0.0, Baseline { level: 1.0, support: 0.0, competing: None });
    };
    let mode = refined(blocks, mode);
    let second = best(&|level| (level - mode).abs() > APART)
        .map(|(_, level)| refined(blocks, level))
        .filter(|level| (level - mode).abs() > APART);
    let near_haploid = second.filter(|level| is_near_haploid(blocks, mode, *level));
    let (level, other) = match near_haploid {
        Some(upper) => (upper, Some(mode)),
        None => (mode, second.filter(|l| support(blocks, *l) >= COMPETING_SUPPORT)),
    };
    let competing = other.map(|other| CompetingLevel {
        ratio: (other - level).exp(),
        support: support(blocks, other),
    });
    (level, Baseline { level: level.exp(), support: support(blocks, level), competing })
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
                });
            }
        }
        blocks
    }

    #[test]
    fn hyperdiploid_keeps_the_zero() {
        let (level, baseline) = choose(&genome(&[(12, 1.0), (9, 1.35)]));
        assert!(level.abs() < 0.02);
        assert!((baseline.competing.unwrap().ratio - 1.35).abs() < 0.03);
    }

    #[test]
    fn near_haploid_takes_the_upper_level() {
        let (level, baseline) = choose(&genome(&[(18, 1.0), (4, 1.74)]));
        assert!((level.exp() - 1.74).abs() < 0.03);
        assert!((baseline.competing.unwrap().ratio - 1.0 / 1.74).abs() < 0.03);
    }

    #[test]
    fn one_amplified_chromosome_does_not_move_the_zero() {
        let mut blocks = genome(&[(18, 1.0)]);
        for _ in 0..3 {
            let amplified =
                BlockLevel { contig: Contig::new("21"), level: 0.6, ..blocks[0].clone() };
            blocks.push(amplified);
        }
        assert!(choose(&blocks).0.abs() < 0.02);
        assert_eq!(choose(&[]).0, 0.0);
    }
}
