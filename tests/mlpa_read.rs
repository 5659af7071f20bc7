//! MLPA files in every layout, and more than forty that are not as they should be: each gives the
//! intended result or a clear error, never a wrong ratio.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod mlpa_fixture;
mod report_fixture;

use std::io::Write;
use std::path::PathBuf;

use ikaros::compare::observation::{Layout, Reading};
use ikaros::compare::profile::{MlpaCohort, MlpaSample, MlpaState};
use ikaros::io::mlpa::{Mapping, Wanted};
use mlpa_fixture::{cohort, read_bytes};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

const WIDE: &str = "probe\tgene\texon\tchrom\tpos\tS1\tS2\n\
    REF_1\tREF\t1\tchr1\t75807060\t1.01\t0.99\n\
    IKZF1_4\tIKZF1\t4\tchr7\t50376662\t0.58\t1.02\n\
    IKZF1_5\tIKZF1\t5\tchr7\t50382623\t0.60\t0.80\n\
    PAX5_2\tPAX5\t2\tchr9\t37020718\t0.05\t1.40\n";

fn sample<'a>(cohort: &'a MlpaCohort, name: &str) -> &'a MlpaSample {
    cohort.samples.iter().find(|sample| sample.name == name).unwrap()
}

fn state(cohort: &MlpaCohort, name: &str, gene: &str, exon: &str) -> MlpaState {
    sample(cohort, name).exons_of(gene).find(|own| own.exon == exon).unwrap().state
}

/// States of a cohort without their places.
fn states(cohort: &MlpaCohort) -> Vec<(String, String, String, MlpaState, Option<f64>)> {
    let mut all: Vec<_> = cohort
        .samples
        .iter()
        .flat_map(|sample| {
            sample.exons.iter().map(|exon| {
                let key = (sample.name.clone(), exon.gene.clone(), exon.exon.clone());
                (key.0, key.1, key.2, exon.state, exon.ratio)
            })
        })
        .collect();
    all.sort_by(|a, b| (&a.0, &a.1, &a.2).cmp(&(&b.0, &b.1, &b.2)));
    all
}

fn check_wide(cohort: &MlpaCohort) {
    use MlpaState::{Borderline, Deleted, Gained, HomDeleted, Normal};
    for (name, gene, exon, wanted) in [
        ("S1", "IKZF1", "4", Deleted),
        ("S1", "IKZF1", "5", Deleted),
        ("S2", "IKZF1", "4", Normal),
        ("S2", "IKZF1", "5", Borderline),
        ("S1", "PAX5", "2", HomDeleted),
        ("S2", "PAX5", "2", Gained),
    ] {
        assert_eq!(state(cohort, name, gene, exon), wanted, "{name} {gene} {exon}");
    }
}

#[test]
fn a_wide_table_reads_with_every_delimiter_and_encoding() {
    let semicolons = WIDE.replace('.', ",").replace('\t', ";");
    let commas = WIDE.replace('\t', ",");
    let shuffled: String = WIDE
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            [cells[6], cells[2], cells[0], cells[5], cells[1]].join("\t") + "\n"
        })
        .collect();
    let utf16 = |big: bool, mark: bool| -> Vec<u8> {
        let text = if mark { format!("\u{feff}{WIDE}") } else { WIDE.to_owned() };
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("plain.tsv", WIDE.into()),
        ("semicolons.csv", semicolons.into()),
        ("commas.csv", commas.into()),
        ("shuffled.txt", shuffled.into()),
        ("mark.tsv", format!("\u{feff}{WIDE}").into()),
        ("le.txt", utf16(false, true)),
        ("be.txt", utf16(true, true)),
        ("le_without_mark.txt", utf16(false, false)),
        ("windows.tsv", WIDE.replace('\n', "\r\n").into()),
        ("text_called_xls.xls", WIDE.into()),
        ("exon_words.tsv", WIDE.replace("\t4\tchr", "\tExon 04\tchr").into()),
        ("per_cent.tsv", WIDE.replace("0.58", "58 %").into()),
        ("title.tsv", format!("Run of today\t\t\t\t\t\t\n\n{WIDE}").into()),
    ];
    for (name, bytes) in cases {
        let found = cohort(name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        check_wide(&found);
        assert_eq!(found.samples.len(), 2, "{name}");
    }
}

#[test]
fn the_old_workbook_format_reads() {
    let bytes = include_bytes!("mlpa_fixture/wide.xls");
    check_wide(&cohort("wide.xls", bytes).unwrap());
    check_wide(&cohort("wide.txt", bytes).unwrap());
    for cut in [100, 512, 1024, bytes.len() / 2, bytes.len() - 600] {
        // A cut file may lose its table or its end; it must never panic or give other ratios.
        if let Ok(found) = cohort("cut.xls", &bytes[..cut]) {
            check_wide(&found);
        }
    }
}

