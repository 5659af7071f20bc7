//! Quality figures of a depth table, and the decision on PAR1. Numbers are written out by hand.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use ikaros::model::depth::{DepthQc, ParState};
use rust_htslib::bam::index;
use support::finish;
use support::reads::{SamRead, Sample, pair, read};

const BED: &str = "chr1\t100\t140\n";

fn qc(sample: &Sample, bed: &str) -> DepthQc {
    sample.depth(bed, &[]).qc.unwrap()
}

/// `count` reads of ten bases.
fn tens(count: usize, start: u32) -> impl Iterator<Item = SamRead> {
    (0..count).map(move |n| read(&format!("r{start}-{n}"), start, "10M"))
}

/// Ten bases each at 1,000x, 500x, 100x and 99x.
fn staircase() -> Sample {
    let steps = [(1_000, 100), (500, 110), (100, 120), (99, 130)];
    Sample::new(steps.into_iter().flat_map(|(count, start)| tens(count, start)))
}

#[test]
fn mean_depth_and_shares_of_target_bases() {
    let qc = qc(&staircase(), BED);
    assert_eq!(qc.mean_depth, (1_000.0 + 500.0 + 100.0 + 99.0) / 4.0);
    assert_eq!((qc.percent_100x, qc.percent_500x, qc.percent_1000x), (75.0, 50.0, 25.0));
}

#[test]
fn a_base_in_two_targets_is_one_base_of_the_panel() {
    let bed = "chr1\t100\t140\nchr1\t100\t110\nchr1\t105\t125\n";
    let (once, twice) = (qc(&staircase(), BED), qc(&staircase(), bed));
    assert_eq!(once.mean_depth, twice.mean_depth);
    assert_eq!(once.percent_1000x, twice.percent_1000x);
    assert_eq!(once.on_target_reads, twice.on_target_reads);
}

#[test]
fn figures_are_of_all_targets_together() {
    // 40 bases of the staircase and 60 bases without a read on another contig.
    let qc = qc(&staircase(), "chr1\t100\t140\nchr2\t0\t60\n");
    assert_eq!(qc.mean_depth, 16_990.0 / 100.0);
    assert_eq!((qc.percent_100x, qc.percent_500x, qc.percent_1000x), (30.0, 20.0, 10.0));
}

#[test]
fn depth_is_without_duplicates_and_with_mates_once() {
    let [first, second] = pair("p", (100, "40M"), (100, "40M"));
    let copies = pair("d", (100, "40M"), (100, "40M")).map(|mate| mate.flagged(0x400));
    let qc = qc(&Sample::new([first, second].into_iter().chain(copies)), BED);
    assert_eq!(qc.mean_depth, 1.0);
    assert_eq!((qc.on_target_reads, qc.duplicate_percent), (4, 50.0));
}

#[test]
fn on_target_rate_is_of_the_mapped_records() {
    // 6 reads touch a target, by one base too; 2 lie beside it, 2 on another contig.
    let on = tens(4, 110).chain(tens(1, 91)).chain(tens(1, 139));
    let beside = tens(1, 90).chain(tens(1, 140));
    let elsewhere = tens(2, 500).map(|read| read.on("chr2"));
    let qc = qc(&Sample::new(on.chain(beside).chain(elsewhere)), BED);
    assert_eq!((qc.on_target_reads, qc.mapped_reads), (6, Some(10)));
    assert_eq!(qc.on_target_percent, Some(60.0));
}

#[test]
fn secondary_and_supplementary_alignments_are_no_reads_of_their_own() {
    let twice = [read("r", 100, "10M"), read("r", 110, "10M").flagged(0x900)];
    let qc = qc(&Sample::new(twice), BED);
    assert_eq!((qc.on_target_reads, qc.mapq_mean), (1, 60.0));
}

#[test]
fn duplicate_rate_is_of_the_reads_on_targets() {
    let copy = read("d", 100, "10M").flagged(0x400);
    let away = read("e", 500, "10M").flagged(0x400);
    let qc = qc(&Sample::new(tens(4, 100).chain([copy, away])), BED);
    assert_eq!((qc.on_target_reads, qc.duplicate_percent), (5, 20.0));
}

