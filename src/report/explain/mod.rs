//! How the call of one gene came about, from the result alone: what was measured, how likely each
//! reading is, what the reads at junctions say, what could have been seen, and which rules applied.

mod junctions;
mod rules;
mod text;

use serde::Serialize;

use super::{json, open};
use crate::knowledge::Knowledge;
use crate::model::calls::{Baseline, Estimate, ExonCall, GeneCall, NormalsFit, QcFlag, Segment};
use crate::model::calls::{EventKind, Pattern, PatternLimit};
use crate::model::junction::Junction;
use crate::model::locus_state::LocusState;
use crate::model::merged_variant::{HotspotResult, UnreadableTranscript, VariantFinding};
use crate::model::patient::{Ikzf1PlusResult, Ikzf1Result, LocusResult, PatientResult, RuleSource};
use crate::model::patient::{NotAssessed, UkallCnaResult};
use crate::model::sample::{Role, Sex};
use crate::model::snp::RegionSnps;

pub use junctions::RecurrentJunction;
pub use rules::Threshold;
pub use text::render;

/// Version of the layout of `ikaros explain --json`.
pub const SCHEMA_VERSION: &str = "1.0";

/// How the call of one gene came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation<'a> {
    /// Version of this layout.
    pub schema_version: &'static str,
    /// Sample name.
    pub sample: &'a str,
    /// Patient's sample or healthy reference.
    pub role: Role,
    /// Stated, else observed.
    pub sex: Sex,
    /// `GRCh37` or `GRCh38`.
    pub assembly: &'static str,
    /// Gene symbol.
    pub gene: &'a str,
    /// Transcript that numbers the exons.
    pub transcript: &'a str,
    /// Deleted, not deleted or not assessed; not assessed as well where a deletion is neither called
    /// nor excluded.
    pub state: LocusState,
    /// Why the gene is not assessed though exons of it are; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// True when a deletion of the exons that are measured as normal is neither called nor excluded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub exons_open: bool,
    /// A part of the gene is gained.
    pub gained: bool,
    /// Probability that the gene carries any deletion.
    pub probability_deletion: f64,
    /// Probability that the gene carries any gain.
    pub probability_gain: f64,
    /// How depth was counted.
    pub counting: Counting<'a>,
    /// Fit to the panel of normals.
    pub normals: &'a NormalsFit,
    /// The zero of the copy-number scale.
    pub baseline: &'a Baseline,
    /// Fraction of leukaemic cells, from the events.
    pub purity: Option<Estimate>,
    /// Exons with their figures.
    pub exons: &'a [ExonCall],
    /// Events.
    pub segments: &'a [Segment],
    /// Posterior of the deletion patterns above 1 %.
    pub patterns: &'a [Pattern],
    /// Smallest clone fraction at which loss of the whole gene would have been called.
    pub limit_of_detection: Option<f64>,
    /// The same for the loss of both copies.
    pub limit_homozygous: Option<f64>,
    /// The same for one more copy.
    pub limit_gain: Option<f64>,
    /// The same for each recurrent deletion.
    pub pattern_limits: &'a [PatternLimit],
    /// Reads at the gene's recurrent junctions; absent when they were not looked for.
    pub recurrent_junctions: Option<Vec<RecurrentJunction>>,
    /// Other junctions over the gene; absent when they were not looked for.
    pub junctions: Option<Vec<&'a Junction>>,
    /// What heterozygous SNPs say of the gene's region; absent when none were counted, or none of
    /// the region is heterozygous.
    pub alleles: Option<&'a RegionSnps>,
    /// Meanings of the small variants on the gene; absent when none were merged.
    pub small_variants: Option<Vec<&'a VariantFinding>>,
    /// Hotspots of the gene at which a change may have gone unseen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hotspots_not_assessed: Vec<&'a HotspotResult>,
    /// Transcripts of the gene whose coding sequence was not read as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<&'a UnreadableTranscript>,
    /// Quality flags of the sample, and those of this gene.
    pub flags: Vec<&'a QcFlag>,
    /// What the rules concluded for the gene.
    pub conclusions: Conclusions<'a>,
    /// What was not assessed in the gene, with the reasons.
    pub not_assessed: Vec<&'a NotAssessed>,
    /// Thresholds that were used, where the result names the built-in rules.
    pub thresholds: Vec<Threshold>,
    /// Rule files that applied, with versions and sources.
    pub rules: Vec<&'a RuleSource>,
    /// Options that decide the result.
    pub options: &'a [String],
    /// Where the figures per target are, which the result does not hold.
    pub per_target: String,
}

