//! Observations of all files as one record per allele.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::model::contig::Contig;
use crate::model::merged_variant::{CallerStatement, Kind, MergedVariant, Recount};
use crate::variants::alone::Part;
use crate::variants::caller::Caller;
use crate::variants::change::Core;
use crate::variants::haplotype::{self, Decompositions};
use crate::variants::normalise::Allele;
use crate::variants::observe::{Observation, components};
use crate::variants::sequence::{Sequence, SequenceError};

/// One input file: who made it and what it could have stated.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// File name.
    pub file: String,
    /// The caller.
    pub caller: Caller,
    /// What the header says of the caller's version.
    pub version: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Name of the sample column; empty where there is none.
    pub column: String,
    /// Contigs that the header lists; empty where it lists none.
    pub contigs: BTreeSet<Contig>,
    /// Kinds of allele that the file states.
    pub kinds: BTreeSet<Kind>,
    /// True when the file has a matched normal beside the tumour.
    pub has_normal: bool,
}

/// What a caller could have stated, from all its files.
#[derive(Debug, Clone, Default)]
struct Reach {
    kinds: BTreeSet<Kind>,
    /// Empty: every contig.
    contigs: BTreeSet<Contig>,
    is_everywhere: bool,
}

/// All observations, sorted, with their sources.
#[derive(Debug, Clone)]
pub struct Merger {
    sources: Vec<Source>,
    reaches: BTreeMap<String, Reach>,
    observations: Vec<Observation>,
    contigs: Vec<Contig>,
    /// Ways in which callers take an allele of several bases apart.
    ways: Decompositions,
    /// Changes that are part of an allele of several bases, with its label.
    parts: BTreeMap<(u16, u32, String), String>,
}

/// Callers in the order in which their figures decide where no reads were counted: first those
/// whose allele fraction is a plain share of reads; Mutect2's is a shrunken estimate.
const ORDER: [&str; 8] =
    ["VarDict", "FreeBayes", "Strelka2", "DRAGEN", "Pisces", "VarScan2", "LoFreq", "Mutect2"];

/// Kinds that a caller can state. Strelka2 and `VarScan2` write a file for each kind, and `LoFreq`
/// calls insertions and deletions only when asked: there the files tell.
fn kinds(source: &Source) -> BTreeSet<Kind> {
    let all = BTreeSet::from([Kind::Snv, Kind::Mnv, Kind::Indel]);
    match source.caller {
        // Structural callers state what they write and nothing else.
        Caller::Manta | Caller::Delly => source.kinds.clone(),
        Caller::Strelka2 | Caller::LoFreq | Caller::VarScan2 if !source.kinds.is_empty() => {
            let mut kinds = source.kinds.clone();
            if kinds.contains(&Kind::Snv) {
                // It would state the parts.
                kinds.insert(Kind::Mnv);
            }
            kinds
        }
        _ => all,
    }
}

impl Merger {
    /// Sorts observations, and finds which of them are parts of others; the order of files and of
    /// records changes nothing.
    pub fn new(
        sources: Vec<Source>,
        mut observations: Vec<Observation>,
        sequence: &dyn Sequence,
    ) -> Result<Self, SequenceError> {
        let contigs =
            sequence.contigs().iter().map(|(name, _)| Contig::new(name)).collect::<Vec<_>>();
        let place = |o: &Observation| {
            let source = sources.get(usize::from(o.file));
            source.map_or(("", ""), |s| (s.caller.name(), s.sha256.as_str()))
        };
        observations.sort_unstable_by(|a, b| {
            a.key().cmp(&b.key()).then_with(|| place(a).cmp(&place(b))).then_with(|| quality(a, b))
        });
        let mut reaches: BTreeMap<String, Reach> = BTreeMap::new();
        for source in &sources {
            let reach = reaches.entry(source.caller.name().to_owned()).or_default();
            reach.kinds.extend(kinds(source));
            reach.contigs.extend(source.contigs.iter().cloned());
            reach.is_everywhere |= source.contigs.is_empty();
        }
        let caller = |file: u16| sources.get(usize::from(file)).map_or("", |s| s.caller.name());
        let mut ways = haplotype::decompositions(sequence, &observations, &caller)?;
        for observation in observations.iter().filter(|o| o.kind() == Kind::Mnv) {
            let allele = observation.allele();
            let single = components(&allele);
            ways.entry((observation.contig, allele)).or_default().insert(single);
        }
        let mut parts = BTreeMap::new();
        for ((contig, whole), ways) in &ways {
            for part in ways.iter().flatten() {
                let text = format!("{}>{}", part.reference, part.alternative);
                parts.entry((*contig, part.position, text)).or_insert(whole.label());
            }
        }
        Ok(Self { sources, reaches, observations, contigs, ways, parts })
    }

