//! Samples joined by name, probes joined to exons.

use std::collections::{BTreeMap, BTreeSet};

use super::ikzf1::{self, Sides};
use super::pair::Pair;
use super::profile::{MlpaExon, MlpaSample, MlpaState};
use super::result::{ExonPair, GenePair, JoinedSample, Samples};
use crate::knowledge::mlpa::Kit;
use crate::model::assembly::Assembly;
use crate::model::calls::{CopyState, ExonCall, GeneCall};
use crate::model::contig::Contig;
use crate::model::locus_state::LocusState;
use crate::model::patient::PatientResult;

/// One sample with both results, joined exon by exon.
#[derive(Debug, Clone)]
pub struct Both<'a> {
    /// The sample.
    pub pair: Pair<'a>,
    /// Its exons that have a probe.
    pub exons: Vec<ExonPair>,
    /// Its genes that MLPA tested.
    pub genes: Vec<GenePair>,
    /// Its IKZF1 exons.
    pub ikzf1: Sides,
}

impl<'a> Both<'a> {
    /// Joins the two results.
    pub fn new(pair: Pair<'a>, kit: &Kit) -> Self {
        let exons = exons(&pair, kit);
        Self { genes: genes(&pair), ikzf1: ikzf1::sides(&pair, &exons), exons, pair }
    }
}

/// Samples cannot be joined.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JoinError(pub String);

/// Joins samples by their exact names, or as `map` (NGS name to MLPA name) says.
pub fn samples(
    ngs: &[PatientResult],
    mlpa: &[MlpaSample],
    map: &BTreeMap<String, String>,
) -> Result<Samples, JoinError> {
    let ngs_names: BTreeSet<&str> = ngs.iter().map(|r| r.calls.sample.name.as_str()).collect();
    let mlpa_names: BTreeSet<&str> = mlpa.iter().map(|sample| sample.name.as_str()).collect();
    if ngs_names.len() != ngs.len() {
        return Err(JoinError("a sample is there twice among the NGS results".to_owned()));
    }
    for (from, to) in map {
        if !ngs_names.contains(from.as_str()) {
            return Err(JoinError(format!(
                "the map names the NGS sample '{from}', which is absent"
            )));
        }
        if !mlpa_names.contains(to.as_str()) {
            return Err(JoinError(format!(
                "the map names the MLPA sample '{to}', which is absent"
            )));
        }
    }
    let taken: BTreeSet<&str> = map.values().map(String::as_str).collect();
    let mut joined = Vec::new();
    let mut ngs_only = Vec::new();
    for name in &ngs_names {
        // A name that the map gives to another sample is no longer this one's.
        let same = mlpa_names.get(name).filter(|name| !taken.contains(**name)).copied();
        match map.get(*name).map(String::as_str).or(same) {
            Some(other) => {
                joined.push(JoinedSample { ngs: (*name).to_owned(), mlpa: other.to_owned() });
            }
            None => ngs_only.push((*name).to_owned()),
        }
    }
    let used: BTreeSet<&str> = joined.iter().map(|pair| pair.mlpa.as_str()).collect();
    let mlpa_only: Vec<String> =
        mlpa_names.iter().filter(|name| !used.contains(**name)).map(|n| (*n).to_owned()).collect();
    if joined.is_empty() {
        let some = |names: &[String]| names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        return Err(JoinError(format!(
            "no sample has both results: NGS names are {}; MLPA names are {}. Names are matched \
             exactly; state which belong together with --map",
            some(&ngs_only),
            some(&mlpa_only)
        )));
    }
    Ok(Samples { joined, ngs_only, mlpa_only })
}

