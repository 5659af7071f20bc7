//! Workbooks: `.xlsx` and `.xls`, whatever the file is called.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Reader, Sheet, SheetVisible, Xls, Xlsx};

use super::grid::{Cell, Grid, MOST_CELLS, MOST_COLUMNS, MOST_ROWS};

/// Most bytes of a workbook after unpacking.
const MOST_UNPACKED: u64 = 512 << 20;
/// Most entries of a workbook's archive.
const MOST_ENTRIES: usize = 4_096;

/// The refusal of a table that no MLPA run can be.
pub(super) fn too_large(row: usize, column: usize) -> String {
    format!(
        "a cell in row {row}, column {column}: tables of more than {MOST_ROWS} rows, \
         {MOST_COLUMNS} columns or {MOST_CELLS} cells are not read; delete stray cells far from \
         the table"
    )
}

/// Sheets of an `.xlsx`.
pub(super) fn xlsx(file: &str, bytes: &[u8]) -> Result<Vec<Grid>, String> {
    check_archive(bytes)?;
    guarded(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        let mut grids = Vec::new();
        let hidden = hidden(book.sheets_metadata());
        for sheet in book.sheet_names() {
            grids.extend(xlsx_sheet(file, &sheet, &mut book)?);
        }
        tell_hidden(&mut grids, &hidden);
        some(grids)
    })
}

/// Sheets of an `.xls`.
pub(super) fn xls(file: &str, bytes: &[u8]) -> Result<Vec<Grid>, String> {
    guarded(|| {
        let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        let mut grids = Vec::new();
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).map_err(|error| damaged(&error))?;
            let start = range.start().map_or(0, |(row, _)| row as usize);
            let left = range.start().map_or(0, |(_, column)| column as usize);
            let (height, width) = range.get_size();
            if height > MOST_ROWS || width + left > MOST_COLUMNS || height * width > MOST_CELLS {
                return Err(format!("sheet '{sheet}': {}", too_large(height, width)));
            }
            let rows = range.rows().enumerate().map(|(index, row)| {
                let cells = std::iter::repeat_n(Cell::Empty, left).chain(row.iter().map(of_data));
                (start + index + 1, cells.collect::<Vec<_>>())
            });
            grids.extend(grid(file, &sheet, rows.collect()));
        }
        tell_hidden(&mut grids, &hidden(book.sheets_metadata()));
        some(grids)
    })
}

fn hidden(sheets: &[Sheet]) -> Vec<String> {
    let is_hidden = |sheet: &&Sheet| sheet.visible != SheetVisible::Visible;
    sheets.iter().filter(is_hidden).map(|sheet| sheet.name.clone()).collect()
}

/// Who looks at the workbook does not see a hidden sheet, so its results are not without a remark.
fn tell_hidden(grids: &mut [Grid], hidden: &[String]) {
    for grid in grids.iter_mut().filter(|grid| hidden.contains(&grid.sheet)) {
        grid.remarks.push(format!(
            "the sheet '{}' is hidden in the workbook and was read: delete it if it is no result",
            grid.sheet
        ));
    }
}

fn damaged(error: &dyn std::fmt::Display) -> String {
    format!(
        "the workbook is damaged, protected by a password or of another kind ({error}): open \
             it in a spreadsheet program and save it as .xlsx"
    )
}

fn some(grids: Vec<Grid>) -> Result<Vec<Grid>, String> {
    if grids.is_empty() {
        Err("no sheet of the workbook holds a cell".to_owned())
    } else {
        Ok(grids)
    }
}

/// A fault of the workbook reader on a damaged file is that file's error, not ours.
fn guarded(read: impl FnOnce() -> Result<Vec<Grid>, String>) -> Result<Vec<Grid>, String> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(damaged(&"its structure contradicts itself")))
}

