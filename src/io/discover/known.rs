//! All layouts that are known: which of them a folder is.

use std::path::Path;

use super::layout::{Layout, LayoutKind, Listing};
use super::{dragen, element, illumina, ion_torrent, mgi, sarek};

impl LayoutKind {
    /// True for names of folders that hold no results and may hold very many files.
    pub(super) fn prunes(self, folder: &Path, name: &str) -> bool {
        self == Self::Illumina && illumina::is_pruned(folder, name)
    }
}

/// What a folder with these names is, if it is any of the known layouts; of several analyses of a run
/// the wanted one is taken.
pub(super) fn recognise(root: &Path, names: Vec<String>, analysis: Option<u64>) -> Option<Layout> {
    let listing = Listing::new(root, names);
    let mut layout = illumina::recognise(&listing, analysis)
        .or_else(|| element::recognise(&listing))
        .or_else(|| ion_torrent::recognise(&listing))
        .or_else(|| sarek::recognise(&listing))
        .or_else(|| mgi::recognise(&listing))
        .or_else(|| dragen::recognise(&listing))?;
    layout.listed.sort_by(|a, b| a.sample.cmp(&b.sample));
    Some(layout)
}
