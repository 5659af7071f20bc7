//! c. names beside those of pyhgvs, an implementation of its own, on 2,400 changes over IKZF1 and
//! PAX5. `tests/hgvs/pyhgvs.tsv` holds its names; `tests/hgvs/pyhgvs_names.py` made them, with the
//! commands in its head.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::collections::BTreeMap;

use ikaros::io::fasta::Fasta;
use ikaros::knowledge::Knowledge;
use ikaros::model::assembly::Assembly;
use ikaros::model::contig::Contig;
use ikaros::model::merged_variant::Effect;
use ikaros::variants::consequence::Projector;
use ikaros::variants::normalise::{Allele, normalise};
use ikaros::variants::sequence::{InMemory, Sequence};
use support::variants::{cohort, mini_reference};

const NAMES: &str = include_str!("hgvs/pyhgvs.tsv");

/// pyhgvs states the bases behind `del` and `dup`, which HGVS leaves away.
fn plain(name: &str) -> String {
    if name.contains("delins") || name.contains("ins") {
        return name.to_owned();
    }
    name.trim_end_matches(|c| "ACGT".contains(c)).to_owned()
}

#[test]
fn coding_names_agree_with_pyhgvs() {
    let Some(root) = cohort() else { return };
    let folder = tempfile::tempdir().unwrap();
    let fasta = Fasta::open(&mini_reference(&root, folder.path())).unwrap();
    let knowledge = Knowledge::builtin();
    let projector = Projector::new(&fasta, &knowledge.genes, Assembly::Grch38).unwrap();
    let (mut same, mut all) = (0, 0);
    let mut differ: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in NAMES.lines().skip(2) {
        let f: Vec<&str> = line.split('\t').collect();
        let contig = fasta.contigs().index(&Contig::new(f[1])).unwrap();
        let written = Allele::new(f[2].parse().unwrap(), f[3], f[4]);
        let allele = normalise(&fasta, contig, &written).unwrap();
        let effect = projector.effect(&fasta, contig, &allele).unwrap().unwrap();
        all += 1;
        let stated = if f[5].contains('>') { f[5].to_owned() } else { plain(f[5]) };
        if effect.hgvs_c == stated {
            same += 1;
        } else {
            differ
                .entry(why(&stated, &effect.hgvs_c))
                .or_default()
                .push(format!("{line}: here {}", effect.hgvs_c));
        }
    }
    println!("{same} of {all} the same");
    for (why, lines) in &differ {
        println!("{why}: {}\n  {}", lines.len(), lines[..lines.len().min(6)].join("\n  "));
    }
    assert!(all >= 2_000);
    assert!(!differ.contains_key("unexplained"), "{:#?}", differ["unexplained"]);
    assert!(same * 100 >= all * 99, "{same} of {all}");
}

/// The rule by which two names of one change differ. A change that a repeat lets move over the end
/// of an exon is carried into the intron by pyhgvs; here it stays with the exon, whose reading it
/// changes.
fn why(stated: &str, ours: &str) -> &'static str {
    let last_exonic = stated.split('+').next().and_then(|before| before.rsplit(['_', '.']).next());
    let own = ours.trim_start_matches("c.");
    let numbers = || own.split(|c: char| !c.is_ascii_digit()).filter(|text| !text.is_empty());
    match last_exonic {
        Some(base) if stated.contains('+') && numbers().any(|number| number == base) => {
            "carried over the end of an exon"
        }
        _ => "unexplained",
    }
}

/// R80 of p16INK4a is P94 of p14ARF: exon 2 of CDKN2A, read in two frames. The contig has the start
/// and stop codons where the exon table has them, and G (of the genes' strand) elsewhere.
#[test]
fn a_change_in_exon_2_of_cdkn2a_has_a_name_in_both_proteins() {
    let knowledge = Knowledge::builtin();
    // The two start codons and stops, 0-based, and c.238 of p16INK4a, 1-based.
    let places = [
        (Assembly::Grch38, [21_994_328, 21_974_824, 21_971_002, 21_968_228], 21_971_121),
        (Assembly::Grch37, [21_994_327, 21_974_823, 21_971_001, 21_968_227], 21_971_120),
    ];
    for (assembly, codons, position) in places {
        let mut bases = vec![b'C'; 22_000_000];
        for (at, codon) in codons.into_iter().zip([b"CAT", b"CAT", b"TCA", b"TCA"]) {
            bases[at..at + 3].copy_from_slice(codon);
        }
        let sequence = InMemory::new([("9".to_owned(), bases)]);
        let projector = Projector::new(&sequence, &knowledge.genes, assembly)
            .unwrap()
            .with_proteins(&sequence, &knowledge, assembly)
            .unwrap();
        let allele = Allele::new(position, "C", "A");
        let main = projector.effect(&sequence, 0, &allele).unwrap().unwrap();
        let others = projector.others(&sequence, 0, &allele, &main).unwrap();
        let name = |effect: &Effect| {
            let protein = effect.protein.as_deref().unwrap();
            format!("{protein} {} {}", effect.hgvs_c, effect.hgvs_p.as_deref().unwrap())
        };
        assert_eq!(name(&main), "p16INK4a c.238G>T p.(Gly80Trp)", "{assembly}");
        let others: Vec<String> = others.iter().map(name).collect();
        assert_eq!(others, ["p14ARF c.281G>T p.(Gly94Val)"], "{assembly}");
        // Exon 1b is p14ARF's alone.
        let start = Allele::new(codons[0] as u32 + 3, "T", "A");
        let alone = projector.effect(&sequence, 0, &start).unwrap().unwrap();
        assert_eq!(name(&alone), "p14ARF c.1A>T p.(Met1?)", "{assembly}");
        assert!(projector.others(&sequence, 0, &start, &alone).unwrap().is_empty());
    }
}
