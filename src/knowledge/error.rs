//! What a table or rule file can fail with.

use super::gene_model::GeneTableError;

/// A table or rule file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// The gene table.
    #[error(transparent)]
    Genes(#[from] GeneTableError),
    /// A rule file.
    #[error("rule file {name}: {message}; compare it with the built-in file of that name")]
    Rules {
        /// File name.
        name: String,
        /// What is wrong.
        message: String,
    },
    /// A file that is none of ours.
    #[error("{name} is not a rule file: the files are {known}")]
    UnknownFile {
        /// File name.
        name: String,
        /// The names that are known.
        known: String,
    },
}
