//! Target files in BED.

use std::path::{Path, PathBuf};

use crate::io::text;
use crate::model::contig::{Contig, ContigStyle};
use crate::model::interval::Interval;
use crate::model::target::Target;

/// The intervals of a BED file, in the file's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BedTargets {
    /// One per line that holds an interval.
    pub targets: Vec<Target>,
    /// Whether the file writes `chr7` or `7`.
    pub style: ContigStyle,
}

/// A BED file could not be used.
#[derive(Debug, thiserror::Error)]
pub enum BedError {
    /// The file could not be read.
    #[error("cannot read targets {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system or the decoder said.
        #[source]
        source: std::io::Error,
    },
    /// The file holds no interval.
    #[error("targets {path}: no interval in the file: give a BED with chrom, start, end")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A line is not an interval.
    #[error("{path}:{line}: {cause}")]
    Line {
        /// The file.
        path: PathBuf,
        /// 1-based line number.
        line: usize,
        /// What is wrong and what is expected.
        cause: String,
    },
}

/// Reads a BED file: plain or gzip, `-` for standard input.
///
/// `track`, `browser`, `#` and blank lines are skipped; CRLF and a byte-order mark are tolerated.
/// Columns are chrom, 0-based start, end, and an optional name (`.` is no name); further columns
/// are ignored. Columns are split at tabs, or at blanks in a line without tabs.
pub fn read(path: &Path) -> Result<BedTargets, BedError> {
    let text = text::read(path).map_err(|source| BedError::Read { path: path.into(), source })?;
    parse(&text, path)
}

fn parse(text: &str, path: &Path) -> Result<BedTargets, BedError> {
    let mut targets = Vec::new();
    let mut names = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_end();
        if is_header(line) {
            continue;
        }
        let (chrom, target) = parse_line(line).map_err(|cause| BedError::Line {
            path: path.into(),
            line: index + 1,
            cause,
        })?;
        targets.push(target);
        names.push(chrom);
    }
    if targets.is_empty() {
        return Err(BedError::Empty { path: path.into() });
    }
    Ok(BedTargets { targets, style: ContigStyle::of(names) })
}

fn is_header(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or("");
    first.is_empty() || first.starts_with('#') || first == "track" || first == "browser"
}

/// One line's contig name as written, and its target.
fn parse_line(line: &str) -> Result<(&str, Target), String> {
    let columns: Vec<&str> = if line.contains('\t') {
        line.split('\t').map(str::trim).collect()
    } else {
        line.split_whitespace().collect()
    };
    let [chrom, start, end, ..] = columns[..] else {
        return Err(format!(
            "{} column(s) where BED has at least three (chrom, start, end)",
            columns.len()
        ));
    };
    if chrom.is_empty() {
        return Err("the chrom column is empty".to_owned());
    }
    let start = parse_position("start", start)?;
    let end = parse_position("end", end)?;
    if start >= end {
        return Err(format!(
            "start {start} is not below end {end}: BED intervals are 0-based and half-open"
        ));
    }
    let name = columns.get(3).copied().filter(|name| *name != ".").unwrap_or("");
    let interval = Interval::new(Contig::new(chrom), start, end);
    Ok((chrom, Target { interval, name: name.to_owned() }))
}

/// A BED coordinate; positions in alignments are signed 32-bit numbers.
pub(crate) fn parse_position(column: &str, text: &str) -> Result<u32, String> {
    match text.parse::<u32>() {
        Ok(value) if i32::try_from(value).is_ok() && !text.starts_with('+') => Ok(value),
        _ => Err(format!("{column} '{text}' is not a whole number from 0 to {}", i32::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn parse_text(text: &str) -> Result<BedTargets, BedError> {
        parse(text, Path::new("panel.bed"))
    }

    #[test]
    fn headers_line_ends_and_names() {
        let bed = parse_text(
            "browser position chr7\r\ntrack name=panel\r\n#chrom\tstart\tend\r\n\r\n\
             chr7\t5\t9\tIKZF1 ex1\t0\t+\r\nchr2 1 3 . \nchrX\t7\t8\n",
        )
        .unwrap();
        assert_eq!(bed.style, ContigStyle::Chr);
        let rows: Vec<_> = bed
            .targets
            .iter()
            .map(|t| (t.interval.contig.as_str(), t.interval.start, t.interval.end, &*t.name))
            .collect();
        assert_eq!(rows, [("7", 5, 9, "IKZF1 ex1"), ("2", 1, 3, ""), ("X", 7, 8, "")]);
    }

    #[test]
    fn plain_names_are_seen() {
        assert_eq!(parse_text("7\t1\t2\n").unwrap().style, ContigStyle::Plain);
    }

    #[test]
    fn a_bad_line_is_named_with_its_number() {
        for (text, expected) in [
            ("chr1\t1\t2\nchr1\t9\t9\n", "panel.bed:2: start 9 is not below end 9"),
            ("chr1\t9\t3\n", "panel.bed:1: start 9 is not below end 3"),
            ("chr1\t1\n", "panel.bed:1: 2 column(s)"),
            ("chr1\tx\t3\n", "start 'x'"),
            ("chr1\t1\t1e3\n", "end '1e3'"),
            ("chr1\t-1\t3\n", "start '-1'"),
            ("chr1\t1\t4294967296\n", "end '4294967296'"),
            ("\t1\t2\n", "chrom column is empty"),
            ("chrom\tstart\tend\nchr1\t1\t2\n", "panel.bed:1: start 'start'"),
        ] {
            let message = parse_text(text).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn an_empty_file_is_refused() {
        for text in ["", "\n\n", "#only\ntrack x\n"] {
            assert!(matches!(parse_text(text), Err(BedError::Empty { .. })));
        }
    }

    #[test]
    fn gzip_and_byte_order_mark_are_read_and_truncation_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("panel.bed.gz");
        let text = "\u{feff}chr1\t1\t2\n".to_owned() + &"chr1\t5\t9\tname\n".repeat(5000);
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        let bytes = encoder.finish().unwrap();
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(read(&path).unwrap().targets.len(), 5001);
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        let message = read(&path).unwrap_err().to_string();
        assert!(message.contains("panel.bed.gz") && message.contains("truncated"), "{message}");
    }
}
