//! Files that must not be counted: the message names the file, the cause and the remedy, and the
//! exit code is the documented one (`docs/reliability.md`).

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rust_htslib::bam::index;
use support::reads::{Sample, pair, read, says};
use support::{cut_at_block_boundary, finish, has, sh};

const BED: &str = "chr1\t100\t200\n";

/// Enough reads for many BGZF blocks.
fn sample() -> Sample {
    Sample::new((0..3_000).map(|n| read(&format!("read-number-{n}"), n * 30, "100M")))
}

fn refused(sample: &Sample, bed: &str, code: i32, words: &[&str]) {
    let text = sample.refusal(&sample.bam(), bed, &[], code);
    says(&text, words);
}

#[test]
fn a_target_beyond_its_contig() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    let words = ["target 2:", "50001", "P1.bam", "chr2 ends at 50000", "another assembly"];
    refused(&sample, "chr2\t49900\t50001\n", 1, &words);
}

#[test]
fn a_target_on_a_contig_that_the_file_lacks() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    refused(&sample, "chr9\t1\t2\n", 1, &["P1.bam", "no contig '9'", "chr1, chr2", "give targets"]);
}

#[test]
fn a_bed_with_a_bad_line() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    refused(&sample, "chr1\t1\t5\nchr1\t7\t7\n", 1, &["targets.bed:2", "not below end 7"]);
    refused(&sample, "chr1\t1\n", 1, &["targets.bed:1", "at least three"]);
    refused(&sample, "chr1\t-1\t5\n", 1, &["targets.bed:1", "start '-1'"]);
    refused(&sample, "#nothing\r\n\r\n", 1, &["targets.bed", "no interval", "give a BED"]);
}

#[test]
fn a_file_without_read_groups_has_its_own_name_and_says_so() {
    let mut sample = sample();
    sample.header.pop();
    sample.write_indexed(index::Type::Bai);
    let text = finish(sample.command(&sample.bam(), BED, &[]).output().unwrap(), 0);
    says(&text, &["P1.bam", "no read group", "P1"]);
    assert!(sample.path("depth/P1.depth.tsv.gz").exists());
}

#[test]
fn a_file_of_two_samples_needs_a_name() {
    let mut sample = sample();
    sample.header.push("@RG\tID:g2\tSM:P2");
    sample.write_indexed(index::Type::Bai);
    refused(&sample, BED, 1, &["P1.bam", "P1, P2", "samtools split", "--sample"]);
    finish(sample.command(&sample.bam(), BED, &["--sample", "both"]).output().unwrap(), 0);
    assert!(sample.path("depth/both.depth.tsv.gz").exists());
}

#[test]
fn a_sample_name_that_cannot_be_a_file_name() {
    let mut sample = sample();
    sample.header[1] = "@RG\tID:g1\tSM:../P1";
    sample.write_indexed(index::Type::Bai);
    refused(&sample, BED, 1, &["P1.bam", "'../P1'", "--sample"]);
}

#[test]
fn a_header_that_says_another_order() {
    let mut sample = sample();
    sample.header[0] = "@HD\tVN:1.6\tSO:queryname";
    sample.write_as_listed();
    refused(&sample, BED, 1, &["P1.bam", "SO:queryname", "samtools sort"]);
}

#[test]
fn reads_out_of_order_without_an_index() {
    let mut sample = sample();
    sample.reads.reverse();
    sample.write_as_listed();
    refused(&sample, BED, 1, &["P1.bam", "no index", "sorted by coordinate", "samtools sort"]);
    assert!(!sample.path("P1.bam.bai").exists());
}

#[test]
fn reads_out_of_order_behind_an_index_of_the_sorted_file() {
    let reads = [read("a", 100, "50M"), read("b", 120, "50M"), read("c", 110, "50M")];
    let sample = Sample::new(reads);
    sample.write_indexed(index::Type::Bai);
    sample.write_as_listed();
    let words = ["P1.bam", "P1", "1:111", "after one at 121", "samtools sort", "index"];
    refused(&sample, BED, 1, &words);
}

