//! A transcript: exons in its own order, its sequence, and positions between genome and c.

use super::codon::residue;
use super::fault::{self, Fault};
use crate::knowledge::gene_model::{Gene, Strand};
use crate::knowledge::small_variants::SecondProtein;
use crate::model::assembly::Assembly;
use crate::model::interval::Interval;
use crate::variants::sequence::{Sequence, SequenceError};

/// A place on a transcript: an exonic base, or an intronic one by the nearest exonic base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Index into the spliced transcript of the exonic base.
    pub index: u32,
    /// 0 in an exon; the distance into the intron after (positive) or before (negative) the base.
    pub offset: i64,
}

/// One gene's reference transcript on one assembly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Gene symbol.
    pub gene: String,
    /// Accession with its version.
    pub id: String,
    /// Contig of the reference.
    pub contig: u16,
    /// True on the reverse strand.
    pub is_reverse: bool,
    /// `(label, start, end)` of the exons in transcript order; genomic, 0-based, half-open.
    pub exons: Vec<(String, u32, u32)>,
    /// Exons of the gene model, those that the assembly lacks among them.
    pub exon_count: usize,
    /// First and one past the last coding base of the spliced transcript.
    pub coding: (u32, u32),
    /// True when the coding sequence ends with its stop on this assembly.
    pub is_complete: bool,
    /// Spliced sequence.
    pub bases: Vec<u8>,
    /// Name of the protein, where the gene has several.
    pub protein: Option<String>,
    /// What is wrong with the reference's coding sequence.
    pub fault: Option<Fault>,
}

impl Transcript {
    /// The transcript of a gene; none where the reference lacks its contig or coding exons.
    pub fn of_gene(
        sequence: &dyn Sequence,
        gene: &Gene,
        assembly: Assembly,
    ) -> Result<Option<Self>, SequenceError> {
        let Some(contig) = sequence.contigs().index(&gene.contig) else { return Ok(None) };
        let is_reverse = gene.strand == Strand::Reverse;
        let id = gene.transcript().to_owned();
        // A gene may carry exons of a second transcript, which has another frame.
        let own: Vec<_> = gene.exons.iter().filter(|exon| exon.transcript == id).collect();
        let mut exons = Vec::new();
        let mut bases = Vec::new();
        let mut coding: Option<(u32, u32)> = None;
        let mut is_gapped = false;
        for exon in &own {
            let Some(interval) = exon.interval(assembly) else {
                is_gapped = true;
                continue;
            };
            let before = bases.len() as u32;
            if let Some(part) = exon.coding(assembly) {
                let from = if is_reverse {
                    interval.end.saturating_sub(part.end)
                } else {
                    part.start.saturating_sub(interval.start)
                };
                let (start, end) = (before + from, before + from + part.len());
                coding = Some(coding.map_or((start, end), |(first, _)| (first, end)));
            }
            bases.extend(exon_bases(sequence, contig, interval, is_reverse)?);
            exons.push((exon.label.clone(), interval.start, interval.end));
        }
        let Some(coding) = coding else { return Ok(None) };
        let mut transcript = Self {
            gene: gene.symbol.clone(),
            id,
            contig,
            is_reverse,
            exon_count: own.len(),
            is_complete: !is_gapped,
            exons,
            coding,
            bases,
            protein: None,
            fault: None,
        };
        transcript.fault = transcript.judged();
        Ok(Some(transcript))
    }

    /// A further transcript of a gene: its own first exon, then exons that it shares with the
    /// reference transcript and reads in another frame, up to its first stop. None where the
    /// assembly lacks an exon.
    pub fn second(
        sequence: &dyn Sequence,
        gene: &Gene,
        second: &SecondProtein,
        assembly: Assembly,
    ) -> Result<Option<Self>, SequenceError> {
        let Some(contig) = sequence.contigs().index(&gene.contig) else { return Ok(None) };
        let is_reverse = gene.strand == Strand::Reverse;
        let (mut exons, mut bases, mut start) = (Vec::new(), Vec::new(), None);
        for label in &second.exons {
            let exon = gene.exons.iter().find(|exon| exon.label == *label);
            let place = exon.and_then(|exon| Some((exon, exon.interval(assembly)?)));
            let Some((exon, interval)) = place else { return Ok(None) };
            if exon.transcript == second.transcript
                && let Some(coding) = exon.coding(assembly)
            {
                let from = if is_reverse {
                    interval.end.saturating_sub(coding.end)
                } else {
                    coding.start.saturating_sub(interval.start)
                };
                start = start.or(Some(bases.len() as u32 + from));
            }
            bases.extend(exon_bases(sequence, contig, interval, is_reverse)?);
            exons.push((exon.label.clone(), interval.start, interval.end));
        }
        let Some(start) = start else { return Ok(None) };
        let mut transcript = Self {
            gene: gene.symbol.clone(),
            id: second.transcript.clone(),
            contig,
            is_reverse,
            exon_count: exons.len(),
            is_complete: true,
            coding: (start, frame_end(&bases, start, second.residues)),
            exons,
            bases,
            protein: Some(second.protein.clone()),
            fault: None,
        };
        transcript.fault = transcript.judged();
        Ok(Some(transcript))
    }

    fn judged(&self) -> Option<Fault> {
        fault::of_coding(self.coding_bases(), self.coding.1 - self.coding.0, self.is_complete)
    }

    /// First and one past the last genomic base.
    pub fn span(&self) -> (u32, u32) {
        let start = self.exons.iter().map(|(_, start, _)| *start).min().unwrap_or(0);
        let end = self.exons.iter().map(|(_, _, end)| *end).max().unwrap_or(0);
        (start, end)
    }

