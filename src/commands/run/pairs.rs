//! The VCFs of nf-core/sarek: whose those of a tumour and its normal are, and each caller's records
//! once.
//!
//! Strelka and `MuSE` call their columns NORMAL and TUMOR; the folder `T_vs_N` is what tells who they
//! are. Normalised, filtered and joined copies lie beside what the callers wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::samples::{BoundVcf, Inputs, Sample};
use super::{layouts, refused};
use crate::io::discover::{Called, Layout, LayoutKind, Skipped, copy_name};
use crate::io::filenames;
use crate::variants::bind::{SampleNames, column_is};
use crate::variants::header::VcfHeader;

/// A sample and its column, or why nobody has the file.
pub(super) type Bound = Result<(usize, usize), String>;

/// The tumour of a pair and its column; none where the file is not of a pair, or its place does not
/// tell the pair and its columns have names of their own.
pub(super) fn bind(
    header: &VcfHeader,
    path: &Path,
    folders: &[Layout],
    samples: &[Sample],
) -> Option<Bound> {
    let (layout, called) = place(path, folders)?;
    called.pairs().next()?;
    let columns = Columns::of(header);
    let tumour = match tumour(&called, layout, samples) {
        Ok(tumour) => tumour,
        Err(reason) => return columns.are_roles().then_some(Err(reason)),
    };
    let name = filenames::file_name(path);
    if !name.strip_prefix(called.who).is_some_and(|rest| rest.starts_with(['.', '_'])) {
        return Some(Err(format!(
            "it lies in the folder of {} but its name is another pair's: one of them is wrong",
            called.who
        )));
    }
    if let Some(column) = columns.tumour_by_role() {
        return Some(Ok((tumour, column)));
    }
    // The normal of a pair is not a sample of its own here.
    let sample = &samples[tumour];
    let names = SampleNames { sample: sample.name.clone(), aliases: sample.aliases.clone() };
    let own = header.samples.iter().position(|column| column_is(column, &names));
    Some(own.map(|column| (tumour, column)).ok_or_else(|| {
        format!(
            "it lies in the folder of {}, and none of its columns '{}' is {}",
            called.who,
            header.samples.join("', '"),
            sample.name
        )
    }))
}

fn place<'a>(path: &'a Path, folders: &'a [Layout]) -> Option<(&'a Layout, Called<'a>)> {
    let layout = layouts::of_file(folders, path).filter(|l| l.kind == LayoutKind::Sarek)?;
    Some((layout, Called::of(&layout.root, path)?))
}

/// The sample columns as roles.
struct Columns<'a>(&'a [String]);

impl<'a> Columns<'a> {
    fn of(header: &'a VcfHeader) -> Self {
        Self(&header.samples)
    }

    fn place(&self, names: &[&str]) -> Option<usize> {
        self.0.iter().position(|column| names.iter().any(|name| column.eq_ignore_ascii_case(name)))
    }

    fn tumour_by_role(&self) -> Option<usize> {
        (self.0.len() == 2).then_some(())?;
        self.place(&["normal"])?;
        self.place(&["tumor", "tumour"])
    }

    fn are_roles(&self) -> bool {
        self.tumour_by_role().is_some()
    }
}

/// The sample that is the tumour by the folder's name: one reading of it must name two that are known.
fn tumour(called: &Called<'_>, layout: &Layout, samples: &[Sample]) -> Result<usize, String> {
    let readings: Vec<(&str, &str)> = called.pairs().collect();
    let is_known = |name: &str| {
        layout.listed.iter().any(|listed| listed.sample == name)
            || samples.iter().any(|sample| sample.name == name)
    };
    let both = readings.iter().filter(|(tumour, normal)| is_known(tumour) && is_known(normal));
    let both: Vec<&(&str, &str)> = both.collect();
    let tumour = match (both.as_slice(), readings.as_slice()) {
        ([one], _) => one.0,
        ([], [one]) => one.0,
        _ => {
            return Err(format!(
                "its columns are NORMAL and TUMOR, and its folder {} can be read as more than one \
                 pair: name it in a sample sheet",
                called.who
            ));
        }
    };
    let mut found =
        samples.iter().enumerate().filter(|(_, sample)| is_called(sample, tumour, layout));
    match (found.next(), found.next()) {
        (Some((place, _)), None) => Ok(place),
        (None, _) => Err(format!(
            "its columns are NORMAL and TUMOR, and {tumour}, the tumour by its folder {}, is not \
             among the samples of this run",
            called.who
        )),
        (Some((_, a)), Some((_, b))) => Err(format!(
            "its columns are NORMAL and TUMOR, and {tumour}, the tumour by its folder {}, may be {} \
             or {}: name it in a sample sheet",
            called.who, a.name, b.name
        )),
    }
}

