//! Runs that several projects share, several analyses, several forms of one result: who is taken, and
//! what is refused.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use support::trees::{Tree, discover};
use support::{finish, ikaros};

/// `sample state` of each row.
fn states(table: &str) -> Vec<String> {
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    table.lines().skip(1).map(cells).map(|cells| format!("{} {}", cells[0], cells[3])).collect()
}

fn run_folder(sheet: &str) -> Tree {
    let tree = Tree::new();
    tree.text(
        "RunInfo.xml",
        "<RunInfo><Run Id=\"R1\"><Instrument>M00001</Instrument></Run></RunInfo>",
    );
    tree.text("SampleSheet.csv", sheet);
    tree.text("RTAComplete.txt", "");
    tree
}

const SHARED: &str = "[Header],,\r\nFileFormatVersion,2,\r\n[BCLConvert_Data],,\r\n\
                      Lane,Sample_ID,Sample_Project\r\n1,P1,ALL\r\n2,P1,ALL\r\n1,P2,ALL\r\n\
                      1,Q7,Brain\r\n1,Q8,Brain\r\n1,N1,Controls\r\n1,Z1,\r\n[Cloud_Data],,\r\n\
                      Sample_ID,ProjectName,LibraryName\r\nQ8,Brain 2026,x\r\nP1,leukaemia,x\r\n";

fn shared() -> Tree {
    let tree = run_folder(SHARED);
    for sample in ["P1", "Q7", "N1", "Z1", "X9"] {
        tree.bam(&format!("{sample}.bam"), sample);
    }
    tree.vcf("P1.vcf.gz", "P1");
    tree.vcf("Q7.vcf.gz", "Q7");
    tree
}

#[test]
fn samples_of_other_projects_are_listed_and_not_taken() {
    let tree = shared();
    let (table, _) = discover(&tree, &["--project", "ALL"], 0);
    let expected = [
        "N1 other project",
        "P1 ready",
        "P2 absent",
        "Q7 other project",
        "Q8 other project",
        "X9 other project",
        "Z1 other project",
    ];
    assert_eq!(states(&table), expected, "{table}");
    assert!(
        table.contains(
            "Q7\t.\t.\tother project\tillumina\tyes\tQ7.bam\t.\tQ7.vcf.gz\tproject Brain\n"
        )
    );
    assert!(table.contains("no sheet lists it") && table.contains("its sheet names no project"));
    let of = |options: &[&str]| -> Vec<String> {
        let (table, _) = discover(&tree, options, 0);
        states(&table)
            .into_iter()
            .filter(|s| s.ends_with("ready") || s.ends_with("absent"))
            .collect()
    };
    // Repeated, and by the name that the cloud uses.
    assert_eq!(
        of(&["--project", "ALL", "--project=Controls"]),
        ["N1 ready", "P1 ready", "P2 absent"]
    );
    assert_eq!(of(&["--project", "leukaemia"]), ["P1 ready"]);
    assert_eq!(of(&["--project", "Brain 2026"]), ["Q8 absent"]);
    assert_eq!(of(&["--samples", "Q7, P2"]), ["P2 absent", "Q7 ready"]);
    assert_eq!(of(&["--samples", "P1", "--project", "ALL"]), ["P1 ready"]);
    tree.text("ours.txt", "\u{feff}# ours\r\nP1\r\n\r\nX9\r\n");
    let list = tree.root().join("ours.txt");
    assert_eq!(of(&["--samples", list.to_str().unwrap()]), ["P1 ready", "X9 ready"]);
    // Nobody is left out without being asked.
    let (table, _) = discover(&tree, &[], 0);
    assert_eq!(states(&table).iter().filter(|state| state.ends_with("ready")).count(), 5);
}

#[test]
fn a_name_that_nobody_has_lists_those_that_there_are() {
    let tree = shared();
    let (_, text) = discover(&tree, &["--project", "all"], 2);
    assert!(text.contains("--project all") && text.contains("ALL, Brain, Brain 2026"), "{text}");
    let (_, text) = discover(&tree, &["--samples", "P1,P3,P-4"], 2);
    assert!(text.contains("P-4, P3; there are: N1, P1, P2, Q7, Q8, X9, Z1"), "{text}");
    let (_, text) = discover(&tree, &["--samples", ","], 2);
    assert!(text.contains("names nobody"), "{text}");
    let plain = Tree::new();
    plain.bam("P1.bam", "P1");
    let (_, text) = discover(&plain, &["--project", "ALL"], 2);
    assert!(text.contains("names projects") && text.contains("--samples"), "{text}");
    // Of another project than the one that is asked for.
    let (table, _) = discover(&tree, &["--samples", "P1,Q7", "--project", "ALL"], 0);
    assert!(table.contains("Q7\t.\t.\tother project"), "{table}");
}

