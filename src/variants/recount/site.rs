//! The window of an allele, and what one read spells in it.

use super::read::{Aligned, FLANK, changes, query_index};
use crate::variants::change::Core;
use crate::variants::normalise::Allele;
use crate::variants::sequence::{Sequence, SequenceError};

/// Most positions that an allele is followed through a repeat.
const LONGEST_REPEAT: u32 = 500;

/// An allele prepared for counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// First base of the window, 0-based.
    pub start: u32,
    /// One past its last base.
    pub end: u32,
    /// The window as the reference spells it, between its flanks.
    pub(super) reference: Vec<u8>,
    /// The window as the alternative spells it.
    pub(super) alternative: Vec<u8>,
    pub(super) left_flank: Vec<u8>,
    pub(super) right_flank: Vec<u8>,
    gap: Option<Gap>,
    /// True when a read that ends inside the window tells nothing.
    is_whole: bool,
}

/// The insertion or deletion of an allele that is nothing else, and how far a repeat lets it move.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gap {
    change: Core,
    moves: u32,
}

impl Gap {
    fn of(allele: &Allele, moves: u32) -> Option<Self> {
        let change = Core::new(allele);
        let is_plain = (change.length == 0) != change.bases.is_empty();
        is_plain.then_some(Self { change, moves })
    }

    /// True when a change of an alignment is this one, wherever in the repeat the aligner put it.
    fn is(&self, other: &Core) -> bool {
        let by = other.start.checked_sub(self.change.start).filter(|by| *by <= self.moves);
        let Some(by) = by else { return false };
        let mut bases = self.change.bases.clone();
        if !bases.is_empty() {
            let turned = by as usize % bases.len();
            bases.rotate_left(turned);
        }
        other.length == self.change.length && other.bases == bases
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    Reference,
    Alternative,
    Other,
}

impl Site {
    /// Prepares an allele in normal form.
    pub fn new(
        sequence: &dyn Sequence,
        contig: u16,
        allele: &Allele,
    ) -> Result<Self, SequenceError> {
        let length = u32::try_from(allele.reference.len()).unwrap_or(u32::MAX);
        let first = allele.position.saturating_sub(1);
        let (start, end, gap) = if allele.reference.len() == allele.alternative.len() {
            (first, first.saturating_add(length), None)
        } else {
            let moves = moves(sequence, contig, allele)?;
            let end = first.saturating_add(length).saturating_add(moves + 1);
            (first, end, Gap::of(allele, moves))
        };
        let reference = sequence.bases(contig, start, end)?;
        let rest = reference.get(length as usize..).unwrap_or_default();
        let alternative = [allele.alternative.as_bytes(), rest].concat();
        Ok(Self {
            start,
            end,
            left_flank: sequence.bases(contig, start.saturating_sub(FLANK), start)?,
            right_flank: sequence.bases(contig, end, end.saturating_add(FLANK))?,
            reference,
            alternative,
            gap,
            is_whole: false,
        })
    }

    /// Prepares the substitution of one base, which needs no reference; `position` is 0-based.
    pub fn substitution(position: u32, reference: u8, alternative: u8) -> Self {
        Self {
            start: position,
            end: position.saturating_add(1),
            reference: vec![reference],
            alternative: vec![alternative],
            left_flank: Vec::new(),
            right_flank: Vec::new(),
            gap: None,
            is_whole: false,
        }
    }

    /// Two haplotypes of a window, neither of which has to be the reference's, compared with reads
    /// that reach over all of it.
    pub fn between(
        sequence: &dyn Sequence,
        contig: u16,
        start: u32,
        end: u32,
        (one, other): (Vec<u8>, Vec<u8>),
    ) -> Result<Self, SequenceError> {
        Ok(Self {
            start,
            end,
            reference: one,
            alternative: other,
            left_flank: sequence.bases(contig, start.saturating_sub(FLANK), start)?,
            right_flank: sequence.bases(contig, end, end.saturating_add(FLANK))?,
            gap: None,
            is_whole: true,
        })
    }

    pub(super) fn is_substitution(&self) -> bool {
        self.reference.len() == self.alternative.len()
    }

    /// What a read says, and the quality with which it does; nothing where it cannot tell. Bases
    /// below the border are unknown: they neither fit nor contradict.
    pub(super) fn says(&self, read: &Aligned<'_>, border: u8) -> Option<(Says, u8)> {
        let gaps = self.gaps_beside(read);
        let around = if gaps.is_empty() { None } else { self.told_around(read, border) };
        match around.or_else(|| self.told_within(read, border)) {
            Some((Says::Other, quality)) if self.is_the_gap(&gaps) => {
                Some((Says::Alternative, quality))
            }
            told => told,
        }
    }

    /// Insertions and deletions that a read is aligned with near the window.
    fn gaps_beside(&self, read: &Aligned<'_>) -> Vec<Core> {
        if !read.cigar.iter().any(|(operation, _)| matches!(operation, 'I' | 'D')) {
            return Vec::new();
        }
        let mut gaps = changes(read);
        gaps.retain(|gap| {
            gap.start <= self.end.saturating_add(FLANK)
                && gap.end() >= self.start.saturating_sub(FLANK)
        });
        gaps
    }

    /// True when the one gap of a read is the allele's.
    fn is_the_gap(&self, gaps: &[Core]) -> bool {
        matches!((&self.gap, gaps), (Some(own), [gap]) if own.is(gap))
    }

