//! What speaks for a difference of a gene, an IKZF1 category, or a rule: the differences beneath it.

use super::{Evidence, add, exon, reason};
use crate::compare::levels;
use crate::compare::pair::NgsGene;
use crate::compare::profile::MlpaState;
use crate::compare::rests_on::{Ground, answers};
use crate::compare::result::{ExonPair, Reason};
use crate::model::locus_state::LocusState;

/// A gene that MLPA tested.
pub(super) fn about(gene: &str, mlpa: MlpaState, evidence: &Evidence) -> Vec<Reason> {
    let pair = &evidence.own.pair;
    let mut reasons = Vec::new();
    let own: Vec<&ExonPair> = evidence.own.exons.iter().filter(|exon| exon.gene == gene).collect();
    let ngs = pair.ngs_gene(gene);
    let is_open = matches!(mlpa, MlpaState::NoResult | MlpaState::Inconclusive);
    if ngs == NgsGene::NotAssessed && !is_open {
        reasons.push(not_assessed(gene, evidence));
    }
    if ngs == NgsGene::Deleted && !mlpa.is_deletion() {
        reasons.extend(no_probe(gene, &own, evidence));
    }
    let is_mlpa_open = |exon: &ExonPair| {
        matches!(levels::mlpa_call(exon.mlpa, false), levels::Call::None | levels::Call::Borderline)
    };
    for exon in own {
        if levels::exon_item(exon, false).difference.is_some() || is_mlpa_open(exon) {
            add(&mut reasons, exon::about(exon, evidence), &format!("exon {}: ", exon.mlpa_exon));
        }
    }
    if is_open && !reasons.iter().any(|known| known.code == "MLPA_NO_RESULT") {
        reasons.push(reason(
            "MLPA_NO_RESULT",
            format!("MLPA states {} for the gene as a whole", mlpa.code()),
        ));
    }
    reasons
}

fn not_assessed(gene: &str, evidence: &Evidence) -> Reason {
    let pair = &evidence.own.pair;
    let Some(call) = pair.ngs.calls.gene(gene) else {
        return reason("NO_BAIT", format!("NGS: {gene} is not called"));
    };
    let why = pair.loci.doubt(call).unwrap_or_default();
    let code = if pair.loci.undecided(call).is_some() { "GREY_ZONE" } else { "NO_BAIT" };
    reason(code, format!("NGS: {why}"))
}

/// NGS finds only exons for which the kit has no probe.
fn no_probe(gene: &str, own: &[&ExonPair], evidence: &Evidence) -> Option<Reason> {
    let call = evidence.own.pair.ngs.calls.gene(gene)?;
    let lost: Vec<&str> =
        call.exons.iter().filter(|e| e.state.is_deletion()).map(|e| e.exon.as_str()).collect();
    let probed = own.iter().any(|exon| exon.ngs.is_deletion());
    (!own.is_empty() && !lost.is_empty() && !probed).then(|| {
        reason("NO_PROBE", format!("the kit has no probe on the deleted exons {}", lost.join(", ")))
    })
}

/// An IKZF1 category.
pub(super) fn about_category(evidence: &Evidence) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let (pair, sides) = (&evidence.own.pair, &evidence.own.ikzf1);
    let own: Vec<&ExonPair> =
        evidence.own.exons.iter().filter(|exon| exon.gene == "IKZF1").collect();
    for exon in &own {
        if levels::exon_item(exon, false).difference.is_some() {
            let prefix = format!("exon {}: ", exon.mlpa_exon);
            add(&mut reasons, exon::about(exon, evidence), &prefix);
        }
    }
    add(&mut reasons, exon::several_clones(pair, "IKZF1"), "");
    let is_probed = |label: &str| own.iter().any(|e| e.ngs_exon.as_deref() == Some(label));
    let bare: Vec<&str> = sides
        .mlpa
        .iter()
        .map(|(label, _)| label.as_str())
        .filter(|label| !is_probed(label))
        .collect();
    match pair.mlpa.genes.get("IKZF1") {
        Some(stated) if own.is_empty() => reasons.push(reason(
            "MLPA_NO_RESULT",
            format!("MLPA states {} and not which exons", stated.code()),
        )),
        _ if !bare.is_empty() => reasons.push(reason(
            "NO_PROBE",
            format!("the table has no probe on the exons {}", bare.join(", ")),
        )),
        _ => {}
    }
    reasons
}

