//! Whether a sample's file holds all chromosomes.
//!
//! Even the loss of both copies of a chromosome leaves the reads of the healthy cells. A chromosome
//! without a single fragment says that the file, or the table that was made of it, is incomplete.

use std::collections::BTreeMap;

use crate::model::contig::Contig;
use crate::model::depth::{DepthTable, ParState};
use crate::normals::expectation::Expectation;
use crate::normals::fragments::counts;
use crate::normals::sex::Ploidy;

/// Fragments expected on a chromosome without which their absence may be chance: at 20 it is
/// so in two of a thousand million.
const BY_CHANCE: f64 = 20.0;
/// Fragments expected on a chromosome whose only targets are ALL genes, from which their absence
/// is no loss of these genes: one healthy cell in a hundred would leave five.
const BY_LOSS: f64 = 500.0;

#[derive(Default)]
struct Found {
    seen: f64,
    /// In the units of the normals' location.
    expected: f64,
    outside: bool,
}

/// Chromosomes of which the normals have fragments and the sample has none, in karyotype order. `Y`
/// is never among them: females have none. `regions` are the targets of the ALL genes.
pub fn without_reads(
    depth: &DepthTable,
    expectation: &Expectation,
    regions: &[Vec<usize>],
) -> Vec<Contig> {
    let targets = depth.targets.targets();
    let counts = counts(depth);
    let mut outside = vec![true; targets.len()];
    for &t in regions.iter().flatten() {
        outside[t] = false;
    }
    // Reads of PAR1 that an unmasked reference spreads over X and Y are missing on X alone.
    let hidden = |t: usize| {
        let on_x = targets[t].interval.contig.is_x();
        on_x && expectation.ploidy[t] == Ploidy::Two && depth.par == ParState::NotSeen
    };
    let mut contigs: BTreeMap<&Contig, Found> = BTreeMap::new();
    for t in (0..targets.len()).filter(|&t| expectation.usable[t] && !hidden(t)) {
        let contig = &targets[t].interval.contig;
        if !contig.is_autosome() && !contig.is_x() {
            continue;
        }
        let found = contigs.entry(contig).or_default();
        found.seen += counts[t];
        found.expected += expectation.location[t].exp();
        found.outside |= outside[t];
    }
    let (seen, expected) = contigs
        .values()
        .filter(|found| found.seen > 0.0)
        .fold((0.0, 0.0), |(seen, expected), f| (seen + f.seen, expected + f.expected));
    let size = if expected > 0.0 { seen / expected } else { 0.0 };
    let is_missing = |found: &Found| {
        let fewest = if found.outside { BY_CHANCE } else { BY_LOSS };
        found.seen <= 0.0 && size * found.expected >= fewest
    };
    contigs.into_iter().filter(|(_, found)| is_missing(found)).map(|(c, _)| c.clone()).collect()
}
