//! `ikaros depth`: reads to depth tables, in parallel over samples.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use rayon::prelude::*;

use super::exit::{self, Outcome, UsageError};
use super::import;
use super::progress::Progress;
use crate::cli::depth::{DefinitionArg, DepthArgs};
use crate::depth::{Definition, DepthError, DepthOptions};
use crate::io::alignment::{Alignment, AlignmentOptions, Reader};
use crate::io::snp_sites::{self, SnpSites};
use crate::io::{atomic, depth_table, filenames, junction_reads, junction_search};
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::model::depth::{DepthTable, ParState};
use crate::model::junction::{Junction, JunctionEvidence};
use crate::model::target::TargetSet;

/// Runs the command: every file is checked before the first is counted, and one that fails does
/// not keep the others from being finished.
pub fn run(args: &DepthArgs, threads: usize, progress: &Progress) -> anyhow::Result<Outcome> {
    check(args)?;
    // The other definitions exist to equal other tools on the very same targets.
    let targets = Arc::new(match args.definition {
        DefinitionArg::EitherMate => import::targets(&args.targets)?,
        _ => import::whole_targets(&args.targets)?,
    });
    let snps = args.snps.as_deref().map(|path| snp_sites::read(path, &targets)).transpose()?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make folder {}", args.out.display()))?;
    let options = DepthOptions {
        min_mapq: args.min_mapq,
        min_baseq: args.min_baseq,
        definition: match args.definition {
            DefinitionArg::EitherMate => Definition::EitherMate,
            DefinitionArg::Mosdepth => Definition::Mosdepth,
            DefinitionArg::SamtoolsDepth => Definition::SamtoolsDepth,
        },
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let opened: Vec<anyhow::Result<Alignment>> = pool
        .install(|| args.alignments.par_iter().map(|path| open(path, args, &targets)).collect());
    refuse_repeats(&opened)?;
    let results: Vec<anyhow::Result<()>> = pool.install(|| {
        opened
            .into_par_iter()
            .map(|alignment| {
                let alignment = alignment?;
                alignment.notes().iter().for_each(|text| progress.warn(text));
                write(&count(&alignment, &targets, options, snps.as_ref())?, &args.out)
            })
            .collect()
    });
    exit::of_batch(results, progress)
}

/// Refuses arguments that name nothing or do not go together.
fn check(args: &DepthArgs) -> Result<(), UsageError> {
    let files = args.alignments.iter().map(|path| ("alignment", path));
    let files = files.chain([("--targets", &args.targets)]);
    let files = files.chain(args.reference.iter().map(|path| ("--reference", path)));
    let files = files.chain(args.snps.iter().map(|path| ("--snps", path)));
    for (what, path) in files {
        if !path.exists() && path.as_os_str() != "-" {
            return Err(UsageError(format!("{what} {} does not exist", path.display())));
        }
    }
    if args.sample.is_some() && args.alignments.len() > 1 {
        let count = args.alignments.len();
        return Err(UsageError(format!("--sample names one sample, but {count} files are given")));
    }
    Ok(())
}

fn open(path: &Path, args: &DepthArgs, targets: &TargetSet) -> anyhow::Result<Alignment> {
    let options = AlignmentOptions {
        sample: args.sample.clone(),
        index_folder: Some(args.index_dir.clone().unwrap_or_else(|| args.out.clone())),
        reference: args.reference.clone(),
    };
    let alignment = Alignment::open(path, &options)?;
    alignment.check_targets(targets)?;
    let sample = alignment.sample();
    if let Some(why) = filenames::unusable_name(sample) {
        bail!(
            "{}: sample name '{sample}' cannot be a file name: {why}; give --sample",
            path.display()
        );
    }
    Ok(alignment)
}

/// Two files of one sample would write over each other's results.
fn refuse_repeats(opened: &[anyhow::Result<Alignment>]) -> anyhow::Result<()> {
    let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
    for alignment in opened.iter().flatten() {
        if let Some(first) = seen.insert(alignment.sample(), alignment.path()) {
            bail!(
                "sample {} is in two files, {} and {}: merge them, or give one",
                alignment.sample(),
                first.display(),
                alignment.path().display()
            );
        }
    }
    Ok(())
}

/// Counts one file that passed its checks, at common SNPs too where they are given, and looks for
/// junctions in it.
pub fn count(
    alignment: &Alignment,
    targets: &Arc<TargetSet>,
    options: DepthOptions,
    snps: Option<&SnpSites>,
) -> anyhow::Result<DepthTable> {
    let mut table = measured(alignment, targets, options)?;
    if let Some(snps) = snps {
        table.snps = Some(snp_sites::count(alignment, snps)?);
    }
    // Where the assembly is not known, neither are the places to look at.
    if let Some(assembly) = alignment.assembly() {
        let (recurrent, at_large) = junctions(alignment, assembly, table.par)?;
        table.junctions = Some(recurrent);
        table.junctions_at_large = Some(at_large);
    }
    Ok(table)
}

/// The depth alone.
pub fn measured(
    alignment: &Alignment,
    targets: &Arc<TargetSet>,
    options: DepthOptions,
) -> anyhow::Result<DepthTable> {
    let measure = |mut reader: Reader| crate::depth::measure(&mut reader, targets, options);
    Ok(match measure(Reader::open(alignment)?) {
        // Depth needs no reference; insert sizes, which may, are left out then.
        Err(DepthError::Read { .. }) if alignment.may_lack_reference() => {
            measure(Reader::open_without_reference(alignment)?)?
        }
        result => result?,
    })
}

/// Reads at recurrent junctions, and junctions anywhere in the ALL genes.
pub fn junctions(
    alignment: &Alignment,
    assembly: Assembly,
    par: ParState,
) -> anyhow::Result<(Vec<JunctionEvidence>, Vec<Junction>)> {
    let sample = || format!("sample {}", alignment.sample());
    let knowledge = Knowledge::builtin();
    let (path, index, reference) = (alignment.path(), alignment.index(), alignment.reference());
    let recurrent = junction_reads::scan(path, index, reference, assembly, par, &knowledge);
    let places = junction_search::intervals(&knowledge, assembly);
    let at_large = junction_search::search(alignment, &places);
    Ok((recurrent.with_context(sample)?, at_large.with_context(sample)?))
}

/// Writes a table and its companions under the sample's name.
pub fn write(table: &DepthTable, folder: &Path) -> anyhow::Result<()> {
    let name = |suffix: &str| folder.join(format!("{}.{suffix}", table.sample));
    depth_table::write_regions(&name("regions.bed.gz"), table)?;
    let mut qc = serde_json::to_vec_pretty(&table.qc)?;
    qc.push(b'\n');
    atomic::write(&name("depth.qc.json"), &qc)?;
    // Last, because this is the file that later stages look for.
    depth_table::write_table(&name("depth.tsv.gz"), table)?;
    Ok(())
}
