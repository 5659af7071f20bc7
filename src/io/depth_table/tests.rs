use std::io::Write;
use std::sync::Arc;

use super::*;
use crate::model::assembly::Assembly;
use crate::model::contig::{Contig, ContigStyle};
use crate::model::depth::{DepthQc, DepthSource, ParState, TargetDepth};
use crate::model::off_target::{OffTargetCount, OffTargetReads};

fn parse(name: &str, text: &str) -> Result<DepthTable, DepthTableError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    read(&path)
}

fn target(contig: &str, start: u32, end: u32, name: &str) -> Target {
    Target { interval: Interval::new(Contig::new(contig), start, end), name: name.to_owned() }
}

fn example() -> DepthTable {
    let targets = TargetSet::new(vec![
        target("7", 100, 103, "IKZF1:ex1"),
        target("X", 630_000, 630_010, ""),
        target("2", 5, 6, "first"),
    ]);
    let depth = |fragments, mean_depth| TargetDepth { fragments: Some(fragments), mean_depth };
    DepthTable {
        junctions: None,
        junctions_at_large: None,
        snps: None,
        off_target: Some(OffTargetReads {
            margin: 1_000,
            clumping: 0.1 + 0.2,
            autosomes: vec![OffTargetCount { contig: Contig::new("7"), records: 12_345 }],
        }),
        sample: "PAT 1".to_owned(),
        source: DepthSource::Ikaros,
        filters: "mapq>=30;baseq>=30".to_owned(),
        assembly: Some(Assembly::Grch38),
        style: ContigStyle::Chr,
        par: ParState::Masked,
        targets: Arc::new(targets),
        depths: vec![depth(3, 1.0 / 3.0), depth(0, 0.0), depth(5_000_000, 123_456.7)],
        qc: Some(DepthQc {
            mean_depth: 0.1 + 0.2,
            percent_100x: 99.5,
            percent_500x: 12.25,
            percent_1000x: 0.0,
            mapped_reads: Some(12),
            on_target_reads: 10,
            on_target_percent: Some(83.3),
            duplicate_percent: 1.0,
            mapq_mean: 59.9,
            mapq_low_percent: 0.5,
            base_quality_lost_percent: 3.0,
            insert_size_median: Some(200),
            insert_size_p10_p90: Some((150, 260)),
        }),
    }
}

#[test]
fn our_table_round_trips_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.depth.tsv.gz"), folder.path().join("b.depth.tsv.gz"));
    let table = example();
    write_table(&a, &table).unwrap();
    let again = read(&a).unwrap();
    assert_eq!(again.depths, table.depths);
    assert_eq!(again.targets, table.targets);
    assert_eq!(again.qc, table.qc);
    assert_eq!(again.off_target, table.off_target);
    assert_eq!(
        (again.sample.as_str(), again.source, again.assembly, again.style, again.par),
        ("PAT 1", table.source, table.assembly, table.style, table.par)
    );
    write_table(&b, &again).unwrap();
    assert_eq!(std::fs::read(&a).unwrap(), std::fs::read(&b).unwrap());
}

#[test]
fn our_table_is_refused_when_cut_or_edited() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.depth.tsv.gz");
    write_table(&path, &example()).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 28]).unwrap();
    assert!(read(&path).unwrap_err().to_string().contains("truncated"));

    let text = rendered_text();
    let cut: Vec<&str> = text.lines().collect();
    let cut = cut[..cut.len() - 1].join("\n");
    assert!(parse("a.tsv", &cut).unwrap_err().to_string().contains("edited or truncated"));
    let mean = text.replace("0.3333333333333333", "NaN");
    assert!(parse("a.tsv", &mean).unwrap_err().to_string().contains("depth 'NaN'"));
    let deep = text.replace("0.3333333333333333", "9000.5");
    assert!(parse("a.tsv", &deep).unwrap_err().to_string().contains("contradict each other"));
    let version = text.replace("##ikaros-depth=1", "##ikaros-depth=9");
    assert!(parse("a.tsv", &version).unwrap_err().to_string().contains("version 9"));
    let sample = text.replace("##sample", "##sampel");
    assert!(parse("a.tsv", &sample).unwrap_err().to_string().contains("##sample= is missing"));
    let columns = text.replace("fragments\t", "");
    assert!(parse("a.tsv", &columns).unwrap_err().to_string().contains("column names"));
}

fn rendered_text() -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.depth.tsv.gz");
    write_table(&path, &example()).unwrap();
    crate::io::text::read(&path).unwrap()
}

#[test]
fn regions_have_mosdepths_layout_and_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("PAT1.regions.bed.gz");
    let index = write_regions(&path, &example()).unwrap();
    assert_eq!(index, folder.path().join("PAT1.regions.bed.gz.csi"));
    let text = crate::io::text::read(&path).unwrap();
    assert_eq!(
        text,
        "chr2\t5\t6\tfirst\t0.33\nchr7\t100\t103\tIKZF1:ex1\t0.00\n\
         chrX\t630000\t630010\t.\t123456.70\n"
    );
    let again = read(&path).unwrap();
    assert_eq!((again.sample.as_str(), again.source), ("PAT1", DepthSource::Mosdepth));
    assert_eq!(again.targets.digest(), example().targets.digest());
    let csi = noodles::csi::fs::read(&index).unwrap();
    assert_eq!(csi.reference_sequences().len(), 3);
}

