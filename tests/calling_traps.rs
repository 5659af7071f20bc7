//! Traps that other tools fell into, each on a made panel: all exons of the ALL genes and a backbone,
//! with capture noise drawn from a seed.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use ikaros::calling;
use ikaros::calling::fit::Fit;
use ikaros::calling::region::{NEUTRAL, RegionData};
use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::calls::{CopyState, EventKind, SampleCalls, SampleInfo};
use ikaros::model::contig::{Contig, ContigStyle};
use ikaros::model::depth::{DepthSource, DepthTable, ParState, TargetDepth};
use ikaros::model::interval::Interval;
use ikaros::model::sample::{Role, Sex};
use ikaros::model::target::{Target, TargetSet};
use ikaros::normals::build::{NormalInput, build};
use ikaros::normals::expectation;
use ikaros::normals::panel::PanelOfNormals;
use ikaros::pipeline::FittedPanel;
use ikaros::stats::log_space::log_sum_exp;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Normal, Poisson};

const NORMALS: u64 = 16;

fn targets(knowledge: &Knowledge) -> TargetSet {
    let mut targets: Vec<Target> = Vec::new();
    for gene in knowledge.genes.copy_number_genes() {
        for exon in &gene.exons {
            let interval = exon.interval(Assembly::Grch38).unwrap().clone();
            targets.push(Target { interval, name: format!("{}_{}", gene.symbol, exon.label) });
        }
    }
    for contig in 1..=22_u32 {
        for place in 0..12_u32 {
            let start = 1_000_000 + 2_000_000 * place + 1_234;
            let interval = Interval::new(Contig::new(&contig.to_string()), start, start + 150);
            let name = format!("backbone_{contig}_{place}");
            targets.push(Target { interval, name });
        }
    }
    targets.sort_by(|a, b| a.interval.cmp(&b.interval));
    targets.dedup_by(|a, b| a.interval.overlap(&b.interval) > 0);
    TargetSet::new(targets)
}

struct Laboratory {
    knowledge: Knowledge,
    targets: Arc<TargetSet>,
    depth: f64,
}

impl Laboratory {
    fn new(depth: f64) -> Self {
        let knowledge = Knowledge::builtin();
        let targets = Arc::new(targets(&knowledge));
        Self { knowledge, targets, depth }
    }

    /// A sample whose targets keep the ratio that `ratio` gives for their name.
    fn sample(&self, name: &str, seed: u64, ratio: impl Fn(&str) -> f64) -> DepthTable {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        // What a bait catches is the panel's own and the same for every sample.
        let mut bait = ChaCha8Rng::seed_from_u64(4711);
        let (capture, own) = (Normal::new(0.0, 0.3).unwrap(), Normal::new(0.0, 0.04).unwrap());
        let depths = self.targets.targets().iter().map(|target| {
            let log: f64 = capture.sample(&mut bait) + own.sample(&mut random);
            let mean = self.depth * log.exp() * ratio(&target.name);
            let fragments: f64 =
                if mean > 0.0 { Poisson::new(mean).unwrap().sample(&mut random) } else { 0.0 };
            TargetDepth { fragments: Some(fragments as u32), mean_depth: fragments }
        });
        DepthTable {
            sample: name.to_owned(),
            source: DepthSource::Ikaros,
            filters: "made".to_owned(),
            assembly: Some(Assembly::Grch38),
            style: ContigStyle::Chr,
            par: ParState::Masked,
            targets: Arc::clone(&self.targets),
            depths: depths.collect(),
            qc: None,
            junctions: None,
            junctions_at_large: None,
        }
    }

    fn normals(&self) -> Vec<NormalInput> {
        let normal = |i: u64| self.sample(&format!("P{i}"), i, |_| 1.0);
        (1..=NORMALS).map(|i| NormalInput { depth: normal(i), sex: Sex::Unknown }).collect()
    }

    fn panel(&self) -> PanelOfNormals {
        build(self.normals()).unwrap()
    }

    fn call(&self, panel: PanelOfNormals, depth: &DepthTable) -> SampleCalls {
        FittedPanel::new(panel, &self.knowledge)
            .call(&SampleInfo::new(&depth.sample, Role::Tumour), depth, &self.knowledge)
            .unwrap()
    }
}

