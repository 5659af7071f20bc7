use super::*;
use crate::knowledge::gene_model::GeneModel;
use crate::variants::sequence::InMemory;

const HEADER: &str = "gene\ttranscript\texon\tstrand\tuse\tchrom\tGRCh37_start\tGRCh37_end\tGRCh37_cds_start\tGRCh37_cds_end\tGRCh38_start\tGRCh38_end\tGRCh38_cds_start\tGRCh38_cds_end\n";

// 0         1         2         3         4         5         6
// 0123456789012345678901234567890123456789012345678901234567890123456789
// ..........GGATGAAACCCgtaagttttttttttttcagTTTGGGTAACCATAG..........
const BASES: &str = "TTTTTTTTTTGGATGAAACCCGTAAGTTTTTTTTTTTTCAGTTTGGGTGACCATAGTTTTTTTTTTTTTT";

fn genes(strand: &str, flip: bool) -> GeneModel {
    let length = BASES.len() as u32;
    let place =
        |start: u32, end: u32| if flip { (length - end, length - start) } else { (start, end) };
    let row = |exon: &str, whole: (u32, u32), coding: (u32, u32)| {
        let (a, b) = place(whole.0, whole.1);
        let (c, d) = place(coding.0, coding.1);
        format!("G\tT.1\t{exon}\t{strand}\tvariants\t7\t{a}\t{b}\t{c}\t{d}\t{a}\t{b}\t{c}\t{d}\n")
    };
    let text = format!("{HEADER}{}{}", row("1", (10, 21), (12, 21)), row("2", (41, 58), (41, 50)));
    GeneModel::parse("test", &text).unwrap()
}

/// c. and p. of a change of the forward layout, asked on both strands.
fn describe(position: u32, reference: &str, alternative: &str) -> (String, String, String) {
    let forward = InMemory::new([("chr7".to_owned(), BASES.as_bytes().to_vec())]);
    let allele = Allele::new(position, reference, alternative);
    let ask = |sequence: &InMemory, genes: &GeneModel, allele: &Allele| {
        let projector = Projector::new(sequence, genes, Assembly::Grch38).unwrap();
        let effect = projector.effect(sequence, 0, allele).unwrap().unwrap();
        (effect.terms.join("&"), effect.hgvs_c, effect.hgvs_p.unwrap_or_default())
    };
    let found = ask(&forward, &genes("+", false), &allele);
    let flipped = transcript::reverse_complement(BASES.as_bytes());
    let reverse = InMemory::new([("chr7".to_owned(), flipped)]);
    let other =
        |text: &str| String::from_utf8(transcript::reverse_complement(text.as_bytes())).unwrap();
    let start = BASES.len() as u32 - (position - 1) - reference.len() as u32 + 1;
    let mirrored = Allele::new(start, &other(reference), &other(alternative));
    assert_eq!(ask(&reverse, &genes("-", true), &mirrored), found, "on the reverse strand");
    found
}

fn is(position: u32, reference: &str, alternative: &str, wanted: (&str, &str, &str)) {
    let (terms, c, p) = describe(position, reference, alternative);
    assert_eq!(
        (terms.as_str(), c.as_str(), p.as_str()),
        wanted,
        "{position}:{reference}>{alternative}"
    );
}

#[test]
fn changes_that_go_on_behind_the_stop() {
    let kept = "stop_retained_variant&3_prime_UTR_variant";
    is(49, "GAC", "AA", (kept, "c.17_*1delinsAA", "p.(Ter6=)"));
    is(50, "AC", "GG", ("stop_lost&3_prime_UTR_variant", "c.18_*1delinsGG", "p.(Ter6TrpextTer2)"));
    // What comes before the stop changes as well.
    is(44, "TGGGTGAC", "T", ("stop_lost&3_prime_UTR_variant", "c.13_*1del", "p.?"));
    is(46, "GGTGAC", "G", ("stop_lost&3_prime_UTR_variant", "c.15_*1del", "p.(Ter6IleextTer?)"));
}

