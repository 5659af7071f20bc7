//! Substitutions beside each other that no caller phases: whether the reads show them together.
//!
//! Two changes of one codon make one protein where they lie on one allele, and two where they do
//! not. Fragments that show both decide; where none can, the change of the protein is not certain.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Core;
use super::normalise::{Allele, Key, key};
use super::observe::{self, Observation};
use super::sequence::{Sequence, SequenceError};
use crate::knowledge::small_variants::FilterBorders;
use crate::model::merged_variant::Kind;

/// How a remark begins where a second change of the codon leaves the protein open.
pub const NOT_CERTAIN: &str = "the change of the protein is not certain";

/// The remark on a substitution beside an insertion or deletion, or the reverse: reads join
/// substitutions alone.
pub fn named_alone(others: &[String]) -> String {
    format!(
        "{} is stated within {} bases and nothing joins the two: each is named alone, what they do \
         together is not told",
        others.join(", "),
        observe::NEIGHBOURS
    )
}

/// Molecules that tell a site, and whether they carry its alternative allele.
pub type Carriers = BTreeMap<Vec<u8>, bool>;

/// Neighbouring substitutions in genome order, each allele once.
pub type Cluster = Vec<(u16, Allele)>;

/// Substitutions that lie beside others. `stated` is sorted by contig and position.
pub fn clusters(stated: &[Observation]) -> Vec<Cluster> {
    let mut alleles: Cluster = Vec::new();
    for observation in stated.iter().filter(|o| o.kind() == Kind::Snv) {
        let allele = (observation.contig, observation.allele());
        if alleles.last() != Some(&allele) {
            alleles.push(allele);
        }
    }
    let groups = alleles.chunk_by(|a, b| a.0 == b.0 && is_near(&a.1, &b.1));
    let is_several = |group: &&[(u16, Allele)]| {
        group.first().map(|(_, a)| a.position) != group.last().map(|(_, a)| a.position)
    };
    groups.filter(is_several).map(<[(u16, Allele)]>::to_vec).collect()
}

fn is_near(a: &Allele, b: &Allele) -> bool {
    b.position.abs_diff(a.position) <= observe::NEIGHBOURS + 1
}

/// Substitutions and the insertions and deletions as near as one codon that are stated well enough
/// and that no caller phases. `stated` is sorted by contig and position.
pub fn beside_indels(
    stated: &[Observation],
    borders: &FilterBorders,
) -> BTreeMap<Key, Vec<Allele>> {
    let mut found: BTreeMap<Key, Vec<Allele>> = BTreeMap::new();
    for indel in stated.iter().filter(|o| o.kind() == Kind::Indel) {
        let allele = indel.allele();
        let core = Core::new(&allele);
        let (low, high) = (core.start.saturating_sub(observe::NEIGHBOURS), core.end());
        // 0-based places of substitutions that lie before the change, on it or behind it.
        let first = stated.partition_point(|o| (o.contig, o.position) < (indel.contig, low + 1));
        let near = stated.get(first..).unwrap_or_default().iter().take_while(|o| {
            o.contig == indel.contig && o.position <= high.saturating_add(observe::NEIGHBOURS)
        });
        for snv in near.filter(|o| o.kind() == Kind::Snv) {
            let other = snv.allele();
            let pair = [of(stated, indel.contig, &allele), of(stated, snv.contig, &other)];
            if !pair.iter().all(|records| is_stated(records, borders)) || is_phased(pair) {
                continue;
            }
            for (own, beside) in [(&allele, &other), (&other, &allele)] {
                let known = found.entry(key(indel.contig, own)).or_default();
                if !known.contains(beside) {
                    known.push(beside.clone());
                }
            }
        }
    }
    found
}

/// What is known of neighbours.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Together {
    /// Alleles that the reads show whole, as their callers' statements.
    pub joined: Vec<Observation>,
    /// Alleles whose neighbour may lie on the same allele or on the other.
    pub open: BTreeMap<Key, Vec<Allele>>,
}

