//! Positive controls of a run: planted events, and what was found of them.

use anyhow::Context;

use crate::commands::progress::Progress;
use crate::io::atomic;
use crate::io::filenames::OutFolder;
use crate::knowledge::Knowledge;
use crate::pipeline::{FittedPanel, control};
use crate::simulate::PlannedEvent;

const COLUMNS: &str = "event\tnormal\tfound\tprobability\tcalled_exons\n";

/// Plants every event, writes the table, and warns of those that were not found.
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
        let explain = || format!("--positive-control {event}");
        let planned: PlannedEvent =
            event.parse().map_err(|cause: String| anyhow::anyhow!(cause)).with_context(explain)?;
        let control = control::positive(panel, &planned, knowledge).with_context(explain)?;
        if !control.found {
            progress.warn(&format!(
                "the positive control {event} planted into {} was not found (probability {:.2}): \
                 such an event would be missed in this run's patients",
                control.normal, control.probability
            ));
        }
        let called = if control.called.is_empty() { ".".into() } else { control.called.join("+") };
        let found = if control.found { "yes" } else { "no" };
        text.push_str(&format!(
            "{}\t{}\t{found}\t{:.4}\t{called}\n",
            control.event, control.normal, control.probability
        ));
    }
    atomic::write(&out.positive_control(), text.as_bytes())?;
    Ok(())
}
