//! Agreement at each level: tables of counts, rates, kappa.

use std::collections::{BTreeMap, BTreeSet};

use super::profile::MlpaState;
use super::result::{
    Binary, Difference, DifferingCell, ExonPair, GenePair, Level, Member, Rate, Table,
};
use crate::model::calls::CopyState;
use crate::model::estimate::Estimate;
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

/// A question about one sample, answered by both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Sample, as NGS names it.
    pub sample: String,
    /// Gene, exon, locus or preset.
    pub subject: String,
    /// NGS answer.
    pub ngs: Call,
    /// MLPA answer.
    pub mlpa: Call,
    /// NGS category in the full table.
    pub ngs_category: String,
    /// MLPA category in the full table.
    pub mlpa_category: String,
    /// How they differ; absent when they do not.
    pub difference: Option<Difference>,
}

/// True for two names of the same result: NGS tells the copies lost of an exon, not of a gene.
pub fn alike(ngs: &str, mlpa: &str) -> bool {
    let alike = [
        ("het_del", "deleted"),
        ("hom_del", "hom_deleted"),
        ("deleted", "hom_deleted"),
        ("gain", "gained"),
        ("not_deleted", "normal"),
        ("not_assessed", "no_result"),
        ("not_assessed", "inconclusive"),
    ];
    ngs == mlpa || alike.contains(&(ngs, mlpa))
}

/// How two answers differ. `answers` are those to one or more questions about the same thing, the
/// main one first.
pub fn difference(answers: &[(Call, Call)], alike: bool) -> Option<Difference> {
    let contradict = |(ngs, mlpa): &(Call, Call)| {
        matches!((ngs, mlpa), (Call::Found, Call::NotFound) | (Call::NotFound, Call::Found))
    };
    if answers.iter().any(contradict) {
        return Some(Difference::Contradiction);
    }
    match answers.first()? {
        (Call::None, Call::None) => None,
        (Call::None, _) | (_, Call::None) => Some(Difference::NoResult),
        _ if alike => None,
        (Call::Borderline, _) | (_, Call::Borderline) => Some(Difference::Borderline),
        _ => Some(Difference::Degree),
    }
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
    let ngs = |gain| match (pair.ngs, gain) {
        (CopyState::NotAssessed, _) => Call::None,
        (state, false) if state.is_deletion() => Call::Found,
        (CopyState::Gain, true) => Call::Found,
        _ => Call::NotFound,
    };
    let answers = |gain| (ngs(gain), mlpa_call(pair.mlpa, gain));
    let (ngs_category, mlpa_category) = (pair.ngs.code(), pair.mlpa.code());
    Item {
        sample: pair.sample.clone(),
        subject: format!("{} exon {}", pair.gene, pair.mlpa_exon),
        ngs: answers(gain).0,
        mlpa: answers(gain).1,
        difference: difference(
            &[answers(false), answers(true)],
            alike(ngs_category, mlpa_category),
        ),
        ngs_category: ngs_category.to_owned(),
        mlpa_category: mlpa_category.to_owned(),
    }
}

/// Answers of a gene.
pub fn gene_item(pair: &GenePair, gain: bool) -> Item {
    let ngs = |gain| match (pair.ngs.as_str(), gain) {
        ("not_assessed", _) => Call::None,
        ("deleted", false) | ("gained", true) => Call::Found,
        _ => Call::NotFound,
    };
    let answers = |gain| (ngs(gain), mlpa_call(pair.mlpa, gain));
    Item {
        sample: pair.sample.clone(),
        subject: pair.gene.clone(),
        ngs: answers(gain).0,
        mlpa: answers(gain).1,
        difference: difference(
            &[answers(false), answers(true)],
            alike(&pair.ngs, pair.mlpa.code()),
        ),
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
    let taken = |call: Call| match (call, borderline) {
        (Call::Borderline, Borderline::Apart) => Call::None,
        (Call::Borderline, Borderline::NotDeleted) => Call::NotFound,
        (Call::Borderline, Borderline::Deleted) => Call::Found,
        (call, _) => call,
    };
    let count = |ngs: Call, mlpa: Call| {
        let is = |item: &&Item| taken(item.ngs) == ngs && taken(item.mlpa) == mlpa;
        items.iter().filter(is).count() as u64
    };
    let both = count(Call::Found, Call::Found);
    let ngs_alone = count(Call::Found, Call::NotFound);
    let mlpa_alone = count(Call::NotFound, Call::Found);
    let neither = count(Call::NotFound, Call::NotFound);
    let pairs = items.len() as u64;
    let compared = both + ngs_alone + mlpa_alone + neither;
    let without = |side: fn(&Item) -> Call| {
        items.iter().filter(|item| taken(side(item)) == Call::None).count() as u64
    };
    let (without_ngs, without_mlpa) = (without(|item| item.ngs), without(|item| item.mlpa));
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
        table: match borderline {
            Borderline::Apart => table(items),
            // The same table; who stands in it is told once.
            _ => Table { differing: Vec::new(), ..table(items) },
        },
    }
}

