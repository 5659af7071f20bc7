//! Allele fractions of heterozygous SNPs: evidence that depth alone does not have.
//!
//! A loss in a fraction of the cells skews the two alleles of every heterozygous SNP inside it, a
//! loss of both copies does not, and what lies outside stays balanced. Skew without a change of
//! copies (copy-neutral loss of heterozygosity) is allowed for, so that skew alone makes no event.

use crate::knowledge::rules::SnpRules;
use crate::model::contig::Contig;
use crate::model::snp::SnpCount;
use crate::model::target::Target;
use crate::stats::beta_binomial::log_density;
use crate::stats::log_space::{log_add, log_sum_exp};

/// Steps of the larger allele's share, from 0.5 to 1.
const SKEWS: usize = 101;
/// A share stays this far from 0 and 1: reads err.
const ERROR: f64 = 0.005;
/// Distance from a target up to which its fragments reach, in bases.
const REACH: u32 = 200;
/// Skews of copy-neutral loss that are weighed, in tenths of the cells.
const NEUTRAL_FRACTIONS: usize = 10;
/// Spreads that are tried.
const DISPERSIONS: [f64; 7] = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032];
/// Spread where too few SNPs tell it.
const USUAL_DISPERSION: f64 = 0.004;
/// SNPs outside the regions from which the spread is learnt.
const FEWEST_FOR_DISPERSION: usize = 20;

/// A SNP whose two alleles are both there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heterozygous {
    /// Contig.
    pub contig: Contig,
    /// Position, 0-based.
    pub position: u32,
    /// Index of the target that caught it.
    pub target: usize,
    /// Fragments with either allele.
    pub alleles: [u32; 2],
}

/// The heterozygous among the counted SNPs, one a fragment's length: neighbours are seen by the same
/// fragments and would testify twice. `targets` are sorted.
fn heterozygous(counts: &[SnpCount], targets: &[Target], rules: &SnpRules) -> Vec<Heterozygous> {
    let mut found: Vec<Heterozygous> = Vec::new();
    let mut sorted: Vec<&SnpCount> = counts.iter().filter(|c| is_heterozygous(c, rules)).collect();
    sorted.sort_by(|a, b| (&a.contig, a.position).cmp(&(&b.contig, b.position)));
    for count in sorted {
        let position = count.position.saturating_sub(1);
        let Some(target) = caught_by(&count.contig, position, targets) else { continue };
        let alleles = [count.reference, count.alternative];
        let next = Heterozygous { contig: count.contig.clone(), position, target, alleles };
        match found.last_mut() {
            Some(last) if last.contig == next.contig && position - last.position < REACH => {
                if next.depth() > last.depth() {
                    *last = next;
                }
            }
            _ => found.push(next),
        }
    }
    found
}

fn is_heterozygous(count: &SnpCount, rules: &SnpRules) -> bool {
    let depth = f64::from(count.reference) + f64::from(count.alternative);
    let minor = f64::from(count.reference.min(count.alternative));
    depth >= f64::from(rules.fewest_fragments)
        && minor >= f64::from(rules.fewest_minor)
        && minor >= rules.smallest_share * depth
        && f64::from(count.other) <= rules.smallest_share * depth
}

/// The target at a position, or the nearest within a fragment's reach.
fn caught_by(contig: &Contig, position: u32, targets: &[Target]) -> Option<usize> {
    let after =
        targets.partition_point(|t| (&t.interval.contig, t.interval.start) <= (contig, position));
    let distance = |index: usize| {
        let interval = &targets.get(index)?.interval;
        if interval.contig != *contig {
            return None;
        }
        let before = interval.start.saturating_sub(position);
        let behind = (position + 1).saturating_sub(interval.end);
        Some((before.max(behind), index))
    };
    let candidates = [after.checked_sub(1).and_then(distance), distance(after)];
    let nearest = candidates.into_iter().flatten().min()?;
    (nearest.0 <= REACH).then_some(nearest.1)
}

impl Heterozygous {
    fn depth(&self) -> u32 {
        self.alleles[0].saturating_add(self.alleles[1])
    }

