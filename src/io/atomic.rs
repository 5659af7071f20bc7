//! Files that exist whole or not at all: written beside their final name, then renamed.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Names of files that are being written.
const PREFIX: &str = ".ikaros-";
const SUFFIX: &str = ".partial";

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot write {path}: {source}; nothing was left under that name: check free space and \
     permissions of the folder"
)]
pub struct WriteError {
    /// Final name of the file.
    pub path: PathBuf,
    /// What the system said.
    #[source]
    pub source: std::io::Error,
}

/// Writes a file through `fill`, syncs it to disk and renames it to `path`.
///
/// The temporary file lies in the same folder, so the rename cannot cross file systems; when
/// anything fails it is removed and a file that was already at `path` stays as it was.
pub fn write_with<F>(path: &Path, fill: F) -> Result<(), WriteError>
where
    F: FnOnce(&mut dyn Write) -> std::io::Result<()>,
{
    let wrap = |source| WriteError { path: path.to_owned(), source };
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder).map_err(wrap)?;
    let mut writer = BufWriter::with_capacity(1 << 16, file);
    fill(&mut writer).map_err(wrap)?;
    let file = writer.into_inner().map_err(|e| wrap(e.into_error()))?;
    file.as_file().sync_all().map_err(wrap)?;
    file.persist(path).map_err(|e| wrap(e.error))?;
    Ok(())
}

/// Writes bytes whole or not at all. See [`write_with`].
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write_with(path, |writer| writer.write_all(bytes))
}

/// Removes half-written files that a killed process left in a folder; only for a folder that nobody
/// else writes in. A folder that cannot be read, or a file that stays, does no harm.
pub fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Moves files that lie below one folder to the same names below another of the same disk; their new
/// paths. When one cannot be moved, those before it are removed again: all of them, or none.
pub fn move_all(files: &[PathBuf], from: &Path, to: &Path) -> Result<Vec<PathBuf>, WriteError> {
    let mut moved = Vec::new();
    for file in files {
        let path = to.join(file.strip_prefix(from).unwrap_or(file));
        if let Err(source) = std::fs::rename(file, &path) {
            for done in &moved {
                let _ = std::fs::remove_file(done);
            }
            return Err(WriteError { path, source });
        }
        moved.push(path);
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_partial() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write(&path, b"old").unwrap();
        let error = write_with(&path, |writer| {
            writer.write_all(b"half")?;
            Err(std::io::Error::other("disk full"))
        })
        .unwrap_err();
        assert!(error.to_string().contains("a.txt"));
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
