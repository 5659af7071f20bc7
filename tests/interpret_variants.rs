//! IKZF1 by deletion and small variant together, and what stands for each answer: a deletion that is
//! neither called nor excluded is never "none".

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod interpret_patient;

use ikaros::interpret::small_variants::{conclude, is_listed, is_telling, line};
use ikaros::model::contig::Contig;
use ikaros::model::interval::Interval;
use ikaros::model::locus_state::Answer;
use ikaros::model::merged_variant::{
    DetectionRule, Effect, HotspotResult, Ikzf1Mutation, MergedResult, MergedVariant, Recount,
    StructuralRecord, UnreadableTranscript, VariantConclusions,
};
use ikaros::variants::merge::blank;
use ikaros::variants::normalise::Allele;
use interpret_patient::{BUILTIN, Patient};

/// N159Y of IKZF1 in `alternative` of `depth` fragments.
fn n159y(alternative: u32, depth: u32) -> MergedVariant {
    let change = ("c.475A>T", "p.(Asn159Tyr)", "missense_variant", 159);
    variant("IKZF1", "7", 50_382_593, change, (alternative, depth))
}

fn variant(
    gene: &str,
    contig: &str,
    position: u32,
    (c, p, term, residue): (&str, &str, &str, u32),
    (alternative, depth): (u32, u32),
) -> MergedVariant {
    let mut variant = blank(&Contig::new(contig), Allele::new(position, "A", "T"));
    variant.gene = Some(gene.to_owned());
    variant.depth = Some(depth);
    variant.alternative_depth = Some(alternative);
    variant.vaf = Some(f64::from(alternative) / f64::from(depth));
    variant.effect = Some(effect(gene, "NM_1.1", (c, p, term, residue)));
    variant
}

fn effect(gene: &str, id: &str, (c, p, term, residue): (&str, &str, &str, u32)) -> Effect {
    Effect {
        gene: gene.to_owned(),
        transcript: id.to_owned(),
        terms: vec![term.to_owned()],
        hgvs_c: c.to_owned(),
        hgvs_p: Some(p.to_owned()),
        place: "5/8".to_owned(),
        residue: Some(residue),
        protein: None,
    }
}

fn hotspot(state: &str) -> HotspotResult {
    HotspotResult {
        gene: "IKZF1".to_owned(),
        label: "N159".to_owned(),
        contig: Contig::new("7"),
        start: 50_382_593,
        end: 50_382_595,
        state: state.to_owned(),
        depth: Some(1_000),
        limit_of_detection: Some(0.01),
        evidence: ".".to_owned(),
    }
}

fn merged(variants: &[MergedVariant], state: &str) -> MergedResult {
    MergedResult {
        variants: variants.to_vec(),
        hotspots: vec![hotspot(state)],
        ..MergedResult::default()
    }
}

fn concluded(variants: &[MergedVariant], patient: Option<&Patient>) -> VariantConclusions {
    conclude(&merged(variants, "not_found"), patient.map(|p| &p.0), &BUILTIN)
}

fn ikzf1(variants: &[MergedVariant], patient: Option<&Patient>) -> (String, Answer) {
    let Ikzf1Mutation { status, biallelic, evidence } = concluded(variants, patient).ikzf1;
    assert!(!evidence.is_empty());
    (status, biallelic)
}

/// The deletion's segment put where the variant lies: the patient made in code has it elsewhere.
fn over_the_variant(mut patient: Patient) -> Patient {
    for segment in &mut patient.gene("IKZF1").segments {
        segment.inner = Interval::new(Contig::new("7"), 50_345_000, 50_396_000);
    }
    patient
}

