//! Genes beside whole chromosomes that are gained or lost, on a made panel.

#![allow(clippy::unwrap_used)]

mod laboratory;

use ikaros::interpret::interpret;
use ikaros::model::calls::{CopyState, EventKind, SampleCalls, SampleInfo};
use ikaros::model::chromosomes::ChromosomeState;
use ikaros::model::depth::DepthTable;
use ikaros::model::locus_state::{Answer, LocusState};
use ikaros::model::sample::Role;
use ikaros::pipeline::{FittedPanel, panel_of_normals};
use laboratory::{Laboratory, in_gene, state};

fn on_chromosome(number: &'static str) -> impl Fn(&str) -> bool {
    move |name| {
        name.strip_prefix("backbone_").and_then(|rest| rest.split('_').next()) == Some(number)
    }
}

fn codes(calls: &SampleCalls) -> Vec<&str> {
    calls.flags.iter().map(|flag| flag.code.as_str()).collect()
}

/// Genes flagged as below their gained chromosome.
fn below_their_chromosome(calls: &SampleCalls) -> Vec<&str> {
    let flags = calls.flags.iter().filter(|flag| flag.code == "RELATIVE_LOSS");
    flags.filter_map(|flag| Some(flag.about.as_ref()?.gene.as_str())).collect()
}

const PAR1: [&str; 5] = ["SHOX", "CRLF2", "CSF2RA", "IL3RA", "P2RY8"];

fn in_par1(name: &str) -> bool {
    PAR1.iter().any(|gene| in_gene(gene)(name))
}

#[test]
fn a_gene_below_its_gained_chromosome_is_left_open_and_not_told_as_unchanged() {
    let laboratory = Laboratory::new(600.0);
    let (on_9, pax5, jak2) = (on_chromosome("9"), in_gene("PAX5"), in_gene("JAK2"));
    let ikzf1 = in_gene("IKZF1");
    // Trisomy 9 in 80 % of the cells with CDKN2A, CDKN2B and MTAP lost on one of three copies.
    let tumour = laboratory.sample("T", 31, |name| {
        if on_9(name) || pax5(name) || jak2(name) {
            1.4
        } else if ikzf1(name) {
            0.6
        } else {
            1.0
        }
    });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    let about = below_their_chromosome(&calls);
    assert!(about.contains(&"CDKN2A") && about.contains(&"CDKN2B"), "{:?}", calls.flags);
    assert!(!about.contains(&"PAX5"), "{about:?}");
    let cdkn2a = calls.gene("CDKN2A").unwrap();
    assert_eq!(cdkn2a.state, LocusState::NotDeleted);
    assert!(calls.is_undecided(cdkn2a, EventKind::Deletion));
    // The rules take it as unknown: IKZF1 is deleted, its companion may be.
    let conclusions = interpret(&calls, &laboratory.knowledge);
    let any = conclusions.ikzf1plus.iter().find(|p| p.preset == "any-loss").unwrap();
    assert_eq!(any.answer, Answer::NotAssessed, "{any:?}");
    // The same genes on two copies of the chromosome are unchanged.
    let balanced = laboratory.sample("T", 31, |name| if ikzf1(name) { 0.6 } else { 1.0 });
    let calls = laboratory.call(laboratory.panel(), &balanced);
    assert!(!codes(&calls).contains(&"RELATIVE_LOSS"), "{:?}", calls.flags);
}

