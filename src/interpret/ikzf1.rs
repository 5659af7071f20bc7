//! The IKZF1 deletion: MLPA category, functional class, both alleles or one.

use super::hgvs::{self, Deletion};
use crate::knowledge::Knowledge;
use crate::knowledge::gene_model::Gene;
use crate::model::calls::{
    CopyState, EventKind, ExonCall, GeneCall, MlpaCall, SampleCalls, Segment,
};
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::{Ikzf1Result, Ikzf1Segment};

/// Concludes from the IKZF1 call.
pub fn result(calls: &SampleCalls, knowledge: &Knowledge) -> Ikzf1Result {
    match (calls.gene("IKZF1"), knowledge.genes.gene("IKZF1")) {
        (Some(call), Some(gene)) if call.state != LocusState::NotAssessed => {
            of_call(calls, call, gene, knowledge)
        }
        (call, _) => not_assessed(call),
    }
}

fn not_assessed(call: Option<&GeneCall>) -> Ikzf1Result {
    let reasons = call.map_or_else(|| "not called".to_owned(), |call| call.reasons.join("; "));
    Ikzf1Result {
        status: LocusState::NotAssessed,
        category: "not_assessed".to_owned(),
        category_label: format!("not assessed: {reasons}"),
        mlpa_category: "not assessed".to_owned(),
        class: "not_assessed".to_owned(),
        probability: 0.0,
        clone_fraction: None,
        biallelic: Answer::NotAssessed,
        segments: Vec::new(),
        limit_of_detection: "nothing could have been found".to_owned(),
    }
}

fn of_call(
    calls: &SampleCalls,
    call: &GeneCall,
    gene: &Gene,
    knowledge: &Knowledge,
) -> Ikzf1Result {
    let assessed: Vec<bool> =
        call.exons.iter().map(|exon| exon.state != CopyState::NotAssessed).collect();
    let mut deletions: Vec<&Segment> =
        call.segments.iter().filter(|s| s.kind == EventKind::Deletion).collect();
    deletions.sort_by_key(|s| (gene.exon_index(&s.first_exon), gene.exon_index(&s.last_exon)));
    let segments: Vec<Ikzf1Segment> =
        deletions.iter().filter_map(|s| segment(s, call, gene, &assessed, knowledge)).collect();
    let mut ranges: Vec<String> = segments.iter().map(|s| s.exons.clone()).collect();
    ranges.dedup();
    let joined = |of: &dyn Fn(&Ikzf1Segment) -> String| {
        let mut parts: Vec<String> = segments.iter().map(of).collect();
        parts.dedup();
        if parts.is_empty() { "none".to_owned() } else { parts.join("+") }
    };
    let category = joined(&|s| s.exons.clone());
    let fractions = segments.iter().map(|s| s.clone_fraction);
    Ikzf1Result {
        status: call.state,
        category_label: label(&category, &deletions, gene, &assessed),
        mlpa_category: joined(&|s| {
            knowledge
                .rules
                .ikzf1_deletion(&s.exons)
                .map_or_else(|| format!("other (exons {})", s.exons), |d| d.mlpa_category.clone())
        })
        .replace('+', " and "),
        class: joined(&|s| s.class.clone()),
        probability: probability(call, &ranges),
        clone_fraction: fractions
            .fold(None, |best: Option<f64>, f| Some(best.map_or(f, |best| best.max(f)))),
        biallelic: biallelic(calls, call, &deletions),
        limit_of_detection: limit_of_detection(call),
        category,
        segments,
    }
}

fn segment(
    segment: &Segment,
    call: &GeneCall,
    gene: &Gene,
    assessed: &[bool],
    knowledge: &Knowledge,
) -> Option<Ikzf1Segment> {
    let first = gene.exon_index(&segment.first_exon)?;
    let last = gene.exon_index(&segment.last_exon)?;
    let exons = segment.exon_range();
    let known = knowledge.rules.ikzf1_deletion(&exons);
    let inside = &call.exons[first..=last];
    let visible = |exon: &ExonCall| {
        exon.state == CopyState::NotAssessed || exon.mlpa_call == MlpaCall::Deletion
    };
    Some(Ikzf1Segment {
        class: known.map_or_else(|| "unclassified".to_owned(), |d| d.class.clone()),
        effect: known.map_or_else(String::new, |d| d.effect.clone()),
        clone_fraction: segment.clone_fraction.value,
        homozygous: segment.state == CopyState::HomDel,
        hgvs: hgvs::describe(Deletion { gene, first, last, assessed }, knowledge),
        mlpa_would_see: inside.iter().all(visible),
        exons,
    })
}

