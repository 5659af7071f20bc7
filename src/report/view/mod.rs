//! What a report says, as finished strings, whatever prints it.
//!
//! A page or a typeset document takes everything it shows from here and from the texts of its
//! language: nothing but layout is left to it.

// The fields are named for what they hold.
#![allow(missing_docs)]

mod alleles;
mod conclusions;
mod events;
mod genes;
mod header;
mod phrase;
mod quality;
mod sentences;
mod variants;

use super::svg::{self, Drawing};
use super::text::Texts;
use crate::model::calls::{GeneCall, QcFlag, SampleCalls, Severity};
use crate::model::language::Language;
use crate::model::patient::{InputFile, PatientResult, RuleSource, UkallCnaResult};

pub use conclusions::{Ikzf1, Preset};
pub use events::Event;
pub use genes::GeneRow;
pub use phrase::{Fact, Phrase};
pub use quality::{Flag, junction};
pub use variants::VariantRow;

/// A report in one language.
pub struct View<'a> {
    pub t: &'static Texts,
    /// The result itself, for names, digests and counts that need no words.
    pub result: &'a PatientResult,
    pub header: Vec<Fact>,
    /// Why the result should not be used; empty when it may be.
    pub failures: Vec<Phrase>,
    pub headline: Vec<Phrase>,
    pub glance: Vec<Fact>,
    pub ikzf1: Ikzf1,
    pub events: Vec<Event>,
    pub ikzf1plus: Vec<Preset>,
    pub ukall_cna: Vec<Preset>,
    pub loci: Vec<Fact>,
    pub par1: Vec<Fact>,
    pub par1_genes: Vec<Fact>,
    pub erg: Fact,
    /// What was not assessed, with the reason.
    pub not_assessed: Vec<Fact>,
    pub variants: Vec<VariantRow>,
    pub variant_files: Vec<String>,
    /// True when the callers' records were merged and judged.
    pub merged: bool,
    pub variants_note: String,
    /// What paper leaves out of the small variants; empty when nothing.
    pub variants_on_paper: String,
    pub hotspots: Vec<Phrase>,
    pub genes: Vec<GeneRow>,
    pub plots: Vec<svg::exons::Plot>,
    /// IKZF1 as a protein.
    pub ikzf1_plot: Option<Drawing>,
    /// Whole chromosomes; absent when they were not assessed.
    pub chromosomes: Option<Drawing>,
    /// The aneuploidy line in words.
    pub aneuploidy: String,
    pub vaf_plot: Option<Drawing>,
    pub plot_legend: String,
    pub flags: Vec<Flag>,
    pub reads: Vec<Fact>,
    pub normals: Vec<Fact>,
    pub competing: String,
    pub method: String,
    pub method_mlpa: String,
    pub limits: Vec<Fact>,
    /// Rule files: where each has its facts from.
    pub rules: Vec<Source<'a>>,
    /// Input files: what each is.
    pub inputs: Vec<Input<'a>>,
    /// Rule files with version and short digest: paper has no room for their table.
    pub rules_on_paper: String,
    /// Input files with short digest, likewise.
    pub inputs_on_paper: String,
}

impl<'a> View<'a> {
    /// The report of a result.
    pub fn new(result: &'a PatientResult, language: Language) -> Self {
        let t = Texts::of(language);
        let calls = &result.calls;
        let conclusions = &result.interpretation;
        let borders = header::mlpa_borders(&result.provenance);
        let flags = quality::flags(t, calls);
        let mut variants = variants::rows(t, result);
        let variants_on_paper = variants::left_to_the_screen(t, result, &mut variants);
        let failed = calls.flags.iter().zip(&flags).filter(|(f, _)| f.severity == Severity::Fail);
        Self {
            t,
            result,
            header: header::header(t, result),
            failures: failed.map(|(_, flag)| flag.finding.clone()).collect(),
            headline: sentences::headline::phrases(t, result),
            glance: conclusions::glance(t, result),
            ikzf1: Ikzf1::new(t, result),
            events: events::events(t, calls),
            ikzf1plus: conclusions::ikzf1plus(t, result),
            ukall_cna: conclusions::ukall_cna(t, result),
            loci: conclusions.loci.iter().map(|l| conclusions::locus(t, result, l)).collect(),
            par1: conclusions::par1(t, result),
            par1_genes: conclusions
                .par1
                .genes
                .iter()
                .map(|l| conclusions::locus(t, result, l))
                .collect(),
            erg: conclusions::locus(t, result, &conclusions.erg),
            not_assessed: header::not_assessed(t, result),
            variants_on_paper,
            variants,
            variant_files: variants::files(t, result),
            merged: result.merged.is_some(),
            variants_note: variants::note(t, result),
            hotspots: variants::hotspots(t, result),
            genes: calls.genes.iter().map(|gene| GeneRow::new(t, calls, gene)).collect(),
            plots: calls
                .genes
                .iter()
                .map(|gene| svg::exons::plot(t, calls, gene, borders))
                .collect(),
            ikzf1_plot: svg::ikzf1::plot(t, result),
            chromosomes: svg::chromosomes::plot(t, calls),
            aneuploidy: quality::aneuploidy(t, calls),
            vaf_plot: svg::vaf::plot(t, result),
            plot_legend: header::plot_legend(t, borders),
            flags,
            reads: quality::reads(t, calls),
            normals: quality::normals(t, calls),
            competing: quality::competing(t, calls),
            method: header::method(t, result),
            method_mlpa: header::method_mlpa(t, borders),
            limits: genes::limits(t, result),
            rules: conclusions.rules.iter().map(|file| Source::new(t, file)).collect(),
            inputs: result.provenance.inputs.iter().map(|file| Input::new(t, file)).collect(),
            rules_on_paper: rules_on_paper(result),
            inputs_on_paper: inputs_on_paper(result),
        }
    }

