//! Sums of probabilities without leaving log space, so that very deep data cannot underflow.

/// `ln(sum(exp(values)))`; minus infinity for no values.
pub fn log_sum_exp(values: impl IntoIterator<Item = f64> + Clone) -> f64 {
    let largest = values.clone().into_iter().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    let sum: f64 = values.into_iter().map(|value| (value - largest).exp()).sum();
    largest + sum.ln()
}

/// `ln(exp(a) + exp(b))`.
pub fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// Phred scale of the probability that a statement is false, given the log of that probability,
/// kept within 0 to 99.
pub fn phred(log_false: f64) -> f64 {
    (-10.0 * log_false / std::f64::consts::LN_10).clamp(0.0, 99.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_agree_with_plain_arithmetic(a in -30.0..30.0_f64, b in -30.0..30.0_f64) {
            let plain = (a.exp() + b.exp()).ln();
            prop_assert!((log_add(a, b) - plain).abs() < 1e-9);
            prop_assert!((log_sum_exp([a, b]) - plain).abs() < 1e-9);
        }
    }

    #[test]
    fn far_below_the_range_of_exp() {
        assert!((log_sum_exp([-1.0e6, -1.0e6]) - (-1.0e6 + 2.0_f64.ln())).abs() < 1e-6);
        assert_eq!(log_sum_exp([]), f64::NEG_INFINITY);
        assert_eq!(log_add(f64::NEG_INFINITY, -2.0), -2.0);
    }

    #[test]
    fn phred_is_bounded() {
        assert_eq!(phred(0.0), 0.0);
        assert!((phred(0.01_f64.ln()) - 20.0).abs() < 1e-9);
        assert_eq!(phred(f64::NEG_INFINITY), 99.0);
    }
}
