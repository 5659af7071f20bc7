//! Small variants: what each means, and IKZF1 by deletion and small variant together.

use super::loci::Loci;
use super::structural;
use crate::knowledge::Knowledge;
use crate::knowledge::small_variants::{BesideDeletions, SmallVariantKnowledge, VariantRule};
use crate::model::calls::{CopyState, EventKind, ExonCall, GeneCall, SampleCalls, Segment};
use crate::model::interval::Interval;
use crate::model::locus_state::{Answer, LocusState};
use crate::model::merged_variant::{
    Effect, Ikzf1Mutation, MergedResult, MergedVariant, Recount, VariantConclusions, VariantFinding,
};
use crate::variants::consequence::WITHHELD;
use crate::variants::filter;
use crate::variants::germline;
use crate::variants::plain::NO_TRANSCRIPT;
use crate::variants::together::NOT_CERTAIN;

/// What follows the meaning of a change whose codon has a second one that nothing phases.
const CODON_OPEN: &str =
    "; not certain: a second change of the codon lies on the same allele or on the other";

/// Concludes from merged records and the structural ones beside them, with the copy-number calls
/// where there are any.
pub fn conclude(
    merged: &MergedResult,
    calls: Option<&SampleCalls>,
    knowledge: &Knowledge,
) -> VariantConclusions {
    let known = &knowledge.small_variants;
    // Through the loci: a deletion that is neither called nor excluded is no absent one.
    let thresholds = &knowledge.rules.calling.call;
    let loci = calls.map(|calls| Loci { calls, thresholds });
    let findings: Vec<VariantFinding> = merged
        .variants
        .iter()
        .filter_map(|variant| finding(variant, merged, loci.as_ref(), known))
        .collect();
    VariantConclusions {
        ikzf1: ikzf1(&findings, merged, loci.as_ref(), known),
        findings,
        structural: structural::findings(&merged.structural, calls),
    }
}

/// True where the reference does not hold a gene's coding sequence as a whole: changes there may
/// have gone unseen.
fn is_unread(merged: &MergedResult, gene: &str) -> bool {
    merged.unreadable.iter().any(|transcript| transcript.gene == gene)
}

/// What the headline says of small variants: IKZF1's, and those that define a subtype.
pub fn line(conclusions: &VariantConclusions) -> String {
    let mut parts = headline_names(conclusions);
    if conclusions.ikzf1.status == "both" && conclusions.ikzf1.biallelic == Answer::Yes {
        parts.push("IKZF1 hit on both alleles by deletion and small variant".to_owned());
    }
    parts.iter().map(|part| format!("; {part}")).collect()
}

/// Alleles that a headline names: IKZF1's that a rule knows, and those that define a subtype.
pub fn headline_names(conclusions: &VariantConclusions) -> Vec<String> {
    conclusions
        .findings
        .iter()
        .filter(|f| f.filters.is_empty() && !f.same_event)
        .filter(|f| f.gene == "IKZF1" && f.class != "unclassified" || f.class == "hotspot")
        .map(|f| format!("{} {}", f.gene, f.hgvs_p.as_deref().unwrap_or(&f.hgvs_c)))
        .collect()
}

/// True when a report lists a record, whatever held against it: one that changes a protein or a
/// splice site, or lies at a hotspot, unless the reads show nothing of it.
pub fn is_listed(variant: &MergedVariant) -> bool {
    let is_seen = variant.recount.is_none_or(|counts| carriers(&counts) > 0);
    let changes = || effects(variant).any(|effect| kind(effect).is_some());
    is_telling(variant) || (is_seen && changes())
}

/// True when conclusions may be drawn from a record: one that passes and changes a protein or a
/// splice site, lies at a hotspot, or has an effect that nothing tells.
pub fn is_telling(variant: &MergedVariant) -> bool {
    let changes = || effects(variant).any(|effect| kind(effect).is_some());
    variant.whitelist.is_some() || (variant.passes() && (changes() || is_untold(variant)))
}

