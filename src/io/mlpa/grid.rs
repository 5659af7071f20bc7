//! A table before anybody knows what its columns mean.

use crate::model::sample::is_invisible;

/// Most rows of a table.
pub(super) const MOST_ROWS: usize = 200_000;
/// Most columns of a table.
pub(super) const MOST_COLUMNS: usize = 4_096;
/// Most cells of a file.
pub(super) const MOST_CELLS: usize = 4_000_000;

/// One cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number of a workbook.
    Number(f64),
    /// A date, an error value, a formula without a value: what it is.
    Unusable(String),
}

impl Cell {
    /// The cell as text; numbers without a useless `.0`.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            // What nobody sees tells no two names apart.
            Self::Text(text) | Self::Unusable(text) => {
                text.chars().filter(|c| !is_invisible(*c)).collect::<String>().trim().to_owned()
            }
            Self::Number(value) => format!("{value}"),
        }
    }

    /// True when nothing stands in the cell.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// One table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    /// File name.
    pub(super) file: String,
    /// Sheet; empty for text files.
    pub(super) sheet: String,
    /// Rows with their numbers in the file, counted from 1.
    pub(super) rows: Vec<(usize, Vec<Cell>)>,
    /// What the reader should know.
    pub(super) remarks: Vec<String>,
}
