//! The receiver operating characteristic of a score whose low values speak for a finding.

use super::agreement::{Bounded, Z95};

/// One border: what lies at or below it is a finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Border {
    /// The border.
    pub at: f64,
    /// Share of the findings at or below it.
    pub sensitivity: f64,
    /// Share of the others above it.
    pub specificity: f64,
}

/// A curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Roc {
    /// Area under the curve with its interval (`DeLong` 1988, cut at 0 and 1).
    pub area: Bounded,
    /// One border at each value of the score, rising.
    pub borders: Vec<Border>,
    /// The border with the largest sum of sensitivity and specificity; the middle one of equals.
    pub best: Border,
    /// The lowest and highest border that are as good as the best.
    pub best_range: (f64, f64),
    /// Findings and others.
    pub counts: (usize, usize),
}

/// The curve of `(score, is a finding)`. Absent without at least two of either kind.
pub fn roc(scores: &[(f64, bool)]) -> Option<Roc> {
    let of = |wanted: bool| {
        let mut values: Vec<f64> =
            scores.iter().filter(|(_, found)| *found == wanted).map(|(score, _)| *score).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let (found, others) = (of(true), of(false));
    if found.len() < 2 || others.len() < 2 || scores.iter().any(|(score, _)| score.is_nan()) {
        return None;
    }
    let mut values: Vec<f64> = scores.iter().map(|(score, _)| *score).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let borders: Vec<Border> = values
        .iter()
        .map(|at| Border {
            at: *at,
            sensitivity: found.partition_point(|value| value <= at) as f64 / found.len() as f64,
            specificity: 1.0
                - others.partition_point(|value| value <= at) as f64 / others.len() as f64,
        })
        .collect();
    let gain = |border: &Border| border.sensitivity + border.specificity;
    let most = borders.iter().map(gain).fold(f64::MIN, f64::max);
    let equal: Vec<&Border> = borders.iter().filter(|b| most - gain(b) < 1e-12).collect();
    let (first, last) = (equal.first()?, equal.last()?);
    let best = **equal.get(equal.len() / 2)?;
    Some(Roc {
        area: area(&found, &others),
        best,
        best_range: (first.at, last.at),
        counts: (found.len(), others.len()),
        borders,
    })
}

/// Share of pairs in the right order, and its variance from the placement of each value.
fn area(found: &[f64], others: &[f64]) -> Bounded {
    let place = |sorted: &[f64], value: f64| {
        let below = sorted.partition_point(|other| *other < value);
        let up_to = sorted.partition_point(|other| *other <= value);
        f64::midpoint(below as f64, up_to as f64) / sorted.len() as f64
    };
    let of_found: Vec<f64> = found.iter().map(|value| 1.0 - place(others, *value)).collect();
    let of_others: Vec<f64> = others.iter().map(|value| place(found, *value)).collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let spread = |values: &[f64]| {
        let centre = mean(values);
        let n = values.len() as f64;
        values.iter().map(|value| (value - centre).powi(2)).sum::<f64>() / (n - 1.0) / n
    };
    let value = mean(&of_found);
    let half = Z95 * (spread(&of_found) + spread(&of_others)).sqrt();
    Bounded { value, low: (value - half).max(0.0), high: (value + half).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_score_has_area_one_and_a_border_between() {
        let scores: Vec<_> = [0.4, 0.5, 0.6]
            .map(|s| (s, true))
            .into_iter()
            .chain([0.9, 1.0, 1.1].map(|s| (s, false)))
            .collect();
        let roc = roc(&scores).unwrap();
        assert_eq!((roc.area.value, roc.best.at), (1.0, 0.6));
        assert_eq!((roc.best.sensitivity, roc.best.specificity), (1.0, 1.0));
    }

    #[test]
    fn one_kind_alone_has_no_curve() {
        assert!(roc(&[(0.1, true), (0.2, true)]).is_none());
        assert!(roc(&[]).is_none());
        assert!(roc(&[(f64::NAN, true), (0.2, true), (0.2, false), (0.3, false)]).is_none());
    }
}
