//! Folders as sequencers and pipelines leave them, made in code.

use std::io::Write;
use std::path::{Path, PathBuf};

use noodles::bgzf;
use rust_htslib::bam::{self, header::Header, header::HeaderRecord};
use tempfile::TempDir;

/// A folder to fill.
pub struct Tree {
    folder: TempDir,
}

impl Tree {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        Self { folder }
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("in")
    }

    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.root().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    pub fn text(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// A BAM without reads whose read group names a sample.
    pub fn bam(&self, name: &str, sample: &str) {
        let mut header = Header::new();
        header.push_record(
            HeaderRecord::new(b"HD").push_tag(b"VN", "1.6").push_tag(b"SO", "coordinate"),
        );
        header.push_record(
            HeaderRecord::new(b"SQ").push_tag(b"SN", "chr7").push_tag(b"LN", 159_345_973),
        );
        header.push_record(HeaderRecord::new(b"RG").push_tag(b"ID", "1").push_tag(b"SM", sample));
        let path = self.path(name);
        drop(bam::Writer::from_path(&path, &header, bam::Format::Bam).unwrap());
    }

    pub fn vcf(&self, name: &str, sample: &str) {
        self.vcf_with(name, sample, "");
    }

    pub fn vcf_with(&self, name: &str, sample: &str, records: &str) {
        let text = format!(
            "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}\n\
             {records}"
        );
        self.bgzf(name, &text);
    }

    /// DRAGEN's counts over one target.
    pub fn counts(&self, name: &str, sample: &str, count: &str) {
        let header = format!("contig\tstart\tstop\tname\t{sample}\timproper_pairs\n");
        self.bgzf(name, &format!("{header}chr7\t100\t220\tIKZF1:ex1\t{count}\t0\n"));
    }

    pub fn bgzf(&self, name: &str, text: &str) {
        let mut writer = bgzf::io::Writer::new(Vec::new());
        writer.write_all(text.as_bytes()).unwrap();
        std::fs::write(self.path(name), writer.finish().unwrap()).unwrap();
    }

    pub fn copy(&self, from: &str, to: &str) {
        std::fs::copy(self.path(from), self.path(to)).unwrap();
    }

    pub fn remove(&self, name: &str) {
        std::fs::remove_file(self.path(name)).unwrap();
    }

    /// Cuts bytes off a file's end.
    pub fn truncate(&self, name: &str, bytes: usize) {
        let mut content = std::fs::read(self.path(name)).unwrap();
        content.truncate(content.len() - bytes);
        std::fs::write(self.path(name), content).unwrap();
    }

    /// Every name below the folder.
    pub fn names(&self) -> Vec<PathBuf> {
        let mut names = Vec::new();
        collect(&self.root(), &mut names);
        names.sort();
        names
    }
}

fn collect(folder: &Path, names: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            collect(&path, names);
        }
        names.push(path);
    }
}

/// What `discover` prints, and how it ends.
#[allow(dead_code)]
pub fn discover(tree: &Tree, options: &[&str], code: i32) -> (String, String) {
    let output = super::ikaros().arg("discover").arg(tree.root()).args(options).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{stdout}\n{stderr}");
    (stdout, stderr)
}
