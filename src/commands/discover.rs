//! `ikaros discover`: what a run would find in a folder. Nothing is written.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Serialize;

use crate::cli::discover::DiscoverArgs;
use crate::commands::Outcome;
use crate::commands::exit::UsageError;
use crate::commands::progress::Progress;
use crate::commands::run::samples::Inputs;
use crate::commands::run::select::Selection;
use crate::commands::run::{identify, inputs, layouts};
use crate::io::discover::{Completion, Layout};
use crate::io::sheet::SheetSource;
use crate::model::sample::{Role, Sex};

/// Looks and prints.
pub fn run(args: &DiscoverArgs, progress: &Progress) -> anyhow::Result<Outcome> {
    if !args.folder.exists() {
        return Err(UsageError(format!("DIR {} does not exist", args.folder.display())).into());
    }
    // Results of earlier runs are left out by their own mark.
    let mut inputs = inputs::read(&inputs::Request {
        input: &args.folder,
        out: Path::new(""),
        ask: &identify,
        is_usable: &|_| true,
        selection: &Selection::read(&args.selecting)?,
        is_watched: false,
    })?;
    layouts::name_normals(&mut inputs, args.normals_in_run.as_deref())?;
    let rows = rows(&inputs, &args.folder);
    if rows.is_empty() && inputs.layouts.is_empty() {
        bail!("{}: no BAM, CRAM or depth table there, or below", args.folder.display());
    }
    let text = if args.json {
        json(&inputs, &rows, &args.folder)?
    } else {
        for layout in &inputs.layouts {
            progress.info(&line(layout));
        }
        inputs.warnings.iter().for_each(|text| progress.warn(text));
        table(&rows)
    };
    std::io::stdout()
        .lock()
        .write_all(text.as_bytes())
        .context("cannot write to standard output")?;
    Ok(if inputs.layouts.iter().any(|l| matches!(l.completion, Completion::Incomplete(_))) {
        Outcome::Incomplete
    } else if inputs.failed.is_empty() {
        Outcome::Done
    } else {
        Outcome::SomeSamplesFailed
    })
}

/// One sample as it was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Row {
    sample: String,
    role: Option<&'static str>,
    sex: Option<&'static str>,
    /// `ready`, `refused`, `absent` (listed in a sheet, but without a file), `other project` or
    /// `not chosen`.
    state: &'static str,
    layout: Option<&'static str>,
    complete: &'static str,
    alignment: Option<String>,
    depth: Option<String>,
    vcfs: Vec<String>,
    reason: Option<String>,
}

fn rows(inputs: &Inputs, root: &Path) -> Vec<Row> {
    let below = |path: &Path| {
        let inside = path.strip_prefix(root).ok().filter(|inside| !inside.as_os_str().is_empty());
        inside.unwrap_or(path).display().to_string()
    };
    let about = |layout: Option<&Layout>| {
        let complete = layout.map_or(Completion::NotStated.code(), |l| l.completion.code());
        (layout.map(|layout| layout.kind.code()), complete)
    };
    let mut rows = Vec::new();
    for sample in &inputs.samples {
        let path = sample.source.path();
        let (layout, complete) = about(layouts::of_file(&inputs.layouts, path));
        let is_alignment = matches!(sample.source, SheetSource::Alignment(_));
        rows.push(Row {
            sample: sample.name.clone(),
            role: sample.role.map(Role::code),
            sex: known(sample.sex),
            state: "ready",
            layout,
            complete,
            alignment: is_alignment.then(|| below(path)),
            depth: (!is_alignment).then(|| below(path)),
            vcfs: sample.vcfs.iter().map(|vcf| below(&vcf.path)).collect(),
            reason: None,
        });
    }
    for failed in &inputs.failed {
        let (layout, complete) = about(layouts::of_file(&inputs.layouts, &failed.file));
        rows.push(Row {
            sample: failed.sample.clone(),
            role: failed.role.map(Role::code),
            sex: None,
            state: "refused",
            layout,
            complete,
            alignment: None,
            depth: None,
            vcfs: Vec::new(),
            // Paths in it are shortened as in the other columns.
            reason: Some(failed.reason.replace(&format!("{}/", root.display()), "")),
        });
    }
    for absent in &inputs.absent {
        let (layout, complete) = about(inputs.layouts.get(absent.layout));
        rows.push(Row {
            sample: absent.sample.clone(),
            role: absent.role.map(Role::code),
            sex: known(absent.sex),
            state: "absent",
            layout,
            complete,
            alignment: None,
            depth: None,
            vcfs: Vec::new(),
            reason: Some(absent.reason.clone()),
        });
    }
    for left_out in &inputs.left_out {
        let (layout, complete) = about(layouts::of_file(&inputs.layouts, &left_out.place));
        let file = |wanted: bool| {
            let source = left_out.source.as_ref()?;
            let is_alignment = matches!(source, SheetSource::Alignment(_));
            (is_alignment == wanted).then(|| below(source.path()))
        };
        rows.push(Row {
            sample: left_out.sample.clone(),
            role: left_out.role.map(Role::code),
            sex: known(left_out.sex),
            state: left_out.state,
            layout,
            complete,
            alignment: file(true),
            depth: file(false),
            vcfs: left_out.vcfs.iter().map(|path| below(path)).collect(),
            reason: Some(left_out.reason.replace(&format!("{}/", root.display()), "")),
        });
    }
    rows.sort();
    rows
}

