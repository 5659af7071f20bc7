//! Puts a sample on the scale of its normals: size, systematic factors, noise.

use super::alleles::Skews;
use super::baseline::{Block, BlockLevel, Choice, blocks, choose};
use crate::model::calls::Baseline;
use crate::model::contig::Contig;
use crate::model::snp::ChromosomeBalance;
use crate::model::target::Target;
use crate::normals::expectation::{Expectation, scores, systematic};
use crate::normals::fragments::log_count;
use crate::normals::sex::Ploidy;
use crate::stats::robust::{biweight_location, mad, median, rank_correlation};

/// Targets in a block of the backbone, and blocks of which there are enough: every block is weighed
/// against every other, so that those of an exome are longer.
const RUN: usize = 10;
const BLOCKS: usize = 500;
/// Blocks further from the zero than this many standard deviations do not vote on the factors.
const OUTLIER: f64 = 3.0;
/// Standard error of a spread that a median of distances tells, relative to it, of one distance; of `n`
/// it is smaller by the root of `n`.
const SPREAD_ERROR: f64 = 1.16;
/// Most that waves add to what a gene's targets share, log scale: the worst of 50 real controls had 0.05.
/// More would hide losses in half of the cells; the sample is flagged.
const MOST_BEYOND: f64 = 0.06;
/// Log distance from a chromosome's middle that no gain or loss of the whole makes.
const FAR: f64 = 1.0;

/// A sample on the scale of its normals.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Fragments per target.
    pub counts: Vec<f64>,
    logs: Vec<f64>,
    weights: Vec<f64>,
    votes: Vec<bool>,
    level: f64,
    /// The zero of the copy-number scale.
    pub baseline: Baseline,
    /// Noise relative to the normals, at least 1.
    pub noise_factor: f64,
    /// Differences along the chromosomes relative to the normals, at least 1.
    pub wave_factor: f64,
    /// Standard deviation that the targets of a region share in this sample beyond their own.
    pub region_effect: f64,
    /// Rank correlation of depth with the normals.
    pub correlation: f64,
    /// Median ratio of the X targets outside the pseudo-autosomal regions to two copies.
    pub x_ratio: Option<f64>,
    /// Standard error of the zero, log scale.
    pub level_error: f64,
    /// Number of targets outside the regions that fixed the zero.
    pub backbone: usize,
    /// Number of all targets that can fix it.
    pub eligible: usize,
    /// Balance of the alleles at the zero, and at the competing level.
    pub balance: (ChromosomeBalance, Option<ChromosomeBalance>),
    /// True when the alleles turned the choice of the zero round.
    pub zero_by_alleles: bool,
}

impl Fit {
    /// Fits a sample from its fragments per target. `regions` hold the target indices of each
    /// region; `skews` say of sets of targets how far the alleles on them are skewed, and may be empty.
    pub fn new(
        counts: Vec<f64>,
        targets: &[Target],
        expectation: &Expectation,
        regions: &[Vec<usize>],
        skews: &Skews<'_>,
    ) -> Self {
        let logs: Vec<f64> = counts.iter().map(|n| log_count(*n)).collect();
        let eligible: Vec<bool> = (0..targets.len())
            .map(|t| expectation.usable[t] && expectation.ploidy[t] == Ploidy::Two)
            .collect();
        let contigs: Vec<Contig> = targets.iter().map(|t| t.interval.contig.clone()).collect();
        let run = RUN.max(eligible.iter().filter(|e| **e).count() / BLOCKS);
        let blocks = blocks(&contigs, &eligible, regions, run);
        let raw: Vec<f64> = (0..targets.len()).map(|t| logs[t] - expectation.location[t]).collect();
        let start = median(
            &mut (0..targets.len()).filter(|&t| eligible[t]).map(|t| raw[t]).collect::<Vec<_>>(),
        );
        let weights: Vec<f64> = (0..targets.len())
            .map(|t| {
                let expected = (start + expectation.location[t]).exp().max(0.5);
                1.0 / (expectation.variance[t] + 1.0 / expected)
            })
            .collect();
        let mut fit = Self {
            counts,
            logs,
            weights,
            votes: eligible.clone(),
            level: start,
            baseline: Baseline { level: 1.0, support: 0.0, competing: None },
            noise_factor: 1.0,
            wave_factor: 1.0,
            region_effect: expectation.region_effect,
            correlation: 0.0,
            x_ratio: None,
            level_error: 0.0,
            backbone: 0,
            eligible: 0,
            balance: (ChromosomeBalance::default(), None),
            zero_by_alleles: false,
        };
        let imbalance: Vec<f64> = blocks.iter().map(|block| skews.over(&block.targets)).collect();
        fit.iterate(&raw, expectation, (&blocks, &imbalance), &eligible);
        fit.noise_factor = fit.noise(&raw, expectation, &blocks);
        let of_regions = regions.iter().filter(|region| region.iter().any(|&t| eligible[t]));
        (fit.wave_factor, fit.region_effect) =
            fit.waves(&raw, expectation, &blocks[of_regions.count()..]);
        let of = |values: &[f64]| -> Vec<f64> {
            (0..targets.len()).filter(|&t| eligible[t]).map(|t| values[t]).collect()
        };
        // Ranks: a gene lost in every cell, at zero depth, must not make a stranger of a sample.
        fit.correlation = rank_correlation(&of(&fit.logs), &of(&expectation.location));
        fit.x_ratio = fit.ratio_on(&raw, expectation, Ploidy::X);
        let in_regions: usize = regions.iter().map(Vec::len).sum();
        fit.eligible = eligible.iter().filter(|e| **e).count();
        fit.backbone = fit.eligible.saturating_sub(in_regions);
        let total: f64 = (0..targets.len()).filter(|&t| fit.votes[t]).map(|t| fit.weights[t]).sum();
        fit.level_error = if total > 0.0 { fit.noise_factor / total.sqrt() } else { 1.0 };
        fit
    }

