//! The codons of hotspots in the reference, held against the residues that are known.

use super::codon::{is_known, name, residue, text};
use super::fault::Fault;
use super::transcript::Transcript;
use crate::knowledge::small_variants::Hotspot;

/// The codon of a hotspot that has another residue than the hotspot's.
pub fn of_hotspots(transcript: &Transcript, hotspots: &[Hotspot]) -> Option<Fault> {
    let mut own = hotspots.iter().filter(|hotspot| hotspot.gene == transcript.gene);
    own.find_map(|hotspot| {
        let codon = codons(transcript, hotspot)?.get(..3)?;
        codon.iter().all(|base| is_known(*base)).then(|| of_codon(codon, hotspot))?
    })
    .map(Fault::Wrong)
}

/// Bases of a hotspot that are not known, on a transcript that has such.
pub fn unknown_at(transcript: &Transcript, hotspot: &Hotspot) -> Option<String> {
    let bases = codons(transcript, hotspot).unwrap_or_default();
    (bases.is_empty() || bases.iter().any(|base| !is_known(*base)))
        .then(|| format!("bases of codon {} are not known: {}", label(hotspot), text(Some(bases))))
}

/// `159`, or `240-253` of a stretch.
fn label(hotspot: &Hotspot) -> String {
    let Hotspot { codon, last_codon, .. } = hotspot;
    if codon == last_codon { codon.to_string() } else { format!("{codon}-{last_codon}") }
}

/// The bases of a hotspot, on the gene's strand.
fn codons<'t>(transcript: &'t Transcript, hotspot: &Hotspot) -> Option<&'t [u8]> {
    let start = 3 * hotspot.codon.checked_sub(1)? as usize;
    transcript.coding_bases().get(start..3 * hotspot.last_codon as usize)
}

/// A codon, on the gene's strand, that has another residue than the hotspot's.
pub fn of_codon(codon: &[u8], hotspot: &Hotspot) -> Option<String> {
    let known = hotspot.residue?;
    let found = residue(codon);
    (found != known).then(|| {
        format!(
            "codon {} is {} ({}), not {}",
            hotspot.codon,
            text(Some(codon)),
            name(found),
            name(known)
        )
    })
}
