//! Depth through the binary, against mosdepth and samtools under the same filters, and the same
//! numbers for the same reads in BAM, CRAM 3.0 and 3.1, with and without `chr`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ikaros::io::depth_table;
use ikaros::model::depth::{DepthTable, ParState};

/// The data beside the repository, or none with a printed reason.
fn shared(what: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let root =
        std::env::var_os("IKAROS_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = root.join("data").join(what);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

/// False, with a printed reason, where a program is not installed.
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!("skipped: {program} is not installed");
    }
    found
}

fn shell(script: &str) -> Output {
    let output = Command::new("bash").args(["-euo", "pipefail", "-c", script]).output().unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn depth(alignment: &Path, targets: &Path, out: &Path, options: &[&str]) -> DepthTable {
    let output = Command::new(env!("CARGO_BIN_EXE_ikaros"))
        .arg("depth")
        .arg(alignment)
        .arg("--targets")
        .arg(targets)
        .arg("--out")
        .arg(out)
        .args(options)
        .env("REF_PATH", "/nowhere")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let written = std::fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path());
    let table = written
        .filter(|path| path.to_string_lossy().ends_with(".depth.tsv.gz"))
        .max()
        .expect("a depth table");
    depth_table::read(&table).unwrap()
}

/// A BED around the places where a file has reads: real files come without one.
///
/// `options` let samtools read positions from a CRAM without its reference.
fn covered(alignment: &Path, out: &Path, options: &str) -> PathBuf {
    let bed = out.join("covered.bed");
    shell(&format!(
        "samtools view {options} -F 0x904 -q 1 {} | awk '{{b=int($4/400)*400; n[$3\"\\t\"b]++}} END{{for(k in n) \
         if(n[k]>4){{split(k,a,\"\\t\"); print a[1]\"\\t\"a[2]+50\"\\t\"a[2]+250}}}}' | sort -k1,1 -k2,2n \
         | awk 'NR<=300' > {}",
        alignment.display(),
        bed.display()
    ));
    bed
}

/// Sums of per-base depth over the targets, as `samtools depth -s -q 30 -Q 30` gives them.
fn samtools_sums(alignment: &Path, targets: &Path) -> Vec<(String, u32, u32, u64)> {
    let output = shell(&format!(
        "samtools depth -s -q 30 -Q 30 -b {} {}",
        targets.display(),
        alignment.display()
    ));
    let mut bases: BTreeMap<(String, u32), u64> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let place = (fields[0].to_owned(), fields[1].parse::<u32>().unwrap() - 1);
        bases.insert(place, fields[2].parse().unwrap());
    }
    let bed = std::fs::read_to_string(targets).unwrap();
    let mut sums = Vec::new();
    for line in bed.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let (start, end): (u32, u32) = (fields[1].parse().unwrap(), fields[2].parse().unwrap());
        let from = (fields[0].to_owned(), start);
        let to = (fields[0].to_owned(), end);
        sums.push((fields[0].to_owned(), start, end, bases.range(from..to).map(|(_, n)| n).sum()));
    }
    sums
}

/// Mean depths by interval, to four digits, whatever the order of the targets.
fn means(table: &DepthTable) -> BTreeMap<(String, u32, u32), String> {
    let pairs = table.targets.targets().iter().zip(&table.depths);
    pairs
        .map(|(target, depth)| {
            let i = &target.interval;
            let place = (i.contig.as_str().to_owned(), i.start, i.end);
            (place, format!("{:.4}", depth.mean_depth))
        })
        .collect()
}

fn equals_samtools_and_mosdepth(alignment: &Path, targets: &Path, options: &[&str]) {
    if !has("samtools") || !has("mosdepth") {
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let with = |definition: &'static str| {
        let folder = out.path().join(definition);
        let mut all = vec!["--definition", definition];
        all.extend(options);
        depth(alignment, targets, &folder, &all)
    };
    let ours = means(&with("samtools-depth"));
    let theirs: BTreeMap<(String, u32, u32), String> = samtools_sums(alignment, targets)
        .into_iter()
        .map(|(contig, start, end, sum)| {
            let place = (contig.trim_start_matches("chr").to_owned(), start, end);
            (place, format!("{:.4}", sum as f64 / f64::from(end - start)))
        })
        .collect();
    assert!(!theirs.is_empty() && theirs.values().any(|mean| mean != "0.0000"));
    assert_eq!(ours, theirs, "samtools depth: {}", alignment.display());

    let ours = means(&with("mosdepth"));
    let prefix = out.path().join("mosdepth-run");
    shell(&format!(
        "MOSDEPTH_PRECISION=4 mosdepth -n -Q 30 --by {} {} {}",
        targets.display(),
        prefix.display(),
        alignment.display()
    ));
    let theirs = means(&depth_table::read(&prefix.with_extension("regions.bed.gz")).unwrap());
    assert!(ours.keys().eq(theirs.keys()));
    for (place, mean) in &ours {
        // mosdepth rounds to four digits; everything else must be the same.
        let difference = mean.parse::<f64>().unwrap() - theirs[place].parse::<f64>().unwrap();
        assert!(difference.abs() < 1.5e-4, "{place:?}: {mean}, mosdepth {}", theirs[place]);
    }
}

#[test]
fn a_simulated_panel_equals_mosdepth_and_samtools() {
    let Some(cohort) = shared("panel-cohort") else { return };
    equals_samtools_and_mosdepth(
        &cohort.join("bam/TUM12.bam"),
        &cohort.join("ref/targets.bed"),
        &[],
    );
}

