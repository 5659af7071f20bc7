//! The page of a whole run: everybody is on it, "not assessed" is never "normal", and no name does
//! harm, in the page or in a spreadsheet.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod report_fixture;
mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

use ikaros::model::calls::{CopyState, EventKind, FlaggedEvent, QcFlag, Severity};
use ikaros::model::language::Language;
use ikaros::model::locus_state::LocusState;
use ikaros::model::patient::PatientResult;
use ikaros::model::sample::{Role, Sex};
use ikaros::report::run_page::{self, Entry};
use ikaros::report::run_table::RunRow;
use ikaros::report::text::Texts;
use report_fixture::{healthy, patient, patient_named};
use support::{Case, cut_at_block_boundary, finish, ikaros};

fn page(entries: &[Entry]) -> String {
    let link = |sample: &str| Some(format!("{sample}.report.html"));
    String::from_utf8(run_page::render(entries, &link, Language::English).unwrap()).unwrap()
}

fn entry(name: &str, change: impl Fn(&mut PatientResult)) -> Entry {
    let mut result = patient_named(name);
    change(&mut result);
    Entry::from_result(&result, Language::English)
}

fn failed(name: &str, why: &str) -> Entry {
    Entry::failed(RunRow::failed(name, Role::Tumour, why))
}

/// What follows `start` up to `end`.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("no {start}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

/// Class and title of the oncoprint's field of a gene, for the sample in a column.
fn field(page: &str, gene: &str, column: usize) -> (String, String, String) {
    let row = between(page, &format!("<tr><th scope=\"row\">{gene}</th>"), "</tr>");
    let cell = row.split("<td ").nth(column + 1).unwrap();
    let shapes: Vec<&str> = cell.split("<svg class=\"").skip(1).map(|shape| &shape[..1]).collect();
    (
        between(cell, "class=\"", "\"").to_owned(),
        shapes.concat(),
        between(cell, "title=\"", "\"").to_owned(),
    )
}

#[test]
fn everybody_is_listed_and_failures_come_first_with_their_reason() {
    let entries = [
        failed("P1", "P1.bam is cut: copy it again"),
        entry("P2", |_| ()),
        Entry::from_result(&healthy(), Language::English),
    ];
    let page = page(&entries);
    let failures = page.find("P1.bam is cut: copy it again").unwrap();
    assert!(failures < page.find("id=\"patients\"").unwrap());
    for (number, name) in ["P1", "P2", "NORM01"].iter().enumerate() {
        let row = between(&page, &format!("<tr id=\"s{number}\""), "</tr>");
        assert!(row.contains(name), "{row}");
        assert_eq!(row.contains(".report.html"), *name != "P1", "{row}");
    }
    assert!(page.contains("href=\"P2.report.html\""));
}

#[test]
fn a_french_page_tells_causes_and_flags_in_french() {
    let mut barred = patient_named("P2");
    let erg = barred.calls.genes.iter_mut().find(|gene| gene.gene == "ERG").unwrap();
    erg.reasons = vec!["no target on the panel".to_owned()];
    barred.calls.flags = vec![QcFlag {
        code: "NOT_LIKE_NORMALS".to_owned(),
        severity: Severity::Fail,
        message: "correlation with the normals is 0.99: nothing is assessed".to_owned(),
        about: None,
    }];
    let entries = [
        failed("P1", "sample P1: P1.bam is on GRCh37, but this run is on GRCh38"),
        failed("P3", "sample P3: a cause of tomorrow"),
        Entry::from_result(&barred, Language::French),
    ];
    let page = String::from_utf8(run_page::render(&entries, &|_| None, Language::French).unwrap())
        .unwrap();
    assert!(page.contains("échantillon P1\u{a0}: P1.bam est sur GRCh37"));
    assert!(page.contains("<td lang=\"en\">sample P3: a cause of tomorrow</td>"));
    let said = "la corrélation avec les témoins est 0,99\u{a0}: rien n&#39;est évalué";
    assert!(page.contains(&format!("<td>{said}</td>")), "{page}");
    assert!(page.contains(&format!("title=\"NOT_LIKE_NORMALS\u{a0}: {said}\"")), "{page}");
    // Why a gene was not assessed, and figures with a comma.
    let (_, _, title) = field(&page, "ERG", 2);
    assert!(title.contains("aucune cible dans le panel"), "{title}");
    let (_, _, title) = field(&page, "IKZF1", 2);
    assert!(title.contains("délétion") && !title.replace("\u{a0}; ", "").contains(';'), "{title}");
}

