//! `ikaros discover` on the trees that sequencers and pipelines leave: the whole table is compared.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use support::ikaros;
use support::trees::{Tree, discover};

const HEADER: &str = "sample\trole\tsex\tstate\tlayout\tcomplete\talignment\tdepth\tvcfs\treason\n";

fn table(tree: &Tree, code: i32) -> String {
    let before = tree.names();
    let (stdout, _) = discover(tree, &[], code);
    assert_eq!(tree.names(), before, "discover changed the folder");
    stdout.strip_prefix(HEADER).unwrap_or_else(|| panic!("{stdout}")).to_owned()
}

fn illumina(run: &str, instrument: &str) -> Tree {
    let tree = Tree::new();
    tree.text(
        "RunInfo.xml",
        &format!(
            "<?xml version=\"1.0\"?>\n<RunInfo Version=\"6\"><Run Id=\"{run}\" Number=\"3\">\
             <Flowcell>F1</Flowcell><Instrument>{instrument}</Instrument></Run></RunInfo>\n"
        ),
    );
    tree.text(
        "SampleSheet.csv",
        "[Header],,,\r\nFileFormatVersion,2,,\r\n[BCLConvert_Data],,,\r\n\
         Lane,Sample_ID,Index,Sample_Type\r\n1,P1,ACGT,tumour\r\n2,P1,ACGT,tumour\r\n\
         1,P2,CCCC,\r\n1,N1,GGGG,normal\r\n",
    );
    tree.text("RTAComplete.txt", "");
    tree.text("CopyComplete.txt", "");
    tree
}

fn enrichment(tree: &Tree, analysis: u32, sample: &str) {
    let folder = format!("Analysis/{analysis}/Data/DragenEnrichment/{sample}/enrichment_seq");
    tree.bam(&format!("{folder}/{sample}.bam"), sample);
    tree.vcf(&format!("{folder}/{sample}.hard-filtered.vcf.gz"), sample);
    tree.vcf(&format!("{folder}/{sample}.hard-filtered.gvcf.gz"), sample);
    tree.vcf(&format!("{folder}/{sample}.sv.vcf.gz"), sample);
}

#[test]
fn an_illumina_run_with_its_own_analysis() {
    let tree = illumina("20260102_LH00001_0001_AF1", "LH00001");
    for (analysis, sample) in [(2, "P1"), (10, "P1"), (10, "N1"), (11, "P1")] {
        enrichment(&tree, analysis, sample);
    }
    tree.text("Analysis/2/Data/Secondary_Analysis_Complete.txt", "");
    tree.text("Analysis/10/CopyComplete.txt", "");
    tree.text("Data/Intensities/BaseCalls/L001/C1.1/lost.bam", "tile");
    let folder = "Analysis/10/Data/DragenEnrichment";
    let expected = format!(
        "N1\tnormal\t.\tready\tillumina\tyes\t{folder}/N1/enrichment_seq/N1.bam\t.\t\
         {folder}/N1/enrichment_seq/N1.hard-filtered.vcf.gz\t.\n\
         P1\ttumour\t.\tready\tillumina\tyes\t{folder}/P1/enrichment_seq/P1.bam\t.\t\
         {folder}/P1/enrichment_seq/P1.hard-filtered.vcf.gz\t.\n\
         P2\t.\t.\tabsent\tillumina\tyes\t.\t.\t.\tno alignment or depth table names it\n"
    );
    assert_eq!(table(&tree, 0), expected);
    let (text, _) = discover(&tree, &["--json"], 0);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["layouts"][0]["run"], "20260102_LH00001_0001_AF1");
    assert_eq!(json["samples"][0]["sample"], "N1");
    let skipped = json["skipped"].to_string();
    assert!(skipped.contains("an analysis that is not complete; Analysis/10 is used"), "{skipped}");
    assert!(skipped.contains("structural variants"), "{skipped}");
}