#[test]
fn real_panels_equal_mosdepth_and_samtools() {
    let Some(folder) = shared("real/hartwig-panel") else { return };
    if !has("samtools") {
        return;
    }
    for sample in ["CPCT12345678R", "CPCT12345678T"] {
        let out = tempfile::tempdir().unwrap();
        let bam = folder.join(format!("{sample}.bam"));
        equals_samtools_and_mosdepth(&bam, &covered(&bam, out.path(), ""), &[]);
    }
}

/// True where samtools before 1.22 may read the wrong qualities: its depth histogram is a ring of
/// 2,048 places, and an alignment block that the mate covers whole is not skipped in the list of
/// qualities when the block straddles the ring's end. Later blocks of that read are then wrong.
fn near_the_end_of_samtools_ring((_, start, end): &(String, u32, u32)) -> bool {
    const RING: u32 = 2_048;
    const READ: u32 = 200;
    let boundary = (start + READ) / RING * RING;
    start.saturating_sub(READ) < boundary && boundary < end + READ
}

#[test]
fn real_crams_without_their_reference_equal_samtools() {
    let Some(folder) = shared("real/nf-cmgg-wgs") else { return };
    if !has("samtools") {
        return;
    }
    let (mut compared, mut differing) = (0, Vec::new());
    for sample in ["PosCon1", "PosCon2", "PosCon3", "PosCon4"] {
        let out = tempfile::tempdir().unwrap();
        let cram = folder.join(format!("{sample}.cram"));
        let positions = "--input-fmt-option required_fields=0x1f";
        let bed = covered(&cram, out.path(), positions);
        let table = depth(&cram, &bed, &out.path().join("d"), &["--definition", "samtools-depth"]);
        assert_eq!(table.assembly, None);
        let ours = means(&table);
        let mut sum = 0;
        for (contig, start, end, theirs) in samtools_sums(&cram, &bed) {
            sum += theirs;
            let place = (contig.trim_start_matches("chr").to_owned(), start, end);
            compared += 1;
            if ours[&place] != format!("{:.4}", theirs as f64 / f64::from(end - start)) {
                differing.push(place);
            }
        }
        assert!(sum > 1_000_000, "{sample} has no depth");
    }
    assert!(differing.iter().all(near_the_end_of_samtools_ring), "{differing:?}");
    assert!(compared > 1_000 && differing.len() <= 1, "{compared}: {differing:?}");
}

#[test]
fn one_set_of_reads_gives_one_set_of_numbers_in_every_container() {
    let Some(cohort) = shared("panel-cohort") else { return };
    if !has("samtools") {
        return;
    }
    let out = tempfile::tempdir().unwrap();
    let at = |name: &str| out.path().join(name);
    let (bam, fasta) = (cohort.join("bam/TUM12.bam"), cohort.join("ref/mini.fa.gz"));
    let targets = cohort.join("ref/targets.bed");
    let plain_targets = at("plain.bed");
    shell(&format!("sed 's/^chr//' {} > {}", targets.display(), plain_targets.display()));
    for (version, name) in [("3.0", "v30.cram"), ("3.1", "v31.cram")] {
        shell(&format!(
            "samtools view -C -T {} --output-fmt-option version={version} -o {} {bam} && samtools index {1}",
            fasta.display(),
            at(name).display(),
            bam = bam.display()
        ));
    }
    shell(&format!(
        "samtools view -h {} | awk -F '\\t' 'BEGIN{{OFS=FS}} /^@SQ/{{sub(\"SN:chr\",\"SN:\")}} \
         !/^@/{{sub(\"^chr\",\"\",$3); sub(\"^chr\",\"\",$7); gsub(\"SA:Z:chr\",\"SA:Z:\")}} {{print}}' \
         | samtools view -b -o {1} - && samtools index {1}",
        bam.display(),
        at("plain.bam").display()
    ));
    let of = |file: &Path, bed: &Path, folder: &str| depth(file, bed, &at(folder), &[]);
    let first = of(&bam, &targets, "d-bam");
    assert_eq!(first.par, ParState::Masked);
    let others = [
        of(&at("v30.cram"), &targets, "d-30"),
        of(&at("v31.cram"), &targets, "d-31"),
        of(&at("plain.bam"), &plain_targets, "d-plain"),
    ];
    for other in others {
        assert_eq!(first.depths, other.depths);
        assert_eq!(first.junctions, other.junctions);
        assert_eq!(first.targets.digest(), other.targets.digest());
    }
}

#[test]
fn a_bam_cut_between_blocks_is_refused() {
    let Some(cohort) = shared("panel-cohort") else { return };
    let out = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(cohort.join("bam/TUM12.bam")).unwrap();
    // BGZF: the block's size less one stands at offset 16 of each block.
    let (mut at, mut cut) = (0, 0);
    while at < bytes.len() / 2 {
        cut = at;
        at += usize::from(u16::from_le_bytes([bytes[at + 16], bytes[at + 17]])) + 1;
    }
    let bam = out.path().join("cut.bam");
    std::fs::write(&bam, &bytes[..cut]).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_ikaros"))
        .args(["depth".as_ref(), bam.as_os_str(), "--targets".as_ref()])
        .arg(cohort.join("ref/targets.bed"))
        .arg("--out")
        .arg(out.path().join("depth"))
        .output()
        .unwrap();
    assert!(!output.status.success());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("cut.bam") && message.contains("truncated"), "{message}");
}