#[test]
fn a_protein_that_goes_on_behind_its_stop_is_not_cut_short() {
    let clean = Patient::healthy();
    let change = ("c.1558T>C", "p.(Ter520GlnextTer29)", "stop_lost", 520);
    let longer = variant("IKZF1", "7", 50_400_625, change, (400, 1_000));
    let found = concluded(std::slice::from_ref(&longer), Some(&clean));
    let [finding] = found.findings.as_slice() else { panic!("{found:?}") };
    assert_eq!((finding.class.as_str(), finding.unconfirmed), ("unclassified", true));
    assert!(!finding.text.contains("cut short"), "{}", finding.text);
    // What it does is not known: neither a loss nor nothing.
    assert_eq!(found.ikzf1.status, "not_assessed");
    assert!(found.ikzf1.evidence.contains("what it does is not told"), "{}", found.ikzf1.evidence);
    // Where the end is gone with what lies before it, nothing tells what is left.
    let change = ("c.1550_*5del", "p.?", "stop_lost", 520);
    let gone = variant("IKZF1", "7", 50_400_617, change, (400, 1_000));
    assert_eq!(concluded(&[gone], Some(&clean)).findings[0].class, "truncating");
}

#[test]
fn a_change_whose_effect_is_withheld_leaves_the_answer_open() {
    let clean = Patient::healthy();
    assert_eq!(ikzf1(&[], Some(&clean)).0, "none");
    let mut withheld = n159y(100, 1_000);
    withheld.effect = None;
    withheld.notes.push("effect not told: the reference does not hold it".to_owned());
    assert!(is_telling(&withheld));
    let found = concluded(std::slice::from_ref(&withheld), Some(&clean));
    assert_eq!(found.ikzf1.status, "not_assessed");
    assert!(found.ikzf1.evidence.contains("7:50382593:A:T: what it does is not told"));
    assert!(found.findings.is_empty() && line(&found).is_empty());
    withheld.filters.push("LowAlt".to_owned());
    assert_eq!(ikzf1(&[withheld], Some(&clean)).0, "none");
}

#[test]
fn a_coding_sequence_that_is_read_in_part_excludes_nothing() {
    let clean = Patient::healthy();
    let unread = |gene: &str, variants: &[MergedVariant]| {
        let unreadable = UnreadableTranscript {
            gene: gene.to_owned(),
            transcript: "NM_1.1".to_owned(),
            cause: "9 of its 1560 coding bases are not known, in codons 12 to 14".to_owned(),
            in_part: true,
        };
        let merged = MergedResult { unreadable: vec![unreadable], ..merged(variants, "not_found") };
        conclude(&merged, Some(&clean.0), &BUILTIN)
    };
    let none = unread("IKZF1", &[]).ikzf1;
    assert_eq!((none.status.as_str(), none.biallelic), ("not_assessed", Answer::NotAssessed));
    assert!(none.evidence.contains("was not read as a whole"), "{}", none.evidence);
    assert_eq!(unread("PAX5", &[]).ikzf1.status, "none");
    // What is seen is told; a second change may have gone unseen.
    let one = unread("IKZF1", &[n159y(200, 1_000)]);
    assert_eq!(one.ikzf1.status, "small_variant");
    assert_eq!(one.ikzf1.biallelic, Answer::NotAssessed);
    let evidence = &one.findings[0].evidence;
    assert!(evidence.ends_with("no deletion of IKZF1; its coding sequence is not read as a whole"));
}

#[test]
fn each_status_has_its_own_name() {
    let healthy = Patient::healthy();
    let deleted = Patient::healthy().lose("IKZF1", "4-7", 0.6);
    let one = [n159y(200, 1_000)];
    let is = |status: &str, answer| (status.to_owned(), answer);
    assert_eq!(ikzf1(&[], Some(&healthy)), is("none", Answer::No));
    assert_eq!(ikzf1(&one, Some(&healthy)), is("small_variant", Answer::No));
    assert_eq!(ikzf1(&[], Some(&deleted)), is("deletion", Answer::NotAssessed));
    assert_eq!(ikzf1(&one, Some(&deleted)), is("both", Answer::NotAssessed));
}

