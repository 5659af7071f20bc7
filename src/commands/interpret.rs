//! `ikaros interpret`

use anyhow::{Context, bail};

use super::{import, report};
use crate::cli::interpret::InterpretArgs;
use crate::io::vcf::{self, VcfRequest};
use crate::io::{digest, filenames};
use crate::model::patient::InputFile;
use crate::pipeline;
use crate::report::{forms, json};
use crate::variants;
use crate::variants::bind::{SampleNames, Stated, judge};

/// Runs `ikaros interpret`.
pub fn run(args: &InterpretArgs) -> anyhow::Result<()> {
    let knowledge = import::knowledge(args.rules.as_deref())?;
    let explain = || format!("cannot read {}", args.calls.display());
    let bytes = std::fs::read(&args.calls).with_context(explain)?;
    let calls = json::read_calls(&bytes).with_context(|| args.calls.display().to_string())?;
    let name = calls.sample.name.clone();
    let genes = knowledge.genes.spans(calls.assembly);
    let samples = [SampleNames { sample: name.clone(), aliases: Vec::new() }];
    let mut small_variants = Vec::new();
    let mut variant_files = Vec::new();
    let mut files = vec![InputFile {
        kind: "calls".to_owned(),
        file: filenames::file_name(&args.calls),
        size: bytes.len() as u64,
        sha256: Some(digest::of_bytes(&bytes)),
    }];
    for path in &args.vcf {
        let column = match judge(&vcf::read_header(path)?, 0, &samples) {
            Stated::Column(column) => column,
            Stated::Renamed(_, why) | Stated::OtherSample(why) | Stated::Undecided(why) => bail!(
                "{} cannot be bound to sample {name}: {why}; its sample column must carry the \
                 sample's name",
                path.display()
            ),
        };
        let (records, file) = vcf::read(&VcfRequest {
            path,
            sample: &name,
            column,
            assembly: calls.assembly,
            genes: &genes,
        })?;
        small_variants.extend(records);
        variant_files.push(file);
        files.push(InputFile {
            kind: "vcf".to_owned(),
            file: filenames::file_name(path),
            size: std::fs::metadata(path)?.len(),
            sha256: Some(digest::of_file(path)?),
        });
    }
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder {}", args.out.display()))?;
    let result = pipeline::result(
        calls,
        pipeline::Findings {
            small_variants: variants::collect(small_variants),
            variant_files,
            merged: None,
            files,
            options: Vec::new(),
        },
        &knowledge,
    );
    report::write_all(&result, &forms::choose(&[])?, &args.out)?;
    Ok(())
}
