//! Reads of windows, by index.

use std::collections::HashMap;
use std::path::Path;

use rust_htslib::bam::{self, Read as _};
use rust_htslib::htslib;

use super::cram_index::CramIndex;
use super::fields;
use super::file::Alignment;
use super::preflight::Format;
use crate::depth::{Alignments, DepthError, Identity, Read, Window};
use crate::model::contig::Contig;

/// Reads a checked file through its index: one file handle, one reused record, no threads of its
/// own, so that callers go parallel over samples.
pub struct Reader {
    alignment: Alignment,
    identity: Identity,
    inner: bam::IndexedReader,
    record: bam::Record,
    indices: HashMap<Contig, i32>,
    cram_index: Option<CramIndex>,
    contig: i32,
    queue: std::vec::IntoIter<Window>,
    /// End of the window that was read before the current one, and of the current one.
    ends: (i64, i64),
    has_template_lengths: bool,
}

impl Reader {
    /// Opens a checked file.
    pub fn open(alignment: &Alignment) -> Result<Self, DepthError> {
        Self::open_with(alignment, true)
    }

    /// Opens a CRAM whose reference is not at hand. Template lengths are 0 then: slices of several
    /// contigs are decoded with the reference as soon as template lengths are asked for.
    pub fn open_without_reference(alignment: &Alignment) -> Result<Self, DepthError> {
        Self::open_with(alignment, false)
    }

    fn open_with(alignment: &Alignment, has_template_lengths: bool) -> Result<Self, DepthError> {
        let fail = |cause: String| DepthError::Read {
            sample: alignment.sample.clone(),
            path: alignment.path.clone(),
            cause,
        };
        let (path, index): (&Path, &Path) = (&alignment.path, &alignment.index);
        let mut inner = bam::IndexedReader::from_path_and_index(path, index)
            .map_err(|e| fail(format!("{e}; index {}", index.display())))?;
        let mut cram_index = None;
        let mut mapped_on = Vec::new();
        match alignment.format {
            Format::Cram => {
                require_depth_fields(&mut inner, has_template_lengths)
                    .map_err(|e| fail(e.to_string()))?;
                if let Some(reference) = &alignment.reference {
                    inner.set_reference(reference).map_err(|e| fail(e.to_string()))?;
                }
                let read = CramIndex::read(index).map_err(|e| fail(e.to_string()))?;
                cram_index = Some(read);
            }
            Format::Bam => {
                let stats = inner.index_stats().map_err(|e| fail(e.to_string()))?;
                let counts = stats.iter().map(|(_, _, mapped, _)| *mapped);
                let names = alignment.contigs.iter().map(|(name, _)| Contig::new(name));
                mapped_on = names.zip(counts).collect();
            }
        }
        let indices = alignment
            .contigs
            .iter()
            .enumerate()
            .filter_map(|(index, (name, _))| Some((Contig::new(name), i32::try_from(index).ok()?)))
            .collect();
        let mapped: u64 = mapped_on.iter().map(|(_, mapped)| mapped).sum();
        // Without any, the index has no counts, or there is nothing to count.
        if mapped == 0 {
            mapped_on.clear();
        }
        let identity = Identity {
            path: alignment.path.clone(),
            sample: alignment.sample.clone(),
            assembly: alignment.assembly,
            style: alignment.style,
            mapped_reads: Some(mapped).filter(|mapped| *mapped > 0),
            mapped_on,
        };
        Ok(Self {
            alignment: alignment.clone(),
            identity,
            inner,
            record: bam::Record::new(),
            indices,
            cram_index,
            contig: -1,
            queue: Vec::new().into_iter(),
            ends: (0, 0),
            has_template_lengths,
        })
    }

    fn fail(&self, cause: impl std::fmt::Display) -> DepthError {
        let remedy = match (self.alignment.format, &self.alignment.reference) {
            (Format::Cram, None) => {
                "; if its reads need the reference they were aligned to, give it with --reference"
            }
            (Format::Cram, Some(_)) => {
                "; the file may be damaged, or --reference is not what it was made with"
            }
            (Format::Bam, _) => "; the file or its index is damaged: fetch it again, or index it",
        };
        DepthError::Read {
            sample: self.identity.sample.clone(),
            path: self.identity.path.clone(),
            cause: format!("{cause}{remedy}"),
        }
    }
}

/// Joins windows of a BAM that an index cannot tell apart. Its smallest unit is a tile of 16 kb: a
/// query for a window starts reading where its tile starts, so that a query of its own for the next
/// window of that tile, or of the one after, would inflate the same blocks again.
fn join_tiles(windows: &[Window]) -> Vec<Window> {
    const TILE_BITS: u32 = 14;
    let mut joined: Vec<Window> = Vec::with_capacity(windows.len());
    for window in windows {
        match joined.last_mut() {
            Some(last) if window.start >> TILE_BITS <= (last.end >> TILE_BITS) + 1 => {
                last.end = last.end.max(window.end);
            }
            _ => joined.push(*window),
        }
    }
    joined
}

/// Depth needs neither bases nor tags.
fn require_depth_fields(
    reader: &mut bam::IndexedReader,
    has_template_lengths: bool,
) -> rust_htslib::errors::Result<()> {
    let template_length = if has_template_lengths { htslib::sam_fields_SAM_TLEN } else { 0 };
    fields::without_bases(reader, fields::MATE | template_length | htslib::sam_fields_SAM_QUAL)
}

impl Alignments for Reader {
    fn identity(&self) -> &Identity {
        &self.identity
    }

    fn contig_index(&self, contig: &Contig) -> Option<i32> {
        self.indices.get(contig).copied()
    }

    fn fetch(&mut self, contig: &Contig, windows: &[Window]) -> Result<(), DepthError> {
        self.contig = self
            .contig_index(contig)
            .ok_or_else(|| self.fail(format!("the header has no contig '{contig}'")))?;
        let windows = match &self.cram_index {
            Some(index) => index.group(self.contig, windows),
            None => join_tiles(windows),
        };
        self.queue = windows.into_iter();
        self.ends = (0, 0);
        self.next_window().map(|_| ())
    }

    fn advance(&mut self) -> Result<bool, DepthError> {
        loop {
            match self.inner.read(&mut self.record) {
                Some(Ok(())) => {
                    let core = &self.record.inner().core;
                    // Came with the window before already.
                    if core.pos >= self.ends.0 {
                        return Ok(true);
                    }
                }
                Some(Err(error)) => return Err(self.fail(error)),
                None => {
                    if !self.next_window()? {
                        return Ok(false);
                    }
                }
            }
        }
    }

    fn read(&self) -> Read<'_> {
        let core = &self.record.inner().core;
        Read {
            flags: core.flag,
            mapq: core.qual,
            contig: core.tid,
            start: core.pos,
            mate_contig: core.mtid,
            mate_start: core.mpos,
            template_length: core.isize_,
            name: self.record.qname(),
            cigar: self.record.raw_cigar(),
            qualities: self.record.qual(),
        }
    }

    fn reopen(&self) -> Result<Box<dyn Alignments>, DepthError> {
        Ok(Box::new(Self::open_with(&self.alignment, self.has_template_lengths)?))
    }
}

impl Reader {
    fn next_window(&mut self) -> Result<bool, DepthError> {
        let Some(window) = self.queue.next() else { return Ok(false) };
        self.inner
            .fetch((self.contig, i64::from(window.start), i64::from(window.end)))
            .map_err(|e| self.fail(e))?;
        self.ends = (self.ends.1, i64::from(window.end));
        Ok(true)
    }
}
