//! The panel of normals on disk: one table that `less` can read.
//!
//! The first line names the format and the SHA-256 of everything after it, the second is a JSON
//! object (what binds the panel to samples, and its members), then a table of one row a target:
//! location and spread over the normals, and the fragments of every member.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::atomic::{self, WriteError};
use super::digest;
use crate::model::contig::Contig;
use crate::model::interval::Interval;
use crate::model::target::{Target, TargetSet};
use crate::normals::expectation::Expectation;
use crate::normals::panel::{Basis, FEWEST_NORMALS, FORMAT, Member, PanelOfNormals};

const MAGIC: &str = "##ikaros-normals";

/// A panel of normals could not be read.
#[derive(Debug, thiserror::Error)]
pub enum NormalsFileError {
    /// The file could not be opened or read.
    #[error("cannot read panel of normals {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is not a panel of normals, or of another version.
    #[error(
        "{path} is not a panel of normals of this version: {message}; build it with 'ikaros \
         normals build'"
    )]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The content does not have the digest that its first line states.
    #[error(
        "panel of normals {path} was changed or cut after it was written (its SHA-256 differs \
         from its first line): copy it again or build it anew"
    )]
    Digest {
        /// The file.
        path: PathBuf,
    },
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    software: String,
    basis: Basis,
    members: Vec<Member>,
}

/// Writes a panel, with the location and spread that `fitted` found.
pub fn write(path: &Path, panel: &PanelOfNormals, fitted: &Expectation) -> Result<(), WriteError> {
    let content = content(panel, fitted);
    let first =
        format!("{MAGIC}\tformat={FORMAT}\tsha256={}\n", digest::of_bytes(content.as_bytes()));
    atomic::write(path, (first + &content).as_bytes())
}

fn content(panel: &PanelOfNormals, fitted: &Expectation) -> String {
    let header = Header {
        format: FORMAT,
        software: concat!("ikaros ", env!("CARGO_PKG_VERSION")).to_owned(),
        basis: panel.basis.clone(),
        members: panel.members.clone(),
    };
    let mut text = format!("##{}\n", serde_json::to_string(&header).unwrap_or_default());
    text.push_str("chrom\tstart\tend\tname\texpected\tsd");
    for member in &panel.members {
        let _ = write!(text, "\t{}", member.name);
    }
    text.push('\n');
    for (t, target) in panel.targets.targets().iter().enumerate() {
        let Interval { contig, start, end } = &target.interval;
        let name = if target.name.is_empty() { "." } else { &target.name };
        let _ = write!(
            text,
            "{contig}\t{start}\t{end}\t{}\t{:.2}\t{:.4}",
            name.replace(['\t', '\n', '\r'], " "),
            fitted.location[t].exp(),
            fitted.variance[t].sqrt()
        );
        for counts in &panel.counts {
            let _ = write!(text, "\t{}", (counts[t] * 100.0).round() / 100.0);
        }
        text.push('\n');
    }
    text
}

/// Reads a panel and checks its digest.
pub fn read(path: &Path) -> Result<PanelOfNormals, NormalsFileError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| NormalsFileError::Read { path: path.to_owned(), source })?;
    let fail = |message: String| NormalsFileError::Format { path: path.to_owned(), message };
    let (first, content) = text.split_once('\n').ok_or_else(|| fail("it is empty".to_owned()))?;
    let mut fields = first.split('\t');
    if fields.next() != Some(MAGIC) {
        return Err(fail(format!("the first line does not start with {MAGIC}")));
    }
    if fields.next() != Some(&format!("format={FORMAT}")) {
        return Err(fail(format!("the format is not {FORMAT}")));
    }
    let stated = fields.next().and_then(|field| field.strip_prefix("sha256="));
    if stated != Some(&digest::of_bytes(content.as_bytes())) {
        return Err(NormalsFileError::Digest { path: path.to_owned() });
    }
    let mut panel = parse(content).map_err(fail)?;
    digest::of_bytes(text.as_bytes()).clone_into(&mut panel.digest);
    Ok(panel)
}

fn parse(content: &str) -> Result<PanelOfNormals, String> {
    let mut lines = content.lines();
    let header = lines.next().and_then(|line| line.strip_prefix("##")).ok_or("no header line")?;
    let header: Header = serde_json::from_str(header).map_err(|e| format!("header: {e}"))?;
    if header.members.len() < FEWEST_NORMALS {
        return Err(format!("{} members: fewer than {FEWEST_NORMALS}", header.members.len()));
    }
    lines.next().ok_or("no column line")?;
    let mut targets = Vec::new();
    let mut counts = vec![Vec::new(); header.members.len()];
    for (number, line) in lines.enumerate() {
        let fail = |what: &str| format!("target {}: {what}", number + 1);
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() != 6 + header.members.len() {
            return Err(fail("the number of columns is wrong"));
        }
        let start = fields[1].parse().map_err(|_| fail("the start is no number"))?;
        let end = fields[2].parse().map_err(|_| fail("the end is no number"))?;
        let name = if fields[3] == "." { "" } else { fields[3] };
        targets.push(Target {
            interval: Interval::new(Contig::new(fields[0]), start, end),
            name: name.to_owned(),
        });
        for (row, field) in counts.iter_mut().zip(&fields[6..]) {
            let count: f64 = field.parse().map_err(|_| fail("a count is no number"))?;
            if !count.is_finite() || count < 0.0 {
                return Err(fail("a count is negative or not finite"));
            }
            row.push(count);
        }
    }
    let rows = targets.len();
    let targets = TargetSet::new(targets);
    if targets.len() != rows || targets.digest() != header.basis.target_digest {
        return Err("the targets do not have the digest that the header states".to_owned());
    }
    Ok(PanelOfNormals {
        basis: header.basis,
        targets: Arc::new(targets),
        members: header.members,
        counts,
        digest: String::new(),
    })
}
