//! Flow cells of MGI and BGI instruments: a folder per lane with FASTQ files by barcode. Reads only.

use super::layout::{Completion, Layout, LayoutKind, Listing};

const LANE_FILES: [&str; 4] =
    ["barcodestat.txt", "sequencestat.txt", ".summaryreport.html", "finish.signal"];

pub(super) fn recognise(listing: &Listing<'_>) -> Option<Layout> {
    let lanes: Vec<String> = listing
        .names()
        .filter(|(lower, _)| is_lane(lower))
        .map(|(_, name)| name.to_owned())
        .filter(|name| Listing::read(&listing.root.join(name)).any_ends_with(&LANE_FILES))
        .collect();
    if lanes.is_empty() {
        return None;
    }
    let mut layout = Layout::new(LayoutKind::Mgi, listing.root);
    layout.run = listing.root.file_name().map(|name| name.to_string_lossy().into_owned());
    let missing = lanes
        .iter()
        .filter(|lane| !Listing::read(&listing.root.join(lane)).has("finish.signal"))
        .map(|lane| format!("{lane}/finish.signal is not there: the lane is not written out"))
        .collect();
    layout.completion = Completion::of(missing);
    Some(layout)
}

fn is_lane(lower: &str) -> bool {
    lower
        .strip_prefix("l0")
        .is_some_and(|digit| digit.len() == 1 && digit.bytes().all(|b| (b'1'..=b'8').contains(&b)))
}
