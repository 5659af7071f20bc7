//! VCF and BCF files as they should not be: an intended result or a clear error, and no panic.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::finish;
use support::variants::{Case, Record, read_vcf};

const HEADER: &str =
    "##fileformat=VCFv4.2\n##source=Mutect2\n##contig=<ID=chr7,length=159345973>\n";
const COLUMNS: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n";
const GOOD: &str = "chr7\t50382593\t.\tA\tT\t.\tPASS\t.\tGT:AD:AF:DP\t0/1:450,50:0.1:500\n";

impl Case {
    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn run(&self, vcf: &Path, code: i32) -> String {
        let stderr = finish(self.command().arg(vcf).output().unwrap(), code);
        assert!(!stderr.contains("panicked"), "{stderr}");
        stderr
    }

    fn refused(&self, name: &str, bytes: &[u8], parts: &[&str]) {
        let stderr = self.run(&self.file(name, bytes), 1);
        for part in parts {
            assert!(stderr.contains(part), "{name}: '{part}' is not in: {stderr}");
        }
        assert!(!self.folder.path().join("out/P1.variants.vcf.gz").exists(), "{name}");
    }

    /// The records of a good line among others, and why alleles were left out.
    fn taken(&self, lines: &str) -> (BTreeMap<String, Record>, BTreeMap<String, u64>) {
        let text = format!("{HEADER}{COLUMNS}{lines}");
        self.run(&self.file("a.vcf", text.as_bytes()), 0);
        self.results()
    }

    fn results(&self) -> (BTreeMap<String, Record>, BTreeMap<String, u64>) {
        let out = self.folder.path().join("out");
        let json: Value =
            serde_json::from_slice(&std::fs::read(out.join("P1.variants.json")).unwrap()).unwrap();
        let reasons = json["files"][0]["left_out"].as_array().unwrap().iter().map(|left| {
            (left["reason"].as_str().unwrap().to_owned(), left["count"].as_u64().unwrap())
        });
        (read_vcf(&out.join("P1.variants.vcf.gz")), reasons.collect())
    }
}

fn bgzf(text: &[u8]) -> Vec<u8> {
    let mut writer = noodles::bgzf::io::Writer::new(Vec::new());
    writer.write_all(text).unwrap();
    writer.finish().unwrap()
}

#[test]
fn cut_files_are_refused() {
    let Some(case) = Case::new() else { return };
    let whole = bgzf(format!("{HEADER}{COLUMNS}{}", GOOD.repeat(5_000)).as_bytes());
    case.refused("a.vcf.gz", &whole[..whole.len() - 28], &["a.vcf.gz", "truncated"]);
    case.refused("b.vcf.gz", &whole[..whole.len() / 2], &["b.vcf.gz", "truncated"]);
    case.refused("c.vcf.gz", &whole[..12], &["c.vcf.gz"]);
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].copy_from_slice(b"\xff\0\xff\0\xff\0\xff\0");
    case.refused("d.vcf.gz", &damaged, &["d.vcf.gz"]);
    case.refused("e.vcf", b"", &["e.vcf", "#CHROM"]);
    case.refused("f.vcf", HEADER.as_bytes(), &["f.vcf", "#CHROM"]);
    case.refused("g.vcf", &[0, 159, 146, 150, 10, 7], &["g.vcf", "#CHROM"]);
}

#[test]
fn damaged_bcf_is_refused() {
    let Some(case) = Case::new() else { return };
    case.refused("a.bcf", &bgzf(b"BCF\x02\x02"), &["a.bcf"]);
    case.refused("b.bcf", &bgzf(b"BCF\x02\x02\xff\xff\xff\x7f"), &["b.bcf", "#CHROM"]);
    case.refused("c.bcf", &bgzf(b"BCF\x02\x02\x05\0\0\0##a\n\0"), &["c.bcf", "#CHROM"]);
    // A header that is whole, and records that are none.
    let text = format!("{HEADER}{COLUMNS}\0");
    let mut bytes = b"BCF\x02\x02".to_vec();
    bytes.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend([7; 40]);
    case.refused("d.bcf", &bgzf(&bytes), &["d.bcf"]);
}

