//! The FHIR bundle, held against what the profiles of the Genomics Reporting guide demand.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

mod report_fixture;

use std::collections::BTreeSet;

use ikaros::model::calls::{CopyState, QcFlag};
use ikaros::model::patient::PatientResult;
use ikaros::report::fhir;
use report_fixture::{below_chromosome, doubt, healthy, patient, patient_named};
use serde_json::Value;

const LOINC: &str = "http://loinc.org";
const GUIDE: &str = "http://hl7.org/fhir/uv/genomics-reporting";

/// Components of the variant profile: system, code, most often, fields that may hold the value.
/// Guide 3.0.0, `StructureDefinition` variant, finding and genomic-base.
const COMPONENTS: [(&str, &str, usize, &[&str]); 21] = [
    (LOINC, "48018-6", usize::MAX, &["valueCodeableConcept"]),
    (LOINC, "48001-2", usize::MAX, &["valueCodeableConcept"]),
    (LOINC, "62374-4", usize::MAX, &["valueCodeableConcept"]),
    (LOINC, "48000-4", usize::MAX, &["valueCodeableConcept"]),
    (LOINC, "48004-6", 1, &["valueCodeableConcept"]),
    (LOINC, "81290-9", 1, &["valueCodeableConcept"]),
    (LOINC, "48013-7", 1, &["valueCodeableConcept"]),
    (LOINC, "51958-7", 1, &["valueCodeableConcept"]),
    (LOINC, "81254-5", 1, &["valueRange"]),
    (LOINC, "81302-2", 1, &["valueRange"]),
    (LOINC, "81301-4", 1, &["valueRange"]),
    (LOINC, "92822-6", 1, &["valueCodeableConcept"]),
    (LOINC, "69547-8", 1, &["valueString"]),
    (LOINC, "69551-0", 1, &["valueString"]),
    (LOINC, "48019-4", 1, &["valueCodeableConcept"]),
    (LOINC, "48002-0", 1, &["valueCodeableConcept"]),
    (LOINC, "81258-6", 1, &["valueQuantity"]),
    (LOINC, "82121-5", 1, &["valueQuantity"]),
    (LOINC, "48005-3", 1, &["valueCodeableConcept"]),
    (LOINC, "82155-3", 1, &["valueQuantity", "valueRange"]),
    (
        "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs",
        "conclusion-string",
        1,
        &["valueString"],
    ),
];

fn bundle(result: &PatientResult) -> Value {
    serde_json::from_slice(&fhir::render(result).unwrap()).unwrap()
}

fn resources<'a>(bundle: &'a Value, kind: &str) -> Vec<&'a Value> {
    let entries = bundle["entry"].as_array().unwrap().iter().map(|entry| &entry["resource"]);
    entries.filter(|resource| resource["resourceType"] == kind).collect()
}

/// System and code of a concept's first coding.
fn code(concept: &Value) -> (&str, &str) {
    let coding = &concept["coding"][0];
    (coding["system"].as_str().unwrap_or_default(), coding["code"].as_str().unwrap_or_default())
}

fn component<'a>(observation: &'a Value, wanted: &str) -> Option<&'a Value> {
    observation["component"].as_array()?.iter().find(|part| code(&part["code"]).1 == wanted)
}