#[test]
fn a_western_code_page_reads_with_a_remark() {
    let mut bytes = WIDE.replace("S1", "M@ller").into_bytes();
    bytes.iter_mut().filter(|byte| **byte == b'@').for_each(|byte| *byte = 0xfc);
    let found = cohort("latin.tsv", &bytes).unwrap();
    assert_eq!(found.samples[0].name, "Müller");
    assert!(found.remarks.iter().any(|remark| remark.contains("Windows-1252")));
}

#[test]
fn long_transposed_and_grouped_tables_say_the_same() {
    let cells: Vec<Vec<&str>> = WIDE.lines().map(|line| line.split('\t').collect()).collect();
    let mut long = "Sample ID;Probe name;Gene;Exon;Probe type;Final ratio\n".to_owned();
    let mut transposed = "sample\tREF_1\tIKZF1 exon 4\tIKZF1-E05\tPAX5_2\n".to_owned();
    let mut grouped =
        "\t\t\tS1\t\tS2\t\nProbe\tGene\tExon\tRatio\tStdev\tRatio\tStdev\n".to_owned();
    for at in [5, 6] {
        transposed += cells[0][at];
        for row in &cells[1..] {
            let kind = if row[1] == "REF" { "Reference probe" } else { "Target probe" };
            let ratio = row[at].replace('.', ",");
            long += &format!("{};{};{};{};{kind};{ratio}\n", cells[0][at], row[0], row[1], row[2]);
            transposed += &format!("\t{}", row[at]);
        }
        transposed += "\n";
    }
    for row in &cells[1..] {
        grouped +=
            &format!("{}\t{}\t{}\t{}\t0.02\t{}\t0.03\n", row[0], row[1], row[2], row[5], row[6]);
    }
    let wanted = states(&cohort("wide.tsv", WIDE.as_bytes()).unwrap());
    for (text, layout) in
        [(long, Layout::Long), (transposed, Layout::Transposed), (grouped, Layout::Grouped)]
    {
        let files = read_bytes("table.txt", text.as_bytes(), Wanted::Results, None).unwrap();
        assert_eq!(files[0].layout, layout);
        assert_eq!(states(&cohort("table.txt", text.as_bytes()).unwrap()), wanted, "{layout:?}");
    }
}

#[test]
fn a_mapping_tells_what_unknown_headings_are() {
    let text = "Sonde\tGen\tEx\tLaenge\tS1\n1\tIKZF1\t4\t130\t0.58\n";
    assert!(read_bytes("a.tsv", text.as_bytes(), Wanted::Results, None).is_err());
    let mapping = "heading\trole\nSonde\tprobe\nGen\tgene\nEx\texon\nLaenge\tignore\n";
    let mapping = Mapping::parse(mapping).unwrap();
    let files = read_bytes("a.tsv", text.as_bytes(), Wanted::Results, Some(&mapping)).unwrap();
    assert_eq!(files[0].samples, ["S1"]);
    assert_eq!(files[0].observations[0].reading, Reading::Ratio(0.58));
    for (text, why) in [
        ("", "names no column"),
        ("a b", "a tab and a role"),
        ("a\tnonsense", "none of the roles"),
        ("a\tgene\na\texon", "twice"),
    ] {
        assert!(Mapping::parse(text).unwrap_err().contains(why), "{text}");
    }
    let other = Mapping::parse("Missing\tprobe\n").unwrap();
    let error = read_bytes("a.tsv", WIDE.as_bytes(), Wanted::Results, Some(&other)).unwrap_err();
    assert!(error.contains("'Missing'"), "{error}");
}

fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

fn digital() -> Vec<u8> {
    let head = ["Probe number", "Gene", "Exon", "Mapview (hg38)", "Chromosomal band", "Probe type"];
    workbook(|book| {
        for (name, factor) in [("Final Ratios", 1.0), ("Read Counts", 1000.0)] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            sheet.write(0, 0, "digitalMLPA report").unwrap();
            for (at, heading) in head.iter().chain(&["S1", "S2"]).enumerate() {
                sheet.write(2, at as u16, *heading).unwrap();
            }
            let rows = [
                ("REF_1", "REF", "", "Reference probe", 1.01, 0.99),
                ("P1", "IKZF1", "Exon 4", "Target probe", 0.58, 1.02),
                ("P2", "IKZF1", "Exon 5", "Target probe", 0.60, 0.80),
                ("P3", "PAX5", "2", "Target probe", 0.05, 1.40),
                ("C1", "", "", "Control fragment", 3.0, 3.0),
            ];
            for (at, (probe, gene, exon, kind, first, second)) in rows.into_iter().enumerate() {
                let row = at as u32 + 3;
                for (column, text) in [(0, probe), (1, gene), (2, exon), (4, "7p12.2"), (5, kind)] {
                    sheet.write(row, column, text).unwrap();
                }
                sheet.write(row, 6, first * factor).unwrap();
                sheet.write(row, 7, second * factor).unwrap();
            }
        }
        book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "hello").unwrap();
    })
}

