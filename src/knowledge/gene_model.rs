//! The ALL genes and their exons in both assemblies, and which targets lie on them.

use serde::Deserialize;

use crate::model::assembly::Assembly;
use crate::model::contig::Contig;
use crate::model::interval::Interval;
use crate::model::target::{Target, TargetSet};

/// A table of the gene model could not be read.
#[derive(Debug, thiserror::Error)]
#[error("gene table {name}, line {line}: {message}")]
pub struct GeneTableError {
    /// File name of the table.
    pub name: String,
    /// 1-based line.
    pub line: u64,
    /// What is wrong.
    pub message: String,
}

/// Strand of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strand {
    /// Transcribed towards higher coordinates.
    Forward,
    /// Transcribed towards lower coordinates.
    Reverse,
}

/// One exon of a gene's reference transcript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exon {
    /// Number in the reference transcript (`1a`, `1b` for CDKN2A).
    pub label: String,
    /// Transcript that numbers it.
    pub transcript: String,
    intervals: [Option<Interval>; 2],
    coding: [Option<Interval>; 2],
}

impl Exon {
    /// The whole exon; absent when the assembly lacks it.
    pub fn interval(&self, assembly: Assembly) -> Option<&Interval> {
        self.intervals[assembly as usize].as_ref()
    }

    /// The coding part of the exon; absent when it has none or the assembly lacks the exon.
    pub fn coding(&self, assembly: Assembly) -> Option<&Interval> {
        self.coding[assembly as usize].as_ref()
    }
}

/// One gene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gene {
    /// HGNC symbol.
    pub symbol: String,
    /// Contig.
    pub contig: Contig,
    /// Strand.
    pub strand: Strand,
    /// True when the gene is called per exon; false when only its small variants are reported.
    pub copy_number: bool,
    /// Exons in transcript order.
    pub exons: Vec<Exon>,
}

impl Gene {
    /// First to last base of the gene's exons in an assembly.
    pub fn span(&self, assembly: Assembly) -> Option<Interval> {
        let intervals = || self.exons.iter().filter_map(|exon| exon.interval(assembly));
        let start = intervals().map(|i| i.start).min()?;
        let end = intervals().map(|i| i.end).max()?;
        Some(Interval::new(self.contig.clone(), start, end))
    }

    /// Transcript of most exons: the one the gene's numbering is quoted with.
    pub fn transcript(&self) -> &str {
        self.exons.last().map_or("", |exon| exon.transcript.as_str())
    }

    /// Index of an exon by its label.
    pub fn exon_index(&self, label: &str) -> Option<usize> {
        self.exons.iter().position(|exon| exon.label == label)
    }
}

/// All genes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneModel {
    genes: Vec<Gene>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    gene: String,
    transcript: String,
    exon: String,
    strand: String,
    r#use: String,
    chrom: String,
    #[serde(rename = "GRCh37_start")]
    start37: String,
    #[serde(rename = "GRCh37_end")]
    end37: String,
    #[serde(rename = "GRCh37_cds_start")]
    cds_start37: String,
    #[serde(rename = "GRCh37_cds_end")]
    cds_end37: String,
    #[serde(rename = "GRCh38_start")]
    start38: String,
    #[serde(rename = "GRCh38_end")]
    end38: String,
    #[serde(rename = "GRCh38_cds_start")]
    cds_start38: String,
    #[serde(rename = "GRCh38_cds_end")]
    cds_end38: String,
}

