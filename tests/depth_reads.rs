//! What counts as depth, read by read. Numbers are written out by hand.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use rust_htslib::bam::index;
use support::reads::{BAD, SamRead, Sample, pair, read};

const DEFINITIONS: [&str; 3] = ["either-mate", "mosdepth", "samtools-depth"];

#[test]
fn every_cigar_operation_covers_what_the_specification_says() {
    let sample = Sample::new([read("r", 100, "5H2S3M1I2=4D1P1X10N2M1S")]);
    let covered =
        |at: u32| u32::from((100..105).contains(&at) || at == 109 || at == 120 || at == 121);
    let expected: Vec<u32> = (98..125).map(covered).collect();
    for definition in DEFINITIONS {
        assert_eq!(sample.profile(98, 125, definition), expected, "{definition}");
    }
}

#[test]
fn a_read_of_insertions_and_clips_alone_covers_nothing() {
    let sample = Sample::new([read("r", 100, "5S5I"), read("q", 100, "10M")]);
    let table = sample.depth("chr1\t100\t110\n", &[]);
    assert_eq!((table.depths[0].mean_depth, table.depths[0].fragments), (1.0, Some(1)));
}

#[test]
fn overlapping_mates_count_once_and_the_definitions_differ_where_a_base_fails() {
    // Base 1 fails in the first mate, base 3 in the second, base 2 in both.
    let [first, second] = pair("p", (100, "6M"), (100, "6M"));
    let sample = Sample::new([first.bad_at(&[1, 2]), second.bad_at(&[2, 3])]);
    assert_eq!(sample.profile(100, 106, "either-mate"), [1, 1, 0, 1, 1, 1]);
    assert_eq!(sample.profile(100, 106, "samtools-depth"), [1, 0, 0, 1, 1, 1]);
    assert_eq!(sample.profile(100, 106, "mosdepth"), [1; 6]);
    assert_eq!(sample.fragments("chr1\t100\t106\n"), [1]);
}

#[test]
fn mates_that_disagree_on_the_base_count_once() {
    let [first, mut second] = pair("p", (100, "8M"), (104, "8M"));
    second.base = 'C';
    let sample = Sample::new([first, second]);
    for definition in DEFINITIONS {
        assert_eq!(sample.profile(100, 112, definition), [1; 12], "{definition}");
    }
}

#[test]
fn a_fragment_with_a_mate_on_each_side_counts_its_ends_alone() {
    let sample = Sample::new(pair("p", (100, "4M"), (108, "4M")));
    for definition in DEFINITIONS {
        let profile = sample.profile(100, 112, definition);
        assert_eq!(profile, [1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1], "{definition}");
    }
    assert_eq!(sample.fragments("chr1\t90\t120\n"), [1]);
}

#[test]
fn mates_on_neighbouring_targets_are_a_fragment_on_each() {
    let sample = Sample::new(pair("p", (100, "10M"), (300, "10M")));
    assert_eq!(sample.fragments("chr1\t95\t120\nchr1\t295\t320\n"), [1, 1]);
}

#[test]
fn a_mate_elsewhere_or_unmapped_leaves_a_fragment_of_one_read() {
    let [first, second] = pair("p", (100, "10M"), (100, "10M"));
    let elsewhere = SamRead { mate: Some(("chr2", 100)), flags: 0x41, ..first.clone() };
    let there = SamRead { mate: Some(("chr1", 100)), flags: 0x81, ..second.clone().on("chr2") };
    let alone = SamRead { name: "q".into(), flags: 0x49, ..first };
    // The unmapped mate lies at its mate's place, as aligners write it.
    let unmapped = SamRead { name: "q".into(), flags: 0x85, cigar: "*".into(), ..second };
    let unmapped = SamRead { qualities: None, ..unmapped };
    let sample = Sample::new([elsewhere, there, alone, unmapped]);
    let bed = "chr1\t100\t110\nchr2\t100\t110\n";
    for definition in DEFINITIONS {
        assert_eq!(sample.means(bed, &["--definition", definition]), [2.0, 1.0], "{definition}");
    }
    assert_eq!(sample.fragments(bed), [2, 1]);
}

