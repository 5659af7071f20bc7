//! The table of all events.

use super::phrase::Phrase;
use super::sentences::evidence;
use crate::model::calls::{EventKind, ExonCall, GeneCall, MlpaCall, SampleCalls, Segment};
use crate::report::text::Texts;
use crate::report::words;

/// One event.
pub struct Event {
    pub gene: String,
    pub exons: String,
    pub transcript: String,
    pub state: String,
    pub mark: &'static str,
    pub cells: String,
    /// Another reading of the same depth; may be empty.
    pub alternative: Phrase,
    pub ratio: String,
    pub targets: u32,
    pub phred: String,
    pub mlpa: String,
    pub place: String,
    /// One exon or one target alone: another method must confirm it.
    pub confirm: bool,
}

/// All events, in the genes' order, the most certain of each gene first.
pub fn events(t: &Texts, calls: &SampleCalls) -> Vec<Event> {
    let genes = calls.genes.iter();
    genes.flat_map(|gene| gene.segments.iter().map(|s| event(t, calls, gene, s))).collect()
}

fn event(t: &Texts, calls: &SampleCalls, gene: &GeneCall, segment: &Segment) -> Event {
    let at = &segment.inner;
    let alternative = segment.alternative.as_deref();
    Event {
        gene: gene.gene.clone(),
        exons: words::exons(t, &segment.first_exon, &segment.last_exon),
        transcript: gene.transcript.clone(),
        state: if segment.is_of_two_copies() {
            t.get("copies-gain-two")
        } else {
            words::copy_state(t, segment.state)
        },
        mark: match segment.kind {
            EventKind::Deletion => "loss",
            EventKind::Gain => "gain",
        },
        cells: t.percent_interval(segment.clone_fraction),
        alternative: alternative
            .map_or_else(Phrase::default, |said| evidence::alternative(t, segment, said)),
        ratio: t.ratio_interval(segment.ratio),
        targets: segment.targets,
        phred: t.number(segment.phred, 0),
        mlpa: mlpa(t, gene, segment),
        place: format!(
            "{}:{}-{}",
            at.contig.styled(calls.contig_style),
            t.thousands(u64::from(at.start) + 1),
            t.thousands(u64::from(at.end))
        ),
        confirm: segment.first_exon == segment.last_exon || segment.targets <= 1,
    }
}

/// What MLPA, one probe an exon, would have said of the exons inside.
pub(super) fn mlpa(t: &Texts, gene: &GeneCall, segment: &Segment) -> String {
    let (wanted, name) = match segment.kind {
        EventKind::Deletion => (MlpaCall::Deletion, t.get("mlpa-deletion")),
        EventKind::Gain => (MlpaCall::Duplication, t.get("mlpa-duplication")),
    };
    let inside: Vec<&ExonCall> =
        inside(gene, segment).iter().filter(|e| e.mlpa_call != MlpaCall::NotAssessed).collect();
    let seen = inside.iter().filter(|exon| exon.mlpa_call == wanted).count();
    if inside.is_empty() {
        t.get("not-assessed")
    } else if seen == inside.len() {
        name
    } else if seen == 0 {
        t.get("mlpa-below-resolution")
    } else {
        let (seen, all) = (seen.to_string(), inside.len().to_string());
        t.say("mlpa-in-part", &[("call", &name), ("seen", &seen), ("exons", &all)])
    }
}

fn inside<'a>(gene: &'a GeneCall, segment: &Segment) -> &'a [ExonCall] {
    let place = |name: &str| gene.exons.iter().position(|exon| exon.exon == name);
    match (place(&segment.first_exon), place(&segment.last_exon)) {
        (Some(first), Some(last)) => &gene.exons[first.min(last)..=first.max(last)],
        _ => &[],
    }
}
