//! The IKZF1 deletion: MLPA category, functional class, both alleles or one.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::hgvs::{self, Deletion};
use super::loci::{self, Loci};
use crate::knowledge::Knowledge;
use crate::knowledge::gene_model::Gene;
use crate::model::calls::{CopyState, EventKind, ExonCall, GeneCall, MlpaCall, Segment};
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::{Hgvs, Ikzf1Result, Ikzf1Segment};
use crate::stats::percent;

/// Concludes from the IKZF1 call.
pub fn result(loci: Loci, knowledge: &Knowledge) -> Ikzf1Result {
    let (Some(call), Some(gene)) = (loci.calls.gene("IKZF1"), knowledge.genes.gene("IKZF1")) else {
        return not_assessed(None, "not called");
    };
    let status = loci.gene_state("IKZF1");
    let view = View::new(call, gene, knowledge);
    match status {
        LocusState::NotAssessed => {
            let doubt = loci.doubt(call).filter(|_| call.state != LocusState::NotAssessed);
            let reasons: Vec<&str> =
                doubt.iter().chain(&call.reasons).map(String::as_str).collect();
            not_assessed(Some(call), &reasons.join("; "))
        }
        // A deletion that has no extent cannot be named, and "none" would deny it.
        LocusState::Deleted if view.deletions.is_empty() => {
            not_assessed(Some(call), "exons are called deleted without an event")
        }
        _ => view.result(status, loci.homozygous("IKZF1")),
    }
}

fn not_assessed(call: Option<&GeneCall>, reasons: &str) -> Ikzf1Result {
    let blind = "nothing could have been found";
    let seen = call.filter(|call| call.state != LocusState::NotAssessed);
    Ikzf1Result {
        status: LocusState::NotAssessed,
        category: "not_assessed".to_owned(),
        category_label: format!("not assessed: {reasons}"),
        mlpa_category: "not assessed".to_owned(),
        class: "not_assessed".to_owned(),
        probability: 0.0,
        clone_fraction: None,
        biallelic: Answer::NotAssessed,
        segments: Vec::new(),
        limit_of_detection: seen.map_or_else(|| blind.to_owned(), limit_of_detection),
    }
}

/// The call beside the gene model.
struct View<'a> {
    call: &'a GeneCall,
    gene: &'a Gene,
    knowledge: &'a Knowledge,
    /// Whether each exon of the model was assessed.
    assessed: Vec<bool>,
    /// Deletions in transcript order.
    deletions: Vec<&'a Segment>,
}

impl<'a> View<'a> {
    fn new(call: &'a GeneCall, gene: &'a Gene, knowledge: &'a Knowledge) -> Self {
        // By label: calls that were made with another gene table may have other exons.
        let assessed = |label: &str| {
            call.exons.iter().any(|e| e.exon == label && e.state != CopyState::NotAssessed)
        };
        let mut deletions: Vec<&Segment> =
            call.segments.iter().filter(|s| s.kind == EventKind::Deletion).collect();
        deletions.sort_by_key(|s| (gene.exon_index(&s.first_exon), gene.exon_index(&s.last_exon)));
        Self {
            call,
            gene,
            knowledge,
            assessed: gene.exons.iter().map(|exon| assessed(&exon.label)).collect(),
            deletions,
        }
    }

    fn result(&self, status: LocusState, homozygous: Answer) -> Ikzf1Result {
        let segments: Vec<Ikzf1Segment> = self.deletions.iter().map(|s| self.segment(s)).collect();
        let joined = |with: &str, of: &dyn Fn(&Ikzf1Segment) -> String| {
            let mut parts: Vec<String> = segments.iter().map(of).collect();
            parts.dedup();
            if parts.is_empty() { "none".to_owned() } else { parts.join(with) }
        };
        let category = joined("+", &|s| s.exons.clone());
        let mlpa = |exons: &str| {
            let known = self.knowledge.rules.ikzf1_deletion(exons);
            known.map_or_else(|| format!("other (exons {exons})"), |d| d.mlpa_category.clone())
        };
        let fractions = segments.iter().map(|s| s.clone_fraction);
        Ikzf1Result {
            status,
            category_label: format!("{category}{}", loci::reservation(&self.open_exons())),
            mlpa_category: joined(" and ", &|s| mlpa(&s.exons)),
            class: joined("+", &|s| s.class.clone()),
            probability: probability(self.call, &segments),
            clone_fraction: fractions
                .fold(None, |best: Option<f64>, f| Some(best.map_or(f, |best| best.max(f)))),
            biallelic: self.biallelic(homozygous),
            limit_of_detection: limit_of_detection(self.call),
            category,
            segments,
        }
    }

