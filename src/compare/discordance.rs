//! A reason for every difference, with the figures that it rests on.

use super::joined::{NgsGene, Pair};
use super::levels::{self, Call};
use super::profile::{Borders, MlpaState};
use super::result::{CategoryPair, Discordance, ExonPair, GenePair, Reason, Swaps};
use crate::model::calls::{CopyState, Severity};

/// What the reasons are looked for in.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Borders in use.
    pub borders: &'a Borders,
    /// All exons that have a probe.
    pub exons: &'a [ExonPair],
    /// Exchanged samples.
    pub swaps: &'a Swaps,
    /// Spread of the reference probes above which an MLPA sample is poor.
    pub reference_spread: f64,
}

/// Differences of exons.
pub fn exons(pair: &Pair, evidence: &Evidence) -> Vec<Discordance> {
    let own = evidence.exons.iter().filter(|exon| exon.sample == pair.name());
    own.filter(|exon| differs(exon))
        .map(|exon| {
            let mut reasons = about_swap(pair, evidence);
            reasons.extend(about_exon(pair, exon, evidence));
            reasons.extend(about_quality(pair, evidence));
            Discordance {
                sample: pair.name().to_owned(),
                level: "exon".to_owned(),
                subject: format!("{} exon {}", exon.gene, exon.mlpa_exon),
                ngs: with_ratio(exon.ngs.code(), exon.ngs_ratio.map(|ratio| ratio.value)),
                mlpa: with_ratio(exon.mlpa.code(), exon.mlpa_ratio),
                reasons: or_unexplained(reasons),
            }
        })
        .collect()
}

/// True when the sides contradict each other, or when one finds what the other leaves open.
fn differs(exon: &ExonPair) -> bool {
    [false, true].into_iter().any(|gain| {
        let item = levels::exon_item(exon, gain);
        call_differs(item.ngs, item.mlpa)
    })
}

fn call_differs(ngs: Call, mlpa: Call) -> bool {
    match (ngs, mlpa) {
        (Call::Found, other) | (other, Call::Found) => other != Call::Found,
        _ => false,
    }
}

fn with_ratio(code: &str, ratio: Option<f64>) -> String {
    ratio.map_or_else(|| code.to_owned(), |ratio| format!("{code} ({ratio:.2})"))
}

fn reason(code: &str, evidence: String) -> Reason {
    Reason { code: code.to_owned(), evidence }
}

fn or_unexplained(mut reasons: Vec<Reason>) -> Vec<Reason> {
    reasons.dedup_by(|a, b| a == b);
    if reasons.is_empty() {
        let text = "no figure of either method explains it: repeat one of them";
        reasons.push(reason("UNEXPLAINED", text.to_owned()));
    }
    reasons
}

/// A sample that is another's.
fn about_swap(pair: &Pair, evidence: &Evidence) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for swap in &evidence.swaps.suspected {
        if let Some(better) = swap.pairs.iter().find(|other| other.ngs == pair.name()) {
            reasons.push(reason(
                "SWAP_SUSPECTED",
                format!(
                    "the MLPA profile of {} fits better (difference {:.3}, under its own name \
                     {:.3}, over the samples concerned)",
                    better.mlpa, swap.distance_exchanged, swap.distance_as_named
                ),
            ));
        }
    }
    reasons
}

/// The quality of a sample, which weighs less than what is seen at the place itself.
fn about_quality(pair: &Pair, evidence: &Evidence) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for flag in pair.ngs.calls.flags.iter().filter(|flag| flag.severity != Severity::Note) {
        reasons.push(reason("NGS_QUALITY", format!("{}: {}", flag.code, flag.message)));
    }
    if !pair.mlpa.failure.is_empty() {
        reasons.push(reason("MLPA_QUALITY", pair.mlpa.failure.clone()));
    }
    if let Some(spread) = pair.mlpa.reference_spread.filter(|s| *s > evidence.reference_spread) {
        reasons.push(reason(
            "MLPA_QUALITY",
            format!(
                "its reference probes spread by {spread:.2} (limit {:.2})",
                evidence.reference_spread
            ),
        ));
    }
    reasons
}

