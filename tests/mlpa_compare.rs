//! The comparison with MLPA: counts by hand, reasons, exchanged samples, what is written, and the
//! command line.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod mlpa_fixture;
mod report_fixture;
mod report_paper;

use std::collections::BTreeMap;
use std::path::Path;

use assert_cmd::Command;
use ikaros::compare::build::{CompareError, Request, compare};
use ikaros::compare::levels::alike;
use ikaros::compare::raw::{self, Within};
use ikaros::compare::result::{Comparison, Discordance, Level, Reason, schema};
use ikaros::io::mlpa::Wanted;
use ikaros::knowledge::Knowledge;
use ikaros::knowledge::mlpa::Kit;
use ikaros::model::patient::PatientResult;
use ikaros::report::comparison;
use ikaros::report::json;
use mlpa_fixture::{BORDERS, Event, cohort, column, ngs, read_bytes, wide};
use report_paper::{pdf, print, tools};

fn compared(
    ngs: &[PatientResult],
    table: &str,
    map: &BTreeMap<String, String>,
    criteria: &[&str],
) -> Result<Comparison, CompareError> {
    let criteria: Vec<String> = criteria.iter().map(|text| (*text).to_owned()).collect();
    compare(&Request {
        ngs,
        mlpa: &cohort("mlpa.tsv", table.as_bytes()).unwrap(),
        map,
        borders: BORDERS,
        kit: &Kit::builtin(),
        knowledge: &Knowledge::builtin(),
        criteria: &criteria,
        intended_use: "",
        specimens: "",
        inputs: &[],
    })
}

/// Six samples whose counts can be made by hand.
fn six() -> (Vec<PatientResult>, String) {
    let results = vec![
        ngs("A", &[("IKZF1", "4", "7", 0.8)], 0.0),
        ngs("B", &[], 0.0),
        ngs("C", &[("IKZF1", "1", "8", 0.3)], 0.0),
        ngs("D", &[], 0.0),
        ngs("E", &[], 0.0),
        ngs("F", &[], 0.0),
    ];
    let mut table = "gene\texon\tA\tB\tC\tD\tE\tF\n".to_owned();
    for exon in 1..=8 {
        let a = if (4..=7).contains(&exon) { "0.60" } else { "1.00" };
        let d = if exon == 5 { "0.70" } else { "1.01" };
        let f = if exon == 2 { "0.80" } else { "0.97" };
        table += &format!("IKZF1\t{exon}\t{a}\t1.02\t0.86\t{d}\tn.d.\t{f}\n");
    }
    (results, table)
}

fn level<'a>(found: &'a Comparison, level: &str, group: &str, borderline: &str) -> &'a Level {
    let is = |own: &&Level| {
        own.level == level
            && own.group == group
            && own.borderline == borderline
            && own.finding != "gain"
    };
    found.levels.iter().find(is).unwrap()
}

fn counts(level: &Level) -> [u64; 4] {
    let binary = level.binary.as_ref().unwrap();
    [binary.both, binary.ngs_alone, binary.mlpa_alone, binary.neither]
}

#[test]
fn counts_and_kappa_equal_those_by_hand() {
    let (results, table) = six();
    let criteria = [
        "gene/IKZF1/sensitivity >= 0.5",
        "gene/IKZF1/sensitivity.low >= 0.5",
        "gene/PAX5/sensitivity >= 0.5",
    ];
    let found = compared(&results, &table, &BTreeMap::new(), &criteria).unwrap();

    // A both, C NGS alone, D MLPA alone, B neither; E has no result, F is borderline.
    let genes = level(&found, "gene", "IKZF1", "apart");
    assert_eq!(counts(genes), [1, 1, 1, 1]);
    assert_eq!((genes.pairs, genes.compared), (6, 4));
    assert_eq!((genes.mlpa_no_call.count, genes.mlpa_no_call.of), (2, 6));
    let sensitivity = genes.binary.as_ref().unwrap().sensitivity.rate.unwrap();
    assert_eq!(sensitivity.value, 0.5);
    // Exact interval of 1 of 2: (1 - sqrt(0.975), sqrt(0.975)).
    assert!((sensitivity.low - (1.0 - 0.975_f64.sqrt())).abs() < 1e-9);
    assert!((sensitivity.high - 0.975_f64.sqrt()).abs() < 1e-9);
    assert!(genes.kappa.unwrap().value.abs() < 1e-12);
    assert_eq!(counts(level(&found, "gene", "IKZF1", "not_deleted")), [1, 1, 1, 2]);
    assert_eq!(counts(level(&found, "gene", "IKZF1", "deleted")), [1, 1, 2, 1]);

    // Exons: A 4 and 4; B 8; C 8; D 1 and 7; E 8 without result; F 1 borderline and 7.
    let exons = level(&found, "exon", "IKZF1", "apart");
    assert_eq!(counts(exons), [4, 8, 1, 26]);
    assert_eq!((exons.mlpa_no_call.count, exons.pairs), (9, 48));
    assert!((exons.kappa.unwrap().value - 192.0 / 543.0).abs() < 1e-9);

    let outcomes: Vec<&str> = found.ikzf1.iter().map(|pair| pair.outcome.as_str()).collect();
    assert_eq!(outcomes, ["agree", "agree", "differ", "differ", "no_call", "compatible"]);
    let verdicts: Vec<&str> = found.criteria.iter().map(|c| c.outcome.as_str()).collect();
    assert_eq!(verdicts, ["met", "not met", "not assessable"]);
    assert!(matches!(
        compared(&results, &table, &BTreeMap::new(), &["nonsense"]),
        Err(CompareError::Option(_))
    ));
}

