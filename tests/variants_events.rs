//! One event is one record, whatever each caller makes of it; and what reads show where no caller
//! states anything.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ikaros::interpret::small_variants::{conclude, is_telling};
use ikaros::io::fasta::Fasta;
use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::contig::Contig;
use ikaros::model::merged_variant::{Annotation, CallerStatement, MergedResult};
use ikaros::variants::finish::Finisher;
use ikaros::variants::merge;
use ikaros::variants::normalise::{Allele, normalise};
use ikaros::variants::sequence::{InMemory, Sequence};
use rust_htslib::bam::{self, Read, index};
use serde_json::Value;
use support::finish;
use support::variants::{Case, Record, read_vcf, text};

const COLUMNS: &str = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n";

/// First base of reads made in code.
const FIRST: u32 = 50_382_540;
const SAM: &str = "@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr7\tLN:159345973\n@RG\tID:1\tSM:P1\n";

/// First base, CIGAR, and the bases put in for so many of the reference from a position on.
type Aligned<'a> = (u32, String, Option<(u32, u32, &'a str)>);

impl Case {
    /// Bases of chr7 from a 1-based position.
    fn bases(&self, position: u32, length: u32) -> String {
        let fasta = Fasta::open(&self.fasta).unwrap();
        let contig = fasta.contigs().index(&Contig::new("7")).unwrap();
        String::from_utf8(fasta.bases(contig, position - 1, position - 1 + length).unwrap())
            .unwrap()
    }

    fn normal(&self, position: u32, reference: &str, alternative: &str) -> Allele {
        let fasta = Fasta::open(&self.fasta).unwrap();
        let contig = fasta.contigs().index(&Contig::new("7")).unwrap();
        normalise(&fasta, contig, &Allele::new(position, reference, alternative)).unwrap()
    }

    fn vcf(&self, name: &str, header: &str, alleles: &[&Allele], sample: &str) -> PathBuf {
        let line = |a: &&Allele| {
            format!(
                "chr7\t{}\t.\t{}\t{}\t.\tPASS\t.\t{sample}\n",
                a.position, a.reference, a.alternative
            )
        };
        let lines: String = alleles.iter().map(line).collect();
        let path = self.folder.path().join(name);
        let contig = "##contig=<ID=chr7,length=159345973>\n";
        let text = format!("##fileformat=VCFv4.2\n{header}{contig}{COLUMNS}{lines}");
        std::fs::write(&path, text).unwrap();
        path
    }

    fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(format!("P1.{name}"))
    }

    fn run(&self, code: i32, files: &[&Path], options: &[&str]) -> String {
        finish(self.command().args(options).args(files).output().unwrap(), code)
    }

    fn records(&self, files: &[&Path], options: &[&str]) -> BTreeMap<String, Record> {
        self.run(0, files, options);
        read_vcf(&self.out("variants.vcf.gz"))
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.out("variants.json")).unwrap()).unwrap()
    }

    /// The state and evidence of a hotspot.
    fn hotspot(&self, label: &str) -> (String, String) {
        let json = self.json();
        let all = json["merged"]["hotspots"].as_array().unwrap();
        let found = all.iter().find(|h| h["label"].as_str().unwrap().starts_with(label)).unwrap();
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        (text("state"), text("evidence"))
    }

    /// Reads over IKZF1 exon 5: of the reference, and with an insertion of bases behind a position.
    fn reads(&self, plain: u32, inserted: (u32, u32, &str), quality: char) -> PathBuf {
        let (number, behind, bases) = inserted;
        let first = FIRST;
        let reference = self.bases(first, 140);
        let mut sam = SAM.to_owned();
        for index in 0..plain + number {
            let (cigar, sequence) = if index < plain {
                ("100M".to_owned(), reference[..100].to_owned())
            } else {
                let before = (behind + 1 - first) as usize;
                let length = bases.len();
                let rest = 100 - before - length;
                let sequence =
                    format!("{}{bases}{}", &reference[..before], &reference[before..before + rest]);
                (format!("{before}M{length}I{rest}M"), sequence)
            };
            let flag = if index % 2 == 0 { 0 } else { 16 };
            let qualities = quality.to_string().repeat(100);
            sam += &format!(
                "r{index}\t{flag}\tchr7\t{first}\t60\t{cigar}\t*\t0\t0\t{sequence}\t{qualities}\tRG:Z:1\n"
            );
        }
        self.bam(&sam)
    }

    /// Reads over IKZF1 exon 5, so many of each haplotype: bases put in at positions.
    fn haplotypes(&self, all: &[(u32, &[(u32, char)])]) -> PathBuf {
        let reference: Vec<char> = self.bases(FIRST, 100).chars().collect();
        let mut sam = SAM.to_owned();
        for (number, (count, changes)) in all.iter().enumerate() {
            let mut bases = reference.clone();
            changes.iter().for_each(|(at, base)| bases[(at - FIRST) as usize] = *base);
            let bases: String = bases.into_iter().collect();
            for index in 0..*count {
                let flag = if index % 2 == 0 { 0 } else { 16 };
                sam += &format!(
                    "h{number}.{index}\t{flag}\tchr7\t{FIRST}\t60\t100M\t*\t0\t0\t{bases}\t{}\tRG:Z:1\n",
                    "I".repeat(100)
                );
            }
        }
        self.bam(&sam)
    }

    /// Reads of 100 bases or as many as their CIGAR holds: first base, CIGAR, and bases put in for
    /// so many of the reference from a position on.
    fn aligned(&self, reads: &[Aligned<'_>]) -> PathBuf {
        let from = FIRST - 100;
        let reference = self.bases(from, 400);
        let mut sorted: Vec<_> = reads.iter().enumerate().collect();
        sorted.sort_by_key(|(_, read)| read.0);
        let mut sam = SAM.to_owned();
        for (index, (start, cigar, change)) in sorted {
            // A clip at the front lies before the first aligned base.
            let clip = cigar.split_once('S').and_then(|(n, rest)| (!rest.is_empty()).then_some(n));
            let clip: u32 = clip.and_then(|n| n.parse().ok()).unwrap_or(0);
            let mut haplotype = reference.clone();
            let mut first = (start - from - clip) as usize;
            if let Some((at, length, bases)) = change {
                let at = (at - from) as usize;
                haplotype.replace_range(at..at + *length as usize, bases);
                if clip > 0 {
                    first = first + bases.len() - *length as usize;
                }
            }
            let bases = &haplotype[first..first + 100];
            let flag = if index % 2 == 0 { 0 } else { 16 };
            sam += &format!(
                "a{index}\t{flag}\tchr7\t{start}\t60\t{cigar}\t*\t0\t0\t{bases}\t{}\tRG:Z:1\n",
                "I".repeat(100)
            );
        }
        self.bam(&sam)
    }

    /// Changes and meanings that the patient's JSON concludes for IKZF1.
    fn findings(&self) -> Vec<(Option<String>, String, String)> {
        let json = self.json();
        let all = json["merged"]["conclusions"]["findings"].as_array().unwrap().clone();
        let text = |f: &Value, key: &str| f[key].as_str().map(str::to_owned);
        all.iter()
            .filter(|f| f["gene"] == "IKZF1")
            .map(|f| (text(f, "hgvs_p"), text(f, "class").unwrap(), text(f, "text").unwrap()))
            .collect()
    }

    fn bam(&self, sam: &str) -> PathBuf {
        let (text, path) = (self.folder.path().join("r.sam"), self.folder.path().join("P1.bam"));
        std::fs::write(&text, sam).unwrap();
        let mut reader = bam::Reader::from_path(&text).unwrap();
        let header = bam::Header::from_template(reader.header());
        let mut writer = bam::Writer::from_path(&path, &header, bam::Format::Bam).unwrap();
        for record in reader.records() {
            writer.write(&record.unwrap()).unwrap();
        }
        drop(writer);
        bam::index::build(&path, None, index::Type::Bai, 1).unwrap();
        path
    }
}

const MUTECT: &str = "GT:AD:AF:DP\t0/1:450,50:0.1:500";
const VARDICT: &str = "GT:DP:VD:AD:AF\t0/1:500:40:460,40:0.08";

#[test]
fn a_complex_allele_and_its_parts_are_one_event() {
    let Some(case) = Case::new() else { return };
    // At every place of a stretch, repeats or not: a substitution, and the two bases behind it gone.
    for position in 50_382_600..50_382_640 {
        let bases = case.bases(position, 3);
        let other = if bases.starts_with('A') { "C" } else { "A" };
        let whole = case.normal(position, &bases, other);
        let substitution = case.normal(position, &bases[..1], other);
        let deletion = case.normal(position, &bases, &bases[..1]);
        let one = case.vcf("one.vcf", "##source=VarDict_v1.8\n", &[&whole], VARDICT);
        let mut parts = [&substitution, &deletion];
        parts.sort();
        let two = case.vcf("two.vcf", "##source=Mutect2\n", &parts, MUTECT);
        let found = case.records(&[&one, &two], &[]);
        let first = text(&case.out("variants.vcf.gz"));
        case.records(&[&two, &one], &[]);
        assert!(first == text(&case.out("variants.vcf.gz")), "the order of files changes nothing");
        let key = |a: &Allele| format!("chr7:{}:{}:{}", a.position, a.reference, a.alternative);
        let record = &found[&key(&whole)];
        assert_eq!(record.info("CALLERS"), "Mutect2,VarDict", "{}", key(&whole));
        assert_eq!(record.info("CALLER_AD"), "50,40");
        assert!(record.info("ORIG").contains(&format!("{}+", parts[0].label())));
        assert_eq!(record.filter, "PASS");
        for part in parts {
            assert_eq!(found[&key(part)].info("PART_OF"), whole.label(), "{}", key(&whole));
            assert!(found[&key(part)].filter.contains("PartOfMNV"));
        }
    }
}

