use std::path::Path;

use super::*;

fn rows(text: &str) -> Vec<SheetRow> {
    parse(Path::new("run/sheet.csv"), text).unwrap().rows
}

fn problem(text: &str) -> String {
    parse(Path::new("run/sheet.csv"), text).unwrap_err().to_string()
}

#[test]
fn separators_marks_and_quotes_do_not_matter() {
    let expected = rows("sample,bam,sex\nP1,a.bam,F\n");
    assert_eq!(expected[0].source, SheetSource::Alignment("run/a.bam".into()));
    assert_eq!(expected[0].sex, Sex::Female);
    for text in
        ["sample;bam;sex\r\n\"P1\";a.bam;female\r\n", "#Sample\tBAM\tSex\nP1\ta.bam\tXX\n\n"]
    {
        assert_eq!(rows(text), expected, "{text:?}");
    }
    assert_eq!(rows("sample,bam,sex\n\nP1,\"a, b.bam\",m\n")[0].line, 3);
}

#[test]
fn encodings_of_spreadsheets_are_read() {
    let path = Path::new("s.csv");
    assert_eq!(decode(path, b"\xef\xbb\xbfsample").unwrap(), "sample");
    assert_eq!(decode(path, b"\xff\xfes\0a\0").unwrap(), "sa");
    let error = decode(path, b"sample\nM\xfcller").unwrap_err();
    assert!(error.to_string().contains("line 2"), "{error}");
}

#[test]
fn workflow_sheets_are_read() {
    let text = "patient,sample,sex,status,cram,crai,vcf\np,P1,XY,0,a.cram,a.cram.crai,v.vcf.gz\n";
    let row = &rows(text)[0];
    assert_eq!((row.role, row.sex), (Some(Role::Normal), Sex::Male));
    assert_eq!(row.vcfs, [PathBuf::from("run/v.vcf.gz")]);
}

#[test]
fn callers_name_vcf_columns_and_empty_fields_are_no_file() {
    let text = "sample,depth,mutect2,vardict,vcf_extra\nP1,d.regions.bed.gz,m.vcf,,NA\n";
    assert_eq!(rows(text)[0].vcfs, [PathBuf::from("run/m.vcf")]);
}

#[test]
fn a_sample_or_a_file_twice_is_refused_with_both_lines() {
    let text = problem("sample,bam\nP1,a.bam\nP2,b.bam\nP1,c.bam\n");
    assert_eq!(text, "run/sheet.csv:4: sample P1 stands also in line 2: one line a sample");
    let text = problem("sample,bam\nP1,a.bam\nP2,a.bam\n");
    assert!(text.contains("sheet.csv:3") && text.contains("line 2"), "{text}");
}

#[test]
fn every_problem_is_named_at_once() {
    let text = problem("sample,bam,sex,blast,role\nP1,,F,,\nP2,b.bam,Q,0.8,maybe\n,c.bam,F,,\n");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 5, "{text}");
    assert!(lines[0].contains(":2: sample P1: neither an alignment nor a depth table"));
    assert!(lines[1].contains(":3: sex 'Q'"));
    assert!(lines[2].contains("looks like a fraction"));
    assert!(lines[3].contains("role 'maybe'"));
    assert!(lines[4].contains(":4: no sample name"));
}

#[test]
fn blast_percentages() {
    for (text, value) in [("80", 80.0), ("62,5", 62.5), ("0.5%", 0.5), ("0", 0.0), ("90 %", 90.0)] {
        assert_eq!(values::blast_percent(text), Ok(value));
    }
    for text in ["0.8", "1", "101", "-1", "many", "NaN", "inf"] {
        assert!(values::blast_percent(text).is_err(), "{text}");
    }
}

#[test]
fn the_method_of_the_blasts_is_kept_in_its_words() {
    let text = "sample,bam,blast_percent,blast method\nP1,a.bam,80,\"flow cytometry, CD19\"\nP2,b.bam,70,\n";
    let sheet = parse(Path::new("s.csv"), text).unwrap();
    assert!(sheet.warnings.is_empty(), "{:?}", sheet.warnings);
    assert_eq!(sheet.rows[0].blast_method.as_deref(), Some("flow cytometry, CD19"));
    assert_eq!(sheet.rows[1].blast_method, None);
    let long = format!("sample,bam,blast_method\nP1,a.bam,{}\n", "x".repeat(81));
    assert!(problem(&long).contains("longer than 80 characters"));
}

#[test]
fn unknown_columns_are_told() {
    let sheet = parse(Path::new("s.csv"), "sample,bam,purity,mood\nP1,a.bam,0.7,good\n").unwrap();
    assert_eq!(sheet.warnings.len(), 2);
    assert!(sheet.warnings[0].contains("blast_percent"));
    assert!(sheet.warnings[1].contains("'mood'"));
}

#[test]
fn a_sheet_without_header_or_rows_is_refused() {
    assert!(problem("P1,a.bam\n").contains("no column 'sample'"));
    assert!(problem("sample\nP1\n").contains("neither a column"));
    assert!(problem("sample,bam\n").contains("no sample"));
    assert!(problem("").contains("no sample"));
    assert!(problem("sample,bam\nP1,a.bam,x,y\n").contains("4 fields but 2 columns"));
}

#[test]
fn missing_files_are_named_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.csv");
    std::fs::write(&path, "sample,bam,vcf\nP1,a.bam,v.vcf\n").unwrap();
    std::fs::write(folder.path().join("a.bam"), "").unwrap();
    let text = read(&path).unwrap_err().to_string();
    assert!(text.contains("sheet.csv:2: sample P1") && text.contains("v.vcf"), "{text}");
}
