//! What to expect of two copies: location and spread of every target over the normals, and the
//! factors of systematic variation they share.
//!
//! Log depth of a normal is `size + location + loadings . scores + noise`. Loadings are the leading
//! singular vectors of the standardised residuals; their number is chosen by predicting normals
//! that were left out, half of the targets from the other half. The same predictions give the
//! spread, so that it holds for a sample that the panel has not seen.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::fragments::log_count;
use super::panel::PanelOfNormals;
use super::sex::{Ploidy, ploidy};
use super::tails::Tails;
use crate::model::sample::Sex;
use crate::stats::robust::{biweight_location, mad, median};

/// Fewest fragments, as the median over the normals, with which a target can be used.
const FEWEST_FRAGMENTS: f64 = 8.0;
/// Relative variance that no capture beats, and the first guess of it before it is estimated.
const SMALLEST_VARIANCE: f64 = 0.0002;
const FIRST_VARIANCE: f64 = 0.0025;
/// Most factors, whatever the number of normals.
const MOST_FACTORS: usize = 8;
/// A residual further out than this many standard deviations in two normals, and in 2 % of them, is of
/// a target whose copies differ in health; so are neighbours that are out together. In 50 controls
/// the triplicated exons of TTN held two thirds of all beyond four.
const FAR_OUT: f64 = 4.0;
const FEWEST_CHANGED: usize = 2;
const SHARE_CHANGED: f64 = 0.02;
const OUT_TOGETHER: f64 = 3.0;
/// Folds of the cross-validation; with up to twice as many normals each is left out alone.
const FOLDS: usize = 12;

/// Expectation for two copies.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Log of the fragments expected at size 0, per target.
    pub location: Vec<f64>,
    /// Relative variance beyond counting noise, per target.
    pub variance: Vec<f64>,
    /// True where the normals have enough depth.
    pub usable: Vec<bool>,
    /// Copies in health, per target.
    pub ploidy: Vec<Ploidy>,
    /// Loadings per factor and target.
    pub loadings: Vec<Vec<f64>>,
    /// Standard deviation that targets of one region share beyond their own.
    pub region_effect: f64,
    /// How much heavier than normal the residuals are.
    pub tails: Tails,
    /// Members used.
    pub members: Vec<String>,
    /// Members left out.
    pub left_out: Vec<String>,
    /// Residual noise of each used member when it was predicted from the others.
    pub noise: Vec<f64>,
}

struct Member {
    counts: Vec<f64>,
    logs: Vec<f64>,
    sex: Sex,
}

impl Member {
    /// Relative variance of counting on a target.
    fn counting(&self, target: usize) -> f64 {
        1.0 / self.counts[target].max(1.0)
    }
}

/// Fits the expectation to the members of a panel, leaving some out by name.
///
/// `regions` are the target indices of each region, for the effect that a region's targets share.
pub fn fit(panel: &PanelOfNormals, left_out: &[&str], regions: &[Vec<usize>]) -> Expectation {
    let targets = panel.targets.targets();
    let ploidies: Vec<Ploidy> =
        targets.iter().map(|t| ploidy(panel.basis.assembly, &t.interval)).collect();
    let keep: Vec<usize> = (0..panel.members.len())
        .filter(|&i| !left_out.contains(&panel.members[i].name.as_str()))
        .collect();
    let members: Vec<Member> =
        keep.iter().map(|&i| member(&ploidies, &panel.counts[i], panel.members[i].sex)).collect();
    let usable = usable(&members, &ploidies);
    let voting: Vec<usize> =
        (0..targets.len()).filter(|&t| usable[t] && ploidies[t] == Ploidy::Two).collect();
    let all: Vec<usize> = (0..members.len()).collect();
    let checked = cross_validate(&members, &ploidies, &voting);
    let core = Core::fit(&members, &all, &ploidies, &voting, checked.factors);
    let spread = Spread::of(&members, &checked.residuals, &voting, targets.len());
    let variance: Vec<f64> = (0..targets.len()).map(|t| spread.variance(t)).collect();
    let region_effect = shared_effect(&checked.residuals, &members, &variance, regions, &usable);
    let tails = tails(&checked.residuals, &members, &spread, &voting);
    let name = |i: &usize| panel.members[*i].name.clone();
    Expectation {
        location: core.location,
        variance,
        usable,
        ploidy: ploidies,
        loadings: core.loadings,
        region_effect,
        tails,
        members: keep.iter().map(name).collect(),
        left_out: (0..panel.members.len())
            .filter(|i| !keep.contains(i))
            .map(|i| name(&i))
            .collect(),
        noise: checked
            .residuals
            .iter()
            .map(|row| mad(&voting.iter().map(|&t| row[t]).collect::<Vec<_>>()))
            .collect(),
    }
}

