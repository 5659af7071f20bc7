//! Illumina run folders: `RunInfo.xml`, the sample sheet, completion markers, and the analyses that
//! the instrument made itself below `Analysis/N/Data`.

use std::collections::BTreeSet;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::layout::{Completion, Layout, LayoutKind, Listing};
use super::{kind, sections};

/// Instruments whose last file is `RTAComplete.txt`; later ones write `CopyComplete.txt` when the
/// transfer, too, has ended. By the beginning of the instrument's serial number.
const WITHOUT_COPY_MARKER: [&str; 8] = ["MN", "M", "NB", "NS", "D", "J", "K", "ST-"];

/// Folders inside each other in which an analysis keeps its alignments, at most.
const DEEPEST: usize = 8;
/// Most missing files of a manifest that are counted.
const MANIFEST_LIMIT: usize = 1_000_000;

pub(super) fn recognise(listing: &Listing<'_>, analysis: Option<u64>) -> Option<Layout> {
    let run_info = listing.path("runinfo.xml")?;
    // BCL Convert copies RunInfo.xml into its reports.
    if listing.has("demultiplex_stats.csv") {
        return None;
    }
    let mut layout = Layout::new(LayoutKind::Illumina, listing.root);
    let mut instrument = None;
    match std::fs::read_to_string(&run_info).map_err(|e| e.to_string()).and_then(|t| parse(&t)) {
        Ok(info) => {
            layout.run = info.run;
            instrument = info.instrument;
        }
        Err(error) => layout.remarks.push(format!("{}: {error}", run_info.display())),
    }
    let mut missing = Vec::new();
    match listing.path("samplesheet.csv") {
        Some(sheet) => match sections::samples(&sheet) {
            Ok(sheet) => sheet.describe(&mut layout),
            // Who was loaded is not known: somebody may be left out.
            Err(error) => missing.push(error),
        },
        None => layout.remarks.push(format!("{}: no SampleSheet.csv", listing.root.display())),
    }
    missing.extend(markers(listing, instrument.as_deref()));
    missing.extend(ended_early(listing));
    missing.extend(manifest(listing.root, listing));
    if let Some(analyses) = listing.path("analysis") {
        missing.extend(choose_analysis(&analyses, &mut layout, analysis));
    }
    layout.completion = Completion::of(missing);
    Some(layout)
}