#[test]
fn a_gained_chromosome_may_be_one_that_a_near_haploid_clone_kept() {
    let laboratory = Laboratory::new(600.0);
    let (on_21, on_7) = (on_chromosome("21"), on_chromosome("7"));
    let (erg, ikzf1) = (in_gene("ERG"), in_gene("IKZF1"));
    let flag = |calls: &SampleCalls| {
        let flag = calls.flags.iter().find(|flag| flag.code == "NEAR_HAPLOID_NOT_EXCLUDED");
        flag.map(|flag| flag.message.clone())
    };
    let called = |ratio: &dyn Fn(&str) -> f64| {
        laboratory.call(laboratory.panel(), &laboratory.sample("T", 35, ratio))
    };
    // 21 in two copies and all others in one, in 60 % of the cells: 2 / 1.4.
    let kept = called(&|name| if on_21(name) || erg(name) { 1.43 } else { 1.0 });
    let message = flag(&kept).unwrap();
    assert!(message.contains("gain of chromosome 21, or cells"), "{message}");
    // Nothing is gained, or 21 is not, or a chromosome is lost beside it: no such clone.
    assert_eq!(flag(&called(&|_| 1.0)), None);
    let other = called(&|name| if on_7(name) || ikzf1(name) { 1.43 } else { 1.0 });
    assert_eq!(flag(&other), None, "{:?}", other.aneuploidy);
    let lost = called(&|name| {
        if on_21(name) || erg(name) {
            1.43
        } else if on_7(name) || ikzf1(name) {
            0.6
        } else {
            1.0
        }
    });
    assert_eq!(flag(&lost), None, "{:?}", lost.aneuploidy);
}

#[test]
fn four_copies_of_one_chromosome_do_not_double_the_leukaemic_share() {
    let laboratory = Laboratory::new(600.0);
    let gained: Vec<_> = ["4", "6", "10", "14"].map(on_chromosome).into();
    let (on_21, erg, ikzf1) = (on_chromosome("21"), in_gene("ERG"), in_gene("IKZF1"));
    // One copy more of four chromosomes and two of 21 in 42 % of the cells, IKZF1 lost on one.
    let tumour = laboratory.sample("T", 36, |name| {
        if on_21(name) || erg(name) {
            1.42
        } else if gained.iter().any(|is_on| is_on(name)) {
            1.21
        } else if ikzf1(name) {
            0.79
        } else {
            1.0
        }
    });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    let purity = calls.purity.unwrap();
    assert!(purity.low < 0.44 && 0.40 < purity.high && purity.high < 0.5, "{purity:?}");
    let erg = calls.gene("ERG").unwrap();
    assert!((erg.segments[0].clone_fraction.value - 0.42).abs() < 0.05, "{:?}", erg.segments);
    let other = erg.segments[0].alternative.as_deref().unwrap();
    assert!(other.starts_with("one copy more in 8"), "{other}");
    // Copies are those of the mean cell, as the depth has them.
    let exon = &erg.exons[4];
    let (copies, ratio) = (exon.copies.unwrap(), exon.ratio.unwrap().value);
    assert!((copies - 2.84).abs() < 0.1 && (copies - 2.0 * ratio).abs() < 0.4, "{copies} {ratio}");
    let iamp21 = calls.aneuploidy.as_ref().unwrap().iamp21_suspected;
    assert!(!iamp21);
}

#[test]
fn a_subclone_of_gained_chromosomes_alone_does_not_tell_the_leukaemic_share() {
    let laboratory = Laboratory::new(600.0);
    let gained: Vec<_> = ["4", "6", "8", "10"].map(on_chromosome).into();
    let called = |lost: f64| {
        let tumour = laboratory.sample("T", 37, |name| {
            if gained.iter().any(|is_on| is_on(name)) {
                1.12
            } else if in_gene("IKZF1")(name) {
                lost
            } else {
                1.0
            }
        });
        laboratory.call(laboratory.panel(), &tumour)
    };
    let alone = called(1.0);
    assert!(alone.aneuploidy.as_ref().unwrap().gained >= 3, "{:?}", alone.aneuploidy);
    assert_eq!(alone.purity, None);
    // Beside a gene lost in 80 % of the cells they are a subclone.
    let purity = called(0.6).purity.unwrap();
    assert!((purity.value - 0.8).abs() < 0.05, "{purity:?}");
}

