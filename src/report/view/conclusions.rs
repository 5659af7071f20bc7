//! What the rules concluded.

use super::events;
use super::phrase::{Fact, Phrase};
use super::sentences::{evidence, form, labels, limit, rules};
use crate::model::calls::{EventKind, GeneCall, Severity};
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::{Ikzf1Segment, LocusResult, PatientResult};
use crate::report::text::Texts;
use crate::report::words;

/// A locus with its state, its evidence and the transcript that numbers the exons.
pub fn locus(t: &Texts, result: &PatientResult, locus: &LocusResult) -> Fact {
    let is_gained = result.calls.gene(&locus.locus).is_some_and(|gene| gene.gained)
        || (locus.locus == "PAR1" && result.interpretation.par1.gained);
    let state = if is_gained { gained(t, locus.state) } else { words::locus_state(t, locus.state) };
    let value = match (locus.state, locus.homozygous) {
        (LocusState::Deleted, Answer::Yes) => t.say("locus-homozygous", &[("state", &state)]),
        (LocusState::Deleted, Answer::NotAssessed) => {
            t.say("locus-homozygous-open", &[("state", &state)])
        }
        _ => state,
    };
    let mut note = evidence::phrase(t, &result.calls, &locus.evidence);
    if !locus.transcript.is_empty() {
        note.text.push_str(&format!(" ({})", locus.transcript));
    }
    Fact::marked(locus.locus.clone(), value, state_mark(locus.state)).with_note(note)
}

/// The state of what is gained, in part or whole.
fn gained(t: &Texts, state: LocusState) -> String {
    t.get(match state {
        LocusState::Deleted => "par1-deleted-gained",
        LocusState::NotDeleted => "par1-gained",
        LocusState::NotAssessed => "par1-gained-open",
    })
}

/// The mark of a state.
pub fn state_mark(state: LocusState) -> &'static str {
    match state {
        LocusState::Deleted => "hit",
        LocusState::NotDeleted => "",
        LocusState::NotAssessed => "open",
    }
}

fn answer_mark(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "hit",
        Answer::No => "",
        Answer::NotAssessed => "open",
    }
}

/// The results at a glance, under the headline.
pub fn glance(t: &Texts, result: &PatientResult) -> Vec<Fact> {
    let conclusions = &result.interpretation;
    let ikzf1 = &conclusions.ikzf1;
    let mut facts = vec![
        Fact::marked("IKZF1", words::locus_state(t, ikzf1.status), state_mark(ikzf1.status))
            .with_note(labels::category(t, &result.calls, ikzf1)),
    ];
    for preset in &conclusions.ikzf1plus {
        facts.push(
            Fact::marked("IKZF1plus", labels::ikzf1plus(t, preset), answer_mark(preset.answer))
                .with_note(preset_note(t, &preset.preset, preset.unconfirmed)),
        );
    }
    for preset in &conclusions.ukall_cna {
        facts.push(
            Fact::marked("UKALL-CNA", labels::ukall_cna(t, preset), class_mark(&preset.class))
                .with_note(preset_note(t, &preset.preset, preset.unconfirmed)),
        );
    }
    facts.extend(par1(t, result).into_iter().take(2));
    let erg = t.get(match conclusions.erg.state {
        LocusState::Deleted => "erg-deleted",
        LocusState::NotDeleted => "erg-not-deleted",
        LocusState::NotAssessed => "not-assessed",
    });
    facts.push(
        Fact::marked("ERG", erg, state_mark(conclusions.erg.state))
            .with_note(conclusions.erg.transcript.clone()),
    );
    facts.push(quality(t, result));
    facts
}

fn class_mark(class: &str) -> &'static str {
    match class {
        "inconclusive" => "open",
        "poor" => "hit",
        _ => "",
    }
}

/// The preset's code, and whether its rule is confirmed.
fn preset_note(t: &Texts, preset: &str, unconfirmed: bool) -> String {
    if unconfirmed { t.say("preset-unconfirmed", &[("preset", preset)]) } else { preset.to_owned() }
}

