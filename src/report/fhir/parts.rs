//! Pieces that all resources are made of.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::knowledge::fhir::Fhir;
use crate::model::patient::PatientResult;

/// Identifiers that follow from the sample and what it was measured against.
pub struct Ids {
    seed: String,
}

impl Ids {
    /// The same result has the same identifiers, another sample or another panel has others.
    pub fn of(result: &PatientResult) -> Self {
        let calls = &result.calls;
        let inputs: String = result
            .provenance
            .inputs
            .iter()
            .map(|i| format!("{} {:?}\n", i.file, i.sha256))
            .collect();
        let (targets, normals) = (&calls.target_digest, &calls.normals.digest);
        Self { seed: format!("{}\n{targets}\n{normals}\n{inputs}", calls.sample.name) }
    }

    /// The identifier of a resource: a UUID of version 8, made of a digest.
    pub fn id(&self, key: &str) -> String {
        let digest = Sha256::digest(format!("{}\n{key}", self.seed).as_bytes());
        let mut bytes = [0_u8; 16];
        for (byte, from) in bytes.iter_mut().zip(digest.iter()) {
            *byte = *from;
        }
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    }
}

/// FHIR strings hold no control characters and are never empty.
pub fn text(value: &str) -> String {
    let flat: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let trimmed = flat.trim();
    if trimmed.is_empty() { "-".to_owned() } else { trimmed.to_owned() }
}

/// A range with the ends that are known; `None` without any.
pub fn range(low: Option<u32>, high: Option<u32>) -> Option<Value> {
    let end = |value: u32| json!({ "value": value });
    match (low, high) {
        (Some(low), Some(high)) => Some(json!({ "low": end(low), "high": end(high) })),
        (Some(low), None) => Some(json!({ "low": end(low) })),
        (None, Some(high)) => Some(json!({ "high": end(high) })),
        (None, None) => None,
    }
}

/// What all resources of a bundle share.
pub struct Context<'a> {
    pub(super) fhir: &'a Fhir,
    pub(super) result: &'a PatientResult,
    pub(super) ids: Ids,
}

impl Context<'_> {
    /// A concept of the rule file.
    pub fn concept(&self, name: &str) -> Value {
        let code = self.fhir.code(name);
        coded(code.system, code.code, Some(code.display))
    }

    /// A reference to another resource of the bundle.
    pub fn reference(&self, key: &str) -> Value {
        json!({ "reference": format!("urn:uuid:{}", self.ids.id(key)) })
    }

    /// A component of an observation: `value` is the name of its field and what is in it.
    pub fn component(&self, name: &str, value: (&str, Value)) -> Value {
        let mut component = json!({ "code": self.concept(name) });
        component[value.0] = value.1;
        component
    }

    /// A component whose value is a concept.
    pub fn concept_component(&self, name: &str, value: Value) -> Value {
        self.component(name, ("valueCodeableConcept", value))
    }

    /// The gene, by its HGNC identifier where it has one.
    pub fn gene(&self, symbol: &str) -> Value {
        let concept = match self.fhir.gene(symbol) {
            Some(id) => coded(self.fhir.system("genes"), id, Some(symbol)),
            None => json!({ "text": text(symbol) }),
        };
        self.concept_component("gene_studied", concept)
    }

    /// Assembly, chromosome and its reference sequence.
    pub fn place(&self, contig: &crate::model::contig::Contig) -> Vec<Value> {
        let assembly = self.result.calls.assembly;
        let mut parts = vec![self.concept_component("assembly", self.concept(assembly.name()))];
        if let Some(code) = self.fhir.chromosome(contig.as_str()) {
            let name = format!("Chromosome {contig}");
            let concept = coded(self.fhir.system("loinc"), code, Some(&name));
            parts.push(self.concept_component("chromosome", concept));
        }
        if let Some(accession) = self.fhir.accessions().of(assembly, contig) {
            let concept = coded(self.fhir.system("refseq"), accession, None);
            parts.push(self.concept_component("reference_sequence", concept));
        }
        parts.push(self.concept_component("coordinates", self.concept("one_based")));
        parts
    }

    /// A description after HGVS.
    pub fn hgvs(&self, name: &str, description: &str) -> Value {
        let concept = coded(self.fhir.system("hgvs"), &text(description), None);
        self.concept_component(name, concept)
    }

    /// The transcript.
    pub fn transcript(&self, accession: &str) -> Value {
        let concept = coded(self.fhir.system("refseq"), &text(accession), None);
        self.concept_component("transcript", concept)
    }

    /// An observation of the variant profile; `answer` is the field of the answer and its content.
    pub fn observation(
        &self,
        key: &str,
        answer: (&str, Value),
        note: &str,
        components: &[Value],
    ) -> Value {
        let mut observation = json!({
            "resourceType": "Observation",
            "id": self.ids.id(key),
            "meta": { "profile": [self.fhir.profile("variant")] },
            "status": "preliminary",
            "category": [self.concept("laboratory"), self.concept("genetics")],
            "code": self.concept("variant"),
            "method": self.concept("sequencing"),
            "specimen": self.reference("specimen"),
            "device": self.reference("device"),
            "note": [{ "text": text(note) }],
            "component": components
        });
        observation[answer.0] = answer.1;
        observation
    }
}

fn coded(system: &str, code: &str, display: Option<&str>) -> Value {
    let mut coding = json!({ "system": system, "code": code });
    if let Some(display) = display {
        coding["display"] = display.into();
    }
    json!({ "coding": [coding] })
}
