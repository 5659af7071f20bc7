//! The one-line result.

use super::loci;
use crate::model::calls::{EventKind, QcFlag, SampleCalls};
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::{Ikzf1PlusResult, Interpretation};

/// The one line at the top of a report.
pub fn line(calls: &SampleCalls, result: &Interpretation) -> String {
    let ikzf1 = &result.ikzf1;
    // What was not assessed stands in the line: a range without it would claim too much.
    let reservation = ikzf1.category_label.strip_prefix(&ikzf1.category).unwrap_or_default();
    let mut parts = match ikzf1.status {
        LocusState::NotAssessed => vec!["IKZF1 NOT ASSESSED".to_owned()],
        LocusState::NotDeleted => {
            vec![format!("IKZF1: no deletion found{reservation} ({})", ikzf1.limit_of_detection)]
        }
        LocusState::Deleted => {
            let cells = ikzf1
                .clone_fraction
                .map_or_else(String::new, |f| format!(", in {:.0} % of the cells", 100.0 * f));
            let probable = calls.is_probable("IKZF1", EventKind::Deletion);
            let ends = if calls.has_uncertain_ends("IKZF1") {
                format!(", these exons at a probability of {:.0} %", 100.0 * ikzf1.probability)
            } else {
                String::new()
            };
            vec![format!(
                "IKZF1: {}deletion of {}{reservation}, {}{cells}{ends}{}",
                if probable { "probable " } else { "" },
                deleted(&ikzf1.mlpa_category),
                ikzf1.class.replace('_', " "),
                if probable { ", to be confirmed" } else { "" }
            )]
        }
    };
    if ikzf1.biallelic == Answer::Yes {
        parts.push("both alleles".to_owned());
    }
    if ikzf1.status == LocusState::Deleted {
        let presets: Vec<String> = result.ikzf1plus.iter().map(ikzf1plus).collect();
        parts.push(format!("IKZF1plus: {}", presets.join(", ")));
    }
    parts.extend(gain(calls));
    match (result.par1.p2ry8_crlf2, result.par1.state) {
        (Answer::Yes, _) => parts.push("signature of P2RY8::CRLF2".to_owned()),
        (Answer::NotAssessed, LocusState::Deleted) => {
            parts.push("P2RY8::CRLF2 neither found nor excluded".to_owned());
        }
        _ => {}
    }
    let is_ikzf1 = |flag: &QcFlag| flag.about.as_ref().is_some_and(|about| about.gene == "IKZF1");
    let doubtful = calls.flags.iter().any(is_ikzf1);
    if doubtful && ikzf1.status != LocusState::Deleted {
        parts.push("an IKZF1 event is possible: see the quality flags".to_owned());
    }
    parts.join("; ")
}

/// Categories as a sentence names them: `exons 4-7 (IK6)`, `exon 6 (other)`.
fn deleted(category: &str) -> String {
    let one = |name: &str| match loci::other_exons(name) {
        Some(exons) => {
            let noun = if exons.contains('-') { "exons" } else { "exon" };
            format!("{noun} {exons} (other)")
        }
        None => name.to_owned(),
    };
    category.split(" and ").map(one).collect::<Vec<_>>().join(" and ")
}

/// `yes (stanulla2018)`, `not assessed (any-loss, depends on ERG)`.
fn ikzf1plus(preset: &Ikzf1PlusResult) -> String {
    let answer = preset.answer.code().replace('_', " ");
    if preset.open.is_empty() {
        format!("{answer} ({})", preset.preset)
    } else {
        format!("{answer} ({}, depends on {})", preset.preset, preset.open.join(", "))
    }
}

/// Gains in IKZF1, which are no deletion category.
fn gain(calls: &SampleCalls) -> Option<String> {
    let segments = &calls.gene("IKZF1")?.segments;
    let gains: Vec<String> =
        segments.iter().filter(|s| s.kind == EventKind::Gain).map(loci::exons).collect();
    (!gains.is_empty()).then(|| format!("IKZF1: gain of {}", gains.join(" and ")))
}
