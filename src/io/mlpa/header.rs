//! Which row names the columns, and what each column is.

use super::context::Context;
use super::grid::{Cell, Grid};
use super::role::Role;

/// The columns of a table.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Index of the row in the grid.
    pub(super) row: usize,
    /// Headings with their roles.
    pub(super) columns: Vec<(String, Option<Role>)>,
}

impl Header {
    /// The only column of a role.
    pub(super) fn the(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|(_, found)| *found == Some(role))
    }

    /// All columns of a role.
    pub(super) fn all(&self, role: Role) -> Vec<usize> {
        let is = |(index, (_, found)): (usize, &(String, Option<Role>))| {
            (*found == Some(role)).then_some(index)
        };
        self.columns.iter().enumerate().filter_map(is).collect()
    }

    pub(super) fn has(&self, role: Role) -> bool {
        self.the(role).is_some()
    }
}

/// Rows among which the headings are looked for.
const SEARCHED: usize = 60;

/// Finds the row with most known headings; the first of equals.
pub(super) fn find(grid: &Grid, context: &Context) -> Result<Header, String> {
    let mut best: Option<(usize, Header)> = None;
    for (index, (_, cells)) in grid.rows.iter().take(SEARCHED).enumerate() {
        let columns: Vec<(String, Option<Role>)> = cells
            .iter()
            .map(|cell| {
                let heading = cell.text();
                let role = match context.mapping.and_then(|mapping| mapping.role(&heading)) {
                    Some(role) => Some(role),
                    None if matches!(cell, Cell::Text(_)) => Role::of_heading(&heading),
                    None => None,
                };
                (heading, role)
            })
            .collect();
        let known =
            columns.iter().filter(|(_, role)| role.is_some_and(|r| r != Role::Ignore)).count();
        let anchors = columns
            .iter()
            .any(|(_, role)| matches!(role, Some(Role::Sample | Role::Probe | Role::Gene)));
        if anchors && best.as_ref().is_none_or(|(most, _)| known > *most) {
            best = Some((known, Header { row: index, columns }));
        }
    }
    let (_, mut header) = best.ok_or_else(|| {
        let first = grid.rows.first().map(|(_, cells)| {
            cells.iter().take(12).map(Cell::text).collect::<Vec<_>>().join(" | ")
        });
        format!(
            "no row of column headings in the first {SEARCHED} rows: a column 'sample', 'probe' or \
             'gene' is needed; the first row reads '{}'. State what the columns are with \
             --mapping",
            first.unwrap_or_default()
        )
    })?;
    if context.mapping.is_none() {
        settle(&mut header, grid);
    }
    check(&header, context)?;
    Ok(header)
}

/// Columns of peak tables that say the same twice: a sample's file beside its name, and a second peak
/// of a marker where no marker has one.
fn settle(header: &mut Header, grid: &Grid) {
    let samples = header.all(Role::Sample);
    let is_file = |at: &usize| header.columns[*at].0.to_lowercase().contains("file");
    let (files, names): (Vec<usize>, Vec<usize>) = samples.into_iter().partition(is_file);
    if names.len() == 1 {
        for at in files {
            header.columns[at].1 = Some(Role::Ignore);
        }
    }
    for role in [Role::Height, Role::Area] {
        let columns = header.all(role);
        if columns.len() < 2 || !header.has(Role::Sample) {
            continue;
        }
        let is_empty = |at: usize| {
            let below = grid.rows.iter().skip(header.row + 1);
            below.filter_map(|(_, cells)| cells.get(at)).all(Cell::is_empty)
        };
        let empty: Vec<usize> = columns.into_iter().filter(|at| is_empty(*at)).collect();
        for at in empty {
            header.columns[at].1 = Some(Role::Ignore);
        }
    }
}

fn check(header: &Header, context: &Context) -> Result<(), String> {
    if let Some(mapping) = context.mapping
        && let Some(missing) =
            mapping.headings().find(|wanted| header.columns.iter().all(|(name, _)| name != wanted))
    {
        return Err(format!(
            "the mapping names the column '{missing}', which the table does not have: its \
             headings are {}",
            header.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
        ));
    }
    for role in [Role::Sample, Role::Probe, Role::Gene, Role::Exon, Role::Exons, Role::Kind] {
        let columns = header.all(role);
        if columns.len() > 1 {
            let names: Vec<_> =
                columns.iter().map(|at| format!("'{}'", header.columns[*at].0)).collect();
            return Err(format!(
                "the columns {} all hold the {}: keep one, or state the others as 'ignore' with \
                 --mapping",
                names.join(" and "),
                role.name()
            ));
        }
    }
    Ok(())
}
