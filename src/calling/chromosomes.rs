//! Whole chromosomes: the aneuploidy line, from the backbone and from reads away from the targets.
//!
//! Depth gives ratios to the level taken as two copies; whether that level is two copies is the
//! baseline's question, and its doubt (`BASELINE_AMBIGUOUS`) is that of this line as well. Gains in
//! few of the cells (`chromosome_limit`) and of parts of a chromosome are not seen.

use std::collections::BTreeMap;

use super::chromosome_limit::Reach;
use super::fit::Fit;
use super::off_target::{Level, OffTarget};
use crate::knowledge::rules::{AneuploidyRules, Rules};
use crate::model::chromosomes::{
    Aneuploidy, ChromosomeEvidence, ChromosomeLevel, ChromosomeState, OffTargetRatio, OffTargetUse,
};
use crate::model::contig::Contig;
use crate::model::estimate::Estimate;
use crate::model::target::Target;
use crate::normals::expectation::Expectation;
use crate::stats::robust::median;

/// Targets of an autosome outside the regions, and their level; none where none of them is usable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BackboneLevel {
    /// Number of targets.
    pub targets: u32,
    /// Level to two copies, without the error of the zero.
    pub level: Option<Level>,
}

/// The level of every autosome that the panel has targets on, from targets outside the regions.
pub fn backbone(
    fit: &Fit,
    targets: &[Target],
    expectation: &Expectation,
    regions: &[Vec<usize>],
) -> BTreeMap<Contig, BackboneLevel> {
    let mut in_region = vec![false; targets.len()];
    regions.iter().flatten().for_each(|&t| in_region[t] = true);
    let mut members: BTreeMap<&Contig, Vec<usize>> = BTreeMap::new();
    for (t, target) in targets.iter().enumerate() {
        let contig = &target.interval.contig;
        if contig.is_autosome() {
            let members = members.entry(contig).or_default();
            members.extend((expectation.usable[t] && !in_region[t]).then_some(t));
        }
    }
    let level = |members: &[usize]| {
        let (ratio, error) = fit.ratio_over(expectation, members)?;
        let relative = error / ratio;
        let variance = (relative.powi(2) - fit.level_error.powi(2)).max(0.0);
        Some(Level { log: ratio.ln(), variance })
    };
    members
        .into_iter()
        .map(|(contig, members)| {
            let found = BackboneLevel { targets: members.len() as u32, level: level(&members) };
            (contig.clone(), found)
        })
        .collect()
}

/// Levels of the chromosomes that have enough targets.
pub fn assessed(
    backbone: &BTreeMap<Contig, BackboneLevel>,
    rules: &AneuploidyRules,
) -> BTreeMap<Contig, Level> {
    let enough = |found: &BackboneLevel| found.targets >= rules.chromosome.fewest_targets;
    backbone
        .iter()
        .filter(|(_, found)| enough(found))
        .filter_map(|(contig, found)| Some((contig.clone(), found.level?)))
        .collect()
}

/// Weighs both kinds of evidence for every autosome that has either. `zero_error` is that of the
/// level taken as two copies, which both share, on the log scale.
pub fn levels(
    backbone: &BTreeMap<Contig, BackboneLevel>,
    off_target: &OffTarget,
    zero_error: f64,
    rules: &Rules,
) -> Vec<ChromosomeLevel> {
    let mut contigs: Vec<&Contig> = backbone.keys().chain(off_target.levels.keys()).collect();
    contigs.sort();
    contigs.dedup();
    let by_targets = assessed(backbone, &rules.aneuploidy);
    let own = rules.calling.off_target;
    let level = |contig: &Contig| {
        let targets = backbone.get(contig).copied();
        let reads = off_target.levels.get(contig);
        let by_reads = off_target.assessed(contig, own);
        let weighed = weigh(by_targets.get(contig).copied(), by_reads, zero_error, rules);
        let level = weighed.level.or_else(|| targets?.level);
        let reach = weighed.level.map(|level| Reach::of(error(level, zero_error), rules));
        let is_blind = reach.is_some_and(|reach| !reach.is_assessable);
        let state = match weighed.state {
            ChromosomeState::Balanced if is_blind => ChromosomeState::NotAssessed,
            state => state,
        };
        ChromosomeLevel {
            contig: contig.clone(),
            targets: targets.map_or(0, |found| found.targets),
            ratio: level.map(|level| estimate(level, zero_error)),
            state,
            limit_of_detection: reach.and_then(|reach| reach.limit),
            unseen_in_blasts: false,
            evidence: weighed.evidence,
            backbone: targets.and_then(|t| t.level).map(|level| estimate(level, zero_error)),
            off_target: reads.map(|found| OffTargetRatio {
                records: found.records,
                worth: found.worth(),
                ratio: estimate(found.level, zero_error),
                is_enough: by_reads.is_some(),
            }),
            contradicted: weighed.contradicted,
        }
    };
    contigs.into_iter().map(level).collect()
}

