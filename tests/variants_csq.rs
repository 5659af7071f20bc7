//! Consequences beside `bcftools csq -l`, on thousands of changes over IKZF1 and PAX5.
//!
//! Where the two may differ, by rule and not by number:
//! * csq judges an insertion or deletion where it is left-aligned, we where HGVS puts it (3' end):
//!   at the borders of exons, of introns and of the coding sequence the terms may differ;
//! * a frameshift or a change of several bases whose first new residue is a stop is `stop_gained`
//!   by HGVS, csq says `frameshift` or `missense`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use ikaros::io::fasta::Fasta;
use ikaros::knowledge::Knowledge;
use ikaros::knowledge::gene_model::{Gene, Strand};
use ikaros::model::assembly::Assembly;
use ikaros::model::contig::Contig;
use ikaros::model::merged_variant::Effect;
use ikaros::variants::consequence::Projector;
use ikaros::variants::normalise::{Allele, normalise};
use ikaros::variants::sequence::Sequence;
use support::variants::{cohort, mini_reference};

const GENES: [&str; 2] = ["IKZF1", "PAX5"];
const CHANGES: usize = 3_000;
/// Bases around a coding exon in which changes are made.
const MARGIN: u32 = 12;

/// A generator that is the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(limit)) as u32
    }

    fn base(&mut self, not: u8) -> u8 {
        let others: Vec<u8> = b"ACGT".iter().copied().filter(|base| *base != not).collect();
        others[self.below(others.len() as u32) as usize]
    }
}

fn gff(genes: &[&Gene]) -> String {
    let mut text = String::from("##gff-version 3\n");
    for gene in genes {
        let (name, contig) = (&gene.symbol, format!("chr{}", gene.contig));
        let strand = if gene.strand == Strand::Forward { '+' } else { '-' };
        let span = gene.span(Assembly::Grch38).unwrap();
        let mut line = |kind: &str, start: u32, end: u32, phase: &str, tags: &str| {
            writeln!(
                text,
                "{contig}\t.\t{kind}\t{}\t{end}\t.\t{strand}\t{phase}\t{tags}",
                start + 1
            )
            .unwrap();
        };
        line(
            "gene",
            span.start,
            span.end,
            ".",
            &format!("ID=gene:{name};Name={name};biotype=protein_coding"),
        );
        line(
            "mRNA",
            span.start,
            span.end,
            ".",
            &format!("ID=transcript:{name}T;Parent=gene:{name};biotype=protein_coding"),
        );
        let parent = format!("Parent=transcript:{name}T");
        // CDKN2A has an exon of a second transcript, which reads another frame.
        let own = || gene.exons.iter().filter(|exon| exon.transcript == gene.transcript());
        let coding = own().filter_map(|e| e.coding(Assembly::Grch38));
        let first = coding.clone().map(|c| c.start).min().unwrap();
        let last = coding.map(|c| c.end).max().unwrap();
        let (left, right) = match gene.strand {
            Strand::Forward => ("five_prime_UTR", "three_prime_UTR"),
            Strand::Reverse => ("three_prime_UTR", "five_prime_UTR"),
        };
        let mut phase = 0;
        for exon in own() {
            let whole = exon.interval(Assembly::Grch38).unwrap();
            line("exon", whole.start, whole.end, ".", &parent);
            if let Some(coding) = exon.coding(Assembly::Grch38) {
                line("CDS", coding.start, coding.end, &phase.to_string(), &parent);
                phase = (3 - (coding.len() + 3 - phase) % 3) % 3;
            }
            if whole.start < first {
                line(left, whole.start, whole.end.min(first), ".", &parent);
            }
            if whole.end > last {
                line(right, whole.start.max(last), whole.end, ".", &parent);
            }
        }
    }
    text
}

