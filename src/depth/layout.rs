//! Targets of one contig, laid end to end so that memory is needed for target bases alone.

use super::Window;

/// A target on the contig in work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Index in the panel's list of targets.
    pub index: usize,
    /// First base.
    pub start: u32,
    /// One past the last base.
    pub end: u32,
}

/// A stretch that targets cover without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// First base, 0-based.
    pub start: i64,
    /// One past the last base.
    pub end: i64,
    /// Where the stretch begins in the depth array.
    pub at: usize,
    /// Its targets, as a range of the layout's places.
    pub first_place: usize,
    /// One past its last place.
    pub end_place: usize,
}

/// All target bases of a contig.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// Targets in order of start.
    pub places: Vec<Place>,
    /// Disjoint, in order.
    pub stretches: Vec<Stretch>,
    /// Number of bases in all stretches.
    pub bases: usize,
}

impl Layout {
    /// Lays out targets, which may overlap each other.
    pub fn new(mut places: Vec<Place>) -> Self {
        places.sort_by_key(|place| (place.start, place.end, place.index));
        let mut stretches: Vec<Stretch> = Vec::new();
        for (number, place) in places.iter().enumerate() {
            let (start, end) = (i64::from(place.start), i64::from(place.end));
            match stretches.last_mut() {
                Some(last) if start <= last.end => {
                    last.end = last.end.max(end);
                    last.end_place = number + 1;
                }
                _ => {
                    let place = number;
                    let new =
                        Stretch { start, end, at: 0, first_place: place, end_place: place + 1 };
                    stretches.push(new);
                }
            }
        }
        let mut bases = 0;
        for stretch in &mut stretches {
            stretch.at = bases;
            bases += (stretch.end - stretch.start) as usize;
        }
        Self { places, stretches, bases }
    }

    /// The stretches as windows to fetch, each moved by `shift` towards the contig's start.
    pub fn windows(&self, shift: u32) -> Vec<Window> {
        let window = |stretch: &Stretch| Window {
            start: (stretch.start as u32).saturating_sub(shift),
            end: (stretch.end as u32).saturating_sub(shift),
        };
        self.stretches.iter().map(window).collect()
    }
}

impl Stretch {
    /// Depth array range of one of its places.
    pub fn range(&self, place: &Place) -> std::ops::Range<usize> {
        let offset = |position: u32| self.at + (i64::from(position) - self.start) as usize;
        offset(place.start)..offset(place.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_and_touching_targets_share_a_stretch() {
        let place = |index, start, end| Place { index, start, end };
        let layout = Layout::new(vec![
            place(0, 50, 60),
            place(1, 10, 20),
            place(2, 15, 18),
            place(3, 20, 30),
        ]);
        let stretches: Vec<_> = layout
            .stretches
            .iter()
            .map(|s| (s.start, s.end, s.at, s.first_place, s.end_place))
            .collect();
        assert_eq!(stretches, [(10, 30, 0, 0, 3), (50, 60, 20, 3, 4)]);
        assert_eq!(layout.bases, 30);
        assert_eq!(layout.stretches[0].range(&layout.places[1]), 5..8);
    }
}
