//! Two proteins compared: HGVS p. and the term of the change.

use super::codon::{is_known, name, residue};

/// What a change of the coding sequence does to the protein.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProteinChange {
    /// Sequence Ontology term.
    pub term: &'static str,
    /// HGVS p.
    pub hgvs: String,
    /// First changed residue, 1-based.
    pub residue: Option<u32>,
}

/// A coding sequence and its change; nothing is copied, because a patient may have many.
#[derive(Debug, Clone, Copy)]
pub struct Edit<'a> {
    /// Coding sequence with its stop.
    pub before: &'a [u8],
    /// What lies behind the stop.
    pub behind: &'a [u8],
    /// First changed base, 0-based.
    pub start: usize,
    /// Number of bases removed.
    pub removed: usize,
    /// Bases put in.
    pub inserted: &'a [u8],
    /// True when the transcript's end is on this assembly.
    pub is_complete: bool,
}

impl Edit<'_> {
    /// A base of the changed sequence.
    fn base(&self, index: usize) -> Option<u8> {
        if index < self.start {
            return self.before.get(index).copied();
        }
        if let Some(base) = self.inserted.get(index - self.start) {
            return Some(*base);
        }
        let old = index - self.inserted.len() + self.removed;
        self.before.get(old).or_else(|| self.behind.get(old - self.before.len())).copied()
    }

    /// Residues of the unchanged protein, its stop among them.
    fn length(&self) -> usize {
        self.before.len() / 3
    }

    /// A residue of the unchanged protein.
    fn unchanged(&self, index: usize) -> u8 {
        self.before.get(3 * index..3 * index + 3).map_or(b'X', residue)
    }

    /// A residue of the changed protein; none beyond the transcript.
    fn changed(&self, index: usize) -> Option<u8> {
        let base = |i| self.base(3 * index + i);
        Some(residue(&[base(0)?, base(1)?, base(2)?]))
    }

    /// The changed residues of `from..to`.
    fn new_range(&self, from: usize, to: usize) -> Vec<u8> {
        (from..to).map_while(|index| self.changed(index)).collect()
    }

    /// The first stop of the changed protein from an index on; none where residues are unknown.
    fn stop_from(&self, from: usize) -> Option<usize> {
        (from..)
            .map_while(|index| Some((index, self.changed(index)?)))
            .take_while(|(_, residue)| *residue != b'X')
            .find(|(_, residue)| *residue == b'*')
            .map(|(index, _)| index)
    }

    /// One past the last codon that the removed bases touch.
    fn old_end(&self) -> usize {
        (self.start + self.removed).div_ceil(3).max(self.start / 3 + 1)
    }

    /// One past the last codon that the inserted bases touch.
    fn new_end(&self) -> usize {
        (self.start + self.inserted.len()).div_ceil(3).max(self.start / 3 + 1)
    }

    /// True when every base that the change is named from is known. A substitution is named from
    /// its own codons; an insertion or deletion also from what it may repeat, before it, and from
    /// what follows, to one codon behind the first residue that differs. Where a shifted frame ends
    /// may stay open: its name says so.
    pub fn is_known(&self) -> bool {
        let codon = self.start / 3;
        let (from, to) = if self.removed == self.inserted.len() {
            (3 * codon, 3 * self.old_end())
        } else {
            let first = self.first_difference(self.length()).unwrap_or(self.length());
            let lost = self.removed.saturating_sub(self.inserted.len());
            let to = 3 * (first + 2).max(self.old_end() + 1) + lost;
            ((3 * codon).saturating_sub(self.inserted.len()), to)
        };
        let read = self.before.get(from..to.min(self.before.len())).unwrap_or_default();
        !read.is_empty() && read.iter().all(|base| is_known(*base))
    }

    fn is_frameshift(&self) -> bool {
        !self.removed.abs_diff(self.inserted.len()).is_multiple_of(3)
    }

    /// The first residue from the change on, before an end, that is another.
    fn first_difference(&self, end: usize) -> Option<usize> {
        (self.start / 3..end.min(self.length()))
            .find(|index| self.changed(*index) != Some(self.unchanged(*index)))
    }

    /// `Asn159`
    fn at(&self, index: usize) -> String {
        format!("{}{}", name(self.unchanged(index)), index + 1)
    }

    /// `Lys3` or `Lys3_Val5`, of `from..to`.
    fn range(&self, from: usize, to: usize) -> String {
        if to <= from + 1 {
            self.at(from)
        } else {
            format!("{}_{}", self.at(from), self.at(to - 1))
        }
    }
}

fn names(residues: &[u8]) -> String {
    residues.iter().map(|residue| name(*residue)).collect()
}

fn change(term: &'static str, index: usize, description: &str) -> ProteinChange {
    ProteinChange {
        term,
        hgvs: format!("p.({description})"),
        residue: Some(u32::try_from(index + 1).unwrap_or(u32::MAX)),
    }
}

