//! A run folder to break: a few samples of the cohort that lies with the project.

#![allow(dead_code)] // Each test binary uses a part.

pub mod reads;
pub mod trees;
pub mod variants;

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// The small run of the demonstration, with its BED and its panel of normals.
pub struct Cohort {
    pub run: PathBuf,
    pub targets: PathBuf,
    pub normals: PathBuf,
}

impl Cohort {
    pub fn committed() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-data");
        Self {
            run: root.join("run"),
            targets: root.join("panel.bed"),
            normals: root.join("normals.ikaros.tsv"),
        }
    }

    /// BAMs of the run, in the order of their names.
    pub fn bams(&self) -> Vec<PathBuf> {
        let mut bams = Vec::new();
        collect(&self.run, &mut bams);
        bams.sort();
        bams
    }
}

fn collect(folder: &Path, bams: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, bams);
        } else if path.extension().is_some_and(|e| e == "bam") {
            bams.push(path);
        }
    }
}

/// A folder with `in/` to fill and `out/` for results.
pub struct Case {
    pub folder: TempDir,
    pub cohort: Cohort,
}

impl Case {
    /// An empty `in/`.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        Self { folder, cohort: Cohort::committed() }
    }

    /// `in/` with the first `count` BAMs of the cohort and their indexes.
    pub fn with_bams(count: usize) -> Self {
        let case = Self::new();
        for bam in case.cohort.bams().iter().take(count) {
            case.copy(bam);
            case.copy(&PathBuf::from(format!("{}.csi", bam.display())));
        }
        case
    }

    fn copy(&self, file: &Path) {
        std::fs::copy(file, self.input(&file.file_name().unwrap().to_string_lossy())).unwrap();
    }

    pub fn input(&self, name: &str) -> PathBuf {
        self.folder.path().join("in").join(name)
    }

    pub fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    /// `ikaros run in --targets ... --normals ... --out out`.
    pub fn command(&self) -> Command {
        Command::from_std(self.process())
    }

    /// The same, to be started and left alone.
    pub fn process(&self) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ikaros"));
        command
            .arg("run")
            .arg(self.folder.path().join("in"))
            .arg("--targets")
            .arg(&self.cohort.targets)
            .arg("--normals")
            .arg(&self.cohort.normals)
            .arg("--out")
            .arg(self.folder.path().join("out"));
        command
    }

    /// Runs and expects an exit code; gives standard error.
    pub fn run(&self, code: i32) -> String {
        finish(self.command().output().unwrap(), code)
    }

    /// Rows of `run.tsv` as (sample, column name -> cell).
    pub fn rows(&self) -> Vec<Row> {
        rows(&self.out("run.tsv"))
    }
}

/// Standard error of a command that must end with `code`.
pub fn finish(output: Output, code: i32) -> String {
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "standard error:\n{stderr}");
    stderr
}

/// The binary under test.
pub fn ikaros() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ikaros"))
}

/// One row of a table with a header line.
#[derive(Debug)]
pub struct Row(Vec<(String, String)>);

impl Row {
    pub fn get(&self, column: &str) -> &str {
        &self.0.iter().find(|(name, _)| name == column).unwrap().1
    }
}

/// Reads a table with a header line.
pub fn rows(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let header: Vec<_> = lines.next().unwrap().split('\t').map(str::to_owned).collect();
    lines
        .map(|line| {
            let cells: Vec<_> = line.split('\t').map(str::to_owned).collect();
            assert_eq!(cells.len(), header.len(), "{line}");
            Row(header.iter().cloned().zip(cells).collect())
        })
        .collect()
}

/// Every file below a folder with its bytes, hidden ones included.
pub fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    walk(folder, folder, &mut files);
    files.sort();
    files
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(root, &path, files);
        } else {
            files
                .push((path.strip_prefix(root).unwrap().to_owned(), std::fs::read(&path).unwrap()));
        }
    }
}

/// Cuts the BGZF end-of-file block off: the rest is whole blocks and reads without an error.
pub fn cut_at_block_boundary(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    std::fs::write(path, &bytes[..bytes.len() - 28]).unwrap();
}

/// True when a program of the tests is there; otherwise says that the test is skipped.
pub fn has(program: &str) -> bool {
    let found = std::process::Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

/// Runs a program of the tests and expects success.
pub fn sh(script: &str, folder: &Path) {
    let output = std::process::Command::new("bash")
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(folder)
        .output();
    let output = output.unwrap();
    assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
}
