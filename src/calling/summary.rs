//! Writes a region's posterior down per exon, segment and gene.

use std::collections::BTreeMap;

use super::configuration::{Configuration, Event};
use super::events::{Posterior, Weighed};
use super::fit::Fit;
use super::likelihood::TOP_RATIO;
use super::limit::{self, Change, Expected};
use super::prior::{FractionPrior, interval_prior};
use super::region::RegionData;
use crate::knowledge::Knowledge;
use crate::knowledge::gene_model::{Gene, targets_of};
use crate::model::assembly::Assembly;
use crate::model::calls::{
    CopyState, EventKind, ExonCall, GeneCall, Pattern, PatternLimit, Segment,
};
use crate::model::depth::{DepthTable, ParState};
use crate::model::estimate::Estimate;
use crate::model::interval::Interval;
use crate::model::locus_state::LocusState;
use crate::normals::fragments::mean_depth;
use crate::stats::apart;
use crate::stats::log_space::{log_add, phred};

/// What the summary needs beside the posteriors.
pub struct Context<'a> {
    /// The sample's depth.
    pub depth: &'a DepthTable,
    /// The sample on the normals' scale.
    pub fit: &'a Fit,
    /// Chromosomes without reads as a list; empty when there is none.
    pub without_reads: &'a str,
    /// Genes, regions, rules.
    pub knowledge: &'a Knowledge,
    /// Assembly.
    pub assembly: Assembly,
    /// Purity as the other regions show it, per region.
    pub witnessed: Vec<Option<Estimate>>,
    /// Purity as the stated blasts have it.
    pub stated: Option<Estimate>,
    /// What is expected of the clone fraction of an event, per region.
    pub fractions: Vec<FractionPrior>,
}

impl Context<'_> {
    /// Why nothing at all may be told of the sample.
    pub fn unreadable(&self) -> Option<String> {
        let correlation = self.fit.correlation;
        if !self.without_reads.is_empty() {
            Some(format!("the file is incomplete: no reads on chromosomes {}", self.without_reads))
        } else if correlation < self.knowledge.rules.calling.qc.correlation_fail {
            let border = self.knowledge.rules.calling.qc.correlation_fail;
            let correlation = apart::from_border(correlation, border);
            Some(format!("the sample does not resemble the normals (correlation {correlation})"))
        } else {
            None
        }
    }
}

/// All genes in the gene model's order.
pub fn genes(context: &Context, regions: &[RegionData], posteriors: &[Posterior]) -> Vec<GeneCall> {
    let priors: Vec<BTreeMap<Event, f64>> = regions
        .iter()
        .map(|region| match region.units.len() {
            0 => BTreeMap::new(),
            _ => interval_prior(region).into_iter().collect(),
        })
        .collect();
    let call = |gene: &Gene| {
        let r = regions.iter().position(|r| r.region.genes.contains(&gene.symbol))?;
        let view = GeneView::new(context, gene, r, (&regions[r], &posteriors[r]), &priors[r])?;
        Some(view.call())
    };
    context.knowledge.genes.copy_number_genes().filter_map(call).collect()
}

/// One gene inside its region.
struct GeneView<'a> {
    context: &'a Context<'a>,
    gene: &'a Gene,
    region: &'a RegionData,
    posterior: &'a Posterior,
    /// Unit indices of the gene, in genome order.
    units: Vec<usize>,
    /// Targets of the panel on each exon, usable or not.
    panel_targets: Vec<u32>,
    /// Targets over exons that are far apart.
    wide: Vec<&'a Interval>,
    limit: Option<f64>,
    /// True when a loss of the gene in every cell would rather be called than missed.
    assessable: bool,
    /// The leukaemic share as the other regions show it, else as the blasts state it.
    elsewhere: Option<Estimate>,
    /// As the other regions show it alone.
    witnessed: Option<Estimate>,
    fractions: &'a FractionPrior,
    /// Log prior of every interval of the region, given an event.
    priors: &'a BTreeMap<Event, f64>,
}

/// The configuration that is reported for a gene.
struct Reported<'a> {
    events: Vec<(Event, Estimate)>,
    /// True when the one event changes both copies: a homozygous loss, or two copies more.
    twice: bool,
    weighed: Option<&'a Weighed>,
}

