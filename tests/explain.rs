//! `ikaros explain` through the binary.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

mod report_fixture;

use std::path::Path;

use assert_cmd::Command;
use ikaros::model::patient::PatientResult;
use ikaros::report::json;
use report_fixture::{healthy, patient, patient_named};

fn write(folder: &Path, result: &PatientResult) {
    let name = format!("{}.ikaros.json", result.calls.sample.name);
    std::fs::write(folder.join(name), json::patient(result).unwrap()).unwrap();
}

/// Standard output or, where it is an error, standard error.
fn explain(folder: &Path, arguments: &[&str], code: i32) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ikaros"));
    let output = command.current_dir(folder).arg("explain").args(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    if code == 0 { String::from_utf8(output.stdout).unwrap() } else { said }
}

fn folder(results: &[PatientResult]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    results.iter().for_each(|result| write(folder.path(), result));
    folder
}

#[test]
fn a_deletion_in_words() {
    let folder = folder(&[patient()]);
    let text = explain(folder.path(), &["TUM01.ikaros.json", "IKZF1"], 0);
    insta::assert_snapshot!("explain_ikzf1", text);
}

#[test]
fn what_was_not_assessed_has_no_probability_and_no_normal() {
    let folder = folder(&[patient()]);
    let text = explain(folder.path(), &[".", "erg"], 0);
    assert!(text.starts_with("ERG of TUM01: not assessed\n"), "{text}");
    let exons = text.split("\nExons").nth(1).unwrap().split("\n\n").next().unwrap();
    for line in exons.lines().skip(2) {
        assert!(line.contains("not assessed") && !line.contains("normal"), "{line}");
        assert!(!line.contains("0.0"), "{line}");
    }
    assert!(text.contains("ikzf1plus.toml") && text.contains("calling.toml"), "{text}");
}

#[test]
fn the_json_holds_the_figures_of_the_result() {
    let folder = folder(&[patient()]);
    let text = explain(folder.path(), &[".", "CDKN2A", "--json"], 0);
    let found: serde_json::Value = serde_json::from_str(&text).unwrap();
    let bytes = std::fs::read(folder.path().join("TUM01.ikaros.json")).unwrap();
    let whole: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let gene = &whole["calls"]["genes"][2];
    for key in ["exons", "segments", "patterns", "state", "limit_of_detection", "pattern_limits"] {
        assert_eq!(found[key], gene[key], "{key}");
    }
    assert_eq!(found["gene"], "CDKN2A");
    assert_eq!(found["normals"], whole["calls"]["normals"]);
    assert_eq!(found["schema_version"], "1.0");
    let loci: Vec<&str> = found["conclusions"]["loci"]
        .as_array()
        .unwrap()
        .iter()
        .map(|locus| locus["locus"].as_str().unwrap())
        .collect();
    assert!(!loci.is_empty() && loci.iter().all(|locus| locus.contains("CDKN2A")), "{loci:?}");
}

#[test]
fn a_sample_of_a_run_is_found_by_its_name() {
    let folder = folder(&[patient(), healthy(), patient_named("=cmd()")]);
    let at = folder.path();
    assert!(
        explain(at, &[".", "PAX5", "--sample", "NORM01"], 0).starts_with("PAX5 of NORM01: not")
    );
    assert!(explain(at, &[".", "PAX5", "--sample", "=cmd()"], 0).starts_with("PAX5 of =cmd()"));
    let many = explain(at, &[".", "PAX5"], 2);
    assert!(many.contains("3 results") && many.contains("--sample") && many.contains("NORM01"));
    let none = explain(at, &[".", "PAX5", "--sample", "P9"], 1);
    assert!(none.contains("no result of P9") && none.contains("TUM01"), "{none}");
    let other = explain(at, &["TUM01.ikaros.json", "PAX5", "--sample", "NORM01"], 1);
    assert!(other.contains("of sample TUM01, not of NORM01"), "{other}");
}

#[test]
fn mistakes_are_named_with_their_remedy() {
    let folder = folder(&[patient()]);
    let gene = explain(folder.path(), &[".", "BRCA1"], 2);
    assert!(gene.contains("BRCA1") && gene.contains("IKZF1, PAX5"), "{gene}");
    let none = explain(folder.path(), &["none.json", "IKZF1"], 1);
    assert!(none.contains("none.json"), "{none}");
    let empty = tempfile::tempdir().unwrap();
    let text = explain(empty.path(), &[".", "IKZF1"], 1);
    assert!(text.contains("no result of a patient there"), "{text}");
}
