//! Who is in the run: samples with their files, from a folder or a sheet.
//!
//! A sample that cannot be told for certain fails alone; the others go on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::samples::{
    BoundVcf, Failed, Identify, Identity, Inputs, Sample, names, single_name, stem,
};
use super::select::{self, Selection};
use super::{counts, layouts, pairs, refused, stated};
use crate::commands::exit;
use crate::commands::exit::UsageError;
use crate::io::discover::{self, Choice, Counts, DiscoverError, Found, Layout, Skipped};
use crate::io::sheet::{self, SheetRow, SheetSource};
use crate::io::{filenames, vcf};
use crate::model::sample::{Role, Sex, as_read};
use crate::variants::bind::{self, Binding};

/// What is to be read, and of that what is wanted.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// INPUT: a folder is searched; a file is one sample's reads or depths, or a sample sheet.
    pub input: &'a Path,
    /// Left out of the search.
    pub out: &'a Path,
    /// Asks a file who it is.
    pub ask: &'a Identify<'a>,
    /// Of a folder's files only those that this says are taken.
    pub is_usable: &'a dyn Fn(&Path) -> bool,
    /// Who is ours.
    pub selection: &'a Selection,
    /// True when more may come.
    pub is_watched: bool,
}

/// Reads INPUT.
pub fn read(request: &Request<'_>) -> anyhow::Result<Inputs> {
    let input = request.input;
    let mut inputs = if input.is_dir() || discover::is_reads_or_depths(input) {
        let analysis = request.selection.analysis;
        let mut found = match discover::walk_analysis(input, Some(request.out), analysis) {
            Err(DiscoverError::NoAnalysis(text)) if !request.is_watched => {
                return Err(UsageError(text).into());
            }
            found => found?,
        };
        for list in [&mut found.alignments, &mut found.tables, &mut found.vcfs] {
            list.retain(|path| (request.is_usable)(path));
        }
        from_folder(found, request)
    } else {
        from_sheet(sheet::read(input)?, request.ask)
    };
    let chosen = select::apply(&mut inputs, request.selection, input, request.is_watched);
    if request.is_watched {
        // What nobody has may still come: no end of the watch.
        chosen.map_err(|error| anyhow::anyhow!(exit::message(&error)))?;
    } else {
        chosen?;
    }
    Ok(sorted(inputs))
}

fn sorted(mut inputs: Inputs) -> Inputs {
    refused::damaged_twins(&mut inputs);
    refused::alike(&mut inputs);
    inputs.samples.sort_by(|a, b| a.name.cmp(&b.name));
    inputs.failed.sort_by(|a, b| a.sample.cmp(&b.sample));
    inputs.skipped.sort();
    inputs.absent.sort_by(|a, b| a.sample.cmp(&b.sample));
    inputs.left_out.sort_by(|a, b| (&a.sample, &a.place).cmp(&(&b.sample, &b.place)));
    inputs
}

fn from_folder(found: Found, request: &Request<'_>) -> Inputs {
    let ask = request.ask;
    let mut inputs = Inputs { skipped: found.skipped, ..Inputs::default() };
    let arriving = found.arriving.iter();
    inputs.warnings.extend(arriving.map(|path| {
        format!("{}: a copy that is not complete, by its name: not used", path.display())
    }));
    let mut tables = Vec::new();
    let sources: Vec<SheetSource> = if found.alignments.is_empty() {
        found.tables.into_iter().map(SheetSource::DepthTable).collect()
    } else {
        tables = found.tables;
        found.alignments.into_iter().map(SheetSource::Alignment).collect()
    };
    let mut by_name: BTreeMap<String, Vec<(SheetSource, Identity)>> = BTreeMap::new();
    for source in sources {
        match ask(&source).and_then(|identity| Ok((single_name(&source, &identity)?, identity))) {
            Ok((name, identity)) => by_name.entry(name).or_default().push((source, identity)),
            Err(error) => inputs.failed.push(Failed {
                sample: stem(&source),
                role: None,
                file: source.path().to_owned(),
                reason: exit::message(&error),
            }),
        }
    }
    let is_ours = |name: &str, source: &SheetSource| {
        request.selection.may_take(&found.layouts, name, source.path())
    };
    counts::one_kind(&mut inputs, &mut by_name, &is_ours);
    for (name, candidates) in by_name {
        choose(&mut inputs, name, candidates);
    }
    refused::tables_alone(&mut inputs, tables, ask);
    bind_found(&mut inputs, &found.vcfs, &found.layouts);
    pairs::once(&mut inputs, &found.layouts);
    refused::same_calls(&mut inputs);
    layouts::apply(&mut inputs, found.layouts, found.raw_reads);
    inputs
}

