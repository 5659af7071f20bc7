//! Off-target reads as evidence for whole chromosomes: what is counted, what is weighed, and what is
//! said where nothing was counted.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod laboratory;
mod support;

use std::path::Path;

use ikaros::io::{depth_table, normals_file};
use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::calls::{SampleCalls, SampleInfo};
use ikaros::model::chromosomes::{
    Aneuploidy, ChromosomeEvidence, ChromosomeLevel, ChromosomeState, OffTargetUse,
};
use ikaros::model::contig::Contig;
use ikaros::model::depth::DepthTable;
use ikaros::model::off_target::{OffTargetCount, OffTargetReads};
use ikaros::model::sample::{Role, Sex};
use ikaros::normals::build::{NormalInput, build};
use ikaros::normals::panel::PanelOfNormals;
use ikaros::pipeline::FittedPanel;
use laboratory::Laboratory;
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Normal, Poisson, Uniform};
use rust_htslib::bam::index;
use support::reads::{SamRead, Sample, pair, read};
use support::{has, sh};

/// Two targets of 100 bases; with 1,000 bases on either side 9,000 to 11,100 and 19,000 to 21,100.
const BED: &str = "chr1\t10000\t10100\nchr1\t20000\t20100\nchrX\t5000\t5100\n";

fn counts(table: &DepthTable) -> Vec<(String, u64)> {
    let found = table.off_target.as_ref().unwrap();
    found.autosomes.iter().map(|c| (c.contig.to_string(), c.records)).collect()
}

fn sample_of(reads: impl IntoIterator<Item = SamRead>) -> Sample {
    let mut sample = Sample::new(reads);
    sample.contigs = vec![("chr1", 100_000), ("chr2", 50_000), ("chr3", 50_000), ("chrX", 60_000)];
    sample
}

/// Records at targets and eight away from them on chr1, three on chr2, none on chr3.
fn known() -> Sample {
    let at_targets = [
        read("on", 10_000, "100M"),
        read("copy", 10_000, "100M").flagged(0x400),
        read("second", 10_010, "50M").flagged(0x100),
        read("part", 10_020, "50M30S").flagged(0x800),
        read("low", 20_010, "50M").mapq(0),
        // Across an edge of the margin: one base inside.
        read("first-base", 8_951, "50M"),
        read("last-base", 11_099, "50M"),
        read("deletion", 8_900, "50M60D50M"),
        // From one side of the target to the other, without a base on it.
        read("over", 8_000, "10M5000N10M"),
        // Over both targets: one record.
        read("both", 8_500, "10M15000N10M"),
    ];
    let away = [
        read("ends-before", 8_950, "50M"),
        read("starts-after", 11_100, "50M"),
        read("between", 15_000, "50M"),
        read("copy-away", 15_000, "50M").flagged(0x400),
        read("failed", 60_000, "50M").flagged(0x200),
        read("second-away", 60_000, "50M").flagged(0x100),
    ];
    let unmapped = read("unmapped", 15_000, "50M").flagged(0x4);
    let of_pair = pair("pair", (70_000, "50M"), (70_100, "50M"));
    let chr2 = (0..3).map(|n| read(&format!("two{n}"), 100 + n, "50M").on("chr2"));
    let x = (0..5).map(|n| read(&format!("x{n}"), 40_000 + n, "50M").on("chrX"));
    let on_chr1 = at_targets.into_iter().chain(away).chain([unmapped]).chain(of_pair);
    sample_of(on_chr1.chain(chr2).chain(x))
}

#[test]
fn every_record_away_from_the_targets_counts_once() {
    let expected = [("1", 8), ("2", 3), ("3", 0)].map(|(c, n)| (c.to_owned(), n));
    for kind in [index::Type::Bai, index::Type::Csi(14)] {
        let sample = known();
        sample.write_indexed(kind);
        let table = sample.depth_of(&sample.bam(), BED, &[]);
        assert_eq!(counts(&table), expected);
        assert_eq!(table.off_target.unwrap().margin, 1_000);
        // What is counted on targets does not change with what passes by beside them.
        assert_eq!(table.depths[0].fragments, Some(1));
        assert_eq!(table.qc.unwrap().on_target_reads, 5);
    }
}

