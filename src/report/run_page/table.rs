//! The table of all samples: what each column shows, and by what it is sorted.

use crate::model::sample::Role;
use crate::report::cell;
use crate::report::run_table::Status;

use super::entry::{Entry, Quality};
use crate::report::text::Texts;

/// The head of a column.
pub(super) struct Head {
    pub name: String,
    /// True when the column is sorted by figures.
    pub figures: bool,
}

/// One sample.
pub(super) struct Row {
    pub name: String,
    /// Link to the sample's own report, where there is one.
    pub link: Option<String>,
    pub quality: Quality,
    /// What the filter of categories compares.
    pub category: String,
    pub cells: Vec<Cell>,
}

/// One cell.
pub(super) struct Cell {
    pub text: String,
    /// What it is sorted by; empty when the value is missing.
    pub key: String,
    /// `open` for "not assessed", `hit` for a finding, `n` for a figure, or empty.
    pub class: &'static str,
    /// More, for hovering; empty when there is nothing more.
    pub title: String,
    /// Where it leads on the page; mostly empty.
    pub href: &'static str,
}

const COLUMNS: [(&str, bool); 16] = [
    ("run-column-role", false),
    ("run-column-quality", true),
    ("run-column-category", false),
    ("run-column-class", false),
    ("run-column-clone", true),
    ("run-column-plus", false),
    ("run-column-plus-any", false),
    ("run-column-ukall", false),
    ("run-column-par1", false),
    ("run-column-crlf2", false),
    ("run-column-erg", false),
    ("run-column-purity", true),
    ("run-column-depth", true),
    ("run-column-sex", false),
    ("run-column-open", true),
    ("run-column-flags", false),
];

/// The heads after that of the sample's name.
pub(super) fn heads(texts: &'static Texts) -> Vec<Head> {
    let head = |(key, figures): (&str, bool)| Head { name: texts.get(key), figures };
    COLUMNS.map(head).into()
}

/// The rows in the order of the samples; `link` gives the name of a sample's report, if
/// there is one.
pub(super) fn rows(
    entries: &[Entry],
    link: &dyn Fn(&str) -> Option<String>,
    texts: &'static Texts,
) -> Vec<Row> {
    let middle = super::drift::median_depth(entries);
    entries.iter().map(|entry| row(entry, link, middle, texts)).collect()
}

fn row(
    entry: &Entry,
    link: &dyn Fn(&str) -> Option<String>,
    middle: Option<f64>,
    texts: &'static Texts,
) -> Row {
    let row = &entry.row;
    let quality = entry.quality();
    let place = Quality::ALL.iter().position(|other| *other == quality).unwrap_or_default();
    let role = match row.role {
        Role::Tumour => "run-role-tumour",
        Role::Normal => "run-role-normal",
    };
    let category = category(&row.ikzf1_category, texts);
    let share = |value: Option<f64>| figure(value, value.map(|f| texts.percent(f)), texts);
    let sex = row.sex.as_deref().filter(|sex| *sex != "unknown");
    let cells = vec![
        plain(texts.get(role), ""),
        Cell {
            key: place.to_string(),
            ..plain(quality_words(quality, texts), quality_class(quality))
        },
        plain(category.clone(), finding_class(&row.ikzf1_category)),
        plain(class(&row.ikzf1_class, texts), finding_class(&row.ikzf1_class)),
        share(row.ikzf1_clone_fraction),
        answer(row.ikzf1plus_stanulla2018.as_deref(), texts),
        answer(row.ikzf1plus_any_loss.as_deref(), texts),
        answer(row.ukall_cna.as_deref(), texts),
        answer(Some(&row.par1), texts),
        answer(Some(&row.p2ry8_crlf2), texts),
        answer(Some(&row.erg), texts),
        share(row.purity),
        depth(row.mean_depth, middle, texts),
        sex.map_or_else(
            || missing(texts.get("run-sex-unknown")),
            |sex| plain(texts.get(&format!("run-sex-{sex}")), ""),
        ),
        open(entry, texts),
        flags(entry, texts),
    ];
    Row {
        name: row.sample.clone(),
        link: link(&row.sample).filter(|_| row.status == Status::Ok),
        quality,
        category,
        cells,
    }
}

