//! From the VCFs and reads of one patient to merged records and their files.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rayon::prelude::*;

use super::inputs::{self, Input};
use super::request::{Request, count, sites};
use super::{hotspots, outside, parts};
use crate::interpret::small_variants;
use crate::io::fasta::Fasta;
use crate::io::{atomic, filenames, variant_reads};
use crate::knowledge::small_variants::SamePatient;
use crate::model::interval::Interval;
use crate::model::merged_variant::{MergedResult, MergedVariant, Recount, StructuralRecord};
use crate::model::patient::VariantFile;
use crate::report::variants_tsv;
use crate::report::variants_vcf::{self, VariantsHeader};
use crate::report::vcf::IndexedWriter;
use crate::variants::filter::{FILTERS, PART_OF_MNV};
use crate::variants::finish::{self, Finisher};
use crate::variants::merge::Merger;
use crate::variants::normalise::{Allele, Key};
use crate::variants::observe::Observation;
use crate::variants::same_patient::Comparison;
use crate::variants::sequence::Sequence;
use crate::variants::together::{self, Together};
use crate::variants::{hotspot, limit};

/// Sites that are prepared at once.
const BATCH: usize = 10_000;
/// Clusters of neighbouring substitutions that are read at once.
const CLUSTERS: usize = 100;

/// What the merge gave.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The records on genes, hotspots and their account.
    pub result: MergedResult,
    /// What was read of each file.
    pub files: Vec<VariantFile>,
    /// Alleles of each file that lie on no gene of the model.
    pub outside_genes: Vec<u64>,
}

/// Merges, counts, finishes and writes; the merged records on genes and the files written.
pub fn run(request: &Request<'_>, out: &Path) -> anyhow::Result<(Merged, Vec<PathBuf>)> {
    let fasta = Fasta::open(request.fasta)?;
    if let Some(own) = fasta.assembly().filter(|own| *own != request.assembly) {
        bail!(
            "reference {} is {own}, but sample {} is on {}: give the reference of its assembly",
            fasta.name(),
            request.sample,
            request.assembly
        );
    }
    let Read { merger, files, outside_genes, structural, open, indels, remarks: remarks_on_files } =
        read(request)?;
    let recounts = recount(request, &merger, &fasta)?;
    let mut finisher = Finisher::new(request.knowledge, request.assembly, &fasta)?;
    let mut remarks = controls(request, &merger, &fasta, &mut finisher)?;
    finisher.wholes = merger.wholes();
    finisher.shown = parts::stated(request, &merger, &fasta)?;
    finisher.open_neighbours = open;
    finisher.open_indels = apart(indels, &merger);
    let hotspots = hotspots::look(request, &merger, &mut finisher, &fasta)?;
    remarks.extend(hotspots.remarks);
    remarks.extend(remarks_on_files);
    let head = variants_vcf::header(&header(request, &merger, &fasta));
    let records = interleaved(merger.merged(&recounts), hotspots.unstated);
    let (kept, mut written) = write(request, out, &head, records, (&fasta, &finisher))?;
    remarks.extend(kept.same_patient.remarks(&request.knowledge.small_variants.same_patient));
    let known = &request.knowledge.small_variants;
    let results = hotspot::results(
        &known.hotspots,
        request.assembly,
        &hotspots.counted,
        &kept.variants,
        &known.filters,
    );
    let result = MergedResult {
        alleles: kept.alleles,
        not_listed: kept.not_listed,
        unlisted_on_genes: kept.unlisted_on_genes,
        mean_depth: request.mean_depth,
        variants: kept.variants,
        hotspots: results,
        structural,
        detection: Some(limit::rule(&known.filters)),
        remarks,
        unreadable: finisher.unreadable(),
        conclusions: None,
    };
    let path = out.join(filenames::hotspots_tsv(request.sample));
    let text = variants_tsv::hotspots(request.sample, &result.hotspots);
    atomic::write(&path, text.as_bytes())?;
    written.push(path);
    Ok((Merged { result, files, outside_genes }, written))
}

