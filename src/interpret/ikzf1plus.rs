//! `IKZF1plus`: IKZF1 deletion with another deletion and without ERG deletion.

use super::loci;
use crate::knowledge::rules::{CoDeleted, Ikzf1PlusPreset};
use crate::model::calls::SampleCalls;
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::Ikzf1PlusResult;

/// Applies one preset.
///
/// An ERG that was not assessed does not make the answer unknown: it is "`IKZF1plus` (ERG not
/// assessed)", a positive answer of its own, with ERG among the open loci.
pub fn result(calls: &SampleCalls, preset: &Ikzf1PlusPreset) -> Ikzf1PlusResult {
    let ikzf1 = loci::state(calls, &["IKZF1".to_owned()]);
    let erg = if preset.erg_deletion_excludes {
        loci::state(calls, &["ERG".to_owned()])
    } else {
        LocusState::NotDeleted
    };
    let counted: Vec<(&CoDeleted, Answer)> =
        preset.co_deleted.iter().map(|locus| (locus, counts(calls, locus))).collect();
    let named = |wanted: Answer| -> Vec<String> {
        counted.iter().filter(|(_, a)| *a == wanted).map(|(l, _)| l.locus.clone()).collect()
    };
    let (supporting, unknown) = (named(Answer::Yes), named(Answer::NotAssessed));
    let (answer, label, open) = match (ikzf1, erg) {
        (LocusState::NotDeleted, _) => (Answer::No, "no IKZF1 deletion".to_owned(), Vec::new()),
        (_, LocusState::Deleted) => (Answer::No, "no: ERG is deleted".to_owned(), Vec::new()),
        (LocusState::NotAssessed, _) => (
            Answer::NotAssessed,
            "not assessed: IKZF1 was not assessed".to_owned(),
            vec!["IKZF1".to_owned()],
        ),
        (LocusState::Deleted, erg) if !supporting.is_empty() => {
            let with = supporting.join(", ");
            if erg == LocusState::NotAssessed {
                let label = format!("IKZF1plus (ERG not assessed), with {with}");
                (Answer::Yes, label, vec!["ERG".to_owned()])
            } else {
                (Answer::Yes, format!("IKZF1plus, with {with}"), Vec::new())
            }
        }
        (LocusState::Deleted, _) if !unknown.is_empty() => (
            Answer::NotAssessed,
            format!("not assessed: depends on {}", open_in_words(&counted)),
            unknown,
        ),
        (LocusState::Deleted, _) => {
            (Answer::No, "no: none of the other loci is deleted".to_owned(), Vec::new())
        }
    };
    let supporting = if answer == Answer::Yes { supporting } else { Vec::new() };
    Ikzf1PlusResult {
        preset: preset.name.clone(),
        answer,
        label,
        supporting,
        open,
        unconfirmed: preset.unconfirmed,
        citation: preset.citation.clone(),
    }
}

/// Whether a locus counts for the preset.
fn counts(calls: &SampleCalls, locus: &CoDeleted) -> Answer {
    if locus.homozygous {
        return loci::any_homozygous(calls, &locus.genes);
    }
    match loci::state(calls, &locus.genes) {
        LocusState::Deleted => Answer::Yes,
        LocusState::NotDeleted => Answer::No,
        LocusState::NotAssessed => Answer::NotAssessed,
    }
}

fn open_in_words(counted: &[(&CoDeleted, Answer)]) -> String {
    let words: Vec<String> = counted
        .iter()
        .filter(|(_, answer)| *answer == Answer::NotAssessed)
        .map(|(locus, _)| {
            if locus.homozygous {
                format!("{} (homozygous or not)", locus.locus)
            } else {
                locus.locus.clone()
            }
        })
        .collect();
    words.join(", ")
}
