//! The ways into a run: folders of depth tables, normals built on the way, CRAM, interruptions.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::path::{Path, PathBuf};

use support::{Case, finish, has, ikaros, rows, sh};

fn shared() -> Option<PathBuf> {
    let folder = std::env::var("IKAROS_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let data = Path::new(&folder).join("data/panel-cohort");
    if data.exists() {
        return Some(data);
    }
    println!("skipped: {} is not there", data.display());
    None
}

fn names(case: &Case) -> Vec<String> {
    let bams = case.cohort.bams();
    bams.iter().map(|bam| bam.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn depth_tables_stand_in_for_alignments() {
    let case = Case::with_bams(2);
    case.run(0);
    let from_reads = std::fs::read(case.out("run.tsv")).unwrap();
    let again = case.folder.path().join("again");
    let mut command = ikaros();
    command.arg("run").arg(case.out("depth")).arg("--normals").arg(&case.cohort.normals);
    command.arg("--out").arg(&again);
    finish(command.output().unwrap(), 0);
    assert_eq!(std::fs::read(again.join("run.tsv")).unwrap(), from_reads);
    let skipped = std::fs::read_to_string(again.join("run.skipped.tsv")).unwrap();
    assert_eq!(skipped.matches(".depth.tsv.gz of the same sample is used").count(), 2, "{skipped}");
}

#[test]
fn one_file_is_a_run_of_one_sample() {
    let case = Case::with_bams(2);
    let name = names(&case).remove(0);
    let run = |input: &std::path::Path, out: &str| {
        let mut command = ikaros();
        command.arg("run").arg(input).arg("--normals").arg(&case.cohort.normals);
        command.arg("--targets").arg(&case.cohort.targets).arg("--out").arg(case.out(out));
        finish(command.output().unwrap(), 0);
        rows(&case.out(out).join("run.tsv"))
    };
    let of_reads = run(&case.input(&format!("{name}.bam")), "reads");
    assert_eq!(of_reads.len(), 1);
    assert_eq!(of_reads[0].get("sample"), name);
    let table = case.out("reads").join(format!("depth/{name}.depth.tsv.gz"));
    let of_table = run(&table, "table");
    assert_eq!(of_table[0].get("ikzf1_category"), of_reads[0].get("ikzf1_category"));
}

#[test]
fn a_gene_without_any_read_is_a_homozygous_deletion() {
    if !has("samtools") {
        return;
    }
    let case = Case::with_bams(1);
    let name = names(&case).remove(0);
    // IKZF1 and its surroundings.
    let script = format!(
        "printf 'chr7\\t49000000\\t52000000\\n' > lost.bed && \
         samtools view -b -L lost.bed -U kept.bam -o /dev/null {} && mv kept.bam {name}.bam && \
         samtools index -c {name}.bam",
        case.input(&format!("{name}.bam")).display()
    );
    sh(&script, &case.input(""));
    case.run(0);
    let row = &rows(&case.out("run.tsv"))[0];
    assert_eq!(row.get("ikzf1_category"), "1-8", "{row:?}");
    let exons = std::fs::read_to_string(case.out(&format!("{name}.exons.tsv"))).unwrap();
    let lost = exons.lines().filter(|l| l.contains("\tIKZF1\t") && l.contains("\thom_del\t"));
    assert_eq!(lost.count(), 8, "{exons}");
}

#[test]
fn the_order_and_place_of_the_inputs_do_not_matter() {
    let case = Case::with_bams(2);
    case.run(0);
    let first = std::fs::read(case.out("run.tsv")).unwrap();
    let other = Case::new();
    std::fs::create_dir_all(other.input("z/deep")).unwrap();
    for (name, place) in names(&case).iter().take(2).zip(["z/deep", ""]) {
        for ending in ["bam", "bam.csi"] {
            let to = other.input(place).join(format!("{name}.{ending}"));
            std::fs::copy(case.input(&format!("{name}.{ending}")), to).unwrap();
        }
    }
    other.run(0);
    assert_eq!(std::fs::read(other.out("run.tsv")).unwrap(), first);
}

#[test]
fn normals_are_built_on_the_way_and_fewer_than_five_are_refused() {
    let Some(data) = shared() else { return };
    let case = Case::with_bams(1);
    let run = |pattern: &str, code: i32| {
        let mut command = ikaros();
        command.arg("run").arg(case.folder.path().join("in"));
        command.arg("--targets").arg(&case.cohort.targets);
        command.arg("--normals-from").arg(data.join(pattern)).arg("--out").arg(case.out(""));
        finish(command.output().unwrap(), code)
    };
    let text = run("bam/NORM0[1", 1);
    assert!(text.contains("NORM0[1"), "{text}");
    assert!(run("bam/NORM1?.bam", 1).contains("at least 5"));
    assert!(!case.out("run.tsv").exists());
    run("bam/NORM0[1-9].bam", 1);
    let text = run("bam/NORM0?.bam", 0);
    assert!(case.out("normals.ikaros.tsv").exists());
    assert!(case.out("depth/normals/NORM01.depth.tsv.gz").exists());
    assert_eq!(text.matches("depth measured").count() + text.matches("depth kept").count(), 10);
    assert_eq!(case.rows().len(), 1, "a normal that is not in INPUT is no sample of the run");
    let text = run("bam/NORM0?.bam", 0);
    assert_eq!(text.matches("depth kept").count(), 10, "{text}");
    assert_eq!(text.matches("report kept").count(), 1, "{text}");
}

#[test]
fn a_broken_normal_is_left_out_and_said() {
    let Some(data) = shared() else { return };
    let case = Case::with_bams(1);
    let folder = case.folder.path().join("normals");
    std::fs::create_dir(&folder).unwrap();
    for number in 1..=7 {
        for ending in ["bam", "bam.bai"] {
            let name = format!("NORM0{number}.{ending}");
            std::fs::copy(data.join("bam").join(&name), folder.join(&name)).unwrap();
        }
    }
    support::cut_at_block_boundary(&folder.join("NORM03.bam"));
    let mut command = ikaros();
    command.arg("run").arg(case.folder.path().join("in"));
    command.arg("--targets").arg(&case.cohort.targets);
    command.arg("--normals-from").arg(&folder).arg("--out").arg(case.out(""));
    let text = finish(command.output().unwrap(), 3);
    assert!(text.contains("NORM03") && text.contains("truncated"), "{text}");
    let rows = case.rows();
    let failed: Vec<_> = rows.iter().filter(|row| row.get("status") == "failed").collect();
    assert_eq!((failed.len(), failed[0].get("role")), (1, "normal"));
    let panel = std::fs::read_to_string(case.out("normals.ikaros.tsv")).unwrap();
    assert!(!panel.contains("NORM03") && panel.contains("NORM07"));
}

#[test]
fn a_cram_gives_the_numbers_of_its_bam_even_when_its_reference_is_gone() {
    let Some(data) = shared() else { return };
    if !has("samtools") {
        return;
    }
    let case = Case::with_bams(1);
    case.run(0);
    let name = &names(&case)[0];
    let from_bam = std::fs::read(case.out(&format!("{name}.exons.tsv"))).unwrap();
    let reference = data.join("ref/mini.fa.gz");
    let script = format!(
        "for end in '' .fai .gzi; do cp {}$end ref.fa.gz$end; done; \
         samtools view -C -T ref.fa.gz -o {name}.cram {name}.bam && rm {name}.bam* ref.fa*",
        reference.display()
    );
    sh(&script, &case.folder.path().join("in"));
    let output = case.command().env("REF_PATH", "/nowhere").env("REF_CACHE", "/nowhere").output();
    let text = finish(output.unwrap(), 0);
    assert!(text.contains("index"), "{text}");
    assert_eq!(std::fs::read(case.out(&format!("{name}.exons.tsv"))).unwrap(), from_bam);
}

#[test]
fn a_table_over_other_targets_fails_alone() {
    let case = Case::with_bams(2);
    case.run(0);
    let input = case.folder.path().join("tables");
    std::fs::create_dir(&input).unwrap();
    for name in names(&case).iter().take(2) {
        let file = format!("{name}.regions.bed.gz");
        std::fs::copy(case.out("depth").join(&file), input.join(&file)).unwrap();
    }
    std::fs::write(input.join("SHORT.regions.bed"), "").unwrap();
    std::fs::write(
        input.join("OTHER.targetcoverage.cnn"),
        "chromosome\tstart\tend\tgene\tdepth\tlog2\nchr7\t50319047\t50319121\tIKZF1\t50\t0\n",
    )
    .unwrap();
    let mut command = ikaros();
    command.arg("run").arg(&input).arg("--targets").arg(&case.cohort.targets);
    command.arg("--normals").arg(&case.cohort.normals).arg("--out").arg(case.out("x"));
    let text = finish(command.output().unwrap(), 3);
    assert!(text.contains("OTHER") && text.contains("other targets"), "{text}");
    let rows = rows(&case.out("x/run.tsv"));
    // mosdepth's layout says nothing of how depth was counted: the panel does not fit it.
    assert!(rows.iter().all(|row| row.get("status") == "failed"), "{rows:?}");
}

#[test]
fn a_sex_is_not_told_from_too_few_fragments() {
    let Some(panel) = shared() else { return };
    let cohort = panel.with_file_name("depth-cohort").join("depth");
    let tree = support::trees::Tree::new();
    let thinned = |share: f64, name: &str| {
        let path = cohort.join("TUM01.regions.bed.gz");
        let table = ikaros::io::depth_table::read(&path).unwrap();
        let text: String = table
            .targets
            .targets()
            .iter()
            .zip(&table.depths)
            .map(|(target, depth)| {
                let (at, mean) = (&target.interval, depth.mean_depth * share);
                format!("chr{}\t{}\t{}\t{}\t{mean:.4}\n", at.contig, at.start, at.end, target.name)
            })
            .collect();
        tree.bgzf(&format!("{name}.regions.bed.gz"), &text);
    };
    thinned(1.0, "whole");
    thinned(0.000_16, "thin");
    let out = tree.beside("out");
    let mut command = ikaros();
    command.arg("run").arg(tree.root()).arg("--out").arg(&out).arg("--normals-from");
    command.arg(cohort.join("NORM*.regions.bed.gz"));
    finish(command.output().unwrap(), 0);
    let sexes: Vec<String> =
        rows(&out.join("run.tsv")).iter().map(|row| row.get("sex").to_owned()).collect();
    assert_eq!(sexes, ["unknown", "M"]);
}
