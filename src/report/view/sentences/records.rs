//! Structural records beside the depth, and remarks on the reads and files of small variants.

use super::form::{self, Form};
use crate::model::merged_variant::StructuralFinding;
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;
use crate::report::words;

/// What the answer of the depth rests on, in parts.
const EVIDENCE: [Form; 11] = [
    ("structural-no-depth", &[]),
    ("structural-no-end", &[]),
    ("structural-no-calls", &[]),
    ("structural-no-exon", &[]),
    ("structural-not-assessed", &["gene", "exons"]),
    ("structural-none-deleted", &["gene", "exons", "assessed", "all"]),
    ("structural-none-gained", &["gene", "exons", "assessed", "all"]),
    ("structural-covered", &["gene", "exons"]),
    ("structural-deleted", &["exons"]),
    ("structural-gained", &["exons"]),
    ("structural-small-clone", &[]),
];

/// What base qualities make of the border, files that may be cut, and files that are no control.
const READS: [Form; 9] = [
    ("reads-without-qualities", &["border"]),
    ("reads-below-border", &["reads", "border", "highest"]),
    ("reads-binned", &["values", "border", "passing"]),
    ("file-without-end", &["file"]),
    ("file-other-patient", &["caller", "stated", "share", "absent"]),
    ("control-population-empty", &["file"]),
    ("control-population-far", &["file", "records", "bases"]),
    ("control-normals-empty", &["file"]),
    ("control-normals-far", &["file", "records", "bases"]),
];

/// A structural record of a VCF, and what the depth says of it.
pub fn structural(t: &Texts, finding: &StructuralFinding) -> Phrase {
    let parts: Vec<Phrase> =
        finding.evidence.split("; ").map(|part| form::phrase(t, part, &EVIDENCE)).collect();
    let evidence = Phrase::joined(t, &finding.evidence, &parts, &t.get("joint"));
    let depth = t.word("structural-state", &finding.depth);
    let depth = depth.unwrap_or_else(|| words::code(&finding.depth));
    // What other kinds are called is the allele as the VCF writes it.
    let record = match finding.record.split_once(' ') {
        Some((kind, rest)) => {
            let kind = t.word("structural-kind", kind).unwrap_or_else(|| kind.to_owned());
            format!("{kind} {rest}")
        }
        None => finding.record.clone(),
    };
    let values = [("record", &*record), ("depth", &*depth), ("evidence", &*evidence.text)];
    Phrase { text: t.say("structural-beside", &values), foreign: evidence.foreign }
}

/// A remark on the reads, or on files beside them.
pub fn reads(t: &Texts, remark: &str) -> Phrase {
    let remark = form::phrase(t, remark, &READS);
    Phrase { text: t.say("reads-remark", &[("remark", &remark.text)]), foreign: remark.foreign }
}
