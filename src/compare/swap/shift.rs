//! All names moved against their results, as when a row of a table is lost or a column is sorted alone.

use statrs::distribution::{ContinuousCDF, Normal};

use super::super::result::{JoinedSample, SwapPair};
use super::matcher::Matcher;
use super::profile::{FEWEST_EXONS, squares};

/// Fewest samples that must leave their own name by themselves.
const FEWEST: usize = 3;

/// A shift of all names.
pub(super) struct Shift {
    /// Which MLPA profile each sample has then.
    pub(super) assigned: Vec<usize>,
    /// The samples that it moves, in the rows' order.
    pub(super) samples: Vec<usize>,
    /// By how many places.
    pub(super) places: usize,
    /// How many deviations of chance better it fits than the names.
    pub(super) z: f64,
    /// Threshold of `z` for this number of shifts.
    pub(super) threshold: f64,
    /// How many samples leave their own name by themselves.
    pub(super) leaving: usize,
}

/// The shift that explains all profiles: at least three samples leave their name for it, and none
/// fits its own name, or what else it was given, better. What lies beyond the end of the table comes
/// from its beginning, or from nowhere.
pub(super) fn find(
    matcher: &Matcher,
    assigned: &[usize],
    names: &[&JoinedSample],
    rows: &[String],
    normal: &Normal,
    false_alarm: f64,
) -> Option<Shift> {
    let n = names.len();
    if n <= FEWEST {
        return None;
    }
    let by_name: Vec<usize> = (0..n).collect();
    let place = |i: &usize| rows.iter().position(|name| *name == names[*i].mlpa);
    let mut by_row = by_name.clone();
    by_row.sort_by_key(|i| place(i).unwrap_or(usize::MAX));
    let mut orders = vec![by_row];
    if orders[0] != by_name {
        orders.push(by_name);
    }
    let threshold = normal.inverse_cdf(1.0 - false_alarm / (orders.len() * n) as f64);
    let mut best: Option<Shift> = None;
    for order in &orders {
        for places in 1..n {
            let found = one(matcher, assigned, order, places, threshold);
            if let Some(found) = found
                && best.as_ref().is_none_or(|known| found.z > known.z)
            {
                best = Some(found);
            }
        }
    }
    best
}

fn one(
    matcher: &Matcher,
    assigned: &[usize],
    order: &[usize],
    places: usize,
    threshold: f64,
) -> Option<Shift> {
    let n = order.len();
    let mut moved: Vec<usize> = (0..n).collect();
    for (at, i) in order.iter().enumerate() {
        moved[*i] = order[(at + places) % n];
    }
    // The shorter way round: what passes an end of the table may have no counterpart.
    let passes = |at: usize| {
        if 2 * places <= n { at + places >= n } else { at + places < n }
    };
    let mut samples = Vec::new();
    let (mut leaving, mut gain, mut rest, mut length) = (0, 0.0, (0.0, 0), 0.0);
    for (at, &i) in order.iter().enumerate() {
        let own = squares(&matcher.ngs[i], &matcher.mlpa[i]);
        let new = squares(&matcher.ngs[i], &matcher.mlpa[moved[i]]);
        if own.1 < FEWEST_EXONS || new.1 < FEWEST_EXONS {
            continue;
        }
        let fits_elsewhere = matcher.link(i, moved[i], i) >= matcher.single
            || assigned[i] != moved[i] && matcher.link(i, moved[i], assigned[i]) >= matcher.single;
        if fits_elsewhere && passes(at) {
            continue;
        }
        if fits_elsewhere {
            return None;
        }
        leaving += usize::from(matcher.link(i, i, moved[i]) >= matcher.single);
        gain += (own.0 / own.1 as f64 - new.0 / new.1 as f64) * own.1 as f64 / 2.0;
        rest = (rest.0 + new.0, rest.1 + new.1);
        length += squares(&matcher.mlpa[i], &matcher.mlpa[moved[i]]).0;
        samples.push(i);
    }
    let noise = (rest.0 / f64::from(u32::try_from(rest.1).ok()?)).sqrt().max(1.0);
    let z = gain / noise / length.sqrt();
    let is_found = z.is_finite() && z >= threshold && leaving >= FEWEST;
    is_found.then_some(Shift { assigned: moved, samples, places, z, threshold, leaving })
}

/// The shift in words.
pub(super) fn told(shift: &Shift, pairs: &[SwapPair], all: usize) -> String {
    let places = shift.places.min(all - shift.places);
    let way = if shift.places == places { "after" } else { "before" };
    let unit = if places == 1 { "place" } else { "places" };
    let links: Vec<String> =
        pairs.iter().map(|pair| format!("NGS {} fits MLPA {}", pair.ngs, pair.mlpa)).collect();
    format!(
        "a rotation of all {all} samples: the names of MLPA are moved against their results, each \
         NGS sample fits the one {places} {unit} {way} its own: {} ({} of them by themselves, none \
         fits its own name better)",
        links.join(", "),
        shift.leaving
    )
}
