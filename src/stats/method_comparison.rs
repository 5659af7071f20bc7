//! Two measurements of the same things: difference against mean, and lines through both.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::agreement::{Bounded, Z95};
use super::robust::median;

/// Pairs above which Passing-Bablok is not computed: it compares every pair with every other.
const MOST_PAIRS: usize = 5_000;
/// Values closer than this are the same.
const SAME: f64 = 1e-12;

/// Bland-Altman figures of `y - x`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlandAltman {
    /// Mean difference with its t interval.
    pub bias: Bounded,
    /// Standard deviation of the differences.
    pub deviation: f64,
    /// Lower limit of agreement (bias - 1.96 SD) with its interval.
    pub lower: Bounded,
    /// Upper limit of agreement with its interval.
    pub upper: Bounded,
}

/// A line `y = intercept + slope x`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Slope with its interval.
    pub slope: Bounded,
    /// Intercept with its interval.
    pub intercept: Bounded,
}

/// Quantile of Student's t at 97.5 %.
fn t95(freedom: f64) -> Option<f64> {
    Some(StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.975))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Standard deviation of a sample, with `n - 1`; not a number below two values.
pub fn deviation(values: &[f64]) -> f64 {
    let centre = mean(values);
    let squares: f64 = values.iter().map(|value| (value - centre).powi(2)).sum();
    (squares / (values.len() as f64 - 1.0)).sqrt()
}

fn around(value: f64, half: f64) -> Bounded {
    Bounded { value, low: value - half, high: value + half }
}

/// Bland and Altman 1999: the limits' intervals are large-sample ones with a t quantile. Absent
/// below three pairs.
pub fn bland_altman(pairs: &[(f64, f64)]) -> Option<BlandAltman> {
    if pairs.len() < 3 {
        return None;
    }
    let differences: Vec<f64> = pairs.iter().map(|(x, y)| y - x).collect();
    let n = differences.len() as f64;
    let (bias, sd) = (mean(&differences), deviation(&differences));
    let t = t95(n - 1.0)?;
    let half = t * sd * (1.0 / n + Z95 * Z95 / (2.0 * (n - 1.0))).sqrt();
    Some(BlandAltman {
        bias: around(bias, t * sd / n.sqrt()),
        deviation: sd,
        lower: around(bias - Z95 * sd, half),
        upper: around(bias + Z95 * sd, half),
    })
}

/// Sums that a Deming line needs, from which a pair can be taken out again.
#[derive(Clone, Copy)]
struct Sums {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Sums {
    fn add(self, (x, y): (f64, f64), sign: f64) -> Self {
        Self {
            n: self.n + sign,
            x: self.x + sign * x,
            y: self.y + sign * y,
            xx: self.xx + sign * x * x,
            yy: self.yy + sign * y * y,
            xy: self.xy + sign * x * y,
        }
    }

