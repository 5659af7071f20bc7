//! Writing depth tables: same table, same bytes.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use noodles::core::Position;
use noodles::csi::binning_index::Indexer;
use noodles::csi::binning_index::index::header::Builder;
use noodles::csi::binning_index::index::reference_sequence::bin::Chunk;
use noodles::csi::binning_index::index::reference_sequence::index::BinnedIndex;
use noodles::{bgzf, csi};

use super::layout::{NATIVE_COLUMNS, NATIVE_MAGIC, NATIVE_VERSION};
use crate::io::atomic::{self, WriteError};
use crate::model::depth::DepthTable;
use crate::model::snp::SnpSource;
use crate::model::target::Target;

/// Writes mosdepth's layout (chrom, start, end, name, mean depth with two decimals) as BGZF, and
/// `path.csi` beside it; answers the index's path. Contig names are in the table's style.
pub fn write_regions(path: &Path, table: &DepthTable) -> Result<PathBuf, WriteError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".csi");
    let index_path = PathBuf::from(name);
    let wrap = |source| WriteError { path: path.to_owned(), source };
    let (bytes, index) = regions(table).map_err(wrap)?;
    atomic::write(path, &bytes)?;
    // After the data, so that the index is never older than what it points into.
    atomic::write(&index_path, &index)?;
    Ok(index_path)
}

fn regions(table: &DepthTable) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut writer = bgzf::io::Writer::new(Vec::new());
    let mut indexer = Indexer::<BinnedIndex>::default();
    let mut contigs: Vec<String> = Vec::new();
    for (target, depth) in table.targets.targets().iter().zip(&table.depths) {
        let contig = target.interval.contig.styled(table.style);
        if contigs.last() != Some(&contig) {
            contigs.push(contig);
        }
        let (id, contig) = (contigs.len() - 1, &contigs[contigs.len() - 1]);
        let (start, end) = (target.interval.start, target.interval.end);
        let first = writer.virtual_position();
        writeln!(writer, "{contig}\t{start}\t{end}\t{}\t{:.2}", name(target), depth.mean_depth)?;
        let chunk = Chunk::new(first, writer.virtual_position());
        let place = (id, position(start + 1)?, position(end)?, true);
        indexer.add_record(Some(place), chunk).map_err(io::Error::other)?;
    }
    let bytes = writer.finish()?;
    let names = contigs.iter().map(|name| name.as_str().into()).collect();
    let header = Builder::bed().set_reference_sequence_names(names).build();
    let index = indexer.set_header(header).build(contigs.len());
    let mut index_writer = csi::io::Writer::new(Vec::new());
    index_writer.write_index(&index)?;
    Ok((bytes, index_writer.into_inner().finish()?))
}

/// Writes our own table as BGZF. Mean depths are written in full, so that a table that is read
/// again gives the very numbers it was written with.
pub fn write_table(path: &Path, table: &DepthTable) -> Result<(), WriteError> {
    let wrap = |source| WriteError { path: path.to_owned(), source };
    let mut writer = bgzf::io::Writer::new(Vec::new());
    writer.write_all(rendered(table).map_err(wrap)?.as_bytes()).map_err(wrap)?;
    atomic::write(path, &writer.finish().map_err(wrap)?)
}

fn rendered(table: &DepthTable) -> io::Result<String> {
    let assembly = table.assembly.map_or("unknown", |assembly| assembly.name());
    let style = serde_json::to_value(table.style)?;
    let mut keys = vec![
        ("sample", table.sample.clone()),
        ("source", table.source.code().to_owned()),
        ("filters", table.filters.clone()),
        ("assembly", assembly.to_owned()),
        ("contig_style", style.as_str().unwrap_or_default().to_owned()),
        ("par1", table.par.code().to_owned()),
        ("targets_sha256", table.targets.digest().to_owned()),
    ];
    if let Some(qc) = &table.qc {
        keys.push(("qc", serde_json::to_string(qc)?));
    }
    if let Some(junctions) = &table.junctions {
        keys.push(("junctions", serde_json::to_string(junctions)?));
    }
    if let Some(junctions) = &table.junctions_at_large {
        keys.push(("junctions_at_large", serde_json::to_string(junctions)?));
    }
    // What a germline VCF says is read from it again.
    if let Some(snps) = table.snps.as_ref().filter(|snps| snps.source == SnpSource::Reads) {
        keys.push(("snps", serde_json::to_string(&snps.counts)?));
    }
    if let Some(off_target) = &table.off_target {
        keys.push(("off_target", serde_json::to_string(off_target)?));
    }
    let mut text = format!("{NATIVE_MAGIC}{NATIVE_VERSION}\n");
    for (key, value) in keys {
        if value.contains(['\n', '\r']) {
            return Err(io::Error::other(format!("{key} holds a line break")));
        }
        let _ = writeln!(text, "##{key}={value}");
    }
    let _ = writeln!(text, "{}", NATIVE_COLUMNS.join("\t"));
    for (target, depth) in table.targets.targets().iter().zip(&table.depths) {
        let fragments = depth.fragments.map_or_else(|| ".".to_owned(), |count| count.to_string());
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{fragments}\t{}",
            target.interval.contig.styled(table.style),
            target.interval.start,
            target.interval.end,
            name(target),
            target.interval.len(),
            depth.mean_depth
        );
    }
    Ok(text)
}

/// A target's name as written: `.` for none, as an empty column is lost by many programs.
fn name(target: &Target) -> &str {
    if target.name.is_empty() { "." } else { &target.name }
}

fn position(one_based: u32) -> io::Result<Position> {
    Position::try_from(one_based as usize).map_err(io::Error::other)
}
