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

/// Why a table holds copy numbers: most of its values are whole numbers, and their median is 2.
/// Ratios of a normal exon lie at 1, and hardly one is a whole number.
pub(super) fn copy_numbers(file: &MlpaFile) -> Option<String> {
    let mut values: Vec<f64> = file.observations.iter().filter_map(ratio).collect();
    let whole = values.iter().filter(|value| value.fract() == 0.0).count();
    if 2 * whole <= values.len() {
        return None;
    }
    let middle = median(&mut values);
    (middle == 2.0).then(|| {
        let sheet =
            if file.sheet.is_empty() { String::new() } else { format!(", sheet '{}'", file.sheet) };
        format!(
            "{}{sheet}: {whole} of {} values are whole numbers and their median is 2, so these are \
             copy numbers and no ratios: divide them by 2, or give them in a table of the columns \
             SampleID, Gene, Exons, CN",
            file.file,
            values.len()
        )
    })
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
