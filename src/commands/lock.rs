//! One run at a time in an output folder.

use std::fs::{File, TryLockError};

use anyhow::{Context, bail};

use crate::io::filenames::OutFolder;

/// Holds the output folder until dropped; the system lets go of it when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Makes the output folder and takes it.
pub fn take(out: &OutFolder) -> anyhow::Result<Lock> {
    let explain = || {
        format!(
            "cannot write in the output folder {}: check --out and its permissions",
            out.root().display()
        )
    };
    std::fs::create_dir_all(out.state()).with_context(explain)?;
    let path = out.lock();
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(explain)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => bail!(
            "another run is writing in {}: wait for it, or choose another --out",
            out.root().display()
        ),
        // Some network file systems know no locks; one careful user is better than none.
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
            Ok(Lock { _file: file })
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_refused_while_the_first_lasts() {
        let folder = tempfile::tempdir().unwrap();
        let out = OutFolder::new(&folder.path().join("out"));
        let first = take(&out).unwrap();
        assert!(take(&out).unwrap_err().to_string().contains("another run"));
        drop(first);
        take(&out).unwrap();
    }
}
