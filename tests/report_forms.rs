//! Forms for other programs: segments, `CNVkit`'s tables, `MultiQC`, `cBioPortal`.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used)]

mod report_fixture;

use std::collections::BTreeMap;
use std::path::Path;

use ikaros::cli::report::{FormArgs, ReportArgs};
use ikaros::commands::progress::Progress;
use ikaros::commands::report;
use ikaros::model::assembly::Assembly;
use ikaros::model::calls::{CopyState, EventKind, FlaggedEvent, QcFlag, Severity};
use ikaros::model::contig::Contig;
use ikaros::model::language::Language;
use ikaros::model::locus_state::LocusState;
use ikaros::model::merged_variant::{HotspotResult, UnreadableTranscript};
use ikaros::model::patient::PatientResult;
use ikaros::model::sample::Role;
use ikaros::report::form::Run;
use ikaros::report::forms::{self, FORMS};
use ikaros::report::run_table::RunRow;
use ikaros::report::{cnvkit, exons_tsv, html, seg, vcf};
use report_fixture::{below_chromosome, doubt, healthy, patient, patient_named, with_merged};

const ODD: &str = "=Müller, <b>3\"'& x";

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn rows(table: &str) -> Vec<Vec<&str>> {
    table.lines().map(|line| line.split('\t').collect()).collect()
}

/// The files of a form that is made over a run, with one failed sample.
fn of_run(form: &str, results: &[PatientResult]) -> BTreeMap<String, String> {
    let mut rows: Vec<RunRow> = results.iter().map(RunRow::from_result).collect();
    rows.push(RunRow::failed("TUM09", Role::Tumour, "TUM09.bam is cut: copy <it> again"));
    let forms = forms::choose(&[form.to_owned()], Language::English).unwrap();
    let files = forms::of_run(&forms, &Run { rows: &rows, results }).unwrap();
    files.into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
}

fn cohort() -> Vec<PatientResult> {
    vec![patient(), patient_named("TUM02"), healthy(), patient_named(ODD)]
}

#[test]
fn segments() {
    insta::assert_snapshot!("seg", text(seg::render(&patient())));
}

#[test]
fn cnvkit_tables() {
    insta::assert_snapshot!("cnr", text(cnvkit::cnr(&patient())));
    insta::assert_snapshot!("cns", text(cnvkit::cns(&patient())));
}

#[test]
fn multiqc_content() {
    let files = of_run("multiqc", &cohort());
    let all: String = files.iter().map(|(name, text)| format!("== {name}\n{text}")).collect();
    insta::assert_snapshot!("multiqc", all);
}

#[test]
fn cbioportal_study() {
    let files = of_run("cbioportal", &cohort());
    let all: String = files.iter().map(|(name, text)| format!("== {name}\n{text}")).collect();
    insta::assert_snapshot!("cbioportal", all);
}

#[test]
fn an_exon_that_was_not_assessed_lies_in_no_segment() {
    let result = patient();
    let missing: Vec<(u32, u32)> = result
        .calls
        .genes
        .iter()
        .flat_map(|gene| &gene.exons)
        .filter(|exon| exon.state == CopyState::NotAssessed)
        .filter_map(|exon| exon.interval.as_ref().map(|at| (at.start, at.end)))
        .collect();
    assert!(missing.len() > 10);
    let tables =
        [(seg::render(&result), 2, 1), (cnvkit::cnr(&result), 1, 0), (cnvkit::cns(&result), 1, 0)];
    for (table, column, base) in tables {
        let table = text(table);
        for row in rows(&table).iter().skip(1) {
            let (start, end): (u32, u32) =
                (row[column].parse::<u32>().unwrap() - base, row[column + 1].parse().unwrap());
            let spans = missing.iter().any(|(from, to)| start < *to && *from < end);
            assert!(!spans, "{row:?}");
        }
        assert!(!table.contains("ERG"), "{table}");
    }
}

