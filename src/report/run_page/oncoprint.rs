//! The run at a glance: genes in rows, samples in columns, in blocks that fit a sheet of paper.

use std::collections::BTreeMap;

use crate::model::calls::CopyState;

use super::entry::{Detail, Entry, GeneMark, VariantMark, Variants};
use crate::report::text::Texts;

/// Samples side by side in one block.
const BLOCK: usize = 40;

/// Some samples of the run.
pub(super) struct Block {
    pub caption: String,
    pub samples: Vec<Column>,
    pub rows: Vec<Row>,
}

/// The head of a column.
pub(super) struct Column {
    pub name: String,
    /// Place of the sample in the table.
    pub number: usize,
}

/// One gene.
pub(super) struct Row {
    pub gene: String,
    pub cells: Vec<Cell>,
}

/// One gene of one sample.
pub(super) struct Cell {
    /// Style class of the ground: `n` clear, `p` partly assessed, `u` undecided, `o` not assessed,
    /// `e` where depth is not called and small variants alone are looked for.
    pub ground: char,
    /// Shapes on it: `h` one copy lost, `H` both, `g` gain, `v` small variant.
    pub shapes: Vec<char>,
    /// The values, for hovering and for the arrow keys.
    pub title: String,
}

/// The blocks, the samples in their order.
pub(super) fn blocks(entries: &[Entry], texts: &'static Texts) -> Vec<Block> {
    let genes = genes(entries);
    if genes.is_empty() {
        return Vec::new();
    }
    let block = |(index, part): (usize, &[Entry])| {
        let first = index * BLOCK;
        let (from, to) = ((first + 1).to_string(), (first + part.len()).to_string());
        let row = |gene: &String| Row {
            gene: gene.clone(),
            cells: part.iter().map(|entry| cell(entry, gene, texts)).collect(),
        };
        let mut rows: Vec<Row> = genes.iter().map(row).collect();
        rows.push(Row {
            gene: texts.get("run-variants-row"),
            cells: part.iter().map(|entry| files(entry, texts)).collect(),
        });
        let column = |(at, entry): (usize, &Entry)| Column {
            name: entry.row.sample.clone(),
            number: first + at,
        };
        Block {
            caption: texts.say("run-print-part", &[("first", &from), ("last", &to)]),
            samples: part.iter().enumerate().map(column).collect(),
            rows,
        }
    };
    entries.chunks(BLOCK).enumerate().map(block).collect()
}

/// Genes that were called, in the results' order, then those of small variants alone.
fn genes(entries: &[Entry]) -> Vec<String> {
    let mut rank: BTreeMap<&str, usize> = BTreeMap::new();
    let mut genes: Vec<String> = Vec::new();
    let mut others: Vec<&str> = Vec::new();
    for detail in entries.iter().filter_map(|entry| entry.detail.as_ref()) {
        for mark in &detail.genes {
            rank.entry(&mark.gene).or_insert_with(|| {
                genes.push(mark.gene.clone());
                genes.len()
            });
        }
        others.extend(detail.variants.found().iter().map(|variant| variant.gene.as_str()));
    }
    others.retain(|gene| !rank.contains_key(gene));
    others.sort_unstable();
    others.dedup();
    genes.extend(others.into_iter().map(str::to_owned));
    genes
}

fn cell(entry: &Entry, gene: &str, texts: &'static Texts) -> Cell {
    let head = format!("{}, {gene}: ", entry.row.sample);
    let Some(detail) = &entry.detail else {
        let title = format!("{head}{}", texts.get("run-cell-failed"));
        return Cell { ground: 'o', shapes: Vec::new(), title };
    };
    let mut shapes = Vec::new();
    let mut words = Vec::new();
    let mark = detail.genes.iter().find(|mark| mark.gene == gene);
    let ground = match mark {
        Some(mark) => copies(mark, &mut shapes, &mut words, texts),
        None => variants_alone(&detail.variants, gene, &mut words, texts),
    };
    let before = words.len();
    words.extend(detail.variants.of(gene).map(|variant| variant_words(variant, texts)));
    if words.len() > before {
        shapes.push('v');
    }
    Cell { ground, shapes, title: format!("{head}{}", words.join(&texts.get("joint"))) }
}

