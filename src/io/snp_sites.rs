//! A VCF of common single-nucleotide polymorphisms, and the fragments of a sample at them.

use std::path::{Path, PathBuf};

use crate::io::alignment::Alignment;
use crate::io::variant_reads::{self, CountError};
use crate::io::vcf_lines::{LinesError, VcfLines};
use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::snp::{SnpCount, SnpCounts, SnpSite, SnpSource};
use crate::model::target::{Target, TargetSet};
use crate::variants::recount::{ReadFilters, Site};

/// Bases beyond a target that its fragments still cover.
const REACH: u32 = 200;
/// Share of third bases above which the sites are not the sample's: another assembly, or no SNPs.
const MOST_THIRD_BASES: f64 = 0.05;
/// Fragments from which that share is judged.
const FEWEST_TO_JUDGE: u64 = 1_000;

/// Common SNPs near the targets of a panel, sorted.
#[derive(Debug, Clone)]
pub struct SnpSites {
    /// The file.
    pub path: PathBuf,
    /// Assembly from its header, where that tells.
    pub assembly: Option<Assembly>,
    /// The sites.
    pub sites: Vec<SnpSite>,
}

/// Common SNPs could not be used.
#[derive(Debug, thiserror::Error)]
pub enum SnpError {
    /// The file could not be read.
    #[error(transparent)]
    Lines(#[from] LinesError),
    /// A record cannot be used.
    #[error("{path}:{line}: {cause}")]
    Record {
        /// The file.
        path: PathBuf,
        /// 1-based line number.
        line: u64,
        /// What is wrong.
        cause: String,
    },
    /// No record lies near a target.
    #[error(
        "common SNPs {path}: none of its {records} records is a single-base substitution on or near \
         a target; is it of the assembly of the targets?"
    )]
    NoneOnTarget {
        /// The file.
        path: PathBuf,
        /// Records read.
        records: u64,
    },
    /// The sample lies on another assembly.
    #[error(
        "common SNPs {path} are on {theirs}, but sample {sample} is on {ours}: give the SNPs of its \
         assembly"
    )]
    OtherAssembly {
        /// The file.
        path: PathBuf,
        /// Its assembly.
        theirs: Assembly,
        /// The sample.
        sample: String,
        /// The sample's assembly.
        ours: Assembly,
    },
    /// The reads show other bases than the file.
    #[error(
        "common SNPs {path}: {percent:.0} % of the fragments of sample {sample} have neither of the \
         two bases; the SNPs are of another assembly, or the file is not one of SNPs"
    )]
    OtherBases {
        /// The file.
        path: PathBuf,
        /// The sample.
        sample: String,
        /// Percentage of the fragments.
        percent: f64,
    },
    /// The reads could not be counted.
    #[error(transparent)]
    Count(#[from] CountError),
}

/// Reads the single-base substitutions within 200 bases of a target from a VCF or BCF, plain or
/// compressed, of any size: what lies elsewhere, and what is no substitution of one base by one
/// other, is passed over.
pub fn read(path: &Path, targets: &TargetSet) -> Result<SnpSites, SnpError> {
    let mut lines = VcfLines::open(path)?;
    let assembly = lines.header().assembly();
    let (mut sites, mut records, mut line) = (Vec::new(), 0, String::new());
    while lines.next_line(&mut line)? {
        records += 1;
        let site = parse(&line).map_err(|cause| SnpError::Record {
            path: path.to_owned(),
            line: lines.line_number(),
            cause,
        })?;
        sites.extend(site.filter(|site| is_near(site, targets.targets())));
    }
    if sites.is_empty() {
        return Err(SnpError::NoneOnTarget { path: path.to_owned(), records });
    }
    sites.sort_by(|a, b| (&a.contig, a.position).cmp(&(&b.contig, b.position)));
    sites.dedup_by(|b, a| (&a.contig, a.position) == (&b.contig, b.position));
    Ok(SnpSites { path: path.to_owned(), assembly, sites })
}

fn parse(line: &str) -> Result<Option<SnpSite>, String> {
    let mut columns = line.split('\t');
    let (Some(contig), Some(position), Some(_), Some(reference), Some(alternative)) =
        (columns.next(), columns.next(), columns.next(), columns.next(), columns.next())
    else {
        return Err("fewer than five columns: the file is cut off or no VCF".to_owned());
    };
    let position: u32 =
        position.parse().map_err(|_| format!("position '{position}' is no number"))?;
    let (Some(reference), Some(alternative)) = (base(reference), base(alternative)) else {
        return Ok(None);
    };
    let is_snp = position > 0 && reference != alternative;
    Ok(is_snp.then(|| SnpSite { contig: Contig::new(contig), position, reference, alternative }))
}

fn base(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [base] if b"ACGT".contains(&base.to_ascii_uppercase()) => Some(base.to_ascii_uppercase()),
        _ => None,
    }
}

