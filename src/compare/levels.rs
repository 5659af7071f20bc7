//! Agreement at each level: tables of counts, rates, kappa.

use std::collections::BTreeSet;

use super::profile::MlpaState;
use super::result::{Binary, CategoryPair, ExonPair, GenePair, Level, Rate, Table};
use crate::model::calls::{CopyState, Estimate};
use crate::stats::agreement::{Bounded, kappa, proportion};

/// One side's answer to a yes-or-no question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Found.
    Found,
    /// Tested and not found.
    NotFound,
    /// Just beside MLPA's border.
    Borderline,
    /// No answer.
    None,
}

/// A question answered by both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// NGS answer.
    pub ngs: Call,
    /// MLPA answer.
    pub mlpa: Call,
    /// NGS category in the full table.
    pub ngs_category: String,
    /// MLPA category in the full table.
    pub mlpa_category: String,
}

/// What becomes of borderline ratios.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Borderline {
    /// Not compared, counted as no result of MLPA.
    Apart,
    /// Taken at the deletion border: not deleted.
    NotDeleted,
    /// Taken for deletions.
    Deleted,
}

impl Borderline {
    /// All, the main one first.
    pub const ALL: [Self; 3] = [Self::Apart, Self::NotDeleted, Self::Deleted];

    /// Code in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Apart => "apart",
            Self::NotDeleted => "not_deleted",
            Self::Deleted => "deleted",
        }
    }
}

/// An interval as it is written.
pub fn estimate(bounded: Bounded) -> Estimate {
    Estimate { value: bounded.value, low: bounded.low, high: bounded.high }
}

/// A share with its interval.
pub fn rate(count: u64, of: u64) -> Rate {
    Rate { count, of, rate: proportion(count, of).map(estimate) }
}

/// Answers of an exon to "is it deleted?" or "is it gained?".
pub fn exon_item(pair: &ExonPair, gain: bool) -> Item {
    let ngs = match (pair.ngs, gain) {
        (CopyState::NotAssessed, _) => Call::None,
        (state, false) if state.is_deletion() => Call::Found,
        (CopyState::Gain, true) => Call::Found,
        _ => Call::NotFound,
    };
    Item {
        ngs,
        mlpa: mlpa_call(pair.mlpa, gain),
        ngs_category: pair.ngs.code().to_owned(),
        mlpa_category: pair.mlpa.code().to_owned(),
    }
}

/// Answers of a gene.
pub fn gene_item(pair: &GenePair, gain: bool) -> Item {
    let ngs = match (pair.ngs.as_str(), gain) {
        ("not_assessed", _) => Call::None,
        ("deleted", false) | ("gained", true) => Call::Found,
        _ => Call::NotFound,
    };
    Item {
        ngs,
        mlpa: mlpa_call(pair.mlpa, gain),
        ngs_category: pair.ngs.clone(),
        mlpa_category: pair.mlpa.code().to_owned(),
    }
}

/// MLPA's answer.
pub fn mlpa_call(state: MlpaState, gain: bool) -> Call {
    match (state, gain) {
        (MlpaState::NoResult | MlpaState::Inconclusive, _) => Call::None,
        (MlpaState::Borderline, false) => Call::Borderline,
        (MlpaState::Deleted | MlpaState::HomDeleted, false) | (MlpaState::Gained, true) => {
            Call::Found
        }
        _ => Call::NotFound,
    }
}

