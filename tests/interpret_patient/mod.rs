//! Copy-number calls made in code: a healthy sample in which genes are lost, gained or hidden.

#![allow(dead_code)] // Each test binary uses a part.

use std::path::PathBuf;
use std::sync::LazyLock;

use ikaros::interpret::interpret;
use ikaros::knowledge::Knowledge;
use ikaros::knowledge::gene_model::Gene;
use ikaros::model::assembly::Assembly;
use ikaros::model::calls::*;
use ikaros::model::contig::{Contig, ContigStyle};
use ikaros::model::depth::{DepthSource, ParState};
use ikaros::model::estimate::Estimate;
use ikaros::model::interval::Interval;
use ikaros::model::locus_state::LocusState;
use ikaros::model::patient::Interpretation;
use ikaros::model::sample::{Role, Sex};

/// The built-in rules, read once.
pub static BUILTIN: LazyLock<Knowledge> = LazyLock::new(Knowledge::builtin);

/// The genes of PAR1.
pub const PAR1: [&str; 5] = ["SHOX", "CRLF2", "CSF2RA", "IL3RA", "P2RY8"];

/// A file beside the repository, or none with a printed reason.
pub fn shared(what: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let root =
        std::env::var_os("IKAROS_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = root.join(what);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

/// A sample whose calls can be changed.
#[derive(Debug, Clone)]
pub struct Patient(pub SampleCalls);

impl Patient {
    /// Every exon of every called gene has two copies.
    pub fn healthy() -> Self {
        let genes = BUILTIN.genes.copy_number_genes().map(healthy_gene).collect();
        Self(SampleCalls {
            sample: SampleInfo {
                name: "P1".to_owned(),
                role: Role::Tumour,
                sex_stated: Sex::Female,
                sex_observed: Sex::Unknown,
                blast_percent: None,
                blast_method: None,
                name_in_file: None,
            },
            assembly: Assembly::Grch38,
            contig_style: ContigStyle::Chr,
            par: ParState::Masked,
            depth_source: DepthSource::Ikaros,
            depth_filters: "mapq>=30;baseq>=30;mates-once".to_owned(),
            target_digest: "0".repeat(64),
            targets: 400,
            mean_depth: 1200.0,
            depth_qc: None,
            normals: NormalsFit {
                digest: "0".repeat(64),
                members: Vec::new(),
                left_out: Vec::new(),
                correlation: 0.99,
                noise_factor: 1.0,
                wave_factor: Some(1.0),
                factors: 1,
                depth: None,
                without_reads: Vec::new(),
                members_with_events: 0,
                genes_with_events: Vec::new(),
                same_as: None,
            },
            baseline: Baseline { level: 1.0, support: 1.0, competing: None },
            aneuploidy: None,
            junctions: None,
            junctions_at_large: None,
            snps: None,
            purity: None,
            genes,
            flags: Vec::new(),
        })
    }

    /// One copy of exons `4-7` or `5` is lost in a fraction of the cells; a second loss of the same
    /// exons in more cells than there are is homozygous.
    pub fn lose(self, gene: &str, exons: &str, fraction: f64) -> Self {
        self.event(gene, exons, CopyState::HetDel, fraction)
    }

    /// Both copies are lost in a fraction of the cells.
    pub fn lose_both(self, gene: &str, exons: &str, fraction: f64) -> Self {
        self.event(gene, exons, CopyState::HomDel, fraction)
    }

    /// A copy is gained in a fraction of the cells.
    pub fn gain(self, gene: &str, exons: &str, fraction: f64) -> Self {
        self.event(gene, exons, CopyState::Gain, fraction)
    }

    /// One copy of every exon is lost in nine of ten cells.
    pub fn lose_gene(self, gene: &str) -> Self {
        let whole = self.whole(gene);
        self.lose(gene, &whole, 0.9)
    }

    /// The first to the last exon.
    pub fn whole(&self, gene: &str) -> String {
        let exons = &self.0.gene(gene).unwrap().exons;
        format!("{}-{}", exons[0].exon, exons[exons.len() - 1].exon)
    }

    /// Exons that the panel has no target on. Hide before losing others.
    pub fn hide(mut self, gene: &str, exons: &[&str]) -> Self {
        let call = self.gene(gene);
        for exon in call.exons.iter_mut().filter(|e| exons.contains(&e.exon.as_str())) {
            exon.state = CopyState::NotAssessed;
            exon.mlpa_call = MlpaCall::NotAssessed;
            exon.copies = None;
            exon.ratio = None;
            exon.limit_of_detection = None;
            "no target on the panel".clone_into(&mut exon.reason);
        }
        call.reasons = exons.iter().map(|e| format!("exon {e}: no target on the panel")).collect();
        restate(call);
        self
    }

    /// A gene of which nothing was assessed.
    pub fn hide_gene(self, gene: &str) -> Self {
        let exons: Vec<String> =
            self.0.gene(gene).unwrap().exons.iter().map(|e| e.exon.clone()).collect();
        self.hide(gene, &exons.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// A gene whose deletion was neither called nor excluded.
    pub fn doubt(mut self, gene: &str, probability: f64) -> Self {
        self.gene(gene).probability_deletion = probability;
        self
    }

    /// Conclusions of the built-in rules.
    pub fn interpret(&self) -> Interpretation {
        interpret(&self.0, &BUILTIN)
    }

    pub fn gene(&mut self, gene: &str) -> &mut GeneCall {
        self.0.genes.iter_mut().find(|call| call.gene == gene).unwrap()
    }

    fn event(mut self, gene: &str, exons: &str, state: CopyState, fraction: f64) -> Self {
        let (first, last) = exons.split_once('-').unwrap_or((exons, exons));
        let call = self.gene(gene);
        let place = |label: &str| call.exons.iter().position(|e| e.exon == label).unwrap();
        let range = place(first)..=place(last);
        let change = match state {
            CopyState::Gain => fraction,
            CopyState::HomDel => -2.0 * fraction,
            _ => -fraction,
        };
        for exon in call.exons[range].iter_mut().filter(|e| e.state != CopyState::NotAssessed) {
            let copies = exon.copies.unwrap() + change;
            exon.state = if copies < 1.0 { CopyState::HomDel } else { state };
            exon.copies = Some(copies);
            exon.ratio = Some(estimate(copies / 2.0));
            exon.mlpa_call = BUILTIN.rules.calling.mlpa.call(exon.ratio.as_ref());
            exon.clone_fraction = Some(fraction);
        }
        let kind = if state == CopyState::Gain { EventKind::Gain } else { EventKind::Deletion };
        call.segments.push(Segment {
            kind,
            state,
            first_exon: first.to_owned(),
            last_exon: last.to_owned(),
            clone_fraction: estimate(fraction),
            alternative: None,
            inner: Interval::new(Contig::new("7"), 1, 2),
            outer_start: None,
            outer_end: None,
            targets: 1,
            ratio: estimate(1.0 + change / 2.0),
            phred: 99.0,
        });
        if kind == EventKind::Deletion {
            call.probability_deletion = 0.999;
        }
        let ranges: Vec<String> = call
            .segments
            .iter()
            .filter(|s| s.kind == EventKind::Deletion)
            .map(Segment::exon_range)
            .collect();
        let pattern = if ranges.is_empty() { "none".to_owned() } else { ranges.join("+") };
        call.patterns = vec![Pattern { exons: pattern, probability: 0.97 }];
        restate(call);
        self
    }
}

/// What the caller says of a gene, given its exons.
fn restate(call: &mut GeneCall) {
    let any = |is: &dyn Fn(CopyState) -> bool| call.exons.iter().any(|e| is(e.state));
    call.gained = any(&|state| state == CopyState::Gain);
    call.state = if any(&CopyState::is_deletion) {
        LocusState::Deleted
    } else if any(&|state| state != CopyState::NotAssessed) {
        LocusState::NotDeleted
    } else {
        LocusState::NotAssessed
    };
}

fn estimate(value: f64) -> Estimate {
    Estimate { value, low: (value - 0.02).max(0.0), high: value + 0.02 }
}

fn healthy_gene(gene: &Gene) -> GeneCall {
    let exon = |exon: &ikaros::knowledge::gene_model::Exon| ExonCall {
        exon: exon.label.clone(),
        transcript: exon.transcript.clone(),
        interval: exon.interval(Assembly::Grch38).cloned(),
        targets: 1,
        depth: Some(1200.0),
        expected: Some(1200.0),
        ratio: Some(estimate(1.0)),
        state: CopyState::Normal,
        copies: Some(2.0),
        clone_fraction: None,
        phred_deletion: Some(0.0),
        phred_homozygous: Some(0.0),
        phred_gain: Some(0.0),
        mlpa_call: MlpaCall::Normal,
        limit_of_detection: Some(0.2),
        reason: String::new(),
    };
    GeneCall {
        gene: gene.symbol.clone(),
        transcript: gene.transcript().to_owned(),
        state: LocusState::NotDeleted,
        gained: false,
        exons: gene.exons.iter().map(exon).collect(),
        segments: Vec::new(),
        patterns: vec![Pattern { exons: "none".to_owned(), probability: 0.999 }],
        probability_deletion: 0.001,
        probability_gain: 0.001,
        limit_of_detection: Some(0.1),
        limit_homozygous: Some(0.06),
        limit_gain: Some(0.14),
        pattern_limits: Vec::new(),
        reasons: Vec::new(),
        unseen_recurrent: Vec::new(),
    }
}
