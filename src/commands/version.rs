//! What `ikaros --version` prints: program, commit, and the tables and rules that it carries.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::knowledge::Knowledge;

/// Version of the program in its first word; then commit and each embedded table with its version.
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(write);
    &TEXT
}

fn write() -> String {
    let mut text = format!("{}\ncommit {}", env!("CARGO_PKG_VERSION"), env!("IKAROS_COMMIT"));
    for source in &Knowledge::builtin().sources {
        let _ = write!(text, "\n{} {}", source.name, source.version);
    }
    text
}
