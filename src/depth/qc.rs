//! Quality figures of the reads on targets.

use super::{Read, flag};
use crate::model::depth::DepthQc;

/// Running sums behind [`DepthQc`].
#[derive(Debug, Default)]
pub(super) struct Tally {
    reads: u64,
    duplicates: u64,
    /// Reads whose mate is mapped too.
    paired: u64,
    mapq_sum: u64,
    mapq_low: u64,
    bases: u64,
    bases_passing: u64,
    /// Number of proper pairs by insert size; the last place holds all that are longer.
    inserts: Vec<u64>,
    target_bases: u64,
    depth_sum: u64,
    at_100: u64,
    at_500: u64,
    at_1000: u64,
}

/// Longest insert size that is told apart.
const LONGEST_INSERT: usize = 20_000;
/// Share of duplicates that is still taken as it is; 1 would have no finite variance.
const MOST_DUPLICATES: f64 = 0.99;

impl Tally {
    /// A read that touches a target, before any filter.
    pub fn see_read(&mut self, read: &Read<'_>, min_mapq: u8) {
        if read.flags & (flag::UNMAPPED | flag::SECONDARY | flag::SUPPLEMENTARY) != 0 {
            return;
        }
        self.reads += 1;
        self.paired += u64::from(read.flags & (flag::PAIRED | flag::MATE_UNMAPPED) == flag::PAIRED);
        self.mapq_sum += u64::from(read.mapq);
        self.mapq_low += u64::from(read.mapq < min_mapq);
        if read.flags & flag::DUPLICATE != 0 {
            self.duplicates += 1;
        } else if read.flags & flag::PROPER_PAIR != 0 && read.template_length > 0 {
            // The leftmost mate alone has a positive template length: each pair counts once.
            if self.inserts.is_empty() {
                self.inserts.resize(LONGEST_INSERT + 1, 0);
            }
            let size = usize::try_from(read.template_length).unwrap_or(LONGEST_INSERT);
            self.inserts[size.min(LONGEST_INSERT)] += 1;
        }
    }

    /// Aligned bases of a counted read on targets, and how many of them pass.
    pub fn see_bases(&mut self, bases: usize, passing: u64) {
        self.bases += bases as u64;
        self.bases_passing += passing;
    }

    /// Final depth of target bases; each base of the panel once.
    pub fn see_depth(&mut self, depth: &[u32]) {
        self.target_bases += depth.len() as u64;
        for depth in depth {
            self.depth_sum += u64::from(*depth);
            self.at_100 += u64::from(*depth >= 100);
            self.at_500 += u64::from(*depth >= 500);
            self.at_1000 += u64::from(*depth >= 1000);
        }
    }

    /// Variance of a count of such reads, relative to that of independent ones. A fragment with
    /// `k` records adds `k^2` to the variance and `k` to the count: two of a pair, and copies that
    /// are geometric with mean `1 / (1 - d)` for a share `d` of duplicates.
    pub fn clumping(&self) -> f64 {
        let duplicates = ratio(self.duplicates, self.reads).min(MOST_DUPLICATES);
        (1.0 + ratio(self.paired, self.reads)) * (1.0 + duplicates) / (1.0 - duplicates)
    }

    /// The figures.
    pub fn finish(&self, mapped_reads: Option<u64>) -> DepthQc {
        let share = |part: u64, whole: u64| ratio(part, whole) * 100.0;
        DepthQc {
            mean_depth: ratio(self.depth_sum, self.target_bases),
            percent_100x: share(self.at_100, self.target_bases),
            percent_500x: share(self.at_500, self.target_bases),
            percent_1000x: share(self.at_1000, self.target_bases),
            mapped_reads,
            on_target_reads: self.reads,
            on_target_percent: mapped_reads
                .filter(|mapped| *mapped > 0)
                .map(|mapped| share(self.reads, mapped)),
            duplicate_percent: share(self.duplicates, self.reads),
            mapq_mean: ratio(self.mapq_sum, self.reads),
            mapq_low_percent: share(self.mapq_low, self.reads),
            base_quality_lost_percent: share(self.bases - self.bases_passing, self.bases),
            insert_size_median: self.insert_percentile(50),
            insert_size_p10_p90: self.insert_percentile(10).zip(self.insert_percentile(90)),
        }
    }

    /// Smallest size that at least `percent` of the pairs do not exceed.
    fn insert_percentile(&self, percent: u64) -> Option<u32> {
        let pairs: u64 = self.inserts.iter().sum();
        let wanted = (pairs * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let reached = |count: &u64| {
            seen += count;
            seen >= wanted
        };
        let size = self.inserts.iter().position(reached)?;
        u32::try_from(size).ok()
    }
}

/// 0 of 0 is 0: figures are never NaN.
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_of_few_pairs() {
        let mut tally = Tally { inserts: vec![0; LONGEST_INSERT + 1], ..Tally::default() };
        assert_eq!(tally.insert_percentile(50), None);
        for size in [100, 200, 200, 300] {
            tally.inserts[size] += 1;
        }
        assert_eq!(tally.insert_percentile(10), Some(100));
        assert_eq!(tally.insert_percentile(50), Some(200));
        assert_eq!(tally.insert_percentile(90), Some(300));
    }

    #[test]
    fn mates_and_duplicates_come_together() {
        let clumping = |reads, duplicates, paired| {
            Tally { reads, duplicates, paired, ..Tally::default() }.clumping()
        };
        assert_eq!(clumping(100, 0, 0), 1.0);
        assert_eq!(clumping(100, 0, 100), 2.0);
        assert!((clumping(100, 50, 100) - 6.0).abs() < 1e-12);
        assert!(clumping(100, 100, 100).is_finite() && clumping(0, 0, 0) == 1.0);
    }

    #[test]
    fn nothing_seen_is_zero_and_not_nan() {
        let qc = Tally::default().finish(Some(0));
        assert_eq!((qc.mean_depth, qc.duplicate_percent, qc.on_target_percent), (0.0, 0.0, None));
    }
}
