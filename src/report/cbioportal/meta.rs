//! What describes the data files to cBioPortal, and the lists of patients.

use crate::model::assembly::Assembly;

use super::case::Case;

/// Identifier of the study in every file; a laboratory replaces it by its own.
const STUDY: &str = "ikaros_run";

/// The study as a whole.
pub struct Study {
    genome: &'static str,
    all: Vec<String>,
    with_mutations: Vec<String>,
}

impl Study {
    /// The study of these patients.
    pub fn new(assembly: Assembly, cases: &[Case<'_>]) -> Self {
        let ids = |wanted: fn(&Case<'_>) -> bool| {
            cases.iter().filter(|case| wanted(case)).map(|case| case.id.clone()).collect()
        };
        Self {
            genome: match assembly {
                Assembly::Grch37 => "hg19",
                Assembly::Grch38 => "hg38",
            },
            all: ids(|_| true),
            with_mutations: ids(|case| case.result.merged.is_some()),
        }
    }

    /// True when small variants were merged for any patient.
    pub fn has_mutations(&self) -> bool {
        !self.with_mutations.is_empty()
    }

    /// Name of the file of segments.
    pub fn segments(&self) -> String {
        format!("data_cna_{}.seg", self.genome)
    }

    /// The descriptions and lists.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![
            self.study(),
            Self::data(
                "clinical_sample",
                "CLINICAL",
                "SAMPLE_ATTRIBUTES",
                "clinical_sample.txt",
                "",
            ),
            Self::data(
                "cna",
                "COPY_NUMBER_ALTERATION",
                "DISCRETE",
                "cna.txt",
                "stable_id: cna\nshow_profile_in_analysis_tab: true\n\
                 profile_name: Deletions and gains\n\
                 profile_description: Exon-level calls of ikaros; -2 both copies lost, -1 one copy \
                 lost, 0 assessed exons present, 1 gained, NA not assessed\n",
            ),
            Self::data(
                "cna_seg",
                "COPY_NUMBER_ALTERATION",
                "SEG",
                &format!("cna_{}.seg", self.genome),
                &format!(
                    "reference_genome_id: {}\ndescription: Ratios to normals over assessed exons\n",
                    self.genome
                ),
            ),
            Self::data(
                "gene_matrix",
                "GENE_PANEL_MATRIX",
                "GENE_PANEL_MATRIX",
                "gene_matrix.txt",
                "",
            ),
            list("all", "All patients", "all_cases_in_study", &self.all),
            list("cna", "Patients with copy numbers", "all_cases_with_cna_data", &self.all),
        ];
        if self.has_mutations() {
            files.push(Self::data(
                "mutations",
                "MUTATION_EXTENDED",
                "MAF",
                "mutations.txt",
                "stable_id: mutations\nshow_profile_in_analysis_tab: true\n\
                 profile_name: Small variants\n\
                 profile_description: Merged records that pass every filter\n",
            ));
            files.push(list(
                "sequenced",
                "Patients with small variants",
                "all_cases_with_mutation_data",
                &self.with_mutations,
            ));
        }
        files
    }

    fn study(&self) -> (String, String) {
        let text = format!(
            "type_of_cancer: mixed\ncancer_study_identifier: {STUDY}\nname: ikaros run\n\
             description: Copy number and small variants of acute lymphoblastic leukaemias, from \
             capture sequencing\nreference_genome: {}\n",
            self.genome
        );
        ("meta_study.txt".to_owned(), text)
    }

    fn data(name: &str, kind: &str, datatype: &str, file: &str, more: &str) -> (String, String) {
        let text = format!(
            "cancer_study_identifier: {STUDY}\ngenetic_alteration_type: {kind}\n\
             datatype: {datatype}\n{more}data_filename: data_{file}\n"
        );
        (format!("meta_{name}.txt"), text)
    }
}

fn list(name: &str, title: &str, category: &str, ids: &[String]) -> (String, String) {
    let text = format!(
        "cancer_study_identifier: {STUDY}\nstable_id: {STUDY}_{name}\ncase_list_name: {title}\n\
         case_list_description: {title}\ncase_list_category: {category}\ncase_list_ids: {}\n",
        ids.join("\t")
    );
    (format!("case_lists/cases_{name}.txt"), text)
}