#[test]
fn a_failed_sample_never_looks_normal() {
    let page = page(&[failed("P1", "why"), Entry::from_result(&healthy(), Language::English)]);
    let row = between(&page, "<tr id=\"s0\"", "</tr>");
    for word in ["not deleted", "no deletion", ">no<", ">pass<", ">none<"] {
        assert!(!row.contains(word), "{word}: {row}");
    }
    for gene in ["IKZF1", "PAX5", "ERG"] {
        let (ground, shapes, title) = field(&page, gene, 0);
        assert_eq!((ground.as_str(), shapes.as_str()), ("o", ""), "{gene}");
        assert!(title.contains("not assessed: the sample failed"), "{title}");
    }
    assert_eq!(field(&page, "Small variants", 0).0, "o");
}

#[test]
fn every_state_of_a_gene_has_its_own_field() {
    let open = |result: &mut PatientResult| {
        for (gene, kind) in [("PAX5", EventKind::Deletion), ("RB1", EventKind::Gain)] {
            result.calls.flags.push(QcFlag {
                code: "UNCERTAIN".to_owned(),
                severity: Severity::Warning,
                message: "neither called nor excluded".to_owned(),
                about: Some(FlaggedEvent { gene: gene.to_owned(), kind }),
            });
        }
        // A deletion on exons that were not assessed is no deletion, and no "not deleted".
        let segment = result.calls.genes[0].segments[0].clone();
        result.calls.genes[4].segments.push(segment);
    };
    let page = page(&[entry("P", open), Entry::from_result(&healthy(), Language::English)]);
    let expected = [
        ("IKZF1", "p", "h"),
        ("CDKN2A", "p", "H"),
        ("CDKN2B", "n", "h"),
        ("EBF1", "n", "g"),
        ("BTG1", "n", ""),
        ("ERG", "o", ""),
        ("PAX5", "u", ""),
        ("RB1", "u", ""),
        ("ETV6", "u", ""),
    ];
    for (gene, ground, shapes) in expected {
        let found = field(&page, gene, 0);
        assert_eq!((found.0.as_str(), found.1.as_str()), (ground, shapes), "{gene}: {}", found.2);
        let normal = found.2.contains("not deleted");
        assert_eq!(normal, gene == "BTG1", "{gene}: {}", found.2);
    }
    let (ground, _, title) = field(&page, "IKZF1", 1);
    assert_eq!(ground, "p");
    assert!(title.contains("not deleted in the assessed exons (7 of 8)"), "{title}");
    assert!(field(&page, "IKZF1", 0).2.contains("4-7 in 64\u{a0}% of the cells"));
    // The fixture has VCFs, but nobody merged them: that is no "no variant".
    let (ground, _, title) = field(&page, "Small variants", 0);
    assert!(ground == "o" && title.contains("not assessed"), "{title}");
}

#[test]
fn no_name_acts_in_the_page() {
    let names = ["<script>alert(1)</script>", "=cmd()", "\"><img src=x onerror=alert(1)>", "a'&b"];
    let entries: Vec<Entry> = names
        .iter()
        .flat_map(|name| {
            let flagged = entry(name, |result| {
                result.calls.flags[0].message = "<b>bold</b>\"".to_owned();
                result.calls.flags[0].severity = Severity::Fail;
                result.interpretation.not_assessed[0].what = "<i>".to_owned();
            });
            [flagged, failed(name, "<script>alert(2)</script>")]
        })
        .collect();
    let page = page(&entries);
    assert_eq!(page.matches("<script").count(), 1);
    for bad in ["<img", "<b>", "<i>", "onerror=alert(1)>\"", "javascript:"] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(page.contains("href=\"%3Cscript%3Ealert%281%29%3C%2Fscript%3E.report.html\""));
    assert!(page.contains("href=\"%3Dcmd%28%29.report.html\""));
}