    fn place(&self, segment: &Segment) -> Option<RangeInclusive<usize>> {
        let first = self.gene.exon_index(&segment.first_exon)?;
        Some(first..=self.gene.exon_index(&segment.last_exon)?)
    }

    fn segment(&self, segment: &Segment) -> Ikzf1Segment {
        let place = self.place(segment);
        let (class, effect) = place.clone().map_or_else(unclassified, |p| self.class(p));
        let hgvs = place.clone().map(|place| {
            let (first, last) = (*place.start(), *place.end());
            let deletion = Deletion { gene: self.gene, first, last, assessed: &self.assessed };
            hgvs::describe(deletion, self.knowledge)
        });
        Ikzf1Segment {
            exons: segment.exon_range(),
            class,
            effect,
            clone_fraction: segment.clone_fraction.value,
            homozygous: segment.state == CopyState::HomDel,
            hgvs: hgvs.unwrap_or(Hgvs {
                g_grch38: String::new(),
                g_grch37: String::new(),
                c: None,
            }),
            mlpa_would_see: place.is_some_and(|place| self.mlpa_would_see(place)),
        }
    }

    fn mlpa_would_see(&self, place: RangeInclusive<usize>) -> bool {
        let inside: Vec<&ExonCall> = self
            .gene
            .exons
            .get(place)
            .unwrap_or_default()
            .iter()
            .filter_map(|exon| self.call.exons.iter().find(|call| call.exon == exon.label))
            .filter(|call| call.state != CopyState::NotAssessed)
            .collect();
        !inside.is_empty() && inside.iter().all(|call| call.mlpa_call == MlpaCall::Deletion)
    }

    /// Exons next to a deletion that were not assessed, on its left and on its right.
    fn open_beside(&self, place: &RangeInclusive<usize>) -> [Vec<usize>; 2] {
        let unknown = |e: &usize| !self.assessed[*e];
        [
            (0..*place.start()).rev().take_while(unknown).collect(),
            (place.end() + 1..self.assessed.len()).take_while(unknown).collect(),
        ]
    }

    /// Class and effect. A deletion may go on into neighbours that were not assessed: when that
    /// changes the class, none is claimed.
    fn class(&self, place: RangeInclusive<usize>) -> (String, String) {
        let label = |e: usize| self.gene.exons[e].label.as_str();
        let entry = |first: usize, last: usize| {
            let exons = if first == last {
                label(first).to_owned()
            } else {
                format!("{}-{}", label(first), label(last))
            };
            self.knowledge.rules.ikzf1_deletion(&exons)
        };
        let [left, right] = self.open_beside(&place);
        let Some(called) = entry(*place.start(), *place.end()) else { return unclassified() };
        let firsts = left.iter().chain([place.start()]);
        let possible: BTreeSet<&str> = firsts
            .flat_map(|first| right.iter().chain([place.end()]).map(|last| (*first, *last)))
            .filter_map(|(first, last)| Some(entry(first, last)?.class.as_str()))
            .collect();
        if possible.len() == 1 {
            return (called.class.clone(), called.effect.clone());
        }
        let classes: Vec<String> = possible.iter().map(|class| class.replace('_', " ")).collect();
        let mut beside: Vec<usize> = left.into_iter().chain(right).collect();
        beside.sort_unstable();
        let beside: Vec<&str> = beside.into_iter().map(label).collect();
        let why = loci::reservation(&beside);
        (
            unclassified().0,
            format!("{}{why}; if it ends there: {}", classes.join(" or "), called.effect),
        )
    }

    /// Exons beside or inside a deletion that were not assessed; without one all such exons.
    fn open_exons(&self) -> Vec<&str> {
        let mut open: BTreeSet<usize> = BTreeSet::new();
        let places: Vec<_> = self.deletions.iter().filter_map(|s| self.place(s)).collect();
        for place in &places {
            open.extend(self.open_beside(place).into_iter().flatten());
            open.extend(place.clone().filter(|e| !self.assessed[*e]));
        }
        if places.is_empty() {
            open.extend((0..self.assessed.len()).filter(|e| !self.assessed[*e]));
        }
        open.into_iter().map(|e| self.gene.exons[e].label.as_str()).collect()
    }

