//! `ikaros mlpa ratios`.

use std::io::Write;

use crate::cli::mlpa::RatiosArgs;

/// Runs `ikaros mlpa ratios`.
pub fn run(_args: &RatiosArgs, _output: &mut dyn Write) -> anyhow::Result<()> {
    anyhow::bail!("not there yet")
}
