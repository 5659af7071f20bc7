//! State of a locus of one or several genes.

use crate::knowledge::rules::{CallThresholds, Locus};
use crate::model::calls::{CopyState, EventKind, GeneCall, SampleCalls, Segment};
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::LocusResult;
use crate::stats::percent;

/// The calls of a sample, asked by locus.
#[derive(Debug, Clone, Copy)]
pub struct Loci<'a> {
    /// The calls.
    pub calls: &'a SampleCalls,
    /// When "not deleted" may be said of a gene.
    pub thresholds: &'a CallThresholds,
}

impl Loci<'_> {
    /// State of a locus: deleted when any of its genes is, not assessed when none is deleted and
    /// one was not assessed, otherwise not deleted. A locus without genes says nothing.
    pub fn state(&self, genes: &[String]) -> LocusState {
        let states: Vec<LocusState> = genes.iter().map(|gene| self.gene_state(gene)).collect();
        if states.contains(&LocusState::Deleted) {
            LocusState::Deleted
        } else if states.is_empty() || states.contains(&LocusState::NotAssessed) {
            LocusState::NotAssessed
        } else {
            LocusState::NotDeleted
        }
    }

    /// True for a locus that is deleted by deletions alone that are to be confirmed.
    pub fn is_probable(&self, genes: &[String]) -> bool {
        let is_deleted = |gene: &&String| self.gene_state(gene) == LocusState::Deleted;
        let mut deleted = genes.iter().filter(is_deleted).peekable();
        deleted.peek().is_some()
            && deleted.all(|gene| self.calls.is_probable(gene, EventKind::Deletion))
    }

    /// State of one gene; not assessed when it was not called.
    pub fn gene_state(&self, gene: &str) -> LocusState {
        match self.calls.gene(gene) {
            Some(call) if call.state == LocusState::Deleted => LocusState::Deleted,
            Some(call) if self.doubt(call).is_none() => LocusState::NotDeleted,
            _ => LocusState::NotAssessed,
        }
    }

    /// Why a gene without a called deletion may not be said to be "not deleted"; absent when it
    /// may. Single exons that were not assessed are no such reason: they are listed.
    pub fn doubt(&self, gene: &GeneCall) -> Option<String> {
        if gene.state == LocusState::Deleted {
            return None;
        }
        let assessed = gene.exons.iter().filter(|e| e.state != CopyState::NotAssessed).count();
        if gene.state == LocusState::NotAssessed || assessed == 0 {
            return Some("not assessed".to_owned());
        }
        if let Some(doubt) = self.undecided(gene) {
            return Some(doubt);
        }
        if !gene.unseen_recurrent.is_empty() {
            let exons = gene.unseen_recurrent.join(", ");
            return Some(format!("no exon of its recurrent deletions {exons} was assessed"));
        }
        let exons = gene.exons.len();
        let enough = assessed as f64 >= self.thresholds.assessed_exons * exons as f64;
        (!enough).then(|| format!("only {assessed} of {exons} exons assessed"))
    }

    /// Why the exons of a gene that are called normal may be deleted nevertheless.
    pub fn undecided(&self, gene: &GeneCall) -> Option<String> {
        if gene.state == LocusState::Deleted {
            return None;
        }
        if gene.probability_deletion >= self.thresholds.uncertain {
            let probability = gene.probability_deletion;
            return Some(format!(
                "a deletion has probability {probability:.2}, neither called nor excluded"
            ));
        }
        if self.calls.is_below_chromosome(&gene.gene) {
            return Some(
                "below its gained chromosome: a deletion in the gained copies is not excluded"
                    .to_owned(),
            );
        }
        let hidden = gene.segments.iter().any(|segment| segment.kind == EventKind::Deletion);
        if hidden {
            return Some("a deletion lies on exons that were not assessed".to_owned());
        }
        if self.calls.is_hidden_by_normals(gene) {
            return Some(
                "normals that were compared with carry a deletion there, which hides one of the sample"
                    .to_owned(),
            );
        }
        self.unseen(gene)
    }

    /// Why a deletion would not have been seen although every blast carries it, or every cell where no
    /// blasts are stated; absent when it would.
    fn unseen(&self, gene: &GeneCall) -> Option<String> {
        let Some(blasts) = self.calls.sample.blasts_written() else {
            let is_blind = self.calls.is_out_of_reach(gene);
            return is_blind
                .then(|| "a deletion in every cell would not reliably have been seen".to_owned());
        };
        if !self.calls.blasts_below_limit(gene) {
            return None;
        }
        Some(match gene.limit_of_detection {
            Some(limit) => format!(
                "a deletion in all of the stated {blasts} % blasts would not have been seen: limit \
                 {:.0} %",
                percent::up(limit)
            ),
            None => format!(
                "a deletion in the stated {blasts} % blasts would not reliably have been seen, nor \
                 one in every cell"
            ),
        })
    }

    /// Whether a gene is lost on both alleles: yes when more copies of an exon are lost than there
    /// are cells to lose one each; open when the same depth is a heterozygous loss in more cells;
    /// no when the gene is not deleted.
    ///
    /// A heterozygous loss stays open because a homozygous one in half as many cells looks the
    /// same.
    pub fn homozygous(&self, gene: &str) -> Answer {
        let purity = self.calls.purity.or_else(|| self.calls.sample.stated_purity());
        let room = purity.map_or(1.0, |purity| purity.high);
        match (self.gene_state(gene), self.calls.gene(gene)) {
            (LocusState::NotDeleted, _) => Answer::No,
            (LocusState::Deleted, Some(call)) => {
                let twice = call.exons.iter().any(|exon| {
                    exon.state == CopyState::HomDel
                        && exon.copies.is_none_or(|copies| 2.0 - copies > room)
                });
                // Stated blasts alone do not settle which of two readings it is.
                let is_settled = call.segments.iter().all(|segment| {
                    segment.state != CopyState::HomDel || segment.alternative.is_none()
                });
                if twice && is_settled { Answer::Yes } else { Answer::NotAssessed }
            }
            _ => Answer::NotAssessed,
        }
    }

    /// Whether any gene of a locus is lost on both alleles.
    pub fn any_homozygous(&self, genes: &[String]) -> Answer {
        any(genes.iter().map(|gene| self.homozygous(gene)))
    }

    /// The loci of a risk profile.
    pub fn profile(&self, loci: &[Locus]) -> Vec<LocusResult> {
        loci.iter().map(|locus| self.result(&locus.name, &locus.genes)).collect()
    }

    /// One locus with its evidence.
    pub fn result(&self, name: &str, genes: &[String]) -> LocusResult {
        let evidence: Vec<String> = genes.iter().map(|gene| self.evidence(gene)).collect();
        let transcript = match genes {
            [gene] => self.calls.gene(gene).map_or_else(String::new, |g| g.transcript.clone()),
            _ => String::new(),
        };
        LocusResult {
            locus: name.to_owned(),
            state: self.state(genes),
            homozygous: self.any_homozygous(genes),
            evidence: evidence.join("; "),
            transcript,
        }
    }

    /// A gene's events in words, or that there is none, with what was not assessed.
    pub fn evidence(&self, gene: &str) -> String {
        let Some(call) = self.calls.gene(gene) else { return format!("{gene} not called") };
        if call.state == LocusState::NotAssessed {
            return format!("{gene} not assessed");
        }
        let events: Vec<String> = call.segments.iter().map(event).collect();
        let found = if events.is_empty() {
            let limit = call.limit_of_detection.map_or_else(String::new, |limit| {
                let percent = percent::up(limit);
                format!(" (loss of the whole gene found from {percent:.0} % of the cells)")
            });
            format!("without an event{limit}")
        } else {
            events.join(" and ")
        };
        let open: Vec<&str> = call
            .exons
            .iter()
            .filter(|exon| exon.state == CopyState::NotAssessed)
            .map(|exon| exon.exon.as_str())
            .collect();
        let doubt = self.doubt(call).map_or_else(String::new, |doubt| format!(", {doubt}"));
        format!("{gene} {found}{}{doubt}", reservation(&open))
    }
}

