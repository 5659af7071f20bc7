//! What could not have been seen: the smallest clone fraction that would have been called.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::knowledge::rules::CallThresholds;

/// Smallest clone fraction of a heterozygous deletion that is called with the wanted power;
/// `None` when not even a deletion in every cell is.
///
/// The log ratio of the deleted targets has standard deviation `deviation` and is shifted by
/// `ln(1 - f/2)`. The log likelihood ratio of the event is then about normal with mean
/// `d^2 / 2` and standard deviation `d`, where `d` is the shift in standard deviations; it must
/// overcome the prior odds `log_prior_odds` of this event and reach the odds of a call.
pub fn heterozygous(
    deviation: f64,
    log_prior_odds: f64,
    thresholds: &CallThresholds,
) -> Option<f64> {
    let needed = (thresholds.probability / (1.0 - thresholds.probability)).ln() - log_prior_odds;
    let quantile = Normal::standard().inverse_cdf(thresholds.power);
    let shift = quantile + (quantile.powi(2) + 2.0 * needed.max(0.0)).sqrt();
    let fraction = 2.0 * (1.0 - (-shift * deviation).exp());
    (fraction <= 1.0).then_some(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLDS: CallThresholds = CallThresholds {
        probability: 0.9,
        uncertain: 0.3,
        power: 0.95,
        assessable_power: 0.5,
        assessed_exons: 0.5,
    };

    #[test]
    fn noise_raises_the_limit() {
        let at = |deviation| heterozygous(deviation, -7.0, &THRESHOLDS);
        assert!(at(0.01).unwrap() < at(0.05).unwrap());
        assert_eq!(at(0.2), None);
    }

    #[test]
    fn a_known_case() {
        // shift d with d^2/2 - 1.645 d = ln 9 + 7: d = 1.645 + sqrt(1.645^2 + 18.39)
        let shift: f64 = 1.644_854 + (1.644_854_f64.powi(2) + 2.0 * (9.0_f64.ln() + 7.0)).sqrt();
        let expected = 2.0 * (1.0 - (-shift * 0.05).exp());
        assert!((heterozygous(0.05, -7.0, &THRESHOLDS).unwrap() - expected).abs() < 1e-5);
    }
}
