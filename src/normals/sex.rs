//! Sex chromosomes from depth, outside the pseudo-autosomal regions.

use statrs::distribution::{DiscreteCDF, Poisson};

use crate::knowledge::par::is_pseudo_autosomal;
use crate::model::assembly::Assembly;
use crate::model::interval::Interval;
use crate::model::sample::Sex;
use crate::model::target::Target;
use crate::normals::fragments::fragments;
use crate::stats::robust::median;

/// Share of autosomal depth on Y above which a sample has a Y; females show 0 to 2 % from
/// mis-mapped reads, males about 50 %.
const Y_PRESENT: f64 = 0.12;
/// Copies on X relative to two, below which a sample is male and above which it is female; between
/// them nothing is said.
const X_OF_MALE: f64 = 0.7;
const X_OF_FEMALE: f64 = 0.8;
/// Chance of so few, or so many, fragments on the border between the sexes, above which they are too
/// few to say anything.
const TOO_LIKELY: f64 = 0.001;

/// How many copies a target has in a healthy sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ploidy {
    /// Two in everyone: autosomes and pseudo-autosomal regions on X.
    Two,
    /// Two in females, one in males.
    X,
    /// None in females, one in males; also the Y copies of the pseudo-autosomal regions, whose
    /// reads are counted on X.
    Y,
}

/// The copies of a target in health.
pub fn ploidy(assembly: Assembly, target: &Interval) -> Ploidy {
    if !target.contig.is_x() && !target.contig.is_y() {
        return Ploidy::Two;
    }
    if target.contig.is_y() {
        return Ploidy::Y;
    }
    if is_pseudo_autosomal(assembly, target) { Ploidy::Two } else { Ploidy::X }
}

/// Median depth of the targets of one ploidy relative to that of the autosomes; `None` without
/// at least two such targets or without depth.
fn relative(
    targets: &[Target],
    ploidies: &[Ploidy],
    depths: &[f64],
    wanted: Ploidy,
) -> Option<f64> {
    let of = |keep: &dyn Fn(usize) -> bool| {
        let mut values: Vec<f64> =
            (0..depths.len()).filter(|&t| keep(t)).map(|t| depths[t]).collect();
        (values.len() >= 2).then(|| median(&mut values))
    };
    let autosomal = of(&|t| targets[t].interval.contig.is_autosome())?;
    let wanted = of(&|t| ploidies[t] == wanted)?;
    (autosomal > 0.0).then(|| wanted / autosomal)
}

fn by_y(assembly: Assembly, targets: &[Target], depths: &[f64]) -> Option<Sex> {
    // Y copies of the pseudo-autosomal regions say nothing of a Y.
    let ploidies: Vec<Ploidy> = targets
        .iter()
        .map(|target| {
            if is_pseudo_autosomal(assembly, &target.interval) {
                Ploidy::Two
            } else {
                ploidy(assembly, &target.interval)
            }
        })
        .collect();
    let share = relative(targets, &ploidies, depths, Ploidy::Y)?;
    let counted = Counted::on(targets, &ploidies, depths, Ploidy::Y)?;
    Some(if share > Y_PRESENT {
        if counted.are_above(Y_PRESENT) { Sex::Male } else { Sex::Unknown }
    } else if counted.are_below(Y_PRESENT) || counted.typical(share).are_below(Y_PRESENT) {
        Sex::Female
    } else {
        Sex::Unknown
    })
}

/// Fragments on the targets of one ploidy, and how many there would be with the autosomes' depth.
#[derive(Debug, Clone, Copy)]
struct Counted {
    observed: f64,
    /// With two copies.
    full: f64,
    targets: f64,
}

impl Counted {
    fn on(targets: &[Target], ploidies: &[Ploidy], depths: &[f64], wanted: Ploidy) -> Option<Self> {
        let is_autosomal = |t: &usize| targets[*t].interval.contig.is_autosome();
        let mut autosomal: Vec<f64> =
            (0..depths.len()).filter(is_autosomal).map(|t| depths[t]).collect();
        if autosomal.is_empty() {
            return None;
        }
        let depth = median(&mut autosomal);
        let mut counted = Self { observed: 0.0, full: 0.0, targets: 0.0 };
        for t in (0..depths.len()).filter(|&t| ploidies[t] == wanted) {
            let length = targets[t].interval.len();
            counted.observed += fragments(depths[t], length);
            counted.full += fragments(depth, length);
            counted.targets += 1.0;
        }
        Some(counted)
    }

