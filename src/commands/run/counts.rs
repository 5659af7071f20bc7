//! DRAGEN's counts: raw or GC-corrected, one kind for all samples of a run. The two do not mix.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::samples::{Failed, Identity, Inputs};
use crate::io::discover::{Counts, Skipped};
use crate::io::sheet::SheetSource;

/// The files of each sample.
pub(super) type ByName = BTreeMap<String, Vec<(SheetSource, Identity)>>;

/// Keeps one kind of counts for all samples that `is_ours` takes: GC-corrected where all have it, as
/// DRAGEN's own panels of normals do, else raw. Where neither is everybody's, all are refused.
pub(super) fn one_kind(
    inputs: &mut Inputs,
    by_name: &mut ByName,
    is_ours: &dyn Fn(&str, &SheetSource) -> bool,
) {
    let kinds: BTreeMap<String, Vec<Counts>> = by_name
        .iter()
        .filter(|(_, files)| files.iter().all(|(file, _)| Counts::of(file.path()).is_some()))
        .map(|(name, files)| {
            (name.clone(), files.iter().filter_map(|(f, _)| Counts::of(f.path())).collect())
        })
        .collect();
    let ours: BTreeMap<&String, &Vec<Counts>> = kinds
        .iter()
        .filter(|(name, _)| by_name[*name].iter().any(|(file, _)| is_ours(name, file)))
        .collect();
    let all_have = |kind: Counts| ours.values().all(|kinds| kinds.contains(&kind));
    let chosen = [Counts::GcCorrected, Counts::Raw].into_iter().find(|kind| all_have(*kind));
    let refusal = chosen.is_none().then(|| two_kinds(&ours));
    for (name, kinds) in &kinds {
        let is_ours = ours.contains_key(name);
        let Some(files) = by_name.get_mut(name) else { continue };
        if let (Some(refusal), true) = (&refusal, is_ours) {
            let file = files[0].0.path().to_owned();
            let reason = format!("sample {name}: {refusal}");
            inputs.failed.push(Failed { sample: name.clone(), role: None, file, reason });
            by_name.remove(name);
            continue;
        }
        let kept = chosen.filter(|kind| kinds.contains(kind)).unwrap_or(kinds[0]);
        let of_kind = |file: &SheetSource| Counts::of(file.path()) == Some(kept);
        let (stay, go): (Vec<_>, Vec<_>) =
            std::mem::take(files).into_iter().partition(|(file, _)| of_kind(file));
        *files = stay;
        let skipped = go.into_iter().map(|(file, _)| skipped(file.path().to_owned(), kept));
        inputs.skipped.extend(skipped);
    }
}

fn skipped(path: PathBuf, kept: Counts) -> Skipped {
    let reason = match kept {
        Counts::GcCorrected => "its GC-corrected form is used",
        Counts::Raw => "its raw form is used: not every sample has a GC-corrected one",
    };
    Skipped { path, reason: reason.to_owned() }
}

fn two_kinds(ours: &BTreeMap<&String, &Vec<Counts>>) -> String {
    let with_only = |kind: Counts| {
        let names = ours.iter().filter(|(_, kinds)| kinds.iter().all(|other| *other == kind));
        names.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    };
    format!(
        "DRAGEN's counts of this run are of two kinds, which do not mix: raw alone: {}; GC-corrected \
         alone: {}. Give one kind for all samples, or name the files in a sample sheet",
        with_only(Counts::Raw),
        with_only(Counts::GcCorrected)
    )
}

/// Of a folder of normals, the kind of counts that the samples have where every normal has it too,
/// else the kind that all normals have. What cannot be settled stays, and is refused as two files of
/// one normal.
pub(super) fn of_normals(tables: Vec<PathBuf>, samples: Option<Counts>) -> Vec<PathBuf> {
    let mut kinds: BTreeMap<(Option<PathBuf>, String), Vec<Counts>> = BTreeMap::new();
    for path in &tables {
        if let Some(kind) = Counts::of(path) {
            let stem = crate::io::discover::table_stem(path);
            let folder = path.parent().map(std::path::Path::to_owned);
            kinds.entry((folder, stem)).or_default().push(kind);
        }
    }
    let all_have = |kind: &Counts| kinds.values().all(|kinds| kinds.contains(kind));
    let order = samples.into_iter().chain([Counts::GcCorrected, Counts::Raw]);
    let Some(kept) = order.into_iter().find(all_have) else { return tables };
    tables.into_iter().filter(|path| Counts::of(path).is_none_or(|kind| kind == kept)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(|name| PathBuf::from("n").join(name)).collect()
    }

    #[test]
    fn normals_are_of_the_samples_kind_where_all_have_it() {
        let both = paths(&[
            "N1.target.counts.gz",
            "N1.target.counts.gc-corrected.gz",
            "N2.target.counts.gz",
            "N2.target.counts.gc-corrected.gz",
        ]);
        let raw = paths(&["N1.target.counts.gz", "N2.target.counts.gz"]);
        assert_eq!(of_normals(both.clone(), Some(Counts::Raw)), raw);
        assert_eq!(
            of_normals(both.clone(), None),
            paths(&["N1.target.counts.gc-corrected.gz", "N2.target.counts.gc-corrected.gz"])
        );
        // One normal has the raw form alone: it is everybody's.
        assert_eq!(of_normals(both[..3].to_vec(), Some(Counts::GcCorrected)), raw);
        // No kind is everybody's: nothing is chosen here, and nobody is left out.
        let mixed = paths(&["N1.target.counts.gz", "N2.target.counts.gc-corrected.gz"]);
        assert_eq!(of_normals(mixed.clone(), Some(Counts::Raw)), mixed);
    }
}
