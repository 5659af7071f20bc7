//! `ikaros run`: the whole way, for every sample of a folder or sheet.

mod alignments;
mod basis;
mod control;
mod counts;
pub(crate) mod inputs;
mod isolate;
mod job;
pub(crate) mod layouts;
mod measure;
mod pairs;
mod panel;
mod plan;
mod refused;
mod results;
mod resume;
pub(crate) mod samples;
pub(crate) mod select;
mod stated;
mod tables;
mod watch;

use anyhow::{Context, bail};

use crate::cli::run::RunArgs;
use crate::commands::exit::NotComplete;
use crate::commands::progress::Progress;
use crate::commands::{Outcome, import, lock, report};
use crate::io::filenames::OutFolder;
use crate::io::sheet::SheetSource;
use crate::io::{atomic, depth_table};
use crate::model::depth::DepthTable;
use job::{Job, Shared};
use samples::{Failed, Identity, Inputs};

/// Runs all samples with `threads` threads.
pub fn run(args: &RunArgs, threads: usize, progress: &Progress) -> anyhow::Result<Outcome> {
    plan::check(args)?;
    watch::check(args)?;
    let out = OutFolder::new(&args.out);
    let _lock = lock::take(&out)?;
    // Nobody else writes here now: what a killed run left half-written is of no use to anybody.
    let folders = [out.root().to_owned(), out.depth(), out.normal_depth(), out.state()];
    for folder in &folders {
        atomic::sweep(folder);
    }
    let _ = std::fs::remove_dir_all(out.unfinished());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    if args.watching.watch || args.watching.watch_forever {
        let pass = |settled: &watch::Settled| {
            pool.install(|| run_all(args, &out, Some(settled), progress))
        };
        return watch::run(args, progress, pass);
    }
    pool.install(|| run_all(args, &out, None, progress))
}

fn run_all(
    args: &RunArgs,
    out: &OutFolder,
    settled: Option<&watch::Settled>,
    progress: &Progress,
) -> anyhow::Result<Outcome> {
    let knowledge = import::knowledge(args.rules.as_deref())?;
    let is_usable = |path: &std::path::Path| watch::is_usable(settled, path);
    let mut inputs = inputs::read(&inputs::Request {
        input: &args.input,
        out: &args.out,
        ask: &identify,
        is_usable: &is_usable,
        selection: &select::Selection::read(&args.selecting)?,
        is_watched: settled.is_some(),
    })?;
    if let Some(normals) = &args.normals_in_run {
        layouts::name_normals(&mut inputs, Some(normals))?;
    }
    inputs.warnings.iter().for_each(|text| progress.warn(text));
    inputs.failed.iter().for_each(|failed| progress.error(&failed.reason));
    tables::write_skipped(out, &inputs.skipped)?;
    refuse_incomplete(args, &inputs, progress)?;
    if inputs.samples.is_empty() && inputs.failed.is_empty() {
        bail!(nobody(args, &inputs));
    }
    // Who is listed and not there has a row of the run: a patient is never left out in silence.
    let absent: Vec<Failed> = inputs.absent.iter().map(|a| a.as_failed(&inputs.layouts)).collect();
    inputs.failed.extend(absent);
    plan::callers(args, &inputs)?;
    let mut source = panel::Source::open(args, &inputs)?;
    let targets = plan::targets(args, &source, &inputs)?;
    let assembly = plan::assembly(args, targets.as_ref(), &source, &inputs, &knowledge)?;
    let snps = plan::snps(args, targets.as_ref(), assembly)?;
    let shared = Shared {
        args,
        out,
        targets: targets.as_ref(),
        snps: snps.as_ref(),
        assembly,
        knowledge: &knowledge,
        progress,
    };

    let (jobs, failed_normals) = source.jobs(&inputs, &identify)?;
    for failed in &failed_normals {
        progress.error(&failed.reason);
    }
    let stage = progress.stage("depth", jobs.len());
    let depths = isolate::each(&jobs, &stage, |job| measure::depth(job, &shared));
    drop(stage);
    // Stays where an index was put into it.
    let _ = std::fs::remove_dir(out.index());
    let (depths, mut failed_depths) = split(&jobs, depths);
    failed_depths.extend(failed_normals);

    let normals = source.panel(&depths, &failed_depths, out, &knowledge, progress)?;
    control::run(&args.positive_control, &normals, out, &knowledge, progress)?;
    let (ready, failed) = unlike(ready(inputs, depths, failed_depths));
    let stage = progress.stage("report", ready.len());
    let results =
        isolate::each(&ready, &stage, |sample| results::of_sample(sample, &shared, &normals));
    drop(stage);
    let _ = std::fs::remove_dir(out.unfinished());
    tables::write(out, results, failed, &report::wanted(&args.forms)?, progress)
}

