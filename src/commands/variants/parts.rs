//! Molecules that show parts of alleles of several bases, alone and in the whole.

use std::collections::BTreeMap;

use super::request::Request;
use crate::io::fasta::Fasta;
use crate::io::variant_reads;
use crate::model::contig::Contig;
use crate::variants::alone::{self, Part, Shown, Tells};
use crate::variants::merge::Merger;
use crate::variants::normalise::{Allele, Key, key};
use crate::variants::recount::Site;
use crate::variants::sequence::Sequence;
use crate::variants::together::Carriers;

/// Parts that are read at once: each holds its molecules.
const PARTS: usize = 100;

/// Counts the parts that callers state; nothing without reads.
pub fn stated(
    request: &Request<'_>,
    merger: &Merger,
    fasta: &Fasta,
) -> anyhow::Result<BTreeMap<Key, Shown>> {
    let parts: Vec<(u16, Part)> = merger
        .parts()
        .into_iter()
        .filter(|((contig, allele), _)| merger.contains(*contig, allele))
        .map(|((contig, _), part)| (contig, part))
        .collect();
    shown(request, fasta, &parts)
}

/// Makes an allele that reads show and no caller states a part, where it belongs to an allele of
/// several bases or lies over one: an aligner may write that as insertions and deletions.
pub fn unstated(
    merger: &Merger,
    fasta: &Fasta,
    alleles: &[(u16, Allele)],
) -> anyhow::Result<Vec<(u16, Part)>> {
    let known = merger.parts();
    let mut found = Vec::new();
    for (contig, allele) in alleles.iter().filter(|(c, a)| !merger.contains(*c, a)) {
        if let Some(part) = known.get(&(*contig, allele.clone())) {
            found.push((*contig, part.clone()));
        } else if allele.reference.len() != allele.alternative.len() {
            let site = Site::new(fasta, *contig, allele)?;
            let wholes = merger.wholes_over(*contig, allele, site.start..site.end);
            if !wholes.is_empty() {
                let wholes = wholes.into_iter().map(|whole| (whole, Vec::new())).collect();
                found.push((*contig, Part { allele: allele.clone(), wholes }));
            }
        }
    }
    Ok(found)
}

/// Counts parts; nothing without reads.
pub fn shown(
    request: &Request<'_>,
    fasta: &Fasta,
    parts: &[(u16, Part)],
) -> anyhow::Result<BTreeMap<Key, Shown>> {
    let Some(alignment) = request.alignment else { return Ok(BTreeMap::new()) };
    let mut found = BTreeMap::new();
    for group in parts.chunks(PARTS) {
        let mut sites: Vec<(usize, Tells, u16, Site)> = Vec::new();
        for (index, (contig, part)) in group.iter().enumerate() {
            let of_part = alone::sites(fasta, *contig, part)?;
            sites.extend(of_part.into_iter().map(|(tells, site)| (index, tells, *contig, site)));
        }
        sites.sort_by_key(|(.., contig, site)| (*contig, site.start));
        let places: Vec<(Contig, Site)> = sites
            .iter()
            .map(|(.., contig, site)| (Contig::new(fasta.contigs().name(*contig)), site.clone()))
            .collect();
        let reference = Some(request.fasta);
        let carriers = variant_reads::carriers(alignment, reference, &places, request.filters)?;
        let mut told: Vec<Vec<(Tells, Carriers)>> = vec![Vec::new(); group.len()];
        for ((index, tells, ..), carriers) in sites.into_iter().zip(carriers) {
            told[index].push((tells, carriers));
        }
        for ((contig, part), told) in group.iter().zip(told) {
            found.insert(key(*contig, &part.allele), alone::judge(&told));
        }
    }
    Ok(found)
}
