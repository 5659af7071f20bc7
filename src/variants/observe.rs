//! One line of a caller's VCF as alleles in normal form, and everything that was left out counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::contig::Contig;
use crate::model::merged_variant::{Annotation, Kind, StructuralRecord};
use crate::variants::annotation::{self, AnnotationField};
use crate::variants::caller::Caller;
use crate::variants::change::{Core, joined};
use crate::variants::counts::{self, AlleleCounts, CountFields, Fields};
use crate::variants::normalise::{self, Allele, RefCheck};
use crate::variants::record::is_carried;
use crate::variants::sequence::{Sequence, SequenceError};

/// One allele of one record, in normal form.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Contig of the reference.
    pub contig: u16,
    /// 1-based position.
    pub position: u32,
    /// `REF>ALT`: one allocation for both.
    pub alleles: Box<str>,
    /// Number of the file among the inputs.
    pub file: u16,
    /// FILTER as written.
    pub filter: Arc<str>,
    /// Counts as the caller means them.
    pub counts: AlleleCounts,
    /// What few records have.
    pub extra: Option<Box<Extra>>,
}

/// What few records have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extra {
    /// The record as written, where it differs from the normal form.
    pub original: Option<String>,
    /// Phase set and haplotype.
    pub phase: Option<String>,
    /// Where its caller put a phased allele that left alignment moves: on its haplotype it may lie
    /// behind another change, and must not be carried over it.
    pub written: Option<Allele>,
    /// Annotations that came with the record.
    pub annotations: Vec<Annotation>,
}

impl Observation {
    /// The allele where its caller put it, as far as that matters.
    pub fn written(&self) -> Allele {
        let written = self.extra.as_ref().and_then(|extra| extra.written.clone());
        written.unwrap_or_else(|| self.allele())
    }

    /// Reference and alternative bases.
    pub fn bases(&self) -> (&str, &str) {
        self.alleles.split_once('>').unwrap_or(("", ""))
    }

    /// The allele.
    pub fn allele(&self) -> Allele {
        let (reference, alternative) = self.bases();
        Allele {
            position: self.position,
            reference: reference.to_owned(),
            alternative: alternative.to_owned(),
        }
    }

    /// The kind of the allele.
    pub fn kind(&self) -> Kind {
        let (reference, alternative) = self.bases();
        Kind::of(reference, alternative)
    }

    /// Contig, position and alleles: what makes two observations the same variant.
    pub fn key(&self) -> (u16, u32, &str) {
        (self.contig, self.position, &self.alleles)
    }
}

/// How the lines of one file are read.
pub struct LineReader<'a> {
    /// The caller.
    pub caller: &'a Caller,
    /// Fields of a caller that is named generic.
    pub fields: Option<&'a CountFields>,
    /// Number of the file among the inputs.
    pub file: u16,
    /// The sample's column among the sample columns.
    pub column: Option<usize>,
    /// True when the other sample columns are other patients'.
    pub is_cohort: bool,
    /// Annotations that the header declares.
    pub annotations: &'a [AnnotationField],
    /// The reference.
    pub sequence: &'a dyn Sequence,
}

/// A record contradicts the reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObserveError {
    /// REF has other bases than the reference.
    #[error(
        "REF is {stated} at {contig}:{position}, but the reference has {found}: the VCF was called \
         on another reference or assembly; give the FASTA that the reads were aligned to"
    )]
    RefMismatch {
        /// Contig as written.
        contig: String,
        /// Position as written.
        position: u32,
        /// REF as written.
        stated: String,
        /// The reference's bases.
        found: String,
    },
    /// The record lies beyond the contig's end.
    #[error(
        "{contig}:{position} is beyond the end of the contig on the reference ({length} bases): the \
         VCF was called on another assembly"
    )]
    OffContig {
        /// Contig as written.
        contig: String,
        /// Position as written.
        position: u32,
        /// Length of the contig.
        length: u64,
    },
    /// The reference could not be read.
    #[error(transparent)]
    Sequence(#[from] SequenceError),
}

/// What one file gave.
#[derive(Debug, Clone, Default)]
pub struct FileContent {
    /// Records seen.
    pub records: u64,
    /// Alleles in normal form.
    pub observations: Vec<Observation>,
    /// Alleles left out, by reason.
    pub left_out: BTreeMap<&'static str, u64>,
    /// Symbolic alleles and breakends that the sample carries.
    pub structural: Vec<StructuralRecord>,
    /// True where the last line of a text has no line end: the file may have been cut.
    pub is_without_end: bool,
    filters: BTreeMap<String, Arc<str>>,
}