#[test]
fn par1_that_is_lost_as_a_whole_may_be_a_sex_chromosome() {
    let laboratory = Laboratory::new(600.0);
    let tumour = laboratory.sample("T", 32, |name| if in_par1(name) { 0.6 } else { 1.0 });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    assert_eq!(calls.whole_par1(), Some(EventKind::Deletion));
    let flag = calls.flags.iter().find(|flag| flag.code == "SEX_CHROMOSOME_OR_PAR1").unwrap();
    assert!(flag.message.contains("deleted"), "{}", flag.message);
    assert!(flag.message.contains("no target on chromosome X outside PAR1"), "{}", flag.message);
    // The deletion that joins P2RY8 to CRLF2 keeps SHOX.
    let fusion = laboratory.sample("T", 32, |name| {
        let lost = in_gene("CSF2RA")(name) || in_gene("IL3RA")(name);
        if lost { 0.6 } else { 1.0 }
    });
    let calls = laboratory.call(laboratory.panel(), &fusion);
    assert!(state(&calls, "IL3RA", "5").is_deletion());
    assert!(!codes(&calls).contains(&"SEX_CHROMOSOME_OR_PAR1"), "{:?}", calls.flags);
}

#[test]
fn a_deletion_between_gained_par1_genes_is_left_open() {
    let laboratory = Laboratory::new(600.0);
    let fused = |name: &str| in_gene("CSF2RA")(name) || in_gene("IL3RA")(name) || name == "P2RY8_2";
    // One more X in 80 % of the cells, with the deletion that joins P2RY8 to CRLF2 on one of three.
    let ratio = |deleted: bool| {
        move |name: &str| if in_par1(name) && !(deleted && fused(name)) { 1.4 } else { 1.0 }
    };
    let calls = laboratory.call(laboratory.panel(), &laboratory.sample("T", 34, ratio(true)));
    let about = below_their_chromosome(&calls);
    assert!(about.contains(&"CSF2RA") && about.contains(&"IL3RA"), "{:?}", calls.flags);
    let conclusions = interpret(&calls, &laboratory.knowledge);
    assert_eq!(conclusions.par1.p2ry8_crlf2, Answer::NotAssessed, "{:?}", conclusions.par1);
    // Without the deletion all of it is gained, and the gain alone is said.
    let calls = laboratory.call(laboratory.panel(), &laboratory.sample("T", 34, ratio(false)));
    assert!(!codes(&calls).contains(&"RELATIVE_LOSS"), "{:?}", calls.flags);
    // Two more X in all cells: what the deletion takes is gained too, and lies below.
    let two_more = |name: &str| match (in_par1(name), fused(name)) {
        (true, true) => 1.5,
        (true, false) => 2.0,
        _ => 1.0,
    };
    let calls = laboratory.call(laboratory.panel(), &laboratory.sample("T", 34, two_more));
    let conclusions = interpret(&calls, &laboratory.knowledge);
    assert_eq!(conclusions.par1.p2ry8_crlf2, Answer::NotAssessed, "{:?}", conclusions.par1);
    // The end of the gain lies somewhere in CRLF2.
    let ragged = |name: &str| match name {
        "CRLF2_1" | "CRLF2_2" => 1.1,
        name if in_par1(name) && !fused(name) => 1.4,
        _ => 1.0,
    };
    let calls = laboratory.call(laboratory.panel(), &laboratory.sample("T", 34, ragged));
    let conclusions = interpret(&calls, &laboratory.knowledge);
    assert_eq!(conclusions.par1.p2ry8_crlf2, Answer::NotAssessed, "{:?}", conclusions.par1);
    // SHOX alone may be gained in healthy people.
    let shox = laboratory.sample("T", 34, |name| if in_gene("SHOX")(name) { 1.5 } else { 1.0 });
    let calls = laboratory.call(laboratory.panel(), &shox);
    assert!(!codes(&calls).contains(&"RELATIVE_LOSS"), "{:?}", calls.flags);
}

