//! What kind of file a name announces.

use std::path::Path;

/// Kind of a file by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// BAM or CRAM.
    Alignment,
    /// Depth table.
    Table,
    /// VCF of small variants.
    Vcf,
    /// FASTQ or ORA: not aligned, not read.
    RawReads,
    /// One of these by its ending, but not to be used; why.
    Skipped(&'static str),
    /// Anything else.
    Other,
}

const TABLE_ENDINGS: [&str; 9] = [
    ".depth.tsv.gz",
    ".depth.tsv",
    ".target.counts.gc-corrected.gz",
    ".target.counts.gc-corrected",
    ".target.counts.gz",
    ".target.counts",
    ".regions.bed.gz",
    ".targetcoverage.cnn.gz",
    ".targetcoverage.cnn",
];

const RAW_READS: [&str; 6] = [".fastq.gz", ".fq.gz", ".fastq", ".fq", ".fastq.ora", ".fq.ora"];

const OTHER_VARIANTS: [(&str, &str); 13] = [
    (".gvcf", "a genome VCF with reference blocks"),
    (".g.vcf", "a genome VCF with reference blocks"),
    (".genome.vcf", "a genome VCF with reference blocks"),
    (".sv.vcf", "structural variants, not SNV/InDel"),
    (".cnv.vcf", "copy-number variants, not SNV/InDel"),
    ("_sv.vcf", "structural variants, not SNV/InDel"),
    (".manta.", "structural variants, not SNV/InDel"),
    (".tiddit.", "structural variants, not SNV/InDel"),
    (".cnvkit.", "copy-number variants, not SNV/InDel"),
    (".repeats.vcf", "repeat expansions, not SNV/InDel"),
    (".targeted.vcf", "targeted calls of single genes, not SNV/InDel"),
    (".ploidy.vcf", "ploidy estimates, not SNV/InDel"),
    (".roh.vcf", "runs of homozygosity, not SNV/InDel"),
];

/// Endings that programs which copy give a file until it is whole.
const COPIED: [&str; 7] =
    [".partial", ".part", ".filepart", ".tmp", ".crdownload", ".aspera-ckpt", ".rsync"];

/// True for the name of reads, depths or a VCF that something is still copying: `X.bam.partial`, or
/// `.X.bam.a1B2c3` as rsync has it.
pub(super) fn is_being_copied(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let whole = COPIED.iter().find_map(|ending| lower.strip_suffix(ending)).or_else(|| {
        let (whole, random) = lower.strip_prefix('.')?.rsplit_once('.')?;
        let is_random = random.len() == 6 && random.bytes().all(|b| b.is_ascii_alphanumeric());
        is_random.then_some(whole)
    });
    whole.is_some_and(|whole| matches!(of_name(whole), Kind::Alignment | Kind::Table | Kind::Vcf))
}

/// The kind of a file.
pub(super) fn of_name(name: &str) -> Kind {
    let lower = name.to_ascii_lowercase();
    if has_ending(&lower, &[".bam", ".cram"]) {
        return alignment(&lower);
    }
    if has_ending(&lower, &TABLE_ENDINGS) {
        return Kind::Table;
    }
    if has_ending(&lower, &[".antitargetcoverage.cnn", ".antitargetcoverage.cnn.gz"]) {
        return Kind::Skipped("off-target coverage; the target coverage is used");
    }
    if has_ending(&lower, &[".vcf", ".vcf.gz", ".vcf.bgz", ".gvcf", ".gvcf.gz"]) {
        return match OTHER_VARIANTS.iter().find(|(part, _)| lower.contains(part)) {
            Some((_, reason)) => Kind::Skipped(reason),
            None if lower.contains(".truth.") => Kind::Skipped("reference answers, not a result"),
            None => Kind::Vcf,
        };
    }
    if has_ending(&lower, &RAW_READS) {
        return Kind::RawReads;
    }
    if has_ending(&lower, &[".bcf", ".sam", ".sam.gz"]) {
        return Kind::Skipped("BCF and SAM are not read: convert to VCF or BAM");
    }
    Kind::Other
}