fn known(sex: Sex) -> Option<&'static str> {
    (sex != Sex::Unknown).then(|| sex.code())
}

fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "sample\trole\tsex\tstate\tlayout\tcomplete\talignment\tdepth\tvcfs\treason\n",
    );
    let or_dot = |cell: Option<&str>| {
        let cell = cell.filter(|cell| !cell.is_empty()).unwrap_or(".");
        cell.replace(['\t', '\n', '\r'], " ")
    };
    for row in rows {
        let cells = [
            or_dot(Some(&row.sample)),
            or_dot(row.role),
            or_dot(row.sex),
            or_dot(Some(row.state)),
            or_dot(row.layout),
            or_dot(Some(row.complete)),
            or_dot(row.alignment.as_deref()),
            or_dot(row.depth.as_deref()),
            or_dot(Some(&row.vcfs.join(";"))),
            or_dot(row.reason.as_deref()),
        ];
        let _ = writeln!(text, "{}", cells.join("\t"));
    }
    text
}

/// A layout in one line.
fn line(layout: &Layout) -> String {
    let run = layout.run.as_deref().map_or_else(String::new, |run| format!(" run {run}"));
    let state = match &layout.completion {
        Completion::Complete => "complete".to_owned(),
        Completion::Incomplete(missing) => format!("not complete: {}", missing.join("; ")),
        Completion::NotStated => "completion is not stated".to_owned(),
    };
    format!("{}: {}{run}, {state}", layout.root.display(), layout.kind.code())
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: &'static str,
    folder: String,
    layouts: Vec<LayoutOut<'a>>,
    samples: &'a [Row],
    skipped: Vec<SkippedOut<'a>>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct LayoutOut<'a> {
    layout: &'static str,
    folder: String,
    run: Option<&'a str>,
    complete: &'static str,
    missing: &'a [String],
    listed: usize,
}

#[derive(Serialize)]
struct SkippedOut<'a> {
    file: String,
    reason: &'a str,
}

fn json(inputs: &Inputs, rows: &[Row], folder: &Path) -> anyhow::Result<String> {
    let layouts = inputs.layouts.iter().map(|layout| LayoutOut {
        layout: layout.kind.code(),
        folder: layout.root.display().to_string(),
        run: layout.run.as_deref(),
        complete: layout.completion.code(),
        missing: match &layout.completion {
            Completion::Incomplete(missing) => missing,
            _ => &[],
        },
        listed: layout.listed.len(),
    });
    let skipped = inputs.skipped.iter().map(|skipped| SkippedOut {
        file: skipped.path.display().to_string(),
        reason: &skipped.reason,
    });
    let document = Document {
        schema_version: "1.0",
        folder: folder.display().to_string(),
        layouts: layouts.collect(),
        samples: rows,
        skipped: skipped.collect(),
        warnings: &inputs.warnings,
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}
