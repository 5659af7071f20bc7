//! What could not have been seen: the smallest clone fraction that would have been called.

use statrs::distribution::{ContinuousCDF, Normal};

use super::events::STEPS;
use crate::knowledge::rules::CallThresholds;
use crate::normals::tails::TailTable;
use crate::stats::log_space::log_sum_exp;

/// Noise of the targets that an event would cover.
#[derive(Debug, Clone)]
pub struct Noise<'a> {
    /// Relative variance beyond counting, and fragments expected of two copies, per target.
    pub targets: Vec<(f64, f64)>,
    /// Standard deviation that they share, as values in standard deviations and their weights.
    pub shared: Vec<(f64, f64)>,
    /// Standard deviation of the shared effect.
    pub effect: f64,
    /// Tails of the residuals.
    pub tails: &'a TailTable,
}

/// Smallest clone fraction of a heterozygous deletion that is called with the wanted power;
/// `None` when not even a deletion in every cell is.
///
/// The data of such a deletion are put where only the rest of the power lies beyond (1.64
/// standard deviations towards two copies for a power of 95 %), and weighed as the caller weighs
/// them: every clone fraction alike, the same tails, the same shared effect. The event must
/// overcome its prior odds `log_prior_odds` and reach the odds of a call.
pub fn heterozygous(
    noise: &Noise,
    log_prior_odds: f64,
    thresholds: &CallThresholds,
) -> Option<f64> {
    let needed = (thresholds.probability / (1.0 - thresholds.probability)).ln() - log_prior_odds;
    let quantile = Normal::standard().inverse_cdf(thresholds.power);
    let called = |fraction: f64| evidence(noise, fraction, quantile) >= needed;
    if noise.targets.is_empty() || !called(1.0) {
        return None;
    }
    // In the steps in which the caller weighs clone fractions.
    let fraction = |step: usize| step as f64 / STEPS as f64;
    let (mut below, mut above) = (0, STEPS);
    while above - below > 1 {
        let middle = usize::midpoint(below, above);
        if called(fraction(middle)) {
            above = middle;
        } else {
            below = middle;
        }
    }
    Some(fraction(above))
}

fn log_ratio(fraction: f64) -> f64 {
    (1.0 - fraction / 2.0).ln()
}

/// Log likelihood ratio of a deletion, where the data of one in a fraction of the cells lie
/// `quantile` standard deviations towards two copies.
fn evidence(noise: &Noise, fraction: f64, quantile: f64) -> f64 {
    let place = log_ratio(fraction) + quantile * deviation(noise, fraction);
    let at = |fraction: f64| {
        let centre = log_ratio(fraction);
        log_sum_exp(noise.shared.iter().map(|(node, weight)| {
            let off = place - centre - node * noise.effect;
            let of_target = |&(variance, expected): &(f64, f64)| {
                let spread = spread(variance, expected, fraction);
                noise.tails.log_density(off / spread) - spread.ln()
            };
            weight.ln() + noise.targets.iter().map(of_target).sum::<f64>()
        }))
    };
    let deleted: Vec<f64> = (1..=STEPS).map(|step| at(step as f64 / STEPS as f64)).collect();
    log_sum_exp(deleted.iter().copied()) - (STEPS as f64).ln() - at(0.0)
}

fn spread(variance: f64, expected: f64, fraction: f64) -> f64 {
    (variance + 1.0 / (expected * (1.0 - fraction / 2.0)).max(1.0)).sqrt()
}

/// Standard deviation of the log ratio over the targets, a heterozygous loss in a fraction of the
/// cells given.
pub fn deviation(noise: &Noise, fraction: f64) -> f64 {
    let information: f64 =
        noise.targets.iter().map(|&(v, mu)| spread(v, mu, fraction).powi(-2)).sum();
    information.powf(-0.5).hypot(noise.effect)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normals::tails::Tails;

    const THRESHOLDS: CallThresholds = CallThresholds {
        probability: 0.9,
        certain: 0.9,
        uncertain: 0.3,
        power: 0.95,
        assessable_power: 0.5,
        assessed_exons: 0.5,
    };

    fn limit(spread: f64, targets: usize, log_prior_odds: f64) -> Option<f64> {
        let tails = Tails::default().table();
        let noise = Noise {
            targets: vec![(spread * spread, 1.0e9); targets],
            shared: vec![(0.0, 1.0)],
            effect: 0.0,
            tails: &tails,
        };
        heterozygous(&noise, log_prior_odds, &THRESHOLDS)
    }

    #[test]
    fn noise_and_doubt_raise_the_limit() {
        assert!(limit(0.01, 1, -7.0).unwrap() < limit(0.05, 1, -7.0).unwrap());
        assert!(limit(0.03, 1, -3.0).unwrap() < limit(0.03, 1, -9.0).unwrap());
        assert_eq!(limit(0.3, 1, -7.0), None);
        assert_eq!(limit(0.05, 0, -7.0), None);
    }

    #[test]
    fn more_targets_lower_the_limit() {
        let of = |targets| limit(0.06, targets, -6.0).unwrap();
        assert!(of(4) < of(2) && of(16) < of(4));
    }

    #[test]
    fn the_wanted_power_is_kept() {
        // Tails as light as they get: a known shift, one target, no shared effect.
        let tails = Tails::learn(&vec![0.3; 100_000]).table();
        let noise = Noise {
            targets: vec![(0.04 * 0.04, 1.0e9)],
            shared: vec![(0.0, 1.0)],
            effect: 0.0,
            tails: &tails,
        };
        let found = heterozygous(&noise, -5.0, &THRESHOLDS).unwrap();
        let needed = 9.0_f64.ln() + 5.0;
        assert!(evidence(&noise, found, 1.644_854) >= needed);
        assert!(evidence(&noise, found - 0.02, 1.644_854) < needed);
    }
}
