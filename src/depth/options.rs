//! What counts as depth.

use super::flag;

/// Which bases of a template count, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Definition {
    /// A position counts once per template, if the base of either mate passes the base-quality
    /// filter there. No supplementary alignments.
    #[default]
    EitherMate,
    /// As `mosdepth -Q MAPQ`: no base-quality filter, overlaps of proper pairs once, supplementary
    /// alignments count.
    Mosdepth,
    /// As `samtools depth -s -q BASEQ -Q MAPQ`: where mates overlap the one that comes first in
    /// the file decides, even where its base fails; supplementary alignments count.
    SamtoolsDepth,
}

impl Definition {
    /// `either-mate`, `mosdepth` or `samtools-depth`.
    pub fn code(self) -> &'static str {
        match self {
            Self::EitherMate => "either-mate",
            Self::Mosdepth => "mosdepth",
            Self::SamtoolsDepth => "samtools-depth",
        }
    }
}

/// Filters and definition of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepthOptions {
    /// Smallest mapping quality that counts; not applied to PAR1 where both copies are present.
    pub min_mapq: u8,
    /// Smallest base quality that counts; not used by [`Definition::Mosdepth`]. Bases without a
    /// quality pass.
    pub min_baseq: u8,
    /// What counts.
    pub definition: Definition,
}

impl Default for DepthOptions {
    fn default() -> Self {
        Self { min_mapq: 30, min_baseq: 30, definition: Definition::EitherMate }
    }
}

impl DepthOptions {
    /// The filters in one line; two tables compare only when these texts are equal.
    pub fn describe(&self) -> String {
        let supplementary = if self.excluded_flags() & flag::SUPPLEMENTARY == 0 {
            "supplementary"
        } else {
            "no-supplementary"
        };
        format!(
            "mapq>={};baseq>={};mates-once={};{supplementary}",
            self.min_mapq,
            self.base_quality(),
            self.definition.code()
        )
    }

    /// The base-quality filter that the definition applies.
    pub(super) fn base_quality(self) -> u8 {
        if self.definition == Definition::Mosdepth { 0 } else { self.min_baseq }
    }

    /// Reads with any of these flag bits do not count.
    pub(super) fn excluded_flags(self) -> u16 {
        let always = flag::UNMAPPED | flag::SECONDARY | flag::QC_FAIL | flag::DUPLICATE;
        match self.definition {
            Definition::EitherMate => always | flag::SUPPLEMENTARY,
            // Both programs exclude 1796 by default, which leaves supplementary alignments in.
            Definition::Mosdepth | Definition::SamtoolsDepth => always,
        }
    }
}
