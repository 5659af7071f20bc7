//! Deletions and duplications that small-variant and structural callers write, held against the
//! depth of the same sample.

use crate::model::calls::{CopyState, EventKind, GeneCall, SampleCalls};
use crate::model::interval::Interval;
use crate::model::merged_variant::{StructuralFinding, StructuralRecord};

/// Every record beside the calls.
pub fn findings(
    records: &[StructuralRecord],
    calls: Option<&SampleCalls>,
) -> Vec<StructuralFinding> {
    records.iter().map(|record| finding(record, calls)).collect()
}

fn finding(record: &StructuralRecord, calls: Option<&SampleCalls>) -> StructuralFinding {
    let told = |genes: Vec<String>, depth: &str, evidence: String| StructuralFinding {
        record: name(record),
        genes,
        depth: depth.to_owned(),
        evidence,
    };
    let kind = match record.kind.as_str() {
        "deletion" => EventKind::Deletion,
        "duplication" => EventKind::Gain,
        _ => {
            let why = "a breakend, insertion or inversion has no depth of its own";
            return told(Vec::new(), "not_assessed", why.to_owned());
        }
    };
    let Some(end) = record.end.filter(|end| *end >= record.position) else {
        return told(Vec::new(), "not_assessed", "its end is not stated".to_owned());
    };
    let Some(calls) = calls else {
        return told(Vec::new(), "not_assessed", "no copy-number calls were given".to_owned());
    };
    // POS is the base before.
    let place = Interval::new(record.contig.clone(), record.position, end);
    let judged: Vec<(String, &str, String)> =
        calls.genes.iter().filter_map(|call| judge(call, &place, kind)).collect();
    if judged.is_empty() {
        let why = "it covers no exon of a gene that is called by depth";
        return told(Vec::new(), "outside_genes", why.to_owned());
    }
    // The strongest answer first: what is seen, then what contradicts, then what is not there.
    let order = ["agrees", "differs", "not_seen", "not_assessed"];
    let depth = order.into_iter().find(|state| judged.iter().any(|(_, own, _)| own == state));
    let evidence: Vec<String> =
        judged.iter().map(|(gene, _, why)| format!("{gene}: {why}")).collect();
    let genes = judged.iter().map(|(gene, ..)| gene.clone()).collect();
    told(genes, depth.unwrap_or("not_assessed"), evidence.join("; "))
}

/// `deletion 7:50319000-50391000 (DRAGEN, PASS)`
fn name(record: &StructuralRecord) -> String {
    let end = record.end.map_or_else(String::new, |end| format!("-{end}"));
    let what = if record.kind == "other" { &record.allele } else { &record.kind };
    format!(
        "{what} {}:{}{end} ({}, {})",
        record.contig, record.position, record.caller, record.filter
    )
}

/// One gene; nothing where the record covers none of its exons.
fn judge(
    call: &GeneCall,
    place: &Interval,
    kind: EventKind,
) -> Option<(String, &'static str, String)> {
    let covered = |exon: &Interval| 2 * exon.overlap(place) > exon.len();
    let exons: Vec<_> =
        call.exons.iter().filter(|exon| exon.interval.as_ref().is_some_and(covered)).collect();
    let (first, last) = (exons.first()?, exons.last()?);
    let range = if first.exon == last.exon {
        format!("exon {}", first.exon)
    } else {
        format!("exons {}-{}", first.exon, last.exon)
    };
    let segment = |wanted: EventKind| {
        call.segments.iter().find(|s| s.kind == wanted && s.inner.overlap(place) > 0)
    };
    let word = |kind: EventKind| match kind {
        EventKind::Deletion => "deleted",
        EventKind::Gain => "gained",
    };
    let other = match kind {
        EventKind::Deletion => EventKind::Gain,
        EventKind::Gain => EventKind::Deletion,
    };
    let told = |state, why| Some((call.gene.clone(), state, why));
    if let Some(segment) = segment(kind) {
        let own = segment.exon_range();
        return told("agrees", format!("{range} covered; by depth {own} {}", word(kind)));
    }
    if let Some(segment) = segment(other) {
        let own = segment.exon_range();
        return told("differs", format!("{range} covered; by depth {own} {}", word(other)));
    }
    let assessed = exons.iter().filter(|e| e.state != CopyState::NotAssessed).count();
    if assessed == 0 {
        return told("not_assessed", format!("{range} covered, not assessed by depth"));
    }
    told(
        "not_seen",
        format!(
            "{range} covered, {assessed} of {} assessed by depth, none {}; a small clone may be \
             below the limit of detection",
            exons.len(),
            word(kind)
        ),
    )
}
