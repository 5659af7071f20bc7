//! Tables of a comparison.

use crate::compare::criteria::MEASURES;
use crate::compare::result::{Comparison, Level, Member, Rate, Regression};
use crate::model::estimate::Estimate;
use crate::report::cell::{self, MISSING};

/// All tables by name.
pub fn all(result: &Comparison) -> Vec<(&'static str, String)> {
    vec![
        ("samples", samples(result)),
        ("levels", levels(result)),
        ("confusion", confusion(result)),
        ("ikzf1", ikzf1(result)),
        ("genes", genes(result)),
        ("exons", exons(result)),
        ("ratios", ratios(result)),
        ("borders", borders(result)),
        ("discordances", discordances(result)),
        ("swaps", swaps(result)),
        ("criteria", criteria(result)),
    ]
}

fn table<const N: usize>(header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    std::iter::once(cell::line(header)).chain(rows.map(cell::line)).collect()
}

fn samples(result: &Comparison) -> String {
    let samples = &result.samples;
    let joined = samples.joined.iter().map(|s| [cell::text(&s.ngs), cell::text(&s.mlpa)]);
    let missing = || MISSING.to_owned();
    let ngs = samples.ngs_only.iter().map(|name| [cell::text(name), missing()]);
    let mlpa = samples.mlpa_only.iter().map(|name| [missing(), cell::text(name)]);
    table(["ngs", "mlpa"], joined.chain(ngs).chain(mlpa))
}

/// Value, low, high.
fn three(estimate: Option<Estimate>) -> [String; 3] {
    match estimate {
        Some(e) => [e.value, e.low, e.high].map(|value| cell::number(value, 4)),
        None => [MISSING; 3].map(str::to_owned),
    }
}

fn rate(rate: Option<&Rate>) -> [String; 3] {
    three(rate.and_then(|rate| rate.rate))
}

fn levels(result: &Comparison) -> String {
    let mut text =
        cell::line(
            ["level", "group", "finding", "borderline", "pairs", "compared", "both", "ngs_alone"]
                .into_iter()
                .chain(["mlpa_alone", "neither"])
                .map(str::to_owned)
                .chain(MEASURES.into_iter().flat_map(|name| {
                    [name.to_owned(), format!("{name}_low"), format!("{name}_high")]
                })),
        );
    for level in &result.levels {
        text += &cell::line(level_cells(level));
    }
    text
}

fn level_cells(level: &Level) -> Vec<String> {
    let binary = level.binary.as_ref();
    let count = |value: Option<u64>| value.map_or_else(|| MISSING.to_owned(), |v| v.to_string());
    let mut cells = vec![
        level.level.clone(),
        cell::text(&level.group),
        level.finding.clone(),
        level.borderline.clone(),
        level.pairs.to_string(),
        level.compared.to_string(),
        count(binary.map(|b| b.both)),
        count(binary.map(|b| b.ngs_alone)),
        count(binary.map(|b| b.mlpa_alone)),
        count(binary.map(|b| b.neither)),
    ];
    for figure in [
        rate(binary.map(|b| &b.sensitivity)),
        rate(binary.map(|b| &b.specificity)),
        rate(binary.map(|b| &b.ppv)),
        rate(binary.map(|b| &b.npv)),
        rate(Some(&level.agreement)),
        three(level.kappa),
        rate(Some(&level.ngs_no_call)),
        rate(Some(&level.mlpa_no_call)),
    ] {
        cells.extend(figure);
    }
    cells
}

fn confusion(result: &Comparison) -> String {
    let rows = result.levels.iter().filter(|level| level.borderline == "apart").flat_map(|level| {
        let table = &level.table;
        table.ngs.iter().zip(&table.counts).flat_map(move |(ngs, counts)| {
            table.mlpa.iter().zip(counts).filter(|(_, n)| **n > 0).map(move |(mlpa, n)| {
                let cell = table.differing.iter().find(|c| c.ngs == *ngs && c.mlpa == *mlpa);
                let who = cell.map_or_else(|| MISSING.to_owned(), |cell| members(&cell.pairs));
                [
                    level.level.clone(),
                    cell::text(&level.group),
                    level.finding.clone(),
                    cell::text(ngs),
                    cell::text(mlpa),
                    n.to_string(),
                    cell::text(&who),
                ]
            })
        })
    });
    table(["level", "group", "finding", "ngs", "mlpa", "pairs", "differing"], rows)
}

/// `T01 (IKZF1); T02 (PAX5)`.
fn members(pairs: &[Member]) -> String {
    let each = pairs.iter().map(|pair| format!("{} ({})", pair.sample, pair.subject));
    each.collect::<Vec<_>>().join("; ")
}

fn ikzf1(result: &Comparison) -> String {
    let rows = result.ikzf1.iter().map(|pair| {
        [&pair.sample, &pair.ngs, &pair.mlpa, &pair.outcome, &pair.open]
            .map(|text| cell::text(text))
    });
    table(["sample", "ngs", "mlpa", "outcome", "open_exons"], rows)
}

fn genes(result: &Comparison) -> String {
    let rows = result
        .genes
        .iter()
        .map(|pair| [&pair.sample, &pair.gene, &pair.ngs, pair.mlpa.code()].map(cell::text));
    table(["sample", "gene", "ngs", "mlpa"], rows)
}