#[test]
fn the_policy_allows_the_pages_own_script_alone() {
    use sha2::Digest;
    let page = page(&[entry("P", |_| ())]);
    let digest = |text: &str| {
        let digest = sha2::Sha256::digest(text.as_bytes());
        format!("'sha256-{}'", data_encoding::BASE64.encode(&digest))
    };
    let policy =
        between(&page, "Content-Security-Policy\" content=\"", "\">").replace("&#39;", "'");
    let script = digest(between(&page, "<script>", "</script>"));
    let style = digest(between(&page, "<style>", "</style>"));
    assert!(policy.contains(&format!("script-src {script};")), "{policy}");
    assert!(policy.contains(&format!("style-src {style};")), "{policy}");
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn what_stands_out_is_marked_and_named() {
    let depth = |name: &str, depth: f64, correlation: f64| {
        entry(name, |result| {
            result.calls.mean_depth = depth;
            result.calls.normals.correlation = correlation;
        })
    };
    let mut entries: Vec<Entry> = (0..9)
        .map(|n| depth(&format!("P{n}"), 1_100.0 + f64::from(n), 0.98 + 0.001 * f64::from(n)))
        .collect();
    entries.push(depth("SHALLOW", 300.0, 0.984));
    entries.push(depth("ODD", 1_105.0, 0.70));
    entries.push(entry("SWAP", |result| {
        result.calls.sample.sex_observed = Sex::Male;
        result.calls.mean_depth = 1_103.0;
        result.calls.normals.correlation = 0.985;
    }));
    let page = page(&entries);
    let drift = between(&page, "<section id=\"drift\">", "</section>");
    let figures: Vec<&str> = drift.split("<figure").skip(1).collect();
    assert_eq!(figures.len(), 5);
    for figure in &figures {
        assert_eq!(figure.matches("class=\"mark ").count(), entries.len());
    }
    assert_eq!(figures[0].matches("mark marked").count(), 1);
    assert!(figures[0].contains(">SHALLOW</a> 300 (outside the range of the normals, far from"));
    assert!(figures[1].contains(">ODD</a> 0.700 (far from the others of the run)"));
    assert_eq!(figures[2].matches("mark marked").count(), 0);
    assert!(
        figures[0].contains("median 1121, 901 to 1402")
            || figures[0].contains("median 1120, 901 to 1402")
    );
    // Figures of the reads stand against the run alone, and each row leads to all of them.
    assert!(
        figures[3].contains("The panel of normals does not hold")
            && figures[3].contains("This run: median")
    );
    let row = between(&page, "<tr id=\"s9\"", "</tr>");
    assert!(row.contains("<a href=\"#drift\">300</a>"), "{row}");
    assert!(row.contains("0.27 times the median of the run"), "{row}");
    let sex = drift.split_once("class=\"sex\"").unwrap().1;
    assert!(sex.contains(">SWAP</a> (female / male)"), "{sex}");
}

#[test]
fn a_run_without_a_finished_sample_says_so() {
    let page = page(&[failed("P1", "why")]);
    assert!(page.contains("No sample was finished") && !page.contains("class=\"drift\""));
    assert!(page.contains("nothing was checked"));
}

#[test]
fn every_word_is_there_and_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut source = String::new();
    for folder in ["src/report/run_page", "templates/run"] {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            source += &std::fs::read_to_string(path).unwrap();
        }
    }
    source += &std::fs::read_to_string(root.join("templates/run.html")).unwrap();
    let mut used: BTreeSet<&str> = source
        .split('"')
        .skip(1)
        .filter(|piece| piece.starts_with("run-") && !piece.contains(['{', ' ', '<', '=']))
        .collect();
    used.retain(|key| !key.ends_with('-'));
    for key in &used {
        for language in Language::ALL {
            assert_ne!(Texts::of(language).get(key), *key, "no words for {key}");
        }
    }
    let composed = [
        "run-quality-",
        "run-sex-",
        "run-depth-",
        "run-correlation-",
        "run-noise-",
        "run-covered-",
        "run-duplicates-",
    ];
    // Codes of results that the page turns into keys.
    let codes = [
        "run-not-assessed",
        "run-deleted",
        "run-not-deleted",
        "run-gained",
        "run-yes",
        "run-no",
        "run-present",
        "run-absent",
        "run-good",
        "run-intermediate",
        "run-poor",
        "run-inconclusive",
        "run-dominant-negative",
        "run-dominant-negative-possible",
        "run-loss-of-function",
        "run-unclassified",
    ];
    let words = std::fs::read_to_string(root.join("src/report/text/en.ftl")).unwrap();
    let keys = words.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key);
    for key in keys.filter(|key| key.starts_with("run-")) {
        let known = used.contains(key)
            || codes.contains(&key)
            || composed.iter().any(|start| key.starts_with(start));
        assert!(known, "nobody uses {key}");
    }
    let words = Texts::of(Language::English).say("run-loci", &[("count", "{ $count }")]);
    assert_eq!(words, "{ $count } items");
}