#[test]
fn mapping_quality_mean_and_share_below_the_limit() {
    let reads = [60, 60, 29, 0, 31].map(|mapq| read(&format!("q{mapq}"), 100, "10M").mapq(mapq));
    let sample = Sample::new(reads);
    let qc = qc(&sample, BED);
    assert_eq!((qc.mapq_mean, qc.mapq_low_percent), (36.0, 40.0));
    let lower = sample.depth(BED, &["--min-mapq", "20"]).qc.unwrap();
    assert_eq!((lower.mapq_mean, lower.mapq_low_percent), (36.0, 20.0));
}

#[test]
fn bases_lost_to_base_quality_are_those_of_counted_reads_on_targets() {
    // 10 of 20 bases lie on the target, 3 of them fail; the read of low mapping quality is no loss.
    let across = read("r", 90, "20M").bad_at(&[0, 1, 2, 10, 11, 19]);
    let unplaced = read("q", 100, "10M").mapq(0).bad_at(&[0, 1, 2, 3]);
    let qc = qc(&Sample::new([across, unplaced]), BED);
    assert_eq!(qc.base_quality_lost_percent, 30.0);
}

#[test]
fn insert_sizes_are_of_proper_pairs_that_are_no_duplicates() {
    let sized = |name: &str, size: u32| pair(name, (100, "10M"), (90 + size, "10M"));
    let mut reads: Vec<SamRead> = [("a", 100), ("b", 200), ("c", 200), ("d", 300), ("e", 1_000)]
        .into_iter()
        .flat_map(|(name, size)| sized(name, size))
        .collect();
    reads.extend(sized("copy", 50).map(|mate| mate.flagged(0x400)));
    let improper = |mate: SamRead| SamRead { flags: mate.flags & !0x2, ..mate };
    reads.extend(sized("far", 9_000).map(improper));
    let qc = qc(&Sample::new(reads), BED);
    assert_eq!(qc.insert_size_median, Some(200));
    assert_eq!(qc.insert_size_p10_p90, Some((100, 1_000)));
}

#[test]
fn single_end_reads_have_no_insert_size() {
    let qc = qc(&Sample::new(tens(3, 100)), BED);
    assert_eq!((qc.insert_size_median, qc.insert_size_p10_p90), (None, None));
}

