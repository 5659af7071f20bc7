//! What a panel of normals can find: events planted into each of its members, left out.

use rayon::prelude::*;

use super::FittedPanel;
use crate::calling;
use crate::knowledge::Knowledge;
use crate::normals::panel::FEWEST_NORMALS;
use crate::simulate::{Places, PlannedEvent, plant};

/// Clone fractions of the curve.
pub const FRACTIONS: [f64; 4] = [0.1, 0.2, 0.3, 0.5];

/// The classes of the curve and their events, which take turns over the members.
pub const CLASSES: [(&str, &[&str]); 6] = [
    ("IKZF1 one exon", &["IKZF1:2:het", "IKZF1:4:het", "IKZF1:5:het", "IKZF1:8:het"]),
    ("IKZF1 exons 2-3", &["IKZF1:2-3:het"]),
    ("IKZF1 exons 4-7", &["IKZF1:4-7:het"]),
    ("IKZF1 exons 1-8", &["IKZF1:whole:het"]),
    ("PAX5 whole gene", &["PAX5:whole:het"]),
    ("CDKN2A homozygous", &["CDKN2A:whole:hom"]),
];

/// Share of the planted events that are called, per class and clone fraction.
#[derive(Debug, Clone, PartialEq)]
pub struct Detection {
    /// Class of event.
    pub class: &'static str,
    /// Members into which it was planted; those whose panel cannot assess the gene do not count.
    pub trials: usize,
    /// Events called, in the order of [`FRACTIONS`].
    pub found: [usize; FRACTIONS.len()],
}

/// The detection curve of a panel; empty where leaving one member out leaves too few.
///
/// Every event is planted by thinning the member's own fragments, so that its noise is that of the
/// laboratory; chance follows the member's place, so that the curve repeats.
pub fn curve(panel: &FittedPanel, knowledge: &Knowledge) -> Vec<Detection> {
    let members = panel.panel().members.len();
    if members <= FEWEST_NORMALS {
        return Vec::new();
    }
    let of_member: Vec<Vec<[Option<bool>; FRACTIONS.len()]>> =
        (0..members).into_par_iter().map(|member| one_member(panel, knowledge, member)).collect();
    CLASSES
        .iter()
        .enumerate()
        .map(|(c, (class, _))| {
            let outcomes = || of_member.iter().map(move |classes| &classes[c]);
            let found = std::array::from_fn(|f| outcomes().filter(|o| o[f] == Some(true)).count());
            let trials = outcomes().filter(|o| o.iter().all(Option::is_some)).count();
            Detection { class, trials, found }
        })
        .collect()
}

fn one_member(
    panel: &FittedPanel,
    knowledge: &Knowledge,
    member: usize,
) -> Vec<[Option<bool>; FRACTIONS.len()]> {
    let (normals, regions) = (panel.panel(), panel.regions());
    let table = normals.table(member);
    let without = panel.without(member);
    let assembly = normals.basis.assembly;
    let threshold = knowledge.rules.calling.call.probability;
    let called = |text: &str, fraction: f64, seed: u64| -> Option<bool> {
        let event: PlannedEvent = format!("{text}@{fraction}").parse().ok()?;
        let events = std::slice::from_ref(&event);
        let places = Places::new(events, &knowledge.genes, assembly, seed).ok()?;
        let planted = plant::depth(&table, &places, "planted", seed);
        let probability = calling::probability_of_deletion(
            &event.gene,
            &planted,
            &without,
            regions,
            knowledge,
            assembly,
        )?;
        Some(probability >= threshold)
    };
    CLASSES
        .iter()
        .map(|(_, events)| {
            std::array::from_fn(|f| {
                let seed = (member * FRACTIONS.len() + f) as u64;
                called(events[(member + f) % events.len()], FRACTIONS[f], seed)
            })
        })
        .collect()
}
