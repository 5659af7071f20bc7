//! How the run lies against its normals, and which samples stand out.

use crate::model::calls::Severity;
use crate::model::sample::{Role, Sex};
use crate::stats::robust::median;

use super::entry::{Detail, Entry};
use super::plot::{self, Plot, Point};
use crate::report::text::Texts;

/// Robust standard deviations beyond which a sample is far from the others: the border that
/// Iglewicz and Hoaglin (1993) recommend for the modified z-score.
pub(super) const BORDER: f64 = 3.5;
/// Samples below which the spread of the run is not known.
pub(super) const FEWEST: usize = 8;

/// The figure whose range among the normals is known.
const DEPTH: &str = "run-depth";

/// Figures of the reads: the panel of normals holds none of them, an imported depth has none.
const OF_READS: [&str; 2] = ["run-covered", "run-duplicates"];

/// One figure over the run.
pub(super) struct Figure {
    pub name: String,
    pub normals: String,
    pub run: String,
    pub plot: Plot,
    pub outstanding: Vec<Outstanding>,
}

/// A sample that stands out.
pub(super) struct Outstanding {
    pub sample: String,
    /// Place in the table.
    pub number: usize,
    pub value: String,
    pub reason: String,
}

/// What is drawn of a figure.
struct Kind {
    key: &'static str,
    unit: &'static str,
    /// Flags that name the figure.
    flags: &'static [&'static str],
    decimals: usize,
    value: fn(&Entry, &Detail) -> Option<f64>,
}

const KINDS: [Kind; 5] = [
    Kind {
        key: DEPTH,
        unit: "run-depth-unit",
        flags: &[],
        decimals: 0,
        value: |entry, _| entry.row.mean_depth,
    },
    Kind {
        key: "run-correlation",
        unit: "run-correlation-unit",
        flags: &["LOW_CORRELATION", "NOT_LIKE_NORMALS"],
        decimals: 3,
        value: |_, detail| Some(detail.correlation),
    },
    Kind {
        key: "run-noise",
        unit: "run-noise-unit",
        flags: &["NOISY"],
        decimals: 2,
        value: |_, detail| Some(detail.noise),
    },
    Kind {
        key: "run-covered",
        unit: "run-covered-unit",
        flags: &[],
        decimals: 1,
        value: |_, detail| detail.covered,
    },
    Kind {
        key: "run-duplicates",
        unit: "run-duplicates-unit",
        flags: &[],
        decimals: 1,
        value: |_, detail| detail.duplicates,
    },
];

/// The figures, each with its plot.
pub(super) fn figures(entries: &[Entry], texts: &'static Texts) -> Vec<Figure> {
    KINDS.iter().filter_map(|kind| figure(kind, entries, texts)).collect()
}

fn figure(kind: &Kind, entries: &[Entry], texts: &'static Texts) -> Option<Figure> {
    let seen: Vec<(usize, &Entry, &Detail, f64)> = entries
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| {
            let detail = entry.detail.as_ref()?;
            let value = (kind.value)(entry, detail).filter(|value| value.is_finite())?;
            Some((at, entry, detail, value))
        })
        .collect();
    let values: Vec<f64> = seen.iter().map(|(_, _, _, value)| *value).collect();
    if values.is_empty() {
        return None;
    }
    let far = far(&values);
    let show = |value: f64| texts.number(value, kind.decimals);
    let mut outstanding = Vec::new();
    let mut points = Vec::new();
    for ((number, entry, detail, value), far) in seen.iter().zip(far) {
        let flag = detail.flags.iter().find(|flag| {
            flag.severity != Severity::Note && kind.flags.contains(&flag.code.as_str())
        });
        let outside = detail.normals.is_some_and(|normals| {
            kind.key == DEPTH && !(normals.lowest..=normals.highest).contains(value)
        });
        let mut reasons: Vec<String> =
            flag.map(|f| texts.say("run-mark-flag", &[("code", &f.code)])).into_iter().collect();
        reasons.extend(outside.then(|| texts.get("run-mark-outside")));
        reasons.extend(far.then(|| texts.get("run-mark-far")));
        let marked = !reasons.is_empty();
        points.push(Point {
            value: *value,
            title: format!("{}: {}", entry.row.sample, show(*value)),
            class: match (marked, entry.row.role) {
                (true, _) => "marked",
                (false, Role::Tumour) => "patient",
                (false, Role::Normal) => "normal",
            },
        });
        if marked {
            outstanding.push(Outstanding {
                sample: entry.row.sample.clone(),
                number: *number,
                value: show(*value),
                reason: reasons.join(", "),
            });
        }
    }
    let (count, marked) = (points.len().to_string(), outstanding.len().to_string());
    let name = texts.get(kind.key);
    let label = texts.say("run-plot", &[("name", &name), ("count", &count), ("marked", &marked)]);
    let (reference, normals) = against(kind.key, &seen, texts);
    Some(Figure {
        normals,
        run: of_run(&values, &show, texts),
        plot: plot::plot(&points, reference, label, texts.get(kind.unit), texts),
        name,
        outstanding,
    })
}

