//! A patient's result as the rules would leave it, made in code: IKZF1 4-7 in 64 % of the cells with
//! CDKN2A and CDKN2B lost on both alleles, ERG and IKZF1 exon 1 without targets, PAR1 unmasked.

#![allow(dead_code)] // Each test binary uses a part.

use ikaros::model::assembly::Assembly;
use ikaros::model::calls::*;
use ikaros::model::contig::{Contig, ContigStyle};
use ikaros::model::depth::{DepthQc, DepthSource, ParState};
use ikaros::model::estimate::Estimate;
use ikaros::model::interval::Interval;
use ikaros::model::junction::{Breakend, Junction, JunctionKind};
use ikaros::model::locus_state::{Answer, LocusState};
use ikaros::model::patient::*;
use ikaros::model::sample::{Role, Sex};
use ikaros::model::small_variant::SmallVariant;

/// Exons of IKZF1 on GRCh38, 0-based half-open; exon 1 carries no target.
const IKZF1: [(u32, u32); 8] = [
    (50_304_715, 50_304_922),
    (50_319_047, 50_319_101),
    (50_327_637, 50_327_757),
    (50_376_532, 50_376_793),
    (50_382_540, 50_382_708),
    (50_391_747, 50_391_863),
    (50_399_918, 50_400_053),
    (50_400_300, 50_400_627),
];

/// The patient.
pub fn patient() -> PatientResult {
    PatientResult {
        schema_version: SCHEMA_VERSION.to_owned(),
        calls: calls(),
        small_variants: small_variants(),
        variant_files: vec![VariantFile {
            file: "TUM01.mutect2.vcf.gz".to_owned(),
            caller: "Mutect2 4.4".to_owned(),
            records: 41,
            reported: 4,
            left_out: vec![Count { reason: "outside_genes".to_owned(), count: 37 }],
        }],
        merged: None,
        interpretation: interpretation(),
        provenance: provenance(),
    }
}

/// The same patient under another name.
pub fn patient_named(name: &str) -> PatientResult {
    let mut result = patient();
    name.clone_into(&mut result.calls.sample.name);
    result
}

/// A healthy sample: every assessed exon normal, no event, no variant.
pub fn healthy() -> PatientResult {
    let mut result = patient_named("NORM01");
    result.calls.sample.role = Role::Normal;
    result.calls.sample.blast_percent = None;
    result.calls.purity = None;
    result.calls.flags.clear();
    result.small_variants.clear();
    result.variant_files.clear();
    for gene in &mut result.calls.genes {
        gene.segments.clear();
        gene.gained = false;
        gene.probability_deletion = 0.0001;
        gene.probability_gain = 0.0001;
        gene.patterns = vec![Pattern { exons: "none".to_owned(), probability: 0.9998 }];
        if gene.state == LocusState::Deleted {
            gene.state = LocusState::NotDeleted;
        }
        let number = gene.exons.len();
        for (index, exon) in gene.exons.iter_mut().enumerate() {
            if exon.state != CopyState::NotAssessed {
                *exon = normal_exon(
                    &exon.exon,
                    &exon.transcript,
                    exon.interval.clone(),
                    index + number,
                );
            }
        }
    }
    let conclusions = &mut result.interpretation;
    "IKZF1 not deleted (exon 1 not assessed)".clone_into(&mut conclusions.headline);
    conclusions.ikzf1.status = LocusState::NotDeleted;
    "none".clone_into(&mut conclusions.ikzf1.category);
    "no deletion (exon 1 not assessed)".clone_into(&mut conclusions.ikzf1.category_label);
    "no deletion".clone_into(&mut conclusions.ikzf1.mlpa_category);
    "none".clone_into(&mut conclusions.ikzf1.class);
    conclusions.ikzf1.clone_fraction = None;
    conclusions.ikzf1.biallelic = Answer::No;
    conclusions.ikzf1.segments.clear();
    for preset in &mut conclusions.ikzf1plus {
        preset.answer = Answer::No;
        "no IKZF1plus".clone_into(&mut preset.label);
        preset.supporting.clear();
        preset.open.clear();
    }
    for preset in &mut conclusions.ukall_cna {
        "good".clone_into(&mut preset.class);
        preset.possible = vec!["good".to_owned()];
    }
    for locus in &mut conclusions.loci {
        if locus.state == LocusState::Deleted {
            *locus = locus_result(
                &locus.locus,
                LocusState::NotDeleted,
                Answer::No,
                "all exons normal",
                "",
            );
        }
    }
    result
}

