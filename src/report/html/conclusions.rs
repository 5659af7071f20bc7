//! What the rules concluded, as strings.

use crate::model::calls::Severity;
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::{Interpretation, LocusResult, PatientResult};

use crate::report::words;

/// A name, a value, and how the value is marked.
pub(super) struct Fact {
    pub name: String,
    pub value: String,
    pub note: String,
    /// Style class: `hit`, `open` or empty.
    pub mark: &'static str,
}

impl Fact {
    pub(super) fn new(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned(), note: String::new(), mark: "" }
    }

    pub(super) fn marked(name: &str, value: &str, mark: &'static str) -> Self {
        Self { mark, ..Self::new(name, value) }
    }

    fn with_note(self, note: &str) -> Self {
        Self { note: note.to_owned(), ..self }
    }

    /// A locus with its state, its evidence and the transcript that numbers the exons.
    pub(super) fn locus(locus: &LocusResult) -> Self {
        let homozygous = match (locus.state, locus.homozygous) {
            (LocusState::Deleted, Answer::Yes) => ", homozygous",
            (LocusState::Deleted, Answer::NotAssessed) => ", homozygous or not: not decidable",
            _ => "",
        };
        let value = format!("{}{homozygous}", locus.state.label());
        let note = if locus.transcript.is_empty() {
            locus.evidence.clone()
        } else {
            format!("{} ({})", locus.evidence, locus.transcript)
        };
        Self::marked(&locus.locus, &value, state_mark(locus.state)).with_note(&note)
    }
}

fn state_mark(state: LocusState) -> &'static str {
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
pub(super) fn glance(result: &PatientResult) -> Vec<Fact> {
    let conclusions = &result.interpretation;
    let ikzf1 = &conclusions.ikzf1;
    let mut facts = vec![
        Fact::marked("IKZF1", ikzf1.status.label(), state_mark(ikzf1.status))
            .with_note(&ikzf1.category_label),
    ];
    for preset in &conclusions.ikzf1plus {
        facts.push(
            Fact::marked("IKZF1plus", &preset.label, answer_mark(preset.answer))
                .with_note(&preset_note(&preset.preset, preset.unconfirmed)),
        );
    }
    for preset in &conclusions.ukall_cna {
        let mark = if preset.class == "inconclusive" { "open" } else { "" };
        facts.push(
            Fact::marked("UKALL-CNA", &words::code(&preset.class), mark)
                .with_note(&preset_note(&preset.preset, preset.unconfirmed)),
        );
    }
    facts.extend(par1(result).into_iter().take(2));
    let erg = match conclusions.erg.state {
        LocusState::Deleted => "deletion present",
        LocusState::NotDeleted => "no deletion seen",
        LocusState::NotAssessed => "not assessed",
    };
    facts.push(
        Fact::marked("ERG", erg, state_mark(conclusions.erg.state))
            .with_note(&conclusions.erg.transcript),
    );
    facts.push(quality(result));
    facts
}

/// The preset's code, and whether its rule is confirmed.
fn preset_note(preset: &str, unconfirmed: bool) -> String {
    if unconfirmed { format!("{preset}, unconfirmed") } else { preset.to_owned() }
}

/// The gravest quality flag in one word, and the codes.
fn quality(result: &PatientResult) -> Fact {
    let flags = &result.calls.flags;
    let (word, mark) = if flags.iter().any(|flag| flag.severity == Severity::Fail) {
        ("failed", "hit")
    } else if flags.iter().any(|flag| flag.severity == Severity::Warning) {
        ("warning", "open")
    } else {
        ("pass", "")
    };
    let codes: Vec<String> = flags.iter().map(|flag| flag.code.clone()).collect();
    Fact::marked("Quality", word, mark).with_note(&codes.join(", "))
}

/// The IKZF1 block.
pub(super) struct Ikzf1 {
    pub facts: Vec<Fact>,
    pub deletions: Vec<Ikzf1Deletion>,
    pub patterns: Vec<Fact>,
}

/// One IKZF1 deletion.
pub(super) struct Ikzf1Deletion {
    pub exons: String,
    pub cells: String,
    pub copies: &'static str,
    pub class: String,
    pub effect: String,
    pub hgvs: Vec<Fact>,
    pub mlpa: &'static str,
    pub single_exon: bool,
}

