//! The effect of one allele on one transcript.

use super::fault::Fault;
use super::protein::{self, Edit, ProteinChange};
use super::transcript::{Place, Transcript, reverse_complement};
use crate::model::merged_variant::Effect;
use crate::variants::normalise::Allele;
use crate::variants::sequence::{Sequence, SequenceError};

/// Bases on each side that are read to move an allele through a repeat.
const REACH: u32 = 1_000;
/// Bases of an intron, and of an exon, that belong to the splice region.
const SPLICE_INTRON: i64 = 8;
const SPLICE_EXON: u32 = 3;

/// An allele on the transcript's strand: `removed` bases from `start` give way to `inserted`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    /// Genomic interval of the removed bases, 0-based; empty for an insertion before `start`.
    start: u32,
    end: u32,
    /// On the transcript's strand.
    removed: Vec<u8>,
    inserted: Vec<u8>,
    /// Bases before the change, on the transcript's strand, the nearest last.
    before: Vec<u8>,
}

/// The change in its minimal form, moved to the 3' end of the transcript.
fn minimal(
    sequence: &dyn Sequence,
    transcript: &Transcript,
    allele: &Allele,
) -> Result<Change, SequenceError> {
    let (mut r, mut a) = (allele.reference.as_bytes(), allele.alternative.as_bytes());
    let mut start = allele.position.saturating_sub(1);
    while let (Some(x), Some(y)) = (r.first(), a.first()) {
        if x != y {
            break;
        }
        (r, a) = (&r[1..], &a[1..]);
        start += 1;
    }
    while let (Some(x), Some(y)) = (r.last(), a.last()) {
        if x != y {
            break;
        }
        (r, a) = (&r[..r.len() - 1], &a[..a.len() - 1]);
    }
    let end = start + r.len() as u32;
    let from = start.saturating_sub(REACH);
    let left = sequence.bases(transcript.contig, from, start)?;
    let right = sequence.bases(transcript.contig, end, end.saturating_add(REACH))?;
    let (removed, inserted, before, after) = if transcript.is_reverse {
        (
            reverse_complement(r),
            reverse_complement(a),
            reverse_complement(&right),
            reverse_complement(&left),
        )
    } else {
        (r.to_vec(), a.to_vec(), left, right)
    };
    let change = Change { start, end, removed, inserted, before };
    Ok(moved(change, &after, transcript))
}

/// HGVS' 3' rule, which does not carry a change across the border of an exon.
fn moved(mut change: Change, after: &[u8], transcript: &Transcript) -> Change {
    if change.removed.is_empty() == change.inserted.is_empty() {
        return change;
    }
    let is_exonic = |position: u32| transcript.place(position).map(|place| place.offset == 0);
    for base in after {
        let moving = if change.removed.is_empty() { &change.inserted } else { &change.removed };
        if moving.first() != Some(base) {
            break;
        }
        // The base that the change would move over, and the one it stands on.
        let (over, here) = if transcript.is_reverse {
            let Some(over) = change.start.checked_sub(1) else { break };
            (over, change.start)
        } else {
            (change.end, change.end.saturating_sub(1))
        };
        if is_exonic(here) == Some(true) && is_exonic(over) != Some(true) {
            break;
        }
        for bases in [&mut change.removed, &mut change.inserted] {
            if !bases.is_empty() {
                bases.rotate_left(1);
            }
        }
        change.before.push(*base);
        if transcript.is_reverse {
            change.start -= 1;
            change.end -= 1;
        } else {
            change.start += 1;
            change.end += 1;
        }
    }
    change
}

/// The first and last base of a change along the transcript: the removed ones, or for an insertion
/// the two beside it.
fn flanks(change: &Change, transcript: &Transcript) -> (Option<Place>, Option<Place>) {
    let (low, high) = if change.removed.is_empty() {
        (change.start.checked_sub(1), Some(change.start))
    } else {
        (Some(change.start), Some(change.end - 1))
    };
    let place = |position: Option<u32>| position.and_then(|position| transcript.place(position));
    if transcript.is_reverse { (place(high), place(low)) } else { (place(low), place(high)) }
}

/// An effect as it reads on the reference.
pub struct Read {
    /// The effect.
    pub effect: Effect,
    /// True where the reference holds all that the name of the protein's change is made from.
    pub is_certain: bool,
}

