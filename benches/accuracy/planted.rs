//! What is found of deletions and gains planted into healthy samples, each left out of its own panel.
//!
//! ```text
//! cargo run --release --example planted_accuracy -- [--transplant GRCh37|GRCh38] [--seed N] \
//!     [--rounds N] [--thin SHARE] [--take NORMALS] [--only CLASS] NORMAL.depth.tsv.gz...
//! ```
//!
//! `--only` plants one class of events alone, or with `patterns` what the reliability tables need.
//! `--transplant` gives runs of the panel's own targets the coordinates of ALL exons, so that the
//! noise of a panel for other genes can be used. One row a class of event and clone fraction, in shares:
//! found, found with the exact exons, exact exons named by a test that knows noise and fraction, expected
//! of the ideal test (it knows interval, fraction and noise, at one false call in ten samples over 160
//! exons, normal noise), found by it in the same counts at the border that the unplanted samples give it,
//! by it where it must search all runs of exons as the caller does, by the caller's likelihood where all
//! runs are as likely as each other, by the caller's posterior, each at the border of its own, by the
//! ideal test with as few false ones as the caller's calls; the median error of the clone fraction. Then
//! false calls in the unplanted samples, limits of detection against what was found, and reliability
//! tables of the pattern posterior, over deletions of IKZF1, one or two: exons as often as published, and
//! as often as the caller expects them.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::too_many_lines)]
#![allow(clippy::struct_excessive_bools)] // One answer each of several tests.

#[path = "ideal.rs"]
mod ideal;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ikaros::calling::alleles::Skews;
use ikaros::calling::noise::deviation;
use ikaros::calling::prior::interval_prior;
use ikaros::calling::{self, fit::Fit, region::RegionData};
use ikaros::io::depth_table;
use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::calls::{CopyState, EventKind, GeneCall, SampleCalls, SampleInfo};
use ikaros::model::depth::DepthTable;
use ikaros::model::sample::{Role, Sex};
use ikaros::model::target::{Target, TargetSet};
use ikaros::normals::build::{NormalInput, build};
use ikaros::normals::expectation;
use ikaros::normals::fragments::{counts, mean_depth};
use ikaros::simulate::{PlacedEvent, Places, PlannedEvent, plant};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Uniform};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};

/// One false call in ten samples over 160 exons, one-sided.
const IDEAL_FALSE_RATE: f64 = 0.1 / 160.0;

const CLASSES: [(&str, &[&str]); 8] = [
    (
        "1 exon",
        &["IKZF1:2:het", "IKZF1:4:het", "IKZF1:5:het", "IKZF1:8:het", "PAX5:5:het", "ETV6:5:het"],
    ),
    ("2-3 exons", &["IKZF1:2-3:het", "IKZF1:4-5:het", "IKZF1:6-8:het", "PAX5:2-3:het"]),
    ("IKZF1 4-7", &["IKZF1:4-7:het"]),
    (
        "IKZF1 >=4",
        &["IKZF1:2-7:het", "IKZF1:4-8:het", "IKZF1:2-8:het", "IKZF1:1-8:het", "IKZF1:4-7:het"],
    ),
    ("gene", &["PAX5:whole:het", "ETV6:whole:het", "RB1:whole:het"]),
    ("CDKN2A hom", &["CDKN2A:whole:hom"]),
    ("gain 3-4 exons", &["PAX5:2-5:gain", "IKZF1:4-7:gain", "ETV6:2-4:gain"]),
    ("gain gene", &["PAX5:whole:gain", "ETV6:whole:gain", "RB1:whole:gain", "IKZF1:1-8:gain"]),
];
/// 87 published deletions of IKZF1, as in `regions.toml`; five of them, of unpublished exons, stand
/// here for any others.
const PUBLISHED: [(&str, u64); 12] = [
    ("IKZF1:4-7:het", 32),
    ("IKZF1:4-8:het", 12),
    ("IKZF1:1-8:het", 12),
    ("IKZF1:2-7:het", 11),
    ("IKZF1:2-8:het", 6),
    ("IKZF1:1:het", 5),
    ("IKZF1:2-3:het", 4),
    ("IKZF1:5:het", 1),
    ("IKZF1:8:het", 1),
    ("IKZF1:3-6:het", 1),
    ("IKZF1:1-4:het", 1),
    ("IKZF1:5-8:het", 1),
];
/// Two deletions of IKZF1 at once: 27 of 210 adults with one.
const SECOND_OF: (u64, u64) = (27, 210);
/// Of these, for each sample, round and fraction.
const PUBLISHED_A_CELL: usize = 4;
const FRACTIONS: [f64; 8] = [0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0];