#[test]
fn a_run_that_is_still_written_is_exit_code_5() {
    for (marker, instrument, words) in [
        ("CopyComplete.txt", "LH00001", "still being copied"),
        ("RTAComplete.txt", "M00001", "the instrument is not done"),
    ] {
        let tree = illumina("R1", instrument);
        tree.bam("P1.bam", "P1");
        tree.remove(marker);
        let (stdout, stderr) = discover(&tree, &[], 5);
        assert!(stdout.contains("P1\ttumour\t.\tready\tillumina\tno\tP1.bam"), "{stdout}");
        assert!(stderr.contains(marker) && stderr.contains(words), "{stderr}");
        let output = ikaros()
            .args(["run", tree.root().to_str().unwrap(), "--normals", "x.tsv", "--out"])
            .arg(tree.beside("out"))
            .current_dir(tree.root())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "a panel that is not there goes first");
    }
    // Older instruments do not write CopyComplete.txt.
    let tree = illumina("R1", "M00001");
    tree.bam("P1.bam", "P1");
    tree.remove("CopyComplete.txt");
    discover(&tree, &[], 0);
    // Markers that arrived before the data.
    let tree = illumina("R1", "LH00001");
    tree.bam("P1.bam", "P1");
    tree.text("Manifest.tsv", "P1.bam\t0\nData/late.bin\t0\n");
    let (_, stderr) = discover(&tree, &[], 5);
    assert!(stderr.contains("1 files of Manifest.tsv are not there, the first is Data/late.bin"));
    let tree = illumina("R1", "A00001");
    tree.text("RunCompletionStatus.xml", "<R><RunStatus>RunAborted</RunStatus></R>");
    assert!(discover(&tree, &[], 5).1.contains("ended as 'RunAborted'"));
    let tree = illumina("R1", "A00001");
    enrichment(&tree, 1, "P1");
    assert!(discover(&tree, &[], 5).1.contains("Analysis/1 has neither"));
}

#[test]
fn dragen_output_with_and_without_reads() {
    let tree = Tree::new();
    for sample in ["P1", "P2"] {
        tree.bam(&format!("{sample}/{sample}.bam"), sample);
        tree.vcf(&format!("{sample}/{sample}.hard-filtered.vcf.gz"), sample);
        tree.vcf(&format!("{sample}/{sample}.vcf.gz"), sample);
        tree.vcf(&format!("{sample}/{sample}.cnv.vcf.gz"), sample);
        tree.counts(&format!("{sample}/{sample}.target.counts.gz"), sample, "40");
    }
    let expected = "P1\t.\t.\tready\tdragen\tnot_stated\tP1/P1.bam\t.\tP1/P1.hard-filtered.vcf.gz\t.\n\
                    P2\t.\t.\tready\tdragen\tnot_stated\tP2/P2.bam\t.\tP2/P2.hard-filtered.vcf.gz\t.\n";
    assert_eq!(table(&tree, 0), expected);

    let tree = Tree::new();
    tree.counts("P1/P1.target.counts.gz", "P1", "40");
    tree.counts("P1/P1.target.counts.gc-corrected.gz", "P1", "40.5");
    tree.counts("P2/P2.target.counts.gz", "P2", "40");
    // One kind for all: not every sample has a corrected form.
    let expected = "P1\t.\t.\tready\tdragen\tnot_stated\t.\tP1/P1.target.counts.gz\t.\t.\n\
                    P2\t.\t.\tready\tdragen\tnot_stated\t.\tP2/P2.target.counts.gz\t.\t.\n";
    assert_eq!(table(&tree, 0), expected);
}

#[test]
fn an_ion_torrent_report() {
    let tree = Tree::new();
    tree.text(
        "ion_params_00.json",
        r#"{"resultsName": "Auto_user_X_1", "experimentAnalysisSettings":
            {"barcodedSamples": {"P1": {"barcodes": ["IonXpress_001"]}, "P2": {}}}}"#,
    );
    tree.bam("IonXpress_001_rawlib.bam", "P1");
    tree.bam("nomatch_rawlib.bam", "P1");
    tree.bam("basecaller_results/IonXpress_001_rawlib.basecaller.bam", "P1");
    tree.bam("plugin_out/variantCaller_out.9/IonXpress_001/IonXpress_001_rawlib_PTRIM.bam", "P1");
    for folder in ["variantCaller_out", "variantCaller_out.9", "variantCaller_out.10"] {
        tree.vcf(&format!("plugin_out/{folder}/IonXpress_001/TSVC_variants.vcf.gz"), "P1");
    }
    let expected = "P1\t.\t.\tready\tion-torrent\tnot_stated\tIonXpress_001_rawlib.bam\t.\t\
                    plugin_out/variantCaller_out.10/IonXpress_001/TSVC_variants.vcf.gz\t.\n\
                    P2\t.\t.\tabsent\tion-torrent\tnot_stated\t.\t.\t.\t\
                    no alignment or depth table names it\n";
    assert_eq!(table(&tree, 0), expected);
}