fn alignment(lower: &str) -> Kind {
    if lower.ends_with(".basecaller.bam") {
        return Kind::Skipped("unaligned reads of the base caller");
    }
    if lower.ends_with("_evidence.bam") || lower.ends_with(".repeats.bam") {
        return Kind::Skipped("reads a caller kept as evidence, not the whole sample");
    }
    if lower.contains("realigned") {
        return Kind::Skipped("locally realigned reads, not the whole sample");
    }
    if lower.starts_with("nomatch") || lower.starts_with("undetermined") {
        return Kind::Skipped("reads without a sample");
    }
    Kind::Alignment
}

fn has_ending(lower: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| lower.ends_with(ending))
}

/// Folders whose content must not be taken for a laboratory's results.
pub(super) fn is_folder_left_out(name: &str) -> bool {
    name.eq_ignore_ascii_case("truth")
}

/// How late in a workflow an alignment was made: recalibrated 3, duplicates marked 2, else 1; with
/// primers trimmed by a variant caller for itself 0.
pub fn alignment_rank(path: &Path) -> u8 {
    let name = crate::io::filenames::file_name(path).to_ascii_lowercase();
    let has = |words: &[&str]| name.split(['.', '_', '-']).any(|part| words.contains(&part));
    if has(&["recal", "recalibrated", "bqsr"]) {
        3
    } else if has(&["md", "markdup", "markduplicates", "dedup", "dups", "rmdup"]) {
        2
    } else {
        u8::from(!name.ends_with("_ptrim.bam"))
    }
}

/// How much a depth table tells: ours with fragments and quality figures 2, others 1.
pub fn table_rank(path: &Path) -> u8 {
    let name = crate::io::filenames::file_name(path).to_ascii_lowercase();
    if has_ending(&name, &TABLE_ENDINGS[..2]) { 2 } else { 1 }
}

/// The two forms of DRAGEN's counts, which do not mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counts {
    /// As they were counted.
    Raw,
    /// Corrected for GC content.
    GcCorrected,
}

impl Counts {
    /// The form that a file's name tells; none where it is no file of DRAGEN's counts.
    pub fn of(path: &Path) -> Option<Self> {
        let name = crate::io::filenames::file_name(path).to_ascii_lowercase();
        if has_ending(&name, &TABLE_ENDINGS[2..4]) {
            Some(Self::GcCorrected)
        } else {
            has_ending(&name, &TABLE_ENDINGS[4..6]).then_some(Self::Raw)
        }
    }
}

/// A depth table's name without its ending: the sample, where nothing else names it.
pub fn table_stem(path: &Path) -> String {
    let name = crate::io::filenames::file_name(path);
    let lower = name.to_ascii_lowercase();
    let ending = TABLE_ENDINGS.iter().find(|ending| lower.ends_with(*ending));
    match ending.and_then(|ending| name.get(..name.len() - ending.len())) {
        Some(stem) => stem.to_owned(),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_and_ranks() {
        assert_eq!(table_stem(Path::new("d/P1.x.regions.bed.gz")), "P1.x");
        assert_eq!(table_stem(Path::new("P1.targetcoverage.cnn")), "P1");
        assert!(
            table_rank(Path::new("P1.depth.tsv.gz")) > table_rank(Path::new("P1.regions.bed.gz"))
        );
        assert_eq!(alignment_rank(Path::new("P1_md.bam")), 2);
        assert_eq!(alignment_rank(Path::new("Admd.bam")), 1);
    }

    #[test]
    fn copies_that_are_not_complete_are_known_by_their_names() {
        for name in ["P1.bam.partial", ".P1.cram.Xy12aB", "P1.vcf.gz.filepart", "P1.BAM.tmp"] {
            assert!(is_being_copied(name), "{name}");
        }
        for name in ["P1.bam", ".P1.bam", "P1.bam.bai", "notes.tmp", ".git.ignore", "P1.bam.md5"] {
            assert!(!is_being_copied(name), "{name}");
        }
    }

    #[test]
    fn our_own_outputs_are_not_taken_for_inputs() {
        assert!(matches!(of_name("P1.cnv.vcf.gz"), Kind::Skipped(_)));
        assert_eq!(of_name("P1.vcf.gz.tbi"), Kind::Other);
        assert_eq!(of_name("P1.BAM"), Kind::Alignment);
    }
}
