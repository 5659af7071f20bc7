//! Sample sheets: who is who, in the laboratory's own words.
//!
//! Comma, semicolon or tab; UTF-8 with or without a byte-order mark, or UTF-16 as spreadsheets
//! export it. The first line that is not empty names the columns. Every mistake is collected, so
//! that one reading of the message mends the sheet.

mod columns;
mod values;

use std::path::{Path, PathBuf};

use crate::io::filenames;
use crate::model::sample::{Role, Sex};
use columns::{Column, Columns};

/// A role in the words that sheets use; none where the word is another.
pub(crate) fn stated_role(field: &str) -> Option<Role> {
    values::role(field).ok()
}

/// Sex in the words that sheets use; none where the word is another.
pub(crate) fn stated_sex(field: &str) -> Option<Sex> {
    values::sex(field).ok()
}

/// One row of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// Line in the sheet, 1-based.
    pub line: u64,
    /// Sample name.
    pub sample: String,
    /// Patient's sample or healthy reference; absent when the sheet does not say.
    pub role: Option<Role>,
    /// Sex chromosomes as stated.
    pub sex: Sex,
    /// Blast percentage as stated, 0 to 100.
    pub blast_percent: Option<f64>,
    /// How the blasts were counted, as stated.
    pub blast_method: Option<String>,
    /// What the depth comes from.
    pub source: SheetSource,
    /// VCFs of the sample, in the columns' order.
    pub vcfs: Vec<PathBuf>,
    /// VCF of a germline caller with the sample's own SNPs.
    pub germline_vcf: Option<PathBuf>,
}

/// What a sample's depth comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetSource {
    /// BAM or CRAM.
    Alignment(PathBuf),
    /// Depth that was measured before, here or elsewhere.
    DepthTable(PathBuf),
}

impl SheetSource {
    /// The file.
    pub fn path(&self) -> &Path {
        match self {
            Self::Alignment(path) | Self::DepthTable(path) => path,
        }
    }
}

/// A sheet that holds together.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleSheet {
    /// Rows in the sheet's order.
    pub rows: Vec<SheetRow>,
    /// Remarks that stop nothing, each naming the file and line.
    pub warnings: Vec<String>,
}

/// A sheet could not be used.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The file could not be read.
    #[error("cannot read sample sheet {path}: {source}")]
    Read {
        /// The sheet.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The text is in no known encoding.
    #[error("{path}: not UTF-8 text (line {line}): save the sheet as 'CSV UTF-8'")]
    Encoding {
        /// The sheet.
        path: PathBuf,
        /// Line of the first byte that is not text.
        line: usize,
    },
    /// No row.
    #[error("{path}: no sample in the sheet: it needs a line of column names and a line a sample")]
    Empty {
        /// The sheet.
        path: PathBuf,
    },
    /// The first line names no columns that can be used.
    #[error("{path}:{line}: {problem}")]
    Header {
        /// The sheet.
        path: PathBuf,
        /// Line of the column names.
        line: u64,
        /// What is wrong with it and how to mend it.
        problem: String,
    },
    /// Rows that cannot be used; one line each, `file:line: problem`.
    #[error("{}", problems.join("\n"))]
    Rows {
        /// `file:line: problem`, in the sheet's order.
        problems: Vec<String>,
    },
}

/// Reads a sheet. Paths in it are relative to the sheet's own folder, and every file must exist.
pub fn read(path: &Path) -> Result<SampleSheet, SheetError> {
    let bytes =
        std::fs::read(path).map_err(|source| SheetError::Read { path: path.to_owned(), source })?;
    let text = decode(path, &bytes)?;
    let sheet = parse(path, &text)?;
    let mut problems = Vec::new();
    for row in &sheet.rows {
        let files = std::iter::once(row.source.path())
            .chain(row.vcfs.iter().chain(&row.germline_vcf).map(PathBuf::as_path));
        for file in files {
            if let Err(source) = std::fs::metadata(file) {
                problems.push(format!(
                    "{}:{}: sample {}: file {} cannot be opened: {source} (paths are relative to \
                     the sheet's folder)",
                    path.display(),
                    row.line,
                    row.sample,
                    file.display()
                ));
            }
        }
    }
    if problems.is_empty() { Ok(sheet) } else { Err(SheetError::Rows { problems }) }
}

/// Text of the sheet without byte-order mark.
fn decode(path: &Path, bytes: &[u8]) -> Result<String, SheetError> {
    let utf16 = |pairs: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = pairs.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16(&units)
            .map_err(|_| SheetError::Encoding { path: path.to_owned(), line: 1 })
    };
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return utf16(rest, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text.to_owned()),
        Ok(_) => Err(SheetError::Encoding { path: path.to_owned(), line: 1 }),
        Err(error) => {
            let before = &bytes[..error.valid_up_to()];
            let line = 1 + before.iter().fold(0, |n, byte| n + usize::from(*byte == b'\n'));
            Err(SheetError::Encoding { path: path.to_owned(), line })
        }
    }
}

