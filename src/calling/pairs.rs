//! Two different events of a region, weighed together.
//!
//! Every pair of intervals is weighed at coarse clone fractions where the region is small, pairs with
//! at least one good interval where it is large; the best are refined.

use std::collections::BTreeMap;

use super::configuration::{Configuration, Event, Points, STEPS};
use super::prior::FractionPrior;
use super::region::{NEUTRAL, RegionData};
use crate::knowledge::regions::EventPrior;
use crate::stats::log_space::{log_add, log_sum_exp};

/// Coarse steps of the fractions of two different events, before refinement.
const COARSE: usize = 5;
const COARSE_STEPS: usize = STEPS / COARSE;
/// Intervals that may be the first of a pair in a large region; small ones take all.
const FIRST_OF_PAIR: usize = 40;
/// Pairs of intervals and fractions that are refined.
const REFINED: usize = 300;

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

/// What the alleles say of two events at steps of their clone fractions: log likelihood ratio to
/// balance.
pub(super) fn alleles_of(region: &RegionData, [a, b]: [Event; 2], steps: [usize; 2]) -> f64 {
    let overlay = Overlay::new(region.units.len(), a, b);
    overlay.alleles_outside(region) + overlay.alleles_inside(region, steps)
}

/// What reads at junctions say of two events.
fn junctions(region: &RegionData, events: [Event; 2], steps: [usize; 2]) -> f64 {
    region.junction(events[0], steps[0]) + region.junction(events[1], steps[1])
}

/// Log weights of pairs of different events.
pub(super) fn points(
    region: &RegionData,
    prior: &EventPrior,
    fractions: &FractionPrior,
    intervals: &[(Event, f64)],
    singles: &[(f64, Event)],
) -> BTreeMap<Configuration, Points> {
    let units = region.units.len();
    let log_pair = (prior.event() * prior.second_event * (1.0 - prior.identical)).ln();
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

/// Pairs that biology offers: two losses, two gains, a loss beside a gain, or a loss inside a gain of
/// everything.
fn compatible(a: Event, b: Event, units: usize) -> bool {
    let whole = |e: Event| e.first == 0 && e.last + 1 == units;
    let apart = a.last < b.first || b.last < a.first;
    a.gain == b.gain || apart || (a.gain && whole(a)) || (b.gain && whole(b))
}