#[test]
fn phased_parts_with_a_deletion_become_the_complex_allele() {
    let Some(case) = Case::new() else { return };
    let position = 50_382_604;
    let bases = case.bases(position, 3);
    let other = if bases.starts_with('A') { "C" } else { "A" };
    let whole = case.normal(position, &bases, other);
    let mut parts =
        [case.normal(position, &bases[..1], other), case.normal(position, &bases, &bases[..1])];
    parts.sort();
    let parts: Vec<&Allele> = parts.iter().collect();
    let key = format!("chr7:{}:{}:{}", whole.position, whole.reference, whole.alternative);
    let phased = "GT:AD:AF:DP:PS\t0|1:450,50:0.1:500:7";
    let vcf = case.vcf("a.vcf", "##source=DRAGEN_4.0\n", &parts, phased);
    let found = case.records(&[&vcf], &[]);
    assert_eq!(found[&key].info("CALLERS"), "DRAGEN");
    assert_eq!(found[&key].filter, "PASS");
    let vcf = case.vcf("a.vcf", "##source=DRAGEN_4.0\n", &parts, &phased.replace('|', "/"));
    assert!(!case.records(&[&vcf], &[]).contains_key(&key), "unphased neighbours are never joined");
}

#[test]
fn a_phased_deletion_is_not_carried_over_a_substitution() {
    let Some(case) = Case::new() else { return };
    let position = 50_382_570;
    assert_eq!(case.bases(position - 1, 4), "GGGG");
    // The second G becomes A, and the one behind it goes: as a deletion alone it is the first's.
    let parts = [Allele::new(position, "G", "A"), Allele::new(position, "GG", "G")];
    assert!(case.normal(position, "GG", "G").position < position - 1);
    let phased = "GT:AD:AF:DP:PGT:PID\t0|1:450,50:0.1:500:0|1:7_x";
    let one = case.vcf("one.vcf", "##source=Mutect2\n", &[&parts[0], &parts[1]], phased);
    let whole = Allele::new(position, "GG", "A");
    let two = case.vcf("two.vcf", "##source=VarDict_v1.8\n", &[&whole], VARDICT);
    let found = case.records(&[&one, &two], &[]);
    let record = &found["chr7:50382570:GG:A"];
    assert_eq!((record.info("CALLERS"), record.filter.as_str()), ("Mutect2,VarDict", "PASS"));
    assert_eq!(found.len(), 3, "{:?}", found.keys());
    assert_eq!(found.values().filter(|r| r.filter.contains("PartOfMNV")).count(), 2);
}

#[test]
fn a_part_in_many_more_reads_than_the_whole_stays_a_change_of_its_own() {
    let Some(case) = Case::new() else { return };
    let whole = Allele::new(50_382_593, "AA", "TC");
    let part = Allele::new(50_382_593, "A", "T");
    let vardict = case.vcf("v.vcf", "##source=VarDict_v1.8\n", &[&whole], VARDICT);
    let many = MUTECT.replace("450,50:0.1", "250,250:0.5");
    let mutect = case.vcf("m.vcf", "##source=Mutect2\n", &[&part], &many);
    let found = case.records(&[&vardict, &mutect], &[]);
    assert_eq!(found["chr7:50382593:A:T"].filter, "PASS");
    let mutect = case.vcf("m.vcf", "##source=Mutect2\n", &[&part], MUTECT);
    let found = case.records(&[&vardict, &mutect], &[]);
    assert_eq!(found["chr7:50382593:A:T"].filter, "PartOfMNV");
}

