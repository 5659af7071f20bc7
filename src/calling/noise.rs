//! The noise of some targets of a sample.

use crate::normals::tails::TailTable;

/// Noise of the targets that an event would cover.
#[derive(Debug, Clone)]
pub struct Noise<'a> {
    /// Relative variance beyond counting, and fragments expected of two copies, per target.
    pub targets: Vec<(f64, f64)>,
    /// Standard deviation that they share, as values in standard deviations and their weights.
    pub shared: Vec<(f64, f64)>,
    /// Standard deviation of the shared effect.
    pub effect: f64,
    /// Tails of the residuals.
    pub tails: &'a TailTable,
}

/// Standard deviation of the log ratio over the targets at a ratio to two copies.
pub fn deviation(noise: &Noise, level: f64) -> f64 {
    let information: f64 = noise.targets.iter().map(|&(v, mu)| spread(v, mu, level).powi(-2)).sum();
    information.powf(-0.5).hypot(noise.effect)
}

pub(super) fn spread(variance: f64, expected: f64, level: f64) -> f64 {
    (variance + 1.0 / (expected * level).max(1.0)).sqrt()
}
