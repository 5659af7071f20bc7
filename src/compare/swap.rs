//! Exchanged samples: profiles of ratios that fit another sample better than their own.
//!
//! Each sample's NGS ratios are held against each sample's MLPA ratios over the exons that both
//! have. The best assignment of all (Hungarian method) is compared with the names. Samples without
//! an event are alike, so the assignment may exchange them at will: every exchange costs what
//! chance alone could gain, and a circle of exchanges is reported only when it fits better by more
//! than `z` standard deviations of what the noise of the ratios can do, with `z` set for one false
//! alarm in a whole cohort.

use std::collections::BTreeMap;

use pathfinding::matrix::Matrix;
use pathfinding::prelude::kuhn_munkres_min;
use statrs::distribution::{ContinuousCDF, Normal};

use super::agreement;
use super::result::{ExonPair, JoinedSample, Samples, Swap, Swaps};
use crate::stats::robust::{mad, median};

/// Most samples that are compared: the cost rises with the third power.
const MOST_SAMPLES: usize = 1_000;
/// Fewest exons that two profiles must share.
const FEWEST_EXONS: usize = 8;
/// Scale of the whole numbers that the assignment works with.
const SCALE: f64 = 1_000.0;
/// Smallest noise of a ratio that is believed: tables have two decimals.
const LEAST_NOISE: f64 = 0.01;

/// Ratios of one sample by both methods, in the order of [`Profiles::exons`].
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Names.
    pub sample: JoinedSample,
    /// NGS ratios.
    pub ngs: Vec<Option<f64>>,
    /// MLPA ratios.
    pub mlpa: Vec<Option<f64>>,
}

/// Profiles of all joined samples.
pub fn profiles(samples: &Samples, exons: &[ExonPair]) -> Vec<Profile> {
    let mut order: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for exon in exons {
        let next = order.len();
        order.entry((&exon.gene, &exon.mlpa_exon)).or_insert(next);
    }
    samples
        .joined
        .iter()
        .map(|sample| {
            let mut profile = Profile {
                sample: sample.clone(),
                ngs: vec![None; order.len()],
                mlpa: vec![None; order.len()],
            };
            for exon in exons.iter().filter(|exon| exon.sample == sample.ngs) {
                if let Some(at) = order.get(&(exon.gene.as_str(), exon.mlpa_exon.as_str())) {
                    profile.ngs[*at] = exon
                        .ngs_ratio
                        .filter(|_| exon.ngs != crate::model::calls::CopyState::NotAssessed)
                        .map(|ratio| ratio.value);
                    profile.mlpa[*at] = exon.mlpa_ratio;
                }
            }
            profile
        })
        .collect()
}

/// Looks for exchanged samples.
pub fn find(profiles: &[Profile], exons: &[ExonPair], false_alarm: f64) -> Swaps {
    let usable: Vec<&Profile> = profiles
        .iter()
        .filter(|profile| shared(&profile.ngs, &profile.mlpa).count() >= FEWEST_EXONS)
        .collect();
    let n = usable.len();
    let mut swaps = Swaps { samples: n as u64, flat: 0, noise: None, suspected: Vec::new() };
    if !(2..=MOST_SAMPLES).contains(&n) {
        return swaps;
    }
    let noise = noise(&usable);
    swaps.noise = Some(noise);
    let Ok(normal) = Normal::new(0.0, 1.0) else { return swaps };
    let pairs = (n * (n - 1) / 2) as f64;
    let threshold = normal.inverse_cdf(1.0 - false_alarm / pairs);
    swaps.flat = usable.iter().filter(|p| is_flat(&p.mlpa, noise, &normal)).count() as u64;
    let cost = |i: usize, j: usize| {
        let (sum, count) = squares(&usable[i].ngs, &usable[j].mlpa);
        let all = usable[i].ngs.len() as f64;
        let scaled = if count < FEWEST_EXONS { f64::INFINITY } else { sum / count as f64 * all };
        scaled / (2.0 * noise * noise)
    };
    // What chance can gain by exchanging two flat samples, shared between them.
    let toll = threshold * (usable[0].ngs.len() as f64).sqrt() / 2.0;
    let costs: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| cost(i, j)).collect()).collect();
    let largest = i64::MAX / 4 / n as i64;
    let Ok(weights) = Matrix::square_from_vec(
        (0..n)
            .flat_map(|i| (0..n).map(move |j| (i, j)))
            .map(|(i, j)| {
                let whole = (costs[i][j] + if i == j { 0.0 } else { toll }) * SCALE;
                if whole.is_finite() { (whole.round() as i64).min(largest) } else { largest }
            })
            .collect(),
    ) else {
        return swaps;
    };
    let (_, assigned) = kuhn_munkres_min(&weights);
    for circle in circles(&assigned) {
        swaps.suspected.extend(judge(&circle, &assigned, &usable, noise, threshold, exons));
    }
    swaps.suspected.sort_by(|a, b| b.z.total_cmp(&a.z));
    swaps
}

