//! What is known of small variants: borders, hotspots, domains and the meaning of changes.

use serde::Deserialize;

use super::gene_model::GeneModel;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;

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
    /// Bases within which a record of a population file shows that it covers a place.
    pub population_near: u32,
}

/// When a small variant belongs to a deletion that the depth shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BesideDeletions {
    /// Bases of an intron in which a change lies in the exon's splice region.
    pub splice_region: u32,
    /// Bases from which on a deletion is structural.
    pub structural: u32,
}

/// When a VCF may be another patient's.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamePatient {
    /// Depth of the caller, and of the reads, from which a substitution counts.
    pub depth: u32,
    /// Share of the caller's reads from which it does.
    pub vaf: f64,
    /// Substitutions without any read from which the VCF is named.
    pub absent: u32,
    /// Their least share of those that count.
    pub share: f64,
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
    /// Its residues: the stop must follow. Without it the first stop in its frame is taken.
    #[serde(default)]
    pub residues: Option<u32>,
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

/// A gene that is reported without a transcript of its own: what a change does is told by the
/// annotations that come with the VCFs, and at hotspots by the codon.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainGene {
    /// Gene symbol.
    pub symbol: String,
    /// The transcript whose names are meant.
    pub transcript: String,
    /// Contig.
    pub contig: Contig,
    /// `+` or `-`.
    pub strand: String,
    /// First and last base on GRCh37, 1-based.
    #[serde(rename = "GRCh37")]
    grch37: (u32, u32),
    /// First and last base on GRCh38, 1-based.
    #[serde(rename = "GRCh38")]
    grch38: (u32, u32),
    /// Source.
    pub citation: String,
    /// True when it was not confirmed from a primary text.
    pub unconfirmed: bool,
}

impl PlainGene {
    /// The gene's bases.
    pub fn span(&self, assembly: Assembly) -> Interval {
        let (start, end) = match assembly {
            Assembly::Grch37 => self.grch37,
            Assembly::Grch38 => self.grch38,
        };
        Interval::new(self.contig.clone(), start.saturating_sub(1), end)
    }
}

/// A codon, or a stretch of codons, that is looked at in every sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hotspot {
    /// Gene symbol.
    pub gene: String,
    /// Residue, or the first one.
    pub codon: u32,
    /// The last residue.
    pub last_codon: u32,
    /// True when insertions and deletions alone are meant.
    pub indels_only: bool,
    /// Name.
    pub label: String,
    /// The residue of the (first) codon in one letter, where it is known: the reference is held
    /// against it.
    pub residue: Option<u8>,
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
    /// Whether a VCF fits the reads.
    pub same_patient: SamePatient,
    /// Variants beside deletions.
    pub beside_deletions: BesideDeletions,
    /// Parts of proteins.
    pub domains: Vec<Domain>,
    /// Meanings, in the order in which they are tried.
    pub rules: Vec<VariantRule>,
    /// Genes without a transcript.
    pub plain_genes: Vec<PlainGene>,
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
    same_patient: SamePatient,
    beside_deletions: BesideDeletions,
    domain: Vec<Domain>,
    rule: Vec<VariantRule>,
    #[serde(default)]
    second_protein: Vec<SecondProtein>,
    #[serde(default)]
    plain_gene: Vec<PlainGene>,
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
    /// A table of hotspots may do without the last three columns.
    #[serde(default)]
    last_codon: String,
    #[serde(default)]
    changes: String,
    #[serde(default)]
    residue: String,
}

