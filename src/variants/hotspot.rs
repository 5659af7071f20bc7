//! Hotspots: which changes are theirs, what is counted there, and what each shows.

use std::collections::BTreeMap;

use crate::knowledge::small_variants::{FilterBorders, Hotspot};
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::merged_variant::{
    CallerStatement, Effect, HotspotResult, MergedVariant, Recount,
};
use crate::variants::change::Core;
use crate::variants::normalise::{self, Allele};
use crate::variants::sequence::{Sequence, SequenceError};
use crate::variants::{filter, limit, merge};

/// Bases by which a deletion may be longer than a hotspot and still be its change: one codon.
const SPARE: u32 = 3;

/// Gene and label.
pub fn name(hotspot: &Hotspot) -> String {
    format!("{} {}", hotspot.gene, hotspot.label)
}

/// A change beside the places of hotspots.
struct Change {
    core: Core,
    is_indel: bool,
}

impl Change {
    fn of(variant: &MergedVariant) -> Self {
        let allele = Allele::new(variant.position, &variant.reference, &variant.alternative);
        let core = Core::new(&allele);
        let is_indel = core.length as usize != core.bases.len();
        Self { core, is_indel }
    }

    /// True when the bases that change lie on the place, or new ones come between its bases.
    fn is_on(&self, start: u32, end: u32) -> bool {
        if self.core.length == 0 {
            return start < self.core.start && self.core.start < end;
        }
        self.core.start < end && start < self.core.end()
    }
}

/// The hotspot that a change is counted to: by its first changed residue, which a repeat may carry
/// away from the position as written, or by its bases. The anchor of an insertion or deletion is no
/// change, and a deletion that is much longer than a hotspot is no change of that hotspot.
pub fn of<'h>(
    variant: &MergedVariant,
    hotspots: &'h [Hotspot],
    assembly: Assembly,
) -> Option<&'h Hotspot> {
    let change = Change::of(variant);
    let may_be = |hotspot: &&Hotspot| {
        let (start, end) = hotspot.place(assembly);
        hotspot.contig == variant.contig
            && (change.is_indel || !hotspot.indels_only)
            && change.core.length <= end - start + 1 + SPARE
    };
    if is_silent(variant) {
        return None;
    }
    // Codons before stretches of codons.
    let codons = || hotspots.iter().filter(|h| h.codon == h.last_codon).filter(may_be);
    let stretches = || hotspots.iter().filter(|h| h.codon != h.last_codon).filter(may_be);
    let by_residue = |hotspot: &&Hotspot| {
        variant.effect.as_ref().is_some_and(|effect| {
            let is_within = |residue| (hotspot.codon..=hotspot.last_codon).contains(&residue);
            effect.gene == hotspot.gene && effect.residue.is_some_and(is_within)
        })
    };
    let by_place = |hotspot: &&Hotspot| {
        let (start, end) = hotspot.place(assembly);
        change.is_on(start - 1, end)
    };
    codons()
        .find(by_residue)
        .or_else(|| codons().filter(|_| change.core.length > 0).find(by_place))
        .or_else(|| stretches().find(by_residue))
        .or_else(|| stretches().find(by_place))
}

/// The codon that a substitution of one coding base changes, by its c. name.
pub fn codon(hgvs_c: &str) -> Option<u32> {
    let name = hgvs_c.strip_prefix("c.")?;
    let (place, _) = name.split_once(|c: char| c.is_ascii_alphabetic())?;
    let place: u32 = place.parse().ok()?;
    Some(place.checked_sub(1)? / 3 + 1)
}

fn is_silent(variant: &MergedVariant) -> bool {
    let says_so = |effect: &Effect| effect.terms.iter().any(|term| term == "synonymous_variant");
    variant.effect.as_ref().is_some_and(says_so)
}

/// The remark on a longer deletion that takes hotspots away without being their change.
pub fn covered(
    variant: &MergedVariant,
    hotspots: &[Hotspot],
    assembly: Assembly,
) -> Option<String> {
    let change = Change::of(variant);
    if variant.whitelist.is_some() || !change.is_indel {
        return None;
    }
    let names: Vec<String> = hotspots
        .iter()
        .filter(|h| h.contig == variant.contig && !h.indels_only)
        .filter(|h| {
            let (start, end) = h.place(assembly);
            change.core.length > end - start + 1 + SPARE && change.is_on(start - 1, end)
        })
        .map(name)
        .collect();
    (!names.is_empty()).then(|| format!("a deletion over {}, not the hotspot", names.join(", ")))
}

