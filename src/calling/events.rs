//! Exact enumeration of the events a region can carry.
//!
//! An event changes one allele over an interval of units in a fraction of the sample's cells.
//! None, one or two events are weighed: every interval, both signs, every clone fraction; every
//! pair of intervals where the region is small, and pairs with at least one good interval where it
//! is large. Two events with the same ends in the same cells are a homozygous loss.

use std::collections::BTreeMap;

use super::configuration::{Configuration, Event, Points, STEPS};
use super::pairs;
use super::prior::{FractionPrior, interval_prior};
use super::region::{NEUTRAL, RegionData};
use crate::model::estimate::Estimate;
use crate::stats::log_space::{log_add, log_sum_exp};

/// What the data say of one configuration.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// Log posterior probability.
    pub log_posterior: f64,
    /// Clone fraction of each event.
    pub fractions: Vec<Estimate>,
}

/// Posterior over the configurations of a region.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// Log posterior of no event.
    pub log_none: f64,
    /// Every configuration with events that was weighed.
    pub configurations: BTreeMap<Configuration, Weighed>,
}

impl Posterior {
    /// The most likely configuration, events or none, among those that satisfy `wanted`.
    pub fn best(
        &self,
        wanted: impl Fn(&Configuration) -> bool,
    ) -> Option<(&Configuration, &Weighed)> {
        self.configurations.iter().filter(|(configuration, _)| wanted(configuration)).max_by(
            |a, b| a.1.log_posterior.total_cmp(&b.1.log_posterior).then_with(|| b.0.cmp(a.0)),
        )
    }

    /// Log probability of the configurations that satisfy `wanted`.
    pub fn log_probability(&self, wanted: impl Fn(&Configuration) -> bool) -> f64 {
        self.configurations
            .iter()
            .filter(|(configuration, _)| wanted(configuration))
            .fold(f64::NEG_INFINITY, |sum, (_, w)| log_add(sum, w.log_posterior))
    }
}

/// What the alleles say of a configuration at given clone fractions: log likelihood ratio to balance.
pub fn alleles_of(region: &RegionData, events: &Configuration, fractions: &[Estimate]) -> f64 {
    let fraction = |i: usize| fractions.get(i).map_or(0.0, |f| f.value);
    match events[..] {
        [] => region.alleles_of_none(),
        [a, b] if a != b => {
            let step = |i: usize| (fraction(i) * STEPS as f64).round() as usize;
            pairs::alleles_of(region, [a, b], [step(0), step(1)])
        }
        [event, ..] => {
            region.alleles_outside(event.first, event.last)
                + region.alleles_inside(event, events.len(), fraction(0))
        }
    }
}

/// Log mass of a configuration and moments of its fractions, gathered point by point.
#[derive(Default)]
struct Gathered {
    points: Points,
}

/// Weighs all configurations of a region.
pub fn posterior(region: &RegionData, fractions: &FractionPrior) -> Posterior {
    let prior = &region.region.prior;
    let units = region.units.len();
    if units == 0 {
        return Posterior { log_none: 0.0, configurations: BTreeMap::new() };
    }
    let shared = region.shared_values();
    let none = (1.0 - prior.event()).ln()
        + log_sum_exp((0..shared).map(|b| region.profile(b, &[(0, units - 1, NEUTRAL)])))
        + region.alleles_of_none();
    let intervals = interval_prior(region);
    let mut gathered: BTreeMap<Configuration, Gathered> = BTreeMap::new();
    let mut singles: Vec<(f64, Event)> = Vec::new();
    let one = (prior.event() * (1.0 - prior.second_event)).ln();
    let twice = (prior.event() * prior.second_event * prior.identical).ln();
    // A deletion and a gain of one interval stand beside each other in the list.
    let mut levels = Vec::new();
    for (i, &(event, log_prior)) in intervals.iter().enumerate() {
        if i == 0
            || (intervals[i - 1].0.first, intervals[i - 1].0.last) != (event.first, event.last)
        {
            levels = region.along_levels(event.first, event.last);
        }
        let along = |copies, log_prior| {
            along_fractions(region, &levels, fractions, event, copies, log_prior)
        };
        let single = along(1, one + log_prior);
        let double = along(2, twice + log_prior);
        singles.push((log_sum_exp(single.iter().map(|(w, _)| *w)), event));
        gathered.entry(vec![event]).or_default().points = single;
        gathered.entry(vec![event, event]).or_default().points = double;
    }
    let log_one = log_sum_exp(singles.iter().map(|(w, _)| *w));
    // A second event matters only where a first one does.
    if log_one > none {
        singles.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let pairs = pairs::points(region, prior, fractions, &intervals, &singles);
        for (configuration, points) in pairs {
            gathered.entry(configuration).or_default().points.extend(points);
        }
    }
    let total =
        gathered.values().flat_map(|g| g.points.iter().map(|(w, _)| *w)).fold(none, log_add);
    let configurations = gathered
        .into_iter()
        .filter(|(_, g)| !g.points.is_empty())
        .map(|(configuration, g)| {
            let weighed = g.weigh(configuration.len(), total);
            (configuration, weighed)
        })
        .collect();
    Posterior { log_none: none - total, configurations }
}

impl Gathered {
    fn weigh(&self, events: usize, total: f64) -> Weighed {
        let mass = log_sum_exp(self.points.iter().map(|(w, _)| *w));
        let fractions = (0..events)
            .map(|e| {
                let mut by_step = vec![0.0; STEPS + 1];
                for (weight, steps) in &self.points {
                    by_step[steps[e]] += (weight - mass).exp();
                }
                interval_of(&by_step)
            })
            .collect();
        Weighed { log_posterior: mass - total, fractions }
    }
}

/// Mean and central 95 % of a distribution over steps.
fn interval_of(by_step: &[f64]) -> Estimate {
    let total: f64 = by_step.iter().sum();
    let fraction = |step: usize| step as f64 / STEPS as f64;
    let value = by_step.iter().enumerate().map(|(step, w)| fraction(step) * w).sum::<f64>() / total;
    let quantile = |wanted: f64| {
        let mut sum = 0.0;
        for (step, weight) in by_step.iter().enumerate() {
            sum += weight / total;
            if sum >= wanted {
                return fraction(step);
            }
        }
        1.0
    };
    // A grid of 2 % cannot claim more than half a step.
    let half = 0.5 / STEPS as f64;
    Estimate {
        value,
        low: (quantile(0.025) - half).max(0.0),
        high: (quantile(0.975) + half).min(1.0),
    }
}

/// Log likelihood and prior of one interval along the clone fractions; `copies` is 2 for both
/// alleles in the same cells, `levels` the log likelihood of the interval at every level.
fn along_fractions(
    region: &RegionData,
    levels: &[f64],
    fractions: &FractionPrior,
    event: Event,
    copies: usize,
    log_prior: f64,
) -> Points {
    let outside = region.alleles_outside(event.first, event.last);
    (1..=STEPS)
        .map(|step| {
            let level = if event.gain { NEUTRAL + copies * step } else { NEUTRAL - copies * step };
            let reads = region.junction(event, copies * step);
            let inside = region.alleles_inside(event, copies, step as f64 / STEPS as f64);
            let alleles = outside + inside;
            (
                levels[level] + reads + alleles + log_prior + fractions.log(step),
                [step, if copies == 2 { step } else { 0 }],
            )
        })
        .collect()
}
