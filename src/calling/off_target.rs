//! Levels of the autosomes from reads away from the targets.
//!
//! The share of a sample's off-target records that lies on a chromosome is compared with its share in
//! the normals. Shares tell levels relative to each other alone: which level is two copies is the
//! backbone's choice where it has one ([`on_the_backbones_zero`]), else the level that most
//! chromosomes have.

use std::collections::BTreeMap;

use super::baseline::{BlockLevel, choose};
use crate::knowledge::rules::OffTargetRules;
use crate::model::chromosomes::OffTargetUse;
use crate::model::contig::Contig;
use crate::model::off_target::OffTargetReads;
use crate::normals::panel::{FEWEST_NORMALS, PanelOfNormals};
use crate::stats::robust::{mad, median};

/// Chromosomes that backbone and off-target reads must both measure to share one zero, and those
/// without which the most common level of the off-target reads is no zero.
const FEWEST_SHARED: usize = 5;
const FEWEST_CHROMOSOMES: usize = 11;
/// Variance of a median, relative to that of the mean of as many normally distributed values.
const OF_MEDIAN: f64 = std::f64::consts::FRAC_PI_2;

/// A level on the log scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Log ratio.
    pub log: f64,
    /// Variance.
    pub variance: f64,
}

/// What was counted on one autosome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OffTargetLevel {
    /// Off-target records of the sample.
    pub records: u64,
    /// Level relative to the normals; to two copies once there is a zero.
    pub level: Level,
}

impl OffTargetLevel {
    /// Independent fragments whose counting alone would be as uncertain.
    pub fn worth(&self) -> f64 {
        1.0 / self.level.variance
    }

    fn is_enough(&self, rules: OffTargetRules) -> bool {
        self.worth() >= f64::from(rules.fewest_fragments)
    }
}

/// Off-target reads as evidence for one sample.
#[derive(Debug, Clone, PartialEq)]
pub struct OffTarget {
    /// Whether they were used.
    pub state: OffTargetUse,
    /// Autosomes that were counted in the sample and its normals; empty where there is no zero.
    pub levels: BTreeMap<Contig, OffTargetLevel>,
}

impl OffTarget {
    fn none(state: OffTargetUse) -> Self {
        Self { state, levels: BTreeMap::new() }
    }

    /// Level of a chromosome to two copies, where it has enough reads.
    pub fn assessed(&self, contig: &Contig, rules: OffTargetRules) -> Option<Level> {
        self.levels.get(contig).filter(|found| found.is_enough(rules)).map(|found| found.level)
    }
}

/// Measures a sample against the members of its panel that are named. `backbone` has the levels to
/// two copies of the chromosomes that the backbone assesses.
pub fn measure(
    sample: Option<&OffTargetReads>,
    (panel, members): (&PanelOfNormals, &[String]),
    backbone: &BTreeMap<Contig, Level>,
    rules: OffTargetRules,
) -> OffTarget {
    let Some(sample) = sample else { return OffTarget::none(OffTargetUse::NotCounted) };
    let named = panel.members.iter().filter(|member| members.contains(&member.name));
    let normals: Vec<&OffTargetReads> = named
        .filter_map(|member| member.off_target.as_ref())
        .filter(|normal| normal.margin == sample.margin)
        .collect();
    if normals.len() < FEWEST_NORMALS {
        return OffTarget::none(OffTargetUse::NotInNormals);
    }
    let mut levels = against(sample, &normals);
    let enough: BTreeMap<&Contig, Level> = levels
        .iter()
        .filter(|(_, found)| found.is_enough(rules))
        .map(|(contig, found)| (contig, found.level))
        .collect();
    let zero = on_the_backbones_zero(&enough, backbone)
        .map(|zero| (OffTargetUse::BackbonesZero, zero))
        .or_else(|| on_own_zero(&enough).map(|zero| (OffTargetUse::OwnZero, zero)));
    let Some((state, zero)) = zero else { return OffTarget::none(OffTargetUse::TooFew) };
    for found in levels.values_mut() {
        found.level.log -= zero.log;
        found.level.variance += zero.variance;
    }
    OffTarget { state, levels }
}

/// Share of an autosome in the off-target records of one sample.
#[derive(Debug, Clone, Copy)]
struct Share {
    log: f64,
    /// Variance that comes of counting.
    counting: f64,
}

impl Share {
    /// `None` for an autosome without a record: it has no level, and is not assessed, never lost.
    fn of(reads: &OffTargetReads, contig: &Contig) -> Option<Self> {
        let records = reads.on(contig).filter(|records| *records > 0)? as f64;
        let log = (records / reads.total() as f64).ln();
        Some(Self { log, counting: reads.clumping / records })
    }
}

