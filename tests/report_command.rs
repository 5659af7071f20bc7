//! `ikaros report` and `ikaros schema`, through the functions that the verbs run.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod report_fixture;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ikaros::cli::report::{FormArgs, ReportArgs};
use ikaros::commands::progress::Progress;
use ikaros::commands::{report, schema};
use ikaros::model::language::Language;
use ikaros::model::patient::PatientResult;
use ikaros::report::forms::{self, Wanted};
use ikaros::report::json;
use report_fixture::{healthy, patient, patient_named};

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect()
}

fn default_forms() -> Wanted {
    forms::choose(&[], Language::English).unwrap()
}

fn in_french() -> Wanted {
    forms::choose(&[], Language::French).unwrap()
}

fn again(results: Vec<PathBuf>, out: &Path) -> anyhow::Result<()> {
    let arguments = ReportArgs { results, out: out.to_owned(), forms: FormArgs::default() };
    report::run(&arguments, &Progress::new(true))
}

/// Figures with more digits than the JSON keeps.
fn unrounded() -> PatientResult {
    let mut result = patient();
    for gene in &mut result.calls.genes {
        for exon in &mut gene.exons {
            if let Some(ratio) = &mut exon.ratio {
                ratio.value += 0.000_049_999_9;
            }
        }
    }
    result.calls.mean_depth = 1_184.494_999_9;
    result
}

#[test]
fn the_files_come_out_again_byte_for_byte() {
    let first = tempfile::tempdir().unwrap();
    let second = tempfile::tempdir().unwrap();
    let mut results = Vec::new();
    for result in [unrounded(), healthy(), patient_named("<script>alert(1)<script>")] {
        report::write_all(&result, &default_forms(), first.path()).unwrap();
        results.push(first.path().join(format!("{}.ikaros.json", result.calls.sample.name)));
    }
    again(results, &second.path().join("new/folder")).unwrap();
    let mut expected = files(first.path());
    expected.retain(|name, _| !name.ends_with(".ikaros.json"));
    assert_eq!(expected.len(), 3 * 4);
    let mut made = files(&second.path().join("new/folder"));
    // Over several results the tables and the page of the run come beside them.
    for name in ["run.tsv", "run.json", "run.html"] {
        assert!(made.remove(name).is_some(), "{name}");
    }
    assert!(made == expected);
}

#[test]
fn the_result_is_written_last_and_nothing_of_a_faulty_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut result = patient();
    result.calls.normals.noise_factor = f64::NAN;
    let error = report::write_all(&result, &default_forms(), folder.path()).unwrap_err();
    assert!(error.to_string().contains("noise_factor"), "{error}");
    assert!(files(folder.path()).is_empty());
}

fn refused(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let out = folder.path().join("out");
    let error = again(vec![path], &out).unwrap_err();
    assert!(!out.exists());
    format!("{error:#}")
}

#[test]
fn what_is_no_result_is_refused_by_name_with_the_remedy() {
    let whole = String::from_utf8(json::patient(&patient()).unwrap()).unwrap();
    let cut = refused("cut.json", &whole.as_bytes()[..whole.len() / 2]);
    assert!(cut.contains("cut.json") && cut.contains("not a JSON file"), "{cut}");
    let old = whole.replacen("\"schema_version\": \"1.0\"", "\"schema_version\": \"0.3\"", 1);
    let old = refused("old.json", old.as_bytes());
    assert!(
        old.contains("old.json") && old.contains("0.3") && old.contains("run the sample again")
    );
    let run = refused("run.json", b"{\"schema_version\": \"1.0\", \"samples\": []}");
    assert!(run.contains("run.json") && run.contains("PATIENT.ikaros.json"), "{run}");
    let away = refused("away.json", &json::patient(&patient_named("../away")).unwrap());
    assert!(away.contains("away.json") && away.contains("cannot name files"), "{away}");
}

