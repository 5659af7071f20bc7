//! Aligned reads: checks before any work, then reads by index.

mod cram_index;
mod error;
pub(super) mod fields;
mod file;
mod header;
mod index;
pub mod planted;
mod preflight;
mod reader;

pub use error::AlignmentError;
pub use file::{Alignment, AlignmentOptions, FileIdentity, identify};
pub use preflight::Format;
pub use reader::Reader;
