//! `run.html`: all samples of a run on one page, for reading and printing.
//!
//! The page stands alone: no network, one small script whose digest the content policy names.
//! Without the script it is a plain table. Every string is escaped by the template engine.

mod drift;
mod entry;
mod oncoprint;
mod plot;
mod policy;
mod table;

use crate::model::calls::Severity;
use crate::model::language::Language;
use crate::report::text::Texts;
use std::collections::BTreeSet;

use askama::Template;

use super::run_table::Status;
use super::view::{self, Phrase};
pub use entry::{Detail, Entry, GeneMark, Quality, VariantMark, Variants};

/// The page could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the page of the run cannot be made: {0}; the results themselves are not touched by this")]
pub struct RunPageError(#[from] askama::Error);

/// The page as UTF-8 HTML. `link` gives the file name of a sample's report that lies beside it, if
/// one does.
pub fn render(
    entries: &[Entry],
    link: &dyn Fn(&str) -> Option<String>,
    language: Language,
) -> Result<Vec<u8>, RunPageError> {
    let href = |sample: &str| link(sample).as_deref().map(policy::href);
    Ok(Page::new(entries, &href, Texts::of(language)).render()?.into_bytes())
}

#[derive(Template)]
#[template(path = "run.html")]
struct Page {
    t: &'static Texts,
    title: String,
    policy: String,
    style: &'static str,
    script: &'static str,
    facts: Vec<Fact>,
    /// Samples without a result: name, place in the table, reason.
    failed: Vec<Reason>,
    /// Results that must not be used.
    barred: Vec<Reason>,
    heads: Vec<table::Head>,
    rows: Vec<table::Row>,
    categories: Vec<String>,
    /// Code and words of the qualities that occur.
    qualities: Vec<(&'static str, String)>,
    blocks: Vec<oncoprint::Block>,
    figures: Vec<drift::Figure>,
    drift_words: String,
    /// Words of the count of rows, in which the script puts the numbers.
    shown: String,
    sex: drift::SexCheck,
    software: String,
}

/// A named figure of the run.
struct Fact {
    name: String,
    value: String,
    class: &'static str,
}

/// Why a sample has no result, or none to use.
struct Reason {
    sample: String,
    number: usize,
    text: Phrase,
}

impl Page {
    fn new(entries: &[Entry], href: &dyn Fn(&str) -> Option<String>, t: &'static Texts) -> Self {
        let rows = table::rows(entries, href, t);
        let categories: BTreeSet<String> = rows.iter().map(|row| row.category.clone()).collect();
        let finished = entries.iter().filter(|entry| entry.detail.is_some()).count();
        let software: BTreeSet<&str> =
            entries.iter().filter_map(|e| Some(e.detail.as_ref()?.software.as_str())).collect();
        Self {
            t,
            title: t.say("run-title", &[("samples", &entries.len().to_string())]),
            policy: policy::content(STYLE, SCRIPT),
            style: STYLE,
            script: SCRIPT,
            facts: facts(entries, t),
            failed: reasons(entries, &|entry| {
                let failed = entry.row.status == Status::Failed;
                failed.then(|| view::failure(t, &entry.row.message))
            }),
            barred: reasons(entries, &|entry| barred(t, entry)),
            heads: table::heads(t),
            categories: categories.into_iter().collect(),
            qualities: Quality::ALL
                .into_iter()
                .filter(|quality| rows.iter().any(|row| row.quality == *quality))
                .map(|quality| (quality.code(), table::quality_words(quality, t)))
                .collect(),
            rows,
            blocks: oncoprint::blocks(entries, t),
            figures: drift::figures(entries, t),
            drift_words: drift_words(finished, t),
            shown: t.say("run-shown", &[("shown", "{ $shown }"), ("all", "{ $all }")]),
            sex: drift::sex_check(entries, t),
            software: software.into_iter().collect::<Vec<_>>().join(", "),
        }
    }
}

const STYLE: &str = include_str!("../../../templates/run/style.css");
const SCRIPT: &str = include_str!("../../../templates/run/script.js");

fn reasons(entries: &[Entry], reason: &dyn Fn(&Entry) -> Option<Phrase>) -> Vec<Reason> {
    let of = |(number, entry): (usize, &Entry)| {
        Some(Reason { sample: entry.row.sample.clone(), number, text: reason(entry)? })
    };
    entries.iter().enumerate().filter_map(of).collect()
}

fn barred(t: &Texts, entry: &Entry) -> Option<Phrase> {
    let detail = entry.detail.as_ref().filter(|_| entry.quality() == Quality::Fail)?;
    let failing = detail.flags.iter().filter(|flag| flag.severity == Severity::Fail);
    let failing: Vec<&Phrase> = failing.map(|flag| &flag.finding).collect();
    let texts: Vec<&str> = failing.iter().map(|said| said.text.as_str()).collect();
    let foreign = failing.iter().any(|said| said.foreign);
    Some(Phrase { text: texts.join(&t.get("joint")), foreign })
}

/// The run in a few figures.
fn facts(entries: &[Entry], t: &'static Texts) -> Vec<Fact> {
    let status = |code: &str| entries.iter().filter(|e| e.row.ikzf1_status == code).count();
    let failed = entries.iter().filter(|e| e.row.status == Status::Failed).count();
    let mut facts: Vec<Fact> = [
        ("run-samples", entries.len(), ""),
        ("run-finished", entries.len() - failed, ""),
        ("run-failed", failed, if failed > 0 { "bad" } else { "" }),
        ("run-ikzf1-deleted", status("deleted"), ""),
        ("run-ikzf1-not-deleted", status("not_deleted"), ""),
        (
            "run-ikzf1-open",
            status("not_assessed"),
            if status("not_assessed") > 0 { "open" } else { "" },
        ),
    ]
    .map(|(key, count, class)| Fact { name: t.get(key), value: count.to_string(), class })
    .into();
    let references: BTreeSet<&str> =
        entries.iter().filter_map(|entry| entry.row.assembly.as_deref()).collect();
    if !references.is_empty() {
        let value = references.into_iter().collect::<Vec<_>>().join(", ");
        facts.push(Fact { name: t.get("run-reference"), value, class: "" });
    }
    facts.extend(panel(entries, t));
    facts
}

/// The panel of normals, by the beginning of its digest; several are a warning.
fn panel(entries: &[Entry], t: &'static Texts) -> Option<Fact> {
    let details = || entries.iter().filter_map(|entry| entry.detail.as_ref());
    let panels: BTreeSet<&str> = details().map(|detail| detail.panel.as_str()).collect();
    let first = details().next()?;
    let (value, class) = if panels.len() == 1 {
        let digest: String = first.panel.chars().take(8).collect();
        (format!("{} ({digest})", first.members), "")
    } else {
        (t.say("run-normals-several", &[("count", &panels.len().to_string())]), "open")
    };
    Some(Fact { name: t.get("run-normals"), value, class })
}

fn drift_words(finished: usize, t: &'static Texts) -> String {
    let border = t.number(drift::BORDER, 1);
    let fewest = drift::FEWEST.to_string();
    let words = t.say("run-drift-words", &[("border", &border), ("fewest", &fewest)]);
    if finished >= drift::FEWEST {
        return words;
    }
    format!("{words} {}", t.say("run-drift-few", &[("count", &finished.to_string())]))
}
