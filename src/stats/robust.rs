//! Location and spread that a few wild values do not move.

/// Median; 0 for no values. The values are reordered.
pub fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let is_odd = values.len() % 2 == 1;
    let (below, middle, _) = values.select_nth_unstable_by(values.len() / 2, f64::total_cmp);
    match below.iter().copied().max_by(f64::total_cmp) {
        Some(before) if !is_odd => f64::midpoint(before, *middle),
        _ => *middle,
    }
}

/// Median absolute deviation, scaled to the standard deviation of a normal distribution.
pub fn mad(values: &[f64]) -> f64 {
    1.4826 * deviation(values, median(&mut values.to_vec()))
}

/// Median distance from a centre.
fn deviation(values: &[f64], centre: f64) -> f64 {
    median(&mut values.iter().map(|v| (v - centre).abs()).collect::<Vec<_>>())
}

/// Tukey's biweight location (tuning constant 6): nearly as precise as the mean, and values far
/// outside count nothing.
pub fn biweight_location(values: &[f64]) -> f64 {
    let centre = median(&mut values.to_vec());
    let spread = deviation(values, centre);
    if spread <= f64::EPSILON {
        return centre;
    }
    let (mut sum, mut total) = (0.0, 0.0);
    for value in values {
        let u = (value - centre) / (6.0 * spread);
        if u.abs() < 1.0 {
            let weight = (1.0 - u * u).powi(2);
            sum += weight * value;
            total += weight;
        }
    }
    if total > 0.0 { sum / total } else { centre }
}

/// Pearson correlation; 0 when either side does not vary.
pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len().min(b.len()) as f64;
    if n < 2.0 {
        return 0.0;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - mean_a) * (y - mean_b);
        aa += (x - mean_a).powi(2);
        bb += (y - mean_b).powi(2);
    }
    if aa <= 0.0 || bb <= 0.0 { 0.0 } else { ab / (aa * bb).sqrt() }
}

/// Spearman's correlation, that of the ranks; 0 when either side does not vary.
pub fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    correlation(&ranks(a), &ranks(b))
}

/// Ranks from 0; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for same in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = start as f64 + (same.len() - 1) as f64 / 2.0;
        for &at in same {
            ranks[at] = rank;
        }
        start += same.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn median_is_the_middle_of_the_sorted_values(
            mut values in prop::collection::vec(-5.0..5.0_f64, 1..40),
        ) {
            let found = median(&mut values.clone());
            values.sort_by(f64::total_cmp);
            let (low, high) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
            prop_assert_eq!(found, f64::midpoint(low, high));
        }

        #[test]
        fn location_shifts_with_the_data(
            values in prop::collection::vec(-5.0..5.0_f64, 3..40), shift in -9.0..9.0_f64,
        ) {
            let moved: Vec<f64> = values.iter().map(|v| v + shift).collect();
            prop_assert!((biweight_location(&moved) - biweight_location(&values) - shift).abs() < 1e-6);
            prop_assert!((mad(&moved) - mad(&values)).abs() < 1e-9);
        }
    }

    #[test]
    fn a_wild_value_does_not_count() {
        let values = [1.0, 1.1, 0.9, 1.05, 0.95, 40.0];
        assert!((biweight_location(&values) - 1.0).abs() < 0.05);
        assert_eq!(median(&mut [3.0, 1.0]), 2.0);
        assert_eq!(median(&mut []), 0.0);
    }

    #[test]
    fn ranks_of_equal_values_are_shared() {
        assert_eq!(ranks(&[5.0, 1.0, 5.0, 3.0]), [2.5, 0.0, 2.5, 1.0]);
        assert_eq!(rank_correlation(&[1.0, 2.0, 900.0], &[0.0, 1.0, 2.0]), 1.0);
        assert_eq!(rank_correlation(&[], &[]), 0.0);
    }

    #[test]
    fn correlation_of_a_line_is_one() {
        assert!((correlation(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-12);
        assert_eq!(correlation(&[1.0, 1.0], &[2.0, 4.0]), 0.0);
    }
}
