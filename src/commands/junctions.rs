//! `ikaros junctions`: reads that join what is apart in the reference.

use std::path::Path;

use anyhow::{Context, bail};
use rayon::prelude::*;

use crate::cli::junctions::JunctionsArgs;
use crate::io::alignment::{Alignment, AlignmentOptions};
use crate::io::{atomic, filenames, junction_reads, junction_search};
use crate::knowledge::Knowledge;
use crate::model::contig::ContigStyle;
use crate::model::depth::ParState;
use crate::report::junctions::{self, Subject};

/// Runs `ikaros junctions`.
pub fn run(args: &JunctionsArgs) -> anyhow::Result<()> {
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
    opened.par_iter().try_for_each(|alignment| one(alignment, args, &knowledge))
}

fn one(alignment: &Alignment, args: &JunctionsArgs, knowledge: &Knowledge) -> anyhow::Result<()> {
    let sample = alignment.sample();
    let assembly = match (alignment.assembly(), args.assembly) {
        (Some(own), Some(stated)) if own != stated => {
            bail!("sample {sample} is of {own}, not of {stated} as --assembly says")
        }
        (own, stated) => own.or(stated).with_context(|| {
            format!("sample {sample}: the assembly is not known: give it with --assembly")
        })?,
    };
    let mut found =
        junction_search::search(alignment, &junction_search::intervals(knowledge, assembly))?;
    if let Some(reference) = &args.reference {
        junction_search::signals(reference, alignment, &mut found)?;
    }
    let (path, index) = (alignment.path(), alignment.index());
    let reference = alignment.reference();
    // Whether PAR1 is masked is a matter of depth; reads of either copy are looked for as given.
    let recurrent =
        junction_reads::scan(path, index, reference, assembly, ParState::Masked, knowledge)?;
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
