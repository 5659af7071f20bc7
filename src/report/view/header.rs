//! Who the sample is, what was not assessed, and the sentences of the method.

use super::phrase::Fact;
use super::sentences::reasons;
use super::variants;
use crate::model::calls::SampleCalls;
use crate::model::patient::{PatientResult, Provenance};
use crate::model::sample::{Role, Sex};
use crate::report::text::Texts;
use crate::report::words;

/// Who the sample is, for the head of the page.
pub fn header(t: &Texts, result: &PatientResult) -> Vec<Fact> {
    let calls = &result.calls;
    let sample = &calls.sample;
    let blasts = sample.blast_percent.map_or_else(
        || t.get("not-stated"),
        |percentage| {
            let percent = t.percentage(percentage);
            match &sample.blast_method {
                Some(method) => {
                    t.say("blasts-stated-by", &[("percent", &percent), ("method", method)])
                }
                None => t.say("blasts-stated", &[("percent", &percent)]),
            }
        },
    );
    let purity = match calls.purity {
        Some(purity) => t.say("purity", &[("percent", &t.percent_interval(purity))]),
        None if sample.role == Role::Normal => t.get("purity-normal"),
        None => t.get("purity-none"),
    };
    let (sex, mark) = sexes(t, sample.sex_stated, sample.sex_observed);
    vec![
        Fact::new(t.get("sample"), sample.name.clone()),
        Fact::new(t.get("role"), words::role(t, sample.role)),
        Fact::marked(t.get("sex"), sex, mark),
        Fact::new(t.get("blasts"), blasts),
        Fact::new(t.get("leukaemic-cells"), purity),
        Fact::new(t.get("reference"), calls.assembly.name()),
    ]
}

/// The sex as stated and as seen, and how it is marked.
fn sexes(t: &Texts, stated: Sex, seen: Sex) -> (String, &'static str) {
    let (stated_word, seen_word) = (words::sex(t, stated), words::sex(t, seen));
    let both = [("stated", stated_word.as_str()), ("seen", seen_word.as_str())];
    match (stated, seen) {
        (Sex::Unknown, Sex::Unknown) => (t.get("sex-neither"), ""),
        (Sex::Unknown, _) => (t.say("sex-seen", &both), ""),
        (_, Sex::Unknown) => (t.say("sex-stated", &both), ""),
        _ if stated == seen => (t.say("sex-both", &both), ""),
        _ => (t.say("sex-clash", &both), "hit"),
    }
}

/// What could not be assessed, with the reason.
pub fn not_assessed(t: &Texts, result: &PatientResult) -> Vec<Fact> {
    let calls = &result.calls;
    let items = result.interpretation.not_assessed.iter();
    items
        .map(|item| {
            let gene = calls.gene(item.what.split(' ').next().unwrap_or_default());
            // "exon" and "exons" are the same word in the languages that there are.
            Fact::new(item.what.clone(), reasons::phrase(t, calls, gene, &item.reason))
        })
        .chain(chromosomes(t, calls))
        .chain(variants::not_assessed(t, result))
        .collect()
}

/// Whole chromosomes that the stated blasts leave open.
fn chromosomes(t: &Texts, calls: &SampleCalls) -> Option<Fact> {
    let said = words::unseen_chromosomes(t, &calls.sample, calls.aneuploidy.as_ref()?)?;
    Some(Fact::new(t.get("whole-chromosomes"), said))
}

/// MLPA's borders for deletion and duplication: from the options that made the result, else 0.75
/// and 1.3.
pub fn mlpa_borders(provenance: &Provenance) -> (f64, f64) {
    let option = |name: &str, default: f64| {
        let value = |option: &String| option.strip_prefix(name)?.strip_prefix('=')?.parse().ok();
        let found: Option<f64> = provenance.options.iter().find_map(value);
        found.filter(|border| border.is_finite()).unwrap_or(default)
    };
    (option("mlpa_deletion", 0.75), option("mlpa_duplication", 1.3))
}

/// How depth becomes a result.
pub fn method(t: &Texts, result: &PatientResult) -> String {
    let calls = &result.calls;
    t.say(
        "method-depth",
        &[
            ("counter", calls.depth_source.code()),
            ("filters", &calls.depth_filters),
            ("normals", &calls.normals.members.len().to_string()),
        ],
    )
}

/// Fraction of the cells that MLPA needs at these borders: heterozygous deletion (ratio 1 - f/2),
/// homozygous deletion (1 - f), one more copy (1 + f/2).
pub fn method_mlpa(t: &Texts, (deletion, duplication): (f64, f64)) -> String {
    t.say(
        "method-mlpa",
        &[
            ("deletion", &t.number(deletion, 2)),
            ("duplication", &t.number(duplication, 2)),
            ("one", &t.percent(2.0 * (1.0 - deletion))),
            ("both", &t.percent(1.0 - deletion)),
            ("gain", &t.percent(2.0 * (duplication - 1.0))),
        ],
    )
}

/// How to read the plots of exons.
pub fn plot_legend(t: &Texts, (deletion, duplication): (f64, f64)) -> String {
    let (deletion, duplication) = (t.number(deletion, 2), t.number(duplication, 2));
    t.say("legend-exons", &[("deletion", &deletion), ("duplication", &duplication)])
}