impl GeneModel {
    /// Reads the gene table (`genes.tsv`). `name` is used in messages.
    pub fn parse(name: &str, text: &str) -> Result<Self, GeneTableError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .comment(Some(b'#'))
            .from_reader(text.as_bytes());
        let mut genes: Vec<Gene> = Vec::new();
        for (number, row) in reader.deserialize::<Row>().enumerate() {
            let fail = |line, message| GeneTableError { name: name.to_owned(), line, message };
            let row =
                row.map_err(|e| fail(e.position().map_or(0, csv::Position::line), e.to_string()))?;
            // Comment lines and the header stand before the first record; a wrong number here
            // would mislead, so the record is counted instead.
            let line = number as u64 + 1;
            let exon = row.exon(&|message| fail(line, format!("record {line}: {message}")))?;
            let strand = match row.strand.as_str() {
                "+" => Strand::Forward,
                "-" => Strand::Reverse,
                other => return Err(fail(line, format!("strand '{other}' is neither + nor -"))),
            };
            let copy_number = match row.r#use.as_str() {
                "copy_number" => true,
                "variants" => false,
                other => {
                    let message = format!("use '{other}' is neither copy_number nor variants");
                    return Err(fail(line, message));
                }
            };
            let contig = Contig::new(&row.chrom);
            let place = genes.iter().position(|gene| gene.symbol == row.gene);
            match place {
                Some(place) if place + 1 < genes.len() => {
                    return Err(fail(line, format!("rows of {} are not together", row.gene)));
                }
                Some(place) if genes[place].exon_index(&exon.label).is_some() => {
                    return Err(fail(line, format!("{} exon {} twice", row.gene, exon.label)));
                }
                Some(place) => genes[place].exons.push(exon),
                None => genes.push(Gene {
                    symbol: row.gene,
                    contig,
                    strand,
                    copy_number,
                    exons: vec![exon],
                }),
            }
        }
        if genes.is_empty() {
            let message = "no gene is in it".to_owned();
            return Err(GeneTableError { name: name.to_owned(), line: 1, message });
        }
        Ok(Self { genes })
    }

    /// All genes in the table's order.
    pub fn genes(&self) -> &[Gene] {
        &self.genes
    }

    /// A gene by symbol.
    pub fn gene(&self, symbol: &str) -> Option<&Gene> {
        self.genes.iter().find(|gene| gene.symbol == symbol)
    }

    /// The genes that are called per exon.
    pub fn copy_number_genes(&self) -> impl Iterator<Item = &Gene> {
        self.genes.iter().filter(|gene| gene.copy_number)
    }

    /// Spans of all genes in an assembly, for choosing small variants.
    pub fn spans(&self, assembly: Assembly) -> Vec<(String, Interval)> {
        let span = |gene: &Gene| Some((gene.symbol.clone(), gene.span(assembly)?));
        self.genes.iter().filter_map(span).collect()
    }

    /// The assembly whose exons the targets fit, when they fit one clearly better.
    ///
    /// Counts the exons that any target overlaps in each assembly. IKZF1 alone differs by 40 to
    /// 68 kb between the two, so a panel that holds any of the genes is decided.
    pub fn assembly_of(&self, targets: &TargetSet) -> Option<Assembly> {
        let hits = Assembly::ALL.map(|assembly| self.exons_hit(assembly, targets));
        match hits {
            [grch37, grch38] if grch37 > 2 * grch38 => Some(Assembly::Grch37),
            [grch37, grch38] if grch38 > 2 * grch37 => Some(Assembly::Grch38),
            _ => None,
        }
    }

    fn exons_hit(&self, assembly: Assembly, targets: &TargetSet) -> usize {
        let on_target = |interval: &Interval| {
            targets.targets().iter().any(|target| target.interval.overlap(interval) > 0)
        };
        let exons = self.genes.iter().flat_map(|gene| &gene.exons);
        exons
            .filter_map(|exon| exon.coding(assembly).or(exon.interval(assembly)))
            .filter(|interval| on_target(interval))
            .count()
    }
}

