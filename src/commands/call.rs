//! `ikaros call`

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use rayon::prelude::*;

use super::exit::{self, Outcome};
use super::import;
use super::progress::Progress;
use crate::cli::call::CallArgs;
use crate::io::{atomic, filenames, germline_vcf, normals_file, snp_sites, vcf as vcf_header};
use crate::knowledge::Knowledge;
use crate::model::calls::SampleInfo;
use crate::model::depth::DepthTable;
use crate::model::sample::Sex;
use crate::model::snp::SnpCounts;
use crate::pipeline::FittedPanel;
use crate::report::json;
use crate::variants::bind::{self, Binding, SampleNames};

/// Runs `ikaros call`: a sample that cannot be called fails alone.
pub fn run(args: &CallArgs, progress: &Progress) -> anyhow::Result<Outcome> {
    let is_of_one = args.sex.is_some() || args.blasts.is_some() || args.germline_vcf.is_some();
    if args.depths.len() > 1 && is_of_one {
        bail!(
            "--sex, --blasts and --germline-vcf are of one sample: call samples one by one, or use 'ikaros run' with a sample sheet"
        );
    }
    if let Some(percent) = args.blasts.filter(|percent| !(0.0..=100.0).contains(percent)) {
        bail!("--blasts {percent} is not a percentage between 0 and 100");
    }
    let knowledge = import::knowledge(args.rules.as_deref())?;
    let panel =
        FittedPanel::leaving_out(normals_file::read(&args.normals)?, &args.leave_out, &knowledge)?;
    refuse_repeats(args, &knowledge)?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let results = args.depths.par_iter().map(|path| one(path, args, &panel, &knowledge)).collect();
    exit::of_batch(results, progress)
}

fn one(
    path: &Path,
    args: &CallArgs,
    panel: &FittedPanel,
    knowledge: &Knowledge,
) -> anyhow::Result<()> {
    let mut depth = read(path, args, knowledge)?;
    if let (Some(snps), Some(vcf)) = (&args.snps, &args.germline_vcf) {
        depth.snps = Some(of_germline_vcf(&depth, snps, vcf)?);
    }
    let sample = SampleInfo {
        sex_stated: args.sex.unwrap_or(Sex::Unknown),
        blast_percent: args.blasts,
        blast_method: args.blast_method.clone(),
        ..SampleInfo::new(&depth.sample, args.role)
    };
    let calls = panel.call(&sample, &depth, knowledge)?;
    atomic::write(&args.out.join(filenames::calls_json(&depth.sample)), &json::calls(&calls)?)?;
    Ok(())
}

/// Common SNPs of a table that has none of its own.
fn of_germline_vcf(depth: &DepthTable, snps: &Path, vcf: &Path) -> anyhow::Result<SnpCounts> {
    let explain = || format!("sample {}", depth.sample);
    if depth.snps.is_some() {
        bail!(
            "sample {}: its depth table holds counts of SNPs from the reads: leave out --germline-vcf",
            depth.sample
        );
    }
    let sites = snp_sites::read(snps, &depth.targets)?;
    if let (Some(theirs), Some(ours)) = (sites.assembly, depth.assembly)
        && theirs != ours
    {
        bail!("--snps {} is on {theirs}, but sample {} is on {ours}", snps.display(), depth.sample);
    }
    let names = SampleNames { sample: depth.sample.clone(), aliases: Vec::new() };
    let header = vcf_header::read_header(vcf).with_context(explain)?;
    let column = match bind::bind(&header, &[names]) {
        Binding::Samples(columns) => columns.first().map(|(_, column)| *column),
        Binding::None(why) => bail!(
            "sample {}: {}: {why}; if it is this sample's, give its column that name, for instance \
             with bcftools reheader",
            depth.sample,
            vcf.display()
        ),
    };
    germline_vcf::read(vcf, column, &sites, depth.assembly).with_context(explain)
}

fn read(path: &Path, args: &CallArgs, knowledge: &Knowledge) -> anyhow::Result<DepthTable> {
    let depth = import::depth(path, args.assembly, knowledge)?;
    if let Some(problem) = filenames::unusable_name(&depth.sample) {
        bail!("{}: sample name '{}' {problem}", path.display(), depth.sample);
    }
    Ok(depth)
}

/// Two tables of one sample would write over each other's calls. Tables are read one by one and not
/// kept: there may be very many.
fn refuse_repeats(args: &CallArgs, knowledge: &Knowledge) -> anyhow::Result<()> {
    let mut seen: BTreeMap<String, &Path> = BTreeMap::new();
    for path in &args.depths {
        let Ok(depth) = read(path, args, knowledge) else { continue };
        if let Some(first) = seen.insert(depth.sample.clone(), path) {
            bail!(
                "sample {} is given twice, {} and {}: merge its files, or give one",
                depth.sample,
                first.display(),
                path.display()
            );
        }
    }
    Ok(())
}
