//! `ikaros junctions` through the binary: breakpoints, inserted bases, VCF, and none in normals.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn cohort() -> Option<PathBuf> {
    let shared = std::env::var("IKAROS_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let path = Path::new(&shared).join("data/panel-cohort");
    if path.join("bam").is_dir() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .from_reader(text.trim_start_matches('#').as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn search(cohort: &Path, samples: &[&str], out: &Path) {
    let mut command = Command::cargo_bin("ikaros").unwrap();
    command.arg("junctions").arg("--out").arg(out);
    for sample in samples {
        command.arg(cohort.join("bam").join(format!("{sample}.bam")));
    }
    command.assert().success();
}

#[test]
fn planted_junctions_are_found_to_the_base_with_what_was_inserted() {
    let Some(cohort) = cohort() else { return };
    let folder = tempfile::tempdir().unwrap();
    let samples = ["TUM01", "TUM04", "TUM06", "TUM08", "TUM11", "TUM12"];
    search(&cohort, &samples, folder.path());
    let truth: Vec<_> = rows(&cohort.join("truth/events.tsv"))
        .into_iter()
        .filter(|row| samples.contains(&row["sample"].as_str()))
        .filter(|row| row["split_fragments"].parse::<u32>().unwrap() >= 7)
        .collect();
    assert!(truth.len() >= 6);
    for event in truth {
        let found = rows(&folder.path().join(format!("{}.junctions.tsv", event["sample"])));
        let same = |row: &&BTreeMap<String, String>| {
            row["chrom1"] == event["chrom"]
                && row["position1"] == event["start"]
                && row["position2"] == event["end"]
        };
        let junction = found.iter().find(same).unwrap_or_else(|| panic!("{event:?}: {found:?}"));
        assert_eq!(junction["kind"], "deletion");
        // Inserted bases are told where one read holds them in full.
        assert!(
            [".", event["inserted_bases"].as_str()].contains(&junction["inserted"].as_str()),
            "{event:?}: {junction:?}"
        );
        let fraction: f64 = junction["fraction"].parse().unwrap();
        assert!(fraction > 0.0 && fraction <= 1.0);
    }
    let vcf = std::fs::read_to_string(folder.path().join("TUM01.junctions.vcf")).unwrap();
    let record = vcf.lines().find(|line| !line.starts_with('#')).unwrap();
    assert!(record.starts_with("chr7\t50345178\t") && record.contains("SVCLAIM=J"), "{record}");
    assert!(record.contains("END=50396021") && record.contains("EXONS=IKZF1:4-7"), "{record}");
}

#[test]
fn normals_have_no_junction_and_say_where_none_could_be_seen() {
    let Some(cohort) = cohort() else { return };
    let folder = tempfile::tempdir().unwrap();
    let samples = ["NORM01", "NORM02", "NORM03", "NORM04", "NORM05", "NORM06"];
    search(&cohort, &samples, folder.path());
    for sample in samples {
        let found = rows(&folder.path().join(format!("{sample}.junctions.tsv")));
        assert!(found.is_empty(), "{found:?}");
        let recurrent = rows(&folder.path().join(format!("{sample}.recurrent_junctions.tsv")));
        let answers = |wanted| recurrent.iter().filter(|row| row["assessable"] == wanted).count();
        // The panel has baits at the windows of IKZF1 and PAR1 and not at all others.
        assert!(answers("yes") > 0 && answers("no") > 0, "{recurrent:?}");
    }
}

#[test]
fn one_sample_in_two_files_is_refused() {
    let Some(cohort) = cohort() else { return };
    let folder = tempfile::tempdir().unwrap();
    let bam = cohort.join("bam/NORM01.bam");
    let out = folder.path().join("out");
    let assert = Command::cargo_bin("ikaros")
        .unwrap()
        .args(["junctions", "--out"])
        .arg(&out)
        .args([&bam, &bam])
        .assert()
        .failure();
    let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(error.contains("given twice"), "{error}");
}
