//! Who is ours, of a run that several projects share. Others are listed and are not rows of the run.
//!
//! A name that nobody has is an error that lists who is there; a sample of which nothing tells whose
//! it is, is refused.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::layouts;
use super::samples::{Absent, Failed, Inputs, LeftOut, Sample};
use crate::cli::selecting::SelectArgs;
use crate::commands::exit::UsageError;
use crate::io::discover::{Layout, Listed, Skipped};
use crate::io::text;
use crate::model::sample::Sex;

/// Names that a message lists at most.
const MOST_NAMES: usize = 40;

/// What the options ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    projects: BTreeSet<String>,
    samples: Option<BTreeSet<String>>,
    /// The analysis of a run folder to take.
    pub analysis: Option<u64>,
}

impl Selection {
    /// Reads the options, and the list of names where one is given.
    pub fn read(args: &SelectArgs) -> anyhow::Result<Self> {
        let projects = args.project.iter().map(|name| name.trim().to_owned()).collect();
        let samples = args.samples.as_deref().map(names).transpose()?;
        Ok(Self { projects, samples, analysis: args.analysis })
    }

    /// True when nobody is left out.
    fn is_all(&self) -> bool {
        self.projects.is_empty() && self.samples.is_none()
    }

    /// True when a sample may be asked for; what it is called twice is settled later.
    pub(super) fn may_take(&self, layouts: &[Layout], name: &str, file: &Path) -> bool {
        let row = row(layouts, name, file);
        let named = |samples: &BTreeSet<String>| {
            let others = row.into_iter().flat_map(|row| row.other_name.iter().chain([&row.sample]));
            samples.contains(name) || others.into_iter().any(|other| samples.contains(other))
        };
        self.has_project(row) && self.samples.as_ref().is_none_or(named)
    }

    fn has_project(&self, row: Option<&Listed>) -> bool {
        self.projects.is_empty() || row.is_some_and(|row| !self.projects.is_disjoint(&row.projects))
    }
}

/// The names that `--samples` gives.
fn names(text: &str) -> anyhow::Result<BTreeSet<String>> {
    let path = Path::new(text);
    let is_list = path.extension().is_some_and(|e| e == "txt" || e == "list");
    let list;
    let parts: Vec<&str> = if is_list {
        list = text::read(path).with_context(|| format!("cannot read --samples {text}"))?;
        list.lines().filter(|line| !line.trim_start().starts_with('#')).collect()
    } else {
        text.split(',').collect()
    };
    let names: BTreeSet<String> =
        parts.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        bail!(UsageError(format!("--samples {text} names nobody")));
    }
    Ok(names)
}

/// The row of a file's own folder that is a sample's.
fn row<'a>(layouts: &'a [Layout], name: &str, file: &Path) -> Option<&'a Listed> {
    layouts::row_of(name, layouts::of_file(layouts, file)?)
}

/// Leaves out who is not asked for. In a run that is watched somebody may still come: a name that
/// nobody has is then a sample that failed.
pub fn apply(
    inputs: &mut Inputs,
    selection: &Selection,
    input: &Path,
    is_watched: bool,
) -> anyhow::Result<()> {
    if selection.is_all() {
        return Ok(());
    }
    check_projects(selection, &inputs.layouts)?;
    let (named, unknown) = resolve(selection, inputs)?;
    let chooser = Chooser { selection, named };
    let layouts = std::mem::take(&mut inputs.layouts);
    for failed in std::mem::take(&mut inputs.failed) {
        chooser.failed(inputs, &layouts, failed);
    }
    // Those whose project is unsure fail here, and stay.
    for sample in std::mem::take(&mut inputs.samples) {
        chooser.sample(inputs, &layouts, sample);
    }
    for absent in std::mem::take(&mut inputs.absent) {
        chooser.absent(inputs, &layouts, absent);
    }
    inputs.layouts = layouts;
    if !unknown.is_empty() && !is_watched {
        bail!(UsageError(format!(
            "--samples: nobody is called {}; there are: {}",
            unknown.join(", "),
            list(everybody(inputs).into_iter())
        )));
    }
    inputs.failed.extend(unknown.into_iter().map(|name| Failed {
        reason: format!(
            "sample {name}: no alignment or depth table of {} names it",
            input.display()
        ),
        sample: name,
        role: None,
        file: input.to_owned(),
    }));
    if !inputs.left_out.is_empty() {
        inputs.warnings.push(format!(
            "{} samples are not asked for and left out; 'ikaros discover' lists them",
            inputs.left_out.len()
        ));
    }
    Ok(())
}

/// Refuses a project that no sheet names.
fn check_projects(selection: &Selection, layouts: &[Layout]) -> Result<(), UsageError> {
    let known: BTreeSet<&str> = projects(layouts);
    let Some(unknown) = selection.projects.iter().find(|name| !known.contains(name.as_str()))
    else {
        return Ok(());
    };
    Err(UsageError(if known.is_empty() {
        format!(
            "--project {unknown}: no sheet of a run folder names projects here (columns \
             Sample_Project, Project, ProjectName): choose with --samples"
        )
    } else {
        format!(
            "--project {unknown}: no sheet names it; there are: {}",
            list(known.into_iter().map(str::to_owned))
        )
    }))
}

