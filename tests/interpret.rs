//! The rules through the library: what they conclude, and that what is unknown stays unknown.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod interpret_patient;

use std::collections::BTreeMap;

use ikaros::model::calls::{EventKind, FlaggedEvent, Pattern, QcFlag, Severity};
use ikaros::model::contig::Contig;
use ikaros::model::depth::ParState;
use ikaros::model::estimate::Estimate;
use ikaros::model::junction::{Breakend, Junction, JunctionKind};
use ikaros::model::locus_state::{Answer, LocusState};
use ikaros::model::patient::{Ikzf1PlusResult, Ikzf1Result, Interpretation};
use interpret_patient::{PAR1, Patient, shared};
use proptest::prelude::*;

/// All contiguous ranges of the eight exons: `1`, `1-2`, ... `8`.
fn ranges() -> Vec<String> {
    let range = |a: u32, b: u32| if a == b { a.to_string() } else { format!("{a}-{b}") };
    (1..=8).flat_map(|a| (a..=8).map(move |b| range(a, b))).collect()
}

fn ikzf1(patient: &Patient) -> Ikzf1Result {
    patient.interpret().ikzf1
}

fn plus(result: &Interpretation, preset: &str) -> Ikzf1PlusResult {
    result.ikzf1plus.iter().find(|p| p.preset == preset).unwrap().clone()
}

/// Class of the two-tier and of the three-tier preset.
fn ukall(result: &Interpretation) -> [&str; 2] {
    ["two-tier", "three-tier"].map(|preset| {
        let found = result.ukall_cna.iter().find(|p| p.preset == preset);
        found.unwrap().class.as_str()
    })
}

// IKZF1: category, class, HGVS.

#[test]
fn all_36_deletions_equal_the_published_table() {
    let Some(path) = shared("domain/ikzf1_deletion_classes.tsv") else { return };
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(path).unwrap();
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|r| r.unwrap()).collect();
    let exons: Vec<&String> = rows.iter().map(|row| &row["exons"]).collect();
    assert_eq!(exons, ranges().iter().collect::<Vec<_>>());
    for row in &rows {
        let (exons, effect) = (&row["exons"], &row["predicted_effect"]);
        let result = ikzf1(&Patient::healthy().lose("IKZF1", exons, 0.9));
        let segment = &result.segments[0];
        assert_eq!(segment.hgvs.g_grch38, row["HGVS_g_GRCh38"], "{exons}");
        assert_eq!(segment.hgvs.g_grch37, row["HGVS_g_GRCh37"], "{exons}");
        assert_eq!(segment.hgvs.c.as_deref().unwrap_or("."), row["HGVS_c"], "{exons}");
        // The table says in frame or what is lost; IK6 alone is proven to be dominant negative.
        let class = match (exons.as_str(), effect.starts_with("in-frame")) {
            ("4-7", true) => "dominant_negative",
            (_, true) => "dominant_negative_possible",
            (_, false) => "loss_of_function",
        };
        assert_eq!(result.class, class, "{exons}");
        assert_eq!(segment.class, class, "{exons}");
        // Numbers of nucleotides and residues, or the first consequence.
        let first = effect.split(';').next().unwrap().replace("ZnF5-6", "zinc fingers 5-6");
        assert!(segment.effect.starts_with(&first), "{exons}: {first} | {}", segment.effect);
    }
}

#[test]
fn categories_have_the_names_of_mlpa() {
    let named = [
        ("1-8", "exons 1-8 (whole gene)"),
        ("4-7", "exons 4-7 (IK6)"),
        ("2-7", "exons 2-7"),
        ("4-8", "exons 4-8"),
        ("2-8", "exons 2-8"),
        ("2-3", "exons 2-3"),
        ("1", "exon 1"),
    ];
    for exons in ranges() {
        let result = ikzf1(&Patient::healthy().lose("IKZF1", &exons, 0.9));
        let known = named.iter().find(|(range, _)| *range == exons);
        let plural = if exons.contains('-') { "exons" } else { "exon" };
        let other = format!("other ({plural} {exons})");
        assert_eq!(result.mlpa_category, known.map_or(other, |(_, name)| (*name).to_owned()));
        assert_eq!(result.category, exons);
        // Exons 3 to 7 are in frame; exon 1 starts the transcript, 2 the protein, 8 ends it.
        let in_frame = !exons.contains(['1', '2', '8']);
        let class = match exons.as_str() {
            "4-7" => "dominant_negative",
            _ if in_frame => "dominant_negative_possible",
            _ => "loss_of_function",
        };
        assert_eq!(result.class, class, "{exons}");
        assert_eq!(result.category_label, exons);
        assert_eq!(result.status, LocusState::Deleted);
        assert_eq!(result.probability, 0.97);
    }
}

