//! Codons: their bases and the residues that they stand for.

/// Codons in the order of T, C, A, G.
const CODE: &[u8; 64] = b"FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";

/// The amino acid of a codon in one letter; `X` where a base is not known.
pub fn residue(codon: &[u8]) -> u8 {
    let digit = |base: &u8| b"TCAG".iter().position(|b| b == base);
    match codon {
        [a, b, c] => match (digit(a), digit(b), digit(c)) {
            (Some(a), Some(b), Some(c)) => CODE[16 * a + 4 * b + c],
            _ => b'X',
        },
        _ => b'X',
    }
}

/// Three letters.
pub fn name(residue: u8) -> &'static str {
    match residue {
        b'A' => "Ala",
        b'R' => "Arg",
        b'N' => "Asn",
        b'D' => "Asp",
        b'C' => "Cys",
        b'Q' => "Gln",
        b'E' => "Glu",
        b'G' => "Gly",
        b'H' => "His",
        b'I' => "Ile",
        b'L' => "Leu",
        b'K' => "Lys",
        b'M' => "Met",
        b'F' => "Phe",
        b'P' => "Pro",
        b'S' => "Ser",
        b'T' => "Thr",
        b'W' => "Trp",
        b'Y' => "Tyr",
        b'V' => "Val",
        b'*' => "Ter",
        _ => "Xaa",
    }
}

/// True for A, C, G and T.
pub const fn is_known(base: u8) -> bool {
    matches!(base, b'A' | b'C' | b'G' | b'T')
}

/// The bases as they stand; nothing where there are none.
pub fn text(bases: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bases.unwrap_or_default()).into_owned()
}
