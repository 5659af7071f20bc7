//! What callers' files bring: columns, assemblies, spellings, filters; and what is refused.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::finish;
use support::variants::{Case, Record, read_vcf};

const CONTIGS: &str = "##contig=<ID=chr7,length=159345973>\n##contig=<ID=chr9,length=138394717>\n";
const COLUMNS: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t";

impl Case {
    /// A VCF of `source` with one sample column and records `CHROM POS REF ALT FILTER FORMAT VALUES`.
    fn vcf(&self, name: &str, source: &str, column: &str, records: &[&str]) -> PathBuf {
        let header =
            format!("##fileformat=VCFv4.2\n##source={source}\n{CONTIGS}{COLUMNS}{column}\n");
        self.text(name, &header, records)
    }

    fn text(&self, name: &str, header: &str, records: &[&str]) -> PathBuf {
        let line = |record: &&str| {
            let f: Vec<&str> = record.split(' ').collect();
            let values = f[6..].join("\t");
            format!(
                "{}\t{}\t.\t{}\t{}\t.\t{}\t.\t{}\t{values}\n",
                f[0], f[1], f[2], f[3], f[4], f[5]
            )
        };
        let path = self.folder.path().join(name);
        std::fs::write(&path, header.to_owned() + &records.iter().map(line).collect::<String>())
            .unwrap();
        path
    }

    fn run(&self, code: i32, vcfs: &[&Path], options: &[&str]) -> String {
        finish(self.command().args(options).args(vcfs).output().unwrap(), code)
    }

    fn records(&self, vcfs: &[&Path], options: &[&str]) -> BTreeMap<String, Record> {
        self.run(0, vcfs, options);
        read_vcf(&self.folder.path().join("out/P1.variants.vcf.gz"))
    }

    fn json(&self) -> Value {
        let path = self.folder.path().join("out/P1.variants.json");
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }
}

const N159Y: &str = "chr7 50382593 A T PASS GT:AD:AF:DP 0/1:450,50:0.1:500";

