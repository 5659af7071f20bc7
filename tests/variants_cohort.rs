//! Merged small variants of the simulated cohort against its truth.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use support::variants::{Record, cohort, mini_reference, read_vcf};
use support::{finish, ikaros};

/// A planted somatic variant.
struct Planted {
    sample: String,
    key: String,
    is_snv: bool,
    hgvs: Option<(String, String)>,
    alternative: u32,
}

fn planted(root: &Path) -> Vec<Planted> {
    let text = std::fs::read_to_string(root.join("truth/variants.tsv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|f| f[5] != "germline_snp")
        .map(|f| Planted {
            sample: f[0].to_owned(),
            key: format!("{}:{}:{}:{}", f[1], f[2], f[3], f[4]),
            is_snv: f[3].len() == 1 && f[4].len() == 1,
            hgvs: (f[7] != ".").then(|| (f[7].to_owned(), f[8].to_owned())),
            alternative: f[13].parse().unwrap(),
        })
        .collect()
}

fn merge(root: &Path, fasta: &Path, sample: &str, order: [&str; 3], out: &Path) -> PathBuf {
    let mut command = ikaros();
    command.arg("variants").arg("--bam").arg(root.join(format!("bam/{sample}.bam")));
    command.arg("--fasta").arg(fasta).arg("--out").arg(out);
    for caller in order {
        command.arg(root.join(format!("vcf/{sample}.{caller}.vcf.gz")));
    }
    finish(command.output().unwrap(), 0);
    out.join(format!("{sample}.variants.vcf.gz"))
}

#[test]
fn planted_variants_are_found_named_and_counted() {
    let Some(root) = cohort() else { return };
    let folder = tempfile::tempdir().unwrap();
    let fasta = mini_reference(&root, folder.path());
    let planted = planted(&root);
    let mut records: BTreeMap<String, BTreeMap<String, Record>> = BTreeMap::new();
    for sample in planted.iter().map(|p| &p.sample) {
        records.entry(sample.clone()).or_insert_with(|| {
            let order = ["mutect2", "vardict", "freebayes"];
            read_vcf(&merge(&root, &fasta, sample, order, folder.path()))
        });
    }
    let (mut snvs, mut others) = ((0, 0), (0, 0));
    for variant in planted.iter().filter(|p| p.alternative >= 4) {
        let record = records[&variant.sample].get(&variant.key);
        let record = record.unwrap_or_else(|| panic!("{} {}", variant.sample, variant.key));
        if let Some((c, p)) = &variant.hgvs {
            assert_eq!(record.info("HGVSC"), c);
            // The cohort's reference has the real bases of these two genes alone: elsewhere the
            // truth's protein cannot be had from it.
            if ["IKZF1", "PAX5"].contains(&record.info("GENE")) {
                assert_eq!(record.info("HGVSP"), p);
            }
        }
        // What the rule of base quality takes away stands beside what counts.
        let lost: u32 = ["LOST_BQ", "LOST_MQ"]
            .iter()
            .map(|key| record.info(key).split(',').nth(1).unwrap().parse::<u32>().unwrap())
            .sum();
        let counted = record.sample("AD").split(',').nth(1).unwrap().parse::<u32>().unwrap() + lost;
        let tally = if variant.is_snv { &mut snvs } else { &mut others };
        tally.1 += 1;
        if counted == variant.alternative {
            tally.0 += 1;
        } else {
            println!("{} {}: {counted} of {}", variant.sample, variant.key, variant.alternative);
        }
    }
    // The truth counts molecules. One SNV has a sequencing error that spells it; two fragments of
    // one insertion end on its first base, where no read can tell.
    assert!(snvs.1 >= 20 && snvs.0 + 1 >= snvs.1, "SNVs {snvs:?}");
    assert!(others.1 >= 10 && others.0 + 1 >= others.1, "others {others:?}");
}

#[test]
fn the_order_of_files_and_threads_changes_nothing() {
    let Some(root) = cohort() else { return };
    let folder = tempfile::tempdir().unwrap();
    let fasta = mini_reference(&root, folder.path());
    let bytes = |order, name: &str| {
        let out = folder.path().join(name);
        let path = merge(&root, &fasta, "TUM06", order, &out);
        ["variants.vcf.gz", "variants.vcf.gz.tbi", "variants.tsv", "variants.maf", "variants.json"]
            .map(|ending| std::fs::read(path.with_file_name(format!("TUM06.{ending}"))).unwrap())
    };
    let first = bytes(["mutect2", "vardict", "freebayes"], "a");
    assert!(first == bytes(["freebayes", "mutect2", "vardict"], "b"));
}

#[test]
fn bcftools_finds_no_mismatch_and_nothing_to_normalise() {
    let Some(root) = cohort() else { return };
    if std::process::Command::new("bcftools").arg("--version").output().is_err() {
        println!("skipped: bcftools is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let fasta = mini_reference(&root, folder.path());
    for sample in ["TUM01", "TUM09"] {
        let path = merge(&root, &fasta, sample, ["mutect2", "vardict", "freebayes"], folder.path());
        let output = std::process::Command::new("bcftools")
            .args(["norm", "-c", "e", "-f"])
            .arg(&fasta)
            .arg(&path)
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && stderr.contains("/0/0/0"), "{sample}: {stderr}");
    }
}