/// Text that is sorted as it reads.
fn plain(text: String, class: &'static str) -> Cell {
    Cell { key: text.clone(), text, class, title: String::new(), href: "" }
}

/// A value that is not there: last in every order.
fn missing(text: String) -> Cell {
    Cell { text, key: String::new(), class: "m", title: String::new(), href: "" }
}

fn figure(value: Option<f64>, text: Option<String>, texts: &'static Texts) -> Cell {
    match (value, text) {
        (Some(value), Some(text)) if value.is_finite() => {
            Cell { text, key: cell::number(value, 4), class: "n", title: String::new(), href: "" }
        }
        _ => missing(texts.get("run-missing")),
    }
}

/// The mean depth, with its place in the run; its cell leads to the figures of the run.
fn depth(depth: Option<f64>, middle: Option<f64>, texts: &'static Texts) -> Cell {
    let cell = figure(depth, depth.map(|depth| cell::number(depth, 0)), texts);
    match (depth, middle) {
        (Some(depth), Some(middle)) if depth.is_finite() => {
            let times = texts.number(depth / middle, 2);
            let title = texts.say("run-to-drift", &[("times", &times)]);
            Cell { title, href: "#drift", ..cell }
        }
        _ => cell,
    }
}

/// The codes of `run.tsv` in words.
fn answer(code: Option<&str>, texts: &'static Texts) -> Cell {
    let Some(code) = code else { return missing(texts.get("run-missing")) };
    let class = match code {
        "not_assessed" | "inconclusive" => "open",
        "yes" | "deleted" | "present" | "gained" | "poor" => "hit",
        _ => "",
    };
    plain(words(code, texts), class)
}

/// A code as words; codes that nobody wrote words for are shown as they are.
fn words(code: &str, texts: &'static Texts) -> String {
    let key = format!("run-{}", code.replace('_', "-"));
    let found = texts.get(&key);
    if found == key { code.replace('_', " ") } else { found }
}

fn category(code: &str, texts: &'static Texts) -> String {
    match code {
        "none" => texts.get("run-no-deletion"),
        "not_assessed" => texts.get("run-not-assessed"),
        exons => exons.to_owned(),
    }
}

fn class(code: &str, texts: &'static Texts) -> String {
    let one =
        |code: &str| if code == "none" { texts.get("run-class-none") } else { words(code, texts) };
    code.split('+').map(one).collect::<Vec<_>>().join(" + ")
}

fn finding_class(code: &str) -> &'static str {
    match code {
        "none" => "",
        "not_assessed" => "open",
        _ => "hit",
    }
}

/// A quality in words.
pub(super) fn quality_words(quality: Quality, texts: &'static Texts) -> String {
    texts.get(&format!("run-quality-{}", quality.code()))
}

fn quality_class(quality: Quality) -> &'static str {
    match quality {
        Quality::Failed | Quality::Fail => "bad",
        Quality::Warning => "open",
        Quality::Note | Quality::Pass => "",
    }
}

/// How many loci were not assessed; which ones, for hovering.
fn open(entry: &Entry, texts: &'static Texts) -> Cell {
    let Some(detail) = &entry.detail else {
        let key = usize::MAX.to_string();
        return Cell { key, ..plain(texts.get("run-everything"), "open") };
    };
    let count = detail.open.len();
    let text = match count {
        0 => texts.get("run-class-none"),
        1 => texts.get("run-locus"),
        _ => texts.say("run-loci", &[("count", &count.to_string())]),
    };
    Cell {
        text,
        key: count.to_string(),
        class: if count > 0 { "open" } else { "" },
        title: detail.open.join(", "),
        href: "",
    }
}

fn flags(entry: &Entry, texts: &'static Texts) -> Cell {
    let mut words: Vec<String> = Vec::new();
    for flag in entry.detail.iter().flat_map(|detail| &detail.flags) {
        words.push(format!("{}{}{}", flag.code, texts.get("colon"), flag.finding.text));
    }
    Cell { title: words.join("\n"), ..plain(entry.row.qc.join(" "), "code") }
}
