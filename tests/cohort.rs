//! The main job on cohorts with known truth, through the binary.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

type Row = BTreeMap<String, String>;

/// The data beside the repository, or none with a printed reason.
fn shared(what: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let root =
        std::env::var_os("IKAROS_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = root.join("data").join(what);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

fn table(path: &Path, key: &str) -> BTreeMap<String, Row> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(path).unwrap();
    reader.deserialize::<Row>().map(|row| row.unwrap()).map(|row| (row[key].clone(), row)).collect()
}

fn ikaros(arguments: &[&std::ffi::OsStr]) {
    let output = Command::new(env!("CARGO_BIN_EXE_ikaros")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn run(cohort: &Path, out: &Path, threads: &str) {
    let sheet = cohort.join("samplesheet.csv");
    let targets = cohort.join("ref/targets.bed");
    ikaros(&[
        "run".as_ref(),
        sheet.as_os_str(),
        "--targets".as_ref(),
        targets.as_os_str(),
        "--normals-from".as_ref(),
        sheet.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
        "--threads".as_ref(),
        threads.as_ref(),
        "--quiet".as_ref(),
    ]);
}

fn sorted(category: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = category.split('+').collect();
    parts.sort_unstable();
    parts
}

/// Compares IKZF1 categories with the truth; the samples that differ, as `sample: truth, call`.
fn wrong_categories(cohort: &Path, out: &Path) -> Vec<String> {
    let truth = table(&cohort.join("truth/samples.tsv"), "#sample");
    let calls = table(&out.join("run.tsv"), "sample");
    assert_eq!(truth.keys().collect::<Vec<_>>(), calls.keys().collect::<Vec<_>>());
    truth
        .iter()
        .filter_map(|(sample, row)| {
            let wanted = row["ikzf1_deletion"].replace('.', "none");
            let found = &calls[sample]["ikzf1_category"];
            (sorted(&wanted) != sorted(found)).then(|| format!("{sample}: {wanted}, {found}"))
        })
        .collect()
}

/// The columns that the README prints of the tumours.
const IN_README: [&str; 6] = [
    "sample",
    "ikzf1_category",
    "ikzf1_class",
    "ikzf1_clone_fraction",
    "ikzf1plus_any_loss",
    "p2ry8_crlf2",
];

/// The rows of the README's table of accuracy.
fn readme_rows() -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let accuracy = text.split("## Accuracy").nth(1).unwrap();
    let rows = accuracy.lines().filter(|line| line.starts_with("TUM"));
    rows.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

/// The same rows as a run wrote them, the fraction to three decimals.
fn told_rows(out: &Path) -> Vec<Vec<String>> {
    let calls = table(&out.join("run.tsv"), "sample");
    let tumours = calls.values().filter(|row| row["sample"].starts_with("TUM"));
    let cell = |row: &Row, name: &str| {
        row[name].parse::<f64>().map_or_else(|_| row[name].clone(), |value| format!("{value:.3}"))
    };
    tumours.map(|row| IN_README.iter().map(|name| cell(row, name)).collect()).collect()
}

#[test]
fn panel_cohort_categories_equal_the_truth_and_normals_stay_normal() {
    let Some(cohort) = shared("panel-cohort") else { return };
    let out = tempfile::tempdir().unwrap();
    run(&cohort, out.path(), "2");
    assert_eq!(wrong_categories(&cohort, out.path()), Vec::<String>::new());
    assert_eq!(readme_rows(), told_rows(out.path()), "the README's table is not what is written");

    let again = tempfile::tempdir().unwrap();
    run(&cohort, again.path(), "1");
    for file in
        ["run.tsv", "run.json", "TUM08.ikaros.json", "TUM08.report.html", "normals.ikaros.tsv"]
    {
        let bytes = |folder: &Path| std::fs::read(folder.join(file)).unwrap();
        assert!(
            bytes(out.path()) == bytes(again.path()),
            "{file} depends on the number of threads"
        );
    }
}

#[test]
fn unmasked_par1_has_depth_and_shows_p2ry8_crlf2() {
    let Some(cohort) = shared("panel-unmasked") else { return };
    let out = tempfile::tempdir().unwrap();
    run(&cohort, out.path(), "2");
    assert_eq!(wrong_categories(&cohort, out.path()), Vec::<String>::new());
    let calls = table(&out.path().join("run.tsv"), "sample");
    assert_eq!(calls["TUM01"]["p2ry8_crlf2"], "yes");
    assert_eq!(calls["TUM02"]["par1"], "gained");
    assert_eq!(calls["TUM03"]["p2ry8_crlf2"], "no");
    let exons = std::fs::read_to_string(out.path().join("NORM01.exons.tsv")).unwrap();
    let par1 = |line: &&str| {
        ["SHOX", "CRLF2", "CSF2RA", "IL3RA", "P2RY8"]
            .contains(&line.split('\t').nth(1).unwrap_or(""))
    };
    let states: Vec<&str> =
        exons.lines().filter(par1).map(|line| line.split('\t').nth(13).unwrap()).collect();
    assert_eq!(states.len(), 40);
    assert!(states.iter().all(|state| *state == "normal"), "{states:?}");
}

#[test]
fn stages_one_by_one_give_what_run_gives() {
    let Some(cohort) = shared("panel-unmasked") else { return };
    let out = tempfile::tempdir().unwrap();
    run(&cohort, out.path(), "2");
    let steps = tempfile::tempdir().unwrap();
    let at = |name: &str| steps.path().join(name);
    let samples = ["NORM01", "NORM02", "NORM03", "NORM04", "NORM05", "NORM06", "TUM01"];
    let bams: Vec<PathBuf> = samples.iter().map(|s| cohort.join(format!("bam/{s}.bam"))).collect();
    let (targets, depth) = (cohort.join("ref/targets.bed"), at("depth"));
    let mut arguments: Vec<&std::ffi::OsStr> = vec![
        "depth".as_ref(),
        "--targets".as_ref(),
        targets.as_os_str(),
        "--out".as_ref(),
        depth.as_os_str(),
    ];
    arguments.extend(bams.iter().map(|bam| bam.as_os_str()));
    ikaros(&arguments);

    let panel = at("normals.ikaros.tsv");
    let tables: Vec<PathBuf> =
        samples.iter().map(|s| depth.join(format!("{s}.depth.tsv.gz"))).collect();
    let mut arguments: Vec<&std::ffi::OsStr> =
        vec!["normals".as_ref(), "build".as_ref(), "--out".as_ref(), panel.as_os_str()];
    // The sheet states the sexes; here they are read from the depth and must agree.
    arguments.extend(tables[..6].iter().map(|table| table.as_os_str()));
    ikaros(&arguments);
    assert_eq!(
        std::fs::read(&panel).unwrap(),
        std::fs::read(out.path().join("normals.ikaros.tsv")).unwrap()
    );

    let calls = at("calls");
    ikaros(&[
        "call".as_ref(),
        tables[6].as_os_str(),
        "--normals".as_ref(),
        panel.as_os_str(),
        "--out".as_ref(),
        calls.as_os_str(),
        "--sex".as_ref(),
        "F".as_ref(),
    ]);
    let results = at("results");
    let called = calls.join("TUM01.calls.json");
    ikaros(&["interpret".as_ref(), called.as_os_str(), "--out".as_ref(), results.as_os_str()]);
    let exons = |folder: &Path| std::fs::read(folder.join("TUM01.exons.tsv")).unwrap();
    assert_eq!(exons(&results), exons(out.path()));
}

#[test]
fn real_exomes_import_and_par1_is_diploid_in_both_sexes() {
    use ikaros::io::depth_table;
    use ikaros::knowledge::Knowledge;
    use ikaros::model::assembly::Assembly;
    use ikaros::normals::sex::{Ploidy, ploidy};
    use ikaros::stats::robust::median;

    let Some(folder) = shared("real/cnvkit-par1") else { return };
    let knowledge = Knowledge::builtin();
    let mut shares = BTreeMap::new();
    for sample in ["female01", "female02", "male01", "male02"] {
        let path = folder.join(format!("{sample}.targetcoverage.cnn.gz"));
        let depth = depth_table::read(&path).unwrap();
        let assembly = knowledge.genes.assembly_of(&depth.targets).unwrap();
        assert_eq!(assembly, Assembly::Grch37);
        let over = |keep: &dyn Fn(&ikaros::model::interval::Interval) -> bool| {
            let pairs = depth.targets.targets().iter().zip(&depth.depths);
            median(
                &mut pairs
                    .filter(|(target, _)| keep(&target.interval))
                    .map(|(_, depth)| depth.mean_depth)
                    .filter(|depth| *depth > 5.0)
                    .collect::<Vec<_>>(),
            )
        };
        let autosome = over(&|i| i.contig.is_autosome());
        let par1 =
            over(&|i| i.contig.is_x() && i.end < 2_699_520 && ploidy(assembly, i) == Ploidy::Two);
        let x = over(&|i| ploidy(assembly, i) == Ploidy::X);
        shares.insert(sample, (par1 / autosome, x / autosome));
    }
    let mean = |of: &dyn Fn(&str) -> f64, sex: &str| {
        f64::midpoint(of(&format!("{sex}01")), of(&format!("{sex}02")))
    };
    let par1 = |sample: &str| shares[sample].0;
    let x = |sample: &str| shares[sample].1;
    let (par1_ratio, x_ratio) =
        (mean(&par1, "male") / mean(&par1, "female"), mean(&x, "male") / mean(&x, "female"));
    assert!((0.8..1.25).contains(&par1_ratio), "PAR1 male to female {par1_ratio:.2}");
    assert!((0.4..0.65).contains(&x_ratio), "X male to female {x_ratio:.2}");
}

#[test]
fn tables_of_another_program_give_the_same_with_the_bed_they_were_counted_over() {
    let Some(cohort) = shared("depth-cohort") else { return };
    let folder = tempfile::tempdir().unwrap();
    let table = |n: usize| cohort.join(format!("depth/TUM{n:02}.regions.bed.gz"));
    let rows: String = (1..=6).map(|n| format!("TUM{n:02},{}\n", table(n).display())).collect();
    let sheet = folder.path().join("sheet.csv");
    std::fs::write(&sheet, format!("sample,depth\n{rows}")).unwrap();
    let normals = cohort.join("depth/NORM*.regions.bed.gz");
    let bed = cohort.join("ref/targets.bed");
    let run = |out: &Path, more: &[&std::ffi::OsStr]| {
        let mut arguments =
            vec!["run".as_ref(), sheet.as_os_str(), "--out".as_ref(), out.as_os_str()];
        arguments.extend(more);
        ikaros(&arguments);
        std::fs::read_to_string(out.join("run.tsv")).unwrap()
    };
    let from = ["--normals-from".as_ref(), normals.as_os_str()];
    let without = run(&folder.path().join("without"), &from);
    let targets = ["--targets".as_ref(), bed.as_os_str()];
    let with = run(&folder.path().join("with"), &[from, targets].concat());
    assert_eq!(with, without);
    assert!(!with.contains("failed"), "{with}");

    let panel = folder.path().join("normals.ikaros.tsv");
    let mut build = vec!["normals".into(), "build".into()];
    build.extend(
        (1..=24).map(|n| cohort.join(format!("depth/NORM{n:02}.regions.bed.gz")).into_os_string()),
    );
    build.extend(["--out".into(), panel.clone().into_os_string()]);
    ikaros(&build.iter().map(std::ffi::OsString::as_os_str).collect::<Vec<_>>());
    let built = ["--normals".as_ref(), panel.as_os_str()];
    let with_file = run(&folder.path().join("file"), &[built, targets].concat());
    let categories = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split('\t').take(12).collect::<Vec<_>>().join("\t")).collect()
    };
    assert_eq!(categories(&with_file), categories(&without));
}