fn of_gene<'a>(bundle: &'a Value, gene: &str) -> Vec<&'a Value> {
    let is_of = |o: &&Value| {
        component(o, "48018-6")
            .is_some_and(|c| c["valueCodeableConcept"]["coding"][0]["display"] == gene)
    };
    resources(bundle, "Observation").into_iter().filter(is_of).collect()
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inside) in fields {
                match inside.as_str() {
                    Some(text) if name == "reference" => found.push(text.to_owned()),
                    _ => references(inside, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// FHIR has no empty strings, lists or objects, and no null.
fn nothing_empty(value: &Value, place: &str) {
    match value {
        Value::Null => panic!("null at {place}"),
        Value::String(text) => assert!(
            !text.trim().is_empty() && !text.chars().any(char::is_control),
            "text at {place}: {text:?}"
        ),
        Value::Array(items) => {
            assert!(!items.is_empty(), "empty list at {place}");
            for item in items {
                nothing_empty(item, place);
            }
        }
        Value::Object(fields) => {
            assert!(!fields.is_empty(), "empty object at {place}");
            for (name, item) in fields {
                nothing_empty(item, &format!("{place}.{name}"));
            }
        }
        _ => {}
    }
}

fn check_observation(observation: &Value) {
    assert_eq!(observation["meta"]["profile"][0], format!("{GUIDE}/StructureDefinition/variant"));
    assert_eq!(observation["status"], "preliminary");
    assert_eq!(code(&observation["code"]), (LOINC, "69548-6"));
    let categories: BTreeSet<_> =
        observation["category"].as_array().unwrap().iter().map(code).collect();
    let demanded = [
        ("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory"),
        ("http://terminology.hl7.org/CodeSystem/v2-0074", "GE"),
    ];
    assert_eq!(categories, BTreeSet::from(demanded));
    // obs-6, and the answer list LL1971-2.
    let value = observation.get("valueCodeableConcept");
    assert!(value.is_some() != observation.get("dataAbsentReason").is_some());
    if let Some(value) = value {
        let answers = ["LA9633-4", "LA9634-2", "LA18198-4", "LA11884-6"];
        assert!(code(value).0 == LOINC && answers.contains(&code(value).1), "{value}");
    }
    let parts = observation["component"].as_array().map_or(&[][..], Vec::as_slice);
    for part in parts {
        let known = COMPONENTS.iter().find(|known| (known.0, known.1) == code(&part["code"]));
        let (_, name, most, fields) = known.unwrap_or_else(|| panic!("no such component: {part}"));
        let values: Vec<&String> =
            part.as_object().unwrap().keys().filter(|key| key.starts_with("value")).collect();
        assert!(values.len() == 1 && fields.contains(&values[0].as_str()), "{part}");
        let times = parts.iter().filter(|other| code(&other["code"]).1 == *name).count();
        assert!(times <= *most, "{name} {times} times");
        if let Some(range) = part.get("valueRange") {
            let end = |name: &str| range.get(name).and_then(|e| e["value"].as_f64());
            assert!(end("low").is_some() || end("high").is_some(), "{range}");
            assert!(end("low").unwrap_or(0.0) <= end("high").unwrap_or(f64::MAX), "{range}");
        }
    }
}

#[test]
fn the_bundle_holds_what_the_profiles_demand() {
    for result in [patient(), healthy(), patient_named("=Müller\t<b>3\"'&")] {
        let bundle = bundle(&result);
        nothing_empty(&bundle, "Bundle");
        assert_eq!(bundle["resourceType"], "Bundle");
        assert_eq!(bundle["type"], "collection");
        let [report] = resources(&bundle, "DiagnosticReport")[..] else { panic!("one report") };
        assert_eq!(
            report["meta"]["profile"][0],
            format!("{GUIDE}/StructureDefinition/genomic-report")
        );
        assert_eq!(report["status"], "preliminary");
        assert_eq!(code(&report["code"]), (LOINC, "51969-4"));
        assert_eq!(
            code(&report["category"][0]),
            ("http://terminology.hl7.org/CodeSystem/v2-0074", "GE")
        );
        let observations = resources(&bundle, "Observation");
        assert_eq!(report["result"].as_array().unwrap().len(), observations.len());
        observations.into_iter().for_each(check_observation);
    }
}

#[test]
fn every_reference_leads_into_the_bundle_and_no_identifier_is_there_twice() {
    let bundle = bundle(&patient());
    let entries = bundle["entry"].as_array().unwrap();
    let ids: BTreeSet<&str> = entries.iter().map(|e| e["fullUrl"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), entries.len());
    for entry in entries {
        let id = entry["resource"]["id"].as_str().unwrap();
        assert_eq!(entry["fullUrl"], format!("urn:uuid:{id}"));
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
    let mut found = Vec::new();
    references(&bundle, &mut found);
    assert!(found.len() > 30);
    assert!(found.iter().all(|reference| ids.contains(reference.as_str())));
}

#[test]
fn the_same_result_has_the_same_identifiers_and_another_sample_others() {
    assert_eq!(fhir::render(&patient()).unwrap(), fhir::render(&patient()).unwrap());
    let (one, other) = (bundle(&patient()), bundle(&patient_named("TUM02")));
    assert_ne!(one["id"], other["id"]);
    assert_ne!(one["entry"][0]["fullUrl"], other["entry"][0]["fullUrl"]);
}

#[test]
fn a_deletion_has_its_place_its_copies_and_its_names() {
    let bundle = bundle(&patient());
    let events = of_gene(&bundle, "IKZF1");
    let event = events[0];
    assert_eq!(code(&event["valueCodeableConcept"]).1, "LA9633-4");
    let answer = |name: &str| code(&component(event, name).unwrap()["valueCodeableConcept"]).1;
    assert_eq!(answer("48018-6"), "HGNC:13176");
    assert_eq!(answer("48019-4"), "SO:0000159");
    assert_eq!(answer("62374-4"), "LA26806-2");
    assert_eq!(answer("48000-4"), "LA21260-7");
    assert_eq!(answer("48013-7"), "NC_000007.14");
    assert_eq!(answer("92822-6"), "LA30102-0");
    let hgvs = &patient().interpretation.ikzf1.segments[0].hgvs;
    assert_eq!(answer("81290-9"), hgvs.g_grch38);
    assert_eq!(Some(answer("48004-6")), hgvs.c.as_deref());
    assert_eq!(component(event, "82155-3").unwrap()["valueQuantity"]["value"], 1);
    let range = |name: &str| {
        let range = &component(event, name).unwrap()["valueRange"];
        (range["low"]["value"].as_u64().unwrap(), range["high"]["value"].as_u64().unwrap())
    };
    assert_eq!(range("81302-2"), (50_376_533, 50_400_053));
    assert_eq!(range("81301-4"), (50_327_758, 50_400_300));
    let note = event["note"][0]["text"].as_str().unwrap();
    assert!(note.contains("64 % (59 to 69 %) of the cells"), "{note}");
    let lost = of_gene(&bundle, "CDKN2A")[0];
    assert_eq!(component(lost, "82155-3").unwrap()["valueQuantity"]["value"], 0);
    let outer = &component(lost, "81301-4").unwrap()["valueRange"];
    assert!(outer.get("low").is_none() && outer["high"]["value"] == 22_005_900, "{outer}");
    let gain = of_gene(&bundle, "EBF1")[0];
    assert_eq!(component(gain, "82155-3").unwrap()["valueRange"]["low"]["value"], 3);
}

#[test]
fn a_probable_event_says_that_it_is_to_be_confirmed() {
    let note = |result: &PatientResult| {
        let bundle = bundle(result);
        of_gene(&bundle, "IKZF1")[0]["note"][0]["text"].as_str().unwrap().to_owned()
    };
    let mut result = patient();
    assert!(!note(&result).contains("probable"), "{}", note(&result));
    doubt(&mut result, "IKZF1");
    QcFlag::PROBABLE.clone_into(&mut result.calls.flags.last_mut().unwrap().code);
    let text = note(&result);
    assert!(text.contains("probable (0.40): confirm by another method"), "{text}");
    assert!(text.starts_with("IKZF1 exons "), "{text}");
}

#[test]
fn what_was_not_assessed_has_a_reason_and_no_value() {
    let bundle = bundle(&patient());
    let [erg] = of_gene(&bundle, "ERG")[..] else { panic!("one observation of ERG") };
    assert_eq!(code(&erg["dataAbsentReason"]).1, "not-performed");
    assert!(erg["dataAbsentReason"]["text"].as_str().unwrap().contains("no target"));
    let answers = |gene: &str| -> Vec<String> {
        of_gene(&bundle, gene)
            .iter()
            .filter(|o| component(o, "82155-3").is_none())
            .map(|o| match o.get("valueCodeableConcept") {
                Some(value) => code(value).1.to_owned(),
                None => code(&o["dataAbsentReason"]).1.to_owned(),
            })
            .collect()
    };
    // IKZF1 is deleted, and its exon 1 has no target.
    assert!(answers("IKZF1").contains(&"not-performed".to_owned()));
    assert!(!answers("IKZF1").contains(&"LA9634-2".to_owned()));
    assert_eq!(answers("RB1"), ["LA9634-2"]);
    // A deletion that is neither called nor excluded is not absent.
    let of_open = |leave_open: fn(&mut PatientResult, &str), why: &str| {
        let mut open = patient();
        leave_open(&mut open, "RB1");
        let bundle = self::bundle(&open);
        let [rb1] = of_gene(&bundle, "RB1")[..] else { panic!("one observation of RB1") };
        assert_eq!(code(&rb1["dataAbsentReason"]).1, "unknown");
        let said = rb1["dataAbsentReason"]["text"].as_str().unwrap();
        assert!(said.contains(why), "{said}");
    };
    of_open(doubt, "0.40");
    of_open(below_chromosome, "below its gained chromosome");
    let mut shallow = patient();
    for gene in &mut shallow.calls.genes {
        gene.state = ikaros::model::locus_state::LocusState::NotAssessed;
        gene.segments.clear();
        for exon in &mut gene.exons {
            exon.state = CopyState::NotAssessed;
            exon.targets = 1;
        }
    }
    let text = String::from_utf8(fhir::render(&shallow).unwrap()).unwrap();
    assert!(!text.contains("LA9634-2") && text.contains("\"unknown\""));
}

#[test]
fn without_a_vcf_small_variants_were_not_looked_at() {
    let text = String::from_utf8(fhir::render(&healthy()).unwrap()).unwrap();
    assert!(text.contains("Small variants not assessed: no VCF was given"));
    let with = String::from_utf8(fhir::render(&patient()).unwrap()).unwrap();
    assert!(!with.contains("Small variants not assessed"));
    // One of the four fails its filter and one is odd.
    let alleles = resources(&bundle(&patient()), "Observation")
        .into_iter()
        .filter(|o| component(o, "69551-0").is_some())
        .count();
    assert_eq!(alleles, 2);
}

#[test]
fn nothing_is_said_of_treatment() {
    let text = String::from_utf8(fhir::render(&patient()).unwrap()).unwrap().to_lowercase();
    for word in ["therap", "treatment", "medication", "recommend"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn one_exon_is_told_as_one() {
    let text = serde_json::to_string(&bundle(&patient())).unwrap();
    assert!(text.contains("; exon 8 was not assessed"), "CRLF2");
    assert!(text.contains("CRLF2 exon 8 not assessed"), "CRLF2");
    assert!(!text.contains("exons 8 "), "{text}");
}
