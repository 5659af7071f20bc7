//! The VCFs of one patient: caller, column and assembly decided before a record is read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::commands::exit::UsageError;
use crate::io::fasta::Fasta;
use crate::io::vcf_lines::VcfLines;
use crate::io::{digest, filenames};
use crate::model::contig::Contig;
use crate::model::merged_variant::Kind;
use crate::model::patient::{Count, VariantFile};
use crate::variants::bind::{self, SampleNames, Stated};
use crate::variants::caller::Caller;
use crate::variants::counts::CountFields;
use crate::variants::header::VcfHeader;
use crate::variants::merge::Source;
use crate::variants::observe::{FileContent, LineReader, ObserveError, join_phased};

/// A caller that the user names, with the fields of a generic one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedCaller {
    /// The caller.
    pub caller: Caller,
    /// FORMAT fields of a generic caller.
    pub fields: Option<CountFields>,
    /// As the user wrote it.
    pub text: String,
}

/// Reads `FILE=CALLER` options into file name -> caller.
pub fn named_callers(options: &[String]) -> anyhow::Result<BTreeMap<String, NamedCaller>> {
    let mut named = BTreeMap::new();
    for option in options {
        let Some((file, text)) = option.rsplit_once('=') else {
            bail!("--caller {option}: write FILE=CALLER");
        };
        let caller = match text.strip_prefix("generic:") {
            Some(rest) => generic(rest)
                .with_context(|| format!("--caller {option}: write FILE=generic:NAME:AF,AD,DP"))?,
            None => NamedCaller {
                caller: Caller::named(text).with_context(|| {
                    format!(
                        "--caller {option}: '{text}' is none of mutect2, vardict, freebayes, \
                         strelka2, lofreq, varscan2, pisces, dragen, manta, delly, \
                         generic:NAME:AF,AD,DP"
                    )
                })?,
                fields: None,
                text: text.to_owned(),
            },
        };
        named.insert(filenames::file_name(Path::new(file)), caller);
    }
    Ok(named)
}

/// Refuses a `--caller` whose file is none of the VCFs: the one that was meant would be read as its
/// header tells it.
pub fn check_named<'a>(
    options: &[String],
    vcfs: impl Iterator<Item = &'a Path>,
) -> Result<(), UsageError> {
    let names: BTreeSet<String> = vcfs.map(filenames::file_name).collect();
    for option in options {
        let file = option.rsplit_once('=').map_or(option.as_str(), |(file, _)| file);
        if !names.contains(&filenames::file_name(Path::new(file))) {
            let names = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(UsageError(format!(
                "--caller {option}: {file} is none of the VCFs: {names}"
            )));
        }
    }
    Ok(())
}

fn generic(text: &str) -> Option<NamedCaller> {
    let (name, fields) = text.split_once(':').unwrap_or((text, "AF,AD,DP"));
    let [vaf, allele_depth, depth] = fields.split(',').collect::<Vec<_>>().try_into().ok()?;
    (!name.is_empty()).then(|| NamedCaller {
        caller: Caller::Other(name.to_owned()),
        fields: Some(CountFields {
            vaf: vaf.to_owned(),
            depth: depth.to_owned(),
            allele_depth: allele_depth.to_owned(),
        }),
        text: format!("generic:{text}"),
    })
}

/// One VCF, ready to be read.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file.
    pub path: PathBuf,
    /// Who made it.
    pub source: Source,
    /// Fields of a generic caller.
    pub fields: Option<CountFields>,
    /// The caller as the user named it.
    pub named: Option<String>,
    /// The sample's column.
    pub column: Option<usize>,
}

/// Who the sample is, and what may be assumed.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Names of the sample.
    pub names: &'a SampleNames,
    /// Callers that the user names, by file name.
    pub callers: &'a BTreeMap<String, NamedCaller>,
    /// True when a caller that is not known is read by the common meaning of its fields.
    pub allow_unknown: bool,
}

