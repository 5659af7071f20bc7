//! One cell of a table: text that cannot break the row or act in a spreadsheet, numbers of fixed
//! precision.

/// What stands for a missing value in every table.
pub const MISSING: &str = ".";

/// Free text (sample names, reasons) for a tab-separated table.
///
/// Control characters, tabs and line ends among them, become one space each. A text whose first
/// character that is no space is `=`, `+`, `-`, `@`, `"` or `'` (or one of their full-width twins)
/// gets a leading `'`, which spreadsheets read as "this is text" and hide; a reader that drops one
/// leading `'` has the original back. Empty text becomes `.`.
pub fn text(value: &str) -> String {
    if value.is_empty() {
        return MISSING.to_owned();
    }
    let flat: String = value.chars().map(|c| if is_break(c) { ' ' } else { c }).collect();
    if flat.trim_start().starts_with(ACTS) { format!("'{flat}") } else { flat }
}

/// What makes a spreadsheet take a cell for a formula, or for a quotation that runs on to the next
/// cells; the full-width forms act in some locales.
const ACTS: [char; 11] = ['=', '+', '-', '@', '"', '\'', '＝', '＋', '－', '＠', '＂'];

/// Control characters and the line separators of Unicode.
fn is_break(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A number with `decimals` places, or `.` when it is missing or not finite. Never `-0`.
pub fn number(value: impl Into<Option<f64>>, decimals: usize) -> String {
    match value.into() {
        Some(value) if value.is_finite() => {
            let written = format!("{value:.decimals$}");
            match written.strip_prefix('-') {
                Some(digits) if digits.chars().all(|c| matches!(c, '0' | '.')) => digits.to_owned(),
                _ => written,
            }
        }
        _ => MISSING.to_owned(),
    }
}

/// Cells as one line of a tab-separated table, with its line end.
pub fn line<I>(cells: I) -> String
where
    I: IntoIterator,
    I::Item: AsRef<str>,
{
    let mut line = String::new();
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            line.push('\t');
        }
        line.push_str(cell.as_ref());
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_a_row_or_act_in_a_spreadsheet() {
        assert_eq!(text("TUM01"), "TUM01");
        assert_eq!(text("21-0345 B"), "21-0345 B");
        assert_eq!(text("=cmd()"), "'=cmd()");
        assert_eq!(text("@x"), "'@x");
        assert_eq!(text("'x"), "''x");
        assert_eq!(text("a\tb\r\nc"), "a b  c");
        assert_eq!(text(""), ".");
        // What spreadsheets trim before they look.
        assert_eq!(text("\t=1"), "' =1");
        assert_eq!(text("\r+1"), "' +1");
        assert_eq!(text("  -1"), "'  -1");
        assert_eq!(text("\"a"), "'\"a");
        assert_eq!(text("＝1"), "'＝1");
    }

    #[test]
    fn numbers_keep_their_sign_and_never_say_nan() {
        assert_eq!(number(-0.25, 2), "-0.25");
        assert_eq!(number(-0.0001, 2), "0.00");
        assert_eq!(number(None, 2), ".");
        assert_eq!(number(f64::NAN, 2), ".");
        assert_eq!(number(f64::INFINITY, 2), ".");
    }

    proptest::proptest! {
        #[test]
        fn a_reader_that_drops_one_apostrophe_has_the_text_back(name in "[^\\p{Cc}\u{2028}\u{2029}]{1,20}") {
            let written = text(&name);
            let read = written.strip_prefix('\'').unwrap_or(&written);
            proptest::prop_assert_eq!(read, name);
        }
    }
}
