//! What could have been found of IKZF1.

use crate::model::calls::{CopyState, ExonCall, GeneCall};
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;

/// The limit of detection in the report's language.
pub fn phrase(t: &Texts, call: Option<&GeneCall>, said: &str) -> Phrase {
    let blind = |t: &Texts| t.get("reason-blind");
    let Some(call) = call else { return Phrase::told(t, said, &[&blind]) };
    let of_gene = |t: &Texts| of_gene(t, call);
    Phrase::told(t, said, &[&of_gene, &blind])
}

/// The whole gene, its recurrent deletions, single exons.
pub fn of_gene(t: &Texts, call: &GeneCall) -> String {
    let mut parts = vec![call.limit_of_detection.map_or_else(
        || t.get("limit-whole-none"),
        |limit| t.say("limit-whole", &[("cells", &t.percent_up(limit))]),
    )];
    let patterns = patterns(t, call);
    if !patterns.is_empty() {
        parts.push(t.say("limit-patterns", &[("patterns", &patterns.join(", "))]));
    }
    parts.push(single(t, call));
    parts.extend(blind(t, call));
    parts.join(&t.get("joint"))
}

fn assessed(call: &GeneCall) -> impl Iterator<Item = &ExonCall> {
    call.exons.iter().filter(|exon| exon.state != CopyState::NotAssessed)
}

fn patterns(t: &Texts, call: &GeneCall) -> Vec<String> {
    let mut exons = assessed(call).map(|exon| exon.exon.as_str());
    let whole = exons.next().map(|first| format!("{first}-{}", exons.last().unwrap_or(first)));
    let parts = call.pattern_limits.iter();
    let parts = parts.filter(|p| p.exons.contains('-') && Some(&p.exons) != whole.as_ref());
    parts
        .map(|p| match p.limit_of_detection {
            Some(limit) => {
                t.say("limit-pattern", &[("exons", &p.exons), ("cells", &t.percent_up(limit))])
            }
            None => t.say("limit-pattern-none", &[("exons", &p.exons)]),
        })
        .collect()
}

fn single(t: &Texts, call: &GeneCall) -> String {
    let limits: Vec<f64> = assessed(call).filter_map(|exon| exon.limit_of_detection).collect();
    if limits.is_empty() {
        return t.get("limit-single-none");
    }
    let best = limits.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = limits.iter().copied().fold(0.0, f64::max);
    let (best, worst) = (t.percent_up(best), t.percent_up(worst));
    if best == worst {
        return t.say("limit-single-equal", &[("cells", &best)]);
    }
    t.say("limit-single", &[("best", &best), ("worst", &worst)])
}

/// Exons that would not have been found alone, where others would.
fn blind(t: &Texts, call: &GeneCall) -> Option<String> {
    let all = assessed(call).count();
    let blind = assessed(call).filter(|exon| exon.limit_of_detection.is_none());
    let blind: Vec<&str> = blind.map(|exon| exon.exon.as_str()).collect();
    let exons = blind.join(", ");
    let is_some = !blind.is_empty() && blind.len() < all;
    is_some.then(|| t.count("limit-blind", blind.len(), &[("exons", &exons)]))
}
