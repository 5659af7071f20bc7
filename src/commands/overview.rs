//! The files over a whole run: `run.tsv`, `run.json`, `run.html`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::commands::progress::Progress;
use crate::io::atomic;
use crate::io::filenames::OutFolder;
use crate::model::language::Language;
use crate::model::patient::PatientResult;
use crate::report::forms;
use crate::report::run_page::{self, Entry};
use crate::report::run_table::{self, RunRow, Status};

/// Writes the tables and the page, the samples in the order of their names; the rows in this order.
pub fn write(
    mut entries: Vec<Entry>,
    out: &OutFolder,
    language: Language,
) -> anyhow::Result<Vec<RunRow>> {
    entries.sort_by(|a, b| (&a.row.sample, &a.row.message).cmp(&(&b.row.sample, &b.row.message)));
    let rows = sorted_rows(&entries);
    // A run without pages has no links to them.
    let link = |sample: &str| {
        let name = format!("{sample}{}", forms::PAGE);
        out.root().join(&name).exists().then_some(name)
    };
    let page = run_page::render(&entries, &link, language)?;
    atomic::write(&out.run_table(), &run_table::tsv(&rows))?;
    atomic::write(&out.run_json(), &run_table::json(&rows))?;
    atomic::write(&out.run_page(), &page)?;
    Ok(rows)
}

fn sorted_rows(entries: &[Entry]) -> Vec<RunRow> {
    let mut rows: Vec<RunRow> = entries.iter().map(|entry| entry.row.clone()).collect();
    rows.sort_by(|a, b| (&a.sample, &a.message).cmp(&(&b.sample, &b.message)));
    rows
}

/// The same from results that were read back: over more than one, and with the failed samples of
/// the runs that they lie in. The table of a run with more samples is left as it is. The rows of all
/// these samples are returned in the order of their names.
pub fn again(
    results: &[PatientResult],
    paths: &[PathBuf],
    out: &Path,
    language: Language,
    progress: &Progress,
) -> anyhow::Result<Vec<RunRow>> {
    let mut entries: Vec<Entry> =
        results.iter().map(|result| Entry::from_result(result, language)).collect();
    let finished: BTreeSet<&str> =
        results.iter().map(|result| result.calls.sample.name.as_str()).collect();
    for row in failed(paths)? {
        if !finished.contains(row.sample.as_str()) {
            entries.push(Entry::failed(row));
        }
    }
    if results.len() < 2 {
        return Ok(sorted_rows(&entries));
    }
    let folder = OutFolder::new(out);
    let known: BTreeSet<&str> = entries.iter().map(|entry| entry.row.sample.as_str()).collect();
    let others: Vec<String> = rows(&folder.run_json())?
        .into_iter()
        .filter(|row| !known.contains(row.sample.as_str()))
        .map(|row| row.sample)
        .collect();
    if let Some(first) = others.first() {
        progress.warn(&format!(
            "{} holds {} more samples ({first}, ...): it and the other files over the run are left \
             as they are; give the results of all samples, or another --out",
            folder.run_table().display(),
            others.len()
        ));
        return Ok(sorted_rows(&entries));
    }
    write(entries, &folder, language)
}

/// Failed samples of the runs that the results lie in, each once.
fn failed(paths: &[PathBuf]) -> anyhow::Result<Vec<RunRow>> {
    let folders: BTreeSet<&Path> = paths.iter().filter_map(|path| path.parent()).collect();
    let mut failed = BTreeMap::new();
    for folder in folders {
        for row in rows(&OutFolder::new(folder).run_json())? {
            if row.status == Status::Failed {
                failed.entry((row.sample.clone(), row.message.clone())).or_insert(row);
            }
        }
    }
    Ok(failed.into_values().collect())
}

/// Rows of a `run.json`; none where there is no such file.
fn rows(path: &Path) -> anyhow::Result<Vec<RunRow>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let name = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {name}"))?;
    run_table::read_json(&bytes).map_err(|cause| {
        anyhow::anyhow!(
            "{name} is no table of a run ({cause}): write it again with 'ikaros run', or move it \
             away"
        )
    })
}
