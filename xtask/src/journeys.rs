//! Runs the browser journeys under `e2e/journeys`, each on the engines that it names.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::cargo::root;
use crate::tally::{Ended, Expected, Tally};

/// No journey may take longer; it ends itself well before (see `lib.mjs`).
const LIMIT: Duration = Duration::from_secs(600);
/// How long a journey that ran over may take to close its browser and its server.
const GRACE: Duration = Duration::from_secs(15);

/// One journey on one engine.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    file: PathBuf,
    engine: &'static str,
}

/// The journeys whose file name holds `filter`, in order of name.
pub(crate) fn find(filter: Option<&str>) -> Result<Vec<Run>, String> {
    let folder = root().join("e2e/journeys");
    let entries = fs::read_dir(&folder).map_err(|fault| format!("e2e/journeys: {fault}"))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|ending| ending == "mjs"))
        .filter(|file| name(file).contains(filter.unwrap_or_default()))
        .collect();
    files.sort();
    let mut runs = Vec::new();
    for file in files {
        let text =
            fs::read_to_string(&file).map_err(|fault| format!("{}: {fault}", file.display()))?;
        runs.extend(engines(&text).into_iter().map(|engine| Run {
            file: file.clone(),
            engine,
        }));
    }
    Ok(runs)
}

impl Run {
    /// Runs the journey against the program and answers with its count.
    pub(crate) fn travel(&self, program: &Path, postgres: &str) -> Result<Tally, String> {
        println!("- journey {} on {}", name(&self.file), self.engine);
        let mut journey = Command::new("node")
            .arg(&self.file)
            .current_dir(root().join("e2e"))
            .env("SANZHENG_BIN", program)
            .env("SANZHENG_TEST_POSTGRES", postgres)
            .env("SANZHENG_ENGINE", self.engine)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|fault| format!("node could not be run: {fault}"))?;
        let sum = follow(&lines_of(&mut journey), Instant::now() + LIMIT);
        if sum.is_err() {
            println!(
                "not ok - {} ends within {} seconds",
                name(&self.file),
                LIMIT.as_secs()
            );
            end(&mut journey)?;
        }
        let status = journey.wait().map_err(|fault| fault.to_string())?;
        let sum = sum.unwrap_or_else(|mut cut_short| {
            cut_short += Tally::FAILURE;
            cut_short
        });
        Ok(sum.judged(Ended::from(status), Expected::Something))
    }
}

/// Passes on what a journey prints, counting, until it has said all. The error is the count at the deadline.
fn follow(lines: &Receiver<String>, deadline: Instant) -> Result<Tally, Tally> {
    let mut sum = Tally::default();
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                println!("{line}");
                sum += Tally::of_journey(&line).unwrap_or_default();
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(sum),
            Err(RecvTimeoutError::Timeout) => return Err(sum),
        }
    }
}

/// Asks a journey to end, so that it closes its browser and its server, and insists after a while.
fn end(journey: &mut Child) -> Result<(), String> {
    let asked = Command::new("kill").arg(journey.id().to_string()).status();
    let deadline = Instant::now() + GRACE;
    while asked.is_ok() && Instant::now() < deadline {
        if journey
            .try_wait()
            .map_err(|fault| fault.to_string())?
            .is_some()
        {
            return Ok(());
        }
        thread::park_timeout(Duration::from_millis(50));
    }
    journey.kill().map_err(|fault| fault.to_string())
}

/// The lines of a child's standard output, read on a thread of their own so that waiting for one has a limit.
pub(crate) fn lines_of(child: &mut Child) -> Receiver<String> {
    let (send, receive) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        thread::spawn(move || {
            let lines = BufReader::new(stdout).lines().map_while(Result::ok);
            lines
                .take_while(|line| send.send(line.clone()).is_ok())
                .for_each(drop);
        });
    }
    receive
}

/// The engines that a journey names in `export const engines = […]`; without it, SQLite alone.
fn engines(text: &str) -> Vec<&'static str> {
    let Some((_, list)) = text.split_once("export const engines") else {
        return vec!["sqlite"];
    };
    let list = list.split(']').next().unwrap_or_default();
    ["sqlite", "postgres"]
        .into_iter()
        .filter(|engine| list.contains(engine))
        .collect()
}

fn name(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Tally, engines, follow, mpsc};
    use std::time::{Duration, Instant};

    #[test]
    fn a_journey_runs_on_the_engines_that_it_names() {
        assert_eq!(engines("await journey()"), ["sqlite"]);
        let both = "export const engines = ['postgres', 'sqlite'];\nawait journey()";
        assert_eq!(engines(both), ["sqlite", "postgres"]);
        assert_eq!(
            engines("export const engines = ['postgres']; // not ['sqlite']"),
            ["postgres"]
        );
    }

    #[test]
    fn a_journey_that_stalls_is_cut_short_with_its_count() {
        let (send, receive) = mpsc::channel();
        send.send("ok - one".to_owned()).unwrap();
        let sum = follow(&receive, Instant::now() + Duration::from_millis(20));
        assert_eq!(
            sum,
            Err(Tally {
                passed: 1,
                failed: 0
            })
        );
        drop(send);
        assert_eq!(follow(&receive, Instant::now()), Ok(Tally::default()));
    }
}