impl FileContent {
    fn leave_out(&mut self, reason: &'static str) {
        *self.left_out.entry(reason).or_default() += 1;
    }

    fn filter(&mut self, text: &str) -> Arc<str> {
        let text = if text.is_empty() { "." } else { text };
        if let Some(known) = self.filters.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        self.filters.insert(text.to_owned(), Arc::clone(&new));
        new
    }

    /// True when the file states an allele of a kind.
    pub fn states(&self, kind: Kind) -> bool {
        self.observations.iter().any(|observation| observation.kind() == kind)
    }
}

/// The columns of a record.
struct Columns<'a> {
    contig: &'a str,
    position: u32,
    reference: &'a str,
    alternatives: Vec<&'a str>,
    filter: &'a str,
    info: &'a str,
    format: &'a str,
    sample: &'a str,
}

impl LineReader<'_> {
    /// Reads one record line into `content`. A line that is no record is counted as `malformed`.
    pub fn read(&self, line: &str, content: &mut FileContent) -> Result<(), ObserveError> {
        content.records += 1;
        let Some(columns) = self.columns(line) else {
            content.leave_out("malformed");
            return Ok(());
        };
        let Some(contig) = self.sequence.contigs().index(&Contig::new(columns.contig)) else {
            content.leave_out("contig_not_in_reference");
            return Ok(());
        };
        let reference = columns.reference.to_ascii_uppercase();
        let reference = match self.reference(contig, &columns, reference)? {
            Ok(reference) => reference,
            Err(reason) => {
                columns.alternatives.iter().for_each(|_| content.leave_out(reason));
                return Ok(());
            }
        };
        for allele in 0..columns.alternatives.len() {
            if let Err(reason) = self.allele(contig, &columns, &reference, allele, content)? {
                content.leave_out(reason);
            }
        }
        Ok(())
    }

    fn columns<'l>(&self, line: &'l str) -> Option<Columns<'l>> {
        let mut fields = line.trim_end_matches('\r').split('\t');
        let contig = fields.next()?;
        let position = fields.next()?.parse::<u32>().ok().filter(|position| *position > 0)?;
        let _id = fields.next()?;
        let reference = fields.next()?;
        let alternatives = fields.next()?.split(',').collect();
        let _quality = fields.next()?;
        let filter = fields.next()?;
        let info = fields.next()?;
        let (format, sample) = match self.column {
            None => ("", ""),
            Some(column) => {
                let format = fields.next()?;
                (format, fields.nth(column)?)
            }
        };
        if contig.is_empty() || reference.is_empty() {
            return None;
        }
        Some(Columns { contig, position, reference, alternatives, filter, info, format, sample })
    }

    /// REF as the reference has it, or why the record cannot be used.
    fn reference(
        &self,
        contig: u16,
        columns: &Columns<'_>,
        stated: String,
    ) -> Result<Result<String, &'static str>, ObserveError> {
        Ok(match normalise::check_ref(self.sequence, contig, columns.position, &stated)? {
            RefCheck::Same => Ok(stated),
            RefCheck::Ambiguous(found) => Ok(found),
            RefCheck::Unknown => Err("reference_unknown"),
            RefCheck::OffContig => {
                return Err(ObserveError::OffContig {
                    contig: columns.contig.to_owned(),
                    position: columns.position,
                    length: self.sequence.contigs().length(contig),
                });
            }
            RefCheck::Mismatch(found) => {
                return Err(ObserveError::RefMismatch {
                    contig: columns.contig.to_owned(),
                    position: columns.position,
                    stated,
                    found,
                });
            }
        })
    }

    fn allele(
        &self,
        contig: u16,
        columns: &Columns<'_>,
        reference: &str,
        allele: usize,
        content: &mut FileContent,
    ) -> Result<Result<(), &'static str>, ObserveError> {
        let written = columns.alternatives[allele];
        let alternative = written.to_ascii_uppercase();
        if let Err(reason) = normalise::check_alternative(&alternative, reference) {
            if matches!(reason, "symbolic" | "breakend") && Self::carries(columns) {
                content.structural.push(self.structural(columns, &alternative));
            }
            return Ok(Err(reason));
        }
        let fields = Fields {
            info: columns.info,
            format: columns.format,
            sample: columns.sample,
            reference: columns.reference,
            alternative: written,
            allele,
            alleles: columns.alternatives.len(),
        };
        let counts = match self.fields {
            Some(names) => counts::read_named(names, &fields),
            None => counts::read(self.caller, &fields),
        };
        if !is_carried(&fields, counts.alternative_depth, self.is_cohort) {
            return Ok(Err("not_in_sample"));
        }
        let stated = Allele::new(columns.position, reference, &alternative);
        let pieces = decompose(&normalise::trim(&stated));
        let filter = if counts::is_judged_germline(self.caller, &fields) {
            content.filter(&with_germline(columns.filter))
        } else {
            content.filter(columns.filter)
        };
        // An annotation of a record that comes apart is of none of its parts.
        let declared = if pieces.len() == 1 { self.annotations } else { &[] };
        let annotations = annotation::read(declared, columns.info, &fields);
        for piece in pieces {
            let normal = normalise::normalise(self.sequence, contig, &piece)?;
            let is_changed = normal != stated || reference != columns.reference;
            let original = is_changed
                .then(|| Allele::new(columns.position, columns.reference, written).label());
            let phase = phase(&fields).or_else(|| own_haplotype(columns, allele));
            let trimmed = normalise::trim(&piece);
            let written = (phase.is_some() && trimmed != normal).then_some(trimmed);
            let extra = Extra { original, phase, written, annotations: annotations.clone() };
            content.observations.push(Observation {
                contig,
                position: normal.position,
                alleles: format!("{}>{}", normal.reference, normal.alternative).into(),
                file: self.file,
                filter: Arc::clone(&filter),
                counts,
                extra: (extra != Extra::default()).then(|| Box::new(extra)),
            });
        }
        Ok(Ok(()))
    }

    /// False where the sample's genotype says that another sample has the record.
    fn carries(columns: &Columns<'_>) -> bool {
        let place = columns.format.split(':').position(|key| key == "GT");
        let genotype = place.and_then(|at| columns.sample.split(':').nth(at));
        genotype.is_none_or(|gt| !gt.split(['/', '|', '\\']).all(|index| index == "0"))
    }

    fn structural(&self, columns: &Columns<'_>, allele: &str) -> StructuralRecord {
        let value = |wanted: &str| {
            let mut pairs = columns.info.split(';').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == wanted).map(|(_, value)| value)
        };
        let kind = if allele.starts_with("<DEL") {
            "deletion"
        } else if allele.starts_with("<DUP") {
            "duplication"
        } else {
            "other"
        };
        let length = || {
            let first = value("SVLEN")?.split(',').next()?;
            first.parse::<i64>().ok().map(i64::unsigned_abs)
        };
        let by_length = || columns.position.checked_add(u32::try_from(length()?).ok()?);
        // An END before POS is no end.
        let end = value("END").and_then(|end| end.parse().ok());
        let end = end.filter(|end| *end >= columns.position);
        let end = if kind == "other" { end } else { end.or_else(by_length) };
        StructuralRecord {
            contig: Contig::new(columns.contig),
            position: columns.position,
            end,
            allele: allele.to_owned(),
            kind: kind.to_owned(),
            caller: self.caller.name().to_owned(),
            filter: if columns.filter.is_empty() { "." } else { columns.filter }.to_owned(),
        }
    }
}

