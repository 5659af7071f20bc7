//! Text files as laboratories keep them: plain, gzip or BGZF, with or without a byte-order mark; a
//! cut file is an error, never a short file.
//!
//! BGZF goes through `noodles`, which checks every block; ordinary gzip, which people make of
//! tables and VCFs as often, through `flate2`. A BGZF file cut at a block boundary reads without an
//! error in both, so its end-of-file block is looked for first.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Error, ErrorKind, Read, Result, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use noodles::bgzf;

/// Bytes that close every complete BGZF file (an empty block).
pub(crate) const BGZF_EOF: [u8; 28] = [
    0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 0x06, 0, 0x42, 0x43, 0x02, 0, 0x1b, 0, 0x03, 0, 0,
    0, 0, 0, 0, 0, 0, 0,
];

/// Reads a whole text file, or standard input for `-`; a byte-order mark is dropped.
pub(crate) fn read(path: &Path) -> Result<String> {
    let mut reader = if path == Path::new("-") {
        let mut raw = Vec::new();
        std::io::stdin().lock().read_to_end(&mut raw)?;
        decoded(Cursor::new(raw))?
    } else {
        open(path)?
    };
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|error| {
        let message = format!("the compressed data are damaged or truncated ({error})");
        Error::new(ErrorKind::InvalidData, message)
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::new(ErrorKind::InvalidData, "not text (UTF-8): is this the right kind of file?")
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Opens a text file for reading by lines, without holding it in memory.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(Error::new(ErrorKind::IsADirectory, "it is a folder"));
    }
    decoded(file)
}

/// The text behind the compression that the first bytes announce.
fn decoded<R: Read + Seek + 'static>(mut input: R) -> Result<Box<dyn BufRead>> {
    let mut head = [0_u8; 18];
    let length = read_head(&mut input, &mut head)?;
    input.seek(SeekFrom::Start(0))?;
    let head = &head[..length];
    if !head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(input)));
    }
    let is_bgzf = head.len() == 18 && head[3] & 4 != 0 && &head[12..14] == b"BC";
    if !is_bgzf {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(BufReader::new(input)))));
    }
    if !ends_with_eof_block(&mut input)? {
        return Err(Error::new(
            ErrorKind::UnexpectedEof,
            "it is truncated or still being copied: the closing BGZF block is missing",
        ));
    }
    input.seek(SeekFrom::Start(0))?;
    Ok(Box::new(bgzf::io::Reader::new(input)))
}

fn read_head(input: &mut impl Read, head: &mut [u8]) -> Result<usize> {
    let mut length = 0;
    while length < head.len() {
        match input.read(&mut head[length..])? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}

fn ends_with_eof_block(input: &mut (impl Read + Seek)) -> Result<bool> {
    let size = input.seek(SeekFrom::End(0))?;
    let length = BGZF_EOF.len() as u64;
    if size < length {
        return Ok(false);
    }
    input.seek(SeekFrom::Start(size - length))?;
    let mut tail = [0_u8; BGZF_EOF.len()];
    input.read_exact(&mut tail)?;
    Ok(tail == BGZF_EOF)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn bgzf_bytes() -> Vec<u8> {
        let mut writer = bgzf::io::Writer::new(Vec::new());
        writer.write_all(b"one\ntwo\n").unwrap();
        writer.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<Vec<String>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("file");
        std::fs::write(&path, bytes)?;
        open(&path)?.lines().collect()
    }

    #[test]
    fn plain_gzip_and_bgzf_give_the_same_lines() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(b"one\ntwo\n").unwrap();
        for bytes in [b"one\ntwo\n".to_vec(), gz.finish().unwrap(), bgzf_bytes()] {
            assert_eq!(read(&bytes).unwrap(), ["one", "two"]);
        }
    }

    #[test]
    fn a_file_cut_at_a_block_boundary_is_refused() {
        let bytes = bgzf_bytes();
        let error = read(&bytes[..bytes.len() - BGZF_EOF.len()]).unwrap_err();
        assert!(error.to_string().contains("truncated"), "{error}");
        assert!(read(&bytes[..20]).is_err());
        assert!(read(&[0x1f, 0x8b, 8]).is_err());
        assert_eq!(read(b"").unwrap(), Vec::<String>::new());
    }
}
