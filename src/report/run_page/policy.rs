//! What the browser may do with a page, and names as links.

use data_encoding::BASE64;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

/// A content policy that lets nothing run or load but this style and this script.
pub(super) fn content(style: &str, script: &str) -> String {
    let digest = |text: &str| BASE64.encode(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        digest(style),
        digest(script)
    )
}

/// What needs no encoding in a path (RFC 3986, unreserved).
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A file name as a relative link, whatever characters it holds.
pub(super) fn href(file: &str) -> String {
    utf8_percent_encode(file, PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_cannot_leave_the_folder_or_become_a_scheme() {
        assert_eq!(href("TUM-01_a.report.html"), "TUM-01_a.report.html");
        assert_eq!(href("javascript:x"), "javascript%3Ax");
        assert_eq!(href("a b#?%\"<'"), "a%20b%23%3F%25%22%3C%27");
        assert_eq!(href("Müller"), "M%C3%BCller");
    }

    #[test]
    fn the_policy_names_both_digests() {
        // Known answer: the digest of the empty text.
        let empty = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        assert_eq!(content("", "x").matches(empty).count(), 1);
        assert!(!content("a", "b").contains("unsafe"));
    }
}
