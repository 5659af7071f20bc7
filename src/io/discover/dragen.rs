//! Output folders of a DRAGEN server: `PREFIX.bam`, `PREFIX.hard-filtered.vcf.gz`,
//! `PREFIX.target.counts.gz` and their reports. They carry no marker of completion.

use super::layout::{Layout, LayoutKind, Listing};

/// Files that no other program writes.
const OWN: [&str; 6] = [
    ".hard-filtered.vcf.gz",
    ".hard-filtered.gvcf.gz",
    ".target.counts.gz",
    ".target.counts.gc-corrected.gz",
    ".mapping_metrics.csv",
    "-replay.json",
];

pub(super) fn recognise(listing: &Listing<'_>) -> Option<Layout> {
    listing.any_ends_with(&OWN).then(|| Layout::new(LayoutKind::Dragen, listing.root))
}
