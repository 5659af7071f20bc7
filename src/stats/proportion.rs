//! A proportion from counts.

use statrs::distribution::{Beta, ContinuousCDF};

/// Jeffreys' 95 % interval of a proportion; absent when the counts contradict each other.
pub fn jeffreys(count: u32, of: u32) -> Option<(f64, f64)> {
    let misses = of.checked_sub(count).filter(|_| of > 0)?;
    let beta = Beta::new(f64::from(count) + 0.5, f64::from(misses) + 0.5).ok()?;
    let (low, high) = (beta.inverse_cdf(0.025), beta.inverse_cdf(0.975));
    (low.is_finite() && high.is_finite()).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_holds_the_proportion_and_narrows_with_depth() {
        let (low, high) = jeffreys(10, 100).unwrap();
        assert!(low < 0.1 && 0.1 < high && low > 0.04 && high < 0.18, "{low} {high}");
        let (deep_low, deep_high) = jeffreys(100, 1000).unwrap();
        assert!(deep_low > low && deep_high < high);
        assert_eq!(jeffreys(2, 1), None);
        assert_eq!(jeffreys(0, 0), None);
    }
}
