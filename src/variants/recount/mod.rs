//! Fragments counted from reads, with both haplotypes compared in a window around the allele.
//!
//! The window of an insertion or deletion holds every position to which the repeat lets it move,
//! and one unchanged base on each side: inside it a read spells the reference or the alternative
//! whatever the aligner made of it. A read that ends inside the window, or was clipped there, is
//! compared from the side on which it is aligned for as far as it reaches. Of a read that is aligned
//! with gaps nearby a wider window is compared, which holds them: an aligner may write a substitution of
//! several bases as an insertion and a deletion. One that spells neither haplotype, because another change
//! lies beside it, carries the insertion or deletion that it is aligned with.

mod clips;
mod molecule;
mod read;
mod site;
#[cfg(test)]
mod tests;

pub use molecule::Counter;
pub use read::{Aligned, EXCLUDED_FLAGS, FLANK, ReadFilters, changes};
pub use site::Site;
