//! Reads made in code, so that a test shows what it counts and no binary file lies beside it.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use ikaros::io::depth_table;
use ikaros::model::depth::DepthTable;
use rust_htslib::bam::{self, header::Header, index};
use tempfile::TempDir;

use super::{finish, ikaros};

/// Base qualities that pass the default filter, and that fail it.
pub const GOOD: u8 = 40;
pub const BAD: u8 = 2;

/// One record of a SAM file; positions are 0-based.
#[derive(Debug, Clone)]
pub struct SamRead {
    pub name: String,
    pub flags: u16,
    pub contig: &'static str,
    pub start: u32,
    pub mapq: u8,
    pub cigar: String,
    /// Contig and start of the mate.
    pub mate: Option<(&'static str, u32)>,
    pub template_length: i32,
    pub base: char,
    /// None writes `*`: the file holds none.
    pub qualities: Option<Vec<u8>>,
    pub group: Option<&'static str>,
}

/// A single-end read on chr1 that passes every filter.
pub fn read(name: &str, start: u32, cigar: &str) -> SamRead {
    SamRead {
        name: name.to_owned(),
        flags: 0,
        contig: "chr1",
        start,
        mapq: 60,
        cigar: cigar.to_owned(),
        mate: None,
        template_length: 0,
        base: 'A',
        qualities: Some(vec![GOOD; lengths(cigar).0 as usize]),
        group: None,
    }
}

/// A proper pair on chr1, the first mate leftmost.
pub fn pair(name: &str, first: (u32, &str), second: (u32, &str)) -> [SamRead; 2] {
    let end = |(start, cigar): (u32, &str)| start + lengths(cigar).1;
    let size = (end(first).max(end(second)) - first.0) as i32;
    let mate = |flags, (start, cigar), other, template_length| {
        let mate = Some(("chr1", other));
        SamRead { flags, mate, template_length, ..read(name, start, cigar) }
    };
    [mate(0x63, first, second.0, size), mate(0x93, second, first.0, -size)]
}

impl SamRead {
    pub fn flagged(self, flags: u16) -> Self {
        Self { flags: self.flags | flags, ..self }
    }

    pub fn mapq(self, mapq: u8) -> Self {
        Self { mapq, ..self }
    }

    pub fn on(self, contig: &'static str) -> Self {
        Self { contig, ..self }
    }

    pub fn without_qualities(self) -> Self {
        Self { qualities: None, ..self }
    }

    /// Makes bases of the read, counted from its first base, fail.
    pub fn bad_at(mut self, bases: &[usize]) -> Self {
        let qualities = self.qualities.as_mut().unwrap();
        for base in bases {
            qualities[*base] = BAD;
        }
        self
    }

    pub fn reference_length(&self) -> u32 {
        lengths(&self.cigar).1
    }

    fn line(&self) -> String {
        let Self { name, flags, contig, mapq, cigar, template_length, .. } = self;
        let (mate_contig, mate_start) = self.mate.map_or(("*", 0), |(c, start)| (c, start + 1));
        let bases = match lengths(cigar).0 as usize {
            0 => "*".to_owned(),
            length => self.base.to_string().repeat(length),
        };
        let qualities = self.qualities.as_ref().map_or_else(
            || "*".to_owned(),
            |all| all.iter().map(|quality| char::from(quality + 33)).collect(),
        );
        let qualities = if bases == "*" { "*".to_owned() } else { qualities };
        let group = self.group.map_or_else(String::new, |group| format!("\tRG:Z:{group}"));
        format!(
            "{name}\t{flags}\t{contig}\t{}\t{mapq}\t{cigar}\t{mate_contig}\t{mate_start}\t\
             {template_length}\t{bases}\t{qualities}{group}",
            self.start + 1
        )
    }
}

/// Bases of the read and of the reference that a CIGAR spans.
fn lengths(cigar: &str) -> (u32, u32) {
    let (mut of_read, mut of_reference, mut number) = (0, 0, 0);
    for letter in cigar.chars() {
        if let Some(digit) = letter.to_digit(10) {
            number = number * 10 + digit;
            continue;
        }
        of_read += if "MIS=X".contains(letter) { number } else { 0 };
        of_reference += if "MDN=X".contains(letter) { number } else { 0 };
        number = 0;
    }
    (of_read, of_reference)
}

/// A folder with one sample's reads, `P1.bam`.
pub struct Sample {
    pub folder: TempDir,
    pub contigs: Vec<(&'static str, u32)>,
    pub reads: Vec<SamRead>,
    /// `@HD` and `@RG` lines.
    pub header: Vec<&'static str>,
}

impl Sample {
    /// Reads on two short contigs of no known assembly.
    pub fn new(reads: impl IntoIterator<Item = SamRead>) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            contigs: vec![("chr1", 100_000), ("chr2", 50_000)],
            reads: reads.into_iter().collect(),
            header: vec!["@HD\tVN:1.6\tSO:coordinate", "@RG\tID:g1\tSM:P1"],
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn bam(&self) -> PathBuf {
        self.path("P1.bam")
    }

