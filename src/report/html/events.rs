//! The table of all events.

use crate::model::calls::{EventKind, ExonCall, GeneCall, MlpaCall, SampleCalls, Segment};

use crate::report::{cell, words};

/// One event, as strings.
pub(super) struct Event {
    pub gene: String,
    pub exons: String,
    pub transcript: String,
    pub state: &'static str,
    pub mark: &'static str,
    pub cells: String,
    pub alternative: String,
    pub ratio: String,
    pub targets: u32,
    pub phred: String,
    pub mlpa: String,
    pub place: String,
    /// One exon or one target alone: another method must confirm it.
    pub confirm: bool,
}

/// All events, in the genes' order, the most certain of each gene first.
pub(super) fn events(calls: &SampleCalls) -> Vec<Event> {
    calls
        .genes
        .iter()
        .flat_map(|gene| gene.segments.iter().map(|segment| event(calls, gene, segment)))
        .collect()
}

fn event(calls: &SampleCalls, gene: &GeneCall, segment: &Segment) -> Event {
    let at = &segment.inner;
    Event {
        gene: gene.gene.clone(),
        exons: words::exons(&segment.first_exon, &segment.last_exon),
        transcript: gene.transcript.clone(),
        state: words::copy_state(segment.state),
        mark: match segment.kind {
            EventKind::Deletion => "loss",
            EventKind::Gain => "gain",
        },
        cells: words::percent_interval(segment.clone_fraction),
        alternative: segment.alternative.clone().unwrap_or_default(),
        ratio: words::ratio_interval(segment.ratio),
        targets: segment.targets,
        phred: cell::number(segment.phred, 0),
        mlpa: mlpa(gene, segment),
        place: format!(
            "{}:{}-{}",
            at.contig.styled(calls.contig_style),
            words::thousands(u64::from(at.start) + 1),
            words::thousands(u64::from(at.end))
        ),
        confirm: segment.first_exon == segment.last_exon || segment.targets <= 1,
    }
}

/// What MLPA, one probe an exon, would have said of the exons inside.
fn mlpa(gene: &GeneCall, segment: &Segment) -> String {
    let (wanted, name) = match segment.kind {
        EventKind::Deletion => (MlpaCall::Deletion, "deletion"),
        EventKind::Gain => (MlpaCall::Duplication, "duplication"),
    };
    let inside: Vec<&ExonCall> =
        inside(gene, segment).iter().filter(|e| e.mlpa_call != MlpaCall::NotAssessed).collect();
    let seen = inside.iter().filter(|exon| exon.mlpa_call == wanted).count();
    if inside.is_empty() {
        "not assessed".to_owned()
    } else if seen == inside.len() {
        name.to_owned()
    } else if seen == 0 {
        "below what MLPA resolves".to_owned()
    } else {
        format!("{name} in {seen} of {} exons, the others below what MLPA resolves", inside.len())
    }
}

fn inside<'a>(gene: &'a GeneCall, segment: &Segment) -> &'a [ExonCall] {
    let place = |name: &str| gene.exons.iter().position(|exon| exon.exon == name);
    match (place(&segment.first_exon), place(&segment.last_exon)) {
        (Some(first), Some(last)) => &gene.exons[first.min(last)..=first.max(last)],
        _ => &[],
    }
}
