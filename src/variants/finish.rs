//! The last step of a merged record: its gene, effect, hotspot and filters.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::knowledge::Knowledge;
use crate::knowledge::small_variants::Hotspot;
use crate::model::assembly::Assembly;
use crate::model::interval::Interval;
use crate::model::merged_variant::{Effect, MergedVariant, UnreadableTranscript};
use crate::variants::alone::Shown;
use crate::variants::consequence::{
    Fault, Projector, Transcript, WITHHELD, codon_fault, unknown_at,
};
use crate::variants::filter::{self, Outside};
use crate::variants::normalise::{Allele, Key, key};
use crate::variants::sequence::{Sequence, SequenceError};
use crate::variants::{agreement, germline, hotspot, limit, plain, together};

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
    /// Alternative reads that are stated of records of several bases, by contig and label.
    pub wholes: BTreeMap<(u16, String), u32>,
    /// Molecules that show parts of such records, where reads were counted.
    pub shown: BTreeMap<Key, Shown>,
    /// Alleles with a neighbour that may lie on the same allele or on the other.
    pub open_neighbours: BTreeMap<Key, Vec<Allele>>,
    /// Substitutions with an insertion or deletion beside them, and the reverse.
    pub open_indels: BTreeMap<Key, Vec<Allele>>,
    /// Contigs and positions near which the population file or the panel of normals has a record.
    pub covered: BTreeSet<(u16, u32)>,
    /// True when a matched normal was given.
    pub has_controls: bool,
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
            shown: BTreeMap::new(),
            open_neighbours: BTreeMap::new(),
            open_indels: BTreeMap::new(),
            covered: BTreeSet::new(),
            has_controls: false,
            projector: Projector::new(sequence, &knowledge.genes, assembly)?
                .with_proteins(sequence, knowledge, assembly)?
                .with_residues(&knowledge.small_variants.hotspots),
            spans: spans(knowledge, assembly),
        })
    }

    /// Transcripts that the reference does not hold, or not as a whole.
    pub fn unreadable(&self) -> Vec<UnreadableTranscript> {
        let told = |transcript: &Transcript| {
            let fault = transcript.fault.as_ref()?;
            Some(UnreadableTranscript {
                gene: transcript.gene.clone(),
                transcript: transcript.id.clone(),
                cause: fault.cause().to_owned(),
                in_part: fault.is_in_part(),
            })
        };
        self.projector.unreadable().filter_map(told).collect()
    }

    /// Why changes at a hotspot cannot be told; nothing where they can.
    pub fn unreadable_hotspot(
        &self,
        sequence: &dyn Sequence,
        hotspot: &Hotspot,
    ) -> Result<Option<String>, SequenceError> {
        let known = &self.knowledge.small_variants;
        if let Some(gene) = known.plain_gene(&hotspot.gene) {
            let codon = plain::codon(sequence, gene, hotspot, self.assembly)?;
            let fault = codon.and_then(|codon| codon_fault(&codon, hotspot));
            return Ok(fault.map(|cause| format!("{NOT_HELD} {}: {cause}", gene.transcript)));
        }
        let mut main = self.projector.transcripts().iter();
        let transcript = main.find(|transcript| transcript.gene == hotspot.gene);
        Ok(transcript.and_then(|transcript| match transcript.fault.as_ref()? {
            Fault::Wrong(_) => not_held(transcript),
            Fault::Unknown(_) => {
                let cause = unknown_at(transcript, hotspot)?;
                Some(format!("{NOT_HELD} {}: {cause}", transcript.id))
            }
        }))
    }

    /// True where the reference tells what an allele does to every protein that it concerns.
    pub fn is_told(
        &self,
        sequence: &dyn Sequence,
        contig: u16,
        allele: &Allele,
    ) -> Result<bool, SequenceError> {
        Ok(self.projector.withheld(sequence, contig, allele)?.is_empty())
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
            self.tell_plain(sequence, variant, &allele)?;
            if let Some(effect) = &variant.effect {
                let others = self.projector.others(sequence, contig, &allele, effect)?;
                let effects: Vec<&Effect> = std::iter::once(effect).chain(&others).collect();
                let compared = agreement::compare(&effects, &variant.annotations);
                variant.other_effects = others;
                variant.agreements = compared.agree;
                variant.disagreements = compared.disagree;
                variant.not_compared = compared.not_compared;
            }
            let withheld = self.projector.withheld(sequence, contig, &allele)?;
            let reasons = withheld.into_iter().filter_map(not_held);
            variant.notes.extend(reasons.map(|why| format!("{WITHHELD}: {why}")));
            let open = self.open_neighbour(sequence, contig, variant, &allele)?;
            variant.notes.extend(open);
            let beside = self.open_indels.get(&key(contig, &allele)).map(|others| {
                let names: Vec<String> = others.iter().map(Allele::label).collect();
                together::named_alone(&names)
            });
            variant.notes.extend(beside.filter(|_| variant.part_of.is_none()));
        }
        let known = &self.knowledge.small_variants.hotspots;
        variant.whitelist = hotspot::of(variant, known, self.assembly).map(hotspot::name);
        variant.notes.extend(hotspot::covered(variant, known, self.assembly));
        let borders = &self.knowledge.small_variants.filters;
        variant.limit_of_detection =
            variant.depth.and_then(|depth| limit::of_detection(depth, borders));
        filter::apply(variant, borders, self.outside(contig, variant));
        // A file that holds nothing near a variant knows nothing of it.
        let has_controls = self.has_controls || self.covered.contains(&(contig, variant.position));
        if !has_controls && variant.gene.is_some() {
            variant.notes.extend(germline::hint(variant, borders));
        }
        Ok(())
    }

    /// The effect on a gene whose transcript is not built in, with what it rests on.
    fn tell_plain(
        &self,
        sequence: &dyn Sequence,
        variant: &mut MergedVariant,
        allele: &Allele,
    ) -> Result<(), SequenceError> {
        let known = &self.knowledge.small_variants;
        let gene = variant.gene.as_deref().and_then(|symbol| known.plain_gene(symbol));
        let Some(gene) = gene else { return Ok(()) };
        let missing = format!("{} for {} ({})", plain::NO_TRANSCRIPT, gene.symbol, gene.transcript);
        let by_codon = plain::at_codon(sequence, gene, &known.hotspots, self.assembly, allele)?;
        let (effect, source) = if let Some(effect) = by_codon {
            (Some(effect), "the effect is told from the codon of the hotspot".to_owned())
        } else if let Some((effect, tool)) = plain::as_annotated(gene, &variant.annotations) {
            (Some(effect), format!("the effect is what {tool} states"))
        } else {
            (None, "the effect is not told; annotate the VCF on that transcript".to_owned())
        };
        variant.effect = effect;
        variant.notes.push(format!("{missing}: {source}"));
        Ok(())
    }

    /// The remark on a change whose codon has a second one, where nothing tells whether both lie
    /// on one allele.
    fn open_neighbour(
        &self,
        sequence: &dyn Sequence,
        contig: u16,
        variant: &MergedVariant,
        allele: &Allele,
    ) -> Result<Option<String>, SequenceError> {
        let codon = |effect: &Effect| hotspot::codon(&effect.hgvs_c);
        let own = variant.effect.as_ref().and_then(codon);
        let Some(own) = own else { return Ok(None) };
        let others = self.open_neighbours.get(&key(contig, allele));
        for other in others.into_iter().flatten() {
            let effect = self.projector.effect(sequence, contig, other)?;
            if let Some(effect) = effect.filter(|effect| codon(effect) == Some(own)) {
                return Ok(Some(format!(
                    "{}: {} changes the same codon, on the same allele or on the other",
                    together::NOT_CERTAIN,
                    effect.hgvs_c
                )));
            }
        }
        Ok(None)
    }

    fn outside(&self, contig: u16, variant: &MergedVariant) -> Outside {
        let whole = variant.part_of.as_ref().map(|label| (contig, label.clone()));
        let whole_alternative = whole.and_then(|whole| self.wholes.get(&whole).copied());
        let text = format!("{}>{}", variant.reference, variant.alternative);
        let key = (contig, variant.position, text);
        Outside {
            population_frequency: self.population.get(&key).copied(),
            in_panel_of_normals: self.panel_of_normals.contains(&key),
            whole_alternative,
            shown: self.shown.get(&key).copied(),
        }
    }

    fn gene(&self, variant: &MergedVariant) -> Option<&str> {
        let length = u32::try_from(variant.reference.len()).unwrap_or(u32::MAX);
        let start = variant.position.saturating_sub(1);
        let site = Interval::new(variant.contig.clone(), start, start.saturating_add(length));
        let span = self.spans.iter().find(|(_, span)| span.overlap(&site) > 0);
        span.map(|(gene, _)| gene.as_str())
    }
}

/// How a sentence on an unreadable transcript begins.
const NOT_HELD: &str = "the reference does not hold the coding sequence of";

fn not_held(transcript: &Transcript) -> Option<String> {
    let cause = transcript.fault.as_ref()?.cause();
    Some(format!("{NOT_HELD} {}: {cause}", transcript.id))
}

/// Genes that are reported, with and without a transcript.
pub fn spans(knowledge: &Knowledge, assembly: Assembly) -> Vec<(String, Interval)> {
    let plain = knowledge.small_variants.plain_genes.iter();
    let plain = plain.map(|gene| (gene.symbol.clone(), gene.span(assembly)));
    knowledge.genes.spans(assembly).into_iter().chain(plain).collect()
}
