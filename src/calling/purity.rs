//! The leukaemic fraction of the sample, from the events themselves.

use super::configuration::{Configuration, STEPS};
use super::events::{Posterior, Weighed};
use super::prior::FractionPrior;
use super::region::RegionData;
use crate::knowledge::regions::EventPrior;
use crate::model::chromosomes::{ChromosomeLevel, ChromosomeState};
use crate::model::contig::Contig;
use crate::model::estimate::Estimate;
use crate::stats::log_space::log_sum_exp;

/// Log odds of no event below which a region's fraction is used: 1 in 1,000.
const CERTAIN: f64 = -6.9;
/// Standard errors from which a whole chromosome is as certain: of the two dozen one is soon off by
/// three. Our choice.
const CERTAIN_ERRORS: f64 = 5.0;
/// No estimate of a fraction is better than this.
const SMALLEST_ERROR: f64 = 0.01;
/// Density, over the fractions, of an event whose estimate is wrong: next to nothing, so that the
/// cells hold every certain event.
const WRONG: f64 = 1e-6;
/// Standard errors within which two shares are alike.
const ALIKE: f64 = 2.5;

/// An event that tells of the leukaemic share of the cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// Where it lies.
    contig: Contig,
    /// Cells that its depth asks for if one copy of two is changed in them, with the standard error;
    /// beyond 1 where more than one copy is.
    share: f64,
    error: f64,
    /// Chance that two copies are changed in each of the cells, not one.
    twice: f64,
}

/// Everything that can tell of the leukaemic share in a sample.
#[derive(Debug, Clone, Copy)]
pub struct Witnesses<'a> {
    /// The regions.
    pub regions: &'a [RegionData],
    /// Whole chromosomes.
    pub levels: &'a [ChromosomeLevel],
    /// What is expected of an event.
    pub prior: EventPrior,
}

impl Witnesses<'_> {
    /// The share, with a region left out: none where no region tells it. Chromosomes alone may be those
    /// of a subclone.
    pub fn purity(&self, without: Option<usize>, posteriors: &[Posterior]) -> Option<Estimate> {
        let (regions, chromosomes) = self.witnesses(without, posteriors);
        let all = regions.iter().chain(&chromosomes);
        (!regions.is_empty()).then(|| Purity::of(all, self.prior.clonal))?.map(|p| p.estimate)
    }

    /// What the rest of the genome says of the cells that an event of a region can be in. The region
    /// does not testify for itself.
    pub fn beside(&self, region: usize, posteriors: &[Posterior]) -> Option<Purity> {
        let (regions, chromosomes) = self.witnesses(Some(region), posteriors);
        Purity::of(regions.iter().chain(&chromosomes), self.prior.clonal)
    }

    /// Of the regions and of the chromosomes that no region tells of.
    fn witnesses(
        &self,
        without: Option<usize>,
        posteriors: &[Posterior],
    ) -> (Vec<Witness>, Vec<Witness>) {
        let pairs = self.regions.iter().zip(posteriors).enumerate();
        let of_regions = pairs
            .filter(|(r, _)| Some(*r) != without)
            .flat_map(|(_, (region, found))| of_region(region, found));
        let of_regions = per_chromosome(of_regions.collect());
        let own = without.and_then(|r| self.regions[r].units.first());
        let own = own.map(|unit| &unit.interval.contig);
        let others = self.levels.iter().filter(|level| {
            Some(&level.contig) != own && !of_regions.iter().any(|w| w.contig == level.contig)
        });
        let of_chromosomes = of_chromosomes(others, &self.prior);
        (of_regions, of_chromosomes)
    }
}