/// The gravest quality flag in one word, and the codes.
fn quality(t: &Texts, result: &PatientResult) -> Fact {
    let flags = &result.calls.flags;
    let (key, mark) = if flags.iter().any(|flag| flag.severity == Severity::Fail) {
        ("quality-failed", "hit")
    } else if flags.iter().any(|flag| flag.severity == Severity::Warning) {
        ("quality-warning", "open")
    } else {
        ("quality-pass", "")
    };
    let mut codes = result.calls.flag_codes();
    codes.sort_unstable();
    Fact::marked(t.get("quality"), t.get(key), mark).with_note(codes.join(", "))
}

/// The IKZF1 block.
pub struct Ikzf1 {
    pub facts: Vec<Fact>,
    pub deletions: Vec<Ikzf1Deletion>,
    /// Deletion patterns that the depth supports, as a sentence; empty when there is one alone.
    pub patterns: String,
}

/// One IKZF1 deletion.
pub struct Ikzf1Deletion {
    pub title: String,
    pub summary: String,
    pub effect: Phrase,
    pub hgvs: Vec<Fact>,
    pub single_exon: bool,
}

impl Ikzf1 {
    pub fn new(t: &Texts, result: &PatientResult) -> Self {
        let ikzf1 = &result.interpretation.ikzf1;
        let call = result.calls.gene("IKZF1");
        let status = words::locus_state(t, ikzf1.status);
        let mut facts = vec![
            Fact::marked(t.get("ikzf1-status"), status, state_mark(ikzf1.status)),
            Fact::new(t.get("ikzf1-category"), labels::category(t, &result.calls, ikzf1)),
            Fact::new(t.get("ikzf1-mlpa-category"), labels::mlpa_category(t, ikzf1)),
            Fact::new(t.get("ikzf1-class"), words::codes(t, "class", &ikzf1.class, " + ")),
            Fact::new(t.get("ikzf1-clone"), t.optional_percent(ikzf1.clone_fraction)),
            Fact::new(t.get("ikzf1-biallelic"), words::answer(t, ikzf1.biallelic)),
        ];
        // Without an assessed exon there is no posterior to speak of.
        if ikzf1.status != LocusState::NotAssessed {
            facts.push(Fact::new(t.get("ikzf1-probability"), t.probability(ikzf1.probability)));
        }
        let limit = limit::phrase(t, call, &ikzf1.limit_of_detection);
        facts.push(Fact::new(t.get("limit-of-detection"), limit));
        if let Some(call) = call {
            facts.push(Fact::new(t.get("transcript"), call.transcript.clone()));
        }
        let patterns = call.map(|call| call.patterns.as_slice()).unwrap_or_default();
        let pattern = |pattern: &crate::model::calls::Pattern| {
            let exons = match pattern.exons.as_str() {
                "none" => t.get("pattern-none"),
                exons => exons.to_owned(),
            };
            let probability = t.probability(pattern.probability);
            t.say("pattern", &[("exons", &exons), ("probability", &probability)])
        };
        let patterns = if patterns.len() > 1 {
            let list: Vec<String> = patterns.iter().map(pattern).collect();
            t.say("patterns", &[("list", &list.join(&t.get("joint")))])
        } else {
            String::new()
        };
        let deletions = ikzf1.segments.iter().map(|s| Ikzf1Deletion::new(t, call, s)).collect();
        Self { facts, deletions, patterns }
    }
}

