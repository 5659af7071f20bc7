//! What is expected before any data are seen: of the clone fraction, and of the ends of an event.

use super::events::{Event, STEPS};
use super::region::RegionData;
use crate::model::calls::Estimate;

/// Prior over the clone fraction.
#[derive(Debug, Clone)]
pub struct FractionPrior {
    log_weights: Vec<f64>,
    top: f64,
}

impl FractionPrior {
    /// Every fraction alike.
    pub fn flat() -> Self {
        Self { log_weights: vec![-(STEPS as f64).ln(); STEPS], top: 1.0 }
    }

    /// A share of the events in every leukaemic cell, the rest in any part of them.
    pub fn around(purity: &Estimate, clonal: f64) -> Self {
        let spread = ((purity.high - purity.low) / 3.92).max(0.03);
        let top = (purity.value + 2.0 * spread).min(1.0);
        let fraction = |step: usize| step as f64 / STEPS as f64;
        let spike: Vec<f64> = (1..=STEPS)
            .map(|step| (-0.5 * ((fraction(step) - purity.value) / spread).powi(2)).exp())
            .collect();
        // Never quite zero above the purity: an estimate of it can be wrong.
        let slab: Vec<f64> =
            (1..=STEPS).map(|step| if fraction(step) <= top { 1.0 } else { 0.02 }).collect();
        let (spikes, slabs) = (spike.iter().sum::<f64>(), slab.iter().sum::<f64>());
        let log_weights = spike
            .iter()
            .zip(&slab)
            .map(|(a, b)| (clonal * a / spikes + (1.0 - clonal) * b / slabs).ln())
            .collect();
        Self { log_weights, top }
    }

    /// Log prior of a step, 1 to [`STEPS`].
    pub(super) fn log(&self, step: usize) -> f64 {
        self.log_weights[step - 1]
    }

    /// Largest fraction that is allowed freely.
    pub(super) fn top(&self) -> f64 {
        self.top
    }
}

/// Log prior of every interval given an event, deletions and gains.
pub fn interval_prior(region: &RegionData) -> Vec<(Event, f64)> {
    let prior = &region.region.prior;
    let units = region.units.len();
    let intervals: Vec<(usize, usize)> =
        (0..units).flat_map(|first| (first..units).map(move |last| (first, last))).collect();
    let wholes = whole_intervals(region);
    let recurrent = recurrent_intervals(region);
    let cases: f64 = recurrent.iter().map(|(_, cases)| cases).sum();
    let uniform = 1.0 / intervals.len() as f64;
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
        let deletion = (1.0 - recurrent_weight - prior.whole) * uniform + whole + known;
        let gain = (1.0 - prior.whole) * uniform + whole;
        all.push((Event { first, last, gain: false }, (deletion * (1.0 - prior.gain)).ln()));
        all.push((Event { first, last, gain: true }, (gain * prior.gain).ln()));
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

/// Recurrent deletions as intervals of the units that the panel assesses. They weigh by the square
/// root of their cases: what is common leads, what is rare is not drowned.
fn recurrent_intervals(region: &RegionData) -> Vec<((usize, usize), f64)> {
    region
        .region
        .recurrent
        .iter()
        .filter_map(|recurrent| {
            let (from, to) = region.range_of(recurrent.from, recurrent.to)?;
            Some(((from, to), f64::from(recurrent.cases).sqrt()))
        })
        .collect()
}
