//! Everything of one patient, and alleles counted in the reads.

use std::path::Path;

use super::inputs::Input;
use crate::io::alignment::Alignment;
use crate::io::fasta::Fasta;
use crate::io::variant_reads;
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::merged_variant::Recount;
use crate::variants::normalise::Allele;
use crate::variants::recount::{ReadFilters, Site};
use crate::variants::sequence::Sequence;

/// Everything of one patient.
pub struct Request<'a> {
    /// Sample name.
    pub sample: &'a str,
    /// Reference FASTA.
    pub fasta: &'a Path,
    /// Assembly of the sample.
    pub assembly: Assembly,
    /// The VCFs, checked.
    pub inputs: Vec<Input>,
    /// The reads.
    pub alignment: Option<&'a Alignment>,
    /// Filters of the reads.
    pub filters: ReadFilters,
    /// Population frequencies.
    pub population: Option<&'a Path>,
    /// Panel of normals.
    pub panel_of_normals: Option<&'a Path>,
    /// Mean de-duplicated depth on target, where it was measured.
    pub mean_depth: Option<f64>,
    /// Genes, hotspots and rules.
    pub knowledge: &'a Knowledge,
}

/// What the reads say of alleles.
pub fn count(
    request: &Request<'_>,
    alignment: &Alignment,
    fasta: &Fasta,
    alleles: &[(u16, Allele)],
) -> anyhow::Result<Vec<Recount>> {
    let sites = sites(fasta, alleles)?;
    Ok(variant_reads::count(alignment, Some(request.fasta), &sites, request.filters)?)
}

/// Alleles prepared for counting.
pub fn sites(fasta: &Fasta, alleles: &[(u16, Allele)]) -> anyhow::Result<Vec<(Contig, Site)>> {
    let site = |(contig, allele): &(u16, Allele)| -> anyhow::Result<(Contig, Site)> {
        let name = Contig::new(fasta.contigs().name(*contig));
        Ok((name, Site::new(fasta, *contig, allele)?))
    };
    alleles.iter().map(site).collect()
}
