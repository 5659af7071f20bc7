//! Who is whose: profiles assigned to each other by how well they fit.

use pathfinding::matrix::Matrix;
use pathfinding::prelude::kuhn_munkres_min;

use super::profile::{FEWEST_EXONS, squares};

/// Scale of the whole numbers that the assignment works with.
const SCALE: f64 = 1_000.0;

/// Profiles in units of their noise.
pub(super) struct Matcher {
    pub(super) ngs: Vec<Vec<Option<f64>>>,
    pub(super) mlpa: Vec<Vec<Option<f64>>>,
    pub(super) threshold: f64,
    /// Deviations by which one sample alone must leave its name: one false alarm among all samples.
    pub(super) single: f64,
}

impl Matcher {
    /// Who is whose: single exchanges first, then what only a whole circle shows.
    pub(super) fn assign(&self) -> Vec<usize> {
        let mut assigned = self.climb();
        let best = self.best();
        for circle in circles(&best) {
            // Single exchanges end where one of them is too weak. The whole circle is told where it
            // holds all of what they moved, and no sample of it fits its own name.
            let touched: Vec<usize> = circles(&assigned)
                .into_iter()
                .filter(|known| known.iter().any(|i| circle.contains(i)))
                .flatten()
                .collect();
            let is_new = touched.is_empty();
            let is_whole = touched.iter().all(|i| circle.contains(i))
                && circle.iter().any(|i| assigned[*i] != best[*i])
                && circle.iter().all(|&i| self.link(i, i, best[i]) >= self.single);
            if (is_new || is_whole) && self.z(&circle, &best).is_some() {
                for i in circle {
                    assigned[i] = best[i];
                }
            }
        }
        self.acquit(&mut assigned);
        assigned
    }

    /// Takes samples that may well be under their own name out of a circle of three or more: the one
    /// before takes over what they were given. A circle that needs such a sample is not told.
    fn acquit(&self, assigned: &mut [usize]) {
        for circle in circles(assigned).into_iter().filter(|circle| circle.len() > 2) {
            for &i in &circle {
                let before = circle.iter().copied().find(|&before| assigned[before] == i);
                if let Some(before) = before
                    && before != i
                    && self.link(i, i, assigned[i]) < self.single
                {
                    assigned[before] = assigned[i];
                    assigned[i] = i;
                }
            }
            let left: Vec<usize> = circle.iter().copied().filter(|&i| assigned[i] != i).collect();
            if left.len() < circle.len() && self.z(&left, assigned).is_none() {
                for i in left {
                    assigned[i] = i;
                }
            }
        }
    }

    /// By how many deviations a sample's NGS profile fits one MLPA profile better than another.
    pub(super) fn link(&self, i: usize, from: usize, to: usize) -> f64 {
        let old = squares(&self.ngs[i], &self.mlpa[from]);
        let new = squares(&self.ngs[i], &self.mlpa[to]);
        if old.1 < FEWEST_EXONS || new.1 < FEWEST_EXONS {
            return f64::NEG_INFINITY;
        }
        let per = |(sum, count): (f64, usize)| sum / count as f64;
        let gain = (per(old) - per(new)) * old.1 as f64 / 2.0;
        let moved = squares(&self.mlpa[from], &self.mlpa[to]).0;
        gain / per(new).sqrt().max(1.0) / moved.sqrt().max(f64::MIN_POSITIVE)
    }

    /// Other MLPA profiles that a sample does not tell from the one it is assigned to.
    pub(super) fn fits_as_well(&self, i: usize, j: usize, z: f64) -> impl Iterator<Item = usize> {
        let others = (0..self.mlpa.len()).filter(move |k| *k != i && *k != j);
        others.filter(move |k| self.link(i, *k, j) < z)
    }

