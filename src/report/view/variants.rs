//! Small variants: merged with their meaning, or as the callers wrote them.

use super::phrase::{Fact, Phrase};
use super::sentences::{records, rules};
use crate::model::locus_state::Answer;
use crate::model::merged_variant::{
    HotspotResult, MergedVariant, StructuralFinding, UnreadableTranscript, VariantFinding,
};
use crate::model::patient::{PatientResult, VariantFile};
use crate::model::small_variant::SmallVariant;
use crate::report::text::{NONE, Texts};
use crate::report::words;

/// One small variant.
pub struct VariantRow {
    pub gene: String,
    pub place: String,
    pub reference: String,
    pub alternative: String,
    /// HGVS names, of a merged record alone.
    pub names: Vec<String>,
    /// What the rules say of it.
    pub meaning: Vec<Phrase>,
    pub vaf: String,
    pub reads: String,
    pub filter: String,
    pub caller: String,
    pub file: String,
    /// No filter stands against it.
    pub passes: bool,
    /// False where paper leaves it to the screen.
    pub on_paper: bool,
}

/// The small variants in the result's order; merged ones that pass before those that do not.
pub fn rows(t: &Texts, result: &PatientResult) -> Vec<VariantRow> {
    let Some(merged) = &result.merged else {
        return result.small_variants.iter().map(|variant| row(t, result, variant)).collect();
    };
    let findings: &[VariantFinding] = merged.conclusions.as_ref().map_or(&[], |c| &c.findings);
    let both = merged.variants.iter().zip(&result.small_variants);
    let (passing, filtered): (Vec<_>, Vec<_>) = both.partition(|(merged, _)| merged.passes());
    let told = |(merged, variant): (&MergedVariant, &SmallVariant)| VariantRow {
        names: names(merged),
        meaning: findings
            .iter()
            .filter(|finding| finding.allele == allele(merged))
            .flat_map(|finding| meaning(t, finding))
            .collect(),
        passes: merged.passes(),
        ..row(t, result, variant)
    };
    passing.into_iter().chain(filtered).map(told).collect()
}

/// Leaves to the screen what two sheets have no room for: the records of which the rules say
/// nothing, and those that do not pass. What means something is on paper however many they are.
/// The sentence that tells how many are left out, and where they stand; empty when none is.
pub fn left_to_the_screen(t: &Texts, result: &PatientResult, rows: &mut [VariantRow]) -> String {
    if taken(rows) <= room(result) {
        return String::new();
    }
    for row in rows.iter_mut() {
        row.on_paper = row.passes && !row.meaning.is_empty();
    }
    let left_out = rows.iter().filter(|row| !row.on_paper).count();
    if left_out == 0 {
        return String::new();
    }
    let name = &result.calls.sample.name;
    let mut files = format!("{name}.ikaros.json");
    if result.merged.is_some() {
        files = format!("{files}, {name}.variants.tsv");
    }
    let (count, all) = (t.thousands(left_out as u64), t.thousands(rows.len() as u64));
    t.say("variants-on-paper", &[("count", &count), ("all", &all), ("files", &files)])
}

/// Characters of the table that two sheets have room for: a result with many events leaves less.
fn room(result: &PatientResult) -> usize {
    let events: usize = result.calls.genes.iter().map(|gene| gene.segments.len()).sum();
    ROOM.saturating_sub(EVENT * events.saturating_sub(FEW_EVENTS))
}

const ROOM: usize = 300;
/// Room that each event beyond a few takes.
const EVENT: usize = 130;
const FEW_EVENTS: usize = 6;
/// What the short columns of a row take.
const SHORT_COLUMNS: usize = 60;

/// Characters of all rows.
fn taken(rows: &[VariantRow]) -> usize {
    let one = |variant: &VariantRow| {
        let names: usize = variant.names.iter().map(String::len).sum();
        let meaning: usize = variant.meaning.iter().map(|said| said.text.len()).sum();
        SHORT_COLUMNS + names + meaning + variant.reference.len() + variant.alternative.len()
    };
    rows.iter().map(one).sum()
}

