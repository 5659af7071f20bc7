//! `ikaros report`: from results to tables, VCF and pages, without looking at reads again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cli::report::ReportArgs;
use crate::commands::{exit, overview};
use crate::io::{atomic, filenames};
use crate::model::patient::PatientResult;
use crate::report::{exons_tsv, html, json, vcf};

/// Writes every file of one sample into `out`, each whole or not at all.
///
/// The JSON comes last: where it is, the others are. Everything is made from the rounded figures of
/// the JSON, so that [`write_derived`] on what is read back gives the same bytes.
/// The paths of the files are returned, in the order in which they were written.
pub fn write_all(result: &PatientResult, out: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let bytes = json::patient(result)?;
    let mut written = write_derived(&json::rounded(result)?, out)?;
    let path = out.join(filenames::patient_json(&result.calls.sample.name));
    atomic::write(&path, &bytes)?;
    written.push(path);
    Ok(written)
}

/// Writes what is made from the JSON: exon table, VCF with its index, page.
///
/// Everything is made before the first file is written, so that a fault leaves none of them.
pub fn write_derived(result: &PatientResult, out: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let sample = &result.calls.sample.name;
    let exons = exons_tsv::render(result);
    let page = html::render(result)?;
    let (events, index) = vcf::compress_and_index(&vcf::render(result))
        .with_context(|| format!("sample {sample}: the VCF of the events cannot be made"))?;
    // The index after the VCF: one that is older than its file is taken for stale.
    let files = [
        (filenames::patient_exons(sample), exons),
        (filenames::patient_vcf(sample), events),
        (filenames::patient_vcf_index(sample), index),
        (filenames::patient_report(sample), page),
    ];
    let mut written = Vec::new();
    for (name, bytes) in files {
        let path = out.join(name);
        atomic::write(&path, &bytes)?;
        written.push(path);
    }
    Ok(written)
}

/// Runs `ikaros report`. Results that cannot be read are all named, and nothing is written then.
pub fn run(args: &ReportArgs) -> anyhow::Result<()> {
    let results = read_all(&args.results)?;
    std::fs::create_dir_all(&args.out).with_context(|| {
        format!("cannot make the folder {}: check its parent's permissions", args.out.display())
    })?;
    for result in &results {
        write_derived(result, &args.out)?;
    }
    overview::again(&results, &args.results, &args.out)
}

/// All results, each sample once.
fn read_all(paths: &[PathBuf]) -> anyhow::Result<Vec<PatientResult>> {
    let mut seen: BTreeMap<String, &Path> = BTreeMap::new();
    let mut results = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        match read(path) {
            Ok(result) => match seen.insert(result.calls.sample.name.clone(), path) {
                Some(other) => faults.push(format!(
                    "{} and {} are both of sample {}: give each sample once",
                    other.display(),
                    path.display(),
                    result.calls.sample.name
                )),
                None => results.push(result),
            },
            Err(error) => faults.push(exit::message(&error)),
        }
    }
    if !faults.is_empty() {
        bail!("{}; nothing was written", faults.join("; "));
    }
    Ok(results)
}

/// Reads one result and checks that its name may name files.
pub fn read(path: &Path) -> anyhow::Result<PatientResult> {
    let bytes = std::fs::read(path).with_context(|| {
        format!("cannot read {}: check its name and permissions", path.display())
    })?;
    let result = json::read(&bytes).with_context(|| path.display().to_string())?;
    if let Some(reason) = unusable_name(&result.calls.sample.name) {
        bail!("{}: its sample name cannot name files: {reason}; it was edited", path.display());
    }
    Ok(result)
}

/// Why a sample name must not be joined to a folder, or `None` when it may. The JSON is input here,
/// and a name such as `../x` would leave the folder.
fn unusable_name(name: &str) -> Option<&'static str> {
    if name.is_empty() || name.len() > 200 {
        Some("it is empty or longer than 200 bytes")
    } else if name.starts_with('.') {
        Some("it begins with '.'")
    } else if name.chars().any(|c| matches!(c, '/' | '\\') || c.is_control()) {
        Some("it holds '/', '\\' or a control character")
    } else {
        None
    }
}
