//! Alleles as the sequence that they make: which records of one caller spell another's allele.
//!
//! One caller writes a complex change as one record, another as a substitution and a deletion.
//! Both are put into the reference; where the two sequences are the same, so is the event.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Core, REACH, apply, apply_moved};
use super::normalise::Allele;
use super::observe::Observation;
use super::sequence::{Sequence, SequenceError};
use crate::model::merged_variant::Kind;

/// Most records of one caller that are tried together.
const MOST_PARTS: usize = 8;

/// The ways in which callers take an allele apart: contig and allele, and its parts in order.
pub type Decompositions = BTreeMap<(u16, Allele), BTreeSet<Vec<Allele>>>;

/// Finds every allele of several bases that a caller states in parts. The observations are sorted
/// by contig and position; `caller` names the caller of a file.
pub fn decompositions<'a>(
    sequence: &dyn Sequence,
    stated: &[Observation],
    caller: &dyn Fn(u16) -> &'a str,
) -> Result<Decompositions, SequenceError> {
    let mut found = Decompositions::new();
    let groups = stated.chunk_by(|a, b| a.key() == b.key());
    for whole in groups.filter_map(|group| group.first()).filter(|o| o.kind() != Kind::Snv) {
        let allele = whole.allele();
        let near = near(stated, whole.contig, &allele);
        // Most alleles have no two others beside them: no sequence is asked for.
        let others = near.chunk_by(|a, b| a.key() == b.key()).count().saturating_sub(1);
        if others < 2 {
            continue;
        }
        let by_caller = by_caller(near, &allele, caller);
        if by_caller.is_empty() {
            continue;
        }
        let ways = ways(sequence, whole.contig, &allele, &by_caller, &found)?;
        if !ways.is_empty() {
            found.insert((whole.contig, allele), ways);
        }
    }
    Ok(found)
}

/// Records that may be parts of an allele, itself among them.
pub fn near<'o>(stated: &'o [Observation], contig: u16, allele: &Allele) -> &'o [Observation] {
    // Left alignment moves a whole away from its parts, and parts away from their whole.
    let end = Core::new(allele).end().saturating_add(REACH);
    let from = (contig, allele.position.saturating_sub(REACH));
    let start = stated.partition_point(|o| (o.contig, o.position) < from);
    let length =
        stated.partition_point(|o| (o.contig, o.position) <= (contig, end)).saturating_sub(start);
    stated.get(start..start + length).unwrap_or_default()
}

/// True for an allele that is more than a substitution, an insertion or a deletion.
pub fn is_complex(allele: &Allele) -> bool {
    let core = Core::new(allele);
    core.length > 0 && !core.bases.is_empty() && core.length as usize != core.bases.len()
}

/// Other alleles that change bases of this one: of an event that a caller spells in its own way
/// and not whole.
pub fn overlapping<'o>(
    stated: &'o [Observation],
    contig: u16,
    allele: &'o Allele,
) -> impl Iterator<Item = &'o Observation> {
    let whole = Core::new(allele);
    near(stated, contig, allele).iter().filter(move |other| {
        let other = other.allele();
        let core = Core::new(&other);
        other != *allele && core.start < whole.end() && whole.start <= core.end()
    })
}

/// Other alleles by caller; callers with a single one, or with too many, are left out.
fn by_caller<'a>(
    near: &[Observation],
    whole: &Allele,
    caller: &dyn Fn(u16) -> &'a str,
) -> BTreeMap<&'a str, Vec<Allele>> {
    let mut lists: BTreeMap<&str, Vec<Allele>> = BTreeMap::new();
    for other in near {
        let allele = other.allele();
        let list = lists.entry(caller(other.file)).or_default();
        if allele != *whole && !list.contains(&allele) {
            list.push(allele);
        }
    }
    lists.retain(|_, list| (2..=MOST_PARTS).contains(&list.len()));
    lists
}

