//! The panel of normals of a run: read from a file, or built from `--normals-from`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::inputs::{self, NormalSource};
use super::job::Job;
use super::samples::{Failed, Identify, Inputs, Sample, stem};
use crate::cli::run::RunArgs;
use crate::commands::exit;
use crate::commands::progress::Progress;
use crate::io::discover::Counts;
use crate::io::filenames::{self, OutFolder};
use crate::io::normals_file;
use crate::io::sheet::SheetSource;
use crate::knowledge::Knowledge;
use crate::model::depth::DepthTable;
use crate::model::sample::Role;
use crate::normals::build::NormalInput;
use crate::normals::panel::PanelOfNormals;
use crate::pipeline::{self, FittedPanel};

/// Where the panel comes from.
#[derive(Debug)]
pub enum Source {
    /// `--normals`.
    File(Box<PanelOfNormals>, PathBuf),
    /// `--normals-from`, with the names of its samples once they were asked.
    From {
        /// What the option names.
        sources: Vec<NormalSource>,
        /// Sample names, in the order of `sources`, once known; absent for a normal that failed.
        names: Vec<Option<String>>,
    },
}

/// The file of a depth table.
pub fn table_of(source: &SheetSource) -> Option<&Path> {
    match source {
        SheetSource::DepthTable(path) => Some(path),
        SheetSource::Alignment(_) => None,
    }
}

impl Source {
    /// Reads the panel, or finds the files to build it from.
    pub fn open(args: &RunArgs, inputs: &Inputs) -> anyhow::Result<Self> {
        if args.normals_in_run.is_some() {
            return Self::of_run(args, inputs);
        }
        match (&args.normals, &args.normals_from) {
            (Some(path), _) => Ok(Self::File(Box::new(normals_file::read(path)?), path.clone())),
            (None, Some(text)) => {
                let kind = |sample: &Sample| Counts::of(sample.source.path());
                let counts = inputs.samples.iter().find_map(kind);
                let sources = inputs::normals(text, &args.out, counts)?;
                Ok(Self::From { sources, names: Vec::new() })
            }
            (None, None) => bail!("a panel of normals is needed: --normals or --normals-from"),
        }
    }

    /// The samples of the run that are normals.
    fn of_run(args: &RunArgs, inputs: &Inputs) -> anyhow::Result<Self> {
        let normals = inputs.samples.iter().filter(|sample| sample.role == Some(Role::Normal));
        let sources: Vec<NormalSource> = normals
            .map(|sample| NormalSource {
                name: Some(sample.name.clone()),
                sex: sample.sex,
                source: sample.source.clone(),
            })
            .collect();
        if sources.is_empty() {
            bail!(
                "--normals-in-run: no sample of {} is a normal by its sheet or by the names given: \
                 state the role 'normal' in the sheet, or give --normals-in-run='PATTERN'",
                args.input.display()
            );
        }
        Ok(Self::From { sources, names: Vec::new() })
    }

    /// The panel and its file, when it was built before.
    pub fn file(&self) -> Option<(&PanelOfNormals, &Path)> {
        match self {
            Self::File(panel, path) => Some((panel, path)),
            Self::From { .. } => None,
        }
    }

    /// Depth tables among the normals.
    pub fn tables(&self) -> impl Iterator<Item = &Path> {
        let sources = match self {
            Self::File(..) => &[][..],
            Self::From { sources, .. } => sources.as_slice(),
        };
        sources.iter().filter_map(|normal| table_of(&normal.source))
    }

    /// True when normals must be measured.
    pub fn has_alignments(&self) -> bool {
        match self {
            Self::File(..) => false,
            Self::From { sources, .. } => {
                sources.iter().any(|n| matches!(n.source, SheetSource::Alignment(_)))
            }
        }
    }