/// A level of yes-or-no answers.
pub fn binary(
    level: &str,
    group: &str,
    finding: &str,
    borderline: Borderline,
    items: &[Item],
) -> Level {
    let mlpa = |item: &Item| match (item.mlpa, borderline) {
        (Call::Borderline, Borderline::Apart) => Call::None,
        (Call::Borderline, Borderline::NotDeleted) => Call::NotFound,
        (Call::Borderline, Borderline::Deleted) => Call::Found,
        (call, _) => call,
    };
    let count = |ngs: Call, wanted: Call| {
        items.iter().filter(|item| item.ngs == ngs && mlpa(item) == wanted).count() as u64
    };
    let both = count(Call::Found, Call::Found);
    let ngs_alone = count(Call::Found, Call::NotFound);
    let mlpa_alone = count(Call::NotFound, Call::Found);
    let neither = count(Call::NotFound, Call::NotFound);
    let pairs = items.len() as u64;
    let compared = both + ngs_alone + mlpa_alone + neither;
    let without_ngs = items.iter().filter(|item| item.ngs == Call::None).count() as u64;
    let without_mlpa = items.iter().filter(|item| mlpa(item) == Call::None).count() as u64;
    Level {
        level: level.to_owned(),
        group: group.to_owned(),
        finding: finding.to_owned(),
        borderline: borderline.code().to_owned(),
        pairs,
        compared,
        ngs_no_call: rate(without_ngs, pairs),
        mlpa_no_call: rate(without_mlpa, pairs),
        agreement: rate(both + neither, compared),
        kappa: chance_corrected(&[vec![both, ngs_alone], vec![mlpa_alone, neither]]),
        binary: Some(Binary {
            both,
            ngs_alone,
            mlpa_alone,
            neither,
            sensitivity: rate(both, both + mlpa_alone),
            specificity: rate(neither, neither + ngs_alone),
            ppv: rate(both, both + ngs_alone),
            npv: rate(neither, neither + mlpa_alone),
        }),
        table: table(items.iter().map(|i| (i.ngs_category.as_str(), i.mlpa_category.as_str()))),
    }
}

/// Kappa where both sides give at least two answers: against a side that always says the same it is
/// 0 whatever the other says.
fn chance_corrected(square: &[Vec<u64>]) -> Option<Estimate> {
    let rows = square.iter().filter(|row| row.iter().any(|count| *count > 0)).count();
    let columns = (0..square.len()).filter(|at| square.iter().any(|row| row[*at] > 0)).count();
    (rows > 1 && columns > 1).then(|| kappa(square).map(estimate)).flatten()
}

/// Counts of pairs of categories, the categories in alphabetical order.
fn table<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Table {
    let names = |of: fn((&'a str, &'a str)) -> &'a str| -> Vec<String> {
        pairs.clone().map(of).collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
    };
    let (ngs, mlpa) = (names(|pair| pair.0), names(|pair| pair.1));
    let mut counts = vec![vec![0; mlpa.len()]; ngs.len()];
    for (row, column) in pairs {
        let at = |names: &[String], name: &str| names.iter().position(|known| known == name);
        if let (Some(row), Some(column)) = (at(&ngs, row), at(&mlpa, column)) {
            counts[row][column] += 1;
        }
    }
    Table { ngs, mlpa, counts }
}

/// An answer of several categories: absent on a side without a result.
pub type Categories = (Option<String>, Option<String>);

/// A level of several categories.
pub fn categories(level: &str, group: &str, finding: &str, items: &[Categories]) -> Level {
    let pairs = items.len() as u64;
    let both: Vec<(&str, &str)> =
        items.iter().filter_map(|(ngs, mlpa)| Some((ngs.as_deref()?, mlpa.as_deref()?))).collect();
    let all: Vec<&str> = both
        .iter()
        .flat_map(|(ngs, mlpa)| [*ngs, *mlpa])
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let at = |name: &str| all.iter().position(|known| *known == name).unwrap_or(0);
    let mut square = vec![vec![0_u64; all.len()]; all.len()];
    for (ngs, mlpa) in &both {
        square[at(ngs)][at(mlpa)] += 1;
    }
    let equal = both.iter().filter(|(ngs, mlpa)| ngs == mlpa).count() as u64;
    let without = |side: fn(&Categories) -> bool| items.iter().filter(|i| side(i)).count() as u64;
    let or_none = |side: &Option<String>| side.clone().unwrap_or_else(|| "no_result".to_owned());
    let full: Vec<(String, String)> =
        items.iter().map(|(ngs, mlpa)| (or_none(ngs), or_none(mlpa))).collect();
    Level {
        level: level.to_owned(),
        group: group.to_owned(),
        finding: finding.to_owned(),
        borderline: Borderline::Apart.code().to_owned(),
        pairs,
        compared: both.len() as u64,
        ngs_no_call: rate(without(|item| item.0.is_none()), pairs),
        mlpa_no_call: rate(without(|item| item.1.is_none()), pairs),
        agreement: rate(equal, both.len() as u64),
        kappa: chance_corrected(&square),
        binary: None,
        table: table(full.iter().map(|(ngs, mlpa)| (ngs.as_str(), mlpa.as_str()))),
    }
}

