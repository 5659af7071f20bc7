//! `SAMPLE.junctions.tsv`, `SAMPLE.junctions.vcf` and `SAMPLE.recurrent_junctions.tsv`.

use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::model::contig::{Contig, ContigStyle};
use crate::model::interval::Interval;
use crate::model::junction::{Breakend, Junction, JunctionEvidence, JunctionKind};

use super::cell;

/// Columns of the table of junctions. Positions count the bases before the break.
pub const COLUMNS: [&str; 18] = [
    "sample",
    "kind",
    "chrom1",
    "position1",
    "keeps1",
    "gene1",
    "chrom2",
    "position2",
    "keeps2",
    "gene2",
    "exons",
    "split_fragments",
    "discordant_fragments",
    "depth",
    "fraction",
    "shared_bases",
    "inserted",
    "signal",
];

/// Columns of the table of recurrent junctions.
pub const RECURRENT_COLUMNS: [&str; 11] = [
    "sample",
    "region",
    "first_exon",
    "last_exon",
    "assessable",
    "split_fragments",
    "discordant_fragments",
    "left_depth",
    "right_depth",
    "break_depth",
    "breakpoints",
];

/// Who the junctions are of, and how their contigs are written.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Sample name.
    pub sample: &'a str,
    /// Assembly.
    pub assembly: Assembly,
    /// Contig style of the file.
    pub style: ContigStyle,
    /// Genes and regions.
    pub knowledge: &'a Knowledge,
}

/// The table of all junctions found.
pub fn table(subject: Subject, junctions: &[Junction]) -> Vec<u8> {
    let mut text = cell::line(COLUMNS);
    for junction in junctions {
        let side = |end: &Breakend| {
            [
                end.contig.styled(subject.style),
                end.position.to_string(),
                if end.keeps_left { "left" } else { "right" }.to_owned(),
                cell::text(&genes_at(subject, end).join(",")),
            ]
        };
        let mut row = vec![cell::text(subject.sample), junction.kind.code().to_owned()];
        row.extend(side(&junction.first));
        row.extend(side(&junction.second));
        row.extend([
            cell::text(&exons_between(subject, junction)),
            junction.split_fragments.to_string(),
            junction.discordant_fragments.to_string(),
            cell::number(junction.depth, 1),
            cell::number(junction.fraction(), 4),
            junction.shared_bases.to_string(),
            cell::text(&junction.inserted),
            cell::text(&junction.signal.replace('+', "")),
        ]);
        text.push_str(&cell::line(row));
    }
    text.into_bytes()
}

/// The table of recurrent junctions: each class, whether reads could have shown it, and what they
/// show.
pub fn recurrent(subject: Subject, evidence: &[JunctionEvidence]) -> Vec<u8> {
    let mut text = cell::line(RECURRENT_COLUMNS);
    for class in evidence {
        let breakpoints: Vec<String> =
            class.breakpoints.iter().map(|(l, r, n)| format!("{l}-{r}:{n}")).collect();
        let assessable = if crate::junctions::is_assessable(class) { "yes" } else { "no" };
        text.push_str(&cell::line([
            cell::text(subject.sample),
            cell::text(&class.region),
            exon_name(subject, class, class.from),
            exon_name(subject, class, class.to),
            assessable.to_owned(),
            class.split_fragments.to_string(),
            class.discordant_fragments.to_string(),
            cell::number(class.left_depth, 1),
            cell::number(class.right_depth, 1),
            cell::number(class.break_depth, 1),
            cell::text(&breakpoints.join(",")),
        ]));
    }
    text.into_bytes()
}

fn exon_name(subject: Subject, class: &JunctionEvidence, (gene, exon): (usize, usize)) -> String {
    let regions = &subject.knowledge.regions.regions;
    let name = || {
        let symbol = regions.iter().find(|r| r.name == class.region)?.genes.get(gene)?;
        let exon = subject.knowledge.genes.gene(symbol)?.exons.get(exon)?;
        Some(format!("{symbol}:{}", exon.label))
    };
    name().unwrap_or_else(|| cell::MISSING.to_owned())
}

/// The junctions as VCF 4.4. REF is `N`, because no reference sequence is read.
pub fn vcf(subject: Subject, contigs: &[(String, u64)], junctions: &[Junction]) -> Vec<u8> {
    let mut text = String::from(
        "##fileformat=VCFv4.4\n\
         ##ALT=<ID=DEL,Description=\"Segment lost\">\n\
         ##ALT=<ID=DUP:TANDEM,Description=\"Segment repeated head to tail\">\n\
         ##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"DEL, DUP or BND\">\n\
         ##INFO=<ID=END,Number=1,Type=Integer,Description=\"Last base of the segment\">\n\
         ##INFO=<ID=SVLEN,Number=A,Type=Integer,Description=\"Length of the segment\">\n\
         ##INFO=<ID=SVCLAIM,Number=A,Type=String,Description=\"J: claimed from a junction\">\n\
         ##INFO=<ID=MATEID,Number=A,Type=String,Description=\"The other breakend\">\n\
         ##INFO=<ID=HOMLEN,Number=A,Type=Integer,Description=\"Bases that both sides share\">\n\
         ##INFO=<ID=SVINSSEQ,Number=.,Type=String,Description=\"Bases between both sides\">\n\
         ##INFO=<ID=GENE,Number=.,Type=String,Description=\"ALL genes at either end\">\n\
         ##INFO=<ID=EXONS,Number=.,Type=String,Description=\"Exons between both ends, gene:first-last\">\n\
         ##FORMAT=<ID=SR,Number=1,Type=Integer,Description=\"Fragments with a split read\">\n\
         ##FORMAT=<ID=PE,Number=1,Type=Integer,Description=\"Further fragments with mates on either side\">\n\
         ##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Other fragments over the break\">\n",
    );
    for (name, length) in contigs {
        text.push_str(&format!("##contig=<ID={name},length={length}>\n"));
    }
    text.push_str(&format!(
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{}\n",
        subject.sample
    ));
    let rank = |contig: &Contig| contigs.iter().position(|(name, _)| Contig::new(name) == *contig);
    let mut records: Vec<(Option<usize>, u32, String)> = Vec::new();
    for (number, junction) in junctions.iter().enumerate() {
        for (end, line) in lines(subject, junction, number + 1) {
            records.push((rank(&end.contig), position(end), line));
        }
    }
    records.sort();
    text.extend(records.into_iter().map(|(_, _, line)| line));
    text.into_bytes()
}

