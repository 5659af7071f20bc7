//! UKALL-CNA risk profile over loci of which some may be unknown.

use std::collections::BTreeSet;

use crate::knowledge::rules::UkallPreset;
use crate::model::locus_state::LocusState;
use crate::model::patient::UkallCnaResult;

/// Class of a complete profile, given its deleted loci.
pub fn class<'a>(deleted: &BTreeSet<&str>, preset: &'a UkallPreset) -> &'a str {
    let fits = |rule: &&crate::knowledge::rules::ProfileRule| {
        rule.exactly.iter().any(|set| {
            set.len() == deleted.len() && set.iter().all(|locus| deleted.contains(locus.as_str()))
        }) || rule.any.iter().any(|locus| deleted.contains(locus.as_str()))
    };
    preset.rules.iter().find(fits).map_or(&preset.otherwise, |rule| &rule.class)
}

/// The class that all completions of the unknown loci share, else `inconclusive`.
pub fn result(loci: &[(&str, LocusState)], preset: &UkallPreset) -> UkallCnaResult {
    let known: BTreeSet<&str> = with_state(loci, LocusState::Deleted).collect();
    let unknown: Vec<&str> = with_state(loci, LocusState::NotAssessed).collect();
    let possible: BTreeSet<&str> = (0_u32..1 << unknown.len())
        .map(|completion| {
            let mut deleted = known.clone();
            deleted.extend(
                unknown
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| completion >> i & 1 == 1)
                    .map(|(_, l)| l),
            );
            class(&deleted, preset)
        })
        .collect();
    let class = match possible.first() {
        Some(class) if possible.len() == 1 => (*class).to_owned(),
        _ => "inconclusive".to_owned(),
    };
    UkallCnaResult {
        preset: preset.name.clone(),
        class,
        possible: possible.into_iter().map(str::to_owned).collect(),
        rests_on: Vec::new(),
        unconfirmed: preset.unconfirmed,
        citation: preset.citation.clone(),
    }
}

/// Of the loci whose deletion is only probable, those without which the class may be another: each
/// by itself, or all where no single one decides.
pub fn rests_on(
    loci: &[(&str, LocusState)],
    probable: &[&str],
    preset: &UkallPreset,
) -> Vec<String> {
    let class = result(loci, preset).class;
    let is_other_without = |doubtful: &[&str]| {
        let without: Vec<(&str, LocusState)> = loci
            .iter()
            .map(|(name, state)| {
                (*name, if doubtful.contains(name) { LocusState::NotAssessed } else { *state })
            })
            .collect();
        result(&without, preset).class != class
    };
    let single: Vec<&str> =
        probable.iter().copied().filter(|locus| is_other_without(&[*locus])).collect();
    let are_together = single.is_empty() && is_other_without(probable);
    let deciding = if are_together { probable.to_vec() } else { single };
    deciding.into_iter().map(str::to_owned).collect()
}

fn with_state<'a>(
    loci: &'a [(&'a str, LocusState)],
    wanted: LocusState,
) -> impl Iterator<Item = &'a str> {
    loci.iter().filter(move |(_, state)| *state == wanted).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    const STATES: [LocusState; 3] =
        [LocusState::Deleted, LocusState::NotDeleted, LocusState::NotAssessed];

    #[test]
    fn all_profiles_complete_and_incomplete() {
        let knowledge = Knowledge::builtin();
        let names: Vec<&str> =
            knowledge.rules.ukall_cna.loci.iter().map(|locus| locus.name.as_str()).collect();
        assert_eq!(names.len(), 8);
        for preset in &knowledge.rules.ukall_cna.presets {
            let (mut good, mut complete) = (0, 0);
            for code in 0..3_usize.pow(8) {
                let loci: Vec<(&str, LocusState)> = names
                    .iter()
                    .enumerate()
                    .map(|(i, name)| (*name, STATES[code / 3_usize.pow(i as u32) % 3]))
                    .collect();
                let result = result(&loci, preset);
                let unknown = with_state(&loci, LocusState::NotAssessed).count();
                if unknown == 0 {
                    complete += 1;
                    good += usize::from(result.class == "good");
                    assert_eq!(result.possible.len(), 1);
                }
                assert_eq!(result.class == "inconclusive", result.possible.len() > 1);
            }
            assert_eq!((good, complete), (7, 256), "{}", preset.name);
        }
    }

    #[test]
    fn a_class_rests_on_a_probable_deletion_that_decides_it() {
        let knowledge = Knowledge::builtin();
        let preset = &knowledge.rules.ukall_cna.presets[0];
        let loci = |deleted: &[&str]| -> Vec<(&str, LocusState)> {
            let all = knowledge.rules.ukall_cna.loci.iter().map(|locus| locus.name.as_str());
            all.map(|name| (name, if deleted.contains(&name) { STATES[0] } else { STATES[1] }))
                .collect()
        };
        let rests = |deleted: &[&str], probable: &[&str]| {
            rests_on(&loci(deleted), probable, preset).join(", ")
        };
        assert_eq!(rests(&["IKZF1"], &["IKZF1"]), "IKZF1");
        assert_eq!(rests(&["IKZF1", "EBF1"], &["IKZF1"]), "", "poor by EBF1 alone");
        assert_eq!(rests(&["IKZF1", "EBF1"], &["IKZF1", "EBF1"]), "IKZF1, EBF1");
        assert_eq!(rests(&["PAX5"], &[]), "");
    }
}
