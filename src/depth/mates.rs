//! Reads whose mate is still to come. Only those are remembered that matter to the mate, and only
//! until its position has passed, so that memory follows the local depth and not the file.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::bases::Bases;
use super::{Read, flag};

/// A read that waits for its mate.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    hash: u64,
    name: Vec<u8>,
    flags: u16,
    start: i64,
    mate_start: i64,
    expires: i64,
    next: Option<u32>,
    /// One past its last aligned position.
    pub end: i64,
    /// True when its CIGAR is one operation.
    pub single_operation: bool,
    /// Its bases; empty when they do not matter.
    pub bases: Bases,
    /// Targets that it was counted on, as places of the layout.
    pub counted: Vec<u32>,
}

impl Waiting {
    fn is_mate_of(&self, read: &Read<'_>) -> bool {
        // Two reads of one name that are both first, or both last, are not mates.
        self.flags & read.flags & flag::FIRST_AND_LAST == 0
            && self.start == read.mate_start
            && self.mate_start == read.start
    }
}

/// The hash is mixed already.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// Reads that wait for their mates, by name.
#[derive(Debug, Default)]
pub(super) struct Mates {
    heads: HashMap<u64, u32, BuildHasherDefault<Mixed>>,
    slots: Vec<Waiting>,
    free: Vec<u32>,
    sweep_at: usize,
}

impl Mates {
    /// Remembers a read until the position `expires`; what else is kept is filled by the caller.
    pub fn wait(&mut self, read: &Read<'_>, end: i64, expires: i64) -> &mut Waiting {
        if self.slots.len() - self.free.len() >= self.sweep_at {
            self.sweep(read.start);
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Waiting::default());
            (self.slots.len() - 1) as u32
        });
        let hash = hash(read.name);
        let next = self.heads.insert(hash, slot);
        let waiting = &mut self.slots[slot as usize];
        waiting.hash = hash;
        waiting.name.clear();
        waiting.name.extend_from_slice(read.name);
        waiting.flags = read.flags;
        waiting.start = read.start;
        waiting.mate_start = read.mate_start;
        waiting.expires = expires;
        waiting.next = next;
        waiting.end = end;
        waiting.single_operation = read.cigar.len() == 1;
        waiting.bases.blocks.clear();
        waiting.bases.pass.clear();
        waiting.counted.clear();
        waiting
    }

    /// The mate of a read; it stops waiting and is valid until the next call.
    pub fn take_mate(&mut self, read: &Read<'_>) -> Option<&Waiting> {
        self.take(read.name, |waiting| waiting.is_mate_of(read))
    }

    /// Any read of that name; it stops waiting and is valid until the next call.
    pub fn take_name(&mut self, name: &[u8]) -> Option<&Waiting> {
        self.take(name, |_| true)
    }

    /// True when a read of that name waits.
    pub fn has_name(&self, name: &[u8]) -> bool {
        let mut at = self.heads.get(&hash(name)).copied();
        while let Some(slot) = at {
            let waiting = &self.slots[slot as usize];
            if waiting.name == name {
                return true;
            }
            at = waiting.next;
        }
        false
    }

    fn take(&mut self, name: &[u8], suits: impl Fn(&Waiting) -> bool) -> Option<&Waiting> {
        let hash = hash(name);
        let mut before: Option<u32> = None;
        let mut slot = *self.heads.get(&hash)?;
        loop {
            let waiting = &self.slots[slot as usize];
            let next = waiting.next;
            if waiting.name == name && suits(waiting) {
                match (before, next) {
                    (Some(before), _) => self.slots[before as usize].next = next,
                    (None, Some(next)) => {
                        self.heads.insert(hash, next);
                    }
                    (None, None) => {
                        self.heads.remove(&hash);
                    }
                }
                self.free.push(slot);
                return Some(&self.slots[slot as usize]);
            }
            before = Some(slot);
            slot = next?;
        }
    }

    /// Forgets the reads whose mate did not come (it was filtered out).
    fn sweep(&mut self, position: i64) {
        const SMALLEST: usize = 1024;
        let mut idle = vec![false; self.slots.len()];
        for slot in &self.free {
            idle[*slot as usize] = true;
        }
        self.heads.clear();
        for (slot, idle) in idle.into_iter().enumerate() {
            if idle {
                continue;
            }
            if self.slots[slot].expires < position {
                self.free.push(slot as u32);
                continue;
            }
            let next = self.heads.insert(self.slots[slot].hash, slot as u32);
            self.slots[slot].next = next;
        }
        self.sweep_at = (2 * (self.slots.len() - self.free.len())).max(SMALLEST);
    }
}

/// Names are compared in full, so that the hash only has to be fast and well spread.
fn hash(name: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = name.len() as u64;
    let mut words = name.chunks_exact(8);
    for word in &mut words {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(word);
        state = (state.rotate_left(23) ^ u64::from_le_bytes(bytes)).wrapping_mul(FACTOR);
    }
    let mut bytes = [0; 8];
    bytes[..words.remainder().len()].copy_from_slice(words.remainder());
    state = (state.rotate_left(23) ^ u64::from_le_bytes(bytes)).wrapping_mul(FACTOR);
    state ^= state >> 32;
    state = state.wrapping_mul(FACTOR);
    state ^ state >> 29
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &[u8], flags: u16, start: i64, mate_start: i64) -> Read<'_> {
        Read {
            flags,
            mapq: 60,
            contig: 0,
            start,
            mate_contig: 0,
            mate_start,
            template_length: 0,
            name,
            cigar: &[],
            qualities: &[],
        }
    }

    #[test]
    fn a_mate_is_found_once_and_only_as_a_mate() {
        let mut mates = Mates::default();
        mates.wait(&read(b"a", 0x41, 10, 50), 60, 50);
        assert!(mates.take_mate(&read(b"a", 0x41, 50, 10)).is_none());
        assert!(mates.take_mate(&read(b"a", 0x81, 51, 10)).is_none());
        assert_eq!(mates.take_mate(&read(b"a", 0x81, 50, 10)).unwrap().end, 60);
        assert!(mates.take_mate(&read(b"a", 0x81, 50, 10)).is_none());
    }

    #[test]
    fn two_pairs_of_one_name_are_kept_apart() {
        let mut mates = Mates::default();
        mates.wait(&read(b"a", 0x41, 10, 50), 1, 50);
        mates.wait(&read(b"a", 0x41, 20, 60), 2, 60);
        assert_eq!(mates.take_mate(&read(b"a", 0x81, 50, 10)).unwrap().end, 1);
        assert_eq!(mates.take_mate(&read(b"a", 0x81, 60, 20)).unwrap().end, 2);
    }

    #[test]
    fn memory_does_not_grow_with_mates_that_never_come() {
        let mut mates = Mates::default();
        for at in 0..200_000_i64 {
            let name = at.to_string();
            mates.wait(&read(name.as_bytes(), 0x41, at, at + 100), at + 150, at + 100);
        }
        assert!(mates.slots.len() < 5_000, "{}", mates.slots.len());
        assert!(mates.take_mate(&read(b"199999", 0x81, 200_099, 199_999)).is_some());
    }
}
