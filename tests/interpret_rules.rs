//! `--rules DIR` and the options that a result states, through the binary.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod interpret_patient;
mod support;

use std::path::{Path, PathBuf};
use std::process::Output;

use ikaros::knowledge::FILES;
use ikaros::model::patient::PatientResult;
use ikaros::report::json;
use interpret_patient::Patient;
use support::{Case, ikaros};
use tempfile::TempDir;

/// Calls of a patient on disk, and a folder of rules beside it.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new(patient: &Patient) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("P1.calls.json"), json::calls(&patient.0).unwrap())
            .unwrap();
        std::fs::create_dir(folder.path().join("rules")).unwrap();
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a built-in file, changed, into the folder of rules.
    fn rule(&self, name: &str, change: impl Fn(&str) -> String) -> &Self {
        std::fs::write(self.at("rules").join(name), change(builtin(name))).unwrap();
        self
    }

    fn interpret(&self, rules: bool) -> Output {
        let mut command = ikaros();
        command.arg("interpret").arg(self.at("P1.calls.json")).arg("--out").arg(self.at("out"));
        if rules {
            command.arg("--rules").arg(self.at("rules"));
        }
        command.output().unwrap()
    }

    fn result(&self, rules: bool) -> PatientResult {
        let output = self.interpret(rules);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        read(&self.at("out/P1.ikaros.json"))
    }

    /// Standard error of a refusal.
    fn refusal(&self) -> String {
        let output = self.interpret(true);
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{text}");
        assert!(!text.contains("panicked"), "{text}");
        assert!(!self.at("out").join("P1.ikaros.json").exists(), "{text}");
        text
    }
}

fn read(path: &Path) -> PatientResult {
    json::read(&std::fs::read(path).unwrap()).unwrap()
}

fn builtin(name: &str) -> &'static str {
    FILES.iter().find(|(file, _)| *file == name).unwrap().1
}

/// Replaces what must be there.
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

#[test]
fn a_changed_rule_changes_the_result_and_stands_in_it() {
    let patient = Patient::healthy().lose("IKZF1", "4-7", 0.9).lose_gene("PAX5").lose_gene("ERG");
    let bench = Bench::new(&patient);
    bench
        .rule("ikzf1plus.toml", |text| {
            replaced(text, "erg_deletion_excludes = true", "erg_deletion_excludes = false")
        })
        .rule("ikzf1_deletions.tsv", |text| {
            replaced(text, "\texons 4-7 (IK6)\t", "\tIK6 of our house\t").replace('\n', "\r\n")
        })
        .rule("ukall_cna.toml", |text| replaced(text, "else = \"poor\"", "else = \"high\""));
    let (old, new) = (bench.result(false), bench.result(true));
    let said = |result: &PatientResult| {
        let found = &result.interpretation;
        [
            found.ikzf1plus[0].label.clone(),
            found.ikzf1.mlpa_category.clone(),
            found.ukall_cna[0].class.clone(),
        ]
    };
    assert_eq!(said(&old), ["no: ERG is deleted", "exons 4-7 (IK6)", "poor"]);
    assert_eq!(said(&new), ["IKZF1plus, with PAX5", "IK6 of our house", "high"]);
    let changed: Vec<String> = old
        .interpretation
        .rules
        .iter()
        .zip(&new.interpretation.rules)
        .filter(|(old, new)| old.digest != new.digest)
        .map(|(old, _)| old.name.clone())
        .collect();
    assert_eq!(changed, ["ikzf1_deletions.tsv", "ikzf1plus.toml", "ukall_cna.toml"]);
}