    /// Number of distinct callers.
    pub fn callers_run(&self) -> u32 {
        u32::try_from(self.reaches.len()).unwrap_or(u32::MAX)
    }

    /// The inputs.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Distinct alleles in genome order: contig of the reference, and the allele.
    pub fn alleles(&self) -> impl Iterator<Item = (u16, Allele)> {
        self.groups().map(|group| (group[0].contig, group[0].allele()))
    }

    fn groups(&self) -> impl Iterator<Item = &[Observation]> {
        self.observations.chunk_by(|a, b| a.key() == b.key())
    }

    /// One record per allele; `recounts` are in the order of [`Merger::alleles`], or empty.
    pub fn merged<'a>(
        &'a self,
        recounts: &'a [Recount],
    ) -> impl Iterator<Item = (u16, MergedVariant)> + 'a {
        self.groups().enumerate().filter_map(move |(index, group)| {
            let first = group.first()?;
            let contig = self.contigs.get(usize::from(first.contig))?;
            let variant = self.variant(contig, group, recounts.get(index).copied());
            Some((first.contig, variant))
        })
    }

    fn variant(
        &self,
        contig: &Contig,
        group: &[Observation],
        recount: Option<Recount>,
    ) -> MergedVariant {
        let allele = group[0].allele();
        let mut statements = self.statements(group);
        let mut stated_by_parts = self.parts_statements(group[0].contig, &allele, &statements);
        statements.append(&mut stated_by_parts);
        statements.sort_by(|a, b| a.caller.cmp(&b.caller));
        let kind = Kind::of(&allele.reference, &allele.alternative);
        let not_assessed_by = self
            .reaches
            .iter()
            .filter(|(name, reach)| {
                statements.iter().all(|s| s.caller != **name)
                    && (!reach.covers(kind, contig)
                        || self.states_part(name, group[0].contig, &allele))
            })
            .map(|(name, _)| name.clone())
            .collect();
        let mut annotations: Vec<_> = group
            .iter()
            .filter_map(|o| o.extra.as_ref())
            .flat_map(|e| e.annotations.clone())
            .collect();
        annotations.sort();
        annotations.dedup();
        let key = (group[0].contig, allele.position, group[0].alleles.to_string());
        let mut variant = blank(contig, allele);
        variant.part_of = self.parts.get(&key).cloned();
        variant.annotations = annotations;
        variant.callers_run = self.callers_run();
        variant.not_assessed_by = not_assessed_by;
        variant.callers = statements;
        decide(&mut variant, recount);
        variant
    }

    /// The best record of each caller.
    fn statements(&self, group: &[Observation]) -> Vec<CallerStatement> {
        let mut best: BTreeMap<&str, &Observation> = BTreeMap::new();
        for observation in group {
            let Some(source) = self.sources.get(usize::from(observation.file)) else { continue };
            let known = best.entry(source.caller.name()).or_insert(observation);
            if quality(observation, known).is_lt() {
                *known = observation;
            }
        }
        best.into_iter().map(|(caller, o)| statement(caller, o, original(o))).collect()
    }

    fn ways(&self, contig: u16, allele: &Allele) -> impl Iterator<Item = &Vec<Allele>> {
        let is_single = Kind::of(&allele.reference, &allele.alternative) == Kind::Snv;
        let ways = (!is_single).then(|| self.ways.get(&(contig, allele.clone()))).flatten();
        ways.into_iter().flatten()
    }

    /// True when a caller states a part of an allele of several bases as a change of its own: it
    /// does not speak against the whole.
    fn states_part(&self, caller: &str, contig: u16, allele: &Allele) -> bool {
        let is_callers = |part: &Observation| {
            let source = self.sources.get(usize::from(part.file));
            source.is_some_and(|source| source.caller.name() == caller)
        };
        let mut parts = self.ways(contig, allele).flatten();
        parts.any(|part| self.find(contig, part).iter().any(is_callers))
            || haplotype::is_complex(allele)
                && haplotype::overlapping(&self.observations, contig, allele).any(is_callers)
    }

    /// Callers that state every part of an allele of several bases as changes of their own.
    fn parts_statements(
        &self,
        contig: u16,
        allele: &Allele,
        known: &[CallerStatement],
    ) -> Vec<CallerStatement> {
        let mut found: Vec<CallerStatement> = Vec::new();
        for way in self.ways(contig, allele).filter(|way| way.len() > 1) {
            let groups: Vec<&[Observation]> =
                way.iter().map(|part| self.find(contig, part)).collect();
            let is_new = |name: &String, found: &[CallerStatement]| {
                known.iter().chain(found).all(|s| s.caller != *name)
            };
            for name in self.reaches.keys() {
                if is_new(name, &found) {
                    found.extend(self.statement_of_parts(name, way, &groups));
                }
            }
        }
        found
    }

    /// One caller's parts as a statement on the whole: with the fewest reads of them.
    fn statement_of_parts(
        &self,
        caller: &str,
        parts: &[Allele],
        groups: &[&[Observation]],
    ) -> Option<CallerStatement> {
        let of_caller: Vec<CallerStatement> = groups
            .iter()
            .filter_map(|group| self.statements(group).into_iter().find(|s| s.caller == caller))
            .collect();
        if of_caller.len() != parts.len() {
            return None;
        }
        let least = of_caller.iter().min_by_key(|s| s.alternative_depth.unwrap_or(u32::MAX))?;
        let mut filters: Vec<&str> = of_caller.iter().map(|s| s.filter.as_str()).collect();
        filters.sort_unstable();
        filters.dedup();
        let labels: Vec<String> = parts.iter().map(Allele::label).collect();
        Some(CallerStatement {
            filter: filters.join(";"),
            original: Some(labels.join("+")),
            ..least.clone()
        })
    }

    /// Alleles that others are parts of: contig and label, and the most reads stated of them.
    pub fn wholes(&self) -> BTreeMap<(u16, String), u32> {
        let most = |contig: u16, allele: &Allele| {
            self.find(contig, allele).iter().filter_map(|o| o.counts.alternative_depth).max()
        };
        let wholes = self.ways.keys();
        let stated = |(contig, allele): &(u16, Allele)| {
            Some(((*contig, allele.label()), most(*contig, allele)?))
        };
        wholes.filter_map(stated).collect()
    }

    /// Parts, stated or not, with the alleles that they belong to, in genome order.
    pub fn parts(&self) -> BTreeMap<(u16, Allele), Part> {
        let mut found: BTreeMap<(u16, Allele), Part> = BTreeMap::new();
        for ((contig, whole), ways) in &self.ways {
            for way in ways {
                for allele in way {
                    let part = found.entry((*contig, allele.clone()));
                    let part =
                        part.or_insert_with(|| Part { allele: allele.clone(), wholes: Vec::new() });
                    part.wholes.push((whole.clone(), way.clone()));
                }
            }
        }
        found
    }

    /// Substitutions of several bases and complex alleles over the bases, 0-based, to which an
    /// allele may be moved.
    pub fn wholes_over(&self, contig: u16, allele: &Allele, window: Range<u32>) -> Vec<Allele> {
        let is_over = |other: &Allele| {
            let core = Core::new(other);
            let is_several = core.length > 0 && !core.bases.is_empty();
            is_several && core.start < window.end && window.start < core.end()
        };
        let near = haplotype::near(&self.observations, contig, allele);
        let mut found: Vec<Allele> = near
            .iter()
            .filter(|o| o.kind() != Kind::Snv)
            .map(Observation::allele)
            .filter(|other| other != allele && is_over(other))
            .collect();
        found.dedup();
        found
    }

    /// The allele of several bases that a change is a part of.
    pub fn whole_of(&self, contig: u16, allele: &Allele) -> Option<&String> {
        let text = format!("{}>{}", allele.reference, allele.alternative);
        self.parts.get(&(contig, allele.position, text))
    }

    /// True when a file states an allele.
    pub fn contains(&self, contig: u16, allele: &Allele) -> bool {
        !self.find(contig, allele).is_empty()
    }

    fn find(&self, contig: u16, allele: &Allele) -> &[Observation] {
        let text = format!("{}>{}", allele.reference, allele.alternative);
        let wanted = (contig, allele.position, text.as_str());
        let start = self.observations.partition_point(|o| o.key() < wanted);
        let rest = self.observations.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|o| o.key() == wanted).count();
        rest.get(..length).unwrap_or_default()
    }
}