/// The effect; none where the change lies beside the transcript.
pub fn effect(
    sequence: &dyn Sequence,
    transcript: &Transcript,
    allele: &Allele,
) -> Result<Option<Read>, SequenceError> {
    let change = minimal(sequence, transcript, allele)?;
    let (first, last) = flanks(&change, transcript);
    let Some(some) = first.or(last) else { return Ok(None) };
    let mut terms = splice_terms(sequence, &change, transcript)?;
    let edit = edit(&change, transcript);
    let is_certain = is_certain(&change, transcript, edit.as_ref());
    // A sequence that is none does not tell whether the protein stays.
    let untouched = untranslated(&change, transcript, first, last).filter(|_| is_certain);
    let protein = edit.filter(|_| untouched.is_none()).map(protein::compare);
    let beyond = beyond(&change, transcript).filter(|_| is_certain && untouched.is_none());
    let at_stop = beyond.and_then(protein::at_stop);
    let has_lost_site = terms.iter().any(|term| is_site(term));
    if let Some(term) = untouched {
        terms.push(term);
    } else if let Some(protein) = &protein {
        terms.push(protein.term);
    } else if let Some(protein) = &at_stop {
        terms.extend([protein.term, "3_prime_UTR_variant"]);
    } else {
        terms.extend(other_terms(&change, transcript, first, last));
    }
    if has_lost_site {
        terms.retain(|term| *term != "intron_variant");
    }
    terms.sort_by_key(|term| rank(term));
    terms.dedup();
    let is_coding = untouched.is_none() && touches_coding(&change, transcript);
    let (hgvs_p, residue) = match protein.or(at_stop) {
        Some(ProteinChange { hgvs, residue, .. }) if !has_lost_site => (Some(hgvs), residue),
        _ if has_lost_site || is_coding => (Some("p.?".to_owned()), None),
        _ => (None, None),
    };
    let effect = Effect {
        gene: transcript.gene.clone(),
        transcript: transcript.id.clone(),
        terms: terms.into_iter().map(str::to_owned).collect(),
        hgvs_c: hgvs_c(&change, transcript, first, last),
        hgvs_p,
        place: transcript.region(first.unwrap_or(some)),
        residue,
        protein: transcript.protein.clone(),
    };
    Ok(Some(Read { effect, is_certain }))
}

/// True where the reference holds all that the change of the protein is told from: where bases are
/// not known, the codons that are read for it, and for a splice site the exon table alone.
fn is_certain(change: &Change, transcript: &Transcript, edit: Option<&Edit<'_>>) -> bool {
    match transcript.fault {
        None => true,
        Some(Fault::Wrong(_)) => false,
        Some(Fault::Unknown(_)) => {
            edit.map_or(change.removed.len() == change.inserted.len(), Edit::is_known)
        }
    }
}

fn is_site(term: &str) -> bool {
    matches!(term, "splice_acceptor_variant" | "splice_donor_variant")
}

/// Gravity of a term, as Ensembl orders them.
fn rank(term: &str) -> usize {
    const ORDER: [&str; 17] = [
        "splice_acceptor_variant",
        "splice_donor_variant",
        "stop_gained",
        "frameshift_variant",
        "stop_lost",
        "start_lost",
        "inframe_insertion",
        "inframe_deletion",
        "missense_variant",
        "protein_altering_variant",
        "splice_region_variant",
        "stop_retained_variant",
        "synonymous_variant",
        "coding_sequence_variant",
        "5_prime_UTR_variant",
        "3_prime_UTR_variant",
        "intron_variant",
    ];
    ORDER.iter().position(|known| *known == term).unwrap_or(ORDER.len())
}

/// The term of a change at the border of the coding sequence that leaves it whole: what is put in
/// or removed can as well be read outside of it.
fn untranslated(
    change: &Change,
    transcript: &Transcript,
    first: Option<Place>,
    last: Option<Place>,
) -> Option<&'static str> {
    let (first, last) = (first?, last?);
    let exonic = |place: Place| (place.offset == 0).then_some(place.index as usize);
    let (from, to) = (exonic(first)?, exonic(last)?);
    let at = if change.removed.is_empty() { to } else { from };
    if !change.removed.is_empty() && to - from + 1 != change.removed.len() {
        return None;
    }
    let bases = &transcript.bases;
    let (start, end) = (transcript.coding.0 as usize, transcript.coding.1 as usize);
    // Only a change near a border can be read in two ways.
    let reach = change.removed.len() + change.inserted.len() + 3;
    let edited = || {
        Some([bases.get(..at)?, &change.inserted, bases.get(at + change.removed.len()..)?].concat())
    };
    if at < start + reach && edited()?.ends_with(bases.get(start..)?) {
        return Some("5_prime_UTR_variant");
    }
    if at + reach > end && edited()?.starts_with(bases.get(..end)?) {
        return Some("3_prime_UTR_variant");
    }
    None
}

