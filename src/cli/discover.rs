//! Arguments of `ikaros discover`.

use std::path::PathBuf;

use clap::Args;

use super::selecting::SelectArgs;

/// `ikaros discover`
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:
  ikaros discover /runs/20260102_LH00001_0001_A0000000
  ikaros discover results/ --normals-in-run='NORM*' --json
  ikaros discover /runs/20260102_LH00001_0001_A0000000 --project ALL

Knows run folders of Illumina instruments, DRAGEN output, Ion Torrent report folders, Element and MGI
runs and nf-core/sarek results; any other folder is searched for BAM, CRAM, depth tables and VCFs.
Prints one line per sample with what 'ikaros run' would use; nothing is written or changed.
Exit codes: 0 every sample is ready; 1 error; 3 some samples are refused; 5 a run is not complete.")]
pub struct DiscoverArgs {
    /// Folder to look through
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Print JSON, with the folders recognised, remarks, and files passed over with the reason
    #[arg(long)]
    pub json: bool,
    /// Show which samples 'run --normals-in-run' would take for normals
    #[arg(long, value_name = "NAMES", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub normals_in_run: Option<String>,
    /// Who is ours, of a run that several share.
    #[command(flatten)]
    pub selecting: SelectArgs,
}