/// True when nothing tells what a change does to its gene, or to one of its proteins: it may be
/// anything.
fn is_untold(variant: &MergedVariant) -> bool {
    let is_plain = || variant.notes.iter().any(|note| note.starts_with(NO_TRANSCRIPT));
    withheld(variant).next().is_some() || (variant.effect.is_none() && is_plain())
}

/// The remarks that say why an effect on a protein is withheld.
pub fn withheld(variant: &MergedVariant) -> impl Iterator<Item = &str> {
    variant.notes.iter().map(String::as_str).filter(|note| note.starts_with(WITHHELD))
}

/// The effect on the reference transcript, then those on the gene's other proteins.
fn effects(variant: &MergedVariant) -> impl Iterator<Item = &Effect> {
    variant.effect.iter().chain(&variant.other_effects)
}

/// Each protein with its change, where one change hits several proteins of a gene.
fn proteins(variant: &MergedVariant) -> Option<String> {
    let named = |effect: &Effect| {
        let (protein, change) = (effect.protein.as_ref()?, effect.hgvs_p.as_ref()?);
        Some(format!("{protein} {change}"))
    };
    let names: Vec<String> = effects(variant).filter_map(named).collect();
    (names.len() > 1).then(|| names.join(" and "))
}

/// What an allele means by the first rule that fits. One that fails a filter is told only at a
/// hotspot, with the filter.
fn finding(
    variant: &MergedVariant,
    merged: &MergedResult,
    loci: Option<&Loci>,
    known: &SmallVariantKnowledge,
) -> Option<VariantFinding> {
    if !variant.passes() && variant.whitelist.is_none() {
        return None;
    }
    // What the bases mean together is told of the whole, where anything is told of that.
    let is_told = |whole: &MergedVariant| {
        is_whole_of(whole, variant) && (whole.passes() || whole.whitelist.is_some())
    };
    if filter::is_counted_elsewhere(variant) && merged.variants.iter().any(is_told) {
        return None;
    }
    let (effect, rule) = effects(variant).find_map(|effect| {
        let rule = known.rules.iter().find(|rule| fits(rule, effect, known))?;
        Some((effect, rule))
    })?;
    let loss = loss(variant, loci, known.beside_deletions);
    let (both_alleles, evidence) = both_alleles(variant, merged, loci, loss.as_ref());
    let mut text = match proteins(variant) {
        Some(names) => format!("{names}: {}", rule.text),
        None => rule.text.clone(),
    };
    let is_certain = !variant.notes.iter().any(|note| note.starts_with(NOT_CERTAIN));
    if !is_certain {
        text += CODON_OPEN;
    } else if rule.second_allele {
        text += match both_alleles {
            Answer::Yes => "; the other allele is hit as well",
            Answer::No => "; the other allele is not seen to be hit",
            Answer::NotAssessed => "; the other allele cannot be told",
        };
    }
    Some(VariantFinding {
        gene: effect.gene.clone(),
        allele: format!(
            "{}:{}:{}:{}",
            variant.contig, variant.position, variant.reference, variant.alternative
        ),
        hgvs_c: format!("{}:{}", effect.transcript, effect.hgvs_c),
        hgvs_p: effect.hgvs_p.clone().filter(|_| is_certain),
        class: rule.class.clone(),
        text,
        vaf: variant.vaf,
        filters: variant.filters.clone(),
        germline: rule.germline.clone().filter(|_| is_certain),
        both_alleles,
        evidence,
        same_event: loss.is_some_and(|loss| loss.of_vcf == Some(OfVcf::Same)),
        rule: rule.code.clone(),
        citation: rule.citation.clone(),
        unconfirmed: rule.unconfirmed,
    })
}

