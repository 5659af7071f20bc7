//! Makes a panel BAM of a chosen size, with the targets it was captured with.
//!
//! ```text
//! cargo run --release --example depth_panel -- OUT_DIR PAIRS BINS|LEVELS SEED
//! ```
//!
//! Writes `OUT_DIR/bins.bam` (base qualities of 4 levels) or `OUT_DIR/levels.bam` (40 levels), and
//! `panel.bed` (2,500 exons) and `all.bed` (those of the built-in genes). A full GRCh38 header,
//! 2x150 bases, about 70 % of pairs with overlapping mates, 15 % duplicates, 20 % off target.
//! Everything follows from the seed.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use std::fmt::Write as _;
use std::path::Path;

use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::contig::Contig;
use rust_htslib::bam::record::{Cigar, CigarString};
use rust_htslib::bam::{self, CompressionLevel, header::HeaderRecord};

const READ: u32 = 150;
const TARGETS: usize = 2_500;
const DUPLICATES: f64 = 0.15;
const OFF_TARGET: f64 = 0.2;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn normal(&mut self) -> f64 {
        let (a, b) = (self.uniform().max(1e-12), self.uniform());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The genome: a base follows from its place.
fn base(contig: usize, position: u32) -> u8 {
    b"ACGT"[(mix((contig as u64) << 32 | u64::from(position)) % 4) as usize]
}

struct ContigTargets {
    name: String,
    length: u32,
    targets: Vec<(u32, u32, String)>,
}

/// The built-in genes' coding exons, and as many others, at random places, as a panel has.
fn panel(random: &mut Random) -> Vec<ContigTargets> {
    let names = (1..=22).map(|n| n.to_string()).chain(["X".into(), "Y".into()]);
    let mut contigs: Vec<ContigTargets> = names
        .map(|name| {
            let length = Assembly::Grch38.contig_length(&Contig::new(&name)).unwrap() as u32;
            ContigTargets { name, length, targets: Vec::new() }
        })
        .collect();
    let mut count = 0;
    for gene in Knowledge::builtin().genes.genes() {
        for exon in &gene.exons {
            let whole = exon.interval(Assembly::Grch38);
            let Some(interval) = exon.coding(Assembly::Grch38).or(whole) else { continue };
            let on = contigs.iter_mut().find(|c| c.name == interval.contig.as_str()).unwrap();
            let name = format!("{}_{}", gene.symbol, exon.label);
            on.targets.push((interval.start, interval.end, name));
            count += 1;
        }
    }
    while count < TARGETS {
        let on = random.below(22) as usize;
        let contig = &mut contigs[on];
        let start = random.below(u64::from(contig.length) - 2_000_000) as u32 + 1_000_000;
        let length = (5.0 + 0.5 * random.normal()).exp().clamp(40.0, 4_000.0) as u32;
        if contig.targets.iter().all(|(s, e, _)| start + length + 200 < *s || e + 200 < start) {
            contig.targets.push((start, start + length, format!("OTHER_{count}")));
            count += 1;
        }
    }
    for contig in &mut contigs {
        contig.targets.sort();
    }
    contigs
}

fn write_beds(contigs: &[ContigTargets], out: &Path) {
    let (mut panel, mut all) = (String::new(), String::new());
    for contig in contigs {
        for (start, end, name) in &contig.targets {
            let line = format!("chr{}\t{start}\t{end}\t{name}\n", contig.name);
            panel.push_str(&line);
            if !name.starts_with("OTHER") {
                all.push_str(&line);
            }
        }
    }
    std::fs::write(out.join("panel.bed"), panel).unwrap();
    std::fs::write(out.join("all.bed"), all).unwrap();
}

/// One end of a pair, before its bases are made.
#[derive(Clone, Copy)]
struct End {
    start: u32,
    mate_start: u32,
    pair: u32,
    template: i32,
    flags: u16,
    mapq: u8,
}

fn pairs_of(contig: &ContigTargets, count: u32, first: u32, random: &mut Random) -> Vec<End> {
    let mut ends = Vec::with_capacity(2 * count as usize);
    let reach: Vec<u64> = contig
        .targets
        .iter()
        .scan(0, |sum, (start, end, _)| {
            *sum += u64::from(end - start + 2 * READ);
            Some(*sum)
        })
        .collect();
    for pair in first..first + count {
        let size = (235.0 + 70.0 * random.normal()).clamp(f64::from(READ), 600.0) as u32;
        let start = if random.uniform() < OFF_TARGET || reach.is_empty() {
            random.below(u64::from(contig.length) - 30_000) as u32 + 10_000
        } else {
            let at = random.below(*reach.last().unwrap());
            let which = reach.partition_point(|sum| *sum <= at);
            let (from, to, _) = contig.targets[which];
            let middle = from - READ + random.below(u64::from(to - from + 2 * READ)) as u32;
            middle - size / 2
        };
        let mate = start + size - READ;
        let mapq = match random.uniform() {
            u if u < 0.92 => 60,
            u if u < 0.96 => 0,
            _ => random.below(30) as u8,
        };
        let duplicate = if random.uniform() < DUPLICATES { 0x400 } else { 0 };
        let first_is_left = random.uniform() < 0.5;
        let (left, right) = if first_is_left { (0x63, 0x93) } else { (0xa3, 0x53) };
        let end = |start, mate_start, template, flags: u16| End {
            start,
            mate_start,
            pair,
            template,
            flags: flags | duplicate,
            mapq,
        };
        ends.push(end(start, mate, size as i32, left));
        ends.push(end(mate, start, -(size as i32), right));
    }
    ends.sort_by_key(|end| (end.start, end.pair, end.flags));
    ends
}

/// Most reads match along their length; some are clipped or hold a small insertion or deletion.
fn cigar(random: &mut Random) -> Vec<Cigar> {
    let cut = random.below(u64::from(READ) - 60) as u32 + 30;
    match random.below(100) {
        0..3 => vec![Cigar::Match(READ - cut), Cigar::SoftClip(cut)],
        3 => vec![Cigar::Match(cut), Cigar::Ins(2), Cigar::Match(READ - cut - 2)],
        4 => vec![Cigar::Match(cut), Cigar::Del(2), Cigar::Match(READ - cut)],
        _ => vec![Cigar::Match(READ)],
    }
}

fn sequence(contig: usize, start: u32, cigar: &[Cigar], random: &mut Random) -> Vec<u8> {
    let (mut bases, mut at) = (Vec::with_capacity(READ as usize), start);
    for operation in cigar {
        match *operation {
            Cigar::Match(n) => {
                bases.extend((at..at + n).map(|position| base(contig, position)));
                at += n;
            }
            Cigar::Del(n) => at += n,
            Cigar::Ins(n) | Cigar::SoftClip(n) => {
                bases.extend((0..n).map(|_| b"ACGT"[random.below(4) as usize]));
            }
            _ => {}
        }
    }
    if random.uniform() < 0.3 {
        let at = random.below(u64::from(READ)) as usize;
        bases[at] = b"ACGT"[random.below(4) as usize];
    }
    bases
}

/// Runs of one level, as instruments with binned qualities write.
fn binned(random: &mut Random) -> Vec<u8> {
    let mut level = 37;
    (0..READ)
        .map(|_| {
            match random.below(100) {
                0..2 => level = 23,
                2 => level = 12,
                3..40 => level = 37,
                _ => {}
            }
            level
        })
        .collect()
}

/// A walk over 40 levels that falls towards the read's end.
fn graded(random: &mut Random) -> Vec<u8> {
    (0..READ)
        .map(|at| {
            let level = 38.5 - f64::from(at) / 40.0 - random.normal().abs() * 2.5;
            let level = if random.below(50) == 0 { level - 15.0 } else { level };
            level.clamp(2.0, 41.0) as u8
        })
        .collect()
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let [_, out, pairs, kind, seed] = args.as_slice() else {
        panic!("usage: depth_panel OUT_DIR PAIRS BINS|LEVELS SEED");
    };
    let (out, pairs): (_, u64) = (Path::new(out), pairs.parse().unwrap());
    let qualities = match kind.as_str() {
        "BINS" => binned,
        "LEVELS" => graded,
        other => panic!("BINS or LEVELS, not {other}"),
    };
    std::fs::create_dir_all(out).unwrap();
    let mut random = Random(seed.parse().unwrap());
    let contigs = panel(&mut random);
    write_beds(&contigs, out);

    let mut header = bam::Header::new();
    header
        .push_record(HeaderRecord::new(b"HD").push_tag(b"VN", "1.6").push_tag(b"SO", "coordinate"));
    for contig in &contigs {
        let mut record = HeaderRecord::new(b"SQ");
        record.push_tag(b"SN", format!("chr{}", contig.name)).push_tag(b"LN", contig.length);
        header.push_record(&record);
    }
    header.push_record(HeaderRecord::new(b"RG").push_tag(b"ID", "1").push_tag(b"SM", "BENCH"));

    let path = out.join(if kind == "BINS" { "bins.bam" } else { "levels.bam" });
    let mut writer = bam::Writer::from_path(&path, &header, bam::Format::Bam).unwrap();
    writer.set_compression_level(CompressionLevel::Level(6)).unwrap();
    writer.set_threads(2).unwrap();

    let weight = |c: &ContigTargets| -> u64 {
        c.targets.iter().map(|(start, end, _)| u64::from(end - start + 2 * READ)).sum()
    };
    let total: u64 = contigs.iter().map(weight).sum();
    let (mut first, mut name) = (0, String::new());
    for (tid, contig) in contigs.iter().enumerate() {
        let count = (pairs * weight(contig) / total) as u32;
        for end in pairs_of(contig, count, first, &mut random) {
            name.clear();
            let spot = mix(u64::from(end.pair));
            let (tile, x, y) = (1101 + spot % 78, spot >> 8 & 0x7fff, spot >> 24 & 0x7fff);
            let pair = end.pair;
            write!(name, "A00123:45:HXYZDSXX:{}:{tile}:{x}:{y}{pair}", 1 + spot % 4).unwrap();
            let operations = cigar(&mut random);
            let bases = sequence(tid, end.start, &operations, &mut random);
            let cigar = CigarString(operations);
            let mut record = bam::Record::new();
            record.set(name.as_bytes(), Some(&cigar), &bases, &qualities(&mut random));
            record.set_flags(end.flags);
            record.set_tid(tid as i32);
            record.set_pos(i64::from(end.start));
            record.set_mtid(tid as i32);
            record.set_mpos(i64::from(end.mate_start));
            record.set_insert_size(i64::from(end.template));
            record.set_mapq(end.mapq);
            record.push_aux(b"RG", bam::record::Aux::String("1")).unwrap();
            writer.write(&record).unwrap();
        }
        first += count;
    }
    drop(writer);
    println!("{}: {first} pairs", path.display());
}
