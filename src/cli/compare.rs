//! Arguments of `ikaros compare`.

use std::path::PathBuf;

use clap::Args;

use super::mlpa::MlpaOptions;

/// Compares results with MLPA, and writes a validation report, tables and JSON.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  ikaros compare --ngs out --mlpa mlpa.xlsx --out comparison
  ikaros compare --ngs out --mlpa mlpa.tsv --map names.tsv --out comparison \\
    --require 'gene/IKZF1/sensitivity >= 0.95' --require 'gene/IKZF1/specificity.low >= 0.90'")]
pub struct CompareArgs {
    /// Results: folders of a run, or *.ikaros.json
    #[arg(long, required = true, num_args = 1.., value_name = "DIR|JSON")]
    pub ngs: Vec<PathBuf>,
    /// MLPA files: .xlsx, .xls, .csv, .tsv, .txt
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub mlpa: Vec<PathBuf>,
    /// Folder to write to
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Which names belong together: a table with the columns 'ngs' and 'mlpa'
    #[arg(long, value_name = "TSV")]
    pub map: Option<PathBuf>,
    /// An acceptance criterion, for example 'gene/IKZF1/sensitivity >= 0.95'; may be repeated
    #[arg(long, value_name = "CRITERION")]
    pub require: Vec<String>,
    /// A file of acceptance criteria, one a line
    #[arg(long, value_name = "FILE")]
    pub criteria: Option<PathBuf>,
    /// Intended use, as it shall stand in the report
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub intended_use: String,
    /// Specimens: their kind, collection and choice, as it shall stand in the report
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub specimens: String,
    /// How the MLPA files are understood
    #[command(flatten)]
    pub options: MlpaOptions,
}
