//! A file's size and time of change: enough to tell that it is as it was.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// A file as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Path without links.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change, in nanoseconds since 1970; as text, because it exceeds what JSON
    /// numbers carry exactly.
    pub modified: String,
}

/// The stamp of a file as it is now.
pub fn of(path: &Path) -> std::io::Result<Stamp> {
    let path = path.canonicalize()?;
    let data = path.metadata()?;
    let modified = data.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    Ok(Stamp { path, size: data.len(), modified: modified.to_string() })
}
