//! `ikaros simulate`: known events in healthy samples.

use std::path::Path;

use anyhow::{Context, bail};

use super::import;
use crate::cli::simulate::SimulateArgs;
use crate::io::alignment::{Alignment, AlignmentOptions, planted};
use crate::io::{atomic, depth_table, filenames};
use crate::knowledge::Knowledge;
use crate::model::assembly::Assembly;
use crate::simulate::{Places, PlannedEvent, plant};

const TRUTH_COLUMNS: &str = "#sample\tsource\tgene\tfirst_exon\tlast_exon\tchange\tclone_fraction\tcontig\tstart\tend\tseed";

/// Runs `ikaros simulate`.
pub fn run(args: &SimulateArgs) -> anyhow::Result<()> {
    if args.name.is_some() && args.inputs.len() > 1 {
        bail!("--name is of one sample: give one input, or leave --name out");
    }
    let events: Vec<PlannedEvent> = args
        .event
        .iter()
        .map(|text| text.parse().map_err(|cause: String| anyhow::anyhow!("--event {cause}")))
        .collect::<anyhow::Result<_>>()?;
    let knowledge = import::knowledge(args.rules.as_deref())?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let plan = Plan { args, events: &events, knowledge: &knowledge };
    let mut rows = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for input in &args.inputs {
        let planted = if is_alignment(input) { plan.reads(input)? } else { plan.depth(input)? };
        if names.contains(&planted.name) {
            bail!("sample {} is given twice", planted.name);
        }
        rows.extend(planted.truth(args.seed));
        names.push(planted.name);
    }
    let truth = format!("{TRUTH_COLUMNS}\n{}\n", rows.join("\n"));
    atomic::write(&args.out.join("truth.tsv"), truth.as_bytes())?;
    Ok(())
}

fn is_alignment(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("bam") || end.eq_ignore_ascii_case("cram"))
}

struct Plan<'a> {
    args: &'a SimulateArgs,
    events: &'a [PlannedEvent],
    knowledge: &'a Knowledge,
}

struct Planted {
    name: String,
    source: String,
    places: Places,
}

impl Planted {
    fn truth(&self, seed: u64) -> Vec<String> {
        let row = |event: &crate::simulate::PlacedEvent| {
            let at = &event.interval;
            format!(
                "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{seed}",
                self.name,
                self.source,
                event.planned.gene,
                event.exons.0,
                event.exons.1,
                event.planned.change.code(),
                event.planned.fraction,
                at.contig,
                at.start,
                at.end
            )
        };
        self.places.0.iter().map(row).collect()
    }
}

impl Plan<'_> {
    fn place(&self, assembly: Assembly) -> anyhow::Result<Places> {
        Places::new(self.events, &self.knowledge.genes, assembly, self.args.seed)
            .map_err(|cause| anyhow::anyhow!("--event {cause}"))
    }

    /// A name that is not the healthy sample's: results must not be taken for it.
    fn name(&self, source: &str) -> anyhow::Result<String> {
        let name = self.args.name.clone().unwrap_or_else(|| format!("{source}-planted"));
        if name == source {
            bail!("--name {name} is the healthy sample's own: give the planted one another");
        }
        if let Some(problem) = filenames::unusable_name(&name) {
            bail!("--name '{name}' {problem}");
        }
        Ok(name)
    }

    fn depth(&self, path: &Path) -> anyhow::Result<Planted> {
        let table = import::depth(path, self.args.assembly, self.knowledge)?;
        let assembly = table.assembly.with_context(|| {
            format!("{}: the assembly is not known: give it with --assembly", path.display())
        })?;
        let (name, places) = (self.name(&table.sample)?, self.place(assembly)?);
        let planted = plant::depth(&table, &places, &name, self.args.seed);
        depth_table::write_table(&self.args.out.join(format!("{name}.depth.tsv.gz")), &planted)?;
        Ok(Planted { name, source: table.sample, places })
    }

    fn reads(&self, path: &Path) -> anyhow::Result<Planted> {
        let options = AlignmentOptions {
            index_folder: Some(self.args.out.clone()),
            reference: self.args.reference.clone(),
            ..AlignmentOptions::default()
        };
        let alignment = Alignment::open(path, &options)?;
        let assembly = match (alignment.assembly(), self.args.assembly) {
            (Some(own), Some(stated)) if own != stated => {
                bail!("{} is of {own}, not of {stated} as --assembly says", path.display())
            }
            (own, stated) => own.or(stated).with_context(|| {
                format!("{}: the assembly is not known: give it with --assembly", path.display())
            })?,
        };
        let (name, places) = (self.name(alignment.sample())?, self.place(assembly)?);
        let out = self.args.out.join(format!("{name}.bam"));
        planted::write(&alignment, &places, &name, self.args.seed, &out)?;
        Ok(Planted { name, source: alignment.sample().to_owned(), places })
    }
}
