//! The roster at scale: a file of 50,000 people in, and a person found among a million.

use std::path::Path;
use std::process::Command;

use super::said::Said;
use super::{ROUNDS, Row, median};
use crate::cargo;
use crate::machine::{output_of, postgres_programs};
use crate::postgres::Postgres;

/// People of one file whose import is timed.
const IMPORTED: usize = 50_000;
/// Files of the longest kind that make a million people.
const FILES: usize = 5;
/// People of each.
const LONGEST: usize = 200_000;
/// What an import may hold in memory, in MiB.
const MEMORY_GOAL: f64 = 300.0;

/// Import beside bare writing, memory beside its goal, searches beside a key's look-up.
pub(super) fn rows(folder: &Path) -> Result<Vec<Row>, String> {
    let program = cargo::build(
        &["--release", "--package", "town", "--example", "roster"],
        "roster",
    )?;
    let bench = Bench {
        program: &program,
        folder,
    };
    let mut rows = bench.import()?;
    rows.extend(bench.search()?);
    Ok(rows)
}

struct Bench<'a> {
    program: &'a Path,
    folder: &'a Path,
}

impl Bench<'_> {
    /// Runs one step; what it printed.
    fn step(&self, arguments: &[&str]) -> Result<Said, String> {
        output_of(Command::new(self.program).args(arguments)).map(Said)
    }

    fn place(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn file(&self, name: &str, from: usize, count: usize) -> Result<String, String> {
        let path = self.place(name);
        self.step(&["file", &path, &from.to_string(), &count.to_string()])?;
        Ok(path)
    }

    fn import(&self) -> Result<Vec<Row>, String> {
        let file = self.file("fifty.xlsx", 0, IMPORTED)?;
        let (mut imports, mut bares, mut peaks) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let place = self.place(&format!("import-{round}.db"));
            self.step(&["found", &place])?;
            let said = self.step(&["import", &place, &file])?;
            imports.push(said.figure("import_ms")?);
            peaks.push(said.figure("peak_kb")? / 1024.0);
            let bare = self.place(&format!("bare-{round}.db"));
            bares.push(self.step(&["bare", &place, &bare])?.figure("bare_ms")?);
        }
        let bare = median(bares);
        Ok(vec![
            Row {
                what: "import, 50,000 people",
                figure: median(imports),
                reference: bare,
                unit: "ms",
                against: "bare SQLite, same rows (goal 5)",
            },
            Row {
                what: "memory of the import",
                figure: median(peaks),
                reference: MEMORY_GOAL,
                unit: "MiB",
                against: "goal",
            },
        ])
    }

    fn search(&self) -> Result<Vec<Row>, String> {
        let mut files = Vec::new();
        for n in 0..FILES {
            files.push(self.file(&format!("long-{n}.xlsx"), n * LONGEST, LONGEST)?);
        }
        let mut rows = Vec::new();
        let peak = self.fill(&self.place("million.db"), &files)?;
        rows.push(Row {
            what: "memory, 200,000 people",
            figure: peak,
            reference: MEMORY_GOAL,
            unit: "MiB",
            against: "goal",
        });
        rows.extend(self.look(&self.place("million.db"), SQLITE)?);
        let programs = postgres_programs().ok_or("PostgreSQL is not there")?;
        let server = Postgres::start(&programs)?;
        self.fill(&server.url, &files)?;
        rows.extend(self.look(&server.url, POSTGRES)?);
        Ok(rows)
    }

    /// Imports the long files; the most memory that it took, in MiB.
    fn fill(&self, place: &str, files: &[String]) -> Result<f64, String> {
        self.step(&["found", place])?;
        let mut peak = 0.0_f64;
        for file in files {
            let said = self.step(&["import", place, file])?;
            peak = peak.max(said.figure("peak_kb")? / 1024.0);
        }
        Ok(peak)
    }

    fn look(&self, place: &str, names: [&'static str; 3]) -> Result<Vec<Row>, String> {
        let said = self.step(&["look", place])?;
        let key = said.figure("key_us")? / 1e3;
        let kinds = ["name_us", "initials_us", "tail_us"];
        (names.into_iter().zip(kinds))
            .map(|(what, kind)| {
                Ok(Row {
                    what,
                    figure: said.figure(kind)? / 1e3,
                    reference: key,
                    unit: "ms",
                    against: "bare look-up of a key (goal 20 ms)",
                })
            })
            .collect()
    }
}

const SQLITE: [&str; 3] = [
    "name in a million",
    "initials in a million",
    "phone tail in a million",
];
const POSTGRES: [&str; 3] = [
    "name, PostgreSQL",
    "initials, PostgreSQL",
    "phone tail, PostgreSQL",
];