#[test]
fn a_bam_that_is_cut_anywhere() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    let whole = std::fs::read(sample.bam()).unwrap();
    let words = ["P1.bam", "truncated", "wait for the copy to end"];
    cut_at_block_boundary(&sample.bam());
    refused(&sample, BED, 5, &words);
    for size in [0, 1, 27, 28, 1_000, whole.len() / 2, whole.len() - 1] {
        std::fs::write(sample.bam(), &whole[..size]).unwrap();
        let code = if size == 1 { 1 } else { 5 };
        refused(&sample, BED, code, &["P1.bam"]);
    }
}

/// One changed byte, at many places: a file gives its numbers or none.
fn survives_any_changed_byte(sample: &Sample, file: &Path, bed: &str) {
    let whole = std::fs::read(file).unwrap();
    let expected = sample.depth_of(file, bed, &[]).depths;
    let mut refused = 0;
    for place in 0..60 {
        let mut bytes = whole.clone();
        let at = place * (whole.len() - 40) / 60 + place % 7;
        bytes[at] ^= 0x15;
        std::fs::write(file, bytes).unwrap();
        std::fs::remove_dir_all(sample.path("depth")).unwrap();
        let output = sample.command(file, bed, &[]).output().unwrap();
        if output.status.success() {
            assert_eq!(sample.depth_of(file, bed, &[]).depths, expected, "byte {at}");
        } else {
            let name = file.file_name().unwrap().to_string_lossy();
            let text = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "byte {at}: {text}");
            says(&text, &[&*name]);
            assert!(!text.contains("internal error"), "byte {at}: {text}");
            refused += 1;
        }
    }
    assert!(refused > 20, "{refused}");
}

#[test]
fn a_damaged_bam_gives_its_numbers_or_none() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    survives_any_changed_byte(&sample, &sample.bam(), "chr1\t0\t100000\n");
}

#[test]
fn a_damaged_cram_gives_its_numbers_or_none() {
    let Some(crams) = Crams::new() else { return };
    let cram = crams.make("P1.cram", "--output-fmt-option seqs_per_slice=100");
    survives_any_changed_byte(&crams.sample, &cram, "chr1\t0\t100000\nchr2\t0\t50000\n");
}

#[test]
fn a_bam_that_is_damaged_inside() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    let mut bytes = std::fs::read(sample.bam()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 200].fill(0x5a);
    std::fs::write(sample.bam(), bytes).unwrap();
    let bed = "chr1\t100\t99000\n";
    refused(&sample, bed, 1, &["P1.bam", "sample P1", "damaged", "fetch it again"]);
}

#[test]
fn a_cause_is_said_once() {
    let sample = sample();
    std::fs::create_dir(sample.bam()).unwrap();
    let text = sample.refusal(&sample.bam(), BED, &[], 1);
    says(&text, &["cannot read", "P1.bam", "directory"]);
    assert_eq!(text.matches("directory").count(), 1, "{text}");
}

#[test]
fn something_that_is_no_alignment() {
    let sample = sample();
    std::fs::write(sample.bam(), "@HD\tVN:1.6\nsome SAM text that is long enough\n").unwrap();
    refused(&sample, BED, 1, &["P1.bam", "neither BAM nor CRAM", "samtools view -b"]);
}

#[test]
fn a_file_that_does_not_exist_is_wrong_usage() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    let none = sample.path("none");
    says(&sample.refusal(&none, BED, &[], 2), &["alignment", "none", "does not exist"]);
    let none = none.to_string_lossy();
    for option in ["--reference", "--targets"] {
        let mut command = sample.command(&sample.bam(), BED, &[]);
        if option == "--targets" {
            std::fs::remove_file(sample.path("targets.bed")).unwrap();
        } else {
            command.args([option, &none]);
        }
        says(&finish(command.output().unwrap(), 2), &[option, "does not exist"]);
    }
}

