//! One sample from depth and VCFs to its files.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::isolate::Named;
use super::job::Shared;
use super::measure::stamp;
use super::resume::{self, Recipe};
use super::samples::Sample;
use crate::commands::variants::for_report::{self, Wanted};
use crate::commands::{report, variants as variants_command};
use crate::io::alignment::{Alignment, AlignmentOptions};
use crate::io::sheet::SheetSource;
use crate::io::vcf::{self, VcfRequest};
use crate::io::{atomic, digest, filenames};
use crate::model::assembly::Assembly;
use crate::model::calls::SampleInfo;
use crate::model::depth::DepthTable;
use crate::model::merged_variant::MergedResult;
use crate::model::patient::{InputFile, VariantFile};
use crate::model::sample::Role;
use crate::model::small_variant::SmallVariant;
use crate::model::snp::SnpSource;
use crate::normals::panel::PanelOfNormals;
use crate::pipeline::{self, FittedPanel, PatientInputs};
use crate::report::json;
use crate::report::run_page::Entry;
use crate::variants;
use crate::variants::recount::ReadFilters;

/// A sample with its depth.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Who it is and its files.
    pub sample: Sample,
    /// Its depth.
    pub depth: DepthTable,
}

impl Named for Ready {
    fn name(&self) -> &str {
        &self.sample.name
    }

    fn role(&self) -> Option<Role> {
        self.sample.role
    }

    fn file(&self) -> &Path {
        self.sample.source.path()
    }
}

/// Calls, interprets and reports a sample, or keeps what an earlier run made of the same.
pub fn of_sample(
    ready: &Ready,
    shared: &Shared<'_>,
    fitted: &FittedPanel,
) -> anyhow::Result<(Entry, String)> {
    let panel = fitted.panel();
    let name = &ready.sample.name;
    let root = shared.out.root();
    let record = shared.out.done(name);
    let info = info(ready, panel);
    let recipe = recipe(ready, &info, shared, panel)?;
    let kept = !shared.args.force && resume::is_current(&record, root, &recipe);
    if !kept {
        resume::forget(&record, root)?;
        // A sample that fails half-way leaves none of its files.
        let folder = shared.out.unfinished().join(name);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make folder {}", folder.display()))?;
        let outputs = make(ready, info, shared, fitted, &folder)
            .and_then(|files| Ok(atomic::move_all(&files, &folder, root)?));
        let _ = std::fs::remove_dir_all(&folder);
        let outputs = outputs?;
        resume::record(&record, root, recipe, &outputs)?;
    }
    // The entry is made of the file, so that it is the same whether the result is new or kept.
    let path = root.join(filenames::patient_json(name));
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let result = json::read(&bytes).with_context(|| path.display().to_string())?;
    let remark = if kept { "report kept" } else { "report written" };
    Ok((Entry::from_result(&result, shared.args.forms.language), remark.to_owned()))
}

/// Who the sample is; without a sheet a member of the panel of normals is a normal. One that only has a
/// member's name is a patient: names recur.
fn info(ready: &Ready, panel: &PanelOfNormals) -> SampleInfo {
    let sample = &ready.sample;
    let same = panel.same_depths(&ready.depth);
    let is_member = same.is_some_and(|member| panel.members[member].name == sample.name);
    let role = sample.role.unwrap_or(if is_member { Role::Normal } else { Role::Tumour });
    SampleInfo {
        sex_stated: sample.sex,
        blast_percent: sample.blast_percent,
        blast_method: sample.blast_method.clone(),
        name_in_file: sample.aliases.first().cloned(),
        ..SampleInfo::new(&sample.name, role)
    }
}