    fn iterate(
        &mut self,
        raw: &[f64],
        expectation: &Expectation,
        (blocks, imbalance): (&[Block], &[f64]),
        eligible: &[bool],
    ) {
        let mut sample_scores = vec![0.0; expectation.loadings.len()];
        for _ in 0..6 {
            let residual: Vec<f64> = (0..raw.len())
                .map(|t| raw[t] - systematic(&expectation.loadings, &sample_scores, t))
                .collect();
            let mut levels = self.block_levels(&residual, blocks, expectation.region_effect);
            for (level, imbalance) in levels.iter_mut().zip(imbalance) {
                level.imbalance = *imbalance;
            }
            let Choice { level, baseline, balance, by_alleles } = choose(&levels);
            self.level = level;
            self.balance = balance;
            self.zero_by_alleles = by_alleles;
            self.baseline =
                Baseline { level: (level - level_of_panel(raw, eligible)).exp(), ..baseline };
            self.votes = vec![false; raw.len()];
            for (block, block_level) in blocks.iter().zip(&levels) {
                if (block_level.level - level).abs() > OUTLIER * block_level.error {
                    continue;
                }
                for &t in &block.targets {
                    let sd = 1.0 / self.weights[t].sqrt();
                    self.votes[t] = (residual[t] - level).abs() < 4.0 * sd.max(block_level.error);
                }
            }
            sample_scores = self.scores_without(raw, expectation, &[]);
        }
    }

    fn block_levels(
        &self,
        residual: &[f64],
        blocks: &[Block],
        region_effect: f64,
    ) -> Vec<BlockLevel> {
        let mut levels: Vec<BlockLevel> = blocks
            .iter()
            .map(|block| {
                let total: f64 = block.targets.iter().map(|&t| self.weights[t]).sum();
                let sum: f64 = block.targets.iter().map(|&t| self.weights[t] * residual[t]).sum();
                BlockLevel {
                    contig: block.contig.clone(),
                    level: sum / total,
                    error: (1.0 / total).sqrt().hypot(region_effect),
                    weight: block.targets.len() as f64,
                    imbalance: 0.0,
                }
            })
            .collect();
        // Before the factors are known, blocks differ by more than their own noise.
        let centre = biweight_location(&levels.iter().map(|b| b.level).collect::<Vec<_>>());
        let standardised: Vec<f64> = levels.iter().map(|b| (b.level - centre) / b.error).collect();
        let scale = mad(&standardised).clamp(1.0, 3.0);
        for level in &mut levels {
            level.error *= scale;
        }
        levels
    }

    /// Scores on the factors from the voting targets, without those given (sorted).
    fn scores_without(
        &self,
        raw: &[f64],
        expectation: &Expectation,
        left_out: &[usize],
    ) -> Vec<f64> {
        let residual: Vec<f64> = raw.iter().map(|r| r - self.level).collect();
        let targets =
            (0..raw.len()).filter(|t| self.votes[*t] && left_out.binary_search(t).is_err());
        scores(&expectation.loadings, &residual, &self.weights, targets)
    }

    /// Fragments expected of two copies on each of the given targets (sorted), from factors that
    /// these targets did not vote on.
    pub fn expected(&self, expectation: &Expectation, targets: &[usize]) -> Vec<f64> {
        let raw: Vec<f64> =
            self.logs.iter().zip(&expectation.location).map(|(x, m)| x - m).collect();
        let scores = self.scores_without(&raw, expectation, targets);
        targets
            .iter()
            .map(|&t| {
                let log = self.level
                    + expectation.location[t]
                    + systematic(&expectation.loadings, &scores, t);
                (log.exp() - 0.5).max(0.01)
            })
            .collect()
    }

