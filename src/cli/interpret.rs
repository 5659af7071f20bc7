//! Arguments of `ikaros interpret`.

use std::path::PathBuf;

use clap::Args;

use super::merging::MergingArgs;

/// `ikaros interpret`
#[derive(Debug, Args)]
#[command(after_help = "Example:
  ikaros interpret calls/TUM01.calls.json --vcf vcf/TUM01.mutect2.vcf.gz \
    --vcf vcf/TUM01.vardict.vcf.gz --reference GRCh38.fa --bam TUM01.bam --out results/

Writes SAMPLE.ikaros.json, the exon table, the copy-number VCF and the report. With --reference the
VCFs are merged as 'ikaros variants' does it, with the same files; without it their records are
shown as the callers wrote them.")]
pub struct InterpretArgs {
    /// Calls of one sample, from 'ikaros call'
    #[arg(value_name = "CALLS")]
    pub calls: PathBuf,
    /// Small-variant VCFs of the same sample; may be repeated
    #[arg(long, value_name = "VCF")]
    pub vcf: Vec<PathBuf>,
    /// Reference FASTA that the VCFs were called on, with its .fai: merges them
    #[arg(long, visible_alias = "fasta", value_name = "FASTA")]
    pub reference: Option<PathBuf>,
    /// Reads of the sample (BAM or CRAM), to count every candidate and hotspot again
    #[arg(
        long,
        visible_alias = "alignment",
        value_name = "BAM|CRAM",
        requires = "reference",
        requires = "vcf"
    )]
    pub bam: Option<PathBuf>,
    /// Lowest mapping quality of a read that counts
    #[arg(long, value_name = "Q", default_value_t = 30)]
    pub min_mapq: u8,
    /// Lowest base quality of a base that counts
    #[arg(long, value_name = "Q", default_value_t = 30)]
    pub min_baseq: u8,
    /// Folder to write to
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Folder of rule files that replace built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// What is known of small variants from outside; needs --reference.
    #[command(flatten)]
    pub merging: MergingArgs,
}
