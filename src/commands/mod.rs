//! One file a verb: read (io), pure stages, write (io).

pub mod call;
pub mod depth;
pub mod interpret;
pub mod normals;
pub mod report;
pub mod run;
pub mod schema;
