//! A planted positive control: a known event in a healthy sample, called like a patient's.

use super::FittedPanel;
use crate::calling::CallError;
use crate::knowledge::Knowledge;
use crate::model::calls::SampleInfo;
use crate::model::sample::Role;
use crate::simulate::{Places, PlannedEvent, plant};

/// What became of a planted event.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The event.
    pub event: PlannedEvent,
    /// The normal that it was planted into; left out of its panel.
    pub normal: String,
    /// True when the gene carries a called event of that kind.
    pub found: bool,
    /// Posterior probability of it.
    pub probability: f64,
    /// Exon ranges that were called.
    pub called: Vec<String>,
}

/// A control could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// The event cannot be planted.
    #[error("{0}")]
    Event(String),
    /// The planted sample cannot be called.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Plants an event into the member of middling noise and calls it against the others.
pub fn positive(
    panel: &FittedPanel,
    event: &PlannedEvent,
    knowledge: &Knowledge,
) -> Result<Control, ControlError> {
    let normals = panel.panel();
    let mut by_noise: Vec<usize> = (0..normals.members.len()).collect();
    let noise = |m: usize| normals.members[m].noise_factor.unwrap_or(1.0);
    by_noise.sort_by(|&a, &b| noise(a).total_cmp(&noise(b)).then(a.cmp(&b)));
    let table = normals.table(by_noise[by_noise.len() / 2]);
    let events = std::slice::from_ref(event);
    let places = Places::new(events, &knowledge.genes, normals.basis.assembly, 1)
        .map_err(ControlError::Event)?;
    // The healthy sample keeps its name here, so that it is left out of its own panel.
    let planted = plant::depth(&table, &places, &table.sample, 1);
    let sample = SampleInfo::new(&format!("{}-control", table.sample), Role::Tumour);
    let calls = panel.call(&sample, &planted, knowledge)?;
    let deleted = event.change.copies() < 0.0;
    let gene = calls.gene(&event.gene);
    let called: Vec<String> = gene
        .iter()
        .flat_map(|gene| &gene.segments)
        .filter(|segment| (segment.kind == crate::model::calls::EventKind::Deletion) == deleted)
        .map(crate::model::calls::Segment::exon_range)
        .collect();
    let probability =
        gene.map_or(
            0.0,
            |gene| {
                if deleted { gene.probability_deletion } else { gene.probability_gain }
            },
        );
    let found = !called.is_empty();
    Ok(Control { event: event.clone(), normal: table.sample, found, probability, called })
}
