//! Positive controls of a run: planted events, and what was found of them.

use crate::commands::progress::Progress;
use crate::io::atomic;
use crate::io::filenames::OutFolder;
use crate::knowledge::Knowledge;
use crate::pipeline::FittedPanel;
use crate::pipeline::control::{self, Control, ControlError};
use crate::simulate::PlannedEvent;

const COLUMNS: &str = "event\tnormal\tfound\tprobability\tcalled_exons\n";

/// Plants every event, writes the table, and warns of those that were not found. A control that
/// cannot be made costs no patient's result.
pub(super) fn run(
    events: &[String],
    panel: &FittedPanel,
    out: &OutFolder,
    knowledge: &Knowledge,
    progress: &Progress,
) -> anyhow::Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let mut text = COLUMNS.to_owned();
    for event in events {
        let planned = event.parse::<PlannedEvent>().map_err(ControlError::Event);
        match planned.and_then(|planned| control::positive(panel, &planned, knowledge)) {
            Ok(control) => {
                if !control.found {
                    progress.warn(&missed(&control));
                }
                text.push_str(&row(&control));
            }
            Err(error) => {
                progress.warn(&format!("--positive-control {event}: {error}"));
                text.push_str(&format!("{event}\t.\tnot_made\t.\t.\n"));
            }
        }
    }
    atomic::write(&out.positive_control(), text.as_bytes())?;
    Ok(())
}

fn missed(control: &Control) -> String {
    format!(
        "the positive control {} planted into {} was not found (probability {:.2}): such an event \
         would be missed in this run's patients",
        control.event, control.normal, control.probability
    )
}

fn row(control: &Control) -> String {
    let called = if control.called.is_empty() { ".".into() } else { control.called.join("+") };
    let found = if control.found { "yes" } else { "no" };
    let Control { event, normal, probability, .. } = control;
    format!("{event}\t{normal}\t{found}\t{probability:.4}\t{called}\n")
}
