//! `ikaros depth`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `ikaros depth`.
#[derive(Debug, Clone, Args)]
#[command(
    about = "Depth per target from BAM or CRAM",
    after_help = "Writes SAMPLE.regions.bed.gz (mosdepth's layout) with its .csi, \
                  SAMPLE.depth.tsv.gz (fragments and depth, what later stages read) and \
                  SAMPLE.depth.qc.json.\n\n\
                  Examples:\n  \
                  ikaros depth --targets panel.bed --out depth P1.bam P2.cram\n  \
                  ikaros depth --targets panel.bed --out depth --definition mosdepth P1.bam\n  \
                  ikaros depth --targets panel.bed --out depth --min-mapq 20 --min-baseq 20 P1.bam"
)]
pub struct DepthArgs {
    /// BAM or CRAM files, sorted by coordinate
    #[arg(required = true, value_name = "BAM|CRAM")]
    pub alignments: Vec<PathBuf>,
    /// Targets of the panel (BED, plain or gzip, '-' for standard input)
    #[arg(long, value_name = "BED")]
    pub targets: PathBuf,
    /// Folder for the results; made when it does not exist
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Reference FASTA with its .fai; a CRAM rarely needs it for depth
    #[arg(long, value_name = "FASTA")]
    pub reference: Option<PathBuf>,
    /// Common SNPs (VCF or BCF) of the assembly: the fragments of either allele at those on target are
    /// counted, as evidence beside the depth
    #[arg(long, value_name = "VCF")]
    pub snps: Option<PathBuf>,
    /// Smallest mapping quality that counts
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub min_mapq: u8,
    /// Smallest base quality that counts
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub min_baseq: u8,
    /// What counts as depth
    #[arg(long, value_enum, default_value_t = DefinitionArg::EitherMate, value_name = "NAME")]
    pub definition: DefinitionArg,
    /// Sample name, for a single file; otherwise the read groups' SM
    #[arg(long, value_name = "NAME")]
    pub sample: Option<String>,
    /// Folder for indexes that are missing where the reads' folder cannot be written [default: --out]
    #[arg(long, value_name = "DIR")]
    pub index_dir: Option<PathBuf>,
}

/// Definitions of depth; `docs/depth.md` compares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DefinitionArg {
    /// A position once per fragment, if either mate's base passes
    EitherMate,
    /// As 'mosdepth -Q': no base-quality filter
    Mosdepth,
    /// As 'samtools depth -s -q -Q': the first mate decides
    SamtoolsDepth,
}