#[test]
fn a_digital_mlpa_workbook_reads_by_its_sheets() {
    let bytes = digital();
    // "Probe number" is no probe name: probes are told apart by gene and exon.
    let files = read_bytes("d.xlsx", &bytes, Wanted::Results, None).unwrap();
    assert_eq!((files.len(), files[0].layout), (1, Layout::DigitalMlpa));
    assert_eq!(files[0].sheet, "Final Ratios");
    check_wide(&cohort("d.xlsx", &bytes).unwrap());
    let counts = read_bytes("d.xlsx", &bytes, Wanted::Counts, None).unwrap();
    assert!(counts[0].observations.iter().any(|o| o.reading == Reading::Signal(580.0)));
    let error = read_bytes("d.xlsx", &bytes, Wanted::Heights, None).unwrap_err();
    assert!(error.contains("--signal counts"), "{error}");
}

#[test]
fn exon_truth_tables_and_words_give_exons() {
    let truth = "SampleID,Gene,Exons,Type\nS1,IKZF1,E4-E7,CN1\nS2,IKZF1,\"E1-E3, E5\",CN3\n\
                 S3,IKZF1,,CN2\nS4,IKZF1,n.d.,\n";
    let truth = truth.replace("Type", "CN");
    let found = cohort("truth.csv", truth.as_bytes()).unwrap();
    let named = |name: &str, wanted: MlpaState| -> Vec<String> {
        let own = sample(&found, name).exons_of("IKZF1").filter(|exon| exon.state == wanted);
        own.map(|exon| exon.exon.clone()).collect()
    };
    assert_eq!(named("S1", MlpaState::Deleted), ["4", "5", "6", "7"]);
    assert_eq!(named("S1", MlpaState::Normal).len(), 4);
    assert_eq!(named("S2", MlpaState::Gained), ["1", "2", "3", "5"]);
    assert_eq!(sample(&found, "S3").gene("IKZF1"), MlpaState::Normal);
    assert_eq!(sample(&found, "S4").gene("IKZF1"), MlpaState::NoResult);

    let results = "SampleID\tGene\tMLPAResult\tExonCNVType\nS1\tIKZF1\tdel exon 4-7\tmulti\n\
                   S2\tIKZF1\tNormal\tnone\nS3\tIKZF1\tIK6\tmulti\n";
    let found = cohort("results.tsv", results.as_bytes()).unwrap();
    assert_eq!(state(&found, "S1", "IKZF1", "6"), MlpaState::Deleted);
    assert_eq!(state(&found, "S1", "IKZF1", "8"), MlpaState::Normal);
    assert_eq!(state(&found, "S3", "IKZF1", "4"), MlpaState::Deleted);
    assert_eq!(sample(&found, "S2").gene("IKZF1"), MlpaState::Normal);
}

#[test]
fn loci_and_free_text_keep_no_not_done_and_unclear_apart() {
    let loci = "Sample;IKZF1;CDKN2A/B;PAX5 deletion;PAR1;Age\n\
                S1;Δ4-7;Yes;No;Inconclusive;4\nS2;No;Not done;;Yes;5\n";
    let found = cohort("loci.csv", loci.as_bytes()).unwrap();
    assert_eq!(state(&found, "S1", "IKZF1", "4"), MlpaState::Deleted);
    let locus = |name: &str, locus: &str| {
        sample(&found, name).loci.get(locus).copied().unwrap_or(MlpaState::NoResult)
    };
    assert_eq!(locus("S1", "CDKN2A/B"), MlpaState::Deleted);
    assert_eq!(locus("S2", "CDKN2A/B"), MlpaState::NoResult);
    assert_eq!(locus("S1", "PAR1"), MlpaState::Inconclusive);
    assert_eq!(sample(&found, "S1").gene("PAX5"), MlpaState::Normal);
    assert_eq!(sample(&found, "S2").gene("PAX5"), MlpaState::NoResult);
    assert!(
        found.remarks.iter().any(|remark| remark.contains("'Age'")) || found.remarks.is_empty()
    );

    let text = "sample\tMLPA result\nS1\tdel ex4-7; PAX5 del ex 2\nS2\twhole gene\nS3\tsee letter\n\
                S4\tnormal\nS5\tdel 4-9\nS6\tdel ex4-7; dup ex1; PAX5 del ex 2; PAX5 dup ex 5\n";
    let found = cohort("text.tsv", text.as_bytes()).unwrap();
    assert_eq!(state(&found, "S1", "IKZF1", "7"), MlpaState::Deleted);
    assert_eq!(state(&found, "S1", "PAX5", "2"), MlpaState::Deleted);
    for (gene, exon, wanted) in [
        ("IKZF1", "4", MlpaState::Deleted),
        ("IKZF1", "1", MlpaState::Gained),
        ("PAX5", "2", MlpaState::Deleted),
        ("PAX5", "5", MlpaState::Gained),
    ] {
        assert_eq!(state(&found, "S6", gene, exon), wanted, "{gene} {exon}");
    }
    let lost = sample(&found, "S2").exons_of("IKZF1").filter(|exon| exon.state.is_deletion());
    assert_eq!(lost.count(), 8);
    assert_eq!(sample(&found, "S3").gene("IKZF1"), MlpaState::Inconclusive);
    assert_eq!(sample(&found, "S4").gene("IKZF1"), MlpaState::Normal);
    assert_eq!(sample(&found, "S5").gene("IKZF1"), MlpaState::Inconclusive);
    assert!(found.remarks.iter().any(|remark| remark.contains("no exon 9")));
    assert!(found.remarks.iter().any(|remark| remark.contains("see letter")));
}

