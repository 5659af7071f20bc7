//! What `run` and `interpret` make of a patient's VCFs: one merged record per allele, or what the
//! callers wrote where there is no reference to merge against.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod interpret_patient;
mod support;

use std::path::{Path, PathBuf};

use ikaros::report::json;
use interpret_patient::Patient;
use serde_json::Value;
use support::variants::{cohort, mini_reference};
use support::{Case, finish, ikaros};

const HEADER: &str =
    "##contig=<ID=chr7,length=159345973>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";

/// Two callers on one allele, each with figures of its own, and one stated by the first alone.
fn write_vcfs(folder: &Path, sample: &str) -> [PathBuf; 2] {
    let mutect = format!(
        "##fileformat=VCFv4.2\n##source=Mutect2\n{HEADER}\tFORMAT\t{sample}\n\
         chr7\t50382593\t.\tA\tT\t.\tPASS\t.\tGT:AD:AF:DP\t0/1:700,300:0.3:1000\n\
         chr7\t50382597\t.\tT\tTG\t.\tPASS\t.\tGT:AD:AF:DP\t0/1:400,100:0.2:500\n\
         chr7\t1000000\t.\tN\tT\t.\tPASS\t.\tGT:AD:AF:DP\t0/1:400,100:0.2:500\n"
    );
    let vardict = format!(
        "##fileformat=VCFv4.2\n##source=VarDict_v1.8.2\n{HEADER}\tFORMAT\t{sample}\n\
         chr7\t50382593\t.\tA\tT\t.\tPASS\t.\tGT:DP:VD:AD:AF\t0/1:800:200:600,200:0.25\n"
    );
    [("mutect2", mutect), ("vardict", vardict)].map(|(name, text)| {
        let path = folder.join(format!("{sample}.{name}.vcf"));
        std::fs::write(&path, text).unwrap();
        path
    })
}

