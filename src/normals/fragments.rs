//! How many independent fragments a depth is worth.

use crate::model::depth::DepthTable;

/// Bases that one fragment covers: two reads of a short insert, overlap once. It turns a mean depth
/// into a number of independent fragments; the spread over the normals absorbs what it misses.
const FRAGMENT: f64 = 200.0;

/// Fragments per target: as counted, or as much as the mean depth is worth where only that is
/// known. One panel never holds both, because its tables share one counter.
pub fn counts(table: &DepthTable) -> Vec<f64> {
    let counted: Option<Vec<f64>> =
        table.depths.iter().map(|depth| depth.fragments.map(f64::from)).collect();
    counted.unwrap_or_else(|| {
        let targets = table.targets.targets();
        let pairs = table.depths.iter().zip(targets);
        pairs.map(|(depth, t)| fragments(depth.mean_depth, t.interval.len())).collect()
    })
}

/// Independent fragments that carry as much information as a mean depth on a target of a length.
///
/// Fragments that lie across a target's ends add fewer bases than those inside, so mean depth
/// varies more than the number of fragments does. With `a` the shorter and `b` the longer of
/// target and fragment, uniform starts give `depth * b^2 / (fragment * (b - a / 3))`: the depth
/// itself for a target much shorter than a fragment, `depth * length / fragment` for a long one.
pub fn fragments(mean_depth: f64, length: u32) -> f64 {
    mean_depth * per_depth(length)
}

/// Mean depth of a number of fragments: the inverse of [`fragments`].
pub fn mean_depth(fragments: f64, length: u32) -> f64 {
    fragments / per_depth(length)
}

fn per_depth(length: u32) -> f64 {
    let length = f64::from(length);
    let (short, long) = (length.min(FRAGMENT), length.max(FRAGMENT));
    long * long / (FRAGMENT * (long - short / 3.0))
}

/// Log of a fragment count, finite for zero.
pub fn log_count(fragments: f64) -> f64 {
    (fragments + 0.5).ln()
}
