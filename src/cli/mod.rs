//! Command-line types; raw arguments become validated plans before any work.

pub mod call;
pub mod compare;
pub mod depth;
pub mod discover;
pub mod explain;
pub mod interpret;
pub mod junctions;
pub mod merging;
pub mod mlpa;
pub mod normals;
pub mod report;
pub mod run;
pub mod schema;
pub mod selecting;
pub mod simulate;
pub mod variants;

use std::num::NonZeroUsize;

use clap::{Args, Parser, Subcommand};

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "ikaros",
    version,
    about = "IKZF1 and its companions in acute lymphoblastic leukaemia, from capture sequencing \
             to a report in MLPA's own categories",
    after_help = "Start with 'ikaros run --help'. Exit codes: 0 done; 1 error; 2 wrong usage; \
                  3 some samples failed, the others are done; 4 an acceptance criterion is not met; \
                  5 input truncated or not complete.",
    arg_required_else_help = true,
    propagate_version = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// Options of every verb.
    #[command(flatten)]
    pub global: Global,
    /// The verb.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every verb.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Threads in total; the results are the same for any number [default: all cores]
    #[arg(long, short = 't', global = true, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Print warnings and errors only
    #[arg(long, short = 'q', global = true)]
    pub quiet: bool,
}

impl Global {
    /// Number of threads: as asked, or one a core.
    pub fn thread_count(&self) -> usize {
        let available = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.threads.map_or_else(available, NonZeroUsize::get)
    }
}

/// The verbs, in the order in which data pass through them.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// From a folder of BAM/CRAM files to a report per patient
    Run(Box<run::RunArgs>),
    /// Show what a run would find in a folder, and change nothing
    Discover(discover::DiscoverArgs),
    /// Depth per target from BAM or CRAM
    Depth(depth::DepthArgs),
    /// Junctions of deletions, gains and fusions in the ALL genes, from split reads
    Junctions(junctions::JunctionsArgs),
    /// Build or inspect a panel of normals
    Normals(normals::NormalsArgs),
    /// Call copy number per exon from depth tables and a panel of normals
    Call(call::CallArgs),
    /// Merge the small-variant VCFs of one patient, counted again from the reads
    Variants(Box<variants::VariantsArgs>),
    /// Conclude from the calls of one sample, and write its results
    Interpret(Box<interpret::InterpretArgs>),
    /// Make tables, VCF and report again from results
    Report(report::ReportArgs),
    /// Show how the call of a gene came about
    Explain(explain::ExplainArgs),
    /// Plant known events into healthy samples, to measure what would be found
    Simulate(simulate::SimulateArgs),
    /// Read MLPA files, or make MLPA ratios from raw signals
    Mlpa(mlpa::MlpaArgs),
    /// Compare results with MLPA, with statistics and a reason for every difference
    Compare(Box<compare::CompareArgs>),
    /// Print the JSON Schema of the results
    Schema(schema::SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Write manual pages
    Man(ManArgs),
}

/// Arguments of `ikaros completions`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: ikaros completions bash > ~/.local/share/bash-completion/completions/ikaros"
)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Arguments of `ikaros man`.
#[derive(Debug, Args)]
#[command(after_help = "Example: ikaros man --out ~/.local/share/man/man1")]
pub struct ManArgs {
    /// Folder for the pages; made when it is not there
    #[arg(long, short = 'o', value_name = "DIR")]
    pub out: std::path::PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
