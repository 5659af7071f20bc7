//! Deletions and gains: present, absent, or not assessed with the reason.

use serde_json::{Value, json};

use crate::interpret::loci;
use crate::model::calls::{CopyState, EventKind, ExonCall, GeneCall, Segment};
use crate::model::locus_state::LocusState;
use crate::model::patient::Ikzf1Segment;

use super::parts::{self, Context, range};

/// For each gene its events, whether it is deleted at all, and what was not assessed of it.
pub fn of_genes(context: &Context<'_>) -> Vec<Value> {
    context.result.calls.genes.iter().flat_map(|gene| of_gene(context, gene)).collect()
}

fn of_gene(context: &Context<'_>, gene: &GeneCall) -> Vec<Value> {
    let mut found: Vec<Value> = gene
        .segments
        .iter()
        .enumerate()
        .map(|(number, segment)| event(context, gene, number, segment))
        .collect();
    let missing: Vec<&ExonCall> =
        gene.exons.iter().filter(|exon| exon.state == CopyState::NotAssessed).collect();
    let undecided = context.result.calls.is_undecided(gene, EventKind::Deletion);
    match gene.state {
        LocusState::Deleted => {}
        LocusState::NotDeleted if undecided => found.push(undecided_deletion(context, gene)),
        LocusState::NotDeleted => found.push(absent(context, gene, &missing)),
        LocusState::NotAssessed => found.push(not_assessed(context, gene, &missing, true)),
    }
    if gene.state != LocusState::NotAssessed && !missing.is_empty() {
        found.push(not_assessed(context, gene, &missing, false));
    }
    found
}

/// A deletion or gain that was found.
fn event(context: &Context<'_>, gene: &GeneCall, number: usize, segment: &Segment) -> Value {
    let described = description(context, gene, segment);
    let inner = &segment.inner;
    let change = match segment.kind {
        EventKind::Deletion => "deletion",
        EventKind::Gain => "gain",
    };
    let mut components = vec![
        context.gene(&gene.gene),
        context.concept_component("change_type", context.concept(change)),
        context.component("copy_number", copies(context, segment.state)),
    ];
    components.extend(context.place(&inner.contig));
    let ends = |name: &str, low: Option<u32>, high: Option<u32>| {
        range(low, high).map(|range| context.component(name, ("valueRange", range)))
    };
    let one_based = |start: u32| start.saturating_add(1);
    components.extend(ends("inner", Some(one_based(inner.start)), Some(inner.end)));
    components.extend(ends("outer", segment.outer_start.map(one_based), segment.outer_end));
    components.push(context.transcript(&gene.transcript));
    if let Some(Ikzf1Segment { hgvs, effect, .. }) = described {
        let genomic = match context.result.calls.assembly {
            crate::model::assembly::Assembly::Grch37 => &hgvs.g_grch37,
            crate::model::assembly::Assembly::Grch38 => &hgvs.g_grch38,
        };
        components.push(context.hgvs("genomic_hgvs", genomic));
        components.extend(hgvs.c.as_ref().map(|c| context.hgvs("coding_hgvs", c)));
        components
            .push(context.component("conclusion", ("valueString", parts::text(effect).into())));
    }
    let percent = |fraction: f64| format!("{:.0}", 100.0 * fraction);
    let fraction = segment.clone_fraction;
    let other = segment.alternative.as_ref().map(|text| format!("; or {text}")).unwrap_or_default();
    let probable = if context.result.calls.is_probable(&gene.gene, segment.kind) {
        let probability = match segment.kind {
            EventKind::Deletion => gene.probability_deletion,
            EventKind::Gain => gene.probability_gain,
        };
        format!("; probable ({probability:.2}): confirm by another method")
    } else {
        String::new()
    };
    let note = format!(
        "{} {}, in {} % ({} to {} %) of the cells{other}{probable}; mean ratio to normals {:.2}; \
         breakpoints lie between the inner and the outer ends",
        gene.gene,
        loci::exons(segment),
        percent(fraction.value),
        percent(fraction.low),
        percent(fraction.high),
        segment.ratio.value
    );
    let answer = ("valueCodeableConcept", context.concept("present"));
    context.observation(&format!("{} event {number}", gene.gene), answer, &note, &components)
}

/// What the interpretation says of an IKZF1 deletion.
fn description<'a>(
    context: &Context<'a>,
    gene: &GeneCall,
    segment: &Segment,
) -> Option<&'a Ikzf1Segment> {
    let is_ikzf1 = gene.gene == "IKZF1" && segment.kind == EventKind::Deletion;
    let described = &context.result.interpretation.ikzf1.segments;
    described.iter().find(|known| is_ikzf1 && known.exons == segment.exon_range())
}

