//! One sample from depth and VCFs to its files.

use std::path::Path;

use anyhow::Context;

use crate::commands::report;
use crate::commands::run::inputs::{BoundVcf, Sample};
use crate::commands::run::isolate::Named;
use crate::commands::run::measure::{Shared, stamp};
use crate::commands::run::resume::{self, Recipe};
use crate::io::{digest, filenames, vcf};
use crate::model::assembly::Assembly;
use crate::model::depth::DepthTable;
use crate::model::patient::{InputFile, PatientResult, VariantFile};
use crate::model::sample::Role;
use crate::model::small_variant::SmallVariant;
use crate::normals::panel::PanelOfNormals;
use crate::report::run_table::RunRow;
use crate::variants;

/// A sample with its depth.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Who it is and its files.
    pub sample: Sample,
    /// Its depth.
    pub depth: DepthTable,
}

impl Named for Ready {
    fn name(&self) -> &str {
        &self.sample.name
    }

    fn role(&self) -> Option<Role> {
        self.sample.role
    }
}
