//! Reading what a stage's own command starts from: rules, and depth tables with their assembly.

use std::path::Path;

use anyhow::{Context, bail};

use crate::io::depth_table;
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::model::depth::DepthTable;

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
    overrides.sort();
    Knowledge::with_overrides(&overrides).with_context(|| format!("--rules {}", folder.display()))
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
