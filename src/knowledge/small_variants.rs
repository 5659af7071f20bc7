//! What is known of small variants: borders, hotspots, domains and the meaning of changes.

use serde::Deserialize;

use super::gene_model::GeneModel;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;

/// Borders of the filters.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilterBorders {
    /// Fewest fragments at the site.
    pub min_depth: u32,
    /// Smallest variant allele fraction.
    pub min_vaf: f64,
    /// Fewest fragments with the alternative allele.
    pub min_alternative: u32,
    /// Probability of the strands under chance below which they are biased.
    pub strand_p: f64,
    /// Share of the rarer strand above which they are not biased.
    pub strand_share: f64,
    /// Frequency in the population above which an allele is a polymorphism.
    pub population_frequency: f64,
}

/// What a sample's depth must reach.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepthGate {
    /// Mean de-duplicated depth over the targets.
    pub mean_depth: f64,
}

/// A part of a protein.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// Gene symbol.
    pub gene: String,
    /// Name.
    pub name: String,
    /// What it does, as rules name it.
    pub function: String,
    /// First residue.
    pub from: u32,
    /// Last residue.
    pub to: u32,
}

/// A second protein that a gene reads from shared exons in another frame.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondProtein {
    /// Gene symbol.
    pub gene: String,
    /// Name of the protein of the reference transcript.
    pub main_protein: String,
    /// Name of the second protein.
    pub protein: String,
    /// Its transcript.
    pub transcript: String,
    /// Labels of its exons in their order.
    pub exons: Vec<String>,
    /// Source.
    pub citation: String,
}

/// What a change means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantRule {
    /// Stable code.
    pub code: String,
    /// Gene symbol; `*` for every gene.
    pub gene: String,
    /// HGVS p. descriptions that fit; empty for any.
    #[serde(default)]
    pub protein: Vec<String>,
    /// First and last residue.
    #[serde(default)]
    pub residues: Option<(u32, u32)>,
    /// Single residues.
    #[serde(default)]
    pub residue_list: Vec<u32>,
    /// Functions of the domains that must be hit.
    #[serde(default)]
    pub functions: Vec<String>,
    /// `missense`, `truncating`, `inframe`; empty for any.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Class that is reported.
    pub class: String,
    /// Meaning in words.
    pub text: String,
    /// Why a germline origin should be thought of.
    #[serde(default)]
    pub germline: Option<String>,
    /// True when the meaning depends on the other allele.
    #[serde(default)]
    pub second_allele: bool,
    /// Source.
    pub citation: String,
    /// True when it was not confirmed from a primary text.
    pub unconfirmed: bool,
}

/// A codon that is looked at in every sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hotspot {
    /// Gene symbol.
    pub gene: String,
    /// Residue.
    pub codon: u32,
    /// Name.
    pub label: String,
    /// Contig.
    pub contig: Contig,
    places: [(u32, u32); 2],
}

impl Hotspot {
    /// First and last base, 1-based.
    pub fn place(&self, assembly: Assembly) -> (u32, u32) {
        self.places[assembly as usize]
    }
}

/// Everything that is known of small variants.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallVariantKnowledge {
    /// Borders of the filters.
    pub filters: FilterBorders,
    /// Depth that a sample needs.
    pub gate: DepthGate,
    /// Parts of proteins.
    pub domains: Vec<Domain>,
    /// Meanings, in the order in which they are tried.
    pub rules: Vec<VariantRule>,
    /// Further proteins of a gene.
    pub second_proteins: Vec<SecondProtein>,
    /// Hotspots, in the table's order.
    pub hotspots: Vec<Hotspot>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code)] // Read by `Knowledge` from the text.
    version: String,
    #[allow(dead_code)]
    citation: String,
    filters: FilterBorders,
    gate: DepthGate,
    domain: Vec<Domain>,
    rule: Vec<VariantRule>,
    #[serde(default)]
    second_protein: Vec<SecondProtein>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    gene: String,
    codon: u32,
    label: String,
    chrom: String,
    #[serde(rename = "GRCh37_start")]
    start37: u32,
    #[serde(rename = "GRCh37_end")]
    end37: u32,
    #[serde(rename = "GRCh38_start")]
    start38: u32,
    #[serde(rename = "GRCh38_end")]
    end38: u32,
}

impl SmallVariantKnowledge {
    /// Reads the rules (`small_variants.toml`) and the hotspots (`hotspots.tsv`).
    pub fn parse(rules: &str, hotspots: &str, genes: &GeneModel) -> Result<Self, String> {
        let file: File = toml::from_str(rules).map_err(|e| e.to_string())?;
        let known = |gene: &str| gene == "*" || genes.gene(gene).is_some();
        let named = file.rule.iter().map(|rule| &rule.gene);
        if let Some(gene) =
            named.chain(file.domain.iter().map(|d| &d.gene)).find(|gene| !known(gene))
        {
            return Err(format!("gene {gene} is not in genes.tsv"));
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .comment(Some(b'#'))
            .from_reader(hotspots.as_bytes());
        let mut list = Vec::new();
        for row in reader.deserialize::<Row>() {
            let row = row.map_err(|e| format!("hotspots.tsv: {e}"))?;
            if genes.gene(&row.gene).is_none() {
                return Err(format!("hotspots.tsv: gene {} is not in genes.tsv", row.gene));
            }
            if row.start37 == 0
                || row.start38 == 0
                || row.end37 < row.start37
                || row.end38 < row.start38
            {
                return Err(format!("hotspots.tsv: {} {} has no place", row.gene, row.label));
            }
            list.push(Hotspot {
                gene: row.gene,
                codon: row.codon,
                label: row.label,
                contig: Contig::new(&row.chrom),
                places: [(row.start37, row.end37), (row.start38, row.end38)],
            });
        }
        if list.is_empty() {
            return Err("hotspots.tsv: it holds no hotspot".to_owned());
        }
        Ok(Self {
            filters: file.filters,
            gate: file.gate,
            domains: file.domain,
            rules: file.rule,
            second_proteins: file.second_protein,
            hotspots: list,
        })
    }

    /// The hotspot whose codon an allele touches.
    pub fn hotspot(
        &self,
        assembly: Assembly,
        contig: &Contig,
        position: u32,
        reference_length: usize,
    ) -> Option<&Hotspot> {
        let length = u32::try_from(reference_length).unwrap_or(u32::MAX);
        let last = position.saturating_add(length.max(1) - 1);
        self.hotspots.iter().find(|hotspot| {
            let (start, end) = hotspot.place(assembly);
            hotspot.contig == *contig && start <= last && position <= end
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    #[test]
    fn hotspots_lie_in_coding_exons_of_their_genes() {
        let knowledge = Knowledge::builtin();
        for hotspot in &knowledge.small_variants.hotspots {
            let gene = knowledge.genes.gene(&hotspot.gene).unwrap();
            for assembly in Assembly::ALL {
                let (start, end) = hotspot.place(assembly);
                let inside =
                    gene.exons.iter().filter_map(|exon| exon.coding(assembly)).any(|coding| {
                        coding.contig == hotspot.contig && coding.start < start && end <= coding.end
                    });
                assert!(inside, "{} {} {assembly}", hotspot.gene, hotspot.label);
            }
        }
    }
}