/// FILTER with the caller's own judgement, which it wrote elsewhere.
fn with_germline(filter: &str) -> String {
    if matches!(filter, "" | "." | "PASS") {
        return "germline".to_owned();
    }
    format!("{filter};germline")
}

/// Unchanged bases in a row from which two changes are no longer neighbours.
const APART: usize = 3;

/// Haplotype alleles of equal length as their groups of neighbouring changes; others as they are.
pub fn decompose(allele: &Allele) -> Vec<Allele> {
    let (r, a) = (allele.reference.as_bytes(), allele.alternative.as_bytes());
    if r.len() != a.len() || r.len() <= APART {
        return vec![allele.clone()];
    }
    let changed: Vec<usize> = (0..r.len()).filter(|&i| r[i] != a[i]).collect();
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for at in changed {
        match groups.last_mut() {
            Some((_, last)) if at - *last <= APART => *last = at,
            _ => groups.push((at, at)),
        }
    }
    groups
        .into_iter()
        .map(|(first, last)| Allele {
            position: allele.position.saturating_add(first as u32),
            reference: allele.reference[first..=last].to_owned(),
            alternative: allele.alternative[first..=last].to_owned(),
        })
        .collect()
}

/// The single changes of an allele of equal length.
pub fn components(allele: &Allele) -> Vec<Allele> {
    let (r, a) = (allele.reference.as_bytes(), allele.alternative.as_bytes());
    if r.len() != a.len() {
        return Vec::new();
    }
    (0..r.len())
        .filter(|&i| r[i] != a[i])
        .map(|i| Allele {
            position: allele.position.saturating_add(i as u32),
            reference: char::from(r[i]).to_string(),
            alternative: char::from(a[i]).to_string(),
        })
        .collect()
}

