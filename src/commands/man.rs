//! `ikaros man`: manual pages, one a verb.

use anyhow::Context;
use clap::CommandFactory;

use crate::cli::{Cli, ManArgs};
use crate::commands::Outcome;
use crate::io::atomic;

/// Writes `ikaros.1` and a page for each verb.
pub fn run(args: &ManArgs) -> anyhow::Result<Outcome> {
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make folder {}", args.out.display()))?;
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    write(&command, args)?;
    Ok(Outcome::Done)
}

/// Pages of a command and of those below it.
fn write(command: &clap::Command, args: &ManArgs) -> anyhow::Result<()> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    atomic::write(&args.out.join(format!("{name}.1")), &page)?;
    command.get_subcommands().try_for_each(|below| write(below, args))
}