#[test]
fn the_definition_of_depth_does_not_change_what_is_off_target() {
    let table = |definition| known().depth(BED, &["--definition", definition]);
    let either = counts(&table("either-mate"));
    assert_eq!(
        (counts(&table("mosdepth")), counts(&table("samtools-depth"))),
        (either.clone(), either)
    );
}

#[test]
fn mates_and_duplicates_make_a_count_less_certain() {
    let clumping =
        |reads: Vec<SamRead>| sample_of(reads).depth(BED, &[]).off_target.unwrap().clumping;
    assert_eq!(clumping(vec![read("a", 10_000, "50M")]), 1.0);
    let mates = pair("p", (10_000, "50M"), (10_040, "50M"));
    assert_eq!(clumping(mates.to_vec()), 2.0);
    let copies = pair("q", (10_000, "50M"), (10_040, "50M")).map(|mate| mate.flagged(0x400));
    assert_eq!(clumping([mates, copies].concat()), 6.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn the_count_is_that_of_going_through_the_file(
        starts in proptest::collection::vec(7_000..24_000_u32, 1..80),
    ) {
        let reads = starts.iter().enumerate().map(|(n, at)| read(&format!("r{n}"), *at, "150M"));
        let table = sample_of(reads).depth(BED, &[]);
        let near = |at: u32| [(9_000, 11_100), (19_000, 21_100)].iter().any(|w| at < w.1 && at + 150 > w.0);
        let away = starts.iter().filter(|at| !near(**at)).count() as u64;
        prop_assert_eq!(table.off_target.unwrap().on(&Contig::new("1")), Some(away));
    }
}

/// A BAI whose counts of mapped records are replaced, or taken out.
fn with_counts(bai: &[u8], count: impl Fn(u64) -> Option<u64>) -> Vec<u8> {
    const COUNTS: u32 = 37_450;
    let word = |at: usize| u32::from_le_bytes(bai[at..at + 4].try_into().unwrap());
    let mut out = bai[..8].to_vec();
    let mut at = 8;
    for _ in 0..word(4) {
        let bins = word(at);
        at += 4;
        let mut kept: Vec<Vec<u8>> = Vec::new();
        for _ in 0..bins {
            let end = at + 8 + 16 * word(at + 4) as usize;
            let mut bin = bai[at..end].to_vec();
            if word(at) == COUNTS {
                // Two pairs: where the contig lies in the file, and how many are mapped and not.
                let mapped = u64::from_le_bytes(bin[24..32].try_into().unwrap());
                match count(mapped) {
                    Some(count) => bin[24..32].copy_from_slice(&count.to_le_bytes()),
                    None => bin.clear(),
                }
            }
            kept.extend((!bin.is_empty()).then_some(bin));
            at = end;
        }
        out.extend((kept.len() as u32).to_le_bytes());
        out.extend(kept.concat());
        let end = at + 4 + 8 * word(at) as usize;
        out.extend(&bai[at..end]);
        at = end;
    }
    out.extend(&bai[at..]);
    out
}

#[test]
fn an_index_without_counts_or_of_another_file_gives_none() {
    let sample = known();
    sample.write_indexed(index::Type::Bai);
    let bai = sample.path("P1.bam.bai");
    let whole = std::fs::read(&bai).unwrap();
    let with = |count: &dyn Fn(u64) -> Option<u64>| {
        std::fs::write(&bai, with_counts(&whole, count)).unwrap();
        sample.depth_of(&sample.bam(), BED, &[])
    };
    assert_eq!(counts(&with(&Some))[0], ("1".to_owned(), 8));
    let without = with(&|_| None);
    assert_eq!((without.off_target, without.qc.unwrap().mapped_reads), (None, None));
    // Fewer than lie at the targets.
    assert_eq!(with(&|mapped| Some(mapped.min(5))).off_target, None);
}

#[test]
fn a_cram_has_no_counts() {
    if !has("samtools") {
        return;
    }
    let sample = known();
    sample.write_sorted();
    let fasta: String = sample
        .contigs
        .iter()
        .map(|(name, length)| format!(">{name}\n{}\n", "A".repeat(*length as usize)))
        .collect();
    std::fs::write(sample.path("ref.fa"), fasta).unwrap();
    let script = "samtools faidx ref.fa && samtools view -C -T ref.fa -o P1.cram P1.bam && \
                  samtools index P1.cram";
    sh(script, sample.folder.path());
    let reference = sample.path("ref.fa").display().to_string();
    let table = sample.depth_of(&sample.path("P1.cram"), BED, &["--reference", &reference]);
    assert_eq!(table.off_target, None);
    assert_eq!(table.depths[0].fragments, Some(1));
}

/// Off-target records drawn at random: `each` expected per chromosome of usual length.
fn drawn(seed: u64, each: f64, ratio: impl Fn(u32) -> f64) -> OffTargetReads {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let own = Normal::new(0.0, 0.01).unwrap();
    let mut count = |n: u32| {
        let mean = each * f64::from(30 - n) / 15.0 * ratio(n) * f64::exp(own.sample(&mut random));
        let records: f64 = Poisson::new(mean).unwrap().sample(&mut random);
        OffTargetCount { contig: Contig::new(&n.to_string()), records: records as u64 }
    };
    let autosomes = (1..=22).map(&mut count).collect();
    OffTargetReads { margin: 1_000, clumping: 1.0, autosomes }
}

/// Normals of the made panel, with off-target records in those that `counted` names.
fn normals(
    laboratory: &Laboratory,
    each: f64,
    counted: impl Fn(usize) -> bool,
) -> Vec<NormalInput> {
    let with_reads = |(i, mut input): (usize, NormalInput)| {
        input.depth.off_target = counted(i).then(|| drawn(1_000 + i as u64, each, |_| 1.0));
        input
    };
    laboratory.normals().into_iter().enumerate().map(with_reads).collect()
}

/// A tumour with a ratio per chromosome on the targets, and another one off target.
fn tumour(
    laboratory: &Laboratory,
    each: f64,
    targets: impl Fn(u32) -> f64,
    reads: impl Fn(u32) -> f64,
) -> DepthTable {
    let on = |name: &str| {
        let contig = name.strip_prefix("backbone_").and_then(|rest| rest.split('_').next());
        contig.map_or(1.0, |contig| targets(contig.parse().unwrap()))
    };
    let mut table = laboratory.sample("T", 93, on);
    table.off_target = Some(drawn(77, each, reads));
    table
}

fn line(calls: &SampleCalls) -> &Aneuploidy {
    calls.aneuploidy.as_ref().unwrap()
}

fn of(line: &Aneuploidy, contig: u32) -> &ChromosomeLevel {
    let name = contig.to_string();
    line.chromosomes.iter().find(|c| c.contig.as_str() == name).unwrap()
}

#[test]
fn both_kinds_of_evidence_agree_on_a_hyperdiploid_and_narrow_each_other() {
    let laboratory = Laboratory::new(300.0);
    let gained = [4, 6, 10, 14, 17, 18, 21];
    let ratio = |n: u32| if gained.contains(&n) { 1.35 } else { 1.0 };
    let panel = build(normals(&laboratory, 3_000.0, |_| true)).unwrap();
    let with = tumour(&laboratory, 3_000.0, ratio, ratio);
    let without = DepthTable { off_target: None, ..with.clone() };
    let (with, without) = (laboratory.call(panel.clone(), &with), laboratory.call(panel, &without));
    let (both, targets) = (line(&with), line(&without));
    assert_eq!(
        (both.off_target, targets.off_target),
        (Some(OffTargetUse::BackbonesZero), Some(OffTargetUse::NotCounted))
    );
    assert_eq!((both.gained, both.lost), (7, 0));
    assert_eq!(both.class.as_deref(), Some("high hyperdiploid"));
    for (both, targets) in both.chromosomes.iter().zip(&targets.chromosomes) {
        assert_eq!(both.evidence, Some(ChromosomeEvidence::Both), "{}", both.contig);
        assert_eq!(targets.evidence, Some(ChromosomeEvidence::BackboneTargets));
        let width = |level: &ChromosomeLevel| level.ratio.map(|r| r.high / r.value - 1.0);
        assert!(width(both) < width(targets), "{}", both.contig);
    }
    // The same genes are called: the chromosomes say no more than in how many cells to expect a loss.
    let called = |calls: &SampleCalls| -> Vec<_> {
        calls.genes.iter().map(|gene| (gene.state, gene.gained, gene.segments.len())).collect()
    };
    assert_eq!(called(&with), called(&without));
}

#[test]
fn one_arm_gained_is_flagged_and_neither_balanced_nor_averaged() {
    let laboratory = Laboratory::new(600.0);
    let panel = build(normals(&laboratory, 20_000.0, |_| true)).unwrap();
    let arm = |n: u32| if n == 1 { 1.25 } else { 1.0 };
    let calls = laboratory.call(panel, &tumour(&laboratory, 20_000.0, |_| 1.0, arm));
    let one = of(line(&calls), 1);
    assert!(one.contradicted);
    assert_eq!(one.state, ChromosomeState::NotAssessed);
    assert!((one.ratio.unwrap().value - 1.0).abs() < 0.05);
    assert!((one.off_target.unwrap().ratio.value - 1.25).abs() < 0.05);
    assert_eq!(line(&calls).contradicted(), "1");
    let flag = calls.flags.iter().find(|flag| flag.code == "OFF_TARGET_DISAGREES").unwrap();
    assert!(flag.message.contains("chromosomes 1:"), "{}", flag.message);
}

#[test]
fn near_haploid_is_told_as_the_backbone_tells_it() {
    let laboratory = Laboratory::new(600.0);
    let panel = build(normals(&laboratory, 5_000.0, |_| true)).unwrap();
    // Two copies of 10, 14, 18 and 21, one of the others, in 85 % of the cells.
    let ratio = |n: u32| if [10, 14, 18, 21].contains(&n) { 1.0 } else { 0.575 };
    let calls = laboratory.call(panel, &tumour(&laboratory, 5_000.0, ratio, ratio));
    let line = line(&calls);
    let together = line.chromosomes.iter().filter(|c| c.contradicted).count();
    assert_eq!(together, 0, "{:?}", line.contradicted());
    assert_eq!(line.class.as_deref(), Some("near-haploid"));
}

#[test]
fn few_reads_and_few_normals_are_said() {
    let laboratory = Laboratory::new(600.0);
    let sample = tumour(&laboratory, 3_000.0, |_| 1.0, |_| 1.0);
    let call = |normals: Vec<NormalInput>, sample: &DepthTable| {
        laboratory.call(build(normals).unwrap(), sample)
    };
    // Four of the normals are CRAM's, or all but four.
    let most = call(normals(&laboratory, 3_000.0, |i| i >= 4), &sample);
    assert_eq!(line(&most).off_target, Some(OffTargetUse::BackbonesZero));
    let few = call(normals(&laboratory, 3_000.0, |i| i < 4), &sample);
    assert_eq!(line(&few).off_target, Some(OffTargetUse::NotInNormals));
    // Normals whose margin is another are not compared.
    let mut others = normals(&laboratory, 3_000.0, |_| true);
    for input in &mut others {
        input.depth.off_target.as_mut().unwrap().margin = 500;
    }
    assert_eq!(line(&call(others, &sample)).off_target, Some(OffTargetUse::NotInNormals));
    // 40 records a chromosome: what the targets say stands, and nothing is made of the reads.
    let thin = tumour(&laboratory, 40.0, |_| 1.0, |n| if n == 4 { 1.5 } else { 1.0 });
    let thin = call(normals(&laboratory, 3_000.0, |_| true), &thin);
    assert_eq!(line(&thin).off_target, Some(OffTargetUse::TooFew));
    let without = DepthTable { off_target: None, ..sample };
    let without = call(laboratory.normals(), &without);
    for calls in [&few, &thin] {
        let by_targets =
            |c: &&ChromosomeLevel| c.evidence == Some(ChromosomeEvidence::BackboneTargets);
        assert_eq!(line(calls).chromosomes.iter().filter(by_targets).count(), 22);
        assert_eq!(line(calls).chromosomes, line(&without).chromosomes);
    }
}

#[test]
fn a_member_is_left_out_of_its_own_comparison_and_the_order_does_not_matter() {
    let laboratory = Laboratory::new(600.0);
    let mut inputs = normals(&laboratory, 3_000.0, |_| true);
    // A normal with a trisomy of its own must not be hidden by itself.
    inputs[3].depth.off_target = Some(drawn(5, 3_000.0, |n| if n == 8 { 1.5 } else { 1.0 }));
    let member = inputs[3].depth.clone();
    let forward = laboratory.call(build(inputs.clone()).unwrap(), &member);
    inputs.reverse();
    assert_eq!(forward, laboratory.call(build(inputs).unwrap(), &member));
    let eight = of(line(&forward), 8);
    assert!((eight.off_target.unwrap().ratio.value - 1.5).abs() < 0.1 && eight.contradicted);
}

/// Reads of a made laboratory: targets on eleven autosomes, and off-target reads on all of them.
struct Bench {
    bed: String,
    targets: Vec<(u32, u32, f64)>,
}

impl Bench {
    fn new() -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(4_711);
        let bait = Normal::new(0.0, 0.4).unwrap();
        let mut targets = Vec::new();
        // None on chromosome 4, nor beyond 12.
        for contig in (1..=12).filter(|n| *n != 4) {
            for place in 0..5_u32 {
                let mean = 150.0 * f64::exp(bait.sample(&mut random));
                targets.push((contig, 1_000_000 + place * 3_000_000, mean));
            }
        }
        let line = |(contig, start, _): &(u32, u32, f64)| {
            format!("chr{contig}\t{start}\t{}\tbackbone\n", start + 120)
        };
        Self { bed: targets.iter().map(line).collect(), targets }
    }

    /// Depth of a sample that was made as reads, written as BAM and counted by the program.
    fn depth(&self, name: &str, seed: u64, off_target: impl Fn(u32) -> f64) -> DepthTable {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let jitter = Normal::new(0.0, 0.03).unwrap();
        let mut reads: Vec<SamRead> = Vec::new();
        let mut add = |contig: u32, mean: f64, from: u32, to: u32, random: &mut ChaCha8Rng| {
            let count: f64 = Poisson::new(mean).unwrap().sample(random);
            let places = Uniform::new(from, to).unwrap();
            for _ in 0..count as u64 {
                let at = places.sample(random);
                let name = format!("r{}", reads.len());
                reads.push(read(&name, at, "100M").on(CONTIGS[contig as usize - 1].0));
            }
        };
        for (contig, start, mean) in &self.targets {
            let mean = mean * f64::exp(jitter.sample(&mut random));
            add(*contig, mean, start - 40, start + 60, &mut random);
        }
        for contig in 1..=22_u32 {
            let length = CONTIGS[contig as usize - 1].1;
            let mean = 1_000.0 * f64::from(length) / 140e6 * off_target(contig);
            add(
                contig,
                mean.max(600.0 * off_target(contig)),
                20_000_000,
                length - 100_000,
                &mut random,
            );
        }
        let mut sample = Sample::new(reads);
        sample.contigs = CONTIGS.to_vec();
        let table = sample.depth(&self.bed, &["--sample", name]);
        assert_eq!(table.assembly, Some(Assembly::Grch38));
        table
    }
}

