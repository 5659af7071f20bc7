//! Every name under `OUT`, once.

use std::path::{Path, PathBuf};

/// Names inside the output folder of a run.
#[derive(Debug, Clone)]
pub struct OutFolder {
    root: PathBuf,
}

impl OutFolder {
    /// The names below `root`.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// One row per sample: `run.tsv`.
    pub fn run_table(&self) -> PathBuf {
        self.root.join("run.tsv")
    }

    /// The same rows and more, for programs: `run.json`.
    pub fn run_json(&self) -> PathBuf {
        self.root.join("run.json")
    }

    /// All samples on one page: `run.html`.
    pub fn run_page(&self) -> PathBuf {
        self.root.join("run.html")
    }

    /// What became of planted events: `positive_control.tsv`.
    pub fn positive_control(&self) -> PathBuf {
        self.root.join("positive_control.tsv")
    }

    /// Files that were seen and not used, with the reason: `run.skipped.tsv`.
    pub fn skipped(&self) -> PathBuf {
        self.root.join("run.skipped.tsv")
    }

    /// The panel of normals that the run built: `normals.ikaros.tsv`.
    pub fn normals(&self) -> PathBuf {
        self.root.join("normals.ikaros.tsv")
    }

    /// Depth tables of the samples: `depth/`.
    pub fn depth(&self) -> PathBuf {
        self.root.join("depth")
    }

    /// Depth tables of the normals that are not samples of the run: `depth/normals/`.
    pub fn normal_depth(&self) -> PathBuf {
        self.depth().join("normals")
    }

    /// Indexes that could not be written beside their alignment: `index/`.
    pub fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// What the run keeps for itself: `.ikaros/`.
    pub fn state(&self) -> PathBuf {
        self.root.join(".ikaros")
    }

    /// Results that are being made, until all of a sample are there: `.ikaros/new/`.
    pub fn unfinished(&self) -> PathBuf {
        self.state().join("new")
    }

    /// Held while a run writes here: `.ikaros/lock`.
    pub fn lock(&self) -> PathBuf {
        self.state().join("lock")
    }

    /// What a sample's result was made from: `.ikaros/SAMPLE.done.json`.
    pub fn done(&self, sample: &str) -> PathBuf {
        self.state().join(format!("{sample}.done.json"))
    }

    /// What was written of the forms over the run: `.ikaros/forms_of_run.json`. No sample's record
    /// has this name: theirs have two endings.
    pub fn forms_done(&self) -> PathBuf {
        self.state().join("forms_of_run.json")
    }

    /// What a depth table was made from: `.ikaros/SAMPLE.depth.json`.
    pub fn depth_done(&self, sample: &str) -> PathBuf {
        self.state().join(format!("{sample}.depth.json"))
    }

    /// The same for the depth table of a normal that is not a sample of the run.
    pub fn normal_depth_done(&self, sample: &str) -> PathBuf {
        self.state().join("normals").join(format!("{sample}.depth.json"))
    }
}

/// Why a sample name cannot name files, or `None` when it can.
///
/// Names are never altered to fit: two patients must not meet under one file name.
pub fn unusable_name(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("it is empty");
    }
    if name.len() > 200 {
        return Some("it is longer than 200 bytes");
    }
    if name.starts_with(['.', '-']) {
        return Some("it begins with '.' or '-'");
    }
    if name.chars().any(|c| c == '/' || c == '\\' || c.is_control()) {
        return Some("it holds '/', '\\' or a control character");
    }
    if name != name.trim() {
        return Some("it begins or ends with white space");
    }
    None
}

/// The file name without its folder, as text.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into())
}

/// How the names of results end.
pub const PATIENT_JSON: &str = ".ikaros.json";

/// `{sample}.ikaros.json`: the result, from which the others can be made again.
pub fn patient_json(sample: &str) -> String {
    format!("{sample}.ikaros.json")
}

/// `{sample}.calls.json`: the calls alone, between the stages `call` and `interpret`.
pub fn calls_json(sample: &str) -> String {
    format!("{sample}.calls.json")
}

/// `{sample}.variants.vcf.gz`: the merged small variants.
pub fn variants_vcf(sample: &str) -> String {
    format!("{sample}.variants.vcf.gz")
}

/// `{sample}.variants.tsv`: those on the genes, one row each.
pub fn variants_tsv(sample: &str) -> String {
    format!("{sample}.variants.tsv")
}

/// `{sample}.variants.maf`: the same in the columns that cBioPortal loads.
pub fn variants_maf(sample: &str) -> String {
    format!("{sample}.variants.maf")
}

/// `{sample}.variants.json`: the same with their meaning, and what was read of each file.
pub fn variants_json(sample: &str) -> String {
    format!("{sample}.variants.json")
}

/// `{sample}.hotspots.tsv`: depth and limit of detection at each hotspot.
pub fn hotspots_tsv(sample: &str) -> String {
    format!("{sample}.hotspots.tsv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_folder_are_unusable() {
        for name in ["", "..", "../x", "a/b", "a\tb", "-x", " x"] {
            assert!(unusable_name(name).is_some(), "{name:?}");
        }
        for name in ["TUM01", "21-0345 B", "P_1.2", "Müller"] {
            assert!(unusable_name(name).is_none(), "{name:?}");
        }
    }
}
