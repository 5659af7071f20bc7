//! Junctions anywhere in the ALL genes: split reads and mates, by index.

use std::path::Path;

use rust_htslib::bam::record::Aux;
use rust_htslib::bam::{self, Read as _};
use rust_htslib::{faidx, htslib};

use super::alignment::{Alignment, fields};
use crate::junctions::breakends::{self, Found, Mates, Part, splits};
use crate::junctions::signal::{REACH, heptamer, reverse_complement};
use crate::junctions::{MIN_MAPQ, Piece, Place, flag, pieces_of_tag};
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;
use crate::model::junction::{Breakend, Junction, JunctionKind};

use super::junction_reads::JunctionError;

/// Mates further apart than this do not belong to one ordinary fragment.
const LONGEST_FRAGMENT: i64 = 1_500;
/// Bases beyond a gene in which a junction may end: intergenic partners of recurrent deletions.
const BEYOND: u32 = 5_000;
/// Bases that a heptamer itself takes.
const HEPTAMER: u64 = 7;

const DAMAGED: &str = "the file or its index is damaged, or a CRAM needs the reference it was made \
                       with: give it with --reference";

/// The called genes with their surroundings, those that overlap joined.
pub fn intervals(knowledge: &Knowledge, assembly: Assembly) -> Vec<Interval> {
    let mut spans: Vec<Interval> = knowledge
        .genes
        .spans(assembly)
        .into_iter()
        .map(|(_, span)| {
            let (start, end) = (span.start.saturating_sub(BEYOND), span.end.saturating_add(BEYOND));
            Interval::new(span.contig, start, end)
        })
        .collect();
    spans.sort();
    let mut joined: Vec<Interval> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.contig == span.contig && span.start <= last.end => {
                last.end = last.end.max(span.end);
            }
            _ => joined.push(span),
        }
    }
    joined
}

/// Junctions with an end in one of the intervals, most fragments first.
///
/// Reads are streamed; only those that are split or whose mates lie apart are kept.
pub fn search(
    alignment: &Alignment,
    intervals: &[Interval],
) -> Result<Vec<Junction>, JunctionError> {
    let fail =
        |cause: String| JunctionError { path: alignment.path().to_owned(), cause, remedy: DAMAGED };
    let wrong = |e: rust_htslib::errors::Error| fail(e.to_string());
    let mut reader = bam::IndexedReader::from_path_and_index(alignment.path(), alignment.index())
        .map_err(wrong)?;
    if let Some(reference) = alignment.reference() {
        reader.set_reference(reference).map_err(wrong)?;
    }
    if alignment.may_lack_reference() {
        // Inserted bases are not told then.
        let others = fields::MATE | htslib::sam_fields_SAM_AUX;
        fields::without_bases(&mut reader, others).map_err(wrong)?;
    }
    let contigs: Vec<Contig> =
        alignment.contigs().iter().map(|(name, _)| Contig::new(name)).collect();
    let tid_of = |contig: &Contig| {
        contigs.iter().position(|c| c == contig).and_then(|i| u32::try_from(i).ok())
    };
    let mut found = Found::default();
    let mut record = bam::Record::new();
    for interval in intervals {
        let Some(tid) = tid_of(&interval.contig) else { continue };
        reader.fetch((tid, i64::from(interval.start), i64::from(interval.end))).map_err(wrong)?;
        while let Some(read) = reader.read(&mut record) {
            read.map_err(wrong)?;
            take(&record, &contigs, &mut found);
        }
    }
    let mut junctions = breakends::junctions(&found);
    for junction in &mut junctions {
        let mut depth = |end: &Breakend| -> Result<f64, JunctionError> {
            let Some(tid) = tid_of(&end.contig) else { return Ok(0.0) };
            over_break(&mut reader, tid, end, &found).map_err(wrong)
        };
        let both = [depth(&junction.first)?, depth(&junction.second)?];
        junction.depth = Some(f64::midpoint(both[0], both[1]));
    }
    Ok(junctions)
}

/// Keeps what a record says of junctions.
fn take(record: &bam::Record, contigs: &[Contig], found: &mut Found) {
    let left_out = flag::UNMAPPED | flag::SECONDARY | flag::QC_FAIL | flag::DUPLICATE;
    if record.flags() & left_out != 0 || record.mapq() < MIN_MAPQ {
        return;
    }
    let Some(contig) = usize::try_from(record.tid()).ok().and_then(|tid| contigs.get(tid)) else {
        return;
    };
    let Ok(start) = u32::try_from(record.pos()) else { return };
    let cigar = record.cigar();
    let operations = cigar.iter().map(|op| (op.len(), op.char()));
    let Some(piece) = Piece::new(start, record.is_reverse(), record.mapq(), operations) else {
        return;
    };
    if let Ok(Aux::String(tag)) = record.aux(b"SA") {
        let mut parts = vec![Part { contig: contig.clone(), piece }];
        for entry in tag.split(';').filter(|entry| !entry.is_empty()) {
            let other = Contig::new(entry.split(',').next().unwrap_or_default());
            let (pieces, _) = pieces_of_tag(entry, |_, at| Place::Here(at));
            parts.extend(
                pieces
                    .into_iter()
                    .filter(|piece| piece.mapq >= MIN_MAPQ)
                    .map(|piece| Part { contig: other.clone(), piece }),
            );
        }
        for split in splits(&parts) {
            let inserted = inserted(record, &split);
            let known = found.splits.entry(record.qname().to_vec()).or_default();
            if known.iter().all(|(other, _)| *other != split) {
                known.push((split, inserted));
            }
        }
    }
    if let Some(mates) = mates(record, contigs, contig, &piece) {
        found.mates.entry(record.qname().to_vec()).or_insert(mates);
    }
}