fn state(calls: &SampleCalls, gene: &str, exon: &str) -> CopyState {
    calls.gene(gene).unwrap().exons.iter().find(|e| e.exon == exon).unwrap().state
}

fn in_gene(gene: &'static str) -> impl Fn(&str) -> bool {
    move |name: &str| name.strip_prefix(gene).is_some_and(|rest| rest.starts_with('_'))
}

#[test]
fn at_fifty_thousand_fold_a_small_gain_is_a_gain_and_nothing_else_moves() {
    let laboratory = Laboratory::new(50_000.0);
    let pax5 = in_gene("PAX5");
    let tumour = laboratory.sample("T", 99, |name| if pax5(name) { 1.2 } else { 1.0 });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    assert_eq!(state(&calls, "PAX5", "5"), CopyState::Gain);
    let others = calls.genes.iter().filter(|gene| gene.gene != "PAX5");
    assert!(others.flat_map(|gene| &gene.segments).next().is_none());
    let finite = |gene: &ikaros::model::calls::GeneCall| gene.probability_deletion.is_finite();
    assert!(calls.genes.iter().all(finite));
}

#[test]
fn zero_depth_is_a_homozygous_loss_and_not_missing_data() {
    let laboratory = Laboratory::new(400.0);
    let (a, b) = (in_gene("CDKN2A"), in_gene("CDKN2B"));
    let tumour = laboratory.sample("T", 98, |name| if a(name) || b(name) { 0.0 } else { 1.0 });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    for (gene, exon) in [("CDKN2A", "1a"), ("CDKN2A", "1b"), ("CDKN2A", "2"), ("CDKN2B", "2")] {
        assert_eq!(state(&calls, gene, exon), CopyState::HomDel, "{gene} {exon}");
    }
    assert_eq!(state(&calls, "MTAP", "1"), CopyState::Normal);
}

#[test]
fn exons_1a_1b_and_cdkn2b_exon_2_are_told_apart() {
    let laboratory = Laboratory::new(600.0);
    // p14ARF's own exon and exon 2 of CDKN2B, with both p16 exons kept.
    let lost = ["CDKN2A_1b", "CDKN2B_2"];
    let tumour = laboratory.sample("T", 97, |name| if lost.contains(&name) { 0.1 } else { 1.0 });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    assert!(state(&calls, "CDKN2A", "1b").is_deletion());
    assert!(state(&calls, "CDKN2B", "2").is_deletion());
    assert_eq!(state(&calls, "CDKN2A", "1a"), CopyState::Normal);
    assert_eq!(state(&calls, "CDKN2A", "2"), CopyState::Normal);
}

#[test]
fn several_lesions_do_not_hide_each_other() {
    let laboratory = Laboratory::new(600.0);
    let genes = ["IKZF1", "PAX5", "ETV6", "RB1", "EBF1"].map(in_gene);
    let tumour =
        laboratory.sample("T", 96, |name| if genes.iter().any(|g| g(name)) { 0.7 } else { 1.0 });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    for gene in ["IKZF1", "PAX5", "ETV6", "RB1", "EBF1"] {
        let call = calls.gene(gene).unwrap();
        let deleted = call.segments.iter().any(|s| s.kind == EventKind::Deletion);
        assert!(deleted && call.probability_deletion > 0.9, "{gene}");
    }
    assert!(calls.gene("BTG1").unwrap().segments.is_empty());
}

#[test]
fn a_gain_of_one_exon_is_kept() {
    let laboratory = Laboratory::new(800.0);
    let tumour = laboratory.sample("T", 95, |name| if name == "PAX5_5" { 2.0 } else { 1.0 });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    assert_eq!(state(&calls, "PAX5", "5"), CopyState::Gain);
    assert_eq!(state(&calls, "PAX5", "4"), CopyState::Normal);
    assert_eq!(state(&calls, "PAX5", "6"), CopyState::Normal);
}

#[test]
fn p1_leaves_out_p1_and_not_p10() {
    let laboratory = Laboratory::new(300.0);
    let panel = laboratory.panel();
    let normal = laboratory.sample("P1", 1, |_| 1.0);
    let calls = laboratory.call(panel, &normal);
    assert_eq!(calls.normals.left_out, ["P1"]);
    assert_eq!(calls.normals.members.len(), NORMALS as usize - 1);
    assert!(calls.normals.members.iter().any(|name| name == "P10"));
}