impl Row {
    fn hotspot(self) -> Result<Hotspot, String> {
        let fail = |what: &str| Err(format!("hotspots.tsv: {} {} {what}", self.gene, self.label));
        if self.start37 == 0
            || self.start38 == 0
            || self.end37 < self.start37
            || self.end38 < self.start38
        {
            return fail("has no place");
        }
        let last_codon = match self.last_codon.as_str() {
            "" | "." => self.codon,
            text => match text.parse::<u32>() {
                Ok(last) if last >= self.codon => last,
                _ => return fail("has no last codon behind its first"),
            },
        };
        let indels_only = match self.changes.as_str() {
            "" | "." | "any" => false,
            "indel" => true,
            other => return fail(&format!("has changes '{other}': any or indel is known")),
        };
        let residue = match self.residue.as_bytes() {
            b"" | b"." => None,
            [one] if b"ACDEFGHIKLMNPQRSTVWY".contains(one) => Some(*one),
            _ => return fail(&format!("has residue '{}': one letter is known", self.residue)),
        };
        Ok(Hotspot {
            codon: self.codon,
            last_codon,
            indels_only,
            residue,
            contig: Contig::new(&self.chrom),
            places: [(self.start37, self.end37), (self.start38, self.end38)],
            gene: self.gene,
            label: self.label,
        })
    }
}

impl SmallVariantKnowledge {
    /// Reads the rules (`small_variants.toml`) and the hotspots (`hotspots.tsv`).
    pub fn parse(rules: &str, hotspots: &str, genes: &GeneModel) -> Result<Self, String> {
        let file: File = toml::from_str(rules).map_err(|e| e.to_string())?;
        let is_plain = |gene: &str| file.plain_gene.iter().any(|plain| plain.symbol == gene);
        if let Some(plain) = file.plain_gene.iter().find(|p| genes.gene(&p.symbol).is_some()) {
            return Err(format!("gene {} has its transcript in genes.tsv", plain.symbol));
        }
        let is_known = |gene: &str| genes.gene(gene).is_some() || is_plain(gene);
        let named = file.rule.iter().map(|rule| &rule.gene).filter(|gene| *gene != "*");
        if let Some(gene) =
            named.chain(file.domain.iter().map(|d| &d.gene)).find(|gene| !is_known(gene))
        {
            return Err(format!("gene {gene} is neither in genes.tsv nor a plain_gene"));
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .comment(Some(b'#'))
            .from_reader(hotspots.as_bytes());
        let mut list = Vec::new();
        for row in reader.deserialize::<Row>() {
            let row = row.map_err(|e| format!("hotspots.tsv: {e}"))?;
            if !is_known(&row.gene) {
                return Err(format!(
                    "hotspots.tsv: gene {} is neither in genes.tsv nor a plain_gene",
                    row.gene
                ));
            }
            list.push(row.hotspot()?);
        }
        if list.is_empty() {
            return Err("hotspots.tsv: it holds no hotspot".to_owned());
        }
        Ok(Self {
            filters: file.filters,
            gate: file.gate,
            same_patient: file.same_patient,
            beside_deletions: file.beside_deletions,
            domains: file.domain,
            rules: file.rule,
            plain_genes: file.plain_gene,
            second_proteins: file.second_protein,
            hotspots: list,
        })
    }

    /// A gene without a transcript.
    pub fn plain_gene(&self, symbol: &str) -> Option<&PlainGene> {
        self.plain_genes.iter().find(|gene| gene.symbol == symbol)
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
            assert!(hotspot.codon <= hotspot.last_codon);
            let Some(gene) = knowledge.genes.gene(&hotspot.gene) else {
                let gene = knowledge.small_variants.plain_gene(&hotspot.gene).unwrap();
                for assembly in Assembly::ALL {
                    let (start, end) = hotspot.place(assembly);
                    let span = gene.span(assembly);
                    assert!(span.start < start && end <= span.end, "{}", hotspot.label);
                    assert_eq!(end - start, 2, "{}", hotspot.label);
                }
                continue;
            };
            for assembly in Assembly::ALL {
                let (start, end) = hotspot.place(assembly);
                let inside =
                    gene.exons.iter().filter_map(|exon| exon.coding(assembly)).any(|coding| {
                        coding.contig == hotspot.contig && coding.start < start && end <= coding.end
                    });
                assert!(inside, "{} {} {assembly}", hotspot.gene, hotspot.label);
                let codons = hotspot.last_codon - hotspot.codon + 1;
                assert_eq!(end - start + 1, 3 * codons, "{} {}", hotspot.gene, hotspot.label);
            }
        }
    }
}