/// What depth says of a gene; the class of the ground.
fn copies(
    mark: &GeneMark,
    shapes: &mut Vec<char>,
    words: &mut Vec<String>,
    texts: &'static Texts,
) -> char {
    match mark.deletion {
        Some(CopyState::HomDel) => shapes.push('H'),
        Some(_) => shapes.push('h'),
        None => {}
    }
    if mark.gain {
        shapes.push('g');
    }
    let seen = mark.deletion.is_some() || mark.gain;
    for (state, exons, fraction) in mark.events.iter().filter(|_| seen) {
        let state = texts.get(match state {
            CopyState::HomDel => "run-hom",
            CopyState::Gain => "run-gain",
            _ => "run-het",
        });
        let values = [("state", &*state), ("exons", exons), ("share", &texts.percent(*fraction))];
        words.push(texts.say("run-cell-event", &values));
    }
    let counts = [("assessed", &*mark.assessed.to_string()), ("all", &mark.exons.to_string())];
    if mark.assessed == 0 {
        words.push(texts.get("run-not-assessed"));
        words.extend(mark.reasons.first().cloned());
        return 'o';
    }
    if mark.undecided {
        words.push(texts.get("state-undecided"));
        return 'u';
    }
    if !seen && mark.assessed < mark.exons {
        words.push(texts.say("run-cell-partly", &counts));
    } else if !seen {
        words.push(texts.get("run-not-deleted"));
    }
    if !seen {
        words.push(match mark.limit {
            Some(limit) => texts.say("run-cell-limit", &[("limit", &texts.percent(limit))]),
            None => texts.get("run-cell-blind"),
        });
    }
    if mark.assessed < mark.exons { 'p' } else { 'n' }
}

fn variant_words(variant: &VariantMark, texts: &'static Texts) -> String {
    let name = texts.say("run-cell-variant", &[("name", &variant.name)]);
    match variant.vaf {
        Some(vaf) => {
            format!("{name} ({})", texts.say("run-cell-vaf", &[("vaf", &texts.percent(vaf))]))
        }
        None => name,
    }
}

/// A gene in which depth is not called; the class of the ground.
fn variants_alone(
    variants: &Variants,
    gene: &str,
    words: &mut Vec<String>,
    texts: &'static Texts,
) -> char {
    let Variants::Merged { found, blind } = variants else {
        words.push(texts.get(not_looked(variants)));
        return 'o';
    };
    let names: Vec<&str> =
        blind.iter().filter(|(of, _)| of == gene).map(|(_, name)| name.as_str()).collect();
    if !names.is_empty() {
        words.push(texts.say("run-cell-blind-hotspots", &[("names", &names.join(", "))]));
        return 'o';
    }
    if !found.iter().any(|variant| variant.gene == gene) {
        words.push(texts.get("run-cell-no-variant"));
    }
    'e'
}

fn not_looked(variants: &Variants) -> &'static str {
    match variants {
        Variants::NoFile => "run-cell-variants-open",
        Variants::NotMerged => "run-cell-variants-unmerged",
        Variants::Merged { .. } => "run-variants-looked",
    }
}

/// Whether small variants were looked for at all.
fn files(entry: &Entry, texts: &'static Texts) -> Cell {
    let (ground, key) = match &entry.detail {
        None => ('o', "run-cell-failed"),
        Some(Detail { variants: variants @ Variants::Merged { .. }, .. }) => {
            ('e', not_looked(variants))
        }
        Some(detail) => ('o', not_looked(&detail.variants)),
    };
    let title = format!("{}, {}", entry.row.sample, texts.get(key));
    Cell { ground, shapes: Vec::new(), title }
}