#[test]
fn a_sheet_that_cannot_be_read_leaves_nobody_out_in_silence() {
    for (sheet, words) in [
        ("[Data]\nSample_ID,Role\nP1,tumour\nP2,\"open\nP3,tumour\n", "not closed"),
        ("[Data]\nLane,Sample_ID,Role\n1,P1,normal\n2,P1,tumour\n", "listed twice"),
        ("\u{1}\u{2} no sheet", "no section with samples"),
    ] {
        let tree = illumina("R1", "M00001");
        tree.text("SampleSheet.csv", sheet);
        tree.bam("P1.bam", "P1");
        let (_, stderr) = discover(&tree, &[], 5);
        assert!(stderr.contains("SampleSheet.csv") && stderr.contains(words), "{stderr}");
    }
    // A plain table of samples is read as one.
    let tree = illumina("R1", "M00001");
    tree.text("SampleSheet.csv", "Sample_ID;Role\nP1;tumour\nP2;normal\n");
    tree.bam("P1.bam", "P1");
    let (stdout, _) = discover(&tree, &[], 0);
    assert!(stdout.contains("P1\ttumour") && stdout.contains("P2\tnormal\t.\tabsent"), "{stdout}");
}

#[test]
fn the_role_is_that_of_the_samples_own_row() {
    let tree = illumina("R1", "M00001");
    tree.text(
        "SampleSheet.csv",
        "[Data]\nSample_ID,Sample_Name,Role\nA1,B1,normal\nB1,A1,tumour\n",
    );
    tree.bam("B1.bam", "B1");
    let (stdout, _) = discover(&tree, &[], 0);
    assert!(stdout.contains("B1\ttumour\t.\tready"), "{stdout}");
    assert!(stdout.contains("A1\tnormal\t.\tabsent"), "{stdout}");
    let tree = illumina("R1", "M00001");
    tree.text(
        "SampleSheet.csv",
        "[Data]\nSample_ID,Sample_Name,Role\nL1,PAT,normal\nL2,PAT,tumour\n",
    );
    tree.bam("PAT.bam", "PAT");
    let (stdout, _) = discover(&tree, &[], 3);
    assert!(stdout.contains("refused") && stdout.contains("name samples by Sample_ID"), "{stdout}");
    // A tumour of the sheet does not become a normal by a pattern.
    let tree = illumina("R1", "M00001");
    tree.text("SampleSheet.csv", "[Data]\nSample_ID,Role\nN1,tumour\n");
    tree.bam("N1.bam", "N1");
    let (stdout, _) = discover(&tree, &["--normals-in-run=N*"], 3);
    assert!(stdout.contains("a tumour in its sheet and a normal"), "{stdout}");
}

#[test]
fn samples_of_an_analysis_that_is_passed_over_are_named() {
    let tree = illumina("R1", "LH00001");
    for (analysis, sample) in [("1", "P1"), ("1", "PX"), ("2", "P1")] {
        tree.bam(&format!("Analysis/{analysis}/Data/{sample}/{sample}.bam"), sample);
        tree.text(&format!("Analysis/{analysis}/CopyComplete.txt"), "");
    }
    let (_, stderr) = discover(&tree, &[], 5);
    assert!(stderr.contains("Analysis/1 has alignments") && stderr.contains("PX.bam"), "{stderr}");
    assert!(!stderr.contains("P1.bam"), "{stderr}");
}

#[test]
fn a_patient_with_counts_alone_beside_alignments_is_not_lost() {
    let tree = Tree::new();
    tree.bam("P1/P1.bam", "P1");
    tree.text(
        "P2/P2.target.counts",
        "contig\tstart\tstop\tname\tP2\timproper_pairs\nchr7\t50376532\t50376793\tx\t400\t0\n",
    );
    let (stdout, _) = discover(&tree, &[], 3);
    assert!(
        stdout.contains("P2\t.\t.\trefused") && stdout.contains("give all samples in one form")
    );
    assert!(stdout.contains("P1\t.\t.\tready"), "{stdout}");
}

