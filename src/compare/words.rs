//! MLPA results in words: `del ex4-7`, `exon 4-7 deletion`, `Δ4-7`, `IK6`, `whole gene`, `Yes`.
//!
//! The vocabulary is closed: a word outside it makes the whole text unclear, because a guessed
//! result is worse than none.

use schemars::JsonSchema;
use serde::Serialize;

use super::labels;
use super::observation::{Reading, Stated};

/// A state of a range of exons, of the whole gene, or of some part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Clause {
    /// The state.
    pub state: Stated,
    /// Which exons.
    pub extent: Extent,
}

/// Which exons a clause is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// From one exon to another, both included.
    Range(String, String),
    /// Every exon.
    Whole,
    /// Exons that the text does not name.
    Somewhere,
}

/// Words for "no result", in lower case.
const NOT_DONE: [&str; 24] = [
    "n.d.",
    "nd",
    "n.d",
    "na",
    "n/a",
    "n.a.",
    "#n/a",
    "-",
    "--",
    ".",
    "nan",
    "null",
    "not done",
    "notdone",
    "not tested",
    "not available",
    "not assessed",
    "not_assessed",
    "no result",
    "failed",
    "fail",
    "missing",
    "no dna",
    "not determined",
];

/// Text that says that there is no result.
pub fn is_not_done(text: &str) -> bool {
    NOT_DONE.contains(&text.trim().to_lowercase().as_str())
}

#[derive(Debug, PartialEq)]
enum Token {
    State(Stated),
    Homozygous,
    Heterozygous,
    Negation,
    Affirmation,
    Inconclusive,
    Whole,
    Number(String),
    To,
    Break,
    Filler,
}

/// What a text says of a gene. A text without a state word that names exons speaks of a deletion,
/// as in a column of deletions.
pub fn read(text: &str, gene: &str) -> Reading {
    let text = text.trim();
    if text.is_empty() {
        return Reading::Empty;
    }
    if is_not_done(text) {
        return Reading::NotDone(text.to_owned());
    }
    // 0 and 1 as No and Yes, or exon 1: not to be guessed.
    if text.chars().all(|c| c.is_ascii_digit()) {
        return Reading::Unclear(text.to_owned());
    }
    match tokens(text, gene).and_then(|tokens| clauses(&tokens)) {
        Some(reading) => reading,
        None => Reading::Unclear(text.to_owned()),
    }
}

/// The words of a text; absent when one is not known.
fn tokens(text: &str, gene: &str) -> Option<Vec<Token>> {
    let mut normal = String::with_capacity(text.len() + 8);
    for c in text.to_lowercase().chars() {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '-' => normal.push_str(" - "),
            'δ' | '\u{2206}' => normal.push_str(" del "),
            ',' | ';' | '+' | '&' | '/' | '(' | ')' | '[' | ']' | ':' => normal.push_str(" , "),
            '.' | '_' | '\'' | '"' | '!' => normal.push(' '),
            '?' => normal.push_str(" ? "),
            c => normal.push(c),
        }
    }
    let gene = gene.to_lowercase();
    let mut tokens = Vec::new();
    for word in normal.split_whitespace() {
        if word == gene {
            tokens.push(Token::Filler);
        } else if gene == "ikzf1" && word == "ik6" {
            tokens.push(Token::State(Stated::Deleted));
            tokens.extend([Token::Number("4".into()), Token::To, Token::Number("7".into())]);
        } else {
            tokens.extend(word_tokens(word)?);
        }
    }
    Some(tokens)
}

