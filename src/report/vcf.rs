//! `PATIENT.cnv.vcf.gz`: the events as VCF 4.4, its compression and its index.

use std::io::{self, Write};

use noodles::core::Position;
use noodles::csi::binning_index::index::header::Builder;
use noodles::csi::binning_index::index::reference_sequence::bin::Chunk;
use noodles::{bgzf, tabix};

use crate::model::calls::{EventKind, GeneCall, QcFlag, SampleCalls, Segment, Severity};
use crate::model::contig::Contig;
use crate::model::junction::{Junction, JunctionKind};
use crate::model::patient::PatientResult;

use super::vcf_text::{encoded, one_line, quoted, token};
use super::{cell, vcf_junctions};

/// The events as VCF 4.4 text, sorted along the karyotype; without events a header alone.
///
/// POS is the base before the first deleted or gained target; its REF is `N`, because no reference
/// sequence is read. Depth alone carries the evidence (`SVCLAIM=D`), so every record is imprecise:
/// `CIPOS` and `CIEND` reach to the nearest unchanged exons.
pub fn render(result: &PatientResult) -> Vec<u8> {
    let calls = &result.calls;
    let filters = filters(&calls.flags);
    let mut events: Vec<(&GeneCall, &Segment)> = calls
        .genes
        .iter()
        .flat_map(|gene| gene.segments.iter().map(move |segment| (gene, segment)))
        .collect();
    events.sort_by(|(gene_a, a), (gene_b, b)| {
        let key = |gene: &GeneCall, s: &Segment| (gene.gene.clone(), s.first_exon.clone());
        a.inner.cmp(&b.inner).then_with(|| key(gene_a, a).cmp(&key(gene_b, b)))
    });
    let told: Vec<&Junction> =
        events.iter().filter_map(|(_, segment)| junction_of(calls, segment)).collect();
    let untold: Vec<&Junction> = calls
        .junctions_at_large
        .iter()
        .flatten()
        .filter(|junction| !told.iter().any(|other| std::ptr::eq(*other, *junction)))
        .collect();
    let mut text = header(result, &filters, &events, &untold);
    let of_sample = filter_column(calls, None);
    let mut records = vcf_junctions::records(calls, &untold, &of_sample);
    let mut ids: Vec<String> = Vec::new();
    for (gene, segment) in events {
        let id = unused(&ids, &id(gene, segment));
        let filter = filter_column(calls, Some((&gene.gene, segment.kind)));
        let line = cell::line(record(calls, &filter, gene, segment, &id));
        records.push((segment.inner.contig.clone(), segment.inner.start.max(1), line));
        ids.push(id);
    }
    // Stable: records of one place stay in their order.
    records.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    text.extend(records.into_iter().map(|(_, _, line)| line));
    text.into_bytes()
}

/// The filters of a record: those of the sample, and those of its own event.
fn filter_column(calls: &SampleCalls, event: Option<(&str, EventKind)>) -> String {
    let concerns = |flag: &&QcFlag| {
        flag.about.is_none() || event.is_some_and(|(gene, kind)| flag.is_about(gene, kind))
    };
    let flags: Vec<QcFlag> = calls.flags.iter().filter(concerns).cloned().collect();
    let filters = filters(&flags);
    if filters.is_empty() {
        return "PASS".to_owned();
    }
    filters.iter().map(|filter| filter.id.as_str()).collect::<Vec<_>>().join(";")
}

/// A quality flag as a VCF filter.
struct Filter {
    id: String,
    description: String,
}

/// Warnings and failures of the sample, each once; notes do not filter.
fn filters(flags: &[QcFlag]) -> Vec<Filter> {
    let mut filters: Vec<Filter> = Vec::new();
    for flag in flags.iter().filter(|flag| flag.severity != Severity::Note) {
        let id = token(&flag.code);
        if filters.iter().all(|filter| filter.id != id) {
            filters.push(Filter { id, description: quoted(&flag.message) });
        }
    }
    filters
}

