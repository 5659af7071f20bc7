//! What who runs a comparison must see at once, and not only in the report.

use std::collections::BTreeSet;

use super::profile::MlpaCohort;
use super::result::Comparison;
use crate::knowledge::gene_model::GeneModel;

/// Most names that a warning lists.
const MOST_NAMES: usize = 5;

/// Suspected exchanges, samples with one result only, and genes that are not known.
pub fn of(comparison: &Comparison, mlpa: &MlpaCohort, genes: &GeneModel) -> Vec<String> {
    let mut found: Vec<String> = comparison
        .swaps
        .suspected
        .iter()
        .map(|swap| format!("samples may be exchanged: {}; no criterion is assessed", swap.told))
        .collect();
    found.extend(comparison.swaps.unpartnered.iter().map(|own| {
        let open = if own.instead_of.is_some() { "; no criterion is assessed" } else { "" };
        format!("a sample may have another name: {}{open}", own.told)
    }));
    let samples = &comparison.samples;
    for (names, has, lacks) in
        [(&samples.ngs_only, "an NGS", "MLPA"), (&samples.mlpa_only, "an MLPA", "NGS")]
    {
        if !names.is_empty() {
            found.push(format!(
                "{} samples have {has} result and no {lacks} result under their name, and are not \
                 compared: {}",
                names.len(),
                some(names)
            ));
        }
    }
    for ngs in &samples.ngs_only {
        let lower = ngs.to_lowercase();
        if let Some(mlpa) = samples.mlpa_only.iter().find(|name| name.to_lowercase() == lower) {
            found.push(format!(
                "the names {ngs} (NGS) and {mlpa} (MLPA) differ in case only, and are not joined: \
                 state it with --map if they are one sample"
            ));
        }
    }
    let named: BTreeSet<&String> = mlpa
        .samples
        .iter()
        .flat_map(|own| own.exons.iter().map(|exon| &exon.gene).chain(own.genes.keys()))
        .collect();
    let unknown: Vec<String> =
        named.into_iter().filter(|name| genes.gene(name).is_none()).cloned().collect();
    if !unknown.is_empty() {
        found.push(format!(
            "{} genes of the MLPA files are not in the gene table, and are not compared: {}",
            unknown.len(),
            some(&unknown)
        ));
    }
    found
}

fn some(names: &[String]) -> String {
    let more = if names.len() > MOST_NAMES { ", ..." } else { "" };
    let first: Vec<&str> = names.iter().take(MOST_NAMES).map(String::as_str).collect();
    format!("{}{more}", first.join(", "))
}
