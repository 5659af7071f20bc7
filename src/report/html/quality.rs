//! Small variants, quality figures and the normals, as strings.

use crate::model::calls::SampleCalls;
use crate::model::junction::{Breakend, Junction};
use crate::model::patient::PatientResult;

use crate::report::{cell, words};

/// A named figure.
pub(super) struct Figure {
    pub name: String,
    pub value: String,
}

impl Figure {
    pub(super) fn new(name: &str, value: &str) -> Self {
        Self { name: name.to_owned(), value: value.to_owned() }
    }
}

/// One small variant, as strings.
pub(super) struct VariantRow {
    pub gene: String,
    pub place: String,
    pub reference: String,
    pub alternative: String,
    pub vaf: String,
    pub reads: String,
    pub filter: String,
    pub caller: String,
    pub file: String,
}

/// The small variants, in the result's order.
pub(super) fn variants(result: &PatientResult) -> Vec<VariantRow> {
    let count = |reads: Option<u32>| {
        reads.map_or_else(|| words::NONE.to_owned(), |reads| words::thousands(u64::from(reads)))
    };
    result
        .small_variants
        .iter()
        .map(|variant| VariantRow {
            gene: variant.gene.clone(),
            place: format!(
                "{}:{}",
                variant.contig.styled(result.calls.contig_style),
                words::thousands(u64::from(variant.position))
            ),
            reference: variant.reference.clone(),
            alternative: variant.alternative.clone(),
            vaf: variant.vaf.map_or_else(
                || words::NONE.to_owned(),
                |vaf| format!("{}\u{a0}%", cell::number(100.0 * vaf, 1)),
            ),
            reads: match (variant.alternative_depth, variant.depth) {
                (None, None) => words::NONE.to_owned(),
                (alternative, depth) => format!("{} of {}", count(alternative), count(depth)),
            },
            filter: variant.filter.clone(),
            caller: variant.caller.clone(),
            file: variant.file.clone(),
        })
        .collect()
}

/// Figures of the reads.
pub(super) fn reads(calls: &SampleCalls) -> Vec<Figure> {
    let mut figures = vec![
        Figure::new("Mean depth over all targets", &words::depth(calls.mean_depth)),
        Figure::new("Targets of the panel", &words::thousands(u64::from(calls.targets))),
    ];
    let Some(qc) = &calls.depth_qc else {
        let source = format!("not seen: depth was imported from {}", calls.depth_source.code());
        figures.push(Figure::new("Figures of the reads", &source));
        return figures;
    };
    let insert = match (qc.insert_size_median, qc.insert_size_p10_p90) {
        (Some(median), Some((low, high))) => {
            format!("{median} bp (10th–90th percentile {low}–{high})")
        }
        (Some(median), None) => format!("{median} bp"),
        _ => words::NONE.to_owned(),
    };
    let on_target = qc.on_target_percent.map_or_else(|| words::NONE.to_owned(), words::percentage);
    figures.extend([
        Figure::new("Target bases at 100x or more", &words::percentage(qc.percent_100x)),
        Figure::new("Target bases at 500x or more", &words::percentage(qc.percent_500x)),
        Figure::new("Target bases at 1,000x or more", &words::percentage(qc.percent_1000x)),
        Figure::new("Duplicates", &words::percentage(qc.duplicate_percent)),
        Figure::new("Reads on target", &on_target),
        Figure::new("Mean mapping quality", &cell::number(qc.mapq_mean, 1)),
        Figure::new(
            "Reads below the mapping-quality filter",
            &words::percentage(qc.mapq_low_percent),
        ),
        Figure::new(
            "Bases below the base-quality filter",
            &words::percentage(qc.base_quality_lost_percent),
        ),
        Figure::new("Insert size, median", &insert),
    ]);
    figures
}

/// Fit to the panel of normals, and the zero of the scale.
pub(super) fn normals(calls: &SampleCalls) -> Vec<Figure> {
    let fit = &calls.normals;
    let left_out =
        if fit.left_out.is_empty() { "none".to_owned() } else { fit.left_out.join(", ") };
    vec![
        Figure::new("Correlation with the normals", &cell::number(fit.correlation, 4)),
        Figure::new(
            "Noise relative to the normals",
            &format!("{} times", cell::number(fit.noise_factor, 2)),
        ),
        Figure::new("Factors removed", &fit.factors.to_string()),
        Figure::new("Members", &format!("{}: {}", fit.members.len(), words::list(&fit.members))),
        Figure::new("Left out", &left_out),
        Figure::new(
            "Baseline (two copies)",
            &format!(
                "at {} of the normals' level, carried by {} of the backbone",
                cell::number(calls.baseline.level, 3),
                words::percent(calls.baseline.support)
            ),
        ),
        Figure::new(
            "Whole chromosomes",
            &calls.aneuploidy.as_ref().map_or_else(
                || "not assessed: the sample does not resemble the normals".to_owned(),
                words::aneuploidy,
            ),
        ),
        Figure::new("Junctions in the reads", &junctions(calls)),
    ]
}

/// Every junction that the reads show, at single-base resolution.
fn junctions(calls: &SampleCalls) -> String {
    let Some(found) = &calls.junctions_at_large else {
        return "not looked for: no reads were given".to_owned();
    };
    let place = |end: &Breakend| {
        let contig = end.contig.styled(calls.contig_style);
        format!("{contig}:{}", words::thousands(u64::from(end.position)))
    };
    let one = |junction: &Junction| {
        let share = junction.fraction().map_or_else(String::new, |f| {
            format!(", {} of the fragments at the break", words::percent(f))
        });
        format!(
            "{} {} to {} ({} split and {} paired fragments{share})",
            junction.kind.code().replace('_', " "),
            place(&junction.first),
            place(&junction.second),
            junction.split_fragments,
            junction.discordant_fragments,
        )
    };
    if found.is_empty() {
        return "none with two fragments in the ALL genes; baits on exons miss most junctions, so \
                that this excludes no deletion"
            .to_owned();
    }
    found.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The other level that could be two copies, or that there is none.
pub(super) fn competing(calls: &SampleCalls) -> String {
    match &calls.baseline.competing {
        None => "No other level competes for two copies.".to_owned(),
        Some(level) => format!(
            "Another level could be two copies: {} times the chosen one, carried by {} of the \
             backbone. Were it the right one, every ratio would have to be divided by {}.",
            cell::number(level.ratio, 2),
            words::percent(level.support),
            cell::number(level.ratio, 2)
        ),
    }
}
