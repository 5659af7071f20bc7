//! The pseudo-autosomal region and the signature of the `P2RY8::CRLF2` deletion.

use super::loci::{self, Loci};
use crate::knowledge::Knowledge;
use crate::knowledge::rules::Signature;
use crate::model::calls::{CopyState, EventKind, ExonCall};
use crate::model::contig::Contig;
use crate::model::interval::Interval;
use crate::model::junction::JunctionKind;
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

/// How many losses lie on each assessed exon of `gene`, or on that of `gene:exon`: none, one, or two,
/// on both copies or in two clones. A gene whose deletion was neither called nor excluded has none
/// that tells.
fn losses(loci: Loci, name: &str) -> Vec<usize> {
    let (gene, exon) = name.split_once(':').map_or((name, None), |(g, e)| (g, Some(e)));
    let Some(call) = loci.calls.gene(gene) else { return Vec::new() };
    if loci.undecided(call).is_some() {
        return Vec::new();
    }
    let place = |label: &str| call.exons.iter().position(|exon| exon.exon == label);
    let events: Vec<(usize, usize)> = call
        .segments
        .iter()
        .filter(|segment| segment.kind == EventKind::Deletion)
        .filter_map(|segment| Some((place(&segment.first_exon)?, place(&segment.last_exon)?)))
        .collect();
    let of_exon = |(index, called): (usize, &ExonCall)| match called.state {
        CopyState::NotAssessed => None,
        CopyState::HomDel => Some(2),
        CopyState::HetDel => {
            let over = events.iter().filter(|(first, last)| (*first..=*last).contains(&index));
            Some(over.count().clamp(1, 2))
        }
        CopyState::Normal | CopyState::Gain => Some(0),
    };
    let exons = call.exons.iter().enumerate();
    exons.filter(|(_, e)| exon.is_none_or(|label| e.exon == label)).filter_map(of_exon).collect()
}

/// Answer on `gene` or `gene:exon`, from the losses on its assessed exons.
fn seen(loci: Loci, name: &str, holds: impl Fn(&[usize]) -> Answer) -> Answer {
    match losses(loci, name).as_slice() {
        [] => Answer::NotAssessed,
        losses => holds(losses),
    }
}

fn is(holds: bool) -> Answer {
    if holds { Answer::Yes } else { Answer::No }
}

/// Names with the answers of both lists of the rule: of what is lost, and of what is kept.
fn conditions<'r>(
    loci: Loci,
    rule: &'r Signature,
    lost: impl Fn(&[usize]) -> Answer,
    kept: impl Fn(&[usize]) -> Answer,
) -> Vec<(&'r str, Answer)> {
    let taken = rule.lost.iter().chain(&rule.lost_exons);
    let left = rule.kept.iter().chain(&rule.kept_exons);
    let taken = taken.map(|name| (name.as_str(), seen(loci, name, &lost)));
    taken.chain(left.map(|name| (name.as_str(), seen(loci, name, &kept)))).collect()
}

/// All conditions of the rule; one that fails decides, one that is open leaves the answer open.
///
/// Beside a lost X or Y the same deletion is a second loss: what it takes was lost twice, what it
/// leaves once. Reads that join P2RY8 to CRLF2 forbid "no".
fn signature(loci: Loci, knowledge: &Knowledge) -> (Answer, String) {
    let rule = &knowledge.rules.ukall_cna.p2ry8_crlf2;
    let alone = conditions(
        loci,
        rule,
        |losses| is(losses.iter().all(|lost| *lost > 0)),
        |losses| is(losses.iter().all(|lost| *lost == 0)),
    );
    let beneath = conditions(
        loci,
        rule,
        |losses| is(losses.iter().all(|lost| *lost == 2)),
        // Where a part of what is left was lost too, nothing tells what lies on which chromosome.
        |losses| match losses.iter().filter(|lost| **lost == 1).count() {
            all if all == losses.len() => Answer::Yes,
            0 => Answer::No,
            _ => Answer::NotAssessed,
        },
    );
    let all =
        |conditions: &[(&str, Answer)]| loci::all(conditions.iter().map(|(_, answer)| *answer));
    match (all(&alone), all(&beneath)) {
        (Answer::Yes, _) => (Answer::Yes, "signature of the P2RY8::CRLF2 deletion".to_owned()),
        (_, Answer::Yes) => {
            let why = "signature of the P2RY8::CRLF2 deletion beneath a loss of PAR1";
            (Answer::Yes, why.to_owned())
        }
        (Answer::NotAssessed, _) => {
            let open = alone.iter().filter(|(_, answer)| *answer == Answer::NotAssessed);
            let names: Vec<String> = open.map(|(name, _)| name.replace(':', " exon ")).collect();
            let names = names.join(", ");
            let why = format!("the P2RY8::CRLF2 signature depends on {names}: not assessed");
            (Answer::NotAssessed, why)
        }
        (Answer::No, Answer::NotAssessed) => {
            let why = "P2RY8::CRLF2 is not assessed: what the deletion takes lost more copies than a \
                       part of what it leaves";
            (Answer::NotAssessed, why.to_owned())
        }
        (Answer::No, Answer::No) if is_joined_by_reads(loci, rule) => {
            let why = "P2RY8::CRLF2 is not assessed: reads join P2RY8 to CRLF2, and the copy numbers \
                       do not show the deletion";
            (Answer::NotAssessed, why.to_owned())
        }
        (Answer::No, Answer::No) => (Answer::No, "no P2RY8::CRLF2 signature".to_owned()),
    }
}

/// Whether two fragments or more join what lies on either side of the genes that the deletion takes,
/// and leave what it leaves; one of them is split.
fn is_joined_by_reads(loci: Loci, rule: &Signature) -> bool {
    let spans = |names: &[String]| -> Vec<Interval> {
        names.iter().filter_map(|gene| loci.calls.gene(gene)?.span()).collect()
    };
    let (lost, kept) = (spans(&rule.lost), spans(&rule.kept));
    let takes = |contig: &Contig, start: u32, end: u32| {
        let covers =
            |span: &Interval| span.contig == *contig && start <= span.start && span.end <= end;
        !lost.is_empty() && lost.iter().all(covers) && !kept.iter().any(covers)
    };
    let contig = lost.first().map(|span| span.contig.clone());
    let recurrent = loci.calls.junctions.iter().flatten().any(|junction| {
        let joins = |(start, end, _): &(u32, u32, u32)| {
            contig.as_ref().is_some_and(|contig| takes(contig, *start, *end))
        };
        junction.support() > 1 && junction.breakpoints.iter().any(joins)
    });
    let elsewhere = loci.calls.junctions_at_large.iter().flatten().any(|junction| {
        let (first, second) = (&junction.first, &junction.second);
        junction.kind == JunctionKind::Deletion
            && junction.split_fragments > 0
            && junction.support() > 1
            && takes(&first.contig, first.position, second.position)
    });
    recurrent || elsewhere
}
