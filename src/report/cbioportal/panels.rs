//! Gene panels: which genes were looked at in each patient.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::model::calls::GeneCall;
use crate::model::locus_state::LocusState;
use crate::model::patient::PatientResult;
use crate::report::cell;

use super::case::Case;
use super::cna;

/// Genes of each panel by its name, which follows from the genes alone.
pub struct Panels {
    panels: BTreeMap<String, BTreeSet<String>>,
}

impl Panels {
    /// The panels of these patients.
    pub fn new(cases: &[Case<'_>]) -> Self {
        let sets = cases
            .iter()
            .flat_map(|case| [Some(copy_number(case.result)), small_variants(case.result)])
            .flatten()
            .filter(|genes| !genes.is_empty());
        Self { panels: sets.map(|genes| (name(&genes), genes)).collect() }
    }

    /// `data_gene_matrix.txt`: the panel of each patient for each kind of data, `NA` for none.
    pub fn matrix(cases: &[Case<'_>]) -> String {
        let mut text = cell::line(["SAMPLE_ID", "cna", "mutations"]);
        for case in cases {
            let panel = |genes: Option<BTreeSet<String>>| {
                let genes = genes.filter(|genes| !genes.is_empty());
                genes.map_or_else(|| "NA".to_owned(), |genes| name(&genes))
            };
            text.push_str(&cell::line([
                case.id.clone(),
                panel(Some(copy_number(case.result))),
                panel(small_variants(case.result)),
            ]));
        }
        text
    }

    /// One file per panel, to be loaded before the study.
    pub fn files(&self) -> Vec<(String, String)> {
        let file = |(name, genes): (&String, &BTreeSet<String>)| {
            let list: Vec<&str> = genes.iter().map(String::as_str).collect();
            let text = format!(
                "stable_id: {name}\ndescription: {} genes that ikaros assessed\ngene_list: {}\n",
                genes.len(),
                list.join("\t")
            );
            (format!("gene_panels/{name}.txt"), text)
        };
        self.panels.iter().map(file).collect()
    }
}

/// Genes whose copies were assessed.
fn copy_number(result: &PatientResult) -> BTreeSet<String> {
    let genes = result.calls.genes.iter();
    let is_told = |gene: &&GeneCall| match gene.state {
        LocusState::Deleted => true,
        LocusState::NotDeleted => gene.gained || !cna::is_open(&result.calls, gene),
        LocusState::NotAssessed => gene.gained,
    };
    let assessed = genes.filter(is_told);
    assessed.map(|gene| cell::text(&gene.gene)).collect()
}

/// Genes whose small variants were looked at: those with targets, with an assessed hotspot, or with
/// a record, but not those of which a coding sequence could not be read; `None` where no VCF was
/// merged.
fn small_variants(result: &PatientResult) -> Option<BTreeSet<String>> {
    let merged = result.merged.as_ref()?;
    let with_targets =
        result.calls.genes.iter().filter(|gene| gene.exons.iter().any(|exon| exon.targets > 0));
    let hotspots = merged.hotspots.iter().filter(|hotspot| hotspot.state != "not_assessed");
    let records = merged.variants.iter().filter_map(|variant| variant.gene.as_deref());
    let genes = with_targets
        .map(|gene| gene.gene.as_str())
        .chain(hotspots.map(|hotspot| hotspot.gene.as_str()))
        .chain(records);
    let is_unread = |gene: &&str| merged.unreadable.iter().any(|u| u.gene == *gene && !u.in_part);
    Some(genes.filter(|gene| !is_unread(gene)).map(cell::text).collect())
}

fn name(genes: &BTreeSet<String>) -> String {
    let list: Vec<&str> = genes.iter().map(String::as_str).collect();
    let digest = Sha256::digest(list.join("\n").as_bytes());
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("ikaros_{hex}")
}
