//! What the state of a locus rests on.

use super::reasons;
use crate::model::calls::{CopyState, GeneCall, SampleCalls, Segment};
use crate::model::locus_state::LocusState;
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;

/// Evidence of one or several genes and of the signature, joined by `; `.
pub fn phrase(t: &Texts, calls: &SampleCalls, said: &str) -> Phrase {
    let parts: Vec<Phrase> = said.split("; ").map(|part| one(t, calls, part)).collect();
    Phrase::joined(t, said, &parts, &t.get("joint"))
}

fn one(t: &Texts, calls: &SampleCalls, said: &str) -> Phrase {
    if let Some(names) = signature_names(said) {
        let open = |t: &Texts| t.say("signature-depends", &[("names", names)]);
        return Phrase::told(t, said, &[&open]);
    }
    let symbol = said.split(' ').next().unwrap_or_default();
    let not_called = |t: &Texts| t.say("evidence-not-called", &[("gene", symbol)]);
    let not_assessed = |t: &Texts| t.say("evidence-not-assessed", &[("gene", symbol)]);
    let fixed = [
        "signature-deletion",
        "signature-none",
        "signature-beneath",
        "signature-partly-beneath",
        "signature-reads",
        "par1-summed",
        "reason-erg",
    ]
    .map(|key| move |t: &Texts| t.get(key));
    let mut candidates: Vec<&dyn Fn(&Texts) -> String> = vec![&not_called, &not_assessed];
    candidates.extend(fixed.iter().map(|f| f as &dyn Fn(&Texts) -> String));
    let Some(call) = calls.gene(symbol) else { return Phrase::told(t, said, &candidates) };
    let doubts = doubts(call);
    let with_doubts: Vec<_> =
        doubts.iter().map(|doubt| move |t: &Texts| gene(t, calls, call, *doubt)).collect();
    candidates.extend(with_doubts.iter().map(|f| f as &dyn Fn(&Texts) -> String));
    Phrase::told(t, said, &candidates)
}

/// The names in `the P2RY8::CRLF2 signature depends on X: not assessed`.
fn signature_names(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("signature depends on ")?;
    rest.strip_suffix(": not assessed")
}

/// Why a gene without a called deletion may not be said to be "not deleted".
#[derive(Clone, Copy)]
enum Doubt {
    None,
    NotAssessed,
    Undecided,
    Hidden,
    Few(usize, usize),
    Unseen,
    Recurrent,
    ByNormals,
}

fn doubts(call: &GeneCall) -> [Doubt; 8] {
    let assessed = call.exons.iter().filter(|e| e.state != CopyState::NotAssessed).count();
    let few = Doubt::Few(assessed, call.exons.len());
    [
        Doubt::None,
        Doubt::NotAssessed,
        Doubt::Undecided,
        Doubt::Hidden,
        few,
        Doubt::Unseen,
        Doubt::Recurrent,
        Doubt::ByNormals,
    ]
}

fn gene(t: &Texts, calls: &SampleCalls, call: &GeneCall, doubt: Doubt) -> String {
    if call.state == LocusState::NotAssessed {
        return t.say("evidence-not-assessed", &[("gene", &call.gene)]);
    }
    let found = if call.segments.is_empty() {
        call.limit_of_detection.map_or_else(
            || t.get("evidence-clear"),
            |limit| t.say("evidence-clear-from", &[("cells", &t.percent_up(limit))]),
        )
    } else {
        let events: Vec<String> = call.segments.iter().map(|s| event(t, s)).collect();
        events.join(&t.get("and"))
    };
    let open: Vec<&str> = call
        .exons
        .iter()
        .filter(|exon| exon.state == CopyState::NotAssessed)
        .map(|exon| exon.exon.as_str())
        .collect();
    let doubt = match doubt {
        Doubt::None => String::new(),
        Doubt::NotAssessed => t.get("not-assessed"),
        Doubt::Undecided => {
            let probability = t.number(call.probability_deletion, 2);
            t.say("reason-undecided", &[("probability", &probability)])
        }
        Doubt::Hidden => t.get("reason-hidden"),
        Doubt::Unseen => reasons::unseen(t, calls, call),
        Doubt::Recurrent => reasons::recurrent(t, Some(call)),
        Doubt::ByNormals => t.get("reason-hidden-by-normals"),
        Doubt::Few(assessed, exons) => {
            let (assessed, exons) = (assessed.to_string(), exons.to_string());
            t.say("reason-few", &[("assessed", &assessed), ("exons", &exons)])
        }
    };
    let doubt = if doubt.is_empty() { doubt } else { format!(", {doubt}") };
    format!("{} {found}{}{doubt}", call.gene, reasons::reservation(t, &open))
}

/// An event with its other reading, when there is one.
fn event(t: &Texts, segment: &Segment) -> String {
    let what = t.get(match segment.state {
        CopyState::HomDel => "event-homozygous",
        CopyState::Gain if segment.is_of_two_copies() => "event-gain-two",
        CopyState::Gain => "event-gain",
        _ => "event-heterozygous",
    });
    let exons = plain_exons(t, segment);
    let cells = t.percent_to(segment.clone_fraction.value, 0);
    let other = segment.alternative.as_ref().map_or_else(String::new, |said| {
        t.say("event-or", &[("reading", &alternative(t, segment, said).text)])
    });
    let said = t.say("event", &[("what", &what), ("exons", &exons), ("cells", &cells)]);
    format!("{said}{other}")
}

/// `exons 4-7` with the hyphen of the result.
pub fn plain_exons(t: &Texts, segment: &Segment) -> String {
    let range = segment.exon_range();
    let key = if segment.first_exon == segment.last_exon { "exons-one" } else { "exons-listed" };
    t.say(key, &[("exon", &range), ("exons", &range)])
}

/// The other reading of the same depth.
pub fn alternative(t: &Texts, segment: &Segment, said: &str) -> Phrase {
    let fraction = segment.clone_fraction.value;
    let homozygous =
        |t: &Texts| t.say("reading-homozygous", &[("cells", &t.percent_to(fraction / 2.0, 0))]);
    let heterozygous =
        |t: &Texts| t.say("reading-heterozygous", &[("cells", &t.percent_to(2.0 * fraction, 0))]);
    // The figure of the result was made before its fraction was rounded: where the last digit
    // differs it is taken as it stands.
    let stated = said.split_whitespace().find(|word| word.parse::<u32>().is_ok()).unwrap_or("?");
    let stated = format!("{stated}\u{a0}%");
    let as_stated = |t: &Texts| t.say("reading-homozygous", &[("cells", &stated)]);
    let as_stated_once = |t: &Texts| t.say("reading-heterozygous", &[("cells", &stated)]);
    let one_more = |t: &Texts| t.say("reading-one-more", &[("cells", &stated)]);
    Phrase::told(t, said, &[&homozygous, &heterozygous, &as_stated, &as_stated_once, &one_more])
}