/// How depth was counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counting<'a> {
    /// The counter.
    pub source: &'static str,
    /// Its filters.
    pub filters: &'a str,
    /// Targets of the panel.
    pub targets: u32,
    /// Targets on the gene's exons.
    pub targets_on_gene: u32,
    /// Mean depth over all targets.
    pub mean_depth: f64,
}

/// What the rules concluded for a gene.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conclusions<'a> {
    /// The IKZF1 result, for IKZF1.
    pub ikzf1: Option<&'a Ikzf1Result>,
    /// Loci of the risk profiles that rest on the gene.
    pub loci: Vec<&'a LocusResult>,
    /// `IKZF1plus`, where the gene is one of its loci.
    pub ikzf1plus: Vec<&'a Ikzf1PlusResult>,
    /// UKALL-CNA, where the gene is one of its loci.
    pub ukall_cna: Vec<&'a UkallCnaResult>,
}

/// The explanation of a gene's call, or `None` when the result has no such gene. The symbol may be
/// written in small letters.
pub fn explain<'a>(
    result: &'a PatientResult,
    symbol: &str,
    knowledge: &Knowledge,
) -> Option<Explanation<'a>> {
    let calls = &result.calls;
    let gene = calls.genes.iter().find(|gene| gene.gene.eq_ignore_ascii_case(symbol))?;
    let conclusions = conclusions(result, gene);
    let open = open::gene(result, gene);
    let merged = result.merged.iter();
    let blind = |h: &&HotspotResult| h.gene == gene.gene && h.state == "not_assessed";
    Some(Explanation {
        schema_version: SCHEMA_VERSION,
        sample: &calls.sample.name,
        role: calls.sample.role,
        sex: calls.sample.sex(),
        assembly: calls.assembly.name(),
        gene: &gene.gene,
        transcript: &gene.transcript,
        state: if open.is_some() { LocusState::NotAssessed } else { gene.state },
        open,
        exons_open: calls.is_undecided_on_exons(gene, EventKind::Deletion),
        gained: gene.gained,
        probability_deletion: gene.probability_deletion,
        probability_gain: gene.probability_gain,
        counting: Counting {
            source: calls.depth_source.code(),
            filters: &calls.depth_filters,
            targets: calls.targets,
            targets_on_gene: gene.exons.iter().map(|exon| exon.targets).sum(),
            mean_depth: calls.mean_depth,
        },
        normals: &calls.normals,
        baseline: &calls.baseline,
        purity: calls.purity,
        exons: &gene.exons,
        segments: &gene.segments,
        patterns: &gene.patterns,
        limit_of_detection: gene.limit_of_detection,
        limit_homozygous: gene.limit_homozygous,
        limit_gain: gene.limit_gain,
        pattern_limits: &gene.pattern_limits,
        recurrent_junctions: junctions::recurrent(result, gene, knowledge),
        junctions: result.calls.junctions_over(gene),
        alleles: alleles(result, gene),
        small_variants: small_variants(result, gene),
        hotspots_not_assessed: merged.clone().flat_map(|m| &m.hotspots).filter(blind).collect(),
        unread: merged.flat_map(|m| &m.unreadable).filter(|u| u.gene == gene.gene).collect(),
        flags: flags(result, gene),
        not_assessed: not_assessed(result, gene),
        thresholds: rules::thresholds(result, knowledge),
        rules: rules::applied(result, gene, &conclusions),
        conclusions,
        options: &result.provenance.options,
        per_target: per_target(result),
    })
}

/// Symbols of the genes that a result can explain.
pub fn genes(result: &PatientResult) -> Vec<&str> {
    result.calls.genes.iter().map(|gene| gene.gene.as_str()).collect()
}

/// The explanation as indented JSON with a final line end.
pub fn json(explanation: &Explanation) -> Result<Vec<u8>, serde_json::Error> {
    json::pretty(explanation)
}

