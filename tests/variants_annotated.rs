//! Annotations that come with a caller's VCF, headers and fields as each program writes them: what
//! agrees with the effect told here, what does not, and what cannot be compared, from the files to
//! the merged VCF, the table, the result and the report's rows.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use support::variants::{Record, cohort, mini_reference, read_vcf};
use support::{finish, ikaros};

const VEP: &str = "##VEP=\"v110\" time=\"2024-01-01 00:00:00\" cache=\"homo_sapiens_refseq/110_GRCh38\"\n\
    ##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Consequence annotations from Ensembl VEP. Format: \
    Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|INTRON|HGVSc|HGVSp|MANE_SELECT\">";
const SNPEFF: &str = "##SnpEffVersion=\"5.1d (build 2022-04-19 15:49), by Pablo Cingolani\"\n\
    ##INFO=<ID=ANN,Number=.,Type=String,Description=\"Functional annotations: 'Allele | Annotation | \
    Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | \
    HGVS.p | cDNA.pos / cDNA.length | CDS.pos / CDS.length | AA.pos / AA.length | Distance | ERRORS / WARNINGS / INFO'\">";
const ANNOVAR: &str = "##INFO=<ID=ANNOVAR_DATE,Number=1,Type=String,Description=\"Flag the start of ANNOVAR annotation for one alternative allele\">\n\
    ##INFO=<ID=AAChange.refGene,Number=.,Type=String,Description=\"AAChange.refGene annotation provided by ANNOVAR\">\n\
    ##INFO=<ID=ALLELE_END,Number=0,Type=Flag,Description=\"Flag the end of ANNOVAR annotation for one alternative allele\">";
const BCSQ: &str = "##INFO=<ID=BCSQ,Number=.,Type=String,Description=\"Local consequence annotation from BCFtools/csq, see \
    http://samtools.github.io/bcftools/howtos/csq-calling.html for details. Format: \
    Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change\">";

/// Position, REF, ALT and INFO of each record.
type Line<'a> = (u32, &'a str, &'a str, &'a str);

struct Found {
    records: BTreeMap<String, Record>,
    table: String,
    json: Value,
}

