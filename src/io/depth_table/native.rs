//! Our own table: `##key=value` lines, a line of column names, a row per target.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::layout::{NATIVE_COLUMNS, NATIVE_MAGIC, NATIVE_VERSION};
use super::{DepthTableError, Row, Source, collect, parse_depth, parse_interval};
use crate::model::depth::{DepthTable, TargetDepth};
use crate::model::snp::{SnpCounts, SnpSource};
use crate::model::target::Target;

pub(super) fn parse(file: &Source<'_>) -> Result<DepthTable, DepthTableError> {
    let mut keys = BTreeMap::new();
    let mut lines = file.text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let columns_line = loop {
        match lines.next() {
            Some((number, line)) => {
                match line.strip_prefix("##").map(|rest| rest.split_once('=')) {
                    Some(Some((key, value))) => {
                        keys.insert(key, value);
                    }
                    Some(None) => return Err(file.line_error(number, "expected ##key=value")),
                    None => break line,
                }
            }
            None => return Err(file.error("the table ends inside its header: truncated")),
        }
    };
    let header = Header { file, keys };
    header.check_version()?;
    if columns_line.split('\t').ne(NATIVE_COLUMNS) {
        let cause = format!("the line of column names is missing: {}", NATIVE_COLUMNS.join(" "));
        return Err(file.error(cause));
    }
    let mut rows = Vec::new();
    for (number, line) in lines {
        rows.push(parse_row(number, line).map_err(|cause| file.line_error(number, cause))?);
    }
    let (targets, depths) = collect(file, rows)?;
    if targets.digest() != header.get("targets_sha256")? {
        return Err(file.error(
            "its targets are not those it was written with: the file was edited or truncated; \
             run 'ikaros depth' again",
        ));
    }
    Ok(DepthTable {
        sample: header.get("sample")?.to_owned(),
        source: header.code("source")?,
        filters: header.get("filters")?.to_owned(),
        assembly: match header.get("assembly")? {
            "unknown" => None,
            name => Some(name.parse().map_err(|e: String| file.error(e))?),
        },
        style: header.code("contig_style")?,
        par: header.code("par1")?,
        targets: Arc::new(targets),
        depths,
        qc: header.qc()?,
        junctions: header.junctions()?,
        junctions_at_large: header.json("junctions_at_large")?,
        snps: header.json("snps")?.map(|counts| SnpCounts { source: SnpSource::Reads, counts }),
        off_target: header.json("off_target")?,
    })
}

struct Header<'a> {
    file: &'a Source<'a>,
    keys: BTreeMap<&'a str, &'a str>,
}

impl<'a> Header<'a> {
    fn get(&self, key: &str) -> Result<&'a str, DepthTableError> {
        let missing = || self.file.error(format!("the header line ##{key}= is missing"));
        self.keys.get(key).copied().ok_or_else(missing)
    }

    fn check_version(&self) -> Result<(), DepthTableError> {
        let version = self.get(NATIVE_MAGIC.trim_matches(['#', '=']))?;
        if version == NATIVE_VERSION {
            return Ok(());
        }
        Err(self.file.error(format!(
            "format version {version}, but this program reads {NATIVE_VERSION}: run 'ikaros \
             depth' again or use the program that wrote it"
        )))
    }

    /// A value that is one of a type's codes.
    fn code<T: DeserializeOwned>(&self, key: &str) -> Result<T, DepthTableError> {
        let value = self.get(key)?;
        serde_json::from_value(serde_json::Value::String(value.to_owned()))
            .map_err(|e| self.file.error(format!("header line ##{key}={value}: {e}")))
    }

    fn junctions<T: DeserializeOwned>(&self) -> Result<Option<T>, DepthTableError> {
        self.json("junctions")
    }

    fn qc<T: DeserializeOwned>(&self) -> Result<Option<T>, DepthTableError> {
        self.json("qc")
    }

    fn json<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, DepthTableError> {
        let Some(json) = self.keys.get(key) else { return Ok(None) };
        serde_json::from_str(json)
            .map(Some)
            .map_err(|e| self.file.error(format!("header line ##{key}: {e}")))
    }
}

fn parse_row(line: usize, text: &str) -> Result<Row<TargetDepth>, String> {
    let columns: Vec<&str> = text.split('\t').collect();
    let [chrom, start, end, name, length, fragments, mean] = columns[..] else {
        let found = columns.len();
        return Err(format!("{found} columns where 7 are expected; the file may be truncated"));
    };
    let interval = parse_interval(chrom, start, end)?;
    if length.parse() != Ok(interval.len()) {
        return Err(format!("length '{length}' is not end - start"));
    }
    let fragments = match fragments {
        "." => None,
        text => Some(text.parse().map_err(|_| format!("fragments '{text}' is not a count"))?),
    };
    let name = if name == "." { "" } else { name };
    let depth = TargetDepth { fragments, mean_depth: parse_depth(mean)? };
    check_agreement(&depth)?;
    Ok(Row { line, target: Target { interval, name: name.to_owned() }, depth })
}

/// Refuses a depth that its fragments cannot give. Every base of a target has at most the fragments
/// of the target over it, twice where both mates count; alignments in parts add some.
fn check_agreement(depth: &TargetDepth) -> Result<(), String> {
    const ADDED_BY_PARTS: f64 = 100.0;
    let Some(fragments) = depth.fragments.map(f64::from) else { return Ok(()) };
    let mean = depth.mean_depth;
    let is_too_deep = mean > 3.0 * fragments + ADDED_BY_PARTS;
    let is_empty = mean == 0.0 && fragments > ADDED_BY_PARTS;
    if is_too_deep || is_empty {
        return Err(format!(
            "a mean depth of {mean} and {fragments} fragments contradict each other: the table was \
             changed; run 'ikaros depth' again"
        ));
    }
    Ok(())
}
