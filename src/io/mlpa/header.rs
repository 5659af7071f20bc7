//! Which row names the columns, and what each column is.

use super::Context;
use super::grid::{Cell, Grid};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Sample,
    Probe,
    Gene,
    Exon,
    Exons,
    Ratio,
    Height,
    Area,
    Counts,
    Call,
    Result,
    CopyNumber,
    Kind,
    Chromosome,
    Position,
    Ignore,
    /// Stated in a mapping: the column of one sample, under its heading.
    SampleColumn,
}

const NAMES: [(&str, Role); 17] = [
    ("sample", Role::Sample),
    ("probe", Role::Probe),
    ("gene", Role::Gene),
    ("exon", Role::Exon),
    ("exons", Role::Exons),
    ("ratio", Role::Ratio),
    ("height", Role::Height),
    ("area", Role::Area),
    ("counts", Role::Counts),
    ("call", Role::Call),
    ("result", Role::Result),
    ("copy_number", Role::CopyNumber),
    ("kind", Role::Kind),
    ("chromosome", Role::Chromosome),
    ("position", Role::Position),
    ("ignore", Role::Ignore),
    ("sample_column", Role::SampleColumn),
];

impl Role {
    /// The role of a name in a mapping.
    pub(super) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
    }

    /// All names.
    pub(super) fn names() -> String {
        NAMES.map(|(name, _)| name).join(", ")
    }

    /// Name of this role.
    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, role)| *role == self).map_or("", |(name, _)| *name)
    }

    /// The role of a heading, by words that are in use.
    pub(super) fn of_heading(heading: &str) -> Option<Self> {
        let word: String =
            heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        Some(match word.as_str() {
            "sample" | "sampleid" | "samplename" | "patient" | "patientid" | "case" | "caseid"
            | "samplefile" | "samplefilename" => Self::Sample,
            "probe" | "probename" | "probeid" | "marker" | "markername" | "target" => Self::Probe,
            "gene" | "genename" | "genesymbol" | "symbol" => Self::Gene,
            "exon" | "exonnumber" | "exonno" | "exonnr" => Self::Exon,
            "exons" | "exonrange" | "deletedexons" => Self::Exons,
            "ratio" | "finalratio" | "finalratios" | "proberatio" | "mlparatio" | "peakratio"
            | "dosagequotient" | "dq" | "normalizedratio" | "normalisedratio" | "meanratio" => {
                Self::Ratio
            }
            "height" | "peakheight" | "height1" | "peakheight1" | "height2" | "peakheight2" => {
                Self::Height
            }
            "area" | "peakarea" | "area1" | "peakarea1" | "area2" | "peakarea2" => Self::Area,
            "reads" | "readcount" | "readcounts" | "counts" => Self::Counts,
            "call" | "probecall" | "state" => Self::Call,
            "mlparesult" | "result" | "mlpa" | "finding" => Self::Result,
            "cn" | "copynumber" | "cnv" | "exoncnvtype" | "cnvtype" => Self::CopyNumber,
            "kind" | "probetype" | "probefunction" | "function" => Self::Kind,
            "chrom" | "chr" | "chromosome" => Self::Chromosome,
            "pos" | "position" | "coordinate" | "coordinates" | "genomiccoordinates"
            | "genomicposition" | "location" => Self::Position,
            "length"
            | "size"
            | "lengthnt"
            | "band"
            | "chromosomalband"
            | "chromosomalposition"
            | "mapview"
            | "mapviewhg18"
            | "mapviewhg19"
            | "mapviewhg38"
            | "hg18"
            | "hg19"
            | "hg38"
            | "stdev"
            | "sd"
            | "width"
            | "flag"
            | "quality"
            | "refseq"
            | "transcript"
            | "note"
            | "notes"
            | "comment"
            | "comments"
            | "remark"
            | "date"
            | "dye"
            | "color"
            | "colour"
            | "probenumber"
            | "probeorder"
            | "order"
            | "number"
            | "nr"
            | "no"
            | "index"
            | "allele"
            | "allele1"
            | "allele2"
            | "size1"
            | "size2"
            | "dyesamplepeak"
            | "samplepeak"
            | "peak"
            | "peaknumber"
            | "datapoint"
            | "widthinbp"
            | "panel"
            | "runname"
            | "samplefilepath"
            | "recommendedorder"
            | "ligationsite"
            | "partialsequence"
            | "batch"
            | "plate"
            | "well"
            | "run"
            | "kit"
            | "lot" => Self::Ignore,
            _ => return None,
        })
    }
}

