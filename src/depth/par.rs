//! PAR1: one locus with two copies in every cell, on X and on Y.
//!
//! On a reference whose Y copy is masked all its reads lie on X. On one with both copies the
//! aligner cannot choose: reads lie on either with mapping quality 0, and a filter on it would
//! leave nothing. The file's own reads tell which.

use super::layout::{Layout, Place};
use super::{Alignments, DepthError, flag};
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::depth::ParState;
use crate::model::interval::Interval;
use crate::model::par::Par1;

/// Reads looked at on each copy; a decision needs far fewer.
const ENOUGH_READS: u32 = 20_000;

/// PAR1 targets in coordinates of X.
#[derive(Debug, Default)]
pub(super) struct ParTargets {
    /// Targets to count, both those on X and those on Y that have no counterpart on X.
    pub places: Vec<Place>,
    /// X minus Y.
    pub shift: u32,
}

impl ParTargets {
    /// Picks the PAR1 targets. A target on Y that overlaps one on X is the same locus: it is
    /// counted on X alone and its own depth is zero, as it is on a masked reference.
    pub fn pick<'a>(
        assembly: Assembly,
        targets: impl Iterator<Item = (usize, &'a Interval)>,
    ) -> (Self, Vec<usize>) {
        let par = Par1::of(assembly);
        let (mut on_x, mut on_y) = (Vec::new(), Vec::new());
        for (index, interval) in targets {
            if par.holds_on_x(interval) {
                on_x.push(Place { index, start: interval.start, end: interval.end });
            } else if par.holds_on_y(interval) {
                let shift = par.x_minus_y;
                on_y.push(Place {
                    index,
                    start: interval.start + shift,
                    end: interval.end + shift,
                });
            }
        }
        let taken = on_x.iter().chain(&on_y).map(|place| place.index).collect();
        let counterpart =
            |y: &Place| on_x.iter().any(|x: &Place| x.start < y.end && y.start < x.end);
        on_y.retain(|place| !counterpart(place));
        on_x.extend(on_y);
        (Self { places: on_x, shift: par.x_minus_y }, taken)
    }
}

/// Decides from the reads on the PAR1 targets: without a choice between the copies the mapping
/// quality is 0, so that it is for nearly all reads or for nearly none.
pub(super) fn decide(
    input: &mut dyn Alignments,
    layout: &Layout,
    shift: u32,
) -> Result<ParState, DepthError> {
    let (mut reads, mut unplaced) = (0, 0);
    for (contig, shift) in [(Contig::new("X"), 0), (Contig::new("Y"), shift)] {
        if input.contig_index(&contig).is_none() {
            continue;
        }
        input.fetch(&contig, &layout.windows(shift))?;
        let mut here = 0;
        while here < ENOUGH_READS && input.advance()? {
            let read = input.read();
            let skipped = flag::UNMAPPED
                | flag::SECONDARY
                | flag::SUPPLEMENTARY
                | flag::DUPLICATE
                | flag::QC_FAIL;
            if read.flags & skipped == 0 {
                here += 1;
                unplaced += u32::from(read.mapq == 0);
            }
        }
        reads += here;
    }
    Ok(match reads {
        0 => ParState::NotSeen,
        _ if 2 * unplaced >= reads => ParState::Unmasked,
        _ => ParState::Masked,
    })
}