const FIXED_HEADER: &str = r#"##ALT=<ID=DEL,Description="Loss of one or both copies in some or all cells">
##ALT=<ID=DUP,Description="Gain of one or more copies in some or all cells">
##INFO=<ID=END,Number=1,Type=Integer,Description="Last changed base">
##INFO=<ID=SVTYPE,Number=1,Type=String,Description="DEL or DUP">
##INFO=<ID=SVLEN,Number=A,Type=Integer,Description="Length from the first to the last changed target">
##INFO=<ID=SVCLAIM,Number=A,Type=String,Description="D: claimed from depth, J: from a junction, DJ: from both">
##INFO=<ID=JUNCTION,Number=4,Type=Integer,Description="Junction of the event: base before it, its last base, fragments with a split read, further fragments">
##INFO=<ID=IMPRECISE,Number=0,Type=Flag,Description="Breakpoints lie between targets">
##INFO=<ID=CIPOS,Number=.,Type=Integer,Description="Interval around POS that reaches to the nearest unchanged exon; missing where none was tested">
##INFO=<ID=CIEND,Number=.,Type=Integer,Description="Interval around END that reaches to the nearest unchanged exon; missing where none was tested">
##INFO=<ID=GENE,Number=.,Type=String,Description="HGNC symbol">
##INFO=<ID=EXONS,Number=.,Type=String,Description="Changed exons, first-last in transcript order, one range a gene">
##INFO=<ID=TRANSCRIPT,Number=1,Type=String,Description="Transcript that numbers the exons">
##INFO=<ID=TARGETS,Number=1,Type=Integer,Description="Targets inside">
##INFO=<ID=STATE,Number=1,Type=String,Description="het_del, hom_del or gain in the cells that carry the event">
##INFO=<ID=ALTERNATIVE,Number=1,Type=String,Description="Other reading of the same depth, percent-encoded">
##FORMAT=<ID=CN,Number=1,Type=Float,Description="Mean copies over all cells: twice the ratio to normals">
##FORMAT=<ID=CF,Number=1,Type=Float,Description="Fraction of the cells that carry the event">
##FORMAT=<ID=CFCI,Number=2,Type=Float,Description="95 % interval of CF">
##FORMAT=<ID=RATIO,Number=1,Type=Float,Description="Mean ratio of depth to normals over the targets inside">
##FORMAT=<ID=RATIOCI,Number=2,Type=Float,Description="95 % interval of RATIO">
"#;

fn header(
    result: &PatientResult,
    filters: &[Filter],
    events: &[(&GeneCall, &Segment)],
    junctions: &[&Junction],
) -> String {
    let calls = &result.calls;
    let mut text = format!(
        "##fileformat=VCFv4.4\n##source={}\n##reference={}\n##ikaros_note=REF is N because no \
         reference sequence was read; QUAL is the phred-scaled probability that the gene has no \
         such event\n##FILTER=<ID=PASS,Description=\"No warning on the sample or on this event\">\n",
        one_line(&result.provenance.software),
        calls.assembly,
    );
    for Filter { id, description } in filters {
        text.extend(["##FILTER=<ID=", id, ",Description=\"", description, "\">\n"]);
    }
    text.push_str(FIXED_HEADER);
    text.push_str(vcf_junctions::HEADER);
    let of_junctions = junctions.iter().flat_map(|j| [&j.first.contig, &j.second.contig]);
    let contigs = events.iter().map(|(_, s)| &s.inner.contig).chain(of_junctions);
    for line in contig_lines(calls, contigs) {
        text.push_str(&line);
    }
    let columns =
        ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT"].map(String::from);
    text.push_str(&cell::line(columns.into_iter().chain([one_line(&calls.sample.name)])));
    text
}

