//! One file, all targets.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::count::{Counter, Step};
use super::layout::{Layout, Place};
use super::off_target::{self, AtTargets};
use super::options::DepthOptions;
use super::par::{self, ParTargets};
use super::qc::Tally;
use super::{Alignments, DepthError, Read};
use crate::model::contig::Contig;
use crate::model::depth::{DepthSource, DepthTable, ParState, TargetDepth};
use crate::model::target::TargetSet;

/// Depth of one file over all targets.
///
/// Memory is that of one contig's target bases and of the reads whose mate is still to come.
pub fn measure(
    input: &mut dyn Alignments,
    targets: &Arc<TargetSet>,
    options: DepthOptions,
) -> Result<DepthTable, DepthError> {
    let nothing = TargetDepth { fragments: Some(0), mean_depth: 0.0 };
    let mut result = Counts { depths: vec![nothing; targets.len()], tally: Tally::default() };
    let intervals = || targets.targets().iter().map(|target| &target.interval).enumerate();
    let identity = input.identity().clone();

    let (par_targets, taken) = match identity.assembly {
        Some(assembly) if input.contig_index(&Contig::new("X")).is_some() => {
            ParTargets::pick(assembly, intervals())
        }
        _ => (ParTargets::default(), Vec::new()),
    };
    let par = count_par(input, par_targets, options, &mut result)?;

    let mut at_targets = BTreeMap::new();
    let mut rest = intervals().filter(|(index, _)| taken.binary_search(index).is_err()).peekable();
    while let Some((_, first)) = rest.peek() {
        let contig = first.contig.clone();
        let mut places = Vec::new();
        while let Some((index, interval)) = rest.next_if(|(_, next)| next.contig == contig) {
            places.push(Place { index, start: interval.start, end: interval.end });
        }
        let layout = Layout::new(places);
        let is_counted = contig.is_autosome() && !identity.mapped_on.is_empty();
        let mut beside = is_counted.then(|| AtTargets::new(&layout));
        match &beside {
            Some(beside) => input.fetch(&contig, beside.windows())?,
            None => input.fetch(&contig, &layout.windows(0))?,
        }
        let mut counter = Counter::new(&layout, options, &mut result.tally);
        let mut is_open = true;
        while (is_open || beside.is_some()) && input.advance()? {
            let read = input.read();
            if let Some(beside) = &mut beside {
                beside.see(&read);
            }
            is_open = is_open && step(&mut counter, &read, input, &contig)?;
        }
        let (depth, fragments) = (counter.depth, counter.fragments);
        result.take(&layout, &depth, &fragments);
        at_targets.extend(beside.map(|beside| (contig, beside.records)));
    }
    let clumping = result.tally.clumping();
    Ok(DepthTable {
        junctions: None,
        junctions_at_large: None,
        snps: None,
        off_target: off_target::remaining(&identity.mapped_on, &at_targets, clumping),
        sample: identity.sample,
        source: DepthSource::Ikaros,
        filters: options.describe(),
        assembly: identity.assembly,
        style: identity.style,
        par,
        targets: Arc::clone(targets),
        depths: result.depths,
        qc: Some(result.tally.finish(identity.mapped_reads)),
    })
}

/// Depths as they become known.
struct Counts {
    depths: Vec<TargetDepth>,
    tally: Tally,
}

impl Counts {
    fn take(&mut self, layout: &Layout, depth: &[u32], fragments: &[u32]) {
        self.tally.see_depth(depth);
        for stretch in &layout.stretches {
            let places = stretch.first_place..stretch.end_place;
            for (place, found) in layout.places[places.clone()].iter().zip(&fragments[places]) {
                let bases = &depth[stretch.range(place)];
                let sum: u64 = bases.iter().map(|depth| u64::from(*depth)).sum();
                self.depths[place.index] = TargetDepth {
                    fragments: Some(*found),
                    mean_depth: sum as f64 / bases.len() as f64,
                };
            }
        }
    }
}

/// Hands a read to the counter; false when no later one can matter.
fn step(
    counter: &mut Counter<'_>,
    read: &Read<'_>,
    input: &dyn Alignments,
    contig: &Contig,
) -> Result<bool, DepthError> {
    match counter.add(read) {
        Step::More => Ok(true),
        Step::Done => Ok(false),
        Step::OutOfOrder { previous } => Err(DepthError::Unsorted {
            sample: input.identity().sample.clone(),
            path: input.identity().path.clone(),
            contig: contig.clone(),
            position: read.start + 1,
            previous: previous + 1,
        }),
    }
}

fn count_par(
    input: &mut dyn Alignments,
    targets: ParTargets,
    options: DepthOptions,
    result: &mut Counts,
) -> Result<ParState, DepthError> {
    if targets.places.is_empty() {
        return Ok(ParState::NotSeen);
    }
    let shift = targets.shift;
    let layout = Layout::new(targets.places);
    let state = par::decide(input, &layout, shift)?;
    let x = Contig::new("X");
    let y = Contig::new("Y");
    let y_index = input.contig_index(&y).filter(|_| state == ParState::Unmasked);
    let options = match state {
        ParState::Unmasked => DepthOptions { min_mapq: 0, ..options },
        ParState::Masked | ParState::NotSeen => options,
    };
    let mut counter = Counter::new(&layout, options, &mut result.tally);
    input.fetch(&x, &layout.windows(0))?;
    let mut on_x = input.advance()?;
    if let Some(y_index) = y_index {
        let x_index = input.contig_index(&x).unwrap_or(-1);
        let mut second = input.reopen()?;
        second.fetch(&y, &layout.windows(shift))?;
        let mut on_y = second.advance()?;
        let copies = Copies { x: x_index, y: y_index, shift: i64::from(shift) };
        // Both copies in one order of position, so that mates on different copies meet.
        while on_x || on_y {
            let from_x = on_x
                && (!on_y || copies.join(input.read()).start <= copies.join(second.read()).start);
            if from_x {
                step(&mut counter, &copies.join(input.read()), input, &x)?;
                on_x = input.advance()?;
            } else {
                step(&mut counter, &copies.join(second.read()), &*second, &y)?;
                on_y = second.advance()?;
            }
        }
    } else {
        while on_x && step(&mut counter, &input.read(), input, &x)? {
            on_x = input.advance()?;
        }
    }
    let (depth, fragments) = (counter.depth, counter.fragments);
    result.take(&layout, &depth, &fragments);
    Ok(state)
}

/// The two copies of PAR1 in a header.
struct Copies {
    x: i32,
    y: i32,
    /// X minus Y.
    shift: i64,
}

impl Copies {
    /// A read as if PAR1 had one copy, on X.
    fn join<'a>(&self, mut read: Read<'a>) -> Read<'a> {
        if read.contig == self.y {
            read.contig = self.x;
            read.start += self.shift;
        }
        if read.mate_contig == self.y {
            read.mate_contig = self.x;
            read.mate_start += self.shift;
        }
        read
    }
}