#[test]
fn a_header_without_contigs_is_read() {
    let Some(case) = Case::new() else { return };
    let text = format!("##fileformat=VCFv4.2\n##source=Mutect2\n{COLUMNS}{GOOD}");
    case.run(&case.file("a.vcf", text.as_bytes()), 0);
    let (records, left_out) = case.results();
    assert_eq!((records.len(), left_out.len()), (1, 0));
}

#[test]
fn alleles_that_are_no_sequence_are_left_out_by_reason() {
    let Some(case) = Case::new() else { return };
    let record = |alternative: &str| {
        format!(
            "chr7\t50382593\t.\tA\t{alternative}\t.\tPASS\tEND=50382700\tGT:AD:DP\t0/1:450,50:500\n"
        )
    };
    let lines = [
        ("", "no_alternative"),
        (".", "no_alternative"),
        ("*", "spanning_deletion"),
        ("<NON_REF>", "reference_block"),
        ("<*>", "reference_block"),
        ("<DEL>", "symbolic"),
        ("<INS:ME:ALU>", "symbolic"),
        ("A[chr9:37000000[", "breakend"),
        ("]chr9:37000000]A", "breakend"),
        (".A", "not_acgt"),
        ("A T", "not_acgt"),
        ("A", "same_as_reference"),
    ];
    for (alternative, reason) in lines {
        let (records, left_out) = case.taken(&format!("{}{GOOD}", record(alternative)));
        assert_eq!(records.len(), 1, "'{alternative}'");
        assert_eq!(left_out, BTreeMap::from([(reason.to_owned(), 1)]), "'{alternative}'");
    }
    // A deletion without its bases is listed, to its END or by its length where that is none.
    for (end, wanted) in [
        ("END=50382700", 50_382_700),
        ("END=100;SVLEN=-50", 50_382_643),
        ("END=x;SVLEN=9", 50_382_602),
    ] {
        case.taken(&record("<DEL>").replace("END=50382700", end));
        let path = case.folder.path().join("out/P1.variants.json");
        let json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let listed = &json["merged"]["structural"][0];
        assert_eq!((&listed["kind"], &listed["end"]), (&"deletion".into(), &wanted.into()));
        assert_eq!(json["merged"]["conclusions"]["structural"][0]["depth"], "not_assessed");
    }
    // A list with an empty allele keeps the others.
    let (records, left_out) = case.taken(&record("T,,C").replace("450,50", "400,50,0,50"));
    assert_eq!((records.len(), left_out["no_alternative"]), (2, 1));
}

#[test]
fn figures_that_cannot_be_are_unknown_and_not_zero() {
    let Some(case) = Case::new() else { return };
    for values in [
        "0/1:450,-50:1.7:-500",
        "0/1:450,50,3:nan:99999999999999",
        "0/1:x,y:133%:z",
        "0/1:::",
        "0/1",
        "./.:.:.:.",
        "./1:.:.:.",
        "1",
        "0|1:.:inf:.",
    ] {
        let line = GOOD.replace("0/1:450,50:0.1:500", values);
        let (records, left_out) = case.taken(&line);
        assert!(left_out.is_empty(), "{values}: {left_out:?}");
        let record = &records["chr7:50382593:A:T"];
        assert_eq!(record.info("CALLER_AD"), ".", "{values}");
        assert_eq!((record.sample("DP"), record.sample("AF")), (".", "."), "{values}");
        assert_eq!(record.info("LOD"), "", "no depth, no limit of detection: {values}");
    }
    // A genotype without the allele and no reads of it: the sample does not carry it.
    let (records, left_out) =
        case.taken(&GOOD.replace("450,50:0.1", "500,0:0").replace("0/1", "0/0"));
    assert!(records.is_empty());
    assert_eq!(left_out, BTreeMap::from([("not_in_sample".to_owned(), 1)]));
}

