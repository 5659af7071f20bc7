//! A run goes on where it stopped, and gives the same bytes however it gets there.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::path::PathBuf;

use support::{Case, cut_at_block_boundary, finish, snapshot};

/// Results without what the run keeps for itself.
fn results(case: &Case) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = snapshot(&case.out(""));
    files.retain(|(path, _)| !path.starts_with(".ikaros"));
    files
}

#[test]
fn what_is_complete_and_unchanged_is_kept() {
    let case = Case::with_bams(2);
    let first = case.run(0);
    assert_eq!(first.matches("depth measured").count(), 2, "{first}");
    let before = results(&case);
    let second = case.run(0);
    assert_eq!(second.matches("depth kept").count(), 2, "{second}");
    assert_eq!(second.matches("report kept").count(), 2, "{second}");
    assert!(before == results(&case), "a run that keeps everything changed a file");

    let forced = finish(case.command().arg("--force").output().unwrap(), 0);
    assert_eq!(forced.matches("depth measured").count(), 2, "{forced}");
    assert_eq!(forced.matches("report written").count(), 2, "{forced}");
    assert!(before == results(&case), "doing everything again changed a file");
}

#[test]
fn a_change_is_seen_and_only_what_it_touches_is_made_again() {
    let case = Case::with_bams(2);
    case.run(0);
    let before = results(&case);
    let samples: Vec<String> = case.rows().iter().map(|row| row.get("sample").to_owned()).collect();

    std::fs::remove_file(case.out(&format!("{}.report.html", samples[0]))).unwrap();
    std::fs::write(case.out(&format!("{}.exons.tsv", samples[1])), "edited").unwrap();
    let text = case.run(0);
    assert_eq!(text.matches("depth kept").count(), 2, "{text}");
    assert_eq!(text.matches("report written").count(), 2, "{text}");
    assert!(before == results(&case));

    let text = finish(case.command().args(["--min-mapq", "20"]).output().unwrap(), 3);
    assert_eq!(text.matches("depth measured").count(), 2, "{text}");
    assert!(text.contains("mapq"), "other filters than the panel's must be refused: {text}");
}

#[test]
fn a_sample_that_is_mended_is_done_and_the_others_are_kept() {
    let case = Case::with_bams(2);
    let bam = case.cohort.bams()[0].clone();
    let copy = case.input(&bam.file_name().unwrap().to_string_lossy());
    cut_at_block_boundary(&copy);
    case.run(3);
    std::fs::copy(&bam, &copy).unwrap();
    let text = case.run(0);
    assert_eq!(text.matches("report kept").count(), 1, "{text}");
    assert_eq!(text.matches("report written").count(), 1, "{text}");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let case = Case::with_bams(3);
    finish(case.command().args(["--threads", "1"]).output().unwrap(), 0);
    let one = results(&case);
    std::fs::remove_dir_all(case.out("")).unwrap();
    finish(case.command().args(["--threads", "4"]).output().unwrap(), 0);
    assert!(one == results(&case));
}

#[test]
fn quiet_is_quiet() {
    let case = Case::with_bams(1);
    let text = finish(case.command().arg("--quiet").output().unwrap(), 0);
    assert_eq!(text, "");
}

#[test]
fn a_list_of_snps_and_a_form_of_the_run_are_seen() {
    let case = Case::with_bams(1);
    case.run(0);
    let snps = case.out("../snps.vcf");
    let header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    std::fs::write(&snps, format!("{header}chr7\t50382593\t.\tA\tT\t.\t.\t.\n")).unwrap();
    let mut command = case.command();
    let text = finish(command.arg("--snps").arg(&snps).output().unwrap(), 0);
    assert!(text.contains("depth measured") && text.contains("report written"), "{text}");
    let sample = case.rows()[0].get("sample").to_owned();
    let result = std::fs::read_to_string(case.out(&format!("{sample}.ikaros.json"))).unwrap();
    assert!(result.contains("\"snps.vcf\"") && result.contains("\"counted\": 1"));

    // A table of depth that holds no counts is said to.
    let depth = case.out(&format!("depth/{sample}.depth.tsv.gz"));
    case.run(0);
    let other = Case::new();
    std::fs::copy(&depth, other.input("P.depth.tsv.gz")).unwrap();
    let text = finish(other.command().arg("--snps").arg(&snps).output().unwrap(), 0);
    assert!(text.contains("--snps says nothing of it"), "{text}");

    // What an earlier run wrote over all its samples does not outlive it.
    finish(case.command().args(["--forms", "multiqc,cbioportal"]).output().unwrap(), 0);
    let content = case.out("ikaros_mqc.json");
    assert!(content.exists() && case.out("cbioportal/data_cna.txt").exists());
    case.run(0);
    assert!(!content.exists() && !case.out("cbioportal/data_cna.txt").exists());
}
