//! The tables over the whole run, and how it ended.

use super::resume;
use super::samples::Failed;
use crate::commands::progress::Progress;
use crate::commands::{Outcome, overview, report};
use crate::io::atomic;
use crate::io::discover::Skipped;
use crate::io::filenames::OutFolder;
use crate::model::sample::Role;
use crate::report::cell;
use crate::report::forms::Wanted;
use crate::report::run_page::Entry;
use crate::report::run_table::RunRow;

/// Writes `run.skipped.tsv`: every file that was seen and not used, with the reason.
pub fn write_skipped(out: &OutFolder, skipped: &[Skipped]) -> anyhow::Result<()> {
    let mut text = String::from("file\treason\n");
    for Skipped { path, reason } in skipped {
        text.push_str(&cell::line([cell::text(&path.display().to_string()), cell::text(reason)]));
    }
    atomic::write(&out.skipped(), text.as_bytes())?;
    Ok(())
}

/// Removes what earlier runs left of samples that failed now: an old report must not stand beside
/// a failed row.
fn forget(out: &OutFolder, failed: &[Failed]) -> anyhow::Result<()> {
    for failed in failed {
        resume::forget(&out.done(&failed.sample), out.root())?;
        resume::forget_made_from(&failed.file, &out.state(), out.root())?;
    }
    Ok(())
}

/// Writes `run.tsv`, `run.json`, `run.html` and the forms of a whole run over finished and failed
/// samples, in the order of their names.
pub fn write(
    out: &OutFolder,
    results: Vec<Result<Entry, Failed>>,
    failed: Vec<Failed>,
    wanted: &Wanted,
    progress: &Progress,
) -> anyhow::Result<Outcome> {
    let mut entries = Vec::new();
    let mut all_failed = failed;
    for result in results {
        match result {
            Ok(entry) => entries.push(entry),
            Err(failed) => all_failed.push(failed),
        }
    }
    let done = entries.len();
    // A normal that is also a sample of the run fails once.
    all_failed.sort_by(|a, b| (&a.sample, &a.reason).cmp(&(&b.sample, &b.reason)));
    all_failed.dedup_by(|a, b| (&a.sample, &a.reason) == (&b.sample, &b.reason));
    forget(out, &all_failed)?;
    for failed in &all_failed {
        // A normal's name alone makes no normal, and a sample that failed has no depth to tell.
        let role = failed.role.unwrap_or(Role::Tumour);
        entries.push(Entry::failed(RunRow::failed(&failed.sample, role, &failed.reason)));
    }
    let rows = overview::write(entries, out, wanted.language)?;
    let older = of_other_runs(out, &rows);
    if !older.is_empty() {
        progress.warn(&format!(
            "{}: results of samples that are not of this run lie there too: {}",
            out.root().display(),
            older.join(", ")
        ));
    }
    // Forms of an earlier run that this one was not asked for tell of results that are gone.
    let record = out.forms_done();
    resume::forget(&record, out.root())?;
    let written = report::write_run(&rows, wanted, out.root())?;
    let recipe = resume::Recipe::new(Vec::new(), Vec::new(), Vec::new());
    resume::record(&record, out.root(), recipe, &written)?;
    progress.info(&format!(
        "{done} samples done, table in {}, page in {}",
        out.run_table().display(),
        out.run_page().display()
    ));
    if all_failed.is_empty() {
        return Ok(Outcome::Done);
    }
    progress.error(&format!("{} samples failed:", all_failed.len()));
    for failed in &all_failed {
        progress.error(&format!("  {}: {}", failed.sample, failed.reason));
    }
    Ok(Outcome::SomeSamplesFailed)
}

/// Samples whose results lie in the output folder and that this run did not have.
fn of_other_runs(out: &OutFolder, rows: &[RunRow]) -> Vec<String> {
    let files = std::fs::read_dir(out.root()).into_iter().flatten().flatten();
    let names = files.filter_map(|file| {
        let name = file.file_name().to_string_lossy().into_owned();
        name.strip_suffix(".ikaros.json").map(str::to_owned)
    });
    let mut older: Vec<String> =
        names.filter(|name| rows.iter().all(|row| row.sample != *name)).collect();
    older.sort();
    older
}
