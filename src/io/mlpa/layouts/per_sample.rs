//! A sample in every row: long tables, exon truth tables, loci in columns, results in words.

use std::collections::{BTreeMap, BTreeSet};

use super::positions::{self, position_of};
use super::probes::{self, Row};
use super::{Table, cells, strangers, truth, value_role};
use crate::compare::mentions::Vocabulary;
use crate::compare::observation::{Clause, Extent, Layout, Observation, Reading, Stated, Subject};
use crate::compare::statements::{self, Statement};
use crate::io::mlpa::Context;
use crate::io::mlpa::grid::Cell;
use crate::io::mlpa::role::Role;

/// Reads a table with a column of samples.
pub(super) fn read(table: &mut Table) -> Result<Layout, String> {
    let has = |role| table.header.has(role);
    let value = value_role(table.context.wanted);
    if table.header.all(value).len() > 1 {
        return Err(format!(
            "several columns are called {}: keep one, or state the others as 'ignore' with \
             --mapping",
            value.name()
        ));
    }
    let names_probes = has(Role::Probe) || has(Role::Gene) && has(Role::Exon);
    if names_probes && (has(value) || !table.context.wanted.is_raw() && has(Role::Call)) {
        long(table);
        return Ok(Layout::Long);
    }
    if table.context.wanted.is_raw() {
        if has(value) {
            return Err(format!(
                "the peaks have a {} and no probe: name them in the fragment software (a column \
                 'Marker' or 'Probe'), or state with --mapping which column holds the probe; sizes \
                 alone do not tell",
                value.name()
            ));
        }
        return Err(format!(
            "no column '{}' beside sample and probe: raw signals are needed",
            value.name()
        ));
    }
    if has(Role::Gene)
        && [Role::Exons, Role::Exon, Role::Result, Role::CopyNumber, Role::Call]
            .into_iter()
            .any(has)
    {
        exon_truth(table);
        return Ok(Layout::ExonTruth);
    }
    let columns: Vec<(usize, Subject)> = table
        .header
        .columns
        .iter()
        .enumerate()
        .filter(|(_, (_, role))| role.is_none())
        .filter_map(|(at, (name, _))| Some((at, probes::of_heading(name, table.context)?)))
        .collect();
    let unknown: Vec<String> = table
        .header
        .columns
        .iter()
        .enumerate()
        .filter(|(at, (name, role))| {
            role.is_none() && !name.is_empty() && columns.iter().all(|(known, _)| known != at)
        })
        .map(|(_, (name, _))| format!("'{name}'"))
        .collect();
    if !unknown.is_empty() {
        table.remark(format!("not read, neither gene, locus nor probe: {}", unknown.join(", ")));
    }
    if !columns.is_empty() {
        let of_probes =
            columns.iter().all(|(_, s)| matches!(s, Subject::Exon { .. } | Subject::Reference(_)));
        in_columns(table, &columns);
        return Ok(if of_probes { Layout::Transposed } else { Layout::PerLocus });
    }
    if let Some(result) = table.header.the(Role::Result).or_else(|| table.header.the(Role::Call)) {
        free_text(table, result);
        return Ok(Layout::FreeText);
    }
    Err("beside the sample there is no column of ratios, genes, loci or results".to_owned())
}

/// Rows below the headings that name a sample; a row with results and no sample is a problem.
fn rows<'a>(table: &mut Table<'a>) -> Vec<(usize, &'a [Cell], String)> {
    let at = table.header.the(Role::Sample).unwrap_or(0);
    let mut rows = Vec::new();
    let grid = table.grid;
    for (row, cells) in grid.rows.iter().skip(table.header.row + 1) {
        let name = match cells.get(at) {
            Some(Cell::Unusable(what)) => {
                table.problem(*row, at, &format!("{what} instead of a sample name"));
                continue;
            }
            Some(cell) => cell.text(),
            None => String::new(),
        };
        if name.is_empty() {
            table.problem(*row, at, "the row names no sample");
            continue;
        }
        table.see_sample(&name);
        rows.push((*row, cells.as_slice(), name));
    }
    rows
}

fn text(cells: &[Cell], at: Option<usize>) -> String {
    at.and_then(|at| cells.get(at)).map_or_else(String::new, Cell::text)
}

