//! Report folders of Ion Torrent's Torrent Suite: one aligned BAM per barcode, unaligned ones in
//! `basecaller_results`, and the variant caller's output, one folder per time it was run.

use std::path::Path;

use super::layout::{Layout, LayoutKind, Listed, Listing, latest_numbered};

pub(super) fn recognise(listing: &Listing<'_>) -> Option<Layout> {
    let has_barcodes = listing.any_ends_with(&["_rawlib.bam"]) || listing.has("rawlib.bam");
    let is_report =
        listing.has("ion_params_00.json") || (has_barcodes && listing.has("basecaller_results"));
    if !is_report {
        return None;
    }
    let mut layout = Layout::new(LayoutKind::IonTorrent, listing.root);
    if let Some(path) = listing.path("basecaller_results") {
        layout.leave_out(path, "unaligned reads of the base caller");
    }
    if let Some(plugins) = listing.path("plugin_out") {
        let inside = Listing::read(&plugins);
        if let Some((latest, older)) = latest_numbered(&inside, "variantcaller_out") {
            for name in older {
                let reason = format!("a later run of the variant caller, {latest}, is used");
                layout.leave_out(plugins.join(name), reason);
            }
        }
    }
    if let Some(path) = listing.path("ion_params_00.json") {
        match params(&path) {
            Ok((run, listed)) => {
                layout.run = run;
                layout.listed = listed;
            }
            Err(error) => layout.remarks.push(error),
        }
    }
    Some(layout)
}

/// The result's name and the samples that have a barcode.
fn params(path: &Path) -> Result<(Option<String>, Vec<Listed>), String> {
    let damaged = |error: String| format!("{}: cannot be read: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| damaged(error.to_string()))?;
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
    let run = value.get("resultsName").and_then(|name| name.as_str()).map(str::to_owned);
    let settings = value.get("experimentAnalysisSettings");
    let samples = settings.and_then(|settings| settings.get("barcodedSamples"));
    // Some versions write the table as text inside the text.
    let inner = samples
        .and_then(|samples| samples.as_str())
        .and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    let table = inner.as_ref().or(samples).and_then(|samples| samples.as_object());
    let listed = table
        .into_iter()
        .flatten()
        .map(|(name, about)| Listed { barcodes: barcodes(about), ..Listed::new(name) });
    Ok((run, listed.collect()))
}

/// The barcodes of a sample, which begin the names of its files.
fn barcodes(about: &serde_json::Value) -> Vec<String> {
    let list = about.get("barcodes").and_then(|list| list.as_array());
    list.into_iter().flatten().filter_map(|one| one.as_str()).map(str::to_owned).collect()
}
