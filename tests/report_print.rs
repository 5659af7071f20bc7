//! The page on paper: two A4 sheets for a usual result, the first with the result and the signature.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod report_fixture;
mod report_paper;

use ikaros::model::language::Language;
use ikaros::report::html;
use report_fixture::{healthy, patient, with_merged};
use report_paper::{pdf, print, tools};

#[test]
fn a_usual_result_prints_on_two_sheets() {
    let Some([chromium, info, text]) = tools() else { return };
    let folder = tempfile::tempdir().unwrap();
    for result in [patient(), healthy()] {
        for language in Language::ALL {
            let name = &result.calls.sample.name;
            let page = folder.path().join(format!("{name}.{language}.html"));
            std::fs::write(&page, html::render_in(&result, language).unwrap()).unwrap();
            let Some(file) = print(&chromium, &page, folder.path()) else { return };
            let facts = pdf(&info, &[], &file);
            let has = |name: &str, value: &str| {
                facts.lines().any(|line| line.starts_with(name) && line.contains(value))
            };
            assert!(has("Page size", "A4"), "{name} {language}: {facts}");
            assert!(has("Pages:", " 2"), "{name} {language}: {facts}");
            let first = pdf(&text, &["-f", "1", "-l", "1"], &file);
            let second = pdf(&text, &["-f", "2", "-l", "2"], &file);
            let signature =
                if language == Language::English { "Name and function" } else { "Nom et fonction" };
            assert!(first.contains(signature) && !second.contains(signature), "{name} {language}");
            assert!(first.contains("UKALL-CNA") && second.contains("SHA-256"), "{name} {language}");
        }
    }
}

#[test]
fn of_many_small_variants_paper_has_those_that_mean_something() {
    let mut result = with_merged(40);
    // Some events more; in French, with a dozen of them, the results alone take a third sheet.
    let gain = result.calls.genes[7].segments[0].clone();
    for gene in [1, 4, 5] {
        result.calls.genes[gene].segments.push(gain.clone());
    }
    for language in Language::ALL {
        let page = String::from_utf8(html::render_in(&result, language).unwrap()).unwrap();
        // Every record is on the page; paper says where they stand.
        assert_eq!(page.matches("&#62;T<span").count(), 40, "{language}");
        assert!(page.contains("TUM01.ikaros.json, TUM01.variants.tsv"), "{language}");
    }
    let Some([chromium, info, text]) = tools() else { return };
    let folder = tempfile::tempdir().unwrap();
    for language in Language::ALL {
        let page = folder.path().join(format!("many.{language}.html"));
        std::fs::write(&page, html::render_in(&result, language).unwrap()).unwrap();
        let Some(file) = print(&chromium, &page, folder.path()) else { return };
        let facts = pdf(&info, &[], &file);
        let few = |line: &str| {
            line.starts_with("Pages:") && (line.ends_with(" 2") || line.ends_with(" 3"))
        };
        assert!(facts.lines().any(few), "{language}: {facts}");
        let paper = pdf(&text, &["-raw"], &file);
        assert!(paper.contains("variants.tsv"), "{language}");
        // Every third record is known to a rule, every second does not pass.
        for record in 0..40 {
            let printed = paper.contains(&format!("c.{}A>T", 40 + record));
            assert_eq!(printed, record % 6 == 0, "{language}: {record}");
        }
    }
}
