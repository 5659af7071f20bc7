//! Arguments of `ikaros run`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::merging::MergingArgs;
use super::report::FormArgs;
use super::selecting::SelectArgs;
use crate::model::assembly::Assembly;

/// From a folder of BAM/CRAM files to a report per patient.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:
  ikaros run run42/ --targets panel.bed --normals panel.normals.ikaros.tsv --out run42-ikaros/
  ikaros run sheet.csv --targets panel.bed --normals-from 'normals/*.bam' --out out/
  ikaros run depth/ --normals panel.normals.ikaros.tsv --out out/
  ikaros run run42/ --project ALL --targets panel.bed --normals n.ikaros.tsv --out out/

INPUT is searched with all its folders for BAM and CRAM files (or, where there are none, for depth
tables) and for SNV/InDel VCFs. Samples are named by their read groups (SM); a VCF belongs to the
sample that its column names. A sample sheet (CSV, TSV) states the same: columns sample, alignment
(or depth), vcf..., sex, blast_percent, blast_method, role, and germline_vcf, which gives --snps the
alleles of a sample without reads; paths are relative to the sheet. A single BAM, CRAM or depth table
is a run of one sample, without VCFs.

On a flow cell that several projects share, --project or --samples says who is ours; the others are not
rows of the run. With --watch the command may be started before the run is there: see docs/workflows.md.

A run that was interrupted goes on where it stopped: what is complete and unchanged is kept.
Exit codes: 0 all samples done; 1 error; 2 wrong usage; 3 some samples failed (see run.tsv).",
    group = ArgGroup::new("panel").required(true).args(["normals", "normals_from", "normals_in_run"])
)]
pub struct RunArgs {
    /// Folder of BAM/CRAM files or depth tables, one such file, or a sample sheet
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,
    /// Panel BED (0-based, half-open); may be left out when INPUT holds depth tables only
    #[arg(long, value_name = "PANEL.bed")]
    pub targets: Option<PathBuf>,
    /// Panel of normals built before with 'ikaros normals build'
    #[arg(long, value_name = "FILE")]
    pub normals: Option<PathBuf>,
    /// Normals to build the panel from: a folder, a quoted pattern such as 'n/*.bam', a list of
    /// paths (.txt), or a sample sheet with role 'normal'
    #[arg(long, value_name = "X")]
    pub normals_from: Option<String>,
    /// Build the panel from samples of INPUT: those with role 'normal' in its sheet, and those whose
    /// names fit a pattern such as 'NORM*' or stand in a list (.txt)
    #[arg(long, value_name = "NAMES", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub normals_in_run: Option<String>,
    /// Folder for all results; made when missing
    #[arg(long, short = 'o', value_name = "OUT")]
    pub out: PathBuf,
    /// Reference FASTA (with .fai): decodes CRAM, and merges each sample's VCFs with fragments
    /// counted again from the reads
    #[arg(long, value_name = "FASTA")]
    pub reference: Option<PathBuf>,
    /// Common SNPs (VCF or BCF) of the assembly: the fragments of either allele at those on target are
    /// counted, as evidence beside the depth
    #[arg(long, value_name = "VCF")]
    pub snps: Option<PathBuf>,
    /// Assembly of depth tables whose targets do not tell it: GRCh37 or GRCh38
    #[arg(long, value_name = "NAME")]
    pub assembly: Option<Assembly>,
    /// Lowest mapping quality of a read that counts
    #[arg(long, value_name = "Q", default_value_t = 30)]
    pub min_mapq: u8,
    /// Lowest base quality of a base that counts
    #[arg(long, value_name = "Q", default_value_t = 30)]
    pub min_baseq: u8,
    /// Plant an event into a normal and call it like a patient's, such as IKZF1:4-7:het@0.30; may be
    /// repeated; the table of positive controls says what was found
    #[arg(long, value_name = "EVENT")]
    pub positive_control: Vec<String>,
    /// What is written.
    #[command(flatten)]
    pub forms: FormArgs,
    /// Folder of rule files that replace built-in ones of the same name
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Keep what is complete and unchanged (the default)
    #[arg(long, conflicts_with = "force")]
    pub resume: bool,
    /// Go on although a run folder's completion markers are missing
    #[arg(long)]
    pub accept_incomplete: bool,
    /// Do everything again
    #[arg(long)]
    pub force: bool,
    /// What is known of small variants from outside; needs --reference.
    #[command(flatten)]
    pub merging: MergingArgs,
    /// Who is ours, of a run that several share.
    #[command(flatten)]
    pub selecting: SelectArgs,
    /// How to wait for a run that is still coming.
    #[command(flatten)]
    pub watching: WatchArgs,
}

/// How to wait for a run that is still coming.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Watching")]
pub struct WatchArgs {
    /// Wait for the completion markers of a run folder, then do each patient as its files stop
    /// changing, and end when all are done
    #[arg(long)]
    pub watch: bool,
    /// The same without end: samples that come later are done too
    #[arg(long)]
    pub watch_forever: bool,
    /// A file in INPUT whose arrival says that everything is there, where the layout has none
    #[arg(long, value_name = "NAME")]
    pub marker: Option<PathBuf>,
    /// Seconds for which a file must not change before it is read
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub settle: u64,
    /// Seconds between two looks at INPUT
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    pub poll: u64,
    /// Without any marker: end when nothing has changed for this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 1800)]
    pub quiet_period: u64,
    /// End with exit code 5 when the markers are not there after this many seconds
    #[arg(long, value_name = "SECONDS")]
    pub give_up: Option<u64>,
}
