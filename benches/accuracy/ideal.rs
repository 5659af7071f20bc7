//! The test that caller and data are measured against: it knows the interval and the noise of its
//! targets, and judges the very counts that the caller judges.

use std::ops::RangeInclusive;

use ikaros::calling::events;
use ikaros::calling::noise::deviation;
use ikaros::calling::prior::{FractionPrior, interval_prior};
use ikaros::calling::region::RegionData;

/// Positions in the region of the targets of a gene's exons.
pub fn members(data: &RegionData, gene: &str, exons: RangeInclusive<usize>) -> Vec<usize> {
    let units = data.units.iter();
    let inside = units.filter(|u| data.region.genes[u.gene] == gene && exons.contains(&u.exon));
    inside.flat_map(|unit| unit.members.iter().copied()).collect()
}

/// Mean log ratio to two copies over the targets, weighed by their noise, in standard deviations.
pub fn score(data: &RegionData, members: &[usize], counts: &[f64]) -> f64 {
    let noise = data.noise(members);
    let (mut sum, mut weights) = (0.0, 0.0);
    for (&p, &(variance, expected)) in members.iter().zip(&noise.targets) {
        let weight = 1.0 / (variance + 1.0 / expected.max(1.0));
        sum += weight * ((counts[data.targets[p]] + 0.5) / (expected + 0.5)).ln();
        weights += weight;
    }
    sum / weights / deviation(&noise, 1.0)
}

/// The lowest and the highest score over all runs of a region's units: the test that is not told where
/// to look, and searches what the caller searches.
pub fn scan(data: &RegionData, counts: &[f64]) -> (f64, f64) {
    let units = &data.units;
    let runs =
        (0..units.len()).flat_map(|first| (first..units.len()).map(move |last| first..=last));
    let scores = runs.map(|run| {
        let members: Vec<usize> =
            units[run].iter().flat_map(|unit| unit.members.iter().copied()).collect();
        score(data, &members, counts)
    });
    scores.fold((0.0, 0.0), |(low, high), score| (low.min(score), high.max(score)))
}

/// The run of a gene's exons that a test would name that knows the noise and the size of the change,
/// and takes every run for as likely as any other: the likeliest by the ratio of normal densities.
pub fn likeliest(
    data: &RegionData,
    gene: usize,
    counts: &[f64],
    shift: f64,
) -> Option<RangeInclusive<usize>> {
    let mut exons: Vec<usize> =
        data.units.iter().filter(|u| u.gene == gene).map(|u| u.exon).collect();
    exons.sort_unstable();
    exons.dedup();
    let runs = exons.iter().flat_map(|&first| {
        exons.iter().filter(move |&&last| last >= first).map(move |&last| first..=last)
    });
    let ratio = |run: &RangeInclusive<usize>| {
        let members = members(data, &data.region.genes[gene], run.clone());
        let changes = shift / deviation(&data.noise(&members), 1.0);
        changes * (score(data, &members, counts) - changes / 2.0)
    };
    runs.max_by(|a, b| ratio(a).total_cmp(&ratio(b)))
}

/// What the caller's own likelihood says for a loss and for a gain of any one run of a region's exons
/// against no change, natural logarithm, without what it expects of the runs beforehand.
pub fn evidence(data: &RegionData) -> (f64, f64) {
    let posterior = events::posterior(data, &FractionPrior::flat());
    let (mut loss, mut gain) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (event, log_prior) in interval_prior(data) {
        let Some(weighed) = posterior.configurations.get(&vec![event]) else { continue };
        let evidence = weighed.log_posterior - posterior.log_none - log_prior;
        let side = if event.gain { &mut gain } else { &mut loss };
        *side = side.max(evidence);
    }
    (loss, gain)
}

/// Scores of the exons of a region, each alone.
pub fn of_exons(data: &RegionData, counts: &[f64]) -> Vec<f64> {
    let mut exons: Vec<(usize, usize)> = data.units.iter().map(|u| (u.gene, u.exon)).collect();
    exons.sort_unstable();
    exons.dedup();
    let members =
        |(gene, exon): (usize, usize)| members(data, &data.region.genes[gene], exon..=exon);
    exons.into_iter().map(|exon| score(data, &members(exon), counts)).collect()
}

/// The scores, of unchanged exons, beyond which so many of them are false losses, and false gains.
pub fn borders(mut unchanged: Vec<f64>, [losses, gains]: [usize; 2]) -> (f64, f64) {
    unchanged.sort_by(f64::total_cmp);
    let last = unchanged.len() - 1;
    (unchanged[losses.min(last)], unchanged[last - gains.min(last)])
}
