//! From raw signals to ratios: first within each sample, then against the reference samples.

use std::collections::{BTreeMap, BTreeSet};

use super::observation::{MlpaFile, Reading, Subject};
use crate::knowledge::mlpa::RawLimits;
use crate::stats::method_comparison::deviation;
use crate::stats::robust::median;

/// How a probe is related to the reference probes of its sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Over each reference probe, and the median of these.
    EachReference,
    /// Over the mean of all control probes.
    MeanOfControls,
}

/// What ratios are made with.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// How probes are related within a sample.
    pub within: Within,
    /// Names of the reference samples; empty for the run itself.
    pub reference: &'a [String],
    /// Quality limits.
    pub limits: &'a RawLimits,
}

/// One probe of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunProbe {
    /// Name.
    pub probe: String,
    /// What it is about.
    pub subject: Subject,
    /// True for a reference probe.
    pub reference: bool,
    /// Ratios in the samples' order.
    pub ratios: Vec<Option<f64>>,
    /// Standard deviation over the reference samples; absent below the smallest number of them.
    pub spread: Option<f64>,
}

/// One sample of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSample {
    /// Name.
    pub sample: String,
    /// True when it is a reference sample.
    pub reference: bool,
    /// Median signal over all probes.
    pub signal: f64,
    /// Standard deviation of the reference probes' ratios.
    pub spread: Option<f64>,
    /// Why the sample failed; empty when it did not.
    pub failure: String,
}

/// Ratios of a run with their quality.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Samples in the files' order.
    pub samples: Vec<RunSample>,
    /// Probes in the files' order.
    pub probes: Vec<RunProbe>,
    /// What the reader must know.
    pub warnings: Vec<String>,
}

/// Ratios cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct RawError(pub String);

/// Signals of a probe in the samples' order.
struct Signals {
    probe: String,
    subject: Subject,
    values: Vec<Option<f64>>,
}

impl Signals {
    fn is_reference(&self) -> bool {
        matches!(self.subject, Subject::Reference(_))
    }
}

/// Largest ratio that is taken for one: more than twenty copies in every cell.
pub const LARGEST_RATIO: f64 = 10.0;

/// Makes the ratios of a run.
pub fn ratios(files: &[MlpaFile], request: &Request) -> Result<Run, RawError> {
    let (names, signals) = signals(files)?;
    let mut warnings = Vec::new();
    let mut samples = judge_signals(&names, &signals, request.limits);
    let mut reference = reference(&mut samples, request, &mut warnings)?;
    let mut failed = controls_without_signal(&samples);
    // A poor reference sample would shift the ratios of all others: it is left out, the worst first.
    loop {
        let mut run = with_reference(&names, &signals, &samples, &reference, request)?;
        let spread = |i: &usize| run.samples[*i].spread.unwrap_or(0.0);
        let poor = reference.iter().copied().filter(|i| !run.samples[*i].failure.is_empty());
        let Some(worst) = poor.max_by(|a, b| spread(a).total_cmp(&spread(b))) else {
            enough(reference.len(), &failed, request)?;
            warnings.append(&mut run.warnings);
            return Ok(Run { warnings, ..run });
        };
        let words = |own: &RunSample| format!("{} ({})", own.sample, own.failure);
        // Of two that differ both spread alike: which of them is the poor one is not told.
        if reference.len() < 3 {
            let all = reference.iter().map(|i| &run.samples[*i]);
            failed.extend(all.filter(|own| !own.failure.is_empty()).map(words));
            return Err(too_few(0, &failed, request));
        }
        let poor = run.samples.swap_remove(worst);
        failed.push(words(&poor));
        warnings.push(format!(
            "the reference sample {} is poor ({}): it is left out of the reference, and all ratios \
             are made again",
            poor.sample, poor.failure
        ));
        reference.retain(|i| *i != worst);
        samples[worst] = poor;
    }
}

/// Named reference samples that had no usable signal in the first place.
fn controls_without_signal(samples: &[RunSample]) -> Vec<String> {
    let failed = samples.iter().filter(|own| own.reference && !own.failure.is_empty());
    failed.map(|own| format!("{} ({})", own.sample, own.failure)).collect()
}

/// Where reference samples failed, so many must be left that their spread is known.
fn enough(left: usize, failed: &[String], request: &Request) -> Result<(), RawError> {
    if failed.is_empty() || left >= request.limits.reference_samples {
        return Ok(());
    }
    Err(too_few(left, failed, request))
}

fn too_few(left: usize, failed: &[String], request: &Request) -> RawError {
    RawError(format!(
        "too few reference samples: {left} are left where {} are needed after these failed: {}; \
         name others with --reference, or test the controls again",
        request.limits.reference_samples,
        failed.join(", ")
    ))
}