/// Everything that decides the result.
fn recipe(
    ready: &Ready,
    info: &SampleInfo,
    shared: &Shared<'_>,
    panel: &PanelOfNormals,
) -> anyhow::Result<Recipe> {
    let mut options = vec![
        format!("sample={}", info.name),
        format!("role={}", info.role.code()),
        format!("sex={}", info.sex_stated.code()),
        format!("blast_percent={:?} {:?}", info.blast_percent, info.blast_method),
        format!("filters={}", ready.depth.filters),
        format!("language={}", shared.args.forms.language),
    ];
    options.extend(
        ready
            .sample
            .vcfs
            .iter()
            .map(|vcf| format!("column={:?} {}", vcf.column, vcf.path.display())),
    );
    let callers = shared.args.merging.caller.iter();
    options.extend(callers.map(|caller| format!("caller={caller}")));
    let mut digests = vec![
        format!("targets={}", ready.depth.targets.digest()),
        format!("normals={}", panel.digest),
    ];
    let rules = shared.knowledge.sources.iter();
    digests.extend(rules.map(|source| format!("{}={}", source.name, source.digest)));
    let files = std::iter::once(ready.sample.source.path())
        .chain(ready.sample.vcfs.iter().map(|vcf| vcf.path.as_path()));
    let reference = shared.args.reference.as_deref().filter(|_| !ready.sample.vcfs.is_empty());
    let outside = shared.args.merging.files().map(|(_, path)| path).filter(|_| reference.is_some());
    let snps =
        shared.args.snps.as_deref().filter(|_| is_counting_snps(&ready.sample, &ready.depth));
    let germline = snps.and(of_germline_vcf(&ready.sample, &ready.depth));
    let inputs = files
        .chain(reference)
        .chain(outside)
        .chain(snps)
        .chain(germline)
        .map(stamp)
        .collect::<anyhow::Result<Vec<_>>>()?;
    options.push(format!("forms={}", shared.args.forms.forms.join(",")));
    Ok(Recipe::new(options, digests, inputs))
}

/// Counted from the reads of an alignment or read from a germline VCF; a depth table holds its own.
fn is_counting_snps(sample: &Sample, depth: &DepthTable) -> bool {
    matches!(sample.source, SheetSource::Alignment(_)) || of_germline_vcf(sample, depth).is_some()
}

/// The germline VCF that the sample's SNPs are of.
fn of_germline_vcf<'a>(sample: &'a Sample, depth: &DepthTable) -> Option<&'a Path> {
    let is_read = depth.snps.as_ref().is_some_and(|snps| snps.source == SnpSource::GermlineVcf);
    sample.germline_vcf.as_ref().filter(|_| is_read).map(|vcf| vcf.path.as_path())
}

/// Makes the result and writes its files into a folder; their paths.
fn make(
    ready: &Ready,
    info: SampleInfo,
    shared: &Shared<'_>,
    fitted: &FittedPanel,
    folder: &Path,
) -> anyhow::Result<Vec<PathBuf>> {
    let panel = fitted.panel();
    let found = match merged(&ready.sample, &ready.depth, panel.basis.assembly, shared, folder)? {
        Some(found) => found,
        None => unmerged(&ready.sample, panel.basis.assembly, shared)?,
    };
    let Found { small_variants, variant_files, merged, mut written } = found;
    let inputs = PatientInputs {
        sample: info,
        depth: ready.depth.clone(),
        small_variants,
        variant_files,
        merged,
        files: input_files(&ready.sample, &ready.depth, shared, panel)?,
        options: vec![
            format!("min-mapq={}", shared.args.min_mapq),
            format!("min-baseq={}", shared.args.min_baseq),
        ],
    };
    let result = pipeline::patient(inputs, fitted, shared.knowledge)?;
    let wanted = report::wanted(&shared.args.forms)?;
    written.extend(report::write_all(&result, &wanted, folder)?);
    Ok(written)
}

/// The small variants of a sample.
#[derive(Default)]
struct Found {
    small_variants: Vec<SmallVariant>,
    variant_files: Vec<VariantFile>,
    merged: Option<MergedResult>,
    written: Vec<PathBuf>,
}

