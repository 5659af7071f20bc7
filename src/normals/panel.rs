//! The panel itself: depth of healthy samples over one target set, with what binds it to samples.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::assembly::Assembly;
use crate::model::calls::DepthOfNormals;
use crate::model::contig::ContigStyle;
use crate::model::depth::{DepthSource, DepthTable, ParState, TargetDepth};
use crate::model::off_target::OffTargetReads;
use crate::model::sample::Sex;
use crate::model::target::{Target, TargetSet};
use crate::stats::robust::median;

/// Fewest normals from which a spread can be estimated.
pub const FEWEST_NORMALS: usize = 5;

/// Version of the file layout.
pub const FORMAT: u32 = 1;

/// What a depth table must share with a panel to be compared with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Reference assembly.
    pub assembly: Assembly,
    /// SHA-256 of the target intervals.
    pub target_digest: String,
    /// How PAR1 lies in the alignments.
    pub par: ParState,
    /// What counted the depth.
    pub source: DepthSource,
    /// Filters of the counter.
    pub filters: String,
}

/// One healthy sample of the panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Sample name.
    pub name: String,
    /// Sex as stated or observed; never unknown where X or Y targets exist.
    pub sex: Sex,
    /// Mean depth over all targets.
    pub mean_depth: f64,
    /// Events called in this sample when it was left out, as `gene exons state`: false calls, unless
    /// it is a patient.
    pub false_calls: Vec<String>,
    /// Those of them that are taken as its own (`calling.toml`): what a patient carries, and hides in
    /// others. Absent before they were looked for, and in panels that older versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certain: Option<Vec<String>>,
    /// Noise of the sample when left out, relative to the panel's own spread.
    pub noise_factor: Option<f64>,
    /// Records away from the targets; absent where the sample's index did not count records, and in
    /// panels that older versions wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_target: Option<OffTargetReads>,
}

impl Member {
    /// Events that are taken as its own; all that were called where a panel does not tell them apart.
    pub fn carried(&self) -> &[String] {
        self.certain.as_deref().unwrap_or(&self.false_calls)
    }
}

/// Healthy samples over one target set.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelOfNormals {
    /// What binds the panel to samples.
    pub basis: Basis,
    /// The targets.
    pub targets: Arc<TargetSet>,
    /// The samples, by name.
    pub members: Vec<Member>,
    /// Fragments per member (outer, in the members' order) and target; see
    /// [`super::fragments::counts`].
    pub counts: Vec<Vec<f64>>,
    /// SHA-256 of the file the panel is kept in; empty before it was written.
    pub digest: String,
}

impl PanelOfNormals {
    /// Members in which events were called when each was left out.
    pub fn with_events(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| !member.false_calls.is_empty())
    }

    /// The member that has these very depths on every target: the same sample, whatever its name.
    pub fn same_depths(&self, depth: &DepthTable) -> Option<usize> {
        let counts = super::fragments::counts(depth);
        // A panel that was written holds hundredths.
        let is_same = |own: &Vec<f64>| own.iter().zip(&counts).all(|(a, b)| (a - b).abs() < 0.01);
        self.counts.iter().position(is_same)
    }

    /// Members that certainly carry events of their own and can be spared: with them, a deletion that several
    /// samples share is learnt as a way in which healthy samples differ, and hidden in patients. One
    /// member more than the fewest stays, so that each can be called without itself.
    pub fn to_be_spared(&self) -> Vec<String> {
        let room = self.members.len().saturating_sub(FEWEST_NORMALS + 1);
        let is_carrier = |member: &&Member| !member.carried().is_empty();
        let mut carriers: Vec<&Member> = self.members.iter().filter(is_carrier).collect();
        carriers.sort_by_key(|member| std::cmp::Reverse(member.carried().len()));
        carriers.into_iter().take(room).map(|member| member.name.clone()).collect()
    }

    /// What to say of members with events; absent where there is none.
    pub fn warning(&self) -> Option<String> {
        let lines: Vec<String> = self
            .with_events()
            .map(|member| format!("{}: {}", member.name, member.false_calls.join(", ")))
            .collect();
        let (found, spared) = (lines.len(), self.to_be_spared());
        (found > 0).then(|| {
            format!(
                "{found} of {} normals carry events in the ALL genes, each called against the others \
                 ({}). Not compared with: {}. If they are patients, build the panel without them",
                self.members.len(),
                lines.join("; "),
                if spared.is_empty() { "none".to_owned() } else { spared.join(", ") },
            )
        })
    }

    /// Mean depth of the members, the one called `sample` left out; `None` without a member.
    pub fn depth_without(&self, sample: &str) -> Option<DepthOfNormals> {
        let others = self.members.iter().filter(|member| member.name != sample);
        let mut depths: Vec<f64> = others.map(|member| member.mean_depth).collect();
        depths.sort_by(f64::total_cmp);
        let (lowest, highest) = (*depths.first()?, *depths.last()?);
        Some(DepthOfNormals { lowest, median: median(&mut depths), highest })
    }

    /// A member's depth as a table of its own, from the fragments that the panel keeps.
    pub fn table(&self, member: usize) -> DepthTable {
        let counted = self.basis.source == DepthSource::Ikaros;
        let depth = |(fragments, target): (&f64, &Target)| TargetDepth {
            fragments: counted.then_some(fragments.round() as u32),
            mean_depth: super::fragments::mean_depth(*fragments, target.interval.len()),
        };
        DepthTable {
            sample: self.members[member].name.clone(),
            source: self.basis.source,
            filters: self.basis.filters.clone(),
            assembly: Some(self.basis.assembly),
            style: ContigStyle::Chr,
            par: self.basis.par,
            targets: Arc::clone(&self.targets),
            depths: self.counts[member].iter().zip(self.targets.targets()).map(depth).collect(),
            qc: None,
            junctions: None,
            junctions_at_large: None,
            snps: None,
            off_target: self.members[member].off_target.clone(),
        }
    }
}
