//! `PATIENT.fhir.json`: the result as a FHIR R4 bundle after HL7's Genomics Reporting guide.
//!
//! A collection of one report, its observations, the specimen and the program. There is no patient
//! in it, because ikaros knows the name of a sample alone; the receiver adds one. Everything is
//! preliminary until somebody signs.

mod parts;
mod small;
mod variant;

use serde_json::{Value, json};

use crate::knowledge::fhir::Fhir;
use crate::model::patient::PatientResult;

use super::form::{self, FormError};
use parts::{Context, Ids};

/// The bundle.
pub fn render(result: &PatientResult) -> Result<Vec<u8>, FormError> {
    let fhir = Fhir::builtin()?;
    let context = Context { fhir: &fhir, result, ids: Ids::of(result) };
    let mut observations = variant::of_genes(&context);
    observations.extend(small::observations(&context));
    let mut resources = vec![report(&context, &observations)];
    resources.extend(observations);
    resources.extend([specimen(&context), device(&context)]);
    let entry = |resource: Value| {
        let id = resource["id"].as_str().unwrap_or_default();
        json!({ "fullUrl": format!("urn:uuid:{id}"), "resource": resource })
    };
    form::pretty(&json!({
        "resourceType": "Bundle",
        "id": context.ids.id("bundle"),
        "type": "collection",
        "entry": resources.into_iter().map(entry).collect::<Vec<_>>()
    }))
}

fn report(context: &Context<'_>, observations: &[Value]) -> Value {
    let results: Vec<Value> = observations
        .iter()
        .map(|o| json!({ "reference": format!("urn:uuid:{}", o["id"].as_str().unwrap_or_default()) }))
        .collect();
    json!({
        "resourceType": "DiagnosticReport",
        "id": context.ids.id("report"),
        "meta": { "profile": [context.fhir.profile("report")] },
        "status": "preliminary",
        "category": [context.concept("genetics")],
        "code": context.concept("report"),
        "specimen": [context.reference("specimen")],
        "result": results,
        "conclusion": parts::text(&context.result.interpretation.headline)
    })
}

fn specimen(context: &Context<'_>) -> Value {
    json!({
        "resourceType": "Specimen",
        "id": context.ids.id("specimen"),
        "identifier": [{ "value": parts::text(&context.result.calls.sample.name) }]
    })
}

fn device(context: &Context<'_>) -> Value {
    let software = &context.result.provenance.software;
    let (name, version) = software.split_once(' ').unwrap_or((software, ""));
    let mut device = json!({
        "resourceType": "Device",
        "id": context.ids.id("device"),
        "deviceName": [{ "name": parts::text(name), "type": "other" }]
    });
    if !version.is_empty() {
        device["version"] = json!([{ "value": parts::text(version) }]);
    }
    device
}