#[test]
fn several_deletions_are_joined_in_transcript_order() {
    let result = ikzf1(&Patient::healthy().lose("IKZF1", "4-7", 0.3).lose("IKZF1", "2-3", 0.2));
    assert_eq!(result.category, "2-3+4-7");
    assert_eq!(result.mlpa_category, "exons 2-3 and exons 4-7 (IK6)");
    assert_eq!(result.class, "loss_of_function+dominant_negative");
    assert_eq!(result.clone_fraction, Some(0.3));
    assert_eq!(result.probability, 0.97);
    assert_eq!(result.segments.len(), 2);
}

#[test]
fn both_alleles_only_when_cells_must_share_the_losses() {
    let biallelic = |patient: Patient| ikzf1(&patient).biallelic;
    let healthy = Patient::healthy;
    assert_eq!(biallelic(healthy()), Answer::No);
    assert_eq!(biallelic(healthy().lose_both("IKZF1", "1-8", 0.9)), Answer::Yes);
    let nested = healthy().lose("IKZF1", "1-8", 0.9).lose("IKZF1", "4-7", 0.8);
    assert_eq!(ikzf1(&nested).category, "1-8+4-7");
    assert_eq!(biallelic(nested), Answer::Yes);
    // Two clones, or one allele that carries two deletions.
    let clones = healthy().lose("IKZF1", "1-8", 0.4).lose("IKZF1", "4-7", 0.3);
    assert_eq!(biallelic(clones), Answer::NotAssessed);
    let apart = healthy().lose("IKZF1", "2-3", 0.9).lose("IKZF1", "5-7", 0.9);
    assert_eq!(biallelic(apart), Answer::NotAssessed);
    // Homozygous in half as many cells has the same depth.
    assert_eq!(biallelic(healthy().lose("IKZF1", "4-7", 0.9)), Answer::NotAssessed);
    let half = healthy().lose_both("IKZF1", "4-7", 0.45);
    assert_eq!(biallelic(half.clone()), Answer::NotAssessed);
    // Unless no more cells are leukaemic.
    let mut few = half;
    few.0.purity = Some(Estimate { value: 0.45, low: 0.4, high: 0.5 });
    assert_eq!(biallelic(few), Answer::Yes);
}

#[test]
fn a_subclone_is_a_deletion_that_mlpa_does_not_see() {
    let result = Patient::healthy().lose("IKZF1", "4-7", 0.3).interpret();
    assert_eq!(result.ikzf1.status, LocusState::Deleted);
    assert_eq!(result.ikzf1.clone_fraction, Some(0.3));
    assert!(!result.ikzf1.segments[0].mlpa_would_see);
    assert!(result.headline.contains("in 30 % of the cells"), "{}", result.headline);
    assert!(ikzf1(&Patient::healthy().lose("IKZF1", "4-7", 0.6)).segments[0].mlpa_would_see);
}

#[test]
fn a_gain_is_no_deletion_category() {
    let result = Patient::healthy().gain("IKZF1", "2-5", 0.8).interpret();
    assert_eq!(result.ikzf1.status, LocusState::NotDeleted);
    assert_eq!(result.ikzf1.category, "none");
    assert_eq!(result.ikzf1.class, "none");
    assert!(result.ikzf1.segments.is_empty());
    assert!(result.headline.contains("IKZF1: gain of exons 2-5"), "{}", result.headline);
    let both = ikzf1(&Patient::healthy().gain("IKZF1", "1-3", 0.8).lose("IKZF1", "4-7", 0.8));
    assert_eq!(both.category, "4-7");
}

// Panels that do not cover everything.

#[test]
fn a_coding_only_panel_names_the_range_and_exon_1() {
    let coding_only = || Patient::healthy().hide("IKZF1", &["1"]);
    let result = coding_only().lose("IKZF1", "2-8", 0.9).interpret();
    assert_eq!(result.ikzf1.category, "2-8");
    assert_eq!(result.ikzf1.category_label, "2-8 (exon 1 not assessed)");
    assert_eq!(result.ikzf1.class, "loss_of_function");
    assert!(result.headline.contains("exons 2-8 (exon 1 not assessed)"), "{}", result.headline);
    let hgvs = &result.ikzf1.segments[0].hgvs;
    assert_eq!(hgvs.g_grch38, "NC_000007.14:g.(?_50319048)_(50405101_?)del");
    assert_eq!(hgvs.c, None);

    let none = coding_only().interpret();
    assert_eq!(none.ikzf1.category, "none");
    assert_eq!(none.ikzf1.category_label, "none (exon 1 not assessed)");
    assert!(none.headline.contains("(exon 1 not assessed)"), "{}", none.headline);
    assert_eq!(none.not_assessed[0].what, "IKZF1 exon 1");
    let locus = none.loci.iter().find(|locus| locus.locus == "IKZF1").unwrap();
    assert!(locus.evidence.contains("(exon 1 not assessed)"), "{}", locus.evidence);

    // Exon 1 is far from 4-7 and no part of its doubt.
    assert_eq!(ikzf1(&coding_only().lose("IKZF1", "4-7", 0.9)).category_label, "4-7");
}

