//! The words of the page of a run, by key, with `{ $name }` where a value comes in.

/// Words by their key.
const ENGLISH: &[(&str, &str)] = &[
    ("run-title", "Run: { $samples } samples"),
    ("run-kicker", "Overview of a run"),
    ("run-draft", "Not authorised. Research use only until validated by the laboratory."),
    ("run-draft-mark", "DRAFT"),
    ("run-samples", "Samples"),
    ("run-finished", "Finished"),
    ("run-failed", "Failed"),
    ("run-ikzf1-deleted", "IKZF1 deleted"),
    ("run-ikzf1-not-deleted", "IKZF1 not deleted"),
    ("run-ikzf1-open", "IKZF1 not assessed"),
    ("run-reference", "Reference"),
    ("run-normals", "Panel of normals"),
    ("run-normals-several", "{ $count } different panels: the figures below compare unlike things"),
    ("run-failures", "Failures"),
    ("run-failures-none", "No sample failed, and no result is barred by a quality figure."),
    (
        "run-failures-words",
        "Nothing is known of these samples. A failed sample is not a normal one.",
    ),
    ("run-cause", "Cause and remedy"),
    ("run-barred", "Finished, but not to be used"),
    ("run-patients", "Samples"),
    ("run-filter", "Filter of the table"),
    ("run-filter-text", "Text in any column"),
    ("run-filter-category", "IKZF1 category"),
    ("run-filter-qc", "Quality"),
    ("run-filter-all", "all"),
    ("run-filter-clear", "Show all"),
    ("run-shown", "{ $shown } of { $all } samples shown"),
    (
        "run-sort-hint",
        "Choose a heading to sort by it; choose it again to turn the order round. What is missing stays at the end.",
    ),
    ("run-column-sample", "Sample"),
    ("run-column-role", "Role"),
    ("run-column-quality", "Quality"),
    ("run-column-category", "IKZF1"),
    ("run-column-class", "Class"),
    ("run-column-clone", "Cells with it"),
    ("run-column-plus", "IKZF1plus (Stanulla 2018)"),
    ("run-column-plus-any", "IKZF1plus (any loss)"),
    ("run-column-ukall", "UKALL-CNA"),
    ("run-column-par1", "PAR1"),
    ("run-column-crlf2", "P2RY8::CRLF2"),
    ("run-column-erg", "ERG"),
    ("run-column-purity", "Leukaemic cells"),
    ("run-column-depth", "Mean depth"),
    ("run-column-sex", "Sex"),
    ("run-column-open", "Not assessed"),
    ("run-column-flags", "Flags"),
    ("run-missing", "–"),
    ("run-role-tumour", "patient"),
    ("run-role-normal", "normal"),
    ("run-quality-failed", "failed"),
    ("run-quality-fail", "not to be used"),
    ("run-quality-warning", "look closer"),
    ("run-quality-note", "note"),
    ("run-quality-pass", "pass"),
    ("run-everything", "everything"),
    ("run-loci", "{ $count } loci"),
    ("run-locus", "1 locus"),
    ("run-no-deletion", "no deletion"),
    ("run-not-assessed", "not assessed"),
    ("run-deleted", "deleted"),
    ("run-not-deleted", "not deleted"),
    ("run-gained", "gained"),
    ("run-yes", "yes"),
    ("run-no", "no"),
    ("run-present", "deleted"),
    ("run-absent", "not deleted"),
    ("run-unknown", "unknown"),
    ("run-good", "good"),
    ("run-intermediate", "intermediate"),
    ("run-poor", "poor"),
    ("run-inconclusive", "inconclusive"),
    ("run-class-none", "none"),
    ("run-dominant-negative", "dominant negative"),
    ("run-dominant-negative-possible", "dominant negative possible"),
    ("run-loss-of-function", "loss of function"),
    ("run-unclassified", "unclassified"),
    ("run-print", "Oncoprint"),
    (
        "run-print-words",
        "Genes in rows, samples in columns, in the order of their names. Choose a table and walk through it with the arrow keys to read a field.",
    ),
    ("run-print-none", "No sample was finished: nothing can be shown."),
    ("run-print-part", "Oncoprint, samples { $first } to { $last }"),
    ("run-gene", "Gene"),
    ("run-legend", "Legend"),
    ("run-het", "deletion, one copy lost"),
    ("run-hom", "deletion, both copies lost"),
    ("run-gain", "gain"),
    ("run-variant", "small variant that passes"),
    ("run-open", "not assessed: neither deleted nor normal"),
    ("run-partly", "the assessed exons are not deleted, others were not assessed"),
    ("run-undecided", "undecided: neither called nor excluded"),
    ("run-clear", "not deleted, not gained, all exons assessed"),
    ("run-alone", "small variants alone are looked for here"),
    ("run-cell-partly", "not deleted in the assessed exons ({ $assessed } of { $all })"),
    ("run-cell-limit", "limit of detection { $limit }"),
    ("run-cell-blind", "no clone of the whole gene would have been found"),
    ("run-cell-event", "{ $state } { $exons } in { $share } of the cells"),
    ("run-cell-variant", "variant { $name }"),
    ("run-cell-vaf", "VAF { $vaf }"),
    ("run-cell-no-variant", "no small variant reported"),
    ("run-cell-variants-open", "small variants not assessed: no VCF"),
    (
        "run-cell-variants-unmerged",
        "small variants not assessed: read, but not merged and judged without a reference FASTA; the records stand in the sample's report",
    ),
    ("run-cell-blind-hotspots", "hotspots not assessed: { $names }"),
    ("run-cell-failed", "not assessed: the sample failed"),
    ("run-variants-row", "Small variants"),
    ("run-variants-looked", "small variants merged and judged"),
    ("run-drift", "Run against the normals"),
    (
        "run-drift-words",
        "One point per finished sample, in the order of the table as it is first shown. A filled diamond stands out: a quality flag of weight warns of the figure, its depth lies outside the range of the normals, or it lies more than { $border } robust standard deviations from the median of the run (0.6745 times the distance over the median absolute deviation; Iglewicz and Hoaglin 1993). The last rule needs { $fewest } samples.",
    ),
    (
        "run-drift-few",
        "With { $count } finished samples the run cannot be compared with itself: the last rule is not used.",
    ),
    ("run-depth", "Mean depth over all targets"),
    ("run-depth-unit", "reads"),
    ("run-depth-normals", "Normals: median { $median }, { $lowest } to { $highest }"),
    ("run-depth-normals-none", "The depth of the normals is not in these results."),
    ("run-correlation", "Correlation with the normals"),
    ("run-correlation-unit", "rank correlation"),
    ("run-correlation-normals", "1 is the order of depth of the normals."),
    ("run-noise", "Noise"),
    ("run-noise-unit", "times the normals"),
    ("run-noise-normals", "1 is the noise of a normal that is left out of its own panel."),
    ("run-of-run", "This run: median { $median }, { $lowest } to { $highest }"),
    ("run-outstanding", "Stand out:"),
    ("run-outstanding-none", "No sample stands out."),
    ("run-plot", "{ $name }: { $count } samples, { $marked } stand out"),
    ("run-mark-flag", "flag { $code }"),
    ("run-mark-outside", "outside the range of the normals"),
    ("run-mark-far", "far from the others of the run"),
    ("run-plot-patient", "patient"),
    ("run-plot-normal", "normal"),
    ("run-plot-marked", "stands out"),
    ("run-plot-band", "range of the normals"),
    ("run-plot-axis", "samples in the order of their names"),
    ("run-sex", "Sex stated and sex seen"),
    ("run-sex-stated", "Stated"),
    ("run-sex-seen", "Seen in the depth"),
    ("run-sex-F", "female"),
    ("run-sex-M", "male"),
    ("run-sex-unknown", "not known"),
    (
        "run-sex-clash",
        "Stated and seen differ: a mix-up of samples, or loss or gain of a sex chromosome:",
    ),
    ("run-sex-fine", "Where both are known they agree."),
    ("run-sex-blind", "Both are known of no sample: nothing was checked."),
    (
        "run-made",
        "Made from the results of { $software }. All columns with their meaning: run.tsv.",
    ),
];

/// The words of the page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Texts;

impl Texts {
    /// The language's code, for the page.
    pub fn language(self) -> &'static str {
        "en"
    }

    /// All keys.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        ENGLISH.iter().map(|(key, _)| *key)
    }

    /// The words of a key; the key itself where nobody wrote words for it.
    pub fn get(self, key: &str) -> String {
        let found = ENGLISH.iter().find(|(known, _)| *known == key);
        found.map_or(key, |(_, words)| words).to_owned()
    }

    /// The words of a key with values put in.
    pub fn with(self, key: &str, values: &[(&str, &str)]) -> String {
        // One pass, so that a value that looks like a placeable stays what it is.
        let words = self.get(key);
        let mut rest = words.as_str();
        let mut text = String::new();
        while let Some((before, after)) = rest.split_once("{ $") {
            text.push_str(before);
            let Some((name, after)) = after.split_once(" }") else {
                rest = after;
                continue;
            };
            let value = values.iter().find(|(known, _)| *known == name);
            text.push_str(value.map_or(name, |(_, value)| value));
            rest = after;
        }
        text.push_str(rest);
        text
    }
}
