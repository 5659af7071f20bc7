//! Codes of FHIR: LOINC, Sequence Ontology, HGNC, and the profiles of the Genomics Reporting guide.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::accessions::Accessions;
use super::error::KnowledgeError;
use super::gene_model::GeneModel;

/// The built-in codes.
pub const CODES: &str = include_str!("data/fhir.toml");

/// A code with the address of its system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code<'a> {
    /// Address of the system.
    pub system: &'a str,
    /// The code.
    pub code: &'a str,
    /// Its name.
    pub display: &'a str,
}

/// Everything that a bundle needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fhir {
    file: File,
    accessions: Accessions,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code)]
    version: String,
    #[allow(dead_code)]
    citation: String,
    profile: BTreeMap<String, String>,
    system: BTreeMap<String, String>,
    code: BTreeMap<String, [String; 3]>,
    chromosome: BTreeMap<String, String>,
    hgnc: BTreeMap<String, String>,
}

impl Fhir {
    /// The built-in codes.
    pub fn builtin() -> Result<Self, KnowledgeError> {
        let builtin = |wanted: &str| {
            super::FILES.iter().find(|(name, _)| *name == wanted).map_or("", |(_, text)| *text)
        };
        let wrong =
            |name: &str, message: String| KnowledgeError::Rules { name: name.to_owned(), message };
        let file: File = toml::from_str(CODES).map_err(|e| wrong("fhir.toml", e.to_string()))?;
        let unknown = file.code.values().find(|code| !file.system.contains_key(&code[0]));
        if let Some([system, code, _]) = unknown {
            return Err(wrong("fhir.toml", format!("{code} has no system '{system}'")));
        }
        let genes = GeneModel::parse("genes.tsv", builtin("genes.tsv"))?;
        let accessions = Accessions::parse(builtin("accessions.tsv"), &genes)
            .map_err(|message| wrong("accessions.tsv", message))?;
        Ok(Self { file, accessions })
    }

    /// A code by the name that the file gives it; empty where it has none, which a test excludes.
    pub fn code(&self, name: &str) -> Code<'_> {
        let found = self.file.code.get(name);
        found.map_or(Code { system: "", code: "", display: "" }, |[system, code, display]| Code {
            system: self.system(system),
            code,
            display,
        })
    }

    /// Address of a system.
    pub fn system(&self, name: &str) -> &str {
        self.file.system.get(name).map_or("", String::as_str)
    }

    /// Address of a profile.
    pub fn profile(&self, name: &str) -> &str {
        self.file.profile.get(name).map_or("", String::as_str)
    }

    /// LOINC's answer code of a chromosome.
    pub fn chromosome(&self, contig: &str) -> Option<&str> {
        self.file.chromosome.get(contig).map(String::as_str)
    }

    /// HGNC's identifier of a gene.
    pub fn gene(&self, symbol: &str) -> Option<&str> {
        self.file.hgnc.get(symbol).map(String::as_str)
    }

    /// Accessions of the chromosomes.
    pub fn accessions(&self) -> &Accessions {
        &self.accessions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digit after the hyphen of a LOINC answer, from those before it.
    fn check_digit(number: &str) -> u32 {
        let digits = number.chars().rev().filter_map(|c| c.to_digit(10)).enumerate();
        let doubled = |(at, digit): (usize, u32)| match (at % 2, digit) {
            (0, 0..=4) => 2 * digit,
            (0, _) => 2 * digit - 9,
            _ => digit,
        };
        (10 - digits.map(doubled).sum::<u32>() % 10) % 10
    }

    #[test]
    fn every_gene_and_chromosome_of_the_model_has_its_code() {
        let fhir = Fhir::builtin().unwrap();
        let knowledge = crate::knowledge::Knowledge::builtin();
        for gene in knowledge.genes.genes() {
            assert!(fhir.gene(&gene.symbol).is_some(), "{}", gene.symbol);
            assert!(fhir.chromosome(gene.contig.as_str()).is_some(), "{}", gene.contig);
        }
    }

    #[test]
    fn check_digits_hold() {
        let fhir = Fhir::builtin().unwrap();
        for [system, code, _] in fhir.file.code.values().filter(|code| code[0] == "loinc") {
            let Some((number, digit)) = code.split_once('-') else { panic!("{system} {code}") };
            if let Some(answer) = number.strip_prefix("LA") {
                assert!(answer.parse::<u32>().is_ok(), "{code}");
            } else {
                assert_eq!(check_digit(number).to_string(), digit, "{code}");
            }
        }
        // Answers of one list run on, and their digits with them.
        let of_answers: Vec<u32> = (1..=22)
            .map(|n| n.to_string())
            .chain(["X".into(), "Y".into()])
            .map(|contig: String| {
                let code = fhir.chromosome(&contig).unwrap().trim_start_matches("LA").to_owned();
                let (number, digit) = code.split_once('-').unwrap();
                (digit.parse::<u32>().unwrap() + 10 - check_digit(number)) % 10
            })
            .collect();
        assert!(of_answers.iter().all(|offset| *offset == 2), "{of_answers:?}");
    }
}
