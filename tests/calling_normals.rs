//! Patients among the normals: what they hide, and how it is kept from being told as normal.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod laboratory;
mod support;

use ikaros::interpret::interpret;
use ikaros::io::{depth_table, normals_file};
use ikaros::model::calls::{QcFlag, SampleCalls, SampleInfo};
use ikaros::model::depth::DepthTable;
use ikaros::model::locus_state::LocusState;
use ikaros::model::sample::{Role, Sex};
use ikaros::normals::build::{BuildError, NormalInput};
use ikaros::pipeline::{FittedPanel, panel_of_normals};
use laboratory::{Laboratory, in_gene};
use support::{finish, ikaros, rows};

/// Loss of exons 4-7 of IKZF1 that leaves a share of the depth.
fn ik6(left: f64) -> impl Fn(&str) -> f64 {
    let lost = ["IKZF1_4", "IKZF1_5", "IKZF1_6", "IKZF1_7"];
    move |name: &str| if lost.contains(&name) { left } else { 1.0 }
}

/// The laboratory's normals, of which the first few are patients without these exons.
fn panel(laboratory: &Laboratory, normals: usize, patients: usize) -> FittedPanel {
    let mut all: Vec<NormalInput> = laboratory.normals().into_iter().take(normals).collect();
    for (i, normal) in all.iter_mut().enumerate().take(patients) {
        let name = normal.depth.sample.clone();
        normal.depth = laboratory.sample(&name, i as u64 + 1, ik6(0.55));
    }
    panel_of_normals(all, &laboratory.knowledge).unwrap()
}

fn call(laboratory: &Laboratory, panel: &FittedPanel, depth: &DepthTable) -> SampleCalls {
    let sample = SampleInfo::new(&depth.sample, Role::Tumour);
    panel.call(&sample, depth, &laboratory.knowledge).unwrap()
}

fn flag<'a>(calls: &'a SampleCalls, code: &str) -> Option<&'a QcFlag> {
    calls.flags.iter().find(|flag| flag.code == code)
}

#[test]
fn patients_among_the_normals_are_named_and_not_compared_with() {
    let laboratory = Laboratory::new(400.0);
    assert_eq!(panel(&laboratory, 16, 0).panel().warning(), None);
    for patients in [1, 3] {
        let panel = panel(&laboratory, 16, patients);
        let warning = panel.panel().warning().unwrap();
        for number in 1..=patients {
            assert!(warning.contains(&format!("P{number}: IKZF1 4-7 het_del")), "{warning}");
        }
        let tumour = laboratory.sample("T", 86, ik6(0.78));
        let calls = call(&laboratory, &panel, &tumour);
        assert_eq!(calls.normals.left_out.len(), patients);
        assert_eq!(calls.gene("IKZF1").unwrap().state, LocusState::Deleted);
        assert_eq!(flag(&calls, "NORMALS_WITH_EVENTS"), None);
        // A patient under a normal's name is found as well.
        let own = laboratory.sample("P1", 1, ik6(0.55));
        let calls = call(&laboratory, &panel, &own);
        assert_eq!(calls.gene("IKZF1").unwrap().segments[0].exon_range(), "4-7");
    }
}

#[test]
fn a_panel_that_does_not_tell_certain_events_from_others_spares_all_that_were_called() {
    let laboratory = Laboratory::new(400.0);
    let mut panel = panel(&laboratory, 16, 2).panel().clone();
    panel.members.iter_mut().for_each(|member| member.certain = None);
    assert_eq!(panel.to_be_spared(), ["P1", "P2"]);
    let older = FittedPanel::new(panel, &laboratory.knowledge);
    let calls = call(&laboratory, &older, &laboratory.sample("T", 86, ik6(0.78)));
    assert_eq!(calls.normals.left_out, ["P1", "P2"]);
    assert_eq!(calls.gene("IKZF1").unwrap().state, LocusState::Deleted);
}

#[test]
fn what_a_patient_hides_that_cannot_be_spared_is_not_assessed() {
    let laboratory = Laboratory::new(400.0);
    let panel = panel(&laboratory, 6, 1);
    let calls = call(&laboratory, &panel, &laboratory.sample("T", 87, |_| 1.0));
    assert_eq!(calls.normals.genes_with_events, ["IKZF1"]);
    let told = interpret(&calls, &laboratory.knowledge);
    assert_eq!(told.ikzf1.status, LocusState::NotAssessed);
    let listed = told.not_assessed.iter().find(|entry| entry.what == "IKZF1").unwrap();
    assert!(listed.reason.contains("normals that were compared with"), "{}", listed.reason);
    assert!(told.not_assessed.iter().all(|entry| entry.what != "PAX5"));
}

