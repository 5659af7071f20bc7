use super::*;
use crate::knowledge::Knowledge;

const LEFT: u32 = 50_345_178;
const RIGHT: u32 = 50_396_000;

/// IKZF1 4-7.
fn class() -> JunctionClass {
    Knowledge::builtin().junctions.classes[0].clone()
}

fn evidence(reads: Vec<Read>) -> JunctionEvidence {
    collect(&class(), Assembly::Grch38, &[reads], MIN_MAPQ)
}

fn piece(start: u32, before: u32, bases: u32) -> Piece {
    let end = start + bases;
    let (query_start, query_end) = (before, before + bases);
    Piece {
        start,
        end,
        query_start,
        query_end,
        query_length: 100.max(query_end),
        reverse: false,
        mapq: 60,
    }
}

fn read(name: &str, flags: u16, piece: Piece) -> Read {
    let piece = Piece { reverse: flags & flag::REVERSE != 0, ..piece };
    Read { name: name.into(), flags, piece, primary_mapq: 60, others: Vec::new() }
}

/// A read of 100 bases with `bases` of them left of the break.
fn split_read(name: &str, bases: u32) -> Read {
    let others = vec![piece(RIGHT, bases, 100 - bases)];
    Read { others, ..read(name, 0, piece(LEFT - bases, 0, bases)) }
}

fn pair(name: &str, left: u32, right: u32) -> Vec<Read> {
    vec![read(name, 0, piece(left, 0, 100)), read(name, flag::REVERSE, piece(right, 0, 100))]
}

#[test]
fn split_fragments_count_once() {
    let first = split_read("a", 60);
    // The supplementary alignment of the same read, and the mate split too.
    let mut second = first.clone();
    second.flags = flag::SUPPLEMENTARY;
    (second.piece, second.others) = (first.others[0], vec![first.piece]);
    let mut mate = split_read("a", 30);
    mate.flags = flag::REVERSE;
    mate.piece.reverse = true;
    mate.others[0].reverse = true;
    let found = evidence(vec![first.clone(), first, second, mate, split_read("b", 50)]);
    assert_eq!((found.split_fragments, found.discordant_fragments), (2, 0));
    assert_eq!(found.breakpoints, [(LEFT, RIGHT, 2)]);
    assert_eq!(found.break_depth, Some(1.0));
}

#[test]
fn duplicates_failed_and_doubtful_reads_do_not_count() {
    let duplicate = Read { flags: flag::DUPLICATE, ..split_read("a", 50) };
    let failed = Read { flags: flag::QC_FAIL, ..split_read("b", 50) };
    let secondary = Read { flags: flag::SECONDARY, ..split_read("c", 50) };
    let doubtful = Read { primary_mapq: 29, ..split_read("d", 50) };
    // The flag stands on the primary alignment alone.
    let unflagged = Read { flags: flag::SUPPLEMENTARY, ..split_read("a", 50) };
    let reads = vec![duplicate, failed, secondary, doubtful, unflagged];
    assert_eq!(evidence(reads.clone()).support(), 0);
    let without_filter = collect(&class(), Assembly::Grch38, &[reads], 0);
    assert_eq!(without_filter.split_fragments, 1);
}

#[test]
fn breaks_outside_the_windows_do_not_count() {
    let mut outside = split_read("a", 50);
    outside.others[0].start += 200;
    outside.others[0].end += 200;
    assert_eq!(evidence(vec![outside]).support(), 0);
    let windows = class().windows[0].clone();
    let edge = windows.right(Assembly::Grch38).end + WINDOW_SLACK;
    for (by, count) in [(0, 1), (1, 0)] {
        let mut read = split_read("a", 50);
        read.others[0].start = edge + by;
        read.others[0].end = edge + by + 50;
        assert_eq!(evidence(vec![read]).split_fragments, count);
    }
}

#[test]
fn mates_must_face_each_other_across_the_deletion() {
    let found = evidence(pair("a", LEFT - 200, RIGHT + 50));
    assert_eq!((found.split_fragments, found.discordant_fragments), (0, 1));
    assert_eq!(found.break_depth, None);
    let far = pair("b", LEFT - 1200, RIGHT + 50);
    let beyond = pair("c", LEFT - 200, RIGHT + 900);
    let near = pair("d", LEFT - 200, LEFT + 50);
    let outward = pair("e", LEFT - 200, RIGHT + 50)
        .into_iter()
        .map(|r| {
            let piece = Piece { reverse: !r.piece.reverse, ..r.piece };
            Read { flags: r.flags ^ flag::REVERSE, piece, ..r }
        })
        .collect();
    let mut doubtful = pair("f", LEFT - 200, RIGHT + 50);
    doubtful[1].primary_mapq = 0;
    for reads in [far, beyond, near, outward, doubtful] {
        assert_eq!(evidence(reads).support(), 0);
    }
}

#[test]
fn a_split_outweighs_the_pair_of_the_same_fragment() {
    let mut reads = pair("a", LEFT - 200, RIGHT + 10);
    reads[0] = split_read("a", 60);
    let found = evidence(reads);
    assert_eq!((found.split_fragments, found.discordant_fragments), (1, 0));
}

#[test]
fn depth_counts_fragments_not_mates() {
    let window = class().windows[0].left(Assembly::Grch38).clone();
    let covering = |name: &str| {
        let bases = window.len() + 20;
        vec![
            read(name, 0, piece(window.start - 10, 0, bases)),
            read(name, flag::REVERSE, piece(window.start - 10, 0, bases)),
        ]
    };
    let reads: Vec<Read> = (0..6).flat_map(|i| covering(&i.to_string())).collect();
    let found = evidence(reads[..8].to_vec());
    assert_eq!((found.left_depth, found.left_covered), (4.0, 0.0));
    let found = evidence(reads);
    assert_eq!((found.left_depth, found.left_covered), (6.0, 1.0));
    assert_eq!((found.right_depth, found.right_covered), (0.0, 0.0));
}

#[test]
fn several_pairs_of_windows_are_one_class() {
    let classes = Knowledge::builtin().junctions.classes;
    let btg1 = classes.iter().find(|c| c.windows.len() == 2).unwrap();
    let breaks = |i: usize| {
        let windows = &btg1.windows[i];
        (windows.left(Assembly::Grch38).end, windows.right(Assembly::Grch38).start)
    };
    let read_at = |name: &str, (left, right): (u32, u32)| Read {
        others: vec![piece(right, 50, 50)],
        ..read(name, 0, piece(left - 50, 0, 50))
    };
    let reads =
        [vec![read_at("a", breaks(0))], vec![read_at("b", breaks(1)), read_at("c", breaks(1))]];
    let found = collect(btg1, Assembly::Grch38, &reads, MIN_MAPQ);
    assert_eq!(found.split_fragments, 3);
    assert_eq!(found.breakpoints.len(), 2);
    assert_eq!(found.breakpoints[0], (breaks(1).0, breaks(1).1, 2));
}
