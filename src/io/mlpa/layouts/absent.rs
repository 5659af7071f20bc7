//! What a table with a row per sample and probe or gene leaves out for some of its samples.

use std::collections::BTreeSet;

use super::Table;
use crate::compare::observation::{Layout, Observation, Reading, Subject};
use crate::io::mlpa::grid::MOST_CELLS;

/// Holds every sample against the probes and genes of all: what others have and it lacks has no
/// result, or a lost row would make its gene a normal one.
pub(super) fn tell(table: &mut Table, layout: Layout) {
    let is_by_row = matches!(layout, Layout::Long | Layout::ExonTruth | Layout::FreeText);
    if !is_by_row || table.context.wanted.is_raw() {
        return;
    }
    let mut first: Vec<&Observation> = Vec::new();
    let mut seen: BTreeSet<(&Subject, &str)> = BTreeSet::new();
    let mut present: BTreeSet<(&str, &Subject, &str)> = BTreeSet::new();
    for own in &table.observations {
        present.insert((&own.sample, &own.subject, &own.probe));
        let is_reference = matches!(own.subject, Subject::Reference(_));
        if !is_reference && seen.insert((&own.subject, &own.probe)) {
            first.push(own);
        }
    }
    let most = first.len().saturating_mul(table.samples.len());
    if most > MOST_CELLS {
        let problem = format!(
            "{} samples and {} probes, which are more than {MOST_CELLS} readings: are the columns \
             of samples and probes exchanged?",
            table.samples.len(),
            first.len()
        );
        table.problems.push(problem);
        return;
    }
    let mut absent = Vec::new();
    for sample in &table.samples {
        for other in &first {
            if present.contains(&(sample.as_str(), &other.subject, other.probe.as_str())) {
                continue;
            }
            let mut own = Observation { sample: sample.clone(), ..(*other).clone() };
            own.reading = Reading::Absent;
            own.stated = None;
            own.place.row = 0;
            absent.push(own);
        }
    }
    if !absent.is_empty() {
        let named: BTreeSet<&str> = absent.iter().map(|own| own.sample.as_str()).collect();
        let some: Vec<&str> = named.iter().take(5).copied().collect();
        let more = if named.len() > some.len() { ", ..." } else { "" };
        let remark = format!(
            "{} probes or genes have a row in other samples and none in {} of {} samples ({}{more}): \
             they count as no result",
            absent.len(),
            named.len(),
            table.samples.len(),
            some.join(", ")
        );
        table.remark(remark);
    }
    table.observations.extend(absent);
}
