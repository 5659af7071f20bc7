//! A reference that does not hold a transcript's coding sequence as a whole: what is not told of the
//! protein, and that nothing at a hotspot is called absent which cannot be told.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ikaros::io::fasta::Fasta;
use ikaros::model::contig::Contig;
use ikaros::variants::sequence::Sequence;
use rust_htslib::bam::{self, Read};
use serde_json::Value;
use support::finish;
use support::variants::{Case, Record, read_vcf};

const HEADER: &str = "##fileformat=VCFv4.2\n##source=Mutect2\n\
    ##contig=<ID=chr7,length=159345973>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n";
const LENGTH: usize = 159_345_973;
/// IKZF1 on GRCh38, 0-based.
const GENE: (u32, u32) = (50_300_000, 50_410_000);
/// Reads over exon 5, from a 0-based position.
const READS: usize = 50_382_560;

/// What one read of five carries: a base at a 1-based position, or bases put in behind it.
#[derive(Clone, Copy)]
enum Planted {
    Nothing,
    Base(usize, char),
    Behind(usize, &'static str),
}

impl Planted {
    /// A read of the reference with the change, and its CIGAR.
    fn read(self, reference: &str) -> (String, String) {
        let at = |position: usize| position - READS - 1;
        match self {
            Self::Nothing => (reference.to_owned(), "100M".to_owned()),
            Self::Base(position, base) => {
                let (left, right) = reference.split_at(at(position));
                (format!("{left}{base}{}", &right[1..]), "100M".to_owned())
            }
            Self::Behind(position, bases) => {
                let (left, right) = reference.split_at(at(position) + 1);
                let cigar = format!("{}M{}I{}M", left.len(), bases.len(), right.len());
                (format!("{left}{bases}{right}"), cigar)
            }
        }
    }
}

struct Reference {
    case: Case,
    bases: Vec<u8>,
}

impl Reference {
    /// Chromosome 7 alone, with IKZF1 as the cohort's reference has it; soft-masked.
    fn new() -> Option<Self> {
        let case = Case::new()?;
        let fasta = Fasta::open(&case.fasta).unwrap();
        let contig = fasta.contigs().index(&Contig::new("7")).unwrap();
        let gene = fasta.bases(contig, GENE.0, GENE.1).unwrap();
        let mut bases = vec![b'N'; LENGTH];
        bases[GENE.0 as usize..GENE.1 as usize].copy_from_slice(&gene.to_ascii_lowercase());
        Some(Self { case, bases })
    }

    /// `ikaros variants` with bases put in at 1-based positions, on one record and on reads of the
    /// reference as it was.
    fn run(&mut self, edits: &[(usize, u8)], record: &str) -> Found {
        self.run_on(edits, Planted::Nothing, record)
    }

    /// The same on reads with a change.
    fn run_on(&mut self, edits: &[(usize, u8)], planted: Planted, record: &str) -> Found {
        let reads = self.reads(planted);
        let fasta = self.fasta(edits);
        let folder = self.case.folder.path();
        let f: Vec<&str> = record.split(' ').collect();
        let line = format!(
            "chr7\t{}\t.\t{}\t{}\t.\tPASS\t.\tGT:AD:AF:DP\t0/1:450,50:0.1:500\n",
            f[0], f[1], f[2]
        );
        let vcf = folder.join("a.vcf");
        std::fs::write(&vcf, format!("{HEADER}{line}")).unwrap();
        let out = folder.join("out");
        let mut command = support::ikaros();
        command.arg("variants").arg("--fasta").arg(&fasta).arg("--out").arg(&out);
        let stderr = finish(command.arg("--bam").arg(reads).arg(&vcf).output().unwrap(), 0);
        Found::read(&out, stderr)
    }

