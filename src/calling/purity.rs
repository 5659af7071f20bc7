//! The leukaemic fraction of the sample, from the events themselves.

use super::events::{Configuration, Posterior, Weighed};
use crate::model::calls::Estimate;

/// Log odds of no event below which a region's fraction is used: 1 in 1,000.
const CERTAIN: f64 = -6.9;

/// Estimates the purity; `None` without a certain event.
///
/// The events with the largest clone fraction are in every leukaemic cell unless all are
/// subclonal; those that agree with the largest are averaged by their precision.
pub fn estimate(posteriors: &[&Posterior]) -> Option<Estimate> {
    let mut fractions: Vec<(f64, f64)> = posteriors
        .iter()
        .filter(|posterior| posterior.log_none < CERTAIN)
        .filter_map(|posterior| posterior.best(|_| true))
        .filter(|(configuration, weighed)| !is_amplified(configuration, weighed))
        .flat_map(|(_, weighed)| &weighed.fractions)
        .map(|f| (f.value, ((f.high - f.low) / 3.92).max(0.01)))
        .collect();
    fractions.sort_by(|a, b| b.0.total_cmp(&a.0));
    // An imprecise estimate must not lead: the most certain lower end does.
    let (lead, lead_error) =
        fractions.iter().copied().max_by(|a, b| (a.0 - 2.0 * a.1).total_cmp(&(b.0 - 2.0 * b.1)))?;
    let (mut sum, mut total) = (0.0, 0.0);
    for (value, error) in fractions {
        if (value - lead).abs() < 2.0 * error.hypot(lead_error) {
            sum += value / error.powi(2);
            total += 1.0 / error.powi(2);
        }
    }
    Some(Estimate::of_share(sum / total, total.sqrt().recip()))
}

/// Two copies more in every cell are as much as is weighed: there may be more of them in fewer cells.
fn is_amplified(configuration: &Configuration, weighed: &Weighed) -> bool {
    configuration.iter().all(|event| event.gain)
        && weighed.fractions.len() == 2
        && weighed.fractions.iter().all(|fraction| fraction.high >= 1.0)
}
