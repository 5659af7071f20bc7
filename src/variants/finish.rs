//! The last step of a merged record: its gene, effect, hotspot, filters; and what hotspots show.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::knowledge::Knowledge;
use crate::knowledge::small_variants::Hotspot;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;
use crate::model::merged_variant::{Effect, HotspotResult, MergedVariant, Recount};
use crate::variants::agreement;
use crate::variants::consequence::Projector;
use crate::variants::filter::{self, Outside};
use crate::variants::normalise::Allele;
use crate::variants::sequence::{Sequence, SequenceError};
use crate::variants::{limit, merge};

/// An allele by contig, position and `REF>ALT`.
pub type Key = (u16, u32, String);

/// The key of an allele.
pub fn key(contig: u16, allele: &Allele) -> Key {
    (contig, allele.position, format!("{}>{}", allele.reference, allele.alternative))
}

/// What is needed to finish records.
pub struct Finisher<'a> {
    /// Genes, hotspots and borders.
    pub knowledge: &'a Knowledge,
    /// Assembly of the reference.
    pub assembly: Assembly,
    /// Frequencies in the population.
    pub population: HashMap<Key, f64>,
    /// Alleles in the panel of normals.
    pub panel_of_normals: BTreeSet<Key>,
    /// Alternative fragments of multi-nucleotide records, by contig and label.
    pub wholes: BTreeMap<(u16, String), u32>,
    projector: Projector,
    spans: Vec<(String, Interval)>,
}

impl<'a> Finisher<'a> {
    /// A finisher without outside knowledge.
    pub fn new(
        knowledge: &'a Knowledge,
        assembly: Assembly,
        sequence: &dyn Sequence,
    ) -> Result<Self, SequenceError> {
        Ok(Self {
            knowledge,
            assembly,
            population: HashMap::new(),
            panel_of_normals: BTreeSet::new(),
            wholes: BTreeMap::new(),
            projector: Projector::new(sequence, &knowledge.genes, assembly)?
                .with_proteins(sequence, knowledge, assembly)?,
            spans: knowledge.genes.spans(assembly),
        })
    }

    /// Gives a record its gene, effect, hotspot and filters.
    pub fn finish(
        &self,
        sequence: &dyn Sequence,
        contig: u16,
        variant: &mut MergedVariant,
    ) -> Result<(), SequenceError> {
        variant.gene = self.gene(variant).map(str::to_owned);
        if variant.gene.is_some() {
            let allele = Allele::new(variant.position, &variant.reference, &variant.alternative);
            variant.effect = self.projector.effect(sequence, contig, &allele)?;
            if let Some(effect) = &variant.effect {
                let others = self.projector.others(sequence, contig, &allele, effect)?;
                let effects: Vec<&Effect> = std::iter::once(effect).chain(&others).collect();
                let compared = agreement::compare(&effects, &variant.annotations);
                variant.other_effects = others;
                variant.agreements = compared.agree;
                variant.disagreements = compared.disagree;
                variant.not_compared = compared.not_compared;
            }
        }
        variant.whitelist = self.hotspot(variant).map(|h| format!("{} {}", h.gene, h.label));
        let borders = &self.knowledge.small_variants.filters;
        filter::apply(variant, borders, self.outside(contig, variant));
        Ok(())
    }

    fn outside(&self, contig: u16, variant: &MergedVariant) -> Outside {
        let whole = variant.part_of.as_ref().map(|label| (contig, label.clone()));
        let whole_alternative = whole.and_then(|whole| self.wholes.get(&whole).copied());
        if self.population.is_empty() && self.panel_of_normals.is_empty() {
            return Outside { whole_alternative, ..Outside::default() };
        }
        let text = format!("{}>{}", variant.reference, variant.alternative);
        let key = (contig, variant.position, text);
        Outside {
            population_frequency: self.population.get(&key).copied(),
            in_panel_of_normals: self.panel_of_normals.contains(&key),
            whole_alternative,
        }
    }

    fn gene(&self, variant: &MergedVariant) -> Option<&str> {
        let length = u32::try_from(variant.reference.len()).unwrap_or(u32::MAX);
        let start = variant.position.saturating_sub(1);
        let site = Interval::new(variant.contig.clone(), start, start.saturating_add(length));
        let span = self.spans.iter().find(|(_, span)| span.overlap(&site) > 0);
        span.map(|(gene, _)| gene.as_str())
    }

