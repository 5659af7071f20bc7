//! How much junction reads, or their absence, say for a deletion in a fraction of the cells.

use crate::model::junction::JunctionEvidence;
use crate::stats::log_space::log_add;
use crate::stats::negative_binomial::log_density;

/// Supporting fragments per fragment of depth on the deleted allele.
const EFFICIENCY: f64 = 0.8;
/// Variance of the efficiency over events, relative to its square.
const SPREAD: f64 = 0.5;
/// Fragments that look like support where there is no deletion.
const BACKGROUND: f64 = 0.01;
/// Chance of systematic support without a deletion: carry-over from another library, misalignment.
const ARTEFACT: f64 = 1e-4;
/// Support that such an artefact gives: mean, and dispersion of the negative binomial.
const ARTEFACT_SUPPORT: (f64, f64) = (5.0, 1.0);
/// Chance that an event of the class breaks where no read can show it: outside the windows.
const OUTSIDE: f64 = 0.05;
/// Chance that support is seen of an event whose windows hardly any read covers.
const LEAST_VISIBLE: f64 = 0.02;
/// Fewest fragments of depth at which a junction is taken to have been captured.
const LEAST_DEPTH: f64 = 5.0;
/// Most that fragments without any split read can say for a deletion: three to one.
const CEILING_WITHOUT_SPLIT: f64 = 1.098_612_288_668_109_8;
/// Most that the absence of support can say against one: twenty to one.
const FLOOR: f64 = -2.995_732_273_553_991;

/// Log of the probability of the evidence if a fraction of the cells carry the deletion on one
/// allele, less the log of that if none does.
///
/// Zero when there is nothing to judge: no support, and a side of the junction without depth.
/// Absence of support says at most 20 to 1 against the deletion, because it may break outside the
/// published windows; pairs without a split read say at most 3 to 1 for it.
pub fn log_likelihood_ratio(evidence: &JunctionEvidence, fraction: f64) -> f64 {
    let support = f64::from(evidence.support());
    if fraction.is_nan() || fraction <= 0.0 || (support == 0.0 && !is_assessable(evidence)) {
        return 0.0;
    }
    let expected = BACKGROUND + EFFICIENCY * depth(evidence) * fraction.min(1.0) / 2.0;
    let none = without(support);
    let visible = visible(evidence);
    let event =
        log_add(visible.ln() + log_density(support, expected, SPREAD), (1.0 - visible).ln() + none);
    let ceiling = if evidence.split_fragments == 0 { CEILING_WITHOUT_SPLIT } else { f64::INFINITY };
    (event - none).clamp(FLOOR, ceiling)
}

/// True when absence of junction reads would say something: both sides of the junction are covered.
pub fn is_assessable(evidence: &JunctionEvidence) -> bool {
    evidence.left_depth.min(evidence.right_depth) >= LEAST_DEPTH
}

/// Log probability of the support without a deletion.
fn without(support: f64) -> f64 {
    let (mean, dispersion) = ARTEFACT_SUPPORT;
    log_add(
        (1.0 - ARTEFACT).ln() + log_density(support, BACKGROUND, 0.0),
        ARTEFACT.ln() + log_density(support, mean, dispersion),
    )
}

/// Chance that a deletion of the class breaks where reads can show it.
fn visible(evidence: &JunctionEvidence) -> f64 {
    let covered = (evidence.left_covered * evidence.right_covered).clamp(0.0, 1.0);
    ((1.0 - OUTSIDE) * covered).max(LEAST_VISIBLE)
}

/// Depth in which the junction lies: of the covered positions, the mean of both sides, because a
/// fragment across the junction is captured by the bait of either.
fn depth(evidence: &JunctionEvidence) -> f64 {
    let side = |depth: f64, covered: f64| if covered > 0.0 { depth / covered } else { depth };
    let left = side(evidence.left_depth, evidence.left_covered);
    let right = side(evidence.right_depth, evidence.right_covered);
    f64::midpoint(left, right).max(LEAST_DEPTH)
}
