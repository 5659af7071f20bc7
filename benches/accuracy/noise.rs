//! How far the residuals of healthy samples, each left out of its own panel, follow the noise that
//! the caller assumes.
//!
//! ```text
//! cargo run --release --example noise_calibration -- GRCh37 CONTROL.regions.bed.gz...
//! ```
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;

use ikaros::calling::alleles::Skews;
use ikaros::calling::{fit::Fit, region_targets};
use ikaros::io::depth_table;
use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::sample::Sex;
use ikaros::normals::build::{NormalInput, build};
use ikaros::normals::expectation::{counts, fit, log_count};
use ikaros::normals::sex::Ploidy;

/// Neighbouring targets whose own depth does not vote on their expectation.
const LEFT_OUT_TOGETHER: usize = 10;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let assembly: Assembly = arguments.next().unwrap().parse().unwrap();
    let knowledge = Knowledge::builtin();
    let tables: Vec<_> = arguments
        .map(|path| {
            let mut table = depth_table::read(Path::new(&path)).unwrap();
            table.assembly = Some(assembly);
            table
        })
        .collect();
    let inputs = tables.iter().map(|t| NormalInput { depth: t.clone(), sex: Sex::Unknown });
    let panel = build(inputs.collect()).unwrap();
    let regions = region_targets(&knowledge, assembly, panel.targets.targets());
    let mut residuals = Vec::new();
    for table in &tables {
        let expectation = fit(&panel, &[&table.sample], &regions);
        let sample = Fit::new(
            counts(table),
            table.targets.targets(),
            &expectation,
            &[],
            &Skews::none(&knowledge.rules.calling.snps),
        );
        let targets: Vec<usize> = (0..table.targets.len()).collect();
        for chunk in targets.chunks(LEFT_OUT_TOGETHER) {
            let expected = sample.expected(&expectation, chunk);
            for (&t, mean) in chunk.iter().zip(&expected) {
                if expectation.usable[t] && expectation.ploidy[t] == Ploidy::Two {
                    let variance = sample.variance(&expectation, t, *mean) + 1.0 / mean;
                    residuals.push((log_count(sample.counts[t]) - mean.ln()) / variance.sqrt());
                }
            }
        }
    }
    println!("beyond\tshare\tabove\tbelow");
    for sd in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0] {
        let share = |wanted: &dyn Fn(f64) -> bool| {
            residuals.iter().filter(|r| wanted(**r)).count() as f64 / residuals.len() as f64
        };
        println!(
            "{sd}\t{:.6}\t{:.6}\t{:.6}",
            share(&|r: f64| r.abs() > sd),
            share(&|r| r > sd),
            share(&|r| r < -sd)
        );
    }
}
