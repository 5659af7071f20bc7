//! The merge as a report needs it: of VCFs whose columns are decided already.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::engine::{self, Merged};
use super::inputs::{self, Asked};
use super::request::Request;
use crate::cli::merging::MergingArgs;
use crate::commands::exit::UsageError;
use crate::io::alignment::Alignment;
use crate::io::fasta::Fasta;
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::model::patient::{Count, VariantFile};
use crate::variants::bind::SampleNames;
use crate::variants::recount::ReadFilters;

/// One patient's VCFs and what they are held against.
pub struct Wanted<'a> {
    /// Sample name.
    pub sample: &'a str,
    /// The VCFs with the sample's column; none where a VCF has no sample columns.
    pub vcfs: Vec<(&'a Path, Option<usize>)>,
    /// Reference FASTA.
    pub fasta: &'a Path,
    /// Assembly of the sample.
    pub assembly: Assembly,
    /// The reads.
    pub alignment: Option<&'a Alignment>,
    /// Filters of the reads.
    pub filters: ReadFilters,
    /// Options of the merge.
    pub merging: &'a MergingArgs,
    /// Mean de-duplicated depth on target, where it was measured.
    pub mean_depth: Option<f64>,
    /// Genes, hotspots and rules.
    pub knowledge: &'a Knowledge,
}

/// Merges, writes the merged files, and counts per input what lies on the genes of the report.
pub fn merge(wanted: &Wanted<'_>, out: &Path) -> anyhow::Result<(Merged, Vec<PathBuf>)> {
    let explain = || format!("sample {}: small variants", wanted.sample);
    let fasta = Fasta::open(wanted.fasta)?;
    let names = SampleNames { sample: wanted.sample.to_owned(), aliases: Vec::new() };
    let callers = inputs::named_callers(&wanted.merging.caller)?;
    let asked = Asked { names: &names, callers: &callers, allow_unknown: true };
    let mut opened = Vec::new();
    for (path, column) in &wanted.vcfs {
        let (input, _) = inputs::open(path, Some(*column), &asked, &fasta).with_context(explain)?;
        opened.push(input);
    }
    let request = Request {
        sample: wanted.sample,
        fasta: wanted.fasta,
        assembly: wanted.assembly,
        inputs: opened,
        alignment: wanted.alignment,
        filters: wanted.filters,
        population: wanted.merging.population.as_deref(),
        panel_of_normals: wanted.merging.panel_of_normals.as_deref(),
        mean_depth: wanted.mean_depth,
        knowledge: wanted.knowledge,
    };
    let (mut merged, written) = engine::run(&request, out).with_context(explain)?;
    for (file, outside) in merged.files.iter_mut().zip(&merged.outside_genes) {
        leave_out(file, *outside);
    }
    Ok((merged, written))
}

/// A report shows the genes of the model; the merged VCF holds the rest.
fn leave_out(file: &mut VariantFile, outside: u64) {
    if outside > 0 {
        file.reported = file.reported.saturating_sub(outside);
        file.left_out.push(Count { reason: "outside_genes".to_owned(), count: outside });
        file.left_out.sort_by(|a, b| a.reason.cmp(&b.reason));
    }
}

/// Refuses files that are not there, and options of the merge where nothing is merged.
pub fn check(merging: &MergingArgs, has_reference: bool) -> Result<(), UsageError> {
    for (option, path) in merging.files() {
        if !path.exists() {
            return Err(UsageError(format!("{option} {} does not exist", path.display())));
        }
    }
    match merging.first_given() {
        Some(option) if !has_reference => Err(UsageError(format!(
            "{option} needs --reference: small variants are merged against the reference FASTA"
        ))),
        _ => Ok(()),
    }
}
