//! What the folders of sequencers and pipelines add to the samples that were found: who should be
//! there, role and sex as their sheets state them, and contradictions.

use std::collections::BTreeSet;
use std::path::Path;

use super::refused;
use super::samples::{Absent, Inputs, Sample};
use crate::io::discover::{self, Completion, Layout, Listed};
use crate::model::sample::{Role, Sex};

/// Adds what the layouts tell.
pub fn apply(inputs: &mut Inputs, layouts: Vec<Layout>, raw_reads: usize) {
    let mut refused = Vec::new();
    for (index, layout) in layouts.iter().enumerate() {
        inputs.warnings.extend(layout.remarks.iter().cloned());
        let mut is_found = vec![false; layout.listed.len()];
        for sample in &mut inputs.samples {
            let path = sample.source.path();
            if !path.starts_with(&layout.root) || layout.listed.is_empty() {
                continue;
            }
            let mut files = std::iter::once(path).chain(sample.vcfs.iter().map(|vcf| &*vcf.path));
            let other = files
                .find_map(|file| contradicting_folder(sample, file, layout))
                .or_else(|| contradicting_barcode(sample, layout));
            if let Some(other) = other {
                refused.push((sample.name.clone(), other));
            }
            match place_of(&sample.name, layout) {
                Place::Several => refused.push((
                    sample.name.clone(),
                    format!(
                        "sample {}: several rows of the sheet of {} have this Sample_Name, and \
                         nothing tells which is meant: name samples by Sample_ID",
                        sample.name,
                        layout.root.display()
                    ),
                )),
                Place::Row(place) => {
                    is_found[place] = true;
                    let listed = &layout.listed[place];
                    sample.role = sample.role.or(listed.role);
                    if sample.sex == Sex::Unknown {
                        sample.sex = listed.sex;
                    }
                }
                Place::None => inputs.warnings.push(format!(
                    "sample {}: {} is not in the sheet of {}",
                    sample.name,
                    path.display(),
                    layout.root.display()
                )),
            }
        }
        let failed = |listed: &Listed| {
            inputs.failed.iter().any(|failed| {
                failed.file.starts_with(&layout.root)
                    && (failed.sample == listed.sample
                        || Some(&failed.sample) == listed.other_name.as_ref())
            })
        };
        let reason = if raw_reads > 0 {
            "no alignment or depth table names it; there are unaligned reads (FASTQ): align them \
             first"
        } else {
            "no alignment or depth table names it"
        };
        let listed = layout.listed.iter().zip(is_found);
        let absent = listed.filter(|(listed, is_found)| !is_found && !failed(listed));
        inputs.absent.extend(absent.map(|(listed, _)| Absent {
            sample: listed.sample.clone(),
            role: listed.role,
            sex: listed.sex,
            layout: index,
            reason: reason.to_owned(),
        }));
    }
    inputs.warnings.extend(foreign_folders(&inputs.samples));
    inputs.layouts = layouts;
    for (name, reason) in refused {
        refused::refuse(inputs, &name, reason);
    }
}

/// Files that lie in a folder called like another sample of the run: a patient's folder may hold
/// several samples, or one of them may be the wrong patient's.
fn foreign_folders(samples: &[Sample]) -> Vec<String> {
    let names: BTreeSet<&str> = samples.iter().map(|sample| sample.name.as_str()).collect();
    let mut said = Vec::new();
    for sample in samples {
        let own = |name: &str| name == sample.name || sample.aliases.iter().any(|a| a == name);
        let vcfs = sample.vcfs.iter().map(|vcf| vcf.path.as_path());
        for path in std::iter::once(sample.source.path()).chain(vcfs) {
            let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy());
            if let Some(folder) = folder.filter(|f| names.contains(&**f) && !own(f)) {
                said.push(format!(
                    "sample {}: {} lies in a folder called like sample {folder}",
                    sample.name,
                    path.display()
                ));
            }
        }
    }
    said
}

/// The row of a sheet that is a sample's.
enum Place {
    Row(usize),
    Several,
    None,
}

/// `Sample_ID` decides; `Sample_Name` only where no row has the name as its ID, and one row alone
/// has it.
fn place_of(name: &str, layout: &Layout) -> Place {
    if let Some(place) = layout.listed.iter().position(|listed| listed.sample == name) {
        return Place::Row(place);
    }
    let named = |listed: &Listed| listed.other_name.as_deref() == Some(name);
    let mut rows = layout.listed.iter().enumerate().filter(|(_, listed)| named(listed));
    match (rows.next(), rows.next()) {
        (Some((place, _)), None) => Place::Row(place),
        (Some(_), Some(_)) => Place::Several,
        (None, _) => Place::None,
    }
}

