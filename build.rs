//! Tells the program which commit it is built from: `IKAROS_COMMIT`, the record in a crate's archive,
//! or git; otherwise it stays unknown.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=IKAROS_COMMIT");
    println!("cargo:rerun-if-changed=build.rs");
    let commit = stated().or_else(archived).or_else(of_git).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo:rustc-env=IKAROS_COMMIT={commit}");
}

fn stated() -> Option<String> {
    std::env::var("IKAROS_COMMIT").ok().filter(|commit| !commit.is_empty())
}

/// What `cargo package` writes: `"sha1": "..."`.
fn archived() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\"")?;
    rest.split('"').nth(1).map(str::to_owned)
}

fn of_git() -> Option<String> {
    // The file that changes with each commit, in a worktree too.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    println!("cargo:rerun-if-changed={log}");
    git(&["rev-parse", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