fn is_near(site: &SnpSite, targets: &[Target]) -> bool {
    let at = site.position - 1;
    let reach = |target: &Target| target.interval.end.saturating_add(REACH) > at;
    let starts = |t: &Target| {
        (&t.interval.contig, t.interval.start) <= (&site.contig, at.saturating_add(REACH))
    };
    let after = targets.partition_point(starts);
    // Targets are short beside the distances here: the last that starts before decides, or, where it
    // lies inside a longer one, its neighbours.
    targets[after.saturating_sub(3)..after]
        .iter()
        .any(|target| target.interval.contig == site.contig && reach(target))
}

/// Fragments of a sample at every site. A SNP of another assembly is refused, not counted.
pub fn count(alignment: &Alignment, snps: &SnpSites) -> Result<SnpCounts, SnpError> {
    if let (Some(ours), Some(theirs)) = (alignment.assembly(), snps.assembly)
        && ours != theirs
    {
        let (path, sample) = (snps.path.clone(), alignment.sample().to_owned());
        return Err(SnpError::OtherAssembly { path, theirs, sample, ours });
    }
    let site = |snp: &SnpSite| {
        let at = Site::substitution(snp.position - 1, snp.reference, snp.alternative);
        (snp.contig.clone(), at)
    };
    let sites: Vec<(Contig, Site)> = snps.sites.iter().map(site).collect();
    let counted =
        variant_reads::count(alignment, alignment.reference(), &sites, ReadFilters::default())?;
    let counts: Vec<SnpCount> = snps
        .sites
        .iter()
        .zip(counted)
        .map(|(snp, found)| SnpCount {
            contig: snp.contig.clone(),
            position: snp.position,
            reference: found.reference,
            alternative: found.alternative,
            other: found.depth.saturating_sub(found.reference + found.alternative),
        })
        .collect();
    check(&counts, snps, alignment.sample())?;
    Ok(SnpCounts { source: SnpSource::Reads, counts })
}

fn check(counts: &[SnpCount], snps: &SnpSites, sample: &str) -> Result<(), SnpError> {
    let sum = |of: &dyn Fn(&SnpCount) -> u32| counts.iter().map(|c| u64::from(of(c))).sum::<u64>();
    let third = sum(&|c| c.other);
    let all = third + sum(&|c| c.reference) + sum(&|c| c.alternative);
    let share = third as f64 / all.max(1) as f64;
    if all >= FEWEST_TO_JUDGE && share > MOST_THIRD_BASES {
        let (path, sample) = (snps.path.clone(), sample.to_owned());
        return Err(SnpError::OtherBases { path, sample, percent: 100.0 * share });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::interval::Interval;

    fn targets() -> TargetSet {
        let target = |start, end| Target {
            interval: Interval::new(Contig::new("chr7"), start, end),
            name: String::new(),
        };
        TargetSet::new(vec![target(1_000, 1_100), target(1_010, 5_000), target(9_000, 9_100)])
    }

    fn sites(records: &str) -> Result<Vec<(u32, u8)>, SnpError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("snps.vcf");
        let header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        std::fs::write(&path, header.to_owned() + records).unwrap();
        Ok(read(&path, &targets())?.sites.iter().map(|s| (s.position, s.alternative)).collect())
    }

    #[test]
    fn substitutions_near_targets_are_kept_in_order_and_once() {
        let line = |contig: &str, position: u32, alleles: &str| {
            format!("{contig}\t{position}\trs1\t{alleles}\t.\t.\t.\n")
        };
        let records = [
            line("chr7", 9_300, "A\tG"),
            line("7", 4_900, "a\tt"),
            line("chr7", 9_301, "A\tG"),
            line("chr7", 800, "A\tG"),
            line("chr7", 801, "A\tG"),
            line("chr7", 801, "A\tC"),
            line("chr7", 1_050, "A\tAG"),
            line("chr7", 1_051, "A\tG,T"),
            line("chr7", 1_052, "A\t."),
            line("chr8", 1_050, "A\tG"),
        ];
        assert_eq!(sites(&records.concat()).unwrap(), [(801, b'G'), (4_900, b'T'), (9_300, b'G')]);
        assert!(matches!(sites(&records[9]), Err(SnpError::NoneOnTarget { records: 1, .. })));
        let error = sites("chr7\tx\t.\tA\tG\n").unwrap_err().to_string();
        assert!(error.contains("snps.vcf:3") && error.contains("'x'"), "{error}");
        assert!(sites("chr7\t5\n").is_err());
    }

    #[test]
    fn third_bases_betray_another_assembly() {
        let snps = SnpSites { path: "s.vcf".into(), assembly: None, sites: Vec::new() };
        let count = |other| SnpCount {
            contig: Contig::new("7"),
            position: 1,
            reference: 600,
            alternative: 600,
            other,
        };
        assert!(check(&[count(20)], &snps, "P1").is_ok());
        let error = check(&[count(400)], &snps, "P1").unwrap_err().to_string();
        assert!(error.contains("P1") && error.contains("25 %"), "{error}");
    }
}
