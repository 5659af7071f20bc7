//! The one-line result.

use super::evidence::plain_exons;
use super::{labels, limit, reasons};
use crate::interpret::small_variants::headline_names;
use crate::model::calls::{EventKind, QcFlag, SampleCalls};
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::{Ikzf1PlusResult, Ikzf1Result, PatientResult};
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;
use crate::report::words;

/// The headline: what the copy numbers say, then what the small variants add.
pub fn phrases(t: &Texts, result: &PatientResult) -> Vec<Phrase> {
    let said = result.interpretation.headline.as_str();
    let english = Texts::of(crate::model::language::Language::English);
    let whole = calls(english, result).replace('\u{a0}', " ");
    let copies = |t: &Texts| calls(t, result);
    match said.strip_prefix(whole.as_str()) {
        Some("") | None => vec![Phrase::told(t, said, &[&copies])],
        Some(tail) => {
            let variants = |t: &Texts| variants(t, result);
            vec![Phrase::told(t, &whole, &[&copies]), Phrase::told(t, tail, &[&variants])]
        }
    }
}

fn calls(t: &Texts, result: &PatientResult) -> String {
    let calls = &result.calls;
    let ikzf1 = &result.interpretation.ikzf1;
    let mut parts = vec![ikzf1_line(t, calls, ikzf1)];
    if ikzf1.biallelic == Answer::Yes {
        parts.push(t.get("headline-both-alleles"));
    }
    if ikzf1.status == LocusState::Deleted {
        let presets: Vec<String> =
            result.interpretation.ikzf1plus.iter().map(|p| preset(t, p)).collect();
        parts.push(t.say("headline-plus", &[("presets", &presets.join(", "))]));
    }
    parts.extend(gain(t, calls));
    let par1 = &result.interpretation.par1;
    match (par1.p2ry8_crlf2, par1.state) {
        (Answer::Yes, _) => parts.push(t.get("headline-signature")),
        (Answer::NotAssessed, LocusState::Deleted) => {
            parts.push(t.get("headline-signature-open"));
        }
        _ => {}
    }
    let is_ikzf1 = |flag: &QcFlag| flag.about.as_ref().is_some_and(|about| about.gene == "IKZF1");
    let doubtful = calls.flags.iter().any(is_ikzf1);
    if doubtful && ikzf1.status != LocusState::Deleted {
        parts.push(t.get("headline-possible"));
    }
    parts.join(&t.get("joint"))
}

fn ikzf1_line(t: &Texts, calls: &SampleCalls, ikzf1: &Ikzf1Result) -> String {
    let reservation = reasons::reservation(t, &labels::open_exons(ikzf1));
    match ikzf1.status {
        LocusState::NotAssessed => t.get("headline-not-assessed"),
        LocusState::NotDeleted => {
            let limit = calls.gene("IKZF1").map_or_else(String::new, |g| limit::of_gene(t, g));
            t.say("headline-none", &[("reservation", &reservation), ("limit", &limit)])
        }
        LocusState::Deleted => {
            let probable = calls.is_probable("IKZF1", EventKind::Deletion);
            let key = if probable { "headline-probable" } else { "headline-deleted" };
            let category = labels::headline_category(t, ikzf1);
            let class = words::codes(t, "class", &ikzf1.class, "+");
            let cells = ikzf1.clone_fraction.map_or_else(String::new, |fraction| {
                t.say("headline-cells", &[("cells", &t.percent_to(fraction, 0))])
            });
            let ends = if calls.has_uncertain_ends("IKZF1") {
                let probability = t.percent_to(ikzf1.probability, 0);
                t.say("headline-ends", &[("probability", &probability)])
            } else {
                String::new()
            };
            t.say(
                key,
                &[
                    ("ends", &ends),
                    ("category", &category),
                    ("reservation", &reservation),
                    ("class", &class),
                    ("cells", &cells),
                ],
            )
        }
    }
}

fn preset(t: &Texts, preset: &Ikzf1PlusResult) -> String {
    let answer = words::answer(t, preset.answer);
    let open = preset.open.join(", ");
    let key = if preset.open.is_empty() { "headline-preset" } else { "headline-preset-open" };
    t.say(key, &[("answer", &answer), ("preset", &preset.preset), ("open", &open)])
}

fn gain(t: &Texts, calls: &SampleCalls) -> Option<String> {
    let segments = &calls.gene("IKZF1")?.segments;
    let gains = segments.iter().filter(|s| s.kind == EventKind::Gain);
    let gains: Vec<String> = gains.map(|segment| plain_exons(t, segment)).collect();
    (!gains.is_empty()).then(|| t.say("headline-gain", &[("exons", &gains.join(&t.get("and")))]))
}

/// IKZF1's small variants and those that define a subtype.
fn variants(t: &Texts, result: &PatientResult) -> String {
    let merged = result.merged.as_ref();
    let Some(conclusions) = merged.and_then(|merged| merged.conclusions.as_ref()) else {
        return String::new();
    };
    let mut parts = headline_names(conclusions);
    if conclusions.ikzf1.status == "both" && conclusions.ikzf1.biallelic == Answer::Yes {
        parts.push(t.get("headline-variant-and-deletion"));
    }
    let joint = t.get("joint");
    parts.iter().map(|part| format!("{joint}{part}")).collect()
}
