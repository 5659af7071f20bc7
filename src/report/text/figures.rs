//! Figures as each language writes them. Spaces inside a figure do not break.

use super::{NONE, Texts};
use crate::model::calls::SampleInfo;
use crate::model::estimate::Estimate;
use crate::model::language::Language;
use crate::report::cell;
use crate::stats::percent;

impl Texts {
    /// A number with `decimals` places, or a dash when it is not finite.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return NONE.to_owned();
        }
        let written = cell::number(value, decimals);
        match self.language() {
            Language::English => written,
            Language::French => written.replace('.', ","),
        }
    }

    /// A fraction as `64 %`; one decimal below 10 % and above 99 %, where it tells.
    pub fn percent(&self, fraction: f64) -> String {
        self.percentage(100.0 * fraction)
    }

    /// A percentage, likewise.
    pub fn percentage(&self, value: f64) -> String {
        let whole = value == 0.0 || value == 100.0 || (10.0..=99.0).contains(&value);
        format!("{}\u{a0}%", self.number(value, usize::from(!whole)))
    }

    /// The stated blast percentage as the flags and reasons write it: `15 %`, `12.5 %`.
    pub fn blasts(&self, sample: &SampleInfo) -> Option<String> {
        let percent = sample.blast_percent?;
        Some(format!("{}\u{a0}%", self.number(percent, usize::from(percent.fract() != 0.0))))
    }

    /// A fraction as a percentage with so many decimals.
    pub fn percent_to(&self, fraction: f64, decimals: usize) -> String {
        format!("{}\u{a0}%", self.number(100.0 * fraction, decimals))
    }

    /// A fraction as a whole percentage, rounded up: for limits, which must not promise too much.
    pub fn percent_up(&self, fraction: f64) -> String {
        format!("{}\u{a0}%", self.number(percent::up(fraction), 0))
    }

    /// [`Self::percent`], or a dash.
    pub fn optional_percent(&self, fraction: Option<f64>) -> String {
        fraction.map_or_else(|| NONE.to_owned(), |fraction| self.percent(fraction))
    }

    /// `64 % (59–69 %)`.
    pub fn percent_interval(&self, estimate: Estimate) -> String {
        let Estimate { value, low, high } = estimate;
        let low = self.percent(low);
        let low = low.trim_end_matches("\u{a0}%");
        format!("{} ({low}–{})", self.percent(value), self.percent(high))
    }

    /// `0.68 (0.66–0.71)`.
    pub fn ratio_interval(&self, estimate: Estimate) -> String {
        let Estimate { value, low, high } = estimate;
        let two = |value| self.number(value, 2);
        format!("{} ({}–{})", two(value), two(low), two(high))
    }

    /// A probability: `98.3 %`, and never a certainty that the data cannot give.
    pub fn probability(&self, value: f64) -> String {
        if value > 0.999 {
            format!(">\u{a0}{}\u{a0}%", self.number(99.9, 1))
        } else if value < 0.001 {
            format!("<\u{a0}{}\u{a0}%", self.number(0.1, 1))
        } else {
            self.percent_to(value, 1)
        }
    }

    /// A number with thousands set apart: `1,184`, in French `1 184`.
    pub fn thousands(&self, value: u64) -> String {
        let mark = match self.language() {
            Language::English => ',',
            Language::French => '\u{a0}',
        };
        let digits = value.to_string();
        let mut written = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                written.push(mark);
            }
            written.push(digit);
        }
        written
    }

    /// Mean depth as `1,184x`.
    pub fn depth(&self, value: f64) -> String {
        if value.is_finite() && (0.0..1e12).contains(&value) {
            format!("{}x", self.thousands(value.round() as u64))
        } else {
            NONE.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        let t = Texts::of(Language::English);
        assert_eq!(t.percent(0.64), "64\u{a0}%");
        assert_eq!(t.percent(0.045), "4.5\u{a0}%");
        assert_eq!(t.percentage(99.81), "99.8\u{a0}%");
        assert_eq!(t.thousands(14_220_113), "14,220,113");
        assert_eq!(t.thousands(12), "12");
        assert_eq!(t.depth(1184.37), "1,184x");
        assert_eq!(t.depth(f64::NAN), NONE);
        let f = Estimate { value: 0.64, low: 0.59, high: 0.69 };
        assert_eq!(t.percent_interval(f), "64\u{a0}% (59–69\u{a0}%)");
        assert_eq!(t.probability(0.999_99), ">\u{a0}99.9\u{a0}%");
    }

    #[test]
    fn french_has_decimal_commas_and_spaces_that_do_not_break() {
        let t = Texts::of(Language::French);
        assert_eq!(t.percent(0.045), "4,5\u{a0}%");
        assert_eq!(t.thousands(14_220_113), "14\u{a0}220\u{a0}113");
        assert_eq!(t.depth(1184.37), "1\u{a0}184x");
        let ratio = Estimate { value: 0.68, low: 0.66, high: 0.71 };
        assert_eq!(t.ratio_interval(ratio), "0,68 (0,66–0,71)");
        assert_eq!(t.number(f64::NAN, 2), NONE);
    }
}