    /// Whose depth is needed: every sample of the run, then the normals that are not among them;
    /// and the normals that cannot be used.
    pub fn jobs(
        &mut self,
        inputs: &Inputs,
        ask: &Identify<'_>,
    ) -> anyhow::Result<(Vec<Job>, Vec<Failed>)> {
        let mut failed = Vec::new();
        let mut jobs: Vec<Job> = inputs
            .samples
            .iter()
            .map(|sample| Job {
                name: sample.name.clone(),
                role: sample.role,
                sex: sample.sex,
                source: sample.source.clone(),
                assembly: sample.assembly,
                germline_vcf: sample.germline_vcf.clone(),
                is_extra_normal: false,
            })
            .collect();
        let samples = jobs.len();
        if let Self::From { sources, names } = self {
            for normal in sources {
                let shared =
                    jobs[..samples].iter().find(|job| same_file(&job.source, &normal.source));
                if let Some(job) = shared {
                    names.push(Some(job.name.clone()));
                    continue;
                }
                match normal_job(normal, ask) {
                    Ok(job) => {
                        refuse_twice(&jobs, &job)?;
                        names.push(Some(job.name.clone()));
                        jobs.push(job);
                    }
                    Err(error) => {
                        names.push(None);
                        failed.push(Failed {
                            sample: normal.name.clone().unwrap_or_else(|| stem(&normal.source)),
                            role: Some(Role::Normal),
                            file: normal.source.path().to_owned(),
                            reason: exit::message(&error),
                        });
                    }
                }
            }
        }
        Ok((jobs, failed))
    }

    /// The panel: as read, or built from the normals' depths and written to the output folder.
    pub fn panel(
        self,
        depths: &[(Job, DepthTable)],
        failed: &[Failed],
        out: &OutFolder,
        knowledge: &Knowledge,
        progress: &Progress,
    ) -> anyhow::Result<FittedPanel> {
        let (sources, names) = match self {
            Self::File(panel, _) => return Ok(FittedPanel::new(*panel, knowledge)),
            Self::From { sources, names } => (sources, names),
        };
        let mut normals = Vec::new();
        let usable = sources.iter().zip(&names).filter_map(|(s, name)| Some((s, name.as_ref()?)));
        for (source, name) in usable {
            match depths.iter().find(|(job, _)| job.name == *name) {
                Some((job, depth)) => {
                    let sex = if job.sex == crate::model::sample::Sex::Unknown {
                        source.sex
                    } else {
                        job.sex
                    };
                    normals.push(NormalInput { depth: depth.clone(), sex });
                }
                None => {
                    progress.warn(&format!("normal {name} is left out of the panel: it failed"));
                }
            }
        }
        let panel =
            pipeline::panel_of_normals(normals, knowledge).with_context(|| match failed.len() {
                0 => "cannot build the panel of normals".to_owned(),
                n => format!("cannot build the panel of normals ({n} samples failed before)"),
            })?;
        if let Some(warning) = panel.panel().warning() {
            progress.warn(&warning);
        }
        let path = out.normals();
        normals_file::write(&path, panel.panel(), panel.expectation())?;
        // What is read back is what a later run with --normals sees, digest included.
        Ok(FittedPanel::new(normals_file::read(&path)?, knowledge))
    }
}

fn refuse_twice(jobs: &[Job], job: &Job) -> anyhow::Result<()> {
    match jobs.iter().find(|other| other.name == job.name) {
        Some(other) => bail!(
            "sample {} is in {} and, as a normal, in {}: a sample counts once; leave one out",
            job.name,
            other.source.path().display(),
            job.source.path().display()
        ),
        None => Ok(()),
    }
}

fn normal_job(normal: &NormalSource, ask: &Identify<'_>) -> anyhow::Result<Job> {
    let identity = ask(&normal.source).context("a normal cannot be used")?;
    let name = match (&normal.name, identity.samples.as_slice()) {
        (Some(name), _) => name.clone(),
        (None, [one]) => one.clone(),
        (None, _) => bail!(
            "normal {}: its read groups do not name one sample: name it in a sample sheet with \
             role 'normal'",
            normal.source.path().display()
        ),
    };
    if let Some(why) = filenames::unusable_name(&name) {
        bail!(
            "normal {}: sample name '{name}' cannot be used: {why}",
            normal.source.path().display()
        );
    }
    Ok(Job {
        name,
        role: Some(Role::Normal),
        sex: normal.sex,
        source: normal.source.clone(),
        assembly: identity.assembly,
        germline_vcf: None,
        is_extra_normal: true,
    })
}

fn same_file(a: &SheetSource, b: &SheetSource) -> bool {
    a == b
        || match (a.path().canonicalize(), b.path().canonicalize()) {
            (Ok(a), Ok(b)) => a == b,
            _ => false,
        }
}
