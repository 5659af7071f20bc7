//! The explanation as plain text with aligned columns, for a terminal.

use super::explanation::Explanation;
use crate::model::calls::{CopyState, ExonCall, Severity};
use crate::model::estimate::Estimate;
use crate::model::junction::Breakend;
use crate::model::locus_state::LocusState;
use crate::report::cell;

/// What stands for a missing figure.
const NONE: &str = "-";

/// The explanation as text with a final line end. Control characters in names become spaces.
pub fn render(e: &Explanation) -> String {
    let mut text = Text::default();
    text.line(&format!("{} of {}: {}", e.gene, e.sample, answer(e)));
    text.line(&format!("{}, {}", e.transcript, e.assembly));
    measured(e, &mut text);
    exons(e, &mut text);
    likely(e, &mut text);
    events(e, &mut text);
    recurrent(e, &mut text);
    at_large(e, &mut text);
    alleles(e, &mut text);
    limits(e, &mut text);
    concluded(e, &mut text);
    rules(e, &mut text);
    text.0
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        let clean = line.chars().map(|c| if c.is_control() { ' ' } else { c });
        let clean: String = clean.collect();
        self.0.push_str(clean.trim_end());
        self.0.push('\n');
    }

    fn head(&mut self, head: &str) {
        self.0.push('\n');
        self.line(head);
    }

    /// Names and values; the values begin below each other.
    fn pairs(&mut self, pairs: &[(&str, String)]) {
        let rows: Vec<Vec<String>> =
            pairs.iter().map(|(name, value)| vec![(*name).to_owned(), value.clone()]).collect();
        self.table(&rows, &[]);
    }

    /// Rows with columns of one width; those in `right` end below each other. The last column is
    /// as long as it is.
    fn table(&mut self, rows: &[Vec<String>], right: &[usize]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        let long = |column: usize| {
            let lengths = rows.iter().filter_map(|row| row.get(column));
            lengths.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(long).collect();
        for row in rows {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let width = widths[column];
                line.push_str("  ");
                if right.contains(&column) {
                    line.push_str(&format!("{cell:>width$}"));
                } else if column + 1 == columns {
                    line.push_str(cell);
                } else {
                    line.push_str(&format!("{cell:<width$}"));
                }
            }
            self.line(&line);
        }
    }
}

fn answer(e: &Explanation) -> String {
    let gained = if e.gained { ", gained in part" } else { "" };
    let why = e.open.as_ref().map_or_else(String::new, |why| format!(": {why}"));
    format!("{}{gained}{why}", e.state.label())
}

fn number(value: Option<f64>, decimals: usize) -> String {
    let written = cell::number(value, decimals);
    if written == cell::MISSING { NONE.to_owned() } else { written }
}

fn percent(value: f64) -> String {
    format!("{} %", cell::number(100.0 * value, 1))
}

fn interval(estimate: Estimate) -> String {
    format!("{} ({} to {})", percent(estimate.value), percent(estimate.low), percent(estimate.high))
}

/// Never a certainty that the data cannot give.
fn probability(value: f64) -> String {
    if value > 0.9999 {
        "> 0.9999".to_owned()
    } else if value < 0.0001 {
        "< 0.0001".to_owned()
    } else {
        cell::number(value, 4)
    }
}

/// From the phred-scaled probability of the contrary.
fn from_phred(phred: Option<f64>) -> String {
    phred.map_or_else(|| NONE.to_owned(), |q| probability(1.0 - 10_f64.powf(-q / 10.0)))
}

fn limit(fraction: Option<f64>) -> String {
    fraction.map_or_else(|| "none would be found".to_owned(), |f| format!("from {}", percent(f)))
}

