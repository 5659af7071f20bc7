//! Sentences of the result whose values stand in them alone: the English message is the form, and
//! what fills its gaps is carried over into the other language.

use crate::model::language::Language;
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;

/// A message and the names of its placeables.
pub type Form = (&'static str, &'static [&'static str]);

/// The sentence by the first form whose English it is, word for word; without one it stays English
/// and is marked.
pub fn phrase(t: &Texts, said: &str, forms: &[Form]) -> Phrase {
    if t.language() == Language::English {
        return Phrase::from(said);
    }
    told(t, said, forms).map_or_else(|| Phrase::english(t, said), Phrase::from)
}

/// The same; absent where no form fits.
pub fn told(t: &Texts, said: &str, forms: &[Form]) -> Option<String> {
    forms.iter().find_map(|(key, names)| {
        let values = values(said, key, names)?;
        let values: Vec<(&'static str, String)> =
            values.into_iter().map(|(name, value)| (name, figure(t, value))).collect();
        let values: Vec<(&'static str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(t.say(key, &values))
    })
}

/// A word of a family whose English is what the result says; otherwise the text stays English.
pub fn word(t: &Texts, family: &str, code: &str, said: &str) -> Phrase {
    if t.language() == Language::English {
        return Phrase::from(said);
    }
    let known = Texts::of(Language::English).word(family, code).is_some_and(|own| own == said);
    let word = t.word(family, code).filter(|_| known);
    word.map_or_else(|| Phrase::english(t, said), Phrase::from)
}

/// What stands in the gaps of the English message, where the sentence is that message.
fn values<'a>(
    said: &'a str,
    key: &str,
    names: &[&'static str],
) -> Option<Vec<(&'static str, &'a str)>> {
    // Signs of Unicode's private area stand for the gaps: no message holds them.
    let sign = |index: usize| u32::try_from(index).ok().and_then(|i| char::from_u32(0xE000 + i));
    let signs: Vec<String> =
        (0..names.len()).filter_map(sign).map(|sign| sign.to_string()).collect();
    let gaps: Vec<(&'static str, &str)> =
        names.iter().zip(&signs).map(|(name, sign)| (*name, sign.as_str())).collect();
    let form = Texts::of(Language::English).say(key, &gaps);
    let is_sign = |c: char| ('\u{E000}'..'\u{F8FF}').contains(&c);
    let mut literals = form.split(is_sign);
    let mut rest = said.strip_prefix(literals.next()?)?;
    let literals: Vec<&str> = literals.collect();
    let order: Vec<char> = form.chars().filter(|c| is_sign(*c)).collect();
    let mut found = Vec::new();
    for (number, (sign, literal)) in order.iter().zip(&literals).enumerate() {
        let end = if number + 1 == literals.len() {
            rest.strip_suffix(literal)?.len()
        } else {
            rest.find(literal)?
        };
        let name = names.iter().zip(&signs).find(|(_, own)| own.starts_with(*sign))?.0;
        found.push((*name, rest.get(..end)?));
        rest = rest.get(end + literal.len()..)?;
    }
    rest.is_empty().then_some(found)
}

/// A figure as the language writes it.
fn figure(t: &Texts, value: &str) -> String {
    let value = value.replace(" %", "\u{a0}%");
    let number = value.trim_end_matches(['x', '%', '\u{a0}']);
    if t.language() == Language::French && number.parse::<f64>().is_ok() {
        return value.replace('.', ",");
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_told_by_its_form_alone() {
        let t = Texts::of(Language::French);
        let forms: [Form; 1] = [("effect-in-frame", &["bases", "residues", "left"])];
        let said = phrase(t, "in-frame -690 nt/-230 aa (289 aa left)", &forms);
        assert!(!said.foreign && said.text.contains("289") && !said.text.contains("left"));
        let other = phrase(t, "in-frame -690 nt/-230 aa (289 aa left, perhaps)", &forms);
        assert!(other.foreign, "{other:?}");
        assert_eq!(figure(t, "0.75"), "0,75");
        assert_eq!(figure(t, "p.(1.2)"), "p.(1.2)");
    }
}