impl<'a> GeneView<'a> {
    fn new(
        context: &'a Context<'a>,
        gene: &'a Gene,
        r: usize,
        (region, posterior): (&'a RegionData, &'a Posterior),
        priors: &'a BTreeMap<Event, f64>,
    ) -> Option<Self> {
        let index = region.region.genes.iter().position(|g| *g == gene.symbol)?;
        let units: Vec<usize> =
            (0..region.units.len()).filter(|&u| region.units[u].gene == index).collect();
        let targets = context.depth.targets.targets();
        let on_panel = targets_of(gene, context.assembly, targets);
        let mut view = Self {
            context,
            gene,
            region,
            posterior,
            units,
            wide: on_panel.wide.iter().map(|&t| &targets[t].interval).collect(),
            panel_targets: on_panel.exons.iter().map(|on_exon| on_exon.len() as u32).collect(),
            limit: None,
            assessable: false,
            elsewhere: context.witnessed[r].or(context.stated),
            witnessed: context.witnessed[r],
            fractions: &context.fractions[r],
            priors,
        };
        let call = &context.knowledge.rules.calling.call;
        view.limit = view.gene_limit(call.power);
        view.assessable = view.gene_limit(call.assessable_power).is_some();
        Some(view)
    }

    /// False where the region holds half of the panel or more: two copies is the level of most of it,
    /// so that a loss of the region would be taken for that.
    fn has_a_zero(&self) -> bool {
        2 * self.region.targets.len() < self.context.fit.eligible
    }

    fn touches(&self, event: &Event) -> bool {
        self.units.iter().any(|u| (event.first..=event.last).contains(u))
    }

    fn probability(&self, kind: EventKind) -> f64 {
        let wanted = |c: &Configuration| c.iter().any(|e| e.kind() == kind && self.touches(e));
        self.posterior.log_probability(wanted).exp().min(1.0)
    }