#[test]
fn an_exon_that_was_not_assessed_parts_a_segment() {
    let mut result = healthy();
    let rb1 = result.calls.genes.iter_mut().find(|gene| gene.gene == "RB1").unwrap();
    rb1.exons[9].state = CopyState::NotAssessed;
    let counted = |result: &PatientResult| -> Vec<String> {
        let table = text(cnvkit::cns(result));
        let of_rb1 = table.lines().filter(|line| line.contains("\tRB1\t"));
        of_rb1.map(|line| line.split('\t').nth(6).unwrap().to_owned()).collect()
    };
    assert_eq!(counted(&healthy()), ["27"]);
    assert_eq!(counted(&result), ["9", "17"]);
}

#[test]
fn segments_of_one_state_but_of_two_events_stay_apart() {
    let mut result = patient();
    let ikzf1 = &mut result.calls.genes[0];
    let mut second = ikzf1.segments[0].clone();
    "6".clone_into(&mut ikzf1.segments[0].last_exon);
    "7".clone_into(&mut second.first_exon);
    ikzf1.segments.push(second);
    let table = text(cnvkit::cns(&result));
    let of_ikzf1 = table.lines().filter(|line| line.contains("\tIKZF1\t")).count();
    assert_eq!(of_ikzf1, 4, "{table}");
}

#[test]
fn no_depth_at_all_is_the_lowest_ratio_and_no_infinity() {
    let mut result = patient();
    for exon in &mut result.calls.genes[0].exons {
        if let Some(ratio) = &mut exon.ratio {
            (ratio.value, ratio.low, ratio.high) = (0.0, 0.0, 0.0);
        }
    }
    for table in [seg::render(&result), cnvkit::cnr(&result), cnvkit::cns(&result)] {
        let table = text(table);
        assert!(table.contains("-20.000"), "{table}");
        assert!(!table.contains("inf") && !table.contains("NaN"));
    }
}

#[test]
fn names_break_no_table() {
    for name in [ODD, "a\tb\nc", "-5", "@x"] {
        let table = text(seg::render(&patient_named(name)));
        assert!(rows(&table).iter().all(|row| row.len() == 6), "{name:?}");
        assert!(!table.lines().any(|line| line.starts_with(['=', '-', '+', '@'])), "{name:?}");
    }
    let page = of_run("multiqc", &cohort()).into_values().collect::<String>();
    assert!(page.contains("=Müller, &lt;b&gt;3&quot;&#39;&amp; x") && !page.contains("<b>"));
    assert!(page.contains("copy &lt;it&gt; again"));
    let study = of_run("cbioportal", &[patient_named("A B"), patient_named("A_B")]);
    let cna = &study["cbioportal/data_cna.txt"];
    assert!(cna.starts_with("Hugo_Symbol\tA_B\tA_B_2\n"), "{cna}");
    assert!(study["cbioportal/data_clinical_sample.txt"].contains("A_B\tA_B\tA B\t"));
    assert!(study["cbioportal/data_clinical_sample.txt"].contains("A_B_2\tA_B_2\tA_B\t"));
}

#[test]
fn what_was_not_assessed_is_never_told_as_unchanged() {
    let mut none = patient_named("TUM03");
    for gene in &mut none.calls.genes {
        gene.state = LocusState::NotAssessed;
        gene.gained = false;
        gene.segments.clear();
        gene.exons.iter_mut().for_each(|exon| exon.state = CopyState::NotAssessed);
    }
    none.interpretation.ikzf1.status = LocusState::NotAssessed;
    "not_assessed".clone_into(&mut none.interpretation.ikzf1.category);
    "not assessed".clone_into(&mut none.interpretation.ikzf1.category_label);
    for table in [seg::render(&none), cnvkit::cnr(&none), cnvkit::cns(&none)] {
        assert_eq!(text(table).lines().count(), 1);
    }
    let study = of_run("cbioportal", &[patient(), none.clone()]);
    let cna = rows(&study["cbioportal/data_cna.txt"]);
    assert!(cna[1..].iter().all(|row| row[2] == "NA"), "{cna:?}");
    let erg = cna.iter().find(|row| row[0] == "ERG").unwrap();
    assert_eq!(erg[1], "NA");
    assert!(study["cbioportal/data_gene_matrix.txt"].contains("TUM03\tNA\tNA\n"));
    let content = of_run("multiqc", &[none]);
    let general: serde_json::Value = serde_json::from_str(&content["ikaros_mqc.json"]).unwrap();
    for sample in ["TUM03", "TUM09"] {
        assert_eq!(general["data"][sample]["ikzf1"], "not assessed");
    }
    let calls: serde_json::Value = serde_json::from_str(&content["ikaros_calls_mqc.json"]).unwrap();
    assert_eq!(calls["data"]["TUM09"]["erg"], "not assessed");
    assert_eq!(calls["data"]["TUM09"]["not_assessed"], "everything");
}