#[test]
fn what_ngs_leaves_open_is_no_category_and_no_normal_exon() {
    let (mut results, table) = six();
    // B is normal in both; with a doubt its gene is open.
    let gene = results[1].calls.genes.iter_mut().find(|gene| gene.gene == "IKZF1").unwrap();
    gene.probability_deletion = 0.3;
    let found = compared(&results, &table, &BTreeMap::new(), &[]).unwrap();
    let own = found.ikzf1.iter().find(|pair| pair.sample == "B").unwrap();
    assert_eq!((own.ngs.as_str(), own.outcome.as_str()), ("not_assessed", "no_call"));
    let exons: Vec<_> = found.exons.iter().filter(|exon| exon.sample == "B").collect();
    assert_eq!(exons.len(), 8);
    assert!(exons.iter().all(|exon| exon.ngs.code() == "not_assessed"));
    assert!(exons.iter().all(|exon| exon.reason.contains("probability 0.30")), "{exons:?}");
    let reasons = found.discordances.iter().filter(|d| d.sample == "B" && d.level == "exon");
    let codes: Vec<&str> = reasons.flat_map(|d| &d.reasons).map(|r| r.code.as_str()).collect();
    assert!(codes.contains(&"GREY_ZONE") && !codes.contains(&"NO_BAIT"), "{codes:?}");
}

#[test]
fn every_difference_has_a_reason_with_its_figures() {
    let (results, table) = six();
    let found = compared(&results, &table, &BTreeMap::new(), &[]).unwrap();
    let reasons = |sample: &str, level: &str| -> Vec<String> {
        let own = found.discordances.iter().filter(|d| d.sample == sample && d.level == level);
        own.flat_map(|d| d.reasons.iter().map(|reason| reason.code.clone())).collect()
    };
    assert!(reasons("C", "gene").contains(&"BELOW_MLPA_LIMIT".to_owned()));
    assert!(reasons("C", "ikzf1_category").contains(&"BELOW_MLPA_LIMIT".to_owned()));
    assert!(reasons("D", "gene").contains(&"SINGLE_PROBE".to_owned()));
    assert!(reasons("A", "gene").is_empty() && reasons("B", "exon").is_empty());
    assert!(found.discordances.iter().all(|found| !found.reasons.is_empty()));
    let evidence =
        &found.discordances.iter().find(|d| d.sample == "C").unwrap().reasons[0].evidence;
    assert!(evidence.contains("30 % of the cells") && evidence.contains("0.85"), "{evidence}");

    // A deletion on exons without a probe, and an exon without targets.
    let mut results = vec![ngs("A", &[("PAX5", "3", "4", 0.9)], 0.0), ngs("B", &[], 0.0)];
    let ikzf1 = results[1].calls.genes.iter_mut().find(|gene| gene.gene == "IKZF1").unwrap();
    ikzf1.exons[3].state = ikaros::model::calls::CopyState::NotAssessed;
    ikzf1.exons[3].reason = "no target on the exon".to_owned();
    let table = "gene\texon\tA\tB\nPAX5\t2\t1.0\t1.0\nPAX5\t5\t1.0\t1.0\nIKZF1\t4\t1.0\t0.5\n";
    let found = compared(&results, table, &BTreeMap::new(), &[]).unwrap();
    let codes: Vec<(String, String)> = found
        .discordances
        .iter()
        .map(|d| (format!("{} {}", d.sample, d.subject), d.reasons[0].code.clone()))
        .collect();
    assert!(codes.contains(&("A PAX5".into(), "NO_PROBE".into())), "{codes:?}");
    assert!(codes.contains(&("B IKZF1 exon 4".into(), "NO_BAIT".into())), "{codes:?}");
}

