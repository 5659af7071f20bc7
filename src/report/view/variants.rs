//! Small variants as the callers wrote them.

use crate::model::patient::{PatientResult, VariantFile};
use crate::model::small_variant::SmallVariant;
use crate::report::text::{NONE, Texts};
use crate::report::words;

/// One small variant.
pub struct VariantRow {
    pub gene: String,
    pub place: String,
    pub reference: String,
    pub alternative: String,
    pub vaf: String,
    pub reads: String,
    pub filter: String,
    pub caller: String,
    pub file: String,
}

/// The small variants, in the result's order.
pub fn rows(t: &Texts, result: &PatientResult) -> Vec<VariantRow> {
    result.small_variants.iter().map(|variant| row(t, result, variant)).collect()
}

fn row(t: &Texts, result: &PatientResult, variant: &SmallVariant) -> VariantRow {
    let count = |reads: Option<u32>| {
        reads.map_or_else(|| NONE.to_owned(), |reads| t.thousands(u64::from(reads)))
    };
    VariantRow {
        gene: variant.gene.clone(),
        place: format!(
            "{}:{}",
            variant.contig.styled(result.calls.contig_style),
            t.thousands(u64::from(variant.position))
        ),
        reference: variant.reference.clone(),
        alternative: variant.alternative.clone(),
        vaf: variant.vaf.map_or_else(|| NONE.to_owned(), |vaf| t.percent_to(vaf, 1)),
        reads: match (variant.alternative_depth, variant.depth) {
            (None, None) => NONE.to_owned(),
            (alternative, depth) => {
                t.say("part-of", &[("part", &count(alternative)), ("all", &count(depth))])
            }
        },
        filter: variant.filter.clone(),
        caller: variant.caller.clone(),
        file: variant.file.clone(),
    }
}

/// What was read of each VCF.
pub fn files(t: &Texts, result: &PatientResult) -> Vec<String> {
    result.variant_files.iter().map(|file| of_file(t, file)).collect()
}

fn of_file(t: &Texts, file: &VariantFile) -> String {
    let mut said = t.say(
        "variant-file",
        &[
            ("file", &file.file),
            ("caller", &file.caller),
            ("reported", &t.thousands(file.reported)),
            ("records", &t.thousands(file.records)),
        ],
    );
    for left_out in &file.left_out {
        let reason = t.word("left-out", &left_out.reason);
        let reason = reason.unwrap_or_else(|| words::code(&left_out.reason));
        let count = t.thousands(left_out.count);
        said.push_str(&t.say("variant-left-out", &[("count", &count), ("reason", &reason)]));
    }
    said
}
