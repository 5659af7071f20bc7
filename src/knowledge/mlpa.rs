//! MLPA: the probes of a kit, and how ratios are read.

use serde::Deserialize;

use super::error::KnowledgeError;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;

/// The built-in probe table.
pub const P335: &str = include_str!("data/mlpa_p335.tsv");

/// How ratios are read.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// Upper end of the borderline group.
    pub borderline_to: f64,
    /// Below it a deletion is homozygous.
    pub homozygous_to: f64,
}

/// Where the median of a sample's reference probes lies when its ratios are ratios.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceLevel {
    /// Lowest median.
    pub lowest: f64,
    /// Highest median.
    pub highest: f64,
}

impl Default for ReferenceLevel {
    fn default() -> Self {
        Self { lowest: 0.8, highest: 1.25 }
    }
}

impl ReferenceLevel {
    /// True for a median of sound ratios.
    pub fn holds(&self, median: f64) -> bool {
        (self.lowest..=self.highest).contains(&median)
    }
}

/// Quality limits of ratios that are made from raw signals.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLimits {
    /// Fewest reference probes.
    pub reference_probes: usize,
    /// Fewest reference samples.
    pub reference_samples: usize,
    /// Largest spread of the reference probes in a sample.
    pub reference_spread: f64,
    /// Largest spread of a probe over the reference samples.
    pub probe_spread: f64,
    /// Smallest share of the run's median signal.
    pub signal_share: f64,
}

/// When samples are said to be exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwapLimits {
    /// Chance of one false alarm in a whole cohort.
    pub false_alarm: f64,
}

/// A word of results in words that stands for an event of a gene or locus.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonym {
    /// The word.
    pub name: String,
    /// The gene or locus.
    pub of: String,
    /// What the word says of it.
    pub says: String,
}

/// Rules of MLPA beside the borders in `calling.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MlpaRules {
    /// Version of the file.
    pub version: String,
    /// Where its values come from.
    pub citation: String,
    /// Bands.
    pub bands: Bands,
    /// Level of the reference probes.
    #[serde(default)]
    pub reference: ReferenceLevel,
    /// Raw signals.
    pub raw: RawLimits,
    /// Exchanged samples.
    pub swap: SwapLimits,
    /// Words that stand for an event.
    #[serde(default)]
    pub synonyms: Vec<Synonym>,
}

impl MlpaRules {
    /// Reads `mlpa.toml`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rules: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let Self { bands, reference, raw, swap, .. } = &rules;
        // Each in the form that a value that is no number fails.
        let checks = [
            (
                0.0 < bands.homozygous_to && bands.homozygous_to < bands.borderline_to,
                "bands.homozygous_to must lie between 0 and bands.borderline_to",
            ),
            (bands.borderline_to < 1.0, "bands.borderline_to must be below 1"),
            (
                0.0 <= reference.lowest && reference.lowest < 1.0 && 1.0 < reference.highest,
                "reference.lowest and reference.highest must lie around 1",
            ),
            (
                raw.reference_probes > 0 && raw.reference_samples > 0,
                "raw.reference_probes and raw.reference_samples must be above 0",
            ),
            (
                raw.reference_spread > 0.0 && raw.probe_spread > 0.0,
                "raw.reference_spread and raw.probe_spread must be above 0",
            ),
            ((0.0..1.0).contains(&raw.signal_share), "raw.signal_share must lie between 0 and 1"),
            (
                0.0 < swap.false_alarm && swap.false_alarm < 1.0,
                "swap.false_alarm must lie between 0 and 1",
            ),
        ];
        match checks.into_iter().find(|(holds, _)| !holds) {
            Some((_, fault)) => Err(fault.to_owned()),
            None => Ok(rules),
        }
    }
}

/// One probe, or the probes of one exon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitProbe {
    /// Name in the kit; empty when the table gives none.
    pub probe: String,
    /// HGNC symbol.
    pub gene: String,
    /// Exon in the kit's numbering.
    pub exon: String,
    /// True for a reference probe.
    pub reference: bool,
    /// How sure the place is, as the table states it.
    pub confidence: String,
    intervals: [Option<Interval>; 2],
}

impl KitProbe {
    /// Where the probe's exon lies.
    pub fn interval(&self, assembly: Assembly) -> Option<&Interval> {
        self.intervals[assembly as usize].as_ref()
    }
}

/// The probes of a kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kit {
    /// All probes, in the table's order.
    pub probes: Vec<KitProbe>,
}