/// A rule or a locus: what differs among the loci that it rests on.
pub(super) fn about_grounds(grounds: &[Ground], evidence: &Evidence) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for ground in grounds {
        let found = answers(evidence.own, ground);
        if found.ngs == found.mlpa && !is_open_by_ratio(ground, evidence) {
            continue;
        }
        for found in about_ground(ground, evidence) {
            if !reasons.contains(&found) {
                reasons.push(found);
            }
        }
    }
    reasons
}

/// A borderline ratio leaves a locus open, as an assessment that is missing does.
fn is_open_by_ratio(ground: &Ground, evidence: &Evidence) -> bool {
    let state = ground.mlpa(evidence.own);
    state == MlpaState::Borderline && ground.ngs(evidence.own) != LocusState::NotAssessed
}

fn about_ground(ground: &Ground, evidence: &Evidence) -> Vec<Reason> {
    let own = evidence.own;
    let mut reasons = Vec::new();
    for gene in &ground.genes {
        let prefix = if *gene == ground.name {
            format!("{gene} ")
        } else {
            format!("{} {gene} ", ground.name)
        };
        match own.genes.iter().find(|pair| pair.gene == *gene) {
            Some(pair) if levels::gene_item(pair, false).difference.is_some() => {
                add(&mut reasons, about(gene, pair.mlpa, evidence), &prefix);
            }
            None if own.pair.ngs_gene(gene) == NgsGene::Deleted => add(
                &mut reasons,
                [reason("NO_PROBE", "is deleted by NGS and MLPA has no result of it".to_owned())],
                &prefix,
            ),
            None if own.pair.ngs_gene(gene) == NgsGene::NotAssessed => {
                add(&mut reasons, [not_assessed(gene, evidence)], &prefix);
            }
            _ => {}
        }
    }
    let found = answers(own, ground);
    if ground.twice && found.ngs != found.mlpa {
        reasons.extend(one_or_both(ground, evidence));
    }
    let mlpa = ground.mlpa(own);
    let is_tested = own.genes.iter().any(|pair| ground.genes.contains(&pair.gene));
    match mlpa {
        MlpaState::NoResult if !is_tested && !own.pair.mlpa.loci.contains_key(&ground.name) => {
            reasons.push(reason("NO_PROBE", format!("{}: MLPA has no result of it", ground.name)));
        }
        MlpaState::NoResult | MlpaState::Inconclusive if !is_tested => reasons.push(reason(
            "MLPA_NO_RESULT",
            format!("{}: MLPA states {}", ground.name, mlpa.code()),
        )),
        _ => {}
    }
    reasons
}

/// Both find the locus lost, and not both on how many alleles.
fn one_or_both(ground: &Ground, evidence: &Evidence) -> Option<Reason> {
    let own = evidence.own;
    let is_lost = ground.ngs(own) == LocusState::Deleted && ground.mlpa(own).is_deletion();
    let lowest = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.first().copied()
    };
    let exons = || own.exons.iter().filter(|exon| ground.genes.contains(&exon.gene));
    let copies = lowest(exons().filter_map(|exon| exon.copies).collect());
    let ratio = lowest(exons().filter_map(|exon| exon.mlpa_ratio).collect());
    let said = |name: &str, value: Option<f64>| {
        value.map_or_else(String::new, |value| format!(" {name} {value:.2},"))
    };
    is_lost.then(|| {
        reason(
            "ONE_OR_BOTH_ALLELES",
            format!(
                "{}:{}{} a loss of both alleles in some of the cells looks like a loss of one in \
                 more of them",
                ground.name,
                said("fewest copies by NGS", copies),
                said("lowest MLPA ratio", ratio)
            ),
        )
    })
}