fn shared<'a>(a: &'a [Option<f64>], b: &'a [Option<f64>]) -> impl Iterator<Item = (f64, f64)> + 'a {
    a.iter().zip(b).filter_map(|(a, b)| Some(((*a)?, (*b)?)))
}

fn squares(a: &[Option<f64>], b: &[Option<f64>]) -> (f64, usize) {
    shared(a, b).fold((0.0, 0), |(sum, count), (a, b)| (sum + (a - b).powi(2), count + 1))
}

/// Spread of NGS minus MLPA, from the middle of the samples so that a few exchanged ones do not
/// raise it.
fn noise(profiles: &[&Profile]) -> f64 {
    let mut spreads: Vec<f64> = profiles
        .iter()
        .map(|profile| {
            let differences: Vec<f64> =
                shared(&profile.ngs, &profile.mlpa).map(|(ngs, mlpa)| ngs - mlpa).collect();
            mad(&differences)
        })
        .collect();
    median(&mut spreads).max(LEAST_NOISE)
}

/// True when chance explains every ratio of a profile.
fn is_flat(ratios: &[Option<f64>], noise: f64, normal: &Normal) -> bool {
    let known: Vec<f64> = ratios.iter().flatten().copied().collect();
    let border = normal.inverse_cdf(1.0 - 0.05 / (2.0 * known.len().max(1) as f64));
    let beyond = known.iter().filter(|ratio| (**ratio - 1.0).abs() > border * noise).count();
    beyond == 0
}

/// Circles of more than one sample in an assignment.
fn circles(assigned: &[usize]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; assigned.len()];
    let mut circles = Vec::new();
    for start in 0..assigned.len() {
        let mut circle = Vec::new();
        let mut at = start;
        while !seen[at] {
            seen[at] = true;
            circle.push(at);
            at = assigned[at];
        }
        if circle.len() > 1 {
            circles.push(circle);
        }
    }
    circles
}

/// A circle when it fits better than chance allows.
///
/// With no exchange the gain is normal around a negative value, with the deviation of the noise
/// times the length of the differences between the profiles that change places.
fn judge(
    circle: &[usize],
    assigned: &[usize],
    profiles: &[&Profile],
    pooled: f64,
    threshold: f64,
    exons: &[ExonPair],
) -> Option<Swap> {
    let (mut named, mut exchanged, mut moved) = ((0.0, 0), (0.0, 0), 0.0);
    for &i in circle {
        let own = squares(&profiles[i].ngs, &profiles[i].mlpa);
        let other = squares(&profiles[i].ngs, &profiles[assigned[i]].mlpa);
        named = (named.0 + own.0, named.1 + own.1);
        exchanged = (exchanged.0 + other.0, exchanged.1 + other.1);
        moved += squares(&profiles[i].mlpa, &profiles[assigned[i]].mlpa).0;
    }
    if named.1 == 0 || exchanged.1 == 0 || moved <= 0.0 {
        return None;
    }
    let mean = |(sum, count): (f64, usize)| sum / count as f64;
    // A noisy sample has its own noise, seen after the exchange.
    let noise = pooled.max(mean(exchanged).sqrt());
    let gain = (mean(named) - mean(exchanged)) * named.1 as f64 / (2.0 * noise * noise);
    let z = gain * noise / moved.sqrt();
    if z < threshold {
        return None;
    }
    let pairs: Vec<JoinedSample> = circle
        .iter()
        .map(|&i| JoinedSample {
            ngs: profiles[i].sample.ngs.clone(),
            mlpa: profiles[assigned[i]].sample.mlpa.clone(),
        })
        .collect();
    Some(Swap {
        distance_as_named: mean(named).sqrt(),
        distance_exchanged: mean(exchanged).sqrt(),
        z,
        threshold,
        exons_agree: exons_agree(circle, assigned, profiles, exons),
        pairs,
    })
}

