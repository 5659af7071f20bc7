//! Population frequencies and panel of normals, for the alleles of one patient.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use anyhow::bail;

use crate::io::fasta::Fasta;
use crate::io::filenames;
use crate::io::vcf_lines::VcfLines;
use crate::model::contig::Contig;
use crate::variants::merge::Merger;
use crate::variants::normalise::{self, Allele, Key, key};
use crate::variants::sequence::Sequence;

/// INFO keys of a frequency; the largest counts.
const FREQUENCIES: [&str; 4] = ["AF", "AF_popmax", "AF_grpmax", "gnomAD_AF"];

/// What a population file says of the patient's alleles.
#[derive(Debug, Default)]
pub struct Population {
    /// Alleles with their frequency.
    pub frequencies: HashMap<Key, f64>,
    /// Where it knows something.
    pub reach: Reach,
}

/// What a panel of normals says of the patient's alleles.
#[derive(Debug, Default)]
pub struct PanelOfNormals {
    /// Alleles that it has.
    pub alleles: BTreeSet<Key>,
    /// Where it knows something.
    pub reach: Reach,
}

/// Which of the patient's alleles a file has a record near: of the others it knows nothing.
#[derive(Debug, Default)]
pub struct Reach {
    /// Bases within which a record is near.
    near: u32,
    /// Contigs and positions of the patient's alleles, in genome order.
    places: Vec<(u16, u32)>,
    /// Those near which the file has a record.
    pub covered: BTreeSet<(u16, u32)>,
    records: u64,
}

impl Reach {
    fn of(merger: &Merger, near: u32) -> Self {
        let mut places: Vec<(u16, u32)> =
            merger.alleles().map(|(contig, allele)| (contig, allele.position)).collect();
        places.dedup();
        Self { near, places, ..Self::default() }
    }

    fn add(&mut self, contig: u16, position: u32) {
        let first =
            self.places.partition_point(|p| *p < (contig, position.saturating_sub(self.near)));
        let rest = self.places.get(first..).unwrap_or_default();
        let last = (contig, position.saturating_add(self.near));
        self.covered.extend(rest.iter().take_while(|place| **place <= last));
    }

    /// What to say of a file that knows nothing of the patient's alleles: it is no control.
    pub fn remark(&self, what: &str, path: &Path) -> Option<String> {
        let file = filenames::file_name(path);
        if self.records == 0 {
            return Some(format!("{what} {file} holds no record: it is no control"));
        }
        (!self.places.is_empty() && self.covered.is_empty()).then(|| {
            format!(
                "{what} {file}: none of its {} records lies within {} bases of an allele of the VCFs: \
                 it is no control for them",
                self.records, self.near
            )
        })
    }
}

/// The patient's alleles with their frequency in a population file. A record covers the places
/// within `near` bases.
pub fn population(
    path: &Path,
    merger: &Merger,
    fasta: &Fasta,
    near: u32,
) -> anyhow::Result<Population> {
    let mut found = HashMap::new();
    let mut with_frequency = 0_u64;
    let mut taken = 0_u64;
    let reach = scan(path, merger, fasta, near, &mut |key, info, allele| {
        taken += 1;
        let of_key = |name: &str| {
            let list =
                info.split(';').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
            list.split(',').nth(allele)?.parse::<f64>().ok().filter(|value| value.is_finite())
        };
        let largest = FREQUENCIES
            .iter()
            .filter_map(|name| of_key(name))
            .fold(None, |best, value| Some(best.map_or(value, |best: f64| best.max(value))));
        if let Some(frequency) = largest {
            with_frequency += 1;
            let known = found.entry(key).or_insert(frequency);
            *known = known.max(frequency);
        }
    })?;
    if taken > 0 && with_frequency == 0 {
        bail!(
            "{}: none of its records of this patient's alleles has a frequency: one of INFO {} is \
             needed",
            path.display(),
            FREQUENCIES.join(", ")
        );
    }
    Ok(Population { frequencies: found, reach })
}

/// The patient's alleles that a panel of normals has.
pub fn panel_of_normals(
    path: &Path,
    merger: &Merger,
    fasta: &Fasta,
    near: u32,
) -> anyhow::Result<PanelOfNormals> {
    let mut alleles = BTreeSet::new();
    let reach = scan(path, merger, fasta, near, &mut |key, _, _| {
        alleles.insert(key);
    })?;
    Ok(PanelOfNormals { alleles, reach })
}

/// Hands on every allele that the patient has. A file whose records lie on none of the reference's
/// contigs is refused: it would say that nothing is known.
fn scan(
    path: &Path,
    merger: &Merger,
    fasta: &Fasta,
    near: u32,
    take: &mut dyn FnMut(Key, &str, usize),
) -> anyhow::Result<Reach> {
    let mut reach = Reach::of(merger, near);
    let mut placed = 0_u64;
    let mut lines = VcfLines::open(path)?;
    if let (Some(own), Some(expected)) = (lines.header().assembly(), fasta.assembly())
        && own != expected
    {
        bail!("{}: it is on {own}, but reference {} is {expected}", path.display(), fasta.name());
    }
    if let Some((contig, length, own)) =
        fasta.assembly().and_then(|a| lines.header().contradicts(a))
    {
        bail!(
            "{}: its header gives {contig} {length} bases, but it has {own} on reference {}: give a \
             file of its assembly",
            path.display(),
            fasta.name()
        );
    }
    let mut line = String::new();
    while lines.next_line(&mut line)? {
        let mut fields = line.split('\t');
        let (Some(contig), Some(position), _, Some(reference), Some(alternatives), _, _) = (
            fields.next(),
            fields.next().and_then(|text| text.parse::<u32>().ok()).filter(|p| *p > 0),
            fields.next(),
            fields.next(),
            fields.next(),
            fields.next(),
            fields.next(),
        ) else {
            continue;
        };
        let info = fields.next().unwrap_or_default();
        reach.records += 1;
        let Some(contig) = fasta.contigs().index(&Contig::new(contig)) else { continue };
        placed += 1;
        reach.add(contig, position);
        for (index, alternative) in alternatives.split(',').enumerate() {
            let allele = Allele::new(position, reference, alternative);
            let is_sequence = |text: &str| normalise::is_acgt(text.as_bytes());
            if !is_sequence(&allele.reference) || !is_sequence(&allele.alternative) {
                continue;
            }
            let allele = normalise::normalise(fasta, contig, &allele)?;
            if merger.contains(contig, &allele) {
                take(key(contig, &allele), info, index);
            }
        }
    }
    if reach.records > 0 && placed == 0 {
        bail!(
            "{}: none of its {} records lies on a contig of {}: give a file with the names \
             of its contigs",
            path.display(),
            reach.records,
            fasta.name()
        );
    }
    Ok(reach)
}
