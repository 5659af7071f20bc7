//! The page for reading: complete, self-contained, and safe whatever the names are.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

mod report_fixture;

use ikaros::model::calls::{QcFlag, Severity};
use ikaros::model::patient::PatientResult;
use ikaros::report::html;
use proptest::prelude::*;
use report_fixture::{healthy, patient, patient_named};

fn page(result: &PatientResult) -> String {
    String::from_utf8(html::render(result).unwrap()).unwrap()
}

/// Left among the build's temporary files, to be looked at.
fn keep(name: &str, page: &str) {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, page).unwrap();
}

#[test]
fn everything_a_clinician_expects_is_there() {
    let page = page(&patient());
    keep("patient.html", &page);
    for part in [
        "TUM01",
        "DRAFT",
        "Research use only until validated by the laboratory",
        "82\u{a0}% (stated by the laboratory)",
        "female (stated and seen)",
        "exons 4-7 (IK6)",
        "dominant negative",
        "dimerisation kept",
        "64\u{a0}% (59–69\u{a0}%)",
        "homozygous loss in 32 % of the cells",
        "NC_000007.14:g.(50327757_50376533)_(50400053_50400301)del",
        "NC_000007.13:g.(50367353_50444231)_(50467751_50467999)del",
        "c.(160+1_161-1)_(850+1_851-1)del",
        "below what MLPA resolves",
        "confirm by another method",
        "IKZF1plus (ERG not assessed)",
        "unconfirmed",
        "two-tier",
        "P2RY8::CRLF2",
        "NM_182918.4",
        "Loci not assessed",
        "not on this assembly",
        "Target bases at 1,000x or more",
        "NORM12",
        "Another level could be two copies: 1.31 times",
        "Moorman AV",
        "ikaros 0.1.0",
        "a91ea91e",
        "Signature",
        "mapq&#62;=30",
    ] {
        assert!(page.contains(part), "{part} is missing");
    }
    assert_eq!(page.matches("<figure class=\"gene\">").count(), patient().calls.genes.len());
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = page(&patient());
    for foreign in ["http://", "https://", "<script", "<link", "<img", "src=", "url(", "@import"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.len() < 1_500_000);
}

#[test]
fn a_failed_quality_flag_stands_above_the_result() {
    let mut result = patient();
    result.calls.flags.push(QcFlag {
        code: "WRONG_SEX".to_owned(),
        severity: Severity::Fail,
        message: "female stated, male seen".to_owned(),
        about: None,
    });
    let page = page(&result);
    assert!(page.find("should not be used").unwrap() < page.find("headline\">").unwrap());
}

#[test]
fn a_wrong_sex_and_a_blind_gene_are_said() {
    let mut result = patient();
    result.calls.sample.sex_observed = ikaros::model::sample::Sex::Male;
    result.calls.genes[1].limit_of_detection = None;
    let page = page(&result);
    assert!(page.contains("female stated, but male seen: check the identity"));
    assert!(page.contains("No clone of any size would have been found in: PAX5"));
}

#[test]
fn silence_is_never_normal() {
    let page = page(&healthy());
    keep("healthy.html", &page);
    assert!(page.contains("Not assessed: no VCF was given for this sample."));
    assert!(page.contains("See the limits of detection and the loci not assessed."));
    assert!(page.contains("healthy reference sample"));
    assert!(!page.contains("should not be used"));
}

#[test]
fn mlpa_borders_follow_the_options() {
    let mut result = patient();
    result.provenance.options = vec!["mlpa_deletion=0.7".to_owned()];
    let page = page(&result);
    assert!(page.contains("borders of 0.70 and 1.30"));
    assert!(page.contains("loss of one copy in 60\u{a0}% of the cells"));
}

#[test]
fn names_are_text_never_markup() {
    let page = page(&patient_named("<script>alert(1)</script>"));
    assert!(!page.contains("<script"));
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
}

/// The page's tags in order, without attributes.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).map(|rest| rest.split(['>', ' ', '\n']).next().unwrap_or("")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_of_a_result_can_add_a_tag(name in "\\PC{0,40}", markup in "[<>\"'&/a-z =]{1,30}") {
        let mut result = patient_named(&name);
        for text in [&name, &markup] {
            result.calls.sample.name.push_str(text);
            result.interpretation.headline.push_str(text);
            result.calls.genes[0].exons[0].reason.push_str(text);
            result.calls.genes[0].gene.push_str(text);
            result.small_variants[0].filter.push_str(text);
            result.calls.flags[0].message.push_str(text);
            result.provenance.options[0].push_str(text);
        }
        let (plain, odd) = (page(&patient_reference()), page(&result));
        prop_assert_eq!(tags(&plain), tags(&odd));
    }
}

/// The same as above without the odd texts. The gene's own name must not be found as IKZF1, so
/// that both pages leave the same optional parts out.
fn patient_reference() -> PatientResult {
    let mut result = patient();
    result.calls.genes[0].gene.push('x');
    result
}
