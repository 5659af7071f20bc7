//! Depth against the plainest possible account of the same rules, on reads drawn at random: every
//! kind of CIGAR, flag and overlap meets every kind of target.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use support::reads::{BAD, GOOD, SamRead, Sample, pair, read};
use support::{has, sh};

/// A small generator: the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }

    fn one_in(&mut self, chance: u32) -> bool {
        self.below(chance) == 0
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u32) as usize]
    }
}

const CIGARS: [&str; 11] = [
    "30M",
    "30M",
    "12M",
    "5S25M",
    "20M10S",
    "10M3D20M",
    "10M5I15M",
    "3M40N27M",
    "8=2X20M",
    "2H6M1I6M2D6M1P6M3S",
    "1M1D1M1D1M",
];
const SPAN: u32 = 3_000;

fn reads(dice: &mut Dice) -> Vec<SamRead> {
    let mut reads = Vec::new();
    for number in 0..400 {
        let name = format!("t{number}");
        let start = dice.below(SPAN);
        let (first, second) = (dice.pick(&CIGARS), dice.pick(&CIGARS));
        if dice.one_in(8) {
            reads.push(read(&name, start, first));
        } else {
            let gap = if dice.one_in(5) { 0 } else { dice.below(60) };
            let [mut left, mut right] = pair(&name, (start, first), (start + gap, second));
            if dice.one_in(3) {
                // The second mate leftmost, on the reverse strand.
                (left.flags, right.flags) = (0xa3, 0x53);
            }
            if dice.one_in(20) {
                right.contig = "chr2";
                left.mate = Some(("chr2", right.start));
                (left.flags, right.flags) = (left.flags & !2, right.flags & !2);
            }
            if dice.one_in(10) {
                reads.push(SamRead {
                    flags: left.flags | 0x800,
                    mate: left.mate,
                    ..read(&name, start + 7, "9M")
                });
            }
            reads.extend([left, right]);
        }
    }
    for read in &mut reads {
        for quality in read.qualities.as_mut().unwrap() {
            *quality = if dice.one_in(6) { BAD } else { GOOD };
        }
        if dice.one_in(25) {
            read.qualities = None;
        }
        if dice.one_in(20) {
            read.flags |= dice.pick(&[0x100, 0x200, 0x400]);
        }
        if dice.one_in(12) {
            read.mapq = dice.pick(&[0, 29]);
        }
    }
    reads
}

/// Targets of all sizes that touch, overlap and repeat, in no order.
fn targets(dice: &mut Dice) -> Vec<Place> {
    let target = |dice: &mut Dice| {
        let start = dice.below(SPAN);
        let contig = if dice.one_in(4) { "chr2" } else { "chr1" };
        (contig, start, start + 1 + dice.pick(&[0, 1, 10, 50, 120, 700]))
    };
    let mut all: Vec<_> = (0..12).map(|_| target(dice)).collect();
    let (contig, _, end) = all[0];
    all.push((contig, end, end + 20));
    all
}

/// Positions of a read that pass, with the CIGAR walked letter by letter.
fn passing(read: &SamRead, min_quality: u8) -> Vec<u32> {
    let (mut position, mut base, mut number) = (read.start, 0, 0);
    let mut found = Vec::new();
    for letter in read.cigar.chars() {
        if let Some(digit) = letter.to_digit(10) {
            number = number * 10 + digit;
            continue;
        }
        for _ in 0..number {
            let quality = read.qualities.as_ref().map_or(255, |all| *all.get(base).unwrap_or(&255));
            if "M=X".contains(letter) && quality >= min_quality {
                found.push(position);
            }
            position += u32::from("M=XDN".contains(letter));
            base += usize::from("M=XIS".contains(letter));
        }
        number = 0;
    }
    found
}

fn counts(read: &SamRead, excluded: u16) -> bool {
    read.flags & excluded == 0 && read.mapq >= 30
}