#[test]
fn a_doubtful_deletion_is_never_none() {
    for probability in [0.2, 0.5, 0.8] {
        let doubtful = Patient::healthy().doubt("IKZF1", probability);
        let (status, biallelic) = ikzf1(&[], Some(&doubtful));
        assert_eq!((status.as_str(), biallelic), ("not_assessed", Answer::NotAssessed));
        let found = concluded(&[n159y(200, 1_000)], Some(&doubtful));
        assert_eq!(found.ikzf1.status, "small_variant");
        assert_eq!(found.ikzf1.biallelic, Answer::NotAssessed);
        assert!(found.findings[0].evidence.contains("not assessed"), "{:?}", found.findings[0]);
    }
}

#[test]
fn what_was_not_looked_at_is_not_assessed() {
    let not_assessed = ("not_assessed".to_owned(), Answer::NotAssessed);
    let hidden = Patient::healthy().hide_gene("IKZF1");
    assert_eq!(ikzf1(&[], Some(&hidden)), not_assessed);
    assert_eq!(ikzf1(&[], None), not_assessed, "no copy number at all");
    // A hotspot without reads: no small variant can be excluded.
    let healthy = Patient::healthy();
    let blind = conclude(&merged(&[], "not_assessed"), Some(&healthy.0), &BUILTIN);
    assert_eq!(blind.ikzf1.status, "not_assessed");
    // What is there is there, whatever else was not looked at.
    assert_eq!(ikzf1(&[n159y(200, 1_000)], Some(&hidden)).0, "small_variant");
}

#[test]
fn both_alleles_are_hit_only_where_the_fraction_says_so() {
    // Deletion in 60 % of the cells: in the others alone a variant reaches 0.4 / 1.4 = 29 %.
    let deleted = over_the_variant(Patient::healthy().lose("IKZF1", "4-7", 0.6));
    let high = concluded(&[n159y(400, 1_000)], Some(&deleted));
    assert_eq!((high.ikzf1.status.as_str(), high.ikzf1.biallelic), ("both", Answer::Yes));
    assert!(line(&high).contains("IKZF1 hit on both alleles"), "{}", line(&high));
    let low = concluded(&[n159y(200, 1_000)], Some(&deleted));
    assert_eq!(low.ikzf1.biallelic, Answer::NotAssessed);
    assert!(!line(&low).contains("both alleles"), "{}", line(&low));
    // The same share in few fragments decides nothing.
    let few = concluded(&[n159y(8, 20)], Some(&deleted));
    assert_eq!(few.ikzf1.biallelic, Answer::NotAssessed);
    let lost_twice = Patient::healthy().lose_both("IKZF1", "4-7", 0.9);
    assert_eq!(ikzf1(&[], Some(&lost_twice)), ("deletion".to_owned(), Answer::Yes));
    let above_half = concluded(&[n159y(700, 1_000)], Some(&Patient::healthy()));
    assert_eq!(above_half.ikzf1.biallelic, Answer::Yes, "the other allele is lost or replaced");
}

/// A deletion in 95 % of the cells whose segment is the exons and nothing beside them.
fn exactly_deleted(exons: &str, fraction: f64) -> Patient {
    let mut patient = Patient::healthy().lose("IKZF1", exons, fraction);
    let (first, last) = exons.split_once('-').unwrap_or((exons, exons));
    let (first, last) = (exon(&patient, first), exon(&patient, last));
    for segment in &mut patient.gene("IKZF1").segments {
        segment.inner = Interval::new(Contig::new("7"), first.start, last.end);
    }
    patient
}

fn exon(patient: &Patient, name: &str) -> Interval {
    let call = patient.0.gene("IKZF1").unwrap();
    call.exons.iter().find(|exon| exon.exon == name).unwrap().interval.clone().unwrap()
}

