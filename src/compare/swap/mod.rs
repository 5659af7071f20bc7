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
mod matcher;
mod profile;
mod shift;

pub use alone::{Unpartnered, unpartnered};
pub use profile::{Profile, profiles};

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, Normal};

use super::agreement;
use super::result::{ExonPair, JoinedSample, Swap, SwapPair, Swaps};
use matcher::{Matcher, circles};
use profile::{FEWEST_EXONS, Scale, is_flat, shared, squares};

/// Most samples that are compared: the cost rises with the third power.
const MOST_SAMPLES: usize = 500;
/// Deviations below which two profiles are not told apart: the usual 95 %.
const EVEN: f64 = 1.96;
/// Most samples that the words name as fitting as well.
const MOST_NAMED: usize = 4;

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