#[test]
fn one_name_in_two_projects_is_refused() {
    let tree = run_folder(
        "[Data]\nLane,Sample_ID,Sample_Project\n1,S1,ALL\n2,S1,Brain\n1,S2,ALL\n2,S3,Brain\n",
    );
    tree.bam("ALL/S1.bam", "S1");
    tree.bam("Brain/S2.bam", "S2");
    tree.bam("ALL/S3.bam", "S3");
    let (table, _) = discover(&tree, &["--project", "ALL"], 3);
    assert_eq!(states(&table), ["S1 refused", "S2 refused", "S3 refused"]);
    assert!(table.contains("to several projects (ALL, Brain)"), "{table}");
    assert!(table.contains("a folder called like project Brain, but the sheet gives S2 to ALL"));
    assert!(table.contains("a folder called like project ALL, but the sheet gives S3 to Brain"));
    assert_eq!(states(&discover(&tree, &[], 0).0), ["S1 ready", "S2 ready", "S3 ready"]);
}

#[test]
fn failures_of_others_are_not_ours_and_ours_stay() {
    let tree = shared();
    tree.truncate("Q7.bam", 28);
    tree.bam("Q8_S4.bam", "Q8");
    tree.truncate("Q8_S4.bam", 28);
    let (table, _) = discover(&tree, &["--project", "ALL"], 0);
    assert!(
        table.contains("Q7\t.\t.\tother project") && table.contains("could not be used"),
        "{table}"
    );
    tree.truncate("P1.bam", 28);
    let (table, _) = discover(&tree, &["--project", "ALL"], 3);
    assert!(table.contains("P1\t.\t.\trefused"), "{table}");
    // Whose it is cannot be told: it may be ours.
    let tree = shared();
    tree.bam("lane2.bam", "P1");
    tree.truncate("lane2.bam", 28);
    let (table, _) = discover(&tree, &["--project", "ALL"], 3);
    assert!(table.contains("lane2\t.\t.\trefused"), "{table}");
    // The file of another project in the folder of one of ours.
    let tree = shared();
    tree.remove("P1.bam");
    tree.bam("P1/P1.bam", "Q8");
    let (table, _) = discover(&tree, &["--project", "ALL"], 3);
    assert!(table.contains("refused") && table.contains("in the folder of sample P1"), "{table}");
}

#[test]
fn an_analysis_can_be_chosen() {
    let tree = run_folder("[Data]\nSample_ID\nP1\n");
    for (analysis, sample) in [(1, "P1"), (1, "PX"), (2, "P1"), (10, "P1")] {
        tree.bam(&format!("Analysis/{analysis}/Data/{sample}/{sample}.bam"), sample);
    }
    tree.text("Analysis/1/CopyComplete.txt", "");
    tree.text("Analysis/10/CopyComplete.txt", "");
    assert!(discover(&tree, &[], 5).1.contains("choose one with --analysis"));
    let (table, _) = discover(&tree, &["--analysis", "1"], 0);
    assert_eq!(states(&table), ["P1 ready", "PX ready"]);
    let (table, _) = discover(&tree, &["--analysis", "10"], 0);
    assert!(table.contains("\tAnalysis/10/Data/P1/P1.bam\t"), "{table}");
    let (_, text) = discover(&tree, &["--analysis", "2"], 5);
    assert!(text.contains("Analysis/2, which --analysis names") && text.contains("not complete"));
    let (_, text) = discover(&tree, &["--analysis", "3"], 2);
    assert!(text.contains("there are: Analysis/1, Analysis/2, Analysis/10"), "{text}");
    let plain = Tree::new();
    plain.bam("P1.bam", "P1");
    assert!(discover(&plain, &["--analysis", "1"], 2).1.contains("no Illumina run folder"));
}

