//! The likelihood of every copy-number level on every exon of a region.
//!
//! A region is a line of units (exons, or parts of one) in genome order, with runs of intronic
//! targets between them. An event covers whole units; at its ends it may break anywhere inside the
//! run of intronic targets, or inside one of them.

use std::collections::BTreeMap;

use crate::junctions::{self, log_likelihood_ratio};
use crate::knowledge::Knowledge;
use crate::knowledge::gene_model::targets_of;
use crate::knowledge::regions::Region;
use crate::model::assembly::Assembly;
use crate::model::estimate::Estimate;
use crate::model::interval::Interval;
use crate::model::junction::{Junction, JunctionEvidence, JunctionKind};
use crate::model::target::Target;
use crate::normals::expectation::Expectation;
use crate::normals::tails::TailTable;
use crate::stats::log_space::{log_add, log_sum_exp};

use super::alleles::{AlleleTable, Heterozygous, Skews};
use super::configuration::Event;
use super::fit::Fit;
use super::likelihood::{Curve, LEVELS};
use super::noise::Noise;

/// The level of two copies.
pub const NEUTRAL: usize = 100;
/// Fewest expected fragments with which a unit can be assessed.
const FEWEST_EXPECTED: f64 = 10.0;
/// Gauss-Hermite nodes (in standard deviations) and weights for the effect that a region shares.
const NODES: [(f64, f64); 5] = [
    (-2.856_970, 0.011_257),
    (-1.355_626, 0.222_076),
    (0.0, 0.533_334),
    (1.355_626, 0.222_076),
    (2.856_970, 0.011_257),
];

/// One exon, or a part of one, that can change.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Index of the gene in the region.
    pub gene: usize,
    /// Index of the exon in the gene, in transcript order.
    pub exon: usize,
    /// First to last base of its targets.
    pub interval: Interval,
    /// Positions in [`RegionData::targets`].
    pub members: Vec<usize>,
}

/// Log likelihoods along a region for one value of the shared effect.
#[derive(Debug, Clone)]
struct Table {
    log_weight: f64,
    /// Cumulative log likelihood per level over unit, run, unit, ...: `[level][position]`.
    prefix: Vec<Vec<f64>>,
    /// Log likelihood per target and level.
    targets: Vec<Vec<f64>>,
}

impl Table {
    /// Log likelihood of consecutive units at a level, less that of two copies; the intronic
    /// targets between them included.
    fn change(&self, first: usize, last: usize, level: usize) -> f64 {
        let (line, neutral) = (&self.prefix[level], &self.prefix[NEUTRAL]);
        (line[2 * last + 1] - line[2 * first]) - (neutral[2 * last + 1] - neutral[2 * first])
    }

    /// Log likelihood of two copies everywhere.
    fn neutral(&self) -> f64 {
        let line = &self.prefix[NEUTRAL];
        // The last run is empty: intronic targets lie between units.
        line[line.len() - 1]
    }
}

/// A region of one sample.
#[derive(Debug, Clone)]
pub struct RegionData {
    /// The region.
    pub region: Region,
    /// Target indices in the target set, sorted.
    pub targets: Vec<usize>,
    /// Fragments expected of two copies, per target.
    pub expected: Vec<f64>,
    /// Fragments seen, per target.
    pub observed: Vec<f64>,
    /// Relative variance beyond counting noise, per target.
    pub variance: Vec<f64>,
    /// Units in genome order.
    pub units: Vec<Unit>,
    /// Positions in `targets` of the intronic targets after each unit.
    pub runs: Vec<Vec<usize>>,
    /// Standard deviation that the region shares.
    pub effect: f64,
    /// Tails of the residuals.
    pub tails: TailTable,
    /// Genome order of every exon of the region, assessed or not: gene and exon index.
    order: Vec<(usize, usize)>,
    tables: Vec<Table>,
    breaks_in_runs: bool,
    /// Log likelihood ratio of the reads at a junction, per event and step of the clone fraction.
    junctions: BTreeMap<Event, Vec<f64>>,
    /// Heterozygous SNPs.
    pub alleles: AlleleTable,
}

