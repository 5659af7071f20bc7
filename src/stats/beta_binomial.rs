//! Beta-binomial: counts of one kind among several, with more spread than chance alone.

use statrs::function::gamma::ln_gamma;

/// Log density of `k` among `n` for the expected share `mean` (between 0 and 1, exclusive) and an
/// intra-class correlation `dispersion`; 0 is the binomial, and below 1e-6 is taken as 1e-6.
pub fn log_density(k: f64, n: f64, mean: f64, dispersion: f64) -> f64 {
    let size = 1.0 / dispersion.max(1e-6) - 1.0;
    let (a, b) = (mean * size, (1.0 - mean) * size);
    let beta = |x: f64, y: f64| ln_gamma(x) + ln_gamma(y) - ln_gamma(x + y);
    -(n + 1.0).ln() - beta(k + 1.0, n - k + 1.0) + beta(k + a, n - k + b) - beta(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn densities_sum_to_one(n in 1..400_u32, mean in 0.01..0.99_f64, d in 0.0..0.2_f64) {
            let n = f64::from(n);
            let sum: f64 = (0..=n as u32).map(|k| log_density(f64::from(k), n, mean, d).exp()).sum();
            prop_assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        }

        #[test]
        fn finite_at_any_depth(n in 0..3_000_000_u32, share in 0.0..1.0_f64, mean in 0.005..0.995_f64) {
            let n = f64::from(n);
            prop_assert!(log_density((share * n).floor(), n, mean, 0.002).is_finite());
        }
    }

    #[test]
    fn spread_lowers_the_peak_and_raises_the_tails() {
        let at = |k, d| log_density(k, 1_000.0, 0.5, d);
        assert!(at(500.0, 0.0) > at(500.0, 0.01));
        assert!(at(400.0, 0.0) < at(400.0, 0.01));
    }
}