#[test]
fn reads_that_end_inside_an_allele_do_not_show_its_parts_alone() {
    let Some(case) = Case::new() else { return };
    let parts = [Allele::new(50_382_593, "A", "G"), Allele::new(50_382_594, "A", "C")];
    let freebayes = "GT:DP:AD:RO:AO\t0/1:800:400,400:400:400";
    let stated = [&parts[0], &parts[1]];
    let vcf = case.vcf("f.vcf", "##source=freeBayes v1.3.6\n", &stated, freebayes);
    // Ten fragments of 400 end on the first base of the allele, ten begin on the second.
    let read = |index: u32, change| {
        let last = if index < 400 { 50_382_593 + index % 40 } else { 50_382_693 - index % 40 };
        (last - 99, "100M".to_owned(), change)
    };
    let mut reads: Vec<_> = (0..800).map(|i| read(i, Some((50_382_593, 2, "GC")))).collect();
    reads.extend((0..800).map(|i| read(i, None)));
    let bam = case.aligned(&reads);
    let found = case.records(&[&vcf], &["--bam", bam.to_str().unwrap()]);
    let whole = &found["chr7:50382593:AA:GC"];
    assert_eq!((whole.filter.as_str(), whole.sample("AD")), ("PASS", "780,780"));
    for (key, count) in [("chr7:50382593:A:G", "790,790"), ("chr7:50382594:A:C", "790,790")] {
        assert_eq!((found[key].filter.as_str(), found[key].sample("AD")), ("PartOfMNV", count));
    }
    let (state, evidence) = case.hotspot("N159Y");
    assert_eq!((state.as_str(), evidence.as_str()), ("found", "p.(Asn159Ala) 780 of 1560, PASS"));
    // Fragments that hold the second base unchanged do.
    reads.extend((0..40).map(|i| read(i + 5, Some((50_382_593, 1, "G")))));
    let bam = case.aligned(&reads);
    let found = case.records(&[&vcf], &["--bam", bam.to_str().unwrap()]);
    assert_eq!(found["chr7:50382593:A:G"].filter, "PASS");
    assert_eq!(found["chr7:50382594:A:C"].filter, "PartOfMNV");
}

#[test]
fn gaps_that_an_aligner_makes_of_a_stated_allele_are_its_parts() {
    let Some(case) = Case::new() else { return };
    let whole = Allele::new(50_382_593, "AACCTG", "CCAAGT");
    let vcf = case.vcf("v.vcf", "##source=VarDict_v1.8\n", &[&whole], VARDICT);
    let gaps = (FIRST, "53M2D2M2I43M".to_owned(), Some((50_382_593, 6, "CCAAGT")));
    let mut reads = vec![gaps; 40];
    reads.extend(vec![(FIRST, "100M".to_owned(), None); 40]);
    let bam = case.aligned(&reads);
    let options = ["--bam", bam.to_str().unwrap()];
    let found = case.records(&[&vcf], &options);
    assert_eq!(found["chr7:50382593:AACCTG:CCAAGT"].sample("AD"), "40,40");
    let deletion = &found["chr7:50382592:CAA:C"];
    assert_eq!(
        (deletion.filter.as_str(), deletion.info("PART_OF")),
        ("PartOfMNV", "50382593:AACCTG:CCAAGT")
    );
    assert!(found.values().all(|r| r.filter.contains("PartOfMNV") || r.filter == "PASS"));
    assert_eq!(found.values().filter(|record| record.filter == "PASS").count(), 1);
    assert_eq!(case.hotspot("N159Y").0, "found");
    assert_eq!(case.hotspot("L161fs").0, "not_found");
    // The deletion in other fragments is a change of its own.
    reads.extend(vec![(FIRST, "53M2D47M".to_owned(), Some((50_382_593, 2, ""))); 20]);
    let bam = case.aligned(&reads);
    let found = case.records(&[&vcf], &["--bam", bam.to_str().unwrap()]);
    assert_eq!(found["chr7:50382592:CAA:C"].filter, "NoCaller");
}

#[test]
fn an_allele_in_clipped_ends_is_counted() {
    let Some(case) = Case::new() else { return };
    let at = 50_382_593;
    for (whole, changed) in
        [(Allele::new(at, "AA", "GC"), "GC"), (Allele::new(at, "AACCT", "GC"), "GC")]
    {
        let length = whole.reference.len() as u32;
        let vcf = case.vcf("m.vcf", "##source=Mutect2\n", &[&whole], MUTECT);
        let key = format!("chr7:{at}:{}:{}", whole.reference, whole.alternative);
        let change = Some((at, length, changed));
        let mut reads = Vec::new();
        for clipped in [5, 8, 20] {
            reads.extend(vec![(at + clipped - 100, "100M".to_owned(), None); 20]);
            let behind = format!("{}M{clipped}S", 100 - clipped);
            reads.extend(vec![(at + clipped - 100, behind, change); 20]);
            let before = format!("{clipped}S{}M", 100 - clipped);
            reads.extend(vec![(at + length, before, change); 20]);
        }
        let bam = case.aligned(&reads);
        let found = case.records(&[&vcf], &["--bam", bam.to_str().unwrap()]);
        assert_eq!(
            (found[&key].sample("AD"), found[&key].filter.as_str()),
            ("60,120", "PASS"),
            "{key}"
        );
        let (state, evidence) = case.hotspot("N159Y");
        assert!(state == "found" && evidence.contains("120 of 180"), "{evidence}");
    }
}

