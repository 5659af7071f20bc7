//! Insertions and deletions that reads are aligned with, at places where they are looked for
//! whether a caller states them or not.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Core;
use super::recount::{Aligned, EXCLUDED_FLAGS, ReadFilters, changes};

/// Bases beside a place in which an aligner may have written its insertions and deletions.
const BESIDE: u32 = 10;
/// Clipped bases from which a read may hide a longer insertion.
const CLIPPED: u32 = 10;
/// Fewest fragments that are aligned with a change before it is counted over both haplotypes.
const FEWEST: usize = 2;

/// A place that is searched, 0-based half-open.
#[derive(Debug, Clone)]
pub struct Place {
    start: u32,
    end: u32,
    changes: BTreeMap<Core, BTreeSet<Vec<u8>>>,
    clipped: BTreeSet<Vec<u8>>,
}

/// What the reads show at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Insertions and deletions that at least two fragments are aligned with.
    pub changes: Vec<Core>,
    /// Fragments that are clipped there by 10 bases or more.
    pub clipped: u32,
}

impl Place {
    /// A place to search.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end, changes: BTreeMap::new(), clipped: BTreeSet::new() }
    }

    /// First base and one past the last base of the reads that matter.
    pub fn reach(&self) -> (u32, u32) {
        (self.start.saturating_sub(BESIDE), self.end.saturating_add(BESIDE))
    }

    /// Takes in one read.
    pub fn add(&mut self, read: &Aligned<'_>, filters: ReadFilters) {
        if read.flags & EXCLUDED_FLAGS != 0 || read.mapq < filters.min_mapq {
            return;
        }
        let (from, to) = self.reach();
        for change in changes(read) {
            if change.start < to && change.end() >= from {
                self.changes.entry(change).or_default().insert(read.name.to_vec());
            }
        }
        if clips(read).any(|at| (self.start..=self.end).contains(&at)) {
            self.clipped.insert(read.name.to_vec());
        }
    }

    /// What was seen.
    pub fn finish(self) -> Seen {
        let often = self.changes.into_iter().filter(|(_, names)| names.len() >= FEWEST);
        Seen {
            changes: often.map(|(change, _)| change).collect(),
            clipped: u32::try_from(self.clipped.len()).unwrap_or(u32::MAX),
        }
    }
}

/// Places at which a read is clipped by many bases.
fn clips(read: &Aligned<'_>) -> impl Iterator<Item = u32> {
    let spans = |operation: char| matches!(operation, 'M' | '=' | 'X' | 'D' | 'N');
    let length: u32 = read.cigar.iter().filter(|(op, _)| spans(*op)).map(|(_, n)| *n).sum();
    let is_long = |end: Option<&(char, u32)>| end.is_some_and(|e| e.0 == 'S' && e.1 >= CLIPPED);
    let left = is_long(read.cigar.first()).then_some(read.start);
    let right = is_long(read.cigar.last()).then_some(read.start.saturating_add(length));
    left.into_iter().chain(right)
}

/// Values that base qualities take, counted over reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Qualities {
    /// Reads that were looked at.
    pub reads: u64,
    values: BTreeSet<u8>,
}

/// A sequencer that does not bin its qualities uses more values than these.
const BINNED: usize = 8;
/// Reads from which the values are judged.
const ENOUGH_READS: u64 = 100;
/// What a read without qualities has.
const NONE: u8 = 255;

impl Qualities {
    /// Takes in one read.
    pub fn add(&mut self, qualities: &[u8]) {
        self.reads += 1;
        self.values.extend(qualities);
    }

    /// What a border of base quality means for such reads; nothing where it means what it says.
    pub fn remark(&self, border: u8) -> Option<String> {
        let list = |values: &mut dyn Iterator<Item = &u8>| {
            values.map(u8::to_string).collect::<Vec<_>>().join(", ")
        };
        if self.reads == 0 || border == 0 {
            return None;
        }
        if self.values.contains(&NONE) {
            return Some(format!(
                "reads have no base qualities: the border of {border} takes no base away"
            ));
        }
        let highest = self.values.last().copied().unwrap_or(0);
        if highest < border {
            return Some(format!(
                "no base of {} reads at the hotspots reaches base quality {border} (the highest is \
                 {highest}): nothing can be counted; give a lower --min-baseq",
                self.reads
            ));
        }
        if self.reads < ENOUGH_READS || self.values.len() > BINNED {
            return None;
        }
        let passing = self.values.iter().find(|value| **value >= border)?;
        Some(format!(
            "base qualities are binned ({}): the border of {border} means {passing} and more; \
             LOST_BQ tells what it takes away",
            list(&mut self.values.iter())
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(
        name: &'a str,
        start: u32,
        cigar: &'a [(char, u32)],
        bases: &'a [u8],
    ) -> Aligned<'a> {
        Aligned {
            name: name.as_bytes(),
            family: None,
            flags: 0,
            mapq: 60,
            start,
            cigar,
            bases,
            qualities: &[],
        }
    }

    #[test]
    fn changes_of_two_fragments_are_seen_and_neighbours_are_one() {
        let mut place = Place::new(104, 110);
        let cigar = [('M', 5), ('I', 2), ('D', 1), ('M', 3)];
        for name in ["a", "b"] {
            place.add(&read(name, 100, &cigar, b"AAAAACCTTT"), ReadFilters::default());
        }
        place.add(
            &read("c", 100, &[('M', 5), ('D', 4), ('M', 2)], b"AAAAATT"),
            ReadFilters::default(),
        );
        place.add(&read("d", 90, &[('M', 15), ('S', 12)], &[b'A'; 27]), ReadFilters::default());
        let seen = place.finish();
        assert_eq!(seen.changes, [Core { start: 105, length: 1, bases: b"CC".to_vec() }]);
        assert_eq!(seen.clipped, 1);
    }

    #[test]
    fn qualities_are_told_when_the_border_means_something_else() {
        let of = |values: &[u8]| {
            let mut qualities = Qualities::default();
            (0..200).for_each(|_| qualities.add(values));
            qualities.remark(30)
        };
        assert!(of(&[2, 12, 23, 37]).unwrap().contains("37 and more"));
        assert!(of(&[2, 11, 25]).unwrap().contains("the highest is 25"));
        assert!(of(&[255]).unwrap().contains("no base qualities"));
        assert_eq!(of(&(2..=40).collect::<Vec<_>>()), None);
    }
}
