//! A reference FASTA, plain or BGZF, through its index.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rust_htslib::faidx;

use crate::io::filenames;
use crate::model::assembly::{self, Assembly, Detected};
use crate::variants::sequence::{ContigTable, Sequence, SequenceError};

/// Bases that are read at once.
const CHUNK: u32 = 1 << 13;
/// Chunks that are kept: 32 MB.
const MOST_CHUNKS: usize = 1 << 12;

/// A FASTA could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("reference {path}: {cause}; {remedy}")]
pub struct FastaError {
    /// The file.
    pub path: PathBuf,
    /// What went wrong.
    pub cause: String,
    /// What to do.
    pub remedy: &'static str,
}

/// An open reference. Each thread opens its own.
pub struct Fasta {
    name: String,
    table: ContigTable,
    reader: faidx::Reader,
    chunks: RefCell<HashMap<(u16, u32), Vec<u8>>>,
}

impl Fasta {
    /// Opens a FASTA that has its `.fai`, and its `.gzi` when it is compressed. No index is made:
    /// the folder of a reference is nobody's to write to.
    pub fn open(path: &Path) -> Result<Self, FastaError> {
        let fail = |cause: String, remedy| FastaError { path: path.to_owned(), cause, remedy };
        let beside = |ending: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        std::fs::File::open(path)
            .map_err(|e| fail(e.to_string(), "check its name and permissions"))?;
        let index = beside(".fai");
        let text = std::fs::read_to_string(&index)
            .map_err(|e| fail(format!("its index .fai: {e}"), "make it with 'samtools faidx'"))?;
        let is_compressed = path.extension().is_some_and(|e| e == "gz" || e == "bgz");
        if is_compressed && !beside(".gzi").exists() {
            return Err(fail(
                "its index .gzi is missing".to_owned(),
                "compress it with bgzip and make the index with 'samtools faidx'",
            ));
        }
        let mut contigs = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let mut fields = line.split('\t');
            let (name, length) = (fields.next(), fields.next().map(str::parse::<u64>));
            let (Some(name), Some(Ok(length))) = (name, length) else {
                let cause = format!("its index .fai, line {}, is damaged", number + 1);
                return Err(fail(cause, "make it again with 'samtools faidx'"));
            };
            contigs.push((name.to_owned(), length));
        }
        let reader = faidx::Reader::from_path(path)
            .map_err(|e| fail(e.to_string(), "check that it is a FASTA, plain or bgzip"))?;
        let name = filenames::file_name(path);
        Ok(Self { name, table: ContigTable::new(contigs), reader, chunks: RefCell::default() })
    }

    /// File name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The assembly, from the contig lengths.
    pub fn assembly(&self) -> Option<Assembly> {
        match assembly::detect(self.table.iter()) {
            Detected::Known(assembly) => Some(assembly),
            Detected::Mixed { .. } | Detected::Foreign { .. } | Detected::Unknown => None,
        }
    }

    fn chunk(&self, contig: u16, chunk: u32) -> Result<Vec<u8>, SequenceError> {
        let length = self.table.length(contig);
        let start = u64::from(chunk) * u64::from(CHUNK);
        let end = (start + u64::from(CHUNK)).min(length);
        if start >= end {
            return Ok(Vec::new());
        }
        let name = self.table.name(contig);
        let fail = |cause: String| SequenceError { name: self.name.clone(), cause };
        let mut bases = self
            .reader
            .fetch_seq(name, start as usize, (end - 1) as usize)
            .map_err(|e| fail(format!("{name}:{}-{end}: {e}", start + 1)))?;
        if bases.len() as u64 != end - start {
            return Err(fail(format!("{name}:{}-{end} cannot be read", start + 1)));
        }
        bases.make_ascii_uppercase();
        Ok(bases)
    }
}

impl Sequence for Fasta {
    fn contigs(&self) -> &ContigTable {
        &self.table
    }

    fn bases(&self, contig: u16, start: u32, end: u32) -> Result<Vec<u8>, SequenceError> {
        let end = u64::from(end).min(self.table.length(contig)) as u32;
        let mut bases = Vec::with_capacity(end.saturating_sub(start) as usize);
        let mut at = start;
        while at < end {
            let number = at / CHUNK;
            let mut chunks = self.chunks.borrow_mut();
            if chunks.len() >= MOST_CHUNKS {
                chunks.clear();
            }
            let chunk = match chunks.entry((contig, number)) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(self.chunk(contig, number)?)
                }
            };
            let from = (at % CHUNK) as usize;
            let to = ((end - number * CHUNK).min(CHUNK)) as usize;
            let Some(part) = chunk.get(from..to) else { break };
            bases.extend_from_slice(part);
            at = number.saturating_add(1).saturating_mul(CHUNK);
        }
        Ok(bases)
    }
}