fn calls() -> SampleCalls {
    SampleCalls {
        sample: SampleInfo {
            name: "TUM01".to_owned(),
            role: Role::Tumour,
            sex_stated: Sex::Female,
            sex_observed: Sex::Female,
            blast_percent: Some(82.0),
            blast_method: Some("flow cytometry".to_owned()),
            name_in_file: None,
        },
        assembly: Assembly::Grch38,
        contig_style: ContigStyle::Chr,
        par: ParState::Unmasked,
        depth_source: DepthSource::Ikaros,
        depth_filters: "mapq>=30;baseq>=30;mates-once".to_owned(),
        target_digest: "5f3c".repeat(16),
        targets: 412,
        mean_depth: 1_184.372_915,
        depth_qc: Some(DepthQc {
            mean_depth: 1_184.372_915,
            percent_100x: 99.81,
            percent_500x: 95.2,
            percent_1000x: 71.456,
            mapped_reads: Some(14_220_113),
            on_target_reads: 9_834_551,
            on_target_percent: Some(69.159),
            duplicate_percent: 18.4,
            mapq_mean: 58.9,
            mapq_low_percent: 1.7,
            base_quality_lost_percent: 4.2,
            insert_size_median: Some(212),
            insert_size_p10_p90: Some((148, 331)),
        }),
        normals: NormalsFit {
            digest: "a91e".repeat(16),
            members: (1..=12).map(|number| format!("NORM{number:02}")).collect(),
            left_out: vec![],
            correlation: 0.9931,
            noise_factor: 1.12,
            wave_factor: Some(1.0),
            factors: 1,
            depth: Some(DepthOfNormals { lowest: 901.2, median: 1_120.5, highest: 1_402.0 }),
            without_reads: Vec::new(),
            members_with_events: 0,
            genes_with_events: Vec::new(),
            same_as: None,
        },
        aneuploidy: None,
        junctions: None,
        junctions_at_large: None,
        snps: None,
        baseline: Baseline {
            level: 1.013,
            support: 0.87,
            competing: Some(CompetingLevel { ratio: 1.31, support: 0.11 }),
        },
        purity: Some(Estimate { value: 0.66, low: 0.61, high: 0.71 }),
        genes: genes(),
        flags: vec![
            QcFlag {
                code: "LOW_1000X".to_owned(),
                severity: Severity::Warning,
                message: "71.5 % of target bases at 1,000x or more; small variants need 80 %"
                    .to_owned(),
                about: None,
            },
            QcFlag {
                code: "PAR1_UNMASKED".to_owned(),
                severity: Severity::Note,
                message: "PAR1 reads lie on X and Y: depth is the sum of both".to_owned(),
                about: None,
            },
        ],
    }
}

fn genes() -> Vec<GeneCall> {
    vec![
        with_events(gene("IKZF1", "NM_006060.6", ikzf1_exons()), vec![ikzf1_segment()]),
        gene("PAX5", "NM_016734.3", run("9", 36_840_000, 10, "NM_016734.3")),
        with_events(gene("CDKN2A", "NM_000077.5", cdkn2a_exons()), vec![cdkn2a_segment()]),
        with_events(gene("CDKN2B", "NM_004936.4", cdkn2b_exons()), vec![cdkn2b_segment()]),
        gene("ETV6", "NM_001987.5", run("12", 11_650_000, 8, "NM_001987.5")),
        gene("BTG1", "NM_001731.3", run("12", 92_143_000, 2, "NM_001731.3")),
        gene("RB1", "NM_000321.3", run("13", 48_303_000, 27, "NM_000321.3")),
        with_events(gene("EBF1", "NM_024007.5", ebf1_exons()), vec![ebf1_gain()]),
        not_assessed_gene("ERG", "NM_182918.4", 10),
        gene("P2RY8", "NM_178129.5", run("X", 1_462_000, 2, "NM_178129.5")),
        gene("CRLF2", "NM_022148.4", crlf2_exons()),
        gene("SHOX", "NM_000451.4", run("X", 630_000, 5, "NM_000451.4")),
    ]
}