#[test]
fn a_shared_name_does_not_join_two_pairs() {
    let one = pair("p", (100, "10M"), (104, "10M"));
    let two = pair("p", (106, "10M"), (110, "10M"));
    let sample = Sample::new(one.into_iter().chain(two));
    let expected: Vec<u32> =
        (100..120).map(|at| if (106..114).contains(&at) { 2 } else { 1 }).collect();
    assert_eq!(sample.profile(100, 120, "either-mate"), expected);
    assert_eq!(sample.fragments("chr1\t100\t120\n"), [2]);
}

/// samtools before 1.22 reads the second mate's qualities from the wrong base where an alignment
/// block that the first mate covers whole straddles a multiple of 2,048 (`docs/depth.md`).
#[test]
fn depth_is_the_same_wherever_a_pair_lies() {
    let pair_at = |start: u32| {
        // The second mate begins 17M, covered by the first, then 2D; six more bases are covered.
        let [first, second] = pair("p", (start, "150M"), (start + 125, "17M2D133M"));
        Sample::new([first, second.bad_at(&[16, 17, 24, 40])])
    };
    // Bases 24 and 40 of the second read lie 151 and 167 bases after the pair's start.
    let expected: Vec<u32> = (0..200).map(|at| u32::from(at != 151 && at != 167)).collect();
    for start in [1_000, 1_918, 20_350, 30_000] {
        for definition in ["either-mate", "samtools-depth"] {
            let profile = pair_at(start).profile(start, start + 200, definition);
            assert_eq!(profile, expected, "{definition} at {start}");
        }
    }
}

#[test]
fn flags_that_exclude_a_read() {
    let bed = "chr1\t100\t110\n";
    for (flags, counted) in [
        (0x100, [0.0, 0.0, 0.0]),
        (0x200, [0.0, 0.0, 0.0]),
        (0x400, [0.0, 0.0, 0.0]),
        (0x800, [0.0, 1.0, 1.0]),
    ] {
        let sample = Sample::new([read("r", 100, "10M").flagged(flags)]);
        for (definition, depth) in DEFINITIONS.into_iter().zip(counted) {
            let means = sample.means(bed, &["--definition", definition]);
            assert_eq!(means, [depth], "{definition} {flags:#x}");
        }
        assert_eq!(sample.fragments(bed), [0]);
    }
}

#[test]
fn a_supplementary_alignment_does_not_take_its_primarys_place() {
    let [first, second] = pair("p", (100, "10M"), (105, "10M"));
    let extra = SamRead { mate: Some(("chr1", 105)), ..read("p", 100, "10M").flagged(0x841) };
    let sample = Sample::new([extra, first, second]);
    assert_eq!(sample.profile(100, 115, "either-mate"), [1; 15]);
    assert_eq!(sample.fragments("chr1\t100\t115\n"), [1]);
}

/// samtools takes the first two records of a name for mates, wherever they lie, and counts 2 here.
#[test]
fn a_supplementary_alignment_off_target_is_not_taken_for_a_mate() {
    let [first, second] = pair("p", (50, "100M"), (50, "100M"));
    let extra = SamRead { mate: Some(("chr1", 50)), ..read("p", 0, "100M").flagged(0x863) };
    let sample = Sample::new([extra, first, second]);
    for definition in DEFINITIONS {
        assert_eq!(sample.profile(120, 125, definition), [1; 5], "{definition}");
    }
}

#[test]
fn mapping_quality_counts_from_the_limit_on_and_255_is_above_it() {
    let qualities = [0, 29, 30, 60, 255];
    let sample = Sample::new(qualities.map(|q| read(&format!("q{q}"), 100, "10M").mapq(q)));
    let bed = "chr1\t100\t110\n";
    assert_eq!(sample.means(bed, &[]), [3.0]);
    assert_eq!(sample.means(bed, &["--min-mapq", "0"]), [5.0]);
    assert_eq!(sample.means(bed, &["--min-mapq", "61"]), [1.0]);
}

#[test]
fn base_quality_counts_from_the_limit_on_and_a_missing_one_passes() {
    let mut edge = read("edge", 100, "4M");
    edge.qualities = Some(vec![29, 30, 31, BAD]);
    let sample = Sample::new([edge, read("none", 100, "4M").without_qualities()]);
    assert_eq!(sample.profile(100, 104, "either-mate"), [1, 2, 2, 1]);
    assert_eq!(sample.profile(100, 104, "samtools-depth"), [1, 2, 2, 1]);
    assert_eq!(sample.profile(100, 104, "mosdepth"), [2, 2, 2, 2]);
}

