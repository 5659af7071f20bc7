//! Junctions of simulated samples are found where they were planted, and nowhere else.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

use ikaros::io::junction_reads::scan;
use ikaros::junctions::log_likelihood_ratio;
use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::depth::ParState;
use ikaros::model::junction::JunctionEvidence;

fn cohort(name: &str) -> Option<PathBuf> {
    let shared = std::env::var("IKAROS_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let path = Path::new(&shared).join("data").join(name);
    if path.join("bam").is_dir() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

fn bam(cohort: &Path, sample: &str) -> PathBuf {
    cohort.join("bam").join(format!("{sample}.bam"))
}

/// The classes that have support.
fn supported(path: &Path, par: ParState, knowledge: &Knowledge) -> Vec<JunctionEvidence> {
    let all = scan(path, &index(path), None, Assembly::Grch38, par, knowledge).unwrap();
    assert_eq!(all.len(), knowledge.junctions.classes.len());
    all.into_iter().filter(|evidence| evidence.support() > 0).collect()
}

/// Region, first and last exon in genome order, as in `regions.toml`.
fn name(evidence: &JunctionEvidence, knowledge: &Knowledge) -> String {
    let region = knowledge.regions.regions.iter().find(|r| r.name == evidence.region).unwrap();
    let exon = |(gene, exon): (usize, usize)| {
        let gene = knowledge.genes.gene(&region.genes[gene]).unwrap();
        format!("{}:{}", gene.symbol, gene.exons[exon].label)
    };
    format!("{}-{}", exon(evidence.from), exon(evidence.to))
}

/// Sample, planted class, left and right break, fraction of the cells.
const PLANTED: [(&str, &str, u32, u32, f64); 10] = [
    ("TUM01", "IKZF1:4-IKZF1:7", 50_345_178, 50_396_021, 0.643),
    ("TUM04", "IKZF1:2-IKZF1:7", 50_305_918, 50_396_006, 0.749),
    ("TUM05", "IKZF1:4-IKZF1:8", 50_345_192, 50_416_772, 0.432),
    ("TUM06", "IKZF1:2-IKZF1:8", 50_305_912, 50_416_762, 0.962),
    ("TUM07", "IKZF1:2-IKZF1:3", 50_307_779, 50_366_325, 0.470),
    ("TUM08", "IKZF1:4-IKZF1:7", 50_345_180, 50_395_990, 0.793),
    ("TUM10", "IKZF1:2-IKZF1:7", 50_306_415, 50_395_941, 0.806),
    ("TUM11", "IKZF1:4-IKZF1:7", 50_345_139, 50_396_020, 0.754),
    ("TUM12", "IKZF1:4-IKZF1:7", 50_345_173, 50_395_956, 0.835),
    ("TUM12", "CSF2RA:1-P2RY8:2", 1_212_754, 1_536_615, 0.835),
];

fn show(sample: &str, evidence: &JunctionEvidence, knowledge: &Knowledge, fraction: f64) {
    println!(
        "{sample} {} split {} pairs {} depth {:.1} {:.1} covered {:.2} {:.2} break {:?} {:?} {:.2}",
        name(evidence, knowledge),
        evidence.split_fragments,
        evidence.discordant_fragments,
        evidence.left_depth,
        evidence.right_depth,
        evidence.left_covered,
        evidence.right_covered,
        evidence.break_depth,
        evidence.breakpoints,
        log_likelihood_ratio(evidence, fraction),
    );
}

#[test]
fn planted_junctions_are_found_at_their_positions_and_no_others() {
    let Some(cohort) = cohort("panel-cohort") else { return };
    let knowledge = Knowledge::builtin();
    let samples = (1..=12).flat_map(|i| [format!("NORM{i:02}"), format!("TUM{i:02}")]);
    for sample in samples {
        let found = supported(&bam(&cohort, &sample), ParState::Masked, &knowledge);
        let planted: Vec<_> = PLANTED.iter().filter(|event| event.0 == sample).collect();
        let names: Vec<_> = found.iter().map(|evidence| name(evidence, &knowledge)).collect();
        let expected: Vec<_> = planted.iter().map(|event| event.1).collect();
        assert_eq!(names, expected, "{sample}");
        for (evidence, &&(_, _, left, right, fraction)) in found.iter().zip(&planted) {
            show(&sample, evidence, &knowledge, fraction);
            assert!(evidence.support() >= 2, "{sample}");
            let (seen_left, seen_right, _) = evidence.breakpoints[0];
            assert!(seen_left.abs_diff(left) <= 5, "{sample}: {seen_left}");
            assert!(seen_right.abs_diff(right) <= 5, "{sample}: {seen_right}");
            assert!(log_likelihood_ratio(evidence, fraction) > 50.0_f64.ln(), "{sample}");
        }
    }
}

#[test]
fn both_copies_of_par1_are_read_as_one_without_mapping_quality() {
    let Some(cohort) = cohort("panel-unmasked") else { return };
    let knowledge = Knowledge::builtin();
    for sample in
        (1..=6).map(|i| format!("NORM{i:02}")).chain((1..=3).map(|i| format!("TUM{i:02}")))
    {
        let found = supported(&bam(&cohort, &sample), ParState::Unmasked, &knowledge);
        if sample != "TUM01" {
            assert!(found.is_empty(), "{sample}: {found:?}");
            continue;
        }
        assert_eq!(found.len(), 1);
        show(&sample, &found[0], &knowledge, 0.82);
        assert_eq!(name(&found[0], &knowledge), "CSF2RA:1-P2RY8:2");
        let (left, right, _) = found[0].breakpoints[0];
        assert!(left.abs_diff(1_216_153) <= 5 && right.abs_diff(1_536_776) <= 5);
        assert!(log_likelihood_ratio(&found[0], 0.82) > 20.0_f64.ln());
        // As if the Y copy were masked, nothing of it passes the filter.
        assert!(supported(&bam(&cohort, &sample), ParState::Masked, &knowledge).is_empty());
    }
}

#[test]
fn a_cram_without_its_reference_gives_what_the_bam_gives() {
    let Some(cohort) = cohort("panel-cohort") else { return };
    if Command::new("samtools").arg("--version").output().is_err() {
        println!("skipped: samtools is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let cram = folder.path().join("TUM04.cram");
    // The reference is gone once the CRAM is written.
    let reference = folder.path().join("gone.fa.gz");
    for end in ["", ".fai", ".gzi"] {
        let from = cohort.join(format!("ref/mini.fa.gz{end}"));
        std::fs::copy(from, folder.path().join(format!("gone.fa.gz{end}"))).unwrap();
    }
    let made = Command::new("samtools")
        .args(["view", "-C", "--write-index", "-T"])
        .arg(&reference)
        .arg("-o")
        .arg(&cram)
        .arg(bam(&cohort, "TUM04"))
        .status()
        .unwrap();
    assert!(made.success());
    std::fs::remove_file(&reference).unwrap();
    let knowledge = Knowledge::builtin();
    let of = |path: &Path| {
        scan(path, &index(path), None, Assembly::Grch38, ParState::Masked, &knowledge).unwrap()
    };
    assert_eq!(of(&cram), of(&bam(&cohort, "TUM04")));
}

#[test]
fn a_missing_file_names_itself_and_a_remedy() {
    let knowledge = Knowledge::builtin();
    let path = Path::new("no/such.bam");
    let error = scan(path, &index(path), None, Assembly::Grch38, ParState::NotSeen, &knowledge)
        .unwrap_err();
    let text = error.to_string();
    assert!(text.contains("no/such.bam") && text.contains("samtools index"), "{text}");
}

/// The index beside an alignment.
fn index(alignment: &Path) -> std::path::PathBuf {
    let beside = |kind: &str| {
        let mut name = alignment.as_os_str().to_owned();
        name.push(kind);
        std::path::PathBuf::from(name)
    };
    [".bai", ".csi", ".crai"].map(beside).into_iter().find(|p| p.exists()).unwrap_or_default()
}
