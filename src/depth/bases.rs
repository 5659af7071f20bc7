//! The aligned bases of a read and which of them pass.
//!
//! Matches and mismatches (CIGAR `M`, `=`, `X`) are aligned bases; deleted (`D`) and skipped (`N`)
//! reference bases are not covered, and inserted or clipped bases lie on no reference base.

/// Reference bases that a CIGAR spans.
pub(super) fn reference_length(cigar: &[u32]) -> i64 {
    /// Bit i is set when operation i of `MIDNSHP=X` moves along the reference.
    const ON_REFERENCE: u32 = 0b1_1000_1101;
    let on_reference = |op: &&u32| ON_REFERENCE >> (**op & 0xf) & 1 == 1;
    cigar.iter().filter(on_reference).map(|op| i64::from(op >> 4)).sum()
}

/// A run of aligned bases without a gap on the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    /// First base on the reference, 0-based.
    pub start: i64,
    /// One past the last.
    pub end: i64,
    /// Where the block's bases begin in the list of passes.
    pub at: usize,
}

/// Aligned bases of a read, as blocks, with one byte a base: 1 where it passes, else 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bases {
    /// In order along the reference.
    pub blocks: Vec<Block>,
    /// One byte for each base of each block.
    pub pass: Vec<u8>,
}

impl Bases {
    /// Takes the bases of an alignment; a base without a quality passes.
    pub fn fill(&mut self, start: i64, cigar: &[u32], qualities: &[u8], min_quality: u8) {
        self.blocks.clear();
        self.pass.clear();
        let (mut at, mut query) = (start, 0_usize);
        for op in cigar {
            let length = (op >> 4) as usize;
            match op & 0xf {
                0 | 7 | 8 => {
                    self.push(at, length);
                    let tail = qualities.get(query..).unwrap_or_default();
                    let known = &tail[..length.min(tail.len())];
                    self.pass.extend(known.iter().map(|q| u8::from(*q >= min_quality)));
                    self.pass.resize(self.pass.len() + length - known.len(), 1);
                    at += length as i64;
                    query += length;
                }
                1 | 4 => query += length,
                2 | 3 => at += length as i64,
                _ => {}
            }
        }
    }

    fn push(&mut self, start: i64, length: usize) {
        let end = start + length as i64;
        match self.blocks.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => self.blocks.push(Block { start, end, at: self.pass.len() }),
        }
    }

    /// Fails every base below a position.
    pub fn fail_below(&mut self, position: i64) {
        for block in &self.blocks {
            let count = (position.min(block.end) - block.start).max(0) as usize;
            self.pass[block.at..block.at + count].fill(0);
        }
    }

    /// Fails every base at whose position `other` has a base that passes.
    pub fn fail_where_passing(&mut self, other: &Self) {
        for mine in &self.blocks {
            for theirs in &other.blocks {
                let (start, end) = (mine.start.max(theirs.start), mine.end.min(theirs.end));
                if start >= end {
                    continue;
                }
                let length = (end - start) as usize;
                let to = mine.at + (start - mine.start) as usize;
                let from = theirs.at + (start - theirs.start) as usize;
                let theirs = &other.pass[from..from + length];
                for (mine, theirs) in self.pass[to..to + length].iter_mut().zip(theirs) {
                    *mine &= theirs ^ 1;
                }
            }
        }
    }

    /// Copies another's bases into this one's memory.
    pub fn copy_from(&mut self, other: &Self) {
        self.blocks.clone_from(&other.blocks);
        self.pass.clone_from(&other.pass);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const M: u32 = 0;
    const I: u32 = 1;
    const D: u32 = 2;
    const N: u32 = 3;
    const S: u32 = 4;
    const H: u32 = 5;
    const P: u32 = 6;
    const EQ: u32 = 7;
    const X: u32 = 8;

    fn cigar(ops: &[(u32, u32)]) -> Vec<u32> {
        ops.iter().map(|(length, op)| length << 4 | op).collect()
    }

    #[test]
    fn every_operation_goes_where_the_specification_says() {
        let ops = cigar(&[
            (5, H),
            (2, S),
            (3, M),
            (1, I),
            (2, EQ),
            (4, D),
            (1, P),
            (1, X),
            (10, N),
            (2, M),
            (1, S),
        ]);
        assert_eq!(reference_length(&ops), 3 + 2 + 4 + 1 + 10 + 2);
        let qualities: Vec<u8> = (0..12).collect();
        let mut bases = Bases::default();
        bases.fill(100, &ops, &qualities, 4);
        let blocks: Vec<_> = bases.blocks.iter().map(|b| (b.start, b.end, b.at)).collect();
        assert_eq!(blocks, [(100, 105, 0), (109, 110, 5), (120, 122, 6)]);
        // Qualities on the reference: 2 3 4 | 6 7 | 8 | 9 10.
        assert_eq!(bases.pass, [0, 0, 1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn bases_without_qualities_pass() {
        let mut bases = Bases::default();
        bases.fill(0, &cigar(&[(3, M)]), &[], 30);
        assert_eq!(bases.pass, [1, 1, 1]);
        bases.fill(0, &cigar(&[(3, M)]), &[2], 30);
        assert_eq!(bases.pass, [0, 1, 1]);
    }

    #[test]
    fn overlaps_are_removed_around_gaps() {
        let (mut a, mut b) = (Bases::default(), Bases::default());
        a.fill(10, &cigar(&[(3, M), (2, D), (3, M)]), &[40, 2, 40, 40, 2, 40], 30);
        b.fill(11, &cigar(&[(8, M)]), &[40; 8], 30);
        b.fail_where_passing(&a);
        // a passes at 10, 12, 15 and 17.
        assert_eq!(b.pass, [1, 0, 1, 1, 0, 1, 0, 1]);
        b.fail_below(14);
        assert_eq!(b.pass, [0, 0, 0, 1, 0, 1, 0, 1]);
    }
}
