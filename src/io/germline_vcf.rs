//! Fragments at common SNPs as a germline VCF of the sample states them, for samples without reads.
//!
//! A somatic caller leaves out SNPs that look inherited and keeps those that are skewed, so that its
//! file would show imbalance where there is none: such files are refused.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::io::snp_sites::SnpSites;
use crate::io::vcf_lines::{LinesError, VcfLines};
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::snp::{SnpCount, SnpCounts, SnpSite, SnpSource};
use crate::variants::caller::Caller;
use crate::variants::counts::{self, Fields};
use crate::variants::header::VcfHeader;

/// Records with another reference base than the list of SNPs that a mistake in either may make.
const MOST_OTHERS: usize = 2;

/// A germline VCF could not be used.
#[derive(Debug, thiserror::Error)]
pub enum GermlineError {
    /// The file could not be read.
    #[error(transparent)]
    Lines(#[from] LinesError),
    /// The file is no germline caller's.
    #[error(
        "germline VCF {path}: {why}, so that it is a somatic caller's: such a caller leaves out SNPs \
         that look inherited, and those that are left would show a loss where there is none; give the \
         VCF of a germline caller"
    )]
    Somatic {
        /// The file.
        path: PathBuf,
        /// What tells.
        why: String,
    },
    /// The file is of another assembly.
    #[error(
        "germline VCF {path} is on {theirs}, but the sample is on {ours}: call it again on {ours}"
    )]
    OtherAssembly {
        /// The file.
        path: PathBuf,
        /// Its assembly.
        theirs: Assembly,
        /// The sample's.
        ours: Assembly,
    },
    /// Its reference bases are not those of the common SNPs.
    #[error(
        "germline VCF {path}: {others} of its records at common SNPs have another base as REF; the \
         VCF or the list of SNPs is of another assembly"
    )]
    OtherBases {
        /// The file.
        path: PathBuf,
        /// Records with another base.
        others: usize,
    },
    /// Nothing says whose file it is.
    #[error("germline VCF {path}: no sample column, so that nothing says whose SNPs these are")]
    NoColumn {
        /// The file.
        path: PathBuf,
    },
    /// No record lies at a common SNP.
    #[error(
        "germline VCF {path}: none of its {records} records states the depths of both alleles of one \
         of the {sites} common SNPs near a target; is it of the same assembly, and has it AD?"
    )]
    NoSite {
        /// The file.
        path: PathBuf,
        /// Records read.
        records: u64,
        /// Common SNPs looked for.
        sites: usize,
    },
}

/// Reads the depths of both alleles at common SNPs. `column` is the sample's among the sample columns.
pub fn read(
    path: &Path,
    column: Option<usize>,
    snps: &SnpSites,
    assembly: Option<Assembly>,
) -> Result<SnpCounts, GermlineError> {
    let Some(column) = column else {
        return Err(GermlineError::NoColumn { path: path.to_owned() });
    };
    let mut lines = VcfLines::open(path)?;
    check(path, lines.header(), assembly)?;
    let caller = lines.header().caller.clone();
    let sites: BTreeMap<(Contig, u32), &SnpSite> =
        snps.sites.iter().map(|site| ((site.contig.clone(), site.position), site)).collect();
    let mut found: BTreeMap<(Contig, u32), SnpCount> = BTreeMap::new();
    let (mut records, mut others, mut line) = (0, 0, String::new());
    while lines.next_line(&mut line)? {
        records += 1;
        let Some(place) = place(&line) else { continue };
        let Some(site) = sites.get(&place) else { continue };
        others += usize::from(has_other_base(&line, site));
        let Some(count) = count(&line, &caller, column, site) else { continue };
        // The last value may have been cut: 6 of 60.
        if lines.is_without_end() {
            continue;
        }
        // Of two records of one place the deeper one is told.
        let depth = |count: &SnpCount| count.reference.saturating_add(count.alternative);
        let known = found.entry(place).or_insert_with(|| count.clone());
        if depth(&count) > depth(known) {
            *known = count;
        }
    }
    if others > MOST_OTHERS.max(found.len() / 10) {
        return Err(GermlineError::OtherBases { path: path.to_owned(), others });
    }
    if found.is_empty() {
        let sites = snps.sites.len();
        return Err(GermlineError::NoSite { path: path.to_owned(), records, sites });
    }
    Ok(SnpCounts { source: SnpSource::GermlineVcf, counts: found.into_values().collect() })
}

