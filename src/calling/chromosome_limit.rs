//! The smallest share of the cells in which one copy more or fewer of a chromosome would have been
//! called, and what that leaves open where few blasts are stated.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::knowledge::rules::{ChromosomeThresholds, Rules};
use crate::model::calls::SampleInfo;
use crate::model::chromosomes::{ChromosomeLevel, ChromosomeState};
use crate::model::sample::Role;

/// What a level of a relative error could have shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// Share of the cells from which a gain and a loss are called with the power of the limits;
    /// absent where not even one in every cell is.
    pub limit: Option<f64>,
    /// True when one in every cell would rather be found than missed.
    pub is_assessable: bool,
}

impl Reach {
    /// Of a level with this error relative to it.
    pub fn of(error: f64, rules: &Rules) -> Self {
        let call = &rules.calling.call;
        let smallest = |power| smallest(error, power, &rules.aneuploidy.chromosome);
        let is_assessable = smallest(call.assessable_power).is_some();
        Self { limit: smallest(call.power), is_assessable }
    }
}

/// Smallest share in which both a gain and a loss of one copy are called with a power.
///
/// A copy more in a share f of the cells lies at 1 + f/2, and its error grows with it, so that the
/// gain is the harder of the two to find.
fn smallest(error: f64, power: f64, chromosome: &ChromosomeThresholds) -> Option<f64> {
    let beyond = Normal::standard().inverse_cdf(power);
    // The distance x is called when x - beyond * error * (1 + x) reaches what a change must exceed.
    let by_distance = (chromosome.least_change + beyond * error) / (1.0 - beyond * error);
    let deviations = (chromosome.deviations + beyond) * error;
    let by_error = deviations / (1.0 - deviations);
    let share = 2.0 * by_distance.max(by_error);
    (beyond * error < 1.0 && deviations < 1.0 && share <= 1.0).then_some(share)
}

/// Takes back "two copies" where a gain or loss in all of the stated blasts would have looked the
/// same, as the rules do with genes.
pub fn leave_unseen(levels: &mut [ChromosomeLevel], sample: &SampleInfo) {
    let Some(percent) = sample.blast_percent.filter(|_| sample.role == Role::Tumour) else {
        return;
    };
    let is_above = |limit: f64| 100.0 * limit > percent + 1e-6;
    for level in levels {
        let is_unseen = level.limit_of_detection.is_none_or(is_above);
        if level.state == ChromosomeState::Balanced && is_unseen {
            level.state = ChromosomeState::NotAssessed;
            level.unseen_in_blasts = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    fn limit(error: f64) -> Option<f64> {
        Reach::of(error, &Knowledge::builtin().rules).limit
    }

    #[test]
    fn a_change_at_the_limit_is_called_with_the_power() {
        let rules = Knowledge::builtin().rules;
        let chromosome = &rules.aneuploidy.chromosome;
        let beyond = Normal::standard().inverse_cdf(rules.calling.call.power);
        for error in [0.002, 0.01, 0.03, 0.06] {
            let share = limit(error).unwrap();
            for level in [1.0 + share / 2.0, 1.0 - share / 2.0] {
                // Of 20 such samples one lies this far towards two copies.
                let distance = (level - 1.0).abs() - beyond * error * level;
                let needed = chromosome.least_change.max(chromosome.deviations * error * level);
                assert!(distance >= needed - 1e-9, "{error}: {level}");
            }
        }
    }

    #[test]
    fn a_perfect_level_is_limited_by_the_least_change_and_a_poor_one_shows_nothing() {
        assert!((limit(0.0).unwrap() - 0.1).abs() < 1e-9);
        assert!(limit(0.01).unwrap() < limit(0.02).unwrap());
        assert_eq!(limit(0.1), None);
        assert_eq!(limit(2.0), None);
        let rules = Knowledge::builtin().rules;
        assert!(Reach::of(0.1, &rules).is_assessable && !Reach::of(0.12, &rules).is_assessable);
    }
}
