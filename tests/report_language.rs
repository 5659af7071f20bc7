//! The words of a report: complete in each language, all of them used, and French pages in French.

// Helpers of tests may fail like tests.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod interpret_patient;
mod report_fixture;
mod report_reader;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use ikaros::interpret::structural;
use ikaros::model::calls::{QcFlag, Severity};
use ikaros::model::chromosomes::{
    Aneuploidy, ChromosomeEvidence, ChromosomeLevel, ChromosomeState, OffTargetUse,
};
use ikaros::model::contig::Contig;
use ikaros::model::estimate::Estimate;
use ikaros::model::language::Language;
use ikaros::model::merged_variant::{
    HotspotResult, StructuralRecord, UnreadableTranscript, VariantFinding,
};
use ikaros::model::patient::{Ikzf1Segment, InputFile, PatientResult};
use ikaros::report::html;
use ikaros::variants::seen::Qualities;
use interpret_patient::{BUILTIN, Patient};
use report_fixture::{healthy, patient, with_merged};

fn source(language: Language) -> String {
    let path = format!("src/report/text/{language}.ftl");
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The placeables of each message.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let text = source(language);
    let resource = fluent_syntax::parser::parse(text.as_str()).unwrap();
    let mut messages = BTreeMap::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut names = BTreeSet::new();
        placeables(&message.value.unwrap(), &mut names);
        let twice = messages.insert(message.id.name.to_owned(), names);
        assert!(twice.is_none(), "{language}.ftl: {} stands there twice", message.id.name);
    }
    messages
}

fn placeables(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => of_inline(inline, names),
            Expression::Select { selector, variants } => {
                of_inline(selector, names);
                for variant in variants {
                    placeables(&variant.value, names);
                }
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => drop(names.insert(id.name.to_owned())),
        InlineExpression::FunctionReference { arguments: CallArguments { .. }, id } => {
            panic!("function {} is not used in reports", id.name)
        }
        _ => {}
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_placeables() {
    let (english, french) = (messages(Language::English), messages(Language::French));
    let keys = |of: &BTreeMap<String, BTreeSet<String>>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&english), keys(&french));
    for (key, names) in &english {
        assert_eq!(names, &french[key], "placeables of {key}");
    }
}

fn texts_under(folder: &Path, text: &mut String) {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            texts_under(&path, text);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "html") {
            let file = std::fs::read_to_string(&path).unwrap();
            text.push_str(file.split("#[cfg(test)]").next().unwrap());
        }
    }
}

/// Code and templates of reports.
fn code() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    texts_under(&root.join("src/report"), &mut code);
    texts_under(&root.join("templates"), &mut code);
    code
}

/// Families of codes, whose words are looked up by `word("family", code)` or `codes(…)`.
const FAMILIES: [&str; 16] = [
    "structural-kind",
    "structural-state",
    "meaning",
    "germline",
    "citation",
    "source-of",
    "input-kind",
    "hotspot",
    "class",
    "profile",
    "par",
    "left-out",
    "junction-kind",
    "aneuploidy-class",
    "mlpa-name",
    "domain",
];

#[test]
fn every_message_is_used() {
    let code = code();
    // The words of the page of a run are held against it by its own tests.
    let keys = messages(Language::English);
    for key in keys.keys().filter(|key| !key.starts_with("run-")) {
        let of_family = FAMILIES.iter().any(|family| {
            key.strip_prefix(family).is_some_and(|rest| rest.starts_with('-'))
                && code.contains(&format!("\"{family}\""))
        });
        assert!(of_family || code.contains(&format!("\"{key}\"")), "{key} is used nowhere");
    }
}

#[test]
fn every_message_that_is_asked_for_is_there() {
    let code = code();
    let known = messages(Language::English);
    let mut asked = 0;
    for call in
        ["t.get(\"", "t.say(\"", "t.count(\"", "t.say(\n        \"", "t.say(\n            \""]
    {
        for (at, _) in code.match_indices(call) {
            let key = code[at + call.len()..].split('"').next().unwrap();
            assert!(known.contains_key(key), "{key} is asked for and not there");
            asked += 1;
        }
    }
    assert!(asked > 150, "only {asked} were looked at");
}

