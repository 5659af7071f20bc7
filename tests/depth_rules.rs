//! One rule at a time: what our definitions and the programs count on one base. Prints the table
//! of `docs/depth.md`:
//!
//! ```text
//! cargo test --test depth_rules -- --nocapture
//! ```

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::process::Command;

use support::has;
use support::reads::{BAD, SamRead, Sample, pair, read};

const BED: &str = "chr1\t1050\t1051\n";

/// Reads of which base 1,050 is looked at.
fn cases() -> Vec<(&'static str, Vec<SamRead>)> {
    let one = || read("a", 1_000, "100M");
    let flagged = |flag| vec![one().flagged(flag)];
    let bad = |read: SamRead| SamRead { qualities: Some(vec![BAD; 100]), ..read };
    let mates = || pair("a", (1_000, "100M"), (1_000, "100M"));
    let improper = mates().map(|mate| SamRead { flags: mate.flags & !0x2, ..mate });
    let [first, second] = mates();
    vec![
        ("one read", vec![one()]),
        ("duplicate", flagged(0x400)),
        ("QC-fail", flagged(0x200)),
        ("secondary", flagged(0x100)),
        ("supplementary", flagged(0x800)),
        ("mapping quality 29", vec![one().mapq(29)]),
        ("base quality 2", vec![bad(one())]),
        ("no base qualities", vec![one().without_qualities()]),
        ("deleted base (D)", vec![read("a", 1_000, "1M98D1M")]),
        ("skipped base (N)", vec![read("a", 1_000, "1M98N1M")]),
        ("both mates of a proper pair", mates().to_vec()),
        ("both mates, pair not proper", improper.to_vec()),
        ("both mates, first one's base fails", vec![bad(first.clone()), second.clone()]),
        ("both mates, second one's base fails", vec![first.clone(), bad(second.clone())]),
        ("both mates, first of mapping quality 0", vec![first.mapq(0), second]),
    ]
}

/// Depth at the base as a shell command prints it last; nothing printed is 0.
fn printed(sample: &Sample, script: &str) -> u32 {
    let script = format!("rm -f m.*; {script}");
    let command =
        Command::new("bash").args(["-c", &script]).current_dir(sample.folder.path()).output();
    let text = String::from_utf8(command.unwrap().stdout).unwrap();
    text.split_whitespace().last().map_or(0, |depth| depth.parse::<f64>().unwrap() as u32)
}

const MOSDEPTH: &str = "--by targets.bed m P1.bam && zcat m.regions.bed.gz";

#[test]
fn every_rule_of_an_imitated_program_is_ours_too() {
    if !has("samtools") || !has("mosdepth") {
        return;
    }
    let scripts = [
        format!("mosdepth -n -Q 30 {MOSDEPTH}"),
        "samtools depth -a -b targets.bed -s -q 30 -Q 30 P1.bam".to_owned(),
        format!("mosdepth -n -x -Q 30 {MOSDEPTH}"),
        "samtools depth -a -b targets.bed -Q 30 P1.bam".to_owned(),
        "samtools depth -a -b targets.bed -J -Q 30 P1.bam".to_owned(),
        "samtools bedcov -Q 30 targets.bed P1.bam".to_owned(),
        "samtools bedcov -j -Q 30 targets.bed P1.bam".to_owned(),
    ];
    println!(
        "| on one base | either-mate | mosdepth `-Q 30` = `mosdepth` | samtools depth `-s -q 30 -Q 30` = \
         `samtools-depth` | mosdepth `-x` | samtools depth | samtools depth `-J` | bedcov | bedcov `-j` |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (name, reads) in cases() {
        let sample = Sample::new(reads);
        let ours = |definition| sample.means(BED, &["--definition", definition])[0] as u32;
        let ours = ["either-mate", "mosdepth", "samtools-depth"].map(ours);
        let theirs = scripts.each_ref().map(|script| printed(&sample, script));
        let cells = theirs.map(|depth| depth.to_string()).join(" | ");
        println!("| {name} | {} | {cells} |", ours[0]);
        assert_eq!(ours[1..], theirs[..2], "{name}");
    }
}
