//! Junctions over the exons of a gene: a bracket from break to break above the ratios.

use super::number;
use crate::model::calls::{GeneCall, SampleCalls};
use crate::model::junction::{Breakend, Junction, JunctionKind};
use crate::report::text::Texts;
use crate::report::view;

/// Room between two junctions on top of each other.
const ROW: f64 = 7.0;
/// Length of the strokes at the breaks.
const FOOT: f64 = 6.0;
/// Rows before the next junction is drawn over the first again.
const ROWS: usize = 4;

/// One junction.
pub struct Bracket {
    /// Its values in words.
    pub title: String,
    /// Style class.
    pub class: &'static str,
    /// Outline as SVG path data.
    pub path: String,
}

/// Where the exons stand in the picture: what a genomic position is drawn at.
///
/// Exons stand side by side whatever their introns' lengths; between two of them a position is
/// drawn in proportion, and beyond the outer ones at the edge.
pub struct Scale {
    /// Exons by position: first base, end, place in the picture.
    exons: Vec<(f64, f64, f64)>,
    /// Half the room of an exon.
    half: f64,
}

impl Scale {
    /// The scale of a gene whose exon `i` stands at `x(i)`, with `step` between two.
    pub fn new(gene: &GeneCall, x: impl Fn(usize) -> f64, step: f64) -> Self {
        let mut exons: Vec<(f64, f64, f64)> = (gene.exons.iter().enumerate())
            .filter_map(|(i, exon)| {
                let interval = exon.interval.as_ref()?;
                Some((f64::from(interval.start), f64::from(interval.end), x(i)))
            })
            .collect();
        exons.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { exons, half: step / 2.0 }
    }

    /// Place of a position, and whether it lies within the gene; absent without exons.
    fn place(&self, position: u32) -> Option<(f64, bool)> {
        let (first, last) = (self.exons.first()?, self.exons.last()?);
        let position = f64::from(position);
        let outwards = if first.2 <= last.2 { self.half } else { -self.half };
        if position < first.0 {
            return Some((first.2 - outwards, false));
        }
        if position > last.1 {
            return Some((last.2 + outwards, false));
        }
        let next = self.exons.iter().position(|exon| position <= exon.1)?;
        let (start, _, x) = self.exons[next];
        if position >= start || next == 0 {
            return Some((x, true));
        }
        let (_, end, before) = self.exons[next - 1];
        let share = (position - end) / (start - end).max(1.0);
        Some((before + (x - before) * share.clamp(0.0, 1.0), true))
    }
}

/// The junctions over a gene; `roof` is the upper edge of the plot.
pub fn brackets(
    t: &Texts,
    calls: &SampleCalls,
    gene: &GeneCall,
    scale: &Scale,
    roof: f64,
) -> Vec<Bracket> {
    let found = calls.junctions_over(gene).unwrap_or_default().into_iter().enumerate();
    let drawn = found.filter_map(|(row, junction)| {
        let y = roof + 3.0 + (row % ROWS) as f64 * ROW;
        Some(Bracket {
            title: view::junction(t, calls, junction),
            class: class(junction.kind),
            path: path(gene, junction, scale, y)?,
        })
    });
    drawn.collect()
}

fn class(kind: JunctionKind) -> &'static str {
    match kind {
        JunctionKind::Deletion => "lost",
        JunctionKind::TandemGain => "repeated",
        JunctionKind::Inversion | JunctionKind::Translocation => "elsewhere",
    }
}

/// A bracket over what is lost or repeated; for other junctions a stem at each end in the gene. An
/// end beyond the gene has no foot.
fn path(gene: &GeneCall, junction: &Junction, scale: &Scale, y: f64) -> Option<String> {
    let contig = gene.exons.iter().find_map(|exon| exon.interval.as_ref())?.contig.clone();
    let here = |end: &Breakend| (end.contig == contig).then(|| scale.place(end.position)).flatten();
    let foot = |(x, inside): (f64, bool)| {
        if inside {
            format!("M{} {}v{}", number(x), number(y), number(FOOT))
        } else {
            String::new()
        }
    };
    let ends = [here(&junction.first), here(&junction.second)];
    let feet: String = ends.into_iter().flatten().map(foot).collect();
    match (junction.kind, ends) {
        (JunctionKind::Deletion | JunctionKind::TandemGain, [Some(a), Some(b)]) => {
            Some(format!("M{} {}H{}{feet}", number(a.0), number(y), number(b.0)))
        }
        _ => Some(feet).filter(|feet| !feet.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_follow_the_genome_on_either_strand() {
        let scale = Scale {
            exons: vec![(100.0, 200.0, 50.0), (400.0, 500.0, 75.0), (900.0, 950.0, 100.0)],
            half: 12.5,
        };
        assert_eq!(scale.place(150), Some((50.0, true)));
        assert_eq!(scale.place(300), Some((62.5, true)));
        assert_eq!(scale.place(10), Some((37.5, false)));
        assert_eq!(scale.place(5_000), Some((112.5, false)));
        // Exon 1 of a gene on the other strand has the highest position.
        let turned = Scale { exons: vec![(100.0, 200.0, 75.0), (400.0, 500.0, 50.0)], half: 12.5 };
        assert_eq!(turned.place(10), Some((87.5, false)));
        assert_eq!(turned.place(300), Some((62.5, true)));
        assert_eq!(turned.place(600), Some((37.5, false)));
        assert_eq!(Scale { exons: Vec::new(), half: 1.0 }.place(5), None);
    }
}