    /// The reference with bases put in at 1-based positions, as `edited.fa`.
    fn fasta(&mut self, edits: &[(usize, u8)]) -> PathBuf {
        let before: Vec<u8> = edits.iter().map(|(at, _)| self.bases[at - 1]).collect();
        for (at, base) in edits {
            self.bases[at - 1] = *base;
        }
        let folder = self.case.folder.path();
        let fasta = folder.join("edited.fa");
        let mut file = std::fs::File::create(&fasta).unwrap();
        for part in [b">chr7\n", self.bases.as_slice(), b"\n"] {
            file.write_all(part).unwrap();
        }
        let index = format!("chr7\t{LENGTH}\t6\t{LENGTH}\t{}\n", LENGTH + 1);
        std::fs::write(folder.join("edited.fa.fai"), index).unwrap();
        for ((at, _), base) in edits.iter().zip(before) {
            self.bases[at - 1] = base;
        }
        fasta
    }

    /// 200 reads of the reference over codons 158-162.
    fn reads(&self, planted: Planted) -> PathBuf {
        let folder = self.case.folder.path();
        let (text, path) = (folder.join("r.sam"), folder.join("P1.bam"));
        let bases = self.bases[READS..READS + 100].to_ascii_uppercase();
        let bases = String::from_utf8(bases).unwrap();
        let mut sam =
            format!("@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr7\tLN:{LENGTH}\n@RG\tID:1\tSM:P1\n");
        for index in 0..200 {
            let planted = if index % 10 < 2 { planted } else { Planted::Nothing };
            let (bases, cigar) = planted.read(&bases);
            let (flag, qualities) = (16 * (index % 2), "I".repeat(bases.len()));
            let start = READS + 1;
            writeln!(
                sam,
                "r{index}\t{flag}\tchr7\t{start}\t60\t{cigar}\t*\t0\t0\t{bases}\t{qualities}\tRG:Z:1"
            )
            .unwrap();
        }
        std::fs::write(&text, sam).unwrap();
        let mut reader = bam::Reader::from_path(&text).unwrap();
        let header = bam::Header::from_template(reader.header());
        let mut writer = bam::Writer::from_path(&path, &header, bam::Format::Bam).unwrap();
        reader.records().for_each(|record| writer.write(&record.unwrap()).unwrap());
        drop(writer);
        bam::index::build(&path, None, bam::index::Type::Bai, 1).unwrap();
        path
    }
}

struct Found {
    stderr: String,
    record: Record,
    records: BTreeMap<String, Record>,
    json: Value,
    /// Rows of the MAF, by column.
    maf: Vec<BTreeMap<String, String>>,
}

impl Found {
    fn read(out: &Path, stderr: String) -> Self {
        let records = read_vcf(&out.join("P1.variants.vcf.gz"));
        let record = records.values().next().unwrap().clone();
        let bytes = std::fs::read(out.join("P1.variants.json")).unwrap();
        let maf = std::fs::read_to_string(out.join("P1.variants.maf")).unwrap();
        let cells = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let head = maf.lines().next().map(cells).unwrap();
        let row = |line: &str| head.iter().cloned().zip(cells(line)).collect();
        let maf = maf.lines().skip(1).map(row).collect();
        Self { stderr, record, records, json: serde_json::from_slice(&bytes).unwrap(), maf }
    }

    /// The record of an allele, as `POS REF ALT`.
    fn record_at(&self, allele: &str) -> &Record {
        &self.records[&format!("chr7:{}", allele.replace(' ', ":"))]
    }

    /// State and evidence of N159.
    fn n159(&self) -> (String, String) {
        self.hotspot("N159")
    }