#[test]
fn an_exon_inside_an_event_that_was_not_assessed_is_named() {
    let patient = Patient::healthy().hide("IKZF1", &["5", "6"]).lose("IKZF1", "4-7", 0.9);
    let result = ikzf1(&patient);
    assert_eq!(result.category_label, "4-7 (exons 5, 6 not assessed)");
    assert_eq!(result.class, "dominant_negative");
}

#[test]
fn a_class_that_hangs_on_an_unknown_neighbour_is_not_claimed() {
    let class = |hidden: &[&str], exons: &str| {
        let patient = Patient::healthy().hide("IKZF1", hidden).lose("IKZF1", exons, 0.9);
        let result = ikzf1(&patient);
        (result.class, result.category_label)
    };
    // 4-8 would be loss of function, 3-7 dominant negative possible.
    let label = |text: &str| text.to_owned();
    let unclassified = label("unclassified");
    assert_eq!(class(&["8"], "4-7"), (unclassified.clone(), label("4-7 (exon 8 not assessed)")));
    assert_eq!(class(&["3"], "4-7"), (unclassified, label("4-7 (exon 3 not assessed)")));
    // Every reading loses the start codon.
    let (known, _) = class(&["1", "8"], "2-7");
    assert_eq!(known, "loss_of_function");
}

#[test]
fn ikzf1_that_was_not_assessed_is_never_none() {
    let hidden = Patient::healthy().hide_gene("IKZF1");
    let mut uncalled = Patient::healthy();
    uncalled.0.genes.retain(|gene| gene.gene != "IKZF1");
    let undecided = Patient::healthy().doubt("IKZF1", 0.6);
    let few = Patient::healthy().hide("IKZF1", &["1", "2", "3", "4", "5"]);
    for patient in [hidden, uncalled, undecided, few] {
        let result = patient.interpret();
        assert_eq!(result.ikzf1.status, LocusState::NotAssessed);
        for text in [&result.ikzf1.category, &result.ikzf1.class] {
            assert_eq!(text, "not_assessed");
        }
        assert_eq!(result.ikzf1.mlpa_category, "not assessed");
        assert_eq!(result.ikzf1.biallelic, Answer::NotAssessed);
        assert!(result.headline.starts_with("IKZF1 NOT ASSESSED"), "{}", result.headline);
        assert!(!result.ikzf1.category_label.ends_with(": "), "{}", result.ikzf1.category_label);
        assert!(result.not_assessed.iter().any(|entry| entry.what.starts_with("IKZF1")));
    }
}

#[test]
fn a_possible_event_is_in_the_headline() {
    let mut patient = Patient::healthy().doubt("IKZF1", 0.6);
    patient.0.flags.push(QcFlag {
        code: "UNCERTAIN".to_owned(),
        severity: Severity::Warning,
        message: "IKZF1 deletion has probability 0.60".to_owned(),
        about: Some(FlaggedEvent { gene: "IKZF1".to_owned(), kind: EventKind::Deletion }),
    });
    assert!(patient.interpret().headline.contains("an IKZF1 event is possible"));
}

#[test]
fn a_probable_deletion_is_called_so_in_the_headline() {
    let mut patient = Patient::healthy().lose("IKZF1", "4-7", 0.3);
    assert!(!patient.interpret().headline.contains("probable"));
    patient.0.flags.push(QcFlag {
        code: "PROBABLE".to_owned(),
        severity: Severity::Warning,
        message: "IKZF1 deletion has probability 0.70: confirm it".to_owned(),
        about: Some(FlaggedEvent { gene: "IKZF1".to_owned(), kind: EventKind::Deletion }),
    });
    let headline = patient.interpret().headline;
    assert!(headline.contains("probable deletion") && headline.contains("confirmed"), "{headline}");
}

#[test]
fn exons_that_are_not_certain_have_their_probability_in_the_headline() {
    let mut patient = Patient::healthy().lose("IKZF1", "2-7", 0.3);
    patient.gene("IKZF1").patterns = [("2-7", 0.41), ("2-8", 0.39), ("1-8", 0.2)]
        .map(|(exons, probability)| Pattern { exons: exons.to_owned(), probability })
        .into();
    assert!(!patient.interpret().headline.contains("these exons"));
    patient.0.flags.push(QcFlag {
        code: QcFlag::ENDS_UNCERTAIN.to_owned(),
        severity: Severity::Warning,
        message: "IKZF1: which exons are deleted is not certain".to_owned(),
        about: Some(FlaggedEvent { gene: "IKZF1".to_owned(), kind: EventKind::Deletion }),
    });
    let headline = patient.interpret().headline;
    assert!(headline.contains(", these exons at a probability of 41 %"), "{headline}");
}