/// What to say when there is nobody to work on.
fn nobody(args: &RunArgs, inputs: &Inputs) -> String {
    let input = args.input.display();
    if inputs.left_out.is_empty() {
        return format!("{input}: no BAM, CRAM or depth table there, or below");
    }
    let names: Vec<&str> = inputs.absent.iter().map(|absent| absent.sample.as_str()).collect();
    format!(
        "{input}: no BAM, CRAM or depth table of the samples asked for ({}); see 'ikaros discover'",
        if names.is_empty() { "none is listed".to_owned() } else { names.join(", ") }
    )
}

/// Refuses a run folder that is still being written, and says who has no file.
fn refuse_incomplete(args: &RunArgs, inputs: &Inputs, progress: &Progress) -> anyhow::Result<()> {
    if !inputs.absent.is_empty() {
        let names: Vec<&str> = inputs.absent.iter().take(5).map(|a| a.sample.as_str()).collect();
        let more = inputs.absent.len() - names.len();
        let and_more = if more > 0 { format!(" and {more} more") } else { String::new() };
        progress.warn(&format!(
            "{} listed samples have no alignment or depth table: {}{and_more}; see 'ikaros discover'",
            inputs.absent.len(),
            names.join(", ")
        ));
    }
    let missing = layouts::incomplete(&inputs.layouts);
    if missing.is_empty() {
        return Ok(());
    }
    if args.accept_incomplete {
        for line in &missing {
            progress.warn(line);
        }
        return Ok(());
    }
    Err(NotComplete(missing.join("\n")).into())
}

/// Who a file says it is.
pub(crate) fn identify(source: &SheetSource) -> anyhow::Result<Identity> {
    match source {
        SheetSource::Alignment(path) => alignments::identify(path),
        SheetSource::DepthTable(path) => {
            let table = depth_table::read(path).context("not usable as a sample's depth")?;
            Ok(Identity { samples: vec![table.sample], assembly: table.assembly })
        }
    }
}

type Measured = Vec<(Job, DepthTable)>;

fn split(jobs: &[Job], depths: Vec<Result<DepthTable, Failed>>) -> (Measured, Vec<Failed>) {
    let mut measured = Vec::new();
    let mut failed = Vec::new();
    for (job, depth) in jobs.iter().zip(depths) {
        match depth {
            Ok(depth) => measured.push((job.clone(), depth)),
            Err(reason) => failed.push(reason),
        }
    }
    (measured, failed)
}

/// Fails samples that have one depth on every target: one file under several names, of which all but one
/// are the wrong patient's.
fn unlike(
    (ready, mut failed): (Vec<results::Ready>, Vec<Failed>),
) -> (Vec<results::Ready>, Vec<Failed>) {
    let is_same = |a: &results::Ready, b: &results::Ready| {
        a.sample.name != b.sample.name
            && a.depth.targets.digest() == b.depth.targets.digest()
            && a.depth.depths == b.depth.depths
            && a.depth.depths.iter().any(|depth| depth.mean_depth > 0.0)
    };
    let twins: Vec<Option<String>> = ready
        .iter()
        .map(|one| ready.iter().find(|other| is_same(one, other)).map(|o| o.sample.name.clone()))
        .collect();
    let mut kept = Vec::new();
    for (one, twin) in ready.into_iter().zip(twins) {
        let Some(twin) = twin else {
            kept.push(one);
            continue;
        };
        let file = one.sample.source.path().to_owned();
        let reason = format!(
            "{}: sample {} has the depth of sample {twin} on every target: one file under two names, one \
             of them the wrong patient's; correct the input",
            file.display(),
            one.sample.name
        );
        failed.push(Failed { sample: one.sample.name, role: one.sample.role, file, reason });
    }
    (kept, failed)
}

/// The samples of the run that have a depth, and everybody who failed so far.
fn ready(
    inputs: Inputs,
    mut depths: Measured,
    failed_depths: Vec<Failed>,
) -> (Vec<results::Ready>, Vec<Failed>) {
    let mut failed = inputs.failed;
    failed.extend(failed_depths);
    let mut ready = Vec::new();
    for sample in inputs.samples {
        let measured =
            depths.iter().position(|(job, _)| !job.is_extra_normal && job.name == sample.name);
        if let Some(place) = measured {
            let (_, depth) = depths.swap_remove(place);
            ready.push(results::Ready { sample, depth });
        }
    }
    (ready, failed)
}
