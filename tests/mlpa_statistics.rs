//! Statistics of a comparison against `SciPy`, statsmodels and scikit-learn
//! (`tests/mlpa_fixture/statistics.py` states the calls and the versions), computed live where they
//! are installed, otherwise stored.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::OnceLock;

use ikaros::stats::agreement::{Bounded, kappa, proportion};
use ikaros::stats::method_comparison::{bland_altman, deming, passing_bablok};
use ikaros::stats::roc::roc;

/// The stored values, or those that Python computes now where it has the packages.
fn stored() -> BTreeMap<String, Vec<f64>> {
    static VALUES: OnceLock<String> = OnceLock::new();
    let text = VALUES.get_or_init(|| {
        live().unwrap_or_else(|why| {
            println!("stored values of SciPy and statsmodels are used: {why}");
            include_str!("mlpa_fixture/statistics.tsv").to_owned()
        })
    });
    values(text)
}

/// What the script prints here and now. `IKAROS_PYTHON` names another Python than `python3`.
fn live() -> Result<String, String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mlpa_fixture/statistics.py");
    let python = std::env::var("IKAROS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let import = "import numpy, scipy.odr, sklearn, statsmodels.stats.inter_rater";
    let has = Command::new(&python).args(["-c", import]).output();
    match has {
        Err(error) => return Err(format!("{python}: {error}")),
        Ok(output) if !output.status.success() => {
            return Err(format!("{python} lacks NumPy, SciPy, statsmodels or scikit-learn"));
        }
        Ok(_) => {}
    }
    // With the packages there, a script that fails is a failure of the test.
    let output = Command::new(&python).args(["-W", "ignore", script]).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{python} {script}: {told}");
    println!("live values of {python} are used");
    Ok(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn live_values_equal_the_stored_ones() {
    let live = match live() {
        Ok(text) => values(&text),
        Err(why) => return println!("skipped: {why}"),
    };
    let kept = values(include_str!("mlpa_fixture/statistics.tsv"));
    assert_eq!(live.keys().collect::<Vec<_>>(), kept.keys().collect::<Vec<_>>());
    for (name, wanted) in &kept {
        same(name, &live[name], wanted);
    }
}

fn values(text: &str) -> BTreeMap<String, Vec<f64>> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut cells = line.split('\t');
            let name = cells.next().unwrap().to_owned();
            (name, cells.map(|cell| cell.parse().unwrap()).collect())
        })
        .collect()
}

fn same(name: &str, found: &[f64], wanted: &[f64]) {
    assert_eq!(found.len(), wanted.len(), "{name}");
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < 1e-6, "{name}: {found} is not {wanted}");
    }
}

fn all(bounded: Bounded) -> [f64; 3] {
    [bounded.value, bounded.low, bounded.high]
}

fn pairs(stored: &BTreeMap<String, Vec<f64>>) -> Vec<(f64, f64)> {
    stored["x"].iter().copied().zip(stored["y"].iter().copied()).collect()
}

#[test]
fn exact_intervals_equal_scipy() {
    let stored = stored();
    for (k, n) in [(0, 10), (10, 10), (7, 9), (81, 263), (1, 1000), (59, 60)] {
        let found = proportion(k, n).unwrap();
        let name = format!("clopper_pearson_{k}_{n}");
        same(&name, &[found.low, found.high], &stored[&name]);
    }
}

#[test]
fn kappa_equals_statsmodels() {
    let stored = stored();
    let tables: [(&str, Vec<Vec<u64>>); 3] = [
        ("kappa_two", vec![vec![20, 5], vec![10, 15]]),
        ("kappa_three", vec![vec![88, 14, 18], vec![10, 40, 10], vec![2, 6, 12]]),
        (
            "kappa_four",
            vec![vec![9, 0, 1, 0], vec![2, 14, 0, 1], vec![0, 1, 7, 0], vec![0, 0, 0, 5]],
        ),
    ];
    for (name, table) in tables {
        let wanted = &stored[name];
        same(name, &all(kappa(&table).unwrap()), &[wanted[0], wanted[2], wanted[3]]);
    }
}

#[test]
fn bland_altman_equals_numpy() {
    let stored = stored();
    let (found, wanted) = (bland_altman(&pairs(&stored)).unwrap(), &stored["bland_altman"]);
    let bias = found.bias;
    let half = found.upper.high - found.upper.value;
    let figures = [
        bias.value,
        found.deviation,
        bias.low,
        bias.high,
        found.lower.value,
        found.upper.value,
        half,
    ];
    same("bland_altman", &figures, wanted);
}

#[test]
fn lines_equal_scipy_and_brute_force() {
    let stored = stored();
    let pairs = pairs(&stored);
    for (name, line) in [("deming", deming(&pairs)), ("passing_bablok", passing_bablok(&pairs))] {
        let line = line.unwrap();
        let (s, i) = (line.slope, line.intercept);
        same(name, &[s.value, i.value, s.low, s.high, i.low, i.high], &stored[name]);
    }
}

#[test]
fn roc_equals_scikit_learn() {
    let stored = stored();
    let scores: Vec<_> = stored["roc_score"]
        .iter()
        .zip(&stored["roc_truth"])
        .map(|(score, truth)| (*score, *truth == 1.0))
        .collect();
    let found = roc(&scores).unwrap().area;
    let wanted = &stored["roc"];
    same("roc", &all(found), &[wanted[0], wanted[2], wanted[3]]);
}
