//! Quality flags of a called sample: what a reader must know before believing its calls.

use super::relative::Below;
use super::summary::Context;
use crate::knowledge::rules::{AneuploidyRules, CallThresholds};
use crate::model::calls::{EventKind, FlaggedEvent, GeneCall, QcFlag, SampleCalls, Severity};
use crate::model::chromosomes::Aneuploidy;
use crate::model::sample::Sex;
use crate::model::snp::{ChromosomeBalance, SnpEvidence};
use crate::stats::apart;

/// What the alleles say of two levels that compete for two copies.
fn alleles_of_the_zero(snps: Option<&SnpEvidence>) -> String {
    let Some(snps) = snps else {
        return "no common SNPs were counted that could decide".to_owned();
    };
    let state = |found: ChromosomeBalance| {
        format!("{} autosomes balanced, {} skewed", found.balanced, found.skewed)
    };
    let other = snps.competing.map_or_else(|| "none told".to_owned(), state);
    format!(
        "alleles at the level taken as two copies: {}, at the other: {other}; they {}",
        state(snps.zero),
        match (snps.settles_the_zero(), snps.decided_zero) {
            (false, _) => "do not decide",
            (true, false) => "agree with the depth",
            (true, true) => "decided against the depth alone",
        }
    )
}

/// How deep the sample is, and how much it resembles the normals.
fn of_depth(context: &Context, calls: &SampleCalls) -> Vec<QcFlag> {
    let rules = &context.knowledge.rules.calling;
    let mut flags = Vec::new();
    let mut raise = |code: &str, severity, message: String| {
        flags.push(QcFlag { code: code.to_owned(), severity, message, about: None });
    };
    if calls.mean_depth < rules.qc.mean_depth_note {
        raise(
            "LOW_DEPTH",
            Severity::Note,
            format!(
                "mean depth {:.0}x is below {:.0}x: small variants at 1 % are out of reach, \
                 deletions have the limits of detection stated beside them",
                calls.mean_depth, rules.qc.mean_depth_note
            ),
        );
    }
    let correlation = calls.normals.correlation;
    if correlation < rules.qc.correlation_fail {
        raise(
            "NOT_LIKE_NORMALS",
            Severity::Fail,
            format!(
                "correlation with the normals is {}: nothing is assessed",
                apart::from_border(correlation, rules.qc.correlation_fail)
            ),
        );
    } else if correlation < rules.qc.correlation_warning {
        raise(
            "LOW_CORRELATION",
            Severity::Warning,
            format!(
                "correlation with the normals is {}",
                apart::from_border(correlation, rules.qc.correlation_warning)
            ),
        );
    }
    if calls.normals.noise_factor > rules.qc.noise_warning {
        raise(
            "NOISY",
            Severity::Warning,
            format!("noise is {:.1} times that of the normals", calls.normals.noise_factor),
        );
    }
    if context.fit.wave_factor > rules.qc.wave_warning {
        raise(
            "WAVY",
            Severity::Warning,
            format!(
                "levels along the chromosomes differ {:.1} times as much as in the normals: small \
                 changes of whole genes are to be confirmed",
                context.fit.wave_factor
            ),
        );
    }
    flags
}

/// Quality flags of a called sample.
pub fn flags(context: &Context, calls: &SampleCalls, below: &[Below]) -> Vec<QcFlag> {
    let rules = &context.knowledge.rules.calling;
    let mut flags: Vec<QcFlag> = incomplete(context).into_iter().collect();
    flags.extend(of_depth(context, calls));
    let mut raise = |code: &str, severity, message: String| {
        flags.push(QcFlag { code: code.to_owned(), severity, message, about: None });
    };
    if context.fit.backbone < rules.qc.targets_warning as usize {
        raise(
            "FEW_TARGETS",
            Severity::Warning,
            format!(
                "only {} targets outside the ALL genes fix the zero of the scale",
                context.fit.backbone
            ),
        );
    }
    if let Some(competing) = &calls.baseline.competing {
        let by_alleles = calls.snps.as_ref().is_some_and(SnpEvidence::settles_the_zero);
        raise(
            "BASELINE_AMBIGUOUS",
            if by_alleles { Severity::Note } else { Severity::Warning },
            format!(
                "{:.0} % of the panel lies at {:.2} times the level taken as two copies: gains or \
                 losses of many chromosomes, or another zero; {}",
                100.0 * competing.support,
                competing.ratio,
                alleles_of_the_zero(calls.snps.as_ref())
            ),
        );
    }
    let sample = &calls.sample;
    if sample.sex_stated != Sex::Unknown
        && sample.sex_observed != Sex::Unknown
        && sample.sex_stated != sample.sex_observed
    {
        raise(
            "SEX_MISMATCH",
            Severity::Warning,
            format!(
                "stated sex {} but the depth shows {}: a mix-up of samples, or loss or gain of a \
                 sex chromosome",
                sample.sex_stated.code(),
                sample.sex_observed.code()
            ),
        );
    }
    let contradicted = calls.aneuploidy.as_ref().map(Aneuploidy::contradicted).unwrap_or_default();
    if !contradicted.is_empty() {
        // It is about parts of chromosomes, or about this line: calls of genes stand.
        raise(
            "OFF_TARGET_DISAGREES",
            Severity::Note,
            format!(
                "targets and off-target reads differ beyond their errors on chromosomes \
                 {contradicted}: a part of the chromosome may be gained or lost"
            ),
        );
    }
    flags.extend(near_haploid(calls, &context.knowledge.rules.aneuploidy));
    flags.extend(flags_of_inputs(context, calls));
    // What is assessed nowhere has no uncertain event either.
    if context.unreadable().is_none() {
        flags.extend(sex_chromosome(context, calls));
        flags.extend(calls.genes.iter().filter_map(amplified));
        flags.extend(calls.genes.iter().flat_map(|gene| event_flags(gene, &rules.call)));
        flags.extend(calls.genes.iter().filter_map(|gene| uncertain_ends(gene, &rules.call)));
        flags.extend(below.iter().map(relative_loss));
    }
    flags
}

