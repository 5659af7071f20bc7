//! Gains and losses of whole chromosomes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contig::Contig;
use super::estimate::Estimate;

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
    /// Too few targets outside the ALL genes and too few off-target reads, the two contradict each
    /// other, a change in every cell would rather be missed than found, or one in all of the stated
    /// blasts would not have been seen.
    NotAssessed,
}

/// What the level of a chromosome rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChromosomeEvidence {
    /// Targets outside the ALL genes.
    BackboneTargets,
    /// Reads away from every target.
    OffTargetReads,
    /// Both, which agree.
    Both,
}

/// The level of one autosome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChromosomeLevel {
    /// Autosome.
    pub contig: Contig,
    /// Targets outside the ALL genes.
    pub targets: u32,
    /// Ratio to two copies; absent without targets and without enough off-target reads.
    pub ratio: Option<Estimate>,
    /// What it means.
    pub state: ChromosomeState,
    /// Smallest fraction of the cells in which one copy more or fewer of it would have been called with
    /// 95 % power; absent when not even one in every cell would, when nothing was assessed, and in
    /// results that older versions wrote.
    #[serde(default)]
    pub limit_of_detection: Option<f64>,
    /// True when it is at two copies and not assessed because a gain or loss in all of the stated
    /// blasts would not have been seen.
    #[serde(default)]
    pub unseen_in_blasts: bool,
    /// What the ratio rests on; absent when it is not assessed by either, and in results that older
    /// versions wrote.
    #[serde(default)]
    pub evidence: Option<ChromosomeEvidence>,
    /// Ratio over the targets alone; absent without targets.
    #[serde(default)]
    pub backbone: Option<Estimate>,
    /// What the off-target reads say; absent where they were not counted.
    #[serde(default)]
    pub off_target: Option<OffTargetRatio>,
    /// True when targets and off-target reads differ beyond their errors: `ratio` is that of the
    /// targets, and the state stands only if both give it.
    #[serde(default)]
    pub contradicted: bool,
}

/// Off-target reads of one autosome.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OffTargetRatio {
    /// Mapped records away from every target, duplicates included.
    pub records: u64,
    /// Independent fragments whose counting alone would be as uncertain as the ratio.
    pub worth: f64,
    /// Ratio to two copies.
    pub ratio: Estimate,
    /// True when they are worth enough fragments to assess the chromosome.
    pub is_enough: bool,
}

/// Whether reads away from the targets took part in the aneuploidy line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OffTargetUse {
    /// They did, on the level that the targets take as two copies.
    BackbonesZero,
    /// They did; two copies are the level that most chromosomes have, because too few have targets.
    OwnZero,
    /// The sample has no counts of them: the index of a CRAM or of some programs holds none, and
    /// neither do depth tables of other programs.
    NotCounted,
    /// Too few of the normals have counts that can be compared.
    NotInNormals,
    /// Too few reads.
    TooFew,
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
    /// Whether off-target reads took part; absent in results that older versions wrote.
    #[serde(default)]
    pub off_target: Option<OffTargetUse>,
}

impl Aneuploidy {
    /// True when off-target reads took part.
    pub fn reads_were_used(&self) -> bool {
        matches!(self.off_target, Some(OffTargetUse::BackbonesZero | OffTargetUse::OwnZero))
    }

    /// Chromosomes that are gained, all of `kept` among them, while none is lost and most are balanced,
    /// as `14, 21`: cells that lost one copy of all the others (near-haploid) have the same depth.
    pub fn gained_or_kept(&self, kept: &[String]) -> Option<String> {
        let (gained, others): (Vec<_>, Vec<_>) = self
            .chromosomes
            .iter()
            .filter(|c| c.state != ChromosomeState::NotAssessed)
            .partition(|c| c.state == ChromosomeState::Gained);
        let is_balanced = |c: &&ChromosomeLevel| c.state == ChromosomeState::Balanced;
        let balanced = others.iter().filter(|c| is_balanced(c)).count();
        // One copy against two is at most a ratio of two.
        let is_twice = |c: &&ChromosomeLevel| c.ratio.is_some_and(|ratio| ratio.low <= 2.0);
        let is_gained = |name: &String| gained.iter().any(|c| c.contig == Contig::new(name));
        let is_alike =
            balanced == others.len() && balanced > gained.len() && kept.iter().all(is_gained);
        let names = || gained.iter().map(|c| c.contig.as_str()).collect::<Vec<_>>().join(", ");
        (!gained.is_empty() && is_alike && gained.iter().all(is_twice)).then(names)
    }

    /// Chromosomes on which targets and off-target reads contradict each other, as `1, 9`.
    pub fn contradicted(&self) -> String {
        self.names(|level| level.contradicted)
    }

    /// Chromosomes that are not assessed because few blasts are stated, as `1, 9`.
    pub fn unseen_in_blasts(&self) -> String {
        self.names(|level| level.unseen_in_blasts)
    }

    /// Chromosomes at two copies on which not even a change in every cell is found reliably; none where
    /// no chromosome has a limit, as in results that older versions wrote.
    pub fn without_limit(&self) -> String {
        let has_limits = self.limits(|_| true).is_some();
        let is_so = |level: &ChromosomeLevel| {
            has_limits
                && level.state == ChromosomeState::Balanced
                && level.limit_of_detection.is_none()
        };
        self.names(is_so)
    }

    /// The best and the worst limit of detection among some of the chromosomes.
    pub fn limits(&self, of: impl Fn(&ChromosomeLevel) -> bool) -> Option<(f64, f64)> {
        let limits =
            || self.chromosomes.iter().filter(|c| of(c)).filter_map(|c| c.limit_of_detection);
        Some((limits().reduce(f64::min)?, limits().reduce(f64::max)?))
    }

    fn names(&self, of: impl Fn(&ChromosomeLevel) -> bool) -> String {
        let names = self.chromosomes.iter().filter(|c| of(c)).map(|c| c.contig.as_str());
        names.collect::<Vec<_>>().join(", ")
    }
}
