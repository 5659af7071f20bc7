//! Exact enumeration of the events a region can carry.
//!
//! An event changes one allele over an interval of units in a fraction of the sample's cells.
//! None, one or two events are weighed: every interval, both signs, every clone fraction; every
//! pair of intervals where the region is small, and pairs with at least one good interval where it
//! is large. Two events with the same ends in the same cells are a homozygous loss.

use std::collections::BTreeMap;

use super::region::{NEUTRAL, RegionData};
use crate::knowledge::regions::EventPrior;
use crate::model::calls::{Estimate, EventKind};
use crate::stats::log_space::{log_add, log_sum_exp};

/// Clone fractions are weighed in steps of 2 %: 1 to 50.
pub const STEPS: usize = 50;
/// Coarse steps of the fractions of two different events, before refinement.
const COARSE: usize = 5;
const COARSE_STEPS: usize = STEPS / COARSE;
/// Intervals that may be the first of a pair in a large region; small ones take all.
const FIRST_OF_PAIR: usize = 40;
/// Pairs of intervals and fractions that are refined.
const REFINED: usize = 300;

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

    fn log(&self, step: usize) -> f64 {
        self.log_weights[step - 1]
    }
}

/// One event: an interval of units on one allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// First unit.
    pub first: usize,
    /// Last unit.
    pub last: usize,
    /// True for a gain.
    pub gain: bool,
}

impl Event {
    /// Deletion or gain.
    pub fn kind(self) -> EventKind {
        if self.gain { EventKind::Gain } else { EventKind::Deletion }
    }

    fn covers(self, unit: usize) -> bool {
        (self.first..=self.last).contains(&unit)
    }
}

/// A set of events, sorted: none, one, or two.
pub type Configuration = Vec<Event>;

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
    /// Largest clone fraction that the prior allows freely.
    pub top_fraction: f64,
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

/// What reads at junctions say of two events.
fn junctions(region: &RegionData, events: [Event; 2], steps: [usize; 2]) -> f64 {
    let of = |i: usize| {
        let Event { first, last, gain } = events[i];
        if gain { 0.0 } else { region.junction(first, last, steps[i]) }
    };
    of(0) + of(1)
}

/// What the alleles say of a configuration at given clone fractions: log likelihood ratio to balance.
pub fn alleles_of(region: &RegionData, events: &Configuration, fractions: &[Estimate]) -> f64 {
    let fraction = |i: usize| fractions.get(i).map_or(0.0, |f| f.value);
    match events[..] {
        [] => region.alleles_of_none(),
        [a, b] if a != b => {
            let overlay = Overlay::new(region.units.len(), a, b);
            let step = |i: usize| (fraction(i) * STEPS as f64).round() as usize;
            overlay.alleles_outside(region) + overlay.alleles_inside(region, [step(0), step(1)])
        }
        [event, ..] => {
            region.alleles_outside(event.first, event.last)
                + region.alleles_inside(event, events.len(), fraction(0))
        }
    }
}

/// Log weights at steps of the clone fraction of one event or two; without a second event its step
/// is 0.
type Points = Vec<(f64, [usize; 2])>;

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
        return Posterior {
            log_none: 0.0,
            configurations: BTreeMap::new(),
            top_fraction: fractions.top,
        };
    }
    let shared = region.shared_values();
    let none = (1.0 - prior.event).ln()
        + log_sum_exp((0..shared).map(|b| region.profile(b, &[(0, units - 1, NEUTRAL)])))
        + region.alleles_of_none();
    let intervals = interval_prior(region);
    let mut gathered: BTreeMap<Configuration, Gathered> = BTreeMap::new();
    let mut singles: Vec<(f64, Event)> = Vec::new();
    let one = (prior.event * (1.0 - prior.second_event)).ln();
    let twice = (prior.event * prior.second_event * prior.identical).ln();
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
        let pairs = pair_points(region, prior, fractions, &intervals, &singles);
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
    Posterior { log_none: none - total, configurations, top_fraction: fractions.top }
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
            let reads = if event.gain {
                0.0
            } else {
                region.junction(event.first, event.last, copies * step)
            };
            let inside = region.alleles_inside(event, copies, step as f64 / STEPS as f64);
            let alleles = outside + inside;
            (
                levels[level] + reads + alleles + log_prior + fractions.log(step),
                [step, if copies == 2 { step } else { 0 }],
            )
        })
        .collect()
}

/// Two events laid over the units: consecutive `(first unit, last unit, inside a, inside b)`.
struct Overlay {
    stretches: Vec<(usize, usize, bool, bool)>,
    signs: [isize; 2],
}

