//! Flag bits of an aligned read, as the SAM specification names them.

/// This segment is unmapped.
pub const UNMAPPED: u16 = 0x4;
/// Aligned to the reverse strand.
pub const REVERSE: u16 = 0x10;
/// Secondary alignment.
pub const SECONDARY: u16 = 0x100;
/// Failed quality checks.
pub const QC_FAIL: u16 = 0x200;
/// PCR or optical duplicate.
pub const DUPLICATE: u16 = 0x400;
/// Supplementary alignment.
pub const SUPPLEMENTARY: u16 = 0x800;
