//! A read as it is aligned, and what keeps it from being counted.

use crate::variants::change::Core;

/// Bases beyond the window that a read which ends inside is compared with.
pub const FLANK: u32 = 30;

/// Filters of the reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadFilters {
    /// Lowest mapping quality.
    pub min_mapq: u8,
    /// Lowest base quality.
    pub min_baseq: u8,
}

impl Default for ReadFilters {
    fn default() -> Self {
        Self { min_mapq: 30, min_baseq: 30 }
    }
}

/// Flags that keep a read from being counted: unmapped, secondary, failed, duplicate,
/// supplementary.
pub const EXCLUDED_FLAGS: u16 = 0x4 | 0x100 | 0x200 | 0x400 | 0x800;

/// An aligned read.
#[derive(Debug, Clone, Copy)]
pub struct Aligned<'a> {
    /// Fragment name.
    pub name: &'a [u8],
    /// Molecule that the fragment is a copy of, where the reads tell it by a UMI.
    pub family: Option<&'a [u8]>,
    /// Flag bits.
    pub flags: u16,
    /// Mapping quality.
    pub mapq: u8,
    /// First aligned base, 0-based.
    pub start: u32,
    /// `(operation, length)` of the CIGAR.
    pub cigar: &'a [(char, u32)],
    /// Bases, upper case.
    pub bases: &'a [u8],
    /// Base qualities.
    pub qualities: &'a [u8],
}

impl Aligned<'_> {
    /// One past the last aligned base.
    pub fn end(&self) -> u32 {
        let spans = |operation: char| matches!(operation, 'M' | 'D' | 'N' | '=' | 'X');
        let spanned: u32 =
            self.cigar.iter().filter(|(op, _)| spans(*op)).map(|(_, length)| *length).sum();
        self.start.saturating_add(spanned)
    }

    /// First and one past the last base at which a site may be told: what is aligned, and as much
    /// of what is clipped as is compared.
    pub fn reach(&self) -> (u32, u32) {
        let clipped = |bases: Option<usize>| {
            let bases = bases.and_then(|bases| u32::try_from(bases).ok());
            bases.unwrap_or(0).min(FLANK)
        };
        let (before, behind) = (clip(self.cigar.iter()), clip(self.cigar.iter().rev()));
        (self.start.saturating_sub(clipped(before)), self.end().saturating_add(clipped(behind)))
    }
}

/// Index of the read base that is aligned to a reference position.
pub(super) fn query_index(read: &Aligned<'_>, position: u32) -> Option<usize> {
    let (mut at, mut index) = (read.start, 0_u32);
    for &(operation, length) in read.cigar {
        match operation {
            'M' | '=' | 'X' => {
                if position < at {
                    return None;
                }
                if position - at < length {
                    return Some((index + position - at) as usize);
                }
                at += length;
                index += length;
            }
            'I' | 'S' => index += length,
            'D' | 'N' => at += length,
            _ => {}
        }
    }
    None
}

/// Bases that are clipped at the end from which operations are given; nothing where none are.
pub(super) fn clip<'o>(mut operations: impl Iterator<Item = &'o (char, u32)>) -> Option<usize> {
    let outer = operations.find(|(operation, _)| *operation != 'H')?;
    (outer.0 == 'S').then_some(outer.1 as usize)
}

/// Insertions and deletions of a read's alignment; neighbouring ones are one change.
pub fn changes(read: &Aligned<'_>) -> Vec<Core> {
    let (mut at, mut index) = (read.start, 0_usize);
    let mut found: Vec<Core> = Vec::new();
    let mut is_open = false;
    for &(operation, length) in read.cigar {
        let bases = length as usize;
        match operation {
            'M' | '=' | 'X' => {
                is_open = false;
                at = at.saturating_add(length);
                index += bases;
            }
            'I' | 'D' => {
                if !is_open {
                    found.push(Core { start: at, length: 0, bases: Vec::new() });
                    is_open = true;
                }
                let Some(change) = found.last_mut() else { continue };
                if operation == 'I' {
                    let inserted = read.bases.get(index..index + bases).unwrap_or_default();
                    change.bases.extend_from_slice(inserted);
                    index += bases;
                } else {
                    change.length = change.length.saturating_add(length);
                    at = at.saturating_add(length);
                }
            }
            'N' => {
                is_open = false;
                at = at.saturating_add(length);
            }
            'S' => index += bases,
            _ => {}
        }
    }
    found
}
