//! From tables to readings, one file per way of laying a table out.

mod absent;
mod cells;
mod per_probe;
mod per_sample;
mod positions;
mod probes;
mod strangers;
mod truth;

use std::collections::BTreeSet;

use super::grid::Grid;
use super::header::{self, Header};
use super::role::Role;
use super::{Context, Wanted};
use crate::compare::observation::{Layout, MlpaFile, Observation, Place};

/// Most problems of a file that are listed.
const MOST_PROBLEMS: usize = 12;

/// Reads every table that holds what is wanted.
pub(super) fn read(grids: &[Grid], context: &Context) -> Result<Vec<MlpaFile>, String> {
    let named = |wanted: &str| grids.iter().find(|grid| is_called(&grid.sheet, wanted));
    if let (Some(ratios), Some(counts)) = (named("Final Ratios"), named("Read Counts")) {
        let sheet = match context.wanted {
            Wanted::Results => ratios,
            Wanted::Counts => counts,
            Wanted::Heights | Wanted::Areas => {
                return Err("a digitalMLPA workbook holds read counts, no peaks: use --signal \
                            counts"
                    .to_owned());
            }
        };
        let mut file = table(sheet, context)?;
        file.layout = Layout::DigitalMlpa;
        return Ok(vec![file]);
    }
    let mut files = Vec::new();
    let mut failed = Vec::new();
    for grid in grids {
        match table(grid, context) {
            Ok(file) => files.push(file),
            // A sheet that has headings but damaged rows is a result that would be lost.
            Err(problem) if header::find(grid, context).is_ok() => {
                return Err(in_sheet(grid, &problem));
            }
            Err(problem) => failed.push(in_sheet(grid, &problem)),
        }
    }
    match files.first_mut() {
        Some(first) => {
            first.remarks.extend(failed.iter().map(|problem| format!("left out: {problem}")));
            Ok(files)
        }
        None => Err(failed.join("; ")),
    }
}

fn is_called(sheet: &str, wanted: &str) -> bool {
    let word = |text: &str| {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    word(sheet) == word(wanted)
}

fn in_sheet(grid: &Grid, problem: &str) -> String {
    if grid.sheet.is_empty() {
        problem.to_owned()
    } else {
        format!("sheet '{}': {problem}", grid.sheet)
    }
}

/// A table on its way to readings.
struct Table<'a> {
    grid: &'a Grid,
    header: Header,
    context: &'a Context<'a>,
    samples: Vec<String>,
    observations: Vec<Observation>,
    remarks: Vec<String>,
    problems: Vec<String>,
}

impl Table<'_> {
    fn place(&self, row: usize, column: usize) -> Place {
        Place {
            file: self.grid.file.clone(),
            sheet: self.grid.sheet.clone(),
            row,
            column: self.header.columns.get(column).map_or_else(String::new, |(n, _)| n.clone()),
        }
    }

    fn problem(&mut self, row: usize, column: usize, problem: &str) {
        let heading = self.header.columns.get(column).map_or("", |(name, _)| name.as_str());
        self.problems.push(format!("row {row}, column '{heading}': {problem}"));
    }

    fn see_sample(&mut self, name: &str) {
        if !self.samples.iter().any(|known| known == name) {
            self.samples.push(name.to_owned());
        }
    }

    fn remark(&mut self, remark: String) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}

/// The role whose cells are the values.
fn value_role(wanted: Wanted) -> Role {
    match wanted {
        Wanted::Results => Role::Ratio,
        Wanted::Heights => Role::Height,
        Wanted::Areas => Role::Area,
        Wanted::Counts => Role::Counts,
    }
}

fn table(grid: &Grid, context: &Context) -> Result<MlpaFile, String> {
    let header = header::find(grid, context)?;
    let mut table = Table {
        grid,
        header,
        context,
        samples: Vec::new(),
        observations: Vec::new(),
        remarks: grid.remarks.clone(),
        problems: Vec::new(),
    };
    check_widths(&mut table);
    if let Some(problem) = other_table(&table) {
        return Err(problem);
    }
    let layout = if table.header.has(Role::Sample) {
        per_sample::read(&mut table)?
    } else {
        per_probe::read(&mut table)?
    };
    leave_out_blanks(&mut table);
    strangers::tell(&mut table);
    absent::tell(&mut table, layout);
    let Table { header, samples, observations, remarks, mut problems, .. } = table;
    if !problems.is_empty() {
        let more = problems.len().saturating_sub(MOST_PROBLEMS);
        problems.truncate(MOST_PROBLEMS);
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        return Err(format!("{}{more}", problems.join("; ")));
    }
    if observations.is_empty() {
        return Err("the headings were found, but no row below them holds a result".to_owned());
    }
    let header_row = grid.rows.get(header.row).map_or(0, |(row, _)| *row);
    let sample_columns: BTreeSet<&str> = samples.iter().map(String::as_str).collect();
    let columns = header
        .columns
        .iter()
        .map(|(name, role)| {
            let role = match role {
                Some(role) => role.name(),
                None if sample_columns.contains(name.as_str()) => Role::SampleColumn.name(),
                None => "",
            };
            (name.clone(), role.to_owned())
        })
        .collect();
    Ok(MlpaFile {
        file: grid.file.clone(),
        sheet: grid.sheet.clone(),
        layout,
        header_row,
        columns,
        samples,
        observations,
        remarks,
    })
}

/// Wells without DNA have no result of a patient.
fn leave_out_blanks(table: &mut Table) {
    let blanks: Vec<String> =
        table.samples.iter().filter(|name| strangers::is_blank(name)).cloned().collect();
    if blanks.is_empty() || blanks.len() == table.samples.len() {
        return;
    }
    table.samples.retain(|name| !blanks.contains(name));
    table.observations.retain(|own| !blanks.contains(&own.sample));
    table.remark(format!("wells without DNA by their name, and left out: {}", blanks.join(", ")));
}

/// Why a sheet cannot be read: headings of another table stand above those that were found, and its
/// results would be lost.
fn other_table(table: &Table) -> Option<String> {
    let above = table.grid.rows.iter().take(table.header.row);
    let heads = |cells: &[super::grid::Cell]| {
        let names: Vec<String> = cells.iter().map(super::grid::Cell::text).collect();
        let is_sample = |name: &String| Role::of_heading(name) == Some(Role::Sample);
        names.iter().any(is_sample)
            && names.iter().any(|name| probes::of_heading(name, table.context).is_some())
    };
    let (row, _) = above.into_iter().find(|(_, cells)| heads(cells))?;
    let found = table.grid.rows.get(table.header.row).map_or(0, |(row, _)| *row);
    Some(format!(
        "rows {row} and {found} are the headings of two tables: put each into a sheet or file of its \
         own"
    ))
}

/// In a text table every row has as many cells as the headings: more come from decimal commas
/// between commas, fewer from a cut line.
fn check_widths(table: &mut Table) {
    if !table.grid.sheet.is_empty() {
        return;
    }
    let width = table.header.columns.len();
    let mut problems = Vec::new();
    for (row, cells) in table.grid.rows.iter().skip(table.header.row + 1) {
        if cells.iter().skip(width).any(|cell| !cell.is_empty()) {
            problems.push(format!(
                "row {row} has {} cells where the headings have {width}: decimal commas between \
                 commas? Save the table with semicolons or tabs",
                cells.len()
            ));
        } else if cells.len() < width && cells.len() > 1 {
            problems.push(format!(
                "row {row} has {} cells where the headings have {width}: a cut line?",
                cells.len()
            ));
        }
    }
    table.problems.extend(problems);
}
