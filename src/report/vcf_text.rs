//! Text as a VCF may hold it.

/// Text as one VCF token: letters, digits and `_ . -`; anything else becomes `_`.
pub(super) fn token(text: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "_.-".contains(c) { c } else { '_' };
    text.chars().map(safe).collect()
}

/// Text on one line of a header or a column name.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Text inside the quotes of a header line.
pub(super) fn quoted(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('"', "\\\"")
}

/// Text as an INFO value: what has a meaning there is percent-encoded.
pub(super) fn encoded(text: &str) -> String {
    use std::fmt::Write;
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || c.is_whitespace() || "%:;=,".contains(c) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(value, "%{byte:02X}");
            }
        } else {
            value.push(c);
        }
    }
    value
}
