//! How our own depth tables begin.

/// First line of our own tables; the number is the version of the format.
pub(super) const NATIVE_MAGIC: &str = "##ikaros-depth=";
/// The version this program writes and reads.
pub(super) const NATIVE_VERSION: &str = "1";
/// Columns of our own tables.
pub(super) const NATIVE_COLUMNS: [&str; 7] =
    ["chrom", "start", "end", "name", "length", "fragments", "mean_depth"];
