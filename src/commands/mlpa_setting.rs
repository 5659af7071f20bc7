//! What MLPA files are read with.

use std::path::PathBuf;

use anyhow::{Context as _, bail};

use super::exit::UsageError;
use super::import;
use crate::cli::mlpa::MlpaOptions;
use crate::compare::observation::MlpaFile;
use crate::compare::profile::{self, Borders, Judging, MlpaCohort};
use crate::io::mlpa::{self, Context, Mapping, Wanted};
use crate::io::{filenames, text};
use crate::knowledge::Knowledge;
use crate::knowledge::mlpa::Kit;

/// What MLPA files are read with.
pub struct Setting {
    /// Genes and rules.
    pub knowledge: Knowledge,
    /// Probes.
    pub kit: Kit,
    /// Borders.
    pub borders: Borders,
    mapping: Option<Mapping>,
    loci: Vec<String>,
}

impl Setting {
    /// As the options say.
    pub fn new(options: &MlpaOptions) -> anyhow::Result<Self> {
        let knowledge = import::knowledge(options.rules.as_deref())?;
        let kit = match &options.probes {
            None => Kit::builtin(),
            Some(path) => {
                let content =
                    text::read(path).with_context(|| format!("cannot read {}", path.display()))?;
                Kit::parse(&filenames::file_name(path), &content)
                    .with_context(|| format!("--probes {}", path.display()))?
            }
        };
        let calling = knowledge.rules.calling.mlpa;
        let borders = Borders {
            deletion: options.deletion.unwrap_or(calling.deletion),
            duplication: options.duplication.unwrap_or(calling.duplication),
            borderline_to: options.borderline.unwrap_or(knowledge.mlpa.bands.borderline_to),
            homozygous_to: knowledge.mlpa.bands.homozygous_to,
        };
        if let Some(fault) = borders.fault() {
            return Err(UsageError(fault).into());
        }
        let mapping = options.mapping.as_deref().map(Mapping::read).transpose()?;
        let loci = knowledge.rules.ukall_cna.loci.iter().map(|locus| locus.name.clone()).collect();
        Ok(Self { knowledge, kit, borders, mapping, loci })
    }

    /// Reads files.
    pub fn read(&self, paths: &[PathBuf], wanted: Wanted) -> anyhow::Result<Vec<MlpaFile>> {
        let context = Context {
            wanted,
            mapping: self.mapping.as_ref(),
            kit: &self.kit,
            genes: &self.knowledge.genes,
            loci: &self.loci,
            synonyms: &self.knowledge.mlpa.synonyms,
        };
        let mut files = Vec::new();
        let mut faults = Vec::new();
        for path in paths {
            match mlpa::read(path, &context) {
                Ok(found) => files.extend(found),
                Err(error) => faults.push(error.to_string()),
            }
        }
        if !faults.is_empty() {
            bail!("{}", faults.join("\n"));
        }
        Ok(files)
    }

    /// Results by sample.
    pub fn gather(&self, files: &[MlpaFile]) -> anyhow::Result<MlpaCohort> {
        let judging = Judging {
            borders: &self.borders,
            reference: self.knowledge.mlpa.reference,
            kit: &self.kit,
            genes: &self.knowledge.genes,
        };
        Ok(profile::gather(files, &judging)?)
    }
}