#[test]
fn an_edited_result_is_refused_and_a_reformatted_one_is_the_same() {
    let bytes = json::patient(&patient()).unwrap();
    let whole = String::from_utf8(bytes.clone()).unwrap();
    // Another state of one exon, and another patient.
    for (from, to) in [("\"het_del\"", "\"normal\""), ("\"TUM01\"", "\"TUM02\"")] {
        let edited = whole.replacen(from, to, 1);
        assert_ne!(edited, whole);
        let error = refused("edited.json", edited.as_bytes());
        assert!(error.contains("edited.json") && error.contains("it was edited"), "{error}");
    }
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let compact = value.to_string();
    assert_eq!(json::read(compact.as_bytes()).unwrap(), json::read(&bytes).unwrap());
    // Without the digest it is taken as it is, and that is said.
    let mut open = value;
    open.as_object_mut().unwrap().remove("digest");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("open.json");
    std::fs::write(&path, open.to_string()).unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_ikaros"))
        .arg("report")
        .arg(&path)
        .arg("--out")
        .arg(folder.path().join("out"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && said.contains("nothing tells whether it was edited"),
        "{said}"
    );
}

#[test]
fn nothing_is_written_into_the_folder_of_a_run_that_is_at_work() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    std::fs::write(&path, json::patient(&patient()).unwrap()).unwrap();
    let out = folder.path().join("out");
    std::fs::create_dir_all(out.join(".ikaros")).unwrap();
    let lock = std::fs::File::create(out.join(".ikaros/lock")).unwrap();
    lock.lock().unwrap();
    let error = format!("{:#}", again(vec![path], &out).unwrap_err());
    assert!(error.contains("another run is writing"), "{error}");
}

#[test]
fn a_missing_file_and_a_repeated_sample_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = json::patient(&patient()).unwrap();
    let paths: Vec<PathBuf> =
        ["a.json", "b.json", "none.json"].iter().map(|name| folder.path().join(name)).collect();
    for path in &paths[..2] {
        std::fs::write(path, &bytes).unwrap();
    }
    let error = format!("{:#}", again(paths, &folder.path().join("out")).unwrap_err());
    assert!(error.contains("a.json and") && error.contains("b.json are both of sample TUM01"));
    assert!(error.contains("cannot read") && error.contains("none.json"), "{error}");
}

#[test]
fn the_schema_is_printed() {
    let mut printed = Vec::new();
    schema::run(&mut printed).unwrap();
    assert_eq!(printed, json::schema());
}

/// Nanoseconds that this thread has computed; waiting for a busy machine is not counted.
fn computed() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}

#[test]
fn a_hundred_pages_take_less_than_ten_seconds_of_work() {
    let Some(start) = computed() else { return };
    for number in 0..100 {
        let result = patient_named(&format!("P{number:03}"));
        let page = ikaros::report::html::render_in(&result, Language::French).unwrap();
        assert!(page.len() < 1_500_000);
    }
    let seconds = (computed().unwrap() - start) as f64 / 1e9;
    println!("100 pages in {seconds:.2} s");
    assert!(seconds < 10.0, "{seconds} s");
}

#[test]
fn a_page_in_french_comes_out_again_byte_for_byte_and_the_rest_does_not_change() {
    let folder = tempfile::tempdir().unwrap();
    let [english, french, again] = ["en", "fr", "again"].map(|name| folder.path().join(name));
    for path in [&english, &french, &again] {
        std::fs::create_dir(path).unwrap();
    }
    report::write_all(&unrounded(), &default_forms(), &english).unwrap();
    report::write_all(&unrounded(), &in_french(), &french).unwrap();
    let arguments = ReportArgs {
        results: vec![french.join("TUM01.ikaros.json")],
        out: again.clone(),
        forms: FormArgs { forms: Vec::new(), language: Language::French },
    };
    report::run(&arguments, &Progress::new(true)).unwrap();
    let (english, french) = (files(&english), files(&french));
    for (name, bytes) in files(&again) {
        assert!(french[&name] == bytes, "{name}");
        assert_eq!(english[&name] == bytes, !name.ends_with(".report.html"), "{name}");
    }
}
