//! The pseudo-autosomal region and the signature of the `P2RY8::CRLF2` deletion.

use super::loci;
use crate::knowledge::Knowledge;
use crate::model::calls::{CopyState, SampleCalls};
use crate::model::locus_state::Answer;
use crate::model::patient::Par1Result;

/// PAR1 by its genes, and the signature: what a deletion between P2RY8 and CRLF2 takes is lost,
/// what it leaves is present.
pub fn result(calls: &SampleCalls, knowledge: &Knowledge) -> Par1Result {
    let genes: Vec<String> = knowledge
        .regions
        .regions
        .iter()
        .find(|region| region.name == "PAR1")
        .map_or_else(Vec::new, |region| region.genes.clone());
    let results: Vec<_> =
        genes.iter().map(|gene| loci::result(calls, gene, std::slice::from_ref(gene))).collect();
    let (signature, why) = signature(calls, knowledge);
    let altered: Vec<String> = genes
        .iter()
        .filter_map(|gene| calls.gene(gene))
        .filter(|gene| !gene.segments.is_empty())
        .map(loci::evidence)
        .collect();
    let mut evidence =
        if altered.is_empty() { why } else { format!("{}; {why}", altered.join("; ")) };
    if calls.par == crate::model::depth::ParState::Unmasked {
        evidence.push_str("; both copies of PAR1 are in the reference: X and Y were summed");
    }
    Par1Result {
        state: loci::state(calls, &genes),
        gained: genes.iter().filter_map(|g| calls.gene(g)).any(|gene| gene.gained),
        p2ry8_crlf2: signature,
        genes: results,
        evidence,
    }
}

/// State of one exon; not assessed when the gene or the exon is unknown.
fn exon(calls: &SampleCalls, name: &str) -> CopyState {
    let found = name
        .split_once(':')
        .and_then(|(gene, exon)| calls.gene(gene)?.exons.iter().find(|call| call.exon == exon));
    found.map_or(CopyState::NotAssessed, |exon| exon.state)
}

/// States of the assessed exons of a gene.
fn assessed(calls: &SampleCalls, gene: &str) -> Vec<CopyState> {
    let exons = calls.gene(gene).map_or(&[][..], |gene| &gene.exons);
    exons.iter().map(|e| e.state).filter(|state| *state != CopyState::NotAssessed).collect()
}

fn signature(calls: &SampleCalls, knowledge: &Knowledge) -> (Answer, String) {
    let rule = &knowledge.rules.ukall_cna.p2ry8_crlf2;
    let gene_lost = |gene: &String| assessed(calls, gene).iter().all(|s| s.is_deletion());
    let gene_kept = |gene: &String| !assessed(calls, gene).iter().any(|s| s.is_deletion());
    let unseen: Vec<String> = rule
        .lost
        .iter()
        .chain(&rule.kept)
        .filter(|gene| assessed(calls, gene).is_empty())
        .cloned()
        .collect();
    let open_exons: Vec<String> = rule
        .lost_exons
        .iter()
        .chain(&rule.kept_exons)
        .filter(|name| exon(calls, name) == CopyState::NotAssessed)
        .cloned()
        .collect();
    let lost_exon = |name: &String| {
        let state = exon(calls, name);
        state.is_deletion() || state == CopyState::NotAssessed
    };
    let seen = |gene: &&String| !assessed(calls, gene).is_empty();
    let contradicted = rule.lost.iter().filter(seen).any(|gene| !gene_lost(gene))
        || rule.kept.iter().filter(seen).any(|gene| !gene_kept(gene))
        || !rule.lost_exons.iter().all(lost_exon)
        || rule.kept_exons.iter().any(|name| exon(calls, name).is_deletion());
    if contradicted {
        return (Answer::No, "no P2RY8::CRLF2 signature".to_owned());
    }
    if !unseen.is_empty() {
        let unseen = unseen.join(", ");
        return (Answer::NotAssessed, format!("P2RY8::CRLF2 signature needs {unseen}"));
    }
    let reservation = if open_exons.is_empty() {
        String::new()
    } else {
        format!(" ({} not assessed)", open_exons.join(", ").replace(':', " exon "))
    };
    (Answer::Yes, format!("signature of the P2RY8::CRLF2 deletion{reservation}"))
}
