//! Negative binomial over real-valued counts, by mean and dispersion.

use statrs::function::gamma::ln_gamma;

/// Log density at count `n` (zero or more, not necessarily whole) for mean `mean` and dispersion
/// `dispersion`, where the variance is `mean + dispersion * mean^2`.
///
/// Dispersions below 1e-6 are taken as 1e-6: the density is then Poisson's to six digits.
pub fn log_density(n: f64, mean: f64, dispersion: f64) -> f64 {
    let size = 1.0 / dispersion.max(1e-6);
    let spread = (size + mean).ln();
    ln_gamma(n + size) - ln_gamma(size) - ln_gamma(n + 1.0)
        + size * (size.ln() - spread)
        + if n > 0.0 { n * (mean.ln() - spread) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn densities_sum_to_one(mean in 0.5..40.0_f64, dispersion in 0.001..0.5_f64) {
            let sum: f64 = (0..4000).map(|n| log_density(f64::from(n), mean, dispersion).exp()).sum();
            prop_assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        }

        #[test]
        fn finite_at_any_depth(n in 0.0..5.0e6_f64, mean in 1.0e-3..5.0e6_f64, d in 0.0..1.0_f64) {
            prop_assert!(log_density(n, mean, d).is_finite());
        }
    }

    #[test]
    fn zero_counts_are_evidence() {
        assert!(log_density(0.0, 100.0, 0.002) < -80.0);
        assert!(log_density(0.0, 0.5, 0.002) > -0.6);
    }
}
