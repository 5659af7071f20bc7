//! Every mishap of a run: a clear message, the documented exit code, nothing half-written, and the
//! other patients done.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::path::Path;

use support::{Case, Row, cut_at_block_boundary, finish, has, ikaros, sh};

/// The row of the failed sample, after checking that it is the only one and says so throughout.
fn only_failed(case: &Case) -> Row {
    let mut failed: Vec<Row> =
        case.rows().into_iter().filter(|row| row.get("status") == "failed").collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    let row = failed.remove(0);
    for column in ["ikzf1_status", "ikzf1_category", "ikzf1_class", "par1", "erg"] {
        assert_eq!(row.get(column), "not_assessed", "{column}");
    }
    row
}

fn done(case: &Case) -> Vec<String> {
    let rows = case.rows();
    let done = rows.iter().filter(|row| row.get("status") == "ok");
    done.map(|row| row.get("sample").to_owned()).collect()
}

/// Files of a sample that a reader could take for a result.
fn results_of(case: &Case, sample: &str) -> Vec<String> {
    let names = std::fs::read_dir(case.out("")).unwrap().map(|entry| entry.unwrap().file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with(&format!("{sample}.")) || name.ends_with(".partial"))
        .collect()
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn a_truncated_bam_fails_alone_and_takes_its_old_report_along() {
    let case = Case::with_bams(2);
    case.run(0);
    let bam = &case.cohort.bams()[0];
    let sample = name(bam);
    assert!(!results_of(&case, &sample).is_empty());
    cut_at_block_boundary(&case.input(&format!("{sample}.bam")));
    let text = case.run(3);
    assert!(text.contains(&format!("{sample}.bam")) && text.contains("truncated"), "{text}");
    let row = only_failed(&case);
    assert!(row.get("message").contains("truncated"), "{row:?}");
    assert_eq!(done(&case), [name(&case.cohort.bams()[1])]);
    assert!(results_of(&case, &sample).is_empty(), "{:?}", results_of(&case, &sample));
}

#[test]
fn a_missing_index_is_built_beside_the_file_and_said() {
    let case = Case::with_bams(1);
    let bam = case.input(&format!("{}.bam", name(&case.cohort.bams()[0])));
    let index = bam.with_extension("bam.csi");
    std::fs::remove_file(&index).unwrap();
    let text = case.run(0);
    assert!(text.contains("index") && text.contains(&name(&bam)), "{text}");
    assert!(bam.with_extension("bam.bai").exists() || index.exists());
}

#[cfg(unix)]
#[test]
fn an_index_goes_to_out_when_the_folder_is_read_only() {
    use std::os::unix::fs::PermissionsExt;
    let case = Case::with_bams(1);
    let bam = case.input(&format!("{}.bam", name(&case.cohort.bams()[0])));
    std::fs::remove_file(bam.with_extension("bam.csi")).unwrap();
    let folder = bam.parent().unwrap();
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    if let Some(mut command) = as_one_who_cannot_write(&case, folder) {
        let text = finish(command.output().unwrap(), 0);
        assert!(text.contains("out/index"), "{text}");
        let sample = name(&bam);
        assert!(case.out(&format!("index/{sample}/{sample}.bam.bai")).exists());
    }
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// The run as a user to whom `folder` is read-only: this one, or for root the user nobody.
#[cfg(unix)]
fn as_one_who_cannot_write(case: &Case, folder: &Path) -> Option<assert_cmd::Command> {
    use std::os::unix::fs::PermissionsExt;
    if std::fs::write(folder.join("probe"), "").is_err() {
        return Some(case.command());
    }
    let out = case.out("");
    std::fs::create_dir_all(&out).unwrap();
    for (path, mode) in [(case.folder.path(), 0o755), (out.as_path(), 0o777)] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let binary = env!("CARGO_BIN_EXE_ikaros");
    let nobody = || {
        let mut command = assert_cmd::Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups", binary]);
        command
    };
    let version = nobody().arg("--version").output();
    let can_read = nobody().args(["normals", "inspect"]).arg(&case.cohort.normals).output();
    if !version.is_ok_and(|o| o.status.success()) || !can_read.is_ok_and(|o| o.status.success()) {
        println!("skipped: this user may write everywhere (root), and nobody may read the project");
        return None;
    }
    let mut command = nobody();
    command.args(case.command().get_args());
    Some(command)
}

#[test]
fn a_bam_without_read_groups_fails_alone() {
    if !has("samtools") {
        return;
    }
    let case = Case::with_bams(2);
    let bam = case.input(&format!("{}.bam", name(&case.cohort.bams()[0])));
    let script = "samtools view -h $0 | grep -v ^@RG | sed 's/\\tRG:Z:[^\\t]*//' \
                  | samtools view -b -o x && mv x $0 && samtools index $0";
    sh(&script.replace("$0", &bam.display().to_string()), bam.parent().unwrap());
    let text = case.run(3);
    assert!(text.contains("no read group") && text.contains("sample sheet"), "{text}");
    assert!(only_failed(&case).get("message").contains("samtools addreplacerg"));
    assert_eq!(done(&case).len(), 1);
}

#[test]
fn a_sample_twice_fails_and_lists_both_files() {
    let case = Case::with_bams(2);
    let bam = case.input(&format!("{}.bam", name(&case.cohort.bams()[0])));
    let copy = case.input("again/copy.bam");
    std::fs::create_dir(copy.parent().unwrap()).unwrap();
    std::fs::copy(&bam, &copy).unwrap();
    let text = case.run(3);
    assert!(text.contains("again/copy.bam") && text.contains(&name(&bam)), "{text}");
    assert_eq!(only_failed(&case).get("sample"), name(&bam));
    assert_eq!(done(&case).len(), 1);
}

#[test]
fn a_sample_twice_in_a_sheet_is_refused_with_both_lines() {
    let case = Case::with_bams(2);
    let bams = case.cohort.bams();
    let sheet = case.input("sheet.csv");
    let text = format!("sample,bam\nP1,{0}.bam\nP1,{1}.bam\n", name(&bams[0]), name(&bams[1]));
    std::fs::write(&sheet, text).unwrap();
    let mut command = ikaros();
    command.arg("run").arg(&sheet).arg("--targets").arg(&case.cohort.targets);
    command.arg("--normals").arg(&case.cohort.normals).arg("--out").arg(case.out(""));
    let text = finish(command.output().unwrap(), 1);
    assert!(text.contains("sheet.csv:3") && text.contains("line 2"), "{text}");
    assert!(!case.out("run.tsv").exists());
}

/// `run` over one BAM with another BED.
fn with_bed(text: &str, code: i32) -> String {
    let mut case = Case::with_bams(1);
    let bed = case.folder.path().join("other.bed");
    std::fs::write(&bed, text).unwrap();
    case.cohort.targets = bed;
    let text = case.run(code);
    assert!(!case.out("run.tsv").exists() || code == 3);
    text
}

#[test]
fn an_empty_bed_is_refused() {
    assert!(with_bed("# nothing\n", 1).contains("no interval"));
    assert!(with_bed("chr7\t10\t5\n", 1).contains("other.bed:1"));
}

#[test]
fn a_bed_of_another_assembly_or_other_targets_is_refused() {
    // IKZF1 exons 4, 5 and 8 on GRCh37.
    let other = "chr7\t50444230\t50444492\nchr7\t50450237\t50450405\nchr7\t50467615\t50468325\n";
    let text = with_bed(other, 1);
    assert!(text.contains("other.bed") && text.contains("GRCh3"), "{text}");
}

#[test]
fn a_target_off_the_contig_is_named() {
    let case = Case::with_bams(1);
    let bed = case.folder.path().join("long.bed");
    let mut text = std::fs::read_to_string(&case.cohort.targets).unwrap();
    text.push_str("chr7\t159345900\t159346900\tbeyond\n");
    std::fs::write(&bed, text).unwrap();
    let mut command = ikaros();
    command.args(["run"]).arg(case.folder.path().join("in")).arg("--targets").arg(&bed);
    command.arg("--normals-from").arg(case.folder.path().join("in"));
    command.arg("--out").arg(case.out(""));
    let text = finish(command.output().unwrap(), 1);
    assert!(text.contains("long.bed") && text.contains("159346900"), "{text}");
}

#[test]
fn an_output_folder_that_cannot_be_made_is_an_error() {
    let case = Case::with_bams(1);
    std::fs::write(case.folder.path().join("out"), "a file").unwrap();
    assert!(case.run(2).contains("is a file"));
    let mut command = ikaros();
    command
        .arg("run")
        .arg(case.folder.path().join("in"))
        .arg("--targets")
        .arg(&case.cohort.targets);
    command.arg("--normals").arg(&case.cohort.normals).args(["--out", "/proc/ikaros-out"]);
    let text = finish(command.output().unwrap(), 1);
    assert!(text.contains("/proc/ikaros-out") && text.contains("--out"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_written_file() {
    let case = Case::with_bams(1);
    // A limit on file size stands in for a full disk: writing fails in the middle of a file.
    let script = format!(
        "trap '' XFSZ; ulimit -f 4; exec {} run {} --targets {} --normals {} --out {}",
        env!("CARGO_BIN_EXE_ikaros"),
        case.folder.path().join("in").display(),
        case.cohort.targets.display(),
        case.cohort.normals.display(),
        case.out("").display()
    );
    let output = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(1 | 3)), "{:?}: {text}", output.status);
    assert!(text.contains("cannot write") && text.contains("free space"), "{text}");
    for (path, bytes) in support::snapshot(&case.out("")) {
        let name = path.display().to_string();
        assert!(!name.ends_with(".partial"), "{name}");
        assert!(bytes.is_empty() || bytes.len() < 4096, "{name} was written beyond the limit");
    }
    // With space again, the same command finishes.
    case.run(0);
}

#[cfg(unix)]
#[test]
fn a_sample_that_fails_half_way_leaves_none_of_its_files() {
    let case = Case::with_bams(1);
    let sample = name(&case.cohort.bams()[0]);
    case.run(0);
    let longest = results_of(&case, &sample)
        .into_iter()
        .map(|file| std::fs::metadata(case.out(&file)).unwrap().len())
        .max();
    // Everything but the longest file of the sample can be written; files of a run are shorter.
    let blocks = longest.unwrap() / 1024 - 1;
    let mut command = case.command();
    let arguments: Vec<_> = command.get_args().map(|a| a.to_string_lossy().into_owned()).collect();
    let script = format!(
        "trap '' XFSZ; ulimit -f {blocks}; exec {} {} --force",
        env!("CARGO_BIN_EXE_ikaros"),
        arguments.join(" ")
    );
    let output = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
    let text = finish(output, 3);
    assert!(text.contains("cannot write"), "{text}");
    assert_eq!(only_failed(&case).get("sample"), sample);
    assert_eq!(results_of(&case, &sample), Vec::<String>::new());
    assert!(!case.out(".ikaros/new").exists());
    command.assert().success();
}

#[test]
fn two_runs_in_one_folder_are_kept_apart() {
    let case = Case::with_bams(1);
    std::fs::create_dir_all(case.out(".ikaros")).unwrap();
    let lock = std::fs::File::create(case.out(".ikaros/lock")).unwrap();
    lock.lock().unwrap();
    assert!(case.run(1).contains("another run"));
    drop(lock);
    case.run(0);
}
