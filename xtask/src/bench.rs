//! `cargo xtask bench`: each figure beside its reference and their ratio. It reports; it judges nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::{Duration, Instant};

use crate::cargo;
use crate::load::requests_per_second;
use crate::machine::{self, Need, output_of};
use crate::served::Served;

mod boxes;
mod roster;
mod said;

/// What reading a plan of 10 KB may take, in milliseconds, so that a person notices nothing.
const SMALL_PLAN_GOAL: f64 = 2.0;
/// How often each thing is measured; the middle figure counts.
const ROUNDS: usize = 3;
/// How long a server is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(2);

/// Builds the release programs, measures, prints the table.
pub(crate) fn run() -> Result<ExitCode, String> {
    machine::provide(&[Need::Node, Need::Postgres])?;
    machine::install_journeys_packages()?;
    let folder = Scratch::new()?;
    let mut report = Report::default();
    report.add(reader(&folder.0));
    report.add(server(&folder.0));
    report.add(roster::rows(&folder.0));
    report.add(boxes::rows(&folder.0));
    print!("{}", report.table());
    Ok(ExitCode::SUCCESS)
}

/// The reader's time within the process, as its own example tells it: `bytes micros` for each file.
fn reader(folder: &Path) -> Result<Vec<Row>, String> {
    let program = cargo::build(
        &["--release", "--package", "reader", "--example", "bench"],
        "bench",
    )?;
    let (small, large) = (folder.join("small.txt"), folder.join("large.txt"));
    fs::write(&small, plan(10_000))
        .and_then(|()| fs::write(&large, plan(10_000_000)))
        .map_err(|fault| fault.to_string())?;
    let (mut smalls, mut larges) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let said = output_of(Command::new(&program).args([&small, &large]))?;
        let [small, large] = millis(&said)[..] else {
            return Err(format!(
                "the reader's example printed no two lines `bytes micros`: {said}"
            ));
        };
        smalls.push(small);
        larges.push(large);
    }
    let (small, large) = (median(smalls), median(larges));
    Ok(vec![
        Row {
            what: "reader, plan of 10 KB",
            figure: small,
            reference: SMALL_PLAN_GOAL,
            unit: "ms",
            against: "goal",
        },
        Row {
            what: "reader, plan of 10 MB",
            figure: large,
            reference: 1000.0 * small,
            unit: "ms",
            against: "1000 plans of 10 KB",
        },
    ])
}

/// The program on an existing database, beside a bare route that sends as many bytes.
fn server(folder: &Path) -> Result<Vec<Row>, String> {
    let program = cargo::build(&["--release", "--package", "sanzheng"], "sanzheng")?;
    let bare = cargo::build(
        &["--release", "--package", "web", "--example", "bare"],
        "bare",
    )?;
    let data = folder.join("data").display().to_string();
    output_of(Command::new(&program).args([
        "demo",
        "--data",
        &data,
        "--today",
        "2026-10-09",
        "--json",
        "--no-serve",
    ]))?;
    let bytes = Served::start(&program, &["serve", "--data", &data])?
        .bytes
        .to_string();
    let ours = Side {
        program,
        arguments: vec!["serve", "--data", &data],
    };
    let theirs = Side {
        program: bare,
        arguments: vec!["--bytes", &bytes],
    };
    let (mut figures, mut references) = (Figures::default(), Figures::default());
    for _ in 0..ROUNDS {
        ours.measure(&mut figures)?;
        theirs.measure(&mut references)?;
    }
    let row = |what, pick: fn(&Figures) -> &Vec<f64>, unit| Row {
        what,
        figure: median(pick(&figures).clone()),
        reference: median(pick(&references).clone()),
        unit,
        against: "bare axum route, same run",
    };
    Ok(vec![
        row("first page after start", |side| &side.first_page, "ms"),
        row("resident memory, idle", |side| &side.resident, "MiB"),
        row("home page", |side| &side.rate, "requests/s"),
    ])
}