fn word_tokens(word: &str) -> Option<Vec<Token>> {
    let token = match word {
        "-" | "to" | "through" | "bis" => Token::To,
        "," | "and" => Token::Break,
        "del" | "deletion" | "deletions" | "deleted" | "loss" | "lost" | "cn1" => {
            Token::State(Stated::Deleted)
        }
        "cn0" => Token::State(Stated::HomDeleted),
        "dup" | "duplication" | "duplicated" | "gain" | "gained" | "amp" | "amplification"
        | "amplified" | "cn3" | "cn4" => Token::State(Stated::Gained),
        "hom" | "homozygous" | "biallelic" => Token::Homozygous,
        "het" | "heterozygous" | "monoallelic" => Token::Heterozygous,
        "no" | "not" | "without" | "negative" | "neg" | "normal" | "wt" | "wildtype" | "none"
        | "absent" | "n" | "cn2" => Token::Negation,
        "yes" | "y" | "positive" | "pos" | "present" => Token::Affirmation,
        "inconclusive" | "ambiguous" | "equivocal" | "borderline" | "unclear" | "?" => {
            Token::Inconclusive
        }
        "whole" | "entire" | "complete" | "full" | "all" => Token::Whole,
        "exon" | "exons" | "ex" | "e" | "of" | "the" | "in" | "allele" | "gene" | "detected"
        | "found" | "mlpa" | "result" | "partial" | "intragenic" | "a" => Token::Filler,
        other => return glued(other),
    };
    Some(vec![token])
}

/// `ex4`, `e12`, `4`, `1a`, `del4`, `d4`.
fn glued(word: &str) -> Option<Vec<Token>> {
    if let Some(exon) = labels::exon(word).filter(|exon| exon != "area") {
        return Some(vec![Token::Number(exon)]);
    }
    for (prefix, state) in
        [("del", Stated::Deleted), ("d", Stated::Deleted), ("dup", Stated::Gained)]
    {
        let exon = word.strip_prefix(prefix).and_then(labels::exon);
        if let Some(exon) = exon.filter(|exon| exon != "area") {
            return Some(vec![Token::State(state), Token::Number(exon)]);
        }
    }
    None
}

