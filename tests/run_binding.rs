//! Whose file is it: VCFs, sheets and patients through the whole run.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::path::Path;

use support::{Case, finish, ikaros, rows};

const GENE_RECORD: &str =
    "chr7\t50382593\t.\tA\tT\t.\tPASS\tDP=100\tGT:AD:AF:DP\t0/1:70,30:0.3:100\n";

fn vcf(contig: &str, column: &str) -> String {
    format!(
        "##fileformat=VCFv4.2\n##source=Mutect2\n{contig}\n\
         #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{column}\n{GENE_RECORD}"
    )
}

const GRCH38: &str = "##contig=<ID=chr7,length=159345973>";
const GRCH37: &str = "##contig=<ID=chr7,length=159138663>";

fn sample(case: &Case, index: usize) -> String {
    case.cohort.bams()[index].file_stem().unwrap().to_string_lossy().into_owned()
}

fn small_variants(case: &Case, sample: &str) -> usize {
    let text = std::fs::read(case.out(&format!("{sample}.ikaros.json"))).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    json["small_variants"].as_array().unwrap().len()
}

#[test]
fn a_vcf_goes_to_the_sample_it_names_and_strangers_are_listed() {
    let case = Case::with_bams(2);
    let (first, second) = (sample(&case, 0), sample(&case, 1));
    // The file name says the first sample; the column, which counts, the second.
    std::fs::write(case.input(&format!("{first}.vcf")), vcf(GRCH38, &second)).unwrap();
    std::fs::write(case.input("stranger.vcf"), vcf(GRCH38, "SOMEBODY")).unwrap();
    let text = case.run(0);
    assert!(text.contains("stranger.vcf") && text.contains("SOMEBODY"), "{text}");
    assert_eq!((small_variants(&case, &first), small_variants(&case, &second)), (0, 1));
    let skipped = rows(&case.out("run.skipped.tsv"));
    assert!(skipped.iter().any(|row| row.get("file").ends_with("stranger.vcf")), "{skipped:?}");
}

#[test]
fn a_vcf_of_another_assembly_fails_its_patient_alone() {
    let case = Case::with_bams(2);
    let first = sample(&case, 0);
    std::fs::write(case.input("v.vcf"), vcf(GRCH37, &first)).unwrap();
    let text = case.run(3);
    assert!(text.contains("GRCh37") && text.contains("GRCh38") && text.contains(&first), "{text}");
    let rows = case.rows();
    let status: Vec<_> = rows.iter().map(|row| row.get("status")).collect();
    assert_eq!(status, ["failed", "ok"]);
    assert!(!case.out(&format!("{first}.report.html")).exists());
}

#[test]
fn a_reference_of_another_assembly_is_refused() {
    let case = Case::with_bams(1);
    let first = sample(&case, 0);
    std::fs::write(case.input("v.vcf"), vcf(GRCH38, &first)).unwrap();
    // An index is enough to tell: no base is read before the assemblies are known to agree.
    let fasta = case.input("reference.fa");
    std::fs::write(&fasta, ">chr7\nACGT\n").unwrap();
    std::fs::write(case.input("reference.fa.fai"), "chr7\t159138663\t6\t60\t61\n").unwrap();
    let output = case.command().arg("--reference").arg(&fasta).output().unwrap();
    let text = finish(output, 1);
    for part in ["GRCh37", "GRCh38", "reference.fa"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!case.out("run.tsv").exists());
}

fn run_sheet(case: &Case, text: &str, code: i32) -> String {
    let sheet = case.input("sheet.csv");
    std::fs::write(&sheet, text).unwrap();
    let mut command = ikaros();
    command.arg("run").arg(&sheet).arg("--targets").arg(&case.cohort.targets);
    command.arg("--normals").arg(&case.cohort.normals).arg("--out").arg(case.out(""));
    finish(command.output().unwrap(), code)
}

#[test]
fn a_sheet_states_role_sex_and_blasts() {
    let case = Case::with_bams(1);
    let name = sample(&case, 0);
    run_sheet(&case, &format!("sample;bam;role;sex;blasts\n{name};{name}.bam;tumor;XY;62,5\n"), 0);
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(case.out(&format!("{name}.ikaros.json"))).unwrap())
            .unwrap();
    let sample = &json["calls"]["sample"];
    assert_eq!(sample["role"], "tumour");
    assert_eq!(sample["sex_stated"], "male");
    assert_eq!(sample["blast_percent"], 62.5);
}

#[test]
fn a_sheet_that_swaps_patients_is_caught() {
    let case = Case::with_bams(2);
    let (a, b) = (sample(&case, 0), sample(&case, 1));
    let text = run_sheet(&case, &format!("sample,bam\n{a},{b}.bam\n{b},{a}.bam\n"), 3);
    assert!(text.matches("wrong patient").count() >= 2, "{text}");
    assert!(case.rows().iter().all(|row| row.get("status") == "failed"));

    std::fs::write(case.input("v.vcf"), vcf(GRCH38, &b)).unwrap();
    let sheet = format!("sample,bam,mutect2\n{a},{a}.bam,v.vcf\n{b},{b}.bam,\n");
    let text = run_sheet(&case, &sheet, 3);
    assert!(text.contains("wrong patient's VCF"), "{text}");
    let rows = case.rows();
    assert_eq!((rows[0].get("status"), rows[1].get("status")), ("failed", "ok"));
}

#[test]
fn the_sheet_of_the_shared_cohort_reads() {
    let shared = std::env::var("IKAROS_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let sheet = Path::new(&shared).join("data/panel-cohort/samplesheet.csv");
    if !sheet.exists() {
        println!("skipped: {} is not there", sheet.display());
        return;
    }
    let sheet = ikaros::io::sheet::read(&sheet).unwrap();
    assert_eq!(sheet.rows.len(), 24);
    assert!(sheet.rows.iter().all(|row| row.vcfs.len() == 3 && row.role.is_some()));
    assert!(sheet.warnings.is_empty());
}