fn projects(layouts: &[Layout]) -> BTreeSet<&str> {
    let listed = layouts.iter().flat_map(|layout| &layout.listed);
    listed.flat_map(|listed| &listed.projects).map(String::as_str).collect()
}

/// Who is called what: the name of the run, then those of the sheet.
struct Called<'a> {
    name: &'a str,
    row: Option<&'a Listed>,
}

fn all_called(inputs: &Inputs) -> Vec<Called<'_>> {
    let layouts = &inputs.layouts;
    let of_file = |name: &str, file: &Path| row(layouts, name, file);
    let ready = inputs
        .samples
        .iter()
        .map(|s| Called { name: &s.name, row: of_file(&s.name, s.source.path()) });
    let failed =
        inputs.failed.iter().map(|f| Called { name: &f.sample, row: of_file(&f.sample, &f.file) });
    let absent = inputs.absent.iter().map(|a| Called {
        name: &a.sample,
        row: layouts.get(a.layout).and_then(|layout| layouts::row_of(&a.sample, layout)),
    });
    ready.chain(failed).chain(absent).collect()
}

fn everybody(inputs: &Inputs) -> BTreeSet<String> {
    let left_out = inputs.left_out.iter().map(|left_out| left_out.sample.clone());
    all_called(inputs).into_iter().map(|called| called.name.to_owned()).chain(left_out).collect()
}

/// The run's names of the samples that `--samples` names, and the names that nobody has. The name in
/// the file goes before `Sample_ID`, and this before `Sample_Name`; one that several have is refused.
fn resolve(
    selection: &Selection,
    inputs: &Inputs,
) -> anyhow::Result<(Option<BTreeSet<String>>, Vec<String>)> {
    let Some(wanted) = &selection.samples else { return Ok((None, Vec::new())) };
    let called = all_called(inputs);
    let (mut named, mut unknown) = (BTreeSet::new(), Vec::new());
    for name in wanted {
        let with = |fits: &dyn Fn(&Called<'_>) -> bool| -> BTreeSet<String> {
            called.iter().filter(|one| fits(one)).map(|one| one.name.to_owned()).collect()
        };
        let levels = [
            with(&|one| one.name == name),
            with(&|one| one.row.is_some_and(|row| row.sample == *name)),
            with(&|one| one.row.is_some_and(|row| row.other_name.as_ref() == Some(name))),
        ];
        match levels.into_iter().find(|found| !found.is_empty()) {
            None => unknown.push(name.clone()),
            Some(found) if found.len() > 1 => bail!(UsageError(format!(
                "--samples {name}: several samples have this name in a sheet: {}; name them by \
                 Sample_ID",
                list(found.into_iter())
            ))),
            Some(found) => named.extend(found),
        }
    }
    Ok((Some(named), unknown))
}

/// A selection with the names of this run.
struct Chooser<'a> {
    selection: &'a Selection,
    named: Option<BTreeSet<String>>,
}

