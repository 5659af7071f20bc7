//! Patients under the identifiers that cBioPortal accepts.

use crate::model::patient::PatientResult;
use crate::model::sample::Role;

/// A patient under the identifier that cBioPortal accepts.
pub struct Case<'a> {
    /// Letters, digits, `.`, `_` and `-`; different for every patient.
    pub id: String,
    /// The result.
    pub result: &'a PatientResult,
}

/// Patients in the order of their names, each with its own identifier.
pub fn cases(results: &[PatientResult]) -> Vec<Case<'_>> {
    let mut patients: Vec<&PatientResult> =
        results.iter().filter(|result| result.calls.sample.role == Role::Tumour).collect();
    patients.sort_by(|a, b| a.calls.sample.name.cmp(&b.calls.sample.name));
    let mut cases: Vec<Case<'_>> = Vec::new();
    for result in patients {
        let plain = plain(&result.calls.sample.name);
        let mut id = plain.clone();
        let mut number = 2;
        while cases.iter().any(|case| case.id == id) {
            id = format!("{plain}_{number}");
            number += 1;
        }
        cases.push(Case { id, result });
    }
    cases
}

/// What an identifier may hold; anything else becomes `_`.
fn plain(name: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    name.chars().map(allowed).collect()
}