/// True when a record of several bases is the one that a change is counted in.
fn is_whole_of(whole: &MergedVariant, part: &MergedVariant) -> bool {
    let label = format!("{}:{}:{}", whole.position, whole.reference, whole.alternative);
    whole.contig == part.contig && part.part_of.as_ref() == Some(&label)
}

fn fits(rule: &VariantRule, effect: &Effect, known: &SmallVariantKnowledge) -> bool {
    let in_domain = |residue: u32| {
        known.domains.iter().any(|domain| {
            domain.gene == effect.gene
                && rule.functions.contains(&domain.function)
                && (domain.from..=domain.to).contains(&residue)
        })
    };
    (rule.gene == "*" || rule.gene == effect.gene)
        && (rule.protein.is_empty()
            || effect.hgvs_p.as_ref().is_some_and(|p| rule.protein.contains(p)))
        && (rule.kinds.is_empty()
            || kind(effect).is_some_and(|kind| rule.kinds.iter().any(|k| k == kind)))
        && rule.residues.is_none_or(|(from, to)| {
            effect.residue.is_some_and(|residue| (from..=to).contains(&residue))
        })
        && (rule.residue_list.is_empty()
            || effect.residue.is_some_and(|residue| rule.residue_list.contains(&residue)))
        && (rule.functions.is_empty() || effect.residue.is_some_and(in_domain))
}

/// True for a protein that goes on behind its stop: nothing is lost, what it does is not known.
fn is_extended(effect: &Effect) -> bool {
    effect.terms.first().is_some_and(|term| term == "stop_lost")
        && effect.hgvs_p.as_ref().is_some_and(|p| p.contains("extTer"))
}

/// The kind of effect that rules speak of, from its gravest term. A protein that goes on behind its
/// stop is changed at its end and not cut short.
fn kind(effect: &Effect) -> Option<&'static str> {
    match effect.terms.first()?.as_str() {
        "stop_lost" if is_extended(effect) => Some("inframe"),
        "splice_acceptor_variant"
        | "splice_donor_variant"
        | "stop_gained"
        | "frameshift_variant"
        | "start_lost"
        | "stop_lost" => Some("truncating"),
        "missense_variant" => Some("missense"),
        "inframe_insertion" | "inframe_deletion" | "protein_altering_variant" => Some("inframe"),
        _ => None,
    }
}

/// Ends of the 95 % interval of an allele fraction.
fn interval(variant: &MergedVariant) -> Option<(f64, f64)> {
    germline::interval(variant.alternative_depth?, variant.depth?)
}

