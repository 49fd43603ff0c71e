//! The project's chores, run as `cargo xtask CHORE`.

mod api;
mod bench;
mod cargo;
mod fuzz;
mod journeys;
mod load;
mod machine;
mod postgres;
mod rooms;
mod served;
mod source;
mod tally;
mod test;

use std::process::ExitCode;

const USAGE: &str =
    "cargo xtask test [--only rust|e2e] [FILTER]   every test, or those whose name holds FILTER
cargo xtask rooms                             which room may import which
cargo xtask api-test                          schemathesis over the JSON API
cargo xtask bench                             figures beside their references
cargo xtask fuzz TARGET [--minutes N]         coverage-guided fuzzing, ten minutes unless told";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    chore(&words).unwrap_or_else(|reason| {
        eprintln!("xtask: {reason}");
        ExitCode::FAILURE
    })
}

fn chore(words: &[&str]) -> Result<ExitCode, String> {
    match words {
        ["test", choice @ ..] => test::run(&test::Choice::parse(choice)?),
        ["rooms"] => rooms::run(),
        ["api-test"] => api::run(),
        ["bench"] => bench::run(),
        ["fuzz", target] => fuzz::run(target, "10"),
        ["fuzz", target, "--minutes", minutes] => fuzz::run(target, minutes),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!("no such chore. There are:\n{USAGE}")),
    }
}