impl Row {
    fn exon(&self, fail: &dyn Fn(String) -> GeneTableError) -> Result<Exon, GeneTableError> {
        let contig = Contig::new(&self.chrom);
        let parse = |start: &str, end: &str| -> Result<Option<Interval>, GeneTableError> {
            if start == "." && end == "." {
                return Ok(None);
            }
            match (start.parse(), end.parse()) {
                (Ok(start), Ok(end)) if start < end => {
                    Ok(Some(Interval::new(contig.clone(), start, end)))
                }
                _ => Err(fail(format!("'{start}' to '{end}' is not an interval"))),
            }
        };
        Ok(Exon {
            label: self.exon.clone(),
            transcript: self.transcript.clone(),
            intervals: [parse(&self.start37, &self.end37)?, parse(&self.start38, &self.end38)?],
            coding: [
                parse(&self.cds_start37, &self.cds_end37)?,
                parse(&self.cds_start38, &self.cds_end38)?,
            ],
        })
    }
}

/// Targets of one gene: indices into the target set, in genome order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneTargets {
    /// Targets of each exon, in transcript order of the exons.
    pub exons: Vec<Vec<usize>>,
    /// Targets inside the gene's span that lie on no exon.
    pub intronic: Vec<usize>,
    /// Targets over exons that are far apart: their depth tells none of these from the others.
    pub wide: Vec<usize>,
}

/// Bases between two exons beyond which one target over both says nothing of either.
const FAR_APART: u32 = 1_000;

/// Finds the targets of a gene.
///
/// A target belongs to an exon when at least half of the target lies in it. An exon without such a
/// target takes those that cover at least half of its coding part (or of the exon when it is not
/// coding): padded targets of short exons, and targets that span two neighbouring exons. A bait that
/// only grazes an exon is intronic, because most of its depth says nothing about the exon. A target
/// over exons that lie further apart belongs to none.
pub fn targets_of(gene: &Gene, assembly: Assembly, targets: &[Target]) -> GeneTargets {
    let Some(span) = gene.span(assembly) else {
        return GeneTargets {
            exons: vec![Vec::new(); gene.exons.len()],
            intronic: Vec::new(),
            wide: Vec::new(),
        };
    };
    let (wide, near): (Vec<usize>, Vec<usize>) = (0..targets.len())
        .filter(|&t| targets[t].interval.overlap(&span) > 0)
        .partition(|&t| is_wide(gene, assembly, &targets[t].interval));
    let exons: Vec<Vec<usize>> =
        gene.exons.iter().map(|exon| targets_of_exon(exon, assembly, targets, &near)).collect();
    let taken = |t: &usize| exons.iter().any(|exon| exon.contains(t));
    let intronic = near.iter().copied().filter(|t| !taken(t)).collect();
    GeneTargets { exons, intronic, wide }
}

/// True when a target covers exons of the gene that lie far apart.
fn is_wide(gene: &Gene, assembly: Assembly, target: &Interval) -> bool {
    let exons =
        gene.exons.iter().filter_map(|exon| exon.coding(assembly).or(exon.interval(assembly)));
    let mut covered: Vec<&Interval> =
        exons.filter(|exon| 2 * target.overlap(exon) >= exon.len()).collect();
    covered.sort();
    covered.windows(2).any(|pair| pair[1].start > pair[0].end.saturating_add(FAR_APART))
}

fn targets_of_exon(
    exon: &Exon,
    assembly: Assembly,
    targets: &[Target],
    near: &[usize],
) -> Vec<usize> {
    let Some(whole) = exon.interval(assembly) else { return Vec::new() };
    let core = exon.coding(assembly).unwrap_or(whole);
    let inside = |&t: &usize| {
        let target = &targets[t].interval;
        2 * target.overlap(whole) >= target.len()
    };
    let covering = |&t: &usize| 2 * targets[t].interval.overlap(core) >= core.len();
    let found: Vec<usize> = near.iter().copied().filter(inside).collect();
    if found.is_empty() { near.iter().copied().filter(covering).collect() } else { found }
}

