//! Reading what a stage's own command starts from: rules, and depth tables with their assembly.

use std::path::Path;

use anyhow::{Context, bail};

use crate::io::bed::{self, BedError};
use crate::io::depth_table;
use crate::knowledge::Knowledge;
use crate::knowledge::gene_model::subdivide;
use crate::model::assembly::Assembly;
use crate::model::depth::DepthTable;
use crate::model::target::TargetSet;

/// The built-in knowledge, with the files of a folder in place of the built-in ones.
pub fn knowledge(folder: Option<&Path>) -> anyhow::Result<Knowledge> {
    let Some(folder) = folder else { return Ok(Knowledge::builtin()) };
    let explain = || format!("cannot read the rules folder {}", folder.display());
    let mut overrides = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(explain)? {
        let path = entry.with_context(explain)?.path();
        let name = crate::io::filenames::file_name(&path);
        if path.is_file() && !name.starts_with('.') {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            overrides.push((name, text));
        }
    }
    if overrides.is_empty() {
        bail!("--rules {}: no rule file is in it", folder.display());
    }
    overrides.sort();
    Knowledge::with_overrides(&overrides).with_context(|| format!("--rules {}", folder.display()))
}

/// The targets of a BED, cut at published breakpoints that lie inside an exon.
pub fn targets(path: &Path) -> Result<TargetSet, BedError> {
    Ok(cut(&whole_targets(path)?))
}

/// The targets of a BED as they are.
pub fn whole_targets(path: &Path) -> Result<TargetSet, BedError> {
    Ok(TargetSet::new(bed::read(path)?.targets))
}

/// Targets cut at published breakpoints that lie inside an exon.
///
/// The breakpoints are always the built-in ones: a target set must not depend on rules that another
/// command was not given.
pub fn cut(whole: &TargetSet) -> TargetSet {
    let knowledge = Knowledge::builtin();
    let breakpoints = |assembly| knowledge.regions.exon_breakpoints(assembly);
    let cuts = knowledge.genes.assembly_of(whole).map(breakpoints);
    cuts.map_or_else(|| whole.clone(), |cuts| subdivide(whole, &cuts))
}

/// A depth table whose assembly is known and fits its targets.
pub fn depth(
    path: &Path,
    stated: Option<Assembly>,
    knowledge: &Knowledge,
) -> anyhow::Result<DepthTable> {
    let mut table = depth_table::read(path)?;
    let of_targets = knowledge.genes.assembly_of(&table.targets);
    let claims =
        [("--assembly", stated), ("its header", table.assembly), ("its targets", of_targets)];
    let known: Vec<(&str, Assembly)> =
        claims.iter().filter_map(|(who, claim)| Some((*who, (*claim)?))).collect();
    if let [(who, first), rest @ ..] = known.as_slice()
        && let Some((other, differs)) = rest.iter().find(|(_, assembly)| assembly != first)
    {
        bail!(
            "sample {}: {who} says {first} but {other} say {differs} ({}): use the targets and \
             files of one assembly",
            table.sample,
            path.display()
        );
    }
    table.assembly = known.first().map(|(_, assembly)| *assembly);
    Ok(table)
}
