//! `ikaros`: parse, run the verb, say how it ended.

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use ikaros::cli::Cli;
use ikaros::commands;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(report_panic));
    let parsed = Cli::command()
        .long_version(commands::version::text())
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(message) => {
            let _ = message.print();
            return ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(2));
        }
    };
    let Ok(result) = std::panic::catch_unwind(|| commands::dispatch(cli)) else {
        return ExitCode::from(1);
    };
    if let Err(error) = &result
        && !commands::exit::is_broken_pipe(error)
    {
        let _ = writeln!(std::io::stderr().lock(), "error: {}", commands::exit::message(error));
    }
    ExitCode::from(commands::exit_code(&result))
}

/// A fault of the program itself, in words a user can pass on.
fn report_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let cause = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map_or_else(String::new, |place| format!(" at {place}"));
    let _ = writeln!(
        std::io::stderr().lock(),
        "ikaros {}: internal error{place}: {cause}. This is a fault of the program: please report \
         it with this line. No half-written file was left under a final name.",
        env!("CARGO_PKG_VERSION")
    );
}
