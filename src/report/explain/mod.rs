//! How the call of one gene came about, from the result alone: what was measured, how likely each
//! reading is, what the reads at junctions say, what could have been seen, and which rules applied.

mod explanation;
mod junctions;
mod rules;
mod text;

use super::{json, open};
use crate::knowledge::Knowledge;
use crate::model::calls::{EventKind, GeneCall, QcFlag};
use crate::model::locus_state::LocusState;
use crate::model::merged_variant::{HotspotResult, VariantFinding};
use crate::model::patient::{LocusResult, NotAssessed, PatientResult};
use crate::model::snp::RegionSnps;

pub use explanation::{Conclusions, Counting, Explanation, Threshold};
pub use junctions::RecurrentJunction;
pub use text::render;

/// Version of the layout of `ikaros explain --json`.
pub const SCHEMA_VERSION: &str = "1.0";

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