impl Overlay {
    fn new(units: usize, a: Event, b: Event) -> Self {
        let mut cuts = [0, a.first, a.last + 1, b.first, b.last + 1, units];
        cuts.sort_unstable();
        let stretches = cuts
            .windows(2)
            .filter(|cut| cut[0] < cut[1])
            .map(|cut| (cut[0], cut[1] - 1, a.covers(cut[0]), b.covers(cut[0])))
            .collect();
        let sign = |event: Event| if event.gain { 1 } else { -1 };
        Self { stretches, signs: [sign(a), sign(b)] }
    }

    /// Log likelihood for every pair of coarse steps, without intronic targets: each stretch
    /// then speaks for itself, and those of one event alone are summed once a step.
    fn grid(&self, region: &RegionData) -> [[f64; COARSE_STEPS]; COARSE_STEPS] {
        let level = |steps: [usize; 2]| {
            let shift = |i: usize| self.signs[i] * steps[i].cast_signed();
            (NEUTRAL.cast_signed() + shift(0) + shift(1)).max(0).cast_unsigned()
        };
        let sum = |in_a: bool, in_b: bool, steps: [usize; 2]| -> f64 {
            let inside = self.stretches.iter().filter(|s| (s.2, s.3) == (in_a, in_b));
            inside.map(|&(first, last, ..)| region.change(first, last, level(steps))).sum()
        };
        let neutral = region.neutral();
        let mut alone = [[0.0; 2]; COARSE_STEPS];
        for (sums, step) in alone.iter_mut().zip(coarse_steps()) {
            *sums = [sum(true, false, [step, 0]), sum(false, true, [0, step])];
        }
        let mut grid = [[0.0; COARSE_STEPS]; COARSE_STEPS];
        for (i, step_a) in coarse_steps().enumerate() {
            for (j, step_b) in coarse_steps().enumerate() {
                let both = sum(true, true, [step_a, step_b]);
                grid[i][j] = neutral + alone[i][0] + alone[j][1] + both;
            }
        }
        grid
    }

    /// The same where intronic targets lie between the units, for one value of the shared effect.
    fn grid_with_runs(
        &self,
        region: &RegionData,
        shared: usize,
    ) -> [[f64; COARSE_STEPS]; COARSE_STEPS] {
        let mut pieces = Vec::new();
        let mut grid = [[0.0; COARSE_STEPS]; COARSE_STEPS];
        for (i, step_a) in coarse_steps().enumerate() {
            for (j, step_b) in coarse_steps().enumerate() {
                self.fill([step_a, step_b], &mut pieces);
                grid[i][j] = region.profile(shared, &pieces);
            }
        }
        grid
    }

    /// What the alleles say of the stretches that keep both copies.
    fn alleles_outside(&self, region: &RegionData) -> f64 {
        let kept = self.stretches.iter().filter(|s| !s.2 && !s.3);
        let kept: Vec<(usize, usize)> = kept.map(|s| (s.0, s.1)).collect();
        region.alleles.outside(&kept)
    }

    /// What they say of the others, for clone fractions in steps.
    fn alleles_inside(&self, region: &RegionData, steps: [usize; 2]) -> f64 {
        let [a, b] = [0, 1].map(|i| self.signs[i] as f64 * steps[i] as f64 / STEPS as f64);
        let way = |on_one_allele: bool| -> f64 {
            let copies = |in_a: bool, in_b: bool| {
                let (a, b) = (if in_a { a } else { 0.0 }, if in_b { b } else { 0.0 });
                if on_one_allele { [(1.0 + a + b).max(0.0), 1.0] } else { [1.0 + a, 1.0 + b] }
            };
            let changed = self.stretches.iter().filter(|s| s.2 || s.3);
            changed
                .map(|&(first, last, in_a, in_b)| {
                    region.alleles.inside(first, last, copies(in_a, in_b))
                })
                .sum()
        };
        // One allele cannot be lost twice; where a gain takes part it may be of either.
        if self.signs == [-1, -1] {
            way(false)
        } else {
            log_add(way(false), way(true)) - std::f64::consts::LN_2
        }
    }

    /// Pieces for clone fractions in steps; `pieces` is reused between calls.
    fn fill(&self, steps: [usize; 2], pieces: &mut Vec<(usize, usize, usize)>) {
        pieces.clear();
        for &(first, last, in_a, in_b) in &self.stretches {
            let shift = |inside: bool, i: usize| {
                if inside { self.signs[i] * steps[i].cast_signed() } else { 0 }
            };
            let level = NEUTRAL.cast_signed() + shift(in_a, 0) + shift(in_b, 1);
            pieces.push((first, last, level.max(0).cast_unsigned()));
        }
    }
}

