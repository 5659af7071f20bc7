//! What a validation file asks for beside the figures: purpose, specimens, method, limits, and which
//! requirements the comparison is evidence for. It says "supports": whether a requirement is met is
//! the laboratory's to judge.

use crate::compare::result::{Category, Comparison};
use crate::stats::agreement::proportion;

/// What stands where the laboratory has stated nothing.
pub(super) const TO_BE_FILLED_IN: &str = "To be filled in by the laboratory";

/// A heading with its text.
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) text: String,
    /// True where the laboratory has to write.
    pub(super) open: bool,
}

fn stated(name: &'static str, text: &str, what: &str) -> Entry {
    let open = text.trim().is_empty();
    let text = if open { format!("{TO_BE_FILLED_IN}: {what}.") } else { text.to_owned() };
    Entry { name, text, open }
}

/// Purpose, specimens and method.
pub(super) fn entries(result: &Comparison) -> Vec<Entry> {
    let borders = &result.borders;
    let said = |name: &'static str, text: String| Entry { name, text, open: false };
    let joined = result.samples.joined.len();
    vec![
        stated(
            "Intended use",
            &result.intended_use,
            "what is examined, in whom, for which decision (--intended-use)",
        ),
        stated(
            "Specimens",
            &result.specimens,
            "kind of specimen, collection, share of blasts, period, how the samples were chosen \
             (--specimens)",
        ),
        said(
            "Method under examination",
            format!(
                "copy number per exon from capture sequencing by {}; its rules and settings are in \
                 the results listed under Inputs",
                result.software
            ),
        ),
        said(
            "Method compared with",
            format!(
                "MLPA, called again from its ratios: deleted at or below {}, borderline to {}, \
                 duplicated at or above {}, both alleles lost below {}. MLPA is no reference \
                 standard: where the two differ, either may be wrong",
                borders.deletion, borders.borderline_to, borders.duplication, borders.homozygous_to
            ),
        ),
        said(
            "Design",
            format!(
                "{joined} samples with both results, joined by name; each was compared as exons, \
                 genes, loci, IKZF1 category, IKZF1plus and UKALL-CNA. Results were not repeated: \
                 one of each method per sample"
            ),
        ),
        said(
            "Statistics",
            "positive and negative agreement (named sensitivity and specificity), PPV, NPV and \
             overall agreement with exact (Clopper-Pearson) 95 % bounds; Cohen's kappa with its \
             large-sample 95 % interval; Bland-Altman, Passing-Bablok and Deming for the ratios; \
             the area under the ROC curve with DeLong's interval"
                .to_owned(),
        ),
        said("Acceptance", acceptance(result)),
    ]
}

fn acceptance(result: &Comparison) -> String {
    let count = |outcome: &str| result.criteria.iter().filter(|c| c.outcome == outcome).count();
    if result.criteria.is_empty() {
        return format!(
            "{TO_BE_FILLED_IN}: no criterion was stated, so nothing is judged (--require, \
             --criteria)"
        );
    }
    format!(
        "of {} stated criteria {} are met, {} are not met, {} cannot be decided from these samples",
        result.criteria.len(),
        count("met"),
        count("not met"),
        count("not assessable")
    )
}

/// The lower bound of the sensitivity if every one of `samples` agreed, in per cent.
pub(super) fn best_bound(samples: u64) -> Option<f64> {
    proportion(samples, samples).map(|found| 100.0 * found.low)
}

/// What was not tested, or in too few samples to say much.
pub(super) fn untested(result: &Comparison) -> Vec<String> {
    let named = |wanted: &dyn Fn(&Category) -> bool, with_count: bool| -> Vec<String> {
        let chosen = result.categories.iter().filter(|category| wanted(category));
        chosen
            .map(|own| {
                let count = if with_count { format!(" ({})", own.mlpa) } else { String::new() };
                format!("{}{count}", own.category)
            })
            .collect()
    };
    let none = named(&|own| own.mlpa == 0, false);
    let few = named(&|own| own.mlpa > 0 && best_bound(own.mlpa).is_some_and(|b| b < 50.0), true);
    let mut found = Vec::new();
    if !none.is_empty() {
        found.push(format!("Not tested, because MLPA found it in no sample: {}.", none.join(", ")));
    }
    if !few.is_empty() {
        found.push(format!(
            "Tested in so few samples (number in brackets) that even full agreement would leave \
             the lower bound of the sensitivity below 50 %: {}.",
            few.join(", ")
        ));
    }
    found.push(
        "Not part of this comparison: repeatability and reproducibility, limit of detection by \
         dilution, interfering substances, specimen stability, carry-over, other panels, depths, \
         MLPA kits and kinds of specimen, and small variants. A validation file needs them from \
         elsewhere where they apply."
            .to_owned(),
    );
    found
}

/// A requirement and what this report adds to it.
pub(super) struct Clause {
    pub(super) clause: &'static str,
    pub(super) support: &'static str,
}

/// The requirements that the comparison is evidence for.
pub(super) const CLAUSES: [Clause; 5] = [
    Clause {
        clause: "ISO 15189:2022, 7.3.2 (verification of examination methods)",
        support: "supports it where a method is introduced as its supplier validated it: agreement \
                  in the laboratory's own samples against criteria set beforehand",
    },
    Clause {
        clause: "ISO 15189:2022, 7.3.3 (validation of examination methods)",
        support: "supports it where the method is the laboratory's own, changed, or used beyond \
                  its intended use: one of the studies of a validation, the comparison with \
                  another method",
    },
    Clause {
        clause: "ISO 15189:2022, 7.3.7.4 (comparability of examination results)",
        support: "supports it where both methods stay in use",
    },
    Clause {
        clause: "Regulation (EU) 2017/746 (IVDR), Annex I, section 9 (performance characteristics)",
        support: "supports the part on analytical performance, which also binds devices made and \
                  used in-house",
    },
    Clause {
        clause: "Regulation (EU) 2017/746 (IVDR), Article 5(5) (in-house devices)",
        support: "supports the performance data of the documentation; the conditions (a) to (i), \
                  such as the quality management system, the reasons why no equivalent device on \
                  the market serves, and the public declaration, are the health institution's",
    },
];