    /// The most likely configuration of the most likely exons, when the gene's events pass the
    /// threshold: the exons that are told are those with the highest probability beside them.
    fn reported(&self) -> Reported<'a> {
        let thresholds = &self.context.knowledge.rules.calling.call;
        let assessable = self.assessable && self.context.unreadable().is_none();
        let called = |kind| assessable && self.probability(kind) >= thresholds.to_call(kind);
        let (deleted, gained) = (called(EventKind::Deletion), called(EventKind::Gain));
        let none = Reported { events: Vec::new(), twice: false, weighed: None };
        if !deleted && !gained {
            return none;
        }
        let wanted = |c: &Configuration| {
            let has = |kind| c.iter().any(|e| e.kind() == kind && self.touches(e));
            (!deleted || has(EventKind::Deletion)) && (!gained || has(EventKind::Gain))
        };
        let likeliest = self.likeliest_exons(wanted);
        let of_these = |c: &Configuration| wanted(c) && self.deleted_exons(c) == likeliest;
        let Some((configuration, weighed)) = self.posterior.best(of_these) else { return none };
        let twice = configuration.len() == 2 && configuration[0] == configuration[1];
        let mut events: Vec<(Event, Estimate)> = configuration
            .iter()
            .copied()
            .zip(weighed.fractions.iter().copied())
            .filter(|(event, _)| self.touches(event))
            .filter(|(event, _)| if event.gain { gained } else { deleted })
            .collect();
        if twice {
            events.truncate(1);
        }
        Reported { events, twice, weighed: Some(weighed) }
    }

    /// The deleted exons that configurations have together the highest probability of.
    fn likeliest_exons(&self, wanted: impl Fn(&Configuration) -> bool) -> Vec<String> {
        let mut weights: BTreeMap<Vec<String>, f64> = BTreeMap::new();
        for (configuration, weighed) in &self.posterior.configurations {
            if wanted(configuration) {
                let exons = self.deleted_exons(configuration);
                *weights.entry(exons).or_default() += weighed.log_posterior.exp();
            }
        }
        let best = weights.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or_else(Vec::new, |(exons, _)| exons)
    }

    /// Exon ranges that a configuration deletes, each once.
    fn deleted_exons(&self, configuration: &Configuration) -> Vec<String> {
        let losses = configuration.iter().filter(|event| !event.gain);
        let mut ranges: Vec<String> = losses.filter_map(|e| self.range_label(e)).collect();
        ranges.sort();
        ranges.dedup();
        ranges
    }

    fn call(&self) -> GeneCall {
        let reported = self.reported();
        let exons: Vec<ExonCall> =
            (0..self.gene.exons.len()).map(|e| self.exon(e, &reported)).collect();
        let deleted = exons.iter().any(|exon| exon.state.is_deletion());
        let assessed = exons.iter().any(|exon| exon.state != CopyState::NotAssessed);
        let state = match (deleted, assessed) {
            (true, _) => LocusState::Deleted,
            (false, true) => LocusState::NotDeleted,
            (false, false) => LocusState::NotAssessed,
        };
        let mut reasons: Vec<String> = exons
            .iter()
            .filter(|exon| exon.state == CopyState::NotAssessed)
            .map(|exon| format!("exon {}: {}", exon.exon, exon.reason))
            .collect();
        reasons.dedup();
        GeneCall {
            gene: self.gene.symbol.clone(),
            transcript: self.gene.transcript().to_owned(),
            state,
            gained: exons.iter().any(|exon| exon.state == CopyState::Gain),
            segments: self.segments(&reported),
            patterns: self.patterns(),
            probability_deletion: self.probability(EventKind::Deletion),
            probability_gain: self.probability(EventKind::Gain),
            limit_of_detection: self.limit,
            limit_homozygous: self.whole_limit(self.both_lost()),
            limit_gain: self.whole_limit(Change::OneGained),
            pattern_limits: self.pattern_limits(),
            reasons,
            unseen_recurrent: self.unseen_recurrent(&exons),
            exons,
        }
    }

    /// Recurrent deletions of several exons of which none was assessed: without them a gene is not
    /// said to be whole.
    fn unseen_recurrent(&self, exons: &[ExonCall]) -> Vec<String> {
        let region = &self.region.region;
        let own =
            |(gene, exon): (usize, usize)| (region.genes[gene] == self.gene.symbol).then_some(exon);
        let within = |recurrent: &crate::knowledge::regions::Recurrent| {
            let (from, to) = (own(recurrent.from)?, own(recurrent.to)?);
            let (first, last) = (from.min(to), from.max(to));
            let is_unseen = exons[first..=last].iter().all(|e| e.state == CopyState::NotAssessed);
            (first < last && is_unseen)
                .then(|| format!("{}-{}", exons[first].exon, exons[last].exon))
        };
        region.recurrent.iter().filter_map(within).collect()
    }

    fn members(&self, exon: usize) -> Vec<usize> {
        let of_exon = self.units.iter().filter(|&&u| self.region.units[u].exon == exon);
        of_exon.flat_map(|&u| self.region.units[u].members.iter().copied()).collect()
    }

    fn exon(&self, exon: usize, reported: &Reported) -> ExonCall {
        let model = &self.gene.exons[exon];
        let members = self.members(exon);
        let ratio = self.region.ratio(&members).filter(|_| !members.is_empty());
        let reason = self.not_assessed_reason(exon, &members);
        let state =
            if reason.is_empty() { self.state(exon, reported) } else { CopyState::NotAssessed };
        let (depth, expected) = self.depths(&members, ratio);
        let fractions = reported
            .events
            .iter()
            .filter(|(event, _)| self.covers(event, exon))
            .map(|(_, fraction)| fraction.value);
        let clone_fraction =
            fractions.fold(None, |best: Option<f64>, f| Some(best.map_or(f, |best| best.max(f))));
        let changed = !matches!(state, CopyState::Normal | CopyState::NotAssessed);
        ExonCall {
            exon: model.label.clone(),
            transcript: model.transcript.clone(),
            interval: model.interval(self.context.assembly).cloned(),
            targets: self.panel_targets[exon],
            depth,
            expected,
            ratio,
            state,
            copies: (state != CopyState::NotAssessed).then(|| match ratio {
                Some(ratio) if self.is_beyond(exon, &ratio, reported) => 2.0 * ratio.value,
                _ => self.copies(exon, reported),
            }),
            clone_fraction: clone_fraction.filter(|_| changed),
            phred_deletion: self.phred(exon, EventKind::Deletion, &members),
            phred_homozygous: self.phred_homozygous(exon, &members),
            phred_gain: self.phred(exon, EventKind::Gain, &members),
            mlpa_call: self.context.knowledge.rules.calling.mlpa.call(ratio.as_ref()),
            limit_of_detection: self.exon_limit(exon),
            reason,
        }
    }

    fn not_assessed_reason(&self, exon: usize, members: &[usize]) -> String {
        let Some(place) = self.gene.exons[exon].interval(self.context.assembly) else {
            return format!("not on {}", self.context.assembly);
        };
        if self.panel_targets[exon] == 0 && self.wide.iter().any(|t| t.overlap(place) > 0) {
            return "its target covers other exons as well: give each exon a target of its own"
                .to_owned();
        }
        if self.panel_targets[exon] == 0 {
            return "no target on the panel".to_owned();
        }
        if self.par_hidden() {
            return "no PAR1 reads in the alignment".to_owned();
        }
        if members.is_empty() {
            return "too little depth in the normals or expected in the sample".to_owned();
        }
        if let Some(reason) = self.context.unreadable() {
            return reason;
        }
        if !self.has_a_zero() {
            return "half of the panel or more: a loss of all of it would be taken for two copies"
                .to_owned();
        }
        if !self.assessable {
            return "too noisy: a deletion in every cell would rather be missed than found"
                .to_owned();
        }
        String::new()
    }

    /// PAR1 genes need PAR1 reads: their absence on an unmasked reference is not a deletion.
    fn par_hidden(&self) -> bool {
        let par1 = crate::knowledge::par::par1_x(self.context.assembly);
        let inside =
            self.gene.span(self.context.assembly).is_some_and(|span| span.overlap(&par1) > 0);
        inside && self.context.depth.par == ParState::NotSeen
    }

    fn covers(&self, event: &Event, exon: usize) -> bool {
        self.units
            .iter()
            .any(|&u| self.region.units[u].exon == exon && (event.first..=event.last).contains(&u))
    }

    fn state(&self, exon: usize, reported: &Reported) -> CopyState {
        let covering: Vec<&(Event, Estimate)> =
            reported.events.iter().filter(|(event, _)| self.covers(event, exon)).collect();
        let deletions: Vec<f64> =
            covering.iter().filter(|(e, _)| !e.gain).map(|(_, f)| f.value).collect();
        match deletions.as_slice() {
            [] if covering.is_empty() => CopyState::Normal,
            [] => CopyState::Gain,
            [_] if reported.twice => CopyState::HomDel,
            [_] => CopyState::HetDel,
            many if self.share_cells(many) => CopyState::HomDel,
            _ => CopyState::HetDel,
        }
    }

    /// True when two losses must share cells: together they exceed what the leukaemia can hold, as
    /// far as other regions tell its share; without them only the sample bounds it.
    fn share_cells(&self, losses: &[f64]) -> bool {
        let largest = losses.iter().copied().fold(0.0, f64::max);
        let room = self.elsewhere.map_or(1.0, |p| p.high.max(largest));
        losses.iter().sum::<f64>() > 1.1 * room
    }

    fn copies(&self, exon: usize, reported: &Reported) -> f64 {
        let each = if reported.twice { 2.0 } else { 1.0 };
        let change: f64 = reported
            .events
            .iter()
            .filter(|(event, _)| self.covers(event, exon))
            .map(|(event, f)| if event.gain { each * f.value } else { -each * f.value })
            .sum();
        (2.0 + change).max(0.0)
    }

    /// True when an exon is gained beyond the levels that are weighed: its depth alone tells the
    /// copies then.
    fn is_beyond(&self, exon: usize, ratio: &Estimate, reported: &Reported) -> bool {
        let is_gained = |(event, _): &(Event, Estimate)| event.gain && self.covers(event, exon);
        reported.events.iter().any(is_gained) && ratio.low > TOP_RATIO
    }

    fn phred(&self, exon: usize, kind: EventKind, members: &[usize]) -> Option<f64> {
        if members.is_empty() {
            return None;
        }
        let without =
            |c: &Configuration| !c.iter().any(|e| e.kind() == kind && self.covers(e, exon));
        let rest = self.posterior.log_probability(without);
        Some(phred(log_add(rest, self.posterior.log_none)))
    }

    fn phred_homozygous(&self, exon: usize, members: &[usize]) -> Option<f64> {
        if members.is_empty() {
            return None;
        }
        let loses_both = |(configuration, weighed): &(&Configuration, &Weighed)| {
            let of_exon = configuration.iter().zip(&weighed.fractions);
            let losses: Vec<f64> = of_exon
                .filter(|(event, _)| !event.gain && self.covers(event, exon))
                .map(|(_, fraction)| fraction.value)
                .collect();
            let is_one_event = configuration.len() == 2 && configuration[0] == configuration[1];
            losses.len() == 2 && (is_one_event || self.share_cells(&losses))
        };
        let configurations = self.posterior.configurations.iter();
        let rest = configurations
            .filter(|found| !loses_both(found))
            .fold(self.posterior.log_none, |sum, (_, w)| log_add(sum, w.log_posterior));
        Some(phred(rest))
    }

    /// Depth over the exon's targets and what two copies would give; the length-weighted means.
    fn depths(&self, members: &[usize], ratio: Option<Estimate>) -> (Option<f64>, Option<f64>) {
        let Some(ratio) = ratio else { return (None, None) };
        let targets = self.context.depth.targets.targets();
        let (mut seen, mut expected, mut length) = (0.0, 0.0, 0.0);
        for &p in members {
            let t = self.region.targets[p];
            let len = f64::from(targets[t].interval.len());
            seen += self.context.depth.depths[t].mean_depth * len;
            expected += mean_depth(self.region.expected[p], targets[t].interval.len()) * len;
            length += len;
        }
        let seen = seen / length;
        // One definition of the ratio: where anything was seen, depth / expected is the ratio.
        let expected = if ratio.value > 0.0 { seen / ratio.value } else { expected / length };
        (Some(seen), Some(expected))
    }

    fn exon_limit(&self, exon: usize) -> Option<f64> {
        let power = self.context.knowledge.rules.calling.call.power;
        let of_exon = self.units.iter().copied().filter(|&u| self.region.units[u].exon == exon);
        self.limit(of_exon.clone().min()?, of_exon.max()?, power)
    }

    fn gene_limit(&self, power: f64) -> Option<f64> {
        self.limit(*self.units.first()?, *self.units.last()?, power)
    }

    /// Smallest clone fraction at which the loss of one copy of an interval of units is called.
    fn limit(&self, first: usize, last: usize, power: f64) -> Option<f64> {
        self.limit_of(Change::OneLost, (first, last), power)
    }

    /// Smallest clone fraction at which a change of the whole gene is called.
    fn whole_limit(&self, change: Change) -> Option<f64> {
        let power = self.context.knowledge.rules.calling.call.power;
        self.limit_of(change, (*self.units.first()?, *self.units.last()?), power)
    }

    /// The loss of both copies, with its prior odds against the loss of one.
    fn both_lost(&self) -> Change {
        let prior = &self.region.region.prior;
        Change::BothLost((prior.second_event * prior.identical / (1.0 - prior.second_event)).ln())
    }

    fn limit_of(&self, change: Change, (first, last): (usize, usize), power: f64) -> Option<f64> {
        if !self.has_a_zero() {
            return None;
        }
        let prior = &self.region.region.prior;
        let gain = change == Change::OneGained;
        let log_prior = self.priors.get(&Event { first, last, gain })?;
        let members: Vec<usize> = self.region.units[first..=last]
            .iter()
            .flat_map(|unit| unit.members.iter().copied())
            .collect();
        let kind = if gain { EventKind::Gain } else { EventKind::Deletion };
        let posterior = self.context.knowledge.rules.calling.call.to_call(kind);
        let log_odds = log_prior + prior.event().ln() - (1.0 - prior.event()).ln();
        let expected = Expected { log_odds, fractions: self.fractions };
        limit::smallest(&self.region.noise(&members), change, &expected, (posterior, power))
    }

    /// Limits of the recurrent deletions of this gene and of its loss as a whole.
    fn pattern_limits(&self) -> Vec<PatternLimit> {
        let (Some(&first), Some(&last)) = (self.units.first(), self.units.last()) else {
            return Vec::new();
        };
        let recurrent = self.region.region.recurrent.iter();
        let mut intervals: Vec<(usize, usize)> = recurrent
            .filter_map(|r| self.region.range_of(r.from, r.to))
            .filter(|(from, to)| self.units.contains(from) && self.units.contains(to))
            .chain([(first, last)])
            .collect();
        intervals.sort_unstable();
        intervals.dedup();
        let power = self.context.knowledge.rules.calling.call.power;
        let of = |(first, last): (usize, usize)| {
            Some(PatternLimit {
                exons: self.range_label(&Event { first, last, gain: false })?,
                limit_of_detection: self.limit(first, last, power),
            })
        };
        let mut limits: Vec<PatternLimit> = intervals.into_iter().filter_map(of).collect();
        limits.sort_by(|a, b| a.exons.cmp(&b.exons));
        limits.dedup_by(|a, b| a.exons == b.exons);
        limits
    }

    /// First and last exon of an event inside the gene, in transcript order.
    fn exon_range(&self, event: &Event) -> Option<(usize, usize)> {
        let exons = self
            .units
            .iter()
            .filter(|u| (event.first..=event.last).contains(u))
            .map(|&u| self.region.units[u].exon);
        Some((exons.clone().min()?, exons.max()?))
    }

    fn range_label(&self, event: &Event) -> Option<String> {
        let (first, last) = self.exon_range(event)?;
        let label = |e: usize| self.gene.exons[e].label.as_str();
        Some(if first == last {
            label(first).to_owned()
        } else {
            format!("{}-{}", label(first), label(last))
        })
    }

    fn patterns(&self) -> Vec<Pattern> {
        let mut by_pattern: std::collections::BTreeMap<String, f64> =
            [("none".to_owned(), self.posterior.log_none.exp())].into();
        for (configuration, weighed) in &self.posterior.configurations {
            let ranges = self.deleted_exons(configuration);
            let name = if ranges.is_empty() { "none".to_owned() } else { ranges.join("+") };
            *by_pattern.entry(name).or_default() += weighed.log_posterior.exp();
        }
        let mut patterns: Vec<Pattern> = by_pattern
            .into_iter()
            .filter(|(_, probability)| *probability >= 0.01)
            .map(|(exons, probability)| Pattern { exons, probability })
            .collect();
        patterns.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        patterns
    }

    fn segments(&self, reported: &Reported) -> Vec<Segment> {
        if reported.weighed.is_none() {
            return Vec::new();
        }
        let found: Vec<Segment> =
            reported.events.iter().filter_map(|e| self.segment(e, reported)).collect();
        match found.as_slice() {
            [one, other] if self.are_on_both_copies(one, other) => {
                // Losses of the same exons are one loss here, though they end apart in the
                // neighbouring genes. Where both lie over each other, neither can be that of both
                // copies in half as many cells.
                if one.exon_range() == other.exon_range() {
                    vec![of_both_copies(one, other)]
                } else {
                    found.into_iter().map(|s| Segment { alternative: None, ..s }).collect()
                }
            }
            _ => found,
        }
    }

    /// True for losses that lie over each other, on the two alleles of the same cells.
    fn are_on_both_copies(&self, one: &Segment, other: &Segment) -> bool {
        let are_lost = [one, other].iter().all(|segment| segment.state == CopyState::HetDel);
        are_lost
            && one.inner.overlap(&other.inner) > 0
            && self.share_cells(&[one.clone_fraction.value, other.clone_fraction.value])
    }

    fn segment(
        &self,
        (event, fraction): &(Event, Estimate),
        reported: &Reported,
    ) -> Option<Segment> {
        let (first, last) = self.exon_range(event)?;
        let inside: Vec<usize> =
            self.units.iter().copied().filter(|u| (event.first..=event.last).contains(u)).collect();
        let members: Vec<usize> =
            inside.iter().flat_map(|&u| self.region.units[u].members.iter().copied()).collect();
        let units = &self.region.units;
        let start = units[*inside.first()?].interval.start;
        let end = inside.iter().map(|&u| units[u].interval.end).max()?;
        // An event that goes on into a neighbouring gene ends there, not here.
        let before =
            event.first.checked_sub(1).map(|u| &units[u]).filter(|_| event.first == inside[0]);
        let after = units.get(event.last + 1).filter(|_| Some(&event.last) == inside.last());
        let state = match (event.kind(), reported.twice) {
            (EventKind::Gain, _) => CopyState::Gain,
            (EventKind::Deletion, true) => CopyState::HomDel,
            (EventKind::Deletion, false) => CopyState::HetDel,
        };
        let without =
            |c: &Configuration| !c.iter().any(|e| e.kind() == event.kind() && self.touches(e));
        let rest = self.posterior.log_probability(without);
        let rest = log_add(rest, self.posterior.log_none);
        Some(Segment {
            kind: event.kind(),
            state,
            first_exon: self.gene.exons[first].label.clone(),
            last_exon: self.gene.exons[last].label.clone(),
            clone_fraction: *fraction,
            alternative: alternative(state, reported.twice, fraction)
                .filter(|_| !self.alleles_decide(*event, state, fraction.value))
                .filter(|_| !self.others_decide(state, fraction)),
            inner: crate::model::interval::Interval::new(self.gene.contig.clone(), start, end),
            outer_start: before.map(|unit| unit.interval.end),
            outer_end: after.map(|unit| unit.interval.start),
            targets: u32::try_from(members.len()).unwrap_or(u32::MAX),
            ratio: self.region.ratio(&members)?,
            phred: phred(rest),
        })
    }

    /// True when the sample's other events leave no room for the loss of one copy in twice the cells.
    fn others_decide(&self, state: CopyState, fraction: &Estimate) -> bool {
        state == CopyState::HomDel && self.witnessed.is_some_and(|p| p.high < 2.0 * fraction.low)
    }

    /// True when the alleles leave one of the two readings of a loss: they are skewed where one copy
    /// is lost, and balanced where both are.
    fn alleles_decide(&self, event: Event, state: CopyState, fraction: f64) -> bool {
        let one = |f: f64| self.region.alleles_inside(event, 1, f.min(1.0));
        let both = |f: f64| self.region.alleles_inside(event, 2, f);
        match state {
            CopyState::HetDel => one(fraction) - both(fraction / 2.0) > DECISIVE,
            CopyState::HomDel => both(fraction) - one(2.0 * fraction) > DECISIVE,
            _ => false,
        }
    }
}