impl RegionData {
    /// Prepares a region of one sample; `indices` are its targets, sorted.
    pub fn new(
        region: &Region,
        knowledge: &Knowledge,
        assembly: Assembly,
        targets: &[Target],
        indices: &[usize],
        fit: &Fit,
        expectation: &Expectation,
    ) -> Self {
        let expected = fit.expected(expectation, indices);
        let observed: Vec<f64> = indices.iter().map(|&t| fit.counts[t]).collect();
        let variance: Vec<f64> = indices
            .iter()
            .zip(&expected)
            .map(|(&t, mu)| fit.variance(expectation, t, *mu))
            .collect();
        let usable: Vec<bool> = indices.iter().map(|&t| expectation.usable[t]).collect();
        let breakpoints = knowledge.regions.exon_breakpoints(assembly);
        let mut units = Vec::new();
        let mut on_exon = vec![false; indices.len()];
        for (g, symbol) in region.genes.iter().enumerate() {
            let Some(gene) = knowledge.genes.gene(symbol) else { continue };
            let found = targets_of(gene, assembly, targets);
            for p in found.wide.iter().filter_map(|t| indices.binary_search(t).ok()) {
                // It speaks of no exon, and of no intron either.
                on_exon[p] = true;
            }
            for (e, exon_targets) in found.exons.iter().enumerate() {
                let positions: Vec<usize> =
                    exon_targets.iter().filter_map(|t| indices.binary_search(t).ok()).collect();
                for &p in &positions {
                    on_exon[p] = true;
                }
                let members: Vec<usize> = positions.into_iter().filter(|&p| usable[p]).collect();
                for part in parts(&members, indices, targets, &breakpoints) {
                    if part.iter().map(|&p| expected[p]).sum::<f64>() < FEWEST_EXPECTED {
                        continue;
                    }
                    let interval = hull(&part, indices, targets);
                    units.push(Unit { gene: g, exon: e, interval, members: part });
                }
            }
        }
        units.sort_by(|a, b| a.interval.cmp(&b.interval));
        let intronic = (0..indices.len()).filter(|&p| !on_exon[p] && usable[p]);
        let mut runs = vec![Vec::new(); units.len()];
        for p in intronic {
            let start = targets[indices[p]].interval.start;
            let after = units.partition_point(|unit| unit.interval.start <= start);
            if after > 0 && after < units.len() {
                runs[after - 1].push(p);
            }
        }
        let mut data = Self {
            region: region.clone(),
            targets: indices.to_vec(),
            expected,
            observed,
            variance,
            units,
            runs,
            effect: fit.region_effect.hypot(fit.level_error),
            tails: expectation.tails.table(),
            order: genome_order(region, knowledge, assembly),
            tables: Vec::new(),
            junctions: BTreeMap::new(),
            alleles: AlleleTable::default(),
            breaks_in_runs: knowledge.regions.prior.partial_ends,
        };
        let curves: Vec<Curve> = (0..data.targets.len())
            .map(|p| Curve {
                observed: data.observed[p],
                expected: data.expected[p],
                variance: data.variance[p],
                tails: &expectation.tails,
            })
            .collect();
        let grids: Vec<Vec<f64>> = curves.iter().map(Curve::grid).collect();
        data.tables = NODES
            .iter()
            .map(|(node, weight)| {
                data.table(&curves, &grids, (node * data.effect).exp(), weight.ln())
            })
            .collect();
        data
    }

