//! `cbioportal/`: the patients of a run as a study that cBioPortal loads.
//!
//! Normals are left out: a study is of tumours. What was not assessed is `NA`, and the gene panel of
//! each sample names the genes that were, so that silence is never read as "unchanged".

mod case;
mod cna;
mod meta;
mod panels;

use super::form::{File, FormError, Run};
use super::{cell, seg, variants_tsv};
use case::{Case, cases};
use meta::Study;
use panels::Panels;

/// The study; without patients there is none.
pub fn files(run: &Run<'_>) -> Result<Vec<File>, FormError> {
    let cases = cases(run.results);
    let Some(first) = cases.first() else { return Ok(Vec::new()) };
    let assembly = first.result.calls.assembly;
    if let Some(other) = cases.iter().find(|case| case.result.calls.assembly != assembly) {
        let name = |case: &Case<'_>| case.result.calls.sample.name.clone();
        return Err(FormError::Assemblies {
            first: name(first),
            of_first: assembly,
            second: name(other),
            of_second: other.result.calls.assembly,
        });
    }
    let study = Study::new(assembly, &cases);
    let panels = Panels::new(&cases);
    let mut files = vec![
        ("data_clinical_sample.txt".to_owned(), clinical(&cases)),
        ("data_cna.txt".to_owned(), cna::table(&cases)),
        (study.segments(), segments(&cases)),
        ("data_gene_matrix.txt".to_owned(), Panels::matrix(&cases)),
    ];
    if study.has_mutations() {
        files.push(("data_mutations.txt".to_owned(), mutations(&cases)));
    }
    files.extend(study.files());
    files.extend(panels.files());
    let text = |(name, text): (String, String)| (format!("cbioportal/{name}"), text.into_bytes());
    Ok(files.into_iter().map(text).collect())
}

/// One row per patient, with the name as the laboratory wrote it.
fn clinical(cases: &[Case<'_>]) -> String {
    let mut text = String::new();
    let head = [
        ["#Patient", "Sample", "Sample name", "IKZF1", "QC"],
        [
            "#Patient identifier",
            "Sample identifier",
            "Name as in the sample's files",
            "Exon deletions of IKZF1",
            "Codes of the quality flags",
        ],
        ["#STRING", "STRING", "STRING", "STRING", "STRING"],
        ["#1", "1", "1", "1", "1"],
        ["PATIENT_ID", "SAMPLE_ID", "SAMPLE_NAME", "IKZF1", "QC"],
    ];
    for row in head {
        text.push_str(&cell::line(row));
    }
    for case in cases {
        let flags = case.result.calls.flag_codes();
        text.push_str(&cell::line([
            case.id.clone(),
            case.id.clone(),
            cell::text(&case.result.calls.sample.name),
            cell::text(&case.result.interpretation.ikzf1.category_label),
            if flags.is_empty() { "pass".to_owned() } else { cell::text(&flags.join(";")) },
        ]));
    }
    text
}

fn segments(cases: &[Case<'_>]) -> String {
    let mut text = cell::line(seg::COLUMNS);
    for case in cases {
        // cBioPortal numbers the chromosomes without a prefix.
        let bare = |contig: &str| contig.strip_prefix("chr").unwrap_or(contig).to_owned();
        text.push_str(&seg::rows(case.result, &case.id, bare));
    }
    text
}

/// The records that pass, of the patients whose VCFs were merged.
fn mutations(cases: &[Case<'_>]) -> String {
    let mut text = variants_tsv::maf_head();
    for case in cases {
        let build = case.result.calls.assembly.name();
        let variants = case.result.merged.iter().flat_map(|merged| &merged.variants);
        for variant in variants.filter(|variant| variant.passes()) {
            text.push_str(&variants_tsv::maf_line(&case.id, build, variant).unwrap_or_default());
        }
    }
    text
}