    /// Slope and intercept for equal error variances; absent when `x` and `y` do not vary together.
    fn line(self) -> Option<(f64, f64)> {
        let (mx, my) = (self.x / self.n, self.y / self.n);
        let sxx = self.xx / self.n - mx * mx;
        let syy = self.yy / self.n - my * my;
        let sxy = self.xy / self.n - mx * my;
        if sxy.abs() < SAME {
            return None;
        }
        let slope = (syy - sxx + ((syy - sxx).powi(2) + 4.0 * sxy * sxy).sqrt()) / (2.0 * sxy);
        Some((slope, my - slope * mx))
    }
}

/// Deming regression with equal error variances; intervals by the jackknife (Linnet 1993).
pub fn deming(pairs: &[(f64, f64)]) -> Option<Line> {
    if pairs.len() < 4 {
        return None;
    }
    // Around the centre, so that the sums lose no digits.
    let centre_x = mean(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let centre_y = mean(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let centred: Vec<_> = pairs.iter().map(|(x, y)| (x - centre_x, y - centre_y)).collect();
    let none = Sums { n: 0.0, x: 0.0, y: 0.0, xx: 0.0, yy: 0.0, xy: 0.0 };
    let all = centred.iter().fold(none, |sums, pair| sums.add(*pair, 1.0));
    let uncentred =
        |(slope, intercept): (f64, f64)| (slope, intercept + centre_y - slope * centre_x);
    let (slope, intercept) = uncentred(all.line()?);
    let n = pairs.len() as f64;
    let mut slopes = Vec::with_capacity(pairs.len());
    let mut intercepts = Vec::with_capacity(pairs.len());
    for pair in &centred {
        let (without_slope, without_intercept) = uncentred(all.add(*pair, -1.0).line()?);
        slopes.push(n * slope - (n - 1.0) * without_slope);
        intercepts.push(n * intercept - (n - 1.0) * without_intercept);
    }
    let t = t95(n - 2.0)? / n.sqrt();
    Some(Line {
        slope: around(slope, t * deviation(&slopes)),
        intercept: around(intercept, t * deviation(&intercepts)),
    })
}

/// Passing-Bablok regression (1983) with its rank intervals. Absent below five pairs, above 5,000,
/// or when the interval leaves the slopes that there are.
pub fn passing_bablok(pairs: &[(f64, f64)]) -> Option<Line> {
    let n = pairs.len();
    if !(5..=MOST_PAIRS).contains(&n) {
        return None;
    }
    let mut slopes = Vec::with_capacity(n * (n - 1) / 2);
    for (i, first) in pairs.iter().enumerate() {
        for second in &pairs[i + 1..] {
            let (dx, dy) = (second.0 - first.0, second.1 - first.1);
            let slope = match (dx.abs() < SAME, dy.abs() < SAME) {
                (true, true) => continue,
                (true, false) => f64::INFINITY.copysign(dy),
                (false, _) => dy / dx,
            };
            if (slope + 1.0).abs() > SAME {
                slopes.push(slope);
            }
        }
    }
    slopes.sort_by(f64::total_cmp);
    let shift = slopes.iter().filter(|slope| **slope < -1.0).count();
    let total = slopes.len();
    // Ranks count from 1, moved by the slopes below -1.
    let at = |rank: usize| slopes.get((rank + shift).checked_sub(1)?).copied();
    let slope = if total % 2 == 1 {
        at(total.div_ceil(2))?
    } else {
        f64::midpoint(at(total / 2)?, at(total / 2 + 1)?)
    };
    let n = n as f64;
    let width = Z95 * (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
    let lowest = ((total as f64 - width) / 2.0).round_ties_even();
    if lowest < 1.0 {
        return None;
    }
    let (low, high) = (at(lowest as usize)?, at(total - lowest as usize + 1)?);
    if ![low, slope, high].iter().all(|value| value.is_finite()) {
        return None;
    }
    let intercept =
        |slope: f64| median(&mut pairs.iter().map(|(x, y)| y - slope * x).collect::<Vec<_>>());
    Some(Line {
        slope: Bounded { value: slope, low, high },
        intercept: Bounded { value: intercept(slope), low: intercept(high), high: intercept(low) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_both() {
        let pairs: Vec<_> = (0..20).map(|i| (f64::from(i), 2.0 + 1.5 * f64::from(i))).collect();
        for line in [deming(&pairs).unwrap(), passing_bablok(&pairs).unwrap()] {
            assert!((line.slope.value - 1.5).abs() < 1e-9, "{line:?}");
            assert!((line.intercept.value - 2.0).abs() < 1e-9, "{line:?}");
        }
    }

    #[test]
    fn too_little_or_flat_says_nothing() {
        assert_eq!(bland_altman(&[(1.0, 1.0), (2.0, 2.0)]), None);
        assert_eq!(deming(&[(1.0, 1.0); 9]), None);
        assert_eq!(passing_bablok(&[(1.0, 1.0); 9]), None);
        assert_eq!(passing_bablok(&[(1.0, 1.0), (2.0, 2.0)]), None);
    }
}