/// The kept base beside a break, 1-based.
pub(super) fn position(end: &Breakend) -> u32 {
    if end.keeps_left { end.position.max(1) } else { end.position.saturating_add(1) }
}

fn lines<'a>(
    subject: Subject,
    junction: &'a Junction,
    number: usize,
) -> Vec<(&'a Breakend, String)> {
    let Junction { first, second, .. } = junction;
    let mut genes = genes_at(subject, first);
    genes.extend(genes_at(subject, second));
    genes.dedup();
    let mut shared = vec!["SVCLAIM=J".to_owned()];
    if junction.shared_bases > 0 {
        shared.push(format!("HOMLEN={}", junction.shared_bases));
    }
    if !junction.inserted.is_empty() {
        shared.push(format!("SVINSSEQ={}", junction.inserted));
    }
    if !genes.is_empty() {
        shared.push(format!("GENE={}", genes.join(",")));
    }
    let exons = exons_between(subject, junction);
    if !exons.is_empty() {
        shared.push(format!("EXONS={}", exons.replace(' ', "")));
    }
    let call = format!(
        "SR:PE:DP\t{}:{}:{}",
        junction.split_fragments,
        junction.discordant_fragments,
        cell::number(junction.depth, 0)
    );
    let line = |end: &Breakend, id: &str, alt: &str, info: &str| {
        let (contig, at) = (end.contig.styled(subject.style), position(end));
        let shared = shared.join(";");
        format!("{contig}\t{at}\t{id}\tN\t{alt}\t.\tPASS\t{info};{shared}\t{call}\n")
    };
    let length = second.position.saturating_sub(first.position);
    match junction.kind {
        JunctionKind::Deletion => {
            let info = format!("SVTYPE=DEL;END={};SVLEN={length}", second.position);
            vec![(first, line(first, &format!("J{number}"), "<DEL>", &info))]
        }
        JunctionKind::TandemGain => {
            let info = format!("SVTYPE=DUP;END={};SVLEN={length}", second.position);
            // VCF places a segment after the base before it.
            let before = Breakend { keeps_left: true, ..first.clone() };
            vec![(first, line(&before, &format!("J{number}"), "<DUP:TANDEM>", &info))]
        }
        JunctionKind::Inversion | JunctionKind::Translocation => {
            let (a, b) = (format!("J{number}a"), format!("J{number}b"));
            let record = |end: &'a Breakend, other: &Breakend, id: &str, mate: &str| {
                let info = format!("SVTYPE=BND;MATEID={mate}");
                (end, line(end, id, &bracketed(subject.style, end, other), &info))
            };
            vec![record(first, second, &a, &b), record(second, first, &b, &a)]
        }
    }
}

/// A breakend's ALT in VCF's brackets.
pub(super) fn bracketed(style: ContigStyle, end: &Breakend, other: &Breakend) -> String {
    let mate = format!("{}:{}", other.contig.styled(style), position(other));
    let bracket = if other.keeps_left { ']' } else { '[' };
    if end.keeps_left {
        format!("N{bracket}{mate}{bracket}")
    } else {
        format!("{bracket}{mate}{bracket}N")
    }
}

/// Genes over a breakend.
fn genes_at(subject: Subject, end: &Breakend) -> Vec<String> {
    let spans = subject.knowledge.genes.spans(subject.assembly);
    let over = |interval: &Interval| {
        interval.contig == end.contig && (interval.start..=interval.end).contains(&end.position)
    };
    spans.into_iter().filter(|(_, span)| over(span)).map(|(symbol, _)| symbol).collect()
}

/// Exons of the called genes between both ends: `IKZF1:4-7`, several genes one after another.
fn exons_between(subject: Subject, junction: &Junction) -> String {
    let Junction { first, second, .. } = junction;
    if first.contig != second.contig {
        return String::new();
    }
    let between = Interval::new(first.contig.clone(), first.position, second.position);
    let of_gene = |gene: &crate::knowledge::gene_model::Gene| {
        let inside = |exon: &&crate::knowledge::gene_model::Exon| {
            exon.interval(subject.assembly).is_some_and(|i| i.overlap(&between) > 0)
        };
        let exons: Vec<&str> =
            gene.exons.iter().filter(inside).map(|exon| exon.label.as_str()).collect();
        match exons.as_slice() {
            [] => None,
            [only] => Some(format!("{}:{only}", gene.symbol)),
            [first, .., last] => Some(format!("{}:{first}-{last}", gene.symbol)),
        }
    };
    let genes: Vec<String> =
        subject.knowledge.genes.copy_number_genes().filter_map(of_gene).collect();
    genes.join(",")
}