fn gene(symbol: &str, transcript: &str, exons: Vec<ExonCall>) -> GeneCall {
    let mut reasons: Vec<String> = exons
        .iter()
        .filter(|e| !e.reason.is_empty())
        .map(|e| format!("exon {}: {}", e.exon, e.reason))
        .collect();
    reasons.dedup();
    GeneCall {
        gene: symbol.to_owned(),
        transcript: transcript.to_owned(),
        state: LocusState::NotDeleted,
        gained: false,
        exons,
        segments: vec![],
        patterns: vec![Pattern { exons: "none".to_owned(), probability: 0.9987 }],
        probability_deletion: 0.0013,
        probability_gain: 0.0008,
        limit_of_detection: Some(0.12),
        limit_homozygous: Some(0.06),
        limit_gain: Some(0.14),
        pattern_limits: Vec::new(),
        reasons,
        unseen_recurrent: Vec::new(),
    }
}

fn with_events(mut gene: GeneCall, segments: Vec<Segment>) -> GeneCall {
    gene.gained = segments.iter().any(|segment| segment.kind == EventKind::Gain);
    if segments.iter().any(|segment| segment.kind == EventKind::Deletion) {
        gene.state = LocusState::Deleted;
        gene.probability_deletion = 0.999_999;
        let exons = segments.iter().map(|s| {
            if s.first_exon == s.last_exon {
                s.first_exon.clone()
            } else {
                format!("{}-{}", s.first_exon, s.last_exon)
            }
        });
        let exons = exons.collect::<Vec<_>>().join("+");
        gene.patterns = vec![
            Pattern { exons, probability: 0.983 },
            Pattern { exons: "none".to_owned(), probability: 0.011 },
        ];
    }
    gene.segments = segments;
    gene
}

fn interval(contig: &str, start: u32, end: u32) -> Interval {
    Interval::new(Contig::new(contig), start, end)
}

fn normal_exon(exon: &str, transcript: &str, at: Option<Interval>, seed: usize) -> ExonCall {
    // A small fixed scatter around one, so that plots look like data.
    let ratio = 1.0 + ((seed * 37 % 17) as f64 - 8.0) * 0.009;
    measured_exon(exon, transcript, at, CopyState::Normal, ratio, None)
}

fn measured_exon(
    exon: &str,
    transcript: &str,
    at: Option<Interval>,
    state: CopyState,
    ratio: f64,
    clone_fraction: Option<f64>,
) -> ExonCall {
    let mlpa_call = match ratio {
        r if r <= 0.75 => MlpaCall::Deletion,
        r if r >= 1.3 => MlpaCall::Duplication,
        _ => MlpaCall::Normal,
    };
    ExonCall {
        exon: exon.to_owned(),
        transcript: transcript.to_owned(),
        interval: at,
        targets: 1,
        depth: Some(1200.0 * ratio),
        expected: Some(1200.0),
        ratio: Some(Estimate { value: ratio, low: ratio - 0.06, high: ratio + 0.06 }),
        state,
        copies: Some(2.0 * ratio),
        clone_fraction,
        phred_deletion: Some(if state.is_deletion() { 72.4 } else { 0.01 }),
        phred_homozygous: Some(if state == CopyState::HomDel { 30.5 } else { 0.01 }),
        phred_gain: Some(if state == CopyState::Gain { 38.2 } else { 0.02 }),
        mlpa_call,
        limit_of_detection: Some(0.24),
        reason: String::new(),
    }
}

