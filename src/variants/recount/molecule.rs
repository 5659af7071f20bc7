//! Fragments and molecules: each is counted once, whatever the number of its reads.

use std::collections::{BTreeMap, HashMap};

use super::read::{Aligned, EXCLUDED_FLAGS, ReadFilters};
use super::site::{Says, Site};
use crate::model::merged_variant::Recount;

/// What the reads of one fragment say.
#[derive(Debug, Clone, Default)]
struct Fragment {
    /// Its molecule, where that may have other fragments.
    family: Option<Vec<u8>>,
    best: Option<(Says, u8)>,
    is_discordant: bool,
    lost_base_quality: Option<Says>,
    lost_mapping_quality: Option<Says>,
}

/// Counts of one site while reads come in.
#[derive(Debug, Clone, Default)]
pub struct Counter {
    fragments: HashMap<Vec<u8>, Fragment>,
    counts: Recount,
}

impl Counter {
    /// Takes in one read.
    pub fn add(&mut self, site: &Site, read: &Aligned<'_>, filters: ReadFilters) {
        if read.flags & EXCLUDED_FLAGS != 0 {
            return;
        }
        let Some((says, quality)) = site.says(read, filters.min_baseq) else { return };
        let fragment = self.fragments.entry(read.name.to_vec()).or_insert_with(|| Fragment {
            family: read.family.map(<[u8]>::to_vec),
            ..Fragment::default()
        });
        if read.mapq < filters.min_mapq {
            fragment.lost_mapping_quality = fragment.lost_mapping_quality.max(Some(says));
            return;
        }
        if quality < filters.min_baseq {
            fragment.lost_base_quality = fragment.lost_base_quality.max(Some(says));
            return;
        }
        let is_reverse = read.flags & 0x10 != 0;
        let strands = match says {
            Says::Reference => Some(&mut self.counts.reference_strands),
            Says::Alternative => Some(&mut self.counts.alternative_strands),
            Says::Other => None,
        };
        if let Some((forward, reverse)) = strands {
            *(if is_reverse { reverse } else { forward }) += 1;
        }
        match fragment.best {
            None => fragment.best = Some((says, quality)),
            Some((known, _)) if known == says => {}
            // Mates that contradict each other: the better base decides, and none where they tie.
            Some((_, best)) if quality > best => {
                fragment.best = Some((says, quality));
                fragment.is_discordant = false;
            }
            Some((_, best)) => fragment.is_discordant |= quality == best,
        }
    }

    /// The molecules that tell the site, and whether each carries the alternative allele.
    pub fn carriers(self) -> BTreeMap<Vec<u8>, bool> {
        let mut families: BTreeMap<Vec<u8>, Family> = BTreeMap::new();
        #[allow(clippy::iter_over_hash_type)] // A map in order comes out.
        for (name, mut fragment) in self.fragments {
            // A tag may be spelled like a fragment's name.
            let name = match fragment.family.take() {
                Some(family) => [b"u".as_slice(), &family].concat(),
                None => [b"f".as_slice(), &name].concat(),
            };
            families.entry(name).or_default().add(fragment.verdict());
        }
        let told = families.into_iter().filter_map(|(name, family)| match family.verdict() {
            Verdict::Told(says) => Some((name, says == Says::Alternative)),
            _ => None,
        });
        told.collect()
    }

    /// The counts: a fragment once, and a molecule once whose fragments a UMI tells.
    pub fn finish(self) -> Recount {
        let mut counts = self.counts;
        let mut families: HashMap<Vec<u8>, Family> = HashMap::new();
        #[allow(clippy::iter_over_hash_type)] // Sums do not depend on the order.
        for mut fragment in self.fragments.into_values() {
            match fragment.family.take() {
                Some(name) => families.entry(name).or_default().add(fragment.verdict()),
                None => fragment.verdict().count(&mut counts),
            }
        }
        #[allow(clippy::iter_over_hash_type)] // As above.
        for family in families.into_values() {
            family.verdict().count(&mut counts);
        }
        counts
    }
}

/// What a fragment, or a family of fragments, comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// Nothing was said well enough: lost to mapping quality, and what it would have said.
    LostMappingQuality(Option<Says>),
    /// The same for base quality.
    LostBaseQuality(Option<Says>),
    /// It contradicts itself.
    Discordant,
    /// It says this.
    Told(Says),
}

impl Fragment {
    fn verdict(&self) -> Verdict {
        match (self.best, self.lost_base_quality) {
            (Some(_), _) if self.is_discordant => Verdict::Discordant,
            (Some((says, _)), _) => Verdict::Told(says),
            (None, Some(says)) => Verdict::LostBaseQuality(Some(says)),
            (None, None) => Verdict::LostMappingQuality(self.lost_mapping_quality),
        }
    }
}

impl Verdict {
    fn count(self, counts: &mut Recount) {
        let is_alternative = |says| u32::from(says == Some(Says::Alternative));
        match self {
            Self::Told(says) => {
                counts.depth += 1;
                match says {
                    Says::Reference => counts.reference += 1,
                    Says::Alternative => counts.alternative += 1,
                    Says::Other => {}
                }
            }
            Self::Discordant => counts.depth += 1,
            Self::LostBaseQuality(says) => {
                counts.lost_base_quality += 1;
                counts.alternative_lost_base_quality += is_alternative(says);
            }
            Self::LostMappingQuality(says) => {
                counts.lost_mapping_quality += 1;
                counts.alternative_lost_mapping_quality += is_alternative(says);
            }
        }
    }
}

/// The fragments that are copies of one molecule.
#[derive(Debug, Clone, Copy, Default)]
struct Family {
    /// Fragments that say reference, alternative, other.
    votes: [u32; 3],
    /// The best of the others.
    silent: Option<Verdict>,
}

impl Family {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Told(says) => self.votes[says as usize] += 1,
            silent => self.silent = self.silent.max(Some(silent)),
        }
    }

    /// What most of the fragments say; a tie says nothing.
    fn verdict(self) -> Verdict {
        let most = self.votes.iter().max().copied().unwrap_or(0);
        let mut winners = [Says::Reference, Says::Alternative, Says::Other]
            .into_iter()
            .filter(|says| self.votes[*says as usize] == most);
        match (most, winners.next(), winners.next()) {
            (0, ..) => self.silent.unwrap_or(Verdict::Discordant),
            (_, Some(says), None) => Verdict::Told(says),
            _ => Verdict::Discordant,
        }
    }
}