impl Together {
    /// Judges one cluster; `carriers` are those of its alleles, or empty without reads.
    pub fn judge(
        &mut self,
        sequence: &dyn Sequence,
        stated: &[Observation],
        cluster: &[(u16, Allele)],
        carriers: &[Carriers],
        borders: &FilterBorders,
    ) -> Result<(), SequenceError> {
        let least = borders.min_alternative;
        let mut wholes = BTreeSet::new();
        for run in runs(cluster, carriers, least) {
            let parts: Vec<&(u16, Allele)> = run.iter().map(|index| &cluster[*index]).collect();
            self.joined.extend(join(sequence, stated, &parts)?);
            wholes.insert(run);
        }
        for (i, (contig, a)) in cluster.iter().enumerate() {
            for (j, (_, b)) in cluster.iter().enumerate().skip(i + 1) {
                let is_whole =
                    wholes.iter().any(|run: &Vec<usize>| run.contains(&i) && run.contains(&j));
                if a.position == b.position || !is_near(a, b) || is_whole {
                    continue;
                }
                let pair = [of(stated, *contig, a), of(stated, *contig, b)];
                let is_open = match (carriers.get(i), carriers.get(j)) {
                    (Some(one), Some(two)) => is_undecided(one, two, least),
                    _ => pair.iter().all(|all| is_stated(all, borders)) && !is_phased(pair),
                };
                if is_open {
                    self.open.entry(key(*contig, a)).or_default().push(b.clone());
                    self.open.entry(key(*contig, b)).or_default().push(a.clone());
                }
            }
        }
        Ok(())
    }
}

/// Members of a cluster that enough molecules carry together, each set in genome order. Only
/// molecules that tell every member count: an unread base is neither there nor absent.
fn runs(cluster: &[(u16, Allele)], carriers: &[Carriers], least: u32) -> Vec<Vec<usize>> {
    let mut found: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
    let Some((first, others)) = carriers.split_first() else { return Vec::new() };
    for (name, carries) in first {
        let rest: Option<Vec<bool>> =
            others.iter().map(|member| member.get(name).copied()).collect();
        let Some(rest) = rest else { continue };
        let all = std::iter::once(*carries).chain(rest);
        let carried: Vec<usize> =
            all.enumerate().filter(|(_, carries)| *carries).map(|(index, _)| index).collect();
        for run in carried.chunk_by(|a, b| is_near(&cluster[*a].1, &cluster[*b].1)) {
            if run.len() > 1 {
                *found.entry(run.to_vec()).or_default() += 1;
            }
        }
    }
    found.into_iter().filter(|(_, count)| *count >= least).map(|(run, _)| run).collect()
}

/// True when molecules enough carry each of two alleles, and too few of them tell both.
fn is_undecided(a: &Carriers, b: &Carriers, least: u32) -> bool {
    let carrying = |own: &Carriers| own.values().filter(|carries| **carries).count();
    let apart = |own: &Carriers, other: &Carriers| {
        let alone =
            own.iter().filter(|(name, carries)| **carries && other.get(*name) == Some(&false));
        alone.count()
    };
    let enough = |count: usize| count >= least as usize;
    enough(carrying(a)) && enough(carrying(b)) && !(enough(apart(a, b)) && enough(apart(b, a)))
}

/// Records of one allele.
fn of<'o>(stated: &'o [Observation], contig: u16, allele: &Allele) -> &'o [Observation] {
    let text = format!("{}>{}", allele.reference, allele.alternative);
    let wanted = (contig, allele.position, text.as_str());
    let start = stated.partition_point(|o| o.key() < wanted);
    let rest = stated.get(start..).unwrap_or_default();
    let length = rest.iter().take_while(|o| o.key() == wanted).count();
    rest.get(..length).unwrap_or_default()
}

fn passes(filter: &str) -> bool {
    matches!(filter, "PASS" | ".")
}

/// True when a caller states an allele with enough reads, or does not say with how many.
fn is_stated(records: &[Observation], borders: &FilterBorders) -> bool {
    records.iter().any(|o| {
        passes(&o.filter)
            && o.counts.alternative_depth.is_none_or(|count| count >= borders.min_alternative)
            && o.counts.vaf.is_none_or(|vaf| vaf >= borders.min_vaf)
    })
}