#[test]
fn names_that_differ_in_case_alone_are_refused() {
    let tree = Tree::new();
    tree.bam("a/one.bam", "Pat1");
    tree.bam("b/two.bam", "PAT1");
    tree.bam("c/three.bam", "Pat2");
    let (stdout, _) = discover(&tree, &[], 3);
    let refused = stdout.lines().filter(|line| line.contains("upper and lower case")).count();
    assert_eq!(refused, 2, "{stdout}");
    assert!(stdout.contains("Pat2\t.\t.\tready"), "{stdout}");
}

#[test]
fn an_ion_torrent_barcode_of_another_sample_is_refused() {
    let tree = Tree::new();
    tree.text(
        "ion_params_00.json",
        r#"{"resultsName": "R", "experimentAnalysisSettings": {"barcodedSamples":
            {"P1": {"barcodes": ["IonXpress_001"]}, "P2": {"barcodes": ["IonXpress_002"]},
             "P10": {"barcodes": ["IonXpress_0010"]}}}}"#,
    );
    tree.bam("IonXpress_001_rawlib.bam", "P2");
    tree.bam("IonXpress_002_rawlib.bam", "P1");
    tree.bam("IonXpress_0010_rawlib.bam", "P10");
    let (stdout, _) = discover(&tree, &[], 3);
    let of = |name: &str| stdout.lines().find(|l| l.starts_with(&format!("{name}\t"))).unwrap();
    assert!(of("P1").contains("refused") && of("P2").contains("refused"), "{stdout}");
    assert!(of("P1").contains("has a barcode of sample P2 in the plan"), "{stdout}");
    assert!(of("P10").contains("ready"), "{stdout}");
}