    /// The hotspot that a change touches: by its first changed residue, which a repeat may carry
    /// away from the position as written, or by its bases. The anchor of an insertion or deletion
    /// is no change.
    fn hotspot(&self, variant: &MergedVariant) -> Option<&Hotspot> {
        let known = &self.knowledge.small_variants;
        let is_silent =
            |effect: &Effect| effect.terms.iter().any(|term| term == "synonymous_variant");
        if variant.effect.as_ref().is_some_and(is_silent) {
            return None;
        }
        if let Some(effect) = &variant.effect
            && let Some(residue) = effect.residue
            && let Some(found) =
                known.hotspots.iter().find(|h| h.gene == effect.gene && h.codon == residue)
        {
            return Some(found);
        }
        let has_anchor = variant.reference.len() != variant.alternative.len()
            && variant.reference.as_bytes().first() == variant.alternative.as_bytes().first();
        let length = variant.reference.len().saturating_sub(usize::from(has_anchor));
        if length == 0 {
            return None;
        }
        let position = variant.position.saturating_add(u32::from(has_anchor));
        known.hotspot(self.assembly, &variant.contig, position, length)
    }
}

/// Every single change in the codons of the hotspots that the reference can tell, with the
/// hotspot's index.
pub fn hotspot_alleles(
    sequence: &dyn Sequence,
    hotspots: &[Hotspot],
    assembly: Assembly,
) -> Result<Vec<(usize, u16, Allele)>, SequenceError> {
    let mut alleles = Vec::new();
    for (index, hotspot) in hotspots.iter().enumerate() {
        let Some(contig) = sequence.contigs().index(&hotspot.contig) else { continue };
        let (start, end) = hotspot.place(assembly);
        let bases = sequence.bases(contig, start - 1, end)?;
        for (position, base) in (start..).zip(bases) {
            if !b"ACGT".contains(&base) {
                continue;
            }
            for other in b"ACGT".iter().filter(|other| **other != base) {
                alleles.push((
                    index,
                    contig,
                    Allele {
                        position,
                        reference: char::from(base).to_string(),
                        alternative: char::from(*other).to_string(),
                    },
                ));
            }
        }
    }
    Ok(alleles)
}

/// A change at a hotspot that the reads show with enough fragments and no caller states.
pub fn unstated(
    contig: &Contig,
    allele: &Allele,
    counts: Recount,
    min_alternative: u32,
    min_vaf: f64,
    callers_run: u32,
) -> Option<MergedVariant> {
    let enough = counts.alternative >= min_alternative;
    if !enough || counts.vaf().is_none_or(|vaf| vaf < min_vaf) {
        return None;
    }
    let mut variant = merge::blank(contig, allele.clone());
    variant.callers_run = callers_run;
    merge::decide(&mut variant, Some(counts));
    variant.notes.push("seen in the reads at a hotspot; no caller states it".to_owned());
    Some(variant)
}

/// What each hotspot shows: `depths` are the counts of its alleles by hotspot.
pub fn hotspot_results(
    hotspots: &[Hotspot],
    assembly: Assembly,
    counts: &[(usize, Recount)],
    has_reads: bool,
    found: &[MergedVariant],
) -> Vec<HotspotResult> {
    let result = |(index, hotspot): (usize, &Hotspot)| {
        let (start, end) = hotspot.place(assembly);
        let own = || counts.iter().filter(move |(i, _)| *i == index).map(|(_, counts)| counts);
        let depth = own().map(|counts| counts.depth).min();
        let name = format!("{} {}", hotspot.gene, hotspot.label);
        let here: Vec<String> = found
            .iter()
            .filter(|v| v.whitelist.as_deref() == Some(&name) && !v.alternative_depth.eq(&Some(0)))
            .map(describe)
            .collect();
        let limit = depth.and_then(limit::of_detection);
        let lost_quality: u32 = own().map(|counts| counts.lost_mapping_quality).max().unwrap_or(0);
        let (state, evidence) = if !here.is_empty() {
            ("found", here.join("; "))
        } else if !has_reads {
            ("not_assessed", "no alignment was given: no caller states a change".to_owned())
        } else if depth.is_none() {
            ("not_assessed", "the reference has no bases there".to_owned())
        } else if limit.is_none() {
            let why = if lost_quality > 0 {
                format!("{lost_quality} fragments have a low mapping quality")
            } else {
                "too few fragments".to_owned()
            };
            ("not_assessed", why)
        } else {
            // Insertions and deletions are known as far as a caller states them.
            ("not_found", "single bases counted; no caller states another change".to_owned())
        };
        HotspotResult {
            gene: hotspot.gene.clone(),
            label: hotspot.label.clone(),
            contig: hotspot.contig.clone(),
            start,
            end,
            state: state.to_owned(),
            depth,
            limit_of_detection: limit,
            evidence,
        }
    };
    hotspots.iter().enumerate().map(result).collect()
}

fn describe(variant: &MergedVariant) -> String {
    let name = variant.effect.as_ref().map_or_else(
        || format!("{}{}>{}", variant.position, variant.reference, variant.alternative),
        |effect| effect.hgvs_p.clone().unwrap_or_else(|| effect.hgvs_c.clone()),
    );
    let count = |value: Option<u32>| value.map_or_else(|| "?".to_owned(), |v| v.to_string());
    let state = if variant.passes() { "PASS".to_owned() } else { variant.filters.join("+") };
    format!("{name} {} of {}, {state}", count(variant.alternative_depth), count(variant.depth))
}