/// The flag of gained chromosomes that a near-haploid clone may have kept instead. It stands where
/// no second level is told already, and where the alleles do not settle it.
fn near_haploid(calls: &SampleCalls, rules: &AneuploidyRules) -> Option<QcFlag> {
    let is_settled = calls.snps.as_ref().is_some_and(|snps| snps.zero.is_balanced());
    if calls.baseline.competing.is_some() || is_settled {
        return None;
    }
    let gained = calls.aneuploidy.as_ref()?.gained_or_kept(&rules.near_haploid_keeps)?;
    let (chromosomes, them) =
        if gained.contains(',') { ("chromosomes", "them") } else { ("chromosome", "it") };
    Some(QcFlag {
        code: "NEAR_HAPLOID_NOT_EXCLUDED".to_owned(),
        severity: Severity::Note,
        message: format!(
            "gain of {chromosomes} {gained}, or cells that kept both copies of {them} and lost one of \
             all others (near-haploid): depth cannot tell, common SNPs (--snps) or a karyotype can"
        ),
        about: None,
    })
}

/// The flag of a file that lacks chromosomes.
fn incomplete(context: &Context) -> Option<QcFlag> {
    let message = format!(
        "no reads on chromosomes {}: the file is incomplete and nothing is assessed; make it or its \
         depth table again",
        context.without_reads
    );
    (!context.without_reads.is_empty()).then(|| QcFlag {
        code: "CHROMOSOME_WITHOUT_READS".to_owned(),
        severity: Severity::Fail,
        message,
        about: None,
    })
}

/// Flags of inputs that contradict each other, or that are not what they should be.
fn flags_of_inputs(context: &Context, calls: &SampleCalls) -> Vec<QcFlag> {
    let rules = &context.knowledge.rules.calling;
    let sample = &calls.sample;
    let mut flags = Vec::new();
    let mut raise = |code: &str, severity, message: String| {
        flags.push(QcFlag { code: code.to_owned(), severity, message, about: None });
    };
    if calls.normals.has_patients() {
        raise(
            "NORMALS_WITH_EVENTS",
            Severity::Warning,
            format!(
                "{} of the {} normals carry events in the ALL genes: patients among the normals hide \
                 deletions; build the panel without them",
                calls.normals.members_with_events,
                calls.normals.members.len()
            ),
        );
    }
    if let (Some(share), false) = (calls.purity, calls.share_below_limit().is_empty()) {
        let genes: Vec<&str> = calls.share_below_limit().iter().map(|g| g.gene.as_str()).collect();
        raise(
            "SHARE_BELOW_LIMIT",
            if genes.contains(&"IKZF1") { Severity::Warning } else { Severity::Note },
            format!(
                "the certain events lie in {:.0} % of the cells: were these all the leukaemic cells, a \
                 deletion in all of them would not have been seen in {}",
                100.0 * share.value,
                genes.join(", ")
            ),
        );
    }
    if let Some(name) = &sample.name_in_file {
        raise(
            "OTHER_NAME",
            Severity::Note,
            format!(
                "the sample's file calls itself {name}: taken for this sample as the sheet says"
            ),
        );
    }
    if let Some(name) = &calls.normals.same_as {
        raise(
            "AMONG_NORMALS",
            Severity::Warning,
            format!(
                "the depths are those of the normal {name}, which was left out: build the panel \
                 without it, or correct the name"
            ),
        );
    }
    let unseen: Vec<&str> = calls
        .genes
        .iter()
        .filter(|gene| calls.blasts_below_limit(gene))
        .map(|gene| gene.gene.as_str())
        .collect();
    if let (false, Some(blasts)) = (unseen.is_empty(), sample.blasts_written()) {
        raise(
            "BLASTS_BELOW_LIMIT",
            Severity::Warning,
            format!(
                "a deletion in all of the stated {blasts} % blasts would not have been seen in {}: \
                 the rules take them as not assessed",
                unseen.join(", ")
            ),
        );
    }
    if let (Some((gene, segment)), Some(percent), Some(blasts)) =
        (calls.largest_deletion(), sample.blast_percent, sample.blasts_written())
    {
        let fraction = segment.clone_fraction;
        if fraction.low > percent / 100.0 + rules.qc.blasts_contradicted {
            raise(
                "BLASTS_CONTRADICTED",
                Severity::Warning,
                format!(
                    "stated blasts {blasts} %, but the deletion in {} lies in {:.0} % of the cells, \
                     at least {:.0} %: exchanged samples, another count of blasts, or both copies \
                     lost in half as many cells",
                    gene.gene,
                    100.0 * fraction.value,
                    100.0 * fraction.low
                ),
            );
        }
    }
    flags
}

