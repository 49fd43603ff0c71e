//! `cargo xtask test`: every test of the project, from a fresh machine to one closing line.

use std::io::{BufRead, BufReader};
use std::process::{ExitCode, Stdio};

use crate::cargo;
use crate::journeys;
use crate::machine::{self, Need};
use crate::postgres::Postgres;
use crate::tally::{Ended, Expected, Tally};

/// Which tests to run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    only: Option<Kind>,
    /// Part of the name of the tests, and of the journeys' files.
    filter: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Rust,
    Journeys,
}

impl Choice {
    pub(crate) fn parse(words: &[&str]) -> Result<Self, String> {
        match words {
            [] => Ok(Self::default()),
            ["--only", "rust", rest @ ..] => Ok(Self {
                only: Some(Kind::Rust),
                ..Self::parse(rest)?
            }),
            ["--only", "e2e", rest @ ..] => Ok(Self {
                only: Some(Kind::Journeys),
                ..Self::parse(rest)?
            }),
            [filter] if !filter.starts_with('-') => Ok(Self {
                only: None,
                filter: Some((*filter).to_owned()),
            }),
            _ => Err(format!(
                "test takes [--only rust|e2e] [FILTER], not `{}`",
                words.join(" ")
            )),
        }
    }

    fn has_rust(&self) -> bool {
        self.only != Some(Kind::Journeys)
    }

    fn has_journeys(&self) -> bool {
        self.only != Some(Kind::Rust)
    }

    /// Under a filter one side or the other may well have nothing to run; without one, that is a mistake.
    fn expected(&self) -> Expected {
        if self.filter.is_some() {
            Expected::Perhaps
        } else {
            Expected::Something
        }
    }
}

/// Runs the chosen tests. The last line printed is the count, alone.
pub(crate) fn run(choice: &Choice) -> Result<ExitCode, String> {
    set_up(choice)?;
    let programs = machine::postgres_programs().ok_or("PostgreSQL's programs went away")?;
    let postgres = Postgres::start(&programs)?;
    println!("- PostgreSQL: a throw-away server on a private socket");
    let mut sum = Tally::default();
    if choice.has_rust() {
        println!("- Rust tests");
        sum += rust_tests(choice, &postgres)?;
    }
    if choice.has_journeys() {
        println!("- browser journeys");
        sum += browser_journeys(choice, &postgres)?;
    }
    drop(postgres);
    let sum = sum.judged(Ended::Well, Expected::Something);
    println!("{sum}");
    Ok(if sum.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn set_up(choice: &Choice) -> Result<(), String> {
    if !choice.has_journeys() {
        return machine::provide(&[Need::Postgres, Need::Node]);
    }
    machine::provide(&[Need::Postgres, Need::Node, Need::Chromium, Need::HanFonts])?;
    machine::install_journeys_packages()
}

/// Runs cargo's own test runner over the workspace and counts what it prints.
fn rust_tests(choice: &Choice, postgres: &Postgres) -> Result<Tally, String> {
    let mut child = cargo::command()
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(&choice.filter)
        .env("SANZHENG_TEST_POSTGRES", &postgres.url)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|fault| format!("cargo could not be run: {fault}"))?;
    let mut sum = Tally::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            println!("{line}");
            sum += Tally::of_rust(&line).unwrap_or_default();
        }
    }
    let status = child.wait().map_err(|fault| fault.to_string())?;
    Ok(sum.judged(Ended::from(status), choice.expected()))
}

fn browser_journeys(choice: &Choice, postgres: &Postgres) -> Result<Tally, String> {
    let runs = journeys::find(choice.filter.as_deref())?;
    if runs.is_empty() {
        return Ok(Tally::default().judged(Ended::Well, choice.expected()));
    }
    // After the Rust tests, the same selection of packages and features, so that nothing is built twice.
    let selection: &[&str] = match choice.only {
        None => &["--workspace", "--tests", "--bin", "sanzheng"],
        Some(_) => &["--package", "sanzheng"],
    };
    let Ok(program) = cargo::build(selection, "sanzheng") else {
        println!("not ok - the program is built");
        return Ok(Tally::FAILURE);
    };
    let mut sum = Tally::default();
    for run in &runs {
        sum += run.travel(&program, &postgres.url)?;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::{Choice, Kind};

    #[test]
    fn a_choice_may_name_a_side_and_a_filter() {
        let both = Choice {
            only: Some(Kind::Rust),
            filter: Some("pledge".to_owned()),
        };
        assert_eq!(Choice::parse(&["--only", "rust", "pledge"]), Ok(both));
        assert_eq!(Choice::parse(&[]), Ok(Choice::default()));
        assert!(Choice::parse(&["--only", "web"]).is_err());
        assert!(Choice::parse(&["a", "b"]).is_err());
    }
}
