//! Whether the reference's coding sequence of a transcript can be one. Masked, edited or wrong
//! references give names of changes all the same, and the names are wrong.

use super::protein::{name, residue};
use super::transcript::Transcript;
use crate::knowledge::small_variants::Hotspot;

/// Why a coding sequence is none; nothing where it can be one. An end that the assembly lacks is no
/// fault.
pub fn of_coding(transcript: &Transcript) -> Option<String> {
    let bases = transcript.coding_bases();
    let length = transcript.coding.1 - transcript.coding.0;
    let unknown = length as usize - bases.iter().filter(|base| b"ACGT".contains(base)).count();
    if unknown > 0 {
        return Some(format!("{unknown} of its {length} coding bases are not known"));
    }
    if !bases.starts_with(b"ATG") {
        return Some(format!("it begins with {}, not ATG", text(bases.get(..3))));
    }
    if transcript.is_complete && !length.is_multiple_of(3) {
        return Some(format!("its {length} coding bases are no multiple of 3"));
    }
    let codons = length as usize / 3;
    let stop = bases.chunks_exact(3).position(|codon| residue(codon) == b'*');
    match stop {
        Some(stop) if !transcript.is_complete || stop + 1 < codons => {
            Some(format!("codon {} of {codons} is a stop", stop + 1))
        }
        None if transcript.is_complete => {
            Some(format!("it ends with {}, not with a stop", text(bases.rchunks(3).next())))
        }
        _ => None,
    }
}

/// The codon of a hotspot that has another residue than the hotspot's.
pub fn of_hotspots(transcript: &Transcript, hotspots: &[Hotspot]) -> Option<String> {
    let mut own = hotspots.iter().filter(|hotspot| hotspot.gene == transcript.gene);
    own.find_map(|hotspot| {
        let start = 3 * hotspot.codon.checked_sub(1)? as usize;
        of_codon(transcript.coding_bases().get(start..start + 3)?, hotspot)
    })
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

fn text(bases: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bases.unwrap_or_default()).into_owned()
}