#[test]
fn calls_of_another_gene_table_do_not_panic() {
    let mut other = Patient::healthy().lose("IKZF1", "4-7", 0.9);
    let call = other.gene("IKZF1");
    call.exons.truncate(5);
    "9".clone_into(&mut call.segments[0].last_exon);
    let result = ikzf1(&other);
    assert_eq!(result.status, LocusState::Deleted);
    assert_eq!((result.category.as_str(), result.class.as_str()), ("4-9", "unclassified"));

    let mut nameless = Patient::healthy().lose("IKZF1", "4-7", 0.9);
    nameless.gene("IKZF1").segments.clear();
    assert_eq!(ikzf1(&nameless).status, LocusState::NotAssessed);
}

// IKZF1plus.

const PRESETS: [&str; 2] = ["stanulla2018", "any-loss"];

fn ik6() -> Patient {
    Patient::healthy().lose("IKZF1", "4-7", 0.9)
}

fn answers(patient: &Patient) -> [Answer; 2] {
    let result = patient.interpret();
    PRESETS.map(|preset| plus(&result, preset).answer)
}

#[test]
fn ikzf1plus_needs_ikzf1_and_a_companion_and_no_erg() {
    use Answer::{No, Yes};
    assert_eq!(answers(&Patient::healthy()), [No, No]);
    assert_eq!(answers(&ik6()), [No, No]);
    assert_eq!(answers(&Patient::healthy().lose_gene("PAX5")), [No, No]);
    for companion in ["PAX5", "CDKN2A", "CRLF2", "CSF2RA", "IL3RA", "SHOX"] {
        let patient = ik6().lose_gene(companion);
        assert_eq!(answers(&patient), [Yes, Yes], "{companion}");
        assert_eq!(answers(&patient.lose_gene("ERG")), [No, No], "{companion}");
    }
    for other in ["ETV6", "RB1", "EBF1", "BTG1", "JAK2", "MTAP"] {
        assert_eq!(answers(&ik6().lose_gene(other)), [No, No], "{other}");
    }
    let result = ik6().lose_gene("PAX5").lose_gene("SHOX").interpret();
    let answer = plus(&result, "stanulla2018");
    assert_eq!(answer.label, "IKZF1plus, with PAX5, PAR1");
    assert_eq!(answer.supporting, ["PAX5", "PAR1"]);
    assert!(answer.open.is_empty() && answer.unconfirmed);
    // A gain is no loss.
    assert_eq!(answers(&ik6().gain("PAX5", "2-5", 0.9)), [No, No]);
}

#[test]
fn cdkn2b_counts_for_stanulla2018_only_when_homozygous() {
    use Answer::{NotAssessed, Yes};
    assert_eq!(answers(&ik6().lose_both("CDKN2B", "1-2", 0.9)), [Yes, Yes]);
    let once = ik6().lose_gene("CDKN2B");
    assert_eq!(answers(&once), [NotAssessed, Yes]);
    let result = once.interpret();
    assert!(result.ikzf1plus_presets_differ);
    let label = plus(&result, "stanulla2018").label;
    assert_eq!(label, "not assessed: depends on CDKN2B (homozygous or not)");
    // Half of the cells without any copy, or all of them with one.
    assert_eq!(answers(&ik6().lose_both("CDKN2B", "1-2", 0.5)), [NotAssessed, Yes]);
    // P2RY8 is no PAR1 gene of the cohort behind any-loss.
    assert_eq!(answers(&ik6().lose_gene("P2RY8")), [Yes, Answer::No]);
}

#[test]
fn each_unknown_that_matters_leaves_ikzf1plus_open() {
    use Answer::NotAssessed;
    for companion in ["PAX5", "CDKN2A", "CDKN2B", "CRLF2", "CSF2RA", "IL3RA", "SHOX"] {
        let patient = ik6().hide_gene(companion);
        assert_eq!(answers(&patient), [NotAssessed, NotAssessed], "{companion}");
    }
    let open = |patient: &Patient| plus(&patient.interpret(), "stanulla2018");
    assert_eq!(open(&ik6().hide_gene("PAX5")).open, ["PAX5"]);
    assert_eq!(open(&ik6().hide_gene("CDKN2B")).label, "not assessed: depends on CDKN2B");

    let erg = ik6().lose_gene("PAX5").hide_gene("ERG");
    assert_eq!(answers(&erg), [NotAssessed, NotAssessed]);
    let answer = open(&erg);
    assert_eq!(answer.label, "IKZF1plus (ERG not assessed), with PAX5");
    assert_eq!((answer.open, answer.supporting), (vec!["ERG".to_owned()], vec!["PAX5".to_owned()]));
    let headline = erg.interpret().headline;
    assert!(headline.contains("not assessed (stanulla2018, depends on ERG)"), "{headline}");

    let ikzf1 = Patient::healthy().lose_gene("PAX5").hide_gene("IKZF1");
    assert_eq!(open(&ikzf1).label, "not assessed: depends on IKZF1");
    let all = Patient::healthy().hide_gene("IKZF1").hide_gene("PAX5").hide_gene("ERG");
    assert_eq!(open(&all).open, ["IKZF1", "PAX5", "ERG"]);
    assert_eq!(answers(&ik6().doubt("PAX5", 0.5)), [NotAssessed, NotAssessed]);
}