fn check(path: &Path, header: &VcfHeader, assembly: Option<Assembly>) -> Result<(), GermlineError> {
    let somatic = |why: String| GermlineError::Somatic { path: path.to_owned(), why };
    if matches!(header.caller, Caller::Mutect2 | Caller::LoFreq) {
        return Err(somatic(format!("it was written by {}", header.caller.name())));
    }
    let is_normal = |name: &String| name.eq_ignore_ascii_case("normal");
    if header.samples.iter().any(is_normal) {
        return Err(somatic("it holds a tumour and its normal".to_owned()));
    }
    if header.is_somatic {
        return Err(somatic("its header speaks of somatic records".to_owned()));
    }
    match (header.assembly(), assembly) {
        (Some(theirs), Some(ours)) if theirs != ours => {
            Err(GermlineError::OtherAssembly { path: path.to_owned(), theirs, ours })
        }
        _ => Ok(()),
    }
}

fn place(line: &str) -> Option<(Contig, u32)> {
    let (contig, rest) = line.split_once('\t')?;
    let position = rest.split('\t').next()?;
    Some((Contig::new(contig), position.parse().ok()?))
}

/// True where the reference base at a site is not the site's. A deletion that begins there may be.
fn has_other_base(line: &str, site: &SnpSite) -> bool {
    let reference = line.split('\t').nth(3).unwrap_or_default();
    reference.bytes().next().is_some_and(|base| !base.eq_ignore_ascii_case(&site.reference))
}

