//! The words of a report: complete in each language, all of them used, and French pages in French.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

mod report_fixture;
mod report_reader;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use ikaros::model::language::Language;
use ikaros::model::patient::PatientResult;
use ikaros::report::html;
use report_fixture::{healthy, patient};

fn source(language: Language) -> String {
    let path = format!("src/report/text/{language}.ftl");
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The placeables of each message.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let text = source(language);
    let resource = fluent_syntax::parser::parse(text.as_str()).unwrap();
    let mut messages = BTreeMap::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut names = BTreeSet::new();
        placeables(&message.value.unwrap(), &mut names);
        let twice = messages.insert(message.id.name.to_owned(), names);
        assert!(twice.is_none(), "{language}.ftl: {} stands there twice", message.id.name);
    }
    messages
}

fn placeables(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => of_inline(inline, names),
            Expression::Select { selector, variants } => {
                of_inline(selector, names);
                for variant in variants {
                    placeables(&variant.value, names);
                }
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => drop(names.insert(id.name.to_owned())),
        InlineExpression::FunctionReference { arguments: CallArguments { .. }, id } => {
            panic!("function {} is not used in reports", id.name)
        }
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_placeables() {
    let (english, french) = (messages(Language::English), messages(Language::French));
    let keys = |of: &BTreeMap<String, BTreeSet<String>>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&english), keys(&french));
    for (key, names) in &english {
        assert_eq!(names, &french[key], "placeables of {key}");
    }
}

fn texts_under(folder: &Path, text: &mut String) {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            texts_under(&path, text);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
            let file = std::fs::read_to_string(&path).unwrap();
            text.push_str(file.split("#[cfg(test)]").next().unwrap());
        }
    }
}

/// Code and templates of reports.
fn code() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    texts_under(&root.join("src/report"), &mut code);
    texts_under(&root.join("templates"), &mut code);
    code
}

/// Families of codes, whose words are looked up by `word("family", code)` or `codes(…)`.
const FAMILIES: [&str; 8] = [
    "class",
    "profile",
    "par",
    "left-out",
    "junction-kind",
    "aneuploidy-class",
    "mlpa-name",
    "domain",
];

#[test]
fn every_message_is_used() {
    let code = code();
    // The words of the page of a run are held against it by its own tests.
    let keys = messages(Language::English);
    for key in keys.keys().filter(|key| !key.starts_with("run-")) {
        let of_family = FAMILIES.iter().any(|family| {
            key.strip_prefix(family).is_some_and(|rest| rest.starts_with('-'))
                && code.contains(&format!("\"{family}\""))
        });
        assert!(of_family || code.contains(&format!("\"{key}\"")), "{key} is used nowhere");
    }
}

#[test]
fn every_message_that_is_asked_for_is_there() {
    let code = code();
    let known = messages(Language::English);
    let mut asked = 0;
    for call in
        ["t.get(\"", "t.say(\"", "t.count(\"", "t.say(\n        \"", "t.say(\n            \""]
    {
        for (at, _) in code.match_indices(call) {
            let key = code[at + call.len()..].split('"').next().unwrap();
            assert!(known.contains_key(key), "{key} is asked for and not there");
            asked += 1;
        }
    }
    assert!(asked > 150, "only {asked} were looked at");
}

fn page(result: &PatientResult, language: Language) -> String {
    String::from_utf8(html::render_in(result, language).unwrap()).unwrap()
}

fn selected(page: &str, selector: &str) -> Vec<String> {
    report_reader::read(page).texts(selector)
}

/// Words that are the same in both languages: names and signs, and words that French shares.
const SHARED: [&str; 19] = [
    "Locus",
    "IKZF1",
    "IKZF1plus",
    "ERG",
    "Phred",
    "Ref",
    "Alt",
    "VAF",
    "SHA-256",
    "PAR1",
    "P2RY8::CRLF2",
    "GRCh38",
    "GRCh37",
    "UKALL-CNA",
    "Exons",
    "Source",
    "Options",
    "Date",
    "Position",
];

#[test]
fn no_heading_of_a_french_page_is_english() {
    for result in [patient(), healthy()] {
        let english = page(&result, Language::English);
        let french = page(&result, Language::French);
        for selector in ["h2", "h3", "thead th", "dt", ".kicker"] {
            let of_english: BTreeSet<String> = selected(&english, selector).into_iter().collect();
            let of_french = selected(&french, selector);
            assert!(!of_french.is_empty(), "{selector}");
            for heading in of_french {
                let shared = SHARED.contains(&heading.as_str())
                    || ["Version", "Signature", "P(gain)", "Ratio (95\u{a0}%)"]
                        .contains(&heading.as_str())
                    || selected(&french, "h3 code").iter().any(|code| heading.starts_with(code));
                assert!(shared || !of_english.contains(&heading), "{heading}");
            }
        }
    }
}

#[test]
fn a_page_says_its_language_and_writes_its_numbers() {
    let result = patient();
    for language in Language::ALL {
        assert!(page(&result, language).contains(&format!("<html lang=\"{language}\">")));
    }
    let french = page(&result, Language::French);
    assert!(french.contains("0,68 (0,66–0,70)") || french.contains("0,68 (0,66–0,71)"));
    assert!(french.contains("98,3\u{a0}%"));
    assert!(french.contains("1\u{a0}184x"));
    assert!(!french.contains("1,184x"));
}

#[test]
fn french_marks_follow_a_space_that_does_not_break() {
    for line in source(Language::French).lines().filter(|line| !line.starts_with('#')) {
        let Some((_, text)) = line.split_once(" = ") else { continue };
        for mark in [" :", " ;", " !", " ?", " %"] {
            assert!(!text.contains(mark), "an ordinary space before{mark} in: {line}");
        }
        let text = text.replace("P2RY8::CRLF2", "");
        for (at, mark) in text.match_indices([':', ';', '?', '!', '%']) {
            assert!(text[..at].ends_with('\u{a0}'), "{mark} without a space in: {line}");
        }
    }
}

#[test]
fn what_stays_english_is_marked() {
    let mut result = patient();
    result.calls.flags[0].code = "A_FLAG_OF_TOMORROW".to_owned();
    result.calls.flags[0].message = "something new was found".to_owned();
    let french = page(&result, Language::French);
    assert!(french.contains("<span lang=\"en\">something new was found</span>"));
    assert!(!page(&result, Language::English).contains("<span lang=\"en\">something new"));
}

#[test]
fn every_flag_that_the_caller_raises_is_told_in_every_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let raised = std::fs::read_to_string(root.join("calling/flags.rs")).unwrap();
    let told = std::fs::read_to_string(root.join("report/view/sentences/flags.rs")).unwrap();
    let codes: BTreeSet<&str> = raised
        .split('"')
        .filter(|text| text.len() > 4 && text.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    assert!(codes.len() > 6, "{codes:?}");
    for code in codes {
        assert!(told.contains(&format!("\"{code}\"")), "{code} is not told");
    }
}
