//! Every form in which a result is written: one table for `ikaros run` and `ikaros report`.

use crate::model::language::Language;
use crate::model::patient::PatientResult;

use super::form::{File, FormError, Run};
use super::{cbioportal, cnvkit, exons_tsv, fhir, html, multiqc, seg, vcf};

/// What follows the sample's name in the name of its page.
pub const PAGE: &str = ".report.html";

/// How a form is made.
#[derive(Clone, Copy)]
pub enum Writer {
    /// The result itself, which is always written.
    Result,
    /// Files of one patient; names are what follows the sample's name.
    Patient(fn(&PatientResult, Language) -> Result<Vec<File>, FormError>),
    /// Files over all patients; names are paths in the folder of the run.
    Run(fn(&Run<'_>) -> Result<Vec<File>, FormError>),
}

/// A form.
#[derive(Clone, Copy)]
pub struct Form {
    /// Its name on the command line.
    pub name: &'static str,
    /// Written when nothing is asked for.
    pub is_default: bool,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// How it is made.
    pub writer: Writer,
}

/// All forms. Those of the default come first.
pub const FORMS: &[Form] = &[
    Form {
        name: "json",
        is_default: true,
        about: "the result, from which all others are made; always written",
        writer: Writer::Result,
    },
    Form {
        name: "tsv",
        is_default: true,
        about: "one row per exon",
        writer: Writer::Patient(|result, _| Ok(one(".exons.tsv", exons_tsv::render(result)))),
    },
    Form {
        name: "vcf",
        is_default: true,
        about: "deletions and gains, compressed and indexed",
        writer: Writer::Patient(events),
    },
    Form {
        name: "html",
        is_default: true,
        about: "the report for reading",
        writer: Writer::Patient(|result, language| {
            Ok(one(PAGE, html::render_in(result, language)?))
        }),
    },
    Form {
        name: "seg",
        is_default: false,
        about: "segments for IGV and GISTIC",
        writer: Writer::Patient(|result, _| Ok(one(".seg", seg::render(result)))),
    },
    Form {
        name: "cnr",
        is_default: false,
        about: "ratio per exon in CNVkit's columns",
        writer: Writer::Patient(|result, _| Ok(one(".cnr", cnvkit::cnr(result)))),
    },
    Form {
        name: "cns",
        is_default: false,
        about: "segments in CNVkit's columns",
        writer: Writer::Patient(|result, _| Ok(one(".cns", cnvkit::cns(result)))),
    },
    Form {
        name: "fhir",
        is_default: false,
        about: "HL7 FHIR R4 bundle after the Genomics Reporting guide",
        writer: Writer::Patient(|result, _| Ok(one(".fhir.json", fhir::render(result)?))),
    },
    Form {
        name: "multiqc",
        is_default: false,
        about: "the run for MultiQC",
        writer: Writer::Run(multiqc::files),
    },
    Form {
        name: "cbioportal",
        is_default: false,
        about: "the run as a study for cBioPortal",
        writer: Writer::Run(cbioportal::files),
    },
];

/// What is to be written.
#[derive(Clone)]
pub struct Wanted {
    /// The forms, in the order of the table.
    pub forms: Vec<Form>,
    /// Language of what is for reading.
    pub language: Language,
}

/// The forms of these names, in the order of the table, each once; without names the default.
pub fn choose(names: &[String], language: Language) -> Result<Wanted, FormError> {
    let is_known = |name: &String| FORMS.iter().any(|form| form.name == name);
    if let Some(name) = names.iter().find(|name| !is_known(name)) {
        let known = FORMS.iter().map(|form| form.name).collect::<Vec<_>>().join(", ");
        return Err(FormError::Unknown { name: name.clone(), known });
    }
    let is_chosen = |form: &Form| match names {
        [] => form.is_default,
        names => names.iter().any(|name| name == form.name),
    };
    Ok(Wanted { forms: FORMS.iter().copied().filter(is_chosen).collect(), language })
}

/// The files of one patient in these forms, but for the result itself.
pub fn of_patient(wanted: &Wanted, result: &PatientResult) -> Result<Vec<File>, FormError> {
    let mut files = Vec::new();
    for form in &wanted.forms {
        if let Writer::Patient(write) = form.writer {
            files.extend(write(result, wanted.language)?);
        }
    }
    Ok(files)
}

/// The files over all patients in these forms.
pub fn of_run(wanted: &Wanted, run: &Run<'_>) -> Result<Vec<File>, FormError> {
    let mut files = Vec::new();
    for form in &wanted.forms {
        if let Writer::Run(write) = form.writer {
            files.extend(write(run)?);
        }
    }
    Ok(files)
}

/// True when one of the forms is made over all patients.
pub fn wants_run(wanted: &Wanted) -> bool {
    wanted.forms.iter().any(|form| matches!(form.writer, Writer::Run(_)))
}

fn one(suffix: &str, bytes: Vec<u8>) -> Vec<File> {
    vec![(suffix.to_owned(), bytes)]
}

fn events(result: &PatientResult, _: Language) -> Result<Vec<File>, FormError> {
    let (events, index) = vcf::compress_and_index(&vcf::render(result))?;
    // The index after the VCF: one that is older than its file is taken for stale.
    Ok(vec![(".cnv.vcf.gz".to_owned(), events), (".cnv.vcf.gz.tbi".to_owned(), index)])
}
