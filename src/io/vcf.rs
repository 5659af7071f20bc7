//! SNV/InDel VCFs of any caller, plain, gzip or BGZF.
//!
//! The lines are read as text (see [`crate::variants`] for why no VCF library parses them) and
//! never all at once, so that a whole-genome file costs no memory.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use crate::io::vcf_lines::{LinesError, VcfLines};
use crate::io::{filenames, text};
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;
use crate::model::patient::VariantFile;
use crate::model::small_variant::SmallVariant;
use crate::variants::header::VcfHeader;
use crate::variants::record::{self, Reading, Tally};

/// A VCF could not be used.
#[derive(Debug, thiserror::Error)]
pub enum VcfError {
    /// The file could not be read, or is cut.
    #[error("cannot read VCF {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// No `#CHROM` line before the first record.
    #[error(
        "{path}: no #CHROM line: not a VCF, or its header was cut off; a BCF is read where a \
         reference FASTA is given"
    )]
    NoHeader {
        /// The file.
        path: PathBuf,
    },
    /// The header is of another assembly.
    #[error(
        "{path}: the VCF is on {vcf} but sample {sample} is on {expected}: give the VCF that was \
         called on {expected}"
    )]
    OtherAssembly {
        /// The file.
        path: PathBuf,
        /// Assembly of the VCF.
        vcf: Assembly,
        /// Assembly of the sample.
        expected: Assembly,
        /// The sample.
        sample: String,
    },
    /// A chromosome has another length than on the sample's assembly.
    #[error(
        "{path}: its header gives {contig} {length} bases, but sample {sample} is on {expected}, where it \
         has {own}: give the VCF that was called on {expected}"
    )]
    OtherLength {
        /// The file.
        path: PathBuf,
        /// The contig.
        contig: String,
        /// Its length in the header.
        length: u64,
        /// Its length on the sample's assembly.
        own: u64,
        /// Assembly of the sample.
        expected: Assembly,
        /// The sample.
        sample: String,
    },
    /// Not one record could be used: an empty answer would look like a negative one.
    #[error(
        "{path}: none of its {records} records can be read for sample {sample}: {why}; call it again, \
         or give a VCF with the names of GRCh37's or GRCh38's chromosomes"
    )]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Records in it.
        records: u64,
        /// The sample.
        sample: String,
        /// What is wrong with them.
        why: &'static str,
    },
    /// A record lies beyond its contig's end on the sample's assembly.
    #[error(
        "{path}:{line}: position {position} is beyond the end of contig {contig} on {expected}, \
         the assembly of sample {sample}: the VCF was called on another assembly"
    )]
    OffContig {
        /// The file.
        path: PathBuf,
        /// Line in the file.
        line: u64,
        /// Contig as written.
        contig: String,
        /// Position as written.
        position: u64,
        /// Assembly of the sample.
        expected: Assembly,
        /// The sample.
        sample: String,
    },
}

/// Which sample of a VCF to read, for whom.
#[derive(Debug, Clone)]
pub struct VcfRequest<'a> {
    /// The file.
    pub path: &'a Path,
    /// The sample it is read for.
    pub sample: &'a str,
    /// Its column among the sample columns; `None` where the file has no sample columns.
    pub column: Option<usize>,
    /// Assembly of the sample.
    pub assembly: Assembly,
    /// Genes to carry records of.
    pub genes: &'a [(String, Interval)],
}

/// Reads the header alone, of a BCF too.
pub fn read_header(path: &Path) -> Result<VcfHeader, LinesError> {
    VcfLines::open(path).map(|lines| lines.header().clone())
}

/// Reads the records of one sample that lie on the genes.
pub fn read(request: &VcfRequest<'_>) -> Result<(Vec<SmallVariant>, VariantFile), VcfError> {
    let path = request.path;
    let mut reader = open(path)?;
    let (header, mut line_number, mut line) = read_header_lines(path, &mut reader)?;
    if let Some(found) = header.assembly().filter(|found| *found != request.assembly) {
        return Err(VcfError::OtherAssembly {
            path: path.to_owned(),
            vcf: found,
            expected: request.assembly,
            sample: request.sample.to_owned(),
        });
    }
    if let Some((contig, length, own)) = header.contradicts(request.assembly) {
        return Err(VcfError::OtherLength {
            path: path.to_owned(),
            contig: contig.to_owned(),
            length,
            own,
            expected: request.assembly,
            sample: request.sample.to_owned(),
        });
    }
    let file = filenames::file_name(path);
    let reading = Reading {
        caller: &header.caller,
        file: &file,
        column: request.column,
        is_cohort: header.is_cohort(),
        genes: request.genes,
    };
    let mut tally = Tally::default();
    let mut found = Vec::new();
    let mut on_chromosomes = 0_u64;
    while !line.is_empty() {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if !text.is_empty() && !text.starts_with('#') {
            check_position(request, line_number, text)?;
            on_chromosomes += u64::from(is_on_chromosome(text));
            record::read(text, &reading, &mut tally, &mut found);
        }
        next_line(path, &mut reader, &mut line)?;
        line_number += 1;
    }
    let malformed = tally.left_out().into_iter().find(|count| count.reason == "malformed");
    let why = match malformed {
        Some(malformed) if malformed.count == tally.records => Some("their lines are malformed"),
        _ if on_chromosomes == 0 => Some("none lies on a chromosome"),
        _ => None,
    };
    if let Some(why) = why.filter(|_| tally.records > 0) {
        let (path, sample) = (path.to_owned(), request.sample.to_owned());
        return Err(VcfError::Unusable { path, records: tally.records, sample, why });
    }
    let file = VariantFile {
        file: file.clone(),
        caller: header.caller.name().to_owned(),
        records: tally.records,
        reported: tally.reported,
        left_out: tally.left_out(),
    };
    Ok((found, file))
}

