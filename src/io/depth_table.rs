//! Depth tables: our own, mosdepth's, `CNVkit`'s and DRAGEN's.
//!
//! The kind of a table is told by its content, never by its name. Formats are in `docs/depth.md`.

mod import;
mod layout;
mod native;
mod write;

use std::path::{Path, PathBuf};

use crate::io::text;
use crate::model::depth::DepthTable;
use crate::model::interval::Interval;
use crate::model::target::{Target, TargetSet};

use layout::NATIVE_MAGIC;
pub use write::{write_regions, write_table};

/// A depth table could not be used.
#[derive(Debug, thiserror::Error)]
pub enum DepthTableError {
    /// The file could not be read.
    #[error("cannot read depth table {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system or the decoder said.
        #[source]
        source: std::io::Error,
    },
    /// The content is none of the three kinds, or a whole-file rule is broken.
    #[error("depth table {path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong and what to do.
        cause: String,
    },
    /// A line cannot be used.
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

/// Reads a depth table: `SAMPLE.depth.tsv.gz` of `ikaros depth`, a mosdepth `.regions.bed.gz`
/// (4 or 5 columns), a `CNVkit` `.targetcoverage.cnn` or a DRAGEN `.target.counts.gz`, GC-corrected
/// or not; plain or gzip.
///
/// Rows may come in any order. A row that repeats another with the same depth counts once; the
/// same interval with two depths is an error. An imported table is named by its file's stem and
/// has no assembly: that is inferred from the targets by whoever knows the gene model.
pub fn read(path: &Path) -> Result<DepthTable, DepthTableError> {
    let text =
        text::read(path).map_err(|source| DepthTableError::Read { path: path.into(), source })?;
    let file = Source { path, text: &text };
    match kind_of(&text) {
        Some(Kind::Native) => native::parse(&file),
        Some(Kind::Cnvkit) => import::cnvkit(&file),
        Some(Kind::Mosdepth) => import::mosdepth(&file),
        Some(Kind::Dragen) => import::dragen(&file),
        None => Err(file.error(
            "not a depth table: expected the table of 'ikaros depth' (first line \
             ##ikaros-depth=1), mosdepth's .regions.bed.gz (chrom, start, end, name, depth), \
             CNVkit's .targetcoverage.cnn (header chromosome, start, end, gene, depth) or DRAGEN's \
             .target.counts.gz (header contig, start, stop, name, SAMPLE, improper_pairs)",
        )),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Native,
    Mosdepth,
    Cnvkit,
    Dragen,
}

fn kind_of(text: &str) -> Option<Kind> {
    let first = text.lines().map(str::trim_end).find(|line| !line.is_empty())?;
    if first.starts_with(NATIVE_MAGIC) {
        return Some(Kind::Native);
    }
    let is_text = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let first = text.lines().map(str::trim_end).find(is_text).unwrap_or(first);
    let columns: Vec<&str> = first.split('\t').collect();
    let has = |name: &str| columns.contains(&name);
    if has("contig") && has("start") && has("stop") && has("name") {
        return Some(Kind::Dragen);
    }
    if has("chromosome") && has("start") && has("end") {
        return Some(Kind::Cnvkit);
    }
    let is_number = |index: usize| {
        columns.get(index).is_some_and(|text: &&str| text.trim().parse::<f64>().is_ok())
    };
    let row = (4..=5).contains(&columns.len())
        && is_number(1)
        && is_number(2)
        && is_number(columns.len() - 1);
    row.then_some(Kind::Mosdepth)
}

/// The text of a table and where it came from.
struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, cause: impl Into<String>) -> DepthTableError {
        DepthTableError::File { path: self.path.into(), cause: cause.into() }
    }

    fn line_error(&self, line: usize, cause: impl Into<String>) -> DepthTableError {
        DepthTableError::Line { path: self.path.into(), line, cause: cause.into() }
    }

    /// Sample name of an imported table: the file name up to the first suffix that is known.
    fn stem(&self) -> String {
        const SUFFIXES: [&str; 12] = [
            ".target.counts.gc-corrected.gz",
            ".target.counts.gc-corrected",
            ".target.counts.gz",
            ".target.counts",
            ".regions.bed.gz",
            ".regions.bed",
            ".targetcoverage.cnn.gz",
            ".targetcoverage.cnn",
            ".cnn.gz",
            ".cnn",
            ".bed.gz",
            ".bed",
        ];
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let stem = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix));
        stem.unwrap_or(&name).to_owned()
    }
}

/// One row with its line number, for messages.
#[derive(Debug, Clone, PartialEq)]
struct Row<D> {
    line: usize,
    target: Target,
    depth: D,
}

/// Brings rows into the targets' order; repeats with equal depth count once.
fn collect<D: PartialEq + Clone>(
    file: &Source<'_>,
    mut rows: Vec<Row<D>>,
) -> Result<(TargetSet, Vec<D>), DepthTableError> {
    if rows.is_empty() {
        return Err(file.error("the table holds no target"));
    }
    // A stable sort, as the target set's own: the first of several names stays first.
    rows.sort_by(|a, b| a.target.interval.cmp(&b.target.interval));
    for pair in rows.windows(2) {
        if pair[0].target.interval == pair[1].target.interval && pair[0].depth != pair[1].depth {
            let cause = format!(
                "target {} has another depth in line {}: one depth per target is expected",
                pair[1].target.interval, pair[0].line
            );
            return Err(file.line_error(pair[1].line, cause));
        }
    }
    rows.dedup_by(|later, first| later.target.interval == first.target.interval);
    let (targets, depths) = rows.into_iter().map(|row| (row.target, row.depth)).unzip();
    Ok((TargetSet::new(targets), depths))
}

/// Mean depth that no sequencing reaches.
const DEEPEST: f64 = 1e8;

/// A depth column: a finite number that is not negative.
fn parse_depth(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(depth) if (0.0..=DEEPEST).contains(&depth) => Ok(depth + 0.0),
        Ok(depth) if depth.is_finite() && depth > DEEPEST => {
            Err(format!("depth {depth:e} is deeper than any sequencing: the table is damaged"))
        }
        _ => Err(format!("depth '{text}' is not a number of zero or more")),
    }
}

/// The interval columns of a row.
fn parse_interval(chrom: &str, start: &str, end: &str) -> Result<Interval, String> {
    use crate::io::bed::parse_position;
    if chrom.is_empty() {
        return Err("the contig column is empty".to_owned());
    }
    let (start, end) = (parse_position("start", start)?, parse_position("end", end)?);
    if start >= end {
        return Err(format!("start {start} is not below end {end}"));
    }
    Ok(Interval::new(crate::model::contig::Contig::new(chrom), start, end))
}

#[cfg(test)]
mod tests;
