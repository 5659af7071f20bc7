//! Rows and columns of a table that are no probe and no patient, and cells that are not what their
//! column says: sums, blanks, merged cells, dates, ranges.

use std::collections::BTreeMap;

use super::Table;
use crate::compare::labels;
use crate::compare::observation::{Observation, Subject};
use crate::io::mlpa::grid::Cell;
use crate::io::mlpa::role::Role;

/// Names of figures over a row or a column.
const FIGURES: [&str; 18] = [
    "mean", "average", "avg", "median", "total", "sum", "sd", "stdev", "std", "stddev", "cv",
    "min", "max", "minimum", "maximum", "count", "sem", "variance",
];
/// Names of wells without DNA.
const BLANKS: [&str; 8] =
    ["ntc", "h2o", "water", "blank", "nodna", "notemplate", "notemplatecontrol", "te"];
/// Ends of names that a repeated test gets.
const REPEATS: [&str; 6] = ["repeat", "rerun", "rep", "bis", "wdh", "redo"];
/// Months as spreadsheets write them.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// True for a row or column of sums, such as `Mean` or `S1 SD`, where its beginning is a name too.
pub(super) fn is_figure(name: &str, names: &[&str]) -> bool {
    let lower = name.trim().to_lowercase();
    let lower = lower.trim_end_matches(['.', ':']);
    if FIGURES.contains(&lower) {
        return true;
    }
    let Some(at) = lower.rfind([' ', '_', '-', '.']) else { return false };
    let (first, last) = (&lower[..at], &lower[at + 1..]);
    FIGURES.contains(&last) && names.iter().any(|other| other.to_lowercase() == first)
}

/// True for a well without DNA: its zeros are no losses.
pub(super) fn is_blank(name: &str) -> bool {
    let word: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    BLANKS.contains(&word.as_str())
        || BLANKS[..4].contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// True for a number that cannot be read as one: `1.000,5`, `0.58*`, `<0.1`.
pub(super) fn is_damaged_number(text: &str) -> bool {
    let is_sign = |c: char| matches!(c, '.' | ',' | '*' | '<' | '>' | '±' | '%' | '~' | '≤' | '≥');
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || is_sign(c))
        && !is_date(text)
}

/// True for `4-Jul`, `Mar-01`, `04.07.2024`, `2024-07-04`: what a spreadsheet makes of `4-7` or MARCH1.
pub(super) fn is_date(text: &str) -> bool {
    let parts: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_number = |part: &String| part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit());
    let is_month = |part: &String| {
        MONTHS.contains(&part.get(..3).unwrap_or_default()) && part.chars().all(char::is_alphabetic)
    };
    match parts.as_slice() {
        [a, b] => is_number(a) && is_month(b) || is_month(a) && is_number(b),
        [a, b, c] => {
            (is_number(a) || is_month(a))
                && (is_number(b) || is_month(b))
                && is_number(c)
                && [a, c].iter().any(|year| year.len() == 4)
                || is_number(a) && is_month(b) && is_number(c)
        }
        _ => false,
    }
}

/// Why a row of a probe cannot be used: a cell that is no text, a date, a range of exons, or a gene
/// that stands only in the first of some merged cells.
pub(super) fn refused(table: &Table, cells: &[Cell]) -> Option<(usize, String)> {
    let at = |role: Role| table.header.the(role);
    for role in [Role::Probe, Role::Gene, Role::Exon] {
        let Some(column) = at(role) else { continue };
        match cells.get(column) {
            Some(Cell::Unusable(what)) => {
                return Some((column, format!("{what} instead of the {}", role.name())));
            }
            Some(cell) if role != Role::Probe && is_date(&cell.text()) => {
                let why = format!(
                    "'{}' is a date, which a spreadsheet makes of exons such as 4-7 and of genes \
                     such as MARCH1: format the column as text and enter it again",
                    cell.text()
                );
                return Some((column, why));
            }
            _ => {}
        }
    }
    let text = |role: Role| {
        at(role).and_then(|column| cells.get(column)).map_or_else(String::new, Cell::text)
    };
    let (column, exon) = (at(Role::Exon)?, text(Role::Exon));
    let is_range = exon.split_once(['-', '\u{2013}']).is_some_and(|(from, to)| {
        labels::exon(from).is_some_and(|own| own.starts_with(|c: char| c.is_ascii_digit()))
            && labels::exon(to).is_some()
    });
    if is_range && at(Role::Exons).is_none() && !text(Role::Gene).is_empty() {
        return Some((
            column,
            format!(
                "'{exon}' is a range, where each row is a probe: give each exon a row, or state \
             ranges in a table of the columns SampleID, Gene, Exons, CN"
            ),
        ));
    }
    None
}