/// Changes that are counted at the hotspots, with the hotspot's index: every single one in the
/// codons, and one a base where insertions and deletions alone are meant, for the depth.
pub fn alleles(
    sequence: &dyn Sequence,
    hotspots: &[Hotspot],
    assembly: Assembly,
) -> Result<Vec<(usize, u16, Allele)>, SequenceError> {
    let mut alleles = Vec::new();
    for (index, hotspot) in hotspots.iter().enumerate() {
        let Some(contig) = sequence.contigs().index(&hotspot.contig) else { continue };
        let (start, end) = hotspot.place(assembly);
        let bases = sequence.bases(contig, start - 1, end)?;
        let most = if hotspot.indels_only { 1 } else { 3 };
        for (position, base) in (start..).zip(bases) {
            if !b"ACGT".contains(&base) {
                continue;
            }
            for other in b"ACGT".iter().filter(|other| **other != base).take(most) {
                alleles.push((
                    index,
                    contig,
                    Allele {
                        position,
                        reference: char::from(base).to_string(),
                        alternative: char::from(*other).to_string(),
                    },
                ));
            }
        }
    }
    Ok(alleles)
}

/// An insertion or deletion as reads are aligned with it, in the form of a VCF; nothing at the
/// contig's first base or on unknown bases.
pub fn written(
    sequence: &dyn Sequence,
    contig: u16,
    change: &Core,
) -> Result<Option<Allele>, SequenceError> {
    let Some(anchor) = change.start.checked_sub(1) else { return Ok(None) };
    let reference = sequence.bases(contig, anchor, change.end())?;
    let mut alternative: Vec<u8> = reference.iter().take(1).copied().collect();
    alternative.extend_from_slice(&change.bases);
    if !normalise::is_acgt(&reference)
        || !normalise::is_acgt(&alternative)
        || reference == alternative
    {
        return Ok(None);
    }
    let allele = Allele::new(
        change.start,
        &String::from_utf8_lossy(&reference),
        &String::from_utf8_lossy(&alternative),
    );
    normalise::normalise(sequence, contig, &allele).map(Some)
}

/// True when the reference has every base that a change removes, and those beside it.
pub fn is_on_known(
    sequence: &dyn Sequence,
    contig: u16,
    change: &Core,
) -> Result<bool, SequenceError> {
    let (from, to) = (change.start.saturating_sub(1), change.end().saturating_add(1));
    Ok(normalise::is_acgt(&sequence.bases(contig, from, to)?))
}

/// A change at a hotspot that the reads show with enough fragments and no caller states.
pub fn unstated(
    contig: &Contig,
    allele: &Allele,
    counts: Recount,
    borders: &FilterBorders,
    callers_run: u32,
) -> Option<MergedVariant> {
    let enough = counts.alternative >= borders.min_alternative;
    if !enough || counts.vaf().is_none_or(|vaf| vaf < borders.min_vaf) {
        return None;
    }
    let mut variant = merge::blank(contig, allele.clone());
    variant.callers_run = callers_run;
    merge::decide(&mut variant, Some(counts));
    variant.notes.push("seen in the reads at a hotspot; no caller states it".to_owned());
    Some(variant)
}

/// What was counted at the hotspots.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// Counts of single bases, with the hotspot's index.
    pub bases: Vec<(usize, Recount)>,
    /// Fragments that are clipped at each hotspot; empty without reads.
    pub clipped: Vec<u32>,
    /// Why changes at a hotspot cannot be told, by its index.
    pub unreadable: BTreeMap<usize, String>,
    /// Why a change that the reads show beside a hotspot is not told, by its index.
    pub untold: BTreeMap<usize, String>,
}