#[test]
fn an_amplified_gene_keeps_its_depth_and_does_not_tell_the_share_of_leukaemic_cells() {
    let laboratory = Laboratory::new(600.0);
    let (pax5, ikzf1) = (in_gene("PAX5"), in_gene("IKZF1"));
    let ratio = |amplified: bool| {
        move |name: &str| {
            if amplified && pax5(name) {
                4.0
            } else if ikzf1(name) {
                0.75
            } else {
                1.0
            }
        }
    };
    let calls = laboratory.call(laboratory.panel(), &laboratory.sample("T", 33, ratio(true)));
    let pax5 = calls.gene("PAX5").unwrap();
    assert!(pax5.exons.iter().all(|exon| exon.state == CopyState::Gain));
    let copies = pax5.exons[4].copies.unwrap();
    assert!((7.0..9.0).contains(&copies), "{copies}");
    assert!(codes(&calls).contains(&"AMPLIFIED"), "{:?}", calls.flags);
    // Half of the cells have lost IKZF1, with the amplification beside it or without.
    let purity = calls.purity.unwrap();
    assert!(purity.low < 0.5 && 0.5 < purity.high && purity.high < 0.7, "{purity:?}");
}

#[test]
fn both_copies_have_a_probability_and_a_limit_of_their_own() {
    let laboratory = Laboratory::new(400.0);
    let (a, b, ikzf1) = (in_gene("CDKN2A"), in_gene("CDKN2B"), in_gene("IKZF1"));
    let tumour = laboratory.sample("T", 34, |name| {
        if a(name) || b(name) {
            0.2
        } else if ikzf1(name) {
            0.6
        } else {
            1.0
        }
    });
    let calls = laboratory.call(laboratory.panel(), &tumour);
    let phred = |gene: &str, exon: usize| calls.gene(gene).unwrap().exons[exon].phred_homozygous;
    assert!(phred("CDKN2A", 1).unwrap() > 20.0, "{:?}", phred("CDKN2A", 1));
    assert!(phred("PAX5", 1).unwrap() < 1.0, "{:?}", phred("PAX5", 1));
    for gene in &calls.genes {
        let (one, both) = (gene.limit_of_detection.unwrap(), gene.limit_homozygous.unwrap());
        assert!(both < one && both > one / 4.0, "{} {one} {both}", gene.gene);
        assert!(gene.limit_gain.is_some_and(|gain| gain > both), "{}", gene.gene);
    }
}

#[test]
fn a_large_panel_leaves_its_members_out_by_groups_and_keeps_them_healthy() {
    let laboratory = Laboratory::new(300.0);
    let mut normals = laboratory.normals();
    let more = (200..240_u64).map(|seed| {
        let mut normal = normals[0].clone();
        normal.depth = laboratory.sample(&format!("Q{seed}"), seed, |_| 1.0);
        normal
    });
    let more: Vec<_> = more.collect();
    normals.extend(more);
    let fitted = panel_of_normals(normals, &laboratory.knowledge).unwrap();
    let members = &fitted.panel().members;
    assert_eq!(members.len(), 56);
    assert!(members.iter().all(|member| member.noise_factor.is_some()));
    let with_events = members.iter().filter(|member| !member.false_calls.is_empty()).count();
    assert!(with_events <= 5, "{with_events}");
    // A member that is called is not among those that it is called against.
    let fitted = FittedPanel::new(fitted.panel().clone(), &laboratory.knowledge);
    let depth = laboratory.sample("Q210", 210, |_| 1.0);
    let sample = ikaros::model::calls::SampleInfo::new("Q210", ikaros::model::sample::Role::Normal);
    let calls = fitted.call(&sample, &depth, &laboratory.knowledge).unwrap();
    assert!(calls.normals.left_out.contains(&"Q210".to_owned()));
    assert!((2..=3).contains(&calls.normals.left_out.len()), "{:?}", calls.normals.left_out);
    assert_eq!(calls.normals.left_out.len() + calls.normals.members.len(), 56);
}