#[test]
fn a_caller_whom_the_reads_contradict_leaves_a_hotspot_open() {
    let Some(case) = Case::new() else { return };
    let whole = Allele::new(50_382_593, "AA", "GC");
    let vcf = case.vcf("m.vcf", "##source=Mutect2\n", &[&whole], MUTECT);
    let bam = case.aligned(&vec![(FIRST, "100M".to_owned(), None); 60]);
    let options = ["--bam", bam.to_str().unwrap()];
    case.records(&[&vcf], &options);
    let (state, evidence) = case.hotspot("N159Y");
    assert_eq!(state, "not_assessed");
    let said = "Mutect2 states p.(Asn159Ala) in 50 of 500 reads";
    assert!(evidence.starts_with(said) && evidence.contains("in 0 of 60"), "{evidence}");
    // A caller that takes it back itself says nothing against the reads.
    let text = std::fs::read_to_string(&vcf).unwrap().replace("PASS", "weak_evidence");
    std::fs::write(&vcf, text).unwrap();
    case.records(&[&vcf], &options);
    assert_eq!(case.hotspot("N159Y").0, "not_found");
}

#[test]
fn an_insertion_at_a_hotspot_is_found_in_the_reads() {
    let Some(case) = Case::new() else { return };
    let vcf = case.vcf("a.vcf", "##source=Mutect2\n", &[], MUTECT);
    let bam = case.reads(100, (20, 50_382_597, "G"), 'I');
    let options = ["--bam", bam.to_str().unwrap()];
    let found = case.records(&[&vcf], &options);
    let record = &found["chr7:50382597:T:TG"];
    assert_eq!(
        (record.info("HGVSP"), record.filter.as_str()),
        ("p.(Leu161AlafsTer39)", "NoCaller")
    );
    assert_eq!(record.sample("AD"), "100,20");
    let (state, evidence) = case.hotspot("L161fs");
    assert_eq!(state, "found");
    assert!(evidence.contains("p.(Leu161AlafsTer39) 20 of 120"), "{evidence}");
    let (state, evidence) = case.hotspot("N159Y");
    assert_eq!(state, "not_found");
    assert!(evidence.contains("insertions and deletions"), "{evidence}");
    // Too few fragments for the border.
    let bam = case.reads(100, (3, 50_382_597, "G"), 'I');
    assert!(case.records(&[&vcf], &["--bam", bam.to_str().unwrap()]).is_empty());
    assert_eq!(case.hotspot("L161fs").0, "not_found");
    // Without reads nobody looked.
    case.records(&[&vcf], &[]);
    let (state, evidence) = case.hotspot("L161fs");
    assert!(state == "not_assessed" && evidence.contains("not looked for"), "{evidence}");
}

#[test]
fn qualities_below_the_border_are_told_and_nothing_is_absent() {
    let Some(case) = Case::new() else { return };
    let vcf = case.vcf("a.vcf", "##source=Mutect2\n", &[], MUTECT);
    let bam = case.reads(120, (0, 50_382_597, "G"), ':');
    let options = ["--bam", bam.to_str().unwrap()];
    let stderr = case.run(0, &[&vcf], &options);
    assert!(stderr.contains("the highest is 25") && stderr.contains("--min-baseq"), "{stderr}");
    assert_eq!(case.hotspot("N159Y").0, "not_assessed");
    let stderr = case.run(0, &[&vcf], &[options[0], options[1], "--min-baseq", "20"]);
    assert!(stderr.contains("binned (25)") && stderr.contains("25 and more"), "{stderr}");
    assert_eq!(case.hotspot("N159Y").0, "not_found");
}

#[test]
fn limits_follow_the_borders_and_state_their_power() {
    let Some(case) = Case::new() else { return };
    let n159y = Allele::new(50_382_593, "A", "T");
    let vcf = case.vcf("a.vcf", "##source=Mutect2\n", &[&n159y], MUTECT);
    let limit = |options: &[&str]| -> f64 {
        let found = case.records(&[&vcf], options);
        found["chr7:50382593:A:T"].info("LOD").parse().unwrap()
    };
    let built_in = limit(&[]);
    assert_eq!(case.json()["merged"]["detection"]["power"], 0.95);
    let rules = case.folder.path().join("rules");
    std::fs::create_dir_all(&rules).unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge/data/small_variants.toml");
    let text = std::fs::read_to_string(own).unwrap();
    let text = text.replace("min_alternative = 4", "min_alternative = 40");
    std::fs::write(rules.join("small_variants.toml"), text).unwrap();
    let strict = limit(&["--rules", rules.to_str().unwrap()]);
    assert_eq!(case.json()["merged"]["detection"]["min_alternative"], 40);
    assert!(strict > 4.0 * built_in, "{strict} {built_in}");
}

