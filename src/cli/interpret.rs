//! Arguments of `ikaros interpret`.

use std::path::PathBuf;

use clap::Args;

/// `ikaros interpret`
#[derive(Debug, Args)]
#[command(after_help = "Example:
  ikaros interpret calls/TUM01.calls.json --vcf vcf/TUM01.mutect2.vcf.gz --out results/

Writes SAMPLE.ikaros.json, the exon table, the copy-number VCF and the report.")]
pub struct InterpretArgs {
    /// Calls of one sample, from 'ikaros call'
    #[arg(value_name = "CALLS")]
    pub calls: PathBuf,
    /// Small-variant VCFs of the same sample; may be repeated
    #[arg(long, value_name = "VCF")]
    pub vcf: Vec<PathBuf>,
    /// Folder to write to
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Folder of rule files that replace built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
}
