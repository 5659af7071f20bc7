//! Targets: the intervals of the user's panel, in the order every stage keeps.

use sha2::{Digest, Sha256};

use super::interval::Interval;

/// One interval of the user's panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Where the target lies.
    pub interval: Interval,
    /// The panel's own name for it; may be empty.
    pub name: String,
}

/// All targets of a panel in karyotype order, with the digest that binds depth tables and panels
/// of normals to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSet {
    targets: Vec<Target>,
    digest: String,
}

impl TargetSet {
    /// Sorts the targets and drops exact repeats of an interval (the first name is kept).
    pub fn new(mut targets: Vec<Target>) -> Self {
        targets.sort_by(|a, b| a.interval.cmp(&b.interval));
        targets.dedup_by(|later, first| later.interval == first.interval);
        let mut hasher = Sha256::new();
        for target in &targets {
            let Interval { contig, start, end } = &target.interval;
            hasher.update(format!("{contig}\t{start}\t{end}\n"));
        }
        let digest = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Self { targets, digest }
    }

    /// The targets in karyotype order.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// SHA-256 over the intervals (names do not count), in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Number of targets.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// True when there is no target.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::contig::Contig;

    fn target(contig: &str, start: u32, end: u32, name: &str) -> Target {
        Target { interval: Interval::new(Contig::new(contig), start, end), name: name.to_owned() }
    }

    #[test]
    fn order_prefix_and_names_do_not_change_the_digest() {
        let a = TargetSet::new(vec![target("chr7", 5, 9, "x"), target("chr2", 1, 3, "y")]);
        let b = TargetSet::new(vec![target("2", 1, 3, ""), target("7", 5, 9, "")]);
        assert_eq!(a.digest(), b.digest());
        assert_eq!(a.targets()[0].name, "y");
    }
}
