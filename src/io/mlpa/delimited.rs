//! Text tables: comma, semicolon or tab; UTF-8, UTF-16 or the Western Windows code page.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::grid::{Cell, Grid, MOST_CELLS, MOST_COLUMNS, MOST_ROWS};

/// Reads a text table.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Grid, String> {
    let mut remarks = Vec::new();
    let text = decode(bytes, &mut remarks)?;
    let delimiter = delimiter(&text)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut cells = 0;
    for record in reader.records() {
        let record = record.map_err(|error| format!("the table cannot be split: {error}"))?;
        let line = record.position().map_or(0, csv::Position::line) as usize;
        cells += record.len();
        if rows.len() >= MOST_ROWS || record.len() > MOST_COLUMNS || cells > MOST_CELLS {
            return Err(super::workbook::too_large(line, record.len()));
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        rows.push((line, record.iter().map(cell).collect()));
    }
    if rows.is_empty() {
        return Err("there is no row in it".to_owned());
    }
    let mut grid = Grid { file: file.to_owned(), sheet: String::new(), rows, remarks };
    unmark(&mut grid);
    Ok(grid)
}

/// Drops the `#` before a heading line.
fn unmark(grid: &mut Grid) {
    if let Some((_, row)) = grid.rows.first_mut()
        && row.len() > 1
        && let Some(Cell::Text(text)) = row.first_mut()
        && let Some(rest) = text.strip_prefix('#')
    {
        *text = rest.to_owned();
    }
}

fn cell(text: &str) -> Cell {
    let text = text.trim();
    if text.is_empty() {
        Cell::Empty
    } else if text.starts_with('=') {
        Cell::Unusable(format!("the formula {text}"))
    } else if text.starts_with('#') && text.ends_with(['!', '?']) {
        Cell::Unusable(format!("the spreadsheet error {text}"))
    } else {
        Cell::Text(text.to_owned())
    }
}

fn decode(bytes: &[u8], remarks: &mut Vec<String>) -> Result<String, String> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => without_mark(bytes),
    };
    let (text, _, damaged) = encoding.decode(bytes);
    if damaged && encoding != UTF_8 {
        return Err(format!("damaged {} text: save it as 'CSV UTF-8'", encoding.name()));
    }
    let text = if damaged {
        remarks.push("not UTF-8: read as Windows-1252; check names with accents".to_owned());
        WINDOWS_1252.decode_without_bom_handling(bytes).0
    } else {
        text
    };
    if text.contains('\0') {
        return Err("it is neither a text table nor a workbook: give .xlsx, .xls, .csv, .tsv or \
                    .txt"
            .to_owned());
    }
    Ok(text.into_owned())
}

/// UTF-16 without its mark shows as a zero in every second byte.
fn without_mark(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(1024)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let most = head.len() / 2 * 3 / 4;
    if head.len() < 4 {
        UTF_8
    } else if zeros(1) > most && zeros(0) == 0 {
        UTF_16LE
    } else if zeros(0) > most && zeros(1) == 0 {
        UTF_16BE
    } else {
        UTF_8
    }
}

/// The delimiter that cuts most lines into the same number of cells, more than one.
fn delimiter(text: &str) -> Result<u8, String> {
    let mut best: Option<(usize, u8)> = None;
    for candidate in [b'\t', b';', b','] {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(candidate)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut counts = std::collections::BTreeMap::new();
        for record in reader.records().take(200).filter_map(Result::ok) {
            *counts.entry(record.len()).or_insert(0_usize) += 1;
        }
        let lines = counts.iter().filter(|(cells, _)| **cells > 1).map(|(_, n)| *n).max();
        if let Some(lines) = lines
            && best.is_none_or(|(most, _)| lines > most)
        {
            best = Some((lines, candidate));
        }
    }
    best.map(|(_, delimiter)| delimiter).ok_or_else(|| {
        "no columns: a table needs cells separated by tab, semicolon or comma".to_owned()
    })
}
