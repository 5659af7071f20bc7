//! A sample whose depth is wanted, and what all samples share.

use std::path::Path;

use super::basis::Targets;
use super::isolate::Named;
use super::samples::BoundVcf;
use crate::cli::run::RunArgs;
use crate::commands::progress::Progress;
use crate::io::filenames::OutFolder;
use crate::io::sheet::SheetSource;
use crate::io::snp_sites::SnpSites;
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::model::sample::{Role, Sex};

/// What all samples share.
#[derive(Debug, Clone, Copy)]
pub struct Shared<'a> {
    /// Arguments of the run.
    pub args: &'a RunArgs,
    /// Where results go.
    pub out: &'a OutFolder,
    /// Targets of the run; absent when they come from the depth tables.
    pub targets: Option<&'a Targets>,
    /// Common SNPs near the targets, where they were given.
    pub snps: Option<&'a SnpSites>,
    /// The one assembly of targets, reference and panel of normals, when they tell it.
    pub assembly: Option<Assembly>,
    /// Gene model.
    pub knowledge: &'a Knowledge,
    /// Where messages go.
    pub progress: &'a Progress,
}

/// One sample whose depth is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Sample name.
    pub name: String,
    /// Role, where it is known.
    pub role: Option<Role>,
    /// Sex as stated.
    pub sex: Sex,
    /// The file.
    pub source: SheetSource,
    /// Assembly of the alignment.
    pub assembly: Option<Assembly>,
    /// VCF of a germline caller with the sample's own SNPs.
    pub germline_vcf: Option<BoundVcf>,
    /// True for a normal that is not a sample of the run.
    pub is_extra_normal: bool,
}

impl Named for Job {
    fn name(&self) -> &str {
        &self.name
    }

    fn role(&self) -> Option<Role> {
        self.role
    }

    fn file(&self) -> &Path {
        self.source.path()
    }
}
