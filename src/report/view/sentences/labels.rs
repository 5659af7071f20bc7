//! Short results: categories, classes, answers of presets.

use super::reasons;
use crate::interpret::loci;
use crate::model::calls::SampleCalls;
use crate::model::locus_state::Answer;
use crate::model::patient::{Ikzf1PlusResult, Ikzf1Result, UkallCnaResult};
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;
use crate::report::words;

/// The IKZF1 category with its reservations.
pub fn category(t: &Texts, calls: &SampleCalls, ikzf1: &Ikzf1Result) -> Phrase {
    let said = ikzf1.category_label.as_str();
    if let Some(why) = said.strip_prefix("not assessed: ") {
        let why = reasons::several(t, calls, calls.gene("IKZF1"), why);
        let text = t.say("not-assessed-why", &[("reason", &why.text)]);
        return Phrase { text, foreign: why.foreign };
    }
    let open = open_exons(ikzf1);
    let compose = |t: &Texts| {
        format!("{}{}", plain_category(t, &ikzf1.category), reasons::reservation(t, &open))
    };
    Phrase::told(t, said, &[&compose])
}

fn plain_category(t: &Texts, category: &str) -> String {
    if category == "none" { t.get("category-none") } else { category.to_owned() }
}

/// The exons of ` (exons 1, 2 not assessed)` after the category.
pub fn open_exons(ikzf1: &Ikzf1Result) -> Vec<&str> {
    let rest = ikzf1.category_label.strip_prefix(&ikzf1.category).unwrap_or_default();
    let inside = rest.strip_prefix(" (exon").and_then(|rest| rest.strip_suffix(" not assessed)"));
    let exons = inside.map(|inside| inside.trim_start_matches('s').trim_start());
    exons.map_or_else(Vec::new, |exons| exons.split(", ").collect())
}

/// MLPA's name of the category.
pub fn mlpa_category(t: &Texts, ikzf1: &Ikzf1Result) -> String {
    let said = ikzf1.mlpa_category.as_str();
    match said {
        "none" => return t.get("category-none"),
        "not assessed" => return t.get("not-assessed"),
        _ => {}
    }
    let one = |name: &str| {
        let known = t.word("mlpa-name", name);
        loci::other_exons(name).map_or_else(
            || known.unwrap_or_else(|| name.to_owned()),
            |exons| t.say("category-other", &[("exons", &exons_named(t, exons))]),
        )
    };
    said.split(" and ").map(one).collect::<Vec<_>>().join(&t.get("and"))
}

/// Categories as the headline names them.
pub fn headline_category(t: &Texts, ikzf1: &Ikzf1Result) -> String {
    let one = |name: &str| {
        let Some(exons) = loci::other_exons(name) else {
            return t.word("mlpa-name", name).unwrap_or_else(|| name.to_owned());
        };
        t.say("category-other-headline", &[("exons", &exons_named(t, exons))])
    };
    ikzf1.mlpa_category.split(" and ").map(one).collect::<Vec<_>>().join(&t.get("and"))
}

/// `exon 8`, `exons 2-4`.
fn exons_named(t: &Texts, exons: &str) -> String {
    if exons.contains('-') {
        t.say("exons-listed", &[("exons", exons)])
    } else {
        t.say("exons-one", &[("exon", exons)])
    }
}

/// A class of the UKALL-CNA profile.
pub fn profile(t: &Texts, class: &str) -> String {
    t.word("profile", class).unwrap_or_else(|| words::code(class))
}

/// The class of a preset, with the probable deletions that it rests on.
pub fn ukall_cna(t: &Texts, preset: &UkallCnaResult) -> String {
    let class = profile(t, &preset.class);
    if preset.rests_on.is_empty() {
        return class;
    }
    t.say("profile-rests-on", &[("class", &class), ("loci", &preset.rests_on.join(", "))])
}

/// The answer of an `IKZF1plus` preset with its reservations.
pub fn ikzf1plus(t: &Texts, preset: &Ikzf1PlusResult) -> Phrase {
    let with = preset.supporting.join(", ");
    let yes = |t: &Texts| t.say("plus-yes", &[("loci", &with)]);
    let but_erg = |t: &Texts| t.say("plus-but-erg", &[("loci", &with)]);
    let depends = |t: &Texts| {
        let loci: Vec<String> =
            preset.open.iter().map(|locus| open_locus(t, locus, &preset.label)).collect();
        t.say("plus-depends", &[("loci", &loci.join(", "))])
    };
    let no = ["plus-no-ikzf1", "plus-no-erg", "plus-no-other"];
    let no = no.map(|key| move |t: &Texts| t.get(key));
    let mut candidates: Vec<&dyn Fn(&Texts) -> String> = vec![&yes, &but_erg, &depends];
    if preset.answer == Answer::No {
        candidates.extend(no.iter().map(|f| f as &dyn Fn(&Texts) -> String));
    }
    Phrase::told(t, &preset.label, &candidates)
}

/// A locus that is open, or open only as to both alleles.
fn open_locus(t: &Texts, locus: &str, label: &str) -> String {
    if label.contains(&format!("{locus} (homozygous or not)")) {
        t.say("plus-homozygous-or-not", &[("locus", locus)])
    } else {
        locus.to_owned()
    }
}