    /// Log likelihood along the skews, less that of balance. A share of the SNPs lies: mis-mapped, or
    /// not the germline's.
    fn ratios(&self, dispersion: f64, outliers: f64) -> Vec<f64> {
        let (n, k) = (f64::from(self.depth()), f64::from(self.alleles[1]));
        let likelihood = |skew: usize| {
            let share = (0.5 + 0.5 * skew as f64 / (SKEWS - 1) as f64).min(1.0 - ERROR);
            // Which allele is the larger is not known.
            let either = [share, 1.0 - share].map(|mean| log_density(k, n, mean, dispersion));
            let fits = log_add(either[0], either[1]) - std::f64::consts::LN_2;
            log_add((1.0 - outliers).ln() + fits, outliers.ln() - (n + 1.0).ln())
        };
        let balanced = likelihood(0);
        (0..SKEWS).map(|skew| likelihood(skew) - balanced).collect()
    }
}

/// The spread that fits SNPs outside the regions best, most of them balanced or skewed by chromosome.
fn learnt_dispersion(snps: &[&Heterozygous], rules: &SnpRules) -> f64 {
    if snps.len() < FEWEST_FOR_DISPERSION {
        return USUAL_DISPERSION;
    }
    let likelihood = |dispersion: f64| -> f64 {
        let one = |snp: &&Heterozygous| {
            let (n, k) = (f64::from(snp.depth()), f64::from(snp.alleles[1]));
            let balanced = log_density(k, n, 0.5, dispersion);
            let ratios = snp.ratios(dispersion, rules.outliers);
            let skewed = log_sum_exp(ratios.iter().copied()) - (SKEWS as f64).ln();
            balanced + log_add(0.5_f64.ln(), 0.5_f64.ln() + skewed)
        };
        snps.iter().map(one).sum()
    };
    DISPERSIONS
        .into_iter()
        .map(|dispersion| (likelihood(dispersion), dispersion))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(USUAL_DISPERSION, |(_, dispersion)| dispersion)
}

/// Log likelihood ratio of SNPs that share one unknown skew against balance.
fn imbalance(snps: &[&Heterozygous], dispersion: f64, rules: &SnpRules) -> f64 {
    let ratios: Vec<Vec<f64>> =
        snps.iter().map(|snp| snp.ratios(dispersion, rules.outliers)).collect();
    let at = |skew: usize| ratios.iter().map(|r| r[skew]).sum::<f64>();
    log_sum_exp((1..SKEWS).map(at)) - ((SKEWS - 1) as f64).ln()
}

/// The heterozygous SNPs of a sample with what is needed to weigh them.
#[derive(Debug, Clone)]
pub struct Skews<'a> {
    snps: Vec<Heterozygous>,
    dispersion: f64,
    rules: &'a SnpRules,
}

impl<'a> Skews<'a> {
    /// The heterozygous SNPs among those counted; `regions` hold the target indices of the regions,
    /// outside which the spread is learnt.
    pub fn new(
        counts: &[SnpCount],
        targets: &[Target],
        regions: &[Vec<usize>],
        rules: &'a SnpRules,
    ) -> Self {
        let snps = heterozygous(counts, targets, rules);
        let in_region =
            |snp: &Heterozygous| regions.iter().any(|r| r.binary_search(&snp.target).is_ok());
        let outside: Vec<&Heterozygous> = snps.iter().filter(|snp| !in_region(snp)).collect();
        let dispersion = learnt_dispersion(&outside, rules);
        Self { snps, dispersion, rules }
    }

    /// No SNP was counted.
    pub fn none(rules: &'a SnpRules) -> Self {
        Self { snps: Vec::new(), dispersion: USUAL_DISPERSION, rules }
    }

    /// The heterozygous SNPs.
    pub fn snps(&self) -> &[Heterozygous] {
        &self.snps
    }

    /// Spread of the allele fractions beyond counting.
    pub fn dispersion(&self) -> f64 {
        self.dispersion
    }

    /// The SNPs that have a place on a line of `units` units.
    pub fn table(
        &self,
        units: usize,
        place: impl Fn(&Heterozygous) -> Option<usize>,
    ) -> AlleleTable {
        let placed: Vec<(usize, &Heterozygous)> =
            self.snps.iter().filter_map(|snp| Some((place(snp)?, snp))).collect();
        AlleleTable::new(&placed, units, self.dispersion, self.rules)
    }

