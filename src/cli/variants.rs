//! Arguments of `ikaros variants`.

use std::path::PathBuf;

use clap::Args;

use super::merging::MergingArgs;

/// `ikaros variants`
#[allow(clippy::doc_markdown)] // Help text: names of callers, without backticks.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:
  ikaros variants --bam TUM01.bam --fasta GRCh38.fa --out merged/ TUM01.mutect2.vcf.gz \\
    TUM01.vardict.vcf.gz TUM01.freebayes.vcf.gz

Writes SAMPLE.variants.vcf.gz with its index, SAMPLE.variants.tsv and .maf (records on the genes of
the model), SAMPLE.hotspots.tsv (depth and limit of detection at each hotspot) and
SAMPLE.variants.json. The callers are told by the VCFs' headers, the sample's column by its name.")]
pub struct VariantsArgs {
    /// VCF or BCF files of one patient: Mutect2, VarDict, FreeBayes, Strelka2, LoFreq, VarScan2,
    /// Pisces, DRAGEN
    #[arg(required = true, value_name = "VCF")]
    pub vcfs: Vec<PathBuf>,
    /// Reads of the patient (BAM or CRAM), to count every candidate and hotspot again
    #[arg(long, visible_alias = "alignment", value_name = "BAM|CRAM")]
    pub bam: Option<PathBuf>,
    /// Reference FASTA that the reads were aligned to, with its .fai
    #[arg(long, visible_alias = "reference", value_name = "FASTA")]
    pub fasta: PathBuf,
    /// Folder for the results; made when missing
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Sample name; without --bam the name of the sample column [default: the read groups' SM]
    #[arg(long, value_name = "NAME")]
    pub sample: Option<String>,
    /// Another name of the sample, as a VCF's column writes it; may be repeated
    #[arg(long, value_name = "NAME")]
    pub alias: Vec<String>,
    /// Panel BED, for the mean depth on target
    #[arg(long, value_name = "BED")]
    pub targets: Option<PathBuf>,
    /// Fail when the mean depth on target is below the gate, instead of warning
    #[arg(long, requires = "targets")]
    pub require_depth: bool,
    /// Lowest mapping quality of a read that counts
    #[arg(long, value_name = "Q", default_value_t = 30)]
    pub min_mapq: u8,
    /// Lowest base quality of a base that counts
    #[arg(long, value_name = "Q", default_value_t = 30)]
    pub min_baseq: u8,
    /// Copy-number calls of the same sample (SAMPLE.calls.json), for both alleles of a gene
    #[arg(long, value_name = "FILE")]
    pub calls: Option<PathBuf>,
    /// Folder of rule files that replace built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// What is known from outside.
    #[command(flatten)]
    pub merging: MergingArgs,
}
