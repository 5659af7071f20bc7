//! The fields of a CRAM that are decoded.

use rust_htslib::bam::Read as _;
use rust_htslib::{bam, htslib};

/// Place, shape and name of an alignment: what every search needs.
const PLACE: u32 = htslib::sam_fields_SAM_QNAME
    | htslib::sam_fields_SAM_FLAG
    | htslib::sam_fields_SAM_RNAME
    | htslib::sam_fields_SAM_POS
    | htslib::sam_fields_SAM_MAPQ
    | htslib::sam_fields_SAM_CIGAR;
/// Contig and start of the mate.
pub const MATE: u32 = htslib::sam_fields_SAM_RNEXT | htslib::sam_fields_SAM_PNEXT;

/// Asks for place, shape, name and some other fields, not for bases: a CRAM is then decoded without
/// its reference. For a BAM this changes nothing.
pub fn without_bases(
    reader: &mut bam::IndexedReader,
    others: u32,
) -> rust_htslib::errors::Result<()> {
    let wanted = htslib::hts_fmt_option_CRAM_OPT_REQUIRED_FIELDS;
    reader.set_cram_options(wanted, PLACE | others)?;
    reader.set_cram_options(htslib::hts_fmt_option_CRAM_OPT_DECODE_MD, 0)
}
