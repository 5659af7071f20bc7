//! Sex chromosomes from depth, outside the pseudo-autosomal regions.

use crate::knowledge::par::is_pseudo_autosomal;
use crate::model::assembly::Assembly;
use crate::model::interval::Interval;
use crate::model::sample::Sex;
use crate::model::target::Target;
use crate::stats::robust::median;

/// Share of autosomal depth on Y above which a sample has a Y; females show 0 to 2 % from
/// mis-mapped reads, males about 50 %.
const Y_PRESENT: f64 = 0.12;

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
    Some(if share > Y_PRESENT { Sex::Male } else { Sex::Female })
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

/// Sex of one sample: by its Y targets, else by the ratio of its X targets to two copies.
pub fn of_sample(
    assembly: Assembly,
    targets: &[Target],
    depths: &[f64],
    x_ratio: Option<f64>,
) -> Sex {
    if let Some(sex) = by_y(assembly, targets, depths) {
        return sex;
    }
    match x_ratio {
        Some(ratio) if ratio < 0.7 => Sex::Male,
        Some(ratio) if ratio > 0.8 => Sex::Female,
        _ => Sex::Unknown,
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
}