/// The sample's VCFs as one, with the files written; nothing without a reference to align to.
fn merged(
    sample: &Sample,
    depth: &DepthTable,
    assembly: Assembly,
    shared: &Shared<'_>,
    folder: &Path,
) -> anyhow::Result<Option<Found>> {
    let Some(fasta) = shared.args.reference.as_deref().filter(|_| !sample.vcfs.is_empty()) else {
        return Ok(None);
    };
    let alignment = match &sample.source {
        SheetSource::Alignment(file) => {
            let options = AlignmentOptions {
                sample: Some(sample.name.clone()),
                index_folder: Some(shared.out.index()),
                reference: Some(fasta.to_owned()),
            };
            Some(Alignment::open(file, &options)?)
        }
        SheetSource::DepthTable(_) => None,
    };
    let mean_depth = depth.qc.as_ref().map(|qc| qc.mean_depth);
    if let Some(text) = mean_depth
        .and_then(|depth| variants_command::below_gate(&sample.name, depth, shared.knowledge))
    {
        shared.progress.warn(&text);
    }
    let wanted = Wanted {
        sample: &sample.name,
        vcfs: sample.vcfs.iter().map(|vcf| (vcf.path.as_path(), vcf.column)).collect(),
        fasta,
        assembly,
        alignment: alignment.as_ref(),
        filters: ReadFilters { min_mapq: shared.args.min_mapq, min_baseq: shared.args.min_baseq },
        merging: &shared.args.merging,
        mean_depth,
        knowledge: shared.knowledge,
    };
    let (merged, written) = for_report::merge(&wanted, folder)?;
    variants_command::warn_of_reference(fasta, &merged.result, shared.progress);
    Ok(Some(Found {
        small_variants: Vec::new(),
        variant_files: merged.files,
        merged: Some(merged.result),
        written,
    }))
}

/// Records of the sample's VCFs on the genes of the model, as the callers wrote them.
fn unmerged(sample: &Sample, assembly: Assembly, shared: &Shared<'_>) -> anyhow::Result<Found> {
    let genes = shared.knowledge.genes.spans(assembly);
    let mut found = Vec::new();
    let mut files = Vec::new();
    for bound in &sample.vcfs {
        let (records, file) = vcf::read(&VcfRequest {
            path: &bound.path,
            sample: &sample.name,
            column: bound.column,
            assembly,
            genes: &genes,
        })
        .with_context(|| format!("sample {}", sample.name))?;
        found.extend(records);
        files.push(file);
    }
    Ok(Found { small_variants: variants::collect(found), variant_files: files, ..Found::default() })
}

/// Input files for the record of provenance: names and digests, no folders.
fn input_files(
    sample: &Sample,
    depth: &DepthTable,
    shared: &Shared<'_>,
    panel: &PanelOfNormals,
) -> anyhow::Result<Vec<InputFile>> {
    let mut files = Vec::new();
    match &sample.source {
        // An alignment is bound by name, size and header: its digest would mean reading it twice.
        SheetSource::Alignment(path) => files.push(input_file("alignment", path, false)?),
        SheetSource::DepthTable(path) => files.push(input_file("depth", path, true)?),
    }
    if let Some(path) = &shared.args.targets {
        files.push(input_file("targets", path, true)?);
    }
    match &shared.args.normals {
        Some(path) => files.push(input_file("normals", path, true)?),
        None => files.push(InputFile {
            kind: "normals".to_owned(),
            file: filenames::file_name(&shared.out.normals()),
            size: std::fs::metadata(shared.out.normals()).map_or(0, |data| data.len()),
            sha256: Some(panel.digest.clone()),
        }),
    }
    for vcf in &sample.vcfs {
        files.push(input_file("vcf", &vcf.path, true)?);
    }
    if let Some(path) = &shared.args.reference {
        files.push(input_file("reference", path, false)?);
    }
    if let Some(path) = shared.args.snps.as_ref().filter(|_| is_counting_snps(sample, depth)) {
        files.push(input_file("snps", path, true)?);
        if let Some(vcf) = of_germline_vcf(sample, depth) {
            files.push(input_file("germline_vcf", vcf, true)?);
        }
    }
    for (option, path) in shared.args.merging.files().filter(|_| !sample.vcfs.is_empty()) {
        files.push(input_file(option.trim_start_matches('-'), path, true)?);
    }
    Ok(files)
}

fn input_file(kind: &str, path: &Path, with_digest: bool) -> anyhow::Result<InputFile> {
    let explain = || format!("cannot read {}", path.display());
    let size = std::fs::metadata(path).with_context(explain)?.len();
    let sha256 = with_digest.then(|| digest::of_file(path)).transpose().with_context(explain)?;
    Ok(InputFile { kind: kind.to_owned(), file: filenames::file_name(path), size, sha256 })
}
