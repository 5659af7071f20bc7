//! Arguments of `ikaros simulate`.

use std::path::PathBuf;

use clap::Args;

use crate::model::assembly::Assembly;

/// `ikaros simulate`
#[derive(Debug, Args)]
#[command(
    after_help = "An event is GENE:EXONS:het|hom|gain@FRACTION; the fraction is that of the cells.

Examples:
  ikaros simulate depth/NORM01.depth.tsv.gz --event IKZF1:4-7:het@0.30 --seed 1 --out planted/
  ikaros simulate NORM01.bam --event CDKN2A:whole:hom@0.5 --event CDKN2B:whole:hom@0.5 --out planted/
  ikaros call planted/*.depth.tsv.gz --leave-out NORM01 --normals normals.ikaros.tsv --out calls/

A depth table gives NAME.depth.tsv.gz, a BAM or CRAM gives NAME.bam with its index; truth.tsv lists
what was planted. Reads across the breakpoints are not made: what is planted shows in the depth."
)]
pub struct SimulateArgs {
    /// Healthy samples: depth tables, BAM or CRAM
    #[arg(required = true, value_name = "DEPTH|BAM|CRAM")]
    pub inputs: Vec<PathBuf>,
    /// Event to plant; may be repeated
    #[arg(long, short = 'e', required = true, value_name = "EVENT")]
    pub event: Vec<String>,
    /// Seed of chance: the same seed gives the same bytes
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// Name of the planted sample, for a single input [default: SAMPLE-planted]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Folder to write to
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Reference FASTA with its .fai, for CRAM
    #[arg(long, value_name = "FASTA")]
    pub reference: Option<PathBuf>,
    /// Assembly, where the input does not tell it
    #[arg(long, value_name = "GRCh37|GRCh38")]
    pub assembly: Option<Assembly>,
    /// Folder of rule files that replace built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
}
