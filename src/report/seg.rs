//! `PATIENT.seg`: log-ratios as segments, as IGV and GISTIC read them.

use crate::model::patient::PatientResult;

use super::{cell, stretches};

/// The columns, in their order.
pub const COLUMNS: [&str; 6] = ["ID", "chrom", "loc.start", "loc.end", "num.mark", "seg.mean"];

/// One row per stretch of neighbouring exons in the same state, 1-based and inclusive. Exons that
/// were not assessed lie in no row.
pub fn render(result: &PatientResult) -> Vec<u8> {
    let mut table = cell::line(COLUMNS);
    table.push_str(&rows(result, &cell::text(&result.calls.sample.name), |contig| {
        contig.to_owned()
    }));
    table.into_bytes()
}

/// The rows alone, under another name of the sample and of the contigs.
pub fn rows(result: &PatientResult, sample: &str, contig: impl Fn(&str) -> String) -> String {
    let calls = &result.calls;
    let row = |stretch: &stretches::Stretch<'_>| {
        let at = stretch.interval();
        cell::line([
            sample.to_owned(),
            cell::text(&contig(&at.contig.styled(calls.contig_style))),
            at.start.saturating_add(1).to_string(),
            at.end.to_string(),
            stretch.exons.len().to_string(),
            cell::number(stretch.log2(), 4),
        ])
    };
    stretches::stretches(calls).iter().map(row).collect()
}