/// True when a record's contig is an autosome, X or Y under any of their names.
fn is_on_chromosome(text: &str) -> bool {
    let contig = Contig::new(text.split('\t').next().unwrap_or_default());
    contig.is_autosome() || contig.is_x() || contig.is_y()
}

fn open(path: &Path) -> Result<Box<dyn BufRead>, VcfError> {
    text::open(path).map_err(|source| VcfError::Read { path: path.to_owned(), source })
}

/// Replaces `line` by the next one with its line end; empty at the end of the file.
fn next_line(path: &Path, reader: &mut dyn BufRead, line: &mut Vec<u8>) -> Result<(), VcfError> {
    line.clear();
    reader
        .read_until(b'\n', line)
        .map(|_| ())
        .map_err(|source| VcfError::Read { path: path.to_owned(), source })
}

/// The header, and the first record's line number and bytes.
fn read_header_lines(
    path: &Path,
    reader: &mut dyn BufRead,
) -> Result<(VcfHeader, u64, Vec<u8>), VcfError> {
    let mut header = VcfHeader::default();
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        next_line(path, reader, &mut line)?;
        number += 1;
        let text = line.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&line);
        if text.is_empty() || (!text.starts_with(b"#") && !text.trim_ascii().is_empty()) {
            break;
        }
        header.push(String::from_utf8_lossy(text).trim_end_matches(['\n', '\r']));
    }
    if header.columns == 0 {
        return Err(VcfError::NoHeader { path: path.to_owned() });
    }
    Ok((header, number, line))
}

fn check_position(request: &VcfRequest<'_>, line: u64, text: &str) -> Result<(), VcfError> {
    let mut fields = text.split('\t');
    let (Some(contig), Some(position)) = (fields.next(), fields.next()) else { return Ok(()) };
    let length = request.assembly.contig_length(&Contig::new(contig));
    match (length, position.parse::<u64>()) {
        (Some(length), Ok(position)) if position > length => Err(VcfError::OffContig {
            path: request.path.to_owned(),
            line,
            contig: contig.to_owned(),
            position,
            expected: request.assembly,
            sample: request.sample.to_owned(),
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "##fileformat=VCFv4.2\n##source=freeBayes\n##contig=<ID=chr7,length=159345973>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n";

    fn read_text(
        text: &str,
        assembly: Assembly,
    ) -> Result<(Vec<SmallVariant>, VariantFile), VcfError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("P1.vcf");
        std::fs::write(&path, text).unwrap();
        let genes = [("IKZF1".to_owned(), Interval::new(Contig::new("7"), 50_304_000, 50_405_000))];
        read(&VcfRequest { path: &path, sample: "P1", column: Some(0), assembly, genes: &genes })
    }

    #[test]
    fn records_on_genes_are_read_and_the_rest_counted() {
        let text = format!(
            "{HEADER}chr7\t50382593\t.\tA\tT\t.\t.\tDP=9\tGT:DP:AO\t0/1:100:20\r\n\nchr7\t5\t.\tA\tT\t.\t.\t.\tGT\t0/1\nrubbish\n"
        );
        let (found, file) = read_text(&text, Assembly::Grch38).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].vaf, found[0].caller.as_str()), (Some(0.2), "FreeBayes"));
        assert_eq!((file.records, file.reported), (3, 1));
        let reasons: Vec<_> = file.left_out.iter().map(|c| c.reason.as_str()).collect();
        assert_eq!(reasons, ["malformed", "outside_genes"]);
    }

    #[test]
    fn a_file_without_a_usable_record_is_no_negative_one() {
        let error = |lines: &str| {
            read_text(&format!("{HEADER}{lines}"), Assembly::Grch38).unwrap_err().to_string()
        };
        let said = error("chr7\tabc\t.\tA\tT\t.\t.\t.\tGT\t0/1\n");
        assert!(said.contains("none of its 1 records") && said.contains("malformed"), "{said}");
        let said = error("NC_000007.14\t50382593\t.\tA\tT\t.\t.\t.\tGT\t0/1\n");
        assert!(said.contains("on a chromosome"), "{said}");
        // An empty VCF is a caller that found nothing.
        assert!(read_text(HEADER, Assembly::Grch38).unwrap().0.is_empty());
    }

    #[test]
    fn another_assembly_is_refused_by_header_or_position() {
        let error = read_text(HEADER, Assembly::Grch37).unwrap_err().to_string();
        assert!(error.contains("GRCh38") && error.contains("GRCh37"), "{error}");
        let text =
            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n1\t249000000\t.\tA\tT\t.\t.\t.\n";
        let error = read_text(text, Assembly::Grch38).unwrap_err().to_string();
        assert!(error.contains("P1.vcf:2") && error.contains("another assembly"), "{error}");
    }

    #[test]
    fn a_file_that_is_no_vcf_is_refused() {
        for text in ["", "chr7\t1\t2\n", "##fileformat=VCFv4.2\n"] {
            let error = read_text(text, Assembly::Grch38).unwrap_err();
            assert!(matches!(error, VcfError::NoHeader { .. }), "{text:?}");
        }
    }
}
