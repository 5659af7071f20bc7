//! `PATIENT.exons.tsv`: one row per exon.

use crate::model::calls::{CopyState, ExonCall, GeneCall};
use crate::model::patient::PatientResult;

use super::{cell, open};

/// The columns, in their order. Other programs read them by name; new ones go to the right.
pub const COLUMNS: [&str; 21] = [
    "sample",
    "gene",
    "exon",
    "transcript",
    "chrom",
    "start",
    "end",
    "targets",
    "depth",
    "expected",
    "ratio",
    "ratio_low",
    "ratio_high",
    "state",
    "copies",
    "clone_fraction",
    "phred_deletion",
    "phred_gain",
    "mlpa_call",
    "reason",
    "phred_homozygous",
];

/// The table: genes in the result's order, exons in transcript order, coordinates 0-based
/// half-open, `.` for what is missing. An exon that the assembly lacks has no coordinates.
pub fn render(result: &PatientResult) -> Vec<u8> {
    let mut table = cell::line(COLUMNS);
    for gene in &result.calls.genes {
        for exon in &gene.exons {
            table.push_str(&cell::line(row(result, gene, exon)));
        }
    }
    table.into_bytes()
}

/// State, copies and reason. An exon that was called normal is open where a deletion of its gene is
/// neither called nor excluded.
fn told(
    result: &PatientResult,
    gene: &GeneCall,
    exon: &ExonCall,
) -> (CopyState, Option<f64>, String) {
    if !open::exon(&result.calls, gene, exon) {
        return (exon.state, exon.copies, exon.reason.clone());
    }
    let why = open::gene(result, gene);
    let why = why.unwrap_or_else(|| "a deletion is neither called nor excluded".to_owned());
    (CopyState::NotAssessed, None, format!("the gene: {why}"))
}

fn row(result: &PatientResult, gene: &GeneCall, exon: &ExonCall) -> [String; 21] {
    let calls = &result.calls;
    let (state, copies, reason) = told(result, gene, exon);
    let missing = || cell::MISSING.to_owned();
    let (chrom, start, end) = match &exon.interval {
        Some(at) => (
            cell::text(&at.contig.styled(calls.contig_style)),
            at.start.to_string(),
            at.end.to_string(),
        ),
        None => (missing(), missing(), missing()),
    };
    [
        cell::text(&calls.sample.name),
        cell::text(&gene.gene),
        cell::text(&exon.exon),
        cell::text(&exon.transcript),
        chrom,
        start,
        end,
        exon.targets.to_string(),
        cell::number(exon.depth, 2),
        cell::number(exon.expected, 2),
        cell::number(exon.ratio.map(|ratio| ratio.value), 4),
        cell::number(exon.ratio.map(|ratio| ratio.low), 4),
        cell::number(exon.ratio.map(|ratio| ratio.high), 4),
        state.code().to_owned(),
        cell::number(copies, 3),
        cell::number(exon.clone_fraction, 3),
        cell::number(exon.phred_deletion, 1),
        cell::number(exon.phred_gain, 1),
        exon.mlpa_call.code().to_owned(),
        cell::text(&reason),
        cell::number(exon.phred_homozygous, 1),
    ]
}
