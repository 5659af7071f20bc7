//! How much heavier than normal the residuals of a panel are.
//!
//! A residual is drawn from one of a few normal distributions with the target's own variance times
//! a factor. The factors are fixed; their weights are learnt from the residuals of left-out
//! normals, starting from those of real panels, which count as [`PRIOR_RESIDUALS`] residuals more.

use crate::stats::log_space::log_sum_exp;

/// Multipliers of the variance.
const FACTORS: [f64; COMPONENTS] = [0.8, 1.2, 2.5, 6.0];
/// Weights over 1,409 exons of 50 real controls (`docs/accuracy.md`), without those whose copies differ
/// in health.
const REAL: [f64; COMPONENTS] = [0.597, 0.397, 0.0058, 0.0002];
const COMPONENTS: usize = 4;
/// How many residuals the weights of real panels are worth.
const PRIOR_RESIDUALS: f64 = 300.0;
const ROUNDS: usize = 30;

/// A mixture of variances around a target's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    weights: [f64; COMPONENTS],
}

impl Default for Tails {
    fn default() -> Self {
        Self { weights: REAL }
    }
}

impl Tails {
    /// Learns the weights from standardised residuals.
    pub fn learn(residuals: &[f64]) -> Self {
        let mut weights = REAL;
        for _ in 0..ROUNDS {
            let mut shares = REAL.map(|weight| weight * PRIOR_RESIDUALS);
            for residual in residuals {
                let densities = densities(&weights, *residual);
                let total: f64 = densities.iter().sum();
                // Far beyond every component only the widest is left.
                if total > 0.0 {
                    shares.iter_mut().zip(densities).for_each(|(share, d)| *share += d / total);
                } else {
                    shares[COMPONENTS - 1] += 1.0;
                }
            }
            let total: f64 = shares.iter().sum();
            weights = shares.map(|share| share / total);
        }
        Self { weights }
    }

    /// Factor of the variance and weight of each component.
    pub fn components(&self) -> [(f64, f64); COMPONENTS] {
        std::array::from_fn(|i| (FACTORS[i], self.weights[i]))
    }

    /// Log density of a standardised residual, up to a constant.
    pub fn log_density(&self, residual: f64) -> f64 {
        log_sum_exp(self.components().map(|(factor, weight)| {
            (weight / factor.sqrt()).ln() - residual * residual / (2.0 * factor)
        }))
    }

    /// The log density as a table, for many residuals.
    pub fn table(&self) -> TailTable {
        let values = (0..=TailTable::POINTS).map(|i| self.log_density(i as f64 * TailTable::STEP));
        TailTable { tails: *self, values: values.collect() }
    }
}

/// [`Tails::log_density`] at equal steps.
#[derive(Debug, Clone)]
pub struct TailTable {
    tails: Tails,
    values: Vec<f64>,
}

impl TailTable {
    const STEP: f64 = 0.01;
    const POINTS: usize = 2_000;

    /// The log density of a residual, to 1e-4.
    pub fn log_density(&self, residual: f64) -> f64 {
        let place = residual.abs() / Self::STEP;
        if place >= Self::POINTS as f64 {
            return self.tails.log_density(residual);
        }
        let below = place as usize;
        let share = place - below as f64;
        self.values[below] + share * (self.values[below + 1] - self.values[below])
    }
}

fn densities(weights: &[f64; COMPONENTS], residual: f64) -> [f64; COMPONENTS] {
    std::array::from_fn(|i| {
        weights[i] / FACTORS[i].sqrt() * (-0.5 * residual * residual / FACTORS[i]).exp()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    fn quantiles(count: usize) -> Vec<f64> {
        let normal = Normal::standard();
        (0..count).map(|i| normal.inverse_cdf((i as f64 + 0.5) / count as f64)).collect()
    }

    #[test]
    fn normal_residuals_make_light_tails_and_wild_ones_heavy() {
        let light = Tails::learn(&quantiles(12_000));
        let mut wild = quantiles(12_000);
        wild.iter_mut().step_by(100).for_each(|z| *z *= 3.0);
        let heavy = Tails::learn(&wild);
        assert!(light.log_density(6.0) < Tails::default().log_density(6.0));
        assert!(heavy.log_density(6.0) > light.log_density(6.0) + 1.0);
    }

    #[test]
    fn the_table_follows_the_density() {
        let tails = Tails::default();
        let table = tails.table();
        for i in 0..3_000 {
            let residual = f64::from(i) * 0.0087 - 5.0;
            assert!((table.log_density(residual) - tails.log_density(residual)).abs() < 1e-4);
        }
    }

    #[test]
    fn few_residuals_leave_the_weights_of_real_panels() {
        let learnt = Tails::learn(&quantiles(20));
        for ((_, a), (_, b)) in learnt.components().iter().zip(Tails::default().components()) {
            assert!((a - b).abs() < 0.05);
        }
        let untaught = Tails::learn(&[]);
        assert!((untaught.log_density(4.0) - Tails::default().log_density(4.0)).abs() < 1e-9);
    }
}
