//! The page for the validation file. Every string is escaped by the template engine.

use askama::Template;

use super::differences::{self, level_words};
use super::plots::{self, Plot};
use super::validation::{self, Clause, Entry};
use crate::compare::levels;
use crate::compare::result::{Category, Comparison, Criterion, Level, Rate, RatioAgreement};
use crate::model::estimate::Estimate;
use crate::report::cell;

/// The page as UTF-8 HTML.
pub fn render(result: &Comparison) -> Result<Vec<u8>, askama::Error> {
    Ok(Page::new(result).render()?.into_bytes())
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct Page<'a> {
    result: &'a Comparison,
    header: Vec<Fact>,
    swaps: Vec<String>,
    criteria: Vec<CriterionRow>,
    ngs_only: String,
    mlpa_only: String,
    levels: Vec<LevelRow>,
    parts: Vec<LevelRow>,
    borderline: Vec<LevelRow>,
    tables: Vec<Grid>,
    plots: Vec<Plot>,
    ratios: Vec<RatioRow>,
    borders: Vec<BorderRow>,
    swap_words: String,
    limits: Vec<String>,
    entries: Vec<Entry>,
    samples: Vec<CategoryRow>,
    one_category: Vec<LevelRow>,
    differences: Vec<differences::Sample>,
    without_result: Vec<differences::Row>,
    clauses: &'static [Clause],
}

struct CategoryRow {
    category: String,
    counts: Vec<u64>,
    bound: String,
}

struct Fact {
    name: &'static str,
    value: String,
}

struct CriterionRow {
    criterion: String,
    found: String,
    outcome: String,
    mark: &'static str,
}

struct Figure {
    value: String,
    counts: String,
    interval: String,
}

impl Figure {
    /// A value alone.
    fn bare(value: String) -> Self {
        Self { value, counts: String::new(), interval: String::new() }
    }
}

struct LevelRow {
    name: String,
    finding: String,
    counts: Vec<String>,
    figures: Vec<Figure>,
}

struct Grid {
    title: String,
    mlpa: Vec<String>,
    rows: Vec<GridRow>,
    who: Vec<differences::Cell>,
}

struct GridRow {
    name: String,
    cells: Vec<GridCell>,
}

struct GridCell {
    count: u64,
    mark: &'static str,
}

struct RatioRow {
    gene: String,
    pairs: u64,
    figures: Vec<Figure>,
}

struct BorderRow {
    of: String,
    against: String,
    deleted: u64,
    others: u64,
    figures: Vec<Figure>,
}

impl<'a> Page<'a> {
    fn new(result: &'a Comparison) -> Self {
        let main = result.levels.iter().filter(|level| level.borderline == "apart");
        Self {
            header: header(result),
            swaps: swaps(result),
            criteria: result.criteria.iter().map(criterion).collect(),
            ngs_only: result.samples.ngs_only.join(", "),
            mlpa_only: result.samples.mlpa_only.join(", "),
            levels: main.clone().filter(|level| is_overall(level)).map(level_row).collect(),
            parts: main
                .clone()
                .filter(|level| !is_overall(level) && level.finding != "one_category")
                .map(level_row)
                .collect(),
            one_category: main
                .clone()
                .filter(|level| level.finding == "one_category")
                .map(level_row)
                .collect(),
            borderline: result
                .levels
                .iter()
                .filter(|level| is_overall(level))
                .filter(|level| matches!(level.finding.as_str(), "deletion" | "homozygous"))
                .map(borderline_row)
                .collect(),
            tables: main
                .filter(|level| is_overall(level) && level.finding != "gain")
                .map(|level| grid(level, result))
                .collect(),
            plots: plots::all(result),
            ratios: result.ratios.iter().map(ratio_row).collect(),
            borders: result
                .border_choice
                .iter()
                .map(|choice| BorderRow {
                    of: choice.ratio_of.to_uppercase(),
                    against: choice.against.to_uppercase(),
                    deleted: choice.deleted,
                    others: choice.not_deleted,
                    figures: vec![
                        plain(Some(choice.area), 3),
                        Figure {
                            value: cell::number(choice.best, 3),
                            counts: String::new(),
                            interval: if choice.best_range[0] < choice.best_range[1] {
                                format!(
                                    "equal from {:.3} to {:.3}",
                                    choice.best_range[0], choice.best_range[1]
                                )
                            } else {
                                String::new()
                            },
                        },
                        share(choice.sensitivity),
                        share(choice.specificity),
                    ],
                })
                .collect(),
            swap_words: swap_words(result),
            limits: limits(result),
            entries: validation::entries(result),
            samples: result.categories.iter().map(category_row).collect(),
            differences: differences::told(result),
            without_result: differences::without_result(result),
            clauses: &validation::CLAUSES,
            result,
        }
    }
}