fn sites(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    let text = format!(
        "##fileformat=VCFv4.2\n{HEADER}\nchr7\t50382593\t.\tA\tT\t.\t.\tAF=0.2\n\
         chr7\t50382597\t.\tT\tTG\t.\t.\tAF=0.3\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn result(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn rows(result: &Value) -> Vec<(u64, String, String, String)> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let list = result["small_variants"].as_array().unwrap();
    list.iter()
        .map(|row| {
            let position = row["position"].as_u64().unwrap();
            (position, text(row, "caller"), text(row, "filter"), text(row, "file"))
        })
        .collect()
}

struct Bench {
    folder: tempfile::TempDir,
    fasta: PathBuf,
}

impl Bench {
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let fasta = mini_reference(&cohort()?, folder.path());
        let calls = json::calls(&Patient::healthy().0).unwrap();
        std::fs::write(folder.path().join("P1.calls.json"), calls).unwrap();
        Some(Self { folder, fasta })
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn interpret(&self, code: i32, options: &[&str]) -> String {
        let mut command = ikaros();
        command.arg("interpret").arg(self.at("P1.calls.json")).arg("--out").arg(self.at("out"));
        for vcf in write_vcfs(self.folder.path(), "P1") {
            command.arg("--vcf").arg(vcf);
        }
        finish(command.args(options).output().unwrap(), code)
    }
}

#[test]
fn interpret_shows_merged_records_and_no_callers_beside_them() {
    let Some(bench) = Bench::new() else { return };
    let fasta = bench.fasta.to_str().unwrap().to_owned();
    bench.interpret(0, &["--reference", &fasta]);
    let found = result(&bench.at("out/P1.ikaros.json"));
    let merged = "P1.variants.vcf.gz".to_owned();
    assert_eq!(
        rows(&found),
        [
            (50_382_593, "Mutect2, VarDict".to_owned(), "PASS".to_owned(), merged.clone()),
            (50_382_597, "Mutect2".to_owned(), "PASS".to_owned(), merged),
        ]
    );
    assert_eq!(found["merged"]["conclusions"]["ikzf1"]["status"], "small_variant");
    // Without reads the figures are one caller's, and the record says whose.
    assert_eq!(found["merged"]["variants"][0]["vaf_source"], "VarDict");
    for name in ["variants.vcf.gz", "variants.vcf.gz.tbi", "variants.tsv", "hotspots.tsv"] {
        assert!(bench.at(&format!("out/P1.{name}")).exists(), "{name}");
    }
    let files = found["variant_files"].as_array().unwrap();
    let of = |caller: &str| files.iter().find(|file| file["caller"] == caller).unwrap();
    assert_eq!((&of("Mutect2")["records"], &of("Mutect2")["reported"]), (&3.into(), &2.into()));
    assert_eq!(of("Mutect2")["left_out"][0]["reason"], "reference_unknown");
}

#[test]
fn without_a_reference_interpret_shows_what_the_callers_wrote() {
    let Some(bench) = Bench::new() else { return };
    bench.interpret(0, &[]);
    let found = result(&bench.at("out/P1.ikaros.json"));
    let callers: Vec<String> = rows(&found).into_iter().map(|row| row.1).collect();
    assert_eq!(callers, ["Mutect2", "VarDict", "Mutect2"]);
    assert!(found.get("merged").is_none());
    assert!(!bench.at("out/P1.variants.vcf.gz").exists());
}

#[test]
fn interpret_takes_the_options_of_the_merge() {
    let Some(bench) = Bench::new() else { return };
    let fasta = bench.fasta.to_str().unwrap().to_owned();
    let known = sites(bench.folder.path(), "known.vcf");
    let known = known.to_str().unwrap();
    let options = ["--reference", &fasta, "--population", known, "--panel-of-normals", known];
    bench.interpret(0, &options);
    let found = result(&bench.at("out/P1.ikaros.json"));
    let notes = found["merged"]["variants"][0]["notes"].to_string();
    assert!(notes.contains("population") && notes.contains("panel of normals"), "{notes}");
    let kinds: Vec<&str> = found["provenance"]["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["calls", "vcf", "vcf", "reference", "population", "panel-of-normals"]);
    let refusal = bench.interpret(2, &["--population", known]);
    assert!(refusal.contains("--population needs --reference"), "{refusal}");
    let refusal = bench.interpret(2, &["--reference", &fasta, "--population", "nowhere.vcf"]);
    assert!(refusal.contains("nowhere.vcf does not exist"), "{refusal}");
}

#[test]
fn run_merges_with_the_options_of_the_merge_and_starts_anew_when_they_change() {
    let Some(root) = cohort() else { return };
    let case = Case::with_bams(1);
    let fasta = mini_reference(&root, case.folder.path());
    let sample = case.cohort.bams()[0].file_stem().unwrap().to_string_lossy().into_owned();
    write_vcfs(&case.folder.path().join("in"), &sample);
    let known = sites(case.folder.path(), "known.vcf");
    let run = |options: &[&Path], code: i32| {
        let mut command = case.command();
        command.arg("--reference").arg(&fasta).args(options);
        finish(command.output().unwrap(), code)
    };
    run(&[], 0);
    let path = case.out(&format!("{sample}.ikaros.json"));
    let found = result(&path);
    let merged = format!("{sample}.variants.vcf.gz");
    let files: Vec<String> = rows(&found).into_iter().map(|row| row.3).collect();
    assert!(!files.is_empty() && files.iter().all(|file| *file == merged), "{files:?}");
    let first = &found["merged"]["variants"][0];
    assert_eq!(
        (&first["vaf_source"], &first["population_frequency"]),
        (&"reads".into(), &Value::Null)
    );

    run(&[Path::new("--population"), &known, Path::new("--panel-of-normals"), &known], 0);
    let first = &result(&path)["merged"]["variants"][0];
    assert_eq!(first["population_frequency"], 0.2, "an option that was added counts");

    let mut command = case.command();
    command.arg("--population").arg(&known);
    let refusal = finish(command.output().unwrap(), 2);
    assert!(refusal.contains("--population needs --reference"), "{refusal}");
}
