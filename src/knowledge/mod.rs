//! Built-in tables and rules with versions and citations; loaders; overridable.
//!
//! A fact that a clinician could dispute is data here, never a constant in code.

pub mod accessions;
mod error;
pub mod fhir;
pub mod gene_model;
pub mod junctions;
pub mod mlpa;
pub mod par;
pub mod regions;
pub mod rules;
pub mod small_variants;

use crate::model::patient::RuleSource;
use accessions::Accessions;
pub use error::KnowledgeError;
use gene_model::GeneModel;
use junctions::Junctions;
use mlpa::MlpaRules;
use regions::Regions;
use rules::Rules;
use small_variants::SmallVariantKnowledge;

/// The built-in files by name.
pub const FILES: [(&str, &str); 12] = [
    ("genes.tsv", include_str!("data/genes.tsv")),
    ("accessions.tsv", include_str!("data/accessions.tsv")),
    ("regions.toml", include_str!("data/regions.toml")),
    ("junctions.tsv", include_str!("data/junctions.tsv")),
    ("ikzf1_deletions.tsv", include_str!("data/ikzf1_deletions.tsv")),
    ("ikzf1plus.toml", include_str!("data/ikzf1plus.toml")),
    ("ukall_cna.toml", include_str!("data/ukall_cna.toml")),
    ("calling.toml", include_str!("data/calling.toml")),
    ("aneuploidy.toml", include_str!("data/aneuploidy.toml")),
    ("small_variants.toml", include_str!("data/small_variants.toml")),
    ("hotspots.tsv", include_str!("data/hotspots.tsv")),
    ("mlpa.toml", include_str!("data/mlpa.toml")),
];

/// Everything that is known before a sample is seen.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// Genes and exons.
    pub genes: GeneModel,
    /// Regions searched together, recurrent events and their prior.
    pub regions: Regions,
    /// `RefSeq` accessions of the chromosomes.
    pub accessions: Accessions,
    /// Where recurrent deletions break.
    pub junctions: Junctions,
    /// Clinical rules.
    pub rules: Rules,
    /// Borders, hotspots and meanings of small variants.
    pub small_variants: SmallVariantKnowledge,
    /// How MLPA's ratios are read.
    pub mlpa: MlpaRules,
    /// Name, version, citation and digest of each file in use.
    pub sources: Vec<RuleSource>,
}

impl Knowledge {
    /// The built-in knowledge.
    ///
    /// # Panics
    /// Never: a test reads every built-in file.
    pub fn builtin() -> Self {
        match Self::with_overrides(&[]) {
            Ok(knowledge) => knowledge,
            Err(error) => unreachable!("a built-in file does not read: {error}"),
        }
    }

    /// The built-in knowledge with some files replaced; `overrides` are file names and contents.
    pub fn with_overrides(overrides: &[(String, String)]) -> Result<Self, KnowledgeError> {
        let known = FILES.map(|(name, _)| name);
        if let Some((name, _)) = overrides.iter().find(|(name, _)| !known.contains(&name.as_str()))
        {
            return Err(KnowledgeError::UnknownFile {
                name: name.clone(),
                known: known.join(", "),
            });
        }
        let text = |wanted: &str| -> &str {
            let replaced = overrides.iter().find(|(name, _)| name == wanted);
            let builtin = FILES.iter().find(|(name, _)| *name == wanted);
            match (replaced, builtin) {
                (Some((_, text)), _) => text,
                (None, Some((_, text))) => text,
                (None, None) => "",
            }
        };
        let genes = GeneModel::parse("genes.tsv", text("genes.tsv"))?;
        let regions = Regions::parse(text("regions.toml"), &genes)
            .map_err(|message| KnowledgeError::Rules { name: "regions.toml".into(), message })?;
        let junctions = Junctions::parse(text("junctions.tsv"), &regions, &genes)
            .map_err(|message| KnowledgeError::Rules { name: "junctions.tsv".into(), message })?;
        let rules = Rules::parse(&text, &genes)?;
        let accessions = Accessions::parse(text("accessions.tsv"), &genes)
            .map_err(|message| KnowledgeError::Rules { name: "accessions.tsv".into(), message })?;
        let small_variants =
            SmallVariantKnowledge::parse(text("small_variants.toml"), text("hotspots.tsv"), &genes)
                .map_err(|message| KnowledgeError::Rules {
                    name: "small_variants.toml".into(),
                    message,
                })?;
        let mlpa = MlpaRules::parse(text("mlpa.toml"))
            .map_err(|message| KnowledgeError::Rules { name: "mlpa.toml".into(), message })?;
        let sources = FILES.iter().map(|(name, _)| source(name, text(name))).collect();
        Ok(Self { genes, regions, accessions, junctions, rules, small_variants, mlpa, sources })
    }
}

/// Version and citation of a file: the keys `version` and `citation` of a TOML file, the comments
/// `# version:` and `# source:` of a table.
fn source(name: &str, text: &str) -> RuleSource {
    use sha2::{Digest, Sha256};
    let key = |keys: [&str; 2]| {
        text.lines()
            .find_map(|line| keys.iter().find_map(|key| line.strip_prefix(key)))
            .map(|value| value.trim().trim_matches('"').to_owned())
            .unwrap_or_default()
    };
    let digest = Sha256::digest(text.as_bytes());
    RuleSource {
        name: name.to_owned(),
        version: key(["version = ", "# version:"]),
        citation: key(["citation = ", "# source:"]),
        digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_file_reads_and_states_its_version_and_source() {
        let knowledge = Knowledge::with_overrides(&[]).unwrap();
        for source in &knowledge.sources {
            assert!(!source.version.is_empty(), "{}", source.name);
            assert!(!source.citation.is_empty(), "{}", source.name);
        }
    }

    #[test]
    fn unknown_overrides_are_refused() {
        let error = Knowledge::with_overrides(&[("ikzf1+.toml".into(), String::new())]);
        assert!(error.unwrap_err().to_string().contains("ikzf1plus.toml"));
    }
}
