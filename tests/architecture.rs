//! The law of the house: who may import whom. Read from the source text, so that a forbidden
//! `use crate::` fails before anybody gets used to it.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Each module and the modules of ours that it may import, in the order of the data flow.
const LAW: [(&str, &[&str]); 15] = [
    ("model", &[]),
    ("stats", &[]),
    ("knowledge", &["model"]),
    ("depth", &["model", "stats", "knowledge"]),
    ("normals", &["model", "stats", "knowledge", "depth"]),
    ("junctions", &["model", "stats", "knowledge"]),
    ("calling", &["model", "stats", "knowledge", "normals", "junctions"]),
    ("variants", &["model", "stats", "knowledge"]),
    ("simulate", &["model", "stats", "knowledge", "normals"]),
    ("interpret", &["model", "stats", "knowledge", "calling", "junctions", "variants"]),
    ("compare", &["model", "stats", "knowledge", "interpret"]),
    ("report", &["model", "stats", "knowledge", "junctions", "interpret", "compare"]),
    // The tables that it reads and writes, and what the stages ask of a file.
    (
        "io",
        &["model", "knowledge", "depth", "normals", "junctions", "variants", "simulate", "compare"],
    ),
    ("cli", &["model"]),
    (
        "pipeline",
        &[
            "model",
            "stats",
            "knowledge",
            "depth",
            "normals",
            "junctions",
            "calling",
            "variants",
            "simulate",
            "interpret",
            "report",
            "io",
        ],
    ),
];

/// `commands` sees everything; nobody but `main` sees it.
const SEES_EVERYTHING: &str = "commands";

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// Names after `crate::` in a file's code, without comments and tests.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with('$') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            names.extend(top_level_names(group));
        } else {
            names.insert(identifier(rest));
        }
    }
    names.remove("");
    names
}

fn identifier(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first name of each item of `{a::b, c::{d, e}}`, given what follows the first brace.
fn top_level_names(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(identifier(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(identifier(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

fn is_test_file(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    name == "tests" || name.ends_with("_tests")
}

/// Who imports whom among the top-level modules, with a file that does.
fn edges() -> BTreeMap<(String, String), PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    files.sort();
    let mut edges = BTreeMap::new();
    for path in files.iter().filter(|path| !is_test_file(path)) {
        let inside = path.strip_prefix(&root).unwrap();
        let first = inside.iter().next().unwrap().to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        if module == "main" || module == "lib" {
            continue;
        }
        for import in imports(&std::fs::read_to_string(path).unwrap()) {
            if import != module {
                edges.entry((module.clone(), import)).or_insert_with(|| inside.to_owned());
            }
        }
    }
    edges
}

#[test]
fn nobody_imports_what_the_law_forbids() {
    let mut broken = Vec::new();
    for ((from, to), file) in edges() {
        let allowed = LAW.iter().find(|(module, _)| *module == from).map(|(_, list)| *list);
        let is_fine = match allowed {
            Some(list) => list.contains(&to.as_str()),
            None => from == SEES_EVERYTHING,
        };
        if !is_fine {
            broken.push(format!("{}: {from} must not import {to}", file.display()));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn there_is_no_cycle() {
    let mut left: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, to) in edges().into_keys() {
        left.entry(to.clone()).or_default();
        left.entry(from).or_default().insert(to);
    }
    while let Some(free) = left.iter().find(|(_, to)| to.is_empty()).map(|(from, _)| from.clone()) {
        left.remove(&free);
        for to in left.values_mut() {
            to.remove(&free);
        }
    }
    assert!(left.is_empty(), "these modules import each other in a circle: {left:?}");
}

#[test]
fn every_module_is_under_the_law() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(root).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
        let is_known = LAW.iter().any(|(module, _)| *module == name)
            || ["main", "lib", SEES_EVERYTHING].contains(&name.as_str());
        assert!(is_known, "module {name} has no place in the law");
    }
}

#[test]
fn imports_are_seen_in_every_form() {
    let text = "use crate::{model::{a, b}, stats};\nfn f() { crate::io::x() } // crate::cli\n\
                #[cfg(test)]\nuse crate::commands;";
    let found: Vec<_> = imports(text).into_iter().collect();
    assert_eq!(found, ["io", "model", "stats"]);
}
