//! What rule files say, and what was concluded of small variants. A text that a laboratory's own
//! rules put in its place stays as it is, and is marked.

use super::form::{self, Form};
use super::reasons;
use crate::model::language::Language;
use crate::model::merged_variant::{HotspotResult, VariantFinding};
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;
use crate::report::words;

/// Parts of the effects of `ikzf1_deletions.tsv`.
const EFFECTS: [Form; 14] = [
    ("effect-in-frame", &["bases", "residues", "left"]),
    ("effect-no-finger", &[]),
    ("effect-finger", &["fingers"]),
    ("effect-fingers", &["fingers"]),
    ("effect-dominant", &[]),
    ("effect-terminal", &[]),
    ("effect-start", &[]),
    ("effect-end", &[]),
    ("effect-promoter", &[]),
    ("effect-presumed", &[]),
    ("effect-whole", &[]),
    ("effect-haploinsufficiency", &[]),
    ("class-loss-of-function", &[]),
    ("class-unclassified", &[]),
];

/// What speaks for both alleles.
const ALLELES: [Form; 12] = [
    ("alleles-unknown", &[]),
    ("alleles-same-cells", &["low", "high", "exons", "cells", "limit"]),
    ("alleles-cells-open", &["low", "high", "exons", "cells"]),
    ("alleles-same-event", &["low", "high", "exons", "cells"]),
    ("alleles-second-or-same", &["low", "high", "exons", "cells"]),
    ("alleles-gained", &["low", "high", "gene"]),
    ("alleles-half", &["low", "high"]),
    ("alleles-beside", &["low", "high", "exons"]),
    ("alleles-also", &["low", "high", "others"]),
    ("alleles-none", &["low", "high", "gene"]),
    ("alleles-not-assessed", &["low", "high", "gene"]),
    ("alleles-unread", &["low", "high", "gene"]),
];

/// What is said of the other allele after the meaning.
const SECOND: [&str; 4] = ["second-hit", "second-not-seen", "second-open", "codon-open"];

/// The predicted effect of an IKZF1 deletion.
pub fn effect(t: &Texts, said: &str) -> Phrase {
    if t.language() == Language::English {
        return Phrase::from(said);
    }
    let parts = |said: &str| {
        let parts: Vec<Phrase> =
            said.split("; ").map(|part| form::phrase(t, part, &EFFECTS)).collect();
        Phrase::joined(t, said, &parts, &t.get("joint"))
    };
    let Some((open, rest)) = said.split_once("; if it ends there: ") else { return parts(said) };
    let (classes, exons) = open.split_once(" (exon").unwrap_or((open, ""));
    let exons = exons.trim_start_matches('s').trim_start();
    let exons: Vec<&str> = exons.strip_suffix(" not assessed)").unwrap_or("").split(", ").collect();
    let exons: &[&str] = if exons == [""] { &[] } else { &exons };
    let classes: Vec<String> =
        classes.split(" or ").map(|class| words::codes(t, "class", class, " + ")).collect();
    let classes = classes.join(&format!(" {} ", t.get("or-word")));
    let rest = parts(rest);
    let reservation = reasons::reservation(t, exons);
    let values = [("classes", &*classes), ("reservation", &*reservation), ("effect", &*rest.text)];
    Phrase { text: t.say("effect-if-ends", &values), foreign: rest.foreign }
}

/// What a rule says of an allele.
pub fn meaning(t: &Texts, finding: &VariantFinding) -> Phrase {
    if t.language() == Language::English {
        return Phrase::from(finding.text.as_str());
    }
    told_meaning(t, finding).map_or_else(|| Phrase::english(t, &finding.text), Phrase::from)
}

fn told_meaning(t: &Texts, finding: &VariantFinding) -> Option<String> {
    let english = Texts::of(Language::English);
    let own = english.word("meaning", &finding.rule)?;
    let (proteins, second) = finding.text.split_once(&own)?;
    let mut said = String::new();
    if !proteins.is_empty() {
        said = proteins.strip_suffix(": ")?.replace(" and ", &t.get("and")) + &t.get("colon");
    }
    said += &t.word("meaning", &finding.rule)?;
    if !second.is_empty() {
        let second = second.strip_prefix("; ")?;
        let key = SECOND.iter().find(|key| english.get(key) == second)?;
        said += &(t.get("joint") + &t.get(key));
    }
    Some(said)
}

/// Why a germline origin should be thought of.
pub fn germline(t: &Texts, finding: &VariantFinding, said: &str) -> Phrase {
    form::word(t, "germline", &finding.rule, said)
}

/// What the answer as to both alleles rests on.
pub fn alleles(t: &Texts, said: &str) -> Phrase {
    form::phrase(t, said, &ALLELES)
}

/// The source of a finding.
pub fn citation(t: &Texts, finding: &VariantFinding) -> Phrase {
    let said = form::word(t, "citation", &finding.rule, &finding.citation);
    let mark = if finding.unconfirmed { t.get("variant-unconfirmed") } else { String::new() };
    Phrase { text: format!("[{}{mark}]", said.text), foreign: said.foreign }
}

/// The name of a hotspot with its gene.
pub fn hotspot(t: &Texts, hotspot: &HotspotResult) -> String {
    format!("{} {}", hotspot.gene, hotspot_label(t, &hotspot.label))
}

/// The name of a hotspot within its gene.
pub fn hotspot_label(t: &Texts, label: &str) -> String {
    t.word("hotspot", label).unwrap_or_else(|| label.to_owned())
}

/// Of what is said of a hotspot, the changes that were seen there; absent where none was.
pub fn seen_alone(t: &Texts, said: &str) -> Option<String> {
    // `c.2047A>G 4 of 16, LowDP`: other sentences speak of what was looked for.
    let is_seen = |part: &&str| {
        let count = |text: &str| text == "?" || text.parse::<u32>().is_ok_and(|count| count > 0);
        let words: Vec<&str> = part.split(' ').collect();
        matches!(words.as_slice(), [_, carriers, "of", all, _]
            if count(carriers) && all.strip_suffix(',').is_some_and(count))
    };
    let parts: Vec<&str> = said.split("; ").filter(is_seen).collect();
    (!parts.is_empty()).then(|| seen(t, &parts.join("; ")))
}

/// What was seen at a hotspot.
pub fn seen(t: &Texts, said: &str) -> String {
    let form: [Form; 1] = [("hotspot-seen", &["name", "part", "all", "state"])];
    let one = |said: &str| form::told(t, said, &form).unwrap_or_else(|| said.to_owned());
    said.split("; ").map(one).collect::<Vec<_>>().join(&t.get("joint"))
}
