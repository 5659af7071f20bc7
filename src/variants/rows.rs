//! Merged records as rows of the report.

use crate::model::merged_variant::{MergedResult, MergedVariant};
use crate::model::small_variant::SmallVariant;

/// One row per merged record, with the figures that decide; `file` is the merged VCF.
pub fn rows(merged: &MergedResult, file: &str) -> Vec<SmallVariant> {
    merged.variants.iter().map(|variant| row(variant, file)).collect()
}

fn row(variant: &MergedVariant, file: &str) -> SmallVariant {
    let callers: Vec<&str> = variant.callers.iter().map(|s| s.caller.as_str()).collect();
    SmallVariant {
        gene: variant.gene.clone().unwrap_or_default(),
        contig: variant.contig.clone(),
        position: variant.position,
        reference: variant.reference.clone(),
        alternative: variant.alternative.clone(),
        vaf: variant.vaf,
        depth: variant.depth,
        alternative_depth: variant.alternative_depth,
        filter: if variant.passes() { "PASS".to_owned() } else { variant.filters.join(";") },
        caller: if callers.is_empty() { "no caller".to_owned() } else { callers.join(", ") },
        file: file.to_owned(),
    }
}