#[test]
fn one_name_for_two_files_is_wrong_usage() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    let mut command = sample.command(&sample.bam(), BED, &["--sample", "P7"]);
    says(&finish(command.arg(sample.bam()).output().unwrap(), 2), &["--sample", "2 files"]);
}

#[test]
fn a_header_without_contigs() {
    let mut sample = Sample::new([]);
    sample.contigs.clear();
    sample.write_sorted();
    refused(&sample, BED, 1, &["P1.bam", "no contig"]);
}

#[test]
fn an_index_that_is_missing_is_built_beside_the_file() {
    let sample = sample();
    sample.write_sorted();
    let text = finish(sample.command(&sample.bam(), BED, &[]).output().unwrap(), 0);
    says(&text, &["P1.bam", "no index", "built", "P1.bam.bai"]);
    assert!(sample.path("P1.bam.bai").exists());
}

#[test]
fn an_index_older_than_its_file_is_used_and_said() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    let bai = std::fs::File::options().append(true).open(sample.path("P1.bam.bai")).unwrap();
    bai.set_modified(SystemTime::now() - Duration::from_hours(1)).unwrap();
    let text = finish(sample.command(&sample.bam(), BED, &[]).output().unwrap(), 0);
    says(&text, &["P1.bam.bai", "older", "index it again"]);
}

#[test]
fn an_index_that_is_no_index() {
    let sample = sample();
    sample.write_sorted();
    for bytes in [&b""[..], b"BAI\x01", b"not an index"] {
        std::fs::write(sample.path("P1.bam.bai"), bytes).unwrap();
        refused(&sample, BED, 1, &["P1.bam", "P1.bam.bai"]);
    }
}

#[test]
fn an_index_of_another_file() {
    let (sample, other) = (sample(), Sample::new([read("r", 100, "50M")]));
    other.write_indexed(index::Type::Bai);
    sample.write_indexed(index::Type::Bai);
    std::fs::copy(sample.path("P1.bam.bai"), other.path("P1.bam.bai")).unwrap();
    let text = other.refusal(&other.bam(), "chr1\t50000\t60000\n", &[], 1);
    says(&text, &["P1.bam", "index"]);
}

#[cfg(unix)]
#[test]
fn an_index_goes_to_the_folder_that_can_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let sample = sample();
    sample.write_sorted();
    let (locked, open) = (sample.path("locked"), sample.path("open"));
    std::fs::create_dir(&locked).unwrap();
    std::fs::create_dir(&open).unwrap();
    std::fs::rename(sample.bam(), locked.join("P1.bam")).unwrap();
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(sample.folder.path(), 0o777);
    mode(&open, 0o777);
    mode(&locked, 0o555);
    let command = sample.command(&locked.join("P1.bam"), BED, &["--index-dir"]);
    let run = |folder: &Path| {
        let mut arguments: Vec<_> = command.get_args().map(Into::into).collect();
        arguments.push(folder.as_os_str().to_owned());
        as_one_who_cannot_write(&locked).map(|mut c| c.args(arguments).output().unwrap())
    };
    if let Some(output) = run(&open) {
        says(&finish(output, 0), &["no index", "built", "open/P1.bam.bai"]);
        std::fs::remove_file(open.join("P1.bam.bai")).unwrap();
        let text = finish(run(&locked).unwrap(), 1);
        says(&text, &["P1.bam", "no index", "locked", "cannot be written"]);
    }
    mode(&locked, 0o755);
}

/// The binary as a user to whom `folder` is read-only: this one, or for root the user nobody.
#[cfg(unix)]
fn as_one_who_cannot_write(folder: &Path) -> Option<assert_cmd::Command> {
    if std::fs::write(folder.join("probe"), "").is_err() {
        return Some(support::ikaros());
    }
    let binary = env!("CARGO_BIN_EXE_ikaros");
    let nobody = || {
        let mut command = assert_cmd::Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", binary]);
        command
    };
    let usable = nobody().arg("--version").output().is_ok_and(|o| o.status.success());
    if !usable {
        println!("skipped: this user may write everywhere (root), and nobody may not run this");
    }
    usable.then(nobody)
}

