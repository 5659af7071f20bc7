//! The kind of a file, and whether its end is there.
//!
//! A file that was cut between two blocks is read to its end without an error by every library,
//! which would turn lost reads into lost copies: the closing block is what tells.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::error::AlignmentError;
use crate::io::text::BGZF_EOF;

/// Kind of alignment file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// BAM.
    Bam,
    /// CRAM 2.1, 3.0 or 3.1.
    Cram,
}

/// Closing container of CRAM 3.
const CRAM3_EOF: [u8; 38] = [
    0x0f, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xe0, 0x45, 0x4f, 0x46, 0, 0, 0, 0, 0x01, 0, 0x05,
    0xbd, 0xd9, 0x4f, 0, 0x01, 0, 0x06, 0x06, 0x01, 0, 0x01, 0, 0x01, 0, 0xee, 0x63, 0x01, 0x4b,
];
/// Closing container of CRAM 2.1.
const CRAM2_EOF: [u8; 30] = [
    0x0b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0xe0, 0x45, 0x4f, 0x46, 0, 0, 0, 0, 0x01, 0, 0,
    0x01, 0, 0x06, 0x06, 0x01, 0, 0x01, 0, 0x01, 0,
];

pub(super) fn check(path: &Path) -> Result<Format, AlignmentError> {
    let wrap = |source| AlignmentError::Read { path: path.into(), source };
    let mut file = File::open(path).map_err(wrap)?;
    let mut magic = [0; 26];
    let read = read_up_to(&mut file, &mut magic).map_err(wrap)?;
    let (format, closing): (_, &[u8]) = match &magic[..read] {
        [0x1f, 0x8b, 8, 4, ..] => (Format::Bam, &BGZF_EOF),
        [b'C', b'R', b'A', b'M', 3, ..] => (Format::Cram, &CRAM3_EOF),
        [b'C', b'R', b'A', b'M', 2, ..] => (Format::Cram, &CRAM2_EOF),
        [] => return Err(AlignmentError::Truncated { path: path.into() }),
        _ => {
            let cause = "neither BAM nor CRAM 2 or 3 (SAM text is not indexed: convert it with \
                         'samtools view -b')";
            return Err(AlignmentError::Format { path: path.into(), cause: cause.to_owned() });
        }
    };
    let size = file.seek(SeekFrom::End(0)).map_err(wrap)?;
    let mut end = vec![0; closing.len()];
    if size < end.len() as u64 {
        return Err(AlignmentError::Truncated { path: path.into() });
    }
    file.seek(SeekFrom::End(-(end.len() as i64))).map_err(wrap)?;
    file.read_exact(&mut end).map_err(wrap)?;
    if end == closing { Ok(format) } else { Err(AlignmentError::Truncated { path: path.into() }) }
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}