#[test]
fn interpret_states_the_borders_it_used_and_calls_by_them() {
    // Ratio 0.72.
    let bench = Bench::new(&Patient::healthy().lose("IKZF1", "4-7", 0.56));
    let old = bench.result(false);
    assert_eq!(old.provenance.options, ["mlpa_deletion=0.75", "mlpa_duplication=1.3"]);
    assert!(old.interpretation.ikzf1.segments[0].mlpa_would_see);
    bench.rule("calling.toml", |text| {
        let text = replaced(text, "\ndeletion = 0.75", "\ndeletion = 0.7");
        replaced(&text, "\nduplication = 1.3", "\nduplication = 1.25")
    });
    let new = bench.result(true);
    assert_eq!(new.provenance.options, ["mlpa_deletion=0.7", "mlpa_duplication=1.25"]);
    assert!(!new.interpretation.ikzf1.segments[0].mlpa_would_see);
    // The page reads the options: a heterozygous deletion needs 2 (1 - 0.7) of the cells.
    let page = std::fs::read_to_string(bench.at("out/P1.report.html")).unwrap();
    assert!(page.contains("loss of one copy in 60\u{a0}%"), "the page does not state the border");
}

#[test]
fn run_states_the_borders_it_used() {
    let case = Case::with_bams(1);
    let rules = case.folder.path().join("rules");
    std::fs::create_dir(&rules).unwrap();
    let calling = replaced(builtin("calling.toml"), "\ndeletion = 0.75", "\ndeletion = 0.65");
    std::fs::write(rules.join("calling.toml"), calling).unwrap();
    support::finish(case.command().arg("--rules").arg(&rules).output().unwrap(), 0);
    let sample = case.rows()[0].get("sample").to_owned();
    let result = read(&case.out(&format!("{sample}.ikaros.json")));
    let options = result.provenance.options;
    assert_eq!(options[2..], ["mlpa_deletion=0.65", "mlpa_duplication=1.3"], "{options:?}");
    assert!(options[0].starts_with("min-mapq="), "{options:?}");
}