/// The certain events of a region.
fn of_region(region: &RegionData, posterior: &Posterior) -> Vec<Witness> {
    if posterior.log_none >= CERTAIN {
        return Vec::new();
    }
    let Some((events, weighed)) = posterior.best(|_| true) else { return Vec::new() };
    let Some(unit) = region.units.first().filter(|_| !is_amplified(events, weighed)) else {
        return Vec::new();
    };
    let prior = &region.region.prior;
    let twice = chance_of_both(posterior, events).unwrap_or(prior.second_event * prior.identical);
    let witness = |share: f64, error: f64| Witness {
        contig: unit.interval.contig.clone(),
        share,
        error: error.max(SMALLEST_ERROR),
        twice,
    };
    let error = |fraction: &Estimate| (fraction.high - fraction.low) / 3.92;
    match (&events[..], &weighed.fractions[..]) {
        // The same change of both copies is one of depth.
        ([a, b], [one, other]) if a == b => {
            vec![witness(one.value + other.value, error(one) + error(other))]
        }
        (_, fractions) => fractions.iter().map(|f| witness(f.value, error(f))).collect(),
    }
}

/// Chance that an event alone changes both copies in half as many cells, as far as alleles and the rest
/// of the genome tell; none of two different events.
fn chance_of_both(posterior: &Posterior, events: &Configuration) -> Option<f64> {
    let event = *events.first().filter(|first| events.iter().all(|event| event == *first))?;
    let of = |events: Vec<_>| posterior.configurations.get(&events).map(|w| w.log_posterior.exp());
    let (one, both) = (of(vec![event])?, of(vec![event, event])?);
    (one + both > 0.0).then(|| both / (one + both))
}

/// Chromosomes that are certainly gained or lost. Those in about the same share of the cells are one
/// clone, and one witness: a subclone does not weigh more for the many chromosomes that it gained.
fn of_chromosomes<'a>(
    levels: impl Iterator<Item = &'a ChromosomeLevel>,
    prior: &EventPrior,
) -> Vec<Witness> {
    let changed = levels.filter(|level| {
        matches!(level.state, ChromosomeState::Gained | ChromosomeState::Lost)
            && !level.contradicted
    });
    let witness = |level: &ChromosomeLevel| {
        let ratio = level.ratio?;
        let (change, error) = ((ratio.value - 1.0).abs(), (ratio.high - ratio.low) / 3.92);
        (change >= CERTAIN_ERRORS * error).then(|| Witness {
            contig: level.contig.clone(),
            share: 2.0 * change,
            error: (2.0 * error).max(SMALLEST_ERROR),
            twice: prior.second_event * prior.identical,
        })
    };
    alike(changed.filter_map(witness).collect())
}

/// Regions of one chromosome in about the same share of the cells are one event.
fn per_chromosome(mut witnesses: Vec<Witness>) -> Vec<Witness> {
    witnesses.sort_by(|a, b| a.contig.cmp(&b.contig));
    witnesses.chunk_by(|a, b| a.contig == b.contig).flat_map(|of| alike(of.to_vec())).collect()
}

/// Joins the witnesses whose shares are alike.
fn alike(mut witnesses: Vec<Witness>) -> Vec<Witness> {
    witnesses.sort_by(|a, b| a.share.total_cmp(&b.share));
    let mut joined: Vec<Witness> = Vec::new();
    for witness in witnesses {
        match joined.last_mut() {
            Some(last) if witness.share - last.share < ALIKE * witness.error.hypot(last.error) => {
                let (a, b) = (last.error.powi(-2), witness.error.powi(-2));
                last.share = (a * last.share + b * witness.share) / (a + b);
                last.error = (a + b).sqrt().recip().max(SMALLEST_ERROR);
                last.twice = last.twice.max(witness.twice);
            }
            _ => joined.push(witness),
        }
    }
    joined
}

/// The share of the cells that is leukaemic.
#[derive(Debug, Clone, PartialEq)]
pub struct Purity {
    /// The likeliest share.
    pub estimate: Estimate,
    /// Probability of every step of the share, 1 to [`STEPS`].
    by_step: Vec<f64>,
}

