//! One file a verb: read (io), pure stages, write (io).

pub mod call;
pub mod compare;
pub mod completions;
pub mod depth;
pub mod discover;
pub mod exit;
pub mod explain;
pub mod import;
pub mod interpret;
pub mod junctions;
mod lock;
pub mod man;
pub mod mlpa;
pub mod mlpa_ratios;
mod mlpa_setting;
pub mod normals;
pub mod overview;
pub mod progress;
pub mod report;
pub mod run;
pub mod schema;
pub mod simulate;
pub mod variants;
pub mod version;

use crate::cli::{Cli, Command};
pub use exit::{Outcome, exit_code};
use progress::Progress;

/// Runs the verb of a command line.
pub fn dispatch(cli: Cli) -> anyhow::Result<Outcome> {
    let progress = Progress::new(cli.global.quiet);
    let threads = cli.global.thread_count();
    match cli.command {
        Command::Run(args) => run::run(&args, threads, &progress),
        Command::Discover(args) => discover::run(&args, &progress),
        Command::Depth(args) => depth::run(&args, threads, &progress),
        Command::Junctions(args) => {
            in_pool(threads, || junctions::run(&args, &progress)).map(|()| Outcome::Done)
        }
        Command::Normals(args) => normals::run(&args).map(|()| Outcome::Done),
        Command::Call(args) => in_pool(threads, || call::run(&args, &progress)),
        Command::Variants(args) => variants::run(&args, threads, &progress),
        Command::Interpret(args) => {
            in_pool(threads, || interpret::run(&args, &progress)).map(|()| Outcome::Done)
        }
        Command::Report(args) => report::run(&args, &progress).map(|()| Outcome::Done),
        Command::Explain(args) => {
            explain::run(&args, &mut std::io::stdout().lock()).map(|()| Outcome::Done)
        }
        Command::Simulate(args) => simulate::run(&args).map(|()| Outcome::Done),
        Command::Mlpa(args) => {
            mlpa::run(&args, &mut std::io::stdout().lock()).map(|()| Outcome::Done)
        }
        Command::Compare(args) => compare::run(&args, &progress),
        Command::Schema(_) => schema::run(&mut std::io::stdout().lock()).map(|()| Outcome::Done),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

/// Does work with a number of threads.
fn in_pool<R: Send>(
    threads: usize,
    work: impl FnOnce() -> anyhow::Result<R> + Send,
) -> anyhow::Result<R> {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(work)
}
