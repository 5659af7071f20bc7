//! `ikaros compare`: results against MLPA.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::exit::{self, Outcome, UsageError};
use super::mlpa::make_folder;
use super::mlpa_setting::Setting;
use super::progress::Progress;
use crate::cli::compare::CompareArgs;
use crate::compare::build::{self, Request};
use crate::compare::result::Criterion;
use crate::compare::warnings;
use crate::io::mlpa::Wanted;
use crate::io::{atomic, digest, filenames, text};
use crate::model::patient::{InputFile, PatientResult};
use crate::report::{comparison, json};

/// Runs `ikaros compare`.
pub fn run(args: &CompareArgs, progress: &Progress) -> anyhow::Result<Outcome> {
    let setting = Setting::new(&args.options)?;
    let mut inputs = Vec::new();
    let ngs = ngs(&args.ngs, &mut inputs)?;
    let files = setting.read(&args.mlpa, Wanted::Results)?;
    let files_of = |kind: &str, paths: &[PathBuf]| -> Vec<(String, PathBuf)> {
        paths.iter().map(|path| (kind.to_owned(), path.clone())).collect()
    };
    let given = [
        files_of("mlpa", &args.mlpa),
        files_of("map", args.map.as_slice()),
        files_of("probes", args.options.probes.as_slice()),
        files_of("mapping", args.options.mapping.as_slice()),
        files_of("criteria", args.criteria.as_slice()),
    ];
    for (kind, path) in given.iter().flatten() {
        let explain = || format!("--{kind} {}: give a text file", path.display());
        if path.is_dir() {
            bail!("--{kind} {}: it is a folder, give the file in it", path.display());
        }
        inputs.push(InputFile {
            kind: kind.clone(),
            file: filenames::file_name(path),
            size: std::fs::metadata(path).with_context(explain)?.len(),
            sha256: Some(digest::of_file(path).with_context(explain)?),
        });
    }
    let mlpa = setting.gather(&files)?;
    let map = args.map.as_deref().map(names).transpose()?.unwrap_or_default();
    let mut criteria = args.require.clone();
    if let Some(path) = &args.criteria {
        let content = read_text(path)?;
        let lines = content.lines().map(str::trim);
        criteria.extend(
            lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned),
        );
    }
    let result = build::compare(&Request {
        ngs: &ngs,
        mlpa: &mlpa,
        map: &map,
        borders: setting.borders,
        kit: &setting.kit,
        knowledge: &setting.knowledge,
        criteria: &criteria,
        intended_use: &args.intended_use,
        specimens: &args.specimens,
        inputs: &inputs,
    })?;
    let written = comparison::files(&result)?;
    make_folder(&args.out)?;
    for (name, bytes) in written {
        atomic::write(&args.out.join(name), &bytes)?;
    }
    for warning in warnings::of(&result, &mlpa, &setting.knowledge.genes) {
        progress.warn(&warning);
    }
    let missed: Vec<&Criterion> = result.criteria.iter().filter(|c| !c.is_met()).collect();
    for criterion in &missed {
        progress.error(&format!("criterion '{}': {}", criterion.criterion, criterion.verdict()));
    }
    Ok(if missed.is_empty() { Outcome::Done } else { Outcome::CriteriaNotMet })
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    text::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Results of patients in files and folders, by name.
fn ngs(paths: &[PathBuf], inputs: &mut Vec<InputFile>) -> anyhow::Result<Vec<PatientResult>> {
    let mut found: BTreeSet<PathBuf> = BTreeSet::new();
    for path in paths {
        if !path.is_dir() {
            found.insert(path.clone());
            continue;
        }
        let before = found.len();
        let explain = || format!("cannot read the folder {}", path.display());
        for entry in std::fs::read_dir(path).with_context(explain)? {
            let file = entry.with_context(explain)?.path();
            if filenames::file_name(&file).ends_with(filenames::PATIENT_JSON) {
                found.insert(file);
            }
        }
        if found.len() == before {
            return Err(UsageError(format!(
                "--ngs {}: the folder holds no *.ikaros.json; give the folder that 'ikaros run' \
                 wrote",
                path.display()
            ))
            .into());
        }
    }
    let mut results: BTreeMap<String, (PathBuf, PatientResult)> = BTreeMap::new();
    let mut faults = Vec::new();
    for path in found {
        match one(&path) {
            Ok((result, file)) => {
                inputs.push(file);
                let name = result.calls.sample.name.clone();
                if let Some((other, _)) = results.get(&name) {
                    faults.push(format!(
                        "{} and {} are both of sample {name}: give each sample once",
                        other.display(),
                        path.display()
                    ));
                } else {
                    results.insert(name, (path, result));
                }
            }
            Err(error) => faults.push(exit::message(&error)),
        }
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(results.into_values().map(|(_, result)| result).collect())
}

fn one(path: &Path) -> anyhow::Result<(PatientResult, InputFile)> {
    let bytes = std::fs::read(path).with_context(|| {
        format!("cannot read {}: check its name and permissions", path.display())
    })?;
    let result = json::read(&bytes).with_context(|| path.display().to_string())?;
    let file = InputFile {
        kind: "ngs".to_owned(),
        file: filenames::file_name(path),
        size: bytes.len() as u64,
        sha256: Some(digest::of_bytes(&bytes)),
    };
    Ok((result, file))
}

/// NGS name to MLPA name.
fn names(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let content = text::read(path).with_context(|| {
        format!("--map {}: cannot be read as a table of 'ngs' and 'mlpa'", path.display())
    })?;
    let first = content.lines().next().unwrap_or_default();
    let delimiter = [b'\t', b';', b',']
        .into_iter()
        .find(|delimiter| first.contains(char::from(*delimiter)))
        .unwrap_or(b'\t');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(content.as_bytes());
    let explain = || format!("--map {}", path.display());
    let header = reader.headers().with_context(explain)?.clone();
    let column = |name: &str| header.iter().position(|heading| heading == name);
    let (Some(ngs), Some(mlpa)) = (column("ngs"), column("mlpa")) else {
        bail!("--map {}: the table needs the columns 'ngs' and 'mlpa'", path.display());
    };
    let mut map = BTreeMap::new();
    let mut taken: BTreeMap<String, u64> = BTreeMap::new();
    for record in reader.records() {
        let record = record.with_context(explain)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        let (from, to) = (cell(ngs), cell(mlpa));
        if from.is_empty() || to.is_empty() {
            bail!("--map {}, line {line}: a name is empty", path.display());
        }
        if let Some(first) = taken.insert(to.clone(), line) {
            bail!("--map {}: '{to}' is there twice (lines {first} and {line})", path.display());
        }
        if map.insert(from.clone(), to).is_some() {
            bail!("--map {}, line {line}: '{from}' is there twice", path.display());
        }
    }
    Ok(map)
}
