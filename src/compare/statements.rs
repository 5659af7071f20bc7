//! What a text says of each gene: `IKZF1 del 4-7, CDKN2A/B homozygous deletion; PAX5 normal`.
//!
//! A negation denies what its own clause is about and nothing else. Where it is not clear which gene a
//! word belongs to, no gene of the clause has a result: the words are told instead.

use super::mentions::{Mention, Vocabulary, find};
use super::observation::{Reading, Stated, Subject};
use super::words;

/// What a text says of one gene or locus.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The gene or locus.
    pub subject: Subject,
    /// What is said of it.
    pub reading: Reading,
}

/// The gene that a text without a gene speaks of, because the kit is made for it.
const DEFAULT: &str = "IKZF1";

/// Words between two clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// The first clause of a sentence.
    Start,
    /// A comma, or `but`.
    Comma,
    /// `and`, `+`, `&`.
    And,
    /// `or`, `nor`.
    Or,
}

/// A part of a sentence that names one gene at most.
#[derive(Debug, Clone)]
struct Clause {
    joint: Joint,
    /// Whom it is about; several where it cannot be told apart.
    subjects: Vec<Subject>,
    before: String,
    after: String,
}

impl Clause {
    fn text(&self) -> String {
        format!("{} {}", self.before, self.after).trim().to_owned()
    }

    fn is_bare(&self) -> bool {
        words::is_bare(&self.before) && words::is_bare(&self.after)
    }

    /// `deletion of IKZF1`
    fn is_said_before(&self) -> bool {
        !words::is_bare(&self.before) && words::is_bare(&self.after)
    }

    /// `IKZF1 deleted`
    fn is_said_after(&self) -> bool {
        words::is_bare(&self.before) && !words::is_bare(&self.after)
    }
}

/// Reads a text; every gene or locus once, in the text's order.
pub fn read(text: &str, vocabulary: &Vocabulary) -> Vec<Statement> {
    let whole = text.trim();
    if find(whole, vocabulary).is_empty() {
        let reading = words::read(without_the_rest(whole), DEFAULT);
        return vec![Statement { subject: Subject::Gene(DEFAULT.to_owned()), reading }];
    }
    let mut said: Vec<(Subject, Option<String>)> = Vec::new();
    let mut last: Option<Subject> = None;
    for sentence in sentences(whole) {
        if last.is_some() && words::about_the_rest(sentence) {
            continue;
        }
        let clauses = clauses(sentence, vocabulary);
        let found = one_sentence(sentence, &clauses, last.as_ref());
        last = found.last().map(|(subject, _)| subject.clone()).or(last);
        said.extend(found);
    }
    together(said, whole)
}

/// Several statements of a subject are one result; one that is not clear leaves all of it open.
fn together(said: Vec<(Subject, Option<String>)>, whole: &str) -> Vec<Statement> {
    let mut merged: Vec<(Subject, Option<String>)> = Vec::new();
    for (subject, text) in said {
        match merged.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, known)) => {
                *known = match (known.take(), text) {
                    (Some(first), Some(second)) => Some(format!("{first}; {second}")),
                    _ => None,
                }
            }
            None => merged.push((subject, text)),
        }
    }
    merged
        .into_iter()
        .map(|(subject, text)| {
            let name = match &subject {
                Subject::Gene(name) | Subject::Locus(name) => name.clone(),
                _ => String::new(),
            };
            let reading = match text.map(|text| words::read(&text, &name)) {
                None | Some(Reading::Unclear(_) | Reading::Empty) => {
                    Reading::Unclear(whole.to_owned())
                }
                Some(reading) => reading,
            };
            Statement { subject, reading }
        })
        .collect()
}

/// A text without an end such as ", otherwise normal", which says nothing of a gene or exon by name.
fn without_the_rest(text: &str) -> &str {
    match text.rfind([',', ';']) {
        Some(at) if words::about_the_rest(&text[at + 1..]) => text[..at].trim_end(),
        _ => text,
    }
}

/// Parts between semicolons, bars and line ends.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '|', '\n', '\r']).map(str::trim).filter(|part| !part.is_empty())
}