/// True when sarek's tables or the read groups call a sample so.
fn is_called(sample: &Sample, name: &str, layout: &Layout) -> bool {
    let is_listed = |listed: &crate::io::discover::Listed| {
        listed.sample == name && listed.other_name.as_ref() == Some(&sample.name)
    };
    sample.name == name
        || (sample.source.path().starts_with(&layout.root) && layout.listed.iter().any(is_listed))
}

/// Takes the copies out where the callers' own files are there, and refuses a tumour that was
/// compared with several normals.
pub(super) fn once(inputs: &mut Inputs, folders: &[Layout]) {
    let mut refused = Vec::new();
    let mut skipped = Vec::new();
    for sample in &mut inputs.samples {
        let copy = |vcf: &BoundVcf| place(&vcf.path, folders).map(|(_, called)| called.copy);
        // What a caller itself wrote is before any copy.
        let Some(first) = sample.vcfs.iter().filter_map(copy).min() else { continue };
        let files: Vec<BoundVcf> = std::mem::take(&mut sample.vcfs);
        let paths: Vec<_> = files.iter().map(|vcf| vcf.path.clone()).collect();
        for vcf in files {
            let reason = match copy(&vcf) {
                Some(other) if other != first => Some(match first {
                    None => "the callers' own files are used, this one holds them once more".into(),
                    Some(copy) => format!("variant_calling/{} is used", copy_name(copy)),
                }),
                _ => joined_parts(&vcf.path, &paths),
            };
            match reason {
                Some(reason) => skipped.push(Skipped { path: vcf.path, reason }),
                None => sample.vcfs.push(vcf),
            }
        }
        refused
            .extend(several_normals(sample, folders).map(|reason| (sample.name.clone(), reason)));
    }
    inputs.skipped.extend(skipped);
    for (name, reason) in refused {
        refused::refuse(inputs, &name, reason);
    }
}

/// Why a file of Strelka's SNVs and indels together is left out: the two that it was made from.
fn joined_parts(path: &Path, others: &[std::path::PathBuf]) -> Option<String> {
    let name = filenames::file_name(path);
    let stem = name.strip_suffix(".strelka.vcf.gz")?;
    let part = format!("{stem}.strelka.somatic_");
    let is_part = |other: &&std::path::PathBuf| {
        other.parent() == path.parent() && filenames::file_name(other).starts_with(&part)
    };
    let part = others.iter().find(is_part)?;
    Some(format!("{} and its pair hold the same records", filenames::file_name(part)))
}

/// The refusal of a tumour whose VCFs compare it with more than one normal.
fn several_normals(sample: &Sample, folders: &[Layout]) -> Option<String> {
    let mut pairs: BTreeMap<&str, &Path> = BTreeMap::new();
    for vcf in &sample.vcfs {
        if let Some((_, called)) = place(&vcf.path, folders)
            && called.pairs().next().is_some()
        {
            pairs.entry(called.who).or_insert(&vcf.path);
        }
    }
    let names: BTreeSet<&str> = pairs.keys().copied().collect();
    (names.len() > 1).then(|| {
        format!(
            "sample {}: it was compared with several normals ({}), and nothing tells which one counts: \
             move all but one away, or name the right files in a sample sheet",
            sample.name,
            names.into_iter().collect::<Vec<_>>().join(", ")
        )
    })
}
