//! Tables as fragment software and spreadsheets leave them: each is understood as it is meant, or
//! refused with its row and the reason. All through the command.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

/// What the command says: the summary and the rows, or the error.
fn read(name: &str, bytes: &[u8]) -> Result<(String, Vec<String>), String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let run = |extra: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ikaros"));
        command.args(["mlpa", "read"]).args(extra).arg(&path).output().unwrap()
    };
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (summary, rows) = (run(&[]), run(&["--rows"]));
    if !summary.status.success() {
        let error = text(summary.stderr);
        assert!(!error.contains("panicked"), "{error}");
        return Err(error);
    }
    let rows = text(rows.stdout).lines().skip(1).map(short).collect();
    Ok((text(summary.stdout), rows))
}

/// `S1|IKZF1 exon 4|ratio 0.5`
fn short(line: &str) -> String {
    let cells: Vec<&str> = line.split('\t').collect();
    format!("{}|{}|{} {}", cells[4], cells[5], cells[7], cells[8])
}

const WIDE: &str = "probe\tgene\texon\tS1\tS2\n\
    REF_1\tREF\t1\t1.01\t0.99\n\
    IKZF1_4\tIKZF1\t4\t0.58\t1.02\n\
    PAX5_2\tPAX5\t2\t0.05\t1.40\n";

#[test]
fn what_is_meant_is_read_and_what_is_no_result_is_left_out() {
    let plain = read("plain.tsv", WIDE.as_bytes()).unwrap().1;
    let with = |tail: &str| format!("{WIDE}{tail}").into_bytes();
    let units = WIDE.replacen('\n', "\n\t\t\tratio\tratio\n", 1);
    let figures: String = WIDE
        .lines()
        .enumerate()
        .map(|(at, line)| {
            if at == 0 {
                format!("{line}\tMean\tS1 SD\tCV\n")
            } else {
                format!("{line}\t0.7\t0.03\t0.1\n")
            }
        })
        .collect();
    let blanks: String =
        WIDE.lines()
            .enumerate()
            .map(|(at, line)| {
                if at == 0 { format!("{line}\tNTC\tH2O 2\n") } else { format!("{line}\t0\t0.01\n") }
            })
            .collect();
    let utf16: Vec<u8> = format!("\u{feff}{}", WIDE.replace('\t', ","))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("a row of means", with("Mean\t\t\t0.5\t1.1\n"), "row 5 is of sums"),
        ("a median in the column of genes", with("\tMedian\tall\t0.5\t1.1\n"), "row 5 is of sums"),
        ("a row of spreads", with("SD\tSD\tSD\t0.05\t0.04\n"), "row 5 is of sums"),
        ("a note below", with("\nNote: S2 was repeated\n"), "names no gene"),
        ("a second row of headings", units.into_bytes(), "row 2 names no probe"),
        ("a title above", format!("\t\t\tpatient\tpatient\n{WIDE}").into_bytes(), ""),
        ("columns of figures", figures.into_bytes(), "no samples: Mean, S1 SD, CV"),
        ("wells without DNA", blanks.into_bytes(), "left out: NTC, H2O 2"),
        ("UTF-16 with commas", utf16, ""),
        ("old line ends", WIDE.replace('\n', "\r").into_bytes(), ""),
        ("sep= of a spreadsheet", format!("sep=;\n{}", WIDE.replace('\t', ";")).into_bytes(), ""),
        ("invisible characters", WIDE.replace("S1", "\u{200b}S1").into_bytes(), ""),
        ("blanks that do not break", WIDE.replace("0.58", "\u{a0}0,58\u{a0}").into_bytes(), ""),
        ("three decimals", WIDE.replace("0.58", "0,580").into_bytes(), ""),
    ];
    for (what, bytes, note) in cases {
        let (summary, rows) = read("t.txt", &bytes).unwrap_or_else(|why| panic!("{what}: {why}"));
        assert_eq!(rows, plain, "{what}");
        assert!(summary.contains(note), "{what}: {summary}");
    }
    let grouped = "\t\tS1\t\tS2\t\nGene\tExon\tStdev\tRatio\tStdev\tRatio\n\
                   IKZF1\t4\t0.02\t0.5\t0.02\t1\n";
    let rows = read("g.txt", grouped.as_bytes()).unwrap().1;
    assert_eq!(rows, ["S1|IKZF1 exon 4|ratio 0.5", "S2|IKZF1 exon 4|ratio 1"]);
    for text in ["sample\tIKZF1\tPAX5\nS1\tTRUE\tFALSE\n", "sample\tIKZF1\tPAX5\nS1\toui\tnon\n"] {
        let rows = read("l.txt", text.as_bytes()).unwrap().1;
        assert_eq!(rows, ["S1|IKZF1|stated deleted exons not named", "S1|PAX5|stated normal"]);
    }
}