fn member(ploidies: &[Ploidy], counts: &[f64], sex: Sex) -> Member {
    let logs = counts
        .iter()
        .zip(ploidies)
        .map(|(n, ploidy)| {
            // One X is half of what two copies give; the panel is kept on the scale of two.
            let one_x = *ploidy == Ploidy::X && sex == Sex::Male;
            log_count(*n) + if one_x { std::f64::consts::LN_2 } else { 0.0 }
        })
        .collect();
    Member { counts: counts.to_vec(), logs, sex }
}

fn usable(members: &[Member], ploidies: &[Ploidy]) -> Vec<bool> {
    (0..ploidies.len())
        .map(|t| {
            let mut counts: Vec<f64> = members
                .iter()
                .filter(|m| ploidies[t] != Ploidy::Y || m.sex == Sex::Male)
                .map(|m| m.counts[t])
                .collect();
            !counts.is_empty() && median(&mut counts) >= FEWEST_FRAGMENTS
        })
        .collect()
}

/// Location and loadings from a subset of the members.
struct Core {
    location: Vec<f64>,
    loadings: Vec<Vec<f64>>,
}

impl Core {
    fn fit(
        members: &[Member],
        subset: &[usize],
        ploidies: &[Ploidy],
        voting: &[usize],
        factors: usize,
    ) -> Self {
        let location = location(members, subset, ploidies, voting);
        let residuals: Vec<Vec<f64>> = subset
            .iter()
            .map(|&i| {
                let raw: Vec<f64> =
                    members[i].logs.iter().zip(&location).map(|(x, m)| x - m).collect();
                let size = biweight_location(&voting.iter().map(|&t| raw[t]).collect::<Vec<_>>());
                raw.iter().map(|r| r - size).collect()
            })
            .collect();
        let loadings = loadings(members, subset, &residuals, voting, factors);
        Self { location, loadings }
    }
}

fn location(
    members: &[Member],
    subset: &[usize],
    ploidies: &[Ploidy],
    voting: &[usize],
) -> Vec<f64> {
    let targets = ploidies.len();
    let mut sizes: Vec<f64> = subset
        .iter()
        .map(|&i| median(&mut voting.iter().map(|&t| members[i].logs[t]).collect::<Vec<_>>()))
        .collect();
    let mut location = vec![0.0; targets];
    for _ in 0..3 {
        for (t, place) in location.iter_mut().enumerate() {
            let values: Vec<f64> = subset
                .iter()
                .zip(&sizes)
                .filter(|(i, _)| ploidies[t] != Ploidy::Y || members[**i].sex == Sex::Male)
                .map(|(i, size)| members[*i].logs[t] - size)
                .collect();
            *place = biweight_location(&values);
        }
        for (size, &i) in sizes.iter_mut().zip(subset) {
            let values: Vec<f64> =
                voting.iter().map(|&t| members[i].logs[t] - location[t]).collect();
            *size = biweight_location(&values);
        }
    }
    // Size 0 is the middle of the panel.
    let middle = median(&mut sizes);
    location.iter().map(|m| m + middle).collect()
}

/// Weight of a target in fits: the inverse of its variance before that is known per target.
fn first_weight(count: f64) -> f64 {
    1.0 / (FIRST_VARIANCE + 1.0 / count.max(1.0))
}

fn loadings(
    members: &[Member],
    subset: &[usize],
    residuals: &[Vec<f64>],
    voting: &[usize],
    factors: usize,
) -> Vec<Vec<f64>> {
    let n = subset.len();
    if factors == 0 || n < 4 {
        return Vec::new();
    }
    let weighted: Vec<Vec<f64>> = subset
        .iter()
        .zip(residuals)
        .map(|(&i, row)| {
            let weight = |t: usize| first_weight(members[i].counts[t]).sqrt();
            voting.iter().map(|&t| weight(t) * row[t]).collect()
        })
        .collect();
    let mut gram = DMatrix::<f64>::zeros(n, n);
    for a in 0..n {
        for b in a..n {
            let product = weighted[a].iter().zip(&weighted[b]).map(|(x, y)| x * y).sum();
            gram[(a, b)] = product;
            gram[(b, a)] = product;
        }
    }
    let eigen = SymmetricEigen::new(gram);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    order
        .iter()
        .take(factors)
        .map(|&k| {
            let vector = eigen.eigenvectors.column(k);
            // The sign of an eigenvector is arbitrary; fixed here so that results repeat.
            let sign = if vector.sum() < 0.0 { -1.0 } else { 1.0 };
            (0..residuals[0].len())
                .map(|t| {
                    let sum: f64 = (0..n).map(|i| residuals[i][t] * vector[i]).sum();
                    sign * sum / (n as f64).sqrt()
                })
                .collect()
        })
        .collect()
}

