//! Annotations that came with a VCF: VEP CSQ, `SnpEff` ANN, ANNOVAR and bcftools BCSQ.

use crate::model::merged_variant::Annotation;
use crate::variants::counts::Fields;

/// A program that annotates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Annotator {
    /// VEP, or another program that writes its layout.
    Vep,
    /// `SnpEff`.
    SnpEff,
    /// ANNOVAR.
    Annovar,
    /// bcftools csq.
    BcftoolsCsq,
}

impl Annotator {
    /// The name written in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vep => "VEP",
            Self::SnpEff => "SnpEff",
            Self::Annovar => "ANNOVAR",
            Self::BcftoolsCsq => "bcftools csq",
        }
    }
}

/// An INFO field that holds annotations, with the order of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotationField {
    /// INFO key.
    pub key: String,
    /// Who writes it.
    pub annotator: Annotator,
    /// Names of the parts, in order; empty where they are fixed.
    pub parts: Vec<String>,
}

/// The annotation that an `##INFO=` line declares.
pub fn declared(value: &str) -> Option<AnnotationField> {
    let key = value.strip_prefix("<ID=")?.split([',', '>']).next()?.to_owned();
    let annotator = match key.as_str() {
        // VEP writes its layout under any name that it is given, ANN among them.
        _ if value.contains("annotations from Ensembl VEP") => Annotator::Vep,
        "CSQ" | "vep" => Annotator::Vep,
        "ANN" => Annotator::SnpEff,
        "AAChange.refGene" | "AAChange.refGeneWithVer" | "AAChange.ensGene" => Annotator::Annovar,
        "BCSQ" => Annotator::BcftoolsCsq,
        _ => return None,
    };
    let parts = match annotator {
        Annotator::Vep | Annotator::BcftoolsCsq => value
            .split_once("Format:")
            .map(|(_, list)| {
                let list = list.trim().trim_end_matches(['"', '>', '\'']);
                list.split('|').map(|part| part.trim().to_owned()).collect()
            })
            .unwrap_or_default(),
        Annotator::SnpEff | Annotator::Annovar => Vec::new(),
    };
    Some(AnnotationField { key, annotator, parts })
}

/// The annotations of one allele.
pub fn read(declared: &[AnnotationField], info: &str, fields: &Fields<'_>) -> Vec<Annotation> {
    let mut found = Vec::new();
    for field in declared {
        // ANNOVAR repeats its fields for each allele, in their order; the others write one list.
        let number = if field.annotator == Annotator::Annovar { fields.allele } else { 0 };
        let Some(value) = value(info, &field.key, number) else { continue };
        for entry in value.split(',') {
            found.extend(match field.annotator {
                Annotator::Vep => vep(field, entry, fields),
                Annotator::SnpEff => snpeff(entry, fields),
                Annotator::Annovar => annovar(entry),
                Annotator::BcftoolsCsq => bcsq(entry, fields),
            });
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The value of a key's occurrence number `number`; of a single one whatever the number.
fn value<'a>(info: &'a str, key: &str, number: usize) -> Option<&'a str> {
    let values = || info.split(';').filter_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
    values().nth(number).or_else(|| values().next().filter(|_| values().count() == 1))
}

/// `NM_1.2:c.3A>T` as `c.3A>T`, with what VCF and VEP escape put back.
fn description(text: &str) -> Option<String> {
    let text = text.rsplit(':').next()?.replace("%3D", "=").replace("\\x3d", "=");
    (!text.is_empty() && text != ".").then_some(text)
}

/// The allele as VEP writes it: without the base that all alleles share.
fn minimal<'a>(fields: &Fields<'a>) -> &'a str {
    let (r, a) = (fields.reference, fields.alternative);
    if r.len() != a.len() && r.as_bytes().first() == a.as_bytes().first() {
        let rest = a.get(1..).unwrap_or_default();
        return if rest.is_empty() { "-" } else { rest };
    }
    a
}

fn vep(field: &AnnotationField, entry: &str, fields: &Fields<'_>) -> Option<Annotation> {
    let values: Vec<&str> = entry.split('|').collect();
    let part = |name: &str| {
        let index = field.parts.iter().position(|part| part == name)?;
        values.get(index).copied().filter(|value| !value.is_empty())
    };
    if let Some(allele) = part("Allele").filter(|_| fields.alleles > 1)
        && allele != fields.alternative
        && allele != minimal(fields)
    {
        return None;
    }
    Some(Annotation {
        tool: field.annotator.name().to_owned(),
        transcript: part("Feature").unwrap_or_default().to_owned(),
        same_as: part("MANE_SELECT").or(part("MANE")).map(str::to_owned),
        consequence: part("Consequence")?.to_owned(),
        hgvs_c: part("HGVSc").and_then(description),
        hgvs_p: part("HGVSp").and_then(description),
    })
}

