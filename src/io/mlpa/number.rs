//! Numbers as people write them: decimal point or comma, per cent; never a thousands separator.

/// A number, and whether it was written in per cent. Absent when it is none.
pub(super) fn parse(text: &str) -> Option<(f64, bool)> {
    let text = text.trim();
    let (body, percent) = match text.strip_suffix('%') {
        Some(body) => (body.trim_end(), true),
        None => (text, false),
    };
    let separators = body.matches([',', '.']).count();
    let is_plain =
        body.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '+' | '-' | 'e' | 'E'));
    if separators > 1 || !is_plain || !body.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value: f64 = body.replace(',', ".").parse().ok()?;
    value.is_finite().then_some((if percent { value / 100.0 } else { value }, percent))
}

/// True for a number that may be thousands as well as a decimal fraction: `1,050` and `12.345`.
pub(super) fn may_be_thousands(text: &str) -> bool {
    let Some((whole, rest)) = text.trim().split_once([',', '.']) else { return false };
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    (1..=3).contains(&whole.len())
        && !whole.starts_with('0')
        && rest.len() == 3
        && digits(whole)
        && digits(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_commas_and_per_cent() {
        assert_eq!(parse("0.58"), Some((0.58, false)));
        assert_eq!(parse(" 0,58 "), Some((0.58, false)));
        assert_eq!(parse("58 %"), Some((0.58, true)));
        assert_eq!(parse("1e-1"), Some((0.1, false)));
        assert_eq!(parse("0"), Some((0.0, false)));
        for text in ["", "1.234,5", "1,234,567", "0.5x", "nan", "inf", "-", ",", "1e999", "0 58"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_group_of_three_digits_may_be_thousands() {
        for text in ["1,050", " 12.345", "999,000"] {
            assert!(may_be_thousands(text), "{text}");
        }
        for text in ["1050", "0,050", "1.05", "1050.125", "1,0500", "1.234,5", "", ",", "-1,050"] {
            assert!(!may_be_thousands(text), "{text}");
        }
    }
}
