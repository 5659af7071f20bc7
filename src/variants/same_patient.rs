//! Whether the reads hold what a caller states with many of its own: a VCF of another patient does
//! not fit them, whatever its column is called.

use std::collections::BTreeMap;

use crate::knowledge::small_variants::SamePatient;
use crate::model::merged_variant::{CallerStatement, MergedVariant};

/// By caller the substitutions that it states in many reads, and those that the reads are without.
#[derive(Debug, Clone, Default)]
pub struct Comparison(BTreeMap<String, (u32, u32)>);

impl Comparison {
    /// Takes in a merged record.
    pub fn take(&mut self, variant: &MergedVariant, borders: &SamePatient) {
        let Some(recount) = variant.recount.filter(|recount| recount.depth >= borders.depth) else {
            return;
        };
        if variant.reference.len() != 1 || variant.alternative.len() != 1 {
            return;
        }
        let carried = recount.alternative
            + recount.alternative_lost_base_quality
            + recount.alternative_lost_mapping_quality;
        let is_in_many_reads = |statement: &&CallerStatement| {
            statement.depth.is_some_and(|depth| depth >= borders.depth)
                && statement.vaf.is_some_and(|vaf| vaf >= borders.vaf)
        };
        for statement in variant.callers.iter().filter(is_in_many_reads) {
            let (stated, absent) = self.0.entry(statement.caller.clone()).or_default();
            *stated += 1;
            *absent += u32::from(carried == 0);
        }
    }

    /// A remark on each caller whose alleles the reads are without.
    pub fn remarks(&self, borders: &SamePatient) -> Vec<String> {
        let is_foreign = |(stated, absent): (u32, u32)| {
            absent >= borders.absent && f64::from(absent) >= borders.share * f64::from(stated)
        };
        let of_caller = |(caller, &(stated, absent)): (&String, &(u32, u32))| {
            format!(
                "{caller}: of {stated} substitutions in {:.0} % of its reads or more {absent} are in no \
                 read of the sample: the VCF may be another patient's",
                100.0 * borders.vaf
            )
        };
        self.0.iter().filter(|(_, counts)| is_foreign(**counts)).map(of_caller).collect()
    }
}