/// Phase set and haplotype of a phased heterozygous allele.
fn phase(fields: &Fields<'_>) -> Option<String> {
    let genotype = fields.value("GT").filter(|gt| gt.contains('|'));
    let genotype = genotype.or_else(|| fields.value("PGT").filter(|gt| gt.contains('|')))?;
    let set = fields.value("PS").or_else(|| fields.value("PID"))?;
    let wanted = (fields.allele + 1).to_string();
    let side = genotype.split('|').position(|index| index == wanted)?;
    (genotype.split('|').filter(|index| *index == wanted).count() == 1)
        .then(|| format!("{set}:{side}"))
}

/// The haplotype that an allele is among others of its record: each is told over the same bases, so
/// that no two of them lie on one molecule.
fn own_haplotype(columns: &Columns<'_>, allele: usize) -> Option<String> {
    let is_several = columns.alternatives.len() > 1 && columns.reference.len() > 1;
    let Columns { position, reference, alternatives, .. } = columns;
    is_several.then(|| format!("{position}{reference}>{}:{allele}", alternatives.join(",")))
}

/// Unchanged bases between two phased changes that are still one event.
pub const NEIGHBOURS: u32 = 2;

/// Adds, for changes that a caller puts on one haplotype next to each other, the allele that they
/// make together. The single ones stay. Unphased neighbours are left to the reads.
pub fn join_phased(
    content: &mut FileContent,
    sequence: &dyn Sequence,
) -> Result<(), SequenceError> {
    let phase_of = |o: &Observation| o.extra.as_ref().and_then(|extra| extra.phase.clone());
    let mut phased: Vec<(String, Core, &Observation)> = content
        .observations
        .iter()
        .filter_map(|o| Some((phase_of(o)?, Core::new(&o.written()), o)))
        .collect();
    phased.sort_by(|(a_phase, a_core, a), (b_phase, b_core, b)| {
        (a.contig, a_phase, a_core).cmp(&(b.contig, b_phase, b_core))
    });
    let is_next = |(a_phase, a_core, a): &(String, Core, &Observation),
                   (b_phase, b_core, b): &(String, Core, &Observation)| {
        a_phase == b_phase
            && a.contig == b.contig
            && b_core.start >= a_core.end()
            && b_core.start - a_core.end() <= NEIGHBOURS
    };
    let mut joined = Vec::new();
    for group in phased.chunk_by(is_next).filter(|group| group.len() > 1) {
        let parts: Vec<&Observation> = group.iter().map(|(_, _, part)| *part).collect();
        joined.extend(join(&parts, sequence)?);
    }
    content.observations.extend(joined);
    Ok(())
}

/// The allele that neighbours make; nothing where they cannot lie on one haplotype.
pub fn join(
    parts: &[&Observation],
    sequence: &dyn Sequence,
) -> Result<Option<Observation>, SequenceError> {
    let Some(first) = parts.first() else { return Ok(None) };
    let alleles: Vec<Allele> = parts.iter().map(|part| part.allele()).collect();
    let written: Vec<Allele> = parts.iter().map(|part| part.written()).collect();
    let Some(whole) = joined(sequence, first.contig, &written)? else {
        return Ok(None);
    };
    let lowest = |get: fn(&AlleleCounts) -> Option<u32>| {
        parts.iter().filter_map(|part| get(&part.counts)).min()
    };
    let vafs = parts.iter().filter_map(|part| part.counts.vaf);
    let mut filters: Vec<&str> = parts.iter().map(|part| &*part.filter).collect();
    filters.sort_unstable();
    filters.dedup();
    let labels: Vec<String> = alleles.iter().map(Allele::label).collect();
    Ok(Some(Observation {
        contig: first.contig,
        position: whole.position,
        alleles: format!("{}>{}", whole.reference, whole.alternative).into(),
        file: first.file,
        filter: filters.join(";").into(),
        counts: AlleleCounts {
            vaf: vafs.fold(None, |low: Option<f64>, v| Some(low.map_or(v, |low| low.min(v)))),
            depth: lowest(|counts| counts.depth),
            alternative_depth: lowest(|counts| counts.alternative_depth),
        },
        extra: Some(Box::new(Extra { original: Some(labels.join("+")), ..Extra::default() })),
    }))
}