#[test]
fn an_unknown_that_cannot_matter_leaves_ikzf1plus_decided() {
    use Answer::{No, Yes};
    let healthy = Patient::healthy;
    // Without IKZF1 nothing else matters; with an ERG deletion neither.
    let without = healthy().hide_gene("PAX5").hide_gene("ERG");
    assert_eq!(answers(&without), [No, No]);
    let erg = healthy().lose_gene("ERG").hide_gene("IKZF1").hide_gene("PAX5");
    assert_eq!(answers(&erg), [No, No]);
    // Without a companion neither IKZF1 nor ERG matters.
    assert_eq!(answers(&healthy().hide_gene("IKZF1")), [No, No]);
    assert_eq!(answers(&ik6().hide_gene("ERG")), [No, No]);
    // One companion is enough.
    let one = ik6().lose_gene("PAX5").hide_gene("CDKN2A").hide_gene("SHOX");
    assert_eq!(answers(&one), [Yes, Yes]);
}

// UKALL-CNA.

#[test]
fn ukall_cna_groups() {
    let class = |lost: &[&str]| {
        let patient = lost.iter().fold(Patient::healthy(), |p, gene| p.lose_gene(gene));
        ukall(&patient.interpret()).map(str::to_owned)
    };
    let good: [&[&str]; 8] = [
        &[],
        &["ETV6"],
        &["PAX5"],
        &["BTG1"],
        &["ETV6", "BTG1"],
        &["ETV6", "PAX5"],
        &["ETV6", "CDKN2A"],
        &["ETV6", "CDKN2A", "CDKN2B"],
    ];
    for lost in good {
        assert_eq!(class(lost), ["good", "good"], "{lost:?}");
    }
    let middle: [&[&str]; 4] =
        [&["CDKN2A"], &["CDKN2B"], &["PAX5", "BTG1"], &["ETV6", "BTG1", "PAX5"]];
    for lost in middle {
        assert_eq!(class(lost), ["poor", "intermediate"], "{lost:?}");
    }
    for gene in ["IKZF1", "EBF1", "RB1"].iter().chain(&PAR1) {
        assert_eq!(class(&[gene]), ["poor", "poor"], "{gene}");
        assert_eq!(class(&[gene, "ETV6"]), ["poor", "poor"], "{gene}");
    }
    let three = &Patient::healthy().interpret().ukall_cna[1];
    assert!(three.unconfirmed && three.citation.contains("unconfirmed"));
}

#[test]
fn ukall_cna_is_inconclusive_only_where_the_unknown_matters() {
    let result = Patient::healthy().hide_gene("RB1").interpret();
    assert_eq!(ukall(&result), ["inconclusive"; 2]);
    assert_eq!(result.ukall_cna[0].possible, ["good", "poor"]);
    assert_eq!(ukall(&Patient::healthy().hide_gene("ETV6").interpret()), ["good"; 2]);
    assert_eq!(ukall(&ik6().hide_gene("RB1").interpret()), ["poor"; 2]);
    // One gene of a locus is enough to lose it, and one unknown to leave it open.
    let cdkn2 = Patient::healthy().hide_gene("CDKN2B");
    assert_eq!(ukall(&cdkn2.interpret()), ["inconclusive"; 2]);
    assert_eq!(ukall(&cdkn2.lose_gene("CDKN2A").interpret()), ["poor", "intermediate"]);
    // A panel with three of the 27 exons of RB1 says nothing of the gene, one without exon 1 does.
    let exons: Vec<String> = (4..=27).map(|e| e.to_string()).collect();
    let most: Vec<&str> = exons.iter().map(String::as_str).collect();
    assert_eq!(ukall(&Patient::healthy().hide("RB1", &most).interpret()), ["inconclusive"; 2]);
    assert_eq!(ukall(&Patient::healthy().hide("RB1", &["1"]).interpret()), ["good"; 2]);
    assert_eq!(ukall(&Patient::healthy().doubt("RB1", 0.4).interpret()), ["inconclusive"; 2]);
}

// PAR1 and ERG.

/// What a deletion between P2RY8 and CRLF2 takes.
fn p2ry8_crlf2(patient: Patient) -> Patient {
    patient.lose_gene("CSF2RA").lose_gene("IL3RA").lose("P2RY8", "2", 0.9)
}

