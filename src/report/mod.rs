//! Results to bytes: JSON, TSV, VCF, HTML.
//!
//! Pure functions of one interpreted result: no file, no clock. The JSON holds everything, and the
//! other three are made from it alone, so they can be made again at any time with the same bytes.

pub mod cell;
pub mod comparison;
pub mod exons_tsv;
pub mod html;
pub mod json;
pub mod junctions;
pub mod mlpa;
pub mod run_table;
pub mod svg;
pub mod text;
pub mod variants_tsv;
pub mod variants_vcf;
pub mod vcf;
pub(crate) mod view;
pub mod words;