#[test]
fn small_variants_that_could_not_be_read_stand_in_the_lists_of_a_run() {
    let mut result = with_merged(3);
    let open = |result: &PatientResult| RunRow::from_result(result).not_assessed;
    let is_of_variants = |what: &&String| what.contains("variants") || what.contains("hotspots");
    assert!(open(&result).iter().all(|what| !is_of_variants(&what)), "all were read");
    let merged = result.merged.as_mut().unwrap();
    for (label, state) in [("P80R", "not_found"), ("G183S", "not_assessed")] {
        merged.hotspots.push(HotspotResult {
            gene: "PAX5".to_owned(),
            label: label.to_owned(),
            contig: Contig::new("9"),
            start: 37_015_167,
            end: 37_015_169,
            state: state.to_owned(),
            depth: None,
            limit_of_detection: None,
            evidence: String::new(),
        });
    }
    let unread = |gene: &str| UnreadableTranscript {
        gene: gene.to_owned(),
        transcript: "NM_1.1".to_owned(),
        cause: "it begins with CGT, not ATG".to_owned(),
        in_part: false,
    };
    merged.unreadable = vec![unread("PAX5")];
    let study = of_run("cbioportal", &[result.clone()]);
    let panels: Vec<&String> = study
        .iter()
        .filter(|(name, text)| {
            name.contains("gene_panels/") && study_panel(&study, "mutations", text)
        })
        .map(|(_, text)| text)
        .collect();
    assert!(panels.iter().all(|text| !text.contains("PAX5")), "{panels:?}");
    assert!(panels.iter().any(|text| text.contains("ETV6")), "{panels:?}");
    let listed = open(&result);
    assert!(
        listed.ends_with(&["hotspots: 1 of 2".to_owned(), "small variants in PAX5".to_owned()])
    );
    result.merged.as_mut().unwrap().unreadable.push(unread("EBF1"));
    assert_eq!(open(&result).last().unwrap(), "small variants in 2 genes");
    let content = of_run("multiqc", &[result.clone()]);
    let calls = &content["ikaros_calls_mqc.json"];
    assert!(calls.contains("hotspots: 1 of 2; small variants in 2 genes"), "{calls}");
    // Neither without a reference nor without any VCF is anything told of them.
    result.merged = None;
    assert_eq!(open(&result).last().unwrap(), "small variants");
    result.variant_files.clear();
    assert_eq!(open(&result).last().unwrap(), "small variants");
}

/// True for the panel that the matrix names for a kind of data.
fn study_panel(study: &BTreeMap<String, String>, column: &str, panel: &str) -> bool {
    let matrix = rows(&study["cbioportal/data_gene_matrix.txt"]);
    let at = matrix[0].iter().position(|name| *name == column).unwrap();
    matrix[1..].iter().any(|row| panel.starts_with(&format!("stable_id: {}\n", row[at])))
}

#[test]
fn a_quality_code_stands_once_in_the_study() {
    let mut result = patient();
    for gene in ["PAX5", "ETV6"] {
        doubt(&mut result, gene);
    }
    let study = of_run("cbioportal", &[result]);
    let clinical = &study["cbioportal/data_clinical_sample.txt"];
    assert_eq!(clinical.matches("UNCERTAIN").count(), 1, "{clinical}");
}