    /// What a read spells over the window and as much beside it as it reaches.
    fn told_around(&self, read: &Aligned<'_>, border: u8) -> Option<(Says, u8)> {
        [FLANK, FLANK / 2, FLANK / 4].into_iter().find_map(|beside| {
            let left = query_index(read, self.start.checked_sub(beside)?)?;
            let right = query_index(read, self.end.checked_add(beside)?.checked_sub(1)?)?;
            let (inner, qualities) =
                (read.bases.get(left..=right)?, read.qualities.get(left..=right)?);
            let beside = beside as usize;
            let before = self.left_flank.get(self.left_flank.len().checked_sub(beside)?..)?;
            let behind = self.right_flank.get(..beside)?;
            let wide = |window: &[u8]| [before, window, behind].concat();
            let (reference, alternative) = (wide(&self.reference), wide(&self.alternative));
            let says = told(inner, qualities, &reference, &alternative, border)?;
            let window = qualities.get(beside..qualities.len().checked_sub(beside)?)?;
            Some((says, self.quality(window)))
        })
    }

    /// What a read spells inside the window.
    fn told_within(&self, read: &Aligned<'_>, border: u8) -> Option<(Says, u8)> {
        let left = query_index(read, self.start);
        let right = query_index(read, self.end.checked_sub(1)?);
        if let (Some(left), Some(right)) = (left, right) {
            let inner = read.bases.get(left..=right)?;
            let qualities = read.qualities.get(left..=right)?;
            let quality = self.quality(qualities);
            let told = told(inner, qualities, &self.reference, &self.alternative, border);
            if let Some(says) = told {
                return Some((says, quality));
            }
            if self.is_substitution() || self.is_whole {
                return Some((Says::Other, quality));
            }
            let sides =
                [self.told_after(read, left, border), self.told_before(read, right, border)];
            let alternative =
                sides.into_iter().flatten().find(|(says, _)| *says == Says::Alternative);
            return Some(alternative.unwrap_or((Says::Other, quality)));
        }
        if self.is_whole {
            return None;
        }
        if self.is_substitution() {
            return self.told_in_clip(read, border);
        }
        match (left, right) {
            (Some(left), _) => self.told_after(read, left, border),
            (_, Some(right)) => self.told_before(read, right, border),
            _ if self.gap.is_none() => self.told_in_clip(read, border),
            _ => None,
        }
    }

    /// The bases that decide a substitution must all pass; over the window of an insertion or
    /// deletion, where a length decides, the mean.
    pub(super) fn quality(&self, qualities: &[u8]) -> u8 {
        if self.is_substitution() {
            let changed = self.reference.iter().zip(&self.alternative).zip(qualities);
            changed.filter(|((r, a), _)| r != a).map(|(_, q)| *q).min().unwrap_or(0)
        } else {
            let sum: u32 = qualities.iter().map(|q| u32::from(*q)).sum();
            (sum / u32::try_from(qualities.len()).unwrap_or(1).max(1)) as u8
        }
    }

    fn told_after(&self, read: &Aligned<'_>, left: usize, border: u8) -> Option<(Says, u8)> {
        let reference = [self.reference.as_slice(), &self.right_flank].concat();
        let alternative = [self.alternative.as_slice(), &self.right_flank].concat();
        let bases = read.bases.get(left..)?;
        let length = bases.len().min(reference.len()).min(alternative.len());
        let qualities = read.qualities.get(left..left + length)?;
        let says =
            told(&bases[..length], qualities, &reference[..length], &alternative[..length], border);
        Some((says?, self.quality(qualities)))
    }

    fn told_before(&self, read: &Aligned<'_>, right: usize, border: u8) -> Option<(Says, u8)> {
        let reference = [self.left_flank.as_slice(), &self.reference].concat();
        let alternative = [self.left_flank.as_slice(), &self.alternative].concat();
        let bases = read.bases.get(..=right)?;
        let length = bases.len().min(reference.len()).min(alternative.len());
        let tail = |all: &[u8]| all[all.len() - length..].to_vec();
        let qualities = read.qualities.get(right + 1 - length..=right)?;
        let says = told(&tail(bases), qualities, &tail(&reference), &tail(&alternative), border);
        Some((says?, self.quality(qualities)))
    }
}

/// The haplotype that fits where the other does not.
pub(super) fn told(
    bases: &[u8],
    qualities: &[u8],
    reference: &[u8],
    alternative: &[u8],
    border: u8,
) -> Option<Says> {
    let fits = |haplotype: &[u8]| {
        bases.len() == haplotype.len()
            && bases.iter().zip(haplotype).zip(qualities).all(|((b, h), q)| b == h || *q < border)
    };
    if reference == alternative {
        return None;
    }
    match (fits(reference), fits(alternative)) {
        (true, false) => Some(Says::Reference),
        (false, true) => Some(Says::Alternative),
        // Unknown bases hide the difference: what they spell decides whose loss it is.
        (true, true) if bases == reference => Some(Says::Reference),
        (true, true) if bases == alternative => Some(Says::Alternative),
        _ => None,
    }
}

/// Positions by which an insertion or deletion can move to the right.
fn moves(sequence: &dyn Sequence, contig: u16, allele: &Allele) -> Result<u32, SequenceError> {
    let (r, a) = (allele.reference.as_bytes(), allele.alternative.as_bytes());
    // Only an insertion or deletion behind an anchor moves.
    let changed: Vec<u8> = match (r.len(), a.len()) {
        (1, _) if a.first() == r.first() => a[1..].to_vec(),
        (_, 1) if a.first() == r.first() => r[1..].to_vec(),
        _ => return Ok(0),
    };
    let after = allele.position - 1 + r.len() as u32;
    let next = sequence.bases(contig, after, after.saturating_add(LONGEST_REPEAT))?;
    let repeat = changed.iter().chain(&next);
    let moves = next.iter().zip(repeat).take_while(|(a, b)| a == b).count();
    Ok(moves as u32)
}
