//! Contig names, free of the `chr` prefix, in karyotype order.

use std::cmp::Ordering;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A contig under its canonical name: `7`, `X`, `MT`; anything that is not a primary contig keeps
/// the name it came with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Contig(String);

impl Contig {
    /// Canonicalises a contig name: `chr7` and `7` are the same contig.
    pub fn new(name: &str) -> Self {
        let bare = name.strip_prefix("chr").unwrap_or(name);
        if rank(bare).is_some() {
            let bare = if bare == "M" { "MT" } else { bare };
            return Self(bare.to_owned());
        }
        Self(name.to_owned())
    }

    /// The canonical name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for chromosomes 1 to 22.
    pub fn is_autosome(&self) -> bool {
        rank(&self.0).is_some_and(|r| r <= 22)
    }

    /// True for X.
    pub fn is_x(&self) -> bool {
        self.0 == "X"
    }

    /// True for Y.
    pub fn is_y(&self) -> bool {
        self.0 == "Y"
    }

    /// The name in the given style, for output.
    pub fn styled(&self, style: ContigStyle) -> String {
        match (style, rank(&self.0)) {
            (ContigStyle::Chr, Some(25)) => "chrM".to_owned(),
            (ContigStyle::Chr, Some(_)) => format!("chr{}", self.0),
            _ => self.0.clone(),
        }
    }
}

fn rank(bare: &str) -> Option<u8> {
    match bare {
        "X" => Some(23),
        "Y" => Some(24),
        "M" | "MT" => Some(25),
        _ => match bare.parse::<u8>() {
            Ok(number @ 1..=22) if !bare.starts_with('0') && !bare.starts_with('+') => Some(number),
            _ => None,
        },
    }
}

impl Ord for Contig {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |contig: &Self| rank(&contig.0).unwrap_or(u8::MAX);
        key(self).cmp(&key(other)).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Contig {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Contig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a file writes `chr7` or `7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ContigStyle {
    /// `chr7`
    Chr,
    /// `7`
    Plain,
}

impl ContigStyle {
    /// The style of a file, from its contig names: `Chr` when any primary contig has the prefix.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let prefixed =
            |name: &str| name.strip_prefix("chr").is_some_and(|bare| rank(bare).is_some());
        if names.into_iter().any(prefixed) { Self::Chr } else { Self::Plain }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_do_not_matter() {
        assert_eq!(Contig::new("chr7"), Contig::new("7"));
        assert_eq!(Contig::new("chrM"), Contig::new("MT"));
        assert_ne!(Contig::new("chr07"), Contig::new("7"));
        assert_eq!(Contig::new("chrUn_KI270302v1").as_str(), "chrUn_KI270302v1");
    }

    #[test]
    fn order_is_the_karyotype() {
        let mut contigs = ["X", "10", "2", "MT", "GL000191.1", "Y"].map(Contig::new).to_vec();
        contigs.sort();
        let names: Vec<_> = contigs.iter().map(Contig::as_str).collect();
        assert_eq!(names, ["2", "10", "X", "Y", "MT", "GL000191.1"]);
    }

    #[test]
    fn style_round_trips() {
        for name in ["chr1", "chrX", "chrM"] {
            assert_eq!(Contig::new(name).styled(ContigStyle::Chr), name);
        }
        assert_eq!(Contig::new("chrM").styled(ContigStyle::Plain), "MT");
    }
}
