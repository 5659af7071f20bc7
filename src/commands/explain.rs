//! `ikaros explain`: how the call of one gene came about, from the result alone.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cli::explain::ExplainArgs;
use crate::commands::exit::UsageError;
use crate::commands::report;
use crate::io::filenames;
use crate::knowledge::Knowledge;
use crate::report::explain;

/// Writes the explanation to `output`, which is standard output on the command line.
pub fn run(args: &ExplainArgs, output: &mut dyn Write) -> anyhow::Result<()> {
    let path = find(args)?;
    let result = report::read(&path)?;
    let name = &result.calls.sample.name;
    if let Some(wanted) = args.sample.as_ref().filter(|wanted| *wanted != name) {
        bail!(
            "{}: it is of sample {name}, not of {wanted}: give the result of {wanted}, or the \
             folder of its run",
            path.display()
        );
    }
    let knowledge = Knowledge::builtin();
    let Some(explanation) = explain::explain(&result, &args.gene, &knowledge) else {
        return Err(UsageError(format!(
            "{} is no gene whose exons are called; these are: {}",
            args.gene,
            explain::genes(&result).join(", ")
        ))
        .into());
    };
    let bytes = if args.json {
        explain::json(&explanation).with_context(|| format!("sample {name}: cannot write JSON"))?
    } else {
        explain::render(&explanation).into_bytes()
    };
    output.write_all(&bytes).context("cannot write the explanation")?;
    output.flush().context("cannot write the explanation")
}

/// The result's file: as given, or in the folder of a run.
fn find(args: &ExplainArgs) -> anyhow::Result<PathBuf> {
    let folder = &args.result;
    if !folder.is_dir() {
        return Ok(folder.clone());
    }
    let found = results(folder)?;
    match (&args.sample, found.as_slice()) {
        (None, [only]) => Ok(folder.join(filenames::patient_json(only))),
        (_, []) => bail!(
            "{}: no result of a patient there (*{}): give the folder of a run",
            folder.display(),
            filenames::PATIENT_JSON
        ),
        (None, many) => Err(UsageError(format!(
            "{} holds {} results: name one with --sample: {}",
            folder.display(),
            many.len(),
            listed(many)
        ))
        .into()),
        (Some(wanted), found) if found.contains(wanted) => {
            Ok(folder.join(filenames::patient_json(wanted)))
        }
        (Some(wanted), found) => bail!(
            "{}: no result of {wanted} there: it failed (see run.tsv) or is called otherwise; \
             there are: {}",
            folder.display(),
            listed(found)
        ),
    }
}

/// The first names, and how many more.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 20;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Names of the samples with a result, in order.
fn results(folder: &Path) -> anyhow::Result<Vec<String>> {
    let explain = || format!("cannot read the folder {}: check its permissions", folder.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(explain)? {
        let name = entry.with_context(explain)?.file_name();
        let sample = name.to_str().and_then(|name| name.strip_suffix(filenames::PATIENT_JSON));
        names.extend(sample.map(str::to_owned));
    }
    names.sort();
    Ok(names)
}