    /// Both alleles: yes where an exon is lost twice or two overlapping deletions cannot fit into
    /// different cells. Otherwise a deletion leaves it open: a heterozygous one looks like a
    /// homozygous one in half as many cells, two may be two clones or lie on one allele.
    fn biallelic(&self, homozygous: Answer) -> Answer {
        let low = |s: &Segment| s.clone_fraction.low;
        let share_cells = |a: &Segment, b: &Segment| low(a) + low(b) > 1.0;
        let overlap = |a: &Segment, b: &Segment| {
            let (a, b) = (self.place(a), self.place(b));
            a.zip(b).is_some_and(|(a, b)| a.start() <= b.end() && b.start() <= a.end())
        };
        let pairs = || {
            let rest = |i: usize| self.deletions.iter().skip(i + 1);
            self.deletions.iter().enumerate().flat_map(move |(i, a)| rest(i).map(move |b| (a, b)))
        };
        if pairs().any(|(a, b)| overlap(a, b) && share_cells(a, b)) {
            Answer::Yes
        } else {
            homozygous
        }
    }
}

fn unclassified() -> (String, String) {
    ("unclassified".to_owned(), String::new())
}

/// Posterior of this pattern of deletions.
fn probability(call: &GeneCall, segments: &[Ikzf1Segment]) -> f64 {
    let wanted: BTreeSet<&str> = segments.iter().map(|s| s.exons.as_str()).collect();
    if wanted.is_empty() {
        return 1.0 - call.probability_deletion;
    }
    let same = |exons: &str| exons.split('+').collect::<BTreeSet<_>>() == wanted;
    call.patterns.iter().filter(|p| same(&p.exons)).map(|p| p.probability).sum()
}

/// The range from the first to the last assessed exon.
fn whole_range(call: &GeneCall) -> Option<String> {
    let mut assessed = call.exons.iter().filter(|exon| exon.state != CopyState::NotAssessed);
    let first = assessed.next()?;
    Some(format!("{}-{}", first.exon, assessed.next_back()?.exon))
}

fn limit_of_detection(call: &GeneCall) -> String {
    let percent = |f: f64| format!("{:.0} %", percent::up(f));
    let whole = call.limit_of_detection.map_or_else(
        || "loss of the whole gene would not have been found".to_owned(),
        |limit| format!("loss of the whole gene is found from {} of the cells", percent(limit)),
    );
    let assessed: Vec<&ExonCall> =
        call.exons.iter().filter(|exon| exon.state != CopyState::NotAssessed).collect();
    let single: Vec<f64> = assessed.iter().filter_map(|exon| exon.limit_of_detection).collect();
    let blind: Vec<&str> = assessed
        .iter()
        .filter(|exon| exon.limit_of_detection.is_none())
        .map(|exon| exon.exon.as_str())
        .collect();
    let best = single.iter().copied().fold(f64::INFINITY, f64::min);
    let worst = single.iter().copied().fold(0.0, f64::max);
    let patterns: Vec<String> = call
        .pattern_limits
        .iter()
        .filter(|p| p.exons.contains('-') && Some(p.exons.as_str()) != whole_range(call).as_deref())
        .map(|p| match p.limit_of_detection {
            Some(limit) => format!("{} from {}", p.exons, percent(limit)),
            None => format!("{} not at all", p.exons),
        })
        .collect();
    let mut text = whole;
    if !patterns.is_empty() {
        text.push_str(&format!("; of exons {}", patterns.join(", ")));
    }
    if single.is_empty() {
        text.push_str("; loss of one exon alone would not have been found");
        return text;
    }
    let (best, worst) = (percent(best), percent(worst));
    if best == worst {
        text.push_str(&format!("; of one exon alone from {best}"));
    } else {
        text.push_str(&format!("; of one exon alone from {best} to {worst}"));
    }
    if !blind.is_empty() {
        let exons = if blind.len() == 1 { "exon" } else { "exons" };
        text.push_str(&format!("; of {exons} {} alone not at all", blind.join(", ")));
    }
    text
}
