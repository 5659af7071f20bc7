//! What a single cell says.

use crate::compare::observation::{Reading, Stated};
use crate::compare::raw::LARGEST_RATIO;
use crate::compare::words;
use crate::io::mlpa::grid::Cell;
use crate::io::mlpa::number;

/// The value of a cell: a ratio, or a raw signal.
pub(super) fn value(cell: &Cell, raw: bool) -> Result<Reading, String> {
    let (value, percent) = match cell {
        Cell::Empty => return Ok(Reading::Empty),
        Cell::Unusable(what) => return Err(format!("{what} instead of a number")),
        Cell::Number(value) => (*value, false),
        Cell::Text(text) if text.trim().is_empty() => return Ok(Reading::Empty),
        Cell::Text(text) if words::is_not_done(text) => return Ok(Reading::NotDone(text.clone())),
        // Read as 1.05 it would be a signal a thousand times too small, and the ratio with it.
        Cell::Text(text) if raw && number::may_be_thousands(text) => {
            return Err(format!(
                "'{}' may be thousands or a decimal fraction: export signals without thousands \
                 separators, rounded to whole numbers",
                text.trim()
            ));
        }
        Cell::Text(text) => number::parse(text).ok_or_else(|| {
            format!("'{text}' is no number (one decimal point or comma, no thousands separator)")
        })?,
    };
    if !value.is_finite() || value < 0.0 {
        return Err(format!(
            "{value} cannot be: a ratio or signal is never below 0 (log ratios are not read)"
        ));
    }
    if raw {
        return Ok(Reading::Signal(value));
    }
    if value > LARGEST_RATIO {
        let shown = if percent { value * 100.0 } else { value };
        return Err(format!(
            "{shown} is too large for a ratio: was the decimal separator lost, are these per cent \
             without %, or is the column no sample's (then state it as 'ignore' with --mapping)?"
        ));
    }
    Ok(Reading::Ratio(value))
}

/// A result in words about a gene.
pub(super) fn words(cell: &Cell, gene: &str) -> Result<Reading, String> {
    match cell {
        Cell::Empty => Ok(Reading::Empty),
        Cell::Unusable(what) => Err(format!("{what} instead of a result")),
        Cell::Number(_) => Err(format!(
            "the number {} is no result in words: write Yes, No, Inconclusive, Not done or exons \
             such as 'del 4-7'",
            cell.text()
        )),
        Cell::Text(text) => match words::read(text, gene) {
            Reading::Unclear(text) if text.chars().all(|c| c.is_ascii_digit()) => Err(format!(
                "'{text}' may be an exon, or 0 and 1 for No and Yes: write Yes, No, or 'del ex \
                 {text}'"
            )),
            reading => Ok(reading),
        },
    }
}

/// The state in a column of calls or copy numbers: `del`, `CN1`, `1`, `normal`.
pub(super) fn state(cell: &Cell) -> Result<Option<Stated>, String> {
    let text = match cell {
        Cell::Unusable(what) => return Err(format!("{what} instead of a call")),
        other => other.text(),
    };
    if text.is_empty() || words::is_not_done(&text) {
        return Ok(None);
    }
    Ok(Some(match text.to_lowercase().replace(['_', '-', ' '], "").as_str() {
        "del"
        | "deletion"
        | "deleted"
        | "het"
        | "hetdel"
        | "heterozygousdeletion"
        | "cn1"
        | "1"
        | "loss"
        | "<"
        | "<<" => Stated::Deleted,
        "homdel" | "hom" | "homozygousdeletion" | "cn0" | "0" => Stated::HomDeleted,
        "dup" | "duplication" | "gain" | "gained" | "cn3" | "cn4" | "3" | "4" | "hetdup"
        | "amp" | "amplification" | ">" | ">>" => Stated::Gained,
        "normal" | "norm" | "cn2" | "2" | "no" | "none" | "wt" | "=" | "negative" => Stated::Normal,
        "inconclusive" | "ambiguous" | "borderline" | "*" | "?" => Stated::Inconclusive,
        _ => return Err(format!("'{text}' is no call (del, hom_del, dup, normal, inconclusive)")),
    }))
}
