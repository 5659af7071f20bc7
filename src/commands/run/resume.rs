//! What a result was made from, so that a later run can tell whether it still holds.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::io::stamp::Stamp;
use crate::io::{atomic, digest};

/// Everything that decides a result. Two equal recipes give the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// Version of the program.
    pub version: String,
    /// Options and statements that decide the result, as `name=value`.
    pub options: Vec<String>,
    /// Digests of targets, panel of normals and rule files, as `name=digest`.
    pub digests: Vec<String>,
    /// Input files.
    pub inputs: Vec<Stamp>,
}

impl Recipe {
    /// A recipe of this version of the program.
    pub fn new(options: Vec<String>, digests: Vec<String>, inputs: Vec<Stamp>) -> Self {
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), options, digests, inputs }
    }
}

/// A finished result: its recipe and the digests of what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Done {
    recipe: Recipe,
    outputs: Vec<Output>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Output {
    file: PathBuf,
    sha256: String,
}

/// True when the record at `path` has this recipe and every output is as it was written.
pub fn is_current(path: &Path, root: &Path, recipe: &Recipe) -> bool {
    read(path).is_some_and(|done| {
        done.recipe == *recipe
            && !done.outputs.is_empty()
            && done.outputs.iter().all(|output| {
                digest::of_file(&root.join(&output.file)).is_ok_and(|now| now == output.sha256)
            })
    })
}

/// Forgets a result before it is made again, with the files it left: a run that dies or a sample
/// that fails must not leave an old report that looks like the new one.
pub fn forget(path: &Path, root: &Path) -> std::io::Result<()> {
    if let Some(done) = read(path) {
        for output in done.outputs.iter().filter(|output| is_inside(&output.file)) {
            remove(&root.join(&output.file))?;
        }
    }
    remove(path)
}

/// Forgets every result below `state` that was made from this file, whatever sample it was.
pub fn forget_made_from(file: &Path, state: &Path, root: &Path) -> std::io::Result<()> {
    let Ok(file) = file.canonicalize() else { return Ok(()) };
    for entry in std::fs::read_dir(state)? {
        let path = entry?.path();
        let is_made_from = |done: &Done| done.recipe.inputs.iter().any(|input| input.path == file);
        if path.extension().is_some_and(|e| e == "json")
            && read(&path).as_ref().is_some_and(is_made_from)
        {
            forget(&path, root)?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Option<Done> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// True for a relative path that stays inside its folder.
fn is_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Records a result after its last output was written.
pub fn record(path: &Path, root: &Path, recipe: Recipe, outputs: &[PathBuf]) -> anyhow::Result<()> {
    let mut digests = Vec::with_capacity(outputs.len());
    for output in outputs {
        let sha256 = digest::of_file(output)?;
        let file = output.strip_prefix(root).unwrap_or(output).to_owned();
        digests.push(Output { file, sha256 });
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut text = serde_json::to_vec_pretty(&Done { recipe, outputs: digests })?;
    text.push(b'\n');
    atomic::write(path, &text)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_holds_until_anything_changes() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let (input, output, record_path) =
            (root.join("in.bam"), root.join("P1.json"), root.join("state/P1.done.json"));
        std::fs::write(&input, "reads").unwrap();
        std::fs::write(&output, "result").unwrap();
        let recipe = |option: &str| {
            Recipe::new(
                vec![option.to_owned()],
                Vec::new(),
                vec![crate::io::stamp::of(&input).unwrap()],
            )
        };
        assert!(!is_current(&record_path, root, &recipe("q=30")));
        record(&record_path, root, recipe("q=30"), std::slice::from_ref(&output)).unwrap();
        assert!(is_current(&record_path, root, &recipe("q=30")));
        assert!(!is_current(&record_path, root, &recipe("q=20")));
        std::fs::write(&output, "resul_").unwrap();
        assert!(!is_current(&record_path, root, &recipe("q=30")));
        std::fs::write(&output, "result").unwrap();
        std::fs::write(&input, "more reads").unwrap();
        assert!(!is_current(&record_path, root, &recipe("q=30")));
        forget(&record_path, root).unwrap();
        assert!(!output.exists() && !record_path.exists() && input.exists());
        forget(&record_path, root).unwrap();
    }
}
