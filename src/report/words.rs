//! Codes in the words of a report.

use super::text::{NONE, Texts};
use crate::model::calls::{CopyState, EventKind, MlpaCall, SampleInfo};
use crate::model::chromosomes::{
    Aneuploidy, ChromosomeEvidence, ChromosomeLevel, ChromosomeState, OffTargetUse,
};
use crate::model::locus_state::{Answer, LocusState};
use crate::model::sample::{Role, Sex};

/// Deletion or gain, as an event.
pub fn event_kind(t: &Texts, kind: EventKind) -> String {
    t.get(match kind {
        EventKind::Deletion => "mlpa-deletion",
        EventKind::Gain => "event-gain",
    })
}

/// A code without a word of its own, as words: `loss_of_function` is `loss of function`.
pub fn code(code: &str) -> String {
    code.replace('_', " ")
}

/// Codes of a family joined by `+`, each by its word.
pub fn codes(t: &Texts, family: &str, joined: &str, with: &str) -> String {
    let words = joined.split('+').map(|one| t.word(family, one).unwrap_or_else(|| code(one)));
    words.collect::<Vec<_>>().join(with)
}

/// Items joined by commas, or a dash.
pub fn list(items: &[String]) -> String {
    if items.is_empty() { NONE.to_owned() } else { items.join(", ") }
}

/// `deleted`, `not deleted`, `not assessed`.
pub fn locus_state(t: &Texts, state: LocusState) -> String {
    t.get(match state {
        LocusState::Deleted => "state-deleted",
        LocusState::NotDeleted => "state-not-deleted",
        LocusState::NotAssessed => "not-assessed",
    })
}

/// `deletion, one copy lost`, ...
pub fn copy_state(t: &Texts, state: CopyState) -> String {
    t.get(match state {
        CopyState::Normal => "copies-normal",
        CopyState::HetDel => "copies-one-lost",
        CopyState::HomDel => "copies-both-lost",
        CopyState::Gain => "copies-gain",
        CopyState::NotAssessed => "not-assessed",
    })
}

/// `deletion`, `normal`, `duplication`, `not assessed`.
pub fn mlpa(t: &Texts, call: MlpaCall) -> String {
    t.get(match call {
        MlpaCall::Deletion => "mlpa-deletion",
        MlpaCall::Normal => "mlpa-normal",
        MlpaCall::Duplication => "mlpa-duplication",
        MlpaCall::NotAssessed => "not-assessed",
    })
}

/// `yes`, `no`, `not assessed`.
pub fn answer(t: &Texts, answer: Answer) -> String {
    t.get(match answer {
        Answer::Yes => "answer-yes",
        Answer::No => "answer-no",
        Answer::NotAssessed => "not-assessed",
    })
}

/// `patient's sample` or `healthy reference sample`.
pub fn role(t: &Texts, role: Role) -> String {
    t.get(match role {
        Role::Tumour => "role-tumour",
        Role::Normal => "role-normal",
    })
}

/// `female`, `male`, `unknown`.
pub fn sex(t: &Texts, sex: Sex) -> String {
    t.get(match sex {
        Sex::Female => "sex-female",
        Sex::Male => "sex-male",
        Sex::Unknown => "sex-unknown",
    })
}

/// The exons `first` to `last` as `exon 2` or `exons 4–7`.
pub fn exons(t: &Texts, first: &str, last: &str) -> String {
    if first == last {
        t.say("exons-one", &[("exon", first)])
    } else {
        t.say("exons-range", &[("first", first), ("last", last)])
    }
}

/// The aneuploidy line of a sample.
pub fn aneuploidy(t: &Texts, sample: &SampleInfo, line: &Aneuploidy) -> String {
    let unseen = unseen_chromosomes(t, sample, line);
    if line.assessed == 0 {
        let why = unseen.unwrap_or_else(|| t.get("aneuploidy-not-assessed"));
        let parts = [Some(why), off_target(t, line)];
        return parts.into_iter().flatten().collect::<Vec<_>>().join(&t.get("joint"));
    }
    let mut parts = Vec::new();
    if let Some(class) = &line.class {
        let class = t.word("aneuploidy-class", class).unwrap_or_else(|| class.clone());
        parts.push(t.say("aneuploidy-pattern", &[("class", &class)]));
    }
    for (key, state) in
        [("aneuploidy-gained", ChromosomeState::Gained), ("aneuploidy-lost", ChromosomeState::Lost)]
    {
        let chromosomes = changed_chromosomes(t, line, state);
        if !chromosomes.is_empty() {
            parts.push(t.say(key, &[("chromosomes", &chromosomes)]));
        }
    }
    if parts.is_empty() {
        parts.push(t.get("aneuploidy-none"));
    }
    if line.iamp21_suspected {
        parts.push(t.get("aneuploidy-iamp21"));
    }
    let contradicted = line.contradicted();
    if !contradicted.is_empty() {
        parts.push(t.say("aneuploidy-contradicted", &[("chromosomes", &contradicted)]));
    }
    parts.extend(unseen);
    parts.push(t.say("aneuploidy-assessed", &[("assessed", &line.assessed.to_string())]));
    parts.extend(chromosome_limits(t, line));
    parts.extend(off_target(t, line));
    parts.join(&t.get("joint"))
}

