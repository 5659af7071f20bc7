//! `ikaros variants`: the VCFs of one patient as one.

pub mod engine;
pub mod for_report;
mod hotspots;
pub mod inputs;
mod outside;
mod parts;
mod request;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::exit::{Outcome, UsageError};
use super::progress::Progress;
use super::{depth, import, in_pool};
use crate::cli::variants::VariantsArgs;
use crate::depth::{Definition, DepthOptions};
use crate::interpret::small_variants;
use crate::io::alignment::{Alignment, AlignmentOptions};
use crate::io::fasta::Fasta;
use crate::io::vcf_lines::VcfLines;
use crate::io::{atomic, filenames};
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::model::calls::SampleCalls;
use crate::model::merged_variant::{MergedResult, UnreadableTranscript};
use crate::report::json;
use crate::variants::bind::SampleNames;
use crate::variants::recount::ReadFilters;
use engine::Merged;
use inputs::Asked;
use request::Request;

/// Runs `ikaros variants`.
pub fn run(args: &VariantsArgs, threads: usize, progress: &Progress) -> anyhow::Result<Outcome> {
    check(args)?;
    in_pool(threads, || merge(args, progress))?;
    Ok(Outcome::Done)
}

fn check(args: &VariantsArgs) -> Result<(), UsageError> {
    let files = args.vcfs.iter().map(|path| ("VCF", path));
    let files = files.chain([("--fasta", &args.fasta)]);
    let files = files.chain(args.bam.iter().map(|path| ("--bam", path)));
    let files = files.chain(args.targets.iter().map(|path| ("--targets", path)));
    let files = files.chain(args.calls.iter().map(|path| ("--calls", path)));
    for (what, path) in files {
        if !path.exists() {
            return Err(UsageError(format!("{what} {} does not exist", path.display())));
        }
    }
    for_report::check(&args.merging, true)?;
    inputs::check_named(&args.merging.caller, args.vcfs.iter().map(PathBuf::as_path))
}

fn merge(args: &VariantsArgs, progress: &Progress) -> anyhow::Result<()> {
    let knowledge = import::knowledge(args.rules.as_deref())?;
    let fasta = Fasta::open(&args.fasta)?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let alignment = args.bam.as_ref().map(|path| {
        let options = AlignmentOptions {
            sample: args.sample.clone(),
            index_folder: Some(args.out.clone()),
            reference: None,
        };
        Alignment::open(path, &options)
    });
    let alignment = alignment.transpose()?;
    alignment.iter().flat_map(Alignment::notes).for_each(|text| progress.warn(text));
    let names = names(args, alignment.as_ref())?;
    if let Some(reason) = filenames::unusable_name(&names.sample) {
        bail!("sample name '{}' {reason}: give --sample", names.sample);
    }
    let assembly = assembly(&fasta, alignment.as_ref(), &names.sample)?;
    let callers = inputs::named_callers(&args.merging.caller)?;
    let asked = Asked { names: &names, callers: &callers, allow_unknown: false };
    let mut opened = Vec::new();
    for path in &args.vcfs {
        let (input, remarks) = inputs::open(path, None, &asked, &fasta)?;
        for text in &remarks {
            progress.warn(text);
        }
        opened.push(input);
    }
    let mean_depth = on_target_depth(args, alignment.as_ref(), &knowledge, progress)?;
    let request = Request {
        sample: &names.sample,
        fasta: &args.fasta,
        assembly,
        inputs: opened,
        alignment: alignment.as_ref(),
        filters: ReadFilters { min_mapq: args.min_mapq, min_baseq: args.min_baseq },
        population: args.merging.population.as_deref(),
        panel_of_normals: args.merging.panel_of_normals.as_deref(),
        mean_depth,
        knowledge: &knowledge,
    };
    // Read before anything is written: what cannot be used leaves no results behind.
    let calls = calls(args, &names.sample, assembly)?;
    let (mut merged, _) = engine::run(&request, &args.out)?;
    warn_of_reference(&args.fasta, &merged.result, progress);
    for text in &merged.result.remarks {
        progress.warn(text);
    }
    let conclusions = small_variants::conclude(&merged.result, calls.as_ref(), &knowledge);
    merged.result.conclusions = Some(conclusions);
    write_json(args, &names.sample, assembly, &merged)?;
    for file in &merged.files {
        for left in &file.left_out {
            progress.warn(&format!("{}: {} left out: {}", file.file, left.count, left.reason));
        }
    }
    Ok(())
}

/// Calls of the same sample on the same assembly.
fn calls(
    args: &VariantsArgs,
    sample: &str,
    assembly: Assembly,
) -> anyhow::Result<Option<SampleCalls>> {
    let Some(path) = &args.calls else { return Ok(None) };
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let calls = json::read_calls(&bytes).with_context(|| path.display().to_string())?;
    let own = &calls.sample.name;
    if own != sample && !args.alias.contains(own) {
        bail!(
            "{}: the calls are of sample {own}, the variants of {sample}: give the calls of \
             {sample}, or name {own} with --alias",
            path.display()
        );
    }
    if calls.assembly != assembly {
        bail!(
            "{}: the calls of sample {sample} are on {}, its variants on {assembly}: give calls \
             and variants of one assembly",
            path.display(),
            calls.assembly
        );
    }
    Ok(Some(calls))
}