/// Copies in the cells that carry the event. How many more a gain has depth does not tell.
fn copies(context: &Context<'_>, state: CopyState) -> (&'static str, Value) {
    let unit =
        |value: u32| json!({ "value": value, "system": context.fhir.system("units"), "code": "1" });
    match state {
        CopyState::HomDel => ("valueQuantity", unit(0)),
        CopyState::HetDel => ("valueQuantity", unit(1)),
        _ => ("valueRange", json!({ "low": unit(3) })),
    }
}

/// No deletion among the exons that were assessed, as far down as could be seen.
fn absent(context: &Context<'_>, gene: &GeneCall, missing: &[&ExonCall]) -> Value {
    let limit = match gene.limit_of_detection {
        Some(limit) => format!(
            "loss of the whole gene would have been found in {:.0} % of the cells or more",
            100.0 * limit
        ),
        None => "no limit of detection is known".to_owned(),
    };
    let but = if missing.is_empty() {
        String::new()
    } else {
        format!("; {}", were_not_assessed(&labels(missing)))
    };
    let note = format!("{}: no deletion in the assessed exons; {limit}{but}", gene.gene);
    let answer = ("valueCodeableConcept", context.concept("absent"));
    let components = about(context, gene);
    context.observation(&format!("{} absent", gene.gene), answer, &note, &components)
}

/// A deletion that the data neither show nor exclude is not said to be absent.
fn undecided_deletion(context: &Context<'_>, gene: &GeneCall) -> Value {
    let calls = &context.result.calls;
    let why = if calls.blasts_below_limit(gene) {
        "the stated blasts are below its limit of detection".to_owned()
    } else if calls.is_below_chromosome(&gene.gene) {
        "below its gained chromosome".to_owned()
    } else if calls.is_hidden_by_normals(gene) {
        "normals that were compared with carry one".to_owned()
    } else if !gene.unseen_recurrent.is_empty() {
        were_not_assessed(&gene.unseen_recurrent.iter().map(String::as_str).collect::<Vec<_>>())
    } else if calls.is_out_of_reach(gene) {
        "one in every cell would not reliably have been seen".to_owned()
    } else {
        format!("probability {:.2}", gene.probability_deletion)
    };
    let note = format!(
        "{}: a deletion is neither called nor excluded ({why}); confirm by another method",
        gene.gene
    );
    let mut reason = context.concept("unknown");
    reason["text"] = parts::text(&note).into();
    let key = format!("{} undecided", gene.gene);
    let components = about(context, gene);
    context.observation(&key, ("dataAbsentReason", reason), &note, &components)
}

/// A gene, or some of its exons, of which the data say nothing.
fn not_assessed(
    context: &Context<'_>,
    gene: &GeneCall,
    missing: &[&ExonCall],
    whole: bool,
) -> Value {
    let mut reasons: Vec<&str> = missing.iter().map(|exon| exon.reason.as_str()).collect();
    reasons.extend(gene.reasons.iter().filter(|_| whole).map(String::as_str));
    reasons.retain(|reason| !reason.is_empty());
    reasons.sort_unstable();
    reasons.dedup();
    let what = match missing {
        _ if whole => gene.gene.clone(),
        [one] => format!("{} exon {}", gene.gene, one.exon),
        many => format!("{} exons {}", gene.gene, labels(many).join(", ")),
    };
    let why = if reasons.is_empty() { "no reason is known".to_owned() } else { reasons.join("; ") };
    let note = format!("{what} not assessed: {why}");
    let untouched = !missing.is_empty() && missing.iter().all(|exon| exon.targets == 0);
    let mut reason = context.concept(if untouched { "not_performed" } else { "unknown" });
    reason["text"] = parts::text(&why).into();
    let components = about(context, gene);
    let key = format!("{} not assessed", gene.gene);
    context.observation(&key, ("dataAbsentReason", reason), &note, &components)
}

fn about(context: &Context<'_>, gene: &GeneCall) -> Vec<Value> {
    vec![
        context.gene(&gene.gene),
        context.concept_component("change_type", context.concept("deletion")),
        context
            .concept_component("assembly", context.concept(context.result.calls.assembly.name())),
        context.transcript(&gene.transcript),
    ]
}

fn labels<'a>(exons: &[&'a ExonCall]) -> Vec<&'a str> {
    exons.iter().map(|exon| exon.exon.as_str()).collect()
}

/// `exon 1 was not assessed`, `exons 1, 2 were not assessed`.
fn were_not_assessed(exons: &[&str]) -> String {
    match exons {
        [one] if !one.contains('-') => format!("exon {one} was not assessed"),
        many => format!("exons {} were not assessed", many.join(", ")),
    }
}