    /// Takes the reads at junctions into account: those at recurrent ones, whose absence speaks as
    /// well, and those found elsewhere in the region.
    pub fn weigh_junctions(
        &mut self,
        recurrent: &[JunctionEvidence],
        at_large: &[Junction],
        steps: usize,
    ) {
        let along = |ratio: &dyn Fn(f64) -> f64| -> Vec<f64> {
            (1..=steps).map(|step| ratio(step as f64 / steps as f64)).collect()
        };
        let mut ways: BTreeMap<Event, Vec<Vec<f64>>> = BTreeMap::new();
        let mut seen: Vec<Event> = Vec::new();
        for evidence in recurrent.iter().filter(|e| e.region == self.region.name) {
            let Some((first, last)) = self.range_of(evidence.from, evidence.to) else { continue };
            let event = Event { first, last, gain: false };
            seen.extend((evidence.support() > 0).then_some(event));
            let ratios = along(&|fraction| log_likelihood_ratio(evidence, fraction));
            ways.entry(event).or_default().push(ratios);
        }
        // Several known junctions may join one range of exons; an event has one of them.
        self.junctions = ways
            .into_iter()
            .map(|(event, ways)| {
                let mean = |step: usize| {
                    log_sum_exp(ways.iter().map(|w| w[step])) - (ways.len() as f64).ln()
                };
                (event, (0..steps).map(mean).collect())
            })
            .collect();
        // One that the recurrent classes have counted already is not counted twice; of several that
        // make one event, the best supported speaks.
        let support = |j: &Junction| j.split_fragments.saturating_add(j.discordant_fragments);
        let mut at_large: Vec<&Junction> = at_large.iter().collect();
        at_large.sort_by_key(|junction| std::cmp::Reverse(support(junction)));
        for junction in at_large {
            let Some(event) = self.event_of(junction).filter(|e| !seen.contains(e)) else {
                continue;
            };
            seen.push(event);
            self.junctions
                .insert(event, along(&|fraction| junctions::at_large(junction, fraction)));
        }
    }

    /// The event that a junction makes: the units that lie between its ends with more than half of
    /// their bases.
    fn event_of(&self, junction: &Junction) -> Option<Event> {
        let gain = match junction.kind {
            JunctionKind::Deletion => false,
            JunctionKind::TandemGain => true,
            JunctionKind::Inversion | JunctionKind::Translocation => return None,
        };
        let Junction { first, second, .. } = junction;
        if first.contig != second.contig || first.position >= second.position {
            return None;
        }
        let between = Interval::new(first.contig.clone(), first.position, second.position);
        let inside = |unit: &Unit| 2 * unit.interval.overlap(&between) > unit.interval.len();
        let first = self.units.iter().position(inside)?;
        let last = self.units.iter().rposition(inside)?;
        Some(Event { first, last, gain })
    }

    /// Takes the heterozygous SNPs of a sample into account: those between the region's first and
    /// last unit.
    pub fn weigh_alleles(&mut self, skews: &Skews<'_>) {
        self.alleles = skews.table(self.units.len(), |snp| self.place_of(snp));
    }

    /// Place of a SNP on the line of units and gaps. A unit reaches as far as the fragments that its
    /// targets catch.
    fn place_of(&self, snp: &Heterozygous) -> Option<usize> {
        let caught = self.targets.binary_search(&snp.target).ok();
        let unit = |p| self.units.iter().position(|unit| unit.members.contains(&p));
        if let Some(unit) = caught.and_then(unit) {
            return Some(2 * unit);
        }
        let is_here = self.units.first().is_some_and(|u| u.interval.contig == snp.contig);
        let before = self.units.partition_point(|unit| unit.interval.start <= snp.position);
        (is_here && before > 0 && before < self.units.len()).then(|| 2 * before - 1)
    }

    /// What the alleles outside an interval of units say: log likelihood ratio to balance.
    pub fn alleles_outside(&self, first: usize, last: usize) -> f64 {
        let before = first.checked_sub(1).map(|end| (0, end));
        let after = (last + 1 < self.units.len()).then(|| (last + 1, self.units.len() - 1));
        let rest: Vec<(usize, usize)> = before.into_iter().chain(after).collect();
        self.alleles.outside(&rest)
    }

    /// What those inside an event say. With `copies` 2 both alleles change in the same cells.
    pub fn alleles_inside(&self, event: Event, copies: usize, fraction: f64) -> f64 {
        let inside = |copies| self.alleles.inside(event.first, event.last, copies);
        match (event.gain, copies) {
            (false, 1) => inside([1.0 - fraction, 1.0]),
            (false, _) => inside([1.0 - fraction, 1.0 - fraction]),
            (true, 1) => inside([1.0 + fraction, 1.0]),
            // Two more copies, of one allele or of both.
            (true, _) => {
                let one = inside([1.0 + 2.0 * fraction, 1.0]);
                log_add(one, inside([1.0 + fraction, 1.0 + fraction])) - std::f64::consts::LN_2
            }
        }
    }