/// The flag of PAR1 that is lost or gained as a whole: a whole sex chromosome does the same.
fn sex_chromosome(context: &Context, calls: &SampleCalls) -> Option<QcFlag> {
    let what = match calls.whole_par1()? {
        EventKind::Deletion => "deleted",
        EventKind::Gain => "gained",
    };
    let is_male = calls.sample.sex() == Sex::Male;
    let x = context.fit.x_ratio.map_or_else(
        || "no target on chromosome X outside PAR1 can tell them apart".to_owned(),
        |ratio| {
            // A gained X of a male lies below two copies nevertheless.
            let one = if is_male { ", where one X is 0.5" } else { "" };
            format!("chromosome X outside PAR1 lies at {ratio:.2} times two copies{one}")
        },
    );
    Some(QcFlag {
        code: "SEX_CHROMOSOME_OR_PAR1".to_owned(),
        severity: Severity::Warning,
        message: format!(
            "every assessed exon of PAR1 is {what}, which a whole chromosome X or Y does as well as \
             PAR1 itself; {x}"
        ),
        about: None,
    })
}

/// The flag of a gene whose depth lies above all copy numbers that are weighed.
fn amplified(gene: &GeneCall) -> Option<QcFlag> {
    let highest = gene.amplified()?;
    Some(QcFlag {
        code: "AMPLIFIED".to_owned(),
        severity: Severity::Note,
        message: format!(
            "{} lies at up to {highest:.1} times two copies: more than two copies are gained, and \
             depth does not tell in how many of the cells",
            gene.gene
        ),
        about: Some(FlaggedEvent { gene: gene.gene.clone(), kind: EventKind::Gain }),
    })
}

/// The flag of a gene below its gained chromosome.
fn relative_loss(below: &Below) -> QcFlag {
    QcFlag {
        code: QcFlag::RELATIVE_LOSS.to_owned(),
        severity: Severity::Warning,
        message: format!(
            "{} lies at {:.2} times two copies on chromosome {}, which lies at {:.2}: a deletion in the \
             gained copies, or a gain of another part of the chromosome; confirm by another method",
            below.gene, below.ratio.value, below.chromosome, below.level.value
        ),
        about: Some(FlaggedEvent { gene: below.gene.clone(), kind: EventKind::Deletion }),
    }
}

/// The flag of a called deletion that may have other exons.
fn uncertain_ends(gene: &GeneCall, call: &CallThresholds) -> Option<QcFlag> {
    let probability = gene.probability_of_ends()?;
    if probability >= call.certain {
        return None;
    }
    let likely = gene.patterns.iter().filter(|pattern| pattern.exons != "none").take(3);
    let likely: Vec<String> =
        likely.map(|p| format!("{} at {:.2}", p.exons, p.probability)).collect();
    Some(QcFlag {
        code: QcFlag::ENDS_UNCERTAIN.to_owned(),
        // Likelier than all others together, or not even that.
        severity: if probability < call.probability { Severity::Warning } else { Severity::Note },
        message: format!(
            "{}: which exons are deleted is not certain, the likeliest are {}; confirm the category \
             by another method",
            gene.gene,
            likely.join(", ")
        ),
        about: Some(FlaggedEvent { gene: gene.gene.clone(), kind: EventKind::Deletion }),
    })
}

/// Flags of a gene whose deletion or gain is uncertain, or called and to be confirmed.
fn event_flags(gene: &GeneCall, call: &CallThresholds) -> Vec<QcFlag> {
    let both = [
        ("deletion", EventKind::Deletion, gene.probability_deletion),
        ("gain", EventKind::Gain, gene.probability_gain),
    ];
    let flag = |(what, kind, p): (&str, EventKind, f64)| {
        let (code, how) = if (call.uncertain..call.to_call(kind)).contains(&p) {
            (QcFlag::UNCERTAIN, "is neither called nor excluded")
        } else if (call.to_call(kind)..call.certain).contains(&p) {
            (QcFlag::PROBABLE, "is called")
        } else {
            return None;
        };
        let message =
            format!("{} {what} {how} at probability {p:.2}: confirm by another method", gene.gene);
        Some(QcFlag {
            code: code.to_owned(),
            severity: Severity::Warning,
            message,
            about: Some(FlaggedEvent { gene: gene.gene.clone(), kind }),
        })
    };
    both.into_iter().filter_map(flag).collect()
}
