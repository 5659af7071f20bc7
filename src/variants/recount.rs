//! Fragments counted from reads, with both haplotypes compared in a window around the allele.
//!
//! The window of an insertion or deletion holds every position to which the repeat lets it move,
//! and one unchanged base on each side: inside it a read spells the reference or the alternative
//! whatever the aligner made of it. A read that ends inside the window, or was clipped there, is
//! compared from the side on which it is aligned for as far as it reaches. Of a read that is aligned
//! with gaps nearby a wider window is compared, which holds them: an aligner may write a substitution of
//! several bases as an insertion and a deletion. One that spells neither haplotype, because another change
//! lies beside it, carries the insertion or deletion that it is aligned with.

mod clips;

use std::collections::{BTreeMap, HashMap};

use self::clips::clip;
use super::haplotype::Core;
use super::normalise::Allele;
use super::seen::changes;
use super::sequence::{Sequence, SequenceError};
use crate::model::merged_variant::Recount;

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

/// Bases beyond the window that a read which ends inside is compared with.
pub const FLANK: u32 = 30;
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
    reference: Vec<u8>,
    /// The window as the alternative spells it.
    alternative: Vec<u8>,
    left_flank: Vec<u8>,
    right_flank: Vec<u8>,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
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

    fn is_substitution(&self) -> bool {
        self.reference.len() == self.alternative.len()
    }

    /// What a read says, and the quality with which it does; nothing where it cannot tell. Bases
    /// below the border are unknown: they neither fit nor contradict.
    fn says(&self, read: &Aligned<'_>, border: u8) -> Option<(Says, u8)> {
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
    fn quality(&self, qualities: &[u8]) -> u8 {
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
fn told(
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

/// Index of the read base that is aligned to a reference position.
fn query_index(read: &Aligned<'_>, position: u32) -> Option<usize> {
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

/// What the reads of one fragment say.
#[derive(Debug, Clone, Default)]
struct Fragment {
    /// Its molecule, where that may have other fragments.
    family: Option<Vec<u8>>,
    best: Option<(Says, u8)>,
    is_discordant: bool,
    lost_base_quality: Option<Says>,
    lost_mapping_quality: Option<Says>,
}

/// Counts of one site while reads come in.
#[derive(Debug, Clone, Default)]
pub struct Counter {
    fragments: HashMap<Vec<u8>, Fragment>,
    counts: Recount,
}

impl Counter {
    /// Takes in one read.
    pub fn add(&mut self, site: &Site, read: &Aligned<'_>, filters: ReadFilters) {
        if read.flags & EXCLUDED_FLAGS != 0 {
            return;
        }
        let Some((says, quality)) = site.says(read, filters.min_baseq) else { return };
        let fragment = self.fragments.entry(read.name.to_vec()).or_insert_with(|| Fragment {
            family: read.family.map(<[u8]>::to_vec),
            ..Fragment::default()
        });
        if read.mapq < filters.min_mapq {
            fragment.lost_mapping_quality = fragment.lost_mapping_quality.max(Some(says));
            return;
        }
        if quality < filters.min_baseq {
            fragment.lost_base_quality = fragment.lost_base_quality.max(Some(says));
            return;
        }
        let is_reverse = read.flags & 0x10 != 0;
        let strands = match says {
            Says::Reference => Some(&mut self.counts.reference_strands),
            Says::Alternative => Some(&mut self.counts.alternative_strands),
            Says::Other => None,
        };
        if let Some((forward, reverse)) = strands {
            *(if is_reverse { reverse } else { forward }) += 1;
        }
        match fragment.best {
            None => fragment.best = Some((says, quality)),
            Some((known, _)) if known == says => {}
            // Mates that contradict each other: the better base decides, and none where they tie.
            Some((_, best)) if quality > best => {
                fragment.best = Some((says, quality));
                fragment.is_discordant = false;
            }
            Some((_, best)) => fragment.is_discordant |= quality == best,
        }
    }

    /// The molecules that tell the site, and whether each carries the alternative allele.
    pub fn carriers(self) -> BTreeMap<Vec<u8>, bool> {
        let mut families: BTreeMap<Vec<u8>, Family> = BTreeMap::new();
        #[allow(clippy::iter_over_hash_type)] // A map in order comes out.
        for (name, mut fragment) in self.fragments {
            // A tag may be spelled like a fragment's name.
            let name = match fragment.family.take() {
                Some(family) => [b"u".as_slice(), &family].concat(),
                None => [b"f".as_slice(), &name].concat(),
            };
            families.entry(name).or_default().add(fragment.verdict());
        }
        let told = families.into_iter().filter_map(|(name, family)| match family.verdict() {
            Verdict::Told(says) => Some((name, says == Says::Alternative)),
            _ => None,
        });
        told.collect()
    }

    /// The counts: a fragment once, and a molecule once whose fragments a UMI tells.
    pub fn finish(self) -> Recount {
        let mut counts = self.counts;
        let mut families: HashMap<Vec<u8>, Family> = HashMap::new();
        #[allow(clippy::iter_over_hash_type)] // Sums do not depend on the order.
        for mut fragment in self.fragments.into_values() {
            match fragment.family.take() {
                Some(name) => families.entry(name).or_default().add(fragment.verdict()),
                None => fragment.verdict().count(&mut counts),
            }
        }
        #[allow(clippy::iter_over_hash_type)] // As above.
        for family in families.into_values() {
            family.verdict().count(&mut counts);
        }
        counts
    }
}

/// What a fragment, or a family of fragments, comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// Nothing was said well enough: lost to mapping quality, and what it would have said.
    LostMappingQuality(Option<Says>),
    /// The same for base quality.
    LostBaseQuality(Option<Says>),
    /// It contradicts itself.
    Discordant,
    /// It says this.
    Told(Says),
}

impl Fragment {
    fn verdict(&self) -> Verdict {
        match (self.best, self.lost_base_quality) {
            (Some(_), _) if self.is_discordant => Verdict::Discordant,
            (Some((says, _)), _) => Verdict::Told(says),
            (None, Some(says)) => Verdict::LostBaseQuality(Some(says)),
            (None, None) => Verdict::LostMappingQuality(self.lost_mapping_quality),
        }
    }
}

impl Verdict {
    fn count(self, counts: &mut Recount) {
        let is_alternative = |says| u32::from(says == Some(Says::Alternative));
        match self {
            Self::Told(says) => {
                counts.depth += 1;
                match says {
                    Says::Reference => counts.reference += 1,
                    Says::Alternative => counts.alternative += 1,
                    Says::Other => {}
                }
            }
            Self::Discordant => counts.depth += 1,
            Self::LostBaseQuality(says) => {
                counts.lost_base_quality += 1;
                counts.alternative_lost_base_quality += is_alternative(says);
            }
            Self::LostMappingQuality(says) => {
                counts.lost_mapping_quality += 1;
                counts.alternative_lost_mapping_quality += is_alternative(says);
            }
        }
    }
}

/// The fragments that are copies of one molecule.
#[derive(Debug, Clone, Copy, Default)]
struct Family {
    /// Fragments that say reference, alternative, other.
    votes: [u32; 3],
    /// The best of the others.
    silent: Option<Verdict>,
}

impl Family {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Told(says) => self.votes[says as usize] += 1,
            silent => self.silent = self.silent.max(Some(silent)),
        }
    }

    /// What most of the fragments say; a tie says nothing.
    fn verdict(self) -> Verdict {
        let most = self.votes.iter().max().copied().unwrap_or(0);
        let mut winners = [Says::Reference, Says::Alternative, Says::Other]
            .into_iter()
            .filter(|says| self.votes[*says as usize] == most);
        match (most, winners.next(), winners.next()) {
            (0, ..) => self.silent.unwrap_or(Verdict::Discordant),
            (_, Some(says), None) => Verdict::Told(says),
            _ => Verdict::Discordant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sequence::InMemory;
    use super::*;

    const REFERENCE: &[u8] = b"TTGACCTGAACACACAGGTCTTGCATTC";

    fn site(position: u32, reference: &str, alternative: &str) -> Site {
        let sequence = InMemory::new([("7".to_owned(), REFERENCE.to_vec())]);
        Site::new(&sequence, 0, &Allele::new(position, reference, alternative)).unwrap()
    }

    struct Mate<'a>(&'a str, u16, u32, &'a [(char, u32)], &'a [u8], u8);

    fn count(site: &Site, mates: &[Mate<'_>]) -> Recount {
        let mut counter = Counter::default();
        for Mate(name, flags, start, cigar, bases, quality) in mates {
            let qualities = vec![*quality; bases.len()];
            let (name, family) = name.split_once('@').map_or((*name, None), |(n, f)| (n, Some(f)));
            let read = Aligned {
                name: name.as_bytes(),
                family: family.map(str::as_bytes),
                flags: *flags,
                mapq: 60,
                start: *start,
                cigar,
                bases,
                qualities: &qualities,
            };
            counter.add(site, &read, ReadFilters::default());
        }
        counter.finish()
    }

    #[test]
    fn mates_count_once_and_the_better_base_decides() {
        let site = site(8, "G", "T");
        let all: &[(char, u32)] = &[('M', 12)];
        let counts = count(
            &site,
            &[
                Mate("a", 0, 0, all, b"TTGACCTTAACA", 37),
                Mate("a", 16, 0, all, b"TTGACCTTAACA", 37),
                Mate("b", 0, 0, all, b"TTGACCTGAACA", 40),
                Mate("b", 16, 0, all, b"TTGACCTTAACA", 37),
                Mate("c", 0, 0, all, b"TTGACCTTAACA", 37),
                Mate("c", 16, 0, all, b"TTGACCTGAACA", 37),
                Mate("d", 0, 0, all, b"TTGACCTTAACA", 12),
                Mate("e", 0x400, 0, all, b"TTGACCTTAACA", 37),
            ],
        );
        assert_eq!((counts.depth, counts.reference, counts.alternative), (3, 1, 1));
        assert_eq!((counts.lost_base_quality, counts.alternative_lost_base_quality), (1, 1));
        assert_eq!(counts.alternative_strands, (2, 2));
    }

    #[test]
    fn gaps_do_not_hide_what_a_read_spells() {
        let reference = b"GATTCAGTGCGGGGCCTCATTCACCCAGAAGGGCAACCTGCTCCGGCACATCAAGCTGCATT";
        let sequence = InMemory::new([("7".to_owned(), reference.to_vec())]);
        let site = |position, from: &str, to: &str| {
            Site::new(&sequence, 0, &Allele::new(position, from, to)).unwrap()
        };
        let says = |site: &Site, cigar: &[(char, u32)], bases: &[u8]| {
            let counts = count(site, &[Mate("a", 0, 0, cigar, bases, 37)]);
            (counts.depth, counts.reference, counts.alternative)
        };
        // AGAAGG becomes GAAGGC: aligned with a base that goes and one that comes.
        let balanced = site(28, "AGAAGG", "GAAGGC");
        let changed = [&reference[..27], b"GAAGGC", &reference[33..]].concat();
        assert_eq!(says(&balanced, &[('M', 62)], &changed), (1, 0, 1));
        let gaps = [('M', 27), ('D', 1), ('M', 5), ('I', 1), ('M', 29)];
        assert_eq!(says(&balanced, &gaps, &changed), (1, 0, 1));
        assert_eq!(says(&balanced, &[('M', 62)], reference), (1, 1, 0));
        // A base of GGGG goes, wherever the aligner says so, and the next one behind them changes.
        let deleted = site(10, "CG", "C");
        let mut beside = [&reference[..10], &reference[11..]].concat();
        beside[12] = b'T';
        for at in [10, 11, 12] {
            let cigar = [('M', at), ('D', 1), ('M', 61 - at)];
            assert_eq!(says(&deleted, &cigar, &beside), (1, 0, 1), "{at}");
        }
        // Another deletion, two bases, or the deletion with what makes up for it, are something else.
        for cigar in [
            [('M', 14), ('D', 1), ('M', 47)].as_slice(),
            &[('M', 10), ('D', 2), ('M', 1), ('I', 1), ('M', 49)],
        ] {
            assert_eq!(says(&deleted, cigar, &beside[..61]).2, 0, "{cigar:?}");
        }
        // An insertion moves through its repeat, and turns.
        let doubled = site(25, "C", "CCA");
        let mut beside = [&reference[..25], b"CA".as_slice(), &reference[25..]].concat();
        beside[29] = b'T';
        for at in [25, 26, 27] {
            let cigar = [('M', at), ('I', 2), ('M', 62 - at)];
            assert_eq!(says(&doubled, &cigar, &beside), (1, 0, 1), "{at}");
        }
    }

    #[test]
    fn clipped_ends_that_spell_an_allele_of_several_bases_count() {
        let reference = b"GATTCAGTGCGGGGCCTCATTCACCCAGAAGGGCAACCTGCTCCGGCACATCAAGCTGCATT";
        let sequence = InMemory::new([("7".to_owned(), reference.to_vec())]);
        let says = |site: &Site, start: u32, cigar: &[(char, u32)], bases: &[&[u8]]| {
            let counts = count(site, &[Mate("a", 0, start, cigar, &bases.concat(), 37)]);
            (counts.depth, counts.reference, counts.alternative)
        };
        let right = &reference[33..];
        for alternative in ["AGAGGC", "TC", "TCTCTCTC"] {
            let site = Site::new(&sequence, 0, &Allele::new(28, "GAAGGG", alternative)).unwrap();
            let spelled = alternative.as_bytes();
            let behind = |aligned: usize, clip: &[u8]| {
                let cigar = [('M', aligned as u32), ('S', clip.len() as u32)];
                says(&site, 0, &cigar, &[&reference[..aligned], clip])
            };
            let before = |clip: &[u8]| {
                says(&site, 33, &[('S', clip.len() as u32), ('M', 29)], &[clip, right])
            };
            assert_eq!(behind(27, &[spelled, b"CAA"].concat()), (1, 0, 1), "{alternative}");
            assert_eq!(behind(25, &[b"CA", spelled, b"CAA"].concat()), (1, 0, 1), "{alternative}");
            assert_eq!(before(&[b"CCA", spelled].concat()), (1, 0, 1), "{alternative}");
            assert_eq!(behind(27, b"GAAGGGCAA"), (1, 1, 0), "{alternative}");
            assert_eq!(before(b"CCAGAAGGG"), (1, 1, 0), "{alternative}");
            // Neither the allele nor the reference.
            for junk in [b"TTTTTTTTT".as_slice(), &[spelled, b"TTTTT"].concat()] {
                assert_eq!(behind(27, junk), (0, 0, 0), "{alternative}");
            }
            for junk in [b"TTTTTTTTT".as_slice(), &[b"TTTTT", spelled].concat()] {
                assert_eq!(before(junk), (0, 0, 0), "{alternative}");
            }
        }
        // A substitution is told by reads that hold all of it.
        let site = Site::new(&sequence, 0, &Allele::new(28, "GAAGGG", "AGAGGC")).unwrap();
        let cut = [&reference[..27], b"AGAGG".as_slice()];
        assert_eq!(says(&site, 0, &[('M', 27), ('S', 5)], &cut), (0, 0, 0));
        // One base has nothing that junk could not spell.
        let site = Site::new(&sequence, 0, &Allele::new(28, "G", "T")).unwrap();
        assert_eq!(says(&site, 0, &[('M', 27), ('S', 3)], &[&reference[..27], b"TAA"]), (0, 0, 0));
    }

    #[test]
    fn a_molecule_counts_once_and_most_of_its_copies_decide() {
        let site = site(8, "G", "T");
        let all: &[(char, u32)] = &[('M', 12)];
        let (wild, changed) = (b"TTGACCTGAACA", b"TTGACCTTAACA");
        let counts = count(
            &site,
            &[
                // Three copies of one molecule, one with an error.
                Mate("a@1", 0, 0, all, changed, 37),
                Mate("b@1", 0, 0, all, changed, 37),
                Mate("b@1", 16, 0, all, changed, 37),
                Mate("c@1", 0, 0, all, wild, 37),
                // Two copies that contradict each other.
                Mate("d@2", 0, 0, all, changed, 37),
                Mate("e@2", 0, 0, all, wild, 37),
                // Copies of poor quality beside a good one, and alone.
                Mate("f@3", 0, 0, all, changed, 12),
                Mate("g@3", 0, 0, all, wild, 37),
                Mate("h@4", 0, 0, all, changed, 12),
                Mate("i@4", 0, 0, all, changed, 12),
                // A fragment without a family.
                Mate("j", 0, 0, all, changed, 37),
            ],
        );
        assert_eq!((counts.depth, counts.reference, counts.alternative), (4, 1, 2));
        assert_eq!((counts.lost_base_quality, counts.alternative_lost_base_quality), (1, 1));
    }

    #[test]
    fn a_deletion_counts_wherever_the_aligner_put_it() {
        // ACACACA loses one AC: left-aligned at the A before.
        let site = site(9, "AAC", "A");
        let bases = b"CTGAACACAGGTCTT";
        let counts = count(
            &site,
            &[
                Mate("left", 0, 5, &[('M', 4), ('D', 2), ('M', 11)], bases, 37),
                Mate("right", 0, 5, &[('M', 9), ('D', 2), ('M', 6)], bases, 37),
                Mate("clipped", 0, 5, &[('M', 9), ('S', 6)], bases, 37),
                Mate("reference", 0, 5, &[('M', 15)], b"CTGAACACACAGGTC", 37),
                Mate("inside", 0, 5, &[('M', 8)], b"CTGAACAC", 37),
            ],
        );
        assert_eq!((counts.depth, counts.reference, counts.alternative), (4, 1, 3));
    }

    #[test]
    fn a_read_that_ends_inside_an_insertion_counts_when_it_can_tell() {
        let site = site(19, "T", "TGGA");
        let counts = count(
            &site,
            &[
                Mate("whole", 0, 15, &[('M', 4), ('I', 3), ('M', 3)], b"AGGTGGACTT", 37),
                Mate("cut", 0, 12, &[('M', 7), ('S', 2)], b"CACAGGTGG", 37),
                Mate("tail", 16, 19, &[('S', 2), ('M', 4)], b"GACTTG", 37),
                Mate("short", 0, 12, &[('M', 7)], b"CACAGGT", 37),
            ],
        );
        assert_eq!((counts.alternative, counts.depth), (3, 3), "{site:?}");
    }
}
