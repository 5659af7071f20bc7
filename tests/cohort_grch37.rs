//! The main job on GRCh37: the cohort's reads and targets carried over place by place must give the
//! same patients the same results.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::contig::Contig;
use ikaros::model::interval::Interval;
use rust_htslib::bam::{self, Read as _, record::Aux};

/// Places further than this from any that both assemblies name stay where they are.
const REACH: i64 = 200_000;
/// Bases at a contig's end that are moved inwards.
const LAST: i64 = 1_000_000;

/// Places of GRCh38 and the way from each to GRCh37, by contig.
struct Bridge(BTreeMap<String, Vec<(i64, i64)>>);

impl Bridge {
    fn new() -> Self {
        let knowledge = Knowledge::builtin();
        let mut places: BTreeMap<String, Vec<(i64, i64)>> = BTreeMap::new();
        let mut add = |old: &Interval, new: &Interval| {
            let way = i64::from(old.start) - i64::from(new.start);
            places.entry(new.contig.as_str().into()).or_default().push((new.start.into(), way));
        };
        for exon in knowledge.genes.genes().iter().flat_map(|gene| &gene.exons) {
            if let [Some(old), Some(new)] = Assembly::ALL.map(|a| exon.interval(a)) {
                add(old, new);
            }
        }
        for windows in knowledge.junctions.classes.iter().flat_map(|class| &class.windows) {
            let [old, new] = Assembly::ALL.map(|a| windows.left(a));
            add(old, new);
            let [old, new] = Assembly::ALL.map(|a| windows.right(a));
            add(old, new);
        }
        Self(places)
    }

    fn carry(&self, contig: &str, position: i64) -> i64 {
        let name = Contig::new(contig);
        let length = Assembly::Grch37.contig_length(&name).map_or(i64::MAX, |length| length as i64);
        let near = self.0.get(name.as_str()).into_iter().flatten();
        let nearest = near.min_by_key(|(place, _)| (place - position).abs());
        match nearest {
            Some((place, way)) if (place - position).abs() < REACH => position + way,
            // Some contigs are shorter on GRCh37.
            _ if position > length - LAST => position - 2 * LAST,
            _ => position,
        }
    }

    /// An `SA` tag with its places carried over.
    fn carry_tag(&self, tag: &str) -> String {
        let carry = |part: &str| {
            let mut fields: Vec<String> = part.split(',').map(str::to_owned).collect();
            fields[1] = self.carry(&fields[0], fields[1].parse().unwrap()).to_string();
            fields.join(",") + ";"
        };
        tag.split_terminator(';').map(carry).collect()
    }
}

fn carry_reads(bridge: &Bridge, from: &Path, to: &Path) {
    let mut reader = bam::Reader::from_path(from).unwrap();
    let mut text = String::from_utf8(reader.header().as_bytes().to_vec()).unwrap();
    let names: Vec<String> = reader
        .header()
        .target_names()
        .iter()
        .map(|name| String::from_utf8(name.to_vec()).unwrap())
        .collect();
    for name in &names {
        let contig = Contig::new(name);
        let [old, new] = Assembly::ALL.map(|a| a.contig_length(&contig));
        if let (Some(old), Some(new)) = (old, new) {
            text = text.replace(&format!("SN:{name}\tLN:{new}"), &format!("SN:{name}\tLN:{old}"));
        }
    }
    let header = bam::Header::from_template(&bam::HeaderView::from_bytes(text.as_bytes()));
    let mut records: Vec<bam::Record> = reader.records().map(Result::unwrap).collect();
    for record in &mut records {
        let on = |tid: i32| names.get(tid as usize).map_or("", String::as_str);
        record.set_pos(bridge.carry(on(record.tid()), record.pos()));
        record.set_mpos(bridge.carry(on(record.mtid()), record.mpos()));
        if let Ok(Aux::String(tag)) = record.aux(b"SA") {
            let tag = bridge.carry_tag(tag);
            record.remove_aux(b"SA").unwrap();
            record.push_aux(b"SA", Aux::String(&tag)).unwrap();
        }
    }
    records.sort_by_key(|record| (record.tid() as u32, record.pos()));
    let mut writer = bam::Writer::from_path(to, &header, bam::Format::Bam).unwrap();
    for record in &records {
        writer.write(record).unwrap();
    }
    drop(writer);
    bam::index::build(to, None, bam::index::Type::Bai, 1).unwrap();
}