/// ` (exon 1 not assessed)`, or nothing.
pub fn reservation(exons: &[&str]) -> String {
    match exons {
        [] => String::new(),
        [one] => format!(" (exon {one} not assessed)"),
        many => format!(" (exons {} not assessed)", many.join(", ")),
    }
}

/// `exons 4-7`, `exon 5`.
pub fn exons(segment: &Segment) -> String {
    let exons = if segment.first_exon == segment.last_exon { "exon" } else { "exons" };
    format!("{exons} {}", segment.exon_range())
}

/// An event with its other reading, when there is one.
fn event(segment: &Segment) -> String {
    let what = match segment.state {
        CopyState::HomDel => "homozygous deletion",
        // Its other reading is one copy more in twice the cells.
        CopyState::Gain if segment.is_of_two_copies() => "gain of two copies",
        CopyState::Gain => "gain",
        _ => "heterozygous deletion",
    };
    let percent = 100.0 * segment.clone_fraction.value;
    let other = segment.alternative.as_ref().map_or_else(String::new, |o| format!(" (or {o})"));
    format!("{what} of {} in {percent:.0} % of the cells{other}", exons(segment))
}

/// Yes when any is, no when none is, otherwise open.
pub fn any(answers: impl Iterator<Item = Answer>) -> Answer {
    let answers: Vec<Answer> = answers.collect();
    if answers.contains(&Answer::Yes) {
        Answer::Yes
    } else if answers.contains(&Answer::NotAssessed) {
        Answer::NotAssessed
    } else {
        Answer::No
    }
}

/// No when any is, yes when all are, otherwise open.
pub fn all(answers: impl Iterator<Item = Answer>) -> Answer {
    let answers: Vec<Answer> = answers.collect();
    if answers.contains(&Answer::No) {
        Answer::No
    } else if answers.contains(&Answer::NotAssessed) {
        Answer::NotAssessed
    } else {
        Answer::Yes
    }
}

/// Whether a locus in this state is deleted.
pub fn is_deleted(state: LocusState) -> Answer {
    match state {
        LocusState::Deleted => Answer::Yes,
        LocusState::NotDeleted => Answer::No,
        LocusState::NotAssessed => Answer::NotAssessed,
    }
}

/// Whether a locus in this state is kept.
pub fn is_kept(state: LocusState) -> Answer {
    match state {
        LocusState::Deleted => Answer::No,
        LocusState::NotDeleted => Answer::Yes,
        LocusState::NotAssessed => Answer::NotAssessed,
    }
}

/// The exons in the name of a category that is none of the recurrent ones.
pub fn other_exons(category: &str) -> Option<&str> {
    let exons = category.strip_prefix("other (exon")?.strip_suffix(')')?;
    Some(exons.trim_start_matches('s').trim_start())
}