#[test]
fn one_deletion_in_depth_and_vcf_is_no_second_hit() {
    let deleted = exactly_deleted("6", 0.95);
    let place = exon(&deleted, "6");
    let change = ("c.590_716del", "p.(Leu197fs)", "frameshift_variant", 197);
    let of_length = |position: u32, length: usize| {
        let mut found = variant("IKZF1", "7", position, change, (400, 1_000));
        found.reference = "A".repeat(length);
        found.alternative = "A".to_owned();
        concluded(&[found], Some(&deleted))
    };
    let whole = of_length(place.start - 20, place.len() as usize + 40);
    assert_eq!(whole.ikzf1.status, "deletion");
    assert_eq!(whole.ikzf1.biallelic, Answer::NotAssessed);
    assert!(whole.ikzf1.evidence.contains("the same event"), "{}", whole.ikzf1.evidence);
    assert!(whole.findings[0].same_event);
    assert_eq!(line(&whole), "");
    // Sixty bases of the exon, or of its end and the intron, may be a part of it or one more: it is
    // told, and nothing is said of both alleles.
    for start in [place.start + 20, place.end - 20] {
        let part = of_length(start, 61);
        assert_eq!(
            (part.ikzf1.status.as_str(), part.ikzf1.biallelic),
            ("both", Answer::NotAssessed)
        );
        assert!(part.ikzf1.evidence.contains("or a second one"), "{}", part.ikzf1.evidence);
        assert!(line(&part).contains("Leu197fs"), "{}", line(&part));
    }
    // A few bases are one: the depth does not see them.
    let small = of_length(place.start + 20, 5);
    assert_eq!((small.ikzf1.status.as_str(), small.ikzf1.biallelic), ("both", Answer::Yes));
}

#[test]
fn a_deletion_of_one_of_several_lost_exons_is_not_taken_for_all_of_them() {
    let deleted = exactly_deleted("4-7", 0.6);
    let place = exon(&deleted, "6");
    let change = ("c.590_716del", "p.(Leu197fs)", "frameshift_variant", 197);
    let mut found = variant("IKZF1", "7", place.start - 20, change, (440, 1_000));
    found.reference = "A".repeat(place.len() as usize + 40);
    found.alternative = "A".to_owned();
    let told = concluded(&[found], Some(&deleted));
    assert!(!told.findings[0].same_event);
    assert_eq!((told.ikzf1.status.as_str(), told.ikzf1.biallelic), ("both", Answer::NotAssessed));
}

#[test]
fn a_part_is_told_where_nothing_is_told_of_the_whole() {
    let change = ("c.475A>T", "p.(Asn159Tyr)", "missense_variant", 159);
    let mut part = variant("IKZF1", "7", 50_382_593, change, (60, 500));
    part.whitelist = Some("IKZF1 N159".to_owned());
    part.filters = vec!["PartOfMNV".to_owned()];
    part.part_of = Some("50382593:AA:TG".to_owned());
    let both = ("c.475_476delinsTG", "p.(Asn159Cys)", "missense_variant", 159);
    let mut whole = variant("IKZF1", "7", 50_382_593, both, (58, 500));
    (whole.reference, whole.alternative) = ("AA".to_owned(), "TG".to_owned());
    let status = |all: &[MergedVariant]| concluded(all, Some(&Patient::healthy()));
    let told = status(&[part.clone(), whole.clone()]);
    assert_eq!(told.findings.len(), 1, "{:?}", told.findings);
    assert_eq!(told.ikzf1.status, "small_variant");
    // A whole that fails a filter says nothing: its part must not vanish with it.
    whole.filters = vec!["CallerFiltered".to_owned()];
    let told = status(&[part, whole]);
    assert_eq!(told.ikzf1.status, "not_assessed");
    assert!(told.ikzf1.evidence.contains("PartOfMNV"), "{}", told.ikzf1.evidence);
}

#[test]
fn splice_sites_of_a_deleted_exon_lie_in_the_deletion() {
    let deleted = exactly_deleted("4-7", 0.6);
    let splice = |position: u32| {
        let change = ("c.161-2A>C", "p.?", "splice_acceptor_variant", 54);
        let found =
            concluded(&[variant("IKZF1", "7", position, change, (440, 1_000))], Some(&deleted));
        (found.ikzf1.biallelic, found.findings[0].evidence.clone())
    };
    let (first, last) = (exon(&deleted, "4"), exon(&deleted, "7"));
    for position in [first.start - 1, first.end + 1, last.end + 2] {
        let (both, evidence) = splice(position);
        assert_eq!(both, Answer::Yes, "{position}: {evidence}");
        assert!(evidence.contains("exons 4-7 deleted in"), "{evidence}");
    }
    let (both, evidence) = splice(exon(&deleted, "8").start - 1);
    assert_eq!(both, Answer::NotAssessed);
    assert!(evidence.contains("beside the variant"), "{evidence}");
}