impl Reach {
    fn covers(&self, kind: Kind, contig: &Contig) -> bool {
        self.kinds.contains(&kind) && (self.is_everywhere || self.contigs.contains(contig))
    }
}

/// Puts the better of two records of one caller first.
fn quality(a: &Observation, b: &Observation) -> std::cmp::Ordering {
    let failed = |o: &Observation| !matches!(&*o.filter, "PASS" | ".");
    let depth = |o: &Observation| std::cmp::Reverse(o.counts.alternative_depth);
    (failed(a), depth(a), &a.filter, original(a)).cmp(&(
        failed(b),
        depth(b),
        &b.filter,
        original(b),
    ))
}

fn original(observation: &Observation) -> Option<&String> {
    observation.extra.as_ref().and_then(|extra| extra.original.as_ref())
}

fn statement(
    caller: &str,
    observation: &Observation,
    original: Option<&String>,
) -> CallerStatement {
    CallerStatement {
        caller: caller.to_owned(),
        vaf: observation.counts.vaf,
        depth: observation.counts.depth,
        alternative_depth: observation.counts.alternative_depth,
        filter: observation.filter.to_string(),
        original: original.cloned(),
    }
}

/// A record that nothing is known of yet.
pub fn blank(contig: &Contig, allele: Allele) -> MergedVariant {
    MergedVariant {
        contig: contig.clone(),
        position: allele.position,
        reference: allele.reference,
        alternative: allele.alternative,
        gene: None,
        callers: Vec::new(),
        callers_run: 0,
        not_assessed_by: Vec::new(),
        recount: None,
        depth: None,
        reference_depth: None,
        alternative_depth: None,
        vaf: None,
        vaf_source: String::new(),
        limit_of_detection: None,
        filters: Vec::new(),
        whitelist: None,
        population_frequency: None,
        part_of: None,
        effect: None,
        other_effects: Vec::new(),
        annotations: Vec::new(),
        agreements: Vec::new(),
        disagreements: Vec::new(),
        not_compared: Vec::new(),
        notes: Vec::new(),
    }
}

/// Sets the figures that decide: the reads' where they were counted, else one caller's.
pub fn decide(variant: &mut MergedVariant, recount: Option<Recount>) {
    variant.recount = recount;
    if let Some(counts) = recount.filter(|counts| counts.depth > 0) {
        variant.depth = Some(counts.depth);
        variant.reference_depth = Some(counts.reference);
        variant.alternative_depth = Some(counts.alternative);
        variant.vaf = counts.vaf();
        "reads".clone_into(&mut variant.vaf_source);
    } else {
        let rank = |s: &&CallerStatement| {
            let place = ORDER.iter().position(|name| *name == s.caller).unwrap_or(ORDER.len());
            (s.vaf.is_none(), place)
        };
        if let Some(statement) = variant.callers.iter().min_by_key(rank) {
            variant.depth = statement.depth;
            variant.alternative_depth = statement.alternative_depth;
            variant.reference_depth =
                statement.depth.zip(statement.alternative_depth).map(|(d, a)| d.saturating_sub(a));
            variant.vaf = statement.vaf;
            variant.vaf_source.clone_from(&statement.caller);
        }
        if recount.is_some() {
            variant.notes.push("no read at the site passes the filters".to_owned());
        }
    }
}