#[test]
fn a_junction_found_at_large_supports_its_event_and_makes_none() {
    use ikaros::model::contig::Contig;
    use ikaros::model::junction::{Breakend, Junction, JunctionKind};
    let laboratory = Laboratory::new(150.0);
    let exons = laboratory.knowledge.genes.gene("PAX5").unwrap().exons.clone();
    let at = |exon: usize| exons[exon].interval(ikaros::model::assembly::Assembly::Grch38).unwrap();
    // PAX5 lies on the reverse strand: exon 6 comes before exon 5.
    let junction = |kind| Junction {
        kind,
        first: Breakend { contig: Contig::new("9"), position: at(5).start - 500, keeps_left: true },
        second: Breakend { contig: Contig::new("9"), position: at(4).end + 500, keeps_left: false },
        split_fragments: 20,
        discordant_fragments: 9,
        shared_bases: 0,
        inserted: String::new(),
        depth: Some(110.0),
        signal: String::new(),
    };
    let call = |ratio: f64, kind: Option<JunctionKind>| {
        let lost = |name: &str| name == "PAX5_5" || name == "PAX5_6";
        let mut tumour = laboratory.sample("T", 36, |name| if lost(name) { ratio } else { 1.0 });
        tumour.junctions_at_large = Some(kind.map(junction).into_iter().collect());
        laboratory.call(laboratory.panel(), &tumour)
    };
    let p = |calls: &SampleCalls| calls.gene("PAX5").unwrap().probability_deletion;
    let gain = |calls: &SampleCalls| calls.gene("PAX5").unwrap().probability_gain;
    let (without, with) = (call(0.82, None), call(0.82, Some(JunctionKind::Deletion)));
    assert!(p(&with) > p(&without) + 0.1 || p(&without) > 0.95, "{} {}", p(&without), p(&with));
    let (without, with) = (call(1.18, None), call(1.18, Some(JunctionKind::TandemGain)));
    assert!(gain(&with) > gain(&without), "{} {}", gain(&without), gain(&with));
    // Where depth says two copies, a junction alone calls nothing.
    assert!(p(&call(1.0, Some(JunctionKind::Deletion))) < 0.2);
}

#[test]
fn few_stated_blasts_leave_chromosomes_open_that_could_not_have_shown_them() {
    let laboratory = Laboratory::new(600.0);
    let of = |sample: &DepthTable, blasts| {
        let calls = laboratory.call_with_blasts(sample, blasts);
        calls.aneuploidy.unwrap()
    };
    let unchanged = laboratory.sample("T", 41, |_| 1.0);
    let many = of(&unchanged, 90.0);
    assert!(many.assessed > 10 && many.unseen_in_blasts().is_empty());
    let (best, worst) = many.limits(|level| level.state == ChromosomeState::Balanced).unwrap();
    assert!(best >= 0.1 && worst < 0.9, "{best} {worst}");
    // None would have been seen in so few, however many targets there are.
    let few = of(&unchanged, 8.0);
    assert_eq!((few.assessed, few.gained, few.lost), (0, 0, 0));
    assert!(few.chromosomes.iter().all(|level| level.state == ChromosomeState::NotAssessed));
    // Between best and worst the ones are assessed and the others are not.
    let some = of(&unchanged, 50.0 * (best + worst));
    for level in &some.chromosomes {
        let limit = level.limit_of_detection.unwrap();
        let seen = 2.0 * limit <= best + worst;
        assert_eq!(level.unseen_in_blasts, !seen, "{}", level.contig);
        assert_eq!(level.state == ChromosomeState::Balanced, seen, "{}", level.contig);
    }
    assert!(some.assessed > 0 && some.assessed < many.assessed, "{}", some.assessed);
    // What is seen is told, whatever the blasts were said to be.
    let gained =
        laboratory.sample("T", 41, |name| if on_chromosome("9")(name) { 1.4 } else { 1.0 });
    assert_eq!(of(&gained, 8.0).gained, 1);
    // A normal has no blasts to be seen.
    let mut info = SampleInfo::new("N", Role::Normal);
    info.blast_percent = Some(8.0);
    let fitted = FittedPanel::new(laboratory.panel(), &laboratory.knowledge);
    let normal = fitted.call(&info, &unchanged, &laboratory.knowledge).unwrap();
    assert_eq!(normal.aneuploidy.unwrap().assessed, many.assessed);
}
