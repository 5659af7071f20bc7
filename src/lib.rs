//! IKZF1 and its companions in acute lymphoblastic leukaemia, from capture sequencing to a report
//! in MLPA's own categories.
//!
//! ```text
//! reads --> depth --> normals --> calling --+--> interpret --> report
//!   \-----> junctions ----------------------+
//! VCFs ---> variants ----------------------+          MLPA files --> compare (with results)
//! ```
//!
//! Each module below is a stage, in the order in which data pass through them. `io` is the only
//! one that touches files; `commands` read with `io`, call pure stages, and write with `io`.

pub mod calling;
pub mod cli;
pub mod commands;
pub mod compare;
pub mod depth;
pub mod interpret;
pub mod io;
pub mod junctions;
pub mod knowledge;
pub mod model;
pub mod normals;
pub mod pipeline;
pub mod report;
pub mod simulate;
pub mod stats;
pub mod variants;
