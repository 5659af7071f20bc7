//! Exchanged samples: profiles of ratios that fit another sample better than their own.
//!
//! Each sample's NGS ratios are held against each sample's MLPA ratios over the exons that both
//! have, in units of the exon's own noise. Pairs of samples are exchanged as long as the profiles
//! then fit better by more than `z` standard deviations of what the noise can do, with `z` set for
//! one false alarm in a whole cohort; the best assignment of all samples (Hungarian method) shows
//! circles that no single exchange does, under the same test. A sample that may be under its own
//! name is left out of a longer circle, and where a profile fits several samples all are named. Names
//! that all moved against their results, as when a row is lost, are one finding ([`shift`]); samples
//! without a partner are held against all others ([`alone`]). Samples without an event are alike, and
//! nothing is said of them.

mod alone;
mod shift;

pub use alone::{Unpartnered, unpartnered};

use std::collections::BTreeMap;

use pathfinding::matrix::Matrix;
use pathfinding::prelude::kuhn_munkres_min;
use statrs::distribution::{ContinuousCDF, Normal};

use super::agreement;
use super::profile::MlpaSample;
use super::result::{ExonPair, JoinedSample, Samples, Swap, SwapPair, Swaps};
use crate::stats::robust::{mad, median};

/// Most samples that are compared: the cost rises with the third power.
const MOST_SAMPLES: usize = 500;
/// Fewest exons that two profiles must share.
const FEWEST_EXONS: usize = 8;
/// Fewest samples from which an exon's own offset and spread are taken.
const FEWEST_SAMPLES: usize = 8;
/// Scale of the whole numbers that the assignment works with.
const SCALE: f64 = 1_000.0;
/// Deviations below which two profiles are not told apart: the usual 95 %.
const EVEN: f64 = 1.96;
/// Most samples that the words name as fitting as well.
const MOST_NAMED: usize = 4;
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

/// Places of the exons in a profile.
type Order<'a> = BTreeMap<(&'a str, &'a str), usize>;

fn order(exons: &[ExonPair]) -> Order<'_> {
    let mut order = BTreeMap::new();
    for exon in exons {
        let next = order.len();
        order.entry((exon.gene.as_str(), exon.mlpa_exon.as_str())).or_insert(next);
    }
    order
}

/// The NGS ratio of an exon; absent where it was not assessed.
fn ngs_ratio(exon: &ExonPair) -> Option<f64> {
    exon.ngs_ratio
        .filter(|_| exon.ngs != crate::model::calls::CopyState::NotAssessed)
        .map(|ratio| ratio.value)
}

/// Profiles of all joined samples.
pub fn profiles(samples: &Samples, exons: &[ExonPair]) -> Vec<Profile> {
    let order = order(exons);
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
                    profile.ngs[*at] = ngs_ratio(exon);
                    profile.mlpa[*at] = exon.mlpa_ratio;
                }
            }
            profile
        })
        .collect()
}

/// Looks for exchanged samples.
pub fn find(profiles: &[Profile], exons: &[ExonPair], false_alarm: f64) -> Swaps {
    find_among(profiles, exons, &Unpartnered::default(), &[], false_alarm)
}

