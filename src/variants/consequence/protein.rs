//! Two proteins compared: HGVS p. and the term of the change.

/// What a change of the coding sequence does to the protein.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProteinChange {
    /// Sequence Ontology term.
    pub term: &'static str,
    /// HGVS p.
    pub hgvs: String,
    /// First changed residue, 1-based.
    pub residue: Option<u32>,
}

/// Coding bases before and after.
#[derive(Debug, Clone, Copy)]
pub struct Edit<'a> {
    /// Coding sequence with its stop.
    pub before: &'a [u8],
    /// The same after the change, followed by what lies behind the stop.
    pub after: &'a [u8],
    /// First changed base, 0-based.
    pub start: usize,
    /// Bases removed.
    pub removed: usize,
    /// Bases put in.
    pub inserted: usize,
    /// True when the transcript's end is on this assembly.
    pub is_complete: bool,
}

/// Codons in the order of T, C, A, G.
const CODE: &[u8; 64] = b"FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG";

fn residue(codon: &[u8]) -> u8 {
    let digit = |base: &u8| b"TCAG".iter().position(|b| b == base);
    match codon {
        [a, b, c] => match (digit(a), digit(b), digit(c)) {
            (Some(a), Some(b), Some(c)) => CODE[16 * a + 4 * b + c],
            _ => b'X',
        },
        _ => b'X',
    }
}

/// Residues up to and with the first stop.
pub fn translate(bases: &[u8]) -> Vec<u8> {
    let mut protein = Vec::with_capacity(bases.len() / 3);
    for codon in bases.chunks_exact(3) {
        let found = residue(codon);
        protein.push(found);
        if found == b'*' {
            break;
        }
    }
    protein
}

/// Three letters.
pub fn name(residue: u8) -> &'static str {
    match residue {
        b'A' => "Ala",
        b'R' => "Arg",
        b'N' => "Asn",
        b'D' => "Asp",
        b'C' => "Cys",
        b'Q' => "Gln",
        b'E' => "Glu",
        b'G' => "Gly",
        b'H' => "His",
        b'I' => "Ile",
        b'L' => "Leu",
        b'K' => "Lys",
        b'M' => "Met",
        b'F' => "Phe",
        b'P' => "Pro",
        b'S' => "Ser",
        b'T' => "Thr",
        b'W' => "Trp",
        b'Y' => "Tyr",
        b'V' => "Val",
        b'*' => "Ter",
        _ => "Xaa",
    }
}

fn names(residues: &[u8]) -> String {
    residues.iter().map(|residue| name(*residue)).collect()
}

/// `Asn159`
fn at(protein: &[u8], index: usize) -> String {
    format!("{}{}", name(protein.get(index).copied().unwrap_or(b'X')), index + 1)
}

/// `Lys3` or `Lys3_Val5`, of `from..to`.
fn range(protein: &[u8], from: usize, to: usize) -> String {
    if to <= from + 1 {
        at(protein, from)
    } else {
        format!("{}_{}", at(protein, from), at(protein, to - 1))
    }
}

fn change(term: &'static str, index: usize, description: &str) -> ProteinChange {
    ProteinChange {
        term,
        hgvs: format!("p.({description})"),
        residue: Some(u32::try_from(index + 1).unwrap_or(u32::MAX)),
    }
}

/// Compares the proteins.
pub fn compare(edit: Edit<'_>) -> ProteinChange {
    let before = translate(edit.before);
    let after = translate(edit.after);
    if edit.before.get(..3) == Some(b"ATG") && edit.after.get(..3) != Some(b"ATG") {
        return ProteinChange {
            term: "start_lost",
            hgvs: "p.(Met1?)".to_owned(),
            residue: Some(1),
        };
    }
    let is_frameshift = !edit.removed.abs_diff(edit.inserted).is_multiple_of(3);
    let first = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    if is_unknown(edit, &before, &after) {
        let term = if is_frameshift { "frameshift_variant" } else { "coding_sequence_variant" };
        return ProteinChange {
            term,
            hgvs: "p.?".to_owned(),
            residue: Some((edit.start / 3 + 1) as u32),
        };
    }
    if before == after {
        return same(edit, &before);
    }
    if before.get(first) == Some(&b'*') {
        return stop_lost(&before, &after, first);
    }
    if after.get(first) == Some(&b'*') {
        let description = format!("{}Ter", at(&before, first));
        return change("stop_gained", first, &description);
    }
    if is_frameshift {
        return frameshift(edit, &before, &after, first);
    }
    inframe(edit, &before, &after, first)
}