    /// What the alleles say of no event.
    pub fn alleles_of_none(&self) -> f64 {
        self.alleles.outside(&[(0, self.units.len().saturating_sub(1))])
    }

    /// What the reads at junctions say of an event in a step of the clone fraction: log likelihood
    /// ratio against no such event.
    pub fn junction(&self, event: Event, step: usize) -> f64 {
        self.junctions.get(&event).map_or(0.0, |ratios| ratios[step.min(ratios.len()) - 1])
    }

    fn table(&self, curves: &[Curve], grids: &[Vec<f64>], shared: f64, log_weight: f64) -> Table {
        let targets: Vec<Vec<f64>> = curves
            .iter()
            .zip(grids)
            .map(|(curve, grid)| (0..LEVELS).map(|level| curve.at(grid, level, shared)).collect())
            .collect();
        let prefix = (0..LEVELS)
            .map(|level| {
                let mut sum = 0.0;
                let mut line = vec![0.0];
                for (unit, run) in self.units.iter().zip(&self.runs) {
                    sum += unit.members.iter().map(|&p| targets[p][level]).sum::<f64>();
                    line.push(sum);
                    sum += run.iter().map(|&p| targets[p][level]).sum::<f64>();
                    line.push(sum);
                }
                line
            })
            .collect();
        Table { log_weight, prefix, targets }
    }

    /// Units from one exon to another in genome order, whichever of them the panel assesses;
    /// `None` when it assesses none, or an exon is not on the assembly.
    pub fn range_of(&self, from: (usize, usize), to: (usize, usize)) -> Option<(usize, usize)> {
        let rank = |exon| self.order.iter().position(|e| *e == exon);
        let (low, high) = (rank(from)?, rank(to)?);
        let inside =
            |unit: &Unit| rank((unit.gene, unit.exon)).is_some_and(|r| (low..=high).contains(&r));
        let first = self.units.iter().position(inside)?;
        let last = self.units.iter().rposition(inside)?;
        Some((first, last))
    }

    /// Number of values of the shared effect.
    pub fn shared_values(&self) -> usize {
        self.tables.len()
    }

    /// Log likelihood of a profile: consecutive `(first unit, last unit, level)` pieces that cover
    /// all units, for one value of the shared effect, its prior weight included.
    pub fn profile(&self, shared: usize, pieces: &[(usize, usize, usize)]) -> f64 {
        let table = &self.tables[shared];
        let mut sum = table.log_weight;
        for (i, &(first, last, level)) in pieces.iter().enumerate() {
            let line = &table.prefix[level];
            sum += line[2 * last + 1] - line[2 * first];
            if let Some(&(_, _, next)) = pieces.get(i + 1) {
                sum += self.border(table, last, level, next);
            }
        }
        sum
    }

    /// Log likelihood of one interval of units at every level, all else at two copies: the values of
    /// the shared effect together.
    pub fn along_levels(&self, first: usize, last: usize) -> Vec<f64> {
        let before = first.checked_sub(1);
        let after = Some(last).filter(|last| last + 1 < self.units.len());
        let one = |table: &Table, level: usize| {
            let border = |unit: Option<usize>, left: usize, right: usize| {
                unit.map_or(0.0, |unit| {
                    self.border(table, unit, left, right)
                        - self.border(table, unit, NEUTRAL, NEUTRAL)
                })
            };
            table.log_weight
                + table.neutral()
                + table.change(first, last, level)
                + border(before, NEUTRAL, level)
                + border(after, level, NEUTRAL)
        };
        (0..LEVELS)
            .map(|level| log_sum_exp(self.tables.iter().map(|table| one(table, level))))
            .collect()
    }

    /// True when intronic targets lie between units.
    pub fn has_runs(&self) -> bool {
        self.runs.iter().any(|run| !run.is_empty())
    }

    /// For the middle value of the shared effect: log likelihood of two copies everywhere.
    pub fn neutral(&self) -> f64 {
        let table = &self.tables[self.tables.len() / 2];
        table.log_weight + table.neutral()
    }

