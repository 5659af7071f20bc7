//! The smallest variant allele fraction that a depth finds.

use std::cell::RefCell;
use std::collections::HashMap;

use statrs::function::beta::beta_reg;

use crate::knowledge::small_variants::FilterBorders;
use crate::model::merged_variant::DetectionRule;

/// Probability with which the limit is found.
const POWER: f64 = 0.95;

/// What the limits mean: the borders that an allele must reach, and with which probability.
pub fn rule(borders: &FilterBorders) -> DetectionRule {
    DetectionRule {
        min_alternative: borders.min_alternative,
        min_vaf: borders.min_vaf,
        power: POWER,
    }
}

/// The variant allele fraction from which an allele reaches the borders of fragments and fraction
/// with 95 % probability at a depth; `None` where no fraction does.
pub fn of_detection(depth: u32, borders: &FilterBorders) -> Option<f64> {
    thread_local! {
        static KNOWN: RefCell<HashMap<(u32, u32), Option<f64>>> = RefCell::default();
    }
    let share = (borders.min_vaf.clamp(0.0, 1.0) * f64::from(depth) - 1e-9).ceil();
    let needed = borders.min_alternative.max(share as u32).max(1);
    KNOWN.with_borrow_mut(|known| {
        *known.entry((depth, needed)).or_insert_with(|| search(depth, needed))
    })
}

fn search(depth: u32, needed: u32) -> Option<f64> {
    if depth < needed {
        return None;
    }
    // P(X >= k) of a binomial is the regularised incomplete beta function.
    let (k, n) = (f64::from(needed), f64::from(depth));
    let power = |fraction: f64| beta_reg(k, n - k + 1.0, fraction);
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if power(middle) < POWER {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use super::of_detection;
    use crate::knowledge::Knowledge;

    #[test]
    fn limits_follow_the_binomial() {
        let borders = Knowledge::builtin().small_variants.filters;
        let limit = |depth| of_detection(depth, &borders);
        // Four of four fragments: f^4 = 0.95.
        assert!((limit(4).unwrap() - 0.95_f64.powf(0.25)).abs() < 1e-6);
        assert_eq!(limit(3), None);
        // 10 fragments of 1,000: Poisson with mean 15.7 shows 10 or more with 95 %.
        assert!((limit(1_000).unwrap() - 0.0157).abs() < 0.0005);
        assert!(limit(50).unwrap() > limit(500).unwrap());
    }

    #[test]
    fn limits_follow_the_borders() {
        let mut borders = Knowledge::builtin().small_variants.filters;
        let built_in = of_detection(1_000, &borders).unwrap();
        borders.min_alternative = 2;
        borders.min_vaf = 0.001;
        // 2 or more of 1,000 with 95 %: Poisson with mean 4.74.
        assert!((of_detection(1_000, &borders).unwrap() - 0.00474).abs() < 0.0001);
        borders.min_vaf = 0.05;
        assert!(of_detection(1_000, &borders).unwrap() > 3.0 * built_in);
        borders.min_alternative = 40;
        assert_eq!(of_detection(39, &borders), None);
    }
}
