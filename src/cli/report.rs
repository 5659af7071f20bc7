//! Arguments of `ikaros report`.

use std::path::PathBuf;

use clap::Args;

use crate::model::language::Language;

/// Writes the tables, the VCF and the report again from results, byte for byte as `ikaros run` did.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Example: ikaros report out/*.ikaros.json --out again")]
pub struct ReportArgs {
    /// Results of patients, as `ikaros run` or `ikaros interpret` wrote them
    #[arg(required = true, value_name = "PATIENT.ikaros.json")]
    pub results: Vec<PathBuf>,
    /// Folder for the files; made when it is not there
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// Language of the page: en or fr
    #[arg(long, value_name = "CODE", default_value_t)]
    pub language: Language,
}