#[test]
fn the_p2ry8_crlf2_signature_is_what_it_takes_and_what_it_leaves() {
    let answer = |patient: Patient| patient.interpret().par1.p2ry8_crlf2;
    let healthy = Patient::healthy;
    let found = p2ry8_crlf2(healthy()).interpret();
    assert_eq!(found.par1.p2ry8_crlf2, Answer::Yes);
    assert_eq!(found.par1.state, LocusState::Deleted);
    assert!(found.headline.contains("signature of P2RY8::CRLF2"), "{}", found.headline);

    assert_eq!(answer(healthy()), Answer::No);
    let whole = PAR1.iter().fold(healthy(), |p, gene| p.lose_gene(gene));
    assert_eq!(whole.interpret().par1.state, LocusState::Deleted);
    assert_eq!(answer(whole), Answer::No);
    assert_eq!(answer(healthy().lose_gene("CRLF2")), Answer::No);
    assert_eq!(answer(healthy().lose_gene("CSF2RA")), Answer::No);
    assert_eq!(answer(p2ry8_crlf2(healthy()).lose_gene("CRLF2")), Answer::No);
    assert_eq!(answer(p2ry8_crlf2(healthy()).lose("P2RY8", "1", 0.9)), Answer::No);
    assert_eq!(answer(p2ry8_crlf2(healthy()).gain("CRLF2", "1", 0.9)), Answer::Yes);
}

#[test]
fn the_p2ry8_crlf2_deletion_is_seen_beneath_a_lost_x_or_y() {
    let answer = |patient: Patient| patient.interpret().par1.p2ry8_crlf2;
    let without_x = |share: f64| {
        PAR1.iter().fold(Patient::healthy(), |patient, gene| {
            let whole = patient.whole(gene);
            patient.lose(gene, &whole, share)
        })
    };
    assert_eq!(answer(without_x(0.8)), Answer::No);
    // In the same cells both copies of what the deletion takes are lost.
    let beneath = p2ry8_crlf2(without_x(0.8)).interpret();
    assert_eq!(beneath.par1.p2ry8_crlf2, Answer::Yes);
    assert!(beneath.par1.evidence.contains("beneath a loss of PAR1"), "{}", beneath.par1.evidence);
    // In few cells the two losses may be two clones': either way one of them is the deletion.
    let few = |patient: Patient| {
        let (csf2ra, il3ra) = (patient.whole("CSF2RA"), patient.whole("IL3RA"));
        patient.lose("CSF2RA", &csf2ra, 0.3).lose("IL3RA", &il3ra, 0.3).lose("P2RY8", "2", 0.3)
    };
    assert_eq!(answer(few(without_x(0.3))), Answer::Yes);
    // Where only a part of CRLF2 was lost with them, nothing tells what lies on which chromosome.
    let ragged = ["SHOX", "P2RY8"].iter().fold(Patient::healthy(), |patient, gene| {
        let whole = patient.whole(gene);
        patient.lose(gene, &whole, 0.8)
    });
    let ragged = ragged.lose("CRLF2", "1-4", 0.8).lose_gene("CSF2RA").lose_gene("IL3RA");
    let ragged = p2ry8_crlf2(ragged);
    assert_eq!(answer(ragged), Answer::NotAssessed);
}

#[test]
fn reads_that_join_p2ry8_to_crlf2_forbid_no() {
    let end = |position, keeps_left| Breakend { contig: Contig::new("X"), position, keeps_left };
    let joined = |first: u32, second: u32, split_fragments: u32| {
        let mut patient = Patient::healthy();
        patient.0.junctions_at_large = Some(vec![Junction {
            kind: JunctionKind::Deletion,
            first: end(first, true),
            second: end(second, false),
            split_fragments,
            discordant_fragments: 4,
            shared_bases: 0,
            inserted: String::new(),
            depth: None,
            signal: String::new(),
        }]);
        patient.interpret().par1
    };
    let found = joined(1_212_754, 1_536_615, 7);
    assert_eq!(found.p2ry8_crlf2, Answer::NotAssessed);
    assert!(found.evidence.contains("reads join P2RY8 to CRLF2"), "{}", found.evidence);
    // Pairs alone, or a deletion that takes CRLF2 as well, or one inside CSF2RA, are no such junction.
    assert_eq!(joined(1_212_754, 1_536_615, 0).p2ry8_crlf2, Answer::No);
    assert_eq!(joined(1_180_000, 1_536_615, 7).p2ry8_crlf2, Answer::No);
    assert_eq!(joined(1_290_000, 1_295_000, 7).p2ry8_crlf2, Answer::No);
}