/// Exons whose deletion both methods agree on, under the names and after the exchange.
fn exons_agree(
    circle: &[usize],
    assigned: &[usize],
    profiles: &[&Profile],
    exons: &[ExonPair],
) -> [u64; 3] {
    let of = |sample: &str| -> BTreeMap<(&str, &str), &ExonPair> {
        exons
            .iter()
            .filter(|exon| exon.sample == sample && agreement::pair(exon).is_some())
            .map(|exon| ((exon.gene.as_str(), exon.mlpa_exon.as_str()), exon))
            .collect()
    };
    let mut counts = [0; 3];
    for &i in circle {
        let own = of(&profiles[i].sample.ngs);
        let other = of(&profiles[assigned[i]].sample.ngs);
        for (key, exon) in &own {
            let Some(elsewhere) = other.get(key) else { continue };
            let found = exon.ngs.is_deletion();
            counts[0] += u64::from(found == exon.mlpa.is_deletion());
            counts[1] += u64::from(found == elsewhere.mlpa.is_deletion());
            counts[2] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A steady stand-in for noise.
    fn wiggle(seed: usize) -> f64 {
        ((seed * 7919 % 1013) as f64 / 1013.0 - 0.5) * 0.12
    }

    fn cohort(deleted: &[(usize, std::ops::Range<usize>)], n: usize) -> Vec<Profile> {
        (0..n)
            .map(|i| {
                let value = |at: usize, seed: usize| {
                    let lost = deleted.iter().any(|(who, exons)| *who == i && exons.contains(&at));
                    Some(if lost { 0.6 } else { 1.0 } + wiggle(seed + i * 31 + at * 17))
                };
                Profile {
                    sample: JoinedSample { ngs: format!("S{i:02}"), mlpa: format!("S{i:02}") },
                    ngs: (0..40).map(|at| value(at, 1)).collect(),
                    mlpa: (0..40).map(|at| value(at, 500)).collect(),
                }
            })
            .collect()
    }

    fn exchange(profiles: &mut [Profile], a: usize, b: usize) {
        let first = profiles[a].mlpa.clone();
        profiles[a].mlpa = std::mem::replace(&mut profiles[b].mlpa, first);
    }

    #[test]
    fn an_exchange_is_found_and_flat_samples_are_left_alone() {
        let mut profiles = cohort(&[(3, 0..8), (9, 3..7), (5, 10..14)], 24);
        assert_eq!(find(&profiles, &[], 0.001).suspected, []);
        exchange(&mut profiles, 3, 9);
        let found = find(&profiles, &[], 0.001);
        assert_eq!(found.suspected.len(), 1, "{found:?}");
        assert_eq!(found.suspected[0].pairs.len(), 2);
        assert!(found.suspected[0].distance_exchanged < found.suspected[0].distance_as_named);
    }

    #[test]
    fn an_exchange_with_a_flat_sample_is_found() {
        let mut profiles = cohort(&[(3, 0..8), (9, 3..7)], 24);
        exchange(&mut profiles, 3, 20);
        let found = find(&profiles, &[], 0.001);
        assert_eq!(found.suspected.len(), 1, "{found:?}");
        assert_eq!(found.suspected[0].pairs.len(), 2);
    }

    #[test]
    fn a_flat_cohort_says_nothing() {
        let found = find(&cohort(&[], 24), &[], 0.001);
        assert_eq!((found.flat, found.suspected.len()), (24, 0));
        assert_eq!(find(&[], &[], 0.001).samples, 0);
    }
}