/// Scores of a sample on the factors, by weighted ridge regression over some targets.
///
/// The loadings are scaled so that scores of normals have unit variance: the ridge is their prior.
pub fn scores(
    loadings: &[Vec<f64>],
    residuals: &[f64],
    weights: &[f64],
    targets: impl Iterator<Item = usize>,
) -> Vec<f64> {
    let k = loadings.len();
    if k == 0 {
        return Vec::new();
    }
    let mut normal = DMatrix::<f64>::identity(k, k);
    let mut right = DVector::<f64>::zeros(k);
    for t in targets {
        for a in 0..k {
            let weighted = weights[t] * loadings[a][t];
            right[a] += weighted * residuals[t];
            for b in 0..=a {
                normal[(a, b)] += weighted * loadings[b][t];
            }
        }
    }
    for a in 0..k {
        for b in 0..a {
            normal[(b, a)] = normal[(a, b)];
        }
    }
    normal.cholesky().map_or_else(|| vec![0.0; k], |c| c.solve(&right).iter().copied().collect())
}

/// Contribution of the factors to the log depth of a target.
pub fn systematic(loadings: &[Vec<f64>], scores: &[f64], target: usize) -> f64 {
    loadings.iter().zip(scores).map(|(loading, score)| loading[target] * score).sum()
}

struct CrossValidation {
    factors: usize,
    /// Residual of each member when it was left out, per target.
    residuals: Vec<Vec<f64>>,
}

fn cross_validate(members: &[Member], ploidies: &[Ploidy], voting: &[usize]) -> CrossValidation {
    let n = members.len();
    let most = (n / 4).min(MOST_FACTORS);
    let folds = if n <= 2 * FOLDS { n } else { FOLDS };
    // by number of factors, then member
    let mut residuals = vec![vec![Vec::new(); n]; most + 1];
    for fold in 0..folds {
        let train: Vec<usize> = (0..n).filter(|i| i % folds != fold).collect();
        let core = Core::fit(members, &train, ploidies, voting, most);
        for held in (0..n).filter(|i| i % folds == fold) {
            for (factors, rows) in residuals.iter_mut().enumerate() {
                rows[held] = predict(&members[held], &core, factors, voting);
            }
        }
    }
    let loss = |factors: usize| -> f64 {
        let spread =
            |row: &Vec<f64>| mad(&voting.iter().map(|&t| row[t]).collect::<Vec<_>>()).powi(2);
        residuals[factors].iter().map(spread).sum::<f64>()
    };
    let losses: Vec<f64> = (0..=most).map(loss).collect();
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    // The fewest factors that predict within 1 % of the best.
    let factors = losses.iter().position(|l| *l <= 1.01 * best).unwrap_or(0);
    CrossValidation { factors, residuals: residuals.swap_remove(factors) }
}

/// Residuals of a member that was left out: each half of the targets from scores on the other.
fn predict(member: &Member, core: &Core, factors: usize, voting: &[usize]) -> Vec<f64> {
    let raw: Vec<f64> = member.logs.iter().zip(&core.location).map(|(x, m)| x - m).collect();
    let size = biweight_location(&voting.iter().map(|&t| raw[t]).collect::<Vec<_>>());
    let centred: Vec<f64> = raw.iter().map(|r| r - size).collect();
    let loadings = &core.loadings[..factors.min(core.loadings.len())];
    if loadings.is_empty() {
        return centred;
    }
    let weights: Vec<f64> = member.counts.iter().map(|n| first_weight(*n)).collect();
    let mut residuals = centred.clone();
    for half in 0..2 {
        let scores =
            scores(loadings, &centred, &weights, voting.iter().copied().filter(|t| t % 2 != half));
        for t in (0..centred.len()).filter(|t| t % 2 == half) {
            residuals[t] -= systematic(loadings, &scores, t);
        }
    }
    residuals
}

/// What the members' squared residuals tell of each target's own variance.
struct Spread {
    /// Squared residuals less counting noise, summed over the members, per target.
    excess: Vec<f64>,
    /// Number of members.
    members: f64,
    /// The panel's middle variance.
    middle: f64,
    /// How many members the middle is worth: more, the more alike the targets are.
    prior: f64,
}

