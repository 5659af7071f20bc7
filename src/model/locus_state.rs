//! The three answers a locus can have. "Not assessed" is never "not deleted".

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// State of a locus with respect to deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LocusState {
    /// At least one exon is deleted.
    Deleted,
    /// Every assessed exon is present; see the limit of detection beside it.
    NotDeleted,
    /// The data cannot answer.
    NotAssessed,
}

impl LocusState {
    /// `deleted`, `not deleted` or `not assessed`, as printed.
    pub fn label(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::NotDeleted => "not deleted",
            Self::NotAssessed => "not assessed",
        }
    }
}

/// Answer of a rule over loci that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The rule holds whatever the unknown loci are.
    Yes,
    /// The rule fails whatever the unknown loci are.
    No,
    /// The rule depends on a locus that was not assessed.
    NotAssessed,
}

impl Answer {
    /// `yes`, `no` or `not_assessed`, as written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotAssessed => "not_assessed",
        }
    }
}