/// `4 (1.31), 6 (1.28)`.
fn changed_chromosomes(t: &Texts, line: &Aneuploidy, wanted: ChromosomeState) -> String {
    let one = |level: &ChromosomeLevel| {
        let ratio =
            level.ratio.map_or_else(String::new, |r| format!(" ({})", t.number(r.value, 2)));
        format!("{}{ratio}", level.contig)
    };
    let changed = line.chromosomes.iter().filter(|level| level.state == wanted);
    changed.map(one).collect::<Vec<_>>().join(", ")
}

/// The chromosomes that are not assessed because a change in all of the stated blasts would not have
/// been seen; nothing where it would.
pub fn unseen_chromosomes(t: &Texts, sample: &SampleInfo, line: &Aneuploidy) -> Option<String> {
    let blasts = t.blasts(sample)?;
    let chromosomes = line.unseen_in_blasts();
    if chromosomes.is_empty() {
        return None;
    }
    let all = line.assessed == 0;
    let chromosomes = if all { t.get("aneuploidy-every") } else { chromosomes };
    let values = [("chromosomes", &*chromosomes), ("blasts", &*blasts)];
    let Some(limits) = line.limits(|level| level.unseen_in_blasts) else {
        return Some(t.say("aneuploidy-unseen-blind", &values));
    };
    let limits = range(t, limits);
    let values = [values[0], values[1], ("limits", &*limits)];
    Some(t.say("aneuploidy-unseen", &values))
}

/// How few of the cells a change may lie in and be found; nothing of results that do not tell.
fn chromosome_limits(t: &Texts, line: &Aneuploidy) -> Option<String> {
    line.off_target?;
    let limits = line.limits(|level| level.state != ChromosomeState::NotAssessed);
    let found = limits.map(|limits| t.say("aneuploidy-limits", &[("limits", &range(t, limits))]));
    let blind = line.without_limit();
    let blind = (!blind.is_empty()).then(|| t.say("aneuploidy-blind", &[("chromosomes", &blind)]));
    let parts: Vec<String> = [found, blind].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(&t.get("joint")))
}

/// `12 % to 18 %`, or one figure where both are the same.
fn range(t: &Texts, (low, high): (f64, f64)) -> String {
    let (low, high) = (t.percent_up(low), t.percent_up(high));
    if low == high { low } else { t.say("from-to", &[("low", &low), ("high", &high)]) }
}

/// Whether off-target reads took part; nothing of results that do not tell.
fn off_target(t: &Texts, line: &Aneuploidy) -> Option<String> {
    let number = |wanted| {
        let assessed = line.chromosomes.iter().filter(|c| c.state != ChromosomeState::NotAssessed);
        assessed.filter(|c| c.evidence == Some(wanted)).count().to_string()
    };
    let used = |key| {
        let targets = number(ChromosomeEvidence::BackboneTargets);
        let reads = number(ChromosomeEvidence::OffTargetReads);
        let both = number(ChromosomeEvidence::Both);
        t.say(key, &[("targets", &targets), ("reads", &reads), ("both", &both)])
    };
    Some(match line.off_target? {
        OffTargetUse::BackbonesZero => used("aneuploidy-evidence"),
        OffTargetUse::OwnZero => used("aneuploidy-evidence-own-zero"),
        OffTargetUse::NotCounted => t.get("aneuploidy-reads-not-counted"),
        OffTargetUse::NotInNormals => t.get("aneuploidy-reads-not-in-normals"),
        OffTargetUse::TooFew => t.get("aneuploidy-reads-too-few"),
    })
}

/// What the level of a chromosome rests on.
pub fn chromosome_evidence(t: &Texts, level: &ChromosomeLevel) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(reads) = level.off_target {
        let ratio = t.ratio_interval(reads.ratio);
        let records = reads.records.to_string();
        let worth = t.number(reads.worth, 0);
        let values =
            [("records", records.as_str()), ("worth", worth.as_str()), ("ratio", ratio.as_str())];
        let key = if reads.is_enough { "chromosome-reads" } else { "chromosome-reads-few" };
        parts.push(t.say(key, &values));
    }
    parts.extend(level.evidence.map(|evidence| {
        t.get(match evidence {
            ChromosomeEvidence::BackboneTargets => "chromosome-by-targets",
            ChromosomeEvidence::OffTargetReads => "chromosome-by-reads",
            ChromosomeEvidence::Both => "chromosome-by-both",
        })
    }));
    parts.extend(level.contradicted.then(|| t.get("chromosome-contradicted")));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::language::Language;

    #[test]
    fn codes_without_a_word_are_shown_as_they_are() {
        let t = Texts::of(Language::English);
        let both = "loss_of_function+a_laboratory's_own";
        assert_eq!(codes(t, "class", both, " + "), "loss of function + a laboratory's own");
    }
}
