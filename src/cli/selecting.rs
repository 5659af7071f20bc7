//! Options of every verb that looks through a run folder: what of it is wanted.

use clap::Args;

#[allow(clippy::doc_markdown)] // Help text: names of columns, without backticks.
/// What is wanted of a run that holds more.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct SelectArgs {
    /// Take the samples of this project alone, by the name in the run's own sheet (Sample_Project,
    /// Project, ProjectName); may be repeated
    #[arg(long, value_name = "NAME")]
    pub project: Vec<String>,
    /// Take these samples alone: names joined by commas, or a list (.txt) with one name a line
    #[arg(long, value_name = "LIST|FILE")]
    pub samples: Option<String>,
    /// Take this analysis of an Illumina run folder (Analysis/N), not the latest complete one
    #[arg(long, value_name = "N")]
    pub analysis: Option<u64>,
}