#[test]
fn par1_that_was_not_covered_is_not_normal() {
    let hidden = PAR1.iter().fold(Patient::healthy(), |p, gene| p.hide_gene(gene)).interpret();
    assert_eq!(hidden.par1.state, LocusState::NotAssessed);
    assert_eq!(hidden.par1.p2ry8_crlf2, Answer::NotAssessed);
    assert!(!hidden.par1.gained);
    for gene in PAR1 {
        let one = Patient::healthy().hide_gene(gene).interpret();
        assert_eq!(one.par1.state, LocusState::NotAssessed, "{gene}");
        // Whatever it is, the others deny the signature.
        assert_eq!(one.par1.p2ry8_crlf2, Answer::No, "{gene}");
    }
    // A coding-only panel has no bait on exon 1 of P2RY8.
    let coding_only = p2ry8_crlf2(Patient::healthy().hide("P2RY8", &["1"])).interpret();
    assert_eq!(coding_only.par1.p2ry8_crlf2, Answer::NotAssessed);
    assert!(coding_only.par1.evidence.contains("depends on P2RY8 exon 1"));
    assert!(coding_only.headline.contains("P2RY8::CRLF2 neither found nor excluded"));
    let undecided = p2ry8_crlf2(Patient::healthy()).doubt("CRLF2", 0.5).interpret();
    assert_eq!(undecided.par1.p2ry8_crlf2, Answer::NotAssessed);
}

#[test]
fn par1_gain_and_both_copies_in_the_reference() {
    let mut patient = Patient::healthy();
    patient.0.par = ParState::Unmasked;
    let result = PAR1
        .iter()
        .fold(patient, |p, gene| {
            let whole = p.whole(gene);
            p.gain(gene, &whole, 0.8)
        })
        .interpret();
    assert!(result.par1.gained);
    assert_eq!(result.par1.state, LocusState::NotDeleted);
    assert_eq!(result.par1.p2ry8_crlf2, Answer::No);
    assert!(result.par1.evidence.contains("CRLF2 gain of exons"), "{}", result.par1.evidence);
    assert!(result.par1.evidence.contains("X and Y were summed"));
    let masked = Patient::healthy().interpret();
    assert!(!masked.par1.evidence.contains("summed"));
}

#[test]
fn erg_has_three_states() {
    let erg = |patient: Patient| patient.interpret().erg;
    let absent = erg(Patient::healthy());
    assert_eq!(absent.state, LocusState::NotDeleted);
    assert!(absent.evidence.contains("weak evidence of absence"));
    assert!(absent.transcript.starts_with("NM_182918"), "{}", absent.transcript);
    let present = erg(Patient::healthy().lose("ERG", "3-7", 0.3));
    assert_eq!(present.state, LocusState::Deleted);
    assert!(present.evidence.contains("exons 3-7 in 30 %"), "{}", present.evidence);
    let unknown = erg(Patient::healthy().hide_gene("ERG"));
    assert_eq!(unknown.state, LocusState::NotAssessed);
    assert_eq!(unknown.evidence, "ERG not assessed");
}

#[test]
fn everything_that_was_not_assessed_is_listed() {
    let mut patient = Patient::healthy().hide("RB1", &["1", "2"]).hide_gene("ERG");
    patient = patient.doubt("ETV6", 0.5);
    patient.0.genes.retain(|gene| gene.gene != "JAK2");
    let list: Vec<String> = patient
        .interpret()
        .not_assessed
        .iter()
        .map(|entry| format!("{}: {}", entry.what, entry.reason))
        .collect();
    assert_eq!(
        list,
        [
            "ETV6: a deletion has probability 0.50, neither called nor excluded",
            "RB1 exons 1, 2: no target on the panel",
            "ERG: no target on the panel",
            "JAK2: not called",
        ]
    );
}

// Three-valued logic.

const GENES: [&str; 14] = [
    "IKZF1", "CDKN2A", "CDKN2B", "PAX5", "ETV6", "BTG1", "RB1", "EBF1", "ERG", "SHOX", "CRLF2",
    "CSF2RA", "IL3RA", "P2RY8",
];

/// Not deleted, lost once, lost twice, signature part of P2RY8, not assessed.
fn with_states(states: &[u8]) -> Patient {
    GENES.iter().zip(states).fold(Patient::healthy(), |patient, (gene, state)| match state {
        1 => patient.lose_gene(gene),
        2 => {
            let whole = patient.whole(gene);
            patient.lose_both(gene, &whole, 0.9)
        }
        3 if *gene == "P2RY8" => patient.lose(gene, "2", 0.9),
        4 => patient.hide_gene(gene),
        5 => patient.doubt(gene, 0.5),
        _ => patient,
    })
}

