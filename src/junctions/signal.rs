//! Recombination signal heptamers beside the breaks of a deletion: the mark of RAG.

/// The consensus heptamer; its first three bases are needed for cleavage.
const HEPTAMER: &[u8; 7] = b"CACAGTG";
/// Bases inside the lost segment within which the heptamer may start: coding ends are trimmed.
pub const REACH: usize = 20;

/// Offset of the nearest heptamer in the lost segment, with at most one mismatch outside `CAC`.
///
/// `lost` begins at the break and runs into the lost segment.
pub fn heptamer(lost: &[u8]) -> Option<usize> {
    lost.windows(HEPTAMER.len()).take(REACH + 1).position(|bases| {
        let wrong = bases.iter().zip(HEPTAMER).filter(|(a, b)| !a.eq_ignore_ascii_case(b)).count();
        wrong <= 1 && bases[..3].eq_ignore_ascii_case(&HEPTAMER[..3])
    })
}

/// The other strand of a sequence; what is no base becomes `N`.
pub fn reverse_complement(bases: &[u8]) -> Vec<u8> {
    let complement = |base: &u8| match base.to_ascii_uppercase() {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        b'T' => b'A',
        _ => b'N',
    };
    bases.iter().rev().map(complement).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heptamer_is_found_with_one_mismatch_but_not_in_its_first_three_bases() {
        assert_eq!(heptamer(b"CACAGTGTTT"), Some(0));
        assert_eq!(heptamer(b"TTCACAGTATTT"), Some(2));
        assert_eq!(heptamer(b"CATAGTGTTTTTTTT"), None);
        assert_eq!(heptamer(b"CACTTTGTTTTTTTT"), None);
        assert_eq!(heptamer(b"CAC"), None);
        let far = [&[b'T'; REACH + 1][..], b"CACAGTG"].concat();
        assert_eq!(heptamer(&far), None);
    }

    #[test]
    fn strands_turn_twice_into_themselves() {
        assert_eq!(reverse_complement(b"CACAGTGx"), b"NCACTGTG");
        assert_eq!(reverse_complement(&reverse_complement(b"ACGGT")), b"ACGGT");
    }
}
