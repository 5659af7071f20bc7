//! The nouns: plain data that every stage shares. Nothing here reads a file or decides anything.

pub mod amino_acids;
pub mod assembly;
pub mod calls;
pub mod chromosomes;
pub mod contig;
pub mod depth;
pub mod estimate;
pub mod interval;
pub mod junction;
pub mod language;
pub mod locus_state;
pub mod merged_variant;
pub mod off_target;
pub mod par;
pub mod patient;
pub mod sample;
pub mod small_variant;
pub mod snp;
pub mod target;