    /// That the plots show an exon of which a deletion is neither called nor excluded.
    pub fn has_open_exon(&self) -> bool {
        self.plots.iter().flat_map(|plot| &plot.exons).any(|exon| exon.open)
    }

    /// That the table of small variants stands on the screen alone.
    pub fn no_variant_on_paper(&self) -> bool {
        !self.variants.iter().any(|variant| variant.on_paper)
    }
}

/// A rule file with its source in the report's language.
pub struct Source<'a> {
    pub file: &'a RuleSource,
    pub citation: Phrase,
}

impl<'a> Source<'a> {
    fn new(t: &Texts, file: &'a RuleSource) -> Self {
        let citation = sentences::form::word(t, "source-of", &file.name, &file.citation);
        Self { file, citation }
    }
}

/// An input file with its kind in the report's language.
pub struct Input<'a> {
    pub file: &'a InputFile,
    pub kind: Phrase,
}

impl<'a> Input<'a> {
    fn new(t: &Texts, file: &'a InputFile) -> Self {
        let kind = t.word("input-kind", &file.kind);
        Self { file, kind: kind.map_or_else(|| Phrase::english(t, &file.kind), Phrase::from) }
    }
}

/// What a quality flag says.
pub fn flag(t: &Texts, calls: &SampleCalls, flag: &QcFlag) -> Phrase {
    sentences::flags::phrase(t, calls, flag)
}

/// Why a sample of a run has no result.
pub fn failure(t: &Texts, said: &str) -> Phrase {
    sentences::failures::phrase(t, said)
}

/// The class of a UKALL-CNA preset, with the probable deletions that it rests on.
pub fn ukall_cna(t: &Texts, preset: &UkallCnaResult) -> String {
    sentences::labels::ukall_cna(t, preset)
}

/// A hotspot by its name in the report's language.
pub fn hotspot(t: &Texts, label: &str) -> String {
    sentences::rules::hotspot_label(t, label)
}

/// Why an exon of a gene was not assessed.
pub fn reason(t: &Texts, calls: &SampleCalls, gene: &GeneCall, said: &str) -> String {
    sentences::reasons::phrase(t, calls, Some(gene), said).text
}

/// What could have been found of a gene, for the caption of its plot.
pub fn limits(t: &Texts, gene: &GeneCall) -> String {
    genes::caption(t, gene)
}

/// `genes.tsv 1.0 (245f2c2e15fa), ...`.
fn rules_on_paper(result: &PatientResult) -> String {
    let one =
        |rule: &RuleSource| format!("{} {} ({})", rule.name, rule.version, short(&rule.digest));
    result.interpretation.rules.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// `P1.bam, panel.bed (6c76af3d6deb), ...`.
fn inputs_on_paper(result: &PatientResult) -> String {
    let one = |input: &InputFile| match &input.sha256 {
        Some(digest) => format!("{} ({})", input.file, short(digest)),
        None => input.file.clone(),
    };
    result.provenance.inputs.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A digest in the digits that paper shows, and the rest.
pub fn digest(digest: &str) -> (&str, &str) {
    digest.split_at_checked(SHORT_DIGEST).unwrap_or((digest, ""))
}

/// The first digits of a digest: enough to tell two files apart.
fn short(digest: &str) -> String {
    digest.chars().take(SHORT_DIGEST).collect()
}

const SHORT_DIGEST: usize = 12;
