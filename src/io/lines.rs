//! Text files line by line, plain, gzip or BGZF; a cut file is an error, never a short file.
//!
//! BGZF goes through `noodles`, which checks every block; ordinary gzip, which people make of
//! tables and VCFs as often, through `flate2`. A BGZF file cut at a block boundary reads without an
//! error in both, so its end-of-file block is looked for first.

use std::fs::File;
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use noodles::bgzf;

use crate::io::text::BGZF_EOF;

/// Opens a text file for reading by lines.
///
/// A BGZF file without its end-of-file block is refused as truncated.
pub fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(Error::new(ErrorKind::IsADirectory, "it is a folder"));
    }
    let mut head = [0_u8; 18];
    let length = read_head(&mut file, &mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let head = &head[..length];
    if !head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::new(file)));
    }
    let is_bgzf = head.len() == 18 && head[3] & 4 != 0 && &head[12..14] == b"BC";
    if !is_bgzf {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(BufReader::new(file)))));
    }
    if !ends_with_eof_block(&mut file)? {
        return Err(Error::new(
            ErrorKind::UnexpectedEof,
            "it is truncated or still being copied: its BGZF end-of-file block is missing",
        ));
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(Box::new(bgzf::io::Reader::new(file)))
}

fn read_head(file: &mut File, head: &mut [u8]) -> Result<usize> {
    let mut length = 0;
    while length < head.len() {
        match file.read(&mut head[length..])? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}

fn ends_with_eof_block(file: &mut File) -> Result<bool> {
    let size = file.metadata()?.len();
    let length = BGZF_EOF.len() as u64;
    if size < length {
        return Ok(false);
    }
    file.seek(SeekFrom::Start(size - length))?;
    let mut tail = [0_u8; BGZF_EOF.len()];
    file.read_exact(&mut tail)?;
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
