//! Results of nf-core/sarek: alignments of several steps, calls of several callers, and tables of
//! who is who in `csv/`.

use std::collections::BTreeMap;
use std::path::Path;

use super::layout::{Completion, Layout, LayoutKind, Listed, Listing};
use crate::io::sheet::{stated_role, stated_sex};
use crate::model::sample::Sex;

/// Between the names of a tumour and its normal, in names of folders and files.
const PAIR: &str = "_vs_";
/// Folders of `variant_calling` with the callers' records once more, the one to take first: each
/// record of a caller must count once.
const COPIES: [&str; 5] = ["normalized", "filtered", "varlociraptor", "consensus", "concat"];

/// Whose a file of `variant_calling/CALLER/WHO/` is, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Called<'a> {
    /// Name of the folder: a sample, a patient, or `TUMOUR_vs_NORMAL`.
    pub who: &'a str,
    /// Place among the folders with copies; absent for what a caller itself wrote.
    pub copy: Option<usize>,
}

impl<'a> Called<'a> {
    /// What the place of a file below sarek's results says.
    pub fn of(root: &Path, file: &'a Path) -> Option<Self> {
        let below = file.strip_prefix(root).ok()?;
        let parts: Vec<&str> = below.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
        let ["variant_calling", folder, who, ..] = parts.as_slice() else { return None };
        // A file right below the caller's folder is nobody's by its place.
        (parts.len() > 3).then(|| Self { who, copy: COPIES.iter().position(|name| name == folder) })
    }

    /// Every reading of the folder's name as a tumour and its normal: names may hold `_vs_` too.
    pub fn pairs(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let who = self.who;
        who.match_indices(PAIR).map(move |(at, _)| (&who[..at], &who[at + PAIR.len()..]))
    }
}

/// The name of a folder with copies.
pub fn copy_name(copy: usize) -> &'static str {
    COPIES.get(copy).copied().unwrap_or("copies")
}

pub(super) fn recognise(listing: &Listing<'_>) -> Option<Layout> {
    let is_sarek = listing.has("pipeline_info")
        && (listing.has("preprocessing") || listing.has("variant_calling"));
    if !is_sarek {
        return None;
    }
    let mut layout = Layout::new(LayoutKind::Sarek, listing.root);
    if let Some(path) = listing.path("annotation") {
        layout.leave_out(path, "annotated copies of the same calls");
    }
    if let Some(path) = listing.path("reports") {
        layout.leave_out(path, "reports on quality, not results");
    }
    for parent in [listing.root.join("csv"), listing.root.join("preprocessing").join("csv")] {
        read_tables(&parent, &mut layout);
    }
    state_roles(&mut layout);
    let info = listing.path("pipeline_info").unwrap_or_default();
    let has_report = Listing::read(&info).names().any(|(name, _)| {
        name.starts_with("execution_report") || name.starts_with("execution_timeline")
    });
    layout.completion = Completion::of(if has_report {
        Vec::new()
    } else {
        vec!["pipeline_info holds no execution report: the pipeline has not ended".to_owned()]
    });
    Some(layout)
}

/// Adds the samples of every table of a folder.
fn read_tables(folder: &Path, layout: &mut Layout) {
    let mut known: BTreeMap<String, Listed> =
        layout.listed.drain(..).map(|listed| (listed.sample.clone(), listed)).collect();
    for (lower, name) in Listing::read(folder).names() {
        if Path::new(lower).extension().is_none_or(|e| e != "csv") {
            continue;
        }
        let path = folder.join(name);
        match samples(&path) {
            Ok(found) => {
                for listed in found {
                    let before = known.entry(listed.sample.clone()).or_insert(listed.clone());
                    before.role = before.role.or(listed.role);
                    if before.sex == Sex::Unknown {
                        before.sex = listed.sex;
                    }
                }
            }
            Err(error) => {
                layout.remarks.push(format!("{}: cannot be read: {error}", path.display()));
            }
        }
    }
    layout.listed = known.into_values().collect();
}

fn samples(path: &Path) -> Result<Vec<Listed>, csv::Error> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_path(path)?;
    let header = reader.headers()?.clone();
    let column = |name: &str| header.iter().position(|field| field == name);
    let (patient, sample) = (column("patient"), column("sample"));
    let (sex, status) = (column("sex"), column("status"));
    let is_of_calls = column("vcf").is_some();
    let mut listed = Vec::new();
    for record in reader.records() {
        let record = record?;
        let field = |at: Option<usize>| record.get(at?).filter(|text| !text.is_empty());
        let Some(sample) = field(sample) else { continue };
        // Calls of a pair have a row under both names.
        if is_of_calls && sample.contains(PAIR) {
            continue;
        }
        // Its read groups join the two.
        let other_name = field(patient).map(|patient| format!("{patient}_{sample}"));
        listed.push(Listed {
            other_name,
            role: field(status).and_then(stated_role),
            sex: field(sex).and_then(stated_sex).unwrap_or(Sex::Unknown),
            ..Listed::new(sample)
        });
    }
    Ok(listed)
}

/// Status 0 is also what sarek gives every sample of a run without tumours: it says "normal" only
/// beside a status 1.
fn state_roles(layout: &mut Layout) {
    let tells = layout.listed.iter().any(|l| l.role == Some(crate::model::sample::Role::Tumour));
    if !tells {
        layout.listed.iter_mut().for_each(|listed| listed.role = None);
    }
}