/// Makes the ratios of a run with these reference samples.
fn with_reference(
    names: &[String],
    signals: &[Signals],
    samples: &[RunSample],
    reference: &[usize],
    request: &Request,
) -> Result<Run, RawError> {
    let mut warnings = Vec::new();
    let mut samples = samples.to_vec();
    let usable: Vec<usize> = (0..names.len()).filter(|i| samples[*i].failure.is_empty()).collect();
    let controls: Vec<usize> = (0..signals.len())
        .filter(|at| signals[*at].is_reference())
        .filter(|at| {
            // A reference probe that a sample lacks would shift that sample against the others.
            let everywhere =
                usable.iter().all(|i| signals[*at].values[*i].is_some_and(|value| value > 0.0));
            if !everywhere {
                warnings.push(format!(
                    "the reference probe {} has no signal in every sample and is not used",
                    signals[*at].probe
                ));
            }
            everywhere
        })
        .collect();
    if controls.len() < request.limits.reference_probes {
        return Err(RawError(format!(
            "{} reference probes have a signal in every sample, {} are needed: name them 'REF...' \
             or 'reference' in a column 'kind', or mark them in the probe table (--probes)",
            controls.len(),
            request.limits.reference_probes
        )));
    }
    let mut probes: Vec<RunProbe> = Vec::new();
    for (at, own) in signals.iter().enumerate() {
        let within: Vec<Option<f64>> = (0..names.len())
            .map(|i| within(own.values[i]?, at, i, signals, &controls, request.within))
            .collect();
        let of_reference: Vec<f64> = reference.iter().filter_map(|i| within[*i]).collect();
        let mean = of_reference.iter().sum::<f64>() / of_reference.len().max(1) as f64;
        if mean <= 0.0 {
            warnings
                .push(format!("{} has no signal in the reference samples and no ratio", own.probe));
        }
        let ratios: Vec<Option<f64>> =
            within.iter().map(|value| value.filter(|_| mean > 0.0).map(|v| v / mean)).collect();
        let in_reference: Vec<f64> = reference.iter().filter_map(|i| ratios[*i]).collect();
        let spread = (in_reference.len() >= request.limits.reference_samples)
            .then(|| deviation(&in_reference));
        probes.push(RunProbe {
            probe: own.probe.clone(),
            subject: own.subject.clone(),
            reference: own.is_reference(),
            ratios,
            spread,
        });
    }
    judge_ratios(&mut samples, &probes, request, &mut warnings);
    leave_out_impossible(&mut probes, &samples, &mut warnings);
    Ok(Run { samples, probes, warnings })
}

/// Takes away ratios that no number of copies gives. They have counted for the quality of their
/// sample, which they spoil.
fn leave_out_impossible(
    probes: &mut [RunProbe],
    samples: &[RunSample],
    warnings: &mut Vec<String>,
) {
    for own in probes {
        let found = own.ratios.iter_mut().zip(samples);
        for (ratio, sample) in found.filter(|(_, sample)| sample.failure.is_empty()) {
            if let Some(large) = ratio.take_if(|ratio| *ratio > LARGEST_RATIO) {
                warnings.push(format!(
                    "sample {}: the ratio {large:.1} of the probe {} is above {LARGEST_RATIO}, \
                     which no number of copies gives, and is left out: look at the decimal \
                     separators of its signals, and at the probe's signals in the reference samples",
                    sample.sample, own.probe
                ));
            }
        }
    }
}

/// Names of the samples, and each probe's signals in their order.
fn signals(files: &[MlpaFile]) -> Result<(Vec<String>, Vec<Signals>), RawError> {
    let mut names: Vec<String> = Vec::new();
    let mut at_sample: BTreeMap<&str, usize> = BTreeMap::new();
    for name in files.iter().flat_map(|file| &file.samples) {
        if !at_sample.contains_key(name.as_str()) {
            at_sample.insert(name, names.len());
            names.push(name.clone());
        }
    }
    let mut signals: Vec<Signals> = Vec::new();
    let mut at_probe: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    for observation in files.iter().flat_map(|file| &file.observations) {
        let Some(sample) = at_sample.get(observation.sample.as_str()).copied() else { continue };
        let next = signals.len();
        let probe = *at_probe.entry(&observation.probe).or_insert(next);
        if probe == next {
            signals.push(Signals {
                probe: observation.probe.clone(),
                subject: observation.subject.clone(),
                values: vec![None; names.len()],
            });
        }
        if !seen.insert((sample, probe)) {
            return Err(RawError(format!(
                "sample {}: {} is there twice ({}): keep the valid run, or give repeated runs \
                 different names",
                observation.sample, observation.probe, observation.place
            )));
        }
        if let Reading::Signal(value) = observation.reading {
            signals[probe].values[sample] = Some(value);
        }
    }
    Ok((names, signals))
}

