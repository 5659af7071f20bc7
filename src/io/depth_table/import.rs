//! Tables made by other programs: mean depth alone, or counts of alignments.

use std::sync::Arc;

use super::{DepthTableError, Row, Source, collect, parse_depth, parse_interval};
use crate::model::assembly::Assembly;
use crate::model::contig::ContigStyle;
use crate::model::depth::{DepthSource, DepthTable, ParState, TargetDepth};
use crate::model::par::Par1;
use crate::model::target::{Target, TargetSet};
use crate::normals::fragments;

/// mosdepth's `.regions.bed`: chrom, start, end, an optional name, mean depth; no header.
pub(super) fn mosdepth(file: &Source<'_>) -> Result<DepthTable, DepthTableError> {
    let mut rows = Vec::new();
    let mut names = Vec::new();
    let mut width = None;
    for (line, columns) in lines(file) {
        if *width.get_or_insert(columns.len()) != columns.len() {
            let cause = format!(
                "{} columns where the lines before have another number; the \
                                 file may be truncated",
                columns.len()
            );
            return Err(file.line_error(line, cause));
        }
        let (chrom, start, end, name, depth) = match columns[..] {
            [chrom, start, end, depth] => (chrom, start, end, "", depth),
            [chrom, start, end, name, depth] => (chrom, start, end, name, depth),
            _ => return Err(file.line_error(line, "4 or 5 columns are expected")),
        };
        rows.push(row(line, chrom, start, end, name, depth).map_err(|e| file.line_error(line, e))?);
        names.push(chrom);
    }
    table(file, DepthSource::Mosdepth, rows, &names)
}

/// `CNVkit`'s `.targetcoverage.cnn`: columns found by the header's names; antitarget rows dropped.
pub(super) fn cnvkit(file: &Source<'_>) -> Result<DepthTable, DepthTableError> {
    let mut lines = lines(file);
    let (_, header) = lines.next().ok_or_else(|| file.error("the table is empty"))?;
    let column = |name: &str| {
        header.iter().position(|column| *column == name).ok_or_else(|| {
            file.error(format!("column '{name}' is missing: give a CNVkit .targetcoverage.cnn"))
        })
    };
    let at = [
        column("chromosome")?,
        column("start")?,
        column("end")?,
        column("gene")?,
        column("depth")?,
    ];
    let mut rows = Vec::new();
    let mut names = Vec::new();
    for (line, columns) in lines {
        if columns.len() != header.len() {
            let cause = format!(
                "{} columns where the header has {}; the file may be truncated",
                columns.len(),
                header.len()
            );
            return Err(file.line_error(line, cause));
        }
        let [chrom, start, end, gene, depth] = at.map(|index| columns[index]);
        if gene == "Antitarget" || gene == "Background" {
            continue;
        }
        rows.push(row(line, chrom, start, end, gene, depth).map_err(|e| file.line_error(line, e))?);
        names.push(chrom);
    }
    table(file, DepthSource::Cnvkit, rows, &names)
}

/// DRAGEN's `.target.counts`, GC-corrected or not: the fifth column is the sample's own.
///
/// Alignments are counted, two for most fragments, so that half of them are independent. The mean
/// depth is the one that this many fragments give ([`fragments::mean_depth`]): comparable between
/// such tables, not with a depth that was measured.
pub(super) fn dragen(file: &Source<'_>) -> Result<DepthTable, DepthTableError> {
    const ALIGNMENTS_PER_FRAGMENT: f64 = 2.0;
    let mut lines = lines(file).filter(|(_, columns)| !columns[0].starts_with('#'));
    let (_, header) = lines.next().ok_or_else(|| file.error("the table is empty"))?;
    let names = ["contig", "start", "stop", "name"];
    let is_known = header.len() == 6 && header[..4] == names && header[5] == "improper_pairs";
    if !is_known {
        return Err(file.error(format!(
            "a DRAGEN table of counts has the columns contig, start, stop, name, SAMPLE and \
             improper_pairs; this one has {}: give the counts of one sample",
            header.join(", ")
        )));
    }
    let mut rows = Vec::new();
    let mut contigs = Vec::new();
    let mut is_corrected = false;
    for (line, columns) in lines {
        let [chrom, start, end, name, count, _] = columns[..] else {
            let cause = format!(
                "{} columns where the header has 6; the file may be truncated",
                columns.len()
            );
            return Err(file.line_error(line, cause));
        };
        let mut row =
            row(line, chrom, start, end, name, count).map_err(|e| file.line_error(line, e))?;
        is_corrected |= row.depth.fract() != 0.0;
        let length = row.target.interval.len();
        row.depth = fragments::mean_depth(row.depth / ALIGNMENTS_PER_FRAGMENT, length);
        rows.push(row);
        contigs.push(chrom);
    }
    let mut table = table(file, DepthSource::Dragen, rows, &contigs)?;
    header[4].clone_into(&mut table.sample);
    // Counts as they are and corrected ones do not compare.
    if is_corrected {
        table.filters = format!("{};gc-corrected", DepthSource::Dragen.code());
    }
    Ok(table)
}