fn page(result: &PatientResult, language: Language) -> String {
    String::from_utf8(html::render_in(result, language).unwrap()).unwrap()
}

fn selected(page: &str, selector: &str) -> Vec<String> {
    report_reader::read(page).texts(selector)
}

/// Words that are the same in both languages: names and signs, and words that French shares.
const SHARED: [&str; 19] = [
    "Locus",
    "IKZF1",
    "IKZF1plus",
    "ERG",
    "Phred",
    "Ref",
    "Alt",
    "VAF",
    "SHA-256",
    "PAR1",
    "P2RY8::CRLF2",
    "GRCh38",
    "GRCh37",
    "UKALL-CNA",
    "Exons",
    "Source",
    "Options",
    "Date",
    "Position",
];

#[test]
fn no_heading_of_a_french_page_is_english() {
    for result in [patient(), healthy()] {
        let english = page(&result, Language::English);
        let french = page(&result, Language::French);
        for selector in ["h2", "h3", "thead th", "dt", ".kicker"] {
            let of_english: BTreeSet<String> = selected(&english, selector).into_iter().collect();
            let of_french = selected(&french, selector);
            assert!(!of_french.is_empty(), "{selector}");
            for heading in of_french {
                let shared = SHARED.contains(&heading.as_str())
                    || ["Version", "Signature", "P(gain)", "Ratio (95\u{a0}%)"]
                        .contains(&heading.as_str())
                    || selected(&french, "h3 code").iter().any(|code| heading.starts_with(code));
                assert!(shared || !of_english.contains(&heading), "{heading}");
            }
        }
    }
}

#[test]
fn a_page_says_its_language_and_writes_its_numbers() {
    let result = patient();
    for language in Language::ALL {
        assert!(page(&result, language).contains(&format!("<html lang=\"{language}\">")));
    }
    let french = page(&result, Language::French);
    assert!(french.contains("0,68 (0,66–0,70)") || french.contains("0,68 (0,66–0,71)"));
    assert!(french.contains("98,3\u{a0}%"));
    assert!(french.contains("1\u{a0}184x"));
    assert!(!french.contains("1,184x"));
}

#[test]
fn french_marks_follow_a_space_that_does_not_break() {
    for line in source(Language::French).lines().filter(|line| !line.starts_with('#')) {
        let Some((_, text)) = line.split_once(" = ") else { continue };
        for mark in [" :", " ;", " !", " ?", " %"] {
            assert!(!text.contains(mark), "an ordinary space before{mark} in: {line}");
        }
        let text = text.replace("P2RY8::CRLF2", "");
        for (at, mark) in text.match_indices([':', ';', '?', '!', '%']) {
            assert!(text[..at].ends_with('\u{a0}'), "{mark} without a space in: {line}");
        }
    }
}

#[test]
fn a_reference_that_is_read_in_part_or_not_at_all_is_told() {
    let mut result = with_merged(1);
    let transcript = |gene: &str, in_part| UnreadableTranscript {
        gene: gene.to_owned(),
        transcript: format!("NM_{gene}.1"),
        cause: "a cause".to_owned(),
        in_part,
    };
    let merged = result.merged.as_mut().unwrap();
    merged.unreadable = vec![transcript("IKZF1", true), transcript("PAX5", false)];
    for (language, in_part, whole) in [
        (Language::English, "only in part in IKZF1 (NM_IKZF1.1):", "in PAX5 (NM_PAX5.1): the ref"),
        (
            Language::French,
            "seulement dans IKZF1 (NM_IKZF1.1)\u{a0}:",
            "dans PAX5 (NM_PAX5.1)\u{a0}:",
        ),
    ] {
        let page = page(&result, language);
        for said in [in_part, whole] {
            assert!(page.contains(said), "{said}");
        }
    }
}

