//! Fragments at small variants, by index.

use std::path::{Path, PathBuf};

use rust_htslib::bam::record::Aux;
use rust_htslib::bam::{self, Read as _};

use crate::io::alignment::Alignment;
use crate::model::contig::Contig;
use crate::model::merged_variant::Recount;
use crate::variants::recount::{Aligned, Counter, EXCLUDED_FLAGS, FLANK, ReadFilters, Site};
use crate::variants::seen::{Place, Qualities, Seen};
use crate::variants::together::Carriers;

/// Sites nearer than this are read together.
const TOGETHER: u32 = 2_000;

/// Reads at variants could not be counted.
#[derive(Debug, thiserror::Error)]
#[error("reads of sample {sample} at its variants, {path}: {cause}; {remedy}")]
pub struct CountError {
    /// The sample.
    pub sample: String,
    /// The file.
    pub path: PathBuf,
    /// What went wrong.
    pub cause: String,
    /// What to do.
    pub remedy: &'static str,
}

/// Counts every site, in their order; sites are sorted by contig and position. A contig that the
/// file lacks has no reads.
pub fn count(
    alignment: &Alignment,
    reference: Option<&Path>,
    sites: &[(Contig, Site)],
    filters: ReadFilters,
) -> Result<Vec<Recount>, CountError> {
    each_site(alignment, reference, sites, filters, Counter::finish)
}

/// The molecules that tell each site, in the sites' order, which is that of [`count`].
pub fn carriers(
    alignment: &Alignment,
    reference: Option<&Path>,
    sites: &[(Contig, Site)],
    filters: ReadFilters,
) -> Result<Vec<Carriers>, CountError> {
    each_site(alignment, reference, sites, filters, Counter::carriers)
}

fn each_site<T>(
    alignment: &Alignment,
    reference: Option<&Path>,
    sites: &[(Contig, Site)],
    filters: ReadFilters,
    finish: fn(Counter) -> T,
) -> Result<Vec<T>, CountError> {
    let fail = |cause| failed(alignment, &cause);
    let mut reader = open(alignment, reference)?;
    let names: Vec<Contig> =
        alignment.contigs().iter().map(|(name, _)| Contig::new(name)).collect();
    let mut counts = Vec::with_capacity(sites.len());
    let mut rest = sites;
    while let Some((contig, first)) = rest.first().map(|(contig, site)| (contig.clone(), site)) {
        let mut end = first.end;
        let length = rest
            .iter()
            .take_while(|(c, site)| {
                let is_near = *c == contig && site.start <= end.saturating_add(TOGETHER);
                if is_near {
                    end = end.max(site.end);
                }
                is_near
            })
            .count();
        let (group, others) = rest.split_at(length.max(1));
        rest = others;
        let mut counters = vec![Counter::default(); group.len()];
        if let Some(tid) = names.iter().position(|name| *name == contig) {
            let start = group.iter().map(|(_, site)| site.start).min().unwrap_or(0);
            let region = (
                u32::try_from(tid).unwrap_or(u32::MAX),
                // A read that is clipped beside a site may tell it.
                i64::from(start.saturating_sub(FLANK)),
                i64::from(end.saturating_add(FLANK)),
            );
            reader.fetch(region).map_err(fail)?;
            add_reads(&mut reader, group, &mut counters, filters).map_err(fail)?;
        }
        counts.extend(counters.into_iter().map(finish));
    }
    Ok(counts)
}

/// What the reads show at places that are searched, and the values of their base qualities.
pub fn seen(
    alignment: &Alignment,
    reference: Option<&Path>,
    places: &[(Contig, u32, u32)],
    filters: ReadFilters,
) -> Result<(Vec<Seen>, Qualities), CountError> {
    let fail = |cause| failed(alignment, &cause);
    let mut reader = open(alignment, reference)?;
    let names: Vec<Contig> =
        alignment.contigs().iter().map(|(name, _)| Contig::new(name)).collect();
    let mut qualities = Qualities::default();
    let mut found = Vec::with_capacity(places.len());
    for (contig, start, end) in places {
        let mut place = Place::new(*start, *end);
        if let Some(tid) = names.iter().position(|name| name == contig) {
            let (from, to) = place.reach();
            let tid = u32::try_from(tid).unwrap_or(u32::MAX);
            reader.fetch((tid, i64::from(from), i64::from(to))).map_err(fail)?;
            each_read(&mut reader, &mut |read| {
                qualities.add(read.qualities);
                place.add(read, filters);
            })
            .map_err(fail)?;
        }
        found.push(place.finish());
    }
    Ok((found, qualities))
}

