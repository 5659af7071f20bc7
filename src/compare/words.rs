//! MLPA results in words: `del ex4-7`, `exon 4-7 deletion`, `Δ4-7`, `IK6`, `whole gene`, `Yes`.
//!
//! The vocabulary is closed: a word outside it makes the whole text unclear, because a guessed
//! result is worse than none.

use super::labels;
use super::observation::{Clause, Extent, Reading, Stated};

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

/// Text that says that the test was done in vain or not at all, not merely that nothing applies.
pub fn is_failed(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let placeholders = ["na", "n/a", "n.a.", "#n/a", "-", "--", ".", "nan", "null"];
    is_not_done(&text) && !placeholders.contains(&text.as_str())
}

/// True for a text that names a state itself: `del ex4-7`, not `Yes` or `E4-E7`.
pub fn names_state(text: &str, gene: &str) -> bool {
    let is_state = |token: &Token| matches!(token, Token::State(_) | Token::Homozygous);
    tokens(text.trim(), gene).is_some_and(|found| found.iter().any(is_state))
}

/// True for a text that says nothing, such as `of the`.
pub fn is_bare(text: &str) -> bool {
    let says_nothing =
        |token: &Token| matches!(token, Token::Filler | Token::Break | Token::Slash | Token::To);
    tokens(text.trim(), "").is_some_and(|found| found.iter().all(says_nothing))
}

/// True for a text that names exons, or all of them.
pub fn names_exons(text: &str, gene: &str) -> bool {
    let is_exon = |token: &Token| matches!(token, Token::Number(_) | Token::Whole);
    tokens(text.trim(), gene).is_some_and(|found| found.iter().any(is_exon))
}

/// True for a text that only limits or denies what stands elsewhere: `no`, `homozygous`.
pub fn is_qualifier(text: &str) -> bool {
    let limits = |token: &Token| {
        matches!(
            token,
            Token::Negation
                | Token::Homozygous
                | Token::Heterozygous
                | Token::Part
                | Token::Whole
                | Token::Filler
        )
    };
    !is_bare(text) && tokens(text.trim(), "").is_some_and(|found| found.iter().all(limits))
}

/// True for a text with `no` or `not`.
pub fn denies_all(text: &str) -> bool {
    tokens(text.trim(), "").is_some_and(|found| found.contains(&Token::Negation))
}

/// True for `otherwise normal`, `other genes normal`: words about what has no name.
pub fn about_the_rest(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_rest = |word: &&str| {
        matches!(*word, "otherwise" | "other" | "others" | "rest" | "remaining" | "remainder")
    };
    let (rest, own): (Vec<&str>, Vec<&str>) = lower.split_whitespace().partition(is_rest);
    let own: Vec<&str> = own
        .into_iter()
        .filter(|word| !matches!(*word, "all" | "any" | "probes" | "loci"))
        .collect();
    !rest.is_empty() && read(&own.join(" "), "") == Reading::State(Stated::Normal)
}

/// True for a word of the vocabulary.
pub fn is_known(word: &str) -> bool {
    let lower = word.to_lowercase();
    lower == "ik6" || word_tokens(&lower).is_some()
}

