//! HGVS descriptions of exon deletions, from exon bounds of each assembly.
//!
//! `g.(A_B)_(C_D)del`: A and D are the nearest assessed exons that are present, B and C the first
//! and last deleted base of exons; `?` where nothing was assessed beyond. Positions are never
//! lifted between assemblies. Source: HGVS nomenclature for uncertain deletions of exons.

use crate::knowledge::Knowledge;
use crate::knowledge::gene_model::{Gene, Strand};
use crate::model::assembly::Assembly;
use crate::model::interval::Interval;
use crate::model::patient::Hgvs;

/// A deletion of exons `first` to `last` (indices in transcript order) and whether each exon of
/// the gene was assessed.
#[derive(Debug, Clone, Copy)]
pub struct Deletion<'a> {
    /// The gene.
    pub gene: &'a Gene,
    /// First deleted exon.
    pub first: usize,
    /// Last deleted exon.
    pub last: usize,
    /// Whether each exon was assessed.
    pub assessed: &'a [bool],
}

/// Describes a deletion in both assemblies and, where both ends lie inside the transcript, in
/// coding positions.
pub fn describe(deletion: Deletion<'_>, knowledge: &Knowledge) -> Hgvs {
    let genomic = |assembly| genomic(deletion, assembly, knowledge).unwrap_or_default();
    Hgvs {
        g_grch38: genomic(Assembly::Grch38),
        g_grch37: genomic(Assembly::Grch37),
        c: coding(deletion, knowledge),
    }
}

/// Nearest assessed exon before (`-1`) or after (`1`) the deletion, in transcript order; it must be
/// the very next exon, because a gap in between says nothing of where the deletion ends.
fn neighbour(deletion: Deletion<'_>, step: isize) -> Option<usize> {
    let from = if step < 0 { deletion.first } else { deletion.last };
    let next = from.checked_add_signed(step)?;
    (next < deletion.gene.exons.len() && deletion.assessed.get(next).copied().unwrap_or(false))
        .then_some(next)
}

fn genomic(deletion: Deletion<'_>, assembly: Assembly, knowledge: &Knowledge) -> Option<String> {
    let gene = deletion.gene;
    let accession = knowledge.accessions.of(assembly, &gene.contig)?;
    let exon = |index: usize| gene.exons[index].interval(assembly);
    let (low, high, below, above) = match gene.strand {
        Strand::Forward => {
            (deletion.first, deletion.last, neighbour(deletion, -1), neighbour(deletion, 1))
        }
        Strand::Reverse => {
            (deletion.last, deletion.first, neighbour(deletion, 1), neighbour(deletion, -1))
        }
    };
    let or_unknown = |position: Option<u32>| position.map_or("?".to_owned(), |p| p.to_string());
    let a = or_unknown(below.and_then(exon).map(|interval: &Interval| interval.end));
    let b = exon(low)?.start + 1;
    let c = exon(high)?.end;
    let d = or_unknown(above.and_then(exon).map(|interval| interval.start + 1));
    Some(format!("{accession}:g.({a}_{b})_({c}_{d})del"))
}

fn coding(deletion: Deletion<'_>, knowledge: &Knowledge) -> Option<String> {
    let assembly = Assembly::Grch38;
    let gene = deletion.gene;
    let (before, after) = (neighbour(deletion, -1)?, neighbour(deletion, 1)?);
    let accession = knowledge.accessions.of(assembly, &gene.contig)?;
    let bounds = CodingBounds::new(gene, assembly)?;
    let (last_kept, first_lost) = (bounds.of_end(before)?, bounds.of_start(deletion.first)?);
    let (last_lost, first_kept) = (bounds.of_end(deletion.last)?, bounds.of_start(after)?);
    Some(format!(
        "{accession}({}):c.({last_kept}+1_{first_lost}-1)_({last_lost}+1_{first_kept}-1)del",
        gene.transcript()
    ))
}

/// First and last transcript position (1-based) of each exon, and those of the coding sequence.
struct CodingBounds {
    exons: Vec<(i64, i64)>,
    coding: (i64, i64),
}

impl CodingBounds {
    fn new(gene: &Gene, assembly: Assembly) -> Option<Self> {
        let mut exons = Vec::new();
        let mut coding: Option<(i64, i64)> = None;
        let mut length = 0_i64;
        for exon in &gene.exons {
            let whole = exon.interval(assembly)?;
            let start = length + 1;
            length += i64::from(whole.len());
            exons.push((start, length));
            if let Some(part) = exon.coding(assembly) {
                let offset = match gene.strand {
                    Strand::Forward => part.start - whole.start,
                    Strand::Reverse => whole.end - part.end,
                };
                let first = start + i64::from(offset);
                let last = first + i64::from(part.len()) - 1;
                coding = Some(coding.map_or((first, last), |(from, _)| (from, last)));
            }
        }
        Some(Self { exons, coding: coding? })
    }

    fn position(&self, at: i64) -> String {
        let (first, last) = self.coding;
        if at < first {
            format!("{}", at - first)
        } else if at > last {
            format!("*{}", at - last)
        } else {
            format!("{}", at - first + 1)
        }
    }

    fn of_start(&self, exon: usize) -> Option<String> {
        self.exons.get(exon).map(|(start, _)| self.position(*start))
    }

    fn of_end(&self, exon: usize) -> Option<String> {
        self.exons.get(exon).map(|(_, end)| self.position(*end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ikzf1(first: usize, last: usize, assessed: &[bool]) -> Hgvs {
        let knowledge = Knowledge::builtin();
        let gene = knowledge.genes.gene("IKZF1").unwrap().clone();
        describe(Deletion { gene: &gene, first, last, assessed }, &knowledge)
    }

    #[test]
    fn ik6_in_both_assemblies() {
        let hgvs = ikzf1(3, 6, &[true; 8]);
        assert_eq!(hgvs.g_grch38, "NC_000007.14:g.(50327757_50376533)_(50391863_50399918)del");
        assert_eq!(hgvs.g_grch37, "NC_000007.13:g.(50367353_50444231)_(50459561_50467616)del");
        assert_eq!(
            hgvs.c.as_deref(),
            Some("NC_000007.14(NM_006060.6):c.(160+1_161-1)_(850+1_851-1)del")
        );
    }

    #[test]
    fn an_end_of_the_transcript_has_no_coding_form() {
        let hgvs = ikzf1(0, 7, &[true; 8]);
        assert_eq!(hgvs.g_grch38, "NC_000007.14:g.(?_50304716)_(50405101_?)del");
        assert_eq!(hgvs.c, None);
    }

    #[test]
    fn an_exon_that_was_not_assessed_bounds_nothing() {
        let mut assessed = [true; 8];
        assessed[0] = false;
        let hgvs = ikzf1(1, 6, &assessed);
        assert_eq!(hgvs.g_grch38, "NC_000007.14:g.(?_50319048)_(50391863_50399918)del");
        assert_eq!(hgvs.c, None);
    }
}
