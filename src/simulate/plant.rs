//! Taking fragments away, or adding them, in depth tables and one by one in reads.

use std::hash::Hasher;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution};
use siphasher::sip::SipHasher13;

use super::place::Places;
use crate::model::depth::{DepthTable, TargetDepth};
use crate::model::target::Target;
use crate::normals::fragments::fragments;

/// A depth table with the events planted, under a new name.
///
/// A target that keeps the share `r` of its copies keeps each fragment with probability `r`; one
/// that gains the share `g` gets one more for each fragment with probability `g`. Chance is thus
/// that of counting what remains; the spread of the capture scales with it as it does in a sample.
pub fn depth(table: &DepthTable, places: &Places, name: &str, seed: u64) -> DepthTable {
    changed(table, name, seed, |target| places.ratio(&target.interval))
}

/// The same sample sequenced less deeply: a share of its fragments, up to 1.
pub fn thinned(table: &DepthTable, share: f64, seed: u64) -> DepthTable {
    changed(table, &table.sample, seed, |_| share)
}

fn changed(
    table: &DepthTable,
    name: &str,
    seed: u64,
    ratio: impl Fn(&Target) -> f64,
) -> DepthTable {
    let mut planted = table.clone();
    name.clone_into(&mut planted.sample);
    // Reads at junctions and off target, alleles and quality figures are of the sample as it was.
    planted.junctions = None;
    planted.junctions_at_large = None;
    planted.snps = None;
    planted.qc = None;
    planted.off_target = None;
    for (index, (depth, target)) in
        planted.depths.iter_mut().zip(table.targets.targets()).enumerate()
    {
        let ratio = ratio(target);
        if (ratio - 1.0).abs() > f64::EPSILON {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            // A stream a target: what is planted on one does not move chance on another.
            random.set_stream(index as u64);
            *depth = one_target(*depth, target.interval.len(), ratio, &mut random);
        }
    }
    planted
}

fn one_target(depth: TargetDepth, length: u32, ratio: f64, random: &mut ChaCha8Rng) -> TargetDepth {
    let before =
        depth.fragments.map_or_else(|| fragments(depth.mean_depth, length), f64::from).round();
    if before < 1.0 {
        return depth;
    }
    let after = if ratio <= 1.0 {
        drawn(before, ratio, random)
    } else {
        before * ratio.trunc() + drawn(before, ratio.fract(), random)
    };
    TargetDepth {
        fragments: depth.fragments.map(|_| after as u32),
        mean_depth: depth.mean_depth * after / before,
    }
}

fn drawn(count: f64, share: f64, random: &mut ChaCha8Rng) -> f64 {
    // The share is within 0 and 1 by construction; should it not be, nothing is drawn away.
    Binomial::new(count as u64, share).map_or(count, |binomial| binomial.sample(random) as f64)
}

/// How often a fragment is written: 0 where it is taken away, 2 where it is doubled.
///
/// Decided by the seed and the fragment's name alone, so that mates stay together and the order
/// and number of readers change nothing.
pub fn copies_of_fragment(name: &[u8], ratio: f64, seed: u64) -> u32 {
    let mut hasher = SipHasher13::new_with_keys(seed, 0x696B_6172_6F73);
    hasher.write(name);
    let uniform = (hasher.finish() >> 11) as f64 / (1_u64 << 53) as f64;
    let whole = ratio.trunc();
    whole as u32 + u32::from(uniform < ratio - whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_share_of_the_fragments_remains() {
        let kept: u32 =
            (0..20_000).map(|i| copies_of_fragment(format!("read{i}").as_bytes(), 0.7, 11)).sum();
        // Five standard deviations of 20,000 draws.
        assert!((f64::from(kept) - 14_000.0).abs() < 5.0 * (20_000.0 * 0.21_f64).sqrt(), "{kept}");
    }

    #[test]
    fn gains_double_a_share() {
        let copies: Vec<u32> = (0..20_000)
            .map(|i| copies_of_fragment(format!("read{i}").as_bytes(), 1.4, 11))
            .collect();
        assert!(copies.iter().all(|c| [1, 2].contains(c)));
        let added: u32 = copies.iter().map(|c| c - 1).sum();
        assert!((f64::from(added) - 8_000.0).abs() < 5.0 * (20_000.0 * 0.24_f64).sqrt(), "{added}");
    }

    proptest! {
        #[test]
        fn thinning_and_adding_keep_mean_and_spread(
            count in 50_u32..5_000, ratio in 0.0..1.6_f64, seed in 0_u64..1_000
        ) {
            let depth = TargetDepth { fragments: Some(count), mean_depth: f64::from(count) };
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let after = one_target(depth, 200, ratio, &mut random);
            let expected = f64::from(count) * ratio;
            let part = ratio.fract();
            let spread = (f64::from(count) * part * (1.0 - part)).sqrt();
            let found = f64::from(after.fragments.unwrap());
            prop_assert!((found - expected).abs() <= 6.0 * spread + 1.0, "{found} {expected}");
            prop_assert!((after.mean_depth - found).abs() < 1e-6);
        }
    }
}
