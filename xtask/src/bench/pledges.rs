//! A list of a hundred thousand public pledges, paged by key on both engines.

use std::path::Path;
use std::process::Command;

use super::Row;
use super::said::Said;
use crate::cargo;
use crate::machine::{output_of, postgres_programs};
use crate::postgres::Postgres;

/// How many pledges the list has.
const COUNT: &str = "100000";

/// Pages first and last, narrowed and not, beside a bare select over the index.
pub(super) fn rows(folder: &Path) -> Result<Vec<Row>, String> {
    let program = cargo::build(
        &["--release", "--package", "town", "--example", "pledges"],
        "pledges",
    )?;
    let file = folder.join("pledges.db").display().to_string();
    let mut rows = look(&program, &file, SQLITE)?;
    let programs = postgres_programs().ok_or("PostgreSQL is not there")?;
    let server = Postgres::start(&programs)?;
    rows.extend(look(&program, &server.url, POSTGRES)?);
    Ok(rows)
}

const SQLITE: [&str; 5] = [
    "pledges, first page",
    "pledges, last page",
    "pledges of an area, last",
    "pledges overdue, last",
    "counts above the list",
];
const POSTGRES: [&str; 5] = [
    "first page, PostgreSQL",
    "last page, PostgreSQL",
    "of an area, PostgreSQL",
    "overdue, PostgreSQL",
    "counts, PostgreSQL",
];

fn look(program: &Path, place: &str, names: [&'static str; 5]) -> Result<Vec<Row>, String> {
    let said = Said(output_of(
        Command::new(program).args(["list", place, COUNT]),
    )?);
    let bare = said.figure("bare_us")? / 1e3;
    let kinds = [
        "all_first_us",
        "all_last_us",
        "area_last_us",
        "overdue_last_us",
        "counts_us",
    ];
    (names.into_iter().zip(kinds))
        .map(|(what, kind)| {
            Ok(Row {
                what,
                figure: said.figure(kind)? / 1e3,
                reference: bare,
                unit: "ms",
                against: "bare select over the index (goal 15 ms)",
            })
        })
        .collect()
}
