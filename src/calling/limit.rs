//! What could not have been seen: the smallest clone fraction that would have been called.

use statrs::distribution::{ContinuousCDF, Normal};

use super::configuration::STEPS;
use super::likelihood::BACKGROUND;
use super::noise::{Noise, deviation, spread};
use super::prior::FractionPrior;
use crate::stats::log_space::log_sum_exp;

/// What is lost or gained in the cells of a clone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// One copy lost.
    OneLost,
    /// Both copies lost; the log odds of that against the loss of one.
    BothLost(f64),
    /// One copy more.
    OneGained,
}

impl Change {
    /// Ratio to two copies in a fraction of the cells.
    fn level(self, fraction: f64) -> f64 {
        match self {
            Self::OneLost => 1.0 - fraction / 2.0,
            Self::BothLost(_) => (1.0 - fraction).max(BACKGROUND),
            Self::OneGained => 1.0 + fraction / 2.0,
        }
    }

    /// Towards two copies, in standard deviations of the log ratio.
    fn back(self, quantile: f64) -> f64 {
        if self == Self::OneGained { -quantile } else { quantile }
    }

    /// Levels at which the caller weighs such a change, with their log odds: the loss of both copies
    /// is found as well when it is taken for that of one.
    fn weighed(self, fractions: &FractionPrior) -> Vec<(f64, f64)> {
        let steps = |change: Self, odds: f64| {
            let level = move |step| change.level(step as f64 / STEPS as f64);
            (1..=STEPS).map(move |step| (level(step), odds + fractions.log(step)))
        };
        match self {
            Self::BothLost(odds) => steps(Self::OneLost, 0.0).chain(steps(self, odds)).collect(),
            _ => steps(self, 0.0).collect(),
        }
    }
}

/// What is expected of a change before any data are seen.
#[derive(Debug)]
pub struct Expected<'a> {
    /// Log odds that it is there.
    pub log_odds: f64,
    /// The share of the cells that it is in.
    pub fractions: &'a FractionPrior,
}

/// Smallest clone fraction of a change that is called with a power at a posterior; `None` when not
/// even a change in every cell is.
///
/// The data of such a change are put where only the rest of the power lies beyond (1.64 standard
/// deviations towards two copies for a power of 95 %), and weighed as the caller weighs them: the same
/// clone fractions, tails and shared effect. The event must overcome its prior odds and reach the
/// odds of a call.
pub fn smallest(
    noise: &Noise,
    change: Change,
    expected: &Expected,
    (posterior, power): (f64, f64),
) -> Option<f64> {
    let needed = (posterior / (1.0 - posterior)).ln() - expected.log_odds;
    let quantile = Normal::standard().inverse_cdf(power);
    let called =
        |fraction: f64| evidence(noise, change, (fraction, quantile), expected.fractions) >= needed;
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

/// Log likelihood ratio of a change, where the data of one in a fraction of the cells lie
/// `quantile` standard deviations towards two copies.
fn evidence(
    noise: &Noise,
    change: Change,
    (fraction, quantile): (f64, f64),
    fractions: &FractionPrior,
) -> f64 {
    let level = change.level(fraction);
    let place = level.ln() + change.back(quantile) * deviation(noise, level);
    let at = |level: f64| {
        log_sum_exp(noise.shared.iter().map(|(node, weight)| {
            let off = place - level.ln() - node * noise.effect;
            let of_target = |&(variance, expected): &(f64, f64)| {
                let spread = spread(variance, expected, level);
                noise.tails.log_density(off / spread) - spread.ln()
            };
            weight.ln() + noise.targets.iter().map(of_target).sum::<f64>()
        }))
    };
    let changed = change.weighed(fractions).into_iter().map(|(level, odds)| odds + at(level));
    log_sum_exp(changed) - at(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normals::tails::Tails;

    const CALLED: (f64, f64) = (0.9, 0.95);

    /// The limit where every clone fraction is as likely.
    fn smallest_of(noise: &Noise, change: Change, log_odds: f64) -> Option<f64> {
        let fractions = FractionPrior::flat();
        smallest(noise, change, &Expected { log_odds, fractions: &fractions }, CALLED)
    }

    fn limit(spread: f64, targets: usize, log_prior_odds: f64) -> Option<f64> {
        let tails = Tails::default().table();
        let noise = Noise {
            targets: vec![(spread * spread, 1.0e9); targets],
            shared: vec![(0.0, 1.0)],
            effect: 0.0,
            tails: &tails,
        };
        smallest_of(&noise, Change::OneLost, log_prior_odds)
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
        let found = smallest_of(&noise, Change::OneLost, -5.0).unwrap();
        let needed = 9.0_f64.ln() + 5.0;
        let fractions = FractionPrior::flat();
        let evidence = |share| evidence(&noise, Change::OneLost, (share, 1.644_854), &fractions);
        assert!(evidence(found) >= needed);
        assert!(evidence(found - 0.02) < needed);
    }

    #[test]
    fn the_loss_of_both_copies_is_seen_in_half_of_the_cells_that_one_needs() {
        let tails = Tails::default().table();
        let noise = Noise {
            targets: vec![(0.05 * 0.05, 1.0e9); 6],
            shared: vec![(0.0, 1.0)],
            effect: 0.0,
            tails: &tails,
        };
        let of = |change| smallest_of(&noise, change, -5.0).unwrap();
        let one = of(Change::OneLost);
        assert!((of(Change::BothLost(-2.0)) - one / 2.0).abs() <= 0.021);
        assert!((of(Change::OneGained) - one).abs() < 0.15);
    }
}