/// Contig, start and end of a target.
type Place = (&'static str, u32, u32);
/// Sum of depth and fragments of each target.
type Account = BTreeMap<Place, (u64, u32)>;

/// Sum of depth and fragments by target, when each template is the set of its passing positions.
fn either_mate(reads: &[SamRead], targets: &[Place]) -> Account {
    let mut templates: BTreeMap<(&str, &str), BTreeSet<u32>> = BTreeMap::new();
    for read in reads.iter().filter(|read| counts(read, 0xf04)) {
        templates.entry((&read.name, read.contig)).or_default().extend(passing(read, 30));
    }
    let of_target = |&(contig, start, end): &Place| {
        let on = templates.iter().filter(|((_, other), _)| *other == contig);
        let bases = on.map(|(_, positions)| positions.range(start..end).count());
        let bases: Vec<usize> = bases.filter(|count| *count > 0).collect();
        ((contig, start, end), (bases.iter().sum::<usize>() as u64, bases.len() as u32))
    };
    targets.iter().map(of_target).collect()
}

/// The same for samtools' rule: the read of a name that comes second in the file counts from the
/// end of the first one on, whatever the first one's bases are like.
fn samtools(reads: &[SamRead], targets: &[Place]) -> Account {
    let mut reads: Vec<&SamRead> = reads.iter().filter(|read| counts(read, 0x704)).collect();
    reads.sort_by_key(|read| (read.contig, read.start));
    let mut ends: BTreeMap<&str, u32> = BTreeMap::new();
    let mut covered: BTreeMap<(&str, u32), u64> = BTreeMap::new();
    for read in reads {
        let end = read.start + read.reference_length().max(1);
        let mut from = 0;
        if read.flags & 0x9 == 1 {
            if let Some(first) = ends.remove(&*read.name) {
                from = first;
            } else if read.mate.is_some_and(|(c, at)| c == read.contig && at <= end) {
                ends.insert(&read.name, end);
            }
        }
        for position in passing(read, 30).into_iter().filter(|at| *at >= from) {
            *covered.entry((read.contig, position)).or_default() += 1;
        }
    }
    let of_target = |&(contig, start, end): &Place| {
        (
            (contig, start, end),
            (covered.range((contig, start)..(contig, end)).map(|(_, n)| n).sum(), 0),
        )
    };
    targets.iter().map(of_target).collect()
}

/// A sample and its targets, as a seed draws them.
fn draw(seed: u64) -> (Sample, Vec<Place>) {
    let mut dice = Dice(seed);
    let sample = Sample::new(reads(&mut dice));
    (sample, targets(&mut dice))
}

fn agrees(definition: &str, sample: &Sample, targets: &[Place], expected: &Account) {
    let bed: String = targets.iter().map(|(c, s, e)| format!("{c}\t{s}\t{e}\n")).collect();
    let table = sample.depth(&bed, &["--definition", definition]);
    assert_eq!(table.depths.len(), expected.len());
    for (target, depth) in table.targets.targets().iter().zip(&table.depths) {
        let interval = &target.interval;
        let contig = if interval.contig.as_str() == "1" { "chr1" } else { "chr2" };
        let (sum, fragments) = expected[&(contig, interval.start, interval.end)];
        let found = (depth.mean_depth * f64::from(interval.len())).round() as u64;
        assert_eq!(found, sum, "{definition}, {interval}");
        if definition == "either-mate" {
            assert_eq!(depth.fragments, Some(fragments), "{interval}");
        }
    }
    assert!(expected.values().any(|(sum, _)| *sum > 100));
}

#[test]
fn random_reads_agree_with_a_plain_account() {
    for seed in 0..40 {
        let (sample, targets) = draw(seed);
        agrees("either-mate", &sample, &targets, &either_mate(&sample.reads, &targets));
    }
}

#[test]
fn random_reads_agree_with_samtools_rule() {
    for seed in 0..20 {
        let (mut sample, targets) = draw(seed);
        sample.reads.retain(|read| read.flags & 0x800 == 0);
        agrees("samtools-depth", &sample, &targets, &samtools(&sample.reads, &targets));
    }
}

/// samtools knows a read by its name alone, so that a third record of a name, wherever it lies,
/// changes which two it takes for mates; we see those that lie on targets (`docs/depth.md`).
#[test]
fn random_reads_with_supplementary_ones_agree_with_samtools_rule_where_all_lie_on_targets() {
    for seed in 0..20 {
        let (sample, mut targets) = draw(seed);
        targets.extend([("chr1", 0, 2 * SPAN), ("chr2", 0, 2 * SPAN)]);
        agrees("samtools-depth", &sample, &targets, &samtools(&sample.reads, &targets));
    }
}

#[test]
fn random_reads_agree_with_mosdepth() {
    if !has("mosdepth") {
        return;
    }
    for seed in 0..20 {
        let (sample, targets) = draw(seed);
        sample.depth("chr1\t0\t1\n", &[]);
        let script = "mosdepth -Q 30 m P1.bam && zcat m.per-base.bed.gz > m.bed && rm -r depth";
        sh(script, sample.folder.path());
        let text = std::fs::read_to_string(sample.path("m.bed")).unwrap();
        agrees("mosdepth", &sample, &targets, &sums(&text, &targets));
    }
}

/// Sums over targets of a BED with a depth in column 4.
fn sums(text: &str, targets: &[Place]) -> Account {
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let number = |row: &[&str], column: usize| row[column].parse::<u32>().unwrap();
    let sum = |&(contig, start, end): &Place| {
        let on = rows.iter().filter(|row| row[0] == contig);
        let bases = on.map(|row| {
            let shared = number(row, 2).min(end).saturating_sub(number(row, 1).max(start));
            u64::from(shared * number(row, 3))
        });
        ((contig, start, end), (bases.sum(), 0))
    };
    targets.iter().map(sum).collect()
}
