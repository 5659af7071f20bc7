//! What one cell of an MLPA file says, with the place where it stands.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// Where a reading stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// File name.
    pub file: String,
    /// Sheet of a workbook; empty for text files.
    pub sheet: String,
    /// Row, counted from 1; 0 for what has no row.
    pub row: usize,
    /// Heading of the column.
    pub column: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if !self.sheet.is_empty() {
            write!(f, ", sheet '{}'", self.sheet)?;
        }
        if self.row > 0 {
            write!(f, ", row {}", self.row)?;
        }
        write!(f, ", column '{}'", self.column)
    }
}

/// A result that the laboratory states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stated {
    /// Two copies.
    Normal,
    /// At least one copy lost.
    Deleted,
    /// Both copies lost.
    HomDeleted,
    /// Copies gained.
    Gained,
    /// Tested without an answer.
    Inconclusive,
}

/// A state of a range of exons, of the whole gene, or of some part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Clause {
    /// The state.
    pub state: Stated,
    /// Which exons.
    pub extent: Extent,
}

/// Which exons a clause is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// From one exon to another, both included.
    Range(String, String),
    /// Every exon.
    Whole,
    /// Exons that the text does not name.
    Somewhere,
    /// The exons that no other clause names, where a table lists each exon that it tested.
    Others,
}

/// What a cell says. Empty, zero and "not done" are three different things.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A ratio to two copies; 0 is a loss of both.
    Ratio(f64),
    /// A raw signal: peak height, peak area or read count.
    Signal(f64),
    /// A state.
    State(Stated),
    /// Exon ranges with their states.
    Clauses(Vec<Clause>),
    /// Nothing stands there.
    Empty,
    /// The table says nothing of it for this sample: it has no row, where other samples have one.
    Absent,
    /// The laboratory says that there is no result, in these words.
    NotDone(String),
    /// Words that are not understood; never taken for a result.
    Unclear(String),
}

/// What a reading is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One exon in the kit's numbering.
    Exon {
        /// HGNC symbol.
        gene: String,
        /// Exon.
        exon: String,
    },
    /// A gene.
    Gene(String),
    /// A locus of several genes, for example `CDKN2A/B`.
    Locus(String),
    /// A reference probe.
    Reference(String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exon { gene, exon } => write!(f, "{gene} exon {exon}"),
            Self::Gene(name) | Self::Locus(name) => write!(f, "{name}"),
            Self::Reference(name) => write!(f, "reference {name}"),
        }
    }
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Observation {
    /// Sample name as the file writes it.
    pub sample: String,
    /// What it is about.
    pub subject: Subject,
    /// Probe name; made from gene and exon when the file gives none.
    pub probe: String,
    /// Chromosome and position of the probe, when the file states them.
    pub position: Option<(String, u32)>,
    /// What it says.
    pub reading: Reading,
    /// The laboratory's own call beside a ratio.
    pub stated: Option<Stated>,
    /// Where it stands.
    pub place: Place,
}

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// A digitalMLPA workbook: `Final Ratios` and `Read Counts`.
    DigitalMlpa,
    /// A probe per row, a sample per column.
    Wide,
    /// A probe per row, several columns per sample under its name.
    Grouped,
    /// A sample per row, a probe per column.
    Transposed,
    /// A sample and probe per row.
    Long,
    /// A sample and gene per row, with exon ranges or a result in words.
    ExonTruth,
    /// A sample per row, a gene or locus per column, Yes / No / Inconclusive / Not done or words.
    PerLocus,
    /// A sample per row with a result in words.
    FreeText,
}

impl Layout {
    /// The layout in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::DigitalMlpa => "digitalMLPA workbook",
            Self::Wide => "a probe per row, a sample per column",
            Self::Grouped => "a probe per row, several columns per sample",
            Self::Transposed => "a sample per row, a probe per column",
            Self::Long => "a sample and probe per row",
            Self::ExonTruth => "a sample and gene per row, with exon ranges",
            Self::PerLocus => "a sample per row, a gene or locus per column",
            Self::FreeText => "a sample per row, results in words",
        }
    }
}

/// What was understood of one file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MlpaFile {
    /// File name.
    pub file: String,
    /// Sheet that was read; empty for text files.
    pub sheet: String,
    /// Its layout.
    pub layout: Layout,
    /// Row of the column headings, counted from 1.
    pub header_row: usize,
    /// What each column was taken for, in their order: heading and role.
    pub columns: Vec<(String, String)>,
    /// Samples in the file's order.
    pub samples: Vec<String>,
    /// All readings.
    pub observations: Vec<Observation>,
    /// What the reader should know.
    pub remarks: Vec<String>,
}
