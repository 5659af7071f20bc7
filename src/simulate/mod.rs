//! Planting known deletions and gains into the depth or the reads of a healthy sample, so that a
//! laboratory can measure what its own assay would find.
//!
//! `event` reads what is to be planted, `place` gives it breakpoints, `plant` takes fragments away
//! or adds them. Everything follows from a seed: the same call gives the same bytes.

pub mod event;
pub mod place;
pub mod plant;

pub use event::PlannedEvent;
pub use place::{PlacedEvent, Places};