// Coding: ATG AAA CCC | TTT GGG TGA, protein MKPFG*; then CCATAG and more T.
#[test]
fn substitutions() {
    is(16, "A", "C", ("missense_variant", "c.4A>C", "p.(Lys2Gln)"));
    is(16, "A", "T", ("stop_gained", "c.4A>T", "p.(Lys2Ter)"));
    is(18, "A", "G", ("synonymous_variant", "c.6A>G", "p.(Lys2=)"));
    is(21, "C", "G", ("splice_region_variant&synonymous_variant", "c.9C>G", "p.(Pro3=)"));
    is(13, "A", "G", ("start_lost", "c.1A>G", "p.(Met1?)"));
    is(48, "T", "C", ("stop_lost", "c.16T>C", "p.(Ter6ArgextTer2)"));
    is(50, "A", "G", ("stop_lost", "c.18A>G", "p.(Ter6TrpextTer2)"));
    // The stop with what lies before it: the tail counts from the residue in the stop's place.
    is(44, "TGGGTGA", "T", ("stop_lost", "c.13_18del", "p.(Gly5_Ter6delinsProextTer1)"));
    is(46, "GGTG", "G", ("stop_lost", "c.15_17del", "p.(Ter6ProextTer1)"));
}

#[test]
fn insertions_and_deletions() {
    is(15, "G", "GA", ("frameshift_variant", "c.6dup", "p.(Pro3ThrfsTer?)"));
    is(15, "GA", "G", ("frameshift_variant", "c.6del", "p.(Lys2AsnfsTer?)"));
    is(15, "GAAA", "G", ("inframe_deletion", "c.4_6del", "p.(Lys2del)"));
    is(15, "G", "GAAA", ("inframe_insertion", "c.4_6dup", "p.(Lys2dup)"));
    is(15, "G", "GGAT", ("inframe_insertion", "c.3_4insGAT", "p.(Met1_Lys2insAsp)"));
    is(16, "AA", "CC", ("missense_variant", "c.4_5delinsCC", "p.(Lys2Pro)"));
    is(45, "GG", "CC", ("missense_variant", "c.13_14inv", "p.(Gly5Pro)"));
}

#[test]
fn splice_sites_and_untranslated_parts() {
    is(22, "G", "A", ("splice_donor_variant", "c.9+1G>A", "p.?"));
    is(41, "G", "A", ("splice_acceptor_variant", "c.10-1G>A", "p.?"));
    is(26, "G", "A", ("splice_region_variant&intron_variant", "c.9+5G>A", ""));
    is(31, "T", "A", ("intron_variant", "c.9+10T>A", ""));
    is(32, "T", "A", ("intron_variant", "c.10-10T>A", ""));
    is(11, "G", "A", ("5_prime_UTR_variant", "c.-2G>A", ""));
    is(52, "C", "A", ("3_prime_UTR_variant", "c.*2C>A", ""));
    is(20, "CCG", "C", ("splice_donor_variant&coding_sequence_variant", "c.9_9+1del", "p.?"));
}

/// What is wrong with the forward layout after a base was put in at a place, and what is told of a
/// missense change and of one in the intron.
fn faulty(place: usize, base: u8, hotspots: &[Hotspot]) -> (Option<String>, [String; 2]) {
    let mut bases = BASES.as_bytes().to_vec();
    bases[place] = base;
    let sequence = InMemory::new([("chr7".to_owned(), bases)]);
    let projector = Projector::new(&sequence, &genes("+", false), Assembly::Grch38)
        .unwrap()
        .with_residues(hotspots);
    let effects = [(16, "A", "C"), (31, "T", "A")].map(|(position, from, to)| {
        let allele = Allele::new(position, from, to);
        let effect = projector.effect(&sequence, 0, &allele).unwrap().unwrap();
        let withheld = projector.withheld(&sequence, 0, &allele).unwrap();
        assert_eq!(effect.terms.is_empty(), withheld.len() == 1);
        assert!(effect.terms.len() == 1 || effect.residue.is_none());
        format!("{} {}", effect.hgvs_c, effect.hgvs_p.unwrap_or_default())
    });
    let fault = projector.unreadable().next().and_then(|t| t.fault.as_ref());
    (fault.map(|fault| fault.cause().to_owned()), effects)
}