/// The fewest records of each caller that make the allele's sequence.
fn ways(
    sequence: &dyn Sequence,
    contig: u16,
    whole: &Allele,
    near: &BTreeMap<&str, Vec<Allele>>,
    known: &Decompositions,
) -> Result<BTreeSet<Vec<Allele>>, SequenceError> {
    let core = Core::new(whole);
    let parts = || near.values().flatten().map(Core::new);
    let start = parts().map(|part| part.start).min().unwrap_or(core.start).min(core.start);
    let end = parts().map(|part| part.end()).max().unwrap_or(0).max(core.end());
    let end = end.saturating_add(REACH);
    let reference = sequence.bases(contig, start, end)?;
    let Some(wanted) = apply(&reference, start, &[core]) else { return Ok(BTreeSet::new()) };
    let is_whole_of = |part: &Allele| {
        let ways = known.get(&(contig, part.clone()));
        ways.is_some_and(|ways| ways.iter().any(|way| way.contains(whole)))
    };
    let mut found = BTreeSet::new();
    for list in near.values() {
        let cores: Vec<Core> = list.iter().map(Core::new).collect();
        let mut best: Option<Vec<Allele>> = None;
        for mask in 1_u32..1 << list.len() {
            let chosen = || (0..list.len()).filter(move |i| mask >> i & 1 == 1);
            let count = mask.count_ones() as usize;
            if count < 2 || best.as_ref().is_some_and(|best| best.len() <= count) {
                continue;
            }
            let changes: Vec<Core> = chosen().map(|i| cores[i].clone()).collect();
            // What left alignment carried over another change lies on its other side.
            let makes = |made: Option<Vec<u8>>| made.as_ref() == Some(&wanted);
            if makes(apply(&reference, start, &changes))
                || makes(apply_moved(&reference, start, &changes))
            {
                best = Some(chosen().map(|i| list[i].clone()).collect());
            }
        }
        found.extend(best.filter(|way| !way.iter().any(is_whole_of)));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::change::joined;
    use super::super::counts::AlleleCounts;
    use super::super::normalise;
    use super::super::sequence::InMemory;
    use super::*;

    fn reference() -> InMemory {
        //                            123456789012345678
        InMemory::new([("7".to_owned(), b"TTGACCTGAACACACAGG".to_vec())])
    }

    fn normal(position: u32, reference_bases: &str, alternative: &str) -> Allele {
        let allele = Allele::new(position, reference_bases, alternative);
        normalise::normalise(&reference(), 0, &allele).unwrap()
    }

    fn observation(file: u16, allele: &Allele) -> Observation {
        Observation {
            contig: 0,
            position: allele.position,
            alleles: format!("{}>{}", allele.reference, allele.alternative).into(),
            file,
            filter: "PASS".into(),
            counts: AlleleCounts::default(),
            extra: None,
        }
    }

    fn found(whole: &Allele, parts: &[Allele]) -> Decompositions {
        let mut stated = vec![observation(0, whole)];
        stated.extend(parts.iter().map(|part| observation(1, part)));
        stated.sort_by(|a, b| a.key().cmp(&b.key()));
        let caller = |file| if file == 0 { "VarDict" } else { "Mutect2" };
        decompositions(&reference(), &stated, &caller).unwrap()
    }

    #[test]
    fn substitutions_and_a_deletion_are_the_complex_allele() {
        let whole = normal(4, "ACCTGA", "ATGGA");
        let parts = [normal(4, "AC", "A"), normal(6, "C", "T"), normal(7, "T", "G")];
        let ways = found(&whole, &parts);
        let way = ways.values().next().unwrap().iter().next().unwrap();
        assert_eq!(way.len(), 3, "{ways:?}");
    }

    #[test]
    fn parts_that_a_repeat_carries_away_are_found() {
        // One AC of ACACACA goes and the G behind it becomes T: the deletion is written at 9.
        let whole = normal(14, "ACAG", "AT");
        let parts = [normal(14, "ACA", "A"), normal(17, "G", "T")];
        assert_eq!(parts[0].position, 9);
        assert_eq!(found(&whole, &parts).len(), 1, "{whole:?} {parts:?}");
        // Another base is another event.
        assert!(found(&whole, &[parts[0].clone(), normal(17, "G", "C")]).is_empty());
    }

    #[test]
    fn a_deletion_that_left_alignment_puts_over_a_substitution_is_found() {
        // A at 10 becomes T and the CA behind it goes: as AC the deletion lies on the A itself.
        let whole = normal(10, "ACA", "T");
        let parts = [normal(10, "A", "T"), normal(10, "ACA", "A")];
        assert!(parts[1].position < 10);
        assert_eq!(found(&whole, &parts).len(), 1, "{whole:?} {parts:?}");
        assert_eq!(joined(&reference(), 0, &parts).unwrap(), Some(whole));
    }

    #[test]
    fn a_deletion_that_left_alignment_carries_past_a_substitution_is_found() {
        // The second A of ACACACA becomes T and the CA behind it goes: as a deletion alone it is the
        // first AC, which does not touch that A.
        let whole = normal(12, "ACA", "T");
        let parts = [normal(12, "A", "T"), normal(12, "ACA", "A")];
        assert!(Core::new(&parts[1]).end() < 12, "{parts:?}");
        assert_eq!(found(&whole, &parts).len(), 1, "{whole:?} {parts:?}");
    }

    #[test]
    fn phased_parts_become_the_complex_allele_in_normal_form() {
        let parts = [normal(14, "ACA", "A"), normal(17, "G", "T")];
        let whole = joined(&reference(), 0, &parts).unwrap().unwrap();
        assert_eq!(whole, normal(14, "ACAG", "AT"));
        // Two changes of the same base are no haplotype.
        let both = [normal(17, "G", "T"), normal(17, "G", "C")];
        assert_eq!(joined(&reference(), 0, &both).unwrap(), None);
    }
}
