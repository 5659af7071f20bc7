//! The reference sequence as the variants need it; `io` reads it from a FASTA.

use std::collections::HashMap;

use crate::model::contig::Contig;

/// The reference could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("reference {name}: {cause}; check the file and its index (samtools faidx)")]
pub struct SequenceError {
    /// The reference.
    pub name: String,
    /// What went wrong.
    pub cause: String,
}

/// Contigs of a reference in its own order, under their own and their canonical names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContigTable {
    contigs: Vec<(String, Contig, u64)>,
    by_name: HashMap<Contig, u16>,
}

impl ContigTable {
    /// A table of `(name, length)`; of two names for one contig the first counts.
    pub fn new(contigs: impl IntoIterator<Item = (String, u64)>) -> Self {
        let mut table = Self::default();
        for (name, length) in contigs {
            let contig = Contig::new(&name);
            // More contigs than fit are decoys and patches, which hold no variant of ours.
            if let Ok(index) = u16::try_from(table.contigs.len()) {
                table.by_name.entry(contig.clone()).or_insert(index);
                table.contigs.push((name, contig, length));
            }
        }
        table
    }

    /// The index of a contig, by any of its names.
    pub fn index(&self, contig: &Contig) -> Option<u16> {
        self.by_name.get(contig).copied()
    }

    /// The contig under its canonical name.
    pub fn contig(&self, index: u16) -> Option<&Contig> {
        self.contigs.get(usize::from(index)).map(|(_, contig, _)| contig)
    }

    /// The name as the reference writes it.
    pub fn name(&self, index: u16) -> &str {
        self.contigs.get(usize::from(index)).map_or("", |(name, _, _)| name)
    }

    /// Length in bases.
    pub fn length(&self, index: u16) -> u64 {
        self.contigs.get(usize::from(index)).map_or(0, |(_, _, length)| *length)
    }

    /// `(name, length)` in the reference's order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.contigs.iter().map(|(name, _, length)| (name.as_str(), *length))
    }
}

/// A reference that bases can be asked of.
pub trait Sequence {
    /// Its contigs.
    fn contigs(&self) -> &ContigTable;

    /// Upper-case bases of `[start, end)`, 0-based, cut at the contig's end.
    fn bases(&self, contig: u16, start: u32, end: u32) -> Result<Vec<u8>, SequenceError>;
}

/// A reference held in memory, for tests and small panels.
#[derive(Debug, Clone, Default)]
pub struct InMemory {
    table: ContigTable,
    bases: Vec<Vec<u8>>,
}

impl InMemory {
    /// A reference of `(name, bases)`.
    pub fn new(contigs: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let contigs: Vec<_> = contigs.into_iter().collect();
        let table = ContigTable::new(
            contigs.iter().map(|(name, bases)| (name.clone(), bases.len() as u64)),
        );
        let bases = contigs.into_iter().map(|(_, bases)| bases.to_ascii_uppercase()).collect();
        Self { table, bases }
    }
}

impl Sequence for InMemory {
    fn contigs(&self) -> &ContigTable {
        &self.table
    }

    fn bases(&self, contig: u16, start: u32, end: u32) -> Result<Vec<u8>, SequenceError> {
        let all = self.bases.get(usize::from(contig)).map_or(&[][..], Vec::as_slice);
        let end = (end as usize).min(all.len());
        Ok(all.get(start as usize..end).unwrap_or_default().to_vec())
    }
}