fn missing_exon(exon: &str, transcript: &str, at: Option<Interval>, reason: &str) -> ExonCall {
    ExonCall {
        exon: exon.to_owned(),
        transcript: transcript.to_owned(),
        interval: at,
        targets: 0,
        depth: None,
        expected: None,
        ratio: None,
        state: CopyState::NotAssessed,
        copies: None,
        clone_fraction: None,
        phred_deletion: None,
        phred_homozygous: None,
        phred_gain: None,
        mlpa_call: MlpaCall::NotAssessed,
        limit_of_detection: None,
        reason: reason.to_owned(),
    }
}

fn run(contig: &str, start: u32, exons: u32, transcript: &str) -> Vec<ExonCall> {
    (0..exons)
        .map(|index| {
            let at = interval(contig, start + 3000 * index, start + 3000 * index + 180);
            normal_exon(
                &(index + 1).to_string(),
                transcript,
                Some(at),
                index as usize + exons as usize,
            )
        })
        .collect()
}

fn ikzf1_exons() -> Vec<ExonCall> {
    let transcript = "NM_006060.6";
    IKZF1
        .iter()
        .enumerate()
        .map(|(index, (start, end))| {
            let at = Some(interval("7", *start, *end));
            let name = (index + 1).to_string();
            match index + 1 {
                1 => missing_exon(&name, transcript, at, "no target of the panel lies on it"),
                4..=7 => {
                    let ratio = 0.68 + 0.01 * (index % 3) as f64;
                    measured_exon(&name, transcript, at, CopyState::HetDel, ratio, Some(0.64))
                }
                _ => normal_exon(&name, transcript, at, index),
            }
        })
        .collect()
}

fn ikzf1_segment() -> Segment {
    Segment {
        kind: EventKind::Deletion,
        state: CopyState::HetDel,
        first_exon: "4".to_owned(),
        last_exon: "7".to_owned(),
        clone_fraction: Estimate { value: 0.640_000_1, low: 0.59, high: 0.69 },
        alternative: Some("homozygous loss in 32 % of the cells".to_owned()),
        inner: interval("7", 50_376_532, 50_400_053),
        outer_start: Some(50_327_757),
        outer_end: Some(50_400_300),
        targets: 4,
        ratio: Estimate { value: 0.68, low: 0.655, high: 0.705 },
        phred: 84.6,
    }
}

fn cdkn2a_exons() -> Vec<ExonCall> {
    let exon = |name: &str, transcript: &str, start: u32, ratio: f64| {
        let at = Some(interval("9", start, start + 200));
        measured_exon(name, transcript, at, CopyState::HomDel, ratio, Some(0.66))
    };
    vec![
        exon("1b", "NM_058195.4", 21_994_138, 0.34),
        exon("1a", "NM_000077.5", 21_974_476, 0.35),
        exon("2", "NM_000077.5", 21_970_900, 0.33),
        missing_exon(
            "3",
            "NM_000077.5",
            Some(interval("9", 21_968_227, 21_968_241)),
            "depth of the normals is below 50x",
        ),
    ]
}

fn cdkn2a_segment() -> Segment {
    Segment {
        kind: EventKind::Deletion,
        state: CopyState::HomDel,
        first_exon: "1b".to_owned(),
        last_exon: "2".to_owned(),
        clone_fraction: Estimate { value: 0.66, low: 0.62, high: 0.70 },
        alternative: None,
        inner: interval("9", 21_970_900, 21_994_338),
        outer_start: None,
        outer_end: Some(22_005_900),
        targets: 3,
        ratio: Estimate { value: 0.34, low: 0.31, high: 0.37 },
        phred: 99.0,
    }
}

fn cdkn2b_exons() -> Vec<ExonCall> {
    let transcript = "NM_004936.4";
    let at = |start: u32| Some(interval("9", start, start + 200));
    vec![
        normal_exon("1", transcript, at(22_008_700), 3),
        measured_exon("2", transcript, at(22_005_700), CopyState::HetDel, 0.86, Some(0.28)),
    ]
}

