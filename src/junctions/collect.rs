//! Fragments that join the two ends of a class, and the depth in which they would be seen.

use std::collections::{BTreeMap, BTreeSet};

use super::flag;
use super::pieces::Piece;
use crate::knowledge::junctions::JunctionClass;
use crate::model::assembly::Assembly;
use crate::model::interval::Interval;
use crate::model::junction::JunctionEvidence;

/// Lowest mapping quality of a fragment's primary alignment, where one is asked for.
pub const MIN_MAPQ: u8 = 30;
/// Bases by which a split read's breakpoint may lie outside a published window.
pub const WINDOW_SLACK: u32 = 30;
/// Bases from a window within which a mate of a discordant pair lies: a long fragment.
pub const MATE_REACH: u32 = 600;
/// Fewest clipped bases of a read that ends where a split read has shown a break.
pub const LEAST_CLIP: u32 = 8;
/// Most bases that both sides of a break share.
const MOST_SHARED: u32 = 10;
/// Fragment depth from which a position is deep enough to judge.
pub const MIN_DEPTH: u32 = 5;

/// One alignment on the contig of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Name of the fragment.
    pub name: Vec<u8>,
    /// Flag bits; see [`flag`].
    pub flags: u16,
    /// The alignment.
    pub piece: Piece,
    /// Mapping quality of the read's primary alignment.
    pub primary_mapq: u8,
    /// The read's other alignments on the same contig.
    pub others: Vec<Piece>,
}

/// Evidence for one class from the alignments around each pair of its windows, in their order.
///
/// An alignment may come more than once. Fragments count once, and not at all when one of their
/// alignments is flagged as a duplicate or as failed.
pub fn collect(
    class: &JunctionClass,
    assembly: Assembly,
    reads: &[Vec<Read>],
    min_mapq: u8,
) -> JunctionEvidence {
    let mut evidence = JunctionEvidence {
        region: class.region.clone(),
        from: class.from,
        to: class.to,
        split_fragments: 0,
        discordant_fragments: 0,
        left_depth: 0.0,
        right_depth: 0.0,
        left_covered: 0.0,
        right_covered: 0.0,
        break_depth: None,
        breakpoints: Vec::new(),
    };
    let cases: u32 = class.windows.iter().map(|w| w.cases).sum();
    let mut found: BTreeMap<&[u8], Support> = BTreeMap::new();
    let grouped: Vec<Fragments<'_>> = reads.iter().map(|r| fragments(r, min_mapq)).collect();
    for (windows, fragments) in class.windows.iter().zip(&grouped) {
        let (left, right) = (windows.left(assembly), windows.right(assembly));
        let share = f64::from(windows.cases) / f64::from(cases.max(1));
        let (depth, covered) = depth(left, fragments);
        evidence.left_depth += share * depth;
        evidence.left_covered += share * covered;
        let (depth, covered) = self::depth(right, fragments);
        evidence.right_depth += share * depth;
        evidence.right_covered += share * covered;
        for (name, reads) in fragments {
            let support = split(reads, left, right)
                .map(|(left, right)| Support::Split(left, right))
                .or_else(|| discordant(reads, left, right).then_some(Support::Discordant));
            let Some(support) = support else { continue };
            let known = found.entry(*name).or_insert(support);
            if *known == Support::Discordant {
                *known = support;
            }
        }
        clipped_at_known(fragments, &mut found);
    }
    let mut breakpoints: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for support in found.into_values() {
        match support {
            Support::Split(left, right) => {
                evidence.split_fragments += 1;
                *breakpoints.entry((left, right)).or_default() += 1;
            }
            Support::Discordant => evidence.discordant_fragments += 1,
        }
    }
    evidence.breakpoints = breakpoints.into_iter().map(|((l, r), n)| (l, r, n)).collect();
    evidence.breakpoints.sort_by_key(|&(left, right, n)| (std::cmp::Reverse(n), left, right));
    if let (Some(&(left, right, _)), Some(contig)) =
        (evidence.breakpoints.first(), class.windows.first().map(|w| &w.left(assembly).contig))
    {
        let at = |base: u32| {
            let base = Interval::new(contig.clone(), base, base.saturating_add(1));
            // Windows of a class may share reads: the deepest count is the whole one.
            grouped.iter().map(|fragments| depth(&base, fragments).0).fold(0.0, f64::max)
        };
        evidence.break_depth = Some(f64::midpoint(at(left.saturating_sub(1)), at(right)));
    }
    evidence
}

