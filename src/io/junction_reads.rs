//! Reads around the windows of recurrent junctions, by index.

use std::path::{Path, PathBuf};

use rust_htslib::bam::record::Aux;
use rust_htslib::bam::{self, Read as _};
use rust_htslib::htslib;

use super::alignment::fields;
use crate::junctions::{MIN_MAPQ, Piece, Place, Read, collect, flag, pieces_of_tag};
use crate::knowledge::Knowledge;
use crate::knowledge::junctions::BreakWindows;
use crate::knowledge::par::{is_pseudo_autosomal, par1_y_offset};
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::depth::ParState;
use crate::model::interval::Interval;
use crate::model::junction::JunctionEvidence;

/// Bases around a window that are read: a long fragment and a read.
const MARGIN: u32 = 1_000;

/// A file could not be searched for junctions.
#[derive(Debug, thiserror::Error)]
#[error("junctions of {path}: {cause}; {remedy}")]
pub struct JunctionError {
    /// The file.
    pub path: PathBuf,
    /// What went wrong.
    pub cause: String,
    /// What to do.
    pub remedy: &'static str,
}

/// Evidence for every class of recurrent deletion, in the order of `junctions.tsv`.
///
/// The file is a BAM or CRAM with its index; a CRAM is decoded without bases, so that
/// `reference` is rarely needed. A class whose contig the file lacks has no depth and no support.
/// `par` says whether both copies of PAR1 are in the reference: both are then read as one, without
/// a filter on mapping quality.
pub fn scan(
    path: &Path,
    index: &Path,
    reference: Option<&Path>,
    assembly: Assembly,
    par: ParState,
    knowledge: &Knowledge,
) -> Result<Vec<JunctionEvidence>, JunctionError> {
    let mut source = Source::open(path, index, reference, assembly)?;
    let mut all = Vec::new();
    for class in &knowledge.junctions.classes {
        let twofold = par == ParState::Unmasked
            && class.windows.iter().any(|w| is_pseudo_autosomal(assembly, w.left(assembly)));
        let reads = class
            .windows
            .iter()
            .map(|windows| source.reads(windows, twofold))
            .collect::<Result<Vec<_>, _>>()?;
        let min_mapq = if twofold { 0 } else { MIN_MAPQ };
        all.push(collect(class, assembly, &reads, min_mapq));
    }
    Ok(all)
}

struct Source {
    path: PathBuf,
    reader: bam::IndexedReader,
    assembly: Assembly,
    contigs: Vec<Contig>,
}

impl Source {
    fn open(
        path: &Path,
        index: &Path,
        reference: Option<&Path>,
        assembly: Assembly,
    ) -> Result<Self, JunctionError> {
        let fail = |cause: rust_htslib::errors::Error| JunctionError {
            path: path.to_owned(),
            cause: cause.to_string(),
            remedy: "check that the file is a BAM or CRAM and that its index lies beside it \
                     (samtools index)",
        };
        let mut reader = bam::IndexedReader::from_path_and_index(path, index).map_err(fail)?;
        if let Some(reference) = reference {
            reader.set_reference(reference).map_err(fail)?;
        }
        fields::without_bases(&mut reader, htslib::sam_fields_SAM_AUX).map_err(fail)?;
        let names = reader.header().target_names();
        let contigs = names.iter().map(|n| Contig::new(&String::from_utf8_lossy(n))).collect();
        Ok(Self { path: path.to_owned(), reader, assembly, contigs })
    }

    /// The alignments around both windows; with `twofold`, those of Y as if they lay on X.
    fn reads(&mut self, windows: &BreakWindows, twofold: bool) -> Result<Vec<Read>, JunctionError> {
        let mut reads = Vec::new();
        for window in [windows.left(self.assembly), windows.right(self.assembly)] {
            let shift = if twofold { par1_y_offset(self.assembly) } else { 0 };
            let frame = Frame { contig: window.contig.clone(), y_shift: twofold.then_some(shift) };
            self.fetch(window, &frame, &mut reads)?;
            if twofold {
                let on_y = Interval::new(
                    Contig::new("Y"),
                    window.start.saturating_sub(shift),
                    window.end.saturating_sub(shift),
                );
                self.fetch(&on_y, &frame, &mut reads)?;
            }
        }
        Ok(reads)
    }

    fn fetch(
        &mut self,
        window: &Interval,
        frame: &Frame,
        reads: &mut Vec<Read>,
    ) -> Result<(), JunctionError> {
        let Some(tid) = self.contigs.iter().position(|c| *c == window.contig) else {
            return Ok(());
        };
        let fail = |cause: rust_htslib::errors::Error| JunctionError {
            path: self.path.clone(),
            cause: format!("around {window}: {cause}"),
            remedy: "the file or its index is damaged, or a CRAM needs the reference it was made \
                     with: give it with --reference",
        };
        let start = i64::from(window.start.saturating_sub(MARGIN));
        let end = i64::from(window.end.saturating_add(MARGIN));
        let tid = u32::try_from(tid).unwrap_or(u32::MAX);
        self.reader.fetch((tid, start, end)).map_err(fail)?;
        let mut record = bam::Record::new();
        while let Some(outcome) = self.reader.read(&mut record) {
            outcome.map_err(fail)?;
            reads.extend(abstracted(&record, &window.contig, frame));
        }
        Ok(())
    }
}

/// The contig on which a class is searched; `y_shift` maps the second copy of PAR1 onto it.
struct Frame {
    contig: Contig,
    y_shift: Option<u32>,
}

impl Frame {
    fn locate(&self, contig: &Contig, position: u32) -> Place {
        match self.y_shift {
            _ if *contig == self.contig => Place::Here(position),
            Some(shift) if contig.is_y() => Place::Here(position.saturating_add(shift)),
            _ => Place::Elsewhere,
        }
    }
}

/// What the search needs of a record; `None` when it is not aligned.
fn abstracted(record: &bam::Record, contig: &Contig, frame: &Frame) -> Option<Read> {
    if record.flags() & (flag::UNMAPPED | flag::SECONDARY) != 0 {
        return None;
    }
    let Place::Here(start) = frame.locate(contig, u32::try_from(record.pos()).ok()?) else {
        return None;
    };
    let cigar = record.cigar();
    let operations = cigar.iter().map(|op| (op.len(), op.char()));
    let piece = Piece::new(start, record.is_reverse(), record.mapq(), operations)?;
    let (others, first) = match record.aux(b"SA") {
        Ok(Aux::String(tag)) => pieces_of_tag(tag, |name, at| frame.locate(&Contig::new(name), at)),
        _ => (Vec::new(), None),
    };
    let primary_mapq = first.filter(|_| record.is_supplementary()).unwrap_or(record.mapq());
    let name = record.qname().to_vec();
    Some(Read { name, flags: record.flags(), piece, primary_mapq, others })
}