/// The row of a layout's sheet that is a sample's, where one alone is.
pub fn row_of<'a>(name: &str, layout: &'a Layout) -> Option<&'a Listed> {
    match place_of(name, layout) {
        Place::Row(place) => layout.listed.get(place),
        Place::Several | Place::None => None,
    }
}

/// True when a sample is the listed one, by either of its names.
fn is_named(sample: &Sample, listed: &Listed) -> bool {
    sample.name == listed.sample || Some(&sample.name) == listed.other_name.as_ref()
}

/// The reason when a file lies in the folder of one listed sample and calls itself another.
fn contradicting_folder(sample: &Sample, path: &Path, layout: &Layout) -> Option<String> {
    let below = path.strip_prefix(&layout.root).ok()?.parent()?;
    let folders: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    let mut owners = layout.listed.iter().filter(|l| folders.iter().any(|f| *f == l.sample));
    let owner = owners.next()?;
    let is_own = is_named(sample, owner) || owners.any(|other| is_named(sample, other));
    (!is_own).then(|| {
        format!(
            "sample {}: {} lies in the folder of sample {} but says inside that it is {}'s: one of \
             them is the wrong patient's; correct it, or name the file in a sample sheet",
            sample.name,
            path.display(),
            owner.sample,
            sample.name
        )
    })
}

/// The reason when a file carries the barcode of one listed sample and calls itself another.
fn contradicting_barcode(sample: &Sample, layout: &Layout) -> Option<String> {
    let path = sample.source.path();
    let name = path.file_name()?.to_string_lossy();
    let carries = |barcode: &String| {
        let rest = name.strip_prefix(barcode.as_str());
        rest.is_some_and(|rest| rest.starts_with(['_', '.']))
    };
    let owner = layout.listed.iter().find(|listed| listed.barcodes.iter().any(carries))?;
    (!is_named(sample, owner)).then(|| {
        format!(
            "sample {}: {} has a barcode of sample {} in the plan of the run but its read groups say \
             {}: one of them is the wrong patient's; correct it, or name the file in a sample sheet",
            sample.name,
            path.display(),
            owner.sample,
            sample.name
        )
    })
}

/// What is missing in layouts that are not complete, one line each.
pub fn incomplete(layouts: &[Layout]) -> Vec<String> {
    let mut lines = Vec::new();
    for layout in layouts {
        if let Completion::Incomplete(missing) = &layout.completion {
            lines.push(format!("{}: {}", layout.root.display(), missing.join("; ")));
        }
    }
    lines
}

/// The innermost layout that holds a file.
pub fn of_file<'a>(layouts: &'a [Layout], file: &Path) -> Option<&'a Layout> {
    let holding = layouts.iter().filter(|layout| file.starts_with(&layout.root));
    holding.max_by_key(|layout| layout.root.components().count())
}

/// Gives the role `normal` to samples by name: a pattern with `*` and `?`, or a list (`.txt`) of
/// names. The number of samples that are normals then. A sample that a sheet calls a tumour is
/// refused; a name that nobody has is told.
pub fn name_normals(inputs: &mut Inputs, text: Option<&str>) -> anyhow::Result<usize> {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        let is_list = Path::new(text).extension().is_some_and(|e| e == "txt" || e == "list");
        let patterns = if is_list { names_of(Path::new(text))? } else { vec![text.to_owned()] };
        let mut refused = Vec::new();
        for pattern in &patterns {
            let named = |sample: &&mut Sample| discover::is_match(pattern, &sample.name);
            let mut found = 0;
            for sample in inputs.samples.iter_mut().filter(named) {
                found += 1;
                if sample.role == Some(Role::Tumour) {
                    refused.push(sample.name.clone());
                } else {
                    sample.role = Some(Role::Normal);
                }
            }
            if found == 0 {
                inputs.warnings.push(format!("--normals-in-run: no sample is called {pattern}"));
            }
        }
        for name in refused {
            let reason = format!(
                "sample {name}: a tumour in its sheet and a normal by --normals-in-run: correct one \
                 of them"
            );
            refused::refuse(inputs, &name, reason);
        }
    }
    Ok(inputs.samples.iter().filter(|sample| sample.role == Some(Role::Normal)).count())
}

fn names_of(path: &Path) -> anyhow::Result<Vec<String>> {
    use anyhow::Context;
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the list of normals {}", path.display()))?;
    let lines = text.lines().map(str::trim);
    Ok(lines.filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned).collect())
}
