//! Results of nf-core/sarek: alignments of several steps, calls of several callers, and tables of
//! who is who in `csv/`.

use std::collections::BTreeMap;
use std::path::Path;

use super::layout::{Completion, Layout, LayoutKind, Listed, Listing};
use crate::io::sheet::{stated_role, stated_sex};
use crate::model::sample::Sex;

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
    let mut listed = Vec::new();
    for record in reader.records() {
        let record = record?;
        let field = |at: Option<usize>| record.get(at?).filter(|text| !text.is_empty());
        let Some(sample) = field(sample) else { continue };
        // Its read groups join the two.
        let other_name = field(patient).map(|patient| format!("{patient}_{sample}"));
        listed.push(Listed {
            barcodes: Vec::new(),
            sample: sample.to_owned(),
            other_name,
            role: field(status).and_then(stated_role),
            sex: field(sex).and_then(stated_sex).unwrap_or(Sex::Unknown),
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