/// The exon of the gene table in which a probe lies: by the position that the file states, else by
/// the exon's place in the kit's table, else by the same number.
fn exon_of<'a>(
    gene: &'a GeneCall,
    exon: &MlpaExon,
    kit: &Kit,
    assembly: Assembly,
) -> Option<&'a ExonCall> {
    let holds = |call: &&ExonCall, contig: &Contig, start: u32, end: u32| {
        call.interval
            .as_ref()
            .is_some_and(|own| own.contig == *contig && own.start < end && start < own.end)
    };
    let stated = exon.probes.iter().find_map(|probe| probe.position.as_ref());
    if let Some((chromosome, position)) = stated {
        let contig = Contig::new(chromosome);
        let inside = gene
            .exons
            .iter()
            .find(|call| holds(call, &contig, position.saturating_sub(1), *position));
        // A position elsewhere may be of the other assembly: then the kit's table decides.
        if inside.is_some() {
            return inside;
        }
    }
    let probe = exon.probes.first().map_or("", |probe| probe.probe.as_str());
    let place = kit.find(probe, &exon.gene, &exon.exon).and_then(|entry| entry.interval(assembly));
    if let Some(place) = place {
        return gene.exons.iter().find(|call| holds(call, &place.contig, place.start, place.end));
    }
    gene.exons.iter().find(|call| call.exon == exon.exon)
}

/// Every exon with a probe of a sample.
fn exons(pair: &Pair, kit: &Kit) -> Vec<ExonPair> {
    let calls = &pair.ngs.calls;
    pair.mlpa
        .exons
        .iter()
        .filter_map(|exon| Some((exon, calls.gene(&exon.gene)?)))
        .map(|(exon, gene)| {
            let call = exon_of(gene, exon, kit, calls.assembly);
            let (ngs, why) = call.map_or_else(
                || {
                    let nowhere = "the probe lies in no exon of the gene table".to_owned();
                    (CopyState::NotAssessed, nowhere)
                },
                |call| pair.ngs_exon(gene, call),
            );
            ExonPair {
                sample: pair.name().to_owned(),
                gene: exon.gene.clone(),
                mlpa_exon: exon.exon.clone(),
                ngs_exon: call.map(|call| call.exon.clone()),
                mlpa: exon.state,
                mlpa_ratio: exon.ratio,
                ngs,
                ngs_ratio: call.and_then(|call| call.ratio),
                clone_fraction: call.and_then(|call| call.clone_fraction),
                copies: call.and_then(|call| call.copies),
                limit_of_detection: call.and_then(|call| call.limit_of_detection),
                reason: reason(exon, why),
                probes_differ: exon.probes_differ,
                stated_otherwise: exon.stated.filter(|stated| {
                    exon.ratio.is_some() && stated.is_deletion() != exon.state.is_deletion()
                }),
            }
        })
        .collect()
}

fn reason(exon: &MlpaExon, ngs: String) -> String {
    [ngs, exon.reason.clone()].into_iter().filter(|r| !r.is_empty()).collect::<Vec<_>>().join("; ")
}

/// Every gene that MLPA tested in a sample and that is called.
fn genes(pair: &Pair) -> Vec<GenePair> {
    let mut names: Vec<&str> = Vec::new();
    let tested = pair.mlpa.exons.iter().map(|exon| &exon.gene).chain(pair.mlpa.genes.keys());
    for gene in tested {
        if pair.ngs.calls.gene(gene).is_some() && !names.contains(&gene.as_str()) {
            names.push(gene);
        }
    }
    names
        .into_iter()
        .map(|gene| GenePair {
            sample: pair.name().to_owned(),
            gene: gene.to_owned(),
            ngs: pair.ngs_gene(gene).code().to_owned(),
            mlpa: pair.mlpa.gene(gene),
        })
        .collect()
}

/// State of a locus for the rules, from MLPA.
pub fn locus_state(state: MlpaState) -> LocusState {
    match state {
        MlpaState::Deleted | MlpaState::HomDeleted => LocusState::Deleted,
        MlpaState::Normal | MlpaState::Gained => LocusState::NotDeleted,
        MlpaState::Borderline | MlpaState::Inconclusive | MlpaState::NoResult => {
            LocusState::NotAssessed
        }
    }
}