/// What a sequence of words says; absent when they contradict each other.
fn clauses(tokens: &[Token]) -> Option<Reading> {
    let has = |wanted: &Token| tokens.contains(wanted);
    let names_exons = tokens.iter().any(|t| matches!(t, Token::Number(_) | Token::Whole));
    if has(&Token::Inconclusive) {
        return Some(Reading::State(Stated::Inconclusive));
    }
    if has(&Token::Negation) {
        // "exon 4 deleted, exon 5 not" cannot be told from "no deletion of exons 4-5".
        let is_plain = !names_exons && !has(&Token::Affirmation);
        return is_plain.then_some(Reading::State(Stated::Normal));
    }
    let mut found: Vec<(Option<Stated>, Extent)> = Vec::new();
    let mut current = None;
    let mut first: Option<(String, bool)> = None;
    for token in tokens {
        match token {
            Token::Number(number) => match first.take() {
                Some((from, true)) => {
                    found.push((current, Extent::Range(from, number.clone())));
                }
                Some((from, false)) => {
                    found.push((current, Extent::Range(from.clone(), from)));
                    first = Some((number.clone(), false));
                }
                None => first = Some((number.clone(), false)),
            },
            Token::To => first = first.map(|(from, _)| (from, true)),
            Token::Filler | Token::Heterozygous | Token::Homozygous => {}
            other => {
                if let Some((from, open)) = first.take() {
                    if open {
                        return None;
                    }
                    found.push((current, Extent::Range(from.clone(), from)));
                }
                match other {
                    Token::State(state) => {
                        let mut waiting =
                            found.iter_mut().filter(|(state, _)| state.is_none()).peekable();
                        if waiting.peek().is_some() {
                            waiting.for_each(|(slot, _)| *slot = Some(*state));
                        } else {
                            current = Some(*state);
                        }
                    }
                    Token::Whole => found.push((current, Extent::Whole)),
                    _ => {}
                }
            }
        }
    }
    if let Some((from, open)) = first {
        if open {
            return None;
        }
        found.push((current, Extent::Range(from.clone(), from)));
    }
    let is_homozygous = has(&Token::Homozygous);
    let lost = |state: Stated| match state {
        Stated::Deleted if is_homozygous => Stated::HomDeleted,
        other => other,
    };
    if found.is_empty() {
        let state = match current {
            Some(state) => lost(state),
            None if has(&Token::Affirmation) || is_homozygous || has(&Token::Heterozygous) => {
                lost(Stated::Deleted)
            }
            None => return None,
        };
        return Some(Reading::Clauses(vec![Clause { state, extent: Extent::Somewhere }]));
    }
    Some(Reading::Clauses(
        found
            .into_iter()
            .map(|(state, extent)| Clause { state: lost(state.unwrap_or(Stated::Deleted)), extent })
            .collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(state: Stated, from: &str, to: &str) -> Reading {
        Reading::Clauses(vec![Clause { state, extent: Extent::Range(from.into(), to.into()) }])
    }

    #[test]
    fn every_writing_of_a_deletion() {
        for text in [
            "del ex4-7",
            "exon 4-7 deletion",
            "Δ4-7",
            "∆4–7",
            "D4-7",
            "IK6",
            "4-7",
            "E4-E7",
            "Deletion of exons 4 to 7",
            "IKZF1 del exon 4-7",
            "ex 4 - 7 del",
            "het del 4-7",
            "del(4-7)",
            "exons 4-7 deleted",
        ] {
            assert_eq!(read(text, "IKZF1"), range(Stated::Deleted, "4", "7"), "{text}");
        }
        assert_eq!(read("DEL 1-8", "IKZF1"), range(Stated::Deleted, "1", "8"));
        assert_eq!(read("hom del ex 2", "PAX5"), range(Stated::HomDeleted, "2", "2"));
        assert_eq!(read("dup ex 2-5", "PAX5"), range(Stated::Gained, "2", "5"));
        let whole = |text| match read(text, "IKZF1") {
            Reading::Clauses(clauses) => clauses[0].extent == Extent::Whole,
            _ => false,
        };
        assert!(whole("whole gene") && whole("whole gene deletion") && whole("del whole gene"));
    }

    #[test]
    fn several_ranges_keep_their_states() {
        let both = read("del ex 4-7, dup ex 1", "IKZF1");
        let clause = |state, from: &str, to: &str| Clause {
            state,
            extent: Extent::Range(from.into(), to.into()),
        };
        let wanted = vec![clause(Stated::Deleted, "4", "7"), clause(Stated::Gained, "1", "1")];
        assert_eq!(both, Reading::Clauses(wanted.clone()));
        assert_eq!(
            read("exon 4-7 deletion and exon 1 duplication", "IKZF1"),
            Reading::Clauses(wanted)
        );
        let two = vec![clause(Stated::Deleted, "1", "3"), clause(Stated::Deleted, "5", "5")];
        assert_eq!(read("del 1-3, 5", "IKZF1"), Reading::Clauses(two));
    }

    #[test]
    fn no_empty_not_done_and_unclear_are_four_things() {
        for text in ["normal", "No", "no deletion", "Negative", "WT", "not deleted", "none"] {
            assert_eq!(read(text, "IKZF1"), Reading::State(Stated::Normal), "{text}");
        }
        assert_eq!(read("  ", "IKZF1"), Reading::Empty);
        for text in ["n.d.", "Not done", "-", "N/A"] {
            assert!(matches!(read(text, "IKZF1"), Reading::NotDone(_)), "{text}");
        }
        assert_eq!(read("Inconclusive", "IKZF1"), Reading::State(Stated::Inconclusive));
        for text in
            ["see comment", "no deletion of ex 4-7", "del 4-", "=cmd()", "IK6", "ex", "1", "0"]
        {
            assert!(matches!(read(text, "PAX5"), Reading::Unclear(_)), "{text}");
        }
        let yes = read("Yes", "IKZF1");
        let clause = Clause { state: Stated::Deleted, extent: Extent::Somewhere };
        assert_eq!(yes, Reading::Clauses(vec![clause]));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = read(&text, "IKZF1");
        }
    }
}