#[test]
fn missing_calls_leave_no_results() {
    let Some(case) = Case::new() else { return };
    let vcf = case.vcf("a.vcf", "##source=Mutect2\n", &[], MUTECT);
    let missing = case.folder.path().join("P1.calls.json");
    let options = ["--calls", missing.to_str().unwrap()];
    assert!(case.run(2, &[&vcf], &options).contains("P1.calls.json does not exist"));
    assert!(!case.out("variants.vcf.gz").exists());
    std::fs::write(&missing, "{}").unwrap();
    case.run(1, &[&vcf], &options);
    assert!(!case.out("variants.vcf.gz").exists());
}

#[test]
fn headers_that_editors_and_wrappers_touched_are_read() {
    let Some(case) = Case::new() else { return };
    let n159y = Allele::new(50_382_593, "A", "T");
    let path = case.vcf("a.vcf", "##source=Mutect2\n", &[&n159y], MUTECT);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("\u{feff}{text}")).unwrap();
    let found = case.records(&[&path], &[]);
    assert_eq!(found["chr7:50382593:A:T"].info("CALLERS"), "Mutect2");
    // A header that says nothing: the file's name, said aloud; its folder, never.
    let path = case.vcf("P1.mutect2.vcf", "", &[&n159y], MUTECT);
    let stderr = case.run(0, &[&path], &[]);
    assert!(stderr.contains("taken for Mutect2 by its file name"), "{stderr}");
    let folder = case.folder.path().join("mutect2");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(&path, folder.join("P1.vcf")).unwrap();
    assert!(case.run(1, &[&folder.join("P1.vcf")], &[]).contains("does not tell a known caller"));
}

#[test]
fn the_command_stands_in_the_header_without_folders() {
    let Some(case) = Case::new() else { return };
    let one = case.vcf("one.vcf", "##source=VarDict_v1.8\n", &[], VARDICT);
    let two = case.vcf("two.vcf", "##source=HomeMade\n", &[], MUTECT);
    case.run(0, &[&two, &one], &["--caller", "two.vcf=mutect2", "--sample", "P1"]);
    let header = text(&case.out("variants.vcf.gz"));
    let line = header.lines().find(|line| line.starts_with("##ikarosCommand=")).unwrap();
    let wanted = "ikaros variants --sample P1 --fasta mini.fa.gz --min-mapq 30 --min-baseq 30 \
                  --caller two.vcf=mutect2 two.vcf one.vcf";
    assert!(line.contains(wanted), "{line}");
    assert!(!header.contains(case.folder.path().to_str().unwrap()));
}

