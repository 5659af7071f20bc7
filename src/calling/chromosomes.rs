//! Whole chromosomes over the backbone: the aneuploidy line.
//!
//! Depth gives ratios to the level taken as two copies; whether that level is two copies is the
//! baseline's question, and its doubt (`BASELINE_AMBIGUOUS`) is that of this line as well. Gains in
//! few of the cells and of parts of a chromosome are not seen.

use super::fit::Fit;
use crate::knowledge::rules::AneuploidyRules;
use crate::model::calls::Estimate;
use crate::model::chromosomes::{Aneuploidy, ChromosomeLevel, ChromosomeState};
use crate::model::contig::Contig;
use crate::model::target::Target;
use crate::normals::expectation::Expectation;
use crate::stats::robust::median;

/// The level of every autosome that the panel has targets on, from targets outside the regions.
pub fn levels(
    fit: &Fit,
    targets: &[Target],
    expectation: &Expectation,
    regions: &[Vec<usize>],
    rules: &AneuploidyRules,
) -> Vec<ChromosomeLevel> {
    let mut in_region = vec![false; targets.len()];
    regions.iter().flatten().for_each(|&t| in_region[t] = true);
    let mut contigs: Vec<&Contig> =
        targets.iter().map(|t| &t.interval.contig).filter(|c| c.is_autosome()).collect();
    contigs.dedup();
    let level = |contig: &Contig| {
        let members: Vec<usize> = (0..targets.len())
            .filter(|&t| {
                expectation.usable[t] && !in_region[t] && targets[t].interval.contig == *contig
            })
            .collect();
        let ratio = fit.ratio_over(expectation, &members);
        ChromosomeLevel {
            contig: contig.clone(),
            targets: members.len() as u32,
            state: state(ratio, members.len(), rules),
            ratio: ratio.map(|(value, error)| Estimate {
                value,
                low: (value - 1.96 * error).max(0.0),
                high: value + 1.96 * error,
            }),
        }
    };
    contigs.into_iter().map(level).collect()
}

fn state(ratio: Option<(f64, f64)>, targets: usize, rules: &AneuploidyRules) -> ChromosomeState {
    let chromosome = &rules.chromosome;
    let Some((value, error)) = ratio else { return ChromosomeState::NotAssessed };
    if targets < chromosome.fewest_targets as usize {
        return ChromosomeState::NotAssessed;
    }
    let least = chromosome.least_change.max(chromosome.deviations * error);
    if value - 1.0 >= least {
        ChromosomeState::Gained
    } else if 1.0 - value >= least {
        ChromosomeState::Lost
    } else {
        ChromosomeState::Balanced
    }
}

/// Counts and classes of the levels.
pub fn aneuploidy(chromosomes: Vec<ChromosomeLevel>, rules: &AneuploidyRules) -> Aneuploidy {
    let count = |state| chromosomes.iter().filter(|c| c.state == state).count() as u32;
    let (gained, lost) = (count(ChromosomeState::Gained), count(ChromosomeState::Lost));
    let assessed = chromosomes.len() as u32 - count(ChromosomeState::NotAssessed);
    let within = |bin: [u32; 2], n: u32| (bin[0]..=bin[1]).contains(&n);
    let class = rules
        .class
        .iter()
        .find(|class| within(class.gained, gained) && within(class.lost, lost))
        .map(|class| class.name.clone());
    let suspected = is_iamp21(&chromosomes, rules);
    Aneuploidy { chromosomes, gained, lost, assessed, class, iamp21_suspected: suspected }
}

/// Chromosome 21 stands far above every other gained chromosome.
fn is_iamp21(chromosomes: &[ChromosomeLevel], rules: &AneuploidyRules) -> bool {
    let rule = &rules.iamp21;
    let is_21 = |c: &&ChromosomeLevel| c.contig == Contig::new(&rule.contig);
    let ratio = |c: &ChromosomeLevel| c.ratio.map_or(1.0, |r| r.value);
    let gained = |c: &&ChromosomeLevel| c.state == ChromosomeState::Gained;
    let Some(own) = chromosomes.iter().filter(gained).find(is_21).map(ratio) else { return false };
    let mut others: Vec<f64> =
        chromosomes.iter().filter(gained).filter(|c| !is_21(c)).map(|c| ratio(c) - 1.0).collect();
    let usual = if others.is_empty() { 0.0 } else { median(&mut others) };
    own >= rule.least_ratio && own - 1.0 >= rule.least_extra * usual
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    fn genome(changed: &[(u32, f64)]) -> Aneuploidy {
        let rules = Knowledge::builtin().rules.aneuploidy;
        let level = |n: u32| {
            let value = changed.iter().find(|(c, _)| *c == n).map_or(1.0, |(_, ratio)| *ratio);
            let ratio = Some((value, 0.01));
            ChromosomeLevel {
                contig: Contig::new(&n.to_string()),
                targets: 10,
                ratio: Some(Estimate { value, low: value - 0.02, high: value + 0.02 }),
                state: state(ratio, 10, &rules),
            }
        };
        aneuploidy((1..=22).map(level).collect(), &rules)
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
    fn a_trisomy_of_21_is_not_iamp21() {
        assert!(!genome(&[(21, 1.4), (4, 1.4), (6, 1.4)]).iamp21_suspected);
        assert!(genome(&[(21, 2.2), (4, 1.4)]).iamp21_suspected);
        assert!(!genome(&[(21, 1.2)]).iamp21_suspected);
    }

    #[test]
    fn few_targets_are_not_assessed() {
        let rules = Knowledge::builtin().rules.aneuploidy;
        assert_eq!(state(Some((1.5, 0.01)), 2, &rules), ChromosomeState::NotAssessed);
        assert_eq!(state(None, 30, &rules), ChromosomeState::NotAssessed);
        assert_eq!(state(Some((1.2, 0.1)), 30, &rules), ChromosomeState::Balanced);
    }
}
