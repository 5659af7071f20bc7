//! A probe per row: one column per sample, or several under the sample's name.

use std::collections::BTreeMap;

use super::positions::{self, position_of};
use super::probes::{self, Named, Row};
use super::{Table, cells, strangers, value_role};
use crate::compare::observation::{Layout, Observation, Subject};
use crate::io::mlpa::grid::Cell;
use crate::io::mlpa::number;
use crate::io::mlpa::role::Role;

/// Reads a table without a column of samples.
pub(super) fn read(table: &mut Table) -> Result<Layout, String> {
    let value = value_role(table.context.wanted);
    let values = table.header.all(value);
    let (layout, columns) = if values.len() > 1 {
        (Layout::Grouped, grouped(table, &values)?)
    } else if let [one] = values.as_slice() {
        return Err(format!(
            "the column '{}' holds values, but no column says of which sample: add a column \
             'sample', or put each sample in a column under its name",
            table.header.columns[*one].0
        ));
    } else {
        (Layout::Wide, wide(table)?)
    };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, at) in &columns {
        if let Some(first) = seen.insert(name, *at) {
            return Err(format!(
                "sample '{name}' is there twice (columns {} and {}): keep the valid test, or give \
                 repeated tests different names",
                first + 1,
                at + 1
            ));
        }
    }
    for (name, _) in &columns {
        table.see_sample(name);
    }
    let raw = table.context.wanted.is_raw();
    let grid = table.grid;
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for (row, row_cells) in grid.rows.iter().skip(table.header.row + 1) {
        let holds = columns.iter().any(|(_, at)| row_cells.get(*at).is_some_and(|c| !c.is_empty()));
        let Some((mut named, place)) = probe_of(table, *row, row_cells, holds) else { continue };
        if named.probe.is_empty() {
            let base = named.subject.to_string().replace(" exon ", "_");
            let time = times.entry(base.clone()).or_insert(0);
            *time += 1;
            if *time > 1 && !matches!(named.subject, Subject::Reference(_)) {
                table.remark(
                    "exons with several rows are taken for several probes of the exon".to_owned(),
                );
            }
            named.probe = if *time == 1 { base } else { format!("{base}#{time}") };
        }
        for (sample, at) in &columns {
            let cell = row_cells.get(*at).unwrap_or(&Cell::Empty);
            match cells::value(cell, raw) {
                Ok(reading) => {
                    let place_of_cell = table.place(*row, *at);
                    table.observations.push(Observation {
                        sample: sample.clone(),
                        subject: named.subject.clone(),
                        probe: named.probe.clone(),
                        position: place.clone(),
                        reading,
                        stated: None,
                        place: place_of_cell,
                    });
                }
                Err(problem) => table.problem(*row, *at, &problem),
            }
        }
    }
    Ok(layout)
}

/// The probe of a row and its position; nothing where the row is of none, or cannot be used. `holds` is
/// true for a row with a value.
fn probe_of(
    table: &mut Table,
    row: usize,
    cells: &[Cell],
    holds: bool,
) -> Option<(Named, Option<(String, u32)>)> {
    let the = |role| table.header.the(role);
    let (probe, gene, exon) = (the(Role::Probe), the(Role::Gene), the(Role::Exon));
    let (kind, chromosome, position) =
        (the(Role::Kind), the(Role::Chromosome), the(Role::Position));
    let text =
        |at: Option<usize>| at.and_then(|at| cells.get(at)).map_or_else(String::new, Cell::text);
    let (probe_text, gene_text) = (text(probe), text(gene));
    if holds && [&probe_text, &gene_text].iter().any(|name| strangers::is_figure(name, &[])) {
        table.remark(format!("row {row} is of sums and no probe, and is left out"));
        return None;
    }
    if let Some((at, why)) = strangers::refused(table, cells).filter(|_| holds) {
        table.problem(row, at, &why);
        return None;
    }
    if probe_text.is_empty() && gene_text.is_empty() {
        if holds {
            if let Some((at, why)) = strangers::without_gene(table, cells) {
                table.problem(row, at, &why);
                return None;
            }
            table.remark(format!("row {row} names no probe and no gene, and is left out"));
        }
        return None;
    }
    let found = probes::identify(&probe_text, &gene_text, &text(exon), &text(kind), table.context);
    let named = match found {
        Row::Probe(named) => named,
        Row::LeftOut(why) => {
            if let Some((at, why)) = strangers::without_gene(table, cells).filter(|_| holds) {
                table.problem(row, at, &why);
                return None;
            }
            table.remark(format!("row {row} is left out: {why}"));
            return None;
        }
    };
    let place = match position_of(&text(chromosome), &text(position)) {
        Ok(place) => place,
        Err(why) => {
            positions::refuse(table, row, position, &why);
            None
        }
    };
    if let Some(why) = probes::contradiction(&probe_text, &gene_text, place.as_ref(), table.context)
    {
        table.problem(row, gene.unwrap_or(0), &why);
        return None;
    }
    Some((named, place))
}

