//! Depth of one sample: measured from its alignment and kept, or read from a table.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::alignments;
use super::basis::Targets;
use super::job::{Job, Shared};
use super::resume::{self, Recipe};
use crate::io::filenames::OutFolder;
use crate::io::sheet::SheetSource;
use crate::io::stamp::Stamp;
use crate::io::{depth_table, germline_vcf};
use crate::model::assembly::Assembly;
use crate::model::depth::DepthTable;
use crate::model::snp::SnpCounts;

/// Depth of a sample, and a remark for the progress line.
pub fn depth(job: &Job, shared: &Shared<'_>) -> anyhow::Result<(DepthTable, String)> {
    if let (Some(own), Some(expected)) = (job.assembly, shared.assembly)
        && own != expected
    {
        bail!(
            "sample {}: {} is on {own}, but this run is on {expected}: run it apart, with targets \
             and normals of {own}",
            job.name,
            job.source.path().display()
        );
    }
    match &job.source {
        SheetSource::DepthTable(path) => {
            let mut table = table(job, path, shared)?;
            if table.snps.is_none() {
                table.snps = of_germline_vcf(job, table.assembly, shared)?;
            } else if let Some(vcf) = &job.germline_vcf {
                shared.progress.warn(&format!(
                    "sample {}: {} is not read: {} holds counts of SNPs from the reads",
                    job.name,
                    vcf.path.display(),
                    path.display()
                ));
            }
            if shared.snps.is_some() && table.snps.is_none() {
                shared.progress.warn(&format!(
                    "sample {}: {} holds no counts of SNPs: --snps says nothing of it; count the \
                     reads with 'ikaros depth --snps', or name the VCF of a germline caller in the \
                     sheet's column 'germline_vcf'",
                    job.name,
                    path.display()
                ));
            }
            Ok((table, "depth read".to_owned()))
        }
        SheetSource::Alignment(path) => {
            if let Some(vcf) = &job.germline_vcf {
                shared.progress.warn(&format!(
                    "sample {}: {} is not read: common SNPs are counted in the reads with --snps",
                    job.name,
                    vcf.path.display()
                ));
            }
            alignment(job, path, shared)
        }
    }
}

/// Common SNPs of a sample without reads, where a germline VCF has them.
fn of_germline_vcf(
    job: &Job,
    assembly: Option<Assembly>,
    shared: &Shared<'_>,
) -> anyhow::Result<Option<SnpCounts>> {
    let Some(vcf) = &job.germline_vcf else { return Ok(None) };
    let explain = || format!("sample {}", job.name);
    let Some(snps) = shared.snps else {
        shared.progress.warn(&format!(
            "sample {}: {} is not read: --snps, which names the common SNPs, is not given",
            job.name,
            vcf.path.display()
        ));
        return Ok(None);
    };
    germline_vcf::read(&vcf.path, vcf.column, snps, assembly).with_context(explain).map(Some)
}

fn table(job: &Job, path: &Path, shared: &Shared<'_>) -> anyhow::Result<DepthTable> {
    let mut table = depth_table::read(path).with_context(|| format!("sample {}", job.name))?;
    table.sample.clone_from(&job.name);
    if let Some(targets) = shared.targets {
        if table.targets.digest() != targets.set.digest() {
            bail!(
                "sample {}: {} was counted over other targets ({} intervals) than {} ({} \
                 intervals): count it again over these targets; depths of 'ikaros depth', which cuts \
                 targets at known breakpoints, and of other programs do not mix",
                job.name,
                path.display(),
                table.targets.len(),
                targets.path.display(),
                targets.set.len()
            );
        }
        // One set for all samples: less memory, and the BED's own names.
        table.targets = Arc::clone(&targets.set);
    }
    let told = table.assembly.or_else(|| shared.knowledge.genes.assembly_of(&table.targets));
    match (told, shared.assembly.or(shared.args.assembly)) {
        (Some(own), Some(expected)) if own != expected => bail!(
            "sample {}: {} is on {own}, but this run is on {expected}",
            job.name,
            path.display()
        ),
        (own, expected) => table.assembly = own.or(expected),
    }
    if table.assembly.is_none() {
        bail!(
            "sample {}: {}: neither the file nor its targets tell the assembly: state it with \
             --assembly GRCh37 or --assembly GRCh38",
            job.name,
            path.display()
        );
    }
    Ok(table)
}

/// Files of one sample's depth.
struct DepthFiles {
    table: PathBuf,
    regions: PathBuf,
    record: PathBuf,
}

impl DepthFiles {
    fn of(job: &Job, out: &OutFolder) -> Self {
        let (folder, record) = if job.is_extra_normal {
            (out.normal_depth(), out.normal_depth_done(&job.name))
        } else {
            (out.depth(), out.depth_done(&job.name))
        };
        Self {
            table: folder.join(format!("{}.depth.tsv.gz", job.name)),
            regions: folder.join(format!("{}.regions.bed.gz", job.name)),
            record,
        }
    }
}

fn alignment(job: &Job, path: &Path, shared: &Shared<'_>) -> anyhow::Result<(DepthTable, String)> {
    let Some(targets) = shared.targets else {
        bail!("sample {}: {}: --targets is needed to measure it", job.name, path.display());
    };
    let files = DepthFiles::of(job, shared.out);
    let recipe = recipe(job, path, shared, targets)?;
    let root = shared.out.root();
    if !shared.args.force && resume::is_current(&files.record, root, &recipe) {
        let table = depth_table::read(&files.table)?;
        return Ok((table, "depth kept".to_owned()));
    }
    resume::forget(&files.record, root)?;
    let table = alignments::measure(job, path, shared, targets)?;
    if let Some(folder) = files.table.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make folder {}", folder.display()))?;
    }
    depth_table::write_table(&files.table, &table)?;
    let index = depth_table::write_regions(&files.regions, &table)?;
    resume::record(&files.record, root, recipe, &[files.table.clone(), files.regions, index])?;
    // What is read back is what a later run sees.
    let table = depth_table::read(&files.table)?;
    Ok((table, "depth measured".to_owned()))
}

fn recipe(
    job: &Job,
    path: &Path,
    shared: &Shared<'_>,
    targets: &Targets,
) -> anyhow::Result<Recipe> {
    let mut inputs = vec![stamp(path)?];
    if let Some(reference) = &shared.args.reference {
        inputs.push(stamp(reference)?);
    }
    if let Some(snps) = &shared.args.snps {
        inputs.push(stamp(snps)?);
    }
    let options = vec![
        format!("sample={}", job.name),
        format!("min-mapq={}", shared.args.min_mapq),
        format!("min-baseq={}", shared.args.min_baseq),
    ];
    Ok(Recipe::new(options, vec![format!("targets={}", targets.set.digest())], inputs))
}

/// The stamp of an input, with the file's name in the error.
pub fn stamp(path: &Path) -> anyhow::Result<Stamp> {
    crate::io::stamp::of(path).with_context(|| format!("cannot read {}", path.display()))
}
