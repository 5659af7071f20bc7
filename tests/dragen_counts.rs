//! DRAGEN's counts in place of reads: the same patients, the same answers.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use ikaros::io::depth_table;
use ikaros::normals::fragments::fragments;
use support::trees::Tree;
use support::{finish, ikaros, rows};

/// The depth table of a sample as DRAGEN would have counted it: both mates of each fragment, which is
/// what a table of mean depths says of the number of fragments.
fn counts_of(table: &Path, sample: &str) -> String {
    let table = depth_table::read(table).unwrap();
    let mut text = format!("contig\tstart\tstop\tname\t{sample}\timproper_pairs\n");
    for (target, depth) in table.targets.targets().iter().zip(&table.depths) {
        let interval = &target.interval;
        let count = (2.0 * fragments(depth.mean_depth, interval.len())).round();
        let (contig, start, end) = (&interval.contig, interval.start, interval.end);
        writeln!(text, "chr{contig}\t{start}\t{end}\t{}\t{count}\t0", target.name).unwrap();
    }
    text
}

#[test]
fn counts_give_the_categories_that_depths_give() {
    let cohort = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/depth-cohort/depth");
    if !cohort.is_dir() {
        println!("skipped: {} is not there", cohort.display());
        return;
    }
    let table = |sample: &str| -> PathBuf { cohort.join(format!("{sample}.regions.bed.gz")) };
    let normals = (1..=12).map(|i| format!("NORM{i:02}"));
    let tumours = (1..=6).map(|i| format!("TUM{i:02}"));
    let samples: Vec<String> = normals.chain(tumours).collect();
    let (dragen, depths) = (Tree::new(), Tree::new());
    for sample in &samples {
        let text = counts_of(&table(sample), sample);
        dragen.bgzf(&format!("{sample}/{sample}.target.counts.gz"), &text);
        let bytes = std::fs::read(table(sample)).unwrap();
        let path = depths.root().join(format!("{sample}.regions.bed.gz"));
        std::fs::write(path, bytes).unwrap();
    }
    let categories = |tree: &Tree| -> Vec<(String, String)> {
        let out = tree.beside("out");
        let mut command = ikaros();
        command.arg("run").arg(tree.root()).arg("--normals-in-run=NORM*").arg("--out").arg(&out);
        finish(command.output().unwrap(), 0);
        let cell = |row: &support::Row, name: &str| row.get(name).to_owned();
        rows(&out.join("run.tsv"))
            .iter()
            .map(|row| {
                (cell(row, "sample") + " " + &cell(row, "role"), cell(row, "ikzf1_category"))
            })
            .collect()
    };
    let (of_counts, of_depths) = (categories(&dragen), categories(&depths));
    assert_eq!(of_counts, of_depths);
    assert_eq!(of_counts.iter().filter(|(name, _)| name.ends_with(" normal")).count(), 12);
    let deleted = of_counts.iter().filter(|(_, category)| category.contains('-')).count();
    assert!(deleted > 0, "no deletion in any of the patients: {of_counts:?}");

    // Raw and GC-corrected counts do not mix.
    let text = counts_of(&table("TUM01"), "TUM01").replace("\t0\n", ".5\t0\n");
    dragen.bgzf("TUM01/TUM01.target.counts.gz", &text);
    let mut command = ikaros();
    command.arg("run").arg(dragen.root()).arg("--normals-in-run=NORM*");
    let text = finish(command.arg("--out").arg(dragen.beside("out")).output().unwrap(), 3);
    assert!(text.contains("TUM01") && text.contains("gc-corrected"), "{text}");
}
