//! Reads to fragments and depth per target.
//!
//! ```text
//! reads overlapping targets --> filter --> aligned bases that pass --> mates once --> per target
//! ```
//!
//! Definitions, and how they differ from other programs', are in `docs/depth.md`.

mod alignments;
mod bases;
mod count;
mod layout;
mod mates;
mod measure;
mod off_target;
mod options;
mod par;
mod qc;

pub use alignments::{Alignments, DepthError, Identity, Read, Window, flag};
pub use measure::measure;
pub use options::{Definition, DepthOptions};
