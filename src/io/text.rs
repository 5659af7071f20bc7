//! Text files as laboratories keep them: plain or gzip, with or without a byte-order mark.

use std::io::Read;
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// Bytes that close every complete BGZF file (an empty block).
pub(crate) const BGZF_EOF: [u8; 28] = [
    0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 0x06, 0, 0x42, 0x43, 0x02, 0, 0x1b, 0, 0x03, 0, 0,
    0, 0, 0, 0, 0, 0, 0,
];

/// Reads a whole text file, or standard input for `-`; gzip and BGZF are told by content and a
/// byte-order mark is dropped. A BGZF file that lacks its closing block is refused as truncated.
pub(crate) fn read(path: &Path) -> std::io::Result<String> {
    let mut raw = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut raw)?;
    } else {
        std::fs::File::open(path)?.read_to_end(&mut raw)?;
    }
    let text = if raw.starts_with(&[0x1f, 0x8b]) { inflate(&raw)? } else { raw };
    let text = String::from_utf8(text)
        .map_err(|_| invalid("not text (UTF-8): is this the right kind of file?"))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn inflate(raw: &[u8]) -> std::io::Result<Vec<u8>> {
    let is_bgzf = raw.get(3) == Some(&4) && raw.get(12..14) == Some(b"BC");
    if is_bgzf && !raw.ends_with(&BGZF_EOF) {
        return Err(invalid("truncated or still being copied: the closing BGZF block is missing"));
    }
    let mut text = Vec::new();
    MultiGzDecoder::new(raw)
        .read_to_end(&mut text)
        .map_err(|e| invalid(&format!("gzip data are damaged or truncated ({e})")))?;
    Ok(text)
}

fn invalid(message: &str) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, message)
}
