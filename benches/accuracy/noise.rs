//! How far the residuals of healthy samples, each left out of its own panel, follow the noise that
//! the caller assumes.
//!
//! ```text
//! cargo run --release --example noise_calibration -- [--nearest N] GRCh37 CONTROL.regions.bed.gz...
//! ```
//!
//! `--nearest` takes for each sample only the N controls whose depth over the targets resembles its own
//! most, as some callers do; all the others are left out.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;

use ikaros::calling::alleles::Skews;
use ikaros::calling::{fit::Fit, region_targets};
use ikaros::io::depth_table;
use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::depth::DepthTable;
use ikaros::model::sample::Sex;
use ikaros::normals::build::{NormalInput, build};
use ikaros::normals::expectation::fit;
use ikaros::normals::fragments::{counts, log_count};
use ikaros::normals::sex::Ploidy;
use ikaros::stats::robust::{mad, median};

/// Neighbouring targets whose own depth does not vote on their expectation.
const LEFT_OUT_TOGETHER: usize = 10;

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    let nearest: Option<usize> = arguments.next_if(|a| a == "--nearest").map(|_| {
        let count = arguments.next().unwrap();
        count.parse().unwrap()
    });
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
    let names: Vec<&str> = tables.iter().map(|table| table.sample.as_str()).collect();
    let profiles = profiles(&tables);
    let mut residuals = Vec::new();
    let mut spreads = Vec::new();
    for (own, table) in tables.iter().enumerate() {
        let mut others: Vec<usize> = (0..tables.len()).filter(|&other| other != own).collect();
        others.sort_by(|&a, &b| {
            let alike = |other: usize| product(&profiles[own], &profiles[other]);
            alike(b).total_cmp(&alike(a))
        });
        let mut left_out = vec![names[own]];
        left_out.extend(others.iter().skip(nearest.unwrap_or(others.len())).map(|&o| names[o]));
        let expectation = fit(&panel, &left_out, &regions);
        let mut distances = Vec::new();
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
                    let distance = log_count(sample.counts[t]) - mean.ln();
                    distances.push(distance);
                    residuals.push(distance / variance.sqrt());
                }
            }
        }
        spreads.push(mad(&distances));
    }
    println!("median spread of a sample's targets\t{:.4}", median(&mut spreads));
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

/// What the depth of each sample has of its own over the targets, scaled to length 1.
fn profiles(tables: &[DepthTable]) -> Vec<Vec<f64>> {
    let logs: Vec<Vec<f64>> =
        tables.iter().map(|table| counts(table).into_iter().map(log_count).collect()).collect();
    let middle = |t: usize| median(&mut logs.iter().map(|row| row[t]).collect::<Vec<_>>());
    let common: Vec<f64> = (0..logs[0].len()).map(middle).collect();
    let own = |row: &Vec<f64>| {
        let above: Vec<f64> = row.iter().zip(&common).map(|(x, m)| x - m).collect();
        let size = median(&mut above.clone());
        // A target that failed in one sample must not decide.
        let centred: Vec<f64> = above.iter().map(|x| (x - size).clamp(-0.5, 0.5)).collect();
        let length = product(&centred, &centred).sqrt();
        centred.into_iter().map(|x| x / length).collect()
    };
    logs.iter().map(own).collect()
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