#[test]
fn lines_that_are_no_records_are_counted() {
    let Some(case) = Case::new() else { return };
    for line in [
        "chr7\t50382593\n",
        "chr7\t-5\t.\tA\tT\t.\t.\t.\tGT\t0/1\n",
        "chr7\t0\t.\tA\tT\t.\t.\t.\tGT\t0/1\n",
        "chr7\t99999999999999\t.\tA\tT\t.\t.\t.\tGT\t0/1\n",
        "chr7\t50382593\t.\t\tT\t.\t.\t.\tGT\t0/1\n",
        "\t50382593\t.\tA\tT\t.\t.\t.\tGT\t0/1\n",
        "chr7 50382593 . A T . PASS . GT 0/1\n",
        "chr7\t50382593\t.\tA\tT\t.\t.\t.\tGT\n",
        "\u{feff}\n",
    ] {
        let (records, left_out) = case.taken(&format!("{line}{GOOD}"));
        assert_eq!(records.len(), 1, "{line:?}");
        assert_eq!(left_out, BTreeMap::from([("malformed".to_owned(), 1)]), "{line:?}");
    }
}

#[test]
fn text_that_is_not_utf8_and_huge_fields_do_no_harm() {
    let Some(case) = Case::new() else { return };
    let mut bytes = format!("{HEADER}##x=").into_bytes();
    bytes.extend(b"caf\xe9\n");
    bytes.extend(COLUMNS.as_bytes());
    let info = format!("DP=500;X={};Y=\u{1}", "7,".repeat(4 << 20));
    bytes.extend(GOOD.replace("PASS\t.", &format!("PASS\t{info}")).into_bytes());
    let mut latin = GOOD.replace("PASS\t.", "bad_\u{1}\tN=@").into_bytes();
    let place = latin.iter().position(|byte| *byte == b'@').unwrap();
    latin[place] = 0xe9;
    bytes.extend(latin);
    bytes.extend(GOOD.trim_end().as_bytes());
    case.run(&case.file("a.vcf", &bytes), 0);
    let (records, left_out) = case.results();
    assert_eq!((records.len(), left_out.len()), (1, 0), "one allele, and no line end at the end");
    // An allele of a hundred thousand bases is an allele.
    let long = GOOD.replace("\tA\tT\t", &format!("\tA\tA{}\t", "ACGTTGCA".repeat(12_500)));
    let (records, _) = case.taken(&long);
    assert_eq!(records.len(), 1);
}

#[test]
fn a_line_that_was_cut_off_is_refused_and_one_without_its_line_break_is_warned_of() {
    let Some(case) = Case::new() else { return };
    let row = GOOD.trim_end();
    for columns in [4, 5, 9] {
        let head: Vec<&str> = COLUMNS.trim_end().split('\t').take(columns).collect();
        let head = format!("{HEADER}{}", head.join("\t"));
        case.refused("head.vcf", head.as_bytes(), &["head.vcf", "no whole #CHROM line", "again"]);
    }
    let cut = format!("{HEADER}{COLUMNS}{GOOD}{}", row.split("\t0/1").next().unwrap());
    case.refused("cut.vcf", cut.as_bytes(), &["cut.vcf:6", "9 of 10 columns", "again"]);
    let open = format!("{HEADER}{COLUMNS}{row}");
    let stderr = case.run(&case.file("open.vcf", open.as_bytes()), 0);
    assert!(stderr.contains("open.vcf: its last line has no end"), "{stderr}");
    assert_eq!(case.results().0.len(), 1);
    let whole = case.run(&case.file("whole.vcf", format!("{open}\n\n").as_bytes()), 0);
    assert!(!whole.contains("no end"), "{whole}");
}

#[test]
fn a_line_with_more_columns_than_the_header_names_is_refused() {
    let Some(case) = Case::new() else { return };
    let more = format!("{HEADER}{COLUMNS}{}\t0/1:900,100:0.1\n", GOOD.trim_end());
    case.refused("more.vcf", more.as_bytes(), &["more.vcf:5", "11 columns", "names 10", "whose"]);
    let (records, left_out) = case.taken(&format!("{}\t\n", GOOD.trim_end()));
    assert_eq!((records.len(), left_out.len()), (1, 0), "a tab at the end");
}
