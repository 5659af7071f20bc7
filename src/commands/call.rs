//! `ikaros call`

use anyhow::{Context, bail};
use rayon::prelude::*;

use super::import;
use crate::cli::call::CallArgs;
use crate::io::{atomic, filenames, normals_file};
use crate::model::calls::SampleInfo;
use crate::model::sample::Sex;
use crate::pipeline::FittedPanel;
use crate::report::json;

/// Runs `ikaros call`.
pub fn run(args: &CallArgs) -> anyhow::Result<()> {
    if args.depths.len() > 1 && (args.sex.is_some() || args.blasts.is_some()) {
        bail!(
            "--sex and --blasts are of one sample: call samples one by one, or use 'ikaros run' with a sample sheet"
        );
    }
    if let Some(percent) = args.blasts.filter(|percent| !(0.0..=100.0).contains(percent)) {
        bail!("--blasts {percent} is not a percentage between 0 and 100");
    }
    let knowledge = import::knowledge(args.rules.as_deref())?;
    let panel =
        FittedPanel::leaving_out(normals_file::read(&args.normals)?, &args.leave_out, &knowledge)?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let mut depths = Vec::new();
    for path in &args.depths {
        let depth = import::depth(path, args.assembly, &knowledge)?;
        if let Some(problem) = filenames::unusable_name(&depth.sample) {
            bail!("{}: sample name '{}' {problem}", path.display(), depth.sample);
        }
        depths.push(depth);
    }
    let mut names: Vec<&str> = depths.iter().map(|depth| depth.sample.as_str()).collect();
    names.sort_unstable();
    if let Some([name, _]) = names.array_windows::<2>().find(|[a, b]| a == b) {
        bail!("sample {name} is given twice: merge its files, or give one");
    }
    depths.par_iter().try_for_each(|depth| {
        let sample = SampleInfo {
            sex_stated: args.sex.unwrap_or(Sex::Unknown),
            blast_percent: args.blasts,
            blast_method: args.blast_method.clone(),
            ..SampleInfo::new(&depth.sample, args.role)
        };
        let calls = panel.call(&sample, depth, &knowledge)?;
        let path = args.out.join(filenames::calls_json(&depth.sample));
        atomic::write(&path, &json::calls(&calls)?)?;
        anyhow::Ok(())
    })
}