/// True when a codon that the edit touches has bases that are not known.
fn is_unknown(edit: Edit<'_>, before: &[u8], after: &[u8]) -> bool {
    let from = edit.start / 3;
    let touched = |protein: &[u8], bases: usize| {
        let to = (edit.start + bases).div_ceil(3).max(from + 1).min(protein.len());
        protein.get(from..to).is_none_or(|part| part.contains(&b'X'))
    };
    touched(before, edit.removed) || touched(after, edit.inserted)
}

fn same(edit: Edit<'_>, protein: &[u8]) -> ProteinChange {
    let from = edit.start / 3;
    let to = (edit.start + edit.removed).div_ceil(3).max(from + 1);
    let term = if protein.get(from) == Some(&b'*') {
        "stop_retained_variant"
    } else {
        "synonymous_variant"
    };
    ProteinChange {
        term,
        hgvs: format!("p.({}=)", range(protein, from, to.min(protein.len().max(from + 1)))),
        residue: None,
    }
}

fn stop_lost(before: &[u8], after: &[u8], first: usize) -> ProteinChange {
    let new = name(after.get(first).copied().unwrap_or(b'X'));
    let length = after
        .iter()
        .position(|residue| *residue == b'*')
        .map_or_else(|| "?".to_owned(), |stop| (stop - first).to_string());
    change("stop_lost", first, &format!("{}{new}extTer{length}", at(before, first)))
}

fn frameshift(edit: Edit<'_>, before: &[u8], after: &[u8], first: usize) -> ProteinChange {
    let Some(new) = after.get(first) else {
        return change("frameshift_variant", first, &format!("{}fs", at(before, first)));
    };
    let stop = after.iter().position(|residue| *residue == b'*').filter(|_| {
        // Beyond a part of the transcript that the assembly lacks, no stop is known.
        edit.is_complete && !after.contains(&b'X')
    });
    let length = stop.map_or_else(|| "?".to_owned(), |stop| (stop - first + 1).to_string());
    let description = format!("{}{}fsTer{length}", at(before, first), name(*new));
    change("frameshift_variant", first, &description)
}

fn inframe(edit: Edit<'_>, before: &[u8], after: &[u8], first: usize) -> ProteinChange {
    let term = match edit.inserted.cmp(&edit.removed) {
        std::cmp::Ordering::Less => "inframe_deletion",
        std::cmp::Ordering::Equal => "missense_variant",
        std::cmp::Ordering::Greater => "inframe_insertion",
    };
    // A stop inside what was put in: the rest of the protein is not deleted but not made.
    let net = (edit.inserted as i64 - edit.removed as i64) / 3;
    if after.last() == Some(&b'*') && (after.len() as i64) < before.len() as i64 + net {
        let to = (edit.start + edit.removed).div_ceil(3).clamp(first + 1, before.len());
        let new = names(after.get(first..).unwrap_or_default());
        return change("stop_gained", first, &format!("{}delins{new}", range(before, first, to)));
    }
    let limit = before.len().min(after.len()) - first;
    let last = (0..limit)
        .take_while(|i| before[before.len() - 1 - i] == after[after.len() - 1 - i])
        .count();
    let old_end = before.len() - last;
    let new_end = after.len() - last;
    let (old, new) = (&before[first..old_end], &after[first..new_end]);
    let description = match (old.len(), new.len()) {
        (1, 1) => format!("{}{}", at(before, first), name(new[0])),
        (_, 0) => format!("{}del", range(before, first, old_end)),
        (0, length) => {
            let repeated = first >= length && before[first - length..first] == *new;
            if repeated {
                format!("{}dup", range(before, first - length, first))
            } else {
                let (left, right) = (first.saturating_sub(1), first);
                format!("{}_{}ins{}", at(before, left), at(before, right), names(new))
            }
        }
        _ => format!("{}delins{}", range(before, first, old_end), names(new)),
    };
    change(term, first, &description)
}