/// Cuts targets at known breakpoints that lie inside an exon, so that the mean over the exon does
/// not dilute the loss of a part of it. Both parts keep the target's name.
///
/// `breakpoints` are the first changed or first unchanged base, 0-based. Parts shorter than
/// 20 bases are not made.
pub fn subdivide(targets: &TargetSet, breakpoints: &[(Contig, u32)]) -> TargetSet {
    const SHORTEST: u32 = 20;
    let mut parts = Vec::with_capacity(targets.len());
    for target in targets.targets() {
        let Interval { contig, start, end } = &target.interval;
        let cut = breakpoints.iter().find(|(at, position)| {
            at == contig && *position >= start + SHORTEST && position + SHORTEST <= *end
        });
        match cut {
            Some((_, position)) => {
                for (from, to) in [(*start, *position), (*position, *end)] {
                    let interval = Interval::new(contig.clone(), from, to);
                    parts.push(Target { interval, name: target.name.clone() });
                }
            }
            None => parts.push(target.clone()),
        }
    }
    TargetSet::new(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;

    fn target(contig: &str, start: u32, end: u32) -> Target {
        let interval = Interval::new(Contig::new(contig), start, end);
        Target { interval, name: String::new() }
    }

    #[test]
    fn ikzf1_offsets_differ_before_and_after_the_gap() {
        let knowledge = Knowledge::builtin();
        let gene = knowledge.genes.gene("IKZF1").unwrap();
        let offset = |label: &str| {
            let exon = &gene.exons[gene.exon_index(label).unwrap()];
            let start = |assembly| i64::from(exon.interval(assembly).unwrap().start);
            start(Assembly::Grch38) - start(Assembly::Grch37)
        };
        assert_eq!(
            [offset("1"), offset("3"), offset("4"), offset("8")],
            [-39_596, -39_596, -67_698, -67_698]
        );
    }

    #[test]
    fn grch37_lacks_crlf2_exons_7_and_8() {
        let knowledge = Knowledge::builtin();
        let gene = knowledge.genes.gene("CRLF2").unwrap();
        let missing: Vec<&str> = gene
            .exons
            .iter()
            .filter(|exon| exon.interval(Assembly::Grch37).is_none())
            .map(|exon| exon.label.as_str())
            .collect();
        assert_eq!(missing, ["7", "8"]);
    }

    #[test]
    fn grazing_baits_are_intronic_and_padded_targets_count() {
        let knowledge = Knowledge::builtin();
        let gene = knowledge.genes.gene("P2RY8").unwrap();
        let targets = [
            target("X", 1_465_478, 1_466_558),
            target("X", 1_536_317, 1_536_960),
            target("X", 1_536_920, 1_537_185),
        ];
        let found = targets_of(gene, Assembly::Grch38, &targets);
        assert_eq!(found.exons, [vec![2], vec![0]]);
        assert_eq!(found.intronic, [1]);

        let cdkn2a = knowledge.genes.gene("CDKN2A").unwrap();
        let padded = [target("9", 21_968_160, 21_968_300)];
        let found = targets_of(cdkn2a, Assembly::Grch38, &padded);
        assert_eq!(found.exons[3], [0]);
    }

    #[test]
    fn targets_tell_the_assembly() {
        let knowledge = Knowledge::builtin();
        for assembly in Assembly::ALL {
            let gene = knowledge.genes.gene("IKZF1").unwrap();
            let targets = gene
                .exons
                .iter()
                .filter_map(|exon| exon.interval(assembly))
                .map(|interval| Target { interval: interval.clone(), name: String::new() })
                .collect();
            assert_eq!(knowledge.genes.assembly_of(&TargetSet::new(targets)), Some(assembly));
        }
        let elsewhere = TargetSet::new(vec![target("1", 5, 900)]);
        assert_eq!(knowledge.genes.assembly_of(&elsewhere), None);
    }

    #[test]
    fn a_target_is_cut_at_a_breakpoint_inside_it() {
        let set = TargetSet::new(vec![target("12", 100, 400), target("12", 500, 600)]);
        let cut = subdivide(&set, &[(Contig::new("12"), 300), (Contig::new("12"), 595)]);
        let parts: Vec<_> =
            cut.targets().iter().map(|t| (t.interval.start, t.interval.end)).collect();
        assert_eq!(parts, [(100, 300), (300, 400), (500, 600)]);
    }
}
