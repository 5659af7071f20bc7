//! State of a locus of one or several genes.

use crate::knowledge::rules::Locus;
use crate::model::calls::{CopyState, GeneCall, SampleCalls};
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::LocusResult;

/// State of a locus: deleted when any of its genes is, not assessed when none is deleted and one
/// was not assessed, otherwise not deleted.
///
/// A gene of which only some exons were assessed, all of them present, is not deleted; its other
/// exons stand in the list of what was not assessed.
pub fn state(calls: &SampleCalls, genes: &[String]) -> LocusState {
    let states = || genes.iter().map(|gene| gene_state(calls, gene));
    if states().any(|state| state == LocusState::Deleted) {
        LocusState::Deleted
    } else if states().any(|state| state == LocusState::NotAssessed) {
        LocusState::NotAssessed
    } else {
        LocusState::NotDeleted
    }
}

fn gene_state(calls: &SampleCalls, gene: &str) -> LocusState {
    calls.gene(gene).map_or(LocusState::NotAssessed, |gene| gene.state)
}

/// Whether a gene is lost on both alleles: yes when an exon is; open when a heterozygous loss could
/// as well be a homozygous one in fewer cells; no when it is not deleted.
pub fn homozygous(gene: &GeneCall) -> Answer {
    match gene.state {
        LocusState::NotAssessed => Answer::NotAssessed,
        LocusState::NotDeleted => Answer::No,
        LocusState::Deleted => {
            let lost = gene.exons.iter().any(|exon| exon.state == CopyState::HomDel);
            if lost { Answer::Yes } else { Answer::NotAssessed }
        }
    }
}

/// Whether any gene of a locus is lost on both alleles.
pub fn any_homozygous(calls: &SampleCalls, genes: &[String]) -> Answer {
    let answers: Vec<Answer> =
        genes.iter().map(|gene| calls.gene(gene).map_or(Answer::NotAssessed, homozygous)).collect();
    if answers.contains(&Answer::Yes) {
        Answer::Yes
    } else if answers.contains(&Answer::NotAssessed) {
        Answer::NotAssessed
    } else {
        Answer::No
    }
}

/// The loci of a risk profile.
pub fn profile(calls: &SampleCalls, loci: &[Locus]) -> Vec<LocusResult> {
    loci.iter().map(|locus| result(calls, &locus.name, &locus.genes)).collect()
}

/// One locus with its evidence.
pub fn result(calls: &SampleCalls, name: &str, genes: &[String]) -> LocusResult {
    let evidence: Vec<String> =
        genes.iter().filter_map(|gene| calls.gene(gene)).map(evidence).collect();
    let transcript = match genes {
        [gene] => calls.gene(gene).map_or_else(String::new, |gene| gene.transcript.clone()),
        _ => String::new(),
    };
    LocusResult {
        locus: name.to_owned(),
        state: state(calls, genes),
        homozygous: any_homozygous(calls, genes),
        evidence: evidence.join("; "),
        transcript,
    }
}

/// A gene's events in words, or that there is none.
pub fn evidence(gene: &GeneCall) -> String {
    if gene.state == LocusState::NotAssessed {
        return format!("{} not assessed", gene.gene);
    }
    if gene.segments.is_empty() {
        let limit = gene.limit_of_detection.map_or_else(String::new, |limit| {
            format!(" (loss of the whole gene found from {:.0} % of the cells)", 100.0 * limit)
        });
        return format!("{} without an event{limit}", gene.gene);
    }
    let events: Vec<String> = gene
        .segments
        .iter()
        .map(|s| {
            let exons = if s.first_exon == s.last_exon { "exon" } else { "exons" };
            let what = match s.state {
                CopyState::HomDel => "homozygous deletion",
                CopyState::Gain => "gain",
                _ => "heterozygous deletion",
            };
            let percent = 100.0 * s.clone_fraction.value;
            format!("{what} of {exons} {} in {percent:.0} % of the cells", s.exon_range())
        })
        .collect();
    format!("{} {}", gene.gene, events.join(" and "))
}
