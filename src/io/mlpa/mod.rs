//! MLPA result files: workbooks and text tables in every layout that laboratories keep.

mod context;
mod delimited;
mod error;
mod grid;
mod header;
mod layouts;
mod mapping;
mod number;
mod role;
mod workbook;

pub use context::{Context, Wanted};
pub use error::MlpaError;
pub use mapping::Mapping;

use std::path::Path;

use crate::compare::observation::MlpaFile;
use crate::io::filenames;
use grid::Grid;

/// Largest file that is read.
const MOST_BYTES: u64 = 64 << 20;

/// Reads one file; a workbook gives one entry per sheet with results.
pub fn read(path: &Path, context: &Context) -> Result<Vec<MlpaFile>, MlpaError> {
    let refuse = |problem: String| MlpaError::Content { path: path.to_owned(), problem };
    let system = |source| MlpaError::Read { path: path.to_owned(), source };
    let about = std::fs::metadata(path).map_err(system)?;
    if about.is_dir() {
        return Err(refuse("it is a folder: give the files in it".to_owned()));
    }
    if about.len() > MOST_BYTES {
        return Err(refuse(format!(
            "it has {} MB and MLPA files of more than {} MB are not read: export the results alone",
            about.len() >> 20,
            MOST_BYTES >> 20
        )));
    }
    let bytes = std::fs::read(path).map_err(system)?;
    let name = filenames::file_name(path);
    let grids = grids(&name, &bytes).map_err(refuse)?;
    layouts::read(&grids, context)
        .map_err(|problem| MlpaError::Content { path: path.to_owned(), problem })
}

/// The tables in a file, by what its first bytes are and not by its name.
fn grids(name: &str, bytes: &[u8]) -> Result<Vec<Grid>, String> {
    if bytes.is_empty() {
        return Err("the file is empty".to_owned());
    }
    if bytes.starts_with(b"PK") {
        return workbook::xlsx(name, bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return workbook::xls(name, bytes);
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    if ["<?xml", "<html", "<!doctype", "<table"].iter().any(|start| head.starts_with(start)) {
        return Err("it is a web page or XML under a table's name: open it in a spreadsheet \
                    program and save it as .xlsx or as CSV"
            .to_owned());
    }
    if head.starts_with("%pdf") {
        return Err("it is a PDF: export the ratios as .xlsx, CSV or tab-separated text".to_owned());
    }
    Ok(vec![delimited::read(name, bytes)?])
}