impl Kit {
    /// The built-in table.
    ///
    /// # Panics
    /// Never: a test reads the built-in table.
    pub fn builtin() -> Self {
        match Self::parse("mlpa_p335.tsv", P335) {
            Ok(kit) => kit,
            Err(error) => unreachable!("the built-in probe table does not read: {error}"),
        }
    }

    /// Reads a probe table: tab-separated, with the columns `gene` and `exon`, and as far as they
    /// are known `probe`, `kind`, `confidence`, `chrom`, `GRCh38_start`, `GRCh38_end`,
    /// `GRCh37_start`, `GRCh37_end` (0-based, half-open).
    pub fn parse(name: &str, text: &str) -> Result<Self, KnowledgeError> {
        let fail = |message: String| KnowledgeError::Rules { name: name.to_owned(), message };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| fail(error.to_string()))?.clone();
        let column = |wanted: &str| header.iter().position(|name| name == wanted);
        let (Some(gene), Some(exon)) = (column("gene"), column("exon")) else {
            return Err(fail("a probe table needs the columns 'gene' and 'exon'".to_owned()));
        };
        let mut probes: Vec<KitProbe> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| fail(error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |at: usize| record.get(at).unwrap_or_default();
            let named = |wanted: &str| column(wanted).map_or("", cell);
            let interval = |assembly: &str| -> Result<Option<Interval>, KnowledgeError> {
                let texts =
                    [named(&format!("{assembly}_start")), named(&format!("{assembly}_end"))];
                if texts.iter().any(|text| matches!(*text, "" | "." | "NA")) {
                    return Ok(None);
                }
                let [start, end] = texts.map(|text| text.parse::<u32>().ok());
                match (start, end) {
                    (Some(start), Some(end)) if start < end && !named("chrom").is_empty() => {
                        Ok(Some(Interval::new(Contig::new(named("chrom")), start, end)))
                    }
                    _ => Err(fail(format!(
                        "line {line}: '{}' to '{}' is no {assembly} interval on '{}'",
                        texts[0],
                        texts[1],
                        named("chrom")
                    ))),
                }
            };
            if cell(gene).is_empty() || cell(exon).is_empty() {
                return Err(fail(format!("line {line}: the gene or the exon is empty")));
            }
            let probe = KitProbe {
                probe: named("probe").to_owned(),
                gene: cell(gene).to_owned(),
                exon: cell(exon).to_owned(),
                reference: named("kind").to_ascii_lowercase().starts_with("ref"),
                confidence: named("confidence").to_owned(),
                intervals: [interval("GRCh37")?, interval("GRCh38")?],
            };
            if !probe.probe.is_empty() && probes.iter().any(|other| other.probe == probe.probe) {
                return Err(fail(format!("line {line}: probe '{}' is there twice", probe.probe)));
            }
            probes.push(probe);
        }
        if probes.is_empty() {
            return Err(fail("the probe table has no probe".to_owned()));
        }
        Ok(Self { probes })
    }

    /// The entry of a probe: by its name, else by gene and exon.
    pub fn find(&self, probe: &str, gene: &str, exon: &str) -> Option<&KitProbe> {
        let named = self.probes.iter().find(|entry| !probe.is_empty() && entry.probe == probe);
        named.or_else(|| {
            let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
            self.probes.iter().find(|entry| same(&entry.gene, gene) && same(&entry.exon, exon))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_files_read() {
        let kit = Kit::builtin();
        assert_eq!(kit.probes.iter().filter(|probe| probe.gene == "IKZF1").count(), 8);
        let exon = kit.find("", "ikzf1", "4").unwrap();
        assert_eq!(exon.interval(Assembly::Grch38).unwrap().start, 50_376_532);
        assert_eq!(exon.interval(Assembly::Grch37).unwrap().start, 50_444_230);
    }

    #[test]
    fn a_table_that_cannot_be_used_says_why() {
        let message = |text: &str| Kit::parse("kit.tsv", text).unwrap_err().to_string();
        assert!(message("name\texon\nA\t1\n").contains("'gene' and 'exon'"));
        assert!(message("gene\texon\n").contains("no probe"));
        assert!(message("gene\texon\n\t1\n").contains("line 2"));
        assert!(message("probe\tgene\texon\nP\tA\t1\nP\tA\t2\n").contains("twice"));
        let bad = "gene\texon\tchrom\tGRCh38_start\tGRCh38_end\nA\t1\t7\t9\t3\n";
        assert!(message(bad).contains("'9' to '3'"));
    }
}
