//! Counting the reads of one contig onto its targets.

use super::bases::{Bases, reference_length};
use super::layout::{Layout, Place};
use super::mates::Mates;
use super::options::{Definition, DepthOptions};
use super::qc::Tally;
use super::{Read, flag};

/// Depth and fragments of one contig's targets.
pub(super) struct Counter<'a> {
    layout: &'a Layout,
    options: DepthOptions,
    excluded: u16,
    tally: &'a mut Tally,
    /// Depth of each target base, as the layout lays them out.
    pub depth: Vec<u32>,
    /// Fragments of each place of the layout.
    pub fragments: Vec<u32>,
    /// The first stretch that a read may still touch.
    current: usize,
    /// Start of the read before.
    previous_start: i64,
    /// Pairs, so that a fragment counts once on a target and, for our own definition, a position
    /// once in a fragment.
    pairs: Mates,
    /// Pairs as the imitated program sees them.
    imitated: Mates,
    bases: Bases,
    counted: Vec<u32>,
}

/// What became of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// More reads may follow.
    More,
    /// No later read can touch a target.
    Done,
    /// The read starts before the one before it.
    OutOfOrder {
        /// Start of the one before, 0-based.
        previous: i64,
    },
}

impl<'a> Counter<'a> {
    pub fn new(layout: &'a Layout, options: DepthOptions, tally: &'a mut Tally) -> Self {
        Self {
            layout,
            options,
            excluded: options.excluded_flags(),
            tally,
            depth: vec![0; layout.bases],
            fragments: vec![0; layout.places.len()],
            current: 0,
            previous_start: 0,
            pairs: Mates::default(),
            imitated: Mates::default(),
            bases: Bases::default(),
            counted: Vec::new(),
        }
    }

    /// Counts one read; reads come in order of their start.
    pub fn add(&mut self, read: &Read<'_>) -> Step {
        if read.flags & flag::UNMAPPED != 0 {
            return Step::More;
        }
        if read.start < self.previous_start {
            return Step::OutOfOrder { previous: self.previous_start };
        }
        self.previous_start = read.start;
        let stretches = &self.layout.stretches;
        while stretches.get(self.current).is_some_and(|stretch| stretch.end <= read.start) {
            self.current += 1;
        }
        let Some(stretch) = stretches.get(self.current) else { return Step::Done };
        // htslib's rule: an alignment without reference bases takes up one.
        let end = read.start + reference_length(read.cigar).max(1);
        if end <= stretch.start {
            return Step::More;
        }
        self.tally.see_read(read, self.options.min_mapq);
        if read.flags & self.excluded == 0 && read.mapq >= self.options.min_mapq {
            self.count(read, end);
        }
        Step::More
    }

    fn count(&mut self, read: &Read<'_>, end: i64) {
        let quality = self.options.base_quality();
        let qualities = if quality == 0 { &[] } else { read.qualities };
        self.bases.fill(read.start, read.cigar, qualities, quality);
        self.see_bases();
        let extra = match self.options.definition {
            Definition::EitherMate => None,
            Definition::Mosdepth => self.as_mosdepth(read, end),
            Definition::SamtoolsDepth => {
                self.as_samtools(read, end);
                None
            }
        };
        self.count_fragment(read, end);
        self.add_depth();
        if let Some((start, end)) = extra {
            self.remove_depth(start, end);
        }
    }

    /// Counts the fragment on each target where it was not counted before. For our own definition
    /// this is where positions that the mate has covered already are taken out.
    fn count_fragment(&mut self, read: &Read<'_>, end: i64) {
        self.counted.clear();
        if read.flags & flag::SUPPLEMENTARY != 0 {
            return;
        }
        let once = self.options.definition == Definition::EitherMate;
        let has_mate = read.flags & flag::PAIRED != 0
            && read.flags & flag::MATE_UNMAPPED == 0
            && read.mate_contig == read.contig;
        let mate = (has_mate && read.mate_start <= read.start)
            .then(|| self.pairs.take_mate(read))
            .flatten();
        let met = mate.is_some();
        if let Some(mate) = mate {
            self.counted.extend_from_slice(&mate.counted);
            if once {
                self.bases.fail_where_passing(&mate.bases);
            }
        }
        let before = self.counted.len();
        self.touched_places(before);
        for place in &self.counted[before..] {
            self.fragments[*place as usize] += 1;
        }
        if has_mate && !met && read.mate_start >= read.start {
            self.wait_for_mate(read, end);
        }
    }

    /// Remembers the read when it can matter to its mate.
    fn wait_for_mate(&mut self, read: &Read<'_>, end: i64) {
        let places = &self.layout.places;
        let counted_end = self.counted.iter().map(|at| places[*at as usize].end).max();
        let same_target = counted_end.is_some_and(|end| read.mate_start < i64::from(end));
        let overlap = self.options.definition == Definition::EitherMate
            && read.mate_start < end
            && self.touches_target(read.mate_start, end);
        if !same_target && !overlap {
            return;
        }
        let waiting = self.pairs.wait(read, end, read.mate_start);
        waiting.counted.extend_from_slice(&self.counted);
        if overlap {
            waiting.bases.copy_from(&self.bases);
        }
    }

