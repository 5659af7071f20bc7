//! Building a panel of normals from depth tables, and refusing what must not be mixed.

use super::fragments::counts;
use super::panel::{Basis, FEWEST_NORMALS, Member, PanelOfNormals};
use super::sex;
use crate::model::assembly::Assembly;
use crate::model::depth::DepthTable;
use crate::model::sample::Sex;

/// Depth tables that cannot make a panel of normals together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BuildError {
    /// Fewer than [`FEWEST_NORMALS`].
    #[error(
        "{found} normals: at least {FEWEST_NORMALS} are needed to estimate the spread of a target; \
         add healthy samples of the same panel and laboratory protocol"
    )]
    TooFew {
        /// How many there are.
        found: usize,
    },
    /// A sample name stands for two tables.
    #[error("normal {name} is given twice: a sample counts once; remove one of its files")]
    Twice {
        /// The name.
        name: String,
    },
    /// Two tables hold the same depths.
    #[error(
        "normals {first} and {other} have the same depth on every target: one sample under two names \
         counts once; remove one of its files"
    )]
    Same {
        /// First sample.
        first: String,
        /// Sample that repeats it.
        other: String,
    },
    /// A property that all tables must share differs.
    #[error(
        "normals cannot be mixed: {what} of {first} is {first_value}, of {other} it is \
         {other_value}; build one panel for each"
    )]
    Mixed {
        /// The property.
        what: &'static str,
        /// First sample.
        first: String,
        /// Its value.
        first_value: String,
        /// Sample that differs.
        other: String,
        /// Its value.
        other_value: String,
    },
    /// The assembly is not known.
    #[error(
        "the assembly of normal {name} is not known from its contig lengths or targets; give it \
         with --assembly"
    )]
    UnknownAssembly {
        /// Sample name.
        name: String,
    },
    /// A sample has no depth at all.
    #[error("normal {name} has no depth on any target: wrong file or wrong targets")]
    Empty {
        /// Sample name.
        name: String,
    },
}

/// A healthy sample to build from: its depth, and its sex where the laboratory states it.
#[derive(Debug, Clone)]
pub struct NormalInput {
    /// Depth over the targets.
    pub depth: DepthTable,
    /// Sex as stated; `unknown` to read it from the depth.
    pub sex: Sex,
}

/// Builds a panel; members are kept in order of their names, whatever the order of the inputs.
pub fn build(mut inputs: Vec<NormalInput>) -> Result<PanelOfNormals, BuildError> {
    if inputs.len() < FEWEST_NORMALS {
        return Err(BuildError::TooFew { found: inputs.len() });
    }
    inputs.sort_by(|a, b| a.depth.sample.cmp(&b.depth.sample));
    let first = &inputs[0].depth;
    let basis = basis_of(first)?;
    for pair in inputs.windows(2) {
        if pair[0].depth.sample == pair[1].depth.sample {
            return Err(BuildError::Twice { name: pair[0].depth.sample.clone() });
        }
    }
    for input in &inputs {
        check_same(first, &input.depth)?;
        if input.depth.depths.iter().all(|depth| depth.mean_depth <= 0.0) {
            return Err(BuildError::Empty { name: input.depth.sample.clone() });
        }
    }
    let targets = first.targets.clone();
    let observed = sex::of_normals(
        basis.assembly,
        targets.targets(),
        &inputs.iter().map(|input| mean_depths(&input.depth)).collect::<Vec<_>>(),
    );
    let members = inputs
        .iter()
        .zip(&observed)
        .map(|(input, observed)| Member {
            name: input.depth.sample.clone(),
            sex: if input.sex == Sex::Unknown { *observed } else { input.sex },
            mean_depth: overall_depth(&input.depth),
            false_calls: Vec::new(),
            certain: None,
            noise_factor: None,
            off_target: input.depth.off_target.clone(),
        })
        .collect();
    let counts: Vec<Vec<f64>> = inputs.iter().map(|input| counts(&input.depth)).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by(|&a, &b| counts[a].partial_cmp(&counts[b]).unwrap_or(std::cmp::Ordering::Equal));
    if let Some(pair) = order.windows(2).find(|pair| counts[pair[0]] == counts[pair[1]]) {
        let name = |i: usize| inputs[i].depth.sample.clone();
        return Err(BuildError::Same { first: name(pair[0]), other: name(pair[1]) });
    }
    Ok(PanelOfNormals { basis, targets, members, counts, digest: String::new() })
}

/// What a depth table must share with others.
pub fn basis_of(table: &DepthTable) -> Result<Basis, BuildError> {
    let assembly: Assembly =
        table.assembly.ok_or_else(|| BuildError::UnknownAssembly { name: table.sample.clone() })?;
    Ok(Basis {
        assembly,
        target_digest: table.targets.digest().to_owned(),
        par: table.par,
        source: table.source,
        filters: table.filters.clone(),
    })
}

/// Mean depth per target.
pub fn mean_depths(table: &DepthTable) -> Vec<f64> {
    table.depths.iter().map(|depth| depth.mean_depth).collect()
}

/// Mean depth over all target bases.
pub fn overall_depth(table: &DepthTable) -> f64 {
    let (mut bases, mut length) = (0.0, 0.0);
    for (depth, target) in table.depths.iter().zip(table.targets.targets()) {
        let len = f64::from(target.interval.len());
        bases += depth.mean_depth * len;
        length += len;
    }
    if length > 0.0 { bases / length } else { 0.0 }
}

fn check_same(first: &DepthTable, other: &DepthTable) -> Result<(), BuildError> {
    let assembly = |table: &DepthTable| {
        table.assembly.map_or_else(|| "unknown".to_owned(), |assembly| assembly.to_string())
    };
    let checks = [
        ("the assembly", assembly(first), assembly(other)),
        ("the target set", short(first.targets.digest()), short(other.targets.digest())),
        ("the masking of PAR1 on Y", first.par.code().to_owned(), other.par.code().to_owned()),
        ("the counter", first.source.code().to_owned(), other.source.code().to_owned()),
        ("the counting filter", first.filters.clone(), other.filters.clone()),
    ];
    for (what, first_value, other_value) in checks {
        if first_value != other_value {
            return Err(BuildError::Mixed {
                what,
                first: first.sample.clone(),
                first_value,
                other: other.sample.clone(),
                other_value,
            });
        }
    }
    Ok(())
}

/// The first 12 characters of a digest, as printed in messages.
pub fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}