/// Columns with a name of no known meaning and at least one number in them are samples.
fn wide(table: &mut Table) -> Result<Vec<(String, usize)>, String> {
    let mapped = table.header.all(Role::SampleColumn);
    let name = |at: usize| table.header.columns[at].0.clone();
    if !mapped.is_empty() {
        return Ok(mapped.into_iter().map(|at| (name(at), at)).collect());
    }
    let mut columns = Vec::new();
    let mut texts = Vec::new();
    let mut nameless = Vec::new();
    for (at, (heading, role)) in table.header.columns.iter().enumerate() {
        if role.is_some() {
            continue;
        }
        let mut below = table
            .grid
            .rows
            .iter()
            .skip(table.header.row + 1)
            .filter_map(|(_, cells)| cells.get(at))
            .filter(|cell| !cell.is_empty())
            .peekable();
        let any = below.peek().is_some();
        let numbers = below.any(|cell| match cell {
            Cell::Number(_) => true,
            Cell::Text(text) => number::parse(text).is_some(),
            _ => false,
        });
        match (heading.is_empty(), numbers) {
            (true, true) => nameless.push(at + 1),
            (false, true) => columns.push((heading.clone(), at)),
            // A sample whose every probe is missing is still a sample when the others are.
            (false, false) if !any => columns.push((heading.clone(), at)),
            (false, false) => texts.push((heading.clone(), at)),
            (true, false) => {}
        }
    }
    if !nameless.is_empty() {
        return Err(format!(
            "column {} holds numbers without a sample name above them",
            nameless.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        ));
    }
    // "n.d." throughout is a failed sample, not a note.
    for (heading, at) in texts {
        let all_missing = table.grid.rows.iter().skip(table.header.row + 1).all(|(_, cells)| {
            cells.get(at).is_none_or(|cell| {
                cell.is_empty() || crate::compare::words::is_not_done(&cell.text())
            })
        });
        let mut below = table.grid.rows.iter().skip(table.header.row + 1);
        let is_damaged = below.all(|(_, cells)| {
            cells
                .get(at)
                .is_none_or(|cell| cell.is_empty() || strangers::is_damaged_number(&cell.text()))
        });
        // Numbers that cannot be read are errors of their cells.
        if all_missing || is_damaged {
            columns.push((heading, at));
        } else {
            table.remark(format!("the column '{heading}' holds no numbers and is not read"));
        }
    }
    columns.sort_by_key(|(_, at)| *at);
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let is_figure = |name: &str| strangers::is_figure(name, &known);
    let figures: Vec<&str> = known.iter().copied().filter(|name| is_figure(name)).collect();
    if !figures.is_empty() {
        table.remark(format!(
            "columns of sums and spreads by their headings, and no samples: {}",
            figures.join(", ")
        ));
        columns.retain(|(name, _)| !is_figure(name));
    }
    if columns.is_empty() {
        return Err("no column of a sample: beside probe, gene and exon every sample needs a \
                    column under its name, or the table a column 'sample' and a column 'ratio'"
            .to_owned());
    }
    Ok(columns)
}

/// Sample names stand in the row above, once for several columns.
fn grouped(table: &Table, values: &[usize]) -> Result<Vec<(String, usize)>, String> {
    let above = table.header.row.checked_sub(1).and_then(|row| table.grid.rows.get(row));
    let Some((_, names)) = above else {
        return Err("several columns of values, and no row of sample names above them".to_owned());
    };
    values
        .iter()
        .map(|at| {
            let name =
                names.iter().take(at + 1).rev().map(Cell::text).find(|name| !name.is_empty());
            name.map(|name| (name, *at))
                .ok_or_else(|| format!("no sample name stands above column {}", at + 1))
        })
        .collect()
}
