//! `IKZF1plus`: IKZF1 deletion with another deletion and without ERG deletion.

use super::loci::{self, Loci};
use crate::knowledge::rules::{CoDeleted, Ikzf1PlusPreset};
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::Ikzf1PlusResult;

/// Applies one preset: three conditions, each of which may be open.
///
/// When ERG alone is open the answer is "`IKZF1plus` (ERG not assessed)": the rule depends on it,
/// so it is not a yes.
pub fn result(loci: Loci, preset: &Ikzf1PlusPreset) -> Ikzf1PlusResult {
    let ikzf1 = loci::is_deleted(loci.state(&["IKZF1".to_owned()]));
    let no_erg = if preset.erg_deletion_excludes {
        loci::is_kept(loci.state(&["ERG".to_owned()]))
    } else {
        Answer::Yes
    };
    let counted: Vec<(&CoDeleted, Answer)> =
        preset.co_deleted.iter().map(|locus| (locus, counts(loci, locus))).collect();
    let companion = loci::any(counted.iter().map(|(_, answer)| *answer));
    let answer = loci::all([ikzf1, companion, no_erg].into_iter());

    let supporting: Vec<String> = counted
        .iter()
        .filter(|(_, counts)| *counts == Answer::Yes && answer != Answer::No)
        .map(|(locus, _)| locus.locus.clone())
        .collect();
    let depends = open(loci, ikzf1, companion, no_erg, &counted);
    let label = match answer {
        Answer::Yes => format!("IKZF1plus, with {}", supporting.join(", ")),
        Answer::No if ikzf1 == Answer::No => "no IKZF1 deletion".to_owned(),
        Answer::No if no_erg == Answer::No => "no: ERG is deleted".to_owned(),
        Answer::No => "no: none of the other loci is deleted".to_owned(),
        Answer::NotAssessed if ikzf1 == Answer::Yes && companion == Answer::Yes => {
            format!("IKZF1plus (ERG not assessed), with {}", supporting.join(", "))
        }
        Answer::NotAssessed => {
            let words: Vec<&str> = depends.iter().map(|(_, words)| words.as_str()).collect();
            format!("not assessed: depends on {}", words.join(", "))
        }
    };
    let is_open = answer == Answer::NotAssessed;
    Ikzf1PlusResult {
        preset: preset.name.clone(),
        answer,
        label,
        supporting,
        open: depends.into_iter().filter(|_| is_open).map(|(locus, _)| locus).collect(),
        unconfirmed: preset.unconfirmed,
        citation: preset.citation.clone(),
    }
}

/// Whether a locus counts for the preset.
fn counts(loci: Loci, locus: &CoDeleted) -> Answer {
    if locus.homozygous {
        loci.any_homozygous(&locus.genes)
    } else {
        loci::is_deleted(loci.state(&locus.genes))
    }
}

/// Loci of the conditions that are open, by name and in words.
fn open(
    loci: Loci,
    ikzf1: Answer,
    companion: Answer,
    no_erg: Answer,
    counted: &[(&CoDeleted, Answer)],
) -> Vec<(String, String)> {
    let is_open = |answer: Answer| answer == Answer::NotAssessed;
    let named = |name: &str| (name.to_owned(), name.to_owned());
    let in_words = |locus: &CoDeleted| {
        // Deleted, but whether on both alleles is not known.
        let once = locus.homozygous && loci.state(&locus.genes) == LocusState::Deleted;
        let words = if once { " (homozygous or not)" } else { "" };
        (locus.locus.clone(), format!("{}{words}", locus.locus))
    };
    let companions =
        counted.iter().filter(|(_, a)| is_open(companion) && is_open(*a)).map(|(l, _)| in_words(l));
    is_open(ikzf1)
        .then(|| named("IKZF1"))
        .into_iter()
        .chain(companions)
        .chain(is_open(no_erg).then(|| named("ERG")))
        .collect()
}