#[test]
fn known_changes_have_their_names() {
    let Some(case) = Case::new() else { return };
    let records = [
        "chr7 50382590 G A PASS GT:AD:AF:DP 0/1:450,50:0.1:500",
        N159Y,
        "chr7 50382597 T TG PASS GT:AD:AF:DP 0/1:450,50:0.1:500",
        "chr9 37015168 G C PASS GT:AD:AF:DP 0/1:450,50:0.1:500",
    ];
    let found = case.records(&[&case.vcf("a.vcf", "Mutect2", "P1", &records)], &[]);
    let names: Vec<(&str, &str)> =
        found.values().map(|record| (record.info("HGVSC"), record.info("HGVSP"))).collect();
    assert_eq!(
        names,
        [
            ("c.472G>A", "p.(Gly158Ser)"),
            ("c.475A>T", "p.(Asn159Tyr)"),
            ("c.480dup", "p.(Leu161AlafsTer39)"),
            ("c.239C>G", "p.(Pro80Arg)"),
        ]
    );
    let json = case.json();
    let findings = json["merged"]["conclusions"]["findings"].as_array().unwrap();
    let rules: Vec<&str> = findings.iter().map(|f| f["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["ikzf1_g158s", "ikzf1_n159y", "ikzf1_truncating", "pax5_p80r"]);
    assert_eq!(json["merged"]["conclusions"]["ikzf1"]["status"], "small_variant");
}

#[test]
fn one_caller_alone_passes_and_one_of_two_does_not() {
    let Some(case) = Case::new() else { return };
    let line = "chr7 50382640 A T PASS GT:AD:AF:DP 0/1:450,50:0.1:500";
    let base = case.records(&[&case.vcf("x.vcf", "Mutect2", "P1", &[])], &[]);
    assert!(base.is_empty(), "an empty VCF is a result");
    // The reference's own base, whatever it is.
    let position = 50_382_640;
    let line = line.replace(" A T ", &format!(" {} ", self_alleles(&case, position)));
    let one = case.vcf("a.vcf", "Mutect2", "P1", &[&line]);
    let other = case.vcf("b.vcf", "VarDict_v1.8", "P1", &[]);
    assert_eq!(case.records(&[&one], &[]).values().next().unwrap().filter, "PASS");
    let both = case.records(&[&one, &other], &[]);
    assert_eq!(both.values().next().unwrap().filter, "SingleCaller");
}

/// `REF ALT` of a substitution at a position of chr7.
fn self_alleles(case: &Case, position: u32) -> String {
    use ikaros::io::fasta::Fasta;
    use ikaros::model::contig::Contig;
    use ikaros::variants::sequence::Sequence;
    let fasta = Fasta::open(&case.fasta).unwrap();
    let contig = fasta.contigs().index(&Contig::new("7")).unwrap();
    let base = char::from(fasta.bases(contig, position - 1, position).unwrap()[0]);
    format!("{base} {}", if base == 'A' { 'C' } else { 'A' })
}

#[test]
fn a_hotspot_stays_with_what_the_caller_held_against_it() {
    let Some(case) = Case::new() else { return };
    let filtered = N159Y.replace("PASS", "clustered_events");
    let one = case.vcf("a.vcf", "Mutect2", "P1", &[&filtered]);
    let other = case.vcf("b.vcf", "VarDict_v1.8", "P1", &[]);
    let found = case.records(&[&one, &other], &[]);
    let record = &found["chr7:50382593:A:T"];
    assert_eq!(record.filter, "PASS");
    assert!(record.info("NOTE").contains("filtered_by_the_caller"), "{}", record.info("NOTE"));
    assert!(record.info("NOTE").contains("clustered_events"));
}

#[test]
fn spellings_of_one_allele_become_one_record() {
    let Some(case) = Case::new() else { return };
    // G is put into GG at 50382589-50382591 and the reference has `7` for chr7.
    let mutect = case.vcf(
        "a.vcf",
        "Mutect2",
        "P1",
        &["7 50382591 G GG,*,<NON_REF> PASS GT:AD:AF:DP 0/1:400,50,10,0:0.1,0.02,0:460"],
    );
    let freebayes = case.vcf(
        "b.vcf",
        "freeBayes v1.3.6",
        "P1",
        &["chr7 50382588 AGG AGGG . GT:DP:AO 0/1:460:48"],
    );
    let found = case.records(&[&mutect, &freebayes], &[]);
    let keys: Vec<&String> = found.keys().collect();
    assert_eq!(keys, ["chr7:50382588:A:AG"]);
    let record = &found["chr7:50382588:A:AG"];
    assert_eq!(record.info("CALLERS"), "FreeBayes,Mutect2");
    assert!(record.info("ORIG").contains("Mutect2:50382591:G:GG"), "{}", record.info("ORIG"));
    let files = case.json()["files"].clone();
    let reasons: Vec<(String, u64)> = files[1]["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["reason"].as_str().unwrap().to_owned(), r["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(reasons, [("reference_block".to_owned(), 1), ("spanning_deletion".to_owned(), 1)]);
}

#[test]
fn neighbouring_changes_join_when_a_caller_joins_or_phases_them() {
    let Some(case) = Case::new() else { return };
    // 50382593 AA > TC: N159 by both bases.
    let vardict = case.vcf(
        "a.vcf",
        "VarDict_v1.8",
        "P1",
        &["chr7 50382593 AA TC PASS GT:DP:VD:AD:AF 0/1:500:50:450,50:0.1"],
    );
    let single = |phase: &str| {
        [
            format!("chr7 50382593 A T PASS GT:AD:AF:DP:PS {phase}:450,50:0.1:500:7"),
            format!("chr7 50382594 A C PASS GT:AD:AF:DP:PS {phase}:450,50:0.1:500:7"),
        ]
    };
    let lines = single("0/1");
    let atomic = case.vcf(
        "b.vcf",
        "DRAGEN_4.0",
        "P1",
        &lines.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let found = case.records(&[&vardict, &atomic], &[]);
    assert_eq!(found["chr7:50382593:AA:TC"].info("CALLERS"), "DRAGEN,VarDict");
    assert_eq!(found["chr7:50382593:AA:TC"].filter, "PASS");
    assert_eq!(found["chr7:50382593:A:T"].info("PART_OF"), "50382593:AA:TC");
    assert_eq!(found["chr7:50382593:A:T"].filter, "PartOfMNV");

    let unphased = case.records(&[&atomic], &[]);
    assert_eq!(unphased.len(), 2, "unphased neighbours are never joined");
    let lines = single("0|1");
    let phased = case.vcf(
        "c.vcf",
        "DRAGEN_4.0",
        "P1",
        &lines.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let phased = case.records(&[&phased], &[]);
    assert_eq!(phased["chr7:50382593:AA:TC"].info("HGVSP"), "p.(Asn159Ser)");
}

#[test]
fn a_caller_that_cannot_state_a_kind_is_not_absent() {
    let Some(case) = Case::new() else { return };
    let header = format!(
        "##fileformat=VCFv4.1\n##source=strelka\n##content=strelka somatic snv calls\n{CONTIGS}{COLUMNS}NORMAL\tTUMOR\n"
    );
    let strelka = case.text(
        "a.vcf",
        &header,
        &["chr7 50382593 A T PASS DP:AU:CU:GU:TU 100:100,100:0,0:0,0:0,0 100:90,90:0,0:0,0:10,10"],
    );
    let indel = case.vcf(
        "b.vcf",
        "Mutect2",
        "P1",
        &[N159Y, "chr7 50382597 T TG PASS GT:AD:AF:DP 0/1:450,50:0.1:500"],
    );
    let found = case.records(&[&strelka, &indel], &["--sample", "P1"]);
    let frameshift = &found["chr7:50382597:T:TG"];
    assert_eq!(frameshift.info("NOT_ASSESSED"), "Strelka2");
    assert_eq!(frameshift.filter, "PASS", "Strelka2's file of SNVs could not have stated it");
    assert_eq!(found["chr7:50382593:A:T"].info("CALLER_AF"), "0.1,0.1");
}

#[test]
fn population_and_panel_of_normals_filter_but_for_hotspots() {
    let Some(case) = Case::new() else { return };
    let alleles = self_alleles(&case, 50_382_640);
    let line = format!("chr7 50382640 {alleles} PASS GT:AD:AF:DP 0/1:450,50:0.1:500");
    let vcf = case.vcf("a.vcf", "Mutect2", "P1", &[&line, N159Y]);
    let list = case.folder.path().join("known.vcf");
    let sites = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    let alleles = alleles.replace(' ', "\t");
    std::fs::write(
        &list,
        format!(
            "##fileformat=VCFv4.2\n{sites}chr7\t50382593\t.\tA\tG,T\t.\t.\tAF=0,0.2\nchr7\t50382640\t.\t{alleles}\t.\t.\tAF=0.01\n"
        ),
    )
    .unwrap();
    let list = list.to_str().unwrap();
    let found = case.records(&[&vcf], &["--population", list, "--panel-of-normals", list]);
    let mut filters: Vec<&str> = found.values().map(|r| r.filter.as_str()).collect();
    filters.sort_unstable();
    assert_eq!(filters, ["PASS", "PopFreq;PoN"]);
    let note = found["chr7:50382593:A:T"].info("NOTE");
    assert!(note.contains("panel_of_normals") && note.contains("population"), "{note}");
}

#[test]
fn iupac_codes_of_ref_give_way_to_the_reference() {
    let Some(case) = Case::new() else { return };
    let lines =
        ["chr7 50382593 R T PASS GT:AD:AF:DP 0/1:450,50:0.1:500", "chr7 50382594 A R PASS GT 0/1"];
    let found = case.records(&[&case.vcf("a.vcf", "Mutect2", "P1", &lines)], &[]);
    assert_eq!(found["chr7:50382593:A:T"].info("ORIG"), "Mutect2:50382593:R:T");
    assert_eq!(found.len(), 1);
    assert_eq!(case.json()["files"][0]["left_out"][0]["reason"], "not_acgt");
}

#[test]
fn wrong_references_are_refused_with_both_sides() {
    let Some(case) = Case::new() else { return };
    let mismatch = N159Y.replace(" A T ", " C T ");
    let vcf = case.vcf("a.vcf", "Mutect2", "P1", &[&mismatch]);
    let stderr = case.run(1, &[&vcf], &[]);
    for part in ["a.vcf:6", "REF is C", "chr7:50382593", "the reference has A", "P1"] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }
    let header = "##fileformat=VCFv4.2\n##source=Mutect2\n##contig=<ID=7,length=159138663>\n";
    let vcf = case.text("b.vcf", &format!("{header}{COLUMNS}P1\n"), &[]);
    let stderr = case.run(1, &[&vcf], &[]);
    assert!(stderr.contains("GRCh37") && stderr.contains("GRCh38"), "{stderr}");
    // One contig of the other assembly is enough, whatever the others say.
    let mixed = format!(
        "##fileformat=VCFv4.2\n##source=Mutect2\n{CONTIGS}##contig=<ID=chr12,length=133851895>\n"
    );
    let vcf = case.text("m.vcf", &format!("{mixed}{COLUMNS}P1\n"), &[N159Y]);
    let stderr = case.run(1, &[&vcf], &[]);
    for part in ["m.vcf", "chr12 133851895 bases", "133275309", "P1"] {
        assert!(stderr.contains(part), "{part}: {stderr}");
    }
    let vcf = case.vcf("c.vcf", "Mutect2", "P1", &["chrUn_1 5 A T PASS GT 0/1"]);
    let stderr = case.run(1, &[&vcf], &[]);
    assert!(stderr.contains("none of its contigs"), "{stderr}");
    assert!(!case.folder.path().join("out/P1.variants.vcf.gz").exists());
}

#[test]
fn columns_bind_by_name_alone() {
    let Some(case) = Case::new() else { return };
    let twice = case.vcf("a.vcf", "Mutect2", "P1\tP1", &[]);
    assert!(case.run(1, &[&twice], &["--sample", "P1"]).contains("two sample columns"));
    let nobody = case.vcf("b.vcf", "Mutect2", "A\tB", &[]);
    let stderr = case.run(1, &[&nobody], &["--sample", "P1"]);
    assert!(stderr.contains("names no tumour") && stderr.contains("--alias"), "{stderr}");
    let other = case.vcf("c.vcf", "Mutect2", "P2", &[N159Y]);
    assert!(case.run(1, &[&other], &["--sample", "P1"]).contains("P2"));
    let found = case.records(&[&other], &["--sample", "P1", "--alias", "P2"]);
    assert_eq!(found.len(), 1);
    let own = case.vcf("d.vcf", "Mutect2", "P1", &[]);
    assert!(case.run(1, &[&own, &other], &[]).contains("several samples"));
}

#[test]
fn what_a_caller_judges_germline_does_not_pass() {
    let Some(case) = Case::new() else { return };
    let line = |info: &str, format: &str, values: &str| {
        format!("chr7\t50382593\t.\tA\tT\t.\tPASS\t{info}\t{format}\t{values}\n")
    };
    for (source, info, format, values) in [
        ("VarScan2", "SS=1", "GT:DP:AD:FREQ", "0/1:500:250:50%"),
        ("VarScan2", "SS=3", "GT:DP:AD:FREQ", "0/1:500:250:50%"),
        ("VarDict_v1.8.2", "STATUS=Germline", "GT:DP:VD:AF", "0/1:500:250:0.5"),
    ] {
        let header = format!("##fileformat=VCFv4.2\n##source={source}\n{CONTIGS}{COLUMNS}P1\n");
        let path = case.folder.path().join("germline.vcf");
        std::fs::write(&path, header + &line(info, format, values)).unwrap();
        let found = case.records(&[&path], &[]);
        let record = &found["chr7:50382593:A:T"];
        let said = format!("{} {}", record.filter, record.info("NOTE"));
        assert!(said.to_lowercase().contains("germline"), "{source} {info}: {said}");
    }
}

#[test]
fn figures_that_cannot_be_are_unknown() {
    let Some(case) = Case::new() else { return };
    // Decimal commas, and more reads with the allele than reads.
    let comma = case.vcf(
        "a.vcf",
        "Mutect2",
        "P1",
        &["chr7 50382593 A T PASS GT:AD:AF:DP 0/1:120,80:0,4:200"],
    );
    let found = case.records(&[&comma], &[]);
    assert_eq!(found["chr7:50382593:A:T"].sample("AF"), "0.4");
    let more =
        case.vcf("b.vcf", "Mutect2", "P1", &["chr7 50382593 A T PASS GT:AD:DP 0/1:120,800:200"]);
    let found = case.records(&[&more], &[]);
    assert_eq!(found["chr7:50382593:A:T"].sample("DP"), ".");
}

#[test]
fn a_population_file_that_cannot_help_is_refused() {
    let Some(case) = Case::new() else { return };
    let vcf = case.vcf("a.vcf", "Mutect2", "P1", &[N159Y]);
    let file = |name: &str, contig: &str, info: &str| {
        let path = case.folder.path().join(name);
        let head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        std::fs::write(&path, format!("{head}{contig}\t50382593\t.\tA\tT\t.\t.\t{info}\n"))
            .unwrap();
        path
    };
    let other = file("names.vcf", "NC_000007.14", "AF=0.3");
    let said = case.run(1, &[&vcf], &["--population", other.to_str().unwrap()]);
    assert!(said.contains("names.vcf") && said.contains("contig"), "{said}");
    let said = case.run(1, &[&vcf], &["--panel-of-normals", other.to_str().unwrap()]);
    assert!(said.contains("contig"), "{said}");
    let without = file("caf.vcf", "chr7", "CAF=0.7,0.3");
    let said = case.run(1, &[&vcf], &["--population", without.to_str().unwrap()]);
    assert!(said.contains("frequency"), "{said}");
}

#[test]
fn a_file_that_holds_nothing_near_is_no_control() {
    let Some(case) = Case::new() else { return };
    let half = N159Y.replace("450,50:0.1", "250,250:0.5");
    let vcf = case.vcf("a.vcf", "Mutect2", "P1", &[&half]);
    let head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    let list = case.folder.path().join("known.vcf");
    for (records, said) in [
        ("", Some("known.vcf holds no record")),
        ("chr7\t50384000\t.\tA\tG\t.\t.\tAF=0.1\n", Some("none of its 1 records lies within 1000")),
        ("chr7\t50383000\t.\tA\tG\t.\t.\tAF=0.1\n", None),
    ] {
        std::fs::write(&list, format!("{head}{records}")).unwrap();
        for option in ["--panel-of-normals", "--population"] {
            let stderr = case.run(0, &[&vcf], &[option, list.to_str().unwrap()]);
            let found = read_vcf(&case.folder.path().join("out/P1.variants.vcf.gz"));
            let note = found["chr7:50382593:A:T"].info("NOTE");
            assert_eq!(note.contains("may_be_germline"), said.is_some(), "{option} {note}");
            assert_eq!(stderr.contains("no control"), said.is_some(), "{option} {stderr}");
            assert!(stderr.contains(said.unwrap_or_default()), "{option} {stderr}");
        }
    }
}

#[test]
fn alleles_of_one_record_lie_on_different_molecules() {
    let Some(case) = Case::new() else { return };
    // Both bases of codon 159, each on a haplotype of its own: no doubt about either protein.
    let one = ["chr7 50382593 AA TA,AC . GT:DP:RO:AO 0/1:500:450:40,10"];
    let found = case.records(&[&case.vcf("a.vcf", "freeBayes v1.3.6", "P1", &one)], &[]);
    let names: Vec<&str> = found.values().map(|record| record.info("HGVSP")).collect();
    assert_eq!(names, ["p.(Asn159Tyr)", "p.(Asn159Thr)"]);
    assert!(found.values().all(|record| !record.info("NOTE").contains("not_certain")));
}

#[test]
fn a_substitution_beside_an_insertion_is_named_alone_and_says_so() {
    let Some(case) = Case::new() else { return };
    let lines = |genotype: &str| {
        ["T C", "T TG"].map(|alleles| {
            format!("chr7 50382597 {alleles} PASS GT:AD:AF:DP:PS {genotype}:450,50:0.1:500:7")
        })
    };
    let records = |genotype: &str| {
        let lines = lines(genotype);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        case.records(&[&case.vcf("a.vcf", "DRAGEN_4.0", "P1", &lines)], &[])
    };
    let apart = records("0/1");
    for (key, other) in
        [("chr7:50382597:T:C", "50382597:T:TG"), ("chr7:50382597:T:TG", "50382597:T:C")]
    {
        let note = apart[key].info("NOTE").replace("%3A", ":");
        assert!(note.contains(other) && note.contains("named_alone"), "{key}: {note}");
        assert!(apart[key].info("HGVSP").starts_with("p.("), "{key}");
    }
    let together = records("0|1");
    assert!(together.values().all(|r| !r.info("NOTE").contains("named_alone")));
}

#[test]
fn unknown_callers_are_named_or_refused() {
    let Some(case) = Case::new() else { return };
    let line = "chr7 50382593 A T PASS GT:RO:NV:NR:FR 0/1:1:450,50:500:0.1";
    let vcf = case.vcf("a.vcf", "HomeMade", "P1", &[line]);
    let stderr = case.run(1, &[&vcf], &[]);
    assert!(stderr.contains("HomeMade") && stderr.contains("--caller"), "{stderr}");
    let found = case.records(&[&vcf], &["--caller", "a.vcf=generic:HomeMade:FR,NV,NR"]);
    let record = &found["chr7:50382593:A:T"];
    assert_eq!((record.info("CALLERS"), record.info("CALLER_AD")), ("HomeMade", "50"));
    assert!(case.run(1, &[&vcf], &["--caller", "a.vcf=nobody"]).contains("nobody"));
    // A name with a mistake would leave the file to its header.
    let stderr = case.run(2, &[&vcf], &["--caller", "b.vcf=mutect2"]);
    assert!(stderr.contains("b.vcf is none of the VCFs: a.vcf"), "{stderr}");
}

#[test]
fn an_untidy_file_of_another_assembly_is_refused() {
    let Some(case) = Case::new() else { return };
    let path = case.root.parent().unwrap().join("real/rescue_snvs.vcf");
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return;
    }
    let options = ["--sample", "P1", "--caller", "rescue_snvs.vcf=generic:rescue"];
    let stderr = case.run(1, &[&path], &options);
    assert!(stderr.contains("rescue_snvs.vcf") && stderr.contains("reference"), "{stderr}");
}
