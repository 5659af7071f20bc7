//! What a form is made from, what it is, and why it may not be written.

use super::html::HtmlError;
use super::json;
use super::run_table::RunRow;
use crate::knowledge::KnowledgeError;
use crate::model::assembly::Assembly;
use crate::model::patient::PatientResult;

/// A file of a form: what follows the sample's name, or a path in the folder of the run, and its
/// bytes.
pub type File = (String, Vec<u8>);

/// A form could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// A name that no form has.
    #[error("there is no form '{name}': the forms are {known}")]
    Unknown {
        /// The name.
        name: String,
        /// All names.
        known: String,
    },
    /// The page.
    #[error(transparent)]
    Page(#[from] HtmlError),
    /// The compressed VCF.
    #[error("the VCF of the events cannot be made: {0}")]
    Vcf(#[from] std::io::Error),
    /// A JSON form.
    #[error("it cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The codes of a form.
    #[error(transparent)]
    Codes(#[from] KnowledgeError),
    /// Results that cannot stand in one study.
    #[error(
        "{first} is on {of_first} and {second} on {of_second}: one study has one assembly; give the \
         results of each apart"
    )]
    Assemblies {
        /// A sample.
        first: String,
        /// Its assembly.
        of_first: Assembly,
        /// Another sample.
        second: String,
        /// Its assembly.
        of_second: Assembly,
    },
}

/// What is known at the end of a run.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// One row per sample, the failed ones included.
    pub rows: &'a [RunRow],
    /// The results of those that did not fail.
    pub results: &'a [PatientResult],
}

/// Any JSON form in the layout of all our JSON files.
pub(super) fn pretty<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, FormError> {
    Ok(json::pretty(value)?)
}
