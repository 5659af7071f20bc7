//! `ikaros normals build | inspect`

use std::io::Write;

use anyhow::{Context, bail};

use super::import;
use crate::cli::normals::{BuildArgs, InspectArgs, NormalsArgs, NormalsCommand};
use crate::io::normals_file;
use crate::knowledge::Knowledge;
use crate::model::sample::Sex;
use crate::normals::build::{NormalInput, short};
use crate::pipeline::{FittedPanel, detection, panel_of_normals};
use crate::stats::robust::median;

/// Runs `ikaros normals`.
pub fn run(args: &NormalsArgs) -> anyhow::Result<()> {
    match &args.command {
        NormalsCommand::Build(args) => build(args),
        NormalsCommand::Inspect(args) => inspect(args),
    }
}

fn build(args: &BuildArgs) -> anyhow::Result<()> {
    let knowledge = import::knowledge(args.rules.as_deref())?;
    let mut inputs = Vec::new();
    for path in &args.depths {
        let depth = import::depth(path, args.assembly, &knowledge)?;
        let stated = args.sex.iter().find(|(sample, _)| *sample == depth.sample);
        let sex = stated.map_or(Sex::Unknown, |(_, sex)| *sex);
        inputs.push(NormalInput { depth, sex });
    }
    let unmatched =
        args.sex.iter().find(|(sample, _)| !inputs.iter().any(|i| i.depth.sample == *sample));
    if let Some((sample, _)) = unmatched {
        bail!("--sex {sample}: no depth table is of a sample of that name");
    }
    let panel = panel_of_normals(inputs, &knowledge)?;
    normals_file::write(&args.out, panel.panel(), panel.expectation())?;
    let stderr = std::io::stderr();
    writeln!(
        stderr.lock(),
        "panel of {} normals over {} targets written to {}",
        panel.panel().members.len(),
        panel.panel().targets.len(),
        args.out.display()
    )?;
    if let Some(warning) = panel.panel().warning() {
        writeln!(stderr.lock(), "warning: {warning}")?;
    }
    Ok(())
}

fn inspect(args: &InspectArgs) -> anyhow::Result<()> {
    let knowledge = import::knowledge(args.rules.as_deref())?;
    let panel = normals_file::read(&args.panel)?;
    let fitted = FittedPanel::new(panel, &knowledge);
    let mut text = describe(&fitted);
    if !args.no_detection {
        text.push_str(&detection_curve(&fitted, &knowledge));
    }
    std::io::stdout().lock().write_all(text.as_bytes()).context("cannot write to standard output")
}

/// Share of planted events that are called, as comment lines.
fn detection_curve(fitted: &FittedPanel, knowledge: &Knowledge) -> String {
    use std::fmt::Write as _;
    let fractions = detection::FRACTIONS.map(|f| format!("{:.0}%", 100.0 * f)).join("\t");
    let mut text = format!("#detected in\t{fractions}\tof the cells\n");
    for line in detection::curve(fitted, knowledge) {
        let shares = line.found.map(|n| match line.trials {
            0 => ".".to_owned(),
            trials => format!("{:.2}", n as f64 / trials as f64),
        });
        let _ = writeln!(text, "#{}\t{}\tn={}", line.class, shares.join("\t"), line.trials);
    }
    text
}

/// What a panel holds, as tab-separated lines.
fn describe(fitted: &FittedPanel) -> String {
    use std::fmt::Write as _;
    let (panel, expected) = (fitted.panel(), fitted.expectation());
    let basis = &panel.basis;
    let usable = expected.usable.iter().filter(|usable| **usable).count();
    let mut spread: Vec<f64> = expected
        .variance
        .iter()
        .zip(&expected.usable)
        .filter(|(_, usable)| **usable)
        .map(|(variance, _)| variance.sqrt())
        .collect();
    let mut text = String::new();
    let rows = [
        ("digest", panel.digest.clone()),
        ("assembly", basis.assembly.to_string()),
        ("targets", format!("{} ({usable} usable)", panel.targets.len())),
        ("target_set", short(&basis.target_digest)),
        ("par1", basis.par.code().to_owned()),
        ("counter", basis.source.code().to_owned()),
        ("filters", basis.filters.clone()),
        ("members", panel.members.len().to_string()),
        ("factors", expected.loadings.len().to_string()),
        ("median_target_sd", format!("{:.4}", median(&mut spread))),
        ("region_sd", format!("{:.4}", expected.region_effect)),
        (
            "false_calls_per_normal",
            format!(
                "{:.2}",
                panel.members.iter().map(|m| m.false_calls.len()).sum::<usize>() as f64
                    / panel.members.len() as f64
            ),
        ),
    ];
    for (key, value) in rows {
        let _ = writeln!(text, "#{key}\t{value}");
    }
    text.push_str("sample\tsex\tmean_depth\tnoise_factor\tfalse_calls\n");
    for member in &panel.members {
        let noise = member.noise_factor.map_or_else(|| ".".to_owned(), |n| format!("{n:.2}"));
        let calls = if member.false_calls.is_empty() {
            ".".to_owned()
        } else {
            member.false_calls.join("; ")
        };
        let _ = writeln!(
            text,
            "{}\t{}\t{:.1}\t{noise}\t{calls}",
            member.name,
            member.sex.code(),
            member.mean_depth
        );
    }
    text
}
