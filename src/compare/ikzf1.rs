//! Which IKZF1 exons each side finds deleted, and the category of that.

use super::levels::{self, Call, Item};
use super::pair::Pair;
use super::profile::MlpaState;
use super::result::{CategoryPair, Difference, ExonPair};
use crate::knowledge::rules::Ikzf1Deletion;
use crate::model::calls::CopyState;

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

/// The IKZF1 exons of one sample as each side finds them.
#[derive(Debug, Clone, PartialEq)]
pub struct Sides {
    /// Both together.
    pub pair: CategoryPair,
    /// NGS.
    pub ngs: Vec<(String, Option<bool>)>,
    /// MLPA.
    pub mlpa: Vec<(String, Option<bool>)>,
}

/// Both sides of a sample; `exons` are its own.
pub fn sides(pair: &Pair, exons: &[ExonPair]) -> Sides {
    let (mut ngs, mut mlpa) = (Vec::new(), Vec::new());
    let gene = pair.ngs.calls.gene("IKZF1");
    for (gene, exon) in gene.iter().flat_map(|gene| gene.exons.iter().map(move |e| (gene, e))) {
        let (state, _) = pair.ngs_exon(gene, exon);
        let known = state != CopyState::NotAssessed;
        ngs.push((exon.exon.clone(), known.then(|| state.is_deletion())));
        let own = exons.iter().find(|other| {
            other.gene == "IKZF1" && other.ngs_exon.as_deref() == Some(exon.exon.as_str())
        });
        let state = own.map_or(MlpaState::NoResult, |own| own.mlpa);
        let deleted = match levels::mlpa_call(state, false) {
            Call::Found => Some(true),
            Call::NotFound => Some(false),
            Call::Borderline | Call::None => None,
        };
        mlpa.push((exon.exon.clone(), deleted));
    }
    Sides { pair: compare_patterns(pair.name(), &ngs, &mlpa), ngs, mlpa }
}

/// The categories of the sample, in full.
pub fn item(sides: &Sides) -> Item {
    // A category with an open exon is no result: the exon may belong to it.
    let side = |name: &str, pattern: &Pattern| {
        let complete = !pattern.is_empty() && pattern.iter().all(|(_, deleted)| deleted.is_some());
        if complete { (Call::Found, name.to_owned()) } else { (Call::None, NONE.to_owned()) }
    };
    let (ngs, ngs_category) = side(&sides.pair.ngs, &sides.ngs);
    let (mlpa, mlpa_category) = side(&sides.pair.mlpa, &sides.mlpa);
    let undecided = |pattern: &Pattern| pattern.iter().all(|(_, deleted)| deleted.is_none());
    let difference = match sides.pair.outcome.as_str() {
        "differ" => Some(Difference::Contradiction),
        "agree" => None,
        _ if undecided(&sides.ngs) && undecided(&sides.mlpa) => None,
        _ => Some(Difference::NoResult),
    };
    Item {
        sample: sides.pair.sample.clone(),
        subject: "IKZF1".to_owned(),
        ngs,
        mlpa,
        ngs_category,
        mlpa_category,
        difference,
    }
}

const NONE: &str = "no_result";

/// One category that is held against all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Group {
    /// No exon is deleted.
    None,
    /// Just the exons of this range.
    Exons(String),
    /// Exons that have no category of their own.
    Other,
}

impl Group {
    /// Name in tables.
    pub fn name(&self) -> &str {
        match self {
            Self::None => "none",
            Self::Exons(exons) => exons,
            Self::Other => "other",
        }
    }
}

/// The categories that MLPA reports tell apart, as the table of deletions names them.
pub fn groups(deletions: &[Ikzf1Deletion]) -> Vec<Group> {
    let named = deletions.iter().filter(|row| !row.mlpa_category.starts_with("other"));
    let mut groups: Vec<Group> = named.map(|row| Group::Exons(row.exons.clone())).collect();
    groups.extend([Group::Other, Group::None]);
    groups
}

/// The answers to "is it this category?", which open exons leave open only where they decide.
pub fn group_item(sides: &Sides, group: &Group, groups: &[Group]) -> Item {
    let (ngs, mlpa) = (belongs(&sides.ngs, group, groups), belongs(&sides.mlpa, group, groups));
    let named = |call: Call| match call {
        Call::Found => group.name().to_owned(),
        Call::NotFound => format!("not {}", group.name()),
        Call::Borderline | Call::None => NONE.to_owned(),
    };
    let (ngs_category, mlpa_category) = (named(ngs), named(mlpa));
    Item {
        sample: sides.pair.sample.clone(),
        subject: "IKZF1".to_owned(),
        ngs,
        mlpa,
        difference: levels::difference(&[(ngs, mlpa)], ngs_category == mlpa_category),
        ngs_category,
        mlpa_category,
    }
}

fn belongs(pattern: &Pattern, group: &Group, groups: &[Group]) -> Call {
    if pattern.iter().all(|(_, deleted)| deleted.is_none()) {
        return Call::None;
    }
    let complete = pattern.iter().all(|(_, deleted)| deleted.is_some());
    let fits = |group: &Group| {
        let Some(wanted) = exons_of(pattern, group) else { return false };
        pattern.iter().zip(wanted).all(|((_, deleted), wanted)| deleted.is_none_or(|d| d == wanted))
    };
    let found = match group {
        Group::Other => !groups.iter().any(fits),
        _ => fits(group) && complete,
    };
    let excluded = match group {
        Group::Other => complete,
        _ => !fits(group),
    };
    match (found, excluded) {
        (true, _) => Call::Found,
        (_, true) => Call::NotFound,
        _ => Call::None,
    }
}

/// Which exons a category deletes; absent for `other`, and where the gene lacks an exon of it.
fn exons_of(pattern: &Pattern, group: &Group) -> Option<Vec<bool>> {
    let range = match group {
        Group::None => return Some(vec![false; pattern.len()]),
        Group::Other => return None,
        Group::Exons(range) => range,
    };
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let at = |label: &str| pattern.iter().position(|(exon, _)| exon == label);
    let (first, last) = (at(first)?, at(last)?);
    Some((0..pattern.len()).map(|at| (first..=last).contains(&at)).collect())
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

    #[test]
    fn a_category_is_open_only_where_an_open_exon_decides() {
        let groups: Vec<Group> = ["1", "1-8", "2-3", "2-7", "2-8", "4-7", "4-8"]
            .map(|range| Group::Exons(range.to_owned()))
            .into_iter()
            .chain([Group::Other, Group::None])
            .collect();
        let of = |text: &str, name: &str| {
            let group = groups.iter().find(|group| group.name() == name).unwrap();
            belongs(&pattern(text), group, &groups)
        };
        assert_eq!(of("...dddd.", "4-7"), Call::Found);
        assert_eq!(of("...ddddd", "4-7"), Call::NotFound);
        // Exon 5 is open: 4-7 or 4+6-7, in no case none or 4-8.
        assert_eq!(of("...d?dd.", "4-7"), Call::None);
        assert_eq!(of("...d?dd.", "other"), Call::None);
        assert_eq!(of("...d?dd.", "none"), Call::NotFound);
        assert_eq!(of("...d?dd.", "4-8"), Call::NotFound);
        // Whatever exon 5 is, it is no category of its own.
        assert_eq!(of("d..d?dd.", "other"), Call::Found);
        assert_eq!(of("?ddddddd", "1-8"), Call::None);
        assert_eq!(of("?ddddddd", "other"), Call::None);
        assert_eq!(of(".......?", "none"), Call::None);
        assert_eq!(of("????????", "none"), Call::None);
    }
}