/// Merges one Mutect2 VCF with a program's header lines.
fn merged(declared: &str, lines: &[Line<'_>]) -> Option<Found> {
    let root = cohort()?;
    let folder = tempfile::tempdir().unwrap();
    let fasta = mini_reference(&root, folder.path());
    let mut text = format!(
        "##fileformat=VCFv4.2\n##source=Mutect2\n##contig=<ID=chr7,length=159345973>\n{declared}\n\
         #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n"
    );
    for (position, reference, alternative, info) in lines {
        let alleles = alternative.split(',').count();
        let depths = vec!["100"; alleles + 1].join(",");
        let genotype = if alleles == 2 { "1/2" } else { "0/1" };
        text += &format!(
            "chr7\t{position}\t.\t{reference}\t{alternative}\t.\tPASS\t{info}\tGT:AD:DP\t{genotype}:{depths}:300\n"
        );
    }
    let vcf = folder.path().join("a.vcf");
    std::fs::write(&vcf, text).unwrap();
    let out: PathBuf = folder.path().join("out");
    let mut command = ikaros();
    command.arg("variants").arg("--fasta").arg(&fasta).arg("--out").arg(&out).arg(&vcf);
    finish(command.output().unwrap(), 0);
    Some(Found {
        records: read_vcf(&out.join("P1.variants.vcf.gz")),
        table: std::fs::read_to_string(out.join("P1.variants.tsv")).unwrap(),
        json: serde_json::from_slice(&std::fs::read(out.join("P1.variants.json")).unwrap())
            .unwrap(),
    })
}

impl Found {
    /// AGREES, DISAGREES and `NOT_COMPARED` of a record.
    fn told(&self, key: &str) -> (String, String, String) {
        let record = &self.records[key];
        let of = |name: &str| record.info(name).to_owned();
        (of("AGREES"), of("DISAGREES"), of("NOT_COMPARED"))
    }
}

fn told(agrees: &str, disagrees: &str, not_compared: &str) -> (String, String, String) {
    (agrees.to_owned(), disagrees.to_owned(), not_compared.to_owned())
}

const N159Y: &str = "chr7:50382593:A:T";
const N159H: &str = "chr7:50382593:A:C";
const DUP: &str = "chr7:50382597:T:TG";

#[test]
fn vep_by_the_order_of_its_header_and_by_mane() {
    let csq = "CSQ=T|missense_variant|MODERATE|IKZF1|10320|Transcript|NM_006060.6|protein_coding|5/8||NM_006060.6:c.475A>T|NP_006051.1:p.Asn159Tyr|,\
        C|missense_variant|MODERATE|IKZF1|10320|Transcript|NM_006060.6|protein_coding|5/8||NM_006060.6:c.475A>C|NP_006051.1:p.Asn159Asp|";
    let dup = "CSQ=G|frameshift_variant|HIGH|IKZF1|ENSG1|Transcript|ENST00000331340|protein_coding|5/8||ENST00000331340.8:c.480dup|ENSP1.3:p.Leu161AlafsTer39|NM_006060.6";
    let lines = [(50_382_593, "A", "T,C", csq), (50_382_597, "T", "TG", dup)];
    let Some(found) = merged(VEP, &lines) else { return };
    assert_eq!(found.told(N159Y), told("VEP", "", ""));
    assert_eq!(
        found.told(N159H),
        told("", "VEP:_N159D_(here_N159H)".replace(':', "%3A").as_str(), "")
    );
    assert_eq!(found.told(DUP), told("VEP", "", ""));
    let ensembl = "CSQ=T|missense_variant|MODERATE|IKZF1|ENSG1|Transcript|ENST00000331340|protein_coding|5/8||ENST00000331340.8:c.475A>T||";
    let Some(found) = merged(VEP, &[(50_382_593, "A", "T", ensembl)]) else { return };
    assert_eq!(found.told(N159Y), told("", "", "VEP"), "another transcript is not compared");
    // The table and the result say the same.
    let head: Vec<&str> = found.table.lines().next().unwrap().split('\t').collect();
    let row: Vec<&str> = found.table.lines().nth(1).unwrap().split('\t').collect();
    let cell = |name: &str| row[head.iter().position(|column| *column == name).unwrap()];
    assert_eq!((cell("annotation_agrees"), cell("annotation_not_compared")), (".", "VEP"));
    let variant = &found.json["merged"]["variants"][0];
    assert_eq!(variant["not_compared"][0], "VEP");
    assert_eq!(variant["annotations"][0]["transcript"], "ENST00000331340");
}

#[test]
fn snpeff_and_vep_under_its_name() {
    let ann = "ANN=T|missense_variant|MODERATE|IKZF1|IKZF1|transcript|NM_006060.6|protein_coding|5/8|c.475A>T|p.Asn159Tyr|700/6000|475/1560|159/519||";
    let dup = "ANN=TG|frameshift_variant|HIGH|IKZF1|IKZF1|transcript|NM_006060.6|protein_coding|5/8|c.480dupG|p.Leu161fs|705/6000|481/1560|161/519||INFO_REALIGN_3_PRIME";
    let lines = [(50_382_593, "A", "T", ann), (50_382_597, "T", "TG", dup)];
    let Some(found) = merged(SNPEFF, &lines) else { return };
    assert_eq!(found.told(N159Y), told("SnpEff", "", ""));
    assert_eq!(found.told(DUP), told("SnpEff", "", ""));
    let wrong = ann.replace("c.475A>T", "c.478A>T");
    let Some(found) = merged(SNPEFF, &[(50_382_593, "A", "T", &wrong)]) else { return };
    assert_eq!(found.told(N159Y).1, "SnpEff%3A_c.478A>T_(here_c.475A>T)");
    let vep = VEP.replace("ID=CSQ", "ID=ANN");
    let csq = "ANN=T|missense_variant|MODERATE|IKZF1|10320|Transcript|NM_006060.6|protein_coding|5/8||NM_006060.6:c.475A>T||";
    let Some(found) = merged(&vep, &[(50_382_593, "A", "T", csq)]) else { return };
    assert_eq!(found.told(N159Y), told("VEP", "", ""));
}

#[test]
fn annovar_for_each_allele_of_a_record() {
    let one = |c: &str, p: &str| {
        format!(
            "ANNOVAR_DATE=2020-06-08;AAChange.refGene=IKZF1:NM_001220765:exon4:{c}:{p},IKZF1:NM_006060:exon5:{c}:{p};ALLELE_END"
        )
    };
    let both = format!("DP=300;{};{}", one("c.A475T", "p.N159Y"), one("c.A475C", "p.N159H"));
    let dup = one("c.479_480insG", "p.L161Afs*39");
    let lines = [(50_382_593, "A", "T,C", both.as_str()), (50_382_597, "T", "TG", &dup)];
    let Some(found) = merged(ANNOVAR, &lines) else { return };
    for key in [N159Y, N159H, DUP] {
        assert_eq!(found.told(key), told("ANNOVAR", "", ""), "{key}");
    }
    let Some(found) = merged(ANNOVAR, &[(50_382_593, "A", "T", "AAChange.refGene=UNKNOWN")]) else {
        return;
    };
    assert_eq!(found.told(N159Y), told("", "", ""));
}

#[test]
fn bcftools_csq_by_allele_and_pointers_to_other_records() {
    let bcsq = "BCSQ=missense|IKZF1|NM_006060.6|protein_coding|+|159N>159Y|50382593A>T,missense|IKZF1|NM_006060.6|protein_coding|+|159N>159D|50382593A>C";
    let dup = "BCSQ=frameshift|IKZF1|NM_006060.6|protein_coding|+|160GLVP>160GACS|50382597T>TG";
    let lines = [(50_382_593, "A", "T,C", bcsq), (50_382_597, "T", "TG", dup)];
    let Some(found) = merged(BCSQ, &lines) else { return };
    assert_eq!(found.told(N159Y), told("bcftools_csq", "", ""));
    assert_eq!(found.told(N159H).1, "bcftools_csq%3A_N159D_(here_N159H)");
    assert_eq!(found.told(DUP), told("bcftools_csq", "", ""));
    let Some(found) = merged(BCSQ, &[(50_382_593, "A", "T", "BCSQ=@50382590")]) else { return };
    assert_eq!(found.told(N159Y), told("", "", ""));
}

#[test]
fn a_field_that_the_header_does_not_declare_is_not_read() {
    let Some(found) = merged("##x=y", &[(50_382_593, "A", "T", "ANN=T|a|b|c|d|e|f|g|h|i|j|k")])
    else {
        return;
    };
    assert_eq!(found.told(N159Y), told("", "", ""));
}
