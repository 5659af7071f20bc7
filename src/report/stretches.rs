//! Neighbouring exons in the same state, along the genome: what segment files hold.

use std::cmp::Ordering;

use crate::model::calls::{CopyState, ExonCall, GeneCall, SampleCalls};
use crate::model::contig::Contig;
use crate::model::estimate::Estimate;
use crate::model::interval::Interval;

/// Logarithm that stands for "no reads at all", where a logarithm cannot.
const LOWEST: f64 = -20.0;
/// Smallest weight of an exon.
const LEAST_WEIGHT: f64 = 0.01;
/// Standard deviations that a 95 % interval spans.
const INTERVAL: f64 = 2.0 * 1.959_964;

/// An exon that was assessed, with its figures.
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// Its gene.
    pub gene: &'a GeneCall,
    /// The exon.
    pub exon: &'a ExonCall,
    /// Where it lies.
    pub interval: &'a Interval,
    /// Its ratio to the normals.
    pub ratio: Estimate,
}

impl Measured<'_> {
    /// Binary logarithm of the ratio.
    pub fn log2(&self) -> f64 {
        log2(self.ratio.value)
    }

    /// One less the variance of the ratio: how far the figure can be relied on, 0.01 to 1.
    pub fn weight(&self) -> f64 {
        let deviation = (self.ratio.high - self.ratio.low) / INTERVAL;
        (1.0 - deviation * deviation).clamp(LEAST_WEIGHT, 1.0)
    }
}

/// Neighbouring assessed exons of a gene that share their state and their events.
#[derive(Debug, Clone)]
pub struct Stretch<'a> {
    /// The exons, along the genome; at least one.
    pub exons: Vec<Measured<'a>>,
}

impl Stretch<'_> {
    /// The gene.
    pub fn gene(&self) -> &str {
        self.exons.first().map_or("", |exon| exon.gene.gene.as_str())
    }

    /// From the first base of its first exon to the last base of its last one.
    pub fn interval(&self) -> Interval {
        let contig =
            self.exons.first().map_or_else(|| Contig::new(""), |e| e.interval.contig.clone());
        let start = self.exons.iter().map(|exon| exon.interval.start).min().unwrap_or(0);
        let end = self.exons.iter().map(|exon| exon.interval.end).max().unwrap_or(0);
        Interval::new(contig, start, end)
    }

    /// Binary logarithm of the mean ratio, exons weighted.
    pub fn log2(&self) -> f64 {
        log2(self.weighted(|exon| exon.ratio.value))
    }

    /// Mean depth, exons weighted.
    pub fn depth(&self) -> f64 {
        self.weighted(|exon| exon.exon.depth.unwrap_or(0.0))
    }

    /// Sum of the weights.
    pub fn weight(&self) -> f64 {
        self.exons.iter().map(Measured::weight).sum()
    }

    fn weighted(&self, value: impl Fn(&Measured<'_>) -> f64) -> f64 {
        let sum: f64 = self.exons.iter().map(|exon| exon.weight() * value(exon)).sum();
        sum / self.weight()
    }
}

fn log2(ratio: f64) -> f64 {
    if ratio > 0.0 { ratio.log2().max(LOWEST) } else { LOWEST }
}

/// The assessed exons of all genes, along the genome. What was not assessed is not among them.
pub fn measured(calls: &SampleCalls) -> Vec<Measured<'_>> {
    let mut exons: Vec<Measured<'_>> =
        calls.genes.iter().flat_map(|gene| gene.exons.iter().filter_map(|e| of(gene, e))).collect();
    exons.sort_by(along_the_genome);
    exons
}

/// The stretches of all genes, along the genome. An exon that was not assessed ends a stretch, so
/// that none spans what is not known.
pub fn stretches(calls: &SampleCalls) -> Vec<Stretch<'_>> {
    let mut found: Vec<Stretch<'_>> = calls.genes.iter().flat_map(of_gene).collect();
    found.sort_by(|a, b| a.interval().cmp(&b.interval()).then_with(|| a.gene().cmp(b.gene())));
    found
}

fn of<'a>(gene: &'a GeneCall, exon: &'a ExonCall) -> Option<Measured<'a>> {
    if exon.state == CopyState::NotAssessed {
        return None;
    }
    let (interval, ratio) = (exon.interval.as_ref()?, exon.ratio?);
    Some(Measured { gene, exon, interval, ratio })
}

fn along_the_genome(a: &Measured<'_>, b: &Measured<'_>) -> Ordering {
    a.interval
        .cmp(b.interval)
        .then_with(|| a.gene.gene.cmp(&b.gene.gene))
        .then_with(|| a.exon.exon.cmp(&b.exon.exon))
}

fn of_gene(gene: &GeneCall) -> Vec<Stretch<'_>> {
    // Along the genome, with those that were not assessed: they part the others. An exon that the
    // assembly lacks has no place and parts nothing.
    let mut exons: Vec<(usize, &ExonCall, &Interval)> = gene
        .exons
        .iter()
        .enumerate()
        .filter_map(|(place, exon)| Some((place, exon, exon.interval.as_ref()?)))
        .collect();
    exons.sort_by(|a, b| a.2.cmp(b.2).then(a.0.cmp(&b.0)));
    let mut found: Vec<Stretch<'_>> = Vec::new();
    let mut before: Option<(CopyState, Vec<usize>, &Interval)> = None;
    for (place, exon, interval) in exons {
        let Some(measured) = of(gene, exon) else {
            before = None;
            continue;
        };
        let events = events_at(gene, place);
        let goes_on = before.as_ref().is_some_and(|(state, last, at)| {
            *state == exon.state && *last == events && at.contig == interval.contig
        });
        before = Some((exon.state, events, interval));
        match found.last_mut() {
            Some(stretch) if goes_on => stretch.exons.push(measured),
            _ => found.push(Stretch { exons: vec![measured] }),
        }
    }
    found
}

/// Which events of the gene hold the exon at this place of the transcript.
fn events_at(gene: &GeneCall, place: usize) -> Vec<usize> {
    let position = |name: &str| gene.exons.iter().position(|exon| exon.exon == name);
    gene.segments
        .iter()
        .enumerate()
        .filter(|(_, segment)| {
            let (first, last) = (position(&segment.first_exon), position(&segment.last_exon));
            first.zip(last).is_some_and(|(first, last)| (first..=last).contains(&place))
        })
        .map(|(index, _)| index)
        .collect()
}