/// Adds the fragments whose reads are clipped where a split read has shown a break: their other
/// part was too short for the aligner to place. Pairs among them become split fragments.
fn clipped_at_known<'a>(fragments: &Fragments<'a>, found: &mut BTreeMap<&'a [u8], Support>) {
    let breaks: BTreeSet<(u32, u32)> = found
        .values()
        .filter_map(|support| match support {
            Support::Split(left, right) => Some((*left, *right)),
            Support::Discordant => None,
        })
        .collect();
    // Shared bases at the break may be aligned on either side of it.
    let at = |place: u32, end: u32| (place..=place.saturating_add(MOST_SHARED)).contains(&end);
    for (name, reads) in fragments {
        if matches!(found.get(name), Some(Support::Split(..))) {
            continue;
        }
        let clipped = |&&(left, right): &&(u32, u32)| {
            reads.iter().any(|read| {
                let piece = &read.piece;
                (piece.query_length - piece.query_end >= LEAST_CLIP && at(left, piece.end))
                    || (piece.query_start >= LEAST_CLIP && at(right, piece.start))
            })
        };
        if let Some(&(left, right)) = breaks.iter().find(clipped) {
            found.insert(*name, Support::Split(left, right));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Support {
    Split(u32, u32),
    Discordant,
}

type Fragments<'a> = BTreeMap<&'a [u8], Vec<&'a Read>>;

/// Reads that count, by fragment.
fn fragments(reads: &[Read], min_mapq: u8) -> Fragments<'_> {
    let mut fragments: Fragments<'_> = BTreeMap::new();
    for read in reads {
        if read.flags & (flag::UNMAPPED | flag::SECONDARY) == 0 {
            fragments.entry(&read.name).or_default().push(read);
        }
    }
    fragments.retain(|_, reads| {
        let failed = reads.iter().any(|r| r.flags & (flag::DUPLICATE | flag::QC_FAIL) != 0);
        reads.retain(|r| r.primary_mapq >= min_mapq);
        !failed && !reads.is_empty()
    });
    fragments
}

/// The breakpoints of a fragment's first split read within the windows.
fn split(reads: &[&Read], left: &Interval, right: &Interval) -> Option<(u32, u32)> {
    let mut found: Vec<(u32, u32)> = Vec::new();
    for read in reads {
        let mut pieces: Vec<Piece> = read.others.clone();
        pieces.push(read.piece);
        pieces.sort_by_key(|p| (p.query_start, p.query_end, p.start));
        found.extend(
            pieces
                .windows(2)
                .filter_map(|pair| pair[0].deletion_to(&pair[1]))
                .filter(|&(l, r)| near(l, left) && near(r, right)),
        );
    }
    found.into_iter().min()
}

/// True when a break after `at` bases lies in a window or just outside it.
fn near(at: u32, window: &Interval) -> bool {
    at.saturating_add(WINDOW_SLACK) >= window.start && at <= window.end.saturating_add(WINDOW_SLACK)
}

/// True when the mates face each other across the deletion, each near its window.
fn discordant(reads: &[&Read], left: &Interval, right: &Interval) -> bool {
    let primary = |reverse: bool| {
        reads.iter().filter(move |r| {
            r.flags & flag::SUPPLEMENTARY == 0 && (r.flags & flag::REVERSE != 0) == reverse
        })
    };
    let starts_left =
        |p: &Piece| p.start.saturating_add(MATE_REACH) >= left.start && p.start < left.end;
    let ends_right =
        |p: &Piece| p.end > right.start && p.end <= right.end.saturating_add(MATE_REACH);
    primary(false).any(|l| starts_left(&l.piece))
        && primary(true).any(|r| ends_right(&r.piece))
        && reads.iter().filter(|r| r.flags & flag::SUPPLEMENTARY == 0).count() >= 2
}

/// Mean fragment depth of a window and the share of its positions that are deep enough to judge.
fn depth(window: &Interval, fragments: &Fragments<'_>) -> (f64, f64) {
    if window.is_empty() {
        return (0.0, 0.0);
    }
    // Depth only changes at these positions, so that long windows cost no more than short ones.
    let mut changes: BTreeMap<u32, i64> = BTreeMap::new();
    for reads in fragments.values() {
        let mut spans: Vec<(u32, u32)> = reads
            .iter()
            .filter(|r| r.flags & flag::SUPPLEMENTARY == 0)
            .map(|r| (r.piece.start.max(window.start), r.piece.end.min(window.end)))
            .filter(|(start, end)| start < end)
            .collect();
        spans.sort_unstable();
        let mut reached = window.start;
        for (start, end) in spans {
            let start = start.max(reached);
            if start < end {
                *changes.entry(start).or_default() += 1;
                *changes.entry(end).or_default() -= 1;
                reached = end;
            }
        }
    }
    let (mut bases, mut covered, mut level, mut at) = (0_i64, 0_i64, 0_i64, window.start);
    for (position, change) in changes {
        let length = i64::from(position - at);
        bases += level * length;
        if level >= i64::from(MIN_DEPTH) {
            covered += length;
        }
        level += change;
        at = position;
    }
    let positions = f64::from(window.len());
    (bases as f64 / positions, covered as f64 / positions)
}

#[cfg(test)]
mod tests;
