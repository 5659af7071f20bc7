//! A VCF or BCF of any caller as header and record lines.

use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use rust_htslib::bcf::{self, Read as _};

use crate::io::text;
use crate::variants::header::VcfHeader;

/// A VCF or BCF could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}{place}: {cause}")]
pub struct LinesError {
    /// The file.
    pub path: PathBuf,
    /// `:LINE`, or nothing.
    pub place: String,
    /// What is wrong and what to do.
    pub cause: String,
}

/// An open VCF or BCF, after its header.
pub struct VcfLines {
    path: PathBuf,
    header: VcfHeader,
    /// The line that was given last, and the one that comes next.
    number: u64,
    next: u64,
    is_without_end: bool,
    source: Source,
}

enum Source {
    /// Text, with the first record's line that was read already.
    Text(Box<dyn BufRead>, Vec<u8>),
    Bcf(Box<bcf::Reader>, Box<bcf::Record>),
}

/// What some editors put before the first character.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Columns of a VCF of sites alone, and of one sample.
const WITHOUT_SAMPLES: usize = 8;
const WITH_A_SAMPLE: usize = 10;

const BCF_MAGIC: &[u8] = b"BCF\x02";

impl VcfLines {
    /// Opens a file and reads its header.
    pub fn open(path: &Path) -> Result<Self, LinesError> {
        let fail =
            |cause: String| LinesError { path: path.to_owned(), place: String::new(), cause };
        let io = |e: std::io::Error| fail(format!("cannot read the VCF: {e}"));
        let mut reader = text::open(path).map_err(io)?;
        let is_bcf = reader.fill_buf().map_err(io)?.starts_with(BCF_MAGIC);
        let mut header = VcfHeader::default();
        let (mut next, mut is_without_end) = (0, false);
        let source = if is_bcf {
            bcf_header(&mut reader, &mut header).map_err(io)?;
            drop(reader);
            let opened = bcf::Reader::from_path(path).map_err(|e| fail(e.to_string()))?;
            let record = opened.empty_record();
            Source::Bcf(Box::new(opened), Box::new(record))
        } else {
            let mut line = Vec::new();
            loop {
                line.clear();
                reader.read_until(b'\n', &mut line).map_err(io)?;
                next += 1;
                if next == 1 && line.starts_with(BYTE_ORDER_MARK) {
                    line.drain(..BYTE_ORDER_MARK.len());
                }
                let is_blank = !line.is_empty() && line.trim_ascii().is_empty();
                if !is_blank && line.first() != Some(&b'#') {
                    break;
                }
                is_without_end = line.last() != Some(&b'\n');
                header.push(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']));
            }
            Source::Text(reader, line)
        };
        let fewest = if is_without_end { WITH_A_SAMPLE } else { WITHOUT_SAMPLES };
        if header.columns < fewest {
            return Err(fail(
                "no whole #CHROM line: not a VCF, or its header was cut off; fetch or write the file \
                 again"
                    .to_owned(),
            ));
        }
        Ok(Self { path: path.to_owned(), header, number: next, next, is_without_end, source })
    }

    /// The header.
    pub fn header(&self) -> &VcfHeader {
        &self.header
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Number of the line that was read last; of a BCF the number of the record.
    pub fn line_number(&self) -> u64 {
        self.number
    }

    /// True where the last line of a text was read and has no line end: the file may have been cut.
    pub fn is_without_end(&self) -> bool {
        self.is_without_end
    }

    /// Puts the next record line into `line`; false at the end.
    pub fn next_line(&mut self, line: &mut String) -> Result<bool, LinesError> {
        let (path, number) = (&self.path, self.number);
        let fail = |cause: String| LinesError {
            path: path.clone(),
            place: format!(":{number}"),
            cause: format!("{cause}; fetch or write the file again"),
        };
        line.clear();
        match &mut self.source {
            Source::Bcf(reader, record) => {
                match reader.read(record) {
                    None => return Ok(false),
                    Some(outcome) => outcome.map_err(|e| fail(e.to_string()))?,
                }
                line.push_str(record.to_vcf_string().map_err(|e| fail(e.to_string()))?.trim_end());
                self.number += 1;
                Ok(true)
            }
            Source::Text(reader, bytes) => loop {
                if bytes.is_empty() {
                    return Ok(false);
                }
                let text = String::from_utf8_lossy(bytes);
                let text = text.trim_end_matches(['\n', '\r']);
                let is_record = !text.is_empty() && !text.starts_with('#');
                // A transfer that stopped inside a line leaves a value that looks like another one.
                let is_last = bytes.last() != Some(&b'\n');
                let columns = text.split('\t').count();
                if is_record && is_last && columns < self.header.columns {
                    let of = self.header.columns;
                    return Err(LinesError {
                        place: format!(":{}", self.next),
                        ..fail(format!("the last line has {columns} of {of} columns and no end"))
                    });
                }
                // An empty column too many is a tab at the end.
                if is_record && text.split('\t').skip(self.header.columns).any(|c| !c.is_empty()) {
                    let of = self.header.columns;
                    return Err(LinesError {
                        path: self.path.clone(),
                        place: format!(":{}", self.next),
                        cause: format!(
                            "the line has {columns} columns, the header names {of}: whose values the others are \
                             cannot be told; write the file again with a header that names every column"
                        ),
                    });
                }
                if is_record {
                    self.is_without_end = is_last;
                    line.push_str(text);
                }
                bytes.clear();
                reader.read_until(b'\n', bytes).map_err(|e| fail(e.to_string()))?;
                let current = self.next;
                self.next += 1;
                if is_record {
                    self.number = current;
                    return Ok(true);
                }
            },
        }
    }
}

/// The header text of a BCF: magic, length, text.
fn bcf_header(reader: &mut impl Read, header: &mut VcfHeader) -> std::io::Result<()> {
    let mut start = [0_u8; 9];
    reader.read_exact(&mut start)?;
    let length = u32::from_le_bytes([start[5], start[6], start[7], start[8]]);
    let mut text = Vec::new();
    reader.take(u64::from(length)).read_to_end(&mut text)?;
    for line in String::from_utf8_lossy(&text).trim_end_matches('\0').lines() {
        header.push(line);
    }
    Ok(())
}