#[test]
fn one_bad_file_does_not_keep_the_others() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    let cut = sample.path("cut.bam");
    std::fs::copy(sample.bam(), &cut).unwrap();
    cut_at_block_boundary(&cut);
    let text = finish(sample.command(&sample.bam(), BED, &[]).arg(&cut).output().unwrap(), 3);
    says(&text, &["cut.bam", "truncated", "1 of 2 files failed"]);
    assert!(sample.path("depth/P1.depth.tsv.gz").exists());
}

#[test]
fn two_files_of_one_sample() {
    let sample = sample();
    sample.write_indexed(index::Type::Bai);
    let again = sample.path("again.bam");
    std::fs::copy(sample.bam(), &again).unwrap();
    let output = sample.command(&sample.bam(), BED, &[]).arg(&again).output().unwrap();
    says(&finish(output, 1), &["sample P1", "P1.bam", "again.bam", "merge them"]);
}

/// A random but fixed sequence of 100,000 and one of 50,000 bases, and the pairs as CRAM.
struct Crams {
    sample: Sample,
}

impl Crams {
    const BED: &str = "chr1\t100\t900\nchr1\t40000\t41000\nchr2\t100\t5000\n";

    fn new() -> Option<Self> {
        if !has("samtools") {
            return None;
        }
        let pairs = (0..1_500).flat_map(|n| {
            let at = n * 60 % 45_000;
            let [mut first, mut second] =
                pair(&format!("p{n}"), (at, "60M2D40M"), (at + 80, "100M"));
            if n % 3 == 0 {
                (first.contig, second.contig) = ("chr2", "chr2");
                (first.mate, second.mate) = (Some(("chr2", at + 80)), Some(("chr2", at)));
            }
            [first.bad_at(&[3, 90]), second]
        });
        let sample = Sample::new(pairs);
        sample.write_indexed(index::Type::Bai);
        for (name, seed) in [("right.fa", 7), ("wrong.fa", 8)] {
            std::fs::write(sample.path(name), fasta(seed, &[100_000, 50_000])).unwrap();
        }
        std::fs::write(sample.path("short.fa"), fasta(7, &[99_999, 50_000])).unwrap();
        sh("for f in *.fa; do samtools faidx $f; done", sample.folder.path());
        Some(Self { sample })
    }

    /// The BAM as CRAM with options of samtools.
    fn make(&self, name: &str, options: &str) -> PathBuf {
        let script = format!(
            "samtools view -C -T right.fa {options} -o {name} P1.bam && samtools index {name}"
        );
        sh(&script, self.sample.folder.path());
        self.sample.path(name)
    }

    fn equals_the_bam(&self, cram: &Path, options: &[&str]) {
        let bam = self.sample.depth_of(&self.sample.bam(), Self::BED, &[]).depths;
        assert!(bam.iter().all(|depth| depth.mean_depth > 1.0));
        let cram = self.sample.depth_of(cram, Self::BED, options).depths;
        assert_eq!(cram, bam);
    }
}

fn fasta(seed: u64, lengths: &[usize]) -> String {
    let mut state = seed;
    let mut base = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b"ACGT"[(state >> 60) as usize % 4])
    };
    let mut text = String::new();
    for (number, length) in lengths.iter().enumerate() {
        let sequence: String = (0..*length).map(|_| base()).collect();
        text += &format!(">chr{}\n{sequence}\n", number + 1);
    }
    text
}