struct Options {
    transplant: Option<Assembly>,
    seed: u64,
    rounds: u64,
    thin: f64,
    take: usize,
    only: Option<String>,
    paths: Vec<String>,
}

fn options() -> Options {
    let mut options = Options {
        transplant: None,
        seed: 1,
        rounds: 1,
        thin: 1.0,
        take: usize::MAX,
        only: None,
        paths: Vec::new(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap();
        match argument.as_str() {
            "--transplant" => options.transplant = Some(value().parse().unwrap()),
            "--seed" => options.seed = value().parse().unwrap(),
            "--rounds" => options.rounds = value().parse().unwrap(),
            "--take" => options.take = value().parse().unwrap(),
            "--only" => options.only = Some(value()),
            "--thin" => options.thin = value().parse().unwrap(),
            _ => options.paths.push(argument),
        }
    }
    options
}

/// Gives runs of a panel's targets the coordinates of the ALL genes' exons, a gap between genes.
fn transplant(table: &DepthTable, assembly: Assembly, knowledge: &Knowledge) -> DepthTable {
    let own = table.targets.targets();
    let sex =
        |t: &Target| ["X", "Y", "chrX", "chrY"].contains(&t.interval.contig.to_string().as_str());
    let autosomal: Vec<usize> = (0..own.len()).filter(|&t| !sex(&own[t])).collect();
    let mut exons: Vec<Target> = Vec::new();
    for gene in knowledge.genes.copy_number_genes() {
        for exon in &gene.exons {
            if let Some(interval) = exon.interval(assembly) {
                exons.push(Target {
                    interval: interval.clone(),
                    name: format!("{}_{}", gene.symbol, exon.label),
                });
            }
        }
    }
    exons.sort_by(|a, b| a.interval.cmp(&b.interval));
    exons.dedup_by(|a, b| a.interval.overlap(&b.interval) > 0);
    let mut rows: Vec<(Target, usize)> = Vec::new();
    // Neighbours stay neighbours; every second stretch of ten targets is left to the backbone.
    let donors: Vec<usize> =
        autosomal.chunks(40).flat_map(|chunk| chunk.iter().take(20).copied()).collect();
    let used: Vec<usize> = donors.into_iter().take(exons.len()).collect();
    for (exon, &donor) in exons.iter().zip(&used) {
        rows.push((exon.clone(), donor));
    }
    for (t, target) in own.iter().enumerate() {
        let free = exons.iter().all(|exon| exon.interval.overlap(&target.interval) == 0);
        if used.binary_search(&t).is_err() && free {
            rows.push((target.clone(), t));
        }
    }
    rows.sort_by(|a, b| a.0.interval.cmp(&b.0.interval));
    let set = TargetSet::new(rows.iter().map(|(target, _)| target.clone()).collect());
    assert_eq!(set.targets().len(), rows.len());
    let fragments = counts(table);
    let mut moved = table.clone();
    moved.depths = rows
        .iter()
        .map(|(target, donor)| {
            // The donor's fragments, whatever the length of the exon it now stands for.
            let n = fragments[*donor];
            let mut depth = table.depths[*donor];
            depth.mean_depth = mean_depth(n, target.interval.len());
            depth
        })
        .collect();
    moved.targets = Arc::new(set);
    moved.assembly = Some(assembly);
    moved
}

/// The categories of MLPA; all else is "other".
const CATEGORIES: [&str; 5] = ["1-8", "4-7", "2-7", "4-8", "2-8"];

/// Posteriors, each with whether it is that of what was planted; given a deletion: how common deletions
/// are is a matter of the samples, not of the caller.
#[derive(Default)]
struct Weighed {
    patterns: Vec<(f64, bool)>,
    categories: Vec<(f64, bool)>,
}

fn weighed(call: &GeneCall, truth: &str) -> Weighed {
    let any = call.probability_deletion;
    if any <= 0.5 {
        return Weighed::default();
    }
    let deleted = call.patterns.iter().filter(|p| p.exons != "none");
    let patterns: Vec<(&str, f64)> =
        deleted.map(|p| (p.exons.as_str(), p.probability / any)).collect();
    let of = |exons: &str| patterns.iter().find(|(e, _)| *e == exons).map_or(0.0, |(_, p)| *p);
    let mut categories: Vec<(f64, bool)> =
        CATEGORIES.iter().map(|exons| (of(exons), *exons == truth)).collect();
    let other = 1.0 - categories.iter().map(|(p, _)| p).sum::<f64>();
    categories.push((other, !CATEGORIES.contains(&truth)));
    Weighed { patterns: patterns.into_iter().map(|(e, p)| (p, e == truth)).collect(), categories }
}

struct Trial {
    class: usize,
    fraction: f64,
    found: bool,
    /// Posterior of a deletion of the gene.
    probability: f64,
    exact: bool,
    ideal: f64,
    gain: bool,
    score: f64,
    /// The best score of any run of exons of the region, for a test that is not told which.
    scanned: f64,
    /// What the caller's likelihood says for such a change of any run of exons of the region.
    evidence: f64,
    /// Whether a test that knows noise and size of the change names the exons, where they are several.
    named: bool,
    fraction_error: Option<f64>,
    limit: Option<f64>,
    other_genes: usize,
}

/// Of one healthy sample, what was planted into it and what it is without.
struct OfSample {
    trials: Vec<Trial>,
    /// Patterns of IKZF1 where its deletions are as often as published.
    published: Vec<Weighed>,
    /// Where they are as often as the caller expects them.
    expected: Vec<Weighed>,
    false_calls: Vec<String>,
    /// The sample's name, noise and flags.
    noted: String,
    /// Genes flagged without cause.
    false_flags: usize,
    /// The ideal test's scores of unchanged exons.
    scores: Vec<f64>,
    /// The lowest and the highest score of any run of exons of each unchanged region.
    scanned: Vec<(f64, f64)>,
    /// What the caller's likelihood says for a loss and for a gain in each unchanged region.
    evidence: Vec<(f64, f64)>,
    /// Posterior of a deletion and of a gain of each unchanged region.
    losses: Vec<f64>,
    gains: Vec<f64>,
}

/// One deletion or two, in a fraction of the cells; both as they are in patients.
fn as_published(fraction: f64, seed: u64) -> Vec<PlannedEvent> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut below = |top: u64| Uniform::new(0, top).unwrap().sample(&mut random);
    let cases: u64 = PUBLISHED.iter().map(|(_, cases)| cases).sum();
    let count = if below(SECOND_OF.1) < SECOND_OF.0 { 2 } else { 1 };
    (0..count)
        .map(|_| {
            let mut drawn = below(cases);
            let found = PUBLISHED.iter().find(|(_, cases)| {
                let is_here = drawn < *cases;
                drawn = drawn.saturating_sub(*cases);
                is_here
            });
            format!("{}@{fraction}", found.unwrap().0).parse().unwrap()
        })
        .collect()
}

