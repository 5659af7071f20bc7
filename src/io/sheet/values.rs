//! The fields of a row, in the spellings that laboratories use.

use crate::model::sample::{Role, Sex};

/// True for the ways to say that nothing is stated.
pub(super) fn is_missing(field: &str) -> bool {
    matches!(field.to_ascii_lowercase().as_str(), "" | "." | "na" | "n/a" | "nan" | "none" | "null")
}

/// `normal` or `tumour` in either spelling, or 0 and 1 as workflow sheets code them.
pub(super) fn role(field: &str) -> Result<Role, String> {
    match field.to_ascii_lowercase().as_str() {
        "normal" | "control" | "reference" | "germline" | "0" => Ok(Role::Normal),
        "tumour" | "tumor" | "patient" | "case" | "1" => Ok(Role::Tumour),
        _ => Err(format!("role '{field}' is neither 'tumour' (1) nor 'normal' (0)")),
    }
}

/// Sex chromosomes: `F`, `M`, `XX`, `XY`, words, or unknown.
pub(super) fn sex(field: &str) -> Result<Sex, String> {
    match field.to_ascii_lowercase().as_str() {
        "f" | "female" | "xx" | "w" => Ok(Sex::Female),
        "m" | "male" | "xy" => Ok(Sex::Male),
        "unknown" | "u" | "?" => Ok(Sex::Unknown),
        _ => Err(format!("sex '{field}' is none of F, M, XX, XY, unknown")),
    }
}

/// A percentage from 0 to 100, with decimal point or comma, with or without `%`.
///
/// A value above 0 and up to 1 without a `%` sign is refused: it may be a fraction, and a patient
/// with 80 % of blasts must not become one with 0.8 %.
pub(super) fn blast_percent(field: &str) -> Result<f64, String> {
    let (number, has_sign) = match field.strip_suffix('%') {
        Some(number) => (number.trim_end(), true),
        None => (field, false),
    };
    let value: f64 = number
        .replace(',', ".")
        .parse()
        .map_err(|_| format!("blast percentage '{field}' is not a number from 0 to 100"))?;
    if !(0.0..=100.0).contains(&value) {
        return Err(format!("blast percentage '{field}' is outside 0 to 100"));
    }
    if value > 0.0 && value <= 1.0 && !has_sign {
        return Err(format!(
            "blast percentage '{field}' looks like a fraction: write it as a percentage, for \
             example 80 for 0.8; a value of 1 % or less needs its sign, as in '0.8%'"
        ));
    }
    Ok(value)
}

/// A few words that are shown as they stand.
pub(super) fn words(field: &str) -> Result<String, String> {
    const MOST: usize = 80;
    if field.chars().count() > MOST || field.chars().any(char::is_control) {
        return Err(format!(
            "'{field}' is longer than {MOST} characters or holds control characters"
        ));
    }
    Ok(field.to_owned())
}