/// Looks for exchanged samples, also among those without a partner; `rows` are the names of the MLPA
/// samples in the files' order.
pub fn find_among(
    profiles: &[Profile],
    exons: &[ExonPair],
    others: &Unpartnered,
    rows: &[String],
    false_alarm: f64,
) -> Swaps {
    let usable: Vec<&Profile> = profiles
        .iter()
        .filter(|profile| shared(&profile.ngs, &profile.mlpa).count() >= FEWEST_EXONS)
        .collect();
    let n = usable.len();
    let mut swaps = Swaps {
        samples: n as u64,
        flat: 0,
        noise: None,
        suspected: Vec::new(),
        unpartnered: Vec::new(),
    };
    let Ok(normal) = Normal::new(0.0, 1.0) else { return swaps };
    if !(2..=MOST_SAMPLES).contains(&n) {
        return swaps;
    }
    let scale = Scale::new(&usable);
    swaps.noise = Some(scale.noise);
    let pairs = (n * (n - 1) / 2) as f64;
    let threshold = normal.inverse_cdf(1.0 - false_alarm / pairs);
    let matcher = Matcher {
        ngs: usable.iter().map(|profile| scale.ngs(&profile.ngs)).collect(),
        mlpa: usable.iter().map(|profile| scale.mlpa(&profile.mlpa)).collect(),
        threshold,
        single: normal.inverse_cdf(1.0 - false_alarm / n as f64),
    };
    let flat = usable.iter().filter(|own| is_flat(&own.mlpa, &scale.spreads, &normal));
    swaps.flat = flat.count() as u64;
    swaps.unpartnered = alone::find(others, &usable, &matcher, &scale, &normal, false_alarm);
    let names: Vec<&JoinedSample> = usable.iter().map(|profile| &profile.sample).collect();
    let mut assigned = matcher.assign();
    let moved = shift::find(&matcher, &assigned, &names, rows, &normal, false_alarm);
    let found: Vec<(Vec<usize>, f64, f64)> = match &moved {
        Some(moved) => {
            assigned.clone_from(&moved.assigned);
            vec![(moved.samples.clone(), moved.z, moved.threshold)]
        }
        None => circles(&assigned)
            .into_iter()
            .filter_map(|circle| matcher.z(&circle, &assigned).map(|z| (circle, z, threshold)))
            .collect(),
    };
    for (circle, z, threshold) in found {
        let distance = |to: &dyn Fn(usize) -> usize| {
            let (sum, count) = circle.iter().fold((0.0, 0), |(sum, count), &i| {
                let (more, of) = squares(&usable[i].ngs, &usable[to(i)].mlpa);
                (sum + more, count + of)
            });
            (sum / count.max(1) as f64).sqrt()
        };
        swaps.suspected.push(Swap {
            distance_as_named: distance(&|i| i),
            distance_exchanged: distance(&|i| assigned[i]),
            z,
            threshold,
            exons_agree: exons_agree(&circle, &assigned, &usable, exons),
            pairs: circle
                .iter()
                .map(|&i| SwapPair {
                    ngs: usable[i].sample.ngs.clone(),
                    mlpa: usable[assigned[i]].sample.mlpa.clone(),
                    // In a shift the place tells which of those that fit is meant.
                    fits_as_well: matcher
                        .fits_as_well(i, assigned[i], EVEN)
                        .filter(|_| moved.is_none())
                        .map(|k| usable[k].sample.mlpa.clone())
                        .collect(),
                })
                .collect(),
            told: String::new(),
        });
    }
    for swap in &mut swaps.suspected {
        swap.told = match &moved {
            Some(moved) => shift::told(moved, &swap.pairs, n),
            None => told(&swap.pairs),
        };
    }
    swaps.suspected.sort_by(|a, b| b.z.total_cmp(&a.z));
    swaps
}

