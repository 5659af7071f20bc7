//! A change without its anchor, and the sequence that several of them make.

use super::normalise::{self, Allele};
use super::sequence::{Sequence, SequenceError};

/// Bases beside an allele in which its parts may lie, which repeats carry away.
pub(super) const REACH: u32 = 50;

/// A change without its anchor: 0-based start, bases that go, bases that come.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Core {
    /// First base that goes, 0-based; of an insertion the base behind it.
    pub start: u32,
    /// Number of bases that go.
    pub length: u32,
    /// Bases that come.
    pub bases: Vec<u8>,
}

impl Core {
    /// The change of an allele.
    pub fn new(allele: &Allele) -> Self {
        let (r, a) = (allele.reference.as_bytes(), allele.alternative.as_bytes());
        let shared = r.iter().zip(a).take_while(|(r, a)| r == a).count();
        let (r, a) = (r.get(shared..).unwrap_or_default(), a.get(shared..).unwrap_or_default());
        let first = allele.position.saturating_sub(1);
        Self {
            start: first.saturating_add(length_of(shared)),
            length: length_of(r.len()),
            bases: a.to_vec(),
        }
    }

    /// One past the last base that goes.
    pub fn end(&self) -> u32 {
        self.start.saturating_add(self.length)
    }
}

fn length_of(bases: usize) -> u32 {
    u32::try_from(bases).unwrap_or(u32::MAX)
}

/// The sequence of `[start, end)` with changes put in; `reference` are its bases. Nothing where
/// changes overlap, lie outside, or two insertions share their place.
pub fn apply(reference: &[u8], start: u32, changes: &[Core]) -> Option<Vec<u8>> {
    let mut sorted: Vec<&Core> = changes.iter().collect();
    sorted.sort();
    let mut made = Vec::with_capacity(reference.len());
    let mut at = 0_usize;
    let mut last_insertion = None;
    for change in sorted {
        let from = change.start.checked_sub(start)? as usize;
        let to = from.checked_add(change.length as usize)?;
        let is_insertion = change.length == 0;
        if from < at || to > reference.len() || (is_insertion && last_insertion == Some(from)) {
            return None;
        }
        made.extend_from_slice(reference.get(at..from)?);
        made.extend_from_slice(&change.bases);
        last_insertion = is_insertion.then_some(from);
        at = to;
    }
    made.extend_from_slice(reference.get(at..)?);
    Some(made)
}

/// The same, where left-aligned changes that touch another one are moved to the right end of their
/// repeat: a caller left-aligns an insertion or deletion whatever else it states beside it.
pub fn apply_any(reference: &[u8], start: u32, changes: &[Core]) -> Option<Vec<u8>> {
    apply(reference, start, changes).or_else(|| apply_moved(reference, start, changes))
}

/// The same with every insertion and deletion at the right end of its repeat.
pub fn apply_moved(reference: &[u8], start: u32, changes: &[Core]) -> Option<Vec<u8>> {
    let moved: Vec<Core> =
        changes.iter().map(|change| rightmost(change.clone(), reference, start)).collect();
    apply(reference, start, &moved)
}

/// An insertion or deletion as far right as the sequence allows; others as they are.
fn rightmost(mut change: Core, reference: &[u8], start: u32) -> Core {
    let base = |at: u32| reference.get(at.checked_sub(start)? as usize).copied();
    if change.bases.is_empty() {
        while change.length > 0
            && base(change.end()).is_some_and(|next| base(change.start) == Some(next))
        {
            change.start += 1;
        }
    } else if change.length == 0 {
        while change.bases.first().copied() == base(change.start) {
            change.bases.rotate_left(1);
            change.start += 1;
        }
    }
    change
}

/// Several changes of one haplotype as one allele in normal form; nothing where they contradict
/// each other or leave the reference as it is.
pub fn joined(
    sequence: &dyn Sequence,
    contig: u16,
    parts: &[Allele],
) -> Result<Option<Allele>, SequenceError> {
    let first = parts.iter().map(|part| part.position.saturating_sub(1)).min().unwrap_or(0);
    let cores: Vec<Core> = parts.iter().map(Core::new).collect();
    let last = cores.iter().map(Core::end).max().unwrap_or(first);
    let reference = sequence.bases(contig, first, last.saturating_add(REACH))?;
    let Some(made) = apply_any(&reference, first, &cores) else { return Ok(None) };
    let text = |bases: &[u8]| String::from_utf8_lossy(bases).into_owned();
    if made == reference || made.is_empty() || reference.is_empty() {
        return Ok(None);
    }
    let allele = Allele {
        position: first.saturating_add(1),
        reference: text(&reference),
        alternative: text(&made),
    };
    normalise::normalise(sequence, contig, &allele).map(Some)
}
