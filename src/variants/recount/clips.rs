//! What the clipped ends of reads spell of an allele of several bases.

use super::read::{Aligned, clip, query_index};
use super::site::{Says, Site, told};

impl Site {
    /// What the clipped end of a read spells. An allele of several bases has no unchanged base of its
    /// own on which an alignment could go on: an aligner clips a read at its first base. All clipped
    /// bases must fit, and those of a substitution must hold all of it.
    pub(super) fn told_in_clip(&self, read: &Aligned<'_>, border: u8) -> Option<(Says, u8)> {
        if self.reference.len() < 2 && self.is_substitution() {
            return None;
        }
        self.clipped_behind(read, border).or_else(|| self.clipped_before(read, border))
    }

    /// The same of the bases behind the last aligned one.
    fn clipped_behind(&self, read: &Aligned<'_>, border: u8) -> Option<(Says, u8)> {
        let clipped = clip(read.cigar.iter().rev())?;
        let index = read.bases.len().checked_sub(clipped)?;
        let aligned = read.end();
        if self.end <= aligned {
            return None;
        }
        // Bases before the window that are compared: clipped ones, which change nothing.
        let before = self.start.saturating_sub(aligned) as usize;
        let from = if self.start < aligned { query_index(read, self.start)? } else { index };
        let flank = self.left_flank.get(self.left_flank.len().checked_sub(before)?..)?;
        let spell = |window: &[u8]| [flank, window, &self.right_flank].concat();
        let (reference, alternative) = (spell(&self.reference), spell(&self.alternative));
        let length = read.bases.len().checked_sub(from)?;
        let length = length.min(reference.len()).min(alternative.len());
        let bases = read.bases.get(from..from + length)?;
        let qualities = read.qualities.get(from..from + length)?;
        if self.is_substitution() && length < before + self.reference.len() {
            return None;
        }
        let says = told(bases, qualities, &reference[..length], &alternative[..length], border);
        Some((says?, self.quality(qualities.get(before..)?)))
    }

    /// The same of the bases before the first aligned one.
    fn clipped_before(&self, read: &Aligned<'_>, border: u8) -> Option<(Says, u8)> {
        let clipped = clip(read.cigar.iter())?;
        if self.start >= read.start {
            return None;
        }
        let behind = read.start.saturating_sub(self.end) as usize;
        let to = if self.end > read.start {
            query_index(read, self.end.checked_sub(1)?)? + 1
        } else {
            clipped
        };
        let flank = self.right_flank.get(..behind)?;
        let spell = |window: &[u8]| [&self.left_flank, window, flank].concat();
        let (reference, alternative) = (spell(&self.reference), spell(&self.alternative));
        let length = to.min(reference.len()).min(alternative.len());
        let bases = read.bases.get(to - length..to)?;
        let qualities = read.qualities.get(to - length..to)?;
        let tail = |all: &[u8]| all[all.len() - length..].to_vec();
        let window = length.checked_sub(behind)?;
        if self.is_substitution() && window < self.reference.len() {
            return None;
        }
        let says = told(bases, qualities, &tail(&reference), &tail(&alternative), border);
        let from = if self.is_substitution() { window - self.reference.len() } else { 0 };
        Some((says?, self.quality(qualities.get(from..window)?)))
    }
}
