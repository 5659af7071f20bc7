//! Effects on genes whose transcript is not built in: by the codon at a hotspot, else as an
//! annotation of the input states it. Never more than one of these says.

use super::agreement;
use super::consequence::{codon_fault, complement, residue_name, reverse_complement, translate};
use super::normalise::Allele;
use super::sequence::{Sequence, SequenceError};
use crate::knowledge::small_variants::{Hotspot, PlainGene};
use crate::model::amino_acids::LETTERS;
use crate::model::assembly::Assembly;
use crate::model::merged_variant::{Annotation, Effect};

/// How a remark begins where a gene has no transcript.
pub const NO_TRANSCRIPT: &str = "no transcript built in";

/// The effect of a substitution in the codon of a hotspot; nothing elsewhere, and nothing where the
/// reference has another residue there.
pub fn at_codon(
    sequence: &dyn Sequence,
    gene: &PlainGene,
    hotspots: &[Hotspot],
    assembly: Assembly,
    allele: &Allele,
) -> Result<Option<Effect>, SequenceError> {
    let (&[reference], &[alternative]) =
        (allele.reference.as_bytes(), allele.alternative.as_bytes())
    else {
        return Ok(None);
    };
    let of_gene = hotspots.iter().filter(|h| h.gene == gene.symbol && !h.indels_only);
    let here = of_gene.filter(|h| h.codon == h.last_codon).find(|h| {
        let (start, end) = h.place(assembly);
        (start..=end).contains(&allele.position) && end - start == 2
    });
    let Some(hotspot) = here else { return Ok(None) };
    let Some(before) = codon(sequence, gene, hotspot, assembly)? else { return Ok(None) };
    let (start, end) = hotspot.place(assembly);
    let is_reverse = gene.strand == "-";
    let strand = |base: u8| if is_reverse { complement(base) } else { base };
    let at = if is_reverse { end - allele.position } else { allele.position - start } as usize;
    let (from, to) = (strand(reference), strand(alternative));
    if before.get(at) != Some(&from) || codon_fault(&before, hotspot).is_some() {
        return Ok(None);
    }
    let mut after = before.clone();
    after[at] = to;
    let (old, new) = (translate(&before), translate(&after));
    let (term, protein) = match (old, new) {
        (old, new) if old == new => ("synonymous_variant", "=".to_owned()),
        (_, b'*') => ("stop_gained", "Ter".to_owned()),
        (b'*' | b'X', _) | (_, b'X') => return Ok(None),
        _ => ("missense_variant", residue_name(new).to_owned()),
    };
    let place = 3 * (hotspot.codon - 1) + 1 + at as u32;
    let (from, to) = (char::from(from), char::from(to));
    Ok(Some(Effect {
        gene: gene.symbol.clone(),
        transcript: gene.transcript.clone(),
        terms: vec![term.to_owned()],
        hgvs_c: format!("c.{place}{from}>{to}"),
        hgvs_p: Some(format!("p.({}{}{protein})", residue_name(old), hotspot.codon)),
        place: format!("codon {}", hotspot.codon),
        residue: (old != new).then_some(hotspot.codon),
        protein: None,
    }))
}

/// The codon of a hotspot on the gene's strand; none where the reference has not all of its bases.
pub fn codon(
    sequence: &dyn Sequence,
    gene: &PlainGene,
    hotspot: &Hotspot,
    assembly: Assembly,
) -> Result<Option<Vec<u8>>, SequenceError> {
    let Some(contig) = sequence.contigs().index(&hotspot.contig) else { return Ok(None) };
    let (start, end) = hotspot.place(assembly);
    let bases = sequence.bases(contig, start - 1, end)?;
    let bases = if gene.strand == "-" { reverse_complement(&bases) } else { bases };
    Ok((bases.len() == 3).then_some(bases))
}

/// The effect as an annotation on the gene's transcript states it, with the program's name.
pub fn as_annotated(gene: &PlainGene, annotations: &[Annotation]) -> Option<(Effect, String)> {
    let on_transcript = |a: &&Annotation| agreement::is_on(a, &gene.transcript);
    annotations.iter().filter(on_transcript).find_map(|annotation| {
        let protein = annotation.hgvs_p.as_deref().and_then(long_name);
        let terms = terms(annotation, protein.as_deref())?;
        let coding = annotation.hgvs_c.as_deref().and_then(agreement::coding);
        let is_changed = terms.first().is_some_and(|term| term != "synonymous_variant");
        let residue = protein.as_deref().and_then(residue).filter(|_| is_changed);
        let effect = Effect {
            gene: gene.symbol.clone(),
            transcript: gene.transcript.clone(),
            terms,
            hgvs_c: coding.map_or_else(|| "c.?".to_owned(), |text| format!("c.{text}")),
            hgvs_p: protein,
            place: "not told".to_owned(),
            residue,
            protein: None,
        };
        Some((effect, annotation.tool.clone()))
    })
}

