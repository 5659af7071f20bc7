//! What a run asks of alignments.

use std::path::Path;

use anyhow::bail;

use crate::commands::run::basis::Targets;
use crate::commands::run::inputs::Identity;
use crate::commands::run::measure::{Job, Shared};
use crate::model::depth::DepthTable;

/// Who an alignment is, from its header.
pub fn identify(path: &Path, _reference: Option<&Path>) -> anyhow::Result<Identity> {
    bail!("{}: not wired", path.display())
}

/// Measures the depth of an alignment over the targets.
pub fn measure(
    _job: &Job,
    path: &Path,
    _shared: &Shared<'_>,
    _targets: &Targets,
) -> anyhow::Result<DepthTable> {
    bail!("{}: not wired", path.display())
}