    /// True when `[start, end)` touches the transcript.
    pub fn overlaps(&self, contig: u16, start: u32, end: u32) -> bool {
        let (first, last) = self.span();
        self.contig == contig && start < last && first < end
    }

    /// The coding sequence with its stop.
    pub fn coding_bases(&self) -> &[u8] {
        self.bases.get(self.coding.0 as usize..self.coding.1 as usize).unwrap_or_default()
    }

    /// What follows the stop.
    pub fn after_coding(&self) -> &[u8] {
        self.bases.get(self.coding.1 as usize..).unwrap_or_default()
    }

    /// The place of a genomic base; none outside the transcript.
    pub fn place(&self, position: u32) -> Option<Place> {
        let mut before = 0;
        let mut previous: Option<(u32, u32)> = None;
        // Along the transcript: how far a position lies from an exon's first and last base.
        for (_, start, end) in &self.exons {
            let (first, last) = self.ends(*start, *end);
            let from_first = self.along(first, position);
            let from_last = self.along(last, position);
            if from_first >= 0 && from_last <= 0 {
                return Some(Place { index: before + from_first as u32, offset: 0 });
            }
            if from_first < 0 {
                let (last_index, last_position) = previous?;
                let after = self.along(last_position, position);
                // In the middle of an intron the exon before it counts.
                return Some(if after <= -from_first {
                    Place { index: last_index, offset: after }
                } else {
                    Place { index: before, offset: from_first }
                });
            }
            before += end - start;
            previous = Some((before - 1, last));
        }
        None
    }

    /// The genomic position of an index of the spliced transcript.
    pub fn genomic(&self, index: u32) -> Option<u32> {
        let mut before = 0;
        for (_, start, end) in &self.exons {
            let length = end - start;
            if index < before + length {
                let along = index - before;
                return Some(if self.is_reverse { end - 1 - along } else { start + along });
            }
            before += length;
        }
        None
    }

    /// Exon or intron of a place, for reading: `5/8`, `intron 4/7`.
    pub fn region(&self, place: Place) -> String {
        let mut before = 0;
        for (number, (label, start, end)) in self.exons.iter().enumerate() {
            before += end - start;
            if place.index < before {
                let intron = match place.offset {
                    0 => return format!("{label}/{}", self.exon_count),
                    offset if offset > 0 => number + 1,
                    _ => number,
                };
                return format!("intron {intron}/{}", self.exon_count.saturating_sub(1));
            }
        }
        ".".to_owned()
    }

    /// Distance of an exonic index to the nearest end of its exon, 0 at the last base.
    pub fn to_exon_edge(&self, index: u32) -> u32 {
        let mut before = 0;
        for (number, (_, start, end)) in self.exons.iter().enumerate() {
            let length = end - start;
            if index < before + length {
                // The ends of the transcript are no splice sites.
                let left = if number == 0 { u32::MAX } else { index - before };
                let right = if number + 1 == self.exons.len() {
                    u32::MAX
                } else {
                    before + length - 1 - index
                };
                return left.min(right);
            }
            before += length;
        }
        u32::MAX
    }

    fn ends(&self, start: u32, end: u32) -> (u32, u32) {
        if self.is_reverse { (end - 1, start) } else { (start, end - 1) }
    }

    /// Distance from one genomic position to another, along the transcript.
    fn along(&self, from: u32, to: u32) -> i64 {
        let distance = i64::from(to) - i64::from(from);
        if self.is_reverse { -distance } else { distance }
    }

    /// A place as c. writes it: `475`, `-14`, `*3`, `160+1`.
    pub fn coding_name(&self, place: Place) -> String {
        let (start, end) = (i64::from(self.coding.0), i64::from(self.coding.1));
        let index = i64::from(place.index);
        let base = if index < start {
            format!("-{}", start - index)
        } else if index >= end {
            format!("*{}", index - end + 1)
        } else {
            (index - start + 1).to_string()
        };
        match place.offset {
            0 => base,
            offset if offset > 0 => format!("{base}+{offset}"),
            offset => format!("{base}{offset}"),
        }
    }
}

/// Where a frame ends: behind the stop that follows so many residues, else behind the first stop,
/// else with the last whole codon.
fn frame_end(bases: &[u8], start: u32, residues: Option<u32>) -> u32 {
    let frame = bases.get(start as usize..).unwrap_or_default();
    let codons = residues.map_or_else(
        || {
            let mut codons = frame.chunks_exact(3);
            let all = codons.len();
            codons.position(|codon| residue(codon) == b'*').map_or(all, |stop| stop + 1) as u32
        },
        |residues| residues + 1,
    );
    (start + 3 * codons).min(bases.len() as u32)
}

/// Bases of an exon on the transcript's strand; what lies beyond the contig's end is not known.
fn exon_bases(
    sequence: &dyn Sequence,
    contig: u16,
    exon: &Interval,
    is_reverse: bool,
) -> Result<Vec<u8>, SequenceError> {
    let mut bases = sequence.bases(contig, exon.start, exon.end)?;
    bases.resize(exon.len() as usize, b'N');
    Ok(if is_reverse { reverse_complement(&bases) } else { bases })
}

/// The other strand, read in its own direction.
pub fn reverse_complement(bases: &[u8]) -> Vec<u8> {
    bases.iter().rev().map(|base| complement(*base)).collect()
}

/// The base on the other strand.
pub fn complement(base: u8) -> u8 {
    match base {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        b'T' => b'A',
        other => other,
    }
}
