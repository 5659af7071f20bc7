//! One row of an exon truth table: exons, a result and a copy number, which must agree.

use super::cells;
use crate::compare::observation::{Clause, Extent, Reading, Stated};
use crate::compare::{labels, words};
use crate::io::mlpa::grid::Cell;

/// Where the columns are, as far as the table has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    /// Exons: `E4-E7`.
    pub(super) exons: Option<usize>,
    /// The result: `Yes`, `del ex4-7`.
    pub(super) result: Option<usize>,
    /// The copy number or the type of the event: `CN1`, `dup`.
    pub(super) kind: Option<usize>,
}

/// What the copy number or type says.
#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// Nothing, or how large the event is ("multi-exon").
    Silent,
    /// That there is no result, in these words.
    NotDone(String),
    /// A state.
    State(Stated),
}

/// Reads a row; an error names its column.
pub(super) fn read(
    cells: &[Cell],
    gene: &str,
    columns: Columns,
) -> Result<Reading, (usize, String)> {
    let cell = |at: Option<usize>| at.and_then(|at| Some((at, cells.get(at)?)));
    let (result, names_state) = match cell(columns.result) {
        Some((at, cell)) => {
            let reading = cells::words(cell, gene).map_err(|why| (at, why))?;
            (reading, words::names_state(&cell.text(), gene))
        }
        None => (Reading::Empty, false),
    };
    let has_result = result != Reading::Empty;
    let kind = match cell(columns.kind) {
        Some((at, cell)) => kind(cell, has_result).map_err(|why| (at, why))?,
        None => Kind::Silent,
    };
    let at = columns.kind.or(columns.result).unwrap_or(0);
    let stated = together(result, names_state, &kind).map_err(|why| (at, why))?;
    let Some((at, cell)) = cell(columns.exons) else { return Ok(stated) };
    if let Cell::Unusable(what) = cell {
        return Err((at, format!("{what} instead of exons")));
    }
    let exons = cell.text();
    if exons.is_empty() {
        return Ok(stated);
    }
    if words::is_not_done(&exons) {
        let is_open = stated == Reading::Empty || words::is_failed(&exons);
        return Ok(if is_open { Reading::NotDone(exons) } else { stated });
    }
    // A number alone is an exon here.
    let (named, names_state) = match labels::exon(&exons) {
        Some(exon) => {
            let extent = Extent::Range(exon.clone(), exon);
            (Reading::Clauses(vec![Clause { state: Stated::Deleted, extent }]), false)
        }
        None => (words::read(&exons, gene), words::names_state(&exons, gene)),
    };
    if matches!(named, Reading::Unclear(_)) {
        return Err((at, format!("'{exons}' names no exons: write them as E4-E7")));
    }
    let is_stated = columns.kind.is_some() || columns.result.is_some();
    of_exons(named, names_state, stated, is_stated).map_err(|why| (at, why))
}

fn kind(cell: &Cell, has_result: bool) -> Result<Kind, String> {
    let text = cell.text();
    if words::is_not_done(&text) {
        // "-" beside a result is a type that does not apply.
        let is_open = !has_result || words::is_failed(&text);
        return Ok(if is_open { Kind::NotDone(text) } else { Kind::Silent });
    }
    match cells::state(cell) {
        Ok(state) => Ok(state.map_or(Kind::Silent, Kind::State)),
        // A type such as "multi-exon" says nothing of the state; the result beside it does.
        Err(_) if has_result => Ok(Kind::Silent),
        Err(why) => Err(why),
    }
}

/// The result and the copy number together; absent results win over present ones, and two that
/// exclude each other are an error.
fn together(result: Reading, names_state: bool, kind: &Kind) -> Result<Reading, String> {
    let state = match kind {
        Kind::Silent => return Ok(result),
        Kind::NotDone(text) => return Ok(Reading::NotDone(text.clone())),
        Kind::State(state) => *state,
    };
    match result {
        Reading::Empty => Ok(whole(state)),
        Reading::State(Stated::Normal)
            if !matches!(state, Stated::Normal | Stated::Inconclusive) =>
        {
            Err(contradiction("normal", state))
        }
        Reading::State(Stated::Normal) => Ok(Reading::State(state)),
        Reading::Clauses(clauses) => with_state(clauses, names_state, state),
        other => Ok(other),
    }
}

/// Clauses of a text with the state of the column beside it.
fn with_state(clauses: Vec<Clause>, named: bool, state: Stated) -> Result<Reading, String> {
    let is_loss = |state: Stated| matches!(state, Stated::Deleted | Stated::HomDeleted);
    let says = clauses.first().map_or("nothing", |clause| name(clause.state));
    match state {
        Stated::Inconclusive => return Ok(Reading::State(state)),
        Stated::Normal => return Err(contradiction(if named { says } else { "yes" }, state)),
        _ => {}
    }
    if !named {
        let own = |clause| Clause { state, ..clause };
        return Ok(Reading::Clauses(clauses.into_iter().map(own).collect()));
    }
    let agrees = |clause: &Clause| clause.state == state || is_loss(clause.state) && is_loss(state);
    if !clauses.iter().any(agrees) {
        return Err(contradiction(says, state));
    }
    // The copy number tells the alleles that "deleted" leaves open.
    let told = |clause: Clause| match (clause.state, state) {
        (Stated::Deleted, Stated::HomDeleted) => Clause { state, ..clause },
        _ => clause,
    };
    Ok(Reading::Clauses(clauses.into_iter().map(told).collect()))
}

/// What the column of exons says, with the state that the other columns give.
fn of_exons(
    named: Reading,
    names_state: bool,
    stated: Reading,
    is_stated: bool,
) -> Result<Reading, String> {
    let state = match &stated {
        Reading::State(state) => *state,
        Reading::Clauses(clauses) => clauses.first().map_or(Stated::Deleted, |own| own.state),
        // Exons beside an empty copy number: what is with them is not said.
        _ if is_stated => return Ok(stated),
        _ => return Ok(named),
    };
    match named {
        Reading::Clauses(clauses) if state == Stated::Normal && names_state => {
            Err(contradiction(clauses.first().map_or("nothing", |own| name(own.state)), state))
        }
        // Exons that were tested and are normal, or gave no answer: nothing is said of the others.
        Reading::Clauses(clauses) if matches!(state, Stated::Normal | Stated::Inconclusive) => {
            let own = |clause| Clause { state, ..clause };
            Ok(Reading::Clauses(clauses.into_iter().map(own).collect()))
        }
        Reading::Clauses(clauses) => with_state(clauses, names_state, state),
        Reading::State(Stated::Normal)
            if !matches!(state, Stated::Normal | Stated::Inconclusive) =>
        {
            Err(contradiction("normal", state))
        }
        Reading::State(Stated::Normal) => Ok(stated),
        other => Ok(other),
    }
}

fn contradiction(says: &str, state: Stated) -> String {
    format!(
        "the row says '{says}' and '{}', which contradict each other: correct the one that is wrong",
        name(state)
    )
}

fn name(state: Stated) -> &'static str {
    match state {
        Stated::Normal => "normal",
        Stated::Deleted => "deleted",
        Stated::HomDeleted => "both copies deleted",
        Stated::Gained => "gained",
        Stated::Inconclusive => "inconclusive",
    }
}

/// A state of a gene as a whole; where the deletion lies is not said.
fn whole(stated: Stated) -> Reading {
    match stated {
        Stated::Normal | Stated::Inconclusive => Reading::State(stated),
        state => Reading::Clauses(vec![Clause { state, extent: Extent::Somewhere }]),
    }
}