/// Levels that are shown in full, beside their parts.
fn is_overall(level: &Level) -> bool {
    match level.level.as_str() {
        "exon" | "gene" => matches!(level.group.as_str(), "all" | "IKZF1"),
        "locus" => level.group == "all",
        _ => level.finding != "one_category",
    }
}

fn header(result: &Comparison) -> Vec<Fact> {
    let borders = &result.borders;
    vec![
        Fact { name: "Software", value: result.software.clone() },
        Fact { name: "Samples with both results", value: result.samples.joined.len().to_string() },
        Fact {
            name: "MLPA borders",
            value: format!(
                "deletion at or below {}, duplication at or above {}",
                borders.deletion, borders.duplication
            ),
        },
        Fact {
            name: "Borderline",
            value: format!("above {} to {}", borders.deletion, borders.borderline_to),
        },
    ]
}

fn swaps(result: &Comparison) -> Vec<String> {
    result
        .swaps
        .suspected
        .iter()
        .map(|swap| {
            format!(
                "{}. Root mean square difference {:.3} under the names, {:.3} exchanged; exons that \
                 agree {} of {} under the names, {} exchanged; z {:.1} (threshold {:.1})",
                swap.told,
                swap.distance_as_named,
                swap.distance_exchanged,
                swap.exons_agree[0],
                swap.exons_agree[2],
                swap.exons_agree[1],
                swap.z,
                swap.threshold
            )
        })
        .chain(result.swaps.unpartnered.iter().map(|own| {
            format!("{}; z {:.1} (threshold {:.1})", own.told, own.z, own.threshold)
        }))
        .collect()
}

fn swap_words(result: &Comparison) -> String {
    let swaps = &result.swaps;
    if swaps.noise.is_none() {
        return "Not looked for: it needs at least two samples with ratios on both sides."
            .to_owned();
    }
    format!(
        "{} samples were held against each other by their ratios; {}. {} of them show no event in \
         MLPA: an exchange among such samples, or of samples with the same event in the same share \
         of cells, cannot be seen.",
        swaps.samples,
        if swaps.suspected.is_empty() {
            "no exchange fits better than the names".to_owned()
        } else {
            format!("{} exchanges fit better than the names", swaps.suspected.len())
        },
        swaps.flat
    )
}

fn criterion(criterion: &Criterion) -> CriterionRow {
    let reason =
        if criterion.reason.is_empty() { String::new() } else { format!(": {}", criterion.reason) };
    CriterionRow {
        criterion: criterion.criterion.clone(),
        found: cell::number(criterion.found, 3),
        outcome: format!("{}{reason}", criterion.outcome),
        mark: if criterion.is_met() { "met" } else { "missed" },
    }
}

fn percent(value: f64) -> String {
    cell::number(100.0 * value, 1)
}

fn share(value: f64) -> Figure {
    Figure::bare(format!("{} %", percent(value)))
}

fn rate(rate: Option<&Rate>) -> Figure {
    match rate.and_then(|rate| Some((rate, rate.rate?))) {
        Some((rate, e)) => Figure {
            value: format!("{} %", percent(e.value)),
            counts: format!("{}/{}", rate.count, rate.of),
            interval: format!("{} to {}", percent(e.low), percent(e.high)),
        },
        None => Figure::bare("none".to_owned()),
    }
}

fn plain(estimate: Option<Estimate>, decimals: usize) -> Figure {
    match estimate {
        Some(e) => Figure {
            value: cell::number(e.value, decimals),
            counts: String::new(),
            interval: format!(
                "{} to {}",
                cell::number(e.low, decimals),
                cell::number(e.high, decimals)
            ),
        },
        None => Figure::bare("none".to_owned()),
    }
}

fn name(level: &Level) -> String {
    let words = level_words(&level.level);
    match (level.level.as_str(), level.finding.as_str()) {
        ("ikzf1_category", "category") => words.to_owned(),
        (_, "one_category") => level.group.clone(),
        _ => format!("{words}: {}", level.group),
    }
}

fn category_row(category: &Category) -> CategoryRow {
    CategoryRow {
        category: category.category.clone(),
        counts: vec![category.mlpa, category.ngs, category.both, category.open],
        bound: validation::best_bound(category.mlpa)
            .map_or_else(|| "not tested".to_owned(), |bound| format!("{bound:.1} %")),
    }
}

