//! Arguments of `ikaros explain`.

use std::path::PathBuf;

use clap::Args;

/// `ikaros explain`
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  ikaros explain out/TUM01.ikaros.json IKZF1
  ikaros explain out --sample TUM01 CDKN2A --json")]
pub struct ExplainArgs {
    /// Result of a patient, or the folder of a run
    #[arg(value_name = "RESULT")]
    pub result: PathBuf,
    /// Gene symbol
    #[arg(value_name = "GENE")]
    pub gene: String,
    /// Sample of the run; not needed where the folder holds one result alone
    #[arg(long, value_name = "NAME")]
    pub sample: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}
