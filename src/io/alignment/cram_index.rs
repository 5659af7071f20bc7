//! Which windows share slices of a CRAM.
//!
//! A slice holds thousands of reads and is decoded as a whole: a query per exon would decode the
//! same slice again and again. Windows that lie on the same or on neighbouring slices are asked for
//! together, so that each slice is decoded once.

use std::path::Path;

use crate::depth::Window;
use crate::io::text;

/// One slice: where it lies on the contig and in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slice {
    contig: i32,
    start: i64,
    end: i64,
}

/// Slices of a `.crai`, in the file's order.
#[derive(Debug, Clone, Default)]
pub(super) struct CramIndex {
    slices: Vec<Slice>,
}

impl CramIndex {
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let text = text::read(path)?;
        let mut slices = Vec::new();
        for line in text.lines() {
            let mut columns = line.split('\t').map(str::parse::<i64>);
            let (Some(Ok(contig)), Some(Ok(start)), Some(Ok(span))) =
                (columns.next(), columns.next(), columns.next())
            else {
                let cause = format!("{} is not a CRAM index", path.display());
                return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, cause));
            };
            let contig = i32::try_from(contig).unwrap_or(-1);
            // Positions in the index are 1-based.
            slices.push(Slice { contig, start: start - 1, end: start - 1 + span });
        }
        Ok(Self { slices })
    }

    /// Groups windows, in order, so that no slice is needed by two groups.
    pub fn group(&self, contig: i32, windows: &[Window]) -> Vec<Window> {
        let slices: Vec<&Slice> =
            self.slices.iter().filter(|slice| slice.contig == contig).collect();
        let mut groups: Vec<Window> = Vec::new();
        let mut last_needed: Option<usize> = None;
        for window in windows {
            let (start, end) = (i64::from(window.start), i64::from(window.end));
            let touches = |slice: &&Slice| slice.start < end && slice.end > start;
            let first = slices.iter().position(touches);
            let joined = match (first, last_needed) {
                (Some(first), Some(last)) => first <= last + 1,
                _ => false,
            };
            match groups.last_mut() {
                Some(group) if joined => group.end = group.end.max(window.end),
                _ => groups.push(*window),
            }
            last_needed = slices.iter().rposition(touches).max(last_needed);
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_of_shared_and_neighbouring_slices_are_one_group() {
        let slice = |start, end| Slice { contig: 0, start, end };
        let slices = [(0, 100), (90, 200), (200, 300), (300, 400), (400, 500)];
        let index = CramIndex { slices: slices.map(|(start, end)| slice(start, end)).to_vec() };
        let window = |start, end| Window { start, end };
        let windows = [window(10, 20), window(50, 60), window(150, 160), window(450, 460)];
        assert_eq!(index.group(0, &windows), [window(10, 160), window(450, 460)]);
        assert_eq!(index.group(1, &windows), windows);
    }
}