    /// One target with this share of the full depth: of many targets a few may be covered by reads
    /// from elsewhere, and the median target is not.
    fn typical(self, share: f64) -> Self {
        let full = self.full / self.targets.max(1.0);
        Self { observed: share * full, full, targets: 1.0 }
    }

    /// True when so few fragments are not to be expected at a share of the full depth.
    fn are_below(self, share: f64) -> bool {
        let Ok(border) = Poisson::new(share * self.full) else { return false };
        border.cdf(self.observed.ceil() as u64) < TOO_LIKELY
    }

    /// True when so many are not.
    fn are_above(self, share: f64) -> bool {
        let Ok(border) = Poisson::new(share * self.full) else { return false };
        let observed = self.observed.floor() as u64;
        observed > 0 && border.sf(observed - 1) < TOO_LIKELY
    }
}

/// Sexes of healthy samples: by their Y targets, else by the gap between their X depths.
pub fn of_normals(assembly: Assembly, targets: &[Target], depths: &[Vec<f64>]) -> Vec<Sex> {
    let by_y: Vec<Option<Sex>> = depths.iter().map(|d| by_y(assembly, targets, d)).collect();
    if by_y.iter().all(Option::is_some) {
        return by_y.into_iter().map(|sex| sex.unwrap_or(Sex::Unknown)).collect();
    }
    let ploidies: Vec<Ploidy> = targets.iter().map(|t| ploidy(assembly, &t.interval)).collect();
    let shares: Option<Vec<f64>> =
        depths.iter().map(|d| relative(targets, &ploidies, d, Ploidy::X)).collect();
    let Some(shares) = shares else { return vec![Sex::Unknown; depths.len()] };
    let highest = shares.iter().copied().fold(0.0, f64::max);
    let lowest = shares.iter().copied().fold(f64::INFINITY, f64::min);
    if lowest > 0.75 * highest {
        // One sex only: which one cannot be told without a Y target or the laboratory's word.
        return vec![Sex::Unknown; depths.len()];
    }
    let border = (lowest * highest).sqrt();
    shares.iter().map(|&s| if s < border { Sex::Male } else { Sex::Female }).collect()
}

/// Sex of one sample: by its Y targets, else by the ratio of its X targets to two copies. Unknown
/// where the fragments are too few to tell, and where there is one X and no Y.
pub fn of_sample(
    assembly: Assembly,
    targets: &[Target],
    depths: &[f64],
    x_ratio: Option<f64>,
) -> Sex {
    let by_x = by_x(assembly, targets, depths, x_ratio);
    match by_y(assembly, targets, depths) {
        // One X and no Y: a male's leukaemia that lost the Y, or a female's that lost an X.
        Some(Sex::Female) if by_x == Sex::Male => Sex::Unknown,
        Some(sex) if sex != Sex::Unknown => sex,
        _ => by_x,
    }
}