/// What one sentence says of whom; no text where that is not clear.
fn one_sentence(
    sentence: &str,
    clauses: &[Clause],
    last: Option<&Subject>,
) -> Vec<(Subject, Option<String>)> {
    let default = Subject::Gene(DEFAULT.to_owned());
    if clauses.iter().all(|clause| clause.subjects.is_empty()) {
        // "PAX5 deleted; ex 4-7": whose exons these are is not said.
        return match last {
            Some(last) if *last != default => {
                vec![(default, None), (last.clone(), None)]
            }
            _ => vec![(default, Some(sentence.to_owned()))],
        };
    }
    let mut found: Vec<(Subject, Option<String>)> = Vec::new();
    for (at, clause) in clauses.iter().enumerate() {
        match clause.subjects.as_slice() {
            // Only the first clause of a sentence can be without a gene here.
            [] if words::names_exons(&clause.text(), DEFAULT) => {
                found.push((default.clone(), Some(clause.text())));
            }
            [] => {
                let all = clauses.iter().flat_map(|own| &own.subjects);
                return all.map(|subject| (subject.clone(), None)).collect();
            }
            [one] => {
                let text = said_of(at, clauses).filter(|_| !is_fusion(one));
                found.push((one.clone(), text));
            }
            several => found.extend(several.iter().map(|one| (one.clone(), None))),
        }
    }
    // "CDKN2A or CDKN2B deleted" does not say which; "no deletion of either" says it of both.
    for (at, clause) in clauses.iter().enumerate().filter(|(_, own)| own.joint == Joint::Or) {
        let Some(before) = at.checked_sub(1).map(|at| &clauses[at]) else { continue };
        let own: Vec<&Subject> = before.subjects.iter().chain(&clause.subjects).collect();
        let denied = |(subject, text): &(Subject, Option<String>)| {
            !own.contains(&subject)
                || text
                    .as_ref()
                    .is_some_and(|text| words::read(text, "") == Reading::State(Stated::Normal))
        };
        if !found.iter().all(denied) {
            for (_, text) in found.iter_mut().filter(|(subject, _)| own.contains(&subject)) {
                *text = None;
            }
        }
    }
    found
}

/// True for two names that were joined: "positive" says nothing of the copies of either.
fn is_fusion(subject: &Subject) -> bool {
    matches!(subject, Subject::Gene(name) if name.contains(|c: char| !c.is_ascii_alphanumeric()))
}

/// What is said of the gene of a clause, which may be said once for a list of genes.
fn said_of(at: usize, clauses: &[Clause]) -> Option<String> {
    let clause = &clauses[at];
    if clause.is_bare() {
        return shared(at, clauses);
    }
    let text = clause.text();
    if words::is_qualifier(&text) {
        // "no IKZF1 or PAX5 deletion": the word that is denied stands at the end of the list.
        let rest = &clauses[at + 1..];
        let end = rest.iter().position(|own| !own.is_bare());
        if clause.is_said_before()
            && let Some(end) = end.map(|end| &rest[end]).filter(|end| end.is_said_after())
        {
            return closes(&text, end).then(|| format!("{text} {}", end.after));
        }
    }
    // The end of such a list.
    let open = clauses[..at].iter().rev().find(|own| !own.is_bare());
    if clause.is_said_after()
        && let Some(open) = open.filter(|own| own.is_said_before())
        && words::is_qualifier(&open.before)
    {
        return closes(&open.before, clause).then(|| format!("{} {text}", open.before));
    }
    Some(text)
}

/// True where a clause ends a list that a word such as "no" or "homozygous" begins. "No A and B
/// deletion" may deny A alone.
fn closes(qualifier: &str, end: &Clause) -> bool {
    let joint = if words::denies_all(qualifier) { Joint::Or } else { Joint::And };
    end.joint == joint && !words::is_qualifier(&end.after)
}

/// What is said of a gene that stands in a list: before the list, or after it.
fn shared(at: usize, clauses: &[Clause]) -> Option<String> {
    let first = (0..=at).rev().take_while(|i| clauses[*i].is_bare()).last()?;
    let next = (at..clauses.len()).find(|i| !clauses[*i].is_bare());
    let before = first.checked_sub(1).map(|i| &clauses[i]);
    let after = next.map(|i| &clauses[i]);
    let usable = |own: &&Clause| own.subjects.len() == 1 && !words::names_exons(&own.text(), "");
    let front = before.filter(|own| own.is_said_before()).filter(usable);
    let back = after.filter(|own| own.is_said_after()).filter(usable);
    let entry = clauses[first].joint;
    let exit = after.map(|own| own.joint);
    match (front, back) {
        (Some(front), Some(back)) if words::is_qualifier(&front.before) => {
            closes(&front.before, back).then(|| format!("{} {}", front.before, back.after))
        }
        (Some(front), Some(_)) => {
            let is_closed = entry != Joint::Comma && exit == Some(Joint::Comma);
            is_closed.then(|| front.before.clone())
        }
        (Some(front), None) => Some(front.before.clone()),
        (None, Some(back)) => {
            (before.is_none() || entry == Joint::Comma).then(|| back.after.clone())
        }
        (None, None) => None,
    }
}

/// The clauses of a sentence. A clause without a gene belongs to the gene before it.
fn clauses(sentence: &str, vocabulary: &Vocabulary) -> Vec<Clause> {
    let mut found: Vec<Clause> = Vec::new();
    for (joint, text) in parts(sentence, vocabulary) {
        // "otherwise normal" says nothing of a gene by name.
        if !found.is_empty() && words::about_the_rest(text) {
            continue;
        }
        for clause in one_part(joint, text, vocabulary) {
            match found.last_mut() {
                Some(last) if clause.subjects.is_empty() => {
                    let joint = if joint == Joint::Or { " or " } else { " , " };
                    last.after += joint;
                    last.after += &clause.text();
                }
                _ => found.push(clause),
            }
        }
    }
    found
}

