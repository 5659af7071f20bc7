//! `ikaros report`: from results to every form, without looking at reads again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cli::report::{FormArgs, ReportArgs};
use crate::commands::exit::{self, UsageError};
use crate::commands::progress::Progress;
use crate::commands::{lock, overview};
use crate::io::filenames::OutFolder;
use crate::io::{atomic, filenames};
use crate::model::patient::PatientResult;
use crate::report::form::Run;
use crate::report::forms::{self, Wanted};
use crate::report::json;
use crate::report::run_table::{RunRow, Status};

/// Writes every file of one sample into `out`, each whole or not at all.
///
/// The JSON comes last: where it is, the others are. Everything is made from the rounded figures of
/// the JSON, so that [`write_derived`] on what is read back gives the same bytes.
/// The paths of the files are returned, in the order in which they were written.
pub fn write_all(
    result: &PatientResult,
    wanted: &Wanted,
    out: &Path,
) -> anyhow::Result<Vec<PathBuf>> {
    let bytes = json::patient(result)?;
    let mut written = write_derived(&json::rounded(result)?, wanted, out)?;
    let path = out.join(filenames::patient_json(&result.calls.sample.name));
    atomic::write(&path, &bytes)?;
    written.push(path);
    Ok(written)
}

/// Writes what is made from the JSON of one sample.
///
/// Everything is made before the first file is written, so that a fault leaves none of them.
pub fn write_derived(
    result: &PatientResult,
    wanted: &Wanted,
    out: &Path,
) -> anyhow::Result<Vec<PathBuf>> {
    let sample = &result.calls.sample.name;
    let files = forms::of_patient(wanted, result).with_context(|| format!("sample {sample}"))?;
    let mut written = Vec::new();
    for (suffix, bytes) in files {
        let path = out.join(format!("{sample}{suffix}"));
        atomic::write(&path, &bytes)?;
        written.push(path);
    }
    Ok(written)
}

/// Writes the forms that are made over a whole run, from the results in `out`; their paths.
pub fn write_run(rows: &[RunRow], wanted: &Wanted, out: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !forms::wants_run(wanted) {
        return Ok(Vec::new());
    }
    let finished = rows.iter().filter(|row| row.status == Status::Ok);
    let paths = finished.map(|row| out.join(filenames::patient_json(&row.sample)));
    let results = paths.map(|path| read(&path)).collect::<anyhow::Result<Vec<_>>>()?;
    write_files_of_run(rows, &results, wanted, out)
}

fn write_files_of_run(
    rows: &[RunRow],
    results: &[PatientResult],
    wanted: &Wanted,
    out: &Path,
) -> anyhow::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for (name, bytes) in forms::of_run(wanted, &Run { rows, results })? {
        let path = out.join(name);
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        atomic::write(&path, &bytes)?;
        written.push(path);
    }
    Ok(written)
}

/// Runs `ikaros report`. Results that cannot be read are all named, and nothing is written then.
pub fn run(args: &ReportArgs, progress: &Progress) -> anyhow::Result<()> {
    let wanted = wanted(&args.forms)?;
    let mut results = read_all(&args.results, progress)?;
    results.sort_by(|a, b| a.calls.sample.name.cmp(&b.calls.sample.name));
    make_folder(&args.out)?;
    // The folder of a run may be written in by that run at this moment.
    let out = OutFolder::new(&args.out);
    let _lock = out.lock().exists().then(|| lock::take(&out)).transpose()?;
    for result in &results {
        write_derived(result, &wanted, &args.out)?;
    }
    let rows = overview::again(&results, &args.results, &args.out, wanted.language, progress)?;
    write_files_of_run(&rows, &results, &wanted, &args.out)?;
    Ok(())
}

/// The forms and the language that are asked for; a name that no form has is wrong usage.
pub fn wanted(args: &FormArgs) -> Result<Wanted, UsageError> {
    let chosen = forms::choose(&args.forms, args.language);
    chosen.map_err(|cause| UsageError(format!("--forms: {cause}")))
}

fn make_folder(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| {
        format!("cannot make the folder {}: check its parent's permissions", folder.display())
    })
}

/// All results, each sample once.
fn read_all(paths: &[PathBuf], progress: &Progress) -> anyhow::Result<Vec<PatientResult>> {
    let mut seen: BTreeMap<String, &Path> = BTreeMap::new();
    let mut results = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        let read = bytes_of(path).and_then(|bytes| Ok((parse(path, &bytes)?, bytes)));
        let (result, bytes) = match read {
            Ok(read) => read,
            Err(error) => {
                faults.push(exit::message(&error));
                continue;
            }
        };
        let sample = result.calls.sample.name.clone();
        if let Some(other) = seen.insert(sample, path) {
            faults.push(format!(
                "{} and {} are both of sample {}: give each sample once",
                other.display(),
                path.display(),
                result.calls.sample.name
            ));
            continue;
        }
        if json::is_unsealed(&bytes) {
            progress.warn(&format!(
                "{}: it has no digest, so that nothing tells whether it was edited",
                path.display()
            ));
        }
        results.push(result);
    }
    if !faults.is_empty() {
        bail!("{}; nothing was written", faults.join("; "));
    }
    Ok(results)
}

/// Reads one result and checks that its name may name files.
pub fn read(path: &Path) -> anyhow::Result<PatientResult> {
    parse(path, &bytes_of(path)?)
}

fn bytes_of(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path)
        .with_context(|| format!("cannot read {}: check its name and permissions", path.display()))
}

fn parse(path: &Path, bytes: &[u8]) -> anyhow::Result<PatientResult> {
    let result = json::read(bytes).with_context(|| path.display().to_string())?;
    // The JSON is input here, and a name such as `../x` would leave the folder.
    if let Some(reason) = filenames::unusable_name(&result.calls.sample.name) {
        bail!("{}: its sample name cannot name files: {reason}; it was edited", path.display());
    }
    Ok(result)
}