/// What both kinds of evidence say of one chromosome.
struct Weighed {
    level: Option<Level>,
    state: ChromosomeState,
    evidence: Option<ChromosomeEvidence>,
    contradicted: bool,
}

fn weigh(targets: Option<Level>, reads: Option<Level>, zero_error: f64, rules: &Rules) -> Weighed {
    let rules = &rules.aneuploidy;
    let state = |level: Level| state(level, zero_error, rules);
    let one = |level: Level, evidence| Weighed {
        level: Some(level),
        state: state(level),
        evidence: Some(evidence),
        contradicted: false,
    };
    match (targets, reads) {
        (None, None) => Weighed {
            level: None,
            state: ChromosomeState::NotAssessed,
            evidence: None,
            contradicted: false,
        },
        (Some(targets), None) => one(targets, ChromosomeEvidence::BackboneTargets),
        (None, Some(reads)) => one(reads, ChromosomeEvidence::OffTargetReads),
        (Some(targets), Some(reads)) if agree(targets, reads, rules) => {
            one(mean(targets, reads), ChromosomeEvidence::Both)
        }
        // A part of the chromosome, or a fault of either: an average would hide it.
        (Some(targets), Some(reads)) => {
            let same = state(targets) == state(reads);
            let state = if same { state(targets) } else { ChromosomeState::NotAssessed };
            let evidence = Some(ChromosomeEvidence::BackboneTargets);
            Weighed { level: Some(targets), state, evidence, contradicted: true }
        }
    }
}

/// Two levels agree when their ratios differ by no more than what would be called a change.
fn agree(a: Level, b: Level, rules: &AneuploidyRules) -> bool {
    let chromosome = &rules.chromosome;
    let (low, high) = (a.log.min(b.log).exp(), a.log.max(b.log).exp());
    let error = high * (a.variance + b.variance).sqrt();
    high - low < chromosome.least_change.max(chromosome.deviations * error)
}

/// Mean of two levels, each by the inverse of its variance.
fn mean(a: Level, b: Level) -> Level {
    // A variance of nothing would be division by nothing.
    let weight = |level: Level| 1.0 / level.variance.max(1e-12);
    let total = weight(a) + weight(b);
    Level { log: (weight(a) * a.log + weight(b) * b.log) / total, variance: 1.0 / total }
}

/// The error of a level relative to it, that of the zero included.
fn error(level: Level, zero_error: f64) -> f64 {
    (level.variance + zero_error.powi(2)).sqrt()
}

/// A level as a ratio with its standard error, that of the zero included.
fn ratio(level: Level, zero_error: f64) -> (f64, f64) {
    let value = level.log.exp();
    (value, value * error(level, zero_error))
}

fn estimate(level: Level, zero_error: f64) -> Estimate {
    let (value, error) = ratio(level, zero_error);
    Estimate { value, low: (value - 1.96 * error).max(0.0), high: value + 1.96 * error }
}

fn state(level: Level, zero_error: f64, rules: &AneuploidyRules) -> ChromosomeState {
    let chromosome = &rules.chromosome;
    let (value, error) = ratio(level, zero_error);
    let least = chromosome.least_change.max(chromosome.deviations * error);
    if value - 1.0 >= least {
        ChromosomeState::Gained
    } else if 1.0 - value >= least {
        ChromosomeState::Lost
    } else {
        ChromosomeState::Balanced
    }
}

/// Counts and classes of the levels. `purity` is the leukaemic share of the cells, where it is known.
pub fn aneuploidy(
    chromosomes: Vec<ChromosomeLevel>,
    off_target: OffTargetUse,
    purity: Option<Estimate>,
    rules: &AneuploidyRules,
) -> Aneuploidy {
    let count = |state| chromosomes.iter().filter(|c| c.state == state).count() as u32;
    let (gained, lost) = (count(ChromosomeState::Gained), count(ChromosomeState::Lost));
    let assessed = chromosomes.len() as u32 - count(ChromosomeState::NotAssessed);
    let within = |bin: [u32; 2], n: u32| (bin[0]..=bin[1]).contains(&n);
    let class = rules
        .class
        .iter()
        .find(|class| within(class.gained, gained) && within(class.lost, lost))
        .map(|class| class.name.clone());
    let suspected = is_iamp21(&chromosomes, purity, rules);
    Aneuploidy {
        chromosomes,
        gained,
        lost,
        assessed,
        class,
        iamp21_suspected: suspected,
        off_target: Some(off_target),
    }
}

