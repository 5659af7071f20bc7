//! Small variants as the report carries them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contig::Contig;

/// One allele on an ALL gene: a merged record, or a record of one input VCF where none was merged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SmallVariant {
    /// Gene whose exon or intron the record lies in.
    pub gene: String,
    /// Contig under its canonical name.
    pub contig: Contig,
    /// 1-based position, as in the VCF.
    pub position: u32,
    /// Reference allele.
    pub reference: String,
    /// Alternative allele.
    pub alternative: String,
    /// Variant allele fraction: the one that decides, or as the caller states it.
    pub vaf: Option<f64>,
    /// Depth: the one that decides, or as the caller states it.
    pub depth: Option<u32>,
    /// Alternative fragments counted from the reads, or reads as the caller states them.
    pub alternative_depth: Option<u32>,
    /// FILTER of the merged record, or as the caller wrote it (`PASS`, `.`, or the reasons).
    pub filter: String,
    /// The callers that state a merged record; or the one caller, `unknown` where no header tells.
    pub caller: String,
    /// File name of the merged VCF, or of the caller's.
    pub file: String,
}
