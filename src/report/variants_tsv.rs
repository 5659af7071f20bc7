//! `PATIENT.variants.tsv`, `PATIENT.variants.maf` and `PATIENT.hotspots.tsv`.

use super::cell;
use super::variants_vcf::fraction;
use crate::interpret::small_variants;
use crate::model::amino_acids::LETTERS;
use crate::model::merged_variant::{Effect, HotspotResult, MergedVariant};

const COLUMNS: [&str; 35] = [
    "sample",
    "gene",
    "chrom",
    "pos",
    "ref",
    "alt",
    "filter",
    "transcript",
    "hgvs_c",
    "hgvs_p",
    "consequence",
    "exon",
    "vaf",
    "depth",
    "alt_depth",
    "vaf_source",
    "limit_of_detection",
    "alt_forward",
    "alt_reverse",
    "lost_base_quality",
    "lost_mapping_quality",
    "callers",
    "callers_run",
    "not_assessed_by",
    "caller_vaf",
    "caller_depth",
    "caller_alt_depth",
    "caller_filter",
    "hotspot",
    "population_frequency",
    "other_effects",
    "annotation_agrees",
    "annotation_disagrees",
    "annotation_not_compared",
    "notes",
];

/// The head of the table of records.
pub fn head() -> String {
    cell::line(COLUMNS.map(str::to_owned))
}

/// One record; `contig` is the name as the reference writes it.
pub fn line(sample: &str, variant: &MergedVariant, contig: &str) -> String {
    cell::line(row(sample, variant, contig.to_owned()).map(|value| cell::text(&value)))
}

fn or_dot<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| ".".to_owned(), |value| value.to_string())
}

fn joined(items: impl IntoIterator<Item = String>) -> String {
    let text = items.into_iter().collect::<Vec<_>>().join(",");
    if text.is_empty() { ".".to_owned() } else { text }
}

fn row(sample: &str, variant: &MergedVariant, contig: String) -> [String; 35] {
    let effect = variant.effect.as_ref();
    let counts = variant.recount.as_ref();
    let callers = &variant.callers;
    [
        sample.to_owned(),
        or_dot(variant.gene.clone()),
        contig,
        variant.position.to_string(),
        variant.reference.clone(),
        variant.alternative.clone(),
        if variant.passes() { "PASS".to_owned() } else { variant.filters.join(";") },
        or_dot(effect.map(|e| e.transcript.clone())),
        or_dot(effect.map(|e| e.hgvs_c.clone())),
        or_dot(effect.and_then(|e| e.hgvs_p.clone())),
        effect.map_or_else(|| ".".to_owned(), |e| e.terms.join("&")),
        or_dot(effect.map(|e| e.place.clone())),
        fraction(variant.vaf),
        or_dot(variant.depth),
        or_dot(variant.alternative_depth),
        variant.vaf_source.clone(),
        fraction(variant.limit_of_detection),
        or_dot(counts.map(|c| c.alternative_strands.0)),
        or_dot(counts.map(|c| c.alternative_strands.1)),
        or_dot(counts.map(|c| c.lost_base_quality)),
        or_dot(counts.map(|c| c.lost_mapping_quality)),
        joined(callers.iter().map(|s| s.caller.clone())),
        variant.callers_run.to_string(),
        joined(variant.not_assessed_by.iter().cloned()),
        joined(callers.iter().map(|s| fraction(s.vaf))),
        joined(callers.iter().map(|s| or_dot(s.depth))),
        joined(callers.iter().map(|s| or_dot(s.alternative_depth))),
        joined(callers.iter().map(|s| s.filter.clone())),
        or_dot(variant.whitelist.clone()),
        or_dot(variant.population_frequency),
        joined(variant.other_effects.iter().map(described)),
        joined(variant.agreements.iter().cloned()),
        joined(variant.disagreements.iter().cloned()),
        joined(variant.not_compared.iter().cloned()),
        if variant.notes.is_empty() { ".".to_owned() } else { variant.notes.join("; ") },
    ]
}