    /// How many deviations better a circle fits as assigned than under its names, when that is
    /// more than chance allows.
    ///
    /// Without an exchange the gain is normal around a negative value, with the length of the
    /// differences between the profiles that change places as its deviation.
    pub(super) fn z(&self, circle: &[usize], assigned: &[usize]) -> Option<f64> {
        let (mut gain, mut rest, mut moved) = (0.0, (0.0, 0), 0.0);
        for &i in circle {
            let own = squares(&self.ngs[i], &self.mlpa[i]);
            let other = squares(&self.ngs[i], &self.mlpa[assigned[i]]);
            if own.1 < FEWEST_EXONS || other.1 < FEWEST_EXONS {
                return None;
            }
            // Per exon, as a missing probe must not count as a better fit.
            gain += (own.0 / own.1 as f64 - other.0 / other.1 as f64) * own.1 as f64 / 2.0;
            rest = (rest.0 + other.0, rest.1 + other.1);
            moved += squares(&self.mlpa[i], &self.mlpa[assigned[i]]).0;
        }
        // A noisy sample has its own noise, seen after the exchange.
        let noise = (rest.0 / rest.1 as f64).sqrt().max(1.0);
        let z = gain / noise / moved.sqrt();
        (z.is_finite() && z >= self.threshold).then_some(z)
    }

    /// Exchanges two at a time as long as chance does not explain the gain, the clearest first.
    fn climb(&self) -> Vec<usize> {
        let n = self.ngs.len();
        let mut assigned: Vec<usize> = (0..n).collect();
        // Each exchange puts at least one sample right.
        for _ in 0..n {
            let mut best: Option<(f64, usize, usize)> = None;
            for i in 0..n {
                for j in i + 1..n {
                    if let Some(z) = self.exchange(&assigned, i, j)
                        && best.is_none_or(|(most, _, _)| z > most)
                    {
                        best = Some((z, i, j));
                    }
                }
            }
            match best {
                Some((_, i, j)) => assigned.swap(i, j),
                None => break,
            }
        }
        assigned
    }

    /// `z` of exchanging the MLPA profiles of two samples.
    fn exchange(&self, assigned: &[usize], i: usize, j: usize) -> Option<f64> {
        let (a, b) = (assigned[i], assigned[j]);
        let [own_i, own_j] =
            [squares(&self.ngs[i], &self.mlpa[a]), squares(&self.ngs[j], &self.mlpa[b])];
        let [new_i, new_j] =
            [squares(&self.ngs[i], &self.mlpa[b]), squares(&self.ngs[j], &self.mlpa[a])];
        if [own_i, own_j, new_i, new_j].iter().any(|(_, count)| *count < FEWEST_EXONS) {
            return None;
        }
        let per = |(sum, count): (f64, usize)| sum / count as f64;
        let gain = (per(own_i) - per(new_i)) * own_i.1 as f64 / 2.0
            + (per(own_j) - per(new_j)) * own_j.1 as f64 / 2.0;
        let moved = 2.0 * squares(&self.mlpa[a], &self.mlpa[b]).0;
        let noise = f64::midpoint(per(new_i), per(new_j)).sqrt().max(1.0);
        let z = gain / noise / moved.sqrt();
        (z.is_finite() && z >= self.threshold).then_some(z)
    }

    /// The assignment with the least squares of all (Hungarian method). Samples without an event
    /// are alike, so moving one costs what chance alone could gain.
    fn best(&self) -> Vec<usize> {
        let n = self.ngs.len();
        let width = self.ngs.first().map_or(0, Vec::len) as f64;
        let toll = self.threshold * width.sqrt() / 2.0;
        let largest = i64::MAX / 4 / n.max(1) as i64;
        let weight = |i: usize, j: usize| {
            let (sum, count) = squares(&self.ngs[i], &self.mlpa[j]);
            if count < FEWEST_EXONS {
                return largest;
            }
            let cost = sum / count as f64 * width / 2.0 + if i == j { 0.0 } else { toll };
            let whole = (cost * SCALE).round();
            if whole.is_finite() { (whole as i64).min(largest) } else { largest }
        };
        let weights = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
        let weights = weights.map(|(i, j)| weight(i, j)).collect();
        match Matrix::square_from_vec(weights) {
            Ok(weights) => kuhn_munkres_min(&weights).1,
            Err(_) => (0..n).collect(),
        }
    }
}

/// Circles of more than one sample in an assignment.
pub(super) fn circles(assigned: &[usize]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; assigned.len()];
    let mut circles = Vec::new();
    for start in 0..assigned.len() {
        let mut circle = Vec::new();
        let mut at = start;
        while !seen[at] {
            seen[at] = true;
            circle.push(at);
            at = assigned[at];
        }
        if circle.len() > 1 {
            circles.push(circle);
        }
    }
    circles
}
