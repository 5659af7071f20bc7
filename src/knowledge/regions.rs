//! Regions that are searched together, their recurrent events and prior weights.

use serde::Deserialize;

use super::gene_model::GeneModel;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;

/// A recurrent deletion, from its exon of lowest to its exon of highest coordinate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrent {
    /// Exon with the lowest coordinate: index of the gene in the region, index of the exon in the
    /// gene.
    pub from: (usize, usize),
    /// Exon with the highest coordinate, likewise.
    pub to: (usize, usize),
    /// Published cases.
    pub cases: u32,
}

/// Neighbouring genes that are searched together.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Name, for example `CDKN2A/B`.
    pub name: String,
    /// Gene symbols in genome order.
    pub genes: Vec<String>,
    /// Recurrent deletions.
    pub recurrent: Vec<Recurrent>,
    /// Prior weights of this region.
    pub prior: EventPrior,
}

/// Prior weights; see `regions.toml` for their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct EventPrior {
    pub deleted: f64,
    pub gained: f64,
    pub second_event: f64,
    pub identical: f64,
    pub recurrent: f64,
    pub whole: f64,
    pub clonal: f64,
    pub subclone_alone: f64,
    pub partial_ends: bool,
}

impl EventPrior {
    /// Chance that a region carries any event.
    pub fn event(&self) -> f64 {
        self.deleted + self.gained
    }

    /// Log chance that the first event is a gain, or that it is a loss, where there is one.
    pub fn log_share(&self, gain: bool) -> f64 {
        (if gain { self.gained } else { self.deleted } / self.event()).ln()
    }

    /// In the form that a value that is no number fails.
    fn check(&self) -> Result<(), String> {
        let losses = [("deleted", self.deleted)];
        let shares = [
            ("gained", self.gained),
            ("deleted and gained together", self.event()),
            ("second_event", self.second_event),
            ("identical", self.identical),
            ("recurrent", self.recurrent),
            ("whole", self.whole),
            ("recurrent and whole together", self.recurrent + self.whole),
            ("clonal", self.clonal),
            ("subclone_alone", self.subclone_alone),
        ];
        let wrong = |least: f64| move |(_, value): &&(&str, f64)| !(least..1.0).contains(value);
        let found = losses.iter().find(wrong(f64::MIN_POSITIVE)).or(shares.iter().find(wrong(0.0)));
        match found {
            Some((name, value)) => Err(format!("prior: {name} is {value}, not a share below 1")),
            None => Ok(()),
        }
    }
}

/// All regions.
#[derive(Debug, Clone, PartialEq)]
pub struct Regions {
    /// Prior weights of events.
    pub prior: EventPrior,
    /// The regions.
    pub regions: Vec<Region>,
    breakpoints: Vec<[(Contig, u32); 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code)]
    version: String,
    #[allow(dead_code)]
    citation: String,
    prior: EventPrior,
    region: Vec<RegionRow>,
    #[serde(default)]
    exon_breakpoint: Vec<BreakpointRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionRow {
    name: String,
    deleted: Option<f64>,
    second_event: Option<f64>,
    identical: Option<f64>,
    recurrent_share: Option<f64>,
    whole_share: Option<f64>,
    genes: Vec<String>,
    recurrent: Vec<RecurrentRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecurrentRow {
    from: String,
    to: String,
    cases: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BreakpointRow {
    #[allow(dead_code)]
    gene: String,
    #[allow(dead_code)]
    exon: String,
    #[serde(rename = "GRCh37")]
    grch37: PositionRow,
    #[serde(rename = "GRCh38")]
    grch38: PositionRow,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PositionRow {
    contig: String,
    position: u32,
}

impl Regions {
    /// Reads `regions.toml` and checks every name against the gene model.
    pub fn parse(text: &str, genes: &GeneModel) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        file.prior.check()?;
        let exon = |members: &[String], text: &str| -> Result<(usize, usize), String> {
            let (gene, exon) =
                text.split_once(':').ok_or_else(|| format!("'{text}' is not gene:exon"))?;
            let place = members.iter().position(|member| member == gene);
            let exon = genes.gene(gene).and_then(|g| g.exon_index(exon));
            place.zip(exon).ok_or_else(|| format!("'{text}' is not an exon of the region's genes"))
        };
        let mut regions = Vec::new();
        for row in file.region {
            for gene in &row.genes {
                let called = genes.gene(gene).is_some_and(|g| g.copy_number);
                if !called {
                    return Err(format!("{gene} of region {} is not a called gene", row.name));
                }
            }
            let recurrent = row
                .recurrent
                .iter()
                .map(|r| {
                    let (from, to) = (exon(&row.genes, &r.from)?, exon(&row.genes, &r.to)?);
                    Ok(Recurrent { from, to, cases: r.cases })
                })
                .collect::<Result<_, String>>()?;
            let prior = EventPrior {
                deleted: row.deleted.unwrap_or(file.prior.deleted),
                second_event: row.second_event.unwrap_or(file.prior.second_event),
                identical: row.identical.unwrap_or(file.prior.identical),
                recurrent: row.recurrent_share.unwrap_or(file.prior.recurrent),
                whole: row.whole_share.unwrap_or(file.prior.whole),
                ..file.prior
            };
            prior.check().map_err(|cause| format!("region {}: {cause}", row.name))?;
            regions.push(Region { name: row.name, genes: row.genes, recurrent, prior });
        }
        for gene in genes.copy_number_genes() {
            let holders = regions.iter().filter(|r| r.genes.contains(&gene.symbol)).count();
            if holders != 1 {
                return Err(format!("{} must be in one region, not in {holders}", gene.symbol));
            }
        }
        let place = |row: &PositionRow| (Contig::new(&row.contig), row.position);
        let breakpoints =
            file.exon_breakpoint.iter().map(|b| [place(&b.grch37), place(&b.grch38)]).collect();
        Ok(Self { prior: file.prior, regions, breakpoints })
    }

    /// Known breakpoints inside exons: contig and number of bases before the cut.
    pub fn exon_breakpoints(&self, assembly: Assembly) -> Vec<(Contig, u32)> {
        self.breakpoints.iter().map(|pair| pair[assembly as usize].clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    const BUILTIN: &str = include_str!("data/regions.toml");

    #[test]
    fn a_region_may_have_shares_of_its_own() {
        let regions = Knowledge::builtin().regions;
        let of = |name: &str| regions.regions.iter().find(|r| r.name == name).unwrap().prior;
        let (ikzf1, rb1) = (of("IKZF1"), of("RB1"));
        let shares = |prior: EventPrior| [prior.deleted, prior.recurrent, prior.whole];
        let common = shares(regions.prior);
        assert!(shares(ikzf1).iter().zip(common).all(|(own, common)| *own > common));
        assert_eq!(shares(rb1), common);
    }

    #[test]
    fn shares_of_a_region_that_leave_nothing_for_other_exons_are_refused() {
        let genes = Knowledge::builtin().genes;
        let text = BUILTIN.replace("whole_share = 0.15", "whole_share = 0.4");
        assert_ne!(text, BUILTIN);
        let cause = Regions::parse(&text, &genes).unwrap_err();
        assert!(cause.contains("region IKZF1") && cause.contains("recurrent and whole"), "{cause}");
    }
}
