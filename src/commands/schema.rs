//! `ikaros schema`: the contract of the patient JSON, for whoever reads it.

use std::io::Write;

use anyhow::Context;

use crate::report::json;

/// Writes the JSON Schema (2020-12) to `output`, which is standard output on the command line.
pub fn run(output: &mut dyn Write) -> anyhow::Result<()> {
    output.write_all(&json::schema()).context("cannot write the schema")?;
    output.flush().context("cannot write the schema")
}
