//! The only module that reads and writes files.

pub mod alignment;
pub mod atomic;
pub mod bed;
pub mod depth_table;
pub mod digest;
pub mod discover;
pub mod fasta;
pub mod filenames;
pub mod germline_vcf;
pub mod junction_reads;
pub mod junction_search;
pub mod mlpa;
pub mod normals_file;
pub mod sheet;
pub mod snp_sites;
pub mod stamp;
pub(crate) mod text;
pub mod variant_reads;
pub mod vcf;
pub mod vcf_lines;