/// What the normals have on an autosome.
#[derive(Debug, Clone, Copy)]
struct Expected {
    log: f64,
    counting: f64,
    /// Variance from normal to normal beyond counting.
    spread: f64,
}

impl Expected {
    fn of(normals: &[&OffTargetReads], contig: &Contig) -> Option<Self> {
        let shares: Vec<Share> =
            normals.iter().map(|normal| Share::of(normal, contig)).collect::<Option<_>>()?;
        let mut logs: Vec<f64> = shares.iter().map(|share| share.log).collect();
        let counting = median(&mut shares.iter().map(|share| share.counting).collect::<Vec<_>>());
        let spread = (mad(&logs).powi(2) - counting).max(0.0);
        Some(Self { log: median(&mut logs), counting, spread })
    }
}

/// Log ratio of the share of each autosome to that of the normals.
fn against(
    sample: &OffTargetReads,
    normals: &[&OffTargetReads],
) -> BTreeMap<Contig, OffTargetLevel> {
    let compared: Vec<(&Contig, Share, Expected)> = sample
        .autosomes
        .iter()
        .map(|count| &count.contig)
        .filter_map(|contig| {
            Some((contig, Share::of(sample, contig)?, Expected::of(normals, contig)?))
        })
        .collect();
    let mut spreads: Vec<f64> = compared.iter().map(|(_, _, expected)| expected.spread).collect();
    let usual = median(&mut spreads);
    let level = |(contig, own, expected): (&Contig, Share, Expected)| {
        // Few normals may lie close together by chance: no spread is below the usual one.
        let spread = expected.spread.max(usual);
        let of_normals = OF_MEDIAN * (spread + expected.counting) / normals.len() as f64;
        let level =
            Level { log: own.log - expected.log, variance: own.counting + spread + of_normals };
        let records = sample.on(contig).unwrap_or(0);
        (contig.clone(), OffTargetLevel { records, level })
    };
    compared.into_iter().map(level).collect()
}

/// The level of two copies that the backbone has chosen, as the off-target reads see it: gains and
/// losses show in both, so that their difference is the same on every chromosome.
fn on_the_backbones_zero(
    levels: &BTreeMap<&Contig, Level>,
    backbone: &BTreeMap<Contig, Level>,
) -> Option<Level> {
    let pairs = levels.iter().filter_map(|(contig, own)| Some((own, backbone.get(*contig)?)));
    let differences: Vec<Level> = pairs
        .map(|(own, other)| Level {
            log: own.log - other.log,
            variance: own.variance + other.variance,
        })
        .collect();
    (differences.len() >= FEWEST_SHARED).then(|| middle(&differences))
}

/// The level that most chromosomes have: a mode, as for targets.
fn on_own_zero(levels: &BTreeMap<&Contig, Level>) -> Option<Level> {
    if levels.len() < FEWEST_CHROMOSOMES {
        return None;
    }
    let blocks: Vec<BlockLevel> = levels
        .iter()
        .map(|(contig, own)| BlockLevel {
            contig: (*contig).clone(),
            level: own.log,
            error: own.variance.sqrt(),
            weight: 1.0,
            imbalance: 0.0,
        })
        .collect();
    let zero = choose(&blocks).level;
    let is_near = |own: &&Level| (own.log - zero).powi(2) < 9.0 * own.variance;
    let near: Vec<Level> = levels.values().filter(is_near).copied().collect();
    (!near.is_empty()).then(|| Level { log: zero, ..middle(&near) })
}

