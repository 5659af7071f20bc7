//! What a report says: strings with their marks.

use crate::model::language::Language;
use crate::report::text::Texts;

/// A piece of text that may stand in English within a report in another language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase {
    /// The text.
    pub text: String,
    /// True when it is English in a report that is not.
    pub foreign: bool,
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self { text, foreign: false }
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Phrase {
    /// Text that exists in English alone, such as that of a rule file.
    pub fn english(t: &Texts, text: &str) -> Self {
        let foreign = t.language() != Language::English && !text.is_empty();
        Self { text: text.to_owned(), foreign }
    }

    /// A sentence of the result in the report's language.
    ///
    /// The result holds it in English, beside the values that it was made of. Each candidate makes
    /// it of these values in any language: the one whose English is the sentence, word for word, is
    /// the one to translate. Without one the sentence stays as it is and is marked.
    pub fn told(t: &Texts, said: &str, candidates: &[&dyn Fn(&Texts) -> String]) -> Self {
        if t.language() == Language::English {
            return Self::from(said);
        }
        let english = Texts::of(Language::English);
        let wanted = plain(said);
        candidates
            .iter()
            .find(|compose| plain(&compose(english)) == wanted)
            .map_or_else(|| Self::english(t, said), |compose| Self::from(compose(t)))
    }

    /// Parts that the result joins to one text; one part in English leaves the whole in English.
    pub fn joined(t: &Texts, said: &str, parts: &[Self], with: &str) -> Self {
        if parts.iter().any(|part| part.foreign) {
            return Self::english(t, said);
        }
        let parts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        Self::from(parts.join(with))
    }

    /// True when there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Figures of the result have ordinary spaces, those of a report spaces that do not break.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// A name, a value, and how the value is marked.
#[derive(Debug, Clone, Default)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// What it says.
    pub value: Phrase,
    /// What stands beside it, small.
    pub note: Phrase,
    /// `hit`, `open` or empty.
    pub mark: &'static str,
}

impl Fact {
    /// A value without a mark.
    pub fn new(name: impl Into<String>, value: impl Into<Phrase>) -> Self {
        Self { name: name.into(), value: value.into(), ..Self::default() }
    }

    /// A value with its mark.
    pub fn marked(name: impl Into<String>, value: impl Into<Phrase>, mark: &'static str) -> Self {
        Self { mark, ..Self::new(name, value) }
    }

    /// The same with a note.
    pub fn with_note(self, note: impl Into<Phrase>) -> Self {
        Self { note: note.into(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_translated_only_from_what_it_was_made_of() {
        let t = Texts::of(Language::French);
        let not_on = |t: &Texts| t.say("reason-not-on", &[("assembly", "GRCh38")]);
        let told = Phrase::told(t, "not on GRCh38", &[&not_on]);
        assert!(!told.foreign && told.text != "not on GRCh38", "{told:?}");
        let other = Phrase::told(t, "not on GRCh37", &[&not_on]);
        assert_eq!(other, Phrase { text: "not on GRCh37".to_owned(), foreign: true });
    }
}
