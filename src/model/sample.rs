//! Who a sample is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sex chromosomes as the laboratory or the data state them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Two X.
    Female,
    /// X and Y.
    Male,
    /// Neither stated nor readable from the targets.
    Unknown,
}

impl Sex {
    /// `F`, `M` or `unknown`, as written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether a sample is a patient's or a healthy reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A patient's sample.
    Tumour,
    /// A healthy reference sample.
    Normal,
}

impl Role {
    /// `tumour` or `normal`, as written in tables.
    pub fn code(self) -> &'static str {
        match self {
            Self::Tumour => "tumour",
            Self::Normal => "normal",
        }
    }
}