fn counts(kinds: &[(&str, &str)]) -> Tree {
    let tree = Tree::new();
    for (sample, kinds) in kinds {
        if kinds.contains('r') {
            tree.counts(&format!("{sample}/{sample}.target.counts.gz"), sample, "40");
        }
        if kinds.contains('c') {
            tree.counts(
                &format!("{sample}/{sample}.target.counts.gc-corrected.gz"),
                sample,
                "40.5",
            );
        }
    }
    tree
}

#[test]
fn dragen_counts_are_of_one_kind_for_the_whole_run() {
    let kinds = |tree: &Tree, code: i32| -> Vec<String> {
        let (table, _) = discover(tree, &[], code);
        let depth = |line: &str| line.split('\t').nth(7).unwrap().to_owned();
        table.lines().skip(1).map(depth).collect()
    };
    let corrected = ["P1/P1.target.counts.gc-corrected.gz", "P2/P2.target.counts.gc-corrected.gz"];
    let raw = ["P1/P1.target.counts.gz", "P2/P2.target.counts.gz"];
    assert_eq!(kinds(&counts(&[("P1", "rc"), ("P2", "rc")]), 0), corrected);
    assert_eq!(kinds(&counts(&[("P1", "rc"), ("P2", "c")]), 0), corrected);
    assert_eq!(kinds(&counts(&[("P1", "rc"), ("P2", "r")]), 0), raw);
    let mixed = counts(&[("P1", "r"), ("P2", "c"), ("P3", "rc")]);
    let (table, _) = discover(&mixed, &[], 3);
    assert_eq!(states(&table), ["P1 refused", "P2 refused", "P3 refused"]);
    assert!(table.contains("raw alone: P1; GC-corrected alone: P2. Give one kind"), "{table}");
    // Of one name and another sample inside.
    let tree = counts(&[("P1", "r"), ("P3", "rc")]);
    tree.counts("P1/P1.target.counts.gc-corrected.gz", "P2", "40.5");
    let (table, _) = discover(&tree, &[], 3);
    assert!(table.contains("raw alone: P1; GC-corrected alone: P2"), "{table}");
    // A corrected form that cannot be read does not let the raw one through in silence.
    let tree = counts(&[("P1", "rc"), ("P2", "rc")]);
    tree.truncate("P1/P1.target.counts.gc-corrected.gz", 40);
    let (table, _) = discover(&tree, &[], 3);
    assert_eq!(states(&table), ["P1 refused", "P2 ready"], "{table}");
    assert!(table.contains("nothing tells which is valid"), "{table}");
}

fn sarek() -> Tree {
    let tree = Tree::new();
    tree.text("pipeline_info/execution_report_2026.html", "");
    tree.text(
        "csv/recalibrated.csv",
        "patient,sex,status,sample,cram,crai\npat1,XX,1,T1,x,x\npat1,XX,0,N1,x,x\n",
    );
    tree.text(
        "csv/variantcalled.csv",
        "patient,sample,variantcaller,vcf\npat1,T1_vs_N1,strelka,x\npat1,N1,strelka,x\n",
    );
    for sample in ["T1", "N1"] {
        let name = format!("pat1_{sample}");
        tree.bam(&format!("preprocessing/recalibrated/{sample}/{sample}.recal.bam"), &name);
    }
    tree
}

fn vcfs_of(table: &str, sample: &str) -> Vec<String> {
    let line = table.lines().find(|line| line.starts_with(&format!("{sample}\t"))).unwrap();
    let cell = line.split('\t').nth(8).unwrap();
    cell.split(';').map(|path| path.trim_start_matches("variant_calling/").to_owned()).collect()
}

#[test]
fn strelkas_pairs_are_the_tumours() {
    let tree = sarek();
    let folder = "variant_calling/strelka/T1_vs_N1/T1_vs_N1.strelka";
    tree.vcf(&format!("{folder}.somatic_snvs.vcf.gz"), "NORMAL\tTUMOR");
    tree.vcf(&format!("{folder}.somatic_indels.vcf.gz"), "NORMAL\tTUMOR");
    tree.vcf(&format!("{folder}.vcf.gz"), "NORMAL\tTUMOR");
    tree.vcf("variant_calling/freebayes/T1_vs_N1/T1_vs_N1.freebayes.vcf.gz", "pat1_N1\tpat1_T1");
    tree.vcf("variant_calling/strelka/N1/N1.strelka.variants.vcf.gz", "pat1_N1");
    let (table, _) = discover(&tree, &[], 0);
    let expected = [
        "freebayes/T1_vs_N1/T1_vs_N1.freebayes.vcf.gz",
        "strelka/T1_vs_N1/T1_vs_N1.strelka.somatic_indels.vcf.gz",
        "strelka/T1_vs_N1/T1_vs_N1.strelka.somatic_snvs.vcf.gz",
    ];
    assert_eq!(vcfs_of(&table, "pat1_T1"), expected, "{table}");
    assert_eq!(vcfs_of(&table, "pat1_N1"), ["strelka/N1/N1.strelka.variants.vcf.gz"]);
    assert_eq!(states(&table), ["pat1_N1 ready", "pat1_T1 ready"]);
}