/// What each hotspot shows.
pub fn results(
    hotspots: &[Hotspot],
    assembly: Assembly,
    counted: &Counted,
    found: &[MergedVariant],
    borders: &FilterBorders,
) -> Vec<HotspotResult> {
    let result = |(index, hotspot): (usize, &Hotspot)| {
        let (start, end) = hotspot.place(assembly);
        let own = || counted.bases.iter().filter(move |(i, _)| *i == index).map(|(_, c)| c);
        let depth = own().map(|counts| counts.depth).min();
        let name = name(hotspot);
        let of_name: Vec<&MergedVariant> = found
            .iter()
            .filter(|v| v.whitelist.as_deref() == Some(&name) && !v.alternative_depth.eq(&Some(0)))
            .collect();
        let here: Vec<String> =
            of_name.iter().filter(|v| !is_told_whole(v, found)).map(|v| describe(v)).collect();
        let limit = depth.and_then(|depth| limit::of_detection(depth, borders));
        let (state, evidence) = if let Some(why) = counted.unreadable.get(&index) {
            // What was seen may be silent or the hotspot's change.
            let seen = here.iter().chain([why]).map(String::as_str);
            ("not_assessed", seen.collect::<Vec<_>>().join("; "))
        } else if !here.is_empty() {
            ("found", here.join("; "))
        } else if let Some(why) = counted.untold.get(&index) {
            ("not_assessed", why.clone())
        } else if let Some(said) = contradicted(found, &name, borders) {
            ("not_assessed", said)
        } else {
            let clipped = counted.clipped.get(index).copied();
            let lost = own().map(|counts| counts.lost_mapping_quality).max().unwrap_or(0);
            if depth.is_none() && clipped.is_some() {
                ("not_assessed", "the reference has no bases there".to_owned())
            } else {
                nothing_found(hotspot, depth.filter(|_| limit.is_some()), clipped, lost, borders)
            }
        };
        HotspotResult {
            gene: hotspot.gene.clone(),
            label: hotspot.label.clone(),
            contig: hotspot.contig.clone(),
            start,
            end,
            state: state.to_owned(),
            depth,
            limit_of_detection: limit,
            evidence,
        }
    };
    hotspots.iter().enumerate().map(result).collect()
}

/// True for a part whose whole is told at a hotspot.
fn is_told_whole(part: &MergedVariant, found: &[MergedVariant]) -> bool {
    let is_whole = |v: &MergedVariant| {
        let label = format!("{}:{}:{}", v.position, v.reference, v.alternative);
        v.contig == part.contig && v.whitelist.is_some() && part.part_of.as_ref() == Some(&label)
    };
    filter::is_counted_elsewhere(part) && found.iter().any(is_whole)
}

/// What callers state of a hotspot's changes that no counted read shows.
fn contradicted(found: &[MergedVariant], name: &str, borders: &FilterBorders) -> Option<String> {
    let is_here = |v: &&MergedVariant| {
        v.whitelist.as_deref() == Some(name)
            && v.alternative_depth == Some(0)
            && !filter::is_counted_elsewhere(v)
    };
    let is_trusted = |said: &&CallerStatement| {
        matches!(said.filter.as_str(), "PASS" | "." | "")
            && said.alternative_depth.is_none_or(|count| count >= borders.min_alternative)
    };
    let mut all = Vec::new();
    for variant in found.iter().filter(is_here) {
        for said in variant.callers.iter().filter(is_trusted) {
            let count =
                |value: Option<u32>| value.map_or_else(|| "?".to_owned(), |v| v.to_string());
            all.push(format!(
                "{} states {} in {} of {} reads, and the reads as they are counted show it in 0 of {}",
                said.caller,
                protein_name(variant),
                count(said.alternative_depth),
                count(said.depth),
                count(variant.depth)
            ));
        }
    }
    (!all.is_empty()).then(|| format!("{}: look at the reads", all.join("; ")))
}

/// What it means that nothing was found; `depth` is absent where no fraction could be.
fn nothing_found(
    hotspot: &Hotspot,
    depth: Option<u32>,
    clipped: Option<u32>,
    lost: u32,
    borders: &FilterBorders,
) -> (&'static str, String) {
    let Some(clipped) = clipped else {
        let why = "not looked for: no alignment was given, and no caller states a change of the protein there";
        return ("not_assessed", why.to_owned());
    };
    let Some(depth) = depth else {
        let low = format!("{lost} fragments have a low mapping quality");
        return ("not_assessed", if lost > 0 { low } else { "too few fragments".to_owned() });
    };
    let looked = if hotspot.indels_only {
        "insertions and deletions that reads are aligned with were looked for"
    } else {
        "single bases were counted, insertions and deletions that reads are aligned with looked for"
    };
    let border = borders.min_vaf * f64::from(depth);
    let may_hide = clipped >= borders.min_alternative && f64::from(clipped) >= border;
    let hidden = format!("{clipped} fragments are clipped there");
    match (may_hide, hotspot.indels_only) {
        (true, true) => (
            "not_assessed",
            format!("{hidden} and may hide a longer insertion or duplication; {looked}"),
        ),
        (true, false) => (
            "not_found",
            format!("{looked}; no caller states another change of the protein there; {hidden}"),
        ),
        _ => {
            ("not_found", format!("{looked}; no caller states another change of the protein there"))
        }
    }
}

