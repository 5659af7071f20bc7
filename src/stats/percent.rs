//! Whole percentages.

/// A fraction as a whole percentage, rounded up: for limits, which must not promise too much. What
/// lies on a whole percentage but for the error of floating point stays on it.
pub fn up(fraction: f64) -> f64 {
    (100.0 * fraction - 1e-9).ceil()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_percentage_stays_and_what_is_above_goes_up() {
        for percent in 0..=100_u32 {
            let percent = f64::from(percent);
            assert!((up(percent / 100.0) - percent).abs() < f64::EPSILON, "{percent}");
        }
        assert!((up(0.281) - 29.0).abs() < f64::EPSILON);
    }
}
