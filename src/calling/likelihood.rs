//! The likelihood of one target's count at every copy-number level.

use crate::normals::tails::Tails;
use crate::stats::log_space::log_sum_exp;
use crate::stats::negative_binomial::log_density;

/// Levels are ratios to two copies in hundredths: 0 to 2, four copies in every cell.
pub const LEVELS: usize = 201;
/// The highest of them.
pub(super) const TOP_RATIO: f64 = (LEVELS - 1) as f64 / 100.0;
/// Depth that remains where both copies are lost: mis-mapped fragments.
pub(super) const BACKGROUND: f64 = 0.005;

/// Log likelihood of one target's count along the levels.
pub(super) struct Curve<'a> {
    /// Fragments seen.
    pub observed: f64,
    /// Fragments expected of two copies.
    pub expected: f64,
    /// Relative variance beyond counting noise.
    pub variance: f64,
    /// Tails of the residuals.
    pub tails: &'a Tails,
}

impl Curve<'_> {
    /// Highest level of the grid: effects that a region shares move levels up.
    const TOP: usize = LEVELS * 3 / 2;
    /// Below this level, in hundredths, the curve bends too much to be read between its points.
    const BENT: f64 = 5.0;

    fn exact(&self, ratio: f64) -> f64 {
        log_likelihood(self.observed, self.expected * ratio, self.variance, self.tails)
    }

    /// Log likelihoods at every level, and somewhat above the highest.
    pub fn grid(&self) -> Vec<f64> {
        (0..Self::TOP).map(|level| self.exact((level as f64 / 100.0).max(BACKGROUND))).collect()
    }

    /// At a level under a shared effect, from three neighbouring points of the grid.
    pub fn at(&self, grid: &[f64], level: usize, shared: f64) -> f64 {
        let place = level as f64 * shared;
        let middle = place.round();
        if place < Self::BENT || middle as usize + 1 >= grid.len() {
            return self.exact((level as f64 / 100.0).max(BACKGROUND) * shared);
        }
        let (i, x) = (middle as usize, place - middle);
        let (low, here, high) = (grid[i - 1], grid[i], grid[i + 1]);
        here + x * (high - low) / 2.0 + x * x * (high - 2.0 * here + low) / 2.0
    }
}

/// Log likelihood of a count: a mixture of negative binomials with one mean and several variances.
fn log_likelihood(observed: f64, mean: f64, variance: f64, tails: &Tails) -> f64 {
    let mean = mean.max(0.01);
    log_sum_exp(tails.components().map(|(factor, weight)| {
        let dispersion = variance * factor + (factor - 1.0) / mean;
        weight.ln() + log_density(observed, mean, dispersion)
    }))
}
