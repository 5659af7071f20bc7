//! Who a sample is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

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

impl std::str::FromStr for Sex {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "f" | "female" | "xx" => Ok(Self::Female),
            "m" | "male" | "xy" => Ok(Self::Male),
            "" | "." | "u" | "unknown" | "na" => Ok(Self::Unknown),
            _ => Err(format!("sex '{text}' is not F, M or unknown")),
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "tumour" | "tumor" | "patient" | "1" => Ok(Self::Tumour),
            "normal" | "control" | "0" => Ok(Self::Normal),
            _ => Err(format!("role '{text}' is neither tumour nor normal")),
        }
    }
}

/// Marks that take no room on a page: joiners, soft hyphens, directions of writing.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// A name as a reader takes it: in lower case, its letters put together, without what cannot be seen.
pub fn as_read(name: &str) -> String {
    name.chars().filter(|c| !is_invisible(*c)).collect::<String>().to_lowercase().nfc().collect()
}
