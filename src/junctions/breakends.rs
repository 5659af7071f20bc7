//! Junctions anywhere in a gene: from split reads to breakends, from breakends to junctions.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::contig::Contig;
use crate::model::junction::{Breakend, Junction, JunctionKind};

use super::collect::MATE_REACH;
use super::pieces::Piece;

/// Fewest fragments of a junction that is reported, one of them split.
pub const LEAST_FRAGMENTS: usize = 2;
/// Splits this close are one junction: aligners place the same break a few bases apart.
const SAME: u32 = 10;
/// Shorter deletions and gains are the business of small-variant callers.
const SHORTEST: u32 = 1_000;
/// Most inserted bases between two parts of a read.
const MOST_INSERTED: u32 = 60;
/// Fewest bases that each part holds beyond those that both claim.
const LEAST_OWN: u32 = 20;

/// A part of a read and the contig that it lies on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Contig.
    pub contig: Contig,
    /// The alignment.
    pub piece: Piece,
}

impl Part {
    /// First and one past the last base in the direction in which the read was sequenced.
    fn sequenced(&self) -> (u32, u32) {
        let Piece { query_start, query_end, query_length, reverse, .. } = self.piece;
        if reverse {
            (query_length.saturating_sub(query_end), query_length.saturating_sub(query_start))
        } else {
            (query_start, query_end)
        }
    }

    /// Where the alignment breaks off at its end (`after`) or its beginning, as sequenced.
    fn breakend(&self, after: bool) -> Breakend {
        let at_high = after != self.piece.reverse;
        Breakend {
            contig: self.contig.clone(),
            position: if at_high { self.piece.end } else { self.piece.start },
            keeps_left: at_high,
        }
    }
}

/// One read that is split over a junction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Split {
    /// Both breakends, first in the genome first; shared bases are counted to the second.
    pub ends: (Breakend, Breakend),
    /// Bases that both sides share.
    pub shared: u32,
    /// Bases of the read between both sides, as it was sequenced: first and one past the last.
    pub inserted: (u32, u32),
    /// True when the first breakend is the later part of the read.
    pub turned: bool,
}

/// The junctions between neighbouring parts of one read.
pub fn splits(parts: &[Part]) -> Vec<Split> {
    let mut ordered: Vec<&Part> = parts.iter().collect();
    ordered.sort_by_key(|part| (part.sequenced(), part.piece.start));
    ordered.windows(2).filter_map(|pair| split(pair[0], pair[1])).collect()
}

fn split(before: &Part, after: &Part) -> Option<Split> {
    let ((start, end), (next_start, next_end)) = (before.sequenced(), after.sequenced());
    if start >= next_start || end >= next_end {
        return None;
    }
    let shared = end.saturating_sub(next_start);
    let own = (end - start).min(next_end - next_start).saturating_sub(shared);
    if next_start.saturating_sub(end) > MOST_INSERTED || own < LEAST_OWN {
        return None;
    }
    let (left, right) = (before.breakend(true), after.breakend(false));
    let turned = (&right.contig, right.position) < (&left.contig, left.position);
    let (mut first, second) = if turned { (right, left) } else { (left, right) };
    first.position = if first.keeps_left {
        first.position.checked_sub(shared)?
    } else {
        first.position.checked_add(shared)?
    };
    Some(Split {
        ends: (first, second),
        shared,
        inserted: (end.min(next_start), next_start),
        turned,
    })
}

/// What two breakends mean; none where they are too close to be told from a small variant.
pub fn kind(first: &Breakend, second: &Breakend) -> Option<JunctionKind> {
    if first.contig != second.contig {
        return Some(JunctionKind::Translocation);
    }
    if second.position.abs_diff(first.position) < SHORTEST {
        return None;
    }
    Some(match (first.keeps_left, second.keeps_left) {
        (true, false) => JunctionKind::Deletion,
        (false, true) => JunctionKind::TandemGain,
        _ => JunctionKind::Inversion,
    })
}

