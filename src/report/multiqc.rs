//! `ikaros_mqc.json` and `ikaros_calls_mqc.json`: the run as custom content of `MultiQC`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::form::{self, File, FormError, Run};
use super::run_table::{RunRow, Status};
use super::text::Texts;
use super::view;
use crate::model::calls::EventKind;
use crate::model::language::Language;
use crate::model::patient::PatientResult;

/// Samples by name with the cells of their columns.
type Data = BTreeMap<String, Map<String, Value>>;

/// The figures that stand beside those of other programs, and a table of all results.
pub fn files(run: &Run<'_>) -> Result<Vec<File>, FormError> {
    Ok(vec![
        ("ikaros_mqc.json".to_owned(), form::pretty(&general(run))?),
        ("ikaros_calls_mqc.json".to_owned(), form::pretty(&calls(run))?),
    ])
}

fn general(run: &Run<'_>) -> Value {
    let data: Data = run
        .rows
        .iter()
        .map(|row| {
            let mut cells = Map::new();
            cells.insert("ikzf1".to_owned(), text(&ikzf1(run, row)));
            number(&mut cells, "mean_depth", row.mean_depth);
            number(&mut cells, "purity", row.purity.map(|purity| 100.0 * purity));
            cells.insert("qc".to_owned(), text(&qc(row)));
            (escaped(&row.sample), cells)
        })
        .collect();
    json!({
        "id": "ikaros",
        "plot_type": "generalstats",
        "headers": {
            "ikzf1": {
                "title": "IKZF1",
                "description": "Exon deletions of IKZF1, with what was not assessed",
                "scale": false
            },
            "mean_depth": {
                "title": "Depth",
                "description": "Mean depth over all targets",
                "min": 0,
                "suffix": "x",
                "format": "{:,.0f}",
                "scale": "Blues"
            },
            "purity": {
                "title": "Leukaemic",
                "description": "Cells that are leukaemic, from the events; empty without events",
                "min": 0,
                "max": 100,
                "suffix": "%",
                "format": "{:,.0f}",
                "scale": "Purples"
            },
            "qc": {
                "title": "ikaros QC",
                "description": "Codes of the quality flags, notes included",
                "scale": false
            }
        },
        "data": data
    })
}

fn calls(run: &Run<'_>) -> Value {
    let data: Data =
        run.rows.iter().map(|row| (escaped(&row.sample), row_of_calls(run, row))).collect();
    let column = |title: &str, description: &str| json!({ "title": title, "description": description, "scale": false });
    json!({
        "id": "ikaros_calls",
        "section_name": "ikaros: results",
        "description": "Deletions of IKZF1 and its companions. &quot;Not assessed&quot; is never \
                        &quot;not deleted&quot;: the reports say why.",
        "plot_type": "table",
        "pconfig": {
            "id": "ikaros_calls_table",
            "title": "ikaros: results",
            "col1_header": "Sample",
            "no_violin": true
        },
        "headers": {
            "status": column("Status", "Whether the sample was finished"),
            "ikzf1": column("IKZF1", "Exon deletions, with what was not assessed"),
            "ikzf1plus": column("IKZF1plus", "Preset stanulla2018"),
            "ukall_cna": column("UKALL-CNA", "Preset two-tier"),
            "par1": column("PAR1", "Pseudo-autosomal region 1"),
            "p2ry8_crlf2": column("P2RY8::CRLF2", "Signature of the deletion"),
            "erg": column("ERG", "Deletion"),
            "not_assessed": column("Not assessed", "What the data could not answer"),
            "message": column("Message", "Why the sample failed")
        },
        "data": data
    })
}

fn row_of_calls(run: &Run<'_>, row: &RunRow) -> Map<String, Value> {
    let optional = |answer: &Option<String>| match answer {
        Some(code) => text(&words(code)),
        None => text("no rule"),
    };
    let nothing_missing = || "nothing".to_owned();
    let not_assessed = Some(row.not_assessed.join("; ")).filter(|text| !text.is_empty());
    let cells = [
        ("status", text(row.status.code())),
        ("ikzf1", text(&ikzf1(run, row))),
        ("ikzf1plus", optional(&row.ikzf1plus_stanulla2018)),
        ("ukall_cna", text(&ukall_cna(run, row))),
        ("par1", text(&words(&row.par1))),
        ("p2ry8_crlf2", text(&words(&row.p2ry8_crlf2))),
        ("erg", text(&words(&row.erg))),
        ("not_assessed", text(&not_assessed.unwrap_or_else(nothing_missing))),
        ("message", text(&row.message)),
    ];
    cells.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The result behind a row; a failed sample has none.
fn of_row<'a>(run: &'a Run<'_>, row: &RunRow) -> Option<&'a PatientResult> {
    let mut results = run.results.iter();
    results.find(|result| row.status == Status::Ok && result.calls.sample.name == row.sample)
}

/// The category with its reservations.
fn ikzf1(run: &Run<'_>, row: &RunRow) -> String {
    let Some(result) = of_row(run, row) else { return words(&row.ikzf1_category) };
    let label = &result.interpretation.ikzf1.category_label;
    if result.calls.is_probable("IKZF1", EventKind::Deletion) {
        format!("{label}, probable, to be confirmed")
    } else {
        label.clone()
    }
}

/// The class of UKALL-CNA with the probable deletions that it rests on.
fn ukall_cna(run: &Run<'_>, row: &RunRow) -> String {
    let preset = of_row(run, row).and_then(|result| result.interpretation.ukall_two_tier());
    match (preset, &row.ukall_cna) {
        (Some(preset), _) => view::ukall_cna(Texts::of(Language::English), preset),
        (None, Some(code)) => words(code),
        (None, None) => "no rule".to_owned(),
    }
}

fn qc(row: &RunRow) -> String {
    if row.qc.is_empty() { "pass".to_owned() } else { row.qc.join(", ") }
}

/// A code as words: `not_assessed` as "not assessed".
fn words(code: &str) -> String {
    code.replace('_', " ")
}

fn number(cells: &mut Map<String, Value>, name: &str, value: Option<f64>) {
    if let Some(value) = value.filter(|value| value.is_finite()) {
        cells.insert(name.to_owned(), value.into());
    }
}

fn text(value: &str) -> Value {
    escaped(value).into()
}

/// `MultiQC` writes cells and names into its page as they are.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