/// Every answer of the rules by name, `?` where it is open.
fn all_answers(patient: &Patient) -> Vec<(String, String)> {
    let result = patient.interpret();
    let state = |state: LocusState| match state {
        LocusState::NotAssessed => "?",
        state => state.label(),
    };
    let answer = |answer: Answer| match answer {
        Answer::NotAssessed => "?",
        answer => answer.code(),
    };
    let mut all = vec![
        ("IKZF1".to_owned(), state(result.ikzf1.status)),
        ("biallelic".to_owned(), answer(result.ikzf1.biallelic)),
        ("PAR1".to_owned(), state(result.par1.state)),
        ("P2RY8::CRLF2".to_owned(), answer(result.par1.p2ry8_crlf2)),
        ("ERG".to_owned(), state(result.erg.state)),
    ];
    all.extend(result.ikzf1plus.iter().map(|p| (p.preset.clone(), answer(p.answer))));
    all.extend(result.ukall_cna.iter().map(|p| {
        (p.preset.clone(), if p.class == "inconclusive" { "?" } else { p.class.as_str() })
    }));
    for locus in &result.loci {
        all.push((locus.locus.clone(), state(locus.state)));
        all.push((format!("{} homozygous", locus.locus), answer(locus.homozygous)));
    }
    all.into_iter().map(|(name, text)| (name, text.to_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_unknown_never_turns_an_answer_round(
        states in prop::collection::vec(0_u8..6, GENES.len()),
        hidden in 0..GENES.len(),
        how in 4_u8..6,
    ) {
        let before = all_answers(&with_states(&states));
        let mut fewer = states;
        fewer[hidden] = how;
        let after = all_answers(&with_states(&fewer));
        for ((name, before), (_, after)) in before.iter().zip(&after) {
            prop_assert!(
                after == before || after == "?",
                "{name}: {before} became {after} without {}", GENES[hidden]
            );
        }
    }
}

#[test]
fn what_the_stated_blasts_could_not_have_shown_is_not_said_to_be_kept() {
    // Four genes are found from 44 % of the cells, the others from 10 %; 15 % are blasts.
    let mut patient = Patient::healthy().lose_gene("IKZF1");
    for gene in ["ERG", "ETV6", "RB1", "CRLF2"] {
        patient.gene(gene).limit_of_detection = Some(0.44);
    }
    let unstated = patient.interpret();
    assert_eq!(unstated.erg.state, LocusState::NotDeleted);
    patient.0.sample.blast_percent = Some(15.0);
    let result = patient.interpret();
    assert_eq!(result.erg.state, LocusState::NotAssessed);
    let reason = "a deletion in all of the stated 15 % blasts would not have been seen: limit 44 %";
    assert!(result.not_assessed.iter().any(|n| n.what == "ETV6" && n.reason == reason));
    // What is called stays, and what would have been seen.
    assert_eq!(result.ikzf1.status, LocusState::Deleted);
    let state = |name: &str| result.loci.iter().find(|l| l.locus == name).unwrap().state;
    assert_eq!(state("PAX5"), LocusState::NotDeleted);
    assert_eq!(state("ETV6"), LocusState::NotAssessed);
    assert_eq!(result.par1.state, LocusState::NotAssessed);

    // Nothing found, nothing to be seen.
    let mut blind = Patient::healthy();
    let genes: Vec<String> = blind.0.genes.iter().map(|gene| gene.gene.clone()).collect();
    for gene in &genes {
        blind.gene(gene).limit_of_detection = Some(0.44);
    }
    assert_eq!(ukall(&blind.interpret())[0], "good");
    blind.0.sample.blast_percent = Some(15.0);
    let result = blind.interpret();
    assert_eq!(ukall(&result), ["inconclusive"; 2]);
    assert!(result.ikzf1plus.iter().all(|plus| plus.answer == Answer::NotAssessed));
    assert!(result.headline.starts_with("IKZF1 NOT ASSESSED"), "{}", result.headline);
    // Enough blasts, and healthy references, are as before.
    blind.0.sample.blast_percent = Some(44.0);
    assert_eq!(ukall(&blind.interpret())[0], "good");
    blind.0.sample.blast_percent = Some(0.0);
    blind.0.sample.role = ikaros::model::sample::Role::Normal;
    assert_eq!(ukall(&blind.interpret())[0], "good");
}

#[test]
fn one_limit_of_all_exons_is_told_once_and_several_as_a_range() {
    let told = |patient: &mut Patient| patient.interpret().ikzf1.limit_of_detection;
    let mut patient = Patient::healthy();
    let one = told(&mut patient);
    assert!(one.ends_with("; of one exon alone from 20 %"), "{one}");
    patient.gene("IKZF1").exons[4].limit_of_detection = Some(0.6);
    let several = told(&mut patient);
    assert!(several.ends_with("; of one exon alone from 20 % to 60 %"), "{several}");
}

#[test]
fn a_gene_of_which_no_loss_would_be_found_is_not_said_to_be_kept() {
    let mut patient = Patient::healthy();
    patient.gene("IKZF1").limit_of_detection = None;
    let result = patient.interpret();
    assert_eq!(result.ikzf1.status, LocusState::NotAssessed);
    assert!(result.headline.starts_with("IKZF1 NOT ASSESSED"), "{}", result.headline);
    let reason = "a deletion in every cell would not reliably have been seen";
    assert!(result.not_assessed.iter().any(|n| n.what == "IKZF1" && n.reason == reason));
    // A healthy reference is no patient in whom a loss could be missed.
    patient.0.sample.role = ikaros::model::sample::Role::Normal;
    assert_eq!(patient.interpret().ikzf1.status, LocusState::NotDeleted);
}
