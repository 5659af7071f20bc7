//! Heterozygous SNPs as evidence: what depth alone leaves open, the alleles decide, and no more.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod laboratory;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ikaros::io::depth_table;
use ikaros::model::assembly::Assembly;
use ikaros::model::calls::{CopyState, SampleCalls, Severity};
use ikaros::model::depth::DepthTable;
use ikaros::model::snp::{SnpCount, SnpCounts, SnpSource};
use laboratory::{Laboratory, in_gene, state};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Binomial, Distribution};
use support::{finish, ikaros};

/// A heterozygous SNP in the middle of each target, 600 fragments deep; `copies` of either allele by
/// the target's name.
fn snps(laboratory: &Laboratory, seed: u64, copies: impl Fn(&str) -> [f64; 2]) -> SnpCounts {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let count = |target: &ikaros::model::target::Target| {
        let [a, b] = copies(&target.name);
        let fragments = (600.0 * f64::midpoint(a, b)) as u64;
        let alternative = Binomial::new(fragments, b / (a + b)).unwrap().sample(&mut random) as u32;
        SnpCount {
            contig: target.interval.contig.clone(),
            position: u32::midpoint(target.interval.start, target.interval.end),
            reference: fragments as u32 - alternative,
            alternative,
            other: 0,
        }
    };
    let counts = laboratory.targets.targets().iter().map(count).collect();
    SnpCounts { source: SnpSource::Reads, counts }
}

fn called(laboratory: &Laboratory, tumour: &DepthTable) -> SampleCalls {
    laboratory.call(laboratory.panel(), tumour)
}

fn any_event(calls: &SampleCalls) -> bool {
    calls.genes.iter().any(|gene| !gene.segments.is_empty())
}

#[test]
fn a_loss_too_small_for_depth_is_seen_in_the_alleles() {
    let laboratory = Laboratory::new(300.0);
    let lost = |name: &str| ["IKZF1_4", "IKZF1_5", "IKZF1_6", "IKZF1_7"].contains(&name);
    // Lost in 23 % of the cells.
    let mut tumour = laboratory.sample("T", 5, |name| if lost(name) { 0.885 } else { 1.0 });
    assert!(!any_event(&called(&laboratory, &tumour)));
    tumour.snps =
        Some(snps(&laboratory, 1, |name| if lost(name) { [0.77, 1.0] } else { [1.0, 1.0] }));
    let calls = called(&laboratory, &tumour);
    let ikzf1 = &calls.gene("IKZF1").unwrap().segments;
    assert_eq!(ikzf1.len(), 1, "{:?}", calls.gene("IKZF1").map(|gene| gene.probability_deletion));
    assert_eq!((ikzf1[0].first_exon.as_str(), ikzf1[0].last_exon.as_str()), ("4", "7"));
    let fraction = &ikzf1[0].clone_fraction;
    assert!((fraction.low..=fraction.high).contains(&0.23), "{fraction:?}");
    let others = calls.genes.iter().filter(|gene| gene.gene != "IKZF1");
    assert!(others.flat_map(|gene| &gene.segments).next().is_none());
    let evidence = calls.snps.unwrap();
    let region = evidence.regions.iter().find(|r| r.genes == ["IKZF1"]).unwrap();
    assert!(region.log10_ratio > 1.0, "{region:?}");
}

#[test]
fn alleles_tell_the_loss_of_one_copy_from_that_of_both() {
    let laboratory = Laboratory::new(500.0);
    let pax5 = in_gene("PAX5");
    let mut tumour = laboratory.sample("T", 6, |name| if pax5(name) { 0.6 } else { 1.0 });
    let reading = |calls: &SampleCalls| {
        let segment = calls.gene("PAX5").unwrap().segments[0].clone();
        (segment.state, segment.alternative, segment.clone_fraction.value)
    };
    // Depth alone leaves both readings open, and says so.
    assert!(reading(&called(&laboratory, &tumour)).1.is_some());
    for (copies, expected, fraction) in
        [([0.2, 1.0], CopyState::HetDel, 0.8), ([0.6, 0.6], CopyState::HomDel, 0.4)]
    {
        tumour.snps =
            Some(snps(&laboratory, 2, |name| if pax5(name) { copies } else { [1.0, 1.0] }));
        let (state, alternative, found) = reading(&called(&laboratory, &tumour));
        assert_eq!((state, alternative), (expected, None));
        assert!((found - fraction).abs() < 0.06, "{found}");
    }
}

#[test]
fn skew_without_a_change_of_depth_is_no_event() {
    let laboratory = Laboratory::new(300.0);
    let mut tumour = laboratory.sample("T", 7, |_| 1.0);
    for (seed, gone) in [(3, 0.2), (4, 0.5), (5, 0.9)] {
        // Copy-neutral loss of a whole gene and of chromosome 9.
        let copies = |name: &str| {
            let on_9 =
                ["PAX5", "CDKN2A", "CDKN2B", "MTAP", "JAK2"].iter().any(|g| in_gene(g)(name));
            if on_9 || in_gene("IKZF1")(name) || name.starts_with("backbone_9_") {
                [1.0 - gone, 1.0 + gone]
            } else {
                [1.0, 1.0]
            }
        };
        tumour.snps = Some(snps(&laboratory, seed, copies));
        let calls = called(&laboratory, &tumour);
        assert!(!any_event(&calls), "{gone}: {:?}", calls.genes);
    }
}

