//! What is expected before any data are seen: of the clone fraction, and of the ends of an event.

use super::configuration::{Event, STEPS};
use super::region::RegionData;

/// Prior over the clone fraction.
#[derive(Debug, Clone)]
pub struct FractionPrior {
    log_weights: Vec<f64>,
}

impl FractionPrior {
    /// Every fraction alike.
    pub fn flat() -> Self {
        Self { log_weights: vec![-(STEPS as f64).ln(); STEPS] }
    }

    /// A share of the events in every leukaemic cell, the rest in any part of them, over what is known
    /// of how many cells these are: the probability of every step, 1 to [`STEPS`].
    pub fn within(leukaemic: &[f64], clonal: f64) -> Self {
        let mut log_weights = vec![0.0; STEPS];
        // Of the leukaemic shares at or above a step, what each gives to a part of its cells.
        let mut in_parts = 0.0;
        for (step, weight) in (0..STEPS).zip(leukaemic).rev() {
            in_parts += weight / (step + 1) as f64;
            log_weights[step] = (clonal * weight + (1.0 - clonal) * in_parts).ln();
        }
        Self { log_weights }
    }

    /// Log prior of a step, 1 to [`STEPS`].
    pub(super) fn log(&self, step: usize) -> f64 {
        self.log_weights[step - 1]
    }
}

/// Log prior of every interval given an event, deletions and gains: recurrent ones, whole genes, and
/// all others by the inverse of their length (`regions.toml` says why).
pub fn interval_prior(region: &RegionData) -> Vec<(Event, f64)> {
    let prior = &region.region.prior;
    let units = region.units.len();
    let intervals: Vec<(usize, usize)> =
        (0..units).flat_map(|first| (first..units).map(move |last| (first, last))).collect();
    let wholes = whole_intervals(region);
    let recurrent = recurrent_intervals(region);
    let cases: f64 = recurrent.iter().map(|(_, cases)| cases).sum();
    let by_length = |first: usize, last: usize| 1.0 / (last - first + 1) as f64;
    let lengths: f64 = intervals.iter().map(|&(first, last)| by_length(first, last)).sum();
    let whole_share = 1.0 / wholes.len().max(1) as f64;
    let recurrent_weight = if cases > 0.0 { prior.recurrent } else { 0.0 };
    let mut all = Vec::with_capacity(2 * intervals.len());
    for &(first, last) in &intervals {
        let whole = if wholes.contains(&(first, last)) { prior.whole * whole_share } else { 0.0 };
        let known: f64 = recurrent
            .iter()
            .filter(|(interval, _)| *interval == (first, last))
            .map(|(_, c)| recurrent_weight * c / cases)
            .sum();
        let other = by_length(first, last) / lengths;
        let deletion = (1.0 - recurrent_weight - prior.whole) * other + whole + known;
        let gain = (1.0 - prior.whole) * other + whole;
        all.push((Event { first, last, gain: false }, deletion.ln() + prior.log_share(false)));
        all.push((Event { first, last, gain: true }, gain.ln() + prior.log_share(true)));
    }
    all
}

/// The units of each gene as an interval, and the whole region.
fn whole_intervals(region: &RegionData) -> Vec<(usize, usize)> {
    let genes = 0..region.region.genes.len();
    let mut wholes: Vec<(usize, usize)> = genes
        .filter_map(|g| {
            let first = region.units.iter().position(|u| u.gene == g)?;
            let last = region.units.iter().rposition(|u| u.gene == g)?;
            Some((first, last))
        })
        .collect();
    wholes.push((0, region.units.len() - 1));
    wholes.sort_unstable();
    wholes.dedup();
    wholes
}

/// Recurrent deletions as intervals of the units that the panel assesses. They weigh by their cases
/// and one more each: the expected frequency where nothing was known before the cases were counted.
fn recurrent_intervals(region: &RegionData) -> Vec<((usize, usize), f64)> {
    region
        .region
        .recurrent
        .iter()
        .filter_map(|recurrent| {
            let (from, to) = region.range_of(recurrent.from, recurrent.to)?;
            Some(((from, to), f64::from(recurrent.cases) + 1.0))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_fraction_above_a_known_share_is_expected_and_all_of_it_is_likeliest() {
        let mut leukaemic = vec![0.0; STEPS];
        leukaemic[19] = 1.0;
        let prior = FractionPrior::within(&leukaemic, 0.5);
        assert_eq!(prior.log(21), f64::NEG_INFINITY);
        assert!((prior.log(20).exp() - (0.5 + 0.5 / 20.0)).abs() < 1e-12);
        assert!((prior.log(1).exp() - 0.5 / 20.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn it_is_a_distribution(
            weights in prop::collection::vec(0.0..1.0_f64, STEPS),
            clonal in 0.0..1.0_f64,
        ) {
            let total = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            let leukaemic: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
            let prior = FractionPrior::within(&leukaemic, clonal);
            let sum: f64 = (1..=STEPS).map(|step| prior.log(step).exp()).sum();
            prop_assert!((sum - leukaemic.iter().sum::<f64>()).abs() < 1e-9);
        }
    }
}
