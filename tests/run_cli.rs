//! What a user meets first: version, help, usage errors, completions.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use support::{finish, ikaros};

fn stderr_of(args: &[&str], code: i32) -> String {
    finish(ikaros().args(args).output().unwrap(), code)
}

#[test]
fn the_version_is_bare_and_its_long_form_names_commit_and_rules() {
    let output = ikaros().arg("-V").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text, format!("ikaros {}\n", env!("CARGO_PKG_VERSION")));
    let output = ikaros().arg("--version").output().unwrap();
    let long = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = long.lines().collect();
    assert_eq!(lines[0], text.trim_end());
    assert!(lines[1].starts_with("commit "), "{long}");
    let knowledge = ikaros::knowledge::Knowledge::builtin();
    assert_eq!(lines.len(), 2 + knowledge.sources.len(), "{long}");
    for source in &knowledge.sources {
        assert!(lines.contains(&format!("{} {}", source.name, source.version).as_str()), "{long}");
    }
}

#[test]
fn every_verb_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let output = ikaros().arg("man").arg("--out").arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for page in ["ikaros", "ikaros-run", "ikaros-discover", "ikaros-normals-build"] {
        let text = std::fs::read_to_string(folder.path().join(format!("{page}.1"))).unwrap();
        assert!(text.contains(".TH") && text.contains("SYNOPSIS"), "{page}: {text}");
    }
}

#[test]
fn every_verb_explains_itself_with_an_example() {
    let output = ikaros().arg("--help").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let verbs: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(verbs.contains(&"run"), "{text}");
    for verb in verbs {
        let output = ikaros().args([verb, "--help"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.contains("Usage: ikaros"), "{verb}: {text}");
    }
    let output = ikaros().args(["run", "--help"]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("Examples:"));
}

#[test]
fn wrong_usage_is_exit_code_2() {
    stderr_of(&[], 2);
    stderr_of(&["run"], 2);
    stderr_of(&["rum"], 2);
    let text = stderr_of(&["run", "nowhere", "--normals", "n.tsv", "--out", "out"], 2);
    assert!(text.contains("INPUT nowhere does not exist"), "{text}");
    let text = stderr_of(&["run", ".", "--out", "out"], 2);
    assert!(text.contains("--normals"), "{text}");
    let both = ["run", ".", "--normals", "a", "--normals-from", "b", "--out", "o"];
    assert!(stderr_of(&both, 2).contains("cannot be used with"));
    stderr_of(&["run", ".", "--normals", "a", "--out", "o", "--threads", "0"], 2);
    // Before anything is counted.
    let control = ["run", ".", "--normals-from", ".", "--out", "o", "--positive-control", "IKZF1"];
    let text = stderr_of(&control, 2);
    assert!(text.contains("--positive-control") && text.contains("IKZF1"), "{text}");
}

#[test]
fn completions_are_printed_and_a_closed_pipe_is_no_error() {
    for shell in ["bash", "zsh", "fish"] {
        let output = ikaros().args(["completions", shell]).output().unwrap();
        assert!(output.status.success() && output.stdout.len() > 500, "{shell}");
    }
    let script =
        format!("set -o pipefail; {} completions zsh | true", env!("CARGO_BIN_EXE_ikaros"));
    let output = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
}