/// `p14ARF NM_058195.4:c.281C>T p.(Pro94Leu)`.
fn described(effect: &Effect) -> String {
    let protein = effect.protein.as_deref().unwrap_or(&effect.gene);
    let description = effect.hgvs_p.as_deref().unwrap_or_default();
    format!("{protein} {}:{} {description}", effect.transcript, effect.hgvs_c).trim_end().to_owned()
}

/// One row per hotspot.
pub fn hotspots(sample: &str, results: &[HotspotResult]) -> String {
    let mut text = cell::line(
        [
            "sample",
            "gene",
            "hotspot",
            "chrom",
            "start",
            "end",
            "state",
            "depth",
            "limit_of_detection",
            "evidence",
        ]
        .map(str::to_owned),
    );
    for result in results {
        text += &cell::line(
            [
                sample.to_owned(),
                result.gene.clone(),
                result.label.clone(),
                result.contig.to_string(),
                result.start.to_string(),
                result.end.to_string(),
                result.state.clone(),
                or_dot(result.depth),
                fraction(result.limit_of_detection),
                result.evidence.clone(),
            ]
            .map(|value| cell::text(&value)),
        );
    }
    text
}

const MAF_COLUMNS: [&str; 39] = [
    "Hugo_Symbol",
    "Entrez_Gene_Id",
    "Center",
    "NCBI_Build",
    "Chromosome",
    "Start_Position",
    "End_Position",
    "Strand",
    "Variant_Classification",
    "Variant_Type",
    "Reference_Allele",
    "Tumor_Seq_Allele1",
    "Tumor_Seq_Allele2",
    "dbSNP_RS",
    "dbSNP_Val_Status",
    "Tumor_Sample_Barcode",
    "Matched_Norm_Sample_Barcode",
    "Match_Norm_Seq_Allele1",
    "Match_Norm_Seq_Allele2",
    "Tumor_Validation_Allele1",
    "Tumor_Validation_Allele2",
    "Match_Norm_Validation_Allele1",
    "Match_Norm_Validation_Allele2",
    "Verification_Status",
    "Validation_Status",
    "Mutation_Status",
    "Sequencing_Phase",
    "Sequence_Source",
    "Validation_Method",
    "Score",
    "BAM_File",
    "Sequencer",
    "HGVSc",
    "HGVSp_Short",
    "Transcript_ID",
    "t_ref_count",
    "t_alt_count",
    "FILTER",
    // Ours, behind those that cBioPortal knows: it passes over others.
    "Effect_Not_Told",
];

/// The head of the MAF.
pub fn maf_head() -> String {
    cell::line(MAF_COLUMNS.map(str::to_owned))
}

/// One record in the columns that cBioPortal loads; none without a place on a gene's transcript. An
/// effect that is withheld is `Unknown`, with the reason: a passing record never goes missing.
pub fn maf_line(sample: &str, build: &str, variant: &MergedVariant) -> Option<String> {
    maf_row(sample, build, variant)
}