#[derive(Debug, PartialEq)]
enum Token {
    State(Stated),
    Homozygous,
    Heterozygous,
    /// `no`, `not`: belongs to what stands beside it.
    Negation,
    /// `normal`: a result, no negation of a word beside it.
    Normal,
    /// `wt`: the same, or one of two alleles.
    WildType,
    Affirmation,
    Inconclusive,
    Whole,
    Number(String),
    To,
    Break,
    /// Between two alleles, or between exons.
    Slash,
    Filler,
    /// `partial`: says nothing of where, but limits what is denied.
    Part,
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
    let gene = gene.to_lowercase();
    let mut lower = text.to_lowercase();
    if !gene.is_empty() {
        lower = lower.replace(&format!("{gene}_"), &format!("{gene} "));
    }
    let mut normal = String::with_capacity(text.len() + 8);
    for (at, c) in lower.char_indices() {
        match c {
            // A range, as in HGVS: 4_7, e4_e7.
            '_' if is_range(&lower[..at], &lower[at + 1..]) => normal.push_str(" - "),
            '/' => normal.push_str(" / "),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '-' => normal.push_str(" - "),
            'δ' | '\u{2206}' => normal.push_str(" del "),
            ',' | ';' | '+' | '&' | '(' | ')' | '[' | ']' => normal.push_str(" , "),
            // 4.7 may be a number, or the range 4-7 as a spreadsheet shows it.
            '.' if is_decimal(&lower[..at], &lower[at + 1..]) => return None,
            '.' | '_' | ':' | '\'' | '"' | '!' => normal.push(' '),
            '?' => normal.push_str(" ? "),
            c => normal.push(c),
        }
    }
    let mut tokens = Vec::new();
    for word in normal.split_whitespace() {
        // "1 allele lost" and "2 exons deleted" count, and name no exon.
        let counts = matches!(word, "allele" | "exons") && is_number_alone(&tokens);
        if counts {
            return None;
        }
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

/// True where the last word is a number that ends no range.
fn is_number_alone(tokens: &[Token]) -> bool {
    matches!(tokens, [.., Token::Number(_)]) && !matches!(tokens, [.., Token::To, Token::Number(_)])
}

/// True for a point between two digits.
fn is_decimal(before: &str, after: &str) -> bool {
    before.ends_with(|c: char| c.is_ascii_digit())
        && after.starts_with(|c: char| c.is_ascii_digit())
}

/// True for an underscore between two exons.
fn is_range(before: &str, after: &str) -> bool {
    let last = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let next = after.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    last.contains(|c: char| c.is_ascii_digit()) && labels::exon(next).is_some()
}

fn word_tokens(word: &str) -> Option<Vec<Token>> {
    let token = match word {
        "-" | "to" | "through" | "bis" => Token::To,
        "," | "and" => Token::Break,
        "/" => Token::Slash,
        "del" | "deletion" | "deletions" | "deleted" | "loss" | "lost" | "cn1" => {
            Token::State(Stated::Deleted)
        }
        "cn0" => Token::State(Stated::HomDeleted),
        "dup" | "duplication" | "duplicated" | "gain" | "gained" | "amp" | "amplification"
        | "amplified" | "cn3" | "cn4" => Token::State(Stated::Gained),
        "hom" | "homozygous" | "homozygously" | "biallelic" => Token::Homozygous,
        "het" | "heterozygous" | "heterozygously" | "hemizygous" | "monoallelic" => {
            Token::Heterozygous
        }
        "no" | "not" | "without" | "negative" | "neg" | "none" | "absent" | "n" | "false"
        | "non" | "nein" => Token::Negation,
        "normal" | "cn2" => Token::Normal,
        "wt" | "wildtype" => Token::WildType,
        "yes" | "y" | "positive" | "pos" | "present" | "true" | "oui" | "ja" => Token::Affirmation,
        "inconclusive" | "ambiguous" | "equivocal" | "borderline" | "unclear" | "?" => {
            Token::Inconclusive
        }
        "whole" | "entire" | "complete" | "full" | "all" => Token::Whole,
        "exon" | "exons" | "ex" | "e" | "of" | "the" | "in" | "allele" | "gene" | "genes"
        | "region" | "locus" | "detected" | "found" | "mlpa" | "result" | "a" => Token::Filler,
        "partial" | "intragenic" => Token::Part,
        other => return glued(other),
    };
    Some(vec![token])
}

/// `ex4`, `e12`, `4`, `1a`, `del4`, `d4`.
fn glued(word: &str) -> Option<Vec<Token>> {
    if let Some(exon) = labels::exon(word).filter(|exon| !labels::is_area(exon)) {
        return Some(vec![Token::Number(exon)]);
    }
    for (prefix, state) in
        [("del", Stated::Deleted), ("d", Stated::Deleted), ("dup", Stated::Gained)]
    {
        let exon = word.strip_prefix(prefix).and_then(labels::exon);
        if let Some(exon) = exon.filter(|exon| !labels::is_area(exon)) {
            return Some(vec![Token::State(state), Token::Number(exon)]);
        }
    }
    None
}

/// What a sequence of words says; absent when they contradict each other.
fn clauses(tokens: &[Token]) -> Option<Reading> {
    let tokens = other_allele(tokens);
    if tokens.contains(&Token::Inconclusive) {
        return Some(Reading::State(Stated::Inconclusive));
    }
    let parts: Vec<&[Token]> = tokens.split(ends_part).collect();
    let Some(first) = parts.iter().position(|part| part.iter().any(denies)) else {
        return affirmed(tokens);
    };
    let names_exons = tokens.iter().any(|t| matches!(t, Token::Number(_) | Token::Whole));
    if parts[..first].iter().any(|part| part.iter().any(|token| !is_filler(token))) {
        // "het deletion, not homozygous": what follows denies something else.
        let kept: usize = parts[..first].iter().map(|part| part.len() + 1).sum();
        let kept = &tokens[..kept.saturating_sub(1)];
        let is_aside = parts[first..].iter().all(|part| is_aside(part, kept));
        return if is_aside { affirmed(kept) } else { None };
    }
    // "exon 4 deleted, exon 5 not" cannot be told from "no deletion of exons 4-5".
    let denied: Option<Vec<Denied>> = parts.iter().map(|part| denied(part)).collect();
    let is_normal = !names_exons && denied?.contains(&Denied::Deletion);
    is_normal.then_some(Reading::State(Stated::Normal))
}

/// `wt/del` and `del 4-7/wt` speak of two alleles: the other one's words without the first.
fn other_allele(tokens: &[Token]) -> &[Token] {
    let states = |rest: &[Token]| {
        rest.iter().any(|token| matches!(token, Token::State(_)))
            && !rest.iter().any(|token| denies(token) || *token == Token::Homozygous)
    };
    match tokens {
        [Token::WildType, Token::Slash, rest @ ..] | [rest @ .., Token::Slash, Token::WildType]
            if states(rest) || *rest == [Token::WildType] =>
        {
            rest
        }
        all => all,
    }
}

fn ends_part(token: &Token) -> bool {
    matches!(token, Token::Break | Token::Slash | Token::To)
}

fn denies(token: &Token) -> bool {
    matches!(token, Token::Negation | Token::Normal | Token::WildType)
}

fn is_filler(token: &Token) -> bool {
    *token == Token::Filler
}

/// What a part of a text denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denied {
    /// Nothing, because it says nothing.
    Nothing,
    /// A deletion, with or without everything else.
    Deletion,
    /// A gain alone, which leaves deletions open.
    Gain,
}

/// What a part denies as a whole; absent where it may say something else. "Not homozygous" and "no
/// partial deletion" leave other deletions open, and "normal allele lost" is one.
fn denied(part: &[Token]) -> Option<Denied> {
    let words: Vec<&Token> = part.iter().filter(|token| !is_filler(token)).collect();
    Some(match words.as_slice() {
        [] => Denied::Nothing,
        [Token::Negation | Token::Normal | Token::WildType]
        | [Token::Negation, Token::State(Stated::Deleted)]
        | [Token::State(Stated::Deleted), Token::Negation] => Denied::Deletion,
        [Token::Negation, Token::State(Stated::Gained)]
        | [Token::State(Stated::Gained), Token::Negation] => Denied::Gain,
        _ => return None,
    })
}

/// True for a part that denies what the words before it do not say: `no dup` after a deletion, `not
/// homozygous` after a heterozygous one.
fn is_aside(part: &[Token], kept: &[Token]) -> bool {
    let words: Vec<&Token> = part.iter().filter(|token| !is_filler(token)).collect();
    let says_state = kept.iter().any(|token| matches!(token, Token::State(_)));
    match words.as_slice() {
        [] => true,
        [Token::Negation, other] => {
            says_state
                && matches!(other, Token::State(_) | Token::Homozygous | Token::Heterozygous)
                && !kept.contains(other)
        }
        _ => false,
    }
}

/// What a sequence of words without a negation says.
fn affirmed(tokens: &[Token]) -> Option<Reading> {
    let has = |wanted: &Token| tokens.contains(wanted);
    let mut found: Vec<(Option<Stated>, Extent)> = Vec::new();
    let mut current = None;
    let mut first: Option<(String, bool)> = None;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            // 4-6-8 is no range, and 4/7 may be one, or two exons, or a date.
            Token::Number(_) if matches!(tokens[..at], [.., Token::Number(_), Token::Slash]) => {
                return None;
            }
            Token::Number(_)
                if matches!(
                    tokens[..at],
                    [.., Token::Number(_), Token::To, Token::Number(_), Token::To]
                ) =>
            {
                return None;
            }
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
            Token::Filler | Token::Part | Token::Heterozygous | Token::Homozygous => {}
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
            "del 4_7",
            "D4_7",
            "IKZF1_4_7 del",
            "del_ex4_ex7",
            "exon 4-7: deletion",
            "del ex4-7, no duplication",
            "wt/del 4-7",
            "del 4-7 / wt",
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
    fn a_negation_denies_only_what_stands_beside_it() {
        let some = |state| Reading::Clauses(vec![Clause { state, extent: Extent::Somewhere }]);
        for text in [
            "del/wt",
            "wt/del",
            "WT / deleted",
            "heterozygous deletion, not homozygous",
            "het del (not hom)",
            "del, no dup",
            "deletion; no gain",
        ] {
            assert_eq!(read(text, "IKZF1"), some(Stated::Deleted), "{text}");
        }
        assert_eq!(read("hom del (not het)", "IKZF1"), some(Stated::HomDeleted));
        assert_eq!(read("dup, no del", "IKZF1"), some(Stated::Gained));
        for text in [
            "not homozygous",
            "no hom del",
            "no partial deletion",
            "no dup",
            "no dup, del",
            "del no dup",
            "not normal",
            "normal allele lost",
            "wt lost",
            "del, normal",
            "wt, del",
            "no del/dup",
            "del, no del",
            "del 4-7, not exon 8",
            "del 4, no dup, 5",
            "no del, dup",
            "4-7, no dup",
            "4-6-8",
        ] {
            assert!(matches!(read(text, "IKZF1"), Reading::Unclear(_)), "{text}");
        }
    }

    #[test]
    fn no_empty_not_done_and_unclear_are_four_things() {
        for text in [
            "normal",
            "No",
            "no deletion",
            "Negative",
            "WT",
            "not deleted",
            "none",
            "wt/wt",
            "normal (no deletion)",
            "no del, no dup",
            "deletion: no",
            "deletion not detected",
            "IKZF1 - normal",
        ] {
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
