//! Evidence for recurrent deletions from reads that join their two ends.
//!
//! ```text
//! reads near a class's windows --> pieces --> split or discordant fragments --> evidence
//! evidence, clone fraction --> log likelihood ratio
//! ```

pub mod breakends;
mod collect;
mod likelihood;
mod pieces;
pub mod signal;

pub use collect::{MATE_REACH, MIN_DEPTH, MIN_MAPQ, Read, WINDOW_SLACK, collect};
pub use likelihood::{at_large, is_assessable, log_likelihood_ratio};
pub use pieces::{Piece, Place, pieces_of_tag};

/// Flag bits of an aligned read, as the SAM specification names them.
pub mod flag {
    /// This segment is unmapped.
    pub const UNMAPPED: u16 = 0x4;
    /// Aligned to the reverse strand.
    pub const REVERSE: u16 = 0x10;
    /// Secondary alignment.
    pub const SECONDARY: u16 = 0x100;
    /// Failed quality checks.
    pub const QC_FAIL: u16 = 0x200;
    /// PCR or optical duplicate.
    pub const DUPLICATE: u16 = 0x400;
    /// Supplementary alignment.
    pub const SUPPLEMENTARY: u16 = 0x800;
}
