//! Tables whose numbers cannot be what they are taken for.

use std::collections::{BTreeMap, BTreeSet};

use super::observation::{MlpaFile, Observation, Reading, Subject};
use crate::stats::robust::median;

fn ratio(observation: &Observation) -> Option<f64> {
    match observation.reading {
        Reading::Ratio(ratio) => Some(ratio),
        _ => None,
    }
}

/// Fewest values whose median lies near two copies where most probes have them.
const FEWEST_HIGH: usize = 6;
/// The same where the median would be a loss of both copies in most probes, which a small table of one
/// gene may hold.
const FEWEST_LOW: usize = 10;

/// Why a table holds no ratios: whole numbers are copy numbers, and most probes of a sample have two
/// copies, so that the middle of a table lies at 1 and neither at 2 nor at 0.
pub(super) fn copy_numbers(file: &MlpaFile) -> Option<String> {
    let mut values: Vec<f64> = file.observations.iter().filter_map(ratio).collect();
    let all = values.len();
    let whole = values.iter().filter(|value| value.fract() == 0.0).count();
    let largest = values.iter().copied().fold(0.0, f64::max);
    let middle = median(&mut values);
    let sheet =
        if file.sheet.is_empty() { String::new() } else { format!(", sheet '{}'", file.sheet) };
    let told = |why: String| Some(format!("{}{sheet}: {why}", file.file));
    let remedy =
        "divide them by 2, or give them in a table of the columns SampleID, Gene, Exons, CN";
    if 2 * whole > all && middle == 2.0 {
        return told(format!(
            "{whole} of {all} values are whole numbers and their median is 2, so these are copy \
             numbers and no ratios: {remedy}"
        ));
    }
    if all > 1 && whole == all && largest >= 2.0 {
        return told(format!(
            "all {all} values are whole numbers up to {largest}, so these may be copy numbers and no \
             ratios: {remedy}; write ratios with their decimals"
        ));
    }
    // Nearer to two on the scale of ratios.
    if all >= FEWEST_HIGH && middle > std::f64::consts::SQRT_2 {
        return told(format!(
            "the median of {all} values is {middle:.2}, where most probes of a sample have a ratio of \
             1: copy numbers? Then {remedy}"
        ));
    }
    // Below half of what the loss of one copy gives.
    if all >= FEWEST_LOW && middle < 0.25 {
        return told(format!(
            "the median of {all} values is {middle:.2}, where most probes of a sample have a ratio of \
             1: logarithms of ratios are not read"
        ));
    }
    None
}

/// Fewest probes in which two samples cannot be the same by chance.
const FEWEST_PROBES: usize = 20;
/// Fewest different values among them: ratios of one decimal, or made ones, are alike in many.
const FEWEST_VALUES: usize = 5;

/// Samples that have the same ratio in every probe: one was copied over the other.
pub(super) fn copies(by_sample: &BTreeMap<&str, Vec<&Observation>>) -> Vec<String> {
    type Profile<'a> = Vec<(&'a Subject, &'a str, u64)>;
    let mut known: BTreeMap<Profile, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, observations) in by_sample {
        let mut profile: Profile = observations
            .iter()
            .filter_map(|own| Some((&own.subject, own.probe.as_str(), ratio(own)?.to_bits())))
            .collect();
        let values: BTreeSet<u64> = profile.iter().map(|(_, _, bits)| *bits).collect();
        if profile.len() < FEWEST_PROBES || values.len() < FEWEST_VALUES {
            continue;
        }
        profile.sort_unstable();
        let probes = profile.len();
        match known.get(&profile) {
            Some(other) => problems.push(format!(
                "the samples {other} and {name} have the same ratio in each of {probes} probes: one \
                 was copied over the other; give the results of each, or leave one out"
            )),
            None => {
                known.insert(profile, name);
            }
        }
    }
    problems
}