/// Opens a VCF and decides caller, column and assembly.
pub fn open(
    path: &Path,
    column: Option<Option<usize>>,
    asked: &Asked<'_>,
    fasta: &Fasta,
) -> anyhow::Result<(Input, Vec<String>)> {
    let lines = VcfLines::open(path)?;
    let header = lines.header();
    let file = filenames::file_name(path);
    let named = asked.callers.get(&file);
    // Only a header that says nothing leaves it to the file's name.
    let by_name = (named.is_none() && header.caller == Caller::Unknown && !asked.allow_unknown)
        .then(|| Caller::of_file_name(&file))
        .flatten();
    let caller = named.map(|named| &named.caller).or(by_name.as_ref()).unwrap_or(&header.caller);
    if !caller.is_known() && named.is_none() && !asked.allow_unknown {
        bail!(
            "{}: its header does not tell a known caller{}: name it with --caller {file}=CALLER, \
             or --caller {file}=generic:NAME:AF,AD,DP with its FORMAT fields",
            path.display(),
            match caller {
                Caller::Other(name) => format!(" ('{name}')"),
                _ => String::new(),
            }
        );
    }
    if let (Some(own), Some(expected)) = (header.assembly(), fasta.assembly())
        && own != expected
    {
        bail!(
            "{}: the VCF of sample {} is on {own}, but reference {} is {expected}: give the \
             reference that the VCF was called on",
            path.display(),
            asked.names.sample,
            fasta.name()
        );
    }
    if let Some((contig, length, own)) = fasta.assembly().and_then(|a| header.contradicts(a)) {
        bail!(
            "{}: the header of sample {}'s VCF gives {contig} {length} bases, but it has {own} on \
             reference {}: give the reference that the VCF was called on",
            path.display(),
            asked.names.sample,
            fasta.name()
        );
    }
    refuse_repeated_columns(path, header)?;
    let (column, remark) = match column {
        Some(column) => (column, None),
        None => self::column(path, header, asked.names)?,
    };
    let guessed = by_name.as_ref().map(|caller| {
        format!(
            "{}: its header does not tell the caller; taken for {} by its file name: if that is \
             wrong, name it with --caller {file}=CALLER",
            path.display(),
            caller.name()
        )
    });
    let remarks: Vec<String> = remark.into_iter().chain(guessed).collect();
    let version = header.sources.iter().find(|text| names_caller(text, caller));
    let source = Source {
        file,
        caller: caller.clone(),
        version: version.cloned().unwrap_or_default(),
        sha256: digest::of_file(path).with_context(|| format!("cannot read {}", path.display()))?,
        column: column.and_then(|c| header.samples.get(c).cloned()).unwrap_or_default(),
        contigs: header.contigs.iter().map(|(name, _)| Contig::new(name)).collect(),
        kinds: BTreeSet::new(),
        has_normal: has_normal(header),
    };
    let fields = named.and_then(|named| named.fields.clone());
    let named = named.map(|named| named.text.clone());
    Ok((Input { path: path.to_owned(), source, fields, named, column }, remarks))
}

/// True when a matched normal was called beside the tumour.
fn has_normal(header: &VcfHeader) -> bool {
    let is_normal = |name: &String| name.eq_ignore_ascii_case("normal");
    header.samples.len() > 1 && (header.normal.is_some() || header.samples.iter().any(is_normal))
}

fn names_caller(text: &str, caller: &Caller) -> bool {
    let name = caller.name().trim_end_matches('2').to_ascii_lowercase();
    text.to_ascii_lowercase().contains(&name)
}

fn refuse_repeated_columns(path: &Path, header: &VcfHeader) -> anyhow::Result<()> {
    let mut seen = BTreeSet::new();
    for name in &header.samples {
        if !seen.insert(name) {
            bail!(
                "{}: two sample columns are named '{name}': nothing tells which is meant; rename \
                 one with 'bcftools reheader'",
                path.display()
            );
        }
    }
    Ok(())
}