#[test]
fn what_stays_english_is_marked() {
    let mut result = patient();
    result.calls.flags[0].code = "A_FLAG_OF_TOMORROW".to_owned();
    result.calls.flags[0].message = "something new was found".to_owned();
    let french = page(&result, Language::French);
    assert!(french.contains("<span lang=\"en\">something new was found</span>"));
    assert!(!page(&result, Language::English).contains("<span lang=\"en\">something new"));
}

#[test]
fn every_flag_that_the_caller_raises_is_told_in_every_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let raised = std::fs::read_to_string(root.join("calling/flags.rs")).unwrap();
    let told = std::fs::read_to_string(root.join("report/view/sentences/flags.rs")).unwrap();
    let codes: BTreeSet<&str> = raised
        .split('"')
        .filter(|text| text.len() > 4 && text.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    assert!(codes.len() > 6, "{codes:?}");
    for code in codes {
        assert!(told.contains(&format!("\"{code}\"")), "{code} is not told");
    }
}

/// English words that no French sentence has. Code letters and names are not among them.
const ENGLISH: [&str; 40] = [
    "the", "of", "and", "with", "is", "are", "was", "were", "not", "from", "which", "by", "for",
    "that", "this", "these", "lost", "loss", "outside", "without", "known", "to", "be", "seen",
    "found", "gene", "cells", "reads", "whole", "deletion", "deleted", "allele", "changes", "cut",
    "short", "borders", "each", "finger", "germline", "one",
];

/// Texts of a page and of its marks, without style and codes.
fn said(page: &str) -> String {
    let body = page.split_once("</style>").unwrap().1;
    let mut said = String::new();
    for piece in body.split('<').filter(|piece| !piece.starts_with("code>")) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        for name in ["aria-label=\"", "title=\""] {
            if let Some((_, value)) = tag.split_once(name) {
                said.push_str(value.split('"').next().unwrap());
                said.push('\n');
            }
        }
        said.push_str(text);
        said.push('\n');
    }
    said
}

/// A flag as the caller raises it.
fn flag(code: &str, message: &str) -> QcFlag {
    QcFlag {
        code: code.to_owned(),
        severity: Severity::Warning,
        message: message.to_owned(),
        about: None,
    }
}