fn long(table: &mut Table) {
    let the = |role| table.header.the(role);
    let (probe, gene, exon, kind) =
        (the(Role::Probe), the(Role::Gene), the(Role::Exon), the(Role::Kind));
    let (chromosome, position, call) =
        (the(Role::Chromosome), the(Role::Position), the(Role::Call));
    let value = the(value_role(table.context.wanted));
    let raw = table.context.wanted.is_raw();
    let mut times: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (row, cells, sample) in rows(table) {
        let (probe_text, gene_text) = (text(cells, probe), text(cells, gene));
        if let Some((at, why)) = strangers::refused(table, cells) {
            table.problem(row, at, &why);
            continue;
        }
        let found = probes::identify(
            &probe_text,
            &gene_text,
            &text(cells, exon),
            &text(cells, kind),
            table.context,
        );
        let mut named = match found {
            Row::Probe(named) => named,
            Row::LeftOut(why) => {
                if let Some((at, why)) = strangers::without_gene(table, cells) {
                    table.problem(row, at, &why);
                    continue;
                }
                table.remark(format!("rows are left out: {why}"));
                continue;
            }
        };
        let position = match position_of(&text(cells, chromosome), &text(cells, position)) {
            Ok(position) => position,
            Err(why) => {
                positions::refuse(table, row, position, &why);
                None
            }
        };
        if let Some(why) =
            probes::contradiction(&probe_text, &gene_text, position.as_ref(), table.context)
        {
            table.problem(row, gene.unwrap_or(0), &why);
            continue;
        }
        if named.probe.is_empty() {
            let base = named.subject.to_string().replace(" exon ", "_");
            let time = times.entry((sample.clone(), base.clone())).or_insert(0);
            *time += 1;
            named.probe = if *time == 1 { base } else { format!("{base}#{time}") };
        }
        let reading = match value.and_then(|at| cells.get(at)) {
            Some(cell) => cells::value(cell, raw).map_err(|why| (value, why)),
            None => Ok(Reading::Empty),
        };
        let stated = match call.and_then(|at| cells.get(at)) {
            Some(cell) if !raw => cells::state(cell).map_err(|why| (call, why)),
            _ => Ok(None),
        };
        match (reading, stated) {
            (Ok(reading), Ok(stated)) => {
                let reading = match (reading, stated, value) {
                    (Reading::Empty, Some(stated), None) => Reading::State(stated),
                    (reading, _, _) => reading,
                };
                let place = table.place(row, value.or(call).unwrap_or(0));
                table.observations.push(Observation {
                    sample,
                    subject: named.subject,
                    probe: named.probe,
                    position,
                    reading,
                    stated,
                    place,
                });
            }
            (reading, stated) => {
                for (at, why) in [reading.err(), stated.err()].into_iter().flatten() {
                    table.problem(row, at.unwrap_or(0), &why);
                }
            }
        }
    }
    several_or_twice(table, &times);
}

/// Without probe names an exon may have several probes, in every sample alike; in one sample alone
/// it is that sample that is there twice.
fn several_or_twice(table: &mut Table, times: &BTreeMap<(String, String), usize>) {
    let mut by_probe: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for ((_, base), count) in times {
        by_probe.entry(base).or_default().insert(*count);
    }
    for ((sample, base), count) in times {
        if *count > 1 && by_probe.get(base.as_str()).is_some_and(|counts| counts.len() > 1) {
            table.problems.push(format!(
                "sample {sample}: {base} is there {count} times and not so in other samples: keep \
                 the valid test, or add a column 'probe'"
            ));
        }
    }
    let one_sample = table.samples.len() == 1;
    if times.values().any(|count| *count > 1) && table.problems.is_empty() {
        if one_sample {
            table.problems.push(
                "exons are there several times: add a column 'probe' to tell several probes from \
                 a repeated test"
                    .to_owned(),
            );
        } else {
            table.remark(
                "exons with several rows in every sample are taken for several probes".to_owned(),
            );
        }
    }
}

/// `SampleID, Gene, Exons, CN1` and `SampleID, Gene, MLPAResult, ExonCNVType`.
fn exon_truth(table: &mut Table) {
    let the = |role| table.header.the(role);
    let gene_at = the(Role::Gene);
    let exons_at = the(Role::Exons).or_else(|| the(Role::Exon));
    let (result_at, kind_at) =
        (the(Role::Result), the(Role::CopyNumber).or_else(|| the(Role::Call)));
    // Several rows of a sample and gene are several events.
    let mut found: Vec<(String, String, Vec<Reading>, usize, usize)> = Vec::new();
    for (row, cells, sample) in rows(table) {
        let gene = probes::canonical(&text(cells, gene_at), table.context);
        if gene.is_empty() {
            table.problem(row, gene_at.unwrap_or(0), "the row names no gene");
            continue;
        }
        let at = exons_at.or(result_at).or(kind_at).unwrap_or(0);
        match truth::read(
            cells,
            &gene,
            truth::Columns { exons: exons_at, result: result_at, kind: kind_at },
        ) {
            Ok(reading) => {
                let same = found.iter_mut().find(|(s, g, ..)| *s == sample && *g == gene);
                match same {
                    Some((_, _, readings, _, _)) => readings.push(reading),
                    None => found.push((sample, gene, vec![reading], row, at)),
                }
            }
            Err((at, why)) => table.problem(row, at, &why),
        }
    }
    list_others(&mut found);
    for (sample, gene, readings, row, at) in found {
        let reading = match merged(readings) {
            Ok(reading) => reading,
            Err(why) => {
                table.problem(row, at, &format!("sample {sample}, {gene}: {why}"));
                continue;
            }
        };
        let place = table.place(row, at);
        table.observations.push(Observation {
            sample,
            probe: gene.clone(),
            subject: Subject::Gene(gene),
            position: None,
            reading,
            stated: None,
            place,
        });
    }
}

