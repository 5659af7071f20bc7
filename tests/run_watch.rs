//! `ikaros run --watch`: started before the run is there, ended by itself, killed on the way.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::io::Write;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use support::{Case, snapshot};

fn watch(case: &Case, options: &[&str]) -> Child {
    case.process()
        .args(["--poll", "1", "--settle", "2"])
        .args(options)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits for something, with a limit that fails the test.
fn until(what: &str, mut is_there: impl FnMut() -> bool) {
    let limit = Instant::now() + Duration::from_mins(2);
    while !is_there() {
        assert!(Instant::now() < limit, "{what} did not happen");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn finish(child: Child, code: i32) -> String {
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    stderr
}

/// A copy that grows until it is told to end.
fn grow(from: &Path, to: &Path, is_ended: impl Fn() -> bool) {
    let bytes = std::fs::read(from).unwrap();
    let (rest, mut at) = (bytes.len() * 9 / 10, bytes.len() / 10);
    std::fs::write(to, &bytes[..at]).unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).open(to).unwrap();
    while !is_ended() && at < rest {
        file.write_all(&bytes[at..=at]).unwrap();
        at += 1;
        std::thread::sleep(Duration::from_millis(500));
    }
    file.write_all(&bytes[at..]).unwrap();
}

fn results(case: &Case) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = snapshot(&case.out(""));
    files.retain(|(path, _)| !path.starts_with(".ikaros"));
    files
}

#[test]
fn patients_are_done_as_they_settle_and_a_killed_watch_goes_on() {
    let case = Case::with_bams(1);
    let options = ["--watch", "--marker", "done.txt"];
    let mut first = watch(&case, &options);
    std::thread::sleep(Duration::from_secs(6));
    assert!(!case.out("run.tsv").exists(), "work began before the marker was there");
    assert!(first.try_wait().unwrap().is_none(), "the watch ended before the marker was there");

    // The marker arrives, and the second patient's file is still growing.
    let second_bam = case.cohort.bams()[1].clone();
    let name = second_bam.file_name().unwrap().to_string_lossy().into_owned();
    let (growing, early) = (case.input(&name), case.out("TUM01.report.html"));
    std::fs::write(&growing, "x").unwrap();
    std::fs::write(case.input("done.txt"), "").unwrap();
    grow(&second_bam, &growing, || early.exists());
    let rows = case.rows();
    assert_eq!(rows.len(), 1, "the growing file was read: {rows:?}");
    first.kill().unwrap();
    first.wait().unwrap();

    let text = finish(watch(&case, &options), 0);
    assert!(text.contains("TUM01 report kept"), "{text}");
    assert_eq!(case.rows().len(), 2);
    let watched = results(&case);
    std::fs::remove_dir_all(case.out("")).unwrap();
    case.run(0);
    assert!(watched == results(&case), "a watch gives other files than a run");
}

#[test]
fn without_a_marker_quiet_is_the_end() {
    let case = Case::with_bams(1);
    let text = finish(watch(&case, &["--watch", "--quiet-period", "4"]), 0);
    assert!(text.contains("1 samples done"), "{text}");
    assert_eq!(text.matches("depth measured").count(), 1, "done once: {text}");
}

#[test]
fn a_marker_that_never_comes_is_exit_code_5() {
    let case = Case::with_bams(1);
    let text = finish(watch(&case, &["--watch", "--marker", "done.txt", "--give-up", "2"]), 5);
    assert!(text.contains("done.txt is not there"), "{text}");
    assert!(!case.out("run.tsv").exists());
}

#[test]
fn watching_without_end_takes_what_comes_later() {
    let case = Case::with_bams(1);
    let mut child = watch(&case, &["--watch-forever", "--quiet-period", "1"]);
    until("the first report", || case.out("TUM01.report.html").exists());
    let bam = case.cohort.bams()[1].clone();
    std::fs::copy(&bam, case.input("late.bam")).unwrap();
    until("the second report", || case.out("TUM06.report.html").exists());
    until("the second row", || case.rows().len() == 2);
    assert!(child.try_wait().unwrap().is_none(), "it ended");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_cannot_be_watched_is_wrong_usage() {
    let case = Case::with_bams(1);
    let text = finish(watch(&case, &["--marker", "done.txt"]), 2);
    assert!(text.contains("--marker needs --watch"), "{text}");
}

#[test]
fn a_run_that_is_still_written_is_refused_and_can_be_accepted() {
    let case = Case::with_bams(1);
    std::fs::write(
        case.input("RunInfo.xml"),
        "<RunInfo><Run Id=\"R1\"><Instrument>LH00001</Instrument></Run></RunInfo>",
    )
    .unwrap();
    std::fs::write(case.input("SampleSheet.csv"), "[Data]\nSample_ID,Sex\nTUM01,F\nP9,\n").unwrap();
    std::fs::write(case.input("RTAComplete.txt"), "").unwrap();
    let text = case.run(5);
    assert!(text.contains("CopyComplete.txt is not there"), "{text}");
    assert!(!case.out("run.tsv").exists());
    let accepted = case.command().arg("--accept-incomplete").output().unwrap();
    // The listed patient without a file is a failed sample of the run, not one that never was.
    let text = support::finish(accepted, 3);
    assert!(text.contains("1 listed samples have no alignment or depth table: P9"), "{text}");
    let rows = case.rows();
    let row = |name: &str| rows.iter().find(|row| row.get("sample") == name).unwrap();
    assert_eq!(row("TUM01").get("sex"), "F", "the sheet's sex is taken");
    assert_eq!(row("P9").get("status"), "failed");
    let page = std::fs::read_to_string(case.out("run.html")).unwrap();
    assert!(page.contains("P9") && page.contains("no alignment or depth table names it"));
}