    /// State and evidence of a hotspot of IKZF1, by the beginning of its label.
    fn hotspot(&self, label: &str) -> (String, String) {
        let hotspots = self.json["merged"]["hotspots"].as_array().unwrap();
        let is_it = |h: &&Value| h["label"].as_str().unwrap().starts_with(label);
        let found = hotspots.iter().find(is_it).unwrap();
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        (text("state"), text("evidence"))
    }
}

#[test]
fn a_soft_masked_reference_is_read_and_genes_without_a_contig_are_no_fault() {
    let Some(mut reference) = Reference::new() else { return };
    let found = reference.run(&[], "50382593 A T");
    assert!(!found.stderr.contains("does not hold"), "{}", found.stderr);
    assert_eq!(found.record.info("HGVSP"), "p.(Asn159Tyr)");
    assert_eq!(found.json["merged"]["unreadable"], Value::Null);
}

#[test]
fn a_faulty_coding_sequence_withholds_names_and_leaves_hotspots_open() {
    let Some(mut reference) = Reference::new() else { return };
    // The start codon is in exon 2, the stop in exon 8; codon 159 begins at 50382593.
    for (edit, cause) in [
        ((50_319_062, b'C'), "it begins with"),
        ((50_382_587, b'T'), "is a stop"),
        ((50_382_593, b'T'), "codon 159 is TAC (Tyr), not Asn"),
    ] {
        let found = reference.run(&[edit], "50382590 G A");
        for part in ["edited.fa", "NM_006060.6", "IKZF1", cause, "give the whole FASTA"] {
            assert!(found.stderr.contains(part), "{part}: {}", found.stderr);
        }
        assert_eq!(found.stderr.matches("does not hold").count(), 1, "{}", found.stderr);
        // The place is the exon table's; what happens there is not told.
        let told = ["HGVSC", "HGVSP", "CONSEQUENCE"].map(|key| found.record.info(key));
        assert_eq!(told, ["c.472G>A", "", ""], "{cause}");
        assert!(found.record.info("NOTE").contains("effect_not_told"), "{cause}");
        let (state, evidence) = found.n159();
        assert_eq!(state, "not_assessed", "{cause}");
        assert!(evidence.contains(cause), "{evidence}");
        assert_eq!(found.json["merged"]["conclusions"]["ikzf1"]["status"], "not_assessed");
        assert_eq!(found.json["merged"]["unreadable"][0]["gene"], "IKZF1");
        assert_eq!(found.json["merged"]["unreadable"][0]["in_part"], false);
    }
}

/// Exon 6 of IKZF1 by N, and what a warning says of it.
fn exon_6() -> (Vec<(usize, u8)>, &'static str) {
    let masked = (50_387_345..=50_387_470).map(|position| (position, b'N')).collect();
    (masked, "126 of its 1560 coding bases are not known, in codons 197 to 239")
}

#[test]
fn a_masked_exon_leaves_the_codons_of_the_others_told() {
    let Some(mut reference) = Reference::new() else { return };
    let (masked, cause) = exon_6();
    let n159y = Planted::Base(50_382_593, 'T');
    // By the reads and a caller; by the reads alone, beside a change that a caller states.
    for (record, name, status) in [
        ("50382593 A T", "p.(Asn159Tyr)", "small_variant"),
        ("50382590 G A", "p.(Gly158Ser)", "not_assessed"),
    ] {
        let found = reference.run_on(&masked, n159y, record);
        for part in ["edited.fa", "NM_006060.6", cause, "changes that need these bases"] {
            assert!(found.stderr.contains(part), "{part}: {}", found.stderr);
        }
        assert_eq!(found.json["merged"]["unreadable"][0]["in_part"], true);
        assert_eq!(found.record_at(record).info("HGVSP"), name);
        assert!(!found.record_at(record).info("NOTE").contains("not_told"));
        let (state, evidence) = found.n159();
        assert_eq!(state, "found", "{record}: {evidence}");
        assert!(evidence.contains("p.(Asn159Tyr) 40 of 200"), "{evidence}");
        assert_eq!(found.json["merged"]["conclusions"]["ikzf1"]["status"], status);
        assert_eq!(found.hotspot("Y210").0, "not_assessed");
        assert!(found.hotspot("Y210").1.contains("bases of codon 210 are not known: NNN"));
    }
    // Nothing there: absent with a limit, and yet nothing is said of the rest of the gene.
    let found = reference.run(&masked, "50382586 G A");
    assert_eq!(found.n159().0, "not_found");
    assert_eq!(found.json["merged"]["conclusions"]["ikzf1"]["status"], "not_assessed");
}

#[test]
fn what_needs_unknown_bases_is_not_told() {
    let Some(mut reference) = Reference::new() else { return };
    // The second base of codon 157, beside whose first a caller states a change.
    let found = reference.run(&[(50_382_588, b'N')], "50382587 A C");
    let told = ["HGVSC", "HGVSP", "CONSEQUENCE"].map(|key| found.record.info(key));
    assert_eq!(told, ["c.469A>C", "", ""]);
    assert!(found.record.info("NOTE").contains("effect_not_told"));
    assert_eq!(found.n159().0, "not_found", "{:?}", found.n159());
    // A frame is shifted whatever follows; where it ends is not known.
    let (masked, _) = exon_6();
    let found = reference.run(&masked, "50382597 T TG");
    assert!(found.record.info("HGVSP").starts_with("p.(Leu161AlafsTer"));
    assert_eq!(found.record.info("CONSEQUENCE"), "frameshift_variant");
}

#[test]
fn a_masked_codon_of_a_hotspot_is_not_assessed() {
    let Some(mut reference) = Reference::new() else { return };
    let masked: Vec<_> = (50_382_593..=50_382_595).map(|position| (position, b'N')).collect();
    let n159y = Planted::Base(50_382_593, 'T');
    let found = reference.run_on(&masked, n159y, "50382590 G A");
    let (state, evidence) = found.n159();
    assert_eq!(state, "not_assessed");
    assert!(evidence.contains("bases of codon 159 are not known: NNN"), "{evidence}");
    assert_eq!(found.record.info("HGVSP"), "p.(Gly158Ser)");
    assert_eq!(found.hotspot("R162").0, "not_found");
    // One base of the codon: what changes beside it has a place and no name.
    let found = reference.run_on(&[(50_382_595, b'N')], n159y, "50382593 A T");
    let (state, evidence) = found.n159();
    assert_eq!(state, "not_assessed");
    assert!(evidence.contains("c.475A>T 40 of 200"), "{evidence}");
    assert!(evidence.contains("bases of codon 159 are not known: AAN"), "{evidence}");
    let told = ["HGVSC", "HGVSP"].map(|key| found.record.info(key));
    assert_eq!(told, ["c.475A>T", ""]);
    assert!(found.record.info("HOTSPOT").contains("N159"));
    // What passes is in the MAF, and says why its effect is not.
    let [row] = found.maf.as_slice() else { panic!("{:?}", found.maf) };
    assert_eq!((&*row["Variant_Classification"], &*row["HGVSp_Short"]), ("Unknown", ""));
    assert!(row["Effect_Not_Told"].contains("coding bases are not known"), "{row:?}");
    let told = reference.run_on(&[], n159y, "50382593 A T");
    assert_eq!(told.maf[0]["Variant_Classification"], "Missense_Mutation");
    assert_eq!(told.maf[0]["Effect_Not_Told"], "");
}

#[test]
fn an_insertion_beside_unknown_bases_is_not_called_absent() {
    let Some(mut reference) = Reference::new() else { return };
    // Codon 161 is known; the insertion that shifts its frame lies at the last base of codon 160.
    let planted = Planted::Behind(50_382_597, "G");
    let whole = reference.run_on(&[], planted, "50382586 G A");
    assert_eq!(whole.hotspot("L161").0, "found", "{:?}", whole.hotspot("L161"));
    for unknown in [50_382_597, 50_382_598] {
        let found = reference.run_on(&[(unknown, b'N')], planted, "50382586 G A");
        let (state, evidence) = found.hotspot("L161");
        assert_eq!(state, "not_assessed", "{evidence}");
        assert!(evidence.contains("bases of the reference are not known"), "{evidence}");
    }
    let clean = reference.run(&[(50_382_598, b'N')], "50382586 G A");
    assert_eq!(clean.hotspot("L161").0, "not_found");
}

#[test]
fn what_lies_beside_the_coding_sequence_is_told_all_the_same() {
    let Some(mut reference) = Reference::new() else { return };
    // Behind exon 5, beyond its splice site.
    let base = char::from(reference.bases[50_382_720 - 1]).to_ascii_uppercase();
    let other = if base == 'A' { 'C' } else { 'A' };
    let found = reference.run(&[(50_382_587, b'T')], &format!("50382720 {base} {other}"));
    assert!(!found.record.info("NOTE").contains("not_told"), "{}", found.record.info("NOTE"));
    assert_eq!(found.record.info("HGVSC"), format!("c.589+13{base}>{other}"));
}
