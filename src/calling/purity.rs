//! The leukaemic fraction of the sample, from the events themselves.

use super::events::Posterior;
use crate::model::calls::Estimate;

/// Log odds of no event below which a region's fraction is used: 1 in 1,000.
const CERTAIN: f64 = -6.9;
/// Standard deviation of a blast percentage stated by the laboratory, as a fraction.
const BLAST_ERROR: f64 = 0.1;

/// Estimates the purity.
///
/// The events with the largest clone fraction are in every leukaemic cell unless all are
/// subclonal; those that agree with the largest are averaged by their precision. A stated blast
/// percentage speaks only where there is no certain event.
pub fn estimate(posteriors: &[&Posterior], blast_percent: Option<f64>) -> Option<Estimate> {
    let mut fractions: Vec<(f64, f64)> = posteriors
        .iter()
        .filter(|posterior| posterior.log_none < CERTAIN)
        .filter_map(|posterior| posterior.best(|_| true))
        .flat_map(|(_, weighed)| &weighed.fractions)
        .map(|f| (f.value, ((f.high - f.low) / 3.92).max(0.01)))
        .collect();
    fractions.sort_by(|a, b| b.0.total_cmp(&a.0));
    let stated = blast_percent.map(|percent| (percent / 100.0).clamp(0.02, 1.0));
    // An imprecise estimate must not lead: the most certain lower end does.
    let lead =
        fractions.iter().copied().max_by(|a, b| (a.0 - 2.0 * a.1).total_cmp(&(b.0 - 2.0 * b.1)));
    let Some((lead, lead_error)) = lead else {
        return stated.map(|value| around(value, BLAST_ERROR));
    };
    let (mut sum, mut total) = (0.0, 0.0);
    for (value, error) in fractions {
        if (value - lead).abs() < 2.0 * error.hypot(lead_error) {
            sum += value / error.powi(2);
            total += 1.0 / error.powi(2);
        }
    }
    Some(around(sum / total, total.sqrt().recip()))
}

fn around(value: f64, error: f64) -> Estimate {
    Estimate { value, low: (value - 1.96 * error).max(0.0), high: (value + 1.96 * error).min(1.0) }
}
