//! Copy number per exon, events and their clone fraction, from one sample's depth.
//!
//! `fit` puts the sample on the normals' scale, `region` turns each region's targets into
//! likelihoods of copy-number levels, `alleles` weighs its heterozygous SNPs, `events` enumerates the
//! events a region can carry and `pairs` two at a time, under the `prior`; `purity` and `limit` say
//! how much of the sample is leukaemic and what could not have been seen, `summary` writes it down
//! per exon and gene.

pub mod alleles;
pub mod baseline;
mod chromosome_limit;
pub mod chromosomes;
pub mod completeness;
pub mod configuration;
pub mod events;
pub mod fit;
mod flags;
mod likelihood;
pub mod limit;
pub mod noise;
pub mod off_target;
mod pairs;
pub mod prior;
pub mod purity;
pub mod region;
mod relative;
mod summary;

use crate::knowledge::Knowledge;
use crate::knowledge::gene_model::targets_of;
use crate::model::assembly::Assembly;
use crate::model::calls::{NormalsFit, SampleCalls, SampleInfo};
use crate::model::chromosomes::{ChromosomeLevel, OffTargetUse};
use crate::model::depth::{DepthTable, ParState};
use crate::model::snp::{RegionSnps, SnpEvidence};
use crate::model::target::Target;
use crate::normals::build::{BuildError, basis_of, mean_depths, overall_depth, short};
use crate::normals::expectation::Expectation;
use crate::normals::fragments::counts;
use crate::normals::panel::{Member, PanelOfNormals};
use crate::normals::sex;
use alleles::Skews;
use events::Posterior;
use fit::Fit;
use prior::FractionPrior;
use purity::{Purity, Witnesses};
use region::RegionData;

/// A sample that cannot be called against a panel.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The sample's table does not state what is needed.
    #[error("sample {sample}: {source}")]
    Basis {
        /// Sample name.
        sample: String,
        /// What is missing.
        #[source]
        source: BuildError,
    },
    /// The sample and the panel do not belong together.
    #[error(
        "sample {sample} and the panel of normals do not match: {what} is {ours} in the sample and \
         {theirs} in the panel; count the sample the way the normals were counted, or build a \
         panel for it"
    )]
    Mismatch {
        /// Sample name.
        sample: String,
        /// The property that differs.
        what: &'static str,
        /// Its value in the sample.
        ours: String,
        /// Its value in the panel.
        theirs: String,
    },
    /// A normal that is to be left out is not in the panel.
    #[error("{name} is not among the panel's normals: 'ikaros normals inspect' lists them")]
    NoSuchMember {
        /// The name.
        name: String,
    },
    /// Too few normals are left once the sample itself is left out.
    #[error(
        "sample {sample} is one of the panel's {members} normals and cannot be called against \
         itself; fewer than {fewest} are left without it"
    )]
    TooFewLeft {
        /// Sample name.
        sample: String,
        /// Members of the panel.
        members: usize,
        /// Fewest that are needed.
        fewest: usize,
    },
}

