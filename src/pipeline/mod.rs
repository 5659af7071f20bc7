//! One patient, from inputs to result, on one screen.

pub mod control;
pub mod detection;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::calling::{self, CallError};
use crate::interpret;
use crate::io::filenames;
use crate::knowledge::Knowledge;
use crate::knowledge::rules::MlpaBorders;
use crate::model::calls::{SampleCalls, SampleInfo};
use crate::model::depth::DepthTable;
use crate::model::merged_variant::MergedResult;
use crate::model::patient::{InputFile, PatientResult, Provenance, SCHEMA_VERSION, VariantFile};
use crate::model::sample::Role;
use crate::model::small_variant::SmallVariant;
use crate::normals::build::{self, BuildError, NormalInput};
use crate::normals::expectation::{self, Expectation};
use crate::normals::panel::{FEWEST_NORMALS, PanelOfNormals};
use crate::stats::log_space::phred;
use crate::variants::rows;

/// Groups in which the members of a large panel are left out. Smaller panels leave each out alone.
/// A group is then a twenty-fourth of the panel, and a panel of 500 is fitted 25 times and not 501.
const GROUPS: usize = 24;

/// A panel of normals with what is expected of two copies, fitted once for all samples.
pub struct FittedPanel {
    panel: PanelOfNormals,
    regions: Vec<Vec<usize>>,
    /// Members left out for every sample.
    left_out: Vec<String>,
    whole: Expectation,
    /// What a large panel expects without each group of its members, fitted when first asked for;
    /// none in a small one.
    without: Vec<OnceLock<Expectation>>,
}

impl FittedPanel {
    /// Fits a panel, without the members that carry events of their own where they can be spared.
    pub fn new(panel: PanelOfNormals, knowledge: &Knowledge) -> Self {
        let spared = panel.to_be_spared();
        Self::fitted(panel, spared, knowledge)
    }

    /// Fits a panel without some of its members, for samples that were made of them.
    pub fn leaving_out(
        panel: PanelOfNormals,
        names: &[String],
        knowledge: &Knowledge,
    ) -> Result<Self, CallError> {
        let left_out: BTreeSet<&String> = names.iter().collect();
        for name in &left_out {
            if !panel.members.iter().any(|member| member.name == **name) {
                return Err(CallError::NoSuchMember { name: (*name).clone() });
            }
        }
        let members = panel.members.len();
        if members < FEWEST_NORMALS + left_out.len() {
            let sample = names.join(", ");
            return Err(CallError::TooFewLeft { sample, members, fewest: FEWEST_NORMALS });
        }
        let mut left_out: BTreeSet<String> = left_out.into_iter().cloned().collect();
        for name in panel.to_be_spared() {
            if members > FEWEST_NORMALS + 1 + left_out.len() {
                left_out.insert(name);
            }
        }
        Ok(Self::fitted(panel, left_out.into_iter().collect(), knowledge))
    }

    fn fitted(panel: PanelOfNormals, left_out: Vec<String>, knowledge: &Knowledge) -> Self {
        let targets = panel.targets.targets();
        let regions = calling::region_targets(knowledge, panel.basis.assembly, targets);
        let names: Vec<&str> = left_out.iter().map(String::as_str).collect();
        let whole = expectation::fit(&panel, &names, &regions);
        let groups = if panel.members.len() > 2 * GROUPS { GROUPS } else { 0 };
        let without = (0..groups).map(|_| OnceLock::new()).collect();
        Self { panel, regions, left_out, whole, without }
    }

    /// What the panel expects without a member; in a large panel, without the others of its group.
    pub(crate) fn without(&self, member: usize) -> Cow<'_, Expectation> {
        let fit = |leaves: &dyn Fn(usize) -> bool| {
            let members = self.panel.members.iter().enumerate();
            let left_out = members.filter(|(i, _)| leaves(*i)).map(|(_, member)| &member.name);
            let names: Vec<&str> =
                self.left_out.iter().chain(left_out).map(String::as_str).collect();
            expectation::fit(&self.panel, &names, &self.regions)
        };
        let groups = self.without.len();
        match self.without.get(member % groups.max(1)) {
            None => Cow::Owned(fit(&|i| i == member)),
            Some(fitted) => {
                Cow::Borrowed(fitted.get_or_init(|| fit(&|i| i % groups == member % groups)))
            }
        }
    }

    /// The panel.
    pub fn panel(&self) -> &PanelOfNormals {
        &self.panel
    }

    /// Target indices of each region.
    pub fn regions(&self) -> &[Vec<usize>] {
        &self.regions
    }

    /// What the whole panel expects of two copies.
    pub fn expectation(&self) -> &Expectation {
        &self.whole
    }

    /// Calls a sample; one that is a member of the panel, by its name or by its very depths, is left
    /// out of it.
    pub fn call(
        &self,
        sample: &SampleInfo,
        depth: &DepthTable,
        knowledge: &Knowledge,
    ) -> Result<SampleCalls, CallError> {
        let members = &self.panel.members;
        let named = members.iter().position(|member| member.name == depth.sample);
        let place = named.or_else(|| self.panel.same_depths(depth));
        let is_used = |member: &usize| !self.left_out.contains(&members[*member].name);
        let Some(member) = place.filter(is_used) else {
            return calling::call(sample, depth, &self.panel, &self.whole, knowledge);
        };
        if members.len() <= FEWEST_NORMALS + self.left_out.len() {
            return Err(CallError::TooFewLeft {
                sample: depth.sample.clone(),
                members: members.len(),
                fewest: FEWEST_NORMALS,
            });
        }
        calling::call(sample, depth, &self.panel, &self.without(member), knowledge)
    }
}

