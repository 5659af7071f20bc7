//! What must hold before any work: arguments, rules, targets and one assembly.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::bail;

use super::basis::{self, Targets};
use super::panel::{Source, table_of};
use super::samples::Inputs;
use crate::cli::run::RunArgs;
use crate::commands::exit::UsageError;
use crate::commands::report;
use crate::commands::variants::{self, for_report};
use crate::io::sheet::SheetSource;
use crate::io::snp_sites::{self, SnpSites};
use crate::io::{depth_table, discover};
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::simulate::PlannedEvent;

/// Refuses arguments that name nothing or work against each other.
pub fn check(args: &RunArgs) -> Result<(), UsageError> {
    let files = [
        ("--targets", args.targets.as_ref()),
        ("--normals", args.normals.as_ref()),
        ("--reference", args.reference.as_ref()),
        ("--snps", args.snps.as_ref()),
        ("--rules", args.rules.as_ref()),
    ];
    if !args.input.exists() {
        return Err(UsageError(format!("INPUT {} does not exist", args.input.display())));
    }
    for (option, path) in files.into_iter().filter_map(|(o, path)| Some((o, path?))) {
        if !path.exists() && path.as_os_str() != "-" {
            return Err(UsageError(format!("{option} {} does not exist", path.display())));
        }
    }
    for_report::check(&args.merging, args.reference.is_some())?;
    report::wanted(&args.forms)?;
    // Before hours of counting, not after them.
    for event in &args.positive_control {
        let checked = event.parse::<PlannedEvent>();
        checked.map_err(|cause| UsageError(format!("--positive-control {cause}")))?;
    }
    if args.out.is_file() {
        return Err(UsageError(format!("--out {} is a file, not a folder", args.out.display())));
    }
    let same = |a: &PathBuf, b: &PathBuf| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if args.selecting.analysis.is_some() && !args.input.is_dir() {
        return Err(UsageError(format!(
            "--analysis needs a run folder as INPUT: {} is none",
            args.input.display()
        )));
    }
    // A file of reads or depths is an input folder of one sample.
    let folder = args.input.parent().map(|parent| {
        if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent.to_owned() }
    });
    if let Some(folder) = folder.filter(|_| discover::is_reads_or_depths(&args.input))
        && args.input.is_file()
        && same(&folder, &args.out)
    {
        return Err(UsageError(format!(
            "--out {} is the folder of INPUT: results must not lie among the inputs; choose another \
             folder, such as {}",
            args.out.display(),
            args.out.join("results").display()
        )));
    }
    if same(&args.input, &args.out) {
        return Err(UsageError(format!(
            "--out {} is INPUT itself: results must not lie among the inputs; choose another folder",
            args.out.display()
        )));
    }
    Ok(())
}

/// Refuses a `--caller` of a file that the run does not have. A folder that is watched may get it later.
pub fn callers(args: &RunArgs, inputs: &Inputs) -> Result<(), UsageError> {
    if args.watching.watch || args.watching.watch_forever {
        return Ok(());
    }
    let bound = inputs.samples.iter().flat_map(|sample| &sample.vcfs).map(|vcf| vcf.path.as_path());
    let skipped = inputs.skipped.iter().map(|skipped| skipped.path.as_path());
    variants::inputs::check_named(&args.merging.caller, bound.chain(skipped))
}

/// The targets: of `--targets`, else those of the panel of normals when there are alignments to
/// measure; absent when depth tables bring their own.
pub fn targets(
    args: &RunArgs,
    source: &Source,
    inputs: &Inputs,
) -> anyhow::Result<Option<Targets>> {
    if let Some(path) = &args.targets {
        let counted = counted_targets(source, inputs);
        return Ok(Some(basis::targets(path, counted.as_deref())?));
    }
    if let Some((panel, path)) = source.file() {
        return Ok(Some(Targets { set: Arc::clone(&panel.targets), path: path.to_owned() }));
    }
    let has_alignments =
        inputs.samples.iter().any(|s| matches!(s.source, SheetSource::Alignment(_)));
    if has_alignments || source.has_alignments() {
        return Err(UsageError(
            "--targets is needed: BAM and CRAM files are measured over the panel's BED".to_owned(),
        )
        .into());
    }
    Ok(None)
}

/// The target set of the panel of normals, or of the first depth table that can be read.
fn counted_targets(source: &Source, inputs: &Inputs) -> Option<String> {
    if let Some((panel, _)) = source.file() {
        return Some(panel.basis.target_digest.clone());
    }
    let of_samples = inputs.samples.iter().filter_map(|sample| table_of(&sample.source));
    // One that cannot be read is reported with its sample.
    let mut tables =
        of_samples.chain(source.tables()).filter_map(|path| depth_table::read(path).ok());
    tables.next().map(|table| table.targets.digest().to_owned())
}

/// The one assembly of everything that tells it; a disagreement is refused, and so are targets that
/// are not the panel of normals' or lie beyond their contig.
pub fn assembly(
    args: &RunArgs,
    targets: Option<&Targets>,
    source: &Source,
    inputs: &Inputs,
    knowledge: &Knowledge,
) -> anyhow::Result<Option<Assembly>> {
    let mut statements = Vec::new();
    if let Some((panel, path)) = source.file() {
        statements.push(basis::of_panel(panel, path));
    }
    statements.extend(targets.and_then(|targets| basis::of_targets(targets, knowledge)));
    if let Some(reference) = &args.reference {
        statements.extend(basis::of_reference(reference)?);
    }
    if let Some(assembly) = args.assembly {
        statements.push(basis::Statement { assembly, by: format!("--assembly {assembly}") });
    }
    statements.extend(basis::of_samples(&inputs.samples));
    let agreed = basis::agree(&statements)?;
    // After the assembly, because targets of another assembly are also other targets.
    if let (Some((panel, path)), Some(targets)) = (source.file(), targets) {
        basis::same_targets(panel, path, targets)?;
    }
    if let (Some(targets), Some(assembly)) = (targets, agreed) {
        basis::on_contigs(targets, assembly)?;
    }
    Ok(agreed)
}

/// Common SNPs near the targets, of the run's assembly.
pub fn snps(
    args: &RunArgs,
    targets: Option<&Targets>,
    assembly: Option<Assembly>,
) -> anyhow::Result<Option<SnpSites>> {
    let Some(path) = &args.snps else { return Ok(None) };
    let Some(targets) = targets else {
        bail!("--snps {} needs --targets: SNPs are counted on target", path.display());
    };
    let sites = snp_sites::read(path, &targets.set)?;
    if let (Some(theirs), Some(ours)) = (sites.assembly, assembly)
        && theirs != ours
    {
        bail!("--snps {} is on {theirs}, but this run is on {ours}", path.display());
    }
    Ok(Some(sites))
}