impl Ikzf1Deletion {
    fn new(t: &Texts, call: Option<&GeneCall>, segment: &Ikzf1Segment) -> Self {
        let (first, last) =
            segment.exons.split_once('-').unwrap_or((&segment.exons, &segment.exons));
        // The same words as in the table of events.
        let event = call.and_then(|gene| {
            let mut events = gene.segments.iter().filter(|s| s.kind == EventKind::Deletion);
            let event = events.find(|s| s.first_exon == first && s.last_exon == last)?;
            let other = event.alternative.as_ref().map(|said| {
                let reading = evidence::alternative(t, event, said).text;
                t.say("event-or", &[("reading", &reading)])
            });
            Some((events::mlpa(t, gene, event), other.unwrap_or_default()))
        });
        let (mlpa, other) =
            event.unwrap_or_else(|| (t.get("mlpa-below-resolution"), String::new()));
        let mlpa = if segment.mlpa_would_see { t.get("mlpa-every-exon") } else { mlpa };
        let coding = match &segment.hgvs.c {
            Some(coding) => coding.clone(),
            None => t.get("hgvs-no-coding"),
        };
        let copies = if segment.homozygous { "both-copies-lost" } else { "one-copy-lost" };
        Self {
            title: t.say("deletion-of", &[("exons", &words::exons(t, first, last))]),
            summary: t.say(
                "deletion-summary",
                &[
                    ("copies", &t.get(copies)),
                    ("cells", &t.percent(segment.clone_fraction)),
                    ("other", &other),
                    ("class", &words::codes(t, "class", &segment.class, " + ")),
                    ("mlpa", &mlpa),
                ],
            ),
            effect: rules::effect(t, &segment.effect),
            hgvs: vec![
                Fact::new("GRCh38", segment.hgvs.g_grch38.clone()),
                Fact::new("GRCh37", segment.hgvs.g_grch37.clone()),
                Fact::new(t.get("hgvs-coding"), coding),
            ],
            single_exon: first == last,
        }
    }
}

/// A preset of a rule.
pub struct Preset {
    pub name: String,
    pub result: Phrase,
    pub mark: &'static str,
    pub details: Vec<Fact>,
    pub unconfirmed: bool,
    pub citation: Phrase,
}

/// The `IKZF1plus` presets.
pub fn ikzf1plus(t: &Texts, result: &PatientResult) -> Vec<Preset> {
    let preset = |result: &crate::model::patient::Ikzf1PlusResult| Preset {
        name: result.preset.clone(),
        result: labels::ikzf1plus(t, result),
        mark: answer_mark(result.answer),
        details: vec![
            Fact::new(t.get("preset-answer"), words::answer(t, result.answer)),
            Fact::new(t.get("preset-supporting"), words::list(&result.supporting)),
            Fact::new(t.get("preset-open"), words::list(&result.open)),
        ],
        unconfirmed: result.unconfirmed,
        citation: form::word(t, "citation", &result.preset, &result.citation),
    };
    result.interpretation.ikzf1plus.iter().map(preset).collect()
}

/// The UKALL-CNA presets.
pub fn ukall_cna(t: &Texts, result: &PatientResult) -> Vec<Preset> {
    let preset = |result: &crate::model::patient::UkallCnaResult| {
        let possible: Vec<String> =
            result.possible.iter().map(|class| labels::profile(t, class)).collect();
        Preset {
            name: result.preset.clone(),
            result: labels::ukall_cna(t, result).into(),
            mark: class_mark(&result.class),
            details: vec![Fact::new(t.get("preset-possible"), words::list(&possible))],
            unconfirmed: result.unconfirmed,
            citation: form::word(t, "citation", &result.preset, &result.citation),
        }
    };
    result.interpretation.ukall_cna.iter().map(preset).collect()
}

/// PAR1 as facts; the first two stand at a glance.
pub fn par1(t: &Texts, result: &PatientResult) -> Vec<Fact> {
    let par1 = &result.interpretation.par1;
    let state = if par1.gained { gained(t, par1.state) } else { words::locus_state(t, par1.state) };
    let mark = if par1.gained { "hit" } else { state_mark(par1.state) };
    let signature = t.get(match par1.p2ry8_crlf2 {
        Answer::Yes => "signature-present",
        Answer::No => "signature-absent",
        Answer::NotAssessed => "not-assessed",
    });
    let par = result.calls.par.code();
    vec![
        Fact::marked("PAR1", state, mark),
        Fact::marked("P2RY8::CRLF2", signature, answer_mark(par1.p2ry8_crlf2)),
        Fact::new(t.get("evidence"), evidence::phrase(t, &result.calls, &par1.evidence)),
        Fact::new(t.get("par1-y-copy"), t.word("par", par).unwrap_or_else(|| words::code(par))),
    ]
}
