//! What was understood of MLPA files: for people, row by row, and as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{cell, json};
use crate::compare::observation::{Extent, MlpaFile, Observation, Reading, Subject};
use crate::compare::profile::{MlpaCohort, MlpaSample, MlpaState};
use crate::compare::raw::Run;
use crate::knowledge::mlpa::RawLimits;

/// One paragraph a file, then one line a sample.
pub fn summary(files: &[MlpaFile], cohort: &MlpaCohort) -> Vec<u8> {
    let mut text = String::new();
    for file in files {
        let sheet =
            if file.sheet.is_empty() { String::new() } else { format!(", sheet '{}'", file.sheet) };
        text += &format!("{}{sheet}: {}\n", cell::text(&file.file), file.layout.words());
        text += &format!("  headings in row {}:", file.header_row);
        for (heading, role) in file.columns.iter().filter(|(_, role)| !role.is_empty()).take(40) {
            text += &format!(" {}={role}", cell::text(heading));
        }
        text += "\n";
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for observation in &file.observations {
            *kinds.entry(kind(&observation.reading)).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
        text += &format!("  {} samples, {}\n", file.samples.len(), kinds.join(", "));
    }
    for remark in &cohort.remarks {
        text += &format!("  note: {}\n", cell::text(remark));
    }
    text += "sample\texons\tdeleted\tborderline\tgained\tno_result\n";
    for sample in &cohort.samples {
        text += &cell::line([
            cell::text(&sample.name),
            sample.exons.len().to_string(),
            exons(sample, MlpaState::is_deletion),
            exons(sample, |state| state == MlpaState::Borderline),
            exons(sample, |state| state == MlpaState::Gained),
            exons(sample, |state| matches!(state, MlpaState::NoResult | MlpaState::Inconclusive)),
        ]);
    }
    text.into_bytes()
}

/// `IKZF1 4 5 6 7, PAX5 2`, with genes and loci that were stated as a whole.
fn exons(sample: &MlpaSample, wanted: impl Fn(MlpaState) -> bool) -> String {
    let mut genes: Vec<(&str, Vec<&str>)> = Vec::new();
    for exon in sample.exons.iter().filter(|exon| wanted(exon.state)) {
        match genes.iter_mut().find(|(gene, _)| *gene == exon.gene) {
            Some((_, exons)) => exons.push(&exon.exon),
            None => genes.push((&exon.gene, vec![&exon.exon])),
        }
    }
    let whole = sample.genes.iter().chain(&sample.loci).filter(|(_, state)| wanted(**state));
    let mut parts: Vec<String> =
        genes.iter().map(|(gene, exons)| format!("{gene} {}", exons.join(" "))).collect();
    parts.extend(whole.map(|(name, _)| name.clone()));
    cell::text(&parts.join(", "))
}

fn kind(reading: &Reading) -> &'static str {
    match reading {
        Reading::Ratio(_) => "ratios",
        Reading::Signal(_) => "signals",
        Reading::State(_) | Reading::Clauses(_) => "stated results",
        Reading::Empty => "empty cells",
        Reading::Absent => "without a row",
        Reading::NotDone(_) => "not done",
        Reading::Unclear(_) => "not understood",
    }
}

/// One row a reading.
pub fn rows(files: &[MlpaFile]) -> Vec<u8> {
    let mut table = cell::line([
        "file", "sheet", "row", "column", "sample", "subject", "probe", "reading", "value",
        "stated",
    ]);
    for observation in files.iter().flat_map(|file| &file.observations) {
        table += &row(observation);
    }
    table.into_bytes()
}

