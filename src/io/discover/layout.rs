//! Folders that a sequencer or a pipeline laid out: what they are, whether they are complete, who
//! should be in them, and which parts must not be taken for results.
//!
//! One module per layout, all of them in `known`; each looks at names in a folder and at its small
//! descriptive files, never at reads. What a layout cannot tell is left open: "not stated" is not
//! "complete".

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::skipped::Skipped;
use crate::model::sample::{Role, Sex};

/// Who laid a folder out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LayoutKind {
    /// Run folder of an Illumina instrument, with or without its own analysis.
    Illumina,
    /// Output folder of a DRAGEN server.
    Dragen,
    /// Report folder of Torrent Suite.
    IonTorrent,
    /// Run of an Element AVITI, or its `Bases2Fastq` output.
    Element,
    /// Flow cell of an MGI or BGI instrument.
    Mgi,
    /// Results of nf-core/sarek.
    Sarek,
}

impl LayoutKind {
    /// `illumina`, `dragen`, `ion-torrent`, `element`, `mgi` or `sarek`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Illumina => "illumina",
            Self::Dragen => "dragen",
            Self::IonTorrent => "ion-torrent",
            Self::Element => "element",
            Self::Mgi => "mgi",
            Self::Sarek => "sarek",
        }
    }
}

/// Whether everything that belongs in a folder is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completion {
    /// The layout's own markers say so.
    Complete,
    /// What is missing or wrong, each in a few words.
    Incomplete(Vec<String>),
    /// The layout has no marker.
    NotStated,
}

impl Completion {
    /// `yes`, `no` or `not_stated`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Complete => "yes",
            Self::Incomplete(_) => "no",
            Self::NotStated => "not_stated",
        }
    }

    /// Complete when nothing is missing.
    pub(super) fn of(missing: Vec<String>) -> Self {
        if missing.is_empty() { Self::Complete } else { Self::Incomplete(missing) }
    }
}

/// A sample that a layout's own sheet lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Barcodes whose files are the sample's, where files are named by them.
    pub barcodes: Vec<String>,
    /// Name that files carry: `Sample_ID`, or the barcode's sample.
    pub sample: String,
    /// Another name for it: `Sample_Name`.
    pub other_name: Option<String>,
    /// Role, where the sheet states it.
    pub role: Option<Role>,
    /// Sex, where the sheet states it.
    pub sex: Sex,
    /// Projects that the sheet gives it to, under every name that one of its tables uses.
    pub projects: BTreeSet<String>,
    /// True when one table of the sheet gives it to several projects: maybe two patients of one name.
    pub is_shared: bool,
}

impl Listed {
    /// A sample of which only the name is known.
    pub(super) fn new(sample: &str) -> Self {
        Self {
            barcodes: Vec::new(),
            sample: sample.to_owned(),
            other_name: None,
            role: None,
            sex: Sex::Unknown,
            projects: BTreeSet::new(),
            is_shared: false,
        }
    }
}

/// A recognised folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Who laid it out.
    pub kind: LayoutKind,
    /// The folder.
    pub root: PathBuf,
    /// The run's own identifier.
    pub run: Option<String>,
    /// Whether it is complete.
    pub completion: Completion,
    /// Samples of its sheet, in the order of their names; empty where there is none.
    pub listed: Vec<Listed>,
    /// What the user should know.
    pub remarks: Vec<String>,
    /// Files and folders below that are not to be searched, with the reason.
    pub(super) left_out: Vec<Skipped>,
    /// Numbers of the analyses that the instrument made.
    pub(super) analyses: Vec<u64>,
}

impl Layout {
    /// A layout about which nothing else is known yet.
    pub(super) fn new(kind: LayoutKind, root: &Path) -> Self {
        Self {
            kind,
            root: root.to_owned(),
            run: None,
            completion: Completion::NotStated,
            listed: Vec::new(),
            remarks: Vec::new(),
            left_out: Vec::new(),
            analyses: Vec::new(),
        }
    }

    pub(super) fn leave_out(&mut self, path: PathBuf, reason: impl Into<String>) {
        self.left_out.push(Skipped { path, reason: reason.into() });
    }
}

/// Names in a folder; looked up without regard to case, because instruments changed theirs.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub(super) root: &'a Path,
    names: BTreeMap<String, String>,
}

impl<'a> Listing<'a> {
    pub(super) fn new(root: &'a Path, names: impl IntoIterator<Item = String>) -> Self {
        let names = names.into_iter().map(|name| (name.to_ascii_lowercase(), name)).collect();
        Self { root, names }
    }

    /// The names of a folder; none where it cannot be read.
    pub(super) fn read(root: &'a Path) -> Self {
        let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
        Self::new(root, entries.map(|entry| entry.file_name().to_string_lossy().into_owned()))
    }

    /// True when a name is there, given in lower case.
    pub(super) fn has(&self, lower: &str) -> bool {
        self.names.contains_key(lower)
    }

    /// Path of a name given in lower case.
    pub(super) fn path(&self, lower: &str) -> Option<PathBuf> {
        self.names.get(lower).map(|name| self.root.join(name))
    }

    /// Names in lower case with the real ones.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names.iter().map(|(lower, name)| (lower.as_str(), name.as_str()))
    }

    /// True when a name has one of these endings, given in lower case.
    pub(super) fn any_ends_with(&self, endings: &[&str]) -> bool {
        self.names.keys().any(|name| endings.iter().any(|ending| name.ends_with(ending)))
    }
}

/// The highest number among folders `STEM`, `STEM.1`, `STEM.2`, ... and the others.
pub(super) fn latest_numbered(listing: &Listing<'_>, stem: &str) -> Option<(String, Vec<String>)> {
    let mut numbered: Vec<(u64, String)> = listing
        .names()
        .filter_map(|(lower, name)| {
            let rest = lower.strip_prefix(stem)?;
            let number = match rest.strip_prefix('.') {
                None if rest.is_empty() => 0,
                Some(number) => number.parse().ok()?,
                None => return None,
            };
            Some((number, name.to_owned()))
        })
        .collect();
    numbered.sort();
    let (_, latest) = numbered.pop()?;
    Some((latest, numbered.into_iter().map(|(_, name)| name).collect()))
}