/// Both alleles of the gene: the variant beside a deletion of the gene, or beside another variant.
///
/// Where a deletion in `f` of the cells covers the variant's base, the variant is on the allele that
/// stayed in those cells, or in other cells. In other cells alone its fraction is at most
/// `(1 - f) / (2 - f)`: more than that needs cells with both.
fn both_alleles(
    variant: &MergedVariant,
    merged: &MergedResult,
    loci: Option<&Loci>,
    loss: Option<&Loss>,
) -> (Answer, String) {
    let gene = variant.gene.as_deref().unwrap_or_default();
    let Some((low, high)) = interval(variant) else {
        return (Answer::NotAssessed, "the allele fraction is not known".to_owned());
    };
    let percent = |value: f64| format!("{:.0} %", 100.0 * value);
    let stated = format!("allele fraction {} to {}", percent(low), percent(high));
    let call = loci.and_then(|loci| loci.calls.gene(gene));
    let place = place(variant);
    let deletions = call.map(deletions).unwrap_or_default();
    if let Some(Loss { deletion, of_vcf }) = loss {
        let f = &deletion.clone_fraction;
        let elsewhere = |f: f64| (1.0 - f) / (2.0 - f);
        let limit = elsewhere(f.low.clamp(0.0, 1.0));
        let deleted =
            format!("exons {} deleted in {} of the cells", deletion.exon_range(), percent(f.value));
        if let Some(of_vcf) = of_vcf {
            let said = match of_vcf {
                OfVcf::Same => {
                    "the deletion in the VCF covers them and is taken for the same event"
                }
                OfVcf::Open => "the deletion in the VCF is a part of that loss, or a second one",
            };
            return (Answer::NotAssessed, format!("{stated}; {deleted}: {said}"));
        }
        return if low > limit {
            (
                Answer::Yes,
                format!(
                    "{stated}; {deleted}: in cells without the deletion it would be at most {}",
                    percent(limit)
                ),
            )
        } else {
            (
                Answer::NotAssessed,
                format!(
                    "{stated}; {deleted}: the same cells or others, the fraction does not tell"
                ),
            )
        };
    }
    let is_gained = call.is_some_and(|call| {
        call.segments.iter().any(|s| s.kind == EventKind::Gain && s.inner.overlap(&place) > 0)
    });
    if low > 0.5 && is_gained {
        return (
            Answer::NotAssessed,
            format!("{stated}; {gene} is gained: a copy without the variant may be left"),
        );
    }
    if low > 0.5 {
        return (
            Answer::Yes,
            format!("{stated}: above one half, so that the other allele is lost or replaced"),
        );
    }
    let others: Vec<String> = merged
        .variants
        .iter()
        .filter(|other| *other != variant && other.passes() && other.gene == variant.gene)
        .filter_map(|other| Some((other, other.effect.as_ref()?)))
        .filter(|(_, effect)| kind(effect).is_some())
        .map(|(_, effect)| effect.hgvs_p.clone().unwrap_or_else(|| effect.hgvs_c.clone()))
        .collect();
    if !others.is_empty() {
        return (
            Answer::NotAssessed,
            format!("{stated}; also {}: on one allele or on both", others.join(", ")),
        );
    }
    if let Some(deletion) = deletions.first() {
        return (
            Answer::NotAssessed,
            format!(
                "{stated}; exons {} deleted, beside the variant: on one allele or on both",
                deletion.exon_range()
            ),
        );
    }
    match loci.map(|loci| loci.gene_state(gene)) {
        Some(LocusState::NotDeleted) if is_unread(merged, gene) => (
            Answer::NotAssessed,
            format!("{stated}; no deletion of {gene}; its coding sequence is not read as a whole"),
        ),
        Some(LocusState::NotDeleted) => {
            (Answer::No, format!("{stated}; no deletion of {gene} and no second variant"))
        }
        _ => (Answer::NotAssessed, format!("{stated}; deletions of {gene} were not assessed")),
    }
}

/// A deletion of the depth that a variant lies in.
struct Loss<'c> {
    deletion: &'c Segment,
    /// What a deletion of the VCF is to it; absent for what is no large deletion.
    of_vcf: Option<OfVcf>,
}

/// A deletion of the VCF beside one of the depth.
#[derive(Clone, Copy, PartialEq)]
enum OfVcf {
    /// It takes most of every exon that the depth shows as lost.
    Same,
    /// It takes a part of them: a part of that loss, or one more.
    Open,
}

/// The deletion that a variant lies in.
fn loss<'c>(
    variant: &MergedVariant,
    loci: Option<&'c Loci>,
    borders: BesideDeletions,
) -> Option<Loss<'c>> {
    let call = loci?.calls.gene(variant.gene.as_deref()?)?;
    let place = place(variant);
    let deletion =
        deletions(call).into_iter().find(|deletion| lies_in(&place, deletion, call, borders))?;
    let lost = variant.reference.len().saturating_sub(variant.alternative.len());
    let covers = |exon: &ExonCall| {
        exon.interval.as_ref().is_some_and(|exon| 2 * exon.overlap(&place) > exon.len())
    };
    let exons = exons_of(deletion, call);
    let of_vcf = if lost == 0 || exons.is_empty() {
        None
    } else if exons.iter().all(covers) {
        Some(OfVcf::Same)
    } else {
        let is_large = lost >= borders.structural as usize;
        (is_large || exons.iter().any(covers)).then_some(OfVcf::Open)
    };
    Some(Loss { deletion, of_vcf })
}