/// The same with the exons drawn as the caller expects them, not as they were published: what is off
/// then is off in the noise, not in the prior.
fn as_expected(region: &RegionData, fraction: f64, seed: u64) -> Vec<PlannedEvent> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let expected = interval_prior(region);
    let deletions: Vec<_> = expected.iter().filter(|(event, _)| !event.gain).collect();
    let total: f64 = deletions.iter().map(|(_, log)| log.exp()).sum();
    let mut below = |top: f64| Uniform::new(0.0, top).unwrap().sample(&mut random);
    let count = if below(SECOND_OF.1 as f64) < SECOND_OF.0 as f64 { 2 } else { 1 };
    (0..count)
        .map(|_| {
            let mut drawn = below(total);
            let found = deletions.iter().find(|(_, log)| {
                drawn -= log.exp();
                drawn < 0.0
            });
            let event = found.unwrap_or(&deletions[0]).0;
            // Units are numbered by exon, on one strand or the other.
            let exons = [event.first, event.last].map(|unit| region.units[unit].exon + 1);
            let [first, last] = [exons[0].min(exons[1]), exons[0].max(exons[1])];
            format!("IKZF1:{first}-{last}:het@{fraction}").parse().unwrap()
        })
        .collect()
}

fn exons_of(placed: &PlacedEvent) -> String {
    let (first, last) = &placed.exons;
    if first == last { first.clone() } else { format!("{first}-{last}") }
}

