//! Breakpoints of planted events, and how many copies they leave on a target.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::event::{Exons, PlannedEvent};
use crate::knowledge::gene_model::{Gene, GeneModel};
use crate::model::assembly::Assembly;
use crate::model::interval::Interval;

/// Bases beyond the gene's outer exons within which an event ends, where no exon limits it.
const BEYOND: u32 = 5_000;

/// An event with its breakpoints.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedEvent {
    /// What was asked for.
    pub planned: PlannedEvent,
    /// First and last exon, labels in transcript order.
    pub exons: (String, String),
    /// From breakpoint to breakpoint.
    pub interval: Interval,
}

/// The placed events of one sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Places(pub Vec<PlacedEvent>);

impl Places {
    /// Gives every event breakpoints, drawn from the introns (or the flanks) beside its exons.
    pub fn new(
        events: &[PlannedEvent],
        genes: &GeneModel,
        assembly: Assembly,
        seed: u64,
    ) -> Result<Self, String> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let place = |event: &PlannedEvent| place(event, genes, assembly, &mut random);
        let places = Self(events.iter().map(place).collect::<Result<_, _>>()?);
        places.check()?;
        Ok(places)
    }

    /// Cells hold two copies of each exon: more cannot be lost.
    fn check(&self) -> Result<(), String> {
        for event in &self.0 {
            let least = self
                .0
                .iter()
                .filter(|other| other.interval.overlap(&event.interval) > 0)
                .map(|other| other.planned.change.copies().min(0.0) * other.planned.fraction)
                .sum::<f64>();
            if least < -2.0 - 1e-9 {
                let planned = &event.planned;
                return Err(format!(
                    "{planned}: the events that overlap it lose more than two copies"
                ));
            }
        }
        Ok(())
    }

    /// Mean copies over all cells, relative to two, of an interval.
    ///
    /// An event that covers a part of the interval counts in proportion.
    pub fn ratio(&self, interval: &Interval) -> f64 {
        let change = |event: &PlacedEvent| {
            let share =
                f64::from(event.interval.overlap(interval)) / f64::from(interval.len().max(1));
            share * event.planned.change.copies() * event.planned.fraction
        };
        (1.0 + self.0.iter().map(change).sum::<f64>() / 2.0).max(0.0)
    }
}

fn place(
    event: &PlannedEvent,
    genes: &GeneModel,
    assembly: Assembly,
    random: &mut ChaCha8Rng,
) -> Result<PlacedEvent, String> {
    let gene = genes
        .copy_number_genes()
        .find(|gene| gene.symbol == event.gene)
        .ok_or_else(|| unknown_gene(event, genes))?;
    let (first, last) = match &event.exons {
        Exons::Whole => (0, gene.exons.len() - 1),
        Exons::Range(first, last) => (exon(event, gene, first)?, exon(event, gene, last)?),
    };
    if first > last {
        return Err(format!("{event}: exons are given in transcript order, lowest first"));
    }
    let inside: Vec<&Interval> =
        gene.exons[first..=last].iter().filter_map(|exon| exon.interval(assembly)).collect();
    let [start, .., end] = extremes(&inside)
        .ok_or_else(|| format!("{event}: none of these exons is on {assembly}"))?;
    let contig = inside[0].contig.clone();
    // The nearest exon of any gene on either side limits the breakpoint.
    let others: Vec<&Interval> = genes
        .copy_number_genes()
        .flat_map(|gene| &gene.exons)
        .filter_map(|exon| exon.interval(assembly))
        .filter(|interval| interval.contig == contig)
        .collect();
    let below = others.iter().map(|i| i.end).filter(|e| *e <= start).max();
    let above = others.iter().map(|i| i.start).filter(|s| *s >= end).min();
    let low = below.unwrap_or(0).max(start.saturating_sub(wide(below, start)));
    let high = above.unwrap_or(u32::MAX).min(end.saturating_add(wide(above, end)));
    let from = between(low, start, random);
    let to = between(end, high, random);
    let labels = (gene.exons[first].label.clone(), gene.exons[last].label.clone());
    Ok(PlacedEvent {
        planned: event.clone(),
        exons: labels,
        interval: Interval::new(contig, from, to),
    })
}

/// How far a breakpoint may lie from the exon: the whole intron of a gene, a little beyond its ends.
fn wide(neighbour: Option<u32>, edge: u32) -> u32 {
    const INTRON: u32 = 200_000;
    match neighbour {
        Some(at) if at.abs_diff(edge) <= INTRON => at.abs_diff(edge),
        _ => BEYOND,
    }
}

/// A place between two, either included.
fn between(low: u32, high: u32, random: &mut ChaCha8Rng) -> u32 {
    low + (random.next_u64() % (u64::from(high.saturating_sub(low)) + 1)) as u32
}

fn extremes(intervals: &[&Interval]) -> Option<[u32; 2]> {
    let start = intervals.iter().map(|i| i.start).min()?;
    let end = intervals.iter().map(|i| i.end).max()?;
    Some([start, end])
}

fn exon(event: &PlannedEvent, gene: &Gene, label: &str) -> Result<usize, String> {
    gene.exon_index(label).ok_or_else(|| {
        let labels: Vec<&str> = gene.exons.iter().map(|exon| exon.label.as_str()).collect();
        format!("{event}: {} has no exon {label}; it has {}", gene.symbol, labels.join(", "))
    })
}

fn unknown_gene(event: &PlannedEvent, genes: &GeneModel) -> String {
    let symbols: Vec<&str> = genes.copy_number_genes().map(|gene| gene.symbol.as_str()).collect();
    format!("{event}: {} is not among the genes called: {}", event.gene, symbols.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    fn places(texts: &[&str], seed: u64) -> Result<Places, String> {
        let events: Vec<PlannedEvent> = texts.iter().map(|t| t.parse().unwrap()).collect();
        Places::new(&events, &Knowledge::builtin().genes, Assembly::Grch38, seed)
    }

    #[test]
    fn exons_inside_lose_copies_and_their_neighbours_keep_them() {
        let knowledge = Knowledge::builtin();
        let gene = knowledge.genes.gene("IKZF1").unwrap();
        for seed in 0..50 {
            let places = places(&["IKZF1:4-7:het@0.4"], seed).unwrap();
            for exon in &gene.exons {
                let ratio = places.ratio(exon.interval(Assembly::Grch38).unwrap());
                let inside = ["4", "5", "6", "7"].contains(&exon.label.as_str());
                assert!(
                    (ratio - if inside { 0.8 } else { 1.0 }).abs() < 1e-9,
                    "{} {ratio}",
                    exon.label
                );
            }
        }
    }

    #[test]
    fn breakpoints_follow_the_seed() {
        let at = |seed| places(&["IKZF1:4-7:het@0.4"], seed).unwrap();
        assert_eq!(at(3), at(3));
        assert_ne!(at(3), at(4));
    }

    #[test]
    fn what_cannot_be_planted_is_refused() {
        for (text, part) in [
            ("TP53:1-2:het@0.5", "not among the genes"),
            ("IKZF1:4-9:het@0.5", "no exon 9"),
            ("IKZF1:7-4:het@0.5", "transcript order"),
        ] {
            let error = places(&[text], 1).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
        let error = places(&["CDKN2A:whole:hom@0.9", "CDKN2A:2:het@0.5"], 1).unwrap_err();
        assert!(error.contains("more than two copies"), "{error}");
    }
}
