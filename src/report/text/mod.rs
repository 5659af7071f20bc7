//! The words of a report: one file per language, `en.ftl` and `fr.ftl`, in Fluent's format.
//!
//! Code asks for a message by its key and gives it finished figures; what stands in the file is
//! plain text, escaped where it is printed like everything else.

mod figures;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::model::language::Language;

/// What stands for a missing figure in running text and tables for reading.
pub const NONE: &str = "–";

/// The messages of one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

static ENGLISH: LazyLock<Texts> =
    LazyLock::new(|| Texts::read(Language::English, include_str!("en.ftl")));
static FRENCH: LazyLock<Texts> =
    LazyLock::new(|| Texts::read(Language::French, include_str!("fr.ftl")));

impl Texts {
    /// The messages of a language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::French => &FRENCH,
        }
    }

    /// What is wrong in a file is left out here and found by the tests: a report is written with
    /// the key in the place of a message rather than not at all.
    fn read(language: Language, source: &str) -> Self {
        let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // The marks around placeables would stand in the text that readers copy.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Self { language, bundle }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// A message without placeables.
    pub fn get(&self, key: &str) -> String {
        self.find(key, None).unwrap_or_else(|| key.to_owned())
    }

    /// A message with its placeables.
    pub fn say(&self, key: &str, values: &[(&'static str, &str)]) -> String {
        let values = values.iter().map(|(name, value)| (*name, FluentValue::from(*value)));
        let values: FluentArgs = values.collect();
        self.find(key, Some(&values)).unwrap_or_else(|| key.to_owned())
    }

    /// A message about a count, which decides between singular and plural: `$count` is the number,
    /// `$figure` the same as it is written.
    pub fn count(&self, key: &str, count: usize, values: &[(&'static str, &str)]) -> String {
        let figure = self.thousands(count as u64);
        let mut arguments: FluentArgs =
            values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        arguments.set("count", FluentValue::from(count));
        arguments.set("figure", FluentValue::from(figure));
        self.find(key, Some(&arguments)).unwrap_or_else(|| key.to_owned())
    }

    /// The word for a code of a family, `class-loss-of-function` for `loss_of_function`; absent for
    /// a code that the file does not know, such as one of a laboratory's own rules.
    pub fn word(&self, family: &str, code: &str) -> Option<String> {
        let code: String =
            code.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        self.find(&format!("{family}-{}", code.to_ascii_lowercase()), None)
    }

    fn find(&self, key: &str, values: Option<&FluentArgs>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        // A placeable that is not given stays visible as `{$name}`; tests see to it that none is.
        Some(self.bundle.format_pattern(pattern, values, &mut Vec::new()).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_not_there_is_shown_and_does_not_stop_the_report() {
        for language in Language::ALL {
            let texts = Texts::of(language);
            assert_eq!(texts.get("there-is-no-such-key"), "there-is-no-such-key");
            assert_eq!(texts.word("class", "a laboratory's own"), None);
            assert_ne!(texts.get("state-deleted"), "state-deleted");
        }
    }

    #[test]
    fn placeables_carry_no_marks() {
        let said = Texts::of(Language::English).say("exons-one", &[("exon", "4")]);
        assert_eq!(said, "exon 4");
    }
}
