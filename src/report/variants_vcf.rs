//! `PATIENT.variants.vcf.gz`: the merged small variants as VCF 4.4, line by line.

use crate::model::merged_variant::{Effect, MergedVariant};

/// What the header of a merged VCF says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VariantsHeader {
    /// The command that gives the file.
    pub command: String,
    /// Name of the sample column.
    pub sample: String,
    /// File name of the reference.
    pub reference: String,
    /// `(name, length)` of the contigs in the reference's order.
    pub contigs: Vec<(String, u64)>,
    /// `(id, description)` of the filters.
    pub filters: Vec<(String, String)>,
    /// Options that decide the result, as `name=value`.
    pub options: Vec<String>,
    /// One entry per input: `(key, value)` pairs.
    pub inputs: Vec<Vec<(String, String)>>,
}

const INFO: [(&str, &str, &str, &str); 27] = [
    (
        "CALLERS",
        ".",
        "String",
        "Callers that state the allele; the CALLER_ fields follow this order",
    ),
    ("NCALLERS", "1", "Integer", "Number of callers that state the allele"),
    ("NCALLERS_RUN", "1", "Integer", "Number of callers whose files were given"),
    ("NOT_ASSESSED", ".", "String", "Callers that could not have stated the allele"),
    ("CALLER_AF", ".", "Float", "Allele fraction as each caller states it"),
    ("CALLER_DP", ".", "Integer", "Depth as each caller states it"),
    ("CALLER_AD", ".", "Integer", "Alternative reads as each caller states them"),
    ("CALLER_FILTER", ".", "String", "FILTER as each caller wrote it, joined by |"),
    (
        "ORIG",
        ".",
        "String",
        "Records that were normalised or joined, CALLER:POS:REF:ALT as written",
    ),
    ("AF_SOURCE", "1", "String", "Where DP, AD and AF come from: reads, or a caller"),
    ("PART_OF", "1", "String", "Record of several bases that holds this change, POS:REF:ALT"),
    ("HOTSPOT", "1", "String", "Whitelisted hotspot"),
    ("POPAF", "1", "Float", "Frequency in the population file"),
    ("GENE", "1", "String", "Gene of the reference transcript"),
    ("TRANSCRIPT", "1", "String", "Reference transcript"),
    ("CONSEQUENCE", ".", "String", "Sequence Ontology terms, the gravest first"),
    ("HGVSC", "1", "String", "HGVS coding description on TRANSCRIPT"),
    ("HGVSP", "1", "String", "HGVS protein description, predicted"),
    ("EXON", "1", "String", "Exon or intron and their number"),
    (
        "OTHER_EFFECT",
        ".",
        "String",
        "Effects on the gene's other proteins: PROTEIN|TRANSCRIPT|HGVSC|HGVSP",
    ),
    (
        "AGREES",
        ".",
        "String",
        "Programs whose annotation of the inputs on TRANSCRIPT says the same",
    ),
    ("DISAGREES", ".", "String", "Annotations of the inputs on TRANSCRIPT that say something else"),
    (
        "NOT_COMPARED",
        ".",
        "String",
        "Programs whose annotations of the inputs are on other transcripts or cannot be compared",
    ),
    ("NOTE", ".", "String", "Remarks"),
    (
        "LOST_BQ",
        "2",
        "Integer",
        "Fragments lost to base quality: all, and with the alternative allele",
    ),
    (
        "LOST_MQ",
        "2",
        "Integer",
        "Fragments lost to mapping quality: all, and with the alternative allele",
    ),
    ("LOD", "1", "Float", "Smallest allele fraction that this depth finds with 95 % probability"),
];

const FORMAT: [(&str, &str, &str, &str); 6] = [
    ("GT", "1", "String", "Genotype; formal, because fractions of a tumour are no genotypes"),
    ("DP", "1", "Integer", "Depth; see AF_SOURCE"),
    ("AD", "R", "Integer", "Depth of each allele; see AF_SOURCE"),
    ("AF", "A", "Float", "Allele fraction; see AF_SOURCE"),
    ("ADF", "R", "Integer", "Reads of each allele on the forward strand"),
    ("ADR", "R", "Integer", "Reads of each allele on the reverse strand"),
];

/// The header.
pub fn header(header: &VariantsHeader) -> String {
    let mut text = String::from("##fileformat=VCFv4.4\n");
    text += &format!("##source=ikaros {}\n", env!("CARGO_PKG_VERSION"));
    text += &format!(
        "##ikarosCommand=<ID=variants,Version=\"{}\",CommandLine=\"{}\">\n",
        env!("CARGO_PKG_VERSION"),
        quoted(&header.command)
    );
    text += &format!("##reference={}\n", header.reference);
    for option in &header.options {
        text += &format!("##ikarosOption={option}\n");
    }
    for input in &header.inputs {
        let pairs: Vec<String> = input
            .iter()
            .map(|(key, value)| {
                if key == "ID" {
                    format!("ID={value}")
                } else {
                    format!("{key}=\"{}\"", quoted(value))
                }
            })
            .collect();
        text += &format!("##ikarosInput=<{}>\n", pairs.join(","));
    }
    for (name, length) in &header.contigs {
        text += &format!("##contig=<ID={name},length={length}>\n");
    }
    text += "##FILTER=<ID=PASS,Description=\"All filters passed\">\n";
    for (id, description) in &header.filters {
        text += &format!("##FILTER=<ID={id},Description=\"{}\">\n", quoted(description));
    }
    for (kind, fields) in [("INFO", &INFO[..]), ("FORMAT", &FORMAT[..])] {
        for (id, number, data, description) in fields {
            text += &format!(
                "##{kind}=<ID={id},Number={number},Type={data},Description=\"{description}\">\n"
            );
        }
    }
    text += "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t";
    text += &header.sample;
    text.push('\n');
    text
}

