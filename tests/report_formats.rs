//! What other programs read: JSON and its schema, tables, VCF.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

mod report_fixture;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use ikaros::model::calls::{QcFlag, Severity};
use ikaros::model::contig::ContigStyle;
use ikaros::model::junction::JunctionKind;
use ikaros::model::patient::PatientResult;
use ikaros::model::sample::Role;
use ikaros::report::run_table::{self, RunRow};
use ikaros::report::{exons_tsv, json, vcf};
use report_fixture::{end, healthy, junction, patient, patient_named};

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn cases() -> Vec<PatientResult> {
    vec![
        patient(),
        healthy(),
        patient_named("<script>alert(1)</script>"),
        patient_named("=cmd()"),
        patient_named("Müller, 3\"'&"),
    ]
}

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/ikaros.schema.json");
    if std::env::var_os("IKAROS_UPDATE").is_some() {
        std::fs::write(&path, json::schema()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        committed,
        text(json::schema()),
        "schema/ikaros.schema.json is old: run this test with IKAROS_UPDATE=1 and commit the file"
    );
}

#[test]
fn results_validate_against_the_schema() {
    let schema = serde_json::from_slice(&json::schema()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for result in cases() {
        let value = serde_json::from_slice(&json::patient(&result).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn the_schema_refuses_a_missing_field_and_a_wrong_code() {
    let schema = serde_json::from_slice(&json::schema()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let whole: serde_json::Value =
        serde_json::from_slice(&json::patient(&patient()).unwrap()).unwrap();
    let mut without = whole.clone();
    without.as_object_mut().unwrap().remove("interpretation");
    assert!(!validator.is_valid(&without));
    let mut wrong = whole;
    wrong["calls"]["genes"][0]["state"] = "fine".into();
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn writing_what_was_read_gives_the_same_bytes() {
    for result in cases() {
        let bytes = json::patient(&result).unwrap();
        let read = json::read(&bytes).unwrap();
        assert_eq!(read, json::rounded(&result).unwrap());
        assert!(json::patient(&read).unwrap() == bytes);
        assert_eq!(bytes.last(), Some(&b'\n'));
    }
}

#[test]
fn a_figure_that_is_no_number_is_refused_or_missing_never_made_up() {
    let mut result = patient();
    result.calls.genes[0].exons[1].depth = Some(f64::NAN);
    let read = json::read(&json::patient(&result).unwrap()).unwrap();
    assert_eq!(read.calls.genes[0].exons[1].depth, None);
    result.calls.baseline.level = f64::INFINITY;
    let message = json::patient(&result).unwrap_err().to_string();
    assert!(message.contains("TUM01") && message.contains("\"level\": null"), "{message}");
}

#[test]
fn exons_table() {
    insta::assert_snapshot!("exons", text(exons_tsv::render(&patient())));
}

#[test]
fn every_row_has_every_column_whatever_the_name() {
    for name in ["=cmd()", "a\tb\nc", "-5", "@x", "", "\u{2028}"] {
        let table = text(exons_tsv::render(&patient_named(name)));
        let wrong: Vec<&str> = table.lines().filter(|l| l.split('\t').count() != 21).collect();
        assert!(wrong.is_empty(), "{name:?}: {wrong:?}");
        assert!(!table.lines().any(|line| line.starts_with(['=', '-', '+', '@'])), "{name:?}");
    }
}

fn rows() -> Vec<RunRow> {
    let mut gained = patient_named("TUM02");
    gained.interpretation.par1.gained = true;
    gained.interpretation.ikzf1plus.clear();
    gained.calls.flags.push(gained.calls.flags[0].clone());
    vec![
        RunRow::from_result(&patient()),
        RunRow::from_result(&gained),
        RunRow::from_result(&healthy()),
        RunRow::from_result(&patient_named("=cmd()")),
        RunRow::failed("TUM09", Role::Tumour, "TUM09.bam is cut:\tcopy it again"),
    ]
}

#[test]
fn run_table_and_json() {
    insta::assert_snapshot!("run_tsv", text(run_table::tsv(&rows())));
    insta::assert_snapshot!("run_json", text(run_table::json(&rows())));
}

#[test]
fn a_failed_sample_is_never_not_deleted() {
    let table = text(run_table::tsv(&[RunRow::failed("X", Role::Tumour, "why")]));
    let row = table.lines().nth(1).unwrap();
    assert!(!row.contains("not_deleted") && !row.contains("none") && !row.contains("absent"));
    assert!(row.ends_with("\tFAILED\twhy"));
}

#[test]
fn events_as_vcf() {
    insta::assert_snapshot!("vcf", text(vcf::render(&patient())));
}

fn plain_grch37() -> PatientResult {
    let mut result = patient_named("P 37");
    result.calls.contig_style = ContigStyle::Plain;
    result.calls.assembly = ikaros::model::assembly::Assembly::Grch37;
    result.calls.flags.push(QcFlag {
        code: "ODD CODE;1".to_owned(),
        severity: Severity::Fail,
        message: "says \"no\"\nand more".to_owned(),
        about: None,
    });
    // The same event twice, as two alleles can have it.
    let again = result.calls.genes[0].segments[0].clone();
    result.calls.genes[0].segments.push(again);
    result
}

#[test]
fn bcftools_reads_views_normalises_and_counts_without_a_word() {
    if !has("bcftools") {
        eprintln!("skipped: bcftools is not installed");
        return;
    }
    for result in [patient(), healthy(), plain_grch37()] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.vcf.gz");
        let (bgz, tbi) = vcf::compress_and_index(&vcf::render(&result)).unwrap();
        std::fs::write(&path, bgz).unwrap();
        std::fs::write(folder.path().join("x.vcf.gz.tbi"), tbi).unwrap();
        let events: usize = result.calls.genes.iter().map(|gene| gene.segments.len()).sum();
        let shown = quiet(&["view", "--no-version", "-H"], &path);
        assert_eq!(shown.lines().count(), events);
        quiet(&["norm", "-m", "-any"], &path);
        quiet(&["stats"], &path);
        assert_eq!(quiet(&["query", "-l"], &path).trim_end(), result.calls.sample.name);
        let contig = result.calls.genes[0].segments.first().map(|s| {
            format!("{}:50390000-50390001", s.inner.contig.styled(result.calls.contig_style))
        });
        if let Some(region) = contig {
            let found = quiet(&["view", "-H", "-r", &region], &path);
            assert_eq!(found.lines().count(), result.calls.genes[0].segments.len(), "{region}");
        }
    }
}

/// Runs bcftools on the file and asserts success and silence.
fn quiet(arguments: &[&str], path: &Path) -> String {
    let output = Command::new("bcftools").args(arguments).arg(path).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    // `norm` counts its lines on standard error; that is no warning.
    let words: Vec<&str> = said.lines().filter(|line| !line.starts_with("Lines ")).collect();
    assert!(words.is_empty(), "{arguments:?}: {words:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn has(program: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    std::io::stderr().flush().unwrap();
    found
}

#[test]
fn a_junction_without_an_event_of_depth_has_a_record_of_its_own() {
    let mut result = healthy();
    result.calls.junctions_at_large = Some(vec![
        junction(JunctionKind::Deletion, end("7", 50_376_000, true), end("7", 50_400_100, false)),
        junction(JunctionKind::Translocation, end("9", 36_841_000, true), end("14", 1_000, true)),
    ]);
    let lines = text(vcf::render(&result));
    let records: Vec<Vec<&str>> =
        lines.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
    assert_eq!(records.len(), 3, "{records:?}");
    assert_eq!(&records[0][..6], ["chr7", "50376000", "J1_DEL", "N", "<DEL>", "."]);
    let info = records[0][7];
    assert!(info.contains("SVCLAIM=J") && info.contains("END=50400100"), "{info}");
    assert!(info.contains("GENE=IKZF1;EXONS=4-7"), "{info}");
    assert_eq!((records[0][8], records[0][9]), ("SR:PE:DP", "9:2:33"));
    assert_eq!((records[1][2], records[1][4]), ("J2a", "N]chr14:1000]"));
    assert!(records[2][7].contains("MATEID=J2a"), "{:?}", records[2]);
    // The same junction under a called event is that event's, and has no second record.
    let mut called = patient();
    called.calls.junctions_at_large = result.calls.junctions_at_large.clone();
    let lines = text(vcf::render(&called));
    assert!(lines.contains("SVCLAIM=DJ") && !lines.contains("J1_DEL"), "{lines}");
    assert!(lines.contains("J1a"), "{lines}");
}
