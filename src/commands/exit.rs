//! How a command ended, and the exit code that says so (`docs/reliability.md`).

use std::io::ErrorKind;

use super::progress::Progress;
use crate::io::alignment::AlignmentError;

/// A command that came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was done.
    Done,
    /// Some samples failed; the others are done.
    SomeSamplesFailed,
    /// What was found is not complete.
    Incomplete,
    /// Done, and an acceptance criterion of the user is not met.
    CriteriaNotMet,
}

/// Arguments that cannot be used together or name nothing.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// A run folder that is still being written.
#[derive(Debug, thiserror::Error)]
#[error(
    "{0}\nthe run is not complete: wait for it, let 'ikaros run --watch' wait, or take what is there \
     with --accept-incomplete"
)]
pub struct NotComplete(pub String);

/// The process' exit code.
///
/// 0 done; 1 error; 2 wrong usage; 3 some samples failed; 4 an acceptance criterion is not met; 5 the
/// input is truncated or still being written. A reader that closed the pipe is no error.
pub fn exit_code(result: &anyhow::Result<Outcome>) -> u8 {
    match result {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::SomeSamplesFailed) => 3,
        Ok(Outcome::CriteriaNotMet) => 4,
        Ok(Outcome::Incomplete) => 5,
        Err(error) if is_broken_pipe(error) => 0,
        Err(error) if error.downcast_ref::<UsageError>().is_some() => 2,
        Err(error) if is_incomplete(error) => 5,
        Err(_) => 1,
    }
}

/// An error and its causes in one line; a cause that the text before it states already is left out.
pub fn message(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text += &format!(": {cause}");
        }
    }
    text
}

/// How a batch ended, of whose samples each had a result: what failed is said, and the one error of
/// a single sample is the command's own.
pub fn of_batch(results: Vec<anyhow::Result<()>>, progress: &Progress) -> anyhow::Result<Outcome> {
    let count = results.len();
    let mut failed: Vec<anyhow::Error> = results.into_iter().filter_map(Result::err).collect();
    if count == 1
        && let Some(only) = failed.pop()
    {
        return Err(only);
    }
    for error in &failed {
        progress.error(&message(error));
    }
    if failed.is_empty() {
        return Ok(Outcome::Done);
    }
    progress.error(&format!("{} of {count} files failed", failed.len()));
    Ok(Outcome::SomeSamplesFailed)
}

/// True when the one input of a command is cut or still being written.
fn is_incomplete(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<NotComplete>().is_some()
            || matches!(
                cause.downcast_ref::<AlignmentError>(),
                Some(AlignmentError::Truncated { .. })
            )
    })
}

/// True when writing stopped because the reader of our output went away.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once() {
        let source = std::io::Error::other("no such place");
        let inner = AlignmentError::Read { path: "a.bam".into(), source };
        let error = anyhow::Error::from(inner).context("sample P1");
        assert_eq!(message(&error), "sample P1: cannot read a.bam: no such place");
    }

    #[test]
    fn codes() {
        assert_eq!(exit_code(&Ok(Outcome::Done)), 0);
        assert_eq!(exit_code(&Ok(Outcome::SomeSamplesFailed)), 3);
        assert_eq!(exit_code(&Ok(Outcome::CriteriaNotMet)), 4);
        assert_eq!(exit_code(&Err(anyhow::anyhow!("x"))), 1);
        assert_eq!(exit_code(&Err(UsageError("x".into()).into())), 2);
        let incomplete = anyhow::Error::from(AlignmentError::Truncated { path: "a.bam".into() });
        let incomplete = incomplete.context("sample P1");
        assert_eq!(exit_code(&Err(incomplete)), 5);
        let pipe = std::io::Error::from(ErrorKind::BrokenPipe);
        assert_eq!(exit_code(&Err(anyhow::Error::from(pipe).context("writing"))), 0);
    }
}