/// Why a row without a gene is a fault: it names an exon, so its gene stands in a merged cell above.
pub(super) fn without_gene(table: &Table, cells: &[Cell]) -> Option<(usize, String)> {
    let gene = table.header.the(Role::Gene)?;
    let exon = cells.get(table.header.the(Role::Exon)?)?;
    let is_empty = cells.get(gene).is_none_or(Cell::is_empty);
    (is_empty && labels::exon(&exon.text()).is_some()).then(|| {
        (gene, format!(
            "the row is of exon {} and names no gene: split merged cells, and write the gene in \
             each row",
            exon.text()
        ))
    })
}

/// Tells of samples that look like a repeated test of another, or differ from it in case alone, and of
/// names that stand for several probes.
pub(super) fn tell(table: &mut Table) {
    let mut remarks = Vec::new();
    for name in &table.samples {
        let lower = name.to_lowercase();
        let other = table.samples.iter().find(|other| {
            *other != name
                && (other.to_lowercase() == lower || repeated(&lower) == Some(other.to_lowercase()))
        });
        if let Some(other) = other {
            remarks.push(format!(
                "the sample '{name}' may be a repeated test of '{other}', and is a sample of its \
                 own here: keep the valid one under the sample's name"
            ));
        }
    }
    let mut places: BTreeMap<&str, Vec<&Subject>> = BTreeMap::new();
    let named = table.observations.iter().filter(|own| !is_made(own));
    for Observation { probe, subject, .. } in named {
        let known = places.entry(probe).or_default();
        if !known.contains(&subject) {
            known.push(subject);
        }
    }
    for (probe, subjects) in places.into_iter().filter(|(_, subjects)| subjects.len() > 1) {
        let subjects: Vec<String> = subjects.iter().map(ToString::to_string).collect();
        remarks.push(format!(
            "the probe name '{probe}' stands for several places ({}): each row counts for its own",
            subjects.join(", ")
        ));
    }
    for remark in remarks {
        table.remark(remark);
    }
}

/// Names that the reader makes have their gene in them.
fn is_made(own: &Observation) -> bool {
    !matches!(own.subject, Subject::Exon { .. })
}

/// The name without the end that a repeated test gets: `P12 (2)`, `P12.1`, `P12_rep2`.
fn repeated(lower: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if let Some((first, rest)) = lower.rsplit_once('(')
        && rest.strip_suffix(')').is_some_and(digits)
    {
        return Some(first.trim().to_owned());
    }
    let at = lower.rfind([' ', '_', '-', '.'])?;
    let (first, last) = (&lower[..at], &lower[at + 1..]);
    let is_repeat = lower[at..].starts_with('.') && digits(last) && last.len() == 1
        || REPEATS.contains(&last.trim_end_matches(|c: char| c.is_ascii_digit()));
    is_repeat.then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_exons_are_told_apart() {
        for text in ["4-Jul", "04-Jul", "Mar-01", "1-Mar", "04.07.2024", "2024-07-04", "4-Jul-24"] {
            assert!(is_date(text), "{text}");
        }
        for text in ["4", "4-7", "E4-E7", "exon 4", "area 2", "MARCH1", "1.0", "intron 2", "4 5 6"]
        {
            assert!(!is_date(text), "{text}");
        }
        assert!(is_blank("NTC") && is_blank("H2O 2") && is_blank("no DNA") && !is_blank("NT12"));
        assert!(is_figure("S1 SD", &["S1"]) && is_figure("Mean", &[]) && !is_figure("A max", &[]));
        assert_eq!(repeated("p12 (2)").as_deref(), Some("p12"));
        assert_eq!(repeated("2024.0012"), None);
    }
}