#[test]
fn a_change_of_unknown_meaning_that_passes_is_not_denied() {
    let other = ("c.933G>A", "p.(Met311Ile)", "missense_variant", 311);
    let deleted = exactly_deleted("4-7", 0.6);
    let found = variant("IKZF1", "7", exon(&deleted, "8").start + 80, other, (440, 1_000));
    let told = concluded(&[found], Some(&deleted)).ikzf1;
    assert_eq!(told.status, "deletion");
    assert_eq!(told.evidence, "deletion without a small variant of known effect that passes");
}

#[test]
fn a_record_that_fails_a_filter_is_no_mutation() {
    let healthy = Patient::healthy();
    let mut filtered = n159y(200, 1_000);
    filtered.filters = vec!["LowAlt".to_owned()];
    assert_eq!(ikzf1(std::slice::from_ref(&filtered), Some(&healthy)).0, "none");
    assert!(!is_telling(&filtered));
    // At a hotspot it is told, with its filter: no mutation, and not none either.
    filtered.whitelist = Some("IKZF1 N159".to_owned());
    let found = concluded(&[filtered], Some(&healthy));
    assert_eq!(found.findings[0].filters, ["LowAlt"]);
    assert_eq!(found.ikzf1.status, "not_assessed");
    assert_eq!(found.ikzf1.biallelic, Answer::NotAssessed);
    assert!(found.ikzf1.evidence.contains("p.(Asn159Tyr) at a hotspot fails LowAlt"));
    assert_eq!(line(&found), "");
}

#[test]
fn a_change_that_is_shown_too_weakly_is_neither_a_mutation_nor_denied() {
    let healthy = Patient::healthy();
    let told = |filters: &[&str]| {
        let mut found = n159y(200, 1_000);
        found.filters = filters.iter().map(|f| (*f).to_owned()).collect();
        concluded(&[found], Some(&healthy)).ikzf1
    };
    let single = told(&["SingleCaller"]);
    assert_eq!((&*single.status, single.biallelic), ("not_assessed", Answer::NotAssessed));
    assert_eq!(single.evidence, "p.(Asn159Tyr) fails SingleCaller: confirm or exclude it");
    for filters in [&["SingleCaller", "Germline"][..], &["PoN"], &["CallerFiltered"]] {
        assert_eq!(told(filters).status, "none", "{filters:?}");
    }
    // Counted from the reads: what quality takes away speaks for it.
    let counted = |counts: [u32; 3]| {
        let [depth, alternative, lost] = counts;
        let mut found = n159y(alternative, depth);
        found.filters = vec!["LowAlt".to_owned(), "LowVAF".to_owned()];
        found.recount = Some(Recount {
            depth,
            alternative,
            lost_base_quality: lost,
            alternative_lost_base_quality: lost,
            ..Recount::default()
        });
        assert_eq!(is_listed(&found), alternative + lost > 0);
        let mut merged = merged(&[found], "not_found");
        merged.detection = Some(DetectionRule { min_alternative: 4, min_vaf: 0.01, power: 0.95 });
        conclude(&merged, Some(&healthy.0), &BUILTIN).ikzf1.status
    };
    assert_eq!(counted([100, 1, 25]), "not_assessed");
    assert_eq!(counted([100, 0, 25]), "not_assessed");
    assert_eq!(counted([100, 0, 0]), "none");
    assert_eq!(counted([100, 3, 0]), "none");
    assert_eq!(counted([1_000, 2, 6]), "none");
}