/// Deletions, gains and hidden exons with what the built-in rules say of them; every effect of the
/// table of deletions, every rule of small variants, every kind of evidence for both alleles.
#[allow(clippy::too_many_lines)] // One result with one of everything.
fn rich() -> PatientResult {
    let patient = Patient::healthy()
        .hide("ERG", &["1", "2"])
        .lose("IKZF1", "4-7", 0.6)
        .lose("PAX5", "2-5", 0.6)
        .lose_both("CDKN2A", "1a-2", 0.6)
        .gain("RB1", "1-3", 0.5)
        .doubt("EBF1", 0.4);
    let mut result = with_merged(0);
    result.interpretation = patient.interpret();
    result.calls.genes = patient.0.genes;
    let one = result.interpretation.ikzf1.segments[0].clone();
    let table =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge/data/ikzf1_deletions.tsv");
    let table = std::fs::read_to_string(table).unwrap();
    let effects = table.lines().filter(|row| !row.starts_with('#')).skip(1);
    let effects = effects.map(|row| row.split('\t').nth(3).unwrap().to_owned());
    let hidden = "dominant negative possible or loss of function (exon 3 not assessed); if it ends \
                  there: start codon (exon 2) lost; loss of function";
    for effect in effects.chain([hidden.to_owned()]) {
        result.interpretation.ikzf1.segments.push(Ikzf1Segment { effect, ..one.clone() });
    }
    let evidence = [
        "the allele fraction is not known",
        "allele fraction 31 % to 45 %; exons 4-7 deleted in 60 % of the cells: in cells without the \
         deletion it would be at most 29 %",
        "allele fraction 3 % to 9 %; exons 4-7 deleted in 60 % of the cells: the same cells or \
         others, the fraction does not tell",
        "allele fraction 61 % to 70 %; RB1 is gained: a copy without the variant may be left",
        "allele fraction 61 % to 70 %; above one half, so that the other allele is lost or replaced",
        "allele fraction 3 % to 9 %; also p.(Arg1Trp), c.5+1G>A: on one allele or on both",
        "allele fraction 3 % to 9 %; exons 4-7 deleted, beside the variant: on one allele or on both",
        "allele fraction 3 % to 9 %; no deletion of RB1 and no second variant",
        "allele fraction 3 % to 9 %; no deletion of RB1; its coding sequence is not read as a whole",
        "allele fraction 3 % to 9 %; deletions of RB1 were not assessed",
    ];
    let rules = &BUILTIN.small_variants.rules;
    let count = u32::try_from(rules.len()).unwrap();
    let filled = with_merged(count);
    result.small_variants = filled.small_variants;
    let template = with_merged(1).merged.unwrap().conclusions.unwrap().findings.remove(0);
    let mut merged = filled.merged.unwrap();
    let findings = rules.iter().zip(&merged.variants).zip(evidence.iter().cycle());
    let findings = findings.map(|((rule, variant), evidence)| VariantFinding {
        allele: format!("9:{}:A:T", variant.position),
        text: if rule.second_allele {
            format!("{}; the other allele cannot be told", rule.text)
        } else {
            rule.text.clone()
        },
        germline: rule.germline.clone(),
        evidence: (*evidence).to_owned(),
        same_event: false,
        rule: rule.code.clone(),
        citation: rule.citation.clone(),
        unconfirmed: rule.unconfirmed,
        ..template.clone()
    });
    merged.conclusions.as_mut().unwrap().findings = findings.collect();
    merged.hotspots = [("R162 (germline, ZF2)", "found"), ("G183S (germline)", "not_assessed")]
        .map(|(label, state)| HotspotResult {
            gene: "IKZF1".to_owned(),
            label: label.to_owned(),
            contig: Contig::new("7"),
            start: 1,
            end: 3,
            state: state.to_owned(),
            depth: Some(900),
            limit_of_detection: Some(0.01),
            evidence: "p.(Arg162Trp) 12 of 300, PASS; p.(Arg162Gln) 3 of 300, LowAlt".to_owned(),
        })
        .into();
    result.merged = Some(merged);
    result.calls.sample.name_in_file = Some("SM7".to_owned());
    result.calls.flags = vec![
        flag(
            "LOW_DEPTH",
            "mean depth 51x is below 1000x: small variants at 1 % are out of reach, deletions have \
             the limits of detection stated beside them",
        ),
        flag(
            "OTHER_NAME",
            "the sample's file calls itself SM7: taken for this sample as the sheet says",
        ),
        flag("FEW_TARGETS", "only 12 targets outside the ALL genes fix the zero of the scale"),
        flag(
            "SEX_CHROMOSOME_OR_PAR1",
            "every assessed exon of PAR1 is gained, which a whole chromosome X or Y does as well as \
             PAR1 itself; chromosome X outside PAR1 lies at 0.70 times two copies, where one X is 0.5",
        ),
        flag(
            "NEAR_HAPLOID_NOT_EXCLUDED",
            "gain of chromosome 21, or cells that kept both copies of it and lost one of all \
             others (near-haploid): depth cannot tell, common SNPs (--snps) or a karyotype can",
        ),
        flag("LOW_CORRELATION", "correlation with the normals is 0.897"),
        flag(
            "SEX_CHROMOSOME_OR_PAR1",
            "every assessed exon of PAR1 is gained, which a whole chromosome X or Y does as well as \
             PAR1 itself; chromosome X outside PAR1 lies at 1.48 times two copies",
        ),
        flag(
            QcFlag::RELATIVE_LOSS,
            "PAX5 lies at 1.02 times two copies on chromosome 9, which lies at 1.47: a deletion in \
             the gained copies, or a gain of another part of the chromosome; confirm by another \
             method",
        ),
        flag(
            QcFlag::ENDS_UNCERTAIN,
            "IKZF1: which exons are deleted is not certain, the likeliest are 1-8 at 0.30, 2-8 at \
             0.27, 2-7 at 0.26; confirm the category by another method",
        ),
        flag(
            "NEAR_HAPLOID_NOT_EXCLUDED",
            "gain of chromosomes 21, or cells that kept both copies of them and lost one of all \
             others (near-haploid): depth cannot tell, common SNPs (--snps) or a karyotype can",
        ),
        flag(
            "BASELINE_AMBIGUOUS",
            "31 % of the panel lies at 1.31 times the level taken as two copies: gains or losses of \
             many chromosomes, or another zero; alleles at the level taken as two copies: 9 \
             autosomes balanced, 2 skewed, at the other: 3 autosomes balanced, 8 skewed; they agree \
             with the depth",
        ),
    ];
    records(&mut result);
    chromosomes(&mut result);
    let input = result.provenance.inputs[0].clone();
    for kind in ["alignment", "depth", "targets", "normals", "vcf", "reference", "snps"] {
        result.provenance.inputs.push(InputFile { kind: kind.to_owned(), ..input.clone() });
    }
    result
}

