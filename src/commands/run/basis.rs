//! What all samples of a run share: targets, assembly, reference and panel of normals. Anything of
//! another assembly is refused here, before any work, with both sides named.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::samples::Sample;
use crate::commands::import;
use crate::knowledge::Knowledge;
use crate::model::assembly::{self, Assembly, Detected};
use crate::model::target::TargetSet;
use crate::normals::panel::PanelOfNormals;

/// A statement about the assembly and who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it says.
    pub assembly: Assembly,
    /// Who says it, for messages: `targets panel.bed`.
    pub by: String,
}

/// Targets that were given with `--targets`.
#[derive(Debug, Clone)]
pub struct Targets {
    /// The targets.
    pub set: Arc<TargetSet>,
    /// The BED file.
    pub path: PathBuf,
}

/// Reads the BED. `counted` is the target set of depths that another program made: targets stay
/// as the BED has them when those depths were counted over them.
pub fn targets(path: &Path, counted: Option<&str>) -> anyhow::Result<Targets> {
    let whole = import::whole_targets(path)?;
    let as_given = counted == Some(whole.digest());
    let set = if as_given { whole } else { import::cut(&whole) };
    Ok(Targets { set: Arc::new(set), path: path.to_owned() })
}

/// What the targets say of the assembly, when they hold any gene of the model.
pub fn of_targets(targets: &Targets, knowledge: &Knowledge) -> Option<Statement> {
    let assembly = knowledge.genes.assembly_of(&targets.set)?;
    Some(Statement { assembly, by: format!("targets {}", targets.path.display()) })
}

/// What the panel of normals says.
pub fn of_panel(panel: &PanelOfNormals, path: &Path) -> Statement {
    let by = format!("panel of normals {}", path.display());
    Statement { assembly: panel.basis.assembly, by }
}

/// What the index of a reference FASTA says.
pub fn of_reference(fasta: &Path) -> anyhow::Result<Option<Statement>> {
    let mut index = fasta.as_os_str().to_owned();
    index.push(".fai");
    let index = PathBuf::from(index);
    let text = std::fs::read_to_string(&index).with_context(|| {
        format!(
            "cannot read {}, the index of the reference: make it with 'samtools faidx {}'",
            index.display(),
            fasta.display()
        )
    })?;
    let mut contigs = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut fields = line.split('\t');
        match (fields.next(), fields.next().map(str::parse::<u64>)) {
            (Some(name), Some(Ok(length))) => contigs.push((name, length)),
            _ => bail!("{}:{}: not an index of a FASTA", index.display(), number + 1),
        }
    }
    Ok(match assembly::detect(contigs.iter().copied()) {
        Detected::Known(assembly) => {
            Some(Statement { assembly, by: format!("reference {}", fasta.display()) })
        }
        Detected::Mixed { grch37, grch38 } => bail!(
            "reference {}: contig {grch37} has GRCh37's length and {grch38} GRCh38's: a mixture of \
             assemblies cannot be used",
            fasta.display()
        ),
        Detected::Foreign { contig, length } => bail!(
            "reference {}: contig {contig} has {length} bases, which is neither its length in GRCh37 nor \
             in GRCh38: give a FASTA of one of these",
            fasta.display()
        ),
        Detected::Unknown => None,
    })
}

/// What all samples say together: a statement when those that tell agree.
pub fn of_samples(samples: &[Sample]) -> Option<Statement> {
    let mut told = samples.iter().filter_map(|s| Some((s.assembly?, s)));
    let (assembly, first) = told.next()?;
    told.all(|(other, _)| other == assembly)
        .then(|| Statement { assembly, by: first.source.path().display().to_string() })
}

/// The one assembly of all statements; two that differ are refused.
pub fn agree(statements: &[Statement]) -> anyhow::Result<Option<Assembly>> {
    let Some(first) = statements.first() else { return Ok(None) };
    match statements.iter().find(|other| other.assembly != first.assembly) {
        Some(other) => bail!(
            "{} is on {}, but {} is on {}: all inputs of a run must be on one assembly",
            first.by,
            first.assembly,
            other.by,
            other.assembly
        ),
        None => Ok(Some(first.assembly)),
    }
}

/// Refuses targets beyond the end of their contig.
pub fn on_contigs(targets: &Targets, assembly: Assembly) -> anyhow::Result<()> {
    for target in targets.set.targets() {
        let interval = &target.interval;
        if let Some(length) = assembly.contig_length(&interval.contig)
            && u64::from(interval.end) > length
        {
            bail!(
                "targets {}: target {}:{}-{} ({}) is beyond the end of contig {} of {assembly}, \
                 which has {length} bases: the BED is of another assembly or damaged",
                targets.path.display(),
                interval.contig,
                interval.start,
                interval.end,
                target.name,
                interval.contig
            );
        }
    }
    Ok(())
}

/// Refuses a panel of normals that was built over other targets than `targets`.
pub fn same_targets(panel: &PanelOfNormals, path: &Path, targets: &Targets) -> anyhow::Result<()> {
    if panel.basis.target_digest == targets.set.digest() {
        return Ok(());
    }
    bail!(
        "panel of normals {} was built over other targets ({} intervals) than {} ({} intervals): \
         give the BED that the normals were measured with, or build a panel for this one",
        path.display(),
        panel.targets.len(),
        targets.path.display(),
        targets.set.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(assembly: Assembly, by: &str) -> Statement {
        Statement { assembly, by: by.to_owned() }
    }

    #[test]
    fn both_sides_of_a_disagreement_are_named() {
        let a = statement(Assembly::Grch38, "targets p.bed");
        let b = statement(Assembly::Grch37, "reference r.fa");
        assert_eq!(agree(&[]).unwrap(), None);
        assert_eq!(agree(&[a.clone(), a.clone()]).unwrap(), Some(Assembly::Grch38));
        let message = agree(&[a, b]).unwrap_err().to_string();
        for part in ["targets p.bed", "GRCh38", "reference r.fa", "GRCh37"] {
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn a_reference_is_known_by_its_index() {
        let folder = tempfile::tempdir().unwrap();
        let fasta = folder.path().join("r.fa");
        let error = format!("{:#}", of_reference(&fasta).unwrap_err());
        assert!(error.contains("samtools faidx"), "{error}");
        std::fs::write(folder.path().join("r.fa.fai"), "7\t159138663\t3\t60\t61\n").unwrap();
        let found = of_reference(&fasta).unwrap().unwrap();
        assert_eq!(found.assembly, Assembly::Grch37);
        std::fs::write(folder.path().join("r.fa.fai"), "rubbish\n").unwrap();
        assert!(of_reference(&fasta).is_err());
    }
}