fn failed(alignment: &Alignment, cause: &rust_htslib::errors::Error) -> CountError {
    CountError {
        sample: alignment.sample().to_owned(),
        path: alignment.path().to_owned(),
        cause: cause.to_string(),
        remedy: "the file or its index is damaged, or it is a CRAM of another reference: give \
                 the FASTA that it was made with",
    }
}

fn open(alignment: &Alignment, reference: Option<&Path>) -> Result<bam::IndexedReader, CountError> {
    let fail = |cause| failed(alignment, &cause);
    let mut reader = bam::IndexedReader::from_path_and_index(alignment.path(), alignment.index())
        .map_err(fail)?;
    // Bases of a CRAM are decoded with the reference; a BAM does not look at it.
    if let Some(reference) = reference.filter(|_| alignment.is_cram()) {
        reader.set_reference(reference).map_err(fail)?;
    }
    Ok(reader)
}

/// Molecule that a read is a copy of: its `MI` tag, or its `RX` tag with the ends of the fragment.
/// Both strands of a duplex are one molecule: `MI` without `/A` and `/B`, the halves of `RX` in
/// their alphabetic order.
fn family(record: &bam::Record) -> Option<Vec<u8>> {
    if let Some(name) = molecule(record) {
        let strand = [b"/A", b"/B"].into_iter().find_map(|end| name.strip_suffix(end.as_slice()));
        return Some(strand.unwrap_or(&name).to_vec());
    }
    let Ok(Aux::String(umi)) = record.aux(b"RX") else { return None };
    let mut halves: Vec<&str> = umi.split('-').collect();
    halves.sort_unstable();
    let first = if record.mpos() < 0 { record.pos() } else { record.pos().min(record.mpos()) };
    let length = record.insert_size().unsigned_abs();
    Some(format!("{}:{first}:{length}", halves.join("-")).into_bytes())
}

/// The `MI` tag, which programs write as text or as a number.
fn molecule(record: &bam::Record) -> Option<Vec<u8>> {
    let number = match record.aux(b"MI").ok()? {
        Aux::String(text) => return Some(text.as_bytes().to_vec()),
        Aux::I8(value) => i64::from(value),
        Aux::U8(value) => i64::from(value),
        Aux::I16(value) => i64::from(value),
        Aux::U16(value) => i64::from(value),
        Aux::I32(value) => i64::from(value),
        Aux::U32(value) => i64::from(value),
        _ => return None,
    };
    Some(number.to_string().into_bytes())
}

fn add_reads(
    reader: &mut bam::IndexedReader,
    group: &[(Contig, Site)],
    counters: &mut [Counter],
    filters: ReadFilters,
) -> rust_htslib::errors::Result<()> {
    let longest = group.iter().map(|(_, site)| site.end - site.start).max().unwrap_or(0);
    each_read(reader, &mut |read| {
        let (start, end) = read.reach();
        // Sites are sorted by their start: those that the read may touch lie in a row.
        let from = group.partition_point(|(_, site)| site.start.saturating_add(longest) < start);
        let sites = group.iter().zip(counters.iter_mut()).skip(from);
        for ((_, site), counter) in sites.take_while(|((_, site), _)| site.start < end) {
            if site.end > start {
                counter.add(site, read, filters);
            }
        }
    })
}

/// Hands on every read that may count.
fn each_read(
    reader: &mut bam::IndexedReader,
    take: &mut dyn FnMut(&Aligned<'_>),
) -> rust_htslib::errors::Result<()> {
    let mut record = bam::Record::new();
    while let Some(outcome) = reader.read(&mut record) {
        outcome?;
        if record.flags() & EXCLUDED_FLAGS != 0 || record.pos() < 0 {
            continue;
        }
        let cigar: Vec<(char, u32)> =
            record.cigar().iter().map(|op| (op.char(), op.len())).collect();
        let bases = record.seq().as_bytes();
        let family = family(&record);
        take(&Aligned {
            name: record.qname(),
            family: family.as_deref(),
            flags: record.flags(),
            mapq: record.mapq(),
            start: record.pos() as u32,
            cigar: &cigar,
            bases: &bases,
            qualities: record.qual(),
        });
    }
    Ok(())
}