/// A merged record as findings name it.
fn allele(variant: &MergedVariant) -> String {
    let MergedVariant { contig, position, reference, alternative, .. } = variant;
    format!("{contig}:{position}:{reference}:{alternative}")
}

/// `c.475A>T`, `p.(Asn159Tyr)`, and the transcript.
fn names(variant: &MergedVariant) -> Vec<String> {
    let Some(effect) = &variant.effect else { return Vec::new() };
    let protein = effect.hgvs_p.clone();
    [Some(effect.hgvs_c.clone()), protein, Some(effect.transcript.clone())]
        .into_iter()
        .flatten()
        .collect()
}

/// What a rule says of an allele, with its source, and what speaks for both alleles.
fn meaning(t: &Texts, finding: &VariantFinding) -> Vec<Phrase> {
    let mut said = vec![rules::meaning(t, finding)];
    said.extend(finding.germline.iter().map(|why| rules::germline(t, finding, why)));
    if finding.both_alleles != Answer::No {
        said.push(rules::alleles(t, &finding.evidence));
    }
    said.push(rules::citation(t, finding));
    said
}

/// What the hotspots show; empty where nothing was merged.
pub fn hotspots(t: &Texts, result: &PatientResult) -> Vec<Phrase> {
    let Some(merged) = &result.merged else { return Vec::new() };
    let of = |state: &'static str| merged.hotspots.iter().filter(move |h| h.state == state);
    let assessed = merged.hotspots.len() - of("not_assessed").count();
    let (assessed, all) = (assessed.to_string(), merged.hotspots.len().to_string());
    let mut said = vec![t.say("hotspots-assessed", &[("assessed", &assessed), ("all", &all)])];
    // What could have been found is told of the hotspots that are assessed alone.
    let told = || merged.hotspots.iter().filter(|hotspot| hotspot.state != "not_assessed");
    let limits = || told().filter_map(|hotspot| hotspot.limit_of_detection);
    if let (Some(low), Some(high)) = (limits().reduce(f64::min), limits().reduce(f64::max)) {
        let (low, high) = (t.percent_to(low, 1), t.percent_to(high, 1));
        said.push(t.say("hotspots-limits", &[("low", &low), ("high", &high)]));
    }
    let found = |hotspot: &HotspotResult| {
        format!("{} ({})", rules::hotspot(t, hotspot), rules::seen(t, &hotspot.evidence))
    };
    let found: Vec<String> = of("found").map(found).collect();
    if !found.is_empty() {
        said.push(t.say("hotspots-found", &[("found", &found.join("; "))]));
    } else if told().next().is_some() {
        said.push(t.say("hotspots-found", &[("found", &t.get("hotspots-none"))]));
    }
    // A change at a hotspot that is open is no finding, and not nothing either.
    let open = of("not_assessed").filter_map(|hotspot| {
        let seen = rules::seen_alone(t, &hotspot.evidence)?;
        Some(format!("{} ({seen})", rules::hotspot(t, hotspot)))
    });
    let open: Vec<String> = open.collect();
    if !open.is_empty() {
        said.push(t.say("hotspots-open", &[("found", &open.join("; "))]));
    }
    let beside: &[StructuralFinding] = merged.conclusions.as_ref().map_or(&[], |c| &c.structural);
    let beside = beside.iter().map(|finding| records::structural(t, finding));
    let remarks = merged.remarks.iter().map(|remark| records::reads(t, remark));
    said.into_iter().map(Phrase::from).chain(beside).chain(remarks).collect()
}

