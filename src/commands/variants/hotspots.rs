//! What the reads show at the hotspots, whatever the callers state.

use std::collections::BTreeMap;

use super::parts;
use super::request::{Request, count};
use crate::io::fasta::Fasta;
use crate::io::variant_reads;
use crate::model::contig::Contig;
use crate::model::merged_variant::{MergedVariant, Recount};
use crate::variants::filter;
use crate::variants::finish::Finisher;
use crate::variants::hotspot::{self, Counted};
use crate::variants::merge::Merger;
use crate::variants::normalise::{Allele, Key, key};
use crate::variants::seen::Seen;
use crate::variants::sequence::Sequence;

/// What was looked for and found.
#[derive(Default)]
pub struct Looked {
    /// Counts and clipped fragments.
    pub counted: Counted,
    /// Changes that no caller states, in genome order.
    pub unstated: Vec<(u16, MergedVariant)>,
    /// What is to be said of the reads.
    pub remarks: Vec<String>,
}

/// Counts single bases, and insertions and deletions that reads are aligned with.
pub fn look(
    request: &Request<'_>,
    merger: &Merger,
    finisher: &mut Finisher<'_>,
    fasta: &Fasta,
) -> anyhow::Result<Looked> {
    let unreadable = unreadable(request, finisher, fasta)?;
    let Some(alignment) = request.alignment else {
        let counted = Counted { unreadable, ..Counted::default() };
        return Ok(Looked { counted, ..Looked::default() });
    };
    let known = &request.knowledge.small_variants;
    let mut bases = hotspot::alleles(fasta, &known.hotspots, request.assembly)?;
    bases.sort_by(|(_, a_contig, a), (_, b_contig, b)| (a_contig, a).cmp(&(b_contig, b)));
    let sites: Vec<(u16, Allele)> =
        bases.iter().map(|(_, contig, allele)| (*contig, allele.clone())).collect();
    let counts = count(request, alignment, fasta, &sites)?;
    let places: Vec<(Contig, u32, u32)> = known
        .hotspots
        .iter()
        .map(|hotspot| {
            let (start, end) = hotspot.place(request.assembly);
            (hotspot.contig.clone(), start - 1, end)
        })
        .collect();
    let (seen, qualities) =
        variant_reads::seen(alignment, Some(request.fasta), &places, request.filters)?;

    let indels = indels(fasta, &places, &seen)?;
    let counts_of_indels = count(request, alignment, fasta, &indels)?;
    let enough = |counts: &Recount| counts.alternative >= known.filters.min_alternative;
    let several: Vec<(u16, Allele)> = sites
        .iter()
        .zip(&counts)
        .chain(indels.iter().zip(&counts_of_indels))
        .filter(|(_, counts)| enough(counts))
        .map(|(site, _)| site.clone())
        .collect();
    let parts = parts::unstated(merger, fasta, &several)?;
    finisher.shown.extend(parts::shown(request, fasta, &parts)?);
    let whole_of: BTreeMap<Key, String> = parts
        .iter()
        .filter_map(|(contig, part)| {
            Some((key(*contig, &part.allele), part.wholes.first()?.0.label()))
        })
        .collect();
    let finisher = &*finisher;

    let mut unstated = Vec::new();
    let mut add = |contig: u16, allele: &Allele, counts| {
        if merger.contains(contig, allele) {
            return Ok(());
        }
        let Some(name) = fasta.contigs().contig(contig) else { return Ok(()) };
        let callers = merger.callers_run();
        let variant = hotspot::unstated(name, allele, counts, &known.filters, callers);
        let Some(mut variant) = variant else { return Ok(()) };
        variant.part_of = whole_of.get(&key(contig, allele)).cloned();
        // Only the finished record tells whether it is a hotspot's.
        let mut finished = variant.clone();
        finisher.finish(fasta, contig, &mut finished)?;
        if filter::is_counted_elsewhere(&finished) {
            // A caller does state it, inside the whole.
            variant.notes.clear();
        }
        if finished.whitelist.is_some() {
            unstated.push((contig, variant));
        }
        anyhow::Ok(())
    };
    for ((_, contig, allele), counts) in bases.iter().zip(&counts) {
        add(*contig, allele, *counts)?;
    }
    for ((contig, allele), counts) in indels.iter().zip(counts_of_indels) {
        add(*contig, allele, counts)?;
    }
    unstated.sort_by(|(a_contig, a), (b_contig, b)| {
        (a_contig, a.position, &a.reference, &a.alternative).cmp(&(
            b_contig,
            b.position,
            &b.reference,
            &b.alternative,
        ))
    });
    unstated.dedup();
    Ok(Looked {
        counted: Counted {
            bases: bases.iter().map(|(index, ..)| *index).zip(counts).collect(),
            clipped: seen.iter().map(|seen| seen.clipped).collect(),
            unreadable,
            untold: untold(fasta, finisher, &places, &seen)?,
        },
        unstated,
        remarks: qualities.remark(request.filters.min_baseq).into_iter().collect(),
    })
}

/// Hotspots whose changes cannot be told from the reference, by index.
fn unreadable(
    request: &Request<'_>,
    finisher: &Finisher<'_>,
    fasta: &Fasta,
) -> anyhow::Result<BTreeMap<usize, String>> {
    let mut found = BTreeMap::new();
    for (index, hotspot) in request.knowledge.small_variants.hotspots.iter().enumerate() {
        let why = finisher.unreadable_hotspot(fasta, hotspot)?;
        found.extend(why.map(|why| (index, why)));
    }
    Ok(found)
}

/// Places beside which reads show an insertion or deletion that nothing tells, because bases of the
/// reference are not known: it may be the hotspot's change.
fn untold(
    fasta: &Fasta,
    finisher: &Finisher<'_>,
    places: &[(Contig, u32, u32)],
    seen: &[Seen],
) -> anyhow::Result<BTreeMap<usize, String>> {
    let mut found = BTreeMap::new();
    for (index, ((contig, ..), seen)) in places.iter().zip(seen).enumerate() {
        let Some(contig) = fasta.contigs().index(contig) else { continue };
        for change in &seen.changes {
            let is_told = match hotspot::written(fasta, contig, change)? {
                Some(allele) => finisher.is_told(fasta, contig, &allele)?,
                None => hotspot::is_on_known(fasta, contig, change)?,
            };
            if !is_told {
                let why = "reads show an insertion or deletion there or within 10 bases; bases of \
                           the reference are not known, so that it is not told";
                found.insert(index, why.to_owned());
            }
        }
    }
    Ok(found)
}

/// Insertions and deletions that were seen, in normal form, in genome order, each once.
fn indels(
    fasta: &Fasta,
    places: &[(Contig, u32, u32)],
    seen: &[Seen],
) -> anyhow::Result<Vec<(u16, Allele)>> {
    let mut found = Vec::new();
    for ((contig, ..), seen) in places.iter().zip(seen) {
        let Some(contig) = fasta.contigs().index(contig) else { continue };
        for change in &seen.changes {
            found.extend(hotspot::written(fasta, contig, change)?.map(|allele| (contig, allele)));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}
