//! `PATIENT.report.html`: one self-contained page for reading, printing and signing.
//!
//! The template lays out what [`View`] says. Every string is escaped by the template engine. The
//! page needs no script and no network, and says so to the browser with a content policy.

use askama::Template;

use super::svg::Shape;
use super::view::{Phrase, View};
use crate::model::language::Language;
use crate::model::patient::PatientResult;

/// The page could not be made.
#[derive(Debug, thiserror::Error)]
#[error("sample {sample}: the HTML report cannot be made: {source}")]
pub struct HtmlError {
    /// The sample.
    pub sample: String,
    /// What the template engine said.
    #[source]
    pub source: askama::Error,
}

/// The page as UTF-8 HTML, in English.
pub fn render(result: &PatientResult) -> Result<Vec<u8>, HtmlError> {
    render_in(result, Language::English)
}

/// The page as UTF-8 HTML.
pub fn render_in(result: &PatientResult, language: Language) -> Result<Vec<u8>, HtmlError> {
    let name = &result.calls.sample.name;
    let view = View::new(result, language);
    let foot = format!("{} \u{b7} {}", name, view.t.get("foot-draft"));
    let page = Page {
        foot: css_string(&foot),
        before_number: css_string(&view.t.get("foot-page-before")),
        between_numbers: css_string(&view.t.get("foot-page-between")),
        v: view,
    };
    let page = page.render();
    page.map(String::into_bytes).map_err(|source| HtmlError { sample: name.clone(), source })
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    v: View<'a>,
    /// Foot of each printed page, as the inside of a CSS string.
    foot: String,
    before_number: String,
    between_numbers: String,
}

impl Page<'_> {
    /// A phrase as HTML, escaped; English within another language says so to readers aloud.
    fn say(phrase: &Phrase) -> String {
        let text = escaped(&phrase.text);
        if phrase.foreign { format!("<span lang=\"en\">{text}</span>") } else { text }
    }
}

/// Text as HTML, as the template engine escapes it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&#38;"),
            '<' => escaped.push_str("&#60;"),
            '>' => escaped.push_str("&#62;"),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Text as the inside of a CSS string: everything but ASCII letters and digits as `\hex `, which can
/// end neither the string nor the style element.
fn css_string(text: &str) -> String {
    use std::fmt::Write;
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            escaped.push(c);
        } else {
            let _ = write!(escaped, "\\{:x} ", u32::from(c));
        }
    }
    escaped
}