/// One exon in 28 % of the cells: deleted, but above MLPA's border.
fn cdkn2b_segment() -> Segment {
    Segment {
        kind: EventKind::Deletion,
        state: CopyState::HetDel,
        first_exon: "2".to_owned(),
        last_exon: "2".to_owned(),
        clone_fraction: Estimate { value: 0.28, low: 0.16, high: 0.40 },
        alternative: Some("homozygous loss in 14 % of the cells".to_owned()),
        inner: interval("9", 22_005_700, 22_005_900),
        outer_start: Some(21_994_338),
        outer_end: Some(22_008_700),
        targets: 1,
        ratio: Estimate { value: 0.86, low: 0.80, high: 0.92 },
        phred: 21.3,
    }
}

fn ebf1_exons() -> Vec<ExonCall> {
    let mut exons = run("5", 158_700_000, 16, "NM_024007.5");
    // Transcript order runs against the chromosome.
    exons.reverse();
    for (index, exon) in exons.iter_mut().enumerate() {
        exon.exon = (index + 1).to_string();
        if (10..=12).contains(&(index + 1)) {
            *exon = measured_exon(
                &exon.exon,
                &exon.transcript,
                exon.interval.clone(),
                CopyState::Gain,
                1.33,
                Some(0.66),
            );
        }
    }
    exons
}

fn ebf1_gain() -> Segment {
    Segment {
        kind: EventKind::Gain,
        state: CopyState::Gain,
        first_exon: "10".to_owned(),
        last_exon: "12".to_owned(),
        clone_fraction: Estimate { value: 0.66, low: 0.55, high: 0.77 },
        alternative: Some("two extra copies in 33 % of the cells".to_owned()),
        inner: interval("5", 158_712_000, 158_718_180),
        outer_start: Some(158_709_180),
        outer_end: Some(158_721_000),
        targets: 3,
        ratio: Estimate { value: 1.33, low: 1.29, high: 1.37 },
        phred: 38.2,
    }
}

fn crlf2_exons() -> Vec<ExonCall> {
    let mut exons = run("X", 1_196_000, 8, "NM_022148.4");
    exons[7] = missing_exon("8", "NM_022148.4", None, "not on this assembly");
    exons
}

fn not_assessed_gene(symbol: &str, transcript: &str, exons: u32) -> GeneCall {
    let reason = "no target of the panel lies on it";
    let exons = (1..=exons)
        .map(|n| {
            let at = interval("21", 38_380_000 + 5000 * n, 38_380_100 + 5000 * n);
            missing_exon(&n.to_string(), transcript, Some(at), reason)
        })
        .collect();
    GeneCall {
        state: LocusState::NotAssessed,
        patterns: vec![],
        probability_deletion: 0.0,
        probability_gain: 0.0,
        limit_of_detection: None,
        reasons: vec!["the panel has no target on this gene".to_owned()],
        ..gene(symbol, transcript, exons)
    }
}

fn small_variants() -> Vec<SmallVariant> {
    let variant = |gene: &str,
                   contig: &str,
                   position: u32,
                   reference: &str,
                   alternative: &str,
                   filter: &str| SmallVariant {
        gene: gene.to_owned(),
        contig: Contig::new(contig),
        position,
        reference: reference.to_owned(),
        alternative: alternative.to_owned(),
        vaf: Some(0.1437),
        depth: Some(1312),
        alternative_depth: Some(188),
        filter: filter.to_owned(),
        caller: "Mutect2 4.4".to_owned(),
        file: "TUM01.mutect2.vcf.gz".to_owned(),
    };
    vec![
        variant("NRAS", "1", 114_716_126, "C", "T", "PASS"),
        variant("IKZF1", "7", 50_382_593, "A", "T", "PASS"),
        SmallVariant {
            vaf: None,
            depth: None,
            alternative_depth: None,
            ..variant("PAX5", "9", 37_015_168, "G", "C", "weak_evidence")
        },
        variant(
            "KRAS",
            "12",
            25_245_350,
            "CCAGAGTTTGGGCATAATCAAGTAATGATCCAGTTA",
            "C",
            "<b>odd</b>",
        ),
    ]
}

fn locus_result(
    locus: &str,
    state: LocusState,
    homozygous: Answer,
    evidence: &str,
    transcript: &str,
) -> LocusResult {
    LocusResult {
        locus: locus.to_owned(),
        state,
        homozygous,
        evidence: evidence.to_owned(),
        transcript: transcript.to_owned(),
    }
}