/// A table that has rows of normal exons lists every exon that was tested: then a sample's row of an
/// event says nothing of the exons that it does not name.
fn list_others(found: &mut [(String, String, Vec<Reading>, usize, usize)]) {
    let names = |reading: &Reading, wanted: bool| match reading {
        Reading::Clauses(clauses) => clauses.iter().any(|clause| {
            matches!(clause.extent, Extent::Range(..)) && (clause.state == Stated::Normal) == wanted
        }),
        _ => false,
    };
    let listed: BTreeSet<String> = found
        .iter()
        .filter(|(_, _, readings, ..)| readings.iter().any(|own| names(own, true)))
        .map(|(_, gene, ..)| gene.clone())
        .collect();
    for (_, gene, readings, ..) in found {
        if listed.contains(gene) && readings.iter().any(|own| names(own, false)) {
            let clause = Clause { state: Stated::Inconclusive, extent: Extent::Others };
            readings.push(Reading::Clauses(vec![clause]));
        }
    }
}

/// Several rows of one sample and gene.
fn merged(mut readings: Vec<Reading>) -> Result<Reading, String> {
    if readings.len() == 1 {
        return Ok(readings.remove(0));
    }
    let mut clauses: Vec<Clause> = Vec::new();
    for reading in readings {
        match reading {
            Reading::Clauses(more) => {
                for clause in more {
                    if clauses.contains(&clause) {
                        return Err("the same event is there twice".to_owned());
                    }
                    clauses.push(clause);
                }
            }
            other => {
                return Err(format!(
                    "several rows, of which one says {other:?}: rows of one sample and gene must \
                     be events"
                ));
            }
        }
    }
    Ok(Reading::Clauses(clauses))
}

/// A gene, locus or probe per column.
fn in_columns(table: &mut Table, columns: &[(usize, Subject)]) {
    let mut first_row: BTreeMap<String, usize> = BTreeMap::new();
    for (row, row_cells, sample) in rows(table) {
        if let Some(first) = first_row.insert(sample.clone(), row) {
            table.problems.push(format!(
                "sample {sample} is there twice (rows {first} and {row}): keep the valid test, or \
                 give repeated tests different names"
            ));
            continue;
        }
        for (at, subject) in columns {
            let cell = row_cells.get(*at).unwrap_or(&Cell::Empty);
            let probe = table.header.columns[*at].0.clone();
            let reading = match subject {
                Subject::Exon { .. } | Subject::Reference(_) => {
                    cells::value(cell, false).or_else(|why| match cells::state(cell) {
                        Ok(Some(stated)) => Ok(Reading::State(stated)),
                        _ => Err(why),
                    })
                }
                Subject::Gene(name) | Subject::Locus(name) => cells::words(cell, name),
            };
            match reading {
                Ok(reading) => {
                    let place = table.place(row, *at);
                    table.observations.push(Observation {
                        sample: sample.clone(),
                        subject: subject.clone(),
                        probe,
                        position: None,
                        reading,
                        stated: None,
                        place,
                    });
                }
                Err(why) => table.problem(row, *at, &why),
            }
        }
    }
}

/// A result in words; it speaks of IKZF1 unless it names other genes or loci.
fn free_text(table: &mut Table, at: usize) {
    let Context { genes, loci, synonyms, .. } = *table.context;
    let vocabulary = Vocabulary { genes, loci, synonyms };
    for (row, row_cells, sample) in rows(table) {
        let cell = row_cells.get(at).unwrap_or(&Cell::Empty);
        let statements = match cell {
            Cell::Text(text) if !text.trim().chars().all(|c| c.is_ascii_digit()) => {
                statements::read(text, &vocabulary)
            }
            other => match cells::words(other, "IKZF1") {
                Ok(reading) => {
                    let subject = Subject::Gene("IKZF1".to_owned());
                    vec![Statement { subject, reading }]
                }
                Err(why) => {
                    table.problem(row, at, &why);
                    continue;
                }
            },
        };
        for Statement { subject, reading } in statements {
            let place = table.place(row, at);
            table.observations.push(Observation {
                sample: sample.clone(),
                probe: subject.to_string(),
                subject,
                position: None,
                reading,
                stated: None,
                place,
            });
        }
    }
    table.remark("a result that names no gene is taken for IKZF1".to_owned());
}