fn by_x(assembly: Assembly, targets: &[Target], depths: &[f64], x_ratio: Option<f64>) -> Sex {
    let Some(ratio) = x_ratio else { return Sex::Unknown };
    let ploidies: Vec<Ploidy> = targets.iter().map(|t| ploidy(assembly, &t.interval)).collect();
    let Some(counted) = Counted::on(targets, &ploidies, depths, Ploidy::X) else {
        return Sex::Unknown;
    };
    // Captured better or worse than autosomes, X has its own normals to be compared with.
    let counted = Counted { observed: ratio * counted.full, ..counted };
    if ratio < X_OF_MALE && counted.are_below(X_OF_FEMALE) {
        Sex::Male
    } else if ratio > X_OF_FEMALE && counted.are_above(X_OF_MALE) {
        Sex::Female
    } else {
        Sex::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::contig::Contig;

    fn target(contig: &str, start: u32) -> Target {
        Target {
            interval: Interval::new(Contig::new(contig), start, start + 100),
            name: String::new(),
        }
    }

    #[test]
    fn par1_counts_as_two_copies_on_x_only() {
        for assembly in Assembly::ALL {
            assert_eq!(ploidy(assembly, &target("X", 1_300_000).interval), Ploidy::Two);
            assert_eq!(ploidy(assembly, &target("Y", 1_300_000).interval), Ploidy::Y);
            assert_eq!(ploidy(assembly, &target("X", 50_000_000).interval), Ploidy::X);
            assert_eq!(ploidy(assembly, &target("7", 1_300_000).interval), Ploidy::Two);
        }
    }

    #[test]
    fn without_y_the_gap_in_x_decides() {
        let mut targets: Vec<Target> = (0..6).map(|i| target("1", i * 1000)).collect();
        targets.extend((0..3).map(|i| target("X", 50_000_000 + i * 1000)));
        let depths = |x: f64| [vec![100.0; 6], vec![x; 3]].concat();
        let sexes = of_normals(Assembly::Grch38, &targets, &[depths(50.0), depths(101.0)]);
        assert_eq!(sexes, [Sex::Male, Sex::Female]);
        let sexes = of_normals(Assembly::Grch38, &targets, &[depths(99.0), depths(101.0)]);
        assert_eq!(sexes, [Sex::Unknown, Sex::Unknown]);
    }

    #[test]
    fn too_few_fragments_tell_no_sex() {
        let mut targets: Vec<Target> = (0..40).map(|i| target("1", i * 1000)).collect();
        targets.extend((0..6).map(|i| target("Y", 8_000_000 + i * 1000)));
        let sex = |depth: f64, y: f64| {
            let depths = [vec![depth; 40], vec![y; 6]].concat();
            of_sample(Assembly::Grch38, &targets, &depths, None)
        };
        assert_eq!((sex(300.0, 150.0), sex(300.0, 1.0)), (Sex::Male, Sex::Female));
        assert_eq!((sex(0.08, 0.0), sex(0.08, 0.04)), (Sex::Unknown, Sex::Unknown));
        // A single fragment on one target is no Y.
        assert_eq!(sex(2.0, 0.5), Sex::Unknown);
        let mut depths = [vec![300.0; 40], vec![0.0; 6]].concat();
        depths[42] = 280.0;
        let found = of_sample(Assembly::Grch38, &targets, &depths, None);
        assert_eq!(found, Sex::Female, "one target is covered from elsewhere");
    }

    #[test]
    fn one_x_without_a_y_tells_no_sex() {
        let mut targets: Vec<Target> = (0..40).map(|i| target("1", i * 1000)).collect();
        targets.extend((0..6).map(|i| target("X", 50_000_000 + i * 1000)));
        targets.extend((0..6).map(|i| target("Y", 8_000_000 + i * 1000)));
        let sex = |x: f64, y: f64| {
            let depths = [vec![300.0; 40], vec![300.0 * x; 6], vec![300.0 * y; 6]].concat();
            of_sample(Assembly::Grch38, &targets, &depths, Some(x))
        };
        assert_eq!((sex(0.5, 0.0), sex(0.75, 0.0)), (Sex::Unknown, Sex::Female));
        assert_eq!(
            (sex(0.5, 0.5), sex(1.0, 0.5), sex(1.0, 0.0)),
            (Sex::Male, Sex::Male, Sex::Female)
        );
    }

    #[test]
    fn x_alone_needs_fragments_too() {
        let mut targets: Vec<Target> = (0..40).map(|i| target("1", i * 1000)).collect();
        targets.extend((0..6).map(|i| target("X", 50_000_000 + i * 1000)));
        let sex = |depth: f64, ratio: f64| {
            let depths = [vec![depth; 40], vec![depth * ratio; 6]].concat();
            of_sample(Assembly::Grch38, &targets, &depths, Some(ratio))
        };
        assert_eq!((sex(300.0, 0.5), sex(300.0, 1.0)), (Sex::Male, Sex::Female));
        assert_eq!((sex(0.08, 0.0), sex(0.08, 1.0)), (Sex::Unknown, Sex::Unknown));
        assert_eq!(sex(300.0, 0.75), Sex::Unknown);
    }
}
