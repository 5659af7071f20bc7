//! The pseudo-autosomal region and the signature of the `P2RY8::CRLF2` deletion.

use super::loci::{self, Loci};
use crate::knowledge::Knowledge;
use crate::model::calls::CopyState;
use crate::model::locus_state::Answer;
use crate::model::patient::Par1Result;

/// PAR1 by its genes, and the signature: what a deletion between P2RY8 and CRLF2 takes is lost,
/// what it leaves is present.
pub fn result(loci: Loci, knowledge: &Knowledge) -> Par1Result {
    let genes: Vec<String> = knowledge
        .regions
        .regions
        .iter()
        .find(|region| region.name == "PAR1")
        .map_or_else(Vec::new, |region| region.genes.clone());
    let results: Vec<_> =
        genes.iter().map(|gene| loci.result(gene, std::slice::from_ref(gene))).collect();
    let (signature, why) = signature(loci, knowledge);
    let altered: Vec<String> = genes
        .iter()
        .filter(|gene| loci.calls.gene(gene).is_some_and(|call| !call.segments.is_empty()))
        .map(|gene| loci.evidence(gene))
        .collect();
    let mut evidence =
        if altered.is_empty() { why } else { format!("{}; {why}", altered.join("; ")) };
    if loci.calls.par == crate::model::depth::ParState::Unmasked {
        evidence.push_str("; both copies of PAR1 are in the reference: X and Y were summed");
    }
    Par1Result {
        state: loci.state(&genes),
        gained: genes.iter().filter_map(|g| loci.calls.gene(g)).any(|gene| gene.gained),
        p2ry8_crlf2: signature,
        genes: results,
        evidence,
    }
}

/// States of the exons of a gene, or of one of them; none where the gene was not called, and not
/// assessed where "normal" hides a deletion that was neither called nor excluded.
fn exons(loci: Loci, gene: &str, exon: Option<&str>) -> Vec<CopyState> {
    let Some(call) = loci.calls.gene(gene) else { return Vec::new() };
    let undecided = loci.undecided(call).is_some();
    let wanted = call.exons.iter().filter(|e| exon.is_none_or(|label| e.exon == label));
    wanted.map(|e| if undecided { CopyState::NotAssessed } else { e.state }).collect()
}

/// Whether `gene` or `gene:exon` is lost: every assessed exon is.
fn lost(loci: Loci, name: &str) -> Answer {
    seen(loci, name, |states| states.iter().all(|state| state.is_deletion()))
}

/// Whether `gene` or `gene:exon` is kept: no assessed exon is lost.
fn kept(loci: Loci, name: &str) -> Answer {
    seen(loci, name, |states| !states.iter().any(|state| state.is_deletion()))
}

fn seen(loci: Loci, name: &str, holds: impl Fn(&[CopyState]) -> bool) -> Answer {
    let (gene, exon) = name.split_once(':').map_or((name, None), |(g, e)| (g, Some(e)));
    let mut states = exons(loci, gene, exon);
    states.retain(|state| *state != CopyState::NotAssessed);
    match states.as_slice() {
        [] => Answer::NotAssessed,
        states if holds(states) => Answer::Yes,
        _ => Answer::No,
    }
}

/// All conditions of the rule; one that fails decides, one that is open leaves the answer open.
fn signature(loci: Loci, knowledge: &Knowledge) -> (Answer, String) {
    let rule = &knowledge.rules.ukall_cna.p2ry8_crlf2;
    let lost = rule.lost.iter().chain(&rule.lost_exons).map(|name| (name, lost(loci, name)));
    let kept = rule.kept.iter().chain(&rule.kept_exons).map(|name| (name, kept(loci, name)));
    let conditions: Vec<(&String, Answer)> = lost.chain(kept).collect();
    let answer = loci::all(conditions.iter().map(|(_, answer)| *answer));
    let why = match answer {
        Answer::Yes => "signature of the P2RY8::CRLF2 deletion".to_owned(),
        Answer::No => "no P2RY8::CRLF2 signature".to_owned(),
        Answer::NotAssessed => {
            let open = conditions.iter().filter(|(_, answer)| *answer == Answer::NotAssessed);
            let names: Vec<String> = open.map(|(name, _)| name.replace(':', " exon ")).collect();
            format!("the P2RY8::CRLF2 signature depends on {}: not assessed", names.join(", "))
        }
    };
    (answer, why)
}
