//! Gains and losses of whole chromosomes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calls::Estimate;
use super::contig::Contig;

/// What happened to a chromosome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChromosomeState {
    /// At the level taken as two copies.
    Balanced,
    /// Above it.
    Gained,
    /// Below it.
    Lost,
    /// Too few targets outside the ALL genes.
    NotAssessed,
}

/// The level of one autosome over the panel's backbone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChromosomeLevel {
    /// Autosome.
    pub contig: Contig,
    /// Targets outside the ALL genes.
    pub targets: u32,
    /// Ratio to two copies; absent without targets.
    pub ratio: Option<Estimate>,
    /// What it means.
    pub state: ChromosomeState,
}

/// The aneuploidy line of a sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Aneuploidy {
    /// Autosomes in order.
    pub chromosomes: Vec<ChromosomeLevel>,
    /// Autosomes gained.
    pub gained: u32,
    /// Autosomes lost.
    pub lost: u32,
    /// Autosomes assessed.
    pub assessed: u32,
    /// Class by the bins of the rules; absent when none fits. Chromosomes that are not assessed count
    /// neither as gained nor as lost.
    pub class: Option<String>,
    /// True when chromosome 21 is gained far beyond the others: test for iAMP21 by another method.
    pub iamp21_suspected: bool,
}