/// Samples with their signal; those with hardly any have failed.
fn judge_signals(names: &[String], signals: &[Signals], limits: &RawLimits) -> Vec<RunSample> {
    let level = |i: usize| {
        let mut values: Vec<f64> = signals.iter().filter_map(|own| own.values[i]).collect();
        median(&mut values)
    };
    let levels: Vec<f64> = (0..names.len()).map(level).collect();
    let of_run = median(&mut levels.clone());
    names
        .iter()
        .zip(levels)
        .map(|(name, signal)| {
            let least = limits.signal_share * of_run;
            let failure = if signal <= 0.0 {
                "no signal".to_owned()
            } else if signal < least {
                format!(
                    "median signal {signal:.0}, below {:.0} % of the run's {of_run:.0}",
                    100.0 * limits.signal_share
                )
            } else {
                String::new()
            };
            RunSample { sample: name.clone(), reference: false, signal, spread: None, failure }
        })
        .collect()
}

/// The reference samples, by index.
fn reference(
    samples: &mut [RunSample],
    request: &Request,
    warnings: &mut Vec<String>,
) -> Result<Vec<usize>, RawError> {
    for name in request.reference {
        let known = samples.iter_mut().find(|sample| sample.sample == *name).ok_or_else(|| {
            RawError(format!("the reference sample '{name}' is not in the files"))
        })?;
        known.reference = true;
        if !known.failure.is_empty() {
            warnings.push(format!(
                "the reference sample {name} failed ({}) and is not used",
                known.failure
            ));
        }
    }
    let usable = |wanted: bool| -> Vec<usize> {
        let sound = |sample: &RunSample| sample.failure.is_empty();
        (0..samples.len())
            .filter(|i| sound(&samples[*i]) && (!wanted || samples[*i].reference))
            .collect()
    };
    let chosen = usable(!request.reference.is_empty());
    if request.reference.is_empty() {
        warnings.push(
            "no reference sample is named, so the run is its own reference: where leukaemias are \
             the run, a deletion that many of them share moves the ratios of all towards 1 and \
             normal samples look gained; name healthy controls with --reference"
                .to_owned(),
        );
    }
    match chosen.len() {
        0 => Err(RawError("no reference sample has a usable signal".to_owned())),
        n => {
            if n < request.limits.reference_samples {
                warnings.push(format!(
                    "{n} reference samples: with fewer than {} no spread per probe is known",
                    request.limits.reference_samples
                ));
            }
            Ok(chosen)
        }
    }
}

/// A signal in relation to the reference probes of its sample; a reference probe is not held
/// against itself.
fn within(
    value: f64,
    own: usize,
    sample: usize,
    signals: &[Signals],
    controls: &[usize],
    how: Within,
) -> Option<f64> {
    let others: Vec<f64> = controls
        .iter()
        .filter(|at| **at != own)
        .filter_map(|at| signals[*at].values[sample])
        .filter(|signal| *signal > 0.0)
        .collect();
    if others.is_empty() {
        return None;
    }
    Some(match how {
        Within::EachReference => {
            median(&mut others.iter().map(|other| value / other).collect::<Vec<_>>())
        }
        Within::MeanOfControls => value * others.len() as f64 / others.iter().sum::<f64>(),
    })
}

/// Spread of the reference probes in each sample, and of each probe over the reference samples.
fn judge_ratios(
    samples: &mut [RunSample],
    probes: &[RunProbe],
    request: &Request,
    warnings: &mut Vec<String>,
) {
    let limits = request.limits;
    for (i, sample) in samples.iter_mut().enumerate() {
        let own: Vec<f64> =
            probes.iter().filter(|p| p.reference).filter_map(|p| p.ratios[i]).collect();
        if own.len() < limits.reference_probes {
            continue;
        }
        let spread = deviation(&own);
        // A reference sample that was left out keeps the spread for which it was.
        let spread = *sample.spread.get_or_insert(spread);
        if sample.failure.is_empty() && spread > limits.reference_spread {
            sample.failure = format!(
                "reference probes spread by {spread:.3}, above {:.3}",
                limits.reference_spread
            );
        }
    }
    for probe in probes {
        if let Some(spread) = probe.spread.filter(|spread| *spread > limits.probe_spread) {
            warnings.push(format!(
                "{} spreads by {spread:.3} over the reference samples, above {:.3}",
                probe.probe, limits.probe_spread
            ));
        }
    }
}