/// Sequence Ontology terms: as stated, or by the protein where a program states none.
fn terms(annotation: &Annotation, protein: Option<&str>) -> Option<Vec<String>> {
    let full = |term: &str| match term.trim_start_matches('*') {
        "missense" => "missense_variant".to_owned(),
        "frameshift" => "frameshift_variant".to_owned(),
        "synonymous" => "synonymous_variant".to_owned(),
        "splice_acceptor" | "splice_donor" | "splice_region" | "intron" => {
            format!("{term}_variant")
        }
        other => other.to_owned(),
    };
    let is_term = |term: &str| term.contains('_') || matches!(term, "missense" | "frameshift");
    let stated: Vec<String> =
        annotation.consequence.split('&').filter(|term| is_term(term)).map(full).collect();
    if !stated.is_empty() {
        return Some(stated);
    }
    let protein = protein?;
    let term = if protein.contains("fs") {
        "frameshift_variant"
    } else if protein.contains("Ter") {
        "stop_gained"
    } else if protein.contains('=') {
        "synonymous_variant"
    } else if protein.contains("del") || protein.contains("ins") || protein.contains("dup") {
        return None;
    } else {
        "missense_variant"
    };
    Some(vec![term.to_owned()])
}

/// `p.(Glu76Lys)` from `p.Glu76Lys`, `p.E76K` or `76E>76K`.
fn long_name(text: &str) -> Option<String> {
    let short = agreement::protein(text)?;
    let mut long = String::new();
    let letters: Vec<char> = short.chars().collect();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let rest: String = letters[at..].iter().collect();
        if let Some(word) = ["delins", "del", "ins", "dup", "fs", "ext"]
            .into_iter()
            .find(|word| rest.starts_with(word))
        {
            long += word;
            at += word.len();
            continue;
        }
        let one = letter.to_string();
        let name = LETTERS.iter().find(|(_, short)| *short == one).map(|(name, _)| *name);
        long += name.unwrap_or(&one);
        at += 1;
    }
    Some(format!("p.({long})"))
}

fn residue(protein: &str) -> Option<u32> {
    let digits: String = protein
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;
    use crate::variants::sequence::InMemory;

    #[test]
    fn the_codon_of_a_hotspot_tells_the_change() {
        let known = &Knowledge::builtin().small_variants;
        let gene = known.plain_gene("PTPN11").unwrap();
        let hotspot = known.hotspots.iter().find(|h| h.label == "E76").unwrap();
        let (start, _) = hotspot.place(Assembly::Grch38);
        let mut bases = vec![b'N'; start as usize + 10];
        bases[start as usize - 1..start as usize + 2].copy_from_slice(b"GAG");
        let sequence = InMemory::new([("12".to_owned(), bases)]);
        let effect = |position: u32, from: &str, to: &str| {
            let allele = Allele::new(position, from, to);
            at_codon(&sequence, gene, &known.hotspots, Assembly::Grch38, &allele).unwrap()
        };
        let found = effect(start, "G", "A").unwrap();
        assert_eq!((found.hgvs_c.as_str(), found.residue), ("c.226G>A", Some(76)));
        assert_eq!(found.hgvs_p.as_deref(), Some("p.(Glu76Lys)"));
        let silent = effect(start + 2, "G", "A").unwrap();
        assert_eq!(silent.hgvs_p.as_deref(), Some("p.(Glu76=)"));
        assert_eq!(effect(start, "C", "A"), None, "the reference has another base");
        assert_eq!(effect(start + 4, "G", "A"), None);
        let mut wrong = vec![b'C'; start as usize + 10];
        wrong[start as usize - 1] = b'G';
        let sequence = InMemory::new([("12".to_owned(), wrong)]);
        let allele = Allele::new(start, "G", "A");
        let found = at_codon(&sequence, gene, &known.hotspots, Assembly::Grch38, &allele);
        assert_eq!(found.unwrap(), None, "the codon is that of alanine");
    }

    #[test]
    fn an_annotation_stands_in_for_the_transcript() {
        let known = &Knowledge::builtin().small_variants;
        let gene = known.plain_gene("SETD2").unwrap();
        let annotation = |tool: &str, consequence: &str, c: &str, p: &str| Annotation {
            tool: tool.into(),
            transcript: "NM_014159.6".into(),
            same_as: None,
            consequence: consequence.into(),
            hgvs_c: Some(c.into()),
            hgvs_p: Some(p.into()),
        };
        for (stated, term, p) in [
            (
                annotation("VEP", "stop_gained", "c.4930G>T", "p.Gly1644Ter"),
                "stop_gained",
                "p.(Gly1644Ter)",
            ),
            (
                annotation("ANNOVAR", "exon8", "c.G4930T", "p.G1644X"),
                "stop_gained",
                "p.(Gly1644Ter)",
            ),
            (
                annotation("SnpEff", "frameshift_variant", "c.10dupA", "p.Thr4fs"),
                "frameshift_variant",
                "p.(Thr4fs)",
            ),
        ] {
            let (effect, tool) = as_annotated(gene, std::slice::from_ref(&stated)).unwrap();
            assert_eq!((effect.terms[0].as_str(), effect.hgvs_p.as_deref()), (term, Some(p)));
            assert_eq!(tool, stated.tool);
        }
        let other =
            Annotation { transcript: "NM_1.1".into(), ..annotation("VEP", "stop_gained", "", "") };
        assert!(as_annotated(gene, &[other]).is_none());
    }
}