#[test]
fn what_may_be_wrong_is_named() {
    for (what, text, note) in [
        ("a repeat", WIDE.replace("S2", "S1 (2)"), "'S1 (2)' may be a repeated test of 'S1'"),
        ("a renamed repeat", WIDE.replace("S2", "S1.1"), "'S1.1' may be a repeated test"),
        ("case alone", WIDE.replace("S2", "s1"), "may be a repeated test"),
        (
            "a probe name of two genes",
            "probe\tgene\texon\tS1\nP1\tIKZF1\t4\t0.5\nP1\tPAX5\t2\t1.0\n".to_owned(),
            "'P1' stands for several places (IKZF1 exon 4, PAX5 exon 2)",
        ),
        (
            "dates in words",
            "sample\tresult\nS1\t4-Jul\nS2\t2024-04-07\nS3\t4/7\nS4\t07.04.2024\n".to_owned(),
            "sample S3: '4/7' is not understood",
        ),
    ] {
        let (summary, rows) =
            read("t.txt", text.as_bytes()).unwrap_or_else(|why| panic!("{what}: {why}"));
        assert!(summary.contains(note), "{what}: {summary}");
        assert!(what != "dates in words" || rows.iter().all(|row| row.contains("not understood")));
    }
}

#[test]
fn what_cannot_be_known_is_refused() {
    let wide = |cells: &[&str]| -> String {
        let rows = ["IKZF1\t4", "IKZF1\t5", "IKZF1\t6", "PAX5\t2", "PAX5\t5"];
        let own = rows.iter().zip(cells).map(|(row, cell)| format!("{row}\t{cell}\n"));
        "gene\texon\tS1\tS2\n".to_owned() + &own.collect::<String>()
    };
    let logs: Vec<String> = (0..5).map(|at| format!("0.0{at}\t0.1{at}")).collect();
    let logs: Vec<&str> = logs.iter().map(String::as_str).collect();
    let cases: Vec<(&str, String, &str)> = vec![
        (
            "merged genes",
            "probe\tgene\texon\tS1\nP1\tIKZF1\t4\t1.0\nP2\t\t5\t0.5\n".to_owned(),
            "row 3, column 'gene': the row is of exon 5 and names no gene",
        ),
        (
            "merged genes without probes",
            "gene\texon\tS1\nIKZF1\t4\t1.0\n\t5\t0.5\n".to_owned(),
            "row 3, column 'gene': the row is of exon 5 and names no gene",
        ),
        (
            "merged samples",
            "sample\tgene\texon\tratio\nS1\tIKZF1\t4\t0.5\n\tIKZF1\t5\t0.5\n".to_owned(),
            "row 3, column 'sample': the row names no sample",
        ),
        ("a gene that became a date", wide(&["1.0\t1.0"]).replace("IKZF1", "1-Mar"), "is a date"),
        ("an exon that became a date", wide(&["1.0\t1.0"]).replace("\t4", "\t04-Jul"), "is a date"),
        ("exons in one row", wide(&["1.0\t1.0"]).replace("\t4", "\t4-7"), "'4-7' is a range"),
        (
            "a range that became a date",
            "sample\tgene\texons\tCN\nS1\tIKZF1\t04-Jul\t1\n".to_owned(),
            "'04-Jul' names no exons",
        ),
        (
            "a slash between exons",
            "sample\tgene\texons\tCN\nS1\tIKZF1\t4/7\t1\n".to_owned(),
            "'4/7' names no exons",
        ),
        (
            "a probe with two values",
            "probe\tgene\texon\tS1\nP1\tIKZF1\t4\t0.5\nP1\tIKZF1\t4\t1.0\n".to_owned(),
            "there twice",
        ),
        ("copy numbers", wide(&["2\t1", "2\t2", "2\t1"]), "copy numbers"),
        ("few copy numbers", wide(&["1\t1", "1\t2", "1\t0"]), "may be copy numbers"),
        (
            "copy numbers with decimals",
            wide(&["1.1\t2.0", "1.05\t2.1", "1.9\t2.05", "2.02\t1.95"]),
            "copy numbers?",
        ),
        ("per cent without sign", wide(&["50\t101"]), "per cent"),
        ("logarithms", wide(&["-1\t0.02"]), "log ratios are not read"),
        ("logarithms above 0", wide(&logs), "logarithms of ratios"),
        ("both separators", wide(&["1.000,5\t1.0"]), "is no number"),
        ("a star beside a number", wide(&["0.58*\t1.0"]), "'0.58*'"),
        ("a star in each", "gene\texon\tS1\nIKZF1\t4\t0.58*\n".to_owned(), "'0.58*' is no number"),
        ("a border instead of a ratio", wide(&["<0.1\t1.0"]), "'<0.1' is no number"),
        ("a ratio with its spread", wide(&["0.58 ± 0.04\t1.0"]), "is no number"),
        (
            "a table below another",
            format!("{WIDE}probe\tgene\texon\tS3\tS4\nIKZF1_4\tIKZF1\t4\t1.0\t1.0\n"),
            "'S3' is no number",
        ),
        (
            "samples as rows above samples as columns",
            format!("sample\tIKZF1\tPAX5\t\t\nS1\tYes\tNo\t\t\n\t\t\t\t\n{WIDE}"),
            "rows 1 and 4 are the headings of two tables",
        ),
        (
            "headings that come again",
            "sample\tgene\texon\tratio\nS1\tIKZF1\t4\t0.5\nsample\tgene\texon\tratio\n".to_owned(),
            "'ratio' is no number",
        ),
    ];
    for (what, text, wanted) in &cases {
        let error = read("t.txt", text.as_bytes()).map(|(said, _)| panic!("{what}: {said}"));
        let error = error.unwrap_or_else(|why| why);
        assert!(error.contains(wanted), "{what}: {error}");
    }
}

