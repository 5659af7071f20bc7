//! Results in words: each gene has its own words, and what may be meant in two ways is no result.

#![allow(clippy::unwrap_used)]

mod mlpa_fixture;
mod report_fixture;

use ikaros::compare::mentions::Vocabulary;
use ikaros::compare::observation::Stated::{
    self, Deleted, Gained, HomDeleted, Inconclusive, Normal,
};
use ikaros::compare::observation::{Extent, Reading};
use ikaros::compare::profile::MlpaState;
use ikaros::compare::statements::{Statement, read};
use ikaros::knowledge::Knowledge;
use mlpa_fixture::cohort;

/// What is said, as `GENE state`; `?` where it is not understood.
fn told(text: &str) -> Vec<String> {
    let knowledge = Knowledge::builtin();
    let loci: Vec<String> =
        knowledge.rules.ukall_cna.loci.iter().map(|locus| locus.name.clone()).collect();
    let vocabulary =
        Vocabulary { genes: &knowledge.genes, loci: &loci, synonyms: &knowledge.mlpa.synonyms };
    let state = |state: Stated| match state {
        Normal => "normal",
        Deleted => "del",
        HomDeleted => "hom",
        Gained => "gain",
        Inconclusive => "open",
    };
    let extent = |extent: &Extent| match extent {
        Extent::Range(from, to) => format!(" {from}-{to}"),
        Extent::Whole => " whole".to_owned(),
        Extent::Somewhere | Extent::Others => String::new(),
    };
    let own = |found: Statement| {
        let said = match &found.reading {
            Reading::State(own) => state(*own).to_owned(),
            Reading::Clauses(own) => own
                .iter()
                .map(|own| format!("{}{}", state(own.state), extent(&own.extent)))
                .collect::<Vec<_>>()
                .join("+"),
            Reading::NotDone(_) => "nd".to_owned(),
            _ => "?".to_owned(),
        };
        format!("{} {said}", found.subject)
    };
    read(text, &vocabulary).into_iter().map(own).collect()
}

#[test]
fn each_gene_has_its_own_words() {
    for (text, wanted) in [
        ("del ex4-7", "IKZF1 del 4-7"),
        ("PAR1 deletion", "PAR1 del"),
        ("P2RY8-CRLF2", "PAR1 del"),
        ("P2RY8::CRLF2 fusion", "PAR1 del"),
        ("no P2RY8-CRLF2", "PAR1 normal"),
        ("IKZF1 del 4-7, CDKN2A del", "IKZF1 del 4-7|CDKN2A del"),
        ("CDKN2A/B homozygous deletion, PAX5 normal", "CDKN2A/B hom|PAX5 normal"),
        ("CDKN2A/CDKN2B deleted", "CDKN2A/B del"),
        ("BTG1 deleted; ETV6 no deletion", "BTG1 del|ETV6 normal"),
        ("BTG1 deleted, ETV6 no deletion", "BTG1 del|ETV6 normal"),
        ("no deletion of ETV6, BTG1 deleted", "ETV6 normal|BTG1 del"),
        ("IKZF1 exons 4 and 5 deleted, PAX5 normal", "IKZF1 del 4-4+del 5-5|PAX5 normal"),
        ("IKZF1 E1-E12, RB1 E1-E12 CN1", "IKZF1 del 1-12|RB1 del 1-12"),
        ("PAX5 ex 2 to 6 del; IK6", "PAX5 del 2-6|IKZF1 del 4-7"),
        ("IKZF1 deletion (IK6), ETV6 normal", "IKZF1 del 4-7|ETV6 normal"),
        ("del ex4-7, PAX5 del ex 2", "IKZF1 del 4-7|PAX5 del 2-2"),
        ("homozygous CDKN2A and CDKN2B deletion", "CDKN2A hom|CDKN2B hom"),
        ("del 4-7, otherwise normal", "IKZF1 del 4-7"),
        ("IKZF1 del 4-7; other genes normal", "IKZF1 del 4-7"),
        ("IK6, PAX5 ex4–7 deleted", "IKZF1 del 4-7|PAX5 del 4-7"),
        ("IKZF1 Δ4-7 and PAX5 gain", "IKZF1 del 4-7|PAX5 gain"),
        ("IKZF1: del 4-7 PAX5: normal", "IKZF1 del 4-7|PAX5 normal"),
        ("IKZF1 del 4-7. CDKN2A: hom. deletion", "IKZF1 del 4-7|CDKN2A hom"),
        ("IKZF1 deletion without PAX5 deletion", "IKZF1 del|PAX5 normal"),
        ("IKZF1 deletion but no PAX5 deletion", "IKZF1 del|PAX5 normal"),
        ("IKZF1 del 4-7, otherwise normal", "IKZF1 del 4-7"),
        ("IKZF1 n.d., PAX5 deleted", "IKZF1 nd|PAX5 del"),
        ("TCF3 deleted, IKZF1 normal", "TCF3 del|IKZF1 normal"),
    ] {
        assert_eq!(told(text).join("|"), wanted, "{text}");
    }
}

