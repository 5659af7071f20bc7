//! How much junction reads, or their absence, say for a deletion in a fraction of the cells.

use crate::model::junction::{Junction, JunctionEvidence};
use crate::stats::log_space::log_add;
use crate::stats::negative_binomial::log_density;

/// Supporting fragments per fragment of depth on the deleted allele. Planted events: mean 1.04
/// (0.49-1.74, ten events) against the depth at the break, 1.40 (0.82-2.67, the nine whose windows
/// are covered on both sides) against that of the windows.
const EFFICIENCY: f64 = 1.0;
/// Variance of the efficiency over events (gamma), relative to its square. The planted events show
/// 0.03 and 0.12 beyond counting noise; real libraries vary more than the simulation.
const SPREAD: f64 = 0.3;
/// Fragments that look like support where there is no deletion. None was seen in the 60 pairs of
/// windows of simulated normals that are covered on both sides, which allows up to 0.05.
const BACKGROUND: f64 = 0.01;
/// Chance of systematic support without a deletion: carry-over from another library, misalignment.
const ARTEFACT: f64 = 1e-4;
/// Support that such an artefact gives: mean, and dispersion of the negative binomial.
const ARTEFACT_SUPPORT: (f64, f64) = (5.0, 1.0);
/// Chance that an event of the class breaks where no read can show it: outside the windows.
const OUTSIDE: f64 = 0.05;
/// Least chance given to an event to break where reads show it.
const LEAST_VISIBLE: f64 = 0.02;
/// Fewest fragments of depth on both sides for absence to be judged.
const ASSESSABLE_DEPTH: f64 = 5.0;
/// Most that fragments without any split read can say for a deletion: three to one.
const CEILING_WITHOUT_SPLIT: f64 = 1.098_612_288_668_109_8;
/// Most that a junction at no known place can say: a thousand to one. Our choice.
const CEILING_AT_LARGE: f64 = 6.907_755_278_982_137;
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

/// The same for a junction that was found anywhere in a gene, not at a known place: it says at most
/// 1,000 to 1 for its deletion or tandem gain, and nothing where the depth at the break is not known.
/// Its absence says nothing: there is no place where it should have been.
pub fn at_large(junction: &Junction, fraction: f64) -> f64 {
    let Some(depth) = junction.depth.filter(|_| junction.split_fragments > 0) else { return 0.0 };
    let split = f64::from(junction.split_fragments);
    let support = split + f64::from(junction.discordant_fragments);
    let expected =
        BACKGROUND + EFFICIENCY * (support + depth).max(1.0) * fraction.clamp(0.0, 1.0) / 2.0;
    let event = log_density(support, expected, SPREAD);
    (event - without(support)).clamp(FLOOR, CEILING_AT_LARGE)
}

/// True when absence of junction reads would say something: both sides of the junction are covered.
pub fn is_assessable(evidence: &JunctionEvidence) -> bool {
    evidence.left_depth.min(evidence.right_depth) >= ASSESSABLE_DEPTH
}

/// Log probability of the support without a deletion.
fn without(support: f64) -> f64 {
    let (mean, dispersion) = ARTEFACT_SUPPORT;
    log_add(
        (1.0 - ARTEFACT).ln() + log_density(support, BACKGROUND, 0.0),
        ARTEFACT.ln() + log_density(support, mean, dispersion),
    )
}

/// Chance that a deletion of the class breaks where reads can show it. A split read has shown that
/// its break is such a place, however little of the windows is covered.
fn visible(evidence: &JunctionEvidence) -> f64 {
    let covered = if evidence.split_fragments > 0 {
        1.0
    } else {
        (evidence.left_covered * evidence.right_covered).clamp(0.0, 1.0)
    };
    ((1.0 - OUTSIDE) * covered).max(LEAST_VISIBLE)
}

/// Depth in which the junction lies, at least one fragment: that at the break where it is known,
/// else of the windows' covered positions. It is the mean of both sides, because a fragment across
/// the junction is captured by the bait of either.
fn depth(evidence: &JunctionEvidence) -> f64 {
    let side = |depth: f64, covered: f64| if covered > 0.0 { depth / covered } else { depth };
    let left = side(evidence.left_depth, evidence.left_covered);
    let right = side(evidence.right_depth, evidence.right_covered);
    evidence.break_depth.unwrap_or(f64::midpoint(left, right)).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn evidence(split: u32, discordant: u32, depth: f64) -> JunctionEvidence {
        let covered = if depth >= ASSESSABLE_DEPTH { 1.0 } else { 0.0 };
        JunctionEvidence {
            region: "IKZF1".to_owned(),
            from: (0, 3),
            to: (0, 6),
            split_fragments: split,
            discordant_fragments: discordant,
            left_depth: depth,
            right_depth: depth,
            left_covered: covered,
            right_covered: covered,
            break_depth: (split > 0).then_some(depth),
            breakpoints: if split > 0 { vec![(1, 9, split)] } else { Vec::new() },
        }
    }

    #[test]
    fn absence_is_moderate_and_nothing_without_depth() {
        for depth in [6.0, 50.0, 500.0, 50_000.0] {
            let ratio = log_likelihood_ratio(&evidence(0, 0, depth), 0.9);
            assert!((FLOOR..0.0).contains(&ratio), "{depth}: {ratio}");
        }
        assert_eq!(log_likelihood_ratio(&evidence(0, 0, 4.9), 0.9), 0.0);
        let one_sided = JunctionEvidence { right_depth: 0.0, ..evidence(0, 0, 100.0) };
        assert_eq!(log_likelihood_ratio(&one_sided, 0.9), 0.0);
    }

    #[test]
    fn deeper_absence_and_larger_clones_say_more() {
        let at = |depth, fraction| log_likelihood_ratio(&evidence(0, 0, depth), fraction);
        assert!(at(100.0, 0.5) < at(20.0, 0.5));
        assert!(at(20.0, 0.9) < at(20.0, 0.2));
        assert!(at(20.0, 0.01) > -0.2);
    }

    #[test]
    fn two_fragments_with_a_split_are_strong_and_pairs_alone_are_not() {
        let best = |e: &JunctionEvidence| {
            (1..=100).map(|f| log_likelihood_ratio(e, f64::from(f) / 100.0)).fold(-9.0, f64::max)
        };
        for depth in [3.0, 20.0, 100.0, 1000.0] {
            assert!(best(&evidence(1, 1, depth)) > 100.0_f64.ln(), "{depth}");
            assert!(best(&evidence(2, 0, depth)) > 100.0_f64.ln(), "{depth}");
            assert!(best(&evidence(0, 1, depth)) < 3.1_f64.ln(), "{depth}");
            assert!(best(&evidence(0, 9, depth)) < 3.1_f64.ln(), "{depth}");
            assert!(best(&evidence(1, 0, depth)) < 50.0_f64.ln(), "{depth}");
        }
    }

    proptest! {
        #[test]
        fn finite_and_bounded(
            split in 0..5000_u32, discordant in 0..5000_u32, depth in 0.0..1e5_f64, f in -0.5..1.5_f64
        ) {
            let ratio = log_likelihood_ratio(&evidence(split, discordant, depth), f);
            prop_assert!(ratio.is_finite() && ratio >= FLOOR);
        }
    }
}