#[test]
fn a_pair_whose_folder_tells_nobody_is_not_guessed() {
    let warned = |folder: &str, file: &str, columns: &str| {
        let tree = sarek();
        tree.vcf(&format!("variant_calling/strelka/{folder}/{file}.strelka.vcf.gz"), columns);
        let (table, text) = discover(&tree, &[], 0);
        assert_eq!(vcfs_of(&table, "pat1_T1"), ["."], "{table}");
        assert_eq!(vcfs_of(&table, "pat1_N1"), ["."], "{table}");
        text
    };
    let text = warned("T9_vs_N1", "T9_vs_N1", "NORMAL\tTUMOR");
    assert!(text.contains("T9, the tumour by its folder"), "{text}");
    let text = warned("T1_vs_N1", "T2_vs_N1", "NORMAL\tTUMOR");
    assert!(text.contains("its name is another pair's"), "{text}");
    let text = warned("T1_vs_N1", "T1_vs_N1", "pat1_N1\tpat1_T2");
    assert!(text.contains("none of its columns"), "{text}");
    let text = warned("A_vs_B_vs_C", "A_vs_B_vs_C", "NORMAL\tTUMOR");
    assert!(text.contains("more than one pair"), "{text}");
    // Two normals of one tumour.
    let tree = sarek();
    for normal in ["N1", "N2"] {
        let who = format!("T1_vs_{normal}");
        tree.vcf(&format!("variant_calling/strelka/{who}/{who}.strelka.vcf.gz"), "NORMAL\tTUMOR");
    }
    let (table, _) = discover(&tree, &[], 3);
    assert!(table.contains("several normals (T1_vs_N1, T1_vs_N2)"), "{table}");
}

#[test]
fn sareks_copies_of_a_callers_records_count_once() {
    let tree = sarek();
    let own = "variant_calling/mutect2/T1/T1.mutect2.filtered.vcf.gz";
    tree.vcf(own, "pat1_T1");
    tree.vcf("variant_calling/haplotyper/T1/T1.haplotyper.unfiltered.vcf.gz", "pat1_T1");
    tree.vcf("variant_calling/haplotyper/T1/T1.haplotyper.filtered.vcf.gz", "pat1_T1");
    let copies = [
        "variant_calling/normalized/T1/T1.mutect2.filtered.norm.sorted.vcf.gz",
        "variant_calling/filtered/T1/T1.mutect2.filtered.bcftools_filtered.vcf.gz",
        "variant_calling/varlociraptor/T1/T1.mutect2.tumor_only.varlociraptor.vcf.gz",
        "variant_calling/consensus/T1/T1.consensus.vcf.gz",
        "variant_calling/concat/T1/T1.germline.vcf.gz",
        "reports/ngscheckmate/vcfs/T1.vcf.gz",
    ];
    for copy in copies {
        tree.vcf(copy, "pat1_T1");
    }
    let (table, _) = discover(&tree, &[], 0);
    let expected =
        ["haplotyper/T1/T1.haplotyper.filtered.vcf.gz", "mutect2/T1/T1.mutect2.filtered.vcf.gz"];
    assert_eq!(vcfs_of(&table, "pat1_T1"), expected);
    let (json, _) = discover(&tree, &["--json"], 0);
    assert!(json.contains("the callers' own files are used"), "{json}");
    // Without the callers' own files one kind of copy stands in.
    tree.remove(own);
    tree.remove("variant_calling/haplotyper/T1/T1.haplotyper.unfiltered.vcf.gz");
    tree.remove("variant_calling/haplotyper/T1/T1.haplotyper.filtered.vcf.gz");
    let (table, _) = discover(&tree, &[], 0);
    let expected = ["normalized/T1/T1.mutect2.filtered.norm.sorted.vcf.gz"];
    assert_eq!(vcfs_of(&table, "pat1_T1"), expected);
}