/// Changes of every kind over the coding exons, in normal form.
fn changes(fasta: &Fasta, genes: &[&Gene]) -> BTreeSet<(u16, Allele)> {
    let mut random = Random(20_261);
    let mut exons = Vec::new();
    for gene in genes {
        let contig = fasta.contigs().index(&gene.contig).unwrap();
        exons.extend(
            gene.exons.iter().filter_map(|e| e.coding(Assembly::Grch38)).map(|c| (contig, c)),
        );
    }
    let mut found = BTreeSet::new();
    while found.len() < CHANGES {
        let (contig, exon) = exons[random.below(exons.len() as u32) as usize];
        let at = exon.start - MARGIN + random.below(exon.len() + 2 * MARGIN);
        let around = fasta.bases(contig, at, at + 12).unwrap();
        if around.iter().any(|base| !b"ACGT".contains(base)) {
            continue;
        }
        let length = 1 + random.below(9) as usize;
        let (reference, alternative) = match random.below(8) {
            0..=3 => (vec![around[0]], vec![random.base(around[0])]),
            4 => (around[..=length].to_vec(), vec![around[0]]),
            5 => (vec![around[0]], around[..=length].iter().copied().rev().collect()),
            6 => {
                let new = (0..length).map(|_| random.base(b'N'));
                (vec![around[0]], [around[0]].into_iter().chain(new).collect())
            }
            _ => {
                let length = 2 + length % 3;
                let new = around[..length].iter().map(|base| random.base(*base)).collect();
                (around[..length].to_vec(), new)
            }
        };
        let text = |bases: Vec<u8>| String::from_utf8(bases).unwrap();
        let allele = Allele::new(at + 1, &text(reference), &text(alternative));
        if allele.reference != allele.alternative {
            found.insert((contig, normalise(fasta, contig, &allele).unwrap()));
        }
    }
    found
}

/// What csq says of each change: its entries.
fn csq(fasta: &Path, genes: &str, changes: &str, folder: &Path) -> BTreeMap<String, String> {
    let (gff, vcf) = (folder.join("genes.gff3"), folder.join("changes.vcf"));
    std::fs::write(&gff, genes).unwrap();
    std::fs::write(&vcf, changes).unwrap();
    let output = Command::new("bcftools")
        .args(["csq", "-l", "-f"])
        .arg(fasta)
        .arg("-g")
        .arg(&gff)
        .arg(&vcf)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let entry = |line: &str| {
        let f: Vec<&str> = line.split('\t').collect();
        let bcsq = f[7].split(';').find_map(|pair| pair.strip_prefix("BCSQ="))?;
        Some((format!("{}:{}:{}:{}", f[0], f[1], f[3], f[4]), bcsq.to_owned()))
    };
    text.lines().filter(|line| !line.starts_with('#')).filter_map(entry).collect()
}

/// csq's terms in Sequence Ontology's spelling.
fn terms(bcsq: &str) -> BTreeSet<String> {
    let of_entry = |entry: &str| -> Vec<String> {
        let names = entry.split('|').next().unwrap_or_default().to_owned();
        names.split('&').map(|name| ontology(name.trim_start_matches('*'))).collect()
    };
    bcsq.split(',').flat_map(of_entry).collect()
}

fn ontology(name: &str) -> String {
    match name {
        "5_prime_utr" => "5_prime_UTR_variant".to_owned(),
        "3_prime_utr" => "3_prime_UTR_variant".to_owned(),
        "stop_gained" | "stop_lost" | "start_lost" | "inframe_insertion" | "inframe_deletion" => {
            name.to_owned()
        }
        other => format!("{other}_variant"),
    }
}

/// `158G>158S` of a missense change as HGVS writes it.
fn protein(bcsq: &str) -> Option<String> {
    use ikaros::variants::consequence::residue_name;
    let entry = bcsq.split(',').find(|entry| entry.starts_with("missense|"))?;
    let (from, to) = entry.split('|').nth(5)?.split_once('>')?;
    let number: String = from.chars().take_while(char::is_ascii_digit).collect();
    let letters = |side: &str| side.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
    let (from, to) = (letters(from), letters(to));
    (from.len() == 1 && to.len() == 1).then(|| {
        let name = |text: &str| residue_name(text.as_bytes()[0]);
        format!("p.({}{number}{})", name(&from), name(&to))
    })
}

/// Why a difference is one of rule.
fn is_explained(effect: &Effect, allele: &Allele, theirs: &BTreeSet<String>) -> bool {
    let top = effect.terms[0].as_str();
    let early_stop = top == "stop_gained"
        && ["frameshift_variant", "missense_variant", "inframe_insertion"]
            .iter()
            .any(|term| theirs.contains(*term));
    // Only what changes the length moves, and only at a border does moving matter.
    let moves = allele.reference.len() != allele.alternative.len();
    let at_border =
        theirs.iter().map(String::as_str).chain(effect.terms.iter().map(String::as_str)).any(|t| {
            t.starts_with("splice")
                || t.contains("UTR")
                || t.starts_with("start_")
                || t.starts_with("stop_lost")
        });
    // Bases by chance have stops inside a coding sequence, which end no protein of the gene.
    let inner_stop = effect.hgvs_p.as_ref().is_some_and(|p| p.starts_with("p.(Ter"))
        && top == "missense_variant"
        && theirs.contains("stop_lost");
    early_stop || (moves && at_border) || inner_stop
}

/// What came of holding changes against csq.
#[derive(Default)]
struct Outcome {
    compared: usize,
    same: usize,
    proteins: usize,
    unexplained: Vec<String>,
}