fn interpretation() -> Interpretation {
    use LocusState::{Deleted, NotAssessed as Unknown, NotDeleted};
    let unconfirmed_citation = "Stanulla M et al., J Clin Oncol 2018;36:1240-1249";
    Interpretation {
        headline: "IKZF1 exons 4-7 (IK6) deleted on one allele in 64 % of the cells; IKZF1plus (ERG not assessed)".to_owned(),
        ikzf1: ikzf1_result(),
        ikzf1plus: vec![
            Ikzf1PlusResult {
                preset: "stanulla2018".to_owned(),
                answer: Answer::NotAssessed,
                label: "IKZF1plus (ERG not assessed)".to_owned(),
                supporting: vec!["CDKN2A deletion".to_owned()],
                open: vec!["ERG".to_owned()],
                unconfirmed: true,
                citation: unconfirmed_citation.to_owned(),
            },
            Ikzf1PlusResult {
                preset: "any-loss".to_owned(),
                answer: Answer::NotAssessed,
                label: "IKZF1plus (ERG not assessed)".to_owned(),
                supporting: vec!["CDKN2A/B".to_owned()],
                open: vec!["ERG".to_owned()],
                unconfirmed: false,
                citation: "PLoS One 2026, MLPA P335 cohort of 60 ALL".to_owned(),
            },
        ],
        ikzf1plus_presets_differ: false,
        ukall_cna: vec![
            UkallCnaResult {
                preset: "two-tier".to_owned(),
                class: "poor".to_owned(),
                possible: vec!["poor".to_owned()],
                rests_on: Vec::new(),
                unconfirmed: false,
                citation: "Moorman AV et al., Blood 2014;124:1434-1444".to_owned(),
            },
            UkallCnaResult {
                preset: "three-tier".to_owned(),
                class: "poor".to_owned(),
                possible: vec!["poor".to_owned()],
                rests_on: Vec::new(),
                unconfirmed: true,
                citation: "Hamadeh L et al., Blood Adv 2019;3:148-157".to_owned(),
            },
        ],
        par1: Par1Result {
            state: NotDeleted,
            gained: false,
            p2ry8_crlf2: Answer::No,
            genes: vec![
                locus_result("SHOX", NotDeleted, Answer::No, "5 of 5 exons normal", "NM_000451.4"),
                locus_result("CRLF2", NotDeleted, Answer::No, "7 of 8 exons normal", "NM_022148.4"),
                locus_result("CSF2RA", Unknown, Answer::NotAssessed, "no target", "NM_006140.6"),
                locus_result("P2RY8", NotDeleted, Answer::No, "2 of 2 exons normal", "NM_178129.5"),
            ],
            evidence: "P2RY8 exon 2 normal; IL3RA and CSF2RA without targets".to_owned(),
        },
        erg: locus_result("ERG", Unknown, Answer::NotAssessed, "no exon has a target", "NM_182918.4"),
        loci: vec![
            locus_result("IKZF1", Deleted, Answer::No, "exons 4-7 in 64 % of the cells", "NM_006060.6"),
            locus_result("CDKN2A/B", Deleted, Answer::Yes, "CDKN2A exons 1b-2 in 66 % of the cells", ""),
            locus_result("PAX5", NotDeleted, Answer::No, "10 of 10 exons normal", "NM_016734.3"),
            locus_result("ETV6", NotDeleted, Answer::No, "8 of 8 exons normal", "NM_001987.5"),
            locus_result("BTG1", NotDeleted, Answer::No, "2 of 2 exons normal", "NM_001731.3"),
            locus_result("RB1", NotDeleted, Answer::No, "27 of 27 exons normal", "NM_000321.3"),
            locus_result("EBF1", NotDeleted, Answer::No, "no loss; gain of exons 10-12", "NM_024007.5"),
            locus_result("PAR1", NotDeleted, Answer::No, "see PAR1", ""),
        ],
        not_assessed: vec![
            NotAssessed { what: "IKZF1 exon 1".to_owned(), reason: "no target of the panel lies on it".to_owned() },
            NotAssessed { what: "CDKN2A exon 3".to_owned(), reason: "depth of the normals is below 50x".to_owned() },
            NotAssessed { what: "ERG".to_owned(), reason: "the panel has no target on this gene".to_owned() },
            NotAssessed { what: "CRLF2 exon 8".to_owned(), reason: "not on this assembly".to_owned() },
        ],
        rules: vec![
            RuleSource {
                name: "ikzf1plus".to_owned(),
                version: "1.0.0".to_owned(),
                citation: unconfirmed_citation.to_owned(),
                digest: "0b77".repeat(16),
            },
            RuleSource {
                name: "ukall-cna".to_owned(),
                version: "1.0.0".to_owned(),
                citation: "Moorman AV et al., Blood 2014;124:1434-1444".to_owned(),
                digest: "c4d2".repeat(16),
            },
        ],
    }
}

