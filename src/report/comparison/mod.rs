//! The comparison with MLPA: tables, JSON, and a page for the validation file.

mod differences;
pub mod page;
mod plots;
pub mod tsv;
mod validation;

use super::json;
use crate::compare::result::Comparison;

/// A comparison could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ComparisonError {
    /// JSON.
    #[error("the comparison cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The page.
    #[error("the page of the comparison cannot be made: {0}")]
    Page(#[from] askama::Error),
}

/// Every file of a comparison by name.
pub fn files(result: &Comparison) -> Result<Vec<(String, Vec<u8>)>, ComparisonError> {
    let mut files: Vec<(String, Vec<u8>)> = tsv::all(result)
        .into_iter()
        .map(|(name, table)| (format!("compare.{name}.tsv"), table.into_bytes()))
        .collect();
    files.push(("compare.html".to_owned(), page::render(result)?));
    files.push(("compare.json".to_owned(), json::pretty(result)?));
    Ok(files)
}
