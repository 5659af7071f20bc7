//! The smallest variant allele fraction that a depth finds.

use std::cell::RefCell;
use std::collections::HashMap;

use statrs::function::beta::beta_reg;

/// Fewest fragments with the alternative allele.
pub const FEWEST_FRAGMENTS: u32 = 4;
/// Smallest variant allele fraction that is reported (Front Genet 2022: 1 %).
pub const LEAST_VAF: f64 = 0.01;
/// Probability with which the limit is found.
const POWER: f64 = 0.95;

/// The variant allele fraction from which an allele shows at least 4 fragments and 1 % with 95 %
/// probability at a depth; `None` where no fraction does.
pub fn of_detection(depth: u32) -> Option<f64> {
    thread_local! {
        static KNOWN: RefCell<HashMap<u32, Option<f64>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| *known.entry(depth).or_insert_with(|| search(depth)))
}

fn search(depth: u32) -> Option<f64> {
    let needed = FEWEST_FRAGMENTS.max((LEAST_VAF * f64::from(depth)).ceil() as u32);
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

    #[test]
    fn limits_follow_the_binomial() {
        // Four of four fragments: f^4 = 0.95.
        assert!((of_detection(4).unwrap() - 0.95_f64.powf(0.25)).abs() < 1e-6);
        assert_eq!(of_detection(3), None);
        // 10 fragments of 1,000: Poisson with mean 15.7 shows 10 or more with 95 %.
        assert!((of_detection(1_000).unwrap() - 0.0157).abs() < 0.0005);
        assert!(of_detection(50).unwrap() > of_detection(500).unwrap());
    }
}