/// Unpacks every entry into nothing, so that a small archive cannot fill the memory.
fn check_archive(bytes: &[u8]) -> Result<(), String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MOST_ENTRIES {
        return Err(damaged(&format!("{} entries", archive.len())));
    }
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
        let unpacked = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink())
            .map_err(|error| damaged(&error))?;
        if unpacked > left {
            return Err(format!(
                "the workbook unpacks to more than {} MB and is not read: save the results alone",
                MOST_UNPACKED >> 20
            ));
        }
        left -= unpacked;
    }
    Ok(())
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// One sheet, cell by cell: the dimensions that a sheet states are never believed.
fn xlsx_sheet(file: &str, sheet: &str, book: &mut Book) -> Result<Option<Grid>, String> {
    // Chart sheets have no cells to read.
    let Ok(mut cells) = book.worksheet_cells_reader(sheet) else { return Ok(None) };
    let mut rows: std::collections::BTreeMap<usize, Vec<Cell>> = std::collections::BTreeMap::new();
    let mut count = 0;
    while let Some(found) = cells.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = found.get_position();
        let (row, column) = (row as usize, column as usize);
        let value = of_ref(found.get_value());
        if value == Cell::Empty {
            continue;
        }
        let cells = rows.entry(row).or_default();
        count += (column + 1).saturating_sub(cells.len());
        if row >= MOST_ROWS || column >= MOST_COLUMNS || count > MOST_CELLS {
            return Err(format!("sheet '{sheet}': {}", too_large(row + 1, column + 1)));
        }
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = value;
    }
    drop(cells);
    // A formula that was never computed reads as an empty cell, or as 0, which programs that write
    // workbooks store in its place: both would be taken for a result.
    let mut formulas = book.worksheet_cells_reader(sheet).map_err(|error| damaged(&error))?;
    while let Some(found) = formulas.next_formula().map_err(|error| damaged(&error))? {
        let (row, column) = found.get_position();
        let (row, column) = (row as usize, column as usize);
        let is_bare = !found.get_value().is_empty()
            && rows
                .get(&row)
                .and_then(|cells| cells.get(column))
                .is_none_or(|cell| cell.is_empty() || *cell == Cell::Number(0.0));
        if is_bare && row < MOST_ROWS && column < MOST_COLUMNS {
            let cells = rows.entry(row).or_default();
            count += (column + 1).saturating_sub(cells.len());
            if count > MOST_CELLS {
                return Err(format!("sheet '{sheet}': {}", too_large(row + 1, column + 1)));
            }
            if cells.len() <= column {
                cells.resize(column + 1, Cell::Empty);
            }
            cells[column] = Cell::Unusable(format!(
                "the formula ={} without a value (or 0, as if never computed: paste it as a value)",
                found.get_value()
            ));
        }
    }
    Ok(grid(file, sheet, rows.into_iter().map(|(row, cells)| (row + 1, cells)).collect()))
}

fn grid(file: &str, sheet: &str, rows: Vec<(usize, Vec<Cell>)>) -> Option<Grid> {
    let rows: Vec<_> =
        rows.into_iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect();
    (!rows.is_empty()).then(|| Grid {
        file: file.to_owned(),
        sheet: sheet.to_owned(),
        rows,
        remarks: Vec::new(),
    })
}

fn of_ref(value: &DataRef) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(value) => Cell::Number(*value as f64),
        DataRef::Float(value) => Cell::Number(*value),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(value) => Cell::Text(if *value { "yes" } else { "no" }.to_owned()),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => date(),
        DataRef::Error(error) => Cell::Unusable(format!("the spreadsheet error {error}")),
    }
}

fn of_data(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(value) => Cell::Number(*value as f64),
        Data::Float(value) => Cell::Number(*value),
        Data::String(text) => Cell::Text(text.clone()),
        Data::Bool(value) => Cell::Text(if *value { "yes" } else { "no" }.to_owned()),
        Data::Error(error) => Cell::Unusable(format!("the spreadsheet error {error}")),
        _ => date(),
    }
}

/// "4-7" becomes the fourth of July in a spreadsheet.
fn date() -> Cell {
    Cell::Unusable(
        "a date (exons such as 4-7 become dates when a cell is not formatted as text)".to_owned(),
    )
}