    /// Writes the BAM in order of position, without an index.
    pub fn write_sorted(&self) {
        let number = |name| self.contigs.iter().position(|(contig, _)| *contig == name);
        let mut reads: Vec<&SamRead> = self.reads.iter().collect();
        reads.sort_by_key(|read| (number(read.contig), read.start));
        self.write(&reads);
    }

    /// Writes the BAM in the order in which the reads are listed, without an index.
    pub fn write_as_listed(&self) {
        self.write(&self.reads.iter().collect::<Vec<_>>());
    }

    fn write(&self, reads: &[&SamRead]) {
        let contigs =
            self.contigs.iter().map(|(name, length)| format!("@SQ\tSN:{name}\tLN:{length}"));
        let lines = self.header.iter().map(|line| (*line).to_owned());
        let text: String = lines.chain(contigs).map(|line| line + "\n").collect();
        let view = bam::HeaderView::from_bytes(text.as_bytes());
        let header = Header::from_template(&view);
        let mut bam = bam::Writer::from_path(self.bam(), &header, bam::Format::Bam).unwrap();
        for read in reads {
            let record = bam::Record::from_sam(&view, read.line().as_bytes()).unwrap();
            bam.write(&record).unwrap();
        }
    }

    /// Writes the BAM and its index.
    pub fn write_indexed(&self, kind: index::Type) {
        self.write_sorted();
        let suffix = if matches!(kind, index::Type::Bai) { "P1.bam.bai" } else { "P1.bam.csi" };
        index::build(self.bam(), Some(self.path(suffix)), kind, 1).unwrap();
    }

    /// `ikaros depth FILE` over a BED's text.
    pub fn command(&self, file: &Path, bed: &str, options: &[&str]) -> Command {
        std::fs::write(self.path("targets.bed"), bed).unwrap();
        let mut command = ikaros();
        command.arg("depth").arg(file).arg("--targets").arg(self.path("targets.bed"));
        command.arg("--out").arg(self.path("depth")).args(options).env("REF_PATH", "/nowhere");
        command
    }

    /// Depth of a file that lies there.
    pub fn depth_of(&self, file: &Path, bed: &str, options: &[&str]) -> DepthTable {
        finish(self.command(file, bed, options).output().unwrap(), 0);
        let mut found = std::fs::read_dir(self.path("depth")).unwrap().map(|f| f.unwrap().path());
        let is_table = |path: &PathBuf| path.to_string_lossy().ends_with(".depth.tsv.gz");
        depth_table::read(&found.find(is_table).unwrap()).unwrap()
    }

    /// Writes the BAM and measures it.
    pub fn depth(&self, bed: &str, options: &[&str]) -> DepthTable {
        self.write_indexed(index::Type::Bai);
        self.depth_of(&self.bam(), bed, options)
    }

    /// Mean depth of each target, in the order of their positions.
    pub fn means(&self, bed: &str, options: &[&str]) -> Vec<f64> {
        self.depth(bed, options).depths.iter().map(|depth| depth.mean_depth).collect()
    }

    /// Fragments of each target.
    pub fn fragments(&self, bed: &str) -> Vec<u32> {
        self.depth(bed, &[]).depths.iter().map(|depth| depth.fragments.unwrap()).collect()
    }

    /// Depth of each base of chr1 from `start` to `end`.
    pub fn profile(&self, start: u32, end: u32, definition: &str) -> Vec<u32> {
        let bed: String = (start..end).map(|at| format!("chr1\t{at}\t{}\n", at + 1)).collect();
        let means = self.means(&bed, &["--definition", definition]);
        means.into_iter().map(|mean| mean as u32).collect()
    }

    /// Standard error of a file that must be refused with an exit code; nothing may be written.
    pub fn refusal(&self, file: &Path, bed: &str, options: &[&str], code: i32) -> String {
        let text = finish(self.command(file, bed, options).output().unwrap(), code);
        println!("{text}");
        assert!(!text.contains("internal error"), "{text}");
        let written = std::fs::read_dir(self.path("depth")).into_iter().flatten();
        let tables = written.filter(|f| f.as_ref().unwrap().file_name() != "index").count();
        assert_eq!(tables, 0, "{text}");
        text
    }
}

/// All of these words are in the message.
#[track_caller]
pub fn says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "'{word}' is missing in: {message}");
    }
}