/// A part that names several genes is told apart where each stands before a colon.
fn one_part(joint: Joint, text: &str, vocabulary: &Vocabulary) -> Vec<Clause> {
    let mentions = find(text, vocabulary);
    let Some(first) = mentions.first() else {
        let before = text.trim().to_owned();
        return vec![Clause { joint, subjects: Vec::new(), before, after: String::new() }];
    };
    if mentions.iter().all(|own| own.subject == first.subject) {
        let before = text[..first.start].trim().to_owned();
        let after = after(text, &mentions, text.len());
        return vec![Clause { joint, subjects: vec![first.subject.clone()], before, after }];
    }
    let has_colon = |own: &Mention| text[own.end..].trim_start().starts_with([':', '=']);
    if !text[..first.start].trim().is_empty() || !mentions.iter().all(has_colon) {
        let subjects = mentions.iter().map(|own| own.subject.clone()).collect();
        return vec![Clause { joint, subjects, before: text.to_owned(), after: String::new() }];
    }
    let ends = mentions.iter().skip(1).map(|own| own.start).chain([text.len()]);
    let told = mentions.iter().zip(ends).enumerate();
    told.map(|(at, (own, end))| Clause {
        joint: if at == 0 { joint } else { Joint::Comma },
        subjects: vec![own.subject.clone()],
        before: String::new(),
        after: after(text, std::slice::from_ref(own), end),
    })
    .collect()
}

/// Words after a name that say only what kind of name it is.
const KINDS: [&str; 4] = ["fusion", "rearrangement", "transcript", "isoform"];

/// The text behind the first of some names, with what the names say in their place.
fn after(text: &str, mentions: &[Mention], end: usize) -> String {
    let ends = mentions.iter().skip(1).map(|own| own.start).chain([end]);
    let mut found = String::new();
    for (own, end) in mentions.iter().zip(ends) {
        let mut rest = text[own.end..end].trim_start_matches([' ', ':', '=']);
        if !own.words().is_empty() {
            for kind in KINDS {
                let is_kind = rest.get(..kind.len()).is_some_and(|w| w.eq_ignore_ascii_case(kind));
                rest = if is_kind { rest[kind.len()..].trim_start() } else { rest };
            }
        }
        // A name that says what it is, such as IK6, unless the words behind it do.
        if !words::names_state(rest, "") {
            found += own.words();
        }
        found = format!("{found} {}", rest.trim()).trim().to_owned() + " ";
    }
    found.trim().to_owned()
}

/// Words that end a clause, with a space on both sides.
const JOINTS: [(&str, Joint); 9] = [
    (" and ", Joint::And),
    (" & ", Joint::And),
    (" + ", Joint::And),
    (" with ", Joint::Comma),
    (" but ", Joint::Comma),
    (" or ", Joint::Or),
    (" nor ", Joint::Or),
    (" / ", Joint::Comma),
    (". ", Joint::Comma),
];
/// A word that ends a clause and begins the next.
const WITHOUT: &str = " without ";
/// Short words before a point that does not end a sentence.
const ABBREVIATED: [&str; 12] =
    ["ex", "exon", "exons", "hom", "het", "del", "dup", "amp", "neg", "pos", "incl", "ca"];

/// The parts of a sentence between commas and joining words.
fn parts<'a>(sentence: &'a str, vocabulary: &Vocabulary) -> Vec<(Joint, &'a str)> {
    let lower = sentence.to_ascii_lowercase();
    let mut found = Vec::new();
    let (mut start, mut joint, mut at) = (0, Joint::Start, 0);
    while at < sentence.len() {
        let rest = &lower[at..];
        let next = if rest.starts_with(',') || rest.starts_with(WITHOUT) {
            Some((1, 1, Joint::Comma))
        } else {
            let known = JOINTS.iter().find(|(word, _)| rest.starts_with(word));
            known
                .filter(|(word, _)| match *word {
                    ". " => ends_sentence(&lower[start..at]),
                    // "wt / del" are two alleles.
                    " / " => begins_with_gene(&sentence[at + word.len()..], vocabulary),
                    _ => true,
                })
                // The last space begins what follows.
                .map(|(word, joint)| (word.len() - 1, word.len() - 1, *joint))
        };
        match next {
            Some((length, step, own)) => {
                found.push((joint, sentence[start..at].trim()));
                (start, joint) = (at + length, own);
                at += step;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    found.push((joint, sentence[start..].trim()));
    found.retain(|(_, text)| !text.is_empty());
    found
}

fn begins_with_gene(text: &str, vocabulary: &Vocabulary) -> bool {
    find(text.trim_start(), vocabulary).first().is_some_and(|own| own.start == 0)
}

fn ends_sentence(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    (word.len() > 1 || word.starts_with(|c: char| c.is_ascii_digit()))
        && !ABBREVIATED.contains(&word)
}