/// Exons and whether each is deleted; absent when it is open.
pub type Pattern = [(String, Option<bool>)];

/// `4-7`, `1-3+5`, `none` of the exons that are deleted.
pub fn category(pattern: &Pattern) -> String {
    let mut ranges: Vec<String> = Vec::new();
    let mut start: Option<usize> = None;
    for at in 0..=pattern.len() {
        let lost = pattern.get(at).is_some_and(|(_, deleted)| *deleted == Some(true));
        match (start, lost) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let (first, last) = (&pattern[from].0, &pattern[at - 1].0);
                ranges.push(if first == last { first.clone() } else { format!("{first}-{last}") });
                start = None;
            }
            _ => {}
        }
    }
    if ranges.is_empty() { "none".to_owned() } else { ranges.join("+") }
}

/// Compares two patterns over the same exons.
pub fn compare_patterns(sample: &str, ngs: &Pattern, mlpa: &Pattern) -> CategoryPair {
    let decided = |pattern: &Pattern| pattern.iter().any(|(_, deleted)| deleted.is_some());
    let complete = |pattern: &Pattern| pattern.iter().all(|(_, deleted)| deleted.is_some());
    let differs = ngs
        .iter()
        .zip(mlpa)
        .any(|((_, ngs), (_, mlpa))| matches!((ngs, mlpa), (Some(a), Some(b)) if a != b));
    let outcome = if !decided(ngs) || !decided(mlpa) {
        "no_call"
    } else if differs {
        "differ"
    } else if complete(ngs) && complete(mlpa) {
        "agree"
    } else {
        "compatible"
    };
    let open = |side: &str, pattern: &Pattern| {
        let exons: Vec<&str> =
            pattern.iter().filter(|(_, d)| d.is_none()).map(|(exon, _)| exon.as_str()).collect();
        (!exons.is_empty()).then(|| format!("{side}: {}", exons.join(", ")))
    };
    let named = |pattern: &Pattern, none: &str| {
        match (decided(pattern), complete(pattern)) {
            (false, _) => none.to_owned(),
            (true, true) => category(pattern),
            // Exons that are open may belong to it.
            (true, false) => format!("{}?", category(pattern)),
        }
    };
    CategoryPair {
        sample: sample.to_owned(),
        ngs: named(ngs, "not_assessed"),
        mlpa: named(mlpa, "no_result"),
        outcome: outcome.to_owned(),
        open: [open("NGS", ngs), open("MLPA", mlpa)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Vec<(String, Option<bool>)> {
        text.chars()
            .enumerate()
            .map(|(at, c)| {
                let state = match c {
                    'd' => Some(true),
                    '.' => Some(false),
                    _ => None,
                };
                ((at + 1).to_string(), state)
            })
            .collect()
    }

    #[test]
    fn patterns_have_names() {
        for (text, wanted) in
            [("........", "none"), ("...dddd.", "4-7"), ("dddddddd", "1-8"), ("d..d....", "1+4")]
        {
            assert_eq!(category(&pattern(text)), wanted);
        }
    }

    #[test]
    fn a_side_that_always_says_the_same_gives_no_kappa() {
        let found = |square: [[u64; 2]; 2]| chance_corrected(&square.map(|row| row.to_vec()));
        assert_eq!(found([[0, 0], [3, 7]]), None);
        assert_eq!(found([[0, 3], [0, 7]]), None);
        assert_eq!(found([[0, 0], [0, 7]]), None);
        assert!(found([[2, 1], [3, 7]]).is_some());
    }

    #[test]
    fn an_open_exon_neither_agrees_nor_differs() {
        let outcome =
            |ngs: &str, mlpa: &str| compare_patterns("S", &pattern(ngs), &pattern(mlpa)).outcome;
        assert_eq!(outcome("...dddd.", "...dddd."), "agree");
        assert_eq!(outcome("...dddd.", "...d?dd."), "compatible");
        assert_eq!(outcome("...dddd.", "...ddddd"), "differ");
        assert_eq!(outcome("????????", "...ddddd"), "no_call");
        let pair = compare_patterns("S", &pattern("...dddd."), &pattern("...d?dd."));
        assert_eq!((pair.ngs.as_str(), pair.mlpa.as_str()), ("4-7", "4+6-7?"));
        assert_eq!(pair.open, "MLPA: 5");
    }
}