    /// Log likelihood ratio of one unknown skew against balance over some targets (sorted).
    pub fn over(&self, targets: &[usize]) -> f64 {
        let on: Vec<&Heterozygous> =
            self.snps.iter().filter(|s| targets.binary_search(&s.target).is_ok()).collect();
        if on.is_empty() { 0.0 } else { imbalance(&on, self.dispersion, self.rules) }
    }
}

/// The heterozygous SNPs of a region, on the line of its units and the gaps between them: place
/// `2 u` is unit `u`, place `2 u + 1` the gap after it.
#[derive(Debug, Clone, Default)]
pub struct AlleleTable {
    /// Log likelihood ratios to balance, summed up to each place: `[skew][place]`; empty without a
    /// SNP.
    prefix: Vec<Vec<f64>>,
    /// SNPs.
    sites: u32,
    copy_neutral: f64,
}

impl AlleleTable {
    /// SNPs with their places on a line of `units` units.
    pub fn new(
        snps: &[(usize, &Heterozygous)],
        units: usize,
        dispersion: f64,
        rules: &SnpRules,
    ) -> Self {
        if snps.is_empty() || units == 0 {
            return Self::default();
        }
        let places = 2 * units - 1;
        let mut sums = vec![vec![0.0; places]; SKEWS];
        for (place, snp) in snps {
            for (line, ratio) in sums.iter_mut().zip(snp.ratios(dispersion, rules.outliers)) {
                line[(*place).min(places - 1)] += ratio;
            }
        }
        let prefix = sums
            .into_iter()
            .map(|line| {
                let mut sum = 0.0;
                let add = |ratio: f64| {
                    sum += ratio;
                    sum
                };
                std::iter::once(0.0).chain(line.into_iter().map(add)).collect()
            })
            .collect();
        let sites = u32::try_from(snps.len()).unwrap_or(u32::MAX);
        Self { prefix, sites, copy_neutral: rules.copy_neutral }
    }

    /// Heterozygous SNPs.
    pub fn sites(&self) -> u32 {
        self.sites
    }

    fn sum(&self, first: usize, last: usize, skew: usize) -> f64 {
        let line = &self.prefix[skew];
        line[2 * last + 1] - line[2 * first]
    }

    /// Log likelihood ratio to balance of the SNPs in units `first..=last`, and the gaps between
    /// them, that keep these copies of either allele. A SNP in a gap at an end may be on either side
    /// and is left out.
    pub fn inside(&self, first: usize, last: usize, copies: [f64; 2]) -> f64 {
        if self.sites == 0 { 0.0 } else { self.sum(first, last, skew_of(copies)) }
    }

    /// The same for all stretches of units that keep both copies: they are balanced, or have lost
    /// one allele and doubled the other in some of the cells.
    pub fn outside(&self, stretches: &[(usize, usize)]) -> f64 {
        if self.sites == 0 {
            return 0.0;
        }
        let skewed = (1..=NEUTRAL_FRACTIONS).map(|tenths| {
            let gone = tenths as f64 / NEUTRAL_FRACTIONS as f64;
            let skew = skew_of([1.0 + gone, 1.0 - gone]);
            stretches.iter().map(|&(first, last)| self.sum(first, last, skew)).sum::<f64>()
        });
        let skewed = log_sum_exp(skewed) - (NEUTRAL_FRACTIONS as f64).ln();
        log_add((1.0 - self.copy_neutral).ln(), self.copy_neutral.ln() + skewed)
    }
}

