//! Runs of an Element AVITI and the output of `Bases2Fastq`: reads only, so that there is nothing to
//! measure yet; samples and completion are still worth telling.

use super::layout::{Completion, Layout, LayoutKind, Listing};
use super::sections;

pub(super) fn recognise(listing: &Listing<'_>) -> Option<Layout> {
    let is_run = listing.has("runparameters.json") && listing.has("runmanifest.csv");
    let is_output = listing.has("runmanifest.csv") && listing.has("samples");
    let has_own = listing.has("avitirunstats.json") || listing.has("runuploaded.json");
    if !(is_run || is_output || has_own) {
        return None;
    }
    let mut layout = Layout::new(LayoutKind::Element, listing.root);
    if let Some(manifest) = listing.path("runmanifest.csv") {
        match sections::samples(&manifest) {
            Ok(sheet) => sheet.describe(&mut layout),
            Err(error) => layout.remarks.push(error),
        }
    }
    if let Some(path) = listing.path("runparameters.json")
        && let Ok(text) = std::fs::read_to_string(path)
        && let Ok(value) = serde_json::from_str::<serde_json::Value>(&text)
    {
        let name = ["RunName", "runName"].iter().find_map(|key| value.get(key)?.as_str());
        layout.run = name.map(str::to_owned);
    }
    // `Bases2Fastq`'s own output says nothing of the upload.
    let is_reads_only = is_output && !listing.has("runparameters.json");
    layout.completion = if is_reads_only {
        Completion::NotStated
    } else {
        Completion::of(uploaded(listing).into_iter().collect())
    };
    Some(layout)
}

/// What speaks against a complete run: `RunUploaded.json` is the last file of a transfer.
fn uploaded(listing: &Listing<'_>) -> Option<String> {
    let Some(path) = listing.path("runuploaded.json") else {
        return Some("RunUploaded.json is not there: the run is still being copied".to_owned());
    };
    let text = std::fs::read_to_string(path).ok()?;
    let value: serde_json::Value = serde_json::from_str(&text).ok()?;
    let outcome = value.get("outcome")?.as_str()?;
    let is_good = outcome.eq_ignore_ascii_case("OutcomeCompleted");
    (!is_good).then(|| format!("RunUploaded.json says that the run ended as '{outcome}'"))
}