/// Compares the proteins.
pub fn compare(edit: Edit<'_>) -> ProteinChange {
    let starts = (0..3).map_while(|index| edit.base(index));
    if edit.before.starts_with(b"ATG") && !starts.eq(*b"ATG") {
        return ProteinChange {
            term: "start_lost",
            hgvs: "p.(Met1?)".to_owned(),
            residue: Some(1),
        };
    }
    let is_frameshift = edit.is_frameshift();
    if is_unknown(edit) {
        let term = if is_frameshift { "frameshift_variant" } else { "coding_sequence_variant" };
        return ProteinChange {
            term,
            hgvs: "p.?".to_owned(),
            residue: Some((edit.start / 3 + 1) as u32),
        };
    }
    // Behind a change that keeps the length nothing differs.
    let end = if edit.removed == edit.inserted.len() { edit.new_end() } else { edit.length() };
    let Some(first) = edit.first_difference(end) else { return same(edit) };
    if first + 1 == edit.length() && edit.unchanged(first) == b'*' {
        return stop_lost(edit, first);
    }
    match edit.changed(first) {
        Some(b'*') => change("stop_gained", first, &format!("{}Ter", edit.at(first))),
        None => change("frameshift_variant", first, &format!("{}fs", edit.at(first))),
        Some(new) if is_frameshift => {
            // Beyond a part of the transcript that the assembly lacks, no stop is known.
            let stop = edit.stop_from(first).filter(|_| edit.is_complete);
            let length = stop.map_or_else(|| "?".to_owned(), |stop| (stop - first + 1).to_string());
            let description = format!("{}{}fsTer{length}", edit.at(first), name(new));
            change("frameshift_variant", first, &description)
        }
        Some(_) => inframe(edit, first),
    }
}

/// The change of a protein by an edit that begins in its coding sequence and goes on behind it,
/// where it is no more than one of the stop; nothing where residues before it differ.
pub fn at_stop(edit: Edit<'_>) -> Option<ProteinChange> {
    if is_unknown(edit) {
        return None;
    }
    match edit.first_difference(edit.length()) {
        None => Some(ProteinChange { term: "stop_retained_variant", ..same(edit) }),
        Some(first) if first + 1 == edit.length() => Some(stop_lost(edit, first)),
        Some(_) => None,
    }
}

/// True when a codon that the edit touches has bases that are not known.
fn is_unknown(edit: Edit<'_>) -> bool {
    let from = edit.start / 3;
    (from..edit.old_end().min(edit.length())).any(|index| edit.unchanged(index) == b'X')
        || edit.new_range(from, edit.new_end()).contains(&b'X')
}

fn same(edit: Edit<'_>) -> ProteinChange {
    let from = edit.start / 3;
    let is_stop = edit.unchanged(from) == b'*';
    ProteinChange {
        term: if is_stop { "stop_retained_variant" } else { "synonymous_variant" },
        hgvs: format!("p.({}=)", edit.range(from, edit.old_end().min(edit.length()))),
        residue: None,
    }
}

fn stop_lost(edit: Edit<'_>, first: usize) -> ProteinChange {
    let new = name(edit.changed(first).unwrap_or(b'X'));
    let length =
        edit.stop_from(first).map_or_else(|| "?".to_owned(), |stop| (stop - first).to_string());
    change("stop_lost", first, &format!("{}{new}extTer{length}", edit.at(first)))
}

fn inframe(edit: Edit<'_>, first: usize) -> ProteinChange {
    let (removed, inserted) = (edit.removed, edit.inserted.len());
    let term = match inserted.cmp(&removed) {
        std::cmp::Ordering::Less => "inframe_deletion",
        std::cmp::Ordering::Equal => "missense_variant",
        std::cmp::Ordering::Greater => "inframe_insertion",
    };
    // Residues gained and lost.
    let (gain, loss) = (inserted.saturating_sub(removed) / 3, removed.saturating_sub(inserted) / 3);
    let shifted = |index: usize| (index + gain).saturating_sub(loss);
    let length = edit.length();
    // A stop inside what was put in: the rest of the protein is not deleted but not made.
    let early = (first..edit.new_end()).find(|index| edit.changed(*index) == Some(b'*'));
    if let Some(stop) = early.filter(|stop| *stop != shifted(length - 1)) {
        let to = edit.old_end().clamp(first + 1, length);
        let new = names(&edit.new_range(first, stop + 1));
        return change("stop_gained", first, &format!("{}delins{new}", edit.range(first, to)));
    }
    // The stop itself gives way: what was put in is followed by a new tail.
    let touches_stop = removed > 0 && edit.old_end() >= length;
    if touches_stop && edit.changed(shifted(length - 1)) != Some(b'*') {
        // The last residue that is named stands in the stop's place: from it the new tail counts.
        let new_end = edit.new_end().max(first + 1);
        let tail = edit
            .stop_from(first)
            .map_or_else(|| "?".to_owned(), |stop| (stop + 1).saturating_sub(new_end).to_string());
        let new = names(&edit.new_range(first, new_end));
        let place = edit.range(first, length);
        return change("stop_lost", first, &format!("{place}delins{new}extTer{tail}"));
    }
    // From the end of the edit, beyond which nothing differs, back to the last difference.
    let mut old_end = edit.old_end().max(first + loss).min(length);
    let mut new_end = shifted(old_end);
    while old_end > first
        && new_end > first
        && edit.changed(new_end - 1) == Some(edit.unchanged(old_end - 1))
    {
        old_end -= 1;
        new_end -= 1;
    }
    let new = edit.new_range(first, new_end);
    let description = match (old_end - first, new.len()) {
        (1, 1) => format!("{}{}", edit.at(first), names(&new)),
        (_, 0) => format!("{}del", edit.range(first, old_end)),
        (0, length) => {
            let is_repeated = first >= length
                && (first - length..first)
                    .map(|index| edit.unchanged(index))
                    .eq(new.iter().copied());
            if is_repeated {
                format!("{}dup", edit.range(first - length, first))
            } else {
                let left = edit.at(first.saturating_sub(1));
                format!("{left}_{}ins{}", edit.at(first), names(&new))
            }
        }
        _ => format!("{}delins{}", edit.range(first, old_end), names(&new)),
    };
    change(term, first, &description)
}