#[test]
fn empty_zero_and_not_done_are_three_things() {
    let text = "gene\texon\tS1\tS2\tS3\tS4\nIKZF1\t4\t\t0\tn.d.\tnan\n\
                IKZF1\t5\t1\t1\t1\t1\n";
    let found = cohort("missing.tsv", text.as_bytes()).unwrap();
    let exon = |name: &str| sample(&found, name).exons_of("IKZF1").next().unwrap().clone();
    assert_eq!(
        (exon("S1").state, exon("S1").reason),
        (MlpaState::NoResult, "the cell is empty".into())
    );
    assert_eq!((exon("S2").state, exon("S2").ratio), (MlpaState::HomDeleted, Some(0.0)));
    assert_eq!(exon("S3").state, MlpaState::NoResult);
    assert!(exon("S3").reason.contains("n.d."));
    assert!(exon("S4").reason.contains("nan"));
    // A sample that failed as a whole is still a sample.
    let failed = cohort("f.tsv", b"gene\texon\tS1\tS2\nIKZF1\t4\tn.d.\t1.0\n").unwrap();
    assert_eq!(sample(&failed, "S1").gene("IKZF1"), MlpaState::NoResult);
}

#[test]
fn several_probes_of_an_exon_count_together() {
    let text = "probe\tgene\texon\tS1\na\tIKZF1\t4\t0.5\nb\tIKZF1\t4\t0.6\nc\tIKZF1\t4\t1.0\n";
    let found = cohort("probes.tsv", text.as_bytes()).unwrap();
    let exon = sample(&found, "S1").exons_of("IKZF1").next().unwrap();
    assert_eq!((exon.probes.len(), exon.ratio, exon.probes_differ), (3, Some(0.6), true));
    assert_eq!(exon.state, MlpaState::Deleted);
}

