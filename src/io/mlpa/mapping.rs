//! What columns mean, as the user states it.

use std::path::Path;

use super::error::MlpaError;
use super::role::Role;

/// Headings and their roles.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping(Vec<(String, Role)>);

impl Mapping {
    /// Reads a table of two columns, heading and role, separated by a tab.
    pub fn read(path: &Path) -> Result<Self, MlpaError> {
        let text = crate::io::text::read(path)
            .map_err(|source| MlpaError::Read { path: path.to_owned(), source })?;
        Self::parse(&text).map_err(|problem| MlpaError::Content { path: path.to_owned(), problem })
    }

    /// The table from its text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut entries: Vec<(String, Role)> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end_matches('\r');
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let fail = |problem: String| Err(format!("line {}: {problem}", index + 1));
            let Some((heading, role)) = line.split_once('\t') else {
                return fail("a line needs a heading, a tab and a role".to_owned());
            };
            let (heading, role) = (heading.trim(), role.trim());
            if (heading, role) == ("heading", "role") {
                continue;
            }
            let Some(role) = Role::named(role) else {
                return fail(format!("'{role}' is none of the roles {}", Role::names()));
            };
            if entries.iter().any(|(known, _)| known == heading) {
                return fail(format!("the heading '{heading}' is there twice"));
            }
            entries.push((heading.to_owned(), role));
        }
        if entries.is_empty() {
            return Err("the mapping names no column".to_owned());
        }
        Ok(Self(entries))
    }

    /// The role of a heading.
    pub(super) fn role(&self, heading: &str) -> Option<Role> {
        self.0.iter().find(|(known, _)| known == heading).map(|(_, role)| *role)
    }

    /// Headings that a table must have.
    pub(super) fn headings(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(heading, _)| heading.as_str())
    }
}