/// Target indices of each region of the gene model, in the regions' order.
pub fn region_targets(
    knowledge: &Knowledge,
    assembly: Assembly,
    targets: &[Target],
) -> Vec<Vec<usize>> {
    let of_gene = |symbol: &String| {
        let gene = knowledge.genes.gene(symbol)?;
        let found = targets_of(gene, assembly, targets);
        Some(
            found
                .exons
                .into_iter()
                .flatten()
                .chain(found.intronic)
                .chain(found.wide)
                .collect::<Vec<_>>(),
        )
    };
    let of_region = |region: &crate::knowledge::regions::Region| {
        let mut all: Vec<usize> = region.genes.iter().filter_map(of_gene).flatten().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    knowledge.regions.regions.iter().map(of_region).collect()
}

/// Calls one sample.
///
/// `expectation` must have been fitted to `panel` without the sample itself.
pub fn call(
    sample: &SampleInfo,
    depth: &DepthTable,
    panel: &PanelOfNormals,
    expectation: &Expectation,
    knowledge: &Knowledge,
) -> Result<SampleCalls, CallError> {
    check(depth, panel)?;
    let assembly = panel.basis.assembly;
    let targets = depth.targets.targets();
    let regions = region_targets(knowledge, assembly, targets);
    let rules = &knowledge.rules.calling.snps;
    let snps = depth.snps.as_ref().map_or(&[][..], |snps| &snps.counts);
    let skews = Skews::new(snps, targets, &regions, rules);
    let fit = Fit::new(counts(depth), targets, expectation, &regions, &skews);
    let without_reads = completeness::without_reads(depth, expectation, &regions);
    let is_readable =
        without_reads.is_empty() && fit.correlation >= knowledge.rules.calling.qc.correlation_fail;
    let data = region_data(depth, (&fit, expectation), &skews, &regions, knowledge, assembly);
    let flat = FractionPrior::flat();
    let first: Vec<Posterior> =
        data.iter().map(|region| events::posterior(region, &flat)).collect();
    let stated = sample.stated_purity();
    let chromosomes = is_readable.then(|| {
        chromosome_levels((sample, depth), (panel, expectation), &fit, &regions, knowledge)
    });
    let prior = knowledge.regions.prior;
    let levels = chromosomes.as_ref().map_or(&[][..], |(levels, _)| levels);
    let witnesses = Witnesses { regions: &data, levels, prior };
    // Stated blasts speak only where there is no other certain event.
    let known = |r| witnesses.beside(r, &first).or_else(|| stated.map(Purity::stated));
    let (fractions, posteriors): (Vec<FractionPrior>, Vec<Posterior>) = first
        .iter()
        .enumerate()
        .map(|(r, first)| {
            let Some(known) = known(r) else { return (flat.clone(), first.clone()) };
            let fractions = known.fractions(&prior);
            let posterior = events::posterior(&data[r], &fractions);
            (fractions, posterior)
        })
        .unzip();
    let purity = witnesses.purity(None, &posteriors);
    let observed = sex::of_sample(assembly, targets, &mean_depths(depth), fit.x_ratio);
    let mut calls = SampleCalls {
        sample: SampleInfo { sex_observed: observed, ..sample.clone() },
        assembly,
        contig_style: depth.style,
        par: depth.par,
        depth_source: depth.source,
        depth_filters: depth.filters.clone(),
        target_digest: depth.targets.digest().to_owned(),
        targets: u32::try_from(targets.len()).unwrap_or(u32::MAX),
        mean_depth: overall_depth(depth),
        depth_qc: depth.qc.clone(),
        normals: NormalsFit {
            digest: panel.digest.clone(),
            members: expectation.members.clone(),
            left_out: expectation.left_out.clone(),
            correlation: fit.correlation,
            noise_factor: fit.noise_factor,
            wave_factor: Some(fit.wave_factor),
            factors: u32::try_from(expectation.loadings.len()).unwrap_or(u32::MAX),
            depth: panel.depth_without(&sample.name),
            without_reads,
            members_with_events: members_with_events(panel, expectation),
            genes_with_events: genes_with_events(panel, expectation),
            same_as: panel
                .same_depths(depth)
                .map(|member| panel.members[member].name.clone())
                .filter(|name| *name != sample.name),
        },
        baseline: fit.baseline.clone(),
        aneuploidy: chromosomes.clone().map(|(levels, reads)| {
            let leukaemic = purity.or(stated);
            chromosomes::aneuploidy(levels, reads, leukaemic, &knowledge.rules.aneuploidy)
        }),
        junctions: depth.junctions.clone(),
        junctions_at_large: depth.junctions_at_large.clone(),
        snps: depth.snps.as_ref().map(|snps| SnpEvidence {
            source: snps.source,
            counted: u32::try_from(snps.counts.len()).unwrap_or(u32::MAX),
            heterozygous: u32::try_from(skews.snps().len()).unwrap_or(u32::MAX),
            dispersion: skews.dispersion(),
            zero: fit.balance.0,
            competing: fit.balance.1,
            decided_zero: fit.zero_by_alleles,
            regions: data.iter().zip(&posteriors).filter_map(of_region).collect(),
        }),
        purity: purity.filter(|_| is_readable),
        genes: Vec::new(),
        flags: Vec::new(),
    };
    let witnessed = (0..data.len()).map(|r| witnesses.purity(Some(r), &posteriors)).collect();
    let context = summary::Context {
        depth,
        fit: &fit,
        without_reads: &calls.normals.chromosomes_without_reads(),
        knowledge,
        assembly,
        witnessed,
        stated,
        fractions,
    };
    calls.genes = summary::genes(&context, &data, &posteriors);
    let below = relative::below(&calls, &data, &knowledge.rules.aneuploidy);
    calls.flags = flags::flags(&context, &calls, &below);
    Ok(calls)
}

/// Members that were used and carry events of their own, as the panel says of them.
fn members_with_events(panel: &PanelOfNormals, expectation: &Expectation) -> u32 {
    let used = panel.with_events().filter(|member| expectation.members.contains(&member.name));
    u32::try_from(used.count()).unwrap_or(u32::MAX)
}

/// Genes in which members that were used certainly carry a deletion, as the panel says of them.
fn genes_with_events(panel: &PanelOfNormals, expectation: &Expectation) -> Vec<String> {
    let used = panel.members.iter().filter(|member| expectation.members.contains(&member.name));
    let losses = used.flat_map(Member::carried).filter(|event| event.ends_with("_del"));
    let mut genes: Vec<String> =
        losses.filter_map(|event| event.split(' ').next()).map(str::to_owned).collect();
    genes.sort();
    genes.dedup();
    genes
}

/// The regions with all that is known of each: its depth, junctions and alleles.
fn region_data(
    depth: &DepthTable,
    (fit, expectation): (&Fit, &Expectation),
    skews: &Skews,
    regions: &[Vec<usize>],
    knowledge: &Knowledge,
    assembly: Assembly,
) -> Vec<RegionData> {
    let targets = depth.targets.targets();
    let mut data: Vec<RegionData> = knowledge
        .regions
        .regions
        .iter()
        .zip(regions)
        .map(|(region, indices)| {
            RegionData::new(region, knowledge, assembly, targets, indices, fit, expectation)
        })
        .collect();
    for region in &mut data {
        region.weigh_junctions(
            depth.junctions.as_deref().unwrap_or_default(),
            depth.junctions_at_large.as_deref().unwrap_or_default(),
            configuration::STEPS,
        );
        region.weigh_alleles(skews);
    }
    data
}

/// Levels of the whole chromosomes of a sample, and how off-target reads were used for them.
fn chromosome_levels(
    (sample, depth): (&SampleInfo, &DepthTable),
    (panel, expectation): (&PanelOfNormals, &Expectation),
    fit: &Fit,
    regions: &[Vec<usize>],
    knowledge: &Knowledge,
) -> (Vec<ChromosomeLevel>, OffTargetUse) {
    let rules = &knowledge.rules;
    let backbone = chromosomes::backbone(fit, depth.targets.targets(), expectation, regions);
    let reads = off_target::measure(
        depth.off_target.as_ref(),
        (panel, &expectation.members),
        &chromosomes::assessed(&backbone, &rules.aneuploidy),
        rules.calling.off_target,
    );
    let mut levels = chromosomes::levels(&backbone, &reads, fit.level_error, rules);
    chromosome_limit::leave_unseen(&mut levels, sample);
    (levels, reads.state)
}

/// What the alleles of a region say; nothing without a heterozygous SNP.
fn of_region((region, posterior): (&RegionData, &Posterior)) -> Option<RegionSnps> {
    if region.alleles.sites() == 0 {
        return None;
    }
    let none = region.alleles_of_none();
    let log_ratio = match posterior.best(|_| true) {
        Some((events, weighed)) if weighed.log_posterior > posterior.log_none => {
            events::alleles_of(region, events, &weighed.fractions) - none
        }
        _ => 0.0,
    };
    Some(RegionSnps {
        genes: region.region.genes.clone(),
        heterozygous: region.alleles.sites(),
        log10_ratio: log_ratio / std::f64::consts::LN_10,
    })
}

/// Posterior probability that a gene carries a deletion, from depth alone and with any purity: the
/// gene's region by itself, for trials in number. `None` where the panel assesses no exon of it.
pub fn probability_of_deletion(
    gene: &str,
    depth: &DepthTable,
    expectation: &Expectation,
    regions: &[Vec<usize>],
    knowledge: &Knowledge,
    assembly: Assembly,
) -> Option<f64> {
    let r = knowledge.regions.regions.iter().position(|r| r.genes.iter().any(|g| g == gene))?;
    let region = &knowledge.regions.regions[r];
    let targets = depth.targets.targets();
    let skews = Skews::none(&knowledge.rules.calling.snps);
    let fit = Fit::new(counts(depth), targets, expectation, regions, &skews);
    let data =
        RegionData::new(region, knowledge, assembly, targets, &regions[r], &fit, expectation);
    let index = region.genes.iter().position(|g| g == gene)?;
    let units: Vec<usize> =
        (0..data.units.len()).filter(|&u| data.units[u].gene == index).collect();
    if units.is_empty() {
        return None;
    }
    let posterior = events::posterior(&data, &FractionPrior::flat());
    let touches = |e: &configuration::Event| units.iter().any(|u| (e.first..=e.last).contains(u));
    let deleted = posterior.log_probability(|c| c.iter().any(|e| !e.gain && touches(e)));
    Some(deleted.exp().min(1.0))
}

fn check(depth: &DepthTable, panel: &PanelOfNormals) -> Result<(), CallError> {
    let ours = basis_of(depth)
        .map_err(|source| CallError::Basis { sample: depth.sample.clone(), source })?;
    let theirs = &panel.basis;
    let par_clash =
        ours.par != theirs.par && ours.par != ParState::NotSeen && theirs.par != ParState::NotSeen;
    let checks = [
        ("the assembly", ours.assembly.to_string(), theirs.assembly.to_string(), false),
        ("the target set", short(&ours.target_digest), short(&theirs.target_digest), false),
        ("the masking of PAR1 on Y", ours.par.code().into(), theirs.par.code().into(), !par_clash),
        ("the counter", ours.source.code().into(), theirs.source.code().into(), false),
        ("the counting filter", ours.filters.clone(), theirs.filters.clone(), false),
    ];
    for (what, ours, theirs, waived) in checks {
        if ours != theirs && !waived {
            let sample = depth.sample.clone();
            return Err(CallError::Mismatch { sample, what, ours, theirs });
        }
    }
    Ok(())
}