/// A pair of mates that do not lie as a fragment of the reference would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mates {
    /// Each mate's contig, the end of it that faces its partner, and whether that is its high end.
    pub ends: [Breakend; 2],
}

impl Mates {
    /// True when a fragment over the junction would lie like this.
    fn supports(&self, split: &Split) -> bool {
        let near = |mate: &Breakend, end: &Breakend| {
            let distance = if mate.keeps_left {
                end.position.checked_sub(mate.position)
            } else {
                mate.position.checked_sub(end.position)
            };
            mate.contig == end.contig
                && mate.keeps_left == end.keeps_left
                && distance.is_some_and(|d| d <= MATE_REACH)
        };
        let [a, b] = &self.ends;
        let (first, second) = &split.ends;
        (near(a, first) && near(b, second)) || (near(a, second) && near(b, first))
    }
}

/// What the search found, by fragment name.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Split reads; the inserted bases go with each.
    pub splits: BTreeMap<Vec<u8>, Vec<(Split, String)>>,
    /// Pairs of mates.
    pub mates: BTreeMap<Vec<u8>, Mates>,
}

/// Splits of one junction: fragment name, split, inserted bases.
type Group<'a> = Vec<(&'a [u8], &'a Split, &'a str)>;

/// Junctions with at least [`LEAST_FRAGMENTS`], those with most fragments first.
pub fn junctions(found: &Found) -> Vec<Junction> {
    let mut groups: BTreeMap<(Breakend, Breakend), Group<'_>> = BTreeMap::new();
    for (name, splits) in &found.splits {
        for (split, inserted) in splits {
            if kind(&split.ends.0, &split.ends.1).is_some() {
                groups.entry(split.ends.clone()).or_default().push((name, split, inserted));
            }
        }
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a[0].1.cmp(b[0].1)));
    let mut merged: Vec<Group<'_>> = Vec::new();
    for group in groups {
        match merged.iter_mut().find(|known| same(known[0].1, group[0].1)) {
            Some(known) => known.extend(group),
            None => merged.push(group),
        }
    }
    let mut all: Vec<Junction> = merged.iter().filter_map(|group| junction(group, found)).collect();
    all.sort_by(|a, b| {
        let support = |j: &Junction| j.split_fragments + j.discordant_fragments;
        support(b).cmp(&support(a)).then_with(|| (&a.first, &a.second).cmp(&(&b.first, &b.second)))
    });
    all
}

fn same(a: &Split, b: &Split) -> bool {
    let close = |a: &Breakend, b: &Breakend| {
        a.contig == b.contig
            && a.keeps_left == b.keeps_left
            && a.position.abs_diff(b.position) <= SAME
    };
    close(&a.ends.0, &b.ends.0) && close(&a.ends.1, &b.ends.1)
}

