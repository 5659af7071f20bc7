//! What is to be planted, as text: `IKZF1:4-7:het@0.30`.

use std::fmt;
use std::str::FromStr;

/// What happens to the copies of the exons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// One copy lost.
    Het,
    /// Both copies lost.
    Hom,
    /// One copy gained.
    Gain,
}

impl Change {
    /// `het`, `hom` or `gain`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Het => "het",
            Self::Hom => "hom",
            Self::Gain => "gain",
        }
    }

    /// Copies that a cell with the event has more, or fewer, than two.
    pub fn copies(self) -> f64 {
        match self {
            Self::Het => -1.0,
            Self::Hom => -2.0,
            Self::Gain => 1.0,
        }
    }
}

/// The exons of an event, as labels in transcript order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exons {
    /// All exons of the gene.
    Whole,
    /// From one exon to another, which may be the same.
    Range(String, String),
}

/// An event to be planted: gene, exons, what happens, and the fraction of the cells that have it.
///
/// Written `GENE:EXONS:CHANGE@FRACTION`, with exons `whole`, `5` or `4-7`, and change `het`, `hom`
/// or `gain`; for example `CDKN2A:whole:hom@0.5`.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedEvent {
    /// HGNC symbol.
    pub gene: String,
    /// Exons.
    pub exons: Exons,
    /// What happens to them.
    pub change: Change,
    /// Fraction of the sample's cells, above 0 and up to 1.
    pub fraction: f64,
}

impl FromStr for PlannedEvent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shape = || {
            format!("'{text}' is not GENE:EXONS:het|hom|gain@FRACTION, such as IKZF1:4-7:het@0.30")
        };
        let (what, fraction) = text.split_once('@').ok_or_else(shape)?;
        let [gene, exons, change] = what.split(':').collect::<Vec<_>>()[..] else {
            return Err(shape());
        };
        if gene.is_empty() || exons.is_empty() {
            return Err(shape());
        }
        let exons = match (exons, exons.split_once('-')) {
            ("whole", _) => Exons::Whole,
            (_, Some((first, last))) => Exons::Range(first.to_owned(), last.to_owned()),
            (single, None) => Exons::Range(single.to_owned(), single.to_owned()),
        };
        let change = match change {
            "het" => Change::Het,
            "hom" => Change::Hom,
            "gain" => Change::Gain,
            other => return Err(format!("'{text}': '{other}' is not het, hom or gain")),
        };
        let fraction: f64 = fraction
            .parse()
            .ok()
            .filter(|f: &f64| *f > 0.0 && *f <= 1.0)
            .ok_or_else(|| format!("'{text}': the fraction of cells is above 0 and up to 1"))?;
        Ok(Self { gene: gene.to_owned(), exons, change, fraction })
    }
}

impl fmt::Display for PlannedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (gene, change, fraction) = (&self.gene, self.change.code(), self.fraction);
        match &self.exons {
            Exons::Whole => write!(f, "{gene}:whole:{change}@{fraction}"),
            Exons::Range(first, last) if first == last => {
                write!(f, "{gene}:{first}:{change}@{fraction}")
            }
            Exons::Range(first, last) => write!(f, "{gene}:{first}-{last}:{change}@{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn events_are_read_and_written_alike() {
        for text in
            ["IKZF1:4-7:het@0.3", "CDKN2A:whole:hom@0.5", "PAX5:5:gain@1", "CDKN2A:1a:het@0.2"]
        {
            let event: PlannedEvent = text.parse().unwrap();
            assert_eq!(event.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for text in
            ["", "IKZF1", "IKZF1:4-7@0.3", "IKZF1:4-7:het", "IKZF1:4-7:loss@0.3", "IKZF1:4-7:het@0"]
        {
            assert!(text.parse::<PlannedEvent>().is_err(), "{text}");
        }
        for fraction in ["1.01", "-0.2", "NaN", "inf", "half"] {
            let text = format!("IKZF1:4-7:het@{fraction}");
            assert!(text.parse::<PlannedEvent>().unwrap_err().contains("fraction"), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = text.parse::<PlannedEvent>();
        }
    }
}
