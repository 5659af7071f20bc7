//! The table of all genes, and what each could have shown.

use super::phrase::{Fact, Phrase};
use super::sentences::{limit, reasons};
use crate::model::calls::{CopyState, EventKind, GeneCall, SampleCalls};
use crate::model::locus_state::LocusState;
use crate::model::patient::PatientResult;
use crate::report::text::{NONE, Texts};
use crate::report::words;

/// One gene.
pub struct GeneRow {
    pub gene: String,
    pub transcript: String,
    pub assessed: String,
    pub state: String,
    pub mark: &'static str,
    pub deletion: String,
    pub gain: String,
    pub limit_gene: String,
    /// Smallest clone fraction for the loss of both copies of the whole gene.
    pub limit_both: String,
    pub limit_exon: String,
    /// Why exons were not assessed; empty when all were.
    pub reasons: Phrase,
}

impl GeneRow {
    pub fn new(t: &Texts, calls: &SampleCalls, gene: &GeneCall) -> Self {
        let assessed = gene.exons.iter().filter(|e| e.state != CopyState::NotAssessed).count();
        let known = gene.state != LocusState::NotAssessed;
        let probability = |value| if known { t.probability(value) } else { NONE.to_owned() };
        let undecided = calls.is_undecided(gene, EventKind::Deletion) && known;
        let state =
            if undecided { t.get("state-undecided") } else { words::locus_state(t, gene.state) };
        let counts = [("part", assessed.to_string()), ("all", gene.exons.len().to_string())];
        let partial = assessed < gene.exons.len() && !gene.reasons.is_empty();
        Self {
            gene: gene.gene.clone(),
            transcript: gene.transcript.clone(),
            assessed: t.say("part-of", &[(counts[0].0, &counts[0].1), (counts[1].0, &counts[1].1)]),
            state: if gene.gained { t.say("gained-in-part", &[("state", &state)]) } else { state },
            mark: match (gene.state, gene.gained) {
                (LocusState::NotDeleted, false) if undecided => "open",
                (LocusState::Deleted, _) | (_, true) => "hit",
                (LocusState::NotDeleted, false) => "",
                (LocusState::NotAssessed, false) => "open",
            },
            deletion: probability(gene.probability_deletion),
            gain: probability(gene.probability_gain),
            limit_gene: whole(t, gene.limit_of_detection, known),
            limit_both: whole(t, gene.limit_homozygous, known),
            limit_exon: exon_limits(t, gene, known),
            reasons: if partial {
                reasons::several(t, calls, Some(gene), &gene.reasons.join("; "))
            } else {
                Phrase::default()
            },
        }
    }
}

fn whole(t: &Texts, fraction: Option<f64>, known: bool) -> String {
    match fraction {
        Some(fraction) => t.percent(fraction),
        None if known => t.get("limit-none"),
        None => NONE.to_owned(),
    }
}

/// The limits of a gene in one line; empty where nothing was assessed.
pub fn caption(t: &Texts, gene: &GeneCall) -> String {
    if gene.state == LocusState::NotAssessed {
        return String::new();
    }
    let none = || t.get("plot-limit-none");
    let whole = gene.limit_of_detection.map_or_else(none, |fraction| t.percent(fraction));
    let exon = exon_range(t, gene).unwrap_or_else(none);
    t.say("plot-limits", &[("gene", &whole), ("exon", &exon)])
}

fn exon_limits(t: &Texts, gene: &GeneCall, known: bool) -> String {
    if !known {
        return NONE.to_owned();
    }
    exon_range(t, gene).unwrap_or_else(|| t.get("limit-no-exon"))
}

/// Best and worst single exon among the assessed ones; absent where none would have been found.
fn exon_range(t: &Texts, gene: &GeneCall) -> Option<String> {
    let assessed = || gene.exons.iter().filter(|exon| exon.state != CopyState::NotAssessed);
    let mut limits: Vec<f64> = assessed().filter_map(|exon| exon.limit_of_detection).collect();
    limits.sort_by(f64::total_cmp);
    let blind = assessed().filter(|exon| exon.limit_of_detection.is_none()).count();
    let (low, high) = (limits.first()?, limits.last()?);
    let (low, high) = (t.percent(*low), t.percent(*high));
    let range = if low == high { low } else { t.say("from-to", &[("low", &low), ("high", &high)]) };
    Some(if blind > 0 { t.count("limit-range-but", blind, &[("range", &range)]) } else { range })
}

/// Limits of detection of the loci that the rules use most, for the list of limits.
pub fn limits(t: &Texts, result: &PatientResult) -> Vec<Fact> {
    let calls = &result.calls;
    let ikzf1 = &result.interpretation.ikzf1.limit_of_detection;
    let mut limits = vec![Fact::new("IKZF1", limit::phrase(t, calls.gene("IKZF1"), ikzf1))];
    let assessed = || {
        let others = calls.genes.iter().filter(|gene| gene.gene != "IKZF1");
        others.filter(|gene| gene.state != LocusState::NotAssessed)
    };
    let mut whole: Vec<f64> = assessed().filter_map(|gene| gene.limit_of_detection).collect();
    whole.sort_by(f64::total_cmp);
    if let (Some(low), Some(high)) = (whole.first(), whole.last()) {
        let range =
            t.say("limit-others", &[("low", &t.percent(*low)), ("high", &t.percent(*high))]);
        limits.push(Fact::new(t.get("other-genes"), range));
    }
    let blind: Vec<String> = assessed()
        .filter(|gene| gene.limit_of_detection.is_none())
        .map(|gene| gene.gene.clone())
        .collect();
    if !blind.is_empty() {
        limits.push(Fact::new(t.get("limit-blind-genes"), blind.join(", ")));
    }
    if let Some(line) = calls.aneuploidy.as_ref().filter(|line| line.off_target.is_some()) {
        let meaning =
            if line.reads_were_used() { "limit-chromosomes" } else { "limit-chromosomes-targets" };
        limits.push(Fact::new(t.get("whole-chromosomes"), t.get(meaning)));
    }
    limits
}