/// True when the two intron bases at a border are the same after the change: a repeat gave them
/// back.
fn keeps_site(
    sequence: &dyn Sequence,
    change: &Change,
    transcript: &Transcript,
    place: Place,
) -> Result<bool, SequenceError> {
    let length = (change.removed.len() + change.inserted.len() + 4) as u32;
    let is_donor = place.offset > 0;
    // The intron's first bases after the exon, or its last ones before it, on the transcript's
    // strand, and where in them the change begins.
    let Some(edge) = transcript.genomic(place.index) else { return Ok(false) };
    let is_right = is_donor != transcript.is_reverse;
    let (from, to) = if is_right {
        (edge + 1, edge.saturating_add(1 + length))
    } else {
        (edge.saturating_sub(length), edge)
    };
    if change.start < from || change.end > to {
        return Ok(false);
    }
    let mut intron = sequence.bases(transcript.contig, from, to)?;
    let mut at = (change.start - from) as usize;
    if transcript.is_reverse {
        intron = reverse_complement(&intron);
        at = (to - change.end) as usize;
    }
    let (Some(left), Some(right)) = (intron.get(..at), intron.get(at + change.removed.len()..))
    else {
        return Ok(false);
    };
    let edited = [left, &change.inserted, right].concat();
    Ok(if is_donor {
        edited.get(..2) == intron.get(..2)
    } else {
        edited.len() >= 2 && edited[edited.len() - 2..] == intron[intron.len() - 2..]
    })
}

fn splice_terms(
    sequence: &dyn Sequence,
    change: &Change,
    transcript: &Transcript,
) -> Result<Vec<&'static str>, SequenceError> {
    let mut terms = site_terms(change, transcript);
    if !terms.iter().any(|term| is_site(term)) {
        return Ok(terms);
    }
    let (first, last) = flanks(change, transcript);
    for place in [first, last].into_iter().flatten() {
        if place.offset != 0 && !keeps_site(sequence, change, transcript, place)? {
            return Ok(terms);
        }
    }
    if first.or(last).is_none_or(|place| place.offset == 0) {
        return Ok(terms);
    }
    terms.retain(|term| !is_site(term));
    terms.push("splice_region_variant");
    Ok(terms)
}

fn site_terms(change: &Change, transcript: &Transcript) -> Vec<&'static str> {
    let mut terms = Vec::new();
    let places: Vec<Place> = if change.removed.is_empty() {
        // An insertion breaks a site only when both of its neighbours belong to the intron.
        let (first, last) = flanks(change, transcript);
        let (Some(a), Some(b)) = (first, last) else { return terms };
        match (a.offset, b.offset) {
            (1, 2) => terms.push("splice_donor_variant"),
            (-2, -1) => terms.push("splice_acceptor_variant"),
            _ => {}
        }
        vec![a, b]
    } else {
        let places = change.start..change.end;
        places.filter_map(|position| transcript.place(position)).collect()
    };
    // What is put in lies in the region when both of its neighbours do.
    let is_edge = |place: &Place| match place.offset {
        0 => transcript.to_exon_edge(place.index) < SPLICE_EXON,
        offset => offset.abs() <= SPLICE_INTRON,
    };
    if change.removed.is_empty() && !places.iter().all(is_edge) {
        return terms;
    }
    for place in places {
        match place.offset {
            1 | 2 if !change.removed.is_empty() => terms.push("splice_donor_variant"),
            -2 | -1 if !change.removed.is_empty() => terms.push("splice_acceptor_variant"),
            0 if transcript.to_exon_edge(place.index) < SPLICE_EXON => {
                terms.push("splice_region_variant");
            }
            offset if offset != 0 && offset.abs() <= SPLICE_INTRON => {
                terms.push("splice_region_variant");
            }
            _ => {}
        }
    }
    if terms.iter().any(|term| is_site(term)) {
        terms.retain(|term| is_site(term));
    }
    terms
}

fn touches_coding(change: &Change, transcript: &Transcript) -> bool {
    let (start, end) = transcript.coding;
    let is_coding = |place: Place| place.offset == 0 && (start..end).contains(&place.index);
    if change.removed.is_empty() {
        let (first, last) = flanks(change, transcript);
        return first.is_some_and(is_coding) && last.is_some_and(is_coding);
    }
    (change.start..change.end).any(|position| transcript.place(position).is_some_and(is_coding))
}

