//! One form for one allele: REF checked against the reference, trimmed, left-aligned.

use super::sequence::{Sequence, SequenceError};

/// An allele as a VCF writes it, or in its normal form. The position is 1-based.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Allele {
    /// 1-based position of the first reference base.
    pub position: u32,
    /// Reference bases, upper case.
    pub reference: String,
    /// Alternative bases, upper case.
    pub alternative: String,
}

impl Allele {
    /// An allele in upper case.
    pub fn new(position: u32, reference: &str, alternative: &str) -> Self {
        Self {
            position,
            reference: reference.to_ascii_uppercase(),
            alternative: alternative.to_ascii_uppercase(),
        }
    }

    /// `POS:REF:ALT`.
    pub fn label(&self) -> String {
        format!("{}:{}:{}", self.position, self.reference, self.alternative)
    }
}

/// An allele by contig, position and `REF>ALT`.
pub type Key = (u16, u32, String);

/// The key of an allele.
pub fn key(contig: u16, allele: &Allele) -> Key {
    (contig, allele.position, format!("{}>{}", allele.reference, allele.alternative))
}

/// How REF compares with the reference sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefCheck {
    /// The same bases.
    Same,
    /// REF has IUPAC codes that allow the reference's bases, which are given.
    Ambiguous(String),
    /// The reference has no known bases there.
    Unknown,
    /// Other bases, which are given.
    Mismatch(String),
    /// The contig ends before.
    OffContig,
}

/// Compares REF with the reference.
pub fn check_ref(
    sequence: &dyn Sequence,
    contig: u16,
    position: u32,
    reference: &str,
) -> Result<RefCheck, SequenceError> {
    let start = position.saturating_sub(1);
    let length = u32::try_from(reference.len()).unwrap_or(u32::MAX);
    let end = start.saturating_add(length);
    if position == 0 || u64::from(end) > sequence.contigs().length(contig) {
        return Ok(RefCheck::OffContig);
    }
    let found = sequence.bases(contig, start, end)?;
    let stated = reference.as_bytes();
    if found == stated && is_acgt(stated) {
        return Ok(RefCheck::Same);
    }
    let text = || String::from_utf8_lossy(&found).into_owned();
    let fits = |(stated, found): (&u8, &u8)| stated == found || allows(*stated, *found);
    if found.len() == stated.len() && stated.iter().zip(&found).all(fits) {
        return Ok(if is_acgt(&found) { RefCheck::Ambiguous(text()) } else { RefCheck::Unknown });
    }
    let comparable = |(stated, found): (&u8, &u8)| {
        stated == found || allows(*stated, *found) || !is_acgt(&[*found])
    };
    if found.len() == stated.len() && stated.iter().zip(&found).all(comparable) {
        return Ok(RefCheck::Unknown);
    }
    Ok(RefCheck::Mismatch(text()))
}

/// True for A, C, G and T alone.
pub fn is_acgt(bases: &[u8]) -> bool {
    !bases.is_empty() && bases.iter().all(|base| b"ACGT".contains(base))
}

/// True when an IUPAC code stands for a base.
fn allows(code: u8, base: u8) -> bool {
    let bases: &[u8] = match code {
        b'R' => b"AG",
        b'Y' => b"CT",
        b'S' => b"CG",
        b'W' => b"AT",
        b'K' => b"GT",
        b'M' => b"AC",
        b'B' => b"CGT",
        b'D' => b"AGT",
        b'H' => b"ACT",
        b'V' => b"ACG",
        b'N' => b"ACGT",
        _ => b"",
    };
    bases.contains(&base)
}

/// Why an ALT is no sequence of its own.
pub fn check_alternative(alternative: &str, reference: &str) -> Result<(), &'static str> {
    match alternative {
        "" | "." => return Err("no_alternative"),
        "*" => return Err("spanning_deletion"),
        "<NON_REF>" | "<*>" | "<X>" => return Err("reference_block"),
        other if other.starts_with('<') => return Err("symbolic"),
        other if other.contains(['[', ']']) => return Err("breakend"),
        _ => {}
    }
    if !is_acgt(alternative.as_bytes()) {
        return Err("not_acgt");
    }
    if alternative == reference {
        return Err("same_as_reference");
    }
    Ok(())
}