#[test]
fn depth_has_no_cap() {
    let sample = Sample::new((0..70_000).map(|n| read(&format!("r{n}"), 100, "20M")));
    for definition in DEFINITIONS {
        let means = sample.means("chr1\t90\t110\n", &["--definition", definition]);
        assert_eq!(means, [35_000.0], "{definition}");
    }
    assert_eq!(sample.fragments("chr1\t100\t120\n"), [70_000]);
}

#[test]
fn reads_across_the_borders_of_a_target_count_inside_it() {
    let sample = Sample::new([
        read("before", 95, "10M"),
        read("around", 50, "100M"),
        read("after", 105, "10M"),
        read("left", 90, "10M"),
        read("right", 110, "10M"),
    ]);
    assert_eq!(sample.means("chr1\t100\t110\n", &[]), [2.0]);
    assert_eq!(sample.fragments("chr1\t100\t110\n"), [3]);
}

#[test]
fn adjacent_and_overlapping_targets_are_each_counted_whole() {
    let sample = Sample::new([read("r", 100, "20M"), read("q", 110, "20M")]);
    let table = sample.depth(
        "chr1\t100\t110\nchr1\t110\t120\nchr1\t105\t115\nchr1\t100\t130\nchr1\t108\t109\n",
        &[],
    );
    let rows: Vec<_> = table.targets.targets().iter().zip(&table.depths).collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|(t, d)| (t.interval.start, t.interval.end, d.mean_depth, d.fragments.unwrap()))
        .collect();
    assert_eq!(
        rows,
        [
            (100, 110, 1.0, 1),
            (100, 130, 40.0 / 30.0, 2),
            (105, 115, 1.5, 2),
            (108, 109, 1.0, 1),
            (110, 120, 2.0, 2),
        ]
    );
}

#[test]
fn a_read_over_many_targets_comes_once() {
    // Targets far apart are asked for one by one; the long read overlaps all of them.
    let sample = Sample::new([read("long", 1_000, "100M40000N100M")]);
    let bed = "chr1\t1000\t1100\nchr1\t20000\t20100\nchr1\t41100\t41200\n";
    assert_eq!(sample.means(bed, &[]), [1.0, 0.0, 1.0]);
    assert_eq!(sample.fragments(bed), [1, 0, 1]);
}

#[test]
fn the_order_and_dress_of_a_bed_do_not_matter() {
    let sample = Sample::new([read("r", 100, "20M"), read("q", 500, "20M").on("chr2")]);
    let plain = sample.depth("chr1\t100\t110\nchr1\t115\t125\nchr2\t500\t530\n", &[]);
    let dressed = "browser position chr1\r\ntrack name=x\r\n#chrom\r\n\r\nchr2\t500\t530\tb\r\n\
                   \r\nchr1\t115\t125\r\nchr1\t100\t110\ta\r\nchr1\t100\t110\ta\r\n\r\n";
    for bed in [dressed, "2 500 530\n1 115 125\n1 100 110\n"] {
        let other = sample.depth(bed, &[]);
        assert_eq!(other.depths, plain.depths);
        assert_eq!(other.targets.digest(), plain.targets.digest());
    }
}

#[test]
fn a_target_may_end_where_its_contig_ends() {
    let sample = Sample::new([read("r", 49_990, "10M").on("chr2")]);
    assert_eq!(sample.means("chr2\t49980\t50000\n", &[]), [0.5]);
}

#[test]
fn an_empty_bam_is_depth_zero() {
    let table = Sample::new([]).depth("chr1\t100\t110\nchr2\t100\t110\n", &[]);
    assert!(table.depths.iter().all(|d| d.mean_depth == 0.0 && d.fragments == Some(0)));
    assert_eq!(table.qc.unwrap().on_target_reads, 0);
}

#[test]
fn bai_and_csi_give_the_same_numbers() {
    let sample = Sample::new((0..900).map(|n| read(&format!("r{n}"), n * 50, "100M")));
    let bed = "chr1\t100\t200\nchr1\t9000\t9500\nchr1\t44000\t44100\n";
    let bai = sample.depth(bed, &[]);
    std::fs::remove_file(sample.path("P1.bam.bai")).unwrap();
    sample.write_indexed(index::Type::Csi(14));
    let csi = sample.depth_of(&sample.bam(), bed, &[]);
    assert_eq!((csi.depths, csi.qc.unwrap().mapped_reads), (bai.depths, Some(900)));
}