/// Names that callers give the tumour's column whoever the patient is.
const GENERIC_COLUMNS: [&str; 2] = ["tumor", "tumour"];

fn column(
    path: &Path,
    header: &VcfHeader,
    names: &SampleNames,
) -> anyhow::Result<(Option<usize>, Option<String>)> {
    let judged = bind::judge(header, 0, std::slice::from_ref(names));
    let refused = |why: &str| {
        format!(
            "{} cannot be bound to sample {}: {why}; if it is this patient's, name its column with \
             --alias",
            path.display(),
            names.sample
        )
    };
    match judged {
        Stated::Column(column) => Ok((column, None)),
        Stated::Renamed(column, why) => {
            let name = header.samples.get(column).cloned().unwrap_or_default();
            if !GENERIC_COLUMNS.contains(&name.to_ascii_lowercase().as_str()) {
                bail!(refused(&format!("its sample column is '{name}'")));
            }
            Ok((Some(column), Some(format!("{}: {why}", path.display()))))
        }
        Stated::OtherSample(why) | Stated::Undecided(why) => bail!(refused(&why)),
    }
}

/// Reads every record of a VCF into normal form.
pub fn read(input: &Input, number: u16, fasta: &Fasta) -> anyhow::Result<FileContent> {
    let mut lines = VcfLines::open(&input.path)?;
    let header = lines.header().clone();
    let reader = LineReader {
        caller: &input.source.caller,
        fields: input.fields.as_ref(),
        file: number,
        column: input.column,
        is_cohort: header.is_cohort(),
        annotations: &header.annotations,
        sequence: fasta,
    };
    let mut content = FileContent::default();
    let mut line = String::new();
    while lines.next_line(&mut line)? {
        reader.read(&line, &mut content).map_err(|error| {
            let place = match error {
                ObserveError::Sequence(_) => String::new(),
                _ => format!("{}:{}: ", input.path.display(), lines.line_number()),
            };
            anyhow::anyhow!("{place}{error}")
        })?;
    }
    content.is_without_end = lines.is_without_end();
    let malformed = content.left_out.get("malformed").copied().unwrap_or(0);
    if content.records > 0 && malformed == content.records {
        bail!(
            "{}: none of its {malformed} records can be read: its lines are malformed; call it again",
            input.path.display()
        );
    }
    let elsewhere = content.left_out.get("contig_not_in_reference").copied().unwrap_or(0);
    if content.records > 0 && elsewhere == content.records {
        bail!(
            "{}: none of its contigs is in reference {}: give the FASTA that the reads were \
             aligned to",
            input.path.display(),
            fasta.name()
        );
    }
    let unknown = content.left_out.get("reference_unknown").copied().unwrap_or(0);
    if unknown > 0 && content.observations.is_empty() {
        bail!(
            "{}: reference {} has no known bases at any of its records: give the FASTA that the \
             reads were aligned to",
            input.path.display(),
            fasta.name()
        );
    }
    join_phased(&mut content, fasta)?;
    content.observations.shrink_to_fit();
    Ok(content)
}

/// What the file gave, for the record.
pub fn account(input: &Input, content: &FileContent) -> VariantFile {
    VariantFile {
        file: input.source.file.clone(),
        caller: input.source.caller.name().to_owned(),
        records: content.records,
        reported: content.observations.len() as u64,
        left_out: content
            .left_out
            .iter()
            .map(|(reason, count)| Count { reason: (*reason).to_owned(), count: *count })
            .collect(),
    }
}

/// Kinds of allele that a file states.
pub fn kinds(content: &FileContent) -> BTreeSet<Kind> {
    [Kind::Snv, Kind::Mnv, Kind::Indel].into_iter().filter(|kind| content.states(*kind)).collect()
}