#[test]
#[allow(clippy::too_many_lines)] // One table of inputs and what is said of them.
fn tables_that_are_not_as_they_should_be_say_why() {
    let long = "sample\tprobe\tratio\tcall\n";
    let cases: Vec<(&str, String, &str)> = vec![
        ("decimal separator lost", WIDE.replace("0.58", "58"), "too large for a ratio"),
        ("per cent without sign", WIDE.replace("1.02", "102"), "per cent"),
        (
            "decimal comma between commas",
            WIDE.replace("0.58", "0,58").replace('\t', ","),
            "decimal commas",
        ),
        ("thousands", WIDE.replace("0.58", "1.234,5"), "thousands"),
        ("negative", WIDE.replace("0.58", "-0.58"), "never below 0"),
        ("a word", WIDE.replace("0.58", "low"), "'low' is no number"),
        ("infinite", WIDE.replace("0.58", "inf"), "'inf' is no number"),
        ("a formula", WIDE.replace("0.58", "=B2/C2"), "formula =B2/C2"),
        ("a spreadsheet error", WIDE.replace("0.58", "#DIV/0!"), "spreadsheet error"),
        ("two numbers", WIDE.replace("0.58", "0.58 0.59"), "is no number"),
        ("a sample twice", WIDE.replace("S2", "S1"), "'S1' is there twice"),
        (
            "a probe twice",
            WIDE.replace("IKZF1_5", "IKZF1_4").replace("\t5\tchr", "\t4\tchr"),
            "there twice",
        ),
        ("a cut line", WIDE.trim_end_matches("0.05\t1.40\n").to_owned(), "a cut line"),
        ("a longer line", WIDE.replace("1.40\n", "1.40\t1.2\n"), "decimal commas"),
        (
            "no headings",
            WIDE.lines().skip(1).fold(String::new(), |t, l| t + l + "\n"),
            "no row of column headings",
        ),
        ("headings alone", WIDE.lines().next().unwrap().to_owned() + "\n", "no row below them"),
        (
            "no sample column",
            "probe\tgene\texon\nA\tIKZF1\t4\n".to_owned(),
            "no column of a sample",
        ),
        (
            "a ratio of nobody",
            "probe\tgene\texon\tratio\nA\tIKZF1\t4\t1\n".to_owned(),
            "of which sample",
        ),
        ("a nameless column", WIDE.replace("\tS2", "\t"), "without a sample name"),
        ("two gene columns", WIDE.replace("chrom", "gene name"), "all hold the gene"),
        ("coordinates as a sample", WIDE.replace("pos", "start"), "too large for a ratio"),
        ("nothing", String::new(), "empty"),
        ("white space", " \n \n".to_owned(), "no columns"),
        ("one column", "a\nb\nc\n".to_owned(), "no columns"),
        ("a web page", format!("<html><table>{WIDE}</table>"), "web page"),
        ("XML", format!("<?xml version=\"1.0\"?>{WIDE}"), "XML"),
        ("PDF", "%PDF-1.7 ...".to_owned(), "PDF"),
        ("binary", "a\tb\0\0\nc\td\0\n".to_owned(), "neither a text table"),
        (
            "a row without sample",
            format!("{long}S1\tIKZF1_4\t0.5\t\n\tIKZF1_5\t0.5\t\n"),
            "names no sample",
        ),
        (
            "a sample tested twice",
            format!("{long}S1\tIKZF1_4\t0.5\t\nS1\tIKZF1_4\t0.5\t\n"),
            "there twice",
        ),
        ("an unknown call", format!("{long}S1\tIKZF1_4\t0.5\tmaybe\n"), "is no call"),
        (
            "a sample twice without probe names",
            "sample\tgene\texon\tratio\nS1\tIKZF1\t4\t1\nS1\tIKZF1\t4\t0.5\nS2\tIKZF1\t4\t1\n"
                .to_owned(),
            "2 times",
        ),
        ("0 and 1 for loci", "sample\tIKZF1\tPAX5\nS1\t1\t0\n".to_owned(), "write Yes, No"),
        (
            "a locus row twice",
            "sample\tIKZF1\nS1\tyes\nS1\tno\n".to_owned(),
            "there twice (rows 2 and 3)",
        ),
        ("no gene in a truth row", "sample\tgene\texons\nS1\t\tE4\n".to_owned(), "names no gene"),
        (
            "no exons in words",
            "sample\tgene\texons\nS1\tIKZF1\tmany\n".to_owned(),
            "names no exons",
        ),
        (
            "gene and exon exchanged",
            WIDE.replace("gene\texon", "exon\tgene"),
            "the probe 'IKZF1_4' is of IKZF1, the column of genes says '4'",
        ),
        ("a gene of another probe", WIDE.replace("\tIKZF1\t4", "\tPAX5\t4"), "says 'PAX5'"),
        (
            "a position on another chromosome",
            WIDE.replace("IKZF1_4\tIKZF1", "P4\tPAX5"),
            "chr7:50376662 lies on another chromosome than PAX5",
        ),
        (
            "a position in another gene",
            WIDE.replace("PAX5_2\tPAX5\t2\tchr9\t37020718", "P\tPAX5\t2\tchr9\t5123062"),
            "lies in JAK2",
        ),
        (
            "a gene of another probe in a long table",
            "sample\tprobe\tgene\texon\tratio\nS1\tIKZF1_4\tPAX5\t4\t1\n".to_owned(),
            "row 2, column 'gene'",
        ),
        ("nothing beside samples", "sample\tage\nS1\t4\n".to_owned(), "no column of ratios"),
    ];
    for (what, text, wanted) in &cases {
        let error = cohort("table.tsv", text.as_bytes()).map(|found| found.samples).unwrap_err();
        assert!(error.contains(wanted), "{what}: {error}");
    }
    assert!(cases.len() >= 30);
}

#[test]
fn positions_of_other_assemblies_and_genes_of_a_locus_contradict_nothing() {
    for (from, to) in [
        ("50376662", "50444360"),
        ("50376662", "50414854"),
        ("50376662", "."),
        ("chr7\t50376662", "7p12.2\t50376662"),
        ("\tIKZF1\t4", "\tikzf1\t4"),
        ("\tIKZF1\t4", "\tIKZF1 (IKAROS)\t4"),
        ("PAX5_2\tPAX5\t2\tchr9\t37020718", "CRLF2_4\tPAR1\t4\tchrY\t1202451"),
        ("PAX5_2\tPAX5\t2\tchr9\t37020718", "CRLF2_4\tCRLF2\t4\tchrY\t1202451"),
        ("PAX5_2\tPAX5\t2\tchr9\t37020718", "IL3RA_1\tIL3RA\t1\tchrX\t1455700"),
    ] {
        let text = WIDE.replace(from, to);
        assert_ne!(text, WIDE, "{from}");
        cohort("table.tsv", text.as_bytes()).unwrap_or_else(|error| panic!("{to}: {error}"));
    }
}

