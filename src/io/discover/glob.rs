//! Patterns such as `normals/*/N*.bam`, for shells that pass them on unexpanded.

use std::path::{Component, Path, PathBuf};

use super::error::DiscoverError;

/// Files and folders that match a pattern with `*` and `?` in any of its parts, in their order.
///
/// A text without `*` and `?` is returned as it is, whether it exists or not.
pub fn expand(pattern: &str) -> Result<Vec<PathBuf>, DiscoverError> {
    if !pattern.contains(['*', '?']) || Path::new(pattern).exists() {
        return Ok(vec![PathBuf::from(pattern)]);
    }
    let mut matches = vec![PathBuf::new()];
    for component in Path::new(pattern).components() {
        matches = match component {
            Component::Normal(part) => step(&matches, &part.to_string_lossy())?,
            other => matches.iter().map(|path| path.join(other)).collect(),
        };
    }
    if matches.is_empty() {
        return Err(DiscoverError::NoMatch { pattern: pattern.to_owned() });
    }
    Ok(matches)
}

fn step(folders: &[PathBuf], part: &str) -> Result<Vec<PathBuf>, DiscoverError> {
    let mut next = Vec::new();
    for folder in folders {
        if !part.contains(['*', '?']) {
            let path = folder.join(part);
            if path.exists() {
                next.push(path);
            }
            continue;
        }
        let listed = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if !listed.is_dir() {
            continue;
        }
        let wrap = |source| DiscoverError::Read { path: listed.to_owned(), source };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(listed).map_err(wrap)? {
            names.push(entry.map_err(wrap)?.file_name());
        }
        names.sort();
        let pattern: Vec<char> = part.chars().collect();
        next.extend(
            names
                .iter()
                .filter(|name| {
                    let name: Vec<char> = name.to_string_lossy().chars().collect();
                    (part.starts_with('.') || name.first() != Some(&'.')) && fits(&pattern, &name)
                })
                .map(|name| folder.join(name)),
        );
    }
    Ok(next)
}

/// True when a name fits a pattern with `*` and `?`.
pub fn is_match(pattern: &str, name: &str) -> bool {
    let characters = |text: &str| text.chars().collect::<Vec<_>>();
    fits(&characters(pattern), &characters(name))
}

/// Whether a name fits a pattern of `*` (any characters) and `?` (one character).
fn fits(pattern: &[char], name: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, n));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) {
            p += 1;
            n += 1;
        } else if let Some((star_p, star_n)) = star {
            star = Some((star_p, star_n + 1));
            p = star_p + 1;
            n = star_n + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit() {
        let fits = |p: &str, n: &str| {
            super::fits(&p.chars().collect::<Vec<_>>(), &n.chars().collect::<Vec<_>>())
        };
        assert!(fits("N*.bam", "NORM01.bam"));
        assert!(!fits("N*.bam", "NORM01.bam.bai"));
        assert!(fits("*", "") && fits("?*a*", "xbanana") && !fits("?", ""));
    }

    #[test]
    fn files_are_found_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b/N2.bam", "a/N1.bam", "a/T1.bam", "a/.N0.bam"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let root = folder.path().display();
        let found = expand(&format!("{root}/*/N*.bam")).unwrap();
        let names: Vec<_> =
            found.iter().map(|p| p.strip_prefix(folder.path()).unwrap().to_owned()).collect();
        assert_eq!(names, [PathBuf::from("a/N1.bam"), PathBuf::from("b/N2.bam")]);
        assert!(expand(&format!("{root}/*/X*.bam")).is_err());
    }
}