/// The records with their meaning, and what was read of each file.
fn write_json(
    args: &VariantsArgs,
    sample: &str,
    assembly: Assembly,
    merged: &Merged,
) -> anyhow::Result<()> {
    let value = serde_json::json!({
        "software": concat!("ikaros ", env!("CARGO_PKG_VERSION")),
        "sample": sample,
        "assembly": assembly.name(),
        "files": merged.files,
        "merged": merged.result,
    });
    let mut bytes = serde_json::to_vec_pretty(&value)?;
    bytes.push(b'\n');
    atomic::write(&args.out.join(filenames::variants_json(sample)), &bytes)?;
    Ok(())
}

/// The sample's names: the reads', the user's, or the one that every VCF's only column has.
fn names(args: &VariantsArgs, alignment: Option<&Alignment>) -> anyhow::Result<SampleNames> {
    let stated = args.sample.clone().or_else(|| alignment.map(|a| a.sample().to_owned()));
    let sample = match stated {
        Some(sample) => sample,
        None => only_column(args)?,
    };
    Ok(SampleNames { sample, aliases: args.alias.clone() })
}

fn only_column(args: &VariantsArgs) -> anyhow::Result<String> {
    let mut columns = BTreeSet::new();
    for path in &args.vcfs {
        let lines = VcfLines::open(path)?;
        let header = lines.header();
        match (&header.tumour, header.samples.as_slice()) {
            (Some(tumour), _) => columns.insert(tumour.clone()),
            (None, [one]) => columns.insert(one.clone()),
            _ => false,
        };
    }
    let names: Vec<String> = columns.into_iter().collect();
    match names.as_slice() {
        [one] => Ok(one.clone()),
        [] => bail!("no VCF names its sample: give --sample, or the reads with --bam"),
        many => bail!(
            "the VCFs name several samples ({}): give --sample, and --alias for other names of the \
             same patient",
            many.join(", ")
        ),
    }
}

fn assembly(
    fasta: &Fasta,
    alignment: Option<&Alignment>,
    sample: &str,
) -> anyhow::Result<Assembly> {
    match (fasta.assembly(), alignment.and_then(Alignment::assembly)) {
        (Some(fasta_is), Some(reads_are)) if fasta_is != reads_are => bail!(
            "reference {} is {fasta_is}, but the reads of sample {sample} are on {reads_are}: give \
             the reference that they were aligned to",
            fasta.name()
        ),
        (Some(found), _) | (None, Some(found)) => Ok(found),
        (None, None) => bail!(
            "reference {}: its contigs have the lengths of neither GRCh37 nor GRCh38",
            fasta.name()
        ),
    }
}

/// The mean de-duplicated depth over the targets, measured against the gate.
fn on_target_depth(
    args: &VariantsArgs,
    alignment: Option<&Alignment>,
    knowledge: &Knowledge,
    progress: &Progress,
) -> anyhow::Result<Option<f64>> {
    let (Some(path), Some(alignment)) = (&args.targets, alignment) else { return Ok(None) };
    let targets = Arc::new(import::whole_targets(path)?);
    alignment.check_targets(&targets)?;
    let options = DepthOptions {
        min_mapq: args.min_mapq,
        min_baseq: args.min_baseq,
        definition: Definition::EitherMate,
    };
    let table = depth::measured(alignment, &targets, options)?;
    let Some(depth) = table.qc.map(|qc| qc.mean_depth) else { return Ok(None) };
    if let Some(text) = below_gate(alignment.sample(), depth, knowledge) {
        if args.require_depth {
            bail!(text);
        }
        progress.warn(&text);
    }
    Ok(Some(depth))
}

/// Says, once a run, which transcripts the reference does not hold as a whole.
pub fn warn_of_reference(fasta: &Path, merged: &MergedResult, progress: &Progress) {
    for UnreadableTranscript { gene, transcript, cause, in_part } in &merged.unreadable {
        let what = if *in_part {
            "changes that need these bases are not told, and hotspots there are not assessed"
        } else {
            "no change of its protein is told and its hotspots are not assessed"
        };
        progress.warn_once(&format!(
            "reference {} does not hold the coding sequence of {transcript} ({gene}): {cause}; \
             {what}: give the whole FASTA that the reads were aligned to, neither masked with N \
             nor edited",
            filenames::file_name(fasta)
        ));
    }
}

/// What to say when a sample's depth is below the gate.
pub fn below_gate(sample: &str, depth: f64, knowledge: &Knowledge) -> Option<String> {
    let gate = knowledge.small_variants.gate.mean_depth;
    (depth < gate).then(|| {
        format!(
            "sample {sample}: mean de-duplicated depth on target is {depth:.0}x, below the \
             {gate:.0}x that small variants of 1 % need; the limit of detection stands beside each \
             site"
        )
    })
}
