//! `PATIENT.report.html`: one self-contained page for reading, printing and signing.
//!
//! The template holds the words and the layout; here each part of the result becomes the strings
//! that it shows. Every string is escaped by the template engine. The page needs no script and no
//! network, and says so to the browser with a content policy.

mod conclusions;
mod events;
mod genes;
mod quality;

use askama::Template;

use crate::model::calls::Severity;
use crate::model::patient::{PatientResult, Provenance};
use crate::model::sample::{Role, Sex};

use super::{svg, words};
use conclusions::{Fact, Ikzf1, Preset};
use events::Event;
use genes::GeneRow;
use quality::{Figure, VariantRow};

/// The page could not be made.
#[derive(Debug, thiserror::Error)]
#[error("sample {sample}: the HTML report cannot be made: {source}")]
pub struct HtmlError {
    /// The sample.
    pub sample: String,
    /// What the template engine said.
    #[source]
    pub source: askama::Error,
}

/// The page as UTF-8 HTML.
pub fn render(result: &PatientResult) -> Result<Vec<u8>, HtmlError> {
    let page = Page::new(result).render();
    page.map(String::into_bytes)
        .map_err(|source| HtmlError { sample: result.calls.sample.name.clone(), source })
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    result: &'a PatientResult,
    /// The sample's name as the inside of a CSS string, for the foot of each printed page.
    name_in_css: String,
    header: Vec<Fact>,
    failures: Vec<&'a str>,
    glance: Vec<Fact>,
    ikzf1: Ikzf1,
    events: Vec<Event>,
    ikzf1plus: Vec<Preset>,
    ukall_cna: Vec<Preset>,
    loci: Vec<Fact>,
    par1: Vec<Fact>,
    par1_genes: Vec<Fact>,
    erg: Fact,
    variants: Vec<VariantRow>,
    genes: Vec<GeneRow>,
    plots: Vec<svg::Plot>,
    borders: [String; 2],
    mlpa_needs: [String; 3],
    quality: Vec<Figure>,
    normals: Vec<Figure>,
    competing: String,
    limits: Vec<Figure>,
}

impl<'a> Page<'a> {
    fn new(result: &'a PatientResult) -> Self {
        let calls = &result.calls;
        let conclusions = &result.interpretation;
        let borders = mlpa_borders(&result.provenance);
        Self {
            name_in_css: css_string(&calls.sample.name),
            header: header(result),
            failures: calls
                .flags
                .iter()
                .filter(|flag| flag.severity == Severity::Fail)
                .map(|flag| flag.message.as_str())
                .collect(),
            glance: conclusions::glance(result),
            ikzf1: Ikzf1::new(result),
            events: events::events(calls),
            ikzf1plus: conclusions::ikzf1plus(conclusions),
            ukall_cna: conclusions::ukall_cna(conclusions),
            loci: conclusions.loci.iter().map(Fact::locus).collect(),
            par1: conclusions::par1(result),
            par1_genes: conclusions.par1.genes.iter().map(Fact::locus).collect(),
            erg: Fact::locus(&conclusions.erg),
            variants: quality::variants(result),
            genes: calls.genes.iter().map(GeneRow::new).collect(),
            plots: calls.genes.iter().map(|gene| svg::plot(gene, borders)).collect(),
            borders: [borders.0, borders.1].map(|border| super::cell::number(border, 2)),
            mlpa_needs: mlpa_needs(borders),
            quality: quality::reads(calls),
            normals: quality::normals(calls),
            competing: quality::competing(calls),
            limits: genes::limits(result),
            result,
        }
    }
}

/// Text as the inside of a CSS string: everything but ASCII letters and digits as `\hex `, which can
/// end neither the string nor the style element.
fn css_string(text: &str) -> String {
    use std::fmt::Write;
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            escaped.push(c);
        } else {
            let _ = write!(escaped, "\\{:x} ", u32::from(c));
        }
    }
    escaped
}

/// Who the sample is, for the head of the page.
fn header(result: &PatientResult) -> Vec<Fact> {
    let calls = &result.calls;
    let sample = &calls.sample;
    let sex = match (sample.sex_stated, sample.sex_observed) {
        (Sex::Unknown, Sex::Unknown) => "not stated, not seen in the data".to_owned(),
        (Sex::Unknown, seen) => format!("{} (from the data; not stated)", words::sex(seen)),
        (stated, Sex::Unknown) => format!("{} (stated; the data cannot tell)", words::sex(stated)),
        (stated, seen) if stated == seen => format!("{} (stated and seen)", words::sex(stated)),
        (stated, seen) => {
            format!(
                "{} stated, but {} seen: check the identity",
                words::sex(stated),
                words::sex(seen)
            )
        }
    };
    let clash = sample.sex_stated != Sex::Unknown
        && sample.sex_observed != Sex::Unknown
        && sample.sex_stated != sample.sex_observed;
    let blasts = match sample.blast_percent {
        Some(percentage) => format!("{} (stated by the laboratory)", words::percentage(percentage)),
        None => "not stated".to_owned(),
    };
    let purity = match calls.purity {
        Some(purity) => format!("{} (from the events)", words::percent_interval(purity)),
        None if sample.role == Role::Normal => "no event to estimate it from".to_owned(),
        None => "not estimable: no event".to_owned(),
    };
    vec![
        Fact::new("Sample", &sample.name),
        Fact::new("Role", words::role(sample.role)),
        Fact::marked("Sex", &sex, if clash { "hit" } else { "" }),
        Fact::new("Blasts", &blasts),
        Fact::new("Leukaemic cells", &purity),
        Fact::new("Reference", calls.assembly.name()),
    ]
}

/// MLPA's borders for deletion and duplication: from the options that made the result, else 0.75
/// and 1.3.
fn mlpa_borders(provenance: &Provenance) -> (f64, f64) {
    let option = |name: &str, default: f64| {
        let value = |option: &String| option.strip_prefix(name)?.strip_prefix('=')?.parse().ok();
        let found: Option<f64> = provenance.options.iter().find_map(value);
        found.filter(|border| border.is_finite()).unwrap_or(default)
    };
    (option("mlpa_deletion", 0.75), option("mlpa_duplication", 1.3))
}

/// Fraction of the cells that MLPA needs at these borders: heterozygous deletion (ratio 1 - f/2),
/// homozygous deletion (1 - f), one more copy (1 + f/2).
fn mlpa_needs((deletion, duplication): (f64, f64)) -> [String; 3] {
    [2.0 * (1.0 - deletion), 1.0 - deletion, 2.0 * (duplication - 1.0)].map(words::percent)
}
