//! What a run asks of alignments.

use std::path::Path;

use anyhow::Context;

use super::basis::Targets;
use super::job::{Job, Shared};
use super::samples::Identity;
use crate::commands::depth::count;
use crate::depth::{Definition, DepthOptions};
use crate::io::alignment::{self, Alignment, AlignmentOptions};
use crate::model::depth::DepthTable;

/// Who an alignment is, from its header; its end must be there.
pub fn identify(path: &Path) -> anyhow::Result<Identity> {
    let found = alignment::identify(path)?;
    Ok(Identity { samples: found.samples, assembly: found.assembly })
}

/// Measures the depth of an alignment over the targets, and the reads at known junctions.
pub fn measure(
    job: &Job,
    path: &Path,
    shared: &Shared<'_>,
    targets: &Targets,
) -> anyhow::Result<DepthTable> {
    // A folder of its own: two files of one name must never share an index.
    let index_folder = shared.out.index().join(&job.name);
    std::fs::create_dir_all(&index_folder)
        .with_context(|| format!("cannot make folder {}", index_folder.display()))?;
    let options = AlignmentOptions {
        sample: Some(job.name.clone()),
        index_folder: Some(index_folder.clone()),
        reference: shared.args.reference.clone(),
    };
    let opened = Alignment::open(path, &options);
    // It stays where an index was put into it. Its parent is another sample's too.
    let _ = std::fs::remove_dir(&index_folder);
    let opened = opened.with_context(|| format!("sample {}", job.name))?;
    for note in opened.notes() {
        shared.progress.warn(note);
    }
    opened.check_targets(&targets.set).with_context(|| format!("sample {}", job.name))?;
    let options = DepthOptions {
        min_mapq: shared.args.min_mapq,
        min_baseq: shared.args.min_baseq,
        definition: Definition::EitherMate,
    };
    count(&opened, &targets.set, options, shared.snps)
}
