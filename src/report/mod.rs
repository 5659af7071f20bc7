//! Results to bytes: JSON, TSV, VCF, HTML.

pub mod exons_tsv;
pub mod html;
pub mod json;
pub mod run_table;
pub mod vcf;