/// Parses the text of a sheet; no file but the sheet's own name is used.
pub fn parse(path: &Path, text: &str) -> Result<SampleSheet, SheetError> {
    // One kind of line end, so that the reader's line numbers are those an editor shows.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.as_str();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| SheetError::Header {
            path: path.to_owned(),
            line: error.position().map_or(1, csv::Position::line),
            problem: format!("not a table: {error}"),
        })?;
        if record.iter().any(|field| !field.is_empty()) {
            records.push(record);
        }
    }
    let mut records = records.into_iter();
    let Some(header) = records.next() else {
        return Err(SheetError::Empty { path: path.to_owned() });
    };
    let header_line = line_of(text, &header);
    let columns = columns::read(&header).map_err(|problem| SheetError::Header {
        path: path.to_owned(),
        line: header_line,
        problem,
    })?;
    let warnings = columns
        .remarks
        .iter()
        .map(|remark| format!("{}:{header_line}: {remark}", path.display()))
        .collect();
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    for record in records {
        let line = line_of(text, &record);
        match read_row(path, &columns, &record, line) {
            Ok(row) => rows.push(row),
            Err(found) => problems
                .extend(found.into_iter().map(|text| format!("{}:{line}: {text}", path.display()))),
        }
    }
    problems.extend(repeats(path, &rows));
    if !problems.is_empty() {
        return Err(SheetError::Rows { problems });
    }
    if rows.is_empty() {
        return Err(SheetError::Empty { path: path.to_owned() });
    }
    Ok(SampleSheet { rows, warnings })
}

/// Line of a record, 1-based; the reader counts empty lines before a record as part of it.
fn line_of(text: &str, record: &csv::StringRecord) -> u64 {
    let start = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or_default());
    let bytes = text.as_bytes();
    let blank = bytes[start.min(bytes.len())..].iter().take_while(|b| **b == b'\n').count();
    let before = &bytes[..(start + blank).min(bytes.len())];
    before.iter().fold(1, |line, byte| line + u64::from(*byte == b'\n'))
}

/// The separator that the first line which is not empty holds most of, outside quotes.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |wanted: char| {
        let mut quoted = false;
        first.chars().filter(|c| (quoted ^= *c == '"', !quoted && *c == wanted).1).count()
    };
    let mut best = (b',', count(','));
    for candidate in [b'\t', b';'] {
        let found = count(char::from(candidate));
        if found > best.1 {
            best = (candidate, found);
        }
    }
    best.0
}

fn read_row(
    path: &Path,
    columns: &Columns,
    record: &csv::StringRecord,
    line: u64,
) -> Result<SheetRow, Vec<String>> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut problems = Vec::new();
    let mut sample = String::new();
    let mut role = None;
    let mut sex = Sex::Unknown;
    let mut blast_percent = None;
    let mut blast_method = None;
    let mut alignments = Vec::new();
    let mut tables = Vec::new();
    let mut vcfs: Vec<PathBuf> = Vec::new();
    let mut germline_vcf = None;
    if record.iter().skip(columns.columns.len()).any(|field| !field.is_empty()) {
        problems.push(format!(
            "{} fields but {} columns are named in the first line",
            record.len(),
            columns.columns.len()
        ));
    }
    for (column, field) in columns.columns.iter().zip(record.iter()) {
        if values::is_missing(field) {
            continue;
        }
        let result = match column {
            Column::Sample => {
                field.clone_into(&mut sample);
                Ok(())
            }
            Column::Role => values::role(field).map(|value| role = Some(value)),
            Column::Sex => values::sex(field).map(|value| sex = value),
            Column::Blasts => values::blast_percent(field).map(|v| blast_percent = Some(v)),
            Column::BlastMethod => values::words(field).map(|words| blast_method = Some(words)),
            Column::Alignment => {
                alignments.push(folder.join(field));
                Ok(())
            }
            Column::DepthTable => {
                tables.push(folder.join(field));
                Ok(())
            }
            Column::Vcf => {
                vcfs.push(folder.join(field));
                Ok(())
            }
            Column::GermlineVcf => {
                germline_vcf = Some(folder.join(field));
                Ok(())
            }
            Column::Unused => Ok(()),
        };
        problems.extend(result.err());
    }
    if let Some(why) = filenames::unusable_name(&sample) {
        problems.push(if sample.is_empty() {
            "no sample name in this line".to_owned()
        } else {
            format!("sample name '{sample}' cannot be used in file names: {why}; rename it here")
        });
    }
    alignments.dedup();
    tables.dedup();
    let source = match (alignments.as_slice(), tables.as_slice()) {
        ([one], []) => Some(SheetSource::Alignment(one.clone())),
        ([], [one]) => Some(SheetSource::DepthTable(one.clone())),
        ([], []) => {
            problems.push(format!(
                "sample {sample}: neither an alignment nor a depth table: fill column \
                 'alignment' (BAM or CRAM) or 'depth'"
            ));
            None
        }
        _ => {
            problems.push(format!(
                "sample {sample}: more than one alignment or depth table in the line: keep one"
            ));
            None
        }
    };
    match source {
        Some(source) if problems.is_empty() => Ok(SheetRow {
            line,
            sample,
            role,
            sex,
            blast_percent,
            blast_method,
            source,
            vcfs,
            germline_vcf,
        }),
        _ => Err(problems),
    }
}

/// Samples and files that stand in two rows.
fn repeats(path: &Path, rows: &[SheetRow]) -> Vec<String> {
    let mut problems = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        for earlier in &rows[..index] {
            if earlier.sample == row.sample {
                problems.push(format!(
                    "{}:{}: sample {} stands also in line {}: one line a sample",
                    path.display(),
                    row.line,
                    row.sample,
                    earlier.line
                ));
            } else if earlier.source == row.source {
                problems.push(format!(
                    "{}:{}: {} is given for sample {} and, in line {}, for sample {}: one of \
                     them is the wrong patient's file",
                    path.display(),
                    row.line,
                    row.source.path().display(),
                    row.sample,
                    earlier.line,
                    earlier.sample
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests;