/// Lines that are not blank, split at tabs, with their 1-based numbers.
fn lines<'a>(file: &Source<'a>) -> impl Iterator<Item = (usize, Vec<&'a str>)> + use<'a> {
    file.text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| (index + 1, line.split('\t').map(str::trim).collect()))
}

fn row(
    line: usize,
    chrom: &str,
    start: &str,
    end: &str,
    name: &str,
    depth: &str,
) -> Result<Row<f64>, String> {
    let name = if name == "-" || name == "." { "" } else { name };
    let interval = parse_interval(chrom, start, end)?;
    Ok(Row { line, target: Target { interval, name: name.to_owned() }, depth: parse_depth(depth)? })
}

fn table(
    file: &Source<'_>,
    source: DepthSource,
    rows: Vec<Row<f64>>,
    names: &[&str],
) -> Result<DepthTable, DepthTableError> {
    let (targets, depths) = collect(file, rows)?;
    let par = par_state(&targets, &depths);
    let depth = |mean_depth| TargetDepth { fragments: None, mean_depth };
    Ok(DepthTable {
        junctions: None,
        junctions_at_large: None,
        snps: None,
        off_target: None,
        sample: file.stem(),
        source,
        filters: source.code().to_owned(),
        assembly: None,
        style: ContigStyle::of(names.iter().copied()),
        par,
        targets: Arc::new(targets),
        depths: depths.into_iter().map(depth).collect(),
        qc: None,
    })
}

/// Depth alone can show that PAR1 was counted, never why it was not: zero depth there is what an
/// unmasked reference gives behind a mapping-quality filter, and so is "not seen".
fn par_state(targets: &TargetSet, depths: &[f64]) -> ParState {
    /// PAR1 is diploid, so that its targets lie near the autosomes' depth, at half of it with both
    /// copies lost in half of the cells or with one copy lost in all.
    const COMPARABLE: f64 = 0.25;
    /// Share of PAR1's targets that reach this: a lost X beside the deletion that joins P2RY8 to CRLF2
    /// leaves reads on SHOX and CRLF2 alone.
    const READ: f64 = 0.2;
    let select = |keep: &dyn Fn(&Target) -> bool| -> Vec<f64> {
        let pairs = targets.targets().iter().zip(depths);
        pairs.filter(|(target, _)| keep(target)).map(|(_, depth)| *depth).collect()
    };
    let in_par1 =
        |target: &Target| Assembly::ALL.iter().all(|a| Par1::of(*a).touches_on_x(&target.interval));
    let par1 = exceeded_by(select(&in_par1), READ);
    let autosomes = exceeded_by(select(&|target| target.interval.contig.is_autosome()), 0.5);
    match (par1, autosomes) {
        (Some(par1), Some(autosomes)) if par1 > 0.0 && par1 >= COMPARABLE * autosomes => {
            ParState::Masked
        }
        _ => ParState::NotSeen,
    }
}

/// The value that a share of all reaches; none of no values.
fn exceeded_by(mut values: Vec<f64>, share: f64) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let below = ((1.0 - share) * values.len() as f64) as usize;
    values.get(below.min(values.len().saturating_sub(1))).copied()
}