#[test]
fn workbooks_that_are_not_as_they_should_be_say_why() {
    let with = |fill: &dyn Fn(&mut rust_xlsxwriter::Worksheet)| {
        workbook(|book| {
            let sheet = book.add_worksheet();
            for (row, line) in WIDE.lines().enumerate() {
                for (column, cell) in line.split('\t').enumerate() {
                    let (row, column) = (row as u32, column as u16);
                    match cell.parse::<f64>() {
                        Ok(value) => sheet.write(row, column, value).unwrap(),
                        Err(_) => sheet.write(row, column, cell).unwrap(),
                    };
                }
            }
            fill(sheet);
        })
    };
    check_wide(&cohort("w.xlsx", &with(&|_| {})).unwrap());
    check_wide(&cohort("w.csv", &with(&|_| {})).unwrap());
    let formula = with(&|sheet| {
        sheet.write_formula(2, 5, Formula::new("=1-0.42").set_result("0.58")).unwrap();
    });
    check_wide(&cohort("w.xlsx", &formula).unwrap());

    let fail = |bytes: &[u8]| cohort("w.xlsx", bytes).map(|found| found.samples).unwrap_err();
    let bare = with(&|sheet| {
        sheet.write_formula(2, 5, Formula::new("=1-0.42").set_result("")).unwrap();
    });
    assert!(fail(&bare).contains("formula"), "{}", fail(&bare));
    let far = with(&|sheet| {
        sheet.write(1_048_575, 16_383, 1.0).unwrap();
    });
    assert!(fail(&far).contains("row 1048576"), "{}", fail(&far));
    let date = with(&|sheet| {
        let format = Format::new().set_num_format("d-mmm");
        let date = ExcelDateTime::from_ymd(2024, 7, 4).unwrap();
        sheet.write_with_format(2, 5, &date, &format).unwrap();
    });
    assert!(fail(&date).contains("a date"), "{}", fail(&date));
    let whole = with(&|_| {});
    assert!(fail(&whole[..whole.len() / 2]).contains("damaged"));
    assert!(fail(b"PK\x03\x04 nonsense").contains("damaged"));
    let mut ole = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    ole.resize(4096, 7);
    assert!(fail(&ole).contains("damaged"), "{}", fail(&ole));
    let empty = workbook(|book| {
        book.add_worksheet();
    });
    assert!(fail(&empty).contains("no sheet"), "{}", fail(&empty));
}

#[test]
fn a_hidden_sheet_is_read_with_a_remark() {
    let book = |hidden: bool| {
        workbook(|book| {
            for (at, name) in ["Seen", "Old run"].into_iter().enumerate() {
                let sheet = book.add_worksheet().set_name(name).unwrap();
                sheet.write_row(0, 0, ["probe", "gene", "exon", &format!("S{at}")]).unwrap();
                sheet.write_row(1, 0, ["IKZF1_4", "IKZF1", "4"]).unwrap();
                sheet.write(1, 3, 0.5).unwrap();
                sheet.set_hidden(hidden && at == 1);
            }
        })
    };
    let remarks = |hidden: bool| cohort("h.xlsx", &book(hidden)).unwrap().remarks;
    assert_eq!(remarks(false), Vec::<String>::new());
    let found = remarks(true);
    assert!(found.len() == 1 && found[0].contains("'Old run' is hidden"), "{found:?}");
}

#[test]
fn a_zip_bomb_is_refused_before_it_fills_the_memory() {
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    bomb.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..513 {
        bomb.write_all(&zeros).unwrap();
    }
    let bytes = bomb.finish().unwrap().into_inner();
    assert!(bytes.len() < 8 << 20);
    let error = cohort("bomb.xlsx", &bytes).map(|found| found.samples).unwrap_err();
    assert!(error.contains("unpacks to more than"), "{error}");
}

#[test]
fn wide_and_long_tables_of_the_cohorts_give_the_same() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let root =
        std::env::var_os("IKAROS_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    for name in ["panel-cohort", "depth-cohort"] {
        let folder = root.join("data").join(name).join("mlpa");
        if !folder.exists() {
            println!("skipped: {} is absent", folder.display());
            continue;
        }
        let read = |file: &str| {
            let bytes = std::fs::read(folder.join(file)).unwrap();
            cohort(file, &bytes).unwrap()
        };
        let (wide, long) = (read("ratios_wide.tsv"), read("ratios_long.tsv"));
        assert_eq!(states(&wide), states(&long), "{name}");
        assert!(!wide.samples.is_empty());
        // The table's own calls are the borders' calls.
        let otherwise = long.samples.iter().flat_map(|sample| &sample.exons).filter(|exon| {
            exon.stated.is_some_and(|stated| stated.is_deletion() != exon.state.is_deletion())
        });
        assert_eq!(otherwise.count(), 0);
    }
}