    /// For the middle value of the shared effect: what units at a level change of it.
    pub fn change(&self, first: usize, last: usize, level: usize) -> f64 {
        self.tables[self.tables.len() / 2].change(first, last, level)
    }

    /// Log likelihood of the run after a unit, where the level changes somewhere inside it.
    fn border(&self, table: &Table, unit: usize, before: usize, after: usize) -> f64 {
        let run = &self.runs[unit];
        if run.is_empty() {
            return 0.0;
        }
        if before == after {
            return run.iter().map(|&p| table.targets[p][before]).sum();
        }
        let half = usize::midpoint(before, after);
        let at = |p: usize, level: usize| table.targets[p][level];
        let total_after: f64 = run.iter().map(|&p| at(p, after)).sum();
        let mut ways = Vec::with_capacity(2 * run.len() + 1);
        let (mut left, mut right) = (0.0, total_after);
        for &p in run {
            ways.push(left + right);
            if self.breaks_in_runs {
                ways.push(left + right - at(p, after) + at(p, half));
            }
            left += at(p, before);
            right -= at(p, after);
        }
        ways.push(left);
        log_sum_exp(ways.iter().copied()) - (ways.len() as f64).ln()
    }

    /// Ratio of observed to expected fragments over some targets, with its 95 % interval.
    pub fn ratio(&self, members: &[usize]) -> Option<Estimate> {
        let expected: f64 = members.iter().map(|&p| self.expected[p]).sum();
        if expected <= 0.0 {
            return None;
        }
        let observed: f64 = members.iter().map(|&p| self.observed[p]).sum();
        let value = observed / expected;
        let own: f64 =
            members.iter().map(|&p| self.variance[p] * self.expected[p].powi(2)).sum::<f64>()
                / expected.powi(2);
        let relative = own + self.effect.powi(2);
        let variance = relative * value.powi(2) + value.max(1.0 / expected) / expected;
        let half = 1.96 * variance.sqrt();
        Some(Estimate { value, low: (value - half).max(0.0), high: value + half })
    }

    /// Noise of some targets, as the caller weighs it.
    pub fn noise(&self, members: &[usize]) -> Noise<'_> {
        Noise {
            targets: members.iter().map(|&p| (self.variance[p], self.expected[p])).collect(),
            shared: NODES.to_vec(),
            effect: self.effect,
            tails: &self.tails,
        }
    }
}

/// Splits an exon's targets at known breakpoints inside the exon.
fn parts(
    members: &[usize],
    indices: &[usize],
    targets: &[Target],
    breakpoints: &[(crate::model::contig::Contig, u32)],
) -> Vec<Vec<usize>> {
    if members.is_empty() {
        return Vec::new();
    }
    let cut = breakpoints.iter().find(|(contig, at)| {
        members.iter().any(|&p| {
            let interval = &targets[indices[p]].interval;
            interval.contig == *contig && interval.end == *at
        }) && members.iter().any(|&p| targets[indices[p]].interval.start >= *at)
    });
    match cut {
        Some((_, at)) => {
            let (below, above) =
                members.iter().partition(|&&p| targets[indices[p]].interval.end <= *at);
            vec![below, above]
        }
        None => vec![members.to_vec()],
    }
}

/// All exons of the region's genes that the assembly has, lowest coordinate first.
fn genome_order(region: &Region, knowledge: &Knowledge, assembly: Assembly) -> Vec<(usize, usize)> {
    let mut order: Vec<(u32, (usize, usize))> = Vec::new();
    for (g, symbol) in region.genes.iter().enumerate() {
        let exons = knowledge.genes.gene(symbol).map_or(&[][..], |gene| &gene.exons);
        for (e, exon) in exons.iter().enumerate() {
            order.extend(exon.interval(assembly).map(|interval| (interval.start, (g, e))));
        }
    }
    order.sort_unstable();
    order.into_iter().map(|(_, exon)| exon).collect()
}

fn hull(members: &[usize], indices: &[usize], targets: &[Target]) -> Interval {
    let first = &targets[indices[members[0]]].interval;
    members.iter().fold(first.clone(), |hull, &p| {
        let interval = &targets[indices[p]].interval;
        Interval::new(hull.contig, hull.start.min(interval.start), hull.end.max(interval.end))
    })
}