/// The columns of a table.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Index of the row in the grid.
    pub(super) row: usize,
    /// Headings with their roles.
    pub(super) columns: Vec<(String, Option<Role>)>,
}

impl Header {
    /// The only column of a role.
    pub(super) fn the(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|(_, found)| *found == Some(role))
    }

    /// All columns of a role.
    pub(super) fn all(&self, role: Role) -> Vec<usize> {
        let is = |(index, (_, found)): (usize, &(String, Option<Role>))| {
            (*found == Some(role)).then_some(index)
        };
        self.columns.iter().enumerate().filter_map(is).collect()
    }

    pub(super) fn has(&self, role: Role) -> bool {
        self.the(role).is_some()
    }
}

/// Rows among which the headings are looked for.
const SEARCHED: usize = 60;

/// Finds the row with most known headings; the first of equals.
pub(super) fn find(grid: &Grid, context: &Context) -> Result<Header, String> {
    let mut best: Option<(usize, Header)> = None;
    for (index, (_, cells)) in grid.rows.iter().take(SEARCHED).enumerate() {
        let columns: Vec<(String, Option<Role>)> = cells
            .iter()
            .map(|cell| {
                let heading = cell.text();
                let role = match context.mapping.and_then(|mapping| mapping.role(&heading)) {
                    Some(role) => Some(role),
                    None if matches!(cell, Cell::Text(_)) => Role::of_heading(&heading),
                    None => None,
                };
                (heading, role)
            })
            .collect();
        let known =
            columns.iter().filter(|(_, role)| role.is_some_and(|r| r != Role::Ignore)).count();
        let anchors = columns
            .iter()
            .any(|(_, role)| matches!(role, Some(Role::Sample | Role::Probe | Role::Gene)));
        if anchors && best.as_ref().is_none_or(|(most, _)| known > *most) {
            best = Some((known, Header { row: index, columns }));
        }
    }
    let (_, mut header) = best.ok_or_else(|| {
        let first = grid.rows.first().map(|(_, cells)| {
            cells.iter().take(12).map(Cell::text).collect::<Vec<_>>().join(" | ")
        });
        format!(
            "no row of column headings in the first {SEARCHED} rows: a column 'sample', 'probe' or \
             'gene' is needed; the first row reads '{}'. State what the columns are with \
             --mapping",
            first.unwrap_or_default()
        )
    })?;
    if context.mapping.is_none() {
        settle(&mut header, grid);
    }
    check(&header, context)?;
    Ok(header)
}

/// Columns of peak tables that say the same twice: a sample's file beside its name, and a second peak
/// of a marker where no marker has one.
fn settle(header: &mut Header, grid: &Grid) {
    let samples = header.all(Role::Sample);
    let is_file = |at: &usize| header.columns[*at].0.to_lowercase().contains("file");
    let (files, names): (Vec<usize>, Vec<usize>) = samples.into_iter().partition(is_file);
    if names.len() == 1 {
        for at in files {
            header.columns[at].1 = Some(Role::Ignore);
        }
    }
    for role in [Role::Height, Role::Area] {
        let columns = header.all(role);
        if columns.len() < 2 || !header.has(Role::Sample) {
            continue;
        }
        let is_empty = |at: usize| {
            let below = grid.rows.iter().skip(header.row + 1);
            below.filter_map(|(_, cells)| cells.get(at)).all(Cell::is_empty)
        };
        let empty: Vec<usize> = columns.into_iter().filter(|at| is_empty(*at)).collect();
        for at in empty {
            header.columns[at].1 = Some(Role::Ignore);
        }
    }
}

fn check(header: &Header, context: &Context) -> Result<(), String> {
    if let Some(mapping) = context.mapping
        && let Some(missing) =
            mapping.headings().find(|wanted| header.columns.iter().all(|(name, _)| name != wanted))
    {
        return Err(format!(
            "the mapping names the column '{missing}', which the table does not have: its \
             headings are {}",
            header.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
        ));
    }
    for role in [Role::Sample, Role::Probe, Role::Gene, Role::Exon, Role::Exons, Role::Kind] {
        let columns = header.all(role);
        if columns.len() > 1 {
            let names: Vec<_> =
                columns.iter().map(|at| format!("'{}'", header.columns[*at].0)).collect();
            return Err(format!(
                "the columns {} all hold the {}: keep one, or state the others as 'ignore' with \
                 --mapping",
                names.join(" and "),
                role.name()
            ));
        }
    }
    Ok(())
}
