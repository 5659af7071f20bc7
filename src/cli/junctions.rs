//! Arguments of `ikaros junctions`.

use std::path::PathBuf;

use clap::Args;

use crate::model::assembly::Assembly;

/// `ikaros junctions`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ikaros junctions TUM01.bam --out junctions/
  ikaros junctions TUM01.cram --reference GRCh38.fa --out junctions/

Writes SAMPLE.junctions.tsv and SAMPLE.junctions.vcf, every junction with at least two fragments (one
of them split) and an end in an ALL gene, and SAMPLE.recurrent_junctions.tsv, the known classes with
whether reads could have shown them. With --reference, recombination signals beside the breaks are
named. Exon baits see few junctions: docs/extra_baits.GRCh38.bed advises on further ones.")]
pub struct JunctionsArgs {
    /// BAM or CRAM files, sorted by coordinate
    #[arg(required = true, value_name = "BAM|CRAM")]
    pub alignments: Vec<PathBuf>,
    /// Folder to write to
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Reference FASTA with its .fai
    #[arg(long, value_name = "FASTA")]
    pub reference: Option<PathBuf>,
    /// Assembly, where the contig lengths do not tell it
    #[arg(long, value_name = "GRCh37|GRCh38")]
    pub assembly: Option<Assembly>,
}
