//! What annotations that came with a VCF say beside our own effects.
//!
//! Each tool spells one change in its own way: `c.480dupG` for `c.480dup`, `c.A475T` for `c.475A>T`,
//! `p.Leu161fs` for `p.(Leu161AlafsTer39)`, `159N>159Y`. Spellings are brought into one form; what
//! has no common form is compared by its term, or not at all.

use crate::model::amino_acids::LETTERS;
use crate::model::merged_variant::{Annotation, Effect};
use crate::variants::annotation::Annotator;

/// Annotations beside our effects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Tools that say the same.
    pub agree: Vec<String>,
    /// What tools say otherwise, with ours.
    pub disagree: Vec<String>,
    /// Tools whose annotations are on other transcripts, or in words that cannot be compared.
    pub not_compared: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Same,
    Differs(String),
    CannotTell,
}

/// Compares annotations with the effects on our transcripts, each with the effect on its own. A tool
/// is named once: disagreements first, then agreements.
pub fn compare(effects: &[&Effect], annotations: &[Annotation]) -> Compared {
    let mut compared = Compared::default();
    let mut agree = Vec::new();
    for annotation in annotations {
        let own = effects.iter().find(|effect| is_on(annotation, &effect.transcript));
        match own.map_or(Verdict::CannotTell, |effect| verdict(effect, annotation)) {
            Verdict::Same => agree.push(annotation.tool.clone()),
            Verdict::Differs(text) => {
                compared.disagree.push(format!("{}: {text}", annotation.tool));
            }
            Verdict::CannotTell => compared.not_compared.push(annotation.tool.clone()),
        }
    }
    compared.agree = agree;
    for list in [&mut compared.agree, &mut compared.disagree, &mut compared.not_compared] {
        list.sort();
        list.dedup();
    }
    let Compared { agree, disagree, not_compared } = &mut compared;
    let disagrees =
        |tool: &String| disagree.iter().any(|text| text.starts_with(&format!("{tool}: ")));
    agree.retain(|tool| !disagrees(tool));
    not_compared.retain(|tool| !disagrees(tool) && !agree.contains(tool));
    compared
}

/// True when an annotation speaks of a transcript, whatever its version.
pub fn is_on(annotation: &Annotation, transcript: &str) -> bool {
    let bare = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let names = std::iter::once(&annotation.transcript).chain(&annotation.same_as);
    names.into_iter().any(|name| bare(name) == bare(transcript))
}

fn verdict(effect: &Effect, annotation: &Annotation) -> Verdict {
    let is_annovar = annotation.tool == Annotator::Annovar.name();
    let coding = annotation.hgvs_c.as_deref().map_or(Verdict::CannotTell, |stated| {
        let (one, other) = (coding(stated), coding(&effect.hgvs_c));
        // ANNOVAR does not move a change to its 3' end, nor does it say `dup`.
        match (one, other) {
            (Some(one), Some(other)) if one == other => Verdict::Same,
            (Some(one), Some(_)) if !is_annovar || one.contains('>') => {
                Verdict::Differs(format!("{stated} (here {})", effect.hgvs_c))
            }
            _ => Verdict::CannotTell,
        }
    });
    if let Verdict::Differs(_) = coding {
        return coding;
    }
    let ours = effect.hgvs_p.as_deref();
    match (annotation.hgvs_p.as_deref().and_then(protein), ours.and_then(protein)) {
        (Some(stated), Some(ours)) if fits(&stated, &ours) => Verdict::Same,
        (Some(stated), Some(ours)) => Verdict::Differs(format!("{stated} (here {ours})")),
        _ if coding == Verdict::CannotTell => by_term(effect, annotation),
        _ => coding,
    }
}

/// Without comparable names: the kind of change.
fn by_term(effect: &Effect, annotation: &Annotation) -> Verdict {
    // ANNOVAR states the exon there; a withheld effect says nothing.
    if annotation.tool == Annotator::Annovar.name() || effect.terms.is_empty() {
        return Verdict::CannotTell;
    }
    let is_term = |stated: &str| {
        let stated = stated.trim_start_matches('*');
        effect.terms.iter().any(|own| own == stated || own.strip_suffix("_variant") == Some(stated))
    };
    if annotation.consequence.split('&').any(is_term) {
        Verdict::Same
    } else {
        let ours = effect.terms.join("&");
        Verdict::Differs(format!("{} (here {ours})", annotation.consequence))
    }
}

/// c. in one form: ANNOVAR's `c.A475T` as `475A>T`, and no bases behind `del` and `dup`.
pub fn coding(text: &str) -> Option<String> {
    let text = text.trim_start_matches("c.");
    if let Some(first) = text.chars().next().filter(char::is_ascii_uppercase) {
        let rest = text.get(1..)?;
        let to = rest.chars().last().filter(char::is_ascii_uppercase)?;
        let place = rest.get(..rest.len() - 1)?;
        let is_place = !place.is_empty() && place.chars().all(|c| c.is_ascii_digit());
        return is_place.then(|| format!("{place}{first}>{to}"));
    }
    if text.contains("delins") {
        return Some(text.to_owned());
    }
    for word in ["del", "dup"] {
        if let Some((place, _)) = text.split_once(word) {
            return Some(format!("{place}{word}"));
        }
    }
    Some(text.to_owned())
}

