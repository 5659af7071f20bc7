//! The page on paper: two A4 sheets for a usual result, the first with the result and the signature.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod report_fixture;
mod report_paper;
mod report_reader;

use ikaros::model::calls::{QcFlag, Severity};
use ikaros::model::junction::JunctionKind;
use ikaros::model::language::Language;
use ikaros::model::patient::PatientResult;
use ikaros::report::html;
use report_fixture::{end, healthy, junction, patient, with_merged};
use report_paper::{pdf, print, tools};
use report_reader::Element;

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

/// Three genes with an event more, a dozen small variants, as many flags as a poor sample has, and
/// long names: more than any sample of the cohorts.
fn fattest() -> PatientResult {
    let mut result = with_merged(12);
    "2026-04417 bone marrow at diagnosis, second tube".clone_into(&mut result.calls.sample.name);
    let gain = result.calls.genes[7].segments[0].clone();
    for gene in [1, 4, 5] {
        result.calls.genes[gene].segments.push(gain.clone());
    }
    let flag = |code: &str, message: &str| QcFlag {
        code: code.to_owned(),
        severity: Severity::Warning,
        message: message.to_owned(),
        about: None,
    };
    result.calls.flags = vec![
        flag(
            "LOW_DEPTH",
            "mean depth 51x is below 1000x: small variants at 1 % are out of reach, deletions have \
             the limits of detection stated beside them",
        ),
        flag("FEW_TARGETS", "only 12 targets outside the ALL genes fix the zero of the scale"),
        flag(
            "BASELINE_AMBIGUOUS",
            "31 % of the panel lies at 1.31 times the level taken as two copies: gains or losses of \
             many chromosomes, or another zero; no common SNPs were counted that could decide",
        ),
    ];
    let joined = |first, second| {
        junction(JunctionKind::Deletion, end("7", first, true), end("7", second, false))
    };
    result.calls.junctions_at_large =
        Some(vec![joined(50_327_800, 50_391_700), joined(50_330_000, 50_401_000)]);
    result
}

#[test]
fn a_result_with_much_in_it_prints_on_two_sheets() {
    let Some([chromium, info, _]) = tools() else { return };
    let folder = tempfile::tempdir().unwrap();
    let result = fattest();
    for language in Language::ALL {
        let page = folder.path().join(format!("fattest.{language}.html"));
        std::fs::write(&page, html::render_in(&result, language).unwrap()).unwrap();
        let Some(file) = print(&chromium, &page, folder.path()) else { return };
        let facts = pdf(&info, &[], &file);
        let is_two = |line: &str| line.starts_with("Pages:") && line.ends_with(" 2");
        assert!(facts.lines().any(is_two), "{language}: {facts}");
    }
}

/// What the style sheet leaves to the screen, and what is no text of the page.
fn is_not_printed(element: &Element) -> bool {
    let class = |name: &str| element.attribute("class").split(' ').any(|one| one == name);
    // What the axes are stands once, under the plots.
    let hidden = ["screen-only", "genes-section", "loci", "axis", "side"];
    let is_hidden = hidden.iter().any(|name| class(name));
    // Letters of names that stand aslant are read one by one; the names are in the table.
    let turned = element.attribute("transform").split_once("rotate(");
    let is_turned = turned.is_some_and(|(_, turn)| turn != "0)");
    is_hidden || is_turned || ["head", "style", "title"].contains(&element.name.as_str())
}

#[test]
fn the_pdf_says_all_that_the_page_says() {
    let Some([chromium, _, text]) = tools() else { return };
    let folder = tempfile::tempdir().unwrap();
    // Lines break elsewhere on paper, headings may stand in capitals.
    let bare = |text: &str| {
        text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>()
    };
    for result in [patient(), healthy(), with_merged(12)] {
        for language in Language::ALL {
            let name = format!("{}.{language}", result.calls.sample.name);
            let path = folder.path().join(format!("{name}.html"));
            let page = String::from_utf8(html::render_in(&result, language).unwrap()).unwrap();
            std::fs::write(&path, &page).unwrap();
            let Some(file) = print(&chromium, &path, folder.path()) else { return };
            let page = report_reader::read(&page);
            let paper = bare(&pdf(&text, &["-raw"], &file));
            // PAR1's genes stand in the gallery of plots on paper.
            let par1 = page.first(".par1").first("table").pieces(&is_not_printed);
            let pieces = page.pieces(&is_not_printed);
            assert!(pieces.len() > 300, "{name}: {}", pieces.len());
            for piece in pieces.iter().filter(|piece| !par1.contains(piece)) {
                assert!(paper.contains(&bare(piece)), "{name}: not on paper: {piece}");
            }
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
