//! MLPA samples without an NGS sample of their name: of whom their profile may be.

use statrs::distribution::{ContinuousCDF, Normal};

use super::super::profile::MlpaSample;
use super::super::result::{ExonPair, Misnamed};
use super::matcher::Matcher;
use super::profile::{FEWEST_EXONS, Profile, Scale, is_flat, ngs_ratio, order, squares};

/// Ratios of samples that have one result only, in the order of the profiles.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unpartnered {
    /// NGS samples.
    pub ngs: Vec<(String, Vec<Option<f64>>)>,
    /// MLPA samples.
    pub mlpa: Vec<(String, Vec<Option<f64>>)>,
}

/// The ratios of samples without a partner. `ngs` are their NGS ratios at the exons of the kit.
pub fn unpartnered(
    exons: &[ExonPair],
    ngs: &[(String, Vec<ExonPair>)],
    mlpa: &[&MlpaSample],
) -> Unpartnered {
    let order = order(exons);
    let placed = |values: &mut dyn Iterator<Item = (&str, &str, Option<f64>)>| {
        let mut ratios = vec![None; order.len()];
        for (gene, exon, ratio) in values {
            if let Some(at) = order.get(&(gene, exon)) {
                ratios[*at] = ratio;
            }
        }
        ratios
    };
    let of_ngs = |own: &[ExonPair]| {
        placed(&mut own.iter().map(|e| (e.gene.as_str(), e.mlpa_exon.as_str(), ngs_ratio(e))))
    };
    let of_mlpa = |own: &MlpaSample| {
        placed(&mut own.exons.iter().map(|e| (e.gene.as_str(), e.exon.as_str(), e.ratio)))
    };
    Unpartnered {
        ngs: ngs.iter().map(|(name, own)| (name.clone(), of_ngs(own))).collect(),
        mlpa: mlpa.iter().map(|own| (own.name.clone(), of_mlpa(own))).collect(),
    }
}

/// An NGS sample that has a profile's events.
struct Candidate {
    ngs: String,
    mlpa: Option<String>,
    distance: f64,
    z: f64,
}

/// MLPA profiles without a partner that an NGS sample explains: one that has no MLPA result either, or
/// one that fits it better than the MLPA of its name.
pub(super) fn find(
    others: &Unpartnered,
    usable: &[&Profile],
    matcher: &Matcher,
    scale: &Scale,
    normal: &Normal,
    false_alarm: f64,
) -> Vec<Misnamed> {
    let pairs = others.mlpa.len() * (usable.len() + others.ngs.len());
    if pairs == 0 {
        return Vec::new();
    }
    let threshold = normal.inverse_cdf(1.0 - false_alarm / pairs as f64);
    let alone: Vec<(&str, Vec<Option<f64>>)> =
        others.ngs.iter().map(|(name, own)| (name.as_str(), scale.ngs(own))).collect();
    let mut found = Vec::new();
    for (name, ratios) in &others.mlpa {
        // A profile without an event is anybody's.
        if ratios.iter().flatten().count() < FEWEST_EXONS || is_flat(ratios, &scale.spreads, normal)
        {
            continue;
        }
        let own = scale.mlpa(ratios);
        let flat: Vec<Option<f64>> = own
            .iter()
            .zip(&scale.spreads)
            .map(|(ratio, spread)| ratio.map(|_| 1.0 / spread))
            .collect();
        let mut candidates: Vec<Candidate> = Vec::new();
        for (ngs, profile) in &alone {
            let (z, distance) = gain(profile, &flat, &own);
            if z >= threshold {
                candidates.push(Candidate { ngs: (*ngs).to_owned(), mlpa: None, distance, z });
            }
        }
        for (i, profile) in usable.iter().enumerate() {
            let (from_flat, distance) = gain(&matcher.ngs[i], &flat, &own);
            let z = gain(&matcher.ngs[i], &matcher.mlpa[i], &own).0.min(from_flat);
            if z >= threshold {
                let mlpa = Some(profile.sample.mlpa.clone());
                candidates.push(Candidate { ngs: profile.sample.ngs.clone(), mlpa, distance, z });
            }
        }
        candidates.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        let mut candidates = candidates.into_iter();
        let Some(best) = candidates.next() else { continue };
        let also: Vec<String> = candidates.map(|other| other.ngs).collect();
        found.push(Misnamed {
            told: told(name, &best, &also),
            mlpa: name.clone(),
            ngs: best.ngs,
            instead_of: best.mlpa,
            also,
            z: best.z,
            threshold,
        });
    }
    found
}

/// By how many deviations a profile fits one MLPA profile better than another, and how far it is from
/// it.
fn gain(ngs: &[Option<f64>], from: &[Option<f64>], to: &[Option<f64>]) -> (f64, f64) {
    let (old, new) = (squares(ngs, from), squares(ngs, to));
    if old.1 < FEWEST_EXONS || new.1 < FEWEST_EXONS {
        return (f64::NEG_INFINITY, f64::INFINITY);
    }
    let per = |(sum, count): (f64, usize)| sum / count as f64;
    let better = (per(old) - per(new)) * old.1 as f64 / 2.0;
    let moved = squares(from, to).0.sqrt().max(f64::MIN_POSITIVE);
    (better / per(new).sqrt().max(1.0) / moved, per(new))
}

fn told(name: &str, best: &Candidate, also: &[String]) -> String {
    let own = match &best.mlpa {
        None => "which has no MLPA result under its name".to_owned(),
        Some(mlpa) => format!("better than its own MLPA {mlpa}"),
    };
    let mut text =
        format!("MLPA {name} (without NGS partner) agrees best with NGS {}, {own}", best.ngs);
    if !also.is_empty() {
        text += &format!("; the same events are in NGS {}", also.join(", "));
    }
    text
}
