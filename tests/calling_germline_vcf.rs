//! Allele fractions from a germline VCF, for samples whose reads are not there.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod laboratory;
mod support;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use ikaros::io::{depth_table, normals_file};
use ikaros::model::target::Target;
use ikaros::pipeline::FittedPanel;
use laboratory::Laboratory;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution};
use support::{finish, ikaros};

const COLUMNS: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";

/// A patient who lost IKZF1 exons 4-7 in 23 % of the cells: too few for depth alone.
struct Patient {
    folder: tempfile::TempDir,
}

fn is_lost(name: &str) -> bool {
    ["IKZF1_4", "IKZF1_5", "IKZF1_6", "IKZF1_7"].contains(&name)
}

impl Patient {
    fn new() -> Self {
        let laboratory = Laboratory::new(300.0);
        let patient = Self { folder: tempfile::tempdir().unwrap() };
        let fitted = FittedPanel::new(laboratory.panel(), &laboratory.knowledge);
        let normals = patient.path("normals.tsv");
        normals_file::write(&normals, fitted.panel(), fitted.expectation()).unwrap();
        let depth = laboratory.sample("P1", 5, |name| if is_lost(name) { 0.885 } else { 1.0 });
        depth_table::write_table(&patient.path("P1.depth.tsv.gz"), &depth).unwrap();
        let other = laboratory.sample("P2", 6, |_| 1.0);
        depth_table::write_table(&patient.path("P2.depth.tsv.gz"), &other).unwrap();
        let targets = laboratory.targets.targets();
        let (mut bed, mut common) = (String::new(), format!("##fileformat=VCFv4.2\n{COLUMNS}\n"));
        for target in targets {
            let interval = &target.interval;
            let (contig, start, end) = (&interval.contig, interval.start, interval.end);
            let _ = writeln!(bed, "chr{contig}\t{start}\t{end}\t{}", target.name);
            let _ = writeln!(common, "chr{contig}\t{}\trs1\tA\tG\t.\t.\t.", middle(target));
        }
        patient.write("targets.bed", &bed);
        patient.write("common.vcf", &common);
        patient.germline("P1.vcf", "P1", "HaplotypeCaller", targets);
        patient.germline("P2.vcf", "P2", "HaplotypeCaller", targets);
        patient.germline("somatic.vcf", "P1", "Mutect2", targets);
        patient
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// A heterozygous SNP in each target, 600 fragments deep.
    fn germline(&self, name: &str, sample: &str, source: &str, targets: &[Target]) {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut text = format!(
            "##fileformat=VCFv4.2\n##source={source}\n##contig=<ID=chr7,length=159345973>\n\
             {COLUMNS}\tFORMAT\t{sample}\n"
        );
        for target in targets {
            let (fragments, share) =
                if is_lost(&target.name) { (531, 1.0 / 1.77) } else { (600, 0.5) };
            let other = Binomial::new(fragments, share).unwrap().sample(&mut random);
            let (contig, at) = (&target.interval.contig, middle(target));
            let ad = format!("{},{other}", fragments - other);
            let _ = writeln!(text, "chr{contig}\t{at}\t.\tA\tG\t9\t.\t.\tGT:AD\t0/1:{ad}");
        }
        self.write(name, &text);
    }

    fn call(&self, vcf: Option<&str>, code: i32) -> String {
        let mut command = ikaros();
        command.arg("call").arg(self.path("P1.depth.tsv.gz"));
        command.arg("--normals").arg(self.path("normals.tsv")).arg("--out").arg(self.path("out"));
        if let Some(vcf) = vcf {
            command.arg("--snps").arg(self.path("common.vcf"));
            command.arg("--germline-vcf").arg(self.path(vcf));
        }
        finish(command.output().unwrap(), code)
    }

    fn run(&self, sheet: &str, code: i32) -> String {
        self.write("sheet.csv", sheet);
        let mut command = ikaros();
        command.arg("run").arg(self.path("sheet.csv")).arg("--out").arg(self.path("run"));
        command.arg("--normals").arg(self.path("normals.tsv"));
        command.arg("--targets").arg(self.path("targets.bed"));
        command.arg("--snps").arg(self.path("common.vcf"));
        finish(command.output().unwrap(), code)
    }
}

fn middle(target: &Target) -> u32 {
    u32::midpoint(target.interval.start, target.interval.end)
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// State of IKZF1, and the evidence of the alleles, in the calls of a result.
fn ikzf1(calls: &serde_json::Value) -> (String, serde_json::Value) {
    let genes = calls["genes"].as_array().unwrap();
    let gene = genes.iter().find(|gene| gene["gene"] == "IKZF1").unwrap();
    (gene["state"].as_str().unwrap().to_owned(), calls["snps"].clone())
}

#[test]
fn a_loss_too_small_for_depth_is_seen_in_a_germline_vcf() {
    let patient = Patient::new();
    patient.call(None, 0);
    let calls = patient.path("out/P1.calls.json");
    let (state, snps) = ikzf1(&json(&calls));
    assert!(state == "not_deleted" && snps.is_null(), "{state} {snps}");
    patient.call(Some("P1.vcf"), 0);
    let (state, snps) = ikzf1(&json(&calls));
    assert_eq!(state, "deleted");
    assert_eq!(snps["source"], "germline_vcf");
    assert!(snps["heterozygous"].as_u64().unwrap() > 100, "{snps}");
}

#[test]
fn a_vcf_of_another_patient_or_of_a_somatic_caller_is_refused() {
    let patient = Patient::new();
    let text = patient.call(Some("P2.vcf"), 1);
    assert!(text.contains("P2.vcf") && text.contains("'P2'") && text.contains("P1"), "{text}");
    let text = patient.call(Some("somatic.vcf"), 1);
    assert!(text.contains("somatic.vcf") && text.contains("written by Mutect2"), "{text}");
    patient.write("empty.vcf", &format!("##fileformat=VCFv4.2\n{COLUMNS}\tFORMAT\tP1\n"));
    let text = patient.call(Some("empty.vcf"), 1);
    assert!(text.contains("none of its 0 records"), "{text}");
}

#[test]
fn a_sheet_names_the_germline_vcf_of_a_depth_table() {
    let patient = Patient::new();
    patient.run("sample,depth,germline_vcf\nP1,P1.depth.tsv.gz,P1.vcf\n", 0);
    let result = json(&patient.path("run/P1.ikaros.json"));
    let (state, snps) = ikzf1(&result["calls"]);
    assert_eq!((state.as_str(), snps["source"].as_str()), ("deleted", Some("germline_vcf")));
    let page = std::fs::read_to_string(patient.path("run/P1.report.html")).unwrap();
    assert!(page.contains("common SNPs that the germline VCF states"));
    assert!(page.contains("P1.vcf"), "the file is named among the inputs");
    // Counts of the reads that a table holds go before it, and it is no input then.
    let mut table = depth_table::read(&patient.path("P1.depth.tsv.gz")).unwrap();
    let counts = result["calls"]["snps"]["counted"].as_u64().unwrap();
    let read = ikaros::model::snp::SnpCount {
        contig: ikaros::model::contig::Contig::new("7"),
        position: 1,
        reference: 9,
        alternative: 9,
        other: 0,
    };
    table.snps = Some(ikaros::model::snp::SnpCounts { counts: vec![read], ..Default::default() });
    depth_table::write_table(&patient.path("own.depth.tsv.gz"), &table).unwrap();
    let text = patient.run("sample,depth,germline_vcf\nP1,own.depth.tsv.gz,P1.vcf\n", 0);
    assert!(text.contains("P1.vcf is not read"), "{text}");
    let page = std::fs::read_to_string(patient.path("run/P1.report.html")).unwrap();
    assert!(!page.contains("P1.vcf") && counts > 100);
    // One column is not two patients'.
    let rows = "P1,P1.depth.tsv.gz,any.vcf\nP2,P2.depth.tsv.gz,any.vcf\n";
    let any = std::fs::read_to_string(patient.path("P1.vcf")).unwrap().replace("\tP1\n", "\tX\n");
    patient.write("any.vcf", &any);
    let text = patient.run(&format!("sample,depth,germline_vcf\n{rows}"), 3);
    assert!(text.contains("any.vcf is given to P1 and to P2"), "{text}");
    assert!(!patient.path("run/P2.ikaros.json").exists());
    // Another patient's file fails the sample.
    let rows = "P1,P1.depth.tsv.gz,P2.vcf\nP2,P2.depth.tsv.gz,P2.vcf\n";
    let text = patient.run(&format!("sample,depth,germline_vcf\n{rows}"), 3);
    assert!(text.contains("P2.vcf") && text.contains("the wrong patient's VCF"), "{text}");
    assert!(!patient.path("run/P1.ikaros.json").exists());
}
