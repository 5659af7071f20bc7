//! What is wanted of a file, and what helps to understand it.

use super::mapping::Mapping;
use crate::knowledge::gene_model::GeneModel;
use crate::knowledge::mlpa::{Kit, Synonym};

/// What is wanted of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Ratios and results.
    Results,
    /// Raw signals: peak heights.
    Heights,
    /// Raw signals: peak areas.
    Areas,
    /// Raw signals: read counts of digitalMLPA.
    Counts,
}

impl Wanted {
    /// True for raw signals.
    pub fn is_raw(self) -> bool {
        self != Self::Results
    }
}

/// What helps to understand a file.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// What is wanted.
    pub wanted: Wanted,
    /// What columns mean, as the user states it.
    pub mapping: Option<&'a Mapping>,
    /// The probes of the kit.
    pub kit: &'a Kit,
    /// The gene model.
    pub genes: &'a GeneModel,
    /// Loci of several genes, by name.
    pub loci: &'a [String],
    /// Words that stand for an event.
    pub synonyms: &'a [Synonym],
}