#[test]
fn malformed_rules_are_refused_with_file_and_cause() {
    type Change = (&'static str, &'static str, &'static str, &'static str);
    // File, what is replaced, by what, and what the message must say.
    let changes: [Change; 40] = [
        ("ikzf1plus.toml", "[[preset]]", "[[preset", "line"),
        ("ikzf1plus.toml", "unconfirmed = true", "unconfirmed = maybe", "unconfirmed"),
        ("ikzf1plus.toml", "unconfirmed = true", "unconfirmed = true\nauthor = \"x\"", "author"),
        ("ikzf1plus.toml", "genes = [\"PAX5\"]", "genes = [\"PAX7\"]", "PAX7"),
        ("ikzf1plus.toml", "genes = [\"PAX5\"]", "genes = [\"TP53\"]", "TP53"),
        ("ikzf1plus.toml", "genes = [\"PAX5\"]", "genes = []", "PAX5 has no genes"),
        ("ikzf1plus.toml", "\"any-loss\"", "\"stanulla2018\"", "twice"),
        ("ukall_cna.toml", "genes = [\"RB1\"]", "genes = [\"RB2\"]", "RB2"),
        ("ukall_cna.toml", "[\"ETV6\"], [\"PAX5\"]", "[\"ETV7\"], [\"PAX5\"]", "ETV7"),
        ("ukall_cna.toml", "[\"ETV6\", \"PAX5\"]", "[\"ETV6\", \"ETV6\"]", "twice"),
        ("ukall_cna.toml", "else = \"poor\"", "else = \"inconclusive\"", "inconclusive"),
        ("ukall_cna.toml", "name = \"RB1\"", "name = \"PAX5\"", "PAX5' is there twice"),
        ("ukall_cna.toml", "\"P2RY8:2\"", "\"P2RY8:22\"", "P2RY8:22"),
        ("ukall_cna.toml", "\"CSF2RA\", \"IL3RA\"]\nlost", "\"CSF2RB\"]\nlost", "CSF2RB"),
        ("calling.toml", "deletion = 0.75", "deletion = 1.75", "mlpa.deletion"),
        ("calling.toml", "deletion = 0.75", "deletion = nan", "mlpa.deletion"),
        ("calling.toml", "deletion = 0.75", "deletion = \"low\"", "invalid type"),
        ("calling.toml", "duplication = 1.3", "duplication = inf", "mlpa.duplication"),
        ("calling.toml", "correlation_fail = 0.5", "correlation_fail = nan", "correlation_fail"),
        ("calling.toml", "uncertain = 0.2", "uncertain = 0.95", "call.uncertain"),
        ("calling.toml", "certain = 0.9", "certain = 0.1", "call.certain"),
        ("calling.toml", "carried = 0.99", "carried = nan", "call.carried"),
        ("aneuploidy.toml", "deviations = 3.0", "deviations = nan", "deviations"),
        ("calling.toml", "power = 0.95", "power = 0.95\npwoer = 1.0", "pwoer"),
        ("calling.toml", "outliers = 0.02", "outliers = 0", "snps.outliers"),
        ("calling.toml", "smallest_share = 0.05", "smallest_share = 0.5", "snps.smallest_share"),
        ("calling.toml", "fewest_fragments = 150", "fewest_fragments = 0", "off_target.fewest"),
        ("mlpa.toml", "homozygous_to = 0.40", "homozygous_to = 0.90", "bands.homozygous_to"),
        ("mlpa.toml", "probe_spread = 0.10", "probe_spread = nan", "raw.probe_spread"),
        ("mlpa.toml", "false_alarm = 0.001", "false_alarm = 1", "swap.false_alarm"),
        ("regions.toml", "deleted = 0.11", "deleted = nan", "deleted"),
        ("regions.toml", "gained = 0.04", "gained = -0.04", "gained"),
        ("regions.toml", "genes = [\"PAX5\"]", "genes = [\"PAX9\"]", "PAX9"),
        ("ikzf1_deletions.tsv", "\n4-7\t", "\n4-77\t", "4-77"),
        ("ikzf1_deletions.tsv", "\n4-7\t", "\n4-6\t", "4-6"),
        ("ikzf1_deletions.tsv", "dominant_negative\t", "dominant\t", "dominant"),
        ("ikzf1_deletions.tsv", "\texon 1\t", "\t", "fields"),
        ("genes.tsv", "\tcopy_number\t", "\tcopynumber\t", "copynumber"),
        ("genes.tsv", "\t50304715\t", "\tx50304715\t", "x50304715"),
        ("accessions.tsv", "\n7\t", "\n27\t", "chromosome 7"),
    ];
    let patient = Patient::healthy();
    for (file, from, to, cause) in changes {
        let bench = Bench::new(&patient);
        bench.rule(file, |text| replaced(text, from, to));
        let text = bench.refusal();
        assert!(text.contains(file) && text.contains(cause), "{file}, {from} -> {to}:\n{text}");
    }
}

#[test]
fn a_missing_row_an_empty_file_and_a_strange_one_are_refused() {
    let patient = Patient::healthy();
    for (file, _) in FILES {
        let bench = Bench::new(&patient);
        bench.rule(file, |_| String::new());
        assert!(bench.refusal().contains(file), "{file}");
    }
    let bench = Bench::new(&patient);
    bench.rule("ikzf1_deletions.tsv", |text| {
        let rows = text.lines().filter(|line| !line.starts_with("4-8\t"));
        rows.collect::<Vec<_>>().join("\n")
    });
    let text = bench.refusal();
    assert!(text.contains("ikzf1_deletions.tsv") && text.contains("exons 4-8"), "{text}");

    let bench = Bench::new(&patient);
    assert!(bench.refusal().contains("no rule file"), "an empty folder");
    std::fs::write(bench.at("rules/notes.txt"), "x").unwrap();
    assert!(bench.refusal().contains("notes.txt"));
    std::fs::remove_file(bench.at("rules/notes.txt")).unwrap();
    std::fs::write(bench.at("rules/calling.toml"), [0xff, 0xfe, 0x00]).unwrap();
    assert!(bench.refusal().contains("calling.toml"));
}
