//! A value that was estimated.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A value with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// Most likely value.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

impl Estimate {
    /// A share of the cells with its standard error.
    pub fn of_share(value: f64, error: f64) -> Self {
        Self { value, low: (value - 1.96 * error).max(0.0), high: (value + 1.96 * error).min(1.0) }
    }
}