/// One of the two servers that are compared.
struct Side<'a> {
    program: PathBuf,
    arguments: Vec<&'a str>,
}

/// What each round found.
#[derive(Default)]
struct Figures {
    first_page: Vec<f64>,
    resident: Vec<f64>,
    rate: Vec<f64>,
}

impl Side<'_> {
    fn measure(&self, figures: &mut Figures) -> Result<(), String> {
        let served = Served::start(&self.program, &self.arguments)?;
        figures
            .first_page
            .push(served.first_page.as_secs_f64() * 1e3);
        leave_alone();
        figures.resident.push(served.resident()? / 1024.0);
        figures.rate.push(requests_per_second(&served.url())?);
        Ok(())
    }
}

/// One line of the table.
struct Row {
    what: &'static str,
    figure: f64,
    reference: f64,
    unit: &'static str,
    /// What the reference is.
    against: &'static str,
}

/// The rows, and why some could not be had.
#[derive(Default)]
struct Report {
    rows: Vec<Row>,
    missing: Vec<String>,
}

impl Report {
    fn add(&mut self, part: Result<Vec<Row>, String>) {
        match part {
            Ok(rows) => self.rows.extend(rows),
            Err(reason) => self.missing.push(reason),
        }
    }

    fn table(&self) -> String {
        let mut lines = format!(
            "{:<24}{:>12}{:>12}  {:<12}{:>7}  reference is\n",
            "measured", "figure", "reference", "unit", "ratio"
        );
        for Row {
            what,
            figure,
            reference,
            unit,
            against,
        } in &self.rows
        {
            let ratio = figure / reference;
            lines.push_str(&format!(
                "{what:<24}{figure:>12.2}{reference:>12.2}  {unit:<12}{ratio:>7.2}  {against}\n"
            ));
        }
        for reason in &self.missing {
            lines.push_str(&format!("not measured: {reason}\n"));
        }
        lines
    }
}

/// A folder for one run, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("sanzheng-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(fault) = fs::remove_dir_all(&self.0) {
            eprintln!("xtask: {} stays: {fault}", self.0.display());
        }
    }
}

/// A plan of about that many bytes: the same sections over and over, as a long document's annexes would be.
fn plan(bytes: usize) -> String {
    const HEAD: &str = include_str!("bench/head.txt");
    const SECTIONS: &str = include_str!("bench/sections.txt");
    let mut text = HEAD.to_owned();
    while text.len() < bytes {
        text.push_str(SECTIONS);
    }
    text
}

/// The times in lines of `bytes micros`, in milliseconds.
fn millis(said: &str) -> Vec<f64> {
    let micros = said
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    micros.map(|micros| micros / 1e3).collect()
}

/// The middle of an odd number of figures.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Lets time pass: an idle server is what is measured.
fn leave_alone() {
    let started = Instant::now();
    while let Some(left) = IDLE.checked_sub(started.elapsed()) {
        thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, Row, median, millis, plan};

    #[test]
    fn the_middle_figure_counts() {
        assert!((median(vec![9.0, 1.0, 5.0]) - 5.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_readers_lines_are_read_as_milliseconds() {
        assert_eq!(millis("10240 1500\n10000000 900000\n"), [1.5, 900.0]);
    }

    #[test]
    fn a_plan_has_about_the_size_that_was_asked_for() {
        let size = plan(10_000).len();
        assert!((10_000..11_500).contains(&size), "{size}");
    }

    #[test]
    fn a_figure_stands_beside_its_reference_and_their_ratio() {
        let mut report = Report::default();
        report.add(Ok(vec![Row {
            what: "home page",
            figure: 500.0,
            reference: 1000.0,
            unit: "requests/s",
            against: "bare",
        }]));
        report.add(Err("no such example".to_owned()));
        let expected =
            "measured                      figure   reference  unit          ratio  reference is
home page                     500.00     1000.00  requests/s     0.50  bare
not measured: no such example
";
        assert_eq!(report.table(), expected);
    }
}
