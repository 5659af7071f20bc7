//! The page on paper: two A4 sheets for a usual result, the first with the result and the signature.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod report_fixture;

use std::path::{Path, PathBuf};
use std::process::Command;

use ikaros::model::language::Language;
use ikaros::model::patient::PatientResult;
use ikaros::report::html;
use report_fixture::{healthy, patient};

/// A program of the machine, or none with a printed reason.
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = names.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
    });
    if found.is_none() {
        println!("skipped: none of {} is there", names.join(", "));
    }
    found
}

/// The page as PDF; absent where chromium does not start, as in some containers.
fn print(
    chromium: &Path,
    folder: &Path,
    result: &PatientResult,
    language: Language,
) -> Option<PathBuf> {
    let page = folder.join("page.html");
    let pdf = folder.join(format!("{}.{language}.pdf", result.calls.sample.name));
    std::fs::write(&page, html::render_in(result, language).unwrap()).unwrap();
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    if !pdf.exists() {
        println!("skipped: {}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    Some(pdf)
}

fn pdf(tool: &Path, arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new(tool);
    let stdout = tool.ends_with("pdftotext");
    command.args(arguments).arg(file);
    if stdout {
        command.arg("-");
    }
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn a_usual_result_prints_on_two_sheets() {
    let (Some(chromium), Some(info), Some(text)) = (
        program(&["chromium", "chromium-browser"]),
        program(&["pdfinfo"]),
        program(&["pdftotext"]),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for result in [patient(), healthy()] {
        for language in Language::ALL {
            let Some(file) = print(&chromium, folder.path(), &result, language) else { return };
            let facts = pdf(&info, &[], &file);
            let has = |name: &str, value: &str| {
                facts.lines().any(|line| line.starts_with(name) && line.contains(value))
            };
            let name = &result.calls.sample.name;
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