fn beside_csq(
    path: &Path,
    fasta: &Fasta,
    genes: &[&Gene],
    changes: &BTreeSet<(u16, Allele)>,
    folder: &Path,
) -> Outcome {
    let mut vcf = String::from("##fileformat=VCFv4.2\n");
    for (name, length) in fasta.contigs().iter() {
        writeln!(vcf, "##contig=<ID={name},length={length}>").unwrap();
    }
    vcf += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    for (contig, a) in changes {
        let name = fasta.contigs().name(*contig);
        writeln!(vcf, "{name}\t{}\t.\t{}\t{}\t.\t.\t.", a.position, a.reference, a.alternative)
            .unwrap();
    }
    let theirs = csq(path, &gff(genes), &vcf, folder);
    let projector = Projector::new(fasta, &Knowledge::builtin().genes, Assembly::Grch38).unwrap();
    let projector = projector.unchecked();
    let mut outcome = Outcome::default();
    for (contig, allele) in changes {
        let key = format!("{}:{}", fasta.contigs().name(*contig), allele.label());
        let effect = projector.effect(fasta, *contig, allele).unwrap().unwrap();
        let Some(bcsq) = theirs.get(&key) else { continue };
        let their_terms = terms(bcsq);
        outcome.compared += 1;
        if their_terms.contains(&effect.terms[0]) {
            outcome.same += 1;
            if let Some(named) = protein(bcsq).filter(|_| effect.terms[0] == "missense_variant") {
                outcome.proteins += 1;
                if effect.hgvs_p.as_deref() != Some(&named) {
                    outcome.unexplained.push(format!("{key} {effect:?} {bcsq}"));
                }
            }
        } else if !is_explained(&effect, allele, &their_terms) {
            outcome.unexplained.push(format!("{key} {effect:?} {bcsq}"));
        }
    }
    outcome
}

fn has_bcftools() -> bool {
    let is_there = Command::new("bcftools").arg("--version").output().is_ok();
    if !is_there {
        println!("skipped: bcftools is not installed");
    }
    is_there
}

#[test]
fn consequences_agree_with_bcftools_csq() {
    let Some(root) = cohort().filter(|_| has_bcftools()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = mini_reference(&root, folder.path());
    let fasta = Fasta::open(&path).unwrap();
    let knowledge = Knowledge::builtin();
    let genes: Vec<&Gene> = GENES.iter().map(|g| knowledge.genes.gene(g).unwrap()).collect();
    let changes = changes(&fasta, &genes);
    let Outcome { compared, same, proteins, unexplained } =
        beside_csq(&path, &fasta, &genes, &changes, folder.path());
    println!("compared {compared}, same {same}, proteins {proteins}");
    assert!(compared >= 2_000 && proteins >= 400, "compared {compared}, proteins {proteins}");
    assert!(same * 100 >= compared * 95, "same {same} of {compared}");
    assert!(unexplained.is_empty(), "{}:\n{}", unexplained.len(), unexplained.join("\n"));
}

/// Every planted somatic variant of the cohort, in whatever gene. The reference of the cohort has the
/// real bases of two genes; both programs read the same bases, real or not.
#[test]
fn planted_variants_agree_with_bcftools_csq() {
    let Some(root) = cohort().filter(|_| has_bcftools()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = mini_reference(&root, folder.path());
    let fasta = Fasta::open(&path).unwrap();
    let knowledge = Knowledge::builtin();
    let text = std::fs::read_to_string(root.join("truth/variants.tsv")).unwrap();
    let (mut changes, mut symbols) = (BTreeSet::new(), BTreeSet::new());
    for line in text.lines().skip(1) {
        let f: Vec<&str> = line.split('\t').collect();
        if f[5] == "germline_snp" || knowledge.genes.gene(f[6]).is_none() {
            continue;
        }
        let contig = fasta.contigs().index(&Contig::new(f[1])).unwrap();
        let written = Allele::new(f[2].parse().unwrap(), f[3], f[4]);
        changes.insert((contig, normalise(&fasta, contig, &written).unwrap()));
        symbols.insert(f[6].to_owned());
    }
    let genes: Vec<&Gene> = symbols.iter().map(|g| knowledge.genes.gene(g).unwrap()).collect();
    let Outcome { compared, same, proteins, unexplained } =
        beside_csq(&path, &fasta, &genes, &changes, folder.path());
    println!("planted {}, compared {compared}, same {same}, proteins {proteins}", changes.len());
    assert!(compared >= 30, "{compared} of {}", changes.len());
    assert!(unexplained.is_empty(), "{}:\n{}", unexplained.len(), unexplained.join("\n"));
}