fn measured(e: &Explanation, text: &mut Text) {
    let fit = e.normals;
    let mut pairs = vec![
        ("counted by", format!("{} ({})", e.counting.source, e.counting.filters)),
        (
            "targets",
            format!(
                "{} on the exons of {}, {} in all",
                e.counting.targets_on_gene, e.gene, e.counting.targets
            ),
        ),
        ("mean depth", format!("{}x over all targets", cell::number(e.counting.mean_depth, 1))),
    ];
    if let Some(depth) = fit.depth {
        let [median, low, high] =
            [depth.median, depth.lowest, depth.highest].map(|value| cell::number(value, 1));
        pairs.push(("normals' depth", format!("median {median}x, {low}x to {high}x")));
    }
    let left_out = match fit.left_out.as_slice() {
        [] => String::new(),
        names => format!(", left out: {}", names.join(", ")),
    };
    pairs.extend([
        ("normals", format!("{}{left_out}; {} factors removed", fit.members.len(), fit.factors)),
        ("correlation", format!("{} with the normals", cell::number(fit.correlation, 4))),
        ("noise", format!("{} times that of the normals", cell::number(fit.noise_factor, 2))),
        (
            "two copies",
            format!(
                "at {} of the normals' level, carried by {} of the backbone",
                cell::number(e.baseline.level, 3),
                percent(e.baseline.support)
            ),
        ),
    ]);
    if let Some(other) = &e.baseline.competing {
        pairs.push((
            "or",
            format!(
                "at {} times this level, carried by {}",
                cell::number(other.ratio, 2),
                percent(other.support)
            ),
        ));
    }
    pairs.extend([
        (
            "leukaemic cells",
            e.purity.map_or_else(
                || "not known: no event is certain enough to tell it".to_owned(),
                interval,
            ),
        ),
        ("per target", e.per_target.clone()),
    ]);
    text.head("Measured");
    text.pairs(&pairs);
}