impl Ikzf1 {
    pub(super) fn new(result: &PatientResult) -> Self {
        let ikzf1 = &result.interpretation.ikzf1;
        let call = result.calls.gene("IKZF1");
        let mut facts = vec![
            Fact::marked("Status", ikzf1.status.label(), state_mark(ikzf1.status)),
            Fact::new("Category", &ikzf1.category_label),
            Fact::new("MLPA category", &ikzf1.mlpa_category),
            Fact::new("Functional class", &words::code(&ikzf1.class)),
            Fact::new("Largest clone fraction", &words::optional_percent(ikzf1.clone_fraction)),
            Fact::new("Both alleles lost", words::answer(ikzf1.biallelic)),
        ];
        // Without an assessed exon there is no posterior to speak of.
        if ikzf1.status != LocusState::NotAssessed {
            facts.push(Fact::new(
                "Probability of the category",
                &words::probability(ikzf1.probability),
            ));
        }
        facts.push(Fact::new("Limit of detection", &ikzf1.limit_of_detection));
        if let Some(call) = call {
            facts.push(Fact::new("Transcript", &call.transcript));
        }
        let patterns = call.map(|call| call.patterns.as_slice()).unwrap_or_default();
        Self {
            facts,
            deletions: ikzf1.segments.iter().map(Ikzf1Deletion::new).collect(),
            patterns: patterns
                .iter()
                .map(|pattern| {
                    let exons =
                        if pattern.exons == "none" { "no deletion" } else { &pattern.exons };
                    Fact::new(exons, &words::probability(pattern.probability))
                })
                .collect(),
        }
    }
}

impl Ikzf1Deletion {
    fn new(segment: &crate::model::patient::Ikzf1Segment) -> Self {
        let (first, last) =
            segment.exons.split_once('-').unwrap_or((&segment.exons, &segment.exons));
        let mut hgvs = vec![
            Fact::new("GRCh38", &segment.hgvs.g_grch38),
            Fact::new("GRCh37", &segment.hgvs.g_grch37),
        ];
        hgvs.push(match &segment.hgvs.c {
            Some(coding) => Fact::new("Coding", coding),
            None => Fact::new("Coding", "none: no assessed exon bounds the deletion on both sides"),
        });
        Self {
            exons: words::exons(first, last),
            cells: words::percent(segment.clone_fraction),
            copies: if segment.homozygous { "both copies lost" } else { "one copy lost" },
            class: words::code(&segment.class),
            effect: segment.effect.clone(),
            hgvs,
            mlpa: if segment.mlpa_would_see {
                "deletion in every assessed exon"
            } else {
                "below what MLPA resolves"
            },
            single_exon: first == last,
        }
    }
}

/// A preset of a rule.
pub(super) struct Preset {
    pub name: String,
    pub result: String,
    pub mark: &'static str,
    pub details: Vec<Fact>,
    pub unconfirmed: bool,
    pub citation: String,
}

/// The `IKZF1plus` presets.
pub(super) fn ikzf1plus(conclusions: &Interpretation) -> Vec<Preset> {
    let preset = |result: &crate::model::patient::Ikzf1PlusResult| Preset {
        name: result.preset.clone(),
        result: result.label.clone(),
        mark: answer_mark(result.answer),
        details: vec![
            Fact::new("Rule answered", words::answer(result.answer)),
            Fact::new("Co-deletions that count", &words::list(&result.supporting)),
            Fact::new("Depends on", &words::list(&result.open)),
        ],
        unconfirmed: result.unconfirmed,
        citation: result.citation.clone(),
    };
    conclusions.ikzf1plus.iter().map(preset).collect()
}

/// The UKALL-CNA presets.
pub(super) fn ukall_cna(conclusions: &Interpretation) -> Vec<Preset> {
    let preset = |result: &crate::model::patient::UkallCnaResult| Preset {
        name: result.preset.clone(),
        result: words::code(&result.class),
        mark: if result.class == "inconclusive" { "open" } else { "" },
        details: vec![Fact::new("Possible classes", &words::list(&result.possible))],
        unconfirmed: result.unconfirmed,
        citation: result.citation.clone(),
    };
    conclusions.ukall_cna.iter().map(preset).collect()
}

/// PAR1 as facts; the first two stand at a glance.
pub(super) fn par1(result: &PatientResult) -> Vec<Fact> {
    let par1 = &result.interpretation.par1;
    let state = match (par1.state, par1.gained) {
        (LocusState::Deleted, true) => "deleted, and gained in part",
        (LocusState::NotDeleted, true) => "gained, not deleted",
        (LocusState::NotAssessed, true) => "gained; deletion not assessed",
        (state, false) => state.label(),
    };
    let mark = if par1.gained { "hit" } else { state_mark(par1.state) };
    let signature = match par1.p2ry8_crlf2 {
        Answer::Yes => "signature of the deletion present",
        Answer::No => "signature of the deletion absent",
        Answer::NotAssessed => "not assessed",
    };
    vec![
        Fact::marked("PAR1", state, mark),
        Fact::marked("P2RY8::CRLF2", signature, answer_mark(par1.p2ry8_crlf2)),
        Fact::new("Evidence", &par1.evidence),
        Fact::new("Y copy of PAR1 in the alignment", &words::code(result.calls.par.code())),
    ]
}