#[test]
fn nothing_is_told_of_a_protein_that_the_reference_does_not_hold() {
    let both = ["c.4A>C p.(Lys2Gln)", "c.9+10T>A "].map(str::to_owned);
    let places = ["c.4A>C ", "c.9+10T>A "].map(str::to_owned);
    assert_eq!(faulty(10, b'N', &[]), (None, both.clone()), "untranslated bases may be unknown");
    assert_eq!(faulty(16, b'a', &[]), (None, both.clone()), "soft-masked");
    for (place, base, cause) in [
        (15, b'N', "1 of its 18 coding bases are not known, in codon 2"),
        (17, b'R', "1 of its 18 coding bases are not known, in codon 2"),
        (12, b'G', "it begins with GTG, not ATG"),
        (15, b'T', "codon 2 of 6 is a stop"),
        (47, b'C', "it ends with CGA, not with a stop"),
    ] {
        assert_eq!(faulty(place, base, &[]), (Some(cause.to_owned()), places.clone()));
    }
    // The codon of the change is known, and what is known can be the transcript's.
    for (place, base, cause) in [
        (12, b'N', "1 of its 18 coding bases are not known, in codon 1"),
        (49, b'R', "1 of its 18 coding bases are not known, in codon 6"),
    ] {
        assert_eq!(faulty(place, base, &[]), (Some(cause.to_owned()), both.clone()));
    }
    let mut hotspot = Knowledge::builtin().small_variants.hotspots[0].clone();
    (hotspot.gene, hotspot.codon, hotspot.last_codon) = ("G".to_owned(), 3, 3);
    hotspot.residue = Some(b'P');
    assert_eq!(faulty(10, b'N', std::slice::from_ref(&hotspot)), (None, both));
    hotspot.residue = Some(b'L');
    let cause = "codon 3 is CCC (Pro), not Leu".to_owned();
    assert_eq!(faulty(10, b'N', &[hotspot]), (Some(cause), places));
}

/// The name of a change of the protein on a reference with unknown bases; nothing where it is
/// withheld.
fn beside_unknown(unknown: &[usize], change: (u32, &str, &str)) -> Option<String> {
    let mut bases = BASES.as_bytes().to_vec();
    for place in unknown {
        bases[*place] = b'N';
    }
    let sequence = InMemory::new([("chr7".to_owned(), bases)]);
    let projector = Projector::new(&sequence, &genes("+", false), Assembly::Grch38).unwrap();
    let allele = Allele::new(change.0, change.1, change.2);
    let effect = projector.effect(&sequence, 0, &allele).unwrap().unwrap();
    let is_withheld = !projector.withheld(&sequence, 0, &allele).unwrap().is_empty();
    assert_eq!(is_withheld, effect.hgvs_p.is_none(), "{change:?}");
    assert!(!is_withheld || (effect.terms.is_empty() && effect.residue.is_none()));
    effect.hgvs_p
}

#[test]
fn a_change_is_told_where_all_that_it_is_named_from_is_known() {
    // Coding: ATG AAA CCC | TTT GGG TGA.
    let (missense, two) = ((16, "A", "C"), (18, "AC", "GT"));
    let (deleted, shifted, repeated) = ((15, "GAAA", "G"), (15, "GA", "G"), (15, "G", "GAAA"));
    let told = |unknown: &[usize], change| beside_unknown(unknown, change);
    let is = |name: &str| Some(name.to_owned());
    // Codon 5, then codon 4, codon 3, and codon 2 itself.
    assert_eq!(told(&[46], missense), is("p.(Lys2Gln)"));
    assert_eq!(told(&[18], missense), is("p.(Lys2Gln)"));
    assert_eq!(told(&[17], missense), None);
    assert_eq!(told(&[46], two), is("p.(Pro3Ser)"));
    assert_eq!(told(&[20], two), None, "one of its two codons is not known");
    assert_eq!(told(&[46], deleted), is("p.(Lys2del)"));
    assert_eq!(told(&[46], repeated), is("p.(Lys2dup)"));
    // What lies behind may carry them on, what lies before may be what they repeat.
    for place in [15, 18] {
        assert_eq!(told(&[place], repeated), None, "{place}");
    }
    assert_eq!(told(&[18], deleted), None);
    assert_eq!(told(&[18], shifted), None);
    // A frame is shifted whatever follows; where it ends is not known.
    assert_eq!(told(&[46], shifted), is("p.(Lys2AsnfsTer?)"));
    // A splice site is the exon table's.
    assert_eq!(told(&[46], (22, "G", "A")), is("p.?"));
    assert_eq!(told(&[46], (20, "CCG", "C")), None);
}

