//! Arguments of `ikaros schema`.

use clap::Args;

/// Prints the JSON Schema of `PATIENT.ikaros.json`.
#[derive(Debug, Clone, Args)]
#[command(after_help = "Example: ikaros schema > ikaros.schema.json")]
pub struct SchemaArgs {}
