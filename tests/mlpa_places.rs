//! Through the command: positions, areas, missing rows, mistyped criteria, and names that moved.

#![allow(clippy::unwrap_used)]

mod mlpa_fixture;
mod report_fixture;

use std::path::PathBuf;

use assert_cmd::Command;
use ikaros::model::patient::PatientResult;
use ikaros::report::json;
use mlpa_fixture::{Event, column, ngs, wide};
use tempfile::TempDir;

struct Ran {
    code: Option<i32>,
    said: String,
    folder: TempDir,
}

impl Ran {
    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join("out").join(name)).unwrap()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.file("compare.json")).unwrap()
    }
}

/// Runs `ikaros compare` on results and a table.
fn compare(results: &[PatientResult], table: &str, extra: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    std::fs::create_dir(at("run")).unwrap();
    for result in results {
        let name = format!("run/{}.ikaros.json", result.calls.sample.name);
        std::fs::write(at(&name), json::patient(result).unwrap()).unwrap();
    }
    std::fs::write(at("mlpa.tsv"), table).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ikaros"));
    command.arg("compare").arg("--ngs").arg(at("run")).arg("--mlpa").arg(at("mlpa.tsv"));
    let output = command.arg("--out").arg(at("out")).args(extra).output().unwrap();
    Ran { code: output.status.code(), said: String::from_utf8(output.stderr).unwrap(), folder }
}

