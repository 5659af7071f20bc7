//! The differences of a comparison as they stand on the page: what is the same is told once.

use std::collections::BTreeMap;

use crate::compare::result::{Comparison, Difference, Discordance, Level, Member, Reason};

/// The differences of one sample.
pub(super) struct Sample {
    pub(super) name: String,
    /// Reasons that are of the sample and not of one place.
    pub(super) about: Vec<Reason>,
    pub(super) rows: Vec<Row>,
}

/// One or several differences of the same kind.
pub(super) struct Row {
    pub(super) samples: String,
    pub(super) level: String,
    pub(super) subject: String,
    pub(super) ngs: String,
    pub(super) mlpa: String,
    pub(super) reasons: Vec<Reason>,
}

/// Who stands in a cell of a table of counts.
pub(super) struct Cell {
    pub(super) ngs: String,
    pub(super) mlpa: String,
    pub(super) pairs: usize,
    pub(super) who: String,
}

/// A subject without its exon, and the exon.
fn parts(subject: &str) -> (&str, Option<&str>) {
    match subject.split_once(" exon ") {
        Some((gene, exon)) => (gene, Some(exon)),
        None => (subject, None),
    }
}

fn gathered(gene: &str, exons: &[&str]) -> String {
    match exons {
        [] => gene.to_owned(),
        [exon] => format!("{gene} exon {exon}"),
        _ => format!("{gene} exons {}", exons.join(", ")),
    }
}

/// The codes of the reasons, each once.
fn codes(found: &Discordance) -> Vec<&str> {
    let mut codes: Vec<&str> = Vec::new();
    for reason in &found.reasons {
        if !codes.contains(&reason.code.as_str()) {
            codes.push(&reason.code);
        }
    }
    codes
}

/// `0.62`, `0.60 to 0.71`; empty without ratios.
fn range(ratios: impl Iterator<Item = Option<f64>>) -> String {
    let mut known: Vec<f64> = ratios.flatten().collect();
    known.sort_by(f64::total_cmp);
    let shown = |value: f64| format!("{value:.2}");
    match (known.first(), known.last()) {
        (Some(low), Some(high)) if shown(*low) != shown(*high) => {
            format!(" ({low:.2} to {high:.2})")
        }
        (Some(low), _) => format!(" ({low:.2})"),
        _ => String::new(),
    }
}

/// What a level is called on the page.
pub(super) fn level_words(level: &str) -> &str {
    match level {
        "exon" => "Exons",
        "gene" => "Genes",
        "locus" => "Loci",
        "homozygous" => "Both alleles lost",
        "ikzf1_category" => "IKZF1 category",
        "ikzf1plus" => "IKZF1plus",
        "ikzf1plus_erg_aside" => "IKZF1plus, ERG aside",
        "ukall_cna" => "UKALL-CNA",
        other => other,
    }
}

/// The differences where both sides have an answer, by sample: exons of a gene that differ alike are
/// one row, and figures that stand at an exon are not told again above it.
pub(super) fn told(result: &Comparison) -> Vec<Sample> {
    let mut samples: Vec<Vec<&Discordance>> = Vec::new();
    for found in result.discordances.iter().filter(|d| d.difference != Difference::NoResult) {
        match samples.last_mut().filter(|own| own[0].sample == found.sample) {
            Some(own) => own.push(found),
            None => samples.push(vec![found]),
        }
    }
    samples.iter().map(|own| of_sample(own)).collect()
}

fn of_sample(own: &[&Discordance]) -> Sample {
    let mut about: Vec<Reason> = Vec::new();
    for reason in own.iter().flat_map(|found| &found.reasons) {
        if is_of_sample(&reason.code) && !about.contains(reason) {
            about.push(reason.clone());
        }
    }
    let mut groups: Vec<Vec<&Discordance>> = Vec::new();
    for found in own {
        let alike = |other: &Discordance| {
            parts(&other.subject).0 == parts(&found.subject).0
                && (&other.level, &other.ngs, &other.mlpa)
                    == (&found.level, &found.ngs, &found.mlpa)
                && codes(other) == codes(found)
        };
        let exon = parts(&found.subject).1.is_some();
        match groups.iter_mut().find(|group| exon && alike(group[0])) {
            Some(group) => group.push(found),
            None => groups.push(vec![found]),
        }
    }
    let exons: Vec<&Reason> =
        own.iter().filter(|d| d.level == "exon").flat_map(|d| &d.reasons).collect();
    Sample {
        name: own[0].sample.clone(),
        about,
        rows: groups.iter().map(|group| row(group, &exons)).collect(),
    }
}

