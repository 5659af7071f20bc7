//! The aligned pieces of one read, and the deletion that two of them imply.

/// Most bases of a read between two pieces: inserted (N) bases of a junction.
const MAX_INSERTED: u32 = 60;
/// Fewest bases that a piece must hold beyond those that both pieces claim.
const MIN_OWN: u32 = 15;

/// One alignment of a part of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First aligned reference base, 0-based.
    pub start: u32,
    /// One past the last aligned reference base.
    pub end: u32,
    /// First aligned base of the read, as it lies on the forward strand of the reference.
    pub query_start: u32,
    /// One past the last aligned base of the read.
    pub query_end: u32,
    /// Bases of the whole read, aligned or clipped.
    pub query_length: u32,
    /// On the reverse strand.
    pub reverse: bool,
    /// Mapping quality.
    pub mapq: u8,
}

/// Where a piece lies relative to the contig that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the searched contig, at this 0-based position.
    Here(u32),
    /// On another one.
    Elsewhere,
}

impl Piece {
    /// A piece from its start and CIGAR operations (length, code); `None` when the CIGAR aligns no
    /// base or leaves the range of positions.
    pub fn new(
        start: u32,
        reverse: bool,
        mapq: u8,
        cigar: impl IntoIterator<Item = (u32, char)>,
    ) -> Option<Self> {
        let (mut end, mut query) = (start, 0_u32);
        let (mut query_start, mut query_end) = (None, 0);
        for (length, code) in cigar {
            match code {
                'M' | '=' | 'X' => {
                    query_start.get_or_insert(query);
                    query = query.checked_add(length)?;
                    query_end = query;
                    end = end.checked_add(length)?;
                }
                'I' | 'S' | 'H' => query = query.checked_add(length)?,
                'D' | 'N' => end = end.checked_add(length)?,
                'P' => {}
                _ => return None,
            }
        }
        let query_length = query;
        Some(Self { start, end, query_start: query_start?, query_end, query_length, reverse, mapq })
    }

    /// The deletion between this piece and one further right in read and reference: bases before
    /// its left break and before its right one, put leftmost where both pieces claim the same bases
    /// of the read. `None` when the pieces are not collinear on one strand.
    pub fn deletion_to(&self, right: &Self) -> Option<(u32, u32)> {
        let collinear = self.reverse == right.reverse
            && self.query_start < right.query_start
            && self.query_end < right.query_end
            && self.end <= right.start;
        if !collinear || right.query_start.saturating_sub(self.query_end) > MAX_INSERTED {
            return None;
        }
        let shared = self.query_end.saturating_sub(right.query_start);
        let own = |piece: &Self| (piece.query_end - piece.query_start).saturating_sub(shared);
        if own(self).min(own(right)) < MIN_OWN {
            return None;
        }
        Some((self.end.checked_sub(shared)?, right.start))
    }
}

/// The pieces that an `SA` tag lists on the searched contig, and the mapping quality of the first
/// that it lists on any: for a supplementary alignment this is the primary one.
///
/// `locate` places a contig name and a 0-based position. Entries that do not read are left out.
pub fn pieces_of_tag(tag: &str, locate: impl Fn(&str, u32) -> Place) -> (Vec<Piece>, Option<u8>) {
    let mut pieces = Vec::new();
    let mut first = None;
    for (index, entry) in tag.split(';').filter(|entry| !entry.is_empty()).enumerate() {
        let fields: Vec<&str> = entry.split(',').collect();
        let &[contig, position, strand, cigar, mapq, ..] = fields.as_slice() else { continue };
        let Ok(mapq) = mapq.parse() else { continue };
        if index == 0 {
            first = Some(mapq);
        }
        let position = position.parse::<u32>().ok().and_then(|p| p.checked_sub(1));
        let Some(Place::Here(start)) = position.map(|p| locate(contig, p)) else { continue };
        let piece =
            operations(cigar).and_then(|cigar| Piece::new(start, strand == "-", mapq, cigar));
        pieces.extend(piece);
    }
    (pieces, first)
}

fn operations(cigar: &str) -> Option<Vec<(u32, char)>> {
    let mut list = Vec::new();
    let mut digits = 0;
    for (i, c) in cigar.char_indices() {
        if !c.is_ascii_digit() {
            list.push((cigar.get(digits..i)?.parse().ok()?, c));
            digits = i + c.len_utf8();
        }
    }
    (digits == cigar.len()).then_some(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(start: u32, cigar: &str) -> Piece {
        Piece::new(start, false, 60, operations(cigar).unwrap()).unwrap()
    }

    #[test]
    fn clips_give_the_breakpoints() {
        let (left, right) = (piece(1000, "58M42S"), piece(5000, "68S32M"));
        assert_eq!(left.deletion_to(&right), Some((1058, 5000)));
        assert_eq!(right.deletion_to(&left), None);
    }

    #[test]
    fn bases_claimed_twice_put_the_deletion_leftmost() {
        let (left, right) = (piece(1000, "60M40S"), piece(5000, "57H43M"));
        assert_eq!(left.deletion_to(&right), Some((1057, 5000)));
        let nearly_all = piece(5000, "10S90M");
        assert_eq!(left.deletion_to(&nearly_all), None);
    }

    #[test]
    fn other_strands_and_orders_are_no_deletion() {
        let left = piece(1000, "50M50S");
        let inverted = Piece { reverse: true, ..piece(5000, "50S50M") };
        assert_eq!(left.deletion_to(&inverted), None);
        // The right part of the read lies left: a tandem duplication.
        assert_eq!(piece(5000, "50M50S").deletion_to(&piece(1000, "50S50M")), None);
        // Nearly all of the read is inserted between the pieces.
        assert_eq!(piece(1000, "20M130S").deletion_to(&piece(5000, "130S20M")), None);
    }

    #[test]
    fn tags_read_whatever_they_hold() {
        let locate =
            |contig: &str, at| if contig == "chr7" { Place::Here(at) } else { Place::Elsewhere };
        let (pieces, first) = pieces_of_tag(
            "chr9,5,+,10M,12,0;chr7,101,-,5S20M1D5M,40,1;junk;chr7,0,+,5M,1,0;",
            locate,
        );
        assert_eq!(first, Some(12));
        assert_eq!(pieces.len(), 1);
        let expected = Piece {
            start: 100,
            end: 126,
            query_start: 5,
            query_end: 30,
            query_length: 30,
            reverse: true,
            mapq: 40,
        };
        assert_eq!(pieces[0], expected);
        assert_eq!(pieces_of_tag("", locate), (Vec::new(), None));
        assert!(pieces_of_tag("chr7,1,+,99999999999M,1,0", locate).0.is_empty());
    }
}
