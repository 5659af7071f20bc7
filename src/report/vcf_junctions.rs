//! Junctions without a called event of depth, as records of the patient's VCF (`SVCLAIM=J`).

use super::cell;
use super::junctions::{bracketed, position};
use super::vcf_text::{encoded, token};
use crate::model::calls::{GeneCall, SampleCalls};
use crate::model::contig::Contig;
use crate::model::junction::{Breakend, Junction, JunctionKind};

/// What these records need in the header beside the fields of the others.
pub(super) const HEADER: &str = r#"##ALT=<ID=DUP:TANDEM,Description="Segment repeated head to tail, by a junction">
##INFO=<ID=MATEID,Number=A,Type=String,Description="The other breakend">
##INFO=<ID=HOMLEN,Number=A,Type=Integer,Description="Bases that both sides of a junction share">
##INFO=<ID=SVINSSEQ,Number=.,Type=String,Description="Bases between both sides of a junction">
##FORMAT=<ID=SR,Number=1,Type=Integer,Description="Fragments with a read split over the junction">
##FORMAT=<ID=PE,Number=1,Type=Integer,Description="Further fragments with mates on either side of it">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Other fragments over the break">
"#;

/// The records of junctions, each with its place; those of one junction share its number.
pub(super) fn records(
    calls: &SampleCalls,
    junctions: &[&Junction],
    filter: &str,
) -> Vec<(Contig, u32, String)> {
    let numbered = junctions.iter().enumerate();
    numbered.flat_map(|(i, junction)| of_junction(calls, junction, i + 1, filter)).collect()
}

fn of_junction(
    calls: &SampleCalls,
    junction: &Junction,
    number: usize,
    filter: &str,
) -> Vec<(Contig, u32, String)> {
    let Junction { first, second, .. } = junction;
    let shared = shared(calls, junction);
    let sample = format!(
        "{}:{}:{}",
        junction.split_fragments,
        junction.discordant_fragments,
        cell::number(junction.depth, 0)
    );
    let record = |end: &Breakend, id: String, alt: &str, info: String| {
        let at = position(end);
        let line = cell::line([
            token(&end.contig.styled(calls.contig_style)),
            at.to_string(),
            id,
            "N".to_owned(),
            alt.to_owned(),
            cell::MISSING.to_owned(),
            filter.to_owned(),
            format!("{info};{shared}"),
            "SR:PE:DP".to_owned(),
            sample.clone(),
        ]);
        (end.contig.clone(), at, line)
    };
    let segment = |kind: &str| {
        let length = second.position.saturating_sub(first.position);
        format!("SVTYPE={kind};END={};SVLEN={length}", second.position)
    };
    match junction.kind {
        JunctionKind::Deletion => {
            vec![record(first, format!("J{number}_DEL"), "<DEL>", segment("DEL"))]
        }
        JunctionKind::TandemGain => {
            // VCF places a segment after the base before it.
            let before = Breakend { keeps_left: true, ..first.clone() };
            vec![record(&before, format!("J{number}_DUP"), "<DUP:TANDEM>", segment("DUP"))]
        }
        JunctionKind::Inversion | JunctionKind::Translocation => {
            let end = |end: &Breakend, other: &Breakend, own: &str, mate: &str| {
                let info = format!("SVTYPE=BND;MATEID=J{number}{mate}");
                let alt = bracketed(calls.contig_style, end, other);
                record(end, format!("J{number}{own}"), &alt, info)
            };
            vec![end(first, second, "a", "b"), end(second, first, "b", "a")]
        }
    }
}

/// The fields that all records of a junction share.
fn shared(calls: &SampleCalls, junction: &Junction) -> String {
    let touched = |gene: &&GeneCall| gene.span().is_some_and(|span| junction.touches(&span));
    let genes: Vec<&GeneCall> = calls.genes.iter().filter(touched).collect();
    let names: Vec<String> = genes.iter().map(|gene| encoded(&gene.gene)).collect();
    let exons: Vec<Option<String>> = genes.iter().map(|gene| between(gene, junction)).collect();
    let mut fields = vec!["SVCLAIM=J".to_owned()];
    if junction.shared_bases > 0 {
        fields.push(format!("HOMLEN={}", junction.shared_bases));
    }
    if !junction.inserted.is_empty() {
        fields.push(format!("SVINSSEQ={}", encoded(&junction.inserted)));
    }
    if !names.is_empty() {
        fields.push(format!("GENE={}", names.join(",")));
    }
    if exons.iter().any(Option::is_some) {
        let exons: Vec<&str> =
            exons.iter().map(|range| range.as_deref().unwrap_or(cell::MISSING)).collect();
        fields.push(format!("EXONS={}", exons.join(",")));
    }
    fields.join(";")
}

/// First and last exon of a gene that the junction loses or repeats, `4-7`.
fn between(gene: &GeneCall, junction: &Junction) -> Option<String> {
    let segment = matches!(junction.kind, JunctionKind::Deletion | JunctionKind::TandemGain);
    let (start, end) = (junction.first.position, junction.second.position);
    let changed = |exon: &&crate::model::calls::ExonCall| {
        exon.interval.as_ref().is_some_and(|i| segment && i.start < end && i.end > start)
    };
    let mut exons = gene.exons.iter().filter(changed);
    let first = exons.next()?;
    let last = exons.next_back().unwrap_or(first);
    let range = if first.exon == last.exon {
        first.exon.clone()
    } else {
        format!("{}-{}", first.exon, last.exon)
    };
    Some(encoded(&range))
}
