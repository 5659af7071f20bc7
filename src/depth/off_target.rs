//! Records away from the targets, without reading them: the index knows how many records a contig
//! has, and those at the targets pass by when depth is measured.

use std::collections::BTreeMap;

use super::bases::reference_length;
use super::layout::Layout;
use super::{Read, Window, flag};
use crate::model::contig::Contig;
use crate::model::off_target::{OffTargetCount, OffTargetReads};

/// A bait catches fragments whole, so that depth falls off beside a target over the length of a
/// fragment. Twice the longest usual one is left out with the target.
pub(super) const MARGIN: u32 = 1_000;

/// Counts the records at the targets of one contig by the index's definition: every mapped record,
/// duplicates, secondary and supplementary ones included, whatever its qualities.
#[derive(Debug)]
pub(super) struct AtTargets {
    /// Targets with their margin, disjoint, in order.
    windows: Vec<Window>,
    /// The first window that a record may still touch.
    current: usize,
    /// Records that overlap a window, each once.
    pub records: u64,
}

impl AtTargets {
    pub fn new(layout: &Layout) -> Self {
        let mut windows: Vec<Window> = Vec::with_capacity(layout.stretches.len());
        for Window { start, end } in layout.windows(0) {
            let (start, end) = (start.saturating_sub(MARGIN), end.saturating_add(MARGIN));
            match windows.last_mut() {
                Some(last) if start <= last.end => last.end = last.end.max(end),
                _ => windows.push(Window { start, end }),
            }
        }
        Self { windows, current: 0, records: 0 }
    }

    /// What must be read to see them all.
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// Counts one record; records come in order of their start.
    pub fn see(&mut self, read: &Read<'_>) {
        if read.flags & flag::UNMAPPED != 0 {
            return;
        }
        while self.windows.get(self.current).is_some_and(|w| i64::from(w.end) <= read.start) {
            self.current += 1;
        }
        // htslib's rule: an alignment without reference bases takes up one.
        let end = read.start + reference_length(read.cigar).max(1);
        let touches = self.windows.get(self.current).is_some_and(|w| i64::from(w.start) < end);
        self.records += u64::from(touches);
    }
}

/// Takes the records at targets from those of the index.
///
/// `None` where the index does not tell, or tells of fewer records than were seen: it has no counts
/// (some programs write none), or is another file's.
pub(super) fn remaining(
    mapped: &[(Contig, u64)],
    at_targets: &BTreeMap<Contig, u64>,
    clumping: f64,
) -> Option<OffTargetReads> {
    let count = |(contig, mapped): &(Contig, u64)| {
        let at_targets = at_targets.get(contig).copied().unwrap_or(0);
        Some(OffTargetCount { contig: contig.clone(), records: mapped.checked_sub(at_targets)? })
    };
    let autosomes = mapped.iter().filter(|(contig, _)| contig.is_autosome());
    let mut autosomes: Vec<OffTargetCount> = autosomes.map(count).collect::<Option<_>>()?;
    autosomes.sort_by(|a, b| a.contig.cmp(&b.contig));
    (!autosomes.is_empty()).then_some(OffTargetReads { margin: MARGIN, clumping, autosomes })
}

#[cfg(test)]
mod tests {
    use super::super::layout::Place;
    use super::*;

    fn at(windows: &AtTargets) -> Vec<(u32, u32)> {
        windows.windows().iter().map(|w| (w.start, w.end)).collect()
    }

    #[test]
    fn margins_that_meet_are_one_window() {
        let place = |index, start, end| Place { index, start, end };
        let layout =
            Layout::new(vec![place(0, 500, 600), place(1, 2_600, 2_700), place(2, 9_000, 9_100)]);
        assert_eq!(at(&AtTargets::new(&layout)), [(0, 3_700), (8_000, 10_100)]);
    }

    #[test]
    fn an_index_that_cannot_be_the_files_says_nothing() {
        let mapped = |first, second| {
            [(Contig::new("2"), second), (Contig::new("1"), first), (Contig::new("X"), 9)]
        };
        let seen = BTreeMap::from([(Contig::new("1"), 10)]);
        let left = remaining(&mapped(12, 0), &seen, 2.0).unwrap();
        let counts: Vec<_> =
            left.autosomes.iter().map(|c| (c.contig.as_str(), c.records)).collect();
        assert_eq!((counts, left.total()), (vec![("1", 2), ("2", 0)], 2));
        // Fewer than were seen; no counts at all.
        assert_eq!(remaining(&mapped(9, 5), &seen, 2.0), None);
        assert_eq!(remaining(&mapped(0, 5), &seen, 2.0), None);
        assert_eq!(remaining(&[], &seen, 2.0), None);
    }
}