fn protein_name(variant: &MergedVariant) -> String {
    variant.effect.as_ref().map_or_else(
        || format!("{}{}>{}", variant.position, variant.reference, variant.alternative),
        |effect| effect.hgvs_p.clone().unwrap_or_else(|| effect.hgvs_c.clone()),
    )
}

fn describe(variant: &MergedVariant) -> String {
    let name = protein_name(variant);
    let count = |value: Option<u32>| value.map_or_else(|| "?".to_owned(), |v| v.to_string());
    let state = if variant.passes() { "PASS".to_owned() } else { variant.filters.join("+") };
    format!("{name} {} of {}, {state}", count(variant.alternative_depth), count(variant.depth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    fn label(position: u32, reference: &str, alternative: &str) -> Option<String> {
        let known = &Knowledge::builtin().small_variants.hotspots;
        let allele = Allele::new(position, reference, alternative);
        let variant = merge::blank(&Contig::new("7"), allele);
        of(&variant, known, Assembly::Grch38).map(|h| h.label.clone())
    }

    #[test]
    fn a_long_deletion_is_not_the_hotspot_that_it_covers() {
        assert_eq!(label(50_382_593, "A", "T").as_deref(), Some("N159Y/N159S/N159T"));
        assert_eq!(label(50_382_592, "CA", "C").as_deref(), Some("N159Y/N159S/N159T"));
        let long = "C".repeat(40);
        assert_eq!(label(50_382_580, &long, "C"), None);
        let variant = merge::blank(&Contig::new("7"), Allele::new(50_382_580, &long, "C"));
        let known = &Knowledge::builtin().small_variants.hotspots;
        let note = covered(&variant, known, Assembly::Grch38).unwrap();
        assert!(note.contains("G158S") && note.contains("not the hotspot"), "{note}");
    }

    #[test]
    fn stretches_take_insertions_and_no_substitutions() {
        let known = &Knowledge::builtin().small_variants.hotspots;
        let stretch = known.iter().find(|h| h.gene == "FLT3" && h.indels_only).unwrap();
        let (start, _) = stretch.place(Assembly::Grch38);
        let of_allele = |reference: &str, alternative: &str| {
            let allele = Allele::new(start + 30, reference, alternative);
            let variant = merge::blank(&stretch.contig, allele);
            of(&variant, known, Assembly::Grch38).map(|h| h.label.as_str())
        };
        assert_eq!(of_allele("A", "ATTTGGGCCC"), Some(stretch.label.as_str()));
        assert_eq!(of_allele("A", "T"), None);
    }

    #[test]
    fn clipped_reads_leave_a_stretch_open() {
        let knowledge = Knowledge::builtin();
        let known = &knowledge.small_variants.hotspots;
        let index = known.iter().position(|h| h.indels_only).unwrap();
        let borders = &knowledge.small_variants.filters;
        let state = |clipped: u32| {
            let counts = Recount { depth: 500, reference: 500, ..Recount::default() };
            let mut counted = Counted {
                bases: vec![(index, counts)],
                clipped: vec![0; known.len()],
                ..Counted::default()
            };
            counted.clipped[index] = clipped;
            results(known, Assembly::Grch38, &counted, &[], borders)[index].state.clone()
        };
        assert_eq!((state(2).as_str(), state(25).as_str()), ("not_found", "not_assessed"));
        let none = results(known, Assembly::Grch38, &Counted::default(), &[], borders);
        assert!(none.iter().all(|r| r.evidence.contains("not looked for")));
        assert!(none.iter().all(|r| r.state == "not_assessed"));
    }
}