/// The bases between both parts, in the direction of the first breakend's contig.
fn inserted(record: &bam::Record, split: &breakends::Split) -> String {
    let bases = record.seq().as_bytes();
    let hard = record.cigar().leading_hardclips() + record.cigar().trailing_hardclips();
    if bases.is_empty() || hard > 0 {
        return String::new();
    }
    let sequenced = if record.is_reverse() { reverse_complement(&bases) } else { bases };
    let (from, to) = (split.inserted.0 as usize, split.inserted.1 as usize);
    let Some(between) = sequenced.get(from..to) else { return String::new() };
    // The read runs along the contig where its earlier part keeps what lies left of the break.
    let along = if split.turned { !split.ends.0.keeps_left } else { split.ends.0.keeps_left };
    let text = if along { between.to_vec() } else { reverse_complement(between) };
    String::from_utf8_lossy(&text).into_owned()
}

/// The facing ends of mates that do not lie as one fragment would.
fn mates(
    record: &bam::Record,
    contigs: &[Contig],
    contig: &Contig,
    piece: &Piece,
) -> Option<Mates> {
    let paired = record.is_paired()
        && !record.is_supplementary()
        && !record.is_mate_unmapped()
        && record.mtid() >= 0;
    if !paired {
        return None;
    }
    let ordinary = record.tid() == record.mtid()
        && record.is_reverse() != record.is_mate_reverse()
        && (record.pos() - record.mpos()).abs() <= LONGEST_FRAGMENT;
    if ordinary {
        return None;
    }
    let other = contigs.get(usize::try_from(record.mtid()).ok()?)?.clone();
    let start = u32::try_from(record.mpos()).ok()?;
    // The mate's own end is not in this record: a read's length stands for it.
    let mate_end = start.saturating_add(piece.end - piece.start);
    let end = |contig: Contig, low: u32, high: u32, reverse: bool| Breakend {
        contig,
        position: if reverse { low } else { high },
        keeps_left: !reverse,
    };
    Some(Mates {
        ends: [
            end(contig.clone(), piece.start, piece.end, record.is_reverse()),
            end(other, start, mate_end, record.is_mate_reverse()),
        ],
    })
}

/// Fragments with a read over a break, without those of junctions.
fn over_break(
    reader: &mut bam::IndexedReader,
    tid: u32,
    end: &Breakend,
    found: &Found,
) -> rust_htslib::errors::Result<f64> {
    let at = i64::from(end.position);
    reader.fetch((tid, (at - 1).max(0), at + 1))?;
    let left_out =
        flag::UNMAPPED | flag::SECONDARY | flag::SUPPLEMENTARY | flag::QC_FAIL | flag::DUPLICATE;
    let mut names: std::collections::BTreeSet<Vec<u8>> = std::collections::BTreeSet::new();
    let mut record = bam::Record::new();
    while let Some(read) = reader.read(&mut record) {
        read?;
        let over = record.pos() < at && record.cigar().end_pos() > at;
        if record.flags() & left_out == 0
            && record.mapq() >= MIN_MAPQ
            && over
            && !found.splits.contains_key(record.qname())
        {
            names.insert(record.qname().to_vec());
        }
    }
    Ok(names.len() as f64)
}

/// Says where recombination signals lie beside the breaks of deletions.
pub fn signals(
    reference: &Path,
    alignment: &Alignment,
    junctions: &mut [Junction],
) -> Result<(), JunctionError> {
    let fail = |e: rust_htslib::errors::Error| JunctionError {
        path: reference.to_owned(),
        cause: e.to_string(),
        remedy: "give a FASTA with its .fai",
    };
    let fasta = faidx::Reader::from_path(reference).map_err(fail)?;
    for junction in junctions.iter_mut().filter(|j| j.kind == JunctionKind::Deletion) {
        let Some((name, length)) =
            alignment.contigs().iter().find(|(name, _)| Contig::new(name) == junction.first.contig)
        else {
            continue;
        };
        let reach = REACH as u64 + HEPTAMER;
        let (left, right) =
            (u64::from(junction.first.position), u64::from(junction.second.position));
        if left + reach > *length || right > *length || right < reach {
            continue;
        }
        let bases = |from: u64, to: u64| {
            fasta.fetch_seq(name, from as usize, to as usize - 1).map_err(fail)
        };
        let after_left = bases(left, left + reach)?;
        let before_right = reverse_complement(&bases(right - reach, right)?);
        let words = [("left", heptamer(&after_left)), ("right", heptamer(&before_right))];
        let found = words.iter().filter_map(|(side, at)| Some(format!("{side} +{}", (*at)?)));
        junction.signal = found.collect::<Vec<_>>().join(", ");
    }
    Ok(())
}
