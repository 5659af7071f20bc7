//! Positions as laboratories write them: `50376662`, `chr7:50376532-50376793`, `7:50,376,662`.

use super::Table;
use crate::compare::words;

/// Longest stretch that a probe is said to lie in: exons and areas are shorter.
const LONGEST: u32 = 1_000_000;

/// Why a position cannot be used.
pub(super) struct Fault {
    why: String,
    /// True where the cell is a position, and a wrong one.
    is_position: bool,
}

/// Chromosome and position, or the middle of a stretch; nothing where one of them is not stated.
pub(super) fn position_of(
    chromosome: &str,
    position: &str,
) -> Result<Option<(String, u32)>, Fault> {
    // Both may stand in either column.
    let (named, place) = match (position.split_once(':'), chromosome.split_once(':')) {
        (Some((name, place)), _) | (None, Some((name, place))) => (name.trim(), place),
        _ => ("", position),
    };
    let own = if chromosome.contains(':') { "" } else { chromosome.trim() };
    let place = place.trim().trim_start_matches("g.");
    if is_none(place) {
        return Ok(None);
    }
    let wrong = |why: String| Fault { why, is_position: true };
    let fail = || Fault {
        why: format!("'{place}' is no position: write 50376662 or chr7:50376532-50376793"),
        is_position: false,
    };
    let ends: Vec<&str> = place.split(['-', '_', '\u{2013}']).map(str::trim).collect();
    let (from, to) = match ends.as_slice() {
        [one] => (number(one).ok_or_else(fail)?, number(one).ok_or_else(fail)?),
        [from, to] => (number(from).ok_or_else(fail)?, number(to).ok_or_else(fail)?),
        _ => return Err(fail()),
    };
    if from > to || to - from > LONGEST {
        let why = format!("'{place}' is no stretch of a probe: it runs backwards or is too long");
        return Err(wrong(why));
    }
    let bare = |name: &str| {
        let lower = name.to_ascii_lowercase();
        lower.strip_prefix("chr").unwrap_or(&lower).to_owned()
    };
    // A band such as 7p12.2 names the same chromosome.
    let of_band = bare(own).split(['p', 'q']).next().unwrap_or_default().to_owned();
    if !named.is_empty() && !is_none(own) && of_band != bare(named) {
        let why = format!("the chromosome is '{own}' and the position is on '{named}'");
        return Err(wrong(why));
    }
    let chromosome = if named.is_empty() { own } else { named };
    Ok((!is_none(chromosome)).then(|| (chromosome.to_owned(), from + (to - from) / 2)))
}

fn is_none(text: &str) -> bool {
    text.is_empty() || words::is_not_done(text)
}

/// A whole number, of which commas and blanks may part the thousands.
fn number(text: &str) -> Option<u32> {
    let mut groups = text.split([',', ' ', '\'', '\u{a0}', '\u{202f}']);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let whole = rest.is_empty() || (1..=3).contains(&first.len());
    if !whole || rest.iter().any(|group| group.len() != 3) {
        return None;
    }
    let digits = first.to_owned() + &rest.concat();
    // A workbook writes large numbers as 50376662.0.
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    digits.chars().all(|c| c.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// A position that cannot be read is an error where the user says that the column holds positions;
/// elsewhere `Position` may be a well of a plate.
pub(super) fn refuse(table: &mut Table, row: usize, column: Option<usize>, fault: &Fault) {
    if fault.is_position || table.context.mapping.is_some() {
        table.problem(row, column.unwrap_or(0), &fault.why);
    } else {
        let heading = column.and_then(|at| table.header.columns.get(at));
        let heading = heading.map_or_else(String::new, |(name, _)| name.clone());
        table.remark(format!("the column '{heading}' does not hold positions, which are not used"));
    }
}