#[test]
fn a_class_that_rests_on_a_probable_deletion_says_so() {
    let mut result = patient();
    result.calls.flags.push(QcFlag {
        code: QcFlag::PROBABLE.to_owned(),
        severity: Severity::Warning,
        message: "IKZF1 deletion is called at probability 0.53: confirm by another method"
            .to_owned(),
        about: Some(FlaggedEvent { gene: "IKZF1".to_owned(), kind: EventKind::Deletion }),
    });
    result.interpretation.ukall_cna[0].rests_on = vec!["IKZF1".to_owned()];
    let said = "poor (rests on a probable deletion: IKZF1)";
    let page = text(html::render(&result).unwrap());
    assert_eq!(page.matches(said).count(), 2, "at a glance and in its section");
    let files = of_run("multiqc", &[result]);
    assert!(files["ikaros_calls_mqc.json"].contains(said));
    for file in files.values() {
        assert!(file.contains("(exon 1 not assessed), probable, to be confirmed"), "{file}");
    }
    assert!(!of_run("multiqc", &[patient()])["ikaros_calls_mqc.json"].contains("probable"));
}

#[test]
fn copy_states_of_the_study_follow_the_calls() {
    let study = of_run("cbioportal", &[patient()]);
    let cna = rows(&study["cbioportal/data_cna.txt"]);
    let state = |gene: &str| cna.iter().find(|row| row[0] == gene).unwrap()[1];
    assert_eq!(state("IKZF1"), "-1");
    assert_eq!(state("CDKN2A"), "-2");
    assert_eq!(state("CDKN2B"), "-1");
    assert_eq!(state("EBF1"), "1");
    assert_eq!(state("RB1"), "0");
    assert_eq!(state("ERG"), "NA");
}

#[test]
fn what_is_undecided_is_not_unchanged_in_any_form() {
    for leave_open in [doubt, below_chromosome] {
        let mut result = patient();
        leave_open(&mut result, "RB1");
        let study = of_run("cbioportal", std::slice::from_ref(&result));
        let cna = rows(&study["cbioportal/data_cna.txt"]);
        assert_eq!(cna.iter().find(|row| row[0] == "RB1").unwrap()[1], "NA");
        let panels = study.iter().filter(|(name, _)| name.contains("gene_panels"));
        let panels: String = panels.map(|(_, text)| &**text).collect();
        assert!(panels.contains("PAX5") && !panels.contains("RB1"), "{panels}");
    }
    let mut result = patient();
    doubt(&mut result, "RB1");
    for (language, words) in [
        (Language::English, "neither called nor excluded"),
        (Language::French, "ni retenu ni exclu"),
    ] {
        let page = String::from_utf8(html::render_in(&result, language).unwrap()).unwrap();
        let mut rows = page.split("<tr").filter(|row| row.contains(">RB1<"));
        assert!(rows.any(|row| row.contains(words)), "no row of RB1 says {words}");
    }
}

#[test]
fn an_exon_of_an_open_gene_is_not_normal_in_the_table_of_exons() {
    let mut result = patient();
    doubt(&mut result, "RB1");
    let table = String::from_utf8(exons_tsv::render(&result)).unwrap();
    let of = |gene: &str| -> Vec<Vec<&str>> {
        let rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        rows.filter(|row| row[1] == gene).collect()
    };
    let column = |name: &str| exons_tsv::COLUMNS.iter().position(|c| *c == name).unwrap();
    for row in of("RB1") {
        assert_eq!((row[column("state")], row[column("copies")]), ("not_assessed", "."));
        assert!(row[column("reason")].contains("neither called nor excluded"), "{row:?}");
        assert_ne!(row[column("ratio")], ".", "it was measured");
    }
    assert!(of("PAX5").iter().any(|row| row[column("state")] == "normal"));
    // Exons that were not seen open their gene, and not the exons that were.
    let rb1 = result.calls.genes.iter_mut().find(|gene| gene.gene == "RB1").unwrap();
    rb1.probability_deletion = 0.01;
    rb1.unseen_recurrent = vec!["18-27".to_owned()];
    result.calls.flags.clear();
    let rb1 = result.calls.gene("RB1").unwrap();
    assert!(result.calls.is_undecided(rb1, EventKind::Deletion));
    let table = String::from_utf8(exons_tsv::render(&result)).unwrap();
    assert!(table.lines().any(|line| line.contains("\tRB1\t") && line.contains("\tnormal\t")));
}

