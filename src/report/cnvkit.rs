//! `PATIENT.cnr` and `PATIENT.cns`: ratios per exon and per stretch of exons, in `CNVkit`'s columns.

use crate::model::patient::PatientResult;

use super::{cell, stretches};

/// The columns of `.cnr`, in their order.
pub const CNR: [&str; 7] = ["chromosome", "start", "end", "gene", "depth", "log2", "weight"];
/// The columns of `.cns`, in their order.
pub const CNS: [&str; 8] =
    ["chromosome", "start", "end", "gene", "log2", "depth", "probes", "weight"];

/// One row per assessed exon.
pub fn cnr(result: &PatientResult) -> Vec<u8> {
    let calls = &result.calls;
    let mut table = cell::line(CNR);
    for exon in stretches::measured(calls) {
        table.push_str(&cell::line([
            cell::text(&exon.interval.contig.styled(calls.contig_style)),
            exon.interval.start.to_string(),
            exon.interval.end.to_string(),
            gene(&exon.gene.gene),
            cell::number(exon.exon.depth.unwrap_or(0.0), 2),
            cell::number(exon.log2(), 5),
            cell::number(exon.weight(), 5),
        ]));
    }
    table.into_bytes()
}

/// One row per stretch of neighbouring exons in the same state. There is no whole number of copies:
/// it would say "two" of an event in a small clone.
pub fn cns(result: &PatientResult) -> Vec<u8> {
    let calls = &result.calls;
    let mut table = cell::line(CNS);
    for stretch in stretches::stretches(calls) {
        let at = stretch.interval();
        table.push_str(&cell::line([
            cell::text(&at.contig.styled(calls.contig_style)),
            at.start.to_string(),
            at.end.to_string(),
            gene(stretch.gene()),
            cell::number(stretch.log2(), 5),
            cell::number(stretch.depth(), 2),
            stretch.exons.len().to_string(),
            cell::number(stretch.weight(), 5),
        ]));
    }
    table.into_bytes()
}

/// A comma would be read as two genes.
fn gene(symbol: &str) -> String {
    cell::text(&symbol.replace(',', "_"))
}
