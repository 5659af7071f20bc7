//! Known events planted into healthy samples, through the binary.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use ikaros::io::depth_table;
use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;

fn bundled(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("test-data").join(part)
}

fn ikaros(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("ikaros").unwrap().args(arguments).assert()
}

/// A healthy sample's depth table: 40 fragments a base over the exons of the ALL genes.
fn healthy(folder: &Path) -> PathBuf {
    let mut text = String::new();
    let knowledge = Knowledge::builtin();
    let mut rows = Vec::new();
    for gene in knowledge.genes.copy_number_genes() {
        for exon in &gene.exons {
            if let Some(at) = exon.interval(Assembly::Grch38) {
                rows.push((at.clone(), format!("{}_{}", gene.symbol, exon.label)));
            }
        }
    }
    rows.sort();
    rows.dedup_by(|a, b| a.0.overlap(&b.0) > 0);
    for (at, name) in rows {
        let contig = at.contig.styled(ikaros::model::contig::ContigStyle::Chr);
        text.push_str(&format!("{contig}\t{}\t{}\t{name}\t800.00\n", at.start, at.end));
    }
    let path = folder.join("NORM1.regions.bed");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_planted_table_keeps_the_share_asked_for_and_repeats() {
    let folder = tempfile::tempdir().unwrap();
    let input = healthy(folder.path());
    let plant = |out: &str, seed: &str| -> Vec<u8> {
        let out = folder.path().join(out);
        ikaros(&[
            "simulate",
            input.to_str().unwrap(),
            "--event",
            "IKZF1:4-7:het@0.5",
            "--event",
            "CDKN2A:whole:hom@1",
            "--event",
            "PAX5:2-6:gain@1",
            "--seed",
            seed,
            "--out",
            out.to_str().unwrap(),
        ])
        .success();
        let truth = std::fs::read_to_string(out.join("truth.tsv")).unwrap();
        assert_eq!(truth.lines().count(), 4, "{truth}");
        assert!(truth.contains("NORM1-planted\tNORM1\tIKZF1\t4\t7\thet\t0.5\t"), "{truth}");
        std::fs::read(out.join("NORM1-planted.depth.tsv.gz")).unwrap()
    };
    let (first, again, other) = (plant("a", "7"), plant("b", "7"), plant("c", "8"));
    assert_eq!(first, again);
    assert_ne!(first, other);
    let table = depth_table::read(&folder.path().join("a/NORM1-planted.depth.tsv.gz")).unwrap();
    assert_eq!(table.sample, "NORM1-planted");
    let mean = |wanted: &dyn Fn(&str) -> bool| {
        let pairs = table.targets.targets().iter().zip(&table.depths);
        let depths: Vec<f64> =
            pairs.filter(|(t, _)| wanted(&t.name)).map(|(_, d)| d.mean_depth / 800.0).collect();
        depths.iter().sum::<f64>() / depths.len() as f64
    };
    let one_of = |names: [&'static str; 4]| move |name: &str| names.contains(&name);
    assert!((mean(&one_of(["IKZF1_4", "IKZF1_5", "IKZF1_6", "IKZF1_7"])) - 0.75).abs() < 0.03);
    assert!((mean(&one_of(["PAX5_2", "PAX5_3", "PAX5_4", "PAX5_6"])) - 1.5).abs() < 0.05);
    assert_eq!(mean(&|name| name.starts_with("CDKN2A_")), 0.0);
    assert_eq!(mean(&|name| name == "IKZF1_3" || name == "IKZF1_8" || name == "ETV6_2"), 1.0);
}

#[test]
fn a_planted_bam_loses_fragments_inside_and_none_outside() {
    let Some(bam) = std::fs::read_dir(bundled("")).ok().and_then(|_| find_bam(&bundled(""))) else {
        panic!("no BAM among the bundled data");
    };
    let folder = tempfile::tempdir().unwrap();
    ikaros(&[
        "simulate",
        bam.to_str().unwrap(),
        "--event",
        "IKZF1:whole:hom@1",
        "--name",
        "CONTROL",
        "--out",
        folder.path().to_str().unwrap(),
    ])
    .success();
    let counts = |path: &Path| {
        use rust_htslib::bam::{self, Read};
        let mut reader = bam::Reader::from_path(path).unwrap();
        let header = reader.header().to_owned();
        let (mut inside, mut outside) = (0_u32, 0_u32);
        let mut record = bam::Record::new();
        while let Some(read) = reader.read(&mut record) {
            read.unwrap();
            if record.tid() < 0 {
                continue;
            }
            let name = String::from_utf8_lossy(header.tid2name(record.tid() as u32)).into_owned();
            let in_gene = name.trim_start_matches("chr") == "7"
                && (50_305_000..50_400_000).contains(&record.pos());
            *(if in_gene { &mut inside } else { &mut outside }) += 1;
        }
        (inside, outside, String::from_utf8_lossy(header.as_bytes()).into_owned())
    };
    let (before, after) = (counts(&bam), counts(&folder.path().join("CONTROL.bam")));
    assert!(before.0 > 100, "the bundled BAM has reads on IKZF1");
    assert_eq!(after.0, 0);
    // The event ends up to 5 kb beyond the gene.
    assert!(after.1 <= before.1 && f64::from(after.1) > 0.95 * f64::from(before.1));
    assert!(after.2.contains("SM:CONTROL") && after.2.contains("not a patient's reads"));
    assert!(folder.path().join("CONTROL.bam.bai").exists());
}

fn find_bam(folder: &Path) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.filter_map(|e| Some(e.ok()?.path())).collect();
    entries.sort();
    entries.iter().find_map(|path| {
        if path.is_dir() {
            find_bam(path)
        } else {
            path.extension().is_some_and(|e| e == "bam").then(|| path.clone())
        }
    })
}

#[test]
fn what_cannot_be_planted_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let input = healthy(folder.path());
    let out = folder.path().join("out");
    for (arguments, part) in [
        (vec!["--event", "IKZF1:4-7:het@30"], "above 0 and up to 1"),
        (vec!["--event", "IKZF1:4-9:het@0.3"], "no exon 9"),
        (vec!["--event", "TP53:1:het@0.3"], "not among the genes"),
        (vec!["--event", "IKZF1:4-7:het@0.3", "--name", "NORM1"], "healthy sample's own"),
        (vec!["--event", "IKZF1:4-7:het@0.3", "--name", "a/b"], "a/b"),
    ] {
        let mut all = vec!["simulate", input.to_str().unwrap(), "--out", out.to_str().unwrap()];
        all.extend(arguments);
        let assert = ikaros(&all).failure();
        let error = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
        assert!(error.contains(part), "{error}");
    }
}
