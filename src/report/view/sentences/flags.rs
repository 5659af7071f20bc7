//! Quality flags, told by their codes.

use super::form::{self, Form};
use crate::model::calls::{EventKind, QcFlag, SampleCalls};
use crate::model::language::Language;
use crate::report::text::Texts;
use crate::report::view::phrase::Phrase;
use crate::report::words;

/// What a flag says. A code that is not known here is told in the words of its message.
pub fn phrase(t: &Texts, calls: &SampleCalls, flag: &QcFlag) -> Phrase {
    if t.language() == Language::English {
        return Phrase::from(flag.message.as_str());
    }
    told(t, calls, flag).map_or_else(|| Phrase::english(t, &flag.message), Phrase::from)
}

/// Flags whose figures stand in their message alone.
const FORMS: [Form; 14] = [
    ("flag-not-like-normals", &["correlation"]),
    ("flag-low-correlation", &["correlation"]),
    ("flag-low-depth-below", &["depth", "border"]),
    ("flag-few-targets-of", &["count"]),
    ("flag-par1-lost-x-male", &["ratio"]),
    ("flag-par1-gained-x-male", &["ratio"]),
    ("flag-par1-lost-x", &["ratio"]),
    ("flag-par1-gained-x", &["ratio"]),
    ("flag-par1-lost", &[]),
    ("flag-par1-gained", &[]),
    ("flag-near-haploid-one", &["chromosome"]),
    ("flag-near-haploid", &["chromosomes"]),
    ("flag-relative-loss-at", &["gene", "ratio", "chromosome", "level"]),
    ("flag-ends-uncertain", &["gene", "likely"]),
];

fn told(t: &Texts, calls: &SampleCalls, flag: &QcFlag) -> Option<String> {
    Some(match flag.code.as_str() {
        "LOW_DEPTH"
        | "FEW_TARGETS"
        | "SEX_CHROMOSOME_OR_PAR1"
        | "NOT_LIKE_NORMALS"
        | "LOW_CORRELATION"
        | "NEAR_HAPLOID_NOT_EXCLUDED"
        | QcFlag::RELATIVE_LOSS
        | QcFlag::ENDS_UNCERTAIN => form::told(t, &flag.message, &FORMS)?,
        "BASELINE_AMBIGUOUS" => form::told(t, &flag.message, &BASELINE)?,
        "CHROMOSOME_WITHOUT_READS" => {
            let chromosomes = calls.normals.chromosomes_without_reads();
            t.say("flag-chromosome-without-reads", &[("chromosomes", &chromosomes)])
        }
        "NOISY" => t.say("flag-noisy", &[("factor", &t.number(calls.normals.noise_factor, 1))]),
        "WAVY" => t.say("flag-wavy", &[("factor", &t.number(calls.normals.wave_factor?, 1))]),
        "SEX_MISMATCH" => {
            let stated = words::sex(t, calls.sample.sex_stated);
            let observed = words::sex(t, calls.sample.sex_observed);
            t.say("flag-sex-mismatch", &[("stated", &stated), ("observed", &observed)])
        }
        "OFF_TARGET_DISAGREES" => {
            let chromosomes = calls.aneuploidy.as_ref()?.contradicted();
            t.say("flag-off-target-disagrees", &[("chromosomes", &chromosomes)])
        }
        "NORMALS_WITH_EVENTS" => {
            let found = calls.normals.members_with_events.to_string();
            let all = calls.normals.members.len().to_string();
            t.say("flag-normals-with-events", &[("found", &found), ("all", &all)])
        }
        "SHARE_BELOW_LIMIT" => {
            let genes: Vec<&str> =
                calls.share_below_limit().iter().map(|gene| gene.gene.as_str()).collect();
            let share = t.percent_to(calls.purity?.value, 0);
            t.say("flag-share-below-limit", &[("share", &share), ("genes", &genes.join(", "))])
        }
        "OTHER_NAME" => t.say("flag-other-name", &[("name", calls.sample.name_in_file.as_ref()?)]),
        "AMONG_NORMALS" => {
            t.say("flag-among-normals", &[("name", calls.normals.same_as.as_ref()?)])
        }
        "BLASTS_BELOW_LIMIT" => {
            let genes = calls.genes.iter().filter(|gene| calls.blasts_below_limit(gene));
            let genes: Vec<&str> = genes.map(|gene| gene.gene.as_str()).collect();
            let blasts = t.blasts(&calls.sample)?;
            t.say("flag-blasts-below-limit", &[("blasts", &blasts), ("genes", &genes.join(", "))])
        }
        "BLASTS_CONTRADICTED" => {
            let (gene, segment) = calls.largest_deletion()?;
            let fraction = segment.clone_fraction;
            let blasts = t.blasts(&calls.sample)?;
            let (cells, least) = (t.percent_to(fraction.value, 0), t.percent_to(fraction.low, 0));
            let values =
                [("blasts", &blasts), ("gene", &gene.gene), ("cells", &cells), ("least", &least)];
            t.say("flag-blasts-contradicted", &values.map(|(name, value)| (name, value.as_str())))
        }
        "AMPLIFIED" => {
            let gene = calls.gene(&flag.about.as_ref()?.gene)?;
            let ratio = t.number(gene.amplified()?, 1);
            t.say("flag-amplified", &[("gene", &gene.gene), ("ratio", &ratio)])
        }
        QcFlag::UNCERTAIN => of_gene(t, calls, flag, "flag-uncertain")?,
        QcFlag::PROBABLE => of_gene(t, calls, flag, "flag-probable")?,
        _ => return None,
    })
}

/// Another level that could be two copies, with what the alleles say of it.
const BASELINE: [Form; 4] = [
    ("flag-baseline-no-snps", &["share", "ratio"]),
    (
        "flag-baseline-open",
        &["share", "ratio", "balanced", "skewed", "otherbalanced", "otherskewed"],
    ),
    (
        "flag-baseline-agree",
        &["share", "ratio", "balanced", "skewed", "otherbalanced", "otherskewed"],
    ),
    (
        "flag-baseline-against",
        &["share", "ratio", "balanced", "skewed", "otherbalanced", "otherskewed"],
    ),
];

/// A flag about one kind of event of one gene.
fn of_gene(t: &Texts, calls: &SampleCalls, flag: &QcFlag, key: &str) -> Option<String> {
    let about = flag.about.as_ref()?;
    let gene = calls.gene(&about.gene)?;
    let event = words::event_kind(t, about.kind);
    let probability = match about.kind {
        EventKind::Deletion => gene.probability_deletion,
        EventKind::Gain => gene.probability_gain,
    };
    let probability = t.number(probability, 2);
    Some(t.say(key, &[("gene", &gene.gene), ("event", &event), ("probability", &probability)]))
}
