//! Parts of an allele of several bases: in how many molecules they are seen without the rest.
//!
//! A read that ends inside the whole shows a part and says nothing of the rest. Only molecules that
//! reach over the whole, and spell the part where the rest is missing, show it alone.

use super::change::{Core, apply_any};
use super::normalise::Allele;
use super::recount::Site;
use super::sequence::{Sequence, SequenceError};
use super::together::Carriers;

/// A part, the alleles that it belongs to, and how each is taken apart; an empty way is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The part.
    pub allele: Allele,
    /// Alleles of several bases, with the parts that make them.
    pub wholes: Vec<(Allele, Vec<Allele>)>,
}

/// Molecules that carry a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shown {
    /// Those that show it without the rest of a whole.
    pub alone: u32,
    /// Those that carry a whole that it belongs to.
    pub in_whole: u32,
}

/// What the sites of a part tell, in the order of [`sites`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// The part.
    Part,
    /// A whole; true where its parts are not known.
    Whole(bool),
    /// A whole of which something is missing, the part being there.
    Remnant,
}

/// Most other parts of which every set is looked for; of more, each alone and all but each.
const MOST_OTHERS: usize = 4;

/// The places to count for one part.
pub fn sites(
    sequence: &dyn Sequence,
    contig: u16,
    part: &Part,
) -> Result<Vec<(Tells, Site)>, SequenceError> {
    let mut found = vec![(Tells::Part, Site::new(sequence, contig, &part.allele)?)];
    for (whole, way) in &part.wholes {
        let site = Site::new(sequence, contig, whole)?;
        found.push((Tells::Whole(way.is_empty()), site));
        let remnants = remnants(sequence, contig, &part.allele, whole, way)?;
        found.extend(remnants.into_iter().map(|site| (Tells::Remnant, site)));
    }
    Ok(found)
}

/// Sites that tell the part, with some of the others or none, from the whole.
fn remnants(
    sequence: &dyn Sequence,
    contig: u16,
    part: &Allele,
    whole: &Allele,
    way: &[Allele],
) -> Result<Vec<Site>, SequenceError> {
    let others: Vec<Core> = way.iter().filter(|other| *other != part).map(Core::new).collect();
    if others.len() == way.len() && !way.is_empty() {
        return Ok(Vec::new());
    }
    let (mut start, mut end) = (u32::MAX, 0);
    for allele in way.iter().chain([whole, part]) {
        let site = Site::new(sequence, contig, allele)?;
        (start, end) = (start.min(site.start), end.max(site.end));
    }
    let reference = sequence.bases(contig, start, end)?;
    let made = |changes: &[Core]| apply_any(&reference, start, changes);
    let Some(all) = made(&[Core::new(whole)]) else { return Ok(Vec::new()) };
    let mut spelled: Vec<Vec<u8>> = Vec::new();
    for kept in subsets(others.len()) {
        let mut changes = vec![Core::new(part)];
        changes.extend(kept.into_iter().filter_map(|index| others.get(index).cloned()));
        let Some(some) = made(&changes) else { continue };
        if some != all && some != reference && !spelled.contains(&some) {
            spelled.push(some);
        }
    }
    spelled
        .into_iter()
        .map(|some| Site::between(sequence, contig, start, end, (all.clone(), some)))
        .collect()
}

/// Sets of so many others that leave at least one out; of none the empty one.
fn subsets(others: usize) -> Vec<Vec<usize>> {
    if others == 0 {
        return vec![Vec::new()];
    }
    if others > MOST_OTHERS {
        let all_but = |left_out: usize| (0..others).filter(|i| *i != left_out).collect();
        return std::iter::once(Vec::new()).chain((0..others).map(all_but)).collect();
    }
    let masks = 0..(1_usize << others) - 1;
    masks.map(|mask| (0..others).filter(|i| mask >> i & 1 == 1).collect()).collect()
}

/// Judges a part by the molecules that tell its sites.
pub fn judge(told: &[(Tells, Carriers)]) -> Shown {
    let of = |wanted: fn(&Tells) -> bool| {
        told.iter().filter(move |(tells, _)| wanted(tells)).map(|(_, carriers)| carriers)
    };
    let carry = |carriers: &Carriers| carriers.values().filter(|carries| **carries).count();
    let is_in_whole = |name: &[u8]| {
        of(|tells| matches!(tells, Tells::Whole(_))).any(|all| all.get(name) == Some(&true))
    };
    // Where its parts are not known, a read that tells the whole and is another lacks something.
    let is_without = |name: &[u8]| {
        of(|tells| *tells == Tells::Remnant).any(|all| all.get(name) == Some(&true))
            || of(|tells| *tells == Tells::Whole(true)).any(|all| all.get(name) == Some(&false))
    };
    let carried = of(|tells| *tells == Tells::Part).flatten().filter(|(_, carries)| **carries);
    let alone = carried.filter(|(name, _)| is_without(name) && !is_in_whole(name)).count();
    let in_whole = of(|tells| matches!(tells, Tells::Whole(_))).map(carry).max().unwrap_or(0);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Shown { alone: count(alone), in_whole: count(in_whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carriers(carried: &[(&str, bool)]) -> Carriers {
        carried.iter().map(|(name, carries)| (name.as_bytes().to_vec(), *carries)).collect()
    }

    #[test]
    fn only_molecules_that_miss_the_rest_show_a_part_alone() {
        let told = [
            (Tells::Part, carriers(&[("both", true), ("short", true), ("one", true)])),
            (Tells::Whole(false), carriers(&[("both", true), ("one", false), ("none", false)])),
            (Tells::Remnant, carriers(&[("both", false), ("one", true), ("none", true)])),
        ];
        assert_eq!(judge(&told), Shown { alone: 1, in_whole: 1 });
        let [part, (_, whole), _] = told;
        let told = [part, (Tells::Whole(true), whole)];
        assert_eq!(judge(&told), Shown { alone: 1, in_whole: 1 }, "its parts are not known");
    }

    #[test]
    fn every_set_leaves_one_out() {
        assert_eq!((subsets(0), subsets(1)), (vec![vec![]], vec![vec![]]));
        assert_eq!(subsets(2), [vec![], vec![0], vec![1]]);
        assert_eq!(subsets(5).len(), 6);
    }
}