fn maf_row(sample: &str, build: &str, variant: &MergedVariant) -> Option<String> {
    let effect = variant.effect.as_ref()?;
    let place = MafAllele::new(variant);
    let mut cells = vec![String::new(); MAF_COLUMNS.len()];
    let mut set = |name: &str, value: String| {
        if let Some(index) = MAF_COLUMNS.iter().position(|column| *column == name) {
            cells[index] = value;
        }
    };
    set("Hugo_Symbol", effect.gene.clone());
    set("NCBI_Build", build.to_owned());
    set("Chromosome", variant.contig.to_string());
    set("Start_Position", place.start.to_string());
    set("End_Position", place.end.to_string());
    set("Strand", "+".to_owned());
    let term = effect.terms.first().map_or(NOT_TOLD, String::as_str);
    set("Variant_Classification", classification(term, &place).to_owned());
    set("Variant_Type", place.kind.to_owned());
    set("Reference_Allele", place.reference.clone());
    set("Tumor_Seq_Allele1", place.reference.clone());
    set("Tumor_Seq_Allele2", place.alternative.clone());
    set("Tumor_Sample_Barcode", cell::text(sample));
    let is_germline = variant.filters.iter().any(|f| f == "Germline" || f == "PopFreq");
    set("Mutation_Status", if is_germline { "GERMLINE" } else { "UNKNOWN" }.to_owned());
    set("HGVSc", format!("{}:{}", effect.transcript, effect.hgvs_c));
    set("HGVSp_Short", effect.hgvs_p.as_deref().map(short).unwrap_or_default());
    set("Transcript_ID", effect.transcript.clone());
    set("t_ref_count", variant.reference_depth.map(|n| n.to_string()).unwrap_or_default());
    set("t_alt_count", variant.alternative_depth.map(|n| n.to_string()).unwrap_or_default());
    set("FILTER", if variant.passes() { "PASS".to_owned() } else { variant.filters.join(";") });
    let reasons: Vec<&str> = small_variants::withheld(variant).collect();
    if !reasons.is_empty() {
        set("Effect_Not_Told", cell::text(&reasons.join("; ")));
    }
    Some(cell::line(cells))
}

/// Stands for the term of an effect that is withheld.
const NOT_TOLD: &str = "";

/// An allele in MAF's way: without an anchor, `-` for nothing.
struct MafAllele {
    start: u32,
    end: u32,
    reference: String,
    alternative: String,
    kind: &'static str,
}

impl MafAllele {
    fn new(variant: &MergedVariant) -> Self {
        let (mut r, mut a) = (variant.reference.as_str(), variant.alternative.as_str());
        let mut start = variant.position;
        if r.len() != a.len() && r.as_bytes().first() == a.as_bytes().first() {
            (r, a) = (r.get(1..).unwrap_or_default(), a.get(1..).unwrap_or_default());
            start += 1;
        }
        let length = r.len() as u32;
        let kind = match (r.len(), a.len()) {
            (1, 1) => "SNP",
            (2, 2) => "DNP",
            (3, 3) => "TNP",
            (x, y) if x == y => "ONP",
            (x, y) if x < y => "INS",
            _ => "DEL",
        };
        let dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        // An insertion lies between two bases: the one before it and the one after.
        let (start, end) =
            if r.is_empty() { (start - 1, start) } else { (start, start + length - 1) };
        Self { start, end, reference: dash(r), alternative: dash(a), kind }
    }
}

fn classification(term: &str, place: &MafAllele) -> &'static str {
    let is_insertion = place.kind == "INS";
    match term {
        "splice_acceptor_variant" | "splice_donor_variant" => "Splice_Site",
        "stop_gained" => "Nonsense_Mutation",
        "frameshift_variant" if is_insertion => "Frame_Shift_Ins",
        "frameshift_variant" => "Frame_Shift_Del",
        "stop_lost" => "Nonstop_Mutation",
        "start_lost" => "Translation_Start_Site",
        "inframe_insertion" => "In_Frame_Ins",
        "protein_altering_variant" if is_insertion => "In_Frame_Ins",
        "inframe_deletion" | "protein_altering_variant" => "In_Frame_Del",
        "missense_variant" => "Missense_Mutation",
        "splice_region_variant" => "Splice_Region",
        "synonymous_variant" | "stop_retained_variant" => "Silent",
        "5_prime_UTR_variant" => "5'UTR",
        "3_prime_UTR_variant" => "3'UTR",
        "intron_variant" => "Intron",
        NOT_TOLD => "Unknown",
        _ => "Targeted_Region",
    }
}

/// `p.(Asn159Tyr)` as `p.N159Y`.
fn short(hgvs: &str) -> String {
    let plain = hgvs.replace(['(', ')'], "");
    LETTERS.iter().fold(plain, |text, (three, one)| text.replace(three, one))
}
