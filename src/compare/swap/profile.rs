//! Ratios of one sample by both methods, and the noise in which they are told apart.

use std::collections::BTreeMap;

use statrs::distribution::{ContinuousCDF, Normal};

use super::super::result::{ExonPair, JoinedSample, Samples};
use crate::stats::robust::{mad, median};

/// Fewest exons that two profiles must share.
pub(super) const FEWEST_EXONS: usize = 8;
/// Fewest samples from which an exon's own offset and spread are taken.
const FEWEST_SAMPLES: usize = 8;
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
pub(super) type Order<'a> = BTreeMap<(&'a str, &'a str), usize>;

pub(super) fn order(exons: &[ExonPair]) -> Order<'_> {
    let mut order = BTreeMap::new();
    for exon in exons {
        let next = order.len();
        order.entry((exon.gene.as_str(), exon.mlpa_exon.as_str())).or_insert(next);
    }
    order
}

/// The NGS ratio of an exon; absent where it was not assessed.
pub(super) fn ngs_ratio(exon: &ExonPair) -> Option<f64> {
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

pub(super) fn shared<'a>(
    a: &'a [Option<f64>],
    b: &'a [Option<f64>],
) -> impl Iterator<Item = (f64, f64)> + 'a {
    a.iter().zip(b).filter_map(|(a, b)| Some(((*a)?, (*b)?)))
}

pub(super) fn squares(a: &[Option<f64>], b: &[Option<f64>]) -> (f64, usize) {
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
pub(super) struct Scale {
    pub(super) offsets: Vec<f64>,
    pub(super) spreads: Vec<f64>,
    pub(super) noise: f64,
}

impl Scale {
    pub(super) fn new(profiles: &[&Profile]) -> Self {
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
    pub(super) fn ngs(&self, ratios: &[Option<f64>]) -> Vec<Option<f64>> {
        let levelled = levelled(ratios);
        let own = self.offsets.iter().zip(&self.spreads);
        levelled.iter().zip(own).map(|(ratio, (o, s))| ratio.map(|ratio| (ratio - o) / s)).collect()
    }

    /// An MLPA profile in units of the spread.
    pub(super) fn mlpa(&self, ratios: &[Option<f64>]) -> Vec<Option<f64>> {
        let levelled = levelled(ratios);
        levelled.iter().zip(&self.spreads).map(|(ratio, s)| ratio.map(|ratio| ratio / s)).collect()
    }
}

/// True when chance explains every ratio of a profile.
pub(super) fn is_flat(ratios: &[Option<f64>], spreads: &[f64], normal: &Normal) -> bool {
    let levelled = levelled(ratios);
    let known = levelled.iter().flatten().count().max(1) as f64;
    let border = normal.inverse_cdf(1.0 - 0.05 / (2.0 * known));
    let mut deviations = levelled
        .iter()
        .zip(spreads)
        .filter_map(|(ratio, spread)| ratio.map(|ratio| (ratio - 1.0).abs() / spread));
    deviations.all(|deviation| deviation <= border)
}
