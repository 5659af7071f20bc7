//! `ikaros mlpa`: what is understood of MLPA files, and ratios from raw signals.

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;

use super::mlpa_setting::Setting;
use crate::cli::mlpa::{MlpaArgs, MlpaCommand, ReadArgs};
use crate::io::mlpa::Wanted;
use crate::report::mlpa as tables;

/// Runs `ikaros mlpa`.
pub fn run(args: &MlpaArgs, output: &mut dyn Write) -> anyhow::Result<()> {
    match &args.command {
        MlpaCommand::Read(args) => read(args, output),
        MlpaCommand::Ratios(args) => super::mlpa_ratios::run(args, output),
    }
}

fn read(args: &ReadArgs, output: &mut dyn Write) -> anyhow::Result<()> {
    let setting = Setting::new(&args.options)?;
    let files = setting.read(&args.files, Wanted::Results)?;
    let cohort = setting.gather(&files)?;
    let bytes = if args.json {
        tables::json(&files, &cohort)?
    } else if args.rows {
        tables::rows(&files)
    } else {
        tables::summary(&files, &cohort)
    };
    output.write_all(&bytes).context("cannot write to standard output")?;
    output.flush().context("cannot write to standard output")?;
    Ok(())
}

/// Makes a folder.
pub fn make_folder(path: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(path).with_context(|| {
        format!("cannot make the folder {}: check its parent's permissions", path.display())
    })
}
