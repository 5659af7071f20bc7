//! Options of every verb that merges small variants.

use std::path::{Path, PathBuf};

use clap::Args;

/// What is known of a patient's small variants from outside.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Small variants")]
pub struct MergingArgs {
    /// Caller of a VCF whose header does not tell it: FILE=mutect2, or
    /// FILE=generic:NAME:AF,AD,DP with the FORMAT fields of fraction, allele depths and depth
    #[arg(long, value_name = "FILE=CALLER")]
    pub caller: Vec<String>,
    /// Population frequencies of small variants (VCF or BCF with INFO/AF)
    #[arg(long, value_name = "VCF")]
    pub population: Option<PathBuf>,
    /// Small variants seen in normals (VCF or BCF of sites)
    #[arg(long, value_name = "VCF")]
    pub panel_of_normals: Option<PathBuf>,
}

impl MergingArgs {
    /// The files that were given, with their options.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let population = self.population.iter().map(|path| ("--population", path.as_path()));
        let normals =
            self.panel_of_normals.iter().map(|path| ("--panel-of-normals", path.as_path()));
        population.chain(normals)
    }

    /// The first option that was given; all of them work on merged records.
    pub fn first_given(&self) -> Option<&'static str> {
        let caller = (!self.caller.is_empty()).then_some("--caller");
        self.files().map(|(option, _)| option).next().or(caller)
    }
}
