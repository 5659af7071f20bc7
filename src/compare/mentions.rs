//! Genes and loci that a text names.

use super::observation::Subject;
use super::words;
use crate::knowledge::gene_model::GeneModel;
use crate::knowledge::mlpa::Synonym;

/// Names that are known.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// Genes.
    pub genes: &'a GeneModel,
    /// Loci of several genes.
    pub loci: &'a [String],
    /// Other words for an event of a gene or locus.
    pub synonyms: &'a [Synonym],
}

/// A name in a text, by its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Whom it names.
    pub subject: Subject,
    /// What the name itself says; empty for a plain name.
    says: String,
}

impl Mention {
    /// What the name itself says; empty for a plain name.
    pub fn words(&self) -> &str {
        &self.says
    }
}

/// All names of a text, in its order.
pub fn find(text: &str, vocabulary: &Vocabulary) -> Vec<Mention> {
    let known = known(vocabulary);
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while let Some(c) = lower[at..].chars().next() {
        let begins = !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let mention = begins.then(|| one(text, &lower, at, &known)).flatten();
        match mention {
            Some(own) => {
                at = own.end;
                found.push(own);
            }
            None => at += c.len_utf8(),
        }
    }
    fused(text, found)
}

/// Names with whom they name and what they say, the longest first.
fn known(vocabulary: &Vocabulary) -> Vec<(String, Subject, String)> {
    let mut known: Vec<(String, Subject, String)> = Vec::new();
    let is_locus = |name: &str| vocabulary.loci.iter().any(|locus| locus == name);
    for own in vocabulary.synonyms {
        let subject = if is_locus(&own.of) && vocabulary.genes.gene(&own.of).is_none() {
            Subject::Locus(own.of.clone())
        } else {
            Subject::Gene(own.of.clone())
        };
        known.push((own.name.to_ascii_lowercase(), subject, own.says.clone()));
    }
    let loci = vocabulary.loci.iter().filter(|locus| vocabulary.genes.gene(locus).is_none());
    for locus in loci {
        let subject = Subject::Locus(locus.clone());
        for name in writings(&locus.to_ascii_lowercase()) {
            known.push((name, subject.clone(), String::new()));
        }
    }
    for gene in vocabulary.genes.genes() {
        let name = gene.symbol.to_ascii_lowercase();
        known.push((name, Subject::Gene(gene.symbol.clone()), String::new()));
    }
    known.sort_by_key(|(name, ..)| std::cmp::Reverse(name.len()));
    known
}

/// `cdkn2a/b`, `cdkn2a/2b`, `cdkn2a/cdkn2b`, with a slash, a hyphen or a plus.
fn writings(locus: &str) -> Vec<String> {
    let Some((first, last)) = locus.split_once('/') else { return vec![locus.to_owned()] };
    let stem = first.get(..first.len().saturating_sub(last.len())).unwrap_or_default();
    let letters = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = stem.get(letters.len()..).unwrap_or_default();
    let seconds = [last.to_owned(), format!("{digits}{last}"), format!("{stem}{last}")];
    ["/", "-", "+", " / ", "/-"]
        .iter()
        .flat_map(|joint| seconds.iter().map(move |second| format!("{first}{joint}{second}")))
        .collect()
}

/// The name that begins at a byte.
fn one(text: &str, lower: &str, at: usize, known: &[(String, Subject, String)]) -> Option<Mention> {
    let ends = |end: usize| !lower[end..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let known = known
        .iter()
        .find(|(name, ..)| lower[at..].starts_with(name.as_str()) && ends(at + name.len()));
    if let Some((name, subject, says)) = known {
        let end = at + name.len();
        return Some(Mention { start: at, end, subject: subject.clone(), says: says.clone() });
    }
    // A symbol such as NR3C1, that the table of genes does not have.
    let length = text[at..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len() - at);
    let word = &text[at..at + length];
    let is_symbol = word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && word.chars().take_while(char::is_ascii_uppercase).count() >= 2
        && word.contains(|c: char| c.is_ascii_digit())
        && !words::is_known(word);
    is_symbol.then(|| Mention {
        start: at,
        end: at + length,
        subject: Subject::Gene(word.to_owned()),
        says: String::new(),
    })
}

/// Two names with a hyphen, colons or a slash between them are a fusion, which says nothing of the
/// copies of either.
fn fused(text: &str, found: Vec<Mention>) -> Vec<Mention> {
    let mut joined: Vec<Mention> = Vec::new();
    for own in found {
        match joined.last_mut() {
            Some(last)
                if last.subject != own.subject
                    && matches!(&text[last.end..own.start], "-" | "/" | "::" | ":" | "–") =>
            {
                last.end = own.end;
                last.subject = Subject::Gene(text[last.start..own.end].to_owned());
                last.says.clear();
            }
            _ => joined.push(own),
        }
    }
    joined
}
