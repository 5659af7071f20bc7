//! `ikaros explain` through the binary.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

mod report_fixture;

use std::path::Path;

use assert_cmd::Command;
use ikaros::model::merged_variant::{HotspotResult, UnreadableTranscript};
use ikaros::model::patient::NotAssessed;
use ikaros::model::patient::PatientResult;
use ikaros::report::json;
use report_fixture::{doubt, healthy, patient, patient_named, with_merged};

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
    for result in results {
        write(folder.path(), result);
    }
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
    assert!(text.contains("any deletion  not assessed\n"), "{text}");
    assert!(text.contains("ikzf1plus  1.0.0") && text.contains("Moorman"), "{text}");
}

#[test]
fn an_open_gene_is_told_as_not_assessed_with_its_reason() {
    let mut result = patient();
    doubt(&mut result, "PAX5");
    result.interpretation.not_assessed.push(NotAssessed {
        what: "PAX5".to_owned(),
        reason: "a deletion has probability 0.40, neither called nor excluded".to_owned(),
    });
    let folder = folder(&[result]);
    let text = explain(folder.path(), &[".", "PAX5"], 0);
    let why = "PAX5 of TUM01: not assessed: a deletion has probability 0.40, neither called";
    assert!(text.starts_with(why), "{text}");
    let exons = text.split("\nExons").nth(1).unwrap().split("\n\n").next().unwrap();
    let rows: Vec<&str> = exons.lines().skip(2).collect();
    assert!(rows.iter().all(|row| row.contains("undecided")), "{exons}");
    assert!(text.contains("any deletion  0.4000\n"), "the figure stands: {text}");
    let json = explain(folder.path(), &[".", "PAX5", "--json"], 0);
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found["state"], "not_assessed");
    assert_eq!(found["exons_open"], true);
    assert!(found["open"].as_str().unwrap().contains("0.40"));
    assert_eq!(found["exons"][0]["state"], "normal", "as measured");
}

#[test]
fn hotspots_and_sequences_that_were_not_read_are_told() {
    let mut result = with_merged(0);
    let merged = result.merged.as_mut().unwrap();
    merged.hotspots.push(HotspotResult {
        gene: "PAX5".to_owned(),
        label: "P80R".to_owned(),
        contig: ikaros::model::contig::Contig::new("9"),
        start: 37_015_167,
        end: 37_015_169,
        state: "not_assessed".to_owned(),
        depth: Some(12),
        limit_of_detection: Some(0.5),
        evidence: String::new(),
    });
    merged.unreadable.push(UnreadableTranscript {
        gene: "PAX5".to_owned(),
        transcript: "NM_016734.3".to_owned(),
        cause: "codon 50 of 391 is a stop".to_owned(),
        in_part: false,
    });
    let folder = folder(&[result]);
    let text = explain(folder.path(), &[".", "PAX5"], 0);
    assert!(!text.contains("no rule knows one of this gene"), "{text}");
    assert!(text.contains("hotspot PAX5 P80R: too few fragments"), "{text}");
    assert!(text.contains("small variants in NM_016734.3: codon 50 of 391 is a stop"), "{text}");
    let other = explain(folder.path(), &[".", "ETV6"], 0);
    assert!(other.contains("no rule knows one of this gene"), "{other}");
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