const CONTIGS: [(&str, u32); 22] = [
    ("chr1", 248_956_422),
    ("chr2", 242_193_529),
    ("chr3", 198_295_559),
    ("chr4", 190_214_555),
    ("chr5", 181_538_259),
    ("chr6", 170_805_979),
    ("chr7", 159_345_973),
    ("chr8", 145_138_636),
    ("chr9", 138_394_717),
    ("chr10", 133_797_422),
    ("chr11", 135_086_622),
    ("chr12", 133_275_309),
    ("chr13", 114_364_328),
    ("chr14", 107_043_718),
    ("chr15", 101_991_189),
    ("chr16", 90_338_345),
    ("chr17", 83_257_441),
    ("chr18", 80_373_285),
    ("chr19", 58_617_616),
    ("chr20", 64_444_167),
    ("chr21", 46_709_983),
    ("chr22", 50_818_468),
];

fn call(panel: PanelOfNormals, depth: &DepthTable) -> SampleCalls {
    let knowledge = Knowledge::builtin();
    let sample = SampleInfo::new(&depth.sample, Role::Tumour);
    FittedPanel::new(panel, &knowledge).call(&sample, depth, &knowledge).unwrap()
}

/// A panel that was written and read again.
fn through_a_file(panel: PanelOfNormals, folder: &Path) -> PanelOfNormals {
    let knowledge = Knowledge::builtin();
    let path = folder.join("normals.ikaros.tsv");
    let fitted = FittedPanel::new(panel, &knowledge);
    normals_file::write(&path, fitted.panel(), fitted.expectation()).unwrap();
    normals_file::read(&path).unwrap()
}