/// Where the normals lie: lowest, middle and highest, and the same in words.
fn against(
    key: &str,
    seen: &[(usize, &Entry, &Detail, f64)],
    texts: &'static Texts,
) -> (Option<[f64; 3]>, String) {
    let words = texts.get(&format!("{key}-normals"));
    if OF_READS.contains(&key) {
        return (None, words);
    }
    if key != DEPTH {
        return (Some([1.0; 3]), words);
    }
    // One panel for all, or each patient's own normals: then the range over all of them.
    let depths: Vec<_> = seen.iter().filter_map(|(_, _, detail, _)| detail.normals).collect();
    let mut middles: Vec<f64> = depths.iter().map(|depth| depth.median).collect();
    if middles.is_empty() {
        return (None, texts.get("run-depth-normals-none"));
    }
    let lowest = depths.iter().map(|depth| depth.lowest).fold(f64::INFINITY, f64::min);
    let highest = depths.iter().map(|depth| depth.highest).fold(0.0, f64::max);
    let range = [lowest, median(&mut middles), highest];
    let [low, middle, high] = range.map(|value| texts.number(value, 0));
    let values = [("median", &*middle), ("lowest", &*low), ("highest", &*high)];
    (Some(range), texts.say("run-depth-normals", &values))
}

fn of_run(values: &[f64], show: &dyn Fn(f64) -> String, texts: &'static Texts) -> String {
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let middle = median(&mut values.to_vec());
    let [middle, lowest, highest] = [middle, lowest, highest].map(show);
    texts.say("run-of-run", &[("median", &middle), ("lowest", &lowest), ("highest", &highest)])
}

/// Median of the mean depths of the finished samples; none without one.
pub(super) fn median_depth(entries: &[Entry]) -> Option<f64> {
    let finished = entries.iter().filter(|entry| entry.detail.is_some());
    let mut depths: Vec<f64> =
        finished.filter_map(|entry| entry.row.mean_depth).filter(|d| d.is_finite()).collect();
    let middle = if depths.is_empty() { None } else { Some(median(&mut depths)) };
    middle.filter(|middle| *middle > 0.0)
}

/// Which values lie far from the others; none where there are too few, or where more than half are
/// equal, so that there is no spread to measure by.
fn far(values: &[f64]) -> Vec<bool> {
    let middle = median(&mut values.to_vec());
    let mut distances: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    let spread = median(&mut distances.clone());
    if values.len() < FEWEST || spread <= 0.0 {
        return vec![false; values.len()];
    }
    distances.drain(..).map(|distance| 0.6745 * distance / spread > BORDER).collect()
}

/// Sex as stated against sex as seen.
pub(super) struct SexCheck {
    /// A row for each stated sex: its name and the counts for each seen sex.
    pub rows: Vec<(String, Vec<SexCell>)>,
    pub heads: Vec<String>,
    pub words: String,
    pub clashes: Vec<Outstanding>,
}

/// Number of samples, and how it is marked.
pub(super) struct SexCell {
    pub count: usize,
    /// `clash`, `open` or empty.
    pub class: &'static str,
}

/// The check over all finished samples.
pub(super) fn sex_check(entries: &[Entry], texts: &'static Texts) -> SexCheck {
    let all = [Sex::Female, Sex::Male, Sex::Unknown];
    let name = |sex: Sex| texts.get(&format!("run-sex-{}", sex.code()));
    let pairs: Vec<(usize, &Entry, Sex, Sex)> = entries
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| {
            entry.detail.as_ref().map(|detail| (at, entry, detail.stated, detail.seen))
        })
        .collect();
    let cell = |stated: Sex, seen: Sex| SexCell {
        count: pairs.iter().filter(|(_, _, a, b)| (*a, *b) == (stated, seen)).count(),
        class: match (stated, seen) {
            (Sex::Unknown, _) | (_, Sex::Unknown) => "open",
            (a, b) if a != b => "clash",
            _ => "",
        },
    };
    let known = |sex: Sex| sex != Sex::Unknown;
    let clashes: Vec<Outstanding> = pairs
        .iter()
        .filter(|(_, _, stated, seen)| known(*stated) && known(*seen) && stated != seen)
        .map(|(at, entry, stated, seen)| Outstanding {
            sample: entry.row.sample.clone(),
            number: *at,
            value: name(*stated),
            reason: name(*seen),
        })
        .collect();
    let checked = pairs.iter().any(|(_, _, stated, seen)| known(*stated) && known(*seen));
    SexCheck {
        rows: all.map(|stated| (name(stated), all.map(|seen| cell(stated, seen)).into())).into(),
        heads: all.map(name).into(),
        words: texts.get(match (clashes.is_empty(), checked) {
            (false, _) => "run-sex-clash",
            (true, true) => "run-sex-fine",
            (true, false) => "run-sex-blind",
        }),
        clashes,
    }
}

#[cfg(test)]
mod tests {
    use super::far;

    #[test]
    fn a_value_apart_is_far_and_a_few_values_tell_nothing() {
        let mut values = vec![10.0, 10.2, 9.9, 10.1, 10.0, 9.8, 10.3];
        assert!(!far(&values).contains(&true));
        values.push(13.0);
        assert_eq!(far(&values).iter().position(|far| *far), Some(7));
        assert!(!far(&[1.0, 1.0, 9.0]).contains(&true));
        assert!(!far(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 9.0]).contains(&true));
    }
}
