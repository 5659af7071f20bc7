//! The only module that reads and writes files.

pub mod alignment;
pub mod atomic;
pub mod bed;
pub mod depth_table;
pub mod digest;
pub mod discover;
pub mod filenames;
pub mod junction_reads;
pub mod mlpa;
pub mod normals_file;
pub mod sheet;
pub(crate) mod text;
pub mod vcf;