fn junction(group: &[(&[u8], &Split, &str)], found: &Found) -> Option<Junction> {
    let (_, lead, _) = group[0];
    let names: BTreeSet<&[u8]> = group.iter().map(|(name, ..)| *name).collect();
    let discordant = found
        .mates
        .iter()
        .filter(|(name, mates)| !names.contains(name.as_slice()) && mates.supports(lead))
        .count();
    if names.len() + discordant < LEAST_FRAGMENTS {
        return None;
    }
    // The most common inserted bases; of equally common ones the first in the alphabet.
    let mut inserted: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, split, bases) in group {
        // A record with hard clips does not hold the bases.
        let known = bases.len() == (split.inserted.1 - split.inserted.0) as usize;
        if split.ends == lead.ends && known {
            *inserted.entry(bases).or_default() += 1;
        }
    }
    let inserted = inserted.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
    Some(Junction {
        kind: kind(&lead.ends.0, &lead.ends.1)?,
        first: lead.ends.0.clone(),
        second: lead.ends.1.clone(),
        split_fragments: u32::try_from(names.len()).ok()?,
        discordant_fragments: u32::try_from(discordant).ok()?,
        shared_bases: lead.shared,
        inserted: inserted.map_or_else(String::new, |(bases, _)| bases.to_owned()),
        depth: None,
        signal: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(contig: &str, start: u32, query: (u32, u32), reverse: bool) -> Part {
        let piece = Piece {
            start,
            end: start + query.1 - query.0,
            query_start: query.0,
            query_end: query.1,
            query_length: 100,
            reverse,
            mapq: 60,
        };
        Part { contig: Contig::new(contig), piece }
    }

    fn one(parts: &[Part]) -> Split {
        let found = splits(parts);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    }

    fn end(contig: &str, position: u32, keeps_left: bool) -> Breakend {
        Breakend { contig: Contig::new(contig), position, keeps_left }
    }

    #[test]
    fn a_deletion_looks_the_same_from_either_strand() {
        let forward = one(&[part("7", 1_000, (0, 50), false), part("7", 9_000, (54, 100), false)]);
        // The read's other strand: positions on the forward strand stay, all parts are reverse.
        let reverse = one(&[part("7", 1_000, (0, 50), true), part("7", 9_000, (54, 100), true)]);
        assert_eq!(forward.ends, (end("7", 1_050, true), end("7", 9_000, false)));
        assert_eq!(forward.ends, reverse.ends);
        assert_eq!(kind(&forward.ends.0, &forward.ends.1), Some(JunctionKind::Deletion));
        assert_eq!(forward.inserted, (50, 54));
    }

    #[test]
    fn shared_bases_move_the_first_end() {
        let split = one(&[part("7", 1_000, (0, 55), false), part("7", 9_000, (50, 100), false)]);
        assert_eq!((split.shared, split.ends.0.position), (5, 1_050));
    }

    #[test]
    fn tandem_gains_inversions_and_translocations_are_told_apart() {
        let tandem = one(&[part("9", 9_000, (0, 50), false), part("9", 1_000, (50, 100), false)]);
        assert_eq!(kind(&tandem.ends.0, &tandem.ends.1), Some(JunctionKind::TandemGain));
        let inversion = one(&[part("9", 1_000, (0, 50), false), part("9", 9_000, (0, 50), true)]);
        assert_eq!(kind(&inversion.ends.0, &inversion.ends.1), Some(JunctionKind::Inversion));
        let moved = one(&[part("X", 1_000, (0, 50), false), part("14", 9_000, (50, 100), false)]);
        assert_eq!(kind(&moved.ends.0, &moved.ends.1), Some(JunctionKind::Translocation));
    }

    #[test]
    fn one_fragment_is_not_enough_and_mates_of_one_fragment_count_once() {
        let split = one(&[part("7", 1_000, (0, 50), false), part("7", 9_000, (50, 100), false)]);
        let mut found = Found::default();
        found.splits.insert(b"a".to_vec(), vec![(split.clone(), String::new()); 2]);
        assert!(junctions(&found).is_empty());
        found
            .mates
            .insert(b"b".to_vec(), Mates { ends: [end("7", 900, true), end("7", 9_200, false)] });
        let all = junctions(&found);
        assert_eq!((all[0].split_fragments, all[0].discordant_fragments), (1, 1));
        // A pair on the wrong side of the break does not count.
        found
            .mates
            .insert(b"c".to_vec(), Mates { ends: [end("7", 1_200, true), end("7", 9_200, false)] });
        assert_eq!(junctions(&found)[0].discordant_fragments, 1);
    }

    #[test]
    fn breaks_a_few_bases_apart_are_one_junction() {
        let a = one(&[part("7", 1_000, (0, 50), false), part("7", 9_000, (52, 100), false)]);
        let b = one(&[part("7", 1_003, (0, 50), false), part("7", 9_003, (51, 100), false)]);
        let mut found = Found::default();
        // Two of three do not hold the bases between: hard clips.
        for (name, bases) in [("a", ""), ("b", "TT"), ("c", "")] {
            found.splits.insert(name.into(), vec![(a.clone(), bases.to_owned())]);
        }
        found.splits.insert("d".into(), vec![(b, "G".to_owned())]);
        let all = junctions(&found);
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].split_fragments, all[0].inserted.as_str()), (4, "TT"));
    }
}
