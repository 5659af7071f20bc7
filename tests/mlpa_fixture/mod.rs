//! NGS results and MLPA tables made in code, over the genes of the built-in probe table.

#![allow(dead_code)] // Each test binary uses a part.

use ikaros::compare::observation::MlpaFile;
use ikaros::compare::profile::{Borders, Judging, MlpaCohort, gather};
use ikaros::io::mlpa::{Context, Mapping, Wanted, read};
use ikaros::knowledge::Knowledge;
use ikaros::knowledge::mlpa::Kit;
use ikaros::model::assembly::Assembly;
use ikaros::model::calls::*;
use ikaros::model::estimate::Estimate;
use ikaros::model::locus_state::LocusState;
use ikaros::model::patient::PatientResult;

use crate::report_fixture::patient_named;

pub const BORDERS: Borders =
    Borders { deletion: 0.75, duplication: 1.3, borderline_to: 0.85, homozygous_to: 0.4 };

/// An event of a made sample: gene, first and last exon, fraction of the cells.
pub type Event = (&'static str, &'static str, &'static str, f64);

/// A steady stand-in for noise, between -1 and 1.
pub fn wiggle(seed: u64) -> f64 {
    let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d);
    ((mixed >> 11) % 2001) as f64 / 1000.0 - 1.0
}

fn estimate(value: f64) -> Estimate {
    Estimate { value, low: value - 0.05, high: value + 0.05 }
}

fn is_inside(gene: &ikaros::knowledge::gene_model::Gene, exon: &str, event: &Event) -> bool {
    let at = |label: &str| gene.exon_index(label).unwrap();
    gene.symbol == event.0 && (at(event.1)..=at(event.2)).contains(&at(exon))
}

/// A result of IKAROS with heterozygous deletions, on GRCh38.
pub fn ngs(name: &str, events: &[Event], noise: f64) -> PatientResult {
    let knowledge = Knowledge::builtin();
    let mut result = patient_named(name);
    let calls = &mut result.calls;
    calls.assembly = Assembly::Grch38;
    calls.flags.clear();
    calls.purity = None;
    let seed =
        name.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
    calls.genes = knowledge
        .genes
        .genes()
        .iter()
        .filter(|gene| gene.copy_number)
        .map(|gene| {
            let exons: Vec<ExonCall> = gene
                .exons
                .iter()
                .enumerate()
                .map(|(at, exon)| {
                    let event = events.iter().find(|e| is_inside(gene, &exon.label, e));
                    let share = event.map_or(0.0, |event| event.3);
                    let place = exon.interval(Assembly::Grch38).unwrap();
                    let value = 1.0 - share / 2.0
                        + noise * wiggle(seed ^ (u64::from(place.start) + at as u64));
                    ExonCall {
                        exon: exon.label.clone(),
                        transcript: exon.transcript.clone(),
                        interval: Some(place.clone()),
                        targets: 2,
                        depth: Some(500.0 * value),
                        expected: Some(500.0),
                        ratio: Some(estimate(value)),
                        state: if event.is_some() { CopyState::HetDel } else { CopyState::Normal },
                        copies: Some(2.0 - share),
                        clone_fraction: event.map(|event| event.3),
                        phred_deletion: Some(30.0),
                        phred_homozygous: Some(0.0),
                        phred_gain: Some(0.0),
                        mlpa_call: MlpaCall::Normal,
                        limit_of_detection: Some(0.3),
                        reason: String::new(),
                    }
                })
                .collect();
            let own: Vec<&Event> = events.iter().filter(|event| event.0 == gene.symbol).collect();
            GeneCall {
                gene: gene.symbol.clone(),
                transcript: gene.transcript().to_owned(),
                state: if own.is_empty() { LocusState::NotDeleted } else { LocusState::Deleted },
                gained: false,
                segments: Vec::new(),
                patterns: Vec::new(),
                probability_deletion: if own.is_empty() { 0.01 } else { 0.99 },
                probability_gain: 0.0,
                limit_homozygous: Some(0.06),
                limit_gain: Some(0.14),
                pattern_limits: Vec::new(),
                limit_of_detection: Some(0.1),
                reasons: Vec::new(),
                unseen_recurrent: Vec::new(),
                exons,
            }
        })
        .collect();
    result
}

/// Ratios of a sample for the kit's probes, with reference probes, as cells of a column.
pub fn column(name: &str, events: &[Event], noise: f64) -> Vec<f64> {
    let knowledge = Knowledge::builtin();
    let seed =
        name.bytes().fold(99_u64, |seed, byte| seed.wrapping_mul(37).wrapping_add(u64::from(byte)));
    let own = |place: u64| noise * wiggle(seed ^ place);
    let mut ratios: Vec<f64> = (0..6).map(|at| 1.0 + own(at)).collect();
    for probe in &Kit::builtin().probes {
        let gene = knowledge.genes.gene(&probe.gene).unwrap();
        let lost = probe.interval(Assembly::Grch38).and_then(|place| {
            let exon = gene.exons.iter().find(|exon| {
                exon.interval(Assembly::Grch38).is_some_and(|own| own.overlap(place) > 0)
            })?;
            events.iter().find(|event| is_inside(gene, &exon.label, event))
        });
        let place = probe.interval(Assembly::Grch38).map_or(1, |place| u64::from(place.start));
        ratios.push(1.0 - lost.map_or(0.0, |event| event.3) / 2.0 + own(place));
    }
    ratios
}

/// A wide table of such columns.
pub fn wide(columns: &[(&str, Vec<f64>)]) -> String {
    let mut names = vec![];
    for at in 1..=6 {
        names.push((format!("REF_{at}"), "REF".to_owned(), at.to_string()));
    }
    for probe in &Kit::builtin().probes {
        let name = format!("{}_{}", probe.gene, probe.exon);
        names.push((name, probe.gene.clone(), probe.exon.clone()));
    }
    let mut text = "probe\tgene\texon".to_owned();
    for (sample, _) in columns {
        text += &format!("\t{sample}");
    }
    for (at, (probe, gene, exon)) in names.iter().enumerate() {
        text += &format!("\n{probe}\t{gene}\t{exon}");
        for (_, ratios) in columns {
            text += &format!("\t{:.2}", ratios[at]);
        }
    }
    text + "\n"
}

/// Reads bytes as a file of a name.
pub fn read_bytes(
    name: &str,
    bytes: &[u8],
    wanted: Wanted,
    mapping: Option<&Mapping>,
) -> Result<Vec<MlpaFile>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let knowledge = Knowledge::builtin();
    let loci: Vec<String> =
        knowledge.rules.ukall_cna.loci.iter().map(|locus| locus.name.clone()).collect();
    let kit = Kit::builtin();
    let (genes, synonyms) = (&knowledge.genes, &knowledge.mlpa.synonyms);
    let context = Context { wanted, mapping, kit: &kit, genes, loci: &loci, synonyms };
    read(&path, &context).map_err(|error| error.to_string())
}

/// Results by sample.
pub fn cohort(name: &str, bytes: &[u8]) -> Result<MlpaCohort, String> {
    let files = read_bytes(name, bytes, Wanted::Results, None)?;
    let (kit, knowledge) = (Kit::builtin(), Knowledge::builtin());
    let judging = Judging {
        borders: &BORDERS,
        reference: knowledge.mlpa.reference,
        kit: &kit,
        genes: &knowledge.genes,
    };
    gather(&files, &judging).map_err(|error| error.to_string())
}
