//! A file of aligned reads, checked before any work.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::error::AlignmentError;
use super::preflight::{self, Format};
use super::{header, index};
use crate::model::assembly::{self, Assembly, Detected};
use crate::model::contig::{Contig, ContigStyle};
use crate::model::target::TargetSet;

/// What the caller knows of a file.
#[derive(Debug, Clone, Default)]
pub struct AlignmentOptions {
    /// Sample name that overrides the file's own.
    pub sample: Option<String>,
    /// Folder for an index that is missing where the file's own folder cannot be written.
    pub index_folder: Option<PathBuf>,
    /// Reference FASTA for CRAM, with its `.fai`.
    pub reference: Option<PathBuf>,
}

/// A file of aligned reads that passed every check.
#[derive(Debug, Clone)]
pub struct Alignment {
    pub(super) path: PathBuf,
    pub(super) format: Format,
    pub(super) index: PathBuf,
    pub(super) reference: Option<PathBuf>,
    pub(super) sample: String,
    pub(super) assembly: Option<Assembly>,
    pub(super) style: ContigStyle,
    pub(super) contigs: Vec<(String, u64)>,
    pub(super) notes: Vec<String>,
}

/// What a header says of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileIdentity {
    /// Sample names of the read groups, each once, in alphabetical order.
    pub samples: Vec<String>,
    /// Assembly from the contig lengths; none when no primary contig has a known length.
    pub assembly: Option<Assembly>,
}

/// Who a file is: its end must be there and its header readable; no index is needed or made.
pub fn identify(path: &Path) -> Result<FileIdentity, AlignmentError> {
    preflight::check(path)?;
    let header = header::read(path)?;
    let assembly = assembly_of(path, &header.contigs)?;
    Ok(FileIdentity { samples: header.samples.into_iter().collect(), assembly })
}

fn assembly_of(path: &Path, contigs: &[(String, u64)]) -> Result<Option<Assembly>, AlignmentError> {
    match assembly::detect(contigs.iter().map(|(name, length)| (name.as_str(), *length))) {
        Detected::Known(assembly) => Ok(Some(assembly)),
        Detected::Unknown => Ok(None),
        Detected::Foreign { contig, length } => {
            Err(AlignmentError::ForeignAssembly { path: path.into(), contig, length })
        }
        Detected::Mixed { grch37, grch38 } => {
            Err(AlignmentError::MixedAssemblies { path: path.into(), grch37, grch38 })
        }
    }
}

impl Alignment {
    /// Checks a BAM or CRAM and finds or builds its index. No read is counted before this passes.
    pub fn open(path: &Path, options: &AlignmentOptions) -> Result<Self, AlignmentError> {
        let format = preflight::check(path)?;
        let header = header::read(path)?;
        let mut notes = Vec::new();
        header.check_order(path, &mut notes)?;
        let sample = header.sample(path, options.sample.as_deref(), &mut notes)?;
        let contigs = header.contigs;
        let assembly = assembly_of(path, &contigs)?;
        if let Some(reference) = &options.reference {
            header::check_reference(path, reference, &contigs)?;
        }
        let longest = contigs.iter().map(|(_, length)| *length).max().unwrap_or(0);
        let folder = options.index_folder.as_deref();
        let index = index::find_or_build(path, format, folder, longest, &mut notes)?;
        let style = ContigStyle::of(contigs.iter().map(|(name, _)| name.as_str()));
        Ok(Self {
            path: path.into(),
            format,
            index,
            reference: options.reference.clone(),
            sample,
            assembly,
            style,
            contigs,
            notes,
        })
    }

    /// True for a CRAM that was given without its reference.
    pub fn may_lack_reference(&self) -> bool {
        self.format == Format::Cram && self.reference.is_none()
    }

    /// True for a CRAM.
    pub fn is_cram(&self) -> bool {
        self.format == Format::Cram
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The index in use.
    pub fn index(&self) -> &Path {
        &self.index
    }

    /// The reference FASTA that was given.
    pub fn reference(&self) -> Option<&Path> {
        self.reference.as_deref()
    }

    /// Sample name.
    pub fn sample(&self) -> &str {
        &self.sample
    }

    /// Assembly from the contig lengths; none when no primary contig has a known length.
    pub fn assembly(&self) -> Option<Assembly> {
        self.assembly
    }

    /// Contig names and lengths, as the header lists them.
    pub fn contigs(&self) -> &[(String, u64)] {
        &self.contigs
    }

    /// What the user should know: an index that was built or is old, a name that was assumed.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Refuses targets on contigs that the header lacks, or beyond a contig's end.
    pub fn check_targets(&self, targets: &TargetSet) -> Result<(), AlignmentError> {
        let lengths: HashMap<Contig, (&str, u64)> = self
            .contigs
            .iter()
            .rev()
            .map(|(name, length)| (Contig::new(name), (name.as_str(), *length)))
            .collect();
        for target in targets.targets() {
            let interval = &target.interval;
            let cause = match lengths.get(&interval.contig) {
                Some((_, length)) if u64::from(interval.end) <= *length => continue,
                Some((name, length)) => format!(
                    "contig {name} ends at {length}: the targets are for another assembly than \
                     {}",
                    self.assembly.map_or("this file's", Assembly::name)
                ),
                None => format!(
                    "its header has no contig '{}' (it has {}): give targets for the same \
                     reference",
                    interval.contig,
                    self.some_contigs()
                ),
            };
            let label = if target.name.is_empty() {
                interval.to_string()
            } else {
                format!("{interval} ({})", target.name)
            };
            return Err(AlignmentError::Target { path: self.path.clone(), target: label, cause });
        }
        Ok(())
    }

    fn some_contigs(&self) -> String {
        const SHOWN: usize = 3;
        let names: Vec<&str> =
            self.contigs.iter().take(SHOWN).map(|(name, _)| name.as_str()).collect();
        let more = if self.contigs.len() > SHOWN { ", ..." } else { "" };
        format!("{}{more}", names.join(", "))
    }
}
