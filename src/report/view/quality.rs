//! Quality flags, figures of the reads, and the normals.

use super::alleles;
use super::phrase::{Fact, Phrase};
use super::sentences::flags;
use crate::model::calls::{SampleCalls, Severity};
use crate::model::junction::{Breakend, Junction};
use crate::report::text::{NONE, Texts};
use crate::report::words;

/// One quality flag.
pub struct Flag {
    pub code: String,
    pub weight: String,
    pub mark: &'static str,
    pub finding: Phrase,
}

/// The flags, in the result's order.
pub fn flags(t: &Texts, calls: &SampleCalls) -> Vec<Flag> {
    let one = |flag: &crate::model::calls::QcFlag| {
        let (key, mark) = match flag.severity {
            Severity::Fail => ("severity-fail", "hit"),
            Severity::Warning => ("severity-warning", "open"),
            Severity::Note => ("severity-note", ""),
        };
        Flag {
            code: flag.code.clone(),
            weight: t.get(key),
            mark,
            finding: flags::phrase(t, calls, flag),
        }
    };
    calls.flags.iter().map(one).collect()
}

/// Figures of the reads.
pub fn reads(t: &Texts, calls: &SampleCalls) -> Vec<Fact> {
    let targets = t.thousands(u64::from(calls.targets));
    let mut figures = vec![
        Fact::new(t.get("qc-mean-depth"), t.depth(calls.mean_depth)),
        Fact::new(t.get("qc-targets"), targets),
    ];
    let Some(qc) = &calls.depth_qc else {
        let source = t.say("qc-imported", &[("source", calls.depth_source.code())]);
        figures.push(Fact::new(t.get("qc-reads"), source));
        return figures;
    };
    let insert = match (qc.insert_size_median, qc.insert_size_p10_p90) {
        (Some(median), Some((low, high))) => t.say(
            "qc-insert-range",
            &[
                ("median", &median.to_string()),
                ("low", &low.to_string()),
                ("high", &high.to_string()),
            ],
        ),
        (Some(median), None) => format!("{median}\u{a0}bp"),
        _ => NONE.to_owned(),
    };
    let on_target =
        qc.on_target_percent.map_or_else(|| NONE.to_owned(), |value| t.percentage(value));
    let at = |depth: u64| t.say("qc-covered", &[("depth", &t.thousands(depth))]);
    figures.extend([
        Fact::new(at(100), t.percentage(qc.percent_100x)),
        Fact::new(at(500), t.percentage(qc.percent_500x)),
        Fact::new(at(1000), t.percentage(qc.percent_1000x)),
        Fact::new(t.get("qc-duplicates"), t.percentage(qc.duplicate_percent)),
        Fact::new(t.get("qc-on-target"), on_target),
        Fact::new(t.get("qc-mapq"), t.number(qc.mapq_mean, 1)),
        Fact::new(t.get("qc-mapq-low"), t.percentage(qc.mapq_low_percent)),
        Fact::new(t.get("qc-baseq-low"), t.percentage(qc.base_quality_lost_percent)),
        Fact::new(t.get("qc-insert"), insert),
    ]);
    figures
}

/// Fit to the panel of normals, and the zero of the scale.
pub fn normals(t: &Texts, calls: &SampleCalls) -> Vec<Fact> {
    let fit = &calls.normals;
    let left_out = if fit.left_out.is_empty() { t.get("nobody") } else { fit.left_out.join(", ") };
    // A panel may have hundreds of members: paper tells it by their number and its digest.
    let members = Fact::new(t.get("normals-members"), fit.members.len().to_string())
        .with_note(words::list(&fit.members));
    let level = t.number(calls.baseline.level, 3);
    let support = t.percent(calls.baseline.support);
    let noise = t.say("times", &[("factor", &t.number(fit.noise_factor, 2))]);
    let mut facts = vec![
        Fact::new(t.get("normals-correlation"), t.number(fit.correlation, 4)),
        Fact::new(t.get("normals-noise"), noise),
        Fact::new(t.get("normals-factors"), fit.factors.to_string()),
        members,
        Fact::new(t.get("normals-left-out"), left_out),
        Fact::new(
            t.get("baseline"),
            t.say("baseline-at", &[("level", &level), ("support", &support)]),
        ),
        Fact::new(t.get("whole-chromosomes"), aneuploidy(t, calls)),
        Fact::new(t.get("junctions"), junctions(t, calls)),
    ];
    facts.extend(alleles::fact(t, calls));
    facts
}

/// Gains and losses of whole chromosomes in words.
pub fn aneuploidy(t: &Texts, calls: &SampleCalls) -> String {
    match &calls.aneuploidy {
        Some(line) => words::aneuploidy(t, &calls.sample, line),
        None if calls.normals.without_reads.is_empty() => t.get("aneuploidy-unlike"),
        None => t.get("aneuploidy-incomplete"),
    }
}

/// Every junction that the reads show, at single-base resolution.
fn junctions(t: &Texts, calls: &SampleCalls) -> String {
    match &calls.junctions_at_large {
        None => t.get("junctions-not-looked-for"),
        Some(found) if found.is_empty() => t.get("junctions-none"),
        Some(found) => {
            let list: Vec<String> = found.iter().map(|j| junction(t, calls, j)).collect();
            list.join(&t.get("joint"))
        }
    }
}

/// A junction in words.
pub fn junction(t: &Texts, calls: &SampleCalls, junction: &Junction) -> String {
    let place = |end: &Breakend| {
        let contig = end.contig.styled(calls.contig_style);
        format!("{contig}:{}", t.thousands(u64::from(end.position)))
    };
    let share = junction.fraction().map_or_else(String::new, |fraction| {
        t.say("junction-share", &[("share", &t.percent(fraction))])
    });
    let kind = junction.kind.code();
    let kind = t.word("junction-kind", kind).unwrap_or_else(|| words::code(kind));
    t.say(
        "junction",
        &[
            ("kind", &kind),
            ("first", &place(&junction.first)),
            ("second", &place(&junction.second)),
            ("split", &junction.split_fragments.to_string()),
            ("paired", &junction.discordant_fragments.to_string()),
            ("share", &share),
        ],
    )
}

/// The other level that could be two copies, or that there is none.
pub fn competing(t: &Texts, calls: &SampleCalls) -> String {
    match &calls.baseline.competing {
        None => t.get("competing-none"),
        Some(level) => {
            let (ratio, support) = (t.number(level.ratio, 2), t.percent(level.support));
            t.say("competing", &[("ratio", &ratio), ("support", &support)])
        }
    }
}