impl Purity {
    /// As the laboratory states it.
    pub fn stated(estimate: Estimate) -> Self {
        // The interval ends at 0 and 1, the error does not.
        let error = (estimate.high - estimate.value).max(estimate.value - estimate.low) / 1.96;
        let weight = |step| -0.5 * ((fraction(step) - estimate.value) / error).powi(2);
        Self { estimate, by_step: normalised((1..=STEPS).map(weight)) }
    }

    /// Estimates the purity; `None` without a witness.
    ///
    /// Every share is weighed. An event lies in all leukaemic cells (as often as `clonal` says) or in
    /// any part of them, and changes one copy there or two: two copies more of chromosome 21 in 40 %
    /// of the cells have the depth of one more in 80 %, and the other events tell which it is.
    pub fn of<'a>(witnesses: impl IntoIterator<Item = &'a Witness>, clonal: f64) -> Option<Self> {
        let witnesses: Vec<&Witness> = witnesses.into_iter().collect();
        if witnesses.is_empty() {
            return None;
        }
        let weight = |step| -> f64 {
            witnesses.iter().map(|w| w.density(fraction(step), clonal).ln()).sum()
        };
        let by_step = normalised((1..=STEPS).map(weight));
        let likeliest = (1..=STEPS)
            .zip(&by_step)
            .max_by(|a, b| a.1.total_cmp(b.1).then(a.0.cmp(&b.0)))
            .map(|(step, _)| fraction(step))?;
        let (mut sum, mut total) = (0.0, 0.0);
        for (value, error) in witnesses.iter().filter_map(|w| w.agrees(likeliest)) {
            sum += value / error.powi(2);
            total += 1.0 / error.powi(2);
        }
        let estimate = Estimate::of_share((sum / total).min(1.0), total.sqrt().recip());
        (total > 0.0).then_some(Self { estimate, by_step })
    }

    /// Prior over the clone fraction of an event. What tells the purity may all be a subclone's, as
    /// often as `prior` says: no event in more cells is ruled out.
    pub fn fractions(&self, prior: &EventPrior) -> FractionPrior {
        let any = prior.subclone_alone / STEPS as f64;
        let known = self.by_step.iter().map(|weight| (1.0 - prior.subclone_alone) * weight + any);
        FractionPrior::within(&known.collect::<Vec<f64>>(), prior.clonal)
    }
}

fn fraction(step: usize) -> f64 {
    step as f64 / STEPS as f64
}

/// Probabilities from their logarithms.
fn normalised(log_weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let log_weights: Vec<f64> = log_weights.collect();
    let total = log_sum_exp(log_weights.iter().copied());
    log_weights.iter().map(|weight| (weight - total).exp()).collect()
}

impl Witness {
    /// Density of what was seen, where a share of the cells is leukaemic.
    fn density(&self, share: f64, clonal: f64) -> f64 {
        // Steps are as wide as the best estimate: none must fall between two.
        let error = self.error.hypot(0.5 / STEPS as f64);
        let normal = |mean: f64| {
            let z = (self.share - mean) / error;
            (-0.5 * z * z).exp() / (error * std::f64::consts::TAU.sqrt())
        };
        let below = |top: f64| if self.share <= top { top.recip() } else { 0.0 };
        let of = |top: f64| clonal * normal(top) + (1.0 - clonal) * below(top);
        (1.0 - self.twice) * of(share) + self.twice * of(2.0 * share) + WRONG
    }

    /// The share that it tells, with its error, where it is in all of about so many cells.
    fn agrees(&self, share: f64) -> Option<(f64, f64)> {
        let near = |value: f64, error: f64| {
            ((value - share).abs() < ALIKE * error.hypot(1.0 / STEPS as f64))
                .then_some((value, error))
        };
        near(self.share, self.error).or_else(|| near(self.share / 2.0, self.error / 2.0))
    }
}

