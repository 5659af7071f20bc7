//! Proportions and Cohen's kappa with their intervals.

use statrs::function::beta::beta_reg;

/// Two-sided 95 % quantile of the normal distribution.
pub const Z95: f64 = 1.959_963_984_540_054;

/// A value with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounded {
    /// The value.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// `hits` of `trials` with the exact (Clopper-Pearson) 95 % interval; absent without trials.
pub fn proportion(hits: u64, trials: u64) -> Option<Bounded> {
    if trials == 0 || hits > trials {
        return None;
    }
    let (k, n) = (hits as f64, trials as f64);
    let low = if hits == 0 { 0.0 } else { beta_quantile(0.025, k, n - k + 1.0) };
    let high = if hits == trials { 1.0 } else { beta_quantile(0.975, k + 1.0, n - k) };
    Some(Bounded { value: k / n, low, high })
}

/// Quantile of the beta distribution, by halving: the distribution function only rises.
fn beta_quantile(probability: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if beta_reg(a, b, middle) < probability { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// Cohen's kappa of a square table of counts, with its large-sample 95 % interval (Fleiss, Cohen
/// and Everitt 1969). Absent when chance alone would give full agreement, or without counts.
pub fn kappa(table: &[Vec<u64>]) -> Option<Bounded> {
    let size = table.len();
    if table.iter().any(|row| row.len() != size) {
        return None;
    }
    let n: u64 = table.iter().flatten().sum();
    if n == 0 {
        return None;
    }
    let share = |i: usize, j: usize| table[i][j] as f64 / n as f64;
    let rows: Vec<f64> = (0..size).map(|i| (0..size).map(|j| share(i, j)).sum()).collect();
    let columns: Vec<f64> = (0..size).map(|j| (0..size).map(|i| share(i, j)).sum()).collect();
    let observed: f64 = (0..size).map(|i| share(i, i)).sum();
    let expected: f64 = rows.iter().zip(&columns).map(|(row, column)| row * column).sum();
    if 1.0 - expected < 1e-12 {
        return None;
    }
    let kappa = (observed - expected) / (1.0 - expected);
    let mut variance = -(kappa - expected * (1.0 - kappa)).powi(2);
    for i in 0..size {
        for j in 0..size {
            variance += share(i, j)
                * if i == j {
                    (1.0 - (rows[i] + columns[i]) * (1.0 - kappa)).powi(2)
                } else {
                    ((1.0 - kappa) * (columns[i] + rows[j])).powi(2)
                };
        }
    }
    let error = variance.max(0.0).sqrt() / ((1.0 - expected) * (n as f64).sqrt());
    Some(Bounded { value: kappa, low: kappa - Z95 * error, high: (kappa + Z95 * error).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_of_nothing() {
        assert_eq!(proportion(0, 0), None);
        assert_eq!(proportion(2, 1), None);
        assert_eq!(kappa(&[]), None);
        assert_eq!(kappa(&[vec![0, 0], vec![0, 0]]), None);
        assert_eq!(kappa(&[vec![9, 0], vec![0, 0]]), None);
        assert_eq!(kappa(&[vec![9, 0]]), None);
    }

    #[test]
    fn full_agreement_is_one() {
        let kappa = kappa(&[vec![5, 0], vec![0, 7]]).unwrap();
        assert!((kappa.value - 1.0).abs() < 1e-12 && (kappa.low - 1.0).abs() < 1e-6);
    }
}
