//! The samples of a run with their files: who is there, who failed, who is absent, who is left out.

use std::path::PathBuf;

use crate::io::discover::{self, Layout, Skipped};
use crate::io::filenames;
use crate::io::sheet::SheetSource;
use crate::model::assembly::Assembly;
use crate::model::sample::{Role, Sex};
use crate::variants::bind::SampleNames;

/// What a file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Sample names: SM of the read groups, or the depth table's own.
    pub samples: Vec<String>,
    /// Assembly by its contig lengths.
    pub assembly: Option<Assembly>,
}

/// Asks a file who it is; the error is one sentence that names the file and the remedy.
pub type Identify<'a> = dyn Fn(&SheetSource) -> anyhow::Result<Identity> + Sync + 'a;

/// A sample that can be worked on.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Name in this run.
    pub name: String,
    /// Role, where a sheet states it.
    pub role: Option<Role>,
    /// Sex as stated.
    pub sex: Sex,
    /// Blast percentage as stated.
    pub blast_percent: Option<f64>,
    /// How the blasts were counted, as stated.
    pub blast_method: Option<String>,
    /// What the depth comes from.
    pub source: SheetSource,
    /// Other names: SM of the read groups where a sheet renames the sample.
    pub aliases: Vec<String>,
    /// Assembly of the alignment.
    pub assembly: Option<Assembly>,
    /// VCFs that are this sample's.
    pub vcfs: Vec<BoundVcf>,
    /// VCF of a germline caller with the sample's own SNPs.
    pub germline_vcf: Option<BoundVcf>,
}

/// A VCF and the sample's column in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundVcf {
    /// The file.
    pub path: PathBuf,
    /// The column; `None` where the file has no sample columns.
    pub column: Option<usize>,
}

/// A sample that could not be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Sample name, or the file's name where the sample is not known.
    pub sample: String,
    /// Role, where it is known.
    pub role: Option<Role>,
    /// The file that its depth comes from.
    pub file: PathBuf,
    /// Why, with the file and the remedy.
    pub reason: String,
}

/// Everything that the input holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inputs {
    /// Samples to work on, by name.
    pub samples: Vec<Sample>,
    /// Samples that failed before any work.
    pub failed: Vec<Failed>,
    /// Files that are not used.
    pub skipped: Vec<Skipped>,
    /// Remarks for the user.
    pub warnings: Vec<String>,
    /// Folders that a sequencer or a pipeline laid out.
    pub layouts: Vec<Layout>,
    /// Samples that such a folder's sheet lists and that have no file.
    pub absent: Vec<Absent>,
    /// Samples that are there, or listed, and not asked for.
    pub left_out: Vec<LeftOut>,
}

/// A sample that is listed and has nothing that can be measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Name in the sheet.
    pub sample: String,
    /// Role, where the sheet states it.
    pub role: Option<Role>,
    /// Sex, where the sheet states it.
    pub sex: Sex,
    /// Place of its folder in [`Inputs::layouts`].
    pub layout: usize,
    /// What is there in place of it.
    pub reason: String,
}

impl Absent {
    /// As a sample of the run that could not be done.
    pub fn as_failed(&self, layouts: &[Layout]) -> Failed {
        let folder = layouts.get(self.layout).map(|layout| layout.root.clone()).unwrap_or_default();
        Failed {
            sample: self.sample.clone(),
            role: self.role,
            reason: format!(
                "sample {}: listed in {}, but {}",
                self.sample,
                folder.display(),
                self.reason
            ),
            file: folder,
        }
    }
}

/// A sample that was found or listed and is not asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// Its name.
    pub sample: String,
    /// Role, where the sheet states it.
    pub role: Option<Role>,
    /// Sex, where the sheet states it.
    pub sex: Sex,
    /// What its depth would come from.
    pub source: Option<SheetSource>,
    /// Its VCFs.
    pub vcfs: Vec<PathBuf>,
    /// A file or folder that tells its layout.
    pub place: PathBuf,
    /// `other project`, or `not chosen` by `--samples`.
    pub state: &'static str,
    /// Why.
    pub reason: String,
}

/// The one sample of a file, under a name that can name files.
pub(super) fn single_name(source: &SheetSource, identity: &Identity) -> anyhow::Result<String> {
    let file = source.path().display();
    let name = match identity.samples.as_slice() {
        [one] => one.clone(),
        [] => anyhow::bail!(
            "{file}: no read group names a sample (@RG with SM), so nothing in the file says whose \
             it is: add read groups (samtools addreplacerg) or name the file in a sample sheet"
        ),
        many => anyhow::bail!(
            "{file}: read groups of several samples ({}): split it (samtools split) into one file \
             a sample",
            many.join(", ")
        ),
    };
    match filenames::unusable_name(&name) {
        Some(why) => anyhow::bail!(
            "{file}: its sample name '{name}' cannot be used in file names: {why}; rename it with \
             a sample sheet"
        ),
        None => Ok(name),
    }
}

/// What a file is called while its sample is not known.
pub fn stem(source: &SheetSource) -> String {
    match source {
        SheetSource::DepthTable(path) => discover::table_stem(path),
        SheetSource::Alignment(path) => path
            .file_stem()
            .map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into()),
    }
}

/// Samples under all their names.
pub fn names(samples: &[Sample]) -> Vec<SampleNames> {
    samples
        .iter()
        .map(|s| SampleNames { sample: s.name.clone(), aliases: s.aliases.clone() })
        .collect()
}