/// Hotspots that nothing is known of, and what a result without merged records cannot tell.
pub fn not_assessed(t: &Texts, result: &PatientResult) -> Vec<Fact> {
    let Some(merged) = &result.merged else {
        let key =
            if result.variant_files.is_empty() { "variants-no-file" } else { "hotspots-unmerged" };
        return vec![Fact::new(t.get("variants"), t.get(key))];
    };
    let blind = merged.hotspots.iter().filter(|hotspot| hotspot.state == "not_assessed");
    let blind: Vec<String> = blind.map(|h| rules::hotspot(t, h)).collect();
    let mut facts = Vec::new();
    if !blind.is_empty() {
        let blind = t.say("hotspots-blind", &[("hotspots", &blind.join(", "))]);
        facts.push(Fact::new(t.get("hotspots"), blind));
    }
    let (in_part, whole): (Vec<_>, Vec<_>) = merged.unreadable.iter().partition(|u| u.in_part);
    for (key, unreadable) in [("variants-unreadable", whole), ("variants-unread-bases", in_part)] {
        let name = |u: &&UnreadableTranscript| format!("{} ({})", u.gene, u.transcript);
        let names: Vec<String> = unreadable.iter().map(name).collect();
        if !names.is_empty() {
            let said = t.say(key, &[("transcripts", &names.join(", "))]);
            facts.push(Fact::new(t.get("variants"), said));
        }
    }
    facts
}

/// What the figures of the table mean, and what is not in it.
pub fn note(t: &Texts, result: &PatientResult) -> String {
    let Some(merged) = &result.merged else { return t.get("variants-note") };
    let counted = merged.variants.iter().any(|variant| variant.recount.is_some());
    let mut said = t.get(if counted { "variants-note-counted" } else { "variants-note-merged" });
    if merged.not_listed > 0 {
        let count = t.thousands(merged.not_listed);
        said.push(' ');
        said.push_str(&t.say("variants-not-listed", &[("count", &count)]));
    }
    if merged.unlisted_on_genes > 0 {
        let count = t.thousands(merged.unlisted_on_genes);
        said.push(' ');
        said.push_str(&t.say("variants-unlisted", &[("count", &count)]));
    }
    said
}

fn row(t: &Texts, result: &PatientResult, variant: &SmallVariant) -> VariantRow {
    let count = |reads: Option<u32>| {
        reads.map_or_else(|| NONE.to_owned(), |reads| t.thousands(u64::from(reads)))
    };
    VariantRow {
        gene: variant.gene.clone(),
        place: format!(
            "{}:{}",
            variant.contig.styled(result.calls.contig_style),
            t.thousands(u64::from(variant.position))
        ),
        reference: variant.reference.clone(),
        alternative: variant.alternative.clone(),
        names: Vec::new(),
        meaning: Vec::new(),
        vaf: variant.vaf.map_or_else(|| NONE.to_owned(), |vaf| t.percent_to(vaf, 1)),
        reads: match (variant.alternative_depth, variant.depth) {
            (None, None) => NONE.to_owned(),
            (alternative, depth) => {
                t.say("part-of", &[("part", &count(alternative)), ("all", &count(depth))])
            }
        },
        filter: variant.filter.clone(),
        caller: variant.caller.clone(),
        file: variant.file.clone(),
        passes: variant.filter == "PASS",
        on_paper: true,
    }
}

/// What was read of each VCF.
pub fn files(t: &Texts, result: &PatientResult) -> Vec<String> {
    result.variant_files.iter().map(|file| of_file(t, file)).collect()
}

fn of_file(t: &Texts, file: &VariantFile) -> String {
    let mut said = t.say(
        "variant-file",
        &[
            ("file", &file.file),
            ("caller", &file.caller),
            ("reported", &t.thousands(file.reported)),
            ("records", &t.thousands(file.records)),
        ],
    );
    for left_out in &file.left_out {
        let reason = t.word("left-out", &left_out.reason);
        let reason = reason.unwrap_or_else(|| words::code(&left_out.reason));
        let count = t.thousands(left_out.count);
        said.push_str(&t.say("variant-left-out", &[("count", &count), ("reason", &reason)]));
    }
    said
}