/// Writes VCF, its index, TSV and MAF in one pass, so that no record has to be kept for the next.
fn write(
    request: &Request<'_>,
    out: &Path,
    head: &str,
    records: impl Iterator<Item = (u16, MergedVariant)>,
    (fasta, finisher): (&Fasta, &Finisher<'_>),
) -> anyhow::Result<(Kept, Vec<PathBuf>)> {
    let of = |name: String| out.join(name);
    let sample = request.sample;
    let path = of(filenames::variants_vcf(sample));
    let [tsv_path, maf_path] =
        [filenames::variants_tsv(sample), filenames::variants_maf(sample)].map(of);
    let mut kept = Kept::default();
    let mut index = Vec::new();
    let all = |vcf: &mut dyn Write, tsv: &mut dyn Write, maf: &mut dyn Write| {
        let mut writer = IndexedWriter::new(vcf);
        for line in head.split_inclusive('\n') {
            writer.line(line.as_bytes())?;
        }
        tsv.write_all(variants_tsv::head().as_bytes())?;
        maf.write_all(variants_tsv::maf_head().as_bytes())?;
        for (contig, mut variant) in records {
            finisher.finish(fasta, contig, &mut variant).map_err(io::Error::other)?;
            let name = fasta.contigs().name(contig);
            writer.line(variants_vcf::record(name, &variant).as_bytes())?;
            if variant.gene.is_some() {
                tsv.write_all(variants_tsv::line(sample, &variant, name).as_bytes())?;
                // What loads a MAF looks at no filter.
                let passing = Some(&variant).filter(|variant| variant.passes());
                let build = request.assembly.name();
                let line = passing.and_then(|v| variants_tsv::maf_line(sample, build, v));
                maf.write_all(line.unwrap_or_default().as_bytes())?;
            }
            kept.take(variant, &request.knowledge.small_variants.same_patient);
        }
        index = writer.finish()?.1;
        Ok(())
    };
    atomic::write_with(&path, |vcf| {
        atomic::write_with(&tsv_path, |tsv| {
            atomic::write_with(&maf_path, |maf| all(vcf, tsv, maf)).map_err(io::Error::other)
        })
        .map_err(io::Error::other)
    })?;
    let index_path = of(format!("{}.tbi", filenames::variants_vcf(sample)));
    atomic::write(&index_path, &index)?;
    Ok((kept, vec![path, index_path, tsv_path, maf_path]))
}

/// Most records that are kept for the conclusions besides hotspots: a patient has tens.
const MOST_KEPT: usize = 2_000;
/// Most records that fail a filter and are listed all the same.
const MOST_FILTERED: usize = 200;

/// The records that conclusions are drawn from.
#[derive(Default)]
struct Kept {
    alleles: u64,
    not_listed: u64,
    unlisted_on_genes: u64,
    telling: usize,
    filtered: usize,
    variants: Vec<MergedVariant>,
    /// Whether the reads hold what the callers state.
    same_patient: Comparison,
}

impl Kept {
    fn take(&mut self, variant: MergedVariant, borders: &SamePatient) {
        self.alleles += 1;
        self.same_patient.take(&variant, borders);
        if variant.gene.is_none() {
            return;
        }
        if !small_variants::is_listed(&variant) {
            self.unlisted_on_genes += 1;
            return;
        }
        let is_telling = small_variants::is_telling(&variant);
        let (kept, most) = if is_telling {
            (&mut self.telling, MOST_KEPT)
        } else {
            (&mut self.filtered, MOST_FILTERED)
        };
        if *kept < most || variant.whitelist.is_some() {
            *kept += 1;
            self.variants.push(variant);
        } else {
            self.not_listed += 1;
        }
    }
}

struct Read {
    merger: Merger,
    files: Vec<VariantFile>,
    outside_genes: Vec<u64>,
    structural: Vec<StructuralRecord>,
    /// Neighbours that may lie on one allele or on two.
    open: BTreeMap<Key, Vec<Allele>>,
    /// Substitutions beside insertions and deletions, and the reverse.
    indels: BTreeMap<Key, Vec<Allele>>,
    /// What is said of the files.
    remarks: Vec<String>,
}

/// Reads every file in the order of caller and checksum, so that the order of arguments changes
/// nothing.
fn read(request: &Request<'_>) -> anyhow::Result<Read> {
    let mut inputs: Vec<&Input> = request.inputs.iter().collect();
    inputs
        .sort_by_key(|input| (input.source.caller.name().to_owned(), input.source.sha256.clone()));
    if let Some([a, b]) =
        inputs.array_windows::<2>().find(|[a, b]| a.source.sha256 == b.source.sha256)
    {
        bail!("{} and {} are the same file: give it once", a.path.display(), b.path.display());
    }
    let contents = inputs
        .par_iter()
        .enumerate()
        .map(|(number, input)| {
            let fasta = Fasta::open(request.fasta)?;
            let number = u16::try_from(number).context("too many VCFs")?;
            inputs::read(input, number, &fasta)
                .with_context(|| format!("sample {}", request.sample))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let fasta = Fasta::open(request.fasta)?;
    let spans = spans(request, &fasta);
    let mut sources = Vec::new();
    let mut outside_genes = Vec::new();
    let mut files = Vec::new();
    let mut observations = Vec::new();
    let mut structural: Vec<StructuralRecord> = Vec::new();
    let mut remarks = Vec::new();
    for (input, content) in inputs.iter().zip(contents) {
        let mut source = input.source.clone();
        source.kinds = inputs::kinds(&content);
        sources.push(source);
        files.push(inputs::account(input, &content));
        remarks.extend(content.is_without_end.then(|| {
            format!(
                "{}: its last line has no end: if the file was cut in transfer, the last value is \
                 not the whole one; fetch it again",
                input.source.file
            )
        }));
        let is_outside = |o: &&Observation| !is_on_gene(&spans, o);
        outside_genes.push(content.observations.iter().filter(is_outside).count() as u64);
        // The rest is counted by reason.
        let genes = request.knowledge.genes.spans(request.assembly);
        structural.extend(content.structural.into_iter().filter(|r| is_on_genes(&genes, r)));
        observations.extend(content.observations);
    }
    structural.sort();
    structural.dedup();
    observations.sort_unstable_by(|a, b| (a.key(), a.file).cmp(&(b.key(), b.file)));
    let indels = together::beside_indels(&observations, &request.knowledge.small_variants.filters);
    let Together { joined, open } = together(request, &observations, &fasta)?;
    observations.extend(joined);
    let merger = Merger::new(sources, observations, &fasta)?;
    Ok(Read { merger, files, outside_genes, structural, open, indels, remarks })
}

/// Neighbours that are told alone: a part of a record of several bases is told there.
fn apart(
    mut neighbours: BTreeMap<Key, Vec<Allele>>,
    merger: &Merger,
) -> BTreeMap<Key, Vec<Allele>> {
    neighbours.retain(|(contig, ..), others| {
        others.retain(|other| merger.whole_of(*contig, other).is_none());
        !others.is_empty()
    });
    neighbours
}

/// Gives the finisher what files of others know, and says which of them know nothing.
fn controls(
    request: &Request<'_>,
    merger: &Merger,
    fasta: &Fasta,
    finisher: &mut Finisher<'_>,
) -> anyhow::Result<Vec<String>> {
    finisher.has_controls = merger.sources().iter().any(|source| source.has_normal);
    let near = request.knowledge.small_variants.filters.population_near;
    let mut remarks = Vec::new();
    if let Some(path) = request.population {
        let population = outside::population(path, merger, fasta, near)?;
        remarks.extend(population.reach.remark("the population file", path));
        finisher.population = population.frequencies;
        finisher.covered.extend(population.reach.covered);
    }
    if let Some(path) = request.panel_of_normals {
        let panel = outside::panel_of_normals(path, merger, fasta, near)?;
        remarks.extend(panel.reach.remark("the panel of normals", path));
        finisher.panel_of_normals = panel.alleles;
        finisher.covered.extend(panel.reach.covered);
    }
    Ok(remarks)
}

/// Neighbouring substitutions that the reads show on one allele, and those that nothing decides.
fn together(
    request: &Request<'_>,
    observations: &[Observation],
    fasta: &Fasta,
) -> anyhow::Result<Together> {
    let clusters = together::clusters(observations);
    let mut found = Together::default();
    let borders = &request.knowledge.small_variants.filters;
    // Files of many thousands of neighbours are read in parts: each holds its molecules.
    for group in clusters.chunks(CLUSTERS) {
        let sites: Vec<(u16, Allele)> = group.iter().flatten().cloned().collect();
        let carriers = match request.alignment {
            Some(alignment) => {
                let sites = self::sites(fasta, &sites)?;
                let reference = Some(request.fasta);
                variant_reads::carriers(alignment, reference, &sites, request.filters)?
            }
            None => Vec::new(),
        };
        let mut rest = carriers.as_slice();
        for cluster in group {
            let (own, others) = rest.split_at(cluster.len().min(rest.len()));
            rest = others;
            found.judge(fasta, observations, cluster, own, borders)?;
        }
    }
    Ok(found)
}

/// Genes of the model on the reference: contig, first and one past the last base, 0-based.
fn spans(request: &Request<'_>, fasta: &Fasta) -> Vec<(u16, u32, u32)> {
    let spans = finish::spans(request.knowledge, request.assembly);
    let on_reference = spans
        .iter()
        .filter_map(|(_, span)| Some((fasta.contigs().index(&span.contig)?, span.start, span.end)));
    on_reference.collect()
}

fn is_on_gene(spans: &[(u16, u32, u32)], observation: &Observation) -> bool {
    let start = observation.position.saturating_sub(1);
    let length = u32::try_from(observation.bases().0.len()).unwrap_or(u32::MAX);
    let end = start.saturating_add(length);
    spans.iter().any(|span| span.0 == observation.contig && span.1 < end && start < span.2)
}

/// True when a structural record reaches a gene.
fn is_on_genes(genes: &[(String, Interval)], record: &StructuralRecord) -> bool {
    let start = record.position.saturating_sub(1);
    let end = record.end.unwrap_or(record.position).max(record.position);
    let place = Interval::new(record.contig.clone(), start, end);
    genes.iter().any(|(_, gene)| gene.overlap(&place) > 0)
}

fn recount(request: &Request<'_>, merger: &Merger, fasta: &Fasta) -> anyhow::Result<Vec<Recount>> {
    let Some(alignment) = request.alignment else { return Ok(Vec::new()) };
    let mut counts = Vec::new();
    let mut alleles = merger.alleles().peekable();
    while alleles.peek().is_some() {
        let batch: Vec<(u16, Allele)> = alleles.by_ref().take(BATCH).collect();
        counts.extend(count(request, alignment, fasta, &batch)?);
    }
    Ok(counts)
}

/// Two lists in genome order as one.
fn interleaved(
    stated: impl Iterator<Item = (u16, MergedVariant)>,
    unstated: Vec<(u16, MergedVariant)>,
) -> impl Iterator<Item = (u16, MergedVariant)> {
    let mut stated = stated.peekable();
    let mut unstated = unstated.into_iter().peekable();
    std::iter::from_fn(move || {
        let first_is_unstated = match (stated.peek(), unstated.peek()) {
            (Some((a_contig, a)), Some((b_contig, b))) => {
                (b_contig, b.position) < (a_contig, a.position)
            }
            (None, Some(_)) => true,
            _ => false,
        };
        if first_is_unstated { unstated.next() } else { stated.next() }
    })
}

fn header(request: &Request<'_>, merger: &Merger, fasta: &Fasta) -> VariantsHeader {
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let inputs = merger.sources().iter().enumerate().map(|(number, source)| {
        vec![
            pair("ID", &format!("input{}", number + 1)),
            pair("Caller", source.caller.name()),
            pair("Version", &source.version),
            pair("File", &source.file),
            pair("Sample", &source.column),
            pair("SHA256", &source.sha256),
        ]
    });
    let borders = &request.knowledge.small_variants.filters;
    let mut options = vec![
        format!("min-mapq={}", request.filters.min_mapq),
        format!("min-baseq={}", request.filters.min_baseq),
        format!("min-depth={}", borders.min_depth),
        format!("min-vaf={}", borders.min_vaf),
        format!("min-alternative={}", borders.min_alternative),
    ];
    let file = |path: &Path| filenames::file_name(path);
    options.extend(request.alignment.map(|a| format!("alignment={}", file(a.path()))));
    options.extend(request.population.map(|path| format!("population={}", file(path))));
    options.extend(request.panel_of_normals.map(|path| format!("panel-of-normals={}", file(path))));
    options.extend(request.mean_depth.map(|depth| format!("mean-depth-on-target={depth:.1}")));
    let owned = |(id, text): (&str, &str)| (id.to_owned(), text.to_owned());
    VariantsHeader {
        command: command(request, merger, fasta),
        sample: request.sample.to_owned(),
        reference: fasta.name().to_owned(),
        contigs: fasta.contigs().iter().map(|(name, length)| (name.to_owned(), length)).collect(),
        filters: FILTERS.into_iter().chain([PART_OF_MNV]).map(owned).collect(),
        options,
        inputs: inputs.collect(),
    }
}

/// The command that gives this file again: names of files without their folders, the VCFs in the
/// order in which they are read.
fn command(request: &Request<'_>, merger: &Merger, fasta: &Fasta) -> String {
    let mut words = vec!["ikaros variants".to_owned(), format!("--sample {}", request.sample)];
    words.push(format!("--fasta {}", fasta.name()));
    let file = |path: &Path| filenames::file_name(path);
    words.extend(request.alignment.map(|a| format!("--bam {}", file(a.path()))));
    words.push(format!("--min-mapq {}", request.filters.min_mapq));
    words.push(format!("--min-baseq {}", request.filters.min_baseq));
    words.extend(request.population.map(|path| format!("--population {}", file(path))));
    words.extend(request.panel_of_normals.map(|path| format!("--panel-of-normals {}", file(path))));
    let mut named: Vec<String> = request
        .inputs
        .iter()
        .filter_map(|input| {
            Some(format!("--caller {}={}", input.source.file, input.named.as_ref()?))
        })
        .collect();
    named.sort();
    words.extend(named);
    words.extend(merger.sources().iter().map(|source| source.file.clone()));
    words.join(" ")
}
