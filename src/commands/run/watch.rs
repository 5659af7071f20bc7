//! `ikaros run --watch`: looks at the input again and again and does what has settled.
//!
//! Nothing is remembered between two starts but what every run keeps in its output folder, so that a
//! watch that was killed goes on where it stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::layouts;
use crate::cli::run::RunArgs;
use crate::commands::Outcome;
use crate::commands::exit::{self, NotComplete, UsageError};
use crate::commands::progress::Progress;
use crate::io::discover::{self, Completion, Found};
use crate::io::stamp::{self, Stamp};

/// The files that a pass may use.
pub type Settled = BTreeSet<PathBuf>;

/// Refuses arguments that cannot be watched.
pub fn check(args: &RunArgs) -> Result<(), UsageError> {
    let is_watch = args.watching.watch || args.watching.watch_forever;
    if !is_watch && args.watching.marker.is_some() {
        return Err(UsageError("--marker needs --watch".to_owned()));
    }
    if is_watch && !args.input.is_dir() {
        return Err(UsageError(format!(
            "--watch needs a folder as INPUT: {} is none",
            args.input.display()
        )));
    }
    Ok(())
}

/// Watches until everything is done; `pass` does one run over the settled files.
pub fn run(
    args: &RunArgs,
    progress: &Progress,
    mut pass: impl FnMut(&Settled) -> anyhow::Result<Outcome>,
) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let mut files = Files::default();
    let mut said = String::new();
    let mut done: Option<Done> = None;
    loop {
        let analysis = args.selecting.analysis;
        let waiting = match discover::walk_analysis(&args.input, Some(&args.out), analysis) {
            // Folders come and go while a run is copied.
            Err(error) => error.to_string(),
            Ok(found) => {
                files.update(&found, Instant::now());
                let settled =
                    files.settled(Duration::from_secs(args.watching.settle), Instant::now());
                let missing = waiting_for(args, &found);
                let all_settled = settled.len() == files.known.len();
                let is_over = all_settled && is_over(args, &found, &files, done.as_ref());
                let has_reads = settled.keys().any(|path| discover::is_reads_or_depths(path));
                let is_new = done.as_ref().is_none_or(|done| done.settled != settled);
                if !missing.is_empty() {
                    missing.join("; ")
                } else if is_new && (has_reads || is_over) {
                    said.clear();
                    let names = settled.keys().cloned().collect();
                    let outcome = pass(&names);
                    if outcome.as_ref().is_err_and(|e| e.downcast_ref::<UsageError>().is_some()) {
                        return outcome;
                    }
                    done = Some(Done { settled, outcome });
                    continue;
                } else if is_over && let Some(done) = done.take() {
                    return done.outcome;
                } else {
                    let pending = files.known.len() - settled.len();
                    // What stops a pass may be that files are still to come.
                    match done.as_ref().map(|done| &done.outcome) {
                        Some(Err(error)) => exit::message(error),
                        _ if pending > 0 => format!("{pending} files are still changing"),
                        _ if !found.arriving.is_empty() => {
                            format!("{} files are still being copied", found.arriving.len())
                        }
                        _ => "more files may come".to_owned(),
                    }
                }
            }
        };
        if args.watching.give_up.is_some_and(|limit| started.elapsed().as_secs() >= limit)
            && done.as_ref().is_none_or(|done| done.outcome.is_err())
        {
            return Err(NotComplete(waiting).into());
        }
        say(progress, &mut said, format!("waiting: {waiting}"));
        std::thread::sleep(Duration::from_secs(args.watching.poll));
    }
}

/// A pass and the files that it was over.
struct Done {
    settled: BTreeMap<PathBuf, Stamp>,
    outcome: anyhow::Result<Outcome>,
}

/// A message once, until another one takes its place.
fn say(progress: &Progress, said: &mut String, text: String) {
    if *said != text {
        progress.info(&text);
        *said = text;
    }
}

/// What has to arrive before anything is read.
fn waiting_for(args: &RunArgs, found: &Found) -> Vec<String> {
    let mut waiting = layouts::incomplete(&found.layouts);
    if let Some(marker) = &args.watching.marker
        && !args.input.join(marker).exists()
    {
        waiting.push(format!("{} is not there", args.input.join(marker).display()));
    }
    waiting
}

/// True when nothing is left to wait for: a marker says so and everybody is done, or nothing has
/// changed for long.
fn is_over(args: &RunArgs, found: &Found, files: &Files, done: Option<&Done>) -> bool {
    if args.watching.watch_forever {
        return false;
    }
    let is_marked = args.watching.marker.is_some()
        || found.layouts.iter().any(|layout| layout.completion == Completion::Complete);
    // The marker of an instrument does not speak of what is aligned later.
    let is_done = done.is_some_and(|done| matches!(done.outcome, Ok(Outcome::Done)));
    let quiet = files.quiet(Instant::now());
    let is_quiet = quiet.is_some_and(|quiet| quiet.as_secs() >= args.watching.quiet_period);
    // A marker may arrive before the last file does.
    (is_marked && is_done && found.arriving.is_empty()) || is_quiet
}

/// Files that were seen, and since when each is as it is.
#[derive(Debug, Default)]
struct Files {
    known: BTreeMap<PathBuf, (Stamp, Instant)>,
    last_change: Option<Instant>,
}

impl Files {
    fn update(&mut self, found: &Found, now: Instant) {
        let before = std::mem::take(&mut self.known);
        let number = before.len();
        let paths = found.alignments.iter().chain(&found.tables).chain(&found.vcfs);
        for path in paths {
            let Ok(stamp) = stamp::of(path) else { continue };
            let since = match before.get(path) {
                Some((same, since)) if *same == stamp => *since,
                _ => {
                    self.last_change = Some(now);
                    now
                }
            };
            self.known.insert(path.clone(), (stamp, since));
        }
        if self.last_change.is_none() || self.known.len() != number {
            self.last_change = Some(now);
        }
    }

    fn settled(&self, settle: Duration, now: Instant) -> BTreeMap<PathBuf, Stamp> {
        let old = self.known.iter().filter(|(_, (_, since))| now.duration_since(*since) >= settle);
        old.map(|(path, (stamp, _))| (path.clone(), stamp.clone())).collect()
    }

    fn quiet(&self, now: Instant) -> Option<Duration> {
        self.last_change.map(|change| now.duration_since(change))
    }
}

/// True for files that a pass may use; all of them outside of a watch.
pub fn is_usable(settled: Option<&Settled>, path: &Path) -> bool {
    settled.is_none_or(|settled| settled.contains(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_settles_when_it_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("P1.bam");
        std::fs::write(&path, "a").unwrap();
        let found = Found { alignments: vec![path.clone()], ..Found::default() };
        let settle = Duration::from_mins(1);
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut files = Files::default();
        files.update(&found, start);
        assert!(files.settled(settle, at(59)).is_empty());
        std::fs::write(&path, "ab").unwrap();
        files.update(&found, at(59));
        assert!(files.settled(settle, at(60)).is_empty());
        files.update(&found, at(119));
        assert_eq!(files.settled(settle, at(119)).len(), 1);
        assert_eq!(files.quiet(at(119)), Some(Duration::from_mins(1)));
        files.update(&Found::default(), at(120));
        assert_eq!(files.quiet(at(120)), Some(Duration::ZERO));
    }
}