#[test]
fn element_and_mgi_runs_hold_reads_only() {
    let sheet = "[RUNVALUES]\nKeyName,Value\n[SAMPLES]\nSampleName,Index1,Project\nS1,ACGT,x\n";
    let reason = "no alignment or depth table names it; there are unaligned reads (FASTQ): align \
                  them first";
    let tree = Tree::new();
    tree.text("RunManifest.csv", sheet);
    tree.text("RunParameters.json", r#"{"RunName": "E1"}"#);
    tree.text("Samples/S1/S1_R1.fastq.gz", "");
    let (_, stderr) = discover(&tree, &[], 5);
    assert!(stderr.contains("RunUploaded.json is not there"), "{stderr}");
    tree.text("RunUploaded.json", r#"{"outcome": "OutcomeCompleted"}"#);
    assert_eq!(table(&tree, 0), format!("S1\t.\t.\tabsent\telement\tyes\t.\t.\t.\t{reason}\n"));
    tree.text("RunUploaded.json", r#"{"outcome": "OutcomeStopped"}"#);
    assert!(discover(&tree, &[], 5).1.contains("ended as 'OutcomeStopped'"));

    let tree = Tree::new();
    for lane in ["L01", "L02"] {
        tree.text(&format!("{lane}/V3_{lane}_1_1.fq.gz"), "");
        tree.text(&format!("{lane}/BarcodeStat.txt"), "");
        tree.text(&format!("{lane}/finish.signal"), "");
    }
    assert_eq!(table(&tree, 0), "");
    tree.remove("L02/finish.signal");
    assert!(discover(&tree, &[], 5).1.contains("mgi run"), "lane 2 is not written out");
}

#[test]
fn sarek_results() {
    let tree = Tree::new();
    tree.text("pipeline_info/execution_report_2026.html", "");
    tree.text(
        "csv/recalibrated.csv",
        "patient,sex,status,sample,cram,crai\npat1,XX,1,T1,x,x\npat1,XX,0,R1,x,x\n",
    );
    for (sample, name) in [("T1", "pat1_T1"), ("R1", "pat1_R1")] {
        tree.bam(&format!("preprocessing/markduplicates/{sample}/{sample}.md.bam"), name);
        tree.bam(&format!("preprocessing/recalibrated/{sample}/{sample}.recal.bam"), name);
    }
    tree.vcf("variant_calling/mutect2/T1/T1.mutect2.vcf.gz", "pat1_T1");
    tree.vcf("variant_calling/mutect2/T1/T1.mutect2.filtered.vcf.gz", "pat1_T1");
    tree.vcf("variant_calling/manta/T1/T1.manta.tumor_sv.vcf.gz", "pat1_T1");
    tree.vcf("annotation/mutect2/T1/T1.mutect2.filtered_VEP.ann.vcf.gz", "pat1_T1");
    let expected = "pat1_R1\tnormal\tF\tready\tsarek\tyes\t\
                    preprocessing/recalibrated/R1/R1.recal.bam\t.\t.\t.\n\
                    pat1_T1\ttumour\tF\tready\tsarek\tyes\t\
                    preprocessing/recalibrated/T1/T1.recal.bam\t.\t\
                    variant_calling/mutect2/T1/T1.mutect2.filtered.vcf.gz\t.\n";
    assert_eq!(table(&tree, 0), expected);
    tree.remove("pipeline_info/execution_report_2026.html");
    assert!(discover(&tree, &[], 5).1.contains("the pipeline has not ended"));
}

#[test]
fn normals_by_pattern_and_by_list() {
    let tree = Tree::new();
    for sample in ["NORM1", "NORM2", "T1"] {
        tree.bam(&format!("{sample}.bam"), sample);
    }
    let roles = |option: &str| -> Vec<String> {
        let (stdout, _) = discover(&tree, &[option], 0);
        let cell = |line: &str| line.split('\t').nth(1).unwrap().to_owned();
        stdout.lines().skip(1).map(cell).collect()
    };
    assert_eq!(roles("--normals-in-run=NORM*"), ["normal", "normal", "."]);
    tree.text("healthy.txt", "# names\nNORM2\n");
    let list = tree.root().join("healthy.txt");
    let option = format!("--normals-in-run={}", list.display());
    assert_eq!(roles(&option), [".", "normal", "."]);
}

// Trees that are not as they should be.

#[test]
fn two_bams_for_a_sample_are_refused_with_both_names() {
    let tree = Tree::new();
    tree.bam("a/P1.bam", "P1");
    tree.bam("b/P1.bam", "P1");
    tree.bam("c/P2.bam", "P2");
    let expected = "P1\t.\t.\trefused\t.\tnot_stated\t.\t.\t.\tsample P1 is in several files and \
                    nothing tells which is valid: a/P1.bam, b/P1.bam: move all but one away, or \
                    name the right one in a sample sheet\n\
                    P2\t.\t.\tready\t.\tnot_stated\tc/P2.bam\t.\t.\t.\n";
    assert_eq!(table(&tree, 3), expected);
}

#[test]
fn two_vcfs_of_one_name_are_refused_unless_they_are_copies() {
    let tree = Tree::new();
    tree.bam("P1.bam", "P1");
    tree.vcf("a/P1.vcf.gz", "P1");
    tree.copy("a/P1.vcf.gz", "b/P1.vcf.gz");
    assert!(table(&tree, 0).contains("\ta/P1.vcf.gz\t"));
    tree.vcf_with("b/P1.vcf.gz", "P1", "chr7\t1\t.\tA\tC\t.\t.\t.\tGT\t0/1\n");
    let text = table(&tree, 3);
    assert!(text.contains("refused") && text.contains("a/P1.vcf.gz, b/P1.vcf.gz"), "{text}");
}

#[test]
fn a_sheet_with_other_names_is_said() {
    let tree = illumina("R1", "LH00001");
    tree.bam("X9.bam", "X9");
    let (stdout, stderr) = discover(&tree, &[], 0);
    assert!(stdout.contains("X9\t.\t.\tready") && stdout.contains("P1\ttumour\t.\tabsent"));
    assert!(stderr.contains("sample X9") && stderr.contains("is not in the sheet"), "{stderr}");
}

#[test]
fn a_file_in_another_samples_folder_is_refused() {
    let tree = illumina("R1", "LH00001");
    tree.bam("Analysis/1/Data/DragenEnrichment/P1/enrichment_seq/P1.bam", "P2");
    tree.text("Analysis/1/CopyComplete.txt", "");
    let text = table(&tree, 3);
    assert!(text.contains("P2\t.\t.\trefused") && text.contains("folder of sample P1"), "{text}");
}

#[test]
fn damaged_descriptions_are_told() {
    let tree = illumina("R1", "LH00001");
    tree.bam("P1.bam", "P1");
    tree.text("RunInfo.xml", "<RunInfo><Run Id=");
    tree.text("SampleSheet.csv", "sample,bam\nP1,x\n");
    // Without a sheet that can be read nobody knows who was loaded.
    let (stdout, stderr) = discover(&tree, &[], 5);
    assert!(stdout.contains("P1\t.\t.\tready\tillumina\tno"), "{stdout}");
    assert!(stderr.contains("not a RunInfo.xml") && stderr.contains("no section"), "{stderr}");
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() {
    let tree = Tree::new();
    tree.bam("data/P1.bam", "P1");
    std::os::unix::fs::symlink(tree.root(), tree.root().join("data/again")).unwrap();
    std::os::unix::fs::symlink(tree.root().join("gone.bam"), tree.root().join("P2.bam")).unwrap();
    assert_eq!(table(&tree, 0), "P1\t.\t.\tready\t.\tnot_stated\tdata/P1.bam\t.\t.\t.\n");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_passed_over() {
    let tree = Tree::new();
    tree.bam("P1.bam", "P1");
    let pipe = tree.root().join("P2.bam");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: mkfifo is not there");
        return;
    }
    let found = table(&tree, 0);
    assert!(found.contains("P1.bam") && !found.contains("P2.bam"), "{found}");
}

#[test]
fn a_truncated_bam_is_refused_and_the_others_are_ready() {
    let tree = Tree::new();
    tree.bam("P1.bam", "P1");
    tree.bam("P2.bam", "P2");
    tree.truncate("P2.bam", 28);
    let text = table(&tree, 3);
    assert!(text.contains("P1\t.\t.\tready") && text.contains("P2\t.\t.\trefused"), "{text}");
    assert!(text.contains("truncated"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_is_an_error_that_names_it() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new();
    tree.bam("P1.bam", "P1");
    let closed = tree.root().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read_dir(&closed).is_ok() {
        println!("skipped: this user can read every folder");
        return;
    }
    let (_, stderr) = discover(&tree, &[], 1);
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert!(stderr.contains("closed"), "{stderr}");
}

#[test]
fn spaces_and_other_alphabets_in_names() {
    let tree = Tree::new();
    tree.bam("Läufe 2026/Müller 1 (neu).bam", "Müller 1");
    tree.vcf("Läufe 2026/変異.vcf.gz", "Müller 1");
    let expected = "Müller 1\t.\t.\tready\t.\tnot_stated\tLäufe 2026/Müller 1 (neu).bam\t.\t\
                    Läufe 2026/変異.vcf.gz\t.\n";
    assert_eq!(table(&tree, 0), expected);
}

#[test]
fn five_thousand_files_and_an_empty_folder() {
    let tree = Tree::new();
    for index in 0..5_000 {
        tree.text(&format!("d{}/f{index}.fastq.gz", index % 50), "");
    }
    tree.bam("d7/P1.bam", "P1");
    assert_eq!(table(&tree, 0), "P1\t.\t.\tready\t.\tnot_stated\td7/P1.bam\t.\t.\t.\n");
    let (_, stderr) = discover(&Tree::new(), &[], 1);
    assert!(stderr.contains("no BAM, CRAM or depth table"), "{stderr}");
}

#[test]
fn real_descriptions_of_runs_are_read() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/real/sequencer-runs");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    for (run, listed, code) in [
        ("170517_ST-E00266_0210_BHJCFFALXX", 9, 0),
        ("180509_D00450_0598_BHGYFNBCX2", 39, 0),
        ("230912_A00187_1009_AHK33MDRX3", 40, 0),
        ("20231108_LH00188_0028_B22F52TLT3", 24, 5),
    ] {
        let output = ikaros().arg("discover").arg(folder.join(run)).arg("--json").output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{run}");
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["layouts"][0]["run"], run);
        assert_eq!(json["layouts"][0]["listed"], listed, "{run}");
    }
}
