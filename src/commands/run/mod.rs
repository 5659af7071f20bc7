//! `ikaros run`: the whole way, for every sample of a folder or sheet.

mod inputs;
mod lock;
mod resume;

use crate::cli::run::RunArgs;
use crate::commands::Outcome;
use crate::commands::progress::Progress;

/// Runs all samples.
pub fn run(_args: &RunArgs, _threads: usize, _progress: &Progress) -> anyhow::Result<Outcome> {
    anyhow::bail!("not wired yet")
}