/// The circle in words.
fn told(pairs: &[SwapPair]) -> String {
    let links: Vec<String> =
        pairs.iter().map(|pair| format!("NGS {} fits MLPA {}", pair.ngs, pair.mlpa)).collect();
    let names: Vec<&str> = pairs.iter().map(|pair| pair.ngs.as_str()).collect();
    let mut text = match names.as_slice() {
        [a, b] => format!("{a} and {b} are exchanged: {}", links.join(", ")),
        _ => format!(
            "a rotation of {} samples, {} -> {}: {}",
            names.len(),
            names.join(" -> "),
            names.first().unwrap_or(&""),
            links.join(", ")
        ),
    };
    for pair in pairs {
        let others = &pair.fits_as_well;
        let named = others.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = others.len().saturating_sub(MOST_NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        if !others.is_empty() {
            text += &format!("; NGS {} fits MLPA {named}{more} as well", pair.ngs);
        }
    }
    if pairs.iter().any(|pair| !pair.fits_as_well.is_empty()) {
        text += "; so further samples may be part of it";
    }
    text
}

fn shared<'a>(a: &'a [Option<f64>], b: &'a [Option<f64>]) -> impl Iterator<Item = (f64, f64)> + 'a {
    a.iter().zip(b).filter_map(|(a, b)| Some(((*a)?, (*b)?)))
}

fn squares(a: &[Option<f64>], b: &[Option<f64>]) -> (f64, usize) {
    shared(a, b).fold((0.0, 0), |(sum, count), (a, b)| (sum + (a - b).powi(2), count + 1))
}

/// A profile over its own median: the two methods put the level of two copies of an aneuploid
/// sample at different places.
fn levelled(ratios: &[Option<f64>]) -> Vec<Option<f64>> {
    let middle = median(&mut ratios.iter().flatten().copied().collect::<Vec<_>>());
    let middle = if middle > 0.0 { middle } else { 1.0 };
    ratios.iter().map(|ratio| ratio.map(|ratio| ratio / middle)).collect()
}

/// How the two methods differ at each exon: offset and spread, from the middle of the samples so
/// that a few exchanged ones do not move them.
struct Scale {
    offsets: Vec<f64>,
    spreads: Vec<f64>,
    noise: f64,
}

impl Scale {
    fn new(profiles: &[&Profile]) -> Self {
        let differences: Vec<Vec<Option<f64>>> = profiles
            .iter()
            .map(|profile| {
                let (ngs, mlpa) = (levelled(&profile.ngs), levelled(&profile.mlpa));
                ngs.iter().zip(&mlpa).map(|(ngs, mlpa)| Some((*ngs)? - (*mlpa)?)).collect()
            })
            .collect();
        let mut all: Vec<f64> = differences
            .iter()
            .map(|own| mad(&own.iter().flatten().copied().collect::<Vec<_>>()))
            .collect();
        let noise = median(&mut all).max(LEAST_NOISE);
        let width = profiles.first().map_or(0, |profile| profile.ngs.len());
        let (mut offsets, mut spreads) = (vec![0.0; width], vec![noise; width]);
        for at in 0..width {
            let mut column: Vec<f64> = differences.iter().filter_map(|own| own[at]).collect();
            if column.len() >= FEWEST_SAMPLES {
                spreads[at] = mad(&column).max(noise / 2.0);
                offsets[at] = median(&mut column);
            }
        }
        Self { offsets, spreads, noise }
    }

    /// An NGS profile in units of the spread, without the offset.
    fn ngs(&self, ratios: &[Option<f64>]) -> Vec<Option<f64>> {
        let levelled = levelled(ratios);
        let own = self.offsets.iter().zip(&self.spreads);
        levelled.iter().zip(own).map(|(ratio, (o, s))| ratio.map(|ratio| (ratio - o) / s)).collect()
    }

    /// An MLPA profile in units of the spread.
    fn mlpa(&self, ratios: &[Option<f64>]) -> Vec<Option<f64>> {
        let levelled = levelled(ratios);
        levelled.iter().zip(&self.spreads).map(|(ratio, s)| ratio.map(|ratio| ratio / s)).collect()
    }
}

/// True when chance explains every ratio of a profile.
fn is_flat(ratios: &[Option<f64>], spreads: &[f64], normal: &Normal) -> bool {
    let levelled = levelled(ratios);
    let known = levelled.iter().flatten().count().max(1) as f64;
    let border = normal.inverse_cdf(1.0 - 0.05 / (2.0 * known));
    let mut deviations = levelled
        .iter()
        .zip(spreads)
        .filter_map(|(ratio, spread)| ratio.map(|ratio| (ratio - 1.0).abs() / spread));
    deviations.all(|deviation| deviation <= border)
}

/// Profiles in units of their noise.
struct Matcher {
    ngs: Vec<Vec<Option<f64>>>,
    mlpa: Vec<Vec<Option<f64>>>,
    threshold: f64,
    /// Deviations by which one sample alone must leave its name: one false alarm among all samples.
    single: f64,
}

impl Matcher {
    /// Who is whose: single exchanges first, then what only a whole circle shows.
    fn assign(&self) -> Vec<usize> {
        let mut assigned = self.climb();
        let best = self.best();
        for circle in circles(&best) {
            // Single exchanges end where one of them is too weak. The whole circle is told where it
            // holds all of what they moved, and no sample of it fits its own name.
            let touched: Vec<usize> = circles(&assigned)
                .into_iter()
                .filter(|known| known.iter().any(|i| circle.contains(i)))
                .flatten()
                .collect();
            let is_new = touched.is_empty();
            let is_whole = touched.iter().all(|i| circle.contains(i))
                && circle.iter().any(|i| assigned[*i] != best[*i])
                && circle.iter().all(|&i| self.link(i, i, best[i]) >= self.single);
            if (is_new || is_whole) && self.z(&circle, &best).is_some() {
                for i in circle {
                    assigned[i] = best[i];
                }
            }
        }
        self.acquit(&mut assigned);
        assigned
    }

    /// Takes samples that may well be under their own name out of a circle of three or more: the one
    /// before takes over what they were given. A circle that needs such a sample is not told.
    fn acquit(&self, assigned: &mut [usize]) {
        for circle in circles(assigned).into_iter().filter(|circle| circle.len() > 2) {
            for &i in &circle {
                let before = circle.iter().copied().find(|&before| assigned[before] == i);
                if let Some(before) = before
                    && before != i
                    && self.link(i, i, assigned[i]) < self.single
                {
                    assigned[before] = assigned[i];
                    assigned[i] = i;
                }
            }
            let left: Vec<usize> = circle.iter().copied().filter(|&i| assigned[i] != i).collect();
            if left.len() < circle.len() && self.z(&left, assigned).is_none() {
                for i in left {
                    assigned[i] = i;
                }
            }
        }
    }

    /// By how many deviations a sample's NGS profile fits one MLPA profile better than another.
    fn link(&self, i: usize, from: usize, to: usize) -> f64 {
        let old = squares(&self.ngs[i], &self.mlpa[from]);
        let new = squares(&self.ngs[i], &self.mlpa[to]);
        if old.1 < FEWEST_EXONS || new.1 < FEWEST_EXONS {
            return f64::NEG_INFINITY;
        }
        let per = |(sum, count): (f64, usize)| sum / count as f64;
        let gain = (per(old) - per(new)) * old.1 as f64 / 2.0;
        let moved = squares(&self.mlpa[from], &self.mlpa[to]).0;
        gain / per(new).sqrt().max(1.0) / moved.sqrt().max(f64::MIN_POSITIVE)
    }

    /// Other MLPA profiles that a sample does not tell from the one it is assigned to.
    fn fits_as_well(&self, i: usize, j: usize, z: f64) -> impl Iterator<Item = usize> {
        let others = (0..self.mlpa.len()).filter(move |k| *k != i && *k != j);
        others.filter(move |k| self.link(i, *k, j) < z)
    }

    /// How many deviations better a circle fits as assigned than under its names, when that is
    /// more than chance allows.
    ///
    /// Without an exchange the gain is normal around a negative value, with the length of the
    /// differences between the profiles that change places as its deviation.
    fn z(&self, circle: &[usize], assigned: &[usize]) -> Option<f64> {
        let (mut gain, mut rest, mut moved) = (0.0, (0.0, 0), 0.0);
        for &i in circle {
            let own = squares(&self.ngs[i], &self.mlpa[i]);
            let other = squares(&self.ngs[i], &self.mlpa[assigned[i]]);
            if own.1 < FEWEST_EXONS || other.1 < FEWEST_EXONS {
                return None;
            }
            // Per exon, as a missing probe must not count as a better fit.
            gain += (own.0 / own.1 as f64 - other.0 / other.1 as f64) * own.1 as f64 / 2.0;
            rest = (rest.0 + other.0, rest.1 + other.1);
            moved += squares(&self.mlpa[i], &self.mlpa[assigned[i]]).0;
        }
        // A noisy sample has its own noise, seen after the exchange.
        let noise = (rest.0 / rest.1 as f64).sqrt().max(1.0);
        let z = gain / noise / moved.sqrt();
        (z.is_finite() && z >= self.threshold).then_some(z)
    }

    /// Exchanges two at a time as long as chance does not explain the gain, the clearest first.
    fn climb(&self) -> Vec<usize> {
        let n = self.ngs.len();
        let mut assigned: Vec<usize> = (0..n).collect();
        // Each exchange puts at least one sample right.
        for _ in 0..n {
            let mut best: Option<(f64, usize, usize)> = None;
            for i in 0..n {
                for j in i + 1..n {
                    if let Some(z) = self.exchange(&assigned, i, j)
                        && best.is_none_or(|(most, _, _)| z > most)
                    {
                        best = Some((z, i, j));
                    }
                }
            }
            match best {
                Some((_, i, j)) => assigned.swap(i, j),
                None => break,
            }
        }
        assigned
    }

    /// `z` of exchanging the MLPA profiles of two samples.
    fn exchange(&self, assigned: &[usize], i: usize, j: usize) -> Option<f64> {
        let (a, b) = (assigned[i], assigned[j]);
        let [own_i, own_j] =
            [squares(&self.ngs[i], &self.mlpa[a]), squares(&self.ngs[j], &self.mlpa[b])];
        let [new_i, new_j] =
            [squares(&self.ngs[i], &self.mlpa[b]), squares(&self.ngs[j], &self.mlpa[a])];
        if [own_i, own_j, new_i, new_j].iter().any(|(_, count)| *count < FEWEST_EXONS) {
            return None;
        }
        let per = |(sum, count): (f64, usize)| sum / count as f64;
        let gain = (per(own_i) - per(new_i)) * own_i.1 as f64 / 2.0
            + (per(own_j) - per(new_j)) * own_j.1 as f64 / 2.0;
        let moved = 2.0 * squares(&self.mlpa[a], &self.mlpa[b]).0;
        let noise = f64::midpoint(per(new_i), per(new_j)).sqrt().max(1.0);
        let z = gain / noise / moved.sqrt();
        (z.is_finite() && z >= self.threshold).then_some(z)
    }

    /// The assignment with the least squares of all (Hungarian method). Samples without an event
    /// are alike, so moving one costs what chance alone could gain.
    fn best(&self) -> Vec<usize> {
        let n = self.ngs.len();
        let width = self.ngs.first().map_or(0, Vec::len) as f64;
        let toll = self.threshold * width.sqrt() / 2.0;
        let largest = i64::MAX / 4 / n.max(1) as i64;
        let weight = |i: usize, j: usize| {
            let (sum, count) = squares(&self.ngs[i], &self.mlpa[j]);
            if count < FEWEST_EXONS {
                return largest;
            }
            let cost = sum / count as f64 * width / 2.0 + if i == j { 0.0 } else { toll };
            let whole = (cost * SCALE).round();
            if whole.is_finite() { (whole as i64).min(largest) } else { largest }
        };
        let weights = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
        let weights = weights.map(|(i, j)| weight(i, j)).collect();
        match Matrix::square_from_vec(weights) {
            Ok(weights) => kuhn_munkres_min(&weights).1,
            Err(_) => (0..n).collect(),
        }
    }
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
        assert_eq!((found.samples, found.suspected.len()), (24, 0));
        assert_eq!(find(&[], &[], 0.001).samples, 0);
    }
}