/// Two proteins of one gene: `S.1` is exon b and then exon 2, which the reference transcript reads
/// from exon a in another frame.
#[test]
fn a_second_protein_of_shared_exons_is_named_beside_the_first() {
    use crate::knowledge::small_variants::SecondProtein;
    // b: ATGCC at 10; a: ATGC at 30; 2: AGCATGACTGAATAAC at 50.
    // First:  ATG CAG CAT GAC TGA        M Q H D *
    // Second: ATG CCA GCA TGA            M P A *
    let mut bases = vec![b'T'; 80];
    bases[10..15].copy_from_slice(b"ATGCC");
    bases[30..34].copy_from_slice(b"ATGC");
    bases[50..66].copy_from_slice(b"AGCATGACTGAATAAC");
    let row = |id: &str, exon: &str, whole: (u32, u32), coding: (u32, u32)| {
        let place = format!("{}\t{}\t{}\t{}", whole.0, whole.1, coding.0, coding.1);
        format!("G\t{id}\t{exon}\t+\tvariants\t7\t{place}\t{place}\n")
    };
    let text = [
        HEADER.to_owned(),
        row("S.1", "b", (10, 15), (10, 15)),
        row("T.1", "a", (30, 34), (30, 34)),
        row("T.1", "2", (50, 66), (50, 61)),
    ]
    .concat();
    let mut knowledge = Knowledge::builtin();
    knowledge.genes = GeneModel::parse("test", &text).unwrap();
    knowledge.small_variants.second_proteins = vec![SecondProtein {
        gene: "G".to_owned(),
        main_protein: "first".to_owned(),
        protein: "second".to_owned(),
        transcript: "S.1".to_owned(),
        exons: vec!["b".to_owned(), "2".to_owned()],
        residues: Some(3),
        citation: "test".to_owned(),
    }];
    let sequence = InMemory::new([("7".to_owned(), bases)]);
    let projector = Projector::new(&sequence, &knowledge.genes, Assembly::Grch38)
        .unwrap()
        .with_proteins(&sequence, &knowledge, Assembly::Grch38)
        .unwrap();
    let ask = |position: u32, reference: &str, alternative: &str| {
        let allele = Allele::new(position, reference, alternative);
        let main = projector.effect(&sequence, 0, &allele).unwrap().unwrap();
        let others = projector.others(&sequence, 0, &allele, &main).unwrap();
        std::iter::once(main)
            .chain(others)
            .map(|e| {
                let protein = e.protein.unwrap_or_default();
                format!("{protein} {} {}", e.hgvs_c, e.hgvs_p.unwrap_or_default())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(ask(52, "G", "C"), ["first c.6G>C p.(Gln2His)", "second c.7G>C p.(Ala3Pro)"]);
    assert_eq!(ask(53, "C", "A"), ["first c.7C>A p.(His3Asn)", "second c.8C>A p.(Ala3Glu)"]);
    assert_eq!(ask(50, "TA", "T")[0], "first c.5del p.(Gln2ArgfsTer5)");
    // The first exon of the second protein is no part of the first.
    assert_eq!(ask(15, "C", "A"), ["second c.5C>A p.(Pro2Gln)"]);
    assert_eq!(ask(32, "T", "A"), ["first c.2T>A p.(Met1?)"]);
}
