//! Whether the reads hold what a caller states with many of its own: a VCF of another patient does
//! not fit them, whatever its column is called.

use std::collections::BTreeMap;

use crate::model::merged_variant::{CallerStatement, MergedVariant};

/// Depth of the caller and of the reads from which a substitution counts.
const LEAST_DEPTH: u32 = 20;
/// Share of the caller's reads from which the same patient's reads cannot be without the allele.
const LEAST_VAF: f64 = 0.3;
/// Absent alleles from which the file is named, and their least share of those that count: a few
/// places where two aligners differ are no other patient. Our choice.
const FEWEST_ABSENT: u32 = 5;
const LEAST_ABSENT: f64 = 0.2;

/// By caller the substitutions that it states in many reads, and those that the reads are without.
#[derive(Debug, Clone, Default)]
pub struct Comparison(BTreeMap<String, (u32, u32)>);

impl Comparison {
    /// Takes in a merged record.
    pub fn take(&mut self, variant: &MergedVariant) {
        let Some(recount) = variant.recount.filter(|recount| recount.depth >= LEAST_DEPTH) else {
            return;
        };
        if variant.reference.len() != 1 || variant.alternative.len() != 1 {
            return;
        }
        let carried = recount.alternative
            + recount.alternative_lost_base_quality
            + recount.alternative_lost_mapping_quality;
        for statement in variant.callers.iter().filter(|statement| is_in_many_reads(statement)) {
            let (stated, absent) = self.0.entry(statement.caller.clone()).or_default();
            *stated += 1;
            *absent += u32::from(carried == 0);
        }
    }

    /// A remark on each caller whose alleles the reads are without.
    pub fn remarks(&self) -> Vec<String> {
        let is_foreign = |(stated, absent): (u32, u32)| {
            absent >= FEWEST_ABSENT && f64::from(absent) >= LEAST_ABSENT * f64::from(stated)
        };
        let of_caller = |(caller, &(stated, absent)): (&String, &(u32, u32))| {
            format!(
                "{caller}: of {stated} substitutions in 30 % of its reads or more {absent} are in no \
                 read of the sample: the VCF may be another patient's"
            )
        };
        self.0.iter().filter(|(_, counts)| is_foreign(**counts)).map(of_caller).collect()
    }
}

fn is_in_many_reads(statement: &CallerStatement) -> bool {
    statement.depth.is_some_and(|depth| depth >= LEAST_DEPTH)
        && statement.vaf.is_some_and(|vaf| vaf >= LEAST_VAF)
}
