//! Command-line types; raw arguments become validated plans before any work.

pub mod call;
pub mod depth;
pub mod interpret;
pub mod normals;
pub mod report;
pub mod run;
pub mod schema;
