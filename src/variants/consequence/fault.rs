//! Whether the reference's coding sequence of a transcript can be one. Masked, edited or wrong
//! references give names of changes all the same, and the names are wrong.

use super::codon::{is_known, residue, text};

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

/// What is wrong with a coding sequence of a length; nothing where it can be a transcript's. Known
/// bases are judged first, also beside unknown ones. An end that the assembly lacks is no fault.
pub fn of_coding(bases: &[u8], length: u32, is_complete: bool) -> Option<Fault> {
    let wrong = wrong(bases, length, is_complete).map(Fault::Wrong);
    wrong.or_else(|| unknown(bases, length).map(Fault::Unknown))
}

fn wrong(bases: &[u8], length: u32, is_complete: bool) -> Option<String> {
    if bases.iter().zip(b"ATG").any(|(base, start)| is_known(*base) && base != start) {
        return Some(format!("it begins with {}, not ATG", text(bases.get(..3))));
    }
    if is_complete && !length.is_multiple_of(3) {
        return Some(format!("its {length} coding bases are no multiple of 3"));
    }
    let codons = length as usize / 3;
    let mut stops = bases.chunks_exact(3).enumerate().filter(|(_, codon)| residue(codon) == b'*');
    let early = stops.find(|(index, _)| !is_complete || index + 1 < codons);
    if let Some((stop, _)) = early {
        return Some(format!("codon {} of {codons} is a stop", stop + 1));
    }
    let last = bases.rchunks(3).next().filter(|_| is_complete)?;
    (!matches!(residue(last), b'*' | b'X'))
        .then(|| format!("it ends with {}, not with a stop", text(Some(last))))
}

fn unknown(bases: &[u8], length: u32) -> Option<String> {
    let mut bases = bases.to_vec();
    bases.resize(length as usize, b'N');
    let codons: Vec<usize> = (0..bases.len()).filter(|at| !is_known(bases[*at])).collect();
    let (first, last) = (codons.first()? / 3 + 1, codons.last()? / 3 + 1);
    let place =
        if first == last { format!("codon {first}") } else { format!("codons {first} to {last}") };
    Some(format!("{} of its {length} coding bases are not known, in {place}", codons.len()))
}