/// True when a caller phases two alleles with each other, on one haplotype or on both.
fn is_phased([a, b]: [&[Observation]; 2]) -> bool {
    let sets = |records: &[Observation]| {
        let phases =
            records.iter().filter_map(|o| Some((o.file, o.extra.as_ref()?.phase.clone()?)));
        let set = |(file, phase): (u16, String)| {
            phase.rsplit_once(':').map(|(set, _)| (file, set.to_owned()))
        };
        phases.filter_map(set).collect::<BTreeSet<_>>()
    };
    !sets(a).is_disjoint(&sets(b))
}

/// The allele that parts make, as a statement of each file that has all of them; where none has,
/// of each that has one.
fn join(
    sequence: &dyn Sequence,
    stated: &[Observation],
    parts: &[&(u16, Allele)],
) -> Result<Vec<Observation>, SequenceError> {
    let groups: Vec<&[Observation]> =
        parts.iter().map(|(contig, allele)| of(stated, *contig, allele)).collect();
    let best: Vec<&Observation> = groups.iter().filter_map(|group| group.first()).collect();
    let Some(whole) = observe::join(&best, sequence)? else { return Ok(Vec::new()) };
    let files: BTreeSet<u16> =
        groups.iter().flat_map(|group| group.iter()).map(|o| o.file).collect();
    let of_file = |file: u16| -> Vec<&Observation> {
        groups.iter().filter_map(|group| group.iter().find(|o| o.file == file)).collect()
    };
    let is_stated_whole = files.iter().any(|file| of_file(*file).len() == parts.len());
    let mut joined = Vec::new();
    for file in files {
        let own = of_file(file);
        if is_stated_whole && own.len() < parts.len() {
            continue;
        }
        // Figures and filters are this file's own; the allele is the whole.
        let Some(told) = observe::join(&own, sequence)? else { continue };
        // The same molecules carry every part: one that the caller trusts speaks for the whole.
        let trusted = own.iter().map(|part| &part.filter).find(|filter| passes(filter));
        joined.push(Observation {
            position: whole.position,
            alleles: whole.alleles.clone(),
            file,
            filter: trusted.cloned().unwrap_or(told.filter.clone()),
            ..told
        });
    }
    // A file that states the whole already needs no second statement.
    let known: BTreeSet<u16> =
        of(stated, whole.contig, &whole.allele()).iter().map(|o| o.file).collect();
    joined.retain(|o| !known.contains(&o.file));
    Ok(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carriers(carried: &[(&str, bool)]) -> Carriers {
        carried.iter().map(|(name, carries)| (name.as_bytes().to_vec(), *carries)).collect()
    }

    fn cluster() -> Cluster {
        vec![(0, Allele::new(10, "A", "T")), (0, Allele::new(11, "A", "G"))]
    }

    #[test]
    fn molecules_that_carry_both_make_one_allele() {
        let one = carriers(&[("a", true), ("b", true), ("c", true), ("d", false)]);
        let two = carriers(&[("a", true), ("b", true), ("d", true)]);
        assert_eq!(runs(&cluster(), &[one.clone(), two.clone()], 2), [vec![0, 1]]);
        assert!(runs(&cluster(), &[one, two], 3).is_empty(), "c does not tell the second base");
        assert!(runs(&cluster(), &[], 1).is_empty());
    }

    #[test]
    fn other_molecules_decide_as_well_and_none_leaves_it_open() {
        let one = carriers(&[("a", true), ("b", true), ("c", false), ("d", false)]);
        let two = carriers(&[("a", false), ("b", false), ("c", true), ("d", true)]);
        assert!(!is_undecided(&one, &two, 2), "on two alleles");
        let far = carriers(&[("x", true), ("y", true)]);
        assert!(is_undecided(&one, &far, 2));
        assert!(!is_undecided(&one, &carriers(&[("x", true)]), 2), "too few of the second");
    }
}