/// One record; `contig` is the name as the reference writes it.
pub fn record(contig: &str, variant: &MergedVariant) -> String {
    let filter = if variant.passes() { "PASS".to_owned() } else { variant.filters.join(";") };
    format!(
        "{contig}\t{}\t.\t{}\t{}\t.\t{filter}\t{}\t{}\n",
        variant.position,
        variant.reference,
        variant.alternative,
        info(variant),
        sample(variant)
    )
}

fn info(variant: &MergedVariant) -> String {
    let mut pairs: Vec<String> = Vec::new();
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            pairs.push(format!("{key}={value}"));
        }
    };
    let list = |items: &mut dyn Iterator<Item = String>| items.collect::<Vec<_>>().join(",");
    let callers = &variant.callers;
    add("CALLERS", list(&mut callers.iter().map(|s| escaped(&s.caller))));
    add("NCALLERS", callers.len().to_string());
    add("NCALLERS_RUN", variant.callers_run.to_string());
    add("NOT_ASSESSED", list(&mut variant.not_assessed_by.iter().map(|name| escaped(name))));
    add("CALLER_AF", list(&mut callers.iter().map(|s| fraction(s.vaf))));
    add("CALLER_DP", list(&mut callers.iter().map(|s| count(s.depth))));
    add("CALLER_AD", list(&mut callers.iter().map(|s| count(s.alternative_depth))));
    add("CALLER_FILTER", list(&mut callers.iter().map(|s| escaped(&s.filter.replace(';', "|")))));
    add(
        "ORIG",
        list(&mut callers.iter().filter_map(|s| {
            Some(escaped_colon(&format!("{}:{}", s.caller, s.original.as_ref()?)))
        })),
    );
    add("AF_SOURCE", escaped(&variant.vaf_source));
    add("PART_OF", variant.part_of.clone().unwrap_or_default());
    add("HOTSPOT", variant.whitelist.as_deref().map(escaped).unwrap_or_default());
    add("POPAF", variant.population_frequency.map(number).unwrap_or_default());
    if let Some(effect) = &variant.effect {
        add("GENE", escaped(&effect.gene));
        add("TRANSCRIPT", escaped(&effect.transcript));
        add("CONSEQUENCE", effect.terms.join(","));
        add("HGVSC", escaped_colon(&effect.hgvs_c));
        add("HGVSP", effect.hgvs_p.as_deref().map(escaped_colon).unwrap_or_default());
        add("EXON", escaped(&effect.place));
    }
    add("OTHER_EFFECT", list(&mut variant.other_effects.iter().map(other_effect)));
    add("AGREES", list(&mut variant.agreements.iter().map(|text| escaped(text))));
    add("DISAGREES", list(&mut variant.disagreements.iter().map(|text| escaped(text))));
    add("NOT_COMPARED", list(&mut variant.not_compared.iter().map(|text| escaped(text))));
    add("NOTE", list(&mut variant.notes.iter().map(|text| escaped(text))));
    if let Some(counts) = &variant.recount {
        add(
            "LOST_BQ",
            format!("{},{}", counts.lost_base_quality, counts.alternative_lost_base_quality),
        );
        add(
            "LOST_MQ",
            format!("{},{}", counts.lost_mapping_quality, counts.alternative_lost_mapping_quality),
        );
    }
    add("LOD", variant.limit_of_detection.map(number).unwrap_or_default());
    pairs.join(";")
}

fn other_effect(effect: &Effect) -> String {
    let protein = effect.protein.as_deref().unwrap_or(&effect.gene);
    let description = effect.hgvs_p.as_deref().unwrap_or(".");
    [protein, &effect.transcript, &effect.hgvs_c, description].map(escaped_colon).join("|")
}

fn sample(variant: &MergedVariant) -> String {
    let mut keys = "GT:DP:AD:AF".to_owned();
    let genotype = match variant.alternative_depth {
        Some(0) => "0/0",
        _ => "0/1",
    };
    let mut values = format!(
        "{genotype}:{}:{},{}:{}",
        count(variant.depth),
        count(variant.reference_depth),
        count(variant.alternative_depth),
        fraction(variant.vaf)
    );
    if let Some(counts) = &variant.recount {
        let (reference, alternative) = (counts.reference_strands, counts.alternative_strands);
        keys += ":ADF:ADR";
        values += &format!(":{},{}:{},{}", reference.0, alternative.0, reference.1, alternative.1);
    }
    format!("{keys}\t{values}")
}

fn count(value: Option<u32>) -> String {
    value.map_or_else(|| ".".to_owned(), |value| value.to_string())
}

/// A fraction, the same in every file of the merge.
pub fn fraction(value: Option<f64>) -> String {
    value.map_or_else(|| ".".to_owned(), number)
}

/// Four significant places after the point are more than any depth supports.
fn number(value: f64) -> String {
    let text = format!("{value:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() { "0".to_owned() } else { text.to_owned() }
}

/// Text as INFO may hold it: what VCF reserves is written by its code point.
fn escaped(text: &str) -> String {
    escaped_colon(text).replace(':', "%3A")
}

fn escaped_colon(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out += "%25",
            ';' => out += "%3B",
            '=' => out += "%3D",
            ',' => out += "%2C",
            ' ' => out += "_",
            '\t' | '\n' | '\r' => out += "%09",
            other => out.push(other),
        }
    }
    out
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r', '\t'], " ")
}