    /// Ratio to two copies over some targets (sorted), and its standard error; `None` without any.
    pub fn ratio_over(&self, expectation: &Expectation, targets: &[usize]) -> Option<(f64, f64)> {
        if targets.is_empty() {
            return None;
        }
        let expected = self.expected(expectation, targets);
        let logs: Vec<(f64, f64)> = targets
            .iter()
            .zip(&expected)
            .map(|(&t, mu)| (self.weights[t], self.logs[t] - log_count(*mu)))
            .collect();
        // A dead target, or a gene lost on both copies, is not the chromosome's level.
        let middle = median(&mut logs.iter().map(|(_, log)| *log).collect::<Vec<_>>());
        let near = || logs.iter().filter(|(_, log)| (log - middle).abs() < FAR);
        let total: f64 = near().map(|(weight, _)| weight).sum();
        let sum: f64 = near().map(|(weight, log)| weight * log).sum();
        let ratio = (sum / total).exp();
        let own = self.noise_factor / total.sqrt();
        let error = own.hypot(self.region_effect).hypot(self.level_error);
        Some((ratio, ratio * error))
    }

    /// Relative variance of a target in this sample, counting noise not included.
    pub fn variance(&self, expectation: &Expectation, target: usize, expected: f64) -> f64 {
        let factor = self.noise_factor.powi(2);
        expectation.variance[target] * factor + (factor - 1.0) / expected.max(1.0)
    }

    /// Noise relative to the normals, from differences of neighbours within blocks: blind to
    /// events, which shift neighbours alike.
    fn noise(&self, raw: &[f64], expectation: &Expectation, blocks: &[Block]) -> f64 {
        let scores = self.scores_without(raw, expectation, &[]);
        let residual =
            |t: usize| raw[t] - self.level - systematic(&expectation.loadings, &scores, t);
        let mut differences: Vec<f64> = blocks
            .iter()
            .flat_map(|block| block.targets.windows(2))
            .map(|pair| {
                let variance = 1.0 / self.weights[pair[0]] + 1.0 / self.weights[pair[1]];
                ((residual(pair[0]) - residual(pair[1])) / variance.sqrt()).abs()
            })
            .collect();
        if differences.is_empty() {
            return 1.0;
        }
        (1.4826 * median(&mut differences)).max(1.0)
    }

    /// How much more than in the normals stretches of the backbone on one chromosome differ, beyond
    /// chance, and what targets of a region share then beyond the panel's effect. Stretches beside each
    /// other are often of one gene and alike, so each is held against all of its chromosome. Stretches
    /// that stand apart from the zero are gained or lost, not waves, and are left out.
    fn waves(&self, raw: &[f64], expectation: &Expectation, backbone: &[Block]) -> (f64, f64) {
        let scores = self.scores_without(raw, expectation, &[]);
        let residual = |t: usize| raw[t] - systematic(&expectation.loadings, &scores, t);
        let panels = expectation.region_effect.powi(2);
        // Level of a stretch, and the variance that is expected of it.
        let level = |block: &Block| {
            let total: f64 = block.targets.iter().map(|&t| self.weights[t]).sum();
            let sum: f64 = block.targets.iter().map(|&t| self.weights[t] * residual(t)).sum();
            (sum / total, self.noise_factor.powi(2) / total + panels)
        };
        let (mut scaled, mut expected, mut free) = (Vec::new(), Vec::new(), 0_usize);
        for chromosome in backbone.chunk_by(|one, other| one.contig == other.contig) {
            let levels: Vec<(f64, f64)> =
                chromosome.iter().filter(|block| self.is_at_zero(block)).map(level).collect();
            free += levels.len().saturating_sub(1);
            for (i, one) in levels.iter().enumerate() {
                for other in &levels[i + 1..] {
                    let variance = one.1 + other.1;
                    scaled.push((one.0 - other.0).abs() / variance.sqrt());
                    expected.push(variance / 2.0);
                }
            }
        }
        if scaled.is_empty() {
            return (1.0, expectation.region_effect);
        }
        let by_chance = SPREAD_ERROR / (free as f64).sqrt();
        let factor = (1.4826 * median(&mut scaled) * (1.0 - by_chance)).max(1.0);
        let beyond = ((factor.powi(2) - 1.0) * median(&mut expected)).min(MOST_BEYOND.powi(2));
        (factor, (beyond + panels).sqrt())
    }

    /// True where most targets of a stretch are at the zero of the scale.
    fn is_at_zero(&self, block: &Block) -> bool {
        2 * block.targets.iter().filter(|&&t| self.votes[t]).count() > block.targets.len()
    }

    fn ratio_on(&self, raw: &[f64], expectation: &Expectation, wanted: Ploidy) -> Option<f64> {
        let scores = self.scores_without(raw, expectation, &[]);
        let mut values: Vec<f64> = (0..raw.len())
            .filter(|&t| expectation.usable[t] && expectation.ploidy[t] == wanted)
            .map(|t| raw[t] - self.level - systematic(&expectation.loadings, &scores, t))
            .collect();
        (values.len() >= 2).then(|| median(&mut values).exp())
    }
}

/// Median level of all eligible targets: what the baseline is compared with.
fn level_of_panel(raw: &[f64], eligible: &[bool]) -> f64 {
    median(&mut (0..raw.len()).filter(|&t| eligible[t]).map(|t| raw[t]).collect::<Vec<_>>())
}