#[test]
fn the_order_of_the_normals_changes_nothing() {
    let laboratory = Laboratory::new(300.0);
    let ikzf1 = in_gene("IKZF1");
    let tumour = laboratory.sample("T", 94, |name| if ikzf1(name) { 0.75 } else { 1.0 });
    let mut normals = laboratory.normals();
    let forward = laboratory.call(build(normals.clone()).unwrap(), &tumour);
    normals.reverse();
    let backward = laboratory.call(build(normals).unwrap(), &tumour);
    assert_eq!(forward, backward);
}

#[test]
fn half_of_the_chromosomes_gained_is_named_and_does_not_move_the_zero_of_the_rest() {
    let laboratory = Laboratory::new(600.0);
    let gained = ["4", "6", "10", "14", "17", "18", "21", "X"];
    let on = |name: &str| {
        let contig = name.strip_prefix("backbone_").and_then(|rest| rest.split('_').next());
        contig.is_some_and(|contig| gained.contains(&contig))
    };
    let tumour = laboratory.sample("T", 93, |name| if on(name) { 1.4 } else { 1.0 });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    let line = calls.aneuploidy.clone().unwrap();
    assert_eq!((line.gained, line.lost), (7, 0));
    assert_eq!(line.class.as_deref(), Some("high hyperdiploid"));
    assert!(calls.gene("IKZF1").unwrap().segments.is_empty());
}

#[test]
fn eight_normals_are_enough_and_four_are_refused() {
    let laboratory = Laboratory::new(500.0);
    let ikzf1 = in_gene("IKZF1");
    let tumour = laboratory.sample("T", 92, |name| if ikzf1(name) { 0.6 } else { 1.0 });
    let few = |count: usize| laboratory.normals().into_iter().take(count).collect::<Vec<_>>();
    let calls = laboratory.call(build(few(8)).unwrap(), &tumour);
    assert!(state(&calls, "IKZF1", "4").is_deletion());
    let error = build(few(4)).unwrap_err().to_string();
    assert!(error.contains("at least 5"), "{error}");
    // A probability is one, whatever the panel.
    let p = calls.gene("IKZF1").unwrap().probability_deletion;
    assert!((0.0..=1.0).contains(&p));
    let regions = calling::region_targets(
        &laboratory.knowledge,
        Assembly::Grch38,
        laboratory.targets.targets(),
    );
    assert_eq!(regions.len(), laboratory.knowledge.regions.regions.len());
}

#[test]
fn the_short_way_along_the_levels_is_the_profile_of_each_level() {
    let laboratory = Laboratory::new(400.0);
    let knowledge = &laboratory.knowledge;
    let panel = laboratory.panel();
    let targets = laboratory.targets.targets();
    let regions = calling::region_targets(knowledge, Assembly::Grch38, targets);
    let expectation = expectation::fit(&panel, &[], &regions);
    let sample = laboratory.sample("T1", 77, |name| if name == "PAX5_5" { 0.6 } else { 1.0 });
    let fit = Fit::new(expectation::counts(&sample), targets, &expectation, &regions);
    for (region, indices) in knowledge.regions.regions.iter().zip(&regions) {
        let data = RegionData::new(
            region,
            knowledge,
            Assembly::Grch38,
            targets,
            indices,
            &fit,
            &expectation,
        );
        let units = data.units.len();
        for (first, last) in
            [(0, units - 1), (0, 0), (units / 2, units - 1), (units / 3, units / 2)]
        {
            let along = data.along_levels(first, last);
            for level in [0, 50, 83, NEUTRAL, 130, 200] {
                let mut pieces = vec![(first, last, level)];
                if first > 0 {
                    pieces.insert(0, (0, first - 1, NEUTRAL));
                }
                if last + 1 < units {
                    pieces.push((last + 1, units - 1, NEUTRAL));
                }
                let values = 0..data.shared_values();
                let whole = log_sum_exp(values.map(|shared| data.profile(shared, &pieces)));
                let gap = (whole - along[level]).abs();
                assert!(gap < 1e-6 * whole.abs().max(1.0), "{}: {gap}", region.name);
            }
        }
    }
}