/// Peak tables as fragment software writes them, each with one probe of IKZF1 and one reference.
#[test]
fn peak_tables_of_fragment_software_read() {
    let heights = |text: &str| -> Vec<(String, String, String)> {
        let files = read_bytes("peaks.txt", text.as_bytes(), Wanted::Heights, None).unwrap();
        let seen = files[0].observations.iter();
        seen.map(|o| (o.sample.clone(), o.subject.to_string(), format!("{:?}", o.reading)))
            .collect()
    };
    let peaks = "Dye/Sample Peak\tSample File Name\tMarker\tAllele\tSize\tHeight\tArea\t\
                 Data Point\t\n\"B,1\"\tS1.fsa\tIKZF1_4\t\t160.1\t1200\t9100\t3000\t\n\
                 \"B,2\"\tS1.fsa\tREF_1\t\t170.2\t1500\t9900\t3100\t\n\
                 \"O,1\"\tS1.fsa\t\t\t100.0\t700\t5000\t2000\t\n";
    let found = heights(peaks);
    // The peak of the size standard has no marker and is left out.
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!((found[0].0.as_str(), found[0].1.as_str()), ("S1.fsa", "IKZF1 exon 4"));
    assert!(found[0].2.contains("1200"), "{found:?}");
    let areas = read_bytes("peaks.txt", peaks.as_bytes(), Wanted::Areas, None).unwrap();
    assert!(format!("{:?}", areas[0].observations[0].reading).contains("9100"));

    // Name and file of a sample: the name counts. A second peak that no marker has is no column.
    let genotypes = "Sample File\tSample Name\tPanel\tMarker\tDye\tAllele 1\tAllele 2\tSize 1\t\
                     Size 2\tHeight 1\tHeight 2\tPeak Area 1\tPeak Area 2\n\
                     a.fsa\tS1\tP\tIKZF1_4\tB\t1\t\t160.1\t\t1200\t\t9100\t\n\
                     a.fsa\tS1\tP\tREF_1\tB\t1\t\t170.1\t\t1500\t\t9900\t\n";
    assert_eq!(heights(genotypes)[0].0, "S1");
    assert_eq!(heights(genotypes).len(), 2);

    let refused = |text: &str| {
        read_bytes("peaks.txt", text.as_bytes(), Wanted::Heights, None).map(|_| ()).unwrap_err()
    };
    // Two peaks of one marker: which is the probe's is not said.
    let two = genotypes.replace("160.1\t\t1200\t\t9100", "160.1\t165\t1200\t900\t9100");
    assert!(refused(&two).contains("several columns are called height"), "{}", refused(&two));
    // Sizes without names of probes.
    let bare = "Sample Name\tDye/Sample Peak\tSize\tHeight\tArea\nS1\t\"B,1\"\t160.1\t1200\t9100\n";
    assert!(refused(bare).contains("sizes alone do not tell"), "{}", refused(bare));
    // Two names of the sample.
    let names = "Sample Name\tPatient\tMarker\tHeight\nS1\tP1\tIKZF1_4\t1200\n";
    assert!(refused(names).contains("all hold the sample"), "{}", refused(names));
}

#[test]
fn signals_that_may_have_thousands_separators_are_refused() {
    let peaks = |signal: &str| {
        let text = format!("Sample\tMarker\tHeight\nS1\tIKZF1_4\t{signal}\nS1\tREF_1\t1500\n");
        read_bytes("peaks.txt", text.as_bytes(), Wanted::Heights, None)
    };
    for signal in ["1,050", "1.050", "12,345"] {
        let error = peaks(signal).map(|_| ()).unwrap_err();
        assert!(error.contains("row 2, column 'Height'") && error.contains(signal), "{error}");
    }
    for signal in ["1050", "1050.5", "1050,125", "0.125"] {
        assert!(peaks(signal).is_ok(), "{signal}");
    }
}

#[test]
fn a_row_that_a_sample_lacks_is_no_result_and_its_gene_is_not_normal() {
    let text = "sample\tgene\texon\tratio\nS1\tIKZF1\t4\t1.0\nS1\tIKZF1\t5\t1.0\nS1\tPAX5\t2\t1.0\n\
                S2\tIKZF1\t4\t1.0\nS3\tIKZF1\t4\t0.5\nS3\tIKZF1\t5\t1.0\nS3\tPAX5\t2\t1.0\n";
    let found = cohort("long.tsv", text.as_bytes()).unwrap();
    assert_eq!(sample(&found, "S1").gene("IKZF1"), MlpaState::Normal);
    assert_eq!(state(&found, "S2", "IKZF1", "4"), MlpaState::Normal);
    assert_eq!(state(&found, "S2", "IKZF1", "5"), MlpaState::NoResult);
    assert_eq!(sample(&found, "S2").gene("IKZF1"), MlpaState::NoResult);
    // A gene without any row of the sample is still asked of it.
    assert_eq!(state(&found, "S2", "PAX5", "2"), MlpaState::NoResult);
    assert_eq!(sample(&found, "S3").gene("IKZF1"), MlpaState::Deleted);
    assert!(found.remarks.iter().any(|r| r.contains("no result") && r.contains("S2")));
    let truth = "SampleID,Gene,Exons,CN\nS1,IKZF1,,CN2\nS1,PAX5,,CN2\nS2,IKZF1,,CN2\n";
    let found = cohort("truth.csv", truth.as_bytes()).unwrap();
    assert_eq!(sample(&found, "S2").genes.get("PAX5"), Some(&MlpaState::NoResult));
}