fn about_exon(pair: &Pair, exon: &ExonPair, evidence: &Evidence) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if exon.ngs == CopyState::NotAssessed {
        let code = if exon.ngs_exon.is_none() { "NO_EXON" } else { "NO_BAIT" };
        let why = if exon.reason.is_empty() { "not assessed" } else { &exon.reason };
        reasons.push(reason(code, why.to_owned()));
    }
    match exon.mlpa {
        MlpaState::NoResult | MlpaState::Inconclusive => {
            let why = if exon.reason.is_empty() { exon.mlpa.code() } else { &exon.reason };
            reasons.push(reason("MLPA_NO_RESULT", why.to_owned()));
        }
        MlpaState::Borderline => reasons.push(reason(
            "BORDERLINE",
            format!(
                "MLPA ratio {:.2} between {} and {}",
                exon.mlpa_ratio.unwrap_or(f64::NAN),
                evidence.borders.deletion,
                evidence.borders.borderline_to
            ),
        )),
        _ => {}
    }
    if exon.probes_differ {
        reasons.push(reason("PROBES_DIFFER", "the probes of the exon disagree".to_owned()));
    }
    if let Some(stated) = exon.stated_otherwise {
        reasons.push(reason(
            "STATED_OTHERWISE",
            format!(
                "the laboratory states {}; the borders say {}",
                stated.code(),
                exon.mlpa.code()
            ),
        ));
    }
    if exon.ngs.is_deletion() && !exon.mlpa.is_deletion() {
        reasons.extend(below_mlpa_limit(exon, evidence.borders));
    }
    if exon.mlpa.is_deletion() && exon.ngs == CopyState::Normal {
        reasons.extend(below_ngs_limit(exon));
        reasons.extend(grey_zone(pair, exon));
    }
    if (exon.ngs == CopyState::Gain) != (exon.mlpa == MlpaState::Gained) {
        reasons.extend(gain(exon, evidence.borders));
    }
    reasons.extend(ratios_agree(exon));
    reasons.extend(single_probe(exon, evidence.exons));
    reasons.extend(several_clones(pair, &exon.gene));
    reasons
}

/// A loss in too few cells for MLPA's border: the mean copies say where its ratio must lie.
fn below_mlpa_limit(exon: &ExonPair, borders: &Borders) -> Option<Reason> {
    let expected = exon.copies? / 2.0;
    (expected > borders.deletion).then(|| {
        let share = exon
            .clone_fraction
            .map_or_else(String::new, |f| format!("in {:.0} % of the cells, ", 100.0 * f));
        reason(
            "BELOW_MLPA_LIMIT",
            format!(
                "deleted {share}which gives a ratio of {expected:.2}, above the border {}: below \
                 what MLPA resolves",
                borders.deletion
            ),
        )
    })
}

/// A loss in too few cells for this exon's depth.
fn below_ngs_limit(exon: &ExonPair) -> Option<Reason> {
    let share = 2.0 * (1.0 - exon.mlpa_ratio?);
    match exon.limit_of_detection {
        Some(limit) if share >= limit => None,
        Some(limit) => Some(reason(
            "BELOW_NGS_LIMIT",
            format!(
                "the MLPA ratio speaks for {:.0} % of the cells; NGS finds a loss of this exon \
                 alone from {:.0} %",
                100.0 * share,
                100.0 * limit
            ),
        )),
        None => Some(reason(
            "BELOW_NGS_LIMIT",
            "NGS would find a loss of this exon alone in no share of the cells".to_owned(),
        )),
    }
}

/// A deletion that NGS neither calls nor excludes.
fn grey_zone(pair: &Pair, exon: &ExonPair) -> Option<Reason> {
    let gene = pair.ngs.calls.gene(&exon.gene)?;
    let doubt = pair.loci.undecided(gene)?;
    Some(reason("GREY_ZONE", format!("NGS: {doubt}")))
}

fn gain(exon: &ExonPair, borders: &Borders) -> Option<Reason> {
    let expected = exon.copies? / 2.0;
    let is_low = exon.ngs == CopyState::Gain && expected < borders.duplication;
    is_low.then(|| {
        reason(
            "BELOW_MLPA_LIMIT",
            format!(
                "the gain gives a ratio of {expected:.2}, below the border {}",
                borders.duplication
            ),
        )
    })
}

/// The ratios agree within NGS' interval: the border lies between the calls, not the methods.
fn ratios_agree(exon: &ExonPair) -> Option<Reason> {
    let (mlpa, ngs) = (exon.mlpa_ratio?, exon.ngs_ratio?);
    (ngs.low <= mlpa && mlpa <= ngs.high).then(|| {
        reason(
            "RATIOS_AGREE",
            format!(
                "MLPA {mlpa:.2} lies in NGS {:.2} ({:.2} to {:.2})",
                ngs.value, ngs.low, ngs.high
            ),
        )
    })
}

/// One probe alone in its gene.
fn single_probe(exon: &ExonPair, exons: &[ExonPair]) -> Option<Reason> {
    if !exon.mlpa.is_deletion() && exon.mlpa != MlpaState::Gained {
        return None;
    }
    let alike = exons
        .iter()
        .filter(|other| other.sample == exon.sample && other.gene == exon.gene)
        .filter(|other| other.mlpa.is_deletion() == exon.mlpa.is_deletion())
        .filter(|other| (other.mlpa == MlpaState::Gained) == (exon.mlpa == MlpaState::Gained))
        .count();
    (alike == 1).then(|| {
        reason(
            "SINGLE_PROBE",
            "one probe of the gene alone: a variant under the probe looks the same; such a \
             finding needs another method"
                .to_owned(),
        )
    })
}