/// Runs `ikaros mlpa read --rows`, with a mapping if there is one; the table or the error.
fn rows(table: &str, mapping: Option<&str>) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("mlpa.tsv"), table).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ikaros"));
    command.args(["mlpa", "read", "--json"]).arg(at("mlpa.tsv"));
    if let Some(mapping) = mapping {
        std::fs::write(at("mapping.tsv"), mapping).unwrap();
        command.arg("--mapping").arg(at("mapping.tsv"));
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

#[test]
fn positions_of_a_mapped_column_are_understood_or_an_error() {
    let table = |cell: &str| {
        format!("Sonde\tGen\tOrt\tS1\nP4\tIKZF1\t{cell}\t0.5\nP5\tIKZF1\tchr7:50382600\t1.0\n")
    };
    let mapping = "Sonde\tprobe\nGen\tgene\nOrt\tposition\n";
    for cell in [
        "chr7:50376532-50376793",
        "7:50376662",
        "chr7:50,376,532-50,376,793",
        "chr7:g.50376532_50376793",
        "chr7: 50 376 532 - 50 376 793",
    ] {
        let found = rows(&table(cell), Some(mapping)).unwrap_or_else(|why| panic!("{cell}: {why}"));
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        let place = &found["files"][0]["observations"][0]["position"];
        assert_eq!(place[1], 50_376_662, "{cell}: {place}");
    }
    for (cell, why) in [
        ("exon 4", "'exon 4' is no position"),
        ("chr7:abc", "'abc' is no position"),
        ("chr7:50376793-50376532", "runs backwards"),
        ("chr7:1-159345973", "too long"),
        ("chr9:37020718", "another chromosome than IKZF1"),
    ] {
        let error = rows(&table(cell), Some(mapping)).unwrap_err();
        assert!(error.contains(why) && error.contains("row 2"), "{cell}: {error}");
    }
    // Two columns that contradict each other, and a band that does not.
    let both = |chromosome: &str| {
        format!("probe\tgene\texon\tchrom\tpos\tS1\nP\tIKZF1\t4\t{chromosome}\tchr7:50376662\t1\n")
    };
    assert!(rows(&both("7p12.2"), None).is_ok() && rows(&both("chr7"), None).is_ok());
    assert!(rows(&both("17"), None).unwrap_err().contains("the chromosome is '17'"));
    // Without a mapping a position may be a well.
    let well = "sample\tprobe\tposition\tratio\nS1\tIKZF1_4\tA1\t1.0\n";
    assert!(rows(well, None).unwrap().contains("does not hold positions"));
}

#[test]
fn a_mistyped_group_is_an_error_that_lists_the_groups() {
    let results = [ngs("A", &[], 0.0), ngs("B", &[], 0.0)];
    let table = "gene\texon\tA\tB\nIKZF1\t4\t1.0\t1.0\n";
    let said = |criterion: &str| {
        let ran = compare(&results, table, &["--require", criterion]);
        let written = ran.folder.path().join("out/compare.json").exists();
        (ran.code, written, ran.said)
    };
    let (code, written, error) = said("gene/IKFZ1/sensitivity >= 0.9");
    assert_eq!((code, written), (Some(1), false), "{error}");
    for part in ["'gene' has no group 'IKFZ1'", "IKZF1", "PAX5", "all"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let (code, _, error) = said("genes/IKZF1/sensitivity >= 0.9");
    assert_eq!(code, Some(1));
    assert!(error.contains("no level 'genes'") && error.contains("ikzf1_category"), "{error}");
    // A gene that these samples do not tell of is not assessable, as before.
    let (code, written, error) = said("gene/EBF1/npv >= 0");
    assert_eq!((code, written), (Some(4), true), "{error}");
    assert!(error.contains("no result of it on both sides"), "{error}");
}

#[test]
fn probes_of_an_area_count_for_their_gene_and_at_no_exon() {
    let results = [ngs("A", &[], 0.0), ngs("B", &[], 0.0)];
    let table = "probe\tgene\texon\tA\tB\n\
        BTG1_1\tBTG1\t1\t1.0\t1.0\nBTG1 area 1\tBTG1\tarea 1\t0.5\t1.0\n\
        BTG1-AREA\tBTG1\t\t1.0\t1.0\nSHOX area\tSHOX\tarea\t1.0\t0.5\nIKZF1_4\tIKZF1\t4\t1.0\t1.0\n";
    let ran = compare(&results, table, &[]);
    assert_eq!(ran.code, Some(0), "{}", ran.said);
    let found = ran.json();
    let gene = |sample: &str, gene: &str| -> String {
        let all = found["genes"].as_array().unwrap();
        let own = all.iter().find(|own| own["sample"] == sample && own["gene"] == gene).unwrap();
        own["mlpa"].as_str().unwrap().to_owned()
    };
    assert_eq!((gene("A", "BTG1"), gene("B", "BTG1")), ("deleted".into(), "normal".into()));
    assert_eq!((gene("A", "SHOX"), gene("B", "SHOX")), ("normal".into(), "deleted".into()));
    let level = |level: &str, group: &str| {
        let all = found["levels"].as_array().unwrap();
        let own = all.iter().find(|own| {
            own["level"] == level && own["group"] == group && own["finding"] == "deletion"
        });
        own.map_or(0, |own| own["pairs"].as_u64().unwrap())
    };
    assert_eq!((level("exon", "BTG1"), level("exon", "SHOX"), level("gene", "SHOX")), (2, 0, 2));
    let page = ran.file("compare.html");
    assert!(page.contains("count for their gene and at no exon: BTG1 area"), "{page}");
    let table = ran.file("compare.discordances.tsv");
    let row = table.lines().find(|line| line.starts_with("A\tgene\tBTG1")).unwrap();
    assert!(row.contains("NO_EXON"), "{row}");

    // Two probes of one area lie apart: one that is lost is lost, whatever the other says.
    let table = "probe\tgene\texon\tA\tB\nX1\tBTG1\tarea\t0.55\t1.0\nX2\tBTG1\tarea\t1.05\t1.0\n\
                 IKZF1_4\tIKZF1\t4\t1.0\t1.0\n";
    let ran = compare(&results, table, &[]);
    let genes = ran.json()["genes"].clone();
    assert_eq!((&genes[0]["gene"], &genes[0]["mlpa"]), (&"BTG1".into(), &"deleted".into()));
}

#[test]
fn a_truth_table_that_lists_normal_exons_leaves_out_nothing_normal() {
    let of = |table: &str| -> Vec<String> {
        let found: serde_json::Value = serde_json::from_str(&rows(table, None).unwrap()).unwrap();
        let samples = found["samples"].as_array().unwrap();
        let b = samples.iter().find(|own| own["name"] == "B").unwrap();
        let exons = b["exons"].as_array().unwrap().iter();
        exons
            .map(|e| format!("{}:{}", e["exon"].as_str().unwrap(), e["state"].as_str().unwrap()))
            .collect()
    };
    // A lists normal exons, so B's exons without a row were not tested.
    let listed = "sample\tgene\texons\tcn\nA\tIKZF1\tE1-E3\tCN2\nA\tIKZF1\tE4-E7\tCN1\n\
                  A\tIKZF1\tE8\tCN2\nB\tIKZF1\tE4\tCN1\nB\tIKZF1\tE5\tCN1\n";
    let found = of(listed);
    assert_eq!(found[0], "1:no_result", "{found:?}");
    assert_eq!(found[3..6], ["4:deleted", "5:deleted", "6:no_result"]);
    // A table of events alone: what is not named is normal.
    let events = "sample\tgene\texons\tcn\nA\tIKZF1\tE4-E7\tCN1\nB\tIKZF1\tE4-E5\tCN1\n";
    assert_eq!(of(events)[0], "1:normal");
    // A gene that other samples have a row of.
    let genes = "sample\tgene\texons\tcn\nA\tIKZF1\t\tCN2\nA\tPAX5\t\tCN2\nB\tIKZF1\t\tCN2\n";
    let found: serde_json::Value = serde_json::from_str(&rows(genes, None).unwrap()).unwrap();
    assert_eq!(found["samples"][1]["genes"]["PAX5"], "no_result");
}

/// 12 samples with events of their own, and a few without.
fn twelve() -> Vec<(String, Vec<Event>)> {
    let events: Vec<Vec<Event>> = vec![
        vec![("IKZF1", "4", "7", 0.9)],
        vec![("PAX5", "2", "6", 0.8)],
        vec![],
        vec![("IKZF1", "1", "8", 0.9)],
        vec![("ETV6", "1", "8", 0.9)],
        vec![("CDKN2A", "1b", "3", 0.9), ("CDKN2B", "1", "2", 0.9)],
        vec![("RB1", "6", "26", 0.8)],
        vec![],
        vec![("EBF1", "1", "16", 0.9)],
        vec![("IKZF1", "2", "8", 0.9), ("PAX5", "1", "10", 0.7)],
        vec![("BTG1", "1", "2", 0.9), ("ETV6", "2", "5", 0.8)],
        vec![("RB1", "1", "27", 0.9), ("IKZF1", "4", "8", 0.8)],
    ];
    events.into_iter().enumerate().map(|(at, own)| (format!("S{at:02}"), own)).collect()
}

fn tables(names: &[&str]) -> (Vec<PatientResult>, String) {
    let samples = twelve();
    let results = samples.iter().map(|(name, events)| ngs(name, events, 0.08)).collect();
    let columns: Vec<(&str, Vec<f64>)> = samples
        .iter()
        .zip(names)
        .map(|((name, events), written)| (*written, column(name, events, 0.05)))
        .collect();
    (results, wide(&columns))
}

#[test]
fn names_that_all_moved_are_told_as_one_rotation() {
    let names: Vec<String> = twelve().into_iter().map(|(name, _)| name).collect();
    let own: Vec<&str> = names.iter().map(String::as_str).collect();
    let (results, table) = tables(&own);
    let ran = compare(&results, &table, &[]);
    assert_eq!(ran.json()["swaps"]["suspected"], serde_json::json!([]));
    for places in [1, 2, 11] {
        let mut moved = own.clone();
        moved.rotate_right(places);
        let (results, table) = tables(&moved);
        let ran = compare(&results, &table, &["--require", "gene/IKZF1/npv >= 0"]);
        assert_eq!(ran.code, Some(4), "{}", ran.said);
        let found = ran.json();
        let suspected = found["swaps"]["suspected"].as_array().unwrap();
        assert_eq!(suspected.len(), 1, "{suspected:?}");
        let told = suspected[0]["told"].as_str().unwrap();
        assert!(told.starts_with("a rotation of all 12 samples"), "{told}");
        for (at, name) in own.iter().enumerate() {
            // The results of a sample stand under the name that was written over them.
            let link = format!("NGS {name} fits MLPA {}", moved[at]);
            assert!(told.contains(&link), "{places}: {link}: {told}");
        }
        assert!(ran.said.contains("a rotation of all 12 samples"), "{}", ran.said);
    }
    // A row was lost: the names moved by one, the last has results of a stranger.
    let mut moved: Vec<&str> = own[1..].to_vec();
    moved.push("stranger");
    let (results, table) = tables(&moved);
    let ran = compare(&results, &table, &[]);
    let found = ran.json();
    let told = found["swaps"]["suspected"][0]["told"].as_str().unwrap_or_default();
    assert!(told.starts_with("a rotation of all 11 samples"), "{found}");
    // One exchange is told as one.
    let mut two = own.clone();
    two.swap(0, 4);
    let (results, table) = tables(&two);
    let found = compare(&results, &table, &[]).json();
    let told = found["swaps"]["suspected"][0]["told"].as_str().unwrap();
    assert!(told.starts_with("S00 and S04 are exchanged"), "{told}");
}

#[test]
fn an_mlpa_sample_without_a_partner_is_held_against_all() {
    let names: Vec<String> = twelve().into_iter().map(|(name, _)| name).collect();
    let mut written: Vec<&str> = names.iter().map(String::as_str).collect();
    written[3] = "P-4711";
    let (results, table) = tables(&written);
    let ran = compare(&results, &table, &[]);
    let found = ran.json();
    assert_eq!(found["swaps"]["suspected"], serde_json::json!([]));
    let alone = &found["swaps"]["unpartnered"];
    assert_eq!(alone.as_array().unwrap().len(), 1, "{alone}");
    assert_eq!((&alone[0]["mlpa"], &alone[0]["ngs"]), (&"P-4711".into(), &"S03".into()));
    let told = "MLPA P-4711 (without NGS partner) agrees best with NGS S03, which has no MLPA";
    assert!(ran.said.contains(told), "{}", ran.said);
    assert!(ran.file("compare.html").contains(told));
    assert!(ran.file("compare.swaps.tsv").contains("without partner\t1\tS03\tP-4711"));

    // S05's MLPA got another name, and S05 the results of S02, which has none of its own then.
    let mut written: Vec<&str> = names.iter().map(String::as_str).collect();
    (written[5], written[2]) = ("P-4711", "S05");
    let (results, table) = tables(&written);
    let ran = compare(&results, &table, &["--require", "gene/IKZF1/npv >= 0"]);
    let found = ran.json();
    let alone = &found["swaps"]["unpartnered"][0];
    assert_eq!((&alone["ngs"], &alone["instead_of"]), (&"S05".into(), &"S05".into()), "{found}");
    assert_eq!(ran.code, Some(4), "a criterion was assessed: {}", ran.said);
    let table = ran.file("compare.discordances.tsv");
    let own = |line: &&str| line.starts_with("S05\t") && line.contains("SWAP_SUSPECTED");
    assert!(table.lines().any(|line| own(&line)), "{table}");

    // Without an event nothing is said.
    let mut written: Vec<&str> = names.iter().map(String::as_str).collect();
    written[7] = "P-4711";
    let (results, table) = tables(&written);
    let found = compare(&results, &table, &[]).json();
    assert_eq!(found["swaps"]["unpartnered"], serde_json::json!([]));
}
