//! Arguments of `ikaros call`.

use std::path::PathBuf;

use clap::Args;

use crate::model::assembly::Assembly;
use crate::model::sample::{Role, Sex};

/// `ikaros call`
#[derive(Debug, Args)]
#[command(after_help = "Example:
  ikaros call depth/TUM01.depth.tsv.gz --normals normals.ikaros.tsv --out calls/

Writes SAMPLE.calls.json for each table, the input of 'ikaros interpret'. A sample that is a member
of the panel is left out of it.")]
pub struct CallArgs {
    /// Depth tables: of 'ikaros depth', mosdepth .regions.bed.gz or CNVkit .targetcoverage.cnn
    #[arg(required = true, value_name = "DEPTH")]
    pub depths: Vec<PathBuf>,
    /// Panel of normals, from 'ikaros normals build'
    #[arg(long, short = 'n', value_name = "FILE")]
    pub normals: PathBuf,
    /// Folder to write to
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Normal to leave out of the panel, beside the sample itself; may be repeated
    #[arg(long, value_name = "SAMPLE")]
    pub leave_out: Vec<String>,
    /// Sex as the laboratory states it; one sample only
    #[arg(long, value_name = "F|M")]
    pub sex: Option<Sex>,
    /// Blast percentage as the laboratory states it, 0 to 100; one sample only
    #[arg(long, value_name = "PERCENT")]
    pub blasts: Option<f64>,
    /// How the blasts were counted, as the report shall say it; one sample only
    #[arg(long, value_name = "TEXT", requires = "blasts")]
    pub blast_method: Option<String>,
    /// Common SNPs (VCF or BCF) of the assembly, at which the germline VCF is read
    #[arg(long, value_name = "VCF", requires = "germline_vcf")]
    pub snps: Option<PathBuf>,
    /// VCF of a germline caller, for a depth table without counts of SNPs: the depths of both alleles
    /// are evidence beside the depth; one sample only
    #[arg(long, value_name = "VCF", requires = "snps")]
    pub germline_vcf: Option<PathBuf>,
    /// Whether the samples are patients' or healthy
    #[arg(long, default_value = "tumour", value_name = "tumour|normal")]
    pub role: Role,
    /// Assembly of imported tables, where their targets do not tell it
    #[arg(long, value_name = "GRCh37|GRCh38")]
    pub assembly: Option<Assembly>,
    /// Folder of rule files that replace built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
}