/// Two copies more in every cell are as much as is weighed: there may be more of them in fewer cells.
fn is_amplified(configuration: &Configuration, weighed: &Weighed) -> bool {
    configuration.iter().all(|event| event.gain)
        && weighed.fractions.len() == 2
        && weighed.fractions.iter().all(|fraction| fraction.high >= 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CLONAL: f64 = 0.5;
    const SELDOM: f64 = 0.045;

    fn witness(share: f64, twice: f64) -> Witness {
        Witness { contig: Contig::new("1"), share, error: 0.03, twice }
    }

    fn purity(witnesses: &[Witness]) -> f64 {
        Purity::of(witnesses, CLONAL).unwrap().estimate.value
    }

    #[test]
    fn an_event_alone_is_taken_to_be_in_every_leukaemic_cell() {
        assert_eq!(Purity::of(&[], CLONAL), None);
        assert!((purity(&[witness(0.44, SELDOM)]) - 0.44).abs() < 0.01);
        // A homozygous loss beyond what one copy can do.
        assert!((purity(&[witness(1.6, 0.3)]) - 0.8).abs() < 0.01);
    }

    #[test]
    fn a_subclone_does_not_lower_it() {
        let found = purity(&[witness(0.9, SELDOM), witness(0.3, SELDOM)]);
        assert!((found - 0.9).abs() < 0.01, "{found}");
        let found = purity(&[witness(0.9, SELDOM), witness(0.45, SELDOM)]);
        assert!((found - 0.9).abs() < 0.01, "half of it is a chance: {found}");
    }

    #[test]
    fn two_copies_more_of_one_chromosome_do_not_double_it() {
        let chromosomes = (0..5).map(|i| witness(0.41 + 0.01 * f64::from(i), SELDOM)).collect();
        let mut all = alike(chromosomes);
        assert_eq!(all.len(), 1);
        all.extend([witness(0.84, SELDOM), witness(0.42, SELDOM)]);
        let found = purity(&all);
        assert!((found - 0.43).abs() < 0.02, "{found}");
    }

    #[test]
    fn a_subclone_of_many_chromosomes_does_not_lower_it() {
        for share in [0.2, 0.3, 0.5, 0.6] {
            let mut all = alike(vec![witness(share, SELDOM); 6]);
            all.push(witness(0.8, SELDOM));
            let found = purity(&all);
            assert!((found - 0.8).abs() < 0.02, "{share}: {found}");
        }
        // Three regions of a chromosome that a subclone lost.
        let mut all = per_chromosome(vec![witness(0.3, SELDOM); 3]);
        all.push(witness(0.8, SELDOM));
        assert!((purity(&all) - 0.8).abs() < 0.02);
    }

    #[test]
    fn a_loss_of_both_copies_beside_one_in_half_as_many_cells() {
        // Both copies of CDKN2A are lost more often than not.
        let found = purity(&[witness(0.8, 0.3), witness(0.4, SELDOM)]);
        assert!((found - 0.4).abs() < 0.02, "{found}");
    }

    proptest! {
        #[test]
        fn it_is_a_share_and_the_order_does_not_matter(
            shares in prop::collection::vec((0.02..2.0_f64, 0.0..0.5_f64), 1..8)
        ) {
            let mut all: Vec<Witness> =
                shares.iter().map(|&(share, twice)| witness(share, twice)).collect();
            let found = Purity::of(&all, CLONAL).map(|purity| purity.estimate);
            if let Some(found) = found {
                prop_assert!(found.low >= 0.0 && found.low <= found.value);
                prop_assert!(found.value <= found.high && found.high <= 1.0);
            }
            all.reverse();
            let again = Purity::of(&all, CLONAL).map(|purity| purity.estimate);
            prop_assert_eq!(found.is_some(), again.is_some());
            if let (Some(a), Some(b)) = (found, again) {
                prop_assert!((a.value - b.value).abs() < 1e-9);
            }
        }
    }
}
