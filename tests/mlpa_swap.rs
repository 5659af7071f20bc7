//! Rotations of samples, found or not, over many made cohorts.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ikaros::compare::result::{JoinedSample, Swaps};
use ikaros::compare::swap::{Profile, find};

/// Steady numbers between 0 and 1.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as f64) / f64::from(1_u32 << 31)
    }

    fn below(&mut self, n: usize) -> usize {
        ((self.next() * n as f64) as usize).min(n - 1)
    }

    /// About normal, with deviation 1.
    fn noise(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

const EXONS: usize = 40;

/// `n` samples of which a share carries one event of 1 to 8 exons in 40 to 100 % of the cells.
fn cohort(n: usize, affected: f64, dice: &mut Dice) -> Vec<Profile> {
    (0..n)
        .map(|i| {
            let has = dice.next() < affected;
            let (length, share) = (1 + dice.below(8), 0.4 + 0.6 * dice.next());
            let start = dice.below(EXONS - length);
            let truth = |at: usize| {
                if has && (start..start + length).contains(&at) { 1.0 - share / 2.0 } else { 1.0 }
            };
            let mut column =
                || (0..EXONS).map(|at| Some(truth(at) + 0.04 * dice.noise())).collect::<Vec<_>>();
            let name = format!("S{i:02}");
            Profile {
                sample: JoinedSample { ngs: name.clone(), mlpa: name },
                ngs: column(),
                mlpa: column(),
            }
        })
        .collect()
}

/// Gives each of `who` the MLPA profile of the next; NGS `who[k + 1]` then fits MLPA `who[k]`.
fn rotate(profiles: &mut [Profile], who: &[usize]) {
    let first = profiles[who[0]].mlpa.clone();
    for pair in who.windows(2) {
        let next = profiles[pair[1]].mlpa.clone();
        profiles[pair[0]].mlpa = next;
    }
    profiles[who[who.len() - 1]].mlpa = first;
}

fn choose(n: usize, length: usize, dice: &mut Dice) -> Vec<usize> {
    let mut who: Vec<usize> = Vec::new();
    while who.len() < length {
        let i = dice.below(n);
        if !who.contains(&i) {
            who.push(i);
        }
    }
    who
}

/// What was told of one cohort.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Told {
    /// Nothing.
    Nothing,
    /// Every link of the circle.
    Exact,
    /// Links that are true, or that name the true sample among those that fit as well.
    Open,
    /// A link that is not true, of a sample that was moved.
    Wrong,
    /// A sample that was not moved.
    Innocent,
}

fn judge(found: &Swaps, who: &[usize]) -> Told {
    let name = |i: usize| format!("S{i:02}");
    let n = who.len();
    let truth: Vec<(String, String)> =
        (0..n).map(|k| (name(who[(k + 1) % n]), name(who[k]))).collect();
    let told: Vec<_> = found.suspected.iter().flat_map(|swap| &swap.pairs).collect();
    let right = |ngs: &str| truth.iter().find(|link| link.0 == ngs).map(|link| &link.1);
    if told.is_empty() {
        Told::Nothing
    } else if told.iter().any(|pair| right(&pair.ngs).is_none()) {
        Told::Innocent
    } else if told.iter().all(|pair| right(&pair.ngs) == Some(&pair.mlpa)) && told.len() == n {
        Told::Exact
    } else if told.iter().all(|pair| {
        right(&pair.ngs).is_some_and(|mlpa| *mlpa == pair.mlpa || pair.fits_as_well.contains(mlpa))
    }) {
        Told::Open
    } else {
        Told::Wrong
    }
}

/// How often each was told over 100 cohorts of 24 samples with one circle of this length.
fn counts(length: usize, affected: f64) -> impl Fn(Told) -> usize {
    let told: Vec<Told> = (0..100)
        .map(|seed| {
            let mut dice = Dice(seed * 7919 + 13);
            let mut profiles = cohort(24, affected, &mut dice);
            let who = choose(24, length, &mut dice);
            rotate(&mut profiles, &who);
            let found = find(&profiles, &[], 0.001);
            let told = judge(&found, &who);
            if matches!(told, Told::Wrong | Told::Innocent) {
                let words: Vec<&str> = found.suspected.iter().map(|s| s.told.as_str()).collect();
                println!("{told:?}, seed {seed}: {who:?}: {words:?}");
            }
            told
        })
        .collect();
    let of = move |wanted| told.iter().filter(|told| **told == wanted).count();
    println!(
        "circle of {length}, {affected} with an event: exact {}, open {}, nothing {}, wrong {}, \
         innocent {}",
        of(Told::Exact),
        of(Told::Open),
        of(Told::Nothing),
        of(Told::Wrong),
        of(Told::Innocent)
    );
    of
}

#[test]
fn a_rotation_of_three_distinct_samples_is_told_whole() {
    let mut dice = Dice(5);
    let mut profiles = cohort(24, 0.0, &mut dice);
    for (i, exons) in [(3, 0..8), (9, 10..16), (5, 20..26), (12, 30..38)] {
        for at in exons {
            let own = &mut profiles[i];
            own.ngs[at] = own.ngs[at].map(|ratio| ratio - 0.4);
            own.mlpa[at] = own.mlpa[at].map(|ratio| ratio - 0.4);
        }
    }
    assert_eq!(find(&profiles, &[], 0.001).suspected, []);
    for who in [vec![3, 9, 5], vec![12, 3, 5, 9]] {
        let mut moved = profiles.clone();
        rotate(&mut moved, &who);
        let found = find(&moved, &[], 0.001);
        assert_eq!(judge(&found, &who), Told::Exact, "{who:?}: {found:?}");
        assert_eq!(found.suspected.len(), 1);
        let told = &found.suspected[0].told;
        assert!(told.starts_with(&format!("a rotation of {} samples", who.len())), "{told}");
        // The circle closes: each MLPA sample is the next NGS sample.
        let pairs = &found.suspected[0].pairs;
        for (at, pair) in pairs.iter().enumerate() {
            assert_eq!(pair.mlpa, pairs[(at + 1) % pairs.len()].ngs);
            assert!(told.contains(&format!("NGS {} fits MLPA {}", pair.ngs, pair.mlpa)), "{told}");
        }
    }
}

#[test]
fn circles_are_told_whole_or_left_open_and_nobody_else_is_named() {
    for (length, affected, fewest) in [(2, 0.7, 60), (3, 0.7, 35), (3, 1.0, 60), (5, 1.0, 30)] {
        let of = counts(length, affected);
        assert_eq!((of(Told::Wrong), of(Told::Innocent)), (0, 0), "{length}");
        assert!(of(Told::Exact) >= fewest, "{length}");
    }
}

#[test]
fn without_a_circle_nothing_is_told() {
    for seed in 0..100 {
        let mut dice = Dice(seed * 104_729 + 1);
        let profiles = cohort(24, [0.3, 0.7, 1.0][seed as usize % 3], &mut dice);
        assert_eq!(find(&profiles, &[], 0.001).suspected, [], "seed {seed}");
    }
}