#[test]
fn workbooks_of_daily_life() {
    let book = |fill: &dyn Fn(&mut Workbook)| {
        let mut book = Workbook::new();
        fill(&mut book);
        read("book.xlsx", &book.save_to_buffer().unwrap())
    };
    let merged = book(&|book| {
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["gene", "exon", "S1"]).unwrap();
        sheet.merge_range(1, 0, 2, 0, "IKZF1", &Format::new()).unwrap();
        sheet.write_row(1, 1, [4.0, 1.0]).unwrap();
        sheet.write_row(2, 1, [5.0, 0.5]).unwrap();
    });
    assert!(merged.unwrap_err().contains("split merged cells"));
    for column in [0, 1] {
        let dated = book(&|book| {
            let sheet = book.add_worksheet();
            sheet.write_row(0, 0, ["gene", "exon", "S1"]).unwrap();
            sheet.write(1, 0, "IKZF1").unwrap();
            sheet.write_row(1, 1, [4.0, 0.5]).unwrap();
            let date = ExcelDateTime::from_ymd(2024, 3, 1).unwrap();
            let format = Format::new().set_num_format("d-mmm");
            sheet.write_with_format(1, column, &date, &format).unwrap();
        });
        let error = dated.unwrap_err();
        assert!(error.contains("a date") && error.contains("row 2"), "{error}");
    }
    // Samples as columns in one sheet and as rows in the other: the same reading twice.
    let twice = book(&|book| {
        let sheet = book.add_worksheet().set_name("Columns").unwrap();
        sheet.write_row(0, 0, ["gene", "exon", "S1"]).unwrap();
        sheet.write(1, 0, "IKZF1").unwrap();
        sheet.write_row(1, 1, [4.0, 0.55]).unwrap();
        let sheet = book.add_worksheet().set_name("Rows").unwrap();
        sheet.write_row(0, 0, ["sample", "IKZF1_4"]).unwrap();
        sheet.write(1, 0, "S1").unwrap();
        sheet.write(1, 1, 0.95).unwrap();
    });
    let error = twice.unwrap_err();
    assert!(error.contains("is there twice") && error.contains("sheet 'Rows'"), "{error}");
    // A heading over several columns, and headings of their own below.
    let (_, rows) = book(&|book| {
        let sheet = book.add_worksheet();
        sheet.merge_range(0, 2, 0, 3, "S1", &Format::new()).unwrap();
        sheet.merge_range(0, 4, 0, 5, "S2", &Format::new()).unwrap();
        sheet.write_row(1, 0, ["gene", "exon", "Ratio", "Stdev", "Ratio", "Stdev"]).unwrap();
        sheet.write(2, 0, "IKZF1").unwrap();
        sheet.write_row(2, 1, [4.0, 0.55, 0.02, 1.01, 0.03]).unwrap();
    })
    .unwrap();
    assert_eq!(rows, ["S1|IKZF1 exon 4|ratio 0.55", "S2|IKZF1 exon 4|ratio 1.01"]);
}