/// Median of levels, with its variance.
fn middle(levels: &[Level]) -> Level {
    let of =
        |value: &dyn Fn(&Level) -> f64| median(&mut levels.iter().map(value).collect::<Vec<_>>());
    let variance = OF_MEDIAN * of(&|level| level.variance) / levels.len() as f64;
    Level { log: of(&|level| level.log), variance }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::off_target::OffTargetCount;
    use proptest::prelude::*;

    fn reads(records: impl Fn(u32) -> u64) -> OffTargetReads {
        let count =
            |n: u32| OffTargetCount { contig: Contig::new(&n.to_string()), records: records(n) };
        OffTargetReads { margin: 1_000, clumping: 2.0, autosomes: (1..=22).map(count).collect() }
    }

    /// Normals whose counts differ by up to 4 % in either direction, each chromosome in its own way.
    fn normals(each: u64) -> Vec<OffTargetReads> {
        let two = |n: u32| each * u64::from(30 - n) / 10;
        (0..9_u64)
            .map(|i| reads(|n| two(n) * (96 + (i * (1 + u64::from(n) % 2)) % 9) / 100))
            .collect()
    }

    fn levels(sample: &OffTargetReads, each: u64) -> BTreeMap<Contig, OffTargetLevel> {
        let normals = normals(each);
        against(sample, &normals.iter().collect::<Vec<_>>())
    }

    fn own_levels(found: &BTreeMap<Contig, OffTargetLevel>) -> BTreeMap<&Contig, Level> {
        found.iter().map(|(contig, found)| (contig, found.level)).collect()
    }

    proptest! {
        #[test]
        fn the_number_of_reads_does_not_move_a_level(times in 1..50_u64) {
            let sample = |times: u64| reads(|n| times * 1_000 * u64::from(30 - n));
            let (once, more) = (levels(&sample(1), 10_000), levels(&sample(times), 10_000));
            for (contig, found) in &once {
                prop_assert!((found.level.log - more[contig].level.log).abs() < 1e-9);
                prop_assert!(more[contig].level.variance <= found.level.variance);
            }
        }

        #[test]
        fn gains_of_any_chromosomes_stand_out_from_the_rest(
            gained in proptest::collection::btree_set(1..=22_u32, 1..10),
        ) {
            let sample = reads(|n| {
                let two = 1_000 * u64::from(30 - n);
                if gained.contains(&n) { two * 7 / 5 } else { two }
            });
            let found = levels(&sample, 10_000);
            let zero = on_own_zero(&own_levels(&found)).unwrap();
            for (contig, found) in &found {
                let ratio = (found.level.log - zero.log).exp();
                let expected = if gained.contains(&contig.as_str().parse().unwrap()) { 1.4 } else { 1.0 };
                prop_assert!((ratio - expected).abs() < 0.03, "{contig}: {ratio}");
            }
        }
    }

    #[test]
    fn counting_and_the_normals_spread_both_make_the_error() {
        let equal: Vec<OffTargetReads> = (0..9).map(|_| reads(|_| 1_000_000)).collect();
        let equal: Vec<&OffTargetReads> = equal.iter().collect();
        // 400 records of pairs are 200 fragments.
        let found = against(&reads(|_| 400), &equal);
        for found in found.values() {
            assert!((found.worth() - 200.0).abs() < 0.1, "{}", found.worth());
        }
        // Normals that differ: no number of reads makes their spread small.
        let found = levels(&reads(|n| 1_000_000_000 * u64::from(30 - n)), 1_000_000);
        for found in found.values() {
            assert!(found.level.variance > 1e-5 && found.level.variance < 1e-2);
        }
    }

    #[test]
    fn the_zero_is_the_backbones_where_it_has_one() {
        // One copy of every chromosome but 21 and 22 is lost in part of the cells.
        let kept = [21, 22];
        let sample = reads(|n| 1_000 * u64::from(30 - n) * if kept.contains(&n) { 10 } else { 7 });
        let found = levels(&sample, 10_000);
        let log = |n: u32| if kept.contains(&n) { 0.0 } else { 0.7_f64.ln() };
        let backbone: BTreeMap<Contig, Level> = (14..=22)
            .map(|n| (Contig::new(&n.to_string()), Level { log: log(n), variance: 1e-4 }))
            .collect();
        let own = own_levels(&found);
        let shared = on_the_backbones_zero(&own, &backbone).unwrap();
        let ratio = |zero: Level, name: &str| (own[&Contig::new(name)].log - zero.log).exp();
        assert!(
            (ratio(shared, "1") - 0.7).abs() < 0.03 && (ratio(shared, "21") - 1.0).abs() < 0.05
        );
        // Alone, the reads cannot tell it from gains of 21 and 22.
        let alone = on_own_zero(&own).unwrap();
        assert!((ratio(alone, "1") - 1.0).abs() < 0.03 && (ratio(alone, "21") - 1.43).abs() < 0.05);
        let few: BTreeMap<Contig, Level> = backbone.into_iter().take(4).collect();
        assert_eq!(on_the_backbones_zero(&own, &few), None);
    }

    #[test]
    fn a_chromosome_without_a_record_has_no_level() {
        let found = levels(&reads(|n| if n == 7 { 0 } else { 1_000 }), 10_000);
        assert_eq!(found.len(), 21);
        assert!(!found.contains_key(&Contig::new("7")));
    }
}