fn row(observation: &Observation) -> String {
    let (reading, value) = match &observation.reading {
        Reading::Ratio(value) => ("ratio", value.to_string()),
        Reading::Signal(value) => ("signal", value.to_string()),
        Reading::State(state) => ("stated", format!("{state:?}").to_lowercase()),
        Reading::Clauses(clauses) => {
            let clauses: Vec<String> = clauses
                .iter()
                .map(|clause| {
                    let exons = match &clause.extent {
                        Extent::Range(from, to) if from == to => from.clone(),
                        Extent::Range(from, to) => format!("{from}-{to}"),
                        Extent::Whole => "whole gene".to_owned(),
                        Extent::Somewhere => "exons not named".to_owned(),
                        Extent::Others => return "other exons no row".to_owned(),
                    };
                    format!("{} {exons}", format!("{:?}", clause.state).to_lowercase())
                })
                .collect();
            ("stated", clauses.join("; "))
        }
        Reading::Empty => ("empty", String::new()),
        Reading::Absent => ("no row", String::new()),
        Reading::NotDone(text) => ("not done", text.clone()),
        Reading::Unclear(text) => ("not understood", text.clone()),
    };
    let place = &observation.place;
    cell::line([
        cell::text(&place.file),
        cell::text(&place.sheet),
        cell::text(&if place.row == 0 { String::new() } else { place.row.to_string() }),
        cell::text(&place.column),
        cell::text(&observation.sample),
        cell::text(&observation.subject.to_string()),
        cell::text(&observation.probe),
        reading.to_owned(),
        cell::text(&value),
        cell::text(
            &observation.stated.map_or_else(String::new, |s| format!("{s:?}").to_lowercase()),
        ),
    ])
}

/// Everything as JSON.
pub fn json(files: &[MlpaFile], cohort: &MlpaCohort) -> Result<Vec<u8>, serde_json::Error> {
    #[derive(Serialize)]
    struct Read<'a> {
        schema_version: &'static str,
        files: &'a [MlpaFile],
        samples: &'a [MlpaSample],
        remarks: &'a [String],
    }
    json::pretty(&Read {
        schema_version: "1.0",
        files,
        samples: &cohort.samples,
        remarks: &cohort.remarks,
    })
}

/// A probe per row and a sample per column; failed samples say so instead of ratios.
pub fn ratios(run: &Run) -> Vec<u8> {
    let names = run.samples.iter().map(|sample| cell::text(&sample.sample));
    let fixed = ["probe", "gene", "exon", "kind"].map(str::to_owned);
    let mut table = cell::line(fixed.into_iter().chain(names));
    for probe in &run.probes {
        let (gene, exon) = match &probe.subject {
            Subject::Exon { gene, exon } => (gene.clone(), exon.clone()),
            Subject::Gene(name) | Subject::Locus(name) => (name.clone(), String::new()),
            Subject::Reference(_) => ("REF".to_owned(), String::new()),
        };
        let kind = if probe.reference { "reference" } else { "target" };
        let fixed = [cell::text(&probe.probe), cell::text(&gene), exon, kind.to_owned()];
        let values = run.samples.iter().zip(&probe.ratios).map(|(sample, ratio)| {
            match (sample.failure.is_empty(), ratio) {
                (false, _) => "failed".to_owned(),
                (true, None) => String::new(),
                (true, Some(ratio)) => cell::number(*ratio, 4),
            }
        });
        table += &cell::line(fixed.into_iter().chain(values));
    }
    table.into_bytes()
}

/// Quality of samples and probes.
pub fn quality(run: &Run, limits: &RawLimits) -> Vec<u8> {
    let mut table =
        cell::line(["what", "name", "reference", "signal", "spread", "limit", "verdict"]);
    for sample in &run.samples {
        let verdict = if sample.failure.is_empty() { "ok" } else { &sample.failure };
        table += &cell::line([
            "sample".to_owned(),
            cell::text(&sample.sample),
            if sample.reference { "yes" } else { "no" }.to_owned(),
            cell::number(sample.signal, 1),
            cell::number(sample.spread, 4),
            cell::number(limits.reference_spread, 4),
            cell::text(verdict),
        ]);
    }
    for probe in &run.probes {
        let verdict = match probe.spread {
            None => "not known",
            Some(spread) if spread > limits.probe_spread => "spreads too far",
            Some(_) => "ok",
        };
        table += &cell::line([
            "probe".to_owned(),
            cell::text(&probe.probe),
            if probe.reference { "yes" } else { "no" }.to_owned(),
            cell::number(None, 1),
            cell::number(probe.spread, 4),
            cell::number(limits.probe_spread, 4),
            verdict.to_owned(),
        ]);
    }
    table.into_bytes()
}
