//! What this stage asks of a file of aligned reads.

use std::path::PathBuf;

use crate::model::assembly::Assembly;
use crate::model::contig::{Contig, ContigStyle};

/// Flag bits of an aligned read, as the SAM specification names them.
pub mod flag {
    /// Template has several segments.
    pub const PAIRED: u16 = 0x1;
    /// Each segment is properly aligned.
    pub const PROPER_PAIR: u16 = 0x2;
    /// This segment is unmapped.
    pub const UNMAPPED: u16 = 0x4;
    /// The next segment is unmapped.
    pub const MATE_UNMAPPED: u16 = 0x8;
    /// First and last segment of the template.
    pub const FIRST_AND_LAST: u16 = 0xc0;
    /// Secondary alignment.
    pub const SECONDARY: u16 = 0x100;
    /// Failed quality checks.
    pub const QC_FAIL: u16 = 0x200;
    /// PCR or optical duplicate.
    pub const DUPLICATE: u16 = 0x400;
    /// Supplementary alignment.
    pub const SUPPLEMENTARY: u16 = 0x800;
}

/// A stretch of a contig, 0-based half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First base.
    pub start: u32,
    /// One past the last base.
    pub end: u32,
}

/// One aligned read, borrowed from its reader.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// Flag bits; see [`flag`].
    pub flags: u16,
    /// Mapping quality.
    pub mapq: u8,
    /// Index of the contig in the header.
    pub contig: i32,
    /// First aligned base, 0-based.
    pub start: i64,
    /// Index of the mate's contig in the header, -1 for none.
    pub mate_contig: i32,
    /// First aligned base of the mate, 0-based, -1 for none.
    pub mate_start: i64,
    /// Signed observed template length.
    pub template_length: i64,
    /// Name of the template.
    pub name: &'a [u8],
    /// CIGAR as in BAM: length << 4 | operation.
    pub cigar: &'a [u32],
    /// Base qualities; empty when the file holds none.
    pub qualities: &'a [u8],
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The file.
    pub path: PathBuf,
    /// Sample name.
    pub sample: String,
    /// Assembly from the contig lengths.
    pub assembly: Option<Assembly>,
    /// How contigs are named.
    pub style: ContigStyle,
    /// Mapped records in the file, where its index tells.
    pub mapped_reads: Option<u64>,
    /// Mapped records of each contig in the header's order; empty where the index does not tell.
    pub mapped_on: Vec<(Contig, u64)>,
}

/// A coordinate-sorted, indexed file of aligned reads.
///
/// Use: [`fetch`](Self::fetch) once for a contig, then [`advance`](Self::advance) and
/// [`read`](Self::read) until there is none left.
pub trait Alignments {
    /// What the file says of itself.
    fn identity(&self) -> &Identity;
    /// Index of a contig in the header.
    fn contig_index(&self, contig: &Contig) -> Option<i32>;
    /// Goes to the first read that overlaps any of the windows, which are sorted and disjoint.
    fn fetch(&mut self, contig: &Contig, windows: &[Window]) -> Result<(), DepthError>;
    /// Moves to the next read in order of start; each read comes once, however many windows it
    /// overlaps, and reads that overlap none may come too. False when there is none left.
    fn advance(&mut self) -> Result<bool, DepthError>;
    /// The current read, after `advance` said true.
    fn read(&self) -> Read<'_>;
    /// Another reader of the same file with a position of its own.
    fn reopen(&self) -> Result<Box<dyn Alignments>, DepthError>;
}

/// Depth could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum DepthError {
    /// The file holds damaged data or cannot be decoded.
    #[error("sample {sample}: cannot read {path}: {cause}")]
    Read {
        /// Sample name.
        sample: String,
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        cause: String,
    },
    /// Reads are not in order of position.
    #[error(
        "sample {sample}: {path} is not sorted by coordinate (a read at {contig}:{position} comes \
         after one at {previous}): sort it with 'samtools sort' and index it again"
    )]
    Unsorted {
        /// Sample name.
        sample: String,
        /// The file.
        path: PathBuf,
        /// Contig.
        contig: Contig,
        /// 1-based position of the read that comes too late.
        position: i64,
        /// 1-based position of the read before it.
        previous: i64,
    },
}