#[test]
fn a_truth_row_that_contradicts_itself_is_an_error() {
    for (head, row) in [
        ("MLPAResult,ExonCNVType", "No,deletion"),
        ("MLPAResult,ExonCNVType", "Yes,CN2"),
        ("MLPAResult,ExonCNVType", "del ex4-7,dup"),
        ("MLPAResult,ExonCNVType", "Negative,CN1"),
        ("Exons,CN", "none,CN1"),
        ("Exons,CN", "normal,1"),
        ("Exons,CN", "del ex4-7,CN2"),
        ("Exons,CN", "4.7,CN1"),
    ] {
        let text = format!("SampleID,Gene,{head}\nS1,IKZF1,{row}\n");
        let error = cohort("truth.csv", text.as_bytes()).map(|_| ()).unwrap_err();
        assert!(error.contains("row 2, column"), "{row}: {error}");
    }
}

#[test]
fn a_truth_row_says_what_it_states_and_no_more() {
    use MlpaState::{Deleted, Gained, HomDeleted, Inconclusive, NoResult, Normal};
    for (head, row, wanted) in [
        ("MLPAResult,ExonCNVType", "E4-E7,dup", Gained),
        ("MLPAResult,ExonCNVType", "Yes,CN3", Gained),
        ("MLPAResult,ExonCNVType", "Yes,deletion", Deleted),
        ("MLPAResult,ExonCNVType", "E4-E7 del,CN0", HomDeleted),
        ("MLPAResult,ExonCNVType", "Negative,-", Normal),
        ("MLPAResult,ExonCNVType", "Negative,failed", NoResult),
        ("Exons,CN", "E4-E7,n.d.", NoResult),
        ("Exons,CN", "E4-E7,failed", NoResult),
        ("Exons,CN", "E4-E7,", NoResult),
        ("Exons,CN", "E4-E7,inconclusive", Inconclusive),
        ("Exons,CN", "E4-E7,2", NoResult),
        ("Exons,CN", "E1-E8,2", Normal),
        ("Exons,CN", "E4-E7,CN1", Deleted),
        ("Exons,CN", ",CN1", Deleted),
    ] {
        let text = format!("SampleID,Gene,{head}\nS1,IKZF1,{row}\n");
        let found = cohort("truth.csv", text.as_bytes()).unwrap_or_else(|e| panic!("{row}: {e}"));
        assert_eq!(sample(&found, "S1").gene("IKZF1"), wanted, "{row}");
    }
    let found = cohort("truth.csv", b"SampleID,Gene,Exons,CN\nS1,IKZF1,E4-E7,2\n").unwrap();
    assert_eq!(state(&found, "S1", "IKZF1", "4"), Normal);
    assert_eq!(state(&found, "S1", "IKZF1", "1"), NoResult);
}

#[test]
fn copy_numbers_and_copied_columns_are_refused() {
    let table = |first: &dyn Fn(usize) -> String, second: &dyn Fn(usize) -> String| {
        let mut text = "probe\tgene\texon\tS1\tS2\n".to_owned();
        for at in 1..=24 {
            text += &format!("P{at}\tIKZF1\t{at}\t{}\t{}\n", first(at), second(at));
        }
        cohort("wide.tsv", text.as_bytes()).map(|found| found.samples.len())
    };
    let copies = |at: usize| if at < 5 { "1".to_owned() } else { "2".to_owned() };
    assert!(table(&copies, &copies).unwrap_err().contains("copy numbers"));
    let ratio = |at: usize| format!("{:.2}", 0.9 + at as f64 / 100.0);
    let other = |at: usize| if at == 7 { "1.20".to_owned() } else { ratio(at) };
    let error = table(&ratio, &ratio).unwrap_err();
    assert!(error.contains("S1 and S2 have the same ratio"), "{error}");
    assert_eq!(table(&ratio, &other), Ok(2));
    // Ratios of a made table, of which most are alike.
    let made = |_: usize| "1.00".to_owned();
    assert_eq!(table(&made, &made), Ok(2));
}
