//! Arguments of `ikaros normals`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::model::assembly::Assembly;

/// `ikaros normals`
#[derive(Debug, Args)]
pub struct NormalsArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: NormalsCommand,
}

/// Verbs of `ikaros normals`.
#[derive(Debug, Subcommand)]
pub enum NormalsCommand {
    /// Build a panel of normals from the depth tables of healthy samples
    Build(BuildArgs),
    /// Show what a panel of normals holds, and how its members fared when left out
    Inspect(InspectArgs),
}

/// `ikaros normals build`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ikaros normals build depth/NORM*.depth.tsv.gz --out normals.ikaros.tsv
  ikaros normals build mosdepth/*.regions.bed.gz --assembly GRCh38 --sex NORM01=F --sex NORM02=M \\
      --out normals.ikaros.tsv

At least 5 normals are needed, 20 or more are better. All must share assembly, targets, counting
filters and the masking of PAR1. Only healthy samples belong here: a quarter of a B-ALL run may
share one IKZF1 deletion.")]
pub struct BuildArgs {
    /// Depth tables: of 'ikaros depth', mosdepth .regions.bed.gz or CNVkit .targetcoverage.cnn
    #[arg(required = true, value_name = "DEPTH")]
    pub depths: Vec<PathBuf>,
    /// The panel of normals to write
    #[arg(long, short = 'o', value_name = "FILE")]
    pub out: PathBuf,
    /// Sex of a normal, where it should not be read from the depth; may be repeated
    #[arg(long, value_name = "SAMPLE=F|M", value_parser = sample_sex)]
    pub sex: Vec<(String, crate::model::sample::Sex)>,
    /// Assembly of imported tables, where their targets do not tell it
    #[arg(long, value_name = "GRCh37|GRCh38")]
    pub assembly: Option<Assembly>,
    /// Folder of rule files that replace built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
}

/// `ikaros normals inspect`
#[derive(Debug, Args)]
#[command(after_help = "Example: ikaros normals inspect normals.ikaros.tsv

Every member is left out in turn: what is called in it is a false call, and events planted into it
at 10, 20, 30 and 50 % of the cells give the detection curve at the end.")]
pub struct InspectArgs {
    /// The panel of normals
    #[arg(value_name = "FILE")]
    pub panel: PathBuf,
    /// Leave the detection curve out
    #[arg(long)]
    pub no_detection: bool,
    /// Folder of rule files that replace built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
}

fn sample_sex(text: &str) -> Result<(String, crate::model::sample::Sex), String> {
    let (sample, sex) = text.split_once('=').ok_or("expected SAMPLE=F or SAMPLE=M")?;
    Ok((sample.to_owned(), sex.parse()?))
}
