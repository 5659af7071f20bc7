//! What speaks for a difference at an exon.

use super::{Evidence, reason};
use crate::compare::pair::Pair;
use crate::compare::profile::{Borders, MlpaState};
use crate::compare::result::{ExonPair, Reason};
use crate::model::calls::CopyState;

/// What speaks for a difference at an exon.
pub(super) fn about(exon: &ExonPair, evidence: &Evidence) -> Vec<Reason> {
    let pair = &evidence.own.pair;
    let mut reasons = Vec::new();
    let is_read = !matches!(exon.mlpa, MlpaState::NoResult | MlpaState::Inconclusive);
    let open = grey_zone(pair, exon);
    if exon.ngs == CopyState::NotAssessed && is_read && open.is_none() {
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
    if exon.mlpa.is_deletion() && (exon.ngs == CopyState::Normal || open.is_some()) {
        reasons.extend(below_ngs_limit(exon, evidence));
    }
    reasons.extend(open.filter(|_| is_read));
    if (exon.ngs == CopyState::Gain) != (exon.mlpa == MlpaState::Gained) {
        reasons.extend(gain(exon, evidence.borders));
    }
    reasons.extend(ratios_agree(exon));
    reasons.extend(single_probe(exon, &evidence.own.exons));
    reasons.extend(degree(exon));
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

/// A loss in too few cells for the depth: of this exon alone, or of a recurrent deletion all of whose
/// exons MLPA finds lost, which NGS sees in fewer cells.
fn below_ngs_limit(exon: &ExonPair, evidence: &Evidence) -> Option<Reason> {
    let share = 2.0 * (1.0 - exon.mlpa_ratio?);
    let alone = ("this exon alone".to_owned(), exon.limit_of_detection);
    let together = together(exon, evidence).map(|(exons, limit)| (exons, Some(limit)));
    let (what, limit) = together
        .filter(|(_, limit)| alone.1.is_none_or(|alone| *limit < Some(alone)))
        .unwrap_or(alone);
    match limit {
        Some(limit) if share >= limit => None,
        Some(limit) => Some(reason(
            "BELOW_NGS_LIMIT",
            format!(
                "the MLPA ratio speaks for {:.0} % of the cells; NGS finds a loss of {what} from {:.0} %",
                100.0 * share,
                100.0 * limit
            ),
        )),
        None => Some(reason(
            "BELOW_NGS_LIMIT",
            format!("NGS would find a loss of {what} in no share of the cells"),
        )),
    }
}

/// The recurrent deletion over an exon that is found in the fewest cells, of those all of whose exons
/// MLPA finds lost.
fn together(exon: &ExonPair, evidence: &Evidence) -> Option<(String, f64)> {
    let gene = evidence.own.pair.ngs.calls.gene(&exon.gene)?;
    let lost = |label: &str| {
        evidence.own.exons.iter().any(|other| {
            other.gene == exon.gene
                && other.ngs_exon.as_deref() == Some(label)
                && other.mlpa.is_deletion()
        })
    };
    let place = |label: &str| gene.exons.iter().position(|call| call.exon == label);
    let own = place(exon.ngs_exon.as_deref()?)?;
    let limits = gene.pattern_limits.iter().filter_map(|pattern| {
        let (first, last) = pattern.exons.split_once('-')?;
        let range = place(first)?..=place(last)?;
        let is_lost = range.contains(&own) && gene.exons[range].iter().all(|call| lost(&call.exon));
        is_lost.then_some((format!("exons {}", pattern.exons), pattern.limit_of_detection?))
    });
    limits.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// A deletion that NGS neither calls nor excludes on an exon that was measured.
fn grey_zone(pair: &Pair, exon: &ExonPair) -> Option<Reason> {
    let gene = pair.ngs.calls.gene(&exon.gene)?;
    let call = gene.exons.iter().find(|call| Some(&call.exon) == exon.ngs_exon.as_ref())?;
    let doubt = pair.loci.undecided(gene).filter(|_| call.state == CopyState::Normal)?;
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
        .filter(|other| other.gene == exon.gene)
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

/// Both find a loss, of one allele or of both.
fn degree(exon: &ExonPair) -> Option<Reason> {
    if !exon.ngs.is_deletion() || !exon.mlpa.is_deletion() {
        return None;
    }
    let is_hom = (exon.ngs == CopyState::HomDel, exon.mlpa == MlpaState::HomDeleted);
    (is_hom.0 != is_hom.1).then(|| {
        let copies =
            exon.copies.map_or_else(String::new, |copies| format!("NGS {copies:.2} copies, "));
        let ratio =
            exon.mlpa_ratio.map_or_else(String::new, |ratio| format!("MLPA ratio {ratio:.2}: "));
        reason(
            "ONE_OR_BOTH_ALLELES",
            format!(
                "{copies}{ratio}a loss of both alleles in some of the cells looks like a loss of \
                 one in more of them"
            ),
        )
    })
}

/// NGS finds several events in a gene.
pub(super) fn several_clones(pair: &Pair, gene: &str) -> Option<Reason> {
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
