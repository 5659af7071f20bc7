//! The page for reading: complete, self-contained, and safe whatever the names are.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

mod report_fixture;

use ikaros::model::calls::{MlpaCall, QcFlag, Severity};
use ikaros::model::contig::Contig;
use ikaros::model::junction::JunctionKind;
use ikaros::model::merged_variant::HotspotResult;
use ikaros::model::patient::PatientResult;
use ikaros::model::snp::{ChromosomeBalance, RegionSnps, SnpEvidence, SnpSource};
use ikaros::report::html;
use proptest::prelude::*;
use report_fixture::{
    below_chromosome, doubt, end, healthy, junction, patient, patient_named, with_merged,
};

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
        "82\u{a0}% (stated by the laboratory: flow cytometry)",
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
fn alleles_stand_beside_the_zero_that_they_speak_of() {
    let mut result = patient();
    assert!(!page(&result).contains("Heterozygous SNPs"));
    let balance = |balanced, skewed| ChromosomeBalance { balanced, skewed };
    result.calls.snps = Some(SnpEvidence {
        source: SnpSource::Reads,
        counted: 1_204,
        heterozygous: 388,
        dispersion: 0.002,
        zero: balance(17, 2),
        competing: Some(balance(1, 3)),
        decided_zero: true,
        regions: vec![RegionSnps {
            genes: vec!["IKZF1".to_owned()],
            heterozygous: 3,
            log10_ratio: 2.34,
        }],
    });
    let page = page(&result);
    for words in [
        "388 used of 1,204 common SNPs counted",
        "17 autosomes with balanced alleles, 2 with skewed ones",
        "at the competing level: 1 balanced, 3 skewed",
        "the alleles decided which level is two copies",
        "IKZF1 2.3 (3)",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn junctions_stand_over_the_exons_that_they_join() {
    let mut result = patient();
    let ikzf1 = result.calls.gene("IKZF1").unwrap().clone();
    let exon = |index: usize| ikzf1.exons[index].interval.clone().unwrap();
    let (before, after) = (exon(2).end + 100, exon(7).start - 100);
    let beyond = exon(7).end + 1_000_000;
    result.calls.junctions_at_large = Some(vec![
        junction(JunctionKind::Deletion, end("7", before, true), end("7", after, false)),
        junction(JunctionKind::TandemGain, end("7", before, false), end("7", beyond, true)),
        junction(JunctionKind::Translocation, end("7", after, true), end("12", 5_000, false)),
        junction(JunctionKind::Deletion, end("1", 5_000, true), end("1", 9_000, false)),
    ]);
    let page = page(&result);
    let drawn: Vec<&str> = page.split("<g class=\"junction\"").skip(1).collect();
    assert_eq!(drawn.len(), 3, "the last one touches no gene");
    for (text, class, feet) in
        [(drawn[0], "lost", 2), (drawn[1], "repeated", 1), (drawn[2], "elsewhere", 1)]
    {
        let path = text.split("class=\"join ").nth(1).unwrap().split("\"/>").next().unwrap();
        assert!(path.starts_with(class), "{path}");
        assert_eq!(path.matches('v').count(), feet, "{path}");
        assert!(text.contains("9 split and 2 paired fragments, 25"), "{text}");
    }
    // From the introns behind exon 3 and before exon 8: 44 + 25 * (3 and 7 exons), and a little.
    let bracket = drawn[0].split(" d=\"M").nth(1).unwrap();
    let number = |text: &str| text.split(' ').next().unwrap().parse::<f64>().unwrap();
    let left = number(bracket);
    let right = number(&bracket.split('H').nth(1).unwrap().replace('M', " "));
    assert!((106.5..131.5).contains(&left) && (206.5..231.5).contains(&right), "{left} {right}");
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

#[test]
fn a_gene_below_its_gained_chromosome_is_undecided_wherever_it_stands() {
    let mut result = patient();
    below_chromosome(&mut result, "PAX5");
    let page = page(&result);
    let undecided = "undecided: neither called nor excluded";
    let after = |start: &str, end: &str| {
        let rest = page.split_once(start).unwrap().1;
        rest.split_once(end).unwrap().0.to_owned()
    };
    let row = after("<tr class=\"open\"><th scope=\"row\">PAX5", "</tr>");
    assert!(row.contains(undecided), "{row}");
    let plot = after("<figcaption><strong>PAX5</strong>", "</figcaption>");
    assert!(plot.contains(undecided), "{plot}");
    assert!(after("<figcaption><strong>ETV6</strong>", "</figcaption>").len() < plot.len());
    assert!(page.contains(&format!("exons assessed; {undecided}\"")), "read aloud too");
    // Without the flag it is decided.
    assert!(!String::from_utf8(html::render(&patient()).unwrap()).unwrap().contains(undecided));
}

#[test]
fn exons_of_an_open_gene_are_drawn_with_doubt_and_not_as_normal() {
    let exons = |page: &str, from: &str| {
        let rest = page.split_once(from).unwrap().1;
        rest.split_once("</figure>").unwrap().0.to_owned()
    };
    let (protein, plot) = ("<figure class=\"drawing protein\">", "<strong>IKZF1</strong> <span>");
    let decided = page(&healthy());
    for from in [protein, plot] {
        assert!(exons(&decided, from).contains("exon 2: normal"), "measured and decided");
    }
    let mut result = healthy();
    doubt(&mut result, "IKZF1");
    let open = page(&result);
    for from in [protein, plot] {
        let drawn = exons(&open, from);
        assert!(!drawn.contains("exon 2: normal"), "{drawn}");
        assert!(drawn.contains("exon 2: undecided: neither called nor excluded"), "{drawn}");
        assert!(drawn.contains("<rect class=\"none\""), "the mark of doubt: {drawn}");
    }
    assert!(exons(&open, plot).contains("class=\"bar normal\""), "the figure stands");
}

#[test]
fn a_change_at_a_hotspot_that_is_open_is_not_nothing() {
    let mut result = with_merged(1);
    let hotspot = |label: &str, state: &str, limit: f64, evidence: &str| HotspotResult {
        gene: "JAK2".to_owned(),
        label: label.to_owned(),
        contig: Contig::new("9"),
        start: 5_078_360,
        end: 5_078_362,
        state: state.to_owned(),
        depth: Some(16),
        limit_of_detection: Some(limit),
        evidence: evidence.to_owned(),
    };
    let unread = "the reference does not hold the coding sequence of NM_004972.4";
    let seen = format!("c.2047A>G 4 of 16, LowDP; {unread}");
    let merged = result.merged.as_mut().unwrap();
    merged.hotspots = vec![
        hotspot("R683G/S/K", "not_assessed", 0.4, &seen),
        hotspot("I682F", "not_assessed", 0.5, unread),
        hotspot("V617F", "not_found", 0.07, "single bases were counted"),
    ];
    let text = page(&result);
    assert!(text.contains("Seen at the assessed ones: nothing."), "{text}");
    let open = "Seen at hotspots that are not assessed, to be looked at: JAK2 R683G/S/K \
                (c.2047A&#62;G 4 of 16, LowDP).";
    assert!(text.contains(open), "{text}");
    assert!(text.contains("power: 7.0\u{a0}% to 7.0\u{a0}%"), "of the assessed ones alone: {text}");
    // The list of what is open does not deny the table of what was seen.
    assert!(!text.contains("Nothing in this report speaks"));
    result.merged.as_mut().unwrap().hotspots.truncate(2);
    let blind = page(&result);
    assert!(!blind.contains("Seen at the assessed ones"), "none is: {blind}");
}

#[test]
fn gains_are_told_as_what_they_are() {
    let mut result = patient();
    let place = |name: &str| patient().calls.genes.iter().position(|g| g.gene == name).unwrap();
    let ebf1 = place("EBF1");
    let other = "one copy more in 84 % of the cells";
    result.calls.genes[ebf1].segments[0].alternative = Some(other.to_owned());
    let crlf2 = place("CRLF2");
    result.calls.genes[crlf2].gained = true;
    let text = page(&result);
    let (_, events) = text.split_once("<section class=\"events-section\">").unwrap();
    assert!(events.contains("gain, two copies more"), "its other reading is one copy more");
    let (_, par1) = text.split_once("<section class=\"par1\">").unwrap();
    let (_, row) = par1.split_once("<th scope=\"row\">CRLF2</th><td>").unwrap();
    assert!(row.starts_with("gained, not deleted"), "{row}");
    assert!(!page(&patient()).contains("two copies more"));
}

#[test]
fn a_page_says_where_it_is_compared_with_its_run() {
    let page = page(&patient());
    assert!(page.contains("These figures stand against the normals alone"));
    // The page is the same with and without a run, so that it leads to none.
    assert!(page.contains("run.html") && !page.contains("<a href"));
}

#[test]
fn what_mlpa_would_see_is_said_alike_of_ikzf1_and_in_the_table_of_events() {
    let mut result = patient();
    result.interpretation.ikzf1.segments[0].mlpa_would_see = false;
    let gene = result.calls.genes.iter_mut().find(|gene| gene.gene == "IKZF1").unwrap();
    let inside = gene.exons.iter_mut().filter(|exon| exon.mlpa_call == MlpaCall::Deletion);
    inside.last().unwrap().mlpa_call = MlpaCall::Normal;
    let page = page(&result);
    let in_part = "exons, the NGS ratio of the others is within the borders of MLPA";
    assert_eq!(page.matches(in_part).count(), 2, "once of IKZF1, once in the table");
}