/// Everything that is known of one patient before calling.
#[derive(Debug, Clone)]
pub struct PatientInputs {
    /// Who the sample is.
    pub sample: SampleInfo,
    /// Depth over the targets.
    pub depth: DepthTable,
    /// Callers' records on the ALL genes, in genome order; not shown where there are merged ones.
    pub small_variants: Vec<SmallVariant>,
    /// What was read of each VCF.
    pub variant_files: Vec<VariantFile>,
    /// The small variants merged, where a reference FASTA was given.
    pub merged: Option<MergedResult>,
    /// Input files.
    pub files: Vec<InputFile>,
    /// Options that decide the result, as `name=value`.
    pub options: Vec<String>,
}

/// depth -> calls -> conclusions, for one patient.
pub fn patient(
    inputs: PatientInputs,
    panel: &FittedPanel,
    knowledge: &Knowledge,
) -> Result<PatientResult, CallError> {
    let PatientInputs { sample, depth, small_variants, variant_files, merged, files, options } =
        inputs;
    let calls = panel.call(&sample, &depth, knowledge)?;
    let findings = Findings { small_variants, variant_files, merged, files, options };
    Ok(result(calls, findings, knowledge))
}

/// What goes into a result beside the copy-number calls.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Small variants on the ALL genes, in genome order.
    pub small_variants: Vec<SmallVariant>,
    /// What was read of each VCF.
    pub variant_files: Vec<VariantFile>,
    /// The small variants merged, where a reference FASTA was given.
    pub merged: Option<MergedResult>,
    /// Input files.
    pub files: Vec<InputFile>,
    /// Options that decide the result, as `name=value`.
    pub options: Vec<String>,
}

/// Calls -> conclusions.
///
/// MLPA's borders stand in the options, and its calls are made of them here: calls that an earlier
/// command wrote may have been made with others.
pub fn result(calls: SampleCalls, findings: Findings, knowledge: &Knowledge) -> PatientResult {
    let borders = &knowledge.rules.calling.mlpa;
    let calls = with_mlpa_calls(calls, borders);
    let mut interpretation = interpret::interpret(&calls, knowledge);
    let merged = findings.merged.map(|merged| {
        let conclusions = interpret::small_variants::conclude(&merged, Some(&calls), knowledge);
        interpretation.headline += &interpret::small_variants::line(&conclusions);
        MergedResult { conclusions: Some(conclusions), ..merged }
    });
    // One way only: where records were merged, no caller's own record is shown beside them.
    let small_variants = match &merged {
        Some(merged) => rows::rows(merged, &filenames::variants_vcf(&calls.sample.name)),
        None => findings.small_variants,
    };
    PatientResult {
        schema_version: SCHEMA_VERSION.to_owned(),
        calls,
        small_variants,
        variant_files: findings.variant_files,
        merged,
        interpretation,
        provenance: Provenance {
            software: concat!("ikaros ", env!("CARGO_PKG_VERSION")).to_owned(),
            inputs: findings.files,
            options: findings.options.into_iter().chain(borders.options()).collect(),
        },
    }
}

fn with_mlpa_calls(mut calls: SampleCalls, borders: &MlpaBorders) -> SampleCalls {
    for exon in calls.genes.iter_mut().flat_map(|gene| &mut gene.exons) {
        exon.mlpa_call = borders.call(exon.ratio.as_ref());
    }
    calls
}

/// Builds a panel of normals and calls every member against the others: what is called in a
/// healthy sample is a false call, and stands in the panel.
pub fn panel_of_normals(
    inputs: Vec<NormalInput>,
    knowledge: &Knowledge,
) -> Result<FittedPanel, BuildError> {
    let depths: Vec<DepthTable> = inputs.iter().map(|input| input.depth.clone()).collect();
    let mut fitted = FittedPanel::new(build::build(inputs)?, knowledge);
    let certain = phred((1.0 - knowledge.rules.calling.call.carried).ln());
    // An event that several members share shows in all of them only when the clearest are left out.
    for _ in 0..MOST_ROUNDS {
        let mut members = fitted.panel.members.clone();
        members.par_iter_mut().for_each(|member| {
            let Some(depth) = depths.iter().find(|depth| depth.sample == member.name) else {
                return;
            };
            let sex_stated = member.sex;
            let sample = SampleInfo { sex_stated, ..SampleInfo::new(&member.name, Role::Normal) };
            // With the fewest normals too few are left without one: its check stays empty.
            if let Ok(calls) = fitted.call(&sample, depth, knowledge) {
                member.false_calls = events(&calls, 0.0);
                member.certain = Some(events(&calls, certain));
                member.noise_factor = Some(calls.normals.noise_factor);
            }
        });
        fitted.panel.members = members;
        if fitted.panel.to_be_spared() == fitted.left_out {
            break;
        }
        fitted = FittedPanel::new(fitted.panel, knowledge);
    }
    Ok(fitted)
}

/// Times that the members are called against those that the time before left.
const MOST_ROUNDS: usize = 4;

/// Events of a sample in words, `PAX5 2-6 het_del`, from a phred on.
fn events(calls: &SampleCalls, phred: f64) -> Vec<String> {
    let of_gene = |gene: &crate::model::calls::GeneCall| -> Vec<String> {
        let event = |s: &crate::model::calls::Segment| {
            format!("{} {} {}", gene.gene, s.exon_range(), s.state.code())
        };
        gene.segments.iter().filter(|s| s.phred >= phred).map(event).collect()
    };
    calls.genes.iter().flat_map(of_gene).collect()
}