#[test]
fn a_cram_gives_the_bams_numbers_however_it_is_sliced_and_without_its_reference() {
    let Some(crams) = Crams::new() else { return };
    for (name, options) in [
        ("plain.cram", ""),
        ("v21.cram", "--output-fmt-option version=2.1"),
        ("v31.cram", "--output-fmt-option version=3.1"),
        ("slices.cram", "--output-fmt-option seqs_per_slice=50"),
        (
            "many.cram",
            "--output-fmt-option seqs_per_slice=50 --output-fmt-option slices_per_container=4",
        ),
        ("mixed.cram", "--output-fmt-option multi_seq_per_slice=1"),
        (
            "mixed-slices.cram",
            "--output-fmt-option multi_seq_per_slice=1 --output-fmt-option seqs_per_slice=100",
        ),
        ("no-ref.cram", "--output-fmt-option no_ref=1"),
        ("embedded.cram", "--output-fmt-option embed_ref=1"),
    ] {
        let cram = crams.make(name, options);
        std::fs::rename(crams.sample.path("right.fa"), crams.sample.path("away")).unwrap();
        crams.equals_the_bam(&cram, &[]);
        std::fs::rename(crams.sample.path("away"), crams.sample.path("right.fa")).unwrap();
        let reference = crams.sample.path("right.fa");
        crams.equals_the_bam(&cram, &["--reference", &reference.to_string_lossy()]);
    }
}

#[test]
fn a_reference_with_other_contigs_is_refused() {
    let Some(crams) = Crams::new() else { return };
    let cram = crams.make("P1.cram", "");
    let short = crams.sample.path("short.fa");
    let option = ["--reference", &short.to_string_lossy()];
    let text = crams.sample.refusal(&cram, Crams::BED, &option, 1);
    says(&text, &["P1.cram", "short.fa", "chr1", "99999", "100000", "aligned to"]);
    std::fs::remove_file(crams.sample.path("right.fa.fai")).unwrap();
    let right = crams.sample.path("right.fa");
    let option = ["--reference", &right.to_string_lossy()];
    let text = crams.sample.refusal(&cram, Crams::BED, &option, 1);
    says(&text, &["right.fa", ".fai", "samtools faidx"]);
}

/// Depth needs no base, so another genome's bases must either not matter or be refused.
#[test]
fn a_reference_with_other_bases_never_gives_other_numbers() {
    let Some(crams) = Crams::new() else { return };
    let wrong = crams.sample.path("wrong.fa");
    for options in ["", "--output-fmt-option multi_seq_per_slice=1"] {
        let cram = crams.make("P1.cram", options);
        std::fs::rename(crams.sample.path("right.fa"), crams.sample.path("away")).unwrap();
        let given = ["--reference", &wrong.to_string_lossy()];
        let output = crams.sample.command(&cram, Crams::BED, &given).output().unwrap();
        if output.status.success() {
            crams.equals_the_bam(&cram, &given);
        } else {
            let text = finish(output, 1);
            says(&text, &["P1.cram", "--reference"]);
            println!("{text}");
        }
        std::fs::rename(crams.sample.path("away"), crams.sample.path("right.fa")).unwrap();
    }
}

#[test]
fn a_cram_that_is_cut() {
    let Some(crams) = Crams::new() else { return };
    let cram = crams.make("P1.cram", "--output-fmt-option seqs_per_slice=50");
    let whole = std::fs::read(&cram).unwrap();
    for size in [whole.len() - 38, whole.len() - 1, whole.len() / 2, 30] {
        std::fs::write(&cram, &whole[..size]).unwrap();
        let text = crams.sample.refusal(&cram, Crams::BED, &[], 5);
        says(&text, &["P1.cram", "truncated"]);
    }
}

#[test]
fn a_cram_index_that_is_none() {
    let Some(crams) = Crams::new() else { return };
    let cram = crams.make("P1.cram", "");
    std::fs::write(crams.sample.path("P1.cram.crai"), "not an index\n").unwrap();
    let text = crams.sample.refusal(&cram, Crams::BED, &[], 1);
    says(&text, &["P1.cram", "P1.cram.crai"]);
}
