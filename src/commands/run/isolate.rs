//! Each sample's own way from depth and variants to its files, apart from the others: one that
//! fails, even by a fault of the program, leaves the rest untouched.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::samples::Failed;
use crate::commands::exit;
use crate::commands::progress::Stage;
use crate::model::sample::Role;

/// What the isolation needs to know of an item: whose work it is.
pub trait Named {
    /// Sample name.
    fn name(&self) -> &str;
    /// Role, where it is known.
    fn role(&self) -> Option<Role>;
    /// The file that its depth comes from.
    fn file(&self) -> &Path;
}

/// Does `work` for every item in parallel and keeps their order. An item that fails or panics
/// becomes a [`Failed`] that names the sample.
pub fn each<T, R, F>(items: &[T], stage: &Stage, work: F) -> Vec<Result<R, Failed>>
where
    T: Named + Sync,
    R: Send,
    F: Fn(&T) -> anyhow::Result<(R, String)> + Sync,
{
    items
        .par_iter()
        .map(|item| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(item)));
            let result = match outcome {
                Ok(Ok((result, remark))) => {
                    stage.step(&format!("{} {remark}", item.name()));
                    return Ok(result);
                }
                Ok(Err(error)) => exit::message(&error),
                Err(panic) => format!(
                    "sample {}: internal error ({}): a fault of the program; please report it. \
                     Nothing was written for this sample",
                    item.name(),
                    message(&*panic)
                ),
            };
            stage.step(&format!("{} failed: {result}", item.name()));
            Err(Failed {
                sample: item.name().to_owned(),
                role: item.role(),
                file: item.file().to_owned(),
                reason: result,
            })
        })
        .collect()
}

fn message(panic: &(dyn Any + Send)) -> &str {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text,
        _ => "no message",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::progress::Progress;

    struct Item(&'static str);

    impl Named for Item {
        fn name(&self) -> &str {
            self.0
        }
        fn role(&self) -> Option<Role> {
            None
        }
        fn file(&self) -> &Path {
            Path::new("x.bam")
        }
    }

    #[test]
    fn a_failure_or_a_panic_stays_with_its_sample() {
        let stage = Progress::new(true).stage("test", 3);
        let items = [Item("good"), Item("bad"), Item("worse")];
        let results = each(&items, &stage, |item| match item.0 {
            "good" => Ok((1, String::new())),
            "bad" => anyhow::bail!("cannot read bad.bam"),
            _ => panic!("index out of bounds"),
        });
        assert_eq!(results[0], Ok(1));
        assert_eq!(results[1].as_ref().unwrap_err().reason, "cannot read bad.bam");
        let worse = results[2].as_ref().unwrap_err();
        assert_eq!(worse.sample, "worse");
        assert!(worse.reason.contains("index out of bounds"), "{worse:?}");
    }
}