/// Kappa where both sides give at least two answers: against a side that always says the same it is
/// 0 whatever the other says.
fn chance_corrected(square: &[Vec<u64>]) -> Option<Estimate> {
    let rows = square.iter().filter(|row| row.iter().any(|count| *count > 0)).count();
    let columns = (0..square.len()).filter(|at| square.iter().any(|row| row[*at] > 0)).count();
    (rows > 1 && columns > 1).then(|| kappa(square).map(estimate)).flatten()
}

/// Counts of pairs of categories, the categories in alphabetical order, with who differs.
fn table(items: &[Item]) -> Table {
    let names = |of: fn(&Item) -> &String| -> Vec<String> {
        items.iter().map(of).collect::<BTreeSet<_>>().into_iter().cloned().collect()
    };
    let (ngs, mlpa) = (names(|item| &item.ngs_category), names(|item| &item.mlpa_category));
    let mut counts = vec![vec![0; mlpa.len()]; ngs.len()];
    let mut differing: BTreeMap<(&str, &str), Vec<Member>> = BTreeMap::new();
    for item in items {
        let at = |names: &[String], name: &str| names.iter().position(|known| known == name);
        if let (Some(row), Some(column)) =
            (at(&ngs, &item.ngs_category), at(&mlpa, &item.mlpa_category))
        {
            counts[row][column] += 1;
        }
        if item.difference.is_some() {
            let cell = (item.ngs_category.as_str(), item.mlpa_category.as_str());
            let member = Member { sample: item.sample.clone(), subject: item.subject.clone() };
            differing.entry(cell).or_default().push(member);
        }
    }
    let differing = differing
        .into_iter()
        .map(|((ngs, mlpa), pairs)| DifferingCell {
            ngs: ngs.to_owned(),
            mlpa: mlpa.to_owned(),
            pairs,
        })
        .collect();
    Table { ngs, mlpa, counts, differing }
}

/// A level of several categories; a side without a result has [`Call::None`].
pub fn categories(level: &str, group: &str, finding: &str, items: &[Item]) -> Level {
    let pairs = items.len() as u64;
    let both: Vec<(&str, &str)> = items
        .iter()
        .filter(|item| item.ngs != Call::None && item.mlpa != Call::None)
        .map(|item| (item.ngs_category.as_str(), item.mlpa_category.as_str()))
        .collect();
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
    let without = |side: fn(&Item) -> Call| {
        items.iter().filter(|item| side(item) == Call::None).count() as u64
    };
    Level {
        level: level.to_owned(),
        group: group.to_owned(),
        finding: finding.to_owned(),
        borderline: Borderline::Apart.code().to_owned(),
        pairs,
        compared: both.len() as u64,
        ngs_no_call: rate(without(|item| item.ngs), pairs),
        mlpa_no_call: rate(without(|item| item.mlpa), pairs),
        agreement: rate(equal, both.len() as u64),
        kappa: chance_corrected(&square),
        binary: None,
        table: table(items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_that_always_says_the_same_gives_no_kappa() {
        let found = |square: [[u64; 2]; 2]| chance_corrected(&square.map(|row| row.to_vec()));
        assert_eq!(found([[0, 0], [3, 7]]), None);
        assert_eq!(found([[0, 3], [0, 7]]), None);
        assert_eq!(found([[0, 0], [0, 7]]), None);
        assert!(found([[2, 1], [3, 7]]).is_some());
    }

    #[test]
    fn how_two_answers_differ() {
        use Call::{Borderline, Found, None as Nothing, NotFound};
        let of = |ngs, mlpa, alike| difference(&[(ngs, mlpa)], alike);
        assert_eq!(of(Found, NotFound, false), Some(Difference::Contradiction));
        assert_eq!(of(NotFound, Found, false), Some(Difference::Contradiction));
        assert_eq!(of(Found, Found, true), None);
        assert_eq!(of(Found, Found, false), Some(Difference::Degree));
        assert_eq!(of(NotFound, Borderline, false), Some(Difference::Borderline));
        assert_eq!(of(NotFound, Nothing, false), Some(Difference::NoResult));
        assert_eq!(of(Nothing, Borderline, false), Some(Difference::NoResult));
        assert_eq!(of(Nothing, Nothing, false), None);
        // Neither says deleted, one says gained.
        let both = [(NotFound, NotFound), (Found, NotFound)];
        assert_eq!(difference(&both, false), Some(Difference::Contradiction));
    }
}
