//! A copy of an alignment with planted events, as BAM with its index.

use std::path::{Path, PathBuf};

use rust_htslib::bam::{self, Read as _};

use super::file::Alignment;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;
use crate::model::par::Par1;
use crate::simulate::plant::copies_of_fragment;
use crate::simulate::{PlacedEvent, Places};

/// An alignment with planted events cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot plant into {source_path}: {cause}")]
pub struct PlantError {
    source_path: PathBuf,
    cause: String,
}

/// Longest fragment whose middle decides for both mates.
const LONGEST_FRAGMENT: u32 = 2_000;

/// What was done with the fragments of an alignment; a read counts, not its fragment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlantedReads {
    /// Reads taken away.
    pub removed: u64,
    /// Reads added.
    pub added: u64,
}

/// Writes `out` (BAM) and `out.bai`, record by record: memory does not grow with the file.
///
/// Whether a fragment stays is decided at its middle, so that mates agree. Reads across the planted
/// breakpoints are not made: what is planted shows in the depth alone.
pub fn write(
    alignment: &Alignment,
    places: &Places,
    name: &str,
    seed: u64,
    out: &Path,
) -> Result<PlantedReads, PlantError> {
    let fail = |cause: String| PlantError { source_path: alignment.path.clone(), cause };
    let wrong = |e: rust_htslib::errors::Error| fail(e.to_string());
    let mut reader = bam::Reader::from_path(&alignment.path).map_err(wrong)?;
    if let Some(reference) = &alignment.reference {
        reader.set_reference(reference).map_err(wrong)?;
    }
    let text = String::from_utf8_lossy(reader.header().as_bytes()).into_owned();
    let header = header(&text, name, &places.0).map_err(fail)?;
    let contigs: Vec<Contig> =
        alignment.contigs.iter().map(|(name, _)| Contig::new(name)).collect();
    let folder = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let unfinished = tempfile::Builder::new()
        .prefix(".planted")
        .suffix(".bam")
        .tempfile_in(folder)
        .map_err(|e| fail(format!("cannot write in {}: {e}", folder.display())))?;
    let mut counted = PlantedReads::default();
    {
        let mut writer =
            bam::Writer::from_path(unfinished.path(), &header, bam::Format::Bam).map_err(wrong)?;
        let mut record = bam::Record::new();
        while let Some(read) = reader.read(&mut record) {
            read.map_err(wrong)?;
            let place = place_of(&record, &contigs).map(|at| on_x(at, alignment.assembly));
            let ratio = place.map_or(1.0, |at| places.ratio(&at));
            let copies = copies_of_fragment(record.qname(), ratio, seed);
            counted.removed += u64::from(copies == 0);
            for copy in 0..copies {
                if copy > 0 {
                    let name = [record.qname(), format!("_{copy}").as_bytes()].concat();
                    record.set_qname(&name);
                    counted.added += 1;
                }
                writer.write(&record).map_err(wrong)?;
            }
        }
    }
    unfinished
        .persist(out)
        .map_err(|e| fail(format!("cannot write {}: {}", out.display(), e.error)))?;
    bam::index::build(out, None, bam::index::Type::Bai, 1).map_err(wrong)?;
    Ok(counted)
}

/// The middle of a read's fragment; none for a read without a place.
fn place_of(record: &bam::Record, contigs: &[Contig]) -> Option<Interval> {
    if record.is_unmapped() && (record.is_mate_unmapped() || !record.is_paired()) {
        return None;
    }
    let contig = contigs.get(usize::try_from(record.tid()).ok()?)?.clone();
    let own = u32::try_from(record.pos()).ok()?;
    let length = u32::try_from(record.insert_size().unsigned_abs()).ok()?;
    // Mates further apart are not one fragment of the reference: each goes by its own place.
    let ordinary = (1..=LONGEST_FRAGMENT).contains(&length);
    let together = record.is_paired() && record.tid() == record.mtid() && ordinary;
    let middle = if together {
        own.min(u32::try_from(record.mpos()).ok()?).saturating_add(length / 2)
    } else {
        own.saturating_add(record.seq_len() as u32 / 2)
    };
    Some(Interval::new(contig, middle, middle.saturating_add(1)))
}

/// A place in the Y copy of PAR1 as its place on X: where both copies are in the reference, reads of
/// one locus lie on either.
fn on_x(at: Interval, assembly: Option<Assembly>) -> Interval {
    let Some(par) = assembly.map(Par1::of).filter(|par| par.holds_on_y(&at)) else { return at };
    let moved = |position: u32| position.saturating_add(par.x_minus_y);
    Interval::new(Contig::new("X"), moved(at.start), moved(at.end))
}

/// The header with another sample's name, and a comment on what was planted.
fn header(text: &str, name: &str, events: &[PlacedEvent]) -> Result<bam::Header, String> {
    if name.contains(['\t', '\n', '\r']) {
        return Err("a sample name holds no tabs or line ends".to_owned());
    }
    let mut lines: Vec<String> = Vec::new();
    let mut groups = false;
    for line in text.lines() {
        if line.starts_with("@RG") {
            groups = true;
            let fields = line.split('\t').filter(|field| !field.starts_with("SM:"));
            lines.push(format!("{}\tSM:{name}", fields.collect::<Vec<_>>().join("\t")));
        } else {
            lines.push(line.to_owned());
        }
    }
    if !groups {
        lines.push(format!("@RG\tID:planted\tSM:{name}"));
    }
    for event in events {
        let PlacedEvent { planned, interval, .. } = event;
        lines.push(format!("@CO\tnot a patient's reads: {planned} was planted at {interval}"));
    }
    let view = bam::HeaderView::from_bytes((lines.join("\n") + "\n").as_bytes());
    Ok(bam::Header::from_template(&view))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_copies_of_par1_are_one_place() {
        let moved = |contig: &str, start: u32, assembly| {
            let at = on_x(Interval::new(Contig::new(contig), start, start + 1), assembly);
            (at.contig.to_string(), at.start)
        };
        // CRLF2 on GRCh38 lies at the same coordinates on X and Y; on GRCh37 50 kb apart.
        let y = |start, assembly| moved("Y", start, Some(assembly));
        assert_eq!(y(1_200_000, Assembly::Grch38), ("X".to_owned(), 1_200_000));
        assert_eq!(y(1_200_000, Assembly::Grch37), ("X".to_owned(), 1_250_000));
        assert_eq!(y(20_000_000, Assembly::Grch38), ("Y".to_owned(), 20_000_000));
        assert_eq!(moved("Y", 1_200_000, None), ("Y".to_owned(), 1_200_000));
        assert_eq!(moved("7", 1_200_000, Some(Assembly::Grch38)).0, "7");
    }
}
