//! Which rules decided, and with what thresholds.

use super::explanation::{Conclusions, Threshold};
use crate::knowledge::Knowledge;
use crate::model::calls::{EventKind, GeneCall};
use crate::model::patient::{PatientResult, RuleSource};

/// Thresholds of the calls; none when the result was made with another `calling.toml` than the
/// built-in one, whose figures this program does not have.
pub(super) fn thresholds(result: &PatientResult, knowledge: &Knowledge) -> Vec<Threshold> {
    const FILE: &str = "calling.toml";
    let ours = knowledge.sources.iter().find(|source| source.name == FILE);
    let theirs = result.interpretation.rules.iter().find(|source| source.name == FILE);
    if ours.map(|source| &source.digest) != theirs.map(|source| &source.digest) || ours.is_none() {
        return Vec::new();
    }
    let call = &knowledge.rules.calling.call;
    let threshold = |name, value| Threshold { name, value };
    vec![
        threshold("a deletion is called from this probability", call.to_call(EventKind::Deletion)),
        threshold("a gain is called from this probability", call.to_call(EventKind::Gain)),
        threshold("below this probability a called deletion is to be confirmed", call.certain),
        threshold("an uncalled event is flagged from this probability", call.uncertain),
        threshold("power of the limits of detection", call.power),
        threshold(
            "power that a loss in every cell needs for a gene to be assessed",
            call.assessable_power,
        ),
        threshold("share of the exons that 'not deleted' needs", call.assessed_exons),
    ]
}

/// The rule files that had a part in the call and in the conclusions of a gene.
pub(super) fn applied<'a>(
    result: &'a PatientResult,
    gene: &GeneCall,
    conclusions: &Conclusions,
) -> Vec<&'a RuleSource> {
    let has_part = |rule: &&RuleSource| match rule.name.as_str() {
        "ikzf1_deletions.tsv" | "accessions.tsv" => gene.gene == "IKZF1",
        "ikzf1plus.toml" => !conclusions.ikzf1plus.is_empty(),
        "ukall_cna.toml" => !conclusions.ukall_cna.is_empty(),
        "small_variants.toml" | "hotspots.tsv" => result.merged.is_some(),
        "aneuploidy.toml" => false,
        _ => true,
    };
    result.interpretation.rules.iter().filter(has_part).collect()
}