#[test]
fn trisomies_without_a_target_are_found_in_the_reads() {
    let bench = Bench::new();
    let normals: Vec<NormalInput> = (1..=8)
        .map(|i| NormalInput {
            depth: bench.depth(&format!("N{i}"), i, |_| 1.0),
            sex: Sex::Unknown,
        })
        .collect();
    let gained = [4, 21];
    let tumour = bench.depth("T", 99, |n| if gained.contains(&n) { 1.5 } else { 1.0 });
    let folder = tempfile::tempdir().unwrap();
    let panel = through_a_file(build(normals.clone()).unwrap(), folder.path());
    let calls = call(panel.clone(), &tumour);
    let found = line(&calls);
    for c in &found.chromosomes {
        println!("{} {:?} {:?} {:?}", c.contig, c.state, c.evidence, c.ratio.map(|r| r.value));
    }
    assert_eq!(found.off_target, Some(OffTargetUse::BackbonesZero));
    assert_eq!((found.gained, found.lost, found.assessed), (2, 0, 22));
    for contig in 1..=22 {
        let level = of(found, contig);
        let has_targets = contig <= 12 && contig != 4;
        let evidence =
            if has_targets { ChromosomeEvidence::Both } else { ChromosomeEvidence::OffTargetReads };
        assert_eq!(level.evidence, Some(evidence), "{contig}");
        let state = if gained.contains(&contig) {
            ChromosomeState::Gained
        } else {
            ChromosomeState::Balanced
        };
        assert_eq!(level.state, state, "{contig}");
    }
    assert!((of(found, 4).ratio.unwrap().value - 1.5).abs() < 0.2);

    // Tables and panels of before off-target reads were counted are read, and say what is missing.
    let old = |table: &DepthTable| {
        let path = folder.path().join("old.depth.tsv.gz");
        depth_table::write_table(&path, table).unwrap();
        let text = ikaros_text(&path);
        let lines = text.lines().filter(|line| !line.starts_with("##off_target="));
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        std::fs::write(&path, text).unwrap();
        depth_table::read(&path).unwrap()
    };
    let of_old_sample = call(panel, &old(&tumour));
    assert_eq!(line(&of_old_sample).off_target, Some(OffTargetUse::NotCounted));
    assert_eq!((line(&of_old_sample).assessed, line(&of_old_sample).chromosomes.len()), (11, 11));
    let old_normals =
        normals.iter().map(|n| NormalInput { depth: old(&n.depth), sex: n.sex }).collect();
    let old_panel = through_a_file(build(old_normals).unwrap(), folder.path());
    assert!(old_panel.members.iter().all(|member| member.off_target.is_none()));
    let of_old_panel = call(old_panel, &tumour);
    assert_eq!(line(&of_old_panel).off_target, Some(OffTargetUse::NotInNormals));
}

/// Text of a compressed table.
fn ikaros_text(path: &Path) -> String {
    let output = std::process::Command::new("gzip").arg("-dc").arg(path).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