fn exons(result: &Comparison) -> String {
    let rows = result.exons.iter().map(|exon| {
        let [ratio, low, high] = three(exon.ngs_ratio);
        [
            cell::text(&exon.sample),
            cell::text(&exon.gene),
            cell::text(&exon.mlpa_exon),
            cell::text(exon.ngs_exon.as_deref().unwrap_or_default()),
            exon.mlpa.code().to_owned(),
            cell::number(exon.mlpa_ratio, 3),
            exon.ngs.code().to_owned(),
            ratio,
            low,
            high,
            cell::number(exon.clone_fraction, 3),
            cell::text(&exon.reason),
        ]
    });
    table(
        [
            "sample",
            "gene",
            "mlpa_exon",
            "ngs_exon",
            "mlpa",
            "mlpa_ratio",
            "ngs",
            "ngs_ratio",
            "ngs_ratio_low",
            "ngs_ratio_high",
            "clone_fraction",
            "reason",
        ],
        rows,
    )
}

fn ratios(result: &Comparison) -> String {
    let mut text = cell::line([
        "gene",
        "pairs",
        "bias",
        "bias_low",
        "bias_high",
        "sd",
        "limit_low",
        "limit_high",
        "pb_slope",
        "pb_slope_low",
        "pb_slope_high",
        "pb_intercept",
        "pb_intercept_low",
        "pb_intercept_high",
        "deming_slope",
        "deming_slope_low",
        "deming_slope_high",
        "deming_intercept",
        "deming_intercept_low",
        "deming_intercept_high",
    ]);
    for agreement in &result.ratios {
        let differences = agreement.differences.as_ref();
        let mut cells = vec![cell::text(&agreement.gene), agreement.pairs.to_string()];
        cells.extend(three(differences.map(|d| d.bias)));
        cells.push(cell::number(differences.map(|d| d.deviation), 4));
        cells.push(cell::number(differences.map(|d| d.lower.value), 4));
        cells.push(cell::number(differences.map(|d| d.upper.value), 4));
        for line in [agreement.passing_bablok, agreement.deming] {
            cells.extend(three(line.map(|line: Regression| line.slope)));
            cells.extend(three(line.map(|line| line.intercept)));
        }
        text += &cell::line(cells);
    }
    text
}

fn borders(result: &Comparison) -> String {
    let rows = result.border_choice.iter().map(|choice| {
        let [area, low, high] = three(Some(choice.area));
        [
            choice.ratio_of.clone(),
            choice.against.clone(),
            choice.deleted.to_string(),
            choice.not_deleted.to_string(),
            area,
            low,
            high,
            cell::number(choice.best, 3),
            cell::number(choice.best_range[0], 3),
            cell::number(choice.best_range[1], 3),
            cell::number(choice.sensitivity, 4),
            cell::number(choice.specificity, 4),
        ]
    });
    table(
        [
            "ratio_of",
            "against",
            "deleted",
            "not_deleted",
            "area",
            "area_low",
            "area_high",
            "best",
            "best_low",
            "best_high",
            "sensitivity",
            "specificity",
        ],
        rows,
    )
}

fn discordances(result: &Comparison) -> String {
    let rows = result.discordances.iter().map(|found| {
        let mut codes: Vec<&str> = Vec::new();
        for reason in &found.reasons {
            if !codes.contains(&reason.code.as_str()) {
                codes.push(&reason.code);
            }
        }
        let evidence: Vec<String> = found
            .reasons
            .iter()
            .map(|reason| format!("{}: {}", reason.code, reason.evidence))
            .collect();
        [
            cell::text(&found.sample),
            found.level.clone(),
            cell::text(&found.subject),
            found.difference.code().to_owned(),
            cell::text(&found.ngs),
            cell::text(&found.mlpa),
            cell::number(found.ngs_ratio, 3),
            cell::number(found.mlpa_ratio, 3),
            codes.join(";"),
            cell::text(&evidence.join("; ")),
        ]
    });
    table(
        [
            "sample",
            "level",
            "subject",
            "difference",
            "ngs",
            "mlpa",
            "ngs_ratio",
            "mlpa_ratio",
            "reasons",
            "evidence",
        ],
        rows,
    )
}

fn swaps(result: &Comparison) -> String {
    let rows = result.swaps.suspected.iter().enumerate().flat_map(|(index, swap)| {
        swap.pairs.iter().map(move |pair| {
            [
                (index + 1).to_string(),
                swap.pairs.len().to_string(),
                cell::text(&pair.ngs),
                cell::text(&pair.mlpa),
                cell::text(&pair.fits_as_well.join(", ")),
                cell::number(swap.distance_as_named, 4),
                cell::number(swap.distance_exchanged, 4),
                cell::number(swap.z, 1),
                cell::number(swap.threshold, 1),
                format!("{}/{}", swap.exons_agree[0], swap.exons_agree[2]),
                format!("{}/{}", swap.exons_agree[1], swap.exons_agree[2]),
            ]
        })
    });
    let alone = result.swaps.unpartnered.iter().map(|own| {
        let none = || cell::number(None, 1);
        [
            "without partner".to_owned(),
            "1".to_owned(),
            cell::text(&own.ngs),
            cell::text(&own.mlpa),
            cell::text(&own.also.join(", ")),
            none(),
            none(),
            cell::number(own.z, 1),
            cell::number(own.threshold, 1),
            none(),
            none(),
        ]
    });
    let rows = rows.chain(alone);
    table(
        [
            "circle",
            "samples",
            "ngs",
            "mlpa_that_fits",
            "fits_as_well",
            "difference_as_named",
            "difference_exchanged",
            "z",
            "threshold",
            "exons_agree_as_named",
            "exons_agree_exchanged",
        ],
        rows,
    )
}

fn criteria(result: &Comparison) -> String {
    let rows = result.criteria.iter().map(|criterion| {
        [
            cell::text(&criterion.criterion),
            cell::number(criterion.found, 4),
            criterion.outcome.clone(),
            cell::text(&criterion.reason),
        ]
    });
    table(["criterion", "found", "outcome", "reason"], rows)
}
