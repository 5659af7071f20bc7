//! A made panel, all exons of the ALL genes and a backbone, and samples of it with capture noise drawn
//! from a seed.

#![allow(dead_code)] // Each test binary uses a part.

use std::sync::Arc;

use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::calls::{CopyState, SampleCalls, SampleInfo};
use ikaros::model::contig::{Contig, ContigStyle};
use ikaros::model::depth::{DepthSource, DepthTable, ParState, TargetDepth};
use ikaros::model::interval::Interval;
use ikaros::model::sample::{Role, Sex};
use ikaros::model::target::{Target, TargetSet};
use ikaros::normals::build::{NormalInput, build};
use ikaros::normals::panel::PanelOfNormals;
use ikaros::pipeline::FittedPanel;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Normal, Poisson};

/// Normals of the panel.
pub const NORMALS: u64 = 16;

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

/// The panel.
pub struct Laboratory {
    pub knowledge: Knowledge,
    pub targets: Arc<TargetSet>,
    depth: f64,
}

impl Laboratory {
    pub fn new(depth: f64) -> Self {
        let knowledge = Knowledge::builtin();
        let targets = Arc::new(targets(&knowledge));
        Self { knowledge, targets, depth }
    }

    /// A sample whose targets keep the ratio that `ratio` gives for their name.
    pub fn sample(&self, name: &str, seed: u64, ratio: impl Fn(&str) -> f64) -> DepthTable {
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
            snps: None,
            off_target: None,
        }
    }

    pub fn normals(&self) -> Vec<NormalInput> {
        let normal = |i: u64| self.sample(&format!("P{i}"), i, |_| 1.0);
        (1..=NORMALS).map(|i| NormalInput { depth: normal(i), sex: Sex::Unknown }).collect()
    }

    pub fn panel(&self) -> PanelOfNormals {
        build(self.normals()).unwrap()
    }

    /// Calls a tumour whose blasts are stated.
    pub fn call_with_blasts(&self, depth: &DepthTable, percent: f64) -> SampleCalls {
        let sample = SampleInfo {
            blast_percent: Some(percent),
            ..SampleInfo::new(&depth.sample, Role::Tumour)
        };
        FittedPanel::new(self.panel(), &self.knowledge)
            .call(&sample, depth, &self.knowledge)
            .unwrap()
    }

    pub fn call(&self, panel: PanelOfNormals, depth: &DepthTable) -> SampleCalls {
        FittedPanel::new(panel, &self.knowledge)
            .call(&SampleInfo::new(&depth.sample, Role::Tumour), depth, &self.knowledge)
            .unwrap()
    }
}

pub fn state(calls: &SampleCalls, gene: &str, exon: &str) -> CopyState {
    calls.gene(gene).unwrap().exons.iter().find(|e| e.exon == exon).unwrap().state
}

pub fn in_gene(gene: &'static str) -> impl Fn(&str) -> bool {
    move |name: &str| name.strip_prefix(gene).is_some_and(|rest| rest.starts_with('_'))
}
