//! Why a folder cannot be searched.

use std::path::PathBuf;

/// A folder could not be searched.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// The folder or list could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The analysis that was asked for is not there.
    #[error("{0}")]
    NoAnalysis(String),
    /// A pattern without a match.
    #[error("no file matches '{pattern}'")]
    NoMatch {
        /// The pattern.
        pattern: String,
    },
}