/// The depths of both alleles of a site; none where the record is of other alleles or does not say.
fn count(line: &str, caller: &Caller, column: usize, site: &SnpSite) -> Option<SnpCount> {
    let columns: Vec<&str> = line.trim_end_matches(['\n', '\r']).split('\t').collect();
    let (reference, alternatives) = (*columns.get(3)?, *columns.get(4)?);
    let is_base = |text: &str, base: u8| text.eq_ignore_ascii_case(&char::from(base).to_string());
    let alternatives: Vec<&str> = alternatives.split(',').collect();
    // `<NON_REF>` and `<*>` stand for all other bases and no more.
    let named: Vec<&&str> = alternatives.iter().filter(|text| !text.starts_with('<')).collect();
    let [alternative] = named[..] else { return None };
    if !is_base(reference, site.reference) || !is_base(alternative, site.alternative) {
        return None;
    }
    let fields = Fields {
        info: columns.get(7)?,
        format: columns.get(8)?,
        sample: columns.get(9 + column)?,
        reference,
        alternative,
        allele: alternatives.iter().position(|text| text == alternative)?,
        alleles: alternatives.len(),
    };
    // A site without reads is not called: depths of zero are not known ones.
    let [reference, alternative] =
        counts::of_both(caller, &fields).filter(|depths| depths.iter().any(|n| *n > 0))?;
    let (contig, position) = (site.contig.clone(), site.position);
    Some(SnpCount { contig, position, reference, alternative, other: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(meta: &str, samples: &str, records: &str) -> Result<Vec<[u32; 3]>, GermlineError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.vcf");
        let columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT";
        std::fs::write(
            &path,
            format!("##fileformat=VCFv4.2\n{meta}{columns}\t{samples}\n{records}"),
        )
        .unwrap();
        let site = |position, reference, alternative| SnpSite {
            contig: Contig::new("7"),
            position,
            reference,
            alternative,
        };
        let snps = SnpSites {
            path: "snps.vcf".into(),
            assembly: None,
            sites: vec![site(100, b'A', b'G'), site(200, b'C', b'T'), site(300, b'G', b'A')],
        };
        let found = read(&path, Some(0), &snps, Some(Assembly::Grch38))?;
        assert_eq!(found.source, SnpSource::GermlineVcf);
        Ok(found.counts.iter().map(|c| [c.position, c.reference, c.alternative]).collect())
    }

    #[test]
    fn depths_of_both_alleles_are_read_as_each_caller_writes_them() {
        let record = |position: u32, alleles: &str, format: &str, values: &str| {
            format!("chr7\t{position}\t.\t{alleles}\t50\t.\tX=1\t{format}\t{values}\n")
        };
        let haplotypes = [
            record(100, "A\tG", "GT:AD:DP", "0/1:40,60:120"),
            record(200, "C\tT,<NON_REF>", "GT:AD:DP", "0/1:10,30,0:40"),
            record(250, "C\tT", "GT:AD:DP", "0/1:10,30:40"),
            record(300, "G\tT", "GT:AD:DP", "0/1:10,30:40"),
        ];
        let found = read_text("##source=HaplotypeCaller\n", "P1", &haplotypes.concat()).unwrap();
        assert_eq!(found, [[100, 40, 60], [200, 10, 30]]);
        let bayes = record(100, "A\tG", "GT:DP:RO:AO", "0/1:100:41:58");
        assert_eq!(read_text("##source=freeBayes v1\n", "P1", &bayes).unwrap(), [[100, 41, 58]]);
        let scan = record(100, "A\tG", "GT:DP:RD:AD", "0/1:100:41:58");
        assert_eq!(read_text("##source=VarScan2\n", "P1", &scan).unwrap(), [[100, 41, 58]]);
        // The total is the best that some records have.
        let total = record(300, "G\tA", "GT:DP:VD:AF", "0/1:100:45:0.45");
        assert_eq!(read_text("##source=VarDict_v1\n", "P1", &total).unwrap(), [[300, 55, 45]]);
    }

    #[test]
    fn the_deeper_of_two_records_is_told_and_silence_is_not_zero() {
        let record = |ad: &str| format!("7\t100\t.\tA\tG\t9\t.\t.\tGT:AD\t0/1:{ad}\n");
        let both = [record("5,6"), record("50,60"), record("4,4")].concat();
        assert_eq!(read_text("", "P1", &both).unwrap(), [[100, 50, 60]]);
        let cut = format!(
            "{}{}",
            record("50,60").replace("100", "200").replace("A\tG", "C\tT"),
            record("50,6").trim_end()
        );
        assert_eq!(read_text("", "P1", &cut).unwrap(), [[200, 50, 60]]);
        for silent in [".", ".,.", "5", "5,6,7", "0,0"] {
            let error = read_text("", "P1", &record(silent)).unwrap_err();
            assert!(matches!(error, GermlineError::NoSite { records: 1, .. }), "{silent}: {error}");
        }
    }

    #[test]
    fn somatic_files_and_those_of_another_assembly_are_refused() {
        let record = "7\t100\t.\tA\tG\t9\t.\t.\tGT:AD\t0/1:50,60\t0/1:50,60\n";
        let why = |meta, samples| read_text(meta, samples, record).unwrap_err().to_string();
        assert!(why("##source=Mutect2\n", "P1").contains("written by Mutect2"));
        assert!(why("", "TUMOR\tNORMAL").contains("a tumour and its normal"));
        for meta in [
            "##source=strelka\n##content=strelka somatic snv calls\n",
            "##tumor_sample=P1\n",
            "##DRAGENCommandLine=<ID=dragen,CommandLineOptions=\"--tumor-bam-input p.bam\">\n",
            "##INFO=<ID=SOMATIC,Number=0,Type=Flag,Description=\"x\">\n",
            "##sageVersion=3.4\n",
        ] {
            assert!(why(meta, "P1").contains("somatic records"), "{meta}");
        }
        let shifted: String = [100, 200, 300]
            .map(|at| format!("7\t{at}\t.\tT\tG\t9\t.\t.\tGT:AD\t0/1:5,6\n"))
            .concat();
        let shifted = read_text("", "P1", &shifted).unwrap_err().to_string();
        assert!(shifted.contains("3 of its records"), "{shifted}");
        let other = why("##contig=<ID=chr7,length=159138663>\n", "P1");
        assert!(other.contains("GRCh37") && other.contains("the sample is on GRCh38"), "{other}");
    }
}
