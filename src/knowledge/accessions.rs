//! `RefSeq` accessions of the chromosomes, for HGVS.

use serde::Deserialize;

use super::gene_model::GeneModel;
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;

/// Accessions of both assemblies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accessions {
    rows: Vec<(Contig, [String; 2])>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    chrom: String,
    #[serde(rename = "GRCh37")]
    grch37: String,
    #[serde(rename = "GRCh38")]
    grch38: String,
}

impl Accessions {
    /// Reads `accessions.tsv`, which must hold every chromosome of the gene model.
    pub fn parse(text: &str, genes: &GeneModel) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let row = |row: Row| (Contig::new(&row.chrom), [row.grch37, row.grch38]);
        let rows = reader.deserialize().map(|r| r.map(row)).collect::<Result<Vec<_>, _>>();
        let accessions = Self { rows: rows.map_err(|e| e.to_string())? };
        for gene in genes.genes() {
            let known =
                |a| accessions.of(a, &gene.contig).is_some_and(|name| !name.trim().is_empty());
            if !Assembly::ALL.into_iter().all(known) {
                return Err(format!("chromosome {} of {} is missing", gene.contig, gene.symbol));
            }
        }
        Ok(accessions)
    }

    /// Accession with version of a chromosome.
    pub fn of(&self, assembly: Assembly, contig: &Contig) -> Option<&str> {
        let row = self.rows.iter().find(|(name, _)| name == contig)?;
        Some(&row.1[assembly as usize])
    }
}