/// The change of the coding sequence, where it lies in coding bases of one exon.
fn edit<'a>(change: &'a Change, transcript: &'a Transcript) -> Option<Edit<'a>> {
    let (first, last) = flanks(change, transcript);
    let (start, end) = transcript.coding;
    let coding = |place: Place| {
        (place.offset == 0 && (start..end).contains(&place.index))
            .then(|| (place.index - start) as usize)
    };
    let at = if change.removed.is_empty() {
        // Between two bases of which one at least is coding: at the border of an exon what is put
        // in is read with the exon.
        match (first.and_then(coding), last.and_then(coding)) {
            (Some(left), _) if left + 1 < (end - start) as usize => left + 1,
            (None, Some(right)) if right > 0 => right,
            _ => return None,
        }
    } else {
        let (from, to) = (coding(first?)?, coding(last?)?);
        // Without an intron between them.
        if to - from + 1 != change.removed.len() {
            return None;
        }
        from
    };
    Some(Edit {
        before: transcript.coding_bases(),
        behind: transcript.after_coding(),
        start: at,
        removed: change.removed.len(),
        inserted: &change.inserted,
        is_complete: transcript.is_complete,
    })
}

/// The change of the coding sequence where it goes on into the bases behind the stop.
fn beyond<'a>(change: &'a Change, transcript: &'a Transcript) -> Option<Edit<'a>> {
    let (first, last) = flanks(change, transcript);
    let (first, last) = (first?, last?);
    let (start, end) = transcript.coding;
    let is_over = first.offset == 0
        && last.offset == 0
        && (start..end).contains(&first.index)
        && last.index >= end
        && (last.index - first.index + 1) as usize == change.removed.len();
    is_over.then(|| Edit {
        before: transcript.coding_bases(),
        behind: transcript.after_coding(),
        start: (first.index - start) as usize,
        removed: change.removed.len(),
        inserted: &change.inserted,
        is_complete: transcript.is_complete,
    })
}

fn other_terms(
    change: &Change,
    transcript: &Transcript,
    first: Option<Place>,
    last: Option<Place>,
) -> Vec<&'static str> {
    let (start, end) = transcript.coding;
    let mut terms = Vec::new();
    if touches_coding(change, transcript) {
        // Coding and something else: what is left of the protein is not told.
        let touches = |index: u32| {
            (change.start..change.end).any(|p| {
                transcript.place(p).is_some_and(|place| place.offset == 0 && place.index == index)
            })
        };
        if (start..start + 3).any(touches) {
            terms.push("start_lost");
        } else if (end.saturating_sub(3)..end).any(touches) {
            terms.push("stop_lost");
        } else {
            terms.push("coding_sequence_variant");
        }
    }
    for place in [first, last].into_iter().flatten() {
        if place.offset != 0 {
            terms.push("intron_variant");
        } else if place.index < start {
            terms.push("5_prime_UTR_variant");
        } else if place.index >= end {
            terms.push("3_prime_UTR_variant");
        }
    }
    terms
}

fn hgvs_c(
    change: &Change,
    transcript: &Transcript,
    first: Option<Place>,
    last: Option<Place>,
) -> String {
    let name = |place: Option<Place>| {
        place.map_or_else(|| "?".to_owned(), |place| transcript.coding_name(place))
    };
    let text = |bases: &[u8]| String::from_utf8_lossy(bases).into_owned();
    let range = || {
        let (first, last) = (name(first), name(last));
        if first == last { first } else { format!("{first}_{last}") }
    };
    match (change.removed.len(), change.inserted.len()) {
        (1, 1) => {
            format!("c.{}{}>{}", name(first), text(&change.removed), text(&change.inserted))
        }
        (_, 0) => format!("c.{}del", range()),
        (0, length) => {
            let is_repeated = change.before.ends_with(&change.inserted);
            if !is_repeated {
                return format!("c.{}ins{}", range(), text(&change.inserted));
            }
            // The repeated bases end with the base before the insertion.
            let length = length as u32;
            let (from, to) = if transcript.is_reverse {
                (change.start + length - 1, change.start)
            } else {
                (change.start - length, change.start - 1)
            };
            let (from, to) = (name(transcript.place(from)), name(transcript.place(to)));
            if from == to { format!("c.{from}dup") } else { format!("c.{from}_{to}dup") }
        }
        (removed, inserted)
            if removed == inserted && reverse_complement(&change.removed) == change.inserted =>
        {
            format!("c.{}inv", range())
        }
        _ => format!("c.{}delins{}", range(), text(&change.inserted)),
    }
}