/// Time that this thread has worked, so that other work on the machine does not count; where the
/// system does not tell, the time of day.
fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let worked = told.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    worked.map_or_else(|| START.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

#[test]
fn a_thousand_patients_are_quick_and_small() {
    let mut entries: Vec<Entry> = (0..990)
        .map(|number| {
            entry(&format!("PATIENT-{number:04}"), |result| {
                result.calls.mean_depth += f64::from(number);
            })
        })
        .collect();
    entries.extend((0..10).map(|number| failed(&format!("Z{number}"), "cut: copy it again")));
    let start = seconds();
    let page = page(&entries);
    let took = seconds() - start;
    assert!(took < 2.0, "{took} s");
    assert!(page.len() < 5_000_000, "{} bytes", page.len());
    assert_eq!(page.matches("<tr id=\"s").count(), 1_000);
}

#[test]
fn a_name_does_no_harm_from_the_sheet_to_every_table() {
    let case = Case::with_bams(3);
    let bams: Vec<String> = case
        .cohort
        .bams()
        .iter()
        .take(3)
        .map(|bam| bam.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    cut_at_block_boundary(&case.input(&bams[2]));
    let sheet = case.input("sheet.csv");
    let names = ["=cmd()", "<script>", "@cut"];
    let lines = names.iter().zip(&bams).map(|(name, bam)| format!("{name};{bam}\n"));
    std::fs::write(&sheet, format!("sample;bam\n{}", lines.collect::<String>())).unwrap();
    let mut command = ikaros();
    command.arg("run").arg(&sheet).arg("--targets").arg(&case.cohort.targets);
    command.arg("--normals").arg(&case.cohort.normals).arg("--out").arg(case.out(""));
    finish(command.output().unwrap(), 3);
    assert!(case.out("=cmd().ikaros.json").exists());
    let page = std::fs::read_to_string(case.out("run.html")).unwrap();
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(page.contains("href=\"%3Dcmd%28%29.report.html\""));
    let mut tables = 0;
    for file in std::fs::read_dir(case.out("")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "tsv") {
            continue;
        }
        tables += 1;
        for line in std::fs::read_to_string(&path).unwrap().lines().filter(|l| !l.starts_with('#'))
        {
            for cell in line.split('\t') {
                let acts = cell.trim_start().starts_with(['=', '+', '-', '@', '"']);
                assert!(!acts || cell.parse::<f64>().is_ok(), "{}: {cell}", path.display());
            }
        }
    }
    assert!(tables >= 4, "{tables} tables");
    // Made again from the results, the files over the run are the same.
    let mut again = ikaros();
    again.arg("report").arg("--out").arg(case.out("again"));
    again.args(["=cmd()", "<script>"].map(|name| case.out(&format!("{name}.ikaros.json"))));
    finish(again.output().unwrap(), 0);
    for name in ["run.tsv", "run.json", "run.html"] {
        let (first, second) = (case.out(name), case.out("again").join(name));
        assert!(std::fs::read(first).unwrap() == std::fs::read(second).unwrap(), "{name}");
    }
}

#[test]
fn a_part_of_a_run_does_not_replace_its_table() {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for name in ["A", "B", "C"] {
        let path = folder.path().join(format!("{name}.ikaros.json"));
        std::fs::write(&path, ikaros::report::json::patient(&patient_named(name)).unwrap())
            .unwrap();
        paths.push(path);
    }
    let report = |paths: &[std::path::PathBuf]| {
        let output = ikaros().arg("report").args(paths).arg("--out").arg(folder.path()).output();
        finish(output.unwrap(), 0)
    };
    assert_eq!(report(&paths), "");
    let whole = std::fs::read(folder.path().join("run.tsv")).unwrap();
    let said = report(&paths[..2]);
    assert!(said.contains("1 more samples (C, ...)"), "{said}");
    assert!(std::fs::read(folder.path().join("run.tsv")).unwrap() == whole);
}

#[test]
fn a_result_of_an_older_version_has_no_depth_of_its_normals() {
    let mut result = patient();
    result.calls.normals.depth = None;
    result.calls.genes[1].state = LocusState::NotAssessed;
    for exon in &mut result.calls.genes[1].exons {
        exon.state = CopyState::NotAssessed;
    }
    let page = page(&[Entry::from_result(&result, Language::English)]);
    assert!(page.contains("The depth of the normals is not in these results."));
    assert_eq!(field(&page, "PAX5", 0).0, "o");
}