#[test]
fn a_maf_holds_what_passes() {
    let Some(case) = Case::new() else { return };
    let passing = Allele::new(50_382_593, "A", "T");
    let position = 50_382_640;
    let base = case.bases(position, 1);
    let failing = Allele::new(position, &base, if base == "A" { "C" } else { "A" });
    let one = case.vcf("a.vcf", "##source=Mutect2\n", &[&passing, &failing], MUTECT);
    let two = case.vcf("b.vcf", "##source=VarDict_v1.8\n", &[&passing], VARDICT);
    case.run(0, &[&one, &two], &[]);
    let lines = |name: &str| {
        let text = std::fs::read_to_string(case.out(name)).unwrap();
        text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!((lines("variants.tsv").len(), lines("variants.maf").len()), (2, 1));
    assert!(lines("variants.maf")[0].contains("50382593"));
}

#[test]
fn a_fraction_near_one_half_is_a_hint_where_nothing_else_tells() {
    let Some(case) = Case::new() else { return };
    let n159y = Allele::new(50_382_593, "A", "T");
    let half = MUTECT.replace("450,50:0.1", "250,250:0.5");
    let vcf = case.vcf("a.vcf", "##source=Mutect2\n", &[&n159y], &half);
    let note = |options: &[&str]| {
        case.records(&[&vcf], options)["chr7:50382593:A:T"].info("NOTE").to_owned()
    };
    assert!(note(&[]).contains("may_be_germline"), "{}", note(&[]));
    let normals = case.vcf("n.vcf", "", &[], "GT\t0/1");
    assert!(note(&["--panel-of-normals", normals.to_str().unwrap()]).contains("germline"));
    // A population file knows of a variant only where it has records near it.
    let population = |name: &str, lines: &str| {
        let path = case.folder.path().join(name);
        let head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        std::fs::write(&path, format!("{head}{lines}")).unwrap();
        path
    };
    let base = case.bases(50_382_700, 1);
    let other = if base == "A" { "C" } else { "A" };
    let near = format!("chr7\t50382700\t.\t{base}\t{other}\t.\t.\tAF=0.3\n");
    let far = near.replace("50382700", "50400000");
    for (name, lines, is_hinted) in
        [("e.vcf", "", true), ("f.vcf", &far, true), ("g.vcf", &near, false)]
    {
        let path = population(name, lines);
        let said = note(&["--population", path.to_str().unwrap()]);
        assert_eq!(said.contains("may_be_germline"), is_hinted, "{name}: {said}");
    }
}

/// Asparagine 159 by both of its first bases, which two records state.
fn codon_159() -> [Allele; 2] {
    [Allele::new(50_382_593, "A", "T"), Allele::new(50_382_594, "A", "G")]
}

#[test]
fn unphased_substitutions_of_a_codon_are_what_the_reads_show() {
    let Some(case) = Case::new() else { return };
    let [one, two] = codon_159();
    let vcf = case.vcf("a.vcf", "##source=Mutect2\n", &[&one, &two], MUTECT);
    let (t, g) = ((one.position, 'T'), (two.position, 'G'));
    let counted = |all: &[(u32, &[(u32, char)])]| {
        let bam = case.haplotypes(all);
        case.records(&[&vcf], &["--bam", bam.to_str().unwrap()])
    };
    let cis = counted(&[(400, &[]), (100, &[t, g])]);
    let whole = &cis["chr7:50382593:AA:TG"];
    assert_eq!((whole.filter.as_str(), whole.info("HGVSP")), ("PASS", "p.(Asn159Cys)"));
    assert_eq!((whole.sample("AD"), whole.info("CALLERS")), ("400,100", "Mutect2"));
    assert_eq!(whole.info("ORIG"), "Mutect2:50382593:A:T+50382594:A:G");
    for part in ["chr7:50382593:A:T", "chr7:50382594:A:G"] {
        assert_eq!(cis[part].filter, "PartOfMNV");
    }
    let told: Vec<_> = case.findings().into_iter().map(|(p, ..)| p).collect();
    assert_eq!(told, [Some("p.(Asn159Cys)".to_owned())]);

    let trans = counted(&[(400, &[]), (50, &[t]), (50, &[g])]);
    assert!(!trans.contains_key("chr7:50382593:AA:TG"));
    let told: Vec<_> = case.findings().into_iter().map(|(p, ..)| p.unwrap()).collect();
    assert_eq!(told, ["p.(Asn159Tyr)", "p.(Asn159Ser)"]);
    assert!(trans.values().all(|r| r.filter == "PASS" && !r.info("NOTE").contains("certain")));

    // Together in some cells, alone in others: both are there.
    let mixed = counted(&[(400, &[]), (50, &[t, g]), (50, &[t])]);
    assert_eq!(mixed["chr7:50382593:AA:TG"].filter, "PASS");
    assert_eq!(mixed["chr7:50382593:A:T"].filter, "PASS");
    assert_eq!(mixed["chr7:50382594:A:G"].filter, "PartOfMNV");
}

#[test]
fn a_whole_passes_where_its_caller_trusts_one_of_its_parts() {
    let Some(case) = Case::new() else { return };
    let [one, two] = codon_159();
    let record = |allele: &Allele, filter: &str| {
        format!(
            "chr7\t{}\t.\t{}\t{}\t.\t{filter}\t.\tGT:AD:AF:DP\t0/1:400,100:0.2:500\n",
            allele.position, allele.reference, allele.alternative
        )
    };
    let status = |filters: [&str; 2]| {
        let lines = record(&one, filters[0]) + &record(&two, filters[1]);
        let head = "##fileformat=VCFv4.2\n##source=Mutect2\n##contig=<ID=chr7,length=159345973>\n";
        let vcf = case.folder.path().join("f.vcf");
        std::fs::write(&vcf, format!("{head}{COLUMNS}{lines}")).unwrap();
        let bam =
            case.haplotypes(&[(400, &[]), (100, &[(one.position, 'T'), (two.position, 'G')])]);
        let found = case.records(&[&vcf], &["--bam", bam.to_str().unwrap()]);
        assert_eq!(case.findings().len(), 1);
        let whole = &found["chr7:50382593:AA:TG"];
        (whole.filter.clone(), whole.info("NOTE").contains("filtered"))
    };
    assert_eq!(status(["PASS", "clustered_events"]), ("PASS".to_owned(), false));
    // Where none is trusted it passes as a hotspot alone, with what the caller held against it.
    assert_eq!(status(["haplotype", "clustered_events"]), ("PASS".to_owned(), true));
}

#[test]
fn a_codon_changed_twice_without_reads_is_not_certain() {
    let Some(case) = Case::new() else { return };
    let [one, two] = codon_159();
    let vcf = case.vcf("a.vcf", "##source=Mutect2\n", &[&one, &two], MUTECT);
    let found = case.records(&[&vcf], &[]);
    let note = found["chr7:50382593:A:T"].info("NOTE");
    assert!(note.contains("not_certain%3A_c.476A>G_changes_the_same_codon"), "{note}");
    let told = case.findings();
    assert_eq!(told.len(), 2);
    for (p, _, text) in &told {
        assert_eq!(*p, None);
        assert!(text.ends_with("on the same allele or on the other"), "{text}");
    }
    // Alone, or beside a change that too few reads show, it is certain.
    let weak = case.vcf(
        "b.vcf",
        "##source=VarDict_v1.8\n",
        &[&two],
        "GT:DP:VD:AD:AF\t0/1:500:2:498,2:0.004",
    );
    let strong = case.vcf("c.vcf", "##source=Mutect2\n", &[&one], MUTECT);
    let found = case.records(&[&strong, &weak], &[]);
    assert!(!found["chr7:50382593:A:T"].info("NOTE").contains("certain"));
    assert_eq!(case.findings()[0].0.as_deref(), Some("p.(Asn159Tyr)"));
}

#[test]
fn parts_of_a_stated_change_of_several_bases_are_no_findings() {
    let Some(case) = Case::new() else { return };
    let [one, two] = codon_159();
    let whole = Allele::new(one.position, "AA", "TG");
    let vcf = case.vcf("a.vcf", "##source=Mutect2\n", &[&whole], MUTECT);
    let bam = case.haplotypes(&[(400, &[]), (100, &[(one.position, 'T'), (two.position, 'G')])]);
    let found = case.records(&[&vcf], &["--bam", bam.to_str().unwrap()]);
    assert_eq!(found["chr7:50382593:AA:TG"].filter, "PASS");
    for (key, record) in found.iter().filter(|(key, _)| !key.ends_with(":AA:TG")) {
        assert_eq!(
            (record.filter.as_str(), record.info("PART_OF")),
            ("PartOfMNV", "50382593:AA:TG"),
            "{key}"
        );
    }
    let told: Vec<_> = case.findings().into_iter().map(|(p, ..)| p).collect();
    assert_eq!(told, [Some("p.(Asn159Cys)".to_owned())]);
}

#[test]
fn a_fraction_is_the_same_figure_in_every_file() {
    let Some(case) = Case::new() else { return };
    let n159y = Allele::new(50_382_593, "A", "T");
    for (depth, count) in [(433, 27), (1_111, 33), (5_000, 60), (6_667, 701)] {
        let vaf = f64::from(count) / f64::from(depth);
        let sample = format!("GT:AD:AF:DP\t0/1:{},{count}:{vaf:.6}:{depth}", depth - count);
        let vcf = case.vcf("a.vcf", "##source=Mutect2\n", &[&n159y], &sample);
        let record = case.records(&[&vcf], &[]).remove("chr7:50382593:A:T").unwrap();
        let text = std::fs::read_to_string(case.out("variants.tsv")).unwrap();
        let rows: Vec<Vec<&str>> = text.lines().map(|l| l.split('\t').collect()).collect();
        let column = rows[0].iter().position(|name| *name == "vaf").unwrap();
        assert_eq!(record.sample("AF"), rows[1][column]);
    }
}

#[test]
fn genes_without_a_transcript_say_so() {
    // SETD2 on GRCh38; no other gene of chr3 is in the model.
    let sequence = InMemory::new([("3".to_owned(), vec![b'A'; 47_100_000])]);
    let knowledge = Knowledge::builtin();
    let finisher = Finisher::new(&knowledge, Assembly::Grch38, &sequence).unwrap();
    let finished = |annotations: Vec<Annotation>| {
        let allele = Allele::new(47_050_000, "A", "T");
        let mut variant = merge::blank(&Contig::new("3"), allele);
        variant.annotations = annotations;
        variant.callers_run = 1;
        variant.callers.push(CallerStatement {
            caller: "Mutect2".into(),
            vaf: Some(0.1),
            depth: Some(500),
            alternative_depth: Some(50),
            filter: "PASS".into(),
            original: None,
        });
        finisher.finish(&sequence, 0, &mut variant).unwrap();
        variant
    };
    let stated = Annotation {
        tool: "VEP".into(),
        transcript: "ENST00000409792.4".into(),
        same_as: Some("NM_014159.7".into()),
        consequence: "stop_gained".into(),
        hgvs_c: Some("c.4930G>T".into()),
        hgvs_p: Some("p.Gly1644Ter".into()),
    };
    let annotated = finished(vec![stated]);
    assert!(annotated.notes[0].contains("the effect is what VEP states"), "{:?}", annotated.notes);
    let merged = MergedResult { variants: vec![annotated], ..MergedResult::default() };
    let found = conclude(&merged, None, &knowledge);
    assert_eq!(found.findings[0].rule, "setd2_truncating");
    assert_eq!(found.findings[0].hgvs_p.as_deref(), Some("p.(Gly1644Ter)"));
    let bare = finished(Vec::new());
    assert_eq!((bare.gene.as_deref(), bare.effect.as_ref()), (Some("SETD2"), None));
    assert!(bare.notes[0].contains("no transcript built in for SETD2 (NM_014159.7)"));
    assert!(is_telling(&bare), "what is not told is listed");
}