/// The primary contigs with their lengths, then any other contig that holds an event.
fn contig_lines<'a>(calls: &SampleCalls, used: impl Iterator<Item = &'a Contig>) -> Vec<String> {
    let numbered = (1..=22).map(|number: u32| number.to_string());
    let primary = numbered.chain(["X".to_owned(), "Y".to_owned()]).map(|name| Contig::new(&name));
    let mut others: Vec<Contig> = used.cloned().collect();
    others.retain(|contig| calls.assembly.contig_length(contig).is_none());
    others.sort();
    others.dedup();
    primary
        .chain(others)
        .map(|contig| {
            let name = token(&contig.styled(calls.contig_style));
            match calls.assembly.contig_length(&contig) {
                Some(length) => {
                    format!("##contig=<ID={name},length={length},assembly={}>\n", calls.assembly)
                }
                None => format!("##contig=<ID={name},assembly={}>\n", calls.assembly),
            }
        })
        .collect()
}

fn record(
    calls: &SampleCalls,
    filter: &str,
    gene: &GeneCall,
    segment: &Segment,
    id: &str,
) -> [String; 10] {
    let kind = kind(segment);
    let inner = &segment.inner;
    let pair = |low: f64, high: f64| format!("{},{}", cell::number(low, 3), cell::number(high, 3));
    let sample = [
        cell::number(2.0 * segment.ratio.value, 3),
        cell::number(segment.clone_fraction.value, 3),
        pair(segment.clone_fraction.low, segment.clone_fraction.high),
        cell::number(segment.ratio.value, 3),
        pair(segment.ratio.low, segment.ratio.high),
    ];
    [
        token(&inner.contig.styled(calls.contig_style)),
        inner.start.max(1).to_string(),
        id.to_owned(),
        "N".to_owned(),
        format!("<{kind}>"),
        cell::number(segment.phred, 1),
        filter.to_owned(),
        info(calls, gene, segment, kind),
        "CN:CF:CFCI:RATIO:RATIOCI".to_owned(),
        sample.join(":"),
    ]
}

/// The best supported junction whose breaks lie between the last unchanged and the first changed
/// target on both sides.
fn junction_of<'a>(calls: &'a SampleCalls, segment: &Segment) -> Option<&'a Junction> {
    let wanted = match segment.kind {
        EventKind::Deletion => JunctionKind::Deletion,
        EventKind::Gain => JunctionKind::TandemGain,
    };
    let inner = &segment.inner;
    let low = segment.outer_start.unwrap_or(0);
    let high = segment.outer_end.unwrap_or(u32::MAX);
    calls.junctions_at_large.iter().flatten().find(|junction| {
        junction.kind == wanted
            && junction.first.contig == inner.contig
            && (low..=inner.start).contains(&junction.first.position)
            && (inner.end..=high).contains(&junction.second.position)
    })
}

fn info(calls: &SampleCalls, gene: &GeneCall, segment: &Segment, kind: &str) -> String {
    let inner = &segment.inner;
    let junction = junction_of(calls, segment);
    // Neighbouring targets may overlap, so the interval is cut at the event itself.
    let before = match segment.outer_start {
        Some(outer) => (i64::from(outer) - i64::from(inner.start)).min(0).to_string(),
        None => cell::MISSING.to_owned(),
    };
    let after = match segment.outer_end {
        Some(outer) => outer.saturating_sub(inner.end).to_string(),
        None => cell::MISSING.to_owned(),
    };
    let mut fields = vec![
        "IMPRECISE".to_owned(),
        format!("SVTYPE={kind}"),
        format!("END={}", inner.end),
        format!("SVLEN={}", inner.len()),
        if junction.is_some() { "SVCLAIM=DJ" } else { "SVCLAIM=D" }.to_owned(),
        format!("CIPOS={before},0"),
        format!("CIEND=0,{after}"),
        format!("GENE={}", encoded(&gene.gene)),
        format!("EXONS={}", encoded(&exons(segment))),
        format!("TRANSCRIPT={}", encoded(&gene.transcript)),
        format!("TARGETS={}", segment.targets),
        format!("STATE={}", segment.state.code()),
    ];
    if let Some(Junction { first, second, split_fragments, discordant_fragments, .. }) = junction {
        let (from, to) = (first.position, second.position);
        fields.push(format!("JUNCTION={from},{to},{split_fragments},{discordant_fragments}"));
    }
    if let Some(reading) = &segment.alternative {
        fields.push(format!("ALTERNATIVE={}", encoded(reading)));
    }
    fields.join(";")
}

