//! Small variants that pass, or that there were none to look at.

use serde_json::{Value, json};

use crate::model::contig::Contig;
use crate::model::merged_variant::MergedVariant;
use crate::model::small_variant::SmallVariant;

use super::parts::{self, Context, range};

/// An allele as either source states it.
struct Allele<'a> {
    gene: Option<&'a str>,
    contig: &'a Contig,
    position: u32,
    reference: &'a str,
    alternative: &'a str,
    vaf: Option<f64>,
    depth: Option<u32>,
    note: String,
    hgvs: Vec<(&'static str, String)>,
    transcript: Option<&'a str>,
}

/// The merged records that pass; where nothing was merged, the callers' own. Without any VCF one
/// observation says that nothing was looked at.
pub fn observations(context: &Context<'_>) -> Vec<Value> {
    let result = context.result;
    let alleles: Vec<Allele<'_>> = match &result.merged {
        Some(merged) => merged.variants.iter().filter(|v| v.passes()).map(merged_allele).collect(),
        None => result.small_variants.iter().filter(|v| passes(v)).map(stated_allele).collect(),
    };
    if result.merged.is_none() && result.variant_files.is_empty() {
        let mut reason = context.concept("not_performed");
        reason["text"] = "no VCF was given".into();
        let note = "Small variants not assessed: no VCF was given";
        let answer = ("dataAbsentReason", reason);
        return vec![context.observation("small variants", answer, note, &[])]
            .into_iter()
            .map(without_components)
            .collect();
    }
    alleles.iter().map(|allele| observation(context, allele)).collect()
}

/// FHIR has no empty lists.
fn without_components(mut observation: Value) -> Value {
    if let Some(fields) = observation.as_object_mut() {
        fields.remove("component");
    }
    observation
}

fn passes(variant: &SmallVariant) -> bool {
    matches!(variant.filter.as_str(), "PASS" | ".")
}

fn merged_allele(variant: &MergedVariant) -> Allele<'_> {
    let effect = variant.effect.as_ref();
    let mut hgvs = Vec::new();
    if let Some(effect) = effect {
        hgvs.push(("coding_hgvs", format!("{}:{}", effect.transcript, effect.hgvs_c)));
        hgvs.extend(effect.hgvs_p.iter().map(|p| ("protein_hgvs", p.clone())));
    }
    let callers: Vec<&str> = variant.callers.iter().map(|s| s.caller.as_str()).collect();
    Allele {
        gene: variant.gene.as_deref(),
        contig: &variant.contig,
        position: variant.position,
        reference: &variant.reference,
        alternative: &variant.alternative,
        vaf: variant.vaf,
        depth: variant.alternative_depth,
        note: format!(
            "stated by {} of {} callers ({}); allele fraction from {}",
            callers.len(),
            variant.callers_run,
            callers.join(", "),
            variant.vaf_source
        ),
        hgvs,
        transcript: effect.map(|effect| effect.transcript.as_str()),
    }
}

fn stated_allele(variant: &SmallVariant) -> Allele<'_> {
    Allele {
        gene: Some(&variant.gene),
        contig: &variant.contig,
        position: variant.position,
        reference: &variant.reference,
        alternative: &variant.alternative,
        vaf: variant.vaf,
        depth: variant.alternative_depth,
        note: format!("as {} states it in {}", variant.caller, variant.file),
        hgvs: Vec::new(),
        transcript: None,
    }
}

fn observation(context: &Context<'_>, allele: &Allele<'_>) -> Value {
    let Allele { contig, position, reference, alternative, .. } = *allele;
    let mut components: Vec<Value> =
        allele.gene.map(|gene| context.gene(gene)).into_iter().collect();
    components.extend(context.place(contig));
    let last = position.saturating_add((reference.len() as u32).saturating_sub(1));
    let exact = range(Some(position), Some(last));
    components.extend(exact.map(|range| context.component("exact", ("valueRange", range))));
    let string = |text: &str| ("valueString", Value::from(parts::text(text)));
    components.push(context.component("reference_allele", string(reference)));
    components.push(context.component("alternative_allele", string(alternative)));
    let quantity = |value: Value| json!({ "value": value, "system": context.fhir.system("units"), "code": "1" });
    if let Some(vaf) = allele.vaf.filter(|vaf| vaf.is_finite()) {
        components
            .push(context.component("allele_fraction", ("valueQuantity", quantity(vaf.into()))));
    }
    if let Some(depth) = allele.depth {
        components.push(context.component("read_depth", ("valueQuantity", quantity(depth.into()))));
    }
    components.extend(allele.hgvs.iter().map(|(name, text)| context.hgvs(name, text)));
    components.extend(allele.transcript.map(|name| context.transcript(name)));
    let key = format!("{contig}:{position}:{reference}:{alternative} {}", allele.note);
    let answer = ("valueCodeableConcept", context.concept("present"));
    context.observation(&key, answer, &allele.note, &components)
}
