//! `ikaros mlpa ratios`.

use std::io::Write;

use anyhow::Context;

use super::mlpa_setting::Setting;
use crate::cli::mlpa::{Method, RatiosArgs, Signal};
use crate::compare::raw::{self, Request, Within};
use crate::io::atomic;
use crate::io::mlpa::Wanted;
use crate::report::mlpa as tables;

/// Runs `ikaros mlpa ratios`.
pub fn run(args: &RatiosArgs, output: &mut dyn Write) -> anyhow::Result<()> {
    let setting = Setting::new(&args.options)?;
    let wanted = match args.signal {
        Signal::Heights => Wanted::Heights,
        Signal::Areas => Wanted::Areas,
        Signal::Counts => Wanted::Counts,
    };
    let files = setting.read(&args.files, wanted)?;
    let run = raw::ratios(
        &files,
        &Request {
            within: match args.method {
                Method::Reference => Within::EachReference,
                Method::Control => Within::MeanOfControls,
            },
            reference: &args.reference,
            limits: &setting.knowledge.mlpa.raw,
        },
    )?;
    let warnings = files.iter().flat_map(|file| &file.remarks).chain(&run.warnings);
    let mut standard_error = std::io::stderr().lock();
    for warning in warnings {
        let _ = writeln!(standard_error, "warning: {warning}");
    }
    for sample in run.samples.iter().filter(|sample| !sample.failure.is_empty()) {
        let _ = writeln!(standard_error, "failed: {}: {}", sample.sample, sample.failure);
    }
    let table = tables::ratios(&run);
    match &args.out {
        Some(path) => atomic::write(path, &table)?,
        None => output.write_all(&table).context("cannot write to standard output")?,
    }
    if let Some(path) = &args.quality {
        atomic::write(path, &tables::quality(&run, &setting.knowledge.mlpa.raw))?;
    }
    output.flush().context("cannot write to standard output")?;
    Ok(())
}