impl Spread {
    fn of(members: &[Member], residuals: &[Vec<f64>], voting: &[usize], targets: usize) -> Self {
        let n = members.len() as f64;
        let raw: Vec<(f64, f64)> = (0..targets)
            .map(|t| {
                let total = residuals.iter().map(|row| row[t].powi(2)).sum::<f64>() / n;
                let counting = members.iter().map(|m| m.counting(t)).sum::<f64>() / n;
                (total, counting)
            })
            .collect();
        let excess = |t: usize| raw[t].0 - raw[t].1;
        let middle = median(&mut voting.iter().map(|&t| excess(t)).collect::<Vec<_>>())
            .max(SMALLEST_VARIANCE);
        // How much targets differ beyond what n squared residuals differ by chance.
        let scaled: Vec<f64> = voting.iter().map(|&t| raw[t].0 / (middle + raw[t].1)).collect();
        let mean = biweight_location(&scaled).max(0.1);
        let spread = mad(&scaled) / mean;
        let beyond = (spread.powi(2) - 2.0 / n).max(0.0);
        let prior = if beyond > 0.0 { (2.0 / beyond + 4.0).clamp(4.0, 60.0) } else { 60.0 };
        let excess = (0..targets).map(|t| n * excess(t)).collect();
        Self { excess, members: n, middle, prior }
    }

    /// Relative variance of a target beyond counting: its own, drawn towards the panel's middle.
    fn variance(&self, target: usize) -> f64 {
        self.moderated(self.excess[target], self.members)
    }

    /// The same from the other members alone: a member's residual widens the variance that it is
    /// held against, and of few members much.
    fn without(&self, target: usize, residual: f64, counting: f64) -> f64 {
        let own = residual.powi(2) - counting;
        self.moderated(self.excess[target] - own, self.members - 1.0)
    }

    fn moderated(&self, excess: f64, members: f64) -> f64 {
        ((self.prior * self.middle + excess) / (self.prior + members))
            .max(self.middle / 4.0)
            .max(SMALLEST_VARIANCE)
    }
}

/// Tails of the residuals, each on the scale of its target and of its sample's own noise. What healthy
/// people have more or fewer copies of is left out: it is no noise.
fn tails(residuals: &[Vec<f64>], members: &[Member], spread: &Spread, voting: &[usize]) -> Tails {
    let of_member = |(row, member): (&Vec<f64>, &Member)| -> Vec<f64> {
        let scaled: Vec<f64> = voting
            .iter()
            .map(|&t| {
                let counting = member.counting(t);
                row[t] / (spread.without(t, row[t], counting) + counting).sqrt()
            })
            .collect();
        let noise = mad(&scaled).max(1.0);
        scaled.into_iter().map(|z| z / noise).collect()
    };
    let scaled: Vec<Vec<f64>> = residuals.iter().zip(members).map(of_member).collect();
    let fewest = FEWEST_CHANGED.max((SHARE_CHANGED * scaled.len() as f64).ceil() as usize);
    let is_common: Vec<bool> = (0..voting.len())
        .map(|at| scaled.iter().filter(|row| row[at].abs() > FAR_OUT).count() >= fewest)
        .collect();
    let noise = |row: &Vec<f64>| -> Vec<f64> {
        let kept = |at: &usize| !is_common[*at] && !is_shifted_together(row, *at);
        (0..row.len()).filter(kept).map(|at| row[at]).collect()
    };
    Tails::learn(&scaled.iter().flat_map(noise).collect::<Vec<_>>())
}

/// True where a target and one beside it are out to the same side.
fn is_shifted_together(row: &[f64], at: usize) -> bool {
    let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
    beside.filter_map(|other| row.get(other)).any(|other| {
        row[at].abs().min(other.abs()) > OUT_TOGETHER && (row[at] < 0.0) == (*other < 0.0)
    })
}

/// Standard deviation that the targets of a region share: variance of the regions' mean residuals
/// beyond what their targets' own noise explains.
fn shared_effect(
    residuals: &[Vec<f64>],
    members: &[Member],
    variance: &[f64],
    regions: &[Vec<usize>],
    usable: &[bool],
) -> f64 {
    let mut excess = Vec::new();
    for region in regions {
        let targets: Vec<usize> = region.iter().copied().filter(|&t| usable[t]).collect();
        if targets.len() < 3 {
            continue;
        }
        for (row, member) in residuals.iter().zip(members) {
            let weight = |t: usize| 1.0 / (variance[t] + member.counting(t));
            let total: f64 = targets.iter().map(|&t| weight(t)).sum();
            let mean = targets.iter().map(|&t| weight(t) * row[t]).sum::<f64>() / total;
            excess.push(mean.powi(2) - 1.0 / total);
        }
    }
    if excess.is_empty() {
        return 0.0;
    }
    let mean = excess.iter().sum::<f64>() / excess.len() as f64;
    mean.max(0.0).sqrt().min(0.1)
}
