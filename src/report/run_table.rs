//! `run.tsv` and `run.json`: one row per sample of a run, the failed ones included.

use serde::{Deserialize, Serialize};

use crate::model::language::Language;
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::{Interpretation, PatientResult};
use crate::model::sample::Role;

use super::text::Texts;
use super::{cell, json, open};

/// The columns of `run.tsv`, in their order. Other programs read them by name; new ones go to the
/// right.
pub const COLUMNS: [&str; 20] = [
    "sample",
    "role",
    "status",
    "assembly",
    "sex",
    "mean_depth",
    "purity",
    "ikzf1_status",
    "ikzf1_category",
    "ikzf1_class",
    "ikzf1_clone_fraction",
    "ikzf1plus_stanulla2018",
    "ikzf1plus_any_loss",
    "ukall_cna",
    "par1",
    "p2ry8_crlf2",
    "erg",
    "not_assessed",
    "qc",
    "message",
];

/// Version of the layout of `run.json`.
pub const SCHEMA_VERSION: &str = "1.0";

const NOT_ASSESSED: &str = "not_assessed";

/// Whether a sample was finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Finished; its files are written.
    Ok,
    /// Not finished; the message says why.
    Failed,
}

impl Status {
    /// `ok` or `failed`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
        }
    }
}

/// One sample of a run. A failed sample is "not assessed" throughout, never "not deleted".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunRow {
    /// Sample name.
    pub sample: String,
    /// Patient's sample or healthy reference.
    pub role: Role,
    /// Finished or failed.
    pub status: Status,
    /// `GRCh37` or `GRCh38`; absent when the sample failed.
    pub assembly: Option<String>,
    /// `F`, `M` or `unknown`: stated, else observed; absent when the sample failed.
    pub sex: Option<String>,
    /// Mean depth over all targets.
    pub mean_depth: Option<f64>,
    /// Fraction of leukaemic cells, from the events; absent without events.
    pub purity: Option<f64>,
    /// `deleted`, `not_deleted` or `not_assessed`.
    pub ikzf1_status: String,
    /// `none`, `1-8`, `4-7`, ..., joined by `+`, or `not_assessed`.
    pub ikzf1_category: String,
    /// Functional class code.
    pub ikzf1_class: String,
    /// Largest clone fraction of the IKZF1 deletions; absent without one.
    pub ikzf1_clone_fraction: Option<f64>,
    /// `yes`, `no` or `not_assessed`; absent when the preset was not among the rules.
    pub ikzf1plus_stanulla2018: Option<String>,
    /// The same for the preset `any-loss`.
    pub ikzf1plus_any_loss: Option<String>,
    /// Class of the preset `two-tier`: `good`, `poor` or `inconclusive`; absent without the preset.
    pub ukall_cna: Option<String>,
    /// `deleted`, `not_deleted`, `gained` or `not_assessed`; `deleted` when both happened.
    pub par1: String,
    /// `yes`, `no` or `not_assessed`.
    pub p2ry8_crlf2: String,
    /// ERG deletion `present`, `absent` or `not_assessed`.
    pub erg: String,
    /// What was not assessed; `everything` when the sample failed.
    pub not_assessed: Vec<String>,
    /// Codes of the quality flags, each once; empty when there is none.
    pub qc: Vec<String>,
    /// Why the sample failed; empty when it did not.
    pub message: String,
}

impl RunRow {
    /// The row of a finished sample.
    pub fn from_result(result: &PatientResult) -> Self {
        let calls = &result.calls;
        let conclusions = &result.interpretation;
        let variants = open::small_variants(Texts::of(Language::English), result);
        let qc = calls.flag_codes().into_iter().map(str::to_owned).collect();
        Self {
            sample: calls.sample.name.clone(),
            role: calls.sample.role,
            status: Status::Ok,
            assembly: Some(calls.assembly.name().to_owned()),
            sex: Some(calls.sample.sex().code().to_owned()),
            mean_depth: Some(calls.mean_depth),
            purity: calls.purity.map(|purity| purity.value),
            ikzf1_status: state_code(conclusions.ikzf1.status).to_owned(),
            ikzf1_category: conclusions.ikzf1.category.clone(),
            ikzf1_class: conclusions.ikzf1.class.clone(),
            ikzf1_clone_fraction: conclusions.ikzf1.clone_fraction,
            ikzf1plus_stanulla2018: ikzf1plus(conclusions, "stanulla2018"),
            ikzf1plus_any_loss: ikzf1plus(conclusions, "any-loss"),
            ukall_cna: conclusions.ukall_two_tier().map(|preset| preset.class.clone()),
            par1: par1(conclusions).to_owned(),
            p2ry8_crlf2: conclusions.par1.p2ry8_crlf2.code().to_owned(),
            erg: erg(conclusions.erg.state).to_owned(),
            not_assessed: conclusions
                .not_assessed
                .iter()
                .map(|item| item.what.clone())
                .chain(variants)
                .collect(),
            qc,
            message: String::new(),
        }
    }