#[test]
fn two_of_three_copies_are_not_both_alleles() {
    let gained = over_the_variant(Patient::healthy().gain("IKZF1", "1-8", 0.95));
    let found = concluded(&[n159y(660, 1_000)], Some(&gained));
    assert_eq!(found.ikzf1.biallelic, Answer::NotAssessed);
    assert!(found.findings[0].evidence.contains("gained"), "{}", found.findings[0].evidence);
}

#[test]
fn a_change_of_unknown_meaning_is_no_mutation_either() {
    let other = ("c.100A>T", "p.(Thr34Ser)", "missense_variant", 34);
    let outside = variant("IKZF1", "7", 50_327_000, other, (300, 1_000));
    let found = concluded(&[outside], Some(&Patient::healthy()));
    assert_eq!(found.findings[0].class, "unclassified");
    assert_eq!(found.ikzf1.status, "none");
}

#[test]
fn both_proteins_of_cdkn2a_are_named() {
    let stop = ("c.238C>T", "p.(Arg80Ter)", "stop_gained", 80);
    let mut change = variant("CDKN2A", "9", 21_971_121, stop, (300, 1_000));
    let main = change.effect.as_mut().unwrap();
    main.protein = Some("p16INK4a".to_owned());
    let second = ("c.281C>T", "p.(Pro94Leu)", "missense_variant", 94);
    change.other_effects = vec![Effect {
        protein: Some("p14ARF".to_owned()),
        ..effect("CDKN2A", "NM_058195.4", second)
    }];
    let text = |variant: &MergedVariant| {
        let found = concluded(std::slice::from_ref(variant), Some(&Patient::healthy()));
        found.findings[0].text.clone()
    };
    assert!(text(&change).starts_with("p16INK4a p.(Arg80Ter) and p14ARF p.(Pro94Leu): "));
    // Silent in one protein is not silent in the other.
    let silent = ("c.240A>G", "p.(Arg80=)", "synonymous_variant", 80);
    change.effect = Some(effect("CDKN2A", "NM_000077.5", silent));
    assert!(is_telling(&change));
    change.other_effects.clear();
    assert!(!is_telling(&change));
}

#[test]
fn structural_records_are_held_against_the_depth() {
    let record = |kind: &str, allele: &str, span: (u32, Option<u32>)| StructuralRecord {
        contig: Contig::new("7"),
        position: span.0,
        end: span.1,
        allele: allele.to_owned(),
        kind: kind.to_owned(),
        caller: "Manta".to_owned(),
        filter: "PASS".to_owned(),
    };
    let deleted = over_the_variant(Patient::healthy().lose("IKZF1", "4-7", 0.6));
    let call = deleted.0.gene("IKZF1").unwrap();
    let exon = |name: &str| {
        let exon = call.exons.iter().find(|exon| exon.exon == name).unwrap();
        exon.interval.clone().unwrap()
    };
    let span = (exon("4").start - 500, Some(exon("7").end + 500));
    let judged = |record: &StructuralRecord, patient: Option<&Patient>| {
        let merged = MergedResult { structural: vec![record.clone()], ..MergedResult::default() };
        let found = conclude(&merged, patient.map(|p| &p.0), &BUILTIN);
        assert_eq!(found.structural.len(), 1);
        assert!(found.structural[0].record.contains("Manta, PASS"));
        found.structural[0].depth.clone()
    };
    let deletion = record("deletion", "<DEL>", span);
    assert_eq!(judged(&deletion, Some(&deleted)), "agrees");
    assert_eq!(judged(&deletion, Some(&Patient::healthy())), "not_seen");
    assert_eq!(judged(&deletion, None), "not_assessed");
    assert_eq!(judged(&record("duplication", "<DUP>", span), Some(&deleted)), "differs");
    assert_eq!(judged(&record("other", "A[9:5[", (span.0, None)), Some(&deleted)), "not_assessed");
    let intron = record("deletion", "<DEL>", (exon("4").end + 10, Some(exon("4").end + 20)));
    assert_eq!(judged(&intron, Some(&deleted)), "outside_genes");
    assert_eq!(
        judged(&record("deletion", "<DEL>", (span.0, None)), Some(&deleted)),
        "not_assessed"
    );
}
