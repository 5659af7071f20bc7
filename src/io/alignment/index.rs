//! Finding an index, or building it.

use std::path::{Path, PathBuf};

use rust_htslib::bam::index::{Type, build};

use super::error::AlignmentError;
use super::preflight::Format;

/// Longest contig that a BAI can describe.
const BAI_LIMIT: u64 = 1 << 29;

pub(super) fn find_or_build(
    path: &Path,
    format: Format,
    folder: Option<&Path>,
    longest_contig: u64,
    notes: &mut Vec<String>,
) -> Result<PathBuf, AlignmentError> {
    if let Some(found) = find(path, format, folder) {
        if is_older(&found, path) {
            let (index, file) = (found.display(), path.display());
            notes.push(format!(
                "index {index} is older than {file}: if the reads changed since, \
                                index it again"
            ));
        }
        return Ok(found);
    }
    build_one(path, format, folder, longest_contig, notes)
}

fn find(path: &Path, format: Format, folder: Option<&Path>) -> Option<PathBuf> {
    let suffixes: &[&str] = match format {
        Format::Bam => &["bai", "csi"],
        Format::Cram => &["crai"],
    };
    let moved = folder.zip(path.file_name()).map(|(folder, name)| folder.join(name));
    for base in [Some(path.to_owned()), moved].into_iter().flatten() {
        for suffix in suffixes {
            for candidate in [appended(&base, suffix), base.with_extension(suffix)] {
                if candidate.is_file() {
                    return Some(candidate);
                }
            }
        }
    }
    None
}

fn appended(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

fn is_older(index: &Path, file: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    matches!((changed(index), changed(file)), (Some(index), Some(file)) if index < file)
}

/// Builds the index beside the file, or in the given folder where that cannot be written.
fn build_one(
    path: &Path,
    format: Format,
    folder: Option<&Path>,
    longest_contig: u64,
    notes: &mut Vec<String>,
) -> Result<PathBuf, AlignmentError> {
    let fail = |cause: String| AlignmentError::Index { path: path.into(), cause };
    let (suffix, kind) = match format {
        Format::Bam if longest_contig >= BAI_LIMIT => ("csi", 14),
        Format::Bam => ("bai", 0),
        Format::Cram => ("crai", 0),
    };
    let beside = appended(path, suffix);
    let own_folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Whether a folder can be written is known for certain only after writing into it.
    let (temporary, target) = match (tempfile::tempdir_in(own_folder), folder) {
        (Ok(temporary), _) => (temporary, beside),
        (Err(_), Some(folder)) => {
            let name = beside.file_name().unwrap_or_default();
            let temporary = tempfile::tempdir_in(folder)
                .map_err(|e| fail(format!("folder {} cannot be written: {e}", folder.display())))?;
            (temporary, folder.join(name))
        }
        (Err(error), None) => {
            return Err(fail(format!(
                "its folder cannot be written ({error}): give another folder with --index-dir, or \
                 run 'samtools index' where it can be written"
            )));
        }
    };
    let part = temporary.path().join(suffix);
    let kind = if kind == 0 { Type::Bai } else { Type::Csi(kind) };
    build(path, Some(part.as_path()), kind, 1).map_err(|error| {
        fail(format!(
            "{error}; the reads may not be sorted by coordinate, or the data are damaged: check \
             with 'samtools quickcheck' and 'samtools sort'"
        ))
    })?;
    std::fs::rename(&part, &target).map_err(|error| fail(error.to_string()))?;
    notes.push(format!("{}: no index was found; built {}", path.display(), target.display()));
    Ok(target)
}