/// Structural records with every answer of the depth, and every remark on the reads.
fn records(result: &mut PatientResult) {
    let merged = result.merged.as_mut().unwrap();
    let record = |kind: &str, place: &str| StructuralRecord {
        contig: Contig::new(place.split(':').next().unwrap()),
        position: place.split([':', '-']).nth(1).unwrap().parse().unwrap(),
        end: place.split('-').nth(1).map(|end| end.parse().unwrap()),
        allele: "<INV>".to_owned(),
        kind: kind.to_owned(),
        caller: "DRAGEN".to_owned(),
        filter: "PASS".to_owned(),
    };
    let records = [
        record("deletion", "7:50327000-50399000"),
        record("duplication", "7:50327000-50399000"),
        record("deletion", "12:11600000-11900000"),
        record("duplication", "12:11600000-11900000"),
        record("duplication", "21:38000000-39900000"),
        record("deletion", "1:1000-2000"),
        record("deletion", "1:1000"),
        record("other", "1:1000-2000"),
    ];
    let conclusions = merged.conclusions.as_mut().unwrap();
    conclusions.structural = structural::findings(&records, Some(&result.calls));
    conclusions.structural.extend(structural::findings(&records[..1], None));
    let qualities = |values: &[u8]| {
        let mut qualities = Qualities::default();
        (0..200).for_each(|_| qualities.add(values));
        qualities.remark(30).unwrap()
    };
    merged.remarks = [&[2_u8, 12, 23, 37][..], &[2, 11, 25], &[255]].map(qualities).into();
    merged.unlisted_on_genes = 35;
    merged.remarks.extend([
        "a.vcf: its last line has no end: if the file was cut in transfer, the last value is not the \
         whole one; fetch it again"
            .to_owned(),
        "Mutect2: of 76 substitutions in 30 % of its reads or more 38 are in no read of the sample: the \
         VCF may be another patient's"
            .to_owned(),
    ]);
    for file in ["the population file gnomad.vcf.gz", "the panel of normals pon.vcf.gz"] {
        merged.remarks.extend([
            format!("{file} holds no record: it is no control"),
            format!(
                "{file}: none of its 12 records lies within 1000 bases of an allele of the VCFs: it \
                 is no control for them"
            ),
        ]);
    }
}