/// Chromosome 21 is gained beyond a trisomy of it, and far beyond every other gained chromosome.
fn is_iamp21(
    chromosomes: &[ChromosomeLevel],
    purity: Option<Estimate>,
    rules: &AneuploidyRules,
) -> bool {
    let rule = &rules.iamp21;
    let is_21 = |c: &&ChromosomeLevel| c.contig == Contig::new(&rule.contig);
    let gained = || chromosomes.iter().filter(|c| c.state == ChromosomeState::Gained);
    let Some(own) = gained().find(is_21).and_then(|c| c.ratio) else { return false };
    let mut others: Vec<f64> =
        gained().filter(|c| !is_21(c)).map(|c| c.ratio.map_or(0.0, |r| r.value - 1.0)).collect();
    let usual = if others.is_empty() { 0.0 } else { median(&mut others) };
    // One copy more in every leukaemic cell; without their share, in every cell.
    let trisomy = 1.0 + purity.map_or(1.0, |p| p.high) / 2.0;
    own.low > trisomy
        && own.value >= rule.least_ratio
        && own.value - 1.0 >= rule.least_extra * usual
}

#[cfg(test)]
mod tests {
    use super::super::off_target::OffTargetLevel;
    use super::*;
    use crate::knowledge::Knowledge;
    use proptest::prelude::*;

    const ERROR: f64 = 0.01;

    fn rules() -> Rules {
        Knowledge::builtin().rules
    }

    fn level(ratio: f64, error: f64) -> Level {
        Level { log: f64::ln(ratio), variance: error.powi(2) }
    }

    fn contig(n: u32) -> Contig {
        Contig::new(&n.to_string())
    }

    fn off_target(levels: &[(u32, f64, f64)]) -> OffTarget {
        let one = |&(n, ratio, error): &(u32, f64, f64)| {
            (contig(n), OffTargetLevel { records: 1_000, level: level(ratio, error) })
        };
        OffTarget { state: OffTargetUse::BackbonesZero, levels: levels.iter().map(one).collect() }
    }

    fn genome(changed: &[(u32, f64)]) -> Aneuploidy {
        genome_of(changed, None)
    }

    fn genome_of(changed: &[(u32, f64)], purity: Option<Estimate>) -> Aneuploidy {
        let rules = rules();
        let of = |n: u32| {
            let value = changed.iter().find(|(c, _)| *c == n).map_or(1.0, |(_, ratio)| *ratio);
            (contig(n), BackboneLevel { targets: 10, level: Some(level(value, ERROR)) })
        };
        let backbone = (1..=22).map(of).collect();
        let levels = levels(&backbone, &off_target(&[]), 0.0, &rules);
        aneuploidy(levels, OffTargetUse::NotCounted, purity, &rules.aneuploidy)
    }

    /// One chromosome with targets and off-target reads.
    fn one(targets: Option<(u32, f64, f64)>, reads: Option<(f64, f64)>) -> ChromosomeLevel {
        let of = |(targets, ratio, error)| {
            (contig(7), BackboneLevel { targets, level: Some(level(ratio, error)) })
        };
        let backbone = targets.map(of).into_iter().collect();
        let reads: Vec<_> = reads.map(|(ratio, error)| (7, ratio, error)).into_iter().collect();
        let mut levels = levels(&backbone, &off_target(&reads), 0.0, &rules());
        assert_eq!(levels.len(), 1);
        levels.remove(0)
    }

    #[test]
    fn classes_follow_the_bins() {
        let gains = |count: u32| (1..=count).map(|c| (c, 1.4)).collect::<Vec<_>>();
        let losses = |count: u32| (1..=count).map(|c| (c, 0.6)).collect::<Vec<_>>();
        assert_eq!(genome(&[]).class, None);
        assert_eq!(genome(&gains(4)).class, None);
        assert_eq!(genome(&gains(5)).class.as_deref(), Some("high hyperdiploid"));
        assert_eq!(genome(&losses(8)).class.as_deref(), Some("low hypodiploid"));
        assert_eq!(genome(&losses(18)).class.as_deref(), Some("near-haploid"));
        assert_eq!((genome(&losses(8)).lost, genome(&gains(5)).gained), (8, 5));
    }