/// Two losses of the same exons in the same cells as one of both copies: each cell lost as many copies
/// as the two together say.
fn of_both_copies(one: &Segment, other: &Segment) -> Segment {
    let (a, b) = (&one.clone_fraction, &other.clone_fraction);
    Segment {
        state: CopyState::HomDel,
        clone_fraction: Estimate {
            value: f64::midpoint(a.value, b.value),
            low: a.low.min(b.low),
            high: a.high.max(b.high),
        },
        alternative: None,
        // The shorter of both is what both lost: where either ends beside the gene, so does this.
        outer_start: one.outer_start.max(other.outer_start),
        outer_end: match (one.outer_end, other.outer_end) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (end, None) | (None, end) => end,
        },
        phred: one.phred.min(other.phred),
        ..one.clone()
    }
}

/// Log likelihood ratio from which the alleles leave one reading of two: 20 to 1.
const DECISIVE: f64 = 3.0;

/// The other reading of the same depth.
fn alternative(state: CopyState, twice: bool, fraction: &Estimate) -> Option<String> {
    let percent = |f: f64| format!("{:.0} %", 100.0 * f.min(1.0));
    let Estimate { value: fraction, low, .. } = *fraction;
    match state {
        CopyState::HetDel => {
            Some(format!("homozygous in {} of the cells", percent(fraction / 2.0)))
        }
        CopyState::HomDel if low <= 0.5 => {
            Some(format!("heterozygous in {} of the cells", percent(2.0 * fraction)))
        }
        CopyState::Gain if twice && fraction <= 0.5 => {
            Some(format!("one copy more in {} of the cells", percent(2.0 * fraction)))
        }
        _ => None,
    }
}
