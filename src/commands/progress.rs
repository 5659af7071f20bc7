//! What a user sees while a command works: bars on a terminal, a line per sample elsewhere.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Where messages go. Data never pass through here: messages are for standard error alone.
#[derive(Debug, Clone)]
pub struct Progress {
    quiet: bool,
    bars: Option<MultiProgress>,
    /// What was said and need not be said of every sample.
    said: Arc<Mutex<BTreeSet<String>>>,
}

impl Progress {
    /// Bars when standard error is a terminal; with `quiet`, warnings alone.
    pub fn new(quiet: bool) -> Self {
        let is_terminal = !quiet && std::io::stderr().is_terminal();
        Self { quiet, bars: is_terminal.then(MultiProgress::new), said: Arc::default() }
    }

    /// Something that goes as planned.
    pub fn info(&self, text: &str) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// Something the user must see, in every mode.
    pub fn warn(&self, text: &str) {
        for line in text.lines() {
            self.line(&format!("warning: {line}"));
        }
    }

    /// A warning that concerns the run and not one sample: said once.
    pub fn warn_once(&self, text: &str) {
        let is_new = self.said.lock().is_ok_and(|mut said| said.insert(text.to_owned()));
        if is_new {
            self.warn(text);
        }
    }

    /// An error that does not end the command, in every mode.
    pub fn error(&self, text: &str) {
        for line in text.lines() {
            self.line(&format!("error: {line}"));
        }
    }

    /// Begins a stage of `total` steps.
    pub fn stage(&self, name: &str, total: usize) -> Stage {
        let bar = self.bars.as_ref().map(|bars| {
            let bar = bars.add(ProgressBar::new(total as u64));
            let template = "{prefix:>12} [{bar:30}] {pos}/{len} {elapsed} {wide_msg}";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_prefix(name.to_owned());
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Stage { progress: self.clone(), name: name.to_owned(), bar }
    }

    fn line(&self, text: &str) {
        // A closed standard error must not end a run that takes hours.
        let write = || {
            let _ = writeln!(std::io::stderr().lock(), "{text}");
        };
        match &self.bars {
            Some(bars) => bars.suspend(write),
            None => write(),
        }
    }
}

/// A stage in progress; ends when dropped.
#[derive(Debug)]
pub struct Stage {
    progress: Progress,
    name: String,
    bar: Option<ProgressBar>,
}

impl Stage {
    /// One step of the stage is done; `what` is the sample and its outcome.
    pub fn step(&self, what: &str) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(what.to_owned());
                bar.inc(1);
            }
            None => self.progress.info(&format!("{}: {what}", self.name)),
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
