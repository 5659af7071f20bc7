//! Results to bytes, in every form of [`forms`].
//!
//! Pure functions of interpreted results: no file, no clock. The JSON holds everything, and the
//! others are made from it alone, so they can be made again at any time with the same bytes.

pub mod cbioportal;
pub mod cell;
pub mod cnvkit;
pub mod comparison;
pub mod exons_tsv;
pub mod explain;
pub mod fhir;
pub mod form;
pub mod forms;
pub mod html;
pub mod json;
pub mod junctions;
pub mod mlpa;
pub mod multiqc;
mod open;
pub mod run_page;
pub mod run_table;
pub mod seg;
mod stretches;
pub mod svg;
pub mod text;
pub mod variants_tsv;
pub mod variants_vcf;
pub mod vcf;
mod vcf_junctions;
mod vcf_text;
pub(crate) mod view;
pub mod words;