/// Every cell beside the diagonal of every table names its pairs, and every pair has its reasons, in
/// the result, the tables and the page.
fn traced(found: &Comparison) {
    let reasons: BTreeMap<(&str, &str, &str), &Vec<Reason>> = found
        .discordances
        .iter()
        .map(|d| ((d.level.as_str(), d.sample.as_str(), d.subject.as_str()), &d.reasons))
        .collect();
    assert_eq!(reasons.len(), found.discordances.len(), "a difference is listed twice");
    let files: BTreeMap<String, Vec<u8>> = comparison::files(found).unwrap().into_iter().collect();
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let (page, confusion) = (text("compare.html"), text("compare.confusion.tsv"));
    let listed = text("compare.discordances.tsv");
    let mut seen = 0;
    for level in found.levels.iter().filter(|level| level.borderline == "apart") {
        let table = &level.table;
        for (ngs, counts) in table.ngs.iter().zip(&table.counts) {
            for (mlpa, count) in table.mlpa.iter().zip(counts) {
                let cell = table.differing.iter().find(|c| c.ngs == *ngs && c.mlpa == *mlpa);
                if alike(ngs, mlpa) || *count == 0 {
                    continue;
                }
                let place = format!("{} {} {ngs}/{mlpa}", level.level, level.group);
                let pairs = &cell.unwrap_or_else(|| panic!("{place} names nobody")).pairs;
                assert_eq!(pairs.len() as u64, *count, "{place}");
                for pair in pairs {
                    seen += 1;
                    let key = (level.level.as_str(), pair.sample.as_str(), pair.subject.as_str());
                    let own = reasons.get(&key).unwrap_or_else(|| panic!("{place}: {key:?}"));
                    assert!(!own.is_empty() && own.iter().all(|r| !r.evidence.is_empty()));
                    let row = format!("{}\t{}\t{}\t", pair.sample, level.level, pair.subject);
                    assert!(listed.lines().any(|line| line.starts_with(&row)), "{row}");
                }
                let row = format!(
                    "{}\t{}\t{}\t{ngs}\t{mlpa}\t{count}\t{}",
                    level.level, level.group, level.finding, pairs[0].sample
                );
                assert!(confusion.lines().any(|line| line.starts_with(&row)), "{row}");
                if level.group == "all" && level.finding != "gain" {
                    let (ngs, mlpa) = (ngs.replace('_', " "), mlpa.replace('_', " "));
                    let cell = format!("<td>{ngs}</td><td>{mlpa}</td><td class=\"n\">{count}</td>");
                    assert!(page.contains(&cell), "{cell}");
                }
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn every_cell_beside_the_diagonal_names_its_samples_and_reasons() {
    let (results, table) = six();
    traced(&compared(&results, &table, &BTreeMap::new(), &[]).unwrap());

    // Rules: IKZF1plus by a PAX5 deletion that MLPA sees as borderline, and a profile that differs.
    let events: [&[Event]; 3] = [
        &[("IKZF1", "4", "7", 0.9), ("PAX5", "2", "6", 0.45)],
        &[("ETV6", "1", "8", 0.9)],
        &[("CDKN2A", "1b", "3", 0.9), ("CDKN2B", "1", "2", 0.9)],
    ];
    let names = ["A", "B", "C"];
    let results: Vec<PatientResult> =
        names.iter().zip(events).map(|(name, events)| ngs(name, events, 0.0)).collect();
    let mut columns: Vec<(&str, Vec<f64>)> =
        names.iter().zip(events).map(|(name, events)| (*name, column(name, events, 0.0))).collect();
    columns[1].1 = column("B", &[], 0.0);
    let found = compared(&results, &wide(&columns), &BTreeMap::new(), &[]).unwrap();
    traced(&found);
    let of = |level: &str, sample: &str| {
        let own = found.discordances.iter().filter(|d| d.level == level && d.sample == sample);
        own.map(|d| (d.subject.as_str(), d.difference.code(), d.reasons[0].clone()))
            .collect::<Vec<_>>()
    };
    let plus = of("ikzf1plus_erg_aside", "A");
    assert!(!plus.is_empty() && plus.iter().all(|own| own.1 == "no_result"), "{plus:?}");
    let loss = found
        .discordances
        .iter()
        .find(|d| (d.level.as_str(), d.subject.as_str()) == ("ikzf1plus_erg_aside", "any-loss"));
    let below = loss.unwrap().reasons.iter().find(|r| r.code == "BELOW_MLPA_LIMIT").unwrap();
    assert!(below.evidence.starts_with("PAX5 exon"), "{}", below.evidence);
    // ETV6 is in the sample by NGS alone, and no figure of either method explains it.
    let locus = of("locus", "B");
    assert_eq!((locus[0].0, locus[0].1), ("ETV6", "contradiction"));
    assert_eq!(locus[0].2.code, "UNEXPLAINED");
}

#[test]
fn each_category_is_held_against_the_rest() {
    let (results, table) = six();
    let found = compared(&results, &table, &BTreeMap::new(), &[]).unwrap();
    let one = |group: &str| level(&found, "ikzf1_category", group, "apart");
    // A 4-7 by both; C 1-8 by NGS, none by MLPA; D none by NGS, exon 5 by MLPA; E without MLPA;
    // F is none or exon 2 by MLPA.
    assert_eq!(counts(one("4-7")), [1, 0, 0, 4]);
    assert_eq!(counts(one("1-8")), [0, 1, 0, 4]);
    assert_eq!(counts(one("other")), [0, 0, 1, 3]);
    assert_eq!(counts(one("none")), [1, 1, 1, 1]);
    assert_eq!(one("other").mlpa_no_call.count, 2);
    // One of one: the exact lower bound is 0.025.
    let sensitivity = one("4-7").binary.as_ref().unwrap().sensitivity.rate.unwrap();
    assert!((sensitivity.low - 0.025).abs() < 1e-9 && sensitivity.high == 1.0);
    let specimens: Vec<(&str, [u64; 4])> = found
        .categories
        .iter()
        .filter(|own| ["IKZF1 4-7", "IKZF1 2-8", "IKZF1 none"].contains(&own.category.as_str()))
        .map(|own| (own.category.as_str(), [own.mlpa, own.ngs, own.both, own.open]))
        .collect();
    assert_eq!(
        specimens,
        [("IKZF1 2-8", [0, 0, 0, 1]), ("IKZF1 4-7", [1, 1, 1, 1]), ("IKZF1 none", [2, 4, 1, 2])]
    );
}

#[test]
fn the_loss_of_both_alleles_is_a_question_of_its_own() {
    let lost: &[Event] = &[("CDKN2A", "1b", "3", 0.9), ("CDKN2B", "1", "2", 0.9)];
    let mut results: Vec<PatientResult> =
        vec![ngs("A", lost, 0.0), ngs("B", lost, 0.0), ngs("C", &[], 0.0), ngs("D", lost, 0.0)];
    // A and D: more copies are lost than there are cells to lose one each.
    for at in [0, 3] {
        for gene in &mut results[at].calls.genes {
            for exon in gene.exons.iter_mut().filter(|exon| exon.state.is_deletion()) {
                exon.state = ikaros::model::calls::CopyState::HomDel;
                exon.copies = Some(0.2);
            }
        }
    }
    let table = "gene\texon\tA\tB\tC\tD\nCDKN2A\t2\t0.10\t0.55\t1.0\t0.55\n\
                 CDKN2B\t2\t0.12\t0.55\t1.0\t1.0\n";
    let found = compared(&results, table, &BTreeMap::new(), &[]).unwrap();
    let of = |group: &str, borderline: &str| level(&found, "homozygous", group, borderline);
    // B is open on both sides, D by MLPA alone.
    assert_eq!(counts(of("CDKN2A", "apart")), [1, 0, 0, 1]);
    assert_eq!(counts(of("CDKN2A", "not_deleted")), [1, 1, 0, 2]);
    assert_eq!(counts(of("CDKN2B", "apart")), [1, 1, 0, 1]);
    assert_eq!(of("CDKN2A/B", "apart").pairs, 4);
    let codes = |sample: &str, subject: &str| -> Vec<String> {
        let is = |d: &&Discordance| {
            d.level == "homozygous" && d.sample == sample && d.subject == subject
        };
        let own = found.discordances.iter().filter(is);
        own.flat_map(|d| d.reasons.iter().map(|reason| reason.code.clone())).collect()
    };
    assert!(codes("D", "CDKN2A").contains(&"ONE_OR_BOTH_ALLELES".to_owned()));
    assert!(codes("A", "CDKN2A").is_empty() && codes("B", "CDKN2A").is_empty());
    traced(&found);
}

#[test]
fn a_gene_is_normal_only_where_every_probe_of_it_was_read() {
    let results = vec![ngs("A", &[("IKZF1", "4", "7", 0.9)], 0.0), ngs("B", &[], 0.0)];
    // One exon of eight read; CDKN2A read and CDKN2B not; PAX5 deleted in the probe that was read.
    let mut table = "gene\texon\tA\tB\nIKZF1\t1\t1.0\t1.0\n".to_owned();
    for exon in 2..=8 {
        table += &format!("IKZF1\t{exon}\tn.d.\tn.d.\n");
    }
    table += "CDKN2A\t2\t1.0\t1.0\nCDKN2B\t2\tn.d.\t1.0\nPAX5\t2\t0.5\t1.0\nPAX5\t5\tn.d.\t\n";
    let found = compared(&results, &table, &BTreeMap::new(), &[]).unwrap();
    let gene = |sample: &str, gene: &str| {
        found.genes.iter().find(|p| p.sample == sample && p.gene == gene).unwrap().mlpa.code()
    };
    assert_eq!((gene("A", "IKZF1"), gene("B", "IKZF1")), ("no_result", "no_result"));
    assert_eq!((gene("A", "PAX5"), gene("B", "PAX5")), ("deleted", "no_result"));
    for group in ["IKZF1", "CDKN2A/B"] {
        let locus = level(&found, "locus", group, "apart");
        let no_call = if group == "IKZF1" { 2 } else { 1 };
        assert_eq!(locus.mlpa_no_call.count, no_call, "{group}");
    }
    assert_eq!(counts(level(&found, "gene", "IKZF1", "apart")), [0, 0, 0, 0]);
    for own in found.levels.iter().filter(|own| own.level.starts_with("ikzf1plus")) {
        assert_eq!(own.mlpa_no_call.count, 2, "{}", own.group);
    }

    // What the kit has no probe for is not missing: exons that the table lacks, and rows that stay
    // empty in every sample for an exon that the probe table does not name.
    let table = "gene\texon\tA\tB\nIKZF1\t4\t1.0\t1.0\nPAX5\t2\t1.0\t1.0\nPAX5\t3\t\t\n";
    let found = compared(&results, table, &BTreeMap::new(), &[]).unwrap();
    assert!(found.genes.iter().all(|pair| pair.mlpa.code() == "normal"), "{:?}", found.genes);
    assert!(found.remarks.iter().any(|remark| remark.contains("without a probe: PAX5 3")));
    // In another sample it was read, or the kit has it: then it is missing.
    for row in ["PAX5\t3\t\t1.0\n", "PAX5\t5\t\t\n", "PAX5\t3\tn.d.\tn.d.\n"] {
        let table = format!("gene\texon\tA\tB\nPAX5\t2\t1.0\t1.0\n{row}");
        let found = compared(&results, &table, &BTreeMap::new(), &[]).unwrap();
        assert_eq!(found.genes[0].mlpa.code(), "no_result", "{row}");
    }
}

#[test]
fn where_nothing_can_be_compared_the_error_says_why() {
    let (results, _) = six();
    let why = |table: &str| {
        compared(&results, table, &BTreeMap::new(), &[]).map(|_| ()).unwrap_err().to_string()
    };
    let exchanged = why("exon\tgene\tA\tB\nIKZF1\t4\t1.0\t0.5\nPAX5\t2\t1.0\t1.0\n");
    assert!(exchanged.contains("'gene' and 'exon' are exchanged"), "{exchanged}");
    let unknown = why("gene\texon\tA\tB\nXYZ\t4\t1.0\t0.5\n");
    assert!(unknown.contains("(XYZ) is called from NGS"), "{unknown}");
    let failed = why("gene\texon\tA\tB\nIKZF1\t4\tn.d.\tn.d.\n");
    assert!(failed.contains("MLPA has no result in any probe"), "{failed}");
}

#[test]
fn a_sample_whose_reference_probes_do_not_lie_at_1_has_failed() {
    let events: &[Event] = &[("IKZF1", "4", "7", 0.8)];
    let results: Vec<PatientResult> = ["A", "B", "C"].map(|name| ngs(name, events, 0.0)).into();
    let scaled = |factors: [f64; 3]| {
        let own = |name: &str, factor: f64| -> Vec<f64> {
            column(name, events, 0.02).iter().map(|ratio| ratio * factor).collect()
        };
        let [a, b, c] = factors;
        wide(&[("A", own("A", a)), ("B", own("B", b)), ("C", own("C", c))])
    };
    let found = compared(&results, &scaled([1.0, 0.7, 1.0]), &BTreeMap::new(), &[]).unwrap();
    let of = |sample: &'static str| found.exons.iter().filter(move |exon| exon.sample == sample);
    assert!(of("B").all(|exon| exon.mlpa.code() == "no_result" && exon.mlpa_ratio.is_none()));
    assert_eq!(of("A").filter(|exon| exon.mlpa.is_deletion()).count(), 4);
    assert!(found.remarks.iter().any(|remark| remark.contains("sample B: the median")));
    let quality = found
        .discordances
        .iter()
        .filter(|own| own.sample == "B")
        .all(|own| own.reasons.iter().any(|reason| reason.code == "MLPA_QUALITY"));
    assert!(quality && found.discordances.iter().any(|own| own.sample == "B"));
    assert_eq!(level(&found, "gene", "IKZF1", "apart").mlpa_no_call.count, 1);

    let error = cohort("m.tsv", scaled([2.0, 2.0, 1.0]).as_bytes()).map(|_| ()).unwrap_err();
    for part in ["2 of 3 samples", "0.8 to 1.25", "copy numbers by 2", "ikaros mlpa ratios"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    // One probe may itself be altered in a sample; a table of few reference probes still shows copy
    // numbers.
    let few = |first: &str, others: &str| {
        format!(
            "probe\tgene\texon\tA\tB\tC\nR\tREF\t1\t{first}\t{others}\t{others}\n\
                 I\tIKZF1\t4\t1.0\t1.0\t1.0\n"
        )
    };
    assert!(cohort("m.tsv", few("0.5", "1.0").as_bytes()).unwrap().samples[0].failure.is_empty());
    assert!(cohort("m.tsv", few("2.0", "2.0").as_bytes()).is_err());
}

#[test]
fn samples_are_joined_by_exact_names_or_by_the_map() {
    let (results, table) = six();
    let found = compared(&results, &table.replace("\tF\n", "\tF \n"), &BTreeMap::new(), &[]);
    assert_eq!(found.unwrap().samples.joined.len(), 6);
    let renamed = table.replace("\tF\n", "\tf\n");
    let found = compared(&results, &renamed, &BTreeMap::new(), &[]).unwrap();
    assert_eq!(
        (found.samples.ngs_only, found.samples.mlpa_only),
        (vec!["F".into()], vec!["f".into()])
    );
    let map: BTreeMap<String, String> = [("F".to_owned(), "f".to_owned())].into();
    assert_eq!(compared(&results, &renamed, &map, &[]).unwrap().samples.joined.len(), 6);
    let wrong: BTreeMap<String, String> = [("F".to_owned(), "g".to_owned())].into();
    assert!(compared(&results, &renamed, &wrong, &[]).unwrap_err().to_string().contains("'g'"));
    let none = compared(&results[..1], "gene\texon\tX\nIKZF1\t4\t1.0\n", &BTreeMap::new(), &[]);
    assert!(none.unwrap_err().to_string().contains("--map"));
}

/// 24 samples of which most carry an event, and a few none.
fn cohort_of_24() -> Vec<(String, Vec<Event>)> {
    let events: Vec<Vec<Event>> = vec![
        vec![("IKZF1", "4", "7", 0.8)],
        vec![("IKZF1", "1", "8", 0.7), ("PAX5", "1", "10", 0.7)],
        vec![("ETV6", "1", "8", 0.9)],
        vec![],
        vec![("CDKN2A", "1b", "3", 0.9), ("CDKN2B", "1", "2", 0.9)],
        vec![("IKZF1", "2", "8", 0.9)],
        vec![("RB1", "6", "26", 0.8)],
        vec![],
    ];
    (0..24).map(|at| (format!("S{at:02}"), events[at % events.len()].clone())).collect()
}

fn found_swaps(exchanged: Option<(usize, usize)>) -> Comparison {
    let samples = cohort_of_24();
    let results: Vec<PatientResult> =
        samples.iter().map(|(name, events)| ngs(name, events, 0.08)).collect();
    let mut columns: Vec<(&str, Vec<f64>)> =
        samples.iter().map(|(name, events)| (name.as_str(), column(name, events, 0.06))).collect();
    if let Some((a, b)) = exchanged {
        let first = columns[a].1.clone();
        columns[a].1 = std::mem::replace(&mut columns[b].1, first);
    }
    compared(&results, &wide(&columns), &BTreeMap::new(), &[]).unwrap()
}

#[test]
fn two_exchanged_samples_of_24_are_found_and_none_without_exchange() {
    assert_eq!(found_swaps(None).swaps.suspected, []);
    for (a, b) in [(0, 1), (2, 12), (3, 5), (6, 20)] {
        let found = found_swaps(Some((a, b)));
        let swaps = &found.swaps.suspected;
        assert_eq!(swaps.len(), 1, "{a} {b}: {swaps:?}");
        let mut names: Vec<(String, String)> =
            swaps[0].pairs.iter().map(|pair| (pair.ngs.clone(), pair.mlpa.clone())).collect();
        names.sort();
        let name = |at: usize| format!("S{at:02}");
        assert_eq!(names, [(name(a), name(b)), (name(b), name(a))]);
        assert!(swaps[0].distance_exchanged < swaps[0].distance_as_named);
        assert!(swaps[0].exons_agree[1] > swaps[0].exons_agree[0]);
        let marked = found.discordances.iter().filter(|d| d.reasons[0].code == "SWAP_SUSPECTED");
        assert!(marked.count() > 0);
    }
}

#[test]
fn ratios_of_both_methods_lie_on_one_line() {
    let found = found_swaps(None);
    let all = &found.ratios[0];
    assert_eq!(all.gene, "all");
    let slope = all.deming.unwrap().slope;
    assert!((slope.value - 1.0).abs() < 0.15, "{slope:?}");
    assert!(all.differences.unwrap().bias.value.abs() < 0.02);
    for choice in &found.border_choice {
        assert!(choice.area.value > 0.95, "{choice:?}");
        assert!((0.6..0.95).contains(&choice.best), "{choice:?}");
    }
}

#[test]
fn what_is_written_is_escaped_valid_and_the_same_each_time() {
    let names = ["<script>alert(1)</script>", "=cmd()", "Müller & Söhne"];
    let results: Vec<PatientResult> =
        names.iter().map(|name| ngs(name, &[("IKZF1", "4", "7", 0.8)], 0.05)).collect();
    let mut table = "sample\tgene\texon\tratio\n".to_owned();
    for name in names {
        for exon in 1..=8 {
            table += &format!("{name}\tIKZF1\t{exon}\t1.0\n");
        }
    }
    // A formula as a sample name is a cell that cannot be used.
    let error = mlpa_fixture::cohort("mlpa.tsv", table.as_bytes()).unwrap_err();
    assert!(error.contains("formula"), "{error}");
    let table = table.replace("=cmd()", "cmd");
    let map: BTreeMap<String, String> = [("=cmd()".to_owned(), "cmd".to_owned())].into();
    let found = compared(&results, &table, &map, &["gene/IKZF1/npv >= 0.1"]).unwrap();
    assert_eq!(found.samples.joined.len(), 3);
    let files: BTreeMap<String, Vec<u8>> = comparison::files(&found).unwrap().into_iter().collect();
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let page = text("compare.html");
    assert!(!page.contains("<script") && page.contains("&#60;script"), "not escaped");
    // It supports; it does not judge.
    assert!(!page.contains("complies") && !page.contains("compliant"));
    assert!(!page.contains("http://") && !page.contains("src="));
    for part in [
        "Intended use",
        "To be filled in by the laboratory",
        "Acceptance criteria",
        "Bounds and limits",
        "Not tested, because MLPA found it in no sample: IKZF1 deleted, IKZF1 1,",
        "ISO 15189:2022, 7.3.3 (validation of examination methods)",
        "Article 5(5)",
        "<svg",
        "SHA-256",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for (name, bytes) in &files {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(!text.contains("NaN"), "{name}");
        if Path::new(name).extension().is_some_and(|extension| extension == "tsv") {
            assert!(!text.contains("\t=") && !text.contains("\n="), "{name}");
            let widths: Vec<usize> = text.lines().map(|line| line.split('\t').count()).collect();
            assert!(widths.iter().all(|width| *width == widths[0]), "{name}: {widths:?}");
        }
    }
    let validator =
        jsonschema::draft202012::new(&serde_json::from_slice(&schema().unwrap()).unwrap()).unwrap();
    let value = serde_json::from_slice(&files["compare.json"]).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let again: BTreeMap<String, Vec<u8>> =
        comparison::files(&compared(&results, &table, &map, &["gene/IKZF1/npv >= 0.1"]).unwrap())
            .unwrap()
            .into_iter()
            .collect();
    assert!(files == again);
}

/// Facts, text, and the place of every word of the page as it is printed; `None` where the programs
/// for it are missing.
fn on_paper(found: &Comparison) -> Option<[String; 3]> {
    let [chromium, info, text] = tools()?;
    let files: BTreeMap<String, Vec<u8>> = comparison::files(found).unwrap().into_iter().collect();
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("compare.html");
    std::fs::write(&page, &files["compare.html"]).unwrap();
    let file = print(&chromium, &page, folder.path())?;
    let text = |option| pdf(&text, &[option], &file);
    Some([pdf(&info, &[], &file), text("-layout"), text("-bbox")])
}

#[test]
fn the_page_prints_on_a4_with_the_lines_to_sign() {
    let (results, table) = six();
    let found = compared(&results, &table, &BTreeMap::new(), &["gene/IKZF1/npv >= 0.1"]).unwrap();
    let Some([facts, printed, _]) = on_paper(&found) else { return };
    assert!(facts.lines().any(|line| line.starts_with("Page size") && line.contains("A4")));
    // What a validation file needs is on paper as on screen.
    for part in ["DRAFT", "Intended use", "Acceptance criteria", "Bounds and limits", "Signature"] {
        assert!(printed.to_lowercase().contains(&part.to_lowercase()), "{part}: {printed}");
    }
}

/// Places of words on the sheets, as `pdftotext -bbox` writes them: left, right, width of the sheet.
fn words_on_sheets(listed: &str) -> Vec<(f64, f64, f64)> {
    let value = |line: &str, name: &str| -> Option<f64> {
        let rest = line.split_once(&format!("{name}=\""))?.1;
        rest.split_once('"')?.0.parse().ok()
    };
    let mut width = 0.0;
    let mut found = Vec::new();
    for line in listed.lines() {
        if let Some(own) = value(line, "<page width") {
            width = own;
        } else if let (Some(left), Some(right)) = (value(line, "xMin"), value(line, "xMax")) {
            found.push((left, right, width));
        }
    }
    found
}

#[test]
fn sheets_are_numbered_and_nothing_is_cut_off() {
    let samples = cohort_of_24();
    let long = |name: &str| format!("{name}-a-rather-long-name-of-a-sample-2024-000123");
    let results: Vec<PatientResult> =
        samples.iter().map(|(name, events)| ngs(&long(name), events, 0.08)).collect();
    let names: Vec<String> = samples.iter().map(|(name, _)| long(name)).collect();
    let columns: Vec<(&str, Vec<f64>)> = samples
        .iter()
        .zip(&names)
        .enumerate()
        // Every second sample has another's result, so that there is something to list.
        .map(|(at, ((name, events), written))| {
            let events = if at % 2 == 0 { events.as_slice() } else { &[] };
            (written.as_str(), column(name, events, 0.06))
        })
        .collect();
    let found = compared(&results, &wide(&columns), &BTreeMap::new(), &[]).unwrap();
    let Some([facts, printed, places]) = on_paper(&found) else { return };
    let sheets = facts.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim();
    let count: usize = sheets.parse().unwrap();
    assert!(count > 2);
    for (at, sheet) in printed.split('\u{c}').take(count).enumerate() {
        let number = format!("Page {} of {sheets}", at + 1);
        // Margin boxes are of Chromium 131 and later: older ones print the sheets without numbers.
        assert!(sheet.contains(&number) || !printed.contains("Page 1 of"), "{number}: {sheet}");
    }
    let words = words_on_sheets(&places);
    assert!(words.len() > 500);
    for (left, right, width) in words {
        assert!(left > 20.0 && right < width - 20.0, "a word from {left} to {right} of {width}");
    }
    // The text can be selected: every sample that differs is found in it, though a name may be broken.
    let solid: String = printed.chars().filter(|c| !c.is_whitespace()).collect();
    for own in &found.discordances {
        let start = own.sample.split('-').next().unwrap();
        assert!(solid.contains(start), "{}", own.sample);
    }
}

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/ikaros.compare.schema.json");
    let current = schema().unwrap();
    if std::env::var_os("IKAROS_UPDATE").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    assert!(
        std::fs::read(&path).unwrap() == current,
        "schema/ikaros.compare.schema.json is old: run this test with IKAROS_UPDATE=1 and commit it"
    );
}

/// Peak heights of three controls and two patients, of whom P1 has half the signal on exon 4.
fn peaks() -> String {
    let mut text = "probe\tgene\texon\tkind\tC1\tC2\tC3\tP1\tP2\n".to_owned();
    for (at, size) in [900.0, 1200.0, 700.0, 1000.0].into_iter().enumerate() {
        text += &format!("REF_{at}\tREF\t{at}\treference");
        for level in [1.0, 1.1, 0.9, 2.0, 0.1] {
            text += &format!("\t{}", size * level);
        }
        text += "\n";
    }
    for (exon, share) in [(4, 0.5), (5, 1.0)] {
        let size = 800.0;
        let cells = [size, size * 1.1, size * 0.9, size * 2.0 * share, size * 0.1];
        text += &format!("IKZF1_{exon}\tIKZF1\t{exon}\ttarget");
        for cell in cells {
            text += &format!("\t{cell}");
        }
        text += "\n";
    }
    text
}

#[test]
fn raw_signals_become_ratios_both_ways() {
    let files = read_bytes("peaks.tsv", peaks().as_bytes(), Wanted::Heights, None).unwrap();
    let limits = Knowledge::builtin().mlpa.raw;
    let reference: Vec<String> = ["C1", "C2", "C3"].map(str::to_owned).into();
    for within in [Within::EachReference, Within::MeanOfControls] {
        let request = raw::Request { within, reference: &reference, limits: &limits };
        let run = raw::ratios(&files, &request).unwrap();
        let ratio = |probe: &str, at: usize| {
            run.probes.iter().find(|own| own.probe == probe).unwrap().ratios[at].unwrap()
        };
        assert!((ratio("IKZF1_4", 3) - 0.5).abs() < 1e-9, "{within:?}");
        assert!((ratio("IKZF1_5", 3) - 1.0).abs() < 1e-9);
        assert!((ratio("REF_0", 3) - 1.0).abs() < 1e-9);
        assert!(run.samples[4].failure.contains("median signal"), "{:?}", run.samples[4]);
        assert!(run.samples[3].failure.is_empty());
        assert!(run.probes.iter().all(|probe| probe.spread.unwrap() < 1e-9));
        assert!(run.warnings.is_empty(), "{:?}", run.warnings);
    }
    let own = raw::Request { within: Within::EachReference, reference: &[], limits: &limits };
    let run = raw::ratios(&files, &own).unwrap();
    assert!(run.warnings.iter().any(|warning| warning.contains("its own reference")));
    let unknown = ["X".to_owned()];
    let request =
        raw::Request { within: Within::EachReference, reference: &unknown, limits: &limits };
    assert!(raw::ratios(&files, &request).unwrap_err().to_string().contains("'X'"));
    let bare: String = peaks()
        .lines()
        .filter(|line| !line.starts_with("REF"))
        .fold(String::new(), |t, l| t + l + "\n");
    let files = read_bytes("peaks.tsv", bare.as_bytes(), Wanted::Heights, None).unwrap();
    let error = raw::ratios(&files, &own).unwrap_err().to_string();
    assert!(error.contains("reference probes"), "{error}");
}

fn ikaros() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ikaros"))
}

#[test]
fn the_command_line_reads_makes_ratios_and_compares() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (results, table) = six();
    std::fs::create_dir(at("run")).unwrap();
    for result in &results {
        let name = format!("run/{}.ikaros.json", result.calls.sample.name);
        std::fs::write(at(&name), json::patient(result).unwrap()).unwrap();
    }
    std::fs::write(at("mlpa.tsv"), &table).unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();

    let output = ikaros().args(["mlpa", "read"]).arg(at("mlpa.tsv")).output().unwrap();
    let printed = text(output.stdout);
    assert!(output.status.success() && printed.contains("IKZF1 4 5 6 7"), "{printed}");
    let rows = ikaros().args(["mlpa", "read", "--rows"]).arg(at("mlpa.tsv")).output().unwrap();
    assert_eq!(text(rows.stdout).lines().count(), 1 + 48);
    let json = ikaros().args(["mlpa", "read", "--json"]).arg(at("mlpa.tsv")).output().unwrap();
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(value["samples"].as_array().unwrap().len(), 6);

    std::fs::write(at("peaks.tsv"), peaks()).unwrap();
    let output = ikaros()
        .args(["mlpa", "ratios", "--reference", "C1,C2,C3", "--out"])
        .args([at("ratios.tsv"), at("peaks.tsv")])
        .arg("--quality")
        .arg(at("quality.tsv"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(output.stderr));
    assert!(text(output.stderr).contains("failed: P2"));
    // What was written reads back, the failed sample as not done.
    let read = ikaros().args(["mlpa", "read"]).arg(at("ratios.tsv")).output().unwrap();
    let printed = text(read.stdout);
    assert!(printed.contains("P1\t2\tIKZF1 4\t") && printed.contains("not done"), "{printed}");
    assert!(std::fs::read_to_string(at("quality.tsv")).unwrap().contains("below 25 %"));

    let compare = |extra: &[&str]| {
        ikaros()
            .arg("compare")
            .arg("--ngs")
            .arg(at("run"))
            .arg("--mlpa")
            .arg(at("mlpa.tsv"))
            .arg("--out")
            .arg(at("out"))
            .args(extra)
            .output()
            .unwrap()
    };
    let output = compare(&[
        "--require",
        "gene/IKZF1/sensitivity >= 0.4",
        "--intended-use",
        "a <test>",
        "--specimens",
        "six & made",
    ]);
    assert!(output.status.success(), "{}", text(output.stderr));
    let page = std::fs::read_to_string(at("out/compare.html")).unwrap();
    assert!(page.contains("a &#60;test&#62;") && page.contains(">met<"));
    assert!(page.contains("six &#38; made") && page.contains("of 1 stated criteria 1 are met"));
    assert_eq!(std::fs::read_dir(at("out")).unwrap().count(), 13);
    // A criterion that is not met, or that nothing tells, is exit code 4: all is written all the same.
    let output =
        compare(&["--require", "gene/IKZF1/sensitivity >= 1", "--require", "gene/EBF1/npv >= 0"]);
    assert_eq!(output.status.code(), Some(4));
    let said = text(output.stderr);
    assert!(said.contains("IKZF1/sensitivity >= 1': not met (0."), "{said}");
    assert_eq!(std::fs::read_dir(at("out")).unwrap().count(), 13);
    // A border that no order allows is wrong usage, a criterion that cannot be read an error.
    assert_eq!(compare(&["--deletion", "1.5"]).status.code(), Some(2));
    assert_eq!(compare(&["--require", "x"]).status.code(), Some(1));
    std::fs::write(at("map.tsv"), "ngs\tmlpa\nA\tB\nB\tB\n").unwrap();
    let map = at("map.tsv");
    let output = compare(&["--map", map.to_str().unwrap()]);
    assert!(!output.status.success() && text(output.stderr).contains("'B' is there twice"));
    std::fs::copy(at("run/A.ikaros.json"), at("run/Z.ikaros.json")).unwrap();
    let output = compare(&[]);
    assert!(!output.status.success() && text(output.stderr).contains("both of sample A"));
}

#[test]
fn who_compares_is_warned_on_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["A", "b", "N1"] {
        let bytes = json::patient(&ngs(name, &[], 0.0)).unwrap();
        std::fs::write(path(&format!("{name}.ikaros.json")), bytes).unwrap();
    }
    let table = "gene\texon\tA\tB\nIKZF1\t4\t1.0\t1.0\nNOGENE\t1\t1.0\t1.0\n";
    std::fs::write(path("mlpa.tsv"), table).unwrap();
    let run = |map: Option<&Path>| {
        let mut command = ikaros();
        command.arg("compare").arg("--ngs").arg(folder.path());
        command.arg("--mlpa").arg(path("mlpa.tsv")).arg("--out").arg(path("out"));
        if let Some(map) = map {
            command.arg("--map").arg(map);
        }
        let output = command.output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let (done, said) = run(None);
    assert!(done, "{said}");
    for part in ["2 samples have an NGS result", "N1, b", "differ in case only", "NOGENE"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    for wrong in [folder.path().to_owned(), path("mlpa.tsv"), path("absent.tsv")] {
        let (done, said) = run(Some(&wrong));
        assert!(!done && said.contains(&format!("--map {}", wrong.display())), "{said}");
    }
}

#[test]
fn no_criterion_is_assessed_while_an_exchange_is_suspected() {
    let mut criteria = compared(&six().0, &six().1, &BTreeMap::new(), &["gene/IKZF1/npv >= 0.1"])
        .unwrap()
        .criteria;
    assert_eq!(criteria[0].outcome, "met");
    ikaros::compare::criteria::leave_open(&mut criteria);
    assert!(!criteria[0].is_met() && criteria[0].outcome == "not assessable");
}

/// The peaks with a fourth control C4, which is C1 with a reference probe off.
fn with_c4() -> String {
    peaks()
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let share = if line.starts_with("REF_0") { 1.9 } else { 1.0 };
            match cells[4].parse::<f64>() {
                Ok(height) => format!("{line}\t{}\n", height * share),
                Err(_) => format!("{line}\tC4\n"),
            }
        })
        .collect()
}

#[test]
fn a_poor_reference_sample_is_left_out_of_the_reference() {
    // P1 must get the ratios that it has without C4.
    let files = read_bytes("peaks.tsv", with_c4().as_bytes(), Wanted::Heights, None).unwrap();
    let limits = Knowledge::builtin().mlpa.raw;
    let made = |names: &[&str]| {
        let reference: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let within = Within::MeanOfControls;
        raw::ratios(&files, &raw::Request { within, reference: &reference, limits: &limits })
    };
    let run = made(&["C1", "C2", "C3", "C4"]).unwrap();
    assert!(!run.samples[5].failure.is_empty());
    assert!(run.warnings.iter().any(|w| w.contains("C4 is poor") && w.contains("left out")));
    let without = made(&["C1", "C2", "C3"]).unwrap();
    assert_eq!(run.probes, without.probes);
    // Two controls that are left tell no spread.
    for named in [["C1", "C2", "C4"].as_slice(), &["C1", "C4"]] {
        let error = made(named).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("too few reference samples"), "{named:?}: {error}");
        assert!(error.contains("C4 (reference probes spread"), "{named:?}: {error}");
    }
}

#[test]
fn the_command_names_a_poor_control_and_an_impossible_ratio() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let run = |table: &str, reference: &str| {
        std::fs::write(at("peaks.tsv"), table).unwrap();
        let output = ikaros()
            .args(["mlpa", "ratios", "--reference", reference, "--out"])
            .args([at("ratios.tsv"), at("peaks.tsv")])
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let (done, said) = run(&with_c4(), "C1,C2,C3,C4");
    assert!(done && said.contains("the reference sample C4 is poor"), "{said}");
    assert!(said.contains("failed: C4: reference probes spread"), "{said}");
    let (done, said) = run(&with_c4(), "C1,C2,C4");
    assert!(!done && said.contains("2 are left where 3 are needed"), "{said}");
    // A lost decimal separator: P1 has 800 instead of 8.00 times the half.
    let large = with_c4().replace("\t800\t80\t800", "\t80000\t80\t800");
    assert_ne!(large, with_c4());
    let (done, said) = run(&large, "C1,C2,C3");
    assert!(done && said.contains("sample P1: the ratio 50.0 of the probe IKZF1_4"), "{said}");
    let table = std::fs::read_to_string(at("ratios.tsv")).unwrap();
    let row = table.lines().find(|line| line.starts_with("IKZF1_4")).unwrap();
    assert_eq!(row.split('\t').nth(7), Some(""), "{row}");
}
