//! Who is refused, and who is told to be left out: names and files that may be another patient's.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::samples::{self, BoundVcf, Failed, Identify, Inputs};

use crate::io::discover::Skipped;
use crate::io::sheet::SheetSource;
use crate::io::{digest, filenames};
use crate::model::sample::as_read;

/// Takes a sample out of the run, with the reason.
pub(super) fn refuse(inputs: &mut Inputs, name: &str, reason: String) {
    let Some(place) = inputs.samples.iter().position(|sample| sample.name == name) else { return };
    let sample = inputs.samples.remove(place);
    let file = sample.source.path().to_owned();
    inputs.failed.push(Failed { sample: sample.name, role: sample.role, file, reason });
}

/// Depth tables beside alignments. A patient who has nothing but a table of a DRAGEN server would be
/// lost, and fails by name; other tables are told.
pub(super) fn tables_alone(inputs: &mut Inputs, tables: Vec<PathBuf>, ask: &Identify<'_>) {
    let mut alone = Vec::new();
    for path in tables {
        let source = SheetSource::DepthTable(path.clone());
        let name = ask(&source).and_then(|identity| samples::single_name(&source, &identity));
        let name = name.unwrap_or_else(|_| samples::stem(&source));
        let is_known = inputs.samples.iter().any(|sample| sample.name == name)
            || inputs.failed.iter().any(|failed| failed.sample == name);
        if !is_known && filenames::file_name(&path).contains(".target.counts") {
            inputs.failed.push(Failed {
                reason: format!(
                    "sample {name}: {} has its counts and no alignment is its own, while others have \
                     one: give all samples in one form, or name the file in a sample sheet",
                    path.display()
                ),
                sample: name,
                role: None,
                file: path,
            });
            continue;
        }
        if !is_known {
            alone.push(name);
        }
        let reason = "the alignments of this input are measured; a sheet can name depth tables";
        inputs.skipped.push(Skipped { path, reason: reason.to_owned() });
    }
    if !alone.is_empty() {
        inputs.warnings.push(format!(
            "depth tables of samples without an alignment are not used, because other samples have \
             one: {}",
            alone.join(", ")
        ));
    }
}

/// Refuses a sample that has a file which can be used beside one of its name which cannot: the second
/// may be the valid one, and a failed row must not take the results of a finished one away.
pub(super) fn damaged_twins(inputs: &mut Inputs) {
    let twins: Vec<(String, String)> = inputs
        .failed
        .iter()
        .filter_map(|failed| {
            let ready = inputs.samples.iter().find(|sample| sample.name == failed.sample)?;
            let reason = format!(
                "{}; {} is sample {} too, and nothing tells which is valid: take one of them away, or \
                 name the right one in a sample sheet",
                failed.reason,
                ready.source.path().display(),
                failed.sample
            );
            Some((failed.sample.clone(), reason))
        })
        .collect();
    for (name, reason) in twins {
        inputs.failed.retain(|failed| failed.sample != name);
        refuse(inputs, &name, reason);
    }
}

/// Refuses samples whose names differ in upper and lower case alone, in how their letters are put
/// together (ü, or u and two dots), or in what cannot be seen: they are one name to a reader, and to the disks of many computers.
pub(super) fn alike(inputs: &mut Inputs) {
    let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for sample in &inputs.samples {
        by_name.entry(as_read(&sample.name)).or_default().push(sample.name.clone());
    }
    for names in by_name.into_values().filter(|names| names.len() > 1) {
        for name in &names {
            let reason = format!(
                "samples {} differ in upper and lower case alone, in how accents are written, or in what \
                 cannot be seen: they are one name to a reader and to many disks; name them apart in a sample sheet",
                names.join(", ")
            );
            refuse(inputs, name, reason);
        }
    }
}

/// Refuses samples that have a VCF of one name in several folders with different content; of equal
/// ones the first is kept.
pub(super) fn same_calls(inputs: &mut Inputs) {
    let mut refused = Vec::new();
    for sample in &mut inputs.samples {
        let mut kept: Vec<BoundVcf> = Vec::new();
        for vcf in std::mem::take(&mut sample.vcfs) {
            let name = filenames::file_name(&vcf.path);
            let same = kept.iter().find(|other| filenames::file_name(&other.path) == name);
            let Some(same) = same else {
                kept.push(vcf);
                continue;
            };
            let (first, second) = (same.path.display(), vcf.path.display());
            let digests = (digest::of_file(&same.path).ok(), digest::of_file(&vcf.path).ok());
            if digests.0.is_some() && digests.0 == digests.1 {
                let reason = format!("a copy of {first}");
                inputs.skipped.push(Skipped { path: vcf.path, reason });
            } else {
                refused.push((
                    sample.name.clone(),
                    format!(
                        "sample {} has two different VCFs of one name and nothing tells which is \
                         valid: {first}, {second}: move one away, or name the right one in a \
                         sample sheet",
                        sample.name
                    ),
                ));
            }
        }
        sample.vcfs = kept;
    }
    for (name, reason) in refused {
        refuse(inputs, &name, reason);
    }
}