/// The bases that a record replaces.
fn place(variant: &MergedVariant) -> Interval {
    let start = variant.position.saturating_sub(1);
    let length = u32::try_from(variant.reference.len()).unwrap_or(u32::MAX);
    Interval::new(variant.contig.clone(), start, start.saturating_add(length))
}

/// Exons of a deletion, in the order of the call.
fn exons_of<'c>(deletion: &Segment, call: &'c GeneCall) -> &'c [ExonCall] {
    let place = |label: &str| call.exons.iter().position(|exon| exon.exon == label);
    let range = place(&deletion.first_exon).zip(place(&deletion.last_exon));
    range.and_then(|(a, b)| call.exons.get(a.min(b)..=a.max(b))).unwrap_or_default()
}

/// True when a change lies in what is deleted: between the outermost changed targets, in a deleted
/// exon, or at its splice sites.
fn lies_in(
    place: &Interval,
    deletion: &Segment,
    call: &GeneCall,
    borders: BesideDeletions,
) -> bool {
    let is_at = |exon: &ExonCall| {
        exon.interval.as_ref().is_some_and(|exon| {
            let start = exon.start.saturating_sub(borders.splice_region);
            let end = exon.end.saturating_add(borders.splice_region);
            Interval::new(exon.contig.clone(), start, end).overlap(place) > 0
        })
    };
    deletion.inner.overlap(place) > 0 || exons_of(deletion, call).iter().any(is_at)
}

fn deletions(call: &GeneCall) -> Vec<&Segment> {
    call.segments.iter().filter(|segment| segment.kind == EventKind::Deletion).collect()
}

/// Fragments with the allele, those included that quality takes away.
fn carriers(counts: &Recount) -> u32 {
    counts.alternative
        + counts.alternative_lost_base_quality
        + counts.alternative_lost_mapping_quality
}

/// True for a change of known effect on IKZF1 that enough fragments carry, those included that quality
/// takes away, and that is held back because it is shown too weakly: neither there nor absent.
fn is_held_back(
    variant: &MergedVariant,
    merged: &MergedResult,
    known: &SmallVariantKnowledge,
) -> bool {
    let is_weak =
        !variant.passes() && variant.filters.iter().all(|f| filter::OF_EVIDENCE.contains(&&**f));
    if variant.gene.as_deref() != Some("IKZF1") || variant.whitelist.is_some() || !is_weak {
        return false;
    }
    let is_seen = match (&variant.recount, &merged.detection) {
        (Some(counts), Some(rule)) => {
            let carriers = carriers(counts);
            let all = counts.depth + counts.lost_base_quality + counts.lost_mapping_quality;
            carriers >= rule.min_alternative && f64::from(carriers) >= rule.min_vaf * f64::from(all)
        }
        _ => variant.filters == ["SingleCaller"],
    };
    let is_known = |effect: &Effect| {
        let mut rules = known.rules.iter().filter(|rule| fits(rule, effect, known));
        rules.next().is_some_and(|rule| rule.class != "unclassified")
    };
    is_seen && effects(variant).any(is_known)
}