fn pair_points(
    region: &RegionData,
    prior: &EventPrior,
    fractions: &FractionPrior,
    intervals: &[(Event, f64)],
    singles: &[(f64, Event)],
) -> BTreeMap<Configuration, Points> {
    let units = region.units.len();
    let log_pair = (prior.event * prior.second_event * (1.0 - prior.identical)).ln();
    let prior_of: BTreeMap<Event, f64> = intervals.iter().copied().collect();
    let firsts: Vec<Event> = singles.iter().take(FIRST_OF_PAIR).map(|(_, e)| *e).collect();
    let middle = region.shared_values() / 2;
    let mut pieces = Vec::new();
    let mut coarse = Shortlist::default();
    for (i, &a) in firsts.iter().enumerate() {
        for &(b, prior_b) in intervals {
            // A pair of two firsts is weighed once, in the first one's turn.
            let seen = firsts[..i].contains(&b);
            if a == b || seen || !compatible(a, b, units) {
                continue;
            }
            let log_prior = log_pair + prior_of[&a] + prior_b + std::f64::consts::LN_2;
            let overlay = Overlay::new(units, a, b);
            let outside = overlay.alleles_outside(region);
            let grid = if region.has_runs() {
                overlay.grid_with_runs(region, middle)
            } else {
                overlay.grid(region)
            };
            for (i, step_a) in coarse_steps().enumerate() {
                for (j, step_b) in coarse_steps().enumerate() {
                    let steps = [step_a, step_b];
                    let likelihood = grid[i][j]
                        + junctions(region, [a, b], steps)
                        + outside
                        + overlay.alleles_inside(region, steps);
                    let weight =
                        likelihood + log_prior + fractions.log(step_a) + fractions.log(step_b);
                    coarse.push(weight, [a, b], steps);
                }
            }
        }
    }
    // Each coarse step stands for five fine ones; three are weighed, two apart.
    let cell = 2.0 * (COARSE as f64 / 3.0).ln();
    let mut found: BTreeMap<Configuration, Points> = BTreeMap::new();
    for (_, pair, centre) in coarse.finish() {
        let [a, b] = pair;
        let overlay = Overlay::new(units, a, b);
        let outside = overlay.alleles_outside(region);
        let log_prior = log_pair + prior_of[&a] + prior_of[&b] + std::f64::consts::LN_2 + cell;
        for step_a in around(centre[0]) {
            for step_b in around(centre[1]) {
                overlay.fill([step_a, step_b], &mut pieces);
                let likelihood =
                    log_sum_exp((0..region.shared_values()).map(|s| region.profile(s, &pieces)))
                        + junctions(region, [a, b], [step_a, step_b])
                        + outside
                        + overlay.alleles_inside(region, [step_a, step_b]);
                let weight = likelihood + log_prior + fractions.log(step_a) + fractions.log(step_b);
                let (key, steps) = if a <= b {
                    (vec![a, b], [step_a, step_b])
                } else {
                    (vec![b, a], [step_b, step_a])
                };
                found.entry(key).or_default().push((weight, steps));
            }
        }
    }
    found
}

fn coarse_steps() -> impl Iterator<Item = usize> {
    (COARSE..=STEPS).step_by(COARSE)
}

/// The best pairs of intervals and fractions, kept short while it grows.
struct Shortlist {
    entries: Vec<(f64, [Event; 2], [usize; 2])>,
    /// What a new entry must reach to stay.
    least: f64,
}

impl Default for Shortlist {
    fn default() -> Self {
        Self { entries: Vec::new(), least: f64::NEG_INFINITY }
    }
}

impl Shortlist {
    fn push(&mut self, weight: f64, pair: [Event; 2], steps: [usize; 2]) {
        if weight < self.least {
            return;
        }
        self.entries.push((weight, pair, steps));
        if self.entries.len() >= 10 * REFINED {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.entries
            .sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (&a.1, a.2).cmp(&(&b.1, b.2))));
        self.entries.truncate(REFINED);
        if self.entries.len() == REFINED {
            self.least = self.entries[REFINED - 1].0;
        }
    }

    fn finish(mut self) -> Vec<(f64, [Event; 2], [usize; 2])> {
        self.cut();
        self.entries
    }
}

fn around(step: usize) -> impl Iterator<Item = usize> {
    [step.saturating_sub(2), step, step + 2].into_iter().filter(|s| (1..=STEPS).contains(s))
}

/// Pairs that biology offers: two losses, two gains, or a loss inside a gain of everything.
fn compatible(a: Event, b: Event, units: usize) -> bool {
    let whole = |e: Event| e.first == 0 && e.last + 1 == units;
    a.gain == b.gain || (a.gain && whole(a)) || (b.gain && whole(b))
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