fn exons(e: &Explanation, text: &mut Text) {
    let heads = [
        "exon",
        "targets",
        "depth",
        "expected",
        "ratio",
        "low",
        "high",
        "MLPA",
        "state",
        "copies",
        "cells",
        "P(deleted)",
        "P(gained)",
        "found",
        "reason",
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(e.exons.iter().map(|exon| exon_row(e, exon)));
    text.head("Exons: ratio with its 95 % interval; found: smallest share of cells at which loss of this exon alone would be called");
    text.table(&rows, &[1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13]);
    if e.exons_open {
        text.line("  undecided: measured as normal, but a deletion of the gene is not excluded");
    }
}

fn exon_row(e: &Explanation, exon: &ExonCall) -> Vec<String> {
    // What a gene that is open measures as normal is no answer, nor are its two copies.
    let undecided = e.exons_open && exon.state == CopyState::Normal;
    let open = exon.state == CopyState::NotAssessed;
    let share = |value: Option<f64>| value.map_or_else(|| NONE.to_owned(), percent);
    // A probability beside "not assessed" would be read as an answer.
    let answered = |phred: Option<f64>| from_phred(phred.filter(|_| !open));
    vec![
        exon.exon.clone(),
        exon.targets.to_string(),
        number(exon.depth, 1),
        number(exon.expected, 1),
        number(exon.ratio.map(|ratio| ratio.value), 3),
        number(exon.ratio.map(|ratio| ratio.low), 3),
        number(exon.ratio.map(|ratio| ratio.high), 3),
        exon.mlpa_call.code().replace('_', " "),
        if undecided { "undecided".to_owned() } else { exon.state.code().replace('_', " ") },
        number(exon.copies.filter(|_| !undecided), 2),
        share(exon.clone_fraction),
        answered(exon.phred_deletion),
        answered(exon.phred_gain),
        match exon.limit_of_detection {
            Some(limit) => percent(limit),
            None if open => NONE.to_owned(),
            None => "not".to_owned(),
        },
        exon.reason.clone(),
    ]
}

fn likely(e: &Explanation, text: &mut Text) {
    text.head("Probabilities, from depth and reads at recurrent junctions");
    // A probability beside "not assessed" would be read as an answer.
    let answered = |value| {
        if e.state == LocusState::NotAssessed && e.open.is_none() {
            e.state.label().to_owned()
        } else {
            probability(value)
        }
    };
    text.pairs(&[
        ("any deletion", answered(e.probability_deletion)),
        ("any gain", answered(e.probability_gain)),
    ]);
    text.head("Deletion patterns above 1 %");
    if e.patterns.is_empty() {
        text.line("  none: the data cannot tell");
    }
    let row = |p: &crate::model::calls::Pattern| vec![p.exons.clone(), probability(p.probability)];
    text.table(&e.patterns.iter().map(row).collect::<Vec<_>>(), &[]);
}

fn events(e: &Explanation, text: &mut Text) {
    text.head("Events");
    if e.segments.is_empty() {
        text.line("  none called");
        return;
    }
    let heads = ["exons", "state", "targets", "ratio", "cells", "phred", "other reading"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(e.segments.iter().map(|s| {
        vec![
            s.exon_range(),
            match s.state {
                CopyState::Gain if s.is_of_two_copies() => "gain of two copies".to_owned(),
                state => state.code().replace('_', " "),
            },
            s.targets.to_string(),
            format!(
                "{} ({} to {})",
                cell::number(s.ratio.value, 3),
                cell::number(s.ratio.low, 3),
                cell::number(s.ratio.high, 3)
            ),
            interval(s.clone_fraction),
            cell::number(s.phred, 1),
            s.alternative.clone().unwrap_or_else(|| NONE.to_owned()),
        ]
    }));
    text.table(&rows, &[2, 5]);
}

fn recurrent(e: &Explanation, text: &mut Text) {
    text.head("Reads at recurrent junctions");
    let Some(found) = &e.recurrent_junctions else {
        text.line("  not looked for: no reads were given");
        return;
    };
    if found.is_empty() {
        text.line("  no recurrent deletion of this gene has known breaks");
        return;
    }
    let heads = [
        "from",
        "to",
        "split",
        "pairs",
        "depth left",
        "depth right",
        "at the break",
        "absence tells",
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(found.iter().map(|j| {
        vec![
            j.from.clone(),
            j.to.clone(),
            j.split_fragments.to_string(),
            j.discordant_fragments.to_string(),
            cell::number(j.left_depth, 1),
            cell::number(j.right_depth, 1),
            number(j.break_depth, 1),
            if j.assessable { "yes" } else { "no: not covered" }.to_owned(),
        ]
    }));
    text.table(&rows, &[2, 3, 4, 5, 6]);
}

fn at_large(e: &Explanation, text: &mut Text) {
    text.head("Junctions over the gene, at single bases");
    let Some(found) = &e.junctions else {
        text.line("  not looked for: no reads were given");
        return;
    };
    if found.is_empty() {
        text.line("  none with two fragments; this excludes no deletion");
        return;
    }
    let place = |end: &Breakend| format!("{}:{}", end.contig, end.position);
    let heads = ["kind", "from", "to", "split", "pairs", "share at the break"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(found.iter().map(|j| {
        vec![
            j.kind.code().replace('_', " "),
            place(&j.first),
            place(&j.second),
            j.split_fragments.to_string(),
            j.discordant_fragments.to_string(),
            j.fraction().map_or_else(|| NONE.to_owned(), percent),
        ]
    }));
    text.table(&rows, &[3, 4, 5]);
}

fn alleles(e: &Explanation, text: &mut Text) {
    text.head("Heterozygous SNPs of the region");
    let Some(found) = e.alleles else {
        text.line("  none counted or none heterozygous: they had no part in this");
        return;
    };
    text.pairs(&[
        ("SNPs used", found.heterozygous.to_string()),
        (
            "events against none",
            format!("log10 likelihood ratio {}", cell::number(found.log10_ratio, 2)),
        ),
    ]);
}

fn limits(e: &Explanation, text: &mut Text) {
    text.head("What would have been found: smallest share of cells with a heterozygous loss");
    let mut pairs = vec![
        ("whole gene", limit(e.limit_of_detection)),
        ("both copies of it", limit(e.limit_homozygous)),
        ("one more copy of it", limit(e.limit_gain)),
    ];
    let names: Vec<String> =
        e.pattern_limits.iter().map(|p| format!("exons {}", p.exons)).collect();
    pairs.extend(
        names.iter().zip(e.pattern_limits).map(|(n, p)| (n.as_str(), limit(p.limit_of_detection))),
    );
    text.pairs(&pairs);
}

fn concluded(e: &Explanation, text: &mut Text) {
    text.head("Conclusions");
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if let Some(ikzf1) = e.conclusions.ikzf1 {
        pairs.push(("category", ikzf1.category_label.clone()));
        pairs.push(("class", ikzf1.class.replace('_', " ")));
    }
    for locus in &e.conclusions.loci {
        pairs.push((&locus.locus, format!("{}: {}", locus.state.label(), locus.evidence)));
    }
    for preset in &e.conclusions.ikzf1plus {
        pairs.push(("IKZF1plus", format!("{}: {}", preset.preset, preset.label)));
    }
    for preset in &e.conclusions.ukall_cna {
        let rests = match preset.rests_on.as_slice() {
            [] => String::new(),
            loci => format!(" (rests on a probable deletion: {})", loci.join(", ")),
        };
        pairs.push(("UKALL-CNA", format!("{}: {}{rests}", preset.preset, preset.class)));
    }
    let is_blind = !e.hotspots_not_assessed.is_empty() || !e.unread.is_empty();
    match &e.small_variants {
        None => pairs.push(("small variants", "not merged: they had no part in this".to_owned())),
        Some(found) if found.is_empty() && is_blind => {
            let said = "no rule knows one of those that were read; not all were".to_owned();
            pairs.push(("small variants", said));
        }
        Some(found) if found.is_empty() => {
            pairs.push(("small variants", "no rule knows one of this gene".to_owned()));
        }
        Some(found) => {
            for finding in found {
                pairs.push(("small variant", format!("{}: {}", finding.hgvs_c, finding.text)));
            }
        }
    }
    for hotspot in &e.hotspots_not_assessed {
        let why = match hotspot.evidence.as_str() {
            "" => "too few fragments to exclude a change there",
            said => said,
        };
        let what = format!("hotspot {} {}", hotspot.gene, hotspot.label);
        pairs.push(("not assessed", format!("{what}: {why}")));
    }
    for unread in &e.unread {
        let what = format!("small variants in {}", unread.transcript);
        pairs.push(("not assessed", format!("{what}: {}", unread.cause)));
    }
    for item in &e.not_assessed {
        pairs.push(("not assessed", format!("{}: {}", item.what, item.reason)));
    }
    for flag in &e.flags {
        let severity = match flag.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Fail => "fail",
        };
        pairs.push((severity, format!("{}: {}", flag.code, flag.message)));
    }
    text.pairs(&pairs);
}

fn rules(e: &Explanation, text: &mut Text) {
    text.head("Thresholds");
    if e.thresholds.is_empty() {
        text.line("  not known here: the result was not made with the built-in calling.toml");
    }
    let row = |t: &super::Threshold| vec![t.name.to_owned(), cell::number(t.value, 2)];
    text.table(&e.thresholds.iter().map(row).collect::<Vec<_>>(), &[]);
    if !e.options.is_empty() {
        text.line(&format!("  options: {}", e.options.join(", ")));
    }
    text.head("Rules: version, SHA-256, source");
    let row = |r: &&crate::model::patient::RuleSource| {
        let digest: String = r.digest.chars().take(12).collect();
        vec![r.name.clone(), r.version.clone(), digest, r.citation.clone()]
    };
    text.table(&e.rules.iter().map(row).collect::<Vec<_>>(), &[]);
}