    #[test]
    fn trisomy_and_tetrasomy_of_21_are_not_iamp21() {
        let suspected = |changed: &[(u32, f64)], purity: Option<f64>| {
            let purity = purity.map(|value| Estimate::of_share(value, 0.02));
            genome_of(changed, purity).iamp21_suspected
        };
        assert!(!suspected(&[(21, 1.4), (4, 1.4), (6, 1.4)], None));
        assert!(!suspected(&[(21, 1.2)], None));
        // A trisomy of 21 alone in all cells, and in the 80 % that are leukaemic.
        assert!(!suspected(&[(21, 1.49)], None));
        assert!(!suspected(&[(21, 1.4)], Some(0.8)));
        // A tetrasomy in a hyperdiploid clone.
        assert!(!suspected(&[(21, 1.8), (4, 1.4), (6, 1.4), (10, 1.4)], Some(0.8)));
        // Five copies.
        assert!(suspected(&[(21, 2.2), (4, 1.4)], None));
        assert!(suspected(&[(21, 1.75)], Some(0.5)));
        assert!(suspected(&[(21, 2.2)], None));
    }

    #[test]
    fn few_targets_are_not_assessed_unless_off_target_reads_are_there() {
        let few = one(Some((2, 1.5, ERROR)), None);
        assert_eq!((few.state, few.evidence), (ChromosomeState::NotAssessed, None));
        assert_eq!(few.ratio.map(|r| r.value > 1.4), Some(true));
        assert_eq!(one(Some((30, 1.2, 0.1)), None).state, ChromosomeState::Balanced);
        let reads = one(Some((2, 1.0, ERROR)), Some((1.5, 0.05)));
        assert_eq!(reads.state, ChromosomeState::Gained);
        assert_eq!(reads.evidence, Some(ChromosomeEvidence::OffTargetReads));
        assert!(!reads.contradicted && reads.ratio.unwrap().value > 1.49);
        let alone = one(None, Some((0.6, 0.05)));
        assert_eq!((alone.targets, alone.state), (0, ChromosomeState::Lost));
        // An error of 0.1 is that of 100 fragments: fewer than the rules ask for.
        let few = one(None, Some((1.5, 0.1)));
        assert_eq!((few.state, few.ratio), (ChromosomeState::NotAssessed, None));
        assert_eq!(few.off_target.map(|found| found.is_enough), Some(false));
    }

    #[test]
    fn what_agrees_is_averaged_and_what_does_not_is_said() {
        let both = one(Some((10, 1.10, 0.03)), Some((1.13, 0.03)));
        assert_eq!(
            (both.state, both.evidence),
            (ChromosomeState::Gained, Some(ChromosomeEvidence::Both))
        );
        // Neither of the two alone is certain of the first.
        assert_eq!(one(Some((10, 1.08, 0.03)), None).state, ChromosomeState::Balanced);
        // A gain of one arm: targets on the other one alone.
        let arm = one(Some((10, 1.0, 0.02)), Some((1.3, 0.03)));
        assert!(arm.contradicted && arm.state == ChromosomeState::NotAssessed);
        assert_eq!(arm.ratio.unwrap().value, 1.0);
        // Both say gained, not how much.
        let much = one(Some((10, 2.2, 0.03)), Some((1.5, 0.03)));
        assert!(much.contradicted && much.state == ChromosomeState::Gained);
        assert!((much.ratio.unwrap().value - 2.2).abs() < 1e-12);
    }

    #[test]
    fn the_error_of_the_zero_is_not_averaged_away() {
        let width = |zero| {
            let backbone =
                [(contig(7), BackboneLevel { targets: 9, level: Some(level(1.0, 0.01)) })];
            let reads = off_target(&[(7, 1.0, 0.01)]);
            let found = levels(&backbone.into(), &reads, zero, &rules());
            found[0].ratio.map(|r| r.high - r.low).unwrap()
        };
        assert!((width(0.0) - 3.92 * 0.01 / 2.0_f64.sqrt()).abs() < 1e-9);
        assert!(width(0.05) > 3.92 * 0.05);
    }

    proptest! {
        #[test]
        fn a_mean_lies_between_and_is_more_certain(
            a in 0.4..2.0_f64, b in 0.4..2.0_f64, x in 0.001..0.2_f64, y in 0.001..0.2_f64,
        ) {
            let (a, b) = (level(a, x), level(b, y));
            let both = mean(a, b);
            prop_assert!(both.log >= a.log.min(b.log) - 1e-12 && both.log <= a.log.max(b.log) + 1e-12);
            prop_assert!(both.variance <= a.variance.min(b.variance));
            prop_assert_eq!(agree(a, b, &rules().aneuploidy), agree(b, a, &rules().aneuploidy));
        }
    }
}