/// One row; `exons` are the reasons at the exons of the sample.
fn row(group: &[&Discordance], exons: &[&Reason]) -> Row {
    let first = group[0];
    let labels: Vec<&str> = group.iter().filter_map(|d| parts(&d.subject).1).collect();
    let ngs = range(group.iter().map(|d| d.ngs_ratio));
    let mlpa = range(group.iter().map(|d| d.mlpa_ratio));
    let mut reasons: Vec<Reason> =
        first.reasons.iter().filter(|own| !is_of_sample(&own.code)).cloned().collect();
    if labels.len() > 1 {
        for own in reasons.iter_mut().filter(|own| own.code != "UNEXPLAINED") {
            own.evidence = format!("exon {}: {}", labels[0], own.evidence);
        }
    }
    if first.level != "exon" {
        for own in &mut reasons {
            let below = exons.iter().find(|exon| {
                exon.code == own.code && own.evidence.ends_with(&format!(": {}", exon.evidence))
            });
            if let Some(below) = below {
                let kept = own.evidence.len() - below.evidence.len() - 2;
                own.evidence.truncate(kept);
            }
        }
    }
    Row {
        samples: first.sample.clone(),
        level: level_words(&first.level).to_owned(),
        subject: gathered(parts(&first.subject).0, &labels),
        ngs: format!("{}{ngs}", words(&first.ngs)),
        mlpa: format!("{}{mlpa}", words(&first.mlpa)),
        reasons,
    }
}

/// True for reasons that are of the sample as a whole.
fn is_of_sample(code: &str) -> bool {
    matches!(code, "SWAP_SUSPECTED" | "NGS_QUALITY" | "MLPA_QUALITY")
}

/// A code as it is read on the page.
pub(super) fn words(code: &str) -> String {
    code.replace('_', " ")
}

/// The results that one side has and the other has not, gathered over samples.
pub(super) fn without_result(result: &Comparison) -> Vec<Row> {
    type Key<'a> = (usize, &'a str, &'a str, &'a str, Vec<&'a str>);
    let order = |level: &str| result.levels.iter().position(|own| own.level == level);
    let mut groups: BTreeMap<Key, Vec<&Discordance>> = BTreeMap::new();
    for found in result.discordances.iter().filter(|d| d.difference == Difference::NoResult) {
        let level = usize::MAX - order(&found.level).unwrap_or(0);
        let key = (level, found.subject.as_str(), found.ngs.as_str(), found.mlpa.as_str());
        groups.entry((key.0, key.1, key.2, key.3, codes(found))).or_default().push(found);
    }
    groups
        .values()
        .map(|group| {
            let first = group[0];
            let samples: Vec<&str> = group.iter().map(|d| d.sample.as_str()).collect();
            let mut reasons = first.reasons.clone();
            if group.len() > 1 {
                for own in &mut reasons {
                    if group.iter().any(|d| !d.reasons.contains(own)) {
                        own.evidence = format!("in {}: {}", first.sample, own.evidence);
                    }
                }
            }
            Row {
                samples: samples.join(", "),
                level: level_words(&first.level).to_owned(),
                subject: first.subject.clone(),
                ngs: words(&first.ngs),
                mlpa: words(&first.mlpa),
                reasons,
            }
        })
        .collect()
}

/// Who stands beside the diagonal of a level's table, with the codes of the reasons.
pub(super) fn cells(level: &Level, result: &Comparison) -> Vec<Cell> {
    let reasons: BTreeMap<(&str, &str, &str), &Discordance> = result
        .discordances
        .iter()
        .map(|d| ((d.level.as_str(), d.sample.as_str(), d.subject.as_str()), d))
        .collect();
    let of = |member: &Member| -> String {
        let key = (level.level.as_str(), member.sample.as_str(), member.subject.as_str());
        reasons.get(&key).map_or_else(String::new, |found| codes(found).join(" "))
    };
    level
        .table
        .differing
        .iter()
        .map(|cell| {
            // Sample and codes, then what of it.
            let mut samples: Vec<((&str, String), Vec<&str>)> = Vec::new();
            for member in &cell.pairs {
                let key = (member.sample.as_str(), of(member));
                match samples.iter_mut().rev().take(8).find(|(known, _)| *known == key) {
                    Some((_, subjects)) => subjects.push(&member.subject),
                    None => samples.push((key, vec![&member.subject])),
                }
            }
            let who: Vec<String> = samples
                .iter()
                .map(|((sample, codes), subjects)| {
                    let named = subjects_of(level, subjects);
                    let codes =
                        if codes.is_empty() { String::new() } else { format!(" ({codes})") };
                    format!("{sample}{named}{codes}")
                })
                .collect();
            Cell {
                ngs: words(&cell.ngs),
                mlpa: words(&cell.mlpa),
                pairs: cell.pairs.len(),
                who: who.join("; "),
            }
        })
        .collect()
}

/// `: IKZF1 exons 4, 5; PAX5 exon 2`; nothing where the level has one subject.
fn subjects_of(level: &Level, subjects: &[&str]) -> String {
    if !matches!(level.level.as_str(), "exon" | "gene" | "locus") {
        return String::new();
    }
    let mut genes: Vec<(&str, Vec<&str>)> = Vec::new();
    for subject in subjects {
        let (gene, exon) = parts(subject);
        match genes.iter_mut().find(|(known, _)| *known == gene) {
            Some((_, exons)) => exons.extend(exon),
            None => genes.push((gene, exon.into_iter().collect())),
        }
    }
    let named: Vec<String> = genes.iter().map(|(gene, exons)| gathered(gene, exons)).collect();
    format!(" {}", named.join(", "))
}