fn kind(segment: &Segment) -> &'static str {
    match segment.kind {
        EventKind::Deletion => "DEL",
        EventKind::Gain => "DUP",
    }
}

fn exons(segment: &Segment) -> String {
    if segment.first_exon == segment.last_exon {
        segment.first_exon.clone()
    } else {
        format!("{}-{}", segment.first_exon, segment.last_exon)
    }
}

/// `IKZF1_ex4-7_DEL`.
fn id(gene: &GeneCall, segment: &Segment) -> String {
    token(&format!("{}_ex{}_{}", gene.gene, exons(segment), kind(segment)))
}

/// `id`, or `id_2`, `id_3`, ... when it is taken.
fn unused(taken: &[String], id: &str) -> String {
    if !taken.iter().any(|other| other == id) {
        return id.to_owned();
    }
    let mut number = 2;
    loop {
        let candidate = format!("{id}_{number}");
        if !taken.contains(&candidate) {
            return candidate;
        }
        number += 1;
    }
}

/// VCF text as BGZF with its tabix index. The text must be sorted.
pub fn compress_and_index(text: &[u8]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut writer = IndexedWriter::new(Vec::new());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        writer.line(line)?;
    }
    writer.finish()
}

/// A VCF that is compressed and indexed while its lines come.
pub struct IndexedWriter<W: Write> {
    writer: bgzf::io::Writer<W>,
    indexer: tabix::index::Indexer,
}

impl<W: Write> IndexedWriter<W> {
    /// A writer of compressed text to `inner`.
    pub fn new(inner: W) -> Self {
        let mut indexer = tabix::index::Indexer::default();
        indexer.set_header(Builder::vcf().build());
        Self { writer: bgzf::io::Writer::new(inner), indexer }
    }

    /// Adds one line with its line end; records come in order of their contig and position.
    pub fn line(&mut self, line: &[u8]) -> io::Result<()> {
        let from = self.writer.virtual_position();
        self.writer.write_all(line)?;
        if !line.starts_with(b"#") {
            let (contig, start, end) = place(line)?;
            let chunk = Chunk::new(from, self.writer.virtual_position());
            self.indexer.add_record(&contig, start, end, chunk)?;
        }
        Ok(())
    }

    /// Closes the file; gives back `inner` and the index.
    pub fn finish(self) -> io::Result<(W, Vec<u8>)> {
        let inner = self.writer.finish()?;
        let mut index = tabix::io::Writer::new(Vec::new());
        index.write_index(&self.indexer.build())?;
        Ok((inner, index.into_inner().finish()?))
    }
}

/// Contig, POS and END of a record line.
fn place(line: &[u8]) -> io::Result<(String, Position, Position)> {
    let bad = || {
        let shown = String::from_utf8_lossy(line);
        io::Error::new(io::ErrorKind::InvalidData, format!("no VCF record: {}", shown.trim_end()))
    };
    let text = std::str::from_utf8(line).map_err(|_| bad())?;
    let mut columns = text.trim_end().split('\t');
    let contig = columns.next().ok_or_else(bad)?;
    let position = |text: &str| text.parse().ok().and_then(Position::new).ok_or_else(bad);
    let start = position(columns.next().ok_or_else(bad)?)?;
    let reference = columns.nth(1).ok_or_else(bad)?;
    let info = columns.nth(3).ok_or_else(bad)?;
    let end = match info.split(';').find_map(|field| field.strip_prefix("END=")) {
        Some(end) => position(end)?,
        None => start.checked_add(reference.len().saturating_sub(1)).ok_or_else(bad)?,
    };
    Ok((contig.to_owned(), start, end))
}
