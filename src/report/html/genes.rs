//! The table of all genes, and what each could have shown.

use crate::model::calls::{CopyState, GeneCall};
use crate::model::locus_state::LocusState;
use crate::model::patient::PatientResult;

use crate::report::words;

use super::quality::Figure;

/// One gene, as strings.
pub(super) struct GeneRow {
    pub gene: String,
    pub transcript: String,
    pub assessed: String,
    /// True when some exon was not assessed.
    pub partial: bool,
    pub state: String,
    pub mark: &'static str,
    pub deletion: String,
    pub gain: String,
    pub limit_gene: String,
    pub limit_exon: String,
    pub reasons: String,
}

impl GeneRow {
    pub(super) fn new(gene: &GeneCall) -> Self {
        let assessed = gene.exons.iter().filter(|e| e.state != CopyState::NotAssessed).count();
        let known = gene.state != LocusState::NotAssessed;
        let probability = |value| {
            if known { words::probability(value) } else { words::NONE.to_owned() }
        };
        let gain = if gene.gained { ", gained in part" } else { "" };
        Self {
            gene: gene.gene.clone(),
            transcript: gene.transcript.clone(),
            assessed: format!("{assessed} of {}", gene.exons.len()),
            partial: assessed < gene.exons.len(),
            state: format!("{}{gain}", gene.state.label()),
            mark: match (gene.state, gene.gained) {
                (LocusState::Deleted, _) | (_, true) => "hit",
                (LocusState::NotDeleted, false) => "",
                (LocusState::NotAssessed, false) => "open",
            },
            deletion: probability(gene.probability_deletion),
            gain: probability(gene.probability_gain),
            limit_gene: limit(gene.limit_of_detection, known),
            limit_exon: exon_limits(gene, known),
            reasons: gene.reasons.join("; "),
        }
    }
}

fn limit(fraction: Option<f64>, known: bool) -> String {
    match fraction {
        Some(fraction) => words::percent(fraction),
        None if known => "none: no clone would have been found".to_owned(),
        None => words::NONE.to_owned(),
    }
}

/// Best and worst single exon among the assessed ones.
fn exon_limits(gene: &GeneCall, known: bool) -> String {
    if !known {
        return words::NONE.to_owned();
    }
    let assessed = || gene.exons.iter().filter(|exon| exon.state != CopyState::NotAssessed);
    let mut limits: Vec<f64> = assessed().filter_map(|exon| exon.limit_of_detection).collect();
    limits.sort_by(f64::total_cmp);
    let blind = assessed().filter(|exon| exon.limit_of_detection.is_none()).count();
    let range = match (limits.first(), limits.last()) {
        (Some(low), Some(high)) if words::percent(*low) == words::percent(*high) => {
            words::percent(*low)
        }
        (Some(low), Some(high)) => format!("{} to {}", words::percent(*low), words::percent(*high)),
        _ => return "no single exon would have been found".to_owned(),
    };
    if blind > 0 { format!("{range}; none for {blind} exons") } else { range }
}

/// Limits of detection of the loci that the rules use most, for the list of limits.
pub(super) fn limits(result: &PatientResult) -> Vec<Figure> {
    let ikzf1 = &result.interpretation.ikzf1.limit_of_detection;
    let mut limits = vec![Figure::new("IKZF1", ikzf1)];
    let assessed = || {
        let others = result.calls.genes.iter().filter(|gene| gene.gene != "IKZF1");
        others.filter(|gene| gene.state != LocusState::NotAssessed)
    };
    let mut whole: Vec<f64> = assessed().filter_map(|gene| gene.limit_of_detection).collect();
    whole.sort_by(f64::total_cmp);
    if let (Some(low), Some(high)) = (whole.first(), whole.last()) {
        let range = format!(
            "loss of one copy of the whole gene from {} (best gene) to {} (worst gene) of the cells",
            words::percent(*low),
            words::percent(*high)
        );
        limits.push(Figure::new("Other genes", &range));
    }
    let blind: Vec<String> = assessed()
        .filter(|gene| gene.limit_of_detection.is_none())
        .map(|gene| gene.gene.clone())
        .collect();
    if !blind.is_empty() {
        limits
            .push(Figure::new("No clone of any size would have been found in", &blind.join(", ")));
    }
    limits
}