impl Chooser<'_> {
    /// Why a sample is left out, and the state that says so; none when it is asked for.
    fn against(&self, name: &str, row: Option<&Listed>) -> Option<(&'static str, String)> {
        if self.named.as_ref().is_some_and(|named| !named.contains(name)) {
            return Some(("not chosen", "--samples does not name it".to_owned()));
        }
        if self.selection.has_project(row) {
            return None;
        }
        let reason = match row {
            None => "no sheet lists it, so that its project is not known".to_owned(),
            Some(row) if row.projects.is_empty() => "its sheet names no project".to_owned(),
            Some(row) => format!("project {}", joined(&row.projects)),
        };
        Some(("other project", reason))
    }

    fn sample(&self, inputs: &mut Inputs, layouts: &[Layout], sample: Sample) {
        let file = sample.source.path();
        let row = row(layouts, &sample.name, file);
        let against = self.against(&sample.name, row);
        if let Some(reason) = self.contradiction(layouts, &sample, row, against.is_none()) {
            inputs.failed.push(Failed {
                file: file.to_owned(),
                sample: sample.name,
                role: sample.role,
                reason,
            });
            return;
        }
        let Some((state, reason)) = against else {
            inputs.samples.push(sample);
            return;
        };
        let vcfs: Vec<PathBuf> = sample.vcfs.into_iter().map(|vcf| vcf.path).collect();
        for path in std::iter::once(file).chain(vcfs.iter().map(PathBuf::as_path)) {
            let reason = format!("sample {} is not asked for: {reason}", sample.name);
            inputs.skipped.push(Skipped { path: path.to_owned(), reason });
        }
        inputs.left_out.push(LeftOut {
            place: file.to_owned(),
            sample: sample.name,
            role: sample.role,
            sex: sample.sex,
            source: Some(sample.source),
            vcfs,
            state,
            reason,
        });
    }

    /// What makes it unsure to which project a file belongs.
    fn contradiction(
        &self,
        layouts: &[Layout],
        sample: &Sample,
        row: Option<&Listed>,
        is_taken: bool,
    ) -> Option<String> {
        if self.selection.projects.is_empty() {
            return None;
        }
        let (row, file) = (row?, sample.source.path());
        let name = &sample.name;
        if is_taken && row.is_shared && !row.projects.is_subset(&self.selection.projects) {
            return Some(format!(
                "sample {name}: its sheet gives this name to several projects ({}), and nothing tells \
                 whose {} is: name the samples apart, or name the file in a sample sheet",
                joined(&row.projects),
                file.display()
            ));
        }
        let layout = layouts::of_file(layouts, file)?;
        let folders = folders(layout, file);
        let known = projects(std::slice::from_ref(layout));
        let is_sample = |folder: &str| layout.listed.iter().any(|other| other.sample == folder);
        let named: Vec<&String> =
            folders.iter().filter(|f| known.contains(f.as_str()) && !is_sample(f)).collect();
        let is_own = named.iter().any(|folder| row.projects.contains(*folder));
        let other = named.into_iter().next().filter(|_| !is_own)?;
        (is_taken || self.selection.projects.contains(other)).then(|| {
            format!(
                "sample {name}: {} lies in a folder called like project {other}, but the sheet gives \
                 {name} to {}: one of them is wrong; correct it, or name the file in a sample sheet",
                file.display(),
                if row.projects.is_empty() { "none".to_owned() } else { joined(&row.projects) }
            )
        })
    }

    /// A failure stays where it may be one of ours.
    fn failed(&self, inputs: &mut Inputs, layouts: &[Layout], failed: Failed) {
        let rows = layouts::of_file(layouts, &failed.file)
            .map_or_else(Vec::new, |layout| rows_of(&failed, layout));
        let is_named = |name: &String| self.named.as_ref().is_none_or(|named| named.contains(name));
        let is_ours = rows.iter().any(|row| {
            self.selection.has_project(Some(row))
                && (is_named(&row.sample) || row.other_name.as_ref().is_some_and(is_named))
        });
        // By --samples alone everybody else is known not to be asked for.
        let is_open = rows.is_empty() && self.named.is_none();
        let is_by_name = is_named(&failed.sample) && self.selection.projects.is_empty();
        if is_ours || is_open || is_by_name {
            inputs.failed.push(failed);
            return;
        }
        let (state, reason) = self
            .against(&failed.sample, rows.first().copied())
            .unwrap_or(("other project", String::new()));
        inputs.left_out.push(LeftOut {
            sample: failed.sample,
            role: failed.role,
            sex: Sex::Unknown,
            source: None,
            vcfs: Vec::new(),
            place: failed.file,
            state,
            reason: format!("{reason}; it could not be used: {}", failed.reason),
        });
    }

    fn absent(&self, inputs: &mut Inputs, layouts: &[Layout], absent: Absent) {
        let layout = layouts.get(absent.layout);
        let row = layout.and_then(|layout| layouts::row_of(&absent.sample, layout));
        match self.against(&absent.sample, row) {
            None => inputs.absent.push(absent),
            Some((state, reason)) => inputs.left_out.push(LeftOut {
                sample: absent.sample,
                role: absent.role,
                sex: absent.sex,
                source: None,
                vcfs: Vec::new(),
                place: layout.map(|layout| layout.root.clone()).unwrap_or_default(),
                state,
                reason,
            }),
        }
    }
}

/// The rows that a file which could not be used may be of: by its name, or the folder it lies in.
fn rows_of<'a>(failed: &Failed, layout: &'a Layout) -> Vec<&'a Listed> {
    let folders = folders(layout, &failed.file);
    // Of `P1` and `P1-R` the longer name is the file's.
    let length = |row: &Listed| {
        let names = row.other_name.iter().chain([&row.sample]);
        let begins = names.filter(|name| {
            let rest = failed.sample.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '_', '-']))
        });
        begins.map(String::len).max()
    };
    let longest = layout.listed.iter().filter_map(length).max();
    let by_name = |row: &Listed| longest.is_some() && length(row) == longest;
    let rows = layout.listed.iter();
    rows.filter(|row| by_name(row) || folders.contains(&row.sample)).collect()
}

/// Names of the folders between a layout's root and a file.
fn folders(layout: &Layout, file: &Path) -> Vec<String> {
    let below = file.strip_prefix(&layout.root).ok().and_then(Path::parent);
    let parts = below.into_iter().flat_map(Path::iter);
    parts.map(|part| part.to_string_lossy().into_owned()).collect()
}

fn joined(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn list(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let shown = names.len().min(MOST_NAMES);
    let more = names.len() - shown;
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    names[..shown].join(", ") + &rest
}
