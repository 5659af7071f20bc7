//! Callers' small-variant records: as they are on the ALL genes, and merged to one record per allele.
//!
//! ```text
//! header --> caller, tumour column, assembly
//! record --> split alleles --> trim --> gene --> counts as this caller means them --> SmallVariant
//! observe --> normalise --> haplotype --> merge --> recount --> finish, filter --> MergedVariant
//! ```
//!
//! The text of a VCF is parsed here without a library: callers' headers break the rules that strict
//! readers enforce (wrong contig lengths, clashing declarations, empty fields), and the fields that
//! matter mean what the caller says, not what the header declares. Nothing is dropped uncounted.

pub mod agreement;
pub mod alone;
pub mod annotation;
pub mod bind;
pub mod caller;
pub mod change;
pub mod consequence;
pub mod counts;
pub mod filter;
pub mod finish;
pub mod germline;
pub mod haplotype;
pub mod header;
pub mod hotspot;
pub mod limit;
pub mod merge;
pub mod normalise;
pub mod observe;
pub mod plain;
pub mod record;
pub mod recount;
pub mod rows;
pub mod same_patient;
pub mod seen;
pub mod sequence;
pub mod together;

use crate::model::small_variant::SmallVariant;

/// Puts the records of a sample's files into genome order: contig, position, alleles, caller, file.
///
/// Records of several callers on one allele stay side by side here; merging them into one record
/// per allele builds on this order.
pub fn collect(mut variants: Vec<SmallVariant>) -> Vec<SmallVariant> {
    variants.sort_by(|a, b| {
        (&a.contig, a.position, &a.reference, &a.alternative, &a.caller, &a.file).cmp(&(
            &b.contig,
            b.position,
            &b.reference,
            &b.alternative,
            &b.caller,
            &b.file,
        ))
    });
    variants.dedup();
    variants
}
