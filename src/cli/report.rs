//! Arguments of `ikaros report`.

use std::path::PathBuf;

use clap::Args;

use crate::model::language::Language;

/// Writes the tables, the VCF and the report again from results, byte for byte as `ikaros run` did.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  ikaros report out/*.ikaros.json --out again
  ikaros report out/*.ikaros.json --forms multiqc,cbioportal --out study")]
pub struct ReportArgs {
    /// Results of patients, as `ikaros run` or `ikaros interpret` wrote them
    #[arg(required = true, value_name = "PATIENT.ikaros.json")]
    pub results: Vec<PathBuf>,
    /// Folder for the files; made when it is not there
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: PathBuf,
    /// What is written.
    #[command(flatten)]
    pub forms: FormArgs,
}

/// The forms of results.
#[derive(Debug, Clone, Default, Args)]
pub struct FormArgs {
    /// Forms to write, such as html,vcf,seg,fhir; 'json' is always written by a run; see
    /// docs/formats.md [default: json,tsv,vcf,html]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub forms: Vec<String>,
    /// Language of the pages: en or fr
    #[arg(long, value_name = "CODE", default_value_t)]
    pub language: Language,
}