fn carry_targets(bridge: &Bridge, from: &Path, to: &Path) {
    let carry = |line: &str| {
        let mut fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let start: i64 = fields[1].parse().unwrap();
        let end: i64 = fields[2].parse().unwrap();
        let carried = bridge.carry(&fields[0], start);
        fields[1] = carried.to_string();
        fields[2] = (carried + end - start).to_string();
        fields.join("\t") + "\n"
    };
    let text: String = std::fs::read_to_string(from).unwrap().lines().map(carry).collect();
    std::fs::write(to, text).unwrap();
}

fn run(input: &Path, targets: &Path, normals: &[&str], out: &Path) -> BTreeMap<String, Row> {
    let output = Command::new(env!("CARGO_BIN_EXE_ikaros"))
        .arg("run")
        .arg(input)
        .arg("--targets")
        .arg(targets)
        .args(normals)
        .arg("--out")
        .arg(out)
        .arg("--quiet")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'\t').from_path(out.join("run.tsv")).unwrap();
    let rows = reader.deserialize::<Row>().map(Result::unwrap);
    rows.map(|row| (row["sample"].clone(), row)).collect()
}

type Row = BTreeMap<String, String>;

fn shared() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let root =
        std::env::var_os("IKAROS_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = root.join("data/panel-cohort");
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

#[test]
fn the_cohort_on_grch37_gives_every_patient_the_same_result() {
    let Some(cohort) = shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let bridge = Bridge::new();
    let reads = folder.path().join("bam");
    std::fs::create_dir(&reads).unwrap();
    let targets = folder.path().join("targets.bed");
    carry_targets(&bridge, &cohort.join("ref/targets.bed"), &targets);
    let mut sheet = String::from("sample,role,sex,bam\n");
    let mut truth = csv::ReaderBuilder::new()
        .delimiter(b',')
        .from_path(cohort.join("samplesheet.csv"))
        .unwrap();
    for row in truth.deserialize::<Row>().map(Result::unwrap) {
        let to = reads.join(format!("{}.bam", row["sample"]));
        carry_reads(&bridge, &cohort.join(&row["bam"]), &to);
        sheet += &format!("{},{},{},{}\n", row["sample"], row["role"], row["sex"], to.display());
    }
    let path = folder.path().join("sheet.csv");
    std::fs::write(&path, sheet).unwrap();
    let normals = ["--normals-from", path.to_str().unwrap()];
    let calls = run(&path, &targets, &normals, &folder.path().join("out"));

    let mut truth = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .from_path(cohort.join("truth/samples.tsv"))
        .unwrap();
    let sorted = |category: &str| {
        let mut parts: Vec<String> = category.split('+').map(str::to_owned).collect();
        parts.sort_unstable();
        parts
    };
    let mut compared = 0;
    for row in truth.deserialize::<Row>().map(Result::unwrap) {
        let sample = &row["#sample"];
        let call = &calls[sample];
        assert_eq!(call["assembly"], "GRCh37", "{sample}");
        let wanted = row["ikzf1_deletion"].replace('.', "none");
        assert_eq!(sorted(&call["ikzf1_category"]), sorted(&wanted), "{sample}");
        compared += 1;
    }
    assert!(compared >= 24, "{compared}");

    let page = std::fs::read_to_string(folder.path().join("out/TUM01.ikaros.json")).unwrap();
    assert!(page.contains("NC_000007.13:g."), "HGVS of GRCh37");
}

#[test]
fn reads_on_grch37_are_refused_with_targets_or_normals_of_grch38() {
    let Some(cohort) = shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let bridge = Bridge::new();
    let reads = folder.path().join("TUM01.bam");
    carry_reads(&bridge, &cohort.join("bam/TUM01.bam"), &reads);
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-data");
    let carried = folder.path().join("targets.bed");
    carry_targets(&bridge, &cohort.join("ref/targets.bed"), &carried);
    for targets in [data.join("panel.bed"), carried] {
        let output = Command::new(env!("CARGO_BIN_EXE_ikaros"))
            .arg("run")
            .arg(&reads)
            .arg("--targets")
            .arg(&targets)
            .arg("--normals")
            .arg(data.join("normals.ikaros.tsv"))
            .arg("--out")
            .arg(folder.path().join("out"))
            .output()
            .unwrap();
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{message}");
        assert!(message.contains("GRCh37") && message.contains("GRCh38"), "{message}");
        assert!(!folder.path().join("out/TUM01.report.html").exists());
    }
}