    /// The row of a sample that could not be finished, with the reason.
    pub fn failed(sample: &str, role: Role, message: &str) -> Self {
        let not_assessed = || NOT_ASSESSED.to_owned();
        Self {
            sample: sample.to_owned(),
            role,
            status: Status::Failed,
            assembly: None,
            sex: None,
            mean_depth: None,
            purity: None,
            ikzf1_status: not_assessed(),
            ikzf1_category: not_assessed(),
            ikzf1_class: not_assessed(),
            ikzf1_clone_fraction: None,
            ikzf1plus_stanulla2018: Some(not_assessed()),
            ikzf1plus_any_loss: Some(not_assessed()),
            ukall_cna: Some("inconclusive".to_owned()),
            par1: not_assessed(),
            p2ry8_crlf2: not_assessed(),
            erg: not_assessed(),
            not_assessed: vec!["everything".to_owned()],
            qc: vec!["FAILED".to_owned()],
            message: message.to_owned(),
        }
    }

    fn cells(&self) -> [String; 20] {
        let optional = |value: &Option<String>| cell::text(value.as_deref().unwrap_or_default());
        let qc = if self.qc.is_empty() { "pass".to_owned() } else { joined(&self.qc) };
        [
            cell::text(&self.sample),
            self.role.code().to_owned(),
            self.status.code().to_owned(),
            optional(&self.assembly),
            optional(&self.sex),
            cell::number(self.mean_depth, 2),
            cell::number(self.purity, 3),
            cell::text(&self.ikzf1_status),
            cell::text(&self.ikzf1_category),
            cell::text(&self.ikzf1_class),
            cell::number(self.ikzf1_clone_fraction, 3),
            optional(&self.ikzf1plus_stanulla2018),
            optional(&self.ikzf1plus_any_loss),
            optional(&self.ukall_cna),
            cell::text(&self.par1),
            cell::text(&self.p2ry8_crlf2),
            cell::text(&self.erg),
            joined(&self.not_assessed),
            qc,
            cell::text(&self.message),
        ]
    }
}

/// `run.tsv`, in the order of the rows.
pub fn tsv(rows: &[RunRow]) -> Vec<u8> {
    let mut table = cell::line(COLUMNS);
    for row in rows {
        table.push_str(&cell::line(row.cells()));
    }
    table.into_bytes()
}

/// `run.json`: `schema_version` and `samples`, one object per row with the columns' names.
pub fn json(rows: &[RunRow]) -> Vec<u8> {
    #[derive(Serialize)]
    struct Run<'a> {
        schema_version: &'static str,
        samples: &'a [RunRow],
    }
    // Strings, numbers and lists alone: writing them to memory cannot fail.
    json::pretty(&Run { schema_version: SCHEMA_VERSION, samples: rows }).unwrap_or_default()
}

/// Reads what [`json`] wrote; the error says what is wrong with it.
pub fn read_json(bytes: &[u8]) -> Result<Vec<RunRow>, String> {
    #[derive(Deserialize)]
    struct Run {
        schema_version: String,
        samples: Vec<RunRow>,
    }
    let run: Run = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if run.schema_version == SCHEMA_VERSION {
        Ok(run.samples)
    } else {
        Err(format!("its schema_version is {}, not {SCHEMA_VERSION}", run.schema_version))
    }
}

/// `a;b`, with any `;` inside an item written as `,`; `.` when there is none.
fn joined(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| item.replace(';', ",")).collect();
    cell::text(&items.join(";"))
}

fn state_code(state: LocusState) -> &'static str {
    match state {
        LocusState::Deleted => "deleted",
        LocusState::NotDeleted => "not_deleted",
        LocusState::NotAssessed => NOT_ASSESSED,
    }
}

fn erg(state: LocusState) -> &'static str {
    match state {
        LocusState::Deleted => "present",
        LocusState::NotDeleted => "absent",
        LocusState::NotAssessed => NOT_ASSESSED,
    }
}

fn par1(conclusions: &Interpretation) -> &'static str {
    match (conclusions.par1.state, conclusions.par1.gained) {
        (LocusState::Deleted, _) => "deleted",
        (_, true) => "gained",
        (state, false) => state_code(state),
    }
}

fn ikzf1plus(conclusions: &Interpretation, preset: &str) -> Option<String> {
    let answer: Answer =
        conclusions.ikzf1plus.iter().find(|result| result.preset == preset)?.answer;
    Some(answer.code().to_owned())
}
