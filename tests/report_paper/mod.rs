//! Pages printed to PDF by a browser, and what is read from them.

#![allow(dead_code)] // Each test binary uses a part.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A program of the machine, or none with a printed reason.
pub fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = names.iter().find_map(|name| {
        std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
    });
    if found.is_none() {
        println!("skipped: none of {} is there", names.join(", "));
    }
    found
}

/// Chromium, pdfinfo and pdftotext, or none with a printed reason.
pub fn tools() -> Option<[PathBuf; 3]> {
    Some([
        program(&["chromium", "chromium-browser"])?,
        program(&["pdfinfo"])?,
        program(&["pdftotext"])?,
    ])
}

/// A page as PDF in a folder, as `docs/formats.md` prints it; absent where chromium does not start,
/// as in some containers.
pub fn print(chromium: &Path, page: &Path, folder: &Path) -> Option<PathBuf> {
    let pdf = folder.join(page.with_extension("pdf").file_name().unwrap());
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    if !pdf.exists() {
        println!("skipped: {}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    Some(pdf)
}

pub fn pdf(tool: &Path, arguments: &[&str], file: &Path) -> String {
    let mut command = Command::new(tool);
    let stdout = tool.ends_with("pdftotext");
    command.args(arguments).arg(file);
    if stdout {
        command.arg("-");
    }
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}
