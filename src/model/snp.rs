//! Places where people differ by one base: what was counted there, and what it says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contig::Contig;

/// One place where people differ: a common single-nucleotide polymorphism.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnpSite {
    /// Contig.
    pub contig: Contig,
    /// Position, 1-based.
    pub position: u32,
    /// Base of the reference, upper case.
    pub reference: u8,
    /// The other base, upper case.
    pub alternative: u8,
}

/// Fragments of one sample at a common SNP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnpCount {
    /// Contig.
    pub contig: Contig,
    /// Position, 1-based.
    pub position: u32,
    /// Fragments with the base of the reference.
    pub reference: u32,
    /// Fragments with the other base.
    pub alternative: u32,
    /// Fragments with a third base, or whose mates contradict each other.
    pub other: u32,
}

/// Where fragments at common SNPs were counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SnpSource {
    /// In the sample's reads.
    #[default]
    Reads,
    /// By the program that wrote a germline VCF of the sample.
    GermlineVcf,
}

/// Common SNPs of one sample.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SnpCounts {
    /// Who counted.
    pub source: SnpSource,
    /// The counts, one a SNP.
    pub counts: Vec<SnpCount>,
}

/// What the heterozygous SNPs of a sample say of its copy number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SnpEvidence {
    /// Where they were counted.
    pub source: SnpSource,
    /// Common SNPs that were counted.
    pub counted: u32,
    /// Those that are heterozygous and were used.
    pub heterozygous: u32,
    /// Spread of the allele fractions beyond counting: the intra-class correlation of a
    /// beta-binomial.
    pub dispersion: f64,
    /// Balance of the alleles at the level taken as two copies.
    pub zero: ChromosomeBalance,
    /// The same at the competing level, where there is one.
    pub competing: Option<ChromosomeBalance>,
    /// True when the alleles turned the choice of the zero round.
    pub decided_zero: bool,
    /// Regions with heterozygous SNPs.
    pub regions: Vec<RegionSnps>,
}

impl SnpEvidence {
    /// True when the alleles say which of two levels is two copies: most autosomes at the zero are
    /// balanced, most at the other level are not.
    pub fn settles_the_zero(&self) -> bool {
        let other = self.competing.unwrap_or_default();
        self.zero.balanced > self.zero.skewed && other.skewed > other.balanced
    }
}

impl ChromosomeBalance {
    /// True when more autosomes are balanced than skewed, and not one alone.
    pub fn is_balanced(self) -> bool {
        self.balanced >= Self::FEWEST && self.balanced > self.skewed
    }

    /// True when more autosomes are skewed than balanced, and not one alone.
    pub fn is_skewed(self) -> bool {
        self.skewed >= Self::FEWEST && self.skewed > self.balanced
    }

    /// Autosomes without which the alleles say nothing of a level.
    const FEWEST: u32 = 2;
}

/// Autosomes at one level of depth, by the balance of their alleles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChromosomeBalance {
    /// Autosomes whose alleles are equally frequent.
    pub balanced: u32,
    /// Autosomes with one allele more than the other.
    pub skewed: u32,
}

/// Heterozygous SNPs of a region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegionSnps {
    /// Genes of the region.
    pub genes: Vec<String>,
    /// Heterozygous SNPs used.
    pub heterozygous: u32,
    /// Log10 likelihood ratio of the alleles: the most likely events of the region against none.
    pub log10_ratio: f64,
}