fn several_clones(pair: &Pair, gene: &str) -> Option<Reason> {
    let call = pair.ngs.calls.gene(gene)?;
    (call.segments.len() > 1).then(|| {
        let segments: Vec<String> = call
            .segments
            .iter()
            .map(|segment| {
                format!("{} in {:.0} %", segment.exon_range(), 100.0 * segment.clone_fraction.value)
            })
            .collect();
        reason("SEVERAL_CLONES", format!("NGS finds exons {}", segments.join(" and ")))
    })
}

/// Differences of genes.
pub fn genes(pair: &Pair, genes: &[GenePair], evidence: &Evidence) -> Vec<Discordance> {
    genes
        .iter()
        .filter(|gene| {
            let item = levels::gene_item(gene, false);
            call_differs(item.ngs, item.mlpa)
        })
        .map(|gene| {
            let mut reasons = about_swap(pair, evidence);
            reasons.extend(about_gene(pair, gene, evidence));
            reasons.extend(about_quality(pair, evidence));
            Discordance {
                sample: pair.name().to_owned(),
                level: "gene".to_owned(),
                subject: gene.gene.clone(),
                ngs: gene.ngs.clone(),
                mlpa: gene.mlpa.code().to_owned(),
                reasons: or_unexplained(reasons),
            }
        })
        .collect()
}

fn about_gene(pair: &Pair, gene: &GenePair, evidence: &Evidence) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let own: Vec<&ExonPair> = evidence
        .exons
        .iter()
        .filter(|exon| exon.sample == gene.sample && exon.gene == gene.gene)
        .collect();
    let ngs = pair.ngs_gene(&gene.gene);
    if ngs == NgsGene::NotAssessed {
        let call = pair.ngs.calls.gene(&gene.gene);
        let why = call.and_then(|call| pair.loci.doubt(call)).unwrap_or_default();
        let code = if call.is_some_and(|call| pair.loci.undecided(call).is_some()) {
            "GREY_ZONE"
        } else {
            "NO_BAIT"
        };
        reasons.push(reason(code, format!("NGS: {why}")));
    }
    if ngs == NgsGene::Deleted && !gene.mlpa.is_deletion() {
        reasons.extend(no_probe(pair, gene, &own));
    }
    for exon in own.iter().filter(|exon| differs(exon) || exon.mlpa == MlpaState::Borderline) {
        for found in about_exon(pair, exon, evidence) {
            if !reasons.iter().any(|known: &Reason| known.code == found.code) {
                let evidence = format!("exon {}: {}", exon.mlpa_exon, found.evidence);
                reasons.push(Reason { evidence, ..found });
            }
        }
    }
    reasons
}

/// NGS finds only exons for which the kit has no probe.
fn no_probe(pair: &Pair, gene: &GenePair, own: &[&ExonPair]) -> Option<Reason> {
    let call = pair.ngs.calls.gene(&gene.gene)?;
    let lost: Vec<&str> =
        call.exons.iter().filter(|e| e.state.is_deletion()).map(|e| e.exon.as_str()).collect();
    let probed = own.iter().any(|exon| exon.ngs.is_deletion());
    (!own.is_empty() && !lost.is_empty() && !probed).then(|| {
        reason("NO_PROBE", format!("the kit has no probe on the deleted exons {}", lost.join(", ")))
    })
}

/// Differences of IKZF1 categories.
pub fn category(pair: &Pair, found: &CategoryPair, evidence: &Evidence) -> Option<Discordance> {
    if found.outcome != "differ" {
        return None;
    }
    let mut reasons = about_swap(pair, evidence);
    for exon in evidence
        .exons
        .iter()
        .filter(|exon| exon.sample == pair.name() && exon.gene == "IKZF1" && differs(exon))
    {
        for found in about_exon(pair, exon, evidence) {
            if !reasons.iter().any(|known| known.code == found.code) {
                let evidence = format!("exon {}: {}", exon.mlpa_exon, found.evidence);
                reasons.push(Reason { evidence, ..found });
            }
        }
    }
    reasons.extend(
        several_clones(pair, "IKZF1")
            .filter(|found| !reasons.iter().any(|known| known.code == found.code)),
    );
    reasons.extend(about_quality(pair, evidence));
    Some(Discordance {
        sample: pair.name().to_owned(),
        level: "ikzf1_category".to_owned(),
        subject: "IKZF1".to_owned(),
        ngs: found.ngs.clone(),
        mlpa: found.mlpa.clone(),
        reasons: or_unexplained(reasons),
    })
}