fn ikzf1(
    findings: &[VariantFinding],
    merged: &MergedResult,
    loci: Option<&Loci>,
    known: &SmallVariantKnowledge,
) -> Ikzf1Mutation {
    let own: Vec<&VariantFinding> = findings
        .iter()
        .filter(|f| f.gene == "IKZF1" && f.filters.is_empty() && f.class != "unclassified")
        .filter(|f| !f.same_event)
        .collect();
    let same_event = findings.iter().filter(|f| f.gene == "IKZF1" && f.same_event);
    let call = loci.and_then(|loci| loci.calls.gene("IKZF1"));
    let state = loci.map_or(LocusState::NotAssessed, |loci| loci.gene_state("IKZF1"));
    let is_unread = is_unread(merged, "IKZF1");
    let is_blind = merged.hotspots.iter().any(|h| h.gene == "IKZF1" && h.state == "not_assessed");
    // Seen in the reads or by a caller, and held back by a filter: neither there nor absent.
    let doubtful: Vec<&VariantFinding> = findings
        .iter()
        .filter(|f| f.gene == "IKZF1" && !f.filters.is_empty() && f.class != "unclassified")
        .collect();
    let untold: Vec<&MergedVariant> = merged
        .variants
        .iter()
        .filter(|v| v.gene.as_deref() == Some("IKZF1") && is_telling(v))
        .filter(|v| is_untold(v) || effects(v).any(is_extended))
        .collect();
    let is_held_back = |v: &&MergedVariant| is_held_back(v, merged, known);
    let held_back: Vec<&MergedVariant> = merged.variants.iter().filter(is_held_back).collect();
    let doubts = [doubtful.len(), untold.len(), held_back.len()];
    let is_open = is_blind || is_unread || doubts != [0; 3];
    let status = match (state, own.is_empty()) {
        (LocusState::Deleted, false) => "both",
        (LocusState::Deleted, true) => "deletion",
        (_, false) => "small_variant",
        (LocusState::NotDeleted, true) if !is_open => "none",
        _ => "not_assessed",
    };
    let is_homozygous =
        call.is_some_and(|call| deletions(call).iter().any(|s| s.state == CopyState::HomDel));
    let mut evidence: Vec<String> = own
        .iter()
        .map(|f| format!("{}: {}", f.hgvs_p.as_deref().unwrap_or(&f.hgvs_c), f.evidence))
        .collect();
    let biallelic = if is_homozygous {
        evidence.push("a deletion of both alleles".to_owned());
        Answer::Yes
    } else if own.iter().any(|f| f.both_alleles == Answer::Yes) {
        Answer::Yes
    } else if status == "none"
        || (own.len() == 1 && own.iter().all(|f| f.both_alleles == Answer::No))
    {
        Answer::No
    } else {
        Answer::NotAssessed
    };
    evidence.extend(same_event.map(|f| format!("{}: {}", f.hgvs_c, f.evidence)));
    evidence.extend(doubtful.iter().map(|f| {
        let name = f.hgvs_p.as_deref().unwrap_or(&f.hgvs_c);
        format!("{name} at a hotspot fails {}: confirm or exclude it", f.filters.join(", "))
    }));
    evidence.extend(held_back.iter().map(|v| {
        let effect = v.effect.as_ref();
        let name = effect.map_or("", |e| e.hgvs_p.as_deref().unwrap_or(&e.hgvs_c));
        format!("{name} fails {}: confirm or exclude it", v.filters.join(", "))
    }));
    evidence.extend(untold.iter().map(|v| {
        let MergedVariant { contig, position, reference, alternative, .. } = v;
        format!("{contig}:{position}:{reference}:{alternative}: what it does is not told")
    }));
    if evidence.is_empty() {
        evidence.push(match state {
            LocusState::Deleted => {
                "deletion without a small variant of known effect that passes".to_owned()
            }
            LocusState::NotDeleted if is_blind => {
                "no deletion; hotspots of IKZF1 were not assessed".to_owned()
            }
            LocusState::NotDeleted if is_unread => {
                "no deletion; the coding sequence of IKZF1 was not read as a whole".to_owned()
            }
            LocusState::NotDeleted => {
                "no deletion and no small variant of known effect that passes".to_owned()
            }
            LocusState::NotAssessed => {
                "no small variant of known effect that passes; deletions were not assessed"
                    .to_owned()
            }
        });
    }
    Ikzf1Mutation { status: status.to_owned(), biallelic, evidence: evidence.join("; ") }
}