fn choose(inputs: &mut Inputs, name: String, candidates: Vec<(SheetSource, Identity)>) {
    let paths = candidates.iter().map(|(source, _)| source.path().to_owned()).collect();
    let is_table = matches!(candidates[0].0, SheetSource::DepthTable(_));
    let rank = if is_table { discover::table_rank } else { discover::alignment_rank };
    match discover::choose(paths, rank) {
        Choice::One { path, skipped } => {
            inputs.skipped.extend(skipped);
            if let Some((source, identity)) =
                candidates.into_iter().find(|(source, _)| source.path() == path)
            {
                inputs.samples.push(Sample {
                    name,
                    role: None,
                    sex: Sex::Unknown,
                    blast_percent: None,
                    blast_method: None,
                    source,
                    aliases: Vec::new(),
                    assembly: identity.assembly,
                    vcfs: Vec::new(),
                    germline_vcf: None,
                });
            }
        }
        Choice::Clash(paths) => {
            let list: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
            inputs.failed.push(Failed {
                reason: format!(
                    "sample {name} is in several files and nothing tells which is valid: {}: move \
                     all but one away, or name the right one in a sample sheet",
                    list.join(", ")
                ),
                sample: name,
                role: None,
                file: paths.into_iter().next().unwrap_or_default(),
            });
        }
    }
}

/// The filtered form of a caller's raw VCF, when it lies beside it.
fn filtered_form<'a>(path: &Path, vcfs: &'a [PathBuf]) -> Option<&'a PathBuf> {
    vcfs.iter().find(|other| {
        let name = filenames::file_name(other);
        let raw = [
            (".hard-filtered.", "."),
            (".filtered.", "."),
            ("_filtered.", "."),
            ("-filtered.", "."),
            (".filtered.", ".unfiltered."),
            ("_recalibrated.", "."),
        ]
        .iter()
        .any(|(mark, raw)| name.replacen(mark, raw, 1) == filenames::file_name(path));
        raw && *other != path && other.parent() == path.parent()
    })
}

/// Gives each VCF that was found to the samples that its columns name.
fn bind_found(inputs: &mut Inputs, vcfs: &[PathBuf], layouts: &[Layout]) {
    let names = names(&inputs.samples);
    for path in vcfs {
        if let Some(filtered) = filtered_form(path, vcfs) {
            let reason = format!("its filtered form {} is used", filenames::file_name(filtered));
            inputs.skipped.push(Skipped { path: path.clone(), reason });
            continue;
        }
        let bound = vcf::read_header(path).map(|header| {
            match pairs::bind(&header, path, layouts, &inputs.samples) {
                Some(Ok(bound)) => Binding::Samples(vec![bound]),
                Some(Err(reason)) => Binding::None(reason),
                None => bind::bind(&header, &names),
            }
        });
        let reason = match bound {
            Ok(Binding::Samples(bound)) => {
                for (sample, column) in bound {
                    inputs.samples[sample]
                        .vcfs
                        .push(BoundVcf { path: path.clone(), column: Some(column) });
                }
                continue;
            }
            Ok(Binding::None(reason)) => reason,
            Err(error) => error.to_string(),
        };
        inputs.warnings.push(format!("{}: not used: {reason}", path.display()));
        inputs.skipped.push(Skipped { path: path.clone(), reason });
    }
}

fn from_sheet(sheet: sheet::SampleSheet, ask: &Identify<'_>) -> Inputs {
    let mut inputs = Inputs { warnings: sheet.warnings, ..Inputs::default() };
    let names_in_sheet: Vec<String> = sheet.rows.iter().map(|row| row.sample.clone()).collect();
    let mut kept = Vec::new();
    for row in sheet.rows {
        match ask(&row.source).and_then(|identity| {
            let remark = check_name(&row, &identity, &names_in_sheet)?;
            Ok((identity, remark))
        }) {
            Ok((identity, remark)) => {
                inputs.warnings.extend(remark);
                inputs.samples.push(Sample {
                    name: row.sample.clone(),
                    role: row.role,
                    sex: row.sex,
                    blast_percent: row.blast_percent,
                    blast_method: row.blast_method.clone(),
                    source: row.source.clone(),
                    aliases: identity.samples.into_iter().filter(|n| *n != row.sample).collect(),
                    assembly: identity.assembly,
                    vcfs: Vec::new(),
                    germline_vcf: None,
                });
                kept.push(row);
            }
            Err(error) => inputs.failed.push(Failed {
                file: row.source.path().to_owned(),
                sample: row.sample,
                role: row.role,
                reason: exit::message(&error),
            }),
        }
    }
    stated::bind(&mut inputs, &kept, &names_in_sheet);
    inputs
}

