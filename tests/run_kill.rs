//! A run that is killed at any moment and started again ends with the same bytes.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod support;

use std::process::Stdio;
use std::time::{Duration, Instant};

use support::{Case, snapshot};

const KILLS: u32 = 20;

fn start(case: &Case) -> std::process::Child {
    case.process().stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn killed_at_twenty_moments() {
    let case = Case::with_bams(2);
    let begin = Instant::now();
    case.run(0);
    let whole = begin.elapsed();
    let expected = snapshot(&case.out(""));
    assert!(expected.len() > 15, "{} files", expected.len());

    // Moments spread over the run by the golden ratio: none is at the same place twice.
    let (mut interrupted, mut kept) = (0, 0);
    for kill in 0..KILLS {
        std::fs::remove_dir_all(case.out("")).unwrap();
        let moment = whole.mul_f64((f64::from(kill) * 0.618_033_988_75).fract());
        let mut child = start(&case);
        std::thread::sleep(moment.max(Duration::from_millis(5)));
        interrupted += u32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        let text = case.run(0);
        kept += u32::from(text.contains(" kept"));
        let found = snapshot(&case.out(""));
        let names = |files: &[(std::path::PathBuf, Vec<u8>)]| -> Vec<String> {
            files.iter().map(|(path, _)| path.display().to_string()).collect()
        };
        assert_eq!(names(&found), names(&expected), "after a kill at {moment:?}");
        for ((path, now), (_, before)) in found.iter().zip(&expected) {
            assert!(now == before, "{} differs after a kill at {moment:?}", path.display());
        }
    }
    println!(
        "{interrupted} of {KILLS} runs were killed before their end, {kept} had results to keep"
    );
    assert!(interrupted >= KILLS / 2, "{interrupted} runs were killed before their end");
    assert!(kept > 0, "no run went on from what an earlier one had done");
}