#[test]
fn a_run_has_rows_of_the_chosen_samples_alone() {
    let cohort = support::Cohort::committed();
    let bams = cohort.bams();
    let tree = run_folder("[Data]\nSample_ID,Sample_Project\nOTHER,Brain\n");
    let first = &bams[0];
    let name = first.file_stem().unwrap().to_string_lossy().into_owned();
    std::fs::copy(first, tree.root().join("ours.bam")).unwrap();
    tree.bam("OTHER.bam", "OTHER");
    let out = tree.beside("out");
    let run = |options: &[&str], code: i32| {
        let mut command = ikaros();
        command.arg("run").arg(tree.root()).args(options).arg("--out").arg(&out);
        command.arg("--targets").arg(&cohort.targets).arg("--normals").arg(&cohort.normals);
        finish(command.output().unwrap(), code)
    };
    let (table, _) = discover(&tree, &[], 0);
    let sample = table.lines().nth(1).unwrap().split('\t').next().unwrap().to_owned();
    let sample = if sample == "OTHER" { name } else { sample };
    let text = run(&["--samples", &sample], 0);
    assert!(text.contains("1 samples are not asked for"), "{text}");
    let rows = support::rows(&out.join("run.tsv"));
    assert_eq!(rows.len(), 1);
    let skipped = std::fs::read_to_string(out.join("run.skipped.tsv")).unwrap();
    assert!(skipped.contains("OTHER.bam") && skipped.contains("not asked for"), "{skipped}");
    // Nobody of the project has a file.
    let text = run(&["--project", "Brain", "--samples", "OTHER", "--analysis", "1"], 2);
    assert!(text.contains("no Illumina run folder with analyses"), "{text}");
}

#[test]
fn a_copy_that_is_not_complete_is_told() {
    let tree = Tree::new();
    tree.bam("P1.bam", "P1");
    tree.bam("P2.bam.partial", "P2");
    tree.bam(".P3.bam.Xy12aB", "P3");
    let (table, text) = discover(&tree, &[], 0);
    assert_eq!(states(&table), ["P1 ready"]);
    for name in ["P2.bam.partial", ".P3.bam.Xy12aB"] {
        assert!(text.contains(&format!("{name}: a copy that is not complete")), "{text}");
    }
}

#[test]
fn sheets_as_spreadsheets_leave_them() {
    let tree = run_folder("");
    let sheet = "[Header],,,\r\n,,,\r\n[Data],,,\r\n,,,\r\nSample_ID,Description,Sample_Project,\r\n\
                 ,,,\r\nP1,Gr\u{f6}\u{df}e,ALL,\r\n,,,\r\nM\u{fc}ller,,ALL,\r\n,,,\r\n";
    tree.bam("P1.bam", "P1");
    tree.bam("x.bam", "M\u{fc}ller");
    let path = tree.root().join("SampleSheet.csv");
    let ready = ["M\u{fc}ller ready", "P1 ready"];
    std::fs::write(&path, format!("\u{feff}{sheet}")).unwrap();
    assert_eq!(states(&discover(&tree, &["--project", "ALL"], 0).0), ready);
    // Latin-1, with a warning, and UTF-16.
    std::fs::write(&path, sheet.chars().map(|c| c as u8).collect::<Vec<_>>()).unwrap();
    let (table, text) = discover(&tree, &["--project", "ALL"], 0);
    assert_eq!(states(&table), ready);
    assert!(text.contains("read as Windows-1252"), "{text}");
    let units = std::iter::once(0xfeff).chain(sheet.encode_utf16());
    std::fs::write(&path, units.flat_map(u16::to_le_bytes).collect::<Vec<_>>()).unwrap();
    assert_eq!(states(&discover(&tree, &["--project", "ALL"], 0).0), ready);
}

#[test]
fn names_that_only_look_alike_are_refused() {
    let tree = Tree::new();
    tree.bam("a.bam", "M\u{fc}ller");
    tree.bam("b.bam", "Mu\u{308}ller");
    tree.bam("c.bam", "P1");
    tree.bam("d.bam", "P1-DNA");
    tree.vcf("P1.vcf.gz", "P1-DNA");
    let (table, _) = discover(&tree, &[], 3);
    let states = states(&table);
    assert_eq!(states.iter().filter(|state| state.ends_with("refused")).count(), 2, "{table}");
    assert!(table.contains("how accents are written"), "{table}");
    assert!(table.contains("P1-DNA\t.\t.\tready\t.\tnot_stated\td.bam\t.\tP1.vcf.gz"), "{table}");
}

