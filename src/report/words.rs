//! Figures and codes in the words of a report.

use crate::model::calls::{CopyState, Estimate, MlpaCall};
use crate::model::chromosomes::{Aneuploidy, ChromosomeState};
use crate::model::locus_state::Answer;
use crate::model::sample::{Role, Sex};

use super::cell;

/// What stands for a missing figure in running text and tables for reading.
pub const NONE: &str = "–";

/// A fraction as `64 %`; below 10 % with one decimal. The space does not break.
pub fn percent(fraction: f64) -> String {
    percentage(100.0 * fraction)
}

/// A percentage as `64 %`; one decimal below 10 % and above 99 %, where it tells.
pub fn percentage(value: f64) -> String {
    let whole = value == 0.0 || value == 100.0 || (10.0..=99.0).contains(&value);
    format!("{}\u{a0}%", cell::number(value, usize::from(!whole)))
}

/// [`percent`], or a dash.
pub fn optional_percent(fraction: Option<f64>) -> String {
    fraction.map_or_else(|| NONE.to_owned(), percent)
}

/// `64 % (59–69 %)`.
pub fn percent_interval(estimate: Estimate) -> String {
    let Estimate { value, low, high } = estimate;
    let low = percent(low);
    let low = low.trim_end_matches("\u{a0}%");
    format!("{} ({low}–{})", percent(value), percent(high))
}

/// `0.68 (0.66–0.71)`.
pub fn ratio_interval(estimate: Estimate) -> String {
    let Estimate { value, low, high } = estimate;
    let two = |value| cell::number(value, 2);
    format!("{} ({}–{})", two(value), two(low), two(high))
}

/// A probability: `98.3 %`, and never a certainty that the data cannot give.
pub fn probability(value: f64) -> String {
    if value > 0.999 {
        "> 99.9\u{a0}%".to_owned()
    } else if value < 0.001 {
        "< 0.1\u{a0}%".to_owned()
    } else {
        format!("{}\u{a0}%", cell::number(100.0 * value, 1))
    }
}

/// A number with thousands set apart: `1,184`.
pub fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let mut written = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// Mean depth as `1,184x`.
pub fn depth(value: f64) -> String {
    if value.is_finite() && (0.0..1e12).contains(&value) {
        // Checked above: not negative and far below the range of u64.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = value.round() as u64;
        format!("{}x", thousands(whole))
    } else {
        NONE.to_owned()
    }
}

/// A code as words: `loss_of_function+unclassified` is `loss of function + unclassified`.
pub fn code(code: &str) -> String {
    code.replace('_', " ").replace('+', " + ")
}

/// Items joined by commas, or a dash.
pub fn list(items: &[String]) -> String {
    if items.is_empty() { NONE.to_owned() } else { items.join(", ") }
}

/// `deletion, one copy lost`, ...
pub fn copy_state(state: CopyState) -> &'static str {
    match state {
        CopyState::Normal => "normal",
        CopyState::HetDel => "deletion, one copy lost",
        CopyState::HomDel => "deletion, both copies lost",
        CopyState::Gain => "gain",
        CopyState::NotAssessed => "not assessed",
    }
}

/// `deletion`, `normal`, `duplication`, `not assessed`.
pub fn mlpa(call: MlpaCall) -> &'static str {
    match call {
        MlpaCall::NotAssessed => "not assessed",
        other => other.code(),
    }
}

/// `yes`, `no`, `not assessed`.
pub fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::NotAssessed => "not assessed",
        other => other.code(),
    }
}

/// `patient's sample` or `healthy reference sample`.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Tumour => "patient's sample",
        Role::Normal => "healthy reference sample",
    }
}

/// `female`, `male`, `unknown`.
pub fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unknown => "unknown",
    }
}

/// The exons `first` to `last` as `exon 2` or `exons 4–7`.
pub fn exons(first: &str, last: &str) -> String {
    if first == last { format!("exon {first}") } else { format!("exons {first}–{last}") }
}

/// The aneuploidy line.
pub fn aneuploidy(line: &Aneuploidy) -> String {
    let list = |wanted: ChromosomeState| {
        let of = line.chromosomes.iter().filter(|c| c.state == wanted);
        of.map(|c| {
            let ratio = c.ratio.map_or_else(String::new, |r| format!(" ({:.2})", r.value));
            format!("{}{ratio}", c.contig)
        })
        .collect::<Vec<_>>()
        .join(", ")
    };
    if line.assessed == 0 {
        return "not assessed: no chromosome has enough targets outside the ALL genes".to_owned();
    }
    let mut parts = Vec::new();
    if let Some(class) = &line.class {
        parts.push(format!("pattern of {class}"));
    }
    for (word, state) in [("gained", ChromosomeState::Gained), ("lost", ChromosomeState::Lost)] {
        let chromosomes = list(state);
        if !chromosomes.is_empty() {
            parts.push(format!("{word}: {chromosomes}"));
        }
    }
    if parts.is_empty() {
        parts.push("no gain or loss of a whole chromosome seen".to_owned());
    }
    if line.iamp21_suspected {
        parts.push("chromosome 21 far above the others: test for iAMP21".to_owned());
    }
    parts.push(format!("{} of 22 autosomes assessed", line.assessed));
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!(percent(0.64), "64\u{a0}%");
        assert_eq!(percent(0.045), "4.5\u{a0}%");
        assert_eq!(percentage(99.81), "99.8\u{a0}%");
        assert_eq!(thousands(14_220_113), "14,220,113");
        assert_eq!(thousands(12), "12");
        assert_eq!(depth(1184.37), "1,184x");
        assert_eq!(depth(f64::NAN), NONE);
        let f = Estimate { value: 0.64, low: 0.59, high: 0.69 };
        assert_eq!(percent_interval(f), "64\u{a0}% (59–69\u{a0}%)");
        assert_eq!(probability(0.999_99), "> 99.9\u{a0}%");
        assert_eq!(code("loss_of_function+unclassified"), "loss of function + unclassified");
    }
}