/// Step of the larger allele's share.
fn skew_of([a, b]: [f64; 2]) -> usize {
    let total = a + b;
    // Nothing left: what is read comes from cells with both.
    let share = if total > 0.0 { a.max(b) / total } else { 0.5 };
    ((share - 0.5) * 2.0 * (SKEWS - 1) as f64).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;
    use crate::model::interval::Interval;

    fn rules() -> SnpRules {
        Knowledge::builtin().rules.calling.snps
    }

    fn snp(alleles: [u32; 2]) -> Heterozygous {
        Heterozygous { contig: Contig::new("7"), position: 0, target: 0, alleles }
    }

    fn table(snps: &[(usize, Heterozygous)], units: usize) -> AlleleTable {
        let snps: Vec<(usize, &Heterozygous)> = snps.iter().map(|(p, s)| (*p, s)).collect();
        AlleleTable::new(&snps, units, 0.002, &rules())
    }

    #[test]
    fn a_loss_skews_and_a_loss_of_both_copies_does_not() {
        // 40 % of the cells keep one allele alone: 1 / 1.6.
        let table = table(&[(2, snp([625, 375])), (4, snp([370, 630]))], 4);
        let none = table.outside(&[(0, 3)]);
        let at = |copies| table.inside(1, 2, copies) + table.outside(&[(0, 0), (3, 3)]);
        assert!(at([0.6, 1.0]) > none + 3.0);
        assert!(at([0.6, 1.0]) > at([0.8, 0.8]) + 3.0);
        assert!(at([0.6, 1.0]) > at([0.2, 1.0]) + 3.0);
    }

    #[test]
    fn balanced_alleles_speak_against_a_loss_and_one_liar_does_not_decide() {
        let balanced = table(&[(2, snp([500, 500]))], 3);
        let lost =
            |table: &AlleleTable| table.inside(1, 1, [0.5, 1.0]) + table.outside(&[(0, 0), (2, 2)]);
        let none = |table: &AlleleTable| table.outside(&[(0, 2)]);
        assert!(lost(&balanced) < none(&balanced) - 3.0);
        // A clear loss with a SNP that contradicts it: bounded.
        let mut snps: Vec<(usize, Heterozygous)> = vec![(2, snp([333, 667])); 3];
        snps.push((2, snp([500, 500])));
        let mixed = table(&snps, 3);
        assert!(lost(&mixed) > none(&mixed));
    }

    #[test]
    fn skew_of_everything_is_loss_without_change_of_copies_as_well() {
        let snps: Vec<(usize, Heterozygous)> = (0..5).map(|u| (2 * u, snp([250, 750]))).collect();
        let table = table(&snps, 5);
        let none = table.outside(&[(0, 4)]);
        let lost = table.inside(0, 4, [1.0 / 3.0, 1.0]) + table.outside(&[]);
        assert!((lost - none).abs() < -(rules().copy_neutral.ln()) + 3.0, "{lost} {none}");
    }

    #[test]
    fn one_snp_a_fragment_near_a_target_with_both_alleles() {
        let interval = Interval::new(Contig::new("7"), 1_000, 1_100);
        let targets = [Target { interval, name: String::new() }];
        let count = |position, reference, alternative, other| SnpCount {
            contig: Contig::new("7"),
            position,
            reference,
            alternative,
            other,
        };
        let found = |counts: &[SnpCount]| {
            let of = |h: Heterozygous| (h.position + 1, h.alleles);
            heterozygous(counts, &targets, &rules()).into_iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(found(&[count(1_050, 50, 52, 0), count(1_020, 40, 41, 1)]), [(1_050, [50, 52])]);
        // Homozygous, shallow, of a third base, and out of reach.
        let no = [count(1_050, 1, 99, 0), count(1_050, 5, 5, 0), count(1_050, 50, 50, 40)];
        assert!(no.iter().all(|c| found(std::slice::from_ref(c)).is_empty()));
        assert!(found(&[count(1_350, 50, 52, 0)]).is_empty());
        assert_eq!(found(&[count(1_290, 50, 52, 0)]).len(), 1);
    }

    #[test]
    fn the_spread_is_learnt_where_there_are_enough() {
        let few = snp([50, 50]);
        assert_eq!(learnt_dispersion(&[&few], &rules()), USUAL_DISPERSION);
        let tight: Vec<Heterozygous> = (0..60).map(|i| snp([995 + i % 10, 1_000])).collect();
        let wide: Vec<Heterozygous> = (0..60).map(|i| snp([800 + 7 * i, 1_000])).collect();
        let of =
            |snps: &[Heterozygous]| learnt_dispersion(&snps.iter().collect::<Vec<_>>(), &rules());
        assert!(of(&tight) < of(&wide), "{} {}", of(&tight), of(&wide));
    }
}
