//! temp
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]
use ikaros::{
    calling,
    io::depth_table,
    knowledge::Knowledge,
    model::{assembly::Assembly, sample::Sex},
    normals::{
        build::{NormalInput, build},
        expectation,
    },
};
fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let knowledge = Knowledge::builtin();
    let tables: Vec<_> = files
        .iter()
        .map(|f| {
            let mut t = depth_table::read(std::path::Path::new(f)).unwrap();
            t.assembly = Some(Assembly::Grch37);
            t
        })
        .collect();
    let panel =
        build(tables.iter().map(|t| NormalInput { depth: t.clone(), sex: Sex::Unknown }).collect())
            .unwrap();
    let regions =
        calling::region_targets(&knowledge, panel.basis.assembly, panel.targets.targets());
    let mut z = Vec::new();
    for t in &tables {
        let e = expectation::fit(&panel, &[&t.sample], &regions);
        let depths = expectation::counts(t);
        let fit = calling::fit::Fit::new(depths.clone(), t.targets.targets(), &e, &[]);
        let all: Vec<usize> = (0..depths.len()).collect();
        for chunk in all.chunks(10) {
            let mu = fit.expected(&e, chunk);
            for (&i, m) in chunk.iter().zip(&mu) {
                if !e.usable[i] || e.ploidy[i] != ikaros::normals::sex::Ploidy::Two {
                    continue;
                }
                let v = fit.variance(&e, i, *m) + 1.0 / m;
                z.push((expectation::log_count(fit.counts[i]) - m.ln()) / v.sqrt());
            }
        }
    }
    let n = z.len() as f64;
    for c in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0] {
        println!(
            "|z|>{c}: {:.2e}  (+{:.1e} -{:.1e})",
            z.iter().filter(|x| x.abs() > c).count() as f64 / n,
            z.iter().filter(|x| **x > c).count() as f64 / n,
            z.iter().filter(|x| **x < -c).count() as f64 / n
        );
    }
}