#[test]
fn mosdepth_with_and_without_names_in_any_order() {
    let table = parse("S1.regions.bed", "7\t5\t9\t2.50\n2\t1\t4\t0.00\n7\t5\t9\t2.50\n").unwrap();
    assert_eq!((table.sample.as_str(), table.filters.as_str()), ("S1", "mosdepth"));
    let means: Vec<f64> = table.depths.iter().map(|depth| depth.mean_depth).collect();
    assert_eq!(means, [0.0, 2.5]);
    assert_eq!(table.depths[0].fragments, None);
    assert_eq!((table.assembly, table.style), (None, ContigStyle::Plain));
    let table = parse("S1.regions.bed", "chr7\t5\t9\tx\t2.50\n").unwrap();
    assert_eq!(table.targets.targets()[0].name, "x");
}

#[test]
fn wrong_rows_are_named() {
    for (text, expected) in [
        ("7\t5\t9\tx\t2.5\n7\t9\t12\tx\tnan\n", "S.regions.bed:2: depth 'nan'"),
        ("7\t5\t9\tx\t2.5\n7\t9\t12\tx\t-1\n", ":2: depth '-1'"),
        ("7\t5\t9\tx\t2.5\n7\t9\t12\tx\t1e300\n", ":2: depth 1e300 is deeper than any sequencing"),
        ("7\t5\t9\tx\t2.5\n7\t9\t12\n", ":2: 3 columns"),
        ("7\t5\t9\tx\t2.5\n7\t5\t9\ty\t3\n", ":2: target 7:6-9 has another depth in line 1"),
        ("7\t9\t9\tx\t2.5\n", "start 9 is not below end 9"),
        ("", "not a depth table"),
        ("chrom\tstart\tend\tdepth\n", "not a depth table"),
        ("chromosome\tstart\tend\tgene\tlog2\n1\t2\t3\ta\t0\n", "column 'depth' is missing"),
        ("chromosome\tstart\tend\tgene\tdepth\n", "holds no target"),
    ] {
        let message = parse("S.regions.bed", text).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn cnvkit_drops_antitargets_and_keeps_nameless_targets() {
    let table = parse(
        "P1.targetcoverage.cnn",
        "chromosome\tstart\tend\tgene\tlog2\tdepth\n1\t1\t5\t-\t3.2\t9.5\n\
         1\t5\t900\tAntitarget\t1\t0.1\n1\t900\t950\tBackground\t1\t0.1\nX\t7\t9\tSHOX\t0\t1e2\n",
    )
    .unwrap();
    assert_eq!((table.sample.as_str(), table.source), ("P1", DepthSource::Cnvkit));
    let names: Vec<&str> = table.targets.targets().iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["", "SHOX"]);
    assert_eq!(table.depths[1].mean_depth, 100.0);
}

#[test]
fn par1_of_an_import_is_masked_only_when_it_has_depth() {
    for (depth, expected) in
        [("40", ParState::Masked), ("0", ParState::NotSeen), ("3", ParState::NotSeen)]
    {
        let text = format!("1\t5\t9\t44\n2\t5\t9\t40\nX\t1400000\t1400100\t{depth}\n");
        assert_eq!(parse("S.regions.bed", &text).unwrap().par, expected, "{depth}");
    }
    assert_eq!(parse("S.regions.bed", "1\t5\t9\t44\n").unwrap().par, ParState::NotSeen);
}

#[test]
fn a_truncated_gzip_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("S.regions.bed.gz");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&b"1\t5\t9\t44.00\n".repeat(9000)).unwrap();
    let bytes = encoder.finish().unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    assert!(read(&path).unwrap_err().to_string().contains("truncated"));
}

#[test]
fn dragen_counts_become_depths_of_as_many_fragments() {
    use crate::normals::fragments::fragments;
    let text = "#comment\ncontig\tstart\tstop\tname\tP 1\timproper_pairs\n\
                chr7\t100\t220\tIKZF1:ex1\t300\t2\nchr7\t220\t1220\tIKZF1:ex2\t0\t0\n";
    let table = parse("x.target.counts", text).unwrap();
    assert_eq!((table.sample.as_str(), table.filters.as_str()), ("P 1", "dragen"));
    assert_eq!(table.targets.targets()[1].interval.start, 220);
    let seen = fragments(table.depths[0].mean_depth, 120);
    assert!((seen - 150.0).abs() < 1e-9, "{seen}");
    assert_eq!(table.depths[1].mean_depth, 0.0);
    let corrected = text.replace("300", "287.31");
    let table = parse("x.target.counts.gc-corrected", &corrected).unwrap();
    assert_eq!(table.filters, "dragen;gc-corrected");
    let error = parse("x.target.counts", &text.replace("300", "NaN")).unwrap_err().to_string();
    assert!(error.contains("x.target.counts:3"), "{error}");
    let two = text.replace("improper_pairs", "P2").replace("P 1", "P1");
    assert!(parse("x.target.counts", &two).unwrap_err().to_string().contains("one sample"));
}