/// A chromosome of each state, with few blasts stated.
fn chromosomes(result: &mut PatientResult) {
    let level = |number: u32, state, limit| ChromosomeLevel {
        contig: Contig::new(&number.to_string()),
        targets: 12,
        ratio: Some(Estimate { value: 1.3, low: 1.2, high: 1.4 }),
        state,
        limit_of_detection: limit,
        unseen_in_blasts: false,
        evidence: Some(ChromosomeEvidence::Both),
        backbone: None,
        off_target: None,
        contradicted: false,
    };
    let mut levels = vec![
        level(1, ChromosomeState::Balanced, Some(0.12)),
        level(2, ChromosomeState::Balanced, None),
        level(3, ChromosomeState::Gained, Some(0.14)),
        level(4, ChromosomeState::Lost, Some(0.14)),
        level(5, ChromosomeState::NotAssessed, Some(0.21)),
        level(6, ChromosomeState::NotAssessed, Some(0.21)),
    ];
    levels[4].unseen_in_blasts = true;
    levels[5].contradicted = true;
    result.calls.sample.blast_percent = Some(20.0);
    result.calls.aneuploidy = Some(Aneuploidy {
        chromosomes: levels,
        gained: 1,
        lost: 1,
        assessed: 4,
        class: Some("high hyperdiploid".to_owned()),
        iamp21_suspected: true,
        off_target: Some(OffTargetUse::BackbonesZero),
    });
}

#[test]
fn the_line_of_chromosomes_says_what_few_blasts_leave_open() {
    let mut result = patient();
    chromosomes(&mut result);
    let line = |result: &PatientResult| {
        let english = page(result, Language::English);
        let rows = report_reader::read(&english);
        let fact = |div: &&report_reader::Element| div.text().starts_with("Whole chromosomes");
        rows.all(".quality div").into_iter().find(fact).unwrap().text().replace('\u{a0}', " ")
    };
    let said = line(&result);
    let unseen = "not assessed on 5: a gain or loss in all of the stated 20 % blasts would not have \
                  been seen (limit 21 % of the cells)";
    assert!(said.contains(unseen), "{said}");
    assert!(said.contains("limit for one copy more or fewer: 12 % to 14 % of the cells"), "{said}");
    assert!(said.contains("on 2 not even a change in every cell is found reliably"), "{said}");
    // It stands among what was not assessed too.
    let open = selected(&page(&result, Language::English), ".open-loci td").join(" ");
    assert!(open.replace('\u{a0}', " ").contains(unseen), "{open}");
    // Where nothing else is assessed, nothing is "not seen".
    let found = result.calls.aneuploidy.as_mut().unwrap();
    found.chromosomes.retain(|level| level.unseen_in_blasts);
    (found.gained, found.lost, found.assessed, found.class) = (0, 0, 0, None);
    let said = line(&result);
    assert!(said.contains("not assessed on any chromosome: a gain or loss in all"), "{said}");
    assert!(!said.contains("no gain or loss"), "{said}");
}

#[test]
fn a_french_page_of_a_rich_result_has_no_english_sentence() {
    let mut result = rich();
    let page = page(&result, Language::French);
    let left = said(&page);
    let english: Vec<&str> = left
        .lines()
        .filter(|line| {
            let mut words = line.split_whitespace();
            let mark = |c: char| !c.is_alphanumeric();
            words.any(|word| ENGLISH.contains(&word.trim_matches(mark)))
        })
        .collect();
    assert!(english.is_empty(), "{english:#?}");
    // Titles of publications stay as published, and every mark of English is one of these.
    for marked in selected(&page, "span[lang=en]") {
        let year = marked.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4);
        assert!(year || marked.contains("UniProt"), "{marked}");
    }
    // A laboratory's own rule stays in its words, marked.
    let findings = &mut result.merged.as_mut().unwrap().conclusions.as_mut().unwrap().findings;
    findings[0].text = "what our laboratory holds of it".to_owned();
    let own = "<span lang=\"en\">what our laboratory holds of it</span>";
    assert!(
        String::from_utf8(html::render_in(&result, Language::French).unwrap())
            .unwrap()
            .contains(own)
    );
}
