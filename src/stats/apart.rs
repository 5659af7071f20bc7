//! Figures beside the border that they lie on one side of.

/// A value with two decimals, or as many more as it takes not to read like its border: `0.8973`
/// below 0.9, not `0.90`.
pub fn from_border(value: f64, border: f64) -> String {
    let written = |decimals: usize| format!("{value:.decimals$}");
    let is_apart = |decimals: &usize| written(*decimals) != format!("{border:.decimals$}");
    let decimals = if value == border { 2 } else { (2..=6).find(is_apart).unwrap_or(6) };
    written(decimals)
}

#[cfg(test)]
mod tests {
    use super::from_border;

    #[test]
    fn a_figure_never_reads_like_the_border_that_it_misses() {
        assert_eq!(from_border(0.8973, 0.9), "0.897");
        assert_eq!(from_border(0.89, 0.9), "0.89");
        assert_eq!(from_border(0.1004, 0.1), "0.1004");
        assert_eq!(from_border(0.9, 0.9), "0.90");
        assert!(from_border(0.899_999_999, 0.9).len() < 10);
    }
}
