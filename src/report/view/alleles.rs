//! What heterozygous SNPs say, where common SNPs were counted.

use super::phrase::Fact;
use crate::model::calls::SampleCalls;
use crate::model::snp::{ChromosomeBalance, RegionSnps, SnpEvidence, SnpSource};
use crate::report::text::Texts;

/// The evidence in one line; absent where no common SNPs were counted.
pub fn fact(t: &Texts, calls: &SampleCalls) -> Option<Fact> {
    let snps = calls.snps.as_ref()?;
    let parts: Vec<String> = [Some(used(t, snps)), Some(balance(t, "snps-zero", snps.zero))]
        .into_iter()
        .chain([
            snps.competing.map(|other| balance(t, "snps-competing", other)),
            snps.decided_zero.then(|| t.get("snps-decided")),
            regions(t, &snps.regions),
        ])
        .flatten()
        .collect();
    Some(Fact::new(t.get("snps"), parts.join(&t.get("joint"))))
}

fn used(t: &Texts, snps: &SnpEvidence) -> String {
    let (used, counted) = (snps.heterozygous.into(), snps.counted.into());
    let key = match snps.source {
        SnpSource::Reads => "snps-used",
        SnpSource::GermlineVcf => "snps-used-of-vcf",
    };
    t.say(key, &[("used", &t.thousands(used)), ("counted", &t.thousands(counted))])
}

fn balance(t: &Texts, key: &str, autosomes: ChromosomeBalance) -> String {
    let (balanced, skewed) = (autosomes.balanced.to_string(), autosomes.skewed.to_string());
    t.say(key, &[("balanced", &balanced), ("skewed", &skewed)])
}

/// The regions with a heterozygous SNP.
fn regions(t: &Texts, regions: &[RegionSnps]) -> Option<String> {
    let one = |region: &RegionSnps| {
        let genes = region.genes.join("+");
        let (ratio, used) = (t.number(region.log10_ratio, 1), region.heterozygous.to_string());
        t.say("snps-region", &[("genes", &genes), ("ratio", &ratio), ("used", &used)])
    };
    let told: Vec<String> = regions.iter().filter(|r| r.heterozygous > 0).map(one).collect();
    (!told.is_empty()).then(|| t.say("snps-regions", &[("regions", &told.join(", "))]))
}