#[test]
fn more_patients_than_false_calls_explain_are_flagged_in_every_sample() {
    let laboratory = Laboratory::new(400.0);
    let healthy = panel(&laboratory, 16, 0);
    let mut calls = call(&laboratory, &healthy, &laboratory.sample("T", 86, |_| 1.0));
    // One, or one in ten, may be false calls.
    let mut explained = |found: u32, members: usize| {
        calls.normals.members_with_events = found;
        calls.normals.members = vec![String::new(); members];
        !calls.normals.has_patients()
    };
    assert!(explained(1, 6) && explained(2, 20) && explained(0, 16));
    assert!(!explained(2, 16) && !explained(3, 24));
    // With six, neither can be spared.
    let gene = in_gene("IKZF1");
    let mut normals: Vec<NormalInput> = laboratory.normals().into_iter().take(6).collect();
    for (i, normal) in normals.iter_mut().enumerate().take(2) {
        let lost = |name: &str| if gene(name) { 0.3 + 0.3 * i as f64 } else { 1.0 };
        normal.depth = laboratory.sample(&format!("P{}", i + 1), i as u64 + 1, lost);
    }
    let panel = panel_of_normals(normals, &laboratory.knowledge).unwrap();
    let calls = call(&laboratory, &panel, &laboratory.sample("T", 86, |_| 1.0));
    let flag = flag(&calls, "NORMALS_WITH_EVENTS").unwrap();
    assert!(flag.message.contains("of the 6 normals"), "{}", flag.message);
}

#[test]
fn a_sample_among_the_normals_under_another_name_is_left_out_of_them() {
    let laboratory = Laboratory::new(400.0);
    let panel = panel(&laboratory, 16, 0);
    let again = laboratory.sample("T", 3, |_| 1.0);
    let calls = call(&laboratory, &panel, &again);
    assert_eq!(calls.normals.left_out, ["P3"]);
    assert_eq!(calls.normals.same_as.as_deref(), Some("P3"));
    assert!(flag(&calls, "AMONG_NORMALS").unwrap().message.contains("P3"));
    let calls = call(&laboratory, &panel, &laboratory.sample("P3", 3, |_| 1.0));
    assert_eq!(flag(&calls, "AMONG_NORMALS"), None);
}

#[test]
fn one_sample_under_two_names_is_refused_as_two_normals() {
    let laboratory = Laboratory::new(400.0);
    let mut normals = laboratory.normals();
    let copy = DepthTable { sample: "COPY".to_owned(), ..normals[4].depth.clone() };
    normals.push(NormalInput { depth: copy, sex: Sex::Unknown });
    let error = panel_of_normals(normals, &laboratory.knowledge).err().unwrap();
    assert_eq!(error, BuildError::Same { first: "COPY".to_owned(), other: "P5".to_owned() });
}

/// Runs a sheet over depth tables against a panel; gives standard error and the folder.
fn run(tables: &[DepthTable], sheet: &str, code: i32) -> (String, tempfile::TempDir) {
    let laboratory = Laboratory::new(400.0);
    let folder = tempfile::tempdir().unwrap();
    let fitted = panel(&laboratory, 16, 0);
    let normals = folder.path().join("normals.tsv");
    normals_file::write(&normals, fitted.panel(), fitted.expectation()).unwrap();
    for table in tables {
        let path = folder.path().join(format!("{}.depth.tsv.gz", table.sample));
        depth_table::write_table(&path, table).unwrap();
    }
    std::fs::write(folder.path().join("sheet.csv"), sheet).unwrap();
    let mut command = ikaros();
    command.arg("run").arg(folder.path().join("sheet.csv")).arg("--normals").arg(normals);
    command.arg("--out").arg(folder.path().join("out"));
    (finish(command.output().unwrap(), code), folder)
}

#[test]
fn a_normals_name_makes_no_patient_a_normal_and_its_own_data_do() {
    let laboratory = Laboratory::new(400.0);
    let patient = laboratory.sample("P4", 99, ik6(0.97));
    let normal = laboratory.sample("P5", 5, |_| 1.0);
    let sheet = "sample,depth,blast_percent\nP4,P4.depth.tsv.gz,8\nP5,P5.depth.tsv.gz,\n";
    let (_, folder) = run(&[patient, normal], sheet, 0);
    let rows = rows(&folder.path().join("out/run.tsv"));
    assert_eq!((rows[0].get("role"), rows[0].get("ikzf1_status")), ("tumour", "not_assessed"));
    assert_eq!((rows[1].get("role"), rows[1].get("ikzf1_status")), ("normal", "not_deleted"));
}

#[test]
fn one_table_under_two_patients_names_fails_both() {
    let laboratory = Laboratory::new(400.0);
    let tables = ["A", "B", "C"].map(|name| {
        let seed = if name == "C" { 98 } else { 97 };
        laboratory.sample(name, seed, |_| 1.0)
    });
    let sheet = "sample,depth\nA,A.depth.tsv.gz\nB,B.depth.tsv.gz\nC,C.depth.tsv.gz\n";
    let (stderr, folder) = run(&tables, sheet, 3);
    assert!(stderr.contains("sample A has the depth of sample B"), "{stderr}");
    let rows = rows(&folder.path().join("out/run.tsv"));
    let states: Vec<&str> = rows.iter().map(|row| row.get("status")).collect();
    assert_eq!(states, ["failed", "failed", "ok"]);
}
