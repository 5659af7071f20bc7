//! Calls a cohort of depth tables with known truth and prints where calls and truth differ.
//!
//! ```text
//! cargo run --release --example cohort_accuracy -- DEPTH_DIR TRUTH/samples.tsv [THIN SEED]
//! ```
//!
//! `THIN` keeps that share of the fragments, drawn with `SEED`, so that one cohort shows what lower
//! depth costs. Normals are called too, each left out of the panel.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::too_many_lines)]

use std::collections::BTreeMap;
use std::path::Path;

use ikaros::calling;
use ikaros::io::depth_table;
use ikaros::knowledge::Knowledge;
use ikaros::model::calls::{EventKind, SampleCalls, SampleInfo};
use ikaros::model::depth::DepthTable;
use ikaros::model::sample::{Role, Sex};
use ikaros::normals::build::{NormalInput, build};
use ikaros::normals::expectation;
use ikaros::simulate::plant;

fn category(calls: &SampleCalls, gene: &str) -> String {
    let mut ranges: Vec<String> = calls
        .gene(gene)
        .unwrap()
        .segments
        .iter()
        .filter(|s| s.kind == EventKind::Deletion)
        .map(|s| {
            if s.first_exon == s.last_exon {
                s.first_exon.clone()
            } else {
                format!("{}-{}", s.first_exon, s.last_exon)
            }
        })
        .collect();
    ranges.sort();
    if ranges.is_empty() { ".".to_owned() } else { ranges.join("+") }
}

fn gene_state(calls: &SampleCalls, gene: &str) -> String {
    let call = calls.gene(gene).unwrap();
    let hom = call.exons.iter().any(|e| e.state.code() == "hom_del");
    let del = call.exons.iter().any(|e| e.state.is_deletion());
    match (hom, del, call.gained) {
        (true, _, _) => "hom_del",
        (_, true, _) => "del",
        (_, _, true) => "gain",
        _ => "normal",
    }
    .to_owned()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let knowledge = Knowledge::builtin();
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(&arguments[1]).unwrap();
    let truth: Vec<BTreeMap<String, String>> =
        reader.deserialize().map(|row| row.unwrap()).collect();
    let share: f64 = arguments.get(2).map_or(1.0, |text| text.parse().unwrap());
    let seed: u64 = arguments.get(3).map_or(1, |text| text.parse().unwrap());
    let tables: Vec<DepthTable> = truth
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let path =
                |kind: &str| Path::new(&arguments[0]).join(format!("{}.{kind}", row["#sample"]));
            let own = path("depth.tsv.gz");
            let file = if own.exists() { own } else { path("regions.bed.gz") };
            let mut table = depth_table::read(&file).unwrap();
            table.assembly = knowledge.genes.assembly_of(&table.targets);
            if share < 1.0 {
                table = plant::thinned(&table, share, seed.wrapping_add(number as u64));
            }
            table
        })
        .collect();
    let normals: Vec<NormalInput> = truth
        .iter()
        .zip(&tables)
        .filter(|(row, _)| row["role"] == "normal")
        .map(|(_, table)| NormalInput { depth: table.clone(), sex: Sex::Unknown })
        .collect();
    let panel = build(normals).unwrap();
    let regions =
        calling::region_targets(&knowledge, panel.basis.assembly, panel.targets.targets());
    let whole = expectation::fit(&panel, &[], &regions);
    println!(
        "factors {} region effect {:.4} median sd {:.4}",
        whole.loadings.len(),
        whole.region_effect,
        {
            let mut v: Vec<f64> = whole.variance.iter().map(|v| v.sqrt()).collect();
            ikaros::stats::robust::median(&mut v)
        }
    );
    let (mut right, mut total, mut genes_right, mut genes_total, mut false_genes) = (0, 0, 0, 0, 0);
    let mut purity_errors: Vec<f64> = Vec::new();
    for (row, table) in truth.iter().zip(&tables) {
        let name = &row["#sample"];
        let sample = SampleInfo::new(name, Role::Tumour);
        let own;
        let fitted = if row["role"] == "normal" {
            own = expectation::fit(&panel, &[name], &regions);
            &own
        } else {
            &whole
        };
        let calls = calling::call(&sample, table, &panel, fitted, &knowledge).unwrap();
        let stated: f64 = row["purity"].parse().unwrap();
        purity_errors.extend(calls.purity.map(|found| (found.value - stated).abs()));
        let sorted = |text: &str| {
            let mut parts: Vec<&str> = text.split('+').collect();
            parts.sort_unstable();
            parts.join("+")
        };
        let (wanted, found) = (sorted(&row["ikzf1_deletion"]), category(&calls, "IKZF1"));
        let mut differences = Vec::new();
        if wanted != found {
            let patterns: Vec<String> = calls
                .gene("IKZF1")
                .unwrap()
                .patterns
                .iter()
                .take(4)
                .map(|p| format!("{} {:.2}", p.exons, p.probability))
                .collect();
            differences.push(format!("IKZF1 {wanted} -> {found} [{}]", patterns.join(", ")));
        }
        total += 1;
        right += usize::from(wanted == found);
        for gene in knowledge.genes.copy_number_genes().map(|g| g.symbol.as_str()) {
            let Some(wanted) = row.get(gene) else { continue };
            let wanted = wanted.trim_start_matches("subclonal_");
            let found = gene_state(&calls, gene);
            if wanted != "normal" {
                genes_total += 1;
                genes_right += usize::from(wanted == found);
            }
            false_genes += usize::from(wanted == "normal" && found != "normal");
            if wanted != found {
                let p = calls.gene(gene).unwrap();
                differences.push(format!(
                    "{gene} {wanted}->{found} (p {:.2}/{:.2})",
                    p.probability_deletion, p.probability_gain
                ));
            }
        }
        if !differences.is_empty() {
            println!(
                "{name} {} purity {} ({}) noise {:.2} base {:.2} : {}",
                row["template"],
                row["purity"],
                calls.purity.map_or("-".to_owned(), |p| format!("{:.2}", p.value)),
                calls.normals.noise_factor,
                calls.baseline.level,
                differences.join("; ")
            );
        }
    }
    println!(
        "IKZF1 category right {right}/{total}; altered genes right {genes_right}/{genes_total}; \
         false genes {false_genes}"
    );
    println!(
        "purity estimated in {}, median error {:.3}, beyond 0.08 in {}",
        purity_errors.len(),
        ikaros::stats::robust::median(&mut purity_errors),
        purity_errors.iter().filter(|error| **error > 0.08).count()
    );
}