/// The category with its reservations: exons beside or inside a deletion that were not assessed.
fn label(category: &str, deletions: &[&Segment], gene: &Gene, assessed: &[bool]) -> String {
    let mut open: Vec<usize> = Vec::new();
    for deletion in deletions {
        let first = gene.exon_index(&deletion.first_exon).unwrap_or(0);
        let last = gene.exon_index(&deletion.last_exon).unwrap_or(0);
        let unknown = |e: &usize| !assessed.get(*e).copied().unwrap_or(true);
        open.extend((first..=last).filter(unknown));
        open.extend((0..first).rev().take_while(unknown));
        open.extend((last + 1..assessed.len()).take_while(unknown));
    }
    if deletions.is_empty() {
        open = (0..assessed.len()).filter(|e| !assessed[*e]).collect();
    }
    open.sort_unstable();
    open.dedup();
    let names: Vec<&str> = open.iter().map(|e| gene.exons[*e].label.as_str()).collect();
    match names.as_slice() {
        [] => category.to_owned(),
        [one] => format!("{category} (exon {one} not assessed)"),
        many => format!("{category} (exons {} not assessed)", many.join(", ")),
    }
}

/// Posterior of this pattern of deletions.
fn probability(call: &GeneCall, ranges: &[String]) -> f64 {
    let mut wanted: Vec<&str> = ranges.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    if wanted.is_empty() {
        return 1.0 - call.probability_deletion;
    }
    let same = |exons: &str| {
        let mut parts: Vec<&str> = exons.split('+').collect();
        parts.sort_unstable();
        parts == wanted
    };
    call.patterns.iter().filter(|p| same(&p.exons)).map(|p| p.probability).sum()
}

/// Both alleles: yes where an exon is lost twice or two deletions cannot fit into different cells;
/// open where two deletions may be two clones; no for one heterozygous deletion, whose other
/// reading (homozygous in half as many cells) is printed with it.
fn biallelic(calls: &SampleCalls, call: &GeneCall, deletions: &[&Segment]) -> Answer {
    let twice = call.exons.iter().any(|exon| exon.state == CopyState::HomDel);
    let sum: f64 = deletions.iter().map(|s| s.clone_fraction.value).sum();
    let room = calls.purity.map_or(1.0, |p| p.high);
    match deletions.len() {
        _ if twice => Answer::Yes,
        0 | 1 => Answer::No,
        _ if sum > 1.1 || (sum > 1.1 * room && deletions.len() > 1) => Answer::Yes,
        _ => Answer::NotAssessed,
    }
}

fn limit_of_detection(call: &GeneCall) -> String {
    let percent = |f: f64| format!("{:.0} %", (100.0 * f).ceil());
    let whole = call.limit_of_detection.map_or_else(
        || "loss of the whole gene would not have been found".to_owned(),
        |limit| format!("loss of the whole gene is found from {} of the cells", percent(limit)),
    );
    let assessed: Vec<&ExonCall> =
        call.exons.iter().filter(|exon| exon.state != CopyState::NotAssessed).collect();
    let single: Vec<f64> = assessed.iter().filter_map(|exon| exon.limit_of_detection).collect();
    let blind = assessed.len() - single.len();
    let best = single.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = single.iter().copied().fold(0.0, f64::max);
    let mut text = whole;
    if single.is_empty() {
        text.push_str("; loss of one exon alone would not have been found");
        return text;
    }
    text.push_str(&format!("; of one exon alone from {} to {}", percent(best), percent(worst)));
    if blind > 0 {
        text.push_str(&format!("; of {blind} exons alone not at all"));
    }
    text
}