fn ikzf1_result() -> Ikzf1Result {
    Ikzf1Result {
        status: LocusState::Deleted,
        category: "4-7".to_owned(),
        category_label: "4-7 (exon 1 not assessed)".to_owned(),
        mlpa_category: "exons 4-7 (IK6)".to_owned(),
        class: "dominant_negative".to_owned(),
        probability: 0.983,
        clone_fraction: Some(0.640_000_1),
        biallelic: Answer::No,
        segments: vec![Ikzf1Segment {
            exons: "4-7".to_owned(),
            class: "dominant_negative".to_owned(),
            effect: "in-frame, -690 nt/-230 aa (289 aa left); N-terminal zinc fingers 1-4 lost, dimerisation kept".to_owned(),
            clone_fraction: 0.640_000_1,
            homozygous: false,
            hgvs: Hgvs {
                g_grch38: "NC_000007.14:g.(50327757_50376533)_(50400053_50400301)del".to_owned(),
                g_grch37: "NC_000007.13:g.(50367353_50444231)_(50467751_50467999)del".to_owned(),
                c: Some("NC_000007.14(NM_006060.6):c.(160+1_161-1)_(850+1_851-1)del".to_owned()),
            },
            mlpa_would_see: true,
        }],
        limit_of_detection: "a heterozygous loss of the whole gene in 12 % of the cells, of a single exon in 24 %".to_owned(),
    }
}

fn provenance() -> Provenance {
    let input = |kind: &str, file: &str, size: u64, sha256: Option<String>| InputFile {
        kind: kind.to_owned(),
        file: file.to_owned(),
        size,
        sha256,
    };
    Provenance {
        software: "ikaros 0.1.0".to_owned(),
        inputs: vec![
            input("alignment", "TUM01.bam", 1_834_229_871, None),
            input("targets", "panel.bed", 18_220, Some("77aa".repeat(16))),
            input("normals", "normals.ikaros.tsv", 402_113, Some("a91e".repeat(16))),
            input("vcf", "TUM01.mutect2.vcf.gz", 22_310, Some("19fe".repeat(16))),
        ],
        options: vec!["mlpa_deletion=0.75".to_owned(), "mlpa_duplication=1.3".to_owned()],
    }
}

/// Leaves a gene open that lies at two copies on a gained chromosome.
#[allow(dead_code)]
pub fn below_chromosome(result: &mut PatientResult, gene: &str) {
    result.calls.flags.push(QcFlag {
        code: QcFlag::RELATIVE_LOSS.to_owned(),
        severity: Severity::Warning,
        message: format!(
            "{gene} lies at 1.02 times two copies on chromosome 9, which lies at 1.47"
        ),
        about: Some(FlaggedEvent { gene: gene.to_owned(), kind: EventKind::Deletion }),
    });
}

/// A gene whose deletion is neither called nor excluded.
pub fn doubt(result: &mut PatientResult, gene: &str) {
    let call = result.calls.genes.iter_mut().find(|call| call.gene == gene).unwrap();
    call.probability_deletion = 0.4;
    result.calls.flags.push(QcFlag {
        code: QcFlag::UNCERTAIN.to_owned(),
        severity: Severity::Warning,
        message: format!("{gene} deletion is neither called nor excluded at probability 0.40"),
        about: Some(FlaggedEvent { gene: gene.to_owned(), kind: EventKind::Deletion }),
    });
}