/// Images, tiles and logs: many files, no results. Cycles are below `Data/Intensities` alone: a
/// sample may be called like one.
pub(super) fn is_pruned(folder: &Path, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let in_intensities = folder.iter().any(|part| part.eq_ignore_ascii_case("Intensities"));
    let is_cycle = || {
        let number = lower.strip_prefix('c').and_then(|rest| rest.strip_suffix(".1"));
        number
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(lower.as_str(), "interop" | "thumbnail_images" | "images" | "instrumentanalyticslogs")
        || (in_intensities && is_cycle())
}

/// What `RunInfo.xml` says of the run.
#[derive(Debug, Default, PartialEq, Eq)]
struct RunInfo {
    run: Option<String>,
    instrument: Option<String>,
}

fn parse(text: &str) -> Result<RunInfo, String> {
    let damaged = |error: String| format!("not a RunInfo.xml: {error}");
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut info = RunInfo::default();
    let mut in_instrument = false;
    loop {
        match reader.read_event().map_err(|error| damaged(error.to_string()))? {
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == "Run" => {
                info.run = attribute(&tag, "Id");
            }
            Event::Start(tag) => in_instrument = tag.name().as_ref() == "Instrument",
            Event::Text(text) if in_instrument => {
                info.instrument = Some(text.trim().to_owned());
                in_instrument = false;
            }
            Event::Eof if info.run.is_none() => return Err(damaged("it names no run".to_owned())),
            Event::Eof => return Ok(info),
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    Some(found.value.into_owned())
}

/// Markers that are not there. They may be empty files: that they exist is what counts.
fn markers(listing: &Listing<'_>, instrument: Option<&str>) -> Vec<String> {
    let is_older = instrument.is_some_and(|serial| {
        WITHOUT_COPY_MARKER.iter().any(|start| {
            serial.strip_prefix(start).is_some_and(|rest| {
                start.ends_with('-') || rest.starts_with(|c: char| c.is_ascii_digit())
            })
        })
    });
    let mut missing = Vec::new();
    if !listing.has("rtacomplete.txt") {
        missing.push("RTAComplete.txt is not there: the instrument is not done".to_owned());
    }
    if !is_older && !listing.has("copycomplete.txt") {
        missing.push("CopyComplete.txt is not there: the run is still being copied".to_owned());
    }
    missing
}

/// What `RunCompletionStatus.xml` says when it is not that the run was completed.
fn ended_early(listing: &Listing<'_>) -> Option<String> {
    let text = std::fs::read_to_string(listing.path("runcompletionstatus.xml")?).ok()?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut in_status = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                in_status = matches!(tag.name().as_ref(), "RunStatus" | "CompletionStatus");
            }
            Event::Text(text) if in_status => {
                let status = text.trim().to_owned();
                let is_done = status.to_ascii_lowercase().contains("completed")
                    && !status.to_ascii_lowercase().contains("not");
                return (!is_done).then(|| {
                    format!("RunCompletionStatus.xml says that the run ended as '{status}'")
                });
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Files that `Manifest.tsv` lists and that are not there: a marker may arrive before the data.
fn manifest(folder: &Path, listing: &Listing<'_>) -> Option<String> {
    let path = listing.path("manifest.tsv")?;
    let Ok(text) = std::fs::read_to_string(&path) else {
        return Some(format!("{} cannot be read", path.display()));
    };
    let mut missing = text
        .lines()
        .filter_map(|line| line.split('\t').next())
        .map(str::trim)
        .filter(|file| !file.is_empty())
        .take(MANIFEST_LIMIT)
        .filter(|file| !folder.join(file).exists());
    let first = missing.next()?;
    Some(format!(
        "{} files of Manifest.tsv are not there, the first is {first}",
        1 + missing.count()
    ))
}

/// Takes the wanted analysis, else the highest complete one, by number, and leaves the others out.
fn choose_analysis(analyses: &Path, layout: &mut Layout, wanted: Option<u64>) -> Vec<String> {
    let listing = Listing::read(analyses);
    let mut numbered: Vec<(u64, String)> = listing
        .names()
        .filter_map(|(lower, name)| Some((lower.parse().ok()?, name.to_owned())))
        .filter(|(_, name)| analyses.join(name).is_dir())
        .collect();
    numbered.sort();
    layout.analyses = numbered.iter().map(|(number, _)| *number).collect();
    if let Some(wanted) = wanted {
        return take_analysis(analyses, layout, &numbered, wanted);
    }
    let complete: Vec<&(u64, String)> =
        numbered.iter().filter(|(_, name)| is_complete(&analyses.join(name))).collect();
    let mut missing = Vec::new();
    let Some((_, highest)) = numbered.last() else { return missing };
    let Some((_, chosen)) = complete.last() else {
        for (_, name) in &numbered {
            layout.leave_out(analyses.join(name), "an analysis that is not complete");
        }
        return vec![format!(
            "Analysis/{highest} has neither CopyComplete.txt nor \
             Data/Secondary_Analysis_Complete.txt: the analysis is not complete"
        )];
    };
    for (_, name) in numbered.iter().filter(|(_, name)| name != chosen) {
        let path = analyses.join(name);
        let reason = if is_complete(&path) {
            format!("a later analysis of the same run, Analysis/{chosen}, is used")
        } else {
            format!("an analysis that is not complete; Analysis/{chosen} is used")
        };
        layout.leave_out(path, reason);
    }
    let later = numbered.iter().rfind(|(_, name)| name != chosen);
    if let Some((_, name)) = later.filter(|(n, _)| complete.last().is_some_and(|(c, _)| n > c)) {
        layout.remarks.push(format!(
            "{}: a later analysis, Analysis/{name}, is not complete yet",
            layout.root.display()
        ));
    }
    let own = alignments_below(&analyses.join(chosen));
    for (_, name) in complete.iter().filter(|(_, name)| name != chosen) {
        let only: Vec<String> =
            alignments_below(&analyses.join(name)).difference(&own).cloned().collect();
        if !only.is_empty() {
            missing.push(format!(
                "Analysis/{name} has alignments that the latest one, Analysis/{chosen}, lacks: {}; \
                 choose one with --analysis",
                only.join(", ")
            ));
        }
    }
    if numbered.len() > 1 {
        layout.remarks.push(format!(
            "{}: {} analyses; the latest complete one, Analysis/{chosen}, is used",
            layout.root.display(),
            numbered.len()
        ));
    }
    missing
}

/// Takes the analysis that the user named; one that does not exist is told by the search.
fn take_analysis(
    analyses: &Path,
    layout: &mut Layout,
    numbered: &[(u64, String)],
    wanted: u64,
) -> Vec<String> {
    let mut missing = Vec::new();
    for (number, name) in numbered {
        let path = analyses.join(name);
        if *number != wanted {
            layout.leave_out(path, format!("not the analysis that --analysis {wanted} names"));
        } else if !is_complete(&path) {
            missing.push(format!(
                "Analysis/{name}, which --analysis names, has neither CopyComplete.txt nor \
                 Data/Secondary_Analysis_Complete.txt, or files of its Manifest.tsv are missing: \
                 the analysis is not complete"
            ));
        }
    }
    missing
}

/// Names of the alignments of an analysis, whatever folder they lie in.
fn alignments_below(analysis: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![(analysis.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && depth < DEEPEST {
                open.push((path, depth + 1));
            } else if kind::of_name(&name) == kind::Kind::Alignment {
                found.insert(name);
            }
        }
    }
    found
}

fn is_complete(analysis: &Path) -> bool {
    let listing = Listing::read(analysis);
    let data = analysis.join("Data");
    (listing.has("copycomplete.txt") || Listing::read(&data).has("secondary_analysis_complete.txt"))
        && manifest(analysis, &listing).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn run_info_names_run_and_instrument() {
        let text = "<?xml version=\"1.0\"?><RunInfo Version=\"6\"><Run Id=\"R1\" Number=\"1\">\
                    <Flowcell>F</Flowcell><Instrument>LH00001</Instrument></Run></RunInfo>";
        let info = parse(text).unwrap();
        assert_eq!(info.run.as_deref(), Some("R1"));
        assert_eq!(info.instrument.as_deref(), Some("LH00001"));
        assert!(parse("").is_err());
        assert!(parse("<RunInfo><Run Id=").is_err());
    }

    #[test]
    fn older_instruments_need_one_marker() {
        let folder = Path::new("run");
        let listing = Listing::new(folder, ["RTAComplete.txt".to_owned()]);
        assert!(markers(&listing, Some("M00123")).is_empty());
        assert!(markers(&listing, Some("ST-E00266")).is_empty());
        assert_eq!(markers(&listing, Some("LH00001")).len(), 1);
        assert_eq!(markers(&listing, Some("A00187")).len(), 1);
        assert_eq!(markers(&listing, None).len(), 1);
        assert_eq!(markers(&Listing::new(folder, Vec::new()), Some("LH1")).len(), 2);
    }

    #[test]
    fn cycles_are_pruned_and_data_is_not() {
        let inside = Path::new("R1/Data/Intensities/BaseCalls/L001");
        let outside = Path::new("R1/Analysis/1/Data");
        assert!(is_pruned(inside, "C12.1") && is_pruned(outside, "InterOp"));
        assert!(!is_pruned(outside, "C12.1") && !is_pruned(inside, "C.1"));
        assert!(!is_pruned(inside, "Data") && !is_pruned(inside, "C1"));
    }
}