/// True when a locus name, such as `CDKN2A/B` or `PAR1`, rests on a gene.
fn rests_on(locus: &str, gene: &str) -> bool {
    locus == gene
        || locus.strip_suffix("/B").is_some_and(|first| {
            gene == first || first.strip_suffix('A').is_some_and(|stem| gene == format!("{stem}B"))
        })
}

fn conclusions<'a>(result: &'a PatientResult, gene: &GeneCall) -> Conclusions<'a> {
    let all = &result.interpretation;
    let of_par1 = all.par1.genes.iter().filter(|locus| rests_on(&locus.locus, &gene.gene));
    let in_par1 = of_par1.clone().next().is_some();
    let of_profiles = all
        .loci
        .iter()
        .filter(|locus| rests_on(&locus.locus, &gene.gene) || (in_par1 && locus.locus == "PAR1"));
    let loci: Vec<&LocusResult> = of_profiles
        .chain(of_par1)
        .chain(std::iter::once(&all.erg).filter(|erg| rests_on(&erg.locus, &gene.gene)))
        .collect();
    // IKZF1plus asks for IKZF1 itself, its companions, and ERG, which must not be deleted.
    let in_profile = !loci.is_empty() || gene.gene == "IKZF1";
    Conclusions {
        ikzf1: (gene.gene == "IKZF1").then_some(&all.ikzf1),
        loci: dedup(loci),
        ikzf1plus: all.ikzf1plus.iter().filter(|_| in_profile).collect(),
        ukall_cna: all.ukall_cna.iter().filter(|_| in_profile).collect(),
    }
}

/// Each once, in the order of their first place.
fn dedup(loci: Vec<&LocusResult>) -> Vec<&LocusResult> {
    let mut once: Vec<&LocusResult> = Vec::new();
    for locus in loci {
        if !once.contains(&locus) {
            once.push(locus);
        }
    }
    once
}

fn alleles<'a>(result: &'a PatientResult, gene: &GeneCall) -> Option<&'a RegionSnps> {
    let mut regions = result.calls.snps.as_ref()?.regions.iter();
    regions.find(|region| region.genes.contains(&gene.gene))
}

fn small_variants<'a>(
    result: &'a PatientResult,
    gene: &GeneCall,
) -> Option<Vec<&'a VariantFinding>> {
    let conclusions = result.merged.as_ref()?.conclusions.as_ref()?;
    Some(conclusions.findings.iter().filter(|finding| finding.gene == gene.gene).collect())
}

/// Flags of the sample; of those that name a gene the ones of this gene alone.
fn flags<'a>(result: &'a PatientResult, gene: &GeneCall) -> Vec<&'a QcFlag> {
    let of_gene = |flag: &&QcFlag| {
        let named = result.calls.genes.iter().find(|other| {
            flag.message.strip_prefix(other.gene.as_str()).is_some_and(|rest| rest.starts_with(' '))
        });
        named.is_none_or(|other| other.gene == gene.gene)
    };
    result.calls.flags.iter().filter(of_gene).collect()
}

fn not_assessed<'a>(result: &'a PatientResult, gene: &GeneCall) -> Vec<&'a NotAssessed> {
    let of_gene = |item: &&NotAssessed| {
        let first = item.what.split([' ', ',', ':']).next().unwrap_or_default();
        rests_on(first, &gene.gene)
    };
    result.interpretation.not_assessed.iter().filter(of_gene).collect()
}

/// Where the depth of each target is.
fn per_target(result: &PatientResult) -> String {
    let given = result.provenance.inputs.iter().find(|input| input.kind == "depth");
    match given {
        Some(input) => format!("the depth table that was given: {}", input.file),
        None => format!(
            "depth/{}.depth.tsv.gz in the folder of the run (columns chrom, start, end, name, \
             length, fragments, mean_depth)",
            result.calls.sample.name
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::rests_on;

    #[test]
    fn a_locus_of_two_genes_rests_on_both() {
        assert!(rests_on("CDKN2A/B", "CDKN2A") && rests_on("CDKN2A/B", "CDKN2B"));
        assert!(rests_on("IKZF1", "IKZF1"));
        assert!(!rests_on("CDKN2A/B", "CDKN2C") && !rests_on("ERG", "IKZF1"));
    }
}