#[test]
fn a_damaged_file_beside_a_good_one_of_its_name_refuses_the_sample() {
    let cohort = support::Cohort::committed();
    let tree = Tree::new();
    let bam = &cohort.bams()[0];
    let name = bam.file_stem().unwrap().to_string_lossy().into_owned();
    std::fs::copy(bam, tree.root().join("good.md.bam")).unwrap();
    let damaged = format!("{name}.bam");
    std::fs::copy(bam, tree.root().join(&damaged)).unwrap();
    tree.truncate(&damaged, 28);
    let out = tree.beside("out");
    let mut command = ikaros();
    command.arg("run").arg(tree.root()).arg("--out").arg(&out);
    command.arg("--targets").arg(&cohort.targets).arg("--normals").arg(&cohort.normals);
    let text = finish(command.output().unwrap(), 3);
    assert!(text.contains("good.md.bam") && text.contains("which is valid"), "{text}");
    let rows = support::rows(&out.join("run.tsv"));
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].get("sample"), rows[0].get("status")), (name.as_str(), "failed"));
}

#[test]
fn results_do_not_go_beside_an_input_file() {
    let cohort = support::Cohort::committed();
    let tree = Tree::new();
    tree.text("P1.depth.tsv", "kept as it is");
    let before = tree.names();
    for out in [tree.root(), tree.root().join("../in")] {
        let mut command = ikaros();
        command.arg("run").arg(tree.root().join("P1.depth.tsv")).arg("--out").arg(out);
        command.arg("--normals").arg(&cohort.normals);
        let text = finish(command.output().unwrap(), 2);
        assert!(text.contains("is the folder of INPUT") && text.contains("results"), "{text}");
    }
    assert_eq!(tree.names(), before);
    let kept = std::fs::read_to_string(tree.root().join("P1.depth.tsv")).unwrap();
    assert_eq!(kept, "kept as it is");
}

#[test]
fn a_watch_waits_for_the_samples_that_are_named() {
    let cohort = support::Cohort::committed();
    let tree = Tree::new();
    let bams = cohort.bams();
    let copy = |bam: &std::path::Path| {
        std::fs::copy(bam, tree.root().join(bam.file_name().unwrap())).unwrap();
    };
    copy(&bams[0]);
    tree.text("over.flag", "");
    let name = |bam: &std::path::Path| bam.file_stem().unwrap().to_string_lossy().into_owned();
    let (first, second) = (name(&bams[0]), name(&bams[1]));
    let out = tree.beside("out");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ikaros"));
    command.arg("run").arg(tree.root()).arg("--out").arg(&out).args(["--watch", "--settle", "0"]);
    command.args(["--poll", "1", "--quiet-period", "600", "--marker", "over.flag", "--samples"]);
    command.arg(format!("{first},{second}")).arg("--targets").arg(&cohort.targets);
    command.arg("--normals").arg(&cohort.normals).stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    let table = out.join("run.tsv");
    let started = std::time::Instant::now();
    while !table.exists() && started.elapsed().as_secs() < 120 {
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    // The first is done, the second is a failed row until it comes.
    let rows = support::rows(&table);
    let status: Vec<&str> = rows.iter().map(|row| row.get("status")).collect();
    assert_eq!(status, ["ok", "failed"], "{rows:?}");
    copy(&bams[1]);
    finish(child.wait_with_output().unwrap(), 0);
    assert_eq!(support::rows(&table).iter().filter(|row| row.get("status") == "ok").count(), 2);
}

#[test]
fn a_sheet_of_ones_own_can_be_shortened() {
    let tree = Tree::new();
    tree.bam("P1.bam", "P1");
    tree.bam("P2.bam", "P2");
    tree.text("own.csv", "sample,bam\nP1,P1.bam\nP2,P2.bam\n");
    let output = ikaros()
        .arg("discover")
        .arg(tree.root().join("own.csv"))
        .args(["--samples", "P2"])
        .output()
        .unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    assert_eq!(states(&table), ["P1 not chosen", "P2 ready"]);
}
