//! Why an MLPA file cannot be used.

use std::path::PathBuf;

/// A file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum MlpaError {
    /// The system refused it.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Its content cannot be used.
    #[error("{path}: {problem}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong and how to mend it.
        problem: String,
    },
}