    fn touches_target(&self, start: i64, end: i64) -> bool {
        let rest = &self.layout.stretches[self.current..];
        rest.iter().take_while(|s| s.start < end).any(|s| s.end > start)
    }

    /// mosdepth 0.3.3: only proper pairs; the mate that starts first waits. Answers a range where
    /// depth is taken back once more: when both alignments are one operation mosdepth takes the
    /// overlap to reach to the first one's end, even where the second is shorter.
    fn as_mosdepth(&mut self, read: &Read<'_>, end: i64) -> Option<(i64, i64)> {
        if read.flags & flag::PROPER_PAIR == 0 || read.flags & flag::SUPPLEMENTARY != 0 {
            return None;
        }
        let waits = read.mate_contig == read.contig
            && end > read.mate_start
            && (read.start < read.mate_start
                || (read.start == read.mate_start && !self.imitated.has_name(read.name)));
        if waits {
            self.imitated.take_name(read.name);
            self.imitated.wait(read, end, read.mate_start).bases.copy_from(&self.bases);
            return None;
        }
        let mate = self.imitated.take_name(read.name)?;
        if mate.single_operation && read.cigar.len() == 1 {
            self.bases.fail_below(mate.end);
            return (mate.end > end).then_some((end, mate.end));
        }
        self.bases.fail_where_passing(&mate.bases);
        None
    }

    /// samtools depth -s: the second read of a name counts from the first one's end on.
    fn as_samtools(&mut self, read: &Read<'_>, end: i64) {
        if read.flags & flag::PAIRED == 0 || read.flags & flag::MATE_UNMAPPED != 0 {
            return;
        }
        if let Some(mate) = self.imitated.take_name(read.name) {
            self.bases.fail_below(mate.end);
        } else if read.mate_start == -1
            || (read.mate_contig == read.contig && read.mate_start <= end)
        {
            self.imitated.wait(read, end, end);
        }
    }

    fn add_depth(&mut self) {
        let depth = &mut self.depth;
        for_overlaps(self.layout, self.current, &self.bases, |to, passes| {
            for (depth, pass) in depth[to..to + passes.len()].iter_mut().zip(passes) {
                *depth += u32::from(*pass);
            }
        });
    }

    fn remove_depth(&mut self, start: i64, end: i64) {
        for stretch in &self.layout.stretches[self.current..] {
            let (from, to) = (start.max(stretch.start), end.min(stretch.end));
            if stretch.start >= end {
                break;
            }
            if from < to {
                let at = stretch.at + (from - stretch.start) as usize;
                for depth in &mut self.depth[at..at + (to - from) as usize] {
                    *depth = depth.saturating_sub(1);
                }
            }
        }
    }

    fn see_bases(&mut self) {
        let tally = &mut *self.tally;
        for_overlaps(self.layout, self.current, &self.bases, |_, passes| {
            tally.see_bases(passes.len(), passes.iter().map(|pass| u64::from(*pass)).sum());
        });
    }

    /// Adds the places with a passing base to `counted`, unless they are in it.
    fn touched_places(&mut self, before: usize) {
        let layout = self.layout;
        let (bases, counted) = (&self.bases, &mut self.counted);
        let span_end = bases.blocks.last().map_or(0, |block| block.end);
        for stretch in &layout.stretches[self.current..] {
            if stretch.start >= span_end {
                break;
            }
            for number in stretch.first_place..stretch.end_place {
                let place = &layout.places[number];
                if i64::from(place.start) >= span_end {
                    break;
                }
                let number = number as u32;
                if passes_on(bases, place) && !counted[..before].contains(&number) {
                    counted.push(number);
                }
            }
        }
    }
}

/// True when a passing base lies on the place.
fn passes_on(bases: &Bases, place: &Place) -> bool {
    let (start, end) = (i64::from(place.start), i64::from(place.end));
    bases.blocks.iter().any(|block| {
        let (from, to) = (start.max(block.start), end.min(block.end));
        from < to && {
            let at = block.at + (from - block.start) as usize;
            bases.pass[at..at + (to - from) as usize].contains(&1)
        }
    })
}

/// Calls `act` with the place in the depth array and the passes of each run of bases on targets.
fn for_overlaps(layout: &Layout, current: usize, bases: &Bases, mut act: impl FnMut(usize, &[u8])) {
    let stretches = &layout.stretches[current..];
    for block in &bases.blocks {
        for stretch in stretches {
            if stretch.start >= block.end {
                break;
            }
            let (start, end) = (block.start.max(stretch.start), block.end.min(stretch.end));
            if start < end {
                let to = stretch.at + (start - stretch.start) as usize;
                let from = block.at + (start - block.start) as usize;
                act(to, &bases.pass[from..from + (end - start) as usize]);
            }
        }
    }
}
