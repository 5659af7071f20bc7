//! Arguments of `ikaros mlpa`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Reads MLPA files as `ikaros compare` does, or makes ratios from raw signals.
#[derive(Debug, Clone, Args)]
#[command(arg_required_else_help = true)]
pub struct MlpaArgs {
    /// What to do
    #[command(subcommand)]
    pub command: MlpaCommand,
}

/// What `ikaros mlpa` does.
#[derive(Debug, Clone, Subcommand)]
pub enum MlpaCommand {
    /// Print what is understood of MLPA result files
    Read(ReadArgs),
    /// Make ratios from peak heights, peak areas or read counts, with quality figures
    Ratios(RatiosArgs),
}

/// How MLPA files are understood.
#[derive(Debug, Clone, Args)]
pub struct MlpaOptions {
    /// What columns mean: a table of heading and role, for headings that are not known
    #[arg(long, value_name = "TSV")]
    pub mapping: Option<PathBuf>,
    /// The kit's probes, in place of the built-in table of SALSA MLPA P335
    #[arg(long, value_name = "TSV")]
    pub probes: Option<PathBuf>,
    /// Folder of rule files that replace built-in ones
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Ratio at or below which a probe is deleted [default: as in calling.toml, 0.75]
    #[arg(long, value_name = "RATIO")]
    pub deletion: Option<f64>,
    /// Ratio at or above which a probe is duplicated [default: as in calling.toml, 1.3]
    #[arg(long, value_name = "RATIO")]
    pub duplication: Option<f64>,
    /// Above the deletion border and up to here a probe is borderline [default: 0.85]
    #[arg(long, value_name = "RATIO")]
    pub borderline: Option<f64>,
}

/// Arguments of `ikaros mlpa read`.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Example: ikaros mlpa read ratios.xlsx --rows")]
pub struct ReadArgs {
    /// MLPA files: .xlsx, .xls, .csv, .tsv, .txt
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Print every reading, one a row
    #[arg(long, conflicts_with = "json")]
    pub rows: bool,
    /// Print everything as JSON
    #[arg(long)]
    pub json: bool,
    /// How the files are understood
    #[command(flatten)]
    pub options: MlpaOptions,
}

/// How signals become ratios.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// Each probe over each reference probe (median), then over the mean of the reference samples
    Reference,
    /// Each probe over the mean of the control probes, then over the mean of the reference samples
    Control,
}

/// Which signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Signal {
    /// Peak heights
    Heights,
    /// Peak areas
    Areas,
    /// Read counts of digitalMLPA
    Counts,
}

/// Arguments of `ikaros mlpa ratios`.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Example: ikaros mlpa ratios peaks.txt --reference CTRL1,CTRL2,CTRL3 --out ratios.tsv"
)]
pub struct RatiosArgs {
    /// Files with raw signals
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Reference samples (healthy controls of the same run); without them the run's own samples
    /// are the reference
    #[arg(long, value_name = "SAMPLE", value_delimiter = ',')]
    pub reference: Vec<String>,
    /// How signals become ratios
    #[arg(long, value_enum, default_value_t = Method::Reference)]
    pub method: Method,
    /// Which signal
    #[arg(long, value_enum, default_value_t = Signal::Heights)]
    pub signal: Signal,
    /// Table of ratios to write, a probe per row and a sample per column; standard output when
    /// absent
    #[arg(long, short = 'o', value_name = "TSV")]
    pub out: Option<PathBuf>,
    /// Quality figures to write
    #[arg(long, value_name = "TSV")]
    pub quality: Option<PathBuf>,
    /// How the files are understood
    #[command(flatten)]
    pub options: MlpaOptions,
}