/// Drops bases that both alleles share, at the end first, and keeps one base of each.
pub fn trim(allele: &Allele) -> Allele {
    let (mut r, mut a) = (allele.reference.as_bytes(), allele.alternative.as_bytes());
    while r.len() > 1 && a.len() > 1 && r.last() == a.last() {
        r = &r[..r.len() - 1];
        a = &a[..a.len() - 1];
    }
    let mut shift = 0;
    while r.len() > 1 && a.len() > 1 && r.first() == a.first() {
        r = &r[1..];
        a = &a[1..];
        shift += 1;
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Allele {
        position: allele.position.saturating_add(shift),
        reference: text(r),
        alternative: text(a),
    }
}

/// The normal form: parsimonious and as far left as the sequence allows (Tan 2015).
pub fn normalise(
    sequence: &dyn Sequence,
    contig: u16,
    allele: &Allele,
) -> Result<Allele, SequenceError> {
    let allele = trim(allele);
    let same_length = allele.reference.len() == allele.alternative.len();
    if same_length || allele.position <= 1 {
        return Ok(allele);
    }
    left_align(sequence, contig, &allele)
}

/// Bases that are read at once on the way to the left.
const STEP: u32 = 64;

fn left_align(
    sequence: &dyn Sequence,
    contig: u16,
    allele: &Allele,
) -> Result<Allele, SequenceError> {
    let (mut r, mut a) =
        (allele.reference.clone().into_bytes(), allele.alternative.clone().into_bytes());
    let mut position = allele.position;
    // The base before `position` is the last of `before`.
    let mut before: Vec<u8> = Vec::new();
    // Only an allele whose shorter side is the anchor alone can move.
    while r.last() == a.last() && position > 1 {
        if before.is_empty() {
            let end = position - 1;
            before = sequence.bases(contig, end.saturating_sub(STEP), end)?;
        }
        let Some(base) = before.pop().filter(|base| is_acgt(&[*base])) else { break };
        r.pop();
        a.pop();
        r.insert(0, base);
        a.insert(0, base);
        position -= 1;
    }
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(trim(&Allele { position, reference: text(r), alternative: text(a) }))
}

#[cfg(test)]
mod tests {
    use super::super::sequence::InMemory;
    use super::*;

    fn reference() -> InMemory {
        //                    1234567890123456
        InMemory::new([("chr7".to_owned(), b"GGGCACACACAGTTRN".to_vec())])
    }

    fn normal(position: u32, reference_bases: &str, alternative: &str) -> (u32, String, String) {
        let allele = Allele::new(position, reference_bases, alternative);
        let found = normalise(&reference(), 0, &allele).unwrap();
        (found.position, found.reference, found.alternative)
    }

    #[test]
    fn all_spellings_of_a_repeat_become_one() {
        let wanted = (3, "GCA".to_owned(), "G".to_owned());
        assert_eq!(normal(3, "GCA", "G"), wanted);
        assert_eq!(normal(9, "ACA", "A"), wanted);
        assert_eq!(normal(4, "CAC", "C"), wanted);
        assert_eq!(normal(3, "GCACACACA", "GCACACA"), wanted);
        assert_eq!(normal(11, "A", "ACA"), (3, "G".to_owned(), "GCA".to_owned()));
    }

    #[test]
    fn alleles_that_cannot_move_stay() {
        assert_eq!(normal(12, "GT", "CA"), (12, "GT".to_owned(), "CA".to_owned()));
        assert_eq!(normal(2, "GG", "GC"), (3, "G".to_owned(), "C".to_owned()));
        assert_eq!(normal(1, "GG", "G"), (1, "GG".to_owned(), "G".to_owned()));
        assert_eq!(normal(2, "GG", "G"), (1, "GG".to_owned(), "G".to_owned()));
    }

    #[test]
    fn ref_is_compared_with_the_sequence() {
        let check = |position, bases: &str| check_ref(&reference(), 0, position, bases).unwrap();
        assert_eq!(check(3, "GCA"), RefCheck::Same);
        assert_eq!(check(3, "A"), RefCheck::Mismatch("G".to_owned()));
        assert_eq!(check(3, "R"), RefCheck::Ambiguous("G".to_owned()));
        assert_eq!(check(15, "R"), RefCheck::Unknown);
        assert_eq!(check(15, "A"), RefCheck::Unknown);
        assert_eq!(check(16, "A"), RefCheck::Unknown);
        assert_eq!(check(16, "AA"), RefCheck::OffContig);
        assert_eq!(check(0, "A"), RefCheck::OffContig);
    }
}