#[test]
fn a_flag_of_one_gene_does_not_filter_the_events_of_another() {
    let mut result = patient();
    result.calls.flags.clear();
    doubt(&mut result, "RB1");
    let text = String::from_utf8(vcf::render(&result)).unwrap();
    let records = |text: &str| -> Vec<Vec<String>> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    };
    let filters: Vec<String> = records(&text).into_iter().map(|mut row| row.remove(6)).collect();
    assert!(!filters.is_empty() && filters.iter().all(|filter| *filter == "PASS"), "{filters:?}");
    let about = result.calls.flags[0].about.as_mut().unwrap();
    "IKZF1".clone_into(&mut about.gene);
    let text = String::from_utf8(vcf::render(&result)).unwrap();
    for row in records(&text) {
        let is_own = row[2].starts_with("IKZF1") && row[4] == "<DEL>";
        assert_eq!(row[6], if is_own { "UNCERTAIN" } else { "PASS" }, "{row:?}");
    }
}

#[test]
fn one_study_has_one_assembly_and_no_normals() {
    let mut other = patient_named("TUM02");
    other.calls.assembly = Assembly::Grch37;
    let forms = forms::choose(&["cbioportal".to_owned()], Language::English).unwrap();
    let results = [patient(), other];
    let error = forms::of_run(&forms, &Run { rows: &[], results: &results }).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("TUM01 is on GRCh38 and TUM02 on GRCh37"), "{message}");
    let normals = [healthy()];
    assert!(forms::of_run(&forms, &Run { rows: &[], results: &normals }).unwrap().is_empty());
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn every_form_comes_out_again_byte_for_byte() {
    let names: Vec<String> = FORMS.iter().map(|form| form.name.to_owned()).collect();
    let chosen = forms::choose(&names, Language::English).unwrap();
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut results = Vec::new();
    let mut rows = Vec::new();
    for result in [patient(), healthy(), patient_named("<script>alert(1)<script>")] {
        report::write_all(&result, &chosen, first.path()).unwrap();
        results.push(first.path().join(format!("{}.ikaros.json", result.calls.sample.name)));
        rows.push(RunRow::from_result(&result));
    }
    rows.sort_by(|a, b| a.sample.cmp(&b.sample));
    report::write_run(&rows, &chosen, first.path()).unwrap();
    let args = ReportArgs {
        results,
        out: second.path().to_owned(),
        forms: FormArgs { forms: names, language: Language::English },
    };
    report::run(&args, &Progress::new(true)).unwrap();
    let mut expected = files(first.path());
    expected.retain(|name, _| !name.ends_with(".ikaros.json"));
    let mut again = files(second.path());
    // The tables and the page over the run have their own test.
    again.retain(|name, _| !["run.tsv", "run.json", "run.html"].contains(&name.as_str()));
    assert_eq!(expected.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    for (name, bytes) in expected {
        assert!(again[&name] == bytes, "{name}");
    }
}

#[test]
fn a_form_that_is_not_there_is_refused_with_the_list() {
    let error = forms::choose(&["pfd".to_owned()], Language::English).err().unwrap().to_string();
    assert!(error.contains("'pfd'") && error.contains("json, tsv, vcf, html, seg"), "{error}");
    let defaults: Vec<&str> =
        forms::choose(&[], Language::English).unwrap().forms.iter().map(|form| form.name).collect();
    assert_eq!(defaults, ["json", "tsv", "vcf", "html"]);
}

#[test]
fn every_form_is_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let page = std::fs::read_to_string(path).unwrap();
    for form in FORMS {
        assert!(page.contains(&format!("| `{}` |", form.name)), "{} is not in docs", form.name);
    }
}