#[test]
fn a_list_shares_what_is_said_of_it_once() {
    for (text, wanted) in [
        ("CDKN2A and CDKN2B deleted", "CDKN2A del|CDKN2B del"),
        ("CDKN2A, CDKN2B and PAX5 deleted", "CDKN2A del|CDKN2B del|PAX5 del"),
        ("deletion of CDKN2A, CDKN2B and PAX5", "CDKN2A del|CDKN2B del|PAX5 del"),
        ("no deletion of IKZF1, PAX5 or ETV6", "IKZF1 normal|PAX5 normal|ETV6 normal"),
        ("no IKZF1 or PAX5 deletion", "IKZF1 normal|PAX5 normal"),
        ("neither", "IKZF1 ?"),
        ("PAX5 normal, CDKN2A, CDKN2B deleted", "PAX5 normal|CDKN2A del|CDKN2B del"),
        // What may be meant in two ways is no result.
        ("no IKZF1, PAX5 deletion", "IKZF1 ?|PAX5 ?"),
        ("no IKZF1 and PAX5 deletion", "IKZF1 ?|PAX5 ?"),
        ("CDKN2A or CDKN2B deleted", "CDKN2A ?|CDKN2B ?"),
        ("no deletion of IKZF1, PAX5 and ETV6 deleted", "IKZF1 normal|PAX5 ?|ETV6 del"),
        ("PAX5 deleted, ETV6", "PAX5 del|ETV6 ?"),
        ("IKZF1, PAX5 ex 2 deleted", "IKZF1 ?|PAX5 del 2-2"),
        ("IKZF1 deleted PAX5 normal", "IKZF1 ?|PAX5 ?"),
        ("ETV6-RUNX1 positive", "ETV6-RUNX1 ?"),
        ("PAX5::ETV6, IKZF1 del", "PAX5::ETV6 ?|IKZF1 del"),
        ("deleted, IKZF1 and PAX5 normal", "IKZF1 ?|PAX5 ?"),
        ("hom. CDKN2A deletion", "CDKN2A hom"),
        ("IKZF1 deleted, IKZF1 normal", "IKZF1 ?"),
        ("PAX5 deleted; see letter", "PAX5 ?|IKZF1 ?"),
    ] {
        assert_eq!(told(text).join("|"), wanted, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "((IKZF1|PAX5|no|del|,|and|or|;|P2RY8-CRLF2| |\\PC){0,12})") {
        let _ = told(&text);
    }
}

fn ikaros_rows(table: &str) -> (bool, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.tsv");
    std::fs::write(&path, table).unwrap();
    let run = |rows: &[&str]| {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_ikaros"));
        command.args(["mlpa", "read"]).args(rows).arg(&path).output().unwrap()
    };
    let (rows, summary) = (run(&["--rows"]), run(&[]));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (rows.status.success() && summary.status.success(), text(rows.stdout), text(summary.stdout))
}

#[test]
fn the_command_tells_each_gene_and_what_it_does_not_understand() {
    let table = "sample\tresult\n\
        A\tIKZF1 del 4-7, CDKN2A/B homozygous deletion, PAX5 normal\n\
        B\tno deletion of IKZF1, PAX5 or ETV6\n\
        C\tIKZF1 deleted PAX5 perhaps\n\
        D\tP2RY8-CRLF2\n";
    let (done, rows, summary) = ikaros_rows(table);
    assert!(done, "{summary}");
    let of = |sample: &str, subject: &str| {
        let is = |line: &&str| {
            let cells: Vec<&str> = line.split('\t').collect();
            cells[4] == sample && cells[5] == subject
        };
        let line = rows.lines().find(is).unwrap_or_else(|| panic!("{sample} {subject}: {rows}"));
        let cells: Vec<&str> = line.split('\t').collect();
        format!("{} {}", cells[7], cells[8]).trim().to_owned()
    };
    assert_eq!(of("A", "IKZF1"), "stated deleted 4-7");
    assert_eq!(of("A", "CDKN2A/B"), "stated homdeleted exons not named");
    assert_eq!(of("A", "PAX5"), "stated normal");
    assert_eq!(of("B", "ETV6"), "stated normal");
    assert!(of("C", "PAX5").starts_with("not understood"), "{rows}");
    assert_eq!(of("D", "PAR1"), "stated deleted exons not named");
    // What another sample has a result of and this one does not was not tested.
    for (sample, subject) in [("A", "ETV6"), ("B", "CDKN2A/B"), ("D", "IKZF1"), ("C", "PAR1")] {
        assert_eq!(of(sample, subject), "no row .", "{sample} {subject}");
    }
    assert!(summary.contains("sample C: 'IKZF1 deleted PAX5 perhaps' is not understood of PAX5"));
    assert!(summary.contains("row 4"), "{summary}");
}

#[test]
fn a_gene_that_a_text_does_not_name_is_not_normal() {
    let text = b"sample\tresult\nA\tIKZF1 normal, PAX5 normal\nB\tPAX5 normal\nC\tCDKN2A/B del\n\
                 D\tCDKN2A normal\n";
    let found = cohort("words.tsv", text).unwrap();
    let own = |name: &str| found.samples.iter().find(|own| own.name == name).unwrap();
    assert_eq!(own("A").gene("IKZF1"), MlpaState::Normal);
    assert_eq!(own("B").gene("IKZF1"), MlpaState::NoResult);
    let genes = ["CDKN2A".to_owned(), "CDKN2B".to_owned()];
    // A locus that is stated counts where its genes are not, and is open where they exclude it.
    assert_eq!(own("C").locus("CDKN2A/B", &genes), MlpaState::Deleted);
    assert_eq!(own("B").locus("CDKN2A/B", &genes), MlpaState::NoResult);
    let both = b"sample\tresult\nA\tCDKN2A/B del, CDKN2A normal, CDKN2B normal\n";
    let both = cohort("words.tsv", both).unwrap();
    assert_eq!(both.samples[0].locus("CDKN2A/B", &genes), MlpaState::Inconclusive);
}

#[test]
fn exon_ranges_in_every_writing() {
    for text in [
        "IKZF1 E4-E7 del",
        "IKZF1 ex4–7 del",
        "IKZF1 del exon 4 to 7",
        "IKZF1 Δ4-7",
        "IKZF1 IK6",
        "IK6",
        "IKZF1 exons 4 through 7 deleted",
        "del(ex4_7)",
    ] {
        assert_eq!(told(text), ["IKZF1 del 4-7"], "{text}");
    }
    assert_eq!(told("PAX5 E1-E10 deleted"), ["PAX5 del 1-10"]);
    // Numbers that count, and name no exon.
    for text in ["1 allele lost", "loss of 1 allele", "2 exons deleted", "del of 2 exons"] {
        assert_eq!(told(text), ["IKZF1 ?"], "{text}");
    }
}
