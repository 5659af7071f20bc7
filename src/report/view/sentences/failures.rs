//! Why a sample of a run has no result. A run can fail in more ways than there are forms for: what
//! is not among them stays in the program's own words, and is marked.

use super::form::{self, Form};
use crate::model::language::Language;
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;

/// The causes that laboratories meet.
const CAUSES: [Form; 18] = [
    ("failure-missing", &["file"]),
    ("failure-barred", &["file"]),
    ("failure-truncated", &["file"]),
    ("failure-unsorted-header", &["file", "order"]),
    ("failure-unsorted-read", &["file", "place", "previous"]),
    ("failure-several-samples", &["file", "names"]),
    ("failure-several-groups", &["file", "names"]),
    ("failure-exchanged", &["file", "own"]),
    ("failure-other-assembly-apart", &["file", "own", "run", "again"]),
    ("failure-other-assembly", &["file", "own", "run"]),
    ("failure-other-targets", &["file", "count", "others", "all"]),
    ("failure-no-assembly", &[]),
    ("failure-two-assemblies", &["file", "first", "second"]),
    ("failure-no-contig", &["target", "file", "contig", "others"]),
    ("failure-short-contig", &["target", "file", "contig", "length", "assembly"]),
    ("failure-reference", &["stated", "place", "found"]),
    ("failure-beyond-contig", &["place", "length"]),
    ("failure-fault", &["what"]),
];

/// The cause and what to do, in the report's language.
pub fn phrase(t: &Texts, said: &str) -> Phrase {
    if t.language() == Language::English {
        return Phrase::from(said);
    }
    told(t, said).map_or_else(|| Phrase::english(t, said), Phrase::from)
}

/// The cause, perhaps after the sample and the file that it is about: `sample P1: P1.bam: ...`.
fn told(t: &Texts, said: &str) -> Option<String> {
    about(t, said).or_else(|| form::told(t, said, &CAUSES))
}

fn about(t: &Texts, said: &str) -> Option<String> {
    let (about, rest) = said.split_once(": ")?;
    let about = match about.strip_prefix("sample ") {
        Some(name) => t.say("failure-sample", &[("sample", name)]),
        None if about.contains(' ') => return None,
        None => about.to_owned(),
    };
    Some(format!("{about}{}{}", t.get("colon"), told(t, rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_with_what_it_is_about_or_stays_as_it_is() {
        let t = Texts::of(Language::French);
        let cut = "P1.bam is truncated or still being copied: its closing block is missing; wait for \
                   the copy to end, or fetch the file again";
        for said in [cut.to_owned(), format!("sample P 1: {cut}"), format!("sample P 1: x: {cut}")]
        {
            let told = phrase(t, &said);
            assert!(!told.foreign && told.text.contains("P1.bam"), "{told:?}");
            assert_eq!(told.text.contains("échantillon P 1\u{a0}: "), said != cut, "{told:?}");
        }
        let other = phrase(t, "sample P1: the moon is full: wait");
        assert!(other.foreign && other.text == "sample P1: the moon is full: wait");
    }
}