#[test]
fn the_json_holds_the_same_figures() {
    let sample = staircase();
    let expected = qc(&sample, BED);
    let text = std::fs::read_to_string(sample.path("depth/P1.depth.qc.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["mean_depth"], expected.mean_depth);
    assert_eq!(json["percent_500x"], 50.0);
    assert_eq!(json["on_target_reads"], 1_699);
    assert_eq!(json["mapped_reads"], 1_699);
}

const GRCH38: [(&str, u32); 2] = [("chrX", 156_040_895), ("chrY", 57_227_415)];
const GRCH37: [(&str, u32); 2] = [("chrX", 155_270_560), ("chrY", 59_373_566)];

/// A target in PAR1 on both chromosomes, one on X and one on Y outside of it.
fn par_bed(shift: u32) -> String {
    format!(
        "chrX\t1200000\t1200100\nchrX\t50000000\t50000100\n\
         chrY\t{}\t{}\nchrY\t20000000\t20000100\n",
        1_200_000 - shift,
        1_200_100 - shift
    )
}

/// Means of PAR1 on X, X, PAR1 on Y, Y.
fn par_depth(
    contigs: [(&'static str, u32); 2],
    shift: u32,
    reads: Vec<SamRead>,
) -> (ParState, Vec<f64>) {
    let mut sample = Sample::new(reads);
    sample.contigs = contigs.to_vec();
    let table = sample.depth(&par_bed(shift), &[]);
    (table.par, table.depths.iter().map(|depth| depth.mean_depth).collect())
}

/// Reads of the whole target, named after their place.
fn reads_on(contig: &'static str, start: u32, count: usize, mapq: u8) -> Vec<SamRead> {
    let reads = (0..count).map(|n| read(&format!("{contig}-{start}-{n}"), start, "100M"));
    reads.map(|read| read.on(contig).mapq(mapq)).collect()
}

#[test]
fn par1_of_a_masked_reference_lies_on_x() {
    for (of_x, of_y) in [(4, 4), (8, 0)] {
        let reads = [
            reads_on("chrX", 1_200_000, 8, 60),
            reads_on("chrX", 50_000_000, of_x, 60),
            reads_on("chrY", 20_000_000, of_y, 60),
        ];
        let (state, means) = par_depth(GRCH38, 0, reads.concat());
        assert_eq!(state, ParState::Masked);
        assert_eq!(means, [8.0, of_x as f64, 0.0, of_y as f64]);
    }
}

#[test]
fn par1_of_an_unmasked_reference_is_the_sum_of_both_copies() {
    for (contigs, shift) in [(GRCH38, 0), (GRCH37, 50_000)] {
        for (of_x, of_y) in [(4, 4), (8, 0)] {
            let reads = [
                reads_on("chrX", 1_200_000, 5, 0),
                reads_on("chrY", 1_200_000 - shift, 3, 0),
                reads_on("chrX", 50_000_000, of_x, 60),
                // Outside of PAR1 mapping quality keeps its meaning.
                reads_on("chrX", 50_000_000, 9, 0)
                    .into_iter()
                    .map(|read| SamRead { name: format!("{}-low", read.name), ..read })
                    .collect(),
                reads_on("chrY", 20_000_000, of_y, 60),
            ];
            let (state, means) = par_depth(contigs, shift, reads.concat());
            assert_eq!(state, ParState::Unmasked);
            assert_eq!(means, [8.0, of_x as f64, 0.0, of_y as f64], "shift {shift}");
        }
    }
}

#[test]
fn mates_on_different_copies_of_par1_are_one_fragment() {
    let [first, second] = pair("p", (1_200_000, "60M"), (1_150_040, "60M"));
    let first = SamRead { mate: Some(("chrY", 1_150_040)), ..first.on("chrX").mapq(0) };
    let second = SamRead { mate: Some(("chrX", 1_200_000)), ..second.on("chrY").mapq(0) };
    let mut sample = Sample::new([first, second]);
    sample.contigs = GRCH37.to_vec();
    let table = sample.depth(&par_bed(50_000), &[]);
    // 60 + 60 bases, 20 of which both mates cover.
    assert_eq!(table.depths[0].mean_depth, 1.0);
    assert_eq!(table.depths[0].fragments, Some(1));
}

#[test]
fn par1_without_reads_or_without_y_is_not_decided_wrongly() {
    assert_eq!(par_depth(GRCH38, 0, Vec::new()), (ParState::NotSeen, vec![0.0; 4]));
    let mut sample = Sample::new(reads_on("chrX", 1_200_000, 8, 60));
    sample.contigs = GRCH38[..1].to_vec();
    let table = sample.depth("chrX\t1200000\t1200100\n", &[]);
    assert_eq!((table.par, table.depths[0].mean_depth), (ParState::Masked, 8.0));
    // Targets on Y alone stand for PAR1 as well, whichever copy holds the reads.
    for contig in ["chrX", "chrY"] {
        let mut sample = Sample::new(reads_on(contig, 1_200_000, 8, 0));
        sample.contigs = GRCH38.to_vec();
        let table = sample.depth("chrY\t1200000\t1200100\n", &[]);
        assert_eq!((table.par, table.depths[0].mean_depth), (ParState::Unmasked, 8.0));
    }
}

#[test]
fn a_base_of_par1_is_one_base_of_the_panel() {
    let mut sample = Sample::new(reads_on("chrX", 1_200_000, 100, 60));
    sample.contigs = GRCH38.to_vec();
    let bed = "chrX\t1200000\t1200100\nchrY\t1200000\t1200100\n";
    assert_eq!(qc(&sample, bed).percent_100x, 100.0);
}

#[test]
fn a_header_of_two_assemblies_is_refused() {
    let mut sample = Sample::new([]);
    sample.contigs = vec![GRCH38[0], GRCH37[1]];
    sample.write_indexed(index::Type::Bai);
    let output = sample.command(&sample.bam(), &par_bed(0), &[]).output().unwrap();
    let text = finish(output, 1);
    support::reads::says(&text, &["P1.bam", "chrX", "chrY", "GRCh37", "GRCh38", "align it again"]);
}
