//! Whether the reference's coding sequence of a transcript can be one. Masked, edited or wrong
//! references give names of changes all the same, and the names are wrong.

use super::protein::{name, residue};
use super::transcript::Transcript;
use crate::knowledge::small_variants::Hotspot;

/// What is wrong with the reference's coding sequence of a transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Bases are not known: codons without them are read all the same.
    Unknown(String),
    /// Known bases that the transcript cannot have: nothing of its protein is read.
    Wrong(String),
}

impl Fault {
    /// In words.
    pub fn cause(&self) -> &str {
        match self {
            Self::Unknown(cause) | Self::Wrong(cause) => cause,
        }
    }

    /// True where codons of known bases are read.
    pub const fn is_in_part(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }
}

/// What is wrong with a coding sequence; nothing where it can be the transcript's. Known bases are
/// judged first, also beside unknown ones. An end that the assembly lacks is no fault.
pub fn of_coding(transcript: &Transcript) -> Option<Fault> {
    wrong(transcript).map(Fault::Wrong).or_else(|| unknown(transcript).map(Fault::Unknown))
}

fn wrong(transcript: &Transcript) -> Option<String> {
    let bases = transcript.coding_bases();
    let length = transcript.coding.1 - transcript.coding.0;
    if bases.iter().zip(b"ATG").any(|(base, start)| is_known(*base) && base != start) {
        return Some(format!("it begins with {}, not ATG", text(bases.get(..3))));
    }
    if transcript.is_complete && !length.is_multiple_of(3) {
        return Some(format!("its {length} coding bases are no multiple of 3"));
    }
    let codons = length as usize / 3;
    let mut stops = bases.chunks_exact(3).enumerate().filter(|(_, codon)| residue(codon) == b'*');
    let early = stops.find(|(index, _)| !transcript.is_complete || index + 1 < codons);
    if let Some((stop, _)) = early {
        return Some(format!("codon {} of {codons} is a stop", stop + 1));
    }
    let last = bases.rchunks(3).next().filter(|_| transcript.is_complete)?;
    (!matches!(residue(last), b'*' | b'X'))
        .then(|| format!("it ends with {}, not with a stop", text(Some(last))))
}

fn unknown(transcript: &Transcript) -> Option<String> {
    let length = transcript.coding.1 - transcript.coding.0;
    let mut bases = transcript.coding_bases().to_vec();
    bases.resize(length as usize, b'N');
    let codons: Vec<usize> = (0..bases.len()).filter(|at| !is_known(bases[*at])).collect();
    let (first, last) = (codons.first()? / 3 + 1, codons.last()? / 3 + 1);
    let place =
        if first == last { format!("codon {first}") } else { format!("codons {first} to {last}") };
    Some(format!("{} of its {length} coding bases are not known, in {place}", codons.len()))
}

/// True for A, C, G and T.
pub const fn is_known(base: u8) -> bool {
    matches!(base, b'A' | b'C' | b'G' | b'T')
}

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

fn text(bases: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bases.unwrap_or_default()).into_owned()
}