#[test]
fn balanced_alleles_choose_the_zero() {
    let laboratory = Laboratory::new(300.0);
    let chromosome = |name: &str| {
        name.strip_prefix("backbone_").and_then(|n| n.split('_').next()?.parse::<u32>().ok())
    };
    // Half of the cells have lost one copy of chromosomes 1 to 13.
    let is_lost = |name: &str| chromosome(name).is_some_and(|number| number <= 13);
    let mut tumour = laboratory.sample("T", 8, |name| if is_lost(name) { 0.75 } else { 1.0 });
    let lost_copies = |name: &str| if is_lost(name) { [0.5, 1.0] } else { [1.0, 1.0] };
    tumour.snps = Some(snps(&laboratory, 9, lost_copies));
    let calls = called(&laboratory, &tumour);
    let evidence = calls.snps.as_ref().unwrap();
    assert!(evidence.settles_the_zero(), "{evidence:?}");
    assert!(evidence.zero.balanced >= 8 && evidence.competing.unwrap().skewed >= 10);
    let competing = calls.baseline.competing.as_ref().unwrap();
    assert!((0.7..0.85).contains(&competing.ratio), "{competing:?}");
    assert_eq!(state(&calls, "IKZF1", "4"), CopyState::Normal);
    let flag = calls.flags.iter().find(|flag| flag.code == "BASELINE_AMBIGUOUS").unwrap();
    assert_eq!(flag.severity, Severity::Note);
    assert!(flag.message.contains("autosomes balanced"), "{}", flag.message);
}

#[test]
fn tables_keep_what_was_counted() {
    let laboratory = Laboratory::new(300.0);
    let mut tumour = laboratory.sample("T", 10, |_| 1.0);
    tumour.snps = Some(snps(&laboratory, 11, |_| [1.0, 1.0]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("T.depth.tsv.gz");
    depth_table::write_table(&path, &tumour).unwrap();
    assert_eq!(depth_table::read(&path).unwrap().snps, tumour.snps);
}

/// The shared cohort, and a VCF of the germline SNPs of all its samples.
struct Cohort {
    root: PathBuf,
    truth: BTreeMap<(String, u32), (u32, u32)>,
    folder: tempfile::TempDir,
}

impl Cohort {
    fn new(sample: &str) -> Option<Self> {
        let root = support::variants::cohort()?;
        let text = std::fs::read_to_string(root.join("truth/variants.tsv")).unwrap();
        let (mut truth, mut records) = (BTreeMap::new(), String::new());
        for line in text.lines() {
            let f: Vec<&str> = line.split('\t').collect();
            if f[5] != "germline_snp" {
                continue;
            }
            records += &format!("{}\t{}\t.\t{}\t{}\t.\t.\t.\n", f[1], f[2], f[3], f[4]);
            if f[0] == sample {
                let contig = f[1].trim_start_matches("chr").to_owned();
                let counts = (f[12].parse().unwrap(), f[13].parse().unwrap());
                truth.insert((contig, f[2].parse().unwrap()), counts);
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let header = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        std::fs::write(folder.path().join("snps.vcf"), header.to_owned() + &records).unwrap();
        Some(Self { root, truth, folder })
    }

    fn depth(&self, sample: &str, snps: &Path, code: i32) -> String {
        let mut command = ikaros();
        command.arg("depth").arg("--targets").arg(self.root.join("ref/targets.bed"));
        command.arg("--snps").arg(snps).arg("--out").arg(self.folder.path().join("out"));
        command.arg(self.root.join(format!("bam/{sample}.bam")));
        finish(command.output().unwrap(), code)
    }
}

#[test]
fn snps_are_counted_from_the_reads() {
    let Some(cohort) = Cohort::new("TUM09") else { return };
    cohort.depth("TUM09", &cohort.folder.path().join("snps.vcf"), 0);
    let table = depth_table::read(&cohort.folder.path().join("out/TUM09.depth.tsv.gz")).unwrap();
    let counted = table.snps.unwrap().counts;
    let (mut seen, mut all, mut planted) = (0, 0, 0);
    for snp in &counted {
        let key = (snp.contig.to_string(), snp.position);
        let Some(&(fragments, alternative)) = cohort.truth.get(&key) else { continue };
        // Base quality takes some fragments away; none is made up.
        assert!(
            snp.alternative <= alternative && snp.reference <= fragments - alternative,
            "{snp:?}"
        );
        seen += 1;
        all += snp.alternative;
        planted += alternative;
    }
    assert_eq!(seen, cohort.truth.len());
    assert!(f64::from(all) > 0.9 * f64::from(planted), "{all} of {planted}");
}

#[test]
fn snps_that_do_not_fit_the_sample_are_refused() {
    let Some(cohort) = Cohort::new("TUM09") else { return };
    let good = std::fs::read_to_string(cohort.folder.path().join("snps.vcf")).unwrap();
    let write = |name: &str, text: &str| {
        let path = cohort.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let grch37 = good.replace("#CHROM", "##contig=<ID=chr7,length=159138663>\n#CHROM");
    let text = cohort.depth("TUM09", &write("b37.vcf", &grch37), 1);
    let [own, other] = [Assembly::Grch38, Assembly::Grch37].map(|a| a.to_string());
    assert!(text.contains(&own) && text.contains(&other) && text.contains("TUM09"), "{text}");
    // Places of another assembly in a file that does not say so.
    let shifted: String = good
        .lines()
        .map(|line| {
            let mut f: Vec<String> = line.split('\t').map(str::to_owned).collect();
            if let Some(position) = f.get(1).and_then(|p| p.parse::<u32>().ok()) {
                f[1] = (position + 7).to_string();
            }
            f.join("\t") + "\n"
        })
        .collect();
    let text = cohort.depth("TUM09", &write("shifted.vcf", &shifted), 1);
    assert!(text.contains("neither of the two bases"), "{text}");
    let text = cohort.depth("TUM09", &write("none.vcf", &good.replace("chr", "chrUn")), 1);
    assert!(text.contains("on or near a target"), "{text}");
}
