//! `ikaros junctions`: reads that join what is apart in the reference.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use rayon::prelude::*;

use super::depth;
use super::progress::Progress;
use crate::cli::junctions::JunctionsArgs;
use crate::depth::DepthOptions;
use crate::io::alignment::{Alignment, AlignmentOptions};
use crate::io::{atomic, filenames, junction_search};
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::model::contig::{Contig, ContigStyle};
use crate::model::depth::ParState;
use crate::model::par::Par1;
use crate::model::target::{Target, TargetSet};
use crate::report::junctions::{self, Subject};

/// Runs `ikaros junctions`.
pub fn run(args: &JunctionsArgs, progress: &Progress) -> anyhow::Result<()> {
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let options = AlignmentOptions {
        index_folder: Some(args.out.clone()),
        reference: args.reference.clone(),
        ..AlignmentOptions::default()
    };
    let opened: Vec<Alignment> = args
        .alignments
        .iter()
        .map(|path| Ok(Alignment::open(path, &options)?))
        .collect::<anyhow::Result<_>>()?;
    let mut names: Vec<&str> = opened.iter().map(Alignment::sample).collect();
    names.sort_unstable();
    if let Some([name, _]) = names.array_windows::<2>().find(|[a, b]| a == b) {
        bail!("sample {name} is given twice: merge its files, or give one");
    }
    if let Some(problem) = names.iter().find_map(|name| {
        filenames::unusable_name(name).map(|problem| format!("sample name '{name}' {problem}"))
    }) {
        bail!(problem);
    }
    let knowledge = Knowledge::builtin();
    opened.par_iter().try_for_each(|alignment| one(alignment, args, &knowledge, progress))
}

fn one(
    alignment: &Alignment,
    args: &JunctionsArgs,
    knowledge: &Knowledge,
    progress: &Progress,
) -> anyhow::Result<()> {
    let sample = alignment.sample();
    let assembly = match (alignment.assembly(), args.assembly) {
        (Some(own), Some(stated)) if own != stated => {
            bail!("sample {sample} is of {own}, not of {stated} as --assembly says")
        }
        (own, stated) => own.or(stated).with_context(|| {
            format!("sample {sample}: the assembly is not known: give it with --assembly")
        })?,
    };
    let par = par_state(alignment, knowledge, assembly)?;
    if par == ParState::Unmasked {
        progress.warn(&format!(
            "sample {sample}: both copies of PAR1 are in its reference; there the recurrent class of \
             P2RY8::CRLF2 is looked for and no other junction"
        ));
    }
    let (recurrent, mut found) = depth::junctions(alignment, assembly, par)?;
    if let Some(reference) = &args.reference {
        junction_search::signals(reference, alignment, &mut found)?;
    }
    let style = ContigStyle::of(alignment.contigs().iter().map(|(name, _)| name.as_str()));
    let subject = Subject { sample, assembly, style, knowledge };
    let write = |suffix: &str, bytes: &[u8]| -> anyhow::Result<()> {
        let path: &Path = &args.out.join(format!("{sample}.{suffix}"));
        Ok(atomic::write(path, bytes)?)
    };
    write("recurrent_junctions.tsv", &junctions::recurrent(subject, &recurrent))?;
    write("junctions.vcf", &junctions::vcf(subject, alignment.contigs(), &found))?;
    write("junctions.tsv", &junctions::table(subject, &found))
}

/// How PAR1 lies in a file, from its reads on the exons of PAR1 that its reference has.
fn par_state(
    alignment: &Alignment,
    knowledge: &Knowledge,
    assembly: Assembly,
) -> anyhow::Result<ParState> {
    let par = Par1::of(assembly);
    let known: BTreeSet<Contig> =
        alignment.contigs().iter().map(|(name, _)| Contig::new(name)).collect();
    let exons = knowledge.genes.copy_number_genes().flat_map(|gene| &gene.exons);
    let targets: Vec<Target> = exons
        .filter_map(|exon| exon.interval(assembly))
        .filter(|interval| par.holds_on_x(interval) && known.contains(&interval.contig))
        .map(|interval| Target { interval: interval.clone(), name: String::new() })
        .collect();
    if targets.is_empty() {
        return Ok(ParState::NotSeen);
    }
    let targets = Arc::new(TargetSet::new(targets));
    Ok(depth::measured(alignment, &targets, DepthOptions::default())?.par)
}
