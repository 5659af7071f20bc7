//! Small variants as the report carries them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contig::Contig;

/// One allele of one record of one input VCF that lies on an ALL gene.
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
    /// Variant allele fraction as the caller states it, or alternative over total depth.
    pub vaf: Option<f64>,
    /// Depth as the caller states it.
    pub depth: Option<u32>,
    /// Alternative reads as the caller states them.
    pub alternative_depth: Option<u32>,
    /// FILTER as the caller wrote it (`PASS`, `.`, or the reasons).
    pub filter: String,
    /// The caller, from the VCF header's `##source`; `unknown` when absent.
    pub caller: String,
    /// File name of the VCF.
    pub file: String,
}
