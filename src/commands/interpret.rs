//! `ikaros interpret`

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::progress::Progress;
use super::variants::for_report::{self, Wanted};
use super::variants::inputs;
use super::variants::{below_gate, warn_of_reference};
use super::{import, report};
use crate::cli::interpret::InterpretArgs;
use crate::io::alignment::{Alignment, AlignmentOptions};
use crate::io::vcf::{self, VcfRequest};
use crate::io::{digest, filenames};
use crate::knowledge::Knowledge;
use crate::model::calls::SampleCalls;
use crate::model::language::Language;
use crate::model::patient::InputFile;
use crate::pipeline::{self, Findings};
use crate::report::{forms, json};
use crate::variants;
use crate::variants::bind::{SampleNames, Stated, judge};
use crate::variants::recount::ReadFilters;

/// Runs `ikaros interpret`.
pub fn run(args: &InterpretArgs, progress: &Progress) -> anyhow::Result<()> {
    for_report::check(&args.merging, args.reference.is_some())?;
    inputs::check_named(&args.merging.caller, args.vcf.iter().map(PathBuf::as_path))?;
    let knowledge = import::knowledge(args.rules.as_deref())?;
    let explain = || format!("cannot read {}", args.calls.display());
    let bytes = std::fs::read(&args.calls).with_context(explain)?;
    let calls = json::read_calls(&bytes).with_context(|| args.calls.display().to_string())?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let columns = columns(args, &calls)?;
    let mut findings = match &args.reference {
        Some(fasta) if !columns.is_empty() => {
            merged(args, fasta, columns, &calls, &knowledge, progress)?
        }
        _ => unmerged(&columns, &calls, &knowledge)?,
    };
    findings.files = files(args)?;
    let result = pipeline::result(calls, findings, &knowledge);
    report::write_all(&result, &forms::choose(&[], Language::default())?, &args.out)?;
    Ok(())
}

type Columns<'a> = Vec<(&'a Path, Option<usize>)>;

/// The sample's column in each VCF.
fn columns<'a>(args: &'a InterpretArgs, calls: &SampleCalls) -> anyhow::Result<Columns<'a>> {
    let name = &calls.sample.name;
    let samples = [SampleNames { sample: name.clone(), aliases: Vec::new() }];
    let mut columns = Vec::new();
    for path in &args.vcf {
        match judge(&vcf::read_header(path)?, 0, &samples) {
            Stated::Column(column) => columns.push((path.as_path(), column)),
            Stated::Renamed(_, why) | Stated::OtherSample(why) | Stated::Undecided(why) => bail!(
                "{} cannot be bound to sample {name}: {why}; its sample column must carry the \
                 sample's name",
                path.display()
            ),
        }
    }
    Ok(columns)
}

/// The VCFs as one, counted from the reads where they are given.
fn merged(
    args: &InterpretArgs,
    fasta: &Path,
    vcfs: Columns<'_>,
    calls: &SampleCalls,
    knowledge: &Knowledge,
    progress: &Progress,
) -> anyhow::Result<Findings> {
    let name = &calls.sample.name;
    let alignment = args.bam.as_deref().map(|path| reads(path, args, fasta, calls)).transpose()?;
    alignment.iter().flat_map(Alignment::notes).for_each(|text| progress.warn(text));
    let mean_depth = calls.depth_qc.as_ref().map(|qc| qc.mean_depth);
    if let Some(text) = mean_depth.and_then(|depth| below_gate(name, depth, knowledge)) {
        progress.warn(&text);
    }
    let wanted = Wanted {
        sample: name,
        vcfs,
        fasta,
        assembly: calls.assembly,
        alignment: alignment.as_ref(),
        filters: ReadFilters { min_mapq: args.min_mapq, min_baseq: args.min_baseq },
        merging: &args.merging,
        mean_depth,
        knowledge,
    };
    let (merged, _) = for_report::merge(&wanted, &args.out)?;
    warn_of_reference(fasta, &merged.result, progress);
    let filters = [("min-mapq", args.min_mapq), ("min-baseq", args.min_baseq)];
    Ok(Findings {
        variant_files: merged.files,
        merged: Some(merged.result),
        options: filters.map(|(name, value)| format!("{name}={value}")).to_vec(),
        ..Findings::default()
    })
}

/// The reads, which must be the sample's.
fn reads(
    path: &Path,
    args: &InterpretArgs,
    fasta: &Path,
    calls: &SampleCalls,
) -> anyhow::Result<Alignment> {
    let options = AlignmentOptions {
        sample: None,
        index_folder: Some(args.out.clone()),
        reference: Some(fasta.to_owned()),
    };
    let alignment = Alignment::open(path, &options)?;
    let (name, own) = (&calls.sample.name, alignment.sample());
    if own != name {
        bail!(
            "{}: the reads are of sample {own}, the calls of {name}: give the reads of {name}",
            path.display()
        );
    }
    match alignment.assembly() {
        Some(found) if found != calls.assembly => bail!(
            "{}: the reads of sample {name} are on {found}, its calls on {}: give reads and calls \
             of one assembly",
            path.display(),
            calls.assembly
        ),
        _ => Ok(alignment),
    }
}

/// The callers' own records.
fn unmerged(
    columns: &Columns<'_>,
    calls: &SampleCalls,
    knowledge: &Knowledge,
) -> anyhow::Result<Findings> {
    let genes = knowledge.genes.spans(calls.assembly);
    let mut findings = Findings::default();
    for (path, column) in columns {
        let (records, file) = vcf::read(&VcfRequest {
            path,
            sample: &calls.sample.name,
            column: *column,
            assembly: calls.assembly,
            genes: &genes,
        })?;
        findings.small_variants.extend(records);
        findings.variant_files.push(file);
    }
    findings.small_variants = variants::collect(findings.small_variants);
    Ok(findings)
}

/// What was read, for the record of provenance.
fn files(args: &InterpretArgs) -> anyhow::Result<Vec<InputFile>> {
    let mut files = vec![input("calls", &args.calls, true)?];
    for path in &args.vcf {
        files.push(input("vcf", path, true)?);
    }
    // An alignment and a reference are bound by name and size: a digest would mean reading them twice.
    let unread = [("alignment", args.bam.as_deref()), ("reference", args.reference.as_deref())];
    for (kind, path) in unread {
        if let Some(path) = path.filter(|_| !args.vcf.is_empty()) {
            files.push(input(kind, path, false)?);
        }
    }
    for (option, path) in args.merging.files().filter(|_| !args.vcf.is_empty()) {
        files.push(input(option.trim_start_matches('-'), path, true)?);
    }
    Ok(files)
}

fn input(kind: &str, path: &Path, with_digest: bool) -> anyhow::Result<InputFile> {
    let explain = || format!("cannot read {}", path.display());
    let size = std::fs::metadata(path).with_context(explain)?.len();
    let sha256 = with_digest.then(|| digest::of_file(path)).transpose().with_context(explain)?;
    Ok(InputFile { kind: kind.to_owned(), file: filenames::file_name(path), size, sha256 })
}