/// p. in one form: `N159Y`, `L161Afs*39`, `L161fs`, `K2=`; nothing for what has no form in common.
pub fn protein(text: &str) -> Option<String> {
    let plain = text.trim_start_matches("p.").replace(['(', ')'], "");
    let plain = LETTERS.iter().fold(plain, |text, (three, one)| text.replace(three, one));
    let plain = plain.replace('X', "*");
    if plain.is_empty() || plain == "?" {
        return None;
    }
    let Some((from, to)) = plain.split_once('>') else {
        // ANNOVAR writes a silent change as `K2K`.
        let (first, last) = (plain.chars().next()?, plain.chars().last()?);
        let inner = plain.get(1..plain.len().saturating_sub(1)).unwrap_or_default();
        let is_silent = first == last && !inner.is_empty();
        return Some(if is_silent && inner.chars().all(|c| c.is_ascii_digit()) {
            format!("{first}{inner}=")
        } else {
            plain
        });
    };
    // bcftools: `159N>159Y`; of longer changes the whole rest of the protein, which is not compared.
    let number: String = from.chars().take_while(char::is_ascii_digit).collect();
    let residue = |side: &str| side.strip_prefix(number.as_str()).map(str::to_owned);
    let (from, to) = (residue(from)?, residue(to)?);
    (from.len() == 1 && to.len() == 1).then(|| format!("{from}{number}{to}"))
}

/// The same description, or a frameshift named by its first residue alone.
fn fits(stated: &str, ours: &str) -> bool {
    if stated == ours {
        return true;
    }
    let first = |text: &str| -> String {
        let head: String = text.chars().take(1).collect();
        let number = text.chars().skip(1).take_while(char::is_ascii_digit);
        head + &number.collect::<String>()
    };
    let is_short = |text: &str| text == format!("{}fs", first(text));
    is_short(stated) && ours.contains("fs") && first(stated) == first(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(c: &str, p: &str, term: &str) -> Effect {
        Effect {
            gene: "IKZF1".into(),
            transcript: "NM_006060.6".into(),
            terms: vec![term.into()],
            hgvs_c: c.into(),
            hgvs_p: Some(p.into()),
            place: "5/8".into(),
            residue: None,
            protein: None,
        }
    }

    fn annotation(tool: &str, transcript: &str, c: Option<&str>, p: Option<&str>) -> Annotation {
        Annotation {
            tool: tool.into(),
            transcript: transcript.into(),
            same_as: None,
            consequence: "frameshift_variant".into(),
            hgvs_c: c.map(str::to_owned),
            hgvs_p: p.map(str::to_owned),
        }
    }

    #[test]
    fn spellings_of_a_frameshift_agree() {
        let own = effect("c.480dup", "p.(Leu161AlafsTer39)", "frameshift_variant");
        for (tool, c, p) in [
            ("VEP", Some("c.480dup"), Some("p.Leu161AlafsTer39")),
            ("SnpEff", Some("c.480dupG"), Some("p.Leu161fs")),
            ("ANNOVAR", Some("c.479_480insG"), Some("p.L161Afs*39")),
            ("bcftools csq", None, Some("160GLVP>160GACS")),
        ] {
            let found = compare(&[&own], &[annotation(tool, "NM_006060.6", c, p)]);
            assert_eq!(found.agree, [tool], "{found:?}");
        }
        let other = annotation("VEP", "NM_006060.5", Some("c.481dup"), None);
        let found = compare(&[&own], &[other]);
        assert_eq!(found.disagree, ["VEP: c.481dup (here c.480dup)"]);
    }

    #[test]
    fn other_transcripts_are_not_compared_and_mane_names_ours() {
        let own = effect("c.475A>T", "p.(Asn159Tyr)", "missense_variant");
        let ensembl = annotation("VEP", "ENST00000331340.8", Some("c.475A>T"), None);
        assert_eq!(compare(&[&own], std::slice::from_ref(&ensembl)).not_compared, ["VEP"]);
        let named = Annotation { same_as: Some("NM_006060.6".into()), ..ensembl };
        assert_eq!(compare(&[&own], &[named]).agree, ["VEP"]);
    }

    #[test]
    fn a_protein_that_differs_behind_the_same_c_is_told() {
        let own = effect("c.475A>T", "p.(Asn159Tyr)", "missense_variant");
        let other = annotation("VEP", "NM_006060.6", Some("c.475A>T"), Some("p.Asn159His"));
        assert_eq!(compare(&[&own], &[other]).disagree, ["VEP: N159H (here N159Y)"]);
        assert_eq!(protein("p.K2K").as_deref(), Some("K2="));
        assert_eq!(protein("p.(Lys2=)").as_deref(), Some("K2="));
        assert_eq!(protein("p.?"), None);
    }
}
