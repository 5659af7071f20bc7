use super::*;
use crate::model::merged_variant::Recount;
use crate::variants::normalise::Allele;
use crate::variants::sequence::InMemory;

const REFERENCE: &[u8] = b"TTGACCTGAACACACAGGTCTTGCATTC";

fn site(position: u32, reference: &str, alternative: &str) -> Site {
    let sequence = InMemory::new([("7".to_owned(), REFERENCE.to_vec())]);
    Site::new(&sequence, 0, &Allele::new(position, reference, alternative)).unwrap()
}

struct Mate<'a>(&'a str, u16, u32, &'a [(char, u32)], &'a [u8], u8);

fn count(site: &Site, mates: &[Mate<'_>]) -> Recount {
    let mut counter = Counter::default();
    for Mate(name, flags, start, cigar, bases, quality) in mates {
        let qualities = vec![*quality; bases.len()];
        let (name, family) = name.split_once('@').map_or((*name, None), |(n, f)| (n, Some(f)));
        let read = Aligned {
            name: name.as_bytes(),
            family: family.map(str::as_bytes),
            flags: *flags,
            mapq: 60,
            start: *start,
            cigar,
            bases,
            qualities: &qualities,
        };
        counter.add(site, &read, ReadFilters::default());
    }
    counter.finish()
}

#[test]
fn mates_count_once_and_the_better_base_decides() {
    let site = site(8, "G", "T");
    let all: &[(char, u32)] = &[('M', 12)];
    let counts = count(
        &site,
        &[
            Mate("a", 0, 0, all, b"TTGACCTTAACA", 37),
            Mate("a", 16, 0, all, b"TTGACCTTAACA", 37),
            Mate("b", 0, 0, all, b"TTGACCTGAACA", 40),
            Mate("b", 16, 0, all, b"TTGACCTTAACA", 37),
            Mate("c", 0, 0, all, b"TTGACCTTAACA", 37),
            Mate("c", 16, 0, all, b"TTGACCTGAACA", 37),
            Mate("d", 0, 0, all, b"TTGACCTTAACA", 12),
            Mate("e", 0x400, 0, all, b"TTGACCTTAACA", 37),
        ],
    );
    assert_eq!((counts.depth, counts.reference, counts.alternative), (3, 1, 1));
    assert_eq!((counts.lost_base_quality, counts.alternative_lost_base_quality), (1, 1));
    assert_eq!(counts.alternative_strands, (2, 2));
}

#[test]
fn gaps_do_not_hide_what_a_read_spells() {
    let reference = b"GATTCAGTGCGGGGCCTCATTCACCCAGAAGGGCAACCTGCTCCGGCACATCAAGCTGCATT";
    let sequence = InMemory::new([("7".to_owned(), reference.to_vec())]);
    let site = |position, from: &str, to: &str| {
        Site::new(&sequence, 0, &Allele::new(position, from, to)).unwrap()
    };
    let says = |site: &Site, cigar: &[(char, u32)], bases: &[u8]| {
        let counts = count(site, &[Mate("a", 0, 0, cigar, bases, 37)]);
        (counts.depth, counts.reference, counts.alternative)
    };
    // AGAAGG becomes GAAGGC: aligned with a base that goes and one that comes.
    let balanced = site(28, "AGAAGG", "GAAGGC");
    let changed = [&reference[..27], b"GAAGGC", &reference[33..]].concat();
    assert_eq!(says(&balanced, &[('M', 62)], &changed), (1, 0, 1));
    let gaps = [('M', 27), ('D', 1), ('M', 5), ('I', 1), ('M', 29)];
    assert_eq!(says(&balanced, &gaps, &changed), (1, 0, 1));
    assert_eq!(says(&balanced, &[('M', 62)], reference), (1, 1, 0));
    // A base of GGGG goes, wherever the aligner says so, and the next one behind them changes.
    let deleted = site(10, "CG", "C");
    let mut beside = [&reference[..10], &reference[11..]].concat();
    beside[12] = b'T';
    for at in [10, 11, 12] {
        let cigar = [('M', at), ('D', 1), ('M', 61 - at)];
        assert_eq!(says(&deleted, &cigar, &beside), (1, 0, 1), "{at}");
    }
    // Another deletion, two bases, or the deletion with what makes up for it, are something else.
    for cigar in [
        [('M', 14), ('D', 1), ('M', 47)].as_slice(),
        &[('M', 10), ('D', 2), ('M', 1), ('I', 1), ('M', 49)],
    ] {
        assert_eq!(says(&deleted, cigar, &beside[..61]).2, 0, "{cigar:?}");
    }
    // An insertion moves through its repeat, and turns.
    let doubled = site(25, "C", "CCA");
    let mut beside = [&reference[..25], b"CA".as_slice(), &reference[25..]].concat();
    beside[29] = b'T';
    for at in [25, 26, 27] {
        let cigar = [('M', at), ('I', 2), ('M', 62 - at)];
        assert_eq!(says(&doubled, &cigar, &beside), (1, 0, 1), "{at}");
    }
}

#[test]
fn clipped_ends_that_spell_an_allele_of_several_bases_count() {
    let reference = b"GATTCAGTGCGGGGCCTCATTCACCCAGAAGGGCAACCTGCTCCGGCACATCAAGCTGCATT";
    let sequence = InMemory::new([("7".to_owned(), reference.to_vec())]);
    let says = |site: &Site, start: u32, cigar: &[(char, u32)], bases: &[&[u8]]| {
        let counts = count(site, &[Mate("a", 0, start, cigar, &bases.concat(), 37)]);
        (counts.depth, counts.reference, counts.alternative)
    };
    let right = &reference[33..];
    for alternative in ["AGAGGC", "TC", "TCTCTCTC"] {
        let site = Site::new(&sequence, 0, &Allele::new(28, "GAAGGG", alternative)).unwrap();
        let spelled = alternative.as_bytes();
        let behind = |aligned: usize, clip: &[u8]| {
            let cigar = [('M', aligned as u32), ('S', clip.len() as u32)];
            says(&site, 0, &cigar, &[&reference[..aligned], clip])
        };
        let before =
            |clip: &[u8]| says(&site, 33, &[('S', clip.len() as u32), ('M', 29)], &[clip, right]);
        assert_eq!(behind(27, &[spelled, b"CAA"].concat()), (1, 0, 1), "{alternative}");
        assert_eq!(behind(25, &[b"CA", spelled, b"CAA"].concat()), (1, 0, 1), "{alternative}");
        assert_eq!(before(&[b"CCA", spelled].concat()), (1, 0, 1), "{alternative}");
        assert_eq!(behind(27, b"GAAGGGCAA"), (1, 1, 0), "{alternative}");
        assert_eq!(before(b"CCAGAAGGG"), (1, 1, 0), "{alternative}");
        // Neither the allele nor the reference.
        for junk in [b"TTTTTTTTT".as_slice(), &[spelled, b"TTTTT"].concat()] {
            assert_eq!(behind(27, junk), (0, 0, 0), "{alternative}");
        }
        for junk in [b"TTTTTTTTT".as_slice(), &[b"TTTTT", spelled].concat()] {
            assert_eq!(before(junk), (0, 0, 0), "{alternative}");
        }
    }
    // A substitution is told by reads that hold all of it.
    let site = Site::new(&sequence, 0, &Allele::new(28, "GAAGGG", "AGAGGC")).unwrap();
    let cut = [&reference[..27], b"AGAGG".as_slice()];
    assert_eq!(says(&site, 0, &[('M', 27), ('S', 5)], &cut), (0, 0, 0));
    // One base has nothing that junk could not spell.
    let site = Site::new(&sequence, 0, &Allele::new(28, "G", "T")).unwrap();
    assert_eq!(says(&site, 0, &[('M', 27), ('S', 3)], &[&reference[..27], b"TAA"]), (0, 0, 0));
}

#[test]
fn a_molecule_counts_once_and_most_of_its_copies_decide() {
    let site = site(8, "G", "T");
    let all: &[(char, u32)] = &[('M', 12)];
    let (wild, changed) = (b"TTGACCTGAACA", b"TTGACCTTAACA");
    let counts = count(
        &site,
        &[
            // Three copies of one molecule, one with an error.
            Mate("a@1", 0, 0, all, changed, 37),
            Mate("b@1", 0, 0, all, changed, 37),
            Mate("b@1", 16, 0, all, changed, 37),
            Mate("c@1", 0, 0, all, wild, 37),
            // Two copies that contradict each other.
            Mate("d@2", 0, 0, all, changed, 37),
            Mate("e@2", 0, 0, all, wild, 37),
            // Copies of poor quality beside a good one, and alone.
            Mate("f@3", 0, 0, all, changed, 12),
            Mate("g@3", 0, 0, all, wild, 37),
            Mate("h@4", 0, 0, all, changed, 12),
            Mate("i@4", 0, 0, all, changed, 12),
            // A fragment without a family.
            Mate("j", 0, 0, all, changed, 37),
        ],
    );
    assert_eq!((counts.depth, counts.reference, counts.alternative), (4, 1, 2));
    assert_eq!((counts.lost_base_quality, counts.alternative_lost_base_quality), (1, 1));
}

#[test]
fn a_deletion_counts_wherever_the_aligner_put_it() {
    // ACACACA loses one AC: left-aligned at the A before.
    let site = site(9, "AAC", "A");
    let bases = b"CTGAACACAGGTCTT";
    let counts = count(
        &site,
        &[
            Mate("left", 0, 5, &[('M', 4), ('D', 2), ('M', 11)], bases, 37),
            Mate("right", 0, 5, &[('M', 9), ('D', 2), ('M', 6)], bases, 37),
            Mate("clipped", 0, 5, &[('M', 9), ('S', 6)], bases, 37),
            Mate("reference", 0, 5, &[('M', 15)], b"CTGAACACACAGGTC", 37),
            Mate("inside", 0, 5, &[('M', 8)], b"CTGAACAC", 37),
        ],
    );
    assert_eq!((counts.depth, counts.reference, counts.alternative), (4, 1, 3));
}

#[test]
fn a_read_that_ends_inside_an_insertion_counts_when_it_can_tell() {
    let site = site(19, "T", "TGGA");
    let counts = count(
        &site,
        &[
            Mate("whole", 0, 15, &[('M', 4), ('I', 3), ('M', 3)], b"AGGTGGACTT", 37),
            Mate("cut", 0, 12, &[('M', 7), ('S', 2)], b"CACAGGTGG", 37),
            Mate("tail", 16, 19, &[('S', 2), ('M', 4)], b"GACTTG", 37),
            Mate("short", 0, 12, &[('M', 7)], b"CACAGGT", 37),
        ],
    );
    assert_eq!((counts.alternative, counts.depth), (3, 3), "{site:?}");
}
