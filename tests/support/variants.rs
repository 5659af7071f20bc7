//! Merged VCFs, and VCFs and references made in code.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The simulated cohort beside the repository; `None`, with the reason printed, where it is absent.
pub fn cohort() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/data/panel-cohort");
    if root.join("truth/variants.tsv").exists() {
        return Some(root);
    }
    println!("skipped: {} is not there", root.display());
    None
}

/// A copy of the cohort's reference: tools may rewrite its indexes.
pub fn mini_reference(root: &Path, folder: &Path) -> PathBuf {
    for ending in ["", ".fai", ".gzi"] {
        let name = format!("mini.fa.gz{ending}");
        std::fs::copy(root.join("ref").join(&name), folder.join(&name)).unwrap();
    }
    folder.join("mini.fa.gz")
}

/// One record of a merged VCF.
#[derive(Clone)]
pub struct Record {
    pub filter: String,
    info: BTreeMap<String, String>,
    sample: BTreeMap<String, String>,
}

impl Record {
    pub fn info(&self, key: &str) -> &str {
        self.info.get(key).map_or("", String::as_str)
    }

    pub fn sample(&self, key: &str) -> &str {
        self.sample.get(key).map_or("", String::as_str)
    }
}

/// Text of a VCF, compressed or not.
pub fn text(path: &Path) -> String {
    let mut text = String::new();
    let file = std::fs::File::open(path).unwrap();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}

/// Records by `CHROM:POS:REF:ALT`.
pub fn read_vcf(path: &Path) -> BTreeMap<String, Record> {
    let text = text(path);
    let record = |line: &str| {
        let f: Vec<&str> = line.split('\t').collect();
        let pairs = f[7].split(';').filter_map(|pair| pair.split_once('='));
        let sample = f[8].split(':').zip(f[9].split(':'));
        let owned = |(key, value): (&str, &str)| (key.to_owned(), value.replace("%3D", "="));
        (
            format!("{}:{}:{}:{}", f[0], f[1], f[3], f[4]),
            Record {
                filter: f[6].to_owned(),
                info: pairs.map(owned).collect(),
                sample: sample.map(owned).collect(),
            },
        )
    };
    text.lines().filter(|line| !line.starts_with('#')).map(record).collect()
}

/// A folder for VCFs made in code, with the cohort's reference.
pub struct Case {
    pub folder: TempDir,
    pub root: PathBuf,
    pub fasta: PathBuf,
}

impl Case {
    /// Nothing where the cohort is not there; the reason is printed.
    pub fn new() -> Option<Self> {
        let root = cohort()?;
        let folder = tempfile::tempdir().unwrap();
        let fasta = mini_reference(&root, folder.path());
        Some(Self { folder, root, fasta })
    }

    /// `ikaros variants` on the case's reference, into its folder `out`.
    pub fn command(&self) -> Command {
        let mut command = super::ikaros();
        command.arg("variants").arg("--fasta").arg(&self.fasta);
        command.arg("--out").arg(self.folder.path().join("out"));
        command
    }
}
