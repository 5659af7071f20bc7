//! The one-line result.

use crate::model::calls::SampleCalls;
use crate::model::locus_state::{Answer, LocusState};
use crate::model::patient::Interpretation;

/// The one line at the top of a report.
pub fn line(calls: &SampleCalls, result: &Interpretation) -> String {
    let ikzf1 = &result.ikzf1;
    let mut parts = match ikzf1.status {
        LocusState::NotAssessed => vec!["IKZF1 NOT ASSESSED".to_owned()],
        LocusState::NotDeleted => {
            vec![format!("IKZF1: no deletion found ({})", ikzf1.limit_of_detection)]
        }
        LocusState::Deleted => {
            let cells = ikzf1
                .clone_fraction
                .map_or_else(String::new, |f| format!(", in {:.0} % of the cells", 100.0 * f));
            vec![format!(
                "IKZF1: deletion of {}, {}{cells}",
                ikzf1.mlpa_category,
                ikzf1.class.replace('_', " ")
            )]
        }
    };
    if ikzf1.biallelic == Answer::Yes {
        parts.push("both alleles".to_owned());
    }
    if ikzf1.status == LocusState::Deleted {
        let presets: Vec<String> = result
            .ikzf1plus
            .iter()
            .map(|p| format!("{} ({})", p.answer.code().replace('_', " "), p.preset))
            .collect();
        parts.push(format!("IKZF1plus: {}", presets.join(", ")));
    }
    if result.par1.p2ry8_crlf2 == Answer::Yes {
        parts.push("signature of P2RY8::CRLF2".to_owned());
    }
    let doubtful = calls.flags.iter().any(|flag| flag.message.starts_with("IKZF1 "));
    if doubtful && ikzf1.status == LocusState::NotDeleted {
        parts.push("an IKZF1 event is possible: see the quality flags".to_owned());
    }
    parts.join("; ")
}