/// The patient with merged small variants: as many as asked for, of which every third has a meaning
/// with its evidence, and every second fails filters.
pub fn with_merged(count: u32) -> PatientResult {
    use ikaros::model::merged_variant::*;
    let mut result = patient();
    let mut variants = Vec::new();
    let mut findings = Vec::new();
    result.small_variants.clear();
    for index in 0..count {
        let position = 36_840_000 + 10 * index;
        let allele = ikaros::variants::normalise::Allele::new(position, "A", "T");
        let mut variant = ikaros::variants::merge::blank(&Contig::new("9"), allele);
        variant.gene = Some("PAX5".to_owned());
        (variant.depth, variant.alternative_depth) = (Some(412), Some(58));
        variant.vaf = Some(0.1408);
        if index % 2 == 1 {
            variant.filters = vec!["LowAlt".to_owned(), "SingleCaller".to_owned()];
        }
        variant.effect = Some(Effect {
            gene: "PAX5".to_owned(),
            transcript: "NM_016734.3".to_owned(),
            terms: vec!["missense_variant".to_owned()],
            hgvs_c: format!("c.{}A>T", 40 + index),
            hgvs_p: Some(format!("p.(Arg{}Trp)", 14 + index)),
            place: "2/10".to_owned(),
            residue: Some(14 + index),
            protein: None,
        });
        if index % 3 == 0 {
            findings.push(VariantFinding {
                gene: "PAX5".to_owned(),
                allele: format!("9:{position}:A:T"),
                hgvs_c: format!("NM_016734.3:c.{}A>T", 40 + index),
                hgvs_p: None,
                class: "missense".to_owned(),
                text: "changes the paired domain, which binds DNA".to_owned(),
                vaf: Some(0.1408),
                filters: variant.filters.clone(),
                germline: None,
                both_alleles: Answer::NotAssessed,
                evidence:
                    "allele fraction 11 % to 18 %; exons 2-5 deleted in 60 % of the cells: the \
                           same cells or others, the fraction does not tell"
                        .to_owned(),
                same_event: false,
                rule: "pax5_paired".to_owned(),
                citation: "Gu 2019 Nat Genet 51:296".to_owned(),
                unconfirmed: true,
            });
        }
        result.small_variants.push(SmallVariant {
            gene: "PAX5".to_owned(),
            contig: Contig::new("9"),
            position,
            reference: "A".to_owned(),
            alternative: "T".to_owned(),
            vaf: Some(0.1408),
            depth: Some(412),
            alternative_depth: Some(58),
            filter: if variant.passes() { "PASS".to_owned() } else { variant.filters.join(";") },
            caller: "Mutect2, VarDict".to_owned(),
            file: "TUM01.variants.vcf.gz".to_owned(),
        });
        variants.push(variant);
    }
    result.merged = Some(MergedResult {
        alleles: 2 * u64::from(count),
        not_listed: 0,
        unlisted_on_genes: 0,
        mean_depth: Some(1_184.0),
        variants,
        hotspots: Vec::new(),
        structural: Vec::new(),
        conclusions: Some(VariantConclusions {
            ikzf1: Ikzf1Mutation {
                status: "deletion".to_owned(),
                biallelic: Answer::No,
                evidence: "deletion without a small variant of known effect that passes".to_owned(),
            },
            findings,
            structural: Vec::new(),
        }),
        detection: None,
        unreadable: Vec::new(),
        remarks: Vec::new(),
    });
    result
}

/// One side of a junction.
pub fn end(contig: &str, position: u32, keeps_left: bool) -> Breakend {
    Breakend { contig: Contig::new(contig), position, keeps_left }
}

/// A junction that nine fragments with a split read and two pairs show, with three bases between.
pub fn junction(kind: JunctionKind, first: Breakend, second: Breakend) -> Junction {
    Junction {
        kind,
        first,
        second,
        split_fragments: 9,
        discordant_fragments: 2,
        shared_bases: 0,
        inserted: "GGC".to_owned(),
        depth: Some(33.0),
        signal: String::new(),
    }
}
