//! Why something was not assessed.

use crate::model::calls::{CopyState, GeneCall, SampleCalls};
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;

/// Reasons without a value inside.
const FIXED: [&str; 14] = [
    "not-assessed",
    "reason-not-called",
    "reason-no-target",
    "reason-no-par1",
    "reason-wide-target",
    "reason-no-zero",
    "reason-hidden-by-normals",
    "reason-depth",
    "reason-noise",
    "reason-no-event",
    "reason-hidden",
    "reason-relative",
    "reason-blind",
    "reason-erg",
];

/// The reason in the report's language.
pub fn phrase(t: &Texts, calls: &SampleCalls, gene: Option<&GeneCall>, said: &str) -> Phrase {
    if let Some(key) = FIXED.iter().find(|key| {
        let english = Texts::of(crate::model::language::Language::English);
        english.get(key) == said
    }) {
        return Phrase::from(t.get(key));
    }
    let not_on = |t: &Texts| t.say("reason-not-on", &[("assembly", calls.assembly.name())]);
    let unlike = |t: &Texts| {
        // With as many digits as the result takes to tell it from its border.
        let stated = said.rsplit_once("(correlation 0.").map_or("", |(_, rest)| rest);
        let digits = stated.trim_end_matches(')').len().max(2);
        let correlation = t.number(calls.normals.correlation, digits);
        t.say("reason-unlike", &[("correlation", &correlation)])
    };
    let incomplete = |t: &Texts| {
        let chromosomes = calls.normals.chromosomes_without_reads();
        t.say("reason-incomplete", &[("chromosomes", &chromosomes)])
    };
    let probability = |t: &Texts| {
        let probability = gene.map_or(0.0, |gene| gene.probability_deletion);
        t.say("reason-undecided", &[("probability", &t.number(probability, 2))])
    };
    let few = |t: &Texts| {
        let (assessed, exons) = gene.map_or((0, 0), counts);
        t.say("reason-few", &[("assessed", &assessed.to_string()), ("exons", &exons.to_string())])
    };
    let recurrent = |t: &Texts| recurrent(t, gene);
    let unseen = |t: &Texts| gene.map_or_else(String::new, |gene| unseen(t, calls, gene));
    Phrase::told(t, said, &[&not_on, &incomplete, &unlike, &probability, &few, &recurrent, &unseen])
}

/// That a deletion in all of the stated blasts would not have been seen, or in every cell where none
/// are stated; empty where it would.
pub fn unseen(t: &Texts, calls: &SampleCalls, gene: &GeneCall) -> String {
    let Some(blasts) = t.blasts(&calls.sample) else {
        let is_blind = calls.is_out_of_reach(gene);
        return if is_blind { t.get("reason-out-of-reach") } else { String::new() };
    };
    match gene.limit_of_detection {
        Some(limit) => {
            t.say("reason-blasts", &[("blasts", &blasts), ("limit", &t.percent_up(limit))])
        }
        None => t.say("reason-blasts-blind", &[("blasts", &blasts)]),
    }
}

/// That no exon of a recurrent deletion was assessed.
pub fn recurrent(t: &Texts, gene: Option<&GeneCall>) -> String {
    let exons = gene.map_or_else(String::new, |gene| gene.unseen_recurrent.join(", "));
    t.say("reason-recurrent", &[("exons", &exons)])
}

/// Several, joined by `; `, each perhaps after `exon 3: `.
pub fn several(t: &Texts, calls: &SampleCalls, gene: Option<&GeneCall>, said: &str) -> Phrase {
    let one = |said: &str| {
        let exon = said.strip_prefix("exon ").and_then(|rest| rest.split_once(": "));
        let Some((exon, reason)) = exon else { return phrase(t, calls, gene, said) };
        let reason = phrase(t, calls, gene, reason);
        let text = t.say("reason-of-exon", &[("exon", exon), ("reason", &reason.text)]);
        Phrase { text, foreign: reason.foreign }
    };
    let parts: Vec<Phrase> = said.split("; ").map(one).collect();
    Phrase::joined(t, said, &parts, &t.get("joint"))
}

/// Assessed exons and all exons.
fn counts(gene: &GeneCall) -> (usize, usize) {
    let assessed = gene.exons.iter().filter(|e| e.state != CopyState::NotAssessed).count();
    (assessed, gene.exons.len())
}

/// ` (exon 1 not assessed)`, or nothing.
pub fn reservation(t: &Texts, exons: &[&str]) -> String {
    match exons {
        [] => String::new(),
        [one] => t.say("reservation-one", &[("exon", one)]),
        many => t.say("reservation-many", &[("exons", &many.join(", "))]),
    }
}