/// Allele | Annotation | Impact | Gene | `Gene_ID` | `Feature_Type` | `Feature_ID` | Biotype | Rank |
/// HGVS.c | HGVS.p | ...
fn snpeff(entry: &str, fields: &Fields<'_>) -> Option<Annotation> {
    let values: Vec<&str> = entry.split('|').collect();
    let [allele, consequence, _, _, _, _, transcript, _, _, coding, protein, ..] =
        values.as_slice()
    else {
        return None;
    };
    (*allele == fields.alternative || fields.alleles == 1).then(|| Annotation {
        tool: Annotator::SnpEff.name().to_owned(),
        transcript: (*transcript).to_owned(),
        same_as: None,
        consequence: (*consequence).to_owned(),
        hgvs_c: description(coding),
        hgvs_p: description(protein),
    })
}

/// `GENE:NM_1:exon5:c.A475T:p.N159Y`
fn annovar(entry: &str) -> Option<Annotation> {
    let parts: Vec<&str> = entry.split(':').collect();
    let [_, transcript, place, rest @ ..] = parts.as_slice() else { return None };
    let with = |prefix: &str| rest.iter().find(|part| part.starts_with(prefix));
    Some(Annotation {
        tool: Annotator::Annovar.name().to_owned(),
        transcript: (*transcript).to_owned(),
        same_as: None,
        consequence: (*place).to_owned(),
        hgvs_c: with("c.").and_then(|text| description(text)),
        hgvs_p: with("p.").and_then(|text| description(text)),
    })
}

/// `missense|IKZF1|ENST1|protein_coding|+|159N>159Y|50382593A>T`
fn bcsq(entry: &str, fields: &Fields<'_>) -> Option<Annotation> {
    let parts: Vec<&str> = entry.split('|').collect();
    let [consequence, _, transcript, _, _, rest @ ..] = parts.as_slice() else { return None };
    // One list for all alleles: the last part says whose an entry is.
    let own = format!("{}>{}", fields.reference, fields.alternative);
    let is_own =
        rest.get(1).is_none_or(|dna| dna.trim_start_matches(|c: char| c.is_ascii_digit()) == own);
    (is_own || fields.alleles == 1).then(|| Annotation {
        tool: Annotator::BcftoolsCsq.name().to_owned(),
        transcript: (*transcript).to_owned(),
        same_as: None,
        consequence: (*consequence).to_owned(),
        hgvs_c: None,
        hgvs_p: rest.first().filter(|text| !text.is_empty()).map(|text| (*text).to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::agreement::compare;
    use super::*;
    use crate::model::merged_variant::Effect;

    fn fields(alternative: &str, alleles: usize) -> Fields<'_> {
        Fields { info: "", format: "", sample: "", reference: "A", alternative, allele: 0, alleles }
    }

    #[test]
    fn each_layout_is_read() {
        let csq = declared(
            "<ID=CSQ,Number=.,Type=String,Description=\"Consequence annotations from Ensembl VEP. \
             Format: Allele|Consequence|Feature|HGVSc|HGVSp\">",
        )
        .unwrap();
        let ann = declared("<ID=ANN,Number=.,Type=String,Description=\"x\">").unwrap();
        let annovar = declared("<ID=AAChange.refGene,Number=.>").unwrap();
        let bcsq = declared("<ID=BCSQ,Number=.>").unwrap();
        let info = "CSQ=T|missense_variant|NM_006060.6|NM_006060.6:c.475A>T|NP_1.1:p.Asn159Tyr,\
                    G|missense_variant|NM_006060.6|NM_006060.6:c.475A>G|;\
                    ANN=T|missense_variant|MODERATE|IKZF1|IKZF1|transcript|NM_006060.6|x|5/8|c.475A>T|p.Asn159Tyr||;\
                    AAChange.refGene=IKZF1:NM_006060:exon5:c.A475T:p.N159Y;\
                    BCSQ=missense|IKZF1|NM_006060.6|protein_coding|+|159N>159H|1A>T";
        let found = read(&[csq, ann, annovar, bcsq], info, &fields("T", 2));
        assert_eq!(found.len(), 4, "{found:?}");
        let effect = Effect {
            gene: "IKZF1".into(),
            transcript: "NM_006060.6".into(),
            terms: vec!["missense_variant".into()],
            hgvs_c: "c.475A>T".into(),
            hgvs_p: Some("p.(Asn159Tyr)".into()),
            place: "5/8".into(),
            residue: Some(159),
            protein: None,
        };
        let compared = compare(&[&effect], &found);
        assert_eq!(compared.disagree, ["bcftools csq: N159H (here N159Y)"]);
        assert_eq!(compared.agree, ["ANNOVAR", "SnpEff", "VEP"]);
    }

    #[test]
    fn undeclared_and_damaged_fields_are_nothing() {
        assert_eq!(declared("<ID=DP,Number=1>"), None);
        let ann = declared("<ID=ANN>").unwrap();
        assert!(read(&[ann], "ANN=T|x;DP=1", &fields("T", 1)).is_empty());
    }
}
