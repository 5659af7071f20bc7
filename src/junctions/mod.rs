//! Evidence for recurrent deletions from reads that join their two ends.
//!
//! ```text
//! reads near a class's windows --> pieces --> split or discordant fragments --> evidence
//! evidence, clone fraction --> log likelihood ratio
//! ```

pub mod breakends;
mod collect;
pub mod flag;
mod likelihood;
mod pieces;
pub mod signal;

pub use collect::{MATE_REACH, MIN_DEPTH, MIN_MAPQ, Read, WINDOW_SLACK, collect};
pub use likelihood::{at_large, is_assessable, log_likelihood_ratio};
pub use pieces::{Piece, Place, pieces_of_tag};