fn level_row(level: &Level) -> LevelRow {
    let binary = level.binary.as_ref();
    let count = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
    LevelRow {
        name: name(level),
        finding: level.finding.clone(),
        counts: vec![
            count(binary.map(|b| b.both)),
            count(binary.map(|b| b.ngs_alone)),
            count(binary.map(|b| b.mlpa_alone)),
            count(binary.map(|b| b.neither)),
        ],
        figures: vec![
            rate(binary.map(|b| &b.sensitivity)),
            rate(binary.map(|b| &b.specificity)),
            rate(binary.map(|b| &b.ppv)),
            rate(binary.map(|b| &b.npv)),
            rate(Some(&level.agreement)),
            plain(level.kappa, 2),
            rate(Some(&level.ngs_no_call)),
            rate(Some(&level.mlpa_no_call)),
        ],
    }
}

fn borderline_row(level: &Level) -> LevelRow {
    let binary = level.binary.as_ref();
    let words = match (level.borderline.as_str(), level.finding.as_str()) {
        ("apart", _) => "no result",
        ("deleted", _) => "deleted",
        (_, "homozygous") => "one allele lost",
        _ => "not deleted",
    };
    LevelRow {
        name: name(level),
        finding: words.to_owned(),
        counts: Vec::new(),
        figures: vec![
            rate(binary.map(|b| &b.sensitivity)),
            rate(binary.map(|b| &b.specificity)),
            plain(level.kappa, 2),
        ],
    }
}

fn grid(level: &Level, result: &Comparison) -> Grid {
    let table = &level.table;
    let same = levels::alike;
    Grid {
        title: format!("{} ({})", name(level), level.finding),
        mlpa: table.mlpa.iter().map(|name| differences::words(name)).collect(),
        who: differences::cells(level, result),
        rows: table
            .ngs
            .iter()
            .zip(&table.counts)
            .map(|(ngs, counts)| GridRow {
                name: differences::words(ngs),
                cells: table
                    .mlpa
                    .iter()
                    .zip(counts)
                    .map(|(mlpa, count)| GridCell {
                        count: *count,
                        mark: if same(ngs, mlpa) {
                            "same"
                        } else if *count == 0 {
                            "zero"
                        } else {
                            ""
                        },
                    })
                    .collect(),
            })
            .collect(),
    }
}

fn ratio_row(agreement: &RatioAgreement) -> RatioRow {
    let differences = agreement.differences;
    let limits = match differences {
        Some(found) => Figure {
            value: format!(
                "{} to {}",
                cell::number(found.lower.value, 3),
                cell::number(found.upper.value, 3)
            ),
            counts: String::new(),
            interval: format!(
                "{} to {}; {} to {}",
                cell::number(found.lower.low, 3),
                cell::number(found.lower.high, 3),
                cell::number(found.upper.low, 3),
                cell::number(found.upper.high, 3)
            ),
        },
        None => plain(None, 3),
    };
    let (pb, deming) = (agreement.passing_bablok, agreement.deming);
    RatioRow {
        gene: agreement.gene.clone(),
        pairs: agreement.pairs,
        figures: vec![
            plain(differences.map(|found| found.bias), 3),
            limits,
            plain(pb.map(|line| line.slope), 2),
            plain(pb.map(|line| line.intercept), 2),
            plain(deming.map(|line| line.slope), 2),
            plain(deming.map(|line| line.intercept), 2),
        ],
    }
}

/// What the comparison cannot say.
fn limits(result: &Comparison) -> Vec<String> {
    let borders = &result.borders;
    let least = |ratio: f64, copies: f64| 100.0 * (1.0 - ratio).abs() * 2.0 / copies;
    let mut limits = validation::untested(result);
    limits.extend([
        format!(
            "At its borders MLPA sees a heterozygous deletion from {:.0} % of the cells, a \
             homozygous one from {:.0} %, one extra copy from {:.0} %. NGS findings below that are \
             marked BELOW_MLPA_LIMIT and are not false for that reason.",
            least(borders.deletion, 1.0),
            least(borders.deletion, 2.0),
            least(borders.duplication, 1.0)
        ),
        "A deletion seen by one probe alone may be a variant under the probe and needs another \
         method (SINGLE_PROBE)."
            .to_owned(),
        "Probes and targets do not lie on the same bases of an exon: a break inside an exon can \
         make both right."
            .to_owned(),
        "IKZF1 categories are compared on the exons that both methods decided; a borderline or \
         missing probe leaves a category open and is counted as no result."
            .to_owned(),
        "Agreement does not carry over to other kits, panels, depths or sample types.".to_owned(),
    ]);
    limits
}