/// Compares the sheet's name with the file's own; another sample's name is the wrong patient.
fn check_name(
    row: &SheetRow,
    identity: &Identity,
    stated: &[String],
) -> anyhow::Result<Option<String>> {
    let file = row.source.path().display();
    let name = &row.sample;
    let own = match identity.samples.as_slice() {
        [] => {
            return Ok(Some(format!(
                "sample {name}: {file} has no read groups, so nothing in it confirms the sheet's \
                 name"
            )));
        }
        [one] => one,
        many => anyhow::bail!(
            "sample {name}: {file} holds read groups of several samples ({}): split it into one \
             file a sample",
            many.join(", ")
        ),
    };
    if own == name {
        return Ok(None);
    }
    // Names that differ in case alone are one name to a reader: the sheet's spelling may be another.
    let is_another = |other: &&String| *other != name && as_read(other) == as_read(own);
    if let Some(other) = stated.iter().find(is_another) {
        anyhow::bail!(
            "sample {name}: {file} says that it is sample {own}, and {other} is another one of this \
             sheet: the wrong patient's file; correct the sheet"
        );
    }
    Ok(Some(format!("sample {name}: {file} calls itself '{own}': taken as the sheet says")))
}

/// Healthy samples to build a panel of normals from.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalSource {
    /// Name that a sheet gives; absent where the file names itself.
    pub name: Option<String>,
    /// Sex as stated.
    pub sex: Sex,
    /// What the depth comes from.
    pub source: SheetSource,
}

/// Reads `--normals-from`: a folder, a pattern, a list of paths (`.txt`), or a sheet.
///
/// Of DRAGEN's counts in a folder the kind that the samples have is taken.
pub fn normals(
    text: &str,
    out: &Path,
    counts: Option<Counts>,
) -> anyhow::Result<Vec<NormalSource>> {
    let paths = discover::expand(text)?;
    let mut normals = Vec::new();
    for path in paths {
        if path.is_dir() {
            let found = discover::walk(&path, Some(out))?;
            let tables = counts::of_normals(found.tables, counts);
            let tables = tables.into_iter().map(SheetSource::DepthTable);
            if found.alignments.is_empty() {
                normals.extend(tables.map(unnamed));
            } else {
                normals
                    .extend(found.alignments.into_iter().map(SheetSource::Alignment).map(unnamed));
            }
        } else if is(&path, "txt") || is(&path, "list") {
            let folder = path.parent().unwrap_or(Path::new(""));
            let list = std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read the list {}", path.display()))?;
            let lines =
                list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
            normals.extend(lines.map(|line| unnamed(source_of(folder.join(line)))));
        } else if is(&path, "csv") || (is(&path, "tsv") && !is_table(&path)) {
            normals.extend(normals_of_sheet(&path)?);
        } else {
            normals.push(unnamed(source_of(path)));
        }
    }
    if normals.is_empty() {
        anyhow::bail!("--normals-from {text}: no BAM, CRAM or depth table there");
    }
    Ok(normals)
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// A depth table that is not compressed ends as a sheet may.
fn is_table(path: &Path) -> bool {
    filenames::file_name(path).to_ascii_lowercase().ends_with(".depth.tsv")
}

fn unnamed(source: SheetSource) -> NormalSource {
    NormalSource { name: None, sex: Sex::Unknown, source }
}

fn source_of(path: PathBuf) -> SheetSource {
    if is(&path, "bam") || is(&path, "cram") {
        SheetSource::Alignment(path)
    } else {
        SheetSource::DepthTable(path)
    }
}

fn normals_of_sheet(path: &Path) -> anyhow::Result<Vec<NormalSource>> {
    let rows = sheet::read(path)?.rows;
    let states_roles = rows.iter().any(|row| row.role.is_some());
    let normals: Vec<_> = rows
        .into_iter()
        .filter(|row| !states_roles || row.role == Some(Role::Normal))
        .map(|row| NormalSource { name: Some(row.sample), sex: row.sex, source: row.source })
        .collect();
    if normals.is_empty() {
        anyhow::bail!("{}: no sample with role 'normal' in the sheet", path.display());
    }
    Ok(normals)
}

#[cfg(test)]
#[path = "inputs_tests.rs"]
mod tests;