fn ranges(calls: &SampleCalls, gene: &str, kind: EventKind) -> Vec<String> {
    let call = calls.gene(gene).unwrap();
    let mut ranges: Vec<String> = call
        .segments
        .iter()
        .filter(|s| s.kind == kind)
        .map(ikaros::model::calls::Segment::exon_range)
        .collect();
    ranges.sort();
    ranges
}

fn main() {
    let options = options();
    let knowledge = Knowledge::builtin();
    let tables: Vec<DepthTable> = options
        .paths
        .iter()
        .enumerate()
        .map(|(i, path)| {
            let mut table = depth_table::read(Path::new(path)).unwrap();
            table = match options.transplant {
                Some(assembly) => transplant(&table, assembly, &knowledge),
                None => table,
            };
            table.assembly = table.assembly.or_else(|| knowledge.genes.assembly_of(&table.targets));
            if options.thin < 1.0 {
                table = plant::thinned(&table, options.thin, options.seed.wrapping_add(i as u64));
            }
            table
        })
        .collect();
    let inputs = tables.iter().map(|t| NormalInput { depth: t.clone(), sex: Sex::Unknown });
    let panel = build(inputs.collect()).unwrap();
    let assembly = panel.basis.assembly;
    let targets = panel.targets.targets();
    let regions = calling::region_targets(&knowledge, assembly, targets);
    let uncertain = knowledge.rules.calling.call.uncertain;
    let critical = Normal::standard().inverse_cdf(1.0 - IDEAL_FALSE_RATE);
    let started = std::time::Instant::now();
    let every = tables.len().div_ceil(options.take.min(tables.len()));
    let results: Vec<OfSample> = tables
        .par_iter()
        .enumerate()
        .filter(|(n, _)| n % every == 0)
        .map(|(n, table)| {
            let without = expectation::fit(&panel, &[&table.sample], &regions);
            let clean = calling::call(
                &SampleInfo::new(&table.sample, Role::Tumour),
                table,
                &panel,
                &without,
                &knowledge,
            )
            .unwrap();
            let false_calls: Vec<String> = clean
                .genes
                .iter()
                .flat_map(|g| {
                    g.segments
                        .iter()
                        .map(|s| format!("{} {} {}", g.gene, s.exon_range(), s.state.code()))
                })
                .collect();
            let of_sample = clean.flags.iter().filter(|flag| flag.about.is_none());
            let noted = format!(
                "{} (noise {:.2}; {})",
                table.sample,
                clean.normals.noise_factor,
                of_sample.map(|flag| flag.code.as_str()).collect::<Vec<_>>().join(", ")
            );
            let is_flagged =
                |g: &&GeneCall| g.segments.is_empty() && g.probability_deletion >= uncertain;
            let false_flags = clean.genes.iter().filter(is_flagged).count();
            let fitted = |table: &DepthTable| {
                let skews = Skews::none(&knowledge.rules.calling.snps);
                Fit::new(counts(table), targets, &without, &regions, &skews)
            };
            let fit = fitted(table);
            let seen = |r: usize, fit: &Fit| {
                let region = &knowledge.regions.regions[r];
                RegionData::new(region, &knowledge, assembly, targets, &regions[r], fit, &without)
            };
            let region = |r: usize| seen(r, &fit);
            let scores: Vec<f64> =
                (0..regions.len()).flat_map(|r| ideal::of_exons(&region(r), &fit.counts)).collect();
            let scanned =
                (0..regions.len()).map(|r| ideal::scan(&region(r), &fit.counts)).collect();
            let evidence = (0..regions.len()).map(|r| ideal::evidence(&region(r))).collect();
            let planted = |class: usize, event: &str, fraction: f64, seed: u64| -> Trial {
                let event: PlannedEvent = format!("{event}@{fraction}").parse().unwrap();
                let places =
                    Places::new(std::slice::from_ref(&event), &knowledge.genes, assembly, seed)
                        .unwrap();
                let planted = plant::depth(table, &places, "planted", seed);
                let calls = calling::call(
                    &SampleInfo::new("planted", Role::Tumour),
                    &planted,
                    &panel,
                    &without,
                    &knowledge,
                )
                .unwrap();
                let placed = &places.0[0];
                let gene = knowledge.genes.gene(&event.gene).unwrap();
                let truth = exons_of(placed);
                let (first, last) = (
                    gene.exon_index(&placed.exons.0).unwrap(),
                    gene.exon_index(&placed.exons.1).unwrap(),
                );
                // Noise over the event, on the clean sample's own expectation.
                let r = knowledge
                    .regions
                    .regions
                    .iter()
                    .position(|r| r.genes.contains(&event.gene))
                    .unwrap();
                let data = region(r);
                let members = ideal::members(&data, &event.gene, first..=last);
                let changed = counts(&planted);
                let score = ideal::score(&data, &members, &changed);
                let (low, high) = ideal::scan(&data, &changed);
                let (loss, gain) = ideal::evidence(&seen(r, &fitted(&planted)));
                let change = (1.0 + event.change.copies() * fraction / 2.0).max(0.01).ln();
                let shift = change.abs();
                let index = data.region.genes.iter().position(|g| *g == event.gene).unwrap();
                let named = ideal::likeliest(&data, index, &changed, change);
                let noise = data.noise(&members);
                let level = (1.0 + event.change.copies() * fraction / 2.0).max(0.05);
                let border = critical * deviation(&noise, 1.0);
                let ideal = Normal::standard().cdf((shift - border) / deviation(&noise, level));
                let call = calls.gene(&event.gene).unwrap();
                let kind =
                    if event.change.copies() > 0.0 { EventKind::Gain } else { EventKind::Deletion };
                let found = ranges(&calls, &event.gene, kind);
                let covering = call.exons[first..=last]
                    .iter()
                    .filter(|e| match kind {
                        EventKind::Deletion => e.state.is_deletion(),
                        EventKind::Gain => e.state == CopyState::Gain,
                    })
                    .count();
                let estimate = call.segments.iter().find(|s| s.exon_range() == truth);
                Trial {
                    class,
                    fraction,
                    found: 2 * covering > last - first,
                    probability: match kind {
                        EventKind::Deletion => call.probability_deletion,
                        EventKind::Gain => call.probability_gain,
                    },
                    exact: found == [truth.clone()],
                    ideal,
                    gain: kind == EventKind::Gain,
                    score,
                    scanned: if kind == EventKind::Gain { high } else { low },
                    evidence: if kind == EventKind::Gain { gain } else { loss },
                    named: named == Some(first..=last),
                    fraction_error: estimate.map(|s| (s.clone_fraction.value - fraction).abs()),
                    limit: if first == last {
                        call.exons[first].limit_of_detection
                    } else {
                        call.limit_of_detection
                    },
                    other_genes: calls
                        .genes
                        .iter()
                        .filter(|g| !data.region.genes.contains(&g.gene) && !g.segments.is_empty())
                        .count(),
                }
            };
            let patterns = |events: &[PlannedEvent], seed: u64| -> Weighed {
                let places = Places::new(events, &knowledge.genes, assembly, seed).unwrap();
                let planted = plant::depth(table, &places, "planted", seed);
                let sample = SampleInfo::new("planted", Role::Tumour);
                let calls = calling::call(&sample, &planted, &panel, &without, &knowledge).unwrap();
                let mut truth: Vec<String> = places.0.iter().map(exons_of).collect();
                truth.sort();
                truth.dedup();
                weighed(calls.gene("IKZF1").unwrap(), &truth.join("+"))
            };
            // One event of a region is one, however many of its genes it takes.
            let highest = |probability: &dyn Fn(&GeneCall) -> f64| -> Vec<f64> {
                let genes = |r: usize| knowledge.regions.regions[r].genes.iter();
                let of = |r| genes(r).filter_map(|g| clean.gene(g)).map(probability);
                (0..regions.len()).map(|r| of(r).fold(0.0, f64::max)).collect()
            };
            let is_ikzf1 = |r: &ikaros::knowledge::regions::Region| r.genes == ["IKZF1"];
            let ikzf1 = region(knowledge.regions.regions.iter().position(is_ikzf1).unwrap());
            let mut trials = Vec::new();
            let (mut published, mut expected) = (Vec::new(), Vec::new());
            for round in 0..options.rounds {
                for (f, fraction) in FRACTIONS.iter().enumerate() {
                    let seed = options.seed + 1_000 * round + 100_000 * n as u64 + f as u64;
                    let wanted =
                        |class: &str| options.only.as_ref().is_none_or(|only| only == class);
                    let classes = CLASSES.iter().enumerate().filter(|(_, (name, _))| wanted(name));
                    for (class, (_, events)) in classes {
                        // One of the class's events a normal, round and fraction, in turn.
                        let turn = n + round as usize * 7 + f * 3;
                        trials.push(planted(class, events[turn % events.len()], *fraction, seed));
                    }
                    let with_patterns = options.only.as_ref().is_none_or(|only| only == "patterns");
                    let of_published = if with_patterns { PUBLISHED_A_CELL } else { 0 };
                    for _ in 0..of_published {
                        let seed = seed + 10_000 * (published.len() as u64 + 1);
                        published.push(patterns(&as_published(*fraction, seed), seed));
                        let events = as_expected(&ikzf1, *fraction, seed);
                        expected.push(patterns(&events, seed));
                    }
                }
            }
            OfSample {
                trials,
                published,
                expected,
                false_calls,
                noted,
                false_flags,
                scores,
                scanned,
                evidence,
                losses: highest(&|g| g.probability_deletion),
                gains: highest(&|g| g.probability_gain),
            }
        })
        .collect();
    let trials: Vec<&Trial> = results.iter().flat_map(|of| &of.trials).collect();
    let all = |values: fn(&OfSample) -> &Vec<f64>| -> Vec<f64> {
        results.iter().flat_map(|of| values(of).iter().copied()).collect()
    };
    let tenth = [results.len() / 10; 2];
    let (loss, gain) = ideal::borders(all(|of| &of.scores), tenth);
    println!("borders of the ideal test on these samples: {loss:.2} and {gain:.2} sd");
    let scanned = |side: fn(&(f64, f64)) -> f64| -> Vec<f64> {
        results.iter().flat_map(|of| of.scanned.iter().map(side)).collect()
    };
    let (scan_loss, _) = ideal::borders(scanned(|(low, _)| *low), tenth);
    let (_, scan_gain) = ideal::borders(scanned(|(_, high)| *high), tenth);
    println!("of the test that searches all runs of exons: {scan_loss:.2} and {scan_gain:.2} sd");
    let evidence = |side: fn(&(f64, f64)) -> f64| -> f64 {
        let of = results.iter().flat_map(|of| of.evidence.iter().map(side)).collect();
        ideal::borders(of, tenth).1
    };
    let (evidence_loss, evidence_gain) = (evidence(|(loss, _)| *loss), evidence(|(_, gain)| *gain));
    println!("of the caller's likelihood alone: {evidence_loss:.2} and {evidence_gain:.2} (ln)");
    let (_, losses) = ideal::borders(all(|of| &of.losses), tenth);
    let (_, gains) = ideal::borders(all(|of| &of.gains), tenth);
    // As few false ones as the caller has.
    let false_of = |gain: bool| {
        let calls = results.iter().flat_map(|of| &of.false_calls);
        calls.filter(|call| call.contains("gain") == gain).count()
    };
    let (rare_loss, rare_gain) =
        ideal::borders(all(|of| &of.scores), [false_of(false), false_of(true)]);
    println!("and with as few false ones as the calls: {rare_loss:.2} and {rare_gain:.2} sd");
    println!("borders of the posterior on these samples: {losses:.3} and {gains:.3}");
    for (r, region) in knowledge.regions.regions.iter().enumerate() {
        let at = |wanted: f64| results.iter().filter(|of| of.losses[r] >= wanted).count();
        println!(
            "    {}: {} losses at or above it, {} at half of it",
            region.name,
            at(losses),
            at(losses / 2.0)
        );
    }
    println!(
        "class\tfraction\tn\tfound\tor flagged\tp>=.9\texact\tnamed by the ideal test\tideal\tideal on the same counts\tsearching\tthe caller's likelihood\tcaller at that rate\tideal at the calls' rate\tfraction_error"
    );
    for (class, (name, _)) in CLASSES.iter().enumerate() {
        for fraction in FRACTIONS {
            let of: Vec<&&Trial> =
                trials.iter().filter(|t| t.class == class && t.fraction == fraction).collect();
            if of.is_empty() {
                continue;
            }
            let share = |wanted: &dyn Fn(&Trial) -> bool| {
                of.iter().filter(|t| wanted(t)).count() as f64 / of.len() as f64
            };
            let mut errors: Vec<f64> = of.iter().filter_map(|t| t.fraction_error).collect();
            println!(
                "{name}\t{fraction}\t{}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.3}",
                of.len(),
                share(&|t| t.found),
                share(&|t| t.found || t.probability >= uncertain),
                share(&|t| t.probability >= 0.9),
                share(&|t| t.exact),
                share(&|t| t.named),
                of.iter().map(|t| t.ideal).sum::<f64>() / of.len() as f64,
                share(&|t| if t.gain { t.score > gain } else { t.score < loss }),
                share(&|t| if t.gain { t.scanned > scan_gain } else { t.scanned < scan_loss }),
                share(&|t| t.evidence > if t.gain { evidence_gain } else { evidence_loss }),
                share(&|t| t.probability > if t.gain { gains } else { losses }),
                share(&|t| if t.gain { t.score > rare_gain } else { t.score < rare_loss }),
                ikaros::stats::robust::median(&mut errors)
            );
        }
    }
    println!("\nlimit of detection kept: of events at or above their printed limit, share found");
    for (name, single) in [("1 exon", true), ("gene", false)] {
        let of: Vec<&&Trial> = trials
            .iter()
            .filter(|t| (t.class == 0) == single && (single || t.class == 4))
            .filter(|t| t.limit.is_some_and(|l| l <= t.fraction))
            .collect();
        let mut limits: Vec<f64> = trials
            .iter()
            .filter(|t| (t.class == 0) == single && (single || t.class == 4))
            .map(|t| t.limit.unwrap_or(1.5))
            .collect();
        let found = of.iter().filter(|t| t.found).count() as f64 / of.len().max(1) as f64;
        println!(
            "{name}\t{}\t{found:.3}\tmedian limit {:.2}",
            of.len(),
            ikaros::stats::robust::median(&mut limits)
        );
    }
    let samples = results.len();
    let false_calls: Vec<&String> = results.iter().flat_map(|of| &of.false_calls).collect();
    println!("\nfalse calls in {samples} unplanted samples: {} {false_calls:?}", false_calls.len());
    for of in results.iter().filter(|of| !of.false_calls.is_empty()) {
        println!("    {} in {}", of.false_calls.len(), of.noted);
    }
    println!(
        "genes flagged UNCERTAIN in them: {}",
        results.iter().map(|of| of.false_flags).sum::<usize>()
    );
    println!(
        "false genes beside planted ones: {} in {} trials",
        trials.iter().map(|t| t.other_genes).sum::<usize>(),
        trials.len()
    );
    let of = |drawn: fn(&OfSample) -> &Vec<Weighed>| -> Vec<&Weighed> {
        results.iter().flat_map(drawn).collect()
    };
    let (published, expected) = (of(|of| &of.published), of(|of| &of.expected));
    for (name, drawn) in [("as published", &published), ("as the prior has it", &expected)] {
        let category = drawn.iter().flat_map(|of| &of.categories).copied();
        print_reliability(&format!("category of IKZF1, {name}"), category);
        let pattern = drawn.iter().flat_map(|of| &of.patterns).copied();
        print_reliability(&format!("pattern of IKZF1, {name}"), pattern);
    }
    eprintln!(
        "{} calls in {:.1} s",
        trials.len() + published.len() + expected.len() + results.len(),
        started.elapsed().as_secs_f64()
    );
}

/// How often they are right, by their probability.
fn print_reliability(name: &str, posteriors: impl Iterator<Item = (f64, bool)>) {
    let mut bins: BTreeMap<usize, (f64, usize, usize)> = BTreeMap::new();
    for (p, right) in posteriors {
        let bin = bins.entry(((p * 10.0) as usize).min(9)).or_insert((0.0, 0, 0));
        bin.0 += p;
        bin.1 += usize::from(right);
        bin.2 += 1;
    }
    println!("\n{name}: posterior given a deletion\tmean\tobserved\tn");
    for (bin, (sum, right, n)) in bins {
        println!(
            "{:.1}-\t{:.3}\t{:.3}\t{n}",
            bin as f64 / 10.0,
            sum / n as f64,
            right as f64 / n as f64
        );
    }
}
